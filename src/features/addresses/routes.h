// What app/ needs of the addresses: one route for every path of the table, handed on by kind.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "features/addresses/addresses.h"
#include "site/routes.h"

namespace broadsheet {

/// Makes the page of one thing. `suffix` follows the thing's own path: empty, or "/2022/01" on lists.
using ThingPage = std::function<Result<Answer>(PageContext&, const Address&, const std::string& suffix)>;

struct ThingPages {
    std::map<std::string, ThingPage> by_kind;  // "story", "section", "person", "organisation", "topic", "page"
    ThingPage feed;                            // suffix "/feed.xml", "/atom.xml", "/feed.json"
    std::map<std::string, std::vector<std::string>>
        samples;  // kind → sample addresses (tails), for the crawl of every page
};

/// `/{edition}/…`: live addresses answer, former ones lead to the live one in one hop, everything else is 404.
void mount(Routes& routes, const Addresses& addresses, ThingPages pages);

}  // namespace broadsheet
