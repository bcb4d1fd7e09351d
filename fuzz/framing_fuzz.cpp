// Bytes of a connection through the framing gate: what it lets pass keeps every promise of gate.h, and neither that nor
// the status of a refusal depends on how the bytes arrive.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/property.h"
#include "platform/http/gate.h"
#include "platform/http/message.h"

using namespace broadsheet::http;
using broadsheet::fuzz::require;

namespace {

constexpr std::size_t kBodyLimit = 600;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return out;
}

/// A head that passed, against what RFC 9112 says of it, without a line of the gate's own code.
void check_head(std::string_view bytes, const Head& head) {
    require(head.bytes <= bytes.size() && head.bytes <= kMaxHead, "a head has at most 16 KB");
    std::string_view text = bytes.substr(0, head.bytes);
    require(text.ends_with("\r\n\r\n"), "a head ends in an empty line");
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\r') require(at + 1 < text.size() && text[at + 1] == '\n', "no bare CR");
        if (c == '\n') require(at > 0 && text[at - 1] == '\r', "no bare LF");
        if (c != '\r' && c != '\n' && c != '\t') require(!is_control(c), "no control character");
    }
    if (text.starts_with("\r\n")) text.remove_prefix(2);
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find("\r\n");
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end + 2);
    }
    require(lines.size() >= 3 && lines.back().empty(), "a head is a request line, fields and an empty line");
    lines.pop_back();
    for (const auto line : lines) require(!line.empty() && line.size() <= kMaxLine, "a line has 1 byte to 8 KB");

    const std::string line = std::string(head.method_text) + " " + std::string(head.target) + " HTTP/1." +
                             static_cast<char>('0' + head.minor);
    require(line == lines[0], "a request line is a method, a target and a version, with one space between");
    require(is_token(head.method_text) && head.method_text.size() <= 32, "a method is a short token");
    require(head.minor == 0 || head.minor == 1, "HTTP/1.0 or 1.1");
    if (head.target == "*") {
        require(head.method == Method::Options, "* is for OPTIONS only");
    } else {
        require(head.target.starts_with('/'), "a target begins with a slash");
        for (char c : head.target) {
            require(!is_control(c) && c != ' ' && static_cast<unsigned char>(c) < 0x80, "a target is visible ASCII");
            require(std::string_view("\"<>#").find(c) == std::string_view::npos, "a target holds no \" < > #");
        }
        const auto path = canonical_path(head.target.substr(0, head.target.find('?')));
        if (path) {
            require(path->find("/./") == std::string::npos && path->find("/../") == std::string::npos &&
                        path->find("//") == std::string::npos && !path->ends_with("/.") && !path->ends_with("/.."),
                    "a path has no dot segments and no empty ones");
            require(std::none_of(path->begin(), path->end(), [](char c) { return is_control(c) || c == '\\'; }),
                    "a path holds no controls and no backslash");
            require(canonical_path(percent_encode_path(*path)) == path, "a path that is printed is the same path");
        }
    }

    require(head.fields.size() == lines.size() - 1 && head.fields.size() <= kMaxFields, "each line is one field");
    std::size_t hosts = 0;
    std::size_t lengths = 0;
    std::size_t encodings = 0;
    bool close = head.minor == 0;
    for (std::size_t at = 0; at < head.fields.size(); ++at) {
        const auto& [name, value] = head.fields[at];
        require(is_token(name), "a name is a token");
        require(lines[at + 1].starts_with(std::string(name) + ":"), "a colon follows the name at once");
        for (char c : value) require(!is_control(c) || c == '\t', "a value has no CR, LF, NUL or other control");
        require(value.empty() ||
                    (value.front() != ' ' && value.front() != '\t' && value.back() != ' ' && value.back() != '\t'),
                "a value has no blanks around it");
        const std::string known = lower(name);
        if (known == "host") {
            ++hosts;
            require(value == head.host && !value.empty(), "the host is the field's");
            require(value.find_first_of(" \t,/@?#\\") == std::string_view::npos, "a host is one host");
        } else if (known == "content-length") {
            ++lengths;
            require(!value.empty() && std::all_of(value.begin(), value.end(), is_digit), "a length is digits");
            require(head.content_length &&
                        std::to_string(*head.content_length) ==
                            std::string(value.substr(std::min(value.find_first_not_of('0'), value.size() - 1))),
                    "a length is what is written");
        } else if (known == "transfer-encoding") {
            ++encodings;
            require(lower(value) == "chunked", "the only coding is chunked");
        } else if (known == "connection" && lower(value) == "close") {
            close = true;
        }
    }
    require(hosts == 1, "one Host");
    require(lengths <= 1 && encodings <= 1 && lengths + encodings <= 1, "never two ways to frame a body");
    require(head.content_length.has_value() == (lengths == 1) && head.chunked == (encodings == 1),
            "a body is framed by the fields that are there");
    require(encodings == 0 || head.minor == 1, "HTTP/1.0 has no chunks");
    require(!close || !head.keep_alive, "close closes");
}

