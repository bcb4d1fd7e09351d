#include "features/stories/compare.h"

#include <doctest/doctest.h>

namespace broadsheet {

namespace {

document::Block paragraph(const std::string& id, const std::string& words) {
    document::Block out;
    out.id = id;
    document::Span span;
    span.text = words;
    out.text = {span};
    return out;
}

std::string drawn(const std::vector<Stretch>& stretches) {
    std::string out;
    for (const auto& one : stretches) {
        if (one.in == Stretch::In::Both) out += one.text;
        if (one.in == Stretch::In::Older) out += "[-" + one.text + "-]";
        if (one.in == Stretch::In::Newer) out += "{+" + one.text + "+}";
    }
    return out;
}

document::Document made_of(const std::string& letters) {
    document::Document out;
    for (const char c : letters) out.blocks.push_back(paragraph(std::string(8, c), std::string("words of ") + c));
    return out;
}

}  // namespace

TEST_CASE("words that differ are shown, the rest stands once") {
    struct Case {
        const char *older, *newer, *drawn;
    };
    for (const auto& one : {Case{"", "", ""}, Case{"same words", "same words", "same words"},
                            Case{"", "new", "{+new+}"}, Case{"old", "", "[-old-]"},
                            Case{"The vote was 12 to 9.", "The vote was 13 to 9.", "The vote was [-12 -]{+13 +}to 9."},
                            Case{"a b c d", "a c d e", "a [-b -]c d {+e+}"},
                            Case{"el año pasado", "el año que pasó", "el año [-pasado-]{+que pasó+}"}}) {
        CAPTURE(one.older);
        CHECK(drawn(compare_words(one.older, one.newer)) == one.drawn);
    }
}

TEST_CASE("a very long difference is one stretch out and one in") {
    std::string older, newer;
    for (int i = 0; i < 3000; ++i) {
        older += "alt" + std::to_string(i) + " ";
        newer += "neu" + std::to_string(i) + " ";
    }
    const auto stretches = compare_words(older, newer);
    REQUIRE(stretches.size() == 2);
    CHECK(stretches[0].text == older);
    CHECK(stretches[1].text == newer);
}

TEST_CASE("blocks are matched by id, in order") {
    auto kinds = [](const std::string& older, const std::string& newer) {
        const auto a = made_of(older);
        const auto b = made_of(newer);
        std::string out;
        for (const auto& row : compare(a, b)) {
            const char sign = row.kind == ComparedBlock::Kind::Same      ? '='
                              : row.kind == ComparedBlock::Kind::Changed ? '~'
                              : row.kind == ComparedBlock::Kind::Added   ? '+'
                                                                         : '-';
            out += sign;
            out += (row.newer != nullptr ? row.newer : row.older)->id[0];
        }
        return out;
    };
    CHECK(kinds("abc", "abc") == "=a=b=c");
    CHECK(kinds("abc", "axbc") == "=a+x=b=c");
    CHECK(kinds("abc", "ac") == "=a-b=c");
    CHECK(kinds("", "ab") == "+a+b");
    CHECK(kinds("abc", "bca") == "-a=b=c+a");  // a moved to the end
}

TEST_CASE("two texts become one by choice and no id stands twice") {
    VersionText theirs;
    theirs.headline = "Theirs";
    theirs.kicker = "K";
    theirs.body = made_of("abc");
    VersionText mine = theirs;
    mine.headline = "Mine";
    mine.body = made_of("bca");
    mine.body.blocks[0].text[0].text = "my words of b";

    Choices none;
    CHECK(merged(theirs, mine, none).body == mine.body);
    CHECK(merged(theirs, mine, none).headline == "Mine");

    Choices all;
    all.theirs_of_field["headline"] = true;
    all.theirs_of_row[0] = true;  // a where it was: and, moved, still at the end
    all.theirs_of_row[1] = true;  // their words of b
    const auto both = merged(theirs, mine, all);
    CHECK(both.headline == "Theirs");
    REQUIRE(both.body.blocks.size() == 4);
    CHECK(both.body.blocks[0].id == "aaaaaaaa");
    CHECK(document::to_text(both.body.blocks[1]) == "words of b");
    CHECK(both.body.blocks[3].id != "aaaaaaaa");
}

TEST_CASE("what only one of two changed is offered as chosen") {
    VersionText base;
    base.headline = "H";
    base.body = made_of("abcd");
    VersionText theirs = base;
    theirs.kicker = "Theirs";
    theirs.body = made_of("abxd");  // c taken out, x put in
    theirs.body.blocks[0].text[0].text = "their words of a";
    VersionText mine = base;
    mine.headline = "Mine";
    mine.body = made_of("abcyd");  // y put in
    mine.body.blocks[1].text[0].text = "my words of b";
    const auto both = merged(theirs, mine, suggested(theirs, mine, base));
    CHECK(both.kicker == "Theirs");
    CHECK(both.headline == "Mine");
    std::string words;
    for (const auto& block : both.body.blocks) words += document::to_text(block) + "/";
    CHECK(words.find("their words of a/my words of b/") == 0);
    CHECK(words.find("words of x/") != std::string::npos);
    CHECK(words.find("words of y/") != std::string::npos);
    CHECK(words.find("words of c/") == std::string::npos);
}

TEST_CASE("which source paragraph a paragraph translates is no change of its text") {
    auto a = made_of("a");
    auto b = made_of("a");
    b.blocks[0].from = "zzzzzzzz";
    CHECK(compare(a, b)[0].kind == ComparedBlock::Kind::Same);
}

}  // namespace broadsheet
