#include "features/settings/things.h"

#include "platform/crypto/crypto.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

constexpr std::size_t kThingBytes = 4u << 20;  // a page's body of the largest size, percent-encoded, in two editions

struct Things {
    ThingKind kind;
    History history;
    db::Database& database;
    const DeskFrame& frame;

    [[nodiscard]] std::string path(const std::string& id = {}) const {
        return "/desk/" + kind.place + (id.empty() ? "" : "/" + http::percent_encode(id));
    }
    [[nodiscard]] std::string thing(const std::string& id) const { return kind.noun + ":" + id; }
    [[nodiscard]] std::string say(const text::Catalogue& words, const char* what) const {
        return words.say("settings." + kind.place + "." + what);
    }
    [[nodiscard]] Reading reading(const Editor& editor, const text::Catalogue& words) const {
        return {words, frame.names_edition(editor)};
    }

    // --- the list ----------------------------------------------------------------------------------------------------

    /// What the order was when the list was shown.
    static std::string stamp_of(const std::vector<ThingLine>& lines) {
        std::string all;
        for (const auto& line : lines) all += line.id + " " + std::to_string(line.position) + "\n";
        return crypto::sha256(all).substr(0, 32);
    }

    Answer list_page(db::ReadTx& tx, const Editor& editor, const text::Catalogue& words, const std::string& done,
                     const Problem& problem, const http::Request* sent) const {
        const auto lines = kind.list(tx, reading(editor, words));
        const std::string& names = frame.names_edition(editor);
        DeskPage page;
        page.title = say(words, "title");
        page.place = "settings";
        page.done = done;
        if (!problem.message.empty()) page.alert = say_problem(words, problem.message, problem.args);
        Value value = frame.value(editor, words, page);
        const Form form(words, problem.fields);
        value.text("intro", say(words, "about")).text("new_words", say(words, "new")).text("none", say(words, "none"));
        value.path("new_path", SitePath(path("new"))).flag("ordered", kind.ordered && !lines.empty());
        if (kind.ordered) value.path("order_path", SitePath(path("order"))).text("made_from", stamp_of(lines));
        Value columns = Value::list();
        for (const auto& edition : frame.editions().all()) {
            Value column = Value::object();
            column.text("language", DeskFrame::language_name(words, edition.id));
            columns.add(std::move(column));
        }
        value.set("columns", std::move(columns));
        Value rows = Value::list();
        for (const auto& line : lines) {
            Value row = Value::object();
            const auto name = line.names.find(names);
            const std::string own = name == line.names.end() ? line.id : name->second;
            row.path("path", SitePath(path(line.id))).text("row_name", own).text("above", line.above);
            row.text("about", line.about);
            if (kind.ordered) {
                const std::string field = "position." + line.id;
                const bool again = sent != nullptr && problem.message != "problem.saved_meanwhile";
                row.text("position_name", field)
                    .text("position_id", element_id(field))
                    .text("position", again ? std::string(sent->field(field)) : std::to_string(line.position))
                    .text("position_problem", form.problem_of(field));
            }
            Value cells = Value::list();
            for (const auto& edition : frame.editions().all()) {
                Value cell = Value::object();
                const auto words_there = line.names.find(edition.id);
                const auto live = line.paths.find(edition.id);
                cell.text("language", DeskFrame::language_name(words, edition.id)).text("edition", edition.id);
                cell.text("cell_name", words_there == line.names.end() ? "" : words_there->second);
                if (live != line.paths.end()) {
                    cell.text("live_words", live->second)
                        .path("live_path", SitePath(http::percent_encode_path(live->second)));
                }
                cells.add(std::move(cell));
            }
            row.set("cells", std::move(cells));
            rows.add(std::move(row));
        }
        value.flag("has_rows", !lines.empty()).set("rows", std::move(rows)).set("problems", form.problems());
        return Answer::show("settings-list", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
    }

    Result<Answer> list(DeskContext& context) const {
        return list_page(context.tx, context.editor, context.words, context.request.query("done").value_or(""), {},
                         nullptr);
    }

    Result<Answer> order(ActionContext& context) const {
        const http::Request& request = context.request;
        const auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
            if (!context.editor.may(Right::Settings)) return forbidden();
            const auto lines = kind.list(tx, reading(context.editor, context.words));
            if (request.field(kMadeFrom) != stamp_of(lines))
                return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
            std::vector<FieldProblem> faults;
            for (const auto& line : lines) {
                const std::string field = "position." + line.id;
                const auto position = small_number(request.field(field));
                if (!position) {
                    faults.push_back({field, "problem.not_a_number", {}});
                } else if (*position != line.position) {
                    if (auto moved = kind.move(tx, line.id, *position); !moved)
                        return tl::unexpected(std::move(moved.error()));
                    write_audit(tx, history.clock.now(), context.editor, kind.noun + ".move", thing(line.id),
                                {{"position", std::to_string(line.position), std::to_string(*position)}});
                }
            }
            if (!faults.empty()) return invalid(std::move(faults));
            return Nothing{};
        });
        if (done) return to_desk(path() + "?done=order_saved");
        return database.read(
            [&](db::ReadTx& tx) { return list_page(tx, context.editor, context.words, "", done.error(), &request); });
    }

    // --- one of them -------------------------------------------------------------------------------------------------

    /// `sent`: what was refused, with the problem that says why.
    Result<Answer> sheet_page(db::ReadTx& tx, const Editor& editor, const text::Catalogue& words, const std::string& id,
                              const std::string& done, const Problem& problem, const http::Request* sent) const {
        const auto stored = kind.sheet(tx, id, reading(editor, words));
        if (!stored) return not_found(kind.noun);
        Sheet shown = *stored;
        if (sent != nullptr) shown.take(*sent);
        shown.note = words.say("settings.all_or_none");
        const bool stale = problem.message == "problem.saved_meanwhile";
        DeskPage page;
        page.title = id.empty() ? say(words, "new") : kind.name(tx, id, frame.names_edition(editor));
        page.place = "settings";
        page.done = done;
        if (!problem.message.empty()) page.alert = say_problem(words, problem.message, problem.args);
        Value value = frame.value(editor, words, page);
        // Who has seen what the other saved, and saves again, means it: the next stamp is that of what is stored now.
        const std::string made_from =
            sent == nullptr || stale ? stored->stamp() : std::string(sent->field(kMadeFrom).substr(0, 64));
        set_sheet(value, words, frame.editions(), shown, stale ? &*stored : nullptr, problem.fields, made_from);
        value.path("back_path", SitePath(path())).text("back_words", say(words, "title"));
        value.path("save_path", SitePath(path(id))).flag("is_new", id.empty());
        value.text("save_words", id.empty() ? words.say("settings.add") : words.say("action.save"));
        if (!id.empty()) history.show(value, tx, editor, words, {thing(id)});
        if (!id.empty() && kind.remove) {
            value.path("remove_path", SitePath(path(id) + "/remove")).text("remove_help", say(words, "remove_help"));
        }
        return Answer::show("settings-sheet", std::move(value),
                            problem.message.empty() ? 200 : status_of(problem.kind));
    }

    Result<Answer> show(DeskContext& context, const std::string& id) const {
        return sheet_page(context.tx, context.editor, context.words, id, context.request.query("done").value_or(""), {},
                          nullptr);
    }

    Result<Answer> refused(ActionContext& context, const std::string& id, const Problem& problem, bool again) const {
        return database.read([&](db::ReadTx& tx) {
            return sheet_page(tx, context.editor, context.words, id, "", problem, again ? &context.request : nullptr);
        });
    }

    Result<Answer> save(ActionContext& context, const std::string& id) const {
        const auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
            if (!context.editor.may(Right::Settings)) return forbidden();
            auto sheet = kind.sheet(tx, id, reading(context.editor, context.words));
            if (!sheet) return not_found(kind.noun);
            if (!id.empty() && context.request.field(kMadeFrom) != sheet->stamp())
                return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
            const Sheet before = *sheet;
            sheet->take(context.request);
            const auto saved = kind.save(tx, id, *sheet);
            if (!saved) return tl::unexpected(saved.error());
            // What is stored now, cleaned and with what was made for it, not what was typed.
            const auto after = kind.sheet(tx, *saved, reading(context.editor, context.words));
            const Sheet& now = after ? *after : *sheet;
            write_audit(tx, history.clock.now(), context.editor, kind.noun + (id.empty() ? ".add" : ".save"),
                        thing(*saved), id.empty() ? changes_of(now, Whole::Comes) : changes_between(before, now));
            return Nothing{};
        });
        if (done) return to_desk(id.empty() ? path() + "?done=added" : path(id) + "?done=saved");
        return refused(context, id, done.error(), true);
    }

    Result<Answer> remove(ActionContext& context, const std::string& id) const {
        const auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
            if (!context.editor.may(Right::Settings)) return forbidden();
            const auto before = kind.sheet(tx, id, reading(context.editor, context.words));
            auto removed = kind.remove(tx, id);
            if (removed && before)
                write_audit(tx, history.clock.now(), context.editor, kind.noun + ".remove", thing(id),
                            changes_of(*before, Whole::Goes));
            return removed;
        });
        if (done) return to_desk(path() + "?done=removed");
        return refused(context, id, done.error(), false);
    }
};

}  // namespace

