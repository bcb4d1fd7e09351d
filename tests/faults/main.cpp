// What the sanitized build must catch: one fault on purpose, by its name. tests/sanitizers_test.sh asks for each, and
// each must end the program in the words of its sanitizer; one that is not caught ends it with 0.
#include <climits>
#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

namespace {

/// Kept from the compiler, so that it cannot work the fault out beforehand.
template <class Number>
Number unknown(Number number) {
    volatile Number kept = number;
    return kept;
}

bool read_after_the_end() {
    const auto bytes = std::make_unique<char[]>(4);
    return bytes.get()[unknown<std::size_t>(4)] != 'x';
}

bool number_that_does_not_fit() { return unknown(INT_MAX) + unknown(1) != 0; }

bool index_that_a_vector_does_not_have() {
    const std::vector<int> three = {1, 2, 3};
    return three[unknown<std::size_t>(3)] != 9;
}

/// Several, each forgotten for the next: the address of the last may still lie about on the stack at the end.
bool memory_that_nobody_gives_back() {
    char* lost = nullptr;
    for (int i = 0; i < 10; ++i) {
        lost = new char[1'000];
        lost[0] = unknown('x');
    }
    return lost[0] == 'x';
}

}  // namespace

int main(int count, char** words) {
    const std::string_view name = count == 2 ? words[1] : "";
    bool seen = false;
    if (name == "read") {
        seen = read_after_the_end();
    } else if (name == "overflow") {
        seen = number_that_does_not_fit();
    } else if (name == "index") {
        seen = index_that_a_vector_does_not_have();
    } else if (name == "leak") {
        seen = memory_that_nobody_gives_back();
    } else {
        std::fprintf(stderr, "usage: broadsheet_faults read|overflow|index|leak\n");
        return 64;
    }
    std::printf("nothing stopped \"%s\" (%d)\n", words[1], seen ? 1 : 0);
    return 0;
}
