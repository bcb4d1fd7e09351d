// Sign-in sessions of the newsroom and tokens of the API: who is asking. Secrets are stored hashed; nothing here checks
// passwords.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/db/db.h"
#include "site/viewer.h"

namespace broadsheet {

class Sessions {
public:
    /// `secure`: the site address is https, so the cookie is `__Host-session` with Secure; else `session`.
    Sessions(bool secure, const Clock& clock);

    /// Who holds the session cookie's token; nobody when it is unknown, expired (12 h idle, 14 days in all) or the
    /// account is closed.
    [[nodiscard]] std::optional<Editor> who(db::ReadTx& tx, std::string_view token) const;
    /// Who holds an API token.
    [[nodiscard]] std::optional<Editor> bearer(db::ReadTx& tx, std::string_view token) const;

    /// A new session: the token for the cookie. Old sessions of others stay.
    std::string begin(db::Tx& tx, const std::string& staff) const;
    void end(db::Tx& tx, std::string_view token) const;
    /// Ends all sessions of an account, but the one whose token is given (may be empty).
    void end_all(db::Tx& tx, const std::string& staff, std::string_view but_token) const;
    /// Marks a session as seen, at most once in ten minutes; true when there is something to write.
    [[nodiscard]] bool stale(db::ReadTx& tx, std::string_view token) const;
    void seen(db::Tx& tx, std::string_view token) const;

    [[nodiscard]] const std::string& cookie_name() const { return cookie_; }
    [[nodiscard]] std::string set_cookie(std::string_view token) const;
    [[nodiscard]] std::string clear_cookie() const;

private:
    bool secure_;
    const Clock& clock_;
    std::string cookie_;
};

}  // namespace broadsheet
