#include "features/settings/history.h"

#include <map>
#include <set>

namespace broadsheet {

using theme::Shape;
using theme::Value;

namespace {

constexpr int kShown = 20;

const std::vector<std::string>& actions() {
    static const std::vector<std::string> kActions = [] {
        std::vector<std::string> out = {"paper.save", "front.arrange", "logo.set", "logo.remove"};
        for (const std::string noun : {"section", "person", "organisation", "topic", "page"}) {
            for (const std::string deed : {"add", "save", "move", "remove"}) out.push_back(noun + "." + deed);
        }
        return out;
    }();
    return kActions;
}

/// `en.name` → "Name (English)".
std::string field_words(const text::Catalogue& words, const Editions& editions, const std::string& field) {
    const auto dot = field.find('.');
    const std::string edition = dot == std::string::npos ? std::string() : field.substr(0, dot);
    const bool in_edition = editions.find(edition) != nullptr;
    const std::string key = "field." + (in_edition ? field.substr(dot + 1) : field);
    std::string out = words.has(key) ? words.say(key) : field;
    if (in_edition) out += " (" + DeskFrame::language_name(words, edition) + ")";
    return out;
}

/// Headlines of the stories that front pages had: by edition and id.
std::map<std::string, Texts> headlines(db::ReadTx& tx, const Stories& stories, const std::vector<AuditEntry>& entries) {
    std::map<std::string, std::set<std::string>> wanted;
    for (const auto& entry : entries) {
        if (entry.thing.rfind("front:", 0) != 0) continue;
        for (const auto& change : entry.changes) {
            for (const auto& story : {change.from, change.to}) {
                if (!story.empty()) wanted[entry.thing.substr(6)].insert(story);
            }
        }
    }
    std::map<std::string, Texts> out;
    for (const auto& [edition, ids] : wanted) {
        for (const auto& teaser : stories.published().some(tx, {ids.begin(), ids.end()}, edition))
            out[edition].emplace(teaser.story, teaser.headline);
    }
    return out;
}

}  // namespace

std::vector<AuditChange> changes_between(const Sheet& before, const Sheet& after) {
    std::vector<AuditChange> out;
    for (const auto& field : after.fields) {
        const std::string& was = before.value(field.edition, field.name);
        if (was == field.value) continue;
        Asked earlier = field;
        earlier.value = was;
        out.push_back({field.field(), shown_words(earlier), shown_words(field)});
    }
    return out;
}

std::vector<AuditChange> changes_of(const Sheet& sheet, Whole whole) {
    std::vector<AuditChange> out;
    for (const auto& field : sheet.fields) {
        if (field.value.empty()) continue;
        std::string said = shown_words(field);
        out.push_back(whole == Whole::Comes ? AuditChange{field.field(), "", std::move(said)}
                                            : AuditChange{field.field(), std::move(said), ""});
    }
    return out;
}

void History::show(Value& page, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                   const std::vector<std::string>& things) const {
    set(page, tx, editor, words, audit_of(tx, things, kShown), false);
}

void History::show_all(Value& page, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words) const {
    set(page, tx, editor, words, audit_of_actions(tx, actions(), kShown), true);
}

void History::set(Value& page, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                  const std::vector<AuditEntry>& entries, bool named) const {
    const text::Dates dates = frame.dates(words);
    std::map<std::string, std::string> people;
    if (!entries.empty()) {
        for (const auto& member : doors.staff.list(tx)) people.emplace(member.id, member.name);
    }
    const auto stories = headlines(tx, doors.stories, entries);
    Value list = Value::list();
    for (const auto& entry : entries) {
        Value item = Value::object();
        const auto person = people.find(entry.by);
        item.text("when", dates.date_time(entry.at)).text("when_iso", editions.zone().iso(entry.at));
        item.text("by", person == people.end() ? entry.by : person->second);
        const std::string deed = entry.action.substr(entry.action.find('.') + 1);
        item.text("deed", words.say("history.deed." + deed));
        if (named) item.text("of", name(tx, entry.thing, editor, words));
        const bool front = entry.thing.rfind("front:", 0) == 0;
        Value changes = Value::list();
        for (const auto& change : entry.changes) {
            const auto said = [&](const std::string& value) {
                if (!front) return value;
                if (value.empty()) return words.say("front.automatic");
                const auto in_edition = stories.find(entry.thing.substr(6));
                if (in_edition == stories.end()) return value;
                const auto story = in_edition->second.find(value);
                return story == in_edition->second.end() ? value : story->second;
            };
            Value row = Value::object();
            row.text("what", field_words(words, editions, change.field))
                .text("from", said(change.from))
                .text("to", said(change.to));
            changes.add(std::move(row));
        }
        item.set("changes", std::move(changes));
        list.add(std::move(item));
    }
    page.flag("has_history", !entries.empty()).set("history", std::move(list));
}

Shape history_shape() {
    Shape out;
    out.flag("has_history", "Something was changed");
    out.list("history", "What was changed, newest first",
             Shape()
                 .text("when", "Day and time")
                 .text("when_iso", "The same, for machines")
                 .text("by", "Who did it")
                 .text("deed", "What was done")
                 .text("of", "With what; only where several things are listed")
                 .list("changes", "Value by value",
                       Shape().text("what", "Which").text("from", "Before").text("to", "After")));
    return out;
}

}  // namespace broadsheet
