// The desk's list of stories, new stories, and the mounting of all desk pages of the feature.
#include "features/stories/desk.h"

#include <algorithm>
#include <charconv>

#include "platform/text/text.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

constexpr int kLinesOfAPage = 50;
constexpr std::size_t kFormBytes = 64u << 10;
constexpr std::size_t kTextBytes = 4u << 20;  // a body of the largest size, percent-encoded, beside its fields

std::int64_t number_of(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
}

std::string state_word(const text::Catalogue& words, State state) {
    return words.say("state." + std::string(name_of(state)));
}

/// `name=value` pairs of a query, those with nothing to say left out.
std::string query_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!value.empty()) out += (out.empty() ? "?" : "&") + name + "=" + http::percent_encode(value);
    }
    return out;
}

Value version_cell(const StoryDesk& desk, const DeskLine& line, const Edition& edition, const text::Catalogue& words,
                   const text::Dates& dates) {
    Value cell = Value::object();
    cell.text("edition", edition.id).text("language", DeskFrame::language_name(words, edition.id));
    cell.path("path", SitePath(desk_path(line.story, edition.id)));
    const auto version = std::find_if(line.versions.begin(), line.versions.end(),
                                      [&](const auto& one) { return one.edition == edition.id; });
    if (version == line.versions.end()) return cell.flag("missing", true);
    cell.text("state", std::string(name_of(version->state))).text("state_words", state_word(words, version->state));
    if (version->scheduled_at.is_set()) {
        cell.text("time", dates.date_time(version->scheduled_at))
            .text("time_iso", desk.world.editions.zone().iso(version->scheduled_at));
    } else if (version->first_published_at.is_set()) {
        cell.text("time", dates.date(version->first_published_at))
            .text("time_iso", desk.world.editions.zone().iso(version->first_published_at));
    }
    const bool due = version->scheduled_at.is_set() && version->scheduled_at + kMinute <= desk.clock.now();
    cell.flag("overdue", version->refused || due);
    return cell.flag("pending", version->pending).flag("behind", version->behind);
}

Shape cell_shape() {
    return Shape()
        .text("edition", "Edition")
        .text("language", "Its language")
        .address("path", "The editor")
        .flag("missing", "There is no such version")
        .text("state", "draft, scheduled …")
        .text("state_words", "The same in words")
        .text("time", "Goes out, or went out")
        .text("time_iso", "The same for machines")
        .flag("overdue", "It should have gone out and did not")
        .flag("pending", "Changed since it was published")
        .flag("behind", "The source went on since it was translated");
}

}  // namespace

std::string desk_path(const std::string& story, const std::string& edition) {
    std::string out = "/desk/stories/" + http::percent_encode(story);
    return edition.empty() ? out : out + "/" + http::percent_encode(edition);
}

std::vector<Choice> section_choices(const std::vector<Section>& all, const std::string& edition,
                                    const std::string& chosen, const std::string& none) {
    std::vector<Choice> out{{"", none, chosen.empty()}};
    for (const auto& section : all) {
        std::string label = name_in(section.texts, edition);
        for (const auto& parent : all) {
            if (!section.parent.empty() && parent.id == section.parent)
                label = name_in(parent.texts, edition) + " › " + label;
        }
        out.push_back({section.id, std::move(label), section.id == chosen});
    }
    // Parents come before all children from the door; a person looks for them together.
    std::stable_sort(out.begin() + 1, out.end(), [&](const Choice& a, const Choice& b) {
        const auto top = [&](const Choice& one) {
            for (const auto& section : all) {
                if (section.id == one.value) return section.parent.empty() ? section.id : section.parent;
            }
            return std::string();
        };
        const auto place = [&](const std::string& id) {
            return std::find_if(all.begin(), all.end(), [&](const Section& section) { return section.id == id; }) -
                   all.begin();
        };
        return place(top(a)) < place(top(b));
    });
    return out;
}

std::vector<Choice> kind_choices(const text::Catalogue& words, Kind chosen) {
    std::vector<Choice> out;
    for (const Kind kind : all_kinds())
        out.push_back({std::string(name_of(kind)), words.say("kind." + std::string(name_of(kind))), kind == chosen});
    return out;
}

