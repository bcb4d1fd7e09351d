// The JSON API as a client meets it, over the sample newsroom and on both engines: what is read, what a write must
// bring, and what becomes of one that is sent twice. Who may call what: authorization_test.cpp.
#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <set>
#include <thread>

#include "platform/document/document.h"
#include "tests/power_cut_vfs.h"
#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

constexpr const char* kStory = "/api/v1/stories/csto-kazakhstan-2022";
constexpr db::Sql kStories{"test.stories", "SELECT count(*) FROM story"};
constexpr db::Sql kPublished{"test.published", "SELECT count(*) FROM published WHERE edition = $1"};

/// One client: a newsroom and a token of a role.
class Client {
public:
    explicit Client(SampleNewsroom& newsroom, const std::string& role = "editor")
        : newsroom_(newsroom), token_(newsroom.token(role)) {}

    http::Response send(http::Method method, const std::string& target, const std::string& body,
                        http::Fields headers = {}) {
        http::Request request;
        request.method = method;
        request.target = target;
        request.body = body;
        request.headers = std::move(headers);
        request.headers.insert(
            request.headers.end(),
            {{"host", "localhost:8080"}, {"content-type", "application/json"}, {"authorization", "Bearer " + token_}});
        return newsroom_->ask(std::move(request));
    }
    http::Response post(const std::string& target, const std::string& body, http::Fields headers = {}) {
        return send(http::Method::Post, target, body, std::move(headers));
    }
    json::Value get(const std::string& target) {
        const auto answer = newsroom_.get(target);
        REQUIRE_MESSAGE(answer.status == 200, target << " answers " << answer.status << " " << answer.body);
        return *json::parse(answer.body);
    }

private:
    SampleNewsroom& newsroom_;
    std::string token_;
};

std::string header(const http::Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return {};
}

std::string code_of(const http::Response& response) {
    const auto body = json::parse(response.body);
    return body ? body->text("code") : "no JSON";
}

std::int64_t stories_in(SampleNewsroom& newsroom) {
    return newsroom->database.read([](db::ReadTx& tx) { return tx.one(kStories)->integer(0); });
}

/// What in `value` is not as its schema says; empty when all is.
std::string astray(const json::Value& schema, const json::Value& value, const std::string& where) {
    const std::string type = schema.text("type");
    const bool right = type.empty() || (type == "string" && value.is_string()) ||
                       (type == "integer" && value.is_integer()) || (type == "boolean" && value.is_bool()) ||
                       (type == "array" && value.is_array()) || (type == "object" && value.is_object());
    if (!right) return where + " is no " + type;
    if (const auto* names = schema.find("enum")) {
        bool known = false;
        for (const auto& name : names->items()) known = known || name.string() == value.string();
        if (!known) return where + " is \"" + value.string() + "\"";
    }
    if (type == "string" && schema.text("format") == "date-time" && !text::parse_iso(value.string()))
        return where + " is no time: " + value.string();
    if (type == "array") {
        for (std::size_t i = 0; i < value.items().size(); ++i) {
            auto fault = astray(*schema.find("items"), value.items()[i], where + "." + std::to_string(i));
            if (!fault.empty()) return fault;
        }
    }
    if (type != "object") return {};
    if (const auto* required = schema.find("required")) {
        for (const auto& name : required->items()) {
            if (value.find(name.string()) == nullptr) return where + "." + name.string() + " is missing";
        }
    }
    const auto* properties = schema.find("properties");
    const auto* others = schema.find("additionalProperties");
    for (const auto& [name, member] : value.members()) {
        const auto* known = properties == nullptr ? nullptr : properties->find(name);
        if (known == nullptr && others != nullptr && others->is_object()) known = others;
        if (known == nullptr && others != nullptr && others->is_bool()) return where + "." + name + " is not declared";
        if (known == nullptr) continue;
        auto fault = astray(*known, member, where + "." + name);
        if (!fault.empty()) return fault;
    }
    return {};
}

