#include "features/pages/pages.h"

#include "platform/crypto/crypto.h"

namespace broadsheet {

Pages::Pages(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock)
    : database_(database), editions_(editions), addresses_(addresses), clock_(clock) {}

Result<Durable<Page>> Pages::save(const Editor& who, Page page) {
    if (!who.may(Right::Settings)) return forbidden();
    return database_.transact([&](db::Tx& tx) { return save(tx, page); });
}

Result<Page> Pages::save(db::Tx& tx, Page page) {
    auto checked = check(std::move(page), editions_);
    if (!checked) return checked;
    const PageStore store;
    if (checked->id.empty()) checked->id = crypto::new_id(clock_.now());
    const auto before = store.find(tx, checked->id);
    std::vector<FieldProblem> faults;
    for (const auto& edition : editions_.all()) {
        const std::string path = Pages::path(edition.id, checked->texts.at(edition.id).slug);
        if (addresses_.taken(tx, path, "page", checked->id))
            faults.push_back({edition.id + ".slug", "problem.address_taken", {{"path", path}}});
    }
    if (!faults.empty()) return invalid(std::move(faults));
    date_words(*checked, before, clock_.now());
    store.put(tx, *checked, before);
    for (const auto& edition : editions_.all()) {
        addresses_.settle(tx, Pages::path(edition.id, checked->texts.at(edition.id).slug), edition.id, "page",
                          checked->id);
    }
    return checked;
}

Result<Nothing> Pages::move(db::Tx& tx, const std::string& id, std::int64_t position) {
    const PageStore store;
    const auto before = store.find(tx, id);
    if (!before) return not_found("page");
    Page page = *before;
    page.position = position;
    store.put(tx, page, before);
    return Nothing{};
}

Result<Durable<Nothing>> Pages::remove(const Editor& who, const std::string& id) {
    if (!who.may(Right::Settings)) return forbidden();
    return database_.transact([&](db::Tx& tx) { return remove(tx, id); });
}

Result<Nothing> Pages::remove(db::Tx& tx, const std::string& id) {
    const PageStore store;
    if (!store.find(tx, id)) return not_found("page");
    store.remove(tx, id);
    return Nothing{};
}

std::optional<Page> Pages::find(db::ReadTx& tx, const std::string& id) const { return PageStore().find(tx, id); }

std::vector<PageLine> Pages::lines(db::ReadTx& tx, const std::string& edition) const {
    return PageStore().lines(tx, edition);
}

std::vector<PageLine> Pages::dated_lines(db::ReadTx& tx, const std::string& edition) const {
    return PageStore().dated_lines(tx, edition);
}

}  // namespace broadsheet
