#include "platform/db/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>

#include "platform/db/db.h"
#include "platform/db/fail_stop.h"

namespace broadsheet::db {

namespace {

/// An open file descriptor, closed at the end of its scope.
class File {
public:
    File(const std::string& path, int flags, mode_t mode = 0600)
        : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

private:
    int descriptor_;
};

[[noreturn]] void cannot(const std::string& path, std::string_view doing) {
    const int error = errno;
    throw DatabaseError(path + ": cannot " + std::string(doing) + ": " + std::strerror(error));
}

void write_all(const File& file, const char* bytes, std::size_t size, const std::string& path) {
    while (size > 0) {
        const ssize_t written = ::write(file.get(), bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) cannot(path, "write");
        bytes += written;
        size -= static_cast<std::size_t>(written);
    }
}

}  // namespace

FolderLock::FolderLock(const std::string& folder) {
    const std::string path = folder + "/lock";
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0) cannot(path, "open");
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
        const bool held = errno == EWOULDBLOCK;
        std::array<char, 32> holder{};
        const ssize_t length = ::pread(file_, holder.data(), holder.size() - 1, 0);
        ::close(file_);
        file_ = -1;
        if (!held) cannot(path, "lock");
        const std::string process = length > 0 ? " (process " + std::string(holder.data()) + ")" : "";
        throw InUse("The data folder " + folder + " is in use by another Broadsheet" + process +
                    ". Stop it first, or start this one with another data folder.");
    }
    const std::string process = std::to_string(::getpid());
    if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, process.data(), process.size(), 0) < 0) {
        ::close(file_);
        file_ = -1;
        cannot(path, "write");
    }
}

FolderLock::~FolderLock() {
    if (file_ >= 0) ::close(file_);
}

void make_folder(const std::string& folder) {
    if (folder.empty()) throw DatabaseError("No data folder is given.");
    std::error_code error;
    const bool existed = std::filesystem::is_directory(folder, error);
    std::filesystem::create_directories(folder, error);
    if (error) throw DatabaseError(folder + ": cannot make the data folder: " + error.message());
    if (!existed) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
        sync_path(folder_of(folder));
    }
}

std::string marker_path(const std::string& folder) { return folder + "/io-error"; }

bool file_exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::int64_t free_bytes(const std::string& folder) {
    struct statvfs numbers{};
    if (::statvfs(folder.c_str(), &numbers) != 0) return std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(numbers.f_bavail) * static_cast<std::int64_t>(numbers.f_frsize);
}

void sync_path(const std::string& path) {
    const File file(path, O_RDONLY);
    if (!file.is_open()) cannot(path, "open");
    if (::fsync(file.get()) != 0) cannot(path, "make durable");
}

void copy_uncached(const std::string& from, const std::string& to) {
    constexpr std::size_t kBlock = 1 << 20;
    constexpr std::size_t kAlignment = 4096;
    auto source = std::make_unique<File>(from, O_RDONLY | O_DIRECT);
    if (!source->is_open()) {
        // Not every file system has direct reads (tmpfs has none): the next best is to ask for the cache to be dropped.
        source = std::make_unique<File>(from, O_RDONLY);
        if (!source->is_open()) cannot(from, "open");
        ::posix_fadvise(source->get(), 0, 0, POSIX_FADV_DONTNEED);
    }
    const File target(to, O_WRONLY | O_CREAT | O_TRUNC);
    if (!target.is_open()) cannot(to, "open");
    const std::unique_ptr<char, decltype(&std::free)> buffer(static_cast<char*>(std::aligned_alloc(kAlignment, kBlock)),
                                                             std::free);
    if (!buffer) throw std::bad_alloc();
    for (;;) {
        const ssize_t length = ::read(source->get(), buffer.get(), kBlock);
        if (length < 0 && errno == EINTR) continue;
        if (length < 0) cannot(from, "read");
        if (length == 0) break;
        write_all(target, buffer.get(), static_cast<std::size_t>(length), to);
    }
    if (::fsync(target.get()) != 0) cannot(to, "make durable");
}

std::string folder_of(const std::string& file) {
    const std::size_t slash = file.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : file.substr(0, slash);
}

void FailStop::declare(std::string_view what) {
    if (declared_.exchange(true)) return;
    const std::string line = "broadsheet: stopping after a failure of the disk: " + std::string(what) +
                             ". The next start checks the database before it serves.\n";
    // Best effort, without throwing: the disk may refuse this too, and the process stops in any case.
    const File marker(marker_path(folder_), O_WRONLY | O_CREAT);
    if (marker.is_open()) {
        if (::write(marker.get(), line.data(), line.size()) > 0) ::fsync(marker.get());
        const File folder(folder_, O_RDONLY);
        if (folder.is_open()) ::fsync(folder.get());
    }
    if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

void FailStop::stop() {
    if (stopped_.exchange(true)) return;
    if (hook_) {
        hook_();
        return;
    }
    ::usleep(250'000);  // the members were answered "unknown": let those answers leave
    ::_exit(70);        // EX_SOFTWARE; no destructor may touch the database again
}

}  // namespace broadsheet::db
