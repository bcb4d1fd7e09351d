#include "platform/db/rescue.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "platform/db/db.h"
#include "platform/db/folder.h"
#include "platform/db/sqlite.h"

namespace broadsheet::db {

namespace {

void remove_file(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
        throw DatabaseError(path + ": cannot remove: " + std::strerror(errno));
    }
}

/// Replays the copy's log into it and says what is wrong with it, or nothing.
std::string check_copy(const std::string& copy) {
    SqliteConnection connection(copy, "", SqliteUse::Writer);
    std::string integrity = connection.pragma("PRAGMA integrity_check(20)");
    if (integrity != "ok") return integrity;
    connection.pragma("PRAGMA synchronous=FULL");
    const std::string busy = connection.pragma("PRAGMA wal_checkpoint(TRUNCATE)");
    return busy == "1" ? "the write-ahead log could not be replayed" : "";
}

}  // namespace

void rescue_after_io_error(const std::string& folder, const std::string& database_file,
                           const std::function<void(std::string)>& log) {
    const std::string marker = marker_path(folder);
    if (!file_exists(marker)) return;
    if (file_exists(database_file)) {
        if (log) log("the last run ended with an I/O error: copying and checking the database before serving");
        const std::string copy = database_file + ".rescue";
        for (const char* ending : {"", "-wal", "-shm", "-journal"}) remove_file(copy + ending);
        // The log first into place: a copy without its log would look whole and lack the newest commits.
        if (file_exists(database_file + "-wal")) copy_uncached(database_file + "-wal", copy + "-wal");
        copy_uncached(database_file, copy);
        std::string damage;
        try {
            damage = check_copy(copy);
        } catch (const DatabaseError& error) {
            damage = error.what();
        }
        if (!damage.empty()) {
            throw DatabaseError("The database is damaged after an I/O error: " + damage + ". Restore a backup into " +
                                database_file + ", remove " + marker + " and start again; what could be read is in " +
                                copy + ".");
        }
        sync_path(copy);
        if (std::rename(copy.c_str(), database_file.c_str()) != 0) {
            throw DatabaseError(database_file + ": cannot put the checked copy in place: " + std::strerror(errno));
        }
        sync_path(folder);
        // The old log, should it survive a kill here, holds nothing that the copy lacks: replaying it changes nothing.
        for (const char* ending : {"-wal", "-shm"}) remove_file(database_file + ending);
        for (const char* ending : {"-wal", "-shm"}) remove_file(copy + ending);
        sync_path(folder);
    }
    remove_file(marker);
    sync_path(folder);
}

}  // namespace broadsheet::db
