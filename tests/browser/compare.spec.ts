// The Compare view: packs side by side, break-even points, the staircase, two editions.
//
// Figures are worked out by hand from the price tables: B1 10,000 for $1,400, B2 15,000 for $1,890, B3 20,000 for $2,240,
// each for a month, in terms of three months; a ten-second V2.0 Master clip takes 20 credits.
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test, TWO_LINES } from "./page";

/** 24,450 credits a month for three months: one B1 and one B2 each month. */
const WORK = "book=kling-2025&lines=v2.0-master-10s*1000,v1.6-pro-5s*600x2,lip-sync-5s*500&months=3";

class Compare {
  readonly side: Locator;
  readonly evens: Locator;
  readonly pair: Locator;
  readonly volume: Locator;
  readonly editions: Locator;

  constructor(readonly page: Page) {
    this.side = page.getByRole("region", { name: "Packs of Video generation" });
    this.evens = page.getByRole("region", { name: "Break-even points of Video generation" });
    this.pair = page.getByRole("region", { name: "One pack against another" });
    this.volume = page.getByRole("slider", { name: "Total against volume, Video generation" });
    this.editions = page.getByRole("region", { name: "The same work in two editions" });
  }

  /** The figures of a row of the table of packs: the best purchase first. */
  async expectRow(name: string | RegExp, ...figures: (string | RegExp)[]) {
    const row = this.side.getByRole("row").filter({ has: this.page.getByRole("rowheader", { name }) });
    await expect(row.getByRole("cell")).toHaveText(figures);
  }
}

test("every pack stands beside the best purchase", async ({ app }) => {
  await app.open(`compare?${WORK}`);
  const compare = new Compare(app.page);
  const heads = compare.side.getByRole("columnheader");
  await expect(heads).toHaveText(["Figure", /Best mix/, /Only B1.*10,000 credits.*\$1,400/, /Only B2.*15,000/, /Only B3.*20,000/]);
  // three B1 and three B2; 9 x 1,400; 6 x 1,890; 6 x 2,240
  await compare.expectRow("Total", "$9,870.00", "$12,600.00", "$11,340.00", "$13,440.00");
  await compare.expectRow("Against the best", "cheapest", "+ $2,730.00", /\+ \$1,470\.00/, "+ $3,570.00");
  await compare.expectRow("Buys", "3 × B1 + 3 × B2", "9 × B1", "6 × B2", "6 × B3");
  // 75,000 - 73,350; 90,000 - 73,350 twice; 120,000 - 73,350
  await compare.expectRow("Expires unused", /1,650/, /16,650/, /16,650/, /46,650/);
  await compare.expectRow("Runs at once", "5", "5", "5", "5");
  await compare.expectRow("Minimum order", "of each pack", "a term of 3 months", "a term of 3 months", "a term of 3 months");
  await compare.expectRow("Paid after the months", "nothing", "nothing", "nothing", "nothing");
  // $9,870 / 73,350 units x 20
  await compare.expectRow(/Each clip.*V2\.0 Master/, "$2.6912", "$3.4356", "$3.092", "$3.6646");
});

test("a pack that cannot serve says why, and has no price", async ({ app }) => {
  await app.open("compare?book=kling-2026&lines=3.0-1080p:5s*400&months=6&concurrency=10");
  const compare = new Compare(app.page);
  const total = compare.side.getByRole("row").filter({ has: app.page.getByRole("rowheader", { name: "Total" }) });
  // the trial packs let 5 run at once; 2 x Package 1 hold 9,600 units
  await expect(total.getByRole("cell").nth(1)).toContainText("cannot serve");
  await expect(total.getByRole("cell").nth(1)).not.toContainText("$");
  await expect(total.getByRole("cell").first()).toHaveText("$1,400.00");
});

test("what cannot serve is not called the cheapest", async ({ app }) => {
  await app.open("compare?book=kling-2026&lines=3.0-1080p:5s*400&months=6&concurrency=9999");
  const { side } = new Compare(app.page);
  await expect(side.getByRole("row", { name: /^Total/ }).getByRole("cell").first()).toContainText("cannot serve");
  await expect(side.getByRole("row", { name: /^Against the best/ }).getByRole("cell").first()).toHaveText("–");
  await expect(side).not.toContainText("cheapest");
});

