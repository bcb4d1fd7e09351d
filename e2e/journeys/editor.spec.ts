import { source as axe } from "axe-core";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { Desk } from "../pages/desk";

const stamp = Date.now().toString(36);

/// Presses a button of the row above the text, by keys alone.
async function press(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Alt+F10");
  const button = page.getByRole("toolbar", { name: "Formatting" }).getByRole("button", { name, exact: true });
  for (let step = 0; step < 40 && !(await button.evaluate((element) => element === document.activeElement)); step++) await page.keyboard.press("ArrowRight");
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
}

/// Goes on by Tab until something has the focus.
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < 30 && !(await wanted.evaluate((element) => element === document.activeElement)); step++) await page.keyboard.press("Tab");
  await expect(wanted).toBeFocused();
}

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const result = await (globalThis as any).axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return result.violations.map((one: any) => `${one.id}: ${one.help} at ${one.nodes.map((node: any) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
  });
}

async function begun(page: Page, title: string): Promise<{ desk: Desk; story: string }> {
  const desk = new Desk(page);
  await desk.signIn();
  await expect(page).toHaveURL("/desk");
  const story = await desk.begin(/World$/);
  await desk.write(story, "en", { headline: `${title} ${stamp}`, standfirst: "With pictures in it.", body: ["The first paragraph.", "The last paragraph."] });
  return { desk, story };
}

/// Puts a picture, a gallery of two and a table of three rows and two columns into the text, by keys alone.
async function fillByKeys(page: Page, cells: string[], names: { picture: string; gallery: string; table: string }): Promise<void> {
  const dialog = page.getByRole("dialog");
  await page.keyboard.press("Control+Home");
  await press(page, names.picture);
  await expect(dialog).toBeVisible();
  const search = dialog.getByRole("searchbox");
  await expect(search).toBeFocused();
  await page.keyboard.type("map-aral");
  await expect(dialog.getByRole("radio")).toHaveCount(1);
  await tabTo(page, dialog.getByRole("radio"));
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(page.locator(".picture-block img")).toBeVisible();

  await press(page, names.gallery);
  await page.keyboard.type("map-");
  await expect(dialog.getByRole("checkbox").nth(1)).toBeVisible();
  for (const id of ["map-kazakhstan", "map-aral"]) {
    await tabTo(page, dialog.locator(`li[data-id="${id}"] input`));
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+Home");
  }
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(page.locator(".gallery .picture-block")).toHaveCount(2);
  // The first of them goes behind the second.
  await page.keyboard.press("Alt+ArrowDown");

  await press(page, names.table);
  await page.keyboard.press("Enter");
  for (const [number, cell] of cells.entries()) {
    if (number) await page.keyboard.press("Tab");
    await page.keyboard.insertText(cell);
  }
  await expect(page.locator(".table-block table.with-header tr")).toHaveCount(3);
}

test("a picture, a gallery and a table by keyboard alone, in both languages, as readers see them", async ({ page, browser }) => {
  const { desk, story } = await begun(page, "Seen in pictures");
  await desk.text().focus();
  await fillByKeys(page, ["State", "Votes", "Kazakhstan", "12", "Russia", "9"], { picture: "Picture", gallery: "Gallery", table: "Table" });
  await desk.save();
  await expect(page.locator(".gallery .picture-block").first()).toHaveAttribute("data-media", "map-aral");
  await desk.write(story, "es", { headline: `Visto en imágenes ${stamp}`, standfirst: "Con imágenes.", body: ["El primer párrafo.", "El último párrafo."] });
  await desk.text().focus();
  await fillByKeys(page, ["Estado", "Votos", "Kazajistán", "12", "Rusia", "9"], { picture: "Picture", gallery: "Gallery", table: "Table" });
  await desk.save();
  await desk.publish(story);
  const paths = { en: await desk.livePath("en"), es: await desk.livePath("es") };
  const reader = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  for (const [edition, head] of [["en", "State"], ["es", "Estado"]] as const) {
    expect((await reader.goto(paths[edition]))?.status()).toBe(200);
    const body = reader.locator(".body").first();
    await expect(body.locator("figure:not(.gallery figure) img")).toHaveCount(1);
    await expect(body.locator(".gallery figure img")).toHaveCount(2);
    await expect(body.getByRole("columnheader", { name: head })).toBeVisible();
    await expect(body.locator("tbody tr")).toHaveCount(2);
    // Caption, credit and alternative text are the picture's own, in the language of the page.
    const alt = await body.locator("figure img").first().getAttribute("alt");
    expect(alt).toBeTruthy();
    await expect(body.locator("figure figcaption small").first()).not.toHaveText("");
    await expect(body).not.toContainText("map-aral");
  }
  await reader.context().close();
});

test("the editor and its dialog: no finding of axe, closed by Escape, and the focus comes back", async ({ page }) => {
  const { desk } = await begun(page, "Looked at by axe");
  await desk.text().focus();
  await fillByKeys(page, ["a", "b", "c", "d", "e", "f"], { picture: "Picture", gallery: "Gallery", table: "Table" });
  expect(await faults(page)).toEqual([]);
  // On a telephone nothing sticks out, neither the buttons nor a table.
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await faults(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 900 });
  const toolbar = page.getByRole("toolbar", { name: "Formatting" });
  const dialog = page.getByRole("dialog", { name: "Choose a picture" });
  await press(page, "Picture");
  await expect(dialog.getByRole("radio").first()).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Add a new picture" }).click();
  expect(await faults(page)).toEqual([]);
  // Escape in the form of a new picture leads back to the library, and from there to the text.
  await page.keyboard.press("Escape");
  await expect(dialog.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("qqzzxxqq");
  await expect(dialog.getByText("No picture holds all these words.")).toBeVisible();
  await dialog.getByRole("button", { name: "Choose", exact: true }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "Choose a picture first." })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(toolbar.getByRole("button", { name: "Picture", exact: true })).toBeFocused();
});

test("a new picture is put in without leaving the text; what is wrong with it is said beside it", async ({ page }) => {
  const { desk } = await begun(page, "A picture from here");
  await desk.text().click();
  await page.getByRole("toolbar", { name: "Formatting" }).getByRole("button", { name: "Picture", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add a new picture" }).click();
  await dialog.getByRole("button", { name: "Add the picture" }).click();
  await expect(dialog.getByText("Choose a picture file.")).toBeVisible();
  await dialog.getByLabel("Picture file").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture at all") });
  await dialog.getByRole("button", { name: "Add the picture" }).click();
  await expect(dialog.getByText("Only JPEG, PNG and WebP are taken.")).toBeVisible();
  // Bytes that no other run has put in: a picture of the sample with its own number in a PNG that this page draws.
  const drawn = await page.evaluate((seed) => {
    const canvas = document.createElement("canvas");
    canvas.width = 600;
    canvas.height = 400;
    const brush = canvas.getContext("2d")!;
    brush.fillStyle = "#357";
    brush.fillRect(0, 0, 600, 400);
    brush.fillStyle = "#fff";
    brush.font = "60px sans-serif";
    brush.fillText(seed, 40, 200);
    return canvas.toDataURL("image/png").split(",")[1];
  }, stamp);
  await dialog.getByLabel("Picture file").setInputFiles({ name: "new.png", mimeType: "image/png", buffer: Buffer.from(drawn, "base64") });
  const english = dialog.getByRole("group", { name: "English" });
  await english.getByLabel("What it shows (alternative text)").fill(`A blue field ${stamp}`);
  await english.getByLabel("Credit").fill("The desk");
  await dialog.getByRole("button", { name: "Add the picture" }).click();
  const chosen = dialog.getByRole("radio", { name: `A blue field ${stamp}` });
  await expect(chosen).toBeChecked();
  await expect(chosen).toBeFocused();
  await expect(dialog.getByText("Words missing: Spanish").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.locator(".picture-block img")).toHaveAttribute("alt", `A blue field ${stamp}`);
  await desk.save();
  await expect(page.locator(".picture-credit")).toHaveText("The desk");
  await page.getByRole("button", { name: "Undo" }).click();
});

test("every kind of block is put in and taken out by its button, and the mouse moves pictures and changes a card", async ({ page }) => {
  const { desk } = await begun(page, "Every kind");
  const toolbar = page.getByRole("toolbar", { name: "Formatting" });
  const block = page.getByRole("toolbar", { name: "For this block" });
  const text = desk.text();
  const tool = (name: string) => toolbar.getByRole("button", { name, exact: true });
  for (const [name, selector] of [["Quotation", "blockquote"], ["Pull quote", ".pullquote"], ["Note", ".note"], ["List", "ul"], ["Numbered list", "ol"], ["Heading", "h2"], ["Small heading", "h3"]] as const) {
    await desk.replaceText(["Some words"]);
    await tool(name).click();
    await expect(text.locator(selector), name).toHaveCount(1);
    await tool("Remove this block").click();
    await expect(text.locator(selector), name).toHaveCount(0);
  }
  await desk.replaceText(["Before."]);
  await tool("Divider").click();
  await page.keyboard.type("After.");
  await expect(text.locator("hr + p")).toHaveText("After.");

  await tool("Link card").click();
  await page.getByLabel("Address", { exact: true }).fill("nowhere");
  await page.getByLabel("Title", { exact: true }).fill("The treaty");
  await page.keyboard.press("Enter");
  await expect(page.getByText("An address begins with https://, http:// or mailto:.")).toBeVisible();
  await page.getByLabel("Address", { exact: true }).fill("https://treaty.example/text");
  await page.keyboard.press("Enter");
  await expect(text.locator(".link-card")).toContainText("The treaty");
  await block.getByRole("button", { name: "Change …" }).click();
  await page.getByLabel("Title", { exact: true }).fill("The whole treaty");
  await page.keyboard.press("Enter");
  await expect(text.locator(".link-card")).toContainText("The whole treaty");

  await tool("Gallery").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox").nth(0).click();
  await dialog.getByRole("button", { name: "Choose", exact: true }).click();
  await expect(dialog.getByText("A gallery has two pictures or more.")).toBeVisible();
  await dialog.getByRole("checkbox").nth(2).click();
  await dialog.getByRole("button", { name: "Choose", exact: true }).click();
  const shots = text.locator(".gallery figure");
  await expect(shots).toHaveCount(2);
  const first = await shots.nth(0).getAttribute("data-media");
  await shots.nth(0).locator("figcaption").click();
  await block.getByRole("button", { name: "Later" }).click();
  await expect(shots.nth(1)).toHaveAttribute("data-media", first!);
  await expect(page.getByText("Picture 2/2")).toBeVisible();
  await block.getByRole("button", { name: "Credit here …" }).click();
  await page.getByLabel("Credit in this text").fill("Our own");
  await page.keyboard.press("Enter");
  await expect(shots.nth(1).locator(".picture-credit")).toHaveText("Our own");
  await block.getByRole("button", { name: "Add pictures …" }).click();
  await dialog.getByRole("checkbox").nth(1).click();
  await dialog.getByRole("button", { name: "Choose", exact: true }).click();
  await expect(shots).toHaveCount(3);
  await block.getByRole("button", { name: "Take out" }).click();
  await expect(shots).toHaveCount(2);

  await tool("Table").click();
  await page.getByLabel("Columns").fill("101");
  await page.keyboard.press("Enter");
  await expect(page.getByText("A table has 1 to 1,000 rows and 1 to 100 columns.")).toBeVisible();
  await page.getByLabel("Columns").fill("2");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Cell");
  await block.getByRole("button", { name: "Row below" }).click();
  await expect(text.locator("tr")).toHaveCount(4);
  await block.getByRole("button", { name: "Column after" }).click();
  await expect(text.locator("tr").first().locator("td")).toHaveCount(3);
  await block.getByRole("button", { name: "Remove column" }).click();
  await block.getByRole("button", { name: "Remove row" }).click();
  await expect(text.locator("td")).toHaveCount(6);
  await desk.save();
  await expect(text.locator(".gallery figure")).toHaveCount(2);
  await expect(text.locator(".link-card")).toContainText("The whole treaty");
  await expect(text.locator("hr")).toHaveCount(1);
  // An empty row says nothing to a reader and is not kept.
  await expect(text.locator("td")).toHaveCount(2);
});

test("a language is marked for words that are chosen, and for those to come", async ({ page }) => {
  const { desk } = await begun(page, "In another language");
  await desk.replaceText(["He said mir and left. "]);
  const lang = page.getByRole("toolbar", { name: "Formatting" }).getByRole("button", { name: "Other language" });
  await lang.click();
  await page.getByLabel("Language of the words").fill("ru");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText("мир");
  await expect(desk.text().locator("span[lang=ru]")).toHaveText("мир");
  await desk.save();
  await expect(desk.text().locator("span[lang=ru]")).toHaveText("мир");
});

test("a table pasted from a sheet is a table whose cells can be written in", async ({ page }) => {
  const { desk } = await begun(page, "From a sheet");
  await desk.replaceText([]);
  await desk.text().evaluate((element) => {
    const clipboard = new DataTransfer();
    clipboard.setData("text/html", "<table><thead><tr><th colspan=2>Who</th></tr></thead><tbody><tr><td><p>One</p><p>Two</p></td><td><b>3</b></td></tr><tr><td>short</td></tr></tbody></table>");
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
  });
  const rows = desk.text().locator(".with-header tr");
  await expect(rows).toHaveCount(3);
  for (let row = 0; row < 3; row++) await expect(rows.nth(row).locator("td")).toHaveCount(2);
  await expect(rows.nth(1).locator("td").first()).toHaveText(/One\s*Two/);
  await expect(rows.nth(1).locator("strong")).toHaveText("3");
  await desk.save();
  await expect(desk.text().locator("td")).toHaveCount(6);
});

