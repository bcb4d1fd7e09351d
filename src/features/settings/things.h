// The things a paper is ordered by — sections, people, organisations, topics, pages — have one pair of desk pages: a
// list and a sheet. What differs between them is a `ThingKind`; the pages are written once, over it. Private to this
// folder.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/settings/history.h"
#include "features/settings/routes.h"
#include "features/settings/sheet.h"
#include "platform/db/db.h"
#include "site/desk.h"
#include "site/routes.h"

namespace broadsheet {

/// In whose words a page is made, and which edition's names its choices are in.
struct Reading {
    const text::Catalogue& words;
    std::string names;  // edition
};

/// One row of a list.
struct ThingLine {
    std::string id;
    Texts names;        // per edition
    Texts paths;        // where readers find it, per edition
    std::string above;  // name of what it stands below
    std::string about;  // one more fact
    std::int64_t position = 0;
};

struct ThingKind {
    std::string place;     // people: the desk's address, and its words below `settings.people`
    std::string noun;      // person: of `problem.not_found`
    std::string sample;    // id in the sample newsroom
    bool ordered = false;  // it has a position that editors give it
    std::function<std::vector<ThingLine>(db::ReadTx&, const Reading&)> list;
    /// The sheet of a thing, or of a new one (`id` empty). Nothing when there is no such thing.
    std::function<std::optional<Sheet>(db::ReadTx&, const std::string& id, const Reading&)> sheet;
    /// Its name for a title, in an edition.
    std::function<std::string(db::ReadTx&, const std::string& id, const std::string& names)> name;
    /// Saves what the sheet says; `id` empty: a new one. Its id. Runs in the transaction that compared the stamps.
    std::function<Result<std::string>(db::Tx&, const std::string& id, const Sheet&)> save;
    /// Gives it another position; empty when it has none.
    std::function<Result<Nothing>(db::Tx&, const std::string& id, std::int64_t position)> move;
    /// Takes it away; empty when such a thing stays.
    std::function<Result<Nothing>(db::Tx&, const std::string& id)> remove;
};

ThingKind kind_of_sections(const SettingsDoors& doors, const Editions& editions);
ThingKind kind_of_people(const SettingsDoors& doors, const Editions& editions);
ThingKind kind_of_organisations(const SettingsDoors& doors, const Editions& editions);
ThingKind kind_of_topics(const SettingsDoors& doors, const Editions& editions);
ThingKind kind_of_pages(const SettingsDoors& doors, const Editions& editions);

/// /desk/PLACE, /desk/PLACE/new, /desk/PLACE/{id} and what their forms send.
void mount_things(Routes& routes, const ThingKind& kind, const History& history, db::Database& database,
                  const DeskFrame& frame);
void add_thing_shapes(std::map<std::string, theme::Shape>& shapes);

}  // namespace broadsheet
