// What to read next after a story, at the desk: an editor's picks, by id or address.
#include "features/settings/desk.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

std::string pick_name(std::size_t place) { return "pick" + std::to_string(place); }

/// How an editor knows a story: by the address readers have, in its own language if it is out there; else by its id.
std::string address_or_id(db::ReadTx& tx, const SettingsDesk& desk, const std::string& id) {
    const auto story = desk.doors.stories.find(tx, id);
    std::string out = id;
    for (const auto& [edition, path] : desk.doors.stories.published().editions_of(tx, id)) {
        if (out == id || (story && edition == story->fields.source_edition)) out = path;
    }
    return out;
}

Sheet next_sheet(db::ReadTx& tx, const SettingsDesk& desk, const std::string& story) {
    Sheet sheet;
    const auto picks = desk.doors.stories.published().picks(tx, story);
    for (std::size_t place = 0; place < kPicks; ++place) {
        const std::string value = place < picks.size() ? address_or_id(tx, desk, picks[place]) : std::string();
        Asked& asked = sheet.ask("", pick_name(place), value);
        asked.options.max = 2000;
        if (place == 0) asked.options.help = "help.pick";
    }
    return sheet;
}

Result<Answer> next_page(const SettingsDesk& desk, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                         const std::string& id, const std::string& done, const Problem& problem,
                         const http::Request* sent) {
    const auto story = desk.doors.stories.find(tx, id);
    if (!story) return not_found("story");
    const Sheet stored = next_sheet(tx, desk, id);
    Sheet shown = stored;
    if (sent != nullptr) shown.take(*sent);
    const bool stale = is_stale(problem);
    DeskPage page;
    page.title = words.say("next.title");
    page.place = "stories";
    page.done = done;
    if (!problem.message.empty()) page.alert = say_problem(words, problem.message, problem.args);
    Value value = desk.frame.value(editor, words, page);
    set_sheet(value, words, desk.editions, shown, stale ? &stored : nullptr, problem.fields,
              sent == nullptr || stale ? stored.stamp() : stamp_sent(*sent));
    const std::string path = "/desk/stories/" + http::percent_encode(id);
    value.path("story_path", SitePath(path)).path("save_path", SitePath(path + "/next"));
    std::string headline;
    std::string language;
    for (const auto& version : story->versions) {
        if (!headline.empty() && version.edition != story->fields.source_edition) continue;
        const auto revision = desk.doors.stories.revision(tx, version.current_revision);
        if (!revision || revision->text.headline.empty()) continue;
        headline = revision->text.headline;
        language = version.edition;
    }
    value.text("headline", headline.empty() ? words.say("story.without_headline") : headline)
        .text("headline_lang", language);
    Value editions = Value::list();
    for (const auto& edition : desk.editions.all()) {
        Value one = Value::object();
        Value picked = Value::list();
        const auto picks = desk.doors.stories.published().picks(tx, id);
        for (const auto& teaser : desk.doors.stories.published().some(tx, picks, edition.id)) {
            Value item = Value::object();
            item.text("picked_headline", teaser.headline)
                .path("live_path", SitePath(http::percent_encode_path(teaser.path)));
            picked.add(std::move(item));
        }
        if (picked.items().empty()) continue;
        one.text("edition", edition.id)
            .text("language", DeskFrame::language_name(words, edition.id))
            .set("picked", std::move(picked));
        editions.add(std::move(one));
    }
    value.set("shown_editions", std::move(editions));
    return Answer::show("story-next", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
}

}  // namespace

Result<Answer> SettingsDesk::show_next(DeskContext& context) const {
    return next_page(*this, context.tx, context.editor, context.words, std::string(context.request.parameter("id")),
                     context.request.query("done").value_or(""), {}, nullptr);
}

Result<Answer> SettingsDesk::pick_next(ActionContext& context) const {
    const std::string id(context.request.parameter("id"));
    const auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
        if (!doors.stories.find(tx, id)) return not_found("story");
        Sheet sheet = next_sheet(tx, *this, id);
        if (stamp_sent(context.request) != sheet.stamp())
            return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
        sheet.take(context.request);
        std::vector<FieldProblem> faults;
        std::vector<std::string> picks;
        std::vector<std::string> fields;  // places may be left open: which field a pick came from
        for (std::size_t place = 0; place < kPicks; ++place) {
            const std::string& typed = sheet.value("", pick_name(place));
            if (typed.empty()) continue;
            const std::string story = doors.stories.named(tx, typed);
            if (story.empty()) faults.push_back({pick_name(place), "problem.no_such_story", {}});
            picks.push_back(story);
            fields.push_back(pick_name(place));
        }
        if (!faults.empty()) return invalid(std::move(faults));
        auto picked = doors.stories.pick(tx, context.editor, id, picks);
        if (picked) return picked;
        Problem problem = std::move(picked.error());
        for (auto& fault : problem.fields) {
            for (std::size_t i = 0; i < fields.size(); ++i) {
                if (fault.field == pick_name(i)) {
                    fault.field = fields[i];
                    break;
                }
            }
        }
        return tl::unexpected(std::move(problem));
    });
    if (done) return to_desk("/desk/stories/" + http::percent_encode(id) + "/next?done=saved");
    return database.read([&](db::ReadTx& tx) {
        return next_page(*this, tx, context.editor, context.words, id, "", done.error(), &context.request);
    });
}

void add_next_shape(std::map<std::string, Shape>& shapes) {
    shapes["story-next"]
        .include(DeskFrame::shape())
        .include(sheet_shape())
        .text("headline", "Headline of the story")
        .text("headline_lang", "Its language")
        .address("story_path", "The story at the desk")
        .address("save_path", "Where the sheet is sent")
        .list("shown_editions", "Editions in which picks are shown",
              Shape()
                  .text("edition", "Edition")
                  .text("language", "Its language")
                  .list("picked", "Picks published there",
                        Shape().text("picked_headline", "Headline").address("live_path", "Where readers see it")));
}

}  // namespace broadsheet
