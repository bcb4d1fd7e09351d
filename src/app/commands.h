// The program's commands. Each takes the parsed command line and returns an exit code of sysexits(3); errors say what
// to do.
#pragma once

#include <string>
#include <vector>

#include "platform/config/arguments.h"

namespace broadsheet {

/// Runs the whole command line: `line` without the program's name, `program` its own path.
int run_commands(const std::string& program, const std::vector<std::string>& line);

}  // namespace broadsheet
