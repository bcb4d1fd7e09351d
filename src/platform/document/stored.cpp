// The stored form: strict reading of JSON and its canonical print.
#include <algorithm>
#include <array>
#include <initializer_list>
#include <unordered_set>
#include <utility>

#include "platform/document/document.h"
#include "platform/document/tidy.h"
#include "platform/json/json.h"
#include "platform/text/text.h"
#include "platform/theme/theme.h"

namespace broadsheet::document {

namespace {

using json::Value;
using Kind = json::Value::Kind;

constexpr std::size_t kMaxFaults = 50;
constexpr std::size_t kQuoted = 60;  // characters of what was given

struct Mark {
    std::string_view name;
    bool Span::* member;
};
constexpr std::array<Mark, 5> kMarks = {{{"strong", &Span::strong},
                                         {"em", &Span::emphasis},
                                         {"code", &Span::code},
                                         {"sub", &Span::subscript},
                                         {"sup", &Span::superscript}}};

constexpr std::array<BlockType, 11> kTypes = {BlockType::Paragraph, BlockType::Heading, BlockType::Quote,
                                              BlockType::PullQuote, BlockType::List,    BlockType::Picture,
                                              BlockType::Gallery,   BlockType::Table,   BlockType::Card,
                                              BlockType::Divider,   BlockType::Note};

class Reader {
public:
    Result<Document> read(std::string_view text) {
        if (text.size() > kMaxBytes) return refuse("too_large");
        const auto root = json::parse(text);
        if (!root) return refuse("malformed");
        if (!root->is_object()) return refuse("malformed");
        members(*root, {"v", "blocks"});
        const Value* version = root->find("v");
        if (version == nullptr || !version->is_integer() || version->integer() != 1) fault("version");
        Document document;
        const Value* blocks = root->find("blocks");
        if (blocks == nullptr || !blocks->is_array()) {
            fault("malformed", "blocks");
        } else if (blocks->items().size() > kMaxBlocks) {
            fault("too_many_blocks");
        } else {
            for (std::size_t at = 0; at < blocks->items().size() && faults_.size() < kMaxFaults; ++at) {
                place_ = "body.blocks." + std::to_string(at);
                Block block = read_block(blocks->items()[at]);
                if (tidy(block)) document.blocks.push_back(std::move(block));
            }
        }
        if (!faults_.empty()) return invalid(std::move(faults_));
        return document;
    }

private:
    tl::unexpected<Problem> refuse(const std::string& what) {
        fault(what);
        return invalid(std::move(faults_));
    }

    void fault(const std::string& what, std::string_view name = {}) {
        MessageArgs args;
        if (!name.empty()) args.emplace_back("name", std::string(name));
        faults_.push_back({place_, "problem.document." + what, std::move(args)});
    }

    /// What was given for `part` cannot stand. Nothing at all cannot be quoted: then the part is named.
    void fault(const std::string& what, std::string_view part, std::string_view given) {
        if (given.empty()) return fault("unusable", part);
        fault(what, text::shorten(given, kQuoted));
    }

    void members(const Value& object, std::initializer_list<std::string_view> known) {
        for (const auto& [name, value] : object.members()) {
            if (std::find(known.begin(), known.end(), name) == known.end()) fault("unknown_member", "\"\"", name);
        }
    }

    std::string string(const Value& object, std::string_view name) {
        const Value* value = object.find(name);
        if (value == nullptr) return {};
        if (!value->is_string()) fault("malformed", name);
        return value->string();
    }

    bool boolean(const Value& object, std::string_view name) {
        const Value* value = object.find(name);
        if (value == nullptr) return false;
        if (!value->is_bool()) fault("malformed", name);
        return value->boolean();
    }

    /// The items of a member that must be an array; none when it is missing and may be.
    enum class Need { Must, May };
    const std::vector<Value>& array(const Value& object, std::string_view name, Need need) {
        static const std::vector<Value> nothing;
        const Value* value = object.find(name);
        if (value == nullptr && need == Need::May) return nothing;
        if (value == nullptr || !value->is_array()) {
            fault("malformed", name);
            return nothing;
        }
        return value->items();
    }

    Span read_span(const Value& value) {
        Span span;
        if (!value.is_object()) {
            fault("malformed", "text");
            return span;
        }
        members(value, {"t", "m", "link", "lang"});
        span.text = string(value, "t");
        for (const Value& mark : array(value, "m", Need::May)) {
            const auto known = std::find_if(kMarks.begin(), kMarks.end(), [&](const Mark& one) {
                return mark.is_string() && one.name == mark.string();
            });
            if (known == kMarks.end())
                fault("unknown_mark", "m", mark.string());
            else
                span.*(known->member) = true;
        }
        if (span.subscript && span.superscript) fault("unknown_mark", "sub sup");
        span.lang = string(value, "lang");
        if (!span.lang.empty() && !is_language(span.lang)) fault("bad_language", "lang", span.lang);
        if (const Value* link = value.find("link"); link != nullptr) {
            members(*link, {"url", "story"});
            span.link_story = string(*link, "story");
            const bool has_url = link->find("url") != nullptr;
            if (has_url) span.link_url = read_url(*link);
            const bool story_fits = span.link_story.empty() ? has_url : !has_url && is_reference(span.link_story);
            if (!link->is_object() || !story_fits) fault("bad_link", "link", span.link_story);
        }
        return span;
    }

