#include "platform/http/gate.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "platform/http/ascii.h"

namespace broadsheet::http {
namespace {

constexpr std::uint8_t kToken = 1;  // RFC 9110 §5.6.2
constexpr std::uint8_t kValue = 2;  // field-value: HTAB, SP, VCHAR, obs-text
constexpr std::uint8_t kPath = 4;   // what a path may hold; RFC 3986 less what nobody needs
constexpr std::uint8_t kQuery = 8;  // browsers send more characters bare in a query than RFC 3986 lists
constexpr std::uint8_t kHost = 16;  // registered names and IPv4
constexpr std::uint8_t kDigit = 32;

constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> classes{};
    for (int c = 0; c < 256; ++c) {
        const bool digit = c >= '0' && c <= '9';
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        std::uint8_t bits = 0;
        if (digit) bits |= kDigit;
        if (digit || letter) bits |= kToken | kHost | kPath | kQuery;
        if (c == '\t' || (c >= 0x20 && c != 0x7f)) bits |= kValue;
        if (c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '#') bits |= kQuery;
        classes[static_cast<std::size_t>(c)] = bits;
    }
    for (char c : std::string_view("!#$%&'*+-.^_`|~")) classes[static_cast<unsigned char>(c)] |= kToken;
    for (char c : std::string_view("-._~!$&'()*+,;=:@%/")) classes[static_cast<unsigned char>(c)] |= kPath;
    for (char c : std::string_view("-._")) classes[static_cast<unsigned char>(c)] |= kHost;
    return classes;
}
constexpr auto kClasses = make_classes();

bool is(char c, std::uint8_t cls) { return (kClasses[static_cast<unsigned char>(c)] & cls) != 0; }

bool all(std::string_view text, std::uint8_t cls) {
    for (char c : text) {
        if (!is(c, cls)) return false;
    }
    return true;
}

/// `lower` is in lower case and made of letters and '-' only.
Method method_of(std::string_view text) {
    if (text == "GET") return Method::Get;
    if (text == "HEAD") return Method::Head;
    if (text == "POST") return Method::Post;
    if (text == "PUT") return Method::Put;
    if (text == "PATCH") return Method::Patch;
    if (text == "DELETE") return Method::Delete;
    if (text == "OPTIONS") return Method::Options;
    return Method::Other;
}

bool valid_host(std::string_view host) {
    if (host.empty() || host.size() > 300) return false;
    std::string_view port;
    bool has_port = false;
    if (host.front() == '[') {
        const auto close = host.find(']');
        if (close == std::string_view::npos || close < 3) return false;
        for (char c : host.substr(1, close - 1)) {
            const bool hex = is(c, kDigit) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (!hex && c != ':' && c != '.') return false;
        }
        const auto rest = host.substr(close + 1);
        if (!rest.empty()) {
            if (rest.front() != ':') return false;
            has_port = true;
            port = rest.substr(1);
        }
    } else {
        const auto colon = host.find(':');
        const auto name = host.substr(0, colon);
        if (name.empty() || !all(name, kHost) || name.front() == '.') return false;
        if (colon != std::string_view::npos) {
            has_port = true;
            port = host.substr(colon + 1);
        }
    }
    if (!has_port) return true;
    if (port.empty() || port.size() > 5 || !all(port, kDigit)) return false;
    int number = 0;
    for (char c : port) number = number * 10 + (c - '0');
    return number <= 65535;
}

enum class LineEnd { Found, Missing, Bad, TooLong };

/// One line from `at`, without its CRLF. A fault inside a line that has not ended yet is seen at once.
LineEnd next_line(std::string_view bytes, std::size_t at, std::string_view& line) {
    const std::string_view rest = bytes.substr(at, kMaxLine + 2);
    const void* end = rest.empty() ? nullptr : std::memchr(rest.data(), '\n', rest.size());
    if (end == nullptr) {
        // The byte that makes it too long comes last: what is wrong before it was seen before it.
        const std::size_t within = std::min(rest.size(), kMaxLine + 1);
        for (std::size_t i = 0; i < within; ++i) {
            if (!is(rest[i], kValue) && !(rest[i] == '\r' && i + 1 == within)) return LineEnd::Bad;
        }
        return rest.size() > within ? LineEnd::TooLong : LineEnd::Missing;
    }
    const auto length = static_cast<std::size_t>(static_cast<const char*>(end) - rest.data());
    if (length == 0 || rest[length - 1] != '\r') return LineEnd::Bad;
    line = rest.substr(0, length - 1);
    return LineEnd::Found;
}

/// 0 or the status that refuses it.
int read_request_line(std::string_view line, Head& head) {
    const auto first = line.find(' ');
    if (first == std::string_view::npos || first == 0 || first > 32) return 400;
    head.method_text = line.substr(0, first);
    if (!all(head.method_text, kToken)) return 400;
    head.method = method_of(head.method_text);
    const auto second = line.find(' ', first + 1);
    if (second == std::string_view::npos) return 400;
    head.target = line.substr(first + 1, second - first - 1);
    const auto version = line.substr(second + 1);
    if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || !is(version[5], kDigit) || version[6] != '.' ||
        !is(version[7], kDigit)) {
        return 400;
    }
    // A control character in the target would have been refused before the version came.
    if (version[5] != '1' || version[7] > '1') return all(line, kValue) ? 505 : 400;
    head.minor = version[7] - '0';
    head.keep_alive = head.minor == 1;  // HTTP/1.0 closes, whatever it asks for
    if (head.target == "*") return head.method == Method::Options ? 0 : 400;
    if (head.target.empty() || head.target.front() != '/') return 400;  // absolute and authority form too
    const auto query = head.target.find('?');
    if (!all(head.target.substr(0, query), kPath)) return 400;
    if (query != std::string_view::npos && !all(head.target.substr(query), kQuery)) return 400;
    return 0;
}

