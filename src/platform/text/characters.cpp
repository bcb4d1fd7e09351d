// Characters: cleaning, length, slugs, folding, collation.
#include <unicode/brkiter.h>
#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/sortkey.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <stdexcept>

#include "platform/text/text.h"

namespace broadsheet::text {

namespace {

icu::UnicodeString unicode(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

void require(UErrorCode status, const char* what) {
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU: ") + what + ": " + u_errorName(status));
}

bool is_ascii(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    }
    return true;
}

icu::UnicodeString nfc(const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
    require(status, "NFC");
    icu::UnicodeString out = normalizer->normalize(text, status);
    require(status, "NFC");
    return out;
}

/// ICU's transliterators are not thread-safe: one a thread.
icu::UnicodeString transliterate(icu::UnicodeString text) {
    thread_local std::unique_ptr<icu::Transliterator> to_latin;
    if (!to_latin) {
        UErrorCode status = U_ZERO_ERROR;
        to_latin.reset(icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
        require(status, "transliterator");
    }
    to_latin->transliterate(text);
    return text;
}

bool is_space(UChar32 c) { return c == 0xA0 || c == 0x200B || u_isUWhiteSpace(c) != 0; }

}  // namespace

bool valid_utf8(std::string_view text) {
    std::int32_t i = 0;
    const auto size = static_cast<std::int32_t>(text.size());
    while (i < size) {
        UChar32 c = 0;
        U8_NEXT(text.data(), i, size, c);
        if (c <= 0) return false;
    }
    return true;
}

std::string clean(std::string_view text) {
    icu::UnicodeString source = unicode(text);
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
        const UChar32 c = source.char32At(i);
        if (c == '\r') {
            if (source.charAt(i + 1) != '\n') out.append(static_cast<UChar32>('\n'));
            continue;
        }
        const bool control = (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0xFFFE ||
                             c == 0xFFFF || c == 0xFEFF || U_IS_SURROGATE(c);
        if (!control) out.append(c);
    }
    return utf8(nfc(out));
}

std::string clean_line(std::string_view text) {
    const icu::UnicodeString source = unicode(clean(text));
    icu::UnicodeString out;
    bool gap = false;
    for (std::int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
        const UChar32 c = source.char32At(i);
        // A no-break space inside a line is the writer's typography (12 %, « »): only runs at the ends are trimmed.
        if (c == 0xA0 || c == 0x202F) {
            if (!out.isEmpty() && !gap) out.append(c);
            continue;
        }
        if (is_space(c)) {
            gap = !out.isEmpty();
            continue;
        }
        if (gap) out.append(static_cast<UChar32>(' '));
        gap = false;
        out.append(c);
    }
    while (!out.isEmpty() && is_space(out.charAt(out.length() - 1))) out.truncate(out.length() - 1);
    return utf8(out);
}

std::size_t length(std::string_view text) {
    if (is_ascii(text)) return text.size();
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> breaks(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    require(status, "characters");
    const icu::UnicodeString source = unicode(text);
    breaks->setText(source);
    std::size_t count = 0;
    while (breaks->next() != icu::BreakIterator::DONE) ++count;
    return count;
}

std::string shorten(std::string_view text, std::size_t max) {
    if (length(text) <= max) return std::string(text);
    const icu::UnicodeString source = unicode(text);
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> breaks(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    require(status, "characters");
    breaks->setText(source);
    std::int32_t end = 0;
    for (std::size_t i = 0; i + 1 < max; ++i) end = breaks->next();
    std::int32_t cut = end;
    while (cut > end / 2 && !is_space(source.charAt(cut))) --cut;
    if (cut <= end / 2) cut = end;
    icu::UnicodeString out(source, 0, cut);
    while (!out.isEmpty() && (is_space(out.charAt(out.length() - 1)) || out.charAt(out.length() - 1) == ','))
        out.truncate(out.length() - 1);
    out.append(static_cast<UChar32>(0x2026));
    return utf8(out);
}

std::string slug(std::string_view text, std::size_t max) {
    const std::string latin = is_ascii(text) ? std::string(text) : utf8(transliterate(unicode(text)));
    std::string out;
    bool gap = false;
    for (char c : latin) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (gap && !out.empty()) out += '-';
            gap = false;
            out += c;
        } else if (c != '\'' && static_cast<unsigned char>(c) < 0x80) {
            gap = true;  // an apostrophe joins: O'Farrell becomes ofarrell
        }
    }
    if (out.size() > max) {
        std::size_t cut = out.rfind('-', max);
        if (cut == std::string::npos || cut < max / 2) cut = max;
        out.resize(cut);
        while (!out.empty() && out.back() == '-') out.pop_back();
    }
    return out;
}

std::string fold(std::string_view text) {
    if (is_ascii(text)) {
        std::string out(text);
        for (char& c : out) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        }
        return out;
    }
    icu::UnicodeString source = nfc(unicode(text));
    source.foldCase();
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
    require(status, "NFD");
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
        const UChar32 c = source.char32At(i);
        if (c == 0xF1) {  // ñ is a letter, not an n with an accent
            out.append(c);
            continue;
        }
        icu::UnicodeString parts;
        if (!decompose->getDecomposition(c, parts)) {
            if (u_charType(c) != U_NON_SPACING_MARK) out.append(c);
            continue;
        }
        for (std::int32_t k = 0; k < parts.length(); k = parts.moveIndex32(k, 1)) {
            if (u_charType(parts.char32At(k)) != U_NON_SPACING_MARK) out.append(parts.char32At(k));
        }
    }
    return utf8(out);
}

std::string sort_key(std::string_view locale, std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const std::string name(locale);
    std::unique_ptr<icu::Collator> collator(icu::Collator::createInstance(icu::Locale(name.c_str()), status));
    require(status, "collator");
    icu::CollationKey key;
    collator->getCollationKey(unicode(text), key, status);
    require(status, "collation key");
    std::int32_t size = 0;
    const std::uint8_t* bytes = key.getByteArray(size);
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out;
    for (std::int32_t i = 0; i + 1 < size; ++i) {  // without the closing zero byte
        out += kHex[bytes[i] >> 4];
        out += kHex[bytes[i] & 15];
    }
    return out;
}

std::string upper(std::string_view locale, std::string_view text) {
    const std::string name(locale);
    return utf8(unicode(text).toUpper(icu::Locale(name.c_str())));
}

std::string capitalised(std::string_view locale, std::string_view text) {
    const icu::UnicodeString source = unicode(text);
    if (source.isEmpty()) return {};
    const std::int32_t first = source.moveIndex32(0, 1);
    const std::string name(locale);
    icu::UnicodeString out(source, 0, first);
    out.toUpper(icu::Locale(name.c_str()));
    out.append(source, first, source.length() - first);
    return utf8(out);
}

std::string language_name(std::string_view locale, std::string_view language) {
    icu::UnicodeString name;
    icu::Locale(std::string(language).c_str()).getDisplayLanguage(icu::Locale(std::string(locale).c_str()), name);
    std::string out;
    name.toUTF8String(out);
    return out;
}

std::string with_region(std::string_view locale) {
    UErrorCode status = U_ZERO_ERROR;
    icu::Locale likely(std::string(locale).c_str());
    likely.addLikelySubtags(status);
    if (U_FAILURE(status) || *likely.getCountry() == '\0') return std::string(locale);
    return std::string(likely.getLanguage()) + "_" + likely.getCountry();
}

}  // namespace broadsheet::text
