// Form bodies: application/x-www-form-urlencoded and multipart/form-data (RFC 7578), read once and kept with the
// request.
#include <algorithm>

#include "platform/http/ascii.h"
#include "platform/http/message.h"

namespace broadsheet::http {
namespace {

constexpr std::size_t kMaxParts = 1000;
constexpr std::size_t kMaxPartHead = 4 * 1024;
constexpr std::size_t kMaxBoundary = 70;  // RFC 2046 §5.1.1

using Parts = std::vector<FormPart>;

std::optional<std::string> plain(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decode(spaced);
}

/// UTF-8 without NUL: a stray '%' is no escape here.
bool readable(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (char c : text) c == '%' ? escaped.append("%25") : escaped.append(1, c);
    return percent_decode(escaped).has_value();
}

bool read_urlencoded(std::string_view body, Parts& parts) {
    while (!body.empty()) {
        const auto end = body.find('&');
        const auto pair = body.substr(0, end);
        body = end == std::string_view::npos ? std::string_view{} : body.substr(end + 1);
        if (pair.empty()) continue;
        if (parts.size() == kMaxParts) return false;
        const auto equals = pair.find('=');
        auto name = plain(pair.substr(0, equals));
        auto value = plain(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
        if (!name || !value) return false;
        parts.push_back({std::move(*name), std::move(*value), {}, {}});
    }
    return true;
}

/// A parameter of a header value (`name="…"`), quotes and backslashes undone; nothing when missing or malformed.
std::optional<std::string> parameter_of(std::string_view value, std::string_view name) {
    std::size_t i = value.find(';');
    while (i != std::string_view::npos && i < value.size()) {
        ++i;
        while (i < value.size() && (value[i] == ' ' || value[i] == '\t')) ++i;
        const auto equals = value.find('=', i);
        if (equals == std::string_view::npos) return std::nullopt;
        const auto key = lower(trim(value.substr(i, equals - i)));
        std::string text;
        i = equals + 1;
        if (i < value.size() && value[i] == '"') {
            bool closed = false;
            for (++i; i < value.size() && !closed; ++i) {
                if (value[i] == '"') {
                    closed = true;
                } else {
                    // Only a quote or a backslash is escaped: some browsers send the bare backslashes of a path.
                    if (value[i] == '\\' && i + 1 < value.size() && (value[i + 1] == '"' || value[i + 1] == '\\')) ++i;
                    text += value[i];
                }
            }
            if (!closed) return std::nullopt;
            i = value.find(';', i);
        } else {
            const auto end = value.find(';', i);
            text = trim(value.substr(i, end == std::string_view::npos ? end : end - i));
            i = end;
        }
        if (key == name) return text;
    }
    return std::nullopt;
}

/// What browsers escape in the names they send: the quote and line ends.
std::string unescape_name(std::string text) {
    for (const auto& [escape, character] : {std::pair{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}}) {
        for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at + 1)) {
            text.replace(at, 3, 1, character);
        }
    }
    return text;
}

bool read_part_head(std::string_view head, FormPart& part, bool& is_file) {
    bool has_name = false;
    while (!head.empty()) {
        const auto end = head.find("\r\n");
        const auto line = head.substr(0, end);
        head = end == std::string_view::npos ? std::string_view{} : head.substr(end + 2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return false;
        const auto name = lower(line.substr(0, colon));
        const auto value = trim(line.substr(colon + 1));
        if (name == "content-type") part.content_type = value;
        if (name != "content-disposition") continue;
        if (has_name || lower(trim(value.substr(0, value.find(';')))) != "form-data") return false;
        auto field = parameter_of(value, "name");
        if (!field) return false;
        part.name = unescape_name(std::move(*field));
        has_name = true;
        if (auto file = parameter_of(value, "filename")) {
            is_file = true;
            part.filename = unescape_name(std::move(*file));
            const auto slash = part.filename.find_last_of("/\\");  // some browsers send the whole path
            if (slash != std::string::npos) part.filename.erase(0, slash + 1);
        }
    }
    return has_name && readable(part.name) && readable(part.filename);
}

bool read_multipart(std::string_view body, std::string_view boundary, Parts& parts) {
    const std::string opening = "--" + std::string(boundary);
    const std::string delimiter = "\r\n" + opening;
    if (body.substr(0, opening.size()) != opening) return false;
    body.remove_prefix(opening.size());
    for (;;) {
        if (body.substr(0, 2) == "--") return true;
        if (body.substr(0, 2) != "\r\n" || parts.size() == kMaxParts) return false;
        body.remove_prefix(2);
        const auto blank = body.substr(0, kMaxPartHead).find("\r\n\r\n");
        if (blank == std::string_view::npos) return false;
        FormPart part;
        bool is_file = false;
        if (!read_part_head(body.substr(0, blank), part, is_file)) return false;
        body.remove_prefix(blank + 4);
        const auto end = body.find(delimiter);
        if (end == std::string_view::npos) return false;
        part.value = body.substr(0, end);
        if (!is_file && !readable(part.value)) return false;
        body.remove_prefix(end + delimiter.size());
        parts.push_back(std::move(part));
    }
}

}  // namespace

const std::vector<FormPart>& Request::form() const {
    if (form_) return form_->second;
    auto read = std::make_shared<std::pair<bool, Parts>>(false, Parts{});
    const auto type = header("content-type").value_or("");
    const auto kind = lower(trim(type.substr(0, type.find(';'))));
    if (kind == "application/x-www-form-urlencoded") {
        read->first = read_urlencoded(body, read->second);
    } else if (kind == "multipart/form-data") {
        const auto boundary = parameter_of(type, "boundary");
        read->first = boundary && !boundary->empty() && boundary->size() <= kMaxBoundary &&
                      read_multipart(body, *boundary, read->second);
    }
    if (!read->first) read->second.clear();
    form_ = std::move(read);
    return form_->second;
}

bool Request::form_ok() const {
    (void)form();
    return form_->first;
}

std::string_view Request::field(std::string_view name) const {
    for (const auto& part : form()) {
        if (part.name == name) return part.value;
    }
    return {};
}

}  // namespace broadsheet::http
