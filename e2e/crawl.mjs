// Walks every page that can be reached from the editions' front pages, the sitemaps and the declared samples, and says
// what is wrong with it: `node e2e/crawl.mjs BASE_URL`. It only ever sends GET, and stops at 2,000 addresses.
import { elements } from "./html.mjs";
import { EDITIONS, SAMPLES } from "./templates.mjs";

const MOST = 2000;
const AT_ONCE = 4;
const base = new URL(process.argv[2] ?? process.env.BASE_URL ?? "http://localhost:8080");

const fetched = new Map(); // address without fragment -> {status, hops, type, page}
const waiting = [];
const mentioned = new Map(); // address -> first page that names it
const faults = [];
let cut = 0;

const short = (address) => address.replace(base.origin, "") || "/";
const fault = (address, kind, what) => faults.push(`${kind}: ${short(address)} ${what}`);

function inside(address, from) {
  let url;
  try {
    url = new URL(address, from);
  } catch {
    fault(from, "link", `holds an address that cannot be read: ${address}`);
    return "";
  }
  if (url.origin !== base.origin) return "";
  url.hash = "";
  return url.href;
}

function want(address, from) {
  if (!address || mentioned.has(address)) return;
  if (mentioned.size >= MOST) return void cut++;
  mentioned.set(address, from);
  waiting.push(address);
}

/// One GET, redirects followed by hand so that chains are seen.
async function get(address) {
  let at = address;
  for (let hops = 0; hops < 4; hops++) {
    const answer = await fetch(at, { redirect: "manual", signal: AbortSignal.timeout(30000), headers: { "Accept-Language": "en" } });
    const to = answer.headers.get("location");
    if (answer.status >= 300 && answer.status < 400 && to) {
      await answer.arrayBuffer();
      at = new URL(to, at).href;
      if (new URL(at).origin !== base.origin) return { status: answer.status, hops: hops + 1, firstStatus: answer.status, final: at, type: "", body: "" };
      if (hops === 0) address = { first: answer.status };
      continue;
    }
    const type = answer.headers.get("content-type") ?? "";
    const body = /html|xml|json/.test(type) ? await answer.text() : (await answer.arrayBuffer(), "");
    return { status: answer.status, hops, firstStatus: address.first ?? answer.status, final: at, type, body };
  }
  return { status: 0, hops: 4, firstStatus: 0, final: at, type: "", body: "" };
}

const SEEN_TEXT = (list) => list.filter((one) => one.name === "body").map((one) => one.text).join(" ");

