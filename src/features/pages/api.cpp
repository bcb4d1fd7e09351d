// /api/v1/pages: about, legal notice, contact … Reading only.
#include <map>

#include "features/pages/routes.h"
#include "site/schema.h"

namespace broadsheet {

using json::Value;

namespace {

Result<Value> list_pages(ApiContext& context, const Pages& pages, const StoryWorld& world) {
    // Every page is in every edition, so the order of one is the order of all.
    std::vector<std::string> order;
    std::map<std::string, Value> by_id;
    for (const auto& edition : world.editions.all()) {
        for (const auto& line : pages.dated_lines(*context.tx, edition.id)) {
            const auto [entry, made] = by_id.try_emplace(line.id, Value::object());
            if (made) order.push_back(line.id);
            const std::string path = Pages::path(edition.id, line.slug);
            Value item = Value::object();
            item.set("title", line.title)
                .set("slug", line.slug)
                .set("path", path)
                .set("url", world.frame.absolute(path));
            item.set("updated", world.editions.zone().iso(line.updated_at));
            entry->second.set(edition.id, std::move(item));
        }
    }
    Value items = Value::array();
    for (const auto& id : order) {
        Value item = Value::object();
        item.set("id", id).set("editions", std::move(by_id.at(id)));
        items.push(std::move(item));
    }
    Value out = Value::object();
    out.set("pages", std::move(items));
    return out;
}

}  // namespace

void mount_api(Routes& routes, const Pages& pages, const StoryWorld& world) {
    routes.api(
        http::Method::Get, "/api/v1/pages", Right::Read,
        {"listPages",
         "Pages of the paper itself, in the order of its footer",
         "Things",
         nullptr,
         schema::object(
             {{"pages", schema::list(schema::object(
                            {{"id", schema::text()},
                             {"editions", schema::by_edition(schema::object({{"title", schema::text()},
                                                                             {"slug", schema::text()},
                                                                             {"path", schema::text()},
                                                                             {"url", schema::text()},
                                                                             {"updated", schema::instant()}}))}}))}}),
         {},
         200},
        [&pages, &world](ApiContext& context) { return list_pages(context, pages, world); });
}

}  // namespace broadsheet
