// What to read next: an editor's picks, and the stored ranking that follows publications.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "features/stories/published_store.h"
#include "platform/document/document.h"

namespace broadsheet {

namespace {

constexpr db::Sql kRecommended{
    "published.recommended",
    "SELECT other_id, score FROM recommended WHERE story_id = $1 AND edition = $2 ORDER BY position"};
constexpr db::Sql kRecommending{"published.recommending",
                                "SELECT story_id FROM recommended WHERE other_id = $1 AND edition = $2"};
constexpr db::Sql kSharingBefore{
    "published.sharing_before",
    "SELECT m.story_id, m.published_at, p.section_id, p.top_section_id FROM published_mention m "
    "JOIN published p ON p.story_id = m.story_id AND p.edition = m.edition "
    "WHERE m.edition = $1 AND m.kind = $2 AND m.thing_id = $3 AND m.story_id <> $4 AND m.published_at <= $5 "
    "ORDER BY m.published_at DESC, m.story_id DESC LIMIT 40"};
constexpr db::Sql kSharingAfter{
    "published.sharing_after",
    "SELECT m.story_id, m.published_at, p.section_id, p.top_section_id FROM published_mention m "
    "JOIN published p ON p.story_id = m.story_id AND p.edition = m.edition "
    "WHERE m.edition = $1 AND m.kind = $2 AND m.thing_id = $3 AND m.published_at > $4 "
    "ORDER BY m.published_at, m.story_id LIMIT 40"};
constexpr db::Sql kPicksOf{"published.picks", "SELECT other_id FROM story_pick WHERE story_id = $1 ORDER BY position"};
constexpr db::Sql kForgetPicks{"published.forget_picks", "DELETE FROM story_pick WHERE story_id = $1"};
constexpr db::Sql kPick{"published.pick", "INSERT INTO story_pick (story_id, position, other_id) VALUES ($1, $2, $3)"};
constexpr db::Sql kHowMany{"published.how_many",
                           "SELECT coalesce(sum(stories), 0) FROM published_month WHERE edition = $1 AND list = $2"};
constexpr db::Sql kForget{"published.forget_recommended",
                          "DELETE FROM recommended WHERE story_id = $1 AND edition = $2"};
constexpr db::Sql kRecommend{
    "published.recommend",
    "INSERT INTO recommended (story_id, edition, position, other_id, score) VALUES ($1, $2, $3, $4, $5)"};

constexpr std::size_t kHowManyNext = 6;
constexpr std::size_t kHowManyNear = 12;  // whose lists a newcomer may enter

/// (score, story), best first; of equal scores the later id, so that the order never depends on the query.
using Ranking = std::vector<std::pair<std::int64_t, std::string>>;

Ranking stored_ranking(db::ReadTx& tx, const std::string& story, const std::string& edition) {
    Ranking out;
    for (const auto& row : tx.query(kRecommended, {story, edition})) out.emplace_back(row.integer(1), row.text(0));
    return out;
}

void store_ranking(db::Tx& tx, const std::string& story, const std::string& edition, Ranking now) {
    std::sort(now.rbegin(), now.rend());
    if (now.size() > kHowManyNext) now.resize(kHowManyNext);
    const Ranking before = stored_ranking(tx, story, edition);
    if (now == before) return;
    tx.run(kForget, {story, edition});
    for (std::size_t i = 0; i < now.size(); ++i) tx.run(kRecommend, {story, edition, i, now[i].second, now[i].first});
    // What is printed is the order of stories; a score that moved alone changes no page.
    const auto same = [](const auto& a, const auto& b) { return a.second == b.second; };
    if (now.size() != before.size() || !std::equal(now.begin(), now.end(), before.begin(), same))
        tx.changes("recommended:" + story + ":" + edition);
}

Ranking ranking_of(db::ReadTx& tx, const PublishedStore& store, const Teaser& own) {
    std::map<std::string, Nearness> candidates;
    for (const auto& [kind, thing] : store.mentioned(tx, own.story, own.edition)) {
        const double how_many = static_cast<double>(tx.one(kHowMany, {own.edition, kind + ":" + thing})->integer(0));
        db::Rows sharing = tx.query(kSharingBefore, {own.edition, kind, thing, own.story, own.published_at});
        for (auto& later : tx.query(kSharingAfter, {own.edition, kind, thing, own.published_at}))
            sharing.push_back(std::move(later));
        for (const auto& other : sharing) {
            Nearness& nearness = candidates[other.text(0)];
            nearness.apart_us = own.published_at.us - other.integer(1);
            nearness.same_section = other.text(2) == own.section;
            nearness.same_top_section = other.text(3) == own.top_section;
            if (kind == "topic") {
                nearness.topics += 1.0 / std::log(2.0 + how_many);
            } else if (kind == "person") {
                ++nearness.people;
            } else {
                nearness.organisations += 1.0 / std::log(2.0 + how_many);
            }
        }
    }
    Ranking out;
    for (const auto& [other, nearness] : candidates)
        out.emplace_back(static_cast<std::int64_t>(score(nearness) * 1'000'000), other);
    std::sort(out.rbegin(), out.rend());
    return out;
}

/// A story and those that its text links: what is on its page already.
std::set<std::string> on_page_of(db::ReadTx& tx, const PublishedStore& store, const std::string& story,
                                 const std::string& edition) {
    std::set<std::string> out = {story};
    if (const auto itself = store.find(tx, story, edition)) {
        for (auto& linked : document::stories_of(itself->text.body)) out.insert(std::move(linked));
    }
    return out;
}

/// Fills a short ranking with the newest of the section, of its top section, then of the edition, below everything that
/// shares a subject. They are the newest of this moment: a page is not to follow every publication because of them.
Ranking filled(db::ReadTx& tx, const PublishedStore& store, const Teaser& own, Ranking ranked) {
    std::set<std::string> known = on_page_of(tx, store, own.story, own.edition);
    std::erase_if(ranked, [&](const auto& entry) { return known.count(entry.second) != 0; });
    for (const auto& [score, story] : ranked) known.insert(story);
    std::int64_t below = -1;
    constexpr int kEnough = static_cast<int>(kHowManyNext) * 2;
    for (const ListName& list : {"section:" + own.section, "top:" + own.top_section, ListName("all")}) {
        if (ranked.size() >= kHowManyNext) break;
        for (const auto& teaser : store.newest(tx, list, own.edition, kEnough)) {
            if (ranked.size() >= kHowManyNext) break;
            if (known.insert(teaser.story).second) ranked.emplace_back(below--, teaser.story);
        }
    }
    return ranked;
}

}  // namespace

std::vector<Teaser> PublishedStore::recommended(db::ReadTx& tx, const std::string& story,
                                                const std::string& edition) const {
    tx.reads("recommended:" + story + ":" + edition);
    std::vector<std::string> ids = picks(tx, story);
    for (const auto& row : tx.query(kRecommended, {story, edition})) {
        if (std::find(ids.begin(), ids.end(), row.text(0)) == ids.end()) ids.push_back(row.text(0));
    }
    return some(tx, ids, edition);
}

std::vector<std::string> PublishedStore::picks(db::ReadTx& tx, const std::string& story) const {
    std::vector<std::string> out;
    for (const auto& row : tx.query(kPicksOf, {story})) out.push_back(row.text(0));
    return out;
}

void PublishedStore::put_picks(db::Tx& tx, const std::string& story, const std::vector<std::string>& others) const {
    if (picks(tx, story) == others) return;
    tx.run(kForgetPicks, {story});
    for (std::size_t i = 0; i < others.size(); ++i) tx.run(kPick, {story, i, others[i]});
    // A pick that is not published in an edition is no part of its page; its `teaser:` brings it there.
    for (const auto& [edition, path] : editions_of(tx, story)) tx.changes("recommended:" + story + ":" + edition);
}

void PublishedStore::recommend(db::Tx& tx, const std::string& story, const std::string& edition) const {
    const auto itself = some(tx, {story}, edition);
    if (itself.empty()) {
        store_ranking(tx, story, edition, {});
        for (const auto& other : tx.query(kRecommending, {story, edition})) {
            Ranking theirs;
            for (const auto& still : some(tx, {other.text(0)}, edition))
                theirs = filled(tx, *this, still, ranking_of(tx, *this, still));
            store_ranking(tx, other.text(0), edition, std::move(theirs));
        }
        return;
    }
    const Teaser& own = itself.front();
    const Ranking ranked = ranking_of(tx, *this, own);
    store_ranking(tx, story, edition, filled(tx, *this, own, ranked));
    for (std::size_t i = 0; i < ranked.size() && i < kHowManyNear; ++i) {
        if (on_page_of(tx, *this, ranked[i].second, edition).count(story) != 0) continue;
        Ranking theirs = stored_ranking(tx, ranked[i].second, edition);
        std::erase_if(theirs, [&](const auto& entry) { return entry.second == story; });
        theirs.emplace_back(ranked[i].first, story);
        store_ranking(tx, ranked[i].second, edition, std::move(theirs));
    }
}

}  // namespace broadsheet
