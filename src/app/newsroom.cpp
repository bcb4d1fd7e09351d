#include "app/newsroom.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "features/archive/routes.h"
#include "features/corrections/routes.h"
#include "features/frontpage/routes.h"
#include "features/media/routes.h"
#include "features/pages/routes.h"
#include "features/search/routes.h"
#include "features/settings/routes.h"
#include "features/staff/routes.h"
#include "features/stories/routes.h"
#include "features/syndication/routes.h"
#include "platform/log/log.h"
#include "site/openapi.h"
#include "site/paper.h"

namespace broadsheet {

namespace {

constexpr std::string_view kTidyJob = "paper.tidy";

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("The file " + path.string() + " cannot be read.");
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::string first_faults(const Problem& problem) {
    const auto words = load_desk_words().at("en");
    std::string out;
    for (std::size_t i = 0; i < problem.fields.size() && i < 20; ++i) {
        const FieldProblem& fault = problem.fields[i];
        out += "\n  " + fault.field + ": " +
               (words->has(fault.message) ? words->say(fault.message, fault.args) : fault.message);
    }
    return out;
}

std::vector<std::shared_ptr<const text::Catalogue>> values_of(
    const std::map<std::string, std::shared_ptr<const text::Catalogue>>& words) {
    std::vector<std::shared_ptr<const text::Catalogue>> out;
    for (const auto& [language, catalogue] : words) out.push_back(catalogue);
    return out;
}

bool is_loopback(const std::string& host) {
    const std::string name =
        host.substr(0, host.rfind(':') == std::string::npos || host.back() == ']' ? host.size() : host.rfind(':'));
    return name == "localhost" || name == "127.0.0.1" || name == "[::1]";
}

std::string host_of(const std::string& url) {
    const auto at = url.find("://");
    return at == std::string::npos ? url : url.substr(at + 3);
}

http::ServerOptions server_options(const NewsroomOptions& options, const Sessions& sessions) {
    http::ServerOptions out;
    out.address = options.listen_address;
    out.port = options.port;
    const std::string host = host_of(options.url);
    out.hosts = {host};
    out.any_loopback_host = is_loopback(host);
    out.trusted_proxies = options.trusted_proxies;
    out.session_cookie = sessions.cookie_name();
    out.security_headers = {{"X-Content-Type-Options", "nosniff"},
                            {"Referrer-Policy", "strict-origin-when-cross-origin"},
                            {"Cross-Origin-Opener-Policy", "same-origin"},
                            {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"}};
    if (options.url.rfind("https://", 0) == 0)
        out.security_headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
    out.html_headers = {{"Content-Security-Policy",
                         "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
                         "script-src 'self'; connect-src 'self'; "
                         "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"}};
    if (options.access_log) {
        out.access_log = [](const std::string& method, const std::string& target, int status, std::int64_t us,
                            bool cached) {
            log::info("request", {{"method", method},
                                  {"target", logged_target(target)},
                                  {"status", std::to_string(status)},
                                  {"us", std::to_string(us)},
                                  {"cached", cached ? "yes" : "no"}});
        };
    }
    out.log_error = [](const std::string& what) { log::error("request.failed", {{"why", what}}); };
    return out;
}

}  // namespace

bool keeps_sessions_secret(const std::string& url) {
    return url.rfind("https://", 0) == 0 || is_loopback(host_of(url));
}

std::string logged_target(const std::string& target) {
    constexpr std::string_view kPreview = "/preview/";
    // The router decodes a path before it looks at it, and a target may name its host.
    const std::string decoded = http::percent_decode(target).value_or(target);
    return decoded.find(kPreview) == std::string::npos ? target : std::string(kPreview) + "…";
}

std::map<std::string, theme::Shape> page_shapes() {
    std::map<std::string, theme::Shape> shapes = story_page_shapes();
    for (const auto& more :
         {frontpage_shapes(), archive_page_shapes(), corrections_page_shapes(), pages_page_shapes()}) {
        shapes.insert(more.begin(), more.end());
    }
    shapes.emplace("search", search_shape());
    theme::Shape problem = Frame::shape();
    problem.text("code_text", "Error 404").text("headline", "What happened").text("text", "What to do");
    problem.text("retry_text", "When to try again")
        .text("reference_text", "For the newsroom")
        .address("sign_in_offer_path", "Sign in");
    problem.list("stories", "Latest stories", teaser_shape()).flag("has_stories", "There are any");
    shapes.emplace("problem", problem);
    return shapes;
}

std::map<std::string, std::shared_ptr<const text::Catalogue>> read_catalogues(const std::string& theme_folder,
                                                                              bool bracketed) {
    std::map<std::string, std::shared_ptr<const text::Catalogue>> out;
    for (const auto& entry : std::filesystem::directory_iterator(theme_folder + "/locales")) {
        if (entry.path().extension() != ".json") continue;
        const std::string language = entry.path().stem().string();
        auto parsed = text::Catalogue::parse(read_file(entry.path()), language == "en" ? "en-GB" : language);
        if (!parsed)
            throw std::runtime_error("The words in " + entry.path().string() +
                                     " cannot be used:" + first_faults(parsed.error()));
        out.emplace(language, bracketed ? (*parsed)->bracketed() : *parsed);
    }
    return out;
}

Result<Nothing> prepare_editions(db::Database& database) {
    if (!database.read([](db::ReadTx& tx) { return is_empty_paper(tx); })) return Nothing{};
    auto done = database.transact([](db::Tx& tx) -> Result<Nothing> {
        add_edition(tx, "en", "en-GB", "ltr",
                    {{"people", "people"},
                     {"organisations", "organisations"},
                     {"topics", "topics"},
                     {"archive", "archive"},
                     {"corrections", "corrections"},
                     {"search", "search"}});
        add_edition(tx, "es", "es", "ltr",
                    {{"people", "personas"},
                     {"organisations", "organizaciones"},
                     {"topics", "temas"},
                     {"archive", "archivo"},
                     {"corrections", "correcciones"},
                     {"search", "buscar"}});
        put_setting(tx, "zone", "", "Europe/Madrid");
        put_setting(tx, "default_edition", "", "en");
        // A paper without a name cannot print a page; the newsroom gives it its own under settings.
        put_setting(tx, "name", "en", "Broadsheet");
        put_setting(tx, "name", "es", "Broadsheet");
        put_setting(tx, "tagline", "en", "A newspaper in two languages");
        put_setting(tx, "tagline", "es", "Un periódico en dos lenguas");
        put_setting(tx, "description", "en", "A newspaper in English and Spanish.");
        put_setting(tx, "description", "es", "Un periódico en español y en inglés.");
        put_setting(tx, "house_byline", "en", "Newsroom");
        put_setting(tx, "house_byline", "es", "Redacción");
        put_setting(tx, "copyright_holder", "en", "The newsroom");
        put_setting(tx, "copyright_holder", "es", "La redacción");
        return Nothing{};
    });
    if (!done) return tl::unexpected(std::move(done.error()));
    return Nothing{};
}

namespace {

std::unique_ptr<db::Database> open_database(NewsroomOptions& options) {
    options.database.log = [](const std::string& what) { log::warning("db", {{"what", what}}); };
    auto database = std::make_unique<db::Database>(options.database);
    if (auto prepared = prepare_editions(*database); !prepared)
        throw std::runtime_error("The paper's editions could not be made: " + prepared.error().message);
    return database;
}

/// The theme's, and in their place those that were given with an edition.
std::map<std::string, std::shared_ptr<const text::Catalogue>> all_catalogues(db::Database& database,
                                                                             const NewsroomOptions& options) {
    auto out = read_catalogues(options.theme_folder, options.pseudo_words);
    for (const auto& [edition, words] : database.read([](db::ReadTx& tx) { return kept_catalogues(tx); }))
        out[edition] = options.pseudo_words ? words->bracketed() : words;
    return out;
}

std::map<std::string, theme::Shape> desk_shapes() {
    std::map<std::string, theme::Shape> shapes = story_desk_shapes();
    for (const auto& more : {staff_desk_shapes(), media_desk_shapes(), settings_desk_shapes()})
        shapes.insert(more.begin(), more.end());
    shapes.emplace("desk-problem", DeskProblems::shape());
    return shapes;
}

std::vector<std::string> languages_of(const DeskWords& words) {
    std::vector<std::string> out;
    for (const auto& [language, catalogue] : words) out.push_back(language);
    return out;
}

std::shared_ptr<const theme::Theme> load_theme(
    const NewsroomOptions& options, const std::map<std::string, std::shared_ptr<const text::Catalogue>>& words) {
    auto loaded = theme::Theme::load(theme::Theme::read_folder(options.theme_folder), page_shapes(), values_of(words));
    if (!loaded)
        throw std::runtime_error("The theme in " + options.theme_folder +
                                 " has faults:" + first_faults(loaded.error()));
    return *loaded;
}

}  // namespace

Newsroom::Newsroom(NewsroomOptions given, const Clock& clock_in)
    : options(std::move(given)),
      clock(clock_in),
      database_owner(open_database(options)),
      database(*database_owner),
      cache({options.cache_bytes, options.cache_checks_version}),
      jobs(database, [](const std::string& what) { log::warning("jobs", {{"what", what}}); }),
      words(all_catalogues(database, options)),
      editions(database.read([this](db::ReadTx& tx) { return Editions(tx, words); })),
      sections(database, editions, addresses, clock),
      people(database, editions, addresses, clock),
      organisations(database, editions, addresses, clock),
      topics(database, editions, addresses, clock),
      media(database, editions, clock, Media::Options{options.database.folder + "/media", options.decoder}),
      stories(database, editions, addresses, sections, people, organisations, topics, media, jobs, clock),
      frontpage(database, editions, stories, clock),
      corrections(database, editions, stories, clock),
      archive(stories, editions, clock),
      pages(database, editions, addresses, clock),
      sessions(options.url.rfind("https://", 0) == 0, clock),
      desk_words(load_desk_words()),
      staff(database, sessions, clock, languages_of(desk_words)),
      frame(options.url, editions, parts, clock),
      world{stories, sections, people, organisations, topics, media, editions, frame},
      syndication(world, pages, corrections, clock),
      search({database, editions, stories, sections, people, topics, organisations},
             options.database.folder + "/search"),
      theme(load_theme(options, words)),
      desk_theme(load_desk_theme(desk_shapes(), desk_words)),
      desk_frame(*desk_theme, editions, options.url),
      desk_problems(desk_frame, desk_words, router, database, sessions),
      routes({database,
              cache,
              router,
              editions,
              frame,
              sessions,
              *theme,
              *desk_theme,
              desk_words,
              desk_problems,
              clock,
              {}}),
      server(server_options(options, sessions), router, cache, clock) {
    frame.set_share_image(theme->asset("share-default.png"));
    frame.set_logo(theme->asset("icon-512.png"));

    media.on_editions_showing(
        [this](db::ReadTx& tx, const std::string& picture) { return stories.editions_showing(tx, picture); });

    // Page parts.
    add_parts(parts, world);
    add_parts(parts, corrections, editions);
    add_parts(parts, pages);

    // Routes: what readers see …
    mount(routes, router, frontpage, world);
    mount(routes, archive, world);
    mount(routes, corrections, world);
    mount(routes, search, world);
    mount(routes, syndication, world);
    ThingPages things;
    add_pages(things, world, parts);
    add_pages(things, pages, world);
    add_pages(things, syndication, world);
    mount(routes, addresses, things);
    // … and what the newsroom sees.
    mount_desk_assets(routes, *desk_theme);
    mount_desk(routes, staff, sessions, database, desk_frame, desk_words);
    mount_desk(routes, media, database, desk_frame, [this](db::ReadTx& tx, const std::string& picture) {
        std::vector<PictureUse> uses;
        for (const auto& [story, headline] : stories.using_picture(tx, picture))
            uses.push_back({headline, "/desk/stories/" + story});
        return uses;
    });
    mount_desk(routes, stories, world, database, desk_frame, clock, *theme, preview_page(world, parts),
               [this](db::ReadTx& tx) {
                   std::map<std::string, std::string> names;
                   for (const auto& member : staff.list(tx)) names.emplace(member.id, member.name);
                   return names;
               });
    mount_desk(routes,
               SettingsDoors{editions, stories, sections, people, organisations, topics, media, pages, frontpage,
                             corrections, staff},
               editions, database, desk_frame, clock);
    // … and what other programs see; the document last, as it says what was declared by then.
    mount_api(routes, stories, world, database, clock);
    mount_api(routes, media, editions, database);
    mount_api(routes, corrections, world, database, clock);
    mount_api(routes, frontpage, editions, database, clock);
    mount_api(routes, pages, world);
    mount_openapi(routes, options.url);
    mount_files();
    routes.on_problem_page([this](db::ReadTx& tx, const Edition& edition, theme::Value& page) {
        auto latest = stories.published().newest(tx, "all", edition.id, 3);
        page.flag("has_stories", !latest.empty()).set("stories", teaser_list(tx, world, edition, latest));
    });

    // Who follows the change log.
    stories.register_jobs();
    jobs.on(std::string(kTidyJob), [this](const jobs::Job&) -> Result<Nothing> {
        tidy();
        return tidy_at(next_night());
    });
    database.on_commit(
        [this](std::int64_t version, const std::vector<std::string>& tags) { cache.changed(version, tags); });
    database.on_commit([this](std::int64_t, const std::vector<std::string>& tags) { jobs.committed(tags); });
    database.on_commit([this](std::int64_t, const std::vector<std::string>&) { search.committed(); });
}

Newsroom::~Newsroom() { close_doors(); }

void Newsroom::mount_files() {
    const auto asset = [this](const http::Request& request) {
        http::Response out;
        const auto* file = theme->file(request.path);
        if (file == nullptr) return router.error(request, 404);
        out.content_type = file->content_type;
        out.body = file->bytes;
        out.immutable = true;
        out.ticket = http::CacheTicket{};
        return out;
    };
    http::Route assets;
    assets.pattern = "/assets/{path...}";
    assets.caching = http::Caching::Cached;
    assets.handler = asset;
    router.add(std::move(assets));
    http::Route pictures;
    pictures.pattern = "/media/{folder}/{file}";
    pictures.caching = http::Caching::Cached;
    pictures.handler = [this](const http::Request& request) {
        auto picture = media.file(request.parameter("folder"), request.parameter("file"));
        if (!picture) return router.error(request, 404);
        http::Response out;
        out.content_type = std::move(picture->content_type);
        out.body = std::move(picture->bytes);
        out.immutable = true;
        out.headers.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
        return out;
    };
    router.add(std::move(pictures));
    http::Route icon;
    icon.pattern = "/favicon.ico";
    icon.caching = http::Caching::Cached;
    icon.handler = [this](const http::Request&) {
        http::Response out;
        const auto* file = theme->file(theme->asset("favicon.ico"));
        if (file == nullptr) return http::text(404, "");
        out.content_type = "image/x-icon";
        out.body = file->bytes;
        out.ticket = http::CacheTicket{};
        return out;
    };
    router.add(std::move(icon));
}

void Newsroom::tidy() {
    // A week of a busy newsroom: whoever follows the log and was away longer builds anew.
    constexpr std::int64_t kVersionsKept = 20'000;
    constexpr int kRounds = 50;
    std::int64_t versions = 0;
    for (int round = 0; round < kRounds; ++round) {
        const auto removed = database.prune_log(kVersionsKept);
        if (!removed) {
            log::warning("tidy", {{"what", "the change log"}, {"why", removed.error().message}});
            break;
        }
        if (*removed == 0) break;
        versions += *removed;
    }
    const int folders = media.collect_garbage();
    log::info("tidy", {{"versions", std::to_string(versions)}, {"folders", std::to_string(folders)}});
}

Instant Newsroom::next_night() const {
    constexpr int kAtThree = 3;
    const text::Zone& zone = editions.zone();
    const Instant now = clock.now();
    const Instant tonight = zone.at(zone.day(now), kAtThree, 0);
    return tonight > now ? tonight : zone.at(zone.day(now + kDay), kAtThree, 0);
}

Result<Nothing> Newsroom::tidy_at(Instant due) {
    const auto added = database.transact([&](db::Tx& tx) -> Result<Nothing> {
        jobs.add(tx, kTidyJob, "paper", "", due);
        return Nothing{};
    });
    if (!added) return tl::unexpected(added.error());
    return Nothing{};
}

void Newsroom::open_doors() {
    if (const auto added = tidy_at(next_night()); !added) log::warning("tidy", {{"why", added.error().message}});
    jobs.run_due(clock);
    jobs.start(clock);
    search.start();
    server.start();
}

void Newsroom::close_doors() {
    server.stop();
    search.stop();
    jobs.stop();
}

}  // namespace broadsheet
