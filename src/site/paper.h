// The paper's own words and settings: name, tagline, house byline … per edition, and what does not depend on language.
// Not frame words: those are the theme's catalogue.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/db.h"
#include "platform/result/result.h"
#include "site/editions.h"

namespace broadsheet {

/// Names of settings that every edition must fill; an empty one is refused when saved (DK-11).
/// name, tagline, description, house_byline, copyright_holder.
const std::vector<std::string>& paper_words();

/// The page a logo stands on.
enum class LogoVariant { Light, Dark };
std::string_view name_of(LogoVariant variant);  // light, dark

/// The picture in place of the set name. Its words are the paper's name in the edition of the page.
struct Logo {
    std::string folder;  // below media/
    std::string src;     // site path, WebP
    int width = 0, height = 0;
    std::string share_src;  // site path, JPEG: for programs that do not read WebP
    int share_width = 0, share_height = 0;
    bool operator==(const Logo&) const = default;
};

/// The words of one edition, and the logo of all. Reads `words:EDITION` and `logo:`. One statement: every page asks.
struct PaperWords {
    std::string name, tagline, description, house_byline, copyright_holder;
    std::optional<Logo> logo, dark_logo;
};
PaperWords paper_words_of(db::ReadTx& tx, const std::string& edition);

/// A setting without language (`contact_email`, `zone`, `default_edition`); empty when unset. Reads `words:`.
std::string setting(db::ReadTx& tx, std::string_view name);

/// Writes settings: name → edition ('' for none) → value. Changes `words:EDITION` of those that differ.
void put_setting(db::Tx& tx, std::string_view name, const std::string& edition, const std::string& value);

/// One logo. Reads `logo:`.
std::optional<Logo> logo_of(db::ReadTx& tx, LogoVariant variant);
/// Replaces it, or takes it away. Changes `logo:`.
void put_logo(db::Tx& tx, LogoVariant variant, const Logo& logo);
void remove_logo_row(db::Tx& tx, LogoVariant variant);

/// Makes an edition that readers see, after those that are there, and its address words. At first start only.
void add_edition(db::Tx& tx, const std::string& id, const std::string& locale, const std::string& direction,
                 const std::map<std::string, std::string>& paths);
/// Makes an edition that readers do not see yet, or its row and address words anew.
void prepare_edition(db::Tx& tx, const std::string& id, const std::string& locale, const std::string& direction,
                     const std::map<std::string, std::string>& paths);
/// Keeps frame words with an edition: a catalogue as JSON, in place of the theme's.
void keep_catalogue(db::Tx& tx, const std::string& id, const std::string& catalogue);
/// From the next start on readers see it.
void activate_edition(db::Tx& tx, const std::string& id);
struct EditionState {
    std::string id, locale;
    bool active = false;
};
std::vector<EditionState> edition_states(db::ReadTx& tx);
/// True when no edition exists yet: an empty data folder.
bool is_empty_paper(db::ReadTx& tx);

}  // namespace broadsheet
