// The paper's logo: put in at the desk, on every page and nowhere stale, and taken away again.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "site/paper.h"
#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

/// A picture of the sample: 1,200 wide or more, which serves as a logo as well as any.
std::string picture(const std::string& name) {
    std::ifstream in(broadsheet::testing::source_folder() + "/" + name, std::ios::binary);
    REQUIRE(in);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

struct Upload {
    std::string field, bytes;
};

http::Response upload(SampleNewsroom& newsroom, const std::vector<Upload>& files, const std::string& role = "chief") {
    http::Request request = newsroom.form_request("/desk/logo", {}, role);
    const std::string boundary = "----------boundary1234";
    for (auto& [name, value] : request.headers) {
        if (name == "content-type") value = "multipart/form-data; boundary=" + boundary;
    }
    for (const auto& file : files) {
        request.body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + file.field +
                        "\"; filename=\"logo\"\r\nContent-Type: application/octet-stream\r\n\r\n" + file.bytes + "\r\n";
    }
    request.body += "--" + boundary + "--\r\n";
    return newsroom->ask(std::move(request));
}

const std::string kKazakhstan = "/en/2022/01/kazakhstan-and-the-alliance-that-came-when-called";

}  // namespace

TEST_CASE("a logo stands in place of the set name, in all editions, in print and for search engines, until it goes") {
    for (const auto& engine : broadsheet::testing::engines()) {
        INFO(engine);
        SampleNewsroom newsroom(engine);
        const std::string name = newsroom->database.read([](db::ReadTx& tx) { return paper_words_of(tx, "en").name; });
        const std::string before = newsroom.get(kKazakhstan).body;
        CHECK(before.find(">" + name + "</a>") != std::string::npos);
        CHECK(before.find("class=\"logo") == std::string::npos);
        (void)newsroom.get("/es/");

        const auto done = upload(newsroom, {{"light", picture("themes/classic/assets/share-default.png")}});
        REQUIRE_MESSAGE(done.status == 303, done.body.substr(0, 3000));
        // No purge: the pages that were kept carry the tag.
        const std::string light = newsroom.get(kKazakhstan).body;
        const auto at = light.find("<img class=\"logo\"");
        REQUIRE(at != std::string::npos);
        const std::string tag = light.substr(at, light.find('>', at) - at);
        CHECK_MESSAGE(tag.find("width=\"610\" height=\"320\"") != std::string::npos, tag);
        CHECK_MESSAGE(tag.find("alt=\"" + name + "\"") != std::string::npos, tag);
        CHECK(newsroom.get("/es/").body.find("<img class=\"logo\"") != std::string::npos);
        const auto from = tag.find("src=\"") + 5;
        const std::string src = tag.substr(from, tag.find('"', from) - from);
        const auto file = newsroom.get(src);
        CHECK(file.status == 200);
        CHECK(file.content_type == "image/webp");
        // For search engines a JPEG, with its own size.
        const auto publisher = light.find("\"logo\":{");
        REQUIRE(publisher != std::string::npos);
        const std::string data = light.substr(publisher, light.find('}', publisher) - publisher);
        CHECK_MESSAGE(data.find("http://localhost:8080/media/") != std::string::npos, data);
        CHECK_MESSAGE(data.find(".jpg") != std::string::npos, data);
        CHECK_MESSAGE(data.find("\"width\":610") != std::string::npos, data);
        CHECK(newsroom.get("/desk/settings", "chief").body.find("Logo for light pages: <del>—</del>") !=
              std::string::npos);

        // A second one for dark pages, on screens only: paper is white.
        REQUIRE(upload(newsroom, {{"dark", picture("themes/classic/assets/share-default.png")}}).status == 303);
        const std::string both = newsroom.get(kKazakhstan).body;
        CHECK(both.find("<source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"/media/") !=
              std::string::npos);

        // Nobody collects it as rubbish, though no story has it.
        for (const auto& entry : std::filesystem::directory_iterator(newsroom.folder() + "/media/"))
            std::filesystem::last_write_time(
                entry.path(), std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 900));
        newsroom->media.collect_garbage();
        CHECK(newsroom.get(src).status == 200);

        CHECK(newsroom.post("/desk/logo/light/remove", {}, "editor").status == 403);
        CHECK(newsroom.post("/desk/logo/light/remove", {}, "chief").status == 303);
        CHECK(newsroom.get(kKazakhstan).body == before);
        CHECK(newsroom->database.read([](db::ReadTx& tx) { return logo_of(tx, LogoVariant::Dark); }) == std::nullopt);
    }
}

TEST_CASE("what is no picture, or no logo, is refused in words and changes nothing") {
    SampleNewsroom newsroom("sqlite");
    const std::string svg =
        "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    const std::string good = picture("themes/classic/assets/icon-512.png");
    struct Case {
        std::vector<Upload> files;
        std::string role;
        int status;
        std::string says;
    };
    for (const auto& one : std::vector<Case>{
             {{{"light", svg}}, "chief", 422, "SVG files are not taken, because they can hold programs."},
             {{{"light", "GIF89a............"}}, "chief", 422, "Only JPEG, PNG and WebP are taken."},
             {{{"light", good.substr(0, 300)}}, "chief", 422, "The picture is damaged"},
             {{{"dark", good}}, "chief", 422, "Choose one for light pages first."},
             {{}, "chief", 422, "Choose a picture file."},
             {{{"light", good}}, "editor", 403, ""},
             {{{"light", good}}, "nobody", 401, ""},
         }) {
        const auto answer = upload(newsroom, one.files, one.role);
        CHECK_MESSAGE(answer.status == one.status, one.says);
        CHECK_MESSAGE(answer.body.find(one.says) != std::string::npos, one.says);
        CHECK(!newsroom->database.read([](db::ReadTx& tx) { return logo_of(tx, LogoVariant::Light); }));
    }
}
