// Editing the work as a person does: every change shows in the answer and in the address, and the address gives it back.
import { type Packwise, expect, test, TWO_LINES } from "./page";

/** The present answer is also what someone sees who is sent the present address. */
async function expectSameWhenReopened(app: Packwise, total: string, fragment: string) {
  await app.expectTotal(total);
  await app.expectFragment(fragment);
  await app.reopen();
  await app.expectTotal(total);
  await app.expectFragment(fragment);
}

test("a line is added and made what it should be by the selects", async ({ app }) => {
  await app.open("plan?book=kling-2026&without=trial-s,trial-l");
  await app.expectNoTotal("Nothing to price yet");
  await app.addWork.click();
  await app.expectLines(1);
  const line = app.line(1);
  await line.model.selectOption("3.0");
  await line.quality.selectOption("4K");
  await line.expectFigures("15", "1,500");
  await line.quality.selectOption("1080p");
  await line.expectFigures("4", "400");
  await line.sound.selectOption("Native audio");
  await line.expectFigures("6", "600");
  await line.kind.selectOption("Motion control");
  await expect(line.sound).toHaveCount(0);
  await line.kind.selectOption("Text or image to video");
  await line.sound.selectOption("Native audio");
  await line.seconds.fill("10");
  await line.expectFigures("12", "1,200");
  await line.count.fill("250");
  await line.takes.fill("2");
  await line.expectFigures("12", "6,000");
  await expectSameWhenReopened(app, "$1,400.00", "plan?book=kling-2026&lines=3.0-1080p-audio:10s*250x2&without=trial-s,trial-l");
});

test("a length is chosen where a model has fixed clips", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v1.6-std-5s*1000&order=none");
  const line = app.line(1);
  await line.expectFigures("2", "2,000");
  await line.length.selectOption("10 s");
  await line.expectFigures("4", "4,000");
  await line.quality.selectOption("Professional");
  await line.expectFigures("7", "7,000");
  await line.kind.selectOption("Multi-image to video");
  await app.expectFragment("plan?book=kling-2025&lines=v1.6-multi-image-pro-10s*1000&order=none");
  await line.model.selectOption("V2.0 Master");
  await line.expectFigures("20", "20,000");
  await expectSameWhenReopened(app, "$2,240.00", "plan?book=kling-2025&lines=v2.0-master-10s*1000&order=none");
});

test("a length that was typed as a sum outlives another quality", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*300");
  const line = app.line(1);
  await line.seconds.fill("2*5");
  await line.quality.selectOption("720p");
  await expect(line.seconds).toHaveValue("2*5");
  await app.expectFragment("plan?book=kling-2026&lines=3.0-720p:10s*300");
});

test("a line billed by the image or the call asks for no length", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:7s*10");
  const line = app.line(1);
  await line.model.selectOption("Image V3 Omni");
  await expect(line.seconds).toHaveCount(0);
  await line.expectFigures("8", "80");
  await line.model.selectOption("Video to audio");
  await expect(line.seconds).toHaveCount(0);
  await line.expectFigures("0.25", "2.5");
  await line.model.selectOption("3.0");
  await expect(line.seconds).toHaveValue("5");
  await expect.poll(() => app.fragment()).toMatch(/^plan\?book=kling-2026&lines=3\.0-[^:,]+:5s\*10$/);
});

test("what every select shows is what is priced, whatever was chosen before", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*10");
  const line = app.line(1);
  const shown = (select: typeof line.model) => select.locator("option:checked");
  await line.quality.selectOption("4K");
  await line.sound.selectOption("Native audio");
  await line.model.selectOption("2.6");
  // 2.6 has no 4K; it has 1080p with native audio
  await expect(shown(line.quality)).toHaveText("1080p");
  await expect(shown(line.sound)).toHaveText("Native audio");
  await app.expectFragment("plan?book=kling-2026&lines=2.6-1080p-audio:5s*10");
  await line.model.selectOption("1.6");
  await expect(shown(line.quality)).toHaveText("1080p");
  await app.expectFragment("plan?book=kling-2026&lines=1.6-1080p:5s*10");
  await app.page.getByRole("button", { name: /^Use .* instead$/ }).click();
  await expect(shown(line.model)).toHaveText("3.0");
  await app.expectFragment("plan?book=kling-2026&lines=3.0-1080p:5s*10");
  await line.expectFigures("4", "40");
});

