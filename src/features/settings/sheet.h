// A sheet: what a form asks for, as data, both editions side by side; and the stamp of what it was made from, by which
// a stale one is seen. Not the rules of what is typed: those are the models' of the things themselves.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.h"
#include "platform/text/text.h"
#include "platform/theme/theme.h"
#include "site/desk.h"
#include "site/editions.h"
#include "site/forms.h"

namespace broadsheet {

/// One thing a sheet asks for.
struct Asked {
    enum class Kind { Line, Number, Area, Select };
    std::string edition;  // empty: for all editions at once
    std::string name;
    std::string value;
    Kind kind = Kind::Line;
    Form::Options options;  // without a label: the catalogue's `field.NAME`
    std::vector<Choice> choices;

    /// Its name in the form: `en.slug`, `position`.
    [[nodiscard]] std::string field() const { return edition.empty() ? name : edition + "." + name; }
};

/// What a field says to a person: the label of a choice, not its id.
std::string shown_words(const Asked& field);

struct Sheet {
    std::vector<Asked> fields;
    std::string beneath;  // what is saved with the fields and not shown: it counts for the stamp
    std::string note;     // one sentence, said above the fields of each edition; empty: none

    Asked& ask(std::string edition, std::string name, std::string value, Asked::Kind kind = Asked::Kind::Line);
    /// Empty for what was never asked.
    [[nodiscard]] const std::string& value(std::string_view edition, std::string_view name) const;
    /// The values that a browser sent, for exactly the fields asked.
    void take(const http::Request& request);
    /// The same for the same values; a form carries it, and a save is refused when what is stored has another by then.
    [[nodiscard]] std::string stamp() const;
};

/// Name of the hidden field that carries the stamp.
inline constexpr const char* kMadeFrom = "made_from";

/// Sets `common_fields`, `sides` and `made_from` of a page. `stored`: what somebody else saved meanwhile; every field
/// that differs then shows both.
void set_sheet(theme::Value& page, const text::Catalogue& words, const Editions& editions, const Sheet& shown,
               const Sheet* stored, const std::vector<FieldProblem>& problems, const std::string& made_from);
theme::Shape sheet_shape();

/// A whole number of 0 to a million; nothing for anything else.
std::optional<std::int64_t> small_number(std::string_view typed);

}  // namespace broadsheet
