// The folders of pictures on the disk: ROOT/FOLDER/{original, CROP-WIDTH.ENDING}. A folder gets its name only when all
// in it is on stable storage, and never changes afterwards. Not which folders are in use: that is the database's to
// say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/result/result.h"
#include "platform/time/time.h"

namespace broadsheet {

/// Thread-safe. A broken disk throws std::system_error; only a full one is a Problem.
class PictureFolders {
public:
    /// Makes `root` and `root/tmp` when they are missing.
    explicit PictureFolders(std::string root);
    ~PictureFolders();
    PictureFolders(const PictureFolders&) = delete;
    PictureFolders& operator=(const PictureFolders&) = delete;

    /// Writes and syncs the files in `tmp`, gives the folder its name and syncs that. A folder that has the name
    /// already (nobody's, since the caller asked the database) is replaced at one stroke.
    Result<Nothing> keep(const std::string& folder,
                         const std::vector<std::pair<std::string, std::string_view>>& files) const;

    /// The whole of one file, at most 256 MB; nothing when there is none or a link is in the way. The caller has
    /// checked the names.
    [[nodiscard]] std::optional<std::string> read(const std::string& folder, const std::string& file) const;

    /// Makes a folder's age begin now: it has just lost its last use.
    void touch(const std::string& folder) const;
    /// Folders whose age began before `limit`; those under `tmp` as "tmp/…".
    [[nodiscard]] std::vector<std::string> older_than(Instant limit) const;
    void remove(const std::string& folder) const;

private:
    std::string root_;
    int root_file_;  // the open folder; everything is found beneath it
};

}  // namespace broadsheet
