#include "features/media/store.h"

#include <algorithm>
#include <map>

#include "platform/text/text.h"

namespace broadsheet {

namespace {

constexpr db::Sql kSome{"media.some",
                        "SELECT m.id, m.number, m.hash, m.folder, m.format, m.width, m.height, m.bytes, m.focal_x, "
                        "m.focal_y, m.made_at, m.made_by, t.edition, t.alt, t.caption, t.credit "
                        "FROM media m LEFT JOIN media_text t ON t.media_id = m.id WHERE m.id IN ($1[]) "
                        "ORDER BY m.id, t.edition"};
constexpr db::Sql kFiles{"media.files",
                         "SELECT media_id, crop, format, width, height, bytes FROM media_file "
                         "WHERE media_id IN ($1[]) ORDER BY media_id, crop, format, width"};
constexpr db::Sql kNewest{"media.newest", "SELECT id FROM media ORDER BY made_at DESC, id DESC LIMIT $1"};
constexpr db::Sql kBefore{"media.newest_before",
                          "SELECT m.id FROM media m JOIN media b ON b.id = $1 "
                          "WHERE m.made_at < b.made_at OR (m.made_at = b.made_at AND m.id < b.id) "
                          "ORDER BY m.made_at DESC, m.id DESC LIMIT $2"};
constexpr db::Sql kWordsOf{"media.words_of",
                           "SELECT media_id, alt, caption, credit FROM media_text WHERE media_id IN ($1[])"};
constexpr db::Sql kWithHash{"media.with_hash", "SELECT id FROM media WHERE hash = $1 ORDER BY id LIMIT 1"};
constexpr db::Sql kFolders{"media.named_folders",
                           "SELECT folder FROM media WHERE folder IN ($1[]) "
                           "UNION SELECT folder FROM logo WHERE folder IN ($1[])"};
constexpr db::Sql kInsert{"media.insert",
                          "INSERT INTO media (id, number, hash, folder, format, width, height, bytes, focal_x, "
                          "focal_y, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"};
constexpr db::Sql kUpdate{"media.update", "UPDATE media SET folder = $2, focal_x = $3, focal_y = $4 WHERE id = $1"};
constexpr db::Sql kDeleteFiles{"media.delete_files", "DELETE FROM media_file WHERE media_id = $1"};
constexpr db::Sql kInsertFile{"media.insert_file",
                              "INSERT INTO media_file (media_id, crop, format, width, height, bytes) "
                              "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr db::Sql kSetText{"media.set_text",
                           "INSERT INTO media_text (media_id, edition, alt, caption, credit) VALUES ($1, $2, $3, $4, "
                           "$5) ON CONFLICT (media_id, edition) DO UPDATE SET alt = excluded.alt, "
                           "caption = excluded.caption, credit = excluded.credit"};
constexpr db::Sql kNumber{"media.next_number",
                          "INSERT INTO number_sequence (kind, last) VALUES ($1, 1) "
                          "ON CONFLICT (kind) DO UPDATE SET last = number_sequence.last + 1 RETURNING last"};

constexpr int kLookedAtOnce = 200;
constexpr int kLookedThrough = 5'000;

Crop crop_named(const std::string& name) {
    if (name == name_of(Crop::ThreeByTwo)) return Crop::ThreeByTwo;
    if (name == name_of(Crop::Square)) return Crop::Square;
    return Crop::Full;
}

Picture from_row(const db::Row& row) {
    Picture picture;
    picture.id = row.text(0);
    picture.number = row.integer(1);
    picture.hash = row.text(2);
    picture.folder = row.text(3);
    picture.format = row.text(4);
    picture.width = static_cast<int>(row.integer(5));
    picture.height = static_cast<int>(row.integer(6));
    picture.bytes = row.integer(7);
    picture.focal_x = static_cast<int>(row.integer(8));
    picture.focal_y = static_cast<int>(row.integer(9));
    picture.made_at = row.instant(10);
    picture.made_by = row.text(11);
    return picture;
}

PictureFile file_from_row(const db::Row& row) {
    PictureFile file;
    file.crop = crop_named(row.text(1));
    file.format = row.text(2);
    file.width = static_cast<int>(row.integer(3));
    file.height = static_cast<int>(row.integer(4));
    file.bytes = row.integer(5);
    return file;
}

/// Two statements, whatever the number.
std::vector<Picture> read(db::ReadTx& tx, const std::vector<std::string>& ids) {
    for (const auto& id : ids) tx.reads("media:" + id);
    std::vector<Picture> pictures;
    if (ids.empty()) return pictures;
    for (const auto& row : tx.query(kSome, {ids})) {
        if (pictures.empty() || pictures.back().id != row.text(0)) pictures.push_back(from_row(row));
        if (!row.is_null(12))
            pictures.back().texts.emplace(row.text(12), PictureText{row.text(13), row.text(14), row.text(15)});
    }
    std::map<std::string, Picture*> by_id;
    for (auto& picture : pictures) by_id.emplace(picture.id, &picture);
    for (const auto& row : tx.query(kFiles, {ids})) {
        const auto found = by_id.find(row.text(0));
        if (found != by_id.end()) found->second->files.push_back(file_from_row(row));
    }
    return pictures;
}

std::vector<std::string> ids_before(db::ReadTx& tx, const std::string& before, int limit) {
    std::vector<std::string> ids;
    for (const auto& row : before.empty() ? tx.query(kNewest, {limit}) : tx.query(kBefore, {before, limit}))
        ids.push_back(row.text(0));
    return ids;
}

/// The pictures of these ids in the order of the ids.
std::vector<Picture> read_in_order(db::ReadTx& tx, const std::vector<std::string>& ids) {
    std::map<std::string, Picture> by_id;
    for (auto& picture : read(tx, ids)) {
        const std::string id = picture.id;
        by_id.emplace(id, std::move(picture));
    }
    std::vector<Picture> pictures;
    for (const auto& id : ids) {
        const auto found = by_id.find(id);
        if (found != by_id.end()) pictures.push_back(std::move(found->second));
    }
    return pictures;
}

void insert_files(db::Tx& tx, const Picture& picture) {
    for (const PictureFile& file : picture.files)
        tx.run(kInsertFile, {picture.id, name_of(file.crop), file.format, file.width, file.height, file.bytes});
}

void set_texts(db::Tx& tx, const Picture& picture) {
    for (const auto& [edition, words] : picture.texts)
        tx.run(kSetText, {picture.id, edition, words.alt, words.caption, words.credit});
}

}  // namespace

std::vector<Picture> PictureStore::some(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return read(tx, ids);
}

std::vector<Picture> PictureStore::newest(db::ReadTx& tx, const std::string& before, int limit) const {
    tx.reads("list:media");
    return read_in_order(tx, ids_before(tx, before, limit));
}

PicturesFound PictureStore::with_words(db::ReadTx& tx, const std::vector<std::string>& words, const std::string& before,
                                       int limit) const {
    tx.reads("list:media");
    std::vector<std::string> ids;
    PicturesFound found;
    found.before = before;
    bool enough = false;
    // Words are compared folded, which SQL cannot do the same way on both engines: pages are read until enough match.
    for (int looked = 0; looked < kLookedThrough && !enough; looked += kLookedAtOnce) {
        const auto some = ids_before(tx, found.before, kLookedAtOnce);
        std::map<std::string, std::string> said;
        for (const auto& id : some) {
            tx.reads("media:" + id);
            said[id] = text::fold(id);
        }
        if (!some.empty()) {
            for (const auto& row : tx.query(kWordsOf, {some}))
                said[row.text(0)] += "\n" + text::fold(row.text(1) + "\n" + row.text(2) + "\n" + row.text(3));
        }
        for (const auto& id : some) {
            const bool holds_all = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
                return said[id].find(word) != std::string::npos;
            });
            // One more than is wanted says that there are more.
            enough = holds_all && static_cast<int>(ids.size()) == limit;
            if (enough) break;
            found.before = id;
            if (holds_all) ids.push_back(id);
        }
        if (!enough && static_cast<int>(some.size()) < kLookedAtOnce) {
            found.before.clear();
            break;
        }
    }
    found.pictures = read_in_order(tx, ids);
    return found;
}

