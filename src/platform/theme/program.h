// A page compiled: parts inlined, names resolved, words and assets put in, as one flat list of steps that runs without
// look-ups in shapes or catalogues. Private to this folder.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "platform/theme/template.h"
#include "platform/theme/theme.h"

namespace broadsheet::theme {

struct Step {
    enum class Kind : std::uint8_t {
        Literal,    // text
        Word,       // text is a key of the catalogue; replaced by a Literal when a catalogue is chosen
        Print,      // a value, escaped
        PrintHtml,  // a value, as it is
        If,         // runs up to `other` when the value is truthy
        Unless,     // runs up to `other` when it is not
        With,       // as If, and the object becomes the innermost frame
        Each,       // once an item, which is the innermost frame
        End,        // of With or Each; `other` is where it began
    };
    Kind kind;
    std::uint16_t frame = 0;        // whose value: 0 is the page's, counted inwards
    std::uint32_t other = 0;        // see Kind
    std::string text;               // see Kind
    std::vector<std::string> path;  // names from the frame inwards
};
using Program = std::vector<Step>;

/// What a page may lean on.
struct Surroundings {
    const std::map<std::string, Template>& parts;
    const std::map<std::string, std::string>& assets;
    const std::vector<std::shared_ptr<const text::Catalogue>>& catalogues;
};

/// Checks a page against its shape and lays it out, words still by key. Parts nest at most 16 deep; a page has at most
/// 2,000 parts and 100,000 steps.
Program compile(const Template& page, const Shape& shape, const Surroundings& around, Faults& faults);

/// The same program in the words of one catalogue, neighbouring literals joined.
Program in_words_of(const Program& program, const text::Catalogue& words);

/// Appends the page to `out`. The value must fit the shape the program was compiled for.
void run(const Program& program, const Value& value, std::string& out);

}  // namespace broadsheet::theme
