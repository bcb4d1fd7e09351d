#include "platform/result/result.h"

namespace broadsheet {

int status_of(ProblemKind kind) {
    switch (kind) {
        case ProblemKind::Invalid: return 422;
        case ProblemKind::Malformed: return 400;
        case ProblemKind::NotFound: return 404;
        case ProblemKind::Gone: return 410;
        case ProblemKind::Unauthorized: return 401;
        case ProblemKind::Forbidden: return 403;
        case ProblemKind::Conflict: return 409;
        case ProblemKind::Precondition: return 428;
        case ProblemKind::TooLarge: return 413;
        case ProblemKind::Unsupported: return 415;
        case ProblemKind::TooMany: return 429;
        case ProblemKind::NoSpace: return 507;
        case ProblemKind::Unavailable: return 503;
        case ProblemKind::Unknown: return 503;
    }
    return 500;
}

}  // namespace broadsheet
