// The paper's zone is set at the desk while it is read: dates, archive and "today" follow, addresses and instants stay,
// and no page is kept that shows the times of the zone before.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "site/paper.h"
#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

std::string value_of(const std::string& page, const std::string& name) {
    const auto at = page.find("name=\"" + name + "\"");
    REQUIRE_MESSAGE(at != std::string::npos, name);
    const auto value = page.find("value=\"", at) + 7;
    return page.substr(value, page.find('"', value) - value);
}

/// What a chief's browser sends when only the zone is chosen anew.
http::Fields form_with(SampleNewsroom& newsroom, const std::string& zone) {
    const auto form = newsroom.get("/desk/paper", "chief");
    REQUIRE(form.status == 200);
    http::Fields out = {{"made_from", value_of(form.body, "made_from")}, {"zone", zone}};
    newsroom->database.read([&](db::ReadTx& tx) {
        out.emplace_back("contact_email", setting(tx, "contact_email"));
        for (const auto& edition : newsroom->editions.all()) {
            const PaperWords words = paper_words_of(tx, edition.id);
            out.emplace_back(edition.id + ".name", words.name);
            out.emplace_back(edition.id + ".tagline", words.tagline);
            out.emplace_back(edition.id + ".description", words.description);
            out.emplace_back(edition.id + ".house_byline", words.house_byline);
            out.emplace_back(edition.id + ".copyright_holder", words.copyright_holder);
        }
        return 0;
    });
    return out;
}

void set_zone(SampleNewsroom& newsroom, const std::string& zone) {
    const auto done = newsroom.post("/desk/paper", form_with(newsroom, zone), "chief");
    REQUIRE_MESSAGE(done.status == 303, done.body.substr(0, 2000));
}

/// A sample story that goes out for the first time at an instant, in English.
std::string publish_at(SampleNewsroom& newsroom, const std::string& iso) {
    const Editor who = Editor::program("test");
    const std::string id = "zone-" + text::slug(iso);
    const auto model =
        newsroom->database.read([&](db::ReadTx& tx) { return newsroom->stories.find(tx, "csto-kazakhstan-2022"); });
    const auto revision = newsroom->database.read(
        [&](db::ReadTx& tx) { return newsroom->stories.revision(tx, model->version("en")->current_revision); });
    StoryFields fields = model->fields;
    fields.picture.clear();
    REQUIRE(newsroom->stories.create(who, fields, id));
    VersionText text = revision->text;
    text.headline = "Went out " + iso;
    text.slug = id;
    REQUIRE(newsroom->stories.save_version(who, id, "en", text, ""));
    const auto done = newsroom->stories.publish(who, id, {"en"}, *text::parse_iso(iso));
    REQUIRE(done);
    return done->operator*().paths.at("en");
}

bool lists(SampleNewsroom& newsroom, const std::string& day, const std::string& path) {
    const auto page = newsroom.get("/en/archive/" + day);
    return page.status == 200 && page.body.find("\"" + path + "\"") != std::string::npos;
}

/// Days and months of what is published, counted anew from the times, and as the paper has them.
void check_counts(SampleNewsroom& newsroom, const std::string& zone) {
    const text::Zone there = *text::Zone::find(zone);
    newsroom->database.read([&](db::ReadTx& tx) {
        for (const auto& edition : newsroom->editions.ids()) {
            std::map<int, std::int64_t> months;
            std::map<text::Day, std::int64_t> days;
            for (const auto& [story, of] : newsroom->stories.published().all_after(tx, "", "", 10'000)) {
                if (of != edition) continue;
                const auto row = newsroom->stories.published().find(tx, story, of);
                const text::Day day = there.day(row->teaser.published_at);
                ++days[day];
                ++months[day.year * 100 + day.month];
            }
            std::map<int, std::int64_t> kept;
            for (const auto& [month, count] : newsroom->stories.published().months(tx, edition)) {
                kept[month] = count;
                std::map<text::Day, std::int64_t> of_month;
                for (const auto& [day, stories] :
                     newsroom->stories.published().days(tx, edition, month / 100, month % 100)) {
                    const text::Day at{month / 100, month % 100, day};
                    CHECK_MESSAGE(days[at] == stories, zone << " " << text::iso(at));
                    CHECK(newsroom->stories.published().of_day(tx, edition, at).size() ==
                          static_cast<std::size_t>(stories));
                }
            }
            CHECK_MESSAGE(kept == months, zone << " " << edition);
        }
        return 0;
    });
}

}  // namespace

