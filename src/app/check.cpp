#include "app/check.h"

#include <deque>
#include <map>
#include <set>

namespace broadsheet {

namespace {

/// Values of an attribute in our own, well-formed pages. Not a parser for foreign HTML.
std::vector<std::string> attributes(const std::string& html, const std::string& name) {
    std::vector<std::string> out;
    const std::string start = " " + name + "=\"";
    for (std::size_t at = html.find(start); at != std::string::npos; at = html.find(start, at)) {
        at += start.size();
        const std::size_t end = html.find('"', at);
        if (end == std::string::npos) break;
        out.push_back(html.substr(at, end - at));
        at = end;
    }
    return out;
}

std::string unescaped(std::string text) {
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"&amp;", "&"},
                                   {"&#39;", "'"},
                                   {"&quot;", "\""},
                                   {"&lt;", "<"},
                                   {"&gt;", ">"}}) {
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    }
    return text;
}

/// The site path of a link of this paper, without its fragment; empty for anything else.
std::string inside(const std::string& link, const std::string& url) {
    std::string path = unescaped(link);
    if (path.rfind(url + "/", 0) == 0) path = path.substr(url.size());
    if (path.empty() || path.front() != '/' || path.rfind("//", 0) == 0) return {};
    return path.substr(0, path.find('#'));
}

