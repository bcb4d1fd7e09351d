// The way of one request without its socket: route, page cache, single flight, handler, finished answer. Not threads:
// whoever calls decides where a handler runs.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/http/answer.h"
#include "platform/http/router.h"
#include "platform/http/server.h"

namespace broadsheet::http {

/// How a flight ended for those who waited. Only `Kept` is fit for them: nothing it read changed until it was kept, so
/// it is as new as anything acknowledged before they came. `Stale` is worth another flight, `NotShared` is not.
enum class FlightEnd { Kept, Stale, NotShared };

/// One request on its way. Belongs to one thread at a time.
struct Exchange {
    Request request;
    std::string target;  // as sent, for the log
    Method method = Method::Get;
    const Route* route = nullptr;
    int error = 0;  // answered by the router's error page
    std::string allow;
    std::string key;      // of the page cache
    bool shared = false;  // meets the page cache
    bool leads = false;   // others wait for it
    bool alone = false;   // waited in vain, does not wait again
    int attempts = 0;
    Accepts accepts;
    Conditions conditions;
};

class Dispatcher {
public:
    Dispatcher(const ServerOptions& options, const Router& router, pagecache::PageCache& cache, const Clock& clock);

    /// Fills everything but the body from `request.method`, `target` and `headers`. `has_body`: one was announced.
    void prepare(Exchange& exchange, bool has_body) const;
    /// Longest body that may follow.
    [[nodiscard]] static std::size_t body_limit(const Exchange& exchange);

    /// The kept page for a key, or for a target that is spelled as its key is.
    std::optional<Reply> cached(std::string_view key, Accepts accepts, std::string_view if_none_match,
                                std::string_view if_modified_since, std::string_view range, std::string_view if_range,
                                bool head_only);
    std::optional<Reply> cached(const Exchange& exchange);

    /// True: the caller goes on to `run` (or `abandon`). False: it waits, and `end` is called once, on any thread.
    bool take_off(Exchange& exchange, std::function<void(FlightEnd)> end);
    /// Says what to do after waiting: look in the cache and take off again, alone if need be.
    static void waited(Exchange& exchange, FlightEnd end);
    /// Runs the handler on this thread; never throws.
    Reply run(Exchange& exchange);
    /// In place of `run`: there is no room to.
    void abandon(Exchange& exchange);

    [[nodiscard]] bool accepts_host(std::string_view host) const;
    [[nodiscard]] bool is_session(std::string_view cookies) const;

private:
    Response respond(const Exchange& exchange);
    void land(Exchange& exchange, FlightEnd end);
    /// The date for a page that may be kept; nothing when a page of another version had the same.
    std::optional<Instant> date_for(const CacheTicket& ticket);

    const ServerOptions& options_;
    const Router& router_;
    pagecache::PageCache& cache_;
    const Clock& clock_;
    std::mutex dates_lock_;
    std::int64_t dated_second_;        // the newest second that was given out,
    std::int64_t dated_version_ = -1;  // and the one version of the paper it was given to
    std::mutex flights_lock_;
    std::unordered_map<std::string, std::vector<std::function<void(FlightEnd)>>> flights_;
};

}  // namespace broadsheet::http
