#include "app/edition.h"

#include <algorithm>
#include <array>
#include <functional>

#include "features/settings/model.h"
#include "site/audit.h"
#include "site/paper.h"

namespace broadsheet {

using json::Value;

namespace {

constexpr std::array<const char*, 6> kPathWords = {"people",  "organisations", "topics",
                                                   "archive", "corrections",   "search"};
constexpr std::size_t kAtOnce = 25;  // things a transaction

/// Letters only, and nothing that stands at the root of the paper already.
bool is_language(const std::string& id) {
    return (id.size() == 2 || id.size() == 3) && id != "api" &&
           std::all_of(id.begin(), id.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
           text::language_name("en", id) != id;
}

/// A text to be filled in, beside what the main edition says.
Value asked(const Newsroom& newsroom, const std::string& id, const std::string& words) {
    Value out = Value::object();
    out.set(newsroom.editions.main().id, words).set(id, "");
    return out;
}

/// What was filled in for one text; what is missing, though the main edition says it, goes to `faults`.
class Filled {
public:
    Filled(const Value& root, std::string id, std::vector<FieldProblem>& faults)
        : root_(root), id_(std::move(id)), faults_(faults) {}

    /// `main`: what the main edition says there; empty: may be empty here too.
    std::string text(const std::vector<std::string>& way, const std::string& main) {
        const Value* at = &root_;
        std::string field;
        for (const auto& name : way) {
            field += (field.empty() ? "" : ".") + name;
            at = at == nullptr ? nullptr : at->find(name);
        }
        const Value* said = at == nullptr ? nullptr : at->find(id_);
        std::string out = said != nullptr && said->is_string() ? said->string() : std::string();
        if (out.empty() && !main.empty()) faults_.push_back({field, "problem.missing", {}});
        return out;
    }

private:
    const Value& root_;
    std::string id_;
    std::vector<FieldProblem>& faults_;
};

/// Everything that has a name in every edition, with its words in the new one.
struct Things {
    std::vector<Section> sections;
    std::vector<Person> people;
    std::vector<Organisation> organisations;
    std::vector<Topic> topics;
    std::vector<Page> pages;
    PaperSettings paper;
};

Things things_of(Newsroom& newsroom, db::ReadTx& tx) {
    const std::string& main = newsroom.editions.main().id;
    Things out;
    out.sections = newsroom.sections.all(tx);
    out.people = newsroom.people.all(tx, main);
    out.organisations = newsroom.organisations.all(tx, main);
    out.topics = newsroom.topics.all(tx, main);
    for (const auto& line : newsroom.pages.lines(tx, main)) {
        if (auto page = newsroom.pages.find(tx, line.id)) out.pages.push_back(std::move(*page));
    }
    out.paper.contact_email = setting(tx, "contact_email");
    out.paper.zone = newsroom.editions.zone().name();
    for (const auto& edition : newsroom.editions.all()) {
        const PaperWords words = paper_words_of(tx, edition.id);
        out.paper.words["name"][edition.id] = words.name;
        out.paper.words["tagline"][edition.id] = words.tagline;
        out.paper.words["description"][edition.id] = words.description;
        out.paper.words["house_byline"][edition.id] = words.house_byline;
        out.paper.words["copyright_holder"][edition.id] = words.copyright_holder;
    }
    return out;
}

void fill_in(Things& things, Filled& filled, const std::string& id, const std::string& main,
             std::vector<FieldProblem>& faults) {
    for (const auto& name : paper_words())
        things.paper.words[name][id] = filled.text({"paper", name}, things.paper.words[name][main]);
    for (auto& section : things.sections) {
        const SectionText& said = section.texts.at(main);
        const auto text = [&](const char* name, const std::string& words) {
            return filled.text({"section", section.id, name}, words);
        };
        section.texts[id] = {text("slug", ""), text("name", said.name), text("description", said.description), 0, 0};
    }
    for (auto& person : things.people) {
        const PersonText& said = person.texts.at(main);
        const auto text = [&](const char* name, const std::string& words) {
            return filled.text({"person", person.id, name}, words);
        };
        person.texts[id] = {text("slug", ""), text("name", said.name), text("title", said.title),
                            text("bio", said.bio)};
    }
    for (auto& organisation : things.organisations) {
        const OrganisationText& said = organisation.texts.at(main);
        const auto text = [&](const char* name, const std::string& words) {
            return filled.text({"organisation", organisation.id, name}, words);
        };
        OrganisationText& words = organisation.texts[id];
        words.slug = text("slug", "");
        words.name = text("name", said.name);
        words.short_name = text("short_name", said.short_name);
        words.description = text("description", said.description);
    }
    for (auto& topic : things.topics) {
        const TopicText& said = topic.texts.at(main);
        const auto text = [&](const char* name, const std::string& words) {
            return filled.text({"topic", topic.id, name}, words);
        };
        TopicText& words = topic.texts[id];
        words.slug = text("slug", "");
        words.name = text("name", said.name);
        words.description = text("description", said.description);
    }
    for (auto& page : things.pages) {
        const PageText said = page.texts.at(main);
        const auto text = [&](const char* name, const std::string& words) {
            return filled.text({"page", page.id, name}, words);
        };
        PageText& words = page.texts[id];
        words.slug = text("slug", "");
        words.title = text("title", said.title);
        words.description = text("description", said.description);
        const std::string plain = text("body", document::to_plain(said.body));
        auto body = document::parse(document::to_json(document::from_plain(plain, {})));
        if (body) {
            words.body = std::move(*body);
        } else {
            faults.push_back({"page." + page.id + ".body", body.error().message, body.error().args});
        }
    }
}

/// What the models say of the words of the new edition. What they say of the others' words too when the thing is saved
/// whole: its door would refuse it half-way, and words in the new edition alone are a gap in the others.
enum class Saved { Whole, NewWords };
template <class T>
void judge(const Result<T>& judged, const std::string& where, const std::string& id, Saved saved,
           std::vector<FieldProblem>& faults) {
    if (judged) return;
    for (const auto& fault : judged.error().fields) {
        const bool is_new = fault.field.rfind(id + ".", 0) == 0;
        if (!is_new && saved == Saved::NewWords) continue;
        const std::string field = where + fault.field.substr(std::min(fault.field.find('.'), fault.field.size()));
        const bool known = std::any_of(faults.begin(), faults.end(), [&](const FieldProblem& other) {
            return other.field == field && (is_new || other.args == fault.args);
        });
        if (!known) faults.push_back({field, fault.message, fault.args});
    }
}

void judge_all(const Things& things, const Editions& editions, const std::string& id,
               std::vector<FieldProblem>& faults) {
    judge(check(things.paper, editions), "paper", id, Saved::NewWords, faults);
    for (const auto& one : things.sections) judge(check(one, editions), "section." + one.id, id, Saved::Whole, faults);
    for (const auto& one : things.people) judge(check(one, editions), "person." + one.id, id, Saved::Whole, faults);
    for (const auto& one : things.organisations)
        judge(check(one, editions), "organisation." + one.id, id, Saved::Whole, faults);
    for (const auto& one : things.topics) judge(check(one, editions), "topic." + one.id, id, Saved::Whole, faults);
    for (const auto& one : things.pages) judge(check(one, editions), "page." + one.id, id, Saved::Whole, faults);
}

/// Saves through the doors of their owners, which settle addresses; in transactions short enough for the writer.
template <class Thing>
Result<Nothing> save_all(db::Database& database, const std::vector<Thing>& things,
                         const std::function<Result<Thing>(db::Tx&, const Thing&)>& save) {
    for (std::size_t from = 0; from < things.size(); from += kAtOnce) {
        auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
            for (std::size_t i = from; i < std::min(from + kAtOnce, things.size()); ++i) {
                if (auto saved = save(tx, things[i]); !saved) {
                    Problem problem = saved.error();
                    for (auto& fault : problem.fields) fault.field = things[i].id + ": " + fault.field;
                    return tl::unexpected(std::move(problem));
                }
            }
            return Nothing{};
        });
        if (!done) return tl::unexpected(std::move(done.error()));
    }
    return Nothing{};
}

using Catalogues = std::map<std::string, std::shared_ptr<const text::Catalogue>>;

/// The catalogue of the new edition, and everything it lacks.
Catalogues catalogues_with(const Newsroom& newsroom, const std::string& id, const std::string& locale,
                           const std::string& given, std::vector<FieldProblem>& faults) {
    Catalogues out = newsroom.words;
    if (!given.empty()) {
        auto parsed = text::Catalogue::parse(given, locale);
        if (!parsed) {
            for (const auto& fault : parsed.error().fields)
                faults.push_back({"catalogue." + fault.field, fault.message, fault.args});
        } else {
            out[id] = *parsed;
        }
    }
    const auto found = out.find(id);
    if (found == out.end()) {
        if (faults.empty()) faults.push_back({"catalogue", "problem.missing", {}});
        return out;
    }
    for (const auto& gap : found->second->gaps(*newsroom.editions.main().words))
        faults.push_back({"catalogue." + gap, "problem.missing", {}});
    return out;
}

/// Doors that know the new edition beside those of the paper.
struct WiderDoors {
    WiderDoors(Newsroom& newsroom, const Editions& editions)
        : sections(newsroom.database, editions, newsroom.addresses, newsroom.clock),
          people(newsroom.database, editions, newsroom.addresses, newsroom.clock),
          organisations(newsroom.database, editions, newsroom.addresses, newsroom.clock),
          topics(newsroom.database, editions, newsroom.addresses, newsroom.clock),
          pages(newsroom.database, editions, newsroom.addresses, newsroom.clock) {}
    Sections sections;
    People people;
    Organisations organisations;
    Topics topics;
    Pages pages;
};

}  // namespace