test("a count typed with a group mark is that number, and stays as it was typed", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*1250&order=none");
  const { count } = app.line(1);
  await count.fill("1,200");
  await app.line(1).expectFigures("20", "24,000");
  await expect(count).toHaveValue("1,200");
  await app.expectNoIssue(count);
  // 24,000: a B1 and a B2
  await expectSameWhenReopened(app, "$3,290.00", "plan?book=kling-2025&lines=v2.0-master-10s*1200&order=none");
});

test.describe("in German", () => {
  test.use({ locale: "de-DE" });

  test("numbers are read and written as Germans write them", async ({ app }) => {
    await app.open("plan?book=kling-2025&lines=v2.0-master-10s*1250&order=none");
    await app.expectTotal("3.290,00");
    await app.line(1).count.fill("1.200");
    await app.line(1).expectFigures("20", "24.000");
    await app.expectFragment("plan?book=kling-2025&lines=v2.0-master-10s*1200&order=none");
    await app.line(1).count.fill("1.234,5");
    await app.expectIssue(app.line(1).count, "not-whole");
    await app.expectNoTotal();
  });
});

test("focus and caret stay where they are while typing", async ({ app, page }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*1250&order=none");
  const { count } = app.line(1);
  await count.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  const caret = () => count.evaluate((box: HTMLInputElement) => [box.selectionStart, box.selectionEnd]);
  await page.keyboard.type("9");
  await expect(count).toHaveValue("19250");
  await app.line(1).expectFigures("20", "385,000");
  expect(await caret()).toEqual([2, 2]);
  // through a value that is bad, and back
  await page.keyboard.type("x");
  await app.expectIssue(count, "not-a-number");
  await expect(count).toBeFocused();
  expect(await caret()).toEqual([3, 3]);
  await page.keyboard.press("Backspace");
  await app.expectNoIssue(count);
  await page.keyboard.type("7");
  await expect(count).toHaveValue("197250");
  // the further solves have come in, too
  await expect(app.answer.getByRole("definition").filter({ hasText: "…" })).toHaveCount(0);
  await expect(count).toBeFocused();
  expect(await caret()).toEqual([3, 3]);
});

test("a length typed over keeps the focus through lengths that cannot be made", async ({ app, page }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*400");
  const { seconds } = app.line(1);
  await seconds.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await app.expectIssue(seconds, "seconds-missing");
  await expect(seconds).toBeFocused();
  await page.keyboard.type("1");
  await app.expectIssue(seconds, "seconds-out-of-range");
  await expect(seconds).toBeFocused();
  await page.keyboard.type("2");
  await app.expectNoIssue(seconds);
  await expect(seconds).toBeFocused();
  await app.line(1).expectFigures("9.6", "3,840");
});

test("a line is duplicated below itself, and the two are then apart", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*300x2,v1.6-pro-5s*200&order=none");
  await app.line(1).duplicate.click();
  await app.expectLines(3);
  await app.expectFragment("plan?book=kling-2025&lines=v2.0-master-10s*300x2,v2.0-master-10s*300x2,v1.6-pro-5s*200&order=none");
  await app.line(2).count.fill("100");
  await expect(app.line(1).count).toHaveValue("300");
  await expect(app.line(3).count).toHaveValue("200");
  // 12,000 + 4,000 + 700
  await expectSameWhenReopened(
    app,
    "$2,240.00",
    "plan?book=kling-2025&lines=v2.0-master-10s*300x2,v2.0-master-10s*100x2,v1.6-pro-5s*200&order=none",
  );
});

test("a copy outlives the line that it was made from", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*300&order=none");
  await app.line(1).duplicate.click();
  await app.expectLines(2);
  await app.line(1).remove.click();
  await app.expectLines(1);
  await app.line(1).count.fill("1000");
  await app.line(1).expectFigures("20", "20,000");
  await app.line(1).length.selectOption("5 s");
  await app.expectFragment("plan?book=kling-2025&lines=v2.0-master-5s*1000&order=none");
  await app.expectTotal("$1,400.00");
});

