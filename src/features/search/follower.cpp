#include "features/search/follower.h"

#include <malloc.h>

#include <algorithm>

#include "features/search/store.h"
#include "platform/jobs/background.h"
#include "platform/log/log.h"

namespace broadsheet {

namespace {

constexpr int kMostChanges = 2'000;          // rows of the log a step
constexpr std::size_t kBatch = 100;          // stories read in one snapshot
constexpr int kPairs = 200;                  // published versions a step of a rebuild
constexpr std::int64_t kFlushAfter = 2'000;  // documents of a rebuild: bounds its memory
constexpr std::int64_t kFarBehind = 2'000;   // versions an untouched index may lag before it is told where it stands
constexpr auto kKeepEvery = std::chrono::minutes(1);

/// "story:ID:ED" → (ID, ED); an id may have colons, an edition has none.
std::optional<std::pair<std::string, std::string>> story_of(const std::string& tag) {
    constexpr std::string_view kPrefix = "story:";
    const std::size_t last = tag.rfind(':');
    if (tag.rfind(kPrefix, 0) != 0 || last <= kPrefix.size()) return std::nullopt;
    return std::pair{tag.substr(kPrefix.size(), last - kPrefix.size()), tag.substr(last + 1)};
}

bool starts_with(const std::string& text, std::string_view prefix) { return text.rfind(prefix, 0) == 0; }

std::vector<std::string> unique(std::vector<std::string> ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

void add_name(std::vector<std::string>& names, const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

/// Names of things in an edition, by id; each thing may have several.
template <class Thing, class NamesOf>
std::map<std::string, std::vector<std::string>> names_by_id(const std::vector<Thing>& things,
                                                            const std::string& edition, NamesOf names_of) {
    std::map<std::string, std::vector<std::string>> out;
    for (const auto& thing : things) {
        if (const auto words = thing.texts.find(edition); words != thing.texts.end())
            out[thing.id] = names_of(words->second);
    }
    return out;
}

}  // namespace

std::vector<IndexedStory> gather(db::ReadTx& tx, const SearchSources& sources, const std::string& edition,
                                 const std::vector<std::string>& stories) {
    const std::vector<Teaser> teasers = sources.stories.published().some(tx, stories, edition);
    if (teasers.empty()) return {};
    const SearchStore store;
    auto texts = store.texts(tx, edition, stories);
    const auto bylines = sources.stories.published().bylines(tx, stories);
    const auto mentions = store.mentions(tx, edition, stories);
    std::vector<std::string> people;
    std::vector<std::string> topics;
    std::vector<std::string> organisations;
    for (const auto& [story, person, role] : bylines) people.push_back(person);
    for (const auto& mention : mentions) (mention.kind == "topic" ? topics : organisations).push_back(mention.thing);
    using Names = std::vector<std::string>;
    const auto only_name = [](const auto& words) { return Names{words.name}; };
    const auto person_names = names_by_id(sources.people.some(tx, unique(std::move(people))), edition, only_name);
    const auto topic_names = names_by_id(sources.topics.some(tx, unique(std::move(topics))), edition, only_name);
    const auto organisation_names =
        names_by_id(sources.organisations.some(tx, unique(std::move(organisations))), edition,
                    [](const OrganisationText& words) { return Names{words.name, words.short_name}; });
    const auto section_names = names_by_id(sources.sections.all(tx), edition, only_name);

    std::map<std::string, IndexedStory> by_id;
    std::vector<IndexedStory> out;
    const auto name_thing = [](IndexedStory& story, const std::string& kind, const std::string& id,
                               const std::map<std::string, std::vector<std::string>>& names) {
        story.things.push_back(kind + ":" + id);
        if (const auto found = names.find(id); found != names.end()) {
            for (const auto& name : found->second) add_name(story.names, name);
        }
    };
    for (const auto& teaser : teasers) {
        IndexedStory& story = by_id[teaser.story];
        story.story = teaser.story;
        story.section = teaser.section;
        story.top_section = teaser.top_section;
        story.kicker = teaser.kicker;
        story.standfirst = teaser.standfirst;
        story.published_us = teaser.published_at.us;
        story.year = sources.editions.zone().day(teaser.published_at).year;
        add_name(story.headlines, teaser.headline);
        add_name(story.headlines, teaser.front_headline);
        if (const auto text = texts.find(teaser.story); text != texts.end()) {
            add_name(story.headlines, text->second.search_headline);
            story.body = std::move(text->second.body);
        }
        name_thing(story, "section", teaser.section, section_names);
        if (teaser.top_section != teaser.section) name_thing(story, "section", teaser.top_section, section_names);
    }
    for (const auto& [id, person, role] : bylines) {
        const auto story = by_id.find(id);
        if (story == by_id.end()) continue;
        name_thing(story->second, "person", person, person_names);
        if (role == BylineRole::Author) story->second.authors.push_back(person);
    }
    for (const auto& mention : mentions) {
        const auto story = by_id.find(mention.story);
        if (story == by_id.end()) continue;
        name_thing(story->second, mention.kind, mention.thing,
                   mention.kind == "topic" ? topic_names : organisation_names);
    }
    out.reserve(by_id.size());
    for (auto& [id, story] : by_id) out.push_back(std::move(story));
    return out;
}

IndexFollower::IndexFollower(SearchSources sources, std::string folder)
    : sources_(sources), folder_(std::move(folder)) {
    for (const auto& edition : sources_.editions.all()) {
        const std::string language = edition.locale.substr(0, edition.locale.find('-'));
        indexes_[edition.id] = std::make_unique<StoryIndex>(folder_ + "/" + edition.id, language);
    }
}

IndexFollower::~IndexFollower() { stop(); }

void IndexFollower::start() {
    const std::lock_guard lock(mutex_);
    if (running_) return;
    running_ = true;
    stopping_ = false;
    thread_ = std::thread([this] { run(); });
}

void IndexFollower::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
    const std::lock_guard lock(mutex_);
    running_ = false;
}

void IndexFollower::wake() {
    {
        const std::lock_guard lock(mutex_);
        ++commits_;
    }
    changed_.notify_all();
}

std::optional<IndexFollower::Rebuilt> IndexFollower::rebuild() {
    std::unique_lock lock(mutex_);
    if (!running_ || stopping_) return std::nullopt;
    // One that is under way began before this call and may have missed what the caller knows of: this asks for another.
    const std::uint64_t ticket = ++asked_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return served_ >= ticket || stopping_; });
    return served_ >= ticket ? last_rebuilt_ : std::nullopt;
}

