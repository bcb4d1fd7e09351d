// Every SQL statement about what readers can see: published versions, their lists and neighbours. It never touches a
// draft, and it alone decides which tags a publication changes.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "features/stories/model.h"
#include "platform/db/db.h"

namespace broadsheet {

/// Newest stories of a list that its first page shows; everything older is in closed months.
inline constexpr int kListLength = 30;
/// Newest stories of an edition that the front page may draw on.
inline constexpr int kLatestLength = 60;

/// What every list knows of a published version: one row, without byline names.
struct Teaser {
    std::string story;
    std::string edition;
    std::string section;
    std::string top_section;  // the section's parent, or the section itself
    Kind kind = Kind::News;
    std::string path;
    Instant published_at;
    Instant updated_at;
    std::string picture;  // media id, or empty
    std::string kicker;
    std::string headline;
    std::string front_headline;  // empty: the headline
    std::string standfirst;
    bool operator==(const Teaser&) const = default;
};

/// A whole published version.
struct Published {
    Teaser teaser;
    std::string version;
    std::int64_t number = 0;
    std::string revision;
    VersionText text;
    std::int64_t words = 0;
};

/// A list of stories by name: "all", "section:ID", "top:ID" (a section with its sub-sections), "person:ID", "topic:ID",
/// "organisation:ID".
using ListName = std::string;

/// Who and what a published version mentions, for the lists of people, topics and organisations.
struct Mentions {
    std::vector<std::string> people;
    std::vector<std::string> topics;
    std::vector<std::string> organisations;
    bool operator==(const Mentions&) const = default;
};

class PublishedStore {
public:
    explicit PublishedStore(const text::Zone& zone) : zone_(zone) {}

