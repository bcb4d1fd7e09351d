// The frame of a desk page: who is signed in, where one can go, notices, and the words of languages and dates that
// every desk page needs. Not the pages themselves: those are the features' (src/features/*/desk.cpp and
// desk/*.mustache).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/text/text.h"
#include "platform/theme/theme.h"
#include "site/editions.h"
#include "site/routes.h"
#include "site/viewer.h"

namespace broadsheet {

/// What a desk page says of itself.
struct DeskPage {
    std::string title;  // already in the desk's language
    std::string place;  // entry of the navigation it belongs to: "stories", "media", "account" …; empty: none
    std::string done;   // last part of a key `done.…`: what has just been done; unknown ones are left out
    std::string alert;  // already said: why nothing was done
    std::vector<std::string> islands;  // names of scripts, without ".js"; one that was not built is left out
    bool wide = false;                 // two texts side by side
};

class DeskFrame {
public:
    /// `url`: the paper's own address without a trailing slash.
    DeskFrame(const theme::Theme& theme, const Editions& editions, std::string url);

    /// The frame's values; the page adds its own to the same object.
    [[nodiscard]] theme::Value value(const Editor& editor, const text::Catalogue& words, const DeskPage& page) const;
    /// The frame of sign-in: nobody is there, nowhere to go.
    [[nodiscard]] theme::Value value(const text::Catalogue& words, const DeskPage& page) const;
    [[nodiscard]] static theme::Shape shape();

    /// Dates in the desk's language and the paper's zone.
    [[nodiscard]] text::Dates dates(const text::Catalogue& words) const { return {words.locale(), editions_.zone()}; }
    /// Name of an edition's language in the desk's words; CLDR's when they do not know it.
    [[nodiscard]] static std::string language_name(const text::Catalogue& words, const std::string& edition);
    /// Which edition's names (of sections, people …) an editor reads: their own language's, else the paper's main one.
    [[nodiscard]] const std::string& names_edition(const Editor& editor) const;
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] const theme::Theme& theme() const { return theme_; }
    [[nodiscard]] const Editions& editions() const { return editions_; }

private:
    [[nodiscard]] theme::Value common(const text::Catalogue& words, const DeskPage& page) const;
    const theme::Theme& theme_;
    const Editions& editions_;
    std::string url_;
};

/// 303 to a place of the desk, query included (`/desk/stories/ID?done=saved`). The target is ours, never the request's.
Answer to_desk(std::string target);
/// Whether an address is the desk's: /desk itself or below it. `path` is decoded, or as it was sent.
bool is_desk_path(std::string_view path);
/// Sign-in that leads to `next` afterwards, a local target; to the desk when it is none.
std::string sign_in_path(std::string_view next);
/// True for a path of this site that is safe to go to after signing in: one leading slash, no host in any spelling.
bool is_inside(std::string_view target);

/// Id of the thing whose page is asked for; empty on a page without one.
inline std::string id_of(const http::Request& request) { return std::string(request.parameter("id")); }

}  // namespace broadsheet
