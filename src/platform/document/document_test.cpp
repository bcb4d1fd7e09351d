#include "platform/document/document.h"

#include <doctest/doctest.h>

#include <set>

namespace broadsheet::document {

namespace {

std::string blocks(const std::string& inside) { return R"({"v":1,"blocks":[)" + inside + "]}"; }
std::string block(const std::string& rest) { return blocks(R"({"id":"aaaaaaaa",)" + rest + "}"); }

std::string faults_of(const std::string& json) {
    const auto parsed = parse(json);
    if (parsed) return "none";
    std::string out;
    for (const auto& fault : parsed.error().fields) {
        CHECK(fault.message.starts_with("problem.document."));
        out += (out.empty() ? "" : " | ") + fault.field + " " + fault.message.substr(17);
        for (const auto& [name, value] : fault.args) out += " " + value;
    }
    return out;
}

}  // namespace

TEST_CASE("document: canonical JSON is stable for every kind of block") {
    const std::vector<std::string> kinds = {
        R"("type":"paragraph","text":[{"t":"Hello "},{"t":"x","m":["strong","em","code","sub"],"link":{"url":"https://e.example/"},"lang":"ru"}])",
        R"("from":"bbbbbbbb","type":"paragraph","text":[{"t":"a\nb","link":{"story":"s-1"}}])",
        R"("type":"heading","level":3,"text":[{"t":"Head"}])",
        R"("type":"quote","paragraphs":[[{"t":"a"}],[{"t":"b"}]],"cite":[{"t":"c"}])",
        R"("type":"pullquote","text":[{"t":"a"}])",
        R"("type":"list","ordered":true,"items":[{"text":[{"t":"a"}],"items":[{"text":[{"t":"b"}]}]}])",
        R"("type":"list","items":[{"text":[{"t":"a"}]}])",
        R"("type":"picture","pictures":[{"media":"m-1","caption":[{"t":"c"}],"credit":"d"}])",
        R"("type":"gallery","pictures":[{"media":"m-1"},{"media":"m-2"}],"caption":[{"t":"c"}])",
        R"("type":"table","header_row":true,"caption":[{"t":"c"}],"rows":[[[{"t":"a"}],[]],[[],[{"t":"b"}]]])",
        R"("type":"card","url":"https://e.example/","title":"t","description":"d")",
        R"("type":"divider")",
        R"("type":"note","paragraphs":[[{"t":"a"}]])",
    };
    for (const std::string& kind : kinds) {
        const std::string json = block(kind);
        CAPTURE(json);
        const auto parsed = parse(json);
        REQUIRE(parsed.has_value());
        CHECK(to_json(*parsed) == json);
    }
    CHECK(to_json({}) == blocks(""));
    CHECK(parse(blocks("")).value().empty());
}

TEST_CASE("document: one text for one document") {
    struct Case {
        std::string given, expected;
    };
    const std::vector<Case> cases = {
        {R"([{"t":"a"},{"t":"b"}])", R"([{"t":"ab"}])"},
        {R"([{"t":"a","m":["em","strong"]},{"t":""},{"t":"b","m":["strong","em"]}])",
         R"([{"t":"ab","m":["strong","em"]}])"},
        {R"([{"m":[],"t":"  a  ","lang":""}])", R"([{"t":"a"}])"},
        {R"([{"t":"\u00a0 a \u00a0"},{"t":" ","m":["em"]}])", R"([{"t":"a"}])"},
        {R"([{"t":"a\r\n\n \u00a0\n b\u0001\t"}])", R"([{"t":"a\nb"}])"},
        {R"([{"t":"e"},{"t":"\u0301"}])", "[{\"t\":\"\u00e9\"}]"},
        {R"([{"t":"«\u00a0a\u00a0»"}])", "[{\"t\":\"«\u00a0a\u00a0»\"}]"},
        {R"([{"t":"a","link":{"url":"HTTPS://E.example/ñ"}}])",
         R"([{"t":"a","link":{"url":"https://e.example/%C3%B1"}}])"},
    };
    for (const auto& [given, expected] : cases) {
        CAPTURE(given);
        const auto once = parse(block(R"("type":"paragraph","text":)" + given));
        REQUIRE(once.has_value());
        CHECK(to_json(*once) == block(R"("type":"paragraph","text":)" + expected));
        CHECK(parse(to_json(*once)).value() == *once);
    }
    // What holds nothing is not kept; a gallery of one is a picture.
    CHECK(parse(block(R"("type":"paragraph","text":[{"t":" \u00a0"}])")).value().empty());
    CHECK(parse(block(R"("type":"list","items":[{"text":[]},{"text":[{"t":" "}],"items":[]}])")).value().empty());
    CHECK(parse(block(R"("type":"quote","paragraphs":[[]],"cite":[{"t":"c"}])")).value().empty());
    CHECK(parse(block(R"("type":"table","rows":[[[],[]]])")).value().empty());
    CHECK(to_json(parse(block(R"("type":"gallery","pictures":[{"media":"m"}],"caption":[{"t":"c"}])")).value()) ==
          block(R"("type":"picture","pictures":[{"media":"m","caption":[{"t":"c"}]}])"));
    CHECK(to_json(parse(block(R"("type":"table","header_row":true,"rows":[[[]],[[{"t":"a"}]]])")).value()) ==
          block(R"("type":"table","rows":[[[{"t":"a"}]]])"));
}

TEST_CASE("document: what is refused, each fault with its block") {
    struct Case {
        std::string json, expected;
    };
    constexpr std::size_t kManyLetters = 57;
    const std::string p = R"("type":"paragraph","text":[)";
    std::string deep = R"({"text":[{"t":"x"}]})";
    for (int depth = 1; depth < 9; ++depth) deep = R"({"text":[{"t":"x"}],"items":[)" + deep + "]}";
    const std::vector<Case> cases = {
        {"", "body malformed"},
        {"{", "body malformed"},
        {"[]", "body malformed"},
        {"\xff", "body malformed"},
        {R"({"blocks":[]})", "body version"},
        {R"({"v":2,"blocks":[]})", "body version"},
        {R"({"v":1})", "body malformed blocks"},
        {R"({"v":1,"blocks":{}})", "body malformed blocks"},
        {R"({"v":1,"blocks":[],"x":1})", "body unknown_member x"},
        {blocks("1"), "body.blocks.0 malformed blocks"},
        {blocks(R"({"type":"divider"})"), "body.blocks.0 unusable id"},
        {blocks(R"({"id":"short","type":"divider"})"), "body.blocks.0 bad_id short"},
        {blocks(R"({"id":"AAAAAAAA","type":"divider"})"), "body.blocks.0 bad_id AAAAAAAA"},
        {blocks(R"({"id":"aaaaaaaa","type":"divider"},{"id":"aaaaaaaa","type":"divider"})"),
         "body.blocks.1 duplicate_id aaaaaaaa"},
        {block(R"("from":"x","type":"divider")"), "body.blocks.0 bad_id x"},
        {block(R"("type":"script")"), "body.blocks.0 unknown_type script"},
        {block(R"("type":"divider","text":[])"), "body.blocks.0 unknown_member text"},
        {block(R"("type":"paragraph")"), "body.blocks.0 malformed text"},
        {block(R"("type":"paragraph","text":"x")"), "body.blocks.0 malformed text"},
        {block(p + R"("x"])"), "body.blocks.0 malformed text"},
        {block(p + R"({"t":1}])"), "body.blocks.0 malformed t"},
        {block(p + R"({"t":"x","html":"<b>"}])"), "body.blocks.0 unknown_member html"},
        {block(p + R"({"t":"x","m":["bold"]}])"), "body.blocks.0 unknown_mark bold"},
        {block(p + R"({"t":"x","m":["sub","sup"]}])"), "body.blocks.0 unknown_mark sub sup"},
        {block(p + R"({"t":"x","lang":"a\" onload"}])"), "body.blocks.0 bad_language a\" onload"},
        {block(p + R"({"t":"x","link":{"url":"javascript:alert"}}])"), "body.blocks.0 bad_link javascript:alert"},
        {block(p + R"({"t":"x","link":{"url":" javascript:x"}}])"), "body.blocks.0 bad_link  javascript:x"},
        {block(p + R"({"t":"x","link":{"url":"/a"}}])"), "body.blocks.0 bad_link /a"},
        {block(p + R"({"t":"x","link":{}}])"), "body.blocks.0 unusable link"},
        {block(p + R"({"t":"x","link":"x"}])"), "body.blocks.0 unusable link"},
        {block(p + R"({"t":"x","link":{"url":""}}])"), "body.blocks.0 unusable url"},
        {block(p + R"({"t":"x","m":[""]}])"), "body.blocks.0 unusable m"},
        {block(p + R"({"t":"x","m":[{}]}])"), "body.blocks.0 unusable m"},
        {block(p + R"({"t":"x","":1}])"), "body.blocks.0 unusable \"\""},
        {blocks(R"({"id":"aaaaaaaa","text":[]})"), "body.blocks.0 unusable type"},
        {block(R"("type":"picture","pictures":[{}])"), "body.blocks.0 unusable media"},
        {block(R"("type":"card","title":"t")"), "body.blocks.0 unusable url"},
        // Cut between two letters, never within one.
        {block(R"("type":"x)" + std::string(kManyLetters, 'n') + "\xC3\xB1\xC3\xB1\xC3\xB1\""),
         "body.blocks.0 unknown_type x" + std::string(kManyLetters, 'n') + "\xC3\xB1…"},
        {block(p + R"({"t":"x","link":{"story":"../x"}}])"), "body.blocks.0 bad_link ../x"},
        {block(p + R"({"t":"x","link":{"story":"s","url":"https://e.example"}}])"), "body.blocks.0 bad_link s"},
        {block(R"("type":"heading","level":1,"text":[])"), "body.blocks.0 bad_level"},
        {block(R"("type":"heading","text":[])"), "body.blocks.0 bad_level"},
        {block(R"("type":"list","items":[)" + deep + "]"), "body.blocks.0 too_deep"},
        {block(R"("type":"picture","pictures":[])"), "body.blocks.0 malformed pictures"},
        {block(R"("type":"picture","pictures":[{"media":"a"},{"media":"b"}])"), "body.blocks.0 malformed pictures"},
        {block(R"("type":"picture","pictures":[{"media":"a/b"}])"), "body.blocks.0 bad_media a/b"},
        {block(R"("type":"table","rows":[[[]],[[],[]]])"), "body.blocks.0 bad_table"},
        {block(R"("type":"table","rows":[[]])"), "body.blocks.0 bad_table"},
        {block(R"("type":"card","url":"data:x","title":"t")"), "body.blocks.0 bad_link data:x"},
        {block(R"("type":"card","url":"https://e.example","title":"")"), "body.blocks.0 malformed title"},
        {block(R"("type":"card","url":"https://e.example","title":" \u00a0\n")"), "body.blocks.0 malformed title"},
        {blocks(R"({"id":"x","type":"divider"},{"id":"aaaaaaaa","type":"x"})"),
         "body.blocks.0 bad_id x | body.blocks.1 unknown_type x"},
        {std::string(kMaxBytes + 1, ' '), "body too_large"},
    };
    for (const auto& [json, expected] : cases) {
        CAPTURE(json.substr(0, 200));
        CHECK(faults_of(json) == expected);
    }
    std::string many;
    for (std::size_t n = 0; n <= kMaxBlocks; ++n) many += std::string(n == 0 ? "" : ",") + "1";
    CHECK(faults_of(blocks(many)) == "body too_many_blocks");
    // Faults are many at most, not one each for a thousand blocks.
    std::string bad;
    for (int n = 0; n < 1'000; ++n) bad += std::string(n == 0 ? "" : ",") + "1";
    CHECK(parse(blocks(bad)).error().fields.size() <= 60);
}

TEST_CASE("document: block ids") {
    std::set<std::string> ids;
    for (int n = 0; n < 1'000; ++n) {
        const std::string id = new_block_id();
        CHECK(id.size() == 8);
        CHECK(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos);
        ids.insert(id);
    }
    CHECK(ids.size() == 1'000);
}

TEST_CASE("document: media and stories it points at") {
    const auto document =
        parse(
            blocks(
                R"({"id":"aaaaaaaa","type":"paragraph","text":[{"t":"a","link":{"story":"s2"}},{"t":"b","link":{"story":"s1"}}]},
           {"id":"bbbbbbbb","type":"gallery","pictures":[{"media":"m2","caption":[{"t":"c","link":{"story":"s3"}}]},{"media":"m1"},{"media":"m2"}]},
           {"id":"cccccccc","type":"list","items":[{"text":[{"t":"a"}],"items":[{"text":[{"t":"a","link":{"story":"s4"}}]}]}]},
           {"id":"dddddddd","type":"table","rows":[[[{"t":"a","link":{"story":"s1"}}]]]})"))
            .value();
    CHECK(media_of(document) == std::vector<std::string>{"m2", "m1"});
    CHECK(stories_of(document) == std::vector<std::string>{"s2", "s1", "s3", "s4"});
}

TEST_CASE("document: pairing of translations") {
    const auto made = [](const std::string& kinds, char first) {
        Document document;
        for (std::size_t at = 0; at < kinds.size(); ++at) {
            Block one;
            one.id = std::string(7, first) + static_cast<char>('a' + at);
            one.type = kinds[at] == 'p'   ? BlockType::Paragraph
                       : kinds[at] == 'h' ? BlockType::Heading
                                          : BlockType::Picture;
            document.blocks.push_back(one);
        }
        return document;
    };
    struct Case {
        std::string source, translation, expected;
    };
    const std::vector<Case> cases = {
        {"", "p", "-"},
        {"pp", "pp", "ab"},
        {"php", "php", "abc"},
        {"phpip", "phpp", "abce"},   // the translation left the picture out
        {"phpp", "phpip", "abc-d"},  // or has one more
        {"pp", "ppp", "ab-"},
        {"hp", "ph", "-a"},
        {"iiiiiiiiiiiip", "p", "-"},  // too far away to be the same
    };
    for (const auto& [source, translation, expected] : cases) {
        Document to = made(translation, 't');
        pair_blocks(made(source, 's'), to);
        std::string got;
        for (const Block& block : to.blocks) got += block.from.empty() ? '-' : block.from.back();
        CAPTURE(source);
        CAPTURE(translation);
        CHECK(got == expected);
    }
    // What somebody has paired stays, and is not given twice.
    Document to = made("pp", 't');
    to.blocks[1].from = "sssssssa";
    pair_blocks(made("ppp", 's'), to);
    CHECK(to.blocks[1].from == "sssssssa");
    CHECK(to.blocks[0].from == "sssssssb");
}

}  // namespace broadsheet::document
