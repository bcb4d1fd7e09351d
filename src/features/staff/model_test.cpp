#include "features/staff/model.h"

#include <doctest/doctest.h>

using namespace broadsheet;

TEST_CASE("staff: what counts as an address") {
    for (const char* good : {"ada@paper.example", "a.b+c@sub.paper.example", "josé@periódico.example"}) {
        CAPTURE(good);
        CHECK(is_email(good));
    }
    const std::string long_one = std::string(250, 'a') + "@paper.example";
    for (const std::string& bad : std::vector<std::string>{
             "", "ada", "@paper.example", "ada@", "ada@paper", "ada@.example", "ada@paper.", "a@b@c.example",
             "ada@pa per.example", "ada@paper..example", "a\r\nBcc: b@c.example", "<a@b.example>", long_one}) {
        CAPTURE(bad);
        CHECK_FALSE(is_email(bad));
    }
    CHECK(fold_email("  Ada@Paper.EXAMPLE \n") == "ada@paper.example");
}

TEST_CASE("staff: all that is wrong with a new account is said at once") {
    StaffMember member;
    member.email = "nowhere";
    member.name = " ";
    member.language = "fr";
    const auto refused = check(member, {"en", "es"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fields.size() == 3);
    member = {"", "Ada@Paper.example", " Ada  Writer ", Role::Writer, "es", true, {}, {}};
    const auto taken = check(member, {"en", "es"});
    REQUIRE(taken);
    CHECK(taken->email == "ada@paper.example");
    CHECK(taken->name == "Ada Writer");
}

TEST_CASE("staff: passwords") {
    StaffMember member;
    member.email = "ada.lovelace@paper.example";
    member.name = "Ada Lovelace";
    struct Case {
        std::string password, message;  // empty message: taken
    };
    const Case cases[] = {
        {"correct horse battery", ""},
        {"ten chars!", ""},
        {"ñandú ñandú ñandú x", ""},
        {"nine char", "problem.password.too_short"},
        {"ñññññññññ", "problem.password.too_short"},  // characters, not bytes
        {"", "problem.password.too_short"},
        {std::string(201, 'x'), "problem.too_long"},
        {"Password123", "problem.password.common"},
        {"CONTRASEÑA", "problem.password.common"},
        {"qwertyuiop", "problem.password.common"},
        {"aaaaaaaaaaaa", "problem.password.common"},
        {"abcdefghijkl", "problem.password.common"},
        {"abcabcabcabc", "problem.password.common"},
        {"Ada Lovelace", "problem.password.is_name"},
        {"ADA.LOVELACE@paper.example", "problem.password.is_name"},
        {"ada.lovelace", "problem.password.is_name"},
        {"bad \xFF bytes here", "problem.password.unreadable"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.password);
        const auto fault = password_fault(one.password, member);
        CHECK((fault ? fault->message : "") == one.message);
    }
}

TEST_CASE("staff: a network is an IPv4 address or the first half of an IPv6 one") {
    CHECK(network_of("192.0.2.7") == "192.0.2.7");
    CHECK(network_of("::ffff:192.0.2.7") == "192.0.2.7");
    CHECK(network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2:ffff::1"));
    CHECK(network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1"));
    CHECK(network_of("not an address") == "not an address");
}
