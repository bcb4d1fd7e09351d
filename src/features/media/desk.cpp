// The desk's pictures: a wall of them, putting one in, and its words and focal point.
#include <algorithm>

#include "features/media/desk.h"
#include "features/media/routes.h"
#include "site/forms.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

constexpr int kPicturesOfAPage = 60;
constexpr std::size_t kFormBytes = 64u << 10;

/// What was typed, when it is not what is stored.
struct Tried {
    std::map<std::string, PictureText> texts;
    std::string focal_x = "50", focal_y = "50";  // per cent, as typed
    Problem problem;
    std::string made_from;  // stamp of the picture that the form was made from
};

struct MediaDesk {
    Media& media;
    db::Database& database;
    const DeskFrame& frame;
    PictureUses uses;

    [[nodiscard]] Tried read_form(const http::Request& request) const {
        Tried out;
        out.texts = picture_words_sent(request, frame.editions());
        out.focal_x = request.field("focal_x");
        out.focal_y = request.field("focal_y");
        out.made_from = request.field("made_from");
        return out;
    }

    /// Per cent as typed to per mille as kept; nothing for anything that is no number from 0 to 100.
    static std::optional<int> per_mille(std::string_view typed) {
        int value = 0;
        int decimals = -1;
        if (typed.empty() || typed.size() > 5) return std::nullopt;
        for (const char c : typed) {
            if ((c == '.' || c == ',') && decimals < 0) {
                decimals = 0;
            } else if (c >= '0' && c <= '9') {
                if (decimals >= 1) continue;  // finer than a thousandth says nothing
                value = value * 10 + (c - '0');
                if (decimals == 0) decimals = 1;
            } else {
                return std::nullopt;
            }
        }
        if (decimals < 1) value *= 10;
        return value <= 1000 ? std::optional<int>(value) : std::nullopt;
    }

    static std::string per_cent(int per_mille) {
        std::string out = std::to_string(per_mille / 10);
        if (per_mille % 10 != 0) out += "." + std::to_string(per_mille % 10);
        return out;
    }

    void add_fields(Value& value, const text::Catalogue& words, const Tried& tried) const {
        const Form form(words, tried.problem.fields);
        Value columns = Value::list();
        for (const auto& edition : frame.editions().all()) {
            const auto found = tried.texts.find(edition.id);
            const PictureText text = found == tried.texts.end() ? PictureText{} : found->second;
            Form::Options options;
            options.lang = edition.id;
            Value fields = Value::list();
            options.help = "help.alt";
            options.max = 400;
            fields.add(form.area(edition.id + ".alt", "field.alt", text.alt, options));
            options.help = "help.caption";
            options.max = 600;
            fields.add(form.area(edition.id + ".caption", "field.caption", text.caption, options));
            options.help = "help.credit";
            options.max = 160;
            fields.add(form.line(edition.id + ".credit", "field.credit", text.credit, Form::Line::Text, options));
            Value column = Value::object();
            column.text("language", DeskFrame::language_name(words, edition.id)).set("fields", std::move(fields));
            columns.add(std::move(column));
        }
        value.set("editions", std::move(columns));
        Value focal = Value::list();
        focal.add(form.line("focal_x", "field.focal_x", tried.focal_x, Form::Line::Number, {}));
        focal.add(form.line("focal_y", "field.focal_y", tried.focal_y, Form::Line::Number, {}));
        value.set("focal_fields", std::move(focal))
            .text("file_problem", form.problem_of("file"))
            .set("problems", form.problems());
    }

    Result<Answer> list(DeskContext& context) const {
        const std::string wanted = text::clean_line(context.request.query("words").value_or(""));
        const auto found =
            media.search(context.tx, wanted, context.request.query("before").value_or(""), kPicturesOfAPage);
        const auto& words = context.words;
        DeskPage page;
        page.title = words.say("nav.media");
        page.place = "media";
        page.done = context.request.query("done").value_or("");
        page.wide = true;
        Value value = frame.value(context.editor, words, page);
        const std::string& names = frame.names_edition(context.editor);
        Value items = Value::list();
        for (const auto& picture : found.pictures) {
            const PictureSources sources = sources_of(picture, Crop::ThreeByTwo);
            const auto text = picture.texts.find(names);
            Value item = Value::object();
            item.path("path", SitePath("/desk/media/" + http::percent_encode(picture.id)));
            if (!sources.src.empty()) item.path("src", SitePath(sources.src));
            const std::string alt = text == picture.texts.end() ? "" : text->second.alt;
            item.text("name", alt.empty() ? picture.id : alt)
                .text("size", std::to_string(picture.width) + " × " + std::to_string(picture.height));
            std::string missing;
            for (const auto& edition : frame.editions().all()) {
                if (!Media::missing_for_publication(picture, edition.id).empty())
                    missing += (missing.empty() ? "" : ", ") + edition.id;
            }
            if (!missing.empty()) item.text("unfinished", words.say("media.words_missing", {{"languages", missing}}));
            items.add(std::move(item));
        }
        value.set("pictures", std::move(items));
        value.text("words", wanted).flag("narrowed", !wanted.empty());
        if (!found.before.empty()) {
            std::string older = "/desk/media?before=" + http::percent_encode(found.before);
            if (!wanted.empty()) older += "&words=" + http::percent_encode(wanted);
            value.path("older_path", SitePath(older));
        }
        return Answer::show("media", std::move(value));
    }

