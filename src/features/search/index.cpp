#include "features/search/index.h"

#include <fcntl.h>
#include <unistd.h>
#include <xapian.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "platform/text/text.h"

namespace broadsheet {

namespace {

// Terms by prefix. F, S and N are words, in the order of how well they match.
constexpr const char* kFolded = "F";     // the word, folded
constexpr const char* kStem = "S";       // its stem, accents heard
constexpr const char* kTildeless = "N";  // a word with ñ as it is typed without one
constexpr const char* kBeginning = "P";  // the first letters of words in headlines and names, for the first keystrokes
constexpr const char* kKey = "Q";        // story id: one document a story
constexpr const char* kSection = "XS";   // section and top section
constexpr const char* kAuthor = "XA";
constexpr const char* kYear = "XY";
constexpr const char* kThing = "XN";

// Values by slot.
constexpr Xapian::valueno kPublished = 0;
constexpr Xapian::valueno kSections = 1;
constexpr Xapian::valueno kYearValue = 2;
constexpr Xapian::valueno kAuthors = 3;
constexpr Xapian::valueno kStory = 4;  // id
constexpr Xapian::valueno kWords = 5;  // all folded words in their order: values are not compressed, document data are
constexpr char kBetween = '\x1f';

/// Counts up with every change of what a document holds: an index of another form is built anew.
constexpr const char* kForm = "1";

constexpr Xapian::termcount kHeadlineWeight = 5;
constexpr Xapian::termcount kStandfirstWeight = 2;
constexpr int kMostPhraseLooks = 20'000;           // stories with all words of a phrase that are looked into for it
constexpr Xapian::termcount kMostExpansions = 60;  // words that a beginning stands for, the most frequent ones
constexpr double kStemFactor = 0.6;
constexpr double kPartialFactor = 0.4;
constexpr double kSlightFactor = 0.2;
constexpr double kTildelessFactor = 0.01;
constexpr double kExactTier = 1000;  // above any sum of BM25 weights: a word without ñ comes before one with it

std::string lower(std::string_view word) {
    std::string out;
    out.reserve(word.size());
    for (Xapian::Utf8Iterator c(word.data(), word.size()); c != Xapian::Utf8Iterator(); ++c) {
        if (*c != '.') Xapian::Unicode::append_utf8(out, Xapian::Unicode::tolower(*c));
    }
    return out;
}

std::string cut_word(std::string word) {
    constexpr std::size_t kLongestTerm = 60;
    if (word.size() > kLongestTerm) word.resize(kLongestTerm);
    return word;
}

Xapian::Stem stemmer_of(const std::string& language) {
    try {
        return Xapian::Stem(language);
    } catch (const Xapian::InvalidArgumentError&) {
        return Xapian::Stem();  // leaves every word as it is
    }
}

std::string stem_of(Xapian::Stem& stemmer, std::string_view word, const std::string& language) {
    return cut_word(stemmer(with_accented_ending(lower(word), language)));
}

/// Ids are our own and short; the cut keeps a term within what Xapian takes (245 bytes, a zero byte counts twice)
/// whatever happens.
std::string term(const char* prefix, const std::string& id) { return std::string(prefix).append(id, 0, 100); }

/// The first two and three letters of a word.
std::vector<std::string> beginnings_of(const std::string& folded) {
    std::vector<std::string> out;
    std::size_t characters = 0;
    for (std::size_t at = 0; at <= folded.size() && characters <= 3; ++at) {
        const bool boundary = at == folded.size() || (static_cast<unsigned char>(folded[at]) & 0xC0U) != 0x80U;
        if (!boundary) continue;
        if (characters >= 2) out.push_back(folded.substr(0, at));
        ++characters;
    }
    return out;
}

/// The dictionary is for words that somebody may misspell.
bool worth_suggesting(const std::string& word) {
    return word.size() >= 3 && word.size() <= 40 && word.find_first_of("0123456789") == std::string::npos;
}

std::vector<std::string> split(const std::string& joined) {
    std::vector<std::string> out;
    for (std::size_t from = 0; from < joined.size();) {
        const std::size_t end = std::min(joined.find(kBetween, from), joined.size());
        out.push_back(joined.substr(from, end - from));
        from = end + 1;
    }
    return out;
}

void sync(const std::filesystem::path& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0) throw IndexError("search index: cannot open " + path.string());
    const int failed = ::fsync(file);
    ::close(file);
    if (failed != 0) throw IndexError("search index: cannot sync " + path.string());
}

[[noreturn]] void fail(const Xapian::Error& error) { throw IndexError("search index: " + error.get_description()); }

/// Counts what all hits could be narrowed by. Values are counted as they are stored and taken apart at the end.
class NarrowingSpy final : public Xapian::MatchSpy {
public:
    void operator()(const Xapian::Document& document, double) override {
        ++sections_[document.get_value(kSections)];
        ++authors_[document.get_value(kAuthors)];
        ++years_[document.get_value(kYearValue)];
    }
    void tell(IndexAnswer& answer) const {
        for (const auto& [value, hits] : sections_) {
            for (const auto& section : split(value)) answer.sections[section] += hits;
        }
        for (const auto& [value, hits] : authors_) {
            for (const auto& author : split(value)) answer.authors[author] += hits;
        }
        for (const auto& [value, hits] : years_) {
            if (const int year = year_number(value); year != 0) answer.years[year] += hits;
        }
    }

private:
    std::unordered_map<std::string, std::int64_t> sections_, authors_, years_;
};

/// Keeps stories that have the phrases word for word. Documents carry their folded words in order: positions in the
/// index would take twice the time and three times the space of everything else (measured).
class PhraseDecider final : public Xapian::MatchDecider {
public:
    explicit PhraseDecider(const SearchQuery& question) {
        for (const auto& phrase : question.phrases) {
            if (phrase.size() < 2) continue;
            std::string words = " ";
            for (const auto& word : phrase) words += word.folded + " ";
            phrases_.push_back(std::move(words));
        }
    }
    [[nodiscard]] bool needed() const { return !phrases_.empty(); }
    bool operator()(const Xapian::Document& document) const override {
        if (looks_++ >= kMostPhraseLooks) return false;
        const std::string words = document.get_value(kWords);
        return std::all_of(phrases_.begin(), phrases_.end(),
                           [&](const std::string& phrase) { return words.find(phrase) != std::string::npos; });
    }

private:
    std::vector<std::string> phrases_;
    mutable int looks_ = 0;
};

/// From a question to a query, against one snapshot of the index.
class QueryMaker {
public:
    QueryMaker(const Xapian::Database& database, const std::string& language, Depth depth)
        : database_(database), language_(language), hasty_(depth == Depth::Best), stemmer_(stemmer_of(language)) {}

