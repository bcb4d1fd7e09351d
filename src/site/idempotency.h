// A write that may be sent twice: the answer to a request with an Idempotency-Key is kept in the very transaction of
// its effects, so a client that heard nothing, or "unknown", learns by asking again what became of the first.
#pragma once

#include <functional>
#include <string>

#include "platform/db/db.h"
#include "platform/http/message.h"
#include "site/routes.h"

namespace broadsheet {

/// How long an answer is kept.
inline constexpr std::int64_t kIdempotencyKept = 24 * kHour;

/// What a write answers with, as far as it is kept.
struct WriteAnswer {
    int status = 200;
    json::Value body = json::Value::object();
    std::string etag;      // without quotes; empty: none
    std::string location;  // site path; empty: none
};

/// Runs `write` in one transaction and sets status and headers of `context`. With an Idempotency-Key (1 to 200 visible
/// characters, per account): the same request within 24 hours gets the kept answer and `Idempotency-Replayed: true`,
/// and nothing runs; another request under the same key is refused (`problem.idempotency_mismatch`). Refusals are not
/// kept: they changed nothing.
Result<json::Value> write_once(db::Database& database, const Clock& clock, ApiContext& context,
                               const std::function<Result<WriteAnswer>(db::Tx&)>& write);

/// Its table.
class IdempotencyStore {
public:
    struct Kept {
        std::string request_hash;
        int status = 200;
        std::string answer;
        Instant made_at;
    };
    [[nodiscard]] std::optional<Kept> find(db::ReadTx& tx, const std::string& key_hash) const;
    /// Replaces one that has run out; removes others made before `oldest`.
    void put(db::Tx& tx, const std::string& key_hash, const Kept& kept, Instant oldest) const;
};

}  // namespace broadsheet
