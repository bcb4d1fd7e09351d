// Makes by the desk's own forms what has no address in the sample: a withdrawn story, two revisions, a private link, an
// account, and the pages that answer a refused form. `node e2e/prepare.mjs BASE_URL FILE` writes them as a list of
// {name, edition, path, status, desk, html}; `html` is kept where a page only comes as the answer to a form.
import { writeFileSync } from "node:fs";
import { decode } from "./html.mjs";

const base = new URL(process.argv[2] ?? process.env.BASE_URL);
const pages = [];
let cookie = "";

async function send(path, fields, expected = [200, 303], signedIn = true) {
  const answer = await fetch(new URL(path, base), {
    method: fields ? "POST" : "GET", redirect: "manual",
    headers: { ...(cookie && signedIn ? { Cookie: cookie } : {}), ...(fields ? { "Content-Type": "application/x-www-form-urlencoded", Origin: base.origin, "Sec-Fetch-Site": "same-origin" } : {}) },
    body: fields ? new URLSearchParams(fields) : undefined,
  });
  const [set] = answer.headers.getSetCookie();
  if (set) cookie = set.split(";")[0];
  const text = await answer.text();
  if (expected.length && !expected.includes(answer.status)) throw new Error(`${path} answers ${answer.status}`);
  return { status: answer.status, to: answer.headers.get("location") ?? "", text };
}

function found(pattern, text, what) {
  const match = pattern.exec(text);
  if (!match) throw new Error(`There is no ${what}.`);
  return decode(match[1]);
}

/// Keeps the answer to a form.
const keep = (name, path, answer, more = {}) => pages.push({ name, edition: "desk", path, status: answer.status, desk: true, html: answer.text, ...more });

await send("/desk/sign-in", { email: process.env.E2E_EMAIL, password: process.env.E2E_PASSWORD, next: "/desk", lang: "en" });
if (!cookie) throw new Error("Signing in gave no session.");
const made = await send("/desk/stories", { source: "en", kind: "news", section: "world" });
const editor = made.to.split("?")[0];
const story = editor.replace(/\/en$/, "");
const words = { "en.kicker": "Kept", "en.headline": "A story that was withdrawn", "en.standfirst": "It stood here for a moment.", body_plain: "One paragraph is enough.", then: "story" };
const saved = await send(editor, { ...words, based_on: "" });
if (!saved.to.startsWith(story)) throw new Error("Saving the text was refused.");
const first = found(/name="based_on" value="([^"]+)"/, (await send(editor)).text, "revision in the form");
await send(editor, { ...words, based_on: first, body_plain: "One paragraph is enough, and this one is longer." });
const second = found(/name="based_on" value="([^"]+)"/, (await send(editor)).text, "second revision");
pages.push({ name: "desk-compare", edition: "desk", path: `${editor}/compare?from=${first}&to=${second}`, status: 200, desk: true });
keep("desk-conflict", editor, await send(editor, { ...words, based_on: first, body_plain: "Somebody else wrote this meanwhile." }, [409]));
keep("desk-text-refused", editor, await send(editor, { ...words, based_on: second, "en.headline": "x".repeat(161) }, [422]));

const link = await send(`${story}/preview-link`, { edition: "en" });
keep("desk-preview-link", `${story}/preview-link`, link);

const unready = (await send("/desk/stories", { source: "es", kind: "news", section: "world" })).to.split("?")[0].replace(/\/es$/, "");
keep("desk-publish-refused", unready, await send(`${unready}/publish`, { edition: "es" }, [422]));
pages.push({ name: "desk-staff-member", edition: "desk", path: found(/href="(\/desk\/staff\/[A-Za-z0-9_-]+)"/, (await send("/desk/staff")).text, "account in the list"), status: 200, desk: true });
pages.push({ name: "not-found", edition: "desk", path: "/desk/stories/there-is-none", status: 404, desk: true });
pages.push({ name: "preview-gone", edition: "en", path: "/preview/not-a-link", status: 404 });

const published = await send(`${story}/publish`, { edition: "en" }, [303]);
if (!published.to.includes("done=published")) throw new Error("Publishing was refused.");
const live = found(/href="(\/en\/\d{4}\/\d{2}\/[a-z0-9-]+)"/, (await send(story)).text, "address of the live story");
const withdrawn = await send(`${story}/withdraw`, { edition: "en" });
if (!withdrawn.to.includes("done=withdrawn")) throw new Error("Withdrawing was refused.");
// Withdrawing ends the private links there were: the one that is looked at is made after it.
const anew = await send(`${story}/preview-link`, { edition: "en" });
pages.push({ name: "preview", edition: "en", path: found(/(\/preview\/[A-Za-z0-9_-]+)/, anew.text, "private link"), status: 200 });
pages.push({ name: "gone", edition: "en", path: live, status: 410 });

// A stranger: no sign-in, wrong words, and too many of them. The address is nobody's, so nobody else is kept out.
const refused = { email: "stranger@paper.example", password: "surely not this one", next: "/desk", lang: "en" };
keep("sign-in-refused", "/desk/sign-in", await send("/desk/sign-in", refused, [401], false), { desk: false });
let tries = 0;
let last;
do last = await send("/desk/sign-in", refused, [401, 429], false); while (last.status === 401 && ++tries < 40);
if (last.status !== 429) throw new Error("Forty wrong passwords were not too many.");
keep("sign-in-too-many", "/desk/sign-in", last, { desk: false });
keep("signed-out", "/desk/front", await send("/desk/front", { x: "1" }, [401], false), { desk: false });

writeFileSync(process.argv[3], JSON.stringify(pages));