    void read(const SearchQuery& question, Xapian::Query::op joined) {
        std::vector<Xapian::Query> exact;
        std::vector<Xapian::Query> wide;
        std::vector<Xapian::Query> slight;
        tilde_.reset();
        bool any_tilde = false;
        const bool alone = question.words.size() + question.phrases.size() == 1;
        for (const auto& word : question.words) {
            const Xapian::Query plain = plain_word(word, alone);
            if (word.slight) {
                slight.push_back(plain);
                continue;
            }
            exact.push_back(plain);
            tilde_ = word_with_tilde(word);
            any_tilde = any_tilde || tilde_.has_value();
            wide.push_back(tilde_ ? Xapian::Query(Xapian::Query::OP_OR, plain, *tilde_) : plain);
        }
        for (const auto& phrase : question.phrases) {
            std::vector<Xapian::Query> terms;
            for (const auto& word : phrase) terms.emplace_back(kFolded + word.folded);
            exact.emplace_back(joined, terms.begin(), terms.end());
            wide.push_back(exact.back());
        }
        if (!alone) tilde_.reset();
        exact_.reset();
        if (any_tilde) exact_ = Xapian::Query(joined, exact.begin(), exact.end());
        wide_ = Xapian::Query(joined, wide.begin(), wide.end());
        if (!slight.empty()) {
            const Xapian::Query any(Xapian::Query::OP_OR, slight.begin(), slight.end());
            wide_ = Xapian::Query(Xapian::Query::OP_AND_MAYBE, wide_, Xapian::Query(kSlightFactor, any));
        }
    }

