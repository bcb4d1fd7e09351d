#include "tests/sample_newsroom.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <stdexcept>

#include "app/sample.h"
#include "platform/crypto/crypto.h"

namespace broadsheet::testing {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPassword = "correct horse battery";

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

NewsroomOptions options_for(const std::string& folder, const std::string& url) {
    NewsroomOptions out;
    out.database.folder = folder;
    out.database.url = url;
    out.database.min_free_bytes = 0;
    out.theme_folder = source_folder() + "/themes/classic";
    out.decoder = environment("BROADSHEET_PICTURES");
    if (out.decoder.empty())
        out.decoder = (fs::read_symlink("/proc/self/exe").parent_path() / "broadsheet-pictures").string();
    out.url = "http://localhost:8080";
    return out;
}

void add_accounts(Newsroom& newsroom) {
    for (const auto& [name, role] : {std::pair{"Wanda Writer", Role::Writer}, std::pair{"Ada Editor", Role::Editor},
                                     std::pair{"Cleo Chief", Role::Chief}}) {
        const std::string email = std::string(name_of(role)) + "@paper.example";
        StaffMember member;
        member.email = email;
        member.name = name;
        member.role = role;
        member.language = "en";
        auto added = newsroom.staff.add(Editor::program("test"), member, kPassword);
        if (!added) throw std::runtime_error("the test account " + email + " was refused: " + added.error().message);
    }
}

std::string postgres_url(const std::string& database) {
    std::string url = environment("BROADSHEET_TEST_POSTGRES");
    const auto question = url.find('?');
    const auto slash = url.rfind('/', question);
    return url.substr(0, slash + 1) + database + (question == std::string::npos ? "" : url.substr(question));
}

int run(const std::string& command) { return std::system(command.c_str()); }

/// The loaded sample of an engine: a folder, and on PostgreSQL a database to use as template.
struct Loaded {
    std::string folder;
    std::string database;
    std::unique_ptr<TemporaryFolder> own;  // where no folder is shared
};

/// Holds a file for this process alone: a second one waits.
class FileLock {
public:
    explicit FileLock(const std::string& path) : file_(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
        if (file_ < 0 || flock(file_, LOCK_EX) != 0) throw std::runtime_error("cannot lock " + path);
    }
    ~FileLock() { ::close(file_); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int file_;
};

void load(const Loaded& into) {
    std::string url;
    if (!into.database.empty()) {
        if (run("psql -q '" + postgres_url("postgres") + "' -c 'CREATE DATABASE " + into.database + "' >/dev/null") !=
            0) {
            throw std::runtime_error("the test server refuses to make a database");
        }
        url = postgres_url(into.database);
    }
    FakeClock clock(kTestNow);
    Newsroom newsroom(options_for(into.folder, url), clock);
    auto done = load_sample(newsroom, source_folder() + "/sample", [](int, int, const std::string&) {});
    if (!done) throw std::runtime_error("the sample could not be loaded: " + done.error().message);
    add_accounts(newsroom);
}

Loaded& loaded(const std::string& engine) {
    static std::mutex mutex;
    static std::map<std::string, Loaded> all;
    const std::lock_guard lock(mutex);
    if (const auto known = all.find(engine); known != all.end()) return known->second;
    crypto::start();
    const bool postgres = engine == "postgres";
    const std::string shared = environment("BROADSHEET_TEST_SAMPLES");
    Loaded out;
    if (shared.empty()) {
        out.own = std::make_unique<TemporaryFolder>();
        if (postgres) out.database = "sample_" + std::to_string(getpid());
        out.folder = out.own->path();
        load(out);
    } else {
        if (postgres) out.database = "sample_shared";
        out.folder = shared + "/" + engine;
        const FileLock alone(out.folder + ".lock");
        // Half of a sample is none: where a load failed, it has failed for all.
        if (const std::string done = out.folder + ".done"; !fs::exists(done)) {
            if (!fs::create_directory(out.folder)) throw std::runtime_error("the sample could not be loaded before");
            load(out);
            std::ofstream(done).flush();
        }
    }
    return all[engine] = std::move(out);
}

}  // namespace

std::string source_folder() {
    static const std::string kFolder = [] {
        std::string given = environment("BROADSHEET_SOURCE");
        if (!given.empty()) return given;
        for (fs::path at = fs::read_symlink("/proc/self/exe").parent_path(); at != at.root_path();
             at = at.parent_path()) {
            if (fs::exists(at / "themes" / "classic" / "pages")) return at.string();
        }
        throw std::runtime_error("BROADSHEET_SOURCE must name the repository");
    }();
    return kFolder;
}

TemporaryFolder::TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "broadsheet-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::vector<std::string> engines() {
    std::vector<std::string> out = {"sqlite"};
    if (!environment("BROADSHEET_TEST_POSTGRES").empty()) out.emplace_back("postgres");
    return out;
}

