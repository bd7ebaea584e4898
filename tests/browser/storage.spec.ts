// The last work is kept in the browser; a store that is blocked, broken, full or holds rubbish costs nothing but that.
import type { Page } from "@playwright/test";
import { expect, test, TWO_LINES } from "./page";

/** Goes to the page's own place without the page, so that its store can be filled before it is there. */
async function beforeThePage(page: Page) {
  const body = '<!doctype html><link rel="icon" href="data:,"><title>Empty</title>';
  await page.route("**/empty.html", (route) => route.fulfill({ body, contentType: "text/html" }));
  await page.goto("./empty.html");
}

const NOT_KEPT = "This browser does not keep your work";

test("the last work comes back without a link", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.line(1).count.fill("310");
  await app.line(2).takes.fill("3");
  await app.months.fill("4");
  const fragment = "plan?book=kling-2025&lines=v2.0-master-10s*310,v1.6-pro-5s*200x3&months=4";
  await app.expectFragment(fragment);
  await app.expectTotal("$5,600.00");
  await app.open();
  await app.expectFragment(fragment);
  await app.expectTotal("$5,600.00");
  await expect(app.line(1).count).toHaveValue("310");
  await expect(app.answer).not.toContainText(NOT_KEPT);
});

test("what was typed wrong comes back, too", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.line(1).count.fill("1.234,5");
  await app.expectIssue(app.line(1).count, "not-a-number");
  await app.open();
  await expect(app.line(1).count).toHaveValue("1.234,5");
  await app.expectIssue(app.line(1).count, "not-a-number");
});

test("a link wins over the last work", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.expectTotal("$4,200.00");
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*1250&order=none");
  await app.expectTotal("$3,290.00");
});

test("the colours that were chosen come back", async ({ app, page }) => {
  await app.open();
  const colours = page.getByRole("button", { name: "Colours:" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await expect(colours).toHaveText(/Auto/);
  const light = await ground();
  await colours.click();
  await expect(colours).toHaveText(/Dark/);
  await expect.poll(ground).not.toBe(light);
  await app.open();
  await expect(colours).toHaveText(/Dark/);
  await expect.poll(ground).not.toBe(light);
});

for (const [what, breakIt] of [
  [
    "throws whenever it is asked",
    () => {
      for (const method of ["getItem", "setItem", "removeItem", "clear", "key"] as const) {
        Storage.prototype[method] = () => {
          throw new DOMException("The operation is insecure.", "SecurityError");
        };
      }
    },
  ],
  [
    "is not to be had",
    () => {
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("Access is denied for this document.", "SecurityError");
        },
      });
    },
  ],
  ["is null", () => Object.defineProperty(window, "localStorage", { value: null })],
  [
    "refuses to write",
    () => {
      Storage.prototype.setItem = () => {
        throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
      };
    },
  ],
] as [string, () => void][]) {
  test(`a store that ${what}`, async ({ app, page }) => {
    await page.addInitScript(breakIt);
    await app.open();
    await expect(app.total).toHaveText(/^\$[1-9]/);
    await expect(app.answer).toContainText(NOT_KEPT);
    await app.line(1).count.fill("5000");
    await app.line(1).expectFigures("4", "20,000");
    await page.getByRole("button", { name: "Colours:" }).click();
    await expect(page.getByRole("button", { name: "Colours: Dark" })).toBeVisible();
    await app.open(TWO_LINES);
    await app.expectTotal("$4,200.00");
  });
}

test("a store that is full", async ({ app, page }) => {
  await beforeThePage(page);
  await page.evaluate(() => {
    for (let size = 1 << 20, index = 0; size >= 1; ) {
      try {
        localStorage.setItem(`filler-${index}`, "x".repeat(size));
        index++;
      } catch {
        size = Math.floor(size / 2);
      }
    }
  });
  await app.open(TWO_LINES);
  await app.expectTotal("$4,200.00");
  await expect(app.answer).toContainText(NOT_KEPT);
  await app.line(1).count.fill("1250");
  await app.line(1).expectFigures("20", "25,000");
});

for (const [what, rubbish] of [
  ["rubbish", "\u0000\uFFFD%%%🙂<script>"],
  ["JSON of something else", '{"state":{"lines":[1,2,3]}}'],
  ["half a character", "\uD800plan?lines=x"],
  ["a work cut in half", "plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6"],
  ["two million characters", "plan?lines=" + "x".repeat(2_000_000)],
  ["a book of long ago", "plan?book=gone-1999&lines=a*1"],
]) {
  test(`a store that holds ${what}`, async ({ app, page }) => {
    await beforeThePage(page);
    await page.evaluate((text) => {
      localStorage.setItem("packwise.work.v1", text);
      localStorage.setItem("packwise.theme", text.slice(0, 100));
    }, rubbish);
    await app.open();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(app.total).toHaveCount(0);
    // nothing stands in the way of new work
    await app.book.selectOption("Kling AI, 2025");
    const lines = await app.work.getByRole("textbox", { name: /^Count per month, line/ }).count();
    for (let line = lines; line > 0; line--) await app.line(line).remove.click();
    await app.addWork.click();
    await app.line(1).model.selectOption("V2.0 Master");
    await app.line(1).length.selectOption("10 s");
    await app.line(1).count.fill("1250");
    await app.minimumOrder.selectOption("Ignored");
    await app.expectTotal("$3,290.00");
    await app.open();
    await app.expectTotal("$3,290.00");
  });
}
