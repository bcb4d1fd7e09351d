// One story at the desk: what its versions share, the state of each, publishing, and previews.
#include <algorithm>

#include "features/stories/desk.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

constexpr int kSpareBylineRows = 2;
constexpr int kPicturesOffered = 30;

std::string names_of_all(const std::vector<std::string>& ids, const std::vector<Choice>& choices) {
    std::string out;
    for (const auto& choice : choices) {
        if (std::find(ids.begin(), ids.end(), choice.value) != ids.end())
            out += (out.empty() ? "" : ", ") + choice.label;
    }
    return out.empty() ? "—" : out;
}

/// Everything a story's page offers to choose from, read once.
struct Offers {
    std::vector<Section> sections;
    std::vector<Choice> people, topics, organisations;
    std::vector<Picture> pictures;
};

Offers offers_of(db::ReadTx& tx, const StoryWorld& world, const std::string& names, const StoryFields& fields) {
    Offers out;
    out.sections = world.sections.all(tx);
    for (const auto& person : world.people.all(tx, names))
        out.people.push_back({person.id, name_in(person.texts, names), false});
    for (const auto& topic : world.topics.all(tx, names)) {
        const bool chosen = std::find(fields.topics.begin(), fields.topics.end(), topic.id) != fields.topics.end();
        out.topics.push_back({topic.id, name_in(topic.texts, names), chosen});
    }
    for (const auto& organisation : world.organisations.all(tx, names)) {
        const bool chosen = std::find(fields.organisations.begin(), fields.organisations.end(), organisation.id) !=
                            fields.organisations.end();
        out.organisations.push_back({organisation.id, name_in(organisation.texts, names), chosen});
    }
    out.pictures = world.media.newest(tx, "", kPicturesOffered);
    const bool there = std::any_of(out.pictures.begin(), out.pictures.end(),
                                   [&](const Picture& one) { return one.id == fields.picture; });
    if (!fields.picture.empty() && !there) {
        if (auto current = world.media.find(tx, fields.picture))
            out.pictures.insert(out.pictures.begin(), std::move(*current));
    }
    return out;
}

Value byline_rows(const Form& form, const text::Catalogue& words, const StoryFields& fields, const Offers& offers) {
    Value rows = Value::list();
    const std::size_t count = std::min(kBylineRows, fields.byline.size() + kSpareBylineRows);
    for (std::size_t i = 0; i < count; ++i) {
        const std::string name = "byline." + std::to_string(i + 1);
        const BylineEntry entry = i < fields.byline.size() ? fields.byline[i] : BylineEntry{};
        std::vector<Choice> people = offers.people;
        for (auto& person : people) person.selected = person.value == entry.person;
        people.insert(people.begin(), {"", words.say("byline.nobody"), entry.person.empty()});
        std::vector<Choice> roles;
        for (const auto role : all_byline_roles()) {
            roles.push_back({std::string(name_of(role)), words.say("byline.role." + std::string(name_of(role))),
                             role == entry.role});
        }
        Value row = Value::object();
        row.set("place", form.line(name + ".place", "byline.place", std::to_string(i + 1), Form::Line::Number, {}));
        row.set("person", form.select(name + ".person", "byline.person", people));
        row.set("role", form.select(name + ".role", "byline.role_label", roles));
        rows.add(std::move(row));
    }
    return rows;
}

Value picture_choices(const std::vector<Picture>& pictures, const std::string& chosen, const std::string& names) {
    Value out = Value::list();
    for (const auto& picture : pictures) {
        const PictureSources sources = sources_of(picture, Crop::Square);
        if (sources.src.empty()) continue;
        Value item = Value::object();
        const auto text = picture.texts.find(names);
        // A choice needs a name, also while nobody has described the picture.
        const bool described = text != picture.texts.end() && !text->second.alt.empty();
        item.text("id", picture.id)
            .text("alt", described ? text->second.alt : picture.id)
            .path("src", SitePath(sources.src));
        item.flag("selected", picture.id == chosen);
        out.add(std::move(item));
    }
    return out;
}

