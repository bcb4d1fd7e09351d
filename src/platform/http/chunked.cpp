// Chunked bodies (RFC 9112 §7.1), the part of the framing gate that goes on after the head.
#include <algorithm>

#include "platform/http/ascii.h"
#include "platform/http/gate.h"

namespace broadsheet::http {
namespace {

constexpr std::size_t kMaxExtension = 64;
constexpr std::size_t kMaxTrailers = 4 * 1024;

bool visible(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

bool token(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

}  // namespace

GateVerdict ChunkDecoder::feed(std::string_view bytes, std::string& body, std::size_t& consumed) {
    consumed = 0;
    while (state_ != State::Done && state_ != State::Bad && consumed < bytes.size()) {
        if (state_ == State::Data) {
            const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - consumed));
            body.append(bytes.substr(consumed, take));
            consumed += take;
            left_ -= take;
            if (left_ == 0) state_ = State::DataReturn;
            continue;
        }
        const char c = bytes[consumed++];
        switch (state_) {
            case State::Size:
                if (const int digit = hex_value(c); digit >= 0) {
                    if (++digits_ > 8) state_ = State::Bad;
                    left_ = left_ * 16 + static_cast<unsigned>(digit);
                } else if (digits_ == 0) {
                    state_ = State::Bad;
                } else if (c == ';') {
                    extension_ = 0;
                    state_ = State::Extension;
                } else {
                    state_ = c == '\r' ? State::SizeEnd : State::Bad;
                }
                break;
            case State::Extension:
                if (c == '\r') {
                    state_ = State::SizeEnd;
                } else if (!visible(c) || ++extension_ > kMaxExtension) {
                    state_ = State::Bad;
                }
                break;
            case State::SizeEnd:
                digits_ = 0;
                if (c != '\n') {
                    state_ = State::Bad;
                } else if (left_ == 0) {
                    state_ = State::Trailer;
                } else if (left_ > limit_ || body.size() > limit_ - left_) {
                    too_large_ = true;
                    state_ = State::Bad;
                } else {
                    state_ = State::Data;
                }
                break;
            case State::DataReturn: state_ = c == '\r' ? State::DataEnd : State::Bad; break;
            case State::DataEnd: state_ = c == '\n' ? State::Size : State::Bad; break;
            case State::Trailer:
                if (++trailers_ > kMaxTrailers) {
                    state_ = State::Bad;
                } else if (c == '\r') {
                    state_ = trailer_line_ == 0 || trailer_colon_ ? State::TrailerEnd : State::Bad;
                } else if (!trailer_colon_ && c == ':') {
                    if (trailer_line_++ == 0) state_ = State::Bad;
                    trailer_colon_ = true;
                } else {
                    ++trailer_line_;
                    if (trailer_colon_ ? !visible(c) : !token(c)) state_ = State::Bad;
                }
                break;
            case State::TrailerEnd:
                if (c != '\n') {
                    state_ = State::Bad;
                } else {
                    state_ = trailer_line_ == 0 ? State::Done : State::Trailer;
                    trailer_line_ = 0;
                    trailer_colon_ = false;
                }
                break;
            case State::Data:
            case State::Done:
            case State::Bad: break;
        }
    }
    if (state_ == State::Done) return GateVerdict::Accepted;
    return state_ == State::Bad ? GateVerdict::Refused : GateVerdict::Incomplete;
}

ChunkAnswer read_chunked(std::string_view bytes, std::size_t limit) {
    ChunkAnswer answer;
    ChunkDecoder decoder(limit);
    std::size_t consumed = 0;
    answer.verdict = decoder.feed(bytes, answer.body, consumed);
    answer.too_large = decoder.too_large();
    if (answer.verdict == GateVerdict::Accepted) answer.consumed = consumed;
    return answer;
}

}  // namespace broadsheet::http
