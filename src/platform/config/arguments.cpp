#include "platform/config/arguments.h"

namespace broadsheet {

std::string Arguments::get(const std::string& name, std::string fallback) const {
    const auto found = options.find(name);
    return found == options.end() ? std::move(fallback) : found->second;
}

std::vector<std::string> Arguments::every(const std::string& name) const {
    std::vector<std::string> out;
    const auto [from, to] = all.equal_range(name);
    for (auto at = from; at != to; ++at) out.push_back(at->second);
    return out;
}

std::optional<Arguments> read_arguments(const std::vector<std::string>& line, const std::vector<OptionRule>& rules,
                                        std::string& error) {
    Arguments out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const std::string& word = line[i];
        if (word.rfind("--", 0) != 0) {
            if (out.command.empty()) {
                out.command = word;
            } else {
                out.words.push_back(word);
            }
            continue;
        }
        const auto equals = word.find('=');
        const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const OptionRule* rule = nullptr;
        for (const auto& candidate : rules) {
            if (candidate.name == name) rule = &candidate;
        }
        if (rule == nullptr) {
            error = "There is no option --" + name + ". `broadsheet --help` lists what there is.";
            return std::nullopt;
        }
        if (rule->value.empty()) {
            if (equals != std::string::npos) {
                error = "--" + name + " takes no value.";
                return std::nullopt;
            }
            out.options[name] = "yes";
        } else if (equals != std::string::npos) {
            out.options[name] = word.substr(equals + 1);
            out.all.emplace(name, out.options[name]);
        } else if (i + 1 < line.size()) {
            out.options[name] = line[++i];
            out.all.emplace(name, out.options[name]);
        } else {
            error = "--" + name + " needs a value: --" + name + " " + rule->value + ".";
            return std::nullopt;
        }
    }
    return out;
}

}  // namespace broadsheet
