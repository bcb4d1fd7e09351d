#include "features/topics/topics.h"

#include "features/topics/store.h"
#include "platform/crypto/crypto.h"

namespace broadsheet {

Topics::Topics(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock)
    : database_(database), editions_(editions), addresses_(addresses), clock_(clock) {}

std::vector<Topic> Topics::all(db::ReadTx& tx, const std::string& edition) const {
    return TopicStore().all(tx, edition);
}

std::optional<Topic> Topics::find(db::ReadTx& tx, const std::string& id) const {
    auto found = TopicStore().some(tx, {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Topic> Topics::some(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return TopicStore().some(tx, ids);
}

std::string Topics::path(const Topic& topic, const std::string& edition) const {
    return editions_.get(edition).path("topics") + "/" + topic.texts.at(edition).slug;
}

Result<Durable<Topic>> Topics::save(const Editor& who, Topic topic) {
    if (!who.may(Right::Settings)) return forbidden();
    return database_.transact([&](db::Tx& tx) { return save(tx, topic); });
}

Result<Topic> Topics::save(db::Tx& tx, Topic topic) {
    auto checked = check(std::move(topic), editions_);
    if (!checked) return checked;
    const bool is_new = checked->id.empty() || !find(tx, checked->id);
    if (checked->id.empty()) checked->id = crypto::new_id(clock_.now());
    std::vector<FieldProblem> faults;
    for (const auto& edition : editions_.all()) {
        if (addresses_.taken(tx, path(*checked, edition.id), checked->id)) {
            faults.push_back({edition.id + ".slug", "problem.address_taken", {{"path", path(*checked, edition.id)}}});
        }
    }
    if (!faults.empty()) return invalid(std::move(faults));
    if (is_new) {
        TopicStore().insert(tx, *checked, editions_);
    } else {
        TopicStore().update(tx, *checked, editions_);
    }
    for (const auto& edition : editions_.all())
        addresses_.settle(tx, path(*checked, edition.id), edition.id, "topic", checked->id);
    return checked;
}

}  // namespace broadsheet
