// The Quote view: a whole quote, made by keyboard too; its moves, rules, files and paper.
//
// Figures are worked out by hand: 25,000 credits of Kling 2025 in one month are B1 + B2 = 1,400 + 1,890 = $3,290.00.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./page";

const WORK = "quote?book=kling-2025&lines=v2.0-master-10s*1250&order=none";
const RULES = {
  currency: "USD",
  roles: [{ id: "rep", name: "Sales", maxPercent: 10 }, { id: "head", name: "Head of sales", maxPercent: 25 }],
  floors: [{ pool: "video", perUnit: "0.05" }],
  reasonFromPercent: 50,
};
const paper = (page: Page) => page.locator("#paper");
const total = (page: Page) => page.locator("#quote-sums dd").last();
const begin = (page: Page) => page.getByRole("button", { name: "Begin a quote" }).click();

async function save(page: Page, name: string) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

test("a whole quote, to the cent", async ({ app, page }) => {
  await app.open(WORK);
  await begin(page);
  await expect(total(page)).toHaveText("$3,290.00");
  await page.locator("#quote-seller-name").fill("Studio Ltd");
  await page.locator("#quote-buyer-name").fill("Buyer Inc");
  await page.locator("#quote-discount").fill("5%");
  await page.locator("#quote-taxName").fill("VAT");
  await page.locator("#quote-taxPercent").fill("19");
  // 3,290 - 164.50 = 3,125.50; 19 % = 593.845, half up 593.85
  await expect(page.locator("#quote-sums dd")).toHaveText(["$3,290.00", "-$164.50", "$3,125.50", "$593.85", "$3,719.35"]);
  // 10 % off B1: 1,260 + 1,890 = 3,150; - 157.50 = 2,992.50; 19 % = 568.575, half up 568.58
  await page.locator("#quote-lines-video-B1-discount").fill("10%");
  await expect(total(page)).toHaveText("$3,561.08");
  // a bundle without a price: incomplete, never zero
  await page.getByRole("button", { name: "Add a bundle of your own" }).click();
  await expect(page.locator("#quote-bundles-0-name")).toBeFocused();
  await page.locator("#quote-bundles-0-name").fill("Voices");
  await page.locator("#quote-bundles-0-units").fill("1,000");
  await expect(total(page)).toHaveText("incomplete");
  await expect(page.locator("#quote-bundles-0-price-issue")).toHaveAttribute("data-code", "unknown-price");
  await expect(page.getByRole("button", { name: "Mark as sent" })).toHaveCount(0);
  await page.locator("#quote-bundles-0-price").fill("100");
  // 3,250 - 162.50 = 3,087.50; 19 % = 586.625, half up 586.63
  await expect(total(page)).toHaveText("$3,674.13");
  await expect(paper(page)).toContainText("Buyer Inc");
  // it survives, beside the link that cannot hold it
  await page.locator("#quote-note").fill("With thanks");
  await page.locator("#quote-note").blur();
  await page.getByRole("link", { name: "Plan", exact: true }).click();
  await page.reload();
  await page.getByRole("link", { name: "Quote", exact: true }).click();
  await expect(total(page)).toHaveText("$3,674.13");
  await expect(paper(page)).toContainText("With thanks");
});

test("by keyboard alone, and what is typed wrongly is said at its field", async ({ app, page }) => {
  await app.open(WORK);
  await page.locator("#quote-begin").focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#quote-seller-name")).toBeFocused();
  await page.keyboard.type("Studio Ltd");
  for (let step = 0; step < 4; step += 1) await page.keyboard.press("Tab");
  await expect(page.locator("#quote-buyer-name")).toBeFocused();
  await page.keyboard.type("Buyer Inc");
  await expect(paper(page)).toContainText("Studio Ltd");
  const discount = page.locator("#quote-lines-video-B1-discount");
  await discount.focus();
  await page.keyboard.type("1500");
  await expect(page.locator("#quote-lines-video-B1-discount-issue")).toHaveAttribute("data-code", "too-large");
  await expect(discount).toHaveAttribute("aria-invalid", "true");
  await expect(total(page)).toHaveText("incomplete");
  await expect(discount).toHaveValue("1500");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("400");
  await expect(total(page)).toHaveText("$2,890.00");
});

test("it moves from draft to sent to accepted; a new version amends it", async ({ app, page }) => {
  await app.open(WORK);
  await begin(page);
  const number = await page.locator("#paper dd").first().textContent();
  expect(number).toMatch(/^Q-20261120-[0-9a-f]{6}$/);
  await page.getByRole("button", { name: "Mark as sent" }).click();
  await expect(page.locator("#quote-status")).toHaveText("sent");
  await expect(page.locator("#quote-number")).toHaveValue(number ?? "");
  await page.getByRole("button", { name: "Mark as accepted" }).click();
  await expect(page.getByRole("button", { name: /^Mark as/ })).toHaveText(["Mark as void"]);
  await page.getByRole("button", { name: "New version" }).click();
  await expect(page.locator("#quote-status")).toHaveText("draft");
  await expect(page.locator("#quote-amends")).toHaveValue(number ?? "");
  await expect(page.locator("#quote-version")).toHaveValue("2");
});

