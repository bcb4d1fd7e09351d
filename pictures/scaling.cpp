#include "scaling.h"

#include <vips/vips.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

namespace pictures {

namespace {

struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

/// Effort of the WebP encoder, 0 to 6: 2 takes about half the time of the library's 4 for 5 % more bytes.
constexpr int kEffort = 2;

std::optional<Format> sniff(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xD8\xFF")) return Format::Jpeg;
    if (bytes.starts_with(std::string_view("\x89PNG\r\n\x1A\n", 8))) return Format::Png;
    if (bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return Format::Webp;
    return std::nullopt;
}

/// Opens without decoding: libvips reads the header and waits until pixels are asked for. `shrink` is what the decoder
/// itself can do cheaply. Of an animation, the first frame.
Image load(std::string_view bytes, Format format, int shrink) {
    VipsImage* image = nullptr;
    void* data = const_cast<char*>(bytes.data());  // libvips takes it so, and only reads
    switch (format) {
        case Format::Jpeg:
            vips_jpegload_buffer(data, bytes.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                                 VIPS_FAIL_ON_ERROR, "shrink", shrink, nullptr);
            break;
        case Format::Png:
            vips_pngload_buffer(data, bytes.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                                VIPS_FAIL_ON_ERROR, nullptr);
            break;
        case Format::Webp:
            vips_webpload_buffer(data, bytes.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                                 VIPS_FAIL_ON_ERROR, "scale", 1.0 / shrink, nullptr);
            break;
    }
    return Image(image);
}

/// JPEG then looks like WebP, and a picture the same on every page.
Image flatten(Image image, Ground ground) {
    if (!image || !vips_image_hasalpha(image.get())) return image;
    const bool deep = vips_image_get_format(image.get()) == VIPS_FORMAT_USHORT;
    VipsArrayDouble* colour = vips_array_double_newv(1, ground == Ground::Black ? 0.0 : deep ? 65535.0 : 255.0);
    VipsImage* out = nullptr;
    vips_flatten(image.get(), &out, "background", colour, nullptr);
    vips_area_unref(VIPS_AREA(colour));
    return Image(out);
}

Image resize(Image image, Size into) {
    if (!image) return image;
    const double across = static_cast<double>(into.width) / vips_image_get_width(image.get());
    const double down = static_cast<double>(into.height) / vips_image_get_height(image.get());
    if (across == 1.0 && down == 1.0) return image;
    VipsImage* out = nullptr;
    vips_resize(image.get(), &out, across, "vscale", down, nullptr);
    return Image(out);
}

Image in_memory(Image image) { return image ? Image(vips_image_copy_memory(image.get())) : nullptr; }

/// Eight-bit sRGB by the picture's own profile; by the usual reading of its kind when it has none or a broken one.
Image to_srgb(Image image) {
    if (!image) return image;
    VipsImage* out = nullptr;
    if (vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0) {
        if (vips_icc_transform(image.get(), &out, "srgb", "embedded", TRUE, "depth", 8, nullptr) == 0) {
            // A lazy image: a profile that only fails at work has to fail here, while there is another way.
            Image made = in_memory(Image(out));
            if (made && vips_image_get_bands(made.get()) == 3) return made;
        }
        vips_error_clear();
        out = nullptr;
    }
    vips_colourspace(image.get(), &out, VIPS_INTERPRETATION_sRGB, nullptr);
    return Image(out);
}

Image turn_upright(Image image) {
    if (!image) return image;
    VipsImage* out = nullptr;
    vips_autorot(image.get(), &out, nullptr);
    return Image(out);
}

std::string little_endian(std::size_t value) {
    std::string bytes;
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
    return bytes;
}

/// The picture alone (RFC 9649, simple file format): libvips adds an EXIF chunk of its own, told to strip or not.
std::optional<std::string> bare_webp(std::string_view file) {
    constexpr std::size_t kHead = 8;  // four letters and a length
    for (std::size_t at = 12; at + kHead <= file.size();) {
        std::size_t length = 0;
        for (int i = 0; i < 4; ++i)
            length |= std::size_t{static_cast<unsigned char>(file[at + 4 + static_cast<std::size_t>(i)])} << (8 * i);
        const std::size_t whole = kHead + length + length % 2;
        if (whole > file.size() - at) return std::nullopt;
        if (file.substr(at, 4) == "VP8 ")
            return "RIFF" + little_endian(4 + whole) + "WEBP" + std::string(file.substr(at, whole));
        at += whole;
    }
    return std::nullopt;
}

GLogWriterOutput say_nothing(GLogLevelFlags, const GLogField*, gsize, gpointer) { return G_LOG_WRITER_HANDLED; }

/// Starts and ends a thread, and lets libvips set up what it needs for one: later there is no leave to.
bool warm_up() {
    VipsImage* black = nullptr;
    if (vips_black(&black, 16, 16, "bands", 3, nullptr) != 0) return false;
    return in_memory(Image(black)) != nullptr;
}

int scaled(int length, double scale) { return std::max(1, static_cast<int>(std::lround(length * scale))); }

}  // namespace

std::string_view name_of(Format format) {
    switch (format) {
        case Format::Jpeg: return "jpeg";
        case Format::Png: return "png";
        case Format::Webp: return "webp";
    }
    return "";
}

bool start() {
    // No such folder: libvips then loads none of its optional modules. LC_ALL keeps the libraries from looking for
    // words.
    setenv("VIPSHOME", "/nonexistent", 1);
    setenv("LC_ALL", "C", 1);
    // Its vector code is made at run time, and confined memory cannot be executed.
    setenv("VIPS_NOVECTOR", "1", 1);
    // Warnings about a file are its sender's doing, and the system calls to write them are gone.
    g_log_set_writer_func(say_nothing, nullptr, nullptr);
    g_log_set_default_handler([](const gchar*, GLogLevelFlags, const gchar*, gpointer) {}, nullptr);
    if (VIPS_INIT("broadsheet-pictures") != 0) return false;
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_block_untrusted_set(TRUE);
    vips_operation_block_set("VipsForeign", TRUE);
    for (const char* kept : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignSaveJpeg",
                             "VipsForeignSaveWebp"})
        vips_operation_block_set(kept, FALSE);
    return warm_up();
}

Picture::Picture(std::string_view bytes, Format format, Size stored, int orientation, Ground ground)
    : bytes_(bytes), format_(format), stored_(stored), orientation_(orientation), ground_(ground) {}

tl::expected<Picture, Verdict> Picture::open(std::string_view bytes, std::int64_t most_pixels, Ground ground) {
    const auto format = sniff(bytes);
    if (!format) return tl::unexpected(Verdict::Unsupported);
    const Image header = load(bytes, *format, 1);
    if (!header) return tl::unexpected(Verdict::Broken);
    const Size stored{vips_image_get_width(header.get()), vips_image_get_height(header.get())};
    if (stored.width < 1 || stored.height < 1) return tl::unexpected(Verdict::Broken);
    if (std::int64_t{stored.width} * stored.height > most_pixels) return tl::unexpected(Verdict::TooLarge);
    return Picture(bytes, *format, stored, vips_image_get_orientation(header.get()), ground);
}

Size Picture::upright() const { return orientation_ >= 5 ? Size{stored_.height, stored_.width} : stored_; }

Verdict Picture::decode(const std::vector<Output>& outputs) {
    double scale = 0;
    for (const Output& output : outputs) {
        scale = std::max({scale, static_cast<double>(output.into.width) / output.box.size.width,
                          static_cast<double>(output.into.height) / output.box.size.height});
    }
    // A picture not much larger than its largest size is kept as it is: scaling twice would cost sharpness.
    if (scale > 0.5) scale = 1;
    const Size base{scaled(stored_.width, scale), scaled(stored_.height, scale)};
    int shrink = 1;
    while (shrink < 8 && stored_.width / (shrink * 2) >= base.width && stored_.height / (shrink * 2) >= base.height)
        shrink *= 2;
    // Resizing before turning: a turn wants the whole picture in memory, and the file comes line by line.
    Image image = in_memory(resize(flatten(load(bytes_, format_, shrink), ground_), base));
    image = turn_upright(to_srgb(std::move(image)));
    if (!image || vips_image_get_bands(image.get()) != 3 || vips_image_get_format(image.get()) != VIPS_FORMAT_UCHAR)
        return Verdict::Broken;
    std::size_t length = 0;
    const std::unique_ptr<void, decltype(&g_free)> bytes(vips_image_write_to_memory(image.get(), &length), g_free);
    if (!bytes) return Verdict::Broken;
    const auto* first = static_cast<const std::uint8_t*>(bytes.get());
    pixels_ = {{vips_image_get_width(image.get()), vips_image_get_height(image.get())}, {first, first + length}};
    return Verdict::Done;
}

Bitmap Picture::scale(const Output& output) const {
    const Made* best = nullptr;
    for (const Made& made : made_) {
        if (made.box != output.box) continue;
        if (made.bitmap.size == output.into) return made.bitmap;
        const bool enough =
            made.bitmap.size.width >= 2 * output.into.width && made.bitmap.size.height >= 2 * output.into.height;
        if (enough && (best == nullptr || made.bitmap.size.width < best->bitmap.size.width)) best = &made;
    }
    if (best != nullptr) return resample(best->bitmap, {0, 0, best->bitmap.size}, output.into);
    const Size whole = upright();
    const double across = static_cast<double>(pixels_.size.width) / whole.width;
    const double down = static_cast<double>(pixels_.size.height) / whole.height;
    Box box;
    box.size = {std::min(scaled(output.box.size.width, across), pixels_.size.width),
                std::min(scaled(output.box.size.height, down), pixels_.size.height)};
    box.x = std::clamp(static_cast<int>(std::lround(output.box.x * across)), 0, pixels_.size.width - box.size.width);
    box.y = std::clamp(static_cast<int>(std::lround(output.box.y * down)), 0, pixels_.size.height - box.size.height);
    return resample(pixels_, box, output.into);
}

tl::expected<std::string, Verdict> Picture::make(const Output& output) {
    made_.push_back({output.box, scale(output)});
    const Bitmap& bitmap = made_.back().bitmap;
    // Made from bare pixels: whatever else the file carried (EXIF, a place, a profile) cannot be in it.
    const Image image(vips_image_new_from_memory(bitmap.bytes.data(), bitmap.bytes.size(), output.into.width,
                                                 output.into.height, 3, VIPS_FORMAT_UCHAR));
    if (!image) return tl::unexpected(Verdict::Broken);
    image->Type = VIPS_INTERPRETATION_sRGB;
    void* data = nullptr;
    std::size_t length = 0;
    if (output.format == Format::Jpeg) {
        vips_jpegsave_buffer(image.get(), &data, &length, "Q", output.quality, "strip", TRUE, "interlace", TRUE,
                             "optimize_coding", TRUE, nullptr);
    } else {
        vips_webpsave_buffer(image.get(), &data, &length, "Q", output.quality, "strip", TRUE, "effort", kEffort,
                             nullptr);
    }
    if (data == nullptr) return tl::unexpected(Verdict::Broken);
    std::string file(static_cast<const char*>(data), length);
    g_free(data);
    if (output.format == Format::Jpeg) return file;
    auto bare = bare_webp(file);
    if (!bare) return tl::unexpected(Verdict::Broken);
    return std::move(*bare);
}

}  // namespace pictures
