// How broadsheet-pictures ends: its exit codes, which are all that its parent hears about a refusal.
#pragma once

namespace pictures {

enum class Verdict {
    Done = 0,
    Usage = 1,        // wrong arguments, or a parent that does not keep to the conversation
    Unsupported = 2,  // not a JPEG, PNG or WebP by its first bytes
    Broken = 3,       // starts as one, but cannot be decoded
    TooLarge = 4,     // more pixels than the parent allows
    Unconfined = 70,  // the limits or the filter could not be set: nothing was read
};

}  // namespace pictures
