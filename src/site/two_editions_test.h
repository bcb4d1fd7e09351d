// For tests of models: two editions without a word in them, and what is wrong with an answer, in a form that a table
// can hold.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "platform/db/empty_database_test.h"
#include "platform/result/result.h"
#include "site/editions.h"
#include "site/paper.h"

namespace broadsheet::testing {

/// Editions need rows: an empty database with English and Spanish.
struct TwoEditions {
    db::EmptyDatabase folder{db::EngineKind::Sqlite};
    db::Database database{folder.options()};
    Editions editions = make();

private:
    Editions make() {
        REQUIRE(database.transact([](db::Tx& tx) -> Result<Nothing> {
            add_edition(tx, "en", "en", "ltr", {{"archive", "archive"}, {"search", "search"}});
            add_edition(tx, "es", "es", "ltr", {{"archive", "archivo"}, {"search", "buscar"}});
            return Nothing{};
        }));
        const std::shared_ptr<const text::Catalogue> words = *text::Catalogue::parse("{}", "en");
        return database.read([&](db::ReadTx& tx) { return Editions(tx, {{"en", words}, {"es", words}}); });
    }
};

/// "field message" of each fault; empty for a good answer.
template <class T>
std::vector<std::string> faults_of(const Result<T>& result) {
    std::vector<std::string> out;
    if (result) return out;
    for (const auto& fault : result.error().fields) out.push_back(fault.field + " " + fault.message);
    return out;
}

inline std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

/// So many characters, of two bytes each: limits count characters.
inline std::string long_text(int characters) { return repeated("ñ", characters); }

}  // namespace broadsheet::testing
