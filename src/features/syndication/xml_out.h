// Writes XML 1.0: elements, attributes, text, CDATA, escaped and free of what XML cannot hold. It does not read
// (platform/xml does) and knows no vocabulary: namespaces are attributes like any other.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet {

/// Text without the characters XML 1.0 forbids (§2.2): controls but TAB, LF and CR, surrogates, U+FFFE and U+FFFF;
/// malformed UTF-8 becomes U+FFFD. One bad byte kills a whole feed.
std::string xml_characters(std::string_view text);

class XmlOut {
public:
    using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;
    /// Begins with the declaration.
    XmlOut();
    /// Names are the program's own and go out as they are.
    XmlOut& open(std::string_view name, const Attributes& attributes = {});
    XmlOut& close();
    XmlOut& empty(std::string_view name, const Attributes& attributes = {});
    /// An element with nothing but text.
    XmlOut& leaf(std::string_view name, std::string_view text, const Attributes& attributes = {});
    /// The same as CDATA; a `]]>` inside is split, never lost.
    XmlOut& cdata(std::string_view name, std::string_view text);
    /// The document. Throws std::logic_error while an element is open.
    [[nodiscard]] std::string take();

private:
    void start(std::string_view name, const Attributes& attributes);
    std::string out_;
    std::vector<std::string> open_;
};

}  // namespace broadsheet
