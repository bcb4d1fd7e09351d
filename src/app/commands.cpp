#include "app/commands.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "app/check.h"
#include "app/control.h"
#include "app/edition.h"
#include "app/newsroom.h"
#include "app/sample.h"
#include "platform/archive/archive.h"
#include "platform/crypto/crypto.h"
#include "platform/http/forwarded.h"
#include "platform/log/log.h"

namespace broadsheet {

namespace {

namespace fs = std::filesystem;

constexpr const char* kVersion = "0.1.0";

const std::vector<OptionRule>& rules() {
    static const std::vector<OptionRule> kRules = {
        {"data", "DIR", "Data folder: database, pictures, search index. Default: data"},
        {"database", "URL", "postgresql://… when one machine is not enough. Default: SQLite in DIR"},
        {"resources", "DIR", "Folder that holds themes/ and sample/. Default: found beside the program"},
        {"theme", "DIR", "Theme folder. Default: themes/classic of the resources"},
        {"listen", "ADDR:PORT", "Where to serve. Default: 127.0.0.1:8080"},
        {"url", "URL", "The paper's own address, for links, mails and the Host check. Default: http://localhost:PORT"},
        {"insecure-http", "",
         "Serve an http:// address that is not this machine's: sign-in and sessions travel in clear"},
        {"trusted-proxy", "ADDR",
         "A proxy whose X-Forwarded-For is believed, and with it any on this machine; may be repeated"},
        {"cache", "MB", "Memory for finished pages. Default: 64"},
        {"name", "NAME", "Name of a person or a token"},
        {"role", "ROLE", "writer, editor or chief"},
        {"language", "LANG", "Language of somebody's desk: en or es"},
        {"password-file", "FILE", "File whose first line is the password. Default: one is made and printed"},
        {"catalogue", "FILE", "With edition add: the frame's words in its language, when the theme has none"},
        {"access-log", "", "One log line a request"},
        {"sample-if-empty", "", "With serve: fill an empty paper with the sample newsroom first"},
        {"list", "", "With check: only print what there is to walk, a line each: surface, pattern, an address of it"},
        {"pseudo-words", "", "For testing: every word of the frame in brackets"},
        {"help", "", "This text"},
    };
    return kRules;
}

void print_help() {
    std::printf(
        "Broadsheet %s: a newspaper in one program, for newsrooms that write in more than one language.\n\n"
        "  broadsheet serve              serve the paper\n"
        "  broadsheet sample             fill an empty paper with the sample newsroom\n"
        "  broadsheet user add EMAIL     add an account of the newsroom\n"
        "  broadsheet token create EMAIL make a key for an API client that acts as an account\n"
        "  broadsheet edition list       the languages of the paper\n"
        "  broadsheet edition ask ID FILE  write down what another language has to say, to be filled in\n"
        "  broadsheet edition add ID FILE  take it in, whole or not at all; the paper must not be served meanwhile\n"
        "  broadsheet backup FILE        write a whole copy: database and pictures, in one archive\n"
        "  broadsheet restore FILE       put a copy into an empty data folder\n"
        "  broadsheet reindex            build the search index anew\n"
        "  broadsheet check              walk the whole paper: links, languages, placeholders, missing words\n"
        "  broadsheet version            print the version\n\n"
        "Options:\n",
        kVersion);
    for (const auto& rule : rules()) {
        const std::string left = "--" + rule.name + (rule.value.empty() ? "" : " " + rule.value);
        std::printf("  %-22s %s\n", left.c_str(), rule.about.c_str());
    }
}

int fail(int code, const std::string& sentence) {
    std::fprintf(stderr, "broadsheet: %s\n", sentence.c_str());
    return code;
}

/// The folder with themes/ and sample/: beside the program when it runs from a checkout, else where a package puts it.
std::string find_resources(const std::string& program) {
    std::error_code ignored;
    const fs::path self =
        fs::exists("/proc/self/exe") ? fs::read_symlink("/proc/self/exe", ignored) : fs::path(program);
    for (fs::path folder = self.parent_path(); !folder.empty() && folder != folder.root_path();
         folder = folder.parent_path()) {
        if (fs::exists(folder / "themes" / "classic" / "pages", ignored)) return folder.string();
    }
    return "/usr/share/broadsheet";
}

std::string find_decoder(const std::string& resources) {
    std::error_code ignored;
    const fs::path beside = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const auto& candidate : {beside / "broadsheet-pictures", beside / "pictures" / "broadsheet-pictures",
                                  fs::path(resources) / "broadsheet-pictures"}) {
        if (fs::exists(candidate, ignored)) return candidate.string();
    }
    return "/usr/lib/broadsheet/broadsheet-pictures";
}

std::optional<NewsroomOptions> newsroom_options(const Arguments& arguments, const std::string& program,
                                                std::string& error) {
    NewsroomOptions out;
    out.database.folder = arguments.get("data", "data");
    out.database.url = arguments.get("database");
    const std::string resources = arguments.get("resources", find_resources(program));
    out.theme_folder = arguments.get("theme", resources + "/themes/classic");
    out.decoder = find_decoder(resources);
    const std::string listen = arguments.get("listen", "127.0.0.1:8080");
    const auto colon = listen.rfind(':');
    const int port = colon == std::string::npos ? -1 : std::atoi(listen.c_str() + colon + 1);
    if (colon == std::string::npos || port < 0 || port > 65535) {
        error = "--listen wants ADDR:PORT, for example 127.0.0.1:8080; \"" + listen + "\" is something else.";
        return std::nullopt;
    }
    if (colon > 0) out.listen_address = listen.substr(0, colon);
    out.port = static_cast<std::uint16_t>(port);
    out.url = arguments.get("url", "http://localhost:" + std::to_string(port));
    while (!out.url.empty() && out.url.back() == '/') out.url.pop_back();
    if (!theme::WebUrl::parse(out.url) || out.url.find('/', 8) != std::string::npos) {
        error = "--url wants the paper's own address without a path, for example https://paper.example; \"" + out.url +
                "\" is something else.";
        return std::nullopt;
    }
    for (const auto& proxy : arguments.every("trusted-proxy")) {
        auto address = http::canonical_address(proxy);
        if (!address) {
            error = "--trusted-proxy wants the address of one machine, for example 127.0.0.1 or 2001:db8::7; \"" +
                    proxy + "\" is something else.";
            return std::nullopt;
        }
        out.trusted_proxies.push_back(std::move(*address));
    }
    const int megabytes = std::atoi(arguments.get("cache", "64").c_str());
    if (megabytes < 1 || megabytes > 65536) {
        error = "--cache wants megabytes, 1 to 65536.";
        return std::nullopt;
    }
    out.cache_bytes = static_cast<std::size_t>(megabytes) << 20;
    out.access_log = arguments.has("access-log");
    out.pseudo_words = arguments.has("pseudo-words");
    return out;
}

/// How a command is written, where this line is not written so; empty when it is. Looked at before anything is opened
/// or made.
std::string usage_of(const Arguments& arguments) {
    const auto& words = arguments.words;
    const std::string first = words.empty() ? "" : words[0];
    const auto unless = [](bool right, const char* usage) { return right ? std::string() : std::string(usage); };
    if (arguments.command == "serve") return unless(words.empty(), "serve [--listen ADDR:PORT] [--url URL] …");
    if (arguments.command == "sample") return unless(words.empty(), "sample --data EMPTY-DIR");
    if (arguments.command == "reindex") return unless(words.empty(), "reindex");
    if (arguments.command == "check") return unless(words.empty(), "check [--list]");
    if (arguments.command == "backup") return unless(words.size() == 1, "backup FILE");
    if (arguments.command == "restore") return unless(words.size() == 1, "restore FILE --data EMPTY-DIR");
    if (arguments.command == "user")
        return unless(
            words.size() == 2 && first == "add",
            "user add EMAIL [--name NAME] [--role writer|editor|chief] [--language en|es] [--password-file FILE]");
    if (arguments.command == "token")
        return unless(words.size() == 2 && first == "create", "token create EMAIL [--name NAME]");
    if (arguments.command == "edition")
        return unless(
            (words.size() == 1 && first == "list") || (words.size() == 3 && (first == "ask" || first == "add")),
            "edition list | edition ask ID FILE | edition add ID FILE [--catalogue FILE]");
    return "There is no command \"" + arguments.command + "\". `broadsheet --help` lists what there is.";
}

/// Whether the data folder is what a command needs: these make a paper, a first account may come before it is served,
/// and all others want one that is there, so that a slip in --data is not answered with an empty paper.
std::optional<Outcome> unfit_folder(const std::string& command, const db::Options& database) {
    const fs::path folder = database.folder;
    std::error_code fault;
    if (command == "restore") return std::nullopt;  // makes it once it has the archive
    if (command == "serve" || command == "sample") {
        fs::create_directories(folder, fault);
        if (fault || !fs::is_directory(folder, fault))
            return Outcome{
                kCannotCreate, "",
                "The data folder " + folder.string() + " cannot be made" + (fault ? ": " + fault.message() : "") + "."};
        return std::nullopt;
    }
    if (!fs::is_directory(folder, fault))
        return Outcome{kNoInput, "",
                       "There is no folder " + folder.string() + ". Give --data the data folder of the paper."};
    if (command != "user" && database.url.empty() && !fs::exists(folder / "paper.db", fault))
        return Outcome{kNoInput, "",
                       "The folder " + folder.string() +
                           " holds no paper. Give --data the data folder of one; `broadsheet serve` or `broadsheet "
                           "sample` makes it."};
    return std::nullopt;
}

/// On a terminal a line that is written over, else nothing until the end.
void show_progress(int done, int total, const std::string& what) {
    if (isatty(STDERR_FILENO) == 0) return;
    std::fprintf(stderr, "\r\033[K%3d/%d %s", done, total, what.c_str());
    if (done >= total) std::fprintf(stderr, "\n");
}

/// Waits until somebody asks the program to stop.
void wait_for_signal() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM}) sigaddset(&signals, signal);
    int caught = 0;
    sigwait(&signals, &caught);
}

