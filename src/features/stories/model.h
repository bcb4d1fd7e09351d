// A story is the thing; a version is the story in one edition; a revision is one saved text and never changes.
// Values and rules, no I/O.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/document/document.h"
#include "platform/result/result.h"
#include "platform/time/time.h"
#include "site/editions.h"

namespace broadsheet {

enum class Kind { News, Analysis, Opinion, Interview, Reportage };
std::string_view name_of(Kind kind);
std::optional<Kind> kind_named(std::string_view name);
const std::vector<Kind>& all_kinds();

enum class BylineRole { Author, Translator, Photographer, Illustrator, Editor };
std::string_view name_of(BylineRole role);
std::optional<BylineRole> role_of_byline(std::string_view name);
const std::vector<BylineRole>& all_byline_roles();

struct BylineEntry {
    std::string person;
    BylineRole role = BylineRole::Author;
    bool operator==(const BylineEntry&) const = default;
};

enum class State { Draft, Scheduled, Published, Withdrawn };
std::string_view name_of(State state);
State state_named(std::string_view name);

/// What both versions share.
struct StoryFields {
    Kind kind = Kind::News;
    std::string section;         // id; may be empty while nothing is published
    std::string source_edition;  // the language it was written in
    std::string picture;         // media id, or empty
    std::string outside_name;    // syndicated from; then every version owes a rights line
    std::string outside_url;
    std::vector<BylineEntry> byline;  // in printed order; empty: the house byline
    std::vector<std::string> topics;
    std::vector<std::string> organisations;
    bool operator==(const StoryFields&) const = default;
};

/// The words of one version, as somebody writes them.
struct VersionText {
    std::string kicker;           // ≤ 40 characters
    std::string headline;         // ≤ 160
    std::string standfirst;       // ≤ 500
    std::string front_headline;   // ≤ 160; empty: the headline
    std::string search_headline;  // ≤ 160; empty: the headline
    std::string rights;           // rights line of a syndicated text
    std::string disclaimer;       // of opinion and analysis
    std::string slug;             // wished for; frozen once published
    document::Document body;
    bool operator==(const VersionText&) const = default;
};

struct Revision {
    std::string id;
    std::int64_t number = 0;
    Instant made_at;
    std::string made_by;
    std::string source_revision;  // of the source version, when this is a translation
    VersionText text;
};

struct Version {
    std::string id;
    std::int64_t number = 0;
    std::string edition;
    State state = State::Draft;
    std::string slug;
    std::string current_revision;
    std::string published_revision;  // empty: never, or withdrawn
    Instant first_published_at;
    Instant scheduled_at;
    Instant touched_at;
    std::string scheduled_revision;     // what goes out at scheduled_at, whatever is saved meanwhile
    std::vector<FieldProblem> refused;  // why it did not go out when it was due; empty: nothing stopped it
    /// It was due a while ago and readers do not see it: the program was down, or something stops it.
    [[nodiscard]] bool is_overdue(Instant now) const {
        return scheduled_at.is_set() && (!refused.empty() || scheduled_at + kMinute <= now);
    }
};

struct Story {
    std::string id;
    StoryFields fields;
    Instant made_at;
    std::string made_by;
    Instant touched_at;
    std::int64_t edit = 0;  // counts saves of the shared fields: a stale save is seen
    std::vector<Version> versions;
    [[nodiscard]] const Version* version(std::string_view edition) const;
};

/// Cleaned and checked for saving: lengths and forms only, so that a draft can be saved half done.
/// Field problems carry `prefix` before their names (`en.headline`).
Result<VersionText> check(VersionText text, const std::string& prefix);
Result<StoryFields> check(StoryFields fields, const Editions& editions);

/// What stands in the way of publishing a version: headline, standfirst, body, home section, rights line, picture texts
/// are the caller's. Empty when it can go.
std::vector<FieldProblem> missing_for_publication(const StoryFields& fields, const VersionText& text,
                                                  const std::string& edition);

/// Slug for the address: the wished one, else from the headline; "story" when nothing is left (an emoji as headline).
std::string slug_for(const VersionText& text);

/// How near two stories are for "read next": shared topics count by rarity, people and organisations more, section a
/// little.
struct Nearness {
    double topics = 0;         // sum over shared topics of 1 / ln(2 + stories on the topic)
    double organisations = 0;  // the same of shared organisations
    int people = 0;            // shared names of the byline
    bool same_section = false;
    bool same_top_section = false;
    std::int64_t apart_us = 0;  // between publications
};
double score(const Nearness& nearness);

}  // namespace broadsheet
