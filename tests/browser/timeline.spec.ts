// The answer over time: in words, as bars over the lives of packs, as units in hand, as dates for a calendar.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { expect, type Packwise, test, TWO_LINES } from "./page";

/** 36 months of the current book: 180-day packs. */
const LONG = "plan?book=kling-2026&lines=3.0-1080p:5s*400,3.0-720p-audio:10s*120x2&months=36";
/** A term of three months that reaches beyond a plan of two. */
const TERM = "plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-pro-5s*200&months=2&order=term:3";

const WHEN =
  /^(This month|Each month|Every \d+ months|From|Months? \d|January|February|March|April|May|June|July|August|September|October|November|December)\b[^!]*: /;

/** The steps of the answer that are there, folded away or not. */
const steps = (app: Packwise) => app.answer.locator("li").filter({ hasText: WHEN });

/** Opens the table under a picture and gives its rows, cell by cell. */
async function twin(app: Packwise, name: string): Promise<string[][]> {
  const region = app.page.getByRole("region", { name: `${name}, as a table` });
  // while it is closed, what is in it has no role
  const closed = app.page.locator(`[aria-label="${name}, as a table"]`);
  await app.page.locator("details").filter({ has: closed }).getByText("The same as a table").click();
  await expect(region).toBeVisible();
  const rows = await region.getByRole("row").all();
  return Promise.all(rows.slice(1).map((row) => row.locator("th, td").allTextContents()));
}

test("a plan of one month, of the same months, of months that differ", async ({ app }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*300");
  await app.expectBuys("This month: 1 × B1");
  await app.open(TWO_LINES);
  await app.expectBuys("Each month: 1 × B1");
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*400&months=3");
  await expect(steps(app).first()).toHaveText(/^November 2026: \d+ × /);
  await expect(steps(app).nth(1)).toHaveText("From December 2026: nothing to buy");
});

test("36 and 60 months are no wall of text", async ({ app }) => {
  for (const months of [36, 60]) {
    await app.open(LONG.replace("months=36", `months=${months}`));
    await expect(app.total).toHaveCount(1);
    await expect.poll(async () => (await steps(app).all()).length).toBeGreaterThan(0);
    const shown = [];
    for (const step of await steps(app).all()) if (await step.isVisible()) shown.push(await step.textContent());
    expect(shown.length).toBeLessThanOrEqual(5);
    const more = app.answer.locator("summary").filter({ hasText: /^and \d+ more steps?$/ });
    if (await more.count()) {
      const said = Number((await more.textContent())!.match(/\d+/)![0]);
      await more.click();
      const all = [];
      for (const step of await steps(app).all()) if (await step.isVisible()) all.push(step);
      expect(all.length).toBe(shown.length + said);
    }
  }
});

test("what terms buy after the plan is said apart", async ({ app }) => {
  await app.open(TERM);
  await app.expectBuys("Each month: 1 × B1");
  // and nothing else: the words for those who hear hold the whole answer
  await expect(app.answer.getByText("After the months planned, terms also buy: January 2027: 1 × B1", { exact: true })).toBeVisible();
});

test("the proof is said under the answer", async ({ app }) => {
  await app.open(TWO_LINES);
  await expect(app.answer.getByText(/^Proved in [\d,]+ steps? of search: no plan costs less\.$/)).toBeVisible();
});

