// /api/v1/frontpage: which stories lead an edition's front page.
#include "features/frontpage/routes.h"
#include "site/api_input.h"
#include "site/idempotency.h"
#include "site/schema.h"

namespace broadsheet {

using json::Value;

namespace {

Value slots_value(const std::string& edition, const std::vector<Slot>& slots) {
    Value items = Value::array();
    for (const auto& slot : slots) {
        Value item = Value::object();
        item.set("position", slot.position).set("story", slot.story);
        items.push(std::move(item));
    }
    Value out = Value::object();
    out.set("edition", edition).set("slots", std::move(items));
    return out;
}

Value slots_schema() {
    return schema::list(schema::object({{"position", schema::integer("0 is the lead, 1 to 5 the slots")},
                                        {"story", schema::text("Id; published in this edition")}}),
                        "Places that are not named are filled with the newest stories");
}

Result<WriteAnswer> arrange(db::Tx& tx, ApiContext& context, FrontPage& front) {
    const std::string edition(context.request.parameter("edition"));
    ApiInput input(context.input);
    input.need("slots");
    std::vector<Slot> slots;
    if (const auto* entries = input.objects("slots")) {
        for (std::size_t i = 0; i < entries->size(); ++i) {
            ApiInput entry((*entries)[i], "slots." + std::to_string(i) + ".");
            entry.need("position");
            entry.need("story");
            const std::int64_t position = entry.number("position", 0);
            if (position < 0 || position >= kSlots) entry.refuse("position", "problem.unknown_slot");
            slots.push_back({static_cast<int>(position), entry.text("story")});
            for (std::size_t before = 0; before < i; ++before) {
                if (slots[before].position == position) entry.refuse("position", "problem.slot_twice");
            }
            input.refuse(entry.faults());
        }
    }
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    auto done = front.arrange(tx, *context.editor, {{edition, slots}});
    if (!done) return tl::unexpected(std::move(done.error()));
    WriteAnswer out;
    out.body = slots_value(edition, front.slots(tx, edition));
    return out;
}

}  // namespace

void mount_api(Routes& routes, FrontPage& front, const Editions& editions, db::Database& database, const Clock& clock) {
    const Value output = schema::object({{"edition", schema::text()}, {"slots", slots_schema()}});
    routes.api(http::Method::Get, "/api/v1/frontpage/{edition}", Right::Read,
               {"showFrontPage", "What an editor chose for the front page", "Front page", nullptr, output, {}, 200},
               [&front, &editions](ApiContext& context) -> Result<Value> {
                   const std::string edition(context.request.parameter("edition"));
                   if (editions.find(edition) == nullptr) return not_found("edition");
                   return slots_value(edition, front.slots(*context.tx, edition));
               });
    routes.api(http::Method::Put, "/api/v1/frontpage/{edition}", Right::FrontPage,
               {"arrangeFrontPage",
                "Choose lead and slots, all at once; an empty list leaves everything to the newest",
                "Front page",
                schema::object({{"slots", slots_schema()}}),
                output,
                {},
                200},
               [&front, &database, &clock](ApiContext& context) {
                   return write_once(database, clock, context, [&](db::Tx& tx) { return arrange(tx, context, front); });
               });
}

}  // namespace broadsheet