/// The pattern of a read with things of the sample in it.
std::string of_sample(std::string pattern) {
    for (const auto& [from, to] : {std::pair{"/stories/{id}", "/stories/csto-kazakhstan-2022"},
                                   {"/people/{id}", "/people/ines-valcarcel"},
                                   {"/media/{id}", "/media/map-kazakhstan"},
                                   {"{edition}", "es"}}) {
        if (const auto at = pattern.find(from); at != std::string::npos)
            pattern.replace(at, std::char_traits<char>::length(from), to);
    }
    return pattern;
}

}  // namespace

TEST_CASE("API: every read answers what its declaration says") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        int asked = 0;
        for (const auto& route : newsroom->routes.declared()) {
            if (route.surface != Surface::Api || route.method != http::Method::Get) continue;
            const std::string target = of_sample(route.pattern);
            CAPTURE(target);
            REQUIRE_MESSAGE(target.find('{') == std::string::npos, "no thing of the sample is named for this pattern");
            const auto answer = newsroom.get(target);
            CHECK(answer.status == 200);
            CHECK(answer.content_type == "application/json; charset=utf-8");
            const auto body = json::parse(answer.body);
            REQUIRE(body);
            CHECK(astray(route.document->output, *body, "answer") == "");
            ++asked;
        }
        CHECK(asked >= 10);
    }
}

TEST_CASE("API: a read that names nothing says so, as a problem and not as a page") {
    SampleNewsroom newsroom("sqlite");
    const std::pair<const char*, int> cases[] = {
        {"/api/v1/stories/nothing-here", 404},
        {"/api/v1/people/nothing-here", 404},
        {"/api/v1/media/nothing-here", 404},
        {"/api/v1/frontpage/xx", 404},
        {"/api/v1/nothing-here", 404},
        {"/api/v1/stories?edition=xx", 404},
        {"/api/v1/stories?section=nothing-here", 404},
        {"/api/v1/stories?kind=gossip", 400},
        {"/api/v1/stories?limit=0", 400},
        {"/api/v1/stories?limit=101", 400},
        {"/api/v1/stories?limit=1e1", 400},
        {"/api/v1/stories?cursor=nonsense", 400},
        {"/api/v1/corrections?month=2026-13", 400},
        {"/api/v1/corrections?month=2026-1", 400},
    };
    for (const auto& [target, status] : cases) {
        CAPTURE(target);
        const auto answer = newsroom.get(target);
        CHECK(answer.status == status);
        CHECK(answer.content_type == "application/problem+json; charset=utf-8");
        const auto body = json::parse(answer.body);
        REQUIRE(body);
        CHECK(body->number("status") == status);
        CHECK(!body->text("title").empty());
        // A key instead of a sentence is a word that no catalogue has.
        CHECK(body->text("detail").find(' ') != std::string::npos);
    }
}

