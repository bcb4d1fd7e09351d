// The index of one edition: which published stories hold which words. Xapian lives in index.cpp; nobody else sees it.
// Not the truth about anything: what it names is read again from the database before it is printed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "features/search/model.h"

namespace broadsheet {

/// What is indexed of a published version. Texts are NFC.
struct IndexedStory {
    std::string story;
    std::vector<std::string> headlines;  // headline, front headline, search headline: those that differ
    std::string kicker;
    std::string standfirst;
    std::string body;                  // plain text
    std::vector<std::string> names;    // of people, the section, topics and organisations
    std::string section;               // id
    std::string top_section;           // id
    std::vector<std::string> authors;  // person ids
    std::vector<std::string> things;   // "person:ID", "topic:ID", "section:ID" …: whose change makes this story stale
    int year = 0;
    std::int64_t published_us = 0;
};

/// How much is asked beyond the best stories.
enum class Depth {
    Best,      // nothing: the total is a guess (live search)
    Counted,   // the exact total
    Narrowed,  // and what the hits can be narrowed by, and suggestions
};

struct IndexQuestion {
    SearchQuery query;
    SearchFilter filter;
    SearchOrder order = SearchOrder::Relevance;
    int offset = 0;
    int limit = kResultsPerPage;
    Depth depth = Depth::Narrowed;
};

struct IndexAnswer {
    std::vector<std::string> stories;  // ids, best or newest first
    std::int64_t total = 0;
    bool every_word = true;  // false: no story has all words, these have some
    std::map<std::string, std::int64_t>
        sections;  // id → hits without the filter; a top section counts its own below it
    std::map<std::string, std::int64_t> authors;
    std::map<int, std::int64_t> years;
    std::vector<std::string> suggestions;  // whole questions with better spelling; only when no story has all words
};

/// The index cannot be read or written: broken files, no space. Thrown.
class IndexError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One thread writes; any number search. What was put is found after `commit`.
class StoryIndex {
public:
    /// Opens nothing yet. `language`: of the edition ("en", "es"); one without a stemmer is searched by whole words.
    StoryIndex(std::string folder, std::string language);
    ~StoryIndex();
    StoryIndex(const StoryIndex&) = delete;
    StoryIndex& operator=(const StoryIndex&) = delete;

    /// False when there is no index, or one of another form: then `create`.
    [[nodiscard]] bool open();
    /// An empty index in place of whatever there is.
    void create();
    /// Takes the place of this index's files by those of `fresh`, which is closed. Searches go on all the while.
    void replace_by(StoryIndex& fresh);
    void close();

    void put(const IndexedStory& story);
    void remove(const std::string& story);
    /// Makes everything since the last commit durable, together with the version of the paper it follows: a crash
    /// between two commits repeats work and loses none.
    void commit(std::int64_t cursor);
    /// Frees the memory of what was put, between two commits of a long build. The cursor stays; the dictionary of
    /// spellings, which is dear to write, waits for `commit`.
    void flush();
    /// Version of the last commit.
    [[nodiscard]] std::int64_t cursor() const;
    /// A note kept with the index (the name a section was indexed under); empty when there is none.
    [[nodiscard]] std::string note(const std::string& name) const;
    void set_note(const std::string& name, const std::string& text);
    /// Stories that name a thing ("person:ID"). Writer's view.
    [[nodiscard]] std::vector<std::string> stories_naming(const std::string& thing) const;

    /// True once there is something to search in.
    [[nodiscard]] bool ready() const;
    /// Any thread. Any question is answered; throws IndexError only when the files cannot be read.
    [[nodiscard]] IndexAnswer find(const IndexQuestion& question) const;
    /// Stories in the index. Writer's view.
    [[nodiscard]] std::int64_t size() const;
    /// For marking. Not thread-safe: one each.
    [[nodiscard]] StemOf stemmer() const;

    [[nodiscard]] const std::string& language() const { return language_; }

private:
    struct Impl;
    std::string folder_;
    std::string language_;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet
