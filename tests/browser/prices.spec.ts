// The Prices view: every rate and pack of a book, searched, filtered, sorted, linked to, used and saved.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page";
import { largeBook } from "./large-book";

const PRICES_2026 = "prices?book=kling-2026&lines=3.0-1080p:5s*100";

/** The view in the words of those who use it. */
class Prices {
  readonly main: Locator;
  readonly search: Locator;
  readonly count: Locator;
  readonly rates: Locator;
  readonly packs: Locator;
  readonly said: Locator;

  constructor(readonly page: Page) {
    this.main = page.getByRole("main");
    this.search = page.getByRole("searchbox", { name: "Search these prices" });
    this.count = this.main.getByText(/^[\d,]+ of [\d,]+ (rates|packs)$/);
    this.rates = page.getByRole("table", { name: "Rates" });
    this.packs = page.getByRole("table", { name: "Packs" });
    this.said = page.getByRole("region", { name: "Price tables" }).getByRole("status");
  }

  async open(fragment: string) {
    if (this.page.url() !== "about:blank") await this.page.goto("about:blank");
    await this.page.goto(`./#${fragment}`);
    await expect(this.count).toBeVisible();
  }

  facet(name: string): Locator {
    return this.page.getByRole("combobox", { name, exact: true });
  }

  row(id: string): Locator {
    const link = this.page.getByRole("button", { name: `Link to ${id}`, exact: true });
    return this.page.getByRole("row").filter({ has: link });
  }

  head(name: string): Locator {
    return this.rates.getByRole("columnheader", { name, exact: true });
  }

  /** The ids of the rows that are shown, in order. */
  async ids(): Promise<string[]> {
    const labels = await this.rates.getByRole("button", { name: /^Link to / }).evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label")!));
    return labels.map((label) => label.replace("Link to ", ""));
  }

  /** The same, once so many are there: a long list is filled some rows at a time. */
  async settled(count: number): Promise<string[]> {
    await expect.poll(async () => (await this.ids()).length).toBe(count);
    return this.ids();
  }

  async hash(): Promise<string> {
    return new URL(this.page.url()).hash;
  }
}

const priced = test.extend<{ prices: Prices }>({
  prices: async ({ page }, use) => use(new Prices(page)),
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    priced.describe(`${colorScheme}, ${width} px`, () => {
      priced.use({ colorScheme, viewport: { width, height: 900 } });

      for (const [what, fragment] of [
        ["rates", PRICES_2026],
        ["a marked row among disputed ones", `${PRICES_2026}&status=disputed&row=3.0-4k`],
        ["packs", `${PRICES_2026}&table=packs`],
        ["an edition against another", `${PRICES_2026}&against=kling-2025&model=3.0`],
      ]) {
        priced(`${what}: nothing for axe to find, nothing to scroll sideways`, async ({ prices, page }) => {
          await prices.open(fragment);
          const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
          const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
          expect(found).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        });
      }

      priced("the controls are there by name, and the rows carry their roles", async ({ prices, page }) => {
        await prices.open(PRICES_2026);
        for (const name of ["Pool", "Model", "Kind", "Quality", "Status", "Evidence", "Price at"]) await expect(prices.facet(name)).toBeVisible();
        await expect(page.getByRole("button", { name: "Rates", exact: true })).toHaveAttribute("aria-pressed", "true");
        await expect(page.getByRole("button", { name: "Save as CSV" })).toBeVisible();
        await expect(prices.row("3.0-turbo-720p").getByRole("rowheader")).toContainText("3.0 Turbo");
        await expect(prices.row("3.0-turbo-720p").getByRole("cell").first()).toContainText("0.8");
      });
    });
  }
}

