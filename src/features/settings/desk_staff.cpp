// The newsroom's accounts at the desk: who there is, what they may do, new passwords, and keys for API clients. One's
// own password and language are the account page of staff.
#include <algorithm>

#include "features/settings/desk.h"
#include "platform/crypto/crypto.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

std::string member_path(const std::string& id) { return "/desk/staff/" + http::percent_encode(id); }

/// Eighty random bits in groups that can be read aloud.
std::string made_password() {
    const std::string digits = crypto::random_hex(10);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && i % 4 == 0) out += '-';
        out += digits[i];
    }
    return out;
}

std::vector<Choice> role_choices(const text::Catalogue& words) {
    std::vector<Choice> out;
    for (const Role role : {Role::Writer, Role::Editor, Role::Chief})
        out.push_back({std::string(name_of(role)), words.say("role." + std::string(name_of(role))), false});
    return out;
}

std::vector<Choice> language_choices(const text::Catalogue& words, const std::vector<std::string>& languages) {
    std::vector<Choice> out;
    for (const auto& language : languages) out.push_back({language, DeskFrame::language_name(words, language), false});
    return out;
}

/// Name, address and desk language of an account.
Sheet member_sheet(const text::Catalogue& words, const std::vector<std::string>& languages, const StaffMember& member) {
    Sheet sheet;
    Asked& name = sheet.ask("", "name", member.name);
    name.options.required = true;
    name.options.max = 80;
    sheet.ask("", "email", member.email).options.required = true;
    sheet.ask("", "language", member.language, Asked::Kind::Select).choices = language_choices(words, languages);
    return sheet;
}

Sheet new_member_sheet(const text::Catalogue& words, const std::vector<std::string>& languages,
                       const std::string& language) {
    StaffMember nobody;
    nobody.language = language;
    Sheet sheet = member_sheet(words, languages, nobody);
    sheet.fields[2].options.label = words.say("account.language");
    Asked& role = sheet.ask("", "role", std::string(name_of(Role::Writer)), Asked::Kind::Select);
    role.choices = role_choices(words);
    role.options.help = "help.role";
    return sheet;
}

Sheet new_token_sheet(const text::Catalogue& words, const std::vector<StaffMember>& members) {
    Sheet sheet;
    Asked& name = sheet.ask("", "token_name", "");
    name.options.required = true;
    name.options.max = 80;
    name.options.help = "help.token_name";
    Asked& acts_as = sheet.ask("", "token_account", "", Asked::Kind::Select);
    for (const auto& member : members) {
        if (!member.active) continue;
        acts_as.choices.push_back(
            {member.id, member.name + " (" + words.say("role." + std::string(name_of(member.role))) + ")", false});
        if (acts_as.value.empty()) acts_as.value = member.id;
    }
    return sheet;
}

/// What was refused on the page of all accounts, and which of its two forms.
struct Refused {
    Problem problem;
    const http::Request* member = nullptr;
    const http::Request* token = nullptr;
};

void set_fields(Value& value, const char* name, const SettingsDesk& desk, const text::Catalogue& words,
                const Sheet& sheet, const std::vector<FieldProblem>& problems) {
    Value whole = Value::object();
    set_sheet(whole, words, desk.editions, sheet, nullptr, problems, "");
    value.set(name, *whole.find("common_fields"));
}

Answer staff_page(const SettingsDesk& desk, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                  const std::string& done, const Refused& refused) {
    const auto members = desk.doors.staff.list(tx);
    const text::Dates dates = desk.frame.dates(words);
    DeskPage page;
    page.title = words.say("settings.staff.title");
    page.place = "settings";
    page.done = done;
    if (!refused.problem.message.empty())
        page.alert = say_problem(words, refused.problem.message, refused.problem.args);
    Value value = desk.frame.value(editor, words, page);
    value.set("problems", Form(words, refused.problem.fields).problems());

    Value rows = Value::list();
    for (const auto& member : members) {
        Value row = Value::object();
        row.text("member_name", member.name).path("path", SitePath(member_path(member.id)));
        row.text("member_email", member.email)
            .text("member_role", words.say("role." + std::string(name_of(member.role))))
            .flag("closed", !member.active)
            .flag("is_you", member.id == editor.id);
        rows.add(std::move(row));
    }
    value.set("members", std::move(rows));

    Value tokens = Value::list();
    for (const auto& token : desk.doors.staff.tokens(tx)) {
        const auto member =
            std::find_if(members.begin(), members.end(), [&](const StaffMember& one) { return one.id == token.staff; });
        Value row = Value::object();
        row.text("token_words", token.name).text("made", dates.date(token.made_at));
        row.text("acts_as", member == members.end() ? token.staff : member->name);
        if (token.revoked_at.is_set()) {
            row.text("revoked", dates.date(token.revoked_at));
        } else {
            row.path("revoke_path", SitePath("/desk/staff/tokens/" + http::percent_encode(token.id) + "/revoke"));
        }
        tokens.add(std::move(row));
    }
    value.flag("has_tokens", !tokens.items().empty()).set("tokens", std::move(tokens));

    Sheet member = new_member_sheet(words, desk.doors.staff.languages(), editor.language);
    if (refused.member != nullptr) member.take(*refused.member);
    set_fields(value, "member_fields", desk, words, member, refused.problem.fields);
    Sheet token = new_token_sheet(words, members);
    if (refused.token != nullptr) token.take(*refused.token);
    set_fields(value, "token_fields", desk, words, token, refused.problem.fields);
    return Answer::show("settings-staff", std::move(value),
                        refused.problem.message.empty() ? 200 : status_of(refused.problem.kind));
}

