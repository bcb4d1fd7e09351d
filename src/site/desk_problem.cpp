#include "site/desk_problem.h"

#include <algorithm>
#include <optional>

#include "platform/log/log.h"
#include "site/forms.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

constexpr std::string_view kSignIn = "/desk/sign-in";

/// The last part of the key of a headline. Two requests that share a status can need different deeds: what came from
/// another site is no matter of permission.
std::string headline_of_problem(const text::Catalogue& words, const Problem& problem, int status) {
    constexpr std::string_view kProblem = "problem.";
    if (problem.message.starts_with(kProblem)) {
        std::string own = problem.message.substr(kProblem.size());
        if (words.has("desk_problem.title." + own)) return own;
    }
    std::string of_status = problem.kind == ProblemKind::Unknown ? "unknown" : words_for_status(status);
    if (words.has("desk_problem.title." + of_status)) return of_status;
    return status < 500 ? "malformed" : "server_error";
}

/// What the router refuses brings no message of its own, only its status.
std::string text_of_problem(const text::Catalogue& words, const Problem& problem, int status) {
    if (!problem.message.starts_with("status.")) return say_problem(words, problem.message, problem.args);
    const std::string key = "desk_problem.text." + std::string(words_for_status(status));
    return words.say(words.has(key) ? key : "problem.other");
}

/// A target that can be linked: local, and without what a browser would have escaped or could read in two ways.
bool is_link(std::string_view target) {
    return is_inside(target) && target.find_first_of("^`{|}#") == std::string_view::npos &&
           http::canonical_path(target.substr(0, target.find('?'))) && http::percent_decode(target);
}

/// Whether a form's address only looks like a page to the router: /desk/stories/ID/publish is no edition called
/// "publish". Both patterns fit one path; the form's has a word where the page's first takes anything.
bool is_narrower(std::string_view form, std::string_view page) {
    const auto differ = std::mismatch(form.begin(), form.end(), page.begin(), page.end());
    return differ.first != form.end() && *differ.first != '{' && differ.second != page.end() && *differ.second == '{';
}

/// Path and query of the page that sent somebody here, when it is one of this site; else empty.
std::string_view local_referer(const http::Request& request) {
    std::string_view from = request.header("referer").value_or("");
    const auto host = request.header("host");
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (!host || !from.starts_with(scheme)) continue;
        from.remove_prefix(scheme.size());
        if (!from.starts_with(*host)) return {};
        from.remove_prefix(host->size());
        if (!from.starts_with('/')) return {};  // the host only began like this one
        return from.substr(0, from.find('#'));
    }
    return {};
}

}  // namespace

std::string DeskProblems::page_above(std::string_view target) const {
    if (!is_link(target)) return {};
    std::string_view path = target.substr(0, target.find('?'));
    if (!is_desk_path(path) || path == kSignIn) return {};
    const auto form = router_.match(http::Method::Post, *http::canonical_path(path));
    const auto page = router_.match(http::Method::Get, *http::canonical_path(path));
    if (page.route != nullptr && (form.route == nullptr || !is_narrower(form.route->pattern, page.route->pattern))) {
        // "Saved." was true when the page said it, not when it is opened once more.
        return std::string(http::query_value(target, "done") ? path : target);
    }
    if (form.route == nullptr) return {};
    for (std::string_view pattern = form.route->pattern;;) {
        pattern = pattern.substr(0, pattern.rfind('/'));
        path = path.substr(0, path.rfind('/'));
        if (path.empty()) return {};
        const auto above = router_.match(http::Method::Get, *http::canonical_path(path));
        if (above.route != nullptr && above.route->pattern == pattern) return std::string(path);
    }
}

std::string DeskProblems::form_page(const http::Request& request) const {
    if (std::string from = page_above(local_referer(request)); !from.empty()) return from;
    return page_above(request.target);
}

http::Response DeskProblems::page(const http::Request& request, const Problem& problem, int status,
                                  const Editor* editor) const {
    const text::Catalogue& words = *words_.at(editor != nullptr && words_.contains(editor->language)
                                                  ? editor->language
                                                  : language_of_stranger(request, words_, frame_.editions().main().id));
    const bool sent_form = request.method == http::Method::Post;
    // A button alone, such as the one that signs out, brings nothing that anybody typed.
    const bool brought = !request.body.empty() || request.header("content-length").value_or("0") != "0";
    DeskPage page;
    page.title = words.say("desk_problem.title." + headline_of_problem(words, problem, status));
    Value value = editor != nullptr ? frame_.value(*editor, words, page) : frame_.value(words, page);
    value.text("code_text", words.say("desk_problem.code", {{"status", std::to_string(status)}}))
        .text("text", text_of_problem(words, problem, status));

    std::string back = sent_form ? form_page(request) : page_above(local_referer(request));
    const Form form(words, problem.fields);
    value.set("problems", form.problems([&](const std::string&) { return back; }));
    if (!sent_form && back == request.target) back.clear();
    if (back == "/desk") back.clear();  // the link that stands there anyway
    // Of a fault of ours nobody can say what was saved; the words for it say so.
    if (sent_form && brought && status < 500) {
        value.text("kept_text", words.say(status == 401 ? "desk_problem.kept_signed_out" : "desk_problem.kept"));
    }
    if (status == 401) {
        value.path("sign_in_path", SitePath(sign_in_path(sent_form ? form_page(request) : request.target)));
    } else {
        if (!back.empty()) value.path(sent_form ? "form_path" : "back_path", SitePath(back));
        value.path("desk_path", SitePath("/desk"));
    }

    http::Response out;
    out.status = status;
    out.cache_control = "private, no-store";
    out.headers.emplace_back("Content-Language", words.locale());
    out.body = frame_.theme().render("desk-problem", value, words);
    return out;
}

http::Response DeskProblems::page(const http::Request& request, const Problem& problem, int status) const {
    std::optional<Editor> editor;
    const std::string token(request.cookie(sessions_.cookie_name()).value_or(""));
    if (!token.empty()) {
        try {
            editor = database_.read([&](db::ReadTx& tx) { return sessions_.who(tx, token); });
        } catch (const std::exception& error) {
            log::error("problem_page.without_database", {{"why", error.what()}});
        }
    }
    return page(request, problem, status, editor ? &*editor : nullptr);
}

Shape DeskProblems::shape() {
    Shape out;
    out.include(DeskFrame::shape());
    out.text("code_text", "Error 404")
        .text("text", "What happened, and what to do")
        .text("kept_text", "Where the words are that were typed");
    out.list("problems", "Field by field", Form::problems_shape());
    out.address("sign_in_path", "Sign in beside this page, and then to the page of the form")
        .address("form_path", "The page of the form")
        .address("back_path", "The page before")
        .address("desk_path", "The desk's first page");
    return out;
}

}  // namespace broadsheet
