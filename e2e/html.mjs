// Reads an HTML page into a flat list of tags and texts, in one linear pass. It is no parser of broken HTML: the pages
// it reads have been through the Nu checker, and it is used only to look at links, languages and words.

const VOID = new Set(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]);
const RAW = new Set(["script", "style"]);
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

export function decode(text) {
  return text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,6});/gi, (whole, name) => {
    if (name[0] !== "#") return ENTITIES[name.toLowerCase()] ?? whole;
    const code = name[1].toLowerCase() === "x" ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function attributesOf(text) {
  const out = {};
  for (const [, name, double, single, bare] of text.matchAll(/([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g)) {
    out[name.toLowerCase()] ??= decode(double ?? single ?? bare ?? "");
  }
  return out;
}

/// Where the tag that begins at `from` ends: a ">" in a quoted attribute does not end it.
function endOfTag(html, from) {
  let quote = "";
  for (let at = from; at < html.length; at++) {
    const letter = html[at];
    if (quote) {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return at;
  }
  return html.length;
}

/// Elements in document order, each {name, attributes, path, text}: `text` is all text inside, `path` the names around it.
export function elements(html) {
  const all = [];
  const open = [];
  const say = (text) => {
    for (const element of open) element.text += text;
  };
  let at = 0;
  while (at < html.length) {
    const tag = html.indexOf("<", at);
    if (tag < 0) break;
    if (tag > at) say(decode(html.slice(at, tag)));
    if (html.startsWith("<!--", tag)) {
      const end = html.indexOf("-->", tag);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const end = endOfTag(html, tag + 1);
    at = end + 1;
    const inside = html.slice(tag + 1, end);
    if (inside[0] === "!") continue;
    const closing = inside[0] === "/";
    const name = (/^\/?([a-z][a-z0-9-]*)/i.exec(inside)?.[1] ?? "").toLowerCase();
    if (!name) continue;
    if (closing) {
      const mate = open.map((element) => element.name).lastIndexOf(name);
      if (mate >= 0) open.length = mate;
      continue;
    }
    const element = { name, attributes: attributesOf(inside.slice(name.length)), path: open.map((one) => one.name), text: "" };
    all.push(element);
    if (RAW.has(name)) {
      const close = html.toLowerCase().indexOf("</" + name, at);
      element.raw = html.slice(at, close < 0 ? html.length : close);
      at = close < 0 ? html.length : close;
      continue;
    }
    if (!VOID.has(name)) open.push(element);
  }
  return all;
}
