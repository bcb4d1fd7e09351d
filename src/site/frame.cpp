#include "site/frame.h"

#include "site/paper.h"

namespace broadsheet {

using theme::Html;
using theme::SitePath;
using theme::Value;
using theme::WebUrl;

namespace {

WebUrl web(const std::string& url) {
    auto parsed = WebUrl::parse(url);
    // Every caller builds the address from --url, which was checked at start, and a path of ours.
    if (!parsed) throw std::logic_error("not a web address: " + url);
    return *parsed;
}

}  // namespace

Frame::Frame(std::string url, const Editions& editions, const Parts& parts, const Clock& clock)
    : url_(std::move(url)), editions_(editions), parts_(parts), clock_(clock) {}

std::vector<std::pair<std::string, std::string>> Frame::alternates(const Texts& paths) const {
    std::vector<std::pair<std::string, std::string>> out;
    if (paths.size() < 2) return out;
    for (const auto& edition : editions_.all()) {
        if (const auto path = paths.find(edition.id); path != paths.end())
            out.emplace_back(edition.id, absolute(path->second));
    }
    // x-default: the paper's default edition where it has the page, else the first that does.
    const auto main = paths.find(editions_.main().id);
    out.emplace_back("x-default", main == paths.end() ? out.front().second : absolute(main->second));
    return out;
}

std::vector<std::pair<std::string, std::string>> Frame::alternates(const Edition& edition, const Head& head) const {
    if (head.path.empty() || head.noindex) return {};
    Texts paths{{edition.id, head.path}};
    for (const auto& [id, target] : head.others) {
        if (target.available && id != edition.id) paths.emplace(id, target.path);
    }
    return alternates(paths);
}

Value Frame::bare(const Edition& edition, const Head& head) const {
    Value out = Value::object();
    out.text("lang", edition.id)
        .text("dir", edition.direction)
        .text("title", head.title)
        .text("description", head.description);
    out.flag("noindex", true).flag("is_front", false).flag("on_search", false).flag("has_breadcrumbs", false);
    out.path("home_path", SitePath(edition.home()));
    return out;
}

Value Frame::value(db::ReadTx& tx, const Edition& edition, const Head& head) const {
    const PaperWords words = paper_words_of(tx, edition.id);
    const Instant now = clock_.now();
    const text::Zone& zone = editions_.zone();
    const text::Day today = zone.day(now);
    Value out = Value::object();
    out.text("lang", edition.id).text("dir", edition.direction);
    out.text("title", head.front ? words.name + ": " + words.tagline
                                 : edition.say("frame.page_title", {{"title", head.title}, {"paper", words.name}}));
    out.text("description", head.description);
    if (!head.path.empty()) out.url("canonical", web(absolute(head.path)));
    out.flag("noindex", head.noindex).flag("is_front", head.front).flag("on_search", head.search);
    out.text("query", head.query);

    Value alternates_list = Value::list();
    for (const auto& [hreflang, href] : alternates(edition, head)) {
        Value item = Value::object();
        item.text("hreflang", hreflang).url("href", web(href));
        alternates_list.add(std::move(item));
    }
    out.set("alternates", std::move(alternates_list));

    const std::string feed = (head.feed_path.empty() ? "/" + edition.id : head.feed_path);
    const std::string feed_name = head.feed_name.empty() ? words.name : head.feed_name;
    Value feeds = Value::list();
    for (const auto& [type, file] :
         {std::pair{"application/rss+xml", "/feed.xml"}, std::pair{"application/atom+xml", "/atom.xml"},
          std::pair{"application/feed+json", "/feed.json"}}) {
        Value item = Value::object();
        item.text("type", type)
            .text("name", edition.say("frame.feed_of", {{"name", feed_name}}))
            .path("path", SitePath(feed + file));
        feeds.add(std::move(item));
    }
    out.set("feeds", std::move(feeds));

    if (!head.path.empty() && !head.search) {
        Value og = Value::object();
        og.text("type", head.og_type)
            .text("headline", head.front ? words.name : head.title)
            .text("locale", text::with_region(edition.locale));
        Value others = Value::list();
        for (const auto& [id, target] : head.others) {
            if (!target.available) continue;
            Value item = Value::object();
            item.text("locale", text::with_region(editions_.get(id).locale));
            others.add(std::move(item));
        }
        og.set("other_locales", std::move(others));
        Head::Image image{share_image_, "image/png", words.name, 1200, 630};
        if (head.image) image = *head.image;
        if (!image.path.empty()) {
            Value picture = Value::object();
            picture.url("href", web(absolute(image.path))).text("type", image.type).text("alt", image.alt);
            picture.text("width", std::to_string(image.width)).text("height", std::to_string(image.height));
            og.set("image", std::move(picture));
        }
        if (head.published_at.is_set()) og.text("published_iso", zone.iso(head.published_at));
        if (head.updated_at.is_set()) og.text("updated_iso", zone.iso(head.updated_at));
        if (!head.section_name.empty()) og.text("section_name", head.section_name);
        Value tags = Value::list();
        for (const auto& tag : head.tags) {
            Value item = Value::object();
            item.text("name", tag);
            tags.add(std::move(item));
        }
        og.set("tags", std::move(tags));
        out.set("og", std::move(og));
    }
    Value json_ld = Value::list();
    for (const auto& block : head.json_ld) {
        Value item = Value::object();
        item.html("json", Html::trusted(json::print(block, json::Escape::ForHtml)));
        json_ld.add(std::move(item));
    }
    out.set("json_ld", std::move(json_ld));

    if (words.logo) {
        Value logo = Value::object();
        logo.path("src", SitePath(words.logo->src))
            .number("width", words.logo->width)
            .number("height", words.logo->height);
        // A dark one alone would leave light pages with the set name and dark ones without.
        if (words.dark_logo) {
            logo.path("dark_src", SitePath(words.dark_logo->src))
                .number("dark_width", words.dark_logo->width)
                .number("dark_height", words.dark_logo->height);
        }
        out.set("logo", std::move(logo));
    }
    out.text("paper_name", words.name).text("paper_tagline", words.tagline).path("home_path", SitePath(edition.home()));
    if (head.front) {
        // The only page that prints today's date: it holds until midnight in the paper's zone.
        Value day = Value::object();
        day.text("text", edition.dates.full(now)).text("iso", text::iso(today));
        out.set("today", std::move(day));
        tx.until(zone.start_of(zone.day(zone.start_of(today) + 26 * kHour)));
    }
    tx.until(zone.start_of({today.year + 1, 1, 1}));
    out.text("copyright_text", edition.say("frame.copyright",
                                           {{"year", std::to_string(today.year)}, {"holder", words.copyright_holder}}));

    Value switches = Value::list();
    for (const auto& other : editions_.all()) {
        if (other.id == edition.id) continue;
        const auto found = head.others.find(other.id);
        SwitchTarget target;
        if (found != head.others.end()) target = found->second;
        Value item = Value::object();
        item.flag("available", target.available)
            .text("code", other.id)
            .text("label", text::capitalised(other.locale, language_name(other, other)));
        if (target.available) {
            item.path("path", SitePath(target.path));
        } else {
            item.text("note", edition.say("language.unavailable", {{"language", language_name(edition, other)}}));
            if (!target.section_path.empty())
                item.text("section_name", target.section_name).path("section_path", SitePath(target.section_path));
        }
        switches.add(std::move(item));
    }
    out.flag("has_switch", editions_.all().size() > 1).set("switch", std::move(switches));

    Value breadcrumbs = Value::list();
    for (const auto& link : head.breadcrumbs) {
        Value item = Value::object();
        item.text("name", link.name);
        if (!link.path.empty()) item.path("path", SitePath(link.path));
        breadcrumbs.add(std::move(item));
    }
    out.flag("has_breadcrumbs", !head.breadcrumbs.empty()).set("breadcrumbs", std::move(breadcrumbs));

    out.path("search_path", SitePath(edition.path("search"))).path("archive_path", SitePath(edition.path("archive")));
    out.path("corrections_path", SitePath(edition.path("corrections")))
        .path("feed_path", SitePath("/" + edition.id + "/feed.xml"));
    out.path("sign_in_path", SitePath("/desk"));
    PartContext context{tx, edition, head.subject, head.section, head.path};
    parts_.fill("frame", context, out);
    return out;
}

json::Value Frame::publisher(db::ReadTx& tx, const Edition& edition) const {
    const PaperWords words = paper_words_of(tx, edition.id);
    json::Value out = json::Value::object();
    out.set("@type", "NewsMediaOrganization").set("name", words.name).set("url", absolute(edition.home()));
    if (words.logo) {
        json::Value logo = json::Value::object();
        logo.set("@type", "ImageObject")
            .set("url", absolute(words.logo->share_src))
            .set("width", words.logo->share_width)
            .set("height", words.logo->share_height);
        out.set("logo", std::move(logo));
    } else if (!logo_.empty()) {
        json::Value logo = json::Value::object();
        logo.set("@type", "ImageObject").set("url", absolute(logo_)).set("width", 512).set("height", 512);
        out.set("logo", std::move(logo));
    }
    return out;
}

theme::Shape Frame::shape() {
    using theme::Shape;
    Shape out;
    out.text("lang", "Language tag of the page").text("dir", "ltr or rtl").text("title", "The whole title element");
    out.text("description", "Meta description")
        .address("canonical", "Absolute address of the page; absent on problem pages");
    out.flag("noindex", "Search, problem and preview pages").flag("is_front", "Front page: the paper's name is its h1");
    out.flag("on_search", "Search page: the header has no second form").text("query", "What was searched");
    out.list("alternates", "Counterparts in other languages, itself and x-default",
             Shape().text("hreflang", "en, es, x-default").address("href", "Absolute address"));
    out.list("feeds", "Feeds of this list or of the edition",
             Shape().text("type", "Media type").text("name", "Name of the feed").address("path", "Where it is"));
    out.list("head_links", "Other links of the head",
             Shape().text("rel", "Relation").text("type", "Media type").address("href", "Where it leads"));
    const Shape image = Shape()
                            .address("href", "Absolute address")
                            .text("type", "Media type")
                            .text("width", "Pixels")
                            .text("height", "Pixels")
                            .text("alt", "What it shows");
    out.object("og", "Open Graph",
               Shape()
                   .text("type", "article, website or profile")
                   .text("headline", "Headline or name of the page")
                   .text("locale", "en_GB, es_ES")
                   .list("other_locales", "Of the counterparts", Shape().text("locale", "en_GB, es_ES"))
                   .object("image", "Picture for sharing", image)
                   .text("published_iso", "First publication")
                   .text("updated_iso", "Last change")
                   .text("section_name", "Home section")
                   .list("tags", "Topics", Shape().text("name", "Name")));
    out.list("json_ld", "Data blocks for search engines", Shape().html("json", "JSON, escaped for a script element"));
    out.text("paper_name", "Name of the paper")
        .text("paper_tagline", "Its tagline")
        .address("home_path", "Front page of the edition");
    out.object("logo", "The paper's logo, in place of its set name; absent without one",
               Shape()
                   .address("src", "Where it is")
                   .text("width", "Pixels")
                   .text("height", "Pixels")
                   .address("dark_src", "The one for dark pages")
                   .text("dark_width", "Pixels")
                   .text("dark_height", "Pixels"));
    out.object("today", "Front page only", Shape().text("text", "Thursday 13 January 2022").text("iso", "2022-01-13"));
    out.list("menu", "Sections with stories in this edition",
             Shape()
                 .text("name", "Name of the section")
                 .address("path", "Where it is")
                 .flag("current", "This page is it")
                 .flag("open", "This page is it or lies in it")
                 .flag("has_items", "It has sub-sections")
                 .list("items", "Sub-sections",
                       Shape().text("name", "Name").address("path", "Where it is").flag("here", "This page is it")));
    out.flag("has_switch", "There are other editions")
        .list("switch", "Every other edition",
              Shape()
                  .flag("available", "The same page exists there")
                  .text("code", "es")
                  .text("label", "Its own name")
                  .address("path", "The same page there")
                  .text("note", "That it is not available, in this page's language")
                  .text("section_name", "The same section there")
                  .address("section_path", "The same section there"));
    out.object("breaking", "The breaking bar while it lasts", Shape().text("text", "Words").address("path", "Story"));
    out.object("preview", "Only in a preview",
               Shape().text("text", "What is shown").address("desk_path", "Back to the desk"));
    out.list("breadcrumbs", "Way to this page",
             Shape().text("name", "Name").address("path", "Absent on the page itself"));
    out.flag("has_breadcrumbs", "There are any");
    out.address("search_path", "Search").address("archive_path", "Archive").address("corrections_path", "Corrections");
    out.address("feed_path", "Feed of the edition").address("sign_in_path", "The desk");
    out.list("footer_pages", "About, legal notice …",
             Shape().text("name", "Name").address("path", "Where it is").flag("current", "This page is it"));
    out.text("copyright_text", "© year and holder, the year from the clock");
    return out;
}

}  // namespace broadsheet
