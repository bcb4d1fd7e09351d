#include "features/stories/view.h"

#include <algorithm>
#include <set>

#include "platform/text/text.h"
#include "site/paper.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

Shape picture_shape() {
    return Shape()
        .address("src", "The default file")
        .text("srcset", "Candidates of the fallback format")
        .text("webp_srcset", "Candidates in WebP")
        .text("width", "Pixels")
        .text("height", "Pixels")
        .text("alt", "What it shows")
        .text("caption", "Caption")
        .text("credit", "Who made it");
}

Shape teaser_shape() {
    return Shape()
        .address("path", "The story")
        .text("headline", "Front headline where there is one")
        .text("standfirst", "Standfirst")
        .text("kicker", "Kicker")
        .text("kind_label", "Analysis, opinion, interview, reportage; empty for news")
        .flag("opinion", "It is an opinion piece")
        .text("section_name", "Home section; on lists other than the front page only where there is no kicker")
        .text("byline_text", "By … or the house byline")
        .text("date_text", "13 January 2022")
        .text("date_iso", "The same for machines")
        .object("picture", "Cropped 3:2", picture_shape())
        .html("headline_marked", "Search only: headline with marks")
        .html("extract", "Search only: found passage");
}

Shape pager_shape() {
    const Shape step = Shape().address("path", "Where it leads").text("text", "What is there");
    return Shape()
        .text("label", "Name of the navigation")
        .object("newer", "Later", step)
        .object("up", "Back to the newest", step)
        .object("older", "Earlier", step);
}

Shape listing_shape() {
    return Shape()
        .text("listing_heading", "Heading of the list")
        .list("stories", "Teasers, newest first", teaser_shape())
        .text("empty_text", "What to say when there are none")
        .object("pager", "Months before and after", pager_shape());
}

Shape story_shape() {
    const Shape corrections = Shape().list("items", "Corrections",
                                           Shape()
                                               .text("anchor", "Fragment")
                                               .text("type_text", "Correction, clarification, update")
                                               .text("date_text", "Date in words")
                                               .text("date_iso", "The same for machines")
                                               .text("text", "The words"));
    const Shape person = Shape()
                             .text("separator", "Comma or and")
                             .text("name", "Name")
                             .address("path", "Page of the person")
                             .flag("is_author", "Role is author")
                             .text("affiliation", "Of outside authors");
    const Shape author = Shape()
                             .text("name", "Name")
                             .address("path", "Page")
                             .text("title_text", "What they do")
                             .text("bio", "Who they are")
                             .object("portrait", "Cropped 1:1", picture_shape());
    const Shape story =
        Shape()
            .text("headline", "Headline")
            .text("standfirst", "Standfirst")
            .text("kicker", "Kicker")
            .flag("has_kicker", "There is a kicker or a kind to print")
            .text("kind_label", "As in a teaser")
            .flag("opinion", "It is an opinion piece")
            .list("byline", "One line per role",
                  Shape().text("role_text", "By, translated by …").list("people", "In order", person))
            .text("published_text", "Published on …")
            .text("published_iso", "The same for machines")
            .text("updated_text", "Updated on …, when changed after 15 minutes")
            .text("updated_iso", "The same for machines")
            .object("corrections_above", "Corrections", corrections)
            .object("corrections_below", "Clarifications and updates", corrections)
            .object("picture", "Main picture", picture_shape())
            .html("body", "The body")
            .object("source", "Where a syndicated text comes from",
                    Shape().text("name", "Name").address("href", "Its site").text("rights", "Rights line"))
            .list("authors", "Author box", author)
            .flag("has_authors", "There is one")
            .text("authors_heading", "About the author(s)")
            .text("disclaimer", "Disclaimer")
            .list("tags", "Topics, then organisations", Shape().text("name", "Name").address("path", "Page"))
            .flag("has_tags", "There are any")
            .list("share", "Plain links", Shape().text("name", "Where to").address("href", "Link"))
            .flag("has_share", "There are any");
    const Shape neighbour = Shape().address("path", "The story").text("headline", "Headline");
    Shape out = Frame::shape();
    return out.object("story", "The story", story)
        .flag("has_neighbours", "There is one before or after")
        .text("neighbours_text", "Before and after in …")
        .object("previous", "The one before in the section", neighbour)
        .object("next", "The one after", neighbour)
        .flag("has_recommended", "There are any")
        .list("recommended", "Three to six teasers", teaser_shape());
}

