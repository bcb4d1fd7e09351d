// Pictures through the whole way: real and hostile bytes, the confined child, the disk and the rows. Needs the program
// broadsheet-pictures beside the tests, or its path in BROADSHEET_PICTURES.
#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "features/media/child.h"
#include "features/media/files.h"
#include "features/media/media.h"
#include "platform/crypto/crypto.h"
#include "platform/db/empty_database_test.h"

namespace broadsheet {

namespace {

namespace fs = std::filesystem;
using Words = std::map<std::string, PictureText>;

constexpr db::Sql kAddEdition{
    "test.add_edition", "INSERT INTO edition (id, locale, direction, position, active) VALUES ($1, $1, 'ltr', $2, 1)"};

std::string program() {
    if (const char* path = std::getenv("BROADSHEET_PICTURES")) return path;
    return fs::read_symlink("/proc/self/exe").parent_path() / "broadsheet-pictures";
}

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

std::string sample(const std::string& name) {
    const auto bytes = contents(fs::path(__FILE__).parent_path() / "../../../sample/media" / name);
    REQUIRE(bytes.size() > 1000);
    return bytes;
}

std::string big_endian(std::uint32_t value) {
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
            static_cast<char>(value)};
}

std::string chunk(const std::string& kind, const std::string& bytes) {
    std::uint32_t sum = 0xFFFFFFFF;
    for (const char c : kind + bytes) {
        sum ^= static_cast<unsigned char>(c);
        for (int i = 0; i < 8; ++i) sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320 : 0);
    }
    return big_endian(static_cast<std::uint32_t>(bytes.size())) + kind + bytes + big_endian(~sum);
}

/// A plain colour with an alpha channel, uncompressed. `claimed` is what the header says, for those that lie.
std::string png(int width, int height, const std::array<unsigned char, 4>& pixel, std::array<int, 2> claimed = {}) {
    if (claimed[0] == 0) claimed = {width, height};
    std::string rows;
    for (int y = 0; y < height; ++y) {
        rows += '\0';
        for (int x = 0; x < width; ++x) rows.append(reinterpret_cast<const char*>(pixel.data()), 4);
    }
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const char c : rows) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    REQUIRE(rows.size() < 65536);
    const auto length = static_cast<unsigned>(rows.size());
    std::string stream = "\x78\x01\x01";
    for (const unsigned part : {length & 255, length >> 8, ~length & 255, ~length >> 8 & 255})
        stream += static_cast<char>(part);
    stream += rows + big_endian(b << 16 | a);
    const std::string header = big_endian(static_cast<std::uint32_t>(claimed[0])) +
                               big_endian(static_cast<std::uint32_t>(claimed[1])) + std::string("\x08\x06\0\0\0", 5);
    return "\x89PNG\r\n\x1A\n" + chunk("IHDR", header) + chunk("IDAT", stream) + chunk("IEND", "");
}

/// Segments of a camera: EXIF that says "turn right" and where it was taken, XMP and a comment, all with a canary.
std::string camera_segments() {
    const auto segment = [](char marker, const std::string& bytes) {
        const std::size_t length = bytes.size() + 2;
        return std::string("\xFF") + marker + static_cast<char>(length >> 8) + static_cast<char>(length) + bytes;
    };
    const auto entry = [](const std::string& tag_and_kind, char count, const std::string& value) {
        return tag_and_kind + count + std::string(3, '\0') + value;
    };
    std::string exif("Exif\0\0II*\0\x08\0\0\0", 14);
    exif += std::string("\x03\0", 2) + entry(std::string("\x0E\x01\x02\0", 4), 7, std::string("\x32\0\0\0", 4)) +
            entry(std::string("\x12\x01\x03\0", 4), 1, std::string("\x06\0\0\0", 4)) +
            entry(std::string("\x25\x88\x04\0", 4), 1, std::string("\x39\0\0\0", 4)) + std::string(4, '\0');
    exif += std::string("CANARY\0", 7) + std::string("\x01\0", 2) +
            entry(std::string("\x01\0\x02\0", 4), 2, std::string("N\0\0\0", 4)) + std::string(4, '\0');
    return segment('\xE1', exif) + segment('\xE1', std::string("http://ns.adobe.com/xap/1.0/\0<x>CANARY</x>", 42)) +
           segment('\xFE', "CANARY");
}

