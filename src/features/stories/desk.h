// The newsroom's side of stories: list, fields, the editor, revisions, publishing, previews. One struct of references
// and the handlers over it, in three files by page: desk.cpp (list, mounting), desk_story.cpp (a story),
// desk_version.cpp (a text). Private to this folder; app/ sees routes.h.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "features/stories/compare.h"
#include "features/stories/routes.h"
#include "features/stories/stories.h"
#include "site/desk.h"
#include "site/forms.h"

namespace broadsheet {

struct StoryDesk {
    Stories& stories;
    StoryWorld world;
    db::Database& database;
    const DeskFrame& frame;
    const Clock& clock;
    const theme::Theme& readers_theme;
    PreviewPage preview;
    StaffNames staff_names;
    Routes& routes;

    // desk.cpp
    Result<Answer> list(DeskContext& context) const;
    Result<Answer> show_new(DeskContext& context) const;
    Result<Answer> create(ActionContext& context) const;

    // desk_story.cpp
    Result<Answer> show(DeskContext& context) const;
    Result<Answer> save_fields(ActionContext& context) const;
    Result<Answer> publish(ActionContext& context) const;
    Result<Answer> schedule(ActionContext& context) const;
    Result<Answer> unschedule(ActionContext& context) const;
    Result<Answer> withdraw(ActionContext& context) const;
    Result<Answer> make_preview(ActionContext& context) const;
    Result<Answer> revoke_preview(ActionContext& context) const;
    Result<Answer> preview_at_desk(DeskContext& context) const;
    [[nodiscard]] http::Response public_preview(const http::Request& request) const;

    // desk_version.cpp
    Result<Answer> edit(DeskContext& context) const;
    Result<Answer> save(ActionContext& context) const;
    Result<Answer> merge(ActionContext& context) const;
    Result<Answer> revisions(DeskContext& context) const;
    Result<Answer> compare_revisions(DeskContext& context) const;
    Result<Answer> restore(ActionContext& context) const;
};

/// Rows of a byline that a form has at most.
constexpr std::size_t kBylineRows = 12;
/// What a form of a story's shared fields says; unknown kinds and roles fall to the first, unknown ids are the use
/// case's to refuse.
StoryFields fields_of(const http::Request& request);
/// What the editor's form says beside the body.
VersionText text_of(const http::Request& request, const std::string& edition);
/// The address of a story, or of one of its versions, at the desk.
std::string desk_path(const std::string& story, const std::string& edition = {});
/// Name of a section, person … in the edition whose names the editor reads, else in the first that has one.
template <class Text>
std::string name_in(const std::map<std::string, Text>& texts, const std::string& edition) {
    const auto found = texts.find(edition);
    if (found != texts.end()) return found->second.name;
    return texts.empty() ? std::string() : texts.begin()->second.name;
}
/// Sections as choices, sub-sections after their parent; an empty first choice says `none`.
std::vector<Choice> section_choices(const std::vector<Section>& all, const std::string& edition,
                                    const std::string& chosen, const std::string& none);
std::vector<Choice> kind_choices(const text::Catalogue& words, Kind chosen);
std::vector<Choice> edition_choices(const text::Catalogue& words, const Editions& editions, const std::string& chosen);
/// Headline of a story for people who look for it, and its language: in `edition` (the editor's own), else of the
/// source, else of any, else words for "without a headline".
struct Named {
    std::string words;
    std::string lang;
};
Named headline_of(db::ReadTx& tx, const Stories& stories, const Story& story, const std::string& edition,
                  const text::Catalogue& words);
/// Stretches of a comparison as a list value.
theme::Value stretches_value(const std::vector<Stretch>& stretches);
theme::Shape stretch_shape();
/// Shapes of the pages in desk_story.cpp and desk_version.cpp.
void add_story_shape(std::map<std::string, theme::Shape>& shapes);
void add_version_shapes(std::map<std::string, theme::Shape>& shapes);

}  // namespace broadsheet