TEST_CASE("API: a picture is sent as the file it is, and described afterwards") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        Client client(newsroom, "writer");
        std::ifstream in(testing::source_folder() + "/themes/classic/assets/share-default.png", std::ios::binary);
        const std::string file{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        const auto made = client.post("/api/v1/media", file, {{"content-type", "image/png"}});
        REQUIRE_MESSAGE(made.status == 201, made.body);
        const auto picture = *json::parse(made.body);
        const std::string address = "/api/v1/media/" + picture.text("id");
        CHECK(header(made, "Location") == address);
        CHECK(picture.find("missing")->find("en")->items().size() == 2);
        CHECK(client.get(address).find("editions")->members().empty());
        // The same bytes are the same picture.
        const auto again = client.post("/api/v1/media", file, {{"content-type", "image/png"}});
        CHECK(again.status == 200);
        CHECK(json::parse(again.body)->text("id") == picture.text("id"));

        const std::string tag = header(made, "ETag");
        const auto patch = [&](const std::string& body, const http::Fields& headers = {}) {
            return client.send(http::Method::Patch, address, body, headers);
        };
        const auto described =
            patch(R"({"editions":{"en":{"alt":"A map of ñ","credit":"Us"},"es":{"alt":"Un mapa","credit":"La casa"}}})",
                  {{"if-match", tag}});
        REQUIRE_MESSAGE(described.status == 200, described.body);
        CHECK(json::parse(described.body)->find("missing")->members().empty());
        CHECK(client.get(address).find("editions")->find("en")->text("alt") == "A map of ñ");
        // What is left out stays; what was based on an older state is refused.
        // A caption in one edition alone would be a gap in the other.
        const auto gap = patch(R"({"editions":{"en":{"caption":"By hand"}}})");
        CHECK(gap.status == 422);
        CHECK(gap.body.find("editions.es.caption") != std::string::npos);
        CHECK(client.get(address).find("editions")->find("en")->text("caption").empty());
        CHECK(patch(R"({"editions":{"en":{"caption":"By hand"},"es":{"caption":"A mano"}}})").status == 200);
        CHECK(client.get(address).find("editions")->find("en")->text("alt") == "A map of ñ");
        CHECK(patch(R"({"editions":{"en":{"alt":"Late"}}})", {{"if-match", tag}}).status == 412);
        CHECK(patch(R"({"editions":{"en":{"alt":"Late"}}})", {{"if-match", "W/" + tag}}).status == 412);
        CHECK(client.get(address).find("editions")->find("en")->text("alt") == "A map of ñ");
        for (const auto* bad :
             {R"({"editions":{"xx":{"alt":"?"}}})", R"({"editions":{"en":{"title":"?"}}})", R"({"focal_x":"left"})",
              R"({"focal_x":4294967796})", R"({"focal_y":-1})", R"({"name":"map"})"}) {
            CAPTURE(bad);
            CHECK(patch(bad).status == 422);
        }
        CHECK(client.send(http::Method::Patch, "/api/v1/media/nothing-here", "{}").status == 404);
        CHECK(client.post("/api/v1/media", "").status == 422);
        CHECK(client.post("/api/v1/media", "no picture at all").status == 415);
        CHECK(client.post("/api/v1/media", file.substr(0, file.size() / 2)).status == 422);
    }
}

TEST_CASE("API: a schedule is taken back, and a private link shows what readers do not have") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        Client client(newsroom);
        const std::string story = kStory;
        const std::string en = R"({"editions":["en"]})";
        const std::string page = client.get(story).find("editions")->find("en")->text("path");
        REQUIRE(client.post(story + "/withdraw", en).status == 200);
        REQUIRE(client.post(story + "/schedule", R"({"editions":["en"],"at":"2026-11-24T12:00:00+01:00"})").status ==
                200);
        CHECK(client.post(story + "/unschedule", R"({"editions":["xx"]})").status == 422);
        const auto taken_back = client.post(story + "/unschedule", en);
        REQUIRE_MESSAGE(taken_back.status == 200, taken_back.body);
        newsroom.clock().advance(kDay);
        newsroom->jobs.run_due(newsroom.clock());
        CHECK(newsroom.get(page).status == 410);

        const auto made = client.post(story + "/versions/en/preview", "{}");
        REQUIRE_MESSAGE(made.status == 201, made.body);
        const auto link = newsroom.get(json::parse(made.body)->text("path"));
        CHECK(link.status == 200);
        CHECK(link.body.find("<h1") != std::string::npos);
        CHECK(client.post(story + "/versions/xx/preview", "{}").status == 404);
    }
}

TEST_CASE("API: paging meets every story exactly once, also while one is published") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        Client client(newsroom);
        for (const std::string edition : {"en", "es"}) {
            const std::string begin = "/api/v1/stories?edition=" + edition;
            const auto there =
                newsroom->database.read([&](db::ReadTx& tx) { return tx.one(kPublished, {edition})->integer(0); });
            REQUIRE(there > 20);
            std::set<std::string> before;
            const auto all = client.get(begin + "&limit=100");
            for (const auto& line : all.find("stories")->items()) before.insert(line.text("id"));
            REQUIRE(static_cast<std::int64_t>(before.size()) == std::min<std::int64_t>(there, 100));

            std::set<std::string> seen;
            std::string last;
            std::string target = begin + "&limit=7";
            for (int page = 0; !target.empty(); ++page) {
                REQUIRE(page < 100);
                const auto answer = newsroom.get(target);
                REQUIRE(answer.status == 200);
                const auto body = *json::parse(answer.body);
                for (const auto& line : body.find("stories")->items()) {
                    CHECK_MESSAGE(seen.insert(line.text("id")).second, line.text("id") << " comes twice");
                    CHECK(line.text("edition") == edition);
                    if (!last.empty()) CHECK(line.text("published").substr(0, 10) <= last);
                    last = line.text("published").substr(0, 10);
                }
                const std::string link = header(answer, "Link");
                CHECK(link.empty() == body.text("next").empty());
                target = link.empty() ? "" : link.substr(1, link.find('>') - 1);
                if (const auto host = target.find("/api/"); host != std::string::npos) target.erase(0, host);
                if (page == 1) {
                    // Somebody takes the newest back and brings it out again: it moves to before the reader's place.
                    const std::string body_of_write = R"({"editions":[")" + edition + "\"]}";
                    REQUIRE(client.post(std::string(kStory) + "/withdraw", body_of_write).status == 200);
                    REQUIRE(client.post(std::string(kStory) + "/publish", body_of_write).status == 200);
                }
            }
            seen.insert("csto-kazakhstan-2022");
            CHECK(static_cast<std::int64_t>(seen.size()) == there);
        }
    }
}

