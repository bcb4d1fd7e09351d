// Who is asking: a reader, or somebody of the newsroom with a role and its rights. Not how they signed in: that is
// sessions.h.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet {

/// What somebody may do. Each route names one; the use case checks it again.
enum class Right {
    Read,       // anybody
    Write,      // write and edit stories, upload pictures
    Publish,    // publish, schedule, withdraw
    Correct,    // publish corrections
    FrontPage,  // lead and slots
    Settings,   // sections, people, organisations, topics, pages, the paper's words
    Staff,      // accounts and tokens
};
std::string_view name_of(Right right);

/// writer: Write · editor: also Publish, Correct, FrontPage · chief: everything.
enum class Role { Writer, Editor, Chief };
std::string_view name_of(Role role);
/// Writer for an unknown name: the least.
Role role_named(std::string_view name);
bool allows(Role role, Right right);

/// Somebody of the newsroom, or the program itself (`sample`, `import`, `schedule`) acting with every right.
struct Editor {
    std::string id;  // staff id; for the program: its name
    std::string name;
    Role role = Role::Writer;
    std::string language;  // of the desk
    [[nodiscard]] bool may(Right right) const { return allows(role, right); }
    static Editor program(const std::string& name) { return Editor{name, name, Role::Chief, "en"}; }
};

}  // namespace broadsheet
