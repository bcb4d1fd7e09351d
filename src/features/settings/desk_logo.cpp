// The paper's logo at the desk: a picture in place of its set name, with a second one for dark pages, put in and taken
// away.
#include <array>

#include "features/settings/desk.h"
#include "site/paper.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

constexpr std::array kVariants{LogoVariant::Light, LogoVariant::Dark};

Answer logo_page(const SettingsDesk& desk, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                 const std::string& done, const Problem& problem) {
    DeskPage page;
    page.title = words.say("settings.logo.title");
    page.place = "settings";
    page.done = done;
    if (!problem.message.empty()) page.alert = say_problem(words, problem.message, problem.args);
    Value value = desk.frame.value(editor, words, page);
    const Form form(words, problem.fields);
    Value variants = Value::list();
    for (const LogoVariant variant : kVariants) {
        const std::string name(name_of(variant));
        Value item = Value::object();
        item.text("name", name)
            .text("label", words.say("settings.logo." + name))
            .text("help", words.say("settings.logo." + name + "_help"))
            .text("file_problem", form.problem_of(name))
            .flag("dark", variant == LogoVariant::Dark);
        if (const auto logo = logo_of(tx, variant)) {
            item.path("src", SitePath(logo->src)).number("width", logo->width).number("height", logo->height);
            item.text("alt", paper_words_of(tx, desk.frame.names_edition(editor)).name);
        }
        variants.add(std::move(item));
    }
    value.set("variants", std::move(variants)).set("problems", form.problems());
    desk.history.show(value, tx, editor, words, {"paper"});
    return Answer::show("settings-logo", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
}

}  // namespace

Result<Answer> SettingsDesk::show_logo(DeskContext& context) const {
    return logo_page(*this, context.tx, context.editor, context.words, context.request.query("done").value_or(""), {});
}

Result<Answer> SettingsDesk::set_logo(ActionContext& context) const {
    const auto refused = [&](const Problem& problem) {
        return database.read(
            [&](db::ReadTx& tx) { return logo_page(*this, tx, context.editor, context.words, "", problem); });
    };
    bool any = false;
    for (const LogoVariant variant : kVariants) {
        for (const auto& part : context.request.form()) {
            if (part.name != name_of(variant) || part.value.empty()) continue;
            any = true;
            const bool has_light =
                database.read([](db::ReadTx& tx) { return logo_of(tx, LogoVariant::Light).has_value(); });
            if (variant == LogoVariant::Dark && !has_light)
                return refused(invalid({{"dark", "problem.logo_light_first", {}}}).value());
            if (const auto done = doors.media.set_logo(context.editor, part.value, variant); !done)
                return refused(done.error());
        }
    }
    if (!any) return refused(invalid({{"light", "problem.choose_file", {}}}).value());
    return to_desk("/desk/logo?done=logo_set");
}

Result<Answer> SettingsDesk::remove_logo(ActionContext& context) const {
    const std::string variant(context.request.parameter("variant"));
    if (variant != "light" && variant != "dark") return not_found("page");
    // Without a light one a dark one would never be seen.
    if (const auto done = doors.media.remove_logo(context.editor, LogoVariant::Dark); !done)
        return tl::unexpected(done.error());
    if (variant == "light") {
        if (const auto done = doors.media.remove_logo(context.editor, LogoVariant::Light); !done)
            return tl::unexpected(done.error());
    }
    return to_desk("/desk/logo?done=logo_removed");
}

void add_logo_shape(std::map<std::string, Shape>& shapes) {
    shapes["settings-logo"]
        .include(DeskFrame::shape())
        .include(history_shape())
        .list("problems", "What was refused", Form::problems_shape())
        .list("variants", "For light pages and for dark ones",
              Shape()
                  .text("name", "light, dark")
                  .text("label", "The same in words")
                  .text("help", "What to choose")
                  .text("file_problem", "What is wrong with the file")
                  .flag("dark", "For dark pages")
                  .address("src", "The present one; absent without one")
                  .text("width", "Pixels")
                  .text("height", "Pixels")
                  .text("alt", "The paper's name"));
}

}  // namespace broadsheet
