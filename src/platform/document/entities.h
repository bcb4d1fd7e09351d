// Character references of HTML ("&eacute;", "&#146;") into UTF-8. Private to this folder.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::document {

enum class In { Text, Attribute };

/// The text with its references replaced; what is none stays as it stands.
std::string decoded(std::string_view text, In in);

}  // namespace broadsheet::document