TEST_CASE("API: a write names what it was made from: 428 without, 412 when it moved") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        Client client(newsroom);
        using http::Method;
        const std::string words = R"({"headline":"Words","standfirst":"More words","kicker":"K"})";
        const std::string version = std::string(kStory) + "/versions/en";
        const auto story = client.get(kStory);
        const std::string edit = std::to_string(story.number("edit"));
        const std::string revision = story.find("editions")->find("en")->text("revision");
        const auto before = newsroom->database.version();
        struct Case {
            Method method;
            std::string target, body;
            http::Fields headers;
            int status;
        };
        const Case refused[] = {
            {Method::Patch, kStory, R"({"kind":"opinion"})", {}, 428},
            {Method::Patch, kStory, R"({"kind":"opinion"})", {{"if-match", "\"999\""}}, 412},
            {Method::Patch, kStory, R"({"kind":"opinion","edit":999})", {}, 409},
            // `*` and a list name no revision.
            {Method::Patch, kStory, R"({"kind":"opinion"})", {{"if-match", "*"}}, 428},
            {Method::Patch, kStory, R"({"kind":"gossip"})", {{"if-match", "\"" + edit + "\""}}, 422},
            {Method::Put, version, words, {}, 428},
            {Method::Put, version, words, {{"if-match", "\"nothing-here\""}}, 412},
            {Method::Put, version, words, {{"if-none-match", "*"}}, 409},
            {Method::Put, version, R"({"headline":"Words","based_on":"nothing-here"})", {}, 409},
            {Method::Put,
             version,
             R"({"headline":"Words","based_on":"other"})",
             {{"if-match", "\"" + revision + "\""}},
             422},
            {Method::Put, std::string(kStory) + "/versions/xx", words, {{"if-none-match", "*"}}, 404},
            {Method::Patch, "/api/v1/stories/nothing-here", "{}", {{"if-match", "\"1\""}}, 404},
        };
        for (const auto& each : refused) {
            CAPTURE(each.target);
            CAPTURE(each.body);
            CAPTURE(each.headers.empty() ? std::string() : each.headers[0].second);
            const auto answer = client.send(each.method, each.target, each.body, each.headers);
            CHECK_MESSAGE(answer.status == each.status, answer.body);
            CHECK(answer.content_type == "application/problem+json; charset=utf-8");
            const auto body = json::parse(answer.body);
            REQUIRE(body);
            CHECK(body->number("status") == each.status);
        }
        CHECK(newsroom->database.version() == before);

        const auto patched =
            client.send(Method::Patch, kStory, R"({"kind":"analysis"})", {{"if-match", "\"" + edit + "\""}});
        CHECK(patched.status == 200);
        const auto saved = client.send(Method::Put, version, words, {{"if-match", "\"" + revision + "\""}});
        CHECK(saved.status == 200);
        // The tag of an answer is the condition of the next write.
        REQUIRE(!saved.etag.empty());
        const std::string half = R"({"headline":"Other words"})";
        const auto next = client.send(Method::Put, version, half, {{"if-match", saved.etag}});
        CHECK(next.status == 200);
        CHECK(client.send(Method::Put, version, words, {{"if-match", saved.etag}}).status == 412);
        // The same words are no new revision.
        CHECK(client.send(Method::Put, version, half, {{"if-match", next.etag}}).etag == next.etag);
        // A half-written draft stands in nobody's way: fields go out with the text that is published.
        const auto more = client.send(Method::Patch, kStory, R"({"kind":"news"})", {{"if-match", patched.etag}});
        CHECK_MESSAGE(more.status == 200, more.body);
        // Nor does a draft lend its rights line to a published text that has none.
        const std::string own = "/api/v1/stories/alma-ata-1991";
        const auto own_story = client.get(own);
        const auto* own_text = own_story.find("editions")->find("en");
        REQUIRE(own_text->text("rights").empty());
        const std::string rights = R"({"headline":"H","standfirst":"S","rights":"By permission"})";
        CHECK(client
                  .send(Method::Put, own + "/versions/en", rights,
                        {{"if-match", "\"" + own_text->text("revision") + "\""}})
                  .status == 200);
        const auto outside = client.send(Method::Patch, own, R"({"outside_name":"A wire"})",
                                         {{"if-match", "\"" + std::to_string(own_story.number("edit")) + "\""}});
        CHECK(outside.status == 422);
        CHECK(outside.body.find("en.rights") != std::string::npos);
    }
}

