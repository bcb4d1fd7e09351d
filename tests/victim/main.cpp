// The newsroom that the kill test kills: `broadsheet serve`, with a twin that acknowledges before COMMIT and must lose.
// Not shipped: the program itself has no such switch.
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "app/newsroom.h"
#include "platform/crypto/crypto.h"

int main(int argc, char** argv) {
    using namespace broadsheet;
    if (argc != 6) {
        std::fprintf(stderr, "usage: victim DATA PORT THEME DECODER honest|early\n");
        return 64;
    }
    crypto::start();
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const SystemClock clock;
    NewsroomOptions options;
    options.database.folder = argv[1];
    options.port = static_cast<std::uint16_t>(std::atoi(argv[2]));
    options.url = std::string("http://localhost:") + argv[2];
    options.theme_folder = argv[3];
    options.decoder = argv[4];
    // A disk so fast that nobody is killed between the two would hide the fault: 2 ms is what a slow one takes.
    options.database.acknowledge_before_commit_ms = std::strcmp(argv[5], "early") == 0 ? 2 : 0;
    Newsroom newsroom(options, clock);
    newsroom.open_doors();
    int caught = 0;
    sigwait(&signals, &caught);
    newsroom.close_doors();
    return 0;
}
