// Characters of HTML. The one escaping of text for it: safe between tags and inside a quoted attribute. Not for
// scripts, styles or unquoted attributes: nothing escaped goes there.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::theme {

/// A–Z as a–z, whatever the locale; names of tags, attributes and schemes are no others.
inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Appends `text` with & < > " ' replaced.
void append_escaped(std::string& out, std::string_view text);
std::string escaped(std::string_view text);

}  // namespace broadsheet::theme
