#include "app/sample.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/json/json.h"
#include "site/paper.h"

namespace broadsheet {

namespace {

namespace fs = std::filesystem;
using json::Value;

/// Set from the first transaction to the last: a paper that still has it is half a sample.
constexpr const char* kLoading = "sample_loading";

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("The file " + path.string() + " cannot be read.");
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

Value read_json(const fs::path& path) {
    json::ParseError error;
    auto value = json::parse(read(path), &error);
    if (!value)
        throw std::runtime_error(path.string() + ": " + error.message + " at byte " + std::to_string(error.offset));
    return std::move(*value);
}

const Value& member(const Value& value, std::string_view name) {
    static const Value kNothing;
    const Value* found = value.find(name);
    return found == nullptr ? kNothing : *found;
}

std::vector<std::string> strings(const Value& value) {
    std::vector<std::string> out;
    for (const auto& item : value.items()) out.push_back(item.string());
    return out;
}

Instant instant(const Value& value) {
    return value.is_string() ? text::parse_iso(value.string()).value_or(Instant{}) : Instant{};
}

template <class T>
T require(Result<T> result, const std::string& what) {
    if (result) return std::move(*result);
    std::string why = result.error().message;
    for (const auto& fault : result.error().fields) why += "; " + fault.field + " " + fault.message;
    throw std::runtime_error("The sample's " + what + " was refused: " + why);
}

class Loader {
public:
    Loader(Newsroom& newsroom, fs::path folder, const Progress& progress)
        : newsroom_(newsroom), folder_(std::move(folder)), progress_(progress), editions_(newsroom.editions.ids()) {}

    void run() {
        collect();
        require(newsroom_.database.transact([&](db::Tx& tx) -> Result<Nothing> {
            put_setting(tx, kLoading, "", "yes");
            paper(tx);
            registry(tx);
            info_pages(tx);
            return Nothing{};
        }),
                "paper");
        pictures();
        for (const auto& [published, key] : by_time_) story(key);
        require(newsroom_.database.transact([&](db::Tx& tx) {
            put_setting(tx, kLoading, "", "");
            return front(tx);
        }),
                "front page");
        newsroom_.jobs.run_due(newsroom_.clock);
    }

private:
    void step(const std::string& what) { progress_(++done_, total_, what); }

    void collect() {
        media_ = read_json(folder_ / "media.json");
        for (const auto& entry : fs::directory_iterator(folder_ / "stories")) {
            if (entry.path().extension() != ".json") continue;
            const std::string key = entry.path().stem().string();
            Value story = read_json(entry.path());
            by_time_.emplace_back(first_time(story), key);
            stories_.emplace(key, std::move(story));
        }
        std::sort(by_time_.begin(), by_time_.end());
        total_ = static_cast<int>(media_.items().size() + stories_.size()) + 2;
    }

    static Instant first_time(const Value& story) {
        const Value& published = member(story, "published");
        Instant out = instant(published);
        for (const auto& [edition, at] : published.members()) {
            if (!out.is_set() || instant(at) < out) out = instant(at);
        }
        return out;
    }

    void paper(db::Tx& tx) {
        const Value paper = read_json(folder_ / "paper.json");
        put_setting(tx, "zone", "", paper.text("zone", "Europe/Madrid"));
        put_setting(tx, "default_edition", "", paper.text("default_edition", "es"));
        put_setting(tx, "contact_email", "", paper.text("contact_email"));
        for (const auto& [edition, words] : member(paper, "editions").members()) {
            for (const auto& name : paper_words()) put_setting(tx, name, edition, words.text(name));
        }
        step("paper");
    }

