#include "platform/theme/theme.h"

#include <algorithm>
#include <stdexcept>

#include "platform/theme/program.h"
#include "platform/theme/template.h"

namespace broadsheet::theme {

namespace {

struct Page {
    Shape shape;
    std::vector<Program> programs;  // one a catalogue, in the order of `catalogues`
    std::size_t literals = 0;       // bytes of the longest, to reserve
};

/// Views set names in the order their shape declares them, mostly: looking goes on from the last one found.
void check(const Value& value, const std::vector<Shape::Member>& members, const std::string& where) {
    std::size_t next = 0;
    for (const auto& [name, member_value] : value.members()) {
        std::size_t tried = 0;
        while (tried < members.size() && members[next].name != name) {
            next = next + 1 == members.size() ? 0 : next + 1;
            ++tried;
        }
        if (tried == members.size()) throw std::logic_error("a name its shape does not declare: " + where + "." + name);
        const Shape::Member& member = members[next];
        next = next + 1 == members.size() ? 0 : next + 1;
        if (member.kind != member_value.kind()) {
            throw std::logic_error("a value of another kind than declared: " + where + "." + name);
        }
        if (member.kind == Value::Kind::Object) check(member_value, member.members, name);
        if (member.kind == Value::Kind::List) {
            for (const Value& item : member_value.items()) check(item, member.members, name);
        }
    }
}

}  // namespace

struct Theme::Impl {
    std::vector<std::shared_ptr<const text::Catalogue>> catalogues;
    std::map<std::string, Page, std::less<>> pages;
    std::map<std::string, std::string> assets;
    std::map<std::string, File, std::less<>> files;
};

Theme::Theme() : impl_(std::make_unique<Impl>()) {}
Theme::~Theme() = default;

Result<std::shared_ptr<const Theme>> Theme::load(
    Source source, const std::map<std::string, Shape>& shapes,
    const std::vector<std::shared_ptr<const text::Catalogue>>& catalogues) {
    Faults faults;
    for (FieldProblem& fault : source.faults) faults.add(std::move(fault));
    std::map<std::string, Template> parts;
    for (const auto& [name, words] : source.parts) {
        parts.emplace(name, read_template("parts/" + name + ".mustache", words, faults));
    }
    std::shared_ptr<Theme> theme(new Theme());
    std::map<std::string, Program> programs;
    for (const auto& [name, words] : source.pages) {
        const std::string file = "pages/" + name + ".mustache";
        const Template page = read_template(file, words, faults);
        const auto shape = shapes.find(name);
        if (shape == shapes.end()) {
            faults.add(file, 1, "unknown_page", {{"name", name}});
            continue;
        }
        programs.emplace(name, compile(page, shape->second, {parts, source.assets, catalogues}, faults));
        theme->impl_->pages[name].shape = shape->second;
    }
    for (const auto& [name, shape] : shapes) {
        if (!source.pages.contains(name)) {
            faults.add("pages/" + name + ".mustache", 1, "missing_page", {{"name", name}});
        }
    }
    if (!faults.empty()) {
        return tl::unexpected(Problem{ProblemKind::Invalid, "problem.theme.invalid", faults.take(), {}});
    }
    for (auto& [name, page] : theme->impl_->pages) {
        for (const auto& catalogue : catalogues) {
            page.programs.push_back(in_words_of(programs.at(name), *catalogue));
            std::size_t literals = 0;
            for (const Step& step : page.programs.back()) literals += step.text.size();
            page.literals = std::max(page.literals, literals);
        }
    }
    theme->impl_->catalogues = catalogues;
    theme->impl_->assets = std::move(source.assets);
    for (auto& [path, file] : source.files) theme->impl_->files.emplace(path, std::move(file));
    return theme;
}

std::string Theme::render(const std::string& page, const Value& value, const text::Catalogue& words) const {
    const auto found = impl_->pages.find(page);
    if (found == impl_->pages.end()) throw std::logic_error("no such page in the theme: " + page);
    const auto catalogue = std::find_if(impl_->catalogues.begin(), impl_->catalogues.end(),
                                        [&](const auto& known) { return known.get() == &words; });
    if (catalogue == impl_->catalogues.end()) throw std::logic_error("a catalogue the theme was not loaded with");
    if (value.kind() != Value::Kind::Object) throw std::logic_error("a page's value is an object: " + page);
    check(value, found->second.shape.members(), page);
    std::string out;
    out.reserve(found->second.literals + 16'384);
    run(found->second.programs[static_cast<std::size_t>(catalogue - impl_->catalogues.begin())], value, out);
    return out;
}

const Theme::File* Theme::file(std::string_view path) const {
    const auto found = impl_->files.find(path);
    return found == impl_->files.end() ? nullptr : &found->second;
}

std::string Theme::asset(const std::string& name) const {
    const auto found = impl_->assets.find(name);
    return found == impl_->assets.end() ? std::string() : found->second;
}

}  // namespace broadsheet::theme