TEST_CASE("API: a text that lacks a part is refused with words for every fault, whatever is missing") {
    SampleNewsroom newsroom("sqlite");
    Client client(newsroom);
    const std::string p = R"("id":"aaaaaaaa","type":"paragraph","text":[{"t":"x",)";
    const std::string blocks[] = {
        R"({"type":"divider"})",
        R"({"id":"aaaaaaaa"})",
        R"({"id":"","type":"divider"})",
        R"({"id":"aaaaaaaa","type":"divider","":1})",
        "{" + p + R"("m":[""]}]})",
        "{" + p + R"("m":[{}]}]})",
        "{" + p + R"("link":{}}]})",
        "{" + p + R"("link":"x"}]})",
        "{" + p + R"("link":{"url":""}}]})",
        "{" + p + R"("lang":"-"}]})",
        R"({"id":"aaaaaaaa","type":"picture","pictures":[{}]})",
        R"({"id":"aaaaaaaa","type":"picture","pictures":[{"media":""}]})",
        R"({"id":"aaaaaaaa","type":"card","title":"A title"})",
        R"({"id":"aaaaaaaa","type":"heading"})",
        R"({"id":"aaaaaaaa","type":"table","rows":[[]]})",
        "1",
    };
    for (const auto& block : blocks) {
        CAPTURE(block);
        const auto answer = client.send(
            http::Method::Put, "/api/v1/stories/csto-kazakhstan-2022/versions/en",
            R"({"headline":"H","standfirst":"S","body":{"v":1,"blocks":[)" + block + R"(]},"based_on":"x"})",
            {{"idempotency-key", "k" + std::to_string(&block - blocks)}});
        CHECK(answer.status == 422);
        CHECK(answer.content_type == "application/problem+json; charset=utf-8");
        const auto body = json::parse(answer.body);
        REQUIRE(body);
        const auto* faults = body->find("errors");
        REQUIRE(faults != nullptr);
        REQUIRE_FALSE(faults->items().empty());
        for (const auto& fault : faults->items()) CHECK(fault.text("detail").find(' ') != std::string::npos);
    }
    const auto list = client.post("/api/v1/stories", "[]", {{"idempotency-key", "list"}});
    CHECK(list.status == 400);
    CHECK(list.body.find("no object") != std::string::npos);
}

