#include "platform/json/json.h"

#include <boost/json/src.hpp>
#include <cmath>
#include <stdexcept>

namespace broadsheet::json {

namespace {

namespace bj = boost::json;

Value from_boost(const bj::value& source) {
    switch (source.kind()) {
        case bj::kind::null: return nullptr;
        case bj::kind::bool_: return source.get_bool();
        case bj::kind::int64: return source.get_int64();
        case bj::kind::uint64: return static_cast<double>(source.get_uint64());
        case bj::kind::double_: return source.get_double();
        case bj::kind::string: return std::string_view(source.get_string());
        case bj::kind::array: {
            Value out = Value::array();
            for (const auto& item : source.get_array()) out.push(from_boost(item));
            return out;
        }
        case bj::kind::object: {
            Value out = Value::object();
            for (const auto& member : source.get_object())
                out.set(std::string(member.key()), from_boost(member.value()));
            return out;
        }
    }
    return nullptr;
}

void print_string(std::string_view text, Escape escape, std::string& out) {
    static constexpr char kHex[] = "0123456789abcdef";
    out += '"';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (c < 0x20 || c == 0x7f || (escape == Escape::ForHtml && (c == '<' || c == '>' || c == '&'))) {
                    out += "\\u00";
                    out += kHex[c >> 4];
                    out += kHex[c & 15];
                } else if (escape == Escape::ForHtml && c == 0xe2 && i + 2 < text.size() && text[i + 1] == '\x80' &&
                           (text[i + 2] == '\xa8' || text[i + 2] == '\xa9')) {
                    out += text[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
                    i += 2;
                } else {
                    out += static_cast<char>(c);
                }
        }
    }
    out += '"';
}

void print_value(const Value& value, Escape escape, int indent, int depth, std::string& out) {
    const auto line = [&](int level) {
        if (indent == 0) return;
        out += '\n';
        out.append(static_cast<std::size_t>(level) * static_cast<std::size_t>(indent), ' ');
    };
    switch (value.kind()) {
        case Value::Kind::Null: out += "null"; return;
        case Value::Kind::Bool: out += value.boolean() ? "true" : "false"; return;
        case Value::Kind::Integer: out += std::to_string(value.integer()); return;
        case Value::Kind::Double:
            // JSON has no word for infinity or NaN; null is what parsers of other languages print too.
            out += std::isfinite(value.real()) ? bj::serialize(bj::value(value.real())) : "null";
            return;
        case Value::Kind::String: print_string(value.string(), escape, out); return;
        case Value::Kind::Array: {
            out += '[';
            bool first = true;
            for (const Value& item : value.items()) {
                if (!first) out += ',';
                first = false;
                line(depth + 1);
                print_value(item, escape, indent, depth + 1, out);
            }
            if (!first) line(depth);
            out += ']';
            return;
        }
        case Value::Kind::Object: {
            out += '{';
            bool first = true;
            for (const auto& [name, member] : value.members()) {
                if (!first) out += ',';
                first = false;
                line(depth + 1);
                print_string(name, escape, out);
                out += indent == 0 ? ":" : ": ";
                print_value(member, escape, indent, depth + 1, out);
            }
            if (!first) line(depth);
            out += '}';
            return;
        }
    }
}

}  // namespace

Value& Value::set(std::string name, Value value) {
    if (kind_ == Kind::Null) kind_ = Kind::Object;
    if (kind_ != Kind::Object) throw std::logic_error("json: set on a value that is no object");
    for (auto& [existing, old] : members_) {
        if (existing == name) {
            old = std::move(value);
            return *this;
        }
    }
    members_.emplace_back(std::move(name), std::move(value));
    return *this;
}

Value& Value::push(Value value) {
    if (kind_ == Kind::Null) kind_ = Kind::Array;
    if (kind_ != Kind::Array) throw std::logic_error("json: push on a value that is no array");
    items_.push_back(std::move(value));
    return *this;
}

const Value* Value::find(std::string_view name) const {
    for (const auto& [existing, value] : members_) {
        if (existing == name) return &value;
    }
    return nullptr;
}

std::string Value::text(std::string_view name, std::string fallback) const {
    const Value* value = find(name);
    if (value != nullptr && value->is_string()) return value->string();
    return fallback;
}

std::int64_t Value::number(std::string_view name, std::int64_t fallback) const {
    const Value* value = find(name);
    return value != nullptr && value->is_integer() ? value->integer() : fallback;
}

bool Value::flag(std::string_view name, bool fallback) const {
    const Value* value = find(name);
    return value != nullptr && value->is_bool() ? value->boolean() : fallback;
}

std::optional<Value> parse(std::string_view text, ParseError* error) {
    bj::parse_options options;
    options.max_depth = 64;
    bj::stream_parser parser({}, options);
    bj::error_code code;
    const std::size_t read = parser.write_some(text.data(), text.size(), code);
    if (!code && read < text.size()) {
        const auto rest = text.substr(read);
        if (rest.find_first_not_of(" \t\r\n") != std::string_view::npos) code = bj::error::extra_data;
    }
    if (!code) parser.finish(code);
    if (code) {
        if (error != nullptr) *error = {code.message(), read};
        return std::nullopt;
    }
    return from_boost(parser.release());
}

std::string print(const Value& value, Escape escape) {
    std::string out;
    print_value(value, escape, 0, 0, out);
    return out;
}

std::string print_indented(const Value& value) {
    std::string out;
    print_value(value, Escape::Plain, 2, 0, out);
    out += '\n';
    return out;
}

}  // namespace broadsheet::json
