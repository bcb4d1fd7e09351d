// DK-11 over every form of the desk that asks for words in each edition: what must be there is there in all of them,
// everything else in all or in none; a form with one edition's words emptied is refused at that field and stores
// nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "site/paper.h"
#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

/// A form, what it is sent, and the fields of it that have words in each edition.
struct WordsForm {
    const char* page;   // where it is shown
    const char* place;  // where it is sent
    http::Fields common;
    std::vector<const char*> needed;    // in every edition
    std::vector<const char*> optional;  // in every edition or in none
};

const std::vector<WordsForm>& words_forms() {
    static const http::Fields kPlace = {{"parent", ""}, {"position", "9"}};
    static const http::Fields kPerson = {{"standing", "staff"}, {"organisation", ""}};
    static const http::Fields kPage = {{"position", "9"}};
    static const http::Fields kPaper = {{"contact_email", "a@paper.example"}, {"zone", "Europe/Madrid"}};
    static const http::Fields kFocal = {{"focal_x", "50"}, {"focal_y", "50"}};
    static const std::vector<WordsForm> kForms = {
        {"/desk/sections/new", "/desk/sections", kPlace, {"name"}, {"description"}},
        {"/desk/sections/world", "/desk/sections/world", kPlace, {"name"}, {"description"}},
        {"/desk/people/new", "/desk/people", kPerson, {"name"}, {"title", "bio"}},
        {"/desk/people/ines-valcarcel", "/desk/people/ines-valcarcel", kPerson, {"name"}, {"title", "bio"}},
        {"/desk/organisations/new", "/desk/organisations", {}, {"name"}, {"short_name", "description"}},
        {"/desk/organisations/csto", "/desk/organisations/csto", {}, {"name"}, {"short_name", "description"}},
        {"/desk/topics/new", "/desk/topics", {}, {"name"}, {"description"}},
        {"/desk/topics/kazakhstan", "/desk/topics/kazakhstan", {}, {"name"}, {"description"}},
        {"/desk/pages/new", "/desk/pages", kPage, {"title", "body"}, {"description"}},
        {"/desk/pages/about", "/desk/pages/about", kPage, {"title", "body"}, {"description"}},
        {"/desk/paper",
         "/desk/paper",
         kPaper,
         {"name", "tagline", "description", "house_byline", "copyright_holder"},
         {}},
        {"/desk/media/map-kazakhstan", "/desk/media/map-kazakhstan", kFocal, {"alt", "credit"}, {"caption"}},
    };
    return kForms;
}

/// What the form carried of what it was made from.
std::string made_from_on(const std::string& page) {
    const std::string mark = "name=\"made_from\" value=\"";
    const auto at = page.find(mark);
    return at == std::string::npos ? std::string()
                                   : page.substr(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size());
}

/// What is said below one field of a refused form.
std::string said_at(const std::string& page, const std::string& edition, const std::string& field) {
    const std::string mark = "id=\"" + edition + "-" + field + "-problem\">";
    const auto at = page.find(mark);
    return at == std::string::npos ? std::string()
                                   : page.substr(at + mark.size(), page.find('<', at) - at - mark.size());
}

class FormFiller {
public:
    explicit FormFiller(const std::string& engine) : newsroom_(engine) {}

    SampleNewsroom& newsroom() { return newsroom_; }

    /// Sends the form with words in every field but `field` of `without`; whether anything was stored is in `stored`.
    http::Response send(const WordsForm& form, const std::string& field, const std::vector<std::string>& without) {
        const auto shown = newsroom_.get(form.page, "chief");
        REQUIRE_MESSAGE(shown.status == 200, form.page);
        http::Fields fields = form.common;
        fields.emplace_back("made_from", made_from_on(shown.body));
        const std::string number = std::to_string(++number_);  // no two share an address
        for (const auto& edition : newsroom_->editions.ids()) {
            for (const auto* names : {&form.needed, &form.optional}) {
                for (const std::string name : *names) {
                    const bool empty =
                        name == field && std::find(without.begin(), without.end(), edition) != without.end();
                    // Blanks are no words.
                    fields.emplace_back(edition + "." + name, empty ? " \t" : "Words " + number + " " + edition);
                }
            }
        }
        auto request = newsroom_.form_request(form.place, fields, "chief");
        const auto before = newsroom_->database.version();
        auto answer = newsroom_->ask(std::move(request));
        stored = newsroom_->database.version() != before;
        return answer;
    }

    bool stored = false;

private:
    SampleNewsroom newsroom_;
    int number_ = 0;
};

}  // namespace

TEST_CASE("DK-11: every text of a form is there in both editions or in neither") {
    for (const auto& engine : broadsheet::testing::engines()) {
        INFO(engine);
        FormFiller filler(engine);
        const std::vector<std::pair<std::string, std::string>> languages = {{"en", "English"}, {"es", "Spanish"}};
        for (const auto& form : words_forms()) {
            INFO(form.place);
            const auto refused = [&](const std::string& field) {
                for (const auto& [edition, language] : languages) {
                    INFO(edition << "." << field);
                    const auto answer = filler.send(form, field, {edition});
                    CHECK(answer.status == 422);
                    const std::string said = said_at(answer.body, edition, field);
                    CHECK_FALSE(said.empty());
                    // Pictures say why: readers see this one.
                    if (form.needed.front() != std::string("alt") || field == "caption")
                        CHECK_MESSAGE(said.find(language) != std::string::npos, said);
                    CHECK(said_at(answer.body, edition == "en" ? "es" : "en", field).empty());
                    CHECK_FALSE(filler.stored);
                }
            };
            for (const std::string field : form.needed) {
                refused(field);
                INFO(field);
                CHECK(filler.send(form, field, {"en", "es"}).status == 422);
                CHECK_FALSE(filler.stored);
            }
            for (const std::string field : form.optional) {
                refused(field);
                INFO(field);
                CHECK(filler.send(form, field, {"en", "es"}).status == 303);
                CHECK(filler.stored);
            }
            CHECK(filler.send(form, "", {}).status == 303);
            CHECK(filler.stored);
        }
    }
}

