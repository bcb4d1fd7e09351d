// Result and Problem: how an expected outcome (not found, invalid, forbidden, conflict …) travels as a value.
// Not for broken environments: those throw and are caught in dispatch, page parts and the job runner.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace broadsheet {

/// Named arguments of a message of the catalogue, in no particular order.
using MessageArgs = std::vector<std::pair<std::string, std::string>>;

/// What went wrong, in classes that a page or an API answer can tell apart. `status_of` gives each its HTTP status.
enum class ProblemKind {
    Invalid,       // 422: the input breaks a rule; `fields` names every one
    Malformed,     // 400: the request itself cannot be read
    NotFound,      // 404
    Gone,          // 410: was published, then withdrawn
    Unauthorized,  // 401: nobody is signed in
    Forbidden,     // 403: somebody is, without the right
    Conflict,      // 409: somebody else changed it meanwhile
    Precondition,  // 428: a write without the revision it was made from
    TooLarge,      // 413
    Unsupported,   // 415: a kind of file or body that is not taken
    TooMany,       // 429
    NoSpace,       // 507: too little free disk for a write
    Unavailable,   // 503: provably not done
    Unknown,       // 503 with `Outcome: unknown`: a write that may or may not be durable
};

/// HTTP status for a kind of problem.
int status_of(ProblemKind kind);

/// One rule broken by one field. `message` is a key of the catalogue (`problem.too_long`), never a sentence.
struct FieldProblem {
    std::string field;  // name as in the form or JSON body, e.g. `en.headline`
    std::string message;
    MessageArgs args;
};

/// An expected failure. `message` is a key of the catalogue, never a sentence; `fields` holds all field problems at
/// once.
struct Problem {
    ProblemKind kind = ProblemKind::Invalid;
    std::string message;
    std::vector<FieldProblem> fields;
    MessageArgs args;
};

template <class T>
using Result = tl::expected<T, Problem>;

/// The value of a Result that has nothing to say but "done".
struct Nothing {};

inline tl::unexpected<Problem> problem(ProblemKind kind, std::string message, MessageArgs args = {}) {
    return tl::unexpected<Problem>(Problem{kind, std::move(message), {}, std::move(args)});
}

/// `what` names the kind of thing in the catalogue: `problem.not_found.story`.
inline tl::unexpected<Problem> not_found(std::string_view what) {
    return problem(ProblemKind::NotFound, "problem.not_found." + std::string(what));
}

inline tl::unexpected<Problem> forbidden() { return problem(ProblemKind::Forbidden, "problem.forbidden"); }

inline tl::unexpected<Problem> invalid(std::vector<FieldProblem> fields) {
    return tl::unexpected<Problem>(Problem{ProblemKind::Invalid, "problem.invalid", std::move(fields), {}});
}

}  // namespace broadsheet
