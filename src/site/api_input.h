// What an API client sends, read strictly: every member by its name and form, everything unknown refused, all faults
// said at once. Also what pages and preconditions look like in requests. Not rules of the newsroom: those are the
// features' own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.h"
#include "platform/json/json.h"
#include "platform/result/result.h"
#include "platform/time/time.h"

namespace broadsheet {

/// Members of one JSON object. Ask for each member once, then `faults` names what was wrong and what nobody asked for.
/// The object must outlive it.
class ApiInput {
public:
    /// `prefix` stands before the names in field problems: `byline.0.`.
    explicit ApiInput(const json::Value& object, std::string prefix = {})
        : object_(object), prefix_(std::move(prefix)) {}

    [[nodiscard]] bool has(std::string_view name) const { return object_.find(name) != nullptr; }
    /// Text of a member; null counts as empty, a missing member as `fallback`.
    std::string text(std::string_view name, std::string fallback = {});
    std::int64_t number(std::string_view name, std::int64_t fallback);
    /// Texts of a list, at most 200.
    std::vector<std::string> texts(std::string_view name, std::vector<std::string> fallback = {});
    /// Text members of an object: edition → words.
    std::vector<std::pair<std::string, std::string>> texts_by_name(std::string_view name);
    /// An instant with its offset: 2026-11-24T09:00:00+01:00.
    Instant instant(std::string_view name);
    /// Items of a list of objects, at most 200; null when the member is missing or has another form.
    const std::vector<json::Value>* objects(std::string_view name);
    /// Any object; null when the member is missing or has another form.
    const json::Value* object(std::string_view name);
    /// Says that a member has to be there.
    void need(std::string_view name);
    void refuse(std::string field, std::string message, MessageArgs args = {});
    void refuse(std::vector<FieldProblem> faults);
    /// Everything that was wrong, unknown members last. Call once, after all members were asked for.
    std::vector<FieldProblem> faults();

private:
    const json::Value* member(std::string_view name);
    const json::Value& object_;
    std::string prefix_;
    std::vector<std::string> known_;
    std::vector<FieldProblem> faults_;
};

/// The entity tag in If-Match, without its quotes; nothing without the header, for `*`, or for more than one.
std::optional<std::string> if_match(const http::Request& request);
/// Refusal for a stale `If-Match` (412, RFC 9110 §13.1.1) and for a write that names no revision at all (428).
tl::unexpected<Problem> precondition_failed();
tl::unexpected<Problem> precondition_required();

/// `limit` of the query: 1 to 100, 30 when left out; anything else is a Problem.
Result<int> page_limit(const http::Request& request);
/// A place in a list by time and id, as an opaque word: what `cursor` of the query is.
struct ApiPlace {
    Instant at;
    std::string id;
};
std::string cursor_of(const ApiPlace& place);
Result<std::optional<ApiPlace>> place_of(const http::Request& request);
/// `Link` to the next page: the same request with another cursor. `names` are the query names to keep.
std::string next_link(const http::Request& request, const std::vector<std::string>& names, const std::string& cursor);

}  // namespace broadsheet
