// A block of several parts while its HTML is being read: a list, a table, a quotation, a figure. Private to this
// folder.
#pragma once

#include <string>
#include <vector>

#include "platform/document/document.h"

namespace broadsheet::document {

struct Draft {
    Block block;

    // A list: its items in order, each with its depth from 0.
    struct Item {
        int depth = 0;
        Text text;
    };
    std::vector<Item> items;
    int level = 0;           // lists open in it
    std::size_t splits = 0;  // how often it was cut in two, so that an open item knows that it is no longer the last

    // A figure or gallery.
    std::string credit;
    bool keyed = false;  // names its picture itself: the <img> inside is the same one
    bool lost = false;   // a picture of it was dropped
    bool pull = false;   // a quotation inside is a pull quote
    std::size_t blocks_before = 0;

    // A table.
    bool layout = false;     // turned out to hold a page, not data: its cells are read as if it were not there
    bool headed = false;     // has header cells or a caption
    std::vector<int> spans;  // rows that a cell above still covers, by column
    std::size_t column = 0;
    std::vector<Block> after;  // pictures that stood in cells
};

/// The nested form of a list's items. No item is more than one deeper than the one before, none deeper than kMaxDepth.
std::vector<ListItem> nested(std::vector<Draft::Item> items);

/// Adds a text below another.
void add_below(Text& text, Text more);
/// The lines of a text, each a text.
std::vector<Text> lines_of(const Text& text);

/// Rows and cells as they come. `cells_left` is how many empty ones the document may still get from spans.
void open_row(Draft& draft);
/// Gives the column of the new cell.
std::size_t open_cell(Draft& draft, int columns, int rows, std::size_t& cells_left);
void close_row(Draft& draft, std::size_t& cells_left);
/// Makes all rows as long as the longest.
void square(Draft& draft);

}  // namespace broadsheet::document
