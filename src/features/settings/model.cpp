#include "features/settings/model.h"

#include "features/staff/model.h"
#include "platform/text/text.h"
#include "site/paper.h"

namespace broadsheet {

std::size_t longest_paper_word(std::string_view name) {
    if (name == "name") return 60;
    if (name == "house_byline") return 80;
    return name == "description" ? 400 : 160;
}

Result<PaperSettings> check(PaperSettings settings, const Editions& editions) {
    std::vector<FieldProblem> faults;
    PaperSettings out;
    for (const auto& edition : editions.all()) {
        for (const auto& name : paper_words()) {
            std::string words = text::clean_line(settings.words[name][edition.id]);
            const std::string field = edition.id + "." + name;
            if (words.empty()) {
                faults.push_back({field, "problem.missing_in", {{"edition", edition.id}}});
            } else if (text::length(words) > longest_paper_word(name)) {
                faults.push_back({field, "problem.too_long", {{"max", std::to_string(longest_paper_word(name))}}});
            }
            out.words[name][edition.id] = std::move(words);
        }
    }
    out.contact_email = fold_email(settings.contact_email);
    if (!out.contact_email.empty() && !is_email(out.contact_email))
        faults.push_back({"contact_email", "problem.not_an_email", {}});
    out.zone = settings.zone;
    if (!text::Zone::find(out.zone)) faults.push_back({"zone", "problem.unknown_zone", {}});
    if (!faults.empty()) return invalid(std::move(faults));
    return out;
}

}  // namespace broadsheet