test("lines are removed, down to none and up again", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.line(1).remove.click();
  await app.expectLines(1);
  await expect(app.line(1).count).toHaveValue("200");
  await app.line(1).expectFigures("3.5", "700");
  await app.expectFragment("plan?book=kling-2025&lines=v1.6-pro-5s*200&months=3");
  await app.line(1).remove.click();
  await app.expectLines(0);
  await app.expectNoTotal("Nothing to price yet");
  await app.expectFragment("plan?book=kling-2025&months=3");
  await app.addWork.click();
  await app.expectLines(1);
  await app.expectTotal("$4,200.00");
});

for (const [book, name, fragment, total] of [
  ["kling-2025", "300 Master and 200 Pro clips", TWO_LINES, "$4,200.00"],
  ["kling-2025", "Daily social clips", "plan?book=kling-2025&lines=v1.6-std-5s*1200x2,lip-sync-5s*600&months=3", "$4,200.00"],
  ["kling-2025", "Product stills", "plan?book=kling-2025&lines=image-v2-t2i*20000x2&months=3", "$2,100.00"],
  ["kling-2026", "100 short ads", null, null],
  ["kling-2026", "Daily social clips", null, null],
  ["kling-2026", "Storyboard, 40 shots", null, null],
] as const) {
  test(`the example “${name}” of ${book} replaces the work and has an answer`, async ({ app }) => {
    const before = `plan?book=${book}&lines=${book === "kling-2025" ? "v1.0-std-5s*7" : "3.0-720p:5s*7"}`;
    await app.open(before);
    await expect(app.total).toHaveCount(1);
    await app.startFrom(name);
    await expect(app.line(1).count).not.toHaveValue("7");
    await expect(app.total).toHaveText(/^\$[1-9]/);
    if (fragment) await app.expectFragment(fragment);
    if (total) await app.expectTotal(total);
    // and the page goes on: what it brought can be edited
    await app.line(1).count.fill("33");
    await expect.poll(() => app.fragment()).toMatch(/^plan\?book=kling-202\d&lines=[^,*]+\*33(?=x|,|&|$)/);
  });
}

test("one example after another, and the page goes on", async ({ app }) => {
  await app.open(TWO_LINES);
  for (const name of ["Product stills", "300 Master and 200 Pro clips", "Daily social clips", "300 Master and 200 Pro clips"]) {
    await app.startFrom(name);
  }
  await app.expectFragment(TWO_LINES);
  await app.addWork.click();
  await app.expectLines(3);
  await app.line(3).count.fill("5");
  await app.line(1).remove.click();
  await app.expectLines(2);
  await expect(app.line(2).count).toHaveValue("5");
});

test("another book takes along what it has, names what it has not, and loses nothing", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*400x2,1.6-1080p:5s*200&months=3");
  await app.book.selectOption("Kling AI, 2025");
  await app.expectFragment("plan?book=kling-2025&lines=3.0-1080p:5s*400x2,v1.6-pro-5s*200&months=3");
  await expect(app.code("unknown-rate")).toHaveCount(1);
  await app.expectNoTotal();
  await expect(app.line(1).count).toHaveValue("400");
  await app.line(2).expectFigures("3.5", "700");
  // mended by choosing another model
  await app.line(1).model.selectOption("V2.0 Master");
  await expect(app.code("unknown-rate")).toHaveCount(0);
  await expect(app.total).toHaveText(/^\$[1-9]/);
  await expect(app.line(1).count).toHaveValue("400");
  await expect(app.line(1).takes).toHaveValue("2");
});

test("a book chosen by mistake and taken back changes nothing", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.book.selectOption("Kling AI, 2026");
  await app.expectFragment("plan?book=kling-2026&lines=2.0-master-1080p:10s*300,1.6-1080p:5s*200&months=3");
  await app.book.selectOption("Kling AI, 2025");
  await app.expectTotal("$4,200.00");
  await expect(app.line(1).model.locator("option:checked")).toHaveText("V2.0 Master");
  await expect(app.line(2).quality.locator("option:checked")).toHaveText("Professional");
  await app.expectFragment(TWO_LINES);
});

