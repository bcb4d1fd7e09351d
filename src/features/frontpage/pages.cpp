#include "features/frontpage/routes.h"
#include "site/paper.h"

namespace broadsheet {

using theme::SitePath;
using theme::Value;

namespace {

/// The edition that an Accept-Language header likes best; nothing when it names none of ours. RFC 9110 §12.5.4.
std::string preferred(std::string_view header, const Editions& editions) {
    std::string best;
    double best_weight = 0;
    std::size_t at = 0;
    for (int items = 0; at < header.size() && items < 50; ++items) {
        std::size_t end = header.find(',', at);
        if (end == std::string_view::npos) end = header.size();
        std::string_view item = header.substr(at, end - at);
        at = end + 1;
        while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
        double weight = 1;
        const auto semicolon = item.find(';');
        if (semicolon != std::string_view::npos) {
            const auto q = item.find("q=", semicolon);
            weight = q == std::string_view::npos ? 0 : std::strtod(std::string(item.substr(q + 2, 5)).c_str(), nullptr);
            item = item.substr(0, semicolon);
        }
        std::string language;
        for (const char c : item.substr(0, item.find('-'))) {
            if (c != ' ') language += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        if (weight > best_weight && editions.find(language) != nullptr) {
            best = language;
            best_weight = weight;
        }
    }
    return best;
}

Result<Answer> front(PageContext& context, const FrontPage& front_page, const StoryWorld& world) {
    db::ReadTx& tx = context.tx;
    const Edition& edition = context.edition;
    const auto sections = world.sections.all(tx, edition.id);
    const FrontPlan made = front_page.plan_of(tx, edition.id, sections);
    const PaperWords paper = paper_words_of(tx, edition.id);
    Head head;
    head.title = paper.name;
    head.description = paper.description;
    head.path = edition.home();
    head.front = true;
    for (const auto& other : world.editions.all()) {
        if (other.id != edition.id) head.others[other.id] = SwitchTarget{true, other.home(), {}, {}};
    }
    json::Value site = json::Value::object();
    site.set("@context", "https://schema.org")
        .set("@type", "WebSite")
        .set("name", paper.name)
        .set("url", world.frame.absolute(edition.home()));
    site.set("inLanguage", edition.locale).set("publisher", world.frame.publisher(tx, edition));
    head.json_ld.push_back(std::move(site));
    Value page = world.frame.value(tx, edition, head);

    // One call for everything on the page, so that bylines and pictures cost the same however many stories there are.
    std::vector<Teaser> all = made.chosen;
    all.insert(all.end(), made.briefs.begin(), made.briefs.end());
    for (const auto& row : made.rows) all.insert(all.end(), row.stories.begin(), row.stories.end());
    auto values = teaser_values(tx, world, edition, all, SectionName::Always);
    std::size_t next = 0;
    const auto take = [&](std::size_t count) {
        Value list = Value::list();
        for (std::size_t i = 0; i < count; ++i) list.add(std::move(values[next++]));
        return list;
    };
    const std::size_t chosen = made.chosen.size();
    if (chosen > 0) page.set("lead", std::move(values[next++]));
    const std::size_t side = chosen > 1 ? std::min<std::size_t>(2, chosen - 1) : 0;
    page.set("side", take(side));
    page.set("under", take(chosen > 1 + side ? chosen - 1 - side : 0));
    page.flag("has_briefs", !made.briefs.empty()).set("briefs", take(made.briefs.size()));
    Value rows = Value::list();
    for (const auto& row : made.rows) {
        const Section* section = nullptr;
        for (const auto& other : sections) {
            if (other.id == row.section) section = &other;
        }
        Value item = Value::object();
        item.text("anchor", "row-" + row.section).text("name", section->texts.at(edition.id).name);
        item.path("path", SitePath(Sections::path(sections, *section, edition.id)));
        item.set("row_lead", std::move(values[next++]));
        item.set("stories", take(row.stories.size() - 1));
        rows.add(std::move(item));
    }
    page.set("rows", std::move(rows));
    return Answer::show("front", std::move(page));
}

}  // namespace

void mount(Routes& routes, http::Router& router, const FrontPage& front_page, const StoryWorld& world) {
    routes.page("/", {}, http::Caching::Cached, "/",
                [&](PageContext& context) { return front(context, front_page, world); });
    http::Route root;
    root.method = http::Method::Get;
    root.pattern = "/";
    root.handler = [&world](const http::Request& request) {
        // The browser's list of languages is the choice that is stored: decision 0021.
        std::string choice = preferred(request.header("accept-language").value_or(""), world.editions);
        if (choice.empty()) choice = world.editions.main().id;
        http::Response out = http::see_other(world.editions.get(choice).home());
        out.status = 302;
        out.cache_control = "no-store";
        out.headers.emplace_back("Vary", "Accept-Language");
        return out;
    };
    router.add(std::move(root));
}

std::map<std::string, theme::Shape> frontpage_shapes() {
    using theme::Shape;
    Shape out = Frame::shape();
    out.object("lead", "The lead", teaser_shape())
        .list("side", "Slots 1 and 2", teaser_shape())
        .list("under", "Slots 3 to 5", teaser_shape());
    out.list("briefs", "The newest others", teaser_shape()).flag("has_briefs", "There are any");
    out.list("rows", "One per section",
             Shape()
                 .text("anchor", "Unique id")
                 .text("name", "Section")
                 .address("path", "Section")
                 .object("row_lead", "Its newest", teaser_shape())
                 .list("stories", "The next four", teaser_shape()));
    return {{"front", out}};
}

}  // namespace broadsheet
