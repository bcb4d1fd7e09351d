#include <cstdio>

#include "features/archive/routes.h"
#include "site/paper.h"

namespace broadsheet {

using theme::SitePath;
using theme::Value;

namespace {

std::string year_path(const Edition& edition, int year) {
    char part[16];
    std::snprintf(part, sizeof part, "/%04d", year);
    return edition.path("archive") + part;
}

std::string month_path(const Edition& edition, int year, int month) {
    return edition.path("archive") + month_suffix(year * 100 + month);
}

std::string day_path(const Edition& edition, text::Day day) {
    char part[16];
    std::snprintf(part, sizeof part, "/%02d", day.day);
    return month_path(edition, day.year, day.month) + part;
}

std::string year_text(int year) { return std::to_string(year); }

/// The same place in every other edition where there is one; else its archive, and the switch says that the page is not
/// there.
template <class Has, class PathIn>
void lead_elsewhere(const StoryWorld& world, const Edition& edition, Head& head, Has has, PathIn path_in) {
    for (const auto& other : world.editions.all()) {
        if (other.id == edition.id) continue;
        head.others[other.id] = has(other) ? SwitchTarget{true, path_in(other), {}, {}}
                                           : SwitchTarget{false, {}, other.say("archive.title"), other.path("archive")};
    }
}

Value calendar_of(const Edition& edition, const Archive::Month& month) {
    Value out = Value::object();
    out.text("caption", edition.say("archive.calendar", {{"month", edition.dates.month(month.year, month.month)}}));
    Value weekdays = Value::list();
    for (int weekday = 1; weekday <= 7; ++weekday) {
        Value item = Value::object();
        item.text("short", edition.dates.weekday_short(weekday)).text("full", edition.dates.weekday_name(weekday));
        weekdays.add(std::move(item));
    }
    out.set("weekdays", std::move(weekdays));
    Value weeks = Value::list();
    for (const auto& week : weeks_of(month.year, month.month)) {
        Value days = Value::list();
        for (const int number : week) {
            Value day = Value::object();
            day.text("number", number == 0 ? std::string() : std::to_string(number))
                .flag("is_today", number != 0 && number == month.today);
            const auto stories = month.stories.find(number);
            if (stories != month.stories.end()) {
                const text::Day at{month.year, month.month, number};
                day.path("path", SitePath(day_path(edition, at)));
                day.text("label", edition.say("date.day_stories", {{"date", edition.dates.date(at)},
                                                                   {"count", std::to_string(stories->second)}}));
            }
            days.add(std::move(day));
        }
        Value item = Value::object();
        item.set("days", std::move(days));
        weeks.add(std::move(item));
    }
    out.set("weeks", std::move(weeks)).flag("has_stories", !month.stories.empty());
    return out;
}

/// Years as they come; the months of `open` only. `here` is the yyyymm of the page itself, 0 when it is no month's
/// page.
Value years_value(const Edition& edition, const std::vector<ArchiveYear>& years, int open, bool is_year_page,
                  int here) {
    Value out = Value::list();
    for (const auto& year : years) {
        Value item = Value::object();
        item.text("year", year_text(year.year)).path("path", SitePath(year_path(edition, year.year)));
        item.flag("current", is_year_page && year.year == open).flag("has_months", year.year == open);
        Value months = Value::list();
        for (int month = 1; month <= 12 && year.year == open; ++month) {
            Value entry = Value::object();
            entry.text("name", edition.dates.month_name(month)).flag("here", here == year.year * 100 + month);
            if (const auto count = year.stories[static_cast<std::size_t>(month - 1)]; count > 0) {
                entry.path("month_path", SitePath(month_path(edition, year.year, month)));
                entry.text("label", edition.say("date.month_stories", {{"month", edition.dates.month(year.year, month)},
                                                                       {"count", std::to_string(count)}}));
            }
            months.add(std::move(entry));
        }
        item.set("months", std::move(months));
        out.add(std::move(item));
    }
    return out;
}

Value step(const std::string& path, const std::string& text) {
    Value out = Value::object();
    out.path("path", SitePath(path)).text("text", text);
    return out;
}

Value months_pager(const Edition& edition, const Archive::Month& month) {
    Value out = Value::object();
    out.text("label", edition.say("list.months"));
    const auto to = [&](const char* name, int yyyymm) {
        if (yyyymm != 0)
            out.set(name, step(month_path(edition, yyyymm / 100, yyyymm % 100),
                               edition.dates.month(yyyymm / 100, yyyymm % 100)));
    };
    to("newer", month.newer);
    to("older", month.older);
    return out;
}

void set_calendar(const Edition& edition, const Archive::Month& month, Value& page) {
    page.set("calendar", calendar_of(edition, month));
    if (month.older != 0 || month.newer != 0) page.set("pager", months_pager(edition, month));
}

Result<Answer> opening(PageContext& context, const Archive& archive, const StoryWorld& world) {
    db::ReadTx& tx = context.tx;
    const Edition& edition = context.edition;
    const auto [year, number] = archive.opening_month(tx, edition.id);
    const auto month = archive.month(tx, edition.id, year, number);
    Head head;
    head.title = edition.say("archive.title");
    head.description = paper_words_of(tx, edition.id).description;
    head.path = edition.path("archive");
    head.breadcrumbs = {{head.title, ""}};
    lead_elsewhere(
        world, edition, head, [](const Edition&) { return true; },
        [](const Edition& other) { return other.path("archive"); });
    Value page = world.frame.value(tx, edition, head);
    page.text("name", head.title)
        .set("years", years_value(edition, archive.years(tx, edition.id, year), year, false, 0));
    if (month) set_calendar(edition, *month, page);
    return Answer::show("archive", std::move(page));
}

Result<Answer> year(PageContext& context, const Archive& archive, const StoryWorld& world) {
    db::ReadTx& tx = context.tx;
    const Edition& edition = context.edition;
    const auto asked = year_of_part(context.request.parameter("year"));
    if (!asked || !archive.has_year(tx, edition.id, *asked)) return not_found("page");
    Head head;
    head.title = edition.say("archive.title_year", {{"year", year_text(*asked)}});
    head.description = head.title;
    head.path = year_path(edition, *asked);
    head.breadcrumbs = {{edition.say("archive.title"), edition.path("archive")}, {year_text(*asked), ""}};
    lead_elsewhere(
        world, edition, head, [&](const Edition& other) { return archive.has_year(tx, other.id, *asked); },
        [&](const Edition& other) { return year_path(other, *asked); });
    Value page = world.frame.value(tx, edition, head);
    page.text("name", head.title)
        .set("years", years_value(edition, archive.years(tx, edition.id, *asked), *asked, true, 0));
    return Answer::show("archive", std::move(page));
}

Result<Answer> month(PageContext& context, const Archive& archive, const StoryWorld& world) {
    db::ReadTx& tx = context.tx;
    const Edition& edition = context.edition;
    const auto asked = month_of_parts(context.request.parameter("year"), context.request.parameter("month"));
    if (!asked) return not_found("page");
    const int year = asked->first;
    const int number = asked->second;
    const auto month = archive.month(tx, edition.id, year, number);
    if (!month) return not_found("page");
    std::int64_t count = 0;
    for (const auto& [day, stories] : month->stories) count += stories;
    const std::string month_text = edition.dates.month(year, number);
    Head head;
    head.title = edition.say("archive.title_month", {{"month", month_text}});
    head.description = edition.say("date.month_stories", {{"month", month_text}, {"count", std::to_string(count)}});
    head.path = month_path(edition, year, number);
    head.breadcrumbs = {{edition.say("archive.title"), edition.path("archive")},
                        {year_text(year), year_path(edition, year)},
                        {month_text, ""}};
    lead_elsewhere(
        world, edition, head, [&](const Edition& other) { return archive.has_month(tx, other.id, year, number); },
        [&](const Edition& other) { return month_path(other, year, number); });
    Value page = world.frame.value(tx, edition, head);
    page.text("name", head.title);
    page.set("years",
             years_value(edition, {archive.months_of(tx, edition.id, year)}, year, false, year * 100 + number));
    page.path("all_years_path", SitePath(edition.path("archive")));
    set_calendar(edition, *month, page);
    return Answer::show("archive", std::move(page));
}

/// The stories of a day by home section, in the order of the menu.
Value groups_of(db::ReadTx& tx, const StoryWorld& world, const Edition& edition, const std::vector<Teaser>& teasers) {
    auto values = teaser_values(tx, world, edition, teasers);
    const auto sections = world.sections.all(tx, edition.id);
    for (const auto& teaser : teasers) PublishedStore::reads_section(tx, teaser);
    Value out = Value::list();
    for (const auto& section : sections) {
        Value stories = Value::list();
        for (std::size_t i = 0; i < teasers.size(); ++i) {
            if (teasers[i].section == section.id) stories.add(std::move(values[i]));
        }
        if (stories.items().empty()) continue;
        Value group = Value::object();
        group.text("anchor", "group-" + section.id).text("name", section.texts.at(edition.id).name);
        group.path("path", SitePath(Sections::path(sections, section, edition.id))).set("stories", std::move(stories));
        out.add(std::move(group));
    }
    return out;
}

Result<Answer> day(PageContext& context, const Archive& archive, const StoryWorld& world) {
    db::ReadTx& tx = context.tx;
    const Edition& edition = context.edition;
    const auto& request = context.request;
    const auto asked = day_of_parts(request.parameter("year"), request.parameter("month"), request.parameter("day"));
    if (!asked) return not_found("page");
    const auto teasers = world.stories.published().of_day(tx, edition.id, *asked);
    if (teasers.empty()) return not_found("page");
    const std::string count = std::to_string(teasers.size());
    const std::string date = edition.dates.date(*asked);
    const std::string month_text = edition.dates.month(asked->year, asked->month);
    Head head;
    head.title = edition.say("day.title", {{"date", date}});
    head.description = edition.say("date.day_stories", {{"date", date}, {"count", count}});
    head.path = day_path(edition, *asked);
    head.breadcrumbs = {{edition.say("archive.title"), edition.path("archive")},
                        {year_text(asked->year), year_path(edition, asked->year)},
                        {month_text, month_path(edition, asked->year, asked->month)},
                        {date, ""}};
    lead_elsewhere(
        world, edition, head, [&](const Edition& other) { return archive.has_day(tx, other.id, *asked); },
        [&](const Edition& other) { return day_path(other, *asked); });
    Value page = world.frame.value(tx, edition, head);
    page.text("name", head.title).text("count_text", edition.say("day.count", {{"count", count}}));
    page.set("groups", groups_of(tx, world, edition, teasers)).flag("has_fronts", false).set("fronts", Value::list());
    // Days without stories are passed over, so the steps name the day they lead to.
    const auto [before, after] = world.stories.published().days_around(tx, edition.id, *asked);
    Value pager = Value::object();
    pager.text("label", edition.say("archive.title"));
    if (after) pager.set("newer", step(day_path(edition, *after), edition.dates.date(*after)));
    pager.set("up", step(month_path(edition, asked->year, asked->month), month_text));
    if (before) pager.set("older", step(day_path(edition, *before), edition.dates.date(*before)));
    page.set("pager", std::move(pager));
    return Answer::show("day", std::move(page));
}

}  // namespace

void mount(Routes& routes, const Archive& archive, const StoryWorld& world) {
    const auto page = [&](const std::string& tail, const std::string& sample,
                          Result<Answer> (*make)(PageContext&, const Archive&, const StoryWorld&)) {
        routes.page("/{word:archive}" + tail, {}, http::Caching::Cached, "/{word:archive}" + sample,
                    [&archive, &world, make](PageContext& context) { return make(context, archive, world); });
    };
    page("", "", opening);
    page("/{year}", "/2022", year);
    page("/{year}/{month}", "/2022/01", month);
    page("/{year}/{month}/{day}", "/2022/01/13", day);
}

std::map<std::string, theme::Shape> archive_page_shapes() {
    using theme::Shape;
    const Shape day = Shape()
                          .text("number", "Day of the month; empty outside it")
                          .address("path", "The day, when it has stories")
                          .text("label", "13 January 2022, 7 stories")
                          .flag("is_today", "In the current month only");
    const Shape calendar =
        Shape()
            .text("caption", "Caption of the table")
            .list("weekdays", "Monday to Sunday", Shape().text("short", "Mon").text("full", "Monday"))
            .list("weeks", "Rows", Shape().list("days", "Seven", day))
            .flag("has_stories", "The month has any");
    const Shape month = Shape()
                            .text("name", "January")
                            .address("month_path", "The month, when it has stories")
                            .text("label", "January 2022, 31 stories")
                            .flag("here", "This page is it");
    const Shape year = Shape()
                           .text("year", "2022")
                           .address("path", "The year")
                           .flag("current", "This page is it")
                           .flag("has_months", "Its months are listed")
                           .list("months", "January to December", month);
    Shape archive = Frame::shape();
    archive.text("name", "Archive, with month or year")
        .object("calendar", "One month; absent on the page of a year", calendar);
    archive.object("pager", "Months with stories before and after", pager_shape())
        .list("years", "Newest first; on the page of a month its own", year)
        .address("all_years_path", "The archive, where the page does not list every year");

    const Shape group = Shape()
                            .text("anchor", "Unique id")
                            .text("name", "Section")
                            .address("path", "The section")
                            .list("stories", "Teasers, newest first", teaser_shape());
    const Shape front_story =
        Shape().text("headline", "As it stood").address("path", "The story").flag("is_lead", "It led the page");
    const Shape front = Shape()
                            .text("time_text", "At 09:30")
                            .text("time_iso", "The same for machines")
                            .list("stories", "In order", front_story);
    Shape of_day = Frame::shape();
    of_day.text("name", "The paper of a day")
        .text("count_text", "How many stories")
        .list("groups", "By section", group);
    of_day.flag("has_fronts", "Front pages of the day are kept").list("fronts", "The front page at each change", front);
    of_day.object("pager", "Days with stories before and after", pager_shape());
    return {{"archive", archive}, {"day", of_day}};
}

}  // namespace broadsheet
