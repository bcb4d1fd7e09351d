#include "platform/pagecache/pagecache.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

namespace broadsheet::pagecache {
namespace {

constexpr std::size_t kShards = 16;
constexpr std::uint32_t kHitsForBrotli = 16;
constexpr std::uint8_t kLives = 3;
constexpr std::size_t kBrotliQueue = 64;
constexpr std::size_t kRememberedTags = 65'536;
constexpr std::size_t kSlotOverhead =
    640;  // nodes of the maps, counters, strings' own bookkeeping: measured, rounded up
constexpr std::size_t kTagOverhead = 112;

struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

template <class Value>
using ByName = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

std::size_t size_of(const Entry& entry) {
    return sizeof(Entry) + entry.head.size() + entry.body.size() + entry.etag.size() + entry.last_modified.size() +
           entry.not_modified_head.size();
}

/// A page in its place. What is not const is guarded: `gzip`, `brotli` by the shard's lock, `bytes`, `place` and
/// `present` by the index lock.
struct Slot {
    std::string key;
    Page page;
    std::shared_ptr<const Entry> gzip;
    std::shared_ptr<const Entry> brotli;
    std::atomic<bool> gzip_asked{false};
    std::atomic<bool> brotli_asked{false};
    std::atomic<std::uint8_t> lives{1};  // turns of the clock's hand it outlives: more when read, up to kLives
    std::atomic<std::uint32_t> brotli_hits{0};
    std::size_t bytes = 0;
    std::size_t place = 0;  // in the clock
    bool present = true;
};

struct alignas(64) Shard {
    mutable std::shared_mutex lock;
    ByName<std::shared_ptr<Slot>> slots;
    std::atomic<std::uint64_t> hits{0};
    std::atomic<std::uint64_t> misses{0};
};

}  // namespace

struct PageCache::Impl {
    explicit Impl(Options given) : options(given) {}
    ~Impl() {
        {
            const std::lock_guard guard(brotli_lock);
            brotli_stop = true;
        }
        brotli_wake.notify_all();
        if (brotli_thread.joinable()) brotli_thread.join();
    }

    Shard& shard_of(std::string_view key) { return shards[(Hash{}(key) >> 7) % kShards]; }
    const Shard& shard_of(std::string_view key) const { return shards[(Hash{}(key) >> 7) % kShards]; }

    /// The index lock is held.
    void drop(const std::shared_ptr<Slot>& slot) {
        Shard& shard = shard_of(slot->key);
        {
            const std::unique_lock guard(shard.lock);
            const auto at = shard.slots.find(slot->key);
            if (at != shard.slots.end() && at->second == slot) shard.slots.erase(at);
        }
        for (const auto& tag : slot->page.tags) {
            const auto at = by_tag.find(tag);
            if (at == by_tag.end()) continue;
            at->second.erase(slot);
            if (at->second.empty()) by_tag.erase(at);
        }
        clock.back()->place = slot->place;
        std::swap(clock[slot->place], clock.back());
        clock.pop_back();
        slot->present = false;
        numbers.bytes -= slot->bytes;
    }

    /// The index lock is held. CLOCK with a small count: what was read often since the hand last passed stays longest.
    void evict() {
        std::size_t patience = (kLives + 1) * clock.size();
        while (numbers.bytes > options.limit_bytes && !clock.empty()) {
            if (hand >= clock.size()) hand = 0;
            const auto slot = clock[hand];
            const auto lives = slot->lives.load(std::memory_order_relaxed);
            if (patience > 0 && lives > 0) {
                slot->lives.store(static_cast<std::uint8_t>(lives - 1), std::memory_order_relaxed);
                --patience;
                ++hand;
                continue;
            }
            drop(slot);
            ++numbers.evicted;
        }
    }

    void install(const std::shared_ptr<Slot>& slot, std::shared_ptr<const Entry> Slot::* which,
                 const std::shared_ptr<const Entry>& entry) {
        const std::lock_guard index_guard(index_lock);
        if (!slot->present) return;
        {
            const std::unique_lock guard(shard_of(slot->key).lock);
            slot.get()->*which = entry;
        }
        slot->bytes += size_of(*entry);
        numbers.bytes += size_of(*entry);
        evict();
    }

    /// The index lock is held. Forgets changes that no render under way can have missed.
    void forget() {
        std::int64_t until = newest;
        if (!renders.empty()) until = std::min(until, *renders.begin());
        if (remembered > kRememberedTags) until = newest;
        while (!log.empty() && log.front().first <= until) {
            for (const auto& tag : log.front().second) {
                const auto at = last_change.find(tag);
                if (at != last_change.end() && at->second == log.front().first) last_change.erase(at);
            }
            remembered -= log.front().second.size();
            log.pop_front();
        }
        floor = std::max(floor, until);
    }

