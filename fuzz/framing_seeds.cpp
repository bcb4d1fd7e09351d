// Writes every request of tests/requests/framing.txt into a file of its own in the folder given, and some good ones.
#include <cstdio>

#include "platform/http/framing_cases.h"

int main(int count, char** arguments) {
    if (count != 2) return std::fprintf(stderr, "framing_seeds FOLDER\n"), 2;
    const std::filesystem::path folder = arguments[1];
    std::filesystem::create_directories(folder);
    std::size_t number = 0;
    for (const auto& one : broadsheet::http::framing_cases()) {
        std::ofstream(folder / std::to_string(++number), std::ios::binary) << one.bytes;
    }
    return number > 0 ? 0 : 1;
}
