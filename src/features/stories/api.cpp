// /api/v1/stories as readers have them. What the newsroom writes: api_writing.cpp.
#include <algorithm>
#include <set>

#include "features/stories/api.h"
#include "features/stories/routes.h"
#include "site/api_input.h"
#include "site/schema.h"

namespace broadsheet {

using json::Value;

std::vector<std::string> names_of_kinds() {
    std::vector<std::string> out;
    for (const Kind kind : all_kinds()) out.emplace_back(name_of(kind));
    return out;
}

std::vector<std::string> names_of_roles() {
    std::vector<std::string> out;
    for (const BylineRole role : all_byline_roles()) out.emplace_back(name_of(role));
    return out;
}

namespace {

Value byline_schema() {
    return schema::list(
        schema::object(
            {{"person", schema::text("Id")}, {"role", schema::one_of(names_of_roles())}, {"name", schema::text()}}),
        "In printed order; empty: the house byline");
}

/// The members that lists and whole stories share.
void set_teaser(Value& out, const StoryWorld& world, const Teaser& teaser) {
    const text::Zone& zone = world.editions.zone();
    out.set("path", teaser.path).set("url", world.frame.absolute(teaser.path));
    out.set("kicker", teaser.kicker).set("headline", teaser.headline).set("front_headline", teaser.front_headline);
    out.set("standfirst", teaser.standfirst)
        .set("published", zone.iso(teaser.published_at))
        .set("updated", zone.iso(teaser.updated_at));
}

using Byline = std::vector<std::pair<Person, BylineRole>>;

/// Bylines of many stories, two statements for all.
std::map<std::string, Byline> bylines_of(db::ReadTx& tx, const StoryWorld& world,
                                         const std::vector<std::string>& stories) {
    const auto entries = world.stories.published().bylines(tx, stories);
    std::set<std::string> ids;
    for (const auto& [story, person, role] : entries) ids.insert(person);
    std::map<std::string, Person> people;
    for (auto& person : world.people.some(tx, {ids.begin(), ids.end()})) people.emplace(person.id, std::move(person));
    std::map<std::string, Byline> out;
    for (const auto& [story, person, role] : entries) {
        if (const auto found = people.find(person); found != people.end()) out[story].emplace_back(found->second, role);
    }
    return out;
}

Value byline_value(const Byline& byline, const std::string& edition) {
    Value out = Value::array();
    for (const auto& [person, role] : byline) {
        Value entry = Value::object();
        entry.set("person", person.id).set("role", name_of(role)).set("name", person.texts.at(edition).name);
        out.push(std::move(entry));
    }
    return out;
}

Value line_schema() {
    return schema::object({{"id", schema::text()},
                           {"edition", schema::text()},
                           {"kind", schema::one_of(names_of_kinds())},
                           {"section", schema::text("Id")},
                           {"picture", schema::text("Id in /api/v1/media; empty: none")},
                           {"path", schema::text()},
                           {"url", schema::text()},
                           {"kicker", schema::text()},
                           {"headline", schema::text()},
                           {"front_headline", schema::text("Empty: the headline")},
                           {"standfirst", schema::text()},
                           {"published", schema::instant()},
                           {"updated", schema::instant()},
                           {"byline", byline_schema()}});
}

Value version_schema() {
    return schema::object({{"path", schema::text()},
                           {"url", schema::text()},
                           {"kicker", schema::text()},
                           {"headline", schema::text()},
                           {"front_headline", schema::text("Empty: the headline")},
                           {"standfirst", schema::text()},
                           {"published", schema::instant()},
                           {"updated", schema::instant()},
                           {"search_headline", schema::text("Empty: the headline")},
                           {"rights", schema::text()},
                           {"disclaimer", schema::text()},
                           {"revision", schema::text("Id of the published revision")},
                           {"words", schema::integer()},
                           {"byline", byline_schema()},
                           {"body", schema::document()},
                           {"html", schema::text("The body as HTML with absolute addresses")},
                           {"picture?", schema::object({{"url", schema::text()},
                                                        {"width", schema::integer()},
                                                        {"height", schema::integer()},
                                                        {"alt", schema::text()},
                                                        {"caption", schema::text()},
                                                        {"credit", schema::text()}})}});
}

Value story_schema() {
    return schema::object({{"id", schema::text()},
                           {"kind", schema::one_of(names_of_kinds())},
                           {"section", schema::text("Id")},
                           {"source_edition", schema::text("Edition it was written in")},
                           {"picture", schema::text("Id; empty: none")},
                           {"outside_name", schema::text("Where a syndicated story comes from")},
                           {"outside_url", schema::text()},
                           {"topics", schema::list(schema::text("Id"))},
                           {"organisations", schema::list(schema::text("Id"))},
                           {"edit", schema::integer("Counts saves of the shared fields; for PATCH")},
                           {"editions", schema::by_edition(version_schema(), "Every edition it is published in")}});
}

Value picture_of(const StoryWorld& world, const Picture& picture, const std::string& edition) {
    const PictureSources sources = sources_of(picture, Crop::Full);
    const auto words = picture.texts.find(edition);
    Value out = Value::object();
    out.set("url", world.frame.absolute(sources.src)).set("width", sources.width).set("height", sources.height);
    const PictureText none;
    const PictureText& text = words == picture.texts.end() ? none : words->second;
    out.set("alt", text.alt).set("caption", text.caption).set("credit", text.credit);
    return out;
}

Result<Value> show_story(ApiContext& context, const StoryWorld& world) {
    db::ReadTx& tx = *context.tx;
    const std::string id(context.request.parameter("id"));
    const auto& published = world.stories.published();
    const auto editions = published.editions_of(tx, id);
    const auto story = world.stories.find(tx, id);
    if (!story) return not_found("story");
    if (editions.empty()) {
        const bool was = std::any_of(story->versions.begin(), story->versions.end(),
                                     [](const Version& version) { return version.first_published_at.is_set(); });
        if (was) return problem(ProblemKind::Gone, "problem.gone");
        return not_found("story");
    }
    const StoryFields& fields = story->fields;
    const auto bylines = bylines_of(tx, world, {id});
    const Byline byline = bylines.empty() ? Byline{} : bylines.begin()->second;
    std::optional<Picture> picture;
    if (!fields.picture.empty()) picture = world.media.find(tx, fields.picture);
    Value versions = Value::object();
    for (const auto& [ed, path] : editions) {
        const auto row = published.find(tx, id, ed);
        const Edition* edition = world.editions.find(ed);
        if (!row || edition == nullptr) continue;
        Value version = Value::object();
        set_teaser(version, world, row->teaser);
        version.set("search_headline", row->text.search_headline)
            .set("rights", row->text.rights)
            .set("disclaimer", row->text.disclaimer);
        version.set("revision", row->revision).set("words", row->words).set("byline", byline_value(byline, ed));
        const auto body = json::parse(document::to_json(row->text.body));
        if (!body) throw std::logic_error("a document was printed that is no JSON");
        version.set("body", *body);
        version.set("html", document::to_html(row->text.body, resolver_for(tx, world, *edition, row->text.body),
                                              {document::Target::Feed, world.frame.url(), {}}));
        if (picture) version.set("picture", picture_of(world, *picture, ed));
        versions.set(ed, std::move(version));
    }
    Value out = Value::object();
    out.set("id", id)
        .set("kind", name_of(fields.kind))
        .set("section", fields.section)
        .set("source_edition", fields.source_edition);
    out.set("picture", fields.picture).set("outside_name", fields.outside_name).set("outside_url", fields.outside_url);
    out.set("topics", Value::array_of(fields.topics)).set("organisations", Value::array_of(fields.organisations));
    out.set("edit", story->edit).set("editions", std::move(versions));
    return out;
}

const std::vector<std::string>& list_names() {
    static const std::vector<std::string> kNames = {"edition",      "section", "topic", "person",
                                                    "organisation", "kind",    "limit", "cursor"};
    return kNames;
}

Result<Value> list_stories(ApiContext& context, const StoryWorld& world) {
    const http::Request& request = context.request;
    db::ReadTx& tx = *context.tx;
    const auto limit = page_limit(request);
    if (!limit) return tl::unexpected(limit.error());
    const auto place = place_of(request);
    if (!place) return tl::unexpected(place.error());
    const Edition* edition = &world.editions.main();
    if (const auto asked = request.query("edition")) edition = world.editions.find(*asked);
    if (edition == nullptr) return not_found("edition");
    std::optional<Kind> kind;
    if (const auto asked = request.query("kind")) {
        kind = kind_named(*asked);
        if (!kind) return problem(ProblemKind::Malformed, "problem.unknown_kind");
    }
    std::vector<ListName> lists;
    if (const auto asked = request.query("section")) {
        const auto section = world.sections.find(tx, *asked);
        if (!section) return not_found("section");
        lists.push_back((section->parent.empty() ? "top:" : "section:") + section->id);
    }
    if (const auto asked = request.query("topic")) {
        if (!world.topics.find(tx, *asked)) return not_found("topic");
        lists.push_back("topic:" + *asked);
    }
    if (const auto asked = request.query("organisation")) {
        if (!world.organisations.find(tx, *asked)) return not_found("organisation");
        lists.push_back("organisation:" + *asked);
    }
    if (const auto asked = request.query("person")) {
        if (!world.people.find(tx, *asked)) return not_found("person");
        lists.push_back("person:" + *asked);
    }
    if (lists.empty()) lists.emplace_back("all");
    std::optional<PublishedStore::Place> after;
    if (*place) after = PublishedStore::Place{(*place)->at, (*place)->id};
    // One more than asked for says whether there is a next page.
    auto teasers = world.stories.published().page_after(tx, lists, kind, edition->id, after, *limit + 1);
    Value out = Value::object();
    std::string next;
    if (static_cast<int>(teasers.size()) > *limit) {
        teasers.pop_back();
        next = cursor_of({teasers.back().published_at, teasers.back().story});
        context.headers.emplace_back("Link", next_link(request, list_names(), next));
    }
    std::vector<std::string> ids;
    for (const auto& teaser : teasers) ids.push_back(teaser.story);
    const auto bylines = bylines_of(tx, world, ids);
    Value lines = Value::array();
    for (const auto& teaser : teasers) {
        Value line = Value::object();
        line.set("id", teaser.story)
            .set("edition", teaser.edition)
            .set("kind", name_of(teaser.kind))
            .set("section", teaser.section);
        line.set("picture", teaser.picture);
        set_teaser(line, world, teaser);
        const auto byline = bylines.find(teaser.story);
        line.set("byline", byline_value(byline == bylines.end() ? Byline{} : byline->second, edition->id));
        lines.push(std::move(line));
    }
    out.set("stories", std::move(lines));
    if (!next.empty()) out.set("next", next);
    return out;
}

}  // namespace

void mount_api(Routes& routes, Stories& stories, const StoryWorld& world, db::Database& database, const Clock& clock) {
    const auto reads = [&](const char* pattern, ApiDocument document,
                           Result<Value> (*handler)(ApiContext&, const StoryWorld&)) {
        routes.api(http::Method::Get, pattern, Right::Read, std::move(document),
                   [&world, handler](ApiContext& context) { return handler(context, world); });
    };
    reads(
        "/api/v1/stories",
        {"listStories",
         "Published stories of an edition, newest first",
         "Stories",
         nullptr,
         schema::object({{"stories", schema::list(line_schema())}, {"next?", schema::text("Cursor of the next page")}}),
         {{"edition", "Edition id; the paper's main one when left out"},
          {"section", "Section id, with its sub-sections"},
          {"topic", "Topic id"},
          {"person", "Person id"},
          {"organisation", "Organisation id"},
          {"kind", "news, analysis, opinion, interview or reportage"},
          {"limit", "1 to 100; 30 when left out"},
          {"cursor", "From the last page's Link"}},
         200},
        list_stories);
    reads("/api/v1/stories/{id}",
          {"showStory", "A story in every edition it is published in", "Stories", nullptr, story_schema(), {}, 200},
          show_story);

    mount_api_writing(routes, stories, world.editions.zone(), database, clock);
    mount_api_of_things(routes, world);
}

}  // namespace broadsheet
