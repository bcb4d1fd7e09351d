// The declared page templates: one address of each for every edition, in the sample newsroom. What checks pages walks
// this list, so a new template is checked by adding it here.

export const EDITIONS = ["en", "es"];

/// Words of the addresses in each edition, and things of the sample.
const WORDS = {
  en: {
    section: "news", subsection: "news/world", month: "news/2026/11", story: "2026/11/note-verbale-a-letter-nobody-signs", opinion: "2026/09/against-summits",
    analysis: "2022/01/kazakhstan-and-the-alliance-that-came-when-called", person: "people/ines-valcarcel", organisation: "organisations/united-nations",
    topic: "topics/kazakhstan", search: "search", found: "treaty", archive: "archive", corrections: "corrections", about: "about", alone: "2026/09/almaty-the-old-square",
  },
  es: {
    section: "actualidad", subsection: "actualidad/mundo", month: "actualidad/2026/11", story: "2026/11/nota-verbal-una-carta-que-nadie-firma", opinion: "2026/09/contra-las-cumbres",
    analysis: "2022/01/kazajistan-y-la-alianza-que-por-fin-acudio", person: "personas/ines-valcarcel", organisation: "organizaciones/naciones-unidas",
    topic: "temas/kazajistan", search: "buscar", found: "tratado", archive: "archivo", corrections: "correcciones", about: "quienes-somos", alone: "2026/05/toledo-la-escuela-que-nunca-tuvo-aulas",
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
    page("organisation", words.organisation),
    page("topic", words.topic),
    page("search-empty", words.search),
    page("search", `${words.search}?q=${words.found}`),
    page("search-none", `${words.search}?q=qqzzxxqq`),
    page("archive", words.archive),
    page("year", `${words.archive}/2022`),
    page("archive-month", `${words.archive}/2022/01`),
    page("day", `${words.archive}/2022/01/13`),
    page("corrections", words.corrections),
    page("about", words.about),
    page("not-found", "there-is-no-such-page", 404),
    ...(edition === "en" && process.env.E2E_GONE ? [{ name: "gone", edition, path: process.env.E2E_GONE, status: 410 }] : []),
  ];
}

export const SAMPLES = EDITIONS.flatMap(readersTemplates);

/// Pages of the newsroom: {name, path, status, desk}. Those `optional` are left out when the program has no such screen.
export function deskTemplates(signedIn) {
  const story = "/desk/stories/csto-kazakhstan-2022";
  const page = (name, path, more = {}) => ({ name, edition: "desk", path, status: 200, desk: true, ...more });
  const signIn = [page("sign-in", "/desk/sign-in?lang=en"), page("sign-in", "/desk/sign-in?lang=es", { edition: "desk-es" })];
  if (!signedIn) return signIn;
  return [
    ...signIn,
    page("desk-list", "/desk"),
    page("desk-new", "/desk/stories/new"),
    page("desk-story", story),
    page("desk-editor", `${story}/en`),
    page("desk-editor", `${story}/es`, { edition: "desk-es" }),
    page("desk-revisions", `${story}/en/revisions`),
    page("desk-media", "/desk/media"),
    page("desk-picture", "/desk/media/map-kazakhstan"),
    page("desk-picture-new", "/desk/media/new"),
    page("desk-account", "/desk/account"),
    page("desk-front", "/desk/front", { optional: true }),
    page("desk-settings", "/desk/settings", { optional: true }),
    page("desk-paper", "/desk/paper", { optional: true }),
    page("desk-staff", "/desk/staff", { optional: true }),
    page("desk-corrections", `${story}/corrections`, { optional: true }),
  ];
}

/// Debian's browser, without what it would fetch or start by itself.
export const CHROMIUM = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};
