// Somebody of the newsroom with an account, and the rules of addresses and passwords. No I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result/result.h"
#include "platform/time/time.h"
#include "site/viewer.h"

namespace broadsheet {

struct StaffMember {
    std::string id;
    std::string email;  // folded to lower case: one account an address
    std::string name;
    Role role = Role::Writer;
    std::string language;  // of the desk
    bool active = true;
    Instant made_at;
    Instant password_at;  // when it was last set
};

/// An API client's key. The secret itself is shown once and stored only hashed.
struct Token {
    std::string id;
    std::string name;   // what it is for
    std::string staff;  // acts as
    Instant made_at;
    Instant revoked_at;  // unset: in force
};

/// Trimmed and in lower case: how addresses are compared and kept.
std::string fold_email(std::string_view email);
/// One @, something on both sides, a dot in the host, no spaces or controls; at most 254 bytes (RFC 5321).
bool is_email(std::string_view email);

/// Cleaned and checked. `languages`: those the desk speaks. Fields `email`, `name`, `language`.
Result<StaffMember> check(StaffMember member, const std::vector<std::string>& languages);

/// What is wrong with a password somebody wants: 10 to 200 characters, not the address or the name, not one of the
/// commonest. No rule about digits or signs: those make passwords worse (NIST SP 800-63B). Field `password`.
std::optional<FieldProblem> password_fault(std::string_view password, const StaffMember& member);

/// What failures are counted by for one network address: the address itself, of IPv6 its first 64 bits, which is what
/// one household or machine has.
std::string network_of(std::string_view remote);

constexpr int kFailuresOfAccount = 5;
constexpr int kFailuresOfNetwork = 20;
constexpr std::int64_t kFailureWindow = 15 * kMinute;

}  // namespace broadsheet