function readPage(address, body, expected) {
  const list = elements(body);
  const of = (name) => list.filter((one) => one.name === name);
  const html = of("html")[0];
  const lang = html?.attributes.lang ?? "";
  const page = { lang, alternates: new Map(), canonical: "", title: "", noindex: false, ids: new Set() };
  const edition = EDITIONS.find((one) => new URL(address).pathname.startsWith(`/${one}/`));
  if (edition && lang !== edition && !lang.startsWith(edition + "-")) fault(address, "lang", `says lang="${lang}" in the edition ${edition}`);
  if (!lang) fault(address, "lang", "has no language");

  page.title = of("title")[0]?.text.trim() ?? "";
  if (!page.title) fault(address, "title", "has an empty title");
  const headings = of("h1");
  if (headings.length !== 1) fault(address, "h1", `has ${headings.length} first headings`);
  else if (!headings[0].text.trim()) fault(address, "h1", "has an empty first heading");
  if (of("main").length !== 1) fault(address, "main", `has ${of("main").length} main elements`);
  for (const paragraph of [...of("p"), ...of("li"), ...of("h2"), ...of("h3"), ...of("figcaption")]) {
    if (!paragraph.text.replace(/[\s\u00a0]/g, "")) fault(address, "empty", `has an empty <${paragraph.name}${paragraph.attributes.class ? ` class="${paragraph.attributes.class}"` : ""}>`);
  }
  const text = SEEN_TEXT(list);
  const said = [text, page.title];
  for (const one of list) for (const name of ["alt", "title", "aria-label", "placeholder", "content"]) if (one.attributes[name]) said.push(one.attributes[name]);
  for (const words of said) {
    for (const [placeholder] of words.matchAll(/\{\{?\{?[A-Za-z_][A-Za-z_.]*\}?\}?\}/g)) fault(address, "placeholder", `shows ${placeholder}`);
    if (/©\s*\d[.,\u00a0 ]\d{3}\b/.test(words)) fault(address, "year", `groups the digits of a year: ${/©\s*\S+/.exec(words)[0]}`);
    if (/\bundefined\b|\[object|\bNaN\b/.test(words)) fault(address, "placeholder", `shows ${/undefined|\[object|NaN/.exec(words)[0]}`);
  }
  for (const one of list) {
    if (one.attributes.id !== undefined) {
      if (page.ids.has(one.attributes.id)) fault(address, "id", `uses the id "${one.attributes.id}" twice`);
      page.ids.add(one.attributes.id);
    }
    if (one.name === "img" && one.attributes.alt === undefined) fault(address, "alt", `has a picture without alt: ${one.attributes.src}`);
    if (one.name === "img" && !(one.attributes.width > 0 && one.attributes.height > 0)) fault(address, "size", `has a picture without its size: ${one.attributes.src}`);
    if (one.name === "a" && !one.text.trim() && !one.attributes["aria-label"]) fault(address, "link", `has a link without words: ${one.attributes.href}`);
    if (one.name === "time" && !/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?)?)?$/.test(one.attributes.datetime ?? one.text)) fault(address, "time", `has a time that machines cannot read: ${one.attributes.datetime}`);
    if (one.name === "script" && one.attributes.type === "application/ld+json") {
      try {
        JSON.parse(one.raw);
      } catch (error) {
        fault(address, "json-ld", error.message);
      }
    }
    if (one.attributes.style !== undefined || Object.keys(one.attributes).some((name) => /^on[a-z]/.test(name))) fault(address, "inline", `has an inline style or handler on <${one.name}>`);
  }
  for (const meta of of("meta")) if (meta.attributes.name === "robots" && /noindex/.test(meta.attributes.content ?? "")) page.noindex = true;
  for (const link of of("link")) {
    const rel = (link.attributes.rel ?? "").split(/\s+/);
    const href = link.attributes.href ?? "";
    if (rel.includes("canonical")) page.canonical = new URL(href, address).href;
    if (rel.includes("alternate") && link.attributes.hreflang) {
      if (!/^https?:/.test(href)) fault(address, "hreflang", `is not absolute: ${href}`);
      if (page.alternates.has(link.attributes.hreflang)) fault(address, "hreflang", `names ${link.attributes.hreflang} twice`);
      page.alternates.set(link.attributes.hreflang, new URL(href, address).href);
    }
  }
  if (!expected || expected === 200) {
    for (const one of list) {
      const names = { a: "href", link: "href", img: "src", script: "src", source: "src", form: one.attributes.method === "post" ? "" : "action" };
      if (names[one.name] && one.attributes[names[one.name]] !== undefined) {
        const href = one.attributes[names[one.name]];
        if (one.name === "a" && href.startsWith("#")) {
          if (href.length > 1 && !list.some((other) => other.attributes.id === decodeURIComponent(href.slice(1)))) fault(address, "anchor", `leads to ${href}, which is not there`);
          continue;
        }
        if (/^(mailto|tel|data):/.test(href)) continue;
        want(inside(href, address), address);
      }
      for (const candidate of (one.attributes.srcset ?? "").split(",")) {
        const href = candidate.trim().split(/\s+/)[0];
        if (href) want(inside(href, address), address);
      }
      if (one.name === "meta" && one.attributes.property === "og:image") want(inside(one.attributes.content, address), address);
    }
  }
  return page;
}

async function visit(address, expected) {
  let answer;
  try {
    answer = await get(address);
  } catch (error) {
    fault(address, "answer", `does not answer: ${error.message}`);
    return;
  }
  const from = mentioned.get(address);
  const named = from && from !== address ? ` (named on ${short(from)})` : "";
  const ok = expected ? answer.status === expected : answer.status === 200;
  if (!ok) fault(address, "status", `answers ${answer.status}${expected ? `, not ${expected}` : ""}${named}`);
  // The desk asks for a sign-in by 303, and so does / for a language: neither is an address that moved.
  const asked = /^\/(desk|$)/.test(new URL(address).pathname);
  if (answer.hops > 1 || (answer.hops === 1 && !asked && answer.firstStatus !== 301)) fault(address, "redirect", `takes ${answer.hops} hops, first ${answer.firstStatus}${named}`);
  else if (answer.hops === 1 && !asked && named && !expected) fault(address, "redirect", `is linked though it moved to ${short(answer.final)}${named}`);
  const record = { ...answer, page: null };
  if (/^text\/html/.test(answer.type) && answer.hops === 0) record.page = readPage(address, answer.body, expected ?? (ok ? 200 : answer.status));
  if (/xml/.test(answer.type) && /<(urlset|sitemapindex)/.test(answer.body)) {
    for (const [, place] of answer.body.matchAll(/<loc>([^<]+)<\/loc>/g)) {
      record.isSitemap = true;
      const found = inside(place.replaceAll("&amp;", "&"), address);
      if (!found) fault(address, "sitemap", `names another host: ${place}`);
      else want(found, address);
      (record.places ??= []).push(found);
    }
  }
  if (/(rss|atom)/.test(answer.type) || /<(rss|feed)[ >]/.test(answer.body.slice(0, 400))) {
    for (const [, place] of answer.body.matchAll(/<link>([^<]+)<\/link>|/g)) if (place) want(inside(place.replaceAll("&amp;", "&"), address), address);
  }
  if (/json/.test(answer.type)) {
    try {
      JSON.parse(answer.body);
    } catch (error) {
      fault(address, "json", error.message);
    }
  }
  delete record.body;
  fetched.set(address, record);
}

