#include "features/corrections/routes.h"
#include "platform/text/text.h"

namespace broadsheet {

using theme::SitePath;
using theme::Value;

namespace {

/// What the list and the story print alike.
Value note_value(const CorrectionNote& note, const Edition& edition, const text::Zone& zone) {
    Value out = Value::object();
    out.text("anchor", anchor_of(note)).text("type_text", edition.say("correction." + std::string(name_of(note.kind))));
    out.text("date_text", edition.dates.date(note.at)).text("date_iso", zone.iso(note.at)).text("text", note.text);
    return out;
}

Value step(const std::string& path, const std::string& text) {
    Value out = Value::object();
    out.path("path", SitePath(path)).text("text", text);
    return out;
}

Value step_to_month(const Edition& edition, const char* words, int yyyymm) {
    const std::string month = edition.dates.month(yyyymm / 100, yyyymm % 100);
    return step(edition.path("corrections") + month_suffix(yyyymm), edition.say(words, {{"month", month}}));
}

Value items_of(db::ReadTx& tx, const StoryWorld& world, const Edition& edition,
               const std::vector<CorrectionNote>& notes) {
    std::vector<std::string> stories;
    for (const auto& note : notes) stories.push_back(note.story);
    std::map<std::string, Teaser> published;
    for (auto& teaser : world.stories.published().some(tx, stories, edition.id))
        published.emplace(teaser.story, std::move(teaser));
    Value out = Value::list();
    for (const auto& note : notes) {
        Value item = note_value(note, edition, world.editions.zone());
        const auto teaser = published.find(note.story);
        if (teaser != published.end()) {
            item.text("headline", teaser->second.headline)
                .path("path", SitePath(teaser->second.path + "#" + anchor_of(note)));
        } else {
            // The story is withdrawn here. What was said of it stays; its headline does not.
            item.text("headline", edition.say("problem_page.gone.title"));
        }
        out.add(std::move(item));
    }
    return out;
}

Answer show(db::ReadTx& tx, const StoryWorld& world, const Edition& edition, Head head,
            const std::vector<CorrectionNote>& notes, Value pager) {
    head.description = edition.say("corrections.introduction");
    const std::string name = head.title;
    Value page = world.frame.value(tx, edition, head);
    page.text("name", name).set("items", items_of(tx, world, edition, notes));
    if (!pager.members().empty()) page.set("pager", std::move(pager.text("label", edition.say("list.months"))));
    return Answer::show("corrections", std::move(page));
}

Result<Answer> list(PageContext& context, const Corrections& corrections, const StoryWorld& world) {
    const Edition& edition = context.edition;
    const auto notes = corrections.newest(context.tx, edition.id);
    Head head;
    head.title = edition.say("corrections.title");
    head.path = edition.path("corrections");
    head.breadcrumbs = {{head.title, ""}};
    for (const auto& other : world.editions.all()) {
        if (other.id != edition.id) head.others[other.id] = SwitchTarget{true, other.path("corrections"), {}, {}};
    }
    Value pager = Value::object();
    if (static_cast<int>(notes.size()) == kCorrectionsLength) {
        // The month of the oldest shown here may be only partly on this page.
        const text::Day oldest = world.editions.zone().day(notes.back().at);
        pager.set("older", step_to_month(edition, "list.older", oldest.year * 100 + oldest.month));
    }
    return show(context.tx, world, edition, std::move(head), notes, std::move(pager));
}

Result<Answer> month(PageContext& context, const Corrections& corrections, const StoryWorld& world) {
    db::ReadTx& tx = context.tx;
    const Edition& edition = context.edition;
    const std::string suffix =
        "/" + std::string(context.request.parameter("year")) + "/" + std::string(context.request.parameter("month"));
    const auto asked = month_of_suffix(suffix);
    if (!asked) return not_found("page");
    const auto [year, number] = *asked;
    const auto notes = corrections.of_month(tx, edition.id, year, number);
    if (notes.empty()) return not_found("page");
    const std::string base = edition.path("corrections");
    const std::string month_name = edition.dates.month(year, number);
    Head head;
    head.title = edition.say("list.month_title", {{"name", edition.say("corrections.title")}, {"month", month_name}});
    head.path = base + suffix;
    head.breadcrumbs = {{edition.say("corrections.title"), base}, {month_name, ""}};
    for (const auto& other : world.editions.all()) {
        if (other.id == edition.id) continue;
        const std::string there = other.path("corrections");
        const bool same = !corrections.of_month(tx, other.id, year, number).empty();
        head.others[other.id] = same ? SwitchTarget{true, there + suffix, {}, {}}
                                     : SwitchTarget{false, {}, other.say("corrections.title"), there};
    }
    const auto [before, after] = corrections.months_around(tx, edition.id, year, number);
    Value pager = Value::object();
    if (after != 0) pager.set("newer", step_to_month(edition, "list.newer", after));
    pager.set("up", step(base, edition.say("corrections.title")));
    if (before != 0) pager.set("older", step_to_month(edition, "list.older", before));
    return show(tx, world, edition, std::move(head), notes, std::move(pager));
}

}  // namespace

void mount(Routes& routes, const Corrections& corrections, const StoryWorld& world) {
    routes.page("/{word:corrections}", {}, http::Caching::Cached, "/{word:corrections}",
                [&](PageContext& context) { return list(context, corrections, world); });
    routes.page("/{word:corrections}/{year}/{month}", {}, http::Caching::Cached, "/{word:corrections}/2022/01",
                [&](PageContext& context) { return month(context, corrections, world); });
}

void add_parts(Parts& parts, const Corrections& corrections, const Editions& editions) {
    parts.on("story", "corrections", Need::Required, [&](PartContext& context, Value& story) {
        Value above = Value::list();
        Value below = Value::list();
        for (const auto& note : corrections.of_story(context.tx, context.subject, context.edition.id)) {
            (note.kind == CorrectionKind::Correction ? above : below)
                .add(note_value(note, context.edition, editions.zone()));
        }
        const auto put = [&](const char* name, Value list) {
            if (list.items().empty()) return;
            Value box = Value::object();
            box.set("items", std::move(list));
            story.set(name, std::move(box));
        };
        put("corrections_above", std::move(above));
        put("corrections_below", std::move(below));
    });
}

std::map<std::string, theme::Shape> corrections_page_shapes() {
    using theme::Shape;
    const Shape item = Shape()
                           .text("anchor", "Fragment")
                           .text("type_text", "Correction, clarification, update")
                           .text("date_text", "Date in words")
                           .text("date_iso", "The same for machines")
                           .text("headline", "Of the story, or that it has been withdrawn")
                           .address("path", "The note on the story; absent when it has been withdrawn")
                           .text("text", "The words");
    Shape page = Frame::shape();
    page.text("name", "Corrections, or those of a month")
        .list("items", "Newest first", item)
        .object("pager", "Months before and after", pager_shape());
    return {{"corrections", page}};
}

}  // namespace broadsheet
