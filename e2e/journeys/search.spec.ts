import { expect, test } from "@playwright/test";
import { Reader, SAID } from "../pages/reader";

for (const edition of ["en", "es"] as const) {
  test(`AC-16 live search in ${edition}: arrow keys, Escape, a count, one language`, async ({ page }) => {
    const reader = new Reader(page, edition);
    await reader.open();
    await expect(page.getByRole("option")).toHaveCount(0);
    const field = await reader.openSearch();
    await field.pressSequentially(SAID[edition].foundWord.slice(0, 5));
    const box = page.getByRole("combobox");
    await expect(box).toHaveAttribute("aria-expanded", "true");
    const options = page.getByRole("listbox").getByRole("option");
    expect(await options.count()).toBeGreaterThan(1);
    await expect(page.getByRole("status").filter({ hasText: /\d/ })).toHaveCount(1);
    await box.press("ArrowDown");
    await expect(options.first()).toHaveAttribute("aria-selected", "true");
    await expect(box).toHaveAttribute("aria-activedescendant", (await options.first().getAttribute("id")) ?? "missing");
    await box.press("ArrowUp");
    await expect(options.first()).toHaveAttribute("aria-selected", "false");
    await box.press("Escape");
    await expect(box).toHaveAttribute("aria-expanded", "false");
    await expect(box).toBeFocused();
    await box.press("End");
    await box.pressSequentially(SAID[edition].foundWord.slice(5));
    await expect(box).toHaveAttribute("aria-expanded", "true");
    await box.press("ArrowDown");
    await box.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/${edition}/\\d{4}/\\d{2}/`));
  });
}

test("AC-17 the results page marks words, filters and offers the other language", async ({ page }) => {
  await page.goto("/en/search?q=treaty");
  await expect(page.locator("mark").first()).toHaveText(/treat/i);
  const heading = page.getByRole("heading", { level: 2 }).first();
  const all = Number(/\d+/.exec((await heading.textContent()) ?? "")?.[0]);
  await page.getByLabel("Year").selectOption("2022");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/year=2022/);
  const fewer = Number(/\d+/.exec((await heading.textContent()) ?? "")?.[0]);
  expect(fewer).toBeGreaterThan(0);
  expect(fewer).toBeLessThan(all);
  await expect(page.getByLabel("Search the paper")).toHaveValue("treaty");
});

test("AC-16 accents need not be typed, and nothing found is an empty list", async ({ request }) => {
  const titles = async (query: string) => JSON.stringify(await (await request.get(`/es/buscar?format=json&q=${encodeURIComponent(query)}`)).json());
  expect(await titles("tratado")).toContain("/es/");
  expect(await titles("antartico")).toContain("/es/");
  expect(await titles("zzqqxx")).toBe("[]");
});
