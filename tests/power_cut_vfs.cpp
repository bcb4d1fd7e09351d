#include "power_cut_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>
#include <vector>

namespace broadsheet {

namespace {

struct Write {
    sqlite3_int64 offset = 0;
    std::string bytes;
    bool truncate = false;  // then `offset` is the new size
};

/// One file as its process sees it, and what of that the disk lacks.
struct Cached {
    std::string contents;
    std::vector<Write> unsynced;
    bool ghost = false;
};

void perform(const Write& write, std::string& contents) {
    const auto offset = static_cast<std::size_t>(write.offset);
    if (write.truncate) {
        contents.resize(offset);
        return;
    }
    if (contents.size() < offset + write.bytes.size()) contents.resize(offset + write.bytes.size());
    std::memcpy(contents.data() + offset, write.bytes.data(), write.bytes.size());
}

int perform(const Write& write, sqlite3_file* real) {
    if (write.truncate) return real->pMethods->xTruncate(real, write.offset);
    return real->pMethods->xWrite(real, write.bytes.data(), static_cast<int>(write.bytes.size()), write.offset);
}

}  // namespace

struct PowerCutVfs::Disk {
    /// What SQLite sees as its file: SQLite allocates it, the real one lies behind it in the same allocation.
    struct File {
        sqlite3_file base;
        Disk* disk;
        std::shared_ptr<Cached>* cached;
        [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };

    static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
    static Disk& of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }

    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags);
    static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder);
    static int close(sqlite3_file* file);
    static int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset);
    static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset);
    static int truncate(sqlite3_file* file, sqlite3_int64 size);
    static int sync(sqlite3_file* file, int flags);
    static int size(sqlite3_file* file, sqlite3_int64* out);
    static int control(sqlite3_file* file, int operation, void* argument);

    int change(File& file, Write write);
    void forget(const std::string& path, std::optional<unsigned> seed, bool everything);

    std::string name;
    sqlite3_vfs* real_vfs = nullptr;
    sqlite3_vfs vfs{};
    sqlite3_io_methods methods{};
    mutable std::mutex mutex;
    std::map<std::string, std::shared_ptr<Cached>> files;
    int syncs = 0;
    int failing_sync = 0;  // number of the sync that fails; 0: none
};

int PowerCutVfs::Disk::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    Disk& disk = of(vfs);
    if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0) {
        return disk.real_vfs->xOpen(disk.real_vfs, path, file, flags, out_flags);
    }
    File& own = of(file);
    own.base.pMethods = nullptr;
    const int code = disk.real_vfs->xOpen(disk.real_vfs, path, own.real(), flags, out_flags);
    if (code != SQLITE_OK) return code;
    const std::lock_guard lock(disk.mutex);
    std::shared_ptr<Cached>& cached = disk.files[path];
    if (!cached) {
        cached = std::make_shared<Cached>();
        sqlite3_int64 length = 0;
        own.real()->pMethods->xFileSize(own.real(), &length);
        cached->contents.resize(static_cast<std::size_t>(length));
        if (length > 0) own.real()->pMethods->xRead(own.real(), cached->contents.data(), static_cast<int>(length), 0);
    }
    own.disk = &disk;
    own.cached = new std::shared_ptr<Cached>(cached);
    own.base.pMethods = &disk.methods;
    return SQLITE_OK;
}

int PowerCutVfs::Disk::remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    Disk& disk = of(vfs);
    const std::lock_guard lock(disk.mutex);
    disk.files.erase(path);
    return disk.real_vfs->xDelete(disk.real_vfs, path, sync_folder);
}

int PowerCutVfs::Disk::close(sqlite3_file* file) {
    File& own = of(file);
    delete own.cached;
    return own.real()->pMethods->xClose(own.real());
}

