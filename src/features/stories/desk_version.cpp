// One text at the desk: the editor beside its source, saving without losing anybody's words, and revisions.
#include <algorithm>

#include "features/stories/desk.h"
#include "platform/json/json.h"

namespace broadsheet {

using document::Document;
using theme::Html;
using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

constexpr const char* kSavedMeanwhile = "problem.saved_meanwhile";

std::string edition_of(const http::Request& request) { return std::string(request.parameter("edition")); }

/// A revision, if it is one of this version: ids come from forms.
std::optional<Revision> revision_of(db::ReadTx& tx, const Stories& stories, const Version* version,
                                    const std::string& id) {
    if (version == nullptr || id.empty()) return std::nullopt;
    if (id != version->current_revision) {
        const auto known = stories.revisions(tx, version->id);
        if (std::none_of(known.begin(), known.end(), [&](const Revision& one) { return one.id == id; }))
            return std::nullopt;
    }
    return stories.revision(tx, id);
}

std::string name_of_author(const StoryDesk& desk, db::ReadTx& tx, const std::string& made_by) {
    const auto names = desk.staff_names ? desk.staff_names(tx) : std::map<std::string, std::string>();
    const auto found = names.find(made_by);
    return found == names.end() ? made_by : found->second;
}

/// Everything the editor's script says, as JSON in the desk's language: all messages below `island.`, none with
/// arguments.
std::string island_words(const text::Catalogue& words) {
    json::Value out = json::Value::object();
    for (const auto& key : words.keys()) {
        if (key.rfind("island.", 0) == 0) out.set(key.substr(7), words.say(key));
    }
    return json::print(out);
}

/// The paper's editions for the script: id, and name of the language in the desk's words.
std::string island_editions(const text::Catalogue& words, const Editions& editions) {
    json::Value out = json::Value::array();
    for (const auto& edition : editions.all()) {
        out.push(std::move(
            json::Value::object().set("id", edition.id).set("name", DeskFrame::language_name(words, edition.id))));
    }
    return json::print(out);
}

Html data_block(const Document& body) {
    const auto parsed = json::parse(document::to_json(body));
    return Html::trusted(json::print(*parsed, json::Escape::ForHtml));
}

std::string kind_word(const text::Catalogue& words, const document::Block& block) {
    return words.say("block." + std::string(document::name_of(block.type)));
}

/// A block as the desk shows it outside the editor: its kind when it is no plain paragraph, and its words.
void describe(Value& row, const text::Catalogue& words, const document::Block& block) {
    row.text("id", block.id).flag("is_heading", block.type == document::BlockType::Heading);
    if (block.type != document::BlockType::Paragraph) row.text("kind", kind_word(words, block));
}

Value compared_rows(const text::Catalogue& words, const std::vector<ComparedBlock>& rows, const Choices& chosen = {}) {
    Value out = Value::list();
    std::size_t number = 0;
    for (const auto& compared : rows) {
        Value row = Value::object();
        describe(row, words, compared.newer != nullptr ? *compared.newer : *compared.older);
        row.flag("take_theirs", chosen.theirs_of_row.contains(number));
        row.number("number", static_cast<std::int64_t>(number++));
        const std::string older = compared.older == nullptr ? "" : words_of(*compared.older);
        const std::string newer = compared.newer == nullptr ? "" : words_of(*compared.newer);
        row.text("older", older).text("newer", newer);
        switch (compared.kind) {
            case ComparedBlock::Kind::Same: row.flag("same", true); break;
            case ComparedBlock::Kind::Added: row.flag("added", true); break;
            case ComparedBlock::Kind::Removed: row.flag("removed", true); break;
            case ComparedBlock::Kind::Changed:
                row.flag("changed", true).flag("only_form", older == newer);
                row.set("stretches", stretches_value(compare_words(older, newer)));
                break;
        }
        row.flag("differs", compared.kind != ComparedBlock::Kind::Same);
        out.add(std::move(row));
    }
    return out;
}

Shape compared_row_shape() {
    return Shape()
        .text("id", "Block")
        .text("kind", "What it is, when no plain paragraph")
        .flag("is_heading", "A heading")
        .text("number", "Place, from 0")
        .text("older", "Words of the older text")
        .text("newer", "Words of the newer text")
        .flag("same", "Nothing changed")
        .flag("changed", "Its words changed")
        .flag("only_form", "Not its words but how they are set")
        .flag("added", "Only in the newer")
        .flag("removed", "Only in the older")
        .flag("differs", "Any of these three")
        .flag("take_theirs", "Offered as chosen: the older")
        .list("stretches", "Word by word", stretch_shape());
}

Value compared_field_rows(const text::Catalogue& words, const std::vector<ComparedField>& fields,
                          const Choices& chosen = {}) {
    Value out = Value::list();
    for (const auto& field : fields) {
        Value row = Value::object();
        row.text("name", field.name)
            .text("label", words.say("field." + field.name))
            .text("older", field.older)
            .text("newer", field.newer);
        row.flag("take_theirs", chosen.theirs_of_field.contains(field.name));
        row.set("stretches", stretches_value(compare_words(field.older, field.newer)));
        out.add(std::move(row));
    }
    return out;
}

Shape compared_field_shape() {
    return Shape()
        .text("name", "Field")
        .text("label", "Its name")
        .text("older", "In the older text")
        .text("newer", "In the newer text")
        .flag("take_theirs", "Offered as chosen: the older")
        .list("stretches", "Word by word", stretch_shape());
}

/// A text that is not what is stored: after a refusal, or merged and not saved yet.
struct TriedText {
    VersionText text;
    std::string based_on;
    Problem problem;         // message empty: nothing was refused
    std::string unreadable;  // the body as it was sent, when it could not be read
    std::string notice;      // key below `done.`
};

/// The source beside its translation, with what changed in it since the translation was made.
Value source_value(const StoryDesk& desk, db::ReadTx& tx, const Story& story, const Revision* translation,
                   const text::Catalogue& words) {
    const std::string& edition = story.fields.source_edition;
    Value out = Value::object();
    out.text("lang", edition)
        .text("language", DeskFrame::language_name(words, edition))
        .path("path", SitePath(desk_path(story.id, edition)));
    const Version* version = story.version(edition);
    const auto revision = version == nullptr ? std::nullopt : desk.stories.revision(tx, version->current_revision);
    if (!revision) return out.flag("missing", true);
    out.text("kicker", revision->text.kicker)
        .text("headline", revision->text.headline)
        .text("standfirst", revision->text.standfirst);
    std::optional<Revision> before;
    const bool behind =
        translation != nullptr && !translation->source_revision.empty() && translation->source_revision != revision->id;
    if (behind) before = revision_of(tx, desk.stories, version, translation->source_revision);
    const Document& older = before ? before->text.body : revision->text.body;
    out.flag("behind", before.has_value());
    out.set("rows", compared_rows(words, compare(older, revision->text.body)));
    out.set("changed_fields", compared_field_rows(words, before ? compare_fields(before->text, revision->text)
                                                                : std::vector<ComparedField>()));
    return out;
}

Result<Answer> editor_page(const StoryDesk& desk, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                           const std::string& id, const std::string& edition_id, const std::string& done,
                           const TriedText* tried) {
    const Edition* edition = desk.world.editions.find(edition_id);
    const auto story = desk.stories.find(tx, id);
    if (edition == nullptr || !story) return not_found("story");
    const Version* version = story->version(edition_id);
    const auto stored = version == nullptr ? std::nullopt : desk.stories.revision(tx, version->current_revision);
    Problem problem = tried == nullptr ? Problem{} : tried->problem;
    // Faults inside the body belong to the one field a person sees.
    for (auto& fault : problem.fields) {
        if (fault.field == "body" || fault.field.rfind("body.", 0) == 0) fault.field = edition_id + ".body";
    }
    const VersionText empty;
    const VersionText& text = tried != nullptr ? tried->text : stored ? stored->text : empty;
    const std::string language = DeskFrame::language_name(words, edition_id);

    DeskPage page;
    const Named headline = headline_of(tx, desk.stories, *story, desk.frame.names_edition(editor), words);
    page.title = words.say("version.title", {{"headline", headline.words}, {"language", language}});
    page.place = "stories";
    page.done = tried == nullptr ? done : tried->notice;
    page.islands = {"body_editor"};
    page.wide = true;
    if (!problem.message.empty()) page.alert = say_problem(words, problem.message, problem.args);
    Value value = desk.frame.value(editor, words, page);
    const Form form(words, problem.fields);
    const std::string path = desk_path(id, edition_id);
    const bool is_scheduled = version != nullptr && version->scheduled_at.is_set();
    const bool frozen = version != nullptr && (version->first_published_at.is_set() || is_scheduled);
    value.text("headline", headline.words).text("headline_lang", headline.lang).text("language", language);
    value.text("edition", edition_id)
        .text("dir", edition->direction)
        .path("save_path", SitePath(path))
        .path("story_path", SitePath(desk_path(id)));
    value.flag("exists", stored.has_value());
    if (stored) {
        value.path("revisions_path", SitePath(path + "/revisions")).path("preview_path", SitePath(path + "/preview"));
        value.text("saved_words",
                   words.say("version.saved", {{"number", std::to_string(stored->number)},
                                               {"date", desk.frame.dates(words).date_time(stored->made_at)},
                                               {"name", name_of_author(desk, tx, stored->made_by)}}));
    }
    const State state = version == nullptr ? State::Draft : version->state;
    value.text("state", std::string(name_of(state)))
        .text("state_words", words.say("state." + std::string(name_of(state))));
    value.flag("is_live", state == State::Published).flag("is_scheduled", is_scheduled);
    value.set("problems", form.problems());

    const auto options = [&](int max, const char* help, int rows = 2) {
        Form::Options out;
        out.lang = edition_id;
        out.max = max;
        if (*help != '\0') out.help = help;
        out.rows = rows;
        return out;
    };
    const auto name = [&](const char* field) { return edition_id + "." + field; };
    Value head = Value::list();
    head.add(form.line(name("kicker"), "field.kicker", text.kicker, Form::Line::Text, options(40, "help.kicker")));
    head.add(form.area(name("headline"), "field.headline", text.headline, options(160, "", 2)));
    head.add(form.area(name("standfirst"), "field.standfirst", text.standfirst, options(500, "help.standfirst", 3)));
    value.set("head_fields", std::move(head));
    Value more = Value::list();
    more.add(form.line(name("front_headline"), "field.front_headline", text.front_headline, Form::Line::Text,
                       options(160, "help.front_headline")));
    more.add(form.line(name("search_headline"), "field.search_headline", text.search_headline, Form::Line::Text,
                       options(160, "help.search_headline")));
    more.add(form.line(name("rights"), "field.rights", text.rights, Form::Line::Text, options(300, "help.rights")));
    more.add(form.area(name("disclaimer"), "field.disclaimer", text.disclaimer, options(600, "help.disclaimer", 2)));
    if (!frozen) more.add(form.line(name("slug"), "field.slug", text.slug, Form::Line::Text, options(80, "help.slug")));
    value.set("more_fields", std::move(more));
    if (frozen) value.text("frozen_slug", version->slug);

    const std::string based_on = tried != nullptr ? tried->based_on : stored ? stored->id : "";
    value.text("based_on", based_on)
        .text("draft_key", (version == nullptr ? id + "/" + edition_id : version->id) + ":" + based_on);
    value.text("body_plain", document::to_plain(text.body)).html("body_document", data_block(text.body));
    value.text("body_problem", form.problem_of(edition_id + ".body")).text("body_id", edition_id + "-body");
    value.text("island_words", island_words(words)).text("unreadable", tried == nullptr ? "" : tried->unreadable);
    value.text("island_editions", island_editions(words, desk.world.editions)).flag("unsaved", tried != nullptr);
    if (edition_id != story->fields.source_edition) {
        value.set("source", source_value(desk, tx, *story, stored ? &*stored : nullptr, words));
    }
    return Answer::show("version", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
}

/// Two texts of one version, paragraph by paragraph, for the later of two writers to choose from.
Result<Answer> conflict_page(const StoryDesk& desk, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                             const std::string& id, const std::string& edition_id, VersionText mine,
                             const std::string& based_on) {
    const auto story = desk.stories.find(tx, id);
    if (!story) return not_found("story");
    const Version* version = story->version(edition_id);
    const auto theirs = version == nullptr ? std::nullopt : desk.stories.revision(tx, version->current_revision);
    if (!theirs) return not_found("story");
    const auto base = revision_of(tx, desk.stories, version, based_on);
    Choices chosen;
    if (base) chosen = suggested(theirs->text, mine, base->text);
    if (version->first_published_at.is_set() || version->scheduled_at.is_set()) mine.slug = theirs->text.slug;
    DeskPage page;
    page.title = words.say("conflict.title");
    page.place = "stories";
    page.wide = true;
    page.alert = words.say("conflict.explained", {{"name", name_of_author(desk, tx, theirs->made_by)},
                                                  {"date", desk.frame.dates(words).date_time(theirs->made_at)}});
    Value value = desk.frame.value(editor, words, page);
    const std::string path = desk_path(id, edition_id);
    value.path("merge_path", SitePath(path + "/merge")).text("theirs_id", theirs->id).text("edition", edition_id);
    const Named headline = headline_of(tx, desk.stories, *story, desk.frame.names_edition(editor), words);
    value.text("headline", headline.words).text("headline_lang", headline.lang);
    value.text("language", DeskFrame::language_name(words, edition_id));
    value.text("mine_json", document::to_json(mine.body));
    Value kept = Value::list();
    const auto keep = [&](const char* name, const std::string& words_of_field) {
        Value item = Value::object();
        item.text("name", edition_id + "." + name).text("value", words_of_field);
        kept.add(std::move(item));
    };
    keep("kicker", mine.kicker);
    keep("headline", mine.headline);
    keep("standfirst", mine.standfirst);
    keep("front_headline", mine.front_headline);
    keep("search_headline", mine.search_headline);
    keep("rights", mine.rights);
    keep("disclaimer", mine.disclaimer);
    keep("slug", mine.slug);
    value.set("kept", std::move(kept));
    value.set("field_rows", compared_field_rows(words, compare_fields(theirs->text, mine), chosen));
    value.set("rows", compared_rows(words, compare(theirs->text.body, mine.body), chosen));
    return Answer::show("version-conflict", std::move(value), status_of(ProblemKind::Conflict));
}

/// Saves, or shows again what was typed: with the other text beside it when somebody was faster, with what is wrong
/// otherwise.
Result<Answer> store(const StoryDesk& desk, const ActionContext& context, VersionText text,
                     const std::string& based_on) {
    const std::string id = id_of(context.request);
    const std::string edition = edition_of(context.request);
    auto saved = desk.stories.save_version(context.editor, id, edition, text, based_on);
    if (saved) {
        const auto then = context.request.field("then");
        if (then == "story") return to_desk(desk_path(id) + "?done=text_saved");
        if (then == "preview") return to_desk(desk_path(id, edition) + "/preview");
        return to_desk(desk_path(id, edition) + "?done=text_saved");
    }
    return desk.database.read([&](db::ReadTx& tx) -> Result<Answer> {
        if (saved.error().message == kSavedMeanwhile) {
            auto page = conflict_page(desk, tx, context.editor, context.words, id, edition, text, based_on);
            if (page) return page;
        }
        const TriedText tried{text, based_on, saved.error(), {}, {}};
        return editor_page(desk, tx, context.editor, context.words, id, edition, "", &tried);
    });
}

}  // namespace

Value stretches_value(const std::vector<Stretch>& stretches) {
    Value out = Value::list();
    for (const auto& one : stretches) {
        Value item = Value::object();
        item.text("text", one.text)
            .flag("older", one.in == Stretch::In::Older)
            .flag("newer", one.in == Stretch::In::Newer);
        item.flag("both", one.in == Stretch::In::Both);
        out.add(std::move(item));
    }
    return out;
}

Shape stretch_shape() {
    return Shape()
        .text("text", "Words")
        .flag("older", "Only in the older")
        .flag("newer", "Only in the newer")
        .flag("both", "In both");
}

// --- writing
// ---------------------------------------------------------------------------------------------------------------

Result<Answer> StoryDesk::edit(DeskContext& context) const {
    return editor_page(*this, context.tx, context.editor, context.words, id_of(context.request),
                       edition_of(context.request), context.request.query("done").value_or(""), nullptr);
}

Result<Answer> StoryDesk::save(ActionContext& context) const {
    const auto& request = context.request;
    const std::string id = id_of(request);
    const std::string edition = edition_of(request);
    const std::string based_on(request.field("based_on"));
    VersionText text = text_of(request, edition);
    const std::string body(request.field("body_json"));
    // The plain form is an edit of the text it was made from: blocks it cannot show are kept from there.
    std::optional<Revision> base;
    const bool known = database.read([&](db::ReadTx& tx) {
        const auto story = stories.find(tx, id);
        if (!story || world.editions.find(edition) == nullptr) return false;
        base = revision_of(tx, stories, story->version(edition), based_on);
        return true;
    });
    if (!known) return not_found("story");
    if (body.empty()) {
        text.body = document::from_plain(request.field("body_plain"), base ? base->text.body : Document());
        return store(*this, context, std::move(text), based_on);
    }
    auto parsed = document::parse(body);
    if (!parsed) {
        if (base) text.body = base->text.body;
        const TriedText tried{text, based_on, parsed.error(), body, {}};
        return database.read([&](db::ReadTx& tx) {
            return editor_page(*this, tx, context.editor, context.words, id, edition, "", &tried);
        });
    }
    text.body = std::move(*parsed);
    return store(*this, context, std::move(text), based_on);
}

Result<Answer> StoryDesk::merge(ActionContext& context) const {
    const auto& request = context.request;
    const std::string id = id_of(request);
    const std::string edition = edition_of(request);
    VersionText mine = text_of(request, edition);
    auto body = document::parse(request.field("mine_json"));
    // What is wrong with it inside is nothing anybody typed: the page of the comparison carries the text unseen.
    if (!body) return problem(body.error().kind, "problem.merge_damaged");
    mine.body = std::move(*body);
    const auto theirs = database.read([&](db::ReadTx& tx) -> std::optional<Revision> {
        const auto story = stories.find(tx, id);
        return story ? revision_of(tx, stories, story->version(edition), std::string(request.field("theirs")))
                     : std::nullopt;
    });
    if (!theirs) return not_found("story");
    Choices choices;
    for (const auto& part : request.form()) {
        if (part.name.rfind("row.", 0) == 0 && part.name.size() < 10) {
            std::size_t row = 0;
            for (const char c : part.name.substr(4))
                row = c >= '0' && c <= '9' ? row * 10 + static_cast<std::size_t>(c - '0') : SIZE_MAX / 16;
            choices.theirs_of_row[row] = part.value == "theirs";
        } else if (part.name.rfind("field.", 0) == 0) {
            choices.theirs_of_field[part.name.substr(6)] = part.value == "theirs";
        }
    }
    VersionText text = merged(theirs->text, mine, choices);
    if (request.field("then") != "edit") return store(*this, context, std::move(text), theirs->id);
    const TriedText tried{std::move(text), theirs->id, Problem{}, {}, "merged"};
    return database.read(
        [&](db::ReadTx& tx) { return editor_page(*this, tx, context.editor, context.words, id, edition, "", &tried); });
}

// --- revisions
// -------------------------------------------------------------------------------------------------------------

Result<Answer> StoryDesk::revisions(DeskContext& context) const {
    const std::string id = id_of(context.request);
    const std::string edition = edition_of(context.request);
    const auto story = stories.find(context.tx, id);
    const Version* version = story ? story->version(edition) : nullptr;
    if (version == nullptr) return not_found("story");
    const auto all = stories.revisions(context.tx, version->id);
    const auto names = staff_names ? staff_names(context.tx) : std::map<std::string, std::string>();
    const auto& words = context.words;
    const text::Dates dates = frame.dates(words);
    DeskPage page;
    page.title = words.say("revisions.title", {{"language", DeskFrame::language_name(words, edition)}});
    page.place = "stories";
    page.done = context.request.query("done").value_or("");
    Value value = frame.value(context.editor, words, page);
    const std::string path = desk_path(id, edition);
    const Named headline = headline_of(context.tx, stories, *story, frame.names_edition(context.editor), words);
    value.text("headline", headline.words).text("headline_lang", headline.lang).text("edition", edition);
    value.path("story_path", SitePath(desk_path(id)))
        .path("edit_path", SitePath(path))
        .path("compare_path", SitePath(path + "/compare"));
    value.path("restore_path", SitePath(path + "/restore"))
        .text("based_on", version->current_revision)
        .flag("several", all.size() > 1);
    Value rows = Value::list();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& revision = all[i];
        const auto name = names.find(revision.made_by);
        Value row = Value::object();
        row.text("id", revision.id).number("number", revision.number).text("headline", revision.text.headline);
        row.text("when", dates.date_time(revision.made_at))
            .text("when_iso", world.editions.zone().iso(revision.made_at));
        row.text("by", name == names.end() ? revision.made_by : name->second);
        row.flag("is_current", revision.id == version->current_revision)
            .flag("is_published", revision.id == version->published_revision);
        row.flag("is_to", i == 0).flag("is_from", i == 1 || all.size() == 1);
        rows.add(std::move(row));
    }
    value.set("revisions", std::move(rows));
    return Answer::show("revisions", std::move(value));
}

