#include "platform/crypto/crypto.h"
#include "platform/json/json.h"
#include "platform/text/text.h"
#include "site/audit.h"

namespace broadsheet {

namespace {

constexpr std::size_t kLongest = 200;  // characters of a value

constexpr db::Sql kInsert{
    "audit.insert", "INSERT INTO audit (id, at, staff_id, action, thing, detail) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr db::Sql kOfThings{"audit.of_things",
                            "SELECT at, staff_id, action, thing, detail FROM audit WHERE thing IN ($1[]) "
                            "ORDER BY at DESC, id DESC LIMIT $2"};
constexpr db::Sql kOfActions{"audit.of_actions",
                             "SELECT at, staff_id, action, thing, detail FROM audit WHERE action IN ($1[]) "
                             "ORDER BY at DESC, id DESC LIMIT $2"};

std::string detail_of(const std::vector<AuditChange>& changes) {
    json::Value out = json::Value::array();
    for (const auto& change : changes) {
        json::Value item = json::Value::object();
        item.set("field", change.field)
            .set("from", text::shorten(change.from, kLongest))
            .set("to", text::shorten(change.to, kLongest));
        out.push(std::move(item));
    }
    return json::print(out);
}

std::vector<AuditEntry> entries_from(const db::Rows& rows) {
    std::vector<AuditEntry> out;
    for (const auto& row : rows) {
        AuditEntry entry{row.instant(0), row.text(1), row.text(2), row.text(3), {}};
        // Other features write words of their own there, not a list.
        const auto detail = json::parse(row.text(4));
        if (detail && detail->is_array()) {
            for (const auto& item : detail->items())
                entry.changes.push_back({item.text("field"), item.text("from"), item.text("to")});
        }
        out.push_back(std::move(entry));
    }
    return out;
}

}  // namespace

void note_audit(db::Tx& tx, Instant now, const std::string& by, std::string_view action, std::string_view thing,
                std::string_view detail) {
    tx.run(kInsert, {crypto::new_id(now), now, by, action, thing, detail});
}

void write_audit(db::Tx& tx, Instant now, const Editor& who, const std::string& action, const std::string& thing,
                 const std::vector<AuditChange>& changes) {
    if (!changes.empty()) note_audit(tx, now, who.id, action, thing, detail_of(changes));
}

std::vector<AuditEntry> audit_of(db::ReadTx& tx, const std::vector<std::string>& things, int limit) {
    return entries_from(tx.query(kOfThings, {things, limit}));
}

std::vector<AuditEntry> audit_of_actions(db::ReadTx& tx, const std::vector<std::string>& actions, int limit) {
    return entries_from(tx.query(kOfActions, {actions, limit}));
}

}  // namespace broadsheet