std::vector<Choice> edition_choices(const text::Catalogue& words, const Editions& editions, const std::string& chosen) {
    std::vector<Choice> out;
    for (const auto& edition : editions.all())
        out.push_back({edition.id, DeskFrame::language_name(words, edition.id), edition.id == chosen});
    return out;
}

Named headline_of(db::ReadTx& tx, const Stories& stories, const Story& story, const std::string& edition,
                  const text::Catalogue& words) {
    std::vector<const Version*> versions = {story.version(edition), story.version(story.fields.source_edition)};
    for (const auto& version : story.versions) versions.push_back(&version);
    for (const Version* version : versions) {
        const auto revision = version == nullptr ? std::nullopt : stories.revision(tx, version->current_revision);
        if (revision && !revision->text.headline.empty()) return {revision->text.headline, version->edition};
    }
    return {words.say("story.without_headline"), words.locale()};
}

// --- the list
// ------------------------------------------------------------------------------------------------------------

Result<Answer> StoryDesk::list(DeskContext& context) const {
    const auto& request = context.request;
    const auto& words = context.words;
    const auto asked = [&](const char* name) { return request.query(name).value_or(""); };
    DeskFilter filter;
    filter.state = asked("state");
    filter.edition = asked("edition");
    filter.section = asked("section");
    filter.kind = asked("kind");
    filter.missing_edition = asked("missing");
    filter.words = text::clean_line(asked("words"));
    filter.before = Instant{number_of(asked("before"))};
    filter.before_story = asked("before_story");
    filter.limit = kLinesOfAPage;
    const auto lines = stories.list(context.tx, filter);
    const auto sections = world.sections.all(context.tx);
    const std::string& names = frame.names_edition(context.editor);
    const text::Dates dates = frame.dates(words);

    DeskPage page;
    page.title = words.say("nav.stories");
    page.place = "stories";
    page.done = asked("done");
    page.wide = true;
    Value value = frame.value(context.editor, words, page);

    const std::vector<FieldProblem> none;
    const Form form(words, none);
    Value filters = Value::list();
    Form::Options line;
    filters.add(form.line("words", "filter.words", filter.words, Form::Line::Text, line));
    std::vector<Choice> states{{"", words.say("filter.any"), filter.state.empty()}};
    for (const State state : {State::Draft, State::Scheduled, State::Published, State::Withdrawn}) {
        states.push_back({std::string(name_of(state)), state_word(words, state), filter.state == name_of(state)});
    }
    filters.add(form.select("state", "filter.state", states));
    auto editions = edition_choices(words, world.editions, filter.edition);
    editions.insert(editions.begin(), {"", words.say("filter.any"), filter.edition.empty()});
    filters.add(form.select("edition", "filter.edition", editions));
    auto missing = edition_choices(words, world.editions, filter.missing_edition);
    missing.insert(missing.begin(), {"", words.say("filter.no_matter"), filter.missing_edition.empty()});
    filters.add(form.select("missing", "filter.missing", missing));
    filters.add(form.select("section", "field.section",
                            section_choices(sections, names, filter.section, words.say("filter.any"))));
    std::vector<Choice> kinds{{"", words.say("filter.any"), filter.kind.empty()}};
    for (const Kind kind : all_kinds()) {
        kinds.push_back({std::string(name_of(kind)), words.say("kind." + std::string(name_of(kind))),
                         filter.kind == name_of(kind)});
    }
    filters.add(form.select("kind", "field.kind", kinds));
    value.set("filters", std::move(filters));

    Value columns = Value::list();
    for (const auto& edition : world.editions.all()) {
        Value column = Value::object();
        column.text("language", DeskFrame::language_name(words, edition.id));
        columns.add(std::move(column));
    }
    value.set("columns", std::move(columns));

    Value rows = Value::list();
    for (const auto& entry : lines) {
        Value row = Value::object();
        std::string headline;
        std::string language = words.locale();
        // In the editor's own language, else the source's, else any.
        for (const std::string& wanted : {names, entry.source_edition, std::string()}) {
            for (const auto& version : entry.versions) {
                if (!headline.empty() || version.headline.empty()) continue;
                if (!wanted.empty() && version.edition != wanted) continue;
                headline = version.headline;
                language = version.edition;
            }
        }
        row.text("headline", headline.empty() ? words.say("story.without_headline") : headline);
        row.text("headline_lang", language);
        row.path("path", SitePath(desk_path(entry.story)))
            .text("kind", words.say("kind." + std::string(name_of(entry.kind))));
        std::string section;
        for (const auto& one : sections) {
            if (one.id == entry.section) section = name_in(one.texts, names);
        }
        row.text("section", section.empty() ? words.say("story.without_section") : section)
            .flag("has_section", !section.empty());
        row.text("touched", dates.date_time(entry.touched_at))
            .text("touched_iso", world.editions.zone().iso(entry.touched_at));
        Value cells = Value::list();
        for (const auto& edition : world.editions.all()) cells.add(version_cell(*this, entry, edition, words, dates));
        row.set("versions", std::move(cells));
        rows.add(std::move(row));
    }
    value.set("stories", std::move(rows));
    const std::vector<std::pair<std::string, std::string>> narrowed = {
        {"state", filter.state}, {"edition", filter.edition},         {"section", filter.section},
        {"kind", filter.kind},   {"missing", filter.missing_edition}, {"words", filter.words}};
    value.flag("narrowed", !query_of(narrowed).empty());
    if (static_cast<int>(lines.size()) == kLinesOfAPage) {
        auto next = narrowed;
        next.emplace_back("before", std::to_string(lines.back().touched_at.us));
        next.emplace_back("before_story", lines.back().story);
        value.path("older_path", SitePath("/desk" + query_of(next)));
    }
    if (filter.before.is_set()) value.path("newest_path", SitePath("/desk" + query_of(narrowed)));
    return Answer::show("stories", std::move(value));
}

