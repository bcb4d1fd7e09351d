#include "features/stories/published_store.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace broadsheet {

namespace {

#define TEASER_COLUMNS                                                                                      \
    "p.story_id, p.edition, p.section_id, p.top_section_id, p.kind, p.path, p.published_at, p.updated_at, " \
    "p.picture_id, "                                                                                        \
    "p.kicker, p.headline, p.front_headline, p.standfirst"

constexpr db::Sql kFindPublished{
    "published.find",
    "SELECT " TEASER_COLUMNS
    ", p.version_id, p.version_number, p.revision_id, r.search_headline, r.rights, "
    "r.disclaimer, r.words, r.body "
    "FROM published p JOIN revision r ON r.id = p.revision_id WHERE p.story_id = $1 AND p.edition = $2"};
constexpr db::Sql kTeaser{"published.teaser",
                          "SELECT " TEASER_COLUMNS ", p.day FROM published p WHERE p.story_id = $1 AND p.edition = $2"};
constexpr db::Sql kRedate{"published.redate",
                          "UPDATE published SET month = $3, day = $4 WHERE story_id = $1 AND edition = $2"};
constexpr db::Sql kEditions{"published.editions",
                            "SELECT edition, path FROM published WHERE story_id = $1 ORDER BY edition"};
constexpr db::Sql kNewest{"published.newest", "SELECT " TEASER_COLUMNS
                                              " FROM published p WHERE p.edition = $1 "
                                              "ORDER BY p.published_at DESC, p.story_id DESC LIMIT $2"};
constexpr db::Sql kNewestOfSection{"published.newest_of_section",
                                   "SELECT " TEASER_COLUMNS
                                   " FROM published p WHERE p.edition = $1 AND p.section_id = $3 "
                                   "ORDER BY p.published_at DESC, p.story_id DESC LIMIT $2"};
constexpr db::Sql kNewestOfTop{"published.newest_of_top",
                               "SELECT " TEASER_COLUMNS
                               " FROM published p WHERE p.edition = $1 AND p.top_section_id = $3 "
                               "ORDER BY p.published_at DESC, p.story_id DESC LIMIT $2"};
constexpr db::Sql kNewestMentioning{"published.newest_mentioning",
                                    "SELECT " TEASER_COLUMNS
                                    " FROM published_mention m "
                                    "JOIN published p ON p.story_id = m.story_id AND p.edition = m.edition "
                                    "WHERE m.edition = $1 AND m.kind = $3 AND m.thing_id = $4 "
                                    "ORDER BY m.published_at DESC, m.story_id DESC LIMIT $2"};
constexpr db::Sql kMonth{"published.month",
                         "SELECT " TEASER_COLUMNS
                         " FROM published p WHERE p.edition = $1 AND p.published_at >= $2 AND p.published_at < $3 "
                         "ORDER BY p.published_at DESC, p.story_id DESC"};
constexpr db::Sql kMonthOfSection{
    "published.month_of_section",
    "SELECT " TEASER_COLUMNS
    " FROM published p WHERE p.edition = $1 AND p.section_id = $4 AND "
    "p.published_at >= $2 AND p.published_at < $3 ORDER BY p.published_at DESC, p.story_id DESC"};
constexpr db::Sql kMonthOfTop{
    "published.month_of_top",
    "SELECT " TEASER_COLUMNS
    " FROM published p WHERE p.edition = $1 AND p.top_section_id = $4 AND "
    "p.published_at >= $2 AND p.published_at < $3 ORDER BY p.published_at DESC, p.story_id DESC"};
constexpr db::Sql kMonthMentioning{
    "published.month_mentioning",
    "SELECT " TEASER_COLUMNS
    " FROM published_mention m "
    "JOIN published p ON p.story_id = m.story_id AND p.edition = m.edition "
    "WHERE m.edition = $1 AND m.kind = $4 AND m.thing_id = $5 AND m.published_at >= $2 AND "
    "m.published_at < $3 ORDER BY m.published_at DESC, m.story_id DESC"};
constexpr db::Sql kOfDay{"published.day", "SELECT " TEASER_COLUMNS
                                          " FROM published p WHERE p.edition = $1 AND p.day = $2 "
                                          "ORDER BY p.published_at DESC, p.story_id DESC"};
constexpr db::Sql kSome{"published.some",
                        "SELECT " TEASER_COLUMNS " FROM published p WHERE p.edition = $1 AND p.story_id IN ($2[])"};
constexpr db::Sql kPrevious{
    "published.previous",
    "SELECT " TEASER_COLUMNS
    " FROM published p WHERE p.edition = $1 AND p.section_id = $2 AND "
    "(p.published_at, p.story_id) < ($3, $4) ORDER BY p.published_at DESC, p.story_id DESC LIMIT 1"};
constexpr db::Sql kNext{"published.next",
                        "SELECT " TEASER_COLUMNS
                        " FROM published p WHERE p.edition = $1 AND p.section_id = $2 AND "
                        "(p.published_at, p.story_id) > ($3, $4) ORDER BY p.published_at, p.story_id LIMIT 1"};
// A page of several lists at once: driven by the index of the narrowest, checked against the others. '' narrows
// nothing.
#define PAGE_CHECKS                                                                                                   \
    "($5 = '' OR p.section_id = $5) AND ($6 = '' OR p.top_section_id = $6) AND ($7 = '' OR p.kind = $7) AND "         \
    "($8 = '' OR EXISTS (SELECT 1 FROM published_mention n WHERE n.edition = p.edition AND n.kind = 'person' AND "    \
    "n.thing_id = $8 AND n.published_at = p.published_at AND n.story_id = p.story_id)) AND "                          \
    "($9 = '' OR EXISTS (SELECT 1 FROM published_mention n WHERE n.edition = p.edition AND n.kind = 'topic' AND "     \
    "n.thing_id = $9 AND n.published_at = p.published_at AND n.story_id = p.story_id)) AND "                          \
    "($10 = '' OR EXISTS (SELECT 1 FROM published_mention n WHERE n.edition = p.edition AND n.kind = 'organisation' " \
    "AND "                                                                                                            \
    "n.thing_id = $10 AND n.published_at = p.published_at AND n.story_id = p.story_id))"
constexpr db::Sql kPage{
    "published.page",
    "SELECT " TEASER_COLUMNS
    " FROM published p WHERE p.edition = $1 AND (p.published_at, p.story_id) < ($2, $3) AND " PAGE_CHECKS
    " ORDER BY p.published_at DESC, p.story_id DESC LIMIT $4"};
constexpr db::Sql kPageOfSection{"published.page_of_section",
                                 "SELECT " TEASER_COLUMNS
                                 " FROM published p WHERE p.edition = $1 AND p.section_id = $11 AND "
                                 "(p.published_at, p.story_id) < ($2, $3) AND " PAGE_CHECKS
                                 " ORDER BY p.published_at DESC, p.story_id DESC LIMIT $4"};
constexpr db::Sql kPageOfTop{"published.page_of_top",
                             "SELECT " TEASER_COLUMNS
                             " FROM published p WHERE p.edition = $1 AND p.top_section_id = $11 AND "
                             "(p.published_at, p.story_id) < ($2, $3) AND " PAGE_CHECKS
                             " ORDER BY p.published_at DESC, p.story_id DESC LIMIT $4"};
constexpr db::Sql kPageMentioning{"published.page_mentioning",
                                  "SELECT " TEASER_COLUMNS
                                  " FROM published_mention m "
                                  "JOIN published p ON p.story_id = m.story_id AND p.edition = m.edition "
                                  "WHERE m.edition = $1 AND m.kind = $11 AND m.thing_id = $12 AND "
                                  "(m.published_at, m.story_id) < ($2, $3) AND " PAGE_CHECKS
                                  " ORDER BY m.published_at DESC, m.story_id DESC LIMIT $4"};
constexpr db::Sql kMonths{
    "published.months",
    "SELECT month, stories FROM published_month WHERE edition = $1 AND list = $2 AND stories > 0 ORDER BY month DESC"};
constexpr db::Sql kMonthsOfYear{
    "published.months_of_year",
    "SELECT month, stories FROM published_month WHERE edition = $1 AND list = $2 AND stories > 0 AND month > $3 AND "
    "month < $4 ORDER BY month DESC"};
constexpr db::Sql kMonthBefore{
    "published.month_before",
    "SELECT month FROM published_month WHERE edition = $1 AND list = $2 AND stories > 0 AND month < $3 "
    "ORDER BY month DESC LIMIT 1"};
constexpr db::Sql kMonthAfter{
    "published.month_after",
    "SELECT month FROM published_month WHERE edition = $1 AND list = $2 AND stories > 0 AND month > $3 "
    "ORDER BY month LIMIT 1"};
constexpr db::Sql kDays{
    "published.days",
    "SELECT day, stories FROM published_day WHERE edition = $1 AND day > $2 AND day < $3 AND stories > 0 ORDER BY day"};
constexpr db::Sql kDayBefore{
    "published.day_before",
    "SELECT day FROM published_day WHERE edition = $1 AND stories > 0 AND day < $2 ORDER BY day DESC LIMIT 1"};
constexpr db::Sql kDayAfter{
    "published.day_after",
    "SELECT day FROM published_day WHERE edition = $1 AND stories > 0 AND day > $2 ORDER BY day LIMIT 1"};
constexpr db::Sql kAllAfter{
    "published.all_after",
    "SELECT story_id, edition FROM published WHERE (story_id, edition) > ($1, $2) ORDER BY story_id, edition LIMIT $3"};
constexpr db::Sql kCountAll{
    "published.count", "SELECT coalesce(sum(stories), 0) FROM published_month WHERE edition = $1 AND list = 'all'"};
constexpr db::Sql kBylines{
    "published.bylines",
    "SELECT story_id, person_id, role FROM story_byline WHERE story_id IN ($1[]) ORDER BY story_id, position"};

constexpr db::Sql kPut{
    "published.put",
    "INSERT INTO published (story_id, edition, version_id, version_number, revision_id, section_id, top_section_id, "
    "kind, path, published_at, updated_at, month, day, picture_id, kicker, headline, front_headline, standfirst) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) "
    "ON CONFLICT (story_id, edition) DO UPDATE SET revision_id = excluded.revision_id, "
    "section_id = excluded.section_id, top_section_id = excluded.top_section_id, kind = excluded.kind, "
    "path = excluded.path, published_at = excluded.published_at, updated_at = excluded.updated_at, "
    "month = excluded.month, day = excluded.day, picture_id = excluded.picture_id, kicker = excluded.kicker, "
    "headline = excluded.headline, front_headline = excluded.front_headline, standfirst = excluded.standfirst"};
constexpr db::Sql kMoveSection{"published.move_section",
                               "UPDATE published SET top_section_id = $3 WHERE edition = $1 AND section_id = $2"};
constexpr db::Sql kRemove{"published.remove", "DELETE FROM published WHERE story_id = $1 AND edition = $2"};
// Asked before a picture is changed, never for a page: it leaves no tag.
constexpr db::Sql kShowing{"published.showing",
                           "SELECT DISTINCT edition FROM published_picture WHERE media_id = $1 ORDER BY edition"};
constexpr db::Sql kAddPicture{"published.add_picture",
                              "INSERT INTO published_picture (media_id, edition, story_id) VALUES ($1, $2, $3)"};
constexpr db::Sql kRemovePictures{"published.remove_pictures",
                                  "DELETE FROM published_picture WHERE story_id = $1 AND edition = $2"};
constexpr db::Sql kMentions{"published.mentions",
                            "SELECT kind, thing_id FROM published_mention WHERE story_id = $1 AND edition = $2"};
constexpr db::Sql kAddMention{
    "published.add_mention",
    "INSERT INTO published_mention (edition, kind, thing_id, published_at, story_id) VALUES ($1, $2, $3, $4, $5)"};
constexpr db::Sql kRemoveMention{"published.remove_mention",
                                 "DELETE FROM published_mention WHERE edition = $1 AND kind = $2 AND thing_id = $3 AND "
                                 "published_at = $4 AND story_id = $5"};
constexpr db::Sql kCountMonth{
    "published.count_month",
    "INSERT INTO published_month (edition, list, month, stories) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (edition, list, month) DO UPDATE SET stories = published_month.stories + $4 RETURNING stories"};
constexpr db::Sql kCountDay{
    "published.count_day",
    "INSERT INTO published_day (edition, day, stories) VALUES ($1, $2, $3) "
    "ON CONFLICT (edition, day) DO UPDATE SET stories = published_day.stories + $3 RETURNING stories"};
constexpr db::Sql kNewerAll{
    "published.newer",
    "SELECT count(*) FROM (SELECT 1 FROM published WHERE edition = $1 AND (published_at, story_id) > ($2, $3) "
    "LIMIT $4) newer"};
constexpr db::Sql kNewerInSection{
    "published.newer_in_section",
    "SELECT count(*) FROM (SELECT 1 FROM published WHERE edition = $1 AND section_id = $5 AND "
    "(published_at, story_id) > ($2, $3) LIMIT $4) newer"};
constexpr db::Sql kNewerInTop{
    "published.newer_in_top",
    "SELECT count(*) FROM (SELECT 1 FROM published WHERE edition = $1 AND top_section_id = $5 AND "
    "(published_at, story_id) > ($2, $3) LIMIT $4) newer"};
constexpr db::Sql kNewerMentioning{
    "published.newer_mentioning",
    "SELECT count(*) FROM (SELECT 1 FROM published_mention WHERE edition = $1 AND kind = $5 AND "
    "thing_id = $6 AND (published_at, story_id) > ($2, $3) LIMIT $4) newer"};
// Nearest in time on either side: an old story's neighbours are not crowded out by whatever its topics brought since.

Teaser teaser_from(const db::Row& row) {
    return {row.text(0),  row.text(1),    row.text(2),    row.text(3), kind_named(row.text(4)).value_or(Kind::News),
            row.text(5),  row.instant(6), row.instant(7), row.text(8), row.text(9),
            row.text(10), row.text(11),   row.text(12)};
}

std::string teaser_tag(const std::string& story, const std::string& edition) {
    return "teaser:" + story + ":" + edition;
}

/// Every list of teasers depends on each teaser it prints.
std::vector<Teaser> teasers_from(db::ReadTx& tx, const db::Rows& rows) {
    std::vector<Teaser> out;
    out.reserve(rows.size());
    for (const auto& row : rows) {
        out.push_back(teaser_from(row));
        tx.reads(teaser_tag(out.back().story, out.back().edition));
    }
    return out;
}

std::pair<std::string, std::string> split(const ListName& list) {
    const auto colon = list.find(':');
    if (colon == std::string::npos) return {list, ""};
    return {list.substr(0, colon), list.substr(colon + 1)};
}

constexpr std::size_t kDayColumn = 13;  // of `published.teaser`

int month_of(text::Day day) { return day.year * 100 + day.month; }
int day_number(text::Day day) { return month_of(day) * 100 + day.day; }
text::Day day_from(std::int64_t number) {
    return {static_cast<int>(number / 10'000), static_cast<int>(number / 100 % 100), static_cast<int>(number % 100)};
}

/// Lists a teaser belongs to by where it stands.
std::vector<ListName> lists_of(const Teaser& teaser) {
    return {"all", "section:" + teaser.section, "top:" + teaser.top_section};
}

std::set<std::pair<std::string, std::string>> pairs_of(const Mentions& mentions) {
    std::set<std::pair<std::string, std::string>> out;
    for (const auto& id : mentions.people) out.emplace("person", id);
    for (const auto& id : mentions.topics) out.emplace("topic", id);
    for (const auto& id : mentions.organisations) out.emplace("organisation", id);
    return out;
}

/// Is the story among the newest of a list, so that the list's first page shows it?
bool on_first_page(db::Tx& tx, const ListName& list, const Teaser& teaser) {
    const auto [kind, id] = split(list);
    const int limit = kind == "all" ? kLatestLength : kListLength;
    const std::vector<db::Arg> args = {teaser.edition, teaser.published_at, teaser.story, limit};
    const auto with = [&](std::vector<db::Arg> more) {
        std::vector<db::Arg> all = args;
        for (auto& arg : more) all.push_back(std::move(arg));
        return all;
    };
    std::optional<db::Row> row;
    if (kind == "all") {
        row = tx.one(kNewerAll, args);
    } else if (kind == "section") {
        row = tx.one(kNewerInSection, with({id}));
    } else if (kind == "top") {
        row = tx.one(kNewerInTop, with({id}));
    } else {
        row = tx.one(kNewerMentioning, with({kind, id}));
    }
    return row->integer(0) < limit;
}

}  // namespace

std::optional<Published> PublishedStore::find(db::ReadTx& tx, const std::string& story,
                                              const std::string& edition) const {
    tx.reads("story:" + story + ":" + edition);
    auto row = tx.one(kFindPublished, {story, edition});
    if (!row) return std::nullopt;
    Published out;
    out.teaser = teaser_from(*row);
    out.version = row->text(13);
    out.number = row->integer(14);
    out.revision = row->text(15);
    out.text.kicker = out.teaser.kicker;
    out.text.headline = out.teaser.headline;
    out.text.front_headline = out.teaser.front_headline;
    out.text.standfirst = out.teaser.standfirst;
    out.text.search_headline = row->text(16);
    out.text.rights = row->text(17);
    out.text.disclaimer = row->text(18);
    out.words = row->integer(19);
    auto body = document::parse(row->text(20));
    // What is stored passed the same parser; if it no longer does, the data is damaged and no page may pretend
    // otherwise.
    if (!body) throw db::DatabaseError("revision " + out.revision + " holds no valid document");
    out.text.body = std::move(*body);
    return out;
}

std::vector<std::pair<std::string, std::string>> PublishedStore::editions_of(db::ReadTx& tx,
                                                                             const std::string& story) const {
    tx.reads("versions:" + story);
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& row : tx.query(kEditions, {story})) out.emplace_back(row.text(0), row.text(1));
    return out;
}

std::vector<Teaser> PublishedStore::newest(db::ReadTx& tx, const ListName& list, const std::string& edition,
                                           int limit) const {
    tx.reads("list:" + list + ":" + edition);
    const auto [kind, id] = split(list);
    if (kind == "all") return teasers_from(tx, tx.query(kNewest, {edition, std::min(limit, kLatestLength)}));
    limit = std::min(limit, kListLength);
    if (kind == "section") return teasers_from(tx, tx.query(kNewestOfSection, {edition, limit, id}));
    if (kind == "top") return teasers_from(tx, tx.query(kNewestOfTop, {edition, limit, id}));
    return teasers_from(tx, tx.query(kNewestMentioning, {edition, limit, kind, id}));
}

void PublishedStore::reads_section(db::ReadTx& tx, const Teaser& teaser) {
    tx.reads("teaser_section:" + teaser.story + ":" + teaser.edition);
}

std::vector<Teaser> PublishedStore::page_after(db::ReadTx& tx, const std::vector<ListName>& lists,
                                               std::optional<Kind> kind, const std::string& edition,
                                               const std::optional<Place>& after, int limit) const {
    std::string section, top, person, topic, organisation;
    std::pair<std::string, std::string> narrowest{"all", ""};
    for (const auto& list : lists) {
        const auto [of, id] = split(list);
        if (of == "section") section = id;
        if (of == "top") top = id;
        if (of == "person") person = id;
        if (of == "topic") topic = id;
        if (of == "organisation") organisation = id;
        if (of != "all") narrowest = {of, id};
    }
    const bool mentions =
        narrowest.first == "person" || narrowest.first == "topic" || narrowest.first == "organisation";
    const Instant from = after ? after->at : Instant{std::numeric_limits<std::int64_t>::max()};
    std::vector<db::Arg> args = {edition, from,        after ? after->story : std::string(),    limit,
                                 section, top,         std::string(kind ? name_of(*kind) : ""), person,
                                 topic,   organisation};
    db::Rows rows;
    if (mentions) {
        args.emplace_back(narrowest.first);
        args.emplace_back(narrowest.second);
        rows = tx.query(kPageMentioning, args);
    } else if (narrowest.first == "all") {
        rows = tx.query(kPage, args);
    } else {
        args.emplace_back(narrowest.second);
        rows = tx.query(narrowest.first == "top" ? kPageOfTop : kPageOfSection, args);
    }
    std::vector<Teaser> out;
    for (const auto& row : rows) {
        out.push_back(teaser_from(row));
        tx.reads("story:" + out.back().story + ":" + edition);
    }
    // What can enter the page enters one of the lists in a month the page covers. A page that is not full covers all
    // that is older, one that begins at the top all that is newer: those, and pages of several lists, follow every
    // month.
    if (kind) tx.reads("kind:" + std::string(name_of(*kind)) + ":" + edition);
    if (lists.size() == 1 && !kind && after && static_cast<int>(out.size()) == limit) {
        const int first = month_of(zone_.day(out.back().published_at));
        int month = month_of(zone_.day(after->at));
        for (int covered = 0; covered < 36; ++covered) {
            tx.reads("month:" + lists.front() + ":" + edition + ":" + std::to_string(month));
            if (month <= first) return out;
            month = month % 100 == 1 ? month - 89 : month - 1;
        }
    }
    for (const auto& list : lists) tx.reads("months:" + list + ":" + edition);
    return out;
}

std::vector<Teaser> PublishedStore::of_month(db::ReadTx& tx, const ListName& list, const std::string& edition, int year,
                                             int month) const {
    tx.reads("month:" + list + ":" + edition + ":" + std::to_string(year * 100 + month));
    const Instant from = zone_.start_of({year, month, 1});
    const Instant to = month == 12 ? zone_.start_of({year + 1, 1, 1}) : zone_.start_of({year, month + 1, 1});
    const auto [kind, id] = split(list);
    if (kind == "all") return teasers_from(tx, tx.query(kMonth, {edition, from, to}));
    if (kind == "section") return teasers_from(tx, tx.query(kMonthOfSection, {edition, from, to, id}));
    if (kind == "top") return teasers_from(tx, tx.query(kMonthOfTop, {edition, from, to, id}));
    return teasers_from(tx, tx.query(kMonthMentioning, {edition, from, to, kind, id}));
}

std::vector<Teaser> PublishedStore::of_day(db::ReadTx& tx, const std::string& edition, text::Day day) const {
    tx.reads("day:" + edition + ":" + std::to_string(day_number(day)));
    return teasers_from(tx, tx.query(kOfDay, {edition, day_number(day)}));
}

std::vector<Teaser> PublishedStore::some(db::ReadTx& tx, const std::vector<std::string>& stories,
                                         const std::string& edition) const {
    if (stories.empty()) return {};
    for (const auto& story : stories) tx.reads(teaser_tag(story, edition));
    std::map<std::string, Teaser> found;
    for (const auto& row : tx.query(kSome, {edition, stories})) found.emplace(row.text(0), teaser_from(row));
    std::vector<Teaser> out;
    for (const auto& story : stories) {
        const auto at = found.find(story);
        if (at != found.end()) out.push_back(at->second);
    }
    return out;
}

PublishedStore::Neighbours PublishedStore::neighbours(db::ReadTx& tx, const Teaser& of) const {
    tx.reads("neighbours:" + of.story + ":" + of.edition);
    Neighbours out;
    const std::vector<db::Arg> args = {of.edition, of.section, of.published_at, of.story};
    if (const auto row = tx.one(kPrevious, args)) out.previous = teaser_from(*row);
    if (const auto row = tx.one(kNext, args)) out.next = teaser_from(*row);
    for (const auto* neighbour : {&out.previous, &out.next}) {
        if (*neighbour) tx.reads(teaser_tag((*neighbour)->story, of.edition));
    }
    return out;
}

std::vector<std::pair<int, std::int64_t>> PublishedStore::months(db::ReadTx& tx, const std::string& edition) const {
    tx.reads("months:all:" + edition);
    std::vector<std::pair<int, std::int64_t>> out;
    for (const auto& row : tx.query(kMonths, {edition, "all"}))
        out.emplace_back(static_cast<int>(row.integer(0)), row.integer(1));
    return out;
}

std::vector<std::pair<int, std::int64_t>> PublishedStore::months_of_year(db::ReadTx& tx, const std::string& edition,
                                                                         int year) const {
    tx.reads("months:all:" + edition + ":" + std::to_string(year));
    std::vector<std::pair<int, std::int64_t>> out;
    for (const auto& row : tx.query(kMonthsOfYear, {edition, "all", year * 100, year * 100 + 99}))
        out.emplace_back(static_cast<int>(row.integer(0)), row.integer(1));
    return out;
}

std::vector<int> PublishedStore::years(db::ReadTx& tx, const std::string& edition) const {
    tx.reads("years:all:" + edition);
    std::vector<int> out;
    for (const auto& row : tx.query(kMonths, {edition, "all"})) {
        const int year = static_cast<int>(row.integer(0) / 100);
        if (out.empty() || out.back() != year) out.push_back(year);
    }
    return out;
}

std::pair<int, int> PublishedStore::months_around(db::ReadTx& tx, const ListName& list, const std::string& edition,
                                                  int month) const {
    const auto before = tx.one(kMonthBefore, {edition, list, month});
    const auto after = tx.one(kMonthAfter, {edition, list, month});
    const std::pair<int, int> out = {before ? static_cast<int>(before->integer(0)) : 0,
                                     after ? static_cast<int>(after->integer(0)) : 0};
    tx.reads("around:" + list + ":" + edition + ":" + std::to_string(month));
    return out;
}

std::vector<std::pair<int, std::int64_t>> PublishedStore::days(db::ReadTx& tx, const std::string& edition, int year,
                                                               int month) const {
    const int number = year * 100 + month;
    tx.reads("calendar:" + edition + ":" + std::to_string(number));
    std::vector<std::pair<int, std::int64_t>> out;
    for (const auto& row : tx.query(kDays, {edition, number * 100, number * 100 + 99})) {
        out.emplace_back(static_cast<int>(row.integer(0) % 100), row.integer(1));
    }
    return out;
}

std::pair<std::optional<text::Day>, std::optional<text::Day>> PublishedStore::days_around(db::ReadTx& tx,
                                                                                          const std::string& edition,
                                                                                          text::Day day) const {
    tx.reads("day_around:" + edition + ":" + std::to_string(day_number(day)));
    const auto before = tx.one(kDayBefore, {edition, day_number(day)});
    const auto after = tx.one(kDayAfter, {edition, day_number(day)});
    return {before ? std::optional(day_from(before->integer(0))) : std::nullopt,
            after ? std::optional(day_from(after->integer(0))) : std::nullopt};
}

std::vector<std::pair<std::string, std::string>> PublishedStore::all_after(db::ReadTx& tx, const std::string& story,
                                                                           const std::string& edition,
                                                                           int limit) const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& row : tx.query(kAllAfter, {story, edition, limit})) out.emplace_back(row.text(0), row.text(1));
    return out;
}

