// Every bad input is named at its field under a stable code; what was typed stays, the other lines keep their figures,
// and nothing is shown that could be taken for an answer until it is mended.
import { type Packwise, expect, test, TWO_LINES } from "./page";

/** The second of the two lines has its figures, whatever is wrong with the first. */
async function expectSecondLineWhole(app: Packwise) {
  await app.line(2).expectFigures("3.5", "700");
}

for (const [what, typed, code] of [
  ["negative", "-5", "negative"],
  ["empty", "", "empty"],
  ["blank", "  ", "empty"],
  ["fractional", "1.5", "not-whole"],
  ["in powers of ten", "1e30", "not-a-number"],
  ["letters", "abc", "not-a-number"],
  ["the marks of another language", "1.234,5", "not-a-number"],
  ["grouped in twos", "12,34", "not-a-number"],
  ["NaN", "NaN", "not-a-number"],
  ["Infinity", "Infinity", "not-a-number"],
  ["hexadecimal", "0x10", "not-a-number"],
  ["half a sum", "5+", "not-a-number"],
  ["a division by nothing", "5/0", "not-a-number"],
  ["a division that has no end", "100/3", "not-a-number"],
  ["beyond the most", "1000000001", "too-large"],
  ["of sixty digits", "9".repeat(60), "too-large"],
  ["with marks that a link gives a meaning", "5&months=9#x*2,3%", "not-a-number"],
]) {
  test(`a count that is ${what}`, async ({ app }) => {
    await app.open(TWO_LINES);
    await app.expectTotal("$4,200.00");
    const { count } = app.line(1);
    await count.fill(typed);
    await app.expectIssue(count, code);
    await app.expectNoTotal();
    await expect(count).toHaveValue(typed);
    await expect(app.answer).toContainText("Line 1, count per month");
    await expectSecondLineWhole(app);
    await expect(app.line(1).item.getByRole("button", { name: "how this came about" })).toHaveCount(0);
    // whoever is sent the link sees what was typed, and why it is bad
    await app.reopen();
    await app.expectIssue(count, code);
    await expect(count).toHaveValue(typed.trim());
    await expectSecondLineWhole(app);
    await app.expectNoTotal();
    await count.fill("300");
    await app.expectNoIssue(count);
    await app.expectTotal("$4,200.00");
    await app.expectFragment(TWO_LINES);
  });
}

for (const [typed, code] of [
  ["0", "too-small"],
  ["-1", "negative"],
  ["", "empty"],
  ["2.5", "not-whole"],
  ["two", "not-a-number"],
  ["10001", "too-large"],
]) {
  test(`takes “${typed}”`, async ({ app }) => {
    await app.open(TWO_LINES);
    const { takes } = app.line(1);
    await takes.fill(typed);
    await app.expectIssue(takes, code);
    await app.expectNoTotal();
    await expect(takes).toHaveValue(typed);
    await expect(app.line(1).count).toHaveValue("300");
    await expectSecondLineWhole(app);
    await takes.fill("1");
    await app.expectNoIssue(takes);
    await app.expectTotal("$4,200.00");
  });
}

for (const [model, rate, good, typed, code] of [
  ["3.0", "3.0-1080p", "5", "2", "seconds-out-of-range"],
  ["3.0", "3.0-1080p", "5", "16", "seconds-out-of-range"],
  ["3.0", "3.0-1080p", "5", "", "seconds-missing"],
  ["3.0", "3.0-1080p", "5", "0", "too-small"],
  ["3.0", "3.0-1080p", "5", "-3", "negative"],
  ["3.0", "3.0-1080p", "5", "7.5", "not-whole"],
  ["3.0", "3.0-1080p", "5", "5s", "not-a-number"],
  ["3.0", "3.0-1080p", "5", "1e30", "not-a-number"],
  ["2.5 Turbo", "2.5-turbo-1080p", "10", "7", "seconds-out-of-range"],
  ["O1", "o1-1080p", "10", "11", "seconds-out-of-range"],
]) {
  test(`${model} at “${typed}” seconds`, async ({ app }) => {
    const work = `plan?book=kling-2026&lines=${rate}:${good}s*100,2.6-1080p:10s*1000&without=trial-s,trial-l`;
    await app.open(work);
    await expect(app.total).toHaveCount(1);
    const total = (await app.total.textContent())!.replace(/,[^\d].*$/, "");
    const { seconds } = app.line(1);
    await seconds.fill(typed);
    await app.expectIssue(seconds, code);
    await app.expectNoTotal();
    await expect(seconds).toHaveValue(typed);
    await app.line(2).expectFigures("5", "5,000");
    await app.reopen();
    await app.expectIssue(seconds, code);
    await expect(seconds).toHaveValue(typed);
    await seconds.fill(good);
    await app.expectNoIssue(seconds);
    await app.expectTotal(total);
    await app.expectFragment(work);
  });
}

