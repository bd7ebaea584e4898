// Negotiated prices: laid over a published edition in this browser only; in no link and no file, unless sealed in a link
// with a passphrase, which opens in another browser with that passphrase and nothing else.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";
import { expect, Packwise, test } from "./page";

const WORK = "book=kling-2026&lines=3.0-1080p:5s*300&months=1";
const GOLDEN = JSON.parse(readFileSync(new URL("../golden/sealed/negotiated.v1.json", import.meta.url), "utf8"));
const PASSPHRASE = "quiet harbour, four lanterns";
/** $700.00 as published; a price that stands nowhere else. */
const PRICE = "613.37";

/** What of a negotiated price could stand in a text. */
const TELLS = /613|61337|8[67]\.63|acme/i;

async function negotiate(page: Page, app: Packwise, price = PRICE, view = "prices") {
  await app.open(`${view}?${WORK}`);
  await page.getByRole("button", { name: "Negotiated prices for Kling AI, 2026" }).click();
  const form = page.getByRole("form", { name: "Negotiated prices" });
  await form.getByLabel("Whose, or under which contract").fill("Acme, frame contract");
  await form.getByLabel("Negotiated price of Package 1, Video generation").fill(price);
  await form.getByRole("button", { name: "Use these prices" }).click();
  await expect(form).toBeHidden();
  await expect(page.getByRole("complementary", { name: "Negotiated prices" })).toContainText("Acme, frame contract");
}

async function goTo(page: Page, view: string) {
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: view, exact: true }).click();
}

