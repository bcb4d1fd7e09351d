// The text of one template as a tree of tags, before anything is known of shapes or words. Private to this folder.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result/result.h"

namespace broadsheet::theme {

/// Faults in the order found, each once, however many pages use the part it stands in.
class Faults {
public:
    /// `message` is the last part of the key: "unknown_name" for `problem.theme.unknown_name`.
    void add(const std::string& file, int line, const std::string& message, MessageArgs args);
    void add(FieldProblem fault);
    [[nodiscard]] bool empty() const { return faults_.empty(); }
    /// By file and line.
    [[nodiscard]] std::vector<FieldProblem> take();

private:
    struct Fault {
        std::string file;
        int line;
        FieldProblem problem;
    };
    std::vector<Fault> faults_;
    std::set<std::string> seen_;
};

struct Node {
    enum class Kind { Text, Print, PrintRaw, Section, Inverted, Part };
    Kind kind;
    std::string text;  // the words of Text, the name of anything else
    int line;
    std::vector<Node> children;
};

struct Template {
    std::string file;  // "parts/byline.mustache"
    std::vector<Node> nodes;
};

/// Reads tags, drops comments, takes the line break of lines that hold nothing but one section, part or comment tag.
/// One pass over the text; sections nest at most 32 deep.
Template read_template(std::string file, std::string_view text, Faults& faults);

}  // namespace broadsheet::theme