Result<Value> edition_to_fill_in(Newsroom& newsroom, const std::string& id) {
    if (!is_language(id)) return invalid({{"edition", "problem.no_language", {{"name", id}}}});
    if (newsroom.editions.find(id) != nullptr) return invalid({{"edition", "problem.edition_there", {}}});
    const std::string& main = newsroom.editions.main().id;
    Things things = newsroom.database.read([&](db::ReadTx& tx) { return things_of(newsroom, tx); });
    const auto ask = [&](const std::string& words) { return asked(newsroom, id, words); };
    Value out = Value::object();
    out.set("locale", id).set("direction", "ltr");
    Value paths = Value::object();
    for (const char* word : kPathWords) paths.set(word, ask(newsroom.editions.main().paths.at(word)));
    Value paper = Value::object();
    for (const auto& name : paper_words()) paper.set(name, ask(things.paper.words[name][main]));
    out.set("paths", std::move(paths)).set("paper", std::move(paper));
    const auto add = [&](const char* noun, const auto& all, const auto& fields) {
        Value group = Value::object();
        for (const auto& one : all) {
            Value item = Value::object();
            for (const auto& [name, words] : fields(one.texts.at(main))) item.set(name, ask(words));
            group.set(one.id, std::move(item));
        }
        out.set(noun, std::move(group));
    };
    using Fields = std::vector<std::pair<std::string, std::string>>;
    add("section", things.sections, [](const SectionText& of) {
        return Fields{{"name", of.name}, {"slug", of.slug}, {"description", of.description}};
    });
    add("person", things.people, [](const PersonText& of) {
        return Fields{{"name", of.name}, {"slug", of.slug}, {"title", of.title}, {"bio", of.bio}};
    });
    add("organisation", things.organisations, [](const OrganisationText& of) {
        return Fields{
            {"name", of.name}, {"short_name", of.short_name}, {"slug", of.slug}, {"description", of.description}};
    });
    add("topic", things.topics, [](const TopicText& of) {
        return Fields{{"name", of.name}, {"slug", of.slug}, {"description", of.description}};
    });
    add("page", things.pages, [](const PageText& of) {
        return Fields{{"title", of.title},
                      {"slug", of.slug},
                      {"description", of.description},
                      {"body", document::to_plain(of.body)}};
    });
    return out;
}

