// Search: readers' questions to what is published, in one edition. The public door of the feature. The index follows
// the change log and may be a moment behind; whatever is printed comes from the database.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "features/search/follower.h"
#include "features/search/model.h"

namespace broadsheet {

/// What a reader asked.
struct SearchRequest {
    std::string text;
    SearchFilter filter;  // a section or author that does not exist counts as none
    SearchOrder order = SearchOrder::Relevance;
    int page = 1;
};

struct SearchHit {
    Teaser teaser;
    theme::Html headline;  // the story's own, with marks: a front headline may lack the words that were found
    std::optional<theme::Html>
        extract;  // the passage found; nothing when only headline, names or topics have the words
};

/// Something the hits can be narrowed to.
struct SearchChoice {
    std::string value;
    std::string name;
    bool selected = false;
};

struct SearchResults {
    SearchRequest request;  // as it was understood
    std::int64_t total = 0;
    bool near = false;  // no story has all the words: these have some of them, or begin with the last
    std::vector<SearchHit> hits;
    bool more = false;  // a next page
    std::vector<SearchChoice> sections, authors, years;
    std::vector<std::string> suggestions;
    struct Elsewhere {
        std::string edition;
        std::int64_t total = 0;
    };
    std::optional<Elsewhere> elsewhere;  // the other edition with most hits
};

class Search {
public:
    /// `folder`: DATA/search.
    Search(SearchSources sources, std::string folder);

    /// Opens the indexes and follows the log, in the background. Until they are there, questions are answered
    /// `Unavailable`.
    void start() { follower_.start(); }
    /// Before the database goes.
    void stop() { follower_.stop(); }
    /// For app/newsroom's list of commit listeners.
    void committed() { follower_.wake(); }
    bool wait_for(std::int64_t version, std::chrono::milliseconds at_most) {
        return follower_.wait_for(version, at_most);
    }
    /// Builds everything anew from what is published and waits for the end; `Unavailable` when it failed. Nothing of it
    /// runs on the database's writer thread.
    Result<IndexFollower::Rebuilt> reindex();

    /// A page of results. Stories withdrawn since they were indexed are left out.
    Result<SearchResults> results(db::ReadTx& tx, const Edition& edition, SearchRequest request);
    /// The best few while somebody is typing; nothing below two letters.
    Result<std::vector<Teaser>> live(db::ReadTx& tx, const Edition& edition, std::string_view text);

private:
    Result<IndexAnswer> ask(const Edition& edition, const IndexQuestion& question);
    void choices(db::ReadTx& tx, const Edition& edition, const IndexAnswer& answer, SearchResults& out) const;
    void count_elsewhere(const Edition& edition, SearchResults& out);

    const SearchSources sources_;
    IndexFollower follower_;
};

}  // namespace broadsheet
