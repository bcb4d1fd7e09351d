#include "features/stories/store.h"

#include <map>

#include "platform/json/json.h"
#include "platform/text/text.h"

namespace broadsheet {

namespace {

constexpr db::Sql kFind{
    "stories.find",
    "SELECT id, kind, section_id, source_edition, picture_id, outside_name, outside_url, made_at, made_by, touched_at, "
    "edit FROM story WHERE id = $1"};
constexpr db::Sql kByline{"stories.byline",
                          "SELECT person_id, role FROM story_byline WHERE story_id = $1 ORDER BY position"};
constexpr db::Sql kTopics{"stories.topics", "SELECT topic_id FROM story_topic WHERE story_id = $1 ORDER BY topic_id"};
constexpr db::Sql kOrganisations{
    "stories.organisations",
    "SELECT organisation_id FROM story_organisation WHERE story_id = $1 ORDER BY organisation_id"};
constexpr db::Sql kVersions{
    "stories.versions",
    "SELECT id, number, edition, state, slug, current_revision, published_revision, first_published_at, "
    "scheduled_at, touched_at, scheduled_revision, schedule_refused FROM version WHERE story_id = $1 ORDER BY edition"};
constexpr db::Sql kRevision{
    "stories.revision",
    "SELECT r.id, r.number, r.made_at, r.made_by, r.source_revision, r.kicker, r.headline, r.standfirst, "
    "r.front_headline, r.search_headline, r.rights, r.disclaimer, v.slug, r.body "
    "FROM revision r JOIN version v ON v.id = r.version_id WHERE r.id = $1"};
constexpr db::Sql kRevisions{
    "stories.revisions",
    "SELECT id, number, made_at, made_by, source_revision, kicker, headline, standfirst, front_headline, "
    "search_headline, rights, disclaimer FROM revision WHERE version_id = $1 ORDER BY number DESC"};
constexpr db::Sql kList{
    "stories.list",
    "SELECT s.id, s.kind, s.section_id, s.source_edition, s.touched_at FROM story s WHERE "
    "($1 = '' OR EXISTS (SELECT 1 FROM version v WHERE v.story_id = s.id AND v.state = $1 AND ($2 = '' OR v.edition = "
    "$2))) AND "
    "($2 = '' OR EXISTS (SELECT 1 FROM version v WHERE v.story_id = s.id AND v.edition = $2)) AND "
    "($3 = '' OR s.section_id = $3) AND ($4 = '' OR s.kind = $4) AND "
    "($5 = '' OR NOT EXISTS (SELECT 1 FROM version v WHERE v.story_id = s.id AND v.edition = $5)) AND "
    "(s.touched_at, s.id) < ($6, $7) ORDER BY s.touched_at DESC, s.id DESC LIMIT $8"};
constexpr db::Sql kListVersions{
    "stories.list_versions",
    "SELECT v.story_id, v.edition, v.state, r.headline, v.scheduled_at, v.first_published_at, "
    "v.current_revision, v.published_revision, r.source_revision, v.schedule_refused "
    "FROM version v JOIN revision r ON r.id = v.current_revision WHERE v.story_id IN ($1[]) "
    "ORDER BY v.story_id, v.edition"};
constexpr db::Sql kUsingPicture{
    "stories.using_picture",
    "SELECT s.id, r.headline FROM story s JOIN version v ON v.story_id = s.id AND v.edition = s.source_edition "
    "JOIN revision r ON r.id = v.current_revision WHERE s.picture_id = $1 ORDER BY s.id LIMIT 100"};

constexpr db::Sql kInsert{
    "stories.insert",
    "INSERT INTO story (id, kind, section_id, source_edition, picture_id, outside_name, outside_url, made_at, "
    "made_by, touched_at, edit) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
constexpr db::Sql kUpdate{
    "stories.update",
    "UPDATE story SET kind = $2, section_id = $3, source_edition = $4, picture_id = $5, outside_name = $6, "
    "outside_url = $7, touched_at = $8, edit = $9 WHERE id = $1"};
constexpr db::Sql kTouch{"stories.touch", "UPDATE story SET touched_at = $2 WHERE id = $1"};
constexpr db::Sql kDropByline{"stories.drop_byline", "DELETE FROM story_byline WHERE story_id = $1"};
constexpr db::Sql kAddByline{"stories.add_byline",
                             "INSERT INTO story_byline (story_id, position, person_id, role) VALUES ($1, $2, $3, $4)"};
constexpr db::Sql kDropTopics{"stories.drop_topics", "DELETE FROM story_topic WHERE story_id = $1"};
constexpr db::Sql kAddTopic{"stories.add_topic", "INSERT INTO story_topic (story_id, topic_id) VALUES ($1, $2)"};
constexpr db::Sql kDropOrganisations{"stories.drop_organisations",
                                     "DELETE FROM story_organisation WHERE story_id = $1"};
constexpr db::Sql kAddOrganisation{"stories.add_organisation",
                                   "INSERT INTO story_organisation (story_id, organisation_id) VALUES ($1, $2)"};
constexpr db::Sql kInsertVersion{
    "stories.insert_version",
    "INSERT INTO version (id, number, story_id, edition, state, slug, current_revision, published_revision, "
    "first_published_at, scheduled_at, touched_at, scheduled_revision, schedule_refused) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
constexpr db::Sql kUpdateVersion{
    "stories.update_version",
    "UPDATE version SET state = $2, slug = $3, current_revision = $4, published_revision = $5, "
    "first_published_at = $6, scheduled_at = $7, touched_at = $8, scheduled_revision = $9, schedule_refused = $10 "
    "WHERE id = $1"};
constexpr db::Sql kInsertRevision{
    "stories.insert_revision",
    "INSERT INTO revision (id, version_id, number, made_at, made_by, source_revision, kicker, headline, "
    "standfirst, front_headline, search_headline, rights, disclaimer, words, body) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};
constexpr db::Sql kNumber{"stories.next_number",
                          "INSERT INTO number_sequence (kind, last) VALUES ($1, 1) "
                          "ON CONFLICT (kind) DO UPDATE SET last = number_sequence.last + 1 RETURNING last"};
constexpr db::Sql kAddPreview{"stories.add_preview",
                              "INSERT INTO preview_link (token_hash, story_id, edition, made_by, made_at, expires_at) "
                              "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr db::Sql kPreview{"stories.preview",
                           "SELECT token_hash, story_id, edition, made_by, made_at, expires_at FROM preview_link "
                           "WHERE token_hash = $1"};
constexpr db::Sql kPreviews{"stories.previews",
                            "SELECT token_hash, story_id, edition, made_by, made_at, expires_at FROM preview_link "
                            "WHERE story_id = $1 AND expires_at > $2 ORDER BY made_at DESC, token_hash"};
constexpr db::Sql kRemovePreview{"stories.remove_preview",
                                 "DELETE FROM preview_link WHERE story_id = $1 AND token_hash = $2"};
constexpr db::Sql kRemovePreviews{"stories.remove_previews",
                                  "DELETE FROM preview_link WHERE story_id = $1 AND edition = $2"};
constexpr db::Sql kScheduled{"stories.scheduled",
                             "SELECT v.edition, v.scheduled_revision, s.picture_id FROM version v "
                             "JOIN story s ON s.id = v.story_id WHERE v.scheduled_at > 0 ORDER BY v.id"};

db::Arg or_null(const std::string& id) { return id.empty() ? db::Arg(nullptr) : db::Arg(id); }

Revision revision_head(const db::Row& row) {
    Revision out;
    out.id = row.text(0);
    out.number = row.integer(1);
    out.made_at = row.instant(2);
    out.made_by = row.text(3);
    out.source_revision = row.text(4);
    out.text.kicker = row.text(5);
    out.text.headline = row.text(6);
    out.text.standfirst = row.text(7);
    out.text.front_headline = row.text(8);
    out.text.search_headline = row.text(9);
    out.text.rights = row.text(10);
    out.text.disclaimer = row.text(11);
    return out;
}

/// What stopped a schedule, as the row keeps it: names of fields, keys of the catalogue and their arguments.
std::string refused_text(const std::vector<FieldProblem>& faults) {
    if (faults.empty()) return {};
    json::Value out = json::Value::array();
    for (const auto& fault : faults) {
        json::Value args = json::Value::object();
        for (const auto& [name, value] : fault.args) args.set(name, value);
        json::Value item = json::Value::object();
        item.set("field", fault.field).set("message", fault.message).set("args", std::move(args));
        out.push(std::move(item));
    }
    return json::print(out);
}

std::vector<FieldProblem> refused_from(const std::string& text) {
    std::vector<FieldProblem> out;
    if (text.empty()) return out;
    const auto parsed = json::parse(text);
    if (!parsed || !parsed->is_array()) return {{"", "problem.other", {}}};
    for (const auto& item : parsed->items()) {
        FieldProblem fault{item.text("field"), item.text("message"), {}};
        if (const auto* args = item.find("args")) {
            for (const auto& [name, value] : args->members()) fault.args.emplace_back(name, value.string());
        }
        out.push_back(std::move(fault));
    }
    return out;
}

StoryStore::Preview preview_from(const db::Row& row) {
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.instant(4), row.instant(5)};
}

void write_lists(db::Tx& tx, const Story& story) {
    tx.run(kDropByline, {story.id});
    tx.run(kDropTopics, {story.id});
    tx.run(kDropOrganisations, {story.id});
    for (std::size_t i = 0; i < story.fields.byline.size(); ++i) {
        tx.run(kAddByline, {story.id, i, story.fields.byline[i].person, name_of(story.fields.byline[i].role)});
    }
    for (const auto& topic : story.fields.topics) tx.run(kAddTopic, {story.id, topic});
    for (const auto& organisation : story.fields.organisations) tx.run(kAddOrganisation, {story.id, organisation});
}

}  // namespace

std::optional<Story> StoryStore::find(db::ReadTx& tx, const std::string& id) const {
    const auto row = tx.one(kFind, {id});
    if (!row) return std::nullopt;
    Story out;
    out.id = row->text(0);
    out.fields.kind = kind_named(row->text(1)).value_or(Kind::News);
    out.fields.section = row->text(2);
    out.fields.source_edition = row->text(3);
    out.fields.picture = row->text(4);
    out.fields.outside_name = row->text(5);
    out.fields.outside_url = row->text(6);
    out.made_at = row->instant(7);
    out.made_by = row->text(8);
    out.touched_at = row->instant(9);
    out.edit = row->integer(10);
    for (const auto& entry : tx.query(kByline, {id})) {
        out.fields.byline.push_back({entry.text(0), role_of_byline(entry.text(1)).value_or(BylineRole::Author)});
    }
    for (const auto& topic : tx.query(kTopics, {id})) out.fields.topics.push_back(topic.text(0));
    for (const auto& organisation : tx.query(kOrganisations, {id}))
        out.fields.organisations.push_back(organisation.text(0));
    for (const auto& version : tx.query(kVersions, {id})) {
        out.versions.push_back({version.text(0), version.integer(1), version.text(2), state_named(version.text(3)),
                                version.text(4), version.text(5), version.text(6), version.instant(7),
                                version.instant(8), version.instant(9), version.text(10),
                                refused_from(version.text(11))});
    }
    return out;
}

std::optional<Revision> StoryStore::revision(db::ReadTx& tx, const std::string& id) const {
    const auto row = tx.one(kRevision, {id});
    if (!row) return std::nullopt;
    Revision out = revision_head(*row);
    out.text.slug = row->text(12);
    auto body = document::parse(row->text(13));
    if (!body) throw db::DatabaseError("revision " + id + " holds no valid document");
    out.text.body = std::move(*body);
    return out;
}

std::vector<Revision> StoryStore::revisions(db::ReadTx& tx, const std::string& version) const {
    std::vector<Revision> out;
    for (const auto& row : tx.query(kRevisions, {version})) out.push_back(revision_head(row));
    return out;
}

std::vector<DeskLine> StoryStore::list(db::ReadTx& tx, const DeskFilter& filter) const {
    std::vector<DeskLine> out;
    Instant before = filter.before.is_set() ? filter.before : Instant{INT64_MAX};
    std::string before_story = filter.before_story;
    // Words are compared folded, which SQL cannot do the same way on both engines: pages are read until enough match.
    for (int pages = 0; pages < 20 && static_cast<int>(out.size()) < filter.limit; ++pages) {
        std::vector<DeskLine> lines;
        for (const auto& row : tx.query(kList, {filter.state, filter.edition, filter.section, filter.kind,
                                                filter.missing_edition, before, before_story, filter.limit})) {
            lines.push_back({row.text(0),
                             kind_named(row.text(1)).value_or(Kind::News),
                             row.text(2),
                             row.text(3),
                             row.instant(4),
                             {}});
        }
        if (lines.empty()) break;
        before = lines.back().touched_at;
        before_story = lines.back().story;
        std::vector<std::string> ids;
        std::map<std::string, DeskLine*> by_id;
        for (auto& line : lines) {
            ids.push_back(line.story);
            by_id[line.story] = &line;
        }
        std::map<std::string, std::string> source_revisions;  // story → what its source version now holds
        const auto versions = tx.query(kListVersions, {ids});
        for (const auto& row : versions) {
            if (row.text(1) == by_id.at(row.text(0))->source_edition) source_revisions[row.text(0)] = row.text(6);
        }
        for (const auto& row : versions) {
            DeskLine::VersionLine version{row.text(1),    state_named(row.text(2)), row.text(3),
                                          row.instant(4), row.instant(5),           false,
                                          false,          !row.text(9).empty()};
            version.pending = !row.text(7).empty() && row.text(7) != row.text(6);
            version.behind = !row.text(8).empty() && row.text(8) != source_revisions[row.text(0)];
            by_id.at(row.text(0))->versions.push_back(std::move(version));
        }
        const std::string words = text::fold(filter.words);
        for (auto& line : lines) {
            bool match = words.empty();
            for (const auto& version : line.versions)
                match = match || text::fold(version.headline).find(words) != std::string::npos;
            if (match && static_cast<int>(out.size()) < filter.limit) out.push_back(std::move(line));
        }
        if (words.empty()) break;
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> StoryStore::using_picture(db::ReadTx& tx,
                                                                           const std::string& media) const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& row : tx.query(kUsingPicture, {media})) out.emplace_back(row.text(0), row.text(1));
    return out;
}

void StoryStore::insert(db::Tx& tx, const Story& story) const {
    const StoryFields& fields = story.fields;
    tx.run(kInsert,
           {story.id, name_of(fields.kind), or_null(fields.section), fields.source_edition, or_null(fields.picture),
            fields.outside_name, fields.outside_url, story.made_at, story.made_by, story.touched_at, story.edit});
    write_lists(tx, story);
}

void StoryStore::update_fields(db::Tx& tx, const StoryFields& before, const Story& story) const {
    const StoryFields& fields = story.fields;
    if (before.byline != fields.byline) tx.changes("byline:" + story.id);
    tx.run(kUpdate, {story.id, name_of(fields.kind), or_null(fields.section), fields.source_edition,
                     or_null(fields.picture), fields.outside_name, fields.outside_url, story.touched_at, story.edit});
    write_lists(tx, story);
}

void StoryStore::touch(db::Tx& tx, const std::string& story, Instant at) const { tx.run(kTouch, {story, at}); }

void StoryStore::insert_version(db::Tx& tx, const std::string& story, const Version& version) const {
    tx.run(kInsertVersion,
           {version.id, version.number, story, version.edition, name_of(version.state), version.slug,
            version.current_revision, or_null(version.published_revision), version.first_published_at,
            version.scheduled_at, version.touched_at, version.scheduled_revision, refused_text(version.refused)});
}

void StoryStore::update_version(db::Tx& tx, const std::string& story, const Version& version) const {
    tx.run(kUpdateVersion, {version.id, name_of(version.state), version.slug, version.current_revision,
                            or_null(version.published_revision), version.first_published_at, version.scheduled_at,
                            version.touched_at, version.scheduled_revision, refused_text(version.refused)});
    touch(tx, story, version.touched_at);
}

void StoryStore::insert_revision(db::Tx& tx, const std::string& version, const Revision& revision) const {
    const VersionText& text = revision.text;
    tx.run(kInsertRevision,
           {revision.id, version, revision.number, revision.made_at, revision.made_by, revision.source_revision,
            text.kicker, text.headline, text.standfirst, text.front_headline, text.search_headline, text.rights,
            text.disclaimer, document::word_count(text.body), document::to_json(text.body)});
}

std::int64_t StoryStore::next_number(db::Tx& tx, const std::string& kind) const {
    return tx.one(kNumber, {kind})->integer(0);
}

void StoryStore::add_preview(db::Tx& tx, const std::string& token_hash, const std::string& story,
                             const std::string& edition, const std::string& by, Instant now, Instant expires) const {
    tx.run(kAddPreview, {token_hash, story, edition, by, now, expires});
}

std::optional<StoryStore::Preview> StoryStore::preview(db::ReadTx& tx, const std::string& token_hash) const {
    const auto row = tx.one(kPreview, {token_hash});
    if (!row) return std::nullopt;
    return preview_from(*row);
}

std::vector<StoryStore::Preview> StoryStore::previews(db::ReadTx& tx, const std::string& story, Instant now) const {
    std::vector<Preview> out;
    for (const auto& row : tx.query(kPreviews, {story, now})) out.push_back(preview_from(row));
    return out;
}

bool StoryStore::remove_preview(db::Tx& tx, const std::string& story, const std::string& token_hash) const {
    return tx.run(kRemovePreview, {story, token_hash}) > 0;
}

void StoryStore::remove_previews(db::Tx& tx, const std::string& story, const std::string& edition) const {
    tx.run(kRemovePreviews, {story, edition});
}

std::vector<StoryStore::Scheduled> StoryStore::scheduled(db::ReadTx& tx) const {
    std::vector<Scheduled> out;
    for (const auto& row : tx.query(kScheduled, {})) out.push_back({row.text(0), row.text(1), row.text(2)});
    return out;
}

}  // namespace broadsheet
