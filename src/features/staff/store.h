// Every SQL statement about accounts, their tokens and failed attempts to sign in. Sessions are site/sessions.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/staff/model.h"
#include "platform/db/db.h"

namespace broadsheet {

class StaffStore {
public:
    [[nodiscard]] std::optional<StaffMember> find(db::ReadTx& tx, const std::string& id) const;
    /// All, by name.
    [[nodiscard]] std::vector<StaffMember> all(db::ReadTx& tx) const;
    [[nodiscard]] bool email_taken(db::ReadTx& tx, const std::string& email, const std::string& but_id) const;
    /// What sign-in needs: the account with its stored password.
    struct Secret {
        StaffMember member;
        std::string password;
    };
    [[nodiscard]] std::optional<Secret> secret_by_email(db::ReadTx& tx, const std::string& email) const;
    [[nodiscard]] std::optional<Secret> secret(db::ReadTx& tx, const std::string& id) const;
    /// Active chiefs beside one account: the last may not lose the role.
    [[nodiscard]] std::int64_t chiefs_but(db::ReadTx& tx, const std::string& id) const;

    void insert(db::Tx& tx, const StaffMember& member, const std::string& password) const;
    /// Name, address, role, language and whether the account is open.
    void update(db::Tx& tx, const StaffMember& member) const;
    void set_password(db::Tx& tx, const std::string& id, const std::string& password, Instant at) const;

    [[nodiscard]] std::int64_t failures_since(db::ReadTx& tx, const std::string& key_hash, Instant since) const;
    void add_failure(db::Tx& tx, const std::string& key_hash, Instant at, const std::string& id) const;
    void forget_failures(db::Tx& tx, const std::string& key_hash) const;
    void forget_failures_before(db::Tx& tx, Instant before) const;

    /// All of the paper, newest first.
    [[nodiscard]] std::vector<Token> tokens(db::ReadTx& tx) const;
    [[nodiscard]] std::optional<Token> token(db::ReadTx& tx, const std::string& id) const;
    void insert_token(db::Tx& tx, const Token& token, const std::string& token_hash) const;
    void revoke_token(db::Tx& tx, const std::string& id, Instant at) const;
    void revoke_tokens_of(db::Tx& tx, const std::string& staff, Instant at) const;
};

}  // namespace broadsheet
