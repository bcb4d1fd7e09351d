#include "site/parts.h"

#include "platform/log/log.h"

namespace broadsheet {

void Parts::on(std::string page, std::string part, Need need, Fill fill) {
    parts_.push_back({std::move(page), std::move(part), need, std::move(fill)});
}

void Parts::fill(const std::string& page, PartContext& context, theme::Value& value) const {
    for (const auto& part : parts_) {
        if (part.page != page) continue;
        if (part.need == Need::Required) {
            part.fill(context, value);
            continue;
        }
        try {
            // Into a copy first: a part that fails half way leaves nothing behind.
            theme::Value filled = value;
            part.fill(context, filled);
            value = std::move(filled);
        } catch (const std::exception& error) {
            log::error("part.failed", {{"page", page}, {"part", part.name}, {"why", error.what()}});
            context.tx.never_cache();
        }
    }
}

}  // namespace broadsheet
