// The talk with the parent over descriptors 0 and 1. Lines are ASCII, numbers decimal, bytes follow the line that
// counts them:
//
//     parent   picture LENGTH MOST_PIXELS GROUND  white or black: what shows through
//              LENGTH bytes
//     child    is FORMAT WIDTH HEIGHT             upright
//     parent   make LENGTH
//              LENGTH bytes: a line for each file, X Y WIDTH HEIGHT INTO_WIDTH INTO_HEIGHT FORMAT QUALITY, the first
//              four a box of the upright picture
//     child    file LENGTH                        for each, in that order
//              LENGTH bytes
//
// The sizes are the parent's to choose, once it knows the picture: no rule of the paper lives in this program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scaling.h"

namespace pictures {

struct Request {
    std::string bytes;
    Ground ground = Ground::White;
    std::int64_t most_pixels = 0;
};

/// Nothing when the parent went away or does not keep to the conversation.
std::optional<Request> read_request();
std::optional<std::vector<Output>> read_outputs();

/// False when the parent went away.
bool say_what_it_is(Format format, Size upright);
bool give(std::string_view file);

}  // namespace pictures
