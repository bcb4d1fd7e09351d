// An editor's picks of what to read next, and finding the story that somebody means by an id or an address.
#include <algorithm>

#include "features/stories/stories.h"
#include "platform/http/message.h"
#include "platform/text/text.h"

namespace broadsheet {

namespace {

/// The path of an address, without host, query and fragment; nothing when it is none.
std::string path_of_address(std::string typed) {
    typed = typed.substr(0, typed.find_first_of("?#"));
    if (const auto host = typed.find("://"); host != std::string::npos) {
        const auto path = typed.find('/', host + 3);
        typed = path == std::string::npos ? std::string() : typed.substr(path);
    }
    while (typed.size() > 1 && typed.back() == '/') typed.pop_back();
    return typed.empty() || typed.front() != '/' ? std::string() : typed;
}

}  // namespace

std::string Stories::named(db::ReadTx& tx, std::string_view typed) const {
    const std::string line = text::clean_line(std::string(typed));
    if (line.empty() || line.size() > 2000) return {};
    if (line.find('/') == std::string::npos) return store_.find(tx, line) ? line : std::string();
    const std::string path = path_of_address(line);
    constexpr std::string_view kDesk = "/desk/stories/";
    if (path.rfind(kDesk, 0) == 0) {
        const std::string id = path.substr(kDesk.size(), path.find('/', kDesk.size()) - kDesk.size());
        return store_.find(tx, id) ? id : std::string();
    }
    const auto address = addresses_.find(tx, path);
    return address && address->kind == "story" ? address->thing : std::string();
}

Result<Durable<Nothing>> Stories::pick(const Editor& who, const std::string& id,
                                       const std::vector<std::string>& others) {
    return database_.transact([&](db::Tx& tx) { return pick(tx, who, id, others); });
}

Result<Nothing> Stories::pick(db::Tx& tx, const Editor& who, const std::string& id,
                              const std::vector<std::string>& others) {
    if (!who.may(Right::Publish)) return forbidden();
    if (!store_.find(tx, id)) return not_found("story");
    if (others.size() > kPicks) return invalid({{"pick", "problem.too_many", {{"max", std::to_string(kPicks)}}}});
    std::vector<FieldProblem> faults;
    for (std::size_t i = 0; i < others.size(); ++i) {
        const std::string field = "pick" + std::to_string(i);
        const auto here = others.begin() + static_cast<std::ptrdiff_t>(i);
        if (others[i] == id) {
            faults.push_back({field, "problem.pick_itself", {}});
        } else if (std::find(others.begin(), here, others[i]) != here) {
            faults.push_back({field, "problem.story_twice", {}});
        } else if (!store_.find(tx, others[i])) {
            faults.push_back({field, "problem.no_such_story", {}});
        }
    }
    if (!faults.empty()) return invalid(std::move(faults));
    published_.put_picks(tx, id, others);
    std::string all;
    for (const auto& other : others) all += (all.empty() ? "" : " ") + other;
    note(tx, who, "stories.pick", id, all);
    return Nothing{};
}

}  // namespace broadsheet
