// A newsroom with the sample in it, fresh for each test and engine: the sample is loaded once a run and copied after
// that. Processes that run beside each other share it when BROADSHEET_TEST_SAMPLES names an empty folder of theirs.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/newsroom.h"

namespace broadsheet::testing {

/// A folder under the system's temporary one, removed with its content at the end.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// "sqlite", and "postgres" when BROADSHEET_TEST_POSTGRES names a server.
std::vector<std::string> engines();

/// When the tests' clock starts: 24 November 2026, 09:00 in Madrid.
inline constexpr Instant kTestNow{1'795'507'200'000'000};

struct SampleOptions {
    bool cache_checks_version = true;
    bool pseudo_words = false;
    std::vector<std::string> trusted_proxies = {};
    std::string sqlite_vfs = {};           // a test's file layer; empty: the default
    std::function<void()> fail_stop = {};  // instead of ending the process
};

/// The sample newsroom with three accounts: writer@, editor@ and chief@paper.example, password "correct horse battery".
class SampleNewsroom {
public:
    explicit SampleNewsroom(const std::string& engine, SampleOptions options = {});
    ~SampleNewsroom();
    /// Closes the paper, so that a test can reach into its files, and opens it again.
    void close() { newsroom_.reset(); }
    void open() { newsroom_ = std::make_unique<Newsroom>(options_, clock_); }
    Newsroom& operator*() { return *newsroom_; }
    Newsroom* operator->() { return newsroom_.get(); }
    FakeClock& clock() { return clock_; }
    /// A session cookie ("session=…") for the account of a role, by a sign-in of its own; empty for "nobody".
    std::string cookie(const std::string& role);
    /// An API token of the account of a role.
    std::string token(const std::string& role);
    /// One request in-process: GET, or POST of form fields from the paper's own page.
    http::Response get(const std::string& target, const std::string& role = "nobody");
    http::Response post(const std::string& target, const http::Fields& fields, const std::string& role);
    /// A page made now: a request with a cookie never meets the page cache.
    std::string fresh(const std::string& target);
    /// `get` and `post`, not asked yet: signing in has been done by then, once a role and moment, as a password costs
    /// more than most pages. Roles but "nobody" are for one thread at a time.
    http::Request page_request(const std::string& target, const std::string& role);
    http::Request form_request(const std::string& target, const http::Fields& fields, const std::string& role);
    [[nodiscard]] const std::string& folder() const { return folder_.path(); }

private:
    std::string session_of(const std::string& role);

    struct Session {
        Instant from;
        std::string cookie;
    };
    TemporaryFolder folder_;
    std::map<std::string, Session> sessions_;  // by role
    std::string drop_;                         // PostgreSQL database to drop at the end
    FakeClock clock_;
    NewsroomOptions options_;
    std::unique_ptr<Newsroom> newsroom_;
};

/// Where the repository is: BROADSHEET_SOURCE, else found upwards from the program.
std::string source_folder();

}  // namespace broadsheet::testing
