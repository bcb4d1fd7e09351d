// The reader's side of pages: one page, and the links to all of them in every footer. (pages.cpp is the feature's
// door.)
#include "features/pages/routes.h"

namespace broadsheet {

using theme::Html;
using theme::SitePath;
using theme::Value;

namespace {

Result<Answer> show(PageContext& context, const Pages& pages, const StoryWorld& world, const Address& address,
                    const std::string& suffix) {
    if (!suffix.empty()) return not_found("page");
    db::ReadTx& tx = context.tx;
    const Edition& edition = context.edition;
    const auto found = pages.find(tx, address.thing);
    if (!found) return problem(ProblemKind::Gone, "problem.gone");
    const PageText& words = found->texts.at(edition.id);
    Head head;
    head.title = words.title;
    head.description = words.description;
    head.path = address.path;
    head.breadcrumbs = {{words.title, ""}};
    for (const auto& [other, text] : found->texts) {
        if (other != edition.id) head.others[other] = SwitchTarget{true, Pages::path(other, text.slug), {}, {}};
    }
    const text::Zone& zone = world.editions.zone();
    json::Value data = json::Value::object();
    data.set("@context", "https://schema.org").set("@type", "WebPage").set("name", words.title);
    data.set("url", world.frame.absolute(address.path))
        .set("inLanguage", edition.locale)
        .set("dateModified", zone.iso(words.updated_at));
    data.set("publisher", world.frame.publisher(tx, edition));
    head.json_ld.push_back(std::move(data));
    Value page = world.frame.value(tx, edition, head);
    page.text("headline", words.title).text("standfirst", words.description);
    page.html("body", Html::trusted(document::to_html(words.body, resolver_for(tx, world, edition, words.body), {})));
    page.text("updated_text", edition.say("page.updated", {{"date", edition.dates.date(words.updated_at)}}));
    page.text("updated_iso", zone.iso(words.updated_at));
    return Answer::show("page", std::move(page));
}

}  // namespace

void add_pages(ThingPages& things, const Pages& pages, const StoryWorld& world) {
    things.by_kind["page"] = [&](PageContext& context, const Address& address, const std::string& suffix) {
        return show(context, pages, world, address, suffix);
    };
}

void add_parts(Parts& parts, const Pages& pages) {
    parts.on("frame", "footer_pages", Need::Required, [&](PartContext& context, Value& frame) {
        Value list = Value::list();
        for (const auto& line : pages.lines(context.tx, context.edition.id)) {
            const std::string path = Pages::path(context.edition.id, line.slug);
            Value item = Value::object();
            item.text("name", line.title).path("path", SitePath(path)).flag("current", path == context.path);
            list.add(std::move(item));
        }
        frame.set("footer_pages", std::move(list));
    });
}

std::map<std::string, theme::Shape> pages_page_shapes() {
    theme::Shape page = Frame::shape();
    page.text("headline", "Title of the page").text("standfirst", "What it is about").html("body", "The body");
    page.text("updated_text", "Last changed on …").text("updated_iso", "The same for machines");
    page.text("reviewed_text", "Last reviewed on …").text("reviewed_iso", "The same for machines");
    return {{"page", page}};
}

}  // namespace broadsheet
