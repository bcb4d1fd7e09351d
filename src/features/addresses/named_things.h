// What people, organisations and topics have in common: a name and an address in every edition, saved for all editions
// or none. Each of them adds its own fields and its own SQL; nothing here knows which it is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/addresses/addresses.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "site/editions.h"
#include "site/viewer.h"

namespace broadsheet {

/// Tags of a thing whose row was just written: `KIND:ID` for whoever shows all of it, `KIND_words:ID:ED` for who shows
/// its words of one edition, `KIND_name:ID:ED` for the many pages that show its name and address only, `list:WORD`. For
/// the stores; `before` null: it is new.
template <class Thing>
void note_change(db::Tx& tx, const std::string& kind, const std::string& word, const Thing* before,
                 const Thing& after) {
    tx.changes(kind + ":" + after.id);
    tx.changes("list:" + word);
    for (const auto& [edition, words] : after.texts) {
        bool same_name = false;
        if (before != nullptr) {
            const auto old = before->texts.find(edition);
            const bool known = old != before->texts.end();
            if (known && old->second == words) continue;
            same_name = known && old->second.name == words.name && old->second.slug == words.slug;
        }
        tx.changes(kind + "_words:" + after.id + ":" + edition);
        if (!same_name) tx.changes(kind + "_name:" + after.id + ":" + edition);
    }
}

/// `Thing` has an id and texts with name and slug per edition, and `check(Thing, const Editions&)` beside it.
template <class Thing>
class NamedThings {
public:
    /// All, in the order of an edition's alphabet. Reads `list:WORD`.
    [[nodiscard]] virtual std::vector<Thing> all(db::ReadTx& tx, const std::string& edition) const = 0;
    /// Those with the given ids, in no order; unknown ids are left out. Reads `KIND:ID` of each.
    [[nodiscard]] std::vector<Thing> some(db::ReadTx& tx, const std::vector<std::string>& ids) const {
        for (const auto& id : ids) tx.reads(kind_ + ":" + id);
        return ids.empty() ? std::vector<Thing>() : rows(tx, ids);
    }
    /// The same for a caller that uses names and addresses of one edition only. Reads `KIND_name:ID:EDITION` of each.
    [[nodiscard]] std::vector<Thing> named(db::ReadTx& tx, const std::vector<std::string>& ids,
                                           const std::string& edition) const {
        for (const auto& id : ids) tx.reads(kind_ + "_name:" + id + ":" + edition);
        return ids.empty() ? std::vector<Thing>() : rows(tx, ids);
    }
    /// The same for a caller that uses all words of one edition and, to lead there, names and addresses of the others.
    /// Reads `KIND_words:ID:EDITION` of each, and `KIND_name:ID:OTHER`.
    [[nodiscard]] std::vector<Thing> shown(db::ReadTx& tx, const std::vector<std::string>& ids,
                                           const std::string& edition) const {
        for (const auto& id : ids) {
            for (const auto& each : editions_.all())
                tx.reads(kind_ + (each.id == edition ? "_words:" : "_name:") + id + ":" + each.id);
        }
        return ids.empty() ? std::vector<Thing>() : rows(tx, ids);
    }

    [[nodiscard]] std::optional<Thing> find(db::ReadTx& tx, const std::string& id) const {
        auto found = some(tx, {id});
        if (found.empty()) return std::nullopt;
        return std::move(found.front());
    }
    /// `shown` of one.
    [[nodiscard]] std::optional<Thing> show(db::ReadTx& tx, const std::string& id, const std::string& edition) const {
        auto found = shown(tx, {id}, edition);
        if (found.empty()) return std::nullopt;
        return std::move(found.front());
    }

    /// Site path in an edition: /es/personas/ada.
    [[nodiscard]] std::string path(const Thing& thing, const std::string& edition) const {
        return editions_.get(edition).path(word_) + "/" + thing.texts.at(edition).slug;
    }

    /// Adds (`id` empty or unknown) or changes; an old address stays as a redirect. Rights: Settings.
    Result<Durable<Thing>> save(const Editor& who, Thing thing) {
        if (!who.may(Right::Settings)) return forbidden();
        return database_.transact([&](db::Tx& tx) { return save(tx, thing); });
    }
    Result<Thing> save(db::Tx& tx, Thing thing) {
        auto checked = check(std::move(thing), editions_);
        if (!checked) return checked;
        std::optional<Thing> before;
        if (!checked->id.empty()) before = find(tx, checked->id);
        if (checked->id.empty()) checked->id = crypto::new_id(clock_.now());
        std::vector<FieldProblem> faults;
        for (const auto& edition : editions_.all()) {
            const std::string address = path(*checked, edition.id);
            if (addresses_.taken(tx, address, kind_, checked->id)) {
                faults.push_back({edition.id + ".slug", "problem.address_taken", {{"path", address}}});
            }
        }
        if (!faults.empty()) return invalid(std::move(faults));
        write(tx, before ? &*before : nullptr, *checked);
        for (const auto& edition : editions_.all())
            addresses_.settle(tx, path(*checked, edition.id), edition.id, kind_, checked->id);
        return checked;
    }

protected:
    /// `word`: of the address ("people"); `kind`: of the thing ("person").
    NamedThings(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock,
                std::string word, std::string kind)
        : editions_(editions),
          database_(database),
          addresses_(addresses),
          clock_(clock),
          word_(std::move(word)),
          kind_(std::move(kind)) {}
    ~NamedThings() = default;

    const Editions& editions_;

private:
    /// The things with the given ids, at least one, in no order; leaves no tags.
    [[nodiscard]] virtual std::vector<Thing> rows(db::ReadTx& tx, const std::vector<std::string>& ids) const = 0;
    /// Inserts (`before` null) or updates the rows.
    virtual void write(db::Tx& tx, const Thing* before, const Thing& thing) = 0;

    db::Database& database_;
    const Addresses& addresses_;
    const Clock& clock_;
    std::string word_, kind_;
};

}  // namespace broadsheet
