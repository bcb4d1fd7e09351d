// Who is asking when a proxy stands in front: X-Forwarded-For, believed only as far as somebody trusted wrote it. Not
// Forwarded (RFC 7239): neither Caddy nor nginx sends it by itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.h"

namespace broadsheet::http {

/// An IPv4 or IPv6 address in its one spelling (`::ffff:192.0.2.1` is `192.0.2.1`); nothing for anything else, ports
/// and names included.
std::optional<std::string> canonical_address(std::string_view text);

/// The last address of X-Forwarded-For that is not of a trusted proxy, reading from the peer backwards; what stands
/// before it was written by a stranger and is not looked at. The peer itself when it is not trusted. `trusted` holds
/// canonical addresses; once it holds any, loopback is trusted too, and empty trusts nobody. Nothing when an address
/// that has to be read is none: the proxy does not do what it is trusted to.
std::optional<std::string> client_of(const std::string& peer, const Fields& headers,
                                     const std::vector<std::string>& trusted);

}  // namespace broadsheet::http
