#include "features/addresses/addresses.h"

namespace broadsheet {

namespace {

constexpr db::Sql kFind{"addresses.find", "SELECT path, edition, kind, thing_id, live FROM address WHERE path = $1"};
constexpr db::Sql kCurrent{"addresses.current",
                           "SELECT path FROM address WHERE thing_id = $1 AND edition = $2 AND live = 1 AND kind = $3"};
constexpr db::Sql kRetire{
    "addresses.retire",
    "UPDATE address SET live = 0 WHERE thing_id = $1 AND edition = $2 AND live = 1 AND path <> $3 AND kind = $4 "
    "RETURNING path"};
constexpr db::Sql kSettle{"addresses.settle",
                          "INSERT INTO address (path, edition, kind, thing_id, live) VALUES ($1, $2, $3, $4, 1) "
                          "ON CONFLICT (path) DO UPDATE SET edition = excluded.edition, kind = excluded.kind, "
                          "thing_id = excluded.thing_id, live = 1"};
constexpr db::Sql kAddFormer{"addresses.add_former",
                             "INSERT INTO address (path, edition, kind, thing_id, live) VALUES ($1, $2, $3, $4, 0) "
                             "ON CONFLICT (path) DO NOTHING"};

std::string tag(std::string_view path) { return "path:" + std::string(path); }

}  // namespace

std::optional<Address> Addresses::find(db::ReadTx& tx, std::string_view path) const {
    tx.reads(tag(path));
    const auto row = tx.one(kFind, {path});
    if (!row) return std::nullopt;
    return Address{row->text(0), row->text(1), row->text(2), row->text(3), row->flag(4)};
}

std::optional<std::string> Addresses::current(db::ReadTx& tx, std::string_view kind, std::string_view thing,
                                              std::string_view edition) const {
    const auto row = tx.one(kCurrent, {thing, edition, kind});
    if (!row) return std::nullopt;
    tx.reads(tag(row->text(0)));
    return row->text(0);
}

bool Addresses::taken(db::ReadTx& tx, std::string_view path, std::string_view kind, std::string_view thing) const {
    const auto row = tx.one(kFind, {path});
    return row && row->flag(4) && (row->text(2) != kind || row->text(3) != thing);
}

void Addresses::settle(db::Tx& tx, std::string_view path, std::string_view edition, std::string_view kind,
                       std::string_view thing) const {
    const auto before = tx.one(kFind, {path});
    if (before && before->flag(4) && before->text(2) == kind && before->text(3) == thing) return;
    // RETURNING makes this a question with rows; the statement changes them all the same.
    for (const auto& row : tx.query(kRetire, {thing, edition, path, kind})) tx.changes(tag(row.text(0)));
    tx.run(kSettle, {path, edition, kind, thing});
    tx.changes(tag(path));
}

void Addresses::add_former(db::Tx& tx, std::string_view path, std::string_view edition, std::string_view kind,
                           std::string_view thing) const {
    if (tx.run(kAddFormer, {path, edition, kind, thing}) > 0) tx.changes(tag(path));
}

}  // namespace broadsheet