std::optional<std::string> PictureStore::with_hash(db::ReadTx& tx, const std::string& hash) const {
    tx.reads("list:media");
    const auto row = tx.one(kWithHash, {hash});
    if (!row) return std::nullopt;
    return row->text(0);
}

std::vector<std::string> PictureStore::named_folders(db::ReadTx& tx, const std::vector<std::string>& folders) const {
    std::vector<std::string> named;
    if (folders.empty()) return named;
    for (const auto& row : tx.query(kFolders, {folders})) named.push_back(row.text(0));
    return named;
}

void PictureStore::insert(db::Tx& tx, Picture& picture) const {
    picture.number = tx.one(kNumber, {"media"})->integer(0);
    tx.run(kInsert,
           {picture.id, picture.number, picture.hash, picture.folder, picture.format, picture.width, picture.height,
            picture.bytes, picture.focal_x, picture.focal_y, picture.made_at, picture.made_by});
    insert_files(tx, picture);
    set_texts(tx, picture);
    tx.changes("media:" + picture.id);
    tx.changes("list:media");
}

void PictureStore::update_files(db::Tx& tx, const Picture& picture) const {
    tx.run(kUpdate, {picture.id, picture.folder, picture.focal_x, picture.focal_y});
    tx.run(kDeleteFiles, {picture.id});
    insert_files(tx, picture);
    tx.changes("media:" + picture.id);
}

void PictureStore::update_texts(db::Tx& tx, const Picture& picture) const {
    set_texts(tx, picture);
    tx.changes("media:" + picture.id);
}

}  // namespace broadsheet