void block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

/// A Problem in the words of the desk, for a terminal: what is wrong, field by field.
std::string in_words(const Newsroom& newsroom, const Problem& problem) {
    const auto& words = *newsroom.desk_words.at("en");
    const auto say = [&](const std::string& key, const MessageArgs& args) {
        return words.has(key) ? words.say(key, args) : key;
    };
    std::string out = say(problem.message, problem.args);
    for (const auto& fault : problem.fields) out += "\n  " + fault.field + ": " + say(fault.message, fault.args);
    return out;
}

int load_sample_into(Newsroom& newsroom, const Arguments& arguments, const std::string& program) {
    const std::string resources = arguments.get("resources", find_resources(program));
    auto loaded = load_sample(newsroom, resources + "/sample", show_progress);
    if (loaded) return kOk;
    const std::string& what = loaded.error().message;
    // 65 says one thing only, as ./run goes on with it: there is a paper.
    if (what == "problem.paper_not_empty")
        return fail(kDataError,
                    "This paper has sections or stories already, so the sample newsroom stays out of it. Give --data "
                    "an empty folder.");
    if (what == "problem.sample_half_loaded")
        return fail(kSoftware,
                    "An earlier load of the sample newsroom did not come to its end, so this paper is half of it. "
                    "Remove the data folder (with PostgreSQL the database too), or give --data an empty one.");
    return fail(kSoftware, "The sample newsroom could not be loaded: " + in_words(newsroom, loaded.error()));
}

