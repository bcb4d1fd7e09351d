#include <doctest/doctest.h>

#include "platform/document/document.h"

namespace broadsheet::document {

namespace {

Document sample() {
    return parse(R"({"v":1,"blocks":[
        {"id":"aaaaaaaa","from":"zzzzzzzz","type":"paragraph","text":[{"t":"One "},{"t":"bold","m":["strong"]}]},
        {"id":"bbbbbbbb","type":"heading","level":2,"text":[{"t":"Head"}]},
        {"id":"cccccccc","type":"paragraph","text":[{"t":"Two\nlines"}]},
        {"id":"dddddddd","type":"picture","pictures":[{"media":"m","caption":[{"t":"A map"}],"credit":"NE"}]},
        {"id":"eeeeeeee","type":"list","ordered":true,"items":[{"text":[{"t":"a"}],"items":[{"text":[{"t":"b"}]}]},{"text":[{"t":"c"}]}]},
        {"id":"ffffffff","type":"quote","paragraphs":[[{"t":"q"}]],"cite":[{"t":"w"}]},
        {"id":"gggggggg","type":"table","caption":[{"t":"t"}],"rows":[[[{"t":"1"}],[{"t":"2"}]]]},
        {"id":"hhhhhhhh","type":"card","url":"https://e.example/","title":"T","description":"D"},
        {"id":"iiiiiiii","type":"divider"},
        {"id":"jjjjjjjj","type":"paragraph","text":[{"t":"## not a head\n[[x]]"}]}]})")
        .value();
}

constexpr const char* kForm =
    "One bold\n\n## Head\n\nTwo\nlines\n\n[[dddddddd picture]]\n\n[[eeeeeeee list]]\n\n[[ffffffff quote]]\n\n"
    "[[gggggggg table]]\n\n[[hhhhhhhh card]]\n\n[[iiiiiiii divider]]\n\n\\## not a head\n\\[[x]]";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

std::string ids(const Document& document) {
    std::string out;
    for (const Block& block : document.blocks) out += block.id[0];
    return out;
}

}  // namespace

TEST_CASE("plain: text of a document and of its blocks") {
    CHECK(to_text(sample()) ==
          "One bold\n\nHead\n\nTwo\nlines\n\nA map\nNE\n\n1. a\n  1. b\n2. c\n\nq\n— w\n\nt\n1 | "
          "2\n\nT\nD\nhttps://e.example/\n\n"
          "* * *\n\n## not a head\n[[x]]");
    CHECK(to_text(sample().blocks[4]) == "a\nb\nc");
    CHECK(to_text(sample().blocks[5]) == "q\nw");
    CHECK(to_text(sample().blocks[7]) == "T\nD");
    CHECK(to_text(sample().blocks[8]).empty());
    CHECK(to_text(Document{}).empty());
}

TEST_CASE("plain: words are counted") {
    struct Case {
        std::string text;
        std::size_t count;
    };
    const std::vector<Case> cases = {{"", 0},
                                     {"one", 1},
                                     {"one two", 2},
                                     {"one – two", 2},
                                     {"«\u00a0uno\u00a0» —dos—", 2},
                                     {"l’État 3,5 %", 2},
                                     {"año\nñu", 2},
                                     {"… — ·", 0},
                                     {"мир 和平", 2}};
    for (const auto& [text, count] : cases) {
        CAPTURE(text);
        CHECK(word_count(from_plain(text, {})) == count);
    }
    CHECK(word_count(sample()) == 22);
}

TEST_CASE("plain: the form without script changes nothing by itself") {
    CHECK(to_plain(sample()) == kForm);
    CHECK(from_plain(kForm, sample()) == sample());
    // As browsers send it.
    std::string sent;
    for (char c : std::string(kForm)) sent += c == '\n' ? "\r\n" : std::string(1, c);
    CHECK(from_plain("\r\n\r\n" + sent + "  \r\n\r\n", sample()) == sample());
    // A letter and its accent under different marks, which the form brings together.
    const auto apart = parse(
        R"({"v":1,"blocks":[{"id":"aaaaaaaa","type":"paragraph","text":[{"t":"e"},{"t":"\u0301","m":["em"]}]}]})");
    REQUIRE(apart.has_value());
    CHECK(from_plain(to_plain(*apart), *apart) == *apart);
}

