// The framing gate: the strict check that raw request bytes pass before any library is believed. It fails closed.
// Not a general HTTP parser: it understands requests only, and refuses what two servers could read differently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/message.h"

namespace broadsheet::http {

inline constexpr std::size_t kMaxHead = 16 * 1024;
inline constexpr std::size_t kMaxLine = 8 * 1024;
inline constexpr std::size_t kMaxFields = 100;

/// A head that passed. Views point into the bytes given.
struct Head {
    Method method = Method::Other;
    std::string_view method_text;
    std::string_view target;                                            // origin form, or `*` for OPTIONS
    int minor = 1;                                                      // HTTP/1.minor
    std::vector<std::pair<std::string_view, std::string_view>> fields;  // names as sent
    std::string_view host;
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool keep_alive = true;
    bool expect_continue = false;
    std::size_t bytes = 0;  // length of the head, blank line included
};

enum class GateVerdict { Incomplete, Accepted, Refused };

struct GateAnswer {
    GateVerdict verdict = GateVerdict::Incomplete;
    int status = 0;  // 400, 414, 417, 431, 505 when refused; the connection is closed after it
    Head head;
};

/// Reads one head from the front of `bytes`. Refuses on the first fault: RFC 9112 §2, §3, §5, §6.
GateAnswer read_head(std::string_view bytes);
/// The same into an answer that is used again and again: its room for fields is kept.
void read_head(std::string_view bytes, GateAnswer& answer);

/// Decodes a chunked body piece by piece, each byte seen once. Strict: 1–8 hex digits, CRLF ends, extensions ignored up
/// to 64 bytes, trailers checked and dropped (≤ 4 KB).
class ChunkDecoder {
public:
    explicit ChunkDecoder(std::size_t limit) : limit_(limit) {}
    /// Reads from the front of `bytes`, adds to `body`, and says how many bytes it took: all of them while Incomplete.
    GateVerdict feed(std::string_view bytes, std::string& body, std::size_t& consumed);
    /// Refused because the body would be longer than the limit, not because it is malformed.
    [[nodiscard]] bool too_large() const { return too_large_; }

private:
    enum class State { Size, Extension, SizeEnd, Data, DataReturn, DataEnd, Trailer, TrailerEnd, Done, Bad };
    State state_ = State::Size;
    std::size_t limit_;
    std::uint64_t left_ = 0;        // bytes of this chunk
    unsigned digits_ = 0;           // of its size
    std::size_t extension_ = 0;     // bytes
    std::size_t trailers_ = 0;      // bytes of all
    std::size_t trailer_line_ = 0;  // bytes of this line
    bool trailer_colon_ = false;
    bool too_large_ = false;
};

/// Decodes a whole chunked body from the front of `bytes`. `consumed` is set when complete.
struct ChunkAnswer {
    GateVerdict verdict = GateVerdict::Incomplete;
    std::string body;
    std::size_t consumed = 0;
    bool too_large = false;
};
ChunkAnswer read_chunked(std::string_view bytes, std::size_t limit);

}  // namespace broadsheet::http
