// Spreadsheets: the quote saved as one, and work read from one. What writes and what reads them is fetched only then.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { cells, sumAt, workbook } from "../js/spreadsheet/file.mjs";
import { expect, test } from "./page";

const QUOTE = "quote?book=kling-2025&lines=v2.0-master-10s*1250&order=none";
const PLAN = "plan?book=kling-2025&lines=v1.6-pro-5s*100&months=3";

async function saved(page: Page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Spreadsheet (.xlsx)" }).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test("the quote is saved as a spreadsheet with live formulas, by a part that is fetched for it", async ({ app, page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await app.open(QUOTE);
  await page.getByRole("button", { name: "Begin a quote" }).click();
  await page.locator("#quote-seller-name").fill("=HYPERLINK(\"x\")");
  await page.locator("#quote-discount").fill("5%");
  await page.locator("#quote-taxName").fill("VAT");
  await page.locator("#quote-taxPercent").fill("19");
  await expect(page.locator("#quote-sums dd").last()).toHaveText("$3,719.35");
  expect(asked.filter((url) => url.includes("/xlsx-"))).toEqual([]);
  const { name, bytes } = await saved(page);
  expect(name).toMatch(/^quote-Q-20261120-[0-9a-f]{6}\.xlsx$/);
  const sheet = cells(bytes).get("Quote")!;
  // 3,290 - 164.50 = 3,125.50; 19 % = 593.845, half up 593.85
  const wanted = [["Subtotal", "3290"], ["Discount", "-164.5"], ["Net", "3125.5"], ["VAT", "593.85"], ["Total", "3719.35"]];
  for (const [label, figure] of wanted) {
    expect(Number(sumAt(sheet, label)?.number), label).toBe(Number(figure));
    expect(sumAt(sheet, label)?.formula, label).toContain("ROUND(");
  }
  expect([...sheet.values()]).toContainEqual({ text: "=HYPERLINK(\"x\")" });
  expect(asked.filter((url) => url.includes("/xlsx-")).length).toBeGreaterThan(0);
  // the same quote, the same bytes
  expect((await saved(page)).bytes.equals(bytes)).toBe(true);
});

test("a quote without a total says so in the spreadsheet, too", async ({ app, page }) => {
  await app.open(QUOTE);
  await page.getByRole("button", { name: "Begin a quote" }).click();
  await page.getByRole("button", { name: "Add a bundle of your own" }).click();
  const sheet = cells((await saved(page)).bytes).get("Quote")!;
  expect(sumAt(sheet, "Total")?.text).toBe("incomplete");
});

test("where the part is missing, that is said and the page goes on", async ({ app, page, watched }) => {
  await page.route("**/xlsx-*/**", (route) => route.fulfill({ status: 404, body: "" }));
  await app.open(QUOTE);
  await page.getByRole("button", { name: "Begin a quote" }).click();
  await page.getByRole("button", { name: "Spreadsheet (.xlsx)" }).click();
  await expect(page.getByText("The part that writes spreadsheets could not be loaded")).toBeVisible();
  await page.locator("#quote-seller-name").fill("Studio Ltd");
  await expect(page.locator("#paper")).toContainText("Studio Ltd");
  watched.complaints.length = 0;
});

const HEADS = ["Ad", "Rate", "Count", "Takes"];
const FILE = workbook({
  Notes: [["nothing here"]],
  Ads: [
    HEADS,
    ["spring", "v2.0-master-10s", 300, null],
    [],
    ["summer, \"all\"", "v1.6-pro-5s", { formula: "1000+200", result: 1200 }, 2],
    ["autumn", "v1.6-pro-5s", 0.1 + 0.2, 1],
    ["winter", "v1.6-pro-5s", { day: 46347 }, 1],
  ],
});
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

test("work from a spreadsheet: its sheet is chosen, its cells are read as typed, and it goes the way of a CSV file", async ({ app, page }) => {
  await app.open(PLAN);
  await page.getByRole("button", { name: "From a file" }).click();
  const panel = page.getByRole("region", { name: "From a file" });
  await panel.locator("input[type=file]").setInputFiles({ name: "ads.xlsx", mimeType: XLSX, buffer: FILE });
  const sheet = panel.getByRole("combobox", { name: "Sheet", exact: true });
  await expect(sheet.locator("option")).toHaveText(["Notes", "Ads"]);
  await sheet.selectOption({ label: "Ads" });
  await expect(panel.getByRole("table", { name: "The first lines" })).toContainText("summer, \"all\"");
  await expect(panel.getByRole("combobox", { name: "Rate", exact: true }).locator("option:checked")).toHaveText("Rate");
  await expect(panel.getByRole("combobox", { name: "Count", exact: true }).locator("option:checked")).toHaveText("Count");
  await expect(panel.getByRole("combobox", { name: "Between two cells" })).toHaveCount(0);
  await panel.getByRole("button", { name: "Price it" }).click();
  await expect(panel).toContainText("2 of 4 lines are priced");
  // 300 x 20 + 1,200 x 3.5 x 2 = 14,400 units, at $0.14
  await expect(panel.getByRole("list", { name: "What it comes to" })).toContainText("14,400 units of Video generation, $2,016.00 at list");
  const wrong = panel.getByRole("list", { name: "Lines that are not priced" }).getByRole("listitem");
  await expect(wrong).toHaveText([/^Line 5: .*0\.30000000000000004/, /^Line 6: .*2026-11-21/]);
  const [download] = await Promise.all([page.waitForEvent("download"), panel.getByRole("button", { name: "Save the priced lines" }).click()]);
  expect(download.suggestedFilename()).toBe("ads-priced.csv");
  expect(readFileSync(await download.path(), "utf8")).toContain('"summer, ""all""",v1.6-pro-5s,1200,2,video,3.5,8400,1176.00,');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
});

test("a spreadsheet that cannot be read says why, and the panel goes on", async ({ app, page }) => {
  await app.open(PLAN);
  await page.getByRole("button", { name: "From a file" }).click();
  const panel = page.getByRole("region", { name: "From a file" });
  const choose = (buffer: Buffer) => panel.locator("input[type=file]").setInputFiles({ name: "a.xlsx", mimeType: XLSX, buffer });
  const locked = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(1_024)]);
  await choose(locked);
  await expect(panel).toContainText("this file has a password, or is of the old kind (.xls)");
  await choose(FILE.subarray(0, FILE.length / 2));
  await expect(panel).toContainText("this is no XLSX file, or a broken one");
  await choose(FILE);
  await expect(panel.getByRole("combobox", { name: "Sheet", exact: true })).toBeVisible();
});
