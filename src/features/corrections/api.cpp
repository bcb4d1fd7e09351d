// /api/v1/corrections: what the paper got wrong, and saying so.
#include "features/corrections/routes.h"
#include "platform/text/text.h"
#include "site/api_input.h"
#include "site/idempotency.h"
#include "site/schema.h"

namespace broadsheet {

using json::Value;

namespace {

std::vector<std::string> names_of_kinds() {
    std::vector<std::string> out;
    for (const CorrectionKind kind : all_correction_kinds()) out.emplace_back(name_of(kind));
    return out;
}

Result<Value> list_corrections(ApiContext& context, const Corrections& corrections, const StoryWorld& world) {
    const http::Request& request = context.request;
    db::ReadTx& tx = *context.tx;
    const Edition* edition = &world.editions.main();
    if (const auto asked = request.query("edition")) edition = world.editions.find(*asked);
    if (edition == nullptr) return not_found("edition");
    std::vector<CorrectionNote> notes;
    if (const auto asked = request.query("month")) {
        const auto day = asked->size() == 7 ? text::parse_day(*asked + "-01") : std::nullopt;
        if (!day) return problem(ProblemKind::Malformed, "problem.bad_month");
        notes = corrections.of_month(tx, edition->id, day->year, day->month);
    } else {
        notes = corrections.newest(tx, edition->id);
    }
    std::vector<std::string> stories;
    for (const auto& note : notes) stories.push_back(note.story);
    std::map<std::string, Teaser> teasers;
    for (auto& teaser : world.stories.published().some(tx, stories, edition->id))
        teasers.emplace(teaser.story, std::move(teaser));
    Value items = Value::array();
    for (const auto& note : notes) {
        Value item = Value::object();
        item.set("id", note.id)
            .set("story", note.story)
            .set("kind", name_of(note.kind))
            .set("at", world.editions.zone().iso(note.at));
        item.set("text", note.text);
        const auto teaser = teasers.find(note.story);
        if (teaser != teasers.end())
            item.set("headline", teaser->second.headline)
                .set("url", world.frame.absolute(teaser->second.path + "#" + anchor_of(note)));
        items.push(std::move(item));
    }
    Value out = Value::object();
    out.set("edition", edition->id).set("corrections", std::move(items));
    return out;
}

Result<WriteAnswer> publish_correction(db::Tx& tx, ApiContext& context, Corrections& corrections,
                                       const StoryWorld& world, Instant now) {
    ApiInput input(context.input);
    input.need("text");
    const auto kind = correction_kind_named(input.text("kind", "correction"));
    if (!kind) input.refuse("kind", "problem.unknown_kind");
    Texts texts;
    for (auto& [edition, words] : input.texts_by_name("text")) texts.emplace(edition, std::move(words));
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    auto done = corrections.publish(tx, *context.editor, std::string(context.request.parameter("id")), *kind,
                                    std::move(texts), now);
    if (!done) return tl::unexpected(std::move(done.error()));
    WriteAnswer out;
    out.status = 201;
    out.location = "/api/v1/corrections";
    Value words = Value::object();
    for (const auto& [edition, text] : done->texts) words.set(edition, text);
    out.body.set("id", done->id)
        .set("story", done->story)
        .set("kind", name_of(done->kind))
        .set("at", world.editions.zone().iso(done->at));
    out.body.set("text", std::move(words));
    return out;
}

}  // namespace

void mount_api(Routes& routes, Corrections& corrections, const StoryWorld& world, db::Database& database,
               const Clock& clock) {
    const Value kind = schema::one_of(names_of_kinds());
    routes.api(
        http::Method::Get, "/api/v1/corrections", Right::Read,
        {"listCorrections",
         "Corrections of an edition, newest first: the newest thirty, or those of a month",
         "Corrections",
         nullptr,
         schema::object({{"edition", schema::text()},
                         {"corrections", schema::list(schema::object(
                                             {{"id", schema::text()},
                                              {"story", schema::text("Id")},
                                              {"kind", kind},
                                              {"at", schema::instant()},
                                              {"text", schema::text()},
                                              {"headline?", schema::text()},
                                              {"url?", schema::text("Missing when the story was withdrawn")}}))}}),
         {{"edition", "Edition id; the paper's main one when left out"},
          {"month", "2026-11; the newest thirty when left out"}},
         200},
        [&corrections, &world](ApiContext& context) { return list_corrections(context, corrections, world); });
    routes.api(http::Method::Post, "/api/v1/stories/{id}/corrections", Right::Correct,
               {"publishCorrection",
                "Publish a note in every edition the story is published in",
                "Corrections",
                schema::object({{"kind?", kind}, {"text", schema::by_edition(schema::text("10 to 600 characters"))}}),
                schema::object({{"id", schema::text()},
                                {"story", schema::text()},
                                {"kind", kind},
                                {"at", schema::instant()},
                                {"text", schema::by_edition(schema::text())}}),
                {},
                201},
               [&corrections, &world, &database, &clock](ApiContext& context) {
                   return write_once(database, clock, context, [&](db::Tx& tx) {
                       return publish_correction(tx, context, corrections, world, clock.now());
                   });
               });
}

}  // namespace broadsheet
