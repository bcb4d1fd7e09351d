// The desk's templates, style and words, as they travel inside the program: one theme made of every feature's pages.
// Not for readers and not for designers: a paper's look is themes/.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "platform/text/text.h"
#include "platform/theme/theme.h"
#include "site/routes.h"

namespace broadsheet {

using DeskWords = std::map<std::string, std::shared_ptr<const text::Catalogue>>;

/// The desk's words by language, from src/site/locales. Throws std::runtime_error when one cannot be read or the
/// languages do not hold the same messages: a mistake of the build.
DeskWords load_desk_words();

/// For somebody not known yet: the language they asked for (`lang`), else the first of their browser's that the desk
/// speaks, else `main`, the paper's.
std::string language_of_stranger(const http::Request& request, const DeskWords& words, const std::string& main);

/// All embedded pages (`desk/*.mustache`; a name with a leading underscore is a part), checked against `shapes`, and
/// all embedded style sheets and islands. Throws std::runtime_error that lists every fault with file and line.
std::shared_ptr<const theme::Theme> load_desk_theme(const std::map<std::string, theme::Shape>& shapes,
                                                    const DeskWords& words);

/// Serves /desk/assets/…: for ever, since a path changes with its bytes. `theme` must outlive the routes.
void mount_desk_assets(Routes& routes, const theme::Theme& theme);

}  // namespace broadsheet