TEST_CASE("API: the same request under one key is done once and answered alike") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        Client client(newsroom);
        Client other(newsroom, "chief");
        const std::string body = R"({"source_edition":"en","kind":"news","section":"world"})";
        const http::Fields key = {{"idempotency-key", "a-key-of-the-client"}};
        const auto count = stories_in(newsroom);
        const auto first = client.post("/api/v1/stories", body, key);
        REQUIRE(first.status == 201);
        CHECK(header(first, "Idempotency-Replayed").empty());
        const auto version = newsroom->database.version();
        for (int again = 0; again < 3; ++again) {
            const auto replay = client.post("/api/v1/stories", body, key);
            CHECK(replay.status == 201);
            CHECK(replay.body == first.body);
            CHECK(header(replay, "ETag") == header(first, "ETag"));
            CHECK(header(replay, "Location") == header(first, "Location"));
            CHECK(header(replay, "Idempotency-Replayed") == "true");
        }
        CHECK(stories_in(newsroom) == count + 1);
        CHECK(newsroom->database.version() == version);

        // Another body, another address, another condition under the same key: not what was asked before.
        const auto otherwise = client.post("/api/v1/stories", R"({"source_edition":"es"})", key);
        CHECK(otherwise.status == 422);
        CHECK(code_of(otherwise) == "problem.idempotency_mismatch");
        CHECK(code_of(client.post(std::string(kStory) + "/publish", body, key)) == "problem.idempotency_mismatch");
        http::Fields conditional = key;
        conditional.emplace_back("if-match", "\"1\"");
        CHECK(code_of(client.post("/api/v1/stories", body, conditional)) == "problem.idempotency_mismatch");
        CHECK(stories_in(newsroom) == count + 1);

        // Keys are an account's own.
        const auto theirs = other.post("/api/v1/stories", body, key);
        CHECK(theirs.status == 201);
        CHECK(theirs.body != first.body);
        CHECK(stories_in(newsroom) == count + 2);

        // A refusal changed nothing and is not kept: mended, the key is still free.
        const http::Fields fresh = {{"idempotency-key", "another-key"}};
        CHECK(client.post("/api/v1/stories", R"({"source_edition":"xx"})", fresh).status == 422);
        CHECK(client.post("/api/v1/stories", body, fresh).status == 201);
        CHECK(stories_in(newsroom) == count + 3);

        for (const std::string& bad : {std::string(), std::string("a b"), std::string("clé"), std::string(201, 'x')}) {
            CAPTURE(bad);
            CHECK(client.post("/api/v1/stories", body, {{"idempotency-key", bad}}).status == 400);
        }
        CHECK(stories_in(newsroom) == count + 3);

        // After a day the key is forgotten.
        newsroom.clock().set(Instant{testing::kTestNow.us + 25 * kHour});
        Client tomorrow(newsroom);
        CHECK(header(tomorrow.post("/api/v1/stories", body, key), "Idempotency-Replayed").empty());
        CHECK(stories_in(newsroom) == count + 4);
    }
}

TEST_CASE("API: what the desk does is done by the API too: written, published, corrected, withdrawn") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        Client writer(newsroom, "writer");
        Client editor(newsroom);
        using http::Method;
        const auto made = writer.post("/api/v1/stories", R"({"source_edition":"en","section":"world"})");
        REQUIRE(made.status == 201);
        const std::string story = header(made, "Location");
        REQUIRE(story.rfind("/api/v1/stories/", 0) == 0);
        // Not before it is published, and nothing half.
        CHECK(newsroom.get(story).status == 404);
        const auto lacking = editor.post(story + "/publish", R"({"editions":["en"]})");
        CHECK(lacking.status == 422);
        CHECK(lacking.body.find("en.headline") != std::string::npos);
        const std::string words =
            R"({"kicker":"By wire","headline":"Written by a program","standfirst":"And read by people.",)"
            R"("body":{"v":1,"blocks":[{"id":"abcdefgh","type":"paragraph","text":[{"t":"One paragraph."}]}]}})";
        const auto saved = writer.send(Method::Put, story + "/versions/en", words, {{"if-none-match", "*"}});
        REQUIRE_MESSAGE(saved.status == 200, saved.body);
        CHECK(writer.post(story + "/publish", R"({"editions":["en"]})").status == 403);
        const http::Fields key = {{"idempotency-key", "publish-once"}};
        const auto published = editor.post(story + "/publish", R"({"editions":["en"]})", key);
        REQUIRE_MESSAGE(published.status == 200, published.body);
        const std::string path = json::parse(published.body)->find("paths")->text("en");
        CHECK(newsroom.get(path).body.find("One paragraph.") != std::string::npos);
        const auto version = newsroom->database.version();
        const auto again = editor.post(story + "/publish", R"({"editions":["en"]})", key);
        CHECK(again.body == published.body);
        CHECK(newsroom->database.version() == version);
        const auto corrected =
            editor.post(story + "/corrections", R"({"text":{"en":"It was read by one person only."}})");
        CHECK_MESSAGE(corrected.status == 201, corrected.body);
        CHECK(newsroom.get(path).body.find("It was read by one person only.") != std::string::npos);
        CHECK(editor.post(story + "/withdraw", R"({"editions":["en"]})").status == 200);
        CHECK(newsroom.get(path).status == 410);
        CHECK(newsroom.get(story).status == 410);
    }
}

