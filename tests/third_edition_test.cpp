// A third language is data: what it has to say comes from a file, and no line of the program knows it. The crawl that
// `broadsheet check` makes goes over all three.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "app/check.h"
#include "app/edition.h"
#include "site/paper.h"
#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;
using json::Value;

namespace {

/// The English catalogue of the theme, every message with a mark before it: complete, and told from English.
Value marked(const Value& words) {
    if (words.is_string()) return Value("fr:" + words.string());
    Value out = Value::object();
    for (const auto& [name, member] : words.members()) out.set(name, marked(member));
    return out;
}

Value english_words() {
    std::ifstream in(broadsheet::testing::source_folder() + "/themes/classic/locales/en.json");
    std::ostringstream text;
    text << in.rdbuf();
    return *json::parse(text.str());
}

Value without(const Value& of, const std::string& group, const std::string& name) {
    Value out = Value::object();
    for (const auto& [key, member] : of.members()) {
        if (key != group) {
            out.set(key, member);
            continue;
        }
        Value rest = Value::object();
        for (const auto& [inner, value] : member.members()) {
            if (inner != name) rest.set(inner, value);
        }
        out.set(key, std::move(rest));
    }
    return out;
}

/// Every text that is asked for, said: the main edition's with a mark.
Value filled_in(const Value& asked, const std::string& name = {}) {
    if (const Value* empty = asked.find("fr"); empty != nullptr && empty->is_string()) {
        const std::string said = asked.members().front().second.string();
        Value out = asked;
        const bool address = name == "slug" || said.empty() || said.find(' ') == std::string::npos;
        if (!said.empty()) out.set("fr", address && text::slug(said) == said ? "fr-" + said : "FR " + said);
        return out;
    }
    if (!asked.is_object()) return asked;
    Value out = Value::object();
    for (const auto& [key, member] : asked.members()) out.set(key, filled_in(member, key));
    return out;
}

std::vector<std::string> fields_of(const Problem& problem) {
    std::vector<std::string> out;
    for (const auto& fault : problem.fields) out.push_back(fault.field);
    return out;
}

bool holds(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

Value asked_of(SampleNewsroom& newsroom) {
    const auto asked = edition_to_fill_in(*newsroom, "fr");
    REQUIRE(asked);
    return *asked;
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t out = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++out;
    return out;
}

/// A story of the sample gets a French version, translated from the English, and goes out in it.
void publish_in_french(SampleNewsroom& newsroom, const std::string& id) {
    const Editor who = Editor::program("test");
    const auto story = newsroom->database.read([&](db::ReadTx& tx) { return newsroom->stories.find(tx, id); });
    REQUIRE(story);
    const Version* english = story->version("en");
    REQUIRE(english != nullptr);
    const auto revision = newsroom->database.read(
        [&](db::ReadTx& tx) { return newsroom->stories.revision(tx, english->current_revision); });
    REQUIRE(revision);
    VersionText text = revision->text;
    text.headline = "En français : " + text.headline;
    text.slug = "en-francais";
    for (const auto& picture : document::media_of(text.body)) {
        REQUIRE(newsroom->media.update(who, picture, {{"fr", {"Ce que montre l’image", "Légende", "Photographe"}}}, 500,
                                       500));
    }
    if (!story->fields.picture.empty()) {
        const auto picture =
            newsroom->database.read([&](db::ReadTx& tx) { return newsroom->media.find(tx, story->fields.picture); });
        REQUIRE(newsroom->media.update(who, picture->id, {{"fr", {"Ce que montre l’image", "Légende", "Photographe"}}},
                                       picture->focal_x, picture->focal_y));
    }
    const auto saved = newsroom->stories.save_version(who, id, "fr", text, "");
    REQUIRE_MESSAGE(saved, saved.error().message);
    const auto published = newsroom->stories.publish(who, id, {"fr"});
    if (!published) {
        for (const auto& fault : published.error().fields) MESSAGE(fault.field << " " << fault.message);
    }
    REQUIRE(published);
}

}  // namespace

TEST_CASE("AC-05: a third edition is refused while anything is missing, with all of it, and nothing is written") {
    for (const auto& engine : broadsheet::testing::engines()) {
        SampleNewsroom newsroom(engine);
        const Value asked = asked_of(newsroom);
        const std::string words = json::print(marked(english_words()));
        const auto before = newsroom->database.version();

        const auto nothing = take_in_edition(*newsroom, "fr", asked, "");
        REQUIRE(!nothing);
        auto missing = fields_of(nothing.error());
        for (const char* field :
             {"catalogue", "paths.search", "paper.name", "paper.copyright_holder", "section.world.name",
              "person.ines-valcarcel.name", "page.about.title", "page.about.body"})
            CHECK_MESSAGE(holds(missing, field), field);

        // One word of the frame, one address word, one name: each is named.
        const std::string gap = json::print(without(marked(english_words()), "menu", "open"));
        missing = fields_of(take_in_edition(*newsroom, "fr", filled_in(asked), gap).error());
        CHECK(missing == std::vector<std::string>{"catalogue.menu.open"});
        missing =
            fields_of(take_in_edition(*newsroom, "fr", without(filled_in(asked), "paths", "topics"), words).error());
        CHECK(missing == std::vector<std::string>{"paths.topics"});
        missing =
            fields_of(take_in_edition(*newsroom, "fr", without(filled_in(asked), "section", "world"), words).error());
        CHECK(holds(missing, "section.world.name"));
        // A message without its argument would print a hole.
        Value holed = marked(english_words());
        Value menu = *holed.find("language");
        menu.set("unavailable", "fr: this text is not there");
        holed.set("language", std::move(menu));
        missing = fields_of(take_in_edition(*newsroom, "fr", filled_in(asked), json::print(holed)).error());
        REQUIRE(missing.size() == 1);
        CHECK(missing.front().rfind("catalogue.language.unavailable", 0) == 0);

        CHECK(newsroom->database.version() == before);
        // DK-11: what no other edition says, this one does not say alone; each edition that lacks it is named.
        const Editor chief = Editor::program("test");
        auto world = newsroom->database.read([&](db::ReadTx& tx) { return newsroom->sections.find(tx, "world"); });
        REQUIRE(world);
        const Section as_it_was = *world;
        for (auto& [edition, text] : world->texts) text.description.clear();
        REQUIRE(newsroom->sections.save(chief, *world));
        const auto bare = newsroom->database.version();
        missing = fields_of(
            take_in_edition(*newsroom, "fr", filled_in(asked), words).error());  // asked when it had a description
        CHECK(missing == std::vector<std::string>{"section.world.description", "section.world.description"});
        CHECK(newsroom->database.version() == bare);
        REQUIRE(newsroom->sections.save(chief, as_it_was));

        CHECK(newsroom->database.version() == bare + 1);
        CHECK(editions_in_words(*newsroom) == "en en-GB shown\nes es shown\n");
        CHECK(!take_in_edition(*newsroom, "es", filled_in(asked), words));
        CHECK(!take_in_edition(*newsroom, "desk", filled_in(asked), words));
        CHECK(!take_in_edition(*newsroom, "qq", filled_in(asked), words));
    }
}

TEST_CASE("a third edition is data: front page, story, switch, hreflang, feeds, sitemap, search and forms have it") {
    for (const auto& engine : broadsheet::testing::engines()) {
        INFO(engine);
        SampleNewsroom newsroom(engine);
        const auto taken =
            take_in_edition(*newsroom, "fr", filled_in(asked_of(newsroom)), json::print(marked(english_words())));
        if (!taken) {
            for (const auto& fault : taken.error().fields) MESSAGE(fault.field << " " << fault.message);
        }
        REQUIRE(taken);
        // Nobody sees it before the paper is built again, and nothing of the others has changed.
        CHECK(newsroom.get("/fr/").status == 404);
        CHECK(newsroom.get("/en/").status == 200);
        newsroom.close();
        newsroom.open();
        REQUIRE(newsroom->editions.ids() == std::vector<std::string>{"en", "es", "fr"});

        // Without a story: a front page that says so, in its own words, and leads on.
        const auto empty = newsroom.get("/fr/");
        CHECK(empty.status == 200);
        CHECK(empty.body.find("lang=\"fr\"") != std::string::npos);
        CHECK(empty.body.find("fr:Nothing has been published here yet.") != std::string::npos);
        CHECK(empty.body.find(">Español</a>") != std::string::npos);
        CHECK(newsroom.get("/fr/feed.xml").status == 200);

        const std::string id = "csto-kazakhstan-2022";
        const std::string english = "/en/2022/01/kazakhstan-and-the-alliance-that-came-when-called";
        const std::string spanish = "/es/2022/01/kazajistan-y-la-alianza-que-por-fin-acudio";
        // Not there yet: the control stays, says so in the page's language with CLDR's word, and no hreflang claims it.
        auto page = newsroom.get(english);
        CHECK(page.body.find("<summary lang=\"fr\">Français</summary>") != std::string::npos);
        CHECK(page.body.find("This text is not available in French.") != std::string::npos);
        CHECK(page.body.substr(0, page.body.find("</head>")).find("hreflang=\"fr\"") == std::string::npos);
        CHECK(newsroom.get(spanish).body.find("francés") != std::string::npos);

        publish_in_french(newsroom, id);
        const std::string french = "/fr/2026/11/en-francais";
        for (const auto& path : {english, spanish, french}) {
            page = newsroom.get(path);
            CHECK_MESSAGE(page.status == 200, path);
            const std::string head = page.body.substr(0, page.body.find("</head>"));
            for (const auto& link : {"hreflang=\"en\" href=\"http://localhost:8080" + english + "\"",
                                     "hreflang=\"es\" href=\"http://localhost:8080" + spanish + "\"",
                                     "hreflang=\"fr\" href=\"http://localhost:8080" + french + "\""})
                CHECK_MESSAGE(head.find(link) != std::string::npos, path << " " << link);
            CHECK_MESSAGE(count_of(head, "hreflang=\"x-default\"") == 1, path);
            const auto from = page.body.find("<nav class=\"switch\"");
            const std::string control = page.body.substr(from, page.body.find("</nav>", from) - from);
            CHECK_MESSAGE(count_of(control, "<a href=") == 2, path << "\n" << control);
        }
        CHECK(newsroom.get(french).body.find("og:locale\" content=\"fr_FR\"") != std::string::npos);
        CHECK(newsroom.get("/fr/").body.find("\"" + french + "\"") != std::string::npos);
        CHECK(newsroom.get("/fr/feed.xml").body.find("En français : ") != std::string::npos);
        CHECK(newsroom.get(newsroom->editions.get("fr").path("archive") + "/2026/11").status == 200);
        const std::string index = newsroom.get("/sitemap.xml").body;
        std::string maps;
        for (std::size_t at = index.find("<loc>"); at != std::string::npos; at = index.find("<loc>", at + 1)) {
            const std::string address = index.substr(at + 5, index.find('<', at + 5) - at - 5);
            maps += newsroom.get(address.substr(address.find('/', 8))).body;
        }
        CHECK(maps.find("<loc>http://localhost:8080" + french + "</loc>") != std::string::npos);
        CHECK(maps.find("hreflang=\"fr\" href=\"http://localhost:8080" + french + "\"") != std::string::npos);
        CHECK(maps.find("<loc>http://localhost:8080/fr/</loc>") != std::string::npos);
        newsroom->search.start();
        REQUIRE(newsroom->search.wait_for(newsroom->database.version(), std::chrono::seconds(60)));
        CHECK(newsroom.get(newsroom->editions.get("fr").path("search") + "?q=francais")
                  .body.find("/fr/2026/11/en-francais") != std::string::npos);

        // The whole paper: every link answers, and counterparts name each other.
        const CheckReport report = check_paper(*newsroom, 100'000);
        for (const auto& fault : report.faults) {
            // The route table names addresses of the sample; French has none of its stories of 2022.
            const bool of_the_sample =
                fault.rfind("/fr/", 0) == 0 && fault.ends_with(": answers 404, linked from the route table");
            CHECK_MESSAGE(of_the_sample, fault);
        }
        CHECK(report.pages > 300);

        // DK-11: forms ask for all three, and refuse one that is empty.
        for (const char* form : {"/desk/topics/new", "/desk/paper", "/desk/front", "/desk/sections/world"}) {
            const auto shown = newsroom.get(form, "chief");
            CHECK_MESSAGE(shown.status == 200, form);
            CHECK_MESSAGE(count_of(shown.body, "<legend>") == 3, form);
            CHECK_MESSAGE(shown.body.find("<legend>French</legend>") != std::string::npos, form);
        }
        CHECK(newsroom.post("/desk/topics", {{"en.name", "Sea law"}, {"es.name", "Derecho del mar"}}, "chief").status ==
              422);
        CHECK(newsroom
                  .post("/desk/topics",
                        {{"en.name", "Sea law"}, {"es.name", "Derecho del mar"}, {"fr.name", "Droit de la mer"}},
                        "chief")
                  .status == 303);
        CHECK(newsroom.get(newsroom->editions.get("fr").path("topics") + "/droit-de-la-mer").status == 200);
        const auto gap = newsroom.post("/desk/topics",
                                       {{"en.name", "Sea ice"},
                                        {"en.description", "At the poles."},
                                        {"es.name", "Hielo marino"},
                                        {"es.description", "En los polos."},
                                        {"fr.name", "Banquise"}},
                                       "chief");
        CHECK(gap.status == 422);
        CHECK(gap.body.find("id=\"fr-description-problem\"") != std::string::npos);
        CHECK(gap.body.find("id=\"en-description-problem\"") == std::string::npos);
        CHECK(newsroom.get("/desk", "chief").status == 200);
        CHECK(newsroom.get("/desk/stories/" + id, "chief").status == 200);
        CHECK(newsroom.get("/desk/stories/" + id + "/fr", "chief").status == 200);

        // One edition goes, the others stay.
        CHECK(newsroom->stories.withdraw(Editor::program("test"), id, {"es"}));
        CHECK(newsroom.get(spanish).status == 410);
        CHECK(newsroom.get(french).status == 200);
        CHECK(newsroom.get(french).body.find("hreflang=\"es\" href") == std::string::npos);
    }
}
