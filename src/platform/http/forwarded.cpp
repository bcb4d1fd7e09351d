#include "platform/http/forwarded.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

namespace broadsheet::http {

std::optional<std::string> canonical_address(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    // inet_pton reads up to a NUL.
    if (text.empty() || text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    const std::string whole(text);
    char out[INET6_ADDRSTRLEN] = "";
    in_addr four{};
    if (inet_pton(AF_INET, whole.c_str(), &four) == 1) return inet_ntop(AF_INET, &four, out, sizeof out);
    in6_addr six{};
    if (inet_pton(AF_INET6, whole.c_str(), &six) != 1) return std::nullopt;
    if (IN6_IS_ADDR_V4MAPPED(&six)) return inet_ntop(AF_INET, six.s6_addr + 12, out, sizeof out);
    return inet_ntop(AF_INET6, &six, out, sizeof out);
}

std::optional<std::string> client_of(const std::string& peer, const Fields& headers,
                                     const std::vector<std::string>& trusted) {
    const auto is_trusted = [&](const std::string& address) {
        if (trusted.empty()) return false;
        return address == "::1" || address.rfind("127.", 0) == 0 ||
               std::find(trusted.begin(), trusted.end(), address) != trusted.end();
    };
    std::string client = canonical_address(peer).value_or(peer);
    // Lines of one name are one list (RFC 9110 §5.3): the last of the last line is the nearest.
    for (auto line = headers.rbegin(); line != headers.rend(); ++line) {
        if (line->first != "x-forwarded-for") continue;
        std::string_view list = line->second;
        for (bool more = true; more;) {
            if (!is_trusted(client)) return client;
            const auto comma = list.rfind(',');
            more = comma != std::string_view::npos;
            auto address = canonical_address(more ? list.substr(comma + 1) : list);
            if (!address) return std::nullopt;
            client = std::move(*address);
            if (more) list = list.substr(0, comma);
        }
    }
    return client;
}

}  // namespace broadsheet::http
