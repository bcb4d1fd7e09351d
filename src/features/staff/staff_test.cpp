#include "features/staff/staff.h"

#include <doctest/doctest.h>

#include "platform/crypto/crypto.h"
#include "platform/db/empty_database_test.h"

using namespace broadsheet;

namespace {

constexpr const char* kPassword = "correct horse battery";

struct Newsroom {
    explicit Newsroom(db::EngineKind engine) : empty(engine), database(empty.options()) {
        StaffMember ada;
        ada.email = "ada@paper.example";
        ada.name = "Ada";
        ada.role = Role::Chief;
        ada.language = "en";
        crypto::start();
        const auto added = staff.add(Editor::program("test"), ada, kPassword);
        REQUIRE(added);
        who = Editor{(*added)->id, "Ada", Role::Chief, "en"};
    }
    std::string sign_in(const std::string& email = "ada@paper.example", const std::string& password = kPassword,
                        const std::string& from = "192.0.2.1") {
        const auto token = staff.sign_in(email, password, from);
        return token ? **token : token.error().message;
    }
    bool signed_in(const std::string& token) {
        return database.read([&](db::ReadTx& tx) { return sessions.who(tx, token).has_value(); });
    }
    db::EmptyDatabase empty;
    db::Database database;
    FakeClock clock{Instant{1'700'000'000'000'000}};
    Sessions sessions{false, clock};
    Staff staff{database, sessions, clock, {"en", "es"}};
    Editor who;
};

}  // namespace

TEST_CASE("staff: signing in") {
    for (const auto engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        Newsroom room(engine);
        CHECK(room.signed_in(room.sign_in()));
        CHECK(room.signed_in(room.sign_in(" ADA@paper.example ")));
        // The same words for everything that does not fit.
        CHECK(room.sign_in("ada@paper.example", "wrong password") == "problem.sign_in_refused");
        CHECK(room.sign_in("nobody@paper.example") == "problem.sign_in_refused");
        CHECK(room.sign_in("", "") == "problem.sign_in_refused");
        CHECK(room.sign_in(std::string(5000, 'a'), std::string(50'000, 'b')) == "problem.sign_in_refused");
        StaffMember bo{"", "bo@paper.example", "Bo", Role::Writer, "es", true, {}, {}};
        const auto added = room.staff.add(room.who, bo, kPassword);
        REQUIRE(added);
        const std::string token = room.sign_in("bo@paper.example");
        CHECK(room.signed_in(token));
        REQUIRE(room.staff.set_active(room.who, (*added)->id, false));
        CHECK_FALSE(room.signed_in(token));
        CHECK(room.sign_in("bo@paper.example") == "problem.sign_in_refused");
        const std::string mine = room.sign_in();
        REQUIRE(room.staff.sign_out(room.who, mine));
        CHECK_FALSE(room.signed_in(mine));
    }
}

TEST_CASE("staff: five failures of an address slow down, whether the account exists or not") {
    for (const char* email : {"ada@paper.example", "nobody@paper.example"}) {
        CAPTURE(email);
        Newsroom room(db::EngineKind::Sqlite);
        for (int i = 0; i < 5; ++i)
            CHECK(room.sign_in(email, "wrong password", "192.0.2." + std::to_string(i)) == "problem.sign_in_refused");
        CHECK(room.sign_in(email, "wrong password", "192.0.2.9") == "problem.too_many_sign_ins");
        CHECK(room.sign_in(email, kPassword, "192.0.2.9") == "problem.too_many_sign_ins");
        room.clock.advance(16 * kMinute);
        CHECK(room.sign_in(email, "wrong password", "192.0.2.9") == "problem.sign_in_refused");
    }
    Newsroom room(db::EngineKind::Sqlite);
    for (int i = 0; i < 4; ++i) room.sign_in("ada@paper.example", "wrong password");
    CHECK(room.signed_in(room.sign_in()));  // success forgets the account's failures
    for (int i = 0; i < 4; ++i) room.sign_in("ada@paper.example", "wrong password");
    CHECK(room.signed_in(room.sign_in()));
}

TEST_CASE("staff: twenty failures of a network slow down for every address from there, and only from there") {
    Newsroom room(db::EngineKind::Sqlite);
    for (int i = 0; i < 20; ++i)
        room.sign_in("guess" + std::to_string(i) + "@paper.example", "wrong password",
                     "2001:db8:1:2::" + std::to_string(i));
    CHECK(room.sign_in("ada@paper.example", kPassword, "2001:db8:1:2::ffff") == "problem.too_many_sign_ins");
    CHECK(room.signed_in(room.sign_in("ada@paper.example", kPassword, "2001:db8:1:3::1")));
}

TEST_CASE("staff: changing a password asks the old one and ends the other sessions") {
    Newsroom room(db::EngineKind::Sqlite);
    const std::string here = room.sign_in();
    const std::string there = room.sign_in();
    const auto wrong = room.staff.change_password(room.who, here, "wrong password", "short");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().fields.size() == 2);
    const auto same = room.staff.change_password(room.who, here, kPassword, kPassword);
    REQUIRE_FALSE(same);
    CHECK(same.error().fields.at(0).message == "problem.password.same");
    REQUIRE(room.staff.change_password(room.who, here, kPassword, "another horse battery"));
    CHECK(room.signed_in(here));
    CHECK_FALSE(room.signed_in(there));
    CHECK(room.sign_in() == "problem.sign_in_refused");
    CHECK(room.signed_in(room.sign_in("ada@paper.example", "another horse battery")));
}

TEST_CASE("staff: rights, and the last chief") {
    Newsroom room(db::EngineKind::Sqlite);
    StaffMember bo{"", "bo@paper.example", "Bo", Role::Writer, "es", true, {}, {}};
    Editor writer{"somebody", "Bo", Role::Writer, "es"};
    CHECK(room.staff.add(writer, bo, kPassword).error().kind == ProblemKind::Forbidden);
    const auto added = room.staff.add(room.who, bo, kPassword);
    REQUIRE(added);
    writer.id = (*added)->id;
    CHECK(room.staff.add(room.who, bo, kPassword).error().fields.at(0).message == "problem.email_taken");
    CHECK(room.staff.set_role(writer, writer.id, Role::Chief).error().kind == ProblemKind::Forbidden);
    CHECK(room.staff.set_language(writer, room.who.id, "es").error().kind == ProblemKind::Forbidden);
    CHECK(room.staff.set_language(writer, writer.id, "en"));
    CHECK(room.staff.reset_password(writer, room.who.id, "another horse battery").error().kind ==
          ProblemKind::Forbidden);
    CHECK(room.staff.set_role(room.who, room.who.id, Role::Editor).error().message == "problem.last_chief");
    CHECK(room.staff.set_active(room.who, room.who.id, false).error().message == "problem.last_chief");
    REQUIRE(room.staff.set_role(room.who, writer.id, Role::Chief));
    CHECK(room.staff.set_role(room.who, room.who.id, Role::Editor));
}

TEST_CASE("staff: a new password from the chief leaves nothing of the old one valid") {
    for (const auto engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        Newsroom room(engine);
        const auto bo =
            room.staff.add(room.who, {"", "bo@paper.example", "Bo", Role::Editor, "es", true, {}, {}}, kPassword);
        REQUIRE(bo);
        const std::string session = room.sign_in("bo@paper.example");
        const auto his = room.staff.make_token(room.who, (*bo)->id, "Website");
        const auto mine = room.staff.make_token(room.who, room.who.id, "Website");
        REQUIRE(his);
        REQUIRE(mine);
        REQUIRE(room.staff.reset_password(room.who, (*bo)->id, "another horse battery"));
        const auto holds = [&](const std::string& token) {
            return room.database.read([&](db::ReadTx& tx) { return room.sessions.bearer(tx, token).has_value(); });
        };
        CHECK_FALSE(room.signed_in(session));
        CHECK_FALSE(holds(**his));
        CHECK(holds(**mine));
        CHECK(room.sign_in("bo@paper.example") == "problem.sign_in_refused");
        CHECK(room.signed_in(room.sign_in("bo@paper.example", "another horse battery")));
    }
}

TEST_CASE("staff: tokens act as their account until revoked") {
    Newsroom room(db::EngineKind::Sqlite);
    CHECK(room.staff.make_token(room.who, room.who.id, " ").error().fields.at(0).field == "name");
    const auto made = room.staff.make_token(room.who, room.who.id, "Website");
    REQUIRE(made);
    const auto bearer = [&] {
        return room.database.read([&](db::ReadTx& tx) { return room.sessions.bearer(tx, **made); });
    };
    REQUIRE(bearer());
    CHECK(bearer()->id == room.who.id);
    const auto tokens = room.database.read([&](db::ReadTx& tx) { return room.staff.tokens(tx); });
    REQUIRE(tokens.size() == 1);
    REQUIRE(room.staff.revoke_token(room.who, tokens[0].id));
    CHECK_FALSE(bearer());
}

TEST_CASE("staff: a password set by a chief ends the account's keys too") {
    Newsroom room(db::EngineKind::Sqlite);
    const auto made = room.staff.make_token(room.who, room.who.id, "Website");
    REQUIRE(made);
    REQUIRE(room.staff.reset_password(room.who, room.who.id, "another horse battery"));
    CHECK_FALSE(room.database.read([&](db::ReadTx& tx) { return room.sessions.bearer(tx, **made); }));
}
