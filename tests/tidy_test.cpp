// What grows and nobody needs any more is removed at night, by a job that comes again.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;
namespace fs = std::filesystem;

TEST_CASE("tidying: files without a row go, pictures and the log of this week stay, and it comes again") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        // Pictures of its own: those that other tests put into the shared folder have no row here.
        const fs::path media = fs::path(newsroom.folder()) / "media";
        newsroom.close();
        const fs::path shared = fs::read_symlink(media);
        fs::remove(media);
        for (const auto& entry : fs::directory_iterator(shared)) {
            if (entry.path().filename() == "tmp") continue;
            fs::create_directories(media);
            fs::copy(entry.path(), media / entry.path().filename(), fs::copy_options::recursive);
        }
        newsroom.open();
        const auto folders = [&] {
            std::set<std::string> out;
            for (const auto& entry : fs::recursive_directory_iterator(media)) {
                if (entry.path().filename() == "original") out.insert(entry.path().parent_path().string());
            }
            return out;
        };
        const auto before = folders();
        REQUIRE(before.size() > 3);
        // An upload that a power cut ended between the files and the row.
        fs::path left;
        for (const auto& folder : before) {
            const fs::path path(folder);
            std::string name = path.filename().string();
            name.front() = name.front() == 'a' ? 'b' : 'a';
            left = path.parent_path() / name;
        }
        REQUIRE(!left.empty());
        fs::create_directories(left);
        std::ofstream(left / "full-640.webp") << "half";
        const std::int64_t oldest = newsroom->database.changes_after(0, 1).front().first;

        REQUIRE(newsroom->tidy_at(newsroom.clock().now()));
        CHECK(newsroom->jobs.run_due(newsroom.clock()) >= 1);
        CHECK(fs::exists(left));  // it may be of an upload that is under way
        fs::last_write_time(left, fs::file_time_type::clock::now() - std::chrono::hours(24 * 3650));
        // From nine in the morning to three at night, in Madrid.
        newsroom.clock().advance(18 * kHour - 1);
        CHECK(newsroom->jobs.run_due(newsroom.clock()) == 0);
        newsroom.clock().advance(1);
        CHECK(newsroom->jobs.run_due(newsroom.clock()) == 1);
        CHECK(!fs::exists(left));
        CHECK(folders() == before);
        CHECK(newsroom->database.changes_after(0, 1).front().first == oldest);
    }
}
