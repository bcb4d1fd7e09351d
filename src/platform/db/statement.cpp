#include "platform/db/statement.h"

#include <algorithm>
#include <bit>

namespace broadsheet::db {

namespace {

constexpr std::size_t kMaxParameters = 99;

struct Placeholder {
    std::size_t begin, end;  // in the text
    std::size_t number;      // from 1
    bool list;
    bool in_parentheses;  // the list already stands as `(` `$n[]`
};

[[noreturn]] void refuse(const Sql& sql, std::size_t number, std::string_view why) {
    throw DatabaseError(std::string(sql.name) + ": argument $" + std::to_string(number) + " " + std::string(why));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::vector<Placeholder> placeholders(const Sql& sql) {
    std::vector<Placeholder> found;
    const std::string_view text = sql.text;
    char quote = 0;
    char before = 0;  // last character that is no space
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '$' && i + 1 < text.size() && is_digit(text[i + 1])) {
            Placeholder place{i, i + 1, 0, false, before == '('};
            while (place.end < text.size() && is_digit(text[place.end]) && place.number <= kMaxParameters) {
                place.number = place.number * 10 + static_cast<std::size_t>(text[place.end++] - '0');
            }
            if (place.number == 0 || place.number > kMaxParameters) refuse(sql, place.number, "is out of range");
            if (text.substr(place.end, 2) == "[]") {
                place.list = true;
                place.end += 2;
            }
            found.push_back(place);
            i = place.end - 1;
        }
        if (c != ' ' && c != '\n' && c != '\t') before = c;
    }
    return found;
}

/// Length of the well-formed UTF-8 sequence at `i`, 0 when there is none. (Unicode 15, table 3-7)
std::size_t sequence_length(std::string_view text, std::size_t i) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
    const unsigned char first = byte(i);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || i + length > text.size()) return 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
    if (byte(i + 1) < low || byte(i + 1) > high) return 0;
    for (std::size_t k = 2; k < length; ++k) {
        if (byte(i + k) < 0x80 || byte(i + k) > 0xBF) return 0;
    }
    return length;
}

void check_text(const Sql& sql, std::size_t number, std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '\0') refuse(sql, number, "holds a NUL character");
        const std::size_t length = sequence_length(text, i);
        if (length == 0) refuse(sql, number, "is not UTF-8");
        i += length;
    }
}

Parameter scalar(const Sql& sql, std::size_t number, const Arg& arg) {
    Parameter parameter;
    parameter.null_type = arg.null_type();
    if (const auto* integer = std::get_if<std::int64_t>(&arg.value())) {
        parameter.kind = Parameter::Kind::Integer;
        parameter.integer = *integer;
    } else if (const auto* text = std::get_if<std::string>(&arg.value())) {
        check_text(sql, number, *text);
        parameter.kind = Parameter::Kind::Text;
        parameter.text = *text;
    }
    return parameter;
}

/// Appends the texts of a list, the last one repeated up to a power of two, so that few distinct SQL texts exist.
void append_list(const Sql& sql, std::size_t number, const List& list, std::vector<Parameter>& parameters) {
    if (list.size() > kMaxListLength) refuse(sql, number, "is a list of too many texts");
    const std::size_t padded = std::bit_ceil(std::max<std::size_t>(list.size(), 1));
    for (std::size_t i = 0; i < padded; ++i) {
        Parameter element;
        element.null_type = Arg::NullType::Text;
        if (!list.empty()) {
            element.kind = Parameter::Kind::Text;
            element.text = list[std::min(i, list.size() - 1)];
            if (i < list.size()) check_text(sql, number, element.text);
        }
        parameters.push_back(element);
    }
}

}  // namespace

Statement prepare(const Sql& sql, const std::vector<Arg>& args) {
    Statement statement{sql.name, sql.text, {}, {}};
    const std::vector<Placeholder> places = placeholders(sql);
    std::vector<bool> used(args.size(), false);
    bool any_list = false;
    for (const Placeholder& place : places) {
        if (place.number > args.size()) refuse(sql, place.number, "is missing");
        used[place.number - 1] = true;
        const bool is_list = std::holds_alternative<List>(args[place.number - 1].value());
        if (is_list && !place.list) refuse(sql, place.number, "is a list where one value is meant");
        if (!is_list && place.list) refuse(sql, place.number, "is one value where a list is meant");
        any_list = any_list || is_list;
    }
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (!used[i]) refuse(sql, i + 1, "is not used by the statement");
    }

    statement.parameters.reserve(args.size());
    for (std::size_t i = 0; i < args.size(); ++i) statement.parameters.push_back(scalar(sql, i + 1, args[i]));
    if (!any_list) return statement;

    struct Span {
        std::size_t first = 0, count = 0;
    };
    std::vector<Span> spans(args.size());
    for (std::size_t i = 0; i < args.size(); ++i) {
        const auto* list = std::get_if<List>(&args[i].value());
        if (list == nullptr) continue;
        statement.parameters[i].kind = Parameter::Kind::Unused;
        spans[i].first = statement.parameters.size() + 1;
        append_list(sql, i + 1, *list, statement.parameters);
        spans[i].count = statement.parameters.size() + 1 - spans[i].first;
    }
    std::size_t copied = 0;
    for (const Placeholder& place : places) {
        if (!place.list) continue;
        statement.expanded.append(sql.text.substr(copied, place.begin - copied));
        copied = place.end;
        if (!place.in_parentheses) statement.expanded += '(';
        const Span span = spans[place.number - 1];
        for (std::size_t k = 0; k < span.count; ++k) {
            if (k > 0) statement.expanded += ", ";
            statement.expanded += '$' + std::to_string(span.first + k);
        }
        if (!place.in_parentheses) statement.expanded += ')';
    }
    statement.expanded.append(sql.text.substr(copied));
    return statement;
}

}  // namespace broadsheet::db
