#include <algorithm>
#include <stdexcept>

#include "platform/text/text.h"
#include "platform/theme/escape.h"
#include "platform/theme/theme.h"

namespace broadsheet::theme {

namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Characters that RFC 3986 lets stand anywhere in an address.
bool stands_in_address(unsigned char c) {
    return c > 0x20 && c < 0x7f && std::string_view("\"<>\\^`{|}").find(static_cast<char>(c)) == std::string_view::npos;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

void append_percent(std::string& out, unsigned char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    out += '%';
    out += digits[c >> 4];
    out += digits[c & 15];
}

void require(bool holds, const char* what, const std::string& name) {
    if (!holds) throw std::logic_error(std::string(what) + ": " + name);
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string_view instead;
        switch (text[at]) {
            case '&': instead = "&amp;"; break;
            case '<': instead = "&lt;"; break;
            case '>': instead = "&gt;"; break;
            case '"': instead = "&quot;"; break;
            case '\'': instead = "&#39;"; break;
            default: continue;
        }
        out.append(text, from, at - from);
        out += instead;
        from = at + 1;
    }
    out.append(text, from);
}

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    append_escaped(out, text);
    return out;
}

SitePath::SitePath(std::string path) : path_(std::move(path)) {
    bool holds = !path_.empty() && path_[0] == '/' && !(path_.size() > 1 && path_[1] == '/');
    for (std::size_t at = 0; holds && at < path_.size(); ++at) {
        holds = stands_in_address(static_cast<unsigned char>(path_[at]));
        if (path_[at] == '%') holds = at + 2 < path_.size() && is_hex(path_[at + 1]) && is_hex(path_[at + 2]);
    }
    if (!holds) throw std::invalid_argument("not a path of the paper: " + path_);
}

std::optional<WebUrl> WebUrl::parse(std::string_view url) {
    constexpr std::string_view kSpace = " \t\r\n\f";
    const std::size_t first = url.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return std::nullopt;
    url = url.substr(first, url.find_last_not_of(kSpace) - first + 1);
    std::string out;
    std::size_t rest = 0;
    for (std::string_view scheme : {"https://", "http://", "mailto:"}) {
        if (!starts_with_ignoring_case(url, scheme)) continue;
        out = scheme;
        rest = scheme.size();
    }
    if (rest == 0 || rest == url.size()) return std::nullopt;
    std::size_t host_end = rest;
    if (out != "mailto:") {
        host_end = std::min(url.find_first_of("/?#", rest), url.size());
        const std::string_view authority = url.substr(rest, host_end - rest);
        // A name before the host ("https://paper.example@elsewhere") only ever serves to mislead a reader.
        if (authority.empty() || authority.front() == ':' || authority.find('@') != std::string_view::npos) {
            return std::nullopt;
        }
        // Foreign HTML is any bytes; a host keeps its letters, and what is not UTF-8 could be stored but never read.
        if (!text::valid_utf8(authority)) return std::nullopt;
    }
    for (std::size_t at = rest; at < url.size(); ++at) {
        const auto c = static_cast<unsigned char>(url[at]);
        const bool in_host = at < host_end;
        // Browsers drop line breaks inside an address and read a backslash as a slash: neither is worth guessing about.
        if (c < 0x20 || c == 0x7f || c == '\\') return std::nullopt;
        if (c >= 0x80 && in_host) {
            out += static_cast<char>(c);  // a name in another script, as people write it
        } else if (c == '%' && !(at + 2 < url.size() && is_hex(url[at + 1]) && is_hex(url[at + 2]))) {
            append_percent(out, c);
        } else if (stands_in_address(c)) {
            out += in_host ? lower(static_cast<char>(c)) : static_cast<char>(c);
        } else if (in_host) {
            return std::nullopt;
        } else {
            append_percent(out, c);
        }
    }
    return WebUrl(std::move(out));
}

Value& Value::set(std::string name, Value value) {
    require(kind_ == Kind::Object, "a name set on something that is no object", name);
    for (auto& [known, old] : members_) {
        if (known == name) {
            old = std::move(value);
            return *this;
        }
    }
    members_.emplace_back(std::move(name), std::move(value));
    return *this;
}

Value& Value::text(std::string name, std::string value) {
    Value made(Kind::Text);
    made.string_ = std::move(value);
    return set(std::move(name), std::move(made));
}

Value& Value::number(std::string name, std::int64_t value) { return text(std::move(name), std::to_string(value)); }

Value& Value::html(std::string name, const Html& value) {
    Value made(Kind::Html);
    made.string_ = value.str();
    return set(std::move(name), std::move(made));
}

Value& Value::path(std::string name, const SitePath& value) {
    Value made(Kind::Address);
    made.string_ = value.str();
    return set(std::move(name), std::move(made));
}

Value& Value::url(std::string name, const WebUrl& value) {
    Value made(Kind::Address);
    made.string_ = value.str();
    return set(std::move(name), std::move(made));
}

Value& Value::flag(std::string name, bool value) {
    Value made(Kind::Flag);
    made.flag_ = value;
    return set(std::move(name), std::move(made));
}

Value& Value::add(Value item) {
    require(kind_ == Kind::List, "an item added to something that is no list", {});
    require(item.kind_ == Kind::Object, "items of a list are objects", {});
    items_.push_back(std::move(item));
    return *this;
}

const Value* Value::find(std::string_view name) const {
    for (const auto& [known, value] : members_) {
        if (known == name) return &value;
    }
    return nullptr;
}

namespace {

void declare(std::vector<Shape::Member>& members, Shape::Member member) {
    require(!member.name.empty() &&
                member.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos,
            "not a name for a theme", member.name);
    require(member.name != "t" && member.name != "asset", "a name that themes use for something else", member.name);
    for (const auto& known : members) require(known.name != member.name, "declared twice", member.name);
    members.push_back(std::move(member));
}

}  // namespace

Shape& Shape::text(std::string name, std::string about) {
    declare(members_, {std::move(name), Value::Kind::Text, std::move(about), {}});
    return *this;
}
Shape& Shape::html(std::string name, std::string about) {
    declare(members_, {std::move(name), Value::Kind::Html, std::move(about), {}});
    return *this;
}
Shape& Shape::address(std::string name, std::string about) {
    declare(members_, {std::move(name), Value::Kind::Address, std::move(about), {}});
    return *this;
}
Shape& Shape::flag(std::string name, std::string about) {
    declare(members_, {std::move(name), Value::Kind::Flag, std::move(about), {}});
    return *this;
}
Shape& Shape::object(std::string name, std::string about, const Shape& of) {
    declare(members_, {std::move(name), Value::Kind::Object, std::move(about), of.members_});
    return *this;
}
Shape& Shape::list(std::string name, std::string about, const Shape& of) {
    declare(members_, {std::move(name), Value::Kind::List, std::move(about), of.members_});
    return *this;
}
Shape& Shape::include(const Shape& other) {
    for (const Member& member : other.members_) declare(members_, member);
    return *this;
}

}  // namespace broadsheet::theme