    void registry(db::Tx& tx) {
        std::int64_t position = 0;
        const Value sections = read_json(folder_ / "sections.json");
        for (const auto& item : sections.items()) {
            Section section{item.text("key"), item.text("parent"), ++position, {}};
            for (const auto& [edition, words] : member(item, "editions").members()) {
                section.texts[edition] = {words.text("slug"), words.text("name"), words.text("description"), 0, 0};
            }
            require(newsroom_.sections.save(tx, section), "section " + section.id);
        }
        const Value organisations = read_json(folder_ / "organisations.json");
        for (const auto& item : organisations.items()) {
            Organisation organisation;
            organisation.id = item.text("key");
            for (const auto& [edition, words] : member(item, "editions").members()) {
                organisation.texts[edition] = {words.text("slug"), words.text("name"), words.text("short"),
                                               words.text("description")};
            }
            require(newsroom_.organisations.save(tx, organisation), "organisation " + organisation.id);
        }
        const Value people = read_json(folder_ / "people.json");
        for (const auto& item : people.items()) {
            Person person;
            person.id = item.text("key");
            person.kind = item.text("kind", "staff");
            person.organisation = item.text("organisation");
            for (const auto& [edition, words] : member(item, "editions").members()) {
                person.texts[edition] = {words.text("slug"), words.text("name", item.text("name")), words.text("title"),
                                         words.text("bio")};
            }
            require(newsroom_.people.save(tx, person), "person " + person.id);
        }
        const Value topics = read_json(folder_ / "topics.json");
        for (const auto& item : topics.items()) {
            Topic topic;
            topic.id = item.text("key");
            for (const auto& [edition, words] : member(item, "editions").members()) {
                topic.texts[edition] = {words.text("slug"), words.text("name"), words.text("description"), 0};
            }
            require(newsroom_.topics.save(tx, topic), "topic " + topic.id);
        }
    }

    void pictures() {
        for (const auto& item : media_.items()) {
            const std::string key = item.text("key");
            const fs::path file = folder_ / item.text("file");
            std::map<std::string, PictureText> texts;
            for (const auto& [edition, words] : member(item, "editions").members()) {
                texts[edition] = {words.text("alt"), words.text("caption"), words.text("credit", item.text("credit"))};
            }
            const auto& focal = member(item, "focal").items();
            const auto per_mille = [&](std::size_t i) {
                return focal.size() > i ? static_cast<int>(focal[i].real() * 1000) : 500;
            };
            require(newsroom_.media.add(who_, read(file), texts, per_mille(0), per_mille(1), key), "picture " + key);
            step(key);
        }
    }

    document::Document body(const std::string& key, const std::string& edition) const {
        document::HtmlInput input;
        input.id_seed = key;
        input.media = [](const std::string& name) { return std::optional(name); };
        input.story = [this](const std::string& href) -> std::optional<std::string> {
            if (href.rfind("story:", 0) != 0 || stories_.count(href.substr(6)) == 0) return std::nullopt;
            return href.substr(6);
        };
        if (edition != member(stories_.at(key), "source").string()) input.id_seed += "/" + edition;
        return document::from_html(read(folder_ / "stories" / (key + "." + edition + ".html")), input).document;
    }

    void story(const std::string& key) {
        const Value& story = stories_.at(key);
        StoryFields fields;
        fields.kind = kind_named(story.text("kind")).value_or(Kind::News);
        fields.section = story.text("section");
        fields.source_edition = story.text("source", "es");
        fields.picture = story.text("picture");
        fields.outside_name = member(story, "outside").text("name");
        fields.outside_url = member(story, "outside").text("url");
        for (const auto& entry : member(story, "byline").items()) {
            fields.byline.push_back(
                {entry.text("person"), role_of_byline(entry.text("role", "author")).value_or(BylineRole::Author)});
        }
        fields.topics = strings(member(story, "topics"));
        fields.organisations = strings(member(story, "organisations"));
        std::vector<std::string> there;
        for (const auto& edition : editions_) {
            if (fs::exists(folder_ / "stories" / (key + "." + edition + ".html"))) there.push_back(edition);
        }
        // The source first, so that the translation knows what it was made from.
        std::stable_sort(there.begin(), there.end(), [&](const auto& a, const auto& b) {
            return a == fields.source_edition && b != fields.source_edition;
        });
        if (std::find(there.begin(), there.end(), fields.source_edition) == there.end() && !there.empty())
            fields.source_edition = there.front();
        require(newsroom_.database.transact([&](db::Tx& tx) -> Result<Nothing> {
            require(newsroom_.stories.create(tx, who_, fields, key), "story " + key);
            for (const auto& edition : there) {
                const Value& words = member(member(story, "editions"), edition);
                VersionText text;
                text.kicker = words.text("kicker");
                text.headline = words.text("headline");
                text.standfirst = words.text("standfirst");
                text.front_headline = words.text("front_headline");
                text.search_headline = words.text("search_headline");
                text.slug = words.text("slug");
                text.rights = member(member(story, "outside"), "rights").text(edition);
                text.disclaimer = member(story, "disclaimer").text(edition);
                text.body = body(key, edition);
                require(newsroom_.stories.save_version(tx, who_, key, edition, text, ""),
                        "story " + key + " (" + edition + ")");
            }
            for (const auto& edition : there) {
                const Value& published = member(story, "published");
                const Instant at = published.is_object() ? instant(member(published, edition)) : instant(published);
                require(newsroom_.stories.publish(tx, who_, key, {edition}, at),
                        "publication of " + key + " (" + edition + ")");
            }
            return Nothing{};
        }),
                "story " + key);
        for (const auto& item : member(story, "corrections").items()) {
            Texts texts;
            for (const auto& [edition, words] : member(item, "text").members()) {
                if (std::find(there.begin(), there.end(), edition) != there.end()) texts[edition] = words.string();
            }
            require(newsroom_.database.transact([&](db::Tx& tx) {
                return newsroom_.corrections.publish(tx, who_, key, correction_kind(item.text("type")), texts,
                                                     instant(member(item, "at")));
            }),
                    "correction of " + key);
        }
        step(key);
    }

