// The views that are fetched when they are asked for: while one comes, what stood there stays; one that does not come is
// named, with a way to try again; what is here needs no host any more.
import { test as plain } from "@playwright/test";
import { Packwise, expect, test, TWO_LINES } from "./page";

const PLAN = "What will you make each month?";
const VIEWS = [
  { name: "Compare", part: "compare", heading: "Which pack for this work?" },
  { name: "Job", part: "job", heading: "What does a job draw?" },
  { name: "Balance", part: "balance", heading: "What is left, and what to buy next?" },
  { name: "Prices", part: "prices", heading: "Prices and rates" },
] as const;

/** Holds a part back until it is let go. */
async function hold(page: import("@playwright/test").Page, part: string) {
  let letGo = () => {};
  const held = new Promise<void>((done) => (letGo = done));
  await page.route(`**/split_${part}-*.wasm`, async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

test("while a view comes, the one before stays and can be used", async ({ app, page }) => {
  const letGo = await hold(page, "prices");
  await app.open(TWO_LINES);
  await page.getByRole("link", { name: "Prices" }).click();
  await expect(page.getByRole("link", { name: "Prices" })).toHaveAttribute("aria-current", "page");
  await expect(page.getByRole("heading", { level: 1, name: PLAN })).toBeVisible();
  await app.line(1).count.fill("10");
  await expect(app.line(1).count).toHaveValue("10");
  letGo();
  await expect(page.getByRole("heading", { level: 1, name: "Prices and rates" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: PLAN })).toHaveCount(0);
});

test("a link straight to a view says that it comes, and shows nothing else in between", async ({ page }) => {
  const letGo = await hold(page, "job");
  await page.goto("./#job?book=u-gen-2026");
  await expect(page.locator("#main[aria-busy=true]")).toHaveText("Fetching this view…");
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(0);
  letGo();
  await expect(page.getByRole("heading", { level: 1, name: "What does a job draw?" })).toBeVisible();
  await expect(page.locator("#main[aria-busy]")).toHaveCount(0);
});

test("the answer does not wait for what stands below it", async ({ app, page }) => {
  const letGo = await hold(page, "below");
  await app.open(TWO_LINES);
  await expect(app.total).toContainText("$4,200.00");
  await expect(page.locator(".plan__more")).toHaveAttribute("aria-busy", "true");
  await expect(page.locator(".plan__more > *")).toHaveCount(0);
  letGo();
  await expect(page.locator(".plan__more > *").first()).toBeVisible();
  await expect(page.locator(".plan__more")).not.toHaveAttribute("aria-busy");
});

for (const { name, part, heading } of VIEWS) {
  // the browser says on its console that a file is missing, so this page is not watched for complaints
  plain(`${name}: what cannot be fetched is named, and fetched when asked again`, async ({ page }) => {
    const app = new Packwise(page);
    let missing = true;
    await page.route(`**/split_${part}-*.wasm`, (route) => (missing ? route.fulfill({ status: 404 }) : route.continue()));
    await app.open(TWO_LINES);
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
    const alert = page.getByRole("alert").filter({ hasText: `“${name}” could not be fetched` });
    await expect(alert).toBeVisible();
    await expect(app.total).toContainText("$4,200.00");
    missing = false;
    // the page at rest tries again of its own accord as well, and may be first
    await expect(async () => {
      if (await alert.isVisible()) await alert.getByRole("button", { name: "Try again" }).click({ timeout: 1_000 });
      await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
}

plain("once the page has settled, every view opens without the host", async ({ page, context }) => {
  const app = new Packwise(page);
  const fetched = VIEWS.map(({ part }) => page.waitForResponse((response) => response.url().includes(`/split_${part}-`)));
  await app.open(TWO_LINES);
  for (const response of await Promise.all(fetched)) await response.finished();
  await context.setOffline(true);
  for (const { name, heading } of VIEWS) {
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  }
});

test("a strict policy lets everything run: no script stands in the page", async ({ app, page, baseURL }) => {
  await page.route(baseURL!, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };
    await route.fulfill({ response, headers });
  });
  await app.open(TWO_LINES);
  await expect(app.total).toContainText("$4,200.00");
  await page.getByRole("link", { name: "Balance" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "What is left, and what to buy next?" })).toBeVisible();
});
