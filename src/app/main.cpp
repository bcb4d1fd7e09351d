#include <string>
#include <vector>

#include "app/commands.h"

int main(int argc, char** argv) {
    return broadsheet::run_commands(argv[0], std::vector<std::string>(argv + 1, argv + argc));
}
