// What the sanitized build must catch. Skipped unless asked for by name: tests/sanitizers_test.sh asks, and each must
// end the program with the words of its sanitizer.
#include <doctest/doctest.h>

#include <climits>
#include <memory>
#include <vector>

TEST_CASE("fault: a read after the end" * doctest::skip()) {
    const auto bytes = std::make_unique<char[]>(4);
    volatile std::size_t at = 4;
    CHECK(bytes.get()[at] != 'x');
}

TEST_CASE("fault: a number that does not fit" * doctest::skip()) {
    volatile int most = INT_MAX;
    CHECK(most + 1 != 0);
}

TEST_CASE("fault: an index that a vector does not have" * doctest::skip()) {
    const std::vector<int> three = {1, 2, 3};
    volatile std::size_t at = 3;
    CHECK(three[at] != 9);
}

TEST_CASE("fault: memory that nobody gives back" * doctest::skip()) {
    auto* lost = new char[1'000];
    lost[0] = 'x';
    volatile char* kept = lost;
    CHECK(kept[0] == 'x');
    kept = nullptr;
}
