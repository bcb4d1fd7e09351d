#include "platform/config/arguments.h"

#include <doctest/doctest.h>

using namespace broadsheet;

TEST_CASE("arguments: values, switches and faults") {
    const std::vector<OptionRule> rules = {{"data", "DIR", ""}, {"listen", "ADDR:PORT", ""}, {"quiet", "", ""}};
    std::string error;
    const auto read =
        read_arguments({"user", "add", "--data", "x", "--listen=:80", "--quiet", "ada@example.org"}, rules, error);
    REQUIRE(read);
    CHECK(read->command == "user");
    CHECK(read->words == std::vector<std::string>{"add", "ada@example.org"});
    CHECK(read->get("data") == "x");
    CHECK(read->get("listen") == ":80");
    CHECK(read->has("quiet"));
    CHECK(read->get("url", "none") == "none");
    for (const std::vector<std::string>& line : {std::vector<std::string>{"--nothing"}, {"--data"}, {"--quiet=1"}}) {
        CHECK(!read_arguments(line, rules, error));
        CHECK(!error.empty());
    }
}