Result<Answer> StoryDesk::compare_revisions(DeskContext& context) const {
    const std::string id = id_of(context.request);
    const std::string edition = edition_of(context.request);
    const auto story = stories.find(context.tx, id);
    const Version* version = story ? story->version(edition) : nullptr;
    auto from = revision_of(context.tx, stories, version, context.request.query("from").value_or(""));
    auto to = revision_of(context.tx, stories, version, context.request.query("to").value_or(""));
    if (!from || !to) return not_found("revision");
    if (from->number > to->number) std::swap(from, to);
    const auto& words = context.words;
    const text::Dates dates = frame.dates(words);
    DeskPage page;
    page.title =
        words.say("revisions.compared", {{"from", std::to_string(from->number)}, {"to", std::to_string(to->number)}});
    page.place = "stories";
    Value value = frame.value(context.editor, words, page);
    const Named headline = headline_of(context.tx, stories, *story, frame.names_edition(context.editor), words);
    value.text("headline", headline.words).text("headline_lang", headline.lang).text("edition", edition);
    value.path("revisions_path", SitePath(desk_path(id, edition) + "/revisions"));
    const auto said = [&](const Revision& revision) {
        return words.say("version.saved", {{"number", std::to_string(revision.number)},
                                           {"date", dates.date_time(revision.made_at)},
                                           {"name", name_of_author(*this, context.tx, revision.made_by)}});
    };
    value.text("from_words", said(*from)).text("to_words", said(*to));
    value.set("field_rows", compared_field_rows(words, compare_fields(from->text, to->text)));
    const auto rows = compare(from->text.body, to->text.body);
    value.flag("no_difference", compare_fields(from->text, to->text).empty() &&
                                    std::all_of(rows.begin(), rows.end(), [](const ComparedBlock& row) {
                                        return row.kind == ComparedBlock::Kind::Same;
                                    }));
    value.set("rows", compared_rows(words, rows));
    return Answer::show("revisions-compared", std::move(value));
}