/// What a connection makes of bytes; connection.cpp without sockets, routes and time.
struct Connection {
    struct Taken {
        std::string head;
        std::string body;
        bool operator==(const Taken&) const = default;
    };
    std::vector<Taken> taken;
    int refused = 0;
    bool closed = false;

    void feed(std::string_view piece) {
        pending_ += piece;
        pending_.erase(0, consume(pending_));
    }

    bool operator==(const Connection& other) const {
        return taken == other.taken && refused == other.refused && closed == other.closed &&
               (closed || (pending_ == other.pending_ && in_body_ == other.in_body_ && body_ == other.body_));
    }

private:
    std::size_t consume(std::string_view input) {
        std::size_t at = 0;
        while (at < input.size() && !closed) {
            if (in_body_) {
                at += take_body(input.substr(at));
                continue;
            }
            const std::string_view rest = input.substr(at);
            read_head(rest, answer_);
            if (answer_.verdict == GateVerdict::Incomplete) {
                require(rest.size() <= kMaxHead, "what is kept of an unfinished head is bounded");
                return at;
            }
            if (answer_.verdict == GateVerdict::Refused) {
                const int status = answer_.status;
                require(status == 400 || status == 414 || status == 417 || status == 431 || status == 505,
                        "a refusal has one of its statuses");
                return refuse(status), input.size();
            }
            check_head(rest, answer_.head);
            head_ = rest.substr(0, answer_.head.bytes);
            at += answer_.head.bytes;
            last_ = !answer_.head.keep_alive;
            chunked_ = answer_.head.chunked;
            left_ = answer_.head.content_length.value_or(0);
            decoder_ = ChunkDecoder(kBodyLimit);
            body_.clear();
            if (left_ > kBodyLimit) return refuse(413), input.size();
            in_body_ = chunked_ || left_ > 0;
            if (!in_body_) take();
        }
        return closed ? input.size() : at;
    }

    std::size_t take_body(std::string_view input) {
        std::size_t used = 0;
        if (!chunked_) {
            used = std::min<std::size_t>(left_, input.size());
            body_ += input.substr(0, used);
            left_ -= used;
            if (left_ == 0) take();
            return used;
        }
        const GateVerdict verdict = decoder_.feed(input, body_, used);
        require(used <= input.size() && used > 0, "a decoder takes what there is");
        require(body_.size() <= kBodyLimit, "a body keeps its limit");
        if (verdict == GateVerdict::Incomplete) require(used == input.size(), "an unfinished body takes all");
        if (verdict == GateVerdict::Refused) refuse(decoder_.too_large() ? 413 : 400);
        if (verdict == GateVerdict::Accepted) take();
        return used;
    }

    void take() {
        in_body_ = false;
        taken.push_back({std::move(head_), std::move(body_)});
        head_.clear();
        body_.clear();
        closed = last_;
    }

    void refuse(int status) {
        refused = status;
        closed = true;
        in_body_ = false;
        body_.clear();
    }

    GateAnswer answer_;
    ChunkDecoder decoder_{kBodyLimit};
    std::string pending_, head_, body_;
    bool in_body_ = false, chunked_ = false, last_ = false;
    std::size_t left_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    Connection whole;
    whole.feed(bytes);

    // An answer that was used before holds nothing of it: the reused one inside must agree with a fresh one.
    const GateAnswer fresh = read_head(bytes);
    if (fresh.verdict == GateVerdict::Accepted) check_head(bytes, fresh.head);

    // Where to cut comes from the bytes themselves, so that an input is nothing but a request.
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    const std::size_t cut = size == 0 ? 0 : hash % (size + 1);
    Connection split;
    split.feed(bytes.substr(0, cut));
    split.feed(bytes.substr(cut));
    require(split == whole, "bytes in two pieces give what they give in one");

    // Byte by byte; a long input only where limits lie, for every byte reads the head anew.
    constexpr std::size_t kShort = 1024;
    Connection slow;
    for (std::size_t at = 0; at < size;) {
        const bool near_limit = at % 8192 < 8 || at % 8192 > 8192 - 8;
        const std::size_t step = size <= kShort || near_limit ? 1 : std::min<std::size_t>(509, 8192 - 7 - at % 8192);
        slow.feed(bytes.substr(at, step));
        at += step;
    }
    require(slow == whole, "bytes one by one give what they give in one piece");
    return 0;
}
