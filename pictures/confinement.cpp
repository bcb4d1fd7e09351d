#include "confinement.h"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iterator>

namespace pictures {

namespace {

constexpr rlim_t kProcessorSeconds = 10;
constexpr rlim_t kAddressSpace = rlim_t{1280} << 20;

bool limit(int resource, rlim_t most) {
    const rlimit both{most, most};
    return setrlimit(resource, &both) == 0;
}

bool set_limits() {
    // The descriptor limit counts numbers, not files: 3 keeps what is open and lets nothing be added.
    return limit(RLIMIT_CPU, kProcessorSeconds) && limit(RLIMIT_AS, kAddressSpace) && limit(RLIMIT_FSIZE, 0) &&
           limit(RLIMIT_NOFILE, 3) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_MEMLOCK, 0);
}

class Filter {
public:
    Filter() : filter_(seccomp_init(SCMP_ACT_KILL_PROCESS)) {}
    ~Filter() {
        if (filter_ != nullptr) seccomp_release(filter_);
    }
    Filter(const Filter&) = delete;
    Filter& operator=(const Filter&) = delete;

    /// `what` for a call, whatever its arguments or only where one of them fits.
    Filter& add(std::uint32_t what, int call) {
        whole_ = whole_ && filter_ != nullptr && seccomp_rule_add(filter_, what, call, 0) == 0;
        return *this;
    }
    Filter& add(std::uint32_t what, int call, scmp_arg_cmp argument) {
        whole_ = whole_ && filter_ != nullptr && seccomp_rule_add(filter_, what, call, 1, argument) == 0;
        return *this;
    }
    /// For every thread there is: libvips may keep one waiting.
    bool load() {
        return whole_ && seccomp_attr_set(filter_, SCMP_FLTATR_CTL_TSYNC, 1) == 0 && seccomp_load(filter_) == 0;
    }

private:
    scmp_filter_ctx filter_;
    bool whole_ = true;
};

bool set_filter() {
    Filter filter;
    filter.add(SCMP_ACT_ALLOW, SCMP_SYS(read), SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO));
    filter.add(SCMP_ACT_ALLOW, SCMP_SYS(write), SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO));
    // Memory, but none that can be executed.
    filter.add(SCMP_ACT_ALLOW, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    filter.add(SCMP_ACT_ALLOW, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    for (const int call : {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk)})
        filter.add(SCMP_ACT_ALLOW, call);
    // Threads of this program (libvips evaluates an image on one); clone3 hides its flags from a filter, and the C
    // library falls back to clone when it is not there.
    filter.add(SCMP_ACT_ALLOW, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    filter.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
    filter.add(SCMP_ACT_ALLOW, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
    for (const int call : {SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(rt_sigprocmask),
                           SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(gettid), SCMP_SYS(getpid),
                           SCMP_SYS(clock_gettime), SCMP_SYS(exit), SCMP_SYS(exit_group)})
        filter.add(SCMP_ACT_ALLOW, call);
    // Asked in passing by the libraries (a processor count, a locale): they do without.
    for (const int call : {SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(newfstatat), SCMP_SYS(fstat), SCMP_SYS(access),
                           SCMP_SYS(readlink)})
        filter.add(SCMP_ACT_ERRNO(EACCES), call);
    return filter.load();
}

}  // namespace

bool confine() {
    // The parent's death must not leave a decoder behind, and nobody may look into this memory.
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 && set_limits() &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && set_filter();
}

bool attempt(std::string_view deed) {
    if (deed == "open") return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
    if (deed == "write-file") {
        const int file = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        return file >= 0 && write(file, "x", 1) == 1;
    }
    if (deed == "socket") return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
    if (deed == "fork") {
        const pid_t child = fork();
        if (child == 0) _exit(0);
        return child > 0 && waitpid(child, nullptr, 0) == child;
    }
    if (deed == "exec") return execl("/bin/true", "true", nullptr) == 0;
    if (deed == "execute-memory")
        return mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
               MAP_FAILED;
    if (deed == "signal") return kill(getppid(), 0) == 0;
    if (deed == "memory")
        return mmap(nullptr, std::size_t{2} << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                    -1, 0) != MAP_FAILED;
    if (deed == "descriptor") return dup(STDIN_FILENO) >= 0;
    return false;
}

}  // namespace pictures
