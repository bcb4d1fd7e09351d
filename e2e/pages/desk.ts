import { expect, type Locator, type Page } from "@playwright/test";

export const EDITOR = {
  email: process.env.E2E_EMAIL ?? "editor@paper.example",
  password: process.env.E2E_PASSWORD ?? "",
};

export const NAMES = { en: "English", es: "Spanish" } as const;

/// The desk in English, found by what stands on its buttons and beside its fields.
export class Desk {
  constructor(readonly page: Page) {}

  async signIn(next = "/desk", password = EDITOR.password): Promise<void> {
    await this.page.goto(`/desk/sign-in?lang=en&next=${encodeURIComponent(next)}`);
    await this.page.getByLabel("E-mail address").fill(EDITOR.email);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /// Begins a story and answers with its address at the desk.
  async begin(section: RegExp, kind = "News"): Promise<string> {
    await this.page.goto("/desk/stories/new");
    await this.page.getByLabel("Written in").selectOption("English");
    await this.page.getByLabel("Kind").selectOption(kind);
    const choices = this.page.getByLabel("Section").locator("option");
    const label = (await choices.allTextContents()).find((text) => section.test(text.trim()));
    expect(label, "the section is offered").toBeTruthy();
    await this.page.getByLabel("Section").selectOption({ label: label!.trim() });
    await this.page.getByRole("button", { name: "Begin writing" }).click();
    await expect(this.page).toHaveURL(/\/desk\/stories\/[^/]+\/en\?done=story_made/);
    return new URL(this.page.url()).pathname.replace(/\/en$/, "");
  }

  /// Writes one text as somebody at a keyboard does, and saves it.
  async write(story: string, edition: "en" | "es", words: { headline: string; standfirst: string; body: string[]; kicker?: string }): Promise<void> {
    await this.page.goto(`${story}/${edition}`);
    await this.page.getByLabel("Headline", { exact: true }).fill(words.headline);
    await this.page.getByLabel("Standfirst").fill(words.standfirst);
    await this.page.getByLabel("Kicker").fill(words.kicker ?? "E2E");
    await this.replaceText(words.body);
    await this.save();
  }

  text(): Locator {
    return this.page.getByRole("textbox", { name: "Text", exact: true });
  }

  async replaceText(body: string[]): Promise<void> {
    const text = this.text();
    await expect(text).toHaveCount(1);
    await text.click();
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.press("Delete");
    for (const [index, paragraph] of body.entries()) {
      if (index) await this.page.keyboard.press("Enter");
      await this.page.keyboard.insertText(paragraph);
    }
  }

  async save(): Promise<void> {
    await this.page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(this.page.getByText("Saved as a new revision.")).toBeVisible();
  }

  async open(story: string): Promise<void> {
    await this.page.goto(story);
  }

  async tick(editions: ("en" | "es")[]): Promise<void> {
    const group = this.page.getByRole("group", { name: "Which languages" });
    for (const [edition, name] of Object.entries(NAMES)) {
      const box = group.getByLabel(name);
      if (await box.count()) await box.setChecked(editions.includes(edition as "en" | "es"));
    }
  }

  async publish(story: string, editions: ("en" | "es")[] = ["en", "es"]): Promise<void> {
    await this.open(story);
    await this.tick(editions);
    await this.page.getByRole("button", { name: "Publish now" }).click();
    await expect(this.page.getByText("Published. Readers see it now.")).toBeVisible();
  }

  /// Where readers find it, by edition.
  async livePath(edition: "en" | "es"): Promise<string> {
    const card = this.page.getByRole("article").filter({ has: this.page.getByRole("heading", { level: 2, name: new RegExp(`^${NAMES[edition]}`) }) });
    return (await card.getByRole("link", { name: "See it live" }).getAttribute("href")) ?? "";
  }
}