/// Ends with 0 when the deed was possible.
bool possible(const std::string& how, const std::string& deed) {
    std::string path = program();
    std::string first = how;
    std::string second = deed;
    char* const words[] = {path.data(), first.data(), second.data(), nullptr};
    char* const environment[] = {nullptr};
    pid_t child = 0;
    REQUIRE(posix_spawn(&child, path.c_str(), nullptr, nullptr, words, environment) == 0);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    // Neither a missing program nor a failed confinement counts as a refusal.
    if (WIFEXITED(status)) REQUIRE((WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 2));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct PaperWithPictures {
    explicit PaperWithPictures(db::EngineKind engine) : empty(engine), database(empty.options()) {
        REQUIRE(database.transact([](db::Tx& tx) {
            tx.run(kAddEdition, {"en", 1});
            tx.run(kAddEdition, {"es", 2});
            return Result<Nothing>(Nothing{});
        }));
        std::map<std::string, std::shared_ptr<const text::Catalogue>> catalogues;
        for (const char* language : {"en", "es"}) catalogues[language] = *text::Catalogue::parse("{}", language);
        editions = database.read([&](db::ReadTx& tx) { return std::make_unique<Editions>(tx, catalogues); });
        Media::Options options;
        options.folder = empty.folder() + "/media";
        options.decoder = program();
        options.limit_bytes = 2 << 20;
        media = std::make_unique<Media>(database, *editions, clock, options);
    }
    Result<Durable<AddedPicture>> add(const std::string& bytes, Words texts = {}, int focal_x = 500,
                                      int focal_y = 500) {
        return media->add(ada, bytes, std::move(texts), focal_x, focal_y);
    }
    std::optional<Picture> find(const std::string& id) {
        return database.read([&](db::ReadTx& tx) { return media->find(tx, id); });
    }
    /// Names under the media folder, but tmp.
    std::set<std::string> folders() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(empty.folder() + "/media"))
            names.insert(entry.path().filename());
        REQUIRE(names.erase("tmp") == 1);
        CHECK(fs::is_empty(empty.folder() + "/media/tmp"));
        return names;
    }

    db::EmptyDatabase empty;
    db::Database database;
    std::unique_ptr<Editions> editions;
    FakeClock clock{Instant{1'650'000'000 * kSecond}};
    std::unique_ptr<Media> media;
    Editor ada{"ada", "Ada", Role::Writer, "en"};
};

}  // namespace

TEST_CASE("the confined child can do nothing but compute, and its twin shows that the attempts are real") {
    REQUIRE(fs::exists(program()));
    for (const char* deed :
         {"open", "write-file", "socket", "fork", "exec", "execute-memory", "signal", "memory", "descriptor"}) {
        CAPTURE(deed);
        CHECK_FALSE(possible("--try", deed));
        CHECK(possible("--unconfined", deed));
    }
}

TEST_CASE("a real picture becomes every size, upright and bare") {
    Decoder decoder(program(), 100'000'000, 2);
    const auto decoded = decoder.decode(sample("map-aral.webp"), 500, 500);
    REQUIRE(decoded);
    CHECK(decoded->format == "webp");
    CHECK(decoded->width == 1600);
    CHECK(decoded->height == 1000);
    CHECK(decoded->files.size() == sizes_of(1600, 1000, 500, 500).size());
    for (const auto& file : decoded->files)
        CHECK(is_bare_picture(file.bytes, file.size.format, file.size.width, file.size.height));
}