    // What readers ask. Every answer leaves the tags it depends on.
    [[nodiscard]] std::optional<Published> find(db::ReadTx& tx, const std::string& story,
                                                const std::string& edition) const;
    /// Editions a story is published in, with its path there. Reads `versions:STORY`.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> editions_of(db::ReadTx& tx,
                                                                               const std::string& story) const;
    /// Newest first. `limit` ≤ kListLength for a list, ≤ kLatestLength for "all".
    [[nodiscard]] std::vector<Teaser> newest(db::ReadTx& tx, const ListName& list, const std::string& edition,
                                             int limit) const;
    /// Says that a caller shows where a teaser of a list stands: its home section is not among what lists depend on.
    /// Reads `teaser_section:STORY:ED`.
    static void reads_section(db::ReadTx& tx, const Teaser& teaser);
    /// A page of the stories that stand in every one of `lists` (at least one; "all" for no narrowing), newest first,
    /// after a place: for clients that walk through everything. Reads the months it covers, and `story:` of each story.
    struct Place {
        Instant at;
        std::string story;
    };
    [[nodiscard]] std::vector<Teaser> page_after(db::ReadTx& tx, const std::vector<ListName>& lists,
                                                 std::optional<Kind> kind, const std::string& edition,
                                                 const std::optional<Place>& after, int limit) const;
    [[nodiscard]] std::vector<Teaser> of_month(db::ReadTx& tx, const ListName& list, const std::string& edition,
                                               int year, int month) const;
    [[nodiscard]] std::vector<Teaser> of_day(db::ReadTx& tx, const std::string& edition, text::Day day) const;
    /// By id, in the order given; unpublished ones are left out.
    [[nodiscard]] std::vector<Teaser> some(db::ReadTx& tx, const std::vector<std::string>& stories,
                                           const std::string& edition) const;
    /// Before and after in the same home section, by time.
    struct Neighbours {
        std::optional<Teaser> previous, next;
    };
    [[nodiscard]] Neighbours neighbours(db::ReadTx& tx, const Teaser& of) const;
    /// Months of an edition that have stories, newest first: (yyyymm, how many). Reads `months:all:ED`, which every
    /// publication changes: for the sitemap's index.
    [[nodiscard]] std::vector<std::pair<int, std::int64_t>> months(db::ReadTx& tx, const std::string& edition) const;
    /// The same of one year. Reads `months:all:ED:YYYY`, so that a publication leaves the pages of other years alone.
    [[nodiscard]] std::vector<std::pair<int, std::int64_t>> months_of_year(db::ReadTx& tx, const std::string& edition,
                                                                           int year) const;
    /// Years of an edition that have stories, newest first. Reads `years:all:ED`.
    [[nodiscard]] std::vector<int> years(db::ReadTx& tx, const std::string& edition) const;
    /// The month with stories before and after `month` (yyyymm) in a list; 0: none.
    [[nodiscard]] std::pair<int, int> months_around(db::ReadTx& tx, const ListName& list, const std::string& edition,
                                                    int month) const;
    /// Days of a month that have stories: (day of month, how many).
    [[nodiscard]] std::vector<std::pair<int, std::int64_t>> days(db::ReadTx& tx, const std::string& edition, int year,
                                                                 int month) const;
    /// The day with stories before and after a day.
    [[nodiscard]] std::pair<std::optional<text::Day>, std::optional<text::Day>> days_around(db::ReadTx& tx,
                                                                                            const std::string& edition,
                                                                                            text::Day day) const;
    /// What to read next: an editor's picks, then the stored answer, nearest first; those that are published. Reads
    /// `recommended:STORY:ED`.
    [[nodiscard]] std::vector<Teaser> recommended(db::ReadTx& tx, const std::string& story,
                                                  const std::string& edition) const;
    /// What an editor chose to be read next, published or not, in order. For the desk: no tags.
    [[nodiscard]] std::vector<std::string> picks(db::ReadTx& tx, const std::string& story) const;
    /// Whom and what a published version mentions: (kind, id). No tags: for use cases.
    [[nodiscard]] std::set<std::pair<std::string, std::string>> mentioned(db::ReadTx& tx, const std::string& story,
                                                                          const std::string& edition) const;
    /// Editions in which readers see a picture, as main picture or within a text. No tags: for use cases.
    [[nodiscard]] std::vector<std::string> editions_showing(db::ReadTx& tx, const std::string& picture) const;
    /// All published (story, edition) after a key, by story: for reindexing and crawls. No tags.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> all_after(db::ReadTx& tx, const std::string& story,
                                                                             const std::string& edition,
                                                                             int limit) const;
    [[nodiscard]] std::int64_t count(db::ReadTx& tx, const std::string& edition) const;
    /// Authors and their roles for many stories at once: (story, person, role), in printed order. Reads `byline:STORY`.
    [[nodiscard]] std::vector<std::tuple<std::string, std::string, BylineRole>> bylines(
        db::ReadTx& tx, const std::vector<std::string>& stories) const;

    // What a publication does. `row`, with its text, replaces what was there; counters, lists, neighbours and tags
    // follow from the difference.
    void put(db::Tx& tx, const Published& row, const Mentions& mentions) const;
    void remove(db::Tx& tx, const std::string& story, const std::string& edition) const;
    /// Puts a version on the day and month that its time has in the paper's zone: after the zone has changed. False
    /// when it stands there already. Its address stays.
    bool redate(db::Tx& tx, const std::string& story, const std::string& edition) const;
    /// A section stands below another top section: its stories leave the lists of the one and enter those of the other.
    /// Their number. One statement changes them all; lists and months follow month by month.
    std::int64_t move_section(db::Tx& tx, const std::string& edition, const std::string& section,
                              const std::string& from_top, const std::string& to_top) const;
    /// Replaces an editor's picks. Changes `recommended:STORY:ED` where the story is published.
    void put_picks(db::Tx& tx, const std::string& story, const std::vector<std::string>& others) const;
    /// Section counts that changed with the last put or remove: (section, edition, by). For the menu; the use case
    /// hands them on.
    struct SectionCount {
        std::string section, edition;
        std::int64_t by;
    };
    [[nodiscard]] std::vector<SectionCount> counts(const std::optional<Teaser>& before,
                                                   const std::optional<Teaser>& after) const;
    /// Works out what to read next for a story from its mentions and stores it, filled
    /// with the newest of its section where little is near; stories that come near get it into
    /// their lists where it belongs (nearness is the same from both sides). One that was withdrawn leaves the lists it
    /// stood in. Tag `recommended:STORY:ED` only of lists that changed.
    void recommend(db::Tx& tx, const std::string& story, const std::string& edition) const;

private:
    const text::Zone& zone_;
};

}  // namespace broadsheet
