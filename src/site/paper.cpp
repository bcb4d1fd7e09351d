#include "site/paper.h"

namespace broadsheet {

namespace {

constexpr db::Sql kWords{"paper.words",
                         "SELECT name, value, '', '', 0, 0, '', 0, 0 FROM setting WHERE edition = $1 UNION ALL "
                         "SELECT '', variant, folder, src, width, height, share_src, share_width, share_height "
                         "FROM logo"};
constexpr db::Sql kLogo{"paper.logo",
                        "SELECT '', variant, folder, src, width, height, share_src, share_width, share_height "
                        "FROM logo WHERE variant = $1"};
constexpr db::Sql kPutLogo{"paper.put_logo",
                           "INSERT INTO logo (variant, folder, src, width, height, share_src, share_width, "
                           "share_height) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (variant) DO UPDATE SET "
                           "folder = excluded.folder, src = excluded.src, width = excluded.width, "
                           "height = excluded.height, share_src = excluded.share_src, "
                           "share_width = excluded.share_width, share_height = excluded.share_height"};
constexpr db::Sql kRemoveLogo{"paper.remove_logo", "DELETE FROM logo WHERE variant = $1"};
constexpr db::Sql kSetting{"paper.setting", "SELECT value FROM setting WHERE name = $1 AND edition = $2"};
constexpr db::Sql kPut{"paper.put",
                       "INSERT INTO setting (name, edition, value) VALUES ($1, $2, $3) "
                       "ON CONFLICT (name, edition) DO UPDATE SET value = excluded.value"};
constexpr db::Sql kPrepareEdition{
    "paper.prepare_edition",
    "INSERT INTO edition (id, locale, direction, position, active) "
    "VALUES ($1, $2, $3, (SELECT coalesce(max(position), 0) + 1 FROM edition), 0) "
    "ON CONFLICT (id) DO UPDATE SET locale = excluded.locale, direction = excluded.direction"};
constexpr db::Sql kActivate{"paper.activate_edition", "UPDATE edition SET active = 1 WHERE id = $1"};
constexpr db::Sql kForgetPaths{"paper.forget_paths", "DELETE FROM edition_path WHERE edition = $1"};
constexpr db::Sql kKeepCatalogue{"paper.keep_catalogue",
                                 "INSERT INTO edition_catalogue (edition, words) VALUES ($1, $2) "
                                 "ON CONFLICT (edition) DO UPDATE SET words = excluded.words"};
constexpr db::Sql kStates{"paper.edition_states", "SELECT id, locale, active FROM edition ORDER BY position, id"};
constexpr db::Sql kAddPath{"paper.add_path", "INSERT INTO edition_path (edition, word, slug) VALUES ($1, $2, $3)"};
constexpr db::Sql kEditionCount{"paper.editions", "SELECT count(*) FROM edition"};

Logo logo_from(const db::Row& row) {
    return {row.text(2),
            row.text(3),
            static_cast<int>(row.integer(4)),
            static_cast<int>(row.integer(5)),
            row.text(6),
            static_cast<int>(row.integer(7)),
            static_cast<int>(row.integer(8))};
}

}  // namespace

std::string_view name_of(LogoVariant variant) { return variant == LogoVariant::Dark ? "dark" : "light"; }

const std::vector<std::string>& paper_words() {
    static const std::vector<std::string> kNames = {"name", "tagline", "description", "house_byline",
                                                    "copyright_holder"};
    return kNames;
}

PaperWords paper_words_of(db::ReadTx& tx, const std::string& edition) {
    tx.reads("words:" + edition);
    tx.reads("logo:");
    PaperWords out;
    for (const auto& row : tx.query(kWords, {edition})) {
        const std::string& name = row.text(0);
        if (name == "name") out.name = row.text(1);
        if (name == "tagline") out.tagline = row.text(1);
        if (name == "description") out.description = row.text(1);
        if (name == "house_byline") out.house_byline = row.text(1);
        if (name == "copyright_holder") out.copyright_holder = row.text(1);
        if (name.empty()) (row.text(1) == "dark" ? out.dark_logo : out.logo) = logo_from(row);
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
    // Every page has times on it, so every page reads it: `ZoneWatch`.
    if (name == "zone") tx.changes("zone:");
    tx.changes("words:" + edition);
}

std::optional<Logo> logo_of(db::ReadTx& tx, LogoVariant variant) {
    tx.reads("logo:");
    const auto row = tx.one(kLogo, {name_of(variant)});
    if (!row) return std::nullopt;
    return logo_from(*row);
}

void put_logo(db::Tx& tx, LogoVariant variant, const Logo& logo) {
    tx.run(kPutLogo, {name_of(variant), logo.folder, logo.src, logo.width, logo.height, logo.share_src,
                      logo.share_width, logo.share_height});
    tx.changes("logo:");
}

void remove_logo_row(db::Tx& tx, LogoVariant variant) {
    if (tx.run(kRemoveLogo, {name_of(variant)}) > 0) tx.changes("logo:");
}

void add_edition(db::Tx& tx, const std::string& id, const std::string& locale, const std::string& direction,
                 const std::map<std::string, std::string>& paths) {
    prepare_edition(tx, id, locale, direction, paths);
    activate_edition(tx, id);
}

void prepare_edition(db::Tx& tx, const std::string& id, const std::string& locale, const std::string& direction,
                     const std::map<std::string, std::string>& paths) {
    tx.run(kPrepareEdition, {id, locale, direction});
    tx.run(kForgetPaths, {id});
    for (const auto& [word, slug] : paths) {
        if (!slug.empty()) tx.run(kAddPath, {id, word, slug});
    }
    tx.changes("words:" + id);
}

void keep_catalogue(db::Tx& tx, const std::string& id, const std::string& catalogue) {
    tx.run(kKeepCatalogue, {id, catalogue});
    tx.changes("words:" + id);
}

void activate_edition(db::Tx& tx, const std::string& id) {
    tx.run(kActivate, {id});
    tx.changes("words:" + id);
}

std::vector<EditionState> edition_states(db::ReadTx& tx) {
    std::vector<EditionState> out;
    for (const auto& row : tx.query(kStates)) out.push_back({row.text(0), row.text(1), row.flag(2)});
    return out;
}

bool is_empty_paper(db::ReadTx& tx) { return tx.one(kEditionCount)->integer(0) == 0; }

}  // namespace broadsheet
