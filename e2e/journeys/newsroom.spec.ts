import { expect, test, type Page } from "@playwright/test";
import { Desk, EDITOR } from "../pages/desk";
import { Reader } from "../pages/reader";

// Each run writes stories of its own, so a paper can be walked twice.
const stamp = Date.now().toString(36);
const english = (title: string) => ({ headline: `${title} ${stamp}`, standfirst: "Two ministers signed what their clerks had written.", body: ["The first paragraph of the English text.", "The second paragraph of the English text."] });
const spanish = (title: string) => ({ headline: `${title} ${stamp}`, standfirst: "Dos ministros firmaron lo que habían escrito sus secretarios.", body: ["El primer párrafo del texto español.", "El segundo párrafo del texto español, con ñ y acentos."] });

async function written(page: Page, title: string, publish = true): Promise<{ desk: Desk; story: string }> {
  const desk = new Desk(page);
  await desk.signIn();
  await expect(page).toHaveURL("/desk");
  const story = await desk.begin(/World$/);
  await desk.write(story, "en", english(title));
  await desk.write(story, "es", spanish(`${title} es`));
  if (publish) await desk.publish(story);
  return { desk, story };
}

test("AC-12 a wrong password is refused in the same words as an unknown address; the right one leads back", async ({ page }) => {
  const desk = new Desk(page);
  await page.goto("/desk/stories/csto-kazakhstan-2022");
  await expect(page).toHaveURL(/\/desk\/sign-in/);
  await page.getByLabel("E-mail address").fill(EDITOR.email);
  await page.getByLabel("Password").fill("surely not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("Address or password is wrong. Try again.");
  await expect(page.getByLabel("Password")).toHaveValue("");
  await page.getByLabel("E-mail address").fill("nobody@paper.example");
  await page.getByLabel("Password").fill("surely not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("Address or password is wrong. Try again.");
  await page.getByLabel("E-mail address").fill(EDITOR.email);
  await page.getByLabel("Password").fill(EDITOR.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/desk/stories/csto-kazakhstan-2022");
  const [session] = await page.context().cookies();
  expect(session.httpOnly).toBe(true);
  expect(session.sameSite).toBe("Lax");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto("/desk");
  await expect(page).toHaveURL(/\/desk\/sign-in/);
  await desk.signIn("https://elsewhere.example/");
  await expect(page).toHaveURL("/desk");
});

test("AC-07 a story is written in two languages, both go out together, and it leads the front page", async ({ page, browser }) => {
  const { desk, story } = await written(page, "Two texts one treaty");
  const path = await desk.livePath("en");
  const spanishPath = await desk.livePath("es");
  expect(path).toMatch(new RegExp(`^/en/\\d{4}/\\d{2}/two-texts-one-treaty`));
  const readers = await browser.newContext();
  const reader = await readers.newPage();
  await reader.goto("/en/");
  await expect(reader.getByRole("link", { name: `Two texts one treaty ${stamp}` }).first()).toBeVisible();
  await reader.goto(path);
  await expect(reader.getByText("The second paragraph of the English text.")).toBeVisible();
  await new Reader(reader).languages().getByRole("link", { name: "Español" }).click();
  await expect(reader).toHaveURL(spanishPath);
  await expect(reader.getByText("El segundo párrafo del texto español, con ñ y acentos.")).toBeVisible();
  await expect(reader.locator(".body > p")).toHaveCount(2);

  await test.step("AC-38 it is put in the lead", async () => {
    expect((await page.goto("/desk/front"))?.status()).toBe(200);
    const id = story.split("/").pop() ?? "";
    for (const edition of ["en", "es"]) {
      const places = page.locator(`select[name^="${edition}."]`);
      // A story stands in one place only: it gives up the one it may have, then takes the first.
      for (let index = 1; index < (await places.count()); index++) if ((await places.nth(index).inputValue()) === id) await places.nth(index).selectOption("");
      await places.first().selectOption(id);
    }
    await page.locator("main form button.primary").click();
    await expect(page).toHaveURL(/done=front_arranged/);
    for (const [edition, title] of [["en", "Two texts one treaty"], ["es", "Two texts one treaty es"]] as const) {
      await reader.goto(`/${edition}/`);
      await expect(new Reader(reader, edition).lead()).toHaveText(`${title} ${stamp}`);
    }
  });
  await readers.close();
});

test("two people save one text: the later one is shown both and loses nothing", async ({ page, browser }) => {
  const { story } = await written(page, "A stale save", false);
  await page.goto(`${story}/en`);
  const other = await (await browser.newContext()).newPage();
  const second = new Desk(other);
  await second.signIn(`${story}/en`);
  await expect(other).toHaveURL(`${story}/en`);
  await second.replaceText(["Their first paragraph.", "The second paragraph of the English text."]);
  await second.save();
  const desk = new Desk(page);
  await desk.replaceText(["My first paragraph.", "The second paragraph of the English text."]);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Two people saved this text" })).toBeVisible();
  await expect(page.getByText("Their first paragraph.")).toBeVisible();
  await expect(page.getByText("My first paragraph.")).toBeVisible();
  const [answer] = await Promise.all([page.waitForResponse((r) => r.url().endsWith("/merge")), page.getByRole("button", { name: "Save my choice" }).click()]);
  expect(answer.status()).toBe(303);
  // The page itself takes the notice out of the address, so that a reload does not say it again.
  await expect(page).toHaveURL(/\/en(\?done=.*)?$/);
  await expect(desk.text()).toContainText("My first paragraph.");
  await page.goto(`${story}/en/revisions`);
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(4);
  await other.context().close();
});

test("a schedule goes out by itself, not before, and can be taken back", async ({ page, request }) => {
  const { desk, story } = await written(page, "On the hour", false);
  await desk.open(story);
  await desk.tick(["en", "es"]);
  await page.getByLabel("Goes out at").fill("2031-05-09T07:00");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(page.getByText("Scheduled. It goes out in the set minute.")).toBeVisible();
  await expect(page.getByText(/Goes out 9 May 2031/)).toHaveCount(2);
  expect(await (await request.get("/en/")).text()).not.toContain(`On the hour ${stamp}`);
  await page.getByRole("button", { name: "Take the schedule back" }).click();
  await expect(page.getByText("The schedule is taken back.")).toBeVisible();
  await desk.tick(["en"]);
  await page.getByLabel("Goes out at").fill("2001-01-01T00:00");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(page.getByText("Choose a time that is still to come.").first()).toBeVisible();
});

test("Enter in the form publishes nothing; publishing takes the fields along", async ({ page, request }) => {
  const { desk, story } = await written(page, "An embargo kept", false);
  await desk.open(story);
  await desk.tick(["en", "es"]);
  await page.getByLabel("Goes out at").fill("2031-05-09T07:00");
  await page.getByLabel("Goes out at").press("Enter");
  await expect(page.getByText("You set a time. Press “Schedule” to keep to it, or empty the field first.").first()).toBeVisible();
  await expect(page.getByLabel("Goes out at")).toHaveValue("2031-05-09T07:00");
  expect(await (await request.get("/en/")).text()).not.toContain(`An embargo kept ${stamp}`);
  await page.getByLabel("Goes out at").fill("");
  // A byline is chosen and not saved by itself: the story must not go out without it.
  const person = page.getByLabel("Who").first();
  const name = (await person.locator("option").nth(1).textContent())?.trim() ?? "";
  await person.selectOption({ index: 1 });
  await page.getByRole("button", { name: "Publish now" }).click();
  await expect(page.getByText("Published. Readers see it now.")).toBeVisible();
  expect(await (await request.get(await desk.livePath("en"))).text()).toContain(name);
});

test("a preview link opens without signing in, and only it does", async ({ page, browser }) => {
  const { desk, story } = await written(page, "Seen before print", false);
  await desk.open(story);
  await page.getByRole("button", { name: "Make a private link" }).first().click();
  const link = await page.getByLabel("Link").inputValue();
  const stranger = await (await browser.newContext()).newPage();
  const answer = await stranger.goto(new URL(link).pathname);
  expect(answer?.status()).toBe(200);
  expect(answer?.headers()["cache-control"]).toMatch(/no-store/);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(`Seen before print ${stamp}`);
  await expect(stranger.getByText("This is a draft. Readers do not see it.")).toBeVisible();
  expect((await stranger.goto("/preview/not-a-link"))?.status()).toBe(404);
  await desk.open(story);
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByText("The private link is taken back.")).toBeVisible();
  expect((await stranger.goto(new URL(link).pathname))?.status()).toBe(404);
  await stranger.context().close();
});

test("AC-02 withdrawing one language answers 410 there and leaves the other", async ({ page, request }) => {
  const { desk, story } = await written(page, "Taken back");
  const path = await desk.livePath("en");
  const spanishPath = await desk.livePath("es");
  await desk.tick(["en"]);
  await page.getByText("Withdraw …").click();
  await page.getByRole("button", { name: "Withdraw the ticked languages" }).click();
  await expect(page.getByText("Withdrawn. Readers see a page that says so")).toBeVisible();
  const gone = await page.goto(path);
  expect(gone?.status()).toBe(410);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect((await request.get(spanishPath)).status()).toBe(200);
  expect(await (await request.get("/sitemap.xml")).text()).not.toContain(path);
  expect(await (await request.get(spanishPath)).text()).not.toContain(`hreflang="en" href`);
  await desk.open(story);
});

test("AC-19 a correction stands on the story and in the list, in both languages", async ({ page, request }) => {
  const { desk, story } = await written(page, "A number was wrong");
  const path = await desk.livePath("en");
  const spanishPath = await desk.livePath("es");
  const answer = await page.goto(`${story}/corrections`);
  expect(answer?.status()).toBe(200);
  await page.locator('[name="en.text"]').fill(`An earlier version gave the wrong number of states. ${stamp}`);
  await page.locator('[name="es.text"]').fill(`Una versión anterior daba un número de Estados equivocado. ${stamp}`);
  await page.locator("main form button.primary").click();
  await expect(page).toHaveURL(/done=correction_published/);
  for (const [where, words] of [[path, "An earlier version gave"], [spanishPath, "Una versión anterior daba"], ["/en/corrections", "An earlier version gave"], ["/es/correcciones", "Una versión anterior daba"]]) {
    expect(await (await request.get(where)).text(), where).toContain(words);
  }
  await page.goto(path);
  await expect(page.getByRole("region", { name: "Corrections" })).toContainText(stamp);
});
