// /api/v1/sections, people, organisations, topics, media and editions: what stories point at. Reading only.
#include "features/stories/routes.h"
#include "site/paper.h"
#include "site/schema.h"

namespace broadsheet {

using json::Value;

namespace {

/// Edition → words and address of a thing.
template <class Words, class Path, class Fill>
Value by_edition(const StoryWorld& world, const std::map<std::string, Words>& texts, const Path& path,
                 const Fill& fill) {
    Value out = Value::object();
    for (const auto& [edition, words] : texts) {
        Value item = Value::object();
        const std::string where = path(edition);
        item.set("name", words.name).set("slug", words.slug).set("path", where).set("url", world.frame.absolute(where));
        fill(item, words);
        out.set(edition, std::move(item));
    }
    return out;
}

Value thing_schema(std::initializer_list<std::string> more) {
    Value item = schema::object(
        {{"name", schema::text()}, {"slug", schema::text()}, {"path", schema::text()}, {"url", schema::text()}});
    Value properties = *item.find("properties");
    Value required = *item.find("required");
    for (const auto& name : more) {
        properties.set(name, schema::text());
        required.push(name);
    }
    item.set("properties", std::move(properties)).set("required", std::move(required));
    return schema::by_edition(std::move(item));
}

Value person_value(const StoryWorld& world, const Person& person) {
    Value out = Value::object();
    out.set("id", person.id).set("kind", person.kind).set("organisation", person.organisation);
    out.set("editions",
            by_edition(
                world, person.texts, [&](const std::string& edition) { return world.people.path(person, edition); },
                [](Value& item, const PersonText& words) { item.set("title", words.title).set("bio", words.bio); }));
    out.set("stories", world.frame.absolute("/api/v1/stories?person=" + person.id));
    return out;
}

Value person_schema() {
    return schema::object({{"id", schema::text()},
                           {"kind", schema::one_of({"staff", "outside"})},
                           {"organisation", schema::text("Id; empty: none")},
                           {"editions", thing_schema({"title", "bio"})},
                           {"stories", schema::text("Where their stories are listed")}});
}

Result<Value> list_sections(ApiContext& context, const StoryWorld& world) {
    const auto all = world.sections.all(*context.tx);
    Value items = Value::array();
    for (const auto& section : all) {
        Value item = Value::object();
        item.set("id", section.id).set("parent", section.parent);
        item.set(
            "editions",
            by_edition(
                world, section.texts, [&](const std::string& edition) { return Sections::path(all, section, edition); },
                [](Value& words_of, const SectionText& words) { words_of.set("description", words.description); }));
        items.push(std::move(item));
    }
    Value out = Value::object();
    out.set("sections", std::move(items));
    return out;
}

Result<Value> list_people(ApiContext& context, const StoryWorld& world) {
    Value items = Value::array();
    for (const auto& person : world.people.all(*context.tx, world.editions.main().id))
        items.push(person_value(world, person));
    Value out = Value::object();
    out.set("people", std::move(items));
    return out;
}

Result<Value> show_person(ApiContext& context, const StoryWorld& world) {
    const auto person = world.people.find(*context.tx, std::string(context.request.parameter("id")));
    if (!person) return not_found("person");
    return person_value(world, *person);
}

Result<Value> list_organisations(ApiContext& context, const StoryWorld& world) {
    Value items = Value::array();
    for (const auto& organisation : world.organisations.all(*context.tx, world.editions.main().id)) {
        Value item = Value::object();
        item.set("id", organisation.id);
        item.set("editions",
                 by_edition(
                     world, organisation.texts,
                     [&](const std::string& edition) { return world.organisations.path(organisation, edition); },
                     [](Value& words_of, const OrganisationText& words) {
                         words_of.set("short_name", words.short_name).set("description", words.description);
                     }));
        items.push(std::move(item));
    }
    Value out = Value::object();
    out.set("organisations", std::move(items));
    return out;
}

Result<Value> list_topics(ApiContext& context, const StoryWorld& world) {
    Value items = Value::array();
    for (const auto& topic : world.topics.all(*context.tx, world.editions.main().id)) {
        Value item = Value::object();
        item.set("id", topic.id);
        item.set("editions",
                 by_edition(
                     world, topic.texts, [&](const std::string& edition) { return world.topics.path(topic, edition); },
                     [](Value& words_of, const TopicText& words) { words_of.set("description", words.description); }));
        items.push(std::move(item));
    }
    Value out = Value::object();
    out.set("topics", std::move(items));
    return out;
}

Result<Value> show_picture(ApiContext& context, const StoryWorld& world) {
    const auto picture = world.media.find(*context.tx, std::string(context.request.parameter("id")));
    if (!picture) return not_found("picture");
    Value files = Value::array();
    for (const auto& file : picture->files) {
        Value item = Value::object();
        item.set("url", world.frame.absolute(path_of(*picture, file)))
            .set("crop", name_of(file.crop))
            .set("format", file.format);
        item.set("width", file.width).set("height", file.height).set("bytes", file.bytes);
        files.push(std::move(item));
    }
    Value words = Value::object();
    for (const auto& [edition, text] : picture->texts) {
        Value item = Value::object();
        item.set("alt", text.alt).set("caption", text.caption).set("credit", text.credit);
        words.set(edition, std::move(item));
    }
    Value out = Value::object();
    out.set("id", picture->id).set("width", picture->width).set("height", picture->height);
    out.set("focal_x", picture->focal_x)
        .set("focal_y", picture->focal_y)
        .set("files", std::move(files))
        .set("editions", std::move(words));
    return out;
}

Result<Value> list_editions(ApiContext& context, const StoryWorld& world) {
    Value items = Value::array();
    for (const auto& edition : world.editions.all()) {
        const PaperWords paper = paper_words_of(*context.tx, edition.id);
        Value paths = Value::object();
        for (const auto& [word, part] : edition.paths) paths.set(word, edition.home() + part);
        Value item = Value::object();
        item.set("id", edition.id).set("locale", edition.locale).set("direction", edition.direction);
        item.set("main", edition.id == world.editions.main().id).set("name", paper.name).set("tagline", paper.tagline);
        item.set("path", edition.home())
            .set("url", world.frame.absolute(edition.home()))
            .set("paths", std::move(paths));
        items.push(std::move(item));
    }
    Value out = Value::object();
    out.set("editions", std::move(items)).set("zone", world.editions.zone().name());
    return out;
}

}  // namespace

void mount_api_of_things(Routes& routes, const StoryWorld& world) {
    const auto reads = [&](const char* pattern, ApiDocument document,
                           Result<Value> (*handler)(ApiContext&, const StoryWorld&)) {
        routes.api(http::Method::Get, pattern, Right::Read, std::move(document),
                   [&world, handler](ApiContext& context) { return handler(context, world); });
    };
    reads(
        "/api/v1/sections",
        {"listSections",
         "All sections, parents before children",
         "Things",
         nullptr,
         schema::object({{"sections", schema::list(schema::object({{"id", schema::text()},
                                                                   {"parent", schema::text("Id; empty: a top section")},
                                                                   {"editions", thing_schema({"description"})}}))}}),
         {},
         200},
        list_sections);
    reads("/api/v1/people",
          {"listPeople",
           "Everybody with a byline",
           "Things",
           nullptr,
           schema::object({{"people", schema::list(person_schema())}}),
           {},
           200},
          list_people);
    reads("/api/v1/people/{id}", {"showPerson", "Somebody with a byline", "Things", nullptr, person_schema(), {}, 200},
          show_person);
    reads(
        "/api/v1/organisations",
        {"listOrganisations",
         "Organisations that stories are about",
         "Things",
         nullptr,
         schema::object({{"organisations",
                          schema::list(schema::object(
                              {{"id", schema::text()}, {"editions", thing_schema({"short_name", "description"})}}))}}),
         {},
         200},
        list_organisations);
    reads("/api/v1/topics",
          {"listTopics",
           "Subjects that stories share",
           "Things",
           nullptr,
           schema::object({{"topics", schema::list(schema::object(
                                          {{"id", schema::text()}, {"editions", thing_schema({"description"})}}))}}),
           {},
           200},
          list_topics);
    reads("/api/v1/media/{id}",
          {"showPicture",
           "A picture, its files and its words",
           "Things",
           nullptr,
           schema::object({{"id", schema::text()},
                           {"width", schema::integer("Of the original")},
                           {"height", schema::integer("Of the original")},
                           {"focal_x", schema::integer("Per mille")},
                           {"focal_y", schema::integer("Per mille")},
                           {"files", schema::list(schema::object({{"url", schema::text()},
                                                                  {"crop", schema::one_of({"full", "3x2", "1x1"})},
                                                                  {"format", schema::one_of({"webp", "jpeg"})},
                                                                  {"width", schema::integer()},
                                                                  {"height", schema::integer()},
                                                                  {"bytes", schema::integer()}}))},
                           {"editions",
                            schema::by_edition(schema::object(
                                {{"alt", schema::text()}, {"caption", schema::text()}, {"credit", schema::text()}}))}}),
           {},
           200},
          show_picture);
    reads("/api/v1/editions",
          {"listEditions",
           "The languages of the paper",
           "Things",
           nullptr,
           schema::object({{"editions", schema::list(schema::object(
                                            {{"id", schema::text()},
                                             {"locale", schema::text()},
                                             {"direction", schema::one_of({"ltr", "rtl"})},
                                             {"main", schema::flag()},
                                             {"name", schema::text("Of the paper")},
                                             {"tagline", schema::text()},
                                             {"path", schema::text()},
                                             {"url", schema::text()},
                                             {"paths", schema::by_edition(schema::text(), "System word → path")}}))},
                           {"zone", schema::text("IANA name; the offset of every time")}}),
           {},
           200},
          list_editions);
}

}  // namespace broadsheet
