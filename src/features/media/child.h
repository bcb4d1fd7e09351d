// One foreign picture, decoded and scaled by the sandboxed child broadsheet-pictures: a new process each time, with no
// environment, no open files and a deadline. What it answers is checked before it is believed. Not the confinement
// itself: that is the child's own (pictures/confinement.cpp).
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "features/media/model.h"
#include "platform/result/result.h"

namespace broadsheet {

struct MadeFile {
    PictureSize size;
    std::string bytes;
};
struct Decoded {
    std::string format;  // jpeg, png, webp: by content
    int width = 0;       // upright
    int height = 0;
    std::vector<MadeFile> files;  // of every size that was asked for, in that order
};

/// What shows through where a picture is transparent.
enum class Ground { White, Black };
/// Which sizes to make of an upright picture of this width and height.
using SizesOf = std::function<std::vector<PictureSize>(int width, int height)>;

/// Thread-safe.
class Decoder {
public:
    /// `program`: path of broadsheet-pictures. At most `children` at the same time; who comes later waits half a
    /// minute.
    Decoder(std::string program, std::int64_t limit_pixels, int children);

    /// Blocks: about half a second for a usual picture, 15 seconds at most. `Unsupported` by content; `Invalid` (field
    /// `file`) when it is broken, has too many pixels, or crashed or held up the child; `Unavailable` when too many
    /// wait. Throws std::runtime_error when the program is missing or cannot confine itself.
    Result<Decoded> decode(std::string_view bytes, int focal_x, int focal_y);
    Result<Decoded> decode(std::string_view bytes, Ground ground, const SizesOf& sizes);

private:
    Result<Decoded> converse(std::string_view bytes, Ground ground, const SizesOf& sizes) const;
    std::string program_;
    std::int64_t limit_pixels_;
    std::mutex mutex_;
    std::condition_variable freed_;
    int free_;
};

/// True when `bytes` are one picture of this format and size and nothing else: no metadata, nothing before or after.
bool is_bare_picture(std::string_view bytes, std::string_view format, int width, int height);

}  // namespace broadsheet
