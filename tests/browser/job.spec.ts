// The Job view: one job part by part, rates that no price list has, jobs of a month in the plan.
//
// Figures are worked out by hand from the book's rows: keyframes 8, 12 or 18 each and one more than clips, voice-over 15 or
// 20, music 15, captions of one's own 20, post-processing 10; a retry is half of its part, a rejection all of it.
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { expect, test } from "./page";

/** Three clips of 5 s at 4 credits a second: 60, keyframes 4 x 8 = 32, voice 15, music 15, post-processing 10: 132. */
const SPOT = "job?book=u-gen-2026&jobs=3xkling3_std:5s;voice*20&rates=kling3_std/i2v:4/s";

class Job {
  readonly draws: Locator;
  readonly parts: Locator;
  readonly sum: Locator;
  readonly rates: Locator;
  readonly within: Locator;

  constructor(readonly page: Page) {
    this.draws = page.getByRole("region", { name: "What the job draws" });
    this.parts = this.draws.getByRole("table");
    this.sum = this.parts.getByRole("row", { name: /^Sum/ }).getByRole("cell");
    this.rates = page.getByRole("region", { name: "Rates of models" });
    this.within = page.getByRole("region", { name: "How many such jobs" });
  }

  box(name: string | RegExp) {
    return this.page.getByRole("textbox", { name });
  }

  async expectPart(name: RegExp, credits: string) {
    await expect(this.parts.getByRole("row", { name }).getByRole("cell")).toHaveText(new RegExp(`^${credits}(\\D|$)`));
  }
}

test("a job is the sum of its parts, worth one thing and costing another", async ({ app, page }) => {
  await app.open(SPOT);
  const job = new Job(page);
  await job.expectPart(/^Clips/, "60");
  await job.expectPart(/^Keyframes/, "32");
  await job.expectPart(/^Voice-over/, "15");
  await job.expectPart(/^Music/, "15");
  await job.expectPart(/^Post-processing/, "10");
  await expect(job.sum).toHaveText("132");
  // 132 x $0.01; 20 jobs are 2,640 credits: 2 creator and 4 starter packs are 2,800 for $130, 3 creator packs 3,000 for $135
  await expect(job.draws.getByRole("definition")).toHaveText(["$1.32", "$6.50", "$10.00 (1 × Starter)"]);
  await expect(app.total).toContainText("$130.00");
  await expect(job.within).toContainText("2,640 and 2,800 credits cost the same");
  // 200 / 132 = 1; 1,000 / 132 = 7, 76 left; 5,000 = 37 and 116; 20,000 = 151 and 68
  const rows = job.within.getByRole("row");
  await expect(rows.nth(1).getByRole("cell")).toHaveText(["200", "1", "$10.00", "68", "64 credits"]);
  await expect(rows.nth(2).getByRole("cell")).toHaveText(["1,000", "7", "$6.4286", "76", "56 credits"]);
  await expect(rows.nth(3).getByRole("cell")).toHaveText(["5,000", "37", "$4.7297", "116", "16 credits"]);
  await expect(rows.nth(4).getByRole("cell")).toHaveText(["20,000", "151", "$3.9735", "68", "64 credits"]);
  await job.box("Credits in hand").fill("500");
  await expect(rows.nth(1).getByRole("cell")).toHaveText(["500", "3", "–", "104", "28 credits"]);
});

test("every figure explains itself, with its source", async ({ app, page }) => {
  await app.open(SPOT);
  const job = new Job(page);
  await job.parts.getByRole("row", { name: /^Clips/ }).getByRole("button").click();
  await expect(app.dialog).toContainText("rate x seconds x segments = 60");
  await app.dialog.getByRole("button", { name: "Done" }).click();
  await job.parts.getByRole("row", { name: /^Music/ }).getByRole("button").click();
  await expect(app.dialog).toContainText("U-Gen: credit system (guide)");
});

