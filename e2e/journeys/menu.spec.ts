import { expect, test } from "@playwright/test";
import { Reader } from "../pages/reader";

test.use({ viewport: { width: 320, height: 640 } });

test("AC-10 the menu by keyboard at 320 px: Enter opens, Tab walks, Escape closes", async ({ page }) => {
  const reader = new Reader(page);
  await reader.open("news");
  await expect(reader.menu()).toBeHidden();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the text" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(reader.menuButton()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(reader.menu()).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(reader.menu().getByRole("button", { name: "Close" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(reader.menu().getByRole("link").first()).toBeFocused();
  await expect(reader.menu().locator("[aria-current]")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(reader.menu()).toBeHidden();
  await expect(reader.menuButton()).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  const target = (await reader.menu().getByRole("link").first().getAttribute("href")) ?? "";
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(target);
});

test("AC-37 nothing sticks out at 320 px and every target is at least 24 px", async ({ page }) => {
  for (const path of ["/en/", "/es/", "/en/archive/2022/01", "/es/buscar?q=tratado"]) {
    await page.goto(path);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
    const small = await page.evaluate(() => [...document.querySelectorAll("button, select, input:not([type=hidden]), .calendar a, .pager a, .menu a, .tools button")]
      .map((element) => ({ name: element.outerHTML.slice(0, 80), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24)).map(({ name }) => name));
    expect(small, path).toEqual([]);
  }
});
