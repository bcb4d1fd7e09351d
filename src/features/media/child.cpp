#include "features/media/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <optional>
#include <stdexcept>

#include "platform/log/log.h"

namespace broadsheet {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr auto kDeadline = std::chrono::seconds(15);
constexpr auto kLongestWait = std::chrono::seconds(30);
constexpr int kPatience = 1000;  // milliseconds
constexpr std::size_t kMostOutput = std::size_t{60} << 20;
constexpr std::size_t kLongestLine = 128;

// Exit codes of broadsheet-pictures: pictures/verdict.h.
constexpr int kUnsupported = 2;
constexpr int kBroken = 3;
constexpr int kTooManyPixels = 4;

tl::unexpected<Problem> broken() { return invalid({{"file", "problem.picture_broken", {}}}); }

class SpawnActions {
public:
    SpawnActions() { posix_spawn_file_actions_init(&actions_); }
    ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
    posix_spawn_file_actions_t* get() { return &actions_; }

private:
    posix_spawn_file_actions_t actions_;
};

class SpawnAttributes {
public:
    SpawnAttributes() {
        posix_spawnattr_init(&attributes_);
        sigset_t all;
        sigset_t none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

/// The process and our end of the talk. Gone with this object, whatever it was doing.
class Child {
public:
    explicit Child(const std::string& program) : deadline_(std::chrono::steady_clock::now() + kDeadline) {
        // A socket and not two pipes: writing to a child that has died must be an error, not a signal.
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            throw std::runtime_error(std::string("no socket for broadsheet-pictures: ") + std::strerror(errno));
        socket_ = ends[0];
        const int fault = spawn(program, ends[1]);
        close(ends[1]);
        if (fault != 0) {
            close(socket_);
            throw std::runtime_error("cannot start the picture decoder " + program + ": " + std::strerror(fault) +
                                     ". It is built and installed beside broadsheet.");
        }
        fcntl(socket_, F_SETFL, O_NONBLOCK);
    }
    ~Child() {
        if (pid_ > 0) end();
        close(socket_);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    bool send_all(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            } else if (errno == EAGAIN) {
                if (!wait_for(POLLOUT)) return false;
            } else if (errno != EINTR) {
                return false;
            }
        }
        return true;
    }

    /// Words of the next line, which must begin with `first`; nothing when it does not come.
    std::optional<std::vector<std::string>> line(std::string_view first) {
        std::size_t end = std::string::npos;
        while ((end = got_.find('\n')) == std::string::npos) {
            if (got_.size() > kLongestLine || !receive()) return std::nullopt;
        }
        std::vector<std::string> words(1);
        for (const char c : std::string_view(got_).substr(0, std::min(end, kLongestLine))) {
            if (c == ' ') {
                words.emplace_back();
            } else {
                words.back().push_back(c);
            }
        }
        got_.erase(0, end + 1);
        if (words.front() != first) return std::nullopt;
        return words;
    }

    std::optional<std::string> bytes(std::size_t length) {
        while (got_.size() < length) {
            if (!receive()) return std::nullopt;
        }
        std::string out = got_.substr(0, length);
        got_.erase(0, length);
        return out;
    }

    /// Ends the talk; how the child ended, as of waitpid. One that has nothing left to say and does not go is made to.
    int end() {
        shutdown(socket_, SHUT_RDWR);
        const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
        pollfd entry{handle, POLLIN, 0};
        const int patience = late() ? 0 : kPatience;
        while (poll(&entry, 1, patience) < 0 && errno == EINTR) {
        }
        if (handle >= 0) close(handle);
        kill(pid_, SIGKILL);  // changes nothing for one that has ended already
        int status = 0;
        while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        pid_ = 0;
        return status;
    }
    [[nodiscard]] bool late() const { return std::chrono::steady_clock::now() >= deadline_; }

private:
    int spawn(const std::string& program, int its_end) {
        SpawnActions actions;
        SpawnAttributes attributes;
        posix_spawn_file_actions_adddup2(actions.get(), its_end, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(actions.get(), its_end, STDOUT_FILENO);
        posix_spawn_file_actions_addopen(actions.get(), STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(actions.get(), 3);
        std::string name = "broadsheet-pictures";
        // Huge pages where the system gives them: most of the time for a large picture is otherwise spent on page
        // faults.
        std::string allocator = "GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1";
        char* const words[] = {name.data(), nullptr};
        char* const environment[] = {allocator.data(), nullptr};
        return posix_spawn(&pid_, program.c_str(), actions.get(), attributes.get(), words, environment);
    }

    bool wait_for(short what) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now()).count();
        if (left <= 0) return false;
        pollfd entry{socket_, what, 0};
        const int ready = poll(&entry, 1, static_cast<int>(left));
        return ready > 0 || (ready < 0 && errno == EINTR);
    }

    bool receive() {
        char piece[65'536];
        while (true) {
            const ssize_t received = recv(socket_, piece, sizeof piece, 0);
            if (received > 0) {
                got_.append(piece, static_cast<std::size_t>(received));
                return true;
            }
            if (received == 0) return false;
            if (errno == EINTR) continue;
            if (errno != EAGAIN || !wait_for(POLLIN)) return false;
        }
    }

    SteadyTime deadline_;
    int socket_ = -1;
    pid_t pid_ = 0;
    std::string got_;  // received, not yet taken
};

std::optional<std::int64_t> number(const std::string& word, std::int64_t most) {
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (fault != std::errc() || end != word.data() + word.size() || value < 1 || value > most) return std::nullopt;
    return value;
}

std::string wish_list(const std::vector<PictureSize>& sizes) {
    std::string list;
    for (const PictureSize& size : sizes) {
        for (const int value : {size.box.x, size.box.y, size.box.width, size.box.height, size.width, size.height})
            list += std::to_string(value) + " ";
        list += size.format + (size.format == "jpeg" ? " 82\n" : " 80\n");
    }
    return "make " + std::to_string(list.size()) + "\n" + list;
}

/// What the child says, as far as it keeps to the conversation; nothing when it does not.
std::optional<Decoded> hear(Child& child, std::string_view bytes, std::int64_t limit_pixels, Ground ground,
                            const SizesOf& sizes_wanted) {
    const std::string request = "picture " + std::to_string(bytes.size()) + " " + std::to_string(limit_pixels) +
                                (ground == Ground::Black ? " black\n" : " white\n");
    if (!child.send_all(request) || !child.send_all(bytes)) return std::nullopt;
    const auto what = child.line("is");
    if (!what || what->size() != 4) return std::nullopt;
    const auto width = number((*what)[2], limit_pixels);
    const auto height = number((*what)[3], limit_pixels);
    constexpr std::int64_t kMostSide = 1 << 24;
    if (!width || !height || *width > kMostSide || *height > kMostSide || *width * *height > limit_pixels)
        return std::nullopt;
    Decoded decoded{(*what)[1], static_cast<int>(*width), static_cast<int>(*height), {}};
    if (decoded.format != "jpeg" && decoded.format != "png" && decoded.format != "webp") return std::nullopt;
    const auto sizes = sizes_wanted(decoded.width, decoded.height);
    if (!child.send_all(wish_list(sizes))) return std::nullopt;
    std::size_t left = kMostOutput;
    for (const PictureSize& size : sizes) {
        const auto head = child.line("file");
        if (!head || head->size() != 2) return std::nullopt;
        const auto length = number((*head)[1], static_cast<std::int64_t>(left));
        if (!length) return std::nullopt;
        auto file = child.bytes(static_cast<std::size_t>(*length));
        if (!file || !is_bare_picture(*file, size.format, size.width, size.height)) return std::nullopt;
        left -= file->size();
        decoded.files.push_back({size, std::move(*file)});
    }
    return decoded;
}

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
unsigned big_endian(std::string_view bytes, std::size_t at) { return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1); }
unsigned little_endian(std::string_view bytes, std::size_t at) {
    return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8;
}
std::uint64_t little_endian_4(std::string_view bytes, std::size_t at) {
    return little_endian(bytes, at) | std::uint64_t{little_endian(bytes, at + 2)} << 16;
}

/// RFC 9649: one RIFF file with one VP8 chunk, which is a key frame.
bool is_bare_webp(std::string_view bytes, unsigned width, unsigned height) {
    if (bytes.size() < 30 || bytes.substr(0, 4) != "RIFF" || bytes.substr(8, 8) != "WEBPVP8 ") return false;
    const std::uint64_t chunk = little_endian_4(bytes, 16);
    return little_endian_4(bytes, 4) + 8 == bytes.size() && 20 + chunk + chunk % 2 == bytes.size() &&
           byte_at(bytes, 20) % 2 == 0 && bytes.substr(23, 3) == "\x9D\x01\x2A" &&
           (little_endian(bytes, 26) & 0x3FFF) == width && (little_endian(bytes, 28) & 0x3FFF) == height;
}

/// ITU T.81: from the start to the first scan nothing but tables, the frame and the JFIF segment.
bool is_bare_jpeg(std::string_view bytes, unsigned width, unsigned height) {
    if (bytes.size() < 4 || bytes.substr(0, 2) != "\xFF\xD8" || bytes.substr(bytes.size() - 2) != "\xFF\xD9")
        return false;
    bool framed = false;
    for (std::size_t at = 2; at + 10 < bytes.size();) {
        if (byte_at(bytes, at) != 0xFF) return false;
        const unsigned marker = byte_at(bytes, at + 1);
        const unsigned length = big_endian(bytes, at + 2);
        if (length < 2) return false;
        if (marker == 0xDA) return framed;
        if (marker == 0xC0 || marker == 0xC1 || marker == 0xC2) {
            framed = big_endian(bytes, at + 5) == height && big_endian(bytes, at + 7) == width;
            if (!framed) return false;
        } else if (marker != 0xC4 && marker != 0xDB && marker != 0xDD && marker != 0xE0) {
            return false;
        }
        at += 2 + length;
    }
    return false;
}

}  // namespace

bool is_bare_picture(std::string_view bytes, std::string_view format, int width, int height) {
    if (width < 1 || height < 1) return false;
    const auto across = static_cast<unsigned>(width);
    const auto down = static_cast<unsigned>(height);
    if (format == "webp") return is_bare_webp(bytes, across, down);
    if (format == "jpeg") return is_bare_jpeg(bytes, across, down);
    return false;
}

Decoder::Decoder(std::string program, std::int64_t limit_pixels, int children)
    : program_(std::move(program)), limit_pixels_(limit_pixels), free_(children) {}

Result<Decoded> Decoder::decode(std::string_view bytes, int focal_x, int focal_y) {
    return decode(bytes, Ground::White,
                  [=](int width, int height) { return sizes_of(width, height, focal_x, focal_y); });
}

Result<Decoded> Decoder::decode(std::string_view bytes, Ground ground, const SizesOf& sizes) {
    {
        std::unique_lock lock(mutex_);
        if (!freed_.wait_for(lock, kLongestWait, [&] { return free_ > 0; }))
            return problem(ProblemKind::Unavailable, "problem.unavailable");
        --free_;
    }
    struct Return {
        Decoder& decoder;
        ~Return() {
            {
                const std::lock_guard lock(decoder.mutex_);
                ++decoder.free_;
            }
            decoder.freed_.notify_one();
        }
    } give_back{*this};
    return converse(bytes, ground, sizes);
}

Result<Decoded> Decoder::converse(std::string_view bytes, Ground ground, const SizesOf& sizes) const {
    Child child(program_);
    auto decoded = hear(child, bytes, limit_pixels_, ground, sizes);
    const bool late = child.late();
    const int status = child.end();
    if (WIFEXITED(status)) {
        const int code = WEXITSTATUS(status);
        if (code == 0 && decoded) return std::move(*decoded);
        if (code == kUnsupported) return problem(ProblemKind::Unsupported, "problem.picture_unsupported");
        if (code == kBroken) return broken();
        if (code == kTooManyPixels) {
            return invalid(
                {{"file", "problem.picture_too_many_pixels", {{"max", std::to_string(limit_pixels_ / 1'000'000)}}}});
        }
        if (code != 0) {
            throw std::runtime_error("the picture decoder " + program_ + " ended with " + std::to_string(code) +
                                     ": it could not confine itself, or is of another version");
        }
    }
    // Ended by the kernel for breaking a limit or a rule, by us for taking too long, or answered nonsense: the file's
    // doing.
    log::warning("media.decoder_stopped", {{"signal", std::to_string(WIFSIGNALED(status) ? WTERMSIG(status) : 0)},
                                           {"late", late ? "yes" : "no"}});
    return broken();
}

}  // namespace broadsheet
