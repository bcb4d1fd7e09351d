#include "features/media/model.h"

#include <algorithm>
#include <array>
#include <span>

#include "site/names.h"

namespace broadsheet {

namespace {

constexpr int kMostSide = 16'383;  // of a WebP file

constexpr std::array kFullWidths{640, 960, 1280, 1920};
constexpr std::array kThreeByTwoWidths{320, 480, 640, 960, 1280};
constexpr std::array kSquareWidths{80, 160, 320};

std::span<const int> all_widths(Crop crop) {
    switch (crop) {
        case Crop::Full: return kFullWidths;
        case Crop::ThreeByTwo: return kThreeByTwoWidths;
        case Crop::Square: return kSquareWidths;
    }
    return {};
}

int most_jpeg_width(Crop crop) {
    switch (crop) {
        case Crop::Full: return 1280;
        case Crop::ThreeByTwo: return 640;
        case Crop::Square: return 160;
    }
    return 0;
}

/// Where a length begins so that its middle is at `focal` per mille of the whole, without leaving it.
int start_of(int whole, int length, int focal) {
    const std::int64_t middle = std::int64_t{whole} * focal / 1000;
    return static_cast<int>(std::clamp<std::int64_t>(middle - length / 2, 0, whole - length));
}

/// Rounded, at least 1.
int share(int length, int part, int whole) {
    return static_cast<int>(std::max<std::int64_t>(1, (std::int64_t{length} * part + whole / 2) / whole));
}

std::string_view ending_of(std::string_view format) { return format == "jpeg" ? "jpg" : format; }

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string base36(int number) {
    std::string digits;
    do {
        digits.insert(digits.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36]);
        number /= 36;
    } while (number > 0);
    return digits;
}

std::string set_of(const Picture& picture, Crop crop, std::string_view format) {
    std::string set;
    for (const PictureFile& file : picture.files) {
        if (file.crop != crop || file.format != format) continue;
        if (!set.empty()) set += ", ";
        set += path_of(picture, file) + " " + std::to_string(file.width) + "w";
    }
    return set;
}

}  // namespace

std::string_view name_of(Crop crop) {
    switch (crop) {
        case Crop::Full: return "full";
        case Crop::ThreeByTwo: return "3x2";
        case Crop::Square: return "1x1";
    }
    return "full";
}

Result<std::map<std::string, PictureText>> check(std::map<std::string, PictureText> texts, const Editions& editions) {
    std::vector<FieldProblem> faults;
    for (auto& [id, words] : texts) {
        const Edition* edition = editions.find(id);
        if (edition == nullptr) {
            faults.push_back({"edition", "problem.unknown_edition", {}});
            continue;
        }
        check_line(*edition, "alt", words.alt, 400, faults);
        check_line(*edition, "caption", words.caption, 600, faults);
        check_line(*edition, "credit", words.credit, 160, faults);
    }
    if (!faults.empty()) return invalid(std::move(faults));
    return texts;
}

std::vector<FieldProblem> captions_missing(const std::map<std::string, PictureText>& texts, const Editions& editions) {
    std::map<std::string, PictureText> begun;
    for (const auto& [edition, words] : texts) {
        if (!(words == PictureText{})) begun.emplace(edition, words);
    }
    std::vector<FieldProblem> faults;
    check_all_or_none(editions, begun, "caption", &PictureText::caption, faults);
    return faults;
}

void replace(std::map<std::string, PictureText>& texts, const std::map<std::string, PictureText>& given) {
    for (const auto& [edition, words] : given) texts[edition] = words;
}

void fill(std::map<std::string, PictureText>& texts, const std::map<std::string, PictureText>& given) {
    for (const auto& [edition, words] : given) {
        PictureText& kept = texts[edition];
        if (kept.alt.empty()) kept.alt = words.alt;
        if (kept.caption.empty()) kept.caption = words.caption;
        if (kept.credit.empty()) kept.credit = words.credit;
    }
}

PictureBox box_of(Crop crop, int width, int height, int focal_x, int focal_y) {
    PictureBox box{0, 0, width, height};
    if (crop == Crop::Full) return box;
    const int across = crop == Crop::ThreeByTwo ? 3 : 1;
    const int down = crop == Crop::ThreeByTwo ? 2 : 1;
    if (std::int64_t{width} * down > std::int64_t{height} * across) {
        box.width = std::min(width, share(height, across, down));
    } else {
        box.height = std::min(height, share(width, down, across));
    }
    box.x = start_of(width, box.width, focal_x);
    box.y = start_of(height, box.height, focal_y);
    return box;
}

