// docs/themes.md: its second half, the names that templates may print, is made from the declared shapes and from where
// themes/classic includes its parts. The first half is written by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/newsroom.h"
#include "features/stories/view.h"
#include "platform/theme/template.h"
#include "site/frame.h"
#include "tests/generated_files.h"
#include "tests/sample_newsroom.h"

using namespace broadsheet;

namespace {

using ShapeMembers = std::vector<theme::Shape::Member>;
using ValueKind = theme::Value::Kind;

constexpr const char* kDocument = "docs/themes.md";
constexpr const char* kMark =
    "<!-- From here on made from the program by tests/themes_document_test.cpp: no changes by hand. -->\n";

/// What each page is for, in the order of the document.
const std::vector<std::pair<std::string, std::string>> kPages = {
    {"front", "The front page of an edition, `/en/`."},
    {"story", "A story, `/en/2022/01/…`, and its preview from the desk."},
    {"section", "The newest of a section, `/en/world`."},
    {"list", "A closed month of a section, person, organisation or topic, `/en/world/2022/01`."},
    {"person", "Somebody with a byline, and their newest, `/en/people/…`."},
    {"organisation", "An organisation, and the newest about it, `/en/organisations/…`."},
    {"topic", "A topic, and the newest on it, `/en/topics/…`."},
    {"archive", "The calendar of a month or the months of a year, `/en/archive/2022/01`."},
    {"day", "What was published on a day, `/en/archive/2022/01/13`."},
    {"corrections", "The newest corrections, or those of a month, `/en/corrections`."},
    {"search", "The search form and what it found, `/en/search`."},
    {"page", "A page of the paper itself: about, legal notice, contact."},
    {"problem", "What stands in place of a page: not found, withdrawn, not allowed, out of order."},
};

/// A shape that stands in several places and is written down once.
struct KnownShape {
    std::string phrase;  // "a teaser": the heading is "The names of a teaser"
    std::string about;
    ShapeMembers members;
};

const theme::Shape::Member* member_named(const ShapeMembers& members, const std::string& name) {
    const auto found = std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.name == name; });
    return found == members.end() ? nullptr : &*found;
}

/// The first is what every page has.
const std::vector<KnownShape>& known_shapes() {
    static const std::vector<KnownShape> kAll = {
        {"every page", "Of its head, the masthead, the menu and the footer.", Frame::shape().members()},
        {"a list of stories", "On pages that list stories by closed months.", listing_shape().members()},
        {"a story", "Within `story` on its own page.", member_named(story_shape().members(), "story")->members},
        {"a teaser", "A story as other pages show it.", teaser_shape().members()},
        {"a picture", "Its sizes, and its words in the edition.", picture_shape().members()},
        {"a pager", "Links to the pages before and after.", pager_shape().members()},
    };
    return kAll;
}

bool same_names(const ShapeMembers& a, const ShapeMembers& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.name == y.name && x.kind == y.kind && same_names(x.members, y.members);
    });
}

const KnownShape* known_as(const ShapeMembers& members) {
    for (const KnownShape& known : known_shapes()) {
        if (same_names(known.members, members)) return &known;
    }
    return nullptr;
}

std::string link_to(const KnownShape& known) {
    std::string anchor = "the-names-of-" + known.phrase;
    std::replace(anchor.begin(), anchor.end(), ' ', '-');
    return "[" + known.phrase + "](#" + anchor + ")";
}

std::string kind_words(ValueKind kind) {
    switch (kind) {
        case ValueKind::Text: return "text";
        case ValueKind::Html: return "HTML";
        case ValueKind::Address: return "address";
        case ValueKind::Flag: return "flag";
        case ValueKind::List: return "list";
        case ValueKind::Object: return "section";
    }
    return {};
}

std::string quoted_list(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "`" : ", `") + name + "`";
    return out;
}

/// One line a name, what lies in it indented below.
void write_names(std::string& out, const ShapeMembers& members, const std::string& indent = {}) {
    for (const auto& member : members) {
        out += indent + "- `" + member.name + "` (" + kind_words(member.kind) + "): " + member.about;
        if (const KnownShape* known = member.members.empty() ? nullptr : known_as(member.members)) {
            out += ". In it, the names of " + link_to(*known) + "\n";
        } else {
            out += "\n";
            write_names(out, member.members, indent + "  ");
        }
    }
}