test("checks and review: their boxes, their budget, the two readings of their base", async ({ app, page }) => {
  await app.open(SPOT);
  const job = new Job(page);
  await expect(job.box("Keyframe retries")).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Quality checks" }).check();
  await job.box("Keyframe retries").fill("1");
  await job.box("Clip retries").fill("2");
  await page.getByRole("checkbox", { name: "A person reviews the keyframes" }).check();
  await job.box("Keyframe rejections").fill("1");
  await page.getByRole("checkbox", { name: "A person reviews the clips" }).check();
  await job.box("Clip rejections").fill("1");
  // 16, 60, 32 and 60 on top of 132
  await job.expectPart(/^Keyframe retries/, "16");
  await job.expectPart(/^Clip retries/, "60");
  await job.expectPart(/^Keyframe rejections/, "32");
  await job.expectPart(/^Clip rejections/, "60");
  await expect(job.sum).toHaveText("300");
  await expect(job.draws).toContainText("300 credits are reserved when the job is created, 168 of them for retries and rejections");
  await expect(job.draws).toContainText("402");
  await expect(job.draws).toContainText("no source says what its base is");
  // on the whole job: 66, 132, 132, 132
  await page.getByRole("combobox", { name: "A retry or a rejection counts on" }).selectOption("job");
  await expect(job.sum).toHaveText("594");
  // a count without its switch draws nothing, stays, and is named
  await page.getByRole("checkbox", { name: "Quality checks" }).uncheck();
  await expect(job.box("Clip retries")).toHaveValue("2");
  await expect(job.sum).toHaveText("396");
});

test("without its rate a job is incomplete, and shows what is known", async ({ app, page }) => {
  await app.open("job?book=u-gen-2026&jobs=3xkling3_std:5s;voice*20");
  const job = new Job(page);
  await expect(job.draws).toContainText("Incomplete");
  await expect(job.draws).toContainText("72 credits are known, the rest is not");
  await job.expectPart(/^Clips/, "not known");
  await expect(job.sum).toHaveText("at least 72");
  await app.expectNoTotal();
  await job.box("Credits of kling3_std, i2v").fill("4");
  await expect(job.sum).toHaveText("132");
  await expect(app.total).toContainText("$130.00");
  await page.getByRole("combobox", { name: "What the credits of kling3_std, i2v are for" }).selectOption("per_generation");
  // 3 x 4 in place of 60
  await expect(job.sum).toHaveText("84");
  await expect(job.rates).toContainText("is known to be billed per_second");
  // without a rate it is unknown again, never free
  await job.box("Credits of kling3_std, i2v").fill("");
  await expect(job.draws).toContainText("Incomplete");
});

test("what credits are for outlives the credits: retyped, or chosen first", async ({ app, page }) => {
  await app.open("job?book=u-gen-2026&jobs=3xkling3_std:5s;voice*20");
  const job = new Job(page);
  const credits = job.box("Credits of kling3_std, i2v");
  const unit = page.getByRole("combobox", { name: "What the credits of kling3_std, i2v are for" });
  await expect(unit).toHaveValue("per_second");
  await unit.selectOption("per_generation");
  await expect(unit).toHaveValue("per_generation");
  await credits.fill("4");
  // 3 x 4 in place of 60
  await expect(job.sum).toHaveText("84");
  await credits.fill("");
  await expect(unit).toHaveValue("per_generation");
  await credits.fill("20");
  await expect(unit).toHaveValue("per_generation");
  await expect(job.sum).toHaveText("132");
});

test("a job of which every part is known, and that cannot be made, says so", async ({ app, page }) => {
  await app.open("job?book=u-gen-2026&jobs=1xveo3_fast:8s*1&rates=veo3_fast/i2v:60/gen");
  const job = new Job(page);
  await expect(job.sum).toHaveText(/^\d+$/);
  await page.getByRole("combobox", { name: "Shape" }).selectOption("1:1");
  await expect(job.draws).toContainText("every part is known");
  await expect(job.draws).not.toContainText("the rest is not");
});

