import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { languageOf, Reader, STORY, STORY_ALONE, STORY_ES } from "../pages/reader";

test("a reader walks from the front page to a story, its section and back", async ({ page }) => {
  const reader = new Reader(page);
  await reader.open();
  const lead = reader.lead();
  const path = (await lead.getAttribute("href")) ?? "";
  expect(path).toMatch(/^\/en\/\d{4}\/\d{2}\/[a-z0-9-]+$/);
  await lead.click();
  await expect(page).toHaveURL(path);
  await expect(reader.headline()).toBeVisible();
  const story = (await reader.headline().textContent()) ?? "";
  const section = reader.breadcrumbs().getByRole("link").last();
  const name = ((await section.textContent()) ?? "").trim();
  await section.click();
  await expect(reader.headline()).toHaveText(name);
  await expect(page.getByRole("main").getByRole("article").first()).toBeVisible();
  await page.goBack();
  await expect(reader.headline()).toHaveText(story);
  await page.goBack();
  await expect(page).toHaveURL("/en/");
});

test("AC-03 a story with a counterpart links to it, both ways and to nothing else", async ({ page }) => {
  const english = new Reader(page);
  await english.open(STORY);
  await expect(english.languages().getByRole("link")).toHaveCount(1);
  await english.languages().getByRole("link", { name: "Español" }).click();
  await expect(page).toHaveURL(STORY_ES);
  expect(await languageOf(page)).toMatch(/^es/);
  await new Reader(page, "es").languages().getByRole("link", { name: "English" }).click();
  await expect(page).toHaveURL(STORY);
});

test("AC-03 a story without a counterpart says so and offers the section, never the front page", async ({ page }) => {
  const reader = new Reader(page);
  await reader.open(STORY_ALONE);
  const languages = reader.languages();
  const link = languages.getByRole("link");
  await expect(link).toBeHidden();
  await languages.getByText("Español").click();
  await expect(languages.getByText("This text is not available in Spanish.")).toBeVisible();
  await expect(link).toHaveCount(1);
  const target = (await link.getAttribute("href")) ?? "";
  expect(target).toMatch(/^\/es\/.+/);
  await link.click();
  await expect(page).toHaveURL(target);
  expect(await languageOf(page)).toMatch(/^es/);
});

test("AC-26 the archive's calendar leads to a day", async ({ page }) => {
  const reader = new Reader(page);
  await reader.open("archive/2022/01");
  const calendar = page.getByRole("table", { name: /January 2022/ });
  await expect(calendar.getByRole("columnheader")).toHaveCount(7);
  await expect(calendar.getByRole("columnheader").first()).toContainText(/^Mo/);
  const day = calendar.getByRole("link").first();
  await expect(day).toHaveAccessibleName(/^\d{1,2} January 2022, \d+ stor(y|ies)$/);
  const [, count] = /, (\d+) stor/.exec((await day.getAttribute("aria-label")) ?? "") ?? [];
  await day.click();
  await expect(page).toHaveURL(/\/en\/archive\/2022\/01\/\d{2}$/);
  await expect(page.getByRole("main").getByRole("article")).toHaveCount(Number(count));
  await page.getByRole("main").getByRole("article").first().getByRole("link").click();
  await expect(page).toHaveURL(/\/en\/2022\/01\//);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the front page, a story, its counterpart and the search can be read", async ({ page }) => {
    await page.goto("/en/");
    await expect(page.getByRole("main").getByRole("article").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Sections" })).toBeVisible();
    await page.goto(STORY);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await page.locator(".body > p").count()).toBeGreaterThan(3);
    await page.getByRole("navigation", { name: "Language", exact: true }).getByRole("link").click();
    await expect(page).toHaveURL(STORY_ES);
    await page.goto("/en/search");
    await page.getByLabel("Search the paper").fill("treaty");
    await page.getByLabel("Search the paper").press("Enter");
    await expect(page).toHaveURL(/\/en\/search\?.*q=treaty/);
    await expect(page.getByRole("main").getByRole("article").first()).toBeVisible();
    await expect(page.locator("mark").first()).toBeVisible();
  });

  test("the sections and the language note open, for they are HTML", async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const reader = new Reader(page);
    await reader.open();
    await reader.menuButton().click();
    await expect(reader.menu().getByRole("link").first()).toBeVisible();
  });
});

test("PRINT-1 a printed story has headline, byline, text and address, and nothing to click", async ({ page }, info) => {
  const reader = new Reader(page);
  await reader.open(STORY);
  const headline = ((await reader.headline().textContent()) ?? "").trim();
  const paragraph = ((await page.locator(".body > p").nth(1).textContent()) ?? "").trim();
  const recommended = ((await page.locator(".recommended h3").first().textContent()) ?? "").trim();
  const file = info.outputPath("story.pdf");
  writeFileSync(file, await page.pdf({ format: "A4" }));
  const flat = (text: string) => text.replace(/[\s\u00ad-]+/g, "");
  const printed = flat(execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }));
  expect(printed).toContain(flat(headline));
  expect(printed).toContain("ByRashidOmarov");
  expect(printed).toContain("13January2022");
  expect(printed).toContain(flat(paragraph).slice(0, 60));
  expect(printed).toContain(flat(STORY));
  expect(printed).not.toContain("Skiptothetext");
  expect(printed).not.toContain("Legalnotice");
  expect(printed).not.toContain(flat(recommended));
});

test("a dark screen gets a dark page, and the colour comes with the first paint", async ({ browser }) => {
  const light = await browser.newPage({ colorScheme: "light" });
  const dark = await browser.newPage({ colorScheme: "dark", javaScriptEnabled: false });
  const brightness = async (page: typeof light) => {
    await page.goto("/en/");
    const colour = await page.locator("body").evaluate((body) => {
      const own = getComputedStyle(body).backgroundColor;
      return /, 0\)$/.test(own) ? getComputedStyle(document.documentElement).backgroundColor : own;
    }).catch(() => "");
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return (red + green + blue) / 3;
  };
  expect(await brightness(light)).toBeGreaterThan(230);
  expect(await brightness(dark)).toBeLessThan(50);
  await light.close();
  await dark.close();
});
