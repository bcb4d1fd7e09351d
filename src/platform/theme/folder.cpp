#include <sodium.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "platform/theme/theme.h"

namespace broadsheet::theme {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxFile = 16'000'000;
constexpr std::size_t kMaxFiles = 4'096;

std::string read_file(const fs::path& path) {
    if (fs::file_size(path) > kMaxFile) throw std::system_error(EFBIG, std::generic_category(), path.string());
    std::ifstream in(path, std::ios::binary);
    std::string bytes(static_cast<std::size_t>(fs::file_size(path)), '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!in) throw std::system_error(EIO, std::generic_category(), path.string());
    return bytes;
}

/// Regular files below a folder by their path in it, ordered. A theme comes from strangers: links out of it are not
/// followed.
std::map<std::string, std::string> read_files(const fs::path& folder, const std::string& ending) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_symlink() || !entry.is_regular_file()) continue;
        std::string name = entry.path().lexically_relative(folder).generic_string();
        if (entry.path().filename().string().starts_with('.') || !name.ends_with(ending)) continue;
        name.resize(name.size() - ending.size());
        if (files.size() >= kMaxFiles) throw std::system_error(EFBIG, std::generic_category(), folder.string());
        files.emplace(std::move(name), read_file(entry.path()));
    }
    return files;
}

std::string extension_of(const std::string& name) {
    const std::size_t dot = name.rfind('.');
    const std::size_t slash = name.rfind('/');
    if (dot == std::string::npos || dot == 0 || (slash != std::string::npos && dot < slash + 2)) return {};
    return name.substr(dot);
}

std::string content_type_of(const std::string& extension) {
    struct Known {
        std::string_view extension, content_type;
    };
    static constexpr std::array<Known, 19> known = {{
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".webp", "image/webp"},
        {".avif", "image/avif"},
        {".gif", "image/gif"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".txt", "text/plain; charset=utf-8"},
        {".xsl", "application/xslt+xml"},
        {".pdf", "application/pdf"},
    }};
    for (const Known& one : known) {
        if (one.extension == extension) return std::string(one.content_type);
    }
    return "application/octet-stream";
}

/// Eight hex digits of SHA-256: enough to tell one version of a file from another, nothing rests on it.
std::string hash8(std::string_view bytes) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::size_t at = 0; at < 4; ++at) {
        out += digits[hash[at] >> 4];
        out += digits[hash[at] & 15];
    }
    return out;
}

/// A file's name as a part of a path: everything but letters, digits and -._/ percent-encoded.
std::string path_part(std::string_view name) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '/';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

class Fingerprints {
public:
    Fingerprints(const std::map<std::string, std::string>& bytes, Theme::Source& source)
        : bytes_(bytes), source_(source) {}

    /// Path of an asset, made on first need so that a style sheet's fingerprint comes after those it points at.
    std::string path_of(const std::string& name) {
        if (const auto known = source_.assets.find(name); known != source_.assets.end()) return known->second;
        const std::string extension = extension_of(name);
        open_.push_back(name);
        Theme::File file{extension == ".css" ? resolved(name, bytes_.at(name)) : bytes_.at(name),
                         content_type_of(extension)};
        open_.pop_back();
        const std::string stem = name.substr(0, name.size() - extension.size());
        std::string path = "/assets/" + path_part(stem + "." + hash8(file.bytes) + extension);
        source_.assets[name] = path;
        source_.files[path] = std::move(file);
        return path;
    }

private:
    std::string resolved(const std::string& name, std::string_view css) {
        constexpr std::string_view marker = "asset:";
        std::string out;
        int line = 1;
        std::size_t at = 0;
        while (true) {
            const std::size_t found = css.find("url(", at);
            if (found == std::string_view::npos) break;
            std::size_t begin = found + 4;
            const char quote = begin < css.size() && (css[begin] == '"' || css[begin] == '\'') ? css[begin] : '\0';
            if (quote != '\0') ++begin;
            const std::size_t end = css.find(quote != '\0' ? quote : ')', begin);
            out += css.substr(at, begin - at);
            line += static_cast<int>(std::count(css.begin() + static_cast<std::ptrdiff_t>(at),
                                                css.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
            at = begin;
            if (end == std::string_view::npos) break;
            if (css.substr(begin).starts_with(marker)) {
                const std::string wanted(css.substr(begin + marker.size(), end - begin - marker.size()));
                const bool circular = std::find(open_.begin(), open_.end(), wanted) != open_.end();
                if (circular || !bytes_.contains(wanted)) {
                    source_.faults.push_back({"assets/" + name + ":" + std::to_string(line),
                                              circular ? "problem.theme.cycle" : "problem.theme.unknown_asset",
                                              {{"name", wanted}}});
                } else {
                    out += path_of(wanted);
                }
                at = end;
            }
        }
        out += css.substr(at);
        return out;
    }

    const std::map<std::string, std::string>& bytes_;
    Theme::Source& source_;
    std::vector<std::string> open_;  // style sheets being resolved
};

}  // namespace

void Theme::Source::add_assets(const std::map<std::string, std::string>& bytes_by_name) {
    Fingerprints fingerprints(bytes_by_name, *this);
    for (const auto& [name, bytes] : bytes_by_name) fingerprints.path_of(name);
}

Theme::Source Theme::read_folder(const std::string& folder) {
    const fs::path root(folder);
    Source source;
    source.pages = read_files(root / "pages", ".mustache");
    if (fs::exists(root / "parts")) source.parts = read_files(root / "parts", ".mustache");
    if (fs::exists(root / "assets")) source.add_assets(read_files(root / "assets", ""));
    return source;
}

}  // namespace broadsheet::theme
