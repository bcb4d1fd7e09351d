#include "features/people/model.h"

#include <doctest/doctest.h>

#include "site/two_editions_test.h"

using namespace broadsheet;
using namespace broadsheet::testing;

TEST_CASE("people: a name in every edition, or all faults at once") {
    TwoEditions two;
    struct Case {
        const char* what;
        PersonText en;
        std::vector<std::string> faults;
        const char* slug;
    };
    const Case cases[] = {
        {"good", {"", "Inés Valcárcel", "Correspondent", "She writes."}, {}, "ines-valcarcel"},
        {"nothing", {}, {"en.name problem.missing_in"}, ""},
        {"letters that no address has", {"", "王小明", "", ""}, {}, nullptr},
        {"only signs", {"", "?!", "", ""}, {"en.slug problem.slug_empty"}, ""},
        {"a wished address", {"ines", "Inés Valcárcel", "", ""}, {}, "ines"},
        {"a way out", {"../../desk", "Inés", "", ""}, {}, "desk"},
        {"a name too long", {"x", long_text(121), "", ""}, {"en.name problem.too_long"}, ""},
        {"all too long",
         {"x", long_text(121), long_text(121), long_text(2001)},
         {"en.name problem.too_long", "en.title problem.too_long", "en.bio problem.too_long"},
         ""},
        {"all at their longest", {"x", long_text(120), long_text(120), long_text(2000)}, {}, "x"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.what);
        Person person;
        // Spanish has what English has: what is in one alone is the next table's.
        const auto beside = [](const std::string& words) { return words.empty() ? "" : "Palabras"; };
        person.texts = {{"en", each.en}, {"es", {"", "Inés Valcárcel", beside(each.en.title), beside(each.en.bio)}}};
        const auto checked = check(person, two.editions);
        CHECK(faults_of(checked) == each.faults);
        if (checked && each.slug != nullptr) CHECK(checked->texts.at("en").slug == each.slug);
    }
    CHECK(faults_of(check(Person{}, two.editions)) ==
          std::vector<std::string>{"en.name problem.missing_in", "es.name problem.missing_in"});
}

TEST_CASE("people: title and bio in every edition or in none") {
    TwoEditions two;
    struct Case {
        PersonText en, es;
        std::vector<std::string> faults;
    };
    const Case cases[] = {
        {{"", "A", "", ""}, {"", "A", "", ""}, {}},
        {{"", "A", "Envoy", "She writes."}, {"", "A", "Enviada", "Escribe."}, {}},
        {{"", "A", "Envoy", ""}, {"", "A", "", ""}, {"es.title problem.missing_beside"}},
        {{"", "A", " \t", ""}, {"", "A", "Enviada", ""}, {"en.title problem.missing_beside"}},
        {{"", "A", "", "She writes."}, {"", "A", "", "\n \n"}, {"es.bio problem.missing_beside"}},
        {{"", "A", "Envoy", ""},
         {"", "A", "", "Escribe."},
         {"es.title problem.missing_beside", "en.bio problem.missing_beside"}},
    };
    for (const auto& each : cases) {
        CAPTURE(each.en.title + "|" + each.en.bio + "|" + each.es.title + "|" + each.es.bio);
        Person person;
        person.texts = {{"en", each.en}, {"es", each.es}};
        CHECK(faults_of(check(person, two.editions)) == each.faults);
        // Words of an edition that readers do not see count for nothing, nor do those it lacks.
        person.texts["fr"] = {"", "A", "Envoyée", ""};
        CHECK(faults_of(check(person, two.editions)) == each.faults);
    }
}

TEST_CASE("people: a kind is staff or outside, whatever else was sent") {
    TwoEditions two;
    for (const auto& [sent, kept] :
         {std::pair{"staff", "staff"}, {"outside", "outside"}, {"", "staff"}, {"chief", "staff"}}) {
        Person person;
        person.kind = sent;
        person.texts = {{"en", {"", "A", "", ""}}, {"es", {"", "A", "", ""}}};
        const auto checked = check(person, two.editions);
        REQUIRE(checked);
        CHECK(checked->kind == kept);
    }
}
