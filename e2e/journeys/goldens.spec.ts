import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { STORY, STORY_ES } from "../pages/reader";

// What a screen reader is given of a page: landmarks, headings, links, fields and their names, as text. What changes with the
// day or with the stories of the sample is put out of it, so that a golden only changes when a template does.
// `tools/rebaseline` writes them anew.

const FOLDER = join(__dirname, "..", "goldens");
const PAGES = [
  ["front-en", "/en/"], ["front-es", "/es/"],
  ["section-en", "/en/news"], ["section-es", "/es/actualidad"],
  ["story-en", STORY], ["story-es", STORY_ES],
  ["search-en", "/en/search?q=treaty"], ["search-es", "/es/buscar?q=tratado"],
  ["sign-in-en", "/desk/sign-in"], ["sign-in-es", "/desk/sign-in"],
] as const;
const KEPT = /^(banner|main|contentinfo|navigation|complementary|search|region|article|heading|link|button|textbox|searchbox|combobox|group|img|table)\b/;
const DATE = /\b(?:\p{L}+,? )?\d{1,2} (?:de )?\p{L}+ (?:de )?\d{4}\b/gu;
const NAME = /"((?:[^"\\]|\\.)*)"/;

/// The outline of a snapshot: what KEPT names; dates, numbers and the words of links to stories are put out.
function outline(snapshot: string): string {
  const out: string[] = [];
  const hide = (at: number) => (out[at] = out[at].replace(NAME, '"…"'));
  for (const line of snapshot.split("\n")) {
    const [, indent, quoted, rest] = /^( *)- ('?)(.*)$/.exec(line) ?? ["", "", "", ""];
    if (rest.startsWith("/url:")) {
      // A story's headline belongs to the sample: its link loses its words, and the heading around it.
      const at = out.length - 1;
      if (!/\/\d{4}\/\d{2}\/[a-z0-9-]+/.test(rest) || at < 0) continue;
      const name = NAME.exec(out[at])?.[1];
      if (at > 0 && name && /^ *- heading /.test(out[at - 1]) && NAME.exec(out[at - 1])?.[1] === name) hide(at - 1);
      hide(at);
      continue;
    }
    if (!KEPT.test(rest)) continue;
    // Role, name and state; text that the snapshot puts on the same line is left out.
    const [what] = /^[a-z]+(?: "(?:[^"\\]|\\.)*")?(?: \[[^\]]*\])*/.exec(quoted ? rest.replaceAll("''", "'") : rest) ?? [""];
    out.push(`${indent}- ${what.replace(DATE, "DATE").replace(/(?<!level=)\d+/g, "0").replace(/^img ".*"/, 'img "…"')}`);
  }
  return out.join("\n") + "\n";
}

for (const [name, path] of PAGES) {
  test(`what a screen reader is given of ${name}`, async ({ browser }) => {
    // Nobody is known on the way in: the browser's language is all there is to go by.
    const page = await browser.newPage({ locale: name.slice(-2) });
    await page.goto(path);
    const now = outline(await page.locator("body").ariaSnapshot());
    const file = join(FOLDER, `${name}.txt`);
    if (process.env.GOLDENS === "write") {
      writeFileSync(file, now);
      return;
    }
    expect(existsSync(file), `${file} is there`).toBe(true);
    expect(now).toBe(readFileSync(file, "utf8"));
  });
}
