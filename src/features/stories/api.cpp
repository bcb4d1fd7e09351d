// /api/v1/stories: reading published stories, and writing as the desk does. What a client sends is checked for its form
// here and for its sense by the same use cases that the desk calls.
#include <algorithm>
#include <set>

#include "features/stories/routes.h"
#include "site/api_input.h"
#include "site/idempotency.h"
#include "site/schema.h"

namespace broadsheet {

using json::Value;

namespace {

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

// --- what readers are shown
// ------------------------------------------------------------------------------------------------

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

// --- what the newsroom writes
// ----------------------------------------------------------------------------------------------

Value fields_schema(bool all) {
    Value out = schema::object(
        {{"kind?", schema::one_of(names_of_kinds())},
         {"section?", schema::text("Id")},
         {"source_edition?", schema::text("Edition it is written in")},
         {"picture?", schema::text("Id; empty: none")},
         {"outside_name?", schema::text("Where a syndicated story comes from; every version then owes a rights line")},
         {"outside_url?", schema::text()},
         {"byline?",
          schema::list(schema::object({{"person", schema::text("Id")}, {"role?", schema::one_of(names_of_roles())}}))},
         {"topics?", schema::list(schema::text("Id"))},
         {"organisations?", schema::list(schema::text("Id"))}});
    if (all) {
        out.set("required", Value::array_of(std::vector<std::string>{"source_edition"}));
        return out;
    }
    Value properties = *out.find("properties");
    properties.set("edit", schema::integer("The story's present `edit`; or send it as If-Match"));
    out.set("properties", std::move(properties));
    return out;
}

Value written_schema() {
    return schema::object({{"id", schema::text()},
                           {"edit", schema::integer("Of the shared fields, for the next PATCH")},
                           {"kind", schema::text()},
                           {"section", schema::text()},
                           {"source_edition", schema::text()}});
}

WriteAnswer written(const Story& story, int status) {
    WriteAnswer out;
    out.status = status;
    out.body.set("id", story.id)
        .set("edit", story.edit)
        .set("kind", name_of(story.fields.kind))
        .set("section", story.fields.section);
    out.body.set("source_edition", story.fields.source_edition);
    out.etag = std::to_string(story.edit);
    if (status == 201) out.location = "/api/v1/stories/" + story.id;
    return out;
}

/// Fields as the body gives them, over those that are there.
StoryFields read_fields(ApiInput& input, StoryFields fields) {
    const std::string kind = input.text("kind", std::string(name_of(fields.kind)));
    if (const auto named = kind_named(kind)) {
        fields.kind = *named;
    } else {
        input.refuse("kind", "problem.unknown_kind");
    }
    fields.section = input.text("section", fields.section);
    fields.source_edition = input.text("source_edition", fields.source_edition);
    fields.picture = input.text("picture", fields.picture);
    fields.outside_name = input.text("outside_name", fields.outside_name);
    fields.outside_url = input.text("outside_url", fields.outside_url);
    if (const auto* entries = input.objects("byline")) {
        fields.byline.clear();
        for (std::size_t i = 0; i < entries->size(); ++i) {
            ApiInput entry((*entries)[i], "byline." + std::to_string(i) + ".");
            entry.need("person");
            const std::string person = entry.text("person");
            const auto role = role_of_byline(entry.text("role", "author"));
            if (!role) entry.refuse("role", "problem.unknown_role");
            fields.byline.push_back({person, role.value_or(BylineRole::Author)});
            input.refuse(entry.faults());
        }
    }
    fields.topics = input.texts("topics", fields.topics);
    fields.organisations = input.texts("organisations", fields.organisations);
    return fields;
}

/// The use case names members as the desk's form does; a client knows them by its own names.
Problem in_api_names(Problem problem, const std::string& prefix = {}) {
    for (auto& fault : problem.fields) {
        if (fault.field == "source") fault.field = "source_edition";
        if (!prefix.empty() && fault.field.rfind(prefix, 0) == 0) fault.field.erase(0, prefix.size());
    }
    return problem;
}

Result<WriteAnswer> create_story(db::Tx& tx, ApiContext& context, Stories& stories) {
    ApiInput input(context.input);
    input.need("source_edition");
    StoryFields fields = read_fields(input, {});
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    auto story = stories.create(tx, *context.editor, std::move(fields));
    if (!story) return tl::unexpected(in_api_names(std::move(story.error())));
    return written(*story, 201);
}

Result<WriteAnswer> save_story(db::Tx& tx, ApiContext& context, Stories& stories) {
    const auto tag = if_match(context.request);
    ApiInput input(context.input);
    if (!input.has("edit") && !tag) return precondition_required();
    const std::string id(context.request.parameter("id"));
    const auto story = stories.find(tx, id);
    if (!story) return not_found("story");
    if (tag && *tag != std::to_string(story->edit)) return precondition_failed();
    const std::int64_t edit = input.number("edit", story->edit);
    StoryFields fields = read_fields(input, story->fields);
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    auto saved = stories.save_fields(tx, *context.editor, id, std::move(fields), edit);
    if (!saved) return tl::unexpected(in_api_names(std::move(saved.error())));
    return written(*saved, 200);
}

Value text_schema() {
    return schema::object(
        {{"kicker?", schema::text("At most 40 characters")},
         {"headline?", schema::text("At most 160")},
         {"standfirst?", schema::text("At most 500")},
         {"front_headline?", schema::text("At most 160; empty: the headline")},
         {"search_headline?", schema::text("At most 160; empty: the headline")},
         {"rights?", schema::text("Of a syndicated text")},
         {"disclaimer?", schema::text()},
         {"slug?", schema::text("Frozen by the first publication")},
         {"body?", schema::document()},
         {"based_on?", schema::text("Revision it was made from, or send it as If-Match; empty for the first")}});
}

Result<WriteAnswer> save_version(db::Tx& tx, ApiContext& context, Stories& stories) {
    const auto tag = if_match(context.request);
    ApiInput input(context.input);
    const bool first = context.request.header("if-none-match").value_or("") == "*";
    if (!input.has("based_on") && !tag && !first) return precondition_required();
    const std::string based_on = input.text("based_on", tag.value_or(""));
    if (tag && based_on != *tag) input.refuse("based_on", "problem.two_revisions");
    VersionText text;
    text.kicker = input.text("kicker");
    text.headline = input.text("headline");
    text.standfirst = input.text("standfirst");
    text.front_headline = input.text("front_headline");
    text.search_headline = input.text("search_headline");
    text.rights = input.text("rights");
    text.disclaimer = input.text("disclaimer");
    text.slug = input.text("slug");
    if (const Value* body = input.object("body")) {
        if (auto parsed = document::parse(json::print(*body))) {
            text.body = std::move(*parsed);
        } else if (parsed.error().fields.empty()) {
            input.refuse("body", parsed.error().message, parsed.error().args);
        } else {
            input.refuse(std::move(parsed.error().fields));
        }
    }
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    const std::string id(context.request.parameter("id"));
    const std::string edition(context.request.parameter("edition"));
    auto saved = stories.save_version(tx, *context.editor, id, edition, std::move(text), based_on);
    if (!saved) {
        if (tag && saved.error().kind == ProblemKind::Conflict) return precondition_failed();
        return tl::unexpected(in_api_names(std::move(saved.error()), edition + "."));
    }
    WriteAnswer out;
    out.body.set("story", id).set("edition", edition).set("revision", saved->id).set("number", saved->number);
    out.etag = saved->id;
    return out;
}

/// The revisions a client read before it decided: edition → revision.
Texts read_by_client(ApiInput& input) {
    Texts out;
    for (auto& [edition, revision] : input.texts_by_name("revisions")) out[edition] = std::move(revision);
    return out;
}

Result<WriteAnswer> publish_story(db::Tx& tx, ApiContext& context, Stories& stories) {
    ApiInput input(context.input);
    const auto editions = input.texts("editions");
    const Texts read = read_by_client(input);
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    auto done = stories.publish(tx, *context.editor, std::string(context.request.parameter("id")), editions, {}, read);
    if (!done) return tl::unexpected(in_api_names(std::move(done.error())));
    WriteAnswer out;
    Value paths = Value::object();
    for (const auto& [edition, path] : done->paths) paths.set(edition, path);
    out.body.set("story", done->story).set("paths", std::move(paths));
    return out;
}

Result<WriteAnswer> schedule_story(db::Tx& tx, ApiContext& context, Stories& stories, const text::Zone& zone) {
    ApiInput input(context.input);
    input.need("at");
    const auto editions = input.texts("editions");
    const Instant at = input.instant("at");
    const Texts read = read_by_client(input);
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    const std::string id(context.request.parameter("id"));
    auto done = stories.schedule(tx, *context.editor, id, editions, at, read);
    if (!done) return tl::unexpected(in_api_names(std::move(done.error())));
    WriteAnswer out;
    out.body.set("story", id).set("editions", Value::array_of(editions)).set("at", zone.iso(at));
    return out;
}

Result<WriteAnswer> withdraw_story(db::Tx& tx, ApiContext& context, Stories& stories) {
    ApiInput input(context.input);
    const auto editions = input.texts("editions");
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    const std::string id(context.request.parameter("id"));
    auto done = stories.withdraw(tx, *context.editor, id, editions);
    if (!done) return tl::unexpected(std::move(done.error()));
    WriteAnswer out;
    out.body.set("story", id).set("editions", Value::array_of(editions));
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

    using Write = std::function<Result<WriteAnswer>(db::Tx&, ApiContext&)>;
    const auto writes = [&](http::Method method, const char* pattern, Right right, ApiDocument document, Write write) {
        routes.api(method, pattern, right, std::move(document), [&database, &clock, write](ApiContext& context) {
            return write_once(database, clock, context, [&](db::Tx& tx) { return write(tx, context); });
        });
    };
    using http::Method;
    const Value editions = schema::list(schema::text("Edition id"), "Editions it is done in: all or none");
    const Value revisions =
        schema::by_edition(schema::text("The revision that was read: 409 when the current one is another"));
    writes(
        Method::Post, "/api/v1/stories", Right::Write,
        {"createStory", "Make a story: its shared fields", "Stories", fields_schema(true), written_schema(), {}, 201},
        [&stories](db::Tx& tx, ApiContext& context) { return create_story(tx, context, stories); });
    writes(Method::Patch, "/api/v1/stories/{id}", Right::Write,
           {"saveStory",
            "Change shared fields; those left out stay",
            "Stories",
            fields_schema(false),
            written_schema(),
            {},
            200},
           [&stories](db::Tx& tx, ApiContext& context) { return save_story(tx, context, stories); });
    writes(Method::Put, "/api/v1/stories/{id}/versions/{edition}", Right::Write,
           {"saveVersion",
            "Save the words of one edition as a new revision; readers see it when it is published",
            "Stories",
            text_schema(),
            schema::object({{"story", schema::text()},
                            {"edition", schema::text()},
                            {"revision", schema::text("For the next save")},
                            {"number", schema::integer()}}),
            {},
            200},
           [&stories](db::Tx& tx, ApiContext& context) { return save_version(tx, context, stories); });
    writes(Method::Post, "/api/v1/stories/{id}/publish", Right::Publish,
           {"publishStory",
            "Publish the current revisions",
            "Stories",
            schema::object({{"editions", editions}, {"revisions?", revisions}}),
            schema::object({{"story", schema::text()}, {"paths", schema::by_edition(schema::text("Site path"))}}),
            {},
            200},
           [&stories](db::Tx& tx, ApiContext& context) { return publish_story(tx, context, stories); });
    writes(
        Method::Post, "/api/v1/stories/{id}/schedule", Right::Publish,
        {"scheduleStory",
         "Publish the current revisions at a set time, whatever is saved until then",
         "Stories",
         schema::object({{"editions", editions}, {"at", schema::instant("In the future")}, {"revisions?", revisions}}),
         schema::object({{"story", schema::text()}, {"editions", editions}, {"at", schema::instant()}}),
         {},
         200},
        [&stories, &world](db::Tx& tx, ApiContext& context) {
            return schedule_story(tx, context, stories, world.editions.zone());
        });
    writes(Method::Post, "/api/v1/stories/{id}/withdraw", Right::Publish,
           {"withdrawStory",
            "Take a story back: readers get 410",
            "Stories",
            schema::object({{"editions", editions}}),
            schema::object({{"story", schema::text()}, {"editions", editions}}),
            {},
            200},
           [&stories](db::Tx& tx, ApiContext& context) { return withdraw_story(tx, context, stories); });
    mount_api_of_things(routes, world);
}

}  // namespace broadsheet
