#include "platform/document/tidy.h"

#include <doctest/doctest.h>

#include <array>
#include <random>

using namespace broadsheet::document;

namespace {

// Letters, blanks, what ICU composes or takes out, a line break.
constexpr std::array<std::string_view, 14> kPieces = {"a",
                                                      "b",
                                                      " ",
                                                      "\n",
                                                      "\t",
                                                      "\x01",
                                                      "\xC3\xB1",
                                                      "e",
                                                      "\xCC\x81" /* accent */,
                                                      "\xC2\xA0",
                                                      "—",
                                                      "\xE2\x84\xA6",
                                                      "я",
                                                      "\xF0\x9F\x93\xB0"};

Text some_text(std::mt19937& random) {
    Text out;
    for (std::size_t spans = random() % 4; spans > 0; --spans) {
        Span span;
        span.strong = random() % 2 == 0;
        span.link_story = random() % 4 == 0 ? "a-story" : "";
        for (std::size_t pieces = random() % 8; pieces > 0; --pieces) span.text += kPieces[random() % kPieces.size()];
        out.push_back(span);
    }
    return out;
}

/// The same words with the same marks in more spans, of one byte character sequence each.
Text cut(const Text& text) {
    Text out;
    for (const Span& span : text) {
        for (std::size_t at = 0; at < span.text.size();) {
            std::size_t end = at + 1;
            while (end < span.text.size() && (static_cast<unsigned char>(span.text[end]) & 0xC0) == 0x80) ++end;
            out.push_back(marked_like(span, std::string_view(span.text).substr(at, end - at)));
            at = end;
        }
    }
    return out;
}

}  // namespace

TEST_CASE("tidy: however a text is cut into spans, it is the same text, and stays it") {
    std::mt19937 random{7};
    int left_alone = 0;
    for (int round = 0; round < 20'000; ++round) {
        const Text given = some_text(random);
        const Lines lines = round % 2 == 0 ? Lines::Keep : Lines::Join;
        Text once = given;
        tidy(once, lines);
        left_alone += once == given ? 1 : 0;
        Text in_pieces = cut(given);
        tidy(in_pieces, lines);
        REQUIRE(in_pieces == once);
        Text twice = once;
        tidy(twice, lines);
        REQUIRE(twice == once);
        // What is in order already must come out of being taken apart, too.
        Text again = cut(once);
        tidy(again, lines);
        REQUIRE(again == once);
    }
    CHECK(left_alone > 1'000);
}