test("a length given to a clip of another fixed length", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s:7s*300,v1.6-pro-5s*200&months=3");
  const { seconds } = app.line(1);
  await app.expectIssue(seconds, "seconds-out-of-range");
  await app.expectNoTotal();
  await expectSecondLineWhole(app);
  await seconds.fill("");
  await app.expectTotal("$4,200.00");
});

test("a length given to what is not billed by length", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=tts:5s*100,2.6-1080p:10s*1000");
  const { seconds } = app.line(1);
  await app.expectIssue(seconds, "seconds-not-taken");
  await app.expectNoTotal();
  await seconds.fill("");
  // 5,005 units: a package and a trial pack
  await app.expectTotal("$709.80");
});

for (const [field, typed, code] of [
  ["months", "0", "too-small"],
  ["months", "61", "too-large"],
  ["months", "abc", "not-a-number"],
  ["months", "", "empty"],
  ["months", "-1", "negative"],
  ["months", "1.5", "not-whole"],
  ["atOnce", "0", "too-small"],
  ["atOnce", "abc", "not-a-number"],
  ["atOnce", "-1", "negative"],
  ["atOnce", "2.5", "not-whole"],
  ["atOnce", "1e30", "not-a-number"],
] as const) {
  test(`${field === "months" ? "months to plan" : "running at once"} “${typed}”`, async ({ app }) => {
    await app.open(TWO_LINES);
    const box = app[field];
    const good = await box.inputValue();
    await box.fill(typed);
    await app.expectNoTotal();
    await expect(box).toHaveValue(typed);
    await expectSecondLineWhole(app);
    await app.line(1).expectFigures("20", "6,000");
    await app.expectIssue(box, code);
    await app.reopen();
    await app.expectIssue(box, code);
    await expect(box).toHaveValue(typed);
    await box.fill(good);
    await app.expectNoIssue(box);
    await app.expectTotal("$4,200.00");
    await app.expectFragment(TWO_LINES);
  });
}

test("more at once than any pack allows", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*6250&without=trial-s,trial-l");
  await app.atOnce.fill("21");
  await app.expectNoTotal();
  await app.line(1).expectFigures("4", "25,000");
  await expect(app.answer).toContainText("the most is 20");
  await app.expectIssue(app.atOnce, "concurrency-unmet");
  await app.atOnce.fill("20");
  await app.expectNoIssue(app.atOnce);
  await app.expectTotal("$3,500.00");
});

test("a rate that the book does not have", async ({ app }) => {
  const work = "plan?book=kling-2025&lines=v9.9-ultra-10s*300,v1.6-pro-5s*200&months=3";
  await app.open(work);
  await expect(app.line(1).item).toContainText("v9.9-ultra-10s");
  await expect(app.line(1).item.locator('[data-code="unknown-rate"]')).toBeVisible();
  await app.expectNoTotal();
  await expectSecondLineWhole(app);
  await expect(app.line(1).count).toHaveValue("300");
  await app.expectFragment(work);
  await app.line(1).model.selectOption("V2.0 Master");
  await expect(app.code("unknown-rate")).toHaveCount(0);
  await app.line(1).length.selectOption("10 s");
  await app.expectTotal("$4,200.00");
  await app.expectFragment(TWO_LINES);
});

test("the box of a rate that the book does not have says so itself", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v9.9-ultra-10s*300,v1.6-pro-5s*200&months=3");
  await app.expectIssue(app.line(1).model, "unknown-rate");
  await app.line(1).model.selectOption("V2.0 Master");
  await app.expectNoIssue(app.line(1).model);
});