std::int64_t PublishedStore::count(db::ReadTx& tx, const std::string& edition) const {
    return tx.one(kCountAll, {edition})->integer(0);
}

std::vector<std::tuple<std::string, std::string, BylineRole>> PublishedStore::bylines(
    db::ReadTx& tx, const std::vector<std::string>& stories) const {
    std::vector<std::tuple<std::string, std::string, BylineRole>> out;
    if (stories.empty()) return out;
    for (const auto& story : stories) tx.reads("byline:" + story);
    for (const auto& row : tx.query(kBylines, {stories})) {
        out.emplace_back(row.text(0), row.text(1), role_of_byline(row.text(2)).value_or(BylineRole::Author));
    }
    return out;
}

// --- writing ---------------------------------------------------------------------------------------------------------

namespace {

/// One step of a list's months when stories of a month enter (by > 0) or leave (by < 0) it.
void step_month(db::Tx& tx, const ListName& list, const std::string& edition, int month, std::int64_t by) {
    const auto row = tx.one(kCountMonth, {edition, list, month, by});
    const std::int64_t now = row->integer(0);
    const std::string month_text = std::to_string(month);
    tx.changes("month:" + list + ":" + edition + ":" + month_text);
    const bool appears_or_vanishes = now == 0 || now - by == 0;
    if (list == "all") {  // the archive's; other lists have no page of years
        const int year = month / 100;
        tx.changes("months:all:" + edition);
        tx.changes("months:all:" + edition + ":" + std::to_string(year));
        // The first month of a year, or the last to go.
        if (appears_or_vanishes &&
            tx.query(kMonthsOfYear, {edition, list, year * 100, year * 100 + 99}).size() == (now == 0 ? 0U : 1U))
            tx.changes("years:all:" + edition);
    }
    if (appears_or_vanishes) {  // a month appeared or vanished: the months beside it lead elsewhere now
        for (const auto* sql : {&kMonthBefore, &kMonthAfter}) {
            if (const auto beside = tx.one(*sql, {edition, list, month})) {
                tx.changes("around:" + list + ":" + edition + ":" + std::to_string(beside->integer(0)));
            }
        }
        tx.changes("around:" + list + ":" + edition + ":" + month_text);
    }
}

/// One step of a list's derived rows when a story enters (+1) or leaves (-1) it. Called while the story's row is
/// (still) there or not: `on_first_page` compares with the others only.
void step_list(db::Tx& tx, const ListName& list, const Teaser& teaser, text::Day day, int by) {
    const std::string& edition = teaser.edition;
    step_month(tx, list, edition, month_of(day), by);
    if (on_first_page(tx, list, teaser)) tx.changes("list:" + list + ":" + edition);
}

void step_day(db::Tx& tx, const std::string& edition, text::Day day, int by) {
    const std::int64_t now = tx.one(kCountDay, {edition, day_number(day), by})->integer(0);
    tx.changes("day:" + edition + ":" + std::to_string(day_number(day)));
    tx.changes("calendar:" + edition + ":" + std::to_string(month_of(day)));
    if (now == 0 || now - by == 0) {
        for (const auto* sql : {&kDayBefore, &kDayAfter}) {
            if (const auto beside = tx.one(*sql, {edition, day_number(day)})) {
                tx.changes("day_around:" + edition + ":" + std::to_string(beside->integer(0)));
            }
        }
        tx.changes("day_around:" + edition + ":" + std::to_string(day_number(day)));
    }
}

/// The stories beside this one in its section now have, or had, it as neighbour.
void touch_neighbours(db::Tx& tx, const Teaser& teaser) {
    const std::vector<db::Arg> args = {teaser.edition, teaser.section, teaser.published_at, teaser.story};
    for (const auto* sql : {&kPrevious, &kNext}) {
        if (const auto row = tx.one(*sql, args)) tx.changes("neighbours:" + row->text(0) + ":" + teaser.edition);
    }
    tx.changes("neighbours:" + teaser.story + ":" + teaser.edition);
}

void add_mention(db::Tx& tx, const std::pair<std::string, std::string>& mention, const Teaser& teaser, text::Day day) {
    tx.run(kAddMention, {teaser.edition, mention.first, mention.second, teaser.published_at, teaser.story});
    step_list(tx, mention.first + ":" + mention.second, teaser, day, 1);
}

void remove_mention(db::Tx& tx, const std::pair<std::string, std::string>& mention, const Teaser& teaser,
                    text::Day day) {
    tx.run(kRemoveMention, {teaser.edition, mention.first, mention.second, teaser.published_at, teaser.story});
    step_list(tx, mention.first + ":" + mention.second, teaser, day, -1);
}

/// Main picture and those within the text, each once.
std::set<std::string> pictures_of(const Published& row) {
    const auto within = document::media_of(row.text.body);
    std::set<std::string> out(within.begin(), within.end());
    if (!row.teaser.picture.empty()) out.insert(row.teaser.picture);
    return out;
}

}  // namespace

