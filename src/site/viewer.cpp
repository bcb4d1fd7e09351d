#include "site/viewer.h"

namespace broadsheet {

std::string_view name_of(Right right) {
    switch (right) {
        case Right::Read: return "read";
        case Right::Write: return "write";
        case Right::Publish: return "publish";
        case Right::Correct: return "correct";
        case Right::FrontPage: return "frontpage";
        case Right::Settings: return "settings";
        case Right::Staff: return "staff";
    }
    return "";
}

std::string_view name_of(Role role) {
    switch (role) {
        case Role::Writer: return "writer";
        case Role::Editor: return "editor";
        case Role::Chief: return "chief";
    }
    return "";
}

Role role_named(std::string_view name) {
    if (name == "chief") return Role::Chief;
    if (name == "editor") return Role::Editor;
    return Role::Writer;
}

bool allows(Role role, Right right) {
    switch (right) {
        case Right::Read:
        case Right::Write: return true;
        case Right::Publish:
        case Right::Correct:
        case Right::FrontPage: return role != Role::Writer;
        case Right::Settings:
        case Right::Staff: return role == Role::Chief;
    }
    return false;
}

}  // namespace broadsheet
