#include "site/idempotency.h"

#include <algorithm>

#include "platform/crypto/crypto.h"

namespace broadsheet {

namespace {

constexpr char kSeparator = '\n';

std::string to_text(const WriteAnswer& answer) {
    json::Value out = json::Value::object();
    out.set("body", answer.body).set("etag", answer.etag).set("location", answer.location);
    return json::print(out);
}

WriteAnswer from_text(int status, const std::string& text) {
    const auto parsed = json::parse(text);
    if (!parsed || parsed->find("body") == nullptr)
        throw db::DatabaseError("idempotency holds an answer that is no JSON");
    return {status, *parsed->find("body"), parsed->text("etag"), parsed->text("location")};
}

}  // namespace

Result<json::Value> write_once(db::Database& database, const Clock& clock, ApiContext& context,
                               const std::function<Result<WriteAnswer>(db::Tx&)>& write) {
    const http::Request& request = context.request;
    const auto key = request.header("idempotency-key");
    if (key) {
        const bool visible = std::all_of(key->begin(), key->end(), [](char c) { return c > ' ' && c <= '~'; });
        if (key->empty() || key->size() > 200 || !visible)
            return problem(ProblemKind::Malformed, "problem.idempotency_key");
    }
    bool replayed = false;
    auto done = database.transact([&](db::Tx& tx) -> Result<WriteAnswer> {
        if (!key) return write(tx);
        const IdempotencyStore store;
        const Instant now = clock.now();
        const std::string key_hash = crypto::sha256(context.editor->id + kSeparator + std::string(*key));
        const std::string request_hash =
            crypto::sha256(std::string(http::name_of(request.method)) + kSeparator + request.path + kSeparator +
                           std::string(request.header("if-match").value_or("")) + kSeparator + request.body);
        if (const auto kept = store.find(tx, key_hash); kept && kept->made_at > now - kIdempotencyKept) {
            if (kept->request_hash != request_hash)
                return problem(ProblemKind::Invalid, "problem.idempotency_mismatch");
            replayed = true;
            return from_text(kept->status, kept->answer);
        }
        auto answer = write(tx);
        if (answer)
            store.put(tx, key_hash, {request_hash, answer->status, to_text(*answer), now}, now - kIdempotencyKept);
        return answer;
    });
    if (!done) return tl::unexpected(std::move(done.error()));
    WriteAnswer& answer = **done;
    context.status = answer.status;
    if (!answer.etag.empty()) context.headers.emplace_back("ETag", "\"" + answer.etag + "\"");
    if (!answer.location.empty()) context.headers.emplace_back("Location", http::percent_encode_path(answer.location));
    if (replayed) context.headers.emplace_back("Idempotency-Replayed", "true");
    return std::move(answer.body);
}

}  // namespace broadsheet
