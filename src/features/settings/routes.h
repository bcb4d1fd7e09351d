// What app/ needs of the settings: the desk's pages for everything around the stories. It has no rows of its own and
// goes through the doors of those who have.
#pragma once

#include <map>
#include <string>

#include "features/corrections/corrections.h"
#include "features/frontpage/frontpage.h"
#include "features/media/media.h"
#include "features/organisations/organisations.h"
#include "features/pages/pages.h"
#include "features/people/people.h"
#include "features/sections/sections.h"
#include "features/staff/staff.h"
#include "features/stories/stories.h"
#include "features/topics/topics.h"
#include "platform/db/db.h"
#include "platform/theme/theme.h"
#include "site/desk.h"
#include "site/routes.h"

namespace broadsheet {

struct SettingsDoors {
    Editions& changing_editions;  // the paper's zone is set here
    Stories& stories;
    Sections& sections;
    People& people;
    Organisations& organisations;
    Topics& topics;
    Media& media;
    Pages& pages;
    FrontPage& frontpage;
    Corrections& corrections;
    Staff& staff;
};

/// /desk/settings, /desk/{front,sections,people,organisations,topics,pages,paper,logo,staff} with what is below them,
/// and /desk/stories/{id}/{corrections,next}. All references must outlive the routes.
void mount_desk(Routes& routes, const SettingsDoors& doors, const Editions& editions, db::Database& database,
                const DeskFrame& frame, const Clock& clock);
/// Shapes of the pages in settings/desk, for `load_desk_theme`.
std::map<std::string, theme::Shape> settings_desk_shapes();

}  // namespace broadsheet