int PowerCutVfs::Disk::read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
    File& own = of(file);
    const std::lock_guard lock(own.disk->mutex);
    const std::string& contents = (*own.cached)->contents;
    const auto begin = std::min(static_cast<std::size_t>(offset), contents.size());
    const auto there = std::min(static_cast<std::size_t>(amount), contents.size() - begin);
    std::memcpy(to, contents.data() + begin, there);
    if (there == static_cast<std::size_t>(amount)) return SQLITE_OK;
    std::memset(static_cast<char*>(to) + there, 0, static_cast<std::size_t>(amount) - there);
    return SQLITE_IOERR_SHORT_READ;
}

int PowerCutVfs::Disk::change(File& file, Write write) {
    const std::lock_guard lock(mutex);
    Cached& cached = **file.cached;
    perform(write, cached.contents);
    if (!cached.ghost) cached.unsynced.push_back(std::move(write));
    return SQLITE_OK;
}

int PowerCutVfs::Disk::write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    File& own = of(file);
    return own.disk->change(
        own, {offset, std::string(static_cast<const char*>(from), static_cast<std::size_t>(amount)), false});
}

int PowerCutVfs::Disk::truncate(sqlite3_file* file, sqlite3_int64 size) {
    File& own = of(file);
    return own.disk->change(own, {size, {}, true});
}

int PowerCutVfs::Disk::sync(sqlite3_file* file, int) {
    File& own = of(file);
    Disk& disk = *own.disk;
    const std::lock_guard lock(disk.mutex);
    Cached& cached = **own.cached;
    if (cached.ghost) return SQLITE_OK;
    if (++disk.syncs == disk.failing_sync) return SQLITE_IOERR_FSYNC;
    for (const Write& write : cached.unsynced) {
        const int code = perform(write, own.real());
        if (code != SQLITE_OK) return code;
    }
    cached.unsynced.clear();
    return SQLITE_OK;
}

int PowerCutVfs::Disk::size(sqlite3_file* file, sqlite3_int64* out) {
    File& own = of(file);
    const std::lock_guard lock(own.disk->mutex);
    *out = static_cast<sqlite3_int64>((*own.cached)->contents.size());
    return SQLITE_OK;
}

int PowerCutVfs::Disk::control(sqlite3_file* file, int operation, void* argument) {
    switch (operation) {
        case SQLITE_FCNTL_SIZE_HINT:
        case SQLITE_FCNTL_CHUNK_SIZE: return SQLITE_NOTFOUND;  // would touch the real file
        default: break;
    }
    return of(file).real()->pMethods->xFileControl(of(file).real(), operation, argument);
}

/// Writes a part of what one file still holds unsynced to the real file, and makes its open handles ghosts.
void PowerCutVfs::Disk::forget(const std::string& path, std::optional<unsigned> seed, bool everything) {
    Cached& cached = *files.at(path);
    std::vector<Write> reached;
    if (everything) {
        reached = std::move(cached.unsynced);
    } else if (seed) {
        std::mt19937 random(*seed);
        for (Write& write : cached.unsynced) {
            if (random() % 2 == 0) reached.push_back(std::move(write));
        }
        std::shuffle(reached.begin(), reached.end(), random);
    }
    cached.unsynced.clear();
    cached.ghost = true;
    if (reached.empty()) return;
    std::FILE* real = std::fopen(path.c_str(), "r+b");
    if (real == nullptr) return;
    std::string contents;
    std::fseek(real, 0, SEEK_END);
    contents.resize(static_cast<std::size_t>(std::ftell(real)));
    std::fseek(real, 0, SEEK_SET);
    const std::size_t length = std::fread(contents.data(), 1, contents.size(), real);
    std::fclose(real);
    contents.resize(length);
    for (const Write& write : reached) perform(write, contents);
    real = std::fopen(path.c_str(), "wb");
    if (real == nullptr) return;
    std::fwrite(contents.data(), 1, contents.size(), real);
    std::fclose(real);
}

