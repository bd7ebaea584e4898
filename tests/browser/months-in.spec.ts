// Months that differ and packs that are owned, as they are typed, pasted, undone, sent as a link, and answered.
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page";

/** 6,000 credits a month; without terms, so that what is bought follows each month. It is November 2026. */
const WORK = "plan?book=kling-2025&lines=v2.0-master-10s*300&order=none";

const over = (page: Page) => page.getByRole("region", { name: "Over time" });
const way = (page: Page) => page.getByRole("combobox", { name: "Month by month" });
const box = (page: Page, name: string) => over(page).getByRole("textbox", { name, exact: true });
const share = (page: Page, month: string) => box(page, `${month}, % of the work`);
const picture = (page: Page, name: RegExp) => over(page).getByRole("img", { name });

/** Pastes as a spreadsheet does; false where the page took it over. */
const paste = (into: Locator, text: string) =>
  into.evaluate((element, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    return element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);

test("nothing but a choice and a button is shown while the months are the same", async ({ app, page }) => {
  await app.open(`${WORK}&months=3`);
  await app.expectTotal("$4,200.00");
  await expect(way(page)).toHaveValue("same");
  await expect(over(page).getByRole("textbox")).toHaveCount(0);
  await expect(over(page).getByRole("img")).toHaveCount(0);
});

test("growth by the keyboard, in the link, and taken back", async ({ app, page }) => {
  await app.open(`${WORK}&months=3`);
  await way(page).focus();
  await page.keyboard.type("Grows");
  await expect(way(page)).toHaveValue("growth");
  await page.keyboard.press("Tab");
  const growth = box(page, "% more each month");
  await expect(growth).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("60%");
  // 6,000, 9,600, 15,360: the last needs more than one B1
  await expect(picture(page, /^6,000 to 15,360 credits a month$/)).toBeVisible();
  await app.expectFragment(`${WORK.replace("&order=none", "")}&months=3&growth=60&order=none`);
  await app.expectTotal("$5,040.00");
  await over(page).getByRole("button", { name: /30,960 in all/ }).click();
  await expect(app.dialog).toContainText("6000 + 9600 + 15360");
  await page.keyboard.press("Escape");
  await app.reopen();
  await app.expectTotal("$5,040.00");
  await expect(growth).toHaveValue("60");
  await growth.fill("abc");
  await app.expectIssue(growth, "not-a-number");
  await app.expectNoTotal();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(growth).toHaveValue("60");
  await app.expectTotal("$5,040.00");
});

test("a season goes by the calendar, from ready shapes or typed", async ({ app, page }) => {
  await app.open(`${WORK}&months=3`);
  await way(page).selectOption("Seasonal");
  await app.expectTotal("$4,200.00");
  await over(page).getByRole("button", { name: "Holiday peak" }).click();
  // November 170 %, December 180 %, January 80 %
  await expect(picture(page, /^4,800 to 10,800 credits a month$/)).toBeVisible();
  await expect(share(page, "Dec")).toHaveValue("180");
  expect(await app.fragment()).toContain("season=80-80-90-90-90-90-90-100-110-130-170-180");
  await share(page, "Jan").fill("10*2");
  await expect(picture(page, /^1,200 to 10,800 credits a month$/)).toBeVisible();
  await app.reopen();
  expect(await app.fragment()).toContain("season=20-80-");
  await expect(share(page, "Jan")).toHaveValue("20");
  await expect(picture(page, /^1,200 to 10,800 credits a month$/)).toBeVisible();
  // a month that is not planned withholds nothing; one that is does
  await share(page, "Jul").fill("");
  await expect(app.total).toHaveCount(1);
  await share(page, "Dec").fill("");
  await app.expectIssue(share(page, "Dec"), "empty");
  await app.expectNoTotal();
});

test("months typed one by one: a missing one is no month of nothing", async ({ app, page }) => {
  await app.open(`${WORK}&months=4`);
  await way(page).selectOption("Typed month by month");
  await expect(share(page, "Nov 2026")).toHaveValue("100");
  await share(page, "Dec 2026").fill("200");
  await expect(picture(page, /^6,000 to 12,000 credits a month$/)).toBeVisible();
  await app.expectTotal("$6,090.00");
  await share(page, "Jan 2027").fill("");
  await app.expectIssue(share(page, "Jan 2027"), "empty");
  await app.expectNoTotal();
  await over(page).getByRole("button", { name: "Repeat into empty months" }).click();
  await expect(share(page, "Jan 2027")).toHaveValue("200");
  await app.expectTotal("$6,580.00");
  await app.months.fill("5");
  await app.expectIssue(share(page, "Mar 2027"), "empty");
  await app.months.fill("2");
  await app.expectTotal("$3,290.00");
  await expect(over(page)).toContainText("only the first 2 of 4 months");
});

test("a pasted column fills from there on and plans as many months", async ({ app, page }) => {
  await app.open(`${WORK}&months=3`);
  await way(page).selectOption("Typed month by month");
  await page.getByRole("combobox", { name: "Typed as" }).selectOption("credits of video generation");
  const units = (month: string) => box(page, `${month}, units`);
  await expect(units("Nov 2026")).toHaveValue("6000");
  // one number is the box's own business
  expect(await paste(units("Nov 2026"), "1,200")).toBe(true);
  expect(await paste(units("Dec 2026"), "Credits\r\n12,000\r\n1.2k\r\n8000.5\r\n\"9,000\"\r\n40*25\r\n")).toBe(false);
  await expect(app.months).toHaveValue("6");
  await expect(units("Apr 2027")).toHaveValue("40*25");
  await expect(units("Apr 2027")).toBeFocused();
  await expect(picture(page, /^1,000 to 12,000 credits a month$/)).toBeVisible();
  expect(await app.fragment()).toContain("units=video:6000,12000,1200,8000.5,9000,1000");
  await app.expectTotal("$8,890.00");
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect(app.months).toHaveValue("3");
  await expect(units("Dec 2026")).toHaveValue("6000");
  await app.expectTotal("$4,200.00");
});

test("units of a pool need no line of work", async ({ app, page }) => {
  await app.open("plan?book=kling-2025&order=none");
  await way(page).selectOption("Typed month by month");
  await box(page, "Nov 2026, units").fill("25,000");
  await app.expectTotal("$3,290.00");
  await app.reopen();
  await app.expectTotal("$3,290.00");
});

test("owned packs change the answer, and stay in the link", async ({ app, page }) => {
  await app.open(`${WORK}&months=2`);
  await app.expectTotal("$2,800.00");
  await over(page).getByRole("button", { name: "Add a pack you own" }).click();
  await expect(box(page, "Units, owned pack 1")).toBeFocused();
  await app.expectNoTotal();
  await page.keyboard.type("6k");
  const left = box(page, "Months left, owned pack 1");
  await app.expectIssue(left, "empty");
  await left.fill("1");
  await app.expectTotal("$1,400.00");
  await app.expectFragment("plan?book=kling-2025&lines=v2.0-master-10s*300&months=2&owned=6000:video/1&order=none");
  await expect(app.answer).toContainText("count as paid");
  // usable from the second month on: the first must be bought, and lasts no longer
  await page.getByRole("combobox", { name: "Usable from, owned pack 1" }).selectOption("Dec 2026");
  await app.expectTotal("$1,400.00");
  await page.getByRole("checkbox", { name: "Never expires, owned pack 1" }).check();
  await expect(left).toBeHidden();
  await app.reopen();
  await app.expectTotal("$1,400.00");
  await expect(page.getByRole("checkbox", { name: "Never expires, owned pack 1" })).toBeChecked();
  await page.getByRole("button", { name: "Remove owned pack 1" }).click();
  await app.expectTotal("$2,800.00");
  await expect(over(page).getByRole("button", { name: "Add a pack you own" })).toBeFocused();
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await app.expectTotal("$1,400.00");
  await expect(box(page, "Units, owned pack 1")).toHaveValue("6,000");
});

test("an owned pack gives what nothing on sale does", async ({ app, page }) => {
  await app.open(`${WORK}&months=1&concurrency=50`);
  await app.expectNoTotal();
  await over(page).getByRole("button", { name: "Add a pack you own" }).click();
  await page.keyboard.type("100");
  await page.getByRole("checkbox", { name: "Never expires, owned pack 1" }).check();
  await app.expectNoTotal();
  await box(page, "At once, owned pack 1").fill("50");
  await app.expectTotal("$1,400.00");
});

test("an example replaces months and owned packs, and Undo brings them back", async ({ app, page }) => {
  await app.open(`${WORK}&months=2&growth=50&owned=500:video/never`);
  await expect(app.total).toHaveCount(1);
  await app.startFrom("Product stills");
  await expect(way(page)).toHaveValue("same");
  await expect(over(page).getByRole("textbox")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect(way(page)).toHaveValue("growth");
  await expect(box(page, "Units, owned pack 1")).toHaveValue("500");
});

test("what is told of one volume a month is not told of months that differ", async ({ app, page }) => {
  await app.open(`compare${WORK.slice(4)}&months=3&growth=60`);
  await expect(page.getByText("6,000 to 15,360 credits a month")).toBeVisible();
  const volume = page.getByRole("region", { name: /^Total against volume/ });
  // the total against volume is of all months together then
  const steps = volume.getByRole("slider", { name: /^Total against volume/ });
  await expect(steps).toHaveAttribute("aria-valuetext", /credits in 3 months: \$5,040\.00, where you are/);
  await expect(page.getByRole("region", { name: /^Break-even points, / })).toContainText("not all as the lines of work say");
  await expect(page.getByRole("region", { name: /^Packs side by side/ })).toContainText("$5,040.00");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      for (const months of ["growth=5", "season=80-80-90-90-90-90-90-100-110-130-170-x", "shape=100,,90", "units=12000,1,9000"]) {
        test(`axe, and no wider than the screen: ${months}`, async ({ app, page }) => {
          await app.open(`${WORK}&months=3&${months}&owned=118.5:video/2c5,5:gold/,7:image/never@2`);
          await expect(box(page, "Units, owned pack 3")).toBeVisible();
          const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
          const found = violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
          expect(found).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        });
      }
    });
  }
}
