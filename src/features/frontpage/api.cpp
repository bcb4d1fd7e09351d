// /api/v1/frontpage: which stories lead an edition's front page.
#include "features/frontpage/routes.h"
#include "platform/crypto/crypto.h"
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

using Slots = std::map<std::string, std::vector<Slot>>;

/// What the present choice of one edition or of all is called: names a state, not a moment, so that putting back what
/// was there is no conflict.
std::string tag_of(const Slots& slots) {
    std::string all;
    for (const auto& [edition, chosen] : slots) {
        all += edition + "\n";
        for (const auto& slot : chosen) all += std::to_string(slot.position) + " " + slot.story + "\n";
    }
    return crypto::sha256(all).substr(0, 32);
}

Slots slots_now(db::ReadTx& tx, const FrontPage& front, const std::vector<std::string>& editions) {
    Slots out;
    for (const auto& edition : editions) out[edition] = front.slots(tx, edition);
    return out;
}

Value all_value(const Slots& slots) {
    Value editions = Value::object();
    for (const auto& [edition, chosen] : slots) editions.set(edition, *slots_value(edition, chosen).find("slots"));
    Value out = Value::object();
    out.set("editions", std::move(editions));
    return out;
}

/// The slots of a member that lists them; what is wrong goes to `input` under `prefix`.
std::vector<Slot> read_slots(ApiInput& input, ApiInput& of, std::string_view name, const std::string& prefix) {
    std::vector<Slot> slots;
    const auto* entries = of.objects(name);
    if (entries == nullptr) return slots;
    for (std::size_t i = 0; i < entries->size(); ++i) {
        ApiInput entry((*entries)[i], prefix + std::to_string(i) + ".");
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
    return slots;
}

Result<WriteAnswer> arrange(db::Tx& tx, ApiContext& context, FrontPage& front, const Editions& editions) {
    const std::string edition(context.request.parameter("edition"));
    if (editions.find(edition) == nullptr) return not_found("edition");
    const auto tag = if_match(context.request);
    if (!tag) return precondition_required();
    if (*tag != tag_of(slots_now(tx, front, {edition}))) return precondition_failed();
    ApiInput input(context.input);
    input.need("slots");
    std::vector<Slot> slots = read_slots(input, input, "slots", "slots.");
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    auto done = front.arrange(tx, *context.editor, {{edition, std::move(slots)}});
    if (!done) return tl::unexpected(std::move(done.error()));
    const Slots now = slots_now(tx, front, {edition});
    WriteAnswer out;
    out.body = slots_value(edition, now.at(edition));
    out.etag = tag_of(now);
    return out;
}

/// Every edition at once, all or none, as the desk does.
Result<WriteAnswer> arrange_all(db::Tx& tx, ApiContext& context, FrontPage& front, const Editions& editions) {
    const auto tag = if_match(context.request);
    if (!tag) return precondition_required();
    if (*tag != tag_of(slots_now(tx, front, editions.ids()))) return precondition_failed();
    ApiInput input(context.input);
    input.need("editions");
    Slots slots;
    if (const auto* given = input.object("editions")) {
        ApiInput of(*given, "editions.");
        for (const auto& edition : editions.all()) {
            of.need(edition.id);
            slots[edition.id] = read_slots(input, of, edition.id, "editions." + edition.id + ".");
        }
        input.refuse(of.faults());
    }
    if (auto faults = input.faults(); !faults.empty()) return invalid(std::move(faults));
    auto done = front.arrange(tx, *context.editor, slots);
    if (!done) return tl::unexpected(std::move(done.error()));
    const Slots now = slots_now(tx, front, editions.ids());
    WriteAnswer out;
    out.body = all_value(now);
    out.etag = tag_of(now);
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
                   const Slots now = slots_now(*context.tx, front, {edition});
                   context.headers.emplace_back("ETag", "\"" + tag_of(now) + "\"");
                   return slots_value(edition, now.at(edition));
               });
    routes.api(http::Method::Put, "/api/v1/frontpage/{edition}", Right::FrontPage,
               {"arrangeFrontPage",
                "Choose lead and slots, all at once; an empty list leaves everything to the newest; needs If-Match",
                "Front page",
                schema::object({{"slots", slots_schema()}}),
                output,
                {},
                200},
               [&front, &editions, &database, &clock](ApiContext& context) {
                   return write_once(database, clock, context,
                                     [&](db::Tx& tx) { return arrange(tx, context, front, editions); });
               });
    const Value all = schema::object({{"editions", schema::by_edition(slots_schema(), "Every edition of the paper")}});
    routes.api(
        http::Method::Get, "/api/v1/frontpage", Right::Read,
        {"showFrontPages", "What an editor chose for every edition's front page", "Front page", nullptr, all, {}, 200},
        [&front, &editions](ApiContext& context) -> Result<Value> {
            const Slots now = slots_now(*context.tx, front, editions.ids());
            context.headers.emplace_back("ETag", "\"" + tag_of(now) + "\"");
            return all_value(now);
        });
    routes.api(http::Method::Put, "/api/v1/frontpage", Right::FrontPage,
               {"arrangeFrontPages",
                "Choose lead and slots of every edition, all or none; needs If-Match",
                "Front page",
                all,
                all,
                {},
                200},
               [&front, &editions, &database, &clock](ApiContext& context) {
                   return write_once(database, clock, context,
                                     [&](db::Tx& tx) { return arrange_all(tx, context, front, editions); });
               });
}

}  // namespace broadsheet
