// The library as scripts of the desk ask for it, and what the newsroom's record says of pictures.
#include <doctest/doctest.h>

#include <algorithm>

#include "platform/json/json.h"
#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

constexpr db::Sql kAudit{"test.audit_of_pictures",
                         "SELECT a.action, a.thing, a.detail, a.at, s.role FROM audit a JOIN staff s ON s.id = "
                         "a.staff_id WHERE a.thing LIKE 'media:%' ORDER BY a.at, a.id"};

/// A blue field of 30 × 20 pixels.
std::string small_png() {
    constexpr std::string_view hex =
        "89504e470d0a1a0a0000000d494844520000001e00000014080200000015c91a930000001f4944415478da63300e2da7"
        "116218357ad4e851a3478d1e357ad4e8a16834005f6055c72d2ce6bb0000000049454e44ae426082";
    std::string out;
    for (std::size_t at = 0; at < hex.size(); at += 2)
        out += static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
    return out;
}

json::Value json_of(const http::Response& answer) {
    CHECK(answer.content_type == "application/json; charset=utf-8");
    const auto value = json::parse(answer.body);
    REQUIRE_MESSAGE(value, answer.body);
    return *value;
}

/// Sends fields as a browser sends a form with a file in it; the field `file` is the file.
http::Response upload(SampleNewsroom& newsroom, const http::Fields& fields, const std::string& role) {
    newsroom.clock().advance(kSecond);
    auto request = newsroom.form_request("/desk/media.json", {}, role);
    for (auto& [name, value] : request.headers) {
        if (name == "content-type") value = "multipart/form-data; boundary=part";
    }
    request.body.clear();
    for (const auto& [name, value] : fields) {
        request.body += "--part\r\nContent-Disposition: form-data; name=\"" + name + "\"";
        if (name == "file") request.body += "; filename=\"new.png\"\r\nContent-Type: application/octet-stream";
        request.body += "\r\n\r\n" + value + "\r\n";
    }
    request.body += "--part--\r\n";
    return newsroom->ask(std::move(request));
}

json::Value found(SampleNewsroom& newsroom, const std::string& query) {
    const auto answer = newsroom.get("/desk/media.json?" + query, "writer");
    REQUIRE(answer.status == 200);
    return json_of(answer);
}

std::vector<std::string> ids(const json::Value& answer) {
    std::vector<std::string> out;
    for (const auto& picture : answer.find("pictures")->items()) out.push_back(picture.text("id"));
    return out;
}

/// What people did to pictures, oldest first: "role action thing detail". The sample itself was loaded by nobody.
std::vector<std::string> record(SampleNewsroom& newsroom) {
    return newsroom->database.read([](db::ReadTx& tx) {
        std::vector<std::string> out;
        for (const auto& row : tx.query(kAudit, {})) {
            CHECK(row.instant(3).is_set());
            out.push_back(row.text(4) + " " + row.text(0) + " " + row.text(1) + " " + row.text(2));
        }
        return out;
    });
}

}  // namespace

TEST_CASE("the library is found by words of any language, whatever case and accents, and page by page") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        CHECK(ids(found(newsroom, "words=ARAL+basin")) == std::vector<std::string>{"map-aral"});
        CHECK(ids(found(newsroom, "words=cuenca+ar%C3%A1l")) == std::vector<std::string>{"map-aral"});
        CHECK(ids(found(newsroom, "words=map-aral")) == std::vector<std::string>{"map-aral"});
        CHECK(ids(found(newsroom, "words=aral+nowhere")).empty());
        // Signs of the query languages are only signs.
        CHECK(ids(found(newsroom, "words=%25")).empty());
        CHECK(ids(found(newsroom, "words=_")).empty());

        std::vector<std::string> all;
        std::string before;
        for (int pages = 0; pages < 10; ++pages) {
            const auto page = found(newsroom, "before=" + before);
            CHECK(page.find("pictures")->items().size() <= 24);
            for (const auto& id : ids(page)) all.push_back(id);
            before = page.text("before");
            if (before.empty()) break;
        }
        CHECK(before.empty());
        const auto known = newsroom->database.read([&](db::ReadTx& tx) { return newsroom->media.newest(tx, "", 500); });
        REQUIRE(known.size() > 24);
        REQUIRE(all.size() == known.size());
        for (std::size_t at = 0; at < all.size(); ++at) CHECK(all[at] == known[at].id);

        const auto some = found(newsroom, "ids=map-aral,,no-such-picture,map-suez");
        auto named = ids(some);
        std::sort(named.begin(), named.end());
        CHECK(named == std::vector<std::string>{"map-aral", "map-suez"});
        for (const auto& picture : some.find("pictures")->items()) {
            CHECK(picture.text("src").rfind("/media/", 0) == 0);
            CHECK(picture.text("thumb").rfind("/media/", 0) == 0);
            CHECK(picture.number("width") > 0);
            for (const char* edition : {"en", "es"}) {
                CHECK_FALSE(picture.find("texts")->find(edition)->text("alt").empty());
                CHECK_FALSE(picture.find("texts")->find(edition)->text("credit").empty());
            }
            CHECK(picture.find("missing")->items().empty());
        }
        CHECK(newsroom.get("/desk/media.json").status == 303);
        // The wall of the desk looks the same way, without script.
        const auto wall = newsroom.get("/desk/media?words=cuenca", "writer");
        CHECK(wall.body.find("/desk/media/map-aral") != std::string::npos);
        CHECK(wall.body.find("/desk/media/map-suez") == std::string::npos);
    }
}

