#include "platform/document/draft.h"

#include <algorithm>
#include <utility>

#include "platform/document/tidy.h"

namespace broadsheet::document {

std::vector<ListItem> nested(std::vector<Draft::Item> items) {
    std::vector<ListItem> root;
    std::vector<std::vector<ListItem>*> path{&root};  // the lists open, outermost first
    for (Draft::Item& item : items) {
        std::size_t depth = std::min<std::size_t>(static_cast<std::size_t>(std::max(item.depth, 0)),
                                                  static_cast<std::size_t>(kMaxDepth - 1));
        while (path.size() - 1 < depth && !path.back()->empty()) path.push_back(&path.back()->back().items);
        depth = std::min(depth, path.size() - 1);
        path.resize(depth + 1);
        path.back()->push_back({std::move(item.text), {}});
    }
    return root;
}

void add_below(Text& text, Text more) {
    if (!text.empty() && !more.empty()) {
        text.push_back(marked_like(text.back(), "\n"));
    }
    text.insert(text.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<Text> lines_of(const Text& text) {
    std::vector<Text> lines(1);
    for (const Span& span : text) {
        std::string_view rest = span.text;
        while (true) {
            const std::size_t end = rest.find('\n');
            lines.back().push_back(marked_like(span, rest.substr(0, end)));
            if (end == std::string_view::npos) break;
            lines.emplace_back();
            rest.remove_prefix(end + 1);
        }
    }
    return lines;
}

void open_row(Draft& draft) {
    draft.block.rows.emplace_back();
    draft.column = 0;
}

namespace {

void pass_covered(Draft& draft, std::size_t& cells_left) {
    auto& row = draft.block.rows.back();
    while (draft.column < draft.spans.size() && draft.spans[draft.column] > 0 && row.size() < kMaxColumns) {
        if (cells_left == 0) return draft.spans.clear();
        --cells_left;
        --draft.spans[draft.column++];
        row.emplace_back();
    }
}

}  // namespace

std::size_t open_cell(Draft& draft, int columns, int rows, std::size_t& cells_left) {
    if (draft.block.rows.empty()) open_row(draft);
    pass_covered(draft, cells_left);
    auto& row = draft.block.rows.back();
    if (row.size() >= kMaxColumns) return row.size() - 1;
    const std::size_t cell = row.size();
    const std::size_t wanted = std::min(static_cast<std::size_t>(columns), kMaxColumns - cell);
    const std::size_t width = wanted <= cells_left ? wanted : 1;
    cells_left -= std::min(width, cells_left);
    row.resize(cell + width);
    if (rows > 1 && draft.spans.size() < cell + width) draft.spans.resize(cell + width, 0);
    for (std::size_t at = cell; at < std::min(cell + width, draft.spans.size()); ++at) draft.spans[at] = rows - 1;
    draft.column = cell + width;
    return cell;
}

void close_row(Draft& draft, std::size_t& cells_left) {
    if (draft.block.rows.empty()) return;
    pass_covered(draft, cells_left);
    while (draft.column < draft.spans.size()) {
        int& covered = draft.spans[draft.column++];
        covered = std::max(covered - 1, 0);
    }
}

void square(Draft& draft) {
    std::size_t width = 0;
    for (const auto& row : draft.block.rows) width = std::max(width, row.size());
    for (auto& row : draft.block.rows) row.resize(width);
}

}  // namespace broadsheet::document
