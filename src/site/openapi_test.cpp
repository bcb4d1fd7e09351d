#include "site/openapi.h"

#include <doctest/doctest.h>

#include <set>

#include "site/schema.h"
#include "tests/sample_newsroom.h"

namespace broadsheet {

TEST_CASE("openapi: every declared API route is in the document, and none besides") {
    testing::SampleNewsroom newsroom("sqlite");
    const auto answer = newsroom.get("/api/openapi.json");
    REQUIRE(answer.status == 200);
    const auto document = json::parse(answer.body);
    REQUIRE(document);
    CHECK(document->text("openapi") == "3.1.0");
    const json::Value* paths = document->find("paths");
    REQUIRE(paths != nullptr);
    std::size_t declared = 0;
    std::set<std::string> operations;
    for (const auto& route : newsroom->routes.declared()) {
        if (route.surface != Surface::Api) continue;
        ++declared;
        CAPTURE(route.pattern);
        REQUIRE(route.document);
        const json::Value* item = paths->find(route.pattern);
        REQUIRE(item != nullptr);
        std::string method(http::name_of(route.method));
        for (char& c : method) c = static_cast<char>(c | 0x20);
        const json::Value* operation = item->find(method);
        REQUIRE(operation != nullptr);
        CHECK(operation->text("operationId") == route.document->operation);
        CHECK(operations.insert(route.document->operation).second);
        // A write needs a token, and says so; reading needs nothing.
        const bool writes = route.method != http::Method::Get;
        CHECK(operation->find("security")->items().empty() == !writes);
        CHECK((operation->find("requestBody") != nullptr) == writes);
        CHECK(operation->find("responses")->find(std::to_string(route.document->success)) != nullptr);
    }
    CHECK(declared >= 15);
    const json::Value& sent = *paths->find("/api/v1/media")->find("post")->find("responses");
    CHECK(sent.find("200")->text("description") == "The library has this file: the picture it became then");
    CHECK(sent.find("201") != nullptr);
    std::size_t documented = 0;
    for (const auto& [path, item] : paths->members()) documented += item.members().size();
    CHECK(documented == declared);
}

TEST_CASE("openapi: parameters of the path and the query are named") {
    Declared route;
    route.method = http::Method::Put;
    route.pattern = "/api/v1/things/{id}/words/{edition}";
    route.surface = Surface::Api;
    route.right = Right::Write;
    route.document = ApiDocument{"saveWords",
                                 "Save",
                                 "Things",
                                 schema::object({{"a?", schema::text()}}),
                                 schema::object({{"b", schema::integer()}}),
                                 {{"dry", "Only check"}},
                                 200};
    Declared page;
    page.pattern = "/en/not-api";
    const auto document = openapi({route, page}, "https://paper.example");
    CHECK(document.find("paths")->members().size() == 1);
    const auto& parameters = document.find("paths")->find(route.pattern)->find("put")->find("parameters")->items();
    REQUIRE(parameters.size() == 4);
    CHECK(parameters[0].text("name") == "id");
    CHECK(parameters[0].flag("required"));
    CHECK(parameters[1].text("name") == "edition");
    CHECK(parameters[2].text("in") == "query");
    CHECK(!parameters[2].flag("required"));
    CHECK(parameters[3].text("$ref") == "#/components/parameters/IfMatch");
}

TEST_CASE("schema: a member that may be left out is not required") {
    const auto value = schema::object({{"kept", schema::text()}, {"free?", schema::integer()}});
    REQUIRE(value.find("required")->items().size() == 1);
    CHECK(value.find("required")->items()[0].string() == "kept");
    CHECK(value.find("properties")->find("free") != nullptr);
    CHECK(!value.flag("additionalProperties", true));
}

}  // namespace broadsheet
