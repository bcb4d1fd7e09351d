// Publishes and withdraws one story by the desk's own forms, so that there is a 410 to check: prints its English path.
const base = new URL(process.argv[2] ?? process.env.BASE_URL);
let cookie = "";

async function send(path, fields) {
  const answer = await fetch(new URL(path, base), {
    method: fields ? "POST" : "GET", redirect: "manual",
    headers: { ...(cookie ? { Cookie: cookie } : {}), ...(fields ? { "Content-Type": "application/x-www-form-urlencoded", Origin: base.origin, "Sec-Fetch-Site": "same-origin" } : {}) },
    body: fields ? new URLSearchParams(fields) : undefined,
  });
  const [set] = answer.headers.getSetCookie();
  if (set) cookie = set.split(";")[0];
  const text = await answer.text();
  if (answer.status !== 303 && answer.status !== 200) throw new Error(`${path} answers ${answer.status}`);
  return { to: answer.headers.get("location") ?? "", text };
}

await send("/desk/sign-in", { email: process.env.E2E_EMAIL, password: process.env.E2E_PASSWORD, next: "/desk", lang: "en" });
if (!cookie) throw new Error("Signing in gave no session.");
const made = await send("/desk/stories", { source: "en", kind: "news", section: "world" });
const editor = made.to.split("?")[0];
const story = editor.replace(/\/en$/, "");
const saved = await send(editor, { based_on: "", "en.kicker": "Kept", "en.headline": "A story that was withdrawn", "en.standfirst": "It stood here for a moment.", body_plain: "One paragraph is enough.", then: "story" });
if (!saved.to.startsWith(story)) throw new Error("Saving the text was refused.");
const published = await send(`${story}/publish`, { edition: "en" });
if (!published.to.includes("done=published")) throw new Error("Publishing was refused.");
const live = /href="(\/en\/\d{4}\/\d{2}\/[a-z0-9-]+)"/.exec((await send(story)).text)?.[1];
const withdrawn = await send(`${story}/withdraw`, { edition: "en" });
if (!live || !withdrawn.to.includes("done=withdrawn")) throw new Error("Withdrawing was refused.");
console.log(live);
