// Themes: logic-less mustache pages over a declared shape, checked at start so that a missing name is an error with
// file and line, not a blank. Not words and not values: a view gives the values, the catalogue the words.
//
// In a template: {{name}} escaped text · {{{name}}} only for names declared Html · {{#list}}…{{/list}} ·
// {{^flag}}…{{/flag}} · {{>part}} a file of parts/ · {{t.key.of.catalogue}} a word without arguments · {{asset.name}}
// path of a fingerprinted file.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/result/result.h"
#include "platform/text/text.h"

namespace broadsheet::theme {

/// HTML made by one of the renderers (document, a theme). Not constructible from a request by accident: say so.
class Html {
public:
    Html() = default;
    static Html trusted(std::string html) { return Html(std::move(html)); }
    [[nodiscard]] const std::string& str() const { return html_; }

private:
    explicit Html(std::string html) : html_(std::move(html)) {}
    std::string html_;
};

/// A path of this paper: starts with one '/', no scheme, no host, percent-encoded. Throws std::invalid_argument
/// otherwise.
class SitePath {
public:
    SitePath() = default;
    explicit SitePath(std::string path);
    [[nodiscard]] const std::string& str() const { return path_; }

private:
    std::string path_;
};

/// An absolute http, https or mailto address. `parse` gives nothing for anything else; it trims, and percent-encodes
/// what an address may not hold (spaces, quotes, angle brackets, letters outside ASCII after the host).
class WebUrl {
public:
    static std::optional<WebUrl> parse(std::string_view url);
    [[nodiscard]] const std::string& str() const { return url_; }

private:
    explicit WebUrl(std::string url) : url_(std::move(url)) {}
    std::string url_;
};

/// What a view hands to a template: an ordered tree. An absent name, an empty text, an empty list and false are all
/// falsy.
class Value {
public:
    enum class Kind { Text, Html, Address, Flag, List, Object };
    static Value object() { return Value(Kind::Object); }
    static Value list() { return Value(Kind::List); }

    Value& text(std::string name, std::string value);
    Value& number(std::string name, std::int64_t value);
    Value& html(std::string name, const Html& value);
    Value& path(std::string name, const SitePath& value);
    Value& url(std::string name, const WebUrl& value);
    Value& flag(std::string name, bool value);
    Value& set(std::string name, Value value);  // object or list
    Value& add(Value item);                     // to a list
    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] const std::string& string() const { return string_; }
    [[nodiscard]] bool is_true() const { return flag_; }
    [[nodiscard]] const std::vector<std::pair<std::string, Value>>& members() const { return members_; }
    [[nodiscard]] const std::vector<Value>& items() const { return items_; }
    [[nodiscard]] const Value* find(std::string_view name) const;

private:
    explicit Value(Kind kind) : kind_(kind) {}
    Kind kind_;
    std::string string_;
    bool flag_ = false;
    std::vector<std::pair<std::string, Value>> members_;
    std::vector<Value> items_;
};

/// The declared form of a Value: which names a template may use, and of what kind. `docs/themes.md` is generated from
/// it.
class Shape {
public:
    struct Member {
        std::string name;
        Value::Kind kind;
        std::string about;
        std::vector<Member> members;  // of an object, or of a list's items
    };
    Shape& text(std::string name, std::string about);
    Shape& html(std::string name, std::string about);
    Shape& address(std::string name, std::string about);
    Shape& flag(std::string name, std::string about);
    Shape& object(std::string name, std::string about, const Shape& of);
    Shape& list(std::string name, std::string about, const Shape& of);
    Shape& include(const Shape& other);  // all members of another shape
    [[nodiscard]] const std::vector<Member>& members() const { return members_; }

private:
    std::vector<Member> members_;
};

/// One theme folder, or a set of templates embedded in the program (the desk's). Immutable once loaded; `render` is
/// thread-safe.
class Theme {
public:
    /// One asset as it is served: for ever, since its path changes with its bytes.
    struct File {
        std::string bytes;
        std::string content_type;
    };
    struct Source {
        std::map<std::string, std::string> pages;  // name → template text
        std::map<std::string, std::string> parts;
        std::map<std::string, std::string> assets;  // name → fingerprinted site path
        std::map<std::string, File> files;          // fingerprinted site path → what stands there
        std::vector<FieldProblem> faults;           // of the assets: a style sheet that names a file nobody has

        /// Takes files by name ("paper.css") into `assets` and `files`. `url("asset:NAME")` in style sheets becomes the
        /// fingerprinted path; a style sheet's own fingerprint counts what it points at.
        void add_assets(const std::map<std::string, std::string>& bytes_by_name);
    };
    /// Reads pages/*.mustache, parts/*.mustache and assets/* of a folder, subfolders included, symbolic links left out.
    /// Throws std::system_error when the folder or its pages are missing or a file is too large (16 MB).
    static Source read_folder(const std::string& folder);
    /// Checks every page against its shape, every word against every catalogue, every asset, and that text stands only
    /// where escaping protects it; all faults at once, each with file and line, in `Problem::fields`
    /// (field: `pages/story.mustache:12`). A shape without a page and a page without a shape are faults too.
    static Result<std::shared_ptr<const Theme>> load(
        Source source, const std::map<std::string, Shape>& shapes,
        const std::vector<std::shared_ptr<const text::Catalogue>>& catalogues);
    /// The page's HTML. `words` is the catalogue of the edition, one of those given to `load`. Throws std::logic_error
    /// for an unknown page or catalogue, and for a value with a name its shape does not declare or of another kind.
    [[nodiscard]] std::string render(const std::string& page, const Value& value, const text::Catalogue& words) const;
    /// The asset at a fingerprinted path, or null. Lives as long as the theme.
    [[nodiscard]] const File* file(std::string_view path) const;
    /// Path of an asset by name (`paper.css`), for pages made without a template. Empty when there is none.
    [[nodiscard]] std::string asset(const std::string& name) const;
    ~Theme();

private:
    Theme();
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::theme