test("bars are read out by the keyboard and by pointing", async ({ app, page }) => {
  await app.open(TERM);
  const bars = page.getByRole("slider", { name: "Packs over time" });
  await expect(bars).toHaveAttribute("aria-valuetext", /^2 purchases, 1 by terms after the plan\./);
  await expect(bars).toHaveAttribute("aria-valuemax", "3");
  await bars.focus();
  await page.keyboard.press("ArrowRight");
  await expect(bars).toHaveAttribute("aria-valuetext", "1 × B1, Nov 2026: 10,000 credits; 6,700 used, 3,300 expire unused");
  await page.keyboard.press("End");
  const later = "1 × B1, Jan 2027: 10,000 credits, bought by a term after the months planned";
  await expect(bars).toHaveAttribute("aria-valuetext", later);
  await expect(page.getByText(later, { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(bars).toHaveAttribute("aria-valuetext", /^2 purchases/);
  const box = (await bars.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 48);
  await expect(bars).toHaveAttribute("aria-valuetext", /^1 × B1, Dec 2026: /);
});

test("a table says what the bars show", async ({ app }) => {
  await app.open(TERM);
  expect(await twin(app, "Packs over time")).toEqual([
    ["1 × B1", "Nov 2026", "Nov 2026", "10,000", "6,700", "3,300", "0", "6,700"],
    ["1 × B1", "Dec 2026", "Dec 2026", "10,000", "6,700", "3,300", "0", "6,700"],
    ["1 × B1, by term", "Jan 2027", "Jan 2027", "–", "–", "–", "–", "bought after the months planned"],
  ]);
});

test("units in hand, month by month: read out and as a table", async ({ app, page }) => {
  await app.open(TWO_LINES);
  const hand = page.getByRole("slider", { name: "Units in hand by month" });
  await hand.focus();
  await page.keyboard.press("End");
  await expect(hand).toHaveAttribute(
    "aria-valuetext",
    "Jan 2027: 0 credits in hand, 10,000 bought; 6,700 used, 3,300 expire, 0 left. 6,700 needed",
  );
  const rows = await twin(app, "Units in hand by month");
  expect(rows).toHaveLength(3);
  expect(rows[0]).toEqual(["Nov 2026", "0", "10,000", "6,700", "3,300", "0", "6,700", "0"]);
});

test("the ledger adds up in every month of a long plan", async ({ app }) => {
  await app.open(LONG);
  await expect(app.total).toHaveCount(1);
  const rows = await twin(app, "Units in hand by month");
  expect(rows).toHaveLength(36);
  const number = (cell: string) => Number(cell.replaceAll(",", ""));
  let before = 0;
  for (const [month, ...cells] of rows) {
    const [opening, bought, used, expired, closing, needed, open] = cells.map(number);
    expect(opening, month).toBe(before);
    expect(opening + bought, month).toBeCloseTo(used + expired + closing, 3);
    expect(needed, month).toBeCloseTo(used + open, 3);
    before = closing;
  }
});

test("the start names the months, is in the link, and can be undone", async ({ app, page }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*400&months=3");
  const starts = page.getByLabel("Starts on");
  await expect(starts).toHaveValue("2026-11-20");
  await app.expectFragment("plan?book=kling-2026&lines=3.0-1080p:5s*400&months=3");
  await starts.fill("2027-02-01");
  await expect(steps(app).first()).toHaveText(/^February 2027: /);
  await app.expectFragment("plan?book=kling-2026&lines=3.0-1080p:5s*400&start=2027-02-01&months=3");
  await app.reopen();
  await expect(page.getByLabel("Starts on")).toHaveValue("2027-02-01");
  await starts.fill("");
  await expect(steps(app).first()).toHaveText(/^Month 1: /);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(starts).toHaveValue("2027-02-01");
});

test("months that differ and owned packs: words, bars, table, dates", async ({ app, page }) => {
  await app.open(
    "plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-pro-5s*200&months=12&growth=6&owned=2500:video/2,800:video/never@3&order=none",
  );
  await expect(steps(app)).toHaveText(["November 2026 to July 2027: 1 × B1 each month", "From August 2027: 1 × B2 each month"]);
  await expect(app.answer.getByText(/^Of packs you own: 3,253\.11 credits used, .+; 46\.89 left$/)).toBeVisible();
  const bars = page.getByRole("slider", { name: "Packs over time" });
  await expect(bars).toHaveAttribute("aria-valuetext", /^12 purchases, 2 owned\./);
  await bars.focus();
  await page.keyboard.press("Home");
  await expect(bars).toHaveAttribute("aria-valuetext", /^Owned pack 1, Nov 2026 until Dec 2026: 2,500 credits; 2,500 used$/);
  const rows = await twin(app, "Packs over time");
  expect(rows.slice(0, 2).map((row) => row.slice(0, 4))).toEqual([
    ["Owned pack 1", "Nov 2026", "Dec 2026", "2,500"],
    ["Owned pack 2", "Feb 2027", "never expires", "800"],
  ]);
  expect(rows).toHaveLength(14);
  const volume = page.getByRole("slider", { name: /^Total against volume/ });
  await expect(volume).toHaveAttribute("aria-valuetext", /credits in 12 months: \$18,270\.00, where you are; \d+ more cost nothing/);
});

test("a link's bad start is named and the rest kept", async ({ app, page }) => {
  await app.open("plan?book=kling-2025&lines=v2.0-master-10s*300&start=2027-02-30");
  await expect(page.getByText("“2027-02-30” is no day such as 2027-01-31")).toBeVisible();
  await app.expectBuys("This month: 1 × B1");
});

test("dates are saved for a calendar", async ({ app, page }) => {
  await app.open(TERM);
  const save = page.getByRole("button", { name: "Calendar (.ics)" });
  const [download] = await Promise.all([page.waitForEvent("download"), save.click()]);
  expect(download.suggestedFilename()).toBe("packwise-kling-2025-2026-11-20.ics");
  const text = readFileSync(await download.path(), "utf8");
  expect(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75 && !line.includes("\n"))).toBe(true);
  const unfolded = text.replaceAll("\r\n ", "");
  const events = unfolded.split("BEGIN:VEVENT").slice(1).map((event) => {
    const of = (name: string) => event.match(new RegExp(`^${name}:(.*)$`, "m"))![1].trim().replaceAll("\\,", ",");
    return `${of("DTSTART;VALUE=DATE")} ${of("SUMMARY")}`;
  });
  expect(events).toEqual([
    "20261120 Buy 1 × B1, $1,400.00",
    "20261219 3,300 credits of B1 expire today if unused",
    "20261220 Buy 1 × B1, $1,400.00",
    "20270119 3,300 credits of B1 expire today if unused",
    "20270120 Term: 1 × B1 to pay, $1,400.00",
  ]);
  expect(new Set(unfolded.match(/^UID:.*$/gm)).size).toBe(5);
  expect(unfolded.match(/^DTSTAMP:20261120T000000Z\r?$/gm)).toHaveLength(5);
  // the same work makes the same file
  const [again] = await Promise.all([page.waitForEvent("download"), save.click()]);
  expect(readFileSync(await again.path(), "utf8")).toBe(text);
});

test("without a start there are no dates, and the page says what is needed", async ({ app, page }) => {
  await app.open(TERM);
  const starts = page.getByLabel("Starts on");
  await starts.fill("");
  await expect(page.getByText("Months have names, and purchases dates, once it is known")).toBeVisible();
  await page.getByRole("button", { name: "Calendar (.ics)" }).click();
  await expect(page.getByText("A start date is needed: dates in a calendar are counted from it.")).toBeVisible();
  await expect(starts).toHaveAttribute("aria-invalid", "true");
  await expect(starts).toBeFocused();
  await starts.fill("2027-01-31");
  await expect(starts).not.toHaveAttribute("aria-invalid", "true");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      for (const [name, link] of [["36 months", LONG], ["a term", TERM]] as const) {
        test(`${name}: fit to be read, and nothing scrolls but its own box`, async ({ app, page }) => {
          await app.open(link);
          await expect(app.total).toHaveCount(1);
          const months = page.getByRole("region", { name: "Month by month" });
          await months.scrollIntoViewIfNeeded();
          for (const summary of await page.getByText("The same as a table").all()) await summary.click();
          await expect(app.answer.locator("[aria-busy]")).toHaveCount(0);
          const wide = await page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth);
          expect(wide).toBeLessThanOrEqual(0);
          const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
          const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          expect(grave.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
        });
      }
    });
  }
}