test("what a retry and a rejection add is what the price book says", async ({ app, page }) => {
  await app.open("prices?book=u-gen-2026&jobs=3xkling3_std:5s;voice;qa;kfretries=1*20&rates=kling3_std/i2v:4/s");
  const book = JSON.parse(readFileSync(new URL("../../dist/books/v1/u-gen-2026.json", import.meta.url), "utf8"));
  book.id = "u-gen-mine";
  book.edition = "mine";
  book.job.retryPercent = 40;
  await page.getByLabel("Choose a file").setInputFiles({ name: "mine.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(book)) });
  await expect(page.getByText("is now the chosen book")).toBeVisible();
  await page.getByRole("link", { name: "Job", exact: true }).click();
  const job = new Job(page);
  // 40 % of 32
  await job.expectPart(/^Keyframe retries/, "12.8");
  await expect(job.parts).toContainText("1 × 40% of the keyframes");
  await expect(page.getByText("A retry adds 40% of it, a rejection all of it.")).toBeVisible();
});

test("the vendor's list, pasted: good rows are taken, every problem is named", async ({ app, page }) => {
  await app.open("job?book=u-gen-2026&jobs=3xkling3_std:5s;voice*20");
  const job = new Job(page);
  const good = { model_id: "kling3_std", variant: "i2v", billing_unit: "per_second", kie_cost_usd: 0.03, price_usd: 0.04, credits: 4 };
  const list = [
    good,
    { ...good, model_id: "veo3", billing_unit: "per_generation", credits: "60", price_usd: 0.6 },
    { ...good, model_id: "a<b>c</b>" },
    { ...good, model_id: "kling3_pro", credits: -1 },
    { ...good, model_id: "kling3_4k", billing_unit: "per_minute" },
    { model_id: "veo3_fast", variant: "i2v" },
  ];
  const text = page.getByRole("textbox", { name: /answer of the pricing endpoint/ });
  await page.getByText("Paste the vendor's list of rates").click();
  await text.fill(JSON.stringify(list));
  await page.getByRole("button", { name: "Read the rates" }).click();
  await expect(job.rates).toContainText("2 rates were taken.");
  for (const named of ["[1].credits", "[2].model_id", "[3].credits", "[4].billing_unit", "[5].billing_unit", "[5].credits"]) {
    await expect(job.rates).toContainText(named);
  }
  await expect(job.sum).toHaveText("132");
  await expect(job.box("Credits of veo3, i2v")).toHaveValue("60");
  // what was pasted stays, and can be mended; what is none at all is named too
  await expect(text).toHaveValue(/kling3_4k/);
  for (const [wrong, said] of [["", "paste the answer"], ["{}", "a bare list"], ["[1", ""], ["[[]]", "a row is an object"]] as const) {
    await text.fill(wrong);
    await page.getByRole("button", { name: "Read the rates" }).click();
    await expect(job.rates).toContainText("No rate was taken.");
    await expect(job.rates).toContainText(said);
  }
  await expect(job.sum).toHaveText("132");
  await app.reopen();
  await expect(job.sum).toHaveText("132");
});

test("what is out of bounds is named at its box, and stays", async ({ app, page }) => {
  await app.open(SPOT);
  const job = new Job(page);
  const segments = job.box("Segments (clips)");
  for (const [wrong, code] of [["0", "too-small"], ["11", "too-large"], ["2.5", "not-whole"], ["-1", "negative"], ["NaN", "not-a-number"], ["", "empty"]]) {
    await segments.fill(wrong!);
    await app.expectIssue(segments, code!);
    await expect(segments).toHaveValue(wrong!);
    await app.expectNoTotal();
  }
  await segments.fill("3");
  const length = job.box("Length of each");
  for (const wrong of ["2", "11"]) {
    await length.fill(wrong);
    await app.expectIssue(length, "seconds-out-of-range");
  }
  await length.fill("3");
  await expect(job.sum).toHaveText("108");
  await page.getByRole("combobox", { name: "Model" }).selectOption("veo3");
  await app.expectIssue(length, "seconds-out-of-range");
  await page.getByRole("combobox", { name: "Shape" }).selectOption("1:1");
  await expect(page.getByText("veo3 makes no square pictures").first()).toBeVisible();
  // unknown names come through a link, and are kept
  await app.follow("job?book=u-gen-2026&jobs=3x%3Cb%3Eno%3C%2Fb%3E/t9v:5s;kf=9k;captions=wild*1");
  await expect(page.getByRole("combobox", { name: "Model" })).toHaveValue("<b>no</b>");
  await expect(page.getByText("no source names a model").first()).toBeVisible();
  await expect(page.getByText("no source names a variant").first()).toBeVisible();
  await expect(page.getByText("keyframes have 1k, 2k, 4k").first()).toBeVisible();
  await expect(page.locator("b", { hasText: /^no$/ })).toHaveCount(0);
});

test("several jobs a month are planned, in every view and in the link", async ({ app, page }) => {
  await app.open(SPOT);
  const job = new Job(page);
  await page.getByRole("button", { name: "+ Add another job" }).click();
  await expect(page.getByRole("region", { name: "Job 2" })).toBeVisible();
  await expect(job.box("Segments (clips)")).toBeFocused();
  await page.getByRole("combobox", { name: "Model" }).selectOption("kling3_std");
  await job.box("Length of each").fill("10");
  await job.box("Jobs a month, job 2").fill("4");
  // 40 + 2 x 8 + 15 + 10 = 81; 20 x 132 + 4 x 81 = 2,964: 3 creator packs
  await expect(job.sum).toHaveText("81");
  await expect(app.total).toContainText("$135.00");
  await page.getByRole("button", { name: /^1 3 × kling3_std/ }).click();
  await expect(job.sum).toHaveText("132");
  await page.getByRole("link", { name: "Plan", exact: true }).click();
  await expect(page.getByRole("region", { name: "Jobs a month" })).toContainText("2,640 credits");
  await expect(page.getByRole("region", { name: "Work" })).toHaveCount(0);
  await expect(app.total).toContainText("$135.00");
  await app.months.fill("2");
  await expect(app.total).not.toContainText("$135.00");
  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByRole("region", { name: "Packs of U-Gen credits" })).toContainText("Creator");
  await page.getByRole("link", { name: "Job", exact: true }).click();
  await page.getByRole("button", { name: "Remove job 2" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "kling3_std" })).toHaveCount(2);
  await page.getByRole("button", { name: "Undo" }).click();
  await app.reopen();
  await expect(job.box("Jobs a month, job 2")).toHaveValue("4");
});