void mount_things(Routes& routes, const ThingKind& kind, const History& history, db::Database& database,
                  const DeskFrame& frame) {
    const Things things{kind, history, database, frame};
    const std::string root = things.path();
    routes.desk(root, Right::Settings, {"done"}, root, [things](DeskContext& context) { return things.list(context); });
    routes.desk(root + "/new", Right::Settings, {}, root + "/new",
                [things](DeskContext& context) { return things.show(context, ""); });
    routes.action(root, Right::Settings, kThingBytes,
                  [things](ActionContext& context) { return things.save(context, ""); });
    if (kind.ordered) {
        routes.action(root + "/order", Right::Settings, kThingBytes,
                      [things](ActionContext& context) { return things.order(context); });
    }
    routes.desk(root + "/{id}", Right::Settings, {"done"}, kind.sample.empty() ? "" : root + "/" + kind.sample,
                [things](DeskContext& context) { return things.show(context, id_of(context.request)); });
    routes.action(root + "/{id}", Right::Settings, kThingBytes,
                  [things](ActionContext& context) { return things.save(context, id_of(context.request)); });
    if (kind.remove) {
        routes.action(root + "/{id}/remove", Right::Settings, kThingBytes,
                      [things](ActionContext& context) { return things.remove(context, id_of(context.request)); });
    }
}

