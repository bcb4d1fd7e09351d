// From what a browser sent to the values of a story: nothing is decided here, only read.
#include <algorithm>

#include "features/stories/desk.h"

namespace broadsheet {

namespace {

int place_of(std::string_view words, int otherwise) {
    int place = 0;
    for (const char c : words) {
        if (c < '0' || c > '9' || place > 999) return otherwise;
        place = place * 10 + (c - '0');
    }
    return words.empty() ? otherwise : place;
}

}  // namespace

StoryFields fields_of(const http::Request& request) {
    StoryFields fields;
    fields.kind = kind_named(request.field("kind")).value_or(Kind::News);
    fields.section = request.field("section");
    fields.source_edition = request.field("source");
    fields.picture = request.field("picture");
    fields.outside_name = request.field("outside_name");
    fields.outside_url = request.field("outside_url");
    fields.topics = values_of(request, "topics");
    fields.organisations = values_of(request, "organisations");
    struct Row {
        int place;
        BylineEntry entry;
    };
    std::vector<Row> rows;
    for (std::size_t number = 1; number <= kBylineRows; ++number) {
        const std::string row = "byline." + std::to_string(number);
        const std::string person(request.field(row + ".person"));
        if (person.empty()) continue;
        rows.push_back({place_of(request.field(row + ".place"), number),
                        {person, role_of_byline(request.field(row + ".role")).value_or(BylineRole::Author)}});
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.place < b.place; });
    for (auto& row : rows) fields.byline.push_back(std::move(row.entry));
    return fields;
}

VersionText text_of(const http::Request& request, const std::string& edition) {
    const auto field = [&](const char* name) { return std::string(request.field(edition + "." + name)); };
    VersionText text;
    text.kicker = field("kicker");
    text.headline = field("headline");
    text.standfirst = field("standfirst");
    text.front_headline = field("front_headline");
    text.search_headline = field("search_headline");
    text.rights = field("rights");
    text.disclaimer = field("disclaimer");
    text.slug = field("slug");
    return text;
}

}  // namespace broadsheet
