import { expect, test } from "@playwright/test";
import { STORY } from "../pages/reader";

test.use({ contextOptions: { reducedMotion: "reduce" } });

const PAGES = [["front page", "/en/"], ["story", STORY], ["search", "/es/buscar?q=tratado"], ["sign-in", "/desk/sign-in?lang=en"]] as const;

for (const [name, path] of PAGES) {
  test(`AC-39 the ${name} by Tab alone: everything is reached, seen, and left again`, async ({ page }) => {
    await page.goto(path);
    // Everything that can be worked with and is to be seen, and the link that only shows itself in focus.
    const wanted = await page.evaluate(() => {
      let number = 0;
      const groups = new Set<string>();
      for (const element of document.querySelectorAll<HTMLElement>("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
        if (element.matches(":disabled") || !element.checkVisibility({ visibilityProperty: true })) continue;
        if (element instanceof HTMLInputElement && element.type === "radio") {
          if (groups.has(element.name)) continue;
          groups.add(element.name);
        }
        element.dataset.walk = String(number++);
      }
      // Fields that take the focus at once would begin the walk in the middle.
      (document.activeElement as HTMLElement | null)?.blur();
      getSelection()?.setPosition(document.body, 0);
      return number;
    });
    expect(wanted).toBeGreaterThan(4);
    const reached = new Set<string>();
    const faults: string[] = [];
    let left = false;
    for (let step = 0; step < wanted * 2 + 20 && !left; step++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(async () => {
        // The page scrolls to what has the focus in the frame after.
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const element = document.activeElement as HTMLElement | null;
        if (!element || element === document.body || element === document.documentElement) return null;
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        return {
          walk: element.dataset.walk ?? "", what: element.outerHTML.slice(0, 90),
          ring: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none",
          seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        };
      });
      if (!at || (at.walk && reached.has(at.walk) && reached.size > 1)) {
        left = true;
        break;
      }
      if (at.walk) reached.add(at.walk);
      if (!at.ring) faults.push(`no sign of focus on ${at.what}`);
      if (!at.seen) faults.push(`focus out of sight on ${at.what}`);
    }
    expect(faults).toEqual([]);
    const missed = await page.evaluate((seen) => [...document.querySelectorAll<HTMLElement>("[data-walk]")].filter((element) => !seen.includes(element.dataset.walk ?? "")).map((element) => element.outerHTML.slice(0, 90)), [...reached]);
    expect(missed).toEqual([]);
    expect(left, "the last Tab leaves the page").toBe(true);
  });
}
