// Compare, Providers: the same clip at everybody who sells it. Figures are worked out by hand from the facts.
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { expect, test } from "./page";

/** 400 clips of 5 s at 1080p, for one month: the work's. */
const PROVIDERS = "compare?book=kling-2026&lines=3.0-1080p:5s*400&show=providers";

class Providers {
  readonly table: Locator;
  readonly answer: Locator;
  readonly chart: Locator;
  readonly search: Locator;
  readonly count: Locator;

  constructor(readonly page: Page) {
    this.table = page.getByRole("table", { name: "Providers", exact: true });
    this.answer = page.getByRole("status").filter({ hasText: /Today the cheapest|Nobody here/ });
    this.chart = page.getByRole("slider", { name: "Totals" });
    this.search = page.getByRole("searchbox", { name: "Search the providers" });
    this.count = page.getByRole("status").filter({ hasText: /of \d+ offers/ });
  }

  /** The rows of a provider's model, by the name that its first cell begins with. */
  row(name: string): Locator {
    return this.table.getByRole("row").filter({ has: this.page.getByRole("rowheader", { name }) });
  }

  box(name: string): Locator {
    return this.page.getByRole("textbox", { name, exact: true });
  }

  pick(name: string): Locator {
    return this.page.getByRole("combobox", { name, exact: true });
  }

  /** List, each kept, total, one more a month. */
  async expectFigures(name: string, ...figures: (string | RegExp)[]) {
    const cells = this.row(name).getByRole("cell");
    for (const [at, figure] of figures.entries()) await expect(cells.nth(at)).toHaveText(figure);
  }

  /** The figures of a column, as numbers, without what is not known; once all rows are there, which come some at a time. */
  async column(at: number): Promise<number[]> {
    const shown = (await this.count.textContent())!.split(" ")[0]!;
    await expect(this.table.getByRole("rowheader")).toHaveCount(Number(shown));
    const texts = await this.table.getByRole("row").filter({ has: this.page.getByRole("cell") }).evaluateAll(
      (rows, at) => rows.map((row) => row.querySelectorAll("td")[at]!.querySelector(".grid__figure")?.textContent ?? ""), at,
    );
    return texts.filter((text) => text !== "").map((text) => Number(text.replace(/[^\d.]/g, "")));
  }
}