    /// All that matches.
    [[nodiscard]] const Xapian::Query& wide() const { return wide_; }
    /// The same in order: by weight times `factor`, but stories that need no ñ for an n before all others.
    [[nodiscard]] Xapian::Query ordered(double factor) const {
        using Xapian::Query;
        if (!exact_) return Query(factor, wide_);
        const Query tier((new Xapian::FixedWeightPostingSource(kExactTier))->release());
        if (tilde_) return {Query::OP_OR, Query(Query::OP_AND, Query(factor, *exact_), tier), Query(factor, *tilde_)};
        return {Query::OP_AND_MAYBE, Query(factor, wide_), Query(Query::OP_AND, Query(0.0, *exact_), tier)};
    }
    [[nodiscard]] bool has_tiers() const { return exact_.has_value(); }

    /// Does no story have anything like this word?
    [[nodiscard]] bool unknown(const SearchWord& word) {
        if (database_.term_exists(kFolded + word.folded) || database_.term_exists(kStem + stem(word))) return false;
        return !(word.partial && begins(kFolded + word.folded)) && !word_with_tilde(word);
    }

private:
    [[nodiscard]] std::string stem(const SearchWord& word) { return stem_of(stemmer_, word.written, language_); }
    [[nodiscard]] bool begins(const std::string& prefix) const {
        return database_.allterms_begin(prefix) != database_.allterms_end(prefix);
    }
    [[nodiscard]] static Xapian::Query beginning(const std::string& prefix) {
        return {Xapian::Query::OP_WILDCARD, prefix, kMostExpansions, Xapian::Query::WILDCARD_LIMIT_MOST_FREQUENT};
    }

    /// Two or three letters begin half of all words: while somebody types them, headlines and names are enough to show.
    [[nodiscard]] bool first_keystrokes(const SearchWord& word) const {
        return hasty_ && word.partial && !beginnings_of(word.folded).empty() &&
               beginnings_of(word.folded).back() == word.folded;
    }

    [[nodiscard]] Xapian::Query plain_word(const SearchWord& word, bool alone) {
        Xapian::Query out(kFolded + word.folded);
        out |= Xapian::Query(kStemFactor, Xapian::Query(kStem + stem(word)));
        if (!word.partial) return out;
        const std::string begun = kBeginning + word.folded;
        const bool enough = alone && first_keystrokes(word) && database_.get_termfreq(begun) >= kLiveResults;
        return out | Xapian::Query(kPartialFactor, enough ? Xapian::Query(begun) : beginning(kFolded + word.folded));
    }

    [[nodiscard]] std::optional<Xapian::Query> word_with_tilde(const SearchWord& word) const {
        if (word.folded.find('n') == std::string::npos || without_tilde(word.folded) != word.folded)
            return std::nullopt;
        const std::string variant = kTildeless + word.folded;
        if (word.partial && !first_keystrokes(word)) {
            if (!begins(variant)) return std::nullopt;
            return Xapian::Query(kTildelessFactor, beginning(variant));
        }
        if (!database_.term_exists(variant)) return std::nullopt;
        return Xapian::Query(kTildelessFactor, Xapian::Query(variant));
    }

