// Media: pictures that the newsroom uploads, decoded and scaled in the sandboxed child `broadsheet-pictures`, kept as
// files that are durable before the row that names them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/media/model.h"
#include "platform/db/db.h"
#include "site/editions.h"
#include "site/paper.h"
#include "site/viewer.h"

namespace broadsheet {

/// A file as it is served: only ever one that was made here, never an original.
struct PictureBytes {
    std::string bytes;
    std::string content_type;
};

/// What an upload led to.
struct AddedPicture : Picture {
    bool was_known = false;  // the paper had these bytes already
};

/// Editions in which readers see a picture or will see it by a schedule. Media know nothing of stories.
using EditionsShowing = std::function<std::vector<std::string>(db::ReadTx&, const std::string& picture)>;

class Media {
public:
    struct Options {
        std::string folder;                     // DATA/media
        std::string decoder;                    // path of broadsheet-pictures
        std::int64_t limit_bytes = 30LL << 20;  // of an upload
        std::int64_t limit_pixels = 100'000'000;
        int children = 2;  // at the same time
    };
    Media(db::Database& database, const Editions& editions, const Clock& clock, Options options);
    ~Media();

    /// Decodes and scales (seconds at most), writes and syncs the files, then the row. JPEG, PNG and WebP by their
    /// content; anything else `Unsupported`, more than `limit_bytes` `TooLarge`, a broken, hostile or too detailed file
    /// `Invalid` (field `file`). The same bytes twice give the same picture, with its own id, focal point and words;
    /// words that are given go only where it has none, and nowhere when readers see it and `who` may not publish. A
    /// focal point outside the picture counts as its edge. `id` empty: a new one. Rights: Write.
    Result<Durable<AddedPicture>> add(const Editor& who, const std::string& bytes,
                                      std::map<std::string, PictureText> texts, int focal_x, int focal_y,
                                      std::string id = {});
    /// Changes words or focal point (new sizes are made when it moved). `made_from`: the stamp of the picture that the
    /// change was made from, Conflict when it has another by then; nothing: not asked. Rights: Write; Publish too when
    /// readers see the picture, and then alternative text and credit may not become empty where they do. A caption
    /// stands in all editions that have words, or in none.
    Result<Durable<Picture>> update(const Editor& who, const std::string& id, std::map<std::string, PictureText> texts,
                                    int focal_x, int focal_y, const std::optional<std::string>& made_from = {});
    /// The same for the same words and focal point.
    [[nodiscard]] static std::string stamp_of(const Picture& picture);
    /// Who knows where pictures are shown; set once, before anything is asked. Without it none counts as shown.
    void on_editions_showing(EditionsShowing showing);

    [[nodiscard]] std::optional<Picture> find(db::ReadTx& tx, const std::string& id) const;
    /// Those with the given ids, in no order, two statements for all. Reads `media:ID` of each.
    [[nodiscard]] std::vector<Picture> some(db::ReadTx& tx, const std::vector<std::string>& ids) const;
    /// Newest first, before a picture (id, empty: from the top).
    [[nodiscard]] std::vector<Picture> newest(db::ReadTx& tx, const std::string& before, int limit) const;
    /// Newest first, before a picture (id, empty: from the top): those that hold every word of `words`, whatever case
    /// and accents, in their id or in their words of any edition; all when it has none. Looks through 5,000 at most.
    [[nodiscard]] PicturesFound search(db::ReadTx& tx, std::string_view words, const std::string& before,
                                       int limit) const;
    /// What stands in the way of publishing with this picture in an edition: alt and credit. Fields `ED.picture_alt`,
    /// `ED.picture_credit`.
    [[nodiscard]] static std::vector<FieldProblem> missing_for_publication(const Picture& picture,
                                                                           const std::string& edition);

    /// Makes the paper's logo of a picture for one kind of page, in place of the one before. The same rules as for
    /// pictures; one that is too small or too long is `Invalid` (field `light` or `dark`), SVG `Unsupported`. What
    /// shows through is white on light pages and black on dark ones. Rights: Settings.
    Result<Durable<Nothing>> set_logo(const Editor& who, const std::string& bytes, LogoVariant variant);
    /// The name in letters again. Rights: Settings.
    Result<Durable<Nothing>> remove_logo(const Editor& who, LogoVariant variant);

    /// What /media/FOLDER/FILE answers. Both names are checked strictly, no link is followed; nothing when there is no
    /// such file. Reads the disk, not the database: the bytes under an address never change.
    [[nodiscard]] std::optional<PictureBytes> file(std::string_view folder, std::string_view file) const;

    /// Removes files that no row names, older than a day. Returns how many.
    int collect_garbage();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet
