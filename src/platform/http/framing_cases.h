// Reads tests/requests/framing.txt for the tests of this folder. Not part of the program.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::http {

struct FramingCase {
    int status = 0;
    std::string name;
    std::string bytes;
};

inline std::string unescape_case(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        switch (text.at(++i)) {
            case 'r': out += '\r'; break;
            case 'n': out += '\n'; break;
            case 't': out += '\t'; break;
            case '0': out += '\0'; break;
            case '\\': out += '\\'; break;
            case 'x':
                out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
                i += 2;
                break;
            case '*': {
                const auto open = text.find('{', i);
                const int times = std::stoi(std::string(text.substr(i + 1, open - i - 1)));
                std::size_t close = open + 1;
                for (int depth = 1; depth > 0; ++close)
                    depth += text.at(close) == '{' ? 1 : text.at(close) == '}' ? -1 : 0;
                const auto piece = unescape_case(text.substr(open + 1, close - open - 2));
                for (int n = 0; n < times; ++n) out += piece;
                i = close - 1;
                break;
            }
            default: throw std::runtime_error("framing.txt: unknown escape in " + std::string(text));
        }
    }
    return out;
}

inline std::vector<FramingCase> framing_cases() {
    const auto root = std::filesystem::path(__FILE__).parent_path() / "../../../tests/requests/framing.txt";
    std::ifstream file(root);
    if (!file) throw std::runtime_error("tests/requests/framing.txt cannot be read");
    std::vector<FramingCase> cases;
    std::string line;
    while (std::getline(file, line)) {
        if (line.empty() || line.front() == '#') continue;
        const auto bar = line.find('|');
        if (bar == std::string::npos) throw std::runtime_error("framing.txt: no bar in " + line);
        FramingCase one;
        one.status = std::stoi(line.substr(0, 3));
        const auto last = line.find_last_not_of(' ', bar - 1);
        one.name = line.substr(5, last - 4);
        one.bytes = unescape_case(std::string_view(line).substr(line.find_first_not_of(' ', bar + 1)));
        cases.push_back(std::move(one));
    }
    return cases;
}

}  // namespace broadsheet::http