test("what it takes to make another pack the better one is counted in clips", async ({ app }) => {
  await app.open(`compare?${WORK}`);
  const compare = new Compare(app.page);
  const only = (pack: string) => compare.evens.getByRole("row").filter({ has: app.page.getByRole("rowheader", { name: `Only ${pack}` }) });
  // B3 alone is as cheap as any way over 35,000 credits (2 x 2,240 = 4,480 against B1 + B2 + B1 or 3 x B2): 10,550 more is
  // 528 clips of 20; and from 15,000 to 20,000 (2,240 against 2 x B1 or B1 + B2): 223 clips fewer leave 19,990
  await expect(only("B3").getByRole("cell").first()).toContainText("528 to 777 clips more (1,528 to 1,777 in all)");
  await expect(only("B3").getByRole("cell").first()).toContainText("223 to 472 clips fewer (777 to 528 in all)");
  // B1 alone against B2 alone: 4 x 1,400 < 3 x 1,890 from 30,001 to 40,000
  await expect(only("B1").getByRole("cell").nth(1)).toContainText("278 to 777 clips more");
  await expect(only("B2").getByRole("cell").nth(1)).toContainText("the cheapest on its own");
  // the same in half-credit clips
  await app.page.getByRole("combobox", { name: "more or less of" }).selectOption({ label: "line 3, Lip-sync, 5 s" });
  await expect(only("B3").getByRole("cell").first()).toContainText("21,101 to 31,100 clips more (21,601 to 31,600 in all)");
});

test("one pack against another: where each is the cheaper", async ({ app }) => {
  await app.open(`compare?${WORK}`);
  const compare = new Compare(app.page);
  const rows = compare.pair.getByRole("row");
  // it begins with the two that are cheapest on their own, the cheaper one first
  await expect(rows.nth(1)).toHaveText(/0 to 10,000.*\$5,670\.00.*\$4,200\.00.*B1$/);
  await expect(rows.nth(2)).toHaveText(/over 10,000 to 15,000.*501 to 750.*\$5,670\.00.*\$8,400\.00.*B2$/);
  await expect(rows.nth(4)).toHaveText(/over 20,000 to 30,000.*you are here.*B2$/);
  await app.page.getByRole("combobox", { name: "First pack" }).selectOption({ label: "B1" });
  await app.page.getByRole("combobox", { name: "Second pack" }).selectOption({ label: "B3" });
  // 2,240 against 1,400 to 10,000, against 2,800 to 20,000
  await expect(rows.nth(1)).toHaveText(/0 to 10,000.*\$4,200\.00.*\$6,720\.00.*B1$/);
  await expect(rows.nth(2)).toHaveText(/over 10,000 to 20,000.*\$8,400\.00.*\$6,720\.00.*B3$/);
});

test("the staircase is read out by key and by pointer, and as a table", async ({ app, page }) => {
  await app.open(`compare?${WORK}`);
  const compare = new Compare(app.page);
  const section = app.page.getByRole("region", { name: "Total against volume, Video generation" }).first();
  const here = /over 20,000 to 25,000 credits a month: \$9,870\.00, where you are; 550 more cost nothing/;
  await expect(compare.volume).toHaveAttribute("aria-valuetext", here);
  await compare.volume.focus();
  await page.keyboard.press("ArrowRight");
  // B1 + B3 = 3,640 a month
  await expect(compare.volume).toHaveAttribute("aria-valuetext", /over 25,000 to 30,000 credits a month: \$10,920\.00, \$1,050\.00 more than yours/);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  // B3 = 2,240 a month
  await expect(compare.volume).toHaveAttribute("aria-valuetext", /over 15,000 to 20,000 credits a month: \$6,720\.00, \$3,150\.00 less than yours/);
  await page.keyboard.press("Escape");
  await expect(compare.volume).toHaveAttribute("aria-valuetext", here);
  const box = (await compare.volume.boundingBox())!;
  await page.mouse.move(box.x + 1, box.y + 60);
  await expect(compare.volume).not.toHaveAttribute("aria-valuetext", here);
  await page.mouse.move(0, 0);
  await expect(compare.volume).toHaveAttribute("aria-valuetext", here);
  await section.getByText("The same as a table").click();
  const row = section.getByRole("row").filter({ hasText: "you are here" });
  await expect(row.getByRole("cell")).toHaveText(["25,000", "1,001 to 1,250", "$9,870.00", "$0.1316"]);
});

test("an edition and a pack that a link names are those that are shown", async ({ app }) => {
  await app.open(`compare?${WORK}&edition=kling-2026&pack=B2`);
  await expect(app.page.getByRole("combobox", { name: "beside" }).first()).toHaveValue("B2");
  await expect(app.page.getByRole("combobox", { name: "beside" }).last()).toHaveValue("kling-2026");
  await app.expectFragment(`compare?${WORK}&edition=kling-2026&pack=B2`);
});

