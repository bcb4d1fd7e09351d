#include "features/settings/sheet.h"

#include <algorithm>

#include "platform/crypto/crypto.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

Value field_value(const Form& form, const Asked& field) {
    Form::Options options = field.options;
    if (options.lang.empty()) options.lang = field.edition;
    const std::string label = "field." + field.name;
    switch (field.kind) {
        case Asked::Kind::Line: return form.line(field.field(), label, field.value, Form::Line::Text, options);
        case Asked::Kind::Number: return form.line(field.field(), label, field.value, Form::Line::Number, options);
        case Asked::Kind::Area: return form.area(field.field(), label, field.value, options);
        case Asked::Kind::Select: break;
    }
    std::vector<Choice> choices = field.choices;
    for (auto& choice : choices) choice.selected = choice.value == field.value;
    return form.select(field.field(), label, choices, options);
}

Value fields_of_edition(const Form& form, const Sheet& shown, const Sheet* stored, const std::string& edition) {
    Value out = Value::list();
    for (const auto& field : shown.fields) {
        if (field.edition != edition) continue;
        Value item = field_value(form, field);
        if (stored != nullptr) {
            const auto other = std::find_if(stored->fields.begin(), stored->fields.end(),
                                            [&](const Asked& one) { return one.field() == field.field(); });
            if (other != stored->fields.end() && other->value != field.value)
                item.flag("differs", true).text("theirs", shown_words(*other));
        }
        out.add(std::move(item));
    }
    return out;
}

}  // namespace

std::string shown_words(const Asked& field) {
    if (field.kind != Asked::Kind::Select) return field.value;
    for (const auto& choice : field.choices) {
        if (choice.value == field.value) return choice.label;
    }
    return field.value;
}

Asked& Sheet::ask(std::string edition, std::string name, std::string value, Asked::Kind kind) {
    Asked field;
    field.edition = std::move(edition);
    field.name = std::move(name);
    field.value = std::move(value);
    field.kind = kind;
    fields.push_back(std::move(field));
    return fields.back();
}

const std::string& Sheet::value(std::string_view edition, std::string_view name) const {
    static const std::string kNothing;
    for (const auto& field : fields) {
        if (field.edition == edition && field.name == name) return field.value;
    }
    return kNothing;
}

void Sheet::take(const http::Request& request) {
    for (auto& field : fields) {
        field.value = request.field(field.field());
        // A browser sends an area's lines as CRLF, whatever it was given.
        std::string lines;
        lines.reserve(field.value.size());
        for (std::size_t i = 0; i < field.value.size(); ++i) {
            if (field.value[i] == '\r' && i + 1 < field.value.size() && field.value[i + 1] == '\n') continue;
            lines += field.value[i];
        }
        field.value = std::move(lines);
    }
}

std::string Sheet::stamp() const {
    std::string all;
    // Lengths before values: no value can pass for the end of another.
    for (const auto& field : fields) {
        all += field.field();
        all += ' ';
        all += std::to_string(field.value.size());
        all += ' ';
        all += field.value;
    }
    return crypto::sha256(all + " " + beneath).substr(0, 32);
}

void set_sheet(Value& page, const text::Catalogue& words, const Editions& editions, const Sheet& shown,
               const Sheet* stored, const std::vector<FieldProblem>& problems, const std::string& made_from) {
    const Form form(words, problems);
    page.set("common_fields", fields_of_edition(form, shown, stored, ""));
    Value sides = Value::list();
    for (const auto& edition : editions.all()) {
        Value fields = fields_of_edition(form, shown, stored, edition.id);
        if (fields.items().empty()) continue;
        Value side = Value::object();
        side.text("language", DeskFrame::language_name(words, edition.id))
            .path("home_path", SitePath(edition.home()))
            .text("side_note", shown.note)
            .text("note_id", "note-" + edition.id)
            .set("side_fields", std::move(fields));
        sides.add(std::move(side));
    }
    page.set("sides", std::move(sides)).text("made_from", made_from).set("problems", form.problems());
}

Shape sheet_shape() {
    Shape field = Form::field_shape();
    field.flag("differs", "Somebody else saved something else meanwhile")
        .text("theirs", "What they saved; may be nothing");
    Shape out;
    out.list("common_fields", "What all editions share", field);
    out.list("sides", "One an edition",
             Shape()
                 .text("language", "Its language")
                 .address("home_path", "Its front page")
                 .text("side_note", "What holds for all its fields; may be nothing")
                 .text("note_id", "Id of the element that says so")
                 .list("side_fields", "What it asks for", field));
    out.text("made_from", "Stamp of what the form was made from");
    out.list("problems", "What was refused", Form::problems_shape());
    return out;
}

std::optional<std::int64_t> small_number(std::string_view typed) {
    while (!typed.empty() && typed.front() == ' ') typed.remove_prefix(1);
    while (!typed.empty() && typed.back() == ' ') typed.remove_suffix(1);
    if (typed.empty() || typed.size() > 7) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : typed) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value <= 1'000'000 ? std::optional(value) : std::nullopt;
}

}  // namespace broadsheet
