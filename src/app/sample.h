// The sample newsroom: reads sample/ (see sample/README.md) and fills an empty paper through the same doors that
// editors use.
#pragma once

#include <functional>
#include <string>

#include "app/newsroom.h"

namespace broadsheet {

/// Progress of long work: done, of how many, what.
using Progress = std::function<void(int, int, const std::string&)>;

/// Refused with Conflict when the paper already has a section or a story. Safe to repeat after a crash: what is there
/// is kept.
Result<Nothing> load_sample(Newsroom& newsroom, const std::string& folder, const Progress& progress);

}  // namespace broadsheet
