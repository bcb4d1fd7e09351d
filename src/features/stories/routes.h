// What app/ needs of stories: the pages of things that are lists of stories, or a story itself.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "features/addresses/routes.h"
#include "features/stories/view.h"
#include "platform/db/db.h"
#include "site/desk.h"
#include "site/parts.h"
#include "site/routes.h"

namespace broadsheet {

/// Pages of stories, sections, people, organisations and topics, by kind of thing.
void add_pages(ThingPages& pages, const StoryWorld& world, const Parts& parts);
/// Shapes of those pages for the theme's check: name of the page → shape.
std::map<std::string, theme::Shape> story_page_shapes();
/// The menu, as a part of every page's frame.
void add_parts(Parts& parts, const StoryWorld& world);
/// The page of a version that is not (or not yet) public, for editors and holders of a private link.
using PreviewPage =
    std::function<Answer(db::ReadTx&, const Edition&, const Published&, const std::string& note, bool at_desk)>;
PreviewPage preview_page(const StoryWorld& world, const Parts& parts);

/// Names of accounts by id, for "who wrote this revision": stories know nothing of accounts.
using StaffNames = std::function<std::map<std::string, std::string>(db::ReadTx&)>;
/// The desk's pages and writes of stories, and the private link `/preview/{token}`. All references must outlive the
/// routes; `readers_theme` renders previews.
void mount_desk(Routes& routes, Stories& stories, const StoryWorld& world, db::Database& database,
                const DeskFrame& frame, const Clock& clock, const theme::Theme& readers_theme, PreviewPage preview,
                StaffNames staff_names);
/// Shapes of the pages in stories/desk, for `load_desk_theme`.
std::map<std::string, theme::Shape> story_desk_shapes();

/// JSON under /api/v1: stories, read and written, and what they point at. All references must outlive the routes.
void mount_api(Routes& routes, Stories& stories, const StoryWorld& world, db::Database& database, const Clock& clock);
/// Sections, people, organisations, topics, media and editions; part of the above.
void mount_api_of_things(Routes& routes, const StoryWorld& world);

}  // namespace broadsheet
