// What was changed under settings and on the front page, at the desk: the rows that a save writes and the list that
// shows them. Private to this folder.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "features/settings/routes.h"
#include "features/settings/sheet.h"
#include "site/audit.h"
#include "site/desk.h"

namespace broadsheet {

/// What differs between two states of one sheet; of a choice its label.
std::vector<AuditChange> changes_between(const Sheet& before, const Sheet& after);
/// What a thing that comes, or with `gone` one that goes, brought or takes along: its filled fields.
enum class Whole { Comes, Goes };
std::vector<AuditChange> changes_of(const Sheet& sheet, Whole whole);

struct History {
    SettingsDoors doors;
    const Editions& editions;
    const DeskFrame& frame;
    const Clock& clock;
    /// Name of a thing (`section:world`) for an editor; empty when there is none any more.
    std::function<std::string(db::ReadTx&, const std::string& thing, const Editor&, const text::Catalogue&)> name;

    /// Sets `history` and `has_history` of a page: the newest first, at most 20 of these things.
    void show(theme::Value& page, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
              const std::vector<std::string>& things) const;
    /// The same of everything that is set here.
    void show_all(theme::Value& page, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words) const;

private:
    void set(theme::Value& page, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
             const std::vector<AuditEntry>& entries, bool named) const;
};
theme::Shape history_shape();

}  // namespace broadsheet