test("back is the view before, with the work as it is now", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Prices" }).click();
  await page.getByRole("button", { name: /^Use Lip-sync/ }).first().click();
  await page.goBack();
  await app.expectLines(3);
  await app.expectFragment(TWO_LINES.replace("5s*200", "5s*200,lip-sync-5s*100"));
  // another link is other work, and back from that is the work before
  await app.follow("plan?book=kling-2025&lines=lip-sync-5s*7");
  await app.expectLines(1);
  await page.goBack();
  await app.expectLines(3);
});

test("the pack drawn beside the best is in the link", async ({ app }) => {
  await app.open(`compare?${WORK}`);
  const beside = app.page.getByRole("combobox", { name: "beside" });
  await beside.first().selectOption({ label: "only B3" });
  await app.expectFragment(`compare?${WORK}&pack=B3`);
  await app.reopen();
  await expect(app.page.getByText("only B3", { exact: true }).last()).toBeVisible();
  await expect(beside.first()).toHaveValue("B3");
});

test("the same work in 2025 and today", async ({ app }) => {
  await app.open("compare?book=kling-2025&lines=v2.0-master-10s*300,v1.6-pro-5s*200,v1.0-extension-std*100&months=3");
  const compare = new Compare(app.page);
  const row = (words: RegExp) => compare.editions.getByRole("row").filter({ hasText: words });
  // 20 units at $0.14 in both; the extension went from 1 to 2 units
  await expect(row(/V2\.0 Master/).getByRole("cell")).toHaveText([/\$2\.80.*20 units/, /\$2\.80.*20 units/, "the same"]);
  await expect(row(/extension/i).getByRole("cell")).toHaveText([/\$0\.14/, /\$0\.28/, /\+ \$0\.14 \(100%\)/]);
  // 20,400 + 300 credits in all: three B1 against packages of 5,000 to 60,000
  await expect(row(/All of it/).getByRole("cell").first()).toContainText("$4,200.00");
  await expect(row(/All of it/).getByRole("cell").nth(1)).toContainText("$");
  // today's equivalent of V2.0 Master, 1080p, is 3.0 without sound: 0.8 x 10 units
  await app.page.getByRole("checkbox", { name: /today's equivalent/ }).check();
  await expect(row(/V2\.0 Master/).getByRole("cell").nth(1)).toContainText("8 units");
});

test("another edition in the box takes the work along, and back", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.book.selectOption({ label: "Kling AI, 2026" });
  await app.expectFragment("plan?book=kling-2026&lines=2.0-master-1080p:10s*300,1.6-1080p:5s*200&months=3");
  await app.line(1).expectFigures("20", "6,000");
  await app.page.getByRole("button", { name: "Undo" }).first().click();
  await app.expectFragment(TWO_LINES);
  await app.expectTotal("$4,200.00");
});

test("nothing to compare says so, and leads back", async ({ app }) => {
  await app.open("compare?book=kling-2025");
  await expect(app.main).toContainText("There is no work to compare packs for");
  await app.open("compare?book=kling-2025&lines=v1.6-pro-5s*many");
  await expect(app.main).toContainText("every line of the work can be priced");
  await expect(app.main).not.toContainText("$");
  await app.page.getByRole("link", { name: "Change the work" }).click();
  await expect(app.line(1).count).toHaveValue("many");
});

test("views are links of their own, and the work stays", async ({ app, page }) => {
  await app.open(TWO_LINES);
  const views = page.getByRole("navigation", { name: "Views" });
  await views.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Which pack for this work?");
  await expect(views.getByRole("link", { name: "Compare" })).toHaveAttribute("aria-current", "page");
  await app.expectFragment(TWO_LINES.replace("plan?", "compare?"));
  await page.goBack();
  await app.expectTotal("$4,200.00");
  await expect(views.getByRole("link", { name: "Plan" })).toHaveAttribute("aria-current", "page");
});

for (const scheme of ["light", "dark"] as const) {
  for (const width of [390, 1440]) {
    test(`axe finds nothing serious, ${scheme}, ${width} px`, async ({ app, page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await app.open(`compare?${WORK}&pack=B3`);
      const compare = new Compare(page);
      await expect(compare.evens).toContainText("528 to 777 clips");
      await expect(compare.editions).toContainText("All of it");
      await expect(page.locator(".section--stale")).toHaveCount(0);
      const found = await new AxeBuilder({ page }).analyze();
      const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" | ")}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    });
  }
}
