// The paper's own words at the desk: name, tagline, description … of every edition, and how to reach the newsroom.
#include "features/settings/desk.h"
#include "features/settings/model.h"
#include "site/paper.h"

namespace broadsheet {

using theme::Shape;
using theme::Value;

namespace {

std::string word_of(const PaperWords& words, const std::string& name) {
    if (name == "name") return words.name;
    if (name == "tagline") return words.tagline;
    if (name == "description") return words.description;
    return name == "house_byline" ? words.house_byline : words.copyright_holder;
}

Sheet paper_sheet(db::ReadTx& tx, const Editions& editions) {
    Sheet sheet;
    Asked& email = sheet.ask("", "contact_email", setting(tx, "contact_email"));
    email.options.help = "help.contact_email";
    Asked& zone = sheet.ask("", "zone", editions.zone().name(), Asked::Kind::Select);
    zone.options.help = "help.zone";
    bool listed = false;
    for (auto& name : text::Zone::names()) {
        listed = listed || name == zone.value;
        zone.choices.push_back({name, name, false});
    }
    // One that was set by other ways, and that nobody would find in a list.
    if (!listed) zone.choices.push_back({zone.value, zone.value, false});
    for (const auto& edition : editions.all()) {
        const PaperWords words = paper_words_of(tx, edition.id);
        for (const auto& name : paper_words()) {
            const auto kind = name == "description" ? Asked::Kind::Area : Asked::Kind::Line;
            Asked& asked = sheet.ask(edition.id, name, word_of(words, name), kind);
            asked.options.max = static_cast<int>(longest_paper_word(name));
            asked.options.required = true;
            if (name == "house_byline" || name == "description") asked.options.help = "help.paper_" + name;
        }
    }
    return sheet;
}

Answer paper_page(const SettingsDesk& desk, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                  const std::string& done, const Problem& problem, const http::Request* sent) {
    const Sheet stored = paper_sheet(tx, desk.editions);
    Sheet shown = stored;
    if (sent != nullptr) shown.take(*sent);
    const bool stale = is_stale(problem);
    DeskPage page;
    page.title = words.say("settings.paper.title");
    page.place = "settings";
    page.done = done;
    if (!problem.message.empty()) page.alert = say_problem(words, problem.message, problem.args);
    Value value = desk.frame.value(editor, words, page);
    set_sheet(value, words, desk.editions, shown, stale ? &stored : nullptr, problem.fields,
              sent == nullptr || stale ? stored.stamp() : stamp_sent(*sent));
    desk.history.show(value, tx, editor, words, {"paper"});
    return Answer::show("settings-paper", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
}

}  // namespace

Result<Answer> SettingsDesk::show_paper(DeskContext& context) const {
    return paper_page(*this, context.tx, context.editor, context.words, context.request.query("done").value_or(""), {},
                      nullptr);
}

Result<Answer> SettingsDesk::save_paper(ActionContext& context) const {
    std::optional<ZoneChange> change;
    if (context.request.field("zone") != editions.zone().name()) change.emplace(doors.changing_editions);
    const auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
        if (!context.editor.may(Right::Settings)) return forbidden();
        Sheet sheet = paper_sheet(tx, editions);
        if (stamp_sent(context.request) != sheet.stamp())
            return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
        const Sheet before = sheet;
        sheet.take(context.request);
        PaperSettings sent;
        sent.zone = sheet.value("", "zone");
        sent.contact_email = sheet.value("", "contact_email");
        for (const auto& edition : editions.all()) {
            for (const auto& name : paper_words()) sent.words[name][edition.id] = sheet.value(edition.id, name);
        }
        const auto checked = check(std::move(sent), editions);
        if (!checked) return tl::unexpected(checked.error());
        put_setting(tx, "contact_email", "", checked->contact_email);
        for (const auto& [name, texts] : checked->words) {
            for (const auto& [edition, words] : texts) put_setting(tx, name, edition, words);
        }
        const bool moves = setting(tx, "zone") != checked->zone;
        put_setting(tx, "zone", "", checked->zone);
        if (moves) {
            doors.stories.zone_changed(tx);
            if (change) change->take(*text::Zone::find(checked->zone));
        }
        write_audit(tx, clock.now(), context.editor, "paper.save", "paper",
                    changes_between(before, paper_sheet(tx, editions)));
        return Nothing{};
    });
    if (change)
        database.read([&](db::ReadTx& tx) {
            change->settle(tx);
            return 0;
        });
    change.reset();
    if (done) return to_desk("/desk/paper?done=saved");
    return database.read([&](db::ReadTx& tx) {
        return paper_page(*this, tx, context.editor, context.words, "", done.error(), &context.request);
    });
}

void add_paper_shape(std::map<std::string, Shape>& shapes) {
    shapes["settings-paper"].include(DeskFrame::shape()).include(sheet_shape()).include(history_shape());
}

}  // namespace broadsheet
