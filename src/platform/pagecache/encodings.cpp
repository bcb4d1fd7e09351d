// The other encodings of a finished answer: zlib and brotli are used here and nowhere else.
#include <brotli/encode.h>
#include <zlib.h>

#include <stdexcept>

#include "platform/pagecache/pagecache.h"

namespace broadsheet::pagecache {
namespace {

constexpr int kGzipLevel = 6;
constexpr int kGzipWindow = 15 + 16;  // +16: the gzip wrapper
constexpr int kGzipMemory = 9;
constexpr int kBrotliQuality = 5;

std::string gzip(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, kGzipLevel, Z_DEFLATED, kGzipWindow, kGzipMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib: no memory");
    }
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int status = deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    if (status != Z_STREAM_END) throw std::runtime_error("zlib: the room promised was too small");
    out.shrink_to_fit();
    return out;
}

std::string brotli(std::string_view text) {
    std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
    std::string out(size, '\0');
    if (size == 0 || BrotliEncoderCompress(kBrotliQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                                           reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                                           reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_FALSE) {
        throw std::runtime_error("brotli: cannot compress");
    }
    out.resize(size);
    out.shrink_to_fit();
    return out;
}

/// Puts `suffix` before the last quote of the ETag line, if the head has one.
void rename_etag(std::string& head, std::string_view suffix) {
    const auto line = head.find("\r\nETag: ");
    if (line == std::string::npos) return;
    const auto quote = head.rfind('"', head.find("\r\n", line + 2));
    if (quote != std::string::npos && quote > line) head.insert(quote, suffix);
}

}  // namespace

std::shared_ptr<const Entry> encoded(const Entry& identity, Encoding encoding) {
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    if (encoding == Encoding::Identity || identity.body.size() > (1u << 30)) return nullptr;
    if (identity.head.find("\r\nVary: Accept-Encoding\r\n") == std::string::npos) return nullptr;
    const auto length = identity.head.find(kLength);
    if (length == std::string::npos) return nullptr;

    auto entry = std::make_shared<Entry>();
    entry->status = identity.status;
    entry->body = encoding == Encoding::Gzip ? gzip(identity.body) : brotli(identity.body);
    if (entry->body.size() >= identity.body.size()) return nullptr;
    const std::string_view suffix = encoding == Encoding::Gzip ? "-gz" : "-br";
    entry->head = identity.head;
    const auto digits = length + kLength.size();
    entry->head.replace(digits, entry->head.find("\r\n", digits) - digits, std::to_string(entry->body.size()));
    entry->head += encoding == Encoding::Gzip ? "Content-Encoding: gzip\r\n" : "Content-Encoding: br\r\n";
    rename_etag(entry->head, suffix);
    entry->not_modified_head = identity.not_modified_head;
    rename_etag(entry->not_modified_head, suffix);
    entry->etag = identity.etag;
    entry->last_modified = identity.last_modified;
    if (!entry->etag.empty()) entry->etag.insert(entry->etag.size() - 1, suffix);
    return entry;
}

}  // namespace broadsheet::pagecache
