import { expect, test } from "@playwright/test";
import { STORY } from "../pages/reader";

/// The budget of architecture and conventions (CWV-2), in bytes over the wire.
const BUDGET = { html: 25_000, css: 15_000, script: 20_000, requests: 12 };

for (const [name, path] of [["front page", "/en/"], ["section", "/es/actualidad"], ["story", STORY]] as const) {
  test(`AC-37 the ${name}: weight, no third party, nothing moves`, async ({ page }) => {
    const sizes: Record<string, number> = { html: 0, css: 0, script: 0 };
    const hosts = new Set<string>();
    let requests = 0;
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol)) hosts.add(url.host);
    });
    page.on("requestfinished", async (request) => {
      if (request.resourceType() === "image") return;
      requests++;
      const { responseBodySize } = await request.sizes();
      const kind = request.resourceType() === "document" ? "html" : request.resourceType() === "stylesheet" ? "css" : request.resourceType();
      if (kind in sizes) sizes[kind] += responseBodySize;
    });
    await page.addInitScript(() => {
      const seen = { shift: 0 };
      Object.assign(globalThis, { seen });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
          if (!shift.hadRecentInput) seen.shift += shift.value;
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(path, { waitUntil: "networkidle" });
    for (let y = 0; y < 4000; y += 700) await page.mouse.wheel(0, 700);
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(500);
    const shift = await page.evaluate(() => (globalThis as unknown as { seen: { shift: number } }).seen.shift);
    test.info().annotations.push({ type: "measured", description: JSON.stringify({ ...sizes, requests, shift }) });
    expect([...hosts]).toEqual([new URL(page.url()).host]);
    expect(shift).toBe(0);
    expect(sizes.html).toBeLessThanOrEqual(BUDGET.html);
    expect(sizes.css).toBeLessThanOrEqual(BUDGET.css);
    expect(sizes.script).toBeLessThanOrEqual(BUDGET.script);
    expect(requests).toBeLessThanOrEqual(BUDGET.requests);
    expect(await page.context().cookies()).toEqual([]);
  });
}