TEST_CASE("what a camera wrote turns the picture and is then gone") {
    Decoder decoder(program(), 100'000'000, 2);
    const auto first = decoder.decode(sample("art-archive.webp"), 500, 500);
    REQUIRE(first);
    std::string jpeg;
    for (const auto& file : first->files)
        if (file.size.format == "jpeg" && file.size.crop == Crop::Full) jpeg = file.bytes;
    const std::string with_camera = jpeg.substr(0, 2) + camera_segments() + jpeg.substr(2);
    REQUIRE_FALSE(is_bare_picture(with_camera, "jpeg", 1280, 854));
    const auto plain = decoder.decode(jpeg, 500, 500);
    const auto turned = decoder.decode(with_camera, 500, 500);
    REQUIRE(plain);
    REQUIRE(turned);
    CHECK(turned->format == "jpeg");
    CHECK(turned->width == plain->height);
    CHECK(turned->height == plain->width);
    for (const auto& file : turned->files) {
        CHECK(file.bytes.find("CANARY") == std::string::npos);
        CHECK(file.bytes.find("Exif") == std::string::npos);
        CHECK(file.bytes.find("http") == std::string::npos);
    }
}

TEST_CASE("hostile and broken files are refused, each for its reason, and nothing is written") {
    PaperWithPictures newsroom(db::EngineKind::Sqlite);
    const std::string webp = sample("map-aral.webp");
    const std::string good_png = png(40, 30, {10, 200, 30, 255});
    std::string noise = "x";
    for (int i = 0; i < 5000; ++i) noise += static_cast<char>(i * 7919 >> 3);
    std::string corrupt = webp;
    for (std::size_t i = 100; i < corrupt.size(); i += 3) corrupt[i] = static_cast<char>(corrupt[i] ^ 0x5A);
    struct Case {
        const char* what;
        std::string bytes;
        ProblemKind kind;
        const char* message;
    };
    const std::vector<Case> cases{
        {"nothing", "", ProblemKind::Unsupported, "problem.picture_unsupported"},
        {"one byte", "\xFF", ProblemKind::Unsupported, "problem.picture_unsupported"},
        {"SVG", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", ProblemKind::Unsupported,
         "problem.picture_unsupported"},
        {"GIF", std::string("GIF89a\1\0\1\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\1\0\1\0\0\2\2D\1\0;", 35),
         ProblemKind::Unsupported, "problem.picture_unsupported"},
        {"PDF", "%PDF-1.7\n1 0 obj", ProblemKind::Unsupported, "problem.picture_unsupported"},
        {"TIFF", std::string("II*\0\x08\0\0\0", 8), ProblemKind::Unsupported, "problem.picture_unsupported"},
        {"page that is a picture further on", "<html><script>alert(1)</script>" + good_png, ProblemKind::Unsupported,
         "problem.picture_unsupported"},
        {"RIFF that is no picture", std::string("RIFF\x10\0\0\0WAVEfmt ", 16), ProblemKind::Unsupported,
         "problem.picture_unsupported"},
        {"JPEG that is noise", "\xFF\xD8\xFF\xE0" + noise, ProblemKind::Invalid, "problem.picture_broken"},
        {"PNG that is noise", "\x89PNG\r\n\x1A\n" + noise, ProblemKind::Invalid, "problem.picture_broken"},
        {"WebP that is noise", "RIFF" + std::string("\x80\x13\0\0", 4) + "WEBP" + noise, ProblemKind::Invalid,
         "problem.picture_broken"},
        {"page in a JPEG's clothes", "\xFF\xD8\xFF<html><body>hello</body></html>", ProblemKind::Invalid,
         "problem.picture_broken"},
        {"truncated WebP", webp.substr(0, webp.size() / 2), ProblemKind::Invalid, "problem.picture_broken"},
        {"corrupt WebP", corrupt, ProblemKind::Invalid, "problem.picture_broken"},
        {"truncated PNG", good_png.substr(0, good_png.size() / 2), ProblemKind::Invalid, "problem.picture_broken"},
        {"PNG with no more than a header", good_png.substr(0, 33), ProblemKind::Invalid, "problem.picture_broken"},
        {"PNG that claims 100000 by 100000", png(4, 4, {1, 2, 3, 255}, {100'000, 100'000}), ProblemKind::Invalid,
         "problem.picture_too_many_pixels"},
        {"PNG that claims 10001 by 10000", png(4, 4, {1, 2, 3, 255}, {10'001, 10'000}), ProblemKind::Invalid,
         "problem.picture_too_many_pixels"},
        {"PNG that claims 9000 by 9000", png(4, 4, {1, 2, 3, 255}, {9000, 9000}), ProblemKind::Invalid,
         "problem.picture_broken"},
        {"more bytes than allowed", std::string((2 << 20) + 1, 'x'), ProblemKind::TooLarge,
         "problem.picture_too_large"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.what);
        const auto added = newsroom.add(each.bytes);
        REQUIRE_FALSE(added);
        CHECK(added.error().kind == each.kind);
        if (each.kind == ProblemKind::Invalid) {
            REQUIRE(added.error().fields.size() == 1);
            CHECK(added.error().fields[0].field == "file");
            CHECK(added.error().fields[0].message == each.message);
        } else {
            CHECK(added.error().message == each.message);
        }
    }
    CHECK(newsroom.folders().empty());
    CHECK(newsroom.database.read([&](db::ReadTx& tx) { return newsroom.media->newest(tx, "", 10); }).empty());
    // What is only odd is taken: one pixel, and a page after the end of the picture, which no size then carries.
    CHECK(newsroom.add(png(1, 1, {0, 0, 0, 255})));
    const auto odd = newsroom.add(good_png + "<script>alert(1)</script>");
    REQUIRE(odd);
    for (const auto& file : (*odd)->files) {
        const auto bytes = newsroom.media->file((*odd)->folder, file_name(file.crop, file.width, file.format));
        REQUIRE(bytes);
        CHECK(bytes->bytes.find("script") == std::string::npos);
    }
}

