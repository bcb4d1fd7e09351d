#include "features/syndication/xml_out.h"

#include <algorithm>
#include <stdexcept>

namespace broadsheet {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Bytes of the well-formed UTF-8 character at `at`, 0 when there is none (Unicode table 3-7: no overlong forms, no
/// surrogates).
std::size_t character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    const auto follows = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xBF; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF;
        return byte(1) >= low && byte(1) <= high && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return byte(1) >= low && byte(1) <= high && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

void append_escaped(std::string& out, std::string_view text, bool in_attribute) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t from = at;
        at = std::min(text.find_first_of("&<>\"\t\n\r", at), text.size());
        out.append(text, from, at - from);
        if (at == text.size()) return;
        switch (text[at]) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += in_attribute ? "&quot;" : "\""; break;
            // A parser makes a space of these inside an attribute, and an LF of a CR anywhere.
            case '\t': out += in_attribute ? "&#9;" : "\t"; break;
            case '\n': out += in_attribute ? "&#10;" : "\n"; break;
            default: out += "&#13;";
        }
    }
}

}  // namespace

std::string xml_characters(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        // Nearly all of a text is printable ASCII, which goes over as it is, a run at a time.
        const std::size_t from = at;
        while (at < text.size() && text[at] >= 0x20 && text[at] < 0x7F) ++at;
        if (at > from) {
            out.append(text, from, at - from);
            continue;
        }
        const std::size_t length = character_at(text, at);
        if (length == 0) {
            out += kReplacement;
            ++at;
            continue;
        }
        const std::string_view character = text.substr(at, length);
        const auto first = static_cast<unsigned char>(character[0]);
        const bool control = first < 0x20 && first != '\t' && first != '\n' && first != '\r';
        const bool none = character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
        if (!control && !none) out += character;
        at += length;
    }
    return out;
}

XmlOut::XmlOut() : out_("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n") {}

void XmlOut::start(std::string_view name, const Attributes& attributes) {
    out_.append("<").append(name);
    for (const auto& [attribute, value] : attributes) {
        out_.append(" ").append(attribute).append("=\"");
        append_escaped(out_, xml_characters(value), true);
        out_ += '"';
    }
}

XmlOut& XmlOut::open(std::string_view name, const Attributes& attributes) {
    start(name, attributes);
    out_ += ">\n";
    open_.emplace_back(name);
    return *this;
}

XmlOut& XmlOut::close() {
    if (open_.empty()) throw std::logic_error("XmlOut: no element is open");
    out_.append("</").append(open_.back()).append(">\n");
    open_.pop_back();
    return *this;
}

XmlOut& XmlOut::empty(std::string_view name, const Attributes& attributes) {
    start(name, attributes);
    out_ += "/>\n";
    return *this;
}

XmlOut& XmlOut::leaf(std::string_view name, std::string_view text, const Attributes& attributes) {
    start(name, attributes);
    out_ += '>';
    append_escaped(out_, xml_characters(text), false);
    out_.append("</").append(name).append(">\n");
    return *this;
}

XmlOut& XmlOut::cdata(std::string_view name, std::string_view text) {
    start(name, {});
    out_ += "><![CDATA[";
    const std::string clean = xml_characters(text);
    std::size_t from = 0;
    for (std::size_t at = clean.find("]]>"); at != std::string::npos; at = clean.find("]]>", from)) {
        out_.append(clean, from, at + 2 - from).append("]]><![CDATA[");
        from = at + 2;
    }
    out_.append(clean, from).append("]]></").append(name).append(">\n");
    return *this;
}

std::string XmlOut::take() {
    if (!open_.empty()) throw std::logic_error("XmlOut: " + open_.back() + " is still open");
    return std::move(out_);
}

}  // namespace broadsheet
