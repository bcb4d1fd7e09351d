#include "platform/http/answer.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "platform/http/ascii.h"
#include "platform/http/server.h"

namespace broadsheet::http {
namespace {

using pagecache::Entry;

constexpr std::size_t kWorthCompressing = 1024;
constexpr std::string_view kRanges = "\r\nAccept-Ranges: bytes\r\n";

bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool has(const Fields& fields, std::string_view name) {
    return std::any_of(fields.begin(), fields.end(), [&](const auto& field) { return same_name(field.first, name); });
}

/// Text shrinks; pictures and archives are compressed already.
bool is_text(std::string_view type) {
    const auto kind = trim(type.substr(0, type.find(';')));
    const auto ends = [&](std::string_view end) {
        return kind.size() >= end.size() && kind.substr(kind.size() - end.size()) == end;
    };
    return kind.substr(0, 5) == "text/" || ends("/json") || ends("+json") || ends("/javascript") || ends("/xml") ||
           ends("+xml") || ends("/wasm");
}

void add_line(std::string& head, std::string_view name, std::string_view value) {
    for (char c : name) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (!good) throw std::invalid_argument("a header name with a character that may not go out");
    }
    for (char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\t') || byte == 0x7f) {
            throw std::invalid_argument("header " + std::string(name) + " with a control character");
        }
    }
    head.append(name).append(": ").append(value).append("\r\n");
}

std::string status_line(int status) {
    return "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason_of(status)) + "\r\n";
}

std::string cache_control_of(const Response& response, bool shared) {
    if (response.ticket && !shared) return "private, no-store";  // made for somebody signed in
    if (!response.cache_control.empty()) return response.cache_control;
    // One that is asked for again and again, by those who follow an old link, costs one request a minute.
    if ((response.status == 404 || response.status == 410) && shared) return "public, max-age=60";
    if (response.immutable) return "public, max-age=31536000, immutable";
    if (response.ticket) return "public, max-age=0, must-revalidate";
    return "private, no-store";
}

std::string quoted(std::string etag) {
    if (etag.size() >= 2 && etag.back() == '"') return etag;
    return "\"" + etag + "\"";
}

std::uint64_t mix(std::uint64_t value) {
    value ^= value >> 33;
    value *= 0xff51afd7ed558ccdULL;
    value ^= value >> 33;
    value *= 0xc4ceb9fe1a85ec53ULL;
    return value ^ (value >> 33);
}

/// True when `list` (If-None-Match) holds the tag, compared weakly (RFC 9110 §8.8.3.2).
bool lists_tag(std::string_view list, std::string_view etag) {
    if (trim(list) == "*") return true;
    if (etag.substr(0, 2) == "W/") etag.remove_prefix(2);
    while (!list.empty()) {
        const auto open = list.find('"');
        if (open == std::string_view::npos) return false;
        const auto close = list.find('"', open + 1);
        if (close == std::string_view::npos) return false;
        if (list.substr(open, close - open + 1) == etag) return true;
        list.remove_prefix(close + 1);
    }
    return false;
}

enum class RangeKind { Ignored, Partial, Unsatisfiable };

/// One range of bytes (RFC 9110 §14.1.2); several, or what cannot be read, are ignored, which is allowed.
RangeKind read_range(std::string_view text, std::size_t size, std::size_t& first, std::size_t& last) {
    if (text.substr(0, 6) != "bytes=") return RangeKind::Ignored;
    text = trim(text.substr(6));
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return RangeKind::Ignored;
    const auto number = [](std::string_view digits, std::uint64_t& value) {
        if (digits.empty() || digits.size() > 18) return false;
        value = 0;
        for (char c : digits) {
            if (c < '0' || c > '9') return false;
            value = value * 10 + static_cast<unsigned>(c - '0');
        }
        return true;
    };
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    const auto left = text.substr(0, dash);
    const auto right = text.substr(dash + 1);
    if (left.empty()) {
        if (!number(right, to)) return RangeKind::Ignored;
        if (to == 0 || size == 0) return RangeKind::Unsatisfiable;
        first = to >= size ? 0 : size - static_cast<std::size_t>(to);
        last = size - 1;
        return RangeKind::Partial;
    }
    if (!number(left, from)) return RangeKind::Ignored;
    if (right.empty()) {
        to = size == 0 ? 0 : size - 1;
    } else if (!number(right, to) || to < from) {
        return RangeKind::Ignored;
    }
    if (from >= size) return RangeKind::Unsatisfiable;
    first = static_cast<std::size_t>(from);
    last = static_cast<std::size_t>(std::min<std::uint64_t>(to, size - 1));
    return RangeKind::Partial;
}

/// The head of a whole answer made into one of a part: another status line and length, and where the part stands.
std::string partial_head(const Entry& entry, int status, std::size_t length, const std::string& content_range) {
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    std::string head = status_line(status) + entry.head.substr(entry.head.find("\r\n") + 2);
    const auto digits = head.find(kLength) + kLength.size();
    head.replace(digits, head.find("\r\n", digits) - digits, std::to_string(length));
    return head + "Content-Range: bytes " + content_range + "\r\n";
}

}  // namespace

