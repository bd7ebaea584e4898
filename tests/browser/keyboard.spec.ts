// The page by keyboard alone, and what is said to those who hear it.
import { type Packwise, expect, test, TWO_LINES } from "./page";
import type { Locator, Page } from "@playwright/test";

/** Presses Tab until a field has the focus, as someone without a mouse would. */
async function tabTo(page: Page, target: Locator, most = 60) {
  for (let pressed = 0; pressed <= most; pressed++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`not reached with ${most} presses of Tab`);
}

test("a count is reached and changed", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await tabTo(page, app.line(1).count);
  // what Tab lands on is selected, so typing replaces it
  await page.keyboard.type("1250");
  await expect(app.line(1).count).toHaveValue("1250");
  await app.line(1).expectFigures("20", "25,000");
  await page.keyboard.press("Tab");
  await expect(app.line(1).takes).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(app.line(1).count).toBeFocused();
});

test("the first stop skips to the work", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the work" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(app.book).toBeFocused();
  await app.expectFragment(TWO_LINES);
});

test("selects keep the focus when they change the line", async ({ app, page }) => {
  await app.open("plan?book=kling-2026&lines=3.0-720p:5s*100");
  const { model, quality, sound } = app.line(1);
  await quality.focus();
  await page.keyboard.press("ArrowDown");
  await app.expectFragment("plan?book=kling-2026&lines=3.0-1080p:5s*100");
  await expect(quality).toBeFocused();
  await sound.focus();
  await page.keyboard.press("ArrowDown");
  await app.expectFragment("plan?book=kling-2026&lines=3.0-1080p-audio:5s*100");
  await expect(sound).toBeFocused();
  await model.focus();
  await page.keyboard.press("ArrowUp");
  await app.expectFragment("plan?book=kling-2026&lines=3.0-turbo-1080p:5s*100");
  await expect(model).toBeFocused();
});

test("the settings and the book keep the focus when they change", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await app.minimumOrder.focus();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => app.fragment()).toContain("order=none");
  await expect(app.minimumOrder).toBeFocused();
  await app.book.focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => app.fragment()).toContain("book=kling-2026");
  await expect(app.book).toBeFocused();
});

for (const [what, button] of [
  ["units each", (app: Packwise) => app.line(1).unitsEach],
  ["the total", (app: Packwise) => app.total],
] as const) {
  test(`the working of ${what} opens and closes, and the focus comes back`, async ({ app, page }) => {
    await app.open(TWO_LINES);
    const opener = button(app);
    await expect(opener).toBeVisible();
    await tabTo(page, opener);
    await page.keyboard.press("Enter");
    await expect(app.dialog).toBeVisible();
    expect(await app.dialog.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
    await page.keyboard.press("Escape");
    await expect(app.dialog).toBeHidden();
    await expect(opener).toBeFocused();
    // again, by its own button, with the space bar
    await page.keyboard.press("Space");
    await expect(app.dialog).toBeVisible();
    await tabTo(page, app.dialog.getByRole("button", { name: "Close" }), 5);
    await page.keyboard.press("Enter");
    await expect(app.dialog).toBeHidden();
    await expect(opener).toBeFocused();
  });
}

test("lines are added, duplicated and removed, and the focus is never lost", async ({ app, page }) => {
  await app.open(TWO_LINES);
  const focused = () => page.evaluate(() => document.activeElement !== document.body && document.activeElement !== null);
  await app.addWork.focus();
  await page.keyboard.press("Enter");
  await app.expectLines(3);
  expect(await focused()).toBe(true);
  await app.line(1).duplicate.focus();
  await page.keyboard.press("Enter");
  await app.expectLines(4);
  expect(await focused()).toBe(true);
  await app.line(2).remove.focus();
  await page.keyboard.press("Enter");
  await app.expectLines(3);
  expect(await focused(), "after removing a line the focus is somewhere on the page").toBe(true);
});

test("every stop shows that it has the focus, none is a trap", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await expect(app.answer.getByRole("definition").filter({ hasText: "…" })).toHaveCount(0);
  const unmarked: string[] = [];
  let stops = 0;
  for (; stops < 100; stops++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const marks = (node: Element | null) => {
        if (!node) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
      };
      return {
        name: `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent?.slice(0, 40)}`,
        marked: marks(element) || marks(element.parentElement),
      };
    });
    if (!stop) break;
    if (!stop.marked) unmarked.push(stop.name);
  }
  expect(unmarked).toEqual([]);
  expect(stops, "Tab leaves the page in the end").toBeLessThan(100);
  expect(stops).toBeGreaterThan(20);
});

test("the answer is said once typing has rested, not on each key", async ({ app, page }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*1&order=none");
  await expect(app.spoken).toContainText("$1,400.00");
  await app.spoken.evaluate((region) => {
    const said: string[] = [];
    (window as any).said = said;
    new MutationObserver(() => said.push(region.textContent!)).observe(region, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await app.line(1).count.press("End");
  await page.keyboard.press("Backspace");
  await app.line(1).count.pressSequentially("1250", { delay: 120 });
  await app.expectTotal("$3,290.00");
  await expect(app.spoken).toContainText("$3,290.00");
  await expect(app.spoken).toContainText("1 × B1 and 1 × B2");
  const said = await page.evaluate(() => (window as any).said as string[]);
  expect([...new Set(said)]).toEqual([await app.spoken.textContent()]);
});

test("that there is no total is said, too", async ({ app }) => {
  await app.open(TWO_LINES);
  await expect(app.spoken).toContainText("$4,200.00");
  await app.line(1).count.fill("x");
  await expect(app.spoken).toContainText("No total. 1 to mend.");
  await expect(app.spoken).not.toContainText("$");
  await app.line(1).count.fill("300");
  await expect(app.spoken).toContainText("$4,200.00");
});

test("the region that speaks is polite", async ({ app }) => {
  await app.open(TWO_LINES);
  await expect(app.spoken).toHaveCount(1);
  await expect(app.spoken).toHaveAttribute("aria-live", "polite");
});