    const Xapian::Database& database_;
    const std::string& language_;
    const bool hasty_;
    Xapian::Stem stemmer_;
    Xapian::Query wide_;
    std::optional<Xapian::Query> exact_;  // set when some word matches with ñ too
    std::optional<Xapian::Query> tilde_;  // that word, when it is the only one
};

Xapian::Query narrowed(const Xapian::Query& query, const SearchFilter& filter) {
    std::vector<Xapian::Query> all;
    if (!filter.section.empty()) all.emplace_back(term(kSection, filter.section));
    if (!filter.author.empty()) all.emplace_back(term(kAuthor, filter.author));
    if (filter.year != 0) all.emplace_back(term(kYear, std::to_string(filter.year)));
    if (all.empty()) return query;
    return {Xapian::Query::OP_FILTER, query, Xapian::Query(Xapian::Query::OP_AND, all.begin(), all.end())};
}

/// All matches, by nothing but whether they match.
void look_through(const Xapian::Database& database, const Xapian::Query& query, const PhraseDecider* phrases,
                  Xapian::MatchSpy* spy, Xapian::MSet& hits) {
    Xapian::Enquire enquire(database);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_query(query);
    if (spy != nullptr) enquire.add_matchspy(spy);
    hits = enquire.get_mset(0, 1, spy == nullptr ? 0 : database.get_doccount(), nullptr, phrases);
}

bool matches_any(const Xapian::Database& database, const Xapian::Query& query, const PhraseDecider* phrases) {
    Xapian::MSet hits;
    look_through(database, query, phrases, nullptr, hits);
    return !hits.empty();
}

std::vector<std::string> suggestions_for(const Xapian::Database& database, QueryMaker& maker,
                                         const SearchQuery& question) {
    std::vector<std::pair<WordAt, std::string>> better;
    const auto look_at = [&](const SearchWord& word) {
        if (!maker.unknown(word)) return;
        const std::string known = database.get_spelling_suggestion(lower(word.written));
        // The dictionary may remember words of stories that are gone; those must not be heard of again.
        if (!known.empty() && database.term_exists(kFolded + folded_word(known)))
            better.emplace_back(word.place, known);
    };
    for (const auto& word : question.words) look_at(word);
    for (const auto& phrase : question.phrases) {
        for (const auto& word : phrase) look_at(word);
    }
    if (better.empty()) return {};
    std::sort(better.begin(), better.end(), [](const auto& a, const auto& b) { return a.first.at < b.first.at; });
    return {with_words(question.text, better)};
}

IndexAnswer answer_from(const Xapian::Database& database, const std::string& language, const IndexQuestion& question) {
    IndexAnswer out;
    if (question.query.empty() || database.get_doccount() == 0) return out;
    QueryMaker maker(database, language, question.depth);
    const Xapian::doccount all = database.get_doccount();
    NarrowingSpy spy;
    const auto run = [&](const PhraseDecider* phrases) {
        Xapian::Enquire enquire(database);
        if (question.depth == Depth::Narrowed && !question.filter.any()) enquire.add_matchspy(&spy);
        const bool by_date = question.order == SearchOrder::Date;
        enquire.set_query(narrowed(maker.ordered(by_date ? 0.0 : 1.0), question.filter));
        if (by_date && !maker.has_tiers()) {
            enquire.set_weighting_scheme(Xapian::BoolWeight());
            enquire.set_sort_by_value(kPublished, true);
        } else {
            enquire.set_sort_by_relevance_then_value(kPublished, true);
        }
        const auto offset = static_cast<Xapian::doccount>(std::max(question.offset, 0));
        const auto limit = static_cast<Xapian::doccount>(std::max(question.limit, 0));
        const Xapian::MSet hits =
            enquire.get_mset(offset, limit, question.depth == Depth::Best ? 1 : all, nullptr, phrases);
        out.total = hits.get_matches_estimated();
        for (auto hit = hits.begin(); hit != hits.end(); ++hit)
            out.stories.push_back(hit.get_document().get_value(kStory));
    };
    const PhraseDecider decider(question.query);
    const PhraseDecider* phrases = decider.needed() ? &decider : nullptr;
    maker.read(question.query, Xapian::Query::OP_AND);
    run(phrases);
    // Whether some of the words must do is a matter of the words alone: a filter that leaves nothing shows nothing.
    if (out.total == 0 && !(question.filter.any() && matches_any(database, maker.wide(), phrases))) {
        out.every_word = false;
        if (question.depth == Depth::Narrowed) out.suggestions = suggestions_for(database, maker, question.query);
        maker.read(question.query, Xapian::Query::OP_OR);
        phrases = nullptr;
        run(phrases);
    }
    if (question.depth == Depth::Narrowed && question.filter.any()) {
        Xapian::MSet ignored;
        look_through(database, maker.wide(), phrases, &spy, ignored);
    }
    spy.tell(out);
    return out;
}

}  // namespace