TEST_CASE("a decoder that is missing or lies is never believed") {
    const std::string picture = png(4, 4, {1, 2, 3, 255});
    CHECK_THROWS_AS(Decoder("/nonexistent/broadsheet-pictures", 1000, 1).decode(picture, 500, 500), std::runtime_error);
    for (const char* liar : {"/bin/true", "/bin/cat"}) {
        CAPTURE(liar);
        const auto decoded = Decoder(liar, 1000, 1).decode(picture, 500, 500);
        REQUIRE_FALSE(decoded);
        CHECK(decoded.error().kind == ProblemKind::Invalid);
    }
    CHECK_THROWS_AS(Decoder("/bin/false", 1000, 1).decode(picture, 500, 500), std::runtime_error);
    const auto made = Decoder(program(), 1000, 1).decode(picture, 500, 500);
    REQUIRE(made);
    const std::string& webp = made->files.front().bytes;
    CHECK(is_bare_picture(webp, "webp", 4, 4));
    CHECK_FALSE(is_bare_picture(webp, "webp", 4, 5));
    CHECK_FALSE(is_bare_picture(webp, "jpeg", 4, 4));
    CHECK_FALSE(is_bare_picture(webp + "<html>", "webp", 4, 4));
    for (const auto& file : made->files) {
        for (std::size_t length = 0; length < std::min<std::size_t>(64, file.bytes.size()); ++length)
            CHECK_FALSE(is_bare_picture(std::string_view(file.bytes).substr(0, length), file.size.format, 4, 4));
    }
}

