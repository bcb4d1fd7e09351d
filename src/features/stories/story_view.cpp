// The story page: values for the theme, and what its head says to machines (JSON-LD, Open Graph). SD-1: what is printed
// and what is declared come from the same values.
#include <algorithm>
#include <set>

#include "features/stories/view.h"
#include "platform/http/message.h"
#include "platform/text/text.h"
#include "site/paper.h"

namespace broadsheet {

using json::Value;
using theme::Html;
using theme::SitePath;
using theme::WebUrl;

namespace {

const char* byline_key(BylineRole role) {
    switch (role) {
        case BylineRole::Author: return "byline.by";
        case BylineRole::Translator: return "byline.translated_by";
        case BylineRole::Photographer: return "byline.photographs_by";
        case BylineRole::Illustrator: return "byline.illustrations_by";
        case BylineRole::Editor: return "byline.edited_by";
    }
    return "byline.by";
}

const char* schema_type(Kind kind) {
    switch (kind) {
        case Kind::Analysis: return "AnalysisNewsArticle";
        case Kind::Opinion: return "OpinionNewsArticle";
        case Kind::Reportage: return "ReportageNewsArticle";
        default: return "NewsArticle";
    }
}

/// Text between two names of a list, as the language has it: ", ", " and ", " e ".
std::vector<std::string> separators(const text::Dates& dates, const std::vector<std::string>& names) {
    std::vector<std::string> out;
    const std::string whole = dates.list(names);
    std::size_t at = 0;
    for (const auto& name : names) {
        const std::size_t found = whole.find(name, at);
        out.push_back(found == std::string::npos ? std::string(", ") : whole.substr(at, found - at));
        if (found != std::string::npos) at = found + name.size();
    }
    if (!out.empty()) out.front().clear();
    return out;
}

constexpr std::size_t kNextShown = 4;
constexpr std::size_t kNextFewest = 3;

struct Names {
    std::map<std::string, Person> people;
    std::map<std::string, Organisation> organisations;  // of the people and of the story
    std::vector<Topic> topics;
};

}  // namespace

StoryPage story_page(db::ReadTx& tx, const StoryWorld& world, const Edition& edition, const Published& published) {
    StoryPage out;
    const Teaser& teaser = published.teaser;
    const std::string& ed = edition.id;
    const text::Zone& zone = world.editions.zone();
    const PaperWords paper = paper_words_of(tx, ed);
    const auto story = world.stories.find(tx, teaser.story);  // shared fields: outside source, topics, organisations
    const StoryFields fields = story ? story->fields : StoryFields{};

    // Byline, one line per role in the order in which roles first appear.
    std::vector<BylineEntry> byline = fields.byline;
    if (ed == fields.source_edition) {
        byline.erase(std::remove_if(byline.begin(), byline.end(),
                                    [](const auto& entry) { return entry.role == BylineRole::Translator; }),
                     byline.end());
    }
    Names names;
    std::set<std::string> person_ids;
    std::set<std::string> organisation_ids(fields.organisations.begin(), fields.organisations.end());
    for (const auto& entry : byline) person_ids.insert(entry.person);
    for (auto& person : world.people.named(tx, {person_ids.begin(), person_ids.end()}, ed)) {
        if (!person.organisation.empty()) organisation_ids.insert(person.organisation);
        names.people.emplace(person.id, std::move(person));
    }
    // Who stands in the author box is shown with a biography; of the others the page knows only the name.
    std::vector<std::string> boxed;
    for (const auto& entry : byline) {
        const auto person = names.people.find(entry.person);
        if (entry.role != BylineRole::Author || person == names.people.end()) continue;
        if (teaser.kind == Kind::Analysis || teaser.kind == Kind::Opinion || person->second.kind == "outside")
            boxed.push_back(entry.person);
    }
    for (auto& person : world.people.shown(tx, boxed, ed)) names.people[person.id] = std::move(person);
    for (auto& organisation : world.organisations.named(tx, {organisation_ids.begin(), organisation_ids.end()}, ed)) {
        names.organisations.emplace(organisation.id, std::move(organisation));
    }
    names.topics = world.topics.named(tx, fields.topics, ed);

    theme::Value& value = out.story;
    value.text("headline", published.text.headline)
        .text("standfirst", published.text.standfirst)
        .text("kicker", published.text.kicker);
    const std::string label = kind_label(edition, teaser.kind, published.text.kicker);
    value.text("kind_label", label).flag("has_kicker", !published.text.kicker.empty() || !label.empty());
    value.flag("opinion", teaser.kind == Kind::Opinion);

    theme::Value lines = theme::Value::list();
    Value authors_ld = Value::array();
    theme::Value box = theme::Value::list();
    std::size_t in_box = 0;
    bool any_author = false;
    for (const BylineRole role : all_byline_roles()) {
        std::vector<const Person*> of_role;
        std::vector<std::string> printed;
        for (const auto& entry : byline) {
            const auto person = names.people.find(entry.person);
            if (entry.role != role || person == names.people.end()) continue;
            of_role.push_back(&person->second);
            printed.push_back(person->second.texts.at(ed).name);
        }
        if (of_role.empty()) continue;
        const auto between = separators(edition.dates, printed);
        theme::Value people = theme::Value::list();
        for (std::size_t i = 0; i < of_role.size(); ++i) {
            const Person& person = *of_role[i];
            const PersonText& words = person.texts.at(ed);
            const std::string path = world.people.path(person, ed);
            std::string affiliation;
            const auto organisation = names.organisations.find(person.organisation);
            if (person.kind == "outside" && organisation != names.organisations.end())
                affiliation = organisation->second.texts.at(ed).name;
            theme::Value item = theme::Value::object();
            item.text("separator", between[i]).text("name", words.name).path("path", SitePath(path));
            item.flag("is_author", role == BylineRole::Author).text("affiliation", affiliation);
            people.add(std::move(item));
            if (role != BylineRole::Author) continue;
            any_author = true;
            Value author = Value::object();
            author.set("@type", "Person").set("name", words.name).set("url", world.frame.absolute(path));
            if (!affiliation.empty()) {
                Value body = Value::object();
                body.set("@type", "Organization").set("name", affiliation);
                author.set("affiliation", std::move(body));
            }
            authors_ld.push(std::move(author));
            if (std::find(boxed.begin(), boxed.end(), person.id) != boxed.end() && !words.bio.empty()) {
                theme::Value about = theme::Value::object();
                about.text("name", words.name)
                    .path("path", SitePath(path))
                    .text("title_text", words.title)
                    .text("bio", words.bio);
                box.add(std::move(about));
                ++in_box;
            }
        }
        theme::Value line = theme::Value::object();
        line.text("role_text", edition.say(byline_key(role))).set("people", std::move(people));
        lines.add(std::move(line));
    }
    if (!any_author) {
        // The house signs, in its own words of this language (S10).
        theme::Value people = theme::Value::list();
        theme::Value house = theme::Value::object();
        house.text("separator", "").text("name", paper.house_byline).flag("is_author", true);
        people.add(std::move(house));
        theme::Value line = theme::Value::object();
        line.text("role_text", "").set("people", std::move(people));
        theme::Value with_house = theme::Value::list();
        with_house.add(std::move(line));
        for (const auto& other : lines.items()) with_house.add(other);
        lines = std::move(with_house);
        Value author = Value::object();
        author.set("@type", "Organization")
            .set("name", paper.house_byline)
            .set("url", world.frame.absolute(edition.home()));
        authors_ld.push(std::move(author));
    }
    value.set("byline", std::move(lines));

    value.text("published_text",
               edition.say("story.published", {{"date", edition.dates.date_time(teaser.published_at)}}));
    value.text("published_iso", zone.iso(teaser.published_at));
    const bool updated = teaser.updated_at.us - teaser.published_at.us > 15 * kMinute;
    if (updated) {
        value.text("updated_text",
                   edition.say("story.updated", {{"date", edition.dates.date_time(teaser.updated_at)}}));
        value.text("updated_iso", zone.iso(teaser.updated_at));
    }

    Head& head = out.head;
    Value images = Value::array();
    if (!teaser.picture.empty()) {
        if (const auto picture = world.media.find(tx, teaser.picture)) {
            value.set("picture", picture_value(*picture, ed, Crop::Full));
            for (const Crop crop : {Crop::Full, Crop::ThreeByTwo, Crop::Square}) {
                const PictureSources sources = sources_of(*picture, crop);
                if (!sources.src.empty()) images.push(world.frame.absolute(sources.src));
            }
            const PictureSources share = sources_of(*picture, Crop::Full);
            if (!share.src.empty()) {
                const bool jpeg = share.src.size() > 4 && share.src.substr(share.src.size() - 4) == ".jpg";
                head.image = Head::Image{share.src, jpeg ? "image/jpeg" : "image/webp", picture->texts.at(ed).alt,
                                         share.width, share.height};
            }
        }
    }

    const document::Resolver resolver = resolver_for(tx, world, edition, published.text.body);
    value.html("body", Html::trusted(document::to_html(published.text.body, resolver, {})));

    if (!fields.outside_name.empty()) {
        theme::Value source = theme::Value::object();
        source.text("name", fields.outside_name).text("rights", published.text.rights);
        if (const auto url = WebUrl::parse(fields.outside_url)) source.url("href", *url);
        value.set("source", std::move(source));
    }
    value.flag("has_authors", in_box > 0 || !published.text.disclaimer.empty()).set("authors", std::move(box));
    value.text(
        "authors_heading",
        in_box == 0 ? std::string() : edition.say(in_box == 1 ? "story.about_the_author" : "story.about_the_authors"));
    value.text("disclaimer", published.text.disclaimer);

    theme::Value tags = theme::Value::list();
    const auto add_tag = [&](const std::string& name, const std::string& path) {
        theme::Value item = theme::Value::object();
        item.text("name", name).path("path", SitePath(path));
        tags.add(std::move(item));
        head.tags.push_back(name);
    };
    for (const auto& topic : names.topics) add_tag(topic.texts.at(ed).name, world.topics.path(topic, ed));
    for (const auto& id : fields.organisations) {
        const auto organisation = names.organisations.find(id);
        if (organisation != names.organisations.end())
            add_tag(organisation->second.texts.at(ed).name, world.organisations.path(organisation->second, ed));
    }
    value.flag("has_tags", !head.tags.empty()).set("tags", std::move(tags));

    const std::string address = world.frame.absolute(teaser.path);
    const std::string encoded = http::percent_encode(address);
    const std::string encoded_headline = http::percent_encode(published.text.headline);
    theme::Value share = theme::Value::list();
    const auto add_share = [&](const std::string& name, const std::string& href) {
        theme::Value item = theme::Value::object();
        item.text("name", name).url("href", *WebUrl::parse(href));
        share.add(std::move(item));
    };
    const std::string subject =
        edition.say("story.share_subject", {{"headline", published.text.headline}, {"paper", paper.name}});
    add_share(edition.say("story.share_mail"), "mailto:?subject=" + http::percent_encode(subject) + "&body=" + encoded);
    add_share(edition.say("story.share_whatsapp"), "https://wa.me/?text=" + encoded_headline + "%20" + encoded);
    add_share(edition.say("story.share_telegram"),
              "https://t.me/share/url?url=" + encoded + "&text=" + encoded_headline);
    add_share(edition.say("story.share_linkedin"), "https://www.linkedin.com/sharing/share-offsite/?url=" + encoded);
    value.flag("has_share", true).set("share", std::move(share));

    // Around the story: section, counterparts, what comes before, after and next.
    const auto sections = world.sections.all(tx, ed);
    const Section* home = nullptr;
    const Section* top = nullptr;
    for (const auto& section : sections) {
        if (section.id == teaser.section) home = &section;
        if (section.id == teaser.top_section) top = &section;
    }
    head.title = published.text.search_headline.empty() ? published.text.headline : published.text.search_headline;
    head.description = published.text.standfirst;
    head.path = teaser.path;
    head.section = teaser.section;
    head.subject = teaser.story;
    head.og_type = "article";
    head.published_at = teaser.published_at;
    head.updated_at = updated ? teaser.updated_at : Instant{};
    if (top != nullptr && top != home)
        head.breadcrumbs.push_back({top->texts.at(ed).name, Sections::path(sections, *top, ed)});
    if (home != nullptr) {
        head.section_name = home->texts.at(ed).name;
        head.breadcrumbs.push_back({head.section_name, Sections::path(sections, *home, ed)});
    }
    head.others = story_elsewhere(tx, world, edition, teaser.story, teaser.section);
    Value translations = Value::array();
    for (const auto& [id, target] : head.others) {
        if (!target.available) continue;
        Value translation = Value::object();
        translation.set("@type", schema_type(teaser.kind))
            .set("url", world.frame.absolute(target.path))
            .set("inLanguage", world.editions.find(id)->locale);
        translations.push(std::move(translation));
    }

    const auto neighbours = world.stories.published().neighbours(tx, teaser);
    out.previous = neighbours.previous;
    out.next = neighbours.next;
    out.has_neighbours = out.previous || out.next;
    if (home != nullptr) out.neighbours_text = edition.say("story.neighbours", {{"section", home->texts.at(ed).name}});
    auto recommended = world.stories.published().recommended(tx, teaser.story, ed);
    // Never what the page leads to already: its neighbours, and the stories that its text links.
    std::set<std::string> known = {teaser.story};
    for (auto& linked : document::stories_of(published.text.body)) known.insert(std::move(linked));
    for (const auto* beside : {&out.previous, &out.next}) {
        if (*beside) known.insert((*beside)->story);
    }
    std::erase_if(recommended, [&](const Teaser& other) { return known.count(other.story) != 0; });
    if (recommended.size() > kNextShown) recommended.resize(kNextShown);
    // In a young paper, or after withdrawals, little is stored: then the newest there are. Such a page follows the
    // lists it takes them from.
    if (recommended.size() < kNextFewest) {
        for (const auto& one : recommended) known.insert(one.story);
        for (const std::string& list : {"section:" + teaser.section, "top:" + teaser.top_section, std::string("all")}) {
            if (recommended.size() >= kNextFewest) break;
            for (auto& one : world.stories.published().newest(tx, list, ed, static_cast<int>(kNextShown) * 2)) {
                if (recommended.size() < kNextShown && known.insert(one.story).second)
                    recommended.push_back(std::move(one));
            }
        }
    }
    out.recommended = teaser_values(tx, world, edition, recommended);

    Value article = Value::object();
    article.set("@context", "https://schema.org")
        .set("@type", schema_type(teaser.kind))
        .set("headline", published.text.headline);
    if (!published.text.standfirst.empty()) article.set("description", published.text.standfirst);
    article.set("url", address).set("mainEntityOfPage", address).set("inLanguage", edition.locale);
    article.set("datePublished", zone.iso(teaser.published_at))
        .set("dateModified", zone.iso(updated ? teaser.updated_at : teaser.published_at));
    article.set("author", std::move(authors_ld)).set("publisher", world.frame.publisher(tx, edition));
    if (!images.items().empty()) article.set("image", std::move(images));
    if (home != nullptr) article.set("articleSection", head.section_name);
    article.set("wordCount", published.words).set("isAccessibleForFree", true);
    if (!translations.items().empty()) {
        article.set(ed == fields.source_edition ? "workTranslation" : "translationOfWork",
                    translations.items().front());
    }
    head.json_ld.push_back(std::move(article));
    if (!head.breadcrumbs.empty()) {
        Value crumbs = Value::object();
        Value items = Value::array();
        int position = 0;
        for (const auto& link : head.breadcrumbs) {
            Value item = Value::object();
            item.set("@type", "ListItem")
                .set("position", ++position)
                .set("name", link.name)
                .set("item", world.frame.absolute(link.path));
            items.push(std::move(item));
        }
        Value last = Value::object();
        last.set("@type", "ListItem").set("position", ++position).set("name", published.text.headline);
        items.push(std::move(last));
        crumbs.set("@context", "https://schema.org")
            .set("@type", "BreadcrumbList")
            .set("itemListElement", std::move(items));
        head.json_ld.push_back(std::move(crumbs));
    }
    return out;
}

}  // namespace broadsheet