struct StoryIndex::Impl {
    Impl(std::string path, const std::string& language)
        : folder(std::move(path)), form(std::string(kForm) + " " + language), stemmer(stemmer_of(language)) {}

    /// What a written word becomes: terms with their prefix; empty ones are not indexed.
    struct Forms {
        std::string folded, stem, tildeless;
        std::vector<std::string> beginnings;
        std::string spelled;
        mutable Xapian::termcount times = 0;  // documents since `spelled` was last told
    };
    /// A word of the document being made. Xapian looks every term up in a tree: once a word, not once a place.
    struct Use {
        Xapian::termcount weight = 0;
        bool in_heading = false;
    };
    enum class Field { Heading, Text };

    /// News repeats its words: most are looked up.
    const Forms& forms_of(std::string_view word, const std::string& language) {
        const auto [entry, is_new] = forms.try_emplace(std::string(word));
        if (is_new) {
            Forms& made = entry->second;
            const std::string folded = folded_word(word);
            if (folded.empty()) return made;
            made.folded = kFolded + folded;
            made.stem = kStem + stem_of(stemmer, word, language);
            if (std::string bare = without_tilde(folded); bare != folded) made.tildeless = kTildeless + bare;
            for (const auto& beginning : beginnings_of(folded)) made.beginnings.push_back(kBeginning + beginning);
            if (std::string spelled = lower(word); worth_suggesting(spelled)) made.spelled = std::move(spelled);
        }
        return entry->second;
    }

    void begin_document() {
        constexpr std::size_t kMostRemembered = 100'000;
        if (forms.size() >= kMostRemembered) {
            count_spelled();
            forms.clear();
        }
        used.clear();
        in_order.clear();
    }

    void add(std::string_view text, Xapian::termcount weight, Field field, const std::string& language) {
        in_order += '\n';  // no phrase crosses from one field into the next
        in_order += ' ';
        for (const WordAt& place : words_in(text)) {
            const Forms& word = forms_of(text.substr(place.at, place.size), language);
            if (word.folded.empty()) continue;
            Use& use = used[&word];
            use.weight += weight;
            use.in_heading = use.in_heading || field == Field::Heading;
            in_order.append(word.folded, 1).append(1, ' ');
        }
    }

    void finish_document(Xapian::Document& document) {
        for (const auto& [word, use] : used) {
            document.add_term(word->folded, use.weight);
            document.add_term(word->stem, use.weight);
            if (!word->tildeless.empty()) document.add_term(word->tildeless, use.weight);
            if (use.in_heading) {
                for (const auto& beginning : word->beginnings) document.add_term(beginning);
            }
            ++word->times;
        }
        document.add_value(kWords, in_order);
    }

    void count_spelled() {
        for (auto& [written, word] : forms) {
            if (word.times != 0 && !word.spelled.empty()) spelled[word.spelled] += word.times;
            word.times = 0;
        }
    }

    Xapian::WritableDatabase& written() {
        if (!writer) throw IndexError("search index: not open for writing");
        return *writer;
    }

    void forget_readers() {
        const std::lock_guard lock(mutex);
        ++generation;
        idle.clear();
    }

    const std::string folder;
    const std::string form;
    Xapian::Stem stemmer;
    std::unordered_map<std::string, Forms> forms;
    std::unordered_map<const Forms*, Use> used;                  // of the document being made
    std::string in_order;                                        // its folded words
    std::unordered_map<std::string, Xapian::termcount> spelled;  // for the dictionary, at the next commit
    std::unique_ptr<Xapian::WritableDatabase> writer;
    std::atomic<std::int64_t> cursor = 0;
    std::atomic<bool> ready = false;

    // A Xapian::Database serves one thread at a time: searches lend them from here.
    std::mutex mutex;
    std::uint64_t generation = 0;
    std::vector<std::unique_ptr<Xapian::Database>> idle;
};

StoryIndex::StoryIndex(std::string folder, std::string language)
    : folder_(std::move(folder)), language_(std::move(language)), impl_(std::make_unique<Impl>(folder_, language_)) {}