priced("search: every word must occur, and the link says what was typed", async ({ prices }) => {
  await prices.open(PRICES_2026);
  await expect(prices.count).toHaveText("87 of 87 rates");
  await prices.search.fill("native OMNI");
  await expect(prices.count).toHaveText(/^\d of 87 rates$/);
  for (const id of await prices.ids()) expect(id).toContain("omni");
  // the address follows when typing rests
  await expect.poll(() => prices.hash()).toContain("q=native%20OMNI");
  await prices.search.fill("no such thing");
  await expect(prices.count).toHaveText("0 of 87 rates");
  await prices.page.getByRole("button", { name: "Clear filters" }).click();
  await expect(prices.count).toHaveText("87 of 87 rates");
  await expect(prices.search).toBeFocused();
  await expect(prices.search).toHaveValue("");
});

priced("filters: alone and together, kept by the link, strange ones named", async ({ prices }) => {
  await prices.open(PRICES_2026);
  await prices.facet("Status").selectOption("Price not known");
  await expect(prices.count).toHaveText("2 of 87 rates");
  await expect(prices.row("4.0-720p")).toContainText("not known");
  await expect(prices.row("4.0-720p")).not.toContainText("$");
  await prices.facet("Status").selectOption("Retired");
  await prices.facet("Pool").selectOption("Virtual try-on");
  await expect(prices.count).toHaveText("2 of 87 rates");
  const fragment = (await prices.hash()).slice(1);
  await prices.open(fragment);
  await expect(prices.count).toHaveText("2 of 87 rates");
  await expect(prices.facet("Status")).toHaveValue("retired");
  await prices.open(`${PRICES_2026}&model=Nonesuch`);
  await expect(prices.count).toHaveText("0 of 87 rates");
  await expect(prices.facet("Model").getByRole("option", { name: "Nonesuch (not in this book)" })).toBeAttached();
});

priced("each facet narrows the rates", async ({ prices }) => {
  for (const [key, value, count] of [
    ["model", "3.0", 8],
    ["feature", "Video extension", 6],
    ["quality", "4K", 7],
    ["pool", "image", 21],
    ["evidence", "third-party", 2],
    ["status", "disputed", 12],
  ]) {
    await prices.open(`${PRICES_2026}&${key}=${encodeURIComponent(value)}`);
    await expect(prices.count, `${key}=${value}`).toHaveText(`${count} of 87 rates`);
  }
});

priced("sorting: by the heads, both ways and back, exactly, unknown last, by keyboard", async ({ prices, page }) => {
  await prices.open(PRICES_2026);
  const all = await prices.settled(87);
  const units = prices.head("Units");
  await units.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(units).toHaveAttribute("aria-sort", "ascending");
  expect(await prices.hash()).toContain("sort=units");
  const book = JSON.parse(readFileSync(new URL("../../dist/books/v1/kling-2026.json", import.meta.url), "utf8"));
  const unitsOf = new Map<string, number | null>(book.rates.map(({ id, units }: { id: string; units: number | null }) => [id, units]));
  const ids = await prices.settled(87);
  const rising = ids.map((id) => unitsOf.get(id));
  const known = rising.filter((units) => units !== null) as number[];
  expect(known).toEqual([...known].sort((a, b) => a - b));
  expect(rising.slice(-2)).toEqual([null, null]);
  await page.keyboard.press("Tab");
  await units.getByRole("button").click();
  await expect(units).toHaveAttribute("aria-sort", "descending");
  expect(await prices.hash()).toContain("sort=-units");
  expect((await prices.settled(87)).map((id) => unitsOf.get(id)).slice(-2)).toEqual([null, null]);
  await units.getByRole("button").click();
  await expect(units).not.toHaveAttribute("aria-sort", /./);
  expect(await prices.settled(87)).toEqual(all);
});