    Answer new_page(const Editor& editor, const text::Catalogue& words, const Tried& tried) const {
        DeskPage page;
        page.title = words.say("media.new");
        page.place = "media";
        page.wide = true;
        if (!tried.problem.message.empty()) page.alert = say_problem(words, tried.problem.message, tried.problem.args);
        Value value = frame.value(editor, words, page);
        add_fields(value, words, tried);
        return Answer::show("media-new", std::move(value),
                            tried.problem.message.empty() ? 200 : status_of(tried.problem.kind));
    }

    Result<Answer> picture_page(db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                                const std::string& id, const std::string& done, const Tried* tried) const {
        const auto picture = media.find(tx, id);
        if (!picture) return not_found("picture");
        const std::string stamp = Media::stamp_of(*picture);
        Tried stored{picture->texts, per_cent(picture->focal_x), per_cent(picture->focal_y), Problem{}, stamp};
        const Tried& shown = tried == nullptr ? stored : *tried;
        const bool conflict = shown.problem.kind == ProblemKind::Conflict;
        DeskPage page;
        const auto text = picture->texts.find(frame.names_edition(editor));
        page.title =
            text == picture->texts.end() || text->second.alt.empty() ? words.say("media.picture") : text->second.alt;
        page.place = "media";
        page.done = done;
        page.islands = {"focal_point"};
        page.wide = true;
        if (!shown.problem.message.empty()) page.alert = say_problem(words, shown.problem.message, shown.problem.args);
        Value value = frame.value(editor, words, page);
        add_fields(value, words, shown);
        // Who has seen what the other saved, and saves again, means it.
        value.text("made_from", conflict ? stamp : shown.made_from);
        if (conflict) value.set("theirs", differing(words, stored, shown));
        const PictureSources sources = sources_of(*picture, Crop::Full);
        if (!sources.src.empty()) {
            value.path("src", SitePath(sources.src)).number("width", sources.width).number("height", sources.height);
        }
        value.path("save_path", SitePath("/desk/media/" + http::percent_encode(id))).text("picture_id", id);
        value.text("size", std::to_string(picture->width) + " × " + std::to_string(picture->height))
            .text("made", frame.dates(words).date(picture->made_at));
        Value crops = Value::list();
        for (const Crop crop : {Crop::ThreeByTwo, Crop::Square}) {
            const PictureSources cut = sources_of(*picture, crop);
            if (cut.src.empty()) continue;
            Value item = Value::object();
            item.path("src", SitePath(cut.src)).number("width", cut.width).number("height", cut.height);
            item.text("name", words.say(crop == Crop::Square ? "media.crop_square" : "media.crop_wide"));
            crops.add(std::move(item));
        }
        value.set("crops", std::move(crops));
        Value used = Value::list();
        if (uses) {
            for (const auto& use : uses(tx, id)) {
                Value item = Value::object();
                item.text("name", use.name).path("path", SitePath(use.path));
                used.add(std::move(item));
            }
        }
        value.set("uses", std::move(used));
        return Answer::show("media-picture", std::move(value),
                            shown.problem.message.empty() ? 200 : status_of(shown.problem.kind));
    }

    /// What somebody else saved while the form was open, where it differs from what stands in the form.
    [[nodiscard]] Value differing(const text::Catalogue& words, const Tried& theirs, const Tried& mine) const {
        Value out = Value::list();
        const auto row = [&](const std::string& label, const std::string& stored, const std::string& typed) {
            if (stored == typed) return;
            Value item = Value::object();
            item.text("label", label).text("value", stored.empty() ? "—" : stored);
            out.add(std::move(item));
        };
        const auto of = [](const Tried& tried, const std::string& edition) {
            const auto found = tried.texts.find(edition);
            return found == tried.texts.end() ? PictureText{} : found->second;
        };
        for (const auto& edition : frame.editions().all()) {
            const PictureText stored = of(theirs, edition.id);
            const PictureText typed = of(mine, edition.id);
            const std::string where = " (" + DeskFrame::language_name(words, edition.id) + ")";
            row(words.say("field.alt") + where, stored.alt, typed.alt);
            row(words.say("field.caption") + where, stored.caption, typed.caption);
            row(words.say("field.credit") + where, stored.credit, typed.credit);
        }
        row(words.say("field.focal_x"), theirs.focal_x, mine.focal_x);
        row(words.say("field.focal_y"), theirs.focal_y, mine.focal_y);
        return out;
    }

    /// The focal point in per mille, or what is wrong with it.
    static Result<std::pair<int, int>> focal_of(const Tried& tried) {
        const auto x = per_mille(tried.focal_x);
        const auto y = per_mille(tried.focal_y);
        std::vector<FieldProblem> faults;
        if (!x) faults.push_back({"focal_x", "problem.not_per_cent", {}});
        if (!y) faults.push_back({"focal_y", "problem.not_per_cent", {}});
        if (!faults.empty()) return invalid(std::move(faults));
        return std::pair(*x, *y);
    }