    static CorrectionKind correction_kind(const std::string& name) {
        return correction_kind_named(name).value_or(CorrectionKind::Correction);
    }

    void info_pages(db::Tx& tx) {
        std::int64_t position = 0;
        for (const char* key : {"about", "standards", "contact", "legal", "privacy", "cookies", "accessibility"}) {
            const Value item = read_json(folder_ / "pages" / (std::string(key) + ".json"));
            Page page;
            page.id = key;
            page.position = ++position;
            for (const auto& edition : editions_) {
                const Value& words = member(member(item, "editions"), edition).is_object()
                                         ? member(member(item, "editions"), edition)
                                         : member(item, edition);
                PageText text;
                text.slug = words.text("slug");
                text.title = words.text("title");
                text.description = words.text("description");
                document::HtmlInput input;
                input.id_seed = page.id + "/" + edition;
                text.body =
                    document::from_html(read(folder_ / "pages" / (page.id + "." + edition + ".html")), input).document;
                page.texts.emplace(edition, std::move(text));
            }
            require(newsroom_.pages.save(tx, page), "page " + page.id);
        }
    }

    Result<Nothing> front(db::Tx& tx) {
        const Value paper = read_json(folder_ / "paper.json");
        const Value& front = member(paper, "front");
        std::vector<Slot> slots;
        if (!front.text("lead").empty()) slots.push_back({0, front.text("lead")});
        int position = 0;
        for (const auto& key : strings(member(front, "slots"))) slots.push_back({++position, key});
        std::map<std::string, std::vector<Slot>> by_edition;
        for (const auto& edition : editions_) by_edition[edition] = slots;
        return newsroom_.frontpage.arrange(tx, who_, by_edition);
    }

    Newsroom& newsroom_;
    fs::path folder_;
    const Progress& progress_;
    std::vector<std::string> editions_;
    const Editor who_ = Editor::program("sample");
    Value media_;
    std::map<std::string, Value> stories_;
    std::vector<std::pair<Instant, std::string>> by_time_;
    int done_ = 0;
    int total_ = 0;
};

}  // namespace

Result<Nothing> load_sample(Newsroom& newsroom, const std::string& folder, const Progress& progress) {
    const bool empty = newsroom.database.read([&](db::ReadTx& tx) { return newsroom.sections.all(tx).empty(); });
    if (!empty) {
        const bool half = newsroom.database.read([](db::ReadTx& tx) { return !setting(tx, kLoading).empty(); });
        return problem(ProblemKind::Conflict, half ? "problem.sample_half_loaded" : "problem.paper_not_empty");
    }
    Loader(newsroom, folder, progress).run();
    return Nothing{};
}

}  // namespace broadsheet
