#include "features/stories/model.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "platform/text/text.h"

namespace broadsheet {

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::News: return "news";
        case Kind::Analysis: return "analysis";
        case Kind::Opinion: return "opinion";
        case Kind::Interview: return "interview";
        case Kind::Reportage: return "reportage";
    }
    return "";
}

const std::vector<Kind>& all_kinds() {
    static const std::vector<Kind> kAll = {Kind::News, Kind::Analysis, Kind::Opinion, Kind::Interview, Kind::Reportage};
    return kAll;
}

std::optional<Kind> kind_named(std::string_view name) {
    for (const Kind kind : all_kinds()) {
        if (name_of(kind) == name) return kind;
    }
    return std::nullopt;
}

std::string_view name_of(BylineRole role) {
    switch (role) {
        case BylineRole::Author: return "author";
        case BylineRole::Translator: return "translator";
        case BylineRole::Photographer: return "photographer";
        case BylineRole::Illustrator: return "illustrator";
        case BylineRole::Editor: return "editor";
    }
    return "";
}

const std::vector<BylineRole>& all_byline_roles() {
    static const std::vector<BylineRole> kAll = {BylineRole::Author, BylineRole::Translator, BylineRole::Photographer,
                                                 BylineRole::Illustrator, BylineRole::Editor};
    return kAll;
}

std::optional<BylineRole> role_of_byline(std::string_view name) {
    for (const BylineRole role : all_byline_roles()) {
        if (name_of(role) == name) return role;
    }
    return std::nullopt;
}

std::string_view name_of(State state) {
    switch (state) {
        case State::Draft: return "draft";
        case State::Scheduled: return "scheduled";
        case State::Published: return "published";
        case State::Withdrawn: return "withdrawn";
    }
    return "";
}

State state_named(std::string_view name) {
    for (const State state : {State::Scheduled, State::Published, State::Withdrawn}) {
        if (name_of(state) == name) return state;
    }
    return State::Draft;
}

const Version* Story::version(std::string_view edition) const {
    for (const auto& version : versions) {
        if (version.edition == edition) return &version;
    }
    return nullptr;
}

Result<VersionText> check(VersionText text, const std::string& prefix) {
    std::vector<FieldProblem> faults;
    const auto line = [&](const char* field, std::string& words, std::size_t max) {
        words = text::clean_line(words);
        if (text::length(words) > max)
            faults.push_back({prefix + field, "problem.too_long", {{"max", std::to_string(max)}}});
    };
    line("kicker", text.kicker, 40);
    line("headline", text.headline, 160);
    line("standfirst", text.standfirst, 500);
    line("front_headline", text.front_headline, 160);
    line("search_headline", text.search_headline, 160);
    line("rights", text.rights, 300);
    line("disclaimer", text.disclaimer, 600);
    if (!text.slug.empty()) {
        text.slug = text::slug(text.slug);
        if (text.slug.empty()) faults.push_back({prefix + "slug", "problem.slug_empty", {}});
    }
    if (!faults.empty()) return invalid(std::move(faults));
    return text;
}

Result<StoryFields> check(StoryFields fields, const Editions& editions) {
    std::vector<FieldProblem> faults;
    fields.outside_name = text::clean_line(fields.outside_name);
    fields.outside_url = text::clean_line(fields.outside_url);
    if (editions.find(fields.source_edition) == nullptr) faults.push_back({"source", "problem.unknown_edition", {}});
    if (text::length(fields.outside_name) > 120)
        faults.push_back({"outside_name", "problem.too_long", {{"max", "120"}}});
    if (!fields.outside_url.empty() &&
        ((fields.outside_url.rfind("https://", 0) != 0 && fields.outside_url.rfind("http://", 0) != 0) ||
         fields.outside_url.size() > 2000)) {
        faults.push_back({"outside_url", "problem.not_a_web_address", {}});
    }
    if (!fields.outside_url.empty() && fields.outside_name.empty())
        faults.push_back({"outside_name", "problem.missing", {}});
    if (fields.byline.size() > 12) faults.push_back({"byline", "problem.too_many", {{"max", "12"}}});
    if (fields.topics.size() > 12) faults.push_back({"topics", "problem.too_many", {{"max", "12"}}});
    if (fields.organisations.size() > 12) faults.push_back({"organisations", "problem.too_many", {{"max", "12"}}});
    const auto unique = [](std::vector<std::string>& ids) {
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    };
    unique(fields.topics);
    unique(fields.organisations);
    if (!faults.empty()) return invalid(std::move(faults));
    return fields;
}

std::vector<FieldProblem> missing_for_publication(const StoryFields& fields, const VersionText& text,
                                                  const std::string& edition) {
    std::vector<FieldProblem> faults;
    const auto need = [&](bool there, std::string field) {
        if (!there) faults.push_back({std::move(field), "problem.missing_for_publication", {{"edition", edition}}});
    };
    need(!fields.section.empty(), "section");
    need(!text.headline.empty(), edition + ".headline");
    need(!text.standfirst.empty(), edition + ".standfirst");
    need(!text.body.empty(), edition + ".body");
    need(fields.outside_name.empty() || !text.rights.empty(), edition + ".rights");
    return faults;
}

std::string slug_for(const VersionText& text) {
    std::string slug = text::slug(text.slug.empty() ? text.headline : text.slug);
    return slug.empty() ? "story" : slug;
}

double score(const Nearness& nearness) {
    // Weights by what a reader would call "the same subject": a shared rare topic says most, a body that half the paper
    // is about little, and who wrote or translated it hardly anything.
    double value = 3.0 * nearness.topics + 2.0 * nearness.organisations + 0.3 * nearness.people;
    if (nearness.same_section) value += 0.5;
    if (nearness.same_top_section) value += 0.15;
    const double years =
        static_cast<double>(nearness.apart_us < 0 ? -nearness.apart_us : nearness.apart_us) / (365.25 * kDay);
    return value + 0.3 * std::exp(-years);
}

}  // namespace broadsheet
