// Decoding, turning upright and scaling with libvips. Foreign bytes are only looked at here, in a program that has
// already given up everything it could do harm with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "resampling.h"
#include "verdict.h"

namespace pictures {

enum class Format { Jpeg, Png, Webp };
std::string_view name_of(Format format);

/// What shows through where a picture is transparent: paper is white, and a dark page is not.
enum class Ground { White, Black };

/// A box of the upright picture, scaled into a size that is no larger.
struct Output {
    Box box;
    Size into;
    Format format = Format::Webp;
    int quality = 80;
};

/// Starts libvips with one thread and no loaders but those of the three formats. Before confinement: it reads files.
bool start();

/// One picture of which only the header has been read.
class Picture {
public:
    /// `bytes` must outlive the picture.
    static tl::expected<Picture, Verdict> open(std::string_view bytes, std::int64_t most_pixels, Ground ground);

    [[nodiscard]] Format format() const { return format_; }
    [[nodiscard]] Size upright() const;

    /// Decodes once, at about the scale that the largest output needs, to opaque upright 8-bit sRGB that carries
    /// nothing but pixels.
    Verdict decode(const std::vector<Output>& outputs);
    /// One file, after `decode`. Quicker when larger files of the same box were made before: a small size is then
    /// scaled from one of them, as long as that has twice its width.
    tl::expected<std::string, Verdict> make(const Output& output);

private:
    struct Made {
        Box box;  // of the upright picture
        Bitmap bitmap;
    };
    [[nodiscard]] Bitmap scale(const Output& output) const;
    Picture(std::string_view bytes, Format format, Size stored, int orientation, Ground ground);
    std::string_view bytes_;
    Format format_;
    Size stored_;      // as in the file
    int orientation_;  // of EXIF, 1 to 8; from 5 on, width and height change places
    Ground ground_;
    Bitmap pixels_;  // upright, made by `decode`
    std::vector<Made> made_;
};

}  // namespace pictures