// --- new stories
// -----------------------------------------------------------------------------------------------------------

namespace {

Answer new_page(const StoryDesk& desk, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                const StoryFields& fields, const Problem& problem) {
    DeskPage page;
    page.title = words.say("nav.new_story");
    page.place = "new_story";
    if (!problem.message.empty()) page.alert = say_problem(words, problem.message, problem.args);
    Value value = desk.frame.value(editor, words, page);
    const Form form(words, problem.fields);
    Value list = Value::list();
    Form::Options help;
    help.help = "help.source";
    list.add(form.select("source", "field.source", edition_choices(words, desk.world.editions, fields.source_edition),
                         help));
    help.help = "help.kind";
    list.add(form.select("kind", "field.kind", kind_choices(words, fields.kind), help));
    help.help = "help.section";
    list.add(form.select("section", "field.section",
                         section_choices(desk.world.sections.all(tx), desk.frame.names_edition(editor), fields.section,
                                         words.say("story.section_later")),
                         help));
    value.set("fields", std::move(list)).set("problems", form.problems());
    return Answer::show("story-new", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
}

}  // namespace

Result<Answer> StoryDesk::show_new(DeskContext& context) const {
    StoryFields fields;
    fields.source_edition = frame.names_edition(context.editor);
    return new_page(*this, context.tx, context.editor, context.words, fields, Problem{});
}

Result<Answer> StoryDesk::create(ActionContext& context) const {
    const StoryFields fields = fields_of(context.request);
    auto made = stories.create(context.editor, fields);
    if (!made) {
        return database.read(
            [&](db::ReadTx& tx) { return new_page(*this, tx, context.editor, context.words, fields, made.error()); });
    }
    return to_desk(desk_path((*made)->id, (*made)->fields.source_edition) + "?done=story_made");
}

// --- mounting
// --------------------------------------------------------------------------------------------------------------

void mount_desk(Routes& routes, Stories& stories, const StoryWorld& world, db::Database& database,
                const DeskFrame& frame, const Clock& clock, const theme::Theme& readers_theme, PreviewPage preview,
                StaffNames staff_names) {
    const StoryDesk desk{
        stories, world, database, frame, clock, readers_theme, std::move(preview), std::move(staff_names), routes};
    const auto page = [&](const char* pattern, std::vector<std::string> names, const char* sample,
                          Result<Answer> (StoryDesk::*handler)(DeskContext&) const) {
        routes.desk(pattern, Right::Write, std::move(names), sample,
                    [desk, handler](DeskContext& context) { return (desk.*handler)(context); });
    };
    const auto action = [&](const char* pattern, Right right, std::size_t limit,
                            Result<Answer> (StoryDesk::*handler)(ActionContext&) const) {
        routes.action(pattern, right, limit,
                      [desk, handler](ActionContext& context) { return (desk.*handler)(context); });
    };
    page("/desk", {"state", "edition", "section", "kind", "missing", "words", "before", "before_story", "done"},
         "/desk", &StoryDesk::list);
    page("/desk/stories/new", {}, "/desk/stories/new", &StoryDesk::show_new);
    action("/desk/stories", Right::Write, kFormBytes, &StoryDesk::create);
    page("/desk/stories/{id}", {"done"}, "/desk/stories/csto-kazakhstan-2022", &StoryDesk::show);
    action("/desk/stories/{id}/fields", Right::Write, kFormBytes, &StoryDesk::save_fields);
    action("/desk/stories/{id}/publish", Right::Publish, kFormBytes, &StoryDesk::publish);
    action("/desk/stories/{id}/schedule", Right::Publish, kFormBytes, &StoryDesk::schedule);
    action("/desk/stories/{id}/unschedule", Right::Publish, kFormBytes, &StoryDesk::unschedule);
    action("/desk/stories/{id}/withdraw", Right::Publish, kFormBytes, &StoryDesk::withdraw);
    action("/desk/stories/{id}/preview-link", Right::Write, kFormBytes, &StoryDesk::make_preview);
    action("/desk/stories/{id}/preview-link/revoke", Right::Write, kFormBytes, &StoryDesk::revoke_preview);
    page("/desk/stories/{id}/{edition}", {"done"}, "/desk/stories/csto-kazakhstan-2022/en", &StoryDesk::edit);
    action("/desk/stories/{id}/{edition}", Right::Write, kTextBytes, &StoryDesk::save);
    action("/desk/stories/{id}/{edition}/merge", Right::Write, kTextBytes, &StoryDesk::merge);
    page("/desk/stories/{id}/{edition}/preview", {}, "/desk/stories/csto-kazakhstan-2022/en/preview",
         &StoryDesk::preview_at_desk);
    page("/desk/stories/{id}/{edition}/revisions", {"done"}, "/desk/stories/csto-kazakhstan-2022/en/revisions",
         &StoryDesk::revisions);
    page("/desk/stories/{id}/{edition}/compare", {"from", "to"}, "", &StoryDesk::compare_revisions);
    action("/desk/stories/{id}/{edition}/restore", Right::Write, kFormBytes, &StoryDesk::restore);
    routes.open(http::Method::Get, "/preview/{token}", 0, {},
                [desk](const http::Request& request) { return desk.public_preview(request); });
}

namespace {

Shape page_shape() { return Shape().include(DeskFrame::shape()); }

Shape with_problems() { return page_shape().list("problems", "What was refused", Form::problems_shape()); }

}  // namespace

std::map<std::string, Shape> story_desk_shapes() {
    std::map<std::string, Shape> out;
    out["stories"] = page_shape();
    out["stories"]
        .list("filters", "What the list can be narrowed to", Form::field_shape())
        .list("columns", "Editions", Shape().text("language", "Name of the language"))
        .list("stories", "One a story",
              Shape()
                  .text("headline", "Headline")
                  .text("headline_lang", "Its language")
                  .address("path", "The story at the desk")
                  .text("kind", "Kind")
                  .text("section", "Home section")
                  .flag("has_section", "It has one")
                  .text("touched", "Last change")
                  .text("touched_iso", "The same for machines")
                  .list("versions", "One an edition", cell_shape()))
        .flag("narrowed", "Some filter is set")
        .address("older_path", "Stories touched before these")
        .address("newest_path", "Back to the newest");
    out["story-new"] = with_problems();
    out["story-new"].list("fields", "Language, kind, section", Form::field_shape());
    add_story_shape(out);
    add_version_shapes(out);
    return out;
}

}  // namespace broadsheet
