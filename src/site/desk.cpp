#include "site/desk.h"

#include <algorithm>
#include <array>

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

/// The navigation: an entry is shown to whoever has its right, in this order. `word` is a key below `nav.`.
struct Entry {
    const char* place;
    const char* path;
    Right right;
};
constexpr std::array<Entry, 5> kNavigation = {{
    {"stories", "/desk", Right::Write},
    {"new_story", "/desk/stories/new", Right::Write},
    {"media", "/desk/media", Right::Write},
    {"front", "/desk/front", Right::FrontPage},
    {"settings", "/desk/settings", Right::Settings},
}};

}  // namespace

DeskFrame::DeskFrame(const theme::Theme& theme, const Editions& editions, std::string url)
    : theme_(theme), editions_(editions), url_(std::move(url)) {}

Value DeskFrame::common(const text::Catalogue& words, const DeskPage& page) const {
    Value out = Value::object();
    out.text("desk_lang", words.locale()).text("title", page.title).flag("wide", page.wide);
    if (!page.done.empty() && words.has("done." + page.done)) out.text("done", words.say("done." + page.done));
    out.text("alert", page.alert);
    Value scripts = Value::list();
    for (const auto& island : page.islands) {
        const std::string path = theme_.asset(island + ".js");
        if (path.empty()) continue;
        Value script = Value::object();
        script.path("path", SitePath(path));
        scripts.add(std::move(script));
    }
    out.set("scripts", std::move(scripts));
    return out;
}

Value DeskFrame::value(const text::Catalogue& words, const DeskPage& page) const { return common(words, page); }

Value DeskFrame::value(const Editor& editor, const text::Catalogue& words, const DeskPage& page) const {
    Value out = common(words, page);
    out.flag("signed_in", true)
        .text("editor_name", editor.name)
        .text("editor_role", words.say("role." + std::string(name_of(editor.role))));
    out.flag("on_account", page.place == "account");
    Value navigation = Value::list();
    for (const auto& entry : kNavigation) {
        if (!editor.may(entry.right)) continue;
        Value item = Value::object();
        item.text("name", words.say("nav." + std::string(entry.place))).path("path", SitePath(entry.path));
        item.flag("current", page.place == entry.place);
        navigation.add(std::move(item));
    }
    out.set("navigation", std::move(navigation));
    out.path("paper_path", SitePath(editions_.get(names_edition(editor)).home()));
    return out;
}

Shape DeskFrame::shape() {
    Shape out;
    out.text("desk_lang", "Language of the desk's words")
        .text("title", "Name of the page")
        .flag("wide", "Two texts side by side");
    out.text("done", "What has just been done").text("alert", "Why nothing was done");
    out.list("scripts", "Islands that this page uses", Shape().address("path", "Where the script is"));
    out.flag("signed_in", "Somebody is")
        .text("editor_name", "Who")
        .text("editor_role", "Their role")
        .flag("on_account", "The account page");
    out.list(
        "navigation", "Where one can go",
        Shape().text("name", "Words").address("path", "Where it leads").flag("current", "This page belongs there"));
    out.address("paper_path", "The paper's front page in the editor's language");
    return out;
}

std::string DeskFrame::language_name(const text::Catalogue& words, const std::string& edition) {
    const std::string key = "language." + edition;
    return words.has(key) ? words.say(key) : text::language_name(words.locale(), edition);
}

const std::string& DeskFrame::names_edition(const Editor& editor) const {
    const Edition* own = editions_.find(editor.language);
    return own == nullptr ? editions_.main().id : own->id;
}

Answer to_desk(std::string target) {
    Answer out = Answer::raw("text/plain; charset=utf-8", "");
    out.status = 303;
    out.headers.emplace_back("Location", std::move(target));
    return out;
}

bool is_desk_path(std::string_view path) { return path == "/desk" || path.starts_with("/desk/"); }

std::string sign_in_path(std::string_view next) {
    return is_inside(next) ? "/desk/sign-in?next=" + http::percent_encode(next) : "/desk/sign-in";
}

bool is_inside(std::string_view target) {
    if (target.size() > 2000 || target.empty() || target[0] != '/') return false;
    // A browser reads "//host" and "/\host" as another site, and drops control characters before it reads.
    if (target.size() > 1 && (target[1] == '/' || target[1] == '\\')) return false;
    return std::all_of(target.begin(), target.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>';
    });
}

}  // namespace broadsheet
