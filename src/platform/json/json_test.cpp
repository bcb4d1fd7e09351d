#include "platform/json/json.h"

#include <doctest/doctest.h>

using namespace broadsheet;

TEST_CASE("json: what is read is printed again, order kept") {
    for (const char* text :
         {R"({"b":1,"a":[true,false,null,-7,"x"]})", R"([])", R"({})", R"("ñ 🗞")", "0", R"({"a":{"b":{"c":[]}}})"}) {
        const auto value = json::parse(text);
        REQUIRE(value);
        CHECK(json::print(*value) == text);
    }
}

TEST_CASE("json: faults are refused and say where") {
    for (const char* text : {"", "{", "[1,]", "{\"a\":1,}", "nul", "1 2", "\"\x01\"", "\"\xff\"", "{'a':1}", "[1] x"}) {
        json::ParseError error;
        CHECK_MESSAGE(!json::parse(text, &error), text);
        CHECK(!error.message.empty());
    }
    CHECK(!json::parse(std::string(100, '[') + std::string(100, ']')));
}

TEST_CASE("json: a data block in a page cannot end its script element") {
    json::Value value = json::Value::object();
    value.set("headline", "</script><b>&\xe2\x80\xa8");
    CHECK(json::print(value, json::Escape::ForHtml) ==
          R"({"headline":"\u003c/script\u003e\u003cb\u003e\u0026\u2028"})");
}