/// What somebody else saved while this form was open: the fields in which it differs from what stands in the form.
Value differing(const text::Catalogue& words, const StoryFields& theirs, const StoryFields& mine, const Offers& offers,
                const std::string& names) {
    Value out = Value::list();
    const auto row = [&](bool differs, const char* label, const std::string& value) {
        if (!differs) return;
        Value item = Value::object();
        item.text("label", words.say(label)).text("value", value.empty() ? "—" : value);
        out.add(std::move(item));
    };
    std::string section;
    for (const auto& one : offers.sections) {
        if (one.id == theirs.section) section = name_in(one.texts, names);
    }
    std::string byline;
    for (const auto& entry : theirs.byline) {
        byline += (byline.empty() ? "" : ", ") + names_of_all({entry.person}, offers.people) + " (" +
                  words.say("byline.role." + std::string(name_of(entry.role))) + ")";
    }
    row(theirs.kind != mine.kind, "field.kind", words.say("kind." + std::string(name_of(theirs.kind))));
    row(theirs.section != mine.section, "field.section", section);
    row(theirs.source_edition != mine.source_edition, "field.source",
        DeskFrame::language_name(words, theirs.source_edition));
    row(theirs.byline != mine.byline, "field.byline", byline);
    row(theirs.topics != mine.topics, "field.topics", names_of_all(theirs.topics, offers.topics));
    row(theirs.organisations != mine.organisations, "field.organisations",
        names_of_all(theirs.organisations, offers.organisations));
    row(theirs.picture != mine.picture, "field.picture", theirs.picture);
    row(theirs.outside_name != mine.outside_name, "field.outside_name", theirs.outside_name);
    row(theirs.outside_url != mine.outside_url, "field.outside_url", theirs.outside_url);
    return out;
}

/// The form as it stands, when it is not what is stored: after a refusal.
struct TriedFields {
    StoryFields fields;
    Problem problem;
    std::vector<std::string> editions;  // ticked in the publishing panel
    std::string at;                     // what was typed as time
};

/// Where a problem's field is to be mended: texts in the editor, pictures with the pictures, the rest on the story's
/// page.
std::string page_of_problem(const Story& story, const std::string& field) {
    const auto dot = field.find('.');
    if (dot == std::string::npos) return {};
    const std::string edition = field.substr(0, dot);
    if (field.find(".picture_", dot) == dot && !story.fields.picture.empty())
        return "/desk/media/" + http::percent_encode(story.fields.picture);
    return field.rfind("byline", 0) == 0 ? std::string() : desk_path(story.id, edition);
}

