// Syndication: what the paper hands to feed readers and search engines, made from the same doors as its pages, so that
// a feed, a sitemap and a page head never disagree. It writes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/corrections/corrections.h"
#include "features/pages/pages.h"
#include "features/stories/view.h"
#include "features/syndication/model.h"
#include "features/syndication/store.h"
#include "site/paper.h"

namespace broadsheet {

class Syndication {
public:
    Syndication(const StoryWorld& world, const Pages& pages, const Corrections& corrections, const Clock& clock);

    /// The newest stories of a list (`all`, `top:ID` …) with their full text and the
    /// corrections on it; a correction counts as a change of its item. `name` is the list's own, empty for the
    /// edition; `path` is its page. Costs the same however many stories it holds.
    [[nodiscard]] Feed feed(db::ReadTx& tx, const Edition& edition, const ListName& list, const std::string& name,
                            const std::string& description, const std::string& path) const;

    /// Every file of the sitemap but the index itself.
    [[nodiscard]] std::vector<SitemapFile> sitemap_files(db::ReadTx& tx) const;
    /// Addresses of a standing or month file; empty when there is no such file.
    [[nodiscard]] std::vector<SitemapUrl> sitemap(db::ReadTx& tx, const SitemapFile& file) const;
    /// Stories of the last two days, newest first; else the newest ones without their news. Holds until one of them
    /// grows too old or the day ends.
    [[nodiscard]] std::vector<SitemapUrl> news(db::ReadTx& tx, const Edition& edition) const;

private:
    [[nodiscard]] std::vector<SitemapUrl> urls_of(db::ReadTx& tx, const Edition& edition,
                                                  const std::vector<Teaser>& teasers) const;
    [[nodiscard]] std::vector<SitemapUrl> standing(db::ReadTx& tx) const;
    [[nodiscard]] std::string content_of(const Edition& edition, const Teaser& teaser, const StoryWords& words,
                                         const std::vector<CorrectionNote>& notes,
                                         const std::vector<std::pair<const Edition*, std::string>>& translations,
                                         const document::Resolver& resolver) const;
    const StoryWorld& world_;
    const Pages& pages_;
    const Corrections& corrections_;
    const Clock& clock_;
};

}  // namespace broadsheet
