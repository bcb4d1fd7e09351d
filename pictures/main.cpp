// broadsheet-pictures: decodes one foreign picture and makes the sizes its parent asks for, in a process that can do
// nothing else. Reads standard input, writes standard output (conversation.h), ends with a verdict (verdict.h).
#include <unistd.h>

#include <string_view>

#include "confinement.h"
#include "conversation.h"
#include "scaling.h"
#include "verdict.h"

namespace {

using pictures::Verdict;

Verdict work() {
    const auto request = pictures::read_request();
    if (!request) return Verdict::Usage;
    auto picture = pictures::Picture::open(request->bytes, request->most_pixels, request->ground);
    if (!picture) return picture.error();
    if (!pictures::say_what_it_is(picture->format(), picture->upright())) return Verdict::Usage;
    const auto outputs = pictures::read_outputs();
    if (!outputs) return Verdict::Usage;
    if (const Verdict verdict = picture->decode(*outputs); verdict != Verdict::Done) return verdict;
    for (const pictures::Output& output : *outputs) {
        const auto file = picture->make(output);
        if (!file) return file.error();
        if (!pictures::give(*file)) return Verdict::Usage;
    }
    return Verdict::Done;
}

Verdict run(int count, char** words) {
    // For the test of the confinement: `--try DEED` ends with 0 when the deed was still possible, `--unconfined` is the
    // twin that shows the attempt to be a real one.
    const std::string_view first = count > 1 ? words[1] : "";
    const bool trial = count == 3 && (first == "--try" || first == "--unconfined");
    if (count > 1 && !trial) return Verdict::Usage;
    if (first != "--unconfined" && (!pictures::start() || !pictures::confine())) return Verdict::Unconfined;
    if (trial) return pictures::attempt(words[2]) ? Verdict::Done : Verdict::Unsupported;
    return work();
}

}  // namespace

int main(int count, char** words) {
    // No tidying up at the end: the libraries' exit handlers want system calls that are gone.
    _exit(static_cast<int>(run(count, words)));
}
