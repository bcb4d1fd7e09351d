// /api/v1/stories as the newsroom writes them. What a client sends is checked for its form here and for its sense by
// the same use cases that the desk calls.
#include <algorithm>
#include <set>

#include "features/stories/api.h"
#include "site/api_input.h"
#include "site/idempotency.h"
#include "site/schema.h"

namespace broadsheet {

using json::Value;

namespace {

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

/// What is done to editions of a story and has nothing to tell: withdrawing, and taking a schedule back.
using DoneToEditions = Result<Nothing> (Stories::*)(db::Tx&, const Editor&, const std::string&,
                                                    const std::vector<std::string>&);
Result<WriteAnswer> do_to_editions(db::Tx& tx, ApiContext& context, Stories& stories, DoneToEditions act) {
    ApiInput input(context.input);
    const auto editions = input.texts("editions");
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    const std::string id(context.request.parameter("id"));
    auto done = (stories.*act)(tx, *context.editor, id, editions);
    if (!done) return tl::unexpected(std::move(done.error()));
    WriteAnswer out;
    out.body.set("story", id).set("editions", Value::array_of(editions));
    return out;
}

Result<Value> make_preview(ApiContext& context, Stories& stories) {
    const std::string id(context.request.parameter("id"));
    const std::string edition(context.request.parameter("edition"));
    ApiInput input(context.input);
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    auto token = stories.make_preview(*context.editor, id, edition);
    if (!token) return tl::unexpected(std::move(token.error()));
    context.status = 201;
    Value out = Value::object();
    out.set("story", id).set("edition", edition).set("path", "/preview/" + **token);
    return out;
}

}  // namespace

void mount_api_writing(Routes& routes, Stories& stories, const text::Zone& zone, db::Database& database,
                       const Clock& clock) {
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
        [&stories, &zone](db::Tx& tx, ApiContext& context) { return schedule_story(tx, context, stories, zone); });
    const auto does_to_editions = [&](const char* pattern, const char* operation, const char* summary,
                                      DoneToEditions act) {
        writes(Method::Post, pattern, Right::Publish,
               {operation,
                summary,
                "Stories",
                schema::object({{"editions", editions}}),
                schema::object({{"story", schema::text()}, {"editions", editions}}),
                {},
                200},
               [&stories, act](db::Tx& tx, ApiContext& context) { return do_to_editions(tx, context, stories, act); });
    };
    does_to_editions("/api/v1/stories/{id}/withdraw", "withdrawStory", "Take a story back: readers get 410",
                     &Stories::withdraw);
    does_to_editions("/api/v1/stories/{id}/unschedule", "unscheduleStory",
                     "Take a schedule back: nothing goes out by itself any more", &Stories::unschedule);
    ApiDocument preview{"makePreview",
                        "Make a private link for a source or a lawyer, to the text as it stands whenever they look: it "
                        "works for 14 days",
                        "Stories",
                        schema::object({}),
                        schema::object({{"story", schema::text()},
                                        {"edition", schema::text()},
                                        {"path", schema::text("Site path; said once, whoever knows it can read")}}),
                        {},
                        201};
    preview.keyed = false;  // an answer that is kept would keep the secret
    routes.api(Method::Post, "/api/v1/stories/{id}/versions/{edition}/preview", Right::Write, std::move(preview),
               [&stories](ApiContext& context) { return make_preview(context, stories); });
}

}  // namespace broadsheet
