// What the program may still do once it has started: compute, take memory within a limit, read its input and write its
// output. Not a way back: nothing here can be undone.
#pragma once

#include <string_view>

namespace pictures {

/// Resource limits, no_new_privs and a seccomp allow-list: no open, no socket, no exec, no new process, no executable
/// memory; only descriptors 0 and 1 stay usable. False when any of it could not be had; the caller must then end.
bool confine();

/// Tries one forbidden thing (`open`, `write-file`, `socket`, `fork`, `exec`, `execute-memory`, `signal`, `memory`,
/// `descriptor`): true when it worked. For the test of the confinement; confined, most of them end the program.
bool attempt(std::string_view deed);

}  // namespace pictures
