#include "features/stories/stories.h"

#include <algorithm>
#include <utility>

#include "platform/crypto/crypto.h"
#include "platform/json/json.h"
#include "site/audit.h"

namespace broadsheet {

namespace {

constexpr std::string_view kPublishJob = "stories.publish";
constexpr std::string_view kRecommendJob = "stories.recommend";
constexpr std::string_view kRedateJob = "stories.redate";
constexpr int kRedatedAtOnce = 100;  // versions a transaction: a tenth of what a body may take

std::string joined(const std::vector<std::string>& editions) {
    std::string out;
    for (const auto& edition : editions) out += (out.empty() ? "" : ",") + edition;
    return out;
}

void forget_schedule(Version& version) {
    version.scheduled_at = {};
    version.scheduled_revision.clear();
    version.refused.clear();
}

Result<Nothing> known_editions(const std::vector<std::string>& asked, const Editions& editions) {
    if (asked.empty()) return invalid({{"editions", "problem.choose_edition", {}}});
    for (const auto& edition : asked) {
        if (editions.find(edition) == nullptr) return invalid({{"editions", "problem.unknown_edition", {}}});
    }
    return Nothing{};
}

/// Faults for the editions that have no version of which `holds`: what is asked for them would do nothing.
template <typename Holds>
std::vector<FieldProblem> without(const Story& story, const std::vector<std::string>& editions, const char* message,
                                  Holds holds) {
    std::vector<FieldProblem> faults;
    for (const auto& edition : editions) {
        const Version* version = story.version(edition);
        if (version == nullptr || !holds(*version)) faults.push_back({"editions", message, {{"edition", edition}}});
    }
    return faults;
}

bool is_scheduled(const Version& version) { return version.scheduled_at.is_set(); }

}  // namespace

Stories::Stories(db::Database& database, const Editions& editions, const Addresses& addresses, Sections& sections,
                 const People& people, const Organisations& organisations, const Topics& topics, const Media& media,
                 jobs::Jobs& jobs, const Clock& clock)
    : database_(database),
      editions_(editions),
      addresses_(addresses),
      sections_(sections),
      people_(people),
      organisations_(organisations),
      topics_(topics),
      media_(media),
      jobs_(jobs),
      clock_(clock),
      published_(editions.zone()) {
    sections_.on_moved([this](db::Tx& tx, const std::string& section, const std::string& from, const std::string& to) {
        for (const auto& edition : editions_.ids()) {
            const std::int64_t stories = published_.move_section(tx, edition, section, from, to);
            if (stories == 0) continue;
            // A top section counts its own and those below it: one that moves keeps its own.
            if (from != section) sections_.count(tx, from, edition, -stories);
            if (to != section) sections_.count(tx, to, edition, stories);
        }
    });
}

// --- reading
// -----------------------------------------------------------------------------------------------------------

std::optional<Story> Stories::find(db::ReadTx& tx, const std::string& id) const { return store_.find(tx, id); }
std::optional<Revision> Stories::revision(db::ReadTx& tx, const std::string& id) const {
    return store_.revision(tx, id);
}
std::vector<Revision> Stories::revisions(db::ReadTx& tx, const std::string& version) const {
    return store_.revisions(tx, version);
}
std::vector<DeskLine> Stories::list(db::ReadTx& tx, const DeskFilter& filter) const { return store_.list(tx, filter); }

std::vector<std::pair<std::string, std::string>> Stories::using_picture(db::ReadTx& tx,
                                                                        const std::string& media) const {
    return store_.using_picture(tx, media);
}

std::vector<std::string> Stories::published_editions(db::ReadTx& tx, const std::string& id) const {
    std::vector<std::string> out;
    for (const auto& [edition, path] : published_.editions_of(tx, id)) out.push_back(edition);
    return out;
}

// --- writing
// -----------------------------------------------------------------------------------------------------------

Result<Durable<Story>> Stories::create(const Editor& who, StoryFields fields, std::string id) {
    return database_.transact([&](db::Tx& tx) { return create(tx, who, fields, id); });
}

Result<Story> Stories::create(db::Tx& tx, const Editor& who, StoryFields fields, std::string id) {
    if (!who.may(Right::Write)) return forbidden();
    auto checked = check(std::move(fields), editions_);
    if (!checked) return tl::unexpected(std::move(checked.error()));
    Story story;
    story.id = id.empty() ? crypto::new_id(clock_.now()) : std::move(id);
    if (store_.find(tx, story.id)) return problem(ProblemKind::Conflict, "problem.story_exists");
    story.fields = std::move(*checked);
    story.made_at = story.touched_at = clock_.now();
    story.made_by = who.id;
    story.edit = 1;
    if (auto faults = unknown_things(tx, story.fields); !faults.empty()) return invalid(std::move(faults));
    store_.insert(tx, story);
    note(tx, who, "stories.create", story.id, {});
    return story;
}

std::vector<FieldProblem> Stories::unknown_things(db::ReadTx& tx, const StoryFields& fields) const {
    std::vector<FieldProblem> faults;
    if (!fields.section.empty() && !sections_.find(tx, fields.section))
        faults.push_back({"section", "problem.unknown_section", {}});
    if (!fields.picture.empty() && !media_.find(tx, fields.picture))
        faults.push_back({"picture", "problem.unknown_picture", {}});
    std::vector<std::string> people;
    for (const auto& entry : fields.byline) {
        if (std::find(people.begin(), people.end(), entry.person) == people.end()) people.push_back(entry.person);
    }
    if (people_.some(tx, people).size() != people.size()) faults.push_back({"byline", "problem.unknown_person", {}});
    if (topics_.some(tx, fields.topics).size() != fields.topics.size())
        faults.push_back({"topics", "problem.unknown_topic", {}});
    if (organisations_.some(tx, fields.organisations).size() != fields.organisations.size()) {
        faults.push_back({"organisations", "problem.unknown_organisation", {}});
    }
    return faults;
}

Result<Durable<Story>> Stories::save_fields(const Editor& who, const std::string& id, StoryFields fields,
                                            std::int64_t edit) {
    return database_.transact([&](db::Tx& tx) { return save_fields(tx, who, id, fields, edit); });
}

Result<Story> Stories::save_fields(db::Tx& tx, const Editor& who, const std::string& id, StoryFields fields,
                                   std::int64_t edit) {
    if (!who.may(Right::Write)) return forbidden();
    auto story = store_.find(tx, id);
    if (!story) return not_found("story");
    if (story->edit != edit) return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
    auto checked = check(std::move(fields), editions_);
    if (!checked) return tl::unexpected(std::move(checked.error()));
    if (*checked == story->fields) return *story;
    const auto live = published_editions(tx, id);
    // What readers see, or will see by a schedule, changes with these fields: whoever may not publish may not change
    // them.
    Outgoing bound;
    for (const auto& version : story->versions) {
        if (version.state == State::Published) bound[version.edition].push_back(version.published_revision);
        if (version.scheduled_at.is_set()) bound[version.edition].push_back(version.scheduled_revision);
    }
    if (!bound.empty() && !who.may(Right::Publish)) return forbidden();
    if (auto faults = unknown_things(tx, *checked); !faults.empty()) return invalid(std::move(faults));
    const StoryFields before = std::exchange(story->fields, std::move(*checked));
    story->touched_at = clock_.now();
    ++story->edit;
    // These fields go out with the published and scheduled texts, so those are judged, not a draft that somebody is in
    // the middle of.
    if (auto faults = missing(tx, *story, bound); !faults.empty()) return invalid(std::move(faults));
    store_.update_fields(tx, before, *story);
    note(tx, who, "stories.save_fields", id, {});
    if (!live.empty()) {
        if (auto done = put_published(tx, *story, live); !done) return tl::unexpected(std::move(done.error()));
    }
    return *story;
}

Result<Durable<Revision>> Stories::save_version(const Editor& who, const std::string& id, const std::string& edition,
                                                VersionText text, const std::string& based_on) {
    return database_.transact([&](db::Tx& tx) { return save_version(tx, who, id, edition, text, based_on); });
}

Result<Revision> Stories::save_version(db::Tx& tx, const Editor& who, const std::string& id, const std::string& edition,
                                       VersionText text, const std::string& based_on) {
    if (!who.may(Right::Write)) return forbidden();
    if (editions_.find(edition) == nullptr) return not_found("edition");
    auto story = store_.find(tx, id);
    if (!story) return not_found("story");
    auto checked = check(std::move(text), edition + ".");
    if (!checked) return tl::unexpected(std::move(checked.error()));
    if (document::to_json(checked->body).size() > document::kMaxBytes) {
        return invalid({{edition + ".body", "problem.document.too_long", {}}});
    }
    const Version* existing = story->version(edition);
    if ((existing == nullptr ? std::string() : existing->current_revision) != based_on) {
        return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
    }
    const Instant now = clock_.now();
    Revision revision;
    if (existing != nullptr) {
        auto before = store_.revision(tx, existing->current_revision);
        // The address is frozen by the first publication, and by a schedule, which fixes all that goes out; whatever
        // the form still says.
        if (existing->first_published_at.is_set() || existing->scheduled_at.is_set()) checked->slug = existing->slug;
        if (before && before->text == *checked) return std::move(*before);
        if (before) revision.number = before->number;
    }
    if (edition != story->fields.source_edition) {
        const Version* source = story->version(story->fields.source_edition);
        if (source != nullptr) {
            revision.source_revision = source->current_revision;
            if (const auto from = store_.revision(tx, source->current_revision))
                document::pair_blocks(from->text.body, checked->body);
        }
    }
    revision.id = crypto::new_id(now);
    ++revision.number;
    revision.made_at = now;
    revision.made_by = who.id;
    revision.text = std::move(*checked);
    Version version = existing != nullptr ? *existing : Version{};
    version.current_revision = revision.id;
    version.touched_at = now;
    if (!version.first_published_at.is_set()) version.slug = revision.text.slug;
    if (existing == nullptr) {
        version.id = crypto::new_id(now);
        version.number = store_.next_number(tx, "version");
        version.edition = edition;
        store_.insert_version(tx, id, version);
        store_.touch(tx, id, now);
    } else {
        store_.update_version(tx, id, version);
    }
    store_.insert_revision(tx, version.id, revision);
    return revision;
}

// --- publishing
// --------------------------------------------------------------------------------------------------------

std::vector<FieldProblem> Stories::missing(db::ReadTx& tx, const Story& story, const Outgoing& outgoing) const {
    std::vector<FieldProblem> faults;
    const auto add = [&](FieldProblem fault) {
        const bool known = std::any_of(faults.begin(), faults.end(),
                                       [&](const FieldProblem& other) { return other.field == fault.field; });
        if (!known) faults.push_back(std::move(fault));
    };
    std::optional<Picture> picture;
    if (!story.fields.picture.empty()) picture = media_.find(tx, story.fields.picture);
    for (const auto& [edition, revisions] : outgoing) {
        for (const auto& id : revisions) {
            const auto revision = store_.revision(tx, id);
            if (!revision) {
                add({edition + ".headline", "problem.missing_for_publication", {{"edition", edition}}});
                continue;
            }
            for (auto& fault : missing_for_publication(story.fields, revision->text, edition)) add(std::move(fault));
            if (picture) {
                for (auto& fault : Media::missing_for_publication(*picture, edition)) add(std::move(fault));
            }
            const auto in_body = document::media_of(revision->text.body);
            const auto shown = media_.some(tx, in_body);
            for (const auto& one : shown) {
                for (auto& fault : Media::missing_for_publication(one, edition)) add(std::move(fault));
            }
            for (const auto& media : in_body) {
                if (std::none_of(shown.begin(), shown.end(), [&](const Picture& one) { return one.id == media; }))
                    add({edition + ".body", "problem.document.bad_media", {{"name", media}}});
            }
        }
    }
    return faults;
}

Result<Stories::Outgoing> Stories::newest(const Story& story, const std::vector<std::string>& editions,
                                          const Texts& read) {
    Outgoing out;
    std::vector<FieldProblem> moved;
    for (const auto& edition : editions) {
        const Version* version = story.version(edition);
        const std::string current = version == nullptr ? std::string() : version->current_revision;
        const auto expected = read.find(edition);
        if (expected != read.end() && expected->second != current)
            moved.push_back({edition + ".body", "problem.text_moved", {{"edition", edition}}});
        out[edition] = {current};
    }
    if (moved.empty()) return out;
    return tl::unexpected<Problem>(
        Problem{ProblemKind::Conflict, "problem.not_what_was_read", std::move(moved), MessageArgs{}});
}

std::optional<Published> Stories::as_published(db::ReadTx& tx, const Story& story, const std::string& edition) const {
    const Version* version = story.version(edition);
    if (version == nullptr) return std::nullopt;
    auto revision = store_.revision(tx, version->current_revision);
    if (!revision) return std::nullopt;
    const Instant made_at = revision->made_at;
    Published out = row_of(tx, story, *version, std::move(*revision));
    Teaser& teaser = out.teaser;
    teaser.path = addresses_.current(tx, "story", story.id, edition).value_or("");
    teaser.published_at = version->first_published_at.is_set() ? version->first_published_at : clock_.now();
    teaser.updated_at = std::max(made_at, teaser.published_at);
    out.words = static_cast<std::int64_t>(document::word_count(out.text.body));
    return out;
}

Published Stories::row_of(db::ReadTx& tx, const Story& story, const Version& version, Revision revision) const {
    Published out;
    Teaser& teaser = out.teaser;
    teaser.story = story.id;
    teaser.edition = version.edition;
    teaser.section = story.fields.section;
    const auto section = sections_.find(tx, story.fields.section);
    teaser.top_section = section && !section->parent.empty() ? section->parent : story.fields.section;
    teaser.kind = story.fields.kind;
    teaser.picture = story.fields.picture;
    teaser.kicker = revision.text.kicker;
    teaser.headline = revision.text.headline;
    teaser.front_headline = revision.text.front_headline;
    teaser.standfirst = revision.text.standfirst;
    out.version = version.id;
    out.number = version.number;
    out.revision = revision.id;
    out.text = std::move(revision.text);
    return out;
}

Result<Publication> Stories::put_published(db::Tx& tx, const Story& story, const std::vector<std::string>& editions) {
    Publication done{story.id, {}};
    Mentions mentions{{}, story.fields.topics, story.fields.organisations};
    for (const auto& entry : story.fields.byline) {
        const bool known =
            std::find(mentions.people.begin(), mentions.people.end(), entry.person) != mentions.people.end();
        if (!known) mentions.people.push_back(entry.person);
    }
    for (const auto& edition : editions) {
        const Version& version = *story.version(edition);
        const auto before = published_.find(tx, story.id, edition);
        Published row = row_of(tx, story, version, *store_.revision(tx, version.published_revision));
        row.teaser.published_at = version.first_published_at;
        row.teaser.updated_at = std::max(version.touched_at, version.first_published_at);
        // A change of fields alone is no new text: the printed time of the last change stays.
        if (before && before->revision == version.published_revision) row.teaser.updated_at = before->teaser.updated_at;
        // Given at the first publication and frozen: the paper's zone may have been another then.
        auto address = addresses_.current(tx, "story", story.id, edition);
        if (!address) {
            const text::Day day = editions_.zone().day(version.first_published_at);
            char month[16];
            std::snprintf(month, sizeof month, "/%04d/%02d/", day.year, day.month);
            address = "/" + edition + month + version.slug;
        }
        const std::string& path = *address;
        row.teaser.path = path;
        addresses_.settle(tx, path, edition, "story", story.id);
        std::optional<Teaser> was;
        if (before) was = before->teaser;
        published_.put(tx, row, mentions);
        for (const auto& count : published_.counts(was, row.teaser))
            sections_.count(tx, count.section, count.edition, count.by);
        done.paths[edition] = path;
        jobs_.add(tx, kRecommendJob, story.id + "/" + edition, "", clock_.now());
    }
    return done;
}

Result<Durable<Publication>> Stories::publish(const Editor& who, const std::string& id,
                                              const std::vector<std::string>& editions, Instant at, const Texts& read) {
    return database_.transact([&](db::Tx& tx) { return publish(tx, who, id, editions, at, read); });
}

Result<Publication> Stories::publish(db::Tx& tx, const Editor& who, const std::string& id,
                                     const std::vector<std::string>& editions, Instant at, const Texts& read) {
    if (!who.may(Right::Publish)) return forbidden();
    if (auto known = known_editions(editions, editions_); !known) return tl::unexpected(std::move(known.error()));
    auto story = store_.find(tx, id);
    if (!story) return not_found("story");
    auto outgoing = newest(*story, editions, read);
    if (!outgoing) return tl::unexpected(std::move(outgoing.error()));
    return let_out(tx, who, std::move(*story), *outgoing, at.is_set() ? at : clock_.now());
}

Result<Publication> Stories::let_out(db::Tx& tx, const Editor& who, Story story, const Outgoing& outgoing,
                                     Instant now) {
    if (auto faults = missing(tx, story, outgoing); !faults.empty()) return invalid(std::move(faults));
    std::vector<std::string> editions;
    for (const auto& [edition, revisions] : outgoing) {
        const std::string& revision = revisions.front();
        editions.push_back(edition);
        for (auto& version : story.versions) {
            if (version.edition != edition) continue;
            if (!version.first_published_at.is_set()) {
                version.first_published_at = now;
                version.slug = free_slug(tx, story, version, slug_for(store_.revision(tx, revision)->text));
            }
            // The time of the last change is that of its text, so publishing the same text again is no update.
            if (version.published_revision != revision || version.state == State::Withdrawn) version.touched_at = now;
            version.published_revision = revision;
            version.state = State::Published;
            forget_schedule(version);
            store_.update_version(tx, story.id, version);
            jobs_.cancel(tx, kPublishJob, story.id + "/" + edition);
        }
    }
    auto done = put_published(tx, story, editions);
    if (done) note(tx, who, "stories.publish", story.id, joined(editions));
    return done;
}

std::string Stories::free_slug(db::ReadTx& tx, const Story& story, const Version& version,
                               const std::string& wished) const {
    const text::Day day = editions_.zone().day(version.first_published_at);
    char month[16];
    std::snprintf(month, sizeof month, "/%04d/%02d/", day.year, day.month);
    for (int i = 1;; ++i) {
        const std::string slug = i == 1 ? wished : wished + "-" + std::to_string(i);
        if (!addresses_.taken(tx, "/" + version.edition + month + slug, "story", story.id)) return slug;
    }
}

Result<Durable<Nothing>> Stories::schedule(const Editor& who, const std::string& id,
                                           const std::vector<std::string>& editions, Instant at, const Texts& read) {
    return database_.transact([&](db::Tx& tx) { return schedule(tx, who, id, editions, at, read); });
}

Result<Nothing> Stories::schedule(db::Tx& tx, const Editor& who, const std::string& id,
                                  const std::vector<std::string>& editions, Instant at, const Texts& read) {
    if (!who.may(Right::Publish)) return forbidden();
    if (auto known = known_editions(editions, editions_); !known) return tl::unexpected(std::move(known.error()));
    auto story = store_.find(tx, id);
    if (!story) return not_found("story");
    if (at <= clock_.now()) return invalid({{"at", "problem.in_the_past", {}}});
    const auto outgoing = newest(*story, editions, read);
    if (!outgoing) return tl::unexpected(outgoing.error());
    if (auto faults = missing(tx, *story, *outgoing); !faults.empty()) return invalid(std::move(faults));
    for (auto& version : story->versions) {
        const auto going = outgoing->find(version.edition);
        if (going == outgoing->end()) continue;
        if (version.state != State::Published) version.state = State::Scheduled;
        version.scheduled_at = at;
        // What is saved from now on waits: only what somebody who may publish has read goes out.
        version.scheduled_revision = going->second.front();
        version.refused.clear();
        store_.update_version(tx, id, version);
        json::Value payload = json::Value::object();
        payload.set("who", who.id);
        // Editions that go out together share one job and one transaction: both or neither.
        payload.set("editions", json::Value::array_of(editions));
        jobs_.add(tx, kPublishJob, id + "/" + version.edition, json::print(payload), at);
    }
    note(tx, who, "stories.schedule", id, joined(editions));
    return Nothing{};
}

Result<Durable<Nothing>> Stories::unschedule(const Editor& who, const std::string& id,
                                             const std::vector<std::string>& editions) {
    return database_.transact([&](db::Tx& tx) { return unschedule(tx, who, id, editions); });
}

Result<Nothing> Stories::unschedule(db::Tx& tx, const Editor& who, const std::string& id,
                                    const std::vector<std::string>& editions) {
    if (!who.may(Right::Publish)) return forbidden();
    if (auto known = known_editions(editions, editions_); !known) return tl::unexpected(std::move(known.error()));
    auto story = store_.find(tx, id);
    if (!story) return not_found("story");
    if (auto faults = without(*story, editions, "problem.not_scheduled", is_scheduled); !faults.empty())
        return invalid(std::move(faults));
    for (auto& version : story->versions) {
        if (std::find(editions.begin(), editions.end(), version.edition) != editions.end())
            take_schedule_back(tx, id, version);
    }
    note(tx, who, "stories.unschedule", id, joined(editions));
    return Nothing{};
}

void Stories::take_schedule_back(db::Tx& tx, const std::string& id, Version& version) {
    if (version.state == State::Scheduled)
        version.state = version.first_published_at.is_set() ? State::Withdrawn : State::Draft;
    forget_schedule(version);
    store_.update_version(tx, id, version);
    jobs_.cancel(tx, kPublishJob, id + "/" + version.edition);
}

Result<Durable<Nothing>> Stories::withdraw(const Editor& who, const std::string& id,
                                           const std::vector<std::string>& editions) {
    return database_.transact([&](db::Tx& tx) { return withdraw(tx, who, id, editions); });
}

Result<Nothing> Stories::withdraw(db::Tx& tx, const Editor& who, const std::string& id,
                                  const std::vector<std::string>& editions) {
    if (!who.may(Right::Publish)) return forbidden();
    if (auto known = known_editions(editions, editions_); !known) return tl::unexpected(std::move(known.error()));
    auto story = store_.find(tx, id);
    if (!story) return not_found("story");
    const auto is_out = [](const Version& version) {
        return version.state == State::Published || is_scheduled(version);
    };
    if (auto faults = without(*story, editions, "problem.not_out", is_out); !faults.empty())
        return invalid(std::move(faults));
    for (auto& version : story->versions) {
        if (std::find(editions.begin(), editions.end(), version.edition) == editions.end()) continue;
        if (version.state != State::Published) {  // what is only on its way out is stopped
            take_schedule_back(tx, id, version);
            continue;
        }
        const auto before = published_.find(tx, id, version.edition);
        version.state = State::Withdrawn;
        version.published_revision.clear();
        forget_schedule(version);
        version.touched_at = clock_.now();
        store_.update_version(tx, id, version);
        published_.remove(tx, id, version.edition);
        // What readers may no longer see is not to be read by a private link either.
        store_.remove_previews(tx, id, version.edition);
        if (before) {
            for (const auto& count : published_.counts(before->teaser, std::nullopt))
                sections_.count(tx, count.section, count.edition, count.by);
        }
        jobs_.cancel(tx, kPublishJob, id + "/" + version.edition);
        jobs_.add(tx, kRecommendJob, id + "/" + version.edition, "", clock_.now());
    }
    note(tx, who, "stories.withdraw", id, joined(editions));
    return Nothing{};
}

// --- previews and jobs
// -------------------------------------------------------------------------------------------------

Result<Durable<std::string>> Stories::make_preview(const Editor& who, const std::string& id,
                                                   const std::string& edition) {
    if (!who.may(Right::Write)) return forbidden();
    return database_.transact([&](db::Tx& tx) -> Result<std::string> {
        const auto story = store_.find(tx, id);
        if (!story || story->version(edition) == nullptr) return not_found("story");
        std::string token = crypto::new_token();
        store_.add_preview(tx, crypto::token_hash(token), id, edition, who.id, clock_.now(), clock_.now() + 14 * kDay);
        note(tx, who, "stories.make_preview", id, edition);
        return token;
    });
}

std::optional<StoryStore::Preview> Stories::preview(db::ReadTx& tx, const std::string& token) const {
    auto found = store_.preview(tx, crypto::token_hash(token));
    if (!found || found->expires_at <= clock_.now()) return std::nullopt;
    return found;
}

std::vector<StoryStore::Preview> Stories::previews(db::ReadTx& tx, const std::string& id) const {
    return store_.previews(tx, id, clock_.now());
}

Result<Durable<Nothing>> Stories::revoke_preview(const Editor& who, const std::string& id, const std::string& link) {
    if (!who.may(Right::Write)) return forbidden();
    return database_.transact([&](db::Tx& tx) -> Result<Nothing> {
        if (!store_.remove_preview(tx, id, link)) return not_found("preview");
        note(tx, who, "stories.revoke_preview", id, {});
        return Nothing{};
    });
}

std::vector<std::string> Stories::editions_showing(db::ReadTx& tx, const std::string& picture) const {
    auto out = published_.editions_showing(tx, picture);
    for (const auto& going : store_.scheduled(tx)) {
        if (std::find(out.begin(), out.end(), going.edition) != out.end()) continue;
        bool shown = going.picture == picture;
        if (!shown) {
            const auto revision = store_.revision(tx, going.revision);
            const auto within = revision ? document::media_of(revision->text.body) : std::vector<std::string>();
            shown = std::find(within.begin(), within.end(), picture) != within.end();
        }
        if (shown) out.push_back(going.edition);
    }
    return out;
}

void Stories::zone_changed(db::Tx& tx) { jobs_.add(tx, kRedateJob, "", "", clock_.now()); }

Result<Nothing> Stories::redate_after(const std::string& story, const std::string& edition) {
    auto done = database_.transact([&](db::Tx& tx) -> Result<bool> {
        const auto some = published_.all_after(tx, story, edition, kRedatedAtOnce);
        for (const auto& [id, of] : some) published_.redate(tx, id, of);
        const bool more = static_cast<int>(some.size()) == kRedatedAtOnce;
        if (more) jobs_.add(tx, kRedateJob, some.back().first + "/" + some.back().second, "", clock_.now());
        return more;
    });
    if (!done) return tl::unexpected(std::move(done.error()));
    if (**done) jobs_.wake();  // readers see wrong days until the last is done
    return Nothing{};
}

void Stories::register_jobs() {
    jobs_.on(std::string(kRedateJob), [this](const jobs::Job& job) {
        const auto slash = job.key.rfind('/');
        return slash == std::string::npos ? redate_after("", "")
                                          : redate_after(job.key.substr(0, slash), job.key.substr(slash + 1));
    });
    jobs_.on(std::string(kPublishJob), [this](const jobs::Job& job) -> Result<Nothing> {
        const std::string id = job.key.substr(0, job.key.find('/'));
        const auto payload = json::parse(job.payload);
        std::vector<std::string> editions;
        if (payload && payload->find("editions") != nullptr) {
            for (const auto& edition : payload->find("editions")->items()) editions.push_back(edition.string());
        }
        const Editor who = Editor::program("schedule");
        auto done = database_.transact([&](db::Tx& tx) -> Result<Nothing> {
            const auto story = store_.find(tx, id);
            if (!story) return Nothing{};
            // Only what is still scheduled for this moment goes out: the job of a sibling edition may have done it
            // already.
            Outgoing due;
            for (const auto& edition : editions) {
                const Version* version = story->version(edition);
                if (version != nullptr && version->scheduled_at.is_set() && version->scheduled_at <= job.due)
                    due[edition] = {version->scheduled_revision};
            }
            if (due.empty()) return Nothing{};
            // The set time is the time of publication, also when the program was down and catches up.
            auto published = let_out(tx, who, *story, due, job.due);
            if (!published) return tl::unexpected(std::move(published.error()));
            return Nothing{};
        });
        if (done) return Nothing{};
        // It is tried again later; until then the desk says what stops it.
        if (done.error().kind == ProblemKind::Invalid) {
            auto told = database_.transact([&](db::Tx& tx) -> Result<Nothing> {
                auto story = store_.find(tx, id);
                if (!story) return Nothing{};
                std::vector<std::string> stopped;
                for (auto& version : story->versions) {
                    const bool asked = std::find(editions.begin(), editions.end(), version.edition) != editions.end();
                    if (!asked || !version.scheduled_at.is_set() || version.scheduled_at > job.due) continue;
                    if (version.refused.empty()) stopped.push_back(version.edition);
                    version.refused = done.error().fields;
                    store_.update_version(tx, id, version);
                }
                if (!stopped.empty()) note(tx, who, "stories.schedule_refused", id, joined(stopped));
                return Nothing{};
            });
            if (!told) return tl::unexpected(std::move(told.error()));
        }
        return tl::unexpected(std::move(done.error()));
    });
    jobs_.within(std::string(kRecommendJob), [this](db::Tx& tx, const jobs::Job& job) {
        const auto slash = job.key.find('/');
        published_.recommend(tx, job.key.substr(0, slash), job.key.substr(slash + 1));
    });
}

void Stories::note(db::Tx& tx, const Editor& who, const char* action, const std::string& story,
                   const std::string& detail) const {
    note_audit(tx, clock_.now(), who.id, action, "story:" + story, detail);
}

}  // namespace broadsheet