Value version_value(const StoryDesk& desk, db::ReadTx& tx, const Story& story, const Edition& edition,
                    const text::Catalogue& words, const std::optional<Picture>& picture,
                    const std::map<std::string, std::string>& live) {
    const text::Dates dates = desk.frame.dates(words);
    Value out = Value::object();
    const bool is_source = story.fields.source_edition == edition.id;
    out.text("edition", edition.id)
        .text("language", DeskFrame::language_name(words, edition.id))
        .flag("is_source", is_source);
    out.path("edit_path", SitePath(desk_path(story.id, edition.id)));
    const Version* version = story.version(edition.id);
    const auto revision = version == nullptr ? std::nullopt : desk.stories.revision(tx, version->current_revision);
    if (!revision) return out.text("state", "missing").text("state_words", words.say("state.missing"));
    out.flag("exists", true)
        .text("state", std::string(name_of(version->state)))
        .text("state_words", words.say("state." + std::string(name_of(version->state))));
    out.text("headline", revision->text.headline)
        .text("revision_words", words.say("story.revision_number", {{"number", std::to_string(revision->number)},
                                                                    {"date", dates.date_time(revision->made_at)}}));
    out.path("revisions_path", SitePath(desk_path(story.id, edition.id) + "/revisions"));
    out.path("preview_path", SitePath(desk_path(story.id, edition.id) + "/preview"));
    const auto path = live.find(edition.id);
    if (version->state == State::Published && path != live.end())
        out.path("live_path", SitePath(http::percent_encode_path(path->second)));
    if (version->first_published_at.is_set())
        out.text("published_words",
                 words.say("story.published_on", {{"date", dates.date_time(version->first_published_at)}}));
    if (version->scheduled_at.is_set()) {
        const bool overdue = version->is_overdue(desk.clock.now());
        const text::Catalogue& say = words;
        const MessageArgs when{{"date", dates.date_time(version->scheduled_at)}};
        out.text(overdue ? "overdue_words" : "scheduled_words",
                 say.say(overdue ? "story.did_not_go_out" : "story.goes_out_on", when));
        const Form stopped(words, version->refused);
        out.set("refused", stopped.problems([&](const std::string& field) { return page_of_problem(story, field); }));
        out.flag("stopped", overdue && !version->refused.empty()).flag("late", overdue && version->refused.empty());
        if (version->scheduled_revision != version->current_revision) {
            const auto going = desk.stories.revision(tx, version->scheduled_revision);
            out.text("older_goes_words",
                     words.say("story.older_goes_out", {{"number", going ? std::to_string(going->number) : "?"}}));
        }
    }
    out.flag("pending",
             !version->published_revision.empty() && version->published_revision != version->current_revision);
    const Version* source = story.version(story.fields.source_edition);
    out.flag("behind", !is_source && source != nullptr && !revision->source_revision.empty() &&
                           revision->source_revision != source->current_revision);
    auto missing = missing_for_publication(story.fields, revision->text, edition.id);
    if (picture) {
        for (auto& fault : Media::missing_for_publication(*picture, edition.id)) missing.push_back(std::move(fault));
    }
    const Form form(words, missing);
    // A text that readers already see has nothing left to be ready for.
    const bool out_already =
        version->state == State::Published && version->published_revision == version->current_revision;
    out.flag("ready", missing.empty() && !out_already).flag("unready", !missing.empty());
    out.set("missing", form.problems([&](const std::string& field) { return page_of_problem(story, field); }));
    return out;
}

