#include "features/staff/store.h"

namespace broadsheet {

namespace {

constexpr db::Sql kFind{
    "staff.find", "SELECT id, email, name, role, language, active, made_at, password_at FROM staff WHERE id = $1"};
constexpr db::Sql kAll{
    "staff.all", "SELECT id, email, name, role, language, active, made_at, password_at FROM staff ORDER BY name, id"};
constexpr db::Sql kTaken{"staff.email_taken", "SELECT 1 FROM staff WHERE email = $1 AND id <> $2"};
constexpr db::Sql kSecretByEmail{
    "staff.secret_by_email",
    "SELECT id, email, name, role, language, active, made_at, password_at, password FROM staff WHERE email = $1"};
constexpr db::Sql kSecret{
    "staff.secret",
    "SELECT id, email, name, role, language, active, made_at, password_at, password FROM staff WHERE id = $1"};
constexpr db::Sql kChiefs{"staff.chiefs_but",
                          "SELECT count(*) FROM staff WHERE role = 'chief' AND active = 1 AND id <> $1"};
constexpr db::Sql kInsert{"staff.insert",
                          "INSERT INTO staff (id, email, name, role, language, password, active, made_at, password_at) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr db::Sql kUpdate{
    "staff.update", "UPDATE staff SET email = $2, name = $3, role = $4, language = $5, active = $6 WHERE id = $1"};
constexpr db::Sql kPassword{"staff.set_password", "UPDATE staff SET password = $2, password_at = $3 WHERE id = $1"};
constexpr db::Sql kFailures{"staff.failures_since",
                            "SELECT count(*) FROM sign_in_failure WHERE key_hash = $1 AND at > $2"};
constexpr db::Sql kAddFailure{"staff.add_failure",
                              "INSERT INTO sign_in_failure (key_hash, at, id) VALUES ($1, $2, $3)"};
constexpr db::Sql kForget{"staff.forget_failures", "DELETE FROM sign_in_failure WHERE key_hash = $1"};
constexpr db::Sql kForgetBefore{"staff.forget_failures_before", "DELETE FROM sign_in_failure WHERE at < $1"};
constexpr db::Sql kTokens{"staff.tokens",
                          "SELECT id, name, staff_id, made_at, revoked_at FROM token ORDER BY made_at DESC, id DESC"};
constexpr db::Sql kToken{"staff.token", "SELECT id, name, staff_id, made_at, revoked_at FROM token WHERE id = $1"};
constexpr db::Sql kInsertToken{
    "staff.insert_token",
    "INSERT INTO token (id, token_hash, name, staff_id, made_at, revoked_at) VALUES ($1, $2, $3, $4, $5, 0)"};
constexpr db::Sql kRevoke{"staff.revoke_token", "UPDATE token SET revoked_at = $2 WHERE id = $1 AND revoked_at = 0"};
constexpr db::Sql kRevokeAll{"staff.revoke_tokens_of",
                             "UPDATE token SET revoked_at = $2 WHERE staff_id = $1 AND revoked_at = 0"};

StaffMember member_from(const db::Row& row) {
    StaffMember out;
    out.id = row.text(0);
    out.email = row.text(1);
    out.name = row.text(2);
    out.role = role_named(row.text(3));
    out.language = row.text(4);
    out.active = row.flag(5);
    out.made_at = row.instant(6);
    out.password_at = row.instant(7);
    return out;
}

std::optional<StaffStore::Secret> secret_from(const std::optional<db::Row>& row) {
    if (!row) return std::nullopt;
    return StaffStore::Secret{member_from(*row), row->text(8)};
}

Token token_from(const db::Row& row) { return {row.text(0), row.text(1), row.text(2), row.instant(3), row.instant(4)}; }

}  // namespace

std::optional<StaffMember> StaffStore::find(db::ReadTx& tx, const std::string& id) const {
    const auto row = tx.one(kFind, {id});
    if (!row) return std::nullopt;
    return member_from(*row);
}

std::vector<StaffMember> StaffStore::all(db::ReadTx& tx) const {
    std::vector<StaffMember> out;
    for (const auto& row : tx.query(kAll)) out.push_back(member_from(row));
    return out;
}

bool StaffStore::email_taken(db::ReadTx& tx, const std::string& email, const std::string& but_id) const {
    return tx.one(kTaken, {email, but_id}).has_value();
}

std::optional<StaffStore::Secret> StaffStore::secret_by_email(db::ReadTx& tx, const std::string& email) const {
    return secret_from(tx.one(kSecretByEmail, {email}));
}

std::optional<StaffStore::Secret> StaffStore::secret(db::ReadTx& tx, const std::string& id) const {
    return secret_from(tx.one(kSecret, {id}));
}

std::int64_t StaffStore::chiefs_but(db::ReadTx& tx, const std::string& id) const {
    return tx.one(kChiefs, {id})->integer(0);
}

void StaffStore::insert(db::Tx& tx, const StaffMember& member, const std::string& password) const {
    tx.run(kInsert, {member.id, member.email, member.name, name_of(member.role), member.language, password,
                     member.active ? 1 : 0, member.made_at, member.password_at});
}

void StaffStore::update(db::Tx& tx, const StaffMember& member) const {
    tx.run(kUpdate,
           {member.id, member.email, member.name, name_of(member.role), member.language, member.active ? 1 : 0});
}

void StaffStore::set_password(db::Tx& tx, const std::string& id, const std::string& password, Instant at) const {
    tx.run(kPassword, {id, password, at});
}

std::int64_t StaffStore::failures_since(db::ReadTx& tx, const std::string& key_hash, Instant since) const {
    return tx.one(kFailures, {key_hash, since})->integer(0);
}

void StaffStore::add_failure(db::Tx& tx, const std::string& key_hash, Instant at, const std::string& id) const {
    tx.run(kAddFailure, {key_hash, at, id});
}

void StaffStore::forget_failures(db::Tx& tx, const std::string& key_hash) const { tx.run(kForget, {key_hash}); }

void StaffStore::forget_failures_before(db::Tx& tx, Instant before) const { tx.run(kForgetBefore, {before}); }

std::vector<Token> StaffStore::tokens(db::ReadTx& tx) const {
    std::vector<Token> out;
    for (const auto& row : tx.query(kTokens)) out.push_back(token_from(row));
    return out;
}

std::optional<Token> StaffStore::token(db::ReadTx& tx, const std::string& id) const {
    const auto row = tx.one(kToken, {id});
    if (!row) return std::nullopt;
    return token_from(*row);
}

void StaffStore::insert_token(db::Tx& tx, const Token& token, const std::string& token_hash) const {
    tx.run(kInsertToken, {token.id, token_hash, token.name, token.staff, token.made_at});
}

void StaffStore::revoke_token(db::Tx& tx, const std::string& id, Instant at) const { tx.run(kRevoke, {id, at}); }

void StaffStore::revoke_tokens_of(db::Tx& tx, const std::string& staff, Instant at) const {
    tx.run(kRevokeAll, {staff, at});
}

}  // namespace broadsheet
