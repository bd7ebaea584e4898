// Work from a file: pasted, chosen or dropped; its columns said; priced beside the page; taken into the plan, and saved.
import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page";

const WORK = "plan?book=kling-2025&lines=v1.6-pro-5s*100&months=3";

class FilePanel {
  readonly region: Locator;
  readonly cells: Locator;
  readonly price: Locator;

  constructor(readonly page: Page) {
    this.region = page.getByRole("region", { name: "From a file" });
    this.cells = this.region.getByRole("textbox", { name: "Cells of a spreadsheet" });
    this.price = this.button("Price it");
  }

  button(name: string | RegExp): Locator {
    return this.region.getByRole("button", { name });
  }

  column(name: string): Locator {
    return this.region.getByRole("combobox", { name, exact: true });
  }

  chosen(name: string): Locator {
    return this.column(name).locator("option:checked");
  }

  list(name: string): Locator {
    return this.region.getByRole("list", { name }).getByRole("listitem");
  }

  async open() {
    await this.page.getByRole("button", { name: "From a file" }).click();
    await expect(this.region).toBeVisible();
  }

  async read(text: string) {
    await this.cells.fill(text);
    await this.button("Read these cells").click();
    await expect(this.price).toBeEnabled();
  }

  async choose(name: string, text: string) {
    await this.region.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await expect(this.price).toBeEnabled();
  }

  async save(name: string): Promise<{ name: string; text: string }> {
    const download = this.page.waitForEvent("download");
    await this.button(name).click();
    const file = await download;
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
  }
}

// v2.0-master-10s draws 20 units, v1.6-pro-5s 3.5; a unit's list price is $0.14
const FILE = "Ad,Rate ID,Qty,Takes\r\nspring,v2.0-master-10s,300,\r\nsummer,v1.6-pro-5s,\"1,200\",2\r\nautumn,v1.6-pro-5s,800,2\r\n=1+1,nothing,5,1\r\nx,v1.6-pro-5s,2.5,1\r\n";

test("a file by hand: columns guessed, lines priced, the bad ones named, saved, used as the work and undone", async ({ app, page }) => {
  await app.open(WORK);
  const panel = new FilePanel(page);
  await panel.open();
  await panel.choose("ads.csv", FILE);
  await expect(panel.region).toContainText("ads.csv");
  await expect(panel.chosen("Rate")).toHaveText("Rate ID");
  await expect(panel.chosen("Count")).toHaveText("Qty");
  await expect(panel.chosen("Takes")).toHaveText("Takes");
  await expect(panel.chosen("Between two cells")).toHaveText("a comma");
  await expect(panel.region.getByRole("checkbox")).toBeChecked();
  await expect(panel.region.getByRole("table", { name: "The first lines" })).toContainText("summer");
  await panel.price.click();
  await expect(panel.region).toContainText("3 of 5 lines are priced; the others add nothing to these sums:");
  await expect(panel.list("Lines that are not priced")).toHaveText(["Line 5: the book kling-2025 has no rate `nothing`", "Line 6: `2.5` is no whole number"]);
  // 300 x 20 + 2,000 x 3.5 x 2 = 20,000 units, at $0.14
  await expect(panel.list("What it comes to")).toHaveText(["20,000 units of Video generation, $2,800.00 at list"]);
  const priced = await panel.save("Save the priced lines");
  expect(priced.name).toBe("ads-priced.csv");
  expect(priced.text.split("\r\n").slice(0, 5)).toEqual([
    "\u{feff}Ad,Rate ID,Qty,Takes,pool,units each,units,list price,issue",
    "spring,v2.0-master-10s,300,,video,20,6000,840.00,",
    'summer,v1.6-pro-5s,"1,200",2,video,3.5,8400,1176.00,',
    "autumn,v1.6-pro-5s,800,2,video,3.5,5600,784.00,",
    "\"'=1+1\",nothing,5,1,,,,,the book kling-2025 has no rate `nothing`",
  ]);
  const wrong = await panel.save("Save what is wrong");
  expect(wrong.name).toBe("ads-issues.csv");
  expect(wrong.text.split("\r\n")).toHaveLength(4);
  // two kinds: the lines of one rate and as many takes are one line of work
  await panel.button("Use as each month’s work: 2 lines").click();
  await app.expectLines(2);
  await app.expectFragment("plan?book=kling-2025&lines=v1.6-pro-5s*2000x2,v2.0-master-10s*300&months=3");
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await app.expectFragment(WORK);
});

