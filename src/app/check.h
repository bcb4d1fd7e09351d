// `broadsheet check`: walks the whole paper as a reader would and says what is wrong: links, languages, placeholders,
// words.
#pragma once

#include <string>
#include <vector>

#include "app/newsroom.h"

namespace broadsheet {

struct CheckReport {
    int pages = 0;
    int links = 0;
    std::vector<std::string> faults;  // one line each, address first
};

/// Bounded: at most `most` pages. Every page reachable from the front pages and the sitemap.
CheckReport check_paper(Newsroom& newsroom, int most);

/// Text of an HTML page that a reader sees: without tags, scripts, styles, attributes; white space collapsed.
std::string visible_text(const std::string& html);

}  // namespace broadsheet
