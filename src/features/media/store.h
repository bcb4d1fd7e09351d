// Every SQL statement about pictures, and the tags they read and change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/media/model.h"
#include "platform/db/db.h"

namespace broadsheet {

class PictureStore {
public:
    /// Those with the given ids, in no order. Reads `media:ID` of each.
    [[nodiscard]] std::vector<Picture> some(db::ReadTx& tx, const std::vector<std::string>& ids) const;
    /// Newest first, after `before` when it is not empty. Reads `list:media` and `media:ID` of each.
    [[nodiscard]] std::vector<Picture> newest(db::ReadTx& tx, const std::string& before, int limit) const;
    /// Newest first after `before`: those that hold every one of `words` (folded) in their id or in their words of any
    /// edition. Looks through 5,000 pictures at most; where to look on is in the answer. Reads as `newest`.
    [[nodiscard]] PicturesFound with_words(db::ReadTx& tx, const std::vector<std::string>& words,
                                           const std::string& before, int limit) const;
    /// Id of the picture made of these bytes. Reads `list:media`.
    [[nodiscard]] std::optional<std::string> with_hash(db::ReadTx& tx, const std::string& hash) const;
    /// Which of these folders belong to a picture or the logo. Leaves no tag: asked for the disk's sake, not for a
    /// page's.
    [[nodiscard]] std::vector<std::string> named_folders(db::ReadTx& tx, const std::vector<std::string>& folders) const;

    /// Sets the picture's number.
    void insert(db::Tx& tx, Picture& picture) const;
    /// Focal point, folder and files.
    void update_files(db::Tx& tx, const Picture& picture) const;
    void update_texts(db::Tx& tx, const Picture& picture) const;
};

}  // namespace broadsheet
