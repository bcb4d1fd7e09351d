// Page parts: a page names places, app/newsroom.cpp fills them, so that the story page shows corrections while
// corrections depend on stories and never the other way. Not a plug-in system: every part is listed in one place.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "platform/db/db.h"
#include "platform/theme/theme.h"
#include "site/editions.h"

namespace broadsheet {

/// What a part is told of the page around it.
struct PartContext {
    db::ReadTx& tx;
    const Edition& edition;
    std::string subject;  // id of the story, person … the page is about; empty on lists
    std::string section;  // id of the section the page lies in; empty: none
    std::string path;     // canonical path of the page
};

enum class Need { Required, Optional };

class Parts {
public:
    /// A part sets its members on the page's value: names of its own, declared in the page's shape.
    using Fill = std::function<void(PartContext&, theme::Value&)>;
    /// Before serving only. `page` is a name like "story" or "frame" (every page).
    void on(std::string page, std::string part, Need need, Fill fill);
    /// Fills all parts of a page, in the order of registration. An optional part that throws is logged and left out,
    /// and the page is not cached; a required one fails the page.
    void fill(const std::string& page, PartContext& context, theme::Value& value) const;

private:
    struct Part {
        std::string page, name;
        Need need;
        Fill fill;
    };
    std::vector<Part> parts_;
};

}  // namespace broadsheet
