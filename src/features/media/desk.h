// The desk's pictures in two files: desk.cpp (the wall, adding, words and focal point), desk_picker.cpp (the same
// library as JSON, for the picker of the text editor). Private to this folder; app/ sees routes.h.
#pragma once

#include "features/media/media.h"
#include "site/desk.h"
#include "site/routes.h"

namespace broadsheet {

/// GET and POST /desk/media.json. All references must outlive the routes.
void mount_picker(Routes& routes, Media& media, const DeskFrame& frame);

}  // namespace broadsheet