/// A password or key, this once: it is stored only hashed.
Answer secret_page(const SettingsDesk& desk, const Editor& editor, const text::Catalogue& words, const char* what,
                   const std::string& whose, const std::string& secret) {
    DeskPage page;
    page.title = words.say("secret." + std::string(what));
    page.place = "settings";
    Value value = desk.frame.value(editor, words, page);
    value.text("whose", whose)
        .text("secret", secret)
        .text("advice", words.say("secret." + std::string(what) + "_advice"));
    return Answer::show("settings-secret", std::move(value));
}

/// `sent`: the details that were refused.
Result<Answer> member_page(const SettingsDesk& desk, db::ReadTx& tx, const Editor& editor, const text::Catalogue& words,
                           const std::string& id, const std::string& done, const Problem& problem,
                           const http::Request* sent) {
    const auto member = desk.doors.staff.find(tx, id);
    if (!member) return not_found("account");
    const text::Dates dates = desk.frame.dates(words);
    DeskPage page;
    page.title = member->name;
    page.place = "settings";
    page.done = done;
    if (!problem.message.empty()) page.alert = say_problem(words, problem.message, problem.args);
    Value value = desk.frame.value(editor, words, page);
    const Sheet stored = member_sheet(words, desk.doors.staff.languages(), *member);
    Sheet shown = stored;
    if (sent != nullptr) shown.take(*sent);
    const bool stale = is_stale(problem);
    set_sheet(value, words, desk.editions, shown, stale ? &stored : nullptr, problem.fields,
              sent == nullptr || stale ? stored.stamp() : stamp_sent(*sent));
    Sheet role;
    Asked& asked = role.ask("", "role", std::string(name_of(member->role)), Asked::Kind::Select);
    asked.choices = role_choices(words);
    asked.options.help = "help.role";
    set_fields(value, "role_fields", desk, words, role, problem.fields);
    value.flag("closed", !member->active).flag("is_you", id == editor.id);
    value.text("made", dates.date(member->made_at)).text("password_since", dates.date(member->password_at));
    const std::string path = member_path(id);
    value.path("save_path", SitePath(path))
        .path("role_path", SitePath(path + "/role"))
        .path("password_path", SitePath(path + "/password"))
        .path("close_path", SitePath(path + "/close"))
        .path("open_path", SitePath(path + "/open"));
    return Answer::show("settings-member", std::move(value), problem.message.empty() ? 200 : status_of(problem.kind));
}

/// After a change of an account: back to it, or why not.
Result<Answer> after(const SettingsDesk& desk, ActionContext& context, const Result<Durable<Nothing>>& done,
                     const std::string& target) {
    if (done) return to_desk(target);
    return desk.database.read([&](db::ReadTx& tx) {
        return member_page(desk, tx, context.editor, context.words, id_of(context.request), "", done.error(), nullptr);
    });
}

}  // namespace

// --- all of them
// -----------------------------------------------------------------------------------------------------

Result<Answer> SettingsDesk::show_staff(DeskContext& context) const {
    return staff_page(*this, context.tx, context.editor, context.words, context.request.query("done").value_or(""), {});
}

Result<Answer> SettingsDesk::add_member(ActionContext& context) const {
    const http::Request& request = context.request;
    StaffMember member;
    member.name = request.field("name");
    member.email = request.field("email");
    member.language = request.field("language");
    member.role = role_named(request.field("role"));
    const std::string password = made_password();
    const auto made = doors.staff.add(context.editor, member, password);
    if (made) {
        return secret_page(*this, context.editor, context.words, "password", (*made)->name + " · " + (*made)->email,
                           password);
    }
    return database.read([&](db::ReadTx& tx) {
        return staff_page(*this, tx, context.editor, context.words, "", {made.error(), &request, nullptr});
    });
}

Result<Answer> SettingsDesk::make_token(ActionContext& context) const {
    const http::Request& request = context.request;
    const std::string account(request.field("token_account"));
    const auto made = doors.staff.make_token(context.editor, account, std::string(request.field("token_name")));
    return database.read([&](db::ReadTx& tx) -> Result<Answer> {
        if (made) {
            const auto member = doors.staff.find(tx, account);
            return secret_page(*this, context.editor, context.words, "token", member ? member->name : account, **made);
        }
        Refused refused{made.error(), nullptr, &request};
        for (auto& fault : refused.problem.fields) {
            if (fault.field == "name") fault.field = "token_name";
        }
        return staff_page(*this, tx, context.editor, context.words, "", refused);
    });
}

