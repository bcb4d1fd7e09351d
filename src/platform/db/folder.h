// The data folder: its lock, its marker of an I/O error, its free space, and durable file operations. Not the database.
#pragma once

#include <cstdint>
#include <string>

namespace broadsheet::db {

/// Holds `folder`/lock until destroyed. Throws DatabaseError with a sentence when another process holds it.
class FolderLock {
public:
    explicit FolderLock(const std::string& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int file_ = -1;
};

/// Creates the folder and its parents, readable by the owner only.
void make_folder(const std::string& folder);

std::string marker_path(const std::string& folder);
bool file_exists(const std::string& path);

/// Bytes that an ordinary user may still write there; the largest number when that cannot be known.
std::int64_t free_bytes(const std::string& folder);

/// Makes a file's bytes, or a folder's names, durable. Throws DatabaseError.
void sync_path(const std::string& path);

/// Copies a file past the page cache where the file system allows it, and makes the copy durable. Throws DatabaseError.
void copy_uncached(const std::string& from, const std::string& to);

/// The folder a file lies in.
std::string folder_of(const std::string& file);

}  // namespace broadsheet::db
