// Randomness, hashes, passwords and tokens: all of libsodium that the paper uses. Not sessions or rights: those are
// site/'s.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/time/time.h"

namespace broadsheet::crypto {

/// Must run once before anything else here; throws std::runtime_error when the system gives no randomness.
void start();

/// A new id: 16 characters of 0–9 a–z, the first 9 the time in milliseconds, so that ids made later sort later.
std::string new_id(Instant now);
/// `bytes` random bytes as lower-case hex.
std::string random_hex(std::size_t bytes);
/// A secret for a cookie, link or API client: 256 random bits, base64url.
std::string new_token();

/// SHA-256 as 64 lower-case hex digits.
std::string sha256(std::string_view bytes);
/// SHA-256 of bytes that come in pieces.
class Hasher {
public:
    Hasher();
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;
    void add(std::string_view bytes);
    /// Once, at the end.
    [[nodiscard]] std::string hex();

private:
    struct State;
    std::unique_ptr<State> state_;
};
/// What is stored of a token: its SHA-256.
inline std::string token_hash(std::string_view token) { return sha256(token); }

/// Argon2id, 19 MiB, two passes (OWASP): the string to store. Takes tens of milliseconds: on the password pool only.
std::string hash_password(std::string_view password);
/// Same cost whatever the answer. An empty `stored` is checked against a hash nobody has, so unknown accounts cost the
/// same.
bool check_password(std::string_view stored, std::string_view password);

/// Same time for any content of one length.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace broadsheet::crypto
