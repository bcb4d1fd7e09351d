// What app/ needs of the accounts: signing in and out, and one's own account at the desk.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "features/staff/staff.h"
#include "platform/db/db.h"
#include "platform/theme/theme.h"
#include "site/desk.h"
#include "site/desk_theme.h"
#include "site/routes.h"
#include "site/sessions.h"

namespace broadsheet {

/// GET/POST /desk/sign-in, POST /desk/sign-out, GET /desk/account, POST /desk/account/{password,language}.
/// All arguments must outlive the routes.
void mount_desk(Routes& routes, Staff& staff, const Sessions& sessions, db::Database& database, const DeskFrame& frame,
                const DeskWords& words);

/// Shapes of the pages in staff/desk, for `load_desk_theme`.
std::map<std::string, theme::Shape> staff_desk_shapes();

}  // namespace broadsheet
