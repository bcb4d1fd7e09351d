// The front page at the desk: the lead and the slots of every edition, chosen together.
#include <algorithm>
#include <set>

#include "features/settings/desk.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

constexpr int kOffered = kLatestLength;
constexpr const char* kOther = "other_story";
constexpr const char* kOtherPlace = "other_place";

std::string slot_name(int position) { return "slot" + std::to_string(position); }

/// Published stories to choose from: the newest, after those that stand on the page now.
std::vector<Teaser> offered(db::ReadTx& tx, const SettingsDesk& desk, const std::string& edition,
                            const std::vector<Slot>& slots) {
    std::vector<std::string> ids;
    for (const auto& slot : slots) ids.push_back(slot.story);
    const PublishedStore& published = desk.doors.stories.published();
    std::vector<Teaser> out = published.some(tx, ids, edition);
    std::set<std::string> known;
    for (const auto& teaser : out) known.insert(teaser.story);
    for (auto& teaser : published.newest(tx, "all", edition, kOffered)) {
        if (known.insert(teaser.story).second) out.push_back(std::move(teaser));
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Teaser& a, const Teaser& b) { return a.published_at > b.published_at; });
    return out;
}

Sheet front_sheet(db::ReadTx& tx, const SettingsDesk& desk, const text::Catalogue& words) {
    const text::Dates dates = desk.frame.dates(words);
    Sheet sheet;
    for (const auto& edition : desk.editions.all()) {
        const auto slots = desk.doors.frontpage.slots(tx, edition.id);
        const auto stories = offered(tx, desk, edition.id, slots);
        std::vector<Choice> choices{{"", words.say("front.automatic"), false}};
        for (const auto& teaser : stories)
            choices.push_back({teaser.story, teaser.headline + " (" + dates.date(teaser.published_at) + ")", false});
        for (int position = 0; position < kSlots; ++position) {
            Asked& asked = sheet.ask(edition.id, slot_name(position), "", Asked::Kind::Select);
            asked.choices = choices;
            for (const auto& slot : slots) {
                // A story withdrawn since it was chosen leaves its place to the newest, as readers see it.
                const bool there = std::any_of(stories.begin(), stories.end(),
                                               [&](const Teaser& one) { return one.story == slot.story; });
                if (slot.position == position && there) asked.value = slot.story;
            }
        }
        // Older than what is offered, or easier pasted than looked for: it takes the place chosen beside it.
        Asked& other = sheet.ask(edition.id, kOther, "");
        other.options.max = 2000;
        other.options.help = "help.other_story";
        Asked& place = sheet.ask(edition.id, kOtherPlace, slot_name(0), Asked::Kind::Select);
        for (int position = 0; position < kSlots; ++position)
            place.choices.push_back({slot_name(position), words.say("field." + slot_name(position)), false});
    }
    return sheet;
}

Answer front_page(const SettingsDesk& desk, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                  const std::string& done, const Problem& problem, const http::Request* sent) {
    const Sheet stored = front_sheet(tx, desk, words);
    Sheet shown = stored;
    if (sent != nullptr) shown.take(*sent);
    const bool stale = is_stale(problem);
    DeskPage page;
    page.title = words.say("nav.front");
    page.place = "front";
    page.done = done;
    if (!problem.message.empty()) page.alert = say_problem(words, problem.message, problem.args);
    Value value = desk.frame.value(editor, words, page);
    set_sheet(value, words, desk.editions, shown, stale ? &stored : nullptr, problem.fields,
              sent == nullptr || stale ? stored.stamp() : stamp_sent(*sent));
    std::vector<std::string> fronts;
    for (const auto& edition : desk.editions.all()) fronts.push_back("front:" + edition.id);
    desk.history.show(value, tx, editor, words, fronts);
    return Answer::show("settings-front", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
}

}  // namespace

Result<Answer> SettingsDesk::show_front(DeskContext& context) const {
    return front_page(*this, context.tx, context.editor, context.words, context.request.query("done").value_or(""), {},
                      nullptr);
}

Result<Answer> SettingsDesk::arrange_front(ActionContext& context) const {
    const auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
        Sheet sheet = front_sheet(tx, *this, context.words);
        if (stamp_sent(context.request) != sheet.stamp())
            return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
        sheet.take(context.request);
        std::map<std::string, std::vector<Slot>> slots;
        std::vector<FieldProblem> faults;
        for (const auto& edition : editions.all()) {
            auto& chosen = slots[edition.id];
            for (int position = 0; position < kSlots; ++position) {
                std::string story = sheet.value(edition.id, slot_name(position));
                if (const std::string& typed = sheet.value(edition.id, kOther);
                    !typed.empty() && sheet.value(edition.id, kOtherPlace) == slot_name(position)) {
                    story = doors.stories.named(tx, typed);
                    if (story.empty()) {
                        faults.push_back({edition.id + "." + kOther, "problem.no_such_story", {}});
                    } else if (doors.stories.published().some(tx, {story}, edition.id).empty()) {
                        faults.push_back(
                            {edition.id + "." + kOther, "problem.not_published_there", {{"edition", edition.id}}});
                    }
                }
                if (!story.empty()) chosen.push_back({position, story});
            }
        }
        if (!faults.empty()) return invalid(std::move(faults));
        return doors.frontpage.arrange(tx, context.editor, slots);
    });
    if (done) return to_desk("/desk/front?done=front_arranged");
    return database.read([&](db::ReadTx& tx) {
        return front_page(*this, tx, context.editor, context.words, "", done.error(), &context.request);
    });
}

void add_front_shape(std::map<std::string, Shape>& shapes) {
    shapes["settings-front"].include(DeskFrame::shape()).include(sheet_shape()).include(history_shape());
}

}  // namespace broadsheet