Value picture_value(const Picture& picture, const std::string& edition, Crop crop) {
    const PictureSources sources = sources_of(picture, crop);
    const auto words = picture.texts.find(edition);
    Value out = Value::object();
    if (sources.src.empty()) return out;
    out.path("src", SitePath(sources.src)).text("srcset", sources.srcset).text("webp_srcset", sources.webp_srcset);
    out.text("width", std::to_string(sources.width)).text("height", std::to_string(sources.height));
    if (words != picture.texts.end()) {
        out.text("alt", words->second.alt).text("caption", words->second.caption).text("credit", words->second.credit);
    }
    return out;
}

namespace {

/// House byline, person names and pictures of many stories, fetched at once.
struct Surroundings {
    std::map<std::string, Person> people;
    std::map<std::string, std::vector<BylineEntry>> bylines;
    std::map<std::string, Picture> pictures;
    std::string house_byline;
};

Surroundings surroundings(db::ReadTx& tx, const StoryWorld& world, const Edition& edition,
                          const std::vector<Teaser>& teasers) {
    Surroundings out;
    out.house_byline = paper_words_of(tx, edition.id).house_byline;
    std::vector<std::string> stories;
    std::vector<std::string> pictures;
    std::set<std::string> people;
    for (const auto& teaser : teasers) {
        stories.push_back(teaser.story);
        if (!teaser.picture.empty()) pictures.push_back(teaser.picture);
    }
    for (auto& [story, person, role] : world.stories.published().bylines(tx, stories)) {
        out.bylines[story].push_back({person, role});
        if (role == BylineRole::Author) people.insert(person);
    }
    for (auto& person : world.people.named(tx, {people.begin(), people.end()}, edition.id))
        out.people.emplace(person.id, std::move(person));
    std::sort(pictures.begin(), pictures.end());
    pictures.erase(std::unique(pictures.begin(), pictures.end()), pictures.end());
    if (!pictures.empty()) {
        for (auto& picture : world.media.some(tx, pictures)) out.pictures.emplace(picture.id, std::move(picture));
    }
    return out;
}

std::vector<std::string> names_of_authors(const Surroundings& around, const std::string& story,
                                          const std::string& edition) {
    std::vector<std::string> names;
    const auto byline = around.bylines.find(story);
    if (byline == around.bylines.end()) return names;
    for (const auto& entry : byline->second) {
        const auto person = around.people.find(entry.person);
        if (entry.role == BylineRole::Author && person != around.people.end())
            names.push_back(person->second.texts.at(edition).name);
    }
    return names;
}

}  // namespace

std::string kind_label(const Edition& edition, Kind kind, const std::string& kicker) {
    if (kind == Kind::News) return {};
    std::string label = edition.say("kind." + std::string(name_of(kind)));
    // A kicker "Analysis" over the label "Analysis" would say one thing twice.
    return text::fold(label) == text::fold(kicker) ? std::string() : label;
}

std::vector<Value> teaser_values(db::ReadTx& tx, const StoryWorld& world, const Edition& edition,
                                 const std::vector<Teaser>& teasers, SectionName section_name) {
    const Surroundings around = surroundings(tx, world, edition, teasers);
    std::set<std::string> named;
    for (const auto& teaser : teasers) {
        if (section_name == SectionName::ForKicker && !teaser.kicker.empty()) continue;
        PublishedStore::reads_section(tx, teaser);
        named.insert(teaser.section);
    }
    std::map<std::string, std::string> section_names;
    if (!named.empty()) section_names = world.sections.names(tx, named, edition.id);
    std::vector<Value> out;
    out.reserve(teasers.size());
    for (const auto& teaser : teasers) {
        Value item = Value::object();
        item.path("path", SitePath(teaser.path))
            .text("headline", teaser.front_headline.empty() ? teaser.headline : teaser.front_headline);
        item.text("standfirst", teaser.standfirst)
            .text("kicker", teaser.kicker)
            .text("kind_label", kind_label(edition, teaser.kind, teaser.kicker));
        item.flag("opinion", teaser.kind == Kind::Opinion);
        const auto section = section_names.find(teaser.section);
        const bool names_section = section_name == SectionName::Always || teaser.kicker.empty();
        item.text("section_name", names_section && section != section_names.end() ? section->second : "");
        const auto names = names_of_authors(around, teaser.story, edition.id);
        item.text("byline_text", names.empty()
                                     ? around.house_byline
                                     : edition.say("byline.by_names", {{"names", edition.dates.list(names)}}));
        item.text("date_text", edition.dates.date(teaser.published_at))
            .text("date_iso", world.editions.zone().iso(teaser.published_at));
        const auto picture = around.pictures.find(teaser.picture);
        if (picture != around.pictures.end())
            item.set("picture", picture_value(picture->second, edition.id, Crop::ThreeByTwo));
        out.push_back(std::move(item));
    }
    return out;
}