    /// The index lock is held.
    bool stale(const Page& page) const {
        if (!options.check_version || page.tags.empty()) return false;
        if (page.version < floor) return true;
        return std::any_of(page.tags.begin(), page.tags.end(), [&](const std::string& tag) {
            const auto at = last_change.find(tag);
            return at != last_change.end() && at->second > page.version;
        });
    }

    void ask_for_brotli(const std::shared_ptr<Slot>& slot) {
        {
            const std::lock_guard guard(brotli_lock);
            if (brotli_stop || brotli_queue.size() >= kBrotliQueue) {
                slot->brotli_asked.store(false, std::memory_order_relaxed);
                return;
            }
            brotli_queue.push_back(slot);
            if (!brotli_thread.joinable()) brotli_thread = std::thread([this] { make_brotli(); });
        }
        brotli_wake.notify_one();
    }

    void make_brotli() {
        for (;;) {
            std::weak_ptr<Slot> next;
            {
                std::unique_lock guard(brotli_lock);
                brotli_wake.wait(guard, [this] { return brotli_stop || !brotli_queue.empty(); });
                if (brotli_stop) return;
                next = std::move(brotli_queue.front());
                brotli_queue.pop_front();
            }
            const auto slot = next.lock();
            if (!slot) continue;
            try {
                if (const auto entry = encoded(*slot->page.identity, Encoding::Brotli)) {
                    install(slot, &Slot::brotli, entry);
                }
            } catch (const std::exception&) {
                // Without brotli the page goes on in gzip: nobody is the worse for it.
                slot->brotli_asked.store(true, std::memory_order_relaxed);
            }
        }
    }

    Options options;
    std::array<Shard, kShards> shards;

    mutable std::mutex index_lock;  // taken before a shard's lock, never after
    ByName<std::unordered_set<std::shared_ptr<Slot>>> by_tag;
    std::vector<std::shared_ptr<Slot>> clock;
    std::size_t hand = 0;
    Numbers numbers;
    std::int64_t newest = 0;  // version of the last change told
    std::int64_t floor = 0;   // changes up to here are no longer remembered
    std::multiset<std::int64_t> renders;
    ByName<std::int64_t> last_change;
    std::deque<std::pair<std::int64_t, std::vector<std::string>>> log;
    std::size_t remembered = 0;  // tags in the log

