// The page as one file, opened from a disk: it works without a host and a network, and may have a Document inside.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test, type Page } from "@playwright/test";
import { cells, sumAt, workbook } from "../js/spreadsheet/file.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const DOCUMENT = {
  book: "kling-2025",
  months: 3,
  lines: [
    { rate: "v2.0-master-10s", count: 300 },
    { rate: "v1.6-pro-5s", count: 200 },
  ],
};

let folder: string;
let bare: string;
let filled: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(() => {
  test.setTimeout(600_000);
  folder = mkdtempSync(join(tmpdir(), "packwise-single-"));
  const document = join(folder, "work.json");
  writeFileSync(document, JSON.stringify(DOCUMENT));
  const build = (name: string, ...more: string[]) => {
    const [program = "cargo", ...first] = (process.env.PACKWISE_XTASK ?? "cargo xtask").split(" ");
    execFileSync(program, [...first, "build", "--single-file", ...more], { cwd: root, stdio: "pipe" });
    copyFileSync(join(root, "target/single/packwise.html"), join(folder, name));
    return pathToFileURL(join(folder, name)).href;
  };
  bare = build("bare.html");
  filled = build("filled.html", "--document", document);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Opens a file without a network, and gives what was asked for and what went wrong. */
async function open(page: Page, address: string) {
  const asked: string[] = [];
  const wrong: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  await page.context().setOffline(true);
  await page.goto(address);
  await expect(page.locator("#splash")).toHaveCount(0);
  return { asked: () => asked.filter((url) => !/^(blob|data):/.test(url) && url.split("#")[0] !== address.split("#")[0]), wrong };
}

test("it answers, follows what is typed, and asks nobody for anything", async ({ page }) => {
  const { asked, wrong } = await open(page, bare);
  await expect(page.getByText("$3,500.00").first()).toBeVisible();
  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page).toHaveURL(/#compare/);
  await expect(page.getByRole("table").first()).toBeVisible();
  await page.getByRole("link", { name: "Prices" }).click();
  await expect(page.getByRole("table").first()).toBeVisible();
  expect(asked()).toEqual([]);
  expect(wrong).toEqual([]);
});

test("it opens on the Document inside, unless its address says other work", async ({ page }) => {
  const { asked, wrong } = await open(page, filled);
  await expect(page.getByText("$4,200.00").first()).toBeVisible();
  expect(page.url()).toContain("#plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-pro-5s*200&months=3");
  await page.goto("about:blank");
  await page.goto(`${filled}#plan?book=kling-2025&lines=v1.6-pro-5s*10&months=1&order=none`);
  await expect(page.getByText("$1,400.00").first()).toBeVisible();
  expect(page.url()).toContain("v1.6-pro-5s*10");
  expect(asked()).toEqual([]);
  expect(wrong).toEqual([]);
});

test("it saves a spreadsheet, and prices a file and a spreadsheet of work, with workers of its own", async ({ page }) => {
  const { asked, wrong } = await open(page, `${bare}#plan?book=kling-2025&lines=v2.0-master-10s*1250&months=1&order=none`);
  await page.getByRole("button", { name: "From a file" }).click();
  const panel = page.getByRole("region", { name: "From a file" });
  const heads = ["rate", "count"];
  for (const file of [
    { name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("rate,count\nv1.6-pro-5s,4\n") },
    { name: "a.xlsx", mimeType: "application/zip", buffer: workbook({ Ads: [heads, ["v1.6-pro-5s", 4]] }) },
  ]) {
    await panel.locator("input[type=file]").setInputFiles(file);
    await expect(panel).toContainText(file.name);
    await panel.getByRole("button", { name: "Price it" }).click();
    await expect(panel).toContainText("14 units of Video generation");
  }
  await page.getByRole("link", { name: "Quote", exact: true }).click();
  await page.getByRole("button", { name: "Begin a quote" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Spreadsheet (.xlsx)" }).click()]);
  const sheet = cells(readFileSync(await download.path())).get("Quote");
  expect(Number(sumAt(sheet, "Total")?.number)).toBe(3290);
  expect(asked()).toEqual([]);
  expect(wrong).toEqual([]);
});
