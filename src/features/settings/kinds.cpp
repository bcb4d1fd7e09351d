// What each kind of thing is called, asks for and is saved through: things.cpp makes its pages from this.
#include <algorithm>

#include "features/settings/things.h"

namespace broadsheet {

namespace {

constexpr int kSlugLength = 60;

/// A name in the edition asked for, else in any.
template <class Text>
std::string name_of_thing(const std::map<std::string, Text>& texts, const std::string& edition) {
    const auto found = texts.find(edition);
    if (found != texts.end()) return found->second.name;
    return texts.empty() ? std::string() : texts.begin()->second.name;
}

template <class Text>
Texts names_of(const std::map<std::string, Text>& texts) {
    Texts out;
    for (const auto& [edition, words] : texts) out.emplace(edition, words.name);
    return out;
}

Texts paths_of(const Editions& editions, const std::function<std::string(const std::string& edition)>& path) {
    Texts out;
    for (const auto& edition : editions.all()) out.emplace(edition.id, path(edition.id));
    return out;
}

/// The words of one edition, or none yet: a new thing has no texts.
template <class Text>
Text words_in(const std::map<std::string, Text>& texts, const std::string& edition) {
    const auto found = texts.find(edition);
    return found == texts.end() ? Text{} : found->second;
}

void ask_name(Sheet& sheet, const std::string& edition, const std::string& name, int longest) {
    Asked& asked = sheet.ask(edition, "name", name);
    asked.options.max = longest;
    asked.options.required = true;
}

void ask_slug(Sheet& sheet, const std::string& edition, const std::string& slug) {
    Asked& asked = sheet.ask(edition, "slug", slug);
    asked.options.max = kSlugLength;
    asked.options.help = "help.address_word";
}

void ask_words(Sheet& sheet, const std::string& edition, const std::string& name, const std::string& value, int longest,
               int rows) {
    Asked& asked = sheet.ask(edition, name, value, Asked::Kind::Area);
    asked.options.max = longest;
    asked.options.rows = rows;
}

void ask_position(Sheet& sheet, std::int64_t position) {
    sheet.ask("", "position", std::to_string(position), Asked::Kind::Number).options.help = "help.position";
}

/// Reads the position of a sheet, or says what is wrong with it.
std::int64_t position_of(const Sheet& sheet, std::vector<FieldProblem>& faults) {
    const auto position = small_number(sheet.value("", "position"));
    if (!position) faults.push_back({"position", "problem.not_a_number", {}});
    return position.value_or(0);
}

/// The saved thing's id, or all field problems at once: what was wrong before the door was asked, and what the door
/// found. A Problem takes back what the door has written.
template <class T>
Result<std::string> with_faults(std::vector<FieldProblem> faults, const Result<T>& saved) {
    if (!saved) {
        Problem problem = saved.error();
        problem.fields.insert(problem.fields.begin(), faults.begin(), faults.end());
        return tl::unexpected(std::move(problem));
    }
    if (!faults.empty()) return invalid(std::move(faults));
    return saved->id;
}

/// A thing of one's own to change; for a new one an empty one.
template <class Thing>
std::optional<Thing> thing_or_new(const std::string& id, const std::function<std::optional<Thing>()>& find) {
    return id.empty() ? std::optional(Thing{}) : find();
}

}  // namespace

// --- sections
// --------------------------------------------------------------------------------------------------------

ThingKind kind_of_sections(const SettingsDoors& doors, const Editions& editions) {
    Sections& sections = doors.sections;
    ThingKind kind;
    kind.place = "sections";
    kind.noun = "section";
    kind.sample = "world";
    kind.ordered = true;
    kind.list = [&sections, &editions](db::ReadTx& tx, const Reading& reading) {
        const auto all = sections.all(tx);
        std::vector<ThingLine> out;
        for (const auto& section : all) {
            ThingLine line{section.id, names_of(section.texts), {}, {}, {}, section.position};
            line.paths =
                paths_of(editions, [&](const std::string& edition) { return Sections::path(all, section, edition); });
            for (const auto& other : all) {
                if (other.id == section.parent) line.above = name_of_thing(other.texts, reading.names);
            }
            line.about = reading.words.say("settings.sections.stories",
                                           {{"count", std::to_string(words_in(section.texts, reading.names).stories)}});
            out.push_back(std::move(line));
        }
        return out;
    };
    kind.sheet = [&sections, &editions](db::ReadTx& tx, const std::string& id,
                                        const Reading& reading) -> std::optional<Sheet> {
        const auto section = thing_or_new<Section>(id, [&] { return sections.find(tx, id); });
        if (!section) return std::nullopt;
        Sheet sheet;
        const auto all = sections.all(tx);
        Asked& parent = sheet.ask("", "parent", section->parent, Asked::Kind::Select);
        parent.options.help = "help.parent";
        parent.choices.push_back({"", reading.words.say("settings.sections.top"), false});
        std::int64_t last = 0;
        for (const auto& other : all) {
            last = std::max(last, other.position);
            if (other.parent.empty() && other.id != id)
                parent.choices.push_back({other.id, name_of_thing(other.texts, reading.names), false});
        }
        ask_position(sheet, id.empty() ? last + 1 : section->position);
        for (const auto& edition : editions.all()) {
            const SectionText words = words_in(section->texts, edition.id);
            ask_name(sheet, edition.id, words.name, 60);
            ask_slug(sheet, edition.id, words.slug);
            ask_words(sheet, edition.id, "description", words.description, 400, 3);
        }
        return sheet;
    };
    kind.name = [&sections](db::ReadTx& tx, const std::string& id, const std::string& names) {
        const auto section = sections.find(tx, id);
        return section ? name_of_thing(section->texts, names) : id;
    };
    kind.save = [&sections, &editions](db::Tx& tx, const std::string& id, const Sheet& sheet) -> Result<std::string> {
        auto section = thing_or_new<Section>(id, [&] { return sections.find(tx, id); });
        if (!section) return not_found("section");
        std::vector<FieldProblem> faults;
        section->parent = sheet.value("", "parent");
        section->position = position_of(sheet, faults);
        for (const auto& edition : editions.all()) {
            SectionText& words = section->texts[edition.id];
            words.name = sheet.value(edition.id, "name");
            words.slug = sheet.value(edition.id, "slug");
            words.description = sheet.value(edition.id, "description");
        }
        return with_faults(std::move(faults), sections.save(tx, *section));
    };
    kind.move = [&sections](db::Tx& tx, const std::string& id, std::int64_t position) {
        return sections.move(tx, id, position);
    };
    kind.remove = [&sections](db::Tx& tx, const std::string& id) { return sections.remove(tx, id); };
    return kind;
}

// --- people
// ----------------------------------------------------------------------------------------------------------

ThingKind kind_of_people(const SettingsDoors& doors, const Editions& editions) {
    People& people = doors.people;
    Organisations& organisations = doors.organisations;
    ThingKind kind;
    kind.place = "people";
    kind.noun = "person";
    kind.sample = "ines-valcarcel";
    kind.list = [&people, &organisations, &editions](db::ReadTx& tx, const Reading& reading) {
        std::map<std::string, std::string> bodies;
        for (const auto& organisation : organisations.all(tx, reading.names))
            bodies.emplace(organisation.id, name_of_thing(organisation.texts, reading.names));
        std::vector<ThingLine> out;
        for (const auto& person : people.all(tx, reading.names)) {
            ThingLine line{person.id, names_of(person.texts), {}, {}, {}, 0};
            line.paths = paths_of(editions, [&](const std::string& edition) { return people.path(person, edition); });
            line.about = reading.words.say("settings.people." + person.kind);
            const auto body = bodies.find(person.organisation);
            if (body != bodies.end()) line.about += " · " + body->second;
            out.push_back(std::move(line));
        }
        return out;
    };
    kind.sheet = [&people, &organisations, &editions](db::ReadTx& tx, const std::string& id,
                                                      const Reading& reading) -> std::optional<Sheet> {
        const auto person = thing_or_new<Person>(id, [&] { return people.find(tx, id); });
        if (!person) return std::nullopt;
        Sheet sheet;
        Asked& standing =
            sheet.ask("", "standing", person->kind == "outside" ? "outside" : "staff", Asked::Kind::Select);
        for (const char* value : {"staff", "outside"})
            standing.choices.push_back({value, reading.words.say(std::string("settings.people.") + value), false});
        Asked& body = sheet.ask("", "organisation", person->organisation, Asked::Kind::Select);
        body.choices.push_back({"", reading.words.say("settings.people.no_organisation"), false});
        for (const auto& organisation : organisations.all(tx, reading.names))
            body.choices.push_back({organisation.id, name_of_thing(organisation.texts, reading.names), false});
        for (const auto& edition : editions.all()) {
            const PersonText words = words_in(person->texts, edition.id);
            ask_name(sheet, edition.id, words.name, 120);
            ask_slug(sheet, edition.id, words.slug);
            Asked& title = sheet.ask(edition.id, "title", words.title);
            title.options.max = 120;
            title.options.help = "help.person_title";
            title.options.label = reading.words.say("settings.people.what_they_are");
            ask_words(sheet, edition.id, "bio", words.bio, 2000, 6);
        }
        return sheet;
    };
    kind.name = [&people](db::ReadTx& tx, const std::string& id, const std::string& names) {
        const auto person = people.find(tx, id);
        return person ? name_of_thing(person->texts, names) : id;
    };
    kind.save = [&people, &organisations, &editions](db::Tx& tx, const std::string& id,
                                                     const Sheet& sheet) -> Result<std::string> {
        auto person = thing_or_new<Person>(id, [&] { return people.find(tx, id); });
        if (!person) return not_found("person");
        std::vector<FieldProblem> faults;
        person->kind = sheet.value("", "standing");
        person->organisation = sheet.value("", "organisation");
        if (!person->organisation.empty() && !organisations.find(tx, person->organisation)) {
            faults.push_back({"organisation", "problem.unknown_organisation", {}});
            person->organisation.clear();
        }
        for (const auto& edition : editions.all()) {
            PersonText& words = person->texts[edition.id];
            words.name = sheet.value(edition.id, "name");
            words.slug = sheet.value(edition.id, "slug");
            words.title = sheet.value(edition.id, "title");
            words.bio = sheet.value(edition.id, "bio");
        }
        return with_faults(std::move(faults), people.save(tx, *person));
    };
    return kind;
}

// --- organisations
// ---------------------------------------------------------------------------------------------------

ThingKind kind_of_organisations(const SettingsDoors& doors, const Editions& editions) {
    Organisations& organisations = doors.organisations;
    ThingKind kind;
    kind.place = "organisations";
    kind.noun = "organisation";
    kind.sample = "csto";
    kind.list = [&organisations, &editions](db::ReadTx& tx, const Reading& reading) {
        std::vector<ThingLine> out;
        for (const auto& organisation : organisations.all(tx, reading.names)) {
            ThingLine line{organisation.id, names_of(organisation.texts), {}, {}, {}, 0};
            line.paths = paths_of(
                editions, [&](const std::string& edition) { return organisations.path(organisation, edition); });
            line.about = words_in(organisation.texts, reading.names).short_name;
            out.push_back(std::move(line));
        }
        return out;
    };
    kind.sheet = [&organisations, &editions](db::ReadTx& tx, const std::string& id,
                                             const Reading&) -> std::optional<Sheet> {
        const auto organisation = thing_or_new<Organisation>(id, [&] { return organisations.find(tx, id); });
        if (!organisation) return std::nullopt;
        Sheet sheet;
        for (const auto& edition : editions.all()) {
            const OrganisationText words = words_in(organisation->texts, edition.id);
            ask_name(sheet, edition.id, words.name, 200);
            Asked& short_name = sheet.ask(edition.id, "short_name", words.short_name);
            short_name.options.max = 40;
            short_name.options.help = "help.short_name";
            ask_slug(sheet, edition.id, words.slug);
            ask_words(sheet, edition.id, "description", words.description, 2000, 5);
        }
        return sheet;
    };
    kind.name = [&organisations](db::ReadTx& tx, const std::string& id, const std::string& names) {
        const auto organisation = organisations.find(tx, id);
        return organisation ? name_of_thing(organisation->texts, names) : id;
    };
    kind.save = [&organisations, &editions](db::Tx& tx, const std::string& id,
                                            const Sheet& sheet) -> Result<std::string> {
        auto organisation = thing_or_new<Organisation>(id, [&] { return organisations.find(tx, id); });
        if (!organisation) return not_found("organisation");
        for (const auto& edition : editions.all()) {
            OrganisationText& words = organisation->texts[edition.id];
            words.name = sheet.value(edition.id, "name");
            words.short_name = sheet.value(edition.id, "short_name");
            words.slug = sheet.value(edition.id, "slug");
            words.description = sheet.value(edition.id, "description");
        }
        return with_faults({}, organisations.save(tx, *organisation));
    };
    return kind;
}

// --- topics
// ----------------------------------------------------------------------------------------------------------

ThingKind kind_of_topics(const SettingsDoors& doors, const Editions& editions) {
    Topics& topics = doors.topics;
    ThingKind kind;
    kind.place = "topics";
    kind.noun = "topic";
    kind.sample = "kazakhstan";
    kind.list = [&topics, &editions](db::ReadTx& tx, const Reading& reading) {
        std::vector<ThingLine> out;
        for (const auto& topic : topics.all(tx, reading.names)) {
            ThingLine line{topic.id, names_of(topic.texts), {}, {}, {}, 0};
            line.paths = paths_of(editions, [&](const std::string& edition) { return topics.path(topic, edition); });
            out.push_back(std::move(line));
        }
        return out;
    };
    kind.sheet = [&topics, &editions](db::ReadTx& tx, const std::string& id, const Reading&) -> std::optional<Sheet> {
        const auto topic = thing_or_new<Topic>(id, [&] { return topics.find(tx, id); });
        if (!topic) return std::nullopt;
        Sheet sheet;
        for (const auto& edition : editions.all()) {
            const TopicText words = words_in(topic->texts, edition.id);
            ask_name(sheet, edition.id, words.name, 120);
            ask_slug(sheet, edition.id, words.slug);
            ask_words(sheet, edition.id, "description", words.description, 2000, 4);
        }
        return sheet;
    };
    kind.name = [&topics](db::ReadTx& tx, const std::string& id, const std::string& names) {
        const auto topic = topics.find(tx, id);
        return topic ? name_of_thing(topic->texts, names) : id;
    };
    kind.save = [&topics, &editions](db::Tx& tx, const std::string& id, const Sheet& sheet) -> Result<std::string> {
        auto topic = thing_or_new<Topic>(id, [&] { return topics.find(tx, id); });
        if (!topic) return not_found("topic");
        for (const auto& edition : editions.all()) {
            TopicText& words = topic->texts[edition.id];
            words.name = sheet.value(edition.id, "name");
            words.slug = sheet.value(edition.id, "slug");
            words.description = sheet.value(edition.id, "description");
        }
        return with_faults({}, topics.save(tx, *topic));
    };
    return kind;
}

// --- pages
// -----------------------------------------------------------------------------------------------------------

namespace {

std::string title_of_page(const Page& page, const std::string& edition) { return words_in(page.texts, edition).title; }

/// A body typed as plain text, over the one that is stored; what it holds beyond a document's limits is a field
/// problem.
void take_body(PageText& words, const std::string& edition, const std::string& plain,
               std::vector<FieldProblem>& faults) {
    auto parsed = document::parse(document::to_json(document::from_plain(plain, words.body)));
    if (parsed) {
        words.body = std::move(*parsed);
        return;
    }
    for (auto fault : parsed.error().fields) {
        fault.field = edition + ".body";
        faults.push_back(std::move(fault));
    }
    if (parsed.error().fields.empty())
        faults.push_back({edition + ".body", parsed.error().message, parsed.error().args});
}

}  // namespace

ThingKind kind_of_pages(const SettingsDoors& doors, const Editions& editions) {
    Pages& pages = doors.pages;
    ThingKind kind;
    kind.place = "pages";
    kind.noun = "page";
    kind.sample = "about";
    kind.ordered = true;
    kind.list = [&pages, &editions](db::ReadTx& tx, const Reading& reading) {
        std::vector<ThingLine> out;
        for (const auto& entry : pages.lines(tx, reading.names)) {
            const auto page = pages.find(tx, entry.id);
            if (!page) continue;
            ThingLine line{page->id, {}, {}, {}, {}, page->position};
            for (const auto& [edition, words] : page->texts) line.names.emplace(edition, words.title);
            line.paths = paths_of(editions, [&](const std::string& edition) {
                return Pages::path(edition, words_in(page->texts, edition).slug);
            });
            out.push_back(std::move(line));
        }
        return out;
    };
    kind.sheet = [&pages, &editions](db::ReadTx& tx, const std::string& id,
                                     const Reading& reading) -> std::optional<Sheet> {
        const auto page = thing_or_new<Page>(id, [&] { return pages.find(tx, id); });
        if (!page) return std::nullopt;
        std::int64_t position = page->position;
        if (id.empty()) position = static_cast<std::int64_t>(pages.lines(tx, reading.names).size()) + 1;
        Sheet sheet;
        ask_position(sheet, position);
        for (const auto& edition : editions.all()) {
            const PageText words = words_in(page->texts, edition.id);
            Asked& title = sheet.ask(edition.id, "title", words.title);
            title.options.max = 120;
            title.options.required = true;
            ask_slug(sheet, edition.id, words.slug);
            Asked& description = sheet.ask(edition.id, "description", words.description);
            description.options.max = 300;
            description.options.help = "help.page_description";
            Asked& body = sheet.ask(edition.id, "body", document::to_plain(words.body), Asked::Kind::Area);
            body.options.rows = 22;
            body.options.help = "help.body_plain";
            // The plain form does not show marks and links; who changed only those has changed the page all the same.
            sheet.beneath += document::to_json(words.body);
        }
        return sheet;
    };
    kind.name = [&pages](db::ReadTx& tx, const std::string& id, const std::string& names) {
        const auto page = pages.find(tx, id);
        return page ? title_of_page(*page, names) : id;
    };
    kind.save = [&pages, &editions](db::Tx& tx, const std::string& id, const Sheet& sheet) -> Result<std::string> {
        auto page = thing_or_new<Page>(id, [&] { return pages.find(tx, id); });
        if (!page) return not_found("page");
        std::vector<FieldProblem> faults;
        page->position = position_of(sheet, faults);
        for (const auto& edition : editions.all()) {
            PageText& words = page->texts[edition.id];
            words.title = sheet.value(edition.id, "title");
            words.slug = sheet.value(edition.id, "slug");
            words.description = sheet.value(edition.id, "description");
            take_body(words, edition.id, sheet.value(edition.id, "body"), faults);
        }
        return with_faults(std::move(faults), pages.save(tx, *page));
    };
    kind.move = [&pages](db::Tx& tx, const std::string& id, std::int64_t position) {
        return pages.move(tx, id, position);
    };
    kind.remove = [&pages](db::Tx& tx, const std::string& id) { return pages.remove(tx, id); };
    return kind;
}

}  // namespace broadsheet