    std::mutex brotli_lock;
    std::condition_variable brotli_wake;
    std::deque<std::weak_ptr<Slot>> brotli_queue;
    std::thread brotli_thread;  // started with the first hot page
    bool brotli_stop = false;
};

PageCache::PageCache(Options options) : impl_(std::make_unique<Impl>(options)) {}
PageCache::~PageCache() = default;

std::shared_ptr<const Entry> PageCache::find(std::string_view key, bool accepts_gzip, bool accepts_brotli,
                                             Instant now) {
    Shard& shard = impl_->shard_of(key);
    std::shared_ptr<Slot> slot;
    bool make_gzip = false;
    bool make_brotli = false;
    std::shared_ptr<const Entry> ready;
    {
        const std::shared_lock guard(shard.lock);
        const auto at = shard.slots.find(key);
        if (at == shard.slots.end() || (at->second->page.valid_until && *at->second->page.valid_until <= now)) {
            shard.misses.fetch_add(1, std::memory_order_relaxed);
            return nullptr;
        }
        shard.hits.fetch_add(1, std::memory_order_relaxed);
        Slot& found = *at->second;
        // Two readers may count as one: it is an estimate, and most hits then write nothing at all.
        const auto lives = found.lives.load(std::memory_order_relaxed);
        if (lives < kLives) found.lives.store(static_cast<std::uint8_t>(lives + 1), std::memory_order_relaxed);
        if (accepts_brotli && found.brotli) return found.brotli;
        if (accepts_brotli && !found.brotli_asked.load(std::memory_order_relaxed) &&
            found.brotli_hits.fetch_add(1, std::memory_order_relaxed) + 1 >= kHitsForBrotli) {
            make_brotli = !found.brotli_asked.exchange(true, std::memory_order_relaxed);
        }
        ready = found.page.identity;
        if (accepts_gzip && found.gzip) {
            ready = found.gzip;
        } else if (accepts_gzip && !found.gzip_asked.load(std::memory_order_relaxed)) {
            // Whoever comes first makes it; whoever comes meanwhile is sent the page as it is.
            make_gzip = !found.gzip_asked.exchange(true, std::memory_order_relaxed);
        }
        if (make_gzip || make_brotli) slot = at->second;
    }
    if (make_brotli) impl_->ask_for_brotli(slot);
    if (make_gzip) {
        if (auto entry = encoded(*ready, Encoding::Gzip)) {
            impl_->install(slot, &Slot::gzip, entry);
            return entry;
        }
    }
    return ready;
}

bool PageCache::offer(std::string_view key, Page page, Instant now) {
    auto slot = std::make_shared<Slot>();
    slot->key = key;
    slot->page = std::move(page);
    slot->bytes = kSlotOverhead + 2 * key.size() + size_of(*slot->page.identity);
    for (const auto& tag : slot->page.tags) slot->bytes += kTagOverhead + 2 * tag.size();

    const std::lock_guard guard(impl_->index_lock);
    if (slot->bytes > impl_->options.limit_bytes / 8 || (slot->page.valid_until && *slot->page.valid_until <= now) ||
        impl_->stale(slot->page)) {
        ++impl_->numbers.refused;
        return false;
    }
    Shard& shard = impl_->shard_of(key);
    std::shared_ptr<Slot> former;
    {
        const std::shared_lock shard_guard(shard.lock);
        if (const auto at = shard.slots.find(key); at != shard.slots.end()) former = at->second;
    }
    // A render that began earlier may end later: the newer page stays.
    const bool former_lives =
        former && (!former->page.valid_until || *former->page.valid_until > now) && impl_->options.check_version;
    if (former_lives && former->page.version > slot->page.version) return true;
    if (former) impl_->drop(former);
    for (const auto& tag : slot->page.tags) impl_->by_tag[tag].insert(slot);
    slot->place = impl_->clock.size();
    impl_->clock.push_back(slot);
    impl_->numbers.bytes += slot->bytes;
    ++impl_->numbers.inserts;
    {
        const std::unique_lock shard_guard(shard.lock);
        shard.slots.insert_or_assign(slot->key, slot);
    }
    impl_->evict();
    return true;
}

std::size_t PageCache::changed(std::int64_t version, const std::vector<std::string>& tags) {
    const std::lock_guard guard(impl_->index_lock);
    impl_->newest = std::max(impl_->newest, version);
    std::size_t dropped = 0;
    for (const auto& tag : tags) {
        auto& last = impl_->last_change[tag];
        last = std::max(last, version);
        const auto at = impl_->by_tag.find(tag);
        if (at == impl_->by_tag.end()) continue;
        const auto slots = at->second;
        for (const auto& slot : slots) impl_->drop(slot);
        dropped += slots.size();
    }
    impl_->log.emplace_back(version, tags);
    impl_->remembered += tags.size();
    impl_->numbers.dropped += dropped;
    impl_->forget();
    return dropped;
}

PageCache::Render::Render(PageCache& cache, std::int64_t version) : cache_(cache), version_(version) {
    const std::lock_guard guard(cache_.impl_->index_lock);
    cache_.impl_->renders.insert(version_);
}

PageCache::Render::Render(PageCache& cache) : cache_(cache), version_(0) {
    const std::lock_guard guard(cache_.impl_->index_lock);
    version_ = cache_.impl_->newest;
    cache_.impl_->renders.insert(version_);
}

PageCache::Render::~Render() {
    const std::lock_guard guard(cache_.impl_->index_lock);
    auto& renders = cache_.impl_->renders;
    renders.erase(renders.find(version_));
    cache_.impl_->forget();
}

void PageCache::clear() {
    const std::lock_guard guard(impl_->index_lock);
    while (!impl_->clock.empty()) impl_->drop(std::shared_ptr<Slot>(impl_->clock.back()));
}

Numbers PageCache::numbers() const {
    const std::lock_guard guard(impl_->index_lock);
    Numbers numbers = impl_->numbers;
    numbers.pages = impl_->clock.size();
    for (const auto& shard : impl_->shards) {
        numbers.hits += shard.hits.load(std::memory_order_relaxed);
        numbers.misses += shard.misses.load(std::memory_order_relaxed);
    }
    return numbers;
}

std::vector<std::string> PageCache::keys() const {
    const std::lock_guard guard(impl_->index_lock);
    std::vector<std::string> keys;
    for (const auto& slot : impl_->clock) keys.push_back(slot->key);
    return keys;
}

std::optional<std::string> PageCache::peek(std::string_view key) const {
    const Shard& shard = impl_->shard_of(key);
    const std::shared_lock guard(shard.lock);
    const auto at = shard.slots.find(key);
    if (at == shard.slots.end()) return std::nullopt;
    return at->second->page.identity->body;
}

std::vector<std::string> PageCache::tags_of(std::string_view key) const {
    const Shard& shard = impl_->shard_of(key);
    const std::shared_lock guard(shard.lock);
    const auto at = shard.slots.find(key);
    return at == shard.slots.end() ? std::vector<std::string>() : at->second->page.tags;
}

}  // namespace broadsheet::pagecache