bool IndexFollower::wait_for(std::int64_t version, std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait_for(lock, at_most, [&] { return settled_ >= version || stopping_; });
    --waiting_;
    return settled_ >= version;
}

const StoryIndex* IndexFollower::index(const std::string& edition) const {
    const auto found = indexes_.find(edition);
    return found == indexes_.end() ? nullptr : found->second.get();
}

bool IndexFollower::stopping() const {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void IndexFollower::settle(std::int64_t version) {
    position_ = version;
    {
        const std::lock_guard lock(mutex_);
        settled_ = version;
    }
    changed_.notify_all();
}

std::int64_t IndexFollower::committed() const {
    std::int64_t least = INT64_MAX;
    for (const auto& [edition, index] : indexes_) least = std::min(least, index->cursor());
    return least == INT64_MAX ? 0 : least;
}

void IndexFollower::suspect(const std::string& edition) {
    {
        const std::lock_guard lock(mutex_);
        suspected_.insert(edition);
        ++commits_;
    }
    changed_.notify_all();
}

void IndexFollower::run() {
    using namespace std::chrono_literals;
    jobs::work_in_background();
    // Commits of this program wake the follower; those of other nodes are only seen by looking.
    const auto look_every = sources_.database.is_postgres() ? 1s : 60s;
    auto pause = 0s;  // after a failure
    while (!stopping()) {
        bool more = false;
        std::uint64_t seen = 0;
        {
            const std::lock_guard lock(mutex_);
            seen = commits_;
        }
        try {
            more = step();
            failures_ = 0;
            pause = 0s;
        } catch (const std::exception& error) {
            log::error("search.follow", {{"why", error.what()}});
            pause = std::clamp(pause * 2, 1s, 60s);
            if (dynamic_cast<const IndexError*>(&error) != nullptr) {
                open_ = false;  // whether the files are still good is found out by opening them
                ++failures_;
            }
        }
        std::unique_lock lock(mutex_);
        if (pause > 0s) {
            changed_.wait_for(lock, pause, [&] { return stopping_; });
        } else if (!more) {
            const auto called = [&] { return stopping_ || asked_ > served_; };
            changed_.wait_for(lock, look_every, [&] { return called() || commits_ != seen; });
            if (commits_ != seen) {
                jobs::stand_back(
                    lock, changed_, commits_, [&] { return called() || waiting_ > 0; },
                    std::chrono::steady_clock::now() + jobs::kLongestStandBack);
            }
        }
    }
    try {
        // What is to be built anew has not followed as far as `position_` says: the next start finds that out again.
        if (open_ && broken_.empty()) {
            commit_position(1);
            kept_at_ = {};
            keep_cursor();
        }
        for (const auto& [edition, index] : indexes_) index->close();
    } catch (const std::exception& error) {
        log::error("search.stop", {{"why", error.what()}});
    }
    open_ = false;
}

bool IndexFollower::step() {
    if (!open_) {
        open_all();
        open_ = true;
    }
    build_what_is_wanted();
    const bool more = follow();
    keep_cursor();
    return more;
}

void IndexFollower::build_what_is_wanted() {
    constexpr auto kBetweenSuspicions = std::chrono::minutes(10);
    std::uint64_t asked = 0;
    bool wanted = false;
    {
        const std::lock_guard lock(mutex_);
        asked = asked_;
        wanted = asked_ > served_;
        const auto now = std::chrono::steady_clock::now();
        if (!suspected_.empty() && now - suspicion_followed_at_ > kBetweenSuspicions) {
            suspicion_followed_at_ = now;
            broken_.insert(suspected_.begin(), suspected_.end());
        }
        suspected_.clear();
    }
    std::set<std::string> editions = broken_;
    if (wanted) {
        for (const auto& [edition, index] : indexes_) editions.insert(edition);
    }
    if (editions.empty()) return;
    try {
        answer_rebuild(asked, build(editions));
    } catch (...) {
        answer_rebuild(asked, std::nullopt);
        throw;
    }
}

void IndexFollower::answer_rebuild(std::uint64_t asked, std::optional<Rebuilt> rebuilt) {
    {
        const std::lock_guard lock(mutex_);
        if (asked > served_) last_rebuilt_ = rebuilt;
        served_ = asked;
    }
    changed_.notify_all();
}

void IndexFollower::open_all() {
    const std::int64_t version = sources_.database.version();
    // Files that open and then fail again and again are as bad as files that do not open.
    constexpr int kPatience = 3;
    broken_.clear();
    std::int64_t from = INT64_MAX;
    for (const auto& [edition, index] : indexes_) {
        // A cursor from the future: the paper was restored from an older copy.
        if (!index->open() || index->cursor() > version || failures_ >= kPatience) {
            broken_.insert(edition);
        } else {
            from = std::min(from, index->cursor());
        }
    }
    position_ = from == INT64_MAX ? version : from;
}

/// True when versions between the cursor and the first change after it are gone from the log.
bool IndexFollower::log_was_pruned(std::int64_t next) {
    if (next <= position_ + 1) return false;
    const auto oldest = sources_.database.read([](db::ReadTx& tx) { return SearchStore().oldest_change(tx); });
    return !oldest || *oldest > position_;
}

bool IndexFollower::follow() {
    const std::int64_t version = sources_.database.version();
    std::vector<std::pair<std::int64_t, std::string>> changes;
    bool more = false;
    // A version is followed as a whole. One with more tags than a step takes is read with a wider step.
    for (int most = kMostChanges;; most *= 4) {
        changes = sources_.database.changes_after(position_, most);
        more = changes.size() == static_cast<std::size_t>(most);
        if (!more || changes.front().first != changes.back().first) break;
    }
    if (changes.empty()) {
        if (version > position_ && log_was_pruned(version + 1)) {
            for (const auto& [edition, index] : indexes_) broken_.insert(edition);
            return true;
        }
        settle(std::max(position_, version));
        commit_position(kFarBehind);
        return false;
    }
    if (log_was_pruned(changes.front().first)) {
        for (const auto& [edition, index] : indexes_) broken_.insert(edition);
        position_ = version;
        return true;
    }
    if (more) {
        const std::int64_t unfinished = changes.back().first;
        while (changes.back().first == unfinished) changes.pop_back();
    }
    Touched touched;
    bool sections = false;
    for (const auto& [at, tag] : changes) {
        touch(tag, touched);
        sections = sections || tag == "sections:";
    }
    if (sections) touch_renamed_sections(touched);
    apply(touched, changes.back().first);
    settle(more ? changes.back().first : std::max(changes.back().first, version));
    commit_position(kFarBehind);
    return more;
}

void IndexFollower::touch(const std::string& tag, Touched& touched) const {
    if (const auto story = story_of(tag)) {
        touched[story->second].insert(story->first);
    } else if (starts_with(tag, "byline:")) {
        for (const auto& [edition, index] : indexes_) touched[edition].insert(tag.substr(7));
    } else if (starts_with(tag, "person:") || starts_with(tag, "topic:") || starts_with(tag, "organisation:")) {
        for (const auto& [edition, index] : indexes_) {
            if (!index->ready()) continue;
            for (auto& story : index->stories_naming(tag)) touched[edition].insert(std::move(story));
        }
    }
}

void IndexFollower::touch_renamed_sections(Touched& touched) {
    const auto sections = sources_.database.read([&](db::ReadTx& tx) { return sources_.sections.all(tx); });
    for (const auto& [edition, index] : indexes_) {
        if (!index->ready()) continue;
        for (const auto& section : sections) {
            const auto words = section.texts.find(edition);
            const std::string thing = "section:" + section.id;
            if (words == section.texts.end()) continue;
            // A story is found by the name of its section and of the one above it: a section that moved below another
            // changes its stories as a new name does.
            const std::string above = "above:" + section.id;
            if (index->note(thing) == words->second.name && index->note(above) == section.parent) continue;
            for (auto& story : index->stories_naming(thing)) touched[edition].insert(std::move(story));
            index->set_note(thing, words->second.name);
            index->set_note(above, section.parent);
        }
    }
}

void IndexFollower::apply(const Touched& touched, std::int64_t version) {
    for (const auto& [edition, stories] : touched) {
        const auto index = indexes_.find(edition);
        if (index == indexes_.end() || !index->second->ready()) continue;
        std::vector<std::string> batch;
        const auto flush = [&] {
            const auto found =
                sources_.database.read([&](db::ReadTx& tx) { return gather(tx, sources_, edition, batch); });
            std::set<std::string> gone(batch.begin(), batch.end());
            for (const auto& story : found) {
                index->second->put(story);
                gone.erase(story.story);
            }
            for (const auto& story : gone) index->second->remove(story);
            batch.clear();
        };
        for (const auto& story : stories) {
            batch.push_back(story);
            if (batch.size() == kBatch) flush();
        }
        if (!batch.empty()) flush();
        index->second->commit(version);
    }
}

/// An index that nothing happened to is told how far the log has been followed, so that it can be pruned.
void IndexFollower::commit_position(std::int64_t least_distance) {
    for (const auto& [edition, index] : indexes_) {
        if (index->ready() && position_ - index->cursor() >= least_distance) index->commit(position_);
    }
}

void IndexFollower::keep_cursor() {
    const auto now = std::chrono::steady_clock::now();
    const std::int64_t version = committed();
    if (version == kept_ || now - kept_at_ < kKeepEvery) return;
    const auto kept = sources_.database.transact([&](db::Tx& tx) -> Result<Nothing> {
        SearchStore().keep_cursor(tx, version);
        return Nothing{};
    });
    kept_at_ = now;
    if (kept) kept_ = version;
}

void IndexFollower::note_sections(StoryIndex& index, const std::string& edition) {
    const auto sections = sources_.database.read([&](db::ReadTx& tx) { return sources_.sections.all(tx); });
    for (const auto& section : sections) {
        const auto words = section.texts.find(edition);
        if (words == section.texts.end()) continue;
        index.set_note("section:" + section.id, words->second.name);
        index.set_note("above:" + section.id, section.parent);
    }
}

std::optional<IndexFollower::Rebuilt> IndexFollower::build(const std::set<std::string>& editions) {
    const auto begun = std::chrono::steady_clock::now();
    const std::int64_t from = sources_.database.version();
    std::map<std::string, std::unique_ptr<StoryIndex>> fresh;
    for (const auto& edition : editions) {
        const auto made = fresh.emplace(
            edition, std::make_unique<StoryIndex>(folder_ + "/" + edition + ".new", indexes_.at(edition)->language()));
        made.first->second->create();
        note_sections(*made.first->second, edition);
    }
    const std::int64_t versions = fill(editions, fresh);
    if (stopping()) return std::nullopt;
    for (auto& [edition, index] : fresh) {
        index->commit(from);
        indexes_.at(edition)->replace_by(*index);
    }
    broken_.clear();
    position_ = std::min(position_, from);
    // What the build took goes back to the system: it happens once, and the allocator would keep its peak for good.
    fresh.clear();
    malloc_trim(0);
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
    log::info("search.built", {{"versions", std::to_string(versions)}, {"ms", std::to_string(took)}});
    return Rebuilt{versions, took};
}

std::int64_t IndexFollower::fill(const std::set<std::string>& editions,
                                 std::map<std::string, std::unique_ptr<StoryIndex>>& fresh) {
    std::pair<std::string, std::string> last;
    std::int64_t versions = 0;
    std::int64_t unflushed = 0;
    while (!stopping()) {
        std::vector<std::pair<std::string, std::string>> pairs;
        std::map<std::string, std::vector<IndexedStory>> found;
        sources_.database.read([&](db::ReadTx& tx) {
            pairs = sources_.stories.published().all_after(tx, last.first, last.second, kPairs);
            std::map<std::string, std::vector<std::string>> ids;
            for (const auto& [story, edition] : pairs) {
                if (editions.count(edition) != 0) ids[edition].push_back(story);
            }
            for (const auto& [edition, stories] : ids) found[edition] = gather(tx, sources_, edition, stories);
            return Nothing{};
        });
        if (pairs.empty()) break;
        last = pairs.back();
        for (const auto& [edition, stories] : found) {
            for (const auto& story : stories) fresh.at(edition)->put(story);
            versions += static_cast<std::int64_t>(stories.size());
            unflushed += static_cast<std::int64_t>(stories.size());
        }
        if (unflushed >= kFlushAfter) {
            for (const auto& [edition, index] : fresh) index->flush();
            unflushed = 0;
        }
        // What is published meanwhile is found in the old index at once, and followed again in the new one.
        if (broken_.empty()) follow();
    }
    return versions;
}

}  // namespace broadsheet
