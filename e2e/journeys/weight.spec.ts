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

// What a phone sees on a slow 4G line (1.6 Mbit/s, 150 ms a round trip: the line Lighthouse means by it). The middle of
// three, so that a busy machine is not taken for a slow page.
for (const [name, path] of [["front page", "/en/"], ["section", "/es/actualidad"], ["story", STORY]] as const) {
  test(`AC-37 the ${name} on slow 4G: its largest part within 2.5 s`, async ({ browser }) => {
    const times: number[] = [];
    for (let run = 0; run < 3; run++) {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
      const page = await context.newPage();
      const line = await context.newCDPSession(page);
      await line.send("Network.enable");
      await line.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 });
      await page.goto(path, { waitUntil: "load" });
      times.push(await page.evaluate(() => new Promise<number>((resolve) => {
        let last = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) last = entry.startTime; }).observe({ type: "largest-contentful-paint", buffered: true });
        setTimeout(() => resolve(last), 300);
      })));
      await context.close();
    }
    const middle = [...times].sort((one, other) => one - other)[1];
    console.log(`largest part of the ${name} on slow 4G: ${times.map(Math.round).join(", ")} ms`);
    expect(middle).toBeGreaterThan(0);
    expect(middle).toBeLessThanOrEqual(2500);
  });
}