Result<Nothing> take_in_edition(Newsroom& newsroom, const std::string& id, const Value& filled_in,
                                const std::string& catalogue) {
    if (!is_language(id)) return invalid({{"edition", "problem.no_language", {{"name", id}}}});
    if (newsroom.editions.find(id) != nullptr) return invalid({{"edition", "problem.edition_there", {}}});
    const std::string main = newsroom.editions.main().id;
    const std::string locale = filled_in.text("locale", id);
    const std::string direction = filled_in.text("direction", "ltr");
    std::vector<FieldProblem> faults;
    if (locale != id && locale.rfind(id + "-", 0) != 0)
        faults.push_back({"locale", "problem.no_language", {{"name", locale}}});
    if (direction != "ltr" && direction != "rtl") faults.push_back({"direction", "problem.missing", {}});
    const Catalogues catalogues = catalogues_with(newsroom, id, locale, catalogue, faults);
    Filled filled(filled_in, id, faults);
    std::map<std::string, std::string> paths;
    for (const char* word : kPathWords) {
        const std::string slug = filled.text({"paths", word}, word);
        const std::string field = std::string("paths.") + word;
        if (!slug.empty() && text::slug(slug) != slug) faults.push_back({field, "problem.slug_empty", {}});
        for (const auto& [other, taken] : paths) {
            if (!slug.empty() && taken == slug) faults.push_back({field, "problem.slug_reserved", {{"slug", slug}}});
        }
        paths[word] = slug;
    }
    // All checks first, in a transaction that stores no more than the row of an edition nobody sees yet.
    Things things;
    auto prepared = newsroom.database.transact([&](db::Tx& tx) -> Result<Nothing> {
        things = things_of(newsroom, tx);
        fill_in(things, filled, id, main, faults);
        // The models ask the edition for its reserved words; those that are missing are faults already.
        prepare_edition(tx, id, locale, direction, paths);
        if (!catalogue.empty()) keep_catalogue(tx, id, catalogue);
        // Names and addresses are judged also while words of the frame are missing, which say nothing about them.
        Catalogues stand_in = catalogues;
        stand_in[id] = newsroom.editions.main().words;
        judge_all(things, Editions(tx, stand_in, id), id, faults);
        if (!faults.empty()) return invalid(std::move(faults));
        return Nothing{};
    });
    if (!prepared) return tl::unexpected(std::move(prepared.error()));

    const Editions wider = newsroom.database.read([&](db::ReadTx& tx) { return Editions(tx, catalogues, id); });
    WiderDoors doors(newsroom, wider);
    for (const auto& save : std::vector<std::function<Result<Nothing>()>>{
             [&] {
                 return save_all<Section>(newsroom.database, things.sections,
                                          [&](db::Tx& tx, const Section& one) { return doors.sections.save(tx, one); });
             },
             [&] {
                 return save_all<Organisation>(
                     newsroom.database, things.organisations,
                     [&](db::Tx& tx, const Organisation& one) { return doors.organisations.save(tx, one); });
             },
             [&] {
                 return save_all<Person>(newsroom.database, things.people,
                                         [&](db::Tx& tx, const Person& one) { return doors.people.save(tx, one); });
             },
             [&] {
                 return save_all<Topic>(newsroom.database, things.topics,
                                        [&](db::Tx& tx, const Topic& one) { return doors.topics.save(tx, one); });
             },
             [&] {
                 return save_all<Page>(newsroom.database, things.pages,
                                       [&](db::Tx& tx, const Page& one) { return doors.pages.save(tx, one); });
             }}) {
        if (auto saved = save(); !saved) return saved;
    }
    auto done = newsroom.database.transact([&](db::Tx& tx) -> Result<Nothing> {
        for (const auto& name : paper_words())
            put_setting(tx, name, id, text::clean_line(things.paper.words[name][id]));
        activate_edition(tx, id);
        write_audit(tx, newsroom.clock.now(), Editor::program("command"), "edition.add", "edition:" + id,
                    {{"edition", "", id}});
        return Nothing{};
    });
    if (!done) return tl::unexpected(std::move(done.error()));
    return Nothing{};
}

std::string editions_in_words(Newsroom& newsroom) {
    std::string out;
    for (const auto& state : newsroom.database.read([](db::ReadTx& tx) { return edition_states(tx); }))
        out += state.id + " " + state.locale + (state.active ? " shown" : " not shown") + "\n";
    return out;
}

}  // namespace broadsheet
