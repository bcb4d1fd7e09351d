#include "site/forms.h"

#include <algorithm>

namespace broadsheet {

using theme::Shape;
using theme::Value;

namespace {

const char* type_of(Form::Line kind) {
    switch (kind) {
        case Form::Line::Text: return "text";
        case Form::Line::Email: return "email";
        case Form::Line::Password:
        case Form::Line::NewPassword: return "password";
        case Form::Line::Url: return "url";
        case Form::Line::Time: return "datetime-local";
        case Form::Line::Number: return "number";
    }
    return "text";
}

/// What a password manager needs to know (WCAG 1.3.5, 3.3.8).
const char* autocomplete_of(Form::Line kind) {
    switch (kind) {
        case Form::Line::Email: return "username";
        case Form::Line::Password: return "current-password";
        case Form::Line::NewPassword: return "new-password";
        // With "off" a browser keeps its old words to itself, but it does not bring back what was typed either when
        // somebody goes back to a form that could not be saved.
        default: return "on";
    }
}

Value options_of(const std::vector<Choice>& choices, const std::string& id) {
    Value out = Value::list();
    int number = 0;
    for (const auto& choice : choices) {
        Value item = Value::object();
        item.text("value", choice.value).text("label", choice.label).flag("selected", choice.selected);
        item.text("option_id", id + "-" + std::to_string(++number));
        out.add(std::move(item));
    }
    return out;
}

}  // namespace

std::string element_id(const std::string& name) {
    std::string out = name;
    std::replace(out.begin(), out.end(), '.', '-');
    return out;
}

std::string say_problem(const text::Catalogue& words, const std::string& message, const MessageArgs& args) {
    const bool document = message.rfind("problem.document.", 0) == 0;
    const std::string key = words.has(message) ? message : document ? "problem.document.malformed" : "problem.other";
    // A message names the arguments it wants; one that comes without them is said in general words, never half.
    for (const auto& wanted : words.arguments(key)) {
        const bool there = std::any_of(args.begin(), args.end(), [&](const auto& arg) { return arg.first == wanted; });
        if (!there) return words.say("problem.other");
    }
    return words.say(key, args);
}

std::vector<std::string> values_of(const http::Request& request, std::string_view name, std::size_t limit) {
    std::vector<std::string> out;
    for (const auto& part : request.form()) {
        if (part.name == name && out.size() < limit) out.push_back(part.value);
    }
    return out;
}

Value Form::field(const std::string& name, const std::string& label, const Options& options) const {
    const std::string id = element_id(name);
    const std::string problem = problem_of(name);
    Value out = Value::object();
    out.text("name", name).text("id", id).text("label", options.label.empty() ? words_.say(label) : options.label);
    if (!options.help.empty()) out.text("help", words_.say(options.help));
    out.text("problem", problem).text("lang", options.lang).flag("required", options.required);
    if (options.max > 0) out.number("max", options.max);
    std::string described;
    if (!options.help.empty()) described = id + "-help";
    if (!problem.empty()) described += (described.empty() ? "" : " ") + id + "-problem";
    out.text("described_by", described);
    return out;
}

Value Form::line(const std::string& name, const std::string& label, const std::string& value, Line kind,
                 const Options& options) const {
    Value out = field(name, label, options);
    // A password never travels back into a page.
    const bool secret = kind == Line::Password || kind == Line::NewPassword;
    out.flag("is_line", true)
        .text("type", type_of(kind))
        .text("autocomplete", autocomplete_of(kind))
        .text("value", secret ? "" : value);
    return out;
}

Value Form::area(const std::string& name, const std::string& label, const std::string& value,
                 const Options& options) const {
    Value out = field(name, label, options);
    out.flag("is_area", true).text("value", value).number("rows", options.rows);
    return out;
}

Value Form::select(const std::string& name, const std::string& label, const std::vector<Choice>& choices,
                   const Options& options) const {
    Value out = field(name, label, options);
    out.flag("is_select", true).set("options", options_of(choices, element_id(name)));
    return out;
}

Value Form::boxes(const std::string& name, const std::string& label, const std::vector<Choice>& choices,
                  const Options& options) const {
    Value out = field(name, label, options);
    out.flag("is_boxes", true).set("options", options_of(choices, element_id(name)));
    return out;
}

std::string Form::problem_of(const std::string& name) const {
    std::string out;
    for (const auto& problem : problems_) {
        // A fault deep in a body (`body.blocks.3`) belongs to the field that holds it.
        const bool inside = problem.field.size() > name.size() && problem.field.compare(0, name.size(), name) == 0 &&
                            problem.field[name.size()] == '.';
        if (problem.field != name && !inside) continue;
        const std::string said = say_problem(words_, problem.message, problem.args);
        if (out.find(said) == std::string::npos) out += (out.empty() ? "" : " ") + said;
    }
    return out;
}

Value Form::problems(const std::function<std::string(const std::string&)>& page_of) const {
    Value out = Value::list();
    for (const auto& problem : problems_) {
        Value item = Value::object();
        const std::string page = page_of ? page_of(problem.field) : std::string();
        if (!page.empty()) item.path("page", theme::SitePath(page));
        item.text("text", say_problem(words_, problem.message, problem.args))
            .text("field_id", element_id(problem.field));
        const std::string key = "field." + problem.field.substr(problem.field.rfind('.') + 1);
        if (words_.has(key) && words_.arguments(key).empty()) item.text("field_label", words_.say(key));
        const auto dot = problem.field.find('.');
        if (dot == 2) item.text("edition", problem.field.substr(0, dot));
        out.add(std::move(item));
    }
    return out;
}

Shape Form::field_shape() {
    Shape out;
    out.text("name", "Name in the form").text("id", "Id of the element").text("label", "What is asked for");
    out.text("help", "One sentence beside it")
        .text("problem", "What is wrong with it")
        .text("lang", "Language of what is typed");
    out.flag("required", "Must be filled")
        .text("max", "Characters at most")
        .text("described_by", "Ids of help and problem");
    out.flag("is_line", "One line")
        .flag("is_area", "Several lines")
        .flag("is_select", "One of some")
        .flag("is_boxes", "Any of some");
    out.text("type", "Type of the input")
        .text("autocomplete", "For password managers")
        .text("value", "What stands in it");
    out.text("rows", "Height of an area");
    out.list("options", "Choices",
             Shape()
                 .text("value", "Value")
                 .text("label", "Words")
                 .flag("selected", "Chosen")
                 .text("option_id", "Id of the box"));
    return out;
}

Shape Form::problems_shape() {
    return Shape()
        .text("text", "What is wrong, and what to do")
        .address("page", "Page of the field, when it is another one")
        .text("field_id", "Id of the field")
        .text("field_label", "Name of the field")
        .text("edition", "Edition it belongs to");
}

}  // namespace broadsheet
