#include "features/syndication/formats.h"
#include "features/syndication/routes.h"

namespace broadsheet {

namespace {

Answer feed_answer(PageContext& context, const StoryWorld& world, const Feed& feed, FeedFormat format) {
    const std::string self = world.frame.absolute(context.request.path);
    Answer answer =
        Answer::raw(std::string(content_type_of(format)), print_feed(feed, format, self, world.editions.zone()));
    // Programs that follow feeds ask often; five minutes are soon enough for them.
    answer.cache_control = "public, max-age=300";
    return answer;
}

Result<Answer> thing_feed(PageContext& context, const Syndication& syndication, const StoryWorld& world,
                          const Address& address, const std::string& suffix) {
    db::ReadTx& tx = context.tx;
    const Edition& edition = context.edition;
    const auto format = feed_format(suffix);
    if (!format) return not_found("page");
    std::string name;
    std::string description;
    ListName list = address.kind + ":" + address.thing;
    if (address.kind == "section") {
        const auto section = world.sections.find(tx, address.thing);
        if (!section) return problem(ProblemKind::Gone, "problem.gone");
        if (section->parent.empty()) list = "top:" + address.thing;
        name = section->texts.at(edition.id).name;
        description = section->texts.at(edition.id).description;
    } else if (address.kind == "person") {
        const auto person = world.people.show(tx, address.thing, edition.id);
        if (!person) return problem(ProblemKind::Gone, "problem.gone");
        name = person->texts.at(edition.id).name;
        description = person->texts.at(edition.id).title;
    } else if (address.kind == "topic") {
        const auto topic = world.topics.show(tx, address.thing, edition.id);
        if (!topic) return problem(ProblemKind::Gone, "problem.gone");
        name = topic->texts.at(edition.id).name;
        description = topic->texts.at(edition.id).description;
    } else if (address.kind == "organisation") {
        const auto organisation = world.organisations.show(tx, address.thing, edition.id);
        if (!organisation) return problem(ProblemKind::Gone, "problem.gone");
        name = organisation->texts.at(edition.id).name;
        description = organisation->texts.at(edition.id).description;
    } else {
        return not_found("page");
    }
    return feed_answer(context, world, syndication.feed(tx, edition, list, name, description, address.path), *format);
}

constexpr const char* kXml = "application/xml; charset=utf-8";

std::string absolute_name(const StoryWorld& world, const SitemapFile& file) {
    return world.frame.absolute("/" + name_of(file));
}

Result<Answer> sitemap(PageContext& context, const Syndication& syndication, const StoryWorld& world,
                       const SitemapFile& file) {
    db::ReadTx& tx = context.tx;
    const text::Zone& zone = world.editions.zone();
    if (file.kind == SitemapKind::Index) {
        std::vector<std::string> urls;
        for (const auto& other : syndication.sitemap_files(tx)) urls.push_back(absolute_name(world, other));
        return Answer::raw(kXml, print_sitemap_index(urls));
    }
    if (file.kind == SitemapKind::News) {
        const Edition* edition = world.editions.find(file.edition);
        if (edition == nullptr) return not_found("page");
        const auto urls = syndication.news(tx, *edition);
        return Answer::raw(kXml, print_sitemap(urls, zone, paper_words_of(tx, edition->id).name, edition->id));
    }
    const auto urls = syndication.sitemap(tx, file);
    if (urls.empty()) return not_found("page");
    return Answer::raw(kXml, print_sitemap(urls, zone));
}

Answer robots(PageContext& context, const StoryWorld& world) {
    std::vector<std::string> closed = {"/desk", "/preview"};
    std::vector<std::string> sitemaps = {absolute_name(world, {})};
    for (const auto& edition : world.editions.all()) {
        closed.push_back(edition.path("search"));
        sitemaps.push_back(absolute_name(world, {SitemapKind::News, 0, 0, edition.id, 1}));
    }
    // One switch for those who collect text to train on; open unless the newsroom closes it.
    const bool refuses = setting(context.tx, "ai_crawlers") == "refused";
    return Answer::raw("text/plain; charset=utf-8", robots_text(closed, sitemaps, refuses));
}

}  // namespace

void mount(Routes& routes, const Syndication& syndication, const StoryWorld& world, PageHandler otherwise) {
    constexpr auto kCached = http::Caching::Cached;
    for (const FeedFormat format : {FeedFormat::Rss, FeedFormat::Atom, FeedFormat::Json}) {
        const std::string tail(suffix_of(format));
        routes.page(tail, {}, kCached, tail, [&, format](PageContext& context) -> Result<Answer> {
            const Edition& edition = context.edition;
            return feed_answer(context, world, syndication.feed(context.tx, edition, "all", {}, {}, edition.home()),
                               format);
        });
        // Outside the editions there is no feed of its own: the paper's main edition has it.
        routes.file(tail, {}, kCached, "", [&, tail](PageContext&) -> Result<Answer> {
            return Answer::moved("/" + world.editions.main().id + tail);
        });
    }
    for (const auto& [old, format] :
         {std::pair{"/feed", FeedFormat::Rss}, std::pair{"/rss", FeedFormat::Rss},
          std::pair{"/feed/rss2", FeedFormat::Rss}, std::pair{"/feed/atom", FeedFormat::Atom},
          std::pair{"/feed/json", FeedFormat::Json}}) {
        const std::string tail(suffix_of(format));
        for (const char* slash : {"", "/"}) {
            routes.page(std::string(old) + slash, {}, kCached, "", [tail](PageContext& context) -> Result<Answer> {
                return Answer::moved("/" + context.edition.id + tail);
            });
            routes.file(std::string(old) + slash, {}, kCached, "", [&, tail](PageContext&) -> Result<Answer> {
                return Answer::moved("/" + world.editions.main().id + tail);
            });
        }
    }

    std::vector<SitemapFile> named = {{}, {SitemapKind::Standing, 0, 0, {}, 1}};
    for (const auto& edition : world.editions.all()) named.push_back({SitemapKind::News, 0, 0, edition.id, 1});
    for (const auto& file : named) {
        routes.file("/" + name_of(file), {}, kCached, "/" + name_of(file),
                    [&, file](PageContext& context) { return sitemap(context, syndication, world, file); });
    }
    routes.file("/{file}", {}, kCached, "/sitemap-2022-01.xml", [&, otherwise](PageContext& context) -> Result<Answer> {
        if (const auto file = sitemap_named(context.request.parameter("file")))
            return sitemap(context, syndication, world, *file);
        // An edition's name without its slash is the one other name at the root that means something.
        const Edition* edition = world.editions.find(context.request.parameter("file"));
        if (edition != nullptr) return Answer::moved(edition->home());
        if (otherwise) return otherwise(context);
        return not_found("page");
    });
    routes.file("/robots.txt", {}, kCached, "/robots.txt",
                [&](PageContext& context) -> Result<Answer> { return robots(context, world); });
}

void add_pages(ThingPages& things, const Syndication& syndication, const StoryWorld& world) {
    things.feed = [&](PageContext& context, const Address& address, const std::string& suffix) {
        return thing_feed(context, syndication, world, address, suffix);
    };
}

}  // namespace broadsheet