struct Seen {
    bool host = false, length = false, encoding = false;
};

int read_connection(std::string_view value, Head& head) {
    while (!value.empty()) {
        const auto comma = value.find(',');
        const auto option = trim(value.substr(0, comma));
        value = comma == std::string_view::npos ? std::string_view{} : value.substr(comma + 1);
        if (same(option, "close")) head.keep_alive = false;
        // A hop that honours this would drop what decides the framing.
        if (same(option, "content-length") || same(option, "transfer-encoding") || same(option, "host")) return 400;
    }
    return 0;
}

/// What a field means for the framing; 0 or the status that refuses it.
int read_field(std::string_view name, std::string_view value, Head& head, Seen& seen) {
    switch (name.size()) {
        case 4:
            if (!same(name, "host")) return 0;
            if (seen.host || !valid_host(value)) return 400;
            seen.host = true;
            head.host = value;
            return 0;
        case 6:
            if (!same(name, "expect")) return 0;
            if (!same(value, "100-continue")) return 417;
            head.expect_continue = head.minor == 1;
            return 0;
        case 10: return same(name, "connection") ? read_connection(value, head) : 0;
        case 14: {
            if (!same(name, "content-length")) return 0;
            if (seen.length || value.empty() || value.size() > 18 || !all(value, kDigit)) return 400;
            seen.length = true;
            std::uint64_t length = 0;
            for (char c : value) length = length * 10 + static_cast<unsigned>(c - '0');
            head.content_length = length;
            return 0;
        }
        case 17:
            if (!same(name, "transfer-encoding")) return 0;
            if (seen.encoding || head.minor != 1 || !same(value, "chunked")) return 400;
            seen.encoding = true;
            head.chunked = true;
            return 0;
        default: return 0;
    }
}

void refuse(GateAnswer& answer, int status) {
    answer.verdict = GateVerdict::Refused;
    answer.status = status;
}

}  // namespace

GateAnswer read_head(std::string_view bytes) {
    GateAnswer answer;
    read_head(bytes, answer);
    return answer;
}

void read_head(std::string_view bytes, GateAnswer& answer) {
    answer.verdict = GateVerdict::Incomplete;
    answer.status = 0;
    Head& head = answer.head;
    auto fields = std::move(head.fields);
    fields.clear();
    head = Head{};
    head.fields = std::move(fields);
    // Nothing is read beyond the byte that makes a head too long, as if the bytes had come one by one.
    bytes = bytes.substr(0, kMaxHead + 1);

    std::size_t at = 0;
    if (bytes.substr(0, 2) == "\r\n") at = 2;  // RFC 9112 §2.2: one empty line before a request is overlooked, no more
    std::string_view line;
    switch (next_line(bytes, at, line)) {
        case LineEnd::Missing: return;
        case LineEnd::Bad: return refuse(answer, 400);
        case LineEnd::TooLong: return refuse(answer, 414);
        case LineEnd::Found: break;
    }
    if (const int status = read_request_line(line, head); status != 0) return refuse(answer, status);
    at += line.size() + 2;

    Seen seen;
    for (;;) {
        const LineEnd end = next_line(bytes, at, line);
        if (end == LineEnd::Bad) return refuse(answer, 400);
        if (end == LineEnd::TooLong) return refuse(answer, 431);
        if (end == LineEnd::Missing) {
            if (bytes.size() > kMaxHead) refuse(answer, 431);
            return;
        }
        at += line.size() + 2;
        if (at > kMaxHead) return refuse(answer, all(line, kValue) ? 431 : 400);
        if (line.empty()) break;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) return refuse(answer, 400);
        const auto name = line.substr(0, colon);
        const auto raw = line.substr(colon + 1);
        // A folded line begins with white space, which no name may hold; neither may a name end in it.
        if (!all(name, kToken) || !all(raw, kValue)) return refuse(answer, 400);
        if (head.fields.size() == kMaxFields) return refuse(answer, 431);
        const auto value = trim(raw);
        if (const int status = read_field(name, value, head, seen); status != 0) return refuse(answer, status);
        head.fields.emplace_back(name, value);
    }
    if (!seen.host || (seen.length && seen.encoding)) return refuse(answer, 400);
    head.bytes = at;
    answer.verdict = GateVerdict::Accepted;
}

}  // namespace broadsheet::http
