#include "platform/theme/template.h"

#include <algorithm>
#include <tuple>

namespace broadsheet::theme {

namespace {

constexpr std::size_t kMaxTemplate = 1'000'000;
constexpr std::size_t kMaxNesting = 32;
constexpr std::string_view kBlank = " \t\r";

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const std::size_t first = text.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 200 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./") ==
               std::string_view::npos;
}

int lines_in(std::string_view text) { return static_cast<int>(std::count(text.begin(), text.end(), '\n')); }

class Reader {
public:
    Reader(std::string file, std::string_view text, Faults& faults) : text_(text), faults_(faults) {
        template_.file = std::move(file);
    }

    Template read() {
        if (text_.size() > kMaxTemplate) {
            fault("too_large", template_.file);
            return std::move(template_);
        }
        while (at_ < text_.size()) {
            const std::size_t open = text_.find("{{", at_);
            if (open == std::string_view::npos) {
                take_text(text_.size());
                break;
            }
            take_text(open);
            if (!read_tag()) break;
        }
        while (!open_.empty()) close_section();
        return std::move(template_);
    }

private:
    void fault(const std::string& message, std::string name) {
        faults_.add(template_.file, line_, message, {{"name", std::move(name)}});
    }

    std::vector<Node>& siblings() { return open_.empty() ? template_.nodes : open_.back().children; }

    void take_text(std::size_t end) {
        const std::string_view run = text_.substr(at_, end - at_);
        if (!run.empty()) {
            siblings().push_back({Node::Kind::Text, std::string(run), line_, {}});
            line_ += lines_in(run);
            const std::size_t line_break = run.rfind('\n');
            const std::string_view last = line_break == std::string_view::npos ? run : run.substr(line_break + 1);
            if (line_break != std::string_view::npos) line_blank_ = true;
            line_blank_ = line_blank_ && last.find_first_not_of(kBlank) == std::string_view::npos;
        }
        at_ = end;
    }

    /// A tag that stands alone takes its line with it: the blanks before it, already taken as text, and all after it up
    /// to and with the line break. `npos` when it does not stand alone.
    std::size_t end_of_own_line(std::size_t after) const {
        if (!line_blank_) return std::string_view::npos;
        const std::size_t next = text_.find_first_not_of(kBlank, after);
        if (next == std::string_view::npos) return text_.size();
        return text_[next] == '\n' ? next + 1 : std::string_view::npos;
    }

    void drop_blanks_before() {
        auto& nodes = siblings();
        if (nodes.empty() || nodes.back().kind != Node::Kind::Text) return;
        std::string& words = nodes.back().text;
        const std::size_t last = words.find_last_not_of(kBlank);
        words.erase(last == std::string::npos ? 0 : last + 1);
        if (words.empty()) nodes.pop_back();
    }

    bool read_tag() {
        const bool triple = text_.substr(at_, 3) == "{{{";
        const std::string_view closing = triple ? "}}}" : "}}";
        const std::size_t inside = at_ + closing.size();
        const std::size_t close = text_.find(closing, inside);
        if (close == std::string_view::npos) {
            fault("malformed", std::string(text_.substr(at_, std::min<std::size_t>(40, text_.find('\n', at_) - at_))));
            return false;
        }
        const std::string_view content = text_.substr(inside, close - inside);
        const std::size_t after = close + closing.size();
        const char sigil = triple || content.empty() ? '\0' : content[0];
        const bool stands_alone_kind = std::string_view("#^/>!").find(sigil) != std::string_view::npos && sigil != '\0';
        const std::size_t own_line = stands_alone_kind ? end_of_own_line(after) : std::string_view::npos;
        if (own_line != std::string_view::npos) drop_blanks_before();
        handle(triple, sigil, content);
        line_ += lines_in(content);
        at_ = after;
        line_blank_ = false;
        if (own_line != std::string_view::npos) {
            line_ += lines_in(text_.substr(after, own_line - after));
            at_ = own_line;
            line_blank_ = true;
        }
        return true;
    }

    void handle(bool triple, char sigil, std::string_view content) {
        if (sigil == '!') return;
        const bool has_sigil = std::string_view("#^/>&").find(sigil) != std::string_view::npos && sigil != '\0';
        const std::string name(trimmed(has_sigil ? content.substr(1) : content));
        if (name == ".") return fault("unknown_name", name);
        if (!is_name(name)) return fault("malformed", name.substr(0, 40));
        switch (sigil) {
            case '#': return open_section(Node::Kind::Section, name);
            case '^': return open_section(Node::Kind::Inverted, name);
            case '/':
                if (open_.empty() || open_.back().text != name) return fault("unclosed_section", name);
                finish_section();
                return;
            case '>': siblings().push_back({Node::Kind::Part, name, line_, {}}); return;
            case '&': siblings().push_back({Node::Kind::PrintRaw, name, line_, {}}); return;
            default: siblings().push_back({triple ? Node::Kind::PrintRaw : Node::Kind::Print, name, line_, {}});
        }
    }

    void open_section(Node::Kind kind, const std::string& name) {
        if (open_.size() >= kMaxNesting) return fault("too_large", name);
        open_.push_back({kind, name, line_, {}});
    }

    void finish_section() {
        Node done = std::move(open_.back());
        open_.pop_back();
        siblings().push_back(std::move(done));
    }

    void close_section() {
        const Node& left_open = open_.back();
        faults_.add(template_.file, left_open.line, "unclosed_section", {{"name", left_open.text}});
        finish_section();
    }

    Template template_;
    std::string_view text_;
    Faults& faults_;
    std::size_t at_ = 0;
    int line_ = 1;
    bool line_blank_ = true;
    std::vector<Node> open_;
};

}  // namespace

void Faults::add(const std::string& file, int line, const std::string& message, MessageArgs args) {
    const std::string field = file + ":" + std::to_string(line);
    std::string mark = field + " " + message;
    for (const auto& [name, value] : args) mark += " " + name + "=" + value;
    if (!seen_.insert(std::move(mark)).second) return;
    faults_.push_back({file, line, {field, "problem.theme." + message, std::move(args)}});
}

void Faults::add(FieldProblem fault) {
    std::string file = fault.field;
    faults_.push_back({std::move(file), 0, std::move(fault)});
}

std::vector<FieldProblem> Faults::take() {
    std::stable_sort(faults_.begin(), faults_.end(), [](const Fault& a, const Fault& b) {
        return std::tie(a.file, a.line) < std::tie(b.file, b.line);
    });
    std::vector<FieldProblem> problems;
    problems.reserve(faults_.size());
    for (Fault& fault : faults_) problems.push_back(std::move(fault.problem));
    return problems;
}

Template read_template(std::string file, std::string_view text, Faults& faults) {
    return Reader(std::move(file), text, faults).read();
}

}  // namespace broadsheet::theme
