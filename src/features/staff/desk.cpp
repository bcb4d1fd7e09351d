#include "features/staff/routes.h"
#include "platform/http/message.h"
#include "site/forms.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

constexpr std::size_t kFormBytes = 16u << 10;

struct StaffDesk {
    Staff& staff;
    const Sessions& sessions;
    db::Database& database;
    const DeskFrame& frame;
    const DeskWords& words;

    // --- signing in --------------------------------------------------------------------------------------------------

    /// The form keeps the language of its page, whatever the browser prefers.
    [[nodiscard]] std::string language_of(const http::Request& request) const {
        std::string sent(request.field("lang"));
        return words.contains(sent) ? sent : language_of_stranger(request, words, frame.editions().main().id);
    }

    [[nodiscard]] http::Response sign_in_page(const std::string& language, const std::string& next,
                                              const std::string& email, const std::string& alert, int status) const {
        const text::Catalogue& said = *words.at(language);
        DeskPage page;
        page.title = said.say("sign_in.title");
        page.alert = alert;
        Value value = frame.value(said, page);
        const std::vector<FieldProblem> none;
        const Form form(said, none);
        Form::Options required;
        required.required = true;
        Value fields = Value::list();
        fields.add(form.line("email", "field.email", email, Form::Line::Email, required));
        fields.add(form.line("password", "field.password", "", Form::Line::Password, required));
        value.set("fields", std::move(fields)).text("next", next).text("form_lang", language);
        Value others = Value::list();
        for (const auto& [other, catalogue] : words) {
            if (other == language) continue;
            Value item = Value::object();
            item.text("name", catalogue->say("language.own_name")).text("lang", other);
            item.path("path", SitePath("/desk/sign-in?lang=" + other + "&next=" + http::percent_encode(next)));
            others.add(std::move(item));
        }
        value.set("other_languages", std::move(others));
        http::Response out;
        out.status = status;
        out.body = frame.theme().render("sign-in", value, said);
        out.headers.emplace_back("Content-Language", language);
        return out;
    }

    [[nodiscard]] http::Response show_sign_in(const http::Request& request) const {
        const std::string next = request.query("next").value_or("");
        const std::string token(request.cookie(sessions.cookie_name()).value_or(""));
        const std::string target = is_inside(next) ? next : "/desk";
        // Somebody who is signed in already only followed an old link.
        if (database.read([&](db::ReadTx& tx) { return sessions.who(tx, token).has_value(); }))
            return http::see_other(target);
        return sign_in_page(language_of(request), target, "", "", 200);
    }

    [[nodiscard]] http::Response sign_in(const http::Request& request) const {
        const std::string language = language_of(request);
        const text::Catalogue& said = *words.at(language);
        const std::string next(request.field("next"));
        const std::string target = is_inside(next) ? next : "/desk";
        if (!request.form_ok()) return sign_in_page(language, target, "", said.say("problem.form_damaged"), 400);
        const std::string email(request.field("email"));
        auto token = staff.sign_in(email, request.field("password"), request.remote);
        if (!token) {
            const Problem& problem = token.error();
            auto out = sign_in_page(language, target, email.substr(0, 254),
                                    say_problem(said, problem.message, problem.args), status_of(problem.kind));
            if (problem.kind == ProblemKind::TooMany)
                out.headers.emplace_back("Retry-After", std::to_string(kFailureWindow / kSecond));
            return out;
        }
        http::Response out = http::see_other(target);
        out.headers.emplace_back("Set-Cookie", sessions.set_cookie(**token));
        return out;
    }

    Result<Answer> sign_out(ActionContext& context) const {
        auto done = staff.sign_out(context.editor, context.request.cookie(sessions.cookie_name()).value_or(""));
        if (!done) return tl::unexpected(std::move(done.error()));
        Answer out = to_desk("/desk/sign-in?lang=" + http::percent_encode(context.editor.language));
        out.headers.emplace_back("Set-Cookie", sessions.clear_cookie());
        return out;
    }

    // --- one's own account -------------------------------------------------------------------------------------------