/// Takes those known shapes out of `members` that are there whole; links to them.
std::vector<std::string> take_known(ShapeMembers& members) {
    std::vector<std::string> links;
    for (const KnownShape& known : known_shapes()) {
        const bool whole = std::all_of(known.members.begin(), known.members.end(), [&](const auto& wanted) {
            const auto* found = member_named(members, wanted.name);
            return found != nullptr && found->kind == wanted.kind && same_names(found->members, wanted.members);
        });
        if (!whole) continue;
        links.push_back(link_to(known));
        std::erase_if(members, [&](const auto& member) { return member_named(known.members, member.name) != nullptr; });
    }
    return links;
}

std::string joined(const std::vector<std::string>& links) {
    std::string out;
    for (std::size_t at = 0; at < links.size(); ++at)
        out += (at == 0 ? "" : at + 1 == links.size() ? " and " : ", ") + links[at];
    return out;
}

/// Where a part is included: on which page, within which lists and sections.
struct Inclusion {
    std::string page;
    std::vector<std::string> within;           // names, from outside
    std::vector<const ShapeMembers*> members;  // of the page, then of each of `within`
};

using Inclusions = std::map<std::string, std::vector<Inclusion>>;  // by part

/// Follows the sections of a page as Theme::load does, parts included.
class PartFinder {
public:
    PartFinder(const std::map<std::string, theme::Template>& parts, Inclusions& found) : parts_(parts), found_(found) {}

    void follow(const std::vector<theme::Node>& nodes, const Inclusion& here) {
        for (const theme::Node& node : nodes) {
            if (node.kind == theme::Node::Kind::Part) {
                found_[node.text].push_back(here);
                follow(parts_.at(node.text).nodes, here);
                continue;
            }
            Inclusion inside = here;
            const auto* member = node.kind == theme::Node::Kind::Section ? look_up(node.text, here) : nullptr;
            if (member != nullptr && (member->kind == ValueKind::List || member->kind == ValueKind::Object)) {
                inside.within.push_back(node.text);
                inside.members.push_back(&member->members);
            }
            follow(node.children, inside);
        }
    }

private:
    static const theme::Shape::Member* look_up(const std::string& path, const Inclusion& here) {
        const std::string first = path.substr(0, path.find('.'));
        const theme::Shape::Member* found = nullptr;
        for (auto members = here.members.rbegin(); members != here.members.rend() && found == nullptr; ++members)
            found = member_named(**members, first);
        for (std::size_t dot = path.find('.'); found != nullptr && dot != std::string::npos;) {
            const std::size_t end = path.find('.', dot + 1);
            found = member_named(found->members, path.substr(dot + 1, end - dot - 1));
            dot = end;
        }
        return found;
    }

    const std::map<std::string, theme::Template>& parts_;
    Inclusions& found_;
};

/// What is in both, with what lies in it in both.
ShapeMembers in_both(const ShapeMembers& a, const ShapeMembers& b) {
    ShapeMembers out;
    for (const auto& member : a) {
        const auto* other = member_named(b, member.name);
        if (other == nullptr || other->kind != member.kind) continue;
        out.push_back(member);
        out.back().members = in_both(member.members, other->members);
    }
    return out;
}

/// What a part can print wherever it is included.
struct Printable {
    ShapeMembers own;     // of the innermost list or section, or of the page when it stands in none
    ShapeMembers around;  // of what lies around that
};

Printable printable_in(const Inclusion& place) {
    Printable out;
    out.own = *place.members.back();
    std::set<std::string> hidden;
    for (const auto& member : out.own) hidden.insert(member.name);
    for (std::size_t at = place.members.size() - 1; at-- > 0;) {
        for (const auto& member : *place.members[at]) {
            if (hidden.insert(member.name).second) out.around.push_back(member);
        }
    }
    return out;
}

Printable printable_everywhere(const std::vector<Inclusion>& places) {
    Printable out = printable_in(places.front());
    for (const Inclusion& place : places) {
        const Printable here = printable_in(place);
        // A name of the innermost section in one place and of the page in another can be printed in both.
        ShapeMembers all = here.own;
        all.insert(all.end(), here.around.begin(), here.around.end());
        out.own = in_both(out.own, all);
        out.around = in_both(out.around, all);
    }
    return out;
}

void write_page(std::string& out, const std::string& name, const std::string& about, const theme::Shape& shape) {
    ShapeMembers own = shape.members();
    const auto links = take_known(own);
    out += "\n### Page: " + name + "\n\n" + about + " `pages/" + name + ".mustache`\n\nThe names of " + joined(links);
    out += own.empty() ? ".\n" : ", and:\n\n";
    write_names(out, own);
}

