// Archives: many files in one, compressed and checked, for backups. libarchive lives in archive.cpp. Not databases:
// what goes in must hold still.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace broadsheet::archive {

/// What is read is no archive of ours, or no longer whole; `what` says it in a sentence.
class Damaged : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Entry {
    std::string name;  // path inside the archive, relative, with '/'
    std::string file;  // where the bytes are
};

/// Makes a file, or the names in a folder, durable. Throws std::runtime_error.
void sync(const std::string& path);

/// Writes a tar with xz to FILE.part, syncs it and renames it to FILE: an archive that exists is whole. A manifest with
/// the SHA-256 of every file goes in last. Only its owner can read it. Throws std::runtime_error with a sentence.
void write(const std::string& file, const std::vector<Entry>& entries,
           const std::function<void(std::size_t, std::size_t)>& progress);

/// Unpacks into `folder`, which is made when it is not there, refusing absolute names, "..", links and devices; then
/// compares every file with the manifest, which must name all that was unpacked. Throws Damaged that names what is
/// damaged or missing, std::runtime_error when nothing can be written; what was unpacked is left for a look, so give a
/// folder that nobody takes for a paper.
std::size_t read(const std::string& file, const std::string& folder);

}  // namespace broadsheet::archive
