#include "features/media/model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "features/media/media.h"
#include "site/two_editions_test.h"

namespace broadsheet {

namespace {

const std::string kHash(64, 'a');

Picture picture_of(int width, int height) {
    Picture picture;
    picture.folder = folder_of(kHash, 500, 500);
    for (const auto& size : sizes_of(width, height, 500, 500))
        picture.files.push_back({size.width, size.height, size.crop, size.format, 1});
    return picture;
}

}  // namespace

TEST_CASE("a caption stands in every edition that has words, or in none") {
    testing::TwoEditions two;
    struct Case {
        const char* what;
        std::map<std::string, PictureText> texts;
        std::vector<std::string> faults;
    };
    const std::vector<Case> cases{
        {"nothing yet", {}, {}},
        {"one edition, the other later", {{"es", {"Un campo", "Al alba.", "Ada"}}}, {}},
        {"the other sent empty", {{"en", {"", " ", ""}}, {"es", {"Un campo", "Al alba.", "Ada"}}}, {}},
        {"none", {{"en", {"A field", "", "Ada"}}, {"es", {"Un campo", "", "Ada"}}}, {}},
        {"both", {{"en", {"A field", "At dawn.", "Ada"}}, {"es", {"Un campo", "Al alba.", "Ada"}}}, {}},
        {"one",
         {{"en", {"A field", "", ""}}, {"es", {"Un campo", "Al alba.", "Ada"}}},
         {"en.caption problem.missing_beside"}},
        {"the other", {{"en", {"", "At dawn.", ""}}, {"es", {"", "", "Ada"}}}, {"es.caption problem.missing_beside"}},
        {"blanks",
         {{"en", {"A field", "At dawn.", "Ada"}}, {"es", {"Un campo", " \t", "Ada"}}},
         {"es.caption problem.missing_beside"}},
    };
    for (const auto& each : cases) {
        CAPTURE(each.what);
        auto checked = check(each.texts, two.editions);
        REQUIRE(checked);
        if (auto faults = captions_missing(*checked, two.editions); !faults.empty())
            checked = invalid(std::move(faults));
        CHECK(testing::faults_of(checked) == each.faults);
    }
    // An edition that readers do not see is no measure.
    CHECK(captions_missing({{"en", {"A field", "", "Ada"}}, {"fr", {"Un champ", "À l’aube.", "Ada"}}}, two.editions)
              .empty());
}

TEST_CASE("widths go as far as the original does") {
    struct Case {
        Crop crop;
        int original;
        std::vector<int> widths;
    };
    const std::vector<Case> cases{
        {Crop::Full, 6000, {640, 960, 1280, 1920}},
        {Crop::Full, 1920, {640, 960, 1280, 1920}},
        {Crop::Full, 1919, {640, 960, 1280}},
        {Crop::Full, 640, {640}},
        {Crop::Full, 639, {639}},
        {Crop::Full, 1, {1}},
        {Crop::ThreeByTwo, 1500, {320, 480, 640, 960, 1280}},
        {Crop::ThreeByTwo, 500, {320, 480}},
        {Crop::Square, 1000, {80, 160, 320}},
        {Crop::Square, 79, {79}},
    };
    for (const auto& each : cases) {
        CAPTURE(each.original);
        CHECK(widths_of(each.crop, each.original) == each.widths);
    }
}

TEST_CASE("a crop is the largest of its shape, around the focal point, within the picture") {
    struct Case {
        Crop crop;
        int width, height, focal_x, focal_y;
        PictureBox box;
    };
    const std::vector<Case> cases{
        {Crop::Full, 1600, 1000, 0, 1000, {0, 0, 1600, 1000}},
        {Crop::ThreeByTwo, 1600, 1000, 500, 500, {50, 0, 1500, 1000}},
        {Crop::ThreeByTwo, 1600, 1000, 0, 500, {0, 0, 1500, 1000}},
        {Crop::ThreeByTwo, 1600, 1000, 1000, 500, {100, 0, 1500, 1000}},
        {Crop::ThreeByTwo, 1000, 1600, 500, 250, {0, 67, 1000, 667}},
        {Crop::ThreeByTwo, 1500, 1000, 10, 990, {0, 0, 1500, 1000}},
        {Crop::Square, 1600, 1000, 250, 500, {0, 0, 1000, 1000}},
        {Crop::Square, 1600, 1000, 500, 500, {300, 0, 1000, 1000}},
        {Crop::Square, 1, 1, 1000, 1000, {0, 0, 1, 1}},
        {Crop::ThreeByTwo, 1, 1, 500, 500, {0, 0, 1, 1}},
        {Crop::ThreeByTwo, 100'000, 1, 500, 500, {49'999, 0, 2, 1}},
    };
    for (const auto& each : cases) {
        CAPTURE(each.width);
        CAPTURE(each.height);
        CAPTURE(each.focal_x);
        CAPTURE(each.focal_y);
        const auto box = box_of(each.crop, each.width, each.height, each.focal_x, each.focal_y);
        CHECK(box == each.box);
    }
}

