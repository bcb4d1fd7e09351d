// What a theme can print for a story: teasers for every list, and the whole story. Model → theme::Value; it never
// queries SQL itself but asks the doors for what many teasers need at once.
#pragma once

#include <string>
#include <vector>

#include "features/stories/stories.h"
#include "platform/theme/theme.h"
#include "site/frame.h"

namespace broadsheet {

/// Everything a story's page and its lists are made from.
struct StoryWorld {
    const Stories& stories;
    const Sections& sections;
    const People& people;
    const Organisations& organisations;
    const Topics& topics;
    const Media& media;
    const Editions& editions;
    const Frame& frame;
};

theme::Shape picture_shape();
theme::Shape teaser_shape();
theme::Shape listing_shape();  // listing_heading, stories, empty_text, pager
theme::Shape pager_shape();
theme::Shape story_shape();  // frame + story page

/// `picture` of a theme in an edition and crop; words from the picture, unless the caller has others.
theme::Value picture_value(const Picture& picture, const std::string& edition, Crop crop);

/// Label of a kind in an edition; empty for news, and when the kicker says it already.
std::string kind_label(const Edition& edition, Kind kind, const std::string& kicker);

/// Where a teaser names its home section: in place of a kicker it does not have, or always, as the front page does.
enum class SectionName { ForKicker, Always };

/// Teasers in the order given, as a list value. Four statements, however many.
std::vector<theme::Value> teaser_values(db::ReadTx& tx, const StoryWorld& world, const Edition& edition,
                                        const std::vector<Teaser>& teasers,
                                        SectionName section_name = SectionName::ForKicker);
theme::Value teaser_list(db::ReadTx& tx, const StoryWorld& world, const Edition& edition,
                         const std::vector<Teaser>& teasers);

/// Adds `listing` names to a page: a first page (`newest` with closed months behind it) or one month.
void set_newest(db::ReadTx& tx, const StoryWorld& world, const Edition& edition, const std::string& base_path,
                const std::string& heading, const std::vector<Teaser>& teasers, const std::string& empty_text,
                theme::Value& page);
void set_month(db::ReadTx& tx, const StoryWorld& world, const Edition& edition, const ListName& list,
               const std::string& base_path, int year, int month, const std::vector<Teaser>& teasers,
               theme::Value& page);
/// "/2022/01" as suffix of a list's address → (2022, 1).
std::optional<std::pair<int, int>> month_of_suffix(std::string_view suffix);
std::string month_suffix(int yyyymm);

/// The story's own values (`story`, recommended, neighbours) and what its head says of it.
struct StoryPage {
    Head head;
    theme::Value story = theme::Value::object();
    bool has_neighbours = false;
    std::string neighbours_text;
    std::optional<Teaser> previous, next;
    std::vector<theme::Value> recommended;
};
StoryPage story_page(db::ReadTx& tx, const StoryWorld& world, const Edition& edition, const Published& published);

/// Pictures and links of bodies, resolved for an edition: for pages, feeds and mails. Loads everything a document
/// points at in three statements; the resolver must not outlive `tx`.
document::Resolver resolver_for(db::ReadTx& tx, const StoryWorld& world, const Edition& edition,
                                const document::Document& body);

/// Names of the authors of stories, in an edition, in printed order: story id → names. The house byline where there are
/// none.
std::map<std::string, std::vector<std::string>> author_names(db::ReadTx& tx, const StoryWorld& world,
                                                             const Edition& edition,
                                                             const std::vector<std::string>& stories);

/// Where the language switch of a story leads: to the story in every other edition that has it, else to its section
/// there (id, empty: none).
std::map<std::string, SwitchTarget> story_elsewhere(db::ReadTx& tx, const StoryWorld& world, const Edition& edition,
                                                    const std::string& story, const std::string& section);

/// Where the language switch of a list leads: the same list in every other edition.
std::map<std::string, SwitchTarget> same_list_elsewhere(const Editions& editions, const Edition& edition,
                                                        const Texts& paths);

}  // namespace broadsheet
