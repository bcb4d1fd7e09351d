// A picture of the paper: one original, the sizes made of it, a focal point, and words in every edition. No I/O.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result/result.h"
#include "platform/time/time.h"
#include "site/editions.h"

namespace broadsheet {

enum class Crop { Full, ThreeByTwo, Square };
std::string_view name_of(Crop crop);  // full, 3x2, 1x1

/// One size that exists as a file.
struct PictureFile {
    int width = 0;
    int height = 0;
    Crop crop = Crop::Full;
    std::string format;  // webp, jpeg
    std::int64_t bytes = 0;
};

struct PictureText {
    std::string alt;      // what it shows; publishing is refused without
    std::string caption;  // may be empty, in all editions that have words
    std::string credit;   // publishing is refused without
    bool operator==(const PictureText&) const = default;
};

struct Picture {
    std::string id;
    std::int64_t number = 0;
    std::string hash;           // SHA-256 of the original
    std::string folder;         // of its files: part of every address, so that an address never changes its bytes
    std::string format;         // of the original: jpeg, png, webp
    int width = 0, height = 0;  // of the original, upright
    std::int64_t bytes = 0;
    int focal_x = 500, focal_y = 500;  // per mille
    Instant made_at;
    std::string made_by;
    std::vector<PictureFile> files;
    std::map<std::string, PictureText> texts;
};

/// What a search of the library gave.
struct PicturesFound {
    std::vector<Picture> pictures;  // newest first
    std::string before;             // look on from here; empty: there is nothing older
};

/// Words cleaned and their lengths checked: alt ≤ 400, caption ≤ 600, credit ≤ 160. What is missing an upload can be
/// given later.
Result<std::map<std::string, PictureText>> check(std::map<std::string, PictureText> texts, const Editions& editions);
/// `ED.caption` of every edition that has words without a caption while another has one. An edition without any words
/// is one that is still to come: publication asks it for its own.
std::vector<FieldProblem> captions_missing(const std::map<std::string, PictureText>& texts, const Editions& editions);

/// Words that are given replace those of their edition; the others stay.
void replace(std::map<std::string, PictureText>& texts, const std::map<std::string, PictureText>& given);
/// Words that are given go where there are none yet; those that are there stay.
void fill(std::map<std::string, PictureText>& texts, const std::map<std::string, PictureText>& given);

/// A part of an upright picture, in its pixels.
struct PictureBox {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    bool operator==(const PictureBox&) const = default;
};
/// The largest box of a crop's shape, with the focal point (per mille) in the middle as far as the edges allow.
PictureBox box_of(Crop crop, int width, int height, int focal_x, int focal_y);

/// Widths made of a crop, as far as the original goes, ascending: full 640, 960, 1280, 1920 · 3x2 320, 480, 640, 960,
/// 1280 · 1x1 80, 160, 320. `original_width` is that of the crop's box. One smaller than all is made as wide as it is.
std::vector<int> widths_of(Crop crop, int original_width);

/// One size to be made.
struct PictureSize {
    Crop crop = Crop::Full;
    PictureBox box;
    int width = 0;
    int height = 0;
    std::string format;  // webp, jpeg
};
/// All that are made of a picture of this size, each crop from the largest down: every width as WebP, and one JPEG a
/// crop for programs that do not read WebP (full up to 1280, 3x2 up to 640, 1x1 up to 160).
std::vector<PictureSize> sizes_of(int width, int height, int focal_x, int focal_y);

/// Name of the folder: of the bytes and the focal point, so that a moved focal point moves the addresses.
std::string folder_of(const std::string& hash, int focal_x, int focal_y);
/// What is made of the paper's logo: the whole of it, at most 640 wide and 320 high, as WebP and as JPEG. Both lists
/// are empty for one too small to be printed sharp (under 48 pixels either way) or so long that nothing could be read.
std::vector<PictureSize> sizes_of_logo(int width, int height);
/// Its folder is never that of a picture of the same bytes.
std::string folder_of_logo(const std::string& hash, bool dark);
/// True for an SVG file, which is a program of a kind: it is told apart only to be refused in better words.
bool is_svg(std::string_view bytes);

/// Name of a file in its folder: 3x2-640.webp
std::string file_name(Crop crop, int width, std::string_view format);
/// True for names that `folder_of` and `file_name` make: nothing else is ever looked for on the disk.
bool is_folder_name(std::string_view name);
bool is_file_name(std::string_view name);

/// Site path of one file: /media/FOLDER/3x2-640.webp
std::string path_of(const Picture& picture, const PictureFile& file);

/// What a page prints: the default file and the candidates. JPEG is the fallback, WebP the candidates. All empty and 0
/// when nothing was made of the crop; `width` and `height` are those of `src`.
struct PictureSources {
    std::string src;
    std::string srcset;  // of JPEG files
    std::string webp_srcset;
    int width = 0, height = 0;
};
PictureSources sources_of(const Picture& picture, Crop crop);

}  // namespace broadsheet
