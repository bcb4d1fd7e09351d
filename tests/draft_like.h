// A draft like a story that is there, for what measures or proves what a publication does.
#pragma once

#include <string>

#include "app/newsroom.h"

namespace broadsheet::testing {

/// A draft with the section, byline, topics and organisations of the story `like`, in the editions that one has, each
/// headline with `suffix`.
inline Result<Durable<std::string>> draft_like(Newsroom& newsroom, const std::string& like, const std::string& suffix) {
    const Editor who = Editor::program("test");
    return newsroom.database.transact([&](db::Tx& tx) -> Result<std::string> {
        const auto model = newsroom.stories.find(tx, like);
        auto made = newsroom.stories.create(tx, who, model->fields);
        if (!made) return tl::unexpected(made.error());
        for (const auto& version : model->versions) {
            VersionText text = newsroom.stories.revision(tx, version.current_revision)->text;
            text.headline += suffix;
            text.slug.clear();
            auto saved = newsroom.stories.save_version(tx, who, made->id, version.edition, text, "");
            if (!saved) return tl::unexpected(saved.error());
        }
        return made->id;
    });
}

}  // namespace broadsheet::testing