TEST_CASE("every size lies within its box, fits a WebP file, and each crop has one JPEG") {
    for (const int width : {1, 2, 3, 79, 81, 640, 1000, 1600, 6000, 100'000'000}) {
        for (const int height : {1, 2, 3, 100, 1000, 4000, 20'000, 100'000'000}) {
            CAPTURE(width);
            CAPTURE(height);
            std::map<Crop, int> jpegs;
            std::set<std::string> names;
            int last = 0;
            Crop crop = Crop::Full;
            for (const auto& size : sizes_of(width, height, 1000, 0)) {
                CHECK(size.box.x >= 0);
                CHECK(size.box.y >= 0);
                CHECK(size.box.x + size.box.width <= width);
                CHECK(size.box.y + size.box.height <= height);
                CHECK(size.width >= 1);
                CHECK(size.width <= size.box.width);
                CHECK(size.height >= 1);
                CHECK(size.height <= 16'383);
                CHECK(names.insert(file_name(size.crop, size.width, size.format)).second);
                if (size.format == "jpeg") ++jpegs[size.crop];
                // From the largest down: the child makes small ones from larger ones.
                if (size.crop == crop && last > 0) CHECK(size.width <= last);
                crop = size.crop;
                last = size.width;
            }
            CHECK(jpegs == std::map<Crop, int>{{Crop::Full, 1}, {Crop::ThreeByTwo, 1}, {Crop::Square, 1}});
        }
    }
}

TEST_CASE("the name of a folder follows the bytes and the focal point") {
    CHECK(folder_of(kHash, 500, 500) == "aaaaaaaaaaaaaaaa-aqko");
    std::set<std::string> names;
    for (int x = 0; x <= 1000; x += 50)
        for (int y = 0; y <= 1000; y += 50) names.insert(folder_of(kHash, x, y));
    CHECK(names.size() == 21 * 21);
    CHECK(std::all_of(names.begin(), names.end(), is_folder_name));
}

TEST_CASE("only names that are made here are looked for on the disk") {
    for (const char* good : {"full-640.webp", "3x2-1280.jpg", "1x1-80.webp", "full-1.jpg"}) {
        CAPTURE(good);
        CHECK(is_file_name(good));
    }
    for (const std::string bad : {"",
                                  "original",
                                  "full-640",
                                  "full-.webp",
                                  "full-640.png",
                                  "full-640.webp.html",
                                  "full-640.webp/",
                                  "../full-640.webp",
                                  "full-640.webp\n",
                                  "2x3-640.webp",
                                  "full-6 0.webp",
                                  "full--640.webp",
                                  "full-123456.webp",
                                  "FULL-640.webp",
                                  "full-640.jpeg",
                                  "full-640..webp",
                                  "full/640.webp",
                                  ".",
                                  "..",
                                  "full-%2e.webp",
                                  "3x2-640.jpg\\0"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_file_name(bad));
    }
    CHECK_FALSE(is_file_name(std::string("full-640.webp\0", 14)));
    CHECK(is_folder_name("0123456789abcdef-aqko"));
    for (const std::string bad :
         {"", ".", "..", "tmp", "0123456789abcdef", "0123456789abcdef-", "0123456789ABCDEF-aqko",
          "0123456789abcdeg-aqko", "0123456789abcdef-a/ko", "0123456789abcdef-aqkoaqko", "0123456789abcdef-..",
          "../..............-aqko", "0123456789abcdef_aqko"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_folder_name(bad));
    }
}

TEST_CASE("a page gets one JPEG and every WebP") {
    const auto sources = sources_of(picture_of(1600, 1000), Crop::ThreeByTwo);
    CHECK(sources.src == "/media/aaaaaaaaaaaaaaaa-aqko/3x2-640.jpg");
    CHECK(sources.srcset == "/media/aaaaaaaaaaaaaaaa-aqko/3x2-640.jpg 640w");
    CHECK(sources.webp_srcset ==
          "/media/aaaaaaaaaaaaaaaa-aqko/3x2-1280.webp 1280w, /media/aaaaaaaaaaaaaaaa-aqko/3x2-960.webp 960w, "
          "/media/aaaaaaaaaaaaaaaa-aqko/3x2-640.webp 640w, /media/aaaaaaaaaaaaaaaa-aqko/3x2-480.webp 480w, "
          "/media/aaaaaaaaaaaaaaaa-aqko/3x2-320.webp 320w");
    CHECK(sources.width == 640);
    CHECK(sources.height == 427);
    CHECK(sources_of(Picture{}, Crop::Full).src.empty());
}

TEST_CASE("of a logo two files are made, the whole of it, or none when nothing could be read on it") {
    struct Case {
        int width, height;      // of what is sent
        int made, made_height;  // 0: none
    };
    for (const Case& one : std::vector<Case>{{1200, 300, 640, 160},
                                             {640, 640, 320, 320},
                                             {200, 50, 200, 50},
                                             {48, 48, 48, 48},
                                             {500, 1000, 160, 320},
                                             {47, 48, 0, 0},
                                             {600, 49, 0, 0},
                                             {576, 48, 576, 48},
                                             {100, 201, 0, 0},
                                             {1, 1, 0, 0}}) {
        CAPTURE(one.width);
        CAPTURE(one.height);
        const auto sizes = sizes_of_logo(one.width, one.height);
        if (one.made == 0) {
            CHECK(sizes.empty());
            continue;
        }
        REQUIRE(sizes.size() == 2);
        for (const auto& size : sizes) {
            CHECK(size.box == PictureBox{0, 0, one.width, one.height});
            CHECK(size.width == one.made);
            CHECK(size.height == one.made_height);
        }
        CHECK(sizes[0].format == "webp");
        CHECK(sizes[1].format == "jpeg");
    }
    const std::string hash(64, 'a');
    CHECK(is_folder_name(folder_of_logo(hash, false)));
    CHECK(is_folder_name(folder_of_logo(hash, true)));
    CHECK(folder_of_logo(hash, false) != folder_of_logo(hash, true));
    CHECK(folder_of_logo(hash, false) != folder_of(hash, 1000, 1000));
}

TEST_CASE("words that are given replace those of their edition only") {
    std::map<std::string, PictureText> texts{{"en", {"a", "b", "c"}}, {"es", {"d", "e", "f"}}};
    replace(texts, {{"es", {"x", "", "z"}}});
    CHECK(texts == std::map<std::string, PictureText>{{"en", {"a", "b", "c"}}, {"es", {"x", "", "z"}}});
}

TEST_CASE("words that are given fill what is empty and nothing else") {
    std::map<std::string, PictureText> texts{{"en", {"a", "", "c"}}, {"es", {"", "", ""}}};
    fill(texts, {{"en", {"x", "y", ""}}, {"es", {"", "", "z"}}, {"pt", {"p", "", ""}}});
    CHECK(texts ==
          std::map<std::string, PictureText>{{"en", {"a", "y", "c"}}, {"es", {"", "", "z"}}, {"pt", {"p", "", ""}}});
}

TEST_CASE("publishing needs what the picture shows and whose it is, in that edition") {
    Picture picture;
    picture.texts["en"] = {"A bridge", "", "Ada"};
    picture.texts["es"] = {"Un puente", "El puente viejo", ""};
    const auto fields = [&](const std::string& edition) {
        std::vector<std::string> names;
        for (const auto& fault : Media::missing_for_publication(picture, edition)) names.push_back(fault.field);
        return names;
    };
    CHECK(fields("en").empty());
    CHECK(fields("es") == std::vector<std::string>{"es.picture_credit"});
    CHECK(fields("pt") == std::vector<std::string>{"pt.picture_alt", "pt.picture_credit"});
}

}  // namespace broadsheet