test("the rules say who must approve; until then there is a watermark, on the files too", async ({ app, page }) => {
  await app.open(WORK);
  await begin(page);
  await page.locator("#quote-rules").setInputFiles({ name: "rules.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(RULES)) });
  await page.locator("#quote-role").selectOption("rep");
  await expect(page.getByText("Within what you may give alone.")).toBeVisible();
  await page.locator("#quote-discount").fill("12%");
  await expect(page.getByText("Head of sales must approve")).toHaveCount(2);
  await expect(page.locator(".paper__mark")).toHaveText("NOT APPROVED");
  expect((await save(page, "Markdown")).text).toContain("NOT APPROVED");
  await page.locator("#quote-approver-role").selectOption("head");
  await page.locator("#quote-approver").fill("A. Head");
  await page.locator("#quote-approve").click();
  await expect(page.locator(".paper__mark")).toHaveCount(0);
  expect((await save(page, "Markdown")).text).not.toContain("NOT APPROVED");
  // another discount is another content
  await page.locator("#quote-discount").fill("13%");
  await expect(page.locator(".paper__mark")).toHaveText("NOT APPROVED");
  // nothing of the rules is in the link, or in what the browser keeps
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }) + location.href);
  expect(kept).not.toContain("Head of sales");
  expect(kept).not.toContain("maxPercent");
});

test("every file says the same total, and what was typed executes nowhere", async ({ app, page }) => {
  await app.open(WORK);
  await begin(page);
  const evil = `=HYPERLINK("x") <img src=x onerror="document.title='hit'"> </cbc:Name>`;
  await page.locator("#quote-seller-name").fill(evil);
  await page.locator("#quote-buyer-name").fill("\u202e" + "x".repeat(10_000));
  await page.locator("#quote-terms").fill(evil);
  await expect(paper(page)).toContainText("=HYPERLINK");
  await expect(paper(page).locator("img")).toHaveCount(0);
  for (const name of ["JSON", "CSV", "Markdown", "UBL 2.3", "FOCUS 1.2"]) {
    const file = await save(page, name);
    expect(file.name).toMatch(/^quote-Q-20261120-[0-9a-f]{6}\.(json|csv|md|ubl\.xml|focus\.csv)$/);
    if (name !== "FOCUS 1.2") expect(file.text, name).toContain("3290.00");
    if (name === "CSV") expect(file.text).not.toMatch(/(^|,)"?[=+@]/m);
    if (name === "UBL 2.3") {
      const broken = await page.evaluate((xml) => {
        return new DOMParser().parseFromString(xml, "application/xml").querySelector("parsererror")?.textContent ?? "";
      }, file.text);
      expect(broken).toBe("");
    }
  }
  expect(await page.title()).not.toBe("hit");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
});

test("on paper there is the paper alone, whole", async ({ app, page }) => {
  await app.open(WORK);
  await begin(page);
  await page.locator("#quote-terms").fill(Array.from({ length: 120 }, (_, line) => `Term ${line + 1}.`).join("\n"));
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".quote__edit")).toBeHidden();
  await expect(page.locator(".header")).toBeHidden();
  await expect(total(page)).toBeVisible();
  for (const format of ["A4", "Letter"]) {
    const pdf = (await page.pdf({ format, preferCSSPageSize: false })).toString("latin1");
    const pages = pdf.match(/\/Type\s*\/Page[^s]/g) ?? [];
    expect(pages.length, format).toBeGreaterThan(1);
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test("axe finds nothing, and nothing is wider than the page", async ({ app, page }) => {
        await app.open(WORK);
        await begin(page);
        await page.locator("#quote-rules").setInputFiles({ name: "rules.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(RULES)) });
        await page.getByRole("button", { name: "Add a bundle of your own" }).click();
        await page.locator("#quote-discount").fill("150%");
        await expect(page.locator("#quote-discount-issue")).toHaveAttribute("data-code", "too-large");
        await page.locator("#quote-note").fill("a");
        const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
        const found = violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
        expect(found).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide).toBeLessThanOrEqual(0);
      });
    });
  }
}

test("a quote that can no longer be read is set aside, not written over", async ({ app, page }) => {
  await page.addInitScript(() => {
    if (!localStorage.getItem("seeded")) {
      localStorage.setItem("seeded", "1");
      localStorage.setItem("packwise.quote.v1", JSON.stringify({ terms: "x".repeat(25_000) }));
    }
  });
  await app.open(WORK);
  await expect(page.getByText("cannot be read any more")).toBeVisible();
  await begin(page);
  await page.reload();
  const kept = await page.evaluate(() => localStorage.getItem("packwise.quote.unread"));
  expect(kept).toContain("x".repeat(25_000));
});

test("a text longer than a quote holds is cut in sight, and survives a reload", async ({ app, page }) => {
  await app.open(WORK);
  await begin(page);
  const terms = page.locator("#quote-terms");
  await terms.focus();
  await page.keyboard.insertText("y".repeat(25_000));
  await expect(page.locator("#quote-terms-issue")).toContainText("This box is full");
  await page.keyboard.press("Tab");
  await page.reload();
  await expect(terms).toHaveValue("y".repeat(20_000));
});