Value teaser_list(db::ReadTx& tx, const StoryWorld& world, const Edition& edition, const std::vector<Teaser>& teasers) {
    Value out = Value::list();
    for (auto& item : teaser_values(tx, world, edition, teasers)) out.add(std::move(item));
    return out;
}

std::map<std::string, std::vector<std::string>> author_names(db::ReadTx& tx, const StoryWorld& world,
                                                             const Edition& edition,
                                                             const std::vector<std::string>& stories) {
    std::vector<Teaser> teasers(stories.size());
    for (std::size_t i = 0; i < stories.size(); ++i) teasers[i].story = stories[i];
    const Surroundings around = surroundings(tx, world, edition, teasers);
    std::map<std::string, std::vector<std::string>> out;
    for (const auto& story : stories) {
        auto names = names_of_authors(around, story, edition.id);
        if (names.empty()) names.push_back(around.house_byline);
        out.emplace(story, std::move(names));
    }
    return out;
}

// --- lists -----------------------------------------------------------------------------------------------------------

std::optional<std::pair<int, int>> month_of_suffix(std::string_view suffix) {
    if (suffix.size() != 8 || suffix[0] != '/' || suffix[5] != '/') return std::nullopt;
    const auto day = text::parse_day(std::string(suffix.substr(1, 4)) + "-" + std::string(suffix.substr(6, 2)) + "-01");
    if (!day) return std::nullopt;
    return std::pair(day->year, day->month);
}

std::string month_suffix(int yyyymm) {
    char out[16];
    std::snprintf(out, sizeof out, "/%04d/%02d", yyyymm / 100, yyyymm % 100);
    return out;
}

namespace {

Value step(const std::string& path, const std::string& text) {
    Value out = Value::object();
    out.path("path", SitePath(path)).text("text", text);
    return out;
}

}  // namespace

void set_newest(db::ReadTx& tx, const StoryWorld& world, const Edition& edition, const std::string& base_path,
                const std::string& heading, const std::vector<Teaser>& teasers, const std::string& empty_text,
                Value& page) {
    page.text("listing_heading", heading).set("stories", teaser_list(tx, world, edition, teasers));
    if (teasers.empty()) page.text("empty_text", empty_text);
    if (static_cast<int>(teasers.size()) < kListLength) return;
    // Older stories are in closed months, from the month of the oldest shown here: it may be only partly on this page.
    const text::Day oldest = world.editions.zone().day(teasers.back().published_at);
    Value pager = Value::object();
    pager.text("label", edition.say("list.months"));
    pager.set("older", step(base_path + month_suffix(oldest.year * 100 + oldest.month),
                            edition.say("list.older", {{"month", edition.dates.month(oldest.year, oldest.month)}})));
    page.set("pager", std::move(pager));
}

void set_month(db::ReadTx& tx, const StoryWorld& world, const Edition& edition, const ListName& list,
               const std::string& base_path, int year, int month, const std::vector<Teaser>& teasers, Value& page) {
    page.text("listing_heading", edition.say("list.stories")).set("stories", teaser_list(tx, world, edition, teasers));
    if (teasers.empty()) page.text("empty_text", edition.say("list.empty"));
    const auto [before, after] = world.stories.published().months_around(tx, list, edition.id, year * 100 + month);
    Value pager = Value::object();
    pager.text("label", edition.say("list.months")).set("up", step(base_path, edition.say("list.newest")));
    if (before != 0) {
        pager.set("older",
                  step(base_path + month_suffix(before),
                       edition.say("list.older", {{"month", edition.dates.month(before / 100, before % 100)}})));
    }
    if (after != 0) {
        pager.set("newer", step(base_path + month_suffix(after),
                                edition.say("list.newer", {{"month", edition.dates.month(after / 100, after % 100)}})));
    }
    page.set("pager", std::move(pager));
}

