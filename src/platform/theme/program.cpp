#include "platform/theme/program.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "platform/theme/escape.h"
#include "platform/theme/place.h"

namespace broadsheet::theme {

namespace {

constexpr std::size_t kMaxPartDepth = 16;
constexpr std::size_t kMaxParts = 2'000;
constexpr std::size_t kMaxSteps = 100'000;
constexpr std::size_t kMaxFrames = 64;

using Members = std::vector<Shape::Member>;

class Compiler {
public:
    Compiler(const Shape& shape, const Surroundings& around, Faults& faults) : around_(around), faults_(faults) {
        frames_.push_back(&shape.members());
    }

    Program compile(const Template& page) {
        walk(page);
        return std::move(program_);
    }

private:
    struct Found {
        std::uint16_t frame;
        std::vector<std::string> path;
        const Shape::Member* member;
    };

    void fault(const Node& node, const std::string& message) {
        faults_.add(file_, node.line, message, {{"name", node.text}});
    }

    void walk(const Template& source) {
        const std::string outer = std::exchange(file_, source.file);
        walk(source.nodes);
        file_ = outer;
    }

    void walk(const std::vector<Node>& nodes) {
        for (const Node& node : nodes) {
            if (program_.size() >= kMaxSteps || parts_ > kMaxParts) return;
            switch (node.kind) {
                case Node::Kind::Text:
                    place_.read(node.text);
                    program_.push_back({Step::Kind::Literal, 0, 0, node.text, {}});
                    break;
                case Node::Kind::Print:
                case Node::Kind::PrintRaw: print(node); break;
                case Node::Kind::Section:
                case Node::Kind::Inverted: section(node); break;
                case Node::Kind::Part: part(node); break;
            }
        }
        if (program_.size() >= kMaxSteps && !nodes.empty()) fault(nodes.back(), "too_large");
    }

    /// From the innermost frame outwards for the first name, inside the objects found for the others.
    std::optional<Found> look_up(const Node& node) {
        Found found{0, {}, nullptr};
        std::string_view rest = node.text;
        while (true) {
            const std::size_t dot = rest.find('.');
            found.path.emplace_back(rest.substr(0, dot));
            if (found.member == nullptr) {
                for (std::size_t frame = frames_.size(); frame-- > 0 && found.member == nullptr;) {
                    found.member = member(*frames_[frame], found.path.back());
                    found.frame = static_cast<std::uint16_t>(frame);
                }
            } else {
                found.member = found.member->kind == Value::Kind::Object
                                   ? member(found.member->members, found.path.back())
                                   : nullptr;
            }
            if (found.member == nullptr) break;
            if (dot == std::string_view::npos) return found;
            rest.remove_prefix(dot + 1);
        }
        fault(node, "unknown_name");
        return std::nullopt;
    }

    static const Shape::Member* member(const Members& members, std::string_view name) {
        const auto found =
            std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.name == name; });
        return found == members.end() ? nullptr : &*found;
    }

    void print(const Node& node) {
        const bool raw = node.kind == Node::Kind::PrintRaw;
        if (node.text.starts_with("t.") || node.text.starts_with("asset.")) {
            if (raw) return fault(node, "raw_not_html");
            if (place_.kind() == Place::Kind::Tag || place_.kind() == Place::Kind::Script) fault(node, "unsafe_place");
            place_.printed();
            if (node.text.starts_with("t.")) return word(node);
            const auto asset = around_.assets.find(node.text.substr(6));
            if (asset == around_.assets.end()) return fault(node, "unknown_asset");
            program_.push_back({Step::Kind::Literal, 0, 0, escaped(asset->second), {}});
            return;
        }
        auto found = look_up(node);
        if (!found) return place_.printed();
        const Place::Kind place = place_.kind();
        place_.printed();
        switch (found->member->kind) {
            case Value::Kind::Html:
                if (!raw) return fault(node, "html_not_raw");
                if (place != Place::Kind::Text && place != Place::Kind::Script) fault(node, "unsafe_place");
                break;
            case Value::Kind::Text:
            case Value::Kind::Address:
                if (raw) return fault(node, "raw_not_html");
                if (place == Place::Kind::Tag || place == Place::Kind::Script) fault(node, "unsafe_place");
                if (place == Place::Kind::AddressStart && found->member->kind == Value::Kind::Text) {
                    fault(node, "text_as_address");
                }
                break;
            default: return fault(node, "not_printable");
        }
        program_.push_back(
            {raw ? Step::Kind::PrintHtml : Step::Kind::Print, found->frame, 0, {}, std::move(found->path)});
    }

    void word(const Node& node) {
        const std::string key = node.text.substr(2);
        for (const auto& catalogue : around_.catalogues) {
            std::string_view trouble;
            if (!catalogue->has(key))
                trouble = "unknown_word";
            else if (!catalogue->arguments(key).empty())
                trouble = "word_with_arguments";
            if (trouble.empty()) continue;
            faults_.add(file_, node.line, std::string(trouble), {{"name", key}, {"locale", catalogue->locale()}});
        }
        program_.push_back({Step::Kind::Word, 0, 0, key, {}});
    }