test("a book that is not there", async ({ app }) => {
  const work = TWO_LINES.replace("kling-2025", "kling-1999");
  await app.open(work);
  await expect(app.code("unknown-book")).toBeVisible();
  await expect(app.code("unknown-book")).toContainText("kling-1999");
  await app.expectNoTotal();
  await app.expectLines(2);
  await expect(app.line(1).count).toHaveValue("300");
  await app.expectFragment(work);
  await app.book.selectOption("Kling AI, 2025");
  await expect(app.code("unknown-book")).toHaveCount(0);
  await app.expectTotal("$4,200.00");
  await app.expectFragment(TWO_LINES);
});

test("the box of a book that is not there says so itself", async ({ app }) => {
  await app.open(TWO_LINES.replace("kling-2025", "kling-1999"));
  await app.expectIssue(app.book, "unknown-book");
  await app.book.selectOption("Kling AI, 2025");
  await app.expectNoIssue(app.book);
});

test("a price that no source knows", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=4.0-720p:5s*100,2.6-1080p:10s*1000&without=trial-s,trial-l");
  await expect(app.line(1).item.locator('[data-code="unknown-price"]')).toBeVisible();
  await app.expectNoTotal();
  await app.line(2).expectFigures("5", "5,000");
  await app.line(1).remove.click();
  await app.expectTotal("$700.00");
});

test("the box of a price that no source knows says so itself", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=4.0-720p:5s*100,2.6-1080p:10s*1000");
  await app.expectIssue(app.line(1).model, "unknown-price");
});

test("packs that no source lists", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=try-on-v1*100,v1.6-pro-5s*200&months=3");
  await expect(app.answer.locator('[data-code="unknown-packs"]')).toContainText("Virtual try-on");
  await app.expectNoTotal();
  await app.line(1).expectFigures("1", "100");
  await expectSecondLineWhole(app);
  await app.line(1).remove.click();
  await app.expectTotal("$4,200.00");
});

test("a retired rate is priced, with a warning and what there is today", async ({ app, page }) => {
  await app.open("plan?book=kling-2026&lines=1.6-1080p:5s*2000&without=trial-s,trial-l");
  const { item, model } = app.line(1);
  await expect(item.locator('[data-code="retired"]')).toContainText("2026-09-15");
  await app.line(1).expectFigures("3.5", "7,000");
  await app.expectTotal("$1,400.00");
  await app.expectNoIssue(model);
  await page.getByRole("button", { name: /^Use 3\.0,.* instead$/ }).click();
  await expect(app.code("retired")).toHaveCount(0);
  await app.line(1).expectFigures("4", "8,000");
});

test("disputed and third-party prices are priced, with a warning", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-4k:5s*5&without=trial-s,trial-l,package-1");
  await expect(app.line(1).item.locator('[data-code="disputed"]')).toBeVisible();
  await expect(app.answer.locator('[data-code="third-party"]')).toContainText("Package 2");
  await app.expectTotal("$2,100.00");
});

test("a pack to leave out that the book does not have is named", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*1250&order=none&without=B9");
  await expect(app.code("unknown-pack")).toContainText("B9");
  await app.expectTotal("$3,290.00");
});

test("work of nothing is no bad input, and has no total", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.line(1).count.fill("0");
  await app.line(2).count.fill("0");
  await app.expectNoTotal("Nothing to price yet");
  await app.expectNoIssue(app.line(1).count);
  await app.line(1).expectFigures("20", "0");
  await app.line(2).count.fill("200");
  await app.expectTotal("$4,200.00");
});

test("two bad fields of one line are each named at their own", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.line(1).count.fill("many");
  await app.line(1).takes.fill("-2");
  await app.expectIssue(app.line(1).count, "not-a-number");
  await app.expectIssue(app.line(1).takes, "negative");
  await app.line(1).count.fill("300");
  await app.expectNoIssue(app.line(1).count);
  await app.expectIssue(app.line(1).takes, "negative");
  await app.expectNoTotal();
});

test("a bad line removed from between others leaves their names and figures right", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-std-5s*oops,v1.6-pro-5s*200&months=3");
  await app.expectIssue(app.line(2).count, "not-a-number");
  await app.line(3).expectFigures("3.5", "700");
  await app.line(1).remove.click();
  await app.expectIssue(app.line(1).count, "not-a-number");
  await app.expectNoIssue(app.line(2).count);
  await app.line(1).remove.click();
  await app.line(1).expectFigures("3.5", "700");
  await app.expectTotal("$4,200.00");
});
