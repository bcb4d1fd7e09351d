#include "site/sessions.h"

#include "platform/crypto/crypto.h"

namespace broadsheet {

namespace {

constexpr std::int64_t kIdle = 12 * kHour;
constexpr std::int64_t kInAll = 14 * kDay;
constexpr std::int64_t kSeenEvery = 10 * kMinute;

constexpr db::Sql kWho{"sessions.who",
                       "SELECT s.id, s.name, s.role, s.language FROM session x JOIN staff s ON s.id = x.staff_id "
                       "WHERE x.token_hash = $1 AND x.expires_at > $2 AND x.seen_at > $3 AND s.active = 1"};
constexpr db::Sql kBearer{"sessions.bearer",
                          "SELECT s.id, s.name, s.role, s.language FROM token t JOIN staff s ON s.id = t.staff_id "
                          "WHERE t.token_hash = $1 AND t.revoked_at = 0 AND s.active = 1"};
constexpr db::Sql kBegin{
    "sessions.begin",
    "INSERT INTO session (token_hash, staff_id, made_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)"};
constexpr db::Sql kEnd{"sessions.end", "DELETE FROM session WHERE token_hash = $1"};
constexpr db::Sql kEndAll{"sessions.end_all", "DELETE FROM session WHERE staff_id = $1 AND token_hash <> $2"};
constexpr db::Sql kForget{"sessions.forget", "DELETE FROM session WHERE expires_at < $1"};
constexpr db::Sql kSeenAt{"sessions.seen_at", "SELECT seen_at FROM session WHERE token_hash = $1"};
constexpr db::Sql kSeen{"sessions.seen", "UPDATE session SET seen_at = $2 WHERE token_hash = $1"};

std::optional<Editor> editor_from(const std::optional<db::Row>& row) {
    if (!row) return std::nullopt;
    return Editor{row->text(0), row->text(1), role_named(row->text(2)), row->text(3)};
}

}  // namespace

Sessions::Sessions(bool secure, const Clock& clock)
    : secure_(secure), clock_(clock), cookie_(secure ? "__Host-session" : "session") {}

std::optional<Editor> Sessions::who(db::ReadTx& tx, std::string_view token) const {
    if (token.size() != 43) return std::nullopt;
    const Instant now = clock_.now();
    return editor_from(tx.one(kWho, {crypto::token_hash(token), now, now - kIdle}));
}

std::optional<Editor> Sessions::bearer(db::ReadTx& tx, std::string_view token) const {
    if (token.size() != 43) return std::nullopt;
    return editor_from(tx.one(kBearer, {crypto::token_hash(token)}));
}

std::string Sessions::begin(db::Tx& tx, const std::string& staff) const {
    std::string token = crypto::new_token();
    const Instant now = clock_.now();
    tx.run(kForget, {now});
    tx.run(kBegin, {crypto::token_hash(token), staff, now, now + kInAll});
    return token;
}

void Sessions::end(db::Tx& tx, std::string_view token) const { tx.run(kEnd, {crypto::token_hash(token)}); }

void Sessions::end_all(db::Tx& tx, const std::string& staff, std::string_view but_token) const {
    tx.run(kEndAll, {staff, but_token.empty() ? std::string() : crypto::token_hash(but_token)});
}

bool Sessions::stale(db::ReadTx& tx, std::string_view token) const {
    const auto row = tx.one(kSeenAt, {crypto::token_hash(token)});
    return row && row->instant(0) < clock_.now() - kSeenEvery;
}

void Sessions::seen(db::Tx& tx, std::string_view token) const {
    tx.run(kSeen, {crypto::token_hash(token), clock_.now()});
}

std::string Sessions::set_cookie(std::string_view token) const {
    return cookie_ + "=" + std::string(token) +
           "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(kInAll / kSecond) +
           (secure_ ? "; Secure" : "");
}

std::string Sessions::clear_cookie() const {
    return cookie_ + "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0" + std::string(secure_ ? "; Secure" : "");
}

}  // namespace broadsheet
