#include "features/addresses/routes.h"

namespace broadsheet {

namespace {

constexpr std::string_view kFeedFiles[] = {"/feed.xml", "/atom.xml", "/feed.json"};

bool is_month(std::string_view suffix) {
    if (suffix.size() != 8 || suffix[0] != '/' || suffix[5] != '/') return false;
    for (const std::size_t i : {1u, 2u, 3u, 4u, 6u, 7u}) {
        if (suffix[i] < '0' || suffix[i] > '9') return false;
    }
    return true;
}

/// "/en/news/world/2022/01" → ("/en/news/world", "/2022/01"); nothing when the end is no known suffix.
std::pair<std::string, std::string> split(const std::string& path) {
    for (const auto file : kFeedFiles) {
        if (path.size() > file.size() && path.compare(path.size() - file.size(), file.size(), file) == 0) {
            return {path.substr(0, path.size() - file.size()), std::string(file)};
        }
    }
    if (path.size() > 8 && is_month(std::string_view(path).substr(path.size() - 8)))
        return {path.substr(0, path.size() - 8), path.substr(path.size() - 8)};
    return {path, ""};
}

}  // namespace

void mount(Routes& routes, const Addresses& addresses, ThingPages pages) {
    const auto handler = [&addresses, pages = std::move(pages)](PageContext& context) -> Result<Answer> {
        std::string path = context.request.path;
        const bool slash = path.size() > 1 && path.back() == '/';
        while (path.size() > 1 && path.back() == '/') path.pop_back();
        std::string suffix;
        auto address = addresses.find(context.tx, path);
        if (!address) {
            const auto [base, end] = split(path);
            if (!end.empty()) address = addresses.find(context.tx, base);
            suffix = end;
        }
        if (!address || address->edition != context.edition.id) return not_found("page");
        if (!address->live) {
            const auto current = addresses.current(context.tx, address->kind, address->thing, address->edition);
            if (!current) return problem(ProblemKind::Gone, "problem.gone");
            return Answer::moved(*current + suffix);
        }
        if (slash) return Answer::moved(path);
        const bool feed = suffix.size() > 5 && suffix.find("feed") != std::string::npos;
        if (feed || suffix == "/atom.xml")
            return pages.feed ? pages.feed(context, *address, suffix) : not_found("page");
        const auto page = pages.by_kind.find(address->kind);
        if (page == pages.by_kind.end()) return not_found("page");
        return page->second(context, *address, suffix);
    };
    routes.page("/{path...}", {}, http::Caching::Cached, "", handler);
}

}  // namespace broadsheet