Result<Answer> story_page(const StoryDesk& desk, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                          const std::string& id, const std::string& done, const TriedFields* tried) {
    const auto story = desk.stories.find(tx, id);
    if (!story) return not_found("story");
    const Problem problem = tried == nullptr ? Problem{} : tried->problem;
    const bool conflict = problem.message == "problem.saved_meanwhile";
    const StoryFields& fields = tried == nullptr ? story->fields : tried->fields;
    const std::string& names = desk.frame.names_edition(editor);
    const Offers offers = offers_of(tx, desk.world, names, fields);

    DeskPage page;
    const Named headline = headline_of(tx, desk.stories, *story, names, words);
    page.title = headline.words;
    page.place = "stories";
    page.done = done;
    page.wide = true;
    if (!problem.message.empty()) page.alert = say_problem(words, problem.message, problem.args);
    Value value = desk.frame.value(editor, words, page);
    const Form form(words, problem.fields);
    const std::string path = desk_path(id);
    value.text("headline", headline.words).text("headline_lang", headline.lang).number("edit", story->edit);
    value.path("fields_path", SitePath(path + "/fields")).path("preview_link_path", SitePath(path + "/preview-link"));
    value.set("problems", form.problems([&](const std::string& field) { return page_of_problem(*story, field); }));
    if (conflict) value.set("theirs", differing(words, story->fields, fields, offers, names));

    Value main = Value::list();
    main.add(form.select("kind", "field.kind", kind_choices(words, fields.kind)));
    main.add(form.select("section", "field.section",
                         section_choices(offers.sections, names, fields.section, words.say("story.section_later"))));
    main.add(form.select("source", "field.source", edition_choices(words, desk.world.editions, fields.source_edition)));
    value.set("main_fields", std::move(main));
    value.set("byline", byline_rows(form, words, fields, offers)).text("byline_problem", form.problem_of("byline"));
    Value subjects = Value::list();
    subjects.add(form.boxes("topics", "field.topics", offers.topics, {}));
    subjects.add(form.boxes("organisations", "field.organisations", offers.organisations, {}));
    value.set("subject_fields", std::move(subjects));
    value.set("pictures", picture_choices(offers.pictures, fields.picture, names))
        .flag("no_picture", fields.picture.empty());
    value.text("picture_problem", form.problem_of("picture"));
    Value outside = Value::list();
    Form::Options options;
    options.help = "help.outside_name";
    options.max = 120;
    outside.add(form.line("outside_name", "field.outside_name", fields.outside_name, Form::Line::Text, options));
    outside.add(form.line("outside_url", "field.outside_url", fields.outside_url, Form::Line::Url, {}));
    value.set("outside_fields", std::move(outside));

    std::optional<Picture> picture;
    if (!story->fields.picture.empty()) picture = desk.world.media.find(tx, story->fields.picture);
    std::map<std::string, std::string> live;
    for (auto& [edition, live_path] : desk.stories.published().editions_of(tx, id)) live[edition] = live_path;
    Value versions = Value::list();
    Value boxes = Value::list();
    bool any_scheduled = false;
    bool any_published = false;
    bool any_version = false;
    for (const auto& edition : desk.world.editions.all()) {
        versions.add(version_value(desk, tx, *story, edition, words, picture, live));
        const Version* version = story->version(edition.id);
        if (version == nullptr) continue;
        any_version = true;
        any_scheduled = any_scheduled || version->scheduled_at.is_set();
        any_published = any_published || version->state == State::Published;
        Value box = Value::object();
        // Both languages together is the rule of the house; a person unticks what is to wait.
        const bool ticked =
            tried == nullptr || tried->editions.empty()
                ? version->state != State::Published || version->published_revision != version->current_revision
                : std::find(tried->editions.begin(), tried->editions.end(), edition.id) != tried->editions.end();
        box.text("edition", edition.id)
            .text("language", DeskFrame::language_name(words, edition.id))
            .text("revision", version->current_revision)
            .flag("ticked", ticked);
        boxes.add(std::move(box));
    }
    value.set("versions", std::move(versions));
    value.flag("may_publish", editor.may(Right::Publish) && any_version)
        .flag("may_only_write", !editor.may(Right::Publish) && any_version);
    value.flag("any_version", any_version).flag("any_scheduled", any_scheduled).flag("any_published", any_published);
    value.set("publish_editions", std::move(boxes)).text("editions_problem", form.problem_of("editions"));
    Value links = Value::list();
    const auto previews = desk.stories.previews(tx, id);
    const auto names_of_staff =
        previews.empty() || !desk.staff_names ? std::map<std::string, std::string>() : desk.staff_names(tx);
    const text::Dates dates = desk.frame.dates(words);
    for (const auto& preview : previews) {
        const auto by = names_of_staff.find(preview.made_by);
        Value link = Value::object();
        // The hash of the token tells links apart and opens nothing.
        link.text("id", preview.token_hash);
        link.text("words",
                  words.say("preview.made", {{"language", DeskFrame::language_name(words, preview.edition)},
                                             {"name", by == names_of_staff.end() ? preview.made_by : by->second},
                                             {"date", dates.date_time(preview.made_at)},
                                             {"until", dates.date_time(preview.expires_at)}}));
        links.add(std::move(link));
    }
    value.flag("has_links", !previews.empty()).set("links", std::move(links));
    value.path("revoke_path", SitePath(path + "/preview-link/revoke"));
    value.path("corrections_path", SitePath(path + "/corrections")).path("next_path", SitePath(path + "/next"));
    for (const auto* what : {"publish", "schedule", "unschedule", "withdraw"}) {
        value.path(std::string(what) + "_path", SitePath(path + "/" + what));
    }
    Form::Options when;
    when.help = "help.schedule";
    value.set("schedule_field", form.line("at", "field.at", tried == nullptr ? "" : tried->at, Form::Line::Time, when));
    return Answer::show("story", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
}

/// The form of the story's page holds the shared fields beside what is to be published; a client may leave them out.
bool sends_fields(const http::Request& request) { return !request.field("edit").empty(); }

std::int64_t edit_of(const http::Request& request) {
    std::int64_t edit = 0;
    for (const char c : request.field("edit").substr(0, 15)) edit = c >= '0' && c <= '9' ? edit * 10 + (c - '0') : -1;
    return edit;
}

/// The revisions that stood on the page when the button was pressed.
Texts read_by_editor(const http::Request& request) {
    constexpr std::string_view kName = "revision.";
    Texts out;
    for (const auto& part : request.form()) {
        if (part.name.rfind(kName, 0) == 0 && part.name.size() < 40) out[part.name.substr(kName.size())] = part.value;
    }
    return out;
}

/// A time that was typed belongs to "Schedule": whatever else the key or button did would not wait for it.
std::optional<Problem> time_set(const http::Request& request) {
    if (request.field("at").empty()) return std::nullopt;
    return invalid({{"at", "problem.press_schedule", {}}}).value();
}

/// The story's page again, after publishing, scheduling or withdrawing was refused.
Result<Answer> refused(const StoryDesk& desk, const ActionContext& context, const Problem& problem) {
    return desk.database.read([&](db::ReadTx& tx) -> Result<Answer> {
        const auto story = desk.stories.find(tx, id_of(context.request));
        if (!story) return not_found("story");
        // What was typed in the same form stays in it.
        const TriedFields tried{sends_fields(context.request) ? fields_of(context.request) : story->fields, problem,
                                values_of(context.request, "edition"), std::string(context.request.field("at"))};
        return story_page(desk, tx, context.editor, context.words, story->id, "", &tried);
    });
}

Result<Nothing> save_typed_fields(const StoryDesk& desk, db::Tx& tx, const ActionContext& context) {
    if (!sends_fields(context.request)) return Nothing{};
    auto saved = desk.stories.save_fields(tx, context.editor, id_of(context.request), fields_of(context.request),
                                          edit_of(context.request));
    if (!saved) return tl::unexpected(std::move(saved.error()));
    return Nothing{};
}

template <class T>
Result<Answer> after(const StoryDesk& desk, const ActionContext& context, const Result<Durable<T>>& done,
                     const char* what) {
    if (!done) return refused(desk, context, done.error());
    return to_desk(desk_path(id_of(context.request)) + "?done=" + what);
}

}  // namespace