Result<Answer> StoryDesk::restore(ActionContext& context) const {
    const std::string id = id_of(context.request);
    const std::string edition = edition_of(context.request);
    const auto old = database.read([&](db::ReadTx& tx) -> std::optional<Revision> {
        const auto story = stories.find(tx, id);
        return story ? revision_of(tx, stories, story->version(edition), std::string(context.request.field("revision")))
                     : std::nullopt;
    });
    if (!old) return not_found("revision");
    auto saved =
        stories.save_version(context.editor, id, edition, old->text, std::string(context.request.field("based_on")));
    if (saved) return to_desk(desk_path(id, edition) + "?done=restored");
    if (saved.error().message != kSavedMeanwhile) return tl::unexpected(std::move(saved.error()));
    return database.read([&](db::ReadTx& tx) {
        return conflict_page(*this, tx, context.editor, context.words, id, edition, old->text, old->id);
    });
}

void add_version_shapes(std::map<std::string, Shape>& shapes) {
    const auto page = [] {
        return Shape().include(DeskFrame::shape()).text("headline", "Headline").text("headline_lang", "Its language");
    };
    Shape source;
    source.text("lang", "Edition of the source")
        .text("language", "Its language")
        .address("path", "Its editor")
        .flag("missing", "Nothing is written yet");
    source.text("kicker", "Kicker")
        .text("headline", "Headline")
        .text("standfirst", "Standfirst")
        .flag("behind", "It went on since the translation");
    source.list("rows", "Paragraphs, compared with when it was translated", compared_row_shape());
    source.list("changed_fields", "Fields that changed since", compared_field_shape());
    Shape version = page();
    version.text("language", "Language of the text")
        .text("edition", "Edition")
        .text("dir", "ltr or rtl")
        .address("save_path", "Where the form goes");
    version.address("story_path", "The story")
        .flag("exists", "Something is saved")
        .address("revisions_path", "Revisions")
        .address("preview_path", "Preview");
    version.text("saved_words", "Who saved last")
        .text("state", "draft, published …")
        .text("state_words", "The same in words")
        .flag("is_live", "Readers see it")
        .flag("is_scheduled", "A revision of it goes out later");
    version.list("problems", "What was refused", Form::problems_shape());
    version.list("head_fields", "Kicker, headline, standfirst", Form::field_shape())
        .list("more_fields", "The rest", Form::field_shape());
    version.text("frozen_slug", "Address word that can no longer change")
        .text("based_on", "Revision this form was made from");
    version.text("draft_key", "What unsaved words are kept under")
        .text("body_plain", "Body as plain text")
        .html("body_document", "Body as JSON");
    version.text("body_problem", "What is wrong with the body")
        .text("body_id", "Id of the body")
        .text("island_words", "Words of the script, as JSON")
        .text("island_editions", "Editions with their names, as JSON");
    version.text("unreadable", "Body as it was sent, when it could not be read")
        .flag("unsaved", "The form holds what is not stored");
    version.object("source", "The text this one translates", source);
    shapes["version"] = version;

    Shape conflict = page();
    conflict.address("merge_path", "Where the choice goes")
        .text("theirs_id", "Revision that was faster")
        .text("edition", "Edition")
        .text("language", "Its language");
    conflict.text("mine_json", "The later text")
        .list("kept", "The later fields", Shape().text("name", "Field").text("value", "Words"));
    conflict.list("field_rows", "Fields that differ", compared_field_shape())
        .list("rows", "Paragraphs", compared_row_shape());
    shapes["version-conflict"] = conflict;

    Shape revisions = page();
    revisions.text("edition", "Edition")
        .address("story_path", "The story")
        .address("edit_path", "The editor")
        .address("compare_path", "Comparison");
    revisions.address("restore_path", "Where a restore goes")
        .text("based_on", "Newest revision")
        .flag("several", "There are two or more");
    revisions.list("revisions", "Newest first",
                   Shape()
                       .text("id", "Revision")
                       .text("number", "Its number")
                       .text("headline", "Its headline")
                       .text("when", "When it was saved")
                       .text("when_iso", "The same for machines")
                       .text("by", "Who saved it")
                       .flag("is_current", "The newest")
                       .flag("is_published", "What readers see")
                       .flag("is_to", "Offered as the newer")
                       .flag("is_from", "Offered as the older"));
    shapes["revisions"] = revisions;

    Shape compared = page();
    compared.text("edition", "Edition")
        .address("revisions_path", "Back")
        .text("from_words", "The older")
        .text("to_words", "The newer");
    compared.flag("no_difference", "They are the same")
        .list("field_rows", "Fields that differ", compared_field_shape());
    compared.list("rows", "Paragraphs", compared_row_shape());
    shapes["revisions-compared"] = compared;
}

}  // namespace broadsheet
