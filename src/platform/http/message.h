// Request and Response: what a handler sees of HTTP. Not the wire: framing and limits are server.cpp's and gate.h's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/time/time.h"

namespace broadsheet::http {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options, Other };
std::string_view name_of(Method method);

using Fields = std::vector<std::pair<std::string, std::string>>;

/// One part of a multipart body, or one field of a form. `filename` is empty for plain fields.
struct FormPart {
    std::string name;
    std::string value;  // bytes of the file for a file
    std::string filename;
    std::string content_type;
};

/// A whole request, after the framing gate. Path is percent-decoded once, valid UTF-8, without dot segments.
class Request {
public:
    Method method = Method::Get;
    std::string target;  // as sent: path and query
    std::string path;    // decoded
    Fields headers;      // names in lower case
    std::string body;
    std::string remote;  // who asks, "127.0.0.1": the peer, or whom a trusted proxy asks for
    Fields parameters;   // filled by the router: `{name}` of the pattern
    std::string route;   // pattern that matched, for the log

    /// Value of a header (lower-case name), or nothing. The first when repeated.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    /// Value of a cookie, or nothing.
    [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
    /// Router parameter; empty when the pattern has none of that name.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
    /// Decoded query value of a name the route declares; undeclared names answer nothing, so they cannot reach a page.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;
    /// Names the matched route declares; set by the router.
    const std::vector<std::string>* query_names = nullptr;
    /// Fields of an urlencoded or multipart body. Empty when it is neither, or too many (1,000) or malformed; see
    /// `form_ok`.
    [[nodiscard]] const std::vector<FormPart>& form() const;
    [[nodiscard]] bool form_ok() const;
    /// First form value of that name; empty when missing.
    [[nodiscard]] std::string_view field(std::string_view name) const;

private:
    mutable std::shared_ptr<std::pair<bool, std::vector<FormPart>>> form_;
};

/// What lets a page be kept: the tags it read, the version it was made from, and until when it holds.
struct CacheTicket {
    std::vector<std::string> tags;
    std::int64_t version = 0;
    std::optional<Instant> valid_until;
};

/// An answer. The server adds Date, Content-Length, ETag, encodings and the security headers.
struct Response {
    int status = 200;
    std::string content_type = "text/html; charset=utf-8";
    Fields headers;  // values are checked: CR, LF and NUL are refused (throws std::invalid_argument at send)
    std::string body;
    std::optional<CacheTicket> ticket;  // set: may be kept and carries `public, max-age=0, must-revalidate`
    bool immutable = false;             // fingerprinted file: max-age=31536000, immutable
    // Empty: `private, no-store`, unless ticket or immutable say otherwise, or it is a 404 that anybody would get.
    std::string cache_control;
    std::optional<Instant> modified;  // Last-Modified of a 200; the dispatcher gives it to pages that are kept
    std::string etag;                 // empty: made from the body by the server for 200 answers
};

Response see_other(std::string location);          // 303
Response moved_permanently(std::string location);  // 301
Response text(int status, std::string body);

/// Names that a status line prints; "Unknown" for a number without one.
std::string_view reason_of(int status);
/// RFC 9110 §5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::int64_t seconds);
/// The one reading of a path: percent-decoded once. Nothing on a bad escape, NUL and other controls, invalid UTF-8, a
/// backslash, an encoded slash, an empty segment before the last, and `.` or `..` segments in any spelling.
std::optional<std::string> canonical_path(std::string_view path);
/// First value of a name in the query of a target, decoded, `+` as space. Nothing when missing or not decodable.
std::optional<std::string> query_value(std::string_view target, std::string_view name);

/// Percent-decodes once; nothing on a bad escape, NUL or invalid UTF-8.
std::optional<std::string> percent_decode(std::string_view text);
/// Percent-encodes everything but unreserved characters and '/'.
std::string percent_encode_path(std::string_view path);
std::string percent_encode(std::string_view text);

}  // namespace broadsheet::http
