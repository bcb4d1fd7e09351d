import { expect, type Page, test } from "@playwright/test";
import { Reader, STORY } from "../pages/reader";

// What readers have set in their own machine: their colours, no motion, larger letters, a magnified page.

const PAGES = [["front page", "/en/"], ["section", "/es/actualidad"], ["story", STORY], ["search", "/es/buscar?q=tratado"], ["archive", "/en/archive/2022/01"]] as const;

/// Whether the picture of the screen changes when the element takes the focus: a ring that is only computed is not seen.
async function focusIsSeen(page: Page, selector: string): Promise<boolean> {
  const element = page.locator(selector).first();
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (!box) throw new Error(`${selector} has no box`);
  const clip = { x: Math.max(0, box.x - 6), y: Math.max(0, box.y - 6), width: box.width + 12, height: box.height + 12 };
  const before = await page.screenshot({ clip, animations: "disabled", caret: "hide" });
  // By key, as who does without a mouse: Shift+Tab and Tab make :focus-visible hold.
  await element.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  const after = await page.screenshot({ clip, animations: "disabled", caret: "hide" });
  return !before.equals(after);
}

test.describe("forced colours", () => {
  test.use({ contextOptions: { forcedColors: "active", reducedMotion: "reduce" } });

  for (const [name, path] of PAGES) {
    test(`forced colours: the ${name} keeps its words, links and focus`, async ({ page }) => {
      await page.goto(path);
      expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
      // What is only told by a painted ground is lost: every word must differ from what it stands on.
      const faint = await page.evaluate(() => {
        const rgb = (text: string) => (text.match(/[\d.]+/g) ?? []).map(Number);
        const light = (text: string) => {
          const [r, g, b] = rgb(text).slice(0, 3).map((one) => { const part = one / 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const out: string[] = [];
        for (const element of document.querySelectorAll<HTMLElement>("body *")) {
          if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim())) continue;
          if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest(".unseen")) continue;
          let ground: HTMLElement | null = element;
          while (ground && (rgb(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
          const one = light(getComputedStyle(element).color);
          const other = light(ground ? getComputedStyle(ground).backgroundColor : "rgb(255,255,255)");
          if ((Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 4.5) out.push(element.outerHTML.slice(0, 80));
        }
        return out;
      });
      expect(faint).toEqual([]);
      for (const selector of [".masthead .tool", ".nameplate a", ".colophon li a", "main a[href]"]) expect(await focusIsSeen(page, selector), selector).toBe(true);
    });
  }

  test("forced colours: the open menu shows where one is, and its links take the focus visibly", async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const reader = new Reader(page);
    await reader.open("news");
    await reader.menuButton().click();
    await expect(reader.menu()).toBeVisible();
    expect(await focusIsSeen(page, ".menu ul a")).toBe(true);
    // The section that is open is told by a line under it, not by a colour alone.
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(await page.locator(".menu .open > a").evaluate((link) => getComputedStyle(link).textDecorationLine)).toContain("underline");
  });
});

test.describe("no motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });
  test("reduced motion: nothing moves, neither by itself nor when the menu opens nor on the way to an anchor", async ({ page }) => {
    for (const [, path] of PAGES) {
      await page.goto(path);
      const reader = new Reader(page, path.startsWith("/es") ? "es" : "en");
      await page.locator(".tool").first().click();
      await expect(reader.menu()).toBeVisible();
      expect(await page.evaluate(() => document.getAnimations().length), path).toBe(0);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), path).toBe("auto");
    }
  });
});

test("with motion allowed, the way to an anchor is smooth", async ({ page }) => {
  await page.goto(STORY);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe("smooth");
});

for (const width of [640, 1280]) {
  test(`letters of twice the size at ${width} px: nothing sticks out, nothing is cut off`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    const line = await page.context().newCDPSession(page);
    await line.send("Page.enable");
    // The browser's own setting, which em and rem follow.
    await line.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
    for (const [, path] of PAGES) {
      await page.goto(path);
      expect(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize)), path).toBe(32);
      const faults = await page.evaluate(() => {
        const out: string[] = [];
        if (document.documentElement.scrollWidth > innerWidth) out.push(`the page is ${document.documentElement.scrollWidth} px wide`);
        for (const element of document.querySelectorAll<HTMLElement>("body *")) {
          if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(".unseen")) continue;
          const box = element.getBoundingClientRect();
          if (box.right > innerWidth + 1 && box.width > 0 && !element.closest(".table-scroll")) out.push(`to ${Math.round(box.right)}: ${element.outerHTML.slice(0, 80)}`);
          const style = getComputedStyle(element);
          if (/hidden|clip/.test(style.overflow) && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)) out.push(`cut off: ${element.outerHTML.slice(0, 80)}`);
        }
        return out.slice(0, 6);
      });
      expect(faults, path).toEqual([]);
    }
  });
}

test("a page magnified four times (320 px) has every heading and link of the wide one, in its text or behind its buttons", async ({ page }) => {
  const seen = () => page.evaluate(() => [...document.querySelectorAll<HTMLElement>("main :is(h1, h2, h3, a[href]), footer a[href], .switch a, .switch summary")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true })).map((element) => (element.textContent ?? "").replace(/\s+/g, " ").trim()));
  for (const [, path] of PAGES) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(path);
    const wide = await seen();
    const menu = await page.locator(".menu > ul > li > a").allTextContents();
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await seen(), path).toEqual(wide);
    await page.locator(".tool").first().click();
    for (const name of menu) await expect(page.locator(".menu").getByRole("link", { name: name.trim(), exact: true }).first()).toBeVisible();
  }
});