Result<Answer> StoryDesk::show(DeskContext& context) const {
    return story_page(*this, context.tx, context.editor, context.words, id_of(context.request),
                      context.request.query("done").value_or(""), nullptr);
}

Result<Answer> StoryDesk::save_fields(ActionContext& context) const {
    if (const auto wrong = time_set(context.request)) return refused(*this, context, *wrong);
    const std::string id = id_of(context.request);
    const StoryFields fields = fields_of(context.request);
    auto saved = stories.save_fields(context.editor, id, fields, edit_of(context.request));
    if (saved) return to_desk(desk_path(id) + "?done=saved");
    const TriedFields tried{fields, saved.error(), {}, {}};
    return database.read(
        [&](db::ReadTx& tx) { return story_page(*this, tx, context.editor, context.words, id, "", &tried); });
}

Result<Answer> StoryDesk::publish(ActionContext& context) const {
    const auto& request = context.request;
    if (const auto wrong = time_set(request)) return refused(*this, context, *wrong);
    // Fields and texts go out as they stood on the page, or nothing does.
    return after(*this, context, database.transact([&](db::Tx& tx) -> Result<Publication> {
        if (auto saved = save_typed_fields(*this, tx, context); !saved) return tl::unexpected(std::move(saved.error()));
        return stories.publish(tx, context.editor, id_of(request), values_of(request, "edition"), {},
                               read_by_editor(request));
    }),
                 "published");
}

Result<Answer> StoryDesk::schedule(ActionContext& context) const {
    const auto at = world.editions.zone().from_local_input(context.request.field("at"));
    if (!at) return refused(*this, context, invalid({{"at", "problem.not_a_time", {}}}).value());
    return after(*this, context, database.transact([&](db::Tx& tx) -> Result<Nothing> {
        if (auto saved = save_typed_fields(*this, tx, context); !saved) return saved;
        return stories.schedule(tx, context.editor, id_of(context.request), values_of(context.request, "edition"), *at,
                                read_by_editor(context.request));
    }),
                 "scheduled");
}

