// Fills an empty paper with a corpus of tools/make_corpus.py (JSON lines), through the same doors that editors use:
// what benchmarks measure on; and counts what a publication there drops. Not an importer: it takes this one format and
// no pictures.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>

#include "app/newsroom.h"
#include "platform/crypto/crypto.h"
#include "platform/json/json.h"
#include "tests/corpus/drops.h"

namespace {

using namespace broadsheet;
using json::Value;

const Value& member(const Value& value, std::string_view name) {
    static const Value kNothing;
    const Value* found = value.find(name);
    return found == nullptr ? kNothing : *found;
}

class Filler {
public:
    explicit Filler(Newsroom& newsroom) : newsroom_(newsroom) {}

    void add(const Value& article) {
        const std::string group = std::to_string(article.number("gid"));
        if (!batch_.empty() && group != group_ && batch_.size() >= 24) flush();
        group_ = group;
        batch_.push_back(article);
    }

    void flush() {
        if (batch_.empty()) return;
        const auto done = newsroom_.database.transact([&](db::Tx& tx) -> Result<Nothing> {
            for (const auto& article : batch_) put(tx, article);
            return Nothing{};
        });
        if (!done) {
            std::fprintf(stderr, "refused: %s\n", done.error().message.c_str());
            std::exit(1);
        }
        count_ += batch_.size();
        batch_.clear();
    }

    std::size_t count() const { return count_; }

private:
    void put(db::Tx& tx, const Value& article) {
        const std::string edition = article.text("lang");
        const Value& section = member(article, "section");
        StoryFields fields;
        fields.section = section_of(tx, edition, section.text("slug"), section.text("name"));
        fields.source_edition = edition;
        fields.byline.push_back({person_of(tx, member(article, "author")), BylineRole::Author});
        for (const auto& tag : member(article, "tags").items())
            fields.topics.push_back(topic_of(tx, edition, tag.text("slug"), tag.text("name")));
        const std::string id = "g" + std::to_string(article.number("gid"));
        if (known_.insert(id).second) (void)newsroom_.stories.create(tx, who_, fields, id);
        VersionText text;
        text.headline = article.text("title");
        text.standfirst = article.text("standfirst");
        text.slug = article.text("slug");
        document::HtmlInput input;
        input.id_seed = id + edition;
        text.body = document::from_html(article.text("html"), input).document;
        auto saved = newsroom_.stories.save_version(tx, who_, id, edition, text, "");
        auto published = newsroom_.stories.publish(tx, who_, id, {edition},
                                                   text::parse_iso(article.text("date")).value_or(Instant{1}));
        if (!saved || !published) {
            std::fprintf(stderr, "%s: %s\n", id.c_str(),
                         saved ? published.error().message.c_str() : saved.error().message.c_str());
            std::exit(1);
        }
    }

    // The corpus names sections and topics apart for each language, in one order: what is first seen becomes the thing.
    std::string section_of(db::Tx& tx, const std::string& edition, const std::string& slug, const std::string& name) {
        static const std::map<std::string, std::string> kSpanish = {{"diplomacia", "diplomacy"},
                                                                    {"europa", "europe"},
                                                                    {"america", "americas"},
                                                                    {"asia-pacifico", "asia-pacific"},
                                                                    {"oriente-medio", "middle-east"},
                                                                    {"africa-es", "africa"},
                                                                    {"seguridad", "security"},
                                                                    {"comercio", "trade"},
                                                                    {"clima", "climate"},
                                                                    {"opinion-es", "opinion"}};
        const auto spanish = kSpanish.find(slug);
        const std::string id = spanish == kSpanish.end() ? slug : spanish->second;
        if (sections_.insert(id).second) {
            Section made{id, "", static_cast<std::int64_t>(sections_.size()), {}};
            for (const auto& other : newsroom_.editions.ids()) made.texts[other] = {id, name, "", 0, 0};
            (void)newsroom_.sections.save(tx, made);
        }
        (void)edition;
        return id;
    }

    std::string person_of(db::Tx& tx, const Value& author) {
        const std::string id = author.text("slug");
        if (people_.insert(id).second) {
            Person made;
            made.id = id;
            made.kind = "staff";
            for (const auto& edition : newsroom_.editions.ids())
                made.texts[edition] = {id, author.text("name"), "", ""};
            (void)newsroom_.people.save(tx, made);
        }
        return id;
    }

    std::string topic_of(db::Tx& tx, const std::string&, const std::string& slug, const std::string& name) {
        if (topics_.insert(slug).second) {
            Topic made;
            made.id = slug;
            for (const auto& edition : newsroom_.editions.ids()) made.texts[edition] = {slug, name, "", 0};
            (void)newsroom_.topics.save(tx, made);
        }
        return slug;
    }

    Newsroom& newsroom_;
    const Editor who_ = Editor::program("corpus");
    std::vector<Value> batch_;
    std::string group_;
    std::set<std::string> known_, sections_, people_, topics_;
    std::size_t count_ = 0;
};

int fill(Newsroom& newsroom, const char* file) {
    Filler filler(newsroom);
    std::ifstream in(file);
    const auto started = std::chrono::steady_clock::now();
    for (std::string line; std::getline(in, line);) {
        if (const auto article = json::parse(line)) filler.add(*article);
    }
    filler.flush();
    const double filled = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    while (newsroom.jobs.run_due(newsroom.clock) > 0) {
    }
    const double followed = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    newsroom.search.start();
    (void)newsroom.search.reindex();
    const double indexed = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    std::printf("{\"versions\": %zu, \"fill_s\": %.1f, \"recommend_s\": %.1f, \"index_s\": %.1f}\n", filler.count(),
                filled, followed - filled, indexed - followed);
    newsroom.search.stop();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    if ((what != "fill" || argc != 5) && (what != "drops" || argc != 4)) {
        std::fputs("usage: broadsheet_corpus fill DATA THEME CORPUS.jsonl\n       broadsheet_corpus drops DATA THEME\n",
                   stderr);
        return 64;
    }
    crypto::start();
    const SystemClock clock;
    NewsroomOptions options;
    options.database.folder = argv[2];
    options.theme_folder = argv[3];
    Newsroom newsroom(options, clock);
    return what == "fill" ? fill(newsroom, argv[4]) : corpus::count_drops(newsroom, 20);
}