async function copied(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Another person's browser. */
async function elsewhere(browser: Browser, baseURL: string, fragment: string): Promise<[Page, Packwise]> {
  const context = await browser.newContext({ baseURL, locale: "en-US", timezoneId: "UTC" });
  await context.clock.setFixedTime(new Date("2026-11-20T12:00:00Z"));
  const page = await context.newPage();
  const app = new Packwise(page);
  await app.open(fragment);
  return [page, app];
}

test("the form makes negotiated prices; every view shows what was published beside them", async ({ app, page }) => {
  await negotiate(page, app);
  await page.getByRole("button", { name: "Packs", exact: true }).click();
  const packs = page.getByRole("table", { name: "Packs" });
  const row = packs.getByRole("row").filter({ has: page.getByText("package-1", { exact: true }) });
  await expect(row).toContainText("$700.00");
  await expect(row).toContainText("$613.37");
  await expect(row).toContainText("negotiated");
  await expect(row).toContainText("Negotiated (Acme, frame contract): published 700.00 USD; agreed 613.37 USD, 12.376 % below.");
  await goTo(page, "Plan");
  await app.expectTotal("$613.37");
  await expect(app.main).toContainText("published 700.00 USD");
  await expect(app.main.getByText("negotiated prices", { exact: true })).toBeVisible();
  // the address leaves them out, and it is one's own
  await expect(app.main).not.toContainText("not in it");
  await goTo(page, "Quote");
  const paper = page.getByRole("article", { name: "The quote as printed" });
  await page.getByRole("button", { name: "Begin a quote" }).click();
  await expect(paper).toContainText("$613.37");
  await expect(paper).toContainText("list $700.00, less 12.4%");
  await expect(paper).toContainText("(kling-2026), SHA-256");
});

test("boxes take prices and discounts, and say what is wrong", async ({ app, page }) => {
  await app.open(`prices?${WORK}`);
  await page.getByRole("button", { name: "Negotiated prices for Kling AI, 2026" }).click();
  const form = page.getByRole("form", { name: "Negotiated prices" });
  const one = form.getByLabel("Negotiated price of Package 1, Video generation");
  const two = form.getByLabel("Negotiated price of Package 2, Video generation");
  await one.fill("12.5 %");
  await expect(form.getByRole("row", { name: /^Package 1/ })).toContainText("$612.50, 12.5% below");
  await two.fill("2,100.01");
  await app.expectIssue(two, "contradiction");
  await form.getByRole("button", { name: "Use these prices" }).click();
  await expect(two).toBeFocused();
  await two.fill("abc");
  await app.expectIssue(two, "not-a-number");
  await two.fill("");
  await form.getByRole("button", { name: "As a file" }).click();
  const text = page.getByRole("textbox", { name: "Price book, JSON" });
  await expect(text).toHaveValue(/"discountPercent": "12.5"/);
  // a file with problems names each with its line
  await text.fill((await text.inputValue()).replace('"package-1"', '"package-9"'));
  const problem = page.getByRole("list", { name: "Problems" }).getByRole("listitem");
  await expect(problem).toContainText("packs[0].id");
  await expect(problem).toContainText("line ");
  await expect(problem).toContainText("unknown-pack");
});

test("they stay over a reload, are edited in the form, and go away with their removal", async ({ app, page }) => {
  await negotiate(page, app);
  await goTo(page, "Plan");
  await app.expectTotal("$613.37");
  await page.reload();
  await app.expectTotal("$613.37");
  await expect(app.code("negotiated")).toHaveCount(1);
  await goTo(page, "Prices");
  await page.getByRole("button", { name: "Edit kling-2026+negotiated", exact: true }).or(page.getByRole("button", { name: "Edit kling-2026+acme-frame-contract", exact: true })).click();
  const form = page.getByRole("form", { name: "Negotiated prices" });
  await expect(form.getByLabel("Whose, or under which contract")).toHaveValue("Acme, frame contract");
  await expect(form.getByLabel("Negotiated price of Package 1, Video generation")).toHaveValue(PRICE);
  await form.getByLabel("Negotiated price of Package 1, Video generation").fill("650");
  await form.getByRole("button", { name: "Use these prices" }).click();
  await goTo(page, "Plan");
  await app.expectTotal("$650.00");
  await goTo(page, "Prices");
  await page.getByRole("button", { name: "Remove kling-2026+acme-frame-contract", exact: true }).click();
  await page.getByRole("button", { name: "Yes, remove" }).click();
  await goTo(page, "Plan");
  await app.expectTotal("$700.00");
  await expect(page.getByRole("complementary", { name: "Negotiated prices" })).toHaveCount(0);
});

test("no way out of the page tells a negotiated price, unless it is asked for", async ({ app, page, context, browser, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await negotiate(page, app);
  const links: string[] = [];
  for (const view of ["Plan", "Compare", "Balance", "Quote", "Prices"]) {
    await goTo(page, view);
    await expect.poll(() => app.fragment()).toContain(view === "Quote" ? "" : view.toLowerCase());
    links.push(await app.fragment());
    for (const href of await page.getByRole("navigation", { name: "Views" }).getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")!))) links.push(href);
  }
  await goTo(page, "Plan");
  await page.getByRole("button", { name: "Copy link", exact: true }).click();
  await expect(page.getByText("Copied")).toBeVisible();
  links.push(await copied(page));
  await page.getByRole("button", { name: "Scenarios" }).click();
  await page.getByRole("textbox", { name: "Save the work on the screen as" }).fill("Mine");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Copy a link that keeps its prices" }).click();
  await expect.poll(() => copied(page)).toContain("#d=1");
  const long = await copied(page);
  links.push(long);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save to a file" }).click()]);
  const file = readFileSync((await download.path())!, "utf8");
  for (const text of [...links, file]) expect(text).not.toMatch(TELLS);
  expect(JSON.parse(file).made).toEqual({ day: "2026-11-20", digest: JSON.parse(file).made.digest, negotiated: true });

  // whoever opens one is told, and sees published prices: nothing more is in it
  for (const link of [links[0]!, long.split("#")[1]!]) {
    const [other, there] = await elsewhere(browser, baseURL!, link);
    await goTo(other, "Plan");
    await there.expectTotal("$700.00");
    await there.open(link);
    await expect(there.code("negotiated")).toContainText("not in it");
    expect(await other.evaluate(() => JSON.stringify(localStorage))).not.toMatch(TELLS);
    await other.context().close();
  }
});

test("a sealed link opens with its passphrase in another browser, with no other, and can stay sealed", async ({ app, page, context, browser, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await negotiate(page, app);
  await goTo(page, "Plan");
  await page.getByRole("button", { name: "Share in a sealed link" }).click();
  const sheet = page.getByRole("dialog", { name: "Share negotiated prices" });
  const box = sheet.getByLabel("Passphrase", { exact: true });
  await box.fill("short");
  await sheet.getByRole("button", { name: "Copy the sealed link" }).click();
  await expect(sheet.locator("#sealed-said")).toContainText("12 characters at the least");
  await sheet.getByRole("button", { name: "Suggest one" }).click();
  await expect(box).toHaveValue(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  await box.fill(PASSPHRASE);
  await sheet.getByRole("button", { name: "Copy the sealed link" }).click();
  await expect(sheet.locator("#sealed-said")).toContainText("The link is copied");
  const link = await copied(page);
  expect(await sheet.getByLabel("The sealed link").inputValue()).toBe(link);
  expect(link).not.toMatch(TELLS);
  expect(link.length).toBeLessThan(900);
  await sheet.getByRole("button", { name: "Done" }).click();
  // it is not in the address
  expect(await app.fragment()).not.toContain("sealed");

  const fragment = link.split("#")[1]!;
  const [other, there] = await elsewhere(browser, baseURL!, fragment);
  const asked = other.getByRole("dialog", { name: "Negotiated prices in this link" });
  await expect(asked).toBeVisible();
  await asked.getByRole("button", { name: "Leave them sealed" }).click();
  await there.expectTotal("$700.00");
  await there.expectFragment(fragment);
  await goTo(other, "Prices");
  await expect.poll(() => there.fragment()).toBe(fragment.replace("&sealed", "&view=prices&sealed"));
  await expect(asked).toBeHidden();
  await goTo(other, "Plan");
  const bar = other.getByRole("complementary", { name: "Negotiated prices" });
  await bar.getByRole("button", { name: "Open them" }).click();
  await asked.getByLabel("Passphrase", { exact: true }).fill(`${PASSPHRASE} `);
  await asked.getByRole("button", { name: "Open", exact: true }).click();
  await expect(asked.locator("#sealed-said")).toContainText("does not open it");
  await there.expectTotal("$700.00");
  await asked.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await asked.getByRole("button", { name: "Open", exact: true }).click();
  await expect(asked).toBeHidden();
  await there.expectTotal("$613.37");
  await expect(bar).toContainText("Acme, frame contract");
  // from here on it is theirs, and their address leaves it out again
  await expect.poll(() => there.fragment()).toContain("prices=negotiated");
  await other.reload();
  await there.expectTotal("$613.37");
  await other.context().close();
});

test("the golden sealed link opens for ever; beside another document it does not", async ({ app, page }) => {
  await app.open(GOLDEN.link);
  const asked = page.getByRole("dialog", { name: "Negotiated prices in this link" });
  await asked.getByLabel("Passphrase", { exact: true }).fill(GOLDEN.passphrase);
  await asked.getByRole("button", { name: "Open", exact: true }).click();
  await app.expectTotal("$600.00");

  // the document part of another link, the sealed part of this one
  await page.evaluate(() => localStorage.clear());
  await app.open(GOLDEN.link.replace(/^d=1[^&]*/, await longLink(page, app)));
  await expect(asked).toBeVisible();
  await asked.getByLabel("Passphrase", { exact: true }).fill(GOLDEN.passphrase);
  await asked.getByRole("button", { name: "Open", exact: true }).click();
  await expect(asked.locator("#sealed-said")).toContainText("does not open it");
});

/** The long link of other work. */
async function longLink(page: Page, app: Packwise): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await app.open(`plan?${WORK}`);
  await page.getByRole("button", { name: "Scenarios" }).click();
  await page.getByRole("button", { name: "Copy a link that keeps its prices" }).click();
  await expect.poll(() => copied(page)).toContain("#d=1");
  return (await copied(page)).split("#")[1]!;
}

test("a damaged sealed part is named, and the rest is read", async ({ app, page }) => {
  await app.open(GOLDEN.link.slice(0, -9));
  await expect(app.code("link-damaged")).toContainText("sealed part");
  await app.expectTotal("$700.00");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a scenario at negotiated prices opens at them here", async ({ app, page }) => {
  await negotiate(page, app);
  await page.getByRole("button", { name: "Scenarios" }).click();
  await page.getByRole("textbox", { name: "Save the work on the screen as" }).fill("Mine");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved “Mine”" })).toBeVisible();
  await app.open(`plan?${WORK.replace("*300", "*3")}`);
  await page.getByRole("button", { name: "Scenarios" }).click();
  await page.getByRole("button", { name: /^Open\b/ }).filter({ hasNotText: "file" }).first().click();
  await app.expectTotal("$613.37");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1440]) {
    test(`${colorScheme}, ${width} px: nothing for axe to find in the form, the bar and the sheet`, async ({ app, page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await negotiate(page, app);
      const look = async (name: string) => {
        if (process.env.PACKWISE_SHOTS) await page.screenshot({ path: `${process.env.PACKWISE_SHOTS}/${name}-${colorScheme}-${width}.png` });
        const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
        const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
        expect(found, name).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0);
      };
      await page.getByRole("button", { name: "Negotiated prices for Kling AI, 2026" }).click();
      const form = page.getByRole("form", { name: "Negotiated prices" });
      await form.getByLabel("Negotiated price of Package 2, Video generation").fill("9,999");
      await form.scrollIntoViewIfNeeded();
      await look("form");
      await goTo(page, "Plan");
      await expect(app.total).toHaveCount(1);
      await look("bar");
      await page.getByRole("button", { name: "Share in a sealed link" }).click();
      await page.getByRole("button", { name: "Suggest one" }).click();
      await look("share");
    });
  }
}

test("of each conflict of a merge either side can be chosen, and what that costs is said", async ({ app, page }) => {
  const scenarios = () => page.getByRole("button", { name: "Scenarios" }).click();
  const count = (text: string) => app.line(1).count.fill(text);
  await app.open(`plan?${WORK}`);
  await scenarios();
  await page.getByRole("textbox", { name: "Save the work on the screen as" }).fill("Launch");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await app.dialog.getByRole("button", { name: "Duplicate “Launch”" }).click();
  await app.dialog.getByRole("button", { name: "Open “Launch, copy”" }).click();
  await count("3000");
  await app.months.fill("2");
  await scenarios();
  await app.dialog.getByRole("button", { name: "Replace by the work on the screen “Launch, copy”" }).click();
  await app.dialog.getByRole("button", { name: "Open “Launch”", exact: true }).click();
  await count("600");
  await app.months.fill("3");
  await scenarios();
  await app.dialog.getByRole("button", { name: "Merge into your work “Launch, copy”" }).click();
  const conflicts = app.dialog.getByRole("region", { name: "Conflicts" });
  await expect(conflicts.getByRole("row")).toHaveText([/Before/, /Line 1, count\s*300\s*600\s*3,000/, /Months\s*1\s*3\s*2/]);
  const total = app.dialog.locator("#merge-total");
  const figure = async () => (await total.textContent())!.match(/\$[\d,.]+/)![0];
  const mine = await figure();
  await expect(total).toHaveText(`In all: ${mine} (yours alone ${mine}, theirs alone ${(await total.textContent())!.match(/theirs alone (\$[\d,.]+)/)![1]})`);
  const theirs = conflicts.getByRole("radio", { name: "Theirs: Line 1, count, 3,000" });
  await theirs.focus();
  await page.keyboard.press("Space");
  await expect(theirs).toBeChecked();
  await expect(theirs).toBeFocused();
  await expect.poll(figure).not.toBe(mine);
  if (process.env.PACKWISE_SHOTS) await total.scrollIntoViewIfNeeded();
  if (process.env.PACKWISE_SHOTS) await page.screenshot({ path: `${process.env.PACKWISE_SHOTS}/merge.png` });
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  const chosen = await figure();
  await conflicts.getByRole("radio", { name: "Theirs: Months, 2" }).click();
  await conflicts.getByRole("radio", { name: "Yours: Months, 3" }).click();
  await expect.poll(figure).toBe(chosen);
  await page.keyboard.press("Escape");
  await expect(app.line(1).count).toHaveValue("3,000");
  await expect(app.months).toHaveValue("3");
  await app.expectTotal(chosen);
});
