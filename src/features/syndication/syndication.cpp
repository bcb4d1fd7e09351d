#include "features/syndication/syndication.h"

#include <algorithm>
#include <set>

namespace broadsheet {

namespace {

std::vector<std::string> ids_of(const std::vector<Teaser>& teasers) {
    std::vector<std::string> out;
    out.reserve(teasers.size());
    for (const auto& teaser : teasers) out.push_back(teaser.story);
    return out;
}

document::Block paragraph(document::Text text) {
    document::Block out;
    out.text = std::move(text);
    return out;
}

document::Span words_span(std::string text) {
    document::Span out;
    out.text = std::move(text);
    return out;
}

/// The year of a story's address, which is frozen: the one of its time moves with the paper's zone.
int year_of(const std::string& path) {
    const auto year = path.find('/', 1) + 1;
    return std::atoi(path.substr(year, 4).c_str());
}

/// The file a page would load first, as an enclosure with its true length.
std::optional<FeedPicture> feed_picture(const Picture& picture, const std::string& edition, const Frame& frame) {
    const PictureSources sources = sources_of(picture, Crop::Full);
    const auto words = picture.texts.find(edition);
    for (const auto& file : picture.files) {
        if (sources.src.empty() || path_of(picture, file) != sources.src) continue;
        FeedPicture out;
        out.url = frame.absolute(sources.src);
        out.type = "image/" + file.format;
        out.bytes = file.bytes;
        out.width = file.width;
        out.height = file.height;
        if (words != picture.texts.end()) {
            out.alt = words->second.alt;
            out.credit = words->second.credit;
        }
        return out;
    }
    return std::nullopt;
}

}  // namespace

Syndication::Syndication(const StoryWorld& world, const Pages& pages, const Corrections& corrections,
                         const Clock& clock)
    : world_(world), pages_(pages), corrections_(corrections), clock_(clock) {}

std::string Syndication::content_of(const Edition& edition, const Teaser& teaser, const StoryWords& words,
                                    const std::vector<CorrectionNote>& notes,
                                    const std::vector<std::pair<const Edition*, std::string>>& translations,
                                    const document::Resolver& resolver) const {
    // What surrounds the body on its page goes around it here as blocks of the same document: one renderer makes all of
    // it.
    document::Document whole;
    if (!teaser.picture.empty()) {
        document::Block picture;
        picture.type = document::BlockType::Picture;
        picture.pictures.push_back({teaser.picture, {}, {}});
        whole.blocks.push_back(std::move(picture));
    }
    if (!teaser.standfirst.empty()) {
        document::Span standfirst = words_span(teaser.standfirst);
        standfirst.strong = true;
        whole.blocks.push_back(paragraph({std::move(standfirst)}));
    }
    // As on the page: a correction above the text it corrects, what was added to it below.
    const auto add_notes = [&](bool above) {
        for (const auto& note : notes) {
            if ((note.kind == CorrectionKind::Correction) != above) continue;
            document::Span label = words_span(
                edition.say("feed.note", {{"kind", edition.say("correction." + std::string(name_of(note.kind)))},
                                          {"date", edition.dates.date(note.at)}}));
            label.strong = true;
            whole.blocks.push_back(paragraph({std::move(label), words_span(" " + note.text)}));
        }
    };
    add_notes(true);
    whole.blocks.insert(whole.blocks.end(), words.body.blocks.begin(), words.body.blocks.end());
    add_notes(false);
    if (!words.disclaimer.empty()) {
        document::Span disclaimer = words_span(words.disclaimer);
        disclaimer.emphasis = true;
        whole.blocks.push_back(paragraph({std::move(disclaimer)}));
    }
    if (!words.outside_name.empty()) {
        document::Span name = words_span(words.outside_name);
        if (const auto url = theme::WebUrl::parse(words.outside_url)) name.link_url = url->str();
        document::Text source = {words_span(edition.say("story.source") + ": "), std::move(name)};
        if (!words.rights.empty()) source.push_back(words_span(". " + words.rights));
        whole.blocks.push_back(paragraph(std::move(source)));
    }
    for (const auto& [other, path] : translations) {
        document::Span link = words_span(edition.say("feed.read_in", {{"language", language_name(edition, *other)}}));
        link.link_url = world_.frame.absolute(path);
        whole.blocks.push_back(paragraph({std::move(link)}));
    }
    document::HtmlOptions options;
    options.target = document::Target::Feed;
    options.site_url = world_.frame.url();
    return document::to_html(whole, resolver, options);
}

Feed Syndication::feed(db::ReadTx& tx, const Edition& edition, const ListName& list, const std::string& name,
                       const std::string& description, const std::string& path) const {
    const PaperWords paper = paper_words_of(tx, edition.id);
    Feed out;
    out.id = feed_uri(world_.frame.url(), edition.id, list);
    out.language = edition.id;
    out.title = name.empty() ? edition.say("feed.title", {{"paper", paper.name}})
                             : edition.say("feed.title_of", {{"paper", paper.name}, {"name", name}});
    out.description = description.empty() ? (paper.description.empty() ? out.title : paper.description) : description;
    out.home_url = world_.frame.absolute(path);
    if (!world_.frame.logo().empty()) out.icon_url = world_.frame.absolute(world_.frame.logo());

    const PublishedStore& published = world_.stories.published();
    const auto teasers = published.newest(tx, list, edition.id, kListLength);
    const auto ids = ids_of(teasers);
    const SyndicationStore store;
    auto words = store.words(tx, ids, edition.id);
    const auto subjects = store.subjects(tx, ids, edition.id);
    const auto authors = author_names(tx, world_, edition, ids);
    auto corrections = corrections_.of_stories(tx, ids, edition.id);

    // Everything the items point at, fetched once for all of them.
    document::Document everything;
    std::vector<std::string> picture_ids;
    for (const auto& teaser : teasers) {
        if (teaser.picture.empty()) continue;
        picture_ids.push_back(teaser.picture);
        document::Block block;
        block.type = document::BlockType::Picture;
        block.pictures.push_back({teaser.picture, {}, {}});
        everything.blocks.push_back(std::move(block));
    }
    for (const auto& [story, text] : words)
        everything.blocks.insert(everything.blocks.end(), text.body.blocks.begin(), text.body.blocks.end());
    const document::Resolver resolver = resolver_for(tx, world_, edition, everything);
    std::map<std::string, Picture> pictures;
    std::sort(picture_ids.begin(), picture_ids.end());
    picture_ids.erase(std::unique(picture_ids.begin(), picture_ids.end()), picture_ids.end());
    if (!picture_ids.empty()) {
        for (auto& picture : world_.media.some(tx, picture_ids)) pictures.emplace(picture.id, std::move(picture));
    }
    std::map<std::string, std::vector<std::pair<const Edition*, std::string>>> translations;
    for (const auto& other : world_.editions.all()) {
        if (other.id == edition.id) continue;
        for (const auto& teaser : published.some(tx, ids, other.id))
            translations[teaser.story].emplace_back(&other, teaser.path);
    }
    std::set<std::string> section_ids;
    for (const auto& teaser : teasers) section_ids.insert(teaser.section);
    const auto section_names = world_.sections.names(tx, section_ids, edition.id);
    std::set<std::string> topic_ids;
    std::set<std::string> organisation_ids;
    for (const auto& [story, of_story] : subjects) {
        topic_ids.insert(of_story.topics.begin(), of_story.topics.end());
        organisation_ids.insert(of_story.organisations.begin(), of_story.organisations.end());
    }
    std::map<std::string, std::string> subject_names;
    for (const auto& topic : world_.topics.named(tx, {topic_ids.begin(), topic_ids.end()}, edition.id))
        subject_names.emplace(topic.id, topic.texts.at(edition.id).name);
    for (const auto& organisation :
         world_.organisations.named(tx, {organisation_ids.begin(), organisation_ids.end()}, edition.id)) {
        subject_names.emplace(organisation.id, organisation.texts.at(edition.id).name);
    }

    for (const auto& teaser : teasers) {
        const auto text = words.find(teaser.story);
        if (text == words.end()) continue;
        FeedItem item;
        item.id = story_uri(world_.frame.url(), year_of(teaser.path), teaser.story, edition.id);
        item.url = world_.frame.absolute(teaser.path);
        item.title = teaser.headline;
        item.summary = teaser.standfirst;
        item.published_at = teaser.published_at;
        const auto& notes = corrections[teaser.story];
        item.updated_at = teaser.updated_at;
        // Who read the story before has to be told: to a feed reader a correction is a change of the item.
        for (const auto& note : notes) item.updated_at = std::max(item.updated_at, note.at);
        item.authors = authors.at(teaser.story);
        if (const auto section = section_names.find(teaser.section); section != section_names.end())
            item.categories.push_back(section->second);
        if (const auto of_story = subjects.find(teaser.story); of_story != subjects.end()) {
            for (const auto* ids_of_kind : {&of_story->second.topics, &of_story->second.organisations}) {
                for (const auto& id : *ids_of_kind) {
                    if (const auto subject = subject_names.find(id); subject != subject_names.end())
                        item.categories.push_back(subject->second);
                }
            }
        }
        if (const auto picture = pictures.find(teaser.picture); picture != pictures.end()) {
            item.picture = feed_picture(picture->second, edition.id, world_.frame);
        }
        item.html = content_of(edition, teaser, text->second, notes, translations[teaser.story], resolver);
        out.items.push_back(std::move(item));
    }
    return out;
}

// --- sitemaps --------------------------------------------------------------------------------------------------------

std::vector<SitemapUrl> Syndication::urls_of(db::ReadTx& tx, const Edition& edition,
                                             const std::vector<Teaser>& teasers) const {
    // A database takes so many ids in one list and no more.
    constexpr std::size_t kAtOnce = 8'000;
    const auto ids = ids_of(teasers);
    SyndicationStore().reads_changes(tx, ids, edition.id);
    std::map<std::string, Texts> paths;
    for (const auto& teaser : teasers) paths[teaser.story].emplace(edition.id, teaser.path);
    for (const auto& other : world_.editions.all()) {
        if (other.id == edition.id) continue;
        for (std::size_t from = 0; from < ids.size(); from += kAtOnce) {
            const std::size_t to = std::min(ids.size(), from + kAtOnce);
            const std::vector<std::string> some(ids.begin() + static_cast<std::ptrdiff_t>(from),
                                                ids.begin() + static_cast<std::ptrdiff_t>(to));
            for (const auto& teaser : world_.stories.published().some(tx, some, other.id))
                paths[teaser.story].emplace(other.id, teaser.path);
        }
    }
    std::vector<SitemapUrl> out;
    out.reserve(teasers.size());
    for (const auto& teaser : teasers) {
        SitemapUrl url;
        url.url = world_.frame.absolute(teaser.path);
        url.alternates = world_.frame.alternates(paths.at(teaser.story));
        url.changed_at = std::max(teaser.published_at, teaser.updated_at);
        url.published_at = teaser.published_at;
        out.push_back(std::move(url));
    }
    return out;
}

std::vector<SitemapUrl> Syndication::standing(db::ReadTx& tx) const {
    std::vector<SitemapUrl> out;
    const auto add = [&](const Texts& paths, const std::map<std::string, Instant>& changed = {}) {
        const auto alternates = world_.frame.alternates(paths);
        for (const auto& edition : world_.editions.all()) {
            const auto path = paths.find(edition.id);
            if (path == paths.end()) continue;
            SitemapUrl url;
            url.url = world_.frame.absolute(path->second);
            url.alternates = alternates;
            if (const auto at = changed.find(edition.id); at != changed.end()) url.changed_at = at->second;
            out.push_back(std::move(url));
        }
    };
    const auto add_thing = [&](const auto& path_in) {
        Texts paths;
        for (const auto& edition : world_.editions.all()) paths.emplace(edition.id, path_in(edition));
        add(paths);
    };
    add_thing([](const Edition& edition) { return edition.home(); });
    const auto sections = world_.sections.all(tx);
    for (const auto& section : sections)
        add_thing([&](const Edition& edition) { return Sections::path(sections, section, edition.id); });
    std::map<std::string, std::pair<Texts, std::map<std::string, Instant>>> pages;
    for (const auto& edition : world_.editions.all()) {
        for (const auto& line : pages_.dated_lines(tx, edition.id)) {
            pages[line.id].first.emplace(edition.id, Pages::path(edition.id, line.slug));
            pages[line.id].second.emplace(edition.id, line.updated_at);
        }
    }
    for (const auto& [id, page] : pages) add(page.first, page.second);
    const std::string& main = world_.editions.main().id;
    for (const auto& person : world_.people.all(tx, main))
        add_thing([&](const Edition& edition) { return world_.people.path(person, edition.id); });
    for (const auto& topic : world_.topics.all(tx, main))
        add_thing([&](const Edition& edition) { return world_.topics.path(topic, edition.id); });
    for (const auto& organisation : world_.organisations.all(tx, main)) {
        add_thing([&](const Edition& edition) { return world_.organisations.path(organisation, edition.id); });
    }
    return out;
}

std::vector<SitemapFile> Syndication::sitemap_files(db::ReadTx& tx) const {
    std::vector<SitemapFile> out;
    const int standing_parts = sitemap_parts(standing(tx).size());
    for (int part = 1; part <= standing_parts; ++part) out.push_back({SitemapKind::Standing, 0, 0, {}, part});
    for (const auto& edition : world_.editions.all()) out.push_back({SitemapKind::News, 0, 0, edition.id, 1});
    std::map<int, std::size_t, std::greater<>> months;
    for (const auto& edition : world_.editions.all()) {
        for (const auto& [month, stories] : world_.stories.published().months(tx, edition.id))
            months[month] += static_cast<std::size_t>(stories);
    }
    for (const auto& [month, stories] : months) {
        for (int part = 1; part <= sitemap_parts(stories); ++part)
            out.push_back({SitemapKind::Month, month / 100, month % 100, {}, part});
    }
    return out;
}

std::vector<SitemapUrl> Syndication::sitemap(db::ReadTx& tx, const SitemapFile& file) const {
    if (file.kind == SitemapKind::Standing) return sitemap_part(standing(tx), file.part);
    if (file.kind != SitemapKind::Month) return {};
    std::vector<SitemapUrl> urls;
    for (const auto& edition : world_.editions.all()) {
        const auto teasers = world_.stories.published().of_month(tx, "all", edition.id, file.year, file.month);
        auto of_edition = urls_of(tx, edition, teasers);
        urls.insert(urls.end(), std::make_move_iterator(of_edition.begin()), std::make_move_iterator(of_edition.end()));
    }
    return sitemap_part(std::move(urls), file.part);
}

std::vector<SitemapUrl> Syndication::news(db::ReadTx& tx, const Edition& edition) const {
    const text::Zone& zone = world_.editions.zone();
    const Instant now = clock_.now();
    const text::Day today = zone.day(now);
    const PublishedStore& published = world_.stories.published();
    std::vector<Teaser> fresh;
    // Two days reach into at most three days of the calendar.
    text::Day day = today;
    for (int back = 0; back < 3 && fresh.size() < kNewsLength; ++back) {
        for (auto& teaser : published.of_day(tx, edition.id, day)) {
            if (teaser.published_at + kNewsAge > now && fresh.size() < kNewsLength) fresh.push_back(std::move(teaser));
        }
        day = zone.day(zone.start_of(day) - kHour);
    }
    // Tomorrow's stories are in a day that this answer has not looked at.
    tx.until(zone.start_of(zone.day(zone.start_of(today) + 26 * kHour)));
    if (fresh.empty()) {
        auto urls = urls_of(tx, edition, published.newest(tx, "all", edition.id, kStaleNewsLength));
        if (urls.empty()) {
            Texts homes;
            for (const auto& other : world_.editions.all()) homes.emplace(other.id, other.home());
            urls.push_back({world_.frame.absolute(edition.home()), world_.frame.alternates(homes), {}, {}, {}});
        }
        return urls;
    }
    auto urls = urls_of(tx, edition, fresh);
    for (std::size_t i = 0; i < urls.size(); ++i) {
        urls[i].news_title = fresh[i].headline;
        tx.until(fresh[i].published_at + kNewsAge);
    }
    return urls;
}

}  // namespace broadsheet