PowerCutVfs::PowerCutVfs(std::string name) : disk_(std::make_unique<Disk>()) {
    Disk& disk = *disk_;
    disk.name = std::move(name);
    disk.real_vfs = sqlite3_vfs_find(nullptr);
    disk.vfs = *disk.real_vfs;
    disk.vfs.zName = disk.name.c_str();
    disk.vfs.pNext = nullptr;
    disk.vfs.pAppData = &disk;
    disk.vfs.szOsFile = static_cast<int>(sizeof(Disk::File)) + disk.real_vfs->szOsFile;
    disk.vfs.xOpen = Disk::open;
    disk.vfs.xDelete = Disk::remove;

    sqlite3_io_methods& methods = disk.methods;
    methods.iVersion = 2;  // with shared memory, without memory mapping
    methods.xClose = Disk::close;
    methods.xRead = Disk::read;
    methods.xWrite = Disk::write;
    methods.xTruncate = Disk::truncate;
    methods.xSync = Disk::sync;
    methods.xFileSize = Disk::size;
    methods.xFileControl = Disk::control;
    methods.xLock = [](sqlite3_file* file, int lock) {
        return Disk::of(file).real()->pMethods->xLock(Disk::of(file).real(), lock);
    };
    methods.xUnlock = [](sqlite3_file* file, int lock) {
        return Disk::of(file).real()->pMethods->xUnlock(Disk::of(file).real(), lock);
    };
    methods.xCheckReservedLock = [](sqlite3_file* file, int* out) {
        return Disk::of(file).real()->pMethods->xCheckReservedLock(Disk::of(file).real(), out);
    };
    methods.xSectorSize = [](sqlite3_file* file) {
        return Disk::of(file).real()->pMethods->xSectorSize(Disk::of(file).real());
    };
    methods.xDeviceCharacteristics = [](sqlite3_file* file) {
        return Disk::of(file).real()->pMethods->xDeviceCharacteristics(Disk::of(file).real());
    };
    methods.xShmMap = [](sqlite3_file* file, int page, int size, int extend, void volatile** out) {
        return Disk::of(file).real()->pMethods->xShmMap(Disk::of(file).real(), page, size, extend, out);
    };
    methods.xShmLock = [](sqlite3_file* file, int offset, int count, int flags) {
        return Disk::of(file).real()->pMethods->xShmLock(Disk::of(file).real(), offset, count, flags);
    };
    methods.xShmBarrier = [](sqlite3_file* file) {
        Disk::of(file).real()->pMethods->xShmBarrier(Disk::of(file).real());
    };
    methods.xShmUnmap = [](sqlite3_file* file, int remove) {
        return Disk::of(file).real()->pMethods->xShmUnmap(Disk::of(file).real(), remove);
    };
    if (sqlite3_vfs_register(&disk.vfs, 0) != SQLITE_OK)
        throw std::runtime_error("cannot register the test's file layer");
}

PowerCutVfs::~PowerCutVfs() { sqlite3_vfs_unregister(&disk_->vfs); }

const std::string& PowerCutVfs::name() const { return disk_->name; }

void PowerCutVfs::cut(std::optional<unsigned> seed) {
    const std::lock_guard lock(disk_->mutex);
    for (const auto& [path, cached] : disk_->files) disk_->forget(path, seed, false);
    disk_->files.clear();
    disk_->failing_sync = 0;
}

void PowerCutVfs::process_dies() {
    const std::lock_guard lock(disk_->mutex);
    for (const auto& [path, cached] : disk_->files) disk_->forget(path, std::nullopt, true);
    disk_->files.clear();
    disk_->failing_sync = 0;
}

void PowerCutVfs::fail_sync(int n) {
    const std::lock_guard lock(disk_->mutex);
    disk_->failing_sync = disk_->syncs + n;
}

int PowerCutVfs::syncs() const {
    const std::lock_guard lock(disk_->mutex);
    return disk_->syncs;
}

}  // namespace broadsheet
