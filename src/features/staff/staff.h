// Staff: the newsroom's accounts: who there is, what they may do, how they prove who they are. Sessions themselves are
// site/sessions.h; bylines are people, who need no account.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/staff/model.h"
#include "features/staff/store.h"
#include "platform/db/db.h"
#include "site/sessions.h"
#include "site/viewer.h"

namespace broadsheet {

class Staff {
public:
    /// `languages`: those the desk speaks.
    Staff(db::Database& database, const Sessions& sessions, const Clock& clock, std::vector<std::string> languages);

    [[nodiscard]] std::optional<StaffMember> find(db::ReadTx& tx, const std::string& id) const {
        return store_.find(tx, id);
    }
    /// All, open and closed, by name.
    [[nodiscard]] std::vector<StaffMember> list(db::ReadTx& tx) const { return store_.all(tx); }
    [[nodiscard]] const std::vector<std::string>& languages() const { return languages_; }

    // Each of these hashes passwords on the calling thread (tens of milliseconds): from the password pool, a command or
    // a test, never from inside a transaction.

    /// A new account. Rights: Staff.
    Result<Durable<StaffMember>> add(const Editor& who, StaffMember member, std::string_view password);
    /// One's own password: asks the old one (throttled as sign-in is) and ends all other sessions but that of `token`.
    Result<Durable<Nothing>> change_password(const Editor& who, std::string_view token, std::string_view old_password,
                                             std::string_view new_password);
    /// Somebody else's, who has forgotten theirs; ends all their sessions and revokes their tokens. Rights: Staff.
    Result<Durable<Nothing>> reset_password(const Editor& who, const std::string& id, std::string_view new_password);
    /// The token of a new session. Unknown address, closed account and wrong password cost the same and say the same
    /// (Unauthorized); after five failures of an address or twenty of a network in 15 minutes, TooMany, for accounts
    /// that exist and that do not.
    Result<Durable<std::string>> sign_in(std::string_view email, std::string_view password, std::string_view remote);

    Result<Durable<Nothing>> sign_out(const Editor& who, std::string_view token);
    /// Name, address and desk language. Rights: Staff, or oneself for the language alone (`set_language`).
    Result<Durable<StaffMember>> save(const Editor& who, StaffMember member);
    Result<Durable<Nothing>> set_role(const Editor& who, const std::string& id, Role role);
    /// Closing ends all sessions and revokes all tokens; nothing of what they wrote goes. The last chief stays.
    Result<Durable<Nothing>> set_active(const Editor& who, const std::string& id, bool active);
    /// One's own, or anybody's with the right Staff.
    Result<Durable<Nothing>> set_language(const Editor& who, const std::string& id, const std::string& language);

    /// A key for an API client that acts as an account: shown once. Rights: Staff.
    Result<Durable<std::string>> make_token(const Editor& who, const std::string& staff, const std::string& name);
    Result<Durable<Nothing>> revoke_token(const Editor& who, const std::string& id);
    [[nodiscard]] std::vector<Token> tokens(db::ReadTx& tx) const { return store_.tokens(tx); }

private:
    struct Keys {
        std::string account, network;
    };
    static Keys keys_of(std::string_view email, std::string_view remote);
    bool throttled(db::ReadTx& tx, const Keys& keys) const;
    /// Remembers a failure; what it cannot write changes nothing for the answer.
    void fail(const Keys& keys, const char* action);
    void note(db::Tx& tx, const std::string& who, const char* action, const std::string& thing,
              const std::string& detail) const;

    db::Database& database_;
    const Sessions& sessions_;
    const Clock& clock_;
    std::vector<std::string> languages_;
    StaffStore store_;
};

}  // namespace broadsheet
