#include "features/topics/topics.h"

#include "features/topics/store.h"

namespace broadsheet {

Topics::Topics(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock)
    : NamedThings(database, editions, addresses, clock, "topics", "topic") {}

std::vector<Topic> Topics::all(db::ReadTx& tx, const std::string& edition) const {
    return TopicStore().all(tx, edition);
}

std::vector<Topic> Topics::some(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return TopicStore().some(tx, ids);
}

std::vector<Topic> Topics::named(db::ReadTx& tx, const std::vector<std::string>& ids,
                                 const std::string& edition) const {
    return TopicStore().named(tx, ids, edition);
}

void Topics::write(db::Tx& tx, const Topic* before, const Topic& topic) {
    if (before == nullptr) {
        TopicStore().insert(tx, topic, editions_);
    } else {
        TopicStore().update(tx, *before, topic, editions_);
    }
}

}  // namespace broadsheet