TEST_CASE("API: a write whose end is unknown says so, and asking again tells") {
    const std::string body = R"({"source_edition":"en","kind":"news","section":"world"})";
    const http::Fields key = {{"idempotency-key", "heard-nothing"}};
    const auto check_unknown = [](const http::Response& answer) {
        CHECK(answer.status == 503);
        CHECK(header(answer, "Outcome") == "unknown");
        CHECK(!header(answer, "Retry-After").empty());
        CHECK(answer.content_type == "application/problem+json; charset=utf-8");
    };

    SUBCASE("SQLite, a sync that fails") {
        PowerCutVfs vfs("api-power-cut");
        std::atomic<int> stops = 0;
        testing::SampleOptions sample;
        sample.sqlite_vfs = vfs.name();
        sample.fail_stop = [&] { ++stops; };
        SampleNewsroom newsroom("sqlite", sample);
        const auto count = stories_in(newsroom);
        {
            Client client(newsroom);
            vfs.fail_sync(1);
            check_unknown(client.post("/api/v1/stories", body, key));
            // From now on nothing is written: that is known, and is not called unknown.
            const auto after = client.post("/api/v1/stories", body, key);
            CHECK(after.status == 503);
            CHECK(header(after, "Outcome").empty());
        }
        vfs.process_dies();
        newsroom.close();
        newsroom.open();
        Client client(newsroom);
        const auto told = client.post("/api/v1/stories", body, key);
        CHECK(told.status == 201);
        CHECK(client.post("/api/v1/stories", body, key).body == told.body);
        CHECK(stories_in(newsroom) == count + 1);
        CHECK(stops == 1);
    }

    SUBCASE("PostgreSQL, a connection lost during COMMIT") {
        if (testing::engines().size() < 2) return;
        constexpr db::Sql kSlowCommit{"test.slow_commit",
                                      "CREATE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN "
                                      "PERFORM pg_sleep(2); RETURN NULL; "
                                      "END'"};
        constexpr db::Sql kSlowTrigger{"test.slow_trigger",
                                       "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON story DEFERRABLE INITIALLY "
                                       "DEFERRED FOR EACH ROW EXECUTE FUNCTION slow_commit()"};
        constexpr db::Sql kNoTrigger{"test.no_trigger", "DROP TRIGGER slow ON story"};
        constexpr db::Sql kEndWriter{
            "test.end_writer",
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND "
            "query ILIKE 'COMMIT%' AND state = 'active' AND pid <> pg_backend_pid()"};
        SampleNewsroom newsroom("postgres");
        const auto count = stories_in(newsroom);
        Client client(newsroom);
        REQUIRE(newsroom->database.transact([&](db::Tx& tx) -> Result<std::int64_t> {
            tx.run(kSlowCommit);
            return tx.run(kSlowTrigger);
        }));
        std::thread killer([&] {
            for (int tries = 0; tries < 100; ++tries) {
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
                if (newsroom->database.read([&](db::ReadTx& tx) { return tx.one(kEndWriter)->integer(0); }) > 0) return;
            }
        });
        const auto lost = client.post("/api/v1/stories", body, key);
        killer.join();
        check_unknown(lost);
        REQUIRE(newsroom->database.transact([&](db::Tx& tx) -> Result<std::int64_t> { return tx.run(kNoTrigger); }));
        const auto told = client.post("/api/v1/stories", body, key);
        CHECK(told.status == 201);
        CHECK(client.post("/api/v1/stories", body, key).body == told.body);
        CHECK(stories_in(newsroom) == count + 1);
    }
}