TEST_CASE("a picture is put in through the picker, refused with words beside the fields, and never twice") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        CHECK(upload(newsroom, {{"file", small_png()}}, "nobody").status == 401);
        const auto without = upload(newsroom, {{"en.alt", "A field"}}, "writer");
        CHECK(without.status == 422);
        CHECK(json_of(without).find("fields")->text("file") == "Choose a picture file.");
        const auto broken = upload(newsroom, {{"file", "no picture"}}, "writer");
        CHECK(broken.status == 415);
        CHECK(json_of(broken).text("problem") == "Only JPEG, PNG and WebP are taken. Save it as one of these.");
        const auto wordy = upload(newsroom, {{"file", small_png()}, {"es.credit", std::string(161, 'x')}}, "writer");
        CHECK(wordy.status == 422);
        CHECK_FALSE(json_of(wordy).find("fields")->text("es.credit").empty());
        CHECK(record(newsroom).empty());

        const auto made =
            upload(newsroom, {{"file", small_png()}, {"en.alt", "A blue field"}, {"en.credit", "Ada"}}, "writer");
        REQUIRE(made.status == 200);
        const auto answer = json_of(made);
        CHECK_FALSE(answer.flag("was_known", true));
        const auto* picture = answer.find("picture");
        CHECK(picture->text("name") == "A blue field");
        REQUIRE(picture->find("missing")->items().size() == 1);
        CHECK(picture->find("missing")->items()[0].string() == "es");

        const auto again = upload(newsroom, {{"file", small_png()}, {"en.alt", "Something else"}}, "writer");
        REQUIRE(again.status == 200);
        CHECK(json_of(again).flag("was_known"));
        CHECK(json_of(again).find("picture")->text("id") == picture->text("id"));
        CHECK(json_of(again).find("picture")->text("name") == "A blue field");
    }
}

TEST_CASE(
    "who put a picture in, wrote its words or moved its focal point stands in the record, and nothing else does") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        const auto made = upload(newsroom, {{"file", small_png()}, {"en.alt", "A field"}}, "writer");
        REQUIRE(made.status == 200);
        const std::string id = json_of(made).find("picture")->text("id");
        const auto save = [&](const http::Fields& words, const std::string& x, const std::string& role) {
            newsroom.clock().advance(kSecond);
            http::Fields fields = words;
            fields.emplace_back("focal_x", x);
            fields.emplace_back("focal_y", "50");
            fields.emplace_back("made_from", newsroom->database.read([&](db::ReadTx& tx) {
                return Media::stamp_of(*newsroom->media.find(tx, id));
            }));
            return newsroom.post("/desk/media/" + id, fields, role).status;
        };
        const http::Fields words = {{"en.alt", "A field"}, {"es.alt", "Un campo"}, {"es.credit", "Ada"}};
        CHECK(save(words, "50", "editor") == 303);
        CHECK(save(words, "50", "editor") == 303);  // the same again
        CHECK(save(words, "20", "chief") == 303);
        CHECK(save(words, "x", "chief") == 422);
        // What it lacked is taken from whoever puts it in again.
        REQUIRE(upload(newsroom, {{"file", small_png()}, {"en.credit", "Bo"}}, "writer").status == 200);
        REQUIRE(upload(newsroom, {{"file", small_png()}}, "writer").status == 200);
        const auto written = record(newsroom);
        REQUIRE(written.size() == 4);
        CHECK(written[0] == "writer media.add media:" + id + " ");
        CHECK(written[1] == "editor media.save_words media:" + id + " es");
        CHECK(written[2] == "chief media.move_focal_point media:" + id + " 200 500");
        CHECK(written[3] == "writer media.save_words media:" + id + " en");
    }
}