Outcome add_user(Newsroom& newsroom, const Arguments& arguments) {
    StaffMember member;
    member.email = arguments.words[1];
    member.name = arguments.get("name", member.email.substr(0, member.email.find('@')));
    const std::string role = arguments.get("role", "editor");
    if (role != "writer" && role != "editor" && role != "chief")
        return {kUsage, "", "--role is writer, editor or chief."};
    member.role = role_named(role);
    member.language = arguments.get("language", "en");
    std::string password;
    if (arguments.has("password-file")) {
        std::ifstream in(arguments.get("password-file"));
        if (!std::getline(in, password))
            return {kNoInput, "", "The password file " + arguments.get("password-file") + " cannot be read."};
    } else {
        password = crypto::new_token().substr(0, 20);
    }
    const auto added = newsroom.staff.add(Editor::program("command"), member, password);
    if (!added) return {kDataError, "", in_words(newsroom, added.error())};
    std::string out = "address " + (*added)->email + "\n";
    if (!arguments.has("password-file")) out += "password " + password + "\n";
    return {kOk, out, ""};
}

Outcome create_token(Newsroom& newsroom, const Arguments& arguments) {
    const auto members = newsroom.database.read([&](db::ReadTx& tx) { return newsroom.staff.list(tx); });
    for (const auto& member : members) {
        if (member.email != arguments.words[1]) continue;
        const auto token =
            newsroom.staff.make_token(Editor::program("command"), member.id, arguments.get("name", "command line"));
        if (!token) return {kDataError, "", in_words(newsroom, token.error())};
        return {kOk, "token " + **token + "\n", ""};
    }
    return {kDataError, "", "There is no account " + arguments.words[1] + ". `broadsheet user add` makes one."};
}