Result<Answer> SettingsDesk::revoke_token(ActionContext& context) const {
    const auto done = doors.staff.revoke_token(context.editor, id_of(context.request));
    if (done) return to_desk("/desk/staff?done=token_revoked");
    return database.read([&](db::ReadTx& tx) {
        return staff_page(*this, tx, context.editor, context.words, "", {done.error(), nullptr, nullptr});
    });
}

// --- one of them
// -----------------------------------------------------------------------------------------------------

Result<Answer> SettingsDesk::show_member(DeskContext& context) const {
    return member_page(*this, context.tx, context.editor, context.words, id_of(context.request),
                       context.request.query("done").value_or(""), {}, nullptr);
}

Result<Answer> SettingsDesk::save_member(ActionContext& context) const {
    const http::Request& request = context.request;
    const std::string id = id_of(request);
    const auto stored = database.read([&](db::ReadTx& tx) { return doors.staff.find(tx, id); });
    if (!stored) return not_found("account");
    const auto refuse = [&](const Problem& problem) {
        return database.read([&](db::ReadTx& tx) {
            return member_page(*this, tx, context.editor, context.words, id, "", problem, &request);
        });
    };
    if (stamp_sent(request) != member_sheet(context.words, doors.staff.languages(), *stored).stamp())
        return refuse(problem(ProblemKind::Conflict, "problem.saved_meanwhile").value());
    StaffMember member = *stored;
    member.name = request.field("name");
    member.email = request.field("email");
    member.language = request.field("language");
    const auto done = doors.staff.save(context.editor, member);
    if (!done) return refuse(done.error());
    return to_desk(member_path(id) + "?done=saved");
}

Result<Answer> SettingsDesk::set_role(ActionContext& context) const {
    const std::string id = id_of(context.request);
    const std::string sent(context.request.field("role"));
    const Role role = role_named(sent);
    if (name_of(role) != sent) {
        return database.read([&](db::ReadTx& tx) {
            return member_page(*this, tx, context.editor, context.words, id, "",
                               invalid({{"role", "problem.choose_one", {}}}).value(), nullptr);
        });
    }
    // Who gives up their own right to be here is sent where they may still be.
    const bool leaves = id == context.editor.id && !allows(role, Right::Staff);
    return after(*this, context, doors.staff.set_role(context.editor, id, role),
                 leaves ? "/desk?done=saved" : member_path(id) + "?done=saved");
}

Result<Answer> SettingsDesk::reset_password(ActionContext& context) const {
    const std::string id = id_of(context.request);
    const auto member = database.read([&](db::ReadTx& tx) { return doors.staff.find(tx, id); });
    if (!member) return not_found("account");
    const std::string password = made_password();
    const auto done = doors.staff.reset_password(context.editor, id, password);
    if (!done) return after(*this, context, done, "");
    return secret_page(*this, context.editor, context.words, "password", member->name + " · " + member->email,
                       password);
}

Result<Answer> SettingsDesk::close_account(ActionContext& context) const {
    const std::string id = id_of(context.request);
    return after(*this, context, doors.staff.set_active(context.editor, id, false),
                 member_path(id) + "?done=account_closed");
}

Result<Answer> SettingsDesk::open_account(ActionContext& context) const {
    const std::string id = id_of(context.request);
    return after(*this, context, doors.staff.set_active(context.editor, id, true),
                 member_path(id) + "?done=account_opened");
}

void add_staff_shapes(std::map<std::string, Shape>& shapes) {
    shapes["settings-staff"]
        .include(DeskFrame::shape())
        .list("problems", "What was refused", Form::problems_shape())
        .list("members", "All accounts",
              Shape()
                  .text("member_name", "Name")
                  .text("member_email", "Address")
                  .text("member_role", "Role in words")
                  .address("path", "The account")
                  .flag("closed", "Nobody can sign in with it")
                  .flag("is_you", "One's own"))
        .flag("has_tokens", "There are keys")
        .list("tokens", "Keys of API clients",
              Shape()
                  .text("token_words", "What it is for")
                  .text("acts_as", "Whose rights it has")
                  .text("made", "When")
                  .text("revoked", "Since when it opens nothing")
                  .address("revoke_path", "Where to revoke it"))
        .list("member_fields", "A new account", Form::field_shape())
        .list("token_fields", "A new key", Form::field_shape());
    shapes["settings-member"]
        .include(DeskFrame::shape())
        .include(sheet_shape())
        .flag("closed", "Nobody can sign in with it")
        .flag("is_you", "One's own")
        .text("made", "Day it was made")
        .text("password_since", "Day the password was set")
        .list("role_fields", "The role", Form::field_shape())
        .address("save_path", "Name, address, language")
        .address("role_path", "Role")
        .address("password_path", "New password")
        .address("close_path", "Close it")
        .address("open_path", "Open it again");
    shapes["settings-secret"]
        .include(DeskFrame::shape())
        .text("whose", "Whose it is")
        .text("secret", "The secret")
        .text("advice", "What to do with it");
}

}  // namespace broadsheet
