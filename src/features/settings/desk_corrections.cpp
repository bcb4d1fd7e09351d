// Corrections of one story at the desk: those there are, and one more, in every language it is published in.
#include <algorithm>

#include "features/settings/desk.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

/// One correction with its words in every edition.
struct Noted {
    CorrectionNote note;
    Texts texts;
};

/// Oldest first, as a story prints them.
std::vector<Noted> noted(db::ReadTx& tx, const SettingsDesk& desk, const std::string& story) {
    std::vector<Noted> out;
    for (const auto& edition : desk.editions.all()) {
        for (const auto& note : desk.doors.corrections.of_story(tx, story, edition.id)) {
            auto found = std::find_if(out.begin(), out.end(), [&](const Noted& one) { return one.note.id == note.id; });
            if (found == out.end()) found = out.insert(out.end(), {note, {}});
            found->texts[edition.id] = note.text;
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const Noted& a, const Noted& b) { return a.note.at < b.note.at; });
    return out;
}

Sheet correction_sheet(db::ReadTx& tx, const SettingsDesk& desk, const std::string& story,
                       const text::Catalogue& words) {
    Sheet sheet;
    Asked& kind =
        sheet.ask("", "correction_kind", std::string(name_of(CorrectionKind::Correction)), Asked::Kind::Select);
    kind.options.help = "help.correction_kind";
    for (const CorrectionKind one : all_correction_kinds()) {
        const std::string name(name_of(one));
        kind.choices.push_back({name, words.say("correction." + name), false});
    }
    for (const auto& edition : desk.doors.stories.published_editions(tx, story)) {
        Asked& text = sheet.ask(edition, "text", "", Asked::Kind::Area);
        text.options.rows = 6;
        text.options.max = static_cast<int>(kCorrectionMaximum);
        text.options.required = true;
        text.options.help = "help.correction_text";
    }
    // What stands there already: a second click must not publish the same note twice.
    for (const auto& one : noted(tx, desk, story)) sheet.beneath += one.note.id + " ";
    return sheet;
}

Result<Answer> corrections_page(const SettingsDesk& desk, db::ReadTx& tx, const Editor& editor,
                                const text::Catalogue& words, const std::string& id, const std::string& done,
                                const Problem& problem, const http::Request* sent) {
    const auto story = desk.doors.stories.find(tx, id);
    if (!story) return not_found("story");
    const Sheet fresh = correction_sheet(tx, desk, id, words);
    Sheet shown = fresh;
    if (sent != nullptr) shown.take(*sent);
    DeskPage page;
    page.title = words.say("correction.title");
    page.place = "stories";
    page.done = done;
    if (!problem.message.empty()) {
        const std::string message = is_stale(problem) ? "problem.correction_meanwhile" : problem.message;
        page.alert = say_problem(words, message, problem.args);
    }
    Value value = desk.frame.value(editor, words, page);
    set_sheet(value, words, desk.editions, shown, nullptr, problem.fields,
              sent == nullptr || is_stale(problem) ? fresh.stamp() : stamp_sent(*sent));
    const std::string path = "/desk/stories/" + http::percent_encode(id);
    value.path("story_path", SitePath(path)).path("save_path", SitePath(path + "/corrections"));

    const auto live = desk.doors.stories.published().editions_of(tx, id);
    value.flag("is_published", !live.empty());
    std::string headline;
    std::string language;
    for (const auto& edition : desk.editions.all()) {
        for (const auto& teaser : desk.doors.stories.published().some(tx, {id}, edition.id)) {
            if (headline.empty() || edition.id == story->fields.source_edition) {
                headline = teaser.headline;
                language = edition.id;
            }
        }
    }
    value.text("headline", headline.empty() ? words.say("story.without_headline") : headline)
        .text("headline_lang", language);

    const text::Dates dates = desk.frame.dates(words);
    Value notes = Value::list();
    for (const auto& one : noted(tx, desk, id)) {
        Value item = Value::object();
        item.text("kind_words", words.say("correction." + std::string(name_of(one.note.kind))))
            .text("when", dates.date_time(one.note.at))
            .text("when_iso", desk.editions.zone().iso(one.note.at));
        Value texts = Value::list();
        for (const auto& edition : desk.editions.all()) {
            const auto text = one.texts.find(edition.id);
            if (text == one.texts.end()) continue;
            Value said = Value::object();
            said.text("edition", edition.id).text("note_words", text->second);
            for (const auto& [there_edition, there_path] : live) {
                if (there_edition == edition.id)
                    said.path("live_path", SitePath(http::percent_encode_path(there_path) + "#" + anchor_of(one.note)));
            }
            said.text("language", DeskFrame::language_name(words, edition.id));
            texts.add(std::move(said));
        }
        item.set("texts", std::move(texts));
        notes.add(std::move(item));
    }
    value.set("notes", std::move(notes));
    return Answer::show("story-corrections", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
}

}  // namespace

Result<Answer> SettingsDesk::show_corrections(DeskContext& context) const {
    return corrections_page(*this, context.tx, context.editor, context.words,
                            std::string(context.request.parameter("id")), context.request.query("done").value_or(""),
                            {}, nullptr);
}

Result<Answer> SettingsDesk::publish_correction(ActionContext& context) const {
    const std::string id(context.request.parameter("id"));
    const auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
        if (!doors.stories.find(tx, id)) return not_found("story");
        Sheet sheet = correction_sheet(tx, *this, id, context.words);
        if (stamp_sent(context.request) != sheet.stamp())
            return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
        sheet.take(context.request);
        const auto kind = correction_kind_named(sheet.value("", "correction_kind"));
        if (!kind) return invalid({{"correction_kind", "problem.choose_one", {}}});
        Texts texts;
        for (const auto& field : sheet.fields) {
            if (!field.edition.empty()) texts.emplace(field.edition, field.value);
        }
        auto made = doors.corrections.publish(tx, context.editor, id, *kind, std::move(texts), clock.now());
        if (made) return Nothing{};
        Problem problem = std::move(made.error());
        for (auto& fault : problem.fields) {
            // The door says text.en, the sheet asks for en.text.
            if (fault.field.rfind("text.", 0) == 0) fault.field = fault.field.substr(5) + ".text";
        }
        return tl::unexpected(std::move(problem));
    });
    if (done) return to_desk("/desk/stories/" + http::percent_encode(id) + "/corrections?done=correction_published");
    return database.read([&](db::ReadTx& tx) {
        return corrections_page(*this, tx, context.editor, context.words, id, "", done.error(), &context.request);
    });
}

void add_corrections_shape(std::map<std::string, Shape>& shapes) {
    shapes["story-corrections"]
        .include(DeskFrame::shape())
        .include(sheet_shape())
        .text("headline", "Headline of the story")
        .text("headline_lang", "Its language")
        .address("story_path", "The story at the desk")
        .address("save_path", "Where the sheet is sent")
        .flag("is_published", "Readers see the story")
        .list("notes", "What was published of it before",
              Shape()
                  .text("kind_words", "Correction, clarification, update")
                  .text("when", "When")
                  .text("when_iso", "The same for machines")
                  .list("texts", "One an edition",
                        Shape()
                            .text("edition", "Edition")
                            .text("language", "Its language")
                            .text("note_words", "What it says")
                            .address("live_path", "Where readers see it")));
}

}  // namespace broadsheet
