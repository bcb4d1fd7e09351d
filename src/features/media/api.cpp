// /api/v1/media as the newsroom writes it: a picture is sent as the file it is, its words follow. Reading is with the
// other things of the paper, in the API of stories.
#include <algorithm>

#include "features/media/desk.h"
#include "features/media/routes.h"
#include "site/api_input.h"
#include "site/schema.h"

namespace broadsheet {

using json::Value;

namespace {

Value picture_schema() {
    return schema::object(
        {{"id", schema::text()},
         {"width", schema::integer("Of the original")},
         {"height", schema::integer("Of the original")},
         {"was_known", schema::flag("The paper had these bytes already: the same picture")},
         {"missing", schema::by_edition(schema::list(schema::text("alt or credit")),
                                        "What an edition needs before it can be published with it")}});
}

Value value_of(const Picture& picture, bool was_known, const Editions& editions) {
    Value missing = Value::object();
    for (const auto& edition : editions.all()) {
        const std::string before = edition.id + ".picture_";
        Value names = Value::array();
        for (const auto& fault : Media::missing_for_publication(picture, edition.id))
            names.push(fault.field.substr(fault.field.rfind(before) == 0 ? before.size() : 0));
        if (!names.items().empty()) missing.set(edition.id, std::move(names));
    }
    Value out = Value::object();
    out.set("id", picture.id).set("width", picture.width).set("height", picture.height);
    out.set("was_known", was_known).set("missing", std::move(missing));
    return out;
}

void tag(ApiContext& context, const Picture& picture) {
    context.headers.emplace_back("ETag", "\"" + Media::stamp_of(picture) + "\"");
}

Result<Value> add_picture(ApiContext& context, Media& media, const Editions& editions) {
    if (context.request.body.empty()) return invalid({{"file", "problem.choose_file", {}}});
    const auto made = media.add(*context.editor, context.request.body, {}, 500, 500);
    if (!made) return tl::unexpected(made.error());
    const AddedPicture& picture = **made;
    context.status = picture.was_known ? 200 : 201;
    context.headers.emplace_back("Location", "/api/v1/media/" + http::percent_encode(picture.id));
    tag(context, picture);
    return value_of(picture, picture.was_known, editions);
}

Result<Value> save_picture(ApiContext& context, Media& media, const Editions& editions, db::Database& database) {
    const std::string id(context.request.parameter("id"));
    const auto before = database.read([&](db::ReadTx& tx) { return media.find(tx, id); });
    if (!before) return not_found("picture");
    ApiInput input(context.input);
    auto texts = before->texts;
    if (const Value* by_edition = input.object("editions")) {
        for (const auto& [edition, members] : by_edition->members()) {
            const std::string name = "editions." + edition;
            if (editions.find(edition) == nullptr || !members.is_object()) {
                input.refuse(name, "problem.unknown_member", {{"name", edition}});
                continue;
            }
            ApiInput words(members, name + ".");
            PictureText& text = texts[edition];
            text = {words.text("alt", text.alt), words.text("caption", text.caption),
                    words.text("credit", text.credit)};
            input.refuse(words.faults());
        }
    }
    const auto per_mille = [&](const char* name, int kept) {
        const std::int64_t sent = input.number(name, kept);
        if (sent < 0 || sent > 1000)
            input.refuse(name, "problem.wrong_form", {{"form", "whole number from 0 to 1000"}});
        return static_cast<int>(std::clamp<std::int64_t>(sent, 0, 1000));
    };
    const int focal_x = per_mille("focal_x", before->focal_x);
    const int focal_y = per_mille("focal_y", before->focal_y);
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    const auto wanted = if_match(context.request);
    // A tag that cannot be one of ours (weak, several) must not count as none.
    const auto sent_tag = context.request.header("if-match");
    if (sent_tag && *sent_tag != "*" && !wanted) return precondition_failed();
    // Without a tag it is still based on what was read here: members that were left out must not undo somebody's words.
    auto saved = media.update(*context.editor, id, std::move(texts), focal_x, focal_y,
                              wanted.value_or(Media::stamp_of(*before)));
    if (!saved) {
        if (wanted && saved.error().kind == ProblemKind::Conflict) return precondition_failed();
        Problem problem = std::move(saved.error());
        for (auto& fault : problem.fields) fault.field = "editions." + fault.field;
        return tl::unexpected(std::move(problem));
    }
    tag(context, **saved);
    return value_of(**saved, true, editions);
}

}  // namespace

void mount_api(Routes& routes, Media& media, const Editions& editions, db::Database& database) {
    ApiDocument add{"addPicture",
                    "Put a picture into the library: the file itself, nothing around it. The same file twice is one "
                    "picture. Its words follow by savePicture.",
                    "Things",
                    nullptr,
                    picture_schema(),
                    {},
                    201,
                    {"image/jpeg", "image/png", "image/webp"},
                    kUploadBytes};
    add.keyed = false;  // the bytes are the key
    add.already = "The library has this file: the picture it became then";
    routes.api(http::Method::Post, "/api/v1/media", Right::Write, std::move(add),
               [&media, &editions](ApiContext& context) { return add_picture(context, media, editions); });
    const Value words = schema::object({{"alt?", schema::text("What it shows, for those who do not see it")},
                                        {"caption?", schema::text("In every edition that has words, or in none")},
                                        {"credit?", schema::text()}});
    routes.api(http::Method::Patch, "/api/v1/media/{id}", Right::Write,
               {"savePicture",
                "Change words or focal point; what is left out stays",
                "Things",
                schema::object({{"editions?", schema::by_edition(words)},
                                {"focal_x?", schema::integer("Per mille from the left")},
                                {"focal_y?", schema::integer("Per mille from the top")}}),
                picture_schema(),
                {},
                200},
               [&media, &editions, &database](ApiContext& context) {
                   return save_picture(context, media, editions, database);
               });
}

}  // namespace broadsheet
