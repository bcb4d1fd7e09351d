// Scaling down a picture that is in memory: 8-bit RGB, Lanczos with three lobes, one pass down and one across. Of our
// own, since without code made at run time libvips takes four times as long for it, and half of all the time.
#pragma once

#include <cstdint>
#include <vector>

namespace pictures {

struct Size {
    int width = 0;
    int height = 0;
    bool operator==(const Size&) const = default;
};
struct Box {
    int x = 0;
    int y = 0;
    Size size;
    bool operator==(const Box&) const = default;
};

/// Opaque sRGB, three bytes a pixel, rows from the top without gaps.
struct Bitmap {
    Size size;
    std::vector<std::uint8_t> bytes;
};

/// A box of `from` as a picture of `into`. The box lies within, and `into` is not empty. Enlarging works, and smooths.
Bitmap resample(const Bitmap& from, const Box& box, Size into);

}  // namespace pictures
