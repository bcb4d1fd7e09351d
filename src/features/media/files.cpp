#include "features/media/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "platform/crypto/crypto.h"

namespace broadsheet {

namespace {

constexpr std::uint64_t kLeftFree = std::uint64_t{64} << 20;
constexpr std::int64_t kMostRead = std::int64_t{256} << 20;

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

class File {
public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    ~File() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    File& operator=(File&&) = delete;
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    [[nodiscard]] int get() const { return descriptor_; }
    /// Throws: after a failed sync nobody knows what is on the disk, and asking again would lie.
    void sync(const std::string& what) const {
        if (fsync(descriptor_) != 0) fail("sync " + what);
    }

private:
    int descriptor_;
};

File folder_in(int parent, const std::string& name) {
    return File(openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

/// False when the disk is full.
bool write_file(int folder, const std::string& name, std::string_view bytes) {
    const File file(openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
    if (!file.is_open()) {
        if (errno == ENOSPC || errno == EDQUOT) return false;
        fail("make media file " + name);
    }
    while (!bytes.empty()) {
        const ssize_t written = write(file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && (errno == ENOSPC || errno == EDQUOT)) return false;
        if (written < 0) fail("write media file " + name);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    file.sync("media file " + name);
    return true;
}

std::vector<std::string> names_in(int folder) {
    std::vector<std::string> names;
    const int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (own < 0) return names;
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(fdopendir(own), closedir);
    if (!listing) {
        close(own);
        return names;
    }
    while (const dirent* entry = readdir(listing.get())) {
        const std::string name = entry->d_name;
        if (name != "." && name != "..") names.push_back(name);
    }
    return names;
}

/// A folder of files, which is all that is ever made here.
void remove_folder(int parent, const std::string& name) {
    if (const File folder = folder_in(parent, name); folder.is_open()) {
        for (const auto& file : names_in(folder.get())) unlinkat(folder.get(), file.c_str(), 0);
    }
    unlinkat(parent, name.c_str(), AT_REMOVEDIR);
}

}  // namespace

PictureFolders::PictureFolders(std::string root) : root_(std::move(root)) {
    const std::filesystem::path path(root_);
    std::filesystem::create_directories(path / "tmp");
    root_file_ = open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root_file_ < 0) fail("open " + root_);
    // The root's own name is in the folder above.
    const File above(open((root_ + "/..").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!above.is_open()) fail("open the folder above " + root_);
    above.sync("the folder above " + root_);
    if (fsync(root_file_) != 0) fail("sync " + root_);
}

PictureFolders::~PictureFolders() { close(root_file_); }

Result<Nothing> PictureFolders::keep(const std::string& folder,
                                     const std::vector<std::pair<std::string, std::string_view>>& files) const {
    std::uint64_t size = 0;
    for (const auto& [name, bytes] : files) size += bytes.size();
    struct statvfs space{};
    if (fstatvfs(root_file_, &space) == 0 && std::uint64_t{space.f_bavail} * space.f_frsize < size + kLeftFree)
        return problem(ProblemKind::NoSpace, "problem.no_space");

    const std::string temporary = "tmp/" + crypto::random_hex(12);
    struct Cleanup {  // after success, of the folder that was replaced; mostly there is none
        int root;
        const std::string& name;
        ~Cleanup() { remove_folder(root, name); }
    } cleanup{root_file_, temporary};
    if (mkdirat(root_file_, temporary.c_str(), 0750) != 0) {
        if (errno == ENOSPC || errno == EDQUOT) return problem(ProblemKind::NoSpace, "problem.no_space");
        fail("make media folder " + temporary);
    }
    const File made = folder_in(root_file_, temporary);
    if (!made.is_open()) fail("open media folder " + temporary);
    for (const auto& [name, bytes] : files) {
        if (!write_file(made.get(), name, bytes)) return problem(ProblemKind::NoSpace, "problem.no_space");
    }
    made.sync("media folder " + temporary);
    int renamed = renameat2(root_file_, temporary.c_str(), root_file_, folder.c_str(), RENAME_NOREPLACE);
    if (renamed != 0 && errno == EEXIST)
        renamed = renameat2(root_file_, temporary.c_str(), root_file_, folder.c_str(), RENAME_EXCHANGE);
    if (renamed != 0) fail("name media folder " + folder);
    if (fsync(root_file_) != 0) fail("sync " + root_);
    return Nothing{};
}

std::optional<std::string> PictureFolders::read(const std::string& folder, const std::string& file) const {
    const File within = folder_in(root_file_, folder);
    if (!within.is_open()) return std::nullopt;
    const File opened(openat(within.get(), file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat facts{};
    if (!opened.is_open() || fstat(opened.get(), &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size > kMostRead)
        return std::nullopt;
    std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t got = ::read(opened.get(), bytes.data() + at, bytes.size() - at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("read media file " + folder + "/" + file);
        if (got == 0) return std::nullopt;
        at += static_cast<std::size_t>(got);
    }
    return bytes;
}

void PictureFolders::touch(const std::string& folder) const {
    utimensat(root_file_, folder.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
}

std::vector<std::string> PictureFolders::older_than(Instant limit) const {
    std::vector<std::string> found;
    const auto look = [&](const std::string& prefix, int folder) {
        for (const auto& name : names_in(folder)) {
            struct stat facts{};
            if (prefix.empty() && name == "tmp") continue;
            if (fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(facts.st_mode)) continue;
            if (Instant{facts.st_mtim.tv_sec * kSecond} < limit) found.push_back(prefix + name);
        }
    };
    look("", root_file_);
    if (const File temporary = folder_in(root_file_, "tmp"); temporary.is_open()) look("tmp/", temporary.get());
    return found;
}

void PictureFolders::remove(const std::string& folder) const {
    if (folder.starts_with("tmp/")) return remove_folder(root_file_, folder);
    // First out of sight, so that nobody ever sees half of one.
    const std::string temporary = "tmp/" + crypto::random_hex(12);
    if (renameat(root_file_, folder.c_str(), root_file_, temporary.c_str()) == 0) remove_folder(root_file_, temporary);
}

}  // namespace broadsheet
