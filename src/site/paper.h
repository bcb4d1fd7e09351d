// The paper's own words and settings: name, tagline, house byline … per edition, and what does not depend on language.
// Not frame words: those are the theme's catalogue.
#pragma once

#include <string>
#include <string_view>

#include "platform/db/db.h"
#include "platform/result/result.h"
#include "site/editions.h"

namespace broadsheet {

/// Names of settings that every edition must fill; an empty one is refused when saved (DK-11).
/// name, tagline, description, house_byline, copyright_holder.
const std::vector<std::string>& paper_words();

/// The words of one edition. Reads `words:EDITION`.
struct PaperWords {
    std::string name, tagline, description, house_byline, copyright_holder;
};
PaperWords paper_words_of(db::ReadTx& tx, const std::string& edition);

/// A setting without language (`contact_email`, `zone`, `default_edition`); empty when unset. Reads `words:`.
std::string setting(db::ReadTx& tx, std::string_view name);

/// Writes settings: name → edition ('' for none) → value. Changes `words:EDITION` of those that differ.
void put_setting(db::Tx& tx, std::string_view name, const std::string& edition, const std::string& value);

/// Makes an edition and its address words, at first start only.
void add_edition(db::Tx& tx, const std::string& id, const std::string& locale, const std::string& direction,
                 int position, const std::map<std::string, std::string>& paths);
/// True when no edition exists yet: an empty data folder.
bool is_empty_paper(db::ReadTx& tx);

}  // namespace broadsheet