Outcome backup(Newsroom& newsroom, const Arguments& arguments) {
    const fs::path folder = newsroom.options.database.folder;
    const std::string& file = arguments.words[0];
    std::error_code ignored;
    // Whatever is there may be the newest backup, or the paper itself.
    if (fs::exists(file, ignored))
        return {kCannotCreate, "", "The file " + file + " is there already. Give the backup a name of its own."};
    const fs::path inside = fs::weakly_canonical(fs::absolute(file)).lexically_relative(fs::weakly_canonical(folder));
    if (!inside.empty() && *inside.begin() != "..")
        return {kCannotCreate, "",
                "The file " + file + " would lie in the data folder that it copies. Keep backups somewhere else."};
    const fs::path copy = folder / "backup.db";
    fs::remove(copy, ignored);
    if (auto copied = newsroom.database.copy_to(copy.string()); !copied)
        return {kUnavailable, "", in_words(newsroom, copied.error())};
    std::vector<archive::Entry> entries = {{"paper.db", copy.string()}};
    if (fs::exists(folder / "media")) {
        for (const auto& entry :
             fs::recursive_directory_iterator(folder / "media", fs::directory_options::follow_directory_symlink)) {
            const std::string name = fs::relative(entry.path(), folder).string();
            if (entry.is_regular_file() && name.rfind("media/tmp/", 0) != 0)
                entries.push_back({name, entry.path().string()});
        }
    }
    try {
        archive::write(file, entries, [](std::size_t done, std::size_t total) {
            show_progress(static_cast<int>(done), static_cast<int>(total), "backup");
        });
    } catch (const std::runtime_error& failure) {
        fs::remove(copy, ignored);
        return {kCannotCreate, "", failure.what()};
    }
    fs::remove(copy, ignored);
    return {kOk, "backup of " + std::to_string(entries.size()) + " files: " + file + "\n", ""};
}

std::optional<std::string> contents_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

Outcome ask_for_edition(Newsroom& newsroom, const std::string& id, const std::string& path) {
    const auto asked = edition_to_fill_in(newsroom, id);
    if (!asked) return {kDataError, "", in_words(newsroom, asked.error())};
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << json::print_indented(*asked);
    if (!out.flush()) return {kCannotCreate, "", "The file " + path + " cannot be written."};
    return {kOk, "what the edition " + id + " has to say: " + path + "\n", ""};
}

Outcome take_in(Newsroom& newsroom, const Arguments& arguments) {
    const std::string& id = arguments.words[1];
    const auto text = contents_of(arguments.words[2]);
    if (!text) return {kNoInput, "", "The file " + arguments.words[2] + " cannot be read."};
    std::string catalogue;
    if (arguments.has("catalogue")) {
        const auto words = contents_of(arguments.get("catalogue"));
        if (!words) return {kNoInput, "", "The file " + arguments.get("catalogue") + " cannot be read."};
        catalogue = *words;
    }
    json::ParseError fault;
    const auto filled_in = json::parse(*text, &fault);
    if (!filled_in)
        return {kDataError, "",
                arguments.words[2] + " is not valid JSON: " + fault.message + " at byte " +
                    std::to_string(fault.offset) + "."};
    if (const auto taken = take_in_edition(newsroom, id, *filled_in, catalogue); !taken)
        return {kDataError, "", in_words(newsroom, taken.error())};
    return {kOk, "the paper has the edition " + id + "; readers see it when it is served again\n", ""};
}

Outcome edition(Newsroom& newsroom, const Arguments& arguments) {
    const auto& words = arguments.words;
    if (words[0] == "list") return {kOk, editions_in_words(newsroom), ""};
    if (words[0] == "ask") return ask_for_edition(newsroom, words[1], words[2]);
    return take_in(newsroom, arguments);
}

Outcome reindex(Newsroom& newsroom) {
    newsroom.search.start();
    const auto rebuilt = newsroom.search.reindex();
    if (!rebuilt) return {kUnavailable, "", in_words(newsroom, rebuilt.error())};
    return {kOk,
            "indexed " + std::to_string(rebuilt->versions) + " versions in " + std::to_string(rebuilt->milliseconds) +
                " ms\n",
            ""};
}

