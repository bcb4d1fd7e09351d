#include "platform/theme/place.h"

#include <algorithm>
#include <array>

#include "platform/theme/escape.h"

namespace broadsheet::theme {

namespace {

constexpr std::size_t kLongestName = 40;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool holds_address(std::string_view attribute) {
    constexpr std::array<std::string_view, 8> names = {"href",       "src",    "action", "formaction",
                                                       "xlink:href", "poster", "data",   "ping"};
    return std::find(names.begin(), names.end(), attribute) != names.end();
}

}  // namespace

void Place::read(std::string_view literal) {
    for (char c : literal) step(c);
}

void Place::step(char c) {
    recent_ += lower(c);
    if (recent_.size() > 16) recent_.erase(0, 8);
    switch (state_) {
        case State::Text:
            if (!raw_.empty()) {
                if (recent_.ends_with("</" + raw_)) {
                    raw_.clear();
                    tag_.clear();
                    state_ = State::InTag;
                }
            } else if (c == '<') {
                tag_.clear();
                state_ = State::TagOpen;
            }
            return;
        case State::TagOpen:
            if (c == '/') return;
            if (is_letter(c)) {
                tag_ = recent_.ends_with(std::string("/") + lower(c)) ? "/" : std::string(1, lower(c));
                attribute_.clear();
                state_ = State::TagName;
            } else {
                state_ = c == '!' ? State::Comment : State::Text;
            }
            return;
        case State::TagName:
            if (c == '>') return end_tag();
            if (is_space(c) || c == '/') {
                state_ = State::InTag;
            } else if (tag_.size() < kLongestName) {
                tag_ += lower(c);
            }
            return;
        case State::InTag:
            if (c == '>') return end_tag();
            if (is_space(c) || c == '/') return;
            if (c == '=' && !attribute_.empty()) {
                state_ = State::BeforeValue;
                return;
            }
            attribute_.assign(1, lower(c));
            state_ = State::AttributeName;
            return;
        case State::AttributeName:
            if (c == '>') return end_tag();
            if (c == '=') {
                state_ = State::BeforeValue;
            } else if (is_space(c) || c == '/') {
                state_ = State::InTag;
            } else if (attribute_.size() < kLongestName) {
                attribute_ += lower(c);
            }
            return;
        case State::BeforeValue:
            if (is_space(c)) return;
            if (c == '>') return end_tag();
            value_empty_ = true;
            state_ = c == '"' ? State::Double : c == '\'' ? State::Single : State::Unquoted;
            return;
        case State::Double:
        case State::Single:
            if (c == (state_ == State::Double ? '"' : '\'')) {
                attribute_.clear();
                state_ = State::InTag;
            } else if (!is_space(c)) {
                value_empty_ = false;
            }
            return;
        case State::Unquoted:
            if (c == '>') return end_tag();
            if (is_space(c)) {
                attribute_.clear();
                state_ = State::InTag;
            }
            return;
        case State::Comment:
            // A doctype ends at its first '>', a comment only at "-->".
            if (recent_.ends_with("<!--")) tag_ = "!--";
            if (c == '>' && (tag_ != "!--" || recent_.ends_with("-->"))) state_ = State::Text;
            return;
    }
}

void Place::end_tag() {
    state_ = State::Text;
    if (tag_ == "script" || tag_ == "style") raw_ = tag_;
}

Place::Kind Place::kind() const {
    switch (state_) {
        case State::Text: return raw_.empty() ? Kind::Text : Kind::Script;
        case State::Comment: return Kind::Text;
        case State::Double:
        case State::Single:
            if (attribute_.starts_with("on") || attribute_ == "srcdoc") return Kind::Tag;
            return value_empty_ && holds_address(attribute_) ? Kind::AddressStart : Kind::Attribute;
        default: return Kind::Tag;
    }
}

bool Place::agrees_with(const Place& before) const {
    const auto plain = [](State state) {
        return state == State::AttributeName || state == State::TagName ? State::InTag : state;
    };
    return plain(state_) == plain(before.state_) && raw_ == before.raw_;
}

}  // namespace broadsheet::theme
