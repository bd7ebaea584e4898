// The page where scripts or WebAssembly are blocked: the answer and the prices that were written into it when it was built.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

/** Lets scripts run and WebAssembly not, as a host's policy may. */
async function blockWasm(page: Page) {
  await page.route(/\/a\/b\/$/, async (route) => {
    const response = await route.fetch();
    const policy = "default-src 'self'; script-src 'self' 'unsafe-inline'; img-src 'self' data:";
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
  });
}

test("without scripts it shows the answer that the page has with them, and the prices", async ({ browser, baseURL }) => {
  const without = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await without.newPage();
  await page.goto("");
  await expect(page.getByRole("heading", { name: "What to buy" })).toBeVisible();
  const total = (await page.locator(".static__total").textContent()) ?? "";
  expect(total).toMatch(/^\$[\d,]+\.\d\d$/);
  const prices = page.getByText("Packs and rates: Kling AI API, 2025");
  await prices.click();
  await expect(page.getByRole("cell", { name: "$1,400.00" }).first()).toBeVisible();
  await without.close();

  const scripts = await browser.newContext({ baseURL });
  const running = await scripts.newPage();
  await running.goto("");
  await expect(running.locator("#splash")).toHaveCount(0);
  await expect(running.getByText(total).first()).toBeVisible();
  await scripts.close();
});

for (const theme of ["light", "dark"] as const) {
  test(`where WebAssembly is blocked it stays, fits a small screen, and axe finds nothing (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width: 390, height: 844 });
    await blockWasm(page);
    await page.goto("");
    await expect(page.getByText("WebAssembly are blocked")).toBeVisible();
    for (const summary of await page.locator("summary").all()) await summary.click();
    await expect(page.getByRole("table", { name: "Rates" }).first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.length, nodes[0]?.html])).toEqual([]);
  });
}
