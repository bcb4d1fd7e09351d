// The newsroom: builds everything in order, hands references to constructors, mounts all routes, fills all page parts
// and lists every listener of the change log. The order of the members is the dependency diagram. No globals, no
// container.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "features/addresses/addresses.h"
#include "features/addresses/routes.h"
#include "features/archive/archive.h"
#include "features/corrections/corrections.h"
#include "features/frontpage/frontpage.h"
#include "features/media/media.h"
#include "features/organisations/organisations.h"
#include "features/pages/pages.h"
#include "features/people/people.h"
#include "features/search/search.h"
#include "features/sections/sections.h"
#include "features/staff/staff.h"
#include "features/stories/stories.h"
#include "features/stories/view.h"
#include "features/syndication/syndication.h"
#include "features/topics/topics.h"
#include "platform/db/db.h"
#include "platform/http/router.h"
#include "platform/http/server.h"
#include "platform/jobs/jobs.h"
#include "platform/pagecache/pagecache.h"
#include "platform/theme/theme.h"
#include "site/desk.h"
#include "site/desk_problem.h"
#include "site/desk_theme.h"
#include "site/editions.h"
#include "site/frame.h"
#include "site/parts.h"
#include "site/routes.h"
#include "site/sessions.h"

namespace broadsheet {

struct NewsroomOptions {
    db::Options database;      // `folder` is the data folder
    std::string theme_folder;  // themes/classic
    std::string decoder;       // path of broadsheet-pictures
    std::string url = "http://localhost:8080";
    std::string listen_address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::vector<std::string> trusted_proxies;  // canonical addresses; empty: X-Forwarded-For is not read
    std::size_t cache_bytes = 64u << 20;
    bool cache_checks_version = true;  // off only in the twin of the race test
    bool access_log = false;
    bool pseudo_words = false;  // the language crawl: every word of the catalogue in brackets
};

/// A request's target as the access log may hold it: the token of a private link opens a draft, so it stays out.
std::string logged_target(const std::string& target);

/// What readers' templates may print: name of the page → its shape. A theme has just these pages.
std::map<std::string, theme::Shape> page_shapes();

/// The theme's catalogues by language. Throws std::runtime_error with file and reason when one is broken.
std::map<std::string, std::shared_ptr<const text::Catalogue>> read_catalogues(const std::string& theme_folder,
                                                                              bool bracketed);

struct Newsroom {
    /// Opens the database and builds all. Throws with a sentence that says what to do. An empty paper gets its editions
    /// first: `prepare_editions`.
    Newsroom(NewsroomOptions options, const Clock& clock);
    ~Newsroom();
    Newsroom(const Newsroom&) = delete;
    Newsroom& operator=(const Newsroom&) = delete;

    /// Overdue jobs first, then followers and the job thread, then sockets. Throws std::system_error when the address
    /// is in use.
    void open_doors();
    void close_doors();
    /// What grows and nobody needs any more: the change log below a week and the slowest follower, files of pictures
    /// that no row names. A job does it at three in the morning of the paper's zone.
    void tidy();
    [[nodiscard]] Instant next_night() const;
    Result<Nothing> tidy_at(Instant due);
    /// One request without a socket, for tests and `check`.
    http::Response ask(http::Request request) { return server.handle(std::move(request)); }

    void mount_files();

    NewsroomOptions options;
    const Clock& clock;
    std::unique_ptr<db::Database> database_owner;
    db::Database& database;
    pagecache::PageCache cache;
    jobs::Jobs jobs;
    std::map<std::string, std::shared_ptr<const text::Catalogue>> words;
    Editions editions;
    Addresses addresses;
    Sections sections;
    People people;
    Organisations organisations;
    Topics topics;
    Media media;
    Stories stories;
    FrontPage frontpage;
    Corrections corrections;
    Archive archive;
    Pages pages;
    Sessions sessions;
    DeskWords desk_words;
    Staff staff;
    Parts parts;
    Frame frame;
    StoryWorld world;
    Syndication syndication;
    Search search;
    std::shared_ptr<const theme::Theme> theme;
    std::shared_ptr<const theme::Theme> desk_theme;
    DeskFrame desk_frame;
    http::Router router;
    DeskProblems desk_problems;
    Routes routes;
    http::Server server;
};

/// What the paper's own address is to browsers: those that send a session's cookie back only over https, and the
/// machine itself, where http is as good.
bool keeps_sessions_secret(const std::string& url);

/// Makes the two editions of a new paper (en, es) with their address words. Nothing happens when there are editions
/// already.
Result<Nothing> prepare_editions(db::Database& database);

}  // namespace broadsheet