std::vector<std::string> PublishedStore::editions_showing(db::ReadTx& tx, const std::string& picture) const {
    std::vector<std::string> out;
    for (const auto& row : tx.query(kShowing, {picture})) out.push_back(row.text(0));
    return out;
}

std::set<std::pair<std::string, std::string>> PublishedStore::mentioned(db::ReadTx& tx, const std::string& story,
                                                                        const std::string& edition) const {
    std::set<std::pair<std::string, std::string>> out;
    for (const auto& row : tx.query(kMentions, {story, edition})) out.emplace(row.text(0), row.text(1));
    return out;
}

void PublishedStore::put(db::Tx& tx, const Published& row, const Mentions& mentions) const {
    const Teaser& teaser = row.teaser;
    std::optional<Teaser> before;
    // As it is stored: between a change of the zone and the work that follows it, not what the zone says.
    text::Day old_day;
    if (const auto old = tx.one(kTeaser, {teaser.story, teaser.edition})) {
        before = teaser_from(*old);
        old_day = day_from(old->integer(kDayColumn));
    }
    const auto old_mentions =
        before ? mentioned(tx, teaser.story, teaser.edition) : std::set<std::pair<std::string, std::string>>{};
    const bool moved =
        before && (before->section != teaser.section || before->top_section != teaser.top_section ||
                   before->published_at != teaser.published_at || old_day != zone_.day(teaser.published_at));
    if (moved) touch_neighbours(tx, *before);
    const text::Day day = zone_.day(teaser.published_at);
    tx.run(kPut,
           {teaser.story, teaser.edition, row.version, row.number, row.revision, teaser.section, teaser.top_section,
            std::string(name_of(teaser.kind)), teaser.path, teaser.published_at, teaser.updated_at, month_of(day),
            day_number(day), teaser.picture.empty() ? db::Arg(nullptr) : db::Arg(teaser.picture), teaser.kicker,
            teaser.headline, teaser.front_headline, teaser.standfirst});
    tx.run(kRemovePictures, {teaser.story, teaser.edition});
    for (const auto& picture : pictures_of(row)) tx.run(kAddPicture, {picture, teaser.edition, teaser.story});
    tx.changes("story:" + teaser.story + ":" + teaser.edition);
    if (!before || before->path != teaser.path) tx.changes("versions:" + teaser.story);
    if (before && before->kind != teaser.kind) {
        for (const Kind kind : {before->kind, teaser.kind})
            tx.changes("kind:" + std::string(name_of(kind)) + ":" + teaser.edition);
    }
    // The time of an update is printed in no teaser: a body edit must not drop the lists. Nor is the section in most of
    // them, which have a kicker: who prints it says so.
    Teaser printed = teaser;
    if (before) {
        if (before->section != teaser.section) tx.changes("teaser_section:" + teaser.story + ":" + teaser.edition);
        printed.updated_at = before->updated_at;
        printed.section = before->section;
        printed.top_section = before->top_section;
    }
    if (!before || *before != printed) tx.changes("teaser:" + teaser.story + ":" + teaser.edition);

    const auto now_mentions = pairs_of(mentions);
    if (!before) {
        for (const auto& list : lists_of(teaser)) step_list(tx, list, teaser, day, 1);
        step_day(tx, teaser.edition, day, 1);
        touch_neighbours(tx, teaser);
        for (const auto& mention : now_mentions) add_mention(tx, mention, teaser, day);
        return;
    }
    const bool retimed = before->published_at != teaser.published_at || old_day != day;
    if (moved) {
        // A list that holds it before and after, at the same place, is the same list.
        const auto left = lists_of(*before);
        const auto entered = lists_of(teaser);
        for (std::size_t i = 0; i < left.size(); ++i) {
            if (!retimed && left[i] == entered[i]) continue;
            step_list(tx, left[i], *before, old_day, -1);
            step_list(tx, entered[i], teaser, day, 1);
        }
        if (retimed) {
            step_day(tx, before->edition, old_day, -1);
            step_day(tx, teaser.edition, day, 1);
        }
        touch_neighbours(tx, teaser);
    }
    for (const auto& mention : old_mentions) {
        if (retimed || now_mentions.count(mention) == 0) remove_mention(tx, mention, *before, old_day);
    }
    for (const auto& mention : now_mentions) {
        if (retimed || old_mentions.count(mention) == 0) add_mention(tx, mention, teaser, day);
    }
}

