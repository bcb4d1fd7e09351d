// Lighthouse on every template of the readers' paper, in both editions, as a phone sees it: accessibility, best practices
// and search engines 100 each. `node e2e/lighthouse.mjs BASE_URL` prints a line a page and names every audit that is
// missing to a mark. Speed is not among them: it depends on the machine, and what a slow line does to the paper is measured
// in journeys/weight.spec.ts. One browser for all; ONLY narrows by name.
import { createServer } from "node:net";
import { chromium } from "@playwright/test";
import lighthouse from "lighthouse";
import { pageFunctions } from "lighthouse/core/lib/page-functions.js";
import { CHROMIUM, EDITIONS, readersTemplates } from "./templates.mjs";

const base = new URL(process.argv[2] ?? process.env.BASE_URL ?? "http://localhost:8080");
const only = new RegExp(process.env.ONLY ?? "");
const CATEGORIES = ["accessibility", "best-practices", "seo"];
const TEMPLATES = ["front", "section", "subsection", "story", "person", "organisation", "topic", "archive-month", "day", "search", "corrections", "legal"];
/// Results of a search say noindex on purpose, and this audit marks just that.
const NOT_INDEXED = { search: ["is-crawlable"] };
// How fast the machine is would be measured before every page, a second each time, for marks that are not asked for.
pageFunctions.computeBenchmarkIndex = () => 1000;

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const browser = await chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, `--remote-debugging-port=${port}`] });
let marks = 0;
let faults = 0;
let pages = 0;
const started = Date.now();
try {
  for (const page of EDITIONS.flatMap(readersTemplates).filter((one) => TEMPLATES.includes(one.name) && only.test(`${one.name} ${one.edition}`))) {
    const result = await lighthouse(new URL(page.path, base).href, {
      port, logLevel: "error", onlyCategories: CATEGORIES, skipAudits: NOT_INDEXED[page.name] ?? [],
      formFactor: "mobile", disableFullPageScreenshot: true, disableStorageReset: true,
      // A page of this paper is there when it is loaded: nothing comes after it. Only with "simulate" (which slows nothing
      // down while it looks) are these taken as they stand; with "provided" Lighthouse waits ten seconds a page.
      throttlingMethod: "simulate",
      pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 0, cpuQuietThresholdMs: 0,
    });
    const { lhr } = result;
    if (lhr.runtimeError) throw new Error(`${page.path}: ${lhr.runtimeError.message}`);
    pages++;
    const seen = [];
    for (const id of CATEGORIES) {
      const { score, auditRefs } = lhr.categories[id];
      marks++;
      seen.push(score === null ? "none" : Math.round(score * 100));
      // An audit that broke has no score: it is not taken for one that passed.
      const broken = auditRefs.map((one) => lhr.audits[one.id]).filter((one) => one.scoreDisplayMode === "error");
      if (score === 1 && broken.length === 0) continue;
      faults++;
      const lacking = auditRefs.filter((one) => one.weight > 0).map((one) => lhr.audits[one.id]).filter((one) => one.score !== null && one.score < 1);
      for (const audit of [...broken, ...lacking]) {
        const where = (audit.details?.items ?? []).slice(0, 3).map((item) => item.node?.selector ?? item.source?.url ?? item.url ?? item.description ?? "").filter(Boolean);
        console.log(`lighthouse: ${page.name} ${page.edition} (${page.path}) ${id}: ${audit.id}: ${audit.errorMessage ?? audit.title} ${where.join(" | ")}`);
      }
    }
    console.log(`lighthouse: ${page.name} ${page.edition}: ${seen.join(", ")}`);
  }
} finally {
  await browser.close();
}
console.log(`lighthouse: ${pages} pages, ${marks} marks (${CATEGORIES.join(", ")}), ${faults} below 100, ${Math.round((Date.now() - started) / 1000)} s`);
const wanted = only.source === "(?:)" ? TEMPLATES.length * EDITIONS.length : 1;
if (pages < wanted) console.log(`lighthouse: ${pages} pages of ${wanted}`);
process.exit(faults || pages < wanted ? 1 : 0);
