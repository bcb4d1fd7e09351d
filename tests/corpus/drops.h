// What one publication drops from the page cache of a filled paper when every page of it is held. Reads the paper's own
// links to find the pages; no figure here is estimated from a part of them.
#pragma once

#include "app/newsroom.h"

namespace broadsheet::corpus {

/// Walks the whole paper by its links, then publishes `publications` stories, each like one that is there and in
/// every edition, with what follows them (what to read next), and prints one line of JSON: pages held, pages dropped by
/// one edition's publication (median, most). It leaves the stories in the paper. Returns an exit code.
int count_drops(Newsroom& newsroom, int publications);

}  // namespace broadsheet::corpus
