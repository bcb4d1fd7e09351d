// Forms of the desk: fields as values for the parts `_field` and `_problems`, each with its label, its help and what is
// wrong with it. Not parsing of bodies (http) and not rules (the features' models).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "platform/http/message.h"
#include "platform/result/result.h"
#include "platform/text/text.h"
#include "platform/theme/theme.h"

namespace broadsheet {

/// One choice of a select, or one box of a group.
struct Choice {
    std::string value;
    std::string label;
    bool selected = false;
};

/// A form in the making: fields in the order they are asked for, and the problems of the last try.
class Form {
public:
    /// `problems` are those of the refused action; empty on a fresh form. Both must outlive the form.
    Form(const text::Catalogue& words, const std::vector<FieldProblem>& problems)
        : words_(words), problems_(problems) {}

    enum class Line { Text, Email, Password, NewPassword, Url, Time, Number };
    /// What a field may say beside its name, label and value.
    struct Options {
        std::string help;  // key of the catalogue; empty: none
        std::string lang;  // of what is typed: edition id, for spelling checkers and readers aloud
        int max = 0;       // characters; 0: no mark in the form
        int rows = 3;      // of an area
        bool required = false;
        std::string label;  // instead of the catalogue's: a label already said
    };
    /// `label` is a key of the catalogue. Ids in the page are the names with dots as dashes.
    theme::Value line(const std::string& name, const std::string& label, const std::string& value, Line kind,
                      const Options& options) const;
    theme::Value line(const std::string& name, const std::string& label, const std::string& value) const {
        return line(name, label, value, Line::Text, {});
    }
    theme::Value area(const std::string& name, const std::string& label, const std::string& value,
                      const Options& options) const;
    theme::Value select(const std::string& name, const std::string& label, const std::vector<Choice>& choices,
                        const Options& options) const;
    theme::Value select(const std::string& name, const std::string& label, const std::vector<Choice>& choices) const {
        return select(name, label, choices, {});
    }
    /// Boxes that share a name: any number of them may be ticked.
    theme::Value boxes(const std::string& name, const std::string& label, const std::vector<Choice>& choices,
                       const Options& options) const;
    /// What is wrong with a field, said; empty when nothing is.
    [[nodiscard]] std::string problem_of(const std::string& name) const;
    /// All problems, each with a link to its field: the box above a refused form. `page_of` names the page of a field
    /// that stands elsewhere; empty: here.
    [[nodiscard]] theme::Value problems(const std::function<std::string(const std::string& field)>& page_of = {}) const;

    /// Shape of one field, for `theme::Shape::list("fields", …, Form::field_shape())`.
    static theme::Shape field_shape();
    static theme::Shape problems_shape();

private:
    theme::Value field(const std::string& name, const std::string& label, const Options& options) const;
    const text::Catalogue& words_;
    const std::vector<FieldProblem>& problems_;
};

/// Id of a field's element: its name with dots as dashes.
std::string element_id(const std::string& name);
/// A problem said in the desk's words: its message, or, for a key nobody wrote words for, the general one.
std::string say_problem(const text::Catalogue& words, const std::string& message, const MessageArgs& args);
/// All values of a form's field of that name, in the order sent, at most `limit`.
std::vector<std::string> values_of(const http::Request& request, std::string_view name, std::size_t limit = 200);

}  // namespace broadsheet