/// Readers' and editors' pages of the route table, one line each: what checks pages in a browser starts from it, so
/// that no page is forgotten. "-" stands for a pattern without an address in the sample.
std::string list_pages(const Newsroom& newsroom) {
    std::string out;
    for (const auto& route : newsroom.routes.declared()) {
        if (route.method != http::Method::Get) continue;
        if (route.surface != Surface::Page && route.surface != Surface::Desk) continue;
        out += route.surface == Surface::Page ? "page " : "desk ";
        out += route.pattern + " " + (route.sample.empty() ? "-" : route.sample) + "\n";
    }
    return out;
}

/// More pages than a paper of a million versions has; a walk that gets here says so.
constexpr int kMostPages = 5'000'000;

Outcome check(Newsroom& newsroom, const Arguments& arguments) {
    if (arguments.has("list")) return {kOk, list_pages(newsroom), ""};
    newsroom.search.start();
    newsroom.search.wait_for(newsroom.database.version(), std::chrono::seconds(60));
    const CheckReport report = check_paper(newsroom, kMostPages);
    std::string out;
    for (const auto& fault : report.faults) out += fault + "\n";
    out += std::to_string(report.pages) + " pages, " + std::to_string(report.links) + " links, " +
           std::to_string(report.faults.size()) + " faults\n";
    return {report.faults.empty() ? kOk : kDataError, out, ""};
}

/// The commands that work on an open paper: beside no server, or inside one over the control socket. The line is
/// written as its command is.
Outcome run_inside(Newsroom& newsroom, const Arguments& arguments) {
    if (arguments.command == "user") return add_user(newsroom, arguments);
    if (arguments.command == "token") return create_token(newsroom, arguments);
    if (arguments.command == "edition") return edition(newsroom, arguments);
    if (arguments.command == "backup") return backup(newsroom, arguments);
    if (arguments.command == "reindex") return reindex(newsroom);
    return check(newsroom, arguments);
}

int show(const Outcome& outcome) {
    std::fputs(outcome.out.c_str(), stdout);
    if (!outcome.error.empty()) return fail(outcome.code, outcome.error);
    return outcome.code;
}

int restore(const Arguments& arguments, const NewsroomOptions& options) {
    if (!options.database.url.empty())
        return fail(kUsage, "A PostgreSQL paper is restored with pg_restore; this command restores a data folder.");
    const fs::path folder = options.database.folder;
    if (!std::ifstream(arguments.words[0], std::ios::binary) || fs::is_directory(arguments.words[0]))
        return fail(kNoInput, "The file " + arguments.words[0] + " cannot be read.");
    fs::create_directories(folder);
    for (const char* name : {"paper.db", "media"}) {
        if (fs::exists(folder / name))
            return fail(kCannotCreate,
                        "The data folder " + folder.string() + " holds a paper already. Give --data an empty folder.");
    }
    // Under another name until all of it is verified: what `serve` finds in the folder is a whole paper or none.
    const fs::path part = folder / "restore.part";
    fs::remove_all(part);
    fs::create_directory(part);
    fs::permissions(part, fs::perms::owner_all);
    const std::size_t files = archive::read(arguments.words[0], part.string());
    if (!fs::exists(part / "paper.db"))
        return fail(kDataError,
                    "The archive " + arguments.words[0] + " holds no database: it is no backup of a paper.");
    {
        db::Options opened = options.database;
        opened.folder = part.string();
        db::Database database(opened);
        if (const std::string fault = database.integrity(); !fault.empty())
            return fail(kDataError, "The restored database is damaged: " + fault);
    }
    if (fs::exists(part / "media")) fs::rename(part / "media", folder / "media");
    for (const char* name : {"paper.db-wal", "paper.db-shm", "paper.db"}) {
        if (fs::exists(part / name)) fs::rename(part / name, folder / name);
    }
    archive::sync(folder.string());
    fs::remove_all(part);
    std::printf("restored %zu files into %s; the search index is built at the next start\n", files, folder.c_str());
    return kOk;
}

