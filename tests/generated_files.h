// Files of the repository that are made from the program: compared in a test, and written anew when somebody asks.
#pragma once

#include <string>

namespace broadsheet::testing {

/// Text of a file of the repository by its path there; empty when there is none.
std::string repository_file(const std::string& path);

/// Checks that the file at `path` of the repository reads `text`, and says how to make it again when it does not. With
/// BROADSHEET_WRITE_GENERATED=1 in the environment it is written first.
void check_generated(const std::string& path, const std::string& text);

}  // namespace broadsheet::testing
