#include "site/paper.h"

namespace broadsheet {

namespace {

constexpr db::Sql kWords{"paper.words", "SELECT name, value FROM setting WHERE edition = $1"};
constexpr db::Sql kSetting{"paper.setting", "SELECT value FROM setting WHERE name = $1 AND edition = $2"};
constexpr db::Sql kPut{"paper.put",
                       "INSERT INTO setting (name, edition, value) VALUES ($1, $2, $3) "
                       "ON CONFLICT (name, edition) DO UPDATE SET value = excluded.value"};
constexpr db::Sql kAddEdition{
    "paper.add_edition", "INSERT INTO edition (id, locale, direction, position, active) VALUES ($1, $2, $3, $4, 1)"};
constexpr db::Sql kAddPath{"paper.add_path", "INSERT INTO edition_path (edition, word, slug) VALUES ($1, $2, $3)"};
constexpr db::Sql kEditions{"paper.editions", "SELECT count(*) FROM edition"};

}  // namespace

const std::vector<std::string>& paper_words() {
    static const std::vector<std::string> kNames = {"name", "tagline", "description", "house_byline",
                                                    "copyright_holder"};
    return kNames;
}

PaperWords paper_words_of(db::ReadTx& tx, const std::string& edition) {
    tx.reads("words:" + edition);
    PaperWords out;
    for (const auto& row : tx.query(kWords, {edition})) {
        const std::string& name = row.text(0);
        if (name == "name") out.name = row.text(1);
        if (name == "tagline") out.tagline = row.text(1);
        if (name == "description") out.description = row.text(1);
        if (name == "house_byline") out.house_byline = row.text(1);
        if (name == "copyright_holder") out.copyright_holder = row.text(1);
    }
    return out;
}

std::string setting(db::ReadTx& tx, std::string_view name) {
    tx.reads("words:");
    const auto row = tx.one(kSetting, {name, ""});
    return row ? row->text(0) : std::string();
}

void put_setting(db::Tx& tx, std::string_view name, const std::string& edition, const std::string& value) {
    const auto before = tx.one(kSetting, {name, edition});
    if (before && before->text(0) == value) return;
    tx.run(kPut, {name, edition, value});
    tx.changes("words:" + edition);
}

void add_edition(db::Tx& tx, const std::string& id, const std::string& locale, const std::string& direction,
                 int position, const std::map<std::string, std::string>& paths) {
    tx.run(kAddEdition, {id, locale, direction, position});
    for (const auto& [word, slug] : paths) tx.run(kAddPath, {id, word, slug});
    tx.changes("words:" + id);
}

bool is_empty_paper(db::ReadTx& tx) { return tx.one(kEditions)->integer(0) == 0; }

}  // namespace broadsheet
