// The words of one language: messages of ICU MessageFormat 1.
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

#include "platform/json/json.h"
#include "platform/text/text.h"

namespace broadsheet::text {

namespace {

struct Message {
    std::string source;
    bool plain = false;                  // no arguments, no quoting: printed as it stands
    std::vector<std::string> arguments;  // sorted
    std::set<std::string>
        numbers;  // those that plurals count or that are printed as numbers; the rest is text: a year is no 2,026
    std::shared_ptr<icu::MessageFormat> format;
};

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

/// A number for plurals, if that is what the text says.
bool is_integer(std::string_view text) {
    if (text.empty() || text.size() > 18) return false;
    std::size_t i = text[0] == '-' && text.size() > 1 ? 1 : 0;
    if (text.size() - i > 1 && text[i] == '0') return false;
    for (; i < text.size(); ++i) {
        if (text[i] < '0' || text[i] > '9') return false;
    }
    return true;
}

}  // namespace

struct Catalogue::Impl {
    std::map<std::string, Message, std::less<>> messages;
    std::string open, close;        // brackets of the pseudo-edition
    mutable std::mutex formatting;  // MessageFormat::format is const but caches inside
};

Catalogue::Catalogue() : impl_(std::make_unique<Impl>()) {}
Catalogue::~Catalogue() = default;

namespace {

void flatten(const json::Value& value, const std::string& prefix, std::map<std::string, std::string>& out,
             std::vector<FieldProblem>& faults) {
    for (const auto& [name, member] : value.members()) {
        const std::string key = prefix.empty() ? name : prefix + "." + name;
        if (member.is_object()) {
            flatten(member, key, out, faults);
        } else if (member.is_string() && !member.string().empty()) {
            out[key] = member.string();
        } else {
            faults.push_back({key, "problem.catalogue.not_text", {}});
        }
    }
}

}  // namespace

Result<std::shared_ptr<const Catalogue>> Catalogue::parse(std::string_view text, std::string locale) {
    json::ParseError error;
    const auto root = json::parse(text, &error);
    if (!root || !root->is_object()) {
        return invalid({{"",
                         "problem.catalogue.malformed",
                         {{"reason", error.message}, {"offset", std::to_string(error.offset)}}}});
    }
    std::map<std::string, std::string> sources;
    std::vector<FieldProblem> faults;
    flatten(*root, "", sources, faults);
    std::shared_ptr<Catalogue> catalogue(new Catalogue());
    catalogue->locale_ = std::move(locale);
    for (auto& [key, source] : sources) {
        Message message;
        message.source = source;
        message.plain = source.find_first_of("{}'") == std::string::npos;
        if (!message.plain) {
            UErrorCode status = U_ZERO_ERROR;
            UParseError where;
            const icu::UnicodeString pattern_text = icu::UnicodeString::fromUTF8(source);
            const icu::MessagePattern pattern(pattern_text, &where, status);
            if (U_SUCCESS(status)) {
                message.format = std::make_shared<icu::MessageFormat>(
                    pattern_text, icu::Locale(catalogue->locale_.c_str()), where, status);
            }
            if (U_FAILURE(status)) {
                faults.push_back({key, "problem.catalogue.pattern", {{"reason", u_errorName(status)}}});
                continue;
            }
            std::set<std::string> names;
            UMessagePatternArgType type = UMSGPAT_ARG_TYPE_NONE;
            for (std::int32_t i = 0; i < pattern.countParts(); ++i) {
                const auto& part = pattern.getPart(i);
                if (part.getType() == UMSGPAT_PART_TYPE_ARG_START) type = part.getArgType();
                if (part.getType() == UMSGPAT_PART_TYPE_ARG_NAME || part.getType() == UMSGPAT_PART_TYPE_ARG_NUMBER) {
                    names.insert(utf8(pattern.getSubstring(part)));
                    if (type == UMSGPAT_ARG_TYPE_PLURAL || type == UMSGPAT_ARG_TYPE_SELECTORDINAL ||
                        type == UMSGPAT_ARG_TYPE_SIMPLE) {
                        message.numbers.insert(utf8(pattern.getSubstring(part)));
                    }
                }
            }
            message.arguments.assign(names.begin(), names.end());
        }
        catalogue->impl_->messages.emplace(key, std::move(message));
    }
    if (!faults.empty()) return invalid(std::move(faults));
    return std::shared_ptr<const Catalogue>(std::move(catalogue));
}

std::string Catalogue::say(std::string_view key, const MessageArgs& args) const {
    const auto found = impl_->messages.find(key);
    if (found == impl_->messages.end()) throw std::out_of_range("no such message: " + std::string(key));
    const Message& message = found->second;
    if (message.plain) return impl_->open + message.source + impl_->close;
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> values;
    for (const auto& needed : message.arguments) {
        const auto given = std::find_if(args.begin(), args.end(), [&](const auto& arg) { return arg.first == needed; });
        if (given == args.end())
            throw std::invalid_argument("message " + std::string(key) + " needs the argument " + needed);
        names.push_back(icu::UnicodeString::fromUTF8(needed));
        if (message.numbers.count(needed) != 0 && is_integer(given->second)) {
            values.emplace_back(static_cast<std::int64_t>(std::stoll(given->second)));
        } else {
            values.emplace_back(icu::UnicodeString::fromUTF8(given->second));
        }
    }
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString out;
    {
        const std::lock_guard lock(impl_->formatting);
        message.format->format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), out, status);
    }
    if (U_FAILURE(status)) throw std::runtime_error("message " + std::string(key) + ": " + u_errorName(status));
    return impl_->open + utf8(out) + impl_->close;
}

bool Catalogue::has(std::string_view key) const { return impl_->messages.find(key) != impl_->messages.end(); }

std::vector<std::string> Catalogue::keys() const {
    std::vector<std::string> out;
    out.reserve(impl_->messages.size());
    for (const auto& [key, message] : impl_->messages) out.push_back(key);
    return out;
}

std::vector<std::string> Catalogue::arguments(std::string_view key) const {
    const auto found = impl_->messages.find(key);
    return found == impl_->messages.end() ? std::vector<std::string>{} : found->second.arguments;
}

std::vector<std::string> Catalogue::gaps(const Catalogue& complete) const {
    std::vector<std::string> out;
    for (const auto& [key, message] : complete.impl_->messages) {
        const auto found = impl_->messages.find(key);
        if (found == impl_->messages.end()) {
            out.push_back(key);
            continue;
        }
        if (found->second.arguments != message.arguments) {
            std::string names;
            for (const auto& name : message.arguments) names += (names.empty() ? "" : ", ") + name;
            out.push_back(key + ": " + (names.empty() ? "no arguments expected" : "arguments " + names + " expected"));
        }
    }
    return out;
}

std::shared_ptr<const Catalogue> Catalogue::bracketed() const {
    std::shared_ptr<Catalogue> copy(new Catalogue());
    copy->locale_ = locale_;
    copy->impl_->messages = impl_->messages;
    copy->impl_->open = "⟦";
    copy->impl_->close = "⟧";
    return copy;
}

}  // namespace broadsheet::text
