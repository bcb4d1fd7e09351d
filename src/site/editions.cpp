#include "site/editions.h"

#include <stdexcept>

namespace broadsheet {

namespace {

constexpr db::Sql kEditions{
    "editions.active", "SELECT id, locale, direction FROM edition WHERE active = 1 OR id = $1 ORDER BY position, id"};
constexpr db::Sql kCatalogues{"editions.catalogues",
                              "SELECT c.edition, c.words, e.locale FROM edition_catalogue c JOIN edition e ON e.id = "
                              "c.edition ORDER BY c.edition"};
constexpr db::Sql kPaths{"editions.paths", "SELECT edition, word, slug FROM edition_path ORDER BY edition, word"};
constexpr db::Sql kPaperSetting{"editions.setting", "SELECT value FROM setting WHERE name = $1 AND edition = ''"};

std::string setting(db::ReadTx& tx, std::string_view name, std::string fallback) {
    const auto row = tx.one(kPaperSetting, {name});
    if (row) return row->text(0);
    return fallback;
}

text::Zone zone_of(db::ReadTx& tx) {
    const std::string name = setting(tx, "zone", "Europe/Madrid");
    auto zone = text::Zone::find(name);
    if (!zone) throw std::runtime_error("The paper's time zone \"" + name + "\" is not known to this system's ICU.");
    return *zone;
}

}  // namespace

std::string language_name(const Edition& in, const Edition& of) {
    const std::string key = "language.name." + of.id;
    return in.words->has(key) ? in.say(key) : text::language_name(in.locale, of.id);
}

std::map<std::string, std::shared_ptr<const text::Catalogue>> kept_catalogues(db::ReadTx& tx) {
    std::map<std::string, std::shared_ptr<const text::Catalogue>> out;
    for (const auto& row : tx.query(kCatalogues)) {
        auto parsed = text::Catalogue::parse(row.text(1), row.text(2));
        if (!parsed) throw std::runtime_error("The words kept for the edition \"" + row.text(0) + "\" cannot be read.");
        out.emplace(row.text(0), std::move(*parsed));
    }
    return out;
}

std::string Edition::path(std::string_view word) const {
    const auto found = paths.find(word);
    if (found == paths.end())
        throw std::out_of_range("edition " + id + " has no address word for " + std::string(word));
    return "/" + id + "/" + found->second;
}

IncompleteEdition::IncompleteEdition(const std::string& id, std::vector<std::string> gaps)
    : std::runtime_error("The edition \"" + id + "\" cannot be activated: its catalogue lacks " +
                         std::to_string(gaps.size()) + (gaps.size() == 1 ? " word, " : " words, the first is ") +
                         gaps.front() + ". `broadsheet check` lists all."),
      id_(id),
      gaps_(std::move(gaps)) {}

Editions::Editions(db::ReadTx& tx, const std::map<std::string, std::shared_ptr<const text::Catalogue>>& catalogues,
                   const std::string& also)
    : zone_(zone_of(tx)) {
    const text::Catalogue* complete = nullptr;
    for (const auto& row : tx.query(kEditions, {also})) {
        const std::string& id = row.text(0);
        const auto words = catalogues.find(id);
        if (words == catalogues.end()) {
            throw std::runtime_error("The edition \"" + id + "\" is active, but the theme has no locales/" + id +
                                     ".json, and none is kept in the database.");
        }
        if (complete == nullptr) {
            complete = words->second.get();
        } else if (const auto gaps = words->second->gaps(*complete); !gaps.empty()) {
            throw IncompleteEdition(id, gaps);
        }
        editions_.push_back(Edition{id, row.text(1), row.text(2), {}, words->second, text::Dates(row.text(1), zone_)});
    }
    for (const auto& row : tx.query(kPaths)) {
        for (auto& edition : editions_) {
            if (edition.id == row.text(0)) edition.paths.emplace(row.text(1), row.text(2));
        }
    }
    main_ = setting(tx, "default_edition", editions_.empty() ? "" : editions_.front().id);
}

ZoneChange::ZoneChange(Editions& editions) : editions_(editions), lock_(editions.zone_changes_) {
    ++editions_.zone_season_;
}

ZoneChange::~ZoneChange() { ++editions_.zone_season_; }

void ZoneChange::settle(db::ReadTx& tx) { editions_.zone_.become(zone_of(tx)); }

const Edition* Editions::find(std::string_view id) const {
    for (const auto& edition : editions_) {
        if (edition.id == id) return &edition;
    }
    return nullptr;
}

const Edition& Editions::get(std::string_view id) const {
    const Edition* edition = find(id);
    if (edition == nullptr) throw std::out_of_range("no active edition " + std::string(id));
    return *edition;
}

const Edition& Editions::main() const { return get(main_); }

bool Editions::reserved(std::string_view edition, std::string_view slug) const {
    const Edition* found = find(edition);
    if (found == nullptr) return false;
    for (const auto& [word, reserved_slug] : found->paths) {
        if (reserved_slug == slug) return true;
    }
    if (slug == "feed" || slug == "rss") return true;  // where readers of feeds look first
    // A section called 2024 could not be told from the year of a story's address.
    return slug.size() == 4 && slug.find_first_not_of("0123456789") == std::string_view::npos;
}

std::vector<std::string> Editions::ids() const {
    std::vector<std::string> out;
    for (const auto& edition : editions_) out.push_back(edition.id);
    return out;
}

}  // namespace broadsheet
