// The start after an I/O error: copies the SQLite database past the page cache of a device that failed, checks the copy
// and puts it in place. A plain kill needs none of this.
#pragma once

#include <functional>
#include <string>

namespace broadsheet::db {

/// Does nothing unless `folder`/io-error exists. Can be killed at any point and begun again. Throws DatabaseError with
/// a sentence when the copy is damaged; the marker then stays.
void rescue_after_io_error(const std::string& folder, const std::string& database_file,
                           const std::function<void(std::string)>& log);

}  // namespace broadsheet::db
