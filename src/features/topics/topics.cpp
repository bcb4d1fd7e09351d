#include "features/topics/topics.h"

#include "features/topics/store.h"

namespace broadsheet {

Topics::Topics(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock)
    : NamedThings(database, editions, addresses, clock, "topics", "topic") {}

std::vector<Topic> Topics::all(db::ReadTx& tx, const std::string& edition) const {
    return TopicStore().all(tx, edition);
}

std::vector<Topic> Topics::rows(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return TopicStore().some(tx, ids);
}

void Topics::write(db::Tx& tx, const Topic* before, const Topic& topic) {
    if (before == nullptr) {
        TopicStore().insert(tx, topic, editions_);
    } else {
        TopicStore().update(tx, *before, topic, editions_);
    }
}

}  // namespace broadsheet
