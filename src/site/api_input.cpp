#include "site/api_input.h"

#include <algorithm>
#include <charconv>

#include "platform/text/text.h"

namespace broadsheet {

namespace {

constexpr std::size_t kMaxItems = 200;

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace

const json::Value* ApiInput::member(std::string_view name) {
    known_.emplace_back(name);
    return object_.find(name);
}

void ApiInput::refuse(std::string field, std::string message, MessageArgs args) {
    faults_.push_back({prefix_ + std::move(field), std::move(message), std::move(args)});
}

void ApiInput::refuse(std::vector<FieldProblem> faults) {
    for (auto& fault : faults) faults_.push_back(std::move(fault));
}

void ApiInput::need(std::string_view name) {
    if (!has(name)) refuse(std::string(name), "problem.missing");
}

std::string ApiInput::text(std::string_view name, std::string fallback) {
    const json::Value* value = member(name);
    if (value == nullptr) return fallback;
    if (value->is_null()) return {};
    if (!value->is_string()) {
        refuse(std::string(name), "problem.wrong_form", {{"form", "text"}});
        return fallback;
    }
    return value->string();
}

std::int64_t ApiInput::number(std::string_view name, std::int64_t fallback) {
    const json::Value* value = member(name);
    if (value == nullptr) return fallback;
    if (!value->is_integer()) {
        refuse(std::string(name), "problem.wrong_form", {{"form", "integer"}});
        return fallback;
    }
    return value->integer();
}

std::vector<std::string> ApiInput::texts(std::string_view name, std::vector<std::string> fallback) {
    const json::Value* value = member(name);
    if (value == nullptr) return fallback;
    std::vector<std::string> out;
    const bool fits = value->is_array() && value->items().size() <= kMaxItems &&
                      std::all_of(value->items().begin(), value->items().end(),
                                  [](const json::Value& item) { return item.is_string(); });
    if (!fits) {
        refuse(std::string(name), "problem.wrong_form", {{"form", "list of texts"}});
        return fallback;
    }
    for (const auto& item : value->items()) out.push_back(item.string());
    return out;
}

std::vector<std::pair<std::string, std::string>> ApiInput::texts_by_name(std::string_view name) {
    std::vector<std::pair<std::string, std::string>> out;
    const json::Value* value = object(name);
    if (value == nullptr) return out;
    for (const auto& [key, words] : value->members()) {
        if (!words.is_string()) {
            refuse(std::string(name) + "." + key, "problem.wrong_form", {{"form", "text"}});
        } else {
            out.emplace_back(key, words.string());
        }
    }
    return out;
}

Instant ApiInput::instant(std::string_view name) {
    const json::Value* value = member(name);
    if (value == nullptr) return {};
    const auto at = value->is_string() ? text::parse_iso(value->string()) : std::nullopt;
    if (!at || !at->is_set()) {
        refuse(std::string(name), "problem.wrong_form", {{"form", "2026-11-24T09:00:00+01:00"}});
        return {};
    }
    return *at;
}

const std::vector<json::Value>* ApiInput::objects(std::string_view name) {
    const json::Value* value = member(name);
    if (value == nullptr) return nullptr;
    const bool fits = value->is_array() && value->items().size() <= kMaxItems &&
                      std::all_of(value->items().begin(), value->items().end(),
                                  [](const json::Value& item) { return item.is_object(); });
    if (!fits) {
        refuse(std::string(name), "problem.wrong_form", {{"form", "list of objects"}});
        return nullptr;
    }
    return &value->items();
}

const json::Value* ApiInput::object(std::string_view name) {
    const json::Value* value = member(name);
    if (value == nullptr) return nullptr;
    if (!value->is_object()) {
        refuse(std::string(name), "problem.wrong_form", {{"form", "object"}});
        return nullptr;
    }
    return value;
}

std::vector<FieldProblem> ApiInput::faults() {
    for (const auto& [name, value] : object_.members()) {
        if (std::find(known_.begin(), known_.end(), name) == known_.end())
            refuse(name, "problem.unknown_member", {{"name", name}});
    }
    return std::move(faults_);
}

std::optional<std::string> if_match(const http::Request& request) {
    const auto header = request.header("if-match");
    if (!header || header->size() < 3 || header->front() != '"' || header->back() != '"') return std::nullopt;
    const std::string_view tag = header->substr(1, header->size() - 2);
    if (tag.find('"') != std::string_view::npos) return std::nullopt;
    return std::string(tag);
}

tl::unexpected<Problem> precondition_failed() {
    return problem(ProblemKind::Conflict, "problem.saved_meanwhile", {{"status", "412"}});
}
tl::unexpected<Problem> precondition_required() { return problem(ProblemKind::Precondition, "problem.needs_revision"); }

Result<int> page_limit(const http::Request& request) {
    const auto asked = request.query("limit");
    if (!asked) return 30;
    int limit = 0;
    const auto [end, fault] = std::from_chars(asked->data(), asked->data() + asked->size(), limit);
    if (fault != std::errc() || end != asked->data() + asked->size() || limit < 1 || limit > 100) {
        return problem(ProblemKind::Malformed, "problem.bad_limit");
    }
    return limit;
}

std::string cursor_of(const ApiPlace& place) { return std::to_string(place.at.us) + "." + place.id; }

Result<std::optional<ApiPlace>> place_of(const http::Request& request) {
    const auto asked = request.query("cursor");
    if (!asked) return std::optional<ApiPlace>();
    ApiPlace place;
    const auto [end, fault] = std::from_chars(asked->data(), asked->data() + asked->size(), place.at.us);
    const std::string_view rest(end, static_cast<std::size_t>(asked->data() + asked->size() - end));
    // Years 1 to 9999: what a calendar can be asked about.
    constexpr std::int64_t kFirst = -62'135'596'800'000'000, kLast = 253'402'300'799'999'999;
    if (fault != std::errc() || place.at.us < kFirst || place.at.us > kLast || rest.size() < 2 || rest[0] != '.' ||
        !is_id(rest.substr(1))) {
        return problem(ProblemKind::Malformed, "problem.bad_cursor");
    }
    place.id = rest.substr(1);
    return std::optional<ApiPlace>(std::move(place));
}

std::string next_link(const http::Request& request, const std::vector<std::string>& names, const std::string& cursor) {
    std::string out = "<" + http::percent_encode_path(request.path) + "?";
    for (const auto& name : names) {
        const auto value = request.query(name);
        if (value && name != "cursor") out += name + "=" + http::percent_encode(*value) + "&";
    }
    return out + "cursor=" + http::percent_encode(cursor) + ">; rel=\"next\"";
}

}  // namespace broadsheet
