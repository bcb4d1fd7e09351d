#include "features/search/search.h"

#include <algorithm>

#include "features/search/store.h"
#include "platform/log/log.h"
#include "platform/text/text.h"

namespace broadsheet {

namespace {

constexpr std::size_t kMostAuthors = 50;  // of a choice: those with the most hits

/// A question that was sent, with its last word whole: it is no longer being typed.
SearchQuery sent(SearchQuery query) {
    if (!query.words.empty()) query.words.back().partial = false;
    return query;
}

SearchHit hit_of(Teaser teaser, const std::string& body, const Marker& marker) {
    SearchHit out;
    bool in_standfirst = false;
    out.headline = marker.marked(teaser.headline);
    theme::Html standfirst = marker.marked(teaser.standfirst, &in_standfirst);
    out.extract = marker.passage(body);
    if (!out.extract && in_standfirst) out.extract = std::move(standfirst);
    out.teaser = std::move(teaser);
    return out;
}

}  // namespace

Search::Search(SearchSources sources, std::string folder) : sources_(sources), follower_(sources, std::move(folder)) {}

Result<IndexFollower::Rebuilt> Search::reindex() {
    const auto rebuilt = follower_.rebuild();
    if (!rebuilt) return problem(ProblemKind::Unavailable, "problem.unavailable");
    return *rebuilt;
}

Result<IndexAnswer> Search::ask(const Edition& edition, const IndexQuestion& question) {
    const StoryIndex* index = follower_.index(edition.id);
    if (index == nullptr || !index->ready()) return problem(ProblemKind::Unavailable, "problem.unavailable");
    try {
        return index->find(question);
    } catch (const IndexError& error) {
        log::error("search.ask", {{"edition", edition.id}, {"why", error.what()}});
        follower_.suspect(edition.id);
        return problem(ProblemKind::Unavailable, "problem.unavailable");
    }
}

Result<std::vector<Teaser>> Search::live(db::ReadTx& tx, const Edition& edition, std::string_view text) {
    const StoryIndex* index = follower_.index(edition.id);
    if (index == nullptr) return problem(ProblemKind::Unavailable, "problem.unavailable");
    IndexQuestion question;
    question.query = read_question(text, index->language());
    question.limit = kLiveResults;
    question.depth = Depth::Best;
    if (text::length(question.query.text) < kShortestLive) return std::vector<Teaser>();
    auto answer = ask(edition, question);
    if (!answer) return tl::unexpected(std::move(answer.error()));
    return sources_.stories.published().some(tx, answer->stories, edition.id);
}

Result<SearchResults> Search::results(db::ReadTx& tx, const Edition& edition, SearchRequest request) {
    const StoryIndex* index = follower_.index(edition.id);
    if (index == nullptr) return problem(ProblemKind::Unavailable, "problem.unavailable");
    SearchResults out;
    if (!request.filter.section.empty()) {
        const auto sections = sources_.sections.all(tx);
        const bool known = std::any_of(sections.begin(), sections.end(),
                                       [&](const Section& one) { return one.id == request.filter.section; });
        if (!known) request.filter.section.clear();
    }
    if (!request.filter.author.empty() && !sources_.people.find(tx, request.filter.author))
        request.filter.author.clear();
    IndexQuestion question;
    const SearchQuery typed = read_question(request.text, index->language());
    question.query = sent(typed);
    question.filter = request.filter;
    question.order = request.order;
    question.offset = (request.page - 1) * kResultsPerPage;
    request.text = question.query.text;
    out.request = request;
    auto answer = ask(edition, question);
    if (!answer) return tl::unexpected(std::move(answer.error()));
    if (!answer->every_word) {  // in no story at all, whatever the search is narrowed to
        // What begins with the last word is nearer than what has some words only, and both are more than nothing.
        IndexQuestion begun = question;
        begun.query = typed;
        auto nearer = ask(edition, begun);
        if (nearer && nearer->total > 0 && (nearer->every_word || answer->total == 0)) {
            question = std::move(begun);
            answer = std::move(nearer);
        }
        out.near = answer->total > 0;
    }

    out.total = answer->total;
    out.more =
        request.page < kLastResultPage && answer->total > static_cast<std::int64_t>(request.page) * kResultsPerPage;
    out.suggestions = std::move(answer->suggestions);
    const auto texts = SearchStore().texts(tx, edition.id, answer->stories);
    const Marker marker(question.query, index->stemmer());
    for (auto& teaser : sources_.stories.published().some(tx, answer->stories, edition.id)) {
        const auto text = texts.find(teaser.story);
        out.hits.push_back(hit_of(std::move(teaser), text == texts.end() ? std::string() : text->second.body, marker));
    }
    choices(tx, edition, *answer, out);
    count_elsewhere(edition, out);
    return out;
}

void Search::choices(db::ReadTx& tx, const Edition& edition, const IndexAnswer& answer, SearchResults& out) const {
    const SearchFilter& chosen = out.request.filter;
    for (const auto& section : sources_.sections.all(tx)) {
        const bool selected = section.id == chosen.section;
        if (selected || answer.sections.count(section.id) != 0)
            out.sections.push_back({section.id, section.texts.at(edition.id).name, selected});
    }
    std::vector<std::pair<std::int64_t, std::string>> by_hits;
    for (const auto& [author, hits] : answer.authors) by_hits.emplace_back(-hits, author);
    std::sort(by_hits.begin(), by_hits.end());
    if (by_hits.size() > kMostAuthors) by_hits.resize(kMostAuthors);
    std::vector<std::string> authors;
    for (auto& [hits, author] : by_hits) authors.push_back(std::move(author));
    if (!chosen.author.empty() && std::find(authors.begin(), authors.end(), chosen.author) == authors.end())
        authors.push_back(chosen.author);
    std::vector<std::pair<std::string, SearchChoice>> by_name;
    for (const auto& person : sources_.people.some(tx, authors)) {
        const std::string& name = person.texts.at(edition.id).name;
        by_name.emplace_back(text::sort_key(edition.locale, name),
                             SearchChoice{person.id, name, person.id == chosen.author});
    }
    std::sort(by_name.begin(), by_name.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second.value < b.second.value;
    });
    for (auto& [key, choice] : by_name) out.authors.push_back(std::move(choice));
    auto years = answer.years;
    if (chosen.year != 0) years.try_emplace(chosen.year, 0);
    for (auto year = years.rbegin(); year != years.rend(); ++year) {
        out.years.push_back({std::to_string(year->first), std::to_string(year->first), year->first == chosen.year});
    }
}

void Search::count_elsewhere(const Edition& edition, SearchResults& out) {
    for (const auto& other : sources_.editions.all()) {
        const StoryIndex* index = follower_.index(other.id);
        if (other.id == edition.id || index == nullptr || !index->ready()) continue;
        IndexQuestion question;
        question.query = sent(read_question(out.request.text, index->language()));
        question.filter = out.request.filter;
        question.limit = 0;
        question.depth = Depth::Counted;
        const auto answer = ask(other, question);
        // Stories that have only some of the words are no reason to change the language.
        if (!answer || !answer->every_word || answer->total == 0) continue;
        if (!out.elsewhere || answer->total > out.elsewhere->total)
            out.elsewhere = SearchResults::Elsewhere{other.id, answer->total};
    }
}

}  // namespace broadsheet