    void section(const Node& node) {
        auto found = look_up(node);
        if (!found) return;
        const Value::Kind kind = found->member->kind;
        Step::Kind step = Step::Kind::If;
        if (node.kind == Node::Kind::Inverted)
            step = Step::Kind::Unless;
        else if (kind == Value::Kind::Object)
            step = Step::Kind::With;
        else if (kind == Value::Kind::List)
            step = Step::Kind::Each;
        const bool framed = step == Step::Kind::With || step == Step::Kind::Each;
        if (framed && frames_.size() >= kMaxFrames) return fault(node, "too_large");

        const std::size_t start = program_.size();
        program_.push_back({step, found->frame, 0, {}, std::move(found->path)});
        if (framed) frames_.push_back(&found->member->members);
        const Place before = place_;
        walk(node.children);
        if (!place_.agrees_with(before)) fault(node, "unsafe_place");
        place_.maybe_skipped(before);
        if (framed) {
            frames_.pop_back();
            program_.push_back({Step::Kind::End, 0, static_cast<std::uint32_t>(start), {}, {}});
        }
        program_[start].other = static_cast<std::uint32_t>(program_.size());
    }

    void part(const Node& node) {
        const auto found = around_.parts.find(node.text);
        if (found == around_.parts.end()) return fault(node, "unknown_part");
        if (std::find(within_.begin(), within_.end(), &found->second) != within_.end()) return fault(node, "cycle");
        if (within_.size() >= kMaxPartDepth || ++parts_ > kMaxParts) return fault(node, "too_large");
        within_.push_back(&found->second);
        walk(found->second);
        within_.pop_back();
    }

    const Surroundings& around_;
    Faults& faults_;
    std::string file_;
    Place place_;
    std::vector<const Members*> frames_;
    std::vector<const Template*> within_;
    std::size_t parts_ = 0;
    Program program_;
};

bool truthy(const Value* value) {
    if (value == nullptr) return false;
    switch (value->kind()) {
        case Value::Kind::Flag: return value->is_true();
        case Value::Kind::List: return !value->items().empty();
        case Value::Kind::Object: return true;
        default: return !value->string().empty();
    }
}

const Value* follow(const Value* from, const std::vector<std::string>& path) {
    for (const std::string& name : path) {
        from = from->find(name);
        if (from == nullptr) return nullptr;
    }
    return from;
}

}  // namespace

Program compile(const Template& page, const Shape& shape, const Surroundings& around, Faults& faults) {
    return Compiler(shape, around, faults).compile(page);
}

Program in_words_of(const Program& program, const text::Catalogue& words) {
    Program out;
    std::vector<std::uint32_t> moved(program.size() + 1, 0);  // old step → new step
    // A literal joins its neighbour unless something jumps to it; jumps go only to the step after an End, If or Unless.
    std::vector<bool> landing(program.size() + 1, false);
    for (const Step& step : program) {
        if (step.kind != Step::Kind::Literal && step.kind != Step::Kind::Word) landing[step.other] = true;
    }
    for (std::size_t at = 0; at < program.size(); ++at) {
        const Step& step = program[at];
        const bool is_literal = step.kind == Step::Kind::Literal || step.kind == Step::Kind::Word;
        std::string literal;
        if (step.kind == Step::Kind::Literal) literal = step.text;
        if (step.kind == Step::Kind::Word) literal = escaped(words.say(step.text));
        if (is_literal && !landing[at] && !out.empty() && out.back().kind == Step::Kind::Literal) {
            out.back().text += literal;
            moved[at] = static_cast<std::uint32_t>(out.size() - 1);
            continue;
        }
        moved[at] = static_cast<std::uint32_t>(out.size());
        if (is_literal)
            out.push_back({Step::Kind::Literal, 0, 0, std::move(literal), {}});
        else
            out.push_back(step);
    }
    moved[program.size()] = static_cast<std::uint32_t>(out.size());
    for (Step& step : out) {
        if (step.kind != Step::Kind::Literal) step.other = moved[step.other];
    }
    return out;
}

void run(const Program& program, const Value& value, std::string& out) {
    struct Loop {
        const Value* list;  // null: an object, entered once
        std::size_t next;
    };
    std::vector<const Value*> frames{&value};
    std::vector<Loop> loops;
    frames.reserve(kMaxFrames);
    loops.reserve(kMaxFrames);
    for (std::size_t at = 0; at < program.size();) {
        const Step& step = program[at++];
        if (step.kind == Step::Kind::Literal) {
            out += step.text;
            continue;
        }
        if (step.kind == Step::Kind::End) {
            Loop& loop = loops.back();
            if (loop.list != nullptr && loop.next < loop.list->items().size()) {
                frames.back() = &loop.list->items()[loop.next++];
                at = step.other + 1;
            } else {
                frames.pop_back();
                loops.pop_back();
            }
            continue;
        }
        const Value* found = follow(frames[step.frame], step.path);
        switch (step.kind) {
            case Step::Kind::Print:
                if (found != nullptr) append_escaped(out, found->string());
                break;
            case Step::Kind::PrintHtml:
                if (found != nullptr) out += found->string();
                break;
            case Step::Kind::Unless:
                if (truthy(found)) at = step.other;
                break;
            default:
                if (!truthy(found)) {
                    at = step.other;
                } else if (step.kind == Step::Kind::With) {
                    frames.push_back(found);
                    loops.push_back({nullptr, 0});
                } else if (step.kind == Step::Kind::Each) {
                    frames.push_back(&found->items().front());
                    loops.push_back({found, 1});
                }
        }
    }
}

}  // namespace broadsheet::theme
