#include "platform/archive/archive.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "platform/crypto/crypto.h"

using namespace broadsheet;
namespace fs = std::filesystem;

namespace {

void put(const fs::path& path, const std::string& bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string get(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("archive: what goes in comes out, and one changed byte is noticed") {
    crypto::start();
    std::string name = (fs::temp_directory_path() / "archive-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    const fs::path folder = name;
    put(folder / "in/paper.db", std::string(100'000, 'x') + "ñ");
    put(folder / "in/media/a/full-640.webp", "picture");
    const std::string file = (folder / "backup.tar.xz").string();
    archive::write(file,
                   {{"paper.db", (folder / "in/paper.db").string()},
                    {"media/a/full-640.webp", (folder / "in/media/a/full-640.webp").string()}},
                   {});
    fs::create_directories(folder / "out");
    CHECK(archive::read(file, (folder / "out").string()) == 2);
    CHECK(get(folder / "out/paper.db") == get(folder / "in/paper.db"));
    CHECK(get(folder / "out/media/a/full-640.webp") == "picture");
    CHECK(!fs::exists(file + ".part"));

    const std::string whole = get(file);
    int noticed = 0;
    const int kFlips = 60;
    for (int i = 0; i < kFlips; ++i) {
        std::string damaged = whole;
        const std::size_t at = static_cast<std::size_t>(i) * whole.size() / kFlips;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
        put(file, damaged);
        fs::remove_all(folder / "out");
        fs::create_directories(folder / "out");
        try {
            archive::read(file, (folder / "out").string());
        } catch (const std::runtime_error&) {
            ++noticed;
        }
    }
    CHECK(noticed == kFlips);
    put(file, whole.substr(0, whole.size() / 2));
    CHECK_THROWS_AS(archive::read(file, (folder / "out").string()), std::runtime_error);
    fs::remove_all(folder);
}
