// From a handler's Response to the bytes that go out: head lines, ETag, encodings, 304 and ranges. Not sockets.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/http/message.h"
#include "platform/pagecache/pagecache.h"

namespace broadsheet::http {

struct ServerOptions;

/// What a client takes. `q=0` refuses.
struct Accepts {
    bool gzip = false;
    bool brotli = false;
};
Accepts accepted_encodings(std::string_view accept_encoding);

/// What a request says that decides between 200, 206, 304 and 416.
struct Conditions {
    std::string if_none_match;
    std::string if_modified_since;
    std::string range;
    std::string if_range;
};

/// An answer ready to go: the views point into `entry`. Date, Connection and the blank line are the connection's.
struct Reply {
    std::shared_ptr<const pagecache::Entry> entry;
    std::string_view head;
    std::string_view body;
    int status = 200;
    bool cached = false;
};

/// The finished identity form. `shared`: may be kept by others (a Cached route, no sign-in). Throws
/// std::invalid_argument when a header name or value cannot go out.
std::shared_ptr<const pagecache::Entry> finish(Response response, const ServerOptions& options, bool shared);

/// Picks 200, 206, 304 or 416 for a GET or HEAD. If-Modified-Since counts when there is no If-None-Match and it is the
/// date that was given out, to the letter: dates of others say nothing about what they hold. Ranges apply to entries
/// that offer them (`Accept-Ranges`) in identity.
Reply choose(std::shared_ptr<const pagecache::Entry> entry, std::string_view if_none_match,
             std::string_view if_modified_since, std::string_view range, std::string_view if_range, bool head_only);

/// The whole entry as it is.
Reply whole(std::shared_ptr<const pagecache::Entry> entry, bool head_only);

/// Strong validator of a body: 128 bits of a mixing hash, in quotes.
std::string etag_of(std::string_view body);

}  // namespace broadsheet::http