StoryIndex::~StoryIndex() {
    try {
        close();
    } catch (const IndexError&) {
        // What was not committed is read from the change log again.
    }
}

bool StoryIndex::open() {
    close();
    try {
        auto writer = std::make_unique<Xapian::WritableDatabase>(folder_, Xapian::DB_OPEN);
        if (writer->get_metadata("form") != impl_->form) return false;
        impl_->cursor = std::stoll(writer->get_metadata("cursor"));
        impl_->writer = std::move(writer);
    } catch (const Xapian::DatabaseLockError& error) {
        fail(error);  // somebody else writes it: building anew would only make it worse
    } catch (const Xapian::Error&) {
        return false;
    } catch (const std::logic_error&) {
        return false;  // a cursor that is no number
    }
    impl_->ready = true;
    return true;
}

void StoryIndex::create() {
    close();
    try {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
        std::filesystem::create_directories(std::filesystem::path(folder_).parent_path());
        impl_->writer = std::make_unique<Xapian::WritableDatabase>(
            folder_, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_BACKEND_GLASS);
        impl_->writer->set_metadata("form", impl_->form);
    } catch (const Xapian::Error& error) {
        fail(error);
    } catch (const std::filesystem::filesystem_error& error) {
        throw IndexError(std::string("search index: ") + error.what());
    }
    commit(0);
    impl_->ready = true;
}

void StoryIndex::close() {
    impl_->ready = false;
    impl_->forget_readers();
    impl_->spelled.clear();
    try {
        impl_->writer.reset();
    } catch (const Xapian::Error& error) {
        fail(error);
    }
}

void StoryIndex::replace_by(StoryIndex& fresh) {
    namespace fs = std::filesystem;
    fresh.close();
    try {
        for (const auto& file : fs::directory_iterator(fresh.folder_)) sync(file.path(), O_RDONLY);
        sync(fresh.folder_, O_RDONLY | O_DIRECTORY);
        const fs::path old = folder_ + ".old";
        {
            // No search may open the folder while it is between two names.
            const std::lock_guard lock(impl_->mutex);
            ++impl_->generation;
            impl_->idle.clear();
            impl_->writer.reset();
            fs::remove_all(old);
            if (fs::exists(folder_)) fs::rename(folder_, old);
            fs::rename(fresh.folder_, folder_);
        }
        sync(fs::path(folder_).parent_path(), O_RDONLY | O_DIRECTORY);
        fs::remove_all(old);
        impl_->writer = std::make_unique<Xapian::WritableDatabase>(folder_, Xapian::DB_OPEN);
        impl_->cursor = std::stoll(impl_->writer->get_metadata("cursor"));
    } catch (const Xapian::Error& error) {
        fail(error);
    } catch (const fs::filesystem_error& error) {
        throw IndexError(std::string("search index: ") + error.what());
    }
    impl_->ready = true;
}

void StoryIndex::put(const IndexedStory& story) {
    try {
        Xapian::Document document;
        impl_->begin_document();
        using Field = Impl::Field;
        const auto add = [&](const std::string& text, Xapian::termcount weight, Field field) {
            impl_->add(text, weight, field, language_);
        };
        for (const auto& headline : story.headlines) add(headline, kHeadlineWeight, Field::Heading);
        add(story.kicker, 1, Field::Heading);
        add(story.standfirst, kStandfirstWeight, Field::Text);
        for (const auto& name : story.names) add(name, 1, Field::Heading);
        add(story.body, 1, Field::Text);
        impl_->finish_document(document);
        const std::string key = term(kKey, story.story);
        document.add_boolean_term(key);
        document.add_boolean_term(term(kSection, story.section));
        std::string sections = story.section;
        if (!story.top_section.empty() && story.top_section != story.section) {
            document.add_boolean_term(term(kSection, story.top_section));
            sections += kBetween + story.top_section;
        }
        std::string authors;
        for (const auto& author : story.authors) {
            document.add_boolean_term(term(kAuthor, author));
            authors += (authors.empty() ? "" : std::string(1, kBetween)) + author;
        }
        for (const auto& thing : story.things) document.add_boolean_term(term(kThing, thing));
        document.add_boolean_term(term(kYear, std::to_string(story.year)));
        document.add_value(kPublished, Xapian::sortable_serialise(static_cast<double>(story.published_us)));
        document.add_value(kSections, sections);
        document.add_value(kYearValue, std::to_string(story.year));
        document.add_value(kAuthors, authors);
        document.add_value(kStory, story.story);
        impl_->written().replace_document(key, document);
    } catch (const Xapian::Error& error) {
        fail(error);
    }
}

