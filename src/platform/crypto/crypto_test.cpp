#include "platform/crypto/crypto.h"

#include <doctest/doctest.h>

#include <set>

using namespace broadsheet;

TEST_CASE("crypto: hashes, ids, tokens, passwords") {
    crypto::start();
    CHECK(crypto::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(crypto::new_id({1'000'000}) < crypto::new_id({2'000'000'000'000}));
    std::set<std::string> tokens;
    for (int i = 0; i < 100; ++i) tokens.insert(crypto::new_token());
    CHECK(tokens.size() == 100);
    CHECK(tokens.begin()->size() == 43);
    const std::string stored = crypto::hash_password("correct horse");
    CHECK(stored.rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0) == 0);
    CHECK(crypto::check_password(stored, "correct horse"));
    CHECK(!crypto::check_password(stored, "correct hors"));
    CHECK(!crypto::check_password("", "anything"));
    CHECK(crypto::equal_secrets("a", "a"));
    CHECK(!crypto::equal_secrets("a", "b"));
    CHECK(!crypto::equal_secrets("a", "ab"));
}