test("months", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.months.fill("6");
  await app.expectBuys("Each month: 1 × B1");
  await expectSameWhenReopened(app, "$8,400.00", TWO_LINES.replace("months=3", "months=6"));
  await app.months.fill("1");
  await expectSameWhenReopened(app, "$4,200.00", TWO_LINES.replace("&months=3", ""));
  await expect(app.answer).toContainText("$2,800.00 is paid after the months planned");
});

test("running at once", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=2.5-turbo-1080p:5s*10");
  // 25 units: a trial pack, which lets 5 run at once
  await app.expectTotal("$9.80");
  await app.atOnce.fill("6");
  await app.expectBuys("This month: 1 × Package 1");
  await expectSameWhenReopened(app, "$700.00", "plan?book=kling-2026&lines=2.5-turbo-1080p:5s*10&concurrency=6");
  await app.atOnce.fill("5");
  await app.expectTotal("$9.80");
  await app.atOnce.fill("");
  await app.expectTotal("$9.80");
  await app.expectFragment("plan?book=kling-2026&lines=2.5-turbo-1080p:5s*10");
});

test("readings of the minimum order", async ({ app }) => {
  const work = "plan?book=kling-2025&lines=v2.0-master-10s*1250";
  await app.open(work);
  await app.expectTotal("$9,870.00");
  await app.minimumOrder.selectOption("Ignored");
  await expectSameWhenReopened(app, "$3,290.00", `${work}&order=none`);
  await app.minimumOrder.selectOption("At least 3 packs");
  // three packs that hold 25,000 together: 3 × B1
  await expectSameWhenReopened(app, "$4,200.00", `${work}&order=packs:3`);
  await app.minimumOrder.selectOption("As stated: a term of 3 months");
  await app.expectTotal("$9,870.00");
  await app.expectFragment(work);
});

test("a reading of the minimum order that only a link can ask for is offered", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*1250&order=term:2");
  await app.expectTotal("$6,580.00");
  await expect(app.minimumOrder.locator("option:checked")).toHaveText("A term of 2 months");
  await app.follow("plan?book=kling-2025&lines=v2.0-master-10s*1250&order=none");
  await app.expectTotal("$3,290.00");
  await expect(app.minimumOrder.locator("option:checked")).toHaveText("Ignored");
});

test("trial packs once each, or as often as one likes", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*400");
  await app.expectTotal("$700.00");
  await expect(app.trials).toBeChecked();
  await app.trials.uncheck();
  // 1,600 units at the trial packs' $0.098
  await expectSameWhenReopened(app, "$156.80", "plan?book=kling-2026&lines=3.0-1080p:5s*400&limits=none");
  await expect(app.trials).not.toBeChecked();
  await app.trials.check();
  await app.expectTotal("$700.00");
  await app.expectFragment("plan?book=kling-2026&lines=3.0-1080p:5s*400");
});

test("a link followed on the page opens what it says", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.expectTotal("$4,200.00");
  await app.follow("plan?book=kling-2025&lines=v2.0-master-10s*1250&order=none");
  await app.expectTotal("$3,290.00");
  await app.expectLines(1);
  await expect(app.line(1).count).toHaveValue("1,250");
  await expect(app.months).toHaveValue("1");
});

test("the link is copied as it stands in the address bar", async ({ app, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await app.open(TWO_LINES);
  await app.line(1).count.fill("310");
  await app.expectFragment(TWO_LINES.replace("*300", "*310"));
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});

test("typing does not fill the history", async ({ app, page }) => {
  await app.open(TWO_LINES);
  const before = await page.evaluate(() => history.length);
  await app.line(1).count.press("End");
  await app.line(1).count.pressSequentially("123");
  await app.expectFragment(TWO_LINES.replace("*300", "*300123"));
  expect(await page.evaluate(() => history.length)).toBe(before);
});