for (const { path, status } of SAMPLES) {
  const address = new URL(path, base).href;
  mentioned.set(address, address);
  await visit(address, status ?? 200);
}
for (const edition of EDITIONS) want(new URL(`/${edition}/`, base).href, base.href);
for (const path of ["/sitemap.xml", "/robots.txt", "/favicon.ico", "/"]) want(new URL(path, base).href, base.href);

async function worker() {
  for (;;) {
    const address = waiting.shift();
    if (!address) return;
    if (!fetched.has(address)) await visit(address);
  }
}
// A worker that finds nothing waiting ends; others may still bring more, so rounds go on until none is left.
while (waiting.length) await Promise.all(Array.from({ length: AT_ONCE }, worker));

// What only shows when all is read: hreflang is mutual, titles differ, the sitemap names what may be indexed.
const titles = new Map();
let pages = 0;
for (const [address, { page, status }] of fetched) {
  if (!page || status !== 200) continue;
  pages++;
  if (page.alternates.size) {
    if (!page.alternates.has("x-default")) fault(address, "hreflang", "has no x-default");
    if (page.alternates.get(page.lang.split("-")[0]) !== (page.canonical || address)) fault(address, "hreflang", "does not name itself");
  }
  for (const [lang, target] of page.alternates) {
    const other = fetched.get(target);
    if (!other || other.status !== 200 || other.hops > 0) fault(address, "hreflang", `names ${short(target)} for ${lang}, which answers ${other?.status ?? "nothing"} after ${other?.hops ?? 0} hops`);
    else if (lang !== "x-default" && other.page && ![...other.page.alternates.values()].includes(page.canonical || address)) fault(address, "hreflang", `names ${short(target)}, which does not name it back`);
    else if (lang !== "x-default" && other.page && other.page.lang.split("-")[0] !== lang) fault(address, "hreflang", `names ${short(target)} for ${lang}, which is in ${other.page.lang}`);
  }
  if (page.canonical && page.canonical !== address && !new URL(address).search) {
    const target = fetched.get(page.canonical);
    if (!target || target.status !== 200) fault(address, "canonical", `is ${short(page.canonical)}, which answers ${target?.status ?? "nothing"}`);
  }
  if (!page.noindex && !new URL(address).search && (page.canonical || address) === address) {
    const key = `${page.lang} ${page.title}`;
    if (titles.has(key)) fault(address, "title", `has the title of ${short(titles.get(key))}: ${page.title}`);
    else titles.set(key, address);
  }
}
for (const [address, record] of fetched) {
  for (const place of record.places ?? []) {
    const target = fetched.get(place);
    if (!target) continue;
    if (target.hops > 0) fault(address, "sitemap", `names ${short(place)}, which moved`);
    if (target.page?.noindex) fault(address, "sitemap", `names ${short(place)}, which says noindex`);
  }
}

for (const line of faults.sort()) console.log(line);
const kinds = {};
for (const line of faults) kinds[line.slice(0, line.indexOf(":"))] = (kinds[line.slice(0, line.indexOf(":"))] ?? 0) + 1;
if (cut) console.log(`Left out ${cut} mentions beyond ${MOST} addresses.`);
console.log(`crawl: ${fetched.size} addresses, ${pages} pages, ${faults.length} faults${faults.length ? " (" + Object.entries(kinds).map(([kind, count]) => `${kind} ${count}`).join(", ") + ")" : ""}`);
process.exit(faults.length ? 1 : 0);
