// The pages that checkers walk. Which there are says the program itself (`broadsheet check --list`, its route table); here
// stand only the things of the sample behind the one pattern that leads to things, and how pages are called in reports.
import { readFileSync } from "node:fs";

export const EDITIONS = ["en", "es"];

/// Words of the addresses in each edition, and things of the sample.
const WORDS = {
  en: {
    section: "news", subsection: "news/world", month: "news/2026/11", story: "2026/11/note-verbale-a-letter-nobody-signs", opinion: "2026/09/against-summits",
    analysis: "2022/01/kazakhstan-and-the-alliance-that-came-when-called", person: "people/ines-valcarcel", organisation: "organisations/united-nations",
    topic: "topics/kazakhstan", search: "search", found: "treaty", archive: "archive", corrections: "corrections", about: "about", legal: "legal-notice", alone: "2026/09/almaty-the-old-square",
  },
  es: {
    section: "actualidad", subsection: "actualidad/mundo", month: "actualidad/2026/11", story: "2026/11/nota-verbal-una-carta-que-nadie-firma", opinion: "2026/09/contra-las-cumbres",
    analysis: "2022/01/kazajistan-y-la-alianza-que-por-fin-acudio", person: "personas/ines-valcarcel", organisation: "organizaciones/naciones-unidas",
    topic: "temas/kazajistan", search: "buscar", found: "tratado", archive: "archivo", corrections: "correcciones", about: "quienes-somos", legal: "aviso-legal", alone: "2026/05/toledo-la-escuela-que-nunca-tuvo-aulas",
  },
};

/// Readers' templates of one edition: {name, path, status}.
export function readersTemplates(edition) {
  const words = WORDS[edition];
  const page = (name, tail, status = 200) => ({ name, edition, path: `/${edition}/${tail}`, status });
  return [
    page("front", ""),
    page("section", words.section),
    page("subsection", words.subsection),
    page("month", words.month),
    page("story", words.story),
    page("analysis", words.analysis),
    page("opinion", words.opinion),
    page("story-alone", words.alone),
    page("person", words.person),
    page("person-month", `${words.person}/2024/07`),
    page("organisation", words.organisation),
    page("topic", words.topic),
    page("topic-month", `${words.topic}/2022/01`),
    page("search-empty", words.search),
    page("search", `${words.search}?q=${words.found}`),
    page("search-none", `${words.search}?q=qqzzxxqq`),
    page("archive", words.archive),
    page("year", `${words.archive}/2022`),
    page("archive-month", `${words.archive}/2022/01`),
    page("day", `${words.archive}/2022/01/13`),
    page("corrections", words.corrections),
    page("about", words.about),
    page("legal", words.legal),
    page("not-found", "there-is-no-such-page", 404),
  ];
}

export const SAMPLES = EDITIONS.flatMap(readersTemplates);

/// Feeds have checkers of their own, and their old addresses only lead on; what scripts of the desk ask for is JSON.
const NO_PAGE = /\/(feed|rss|atom)(\/|\.|$)|^\/desk\/.*\.json$/;

/// Everything the route table declares, as {name, edition, path, status, desk}: samples of the table, the things above, and
/// what e2e/prepare.mjs made for patterns that take input. A pattern without any page throws: nothing is left out quietly.
export function allPages(routes, prepared) {
  const out = EDITIONS.flatMap(readersTemplates);
  const add = (page) => {
    if (!out.some((one) => !one.html && !page.html && one.path === page.path)) out.push(page);
  };
  for (const page of prepared) add(page);
  const lost = [];
  for (const line of readFileSync(routes, "utf8").split("\n").filter(Boolean)) {
    const [surface, pattern, sample] = line.split(" ");
    if (NO_PAGE.test(pattern)) continue;
    const as = new RegExp("^" + pattern.replace(/\{\w+\.\.\.\}/g, ".+").replace(/\{\w+\}/g, "[^/?]+") + "(\\?.*)?$");
    const name = pattern.replace(/^\/(desk\/?)?|[{}.]/g, "").replaceAll("/", "-") || "front";
    const desk = surface === "desk";
    if (sample !== "-") add({ name: desk ? `desk-${name}` : name, edition: desk ? "desk" : pattern.split("/")[1], path: sample, status: 200, desk: desk && pattern !== "/desk/sign-in" });
    else if (!out.some((page) => as.test(page.path))) lost.push(pattern);
  }
  if (lost.length) throw new Error(`No page is known for ${lost.join(", ")}: give the route a sample, or make one in e2e/prepare.mjs.`);
  // The desk speaks the language of who is signed in; before that, the one that was asked for.
  out.push({ name: "sign-in", edition: "desk-es", path: "/desk/sign-in?lang=es", status: 200 });
  return out;
}

/// Debian's browser, without what it would fetch or start by itself.
export const CHROMIUM = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};
