// Links that are cut, misspelt or too rich: what can be read is kept, what cannot is named, and the page lives.
import { expect, test, TWO_LINES } from "./page";

const LINES = "plan?book=kling-2025&lines=v2.0-master-10s*300";

test("cut inside the book", async ({ app }) => {
  await app.open("plan?book=kling-20");
  await expect(app.code("unknown-book")).toContainText("kling-20");
  await app.expectNoTotal();
  await app.book.selectOption("Kling AI, 2025");
  await app.addWork.click();
  await expect(app.total).toHaveCount(1);
});

test("cut before the work", async ({ app }) => {
  await app.open("plan?book=kling-2025&li");
  await expect(app.code("unknown-fragment-key")).toContainText("li");
  await expect(app.book.locator("option:checked")).toHaveText("Kling AI, 2025");
  await app.expectNoTotal("Nothing to price yet");
});

test("cut inside the first rate", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-mas");
  await expect(app.code("bad-fragment")).toContainText("v2.0-mas");
  await expect(app.line(1).item.locator('[data-code="unknown-rate"]')).toBeVisible();
  await app.expectIssue(app.line(1).count, "empty");
  await app.expectNoTotal();
});

test("cut between rate and count", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s");
  await expect(app.code("bad-fragment")).toBeVisible();
  await app.expectIssue(app.line(1).count, "empty");
  await app.expectNoTotal();
  await expect(app.line(1).model.locator("option:checked")).toHaveText("V2.0 Master");
  await app.line(1).count.fill("300");
  await app.line(1).expectFigures("20", "6,000");
  await app.expectTotal("$4,200.00");
});

test("cut after the sign of the count", async ({ app }) => {
  await app.open(`${LINES.slice(0, -3)}`);
  await app.expectIssue(app.line(1).count, "empty");
  await app.expectNoTotal();
});

test("cut inside the second line", async ({ app }) => {
  await app.open(`${LINES},v1.6`);
  await expect(app.code("bad-fragment")).toContainText("v1.6");
  await app.line(1).expectFigures("20", "6,000");
  await expect(app.line(2).item.locator('[data-code="unknown-rate"]')).toBeVisible();
  await app.expectNoTotal();
  await app.line(2).remove.click();
  await app.expectTotal("$4,200.00");
});

test("cut inside the takes", async ({ app }) => {
  await app.open(`${LINES}x`);
  await app.expectIssue(app.line(1).takes, "empty");
  await app.expectNoTotal();
  await app.line(1).takes.fill("1");
  await app.expectTotal("$4,200.00");
});

test("cut inside the months", async ({ app }) => {
  await app.open(`${LINES}&mon`);
  await expect(app.code("unknown-fragment-key")).toContainText("mon");
  await app.line(1).expectFigures("20", "6,000");
  await app.expectTotal("$4,200.00");
  await expect(app.answer).toContainText("$2,800.00 is paid after the months planned");
  await app.open(`${LINES}&months=`);
  await expect(app.months).toHaveAttribute("aria-invalid", "true");
  await app.expectNoTotal();
});

test("cut inside an escape", async ({ app }) => {
  await app.open(`${LINES.replace("300", "1%2")}`);
  await expect(app.code("bad-fragment")).toBeVisible();
  await app.expectIssue(app.line(1).count, "not-a-number");
  await expect(app.line(1).count).toHaveValue("1%2");
  await app.expectNoTotal();
});

test("a link cut anywhere has an answer, or says what stands in its way", async ({ app, page }) => {
  const link = `${TWO_LINES.replace("*200", "*200x2")}&order=packs:2&concurrency=5&limits=none&without=B3`;
  await app.open(link);
  await app.expectTotal("$4,200.00");
  const silent: string[] = [];
  for (let end = link.length - 1; end > 0; end--) {
    const cut = link.slice(0, end);
    await app.follow(cut);
    // the address is written anew once the page has taken the link
    const said = await page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const answer = document.querySelector("[aria-label='The answer']")!.textContent!;
      return {
        total: /\$\d/.test(answer),
        nothing: answer.includes("Nothing to price yet"),
        codes: document.querySelectorAll("[data-code], [aria-invalid=true]").length,
      };
    });
    if (!said.total && !said.nothing && said.codes === 0) silent.push(cut);
  }
  expect(silent).toEqual([]);
  // and it is alive
  await app.follow(TWO_LINES);
  await app.expectTotal("$4,200.00");
});

for (const [what, stray] of [
  ["an anchor of another page", "section-3"],
  ["a link cut right at its start", "pl"],
]) {
  test(`${what} is named, and the work that the browser kept is left alone`, async ({ app }) => {
    await app.open(stray);
    await expect(app.code("bad-fragment")).toContainText(stray);
    await expect(app.total).toHaveText(/^\$[1-9]/);
    await app.open(TWO_LINES);
    await app.expectTotal("$4,200.00");
    await app.open(stray);
    await expect(app.code("bad-fragment")).toContainText(stray);
    await app.expectTotal("$4,200.00");
    await expect(app.line(1).count).toHaveValue("300");
  });
}

for (const [what, stray] of [
  ["to an anchor", "section-3"],
  ["to nothing", ""],
]) {
  test(`following a link ${what} on the page leaves the work alone`, async ({ app }) => {
    await app.open(TWO_LINES);
    await app.line(1).count.fill("310");
    await app.expectFragment(TWO_LINES.replace("*300", "*310"));
    await app.follow(stray);
    // the page has had its say
    await app.page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
    await expect(app.line(1).count).toHaveValue("310");
    await app.expectTotal("$4,200.00");
  });
}

for (const [what, link] of [
  ["a view that is not there", `${TWO_LINES.replace("plan?", "plant?")}`],
  ["an order that means nothing", `${TWO_LINES}&order=never`],
  ["limits that mean nothing", `${TWO_LINES}&limits=perhaps`],
]) {
  test(`${what} is named`, async ({ app }) => {
    await app.open(link);
    await expect(app.code("bad-fragment")).toBeVisible();
    await app.expectTotal("$4,200.00");
  });
}

test("a key that means nothing is named, the rest is kept", async ({ app }) => {
  await app.open(`${TWO_LINES}&colour=red`);
  await expect(app.code("unknown-fragment-key")).toContainText("colour");
  await app.expectTotal("$4,200.00");
});

test("another link, or an example, leaves the faults of the one before behind", async ({ app }) => {
  await app.open(`${TWO_LINES}&colour=red`);
  await expect(app.code("unknown-fragment-key")).toBeVisible();
  await app.follow(LINES);
  await app.expectLines(1);
  await expect(app.code("unknown-fragment-key")).toHaveCount(0);
  await app.open(`${TWO_LINES}&colour=red`);
  await app.startFrom("Product stills");
  await app.expectLines(1);
  await expect(app.code("unknown-fragment-key")).toHaveCount(0);
});

test("a link that tries to be markup is text", async ({ app, page }) => {
  await app.open(`plan?book=kling-2025&lines=${encodeURIComponent('<img src=x onerror="document.title=1">')}*5&%3Cb%3E=1`);
  await expect(app.line(1).item.locator('[data-code="unknown-rate"]')).toContainText("<img src=x");
  await expect(page.locator("img[src=x]")).toHaveCount(0);
  expect(await page.title()).not.toBe("1");
});

test("a thousand lines and one more", async ({ app, page }) => {
  test.slow();
  await app.open(`plan?book=kling-2025&lines=${Array(1001).fill("v1.0-std-5s*1").join(",")}&order=none`);
  await app.expectLines(1000);
  await expect(app.code("bad-fragment")).toContainText("1000");
  await app.expectTotal("$1,400.00");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
