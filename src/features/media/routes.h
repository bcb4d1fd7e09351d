// What app/ needs of the media: the desk's pages of pictures. Their files are served by app/ as they are.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "features/media/media.h"
#include "platform/db/db.h"
#include "platform/theme/theme.h"
#include "site/desk.h"
#include "site/routes.h"

namespace broadsheet {

/// Where a picture is used: a name and a page of the desk. Media know nothing of stories.
struct PictureUse {
    std::string name;
    std::string path;
};
using PictureUses = std::function<std::vector<PictureUse>(db::ReadTx&, const std::string& picture)>;

/// GET /desk/media, /desk/media.json, /desk/media/new, /desk/media/{id}; POST /desk/media, /desk/media.json,
/// /desk/media/{id}. `uses` may be empty. All
/// references must outlive the routes.
void mount_desk(Routes& routes, Media& media, db::Database& database, const DeskFrame& frame, PictureUses uses);
/// POST /api/v1/media, PATCH /api/v1/media/{id}.
void mount_api(Routes& routes, Media& media, const Editions& editions, db::Database& database);
/// Shapes of the pages in media/desk, for `load_desk_theme`.
std::map<std::string, theme::Shape> media_desk_shapes();

}  // namespace broadsheet