    std::string read_url(const Value& object) {
        const std::string given = string(object, "url");
        const auto url = theme::WebUrl::parse(given);
        if (url) return url->str();
        fault("bad_link", "url", given);
        return {};
    }

    Text read_spans(const std::vector<Value>& spans) {
        Text text;
        text.reserve(spans.size());
        for (const Value& span : spans) text.push_back(read_span(span));
        return text;
    }

    Text text(const Value& object, std::string_view name, Need need) { return read_spans(array(object, name, need)); }

    Text element(const Value& value, std::string_view name) {
        if (value.is_array()) return read_spans(value.items());
        fault("malformed", name);
        return {};
    }

    std::vector<ListItem> read_items(const Value& object, int depth) {
        std::vector<ListItem> items;
        if (depth > kMaxDepth) {
            fault("too_deep");
            return items;
        }
        for (const Value& value : array(object, "items", depth == 1 ? Need::Must : Need::May)) {
            if (!value.is_object()) fault("malformed", "items");
            members(value, {"text", "items"});
            ListItem item{text(value, "text", Need::Must), {}};
            if (value.find("items") != nullptr) item.items = read_items(value, depth + 1);
            items.push_back(std::move(item));
        }
        return items;
    }

    void read_paragraphs(const Value& value, Block& block) {
        for (const Value& paragraph : array(value, "paragraphs", Need::Must)) {
            block.paragraphs.push_back(element(paragraph, "paragraphs"));
        }
    }

    void read_pictures(const Value& value, Block& block) {
        for (const Value& picture : array(value, "pictures", Need::Must)) {
            if (!picture.is_object()) fault("malformed", "pictures");
            members(picture, {"media", "caption", "credit"});
            PictureRef ref{string(picture, "media"), text(picture, "caption", Need::May), string(picture, "credit")};
            if (!is_reference(ref.media)) fault("bad_media", "media", ref.media);
            block.pictures.push_back(std::move(ref));
        }
        const bool fits = block.type == BlockType::Picture ? block.pictures.size() == 1 : !block.pictures.empty();
        if (!fits) fault("malformed", "pictures");
    }

    void read_rows(const Value& value, Block& block) {
        const auto& rows = array(value, "rows", Need::Must);
        if (rows.size() > kMaxRows) return fault("bad_table");
        for (const Value& row : rows) {
            if (!row.is_array() || row.items().empty() || row.items().size() > kMaxColumns ||
                (!block.rows.empty() && row.items().size() != block.rows[0].size())) {
                return fault("bad_table");
            }
            std::vector<Text> cells;
            for (const Value& cell : row.items()) cells.push_back(element(cell, "rows"));
            block.rows.push_back(std::move(cells));
        }
    }

    void read_card(const Value& value, Block& block) {
        block.url = read_url(value);
        block.title = string(value, "title");
        block.description = string(value, "description");
        // Cleaned first: a title of nothing but blanks would be stored empty, and never be read again.
        if (text::clean_line(block.title).empty()) fault("malformed", "title");
    }

    Block read_block(const Value& value) {
        Block block;
        if (!value.is_object()) {
            fault("malformed", "blocks");
            return block;
        }
        block.id = string(value, "id");
        if (!is_block_id(block.id))
            fault("bad_id", "id", block.id);
        else if (!ids_.insert(block.id).second)
            fault("duplicate_id", block.id);
        block.from = string(value, "from");
        if (!block.from.empty() && !is_block_id(block.from)) fault("bad_id", "from", block.from);
        const std::string name = string(value, "type");
        const auto type =
            std::find_if(kTypes.begin(), kTypes.end(), [&](BlockType one) { return name_of(one) == name; });
        if (type == kTypes.end()) {
            fault("unknown_type", "type", name);
            return block;
        }
        block.type = *type;
        switch (block.type) {
            case BlockType::Paragraph:
                members(value, {"id", "from", "type", "text"});
                block.text = text(value, "text", Need::Must);
                break;
            case BlockType::Heading: {
                members(value, {"id", "from", "type", "level", "text"});
                const Value* level = value.find("level");
                if (level == nullptr || !level->is_integer() || (level->integer() != 2 && level->integer() != 3)) {
                    fault("bad_level");
                } else {
                    block.level = static_cast<int>(level->integer());
                }
                block.text = text(value, "text", Need::Must);
                break;
            }
            case BlockType::Quote:
                members(value, {"id", "from", "type", "paragraphs", "cite"});
                read_paragraphs(value, block);
                block.cite = text(value, "cite", Need::May);
                break;
            case BlockType::PullQuote:
                members(value, {"id", "from", "type", "text", "cite"});
                block.text = text(value, "text", Need::Must);
                block.cite = text(value, "cite", Need::May);
                break;
            case BlockType::List:
                members(value, {"id", "from", "type", "ordered", "items"});
                block.ordered = boolean(value, "ordered");
                block.items = read_items(value, 1);
                break;
            case BlockType::Picture:
                members(value, {"id", "from", "type", "pictures"});
                read_pictures(value, block);
                break;
            case BlockType::Gallery:
                members(value, {"id", "from", "type", "pictures", "caption"});
                read_pictures(value, block);
                block.caption = text(value, "caption", Need::May);
                break;
            case BlockType::Table:
                members(value, {"id", "from", "type", "header_row", "caption", "rows"});
                block.header_row = boolean(value, "header_row");
                block.caption = text(value, "caption", Need::May);
                read_rows(value, block);
                break;
            case BlockType::Card:
                members(value, {"id", "from", "type", "url", "title", "description"});
                read_card(value, block);
                break;
            case BlockType::Divider: members(value, {"id", "from", "type"}); break;
            case BlockType::Note:
                members(value, {"id", "from", "type", "paragraphs"});
                read_paragraphs(value, block);
                break;
        }
        return block;
    }

