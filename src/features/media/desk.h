// The desk's pictures in two files: desk.cpp (the wall, adding, words and focal point), desk_picker.cpp (the same
// library as JSON, for the picker of the text editor). Private to this folder; app/ sees routes.h.
#pragma once

#include <map>
#include <string>

#include "features/media/media.h"
#include "site/desk.h"
#include "site/routes.h"

namespace broadsheet {

inline constexpr std::size_t kUploadBytes = 31u << 20;  // the largest picture and its words

/// The words that a form brought for a picture, by edition: `en.alt`, `en.caption`, `en.credit` …
std::map<std::string, PictureText> picture_words_sent(const http::Request& request, const Editions& editions);
/// The file that came with a form; null when none was chosen.
const http::FormPart* picture_sent(const http::Request& request);

/// GET and POST /desk/media.json. All references must outlive the routes.
void mount_picker(Routes& routes, Media& media, const DeskFrame& frame);

}  // namespace broadsheet
