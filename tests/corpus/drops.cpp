#include "tests/corpus/drops.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "tests/draft_like.h"

namespace broadsheet::corpus {
namespace {

/// Every page that may be held, and which of them each tag drops. Bodies are not kept: a paper of 100,000 stories has
/// gigabytes of them.
class Pages {
public:
    explicit Pages(Newsroom& newsroom) : newsroom_(newsroom) {}

    void walk() {
        for (const auto& edition : newsroom_.editions.ids()) await("/" + edition + "/");
        for (const auto& declared : newsroom_.routes.declared()) {
            if (!declared.sample.empty() && declared.cached) await(declared.sample);
        }
        std::vector<std::thread> threads;
        for (int i = 0; i < 2; ++i) threads.emplace_back([this] { walk_some(); });
        for (auto& thread : threads) thread.join();
    }

    [[nodiscard]] std::size_t count() const { return pages_; }

    [[nodiscard]] std::size_t dropped_by(const std::set<std::string>& tags) const {
        std::unordered_set<std::uint32_t> dropped;
        for (const auto& tag : tags) {
            const auto found = by_tag_.find(tag);
            if (found != by_tag_.end()) dropped.insert(found->second.begin(), found->second.end());
        }
        return dropped.size();
    }

    /// Pages that each kind of tag drops, for who wants to know why: "around 12, list 4".
    [[nodiscard]] std::string reasons(const std::set<std::string>& tags) const {
        std::map<std::string, std::size_t> by_kind;
        for (const auto& tag : tags) {
            const auto found = by_tag_.find(tag);
            if (found != by_tag_.end()) by_kind[tag.substr(0, tag.find(':'))] += found->second.size();
        }
        std::string out;
        for (const auto& [kind, pages] : by_kind) out += (out.empty() ? "" : ", ") + kind + " " + std::to_string(pages);
        return out;
    }

private:
    void await(const std::string& path) {
        const bool kept_apart = path.rfind("/desk", 0) == 0 || path.rfind("/media/", 0) == 0 ||
                                path.rfind("/assets/", 0) == 0 || path.rfind("/api/", 0) == 0 ||
                                path.find("?q=") != std::string::npos;
        if (!kept_apart && seen_.insert(path).second) waiting_.push_back(path);
    }

    void walk_some() {
        while (true) {
            std::string path;
            {
                const std::lock_guard lock(mutex_);
                if (waiting_.empty()) {
                    // Another thread's page may still bring links: all are done when nobody is at work.
                    if (at_work_ == 0) return;
                } else {
                    path = std::move(waiting_.back());
                    waiting_.pop_back();
                    ++at_work_;
                }
            }
            if (path.empty()) {
                std::this_thread::yield();
                continue;
            }
            http::Request request;
            request.target = path;
            request.headers = {{"host", "localhost:8080"}};
            const auto answer = newsroom_.ask(std::move(request));
            const auto tags = newsroom_.cache.tags_of(path);
            const std::lock_guard lock(mutex_);
            --at_work_;
            if (answer.status != 200) continue;
            if (!tags.empty()) {
                const auto number = static_cast<std::uint32_t>(pages_++);
                for (const auto& tag : tags) by_tag_[tag].push_back(number);
            }
            if (answer.content_type.rfind("text/html", 0) != 0) continue;
            for (std::size_t at = answer.body.find("href=\"/"); at != std::string::npos;
                 at = answer.body.find("href=\"/", at + 1)) {
                await(answer.body.substr(at + 6, answer.body.find_first_of("\"#", at + 6) - at - 6));
            }
        }
    }

    Newsroom& newsroom_;
    std::mutex mutex_;
    std::unordered_set<std::string> seen_;
    std::vector<std::string> waiting_;
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_tag_;
    std::size_t pages_ = 0;
    int at_work_ = 0;
};

}  // namespace

int count_drops(Newsroom& newsroom, int publications) {
    Pages pages(newsroom);
    pages.walk();
    std::set<std::string> changed;
    newsroom.database.on_commit(
        [&](std::int64_t, const std::vector<std::string>& tags) { changed.insert(tags.begin(), tags.end()); });
    const auto live = newsroom.database.read(
        [&](db::ReadTx& tx) { return newsroom.stories.published().all_after(tx, "", "", 1'000'000); });
    std::mt19937 random{11};
    std::vector<std::size_t> dropped;
    for (int number = 1; number <= publications && !live.empty(); ++number) {
        const auto id = testing::draft_like(newsroom, live[random() % live.size()].first, " " + std::to_string(number));
        if (!id) return 1;
        const auto story = newsroom.database.read([&](db::ReadTx& tx) { return newsroom.stories.find(tx, **id); });
        for (const auto& version : story->versions) {
            changed.clear();
            if (!newsroom.stories.publish(Editor::program("corpus"), **id, {version.edition})) return 1;
            while (newsroom.jobs.run_due(newsroom.clock) > 0) {
            }
            dropped.push_back(pages.dropped_by(changed));
            std::fprintf(stderr, "%s drops %zu: %s\n", version.edition.c_str(), dropped.back(),
                         pages.reasons(changed).c_str());
        }
    }
    std::sort(dropped.begin(), dropped.end());
    if (dropped.empty()) return 1;
    std::printf("{\"pages\": %zu, \"publications\": %zu, \"dropped_median\": %zu, \"dropped_most\": %zu}\n",
                pages.count(), dropped.size(), dropped[dropped.size() / 2], dropped.back());
    return 0;
}

}  // namespace broadsheet::corpus
