#include "site/idempotency.h"

namespace broadsheet {

namespace {

constexpr db::Sql kFind{"idempotency.find",
                        "SELECT request_hash, status, answer, made_at FROM idempotency WHERE key_hash = $1"};
constexpr db::Sql kKeepAnswer{
    "idempotency.put",
    "INSERT INTO idempotency (key_hash, request_hash, status, answer, made_at) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (key_hash) DO UPDATE SET request_hash = excluded.request_hash, status = excluded.status, "
    "answer = excluded.answer, made_at = excluded.made_at"};
constexpr db::Sql kForgetAnswers{"idempotency.forget", "DELETE FROM idempotency WHERE made_at < $1"};

}  // namespace

std::optional<IdempotencyStore::Kept> IdempotencyStore::find(db::ReadTx& tx, const std::string& key_hash) const {
    const auto row = tx.one(kFind, {key_hash});
    if (!row) return std::nullopt;
    return Kept{row->text(0), static_cast<int>(row->integer(1)), row->text(2), row->instant(3)};
}

void IdempotencyStore::put(db::Tx& tx, const std::string& key_hash, const Kept& kept, Instant oldest) const {
    tx.run(kForgetAnswers, {oldest});
    tx.run(kKeepAnswer, {key_hash, kept.request_hash, kept.status, kept.answer, kept.made_at});
}

}  // namespace broadsheet