    [[nodiscard]] Result<Answer> account_page(db::ReadTx& tx, const Editor& editor, const text::Catalogue& said,
                                              const std::string& done, const Problem& problem) const {
        const auto member = staff.find(tx, editor.id);
        if (!member) return not_found("account");
        DeskPage page;
        page.title = said.say("account.title");
        page.place = "account";
        page.done = done;
        if (!problem.message.empty()) page.alert = say_problem(said, problem.message, problem.args);
        Value value = frame.value(editor, said, page);
        const Form form(said, problem.fields);
        Form::Options required;
        required.required = true;
        Value password = Value::list();
        password.add(form.line("old_password", "field.old_password", "", Form::Line::Password, required));
        required.help = "help.new_password";
        password.add(form.line("new_password", "field.new_password", "", Form::Line::NewPassword, required));
        required.help.clear();
        password.add(form.line("again", "field.password_again", "", Form::Line::NewPassword, required));
        std::vector<Choice> languages;
        for (const auto& language : staff.languages()) {
            languages.push_back({language, DeskFrame::language_name(said, language), language == member->language});
        }
        Value language = Value::list();
        language.add(form.select("language", "field.desk_language", languages));
        value.text("email", member->email).text("password_since", frame.dates(said).date(member->password_at));
        value.set("password_fields", std::move(password))
            .set("language_fields", std::move(language))
            .set("problems", form.problems());
        return Answer::show("account", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
    }

    Result<Answer> refused_account(ActionContext& context, const Problem& problem) const {
        return database.read(
            [&](db::ReadTx& tx) { return account_page(tx, context.editor, context.words, "", problem); });
    }

    Result<Answer> change_password(ActionContext& context) const {
        const http::Request& request = context.request;
        if (request.field("new_password") != request.field("again")) {
            return refused_account(context, invalid({{"again", "problem.password.not_the_same", {}}}).value());
        }
        auto done = staff.change_password(context.editor, request.cookie(sessions.cookie_name()).value_or(""),
                                          request.field("old_password"), request.field("new_password"));
        if (!done) return refused_account(context, done.error());
        return to_desk("/desk/account?done=password_changed");
    }

    Result<Answer> change_language(ActionContext& context) const {
        auto done =
            staff.set_language(context.editor, context.editor.id, std::string(context.request.field("language")));
        if (!done) return refused_account(context, done.error());
        return to_desk("/desk/account?done=saved");
    }
};

}  // namespace

void mount_desk(Routes& routes, Staff& staff, const Sessions& sessions, db::Database& database, const DeskFrame& frame,
                const DeskWords& words) {
    const StaffDesk desk{staff, sessions, database, frame, words};
    routes.open(http::Method::Get, "/desk/sign-in", 0, {"next", "lang"},
                [desk](const http::Request& request) { return desk.show_sign_in(request); });
    routes.open(http::Method::Post, "/desk/sign-in", kFormBytes, {},
                [desk](const http::Request& request) { return desk.sign_in(request); });
    routes.action("/desk/sign-out", Right::Read, kFormBytes,
                  [desk](ActionContext& context) { return desk.sign_out(context); });
    routes.desk("/desk/account", Right::Read, {"done"}, "/desk/account", [desk](DeskContext& context) {
        return desk.account_page(context.tx, context.editor, context.words, context.request.query("done").value_or(""),
                                 Problem{});
    });
    routes.action("/desk/account/password", Right::Read, kFormBytes,
                  [desk](ActionContext& context) { return desk.change_password(context); });
    routes.action("/desk/account/language", Right::Read, kFormBytes,
                  [desk](ActionContext& context) { return desk.change_language(context); });
}

std::map<std::string, Shape> staff_desk_shapes() {
    std::map<std::string, Shape> out;
    out["sign-in"]
        .include(DeskFrame::shape())
        .list("fields", "Address and password", Form::field_shape())
        .text("next", "Where to go afterwards")
        .text("form_lang", "Language of this page")
        .list("other_languages", "The page in another language",
              Shape().text("name", "Its own name").text("lang", "Tag").address("path", "Where it is"));
    out["account"]
        .include(DeskFrame::shape())
        .text("email", "Address of the account")
        .text("password_since", "Day the password was set")
        .list("problems", "What was refused", Form::problems_shape())
        .list("password_fields", "Change of password", Form::field_shape())
        .list("language_fields", "Language of the desk", Form::field_shape());
    return out;
}

}  // namespace broadsheet
