#include "platform/crypto/crypto.h"

#include <sodium.h>

#include <stdexcept>
#include <vector>

namespace broadsheet::crypto {

namespace {

constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = 19u << 20;

std::string hex_of(const unsigned char* bytes, std::size_t size) {
    std::string out(size * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), bytes, size);
    out.pop_back();
    return out;
}

}  // namespace

void start() {
    if (sodium_init() < 0) throw std::runtime_error("the system gives no randomness (libsodium did not start)");
}

std::string new_id(Instant now) {
    static constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string out(16, '0');
    std::int64_t time = now.us / 1000;
    for (std::size_t i = 9; i-- > 0; time /= 36) out[i] = kDigits[time % 36];
    for (std::size_t i = 9; i < out.size(); ++i) out[i] = kDigits[randombytes_uniform(36)];
    return out;
}

std::string random_hex(std::size_t bytes) {
    std::vector<unsigned char> data(bytes);
    randombytes_buf(data.data(), data.size());
    return hex_of(data.data(), data.size());
}

std::string new_token() {
    unsigned char data[32];
    randombytes_buf(data, sizeof data);
    std::string out(sodium_base64_encoded_len(sizeof data, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(out.data(), out.size(), data, sizeof data, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    out.resize(out.find('\0') == std::string::npos ? out.size() : out.find('\0'));
    return out;
}

std::string sha256(std::string_view bytes) {
    unsigned char out[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(out, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    return hex_of(out, sizeof out);
}

struct Hasher::State {
    crypto_hash_sha256_state sodium;
};

Hasher::Hasher() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->sodium); }
Hasher::~Hasher() = default;

void Hasher::add(std::string_view bytes) {
    crypto_hash_sha256_update(&state_->sodium, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::string Hasher::hex() {
    unsigned char out[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&state_->sodium, out);
    return hex_of(out, sizeof out);
}

std::string hash_password(std::string_view password) {
    char out[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(out, password.data(), password.size(), kPasses, kMemory, crypto_pwhash_ALG_ARGON2ID13) !=
        0) {
        throw std::runtime_error("not enough memory to hash a password");
    }
    return out;
}

bool check_password(std::string_view stored, std::string_view password) {
    // Made once from a random password: what an unknown account is checked against.
    static const std::string kNobody = hash_password(random_hex(32));
    const std::string against = stored.empty() ? kNobody : std::string(stored);
    const bool matches = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    return matches && !stored.empty();
}

bool equal_secrets(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace broadsheet::crypto