std::map<std::string, SwitchTarget> story_elsewhere(db::ReadTx& tx, const StoryWorld& world, const Edition& edition,
                                                    const std::string& story, const std::string& section) {
    std::map<std::string, SwitchTarget> out;
    const auto live = world.stories.published().editions_of(tx, story);
    for (const auto& other : world.editions.all()) {
        if (other.id == edition.id) continue;
        SwitchTarget target;
        const auto there =
            std::find_if(live.begin(), live.end(), [&](const auto& entry) { return entry.first == other.id; });
        if (there != live.end()) {
            target.available = true;
            target.path = there->second;
        } else if (!section.empty()) {
            // Another edition's name, and perhaps of a section without stories there: read as such, and only where it
            // is printed, as the page follows what it reads.
            const auto home = world.sections.find(tx, section);
            if (!home) continue;
            target.section_name = home->texts.at(other.id).name;
            target.section_path = Sections::path(world.sections.all(tx, edition.id), *home, other.id);
        }
        out[other.id] = std::move(target);
    }
    return out;
}

std::map<std::string, SwitchTarget> same_list_elsewhere(const Editions& editions, const Edition& edition,
                                                        const Texts& paths) {
    std::map<std::string, SwitchTarget> out;
    for (const auto& other : editions.all()) {
        if (other.id == edition.id) continue;
        const auto path = paths.find(other.id);
        if (path != paths.end()) out[other.id] = SwitchTarget{true, path->second, {}, {}};
    }
    return out;
}

// --- bodies ----------------------------------------------------------------------------------------------------------

document::Resolver resolver_for(db::ReadTx& tx, const StoryWorld& world, const Edition& edition,
                                const document::Document& body) {
    auto pictures = std::make_shared<std::map<std::string, document::Picture>>();
    const auto media = document::media_of(body);
    if (!media.empty()) {
        for (const auto& picture : world.media.some(tx, media)) {
            const PictureSources sources = sources_of(picture, Crop::Full);
            const auto words = picture.texts.find(edition.id);
            if (sources.src.empty() || words == picture.texts.end()) continue;
            document::Picture shown;
            shown.src = sources.src;
            shown.srcset = sources.srcset;
            shown.webp_srcset = sources.webp_srcset;
            shown.sizes = "(min-width: 48rem) 42rem, 100vw";
            shown.width = sources.width;
            shown.height = sources.height;
            shown.alt = words->second.alt;
            shown.caption = words->second.caption;
            shown.credit = words->second.credit;
            pictures->emplace(picture.id, std::move(shown));
        }
    }
    auto links = std::make_shared<std::map<std::string, document::StoryLink>>();
    const auto stories = document::stories_of(body);
    for (const auto& teaser : world.stories.published().some(tx, stories, edition.id))
        links->emplace(teaser.story, document::StoryLink{teaser.path, {}});
    for (const auto& other : world.editions.all()) {
        if (other.id == edition.id || links->size() == stories.size()) continue;
        // A story that this edition lacks is linked where it is, and the link says in which language.
        std::vector<std::string> lacking;
        for (const auto& story : stories) {
            if (links->count(story) == 0) lacking.push_back(story);
        }
        for (const auto& teaser : world.stories.published().some(tx, lacking, other.id)) {
            links->emplace(teaser.story, document::StoryLink{teaser.path, other.id});
        }
    }
    document::Resolver out;
    out.picture = [pictures](const std::string& id) -> std::optional<document::Picture> {
        const auto found = pictures->find(id);
        if (found == pictures->end()) return std::nullopt;
        return found->second;
    };
    out.story = [links](const std::string& id) -> std::optional<document::StoryLink> {
        const auto found = links->find(id);
        if (found == links->end()) return std::nullopt;
        return found->second;
    };
    return out;
}

}  // namespace broadsheet
