#include "features/stories/routes.h"
#include "platform/text/text.h"

namespace broadsheet {

using theme::SitePath;
using theme::Value;

namespace {

/// Paths of a thing in every edition, for the language switch.
template <class PathIn>
std::map<std::string, SwitchTarget> elsewhere(const StoryWorld& world, const Edition& edition,
                                              const std::string& suffix, PathIn path_in) {
    Texts paths;
    for (const auto& other : world.editions.all()) paths[other.id] = path_in(other) + suffix;
    return same_list_elsewhere(world.editions, edition, paths);
}

json::Value collection(const StoryWorld& world, const Edition& edition, const Head& head) {
    json::Value out = json::Value::object();
    out.set("@context", "https://schema.org").set("@type", "CollectionPage").set("name", head.title);
    out.set("url", world.frame.absolute(head.path)).set("inLanguage", edition.locale);
    return out;
}

/// `correction` of the article in the head, from the notes that a part put above the story (SD-2).
void declare_corrections(const StoryWorld& world, StoryPage& made) {
    const Value* box = made.story.find("corrections_above");
    const Value* notes = box == nullptr ? nullptr : box->find("items");
    if (notes == nullptr || made.head.json_ld.empty()) return;
    json::Value corrections = json::Value::array();
    const auto word = [](const Value& note, std::string_view name) {
        const Value* found = note.find(name);
        return found == nullptr ? std::string() : found->string();
    };
    for (const auto& note : notes->items()) {
        json::Value correction = json::Value::object();
        correction.set("@type", "CorrectionComment")
            .set("text", word(note, "text"))
            .set("datePublished", word(note, "date_iso"))
            .set("url", world.frame.absolute(made.head.path + "#" + word(note, "anchor")));
        corrections.push(std::move(correction));
    }
    made.head.json_ld.front().set("correction", std::move(corrections));
}

Answer story_answer(db::ReadTx& tx, const StoryWorld& world, const Parts& parts, const Edition& edition,
                    const Published& published, const std::function<void(Head&, Value&)>& change) {
    StoryPage made = story_page(tx, world, edition, published);
    // Before the head is made: it declares what the parts print (SD-1).
    PartContext context{tx, edition, published.teaser.story, published.teaser.section, published.teaser.path};
    parts.fill("story", context, made.story);
    declare_corrections(world, made);
    Value preview = Value::object();
    if (change) change(made.head, preview);
    Value page = world.frame.value(tx, edition, made.head);
    if (change) page.set("preview", std::move(preview));
    page.set("story", std::move(made.story))
        .flag("has_neighbours", made.has_neighbours)
        .text("neighbours_text", made.neighbours_text);
    const auto neighbour = [&](const char* name, const std::optional<Teaser>& teaser) {
        if (!teaser) return;
        Value item = Value::object();
        item.path("path", SitePath(teaser->path)).text("headline", teaser->headline);
        page.set(name, std::move(item));
    };
    neighbour("previous", made.previous);
    neighbour("next", made.next);
    Value recommended = Value::list();
    for (auto& item : made.recommended) recommended.add(std::move(item));
    page.flag("has_recommended", !made.recommended.empty()).set("recommended", std::move(recommended));
    return Answer::show("story", std::move(page));
}

Result<Answer> story(PageContext& context, const StoryWorld& world, const Parts& parts, const Address& address,
                     const std::string& suffix) {
    if (!suffix.empty()) return not_found("page");
    const auto published = world.stories.published().find(context.tx, address.thing, context.edition.id);
    if (!published) {
        // Not its section: where it would stand now is the desk's matter, and no tag tells readers of it.
        context.others = story_elsewhere(context.tx, world, context.edition, address.thing, "");
        return problem(ProblemKind::Gone, "problem.gone");
    }
    return story_answer(context.tx, world, parts, context.edition, *published, {});
}

Result<Answer> section(PageContext& context, const StoryWorld& world, const Address& address,
                       const std::string& suffix) {
    db::ReadTx& tx = context.tx;
    const std::string& ed = context.edition.id;
    const auto sections = world.sections.all(tx, ed);
    const auto self = world.sections.find(tx, address.thing);
    if (!self) return problem(ProblemKind::Gone, "problem.gone");
    const ListName list = (self->parent.empty() ? "top:" : "section:") + self->id;
    const SectionText& words = self->texts.at(ed);
    Head head;
    head.section = self->id;
    head.section_name = words.name;
    head.others = elsewhere(world, context.edition, suffix,
                            [&](const Edition& other) { return Sections::path(sections, *self, other.id); });
    for (const auto& other : sections) {
        if (other.id == self->parent)
            head.breadcrumbs.push_back({other.texts.at(ed).name, Sections::path(sections, other, ed)});
    }
    head.feed_path = address.path;
    head.feed_name = words.name;
    head.description = words.description;
    if (!suffix.empty()) {
        const auto month = month_of_suffix(suffix);
        if (!month) return not_found("page");
        const auto teasers = world.stories.published().of_month(tx, list, ed, month->first, month->second);
        if (teasers.empty()) return not_found("page");
        head.title = context.edition.say(
            "list.month_title",
            {{"name", words.name}, {"month", context.edition.dates.month(month->first, month->second)}});
        head.path = address.path + suffix;
        head.breadcrumbs.push_back({words.name, address.path});
        // A month may have stories in one language only: then the switch leads to the section there.
        for (auto& [other, target] : head.others) {
            if (!world.stories.published().of_month(tx, list, other, month->first, month->second).empty()) continue;
            target = SwitchTarget{false, {}, self->texts.at(other).name, Sections::path(sections, *self, other)};
        }
        head.json_ld.push_back(collection(world, context.edition, head));
        Value page = world.frame.value(tx, context.edition, head);
        page.text("name", head.title);
        set_month(tx, world, context.edition, list, address.path, month->first, month->second, teasers, page);
        return Answer::show("list", std::move(page));
    }
    head.title = words.name;
    head.path = address.path;
    head.breadcrumbs.push_back({words.name, ""});
    head.json_ld.push_back(collection(world, context.edition, head));
    auto teasers = world.stories.published().newest(tx, list, ed, kListLength);
    Value page = world.frame.value(tx, context.edition, head);
    page.text("name", words.name).text("about", words.description);
    Value children = Value::list();
    for (const auto& other : sections) {
        if (other.parent != self->id || other.texts.at(ed).stories == 0) continue;
        Value item = Value::object();
        item.text("name", other.texts.at(ed).name).path("path", SitePath(Sections::path(sections, other, ed)));
        children.add(std::move(item));
    }
    page.flag("has_subsections", !children.items().empty()).set("subsections", std::move(children));
    // The newest stand on top, larger; the list goes on with the next and repeats none of them.
    const bool long_list = teasers.size() == static_cast<std::size_t>(kListLength);
    const text::Day oldest = teasers.empty() ? text::Day{} : world.editions.zone().day(teasers.back().published_at);
    std::vector<Teaser> featured;
    if (teasers.size() >= 6) {
        featured.assign(teasers.begin(), teasers.begin() + 4);
        teasers.erase(teasers.begin(), teasers.begin() + 4);
    }
    page.flag("has_featured", !featured.empty());
    if (!featured.empty()) {
        auto values = teaser_values(tx, world, context.edition, featured);
        Value under = Value::list();
        for (std::size_t i = 1; i < values.size(); ++i) under.add(std::move(values[i]));
        page.set("lead", std::move(values.front())).set("under", std::move(under));
    }
    set_newest(tx, world, context.edition, address.path, context.edition.say("list.latest"), teasers,
               context.edition.say("list.empty"), page);
    if (long_list) {
        Value pager = Value::object();
        Value older = Value::object();
        older.path("path", SitePath(address.path + month_suffix(oldest.year * 100 + oldest.month)));
        older.text("text", context.edition.say("list.older",
                                               {{"month", context.edition.dates.month(oldest.year, oldest.month)}}));
        pager.text("label", context.edition.say("list.months")).set("older", std::move(older));
        page.set("pager", std::move(pager));
    }
    return Answer::show("section", std::move(page));
}

/// Names of a thing in every edition.
template <class Text>
Texts names_of(const std::map<std::string, Text>& texts) {
    Texts out;
    for (const auto& [edition, words] : texts) out.emplace(edition, words.name);
    return out;
}

/// What a person, organisation and topic page share: a heading of their own and a list of stories, newest or of one
/// month. `names`: of the thing, in every edition.
Result<Answer> thing_list(PageContext& context, const StoryWorld& world, const Address& address,
                          const std::string& suffix, const std::string& page_name, Head head, const Texts& names,
                          const Value& own, const std::string& heading, const std::string& empty_text) {
    db::ReadTx& tx = context.tx;
    const ListName list = address.kind + ":" + address.thing;
    head.feed_path = address.path;
    head.feed_name = head.title;
    std::vector<Teaser> teasers;
    std::optional<std::pair<int, int>> month;
    if (suffix.empty()) {
        teasers = world.stories.published().newest(tx, list, context.edition.id, kListLength);
    } else {
        month = month_of_suffix(suffix);
        if (month)
            teasers = world.stories.published().of_month(tx, list, context.edition.id, month->first, month->second);
        if (!month || teasers.empty()) return not_found("page");
        head.title = context.edition.say(
            "list.month_title",
            {{"name", head.title}, {"month", context.edition.dates.month(month->first, month->second)}});
        for (auto& [other, target] : head.others) {
            if (!world.stories.published().of_month(tx, list, other, month->first, month->second).empty()) continue;
            // The same month may be missing there: then the pages are no counterparts, hreflang must not say so, and
            // the switch leads to the thing's own page.
            target =
                SwitchTarget{false, {}, names.at(other), target.path.substr(0, target.path.size() - suffix.size())};
        }
    }
    head.path = address.path + suffix;
    head.json_ld.push_back(collection(world, context.edition, head));
    Value page = world.frame.value(tx, context.edition, head);
    for (const auto& [name, member] : own.members()) page.set(name, member);
    if (month) {
        set_month(tx, world, context.edition, list, address.path, month->first, month->second, teasers, page);
    } else {
        set_newest(tx, world, context.edition, address.path, heading, teasers, empty_text, page);
    }
    return Answer::show(page_name, std::move(page));
}

Result<Answer> person(PageContext& context, const StoryWorld& world, const Address& address,
                      const std::string& suffix) {
    const auto found = world.people.show(context.tx, address.thing, context.edition.id);
    if (!found) return problem(ProblemKind::Gone, "problem.gone");
    const std::string& ed = context.edition.id;
    const PersonText& words = found->texts.at(ed);
    Head head;
    head.title = words.name;
    head.description = words.title.empty() ? words.name : words.name + ", " + words.title;
    head.og_type = "profile";
    head.others = elsewhere(world, context.edition, suffix,
                            [&](const Edition& other) { return world.people.path(*found, other.id); });
    Value about = Value::object();
    about.text("name", words.name).text("title_text", words.title).text("bio", words.bio);
    json::Value data = json::Value::object();
    data.set("@context", "https://schema.org")
        .set("@type", "Person")
        .set("name", words.name)
        .set("url", world.frame.absolute(address.path));
    if (!words.title.empty()) data.set("jobTitle", words.title);
    if (!words.bio.empty()) data.set("description", words.bio);
    if (!found->organisation.empty()) {
        for (const auto& organisation : world.organisations.named(context.tx, {found->organisation}, ed)) {
            Value at = Value::object();
            at.text("name", organisation.texts.at(ed).name)
                .path("path", SitePath(world.organisations.path(organisation, ed)));
            about.set("organisation", std::move(at));
        }
    }
    head.json_ld.push_back(std::move(data));
    Value own = Value::object();
    own.set("person", std::move(about));
    return thing_list(context, world, address, suffix, "person", std::move(head), names_of(found->texts), own,
                      context.edition.say("person.stories_by", {{"name", words.name}}),
                      context.edition.say("person.empty"));
}

Result<Answer> organisation(PageContext& context, const StoryWorld& world, const Address& address,
                            const std::string& suffix) {
    const auto found = world.organisations.show(context.tx, address.thing, context.edition.id);
    if (!found) return problem(ProblemKind::Gone, "problem.gone");
    const OrganisationText& words = found->texts.at(context.edition.id);
    Head head;
    head.title = words.name;
    head.description = words.description;
    head.others = elsewhere(world, context.edition, suffix,
                            [&](const Edition& other) { return world.organisations.path(*found, other.id); });
    Value own = Value::object();
    own.text("name", words.name).text("about", words.description);
    if (!words.short_name.empty() && words.short_name != words.name) {
        own.text("other_names_text", context.edition.say("organisation.also_known_as", {{"names", words.short_name}}));
    }
    return thing_list(context, world, address, suffix, "organisation", std::move(head), names_of(found->texts), own,
                      context.edition.say("organisation.stories_about", {{"name", words.name}}),
                      context.edition.say("list.empty"));
}

Result<Answer> topic(PageContext& context, const StoryWorld& world, const Address& address, const std::string& suffix) {
    const auto found = world.topics.show(context.tx, address.thing, context.edition.id);
    if (!found) return problem(ProblemKind::Gone, "problem.gone");
    const TopicText& words = found->texts.at(context.edition.id);
    Head head;
    head.title = words.name;
    head.description = words.description;
    head.others = elsewhere(world, context.edition, suffix,
                            [&](const Edition& other) { return world.topics.path(*found, other.id); });
    Value own = Value::object();
    own.text("name", words.name).text("about", words.description);
    return thing_list(context, world, address, suffix, "topic", std::move(head), names_of(found->texts), own,
                      context.edition.say("topic.stories_on", {{"name", words.name}}),
                      context.edition.say("list.empty"));
}

}  // namespace

void add_pages(ThingPages& pages, const StoryWorld& world, const Parts& parts) {
    pages.by_kind["story"] = [&world, &parts](PageContext& context, const Address& address, const std::string& suffix) {
        return story(context, world, parts, address, suffix);
    };
    pages.by_kind["section"] = [&world](PageContext& context, const Address& address, const std::string& suffix) {
        return section(context, world, address, suffix);
    };
    pages.by_kind["person"] = [&world](PageContext& context, const Address& address, const std::string& suffix) {
        return person(context, world, address, suffix);
    };
    pages.by_kind["organisation"] = [&world](PageContext& context, const Address& address, const std::string& suffix) {
        return organisation(context, world, address, suffix);
    };
    pages.by_kind["topic"] = [&world](PageContext& context, const Address& address, const std::string& suffix) {
        return topic(context, world, address, suffix);
    };
}

std::map<std::string, theme::Shape> story_page_shapes() {
    using theme::Shape;
    const Shape link = Shape().text("name", "Name").address("path", "Page");
    std::map<std::string, Shape> out;
    out["story"] = story_shape();
    Shape section = Frame::shape();
    section.include(listing_shape()).text("name", "Name of the section").text("about", "Its description");
    section.list("subsections", "Sub-sections with stories", link).flag("has_subsections", "There are any");
    section.flag("has_featured", "There is a lead or more")
        .object("lead", "The newest", teaser_shape())
        .list("under", "The next three", teaser_shape());
    out["section"] = section;
    Shape list = Frame::shape();
    out["list"] = list.include(listing_shape()).text("name", "Name and month").text("about", "Description");
    const Shape about = Shape()
                            .text("name", "Name")
                            .text("title_text", "What they do")
                            .text("bio", "Who they are")
                            .object("picture", "Portrait, 1:1", picture_shape())
                            .object("organisation", "Affiliation", link)
                            .list("links", "Elsewhere", Shape().text("name", "Name").address("href", "Where"))
                            .flag("has_links", "There are any");
    Shape person = Frame::shape();
    out["person"] = person.include(listing_shape()).object("person", "The person", about);
    Shape organisation = Frame::shape();
    organisation.include(listing_shape())
        .text("name", "Name")
        .text("other_names_text", "Also known as")
        .text("former_names_text", "Formerly");
    organisation.text("about", "Description")
        .address("website", "Official site")
        .list("people", "Its people", link)
        .flag("has_people", "There are any");
    out["organisation"] = organisation;
    Shape topic = Frame::shape();
    topic.include(listing_shape())
        .text("name", "Name")
        .text("about", "Description")
        .list("related", "Near topics", link)
        .flag("has_related", "There are any");
    out["topic"] = topic;
    return out;
}

void add_parts(Parts& parts, const StoryWorld& world) {
    parts.on("frame", "menu", Need::Required, [&world](PartContext& context, Value& page) {
        const auto sections = world.sections.all(context.tx, context.edition.id);
        const std::string& ed = context.edition.id;
        std::string top_of_page = context.section;
        for (const auto& section : sections) {
            if (section.id == context.section && !section.parent.empty()) top_of_page = section.parent;
        }
        Value menu = Value::list();
        for (const auto& section : sections) {
            if (!section.parent.empty() || section.texts.at(ed).stories == 0) continue;
            const std::string path = Sections::path(sections, section, ed);
            Value items = Value::list();
            for (const auto& child : sections) {
                if (child.parent != section.id || child.texts.at(ed).stories == 0) continue;
                const std::string child_path = Sections::path(sections, child, ed);
                Value item = Value::object();
                item.text("name", child.texts.at(ed).name)
                    .path("path", SitePath(child_path))
                    .flag("here", child_path == context.path);
                items.add(std::move(item));
            }
            Value item = Value::object();
            item.text("name", section.texts.at(ed).name)
                .path("path", SitePath(path))
                .flag("current", path == context.path);
            item.flag("open", section.id == top_of_page)
                .flag("has_items", !items.items().empty())
                .set("items", std::move(items));
            menu.add(std::move(item));
        }
        page.set("menu", std::move(menu));
    });
}

PreviewPage preview_page(const StoryWorld& world, const Parts& parts) {
    return [&world, &parts](db::ReadTx& tx, const Edition& edition, const Published& published, const std::string& note,
                            bool at_desk) {
        Published shown = published;
        // A preview has no address yet; the head must still name one for its links to be whole.
        if (shown.teaser.path.empty()) shown.teaser.path = edition.home();
        Answer answer = story_answer(tx, world, parts, edition, shown, [&](Head& head, Value& preview) {
            head.noindex = true;
            preview.text("text", note);
            if (at_desk) preview.path("desk_path", SitePath("/desk/stories/" + published.teaser.story));
        });
        answer.cacheable = false;
        answer.headers.emplace_back("X-Robots-Tag", "noindex");
        return answer;
    };
}

}  // namespace broadsheet