Accepts accepted_encodings(std::string_view accept_encoding) {
    Accepts accepts;
    while (!accept_encoding.empty()) {
        const auto comma = accept_encoding.find(',');
        auto item = trim(accept_encoding.substr(0, comma));
        accept_encoding = comma == std::string_view::npos ? std::string_view{} : accept_encoding.substr(comma + 1);
        const auto semicolon = item.find(';');
        const auto name = trim(item.substr(0, semicolon));
        bool refused = false;
        if (semicolon != std::string_view::npos) {
            const auto weight = trim(item.substr(semicolon + 1));
            refused = weight.size() >= 3 && (weight[0] == 'q' || weight[0] == 'Q') && weight[1] == '=' &&
                      weight.find_first_not_of("0.", 2) == std::string_view::npos;
        }
        if (same_name(name, "gzip")) accepts.gzip = !refused;
        if (same_name(name, "br")) accepts.brotli = !refused;
    }
    return accepts;
}

std::string etag_of(std::string_view body) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::uint64_t lanes[2] = {0x9e3779b97f4a7c15ULL ^ body.size(), 0xc2b2ae3d27d4eb4fULL + body.size()};
    std::size_t at = 0;
    for (; at < body.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, body.data() + at, std::min<std::size_t>(8, body.size() - at));
        lanes[0] = (lanes[0] ^ mix(word)) * 0x9fb21c651e98df25ULL;
        lanes[1] = ((lanes[1] << 27) | (lanes[1] >> 37)) * 0x165667b19e3779f9ULL + word;
    }
    std::string etag = "\"";
    for (std::uint64_t lane : lanes) {
        lane = mix(lane);
        for (int shift = 60; shift >= 0; shift -= 4) etag += kHex[(lane >> shift) & 15];
    }
    return etag + "\"";
}

std::shared_ptr<const Entry> finish(Response response, const ServerOptions& options, bool shared) {
    auto entry = std::make_shared<Entry>();
    entry->status = response.status;
    const bool bodiless = response.status == 204 || response.status == 304 || response.status < 200;
    const bool validated = response.status == 200;
    if (bodiless) response.body.clear();
    if (validated) entry->etag = response.etag.empty() ? etag_of(response.body) : quoted(std::move(response.etag));

    // Lines that a 304 repeats (RFC 9110 §15.4.5) come in `common`.
    std::string common;
    add_line(common, "Cache-Control", cache_control_of(response, shared));
    if (validated) add_line(common, "ETag", entry->etag);
    if (validated && response.modified) {
        entry->last_modified = http_date(response.modified->us / kSecond);
        add_line(common, "Last-Modified", entry->last_modified);
    }
    if (response.body.size() >= kWorthCompressing && is_text(response.content_type) &&
        !has(response.headers, "Content-Encoding")) {
        add_line(common, "Vary", "Accept-Encoding");
    }
    for (const auto& [name, value] : options.security_headers) {
        if (!has(response.headers, name)) add_line(common, name, value);
    }

    std::string& head = entry->head;
    head = status_line(response.status);
    if (!bodiless && !response.content_type.empty()) add_line(head, "Content-Type", response.content_type);
    if (!bodiless) add_line(head, "Content-Length", std::to_string(response.body.size()));
    head += common;
    if (response.content_type.substr(0, 9) == "text/html") {
        for (const auto& [name, value] : options.html_headers) {
            if (!has(response.headers, name)) add_line(head, name, value);
        }
    }
    for (const auto& [name, value] : response.headers) {
        if (same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding") ||
            same_name(name, "Connection") || same_name(name, "Date")) {
            throw std::invalid_argument("header " + name + " is the server's");
        }
        add_line(head, name, value);
    }
    if (validated && response.immutable) head += kRanges.substr(2);
    if (validated) entry->not_modified_head = status_line(304) + common;
    entry->body = std::move(response.body);
    return entry;
}

Reply whole(std::shared_ptr<const Entry> entry, bool head_only) {
    Reply reply;
    reply.head = entry->head;
    if (!head_only) reply.body = entry->body;
    reply.status = entry->status;
    reply.entry = std::move(entry);
    return reply;
}

Reply choose(std::shared_ptr<const Entry> entry, std::string_view if_none_match, std::string_view if_modified_since,
             std::string_view range, std::string_view if_range, bool head_only) {
    if (entry->status != 200) return whole(std::move(entry), head_only);
    const bool same = if_none_match.empty()
                          ? !entry->last_modified.empty() && trim(if_modified_since) == entry->last_modified
                          : lists_tag(if_none_match, entry->etag);
    if (same) {
        Reply reply;
        reply.head = entry->not_modified_head;
        reply.status = 304;
        reply.entry = std::move(entry);
        return reply;
    }
    const bool ranged = !range.empty() && !head_only && entry->head.find(kRanges) != std::string::npos &&
                        (if_range.empty() || trim(if_range) == entry->etag);
    if (!ranged) return whole(std::move(entry), head_only);

    std::size_t first = 0;
    std::size_t last = 0;
    const std::size_t size = entry->body.size();
    const RangeKind kind = read_range(range, size, first, last);
    if (kind == RangeKind::Ignored) return whole(std::move(entry), head_only);
    auto part = std::make_shared<Entry>();
    if (kind == RangeKind::Unsatisfiable) {
        part->status = 416;
        part->head = partial_head(*entry, 416, 0, "*/" + std::to_string(size));
    } else {
        part->status = 206;
        part->body = entry->body.substr(first, last - first + 1);
        part->head = partial_head(*entry, 206, part->body.size(),
                                  std::to_string(first) + "-" + std::to_string(last) + "/" + std::to_string(size));
    }
    return whole(std::move(part), false);
}

}  // namespace broadsheet::http