void PublishedStore::remove(db::Tx& tx, const std::string& story, const std::string& edition) const {
    const auto old = tx.one(kTeaser, {story, edition});
    if (!old) return;
    const Teaser before = teaser_from(*old);
    const text::Day day = day_from(old->integer(kDayColumn));
    const auto mentions = mentioned(tx, story, edition);
    tx.run(kRemove, {story, edition});
    tx.run(kRemovePictures, {story, edition});
    tx.changes("story:" + story + ":" + edition);
    tx.changes("teaser:" + story + ":" + edition);
    tx.changes("versions:" + story);
    for (const auto& list : lists_of(before)) step_list(tx, list, before, day, -1);
    step_day(tx, before.edition, day, -1);
    touch_neighbours(tx, before);
    for (const auto& mention : mentions) remove_mention(tx, mention, before, day);
}

bool PublishedStore::redate(db::Tx& tx, const std::string& story, const std::string& edition) const {
    const auto row = tx.one(kTeaser, {story, edition});
    if (!row) return false;
    const Teaser teaser = teaser_from(*row);
    const text::Day was = day_from(row->integer(kDayColumn));
    const text::Day now = zone_.day(teaser.published_at);
    if (was == now) return false;
    tx.run(kRedate, {story, edition, month_of(now), day_number(now)});
    step_day(tx, edition, was, -1);
    step_day(tx, edition, now, 1);
    if (month_of(was) != month_of(now)) {
        auto lists = lists_of(teaser);
        for (const auto& [kind, id] : mentioned(tx, story, edition)) lists.push_back(kind + ":" + id);
        for (const auto& list : lists) {
            step_month(tx, list, edition, month_of(was), -1);
            step_month(tx, list, edition, month_of(now), 1);
        }
    }
    // The search index keeps the year.
    tx.changes("story:" + story + ":" + edition);
    return true;
}