int serve(const Arguments& arguments, const std::string& program, NewsroomOptions options) {
    if (!keeps_sessions_secret(options.url)) {
        if (!arguments.has("insecure-http"))
            return fail(kUsage,
                        "With --url " + options.url +
                            " passwords and sessions would travel in clear. Put a proxy with TLS in front and give its "
                            "https address; --insecure-http serves all the same, for a network you trust.");
        log::warning("url.insecure", {{"url", options.url}, {"why", "passwords and sessions travel in clear"}});
    }
    // Before any thread exists, so that all inherit it and only this one hears of them.
    block_signals();
    const SystemClock clock;
    auto built = std::make_unique<Newsroom>(options, clock);
    if (arguments.has("sample-if-empty") &&
        built->database.read([&](db::ReadTx& tx) { return built->sections.all(tx).empty(); })) {
        std::fprintf(stderr, "Filling the empty paper with the sample newsroom …\n");
        if (const int code = load_sample_into(*built, arguments, program); code != kOk) return code;
        // What the sample brings (names, default edition) is read when the newsroom is built.
        built.reset();
        built = std::make_unique<Newsroom>(options, clock);
    }
    Newsroom& newsroom = *built;
    try {
        newsroom.open_doors();
    } catch (const std::system_error& error) {
        return fail(kUnavailable, "Cannot listen on " + options.listen_address + ":" + std::to_string(options.port) +
                                      ": " + error.code().message() + ". Give --listen another port.");
    }
    log::info("serving", {{"url", options.url}, {"data", options.database.folder}});
    const ControlSocket control(options.database.folder, [&newsroom](const std::vector<std::string>& line) -> Outcome {
        std::string error;
        const auto asked = read_arguments(line, rules(), error);
        if (!asked) return {kUsage, "", error};
        if (const std::string usage = usage_of(*asked); !usage.empty()) return {kUsage, "", usage};
        if (asked->has("database") && asked->get("database") != newsroom.options.database.url)
            return {kUsage, "",
                    "The server of this data folder works with another database. Leave --database out, or give --data "
                    "another folder."};
        // Those at the desk would go on adding things without its language.
        if (asked->command == "edition" && !asked->words.empty() && asked->words[0] == "add")
            return {kUnavailable, "", "The paper is being served. Stop it, add the edition, and start it again."};
        return run_inside(newsroom, *asked);
    });
    wait_for_signal();
    log::info("stopping");
    newsroom.close_doors();
    return kOk;
}

}  // namespace

int run_commands(const std::string& program, const std::vector<std::string>& line) {
    crypto::start();
    std::string error;
    const auto arguments = read_arguments(line, rules(), error);
    if (!arguments) return fail(kUsage, error);
    if (arguments->has("help") || arguments->command == "help") {
        print_help();
        return kOk;
    }
    if (arguments->command.empty()) {
        print_help();
        return kUsage;
    }
    if (arguments->command == "version") {
        std::printf("Broadsheet %s\n", kVersion);
        return kOk;
    }
    auto options = newsroom_options(*arguments, program, error);
    if (!options) return fail(kUsage, error);
    if (const std::string usage = usage_of(*arguments); !usage.empty()) return fail(kUsage, usage);
    if (const auto unfit = unfit_folder(arguments->command, options->database)) return show(*unfit);
    try {
        if (arguments->command == "serve") return serve(*arguments, program, *options);
        if (arguments->command == "sample") {
            const SystemClock clock;
            Newsroom newsroom(*options, clock);
            return load_sample_into(newsroom, *arguments, program);
        }
        if (arguments->command == "restore") return restore(*arguments, *options);
        // A running server has the folder: it runs the command itself. Files are named from where the command was
        // typed.
        std::vector<std::string> absolute = line;
        for (auto& word : absolute) {
            if (!arguments->words.empty() && word == arguments->words.back() &&
                (arguments->command == "backup" || arguments->words.size() == 3))
                word = fs::absolute(word).string();
        }
        if (arguments->has("password-file"))
            absolute.push_back("--password-file=" + fs::absolute(arguments->get("password-file")).string());
        if (const auto answered = ask_server(options->database.folder, absolute)) return show(*answered);
        const SystemClock clock;
        Newsroom newsroom(*options, clock);
        return show(run_inside(newsroom, *arguments));
    } catch (const db::InUse& failure) {
        return fail(kTemporary, failure.what());
    } catch (const db::DatabaseError& failure) {
        return fail(kIoError, failure.what());
    } catch (const archive::Damaged& failure) {
        return fail(kDataError, failure.what());
    } catch (const IncompleteEdition& failure) {
        if (arguments->command != "check") return fail(kConfig, failure.what());
        std::string lines;
        for (const auto& gap : failure.gaps()) lines += failure.id() + " lacks the word " + gap + "\n";
        return show({kDataError, lines + std::to_string(failure.gaps().size()) + " words are missing\n", ""});
    } catch (const std::exception& failure) {
        return fail(kSoftware, failure.what());
    }
}

}  // namespace broadsheet
