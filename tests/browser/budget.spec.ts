// What a budget pays for, on the Plan view.
//
// Figures are worked out by hand from the price tables: B1 10,000 for $1,400, B2 15,000 for $1,890, B3 20,000 for $2,240,
// each for a month, in terms of three months; a ten-second V2.0 Master clip takes 20 credits, a V1.6 professional one 3.5.
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test, TWO_LINES } from "./page";

const ONE = "plan?book=kling-2025&lines=v1.6-pro-5s*200&order=none";

class Budget {
  readonly card: Locator;
  readonly amount: Locator;
  readonly hand: Locator;
  readonly per: Locator;
  readonly mix: Locator;
  readonly said: Locator;

  constructor(page: Page) {
    this.card = page.getByRole("region", { name: "What a budget pays for" });
    this.amount = this.card.getByRole("textbox", { name: "Budget" });
    this.hand = this.card.getByRole("textbox", { name: "Units in hand" });
    this.per = this.card.getByRole("combobox", { name: "What the budget is" });
    this.mix = this.card.getByRole("combobox", { name: "What it pays for" });
    this.said = this.card.getByRole("status");
  }

  async expectSaid(...words: string[]) {
    for (const word of words) await expect(this.said).toContainText(word);
  }
}

test("a month's money, what it pays for, and the next step", async ({ app, page }) => {
  await app.open(ONE);
  const budget = new Budget(page);
  await expect(budget.said).toContainText("Type what can be spent");
  await budget.amount.fill("5,000");
  // 2 x B3 = $4,480 for 40,000 credits = 11,428 clips; B1 + B2 + B3 = $5,530 for 45,000 = 12,857
  await budget.expectSaid("$5,000.00 pays for 11,428 clips", "the most, proved", "That costs $4,480.00; $520.00 of the budget is left.");
  await budget.expectSaid("$530.00 more brings 1,429 clips more: 12,857 clips.");
  await budget.amount.fill("1399.99");
  await budget.expectSaid("$1,399.99 pays for none of it", "$0.01 more brings 2,857 clips more");
});

test("a mix over three months, by the month or in all, and one of its lines", async ({ app, page }) => {
  await app.open(TWO_LINES);
  const budget = new Budget(page);
  // a set: 3 Master and 2 professional clips = 67 credits; $15,000 over three months pay for 2 x B3 a month: 597 sets
  await budget.amount.fill("5000");
  await budget.expectSaid("$5,000.00 a month pays for 2,985 clips a month", "1,791 of", "1,194 of", "That costs $13,440.00 over 3 months");
  // 45,000 / 67 = 671 sets, 74 more than 597
  await budget.expectSaid("$1,590.00 more over 3 months brings 370 clips more: 3,355 clips a month.");
  await budget.per.selectOption("all");
  await budget.amount.fill("15000");
  await budget.expectSaid("$15,000.00 for 3 months pays for 2,985 clips a month");
  await budget.mix.selectOption({ label: "only clips: V2.0 Master, 10 s" });
  await budget.expectSaid("$15,000.00 for 3 months pays for 2,000 clips a month");
});

test("what is in hand pay for so much, and nothing is bought", async ({ app, page }) => {
  await app.open(ONE);
  const budget = new Budget(page);
  await budget.per.selectOption("hand");
  await budget.hand.fill("1000");
  await budget.expectSaid("1,000 credits in hand pay for 285 clips", "Nothing is bought here");
});

test("what is typed is in the address, and outlives another view", async ({ app, page }) => {
  await app.open(ONE);
  const budget = new Budget(page);
  await budget.amount.fill("5000");
  await budget.expectSaid("11,428 clips");
  await page.getByRole("link", { name: "Compare" }).click();
  await page.getByRole("link", { name: "Plan" }).click();
  await expect(budget.amount).toHaveValue(/5,?000/);
  await budget.expectSaid("11,428 clips");
  await app.reopen();
  await budget.expectSaid("11,428 clips");
});

test("what is no money is named, and stays", async ({ app, page }) => {
  await app.open(ONE);
  const budget = new Budget(page);
  for (const wrong of ["abc", "-5", "1.2.3", "1e400", "<b>5</b>", "0.0000001"]) {
    await budget.amount.fill(wrong);
    await expect(budget.amount, wrong).toHaveAttribute("aria-invalid", "true");
    await expect(budget.amount).toHaveValue(wrong);
    await expect(budget.said).toContainText("Type what can be spent");
  }
  await budget.amount.fill("9".repeat(40));
  await expect(budget.amount).toHaveAttribute("aria-invalid", "true");
  await budget.amount.fill("1400");
  await budget.expectSaid("2,857 clips");
});

test("an answer follows the work, and without work there is no card", async ({ app, page }) => {
  await app.open(`${ONE}&budget=5000`);
  const budget = new Budget(page);
  await budget.expectSaid("11,428 clips");
  await app.line(1).takes.fill("2");
  await budget.expectSaid("5,714 clips");
  await app.line(1).remove.click();
  await expect(budget.card).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing, ${colorScheme}, on a phone too`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await app.open(`${TWO_LINES}&budget=5000`);
      await expect(page.getByText("2,985 clips a month")).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).include(".budget").analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  });
}