TEST_CASE("DK-11: the forms say so, and who is asked for no words yet does not stand in the way") {
    for (const auto& engine : broadsheet::testing::engines()) {
        INFO(engine);
        FormFiller filler(engine);
        SampleNewsroom& newsroom = filler.newsroom();
        // An edition that is being added: its row is there, readers do not see it.
        REQUIRE(newsroom->database.transact([](db::Tx& tx) -> Result<Nothing> {
            prepare_edition(tx, "fr", "fr", "ltr", {{"archive", "archives"}});
            return Nothing{};
        }));
        for (const auto& form : words_forms()) {
            INFO(form.place);
            const auto shown = newsroom.get(form.page, "chief").body;
            // Of the paper's own words none may be empty, and each says so.
            const bool said = shown.find("in all languages or in none.") != std::string::npos ||
                              shown.find("In every language or in none.") != std::string::npos;
            CHECK(said == !form.optional.empty());
            CHECK(filler.send(form, "", {}).status == 303);
        }
    }
}

TEST_CASE("DK-11: a text that was stored in one edition alone stands in the way of nothing else") {
    constexpr db::Sql kLoseWords{
        "test.lose_words", "UPDATE section_text SET description = '' WHERE section_id = 'world' AND edition = 'es'"};
    constexpr db::Sql kLoseCaption{
        "test.lose_caption", "UPDATE media_text SET caption = '' WHERE media_id = 'map-kazakhstan' AND edition = 'es'"};
    for (const auto& engine : broadsheet::testing::engines()) {
        INFO(engine);
        SampleNewsroom newsroom(engine);
        REQUIRE(newsroom->database.transact([&](db::Tx& tx) -> Result<Nothing> {
            tx.run(kLoseWords, {});
            tx.run(kLoseCaption, {});
            return Nothing{};
        }));
        // The order of the sections: every one keeps its place, and World goes to the end.
        http::Fields order = {{"made_from", made_from_on(newsroom.get("/desk/sections", "chief").body)}};
        for (const auto& section :
             newsroom->database.read([&](db::ReadTx& tx) { return newsroom->sections.all(tx); })) {
            const std::int64_t position = section.id == "world" ? 99 : section.position;
            order.emplace_back("position." + section.id, std::to_string(position));
        }
        CHECK(newsroom.post("/desk/sections/order", order, "chief").status == 303);
        const auto moved =
            newsroom->database.read([&](db::ReadTx& tx) { return newsroom->sections.find(tx, "world"); });
        REQUIRE(moved);
        CHECK(moved->position == 99);
        // A picture's focal point, with the words that are there.
        const auto picture =
            newsroom->database.read([&](db::ReadTx& tx) { return newsroom->media.find(tx, "map-kazakhstan"); });
        REQUIRE(picture);
        CHECK(newsroom->media.update(Editor::program("test"), picture->id, picture->texts, 400, 600, {}));
        // Words that change are asked for in both, all the same.
        auto texts = picture->texts;
        texts["en"].alt = "Another alternative";
        CHECK_FALSE(newsroom->media.update(Editor::program("test"), picture->id, texts, 400, 600, {}));
    }
}

TEST_CASE("DK-11: pictures by the API and a second upload leave no caption in one edition alone") {
    for (const auto& engine : broadsheet::testing::engines()) {
        INFO(engine);
        SampleNewsroom newsroom(engine);
        const auto patch = [&](const std::string& body) {
            http::Request request;
            request.method = http::Method::Patch;
            request.target = "/api/v1/media/map-kazakhstan";
            request.headers = {{"host", "localhost:8080"}, {"content-type", "application/json"}};
            request.headers.emplace_back("authorization", "Bearer " + newsroom.token("chief"));
            request.body = body;
            return newsroom->ask(std::move(request));
        };
        const auto captions = [&] {
            const auto picture =
                newsroom->database.read([&](db::ReadTx& tx) { return newsroom->media.find(tx, "map-kazakhstan"); });
            REQUIRE(picture);
            return picture->texts.at("en").caption + "|" + picture->texts.at("es").caption;
        };
        const std::string before = captions();
        const auto refused = patch(R"({"editions":{"es":{"caption":""}}})");
        CHECK(refused.status == 422);
        CHECK(refused.body.find("editions.es.caption") != std::string::npos);
        CHECK(captions() == before);
        CHECK(patch(R"({"editions":{"en":{"caption":""},"es":{"caption":""}}})").status == 200);
        CHECK(captions() == "|");
        CHECK(patch(R"({"editions":{"en":{"caption":"A map"}}})").status == 422);
        CHECK(patch(R"({"editions":{"en":{"caption":"A map"},"es":{"caption":"Un mapa"}}})").status == 200);
        CHECK(captions() == "A map|Un mapa");
    }
}