std::int64_t PublishedStore::move_section(db::Tx& tx, const std::string& edition, const std::string& section,
                                          const std::string& from_top, const std::string& to_top) const {
    const auto newest = tx.query(kNewestOfSection, {edition, 1, section});
    if (newest.empty()) return 0;
    const ListName from = "top:" + from_top;
    const ListName to = "top:" + to_top;
    // If one of them stands on a first page, the newest does.
    const Teaser first = teaser_from(newest.front());
    if (on_first_page(tx, from, first)) tx.changes("list:" + from + ":" + edition);
    const std::int64_t stories = tx.run(kMoveSection, {edition, section, to_top});
    if (on_first_page(tx, to, first)) tx.changes("list:" + to + ":" + edition);
    for (const auto& row : tx.query(kMonths, {edition, "section:" + section})) {
        const int month = static_cast<int>(row.integer(0));
        step_month(tx, from, edition, month, -row.integer(1));
        step_month(tx, to, edition, month, row.integer(1));
    }
    return stories;
}

std::vector<PublishedStore::SectionCount> PublishedStore::counts(const std::optional<Teaser>& before,
                                                                 const std::optional<Teaser>& after) const {
    std::vector<SectionCount> out;
    const auto add = [&](const Teaser& teaser, std::int64_t by) {
        out.push_back({teaser.section, teaser.edition, by});
        if (teaser.top_section != teaser.section) out.push_back({teaser.top_section, teaser.edition, by});
    };
    if (before && after && before->section == after->section) return out;
    if (before) add(*before, -1);
    if (after) add(*after, 1);
    return out;
}

#undef TEASER_COLUMNS

}  // namespace broadsheet
