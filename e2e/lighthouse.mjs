// Lighthouse on a front page, a section and a story: accessibility, best practices and search engines 100 each, and every
// audit that is missing to it is named. `node e2e/lighthouse.mjs BASE_URL`. Its speed marks depend on the machine; what a
// slow line does to the paper is measured in journeys/weight.spec.ts.
import { chromium } from "@playwright/test";
import { createServer } from "node:net";
import lighthouse from "lighthouse";
import { CHROMIUM, readersTemplates } from "./templates.mjs";

const base = new URL(process.argv[2] ?? process.env.BASE_URL);
const port = await new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const browser = await chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, `--remote-debugging-port=${port}`] });
let faults = 0;
let marks = 0;
try {
  for (const page of readersTemplates("en").filter((one) => ["front", "section", "story"].includes(one.name))) {
    const { lhr } = await lighthouse(new URL(page.path, base).href, { port, onlyCategories: ["accessibility", "best-practices", "seo"], logLevel: "error" });
    if (lhr.runtimeError) throw new Error(`${page.path}: ${lhr.runtimeError.message}`);
    for (const category of Object.values(lhr.categories)) {
      marks++;
      if (category.score === 1) continue;
      faults++;
      const lacking = category.auditRefs.map(({ id }) => lhr.audits[id]).filter(({ score }) => score !== null && score < 1).map(({ id, title }) => `${id} (${title})`);
      console.log(`lighthouse: ${page.name} (${page.path}) ${category.id} ${Math.round((category.score ?? 0) * 100)}: ${lacking.join(", ")}`);
    }
  }
} finally {
  await browser.close();
}
console.log(`lighthouse: ${marks} marks, ${faults} below 100`);
process.exit(faults || marks !== 9 ? 1 : 0);