TEST_CASE("the paper's zone is changed at the desk: archive and dates follow, addresses stay") {
    for (const auto& engine : broadsheet::testing::engines()) {
        INFO(engine);
        SampleNewsroom newsroom(engine);
        // Around both changes of the clocks of 2026 in Madrid, and where a day, a month and a year are others
        // elsewhere.
        const std::string spring = publish_at(newsroom, "2026-03-28T23:30:00Z");       // 29 March 00:30, winter time
        const std::string spring_late = publish_at(newsroom, "2026-03-29T22:30:00Z");  // 30 March 00:30, summer time
        const std::string autumn = publish_at(newsroom, "2026-10-24T22:30:00Z");       // 25 October 00:30, summer time
        const std::string autumn_late = publish_at(newsroom, "2026-10-25T22:30:00Z");  // 25 October 23:30, winter time
        const std::string month_end = publish_at(newsroom, "2026-10-31T23:30:00Z");    // 1 November 00:30
        const std::string year_end = publish_at(newsroom, "2025-12-31T23:30:00Z");     // 1 January 2026 00:30
        CHECK(month_end.rfind("/en/2026/11/", 0) == 0);
        CHECK(year_end.rfind("/en/2026/01/", 0) == 0);
        CHECK(lists(newsroom, "2026/03/29", spring));
        CHECK(lists(newsroom, "2026/03/30", spring_late));
        CHECK(lists(newsroom, "2026/10/25", autumn));
        CHECK(lists(newsroom, "2026/10/25", autumn_late));
        CHECK(lists(newsroom, "2026/11/01", month_end));
        CHECK(lists(newsroom, "2026/01/01", year_end));
        check_counts(newsroom, "Europe/Madrid");
        const std::vector<std::string> pages = {"/en/",
                                                "/es/",
                                                spring,
                                                month_end,
                                                year_end,
                                                "/en/archive",
                                                "/en/archive/2025",
                                                "/en/archive/2026",
                                                "/en/archive/2026/10",
                                                "/en/archive/2026/11",
                                                "/en/feed.xml",
                                                "/sitemap.xml",
                                                "/en/corrections",
                                                "/en/archive/2026/10/31"};
        const auto feed_id = [&] {
            const std::string feed = newsroom.get("/en/feed.xml").body;
            const auto at = feed.find("<guid");
            return feed.substr(at, feed.find("</guid>", at) - at);
        };
        const std::string first_id = feed_id();
        const Editor who = Editor::program("test");
        REQUIRE(newsroom->stories.withdraw(who, "zone-2026-03-29t22-30-00z", {"en"}));

        for (const auto& page : pages) (void)newsroom.get(page);
        // New York changed its clocks on 8 March and changes them back on 1 November.
        set_zone(newsroom, "America/New_York");
        // At once, before any job: dates and today, and nothing kept of before.
        CHECK(newsroom.get(spring).body.find("28 March 2026") != std::string::npos);
        CHECK(newsroom.get(month_end).body.find("31 October 2026") != std::string::npos);
        for (const auto& page : pages) CHECK_MESSAGE(newsroom.get(page).body == newsroom.fresh(page), page);
        // What is written before the job has come that far is counted right, too.
        REQUIRE(newsroom->stories.withdraw(who, "zone-2026-10-24t22-30-00z", {"en"}));
        newsroom->jobs.run_due(newsroom.clock());
        check_counts(newsroom, "America/New_York");
        for (const auto& page : pages) CHECK_MESSAGE(newsroom.get(page).body == newsroom.fresh(page), page);
        CHECK(lists(newsroom, "2026/03/28", spring));
        CHECK(!lists(newsroom, "2026/03/29", spring));
        CHECK(lists(newsroom, "2026/10/25", autumn_late));
        CHECK(lists(newsroom, "2026/10/31", month_end));
        CHECK(lists(newsroom, "2025/12/31", year_end));
        CHECK(newsroom.get("/en/archive/2026/11/01").body.find(month_end) == std::string::npos);
        // Addresses are as they were given, also of what is published again or anew in its old place.
        for (const auto& path : {spring, autumn_late, month_end, year_end}) CHECK(newsroom.get(path).status == 200);
        CHECK(newsroom->stories.publish(who, "zone-2026-10-31t23-30-00z", {"en"})->operator*().paths.at("en") ==
              month_end);
        CHECK(newsroom->stories.publish(who, "zone-2026-03-29t22-30-00z", {"en"})->operator*().paths.at("en") ==
              spring_late);
        CHECK(newsroom.get(spring_late).status == 200);
        CHECK(feed_id() == first_id);
        // A new one gets the day of the new zone.
        CHECK(publish_at(newsroom, "2026-11-01T03:30:00Z").rfind("/en/2026/10/", 0) == 0);
        check_counts(newsroom, "America/New_York");

        set_zone(newsroom, "Pacific/Auckland");
        newsroom->jobs.run_due(newsroom.clock());
        check_counts(newsroom, "Pacific/Auckland");
        set_zone(newsroom, "Europe/Madrid");
        newsroom->jobs.run_due(newsroom.clock());
        check_counts(newsroom, "Europe/Madrid");
        CHECK(lists(newsroom, "2026/11/01", month_end));
        for (const auto& page : pages) CHECK_MESSAGE(newsroom.get(page).body == newsroom.fresh(page), page);

        // It is what the paper starts with again.
        set_zone(newsroom, "Asia/Tokyo");
        newsroom.close();
        newsroom.open();
        CHECK(newsroom->editions.zone().name() == "Asia/Tokyo");
        CHECK(newsroom.get("/desk/paper", "chief").body.find("<del>Europe/Madrid</del> → <ins>Asia/Tokyo</ins>") !=
              std::string::npos);
    }
}