std::vector<int> widths_of(Crop crop, int original_width) {
    std::vector<int> widths;
    for (const int width : all_widths(crop))
        if (width <= original_width) widths.push_back(width);
    if (widths.empty()) widths.push_back(original_width);
    return widths;
}

std::vector<PictureSize> sizes_of(int width, int height, int focal_x, int focal_y) {
    std::vector<PictureSize> sizes;
    for (const Crop crop : {Crop::Full, Crop::ThreeByTwo, Crop::Square}) {
        const PictureBox box = box_of(crop, width, height, focal_x, focal_y);
        // A strip is made no wider than its height allows.
        const std::int64_t most = std::max<std::int64_t>(1, std::int64_t{kMostSide} * box.width / box.height);
        const auto widths = widths_of(crop, static_cast<int>(std::min<std::int64_t>({box.width, most, kMostSide})));
        bool has_jpeg = false;
        for (auto made = widths.rbegin(); made != widths.rend(); ++made) {
            const int made_height = std::min(kMostSide, share(*made, box.height, box.width));
            sizes.push_back({crop, box, *made, made_height, "webp"});
            if (has_jpeg || *made > most_jpeg_width(crop)) continue;
            sizes.push_back({crop, box, *made, made_height, "jpeg"});
            has_jpeg = true;
        }
    }
    return sizes;
}

std::string folder_of(const std::string& hash, int focal_x, int focal_y) {
    return hash.substr(0, 16) + "-" + base36(focal_x * 1001 + focal_y);
}

std::vector<PictureSize> sizes_of_logo(int width, int height) {
    constexpr int kWidest = 640;
    constexpr int kHighest = 320;
    constexpr int kLeast = 48;
    constexpr int kLongest = 12;  // times as wide as high; anything longer is a line in the masthead
    if (width < kLeast || height < kLeast || width > height * kLongest || height > width * 2) return {};
    int made_width = std::min(width, kWidest);
    int made_height = share(made_width, height, width);
    if (made_height > kHighest) {
        made_height = kHighest;
        made_width = share(made_height, width, height);
    }
    const PictureBox whole{0, 0, width, height};
    return {{Crop::Full, whole, made_width, made_height, "webp"}, {Crop::Full, whole, made_width, made_height, "jpeg"}};
}

std::string folder_of_logo(const std::string& hash, bool dark) {
    // Beyond every focal point.
    return hash.substr(0, 16) + "-" + base36(dark ? 2'000'001 : 2'000'000);
}

bool is_svg(std::string_view bytes) {
    const std::string_view head = bytes.substr(0, 4096);
    return head.find("<svg") != std::string_view::npos;
}

std::string file_name(Crop crop, int width, std::string_view format) {
    return std::string(name_of(crop)) + "-" + std::to_string(width) + "." + std::string(ending_of(format));
}

bool is_folder_name(std::string_view name) {
    if (name.size() < 18 || name.size() > 24 || name[16] != '-') return false;
    const auto hex = name.substr(0, 16);
    const auto point = name.substr(17);
    return std::all_of(hex.begin(), hex.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }) &&
           std::all_of(point.begin(), point.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); });
}

bool is_file_name(std::string_view name) {
    for (const Crop crop : {Crop::Full, Crop::ThreeByTwo, Crop::Square}) {
        std::string_view rest = name;
        if (!rest.starts_with(name_of(crop))) continue;
        rest.remove_prefix(name_of(crop).size());
        if (!rest.starts_with('-')) continue;
        rest.remove_prefix(1);
        const std::size_t dot = std::min(rest.find('.'), rest.size());
        const auto ending = rest.substr(dot);
        return dot <= 5 && all_digits(rest.substr(0, dot)) && (ending == ".webp" || ending == ".jpg");
    }
    return false;
}

std::string path_of(const Picture& picture, const PictureFile& file) {
    return "/media/" + picture.folder + "/" + file_name(file.crop, file.width, file.format);
}

PictureSources sources_of(const Picture& picture, Crop crop) {
    PictureSources sources;
    const PictureFile* shown = nullptr;
    for (const PictureFile& file : picture.files) {
        if (file.crop == crop && file.format == "jpeg" && (shown == nullptr || file.width > shown->width))
            shown = &file;
    }
    if (shown == nullptr) return sources;
    sources.src = path_of(picture, *shown);
    sources.srcset = set_of(picture, crop, "jpeg");
    sources.webp_srcset = set_of(picture, crop, "webp");
    sources.width = shown->width;
    sources.height = shown->height;
    return sources;
}

}  // namespace broadsheet