TEST_CASE("plain: what an edit keeps") {
    const Document before = sample();
    // Changed words: the same paragraph, in plain text.
    Document after = from_plain(replaced(kForm, "One bold", "One new word"), before);
    CHECK(ids(after) == "abcdefghij");
    CHECK(to_text(after.blocks[0].text) == "One new word");
    CHECK(after.blocks[0].from == "zzzzzzzz");
    CHECK(after.blocks[0].text.size() == 1);
    CHECK(after.blocks[3] == before.blocks[3]);

    // A new paragraph between: the others keep their ids and marks.
    after = from_plain(replaced(kForm, "## Head", "Something new\n\n## Head"), before);
    CHECK(after.blocks.size() == 11);
    CHECK(after.blocks[0] == before.blocks[0]);
    CHECK(after.blocks[1].id.size() == 8);
    for (const Block& old : before.blocks) CHECK(old.id != after.blocks[1].id);
    CHECK(after.blocks[2] == before.blocks[1]);

    // A split keeps the id on the first half.
    after = from_plain(replaced(kForm, "Two\nlines", "Two\n\nlines"), before);
    CHECK(after.blocks.size() == 11);
    CHECK(after.blocks[2].id == "cccccccc");
    CHECK(to_text(after.blocks[2].text) == "Two");
    CHECK(after.blocks[3].id != "cccccccc");

    // Moved, deleted, named twice.
    std::string moved = replaced(kForm, "[[dddddddd picture]]\n\n", "");
    CHECK(ids(from_plain(moved, before)) == "abcefghij");
    CHECK(ids(from_plain("[[dddddddd picture]]\n" + moved, before)) == "dabcefghij");
    CHECK(ids(from_plain("[[dddddddd picture]]\n\n" + std::string(kForm), before)) == "dabcefghij");
    CHECK(from_plain("[[dddddddd]]", before).blocks[0] == before.blocks[3]);
    CHECK(from_plain("", before).empty());

    // Words that only look like a block's line stay words.
    after = from_plain("[[zzzzzzzz picture]]", before);
    REQUIRE(after.blocks.size() == 1);
    CHECK(to_text(after) == "[[zzzzzzzz picture]]");

    // Headings.
    after = from_plain("## A\nb\n### C", {});
    REQUIRE(after.blocks.size() == 3);
    CHECK(after.blocks[0].type == BlockType::Heading);
    CHECK(after.blocks[1].type == BlockType::Paragraph);
    CHECK(after.blocks[2].level == 3);
    after = from_plain(replaced(kForm, "## Head", "### Other"), before);
    CHECK(after.blocks[1].id == "bbbbbbbb");
    CHECK(after.blocks[1].level == 3);

    // Two paragraphs of the same words keep both ids.
    const auto twins = parse(R"({"v":1,"blocks":[{"id":"aaaaaaaa","type":"paragraph","text":[{"t":"x"}]},
                                                 {"id":"bbbbbbbb","type":"paragraph","text":[{"t":"x"}]}]})")
                           .value();
    CHECK(ids(from_plain("x\n\nx", twins)) == "ab");
    CHECK(ids(from_plain("y\n\nx\n\nx", twins)).substr(1) == "ab");
}

TEST_CASE("plain: no blanks, no controls, no markup") {
    const Document made = from_plain("  a\u0001 \n\u00a0\n\n<b>c</b>\t\n", {});
    REQUIRE(made.blocks.size() == 2);
    CHECK(to_text(made) == "a\n\n<b>c</b>");
    CHECK(parse(to_json(made)).value() == made);
    std::string many;
    for (int n = 0; n < 20'000; ++n) many += "line " + std::to_string(n % 100) + "\n\n";
    CHECK(from_plain(many, from_plain(many, {})).blocks.size() == 20'000);
}

}  // namespace broadsheet::document