TEST_CASE("a picture is added once, found, changed, served and kept") {
    crypto::start();
    for (const db::EngineKind engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        PaperWithPictures newsroom(engine);
        const std::string bytes = sample("map-aral.webp");
        const Words words{{"en", {" The Aral  Sea ", "", "Ada"}}};

        CHECK(newsroom.add(bytes, {{"pt", {}}}).error().fields.at(0).message == "problem.unknown_edition");
        const auto long_words =
            newsroom.add(bytes, {{"en", {std::string(401, 'a'), std::string(601, 'b'), std::string(161, 'c')}}});
        REQUIRE_FALSE(long_words);
        CHECK(long_words.error().fields.size() == 3);
        CHECK(newsroom.folders().empty());

        const auto added = newsroom.add(bytes, words);
        REQUIRE(added);
        const Picture picture = **added;
        CHECK(picture.number == 1);
        CHECK(picture.made_by == "ada");
        CHECK(picture.made_at == newsroom.clock.now());
        CHECK(picture.texts.at("en").alt == "The Aral Sea");
        CHECK(newsroom.folders() == std::set<std::string>{picture.folder});
        const auto found = newsroom.find(picture.id);
        REQUIRE(found);
        CHECK(found->hash == crypto::sha256(bytes));
        CHECK(found->files.size() == picture.files.size());
        CHECK(found->texts == picture.texts);

        // The original is kept, and is not to be had.
        CHECK(contents(newsroom.empty.folder() + "/media/" + picture.folder + "/original") == bytes);
        CHECK_FALSE(newsroom.media->file(picture.folder, "original"));
        for (const auto& file : picture.files) {
            const auto served = newsroom.media->file(picture.folder, file_name(file.crop, file.width, file.format));
            REQUIRE(served);
            CHECK(static_cast<std::int64_t>(served->bytes.size()) == file.bytes);
            CHECK(served->content_type == (file.format == "jpeg" ? "image/jpeg" : "image/webp"));
        }
        CHECK_FALSE(newsroom.media->file(picture.folder, "full-641.webp"));
        CHECK_FALSE(newsroom.media->file("0123456789abcdef-aqko", "full-640.webp"));
        fs::create_symlink("/etc/hostname", newsroom.empty.folder() + "/media/" + picture.folder + "/full-1.webp");
        CHECK_FALSE(newsroom.media->file(picture.folder, "full-1.webp"));
        fs::create_symlink(newsroom.empty.folder() + "/media/" + picture.folder,
                           newsroom.empty.folder() + "/media/0123456789abcdef-aqko");
        CHECK_FALSE(newsroom.media->file("0123456789abcdef-aqko", "full-640.webp"));
        fs::remove(newsroom.empty.folder() + "/media/0123456789abcdef-aqko");

        // The same bytes again are the same picture; words that are given go where it has none, but leave no gap
        // beside those that stay.
        const auto gap = newsroom.add(bytes, {{"es", {"El mar de Aral", "Visto desde el aire.", "Ada"}}});
        REQUIRE_FALSE(gap);
        CHECK(gap.error().fields.at(0).field == "en.caption");
        CHECK(newsroom.find(picture.id)->texts == picture.texts);
        const auto again =
            newsroom.media->add(newsroom.ada, bytes, {{"es", {"El mar de Aral", "", "Ada"}}}, 0, 0, "other");
        REQUIRE(again);
        CHECK((*again)->id == picture.id);
        CHECK((*again)->was_known);
        CHECK((*again)->focal_x == 500);
        CHECK(newsroom.find(picture.id)->texts.size() == 2);
        const auto unchanged = newsroom.add(bytes, words);
        REQUIRE(unchanged);
        CHECK(unchanged->version() == 0);

        // A moved focal point moves the folder; the old one stays for a day.
        const auto moved = newsroom.media->update(newsroom.ada, picture.id, {{"es", {"Aral", "", "Ada"}}}, 100, 2000);
        REQUIRE(moved);
        CHECK((*moved)->folder != picture.folder);
        CHECK((*moved)->focal_y == 1000);
        CHECK((*moved)->texts.at("es").alt == "Aral");
        CHECK(newsroom.find(picture.id)->folder == (*moved)->folder);
        CHECK(newsroom.folders() == std::set<std::string>{picture.folder, (*moved)->folder});
        CHECK(newsroom.media->update(newsroom.ada, "nobody", {}, 1, 1).error().kind == ProblemKind::NotFound);

        // Another, and the order.
        newsroom.clock.advance(kSecond);
        const auto second = newsroom.media->add(newsroom.ada, png(40, 30, {0, 0, 255, 0}), {}, 500, 500, "second");
        REQUIRE(second);
        CHECK((*second)->id == "second");
        CHECK(newsroom.media->add(newsroom.ada, png(40, 31, {0, 0, 255, 255}), {}, 500, 500, "second").error().kind ==
              ProblemKind::Conflict);
        newsroom.database.read([&](db::ReadTx& tx) {
            const auto newest = newsroom.media->newest(tx, "", 10);
            REQUIRE(newest.size() == 2);
            CHECK(newest[0].id == "second");
            CHECK(tx.statements() == 3);
            CHECK(tx.tags() == std::vector<std::string>{"list:media", "media:second", "media:" + picture.id});
            CHECK(newsroom.media->newest(tx, "second", 10).size() == 1);
            CHECK(newsroom.media->newest(tx, picture.id, 10).empty());
            CHECK(newsroom.media->newest(tx, "nobody", 10).empty());
            CHECK(newsroom.media->some(tx, {picture.id, "second", "nobody"}).size() == 2);
            return 0;
        });

        // Garbage: nothing within a day, whatever nobody names after it. File times are the machine's, so is "now"
        // here.
        const auto media_folder = newsroom.empty.folder() + "/media/";
        newsroom.clock.set(SystemClock().now());
        CHECK(newsroom.media->collect_garbage() == 0);
        fs::create_directory(media_folder + "tmp/left-by-a-crash");
        newsroom.clock.set(SystemClock().now() + kDay + kHour);
        CHECK(newsroom.media->collect_garbage() == 3);  // the old folder, the one of the conflict, and tmp's
        CHECK(newsroom.folders() == std::set<std::string>{(*moved)->folder, (*second)->folder});
    }
}