test("cells of a spreadsheet without a head; columns and marks are changed; another price book", async ({ app, page }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*100&months=3");
  const panel = new FilePanel(page);
  await panel.open();
  await panel.read("3.0-1080p\t5s\t400\tshop\n3.0-1080p\t10\t100\tshop\n");
  await expect(panel.chosen("Seconds")).toHaveText("column 2");
  await expect(panel.chosen("Count")).toHaveText("column 3");
  await expect(panel.chosen("Takes")).toHaveText("1 for each line");
  await panel.price.click();
  // 0.8 x (5 x 400 + 10 x 100) = 2,400
  await expect(panel.list("What it comes to")).toContainText(["2,400 units"]);
  // each line one clip: 0.8 x (5 + 10) = 12; what was said before is gone until it is priced again
  await panel.column("Count").selectOption({ label: "1 for each line" });
  await expect(panel.region.getByRole("list", { name: "What it comes to" })).toHaveCount(0);
  await panel.price.click();
  await expect(panel.list("What it comes to")).toContainText(["12 units"]);
  await panel.column("Between two cells").selectOption({ label: "a semicolon" });
  await expect(panel.chosen("Rate")).toHaveText("column 1");
  await expect(panel.region).toContainText("no cell of the first lines is a rate of kling-2026");
  // the same cells where other rates hold: named, not priced
  await panel.read("v1.6-pro-5s\t7\n");
  await expect(panel.region).toContainText("no cell of the first lines is a rate of kling-2026: choose the column, or another book");
  await app.book.selectOption("kling-2025");
  await expect(panel.chosen("Count")).toHaveText("column 2");
  await panel.price.click();
  await expect(panel.list("What it comes to")).toContainText(["24.5 units"]);
});

test("what is no table says so, and what was open goes on", async ({ app, page }) => {
  await app.open(WORK);
  const panel = new FilePanel(page);
  await panel.open();
  await panel.button("Read these cells").click();
  await expect(panel.region).toContainText("there is no line of work in it");
  await panel.region.locator("input[type=file]").setInputFiles({ name: "a.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004xxxx") });
  await expect(panel.region).toContainText("this is no XLSX file, or a broken one");
  await panel.choose("<img src=x onerror=alert(1)>.csv", "rate,count\nv1.6-pro-5s,<b>1</b>\n");
  await expect(panel.region).toContainText("<img src=x onerror=alert(1)>.csv");
  await panel.price.click();
  await expect(panel.list("Lines that are not priced")).toHaveText(["Line 2: `<b>1</b>` is no number"]);
  await expect(panel.region.getByRole("list", { name: "What it comes to" }).getByRole("listitem")).toHaveCount(0);
  await page.keyboard.press("Escape");
});

test("200,000 lines: the page answers while they are priced; cancel leaves the file open", async ({ app, page }) => {
  await app.open(WORK);
  const panel = new FilePanel(page);
  await panel.open();
  const lines = ["rate,count,takes"];
  for (let at = 0; at < 200_000; at += 1) lines.push(`${at % 2 ? "v1.6-pro-5s" : "v2.0-master-10s"},${at % 7},1`);
  await panel.choose("many.csv", lines.join("\n"));
  await panel.price.click();
  await expect(panel.region).toContainText("200,000 of 200,000 lines are priced.");
  // the sum over at % 7 of each half: worked out here, exactly
  let units = 0;
  for (let at = 0; at < 200_000; at += 1) units += (at % 7) * (at % 2 ? 35 : 200);
  await expect(panel.list("What it comes to")).toContainText([`${(units / 10).toLocaleString("en-US")} units`]);
  await expect(panel.button("Use as each month’s work: 2 lines")).toBeVisible();
});

test("a host without the part says so", async ({ app, page, watched }) => {
  await page.route("**/bulk-*/**", (route) => route.fulfill({ status: 404, body: "" }));
  await app.open(WORK);
  const panel = new FilePanel(page);
  await panel.open();
  await panel.cells.fill("v1.6-pro-5s,1");
  await panel.button("Read these cells").click();
  await expect(panel.region).toContainText("The part that prices files could not be loaded.");
  watched.complaints.length = 0;
});

for (const theme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test.describe(theme, () => {
      test.use({ colorScheme: theme, viewport: { width, height: 900 } });
      test(`axe finds nothing, and nothing scrolls sideways at ${width} px`, async ({ app, page }) => {
        await app.open(WORK);
        const panel = new FilePanel(page);
        await panel.open();
        await panel.choose("ads.csv", FILE);
        await panel.price.click();
        await expect(panel.list("What it comes to")).toHaveCount(1);
        await panel.region.getByText("By kind of work").click();
        expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      });
    });
  }
}

test("two saves at once are two files, with the columns that were said", async ({ app, page }) => {
  await app.open("plan?book=kling-2025&lines=v1.6-pro-5s*100&months=3");
  await page.getByRole("button", { name: "From a file" }).click();
  const panel = page.getByRole("region", { name: "From a file" });
  const text = "a,rate,n,m\nx,v1.6-pro-5s,2,5\ny,nothing,2,5\n";
  await panel.locator("input[type=file]").setInputFiles({ name: "work.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await panel.getByLabel("Count").selectOption({ label: "m" });
  await panel.getByRole("button", { name: "Price it" }).click();
  // 5 x 3.5
  await expect(panel).toContainText("17.5 units of Video generation");
  const [first, second] = await Promise.all([
    page.waitForEvent("download", (download) => download.suggestedFilename() === "work-priced.csv"),
    page.waitForEvent("download", (download) => download.suggestedFilename() === "work-issues.csv"),
    panel.getByRole("button", { name: "Save the priced lines" }).click().then(() => panel.getByRole("button", { name: "Save what is wrong" }).click()),
  ]);
  expect([first, second].length).toBe(2);
});
