// The desk's page for a Problem: what happened in the account's own language, in words one can act on, and the way
// onwards. Not the readers' (their theme has one, see routes.cpp) and not a form that was refused: that is shown again
// by its feature, with what was typed still in it.
#pragma once

#include <string>
#include <string_view>

#include "platform/db/db.h"
#include "platform/http/router.h"
#include "platform/result/result.h"
#include "platform/theme/theme.h"
#include "site/desk.h"
#include "site/desk_theme.h"
#include "site/sessions.h"

namespace broadsheet {

class DeskProblems {
public:
    /// All must outlive it. `router` may still be empty: it is asked for the pages of forms when a page is made.
    DeskProblems(const DeskFrame& frame, const DeskWords& words, const http::Router& router, db::Database& database,
                 const Sessions& sessions)
        : frame_(frame), words_(words), router_(router), database_(database), sessions_(sessions) {}

    /// The page, with `status`. `editor` is who asks, null for nobody; whoever is not signed in reads the language that
    /// the sign-in page would have. Opens no transaction, so it can be made when there is no database.
    [[nodiscard]] http::Response page(const http::Request& request, const Problem& problem, int status,
                                      const Editor* editor) const;
    /// The same for whoever the session cookie names. A database that does not answer is logged and knows nobody.
    [[nodiscard]] http::Response page(const http::Request& request, const Problem& problem, int status) const;

    /// The page on which a form of the desk stands, as a local target: the Referer when it is one of the desk's own
    /// pages, else the nearest page above the form's address. Empty when there is none.
    [[nodiscard]] std::string form_page(const http::Request& request) const;

    static theme::Shape shape();

private:
    [[nodiscard]] std::string page_above(std::string_view target) const;

    const DeskFrame& frame_;
    const DeskWords& words_;
    const http::Router& router_;
    db::Database& database_;
    const Sessions& sessions_;
};

}  // namespace broadsheet
