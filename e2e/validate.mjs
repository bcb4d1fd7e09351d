// Checks every page of the route table in both editions: `node e2e/validate.mjs BASE_URL ROUTES PREPARED`, ROUTES being what
// `broadsheet check --list` prints and PREPARED what e2e/prepare.mjs made. The HTML goes through the Nu
// checker (no errors, no warnings), the page through axe in light and dark, narrow and wide (no violations), and at
// 320 and 768 px nothing may stick out. E2E_EMAIL and E2E_PASSWORD name the account that sees the desk.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { chromium } from "@playwright/test";
import { allPages, CHROMIUM } from "./templates.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const base = new URL(process.argv[2] ?? process.env.BASE_URL ?? "http://localhost:8080");
const only = new RegExp(process.env.ONLY ?? ""); // names of templates, while mending one
/// What a change of colours can break; all other rules read the same tree in light and in dark.
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];
/// What another width alone can break; colours and names are those of the other looks.
const RULES_OF_WIDTH = ["target-size"];
/// With QUICK only the first two: every rule once, and the other colours once.
const LOOKS = [[320, "light"], [1280, "dark"], [1280, "light"], [320, "dark"], [768, "light"]];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const faults = [];
const fault = (kind, page, what) => {
  faults.push(kind);
  console.log(`${kind}: ${page.name} ${page.edition} (${page.path}) ${what}`);
};

async function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/// The Nu checker as a server, so that Java starts once.
async function startChecker() {
  const port = await freePort();
  const java = spawn("java", ["-Xmx384m", "-Dnu.validator.servlet.bind-address=127.0.0.1", "-cp", join(root, "node_modules/vnu-jar/build/dist/vnu.jar"), "nu.validator.servlet.Main", String(port)], { stdio: "ignore" });
  const address = `http://127.0.0.1:${port}/?out=json`;
  for (let tries = 0; tries < 240; tries++) {
    if (java.exitCode !== null) throw new Error("The Nu checker ended at once; is default-jre-headless installed?");
    try {
      const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "text/html; charset=utf-8" }, body: "<!DOCTYPE html><html lang=en><title>x</title>" });
      await answer.arrayBuffer();
      if (answer.ok) return { address, stop: () => java.kill() };
    } catch {
      // It is still starting.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  java.kill();
  throw new Error("The Nu checker did not start within two minutes.");
}

async function checkHtml(checker, page, html) {
  const answer = await fetch(checker.address, { method: "POST", headers: { "Content-Type": "text/html; charset=utf-8" }, body: html });
  const { messages } = await answer.json();
  for (const message of messages) {
    if (message.type === "info" && message.subType !== "warning") continue;
    fault("html", page, `${message.subType ?? message.type} line ${message.lastLine ?? "?"}: ${message.message} … ${(message.extract ?? "").replace(/\s+/g, " ").trim().slice(0, 120)}`);
  }
}

async function checkLook(tab, page, width, scheme) {
  const what = width === 768 ? { type: "rule", values: RULES_OF_WIDTH } : scheme === "light" ? { type: "tag", values: TAGS } : { type: "rule", values: RULES_OF_COLOUR };
  const found = await tab.evaluate(async (runOnly) => {
    const result = await globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return result.violations.map((violation) => ({
      id: violation.id, help: violation.help, count: violation.nodes.length,
      where: violation.nodes.slice(0, 3).map((node) => node.target.join(" ") + (node.any[0]?.data?.contrastRatio ? ` ${node.any[0].data.contrastRatio}:1 ${node.any[0].data.fgColor} on ${node.any[0].data.bgColor}` : "")),
    }));
  }, what);
  for (const one of found) fault("axe", page, `${width} ${scheme}: ${one.id} × ${one.count}: ${one.help} at ${one.where.join(" | ")}`);
  if (width > 768) return;
  const beyond = await tab.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return "";
    const out = [];
    for (const element of document.querySelectorAll("body *")) {
      const box = element.getBoundingClientRect();
      if (box.right > innerWidth + 0.5 && box.width > 0) out.push(element.localName + (element.className ? "." + String(element.className).split(" ").join(".") : "") + " to " + Math.round(box.right));
    }
    return `${document.documentElement.scrollWidth} px wide: ${out.slice(0, 4).join(", ")}`;
  });
  if (beyond) fault("overflow", page, `${width} ${scheme}: ${beyond}`);
}

const checker = process.env.SKIP_HTML ? null : await startChecker();
const browser = process.env.SKIP_AXE ? null : await chromium.launch(CHROMIUM);
let htmlPages = 0;
let looks = 0;
try {
  let cookie = "";
  const pages = allPages(process.argv[3], JSON.parse(readFileSync(process.argv[4], "utf8"))).filter((page) => only.test(`${page.name} ${page.edition}`));
  {
    const answer = await fetch(new URL("/desk/sign-in", base), {
      method: "POST", redirect: "manual",
      headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: base.origin, "Sec-Fetch-Site": "same-origin" },
      body: new URLSearchParams({ email: process.env.E2E_EMAIL, password: process.env.E2E_PASSWORD, next: "/desk", lang: "en" }),
    });
    cookie = (answer.headers.getSetCookie()[0] ?? "").split(";")[0];
    if (!cookie) throw new Error(`Signing in answered ${answer.status} without a cookie.`);
  }
  const present = [];
  for (const page of pages) {
    let html = page.html;
    if (!html) {
      const answer = await fetch(new URL(page.path, base), { redirect: "manual", headers: page.desk ? { Cookie: cookie } : {} });
      html = await answer.text();
      if (answer.status !== page.status) fault("status", page, `answers ${answer.status}, not ${page.status}`);
    }
    present.push(page);
    if (!checker) continue;
    htmlPages++;
    await checkHtml(checker, page, html);
  }
  if (browser) {
    const tabs = {};
    for (const who of ["in", "out"]) {
      const context = await browser.newContext({ bypassCSP: true, reducedMotion: "reduce" });
      context.setDefaultTimeout(180000);
      if (who === "in" && cookie) await context.addCookies([{ name: cookie.slice(0, cookie.indexOf("=")), value: cookie.slice(cookie.indexOf("=") + 1), url: base.origin }]);
      await context.addInitScript({ content: axe.source });
      tabs[who] = await context.newPage();
    }
    for (const page of present) {
      if (process.env.VERBOSE) console.error(`${new Date().toISOString().slice(11, 19)} ${page.name} ${page.edition}`);
      const tab = page.desk ? tabs.in : tabs.out;
      // The answer to a form is shown again as it came: at its address, so that its style sheet and scripts are found.
      if (page.html) await tab.route(new URL(page.path, base).href, (route) => route.fulfill({ status: page.status, contentType: "text/html; charset=utf-8", body: page.html }), { times: 1 });
      await tab.goto(new URL(page.path, base).href, { waitUntil: "load" });
      for (const [width, scheme] of process.env.QUICK ? LOOKS.slice(0, 2) : LOOKS) {
        await tab.setViewportSize({ width, height: 900 });
        await tab.emulateMedia({ colorScheme: scheme });
        await checkLook(tab, page, width, scheme);
        looks++;
      }
    }
  }
} finally {
  checker?.stop();
  await browser?.close();
}

const of = (kind) => faults.filter((one) => one === kind).length;
console.log(`validate: ${htmlPages} pages through the Nu checker, ${looks} looks through axe: ${of("html")} html, ${of("axe")} axe, ${of("overflow")} overflow, ${of("status")} status faults`);
process.exit(faults.length ? 1 : 0);
