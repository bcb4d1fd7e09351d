#include "platform/pagecache/pagecache.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

using namespace broadsheet;
using namespace broadsheet::pagecache;

namespace {

constexpr Instant kNow{1'700'000'000'000'000};

std::shared_ptr<const Entry> entry_of(std::string body, bool compressible = false) {
    auto entry = std::make_shared<Entry>();
    entry->etag = "\"e\"";
    entry->head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(body.size()) +
                  "\r\nETag: \"e\"\r\n" + (compressible ? "Vary: Accept-Encoding\r\n" : "");
    entry->not_modified_head = "HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\n";
    entry->body = std::move(body);
    return entry;
}

Page page_of(std::string body, std::int64_t version, std::vector<std::string> tags, bool compressible = false) {
    Page page;
    page.identity = entry_of(std::move(body), compressible);
    page.version = version;
    page.tags = std::move(tags);
    return page;
}

std::string story(std::size_t size) {
    std::string text;
    for (int i = 0; text.size() < size; ++i) text += "<p>Paragraph " + std::to_string(i * 7919) + " of a story.</p>\n";
    return text;
}

std::string gunzip(const std::string& bytes, std::size_t size) {
    std::string out(size + 1, '\0');
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    inflateEnd(&stream);
    return out;
}

bool has(const PageCache& cache, std::string_view key) { return cache.peek(key).has_value(); }

}  // namespace

TEST_CASE("page cache: a commit drops exactly the pages that carry its tags") {
    PageCache cache({});
    CHECK(cache.offer("/en/a", page_of("a", 1, {"story:a", "list:front:en"}), kNow));
    CHECK(cache.offer("/en/b", page_of("b", 1, {"story:b", "list:front:en"}), kNow));
    CHECK(cache.offer("/en/none", page_of("404", 1, {"path:/en/none"}), kNow));
    CHECK(cache.changed(2, {"story:c", "path:/en/other"}) == 0);
    CHECK(cache.changed(3, {"story:a", "story:a", "path:/en/none"}) == 2);
    CHECK(cache.keys() == std::vector<std::string>{"/en/b"});
    CHECK(cache.find("/en/a", false, false, kNow) == nullptr);
    CHECK(cache.find("/en/b", false, false, kNow)->body == "b");
    CHECK(cache.changed(4, {"list:front:en"}) == 1);
    const auto numbers = cache.numbers();
    CHECK(numbers.pages == 0);
    CHECK(numbers.bytes == 0);
    CHECK(numbers.dropped == 3);
    CHECK(numbers.inserts == 3);
    CHECK(numbers.hits == 1);
    CHECK(numbers.misses == 1);
}

TEST_CASE("page cache: an offer that a change overtook is refused") {
    struct Case {
        const char* why;
        std::int64_t version;
        std::vector<std::string> tags;
        bool kept;
    };
    const Case cases[] = {
        {"a tag changed after the version", 4, {"x", "story:a"}, false},
        {"a tag changed in the version", 5, {"story:a"}, true},
        {"other tags changed", 4, {"story:b"}, true},
        {"the later of two changes", 5, {"story:c"}, false},
        {"nothing it depends on", 0, {}, true},
    };
    for (const auto& one : cases) {
        CAPTURE(one.why);
        PageCache cache({});
        const PageCache::Render mark(cache, 4);
        cache.changed(5, {"story:a", "story:c"});
        cache.changed(6, {"story:c"});
        CHECK(cache.offer("/k", page_of("k", one.version, one.tags), kNow) == one.kept);
        CHECK(has(cache, "/k") == one.kept);
    }
    PageCache careless({64u << 20, false});  // the twin: without the check the old page stays
    const PageCache::Render mark(careless, 4);
    careless.changed(5, {"story:a"});
    CHECK(careless.offer("/k", page_of("old", 4, {"story:a"}), kNow));
}

TEST_CASE("page cache: what is no longer remembered is refused, not guessed") {
    PageCache cache({});
    cache.changed(5, {"story:a"});
    CHECK_FALSE(cache.offer("/k", page_of("k", 4, {"story:b"}), kNow));  // nobody marked a render at 4
    CHECK(cache.offer("/k", page_of("k", 5, {"story:b"}), kNow));
    {
        const PageCache::Render early(cache);  // at 5
        cache.changed(6, {"story:a"});
        {
            const PageCache::Render late(cache);  // at 6
            cache.changed(7, {"story:c"});
        }
        CHECK_FALSE(cache.offer("/a", page_of("a", 5, {"story:a"}), kNow));
        CHECK_FALSE(cache.offer("/c", page_of("c", 6, {"story:c"}), kNow));
        CHECK(cache.offer("/b", page_of("b", 5, {"story:b"}), kNow));
    }
    CHECK_FALSE(cache.offer("/d", page_of("d", 6, {"story:d"}), kNow));
    // A render that never ends does not let the memory grow for ever.
    const PageCache::Render endless(cache);
    std::vector<std::string> tags(1000);
    for (int round = 0; round < 70; ++round) {
        for (std::size_t i = 0; i < tags.size(); ++i) tags[i] = "t" + std::to_string(round) + ":" + std::to_string(i);
        cache.changed(8 + round, tags);
    }
    CHECK_FALSE(cache.offer("/e", page_of("e", 7, {"story:e"}), kNow));
    CHECK(cache.offer("/e", page_of("e", 77, {"story:e"}), kNow));
}

TEST_CASE("page cache: an older render that ends later does not replace a newer page") {
    PageCache cache({});
    CHECK(cache.offer("/k", page_of("new", 7, {"story:a"}), kNow));
    cache.offer("/k", page_of("old", 6, {"story:a"}), kNow);
    CHECK(cache.peek("/k") == "new");
    cache.offer("/k", page_of("newest", 8, {"story:a"}), kNow);
    CHECK(cache.peek("/k") == "newest");
    CHECK(cache.numbers().pages == 1);
}

TEST_CASE("page cache: a page holds until its time and not a moment longer") {
    PageCache cache({});
    Page page = page_of("today", 1, {"clock"});
    page.valid_until = kNow + 10;
    CHECK(cache.offer("/k", page, kNow));
    CHECK(cache.find("/k", false, false, kNow + 9));
    CHECK_FALSE(cache.find("/k", false, false, kNow + 10));
    CHECK_FALSE(cache.offer("/l", page, kNow + 10));
    CHECK(cache.offer("/k", page_of("tomorrow", 1, {"clock"}), kNow + 11));
    CHECK(cache.find("/k", false, false, kNow + 11)->body == "tomorrow");
}

TEST_CASE("page cache: bytes stay within the limit, and what is read stays longest") {
    constexpr std::size_t kLimit = 400'000;
    PageCache cache({kLimit, true});
    CHECK_FALSE(cache.offer("/large", page_of(std::string(kLimit / 8, 'x'), 1, {}), kNow));
    CHECK(cache.numbers().refused == 1);
    CHECK(cache.offer("/hot", page_of(story(10'000), 1, {"story:hot"}, true), kNow));
    for (int i = 0; i < 500; ++i) {
        cache.offer("/p" + std::to_string(i), page_of(story(10'000), 1, {"story:" + std::to_string(i)}, true), kNow);
        REQUIRE(cache.find("/hot", true, false, kNow));
        cache.find("/p" + std::to_string(i), i % 2 == 0, false, kNow);
        REQUIRE(cache.numbers().bytes <= kLimit);
    }
    CHECK(cache.numbers().evicted > 400);
    CHECK(cache.numbers().pages > 20);
    cache.clear();
    CHECK(cache.numbers().bytes == 0);
    CHECK(cache.keys().empty());
}

TEST_CASE("page cache: gzip on first use") {
    PageCache cache({});
    const auto body = story(24'000);
    cache.offer("/k", page_of(body, 1, {"story:a"}, true), kNow);
    cache.offer("/picture", page_of(body, 1, {"story:a"}, false), kNow);
    const auto before = cache.numbers().bytes;
    const auto zipped = cache.find("/k", true, false, kNow);
    REQUIRE(zipped);
    CHECK(cache.numbers().bytes > before);
    CHECK(gunzip(zipped->body, body.size()) == body);
    CHECK(zipped->etag == "\"e-gz\"");
    CHECK(zipped->head ==
          "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(zipped->body.size()) +
              "\r\nETag: \"e-gz\"\r\nVary: Accept-Encoding\r\nContent-Encoding: gzip\r\n");
    CHECK(zipped->not_modified_head == "HTTP/1.1 304 Not Modified\r\nETag: \"e-gz\"\r\n");
    CHECK(cache.find("/k", true, false, kNow) == zipped);
    CHECK(cache.find("/k", false, false, kNow)->body == body);
    CHECK(cache.find("/picture", true, true, kNow)->body == body);
}

TEST_CASE("page cache: brotli for what stays hot, made elsewhere") {
    PageCache cache({});
    const auto body = story(24'000);
    cache.offer("/k", page_of(body, 1, {"story:a"}, true), kNow);
    for (int i = 0; i < 15; ++i) {
        CHECK(cache.find("/k", true, true, kNow)->etag == "\"e-gz\"");
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    std::shared_ptr<const Entry> entry;
    for (int i = 0; i < 2000 && (!entry || entry->etag != "\"e-br\""); ++i) {
        entry = cache.find("/k", true, true, kNow);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    REQUIRE(entry->etag == "\"e-br\"");
    CHECK(entry->body == encoded(*cache.find("/k", false, false, kNow), Encoding::Brotli)->body);
    CHECK(entry->body.size() < cache.find("/k", true, false, kNow)->body.size());
    CHECK(entry->head.find("Content-Encoding: br\r\n") != std::string::npos);
    CHECK(cache.find("/k", true, false, kNow)->etag == "\"e-gz\"");
    cache.changed(2, {"story:a"});
    CHECK(cache.numbers().bytes == 0);
}

TEST_CASE("encoded: only where it may and wins") {
    CHECK_FALSE(encoded(*entry_of(story(5000), false), Encoding::Gzip));
    CHECK_FALSE(encoded(*entry_of(story(5000), true), Encoding::Identity));
    CHECK_FALSE(encoded(*entry_of("x", true), Encoding::Gzip));
    CHECK(encoded(*entry_of(story(5000), true), Encoding::Brotli));
}

TEST_CASE("page cache: readers, offers and commits at once") {
    PageCache cache({200'000, true});
    std::atomic<std::int64_t> version{0};       // what the database would hold
    std::atomic<std::int64_t> acknowledged{0};  // what a writer was told
    std::atomic<bool> done{false};
    std::atomic<int> older{0};
    std::atomic<int> served{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            int turn = t;
            while (!done) {
                const auto key = "/p" + std::to_string(++turn % 40);
                const auto at_least = acknowledged.load();
                if (const auto entry = cache.find(key, turn % 3 == 0, turn % 5 == 0, kNow)) {
                    ++served;
                    if (entry->etag == "\"e\"" && std::stoll(entry->body) < at_least) ++older;
                    continue;
                }
                const PageCache::Render mark(cache);
                const auto snapshot = version.load();
                cache.offer(key, page_of(std::to_string(snapshot) + " " + story(3000), snapshot, {"story:a"}, true),
                            kNow);
            }
        });
    }
    for (int i = 1; i <= 300; ++i) {
        version = i;
        cache.changed(i, {"story:a"});
        acknowledged = i;
        std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
    done = true;
    for (auto& thread : threads) thread.join();
    CHECK(served > 0);
    CHECK(older == 0);
    cache.clear();
    CHECK(cache.numbers().bytes == 0);
}
