// Editions: the languages of the paper, their address words, frame words and dates. Not the paper's own texts
// (name, tagline …): those are settings, and can change while the program runs.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/db.h"
#include "platform/text/text.h"

namespace broadsheet {

/// Something said in several editions: edition id → words. A missing edition is a missing key, never an empty text.
using Texts = std::map<std::string, std::string>;

/// One language of the paper. Immutable once loaded.
struct Edition {
    std::string id;                                         // en, es: address part and `lang`
    std::string locale;                                     // en-GB, es
    std::string direction;                                  // ltr, rtl
    std::map<std::string, std::string, std::less<>> paths;  // system word → address part: people → personas
    std::shared_ptr<const text::Catalogue> words;           // of the theme, for readers
    text::Dates dates;

    [[nodiscard]] std::string home() const { return "/" + id + "/"; }
    /// Address of a system page: `path("people")` is /es/personas.
    [[nodiscard]] std::string path(std::string_view word) const;
    /// Shorthand of `words->say`.
    [[nodiscard]] std::string say(std::string_view key, const MessageArgs& args = {}) const {
        return words->say(key, args);
    }
};

/// All active editions in their order. Loaded at start; a new edition takes a restart.
class Editions {
public:
    /// `catalogues`: language → words. Throws std::runtime_error with what to do when an active edition has gaps.
    Editions(db::ReadTx& tx, const std::map<std::string, std::shared_ptr<const text::Catalogue>>& catalogues);

    [[nodiscard]] const std::vector<Edition>& all() const { return editions_; }
    [[nodiscard]] const Edition* find(std::string_view id) const;
    [[nodiscard]] const Edition& get(
        std::string_view id) const;             // throws std::out_of_range: the id came from our own rows
    [[nodiscard]] const Edition& main() const;  // the default one
    [[nodiscard]] const text::Zone& zone() const { return zone_; }
    /// True for a slug that belongs to the system in that edition.
    [[nodiscard]] bool reserved(std::string_view edition, std::string_view slug) const;
    /// Ids, in order.
    [[nodiscard]] std::vector<std::string> ids() const;

private:
    std::vector<Edition> editions_;
    std::string main_;
    text::Zone zone_;
};

}  // namespace broadsheet
