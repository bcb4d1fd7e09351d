import { expect, test } from "@playwright/test";
import { Desk } from "../pages/desk";

test.use({ javaScriptEnabled: false });

test("the desk without script: written, given its fields, scheduled, taken back and published", async ({ page, request }) => {
  const stamp = Date.now().toString(36);
  const desk = new Desk(page);
  await desk.signIn();
  await expect(page).toHaveURL("/desk");
  const story = await desk.begin(/World$/);
  await page.goto(`${story}/en`);
  await page.getByLabel("Headline", { exact: true }).fill(`Without script ${stamp}`);
  await page.getByLabel("Standfirst").fill("A form is enough.");
  await page.getByLabel("Kicker").fill("Plain");
  await desk.text().fill("The first paragraph.\n\nThe second, with ñ and “quotes”.");
  await desk.save();
  await expect(desk.text()).toHaveValue(/The first paragraph\.\s+The second, with ñ and “quotes”\./);

  await desk.open(story);
  await page.getByLabel("Kind").selectOption("Opinion");
  await page.locator(".actions").getByRole("button", { name: "Save these fields" }).click();
  await expect(page.getByLabel("Kind").locator("option:checked")).toHaveText("Opinion");

  await desk.tick(["en"]);
  await page.getByLabel("Goes out at").fill("2031-05-09T07:00");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(page.getByText("Scheduled. It goes out in the set minute.")).toBeVisible();
  expect(await (await request.get("/en/")).text()).not.toContain(`Without script ${stamp}`);
  await page.getByRole("button", { name: "Take the schedule back" }).click();
  await expect(page.getByText("The schedule is taken back.")).toBeVisible();

  await desk.publish(story, ["en"]);
  const path = await desk.livePath("en");
  const answer = await page.goto(path);
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Without script ${stamp}`);
  await expect(page.locator(".body > p")).toHaveCount(2);
});