test("figures by hand, and two sentences", async ({ app, page }) => {
  await app.open(PROVIDERS);
  const providers = new Providers(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Who sells the same clip, and for how much?");
  // 0.112 x 5 x 400; one more 0.56
  await providers.expectFigures("fal Kling 3.0 Pro", "$0.56$0.112/s", "$0.56", "$224.00", "$0.56");
  // 0.33 a clip
  await providers.expectFigures("PiAPI Kling 2.6 Pro", "$0.33$0.066/s", "$0.33", "$132.00", "$0.33");
  // 3.0: 0.8 x 5 x 400 = 1,600 units need Package 1 (5,000 for $700); 1,000 clips more fit it
  await providers.expectFigures("Kling AI Kling 3.0 1080p, No sound", "$0.56$0.112/s", "$1.75", "$700.00", "$0.00", /1 × Package 1.*3,400 units left over/);
  // 2.5 Turbo: 0.5 x 5 x 400 = 1,000 units are Trial L to the last; one clip more takes Trial S
  await providers.expectFigures("Kling AI Kling 2.5 Turbo", "$0.35$0.07/s", "$0.245", "$98.00", "$9.80", "1 × Trial L");
  await expect(providers.answer).toContainText("Today the cheapest is Kling AI, Kling 2.5 Turbo: $98.00 for 400 clips a month, one month, bought in packs; one other costs the same; whether it has sound is not said.");
  // 0.33 x 4,000, against 10,000 units: two packages
  await expect(providers.answer).toContainText("At ten times the volume it is PiAPI, Kling 2.6 Pro: $1,320.00");
  await expect(providers.answer).toContainText("Kling 4.0 (Kling AI), Kling 3.0 Pro (U-Gen)");
  await expect(providers.row("U-Gen Kling 3.0 Pro").getByRole("cell").nth(2)).toHaveText("not known");
});

test("a book without a list price, and one with a pack of no price, are told as they are", async ({ app, page }) => {
  await app.open("prices?book=kling-2026&lines=3.0-1080p:5s*400");
  const book = JSON.parse(readFileSync(new URL("../../dist/books/v1/kling-2026.json", import.meta.url), "utf8"));
  book.id = "kling-mine";
  book.edition = "mine";
  for (const pool of book.pools) pool.listUnitPrice = null;
  for (const pack of book.packs) if (pack.price !== null) pack.price = "1.00";
  const unpriced = book.packs.find((pack: { pool: string }) => pack.pool === "video");
  unpriced.price = null;
  await page.getByLabel("Choose a file").setInputFiles({ name: "mine.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(book)) });
  await expect(page.getByText("is now the chosen book")).toBeVisible();
  await app.follow("compare?book=kling-mine&lines=3.0-1080p:5s*400&show=providers");
  const providers = new Providers(page);
  await expect(providers.answer).toContainText(/Today the cheapest is.*Kling AI \(local\)/);
  await expect(providers.answer).toContainText("as far as was found");
  await expect(providers.answer).toContainText(`${unpriced.name} is left out: no source says its price`);
  await expect(providers.answer).not.toContainText(/Not known, so not among them:.*Kling 3\.0 \(Kling AI \(local\)\)/);
});

test("the unit, the volume and the months are asked for, and stand in the link", async ({ app, page }) => {
  await app.open(PROVIDERS);
  const providers = new Providers(page);
  await providers.box("Clip length").fill("8");
  await providers.pick("Resolution").selectOption("4K");
  await providers.pick("Sound").selectOption("with");
  await providers.box("Clips a month").fill("25*4");
  await providers.box("Takes for each").fill("2");
  await providers.box("Months").fill("3");
  // Krea's Veo 3.1 Fast, 8 s: 2.52 x 2 takes x 100 x 3; Google's Veo 3.1: 0.60 x 8
  await providers.expectFigures("Krea Veo 3.1 Fast", "$2.52$0.315/s", "$5.04", "$1,512.00", "$15.12");
  await providers.expectFigures("Google Veo 3.1", "$4.80$0.60/s", "$9.60", "$2,880.00", "$28.80");
  await expect(providers.row("fal")).toHaveCount(0);
  await page.keyboard.press("Shift");
  await app.expectFragment(`${PROVIDERS}&clip=8&at=4K&sound=with&count=100&takes=2&for=3`);
  await app.reopen();
  await expect(providers.box("Clips a month")).toHaveValue("100");
  await expect(providers.pick("Resolution")).toHaveValue("4K");
  await providers.expectFigures("Krea Veo 3.1 Fast", "$2.52$0.315/s", "$5.04", "$1,512.00");
  // back to the packs, and the link is the work's again
  await page.getByRole("button", { name: "Packs for this work" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Which pack for this work?");
});

test("finished seconds count whole clips where clips are sold", async ({ app, page }) => {
  await app.open(`${PROVIDERS}&clip=second&at=720p&count=12`);
  const providers = new Providers(page);
  await expect(providers.box("Clip length")).toHaveCount(0);
  // 12 s are 3 clips of 5 s at 0.30, and so are 13 s
  const luma = providers.row("Luma Ray 3.2 720p, 5 s");
  await expect(luma.getByRole("cell").nth(2)).toHaveText("$0.90");
  await expect(luma.getByRole("cell").nth(3)).toHaveText("$0.00");
  await expect(luma).toContainText("sold in clips of 5 s, not by the second");
  await providers.pick("Compare").selectOption("Clips");
  await expect(providers.box("Clip length")).toHaveValue("5");
});

test("rows are searched, filtered and sorted", async ({ app, page }) => {
  await app.open(PROVIDERS);
  const providers = new Providers(page);
  await expect(providers.count).toHaveText("35 of 46 offers");
  const totals = await providers.column(2);
  expect(totals).toEqual([...totals].sort((a, b) => a - b));
  await page.getByRole("button", { name: "A clip at list" }).click();
  const lists = async () => providers.column(0);
  await expect.poll(async () => (await lists())[0]).toBe(0.33);
  // read once: what is compared with itself sorted must be the same rows
  const rising = await lists();
  expect(rising).toEqual([...rising].sort((a, b) => a - b));
  await page.getByRole("button", { name: "A clip at list" }).click();
  await expect.poll(async () => (await lists())[0]).toBe(2);
  await expect(page.getByRole("columnheader", { name: "A clip at list" })).toHaveAttribute("aria-sort", "descending");
  await providers.pick("Model family").selectOption("Veo");
  await expect(providers.count).toHaveText("4 of 46 offers");
  // of this family alone: 0.08 x 5 x 400, as cheap at two
  await expect(providers.answer).toContainText("APIMart, Veo 3.1 Fast: $160.00 for 400 clips a month, one month; one other costs the same; whether it has sound is not said; which lengths it makes is not said; the evidence is third-party.");
  await providers.search.fill("google lite");
  await expect(providers.count).toHaveText("1 of 46 offers");
  await page.keyboard.press("Shift");
  await app.expectFragment(`${PROVIDERS}&q=google%20lite&family=Veo&sort=-list`);
  await providers.search.fill("");
  await providers.pick("Model family").selectOption("");
  await providers.pick("Evidence").selectOption("derived");
  await expect(providers.count).toHaveText("2 of 46 offers");
});

test("what is no longer sold is shown when asked for, marked, and never the cheapest", async ({ app, page }) => {
  await app.open(PROVIDERS);
  const providers = new Providers(page);
  await expect(providers.row("kie.ai Kling 2.1 Pro")).toHaveCount(0);
  await page.getByRole("checkbox", { name: "with 11 no longer sold" }).check();
  await expect(providers.count).toHaveText("46 of 46 offers");
  // 0.25 x 400 would not be dearer than Kling's own by much; at a fifth of the volume it would be the cheapest
  const kie = providers.row("kie.ai Kling 2.1 Pro");
  await expect(kie).toContainText("no longer sold");
  await expect(kie).toContainText("No longer sold since Sep 15, 2026 (derived)");
  await providers.box("Clips a month").fill("80");
  await expect(kie.getByRole("cell").nth(2)).toHaveText("$20.00");
  await expect(providers.answer).toContainText("Today the cheapest is PiAPI, Kling 2.6 Pro: $26.40");
});

test("a disputed price shows both figures, each with its source", async ({ app, page }) => {
  await app.open(PROVIDERS);
  const providers = new Providers(page);
  const veo = providers.row("Google Veo 3.1 Fast");
  await expect(veo).toContainText("disputed");
  await expect(veo.getByRole("cell").first()).toHaveText("$0.60$0.12/sor $0.15/s");
  await expect(veo.getByRole("cell").last()).toContainText("third-partychecked Oct 5, 2026A calculator that cites ai.google.dev");
  await expect(veo.getByRole("cell").last()).toContainText("$0.15 a second:");
  await expect(veo.getByRole("cell").last()).toContainText("March 2026, before the price fell");
  // evidence, date and a link stand with each
  const krea = providers.row("Krea Kling 3.0 Pro").getByRole("cell").last();
  await expect(krea).toContainText("officialseen 2026");
  await expect(krea.getByRole("link", { name: "Krea: Kling 3.0" })).toHaveAttribute("href", "https://docs.krea.ai/api-reference/video/kling-30");
});

test("what is left out says why", async ({ app, page }) => {
  await app.open(PROVIDERS);
  await page.getByText("What is left out, and why").click();
  const rest = page.getByRole("table", { name: "What is left out" });
  await expect(rest.getByRole("row").filter({ hasText: "MiniMax H3, 2K" }).first()).toContainText("2K only");
  await expect(rest.getByRole("row").filter({ hasText: "Ray 3.2, 1080p, 10 s" })).toContainText("this is its price for clips of 10 s");
  await expect(rest.getByRole("row").filter({ hasText: "Gen-4.5" })).toContainText("does not say at which resolution");
});

test("what is no number says so at its box, and the last answer stays", async ({ app, page }) => {
  await app.open(PROVIDERS);
  const providers = new Providers(page);
  await expect(providers.answer).toContainText("$98.00");
  await providers.box("Clips a month").fill("many");
  await app.expectIssue(providers.box("Clips a month"), "not-a-number");
  await providers.box("Clips a month").fill("");
  await app.expectIssue(providers.box("Clips a month"), "empty");
  await expect(providers.box("Clips a month")).toHaveValue("");
  await providers.box("Clips a month").fill("100");
  await app.expectNoIssue(providers.box("Clips a month"));
  await providers.expectFigures("fal Kling 3.0 Pro", "$0.56$0.112/s", "$0.56", "$56.00");
  await providers.box("Months").fill("61");
  await app.expectIssue(providers.box("Months"), "too-large");
});

test("by keyboard: the parts of the chart, the heads, the way back", async ({ app, page }) => {
  await app.open(PROVIDERS);
  const providers = new Providers(page);
  await providers.chart.focus();
  await page.keyboard.press("ArrowRight");
  await expect(providers.chart).toHaveAttribute("aria-valuetext", /^Kling AI, Kling 2\.5 Turbo: \$98\.00, bought in packs/);
  await page.keyboard.press("End");
  await expect(providers.chart).toHaveAttribute("aria-valuetext", /\$208\.00, paid as it is used/);
  await page.getByRole("button", { name: "Total", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("columnheader", { name: "Total" })).toHaveAttribute("aria-sort", "ascending");
  await expect(page.getByRole("button", { name: "Total" })).toBeFocused();
  // the table of the chart says the same
  await page.getByText("The same as a table").click();
  const twin = page.getByRole("table", { name: "Totals, as a table" });
  await expect(twin.getByRole("row").nth(1)).toHaveText(/Kling AI, Kling 2\.5 Turbo.*packs\$98\.00/);
  await expect(twin.getByRole("row")).toHaveCount(13);
});

test("the market's prices are no book to work with", async ({ app, page }) => {
  await app.open();
  await expect(app.book).toBeVisible();
  await expect(app.book.getByRole("option", { name: /Other makers/ })).toHaveCount(0);
  await app.open(PROVIDERS);
  await expect(new Providers(page).table).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`${colorScheme}`, () => {
    test.use({ colorScheme });
    for (const width of [1440, 390]) {
      test(`axe finds nothing, and nothing scrolls sideways at ${width} px`, async ({ app, page }) => {
        await page.setViewportSize({ width, height: 900 });
        await app.open(`${PROVIDERS}&gone=yes`);
        await expect(new Providers(page).table).toBeVisible();
        await expect(page.getByRole("region", { name: "The same clip at every provider" })).toHaveAttribute("aria-busy", "false");
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
        expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`))).toEqual([]);
      });
    }
  });
}

test("a search that finds nothing does not say that nobody sells it", async ({ app, page }) => {
  await app.open(`${PROVIDERS}&q=zzz`);
  const { answer, count } = new Providers(page);
  await expect(count).toContainText("0 of");
  await expect(answer).toContainText("Others do: clear them");
});
