// Editions: the languages of the paper, their address words, frame words and dates. Not the paper's own texts
// (name, tagline …): those are settings, and can change while the program runs.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
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

/// Name of another edition's language in the words of one: the catalogue's where it has it, else CLDR's, so that a new
/// language needs no new word in the others.
std::string language_name(const Edition& in, const Edition& of);

/// Frame words that were given with an edition and are kept in the database, by edition. Throws std::runtime_error when
/// they can no longer be read.
std::map<std::string, std::shared_ptr<const text::Catalogue>> kept_catalogues(db::ReadTx& tx);

/// An edition that is active lacks words of the frame: the paper cannot be shown in it. `what` says it in a sentence.
class IncompleteEdition : public std::runtime_error {
public:
    IncompleteEdition(const std::string& id, std::vector<std::string> gaps);
    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const std::vector<std::string>& gaps() const { return gaps_; }  // keys of the catalogue

private:
    std::string id_;
    std::vector<std::string> gaps_;
};

/// All active editions in their order. Loaded at start; a new edition takes a restart.
class Editions {
public:
    /// `catalogues`: language → words. Throws std::runtime_error with what to do when an active edition has gaps.
    /// `also`: an edition that readers do not see yet, to be judged beside the others.
    Editions(db::ReadTx& tx, const std::map<std::string, std::shared_ptr<const text::Catalogue>>& catalogues,
             const std::string& also = {});

    [[nodiscard]] const std::vector<Edition>& all() const { return editions_; }
    [[nodiscard]] const Edition* find(std::string_view id) const;
    [[nodiscard]] const Edition& get(
        std::string_view id) const;             // throws std::out_of_range: the id came from our own rows
    [[nodiscard]] const Edition& main() const;  // the default one
    /// The paper's zone now. Pages are made while it changes: `ZoneWatch`.
    [[nodiscard]] const text::Zone& zone() const { return zone_; }
    /// True for a slug that belongs to the system in that edition.
    [[nodiscard]] bool reserved(std::string_view edition, std::string_view slug) const;
    /// Ids, in order.
    [[nodiscard]] std::vector<std::string> ids() const;

private:
    friend class ZoneChange;
    friend class ZoneWatch;
    std::vector<Edition> editions_;
    std::string main_;
    text::Zone zone_;
    std::mutex zone_changes_;
    // Odd while the zone is being changed: a page that saw it odd, or saw it move, may hold times of both.
    std::atomic<std::uint64_t> zone_season_{0};
};

/// Another zone for the paper, while pages are being made. Whoever changes it holds one from before the transaction
/// until after it; one at a time, a second waits.
class ZoneChange {
public:
    explicit ZoneChange(Editions& editions);
    /// What is stored by then holds: also after a transaction of which nobody knows how it ended.
    ~ZoneChange();
    ZoneChange(const ZoneChange&) = delete;
    ZoneChange& operator=(const ZoneChange&) = delete;
    /// Last in the transaction, on the writer's thread: whatever is written after it is written in the new zone.
    void take(const text::Zone& zone) { editions_.zone_.become(zone); }
    /// After the transaction: the zone that is stored.
    void settle(db::ReadTx& tx);

private:
    Editions& editions_;
    std::unique_lock<std::mutex> lock_;
};

/// Held while a page is made: whether the zone stood still meanwhile. Only then may it be kept. Leaves `zone:`.
class ZoneWatch {
public:
    /// Before the first word of the page, and before its snapshot is taken.
    explicit ZoneWatch(const Editions& editions) : editions_(editions), season_(editions.zone_season_.load()) {}
    [[nodiscard]] bool steady() const { return season_ % 2 == 0 && editions_.zone_season_.load() == season_; }

private:
    const Editions& editions_;
    std::uint64_t season_;
};

}  // namespace broadsheet
