// The record of what people do in the newsroom: who changed what, and when. A row stands in the transaction of the
// change itself, so neither is there without the other. Not the history of texts: those are revisions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/db/db.h"
#include "platform/time/time.h"
#include "site/viewer.h"

namespace broadsheet {

/// One value that is another now. Long ones are cut: the journal says that a text changed, not all of it.
struct AuditChange {
    std::string field;  // as in the form: en.name, position
    std::string from;   // empty: there was nothing
    std::string to;
    bool operator==(const AuditChange&) const = default;
};

struct AuditEntry {
    Instant at;
    std::string by;      // staff id, or the name of the program that did it
    std::string action;  // paper.save, front.arrange, section.add …
    std::string thing;   // paper, front:en, section:ID
    std::vector<AuditChange> changes;
};

/// Writes one row about anything in the newsroom, with a detail in the feature's own words: a list of changes is what
/// the desk's journal shows. `by` is a staff id or the name of the program.
void note_audit(db::Tx& tx, Instant now, const std::string& by, std::string_view action, std::string_view thing,
                std::string_view detail);
/// The same with what changed, value by value; nothing when nothing did.
void write_audit(db::Tx& tx, Instant now, const Editor& who, const std::string& action, const std::string& thing,
                 const std::vector<AuditChange>& changes);
/// The newest rows of some things, newest first. For the desk: leaves no tags.
std::vector<AuditEntry> audit_of(db::ReadTx& tx, const std::vector<std::string>& things, int limit);
/// The newest rows of some actions.
std::vector<AuditEntry> audit_of_actions(db::ReadTx& tx, const std::vector<std::string>& actions, int limit);

}  // namespace broadsheet
