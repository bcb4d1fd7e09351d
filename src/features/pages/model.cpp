#include "features/pages/model.h"

#include "platform/text/text.h"
#include "site/names.h"

namespace broadsheet {

bool PageText::says_the_same(const PageText& other) const {
    return slug == other.slug && title == other.title && description == other.description && body == other.body;
}

Result<Page> check(Page page, const Editions& editions) {
    constexpr std::size_t kTitle = 120;
    constexpr std::size_t kDescription = 300;
    constexpr std::size_t kSlug = 60;
    std::vector<FieldProblem> faults;
    std::map<std::string, PageText> texts;
    for (const auto& edition : editions.all()) {
        PageText words = std::move(page.texts[edition.id]);
        words.title = text::clean_line(words.title);
        words.description = text::clean_line(words.description);
        if (words.title.empty()) {
            faults.push_back({edition.id + ".title", "problem.missing_in", {{"edition", edition.id}}});
        } else if (text::length(words.title) > kTitle) {
            faults.push_back({edition.id + ".title", "problem.too_long", {{"max", std::to_string(kTitle)}}});
        }
        if (text::length(words.description) > kDescription) {
            faults.push_back(
                {edition.id + ".description", "problem.too_long", {{"max", std::to_string(kDescription)}}});
        }
        if (words.body.empty())
            faults.push_back({edition.id + ".body", "problem.missing_in", {{"edition", edition.id}}});
        words.slug = text::slug(words.slug.empty() ? words.title : words.slug, kSlug);
        if (words.slug.empty()) {
            if (!words.title.empty()) faults.push_back({edition.id + ".slug", "problem.slug_empty", {}});
        } else if (editions.reserved(edition.id, words.slug)) {
            faults.push_back({edition.id + ".slug", "problem.slug_reserved", {{"slug", words.slug}}});
        }
        texts.emplace(edition.id, std::move(words));
    }
    check_all_or_none(editions, texts, "description", &PageText::description, faults);
    if (!faults.empty()) return invalid(std::move(faults));
    page.texts = std::move(texts);
    return page;
}

void date_words(Page& page, const std::optional<Page>& before, Instant now) {
    for (auto& [edition, words] : page.texts) {
        const PageText* old = nullptr;
        if (before) {
            if (const auto found = before->texts.find(edition); found != before->texts.end()) old = &found->second;
        }
        if (old != nullptr && words.says_the_same(*old)) {
            words.updated_at = old->updated_at;
        } else if (!words.updated_at.is_set() || (old != nullptr && words.updated_at == old->updated_at)) {
            words.updated_at = now;
        }
    }
}

}  // namespace broadsheet
