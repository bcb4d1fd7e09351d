#include "features/staff/model.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "platform/text/text.h"

namespace broadsheet {

namespace {

constexpr std::size_t kShortest = 10;
constexpr std::size_t kLongest = 200;

/// Folded. Of the lists of leaked passwords, those of ten characters and more that lead them, in both languages.
constexpr std::array<std::string_view, 44> kCommonest = {
    "1234567890",    "12345678910",   "0123456789",    "0987654321",  "123456789a",   "a123456789",   "1q2w3e4r5t",
    "1qaz2wsx3edc",  "q1w2e3r4t5",    "qwertyuiop",    "qwerty12345", "qwerty123456", "qwerty1234",   "qwertyuiop123",
    "asdfghjkl1",    "asdfghjkl;",    "zaq12wsxcde3",  "password12",  "password123",  "password1234", "password12345",
    "passw0rd123",   "p@ssw0rd123",   "mypassword",    "letmein123",  "iloveyou12",   "iloveyou123",  "welcome123",
    "welcome1234",   "admin12345",    "administrator", "changeme123", "contraseña",   "contrasena",   "contraseña1",
    "contrasena123", "contraseña123", "teamomucho",    "teamo12345",  "mierda12345",  "broadsheet",   "broadsheet1",
    "newspaper1",    "elperiodico"};

bool is_one_character_or_a_run(std::string_view text) {
    bool same = true;
    bool up = true;
    bool down = true;
    for (std::size_t i = 1; i < text.size(); ++i) {
        same = same && text[i] == text[i - 1];
        up = up && text[i] == text[i - 1] + 1;
        down = down && text[i] == text[i - 1] - 1;
    }
    return same || up || down;
}

/// "passwordpassword", "abcabcabcabc": a short piece over and over.
bool is_repetition(std::string_view text) {
    for (std::size_t piece = 1; piece <= text.size() / 2 && piece < kShortest; ++piece) {
        if (text.size() % piece != 0) continue;
        bool repeats = true;
        for (std::size_t i = piece; i < text.size() && repeats; ++i) repeats = text[i] == text[i - piece];
        if (repeats) return true;
    }
    return false;
}

}  // namespace

std::string fold_email(std::string_view email) {
    std::string out = text::clean_line(email);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return out;
}

bool is_email(std::string_view email) {
    const auto at = email.find('@');
    if (email.size() > 254 || at == std::string_view::npos || at == 0 || at > 64 ||
        email.find('@', at + 1) != std::string_view::npos)
        return false;
    const std::string_view host = email.substr(at + 1);
    const auto dot = host.find('.');
    if (dot == std::string_view::npos || dot == 0 || host.back() == '.' || host.find("..") != std::string_view::npos)
        return false;
    return std::all_of(email.begin(), email.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte != 0x7f && std::string_view("\"(),:;<>[]\\").find(c) == std::string_view::npos;
    });
}

Result<StaffMember> check(StaffMember member, const std::vector<std::string>& languages) {
    std::vector<FieldProblem> faults;
    member.email = fold_email(member.email);
    member.name = text::clean_line(member.name);
    if (!is_email(member.email)) faults.push_back({"email", "problem.not_an_email", {}});
    if (member.name.empty()) faults.push_back({"name", "problem.missing", {}});
    if (text::length(member.name) > 80) faults.push_back({"name", "problem.too_long", {{"max", "80"}}});
    if (std::find(languages.begin(), languages.end(), member.language) == languages.end()) {
        faults.push_back({"language", "problem.unknown_language", {}});
    }
    if (!faults.empty()) return invalid(std::move(faults));
    return member;
}

std::optional<FieldProblem> password_fault(std::string_view password, const StaffMember& member) {
    if (!text::valid_utf8(password)) return FieldProblem{"password", "problem.password.unreadable", {}};
    const std::size_t length = text::length(password);
    // The bytes bound the work, the characters are what a person counts.
    if (length < kShortest)
        return FieldProblem{"password", "problem.password.too_short", {{"min", std::to_string(kShortest)}}};
    if (length > kLongest || password.size() > 4 * kLongest) {
        return FieldProblem{"password", "problem.too_long", {{"max", std::to_string(kLongest)}}};
    }
    const std::string folded = text::fold(password);
    const std::string local = member.email.substr(0, member.email.find('@'));
    if (folded == text::fold(member.email) || folded == text::fold(member.name) ||
        (!local.empty() && folded == text::fold(local))) {
        return FieldProblem{"password", "problem.password.is_name", {}};
    }
    const bool common = std::any_of(kCommonest.begin(), kCommonest.end(),
                                    [&](std::string_view one) { return text::fold(one) == folded; });
    if (common || is_one_character_or_a_run(folded) || is_repetition(folded))
        return FieldProblem{"password", "problem.password.common", {}};
    return std::nullopt;
}

std::string network_of(std::string_view remote) {
    in6_addr address{};
    const std::string text(remote.substr(0, 64));
    if (inet_pton(AF_INET6, text.c_str(), &address) != 1 || IN6_IS_ADDR_V4MAPPED(&address)) {
        return text.rfind("::ffff:", 0) == 0 ? text.substr(7) : text;
    }
    std::string out;
    for (int i = 0; i < 8; i += 2) {
        char group[6];
        std::snprintf(group, sizeof group, "%02x%02x:", address.s6_addr[i], address.s6_addr[i + 1]);
        out += group;
    }
    return out + ":/64";
}

}  // namespace broadsheet
