// What a host says in packwise.json: its brand, what a fresh page opens with, the views it shows; what is broken is named.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, TWO_LINES } from "./page";

const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#c02040"/></svg>';

async function host(page: Page, settings: unknown) {
  const body = typeof settings === "string" ? settings : JSON.stringify(settings);
  await page.route("**/packwise.json", (route) => route.fulfill({ body, contentType: "application/json" }));
  await page.route("**/logo.svg", (route) => route.fulfill({ body: LOGO, contentType: "image/svg+xml" }));
}

test("a host's name, picture and colour are the page's and the quote's", async ({ app, page }) => {
  await host(page, { brand: { name: "Acme <b>Video</b>", logo: "logo.svg", accent: "#c02040" } });
  await app.open("quote?book=kling-2025&lines=v2.0-master-10s*1250&order=none");
  await expect(page.locator(".mark")).toHaveText("Acme <b>Video</b>");
  await expect(page).toHaveTitle("Quote: Acme <b>Video</b>");
  expect(await page.locator(".mark__logo").evaluate((logo: HTMLImageElement) => logo.naturalWidth)).toBe(40);
  await page.getByRole("button", { name: "Begin a quote" }).click();
  await expect(page.locator("#paper .paper__brand")).toHaveText("Acme <b>Video</b>");
  await expect(page.locator("#paper .paper__brand img")).toBeVisible();
  const accent = () => page.evaluate(() => getComputedStyle(document.querySelector(".button--primary")!).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(page.url().replace(/#.*/, `#${TWO_LINES}`));
  await expect(page.locator(".button--primary").first()).toBeVisible();
  expect(await accent()).toBe("rgb(192, 32, 64)");
});

for (const scheme of ["light", "dark"] as const) {
  test(`a colour of the host's can be read in the ${scheme} theme`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    for (const accent of ["#ffee00", "#101010"]) {
      await page.unrouteAll();
      await host(page, { brand: { accent } });
      await app.open(TWO_LINES);
      await expect.poll(() => page.evaluate((scheme) => document.documentElement.style.getPropertyValue(`--brand-${scheme}`), scheme)).not.toBe("");
      const { violations } = await new AxeBuilder({ page }).withRules(["color-contrast"]).analyze();
      expect(violations.flatMap(({ nodes }) => nodes.map(({ target }) => target.join(" ")))).toEqual([]);
    }
  });
}

test("a fresh page opens on the host's book and view; a link and work that was done do not", async ({ app, page }) => {
  await host(page, { book: "kling-2025", view: "prices", views: ["plan", "prices"] });
  await app.open("");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Prices");
  await expect.poll(() => page.url()).toContain("book=kling-2025");
  await expect(page.getByRole("navigation", { name: "Views" }).getByRole("link")).toHaveText(["Plan", "Prices"]);
  await app.open("compare?book=kling-2026&lines=3.0-1080p:5s*100&months=3");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(page.url()).toContain("compare?book=kling-2026");
});

test("what is broken is named and ignored, what is good holds", async ({ app, page }) => {
  await host(page, { brand: { name: "Acme", logo: "https://elsewhere.example/logo.svg", accent: "red" }, view: "offers", colour: 1 });
  await app.open(TWO_LINES);
  await expect(page.locator(".mark")).toHaveText("Acme");
  for (const words of ["brand.logo", "brand.accent", "there is no view `offers`", "nobody reads `colour`"])
    await expect(page.getByText(words)).toBeVisible();
  await expect(page.locator(".mark__logo")).toHaveCount(0);
  await host(page, "{");
  await page.reload();
  await expect(page.getByText("cannot be read as JSON")).toBeVisible();
  await expect(page.getByText("$4,200.00").first()).toBeVisible();
});
