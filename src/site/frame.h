// The frame of a reader's page: head, masthead, switch, breadcrumbs, footer. A page says what it is (Head); the frame
// makes the values that every template of a theme can use (themes/classic, docs/themes.md).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/db/db.h"
#include "platform/json/json.h"
#include "platform/theme/theme.h"
#include "platform/time/time.h"
#include "site/editions.h"
#include "site/parts.h"

namespace broadsheet {

/// Where the language switch leads for one other edition.
struct SwitchTarget {
    bool available = false;    // the same thing exists there
    std::string path;          // when available
    std::string section_name;  // when not: the same section there, if there is one
    std::string section_path;
};

/// What a page says of itself.
struct Head {
    std::string title;  // headline or name of the page; the frame adds the paper's name
    std::string description;
    std::string path;  // canonical path; empty on problem pages: no canonical, no switch targets
    bool noindex = false;
    bool front = false;
    bool search = false;
    std::string query;
    std::map<std::string, SwitchTarget>
        others;  // edition → target, for every edition but this one; missing: its front page
    struct Link {
        std::string name, path;
    };
    std::vector<Link> breadcrumbs;  // the last may have no path: the page itself
    std::string section;            // id of the section the page lies in
    std::string feed_path;          // of this list; empty: the edition's feed
    std::string feed_name;
    std::string subject;  // for parts

    // Open Graph and JSON-LD.
    std::string og_type = "website";  // article, profile, website
    struct Image {
        std::string path, type, alt;
        int width = 0, height = 0;
    };
    std::optional<Image> image;
    Instant published_at, updated_at;
    std::string section_name;
    std::vector<std::string> tags;
    std::vector<json::Value> json_ld;
};

class Frame {
public:
    /// `url`: the paper's own address without a trailing slash.
    Frame(std::string url, const Editions& editions, const Parts& parts, const Clock& clock);

    /// The frame's values for a page; the page adds its own to the same object. Reads the words of the edition and
    /// whatever the parts of "frame" read; holds until the year ends, on the front page until midnight.
    [[nodiscard]] theme::Value value(db::ReadTx& tx, const Edition& edition, const Head& head) const;
    /// The values of a frame without a database: for the page that says the paper cannot be read just now.
    [[nodiscard]] theme::Value bare(const Edition& edition, const Head& head) const;
    /// Absolute address of a site path.
    [[nodiscard]] std::string absolute(std::string_view path) const { return url_ + std::string(path); }
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] static theme::Shape shape();
    /// {hreflang, href} of something that stands at `paths` (edition → site path): every edition that has it and
    /// x-default; empty without a counterpart. One function for head and sitemap, so that the two cannot disagree.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> alternates(const Texts& paths) const;
    /// The same for a page: itself and the counterparts its switch leads to; empty for a page that asks not to be
    /// indexed.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> alternates(const Edition& edition,
                                                                              const Head& head) const;
    void set_share_image(std::string asset_path) { share_image_ = std::move(asset_path); }
    void set_logo(std::string asset_path) { logo_ = std::move(asset_path); }
    /// Site path of the theme's icon, 512 × 512, for where a paper has no logo of its own; empty when it has none.
    [[nodiscard]] const std::string& logo() const { return logo_; }
    /// The paper as publisher, for JSON-LD.
    [[nodiscard]] json::Value publisher(db::ReadTx& tx, const Edition& edition) const;

private:
    std::string url_;
    const Editions& editions_;
    const Parts& parts_;
    const Clock& clock_;
    std::string share_image_;
    std::string logo_;
};

}  // namespace broadsheet
