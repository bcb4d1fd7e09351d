#include "platform/archive/archive.h"

#include <archive.h>
#include <archive_entry.h>
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

/// A tar with these members, as somebody else might make it.
void tar(const fs::path& file, const std::vector<std::pair<std::string, std::string>>& members) {
    ::archive* writer = archive_write_new();
    archive_write_add_filter_xz(writer);
    archive_write_set_format_pax_restricted(writer);
    REQUIRE(archive_write_open_filename(writer, file.c_str()) == ARCHIVE_OK);
    for (const auto& [name, bytes] : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<std::int64_t>(bytes.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0600);
        archive_write_header(writer, entry);
        archive_write_data(writer, bytes.data(), bytes.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
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
    broadsheet::archive::write(file,
                               {{"paper.db", (folder / "in/paper.db").string()},
                                {"media/a/full-640.webp", (folder / "in/media/a/full-640.webp").string()}},
                               {});
    fs::create_directories(folder / "out");
    CHECK(broadsheet::archive::read(file, (folder / "out").string()) == 2);
    CHECK(get(folder / "out/paper.db") == get(folder / "in/paper.db"));
    CHECK(get(folder / "out/media/a/full-640.webp") == "picture");
    CHECK(!fs::exists(file + ".part"));
    CHECK((fs::status(file).permissions() & fs::perms::all) == (fs::perms::owner_read | fs::perms::owner_write));

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
            broadsheet::archive::read(file, (folder / "out").string());
        } catch (const std::runtime_error&) {
            ++noticed;
        }
    }
    CHECK(noticed == kFlips);
    put(file, whole.substr(0, whole.size() / 2));
    CHECK_THROWS_AS(broadsheet::archive::read(file, (folder / "out").string()), std::runtime_error);
    fs::remove_all(folder);
}

TEST_CASE("archive: only what the manifest names is taken") {
    crypto::start();
    std::string name = (fs::temp_directory_path() / "archive-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    const fs::path folder = name;
    const std::string file = (folder / "backup.tar.xz").string();
    const std::string manifest = R"({"paper.db": ")" + crypto::sha256("paper") + R"("})";
    struct Case {
        const char* what;
        std::vector<std::pair<std::string, std::string>> members;
        bool whole;
    };
    for (const auto& [what, members, whole] : std::vector<Case>{
             {"as it should be", {{"paper.db", "paper"}, {"manifest.json", manifest}}, true},
             {"one more", {{"paper.db", "paper"}, {"media/x.webp", "x"}, {"manifest.json", manifest}}, false},
             {"one after the manifest", {{"paper.db", "paper"}, {"manifest.json", manifest}, {"io-error", ""}}, false},
             {"one less", {{"manifest.json", manifest}}, false},
             {"twice", {{"paper.db", "other"}, {"paper.db", "paper"}, {"manifest.json", manifest}}, false},
             {"two manifests", {{"paper.db", "paper"}, {"manifest.json", "{}"}, {"manifest.json", manifest}}, false},
             {"a manifest of elsewhere",
              {{"paper.db", "paper"}, {"manifest.json", R"({"../in/paper.db": ")" + crypto::sha256("paper") + R"("})"}},
              false},
             {"no manifest", {{"paper.db", "paper"}}, false}}) {
        CAPTURE(what);
        tar(file, members);
        put(folder / "in/paper.db", "paper");
        fs::remove_all(folder / "out");
        if (whole) {
            CHECK(broadsheet::archive::read(file, (folder / "out").string()) == 1);
            CHECK(get(folder / "out/paper.db") == "paper");
        } else {
            CHECK_THROWS_AS(broadsheet::archive::read(file, (folder / "out").string()), std::runtime_error);
        }
    }
    fs::remove_all(folder);
}
