// The sample newsroom: reads sample/ (see sample/README.md) and fills an empty paper through the same doors that
// editors use.
#pragma once

#include <functional>
#include <string>

#include "app/newsroom.h"

namespace broadsheet {

/// Progress of long work: done, of how many, what.
using Progress = std::function<void(int, int, const std::string&)>;

/// Refused with Conflict when the paper already has a section: `problem.paper_not_empty`, or
/// `problem.sample_half_loaded` when that is what an earlier load left behind. Throws std::runtime_error when something
/// of the sample cannot be read or is refused.
Result<Nothing> load_sample(Newsroom& newsroom, const std::string& folder, const Progress& progress);

}  // namespace broadsheet
