#include "tests/generated_files.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

#include "tests/sample_newsroom.h"

namespace broadsheet::testing {

namespace {

/// The first line in which two texts differ, for a message: its number, then both.
std::string first_difference(const std::string& stored, const std::string& made) {
    std::istringstream stored_lines(stored), made_lines(made);
    std::string stored_line, made_line;
    for (int number = 1;; ++number) {
        const bool more_stored = static_cast<bool>(std::getline(stored_lines, stored_line));
        const bool more_made = static_cast<bool>(std::getline(made_lines, made_line));
        if (!more_stored) stored_line = "(nothing)";
        if (!more_made) made_line = "(nothing)";
        if (stored_line != made_line || (!more_stored && !more_made))
            return "line " + std::to_string(number) + "\n  has     " + stored_line + "\n  must be " + made_line;
    }
}

}  // namespace

std::string repository_file(const std::string& path) {
    std::ifstream in(source_folder() + "/" + path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return in ? out.str() : std::string();
}

void check_generated(const std::string& path, const std::string& text) {
    const char* write = std::getenv("BROADSHEET_WRITE_GENERATED");
    if (write != nullptr && std::string_view(write) == "1" && repository_file(path) != text) {
        std::ofstream out(source_folder() + "/" + path, std::ios::binary);
        out << text;
        out.close();
        REQUIRE_MESSAGE(out, "cannot write ", path);
        MESSAGE("written: ", path);
    }
    const std::string stored = repository_file(path);
    if (stored == text) return;
    FAIL_CHECK(path, " is stale: ", first_difference(stored, text),
               "\nMake it again, and commit it with what changed it:\n"
               "  BROADSHEET_WRITE_GENERATED=1 build/debug/broadsheet_tests -tc='generated:*'");
}

}  // namespace broadsheet::testing
