#include "site/schema.h"

namespace broadsheet::schema {

using json::Value;

namespace {

Value typed(const char* type, const std::string& about) {
    Value out = Value::object();
    out.set("type", type);
    if (!about.empty()) out.set("description", about);
    return out;
}

}  // namespace

Value text(const std::string& about) { return typed("string", about); }
Value integer(const std::string& about) { return typed("integer", about); }
Value flag(const std::string& about) { return typed("boolean", about); }

Value one_of(const std::vector<std::string>& names, const std::string& about) {
    Value out = typed("string", about);
    out.set("enum", Value::array_of(names));
    return out;
}

Value instant(const std::string& about) {
    Value out = typed("string", about);
    out.set("format", "date-time");
    return out;
}

Value list(Value items, const std::string& about) {
    Value out = typed("array", about);
    out.set("items", std::move(items));
    return out;
}

Value by_edition(Value value, const std::string& about) {
    Value out = typed("object", about.empty() ? "By edition: en, es …" : about);
    out.set("additionalProperties", std::move(value));
    return out;
}

Value object(std::initializer_list<std::pair<std::string, Value>> members, const std::string& about) {
    Value out = typed("object", about);
    Value properties = Value::object();
    Value required = Value::array();
    for (const auto& [name, value] : members) {
        const bool optional = !name.empty() && name.back() == '?';
        const std::string plain = optional ? name.substr(0, name.size() - 1) : name;
        properties.set(plain, value);
        if (!optional) required.push(plain);
    }
    out.set("properties", std::move(properties));
    if (!required.items().empty()) out.set("required", std::move(required));
    out.set("additionalProperties", false);
    return out;
}

Value document() {
    Value block = typed("object", "One block. What it holds beside these follows from its type.");
    Value properties = Value::object();
    properties.set("id", text("Eight of a–z 0–9, permanent"))
        .set("from", text("Id of the source block that this one translates"));
    properties.set("type", one_of({"paragraph", "heading", "quote", "pullquote", "list", "picture", "gallery", "table",
                                   "card", "divider", "note"}));
    block.set("properties", std::move(properties))
        .set("required", Value::array_of(std::vector<std::string>{"id", "type"}));
    Value version = Value::object();
    version.set("const", 1);
    return object({{"v", std::move(version)}, {"blocks", list(std::move(block))}}, "Typed document of a body");
}

}  // namespace broadsheet::schema