TEST_CASE("two uploads of the same bytes at the same time make one picture") {
    crypto::start();
    PaperWithPictures newsroom(db::EngineKind::Sqlite);
    const std::string bytes = png(60, 40, {1, 2, 3, 255});
    std::array<std::string, 3> ids;
    std::vector<std::thread> uploads;
    for (auto& id : ids) uploads.emplace_back([&] { id = newsroom.add(bytes).value()->id; });
    for (auto& upload : uploads) upload.join();
    CHECK(ids[0] == ids[1]);
    CHECK(ids[1] == ids[2]);
    CHECK(newsroom.folders().size() == 1);
}

TEST_CASE("what shows through a picture is white") {
    Decoder decoder(program(), 1000, 1);
    const auto clear = decoder.decode(png(4, 4, {255, 0, 0, 0}), 500, 500);
    const auto white = decoder.decode(png(4, 4, {255, 255, 255, 255}), 500, 500);
    const auto red = decoder.decode(png(4, 4, {255, 0, 0, 255}), 500, 500);
    REQUIRE(clear);
    REQUIRE(white);
    REQUIRE(red);
    CHECK(clear->files.front().bytes == white->files.front().bytes);
    CHECK(clear->files.front().bytes != red->files.front().bytes);
    // Of a logo for dark pages it is black, or light ink on nothing would be a white box.
    const auto whole = [](int width, int height) {
        return std::vector<PictureSize>{{Crop::Full, {0, 0, width, height}, width, height, "webp"}};
    };
    const auto dark = decoder.decode(png(4, 4, {255, 255, 255, 0}), Ground::Black, whole);
    const auto black = decoder.decode(png(4, 4, {0, 0, 0, 255}), Ground::White, whole);
    const auto light = decoder.decode(png(4, 4, {255, 255, 255, 0}), Ground::White, whole);
    REQUIRE(dark);
    REQUIRE(black);
    REQUIRE(light);
    CHECK(dark->files.front().bytes == black->files.front().bytes);
    CHECK(dark->files.front().bytes != light->files.front().bytes);
}

}  // namespace broadsheet
