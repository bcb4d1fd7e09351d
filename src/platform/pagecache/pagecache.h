// The page cache, exact: it holds finished answers with the tags they read, and a commit drops exactly those whose tags
// it changed, before the commit is acknowledged. Nobody calls "purge". Thread-safe; readers take no lock that a render
// holds.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/time/time.h"

namespace broadsheet::pagecache {

/// Finished bytes of one answer: head lines up to but without Date and Connection, and the body in one encoding.
struct Entry {
    std::string head;  // "HTTP/1.1 200 OK\r\nContent-Type: …\r\n…": ready but for Date, Connection and the blank line
    std::string body;
    std::string etag;               // strong, with quotes; differs per encoding
    std::string last_modified;      // date as it was printed; empty: none was
    std::string not_modified_head;  // the 304's head, same rule
    int status = 200;
};

enum class Encoding { Identity, Gzip, Brotli };

/// One page: identity first, other encodings made on first use.
struct Page {
    std::vector<std::string> tags;
    std::int64_t version = 0;  // of the snapshot it was rendered from
    std::optional<Instant> valid_until;
    std::shared_ptr<const Entry> identity;
};

/// The same answer in another encoding: Content-Length, ETag (`-gz`, `-br` before the closing quote) and
/// Content-Encoding rewritten. Null when the head has no `Vary: Accept-Encoding` line or nothing is won. Gzip level 6,
/// Brotli quality 5.
std::shared_ptr<const Entry> encoded(const Entry& identity, Encoding encoding);

struct Numbers {
    std::uint64_t hits = 0, misses = 0, inserts = 0, refused = 0, dropped = 0, evicted = 0;
    std::uint64_t bytes = 0, pages = 0;
};

class PageCache {
public:
    struct Options {
        std::size_t limit_bytes = 64u << 20;
        bool check_version = true;  // off only in the twin of the race test, which must then fail
    };
    explicit PageCache(Options options);
    ~PageCache();

    /// The entry for a key, in the best of the accepted encodings that is ready or can be made at once; null on a miss
    /// or when past `valid_until`. Gzip is made on first use; Brotli only for pages hit often, off the I/O thread.
    std::shared_ptr<const Entry> find(std::string_view key, bool accepts_gzip, bool accepts_brotli, Instant now);

    /// Offers a page. Refused when a tag changed after `page.version` (or that is no longer known), when already past
    /// its time, or larger than 1/8 of the limit. A page without tags depends on nothing: its version is not looked at.
    bool offer(std::string_view key, Page page, Instant now);

    /// A commit: drops every page that carries one of the tags, and remembers the tags for renders still under way.
    /// Returns how many were dropped.
    std::size_t changed(std::int64_t version, const std::vector<std::string>& tags);

    /// Marks a render under way: versions before the oldest one need not be remembered.
    class Render {
    public:
        Render(PageCache& cache, std::int64_t version);
        /// Marks at the newest version seen: a snapshot taken after this is at least as new.
        explicit Render(PageCache& cache);
        ~Render();
        Render(const Render&) = delete;
        Render& operator=(const Render&) = delete;

    private:
        PageCache& cache_;
        std::int64_t version_;
    };

    void clear();
    [[nodiscard]] Numbers numbers() const;
    /// Every key held, in no order: for the exactness test.
    [[nodiscard]] std::vector<std::string> keys() const;
    /// The identity body held for a key, if any: for the exactness test.
    [[nodiscard]] std::optional<std::string> peek(std::string_view key) const;
    /// The tags a held page depends on, empty when it is not held: for the exactness test, which says why a page was
    /// dropped.
    [[nodiscard]] std::vector<std::string> tags_of(std::string_view key) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::pagecache
