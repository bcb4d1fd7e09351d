#include "site/desk.h"

#include <doctest/doctest.h>

#include "site/desk_theme.h"
#include "site/forms.h"

using namespace broadsheet;

TEST_CASE("desk: where one may go after signing in") {
    for (const char* inside : {"/", "/desk", "/desk/stories/x?done=saved&a=%C3%B1", "/es/2022/01/acuerdo"}) {
        CAPTURE(inside);
        CHECK(is_inside(inside));
    }
    for (const std::string& outside : std::vector<std::string>{
             "", "desk", "//evil.example", "/\\evil.example", "/a\\b", "https://evil.example", "/\t/evil.example",
             "/a\r\nSet-Cookie: x", "/ evil", "/\"><script>", std::string("/") + std::string(3000, 'a')}) {
        CAPTURE(outside);
        CHECK_FALSE(is_inside(outside));
    }
}

TEST_CASE("desk: its languages hold the same messages") {
    const auto words = load_desk_words();
    CHECK(words.size() >= 2);
    CHECK(words.contains("en"));
    CHECK(words.contains("es"));
}

TEST_CASE("desk: problems are said, whatever they bring along") {
    const auto words = load_desk_words();
    const auto& en = *words.at("en");
    CHECK(say_problem(en, "problem.too_long", {{"max", "40"}}) == "Shorten it to 40 characters at most.");
    CHECK(say_problem(*words.at("es"), "problem.too_long", {{"max", "1"}}) == "Acórtelo a 1 carácter como máximo.");
    CHECK(say_problem(en, "problem.missing_in", {{"edition", "es"}}) == "Fill in the Spanish text.");
    CHECK(say_problem(en, "problem.missing_beside", {{"edition", "es"}}) ==
          "Another language has this text: fill in the Spanish one too, or leave it empty in all.");
    CHECK(say_problem(*words.at("es"), "problem.missing_beside", {{"edition", "en"}}) ==
          "Otro idioma lleva este texto: escríbalo también en inglés o déjelo vacío en todos.");
    CHECK(say_problem(en, "problem.too_long", {}) == en.say("problem.other"));
    CHECK(say_problem(en, "problem.never_heard_of", {}) == en.say("problem.other"));
    CHECK(say_problem(en, "problem.document.never_heard_of", {}) == en.say("problem.document.malformed"));
}

TEST_CASE("desk: a field shows its own problems and those inside it") {
    const auto words = load_desk_words();
    const std::vector<FieldProblem> problems = {{"en.headline", "problem.missing", {}},
                                                {"en.body.blocks.3", "problem.document.bad_table", {}}};
    const Form form(*words.at("en"), problems);
    CHECK(form.problem_of("en.headline") == "Fill this in.");
    CHECK_FALSE(form.problem_of("en.body").empty());
    CHECK(form.problem_of("en.head").empty());
    CHECK(form.problem_of("headline").empty());
    const auto password = form.line("p", "field.password", "secret", Form::Line::Password, {});
    CHECK(password.find("value")->string().empty());
}
