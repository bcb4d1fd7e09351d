#include "platform/archive/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <stdexcept>
#include <system_error>

#include "platform/crypto/crypto.h"
#include "platform/json/json.h"

namespace broadsheet::archive {

namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "manifest.json";
constexpr std::size_t kBlock = 1u << 20;

struct WriterFree {
    void operator()(::archive* writer) const { archive_write_free(writer); }
};
struct ReaderFree {
    void operator()(::archive* reader) const { archive_read_free(reader); }
};
struct EntryFree {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

struct Descriptor {
    int number = -1;
    explicit Descriptor(int opened) : number(opened) {}
    ~Descriptor() {
        if (number >= 0) close(number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
};

std::string reason(::archive* handle) {
    const char* text = archive_error_string(handle);
    return text == nullptr ? "no reason given" : text;
}

/// Adds one member and returns its hash.
std::string add(::archive* writer, const std::string& name, std::uint64_t size,
                const std::function<std::size_t(char*, std::size_t)>& next) {
    const std::unique_ptr<archive_entry, EntryFree> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<std::int64_t>(size));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    if (archive_write_header(writer, entry.get()) != ARCHIVE_OK)
        throw std::runtime_error("The archive cannot be written: " + reason(writer) + ".");
    crypto::Hasher hasher;
    std::vector<char> block(kBlock);
    std::uint64_t written = 0;
    while (written < size) {
        const std::size_t got = next(block.data(), block.size());
        if (got == 0) throw std::runtime_error("The file " + name + " became shorter while it was read.");
        const std::size_t take = static_cast<std::size_t>(std::min<std::uint64_t>(got, size - written));
        hasher.add({block.data(), take});
        if (archive_write_data(writer, block.data(), take) < 0)
            throw std::runtime_error("The archive cannot be written: " + reason(writer) + ".");
        written += take;
    }
    return hasher.hex();
}

std::string hash_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return {};
    crypto::Hasher hasher;
    std::vector<char> block(kBlock);
    while (in) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        hasher.add({block.data(), static_cast<std::size_t>(in.gcount())});
    }
    return hasher.hex();
}

bool harmless(const std::string& name) {
    if (name.empty() || name.front() == '/' || name.find('\\') != std::string::npos) return false;
    for (const auto& part : fs::path(name)) {
        if (part == ".." || part == ".") return false;
    }
    return true;
}

}  // namespace

void sync(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 || fsync(file) != 0) {
        if (file >= 0) close(file);
        throw std::runtime_error(path + " could not be made durable.");
    }
    close(file);
}

void write(const std::string& file, const std::vector<Entry>& entries,
           const std::function<void(std::size_t, std::size_t)>& progress) {
    const std::string part = file + ".part";
    // It will hold hashes of passwords and unpublished texts: nobody's but the owner's, from the first byte.
    fs::remove(part);
    const Descriptor out{open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (out.number < 0)
        throw std::runtime_error("The archive " + file +
                                 " cannot be written: " + std::generic_category().message(errno) + ".");
    const std::unique_ptr<::archive, WriterFree> writer(archive_write_new());
    // xz because its decoder checks what it reads (CRC-64): of gzip libarchive ignores the checksum. Pictures do not
    // shrink and the database must be quick to write: the fastest level.
    archive_write_add_filter_xz(writer.get());
    archive_write_set_options(writer.get(), "xz:compression-level=0");
    archive_write_set_format_pax_restricted(writer.get());
    if (archive_write_open_fd(writer.get(), out.number) != ARCHIVE_OK) {
        throw std::runtime_error("The archive " + file + " cannot be written: " + reason(writer.get()) + ".");
    }
    json::Value manifest = json::Value::object();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        std::ifstream in(entries[i].file, std::ios::binary);
        if (!in) throw std::runtime_error("The file " + entries[i].file + " cannot be read.");
        manifest.set(entries[i].name, add(writer.get(), entries[i].name, fs::file_size(entries[i].file),
                                          [&](char* into, std::size_t most) {
                                              in.read(into, static_cast<std::streamsize>(most));
                                              return static_cast<std::size_t>(in.gcount());
                                          }));
        if (progress) progress(i + 1, entries.size());
    }
    const std::string text = json::print_indented(manifest);
    std::size_t given = 0;
    add(writer.get(), kManifest, text.size(), [&](char* into, std::size_t most) {
        const std::size_t take = std::min(most, text.size() - given);
        text.copy(into, take, given);
        given += take;
        return take;
    });
    if (archive_write_close(writer.get()) != ARCHIVE_OK)
        throw std::runtime_error("The archive cannot be finished: " + reason(writer.get()) + ".");
    sync(part);
    fs::rename(part, file);
    sync(fs::absolute(file).parent_path().string());
}

std::size_t read(const std::string& file, const std::string& folder) {
    const std::unique_ptr<::archive, ReaderFree> reader(archive_read_new());
    archive_read_support_filter_xz(reader.get());
    archive_read_support_format_tar(reader.get());
    if (archive_read_open_filename(reader.get(), file.c_str(), kBlock) != ARCHIVE_OK) {
        throw Damaged("The archive " + file + " cannot be read: " + reason(reader.get()) + ".");
    }
    std::set<std::string> unpacked;
    archive_entry* entry = nullptr;
    for (;;) {
        const int got = archive_read_next_header(reader.get(), &entry);
        if (got == ARCHIVE_EOF) break;
        if (got != ARCHIVE_OK) throw Damaged("The archive " + file + " is damaged: " + reason(reader.get()) + ".");
        const char* raw = archive_entry_pathname(entry);
        const std::string name = raw == nullptr ? "" : raw;
        if (!harmless(name) || archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) {
            throw Damaged("The archive " + file + " holds something that is no plain file of a backup: " + name);
        }
        if (!unpacked.insert(name).second) throw Damaged("The archive " + file + " holds " + name + " twice.");
        const fs::path target = fs::path(folder) / name;
        fs::create_directories(target.parent_path());
        std::ofstream out(target, std::ios::binary | std::ios::trunc);
        if (!out) throw std::runtime_error("The file " + target.string() + " cannot be written.");
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        for (;;) {
            const int more = archive_read_data_block(reader.get(), &block, &size, &offset);
            if (more == ARCHIVE_EOF) break;
            if (more != ARCHIVE_OK)
                throw Damaged("The archive " + file + " is damaged at " + name + ": " + reason(reader.get()) + ".");
            out.write(static_cast<const char*>(block), static_cast<std::streamsize>(size));
        }
        out.close();
        if (!out) throw std::runtime_error("The file " + target.string() + " cannot be written.");
        sync(target.string());
    }
    std::ifstream in(fs::path(folder) / kManifest, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const auto manifest = json::parse(text);
    if (!in || !manifest || !manifest->is_object())
        throw Damaged("The archive " + file + " has no manifest: it is no backup of a paper, or it is cut off.");
    unpacked.erase(kManifest);
    for (const auto& [name, hash] : manifest->members()) {
        if (unpacked.erase(name) == 0 || hash_of(fs::path(folder) / name) != hash.string())
            throw Damaged("The archive " + file + " is damaged: " + name + " is not what was backed up.");
    }
    if (!unpacked.empty())
        throw Damaged("The archive " + file + " holds what its manifest does not name: " + *unpacked.begin() + ".");
    fs::remove(fs::path(folder) / kManifest);
    return manifest->members().size();
}

}  // namespace broadsheet::archive