TEST_CASE("a zone that nobody knows is refused and changes nothing; a choice to all who know the world") {
    SampleNewsroom newsroom("sqlite");
    const auto version = newsroom->database.version();
    const auto form = form_with(newsroom, "Mars/Olympus");
    const auto before = newsroom->database.version();
    CHECK(newsroom.post("/desk/paper", form, "chief").status == 422);
    CHECK(newsroom->editions.zone().name() == "Europe/Madrid");
    CHECK(newsroom->database.read([](db::ReadTx& tx) { return setting(tx, "zone"); }) == "Europe/Madrid");
    CHECK(before >= version);
    // A page is kept again afterwards: the watch over the zone has ended.
    (void)newsroom.get("/en/");
    CHECK(newsroom->cache.peek("/en/").has_value());
    const auto names = text::Zone::names();
    const std::set<std::string> known(names.begin(), names.end());
    for (const char* name : {"Europe/Madrid", "America/Mexico_City", "Asia/Kolkata", "Pacific/Kiritimati", "UTC"})
        CHECK_MESSAGE(known.count(name) == 1, name);
    CHECK(known.count("Etc/GMT+5") == 0);
}

TEST_CASE("a page that is made while the zone changes is not kept") {
    SampleNewsroom newsroom("sqlite");
    {
        const ZoneChange change(newsroom->editions);
        CHECK(newsroom.get("/en/").status == 200);
        CHECK(!newsroom->cache.peek("/en/").has_value());
    }
    const ZoneWatch watch(newsroom->editions);
    CHECK(watch.steady());
    {
        const ZoneChange change(newsroom->editions);
    }
    CHECK(!watch.steady());
}