bool has_placeholder(const std::string& text, std::string& found) {
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
        std::size_t end = at + 1;
        while (end < text.size() && (std::isalpha(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
            ++end;
        if (end > at + 1 && end < text.size() && text[end] == '}') {
            found = text.substr(at, end - at + 1);
            return true;
        }
    }
    return false;
}

/// hreflang → address, from the head of a page.
std::map<std::string, std::string> alternates_of(const std::string& html) {
    std::map<std::string, std::string> out;
    for (std::size_t at = html.find("<link "); at != std::string::npos; at = html.find("<link ", at + 1)) {
        const std::string tag = html.substr(at, html.find('>', at) - at + 1);
        const auto language = attributes(tag, "hreflang");
        const auto address = attributes(tag, "href");
        if (!language.empty() && !address.empty()) out[language.front()] = unescaped(address.front());
    }
    return out;
}

class Walk {
public:
    Walk(Newsroom& newsroom, int most) : newsroom_(newsroom), most_(most) {}

    CheckReport run() {
        for (const auto& edition : newsroom_.editions.all()) want(edition.home(), "the paper");
        for (const auto& declared : newsroom_.routes.declared()) {
            // An address with a thing in its pattern is one of the sample newsroom; its pages are linked from others.
            if (!declared.sample.empty() && declared.pattern.find('{') == std::string::npos &&
                (declared.surface == Surface::Page || declared.surface == Surface::File))
                want(declared.sample, "the route table");
        }
        while (!waiting_.empty() && report_.pages < most_) {
            const std::string path = waiting_.front();
            waiting_.pop_front();
            visit(path);
        }
        if (!waiting_.empty())
            fault("the walk", "ended after " + std::to_string(report_.pages) + " pages; more were to come");
        for (const auto& [path, languages] : alternates_) check_alternates(path, languages);
        return std::move(report_);
    }

private:
    void want(const std::string& path, const std::string& from) {
        ++report_.links;
        if (from_.emplace(path, from).second) waiting_.push_back(path);
    }

    http::Response ask(const std::string& path) {
        http::Request request;
        request.target = http::percent_encode_path(http::percent_decode(path.substr(0, path.find('?'))).value_or(path));
        if (path.find('?') != std::string::npos) request.target += path.substr(path.find('?'));
        std::string host = newsroom_.frame.url();
        host = host.substr(host.find("://") + 3);
        request.headers = {{"host", host}};
        return newsroom_.ask(std::move(request));
    }

    void fault(const std::string& path, const std::string& what) { report_.faults.push_back(path + ": " + what); }

    void visit(const std::string& path) {
        if (path.rfind("/desk", 0) == 0) return;
        ++report_.pages;
        const http::Response answer = ask(path);
        if (answer.status == 301 || answer.status == 302) {
            for (const auto& [name, value] : answer.headers) {
                if (name == "Location") want(inside(value, newsroom_.frame.url()), path);
            }
            return;
        }
        if (answer.status != 200) {
            fault(path, "answers " + std::to_string(answer.status) + ", linked from " + from_[path]);
            return;
        }
        if (answer.content_type.rfind("application/xml", 0) == 0 || answer.content_type.rfind("text/xml", 0) == 0) {
            // A sitemap: its addresses must answer too.
            for (const char* tag : {"<loc>"}) {
                for (std::size_t at = answer.body.find(tag); at != std::string::npos;
                     at = answer.body.find(tag, at + 1)) {
                    const std::size_t start = at + 5;
                    const std::string link =
                        inside(answer.body.substr(start, answer.body.find('<', start) - start), newsroom_.frame.url());
                    if (!link.empty()) want(link, path);
                }
            }
            return;
        }
        if (answer.content_type.rfind("text/html", 0) == 0) page(path, answer.body);
    }

    void page(const std::string& path, const std::string& html) {
        const std::string edition = path.substr(1, path.find('/', 1) - 1);
        const auto languages = attributes(html.substr(0, 200), "lang");
        if (newsroom_.editions.find(edition) != nullptr && (languages.empty() || languages.front() != edition))
            fault(path, "does not say that it is in " + edition);
        std::string placeholder;
        const std::string text = visible_text(html);
        if (has_placeholder(text, placeholder)) fault(path, "prints the placeholder " + placeholder);
        std::size_t headings = 0;
        for (std::size_t at = html.find("<h1"); at != std::string::npos; at = html.find("<h1", at + 1)) ++headings;
        if (headings != 1) fault(path, "has " + std::to_string(headings) + " first headings");
        if (html.find("<p></p>") != std::string::npos) fault(path, "has an empty paragraph");
        for (const char* name : {"href", "src", "action"}) {
            for (const auto& link : attributes(html, name)) {
                const std::string target = inside(link, newsroom_.frame.url());
                if (!target.empty()) want(target, path);
            }
        }
        auto alternates = alternates_of(html);
        if (!alternates.empty()) alternates_.emplace(path, std::move(alternates));
    }

    void check_alternates(const std::string& path, const std::map<std::string, std::string>& languages) {
        for (const auto& [language, address] : languages) {
            const std::string target = inside(address, newsroom_.frame.url());
            const auto other = alternates_.find(target);
            if (other == alternates_.end()) {
                if (report_.pages < most_)
                    fault(path, "names " + address + " as " + language + ", which does not name it back");
            } else if (other->second != languages) {
                fault(path, "and " + target + " name different counterparts");
            }
        }
    }

    Newsroom& newsroom_;
    int most_;
    CheckReport report_;
    std::deque<std::string> waiting_;
    std::map<std::string, std::string> from_;
    std::map<std::string, std::map<std::string, std::string>> alternates_;
};

}  // namespace

std::string visible_text(const std::string& html) {
    std::string out;
    bool gap = false;
    for (std::size_t at = 0; at < html.size();) {
        if (html[at] == '<') {
            for (const char* element : {"script", "style"}) {
                if (html.compare(at + 1, std::char_traits<char>::length(element), element) == 0) {
                    const std::size_t end = html.find("</" + std::string(element), at);
                    at = end == std::string::npos ? html.size() : end;
                    break;
                }
            }
            const std::size_t end = html.find('>', at);
            at = end == std::string::npos ? html.size() : end + 1;
            gap = true;
            continue;
        }
        const char c = html[at++];
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            gap = true;
            continue;
        }
        if (gap && !out.empty()) out += ' ';
        gap = false;
        out += c;
    }
    return out;
}

CheckReport check_paper(Newsroom& newsroom, int most) { return Walk(newsroom, most).run(); }

}  // namespace broadsheet
