// JSON: a small value tree with parse and print. Boost.JSON lives in json.cpp; nobody else sees it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::json {

/// A JSON value. Objects keep their order. Numbers are integers or doubles.
class Value {
public:
    enum class Kind { Null, Bool, Integer, Double, String, Array, Object };
    using Members = std::vector<std::pair<std::string, Value>>;

    Value() = default;
    Value(std::nullptr_t) {}                                              // NOLINT: conversions are the point
    Value(bool value) : kind_(Kind::Bool), integer_(value ? 1 : 0) {}     // NOLINT
    Value(int value) : kind_(Kind::Integer), integer_(value) {}           // NOLINT
    Value(std::int64_t value) : kind_(Kind::Integer), integer_(value) {}  // NOLINT
    Value(std::size_t value) : kind_(Kind::Integer), integer_(static_cast<std::int64_t>(value)) {}  // NOLINT
    Value(double value) : kind_(Kind::Double), double_(value) {}                                    // NOLINT
    Value(const char* value) : kind_(Kind::String), string_(value) {}                               // NOLINT
    Value(std::string_view value) : kind_(Kind::String), string_(value) {}                          // NOLINT
    Value(std::string value) : kind_(Kind::String), string_(std::move(value)) {}                    // NOLINT
    static Value object() { return Value(Kind::Object); }
    static Value array() { return Value(Kind::Array); }
    template <class Container>
    static Value array_of(const Container& items) {
        Value value = array();
        for (const auto& item : items) value.push(Value(item));
        return value;
    }

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool is_object() const { return kind_ == Kind::Object; }
    [[nodiscard]] bool is_array() const { return kind_ == Kind::Array; }
    [[nodiscard]] bool is_string() const { return kind_ == Kind::String; }
    [[nodiscard]] bool is_integer() const { return kind_ == Kind::Integer; }
    [[nodiscard]] bool is_bool() const { return kind_ == Kind::Bool; }
    [[nodiscard]] bool is_null() const { return kind_ == Kind::Null; }

    Value& set(std::string name, Value value);  // appends or replaces
    Value& push(Value value);
    [[nodiscard]] const Members& members() const { return members_; }
    [[nodiscard]] const std::vector<Value>& items() const { return items_; }
    /// Member of an object, or null when it has none or is no object.
    [[nodiscard]] const Value* find(std::string_view name) const;
    /// Member's text; `fallback` when missing or not a string.
    [[nodiscard]] std::string text(std::string_view name, std::string fallback = {}) const;
    [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t fallback = 0) const;
    [[nodiscard]] bool flag(std::string_view name, bool fallback = false) const;
    [[nodiscard]] const std::string& string() const { return string_; }
    [[nodiscard]] std::int64_t integer() const { return integer_; }
    [[nodiscard]] double real() const { return kind_ == Kind::Double ? double_ : static_cast<double>(integer_); }
    [[nodiscard]] bool boolean() const { return kind_ == Kind::Bool && integer_ != 0; }

private:
    explicit Value(Kind kind) : kind_(kind) {}
    Kind kind_ = Kind::Null;
    std::int64_t integer_ = 0;
    double double_ = 0;
    std::string string_;
    std::vector<Value> items_;
    Members members_;
};

struct ParseError {
    std::string message;
    std::size_t offset = 0;
};

/// Strict JSON, UTF-8, nesting ≤ 64, no duplicate members. Nothing on a fault; `error` says what and where.
std::optional<Value> parse(std::string_view text, ParseError* error = nullptr);
/// Compact text; `<`, `>`, `&`, U+2028 and U+2029 as \u escapes when `for_html` (data blocks in pages).
enum class Escape { Plain, ForHtml };
std::string print(const Value& value, Escape escape = Escape::Plain);
std::string print_indented(const Value& value);

}  // namespace broadsheet::json