test("prices without jobs lead to those that have them, and back", async ({ app, page }) => {
  await app.open("job?book=kling-2026&lines=3.0-1080p:5s*400");
  await expect(page.getByText("The chosen prices know no jobs")).toBeVisible();
  await page.getByRole("button", { name: "A spot of three clips" }).click();
  const job = new Job(page);
  await expect(job.draws).toContainText("72 credits are known");
  await expect(app.book).toHaveValue("u-gen-2026");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(app.book).toHaveValue("kling-2026");
});

test("with the keyboard alone", async ({ app, page }) => {
  await app.open("job?book=u-gen-2026");
  await page.getByRole("button", { name: "A spot of three clips" }).focus();
  await page.keyboard.press("Enter");
  const job = new Job(page);
  await expect(job.box("Segments (clips)")).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("2");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("combobox", { name: "Model" })).toBeFocused();
  for (let step = 0; step < 40 && !(await job.box("Credits of kling3_std, i2v").evaluate((box) => box === document.activeElement)); step += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type("4");
  // 40 + 24 + 15 + 15 + 10
  await expect(job.sum).toHaveText("104");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing, ${colorScheme}, and nothing reaches over the edge`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme });
    for (const width of [1440, 390, 320]) {
      await page.setViewportSize({ width, height: 900 });
      for (const state of [
        `${SPOT.replace(";voice", ";voice;qa;kfretries=1;gate;anchors=1")},veo3/i2v:60/gen`,
        "job?book=u-gen-2026&jobs=11xveo3:5s;kf=9k*x,1xkling3_std*2",
        "job?book=u-gen-2026",
      ]) {
        await app.open(state);
        await expect(page.getByRole("heading", { name: "What does a job draw?" })).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), `${state} ${width}`).toEqual([]);
        expect(await page.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth), `${state} ${width}`).toBeLessThanOrEqual(0);
      }
    }
  });
}
