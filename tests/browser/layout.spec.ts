// Nothing reaches over the edge, from the narrowest phone to the widest screen.
import type { Page } from "@playwright/test";
import { ERRORS, expect, JOBS, test, TWENTY_LINES, TWO_LINES } from "./page";

/** What lies beyond the right or left edge, or makes the page scroll sideways. */
async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.scrollingElement!;
    const found: string[] = [];
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} px wide`);
    // what scrolls or clips by itself may be wider inside
    const clipped = (element: Element): boolean => {
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        if (up instanceof SVGElement || getComputedStyle(up).overflowX !== "visible") return true;
      }
      return false;
    };
    for (const element of document.body.querySelectorAll("*")) {
      const { left, right, width, height } = element.getBoundingClientRect();
      if (width <= 1 || height <= 1 || clipped(element)) continue;
      const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      const off = right > root.clientWidth + 0.5 || left < -0.5;
      // the skip link waits outside the page until it has the focus
      if (shown && off && element.className !== "skip") {
        found.push(`${element.tagName} ${element.className} ${Math.round(left)}..${Math.round(right)}`);
      }
    }
    return found;
  });
}

for (const width of [320, 390, 768, 1440, 2560]) {
  test(`${width} px`, async ({ app, page }) => {
    await page.setViewportSize({ width, height: 800 });
    await app.open();
    await expect(app.total).toHaveCount(1);
    await expect(app.answer.getByRole("definition").filter({ hasText: "…" })).toHaveCount(0);
    expect(await overflow(page), "fresh").toEqual([]);

    await app.follow(ERRORS);
    await app.expectNoTotal();
    await app.line(1).count.fill("9".repeat(80));
    await app.expectIssue(app.line(1).count, "too-large");
    expect(await overflow(page), "errors showing").toEqual([]);

    await app.follow(JOBS);
    await expect(page.getByRole("region", { name: "What the job draws" })).toContainText("210");
    expect(await overflow(page), "jobs").toEqual([]);

    await app.follow(TWENTY_LINES);
    await app.expectLines(20);
    await expect(app.total).toHaveCount(1);
    expect(await overflow(page), "twenty lines").toEqual([]);

    // the longest figures: a milliard clips, for five years
    await app.follow(`${TWO_LINES.replace("*300", "*1000000000").replace("months=3", "months=60")}`);
    await expect(app.total).toHaveText(/^\$[\d,]{15,}\.00/);
    await expect(app.answer.getByRole("definition").filter({ hasText: "…" })).toHaveCount(0);
    for (const twin of await page.getByText("The same as a table").all()) await twin.click();
    expect(await overflow(page), "the longest figures").toEqual([]);

    await app.total.click();
    await expect(app.dialog).toBeVisible();
    expect(await overflow(page), "the dialog open").toEqual([]);
  });
}

test("the answer stays in view on a phone while the work is edited", async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 700 });
  await app.open(TWO_LINES);
  await app.line(1).count.scrollIntoViewIfNeeded();
  const shown = () =>
    page.evaluate(() => {
      const words = document.evaluate("//*[not(self::script)][contains(text(),'$4,200.00')]", document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
      return Array.from({ length: words.snapshotLength }, (_, index) => words.snapshotItem(index) as Element).some((element) => {
        const { top, bottom, width } = element.getBoundingClientRect();
        return width > 1 && top >= 0 && bottom <= innerHeight && element.checkVisibility();
      });
    });
  await expect.poll(shown).toBe(true);
});