void write_part(std::string& out, const std::string& name, const std::vector<Inclusion>& places) {
    out += "\n### Part: " + name + "\n\n";
    if (places.empty()) {
        out += "No page includes it.\n";
        return;
    }
    std::map<std::vector<std::string>, std::vector<std::string>> pages;  // within what → on which pages
    for (const Inclusion& place : places) {
        auto& named = pages[place.within];
        if (std::find(named.begin(), named.end(), place.page) == named.end()) named.push_back(place.page);
    }
    std::size_t written = 0;
    for (const auto& [within, on] : pages) {
        std::string trail;
        for (const std::string& section : within) trail += (trail.empty() ? "`" : " › `") + section + "`";
        const std::string where = on.size() == kPages.size() ? "every page" : quoted_list(on);
        out += (written++ == 0 ? "Stands on " : "; on ") + where + (trail.empty() ? "" : " within " + trail);
    }
    Printable names = printable_everywhere(places);
    auto links = take_known(names.own);
    const auto more = take_known(names.around);
    links.insert(links.end(), more.begin(), more.end());
    out += ".\n\nThe names of " + joined(links);
    out += names.own.empty() ? ".\n" : ", and:\n\n";
    write_names(out, names.own);
    if (names.around.empty()) return;
    std::vector<std::string> around;
    for (const auto& member : names.around) around.push_back(member.name);
    out += "\nFrom around it: " + quoted_list(around) + ".\n";
}

std::string names_for_themes() {
    const auto shapes = page_shapes();
    std::string out = kMark;
    out +=
        "\n## Names\n\nThe kind of a name stands in brackets behind it; what lies in a list or a section, below it.\n";
    for (const KnownShape& known : known_shapes()) {
        out += "\n### The names of " + known.phrase + "\n\n" + known.about + "\n\n";
        write_names(out, known.members);
    }
    out += "\n## Pages\n";
    for (const auto& [name, about] : kPages) write_page(out, name, about, shapes.at(name));

    const auto source = theme::Theme::read_folder(testing::source_folder() + "/themes/classic");
    theme::Faults faults;
    std::map<std::string, theme::Template> parts;
    for (const auto& [name, words] : source.parts) parts.emplace(name, theme::read_template(name, words, faults));
    Inclusions found;
    for (const auto& [name, about] : kPages) {
        const theme::Template page = theme::read_template(name, source.pages.at(name), faults);
        PartFinder(parts, found).follow(page.nodes, {name, {}, {&shapes.at(name).members()}});
    }
    out += "\n## Parts\n\nThose of `themes/classic`. A part sees what can be seen where it is included; these are the ";
    out += "names that each can use in all of its places. A theme may have other parts, and include these elsewhere.\n";
    for (const auto& [name, part] : parts) write_part(out, name, found[name]);
    return out;
}

}  // namespace

TEST_CASE("generated: docs/themes.md names everything that a template may print") {
    std::set<std::string> described;
    for (const auto& [name, about] : kPages) described.insert(name);
    for (const auto& [name, shape] : page_shapes()) {
        CAPTURE(name);
        REQUIRE_MESSAGE(described.contains(name), "a new page needs its sentence in kPages of this file");
    }
    REQUIRE(described.size() == page_shapes().size());
    const std::string stored = testing::repository_file(kDocument);
    const std::size_t mark = stored.find(kMark);
    REQUIRE_MESSAGE(mark != std::string::npos, "docs/themes.md has lost the line that ends what is written by hand");
    testing::check_generated(kDocument, stored.substr(0, mark) + names_for_themes());
}

TEST_CASE("generated: what two places of a part have in common") {
    const theme::Shape teaser = theme::Shape().text("name", "A").flag("opinion", "B");
    const ShapeMembers first =
        theme::Shape().text("name", "Page").text("title", "T").list("items", "I", teaser).members();
    const ShapeMembers second =
        theme::Shape().text("title", "T").list("items", "I", theme::Shape().text("name", "A")).members();
    // Around a list of one page and on another page itself: `name` of the items hides that of the page.
    const Inclusion in_list{"one", {"items"}, {&first, &first.back().members}};
    const Inclusion on_page{"two", {}, {&second}};
    const Printable names = printable_everywhere({in_list, on_page});
    CHECK(names.own.empty());
    REQUIRE(names.around.size() == 2);
    CHECK(names.around[0].name == "title");
    REQUIRE(names.around[1].name == "items");
    CHECK(names.around[1].members.size() == 1);
    CHECK(printable_in(in_list).own.size() == 2);
    CHECK(member_named(printable_in(in_list).around, "name") == nullptr);
}
