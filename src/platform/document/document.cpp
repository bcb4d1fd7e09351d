#include "platform/document/document.h"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <unordered_map>
#include <unordered_set>

#include "platform/document/tidy.h"

namespace broadsheet::document {

namespace {

std::string id_from(std::uint64_t number) {
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string id(8, '0');
    for (char& c : id) {
        c = digits[number % digits.size()];
        number /= digits.size();
    }
    return id;
}

class Once {
public:
    void add(const std::string& id) {
        if (!id.empty() && seen_.insert(id).second) ids_.push_back(id);
    }
    void add_stories(const Text& text) {
        for (const Span& span : text) add(span.link_story);
    }
    void add_stories(const std::vector<ListItem>& items) {
        for (const ListItem& item : items) {
            add_stories(item.text);
            add_stories(item.items);
        }
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(ids_); }

private:
    std::unordered_set<std::string> seen_;
    std::vector<std::string> ids_;
};

}  // namespace

std::string_view name_of(BlockType type) {
    switch (type) {
        case BlockType::Paragraph: return "paragraph";
        case BlockType::Heading: return "heading";
        case BlockType::Quote: return "quote";
        case BlockType::PullQuote: return "pullquote";
        case BlockType::List: return "list";
        case BlockType::Picture: return "picture";
        case BlockType::Gallery: return "gallery";
        case BlockType::Table: return "table";
        case BlockType::Card: return "card";
        case BlockType::Divider: return "divider";
        case BlockType::Note: return "note";
    }
    return "";
}

std::string new_block_id() {
    // Straight from the kernel: std::random_device asks the processor, at 35 µs an id on a virtual machine.
    std::uint64_t number = 0;
    if (getentropy(&number, sizeof number) != 0) throw std::system_error(errno, std::generic_category(), "getentropy");
    return id_from(number);
}

std::string block_id_of(std::string_view seed) {
    // FNV-1a, then a finaliser: seeds that differ in their last digit give ids that differ everywhere.
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (char c : seed) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
    hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
    return id_from(hash ^ (hash >> 31U));
}

std::vector<std::string> media_of(const Document& document) {
    Once once;
    for (const Block& block : document.blocks) {
        for (const PictureRef& picture : block.pictures) once.add(picture.media);
    }
    return once.take();
}

std::vector<std::string> stories_of(const Document& document) {
    Once once;
    for (const Block& block : document.blocks) {
        once.add_stories(block.text);
        for (const Text& paragraph : block.paragraphs) once.add_stories(paragraph);
        once.add_stories(block.items);
        for (const auto& row : block.rows) {
            for (const Text& cell : row) once.add_stories(cell);
        }
        for (const PictureRef& picture : block.pictures) once.add_stories(picture.caption);
        once.add_stories(block.cite);
        once.add_stories(block.caption);
    }
    return once.take();
}

void pair_blocks(const Document& source, Document& translation) {
    constexpr std::size_t kLookAhead = 8;
    std::unordered_map<std::string, std::size_t> place_of;
    for (std::size_t at = 0; at < source.blocks.size(); ++at) place_of.emplace(source.blocks[at].id, at);
    std::unordered_set<std::string> taken;
    for (const Block& block : translation.blocks) {
        if (!block.from.empty()) taken.insert(block.from);
    }
    const auto& from = source.blocks;
    auto& to = translation.blocks;
    std::size_t i = 0;
    std::size_t j = 0;
    const auto fits = [&](std::size_t a, std::size_t b) {
        return a < from.size() && b < to.size() && to[b].from.empty() && from[a].type == to[b].type;
    };
    while (j < to.size()) {
        if (!to[j].from.empty()) {
            // What somebody has paired says where the two texts stand.
            if (const auto known = place_of.find(to[j].from); known != place_of.end()) i = known->second + 1;
            ++j;
            continue;
        }
        while (i < from.size() && taken.contains(from[i].id)) ++i;
        if (i >= from.size()) {
            // A pairing further on may lead back to blocks not yet used.
            ++j;
            continue;
        }
        if (!fits(i, j)) {
            // One side has a block more: the fewest blocks left out on both sides together.
            std::size_t skip_from = 0;
            std::size_t skip_to = 1;
            bool found = false;
            for (std::size_t total = 1; total <= kLookAhead && !found; ++total) {
                for (std::size_t a = 0; a <= total && !found; ++a) {
                    if (!fits(i + a, j + total - a)) continue;
                    found = true;
                    skip_from = a;
                    skip_to = total - a;
                }
            }
            i += skip_from;
            j += skip_to;
            continue;
        }
        to[j].from = from[i].id;
        taken.insert(from[i].id);
        ++i;
        ++j;
    }
}

}  // namespace broadsheet::document