SampleNewsroom::SampleNewsroom(const std::string& engine, SampleOptions sample) : clock_(kTestNow) {
    const Loaded& source = loaded(engine);
    std::string url;
    if (engine == "postgres") {
        static std::atomic<int> number{0};
        drop_ = "run_" + std::to_string(getpid()) + "_" + std::to_string(++number);
        if (run("psql -q '" + postgres_url("postgres") + "' -c 'CREATE DATABASE " + drop_ + " TEMPLATE " +
                source.database + "' >/dev/null") != 0) {
            throw std::runtime_error("the test server refuses to copy the sample database");
        }
        url = postgres_url(drop_);
    }
    for (const auto& entry : fs::directory_iterator(source.folder)) {
        const std::string name = entry.path().filename().string();
        if (name == "lock") continue;
        // Pictures never change once written: the copies may share them.
        if (name == "media") {
            fs::create_directory_symlink(entry.path(), folder_.path() + "/media");
        } else {
            fs::copy(entry.path(), folder_.path() + "/" + name, fs::copy_options::recursive);
        }
    }
    options_ = options_for(folder_.path(), url);
    options_.cache_checks_version = sample.cache_checks_version;
    options_.pseudo_words = sample.pseudo_words;
    options_.trusted_proxies = std::move(sample.trusted_proxies);
    options_.database.sqlite_vfs = sample.sqlite_vfs;
    options_.database.fail_stop = sample.fail_stop;
    open();
}

SampleNewsroom::~SampleNewsroom() {
    newsroom_.reset();
    if (!drop_.empty()) run("psql -q '" + postgres_url("postgres") + "' -c 'DROP DATABASE " + drop_ + "' >/dev/null");
}

std::string SampleNewsroom::cookie(const std::string& role) {
    if (role == "nobody" || role.empty()) return {};
    auto token = newsroom_->staff.sign_in(role + "@paper.example", kPassword, "127.0.0.1");
    if (!token) throw std::runtime_error("cannot sign in as " + role + ": " + token.error().message);
    return newsroom_->sessions.cookie_name() + "=" + **token;
}

std::string SampleNewsroom::session_of(const std::string& role) {
    if (role == "nobody" || role.empty()) return {};  // also asked by many threads at once
    Session& session = sessions_[role];
    const std::string prefix = newsroom_->sessions.cookie_name() + "=";
    const bool holds =
        session.from == clock_.now() && !session.cookie.empty() && newsroom_->database.read([&](db::ReadTx& tx) {
            return newsroom_->sessions.who(tx, session.cookie.substr(prefix.size())).has_value();
        });
    if (!holds) session = {clock_.now(), cookie(role)};
    return session.cookie;
}

std::string SampleNewsroom::token(const std::string& role) {
    for (const auto& member : newsroom_->database.read([&](db::ReadTx& tx) { return newsroom_->staff.list(tx); })) {
        if (member.email != role + "@paper.example") continue;
        auto made = newsroom_->staff.make_token(Editor::program("test"), member.id, "test");
        if (made) return **made;
    }
    throw std::runtime_error("cannot make a token for " + role);
}

http::Request SampleNewsroom::page_request(const std::string& target, const std::string& role) {
    http::Request request;
    request.target = target;
    request.headers = {{"host", "localhost:8080"}};
    if (const std::string session = session_of(role); !session.empty()) request.headers.emplace_back("cookie", session);
    return request;
}

http::Request SampleNewsroom::form_request(const std::string& target, const http::Fields& fields,
                                           const std::string& role) {
    http::Request request;
    request.method = http::Method::Post;
    request.target = target;
    request.headers = {{"host", "localhost:8080"},
                       {"origin", "http://localhost:8080"},
                       {"content-type", "application/x-www-form-urlencoded"}};
    if (const std::string session = session_of(role); !session.empty()) request.headers.emplace_back("cookie", session);
    for (const auto& [name, value] : fields) {
        if (!request.body.empty()) request.body += '&';
        request.body += http::percent_encode(name) + "=" + http::percent_encode(value);
    }
    return request;
}

http::Response SampleNewsroom::get(const std::string& target, const std::string& role) {
    return newsroom_->ask(page_request(target, role));
}

http::Response SampleNewsroom::post(const std::string& target, const http::Fields& fields, const std::string& role) {
    return newsroom_->ask(form_request(target, fields, role));
}

std::string SampleNewsroom::fresh(const std::string& target) {
    http::Request request;
    request.target = target;
    request.headers = {{"host", "localhost:8080"}, {"cookie", newsroom_->sessions.cookie_name() + "=not-a-session"}};
    return newsroom_->ask(std::move(request)).body;
}

}  // namespace broadsheet::testing
