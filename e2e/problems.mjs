// The pages a reader gets when something is wrong, in every edition, added to what e2e/prepare.mjs wrote:
// `node e2e/problems.mjs BASE_URL PROGRAM DATA ROOT FILE`. What needs no damage is asked of the paper at BASE_URL. For the rest
// PROGRAM serves DATA, a copy that may be spoilt: first its search index cannot be built (503), then tables are missing (500,
// and 500 without anything from the database). Nothing in the program knows of it.
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { EDITIONS } from "./templates.mjs";

const [base, program, data, root, file] = process.argv.slice(2);
const SEARCH = { en: "search", es: "buscar" };
const LISTS = { en: "corrections", es: "correcciones" };
const pages = [];

/// `path` goes out as it stands, also where fetch would mend it.
function ask(origin, path, { method = "GET", body = "", headers = {} } = {}) {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers: { ...headers, ...(body ? { "Content-Length": body.length } : {}) } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (piece) => (text += piece));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    asked.on("error", reject);
    asked.end(body || undefined);
  });
}

/// Asks, and holds the answer to what every such page owes: the status, the words of its edition, no copy kept anywhere.
async function keep(name, edition, status, origin, path, options) {
  const answer = await ask(origin, path, options);
  const say = (what) => { throw new Error(`${name} ${edition} (${path}) ${what}`); };
  if (answer.status !== status) say(`answers ${answer.status}, not ${status}`);
  if (!/^text\/html/.test(answer.headers["content-type"] ?? "")) say(`is ${answer.headers["content-type"]}`);
  if (!answer.text.includes(`<html lang="${edition}"`)) say("is in another language");
  if (!answer.text.includes(String(status))) say("does not name its status");
  if (status === 503 && !answer.headers["retry-after"]) say("does not say when to come again");
  if (status >= 500 && !/no-store/.test(answer.headers["cache-control"] ?? "")) say(`may be kept: ${answer.headers["cache-control"]}`);
  pages.push({ name, edition, path: path.replace(/%FF/, ""), status, html: answer.text });
}

for (const edition of EDITIONS) {
  await keep("problem-malformed", edition, 400, base, `/${edition}/%FF`);
  await keep("problem-method", edition, 405, base, `/${edition}/`, { method: "POST" });
  await keep("problem-too-large", edition, 413, base, `/${edition}/`, { body: "x" });
}

rmSync(join(data, "search"), { recursive: true, force: true });
writeFileSync(join(data, "search"), "This is no folder, so no index can be built in it.\n");
const port = await new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const hurt = `http://localhost:${port}`;
const server = spawn(program, ["serve", "--data", data, "--resources", root, "--listen", `127.0.0.1:${port}`], { stdio: "ignore" });
const ended = new Promise((resolve) => server.on("exit", resolve));
const without = (...tables) => execFileSync("python3", ["-c", `
import sqlite3, sys
paper = sqlite3.connect(sys.argv[1], timeout=30)
for table in sys.argv[2:]:
    paper.execute("DROP TABLE " + table)
paper.commit()`, join(data, "paper.db"), ...tables]);
try {
  for (let tries = 0; ; tries++) {
    if (server.exitCode !== null) throw new Error(`The program ended with ${server.exitCode}.`);
    if (await ask(hurt, "/robots.txt").then((answer) => answer.status === 200, () => false)) break;
    if (tries > 200) throw new Error("The program does not answer.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const edition of EDITIONS) await keep("problem-unavailable", edition, 503, hurt, `/${edition}/${SEARCH[edition]}?q=aral`);
  without("correction_text", "correction");
  for (const edition of EDITIONS) await keep("problem-server", edition, 500, hurt, `/${edition}/${LISTS[edition]}`);
  without("setting");
  for (const edition of EDITIONS) await keep("problem-without-database", edition, 500, hurt, `/${edition}/`);
} finally {
  server.kill();
  await ended;
}
writeFileSync(file, JSON.stringify([...JSON.parse(readFileSync(file, "utf8")), ...pages]));
console.log(`problems: ${pages.length} pages of ${new Set(pages.map((page) => page.status)).size} statuses`);
