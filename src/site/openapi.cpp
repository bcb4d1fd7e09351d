#include "site/openapi.h"

#include <map>
#include <set>

#include "site/schema.h"

namespace broadsheet {

using json::Value;

namespace {

Value reference(const std::string& to) {
    Value out = Value::object();
    out.set("$ref", to);
    return out;
}

Value content(const char* type, Value schema) {
    Value media = Value::object();
    media.set("schema", std::move(schema));
    Value out = Value::object();
    out.set(type, std::move(media));
    return out;
}

Value parameter(const std::string& name, const char* place, bool required, const std::string& about, Value schema) {
    Value out = Value::object();
    out.set("name", name).set("in", place).set("required", required);
    if (!about.empty()) out.set("description", about);
    out.set("schema", std::move(schema));
    return out;
}

/// `{name}` of a pattern, in order.
std::vector<std::string> names_in(const std::string& pattern) {
    std::vector<std::string> out;
    for (std::size_t at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
        out.push_back(pattern.substr(at + 1, pattern.find('}', at) - at - 1));
    }
    return out;
}

Value header_of(const std::string& about) {
    Value out = Value::object();
    out.set("description", about).set("schema", schema::text());
    return out;
}

Value response_of(const ApiDocument& document, int status) {
    Value out = Value::object();
    out.set("description", status == document.success ? document.summary : document.already);
    Value headers = Value::object();
    headers.set("ETag", header_of("What the answer is a state of; for If-None-Match, and of a write for If-Match"));
    for (const auto& query : document.query) {
        if (query.name == "cursor")
            headers.set("Link", header_of("The next page, rel=\"next\"; missing on the last (RFC 8288)"));
    }
    if (status == 201) headers.set("Location", header_of("Address of what was made"));
    out.set("headers", std::move(headers));
    if (status != 204) out.set("content", content("application/json", document.output));
    return out;
}

Value operation_of(const Declared& route) {
    const ApiDocument& document = *route.document;
    const bool writes = route.method != http::Method::Get;
    Value out = Value::object();
    out.set("operationId", document.operation).set("summary", document.summary);
    out.set("tags", Value::array_of(std::vector<std::string>{document.tag}));
    Value parameters = Value::array();
    for (const auto& name : names_in(route.pattern)) parameters.push(parameter(name, "path", true, {}, schema::text()));
    for (const auto& query : document.query)
        parameters.push(parameter(query.name, "query", query.required, query.about, schema::text()));
    if (route.method == http::Method::Post && document.keyed)
        parameters.push(reference("#/components/parameters/IdempotencyKey"));
    if (route.method == http::Method::Patch || route.method == http::Method::Put)
        parameters.push(reference("#/components/parameters/IfMatch"));
    if (!parameters.items().empty()) out.set("parameters", std::move(parameters));
    if (writes && !document.input.is_null()) {
        Value body = Value::object();
        body.set("required", true).set("content", content("application/json", document.input));
        out.set("requestBody", std::move(body));
    } else if (!document.accepts.empty()) {
        Value types = Value::object();
        for (const auto& type : document.accepts) types.set(type, Value::object());
        Value body = Value::object();
        body.set("required", true).set("content", std::move(types));
        out.set("requestBody", std::move(body));
    }
    Value responses = Value::object();
    if (!document.already.empty()) responses.set("200", response_of(document, 200));
    responses.set(std::to_string(document.success), response_of(document, document.success));
    responses.set("4XX", reference("#/components/responses/Problem"));
    responses.set("5XX", reference("#/components/responses/Problem"));
    out.set("responses", std::move(responses));
    Value security = Value::array();
    if (writes) {
        Value bearer = Value::object();
        bearer.set("bearer", Value::array());
        security.push(std::move(bearer));
        out.set("description", "Needs the right `" + std::string(name_of(route.right)) + "`. The body holds " +
                                   std::to_string(route.body_limit) +
                                   " bytes at most; members that are not named here are refused.");
    }
    out.set("security", std::move(security));
    return out;
}

Value components() {
    Value fault = schema::object({{"field", schema::text("Name of the member")},
                                  {"code", schema::text("Stable name of the rule")},
                                  {"detail", schema::text("The rule in words")}});
    Value problem = schema::object({{"type", schema::text()},
                                    {"title", schema::text()},
                                    {"status", schema::integer()},
                                    {"detail", schema::text("What happened and what to do")},
                                    {"code", schema::text("Stable name of the problem")},
                                    {"errors?", schema::list(std::move(fault), "Every member that breaks a rule")}},
                                   "RFC 9457");
    Value schemas = Value::object();
    schemas.set("Problem", std::move(problem));
    Value response = Value::object();
    response.set("description",
                 "Refused, or not possible. 503 with `Outcome: unknown`: the write may or may not be stored; send it "
                 "again with the same "
                 "Idempotency-Key to learn which.");
    response.set("content", content("application/problem+json", reference("#/components/schemas/Problem")));
    Value responses = Value::object();
    responses.set("Problem", std::move(response));
    Value parameters = Value::object();
    parameters.set("IdempotencyKey", parameter("Idempotency-Key", "header", false,
                                               "1 to 200 visible characters. The same request with the same key within "
                                               "24 hours gets the same answer and does "
                                               "nothing twice; another request with it is refused.",
                                               schema::text()));
    parameters.set(
        "IfMatch",
        parameter(
            "If-Match", "header", false,
            "Tag of the state the write is based on, as the last write answered it. 412 when it has changed since.",
            schema::text()));
    Value bearer = Value::object();
    bearer.set("type", "http")
        .set("scheme", "bearer")
        .set("description", "Made with `broadsheet token create EMAIL` or by an editor-in-chief.");
    Value security = Value::object();
    security.set("bearer", std::move(bearer));
    Value out = Value::object();
    out.set("securitySchemes", std::move(security)).set("schemas", std::move(schemas));
    out.set("responses", std::move(responses)).set("parameters", std::move(parameters));
    return out;
}

}  // namespace

Value openapi(const std::vector<Declared>& declared, const std::string& url) {
    Value licence = Value::object();
    licence.set("name", "GPL-3.0-or-later").set("identifier", "GPL-3.0-or-later");
    Value about = Value::object();
    about.set("title", "Broadsheet").set("version", "1");
    about.set("description",
              "Stories of a newspaper in several languages. Reading is public and needs nothing; writing needs a "
              "token. Times carry their "
              "offset. Versions of one story in several editions come in one answer.");
    about.set("license", std::move(licence));
    Value server = Value::object();
    server.set("url", url.empty() ? std::string("/") : url);
    Value servers = Value::array();
    servers.push(std::move(server));

    std::map<std::string, Value> paths;
    std::set<std::string> tags;
    for (const auto& route : declared) {
        if (route.surface != Surface::Api || !route.document) continue;
        auto [path, made] = paths.try_emplace(route.pattern, Value::object());
        std::string method(http::name_of(route.method));
        for (char& c : method) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        path->second.set(std::move(method), operation_of(route));
        tags.insert(route.document->tag);
    }
    Value path_items = Value::object();
    for (auto& [path, item] : paths) path_items.set(path, std::move(item));
    Value named = Value::array();
    for (const auto& tag : tags) {
        Value item = Value::object();
        item.set("name", tag);
        named.push(std::move(item));
    }
    Value out = Value::object();
    out.set("openapi", "3.1.0")
        .set("info", std::move(about))
        .set("servers", std::move(servers))
        .set("tags", std::move(named));
    out.set("paths", std::move(path_items)).set("components", components());
    return out;
}

void mount_openapi(Routes& routes, const std::string& url) {
    const auto text = std::make_shared<const std::string>(json::print_indented(openapi(routes.declared(), url)));
    routes.file("/api/openapi.json", {}, http::Caching::Cached, "/api/openapi.json",
                [text](PageContext&) -> Result<Answer> { return Answer::raw("application/json", *text); });
}

}  // namespace broadsheet
