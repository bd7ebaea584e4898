// Every figure explains itself: its button opens a dialog with the formula, the inputs and where they are from.
import type { Locator } from "@playwright/test";
import { expect, test, TWO_LINES } from "./page";

/** The rows of a working's inputs as `name | value | from`. */
async function inputs(dialog: Locator): Promise<string[]> {
  const rows = await dialog.getByRole("row").filter({ has: dialog.page().getByRole("cell") }).all();
  return Promise.all(rows.map(async (row) => (await row.locator("th, td").allTextContents()).join(" | ")));
}

test("units each: formula, inputs and source", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*400,3.0-4k:7s*5");
  await app.line(1).unitsEach.click();
  await expect(app.dialog).toHaveAccessibleName("Units for one generation: 3.0, Text or image to video, 1080p, No sound");
  await expect(app.dialog.getByText("units a second x seconds = 4")).toBeVisible();
  expect(await inputs(app.dialog)).toEqual([
    expect.stringMatching(/^units \| 0\.8 \| kling-2026: rate 3\.0-1080p$/),
    expect.stringMatching(/^seconds \| 5 \| .+/),
  ]);
  const source = app.dialog.getByRole("link", { name: /Kling AI/ });
  await expect(source).toHaveAttribute("href", /^https:\/\//);
  await expect(source).toHaveAttribute("rel", /noopener/);
  await expect(app.dialog.getByText("corroborated")).toBeVisible();
});

test("units each of a disputed rate: both sources", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-4k:7s*5");
  await app.line(1).unitsEach.click();
  await expect(app.dialog.getByText("units a second x seconds = 21")).toBeVisible();
  await expect(app.dialog.getByText("corroborated", { exact: true })).toBeVisible();
  await expect(app.dialog.getByText("third-party", { exact: true })).toBeVisible();
});

test("units of a line: formula and inputs, down to units each", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=2.6-1080p:10s*30x2");
  await app.line(1).units.click();
  await expect(app.dialog.getByText("units each x count x takes = 300")).toBeVisible();
  const rows = await inputs(app.dialog);
  expect(rows.map((row) => row.split(" | ").slice(0, 2).join(" "))).toEqual([
    "units each 5",
    "count 30",
    "takes 2",
    "units 0.5",
    "seconds 10",
  ]);
});

test("units of a pool: the sum of its lines", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.work.getByRole("button", { name: "6,700 credits a month" }).click();
  await expect(app.dialog).toHaveAccessibleName(/Video generation/);
  await expect(app.dialog).toContainText("= 6700");
  expect(await inputs(app.dialog)).toEqual([expect.stringContaining("6000 + 700")]);
});

test("the total: formula and inputs, pack by pack", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*1250");
  await app.total.click();
  await expect(app.dialog).toHaveAccessibleName(/What it costs/);
  await expect(app.dialog.getByText("purchases + commitments + on demand = 9870.00")).toBeVisible();
  const rows = await inputs(app.dialog);
  expect(rows).toContainEqual(expect.stringMatching(/^purchases \| 3290\.00 \| /));
  expect(rows).toContainEqual(expect.stringMatching(/^commitments \| 6580\.00 \| /));
  expect(rows).toContainEqual("price | 1400.00 | packs: B1");
  expect(rows).toContainEqual("price | 1890.00 | packs: B2");
  // every input says where it is from
  for (const row of rows) expect(row).toMatch(/\| \S[^|]*$/);
});

test("the total: the sources of its prices", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*1250");
  await app.total.click();
  await expect(app.dialog).toContainText("Kling AI: prepaid resource packs (price page, 2025)");
  await expect(app.dialog.getByText("official").first()).toBeVisible();
});

test("packs: source and evidence of each that is bought", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*4500&without=trial-s,trial-l,package-1");
  await app.expectTotal("$4,200.00");
  await app.answer.getByRole("button", { name: "where from" }).click();
  await expect(app.dialog.getByRole("link", { name: /^Package 2: / })).toHaveAttribute("href", /^https:\/\//);
  await expect(app.dialog.getByText("third-party", { exact: true })).toBeVisible();
  await expect(app.dialog).not.toContainText("Package 3");
});

test("what expires: the sum over the months", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.answer.getByRole("button", { name: "9,900 credits expire" }).click();
  await expect(app.dialog).toContainText("= 9900");
  expect(await inputs(app.dialog)).toEqual([expect.stringContaining("3300 + 3300 + 3300")]);
});

test("the working follows the work", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await app.line(1).units.click();
  await expect(app.dialog).toContainText("= 6000");
  await page.keyboard.press("Escape");
  await app.line(1).count.fill("10");
  await app.line(1).expectFigures("20", "200");
  await app.line(1).units.click();
  await expect(app.dialog).toContainText("= 200");
});

test("the dialog is closed by its button", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.total.click();
  await expect(app.dialog).toBeVisible();
  await app.dialog.getByRole("button", { name: "Close" }).click();
  await expect(app.dialog).toBeHidden();
  await app.total.click();
  await expect(app.dialog).toBeVisible();
});

test("the dialog is closed by a click beside it", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await app.total.click();
  await expect(app.dialog).toBeVisible();
  await page.mouse.click(5, 5);
  await expect(app.dialog).toBeHidden();
  await app.line(1).count.fill("1250");
  await app.line(1).expectFigures("20", "25,000");
});

test("a click inside the dialog leaves it open", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await app.line(1).units.click();
  await app.dialog.getByRole("heading").click();
  await app.dialog.getByRole("cell").first().click();
  await expect(app.dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(app.dialog).toBeHidden();
});
