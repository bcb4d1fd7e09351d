import { expect, type Locator, type Page } from "@playwright/test";

/// What a reader sees in one edition, found as a person finds it: by roles and words.
export const SAID = {
  en: { sections: "Sections", search: "Search", field: "Search the paper", language: "Language", foundWord: "treaty" },
  es: { sections: "Secciones", search: "Buscar", field: "Buscar en el periódico", language: "Idioma", foundWord: "tratado" },
} as const;

export type EditionName = keyof typeof SAID;

export const STORY = "/en/2022/01/kazakhstan-and-the-alliance-that-came-when-called";
export const STORY_ES = "/es/2022/01/kazajistan-y-la-alianza-que-por-fin-acudio";
export const STORY_ALONE = "/en/2026/09/almaty-the-old-square";

export class Reader {
  constructor(readonly page: Page, readonly edition: EditionName = "en") {}

  async open(tail = ""): Promise<void> {
    await this.page.goto(tail.startsWith("/") ? tail : `/${this.edition}/${tail}`);
  }

  headline(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  languages(): Locator {
    return this.page.getByRole("navigation", { name: SAID[this.edition].language, exact: true });
  }

  breadcrumbs(): Locator {
    return this.page.getByRole("main").getByRole("navigation").first().getByRole("listitem");
  }

  /// The first story of the page, by its headline.
  lead(): Locator {
    return this.page.getByRole("main").getByRole("article").first().getByRole("heading", { level: 3 }).getByRole("link");
  }

  menuButton(): Locator {
    return this.page.getByRole("button", { name: SAID[this.edition].sections });
  }

  menu(): Locator {
    return this.page.getByRole("navigation", { name: SAID[this.edition].sections, exact: true });
  }

  async openSearch(): Promise<Locator> {
    await this.page.getByRole("button", { name: SAID[this.edition].search, exact: true }).first().click();
    const field = this.page.getByLabel(SAID[this.edition].field);
    await expect(field).toBeVisible();
    return field;
  }
}

/// The language of the page as a screen reader hears it.
export async function languageOf(page: Page): Promise<string> {
  return (await page.locator("html").getAttribute("lang")) ?? "";
}