Result<Answer> StoryDesk::unschedule(ActionContext& context) const {
    return after(*this, context,
                 stories.unschedule(context.editor, id_of(context.request), values_of(context.request, "edition")),
                 "unscheduled");
}

Result<Answer> StoryDesk::withdraw(ActionContext& context) const {
    return after(*this, context,
                 stories.withdraw(context.editor, id_of(context.request), values_of(context.request, "edition")),
                 "withdrawn");
}

// --- previews
// --------------------------------------------------------------------------------------------------------------

Result<Answer> StoryDesk::make_preview(ActionContext& context) const {
    const std::string id = id_of(context.request);
    const std::string edition(context.request.field("edition"));
    auto token = stories.make_preview(context.editor, id, edition);
    if (!token) return refused(*this, context, token.error());
    return database.read([&](db::ReadTx& tx) -> Result<Answer> {
        const auto story = stories.find(tx, id);
        if (!story) return not_found("story");
        DeskPage page;
        page.title = context.words.say("preview.title");
        page.place = "stories";
        Value value = frame.value(context.editor, context.words, page);
        const Named headline = headline_of(tx, stories, *story, frame.names_edition(context.editor), context.words);
        value.text("headline", headline.words).text("headline_lang", headline.lang);
        value.text("link", frame.url() + "/preview/" + **token).path("link_path", SitePath("/preview/" + **token));
        value.text("language", DeskFrame::language_name(context.words, edition))
            .path("story_path", SitePath(desk_path(id)));
        value.text("until", frame.dates(context.words).date(clock.now() + 14 * kDay));
        return Answer::show("preview-link", std::move(value));
    });
}

Result<Answer> StoryDesk::revoke_preview(ActionContext& context) const {
    const std::string id = id_of(context.request);
    auto done = stories.revoke_preview(context.editor, id, std::string(context.request.field("link")));
    // One that is gone already is what was wanted.
    if (!done && done.error().kind != ProblemKind::NotFound) return refused(*this, context, done.error());
    return to_desk(desk_path(id) + "?done=link_revoked");
}

namespace {

/// The page as readers would see it, rendered in the readers' theme and the version's language; nothing when there is
/// no text.
std::optional<std::string> rendered(const StoryDesk& desk, db::ReadTx& tx, const std::string& id,
                                    const std::string& edition_id, bool at_desk) {
    const Edition* edition = desk.world.editions.find(edition_id);
    const auto story = desk.stories.find(tx, id);
    if (edition == nullptr || !story) return std::nullopt;
    const auto published = desk.stories.as_published(tx, *story, edition_id);
    if (!published) return std::nullopt;
    const Version* version = story->version(edition_id);
    const std::string note =
        version->scheduled_at.is_set()
            ? edition->say("preview.scheduled", {{"date", edition->dates.date_time(version->scheduled_at)}})
            : edition->say("preview.draft");
    const Answer answer = desk.preview(tx, *edition, *published, note, at_desk);
    if (!answer.value) return std::nullopt;
    return desk.readers_theme.render(answer.page, *answer.value, *edition->words);
}

}  // namespace

Result<Answer> StoryDesk::preview_at_desk(DeskContext& context) const {
    auto html =
        rendered(*this, context.tx, id_of(context.request), std::string(context.request.parameter("edition")), true);
    if (!html) return not_found("story");
    Answer out = Answer::raw("text/html; charset=utf-8", std::move(*html));
    out.headers.emplace_back("X-Robots-Tag", "noindex");
    return out;
}

http::Response StoryDesk::public_preview(const http::Request& request) const {
    http::Response out;
    out.cache_control = "no-store";
    out.headers.emplace_back("X-Robots-Tag", "noindex");
    const auto html = database.read([&](db::ReadTx& tx) -> std::optional<std::string> {
        const auto preview = stories.preview(tx, std::string(request.parameter("token")));
        if (!preview) return std::nullopt;
        return rendered(*this, tx, preview->story, preview->edition, false);
    });
    if (!html) return routes.problem_page(request, not_found("preview").value());
    out.body = *html;
    return out;
}

