#include "features/staff/staff.h"

#include <algorithm>

#include "platform/crypto/crypto.h"
#include "platform/log/log.h"
#include "platform/text/text.h"
#include "site/audit.h"

namespace broadsheet {

namespace {

std::string thing(const std::string& id) { return "staff:" + id; }

tl::unexpected<Problem> refused() { return problem(ProblemKind::Unauthorized, "problem.sign_in_refused"); }
tl::unexpected<Problem> too_many() {
    return problem(ProblemKind::TooMany, "problem.too_many_sign_ins",
                   {{"minutes", std::to_string(kFailureWindow / kMinute)}});
}

}  // namespace

Staff::Staff(db::Database& database, const Sessions& sessions, const Clock& clock, std::vector<std::string> languages)
    : database_(database), sessions_(sessions), clock_(clock), languages_(std::move(languages)) {}

// --- accounts
// ----------------------------------------------------------------------------------------------------------

Result<Durable<StaffMember>> Staff::add(const Editor& who, const StaffMember& member, std::string_view password) {
    if (!who.may(Right::Staff)) return forbidden();
    auto checked = check(member, languages_);
    std::vector<FieldProblem> faults;
    if (!checked) faults = checked.error().fields;
    if (auto fault = password_fault(password, checked ? *checked : member)) faults.push_back(std::move(*fault));
    if (!faults.empty()) return invalid(std::move(faults));
    const std::string stored = crypto::hash_password(password);
    return database_.transact([&](db::Tx& tx) -> Result<StaffMember> {
        if (store_.email_taken(tx, checked->email, "")) return invalid({{"email", "problem.email_taken", {}}});
        StaffMember made = *checked;
        const Instant now = clock_.now();
        if (made.id.empty()) made.id = crypto::new_id(now);
        if (store_.find(tx, made.id)) return problem(ProblemKind::Conflict, "problem.account_exists");
        made.made_at = made.password_at = now;
        store_.insert(tx, made, stored);
        note(tx, who.id, "staff.add", thing(made.id), std::string(name_of(made.role)));
        return made;
    });
}

Result<Durable<StaffMember>> Staff::save(const Editor& who, StaffMember member) {
    if (!who.may(Right::Staff)) return forbidden();
    auto checked = check(std::move(member), languages_);
    if (!checked) return tl::unexpected(std::move(checked.error()));
    return database_.transact([&](db::Tx& tx) -> Result<StaffMember> {
        auto stored = store_.find(tx, checked->id);
        if (!stored) return not_found("account");
        if (store_.email_taken(tx, checked->email, checked->id)) return invalid({{"email", "problem.email_taken", {}}});
        stored->email = checked->email;
        stored->name = checked->name;
        stored->language = checked->language;
        store_.update(tx, *stored);
        note(tx, who.id, "staff.save", thing(stored->id), "");
        return *stored;
    });
}

Result<Durable<Nothing>> Staff::set_role(const Editor& who, const std::string& id, Role role) {
    if (!who.may(Right::Staff)) return forbidden();
    return database_.transact([&](db::Tx& tx) -> Result<Nothing> {
        auto member = store_.find(tx, id);
        if (!member) return not_found("account");
        const bool loses_chief = member->active && member->role == Role::Chief && role != Role::Chief;
        if (loses_chief && store_.chiefs_but(tx, id) == 0) return problem(ProblemKind::Conflict, "problem.last_chief");
        member->role = role;
        store_.update(tx, *member);
        note(tx, who.id, "staff.set_role", thing(id), std::string(name_of(role)));
        return Nothing{};
    });
}

Result<Durable<Nothing>> Staff::set_active(const Editor& who, const std::string& id, bool active) {
    if (!who.may(Right::Staff)) return forbidden();
    return database_.transact([&](db::Tx& tx) -> Result<Nothing> {
        auto member = store_.find(tx, id);
        if (!member) return not_found("account");
        if (!active && member->role == Role::Chief && store_.chiefs_but(tx, id) == 0) {
            return problem(ProblemKind::Conflict, "problem.last_chief");
        }
        member->active = active;
        store_.update(tx, *member);
        if (!active) {
            sessions_.end_all(tx, id, "");
            store_.revoke_tokens_of(tx, id, clock_.now());
        }
        note(tx, who.id, active ? "staff.open" : "staff.close", thing(id), "");
        return Nothing{};
    });
}

Result<Durable<Nothing>> Staff::set_language(const Editor& who, const std::string& id, const std::string& language) {
    if (who.id != id && !who.may(Right::Staff)) return forbidden();
    if (std::find(languages_.begin(), languages_.end(), language) == languages_.end()) {
        return invalid({{"language", "problem.unknown_language", {}}});
    }
    return database_.transact([&](db::Tx& tx) -> Result<Nothing> {
        auto member = store_.find(tx, id);
        if (!member) return not_found("account");
        member->language = language;
        store_.update(tx, *member);
        note(tx, who.id, "staff.set_language", thing(id), language);
        return Nothing{};
    });
}

// --- passwords and signing in
// --------------------------------------------------------------------------------------------

Staff::Keys Staff::keys_of(std::string_view email, std::string_view remote) {
    return {crypto::sha256("account " + fold_email(email.substr(0, 300))),
            crypto::sha256("network " + network_of(remote))};
}

bool Staff::throttled(db::ReadTx& tx, const Keys& keys) const {
    const Instant since = clock_.now() - kFailureWindow;
    return store_.failures_since(tx, keys.account, since) >= kFailuresOfAccount ||
           (!keys.network.empty() && store_.failures_since(tx, keys.network, since) >= kFailuresOfNetwork);
}

void Staff::fail(const Keys& keys, const char* action) {
    const auto written = database_.transact([&](db::Tx& tx) -> Result<Nothing> {
        const Instant now = clock_.now();
        store_.forget_failures_before(tx, now - kDay);
        store_.add_failure(tx, keys.account, now, crypto::new_id(now));
        if (!keys.network.empty()) store_.add_failure(tx, keys.network, now, crypto::new_id(now));
        // By the hash for known and unknown addresses alike: the same work, and no list of what people mistyped.
        note(tx, "", action, "account:" + keys.account, "");
        return Nothing{};
    });
    if (!written) log::warning("staff.failure_not_recorded", {{"why", written.error().message}});
}

Result<Durable<std::string>> Staff::sign_in(std::string_view email, std::string_view password,
                                            std::string_view remote) {
    const Keys keys = keys_of(email, remote);
    std::optional<StaffStore::Secret> secret;
    const bool slow_down = database_.read([&](db::ReadTx& tx) {
        secret = store_.secret_by_email(tx, fold_email(email.substr(0, 300)));
        return throttled(tx, keys);
    });
    if (slow_down) return too_many();
    const bool open = secret && secret->member.active;
    // What is longer than any password could be is not worth the hashing, whoever it is for.
    const bool right = crypto::check_password(open ? secret->password : std::string(), password.substr(0, 1024)) &&
                       password.size() <= 1024;
    if (!right || !open) {
        fail(keys, "staff.sign_in_refused");
        return refused();
    }
    return database_.transact([&](db::Tx& tx) -> Result<std::string> {
        const auto now = store_.secret(tx, secret->member.id);
        // Closed or changed while the password was being checked.
        if (!now || !now->member.active || now->password != secret->password) return refused();
        store_.forget_failures(tx, keys.account);
        note(tx, secret->member.id, "staff.sign_in", thing(secret->member.id), "");
        return sessions_.begin(tx, secret->member.id);
    });
}

Result<Durable<Nothing>> Staff::sign_out(const Editor& who, std::string_view token) {
    return database_.transact([&](db::Tx& tx) -> Result<Nothing> {
        sessions_.end(tx, token);
        note(tx, who.id, "staff.sign_out", thing(who.id), "");
        return Nothing{};
    });
}

Result<Durable<Nothing>> Staff::change_password(const Editor& who, std::string_view token,
                                                std::string_view old_password, std::string_view new_password) {
    std::optional<StaffStore::Secret> secret;
    Keys keys;
    const bool slow_down = database_.read([&](db::ReadTx& tx) {
        secret = store_.secret(tx, who.id);
        if (!secret) return false;
        keys = {crypto::sha256("account " + secret->member.email), ""};
        return throttled(tx, keys);
    });
    if (!secret) return not_found("account");
    if (slow_down) return too_many();
    std::vector<FieldProblem> faults;
    if (auto fault = password_fault(new_password, secret->member)) {
        fault->field = "new_password";
        faults.push_back(std::move(*fault));
    }
    if (!crypto::check_password(secret->password, old_password.substr(0, 1024))) {
        fail(keys, "staff.change_password_refused");
        faults.push_back({"old_password", "problem.password.wrong", {}});
    }
    if (faults.empty() && old_password == new_password) faults.push_back({"new_password", "problem.password.same", {}});
    if (!faults.empty()) return invalid(std::move(faults));
    const std::string stored = crypto::hash_password(new_password);
    return database_.transact([&](db::Tx& tx) -> Result<Nothing> {
        const auto now = store_.secret(tx, who.id);
        if (!now || now->password != secret->password) return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
        store_.set_password(tx, who.id, stored, clock_.now());
        store_.forget_failures(tx, keys.account);
        sessions_.end_all(tx, who.id, token);
        note(tx, who.id, "staff.change_password", thing(who.id), "");
        return Nothing{};
    });
}

Result<Durable<Nothing>> Staff::reset_password(const Editor& who, const std::string& id,
                                               std::string_view new_password) {
    if (!who.may(Right::Staff)) return forbidden();
    const auto member = database_.read([&](db::ReadTx& tx) { return store_.find(tx, id); });
    if (!member) return not_found("account");
    if (auto fault = password_fault(new_password, *member)) return invalid({std::move(*fault)});
    const std::string stored = crypto::hash_password(new_password);
    return database_.transact([&](db::Tx& tx) -> Result<Nothing> {
        if (!store_.find(tx, id)) return not_found("account");
        store_.set_password(tx, id, stored, clock_.now());
        store_.forget_failures(tx, crypto::sha256("account " + member->email));
        // Somebody else may have known the old one, and made keys with it.
        sessions_.end_all(tx, id, "");
        store_.revoke_tokens_of(tx, id, clock_.now());
        note(tx, who.id, "staff.reset_password", thing(id), "");
        return Nothing{};
    });
}

// --- tokens
// ------------------------------------------------------------------------------------------------------------

Result<Durable<std::string>> Staff::make_token(const Editor& who, const std::string& staff, const std::string& name) {
    if (!who.may(Right::Staff)) return forbidden();
    const std::string label = text::clean_line(name);
    if (label.empty()) return invalid({{"name", "problem.missing", {}}});
    if (text::length(label) > 80) return invalid({{"name", "problem.too_long", {{"max", "80"}}}});
    return database_.transact([&](db::Tx& tx) -> Result<std::string> {
        const auto member = store_.find(tx, staff);
        if (!member || !member->active) return not_found("account");
        std::string secret = crypto::new_token();
        const Instant now = clock_.now();
        store_.insert_token(tx, {crypto::new_id(now), label, staff, now, {}}, crypto::token_hash(secret));
        note(tx, who.id, "staff.make_token", thing(staff), label);
        return secret;
    });
}

Result<Durable<Nothing>> Staff::revoke_token(const Editor& who, const std::string& id) {
    if (!who.may(Right::Staff)) return forbidden();
    return database_.transact([&](db::Tx& tx) -> Result<Nothing> {
        const auto token = store_.token(tx, id);
        if (!token) return not_found("token");
        store_.revoke_token(tx, id, clock_.now());
        note(tx, who.id, "staff.revoke_token", thing(token->staff), token->name);
        return Nothing{};
    });
}

void Staff::note(db::Tx& tx, const std::string& who, const char* action, const std::string& thing,
                 const std::string& detail) const {
    note_audit(tx, clock_.now(), who, action, thing, detail);
}

}  // namespace broadsheet
