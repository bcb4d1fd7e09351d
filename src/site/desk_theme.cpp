#include "site/desk_theme.h"

#include <stdexcept>
#include <string_view>

#include "platform/config/embedded.h"

namespace broadsheet {

namespace {

constexpr std::string_view kLocales = "src/site/locales/";
constexpr std::string_view kIslands = "islands/";

/// CLDR's plain English writes January 13; the paper's house style is British.
std::string locale_of(const std::string& language) { return language == "en" ? "en-GB" : language; }

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_desk_file(std::string_view path, std::string_view ending) {
    return path.ends_with(ending) && path.find("/desk/") != std::string_view::npos;
}

std::string said(const FieldProblem& fault) {
    std::string out = fault.field + ": " + fault.message;
    for (const auto& [name, value] : fault.args) out += " " + name + "=" + value;
    return out + "\n";
}

}  // namespace

DeskWords load_desk_words() {
    DeskWords words;
    for (const auto& file : embedded_files()) {
        if (!file.path.starts_with(kLocales) || !file.path.ends_with(".json")) continue;
        const std::string_view name = file.path.substr(kLocales.size());
        const std::string language(name.substr(0, name.size() - 5));
        auto catalogue = text::Catalogue::parse(file.bytes, locale_of(language));
        if (!catalogue) {
            std::string faults =
                "the desk's words in " + std::string(file.path) + ": " + catalogue.error().message + "\n";
            for (const auto& fault : catalogue.error().fields) faults += said(fault);
            throw std::runtime_error(faults);
        }
        words.emplace(language, std::move(*catalogue));
    }
    if (!words.contains("en"))
        throw std::runtime_error("the program holds no words for the desk (src/site/locales/en.json)");
    std::string gaps;
    for (const auto& [language, catalogue] : words) {
        for (const auto& gap : catalogue->gaps(*words.at("en"))) gaps += language + " lacks " + gap + "\n";
        for (const auto& gap : words.at("en")->gaps(*catalogue)) gaps += "en lacks " + gap + " of " + language + "\n";
    }
    if (!gaps.empty()) throw std::runtime_error("the desk's languages differ:\n" + gaps);
    return words;
}

std::string language_of_stranger(const http::Request& request, const DeskWords& words, const std::string& main) {
    if (const auto asked = request.query("lang"); asked && words.contains(*asked)) return *asked;
    const std::string_view accepted = request.header("accept-language").value_or("");
    for (std::size_t at = 0; at < accepted.size() && at < 200;) {
        const std::string tag(accepted.substr(at, 2));
        if (words.contains(tag)) return tag;
        const auto comma = accepted.find(',', at);
        if (comma == std::string_view::npos) break;
        at = accepted.find_first_not_of(' ', comma + 1);
    }
    return words.contains(main) ? main : words.begin()->first;
}

std::shared_ptr<const theme::Theme> load_desk_theme(const std::map<std::string, theme::Shape>& shapes,
                                                    const DeskWords& words) {
    theme::Theme::Source source;
    std::map<std::string, std::string> assets;
    for (const auto& file : embedded_files()) {
        std::string name(file_name(file.path));
        if (is_desk_file(file.path, ".mustache")) {
            name.resize(name.size() - std::string_view(".mustache").size());
            auto& group = name.starts_with('_') ? source.parts : source.pages;
            if (!group.emplace(name, file.bytes).second)
                throw std::runtime_error("two desk templates are called " + name);
        } else if (is_desk_file(file.path, ".css") || (file.path.starts_with(kIslands) && file.path.ends_with(".js"))) {
            assets.emplace(std::move(name), file.bytes);
        }
    }
    source.add_assets(assets);
    // Readers' files have /assets/ for themselves.
    for (auto& [name, path] : source.assets) path = "/desk" + path;
    std::map<std::string, theme::Theme::File> files;
    for (auto& [path, file] : source.files) files.emplace("/desk" + path, std::move(file));
    source.files = std::move(files);

    std::vector<std::shared_ptr<const text::Catalogue>> catalogues;
    for (const auto& [language, catalogue] : words) catalogues.push_back(catalogue);
    auto theme = theme::Theme::load(std::move(source), shapes, catalogues);
    if (!theme) {
        std::string faults = "the desk's templates do not fit:\n";
        for (const auto& fault : theme.error().fields) faults += said(fault);
        throw std::runtime_error(faults);
    }
    return std::move(*theme);
}

void mount_desk_assets(Routes& routes, const theme::Theme& theme) {
    routes.file("/desk/assets/{name...}", {}, http::Caching::Never, theme.asset("desk.css"),
                [&theme](PageContext& context) -> Result<Answer> {
                    const theme::Theme::File* file = theme.file(context.request.path);
                    if (file == nullptr) return not_found("page");
                    Answer out = Answer::raw(file->content_type, file->bytes);
                    out.immutable = true;
                    out.cacheable = false;
                    return out;
                });
}

}  // namespace broadsheet