priced("figures: list price, the price at a pack, per what, both figures of a disputed rate", async ({ prices }) => {
  await prices.open(`${PRICES_2026}&model=3.0`);
  const row = prices.row("3.0-4k");
  await expect(row).toContainText("per second, 3–15 s");
  await expect(row).toContainText("$0.42");
  // 3 units at 5,670 / 45,000
  await expect(row).toContainText("$0.378");
  await expect(row).toContainText("or $0.40");
  await expect(row).toContainText("MuAPI");
  await prices.facet("Price at").selectOption("At Package 3");
  await expect(prices.head("Package 3")).toBeVisible();
  await expect(prices.head("Package 4")).toHaveCount(0);
  await prices.facet("Price at").selectOption("At list only");
  await expect(prices.head("Package 3")).toHaveCount(0);
});

priced("sources: a link out that gives nothing away, evidence, a date or that it is not known", async ({ prices }) => {
  await prices.open(`${PRICES_2026}&q=3.0-turbo-720p`);
  const row = prices.row("3.0-turbo-720p");
  const link = row.getByRole("link", { name: /Kling AI: video pricing/ });
  await expect(link).toHaveAttribute("href", "https://kling.ai/document-api/pricing/base/video");
  await expect(link).toHaveAttribute("target", "_blank");
  await expect(link).toHaveAttribute("rel", "noopener noreferrer");
  await expect(row).toContainText("corroborated");
  await expect(row).toContainText("date not known");
});

priced("a link to a row marks it and brings it into view; one to nothing is named", async ({ prices, page }) => {
  await prices.open(`${PRICES_2026}&row=try-on-v1.5`);
  await expect(prices.row("try-on-v1.5")).toHaveAttribute("aria-current", "true");
  await expect(prices.row("try-on-v1.5")).toBeInViewport();
  await page.getByRole("button", { name: "Link to 3.0-4k", exact: true }).click();
  await expect(prices.row("3.0-4k")).toHaveAttribute("aria-current", "true");
  await expect(prices.row("try-on-v1.5")).not.toHaveAttribute("aria-current", /./);
  expect(await prices.hash()).toContain("row=3.0-4k");
  await expect(prices.said.filter({ hasText: "link to this row" })).toContainText("3.0-4k");
  await prices.open(`${PRICES_2026}&row=nonesuch`);
  await expect(page.locator('[data-code="unknown-rate"]')).toContainText("nonesuch");
  await prices.open(`${PRICES_2026}&row=3.0-4k&pool=image`);
  await expect(page.locator('[data-code="unknown-rate"]')).toContainText("hidden by the filters");
});

priced("an edition against another: kinds as words, figures before and now, the difference", async ({ prices, page }) => {
  await prices.open(PRICES_2026);
  await page.getByRole("combobox", { name: "Compare with edition" }).selectOption("Kling AI, 2025");
  expect(await prices.hash()).toContain("against=kling-2025");
  const changes = page.getByRole("region", { name: "Changes between editions" });
  await expect(changes.getByRole("heading")).toContainText("From Kling AI API");
  const added = changes.getByRole("button", { name: /^\d+ added$/ });
  await added.click();
  await expect(added).toHaveAttribute("aria-pressed", "true");
  const rows = page.getByRole("table", { name: "Changes" }).getByRole("row");
  await expect(rows.filter({ hasText: "removed" })).toHaveCount(0);
  await expect(rows.filter({ hasText: "3.0-turbo-720p" })).toContainText("0.8 units, $0.112");
  await changes.getByRole("button", { name: "Stop comparing" }).click();
  await expect(changes).toHaveCount(0);
  await prices.open(`${PRICES_2026}&against=kling-2026`);
  await expect(page.getByText("There is nothing that differs: the edition is compared with itself.")).toBeVisible();
  await prices.open(`${PRICES_2026}&against=nonesuch`);
  await expect(page.getByText("not at hand")).toBeVisible();
});

