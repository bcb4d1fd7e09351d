#include "features/search/routes.h"
#include "platform/http/message.h"
#include "platform/json/json.h"

namespace broadsheet {

using theme::Shape;
using theme::SitePath;
using theme::Value;

namespace {

SearchRequest request_from(const http::Request& request) {
    SearchRequest out;
    out.text = request.query("q").value_or("");
    out.filter.section = request.query("section").value_or("");
    out.filter.author = request.query("author").value_or("");
    out.filter.year = year_number(request.query("year").value_or(""));
    out.order = request.query("sort") == "date" ? SearchOrder::Date : SearchOrder::Relevance;
    out.page = page_number(request.query("page").value_or(""));
    return out;
}

/// The address that asks the same in an edition.
std::string address_of(const Edition& edition, const SearchRequest& request, int page) {
    std::string out = edition.path("search");
    char before = '?';
    const auto add = [&](std::string_view name, const std::string& value) {
        if (value.empty()) return;
        out.append(1, before).append(name).append("=").append(http::percent_encode(value));
        before = '&';
    };
    add("q", request.text);
    add("section", request.filter.section);
    add("author", request.filter.author);
    add("year", request.filter.year == 0 ? "" : std::to_string(request.filter.year));
    add("sort", request.order == SearchOrder::Date ? "date" : "");
    add("page", page > 1 ? std::to_string(page) : "");
    return out;
}

Value choices(const std::vector<SearchChoice>& from) {
    Value out = Value::list();
    for (const auto& choice : from) {
        Value item = Value::object();
        item.text("value", choice.value).text("name", choice.name).flag("selected", choice.selected);
        out.add(std::move(item));
    }
    return out;
}

Value step(const std::string& path, std::string text) {
    Value out = Value::object();
    out.path("path", SitePath(path)).text("text", std::move(text));
    return out;
}

Head head_of(const PageContext& context, const SearchRequest& request, const Editions& editions) {
    const Edition& edition = context.edition;
    Head out;
    out.title =
        request.text.empty() ? edition.say("search.title") : edition.say("search.title_for", {{"query", request.text}});
    out.description = edition.say("search.description");
    out.path = edition.path("search");
    out.noindex = true;
    out.search = true;
    out.query = request.text;
    for (const auto& other : editions.all()) {
        if (other.id == edition.id) continue;
        SwitchTarget target;
        target.available = true;
        target.path = address_of(other, request, 1);
        out.others.emplace(other.id, std::move(target));
    }
    return out;
}

void show_results(PageContext& context, const StoryWorld& world, const SearchResults& results, Value& page) {
    const Edition& edition = context.edition;
    const SearchRequest& request = results.request;
    page.text("result_text", edition.say(results.near ? "search.near" : "search.results",
                                         {{"count", std::to_string(results.total)}, {"query", request.text}}));
    page.set("sections", choices(results.sections))
        .set("authors", choices(results.authors))
        .set("years", choices(results.years));
    page.flag("sorted_by_date", request.order == SearchOrder::Date);

    std::vector<Teaser> teasers;
    for (const auto& hit : results.hits) teasers.push_back(hit.teaser);
    std::vector<Value> values = teaser_values(context.tx, world, edition, teasers);
    Value stories = Value::list();
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i].html("headline_marked", results.hits[i].headline);
        if (results.hits[i].extract) values[i].html("extract", *results.hits[i].extract);
        stories.add(std::move(values[i]));
    }
    page.set("stories", std::move(stories));

    Value suggestions = Value::list();
    for (const auto& text : results.suggestions) {
        SearchRequest better;
        better.text = text;
        suggestions.add(step(address_of(edition, better, 1), text));
    }
    page.flag("has_suggestions", !results.suggestions.empty()).set("suggestions", std::move(suggestions));

    if (results.elsewhere) {
        const Edition& other = world.editions.get(results.elsewhere->edition);
        Value link = step(address_of(other, request, 1),
                          edition.say("search.other_language", {{"count", std::to_string(results.elsewhere->total)},
                                                                {"language", language_name(edition, other)}}));
        page.set("other_language", std::move(link.text("code", other.id)));
    }
    if (request.page > 1 || results.more) {
        Value pager = Value::object();
        pager.text("label", edition.say("search.pages"));
        if (request.page > 1)
            pager.set("newer", step(address_of(edition, request, request.page - 1), edition.say("search.newer_page")));
        if (results.more)
            pager.set("older", step(address_of(edition, request, request.page + 1), edition.say("search.older_page")));
        page.set("pager", std::move(pager));
    }
}

Result<Answer> show(PageContext& context, Search& search, const StoryWorld& world) {
    SearchRequest request = request_from(context.request);
    std::optional<SearchResults> results;
    if (request.text.find_first_not_of(" \t\r\n") != std::string::npos) {
        auto found = search.results(context.tx, context.edition, std::move(request));
        if (!found) return tl::unexpected(std::move(found.error()));
        request = found->request;
        results = std::move(*found);
    } else {
        request.text.clear();
    }
    Value page = world.frame.value(context.tx, context.edition, head_of(context, request, world.editions));
    page.flag("searched", results.has_value());
    if (results) show_results(context, world, *results, page);
    return Answer::show("search", std::move(page));
}

Result<Answer> live(PageContext& context, Search& search, const StoryWorld& world) {
    const auto found = search.live(context.tx, context.edition, context.request.query("q").value_or(""));
    if (!found) return tl::unexpected(found.error());
    const auto sections = world.sections.all(context.tx);
    json::Value out = json::Value::array();
    for (const auto& teaser : *found) {
        json::Value item = json::Value::object();
        item.set("title", teaser.headline);
        item.set("path", teaser.path);
        std::string name;
        for (const auto& section : sections) {
            if (section.id == teaser.section) name = section.texts.at(context.edition.id).name;
        }
        item.set("section", name);
        item.set("date", context.edition.dates.date(teaser.published_at));
        out.push(std::move(item));
    }
    return Answer::raw("application/json", json::print(out));
}

}  // namespace

Shape search_shape() {
    const Shape choice =
        Shape().text("value", "What the form sends").text("name", "What it says").flag("selected", "It is chosen");
    Shape out = Frame::shape();
    out.flag("searched", "Something was asked").text("result_text", "How many stories, and what was asked");
    out.object("other_language", "Results of another edition",
               Shape().address("path", "The same search there").text("code", "es").text("text", "n results in …"));
    out.list("sections", "Sections of the results", choice).list("authors", "Authors of the results", choice);
    out.list("years", "Years of the results", choice).flag("sorted_by_date", "Newest first");
    out.list("stories", "Teasers with headline_marked and extract", teaser_shape());
    out.flag("has_suggestions", "There are any");
    out.list("suggestions", "Better spellings", Shape().text("text", "The words").address("path", "Search for them"));
    out.object("pager", "Pages of results", pager_shape());
    return out;
}

void mount(Routes& routes, Search& search, const StoryWorld& world) {
    routes.page("/{word:search}", {"q", "section", "author", "year", "sort", "page", "format"}, http::Caching::Never,
                "/{word:search}", [&search, &world](PageContext& context) -> Result<Answer> {
                    auto answer = context.request.query("format") == "json" ? live(context, search, world)
                                                                            : show(context, search, world);
                    if (answer) {
                        answer->cacheable = false;
                        answer->headers.emplace_back("X-Robots-Tag", "noindex");
                    }
                    return answer;
                });
}

}  // namespace broadsheet
