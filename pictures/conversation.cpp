#include "conversation.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

namespace pictures {

namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20;
constexpr std::size_t kMostOutputs = 64;
constexpr std::size_t kLongestLine = 128;

bool read_exactly(char* into, std::size_t length) {
    while (length > 0) {
        const ssize_t got = read(STDIN_FILENO, into, length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        into += got;
        length -= static_cast<std::size_t>(got);
    }
    return true;
}

bool write_exactly(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at <= line.size();) {
        const std::size_t end = std::min(line.find(' ', at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

/// Byte by byte, since bytes that belong to no line may follow; there are two such lines, and they are short.
std::optional<std::string> read_line() {
    std::string line;
    while (line.size() < kLongestLine) {
        char byte = 0;
        if (!read_exactly(&byte, 1)) return std::nullopt;
        if (byte == '\n') return line;
        line.push_back(byte);
    }
    return std::nullopt;
}

std::optional<std::int64_t> number(std::string_view word, std::int64_t least, std::int64_t most) {
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (fault != std::errc() || end != word.data() + word.size() || value < least || value > most) return std::nullopt;
    return value;
}

std::optional<Output> output_of(std::string_view line) {
    const auto words = words_of(line);
    if (words.size() != 8) return std::nullopt;
    std::array<int, 6> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto value = number(words[i], i < 2 ? 0 : 1, 1'000'000);
        if (!value) return std::nullopt;
        numbers[i] = static_cast<int>(*value);
    }
    const auto quality = number(words[7], 1, 100);
    if (!quality || (words[6] != "jpeg" && words[6] != "webp")) return std::nullopt;
    return Output{{numbers[0], numbers[1], {numbers[2], numbers[3]}},
                  {numbers[4], numbers[5]},
                  words[6] == "jpeg" ? Format::Jpeg : Format::Webp,
                  static_cast<int>(*quality)};
}

}  // namespace

std::optional<Request> read_request() {
    const auto line = read_line();
    if (!line) return std::nullopt;
    const auto words = words_of(*line);
    if (words.size() != 4 || words.front() != "picture") return std::nullopt;
    const auto length = number(words[1], 0, kMostBytes);
    const auto most_pixels = number(words[2], 1, INT64_MAX);
    if (!length || !most_pixels || (words[3] != "white" && words[3] != "black")) return std::nullopt;
    Request request{std::string(static_cast<std::size_t>(*length), '\0'),
                    words[3] == "black" ? Ground::Black : Ground::White, *most_pixels};
    if (!read_exactly(request.bytes.data(), request.bytes.size())) return std::nullopt;
    return request;
}

std::optional<std::vector<Output>> read_outputs() {
    const auto line = read_line();
    if (!line) return std::nullopt;
    const auto words = words_of(*line);
    if (words.size() != 2 || words.front() != "make") return std::nullopt;
    const auto length = number(words[1], 1, kMostOutputs * kLongestLine);
    if (!length) return std::nullopt;
    std::string list(static_cast<std::size_t>(*length), '\0');
    if (!read_exactly(list.data(), list.size())) return std::nullopt;
    std::vector<Output> outputs;
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t end = std::min(list.find('\n', at), list.size());
        const auto output = output_of(std::string_view(list).substr(at, end - at));
        if (!output || outputs.size() == kMostOutputs) return std::nullopt;
        outputs.push_back(*output);
        at = end + 1;
    }
    return outputs;
}

bool say_what_it_is(Format format, Size upright) {
    return write_exactly("is " + std::string(name_of(format)) + " " + std::to_string(upright.width) + " " +
                         std::to_string(upright.height) + "\n");
}

bool give(std::string_view file) {
    return write_exactly("file " + std::to_string(file.size()) + "\n") && write_exactly(file);
}

}  // namespace pictures
