// Archives: many files in one, compressed and checked, for backups. libarchive lives in archive.cpp. Not databases:
// what goes in must hold still.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace broadsheet::archive {

struct Entry {
    std::string name;  // path inside the archive, relative, with '/'
    std::string file;  // where the bytes are
};

/// Writes a tar with xz to FILE.part, syncs it and renames it to FILE: an archive that exists is whole. A manifest with
/// the SHA-256 of every file goes in last. Throws std::runtime_error with a sentence.
void write(const std::string& file, const std::vector<Entry>& entries,
           const std::function<void(std::size_t, std::size_t)>& progress);

/// Unpacks into `folder`, which must exist, refusing absolute names, "..", links and devices; then compares every file
/// with the manifest. Throws std::runtime_error that names what is damaged or missing; what was unpacked is left for a
/// look.
std::size_t read(const std::string& file, const std::string& folder);

}  // namespace broadsheet::archive