void add_thing_shapes(std::map<std::string, Shape>& shapes) {
    shapes["settings-list"]
        .include(DeskFrame::shape())
        .text("intro", "What these are")
        .text("new_words", "Words of the way to a new one")
        .text("none", "When there are none")
        .flag("has_rows", "There are any")
        .address("new_path", "A new one")
        .flag("ordered", "They have an order to be saved")
        .address("order_path", "Where the order is sent")
        .text("made_from", "Stamp of the order shown")
        .list("problems", "What was refused", Form::problems_shape())
        .list("columns", "Editions", Shape().text("language", "Name of the language"))
        .list("rows", "One a thing",
              Shape()
                  .address("path", "Its page at the desk")
                  .text("row_name", "Its name in the editor's language")
                  .text("above", "Name of what it stands below")
                  .text("about", "One more fact")
                  .text("position_name", "Name of the field of its position")
                  .text("position_id", "Id of that field")
                  .text("position", "What stands in it")
                  .text("position_problem", "What is wrong with it")
                  .list("cells", "One an edition",
                        Shape()
                            .text("language", "Its language")
                            .text("edition", "Edition")
                            .text("cell_name", "The name there")
                            .text("live_words", "Address, to be read")
                            .address("live_path", "What readers see")));
    shapes["settings-sheet"]
        .include(DeskFrame::shape())
        .include(sheet_shape())
        .include(history_shape())
        .address("back_path", "The list")
        .text("back_words", "Its name")
        .address("save_path", "Where the sheet is sent")
        .text("save_words", "Words of the button")
        .flag("is_new", "Nothing is stored yet")
        .address("remove_path", "Where to take it away")
        .text("remove_help", "What that means");
}

}  // namespace broadsheet