    std::string place_ = "body";
    std::vector<FieldProblem> faults_;
    std::unordered_set<std::string> ids_;
};

Value value_of(const Text& text) {
    Value out = Value::array();
    for (const Span& span : text) {
        Value one = Value::object();
        one.set("t", span.text);
        Value marks = Value::array();
        for (const Mark& mark : kMarks) {
            if (span.*(mark.member)) marks.push(mark.name);
        }
        if (!marks.items().empty()) one.set("m", std::move(marks));
        if (!span.link_url.empty()) one.set("link", std::move(Value::object().set("url", span.link_url)));
        if (!span.link_story.empty()) one.set("link", std::move(Value::object().set("story", span.link_story)));
        if (!span.lang.empty()) one.set("lang", span.lang);
        out.push(std::move(one));
    }
    return out;
}

Value value_of(const std::vector<Text>& texts) {
    Value out = Value::array();
    for (const Text& text : texts) out.push(value_of(text));
    return out;
}

Value value_of(const std::vector<ListItem>& items) {
    Value out = Value::array();
    for (const ListItem& item : items) {
        Value one = Value::object();
        one.set("text", value_of(item.text));
        if (!item.items.empty()) one.set("items", value_of(item.items));
        out.push(std::move(one));
    }
    return out;
}

Value value_of(const std::vector<PictureRef>& pictures) {
    Value out = Value::array();
    for (const PictureRef& picture : pictures) {
        Value one = Value::object();
        one.set("media", picture.media);
        if (!picture.caption.empty()) one.set("caption", value_of(picture.caption));
        if (!picture.credit.empty()) one.set("credit", picture.credit);
        out.push(std::move(one));
    }
    return out;
}

Value value_of(const Block& block) {
    Value out = Value::object();
    out.set("id", block.id);
    if (!block.from.empty()) out.set("from", block.from);
    out.set("type", name_of(block.type));
    switch (block.type) {
        case BlockType::Paragraph: out.set("text", value_of(block.text)); break;
        case BlockType::Heading: out.set("level", block.level).set("text", value_of(block.text)); break;
        case BlockType::Quote:
            out.set("paragraphs", value_of(block.paragraphs));
            if (!block.cite.empty()) out.set("cite", value_of(block.cite));
            break;
        case BlockType::PullQuote:
            out.set("text", value_of(block.text));
            if (!block.cite.empty()) out.set("cite", value_of(block.cite));
            break;
        case BlockType::List:
            if (block.ordered) out.set("ordered", true);
            out.set("items", value_of(block.items));
            break;
        case BlockType::Picture: out.set("pictures", value_of(block.pictures)); break;
        case BlockType::Gallery:
            out.set("pictures", value_of(block.pictures));
            if (!block.caption.empty()) out.set("caption", value_of(block.caption));
            break;
        case BlockType::Table: {
            if (block.header_row) out.set("header_row", true);
            if (!block.caption.empty()) out.set("caption", value_of(block.caption));
            Value rows = Value::array();
            for (const auto& row : block.rows) rows.push(value_of(row));
            out.set("rows", std::move(rows));
            break;
        }
        case BlockType::Card:
            out.set("url", block.url).set("title", block.title);
            if (!block.description.empty()) out.set("description", block.description);
            break;
        case BlockType::Divider: break;
        case BlockType::Note: out.set("paragraphs", value_of(block.paragraphs)); break;
    }
    return out;
}

}  // namespace

Result<Document> parse(std::string_view json) { return Reader().read(json); }

std::string to_json(const Document& document) {
    Value blocks = Value::array();
    for (const Block& block : document.blocks) blocks.push(value_of(block));
    Value out = Value::object();
    out.set("v", 1).set("blocks", std::move(blocks));
    return json::print(out);
}

}  // namespace broadsheet::document
