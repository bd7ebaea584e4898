// The third shipped book: packs that never expire in every view; and jobs, which no view of these tests edits, are kept
// by all that happens to the work.
import { expect, test } from "./page";

const RATES = "rates=veo3_fast/i2v:146/gen";
// 10 jobs of 3 x 146 + 4 x 8 + 10 = 480 credits
const JOBS = `plan?book=u-gen-2026&jobs=3xveo3_fast;nomusic*10&${RATES}`;

test("packs without expiry are planned for: 200 more credits cost nothing", async ({ app }) => {
  await app.open("plan?book=u-gen-2026&lines=keyframe-1k*600");
  await app.expectTotal("$175.00");
  await expect(app.answer).toContainText("never expires");
  await expect(app.answer).toContainText("25 more images");
  await app.follow("compare?book=u-gen-2026&lines=keyframe-1k*600");
  await expect(app.main).toContainText("Only Enterprise");
  await app.follow("prices?book=u-gen-2026&table=packs&lines=keyframe-1k*600");
  for (const words of ["10% off", "30% off", "40% off", "$0.035"]) await expect(app.main).toContainText(words);
});

test("jobs of a link are planned for, and kept by edits, undo, other views and the browser", async ({ app, page }) => {
  await app.open(JOBS);
  await app.expectTotal("$175.00");
  await app.months.fill("3");
  const three = JOBS.replace("&jobs", "&months=3&jobs");
  await app.expectTotal("$525.00");
  await app.expectFragment(three);
  await app.follow(three.replace("plan?", "compare?"));
  await app.open();
  await app.expectFragment(three.replace("plan?", "compare?"));
  await app.follow(three);
  await app.expectTotal("$525.00");
  await app.follow("plan?book=kling-2025&lines=v1.6-pro-5s*200");
  await app.expectTotal("$4,200.00");
  await expect.poll(() => app.fragment()).not.toContain("jobs=");
  await page.getByRole("button", { name: "Undo" }).first().click();
  await app.expectFragment(three);
  await app.expectTotal("$525.00");
});

test("a job without a rate has no total, and says what is lacking", async ({ app }) => {
  await app.open(JOBS.replace(`&${RATES}`, ""));
  await app.expectNoTotal();
  await expect(app.answer).toContainText("no source gives what veo3_fast deducts");
  await app.follow(JOBS);
  await app.expectTotal("$175.00");
});

test("jobs in a book that prices none are named, and come back with their own book", async ({ app }) => {
  await app.open(JOBS);
  await app.expectTotal("$175.00");
  await app.book.selectOption("kling-2026");
  await app.expectNoTotal();
  await expect(app.answer).toContainText("prices no jobs");
  await app.expectFragment(JOBS.replace("u-gen-2026", "kling-2026"));
  await app.book.selectOption("u-gen-2026");
  await app.expectTotal("$175.00");
});
