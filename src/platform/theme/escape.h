// The one escaping of text for HTML: safe between tags and inside a quoted attribute. Not for scripts, styles or
// unquoted attributes: nothing escaped goes there.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::theme {

/// Appends `text` with & < > " ' replaced.
void append_escaped(std::string& out, std::string_view text);
std::string escaped(std::string_view text);

}  // namespace broadsheet::theme
