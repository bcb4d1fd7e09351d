// Another edition of the paper as data: what has to be said in its language, read from a file, checked as a whole, and
// taken in whole or not at all. Not the words of the frame themselves: those are a catalogue, of the theme or given.
#pragma once

#include <string>

#include "app/newsroom.h"
#include "platform/json/json.h"

namespace broadsheet {

/// What an edition has to say before it can appear, as JSON to be filled in: address words, the paper's own words, and
/// every section, person, organisation, topic and page. A text is an object by language: what the paper's main edition
/// says, and "" under `id`. `Invalid` when `id` is no language or is an edition already.
Result<json::Value> edition_to_fill_in(Newsroom& newsroom, const std::string& id);

/// Takes in what `edition_to_fill_in` asked for, with the words of the frame in `catalogue` (empty: the theme has
/// them), and makes the edition one of the paper's. It appears when the newsroom is built again. `Invalid` with
/// everything that is missing at once: fields like `catalogue.menu.open`, `paths.search`, `section.world.name`. Nothing
/// is written then. Nobody may write to the paper meanwhile: what was added would lack the language.
Result<Nothing> take_in_edition(Newsroom& newsroom, const std::string& id, const json::Value& filled_in,
                                const std::string& catalogue);

/// A line an edition: id, locale, and whether readers see it.
std::string editions_in_words(Newsroom& newsroom);

}  // namespace broadsheet
