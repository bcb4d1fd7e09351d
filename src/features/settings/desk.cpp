// The overview of the settings, and the mounting of all desk pages of the feature.
#include "features/settings/desk.h"

#include <array>

#include "features/settings/things.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

constexpr std::size_t kFormBytes = 64u << 10;
constexpr std::array<const char*, 8> kPlaces = {"sections", "people", "organisations", "topics",
                                                "pages",    "paper",  "logo",          "staff"};
constexpr std::size_t kLogoBytes = 31u << 20;  // two files

/// `section:world` → the section's name in the editor's words, `front:en` → the front page and its language.
std::string name_of(const std::vector<ThingKind>& kinds, db::ReadTx& tx, const std::string& thing, const Editor& editor,
                    const text::Catalogue& words, const DeskFrame& frame) {
    const auto colon = thing.find(':');
    if (colon == std::string::npos) return words.say("settings.paper.title");
    const std::string noun = thing.substr(0, colon);
    const std::string id = thing.substr(colon + 1);
    if (noun == "front") return words.say("nav.front") + " (" + DeskFrame::language_name(words, id) + ")";
    for (const auto& kind : kinds) {
        if (kind.noun != noun) continue;
        // What has been removed has no name any more.
        if (!kind.sheet(tx, id, {words, frame.names_edition(editor)})) return id;
        return kind.name(tx, id, frame.names_edition(editor));
    }
    return id;
}

}  // namespace

Result<Answer> SettingsDesk::overview(DeskContext& context) const {
    const auto& words = context.words;
    DeskPage page;
    page.title = words.say("nav.settings");
    page.place = "settings";
    Value value = frame.value(context.editor, words, page);
    Value places = Value::list();
    for (const std::string place : kPlaces) {
        if (place == "staff" && !context.editor.may(Right::Staff)) continue;
        Value item = Value::object();
        item.text("place_name", words.say("settings." + place + ".title"))
            .text("about", words.say("settings." + place + ".about"))
            .path("path", SitePath("/desk/" + place));
        places.add(std::move(item));
    }
    value.set("places", std::move(places));
    history.show_all(value, context.tx, context.editor, words);
    return Answer::show("settings", std::move(value));
}

void mount_desk(Routes& routes, const SettingsDoors& doors, const Editions& editions, db::Database& database,
                const DeskFrame& frame, const Clock& clock) {
    const std::vector<ThingKind> kinds = {kind_of_sections(doors, editions), kind_of_people(doors, editions),
                                          kind_of_organisations(doors, editions), kind_of_topics(doors, editions),
                                          kind_of_pages(doors, editions)};
    const History history{
        doors, editions, frame, clock,
        [kinds, &frame](db::ReadTx& tx, const std::string& thing, const Editor& editor, const text::Catalogue& words) {
            return name_of(kinds, tx, thing, editor, words, frame);
        }};
    const SettingsDesk desk{doors, editions, database, frame, clock, history};
    const auto page = [&](const char* pattern, Right right, const char* sample,
                          Result<Answer> (SettingsDesk::*handler)(DeskContext&) const) {
        routes.desk(pattern, right, {"done"}, sample,
                    [desk, handler](DeskContext& context) { return (desk.*handler)(context); });
    };
    const auto action = [&](const char* pattern, Right right,
                            Result<Answer> (SettingsDesk::*handler)(ActionContext&) const) {
        routes.action(pattern, right, kFormBytes,
                      [desk, handler](ActionContext& context) { return (desk.*handler)(context); });
    };
    page("/desk/settings", Right::Settings, "/desk/settings", &SettingsDesk::overview);
    page("/desk/front", Right::FrontPage, "/desk/front", &SettingsDesk::show_front);
    action("/desk/front", Right::FrontPage, &SettingsDesk::arrange_front);
    for (const auto& kind : kinds) mount_things(routes, kind, history, database, frame);
    page("/desk/paper", Right::Settings, "/desk/paper", &SettingsDesk::show_paper);
    action("/desk/paper", Right::Settings, &SettingsDesk::save_paper);
    page("/desk/logo", Right::Settings, "/desk/logo", &SettingsDesk::show_logo);
    routes.action("/desk/logo", Right::Settings, kLogoBytes,
                  [desk](ActionContext& context) { return desk.set_logo(context); });
    action("/desk/logo/{variant}/remove", Right::Settings, &SettingsDesk::remove_logo);
    page("/desk/stories/{id}/corrections", Right::Correct, "/desk/stories/csto-kazakhstan-2022/corrections",
         &SettingsDesk::show_corrections);
    action("/desk/stories/{id}/corrections", Right::Correct, &SettingsDesk::publish_correction);
    page("/desk/stories/{id}/next", Right::Publish, "/desk/stories/csto-kazakhstan-2022/next",
         &SettingsDesk::show_next);
    action("/desk/stories/{id}/next", Right::Publish, &SettingsDesk::pick_next);
    page("/desk/staff", Right::Staff, "/desk/staff", &SettingsDesk::show_staff);
    action("/desk/staff", Right::Staff, &SettingsDesk::add_member);
    action("/desk/staff/tokens", Right::Staff, &SettingsDesk::make_token);
    action("/desk/staff/tokens/{id}/revoke", Right::Staff, &SettingsDesk::revoke_token);
    page("/desk/staff/{id}", Right::Staff, "", &SettingsDesk::show_member);
    action("/desk/staff/{id}", Right::Staff, &SettingsDesk::save_member);
    action("/desk/staff/{id}/role", Right::Staff, &SettingsDesk::set_role);
    action("/desk/staff/{id}/password", Right::Staff, &SettingsDesk::reset_password);
    action("/desk/staff/{id}/close", Right::Staff, &SettingsDesk::close_account);
    action("/desk/staff/{id}/open", Right::Staff, &SettingsDesk::open_account);
}

std::map<std::string, Shape> settings_desk_shapes() {
    std::map<std::string, Shape> out;
    out["settings"]
        .include(DeskFrame::shape())
        .list("places", "What can be set",
              Shape().text("place_name", "Its name").text("about", "What it is").address("path", "Where it is"))
        .include(history_shape());
    add_thing_shapes(out);
    add_front_shape(out);
    add_paper_shape(out);
    add_logo_shape(out);
    add_corrections_shape(out);
    add_next_shape(out);
    add_staff_shapes(out);
    return out;
}

}  // namespace broadsheet
