// Makes the pictures of the documents: `node e2e/pictures.mjs BASE_URL`. One file per template, edition and width in
// docs/pictures, full page up to 2,600 px. PNG, or JPEG where that is less than half as large. ONLY narrows by name.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { CHROMIUM, EDITIONS, readersTemplates } from "./templates.mjs";

const TALLEST = 2600;
const WIDTHS = [320, 768, 1280, 1920];
const SHOWN = ["front", "section", "story", "search", "archive-month", "person"];
const DARK = ["front", "story"];

const base = new URL(process.argv[2] ?? process.env.BASE_URL ?? "http://localhost:8080");
const only = new RegExp(process.env.ONLY ?? "");
const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "docs", "pictures");
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch(CHROMIUM);
let files = 0;
let bytes = 0;
try {
  const context = await browser.newContext({ reducedMotion: "reduce", deviceScaleFactor: 1, timezoneId: "Europe/Madrid" });
  context.setDefaultTimeout(120_000);
  const tab = await context.newPage();
  for (const edition of EDITIONS) {
    for (const page of readersTemplates(edition).filter((one) => SHOWN.includes(one.name))) {
      const looks = WIDTHS.map((width) => ({ width, dark: false }));
      if (DARK.includes(page.name)) looks.push({ width: 320, dark: true }, { width: 1280, dark: true });
      const wanted = looks.map((look) => ({ ...look, name: `${page.name.replace("archive-month", "archive")}-${edition}-${look.width}${look.dark ? "-dark" : ""}` })).filter(({ name }) => only.test(name));
      for (const { name, width, dark } of wanted) {
        await tab.emulateMedia({ colorScheme: dark ? "dark" : "light" });
        await tab.setViewportSize({ width, height: width < 768 ? 640 : 900 });
        await tab.goto(new URL(page.path, base).href, { waitUntil: "load" });
        const height = await tab.evaluate(async (tallest) => {
          for (const image of document.images) image.loading = "eager";
          await document.fonts.ready;
          const tall = Math.min(document.documentElement.scrollHeight, tallest);
          const seen = [...document.images].filter((image) => image.getBoundingClientRect().top < tall);
          await Promise.all(seen.map((image) => image.decode().catch(() => {})));
          return tall;
        }, TALLEST);
        const clip = { x: 0, y: 0, width, height };
        const png = await tab.screenshot({ clip, fullPage: true, animations: "disabled" });
        const jpeg = await tab.screenshot({ clip, fullPage: true, animations: "disabled", type: "jpeg", quality: 70 });
        const [kept, other] = jpeg.length * 2 < png.length ? ["jpg", "png"] : ["png", "jpg"];
        rmSync(join(folder, `${name}.${other}`), { force: true });
        const data = kept === "jpg" ? jpeg : png;
        writeFileSync(join(folder, `${name}.${kept}`), data);
        files++;
        bytes += data.length;
      }
    }
  }
} finally {
  await browser.close();
}
console.log(`pictures: ${files} files, ${Math.round(bytes / 1024)} KB in docs/pictures`);
