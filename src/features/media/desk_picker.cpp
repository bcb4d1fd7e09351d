// The library as JSON, for scripts of the desk: looking for pictures, and putting one in without leaving the text.
#include "features/media/desk.h"
#include "platform/json/json.h"
#include "site/forms.h"

namespace broadsheet {

namespace {

constexpr int kPicturesOfAnAnswer = 24;
constexpr std::size_t kMostIds = 200;

struct PickerDesk {
    Media& media;
    const DeskFrame& frame;

    static Answer answer(const json::Value& value, int status = 200) {
        Answer out = Answer::raw("application/json; charset=utf-8", json::print(value));
        out.status = status;
        return out;
    }

    [[nodiscard]] json::Value value_of(const Picture& picture, const Editor& editor) const {
        json::Value out = json::Value::object();
        const auto named = picture.texts.find(frame.names_edition(editor));
        const bool described = named != picture.texts.end() && !named->second.alt.empty();
        out.set("id", picture.id)
            .set("path", "/desk/media/" + http::percent_encode(picture.id))
            .set("name", described ? named->second.alt : picture.id);
        const PictureSources full = sources_of(picture, Crop::Full);
        out.set("src", full.src).set("width", full.width).set("height", full.height);
        const PictureSources small = sources_of(picture, Crop::ThreeByTwo);
        out.set("thumb", small.src).set("thumb_srcset", small.webp_srcset);
        json::Value texts = json::Value::object();
        json::Value missing = json::Value::array();
        for (const auto& edition : frame.editions().all()) {
            const auto found = picture.texts.find(edition.id);
            const PictureText words = found == picture.texts.end() ? PictureText{} : found->second;
            texts.set(
                edition.id,
                json::Value::object().set("alt", words.alt).set("caption", words.caption).set("credit", words.credit));
            if (!Media::missing_for_publication(picture, edition.id).empty()) missing.push(edition.id);
        }
        out.set("texts", std::move(texts)).set("missing", std::move(missing));
        return out;
    }

    /// `ids`: those pictures, in no order; else what the words find.
    Result<Answer> find(DeskContext& context) const {
        const std::string ids = context.request.query("ids").value_or("");
        PicturesFound found;
        if (!ids.empty()) {
            std::vector<std::string> wanted;
            for (std::size_t at = 0; at <= ids.size() && wanted.size() < kMostIds;) {
                const std::size_t end = std::min(ids.find(',', at), ids.size());
                if (end > at) wanted.push_back(ids.substr(at, end - at));
                at = end + 1;
            }
            found.pictures = media.some(context.tx, wanted);
        } else {
            found = media.search(context.tx, context.request.query("words").value_or(""),
                                 context.request.query("before").value_or(""), kPicturesOfAnAnswer);
        }
        json::Value pictures = json::Value::array();
        for (const auto& picture : found.pictures) pictures.push(value_of(picture, context.editor));
        json::Value out = json::Value::object();
        out.set("pictures", std::move(pictures)).set("before", found.before);
        return answer(out);
    }

    static Answer refused(const text::Catalogue& words, const Problem& problem) {
        json::Value fields = json::Value::object();
        for (const auto& fault : problem.fields) fields.set(fault.field, say_problem(words, fault.message, fault.args));
        json::Value out = json::Value::object();
        out.set("problem", say_problem(words, problem.message, problem.args)).set("fields", std::move(fields));
        return answer(out, status_of(problem.kind));
    }

    /// With the focal point in the middle: it is set by eye, on the picture's own page.
    Result<Answer> add(ActionContext& context) const {
        const http::FormPart* file = picture_sent(context.request);
        if (file == nullptr) return refused(context.words, invalid({{"file", "problem.choose_file", {}}}).value());
        const auto made =
            media.add(context.editor, file->value, picture_words_sent(context.request, frame.editions()), 500, 500);
        if (!made) return refused(context.words, made.error());
        json::Value out = json::Value::object();
        out.set("picture", value_of(**made, context.editor)).set("was_known", (*made)->was_known);
        return answer(out);
    }
};

}  // namespace

void mount_picker(Routes& routes, Media& media, const DeskFrame& frame) {
    const PickerDesk desk{media, frame};
    routes.desk("/desk/media.json", Right::Write, {"words", "before", "ids"}, "/desk/media.json",
                [desk](DeskContext& context) { return desk.find(context); });
    routes.action("/desk/media.json", Right::Write, kUploadBytes,
                  [desk](ActionContext& context) { return desk.add(context); });
}

}  // namespace broadsheet
