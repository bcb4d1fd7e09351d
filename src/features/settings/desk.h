// The desk's pages around the stories that are one of a kind: the overview, the front page, the paper's words, a
// story's corrections, the accounts. Sections, people and their like are things.h. Private to this folder; app/ sees
// routes.h.
#pragma once

#include <map>
#include <string>

#include "features/settings/history.h"
#include "features/settings/routes.h"
#include "features/settings/sheet.h"

namespace broadsheet {

struct SettingsDesk {
    SettingsDoors doors;
    const Editions& editions;
    db::Database& database;
    const DeskFrame& frame;
    const Clock& clock;
    History history;

    // desk.cpp
    Result<Answer> overview(DeskContext& context) const;

    // desk_front.cpp
    Result<Answer> show_front(DeskContext& context) const;
    Result<Answer> arrange_front(ActionContext& context) const;

    // desk_paper.cpp
    Result<Answer> show_paper(DeskContext& context) const;
    Result<Answer> save_paper(ActionContext& context) const;

    // desk_logo.cpp
    Result<Answer> show_logo(DeskContext& context) const;
    Result<Answer> set_logo(ActionContext& context) const;
    Result<Answer> remove_logo(ActionContext& context) const;

    // desk_corrections.cpp
    Result<Answer> show_corrections(DeskContext& context) const;
    Result<Answer> publish_correction(ActionContext& context) const;

    // desk_next.cpp
    Result<Answer> show_next(DeskContext& context) const;
    Result<Answer> pick_next(ActionContext& context) const;

    // desk_staff.cpp
    Result<Answer> show_staff(DeskContext& context) const;
    Result<Answer> add_member(ActionContext& context) const;
    Result<Answer> show_member(DeskContext& context) const;
    Result<Answer> save_member(ActionContext& context) const;
    Result<Answer> set_role(ActionContext& context) const;
    Result<Answer> reset_password(ActionContext& context) const;
    Result<Answer> close_account(ActionContext& context) const;
    Result<Answer> open_account(ActionContext& context) const;
    Result<Answer> make_token(ActionContext& context) const;
    Result<Answer> revoke_token(ActionContext& context) const;
};

/// The stamp a form carried.
inline std::string stamp_sent(const http::Request& request) {
    return std::string(request.field(kMadeFrom).substr(0, 64));
}
inline bool is_stale(const Problem& problem) { return problem.message == "problem.saved_meanwhile"; }

void add_front_shape(std::map<std::string, theme::Shape>& shapes);
void add_paper_shape(std::map<std::string, theme::Shape>& shapes);
void add_logo_shape(std::map<std::string, theme::Shape>& shapes);
void add_corrections_shape(std::map<std::string, theme::Shape>& shapes);
void add_next_shape(std::map<std::string, theme::Shape>& shapes);
void add_staff_shapes(std::map<std::string, theme::Shape>& shapes);

}  // namespace broadsheet