void add_story_shape(std::map<std::string, Shape>& shapes) {
    Shape version;
    version.text("edition", "Edition")
        .text("language", "Its language")
        .flag("is_source", "The story was written in it")
        .address("edit_path", "The editor");
    version.text("state", "draft, scheduled … or missing")
        .text("state_words", "The same in words")
        .flag("exists", "There is a text");
    version.text("headline", "Headline")
        .text("revision_words", "Newest revision")
        .address("revisions_path", "Revisions")
        .address("preview_path", "Preview");
    version.address("live_path", "Where readers see it")
        .text("published_words", "When it went out")
        .text("scheduled_words", "When it goes out")
        .text("overdue_words", "When it should have gone out, and did not")
        .text("older_goes_words", "Not the newest text goes out")
        .flag("stopped", "What stopped it is known")
        .flag("late", "Nothing stopped it: the program has not come to it yet")
        .list("refused", "What stopped it", Form::problems_shape());
    version.flag("pending", "Changed since it was published")
        .flag("behind", "The source went on")
        .flag("ready", "Nothing is missing to publish it")
        .flag("unready", "Something is missing");
    version.list("missing", "What stands in the way of publishing", Form::problems_shape());
    Shape story;
    story.include(DeskFrame::shape()).list("problems", "What was refused", Form::problems_shape());
    story.text("headline", "Headline")
        .text("headline_lang", "Its language")
        .text("edit", "Number of the last save of the fields");
    story.address("fields_path", "Where the fields go").address("preview_link_path", "Where a private link is made");
    story.list("theirs", "What somebody else saved meanwhile",
               Shape().text("label", "Field").text("value", "What it holds now"));
    story.list("main_fields", "Kind, section, source language", Form::field_shape());
    story.list("byline", "Rows of the byline",
               Shape()
                   .object("place", "Place in the order", Form::field_shape())
                   .object("person", "Who", Form::field_shape())
                   .object("role", "As what", Form::field_shape()));
    story.text("byline_problem", "What is wrong with the byline")
        .list("subject_fields", "Topics and organisations", Form::field_shape());
    story.list("pictures", "To choose from",
               Shape()
                   .text("id", "Picture")
                   .text("alt", "What it shows")
                   .address("src", "Small size")
                   .flag("selected", "Chosen"));
    story.flag("no_picture", "None is chosen").text("picture_problem", "What is wrong with the picture");
    story.list("outside_fields", "Syndicated from", Form::field_shape()).list("versions", "One an edition", version);
    story.flag("may_publish", "The editor may")
        .flag("may_only_write", "The editor may not")
        .flag("any_version", "There is any text");
    story.flag("any_scheduled", "Something goes out later").flag("any_published", "Readers see something");
    story.list("publish_editions", "Editions that have a text",
               Shape()
                   .text("edition", "Edition")
                   .text("language", "Its language")
                   .text("revision", "Its newest, which stands on this page")
                   .flag("ticked", "Offered as ticked"));
    story.flag("has_links", "There are private links that work")
        .list("links", "Private links",
              Shape().text("id", "Which").text("words", "Language, who made it, when, until when"))
        .address("revoke_path", "Where one is taken back");
    story.text("editions_problem", "What is wrong with the choice of editions")
        .object("schedule_field", "When", Form::field_shape());
    story.address("publish_path", "Action")
        .address("schedule_path", "Action")
        .address("unschedule_path", "Action")
        .address("withdraw_path", "Action")
        .address("corrections_path", "Corrections of the story")
        .address("next_path", "What to read next after it");
    shapes["story"] = story;
    shapes["preview-link"]
        .include(DeskFrame::shape())
        .text("headline", "Headline")
        .text("headline_lang", "Its language")
        .text("link", "The whole address")
        .address("link_path", "The same within the site")
        .text("language", "Language of the text")
        .text("until", "Last day it works")
        .address("story_path", "Back");
}

}  // namespace broadsheet
