#include "features/syndication/xml_out.h"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace broadsheet;

TEST_CASE("xml out: characters that XML cannot hold are gone") {
    struct Case {
        std::string in, out;
    };
    const std::string kLost = "\xEF\xBF\xBD";
    const Case cases[] = {
        {"", ""},
        {"ñandú €\n\t𝄞", "ñandú €\n\t𝄞"},
        {std::string("a\0b", 3), "ab"},
        {"a\x01\x08\x0B\x0C\x1F"
         "b",
         "ab"},
        {"a\x7F"
         "b",
         "a\x7F"
         "b"},  // discouraged, not forbidden
        {"a\xEF\xBF\xBE"
         "b\xEF\xBF\xBF",
         "ab"},  // U+FFFE, U+FFFF
        {"a\xED\xA0\x80"
         "b",
         "a" + kLost + kLost + kLost + "b"},  // a surrogate by itself
        {"a\xC0\x80"
         "b",
         "a" + kLost + kLost + "b"},                                 // overlong NUL
        {"a\xE0\x80\xAF", "a" + kLost + kLost + kLost},              // overlong slash
        {"a\xF4\x90\x80\x80", "a" + kLost + kLost + kLost + kLost},  // above U+10FFFF
        {"a\xC3", "a" + kLost},                                      // cut off
        {"a\xE2\x82", "a" + kLost + kLost},
        {"\xFF\xFE", kLost + kLost},
    };
    for (const auto& given : cases) {
        CAPTURE(given.in);
        CHECK(xml_characters(given.in) == given.out);
    }
}

TEST_CASE("xml out: elements, attributes, text") {
    XmlOut out;
    out.open("a", {{"x", "1 < 2 & \"q\" 'p'\n\ttail\x02"}}).leaf("b", "<i> & ]]> \"q\"\r").empty("c").close();
    CHECK(out.take() ==
          "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
          "<a x=\"1 &lt; 2 &amp; &quot;q&quot; 'p'&#10;&#9;tail\">\n"
          "<b>&lt;i&gt; &amp; ]]&gt; \"q\"&#13;</b>\n<c/>\n</a>\n");
}

TEST_CASE("xml out: the end of a CDATA section inside one is split, not lost") {
    struct Case {
        std::string in, out;
    };
    const Case cases[] = {
        {"", "<![CDATA[]]>"},
        {"<p>a</p>", "<![CDATA[<p>a</p>]]>"},
        {"a]]>b", "<![CDATA[a]]]]><![CDATA[>b]]>"},
        {"]]>", "<![CDATA[]]]]><![CDATA[>]]>"},
        {"]]>]]>", "<![CDATA[]]]]><![CDATA[>]]]]><![CDATA[>]]>"},
        {"a]]", "<![CDATA[a]]]]>"},
        {"]]\x01>", "<![CDATA[]]]]><![CDATA[>]]>"},  // becomes one only once the control is gone
    };
    for (const auto& given : cases) {
        CAPTURE(given.in);
        XmlOut out;
        out.cdata("x", given.in);
        CHECK(out.take() == "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<x>" + given.out + "</x>\n");
    }
}

TEST_CASE("xml out: an element left open is a programmer's mistake") {
    XmlOut out;
    out.open("a");
    CHECK_THROWS_AS((void)out.take(), std::logic_error);
    out.close();
    CHECK_THROWS_AS(out.close(), std::logic_error);
}
