#include "features/sections/sections.h"

#include "features/sections/store.h"
#include "platform/crypto/crypto.h"

namespace broadsheet {

Sections::Sections(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock)
    : database_(database), editions_(editions), addresses_(addresses), clock_(clock) {}

std::vector<Section> Sections::all(db::ReadTx& tx, const std::string& edition) const {
    return SectionStore().all(tx, edition);
}

std::map<std::string, std::string> Sections::names(db::ReadTx& tx, const std::set<std::string>& ids,
                                                   const std::string& edition) const {
    return SectionStore().names(tx, ids, edition);
}

std::optional<Section> Sections::find(db::ReadTx& tx, const std::string& id) const {
    return SectionStore().find(tx, id);
}

std::string Sections::path(const std::vector<Section>& all, const Section& section, const std::string& edition) {
    std::string out = "/" + edition;
    if (!section.parent.empty()) {
        for (const auto& other : all) {
            if (other.id == section.parent) out += "/" + other.texts.at(edition).slug;
        }
    }
    return out + "/" + section.texts.at(edition).slug;
}

Result<Durable<Section>> Sections::save(const Editor& who, Section section) {
    if (!who.may(Right::Settings)) return forbidden();
    return database_.transact([&](db::Tx& tx) { return save(tx, section); });
}

Result<Section> Sections::save(db::Tx& tx, Section section) {
    auto checked = check(std::move(section), editions_);
    if (!checked) return checked;
    const auto all = SectionStore().all(tx);
    const auto named = [&](const std::string& id) {
        for (const auto& other : all) {
            if (other.id == id) return std::optional(other);
        }
        return std::optional<Section>();
    };
    const auto before = checked->id.empty() ? std::nullopt : named(checked->id);
    const bool is_new = !before;
    if (checked->id.empty()) checked->id = crypto::new_id(clock_.now());
    std::vector<FieldProblem> faults;
    if (!checked->parent.empty()) {
        const auto parent = named(checked->parent);
        bool has_children = false;
        for (const auto& other : all) has_children = has_children || other.parent == checked->id;
        if (!parent || !parent->parent.empty() || parent->id == checked->id || has_children) {
            faults.push_back({"parent", "problem.section_two_levels", {}});
        }
    }
    for (const auto& edition : editions_.all()) {
        if (!faults.empty()) break;
        const std::string path = Sections::path(all, *checked, edition.id);
        if (addresses_.taken(tx, path, "section", checked->id))
            faults.push_back({edition.id + ".slug", "problem.address_taken", {{"path", path}}});
    }
    if (!faults.empty()) return invalid(std::move(faults));
    if (is_new) {
        SectionStore().insert(tx, *checked);
    } else {
        SectionStore().update(tx, *checked);
        const auto top_of = [](const Section& section) { return section.parent.empty() ? section.id : section.parent; };
        if (moved_ && top_of(*before) != top_of(*checked)) moved_(tx, checked->id, top_of(*before), top_of(*checked));
    }
    settle_addresses(tx, *checked);
    return checked;
}

Result<Nothing> Sections::move(db::Tx& tx, const std::string& id, std::int64_t position) {
    const SectionStore store;
    auto section = store.find(tx, id);
    if (!section) return not_found("section");
    section->position = position;
    store.update(tx, *section);
    return Nothing{};
}

void Sections::settle_addresses(db::Tx& tx, const Section& section) const {
    const auto all = SectionStore().all(tx);
    for (const auto& edition : editions_.all()) {
        addresses_.settle(tx, path(all, section, edition.id), edition.id, "section", section.id);
        for (const auto& child : all) {
            // While an edition is being added, parents have its words before their children.
            if (child.parent == section.id && child.texts.count(edition.id) != 0)
                addresses_.settle(tx, path(all, child, edition.id), edition.id, "section", child.id);
        }
    }
}

Result<Durable<Nothing>> Sections::remove(const Editor& who, const std::string& id) {
    if (!who.may(Right::Settings)) return forbidden();
    return database_.transact([&](db::Tx& tx) { return remove(tx, id); });
}

Result<Nothing> Sections::remove(db::Tx& tx, const std::string& id) {
    const SectionStore store;
    if (!store.find(tx, id)) return not_found("section");
    bool empty = store.stories_in(tx, id) == 0;
    for (const auto& other : store.all(tx)) empty = empty && other.parent != id;
    if (!empty) return problem(ProblemKind::Conflict, "problem.section_not_empty");
    store.remove(tx, id);
    return Nothing{};
}

void Sections::count(db::Tx& tx, const std::string& id, const std::string& edition, std::int64_t by) const {
    SectionStore().count(tx, id, edition, by);
}

}  // namespace broadsheet