priced("whichever edition is chosen, the older one is before; a pack says its pool", async ({ prices, page }) => {
  const changes = page.getByRole("region", { name: "Changes between editions" });
  const kinds = async () => (await changes.getByRole("group", { name: "Kinds of change" }).getByRole("button").allTextContents()).join(", ");
  await prices.open(`${PRICES_2026}&against=kling-2025`);
  await expect(changes.getByRole("columnheader", { name: "Before, 2025" })).toBeVisible();
  const told = await kinds();
  expect(told).toMatch(/\d+ added/);
  await expect(changes.getByRole("row").filter({ hasText: "Pack: B1" }).first()).toContainText(/Pack: B1b\d[A-Z]/i);
  await prices.open("prices?book=kling-2025&against=kling-2026");
  await expect(changes.getByRole("columnheader", { name: "Before, 2025" })).toBeVisible();
  await expect(changes.getByRole("columnheader", { name: "Now, 2026" })).toBeVisible();
  await expect(changes.getByRole("heading")).toContainText(/From Kling AI API, 2025.* to Kling AI API, 2026/);
  expect(await kinds()).toBe(told);
});

priced("what finds nothing says so, with the way out; a sort that is none is named", async ({ prices, page }) => {
  await prices.open(`${PRICES_2026}&q=nonesuch`);
  await expect(page.getByText("No rate matches.")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(prices.count).toHaveText("87 of 87 rates");
  await expect(page.getByText("No rate matches.")).toHaveCount(0);
  for (const sort of ["bad", "at-nonesuch", "-price"]) {
    await prices.open(`${PRICES_2026}&sort=${sort}`);
    await expect(page.locator('[data-code="unknown-fragment-key"]')).toContainText(`“${sort.replace(/^-/, "")}”`);
  }
  await prices.open(`${PRICES_2026}&sort=-units`);
  await expect(page.locator('[data-code="unknown-fragment-key"]')).toHaveCount(0);
});

priced("words about a press move nothing, and go with what they were about", async ({ prices, page }) => {
  await prices.open(PRICES_2026);
  const top = async () => (await prices.rates.boundingBox())!.y + (await page.evaluate(() => scrollY));
  const before = await top();
  const use = page.getByRole("button", { name: "Use 3.0, Text or image to video, 4K, No sound", exact: true });
  await use.click();
  const words = prices.said.filter({ hasText: "your work" });
  await expect(words).toBeVisible();
  expect(await top()).toBe(before);
  await prices.search.fill("3.0");
  await expect(words).toHaveCount(0);
  await use.click();
  await expect(words).toBeVisible();
  await page.getByRole("combobox", { name: "Prices of" }).selectOption("Kling AI, 2025");
  await expect(words).toHaveCount(0);
});

priced("on a small screen: a way to one's own prices at the top, sources folded to a line", async ({ prices, page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await prices.open(PRICES_2026);
  const row = prices.row("3.0-4k");
  const link = row.getByRole("link").first();
  await expect(link).toBeHidden();
  await row.locator("summary").click();
  await expect(link).toBeVisible();
  await page.getByRole("button", { name: "Your own prices" }).click();
  await expect(page.getByRole("heading", { name: "Your own prices" })).toBeFocused();
  await expect(page.getByRole("heading", { name: "Your own prices" })).toBeInViewport();
});

priced("a rate is used: the last line of the work, and the way to the plan", async ({ prices, app, page }) => {
  await prices.open(PRICES_2026);
  await page.getByRole("button", { name: "Use 3.0, Text or image to video, 4K, No sound", exact: true }).click();
  await expect(prices.said.filter({ hasText: "your work" })).toContainText("3.0, Text or image to video, 4K, No sound");
  expect(await prices.hash()).toContain("3.0-4k%3A5s*100".replace("%3A", ":"));
  await page.getByRole("link", { name: "Open the plan" }).click();
  await app.expectLines(2);
  await expect(app.line(2).model).toHaveValue("3.0-4k");
});

priced("a retired rate offers what does the same today", async ({ prices, page }) => {
  await prices.open(`${PRICES_2026}&status=retired&model=1.6`);
  const row = prices.row("1.6-1080p");
  await expect(row).toContainText("retired");
  await expect(row).toContainText("since Sep 15, 2026");
  await row.getByRole("button", { name: /in place of/ }).click();
  expect(await prices.hash()).toContain(",3.0-1080p:5s*100");
});

priced("packs: their own table, terms and disputes; going there and back", async ({ prices, page }) => {
  await prices.open(PRICES_2026);
  await page.getByRole("button", { name: "Packs", exact: true }).click();
  await expect(prices.count).toHaveText("7 of 7 packs");
  expect(await prices.hash()).toContain("table=packs");
  const trial = prices.packs.getByRole("row").filter({ hasText: "trial-s" });
  await expect(trial).toContainText("$9.80");
  await expect(trial).toContainText("or $9.79");
  await expect(trial).toContainText("30% off");
  await expect(trial).toContainText("at most 1 for one buyer");
  const image = prices.packs.getByRole("row").filter({ hasText: "image-100k" });
  await expect(image).toContainText("not known");
  await expect(page.getByRole("table", { name: "Pools" }).getByRole("row").filter({ hasText: "try-on" })).toContainText("$0.07");
  await page.getByRole("button", { name: "Rates", exact: true }).click();
  await expect(prices.count).toHaveText("87 of 87 rates");
});

priced("the file holds what is shown: filtered, sorted, exact", async ({ prices, page }) => {
  await prices.open(`${PRICES_2026}&model=3.0&sort=-units`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("kling-2026-rates.csv");
  const text = readFileSync(await file.path(), "utf8");
  expect(text.startsWith("\ufeffid,model,")).toBe(true);
  const rows = text.trimEnd().split("\r\n");
  expect(rows).toHaveLength(9);
  const heads = rows[0].replace("\ufeff", "").split(",");
  const first = rows[1].split(",");
  const cell = (name: string) => first[heads.indexOf(name)];
  expect([cell("id"), cell("units"), cell("currency"), cell("list_price"), cell("price_at_package-3")]).toEqual(["3.0-4k", "3", "USD", "0.42", "0.378"]);
});

priced("the file of packs: exact, and no text of a book becomes a formula", async ({ prices, page }) => {
  const json = JSON.parse(readFileSync(new URL("../../dist/books/v1/kling-2026.json", import.meta.url), "utf8"));
  Object.assign(json, { id: "kling-odd", edition: "odd" });
  json.packs[0].name = "x;=1+1";
  json.packs[1].name = "=HYPERLINK(1)";
  await page.addInitScript((text) => localStorage.setItem("packwise.book.v1.kling-odd", text), JSON.stringify(json));
  await prices.open("prices?book=kling-odd&table=packs");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("kling-odd-packs.csv");
  const rows = readFileSync(await file.path(), "utf8").trimEnd().split("\r\n");
  expect(rows[0]).toMatch(/^\ufeffid,pool,name,units,currency,list_price,price,life,/);
  expect(rows).toHaveLength(json.packs.length + 1);
  expect(rows[1]).toContain(`${json.packs[0].id},${json.packs[0].pool},"x;'=1+1",`);
  expect(rows[2]).toContain(`${json.packs[1].id},${json.packs[1].pool},"'=HYPERLINK(1)",`);
});

priced("a book of 1,000 rates: the first ones at once, all on asking", async ({ prices, page }) => {
  await page.addInitScript((text) => localStorage.setItem("packwise.book.v1.large-1000", text), largeBook(1000));
  await prices.open("prices?book=large-1000");
  await expect(prices.count).toHaveText("1,000 of 1,000 rates");
  await prices.settled(100);
  await page.getByRole("button", { name: "Show all 1,000" }).click();
  await prices.settled(1000);
  await prices.search.fill("rate-777");
  await expect(prices.count).toHaveText("1 of 1,000 rates");
  await prices.search.fill("");
  await expect(prices.count).toHaveText("1,000 of 1,000 rates");
  // it was asked for whole
  await prices.settled(1000);
});