    Result<Answer> add(ActionContext& context) const {
        Tried tried = read_form(context.request);
        const auto focal = focal_of(tried);
        const http::FormPart* file = picture_sent(context.request);
        if (!focal) {
            tried.problem = focal.error();
        } else if (file == nullptr) {
            tried.problem = invalid({{"file", "problem.choose_file", {}}}).value();
        }
        if (tried.problem.message.empty()) {
            auto made = media.add(context.editor, file->value, tried.texts, focal->first, focal->second);
            if (made) {
                return to_desk("/desk/media/" + http::percent_encode((*made)->id) +
                               ((*made)->was_known ? "?done=picture_known" : "?done=picture_added"));
            }
            tried.problem = made.error();
        }
        return new_page(context.editor, context.words, tried);
    }

    Result<Answer> save(ActionContext& context) const {
        const std::string id(context.request.parameter("id"));
        Tried tried = read_form(context.request);
        const auto focal = focal_of(tried);
        if (focal) {
            auto saved = media.update(context.editor, id, tried.texts, focal->first, focal->second, tried.made_from);
            if (saved) return to_desk("/desk/media/" + http::percent_encode(id) + "?done=saved");
            tried.problem = saved.error();
        } else {
            tried.problem = focal.error();
        }
        return database.read(
            [&](db::ReadTx& tx) { return picture_page(tx, context.editor, context.words, id, "", &tried); });
    }
};

}  // namespace

std::map<std::string, PictureText> picture_words_sent(const http::Request& request, const Editions& editions) {
    std::map<std::string, PictureText> out;
    for (const auto& edition : editions.all()) {
        const auto field = [&](const char* name) { return std::string(request.field(edition.id + "." + name)); };
        out[edition.id] = {field("alt"), field("caption"), field("credit")};
    }
    return out;
}

const http::FormPart* picture_sent(const http::Request& request) {
    const http::FormPart* file = nullptr;
    for (const auto& part : request.form()) {
        if (part.name == "file" && !part.value.empty()) file = &part;
    }
    return file;
}

void mount_desk(Routes& routes, Media& media, db::Database& database, const DeskFrame& frame, PictureUses uses) {
    const MediaDesk desk{media, database, frame, std::move(uses)};
    mount_picker(routes, media, frame);
    routes.desk("/desk/media", Right::Write, {"words", "before", "done"}, "/desk/media",
                [desk](DeskContext& context) { return desk.list(context); });
    routes.desk("/desk/media/new", Right::Write, {}, "/desk/media/new", [desk](DeskContext& context) -> Result<Answer> {
        return desk.new_page(context.editor, context.words, Tried{});
    });
    routes.action("/desk/media", Right::Write, kUploadBytes,
                  [desk](ActionContext& context) { return desk.add(context); });
    routes.desk("/desk/media/{id}", Right::Write, {"done"}, "/desk/media/map-kazakhstan", [desk](DeskContext& context) {
        return desk.picture_page(context.tx, context.editor, context.words,
                                 std::string(context.request.parameter("id")),
                                 context.request.query("done").value_or(""), nullptr);
    });
    routes.action("/desk/media/{id}", Right::Write, kFormBytes,
                  [desk](ActionContext& context) { return desk.save(context); });
}

std::map<std::string, Shape> media_desk_shapes() {
    std::map<std::string, Shape> out;
    out["media"]
        .include(DeskFrame::shape())
        .list("pictures", "Newest first",
              Shape()
                  .address("path", "Its page")
                  .address("src", "Small size")
                  .text("alt", "What it shows")
                  .text("name", "The same, or its id")
                  .text("size", "Of the original")
                  .text("unfinished", "What is missing"))
        .text("words", "What was looked for")
        .flag("narrowed", "Something was looked for")
        .address("older_path", "Older ones");
    Shape form;
    form.include(DeskFrame::shape()).list("problems", "What was refused", Form::problems_shape());
    form.list(
        "editions", "Words, one column a language",
        Shape().text("language", "Name of the language").list("fields", "alt, caption, credit", Form::field_shape()));
    form.list("focal_fields", "Focal point in per cent", Form::field_shape())
        .text("file_problem", "What is wrong with the file");
    out["media-new"] = form;
    form.address("src", "The picture")
        .text("width", "Pixels")
        .text("height", "Pixels")
        .address("save_path", "Where the form goes");
    form.text("made_from", "Stamp of what the form was made from")
        .list("theirs", "What somebody else saved meanwhile",
              Shape().text("label", "Field").text("value", "What it holds now"));
    form.text("picture_id", "Id").text("size", "Of the original").text("made", "Day it was put in");
    form.list(
        "crops", "What is cut from it",
        Shape().address("src", "Where it is").text("width", "Pixels").text("height", "Pixels").text("name", "Which"));
    form.list("uses", "Where it is used", Shape().text("name", "Headline").address("path", "The story at the desk"));
    out["media-picture"] = form;
    return out;
}

}  // namespace broadsheet