void StoryIndex::remove(const std::string& story) {
    try {
        impl_->written().delete_document(term(kKey, story));
    } catch (const Xapian::Error& error) {
        fail(error);
    }
}

void StoryIndex::commit(std::int64_t cursor) {
    try {
        impl_->count_spelled();
        for (const auto& [word, times] : impl_->spelled) impl_->written().add_spelling(word, times);
        impl_->spelled.clear();
        impl_->written().set_metadata("cursor", std::to_string(cursor));
        impl_->written().commit();
    } catch (const Xapian::Error& error) {
        fail(error);
    }
    impl_->cursor = cursor;
}

void StoryIndex::flush() {
    try {
        impl_->written().commit();
    } catch (const Xapian::Error& error) {
        fail(error);
    }
}

std::int64_t StoryIndex::cursor() const { return impl_->cursor; }

std::string StoryIndex::note(const std::string& name) const {
    try {
        return impl_->written().get_metadata("note:" + name);
    } catch (const Xapian::Error& error) {
        fail(error);
    }
}

void StoryIndex::set_note(const std::string& name, const std::string& text) {
    try {
        impl_->written().set_metadata("note:" + name, text);
    } catch (const Xapian::Error& error) {
        fail(error);
    }
}

std::vector<std::string> StoryIndex::stories_naming(const std::string& thing) const {
    std::vector<std::string> out;
    try {
        Xapian::WritableDatabase& writer = impl_->written();
        const std::string named = term(kThing, thing);
        for (auto posting = writer.postlist_begin(named); posting != writer.postlist_end(named); ++posting) {
            out.push_back(writer.get_document(*posting).get_value(kStory));
        }
    } catch (const Xapian::Error& error) {
        fail(error);
    }
    return out;
}

bool StoryIndex::ready() const { return impl_->ready; }

StemOf StoryIndex::stemmer() const {
    return [stemmer = stemmer_of(language_), language = language_](std::string_view word) mutable {
        return stem_of(stemmer, word, language);
    };
}

namespace {

/// Runs `body` on a snapshot; again on a newer one when the writer overtook it, which it can do twice at most in the
/// time of one search.
template <class Body>
auto on_snapshot(Xapian::Database& database, Body&& body) {
    constexpr int kMostTries = 4;
    for (int tries = 1;; ++tries) {
        try {
            database.reopen();
            return body();
        } catch (const Xapian::DatabaseModifiedError&) {
            if (tries == kMostTries) throw;
        }
    }
}

}  // namespace

IndexAnswer StoryIndex::find(const IndexQuestion& question) const {
    try {
        std::unique_ptr<Xapian::Database> database;
        std::uint64_t generation = 0;
        {
            const std::lock_guard lock(impl_->mutex);
            generation = impl_->generation;
            if (impl_->idle.empty()) {
                database = std::make_unique<Xapian::Database>(folder_);
            } else {
                database = std::move(impl_->idle.back());
                impl_->idle.pop_back();
            }
        }
        IndexAnswer out = on_snapshot(*database, [&] { return answer_from(*database, language_, question); });
        const std::lock_guard lock(impl_->mutex);
        if (generation == impl_->generation) impl_->idle.push_back(std::move(database));
        return out;
    } catch (const Xapian::Error& error) {
        fail(error);
    }
}

std::int64_t StoryIndex::size() const {
    try {
        return impl_->written().get_doccount();
    } catch (const Xapian::Error& error) {
        fail(error);
    }
}

}  // namespace broadsheet
