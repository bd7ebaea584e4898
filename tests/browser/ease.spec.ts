// Daily use: sums in number boxes, undo, reorder, examples, helpers, shortcuts, a calm answer, paper.
import AxeBuilder from "@axe-core/playwright";
import { type Packwise, expect, test, TWO_LINES } from "./page";

const ONE = "plan?book=kling-2025&lines=v2.0-master-10s*300&order=none";

/** What was just done, as it is said. */
const told = (app: Packwise) => app.page.locator(".toast").getByRole("status");
/** The one beside the tools; what was just done may offer another. */
const undo = (app: Packwise) => app.page.getByRole("button", { name: "Undo", exact: true }).first();
const button = (app: Packwise, name: string) => app.page.getByRole("button", { name, exact: true });

for (const [typed, units, link, worth] of [
  ["1,200", "24,000", "1200", null],
  ["1 200", "24,000", "1200", "= 1,200"],
  ["1.2k", "24,000", "1200", "= 1,200"],
  ["0.003m", "60,000", "3000", "= 3,000"],
  ["40*25", "20,000", "1000", "= 1,000"],
  ["12*(30+5)", "8,400", "420", "= 420"],
  ["100/4", "500", "25", "= 25"],
  ["1/3*600", "4,000", "200", "= 200"],
  ["１２００", "24,000", "1200", "= 1,200"],
] as const) {
  test(`a count typed as ${typed}`, async ({ app }) => {
    await app.open(ONE);
    const { count, item } = app.line(1);
    await app.line(1).expectFigures("20", "6,000");
    const height = (await item.boundingBox())!.height;
    await count.fill(typed);
    await app.line(1).expectFigures("20", units);
    await app.expectFragment(ONE.replace("*300", `*${link}`));
    if (worth) {
      await expect(count).toHaveAccessibleDescription(worth);
      await expect(count).toHaveAttribute("title", worth);
      await expect(item.getByText(worth, { exact: true })).toBeVisible();
    } else {
      await app.expectNoIssue(count);
    }
    expect((await item.boundingBox())!.height).toBe(height);
    await count.blur();
    await expect(count).toHaveValue(typed);
  });
}

test("a long count is grouped at rest, and plain while it is typed", async ({ app, page }) => {
  await app.open(ONE);
  const { count } = app.line(1);
  await count.fill("1200");
  await expect(count).toHaveValue("1200");
  await page.keyboard.press("Tab");
  await expect(count).toHaveValue("1,200");
  await page.keyboard.press("Shift+Tab");
  await expect(count).toHaveValue("1200");
  // what Tab lands on is selected
  await page.keyboard.type("34567");
  await expect(count).toHaveValue("34567");
  await page.keyboard.press("Tab");
  await expect(count).toHaveValue("34,567");
  // bad input is shown as it was typed, at rest too
  await count.fill("1000000001");
  await page.keyboard.press("Tab");
  await expect(count).toHaveValue("1000000001");
});

test("sums in the months, the length and the takes", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*400");
  await app.months.fill("2*3");
  await app.line(1).seconds.fill("2*5");
  await app.line(1).takes.fill("1+1");
  await app.expectFragment("plan?book=kling-2026&lines=3.0-1080p:10s*400x2&months=6");
});

test.describe("in German", () => {
  test.use({ locale: "de-DE" });

  test("sums are typed with German marks", async ({ app }) => {
    await app.open(ONE);
    const { count } = app.line(1);
    await count.fill("1,2k");
    await app.expectFragment(ONE.replace("*300", "*1200"));
    await count.fill("1.200*2");
    await app.expectFragment(ONE.replace("*300", "*2400"));
    await count.fill("1.2k");
    await app.expectIssue(count, "not-a-number");
    await count.fill("1200");
    await count.blur();
    await expect(count).toHaveValue("1.200");
  });
});

test("typing is undone and redone box by box, bad input too", async ({ app, page }) => {
  await app.open(TWO_LINES);
  const first = app.line(1).count;
  const second = app.line(2).count;
  await expect(undo(app)).toHaveAttribute("aria-disabled", "true");
  await first.press("End");
  await page.keyboard.type("12");
  await second.fill("many");
  await app.expectIssue(second, "not-a-number");
  await second.press("Control+z");
  await expect(second).toHaveValue("200");
  await expect(first).toHaveValue("30,012");
  await expect(second).toBeFocused();
  await expect(told(app)).toHaveText("Undone: count of line 2");
  await second.press("Control+z");
  await expect(first).toHaveValue("300");
  await app.expectTotal("$4,200.00");
  await expect(undo(app)).toHaveAttribute("aria-disabled", "true");
  await second.press("Control+Shift+z");
  await expect(first).toHaveValue("30,012");
  await second.press("Control+y");
  await expect(second).toHaveValue("many");
  await app.expectIssue(second, "not-a-number");
  await expect(button(app, "Redo")).toHaveAttribute("aria-disabled", "true");
  // a sum comes back as it was typed
  await undo(app).click();
  await second.fill("40*25");
  await first.fill("7");
  await undo(app).click();
  await undo(app).click();
  await button(app, "Redo").click();
  await expect(second).toHaveValue("40*25");
  await expect(button(app, "Redo")).toBeFocused();
});

test("typing that rests is a step of its own", async ({ app, page }) => {
  await app.open(TWO_LINES);
  const { count } = app.line(1);
  await count.press("End");
  await page.keyboard.type("1");
  await page.waitForTimeout(1300);
  await page.keyboard.type("2");
  await page.keyboard.press("Control+z");
  await expect(count).toHaveValue("3001");
  await page.keyboard.press("Control+z");
  await expect(count).toHaveValue("300");
});

test("an example replaces the work, says so, and is undone", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.line(1).count.fill("oops");
  await app.startFrom("Music video");
  await expect(told(app)).toHaveText("Replaced your work");
  await app.expectFragment("plan?book=kling-2025&lines=v2.0-master-10s*60x4,lip-sync-10s*12x2");
  await app.page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await expect(app.line(1).count).toHaveValue("oops");
  await app.expectIssue(app.line(1).count, "not-a-number");
  await app.expectLines(2);
  await expect(app.months).toHaveValue("3");
  // what was brought back can be edited
  await app.line(1).count.fill("300");
  await app.expectTotal("$4,200.00");
  await app.expectFragment(TWO_LINES);
});

test("each thing that is done is one step: line, model, book, condition, link", async ({ app }) => {
  await app.open(TWO_LINES);
  const states: string[] = [TWO_LINES];
  const done = async (act: () => Promise<unknown>) => {
    await act();
    await expect.poll(() => app.fragment()).not.toBe(states.at(-1));
    states.push(await app.fragment());
  };
  await done(() => app.addWork.click());
  await done(() => app.line(2).remove.click());
  await done(() => app.line(1).duplicate.click());
  await done(() => app.line(1).length.selectOption("5 s"));
  await done(() => app.minimumOrder.selectOption("Ignored"));
  await done(() => app.book.selectOption("Kling AI, 2026"));
  await done(() => app.follow("plan?book=kling-2026&lines=3.0-1080p:5s*400,2.6-1080p:10s*3"));
  await expect(told(app)).toHaveText("Opened another link in place of your work");
  await done(() => button(app, "Move line 2 up").click());
  for (const state of states.slice(0, -1).reverse()) {
    await undo(app).click();
    await app.expectFragment(state);
  }
  for (const state of states.slice(1)) {
    await button(app, "Redo").click();
    await app.expectFragment(state);
  }
  await expect(button(app, "Redo")).toHaveAttribute("aria-disabled", "true");
});

test("undoing what has the focus leaves the focus on the page", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await app.addWork.click();
  await app.line(3).count.focus();
  await page.keyboard.press("Control+z");
  await app.expectLines(2);
  await expect(app.addWork).toBeFocused();
});

test("lines move by their buttons, and the focus goes with them", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await app.addWork.click();
  await app.expectLines(3);
  await expect(button(app, "Move line 1 up")).toHaveAttribute("aria-disabled", "true");
  await expect(button(app, "Move line 3 down")).toHaveAttribute("aria-disabled", "true");
  await button(app, "Move line 1 down").focus();
  await page.keyboard.press("Enter");
  await expect(app.line(2).count).toHaveValue("300");
  await expect(button(app, "Move line 2 down")).toBeFocused();
  await expect(told(app)).toHaveText("Line moved to place 2 of 3");
  await page.keyboard.press("Enter");
  await expect(app.line(3).count).toHaveValue("300");
  await expect(button(app, "Move line 3 down")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(app.line(3).count).toHaveValue("300");
  // from inside a line
  await app.line(3).count.focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(app.line(2).count).toHaveValue("300");
  await expect(app.line(2).count).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(app.line(3).count).toBeFocused();
  await app.line(3).expectFigures("20", "6,000");
});

test("all counts are scaled by a factor, shown before, undone in one step", async ({ app }) => {
  await app.open(TWO_LINES);
  await button(app, "Scale all counts").click();
  const panel = app.page.getByRole("region", { name: "Scale all counts" });
  const factor = panel.getByRole("textbox", { name: "Factor" });
  await expect(factor).toHaveValue("1.5");
  await expect(panel.getByRole("listitem")).toHaveText(["Line 1: 300 → 450", "Line 2: 200 → 300", "Rounded up to whole ones."]);
  await factor.fill("2/3");
  await expect(panel.getByRole("listitem").nth(1)).toHaveText("Line 2: 200 → 134");
  await factor.fill("nothing");
  await expect(panel.getByText("A factor is a number above zero")).toBeVisible();
  await expect(panel.getByRole("button", { name: /^Scale \d/ })).toHaveCount(0);
  await factor.fill("150%");
  await app.expectFragment(TWO_LINES);
  await panel.getByRole("button", { name: "Scale 2 counts" }).click();
  await app.expectFragment(TWO_LINES.replace("*300", "*450").replace("*200", "*300"));
  await expect(panel).toHaveCount(0);
  await expect(button(app, "Scale all counts")).toBeFocused();
  await expect(told(app)).toHaveText("Scaled all counts by 150%");
  await undo(app).click();
  await app.expectFragment(TWO_LINES);
});

test("scaling right after typing is a step of its own", async ({ app }) => {
  await app.open(ONE);
  await button(app, "Scale all counts").click();
  await app.line(1).count.fill("100");
  await app.page.getByRole("button", { name: "Scale 1 count" }).click();
  await expect(app.line(1).count).toHaveValue("150");
  await undo(app).click();
  await expect(app.line(1).count).toHaveValue("100");
  await undo(app).click();
  await expect(app.line(1).count).toHaveValue("300");
});

test("a count that is no number stays as it is when the others are scaled", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.line(1).count.fill("many");
  await button(app, "Scale all counts").click();
  const panel = app.page.getByRole("region", { name: "Scale all counts" });
  await expect(panel.getByRole("listitem").first()).toContainText("Line 1: stays as it is");
  await panel.getByRole("button", { name: "Scale 1 count" }).click();
  await expect(app.line(1).count).toHaveValue("many");
  await expect(app.line(2).count).toHaveValue("300");
});

for (const book of ["kling-2025", "kling-2026"]) {
  test(`every example of ${book} says what it assumes, and has an answer`, async ({ app, page }) => {
    await app.open(`plan?book=${book}`);
    await button(app, "Start from an example").click();
    const cards = page.getByRole("region", { name: "Examples" }).getByRole("button");
    const count = await cards.count();
    expect(count).toBeGreaterThanOrEqual(8);
    for (let card = 0; card < count; card++) {
      if (card > 0) await button(app, "Start from an example").click();
      await expect(cards.nth(card)).toHaveAccessibleDescription(/\w+ .*\w+/);
      await cards.nth(card).click();
      await expect(app.total).toHaveText(/^\$[1-9]/);
      await expect(button(app, "Start from an example")).toBeFocused();
    }
  });
}

test("the examples close by Escape, and the focus goes back", async ({ app, page }) => {
  await app.open(TWO_LINES);
  const opener = button(app, "Start from an example");
  await opener.click();
  await expect(opener).toHaveAttribute("aria-expanded", "true");
  await page.getByRole("button", { name: "Product spins", exact: true }).focus();
  await page.keyboard.press("Escape");
  await expect(opener).toHaveAttribute("aria-expanded", "false");
  await expect(opener).toBeFocused();
  await app.expectFragment(TWO_LINES);
});

test("finished minutes become a line's count", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*400,2.6-1080p:10s*3");
  await button(app, "From finished minutes").click();
  const panel = app.page.getByRole("region", { name: "From finished minutes" });
  await expect(panel.getByRole("textbox", { name: "Length of each clip" })).toHaveValue("5");
  await expect(panel.getByText("20 min × 60 ÷ (5 s × 80%) = 300 clips, rounded up to whole ones")).toBeVisible();
  await panel.getByRole("combobox", { name: "For line" }).selectOption({ index: 1 });
  await expect(panel.getByRole("textbox", { name: "Length of each clip" })).toHaveValue("10");
  await panel.getByRole("textbox", { name: "Finished minutes a month" }).fill("7");
  await panel.getByRole("textbox", { name: "Share of a clip that is kept" }).fill("1/3");
  await expect(panel.getByText("= 126 clips")).toBeVisible();
  await panel.getByRole("textbox", { name: "Share of a clip that is kept" }).fill("120%");
  await expect(panel.getByText("the share is at most 100%")).toBeVisible();
  await panel.getByRole("textbox", { name: "Share of a clip that is kept" }).fill("50%");
  await panel.getByRole("button", { name: "Set line 2 to 84" }).click();
  await app.expectFragment("plan?book=kling-2026&lines=3.0-1080p:5s*400,2.6-1080p:10s*84");
  await expect(told(app)).toHaveText("Line 2: 84 a month");
});

test("how many at once follows from a day's work", async ({ app }) => {
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*4400x2");
  await button(app, "How many do I need?").click();
  const panel = app.page.getByRole("region", { name: "How many at once" });
  // 8,800 a month over 22 days
  await expect(panel.getByRole("textbox", { name: "Generations a day" })).toHaveValue("8800/22");
  await panel.getByRole("textbox", { name: "Each takes" }).fill("3");
  await panel.getByRole("textbox", { name: "Working day" }).fill("8");
  await panel.getByRole("textbox", { name: "Busiest hour" }).fill("2");
  await expect(panel.getByText("8800/22 × 3 min × 2 ÷ (8 h × 60) = 5 at once, rounded up to whole ones")).toBeVisible();
  await panel.getByRole("textbox", { name: "Working day" }).fill("0");
  await expect(panel.getByText("All four are numbers above zero.")).toBeVisible();
  await panel.getByRole("textbox", { name: "Working day" }).fill("8");
  await panel.getByRole("button", { name: "Ask for 5 at once" }).click();
  await expect(app.atOnce).toHaveValue("5");
  await expect(button(app, "How many do I need?")).toBeFocused();
  await app.expectFragment("plan?book=kling-2026&lines=3.0-1080p:5s*4400x2&concurrency=5");
});

test("the shortcuts are listed by ? and by a button", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await app.expectTotal("$4,200.00");
  await page.keyboard.press("?");
  await expect(app.dialog).toHaveAccessibleName("Keyboard shortcuts");
  await expect(app.dialog.getByRole("row").filter({ hasText: "Undo" })).toContainText("Ctrl");
  // the page's shortcuts rest while it is open
  await page.keyboard.press("a");
  await page.keyboard.press("Escape");
  await expect(app.dialog).toBeHidden();
  await app.expectLines(2);
  await button(app, "Shortcuts").click();
  await expect(app.dialog).toBeVisible();
  await app.dialog.getByRole("button", { name: "Close" }).click();
  await expect(app.dialog).toBeHidden();
  await expect(button(app, "Shortcuts")).toBeFocused();
});

test("shortcuts of a single key do what they say, never while typing, and can be turned off", async ({ app, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await app.open(TWO_LINES);
  await app.expectTotal("$4,200.00");
  await page.keyboard.press("a");
  await app.expectLines(3);
  await expect(app.line(3).count).toBeFocused();
  // typed into a box it is a letter
  await page.keyboard.type("a?");
  await expect(app.line(3).count).toHaveValue(/a\?/);
  await app.expectLines(3);
  await app.book.focus();
  await page.keyboard.press("a");
  await app.expectLines(3);
  await app.addWork.focus();
  await page.keyboard.press("w");
  await expect(app.book).toBeFocused();
  await app.addWork.focus();
  await page.keyboard.press("c");
  await expect(button(app, "Copied")).toBeVisible();
  await page.keyboard.press("t");
  await expect(button(app, "Colours: Dark")).toBeVisible();
  await page.keyboard.press("e");
  await expect(page.getByRole("region", { name: "Examples" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(page.getByRole("link", { name: "Prices" })).toHaveAttribute("aria-current", "page");
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await expect(page.getByRole("link", { name: "Compare" })).toHaveAttribute("aria-current", "page");
  // undo works in every view, and is said
  await page.keyboard.press("Control+z");
  await expect(told(app)).toHaveText("Undone: count of line 3");
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(app.answer).toBeVisible();
  await app.expectLines(3);

  await button(app, "Shortcuts").click();
  await app.dialog.getByRole("checkbox", { name: "Shortcuts of a single key" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(app.dialog).toBeHidden();
  for (const again of [false, true]) {
    if (again) await app.open(TWO_LINES);
    const lines = again ? 2 : 3;
    await app.expectLines(lines);
    await app.addWork.focus();
    await page.keyboard.press("a");
    await page.keyboard.press("?");
    await app.expectLines(lines);
    await expect(app.dialog).toBeHidden();
  }
  // those with a modifier remain
  await app.line(1).count.focus();
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await app.expectLines(3);
  await page.keyboard.press("Alt+Shift+Backspace");
  await app.expectLines(2);
  await expect(told(app)).toHaveText("Removed line 1");
});

test("a table without lines says how to begin", async ({ app, page }) => {
  await app.open("plan?book=kling-2026");
  await expect(app.work.getByRole("list").getByRole("listitem").filter({ hasText: /model|keep|buy/ })).toHaveCount(3);
  await app.work.getByRole("button", { name: "See the examples" }).click();
  await expect(page.getByRole("region", { name: "Examples" })).toBeVisible();
  await app.work.getByRole("button", { name: "Add a line" }).click();
  await app.expectLines(1);
  await expect(app.line(1).count).toBeFocused();
  await expect(app.work.getByRole("button", { name: "Add a line" })).toHaveCount(0);
});

test("the first page says that it is an example, until it is changed", async ({ app, page }) => {
  const note = page.getByText("An example: change anything");
  await app.open();
  await expect(note).toBeVisible();
  const box = () => app.line(1).item.boundingBox();
  const before = await box();
  await app.line(1).count.fill("410");
  await expect(note).toHaveCount(0);
  expect(await box()).toEqual(before);
  await app.open();
  await expect(app.line(1).count).toHaveValue("410");
  await expect(note).toHaveCount(0);
});

test("the first example gives way to an empty page, and comes back", async ({ app, page }) => {
  await app.open();
  await button(app, "Start empty").click();
  await app.expectLines(0);
  await expect(app.addWork).toBeFocused();
  await expect(told(app)).toHaveText("Started empty");
  await page.keyboard.press("Control+z");
  await app.expectLines(2);
  await expect(app.total).toHaveText(/^\$[1-9]/);
});

test("nothing jumps while a count is typed and the purchase stays the same", async ({ app, page }) => {
  await app.open();
  await expect(app.answer.getByRole("definition").filter({ hasText: "…" })).toHaveCount(0);
  const { count } = app.line(1);
  await count.focus();
  await page.evaluate(() => {
    const seen = { heights: [] as number[], dots: 0, busy: 0 };
    (window as any).seen = seen;
    const card = document.querySelector("#answer")!;
    const look = () => {
      seen.heights.push(card.getBoundingClientRect().height);
      if (card.textContent!.includes("…")) seen.dots++;
      if (card.querySelector("[aria-busy]")) seen.busy++;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  for (const typed of ["401", "402", "405", "408"]) {
    await count.fill(typed);
    await page.waitForTimeout(450);
  }
  await expect(app.answer.locator("[aria-busy]")).toHaveCount(0);
  const seen = await page.evaluate(() => (window as any).seen as { heights: number[]; dots: number; busy: number });
  expect(seen.heights.length).toBeGreaterThan(10);
  expect(Math.max(...seen.heights) - Math.min(...seen.heights)).toBeLessThan(0.5);
  expect(seen.dots, "no figure gives way to dots").toBe(0);
  expect(seen.busy, "figures of the moment before are marked as such").toBeGreaterThan(0);
});

test("on paper: the work, the answer, where the prices are from, the link; no buttons", async ({ app, page }) => {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.setViewportSize({ width: 690, height: 1000 });
  await app.open(TWO_LINES);
  await app.expectTotal("$4,200.00");
  await expect(page.getByRole("paragraph").filter({ hasText: "Kling AI, 2025, " })).toBeVisible();
  await expect(page.getByText("Worked out Nov 20, 2026")).toBeVisible();
  await expect(page.getByText(`#${TWO_LINES}`)).toBeVisible();
  for (const name of ["Undo", "Redo", "+ Add work", "Start from an example", "Remove line 1", "Move line 1 down", "Shortcuts"]) {
    await expect(button(app, name)).toHaveCount(0);
  }
  await expect(page.getByRole("button", { name: "Copy link" })).toBeHidden();
  await expect(page.getByRole("table").filter({ hasText: "In hand" })).toBeVisible();
  await expect(page.getByRole("table").filter({ hasText: "Against the answer" })).toBeVisible();
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test("every panel is fit to be read, used and heard", async ({ app, page }) => {
        await app.open(TWO_LINES);
        await app.line(1).count.fill("12*(30-5)");
        await button(app, "How many do I need?").click();
        const found: string[] = [];
        for (const open of ["Start from an example", "Scale all counts", "From finished minutes", "Shortcuts"]) {
          await button(app, open).click();
          await expect(app.answer.locator("[aria-busy]")).toHaveCount(0);
          const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
          const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          found.push(...grave.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${open}: ${id}: ${target.join(" ")}: ${failureSummary}`)));
          const wide = await page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth);
          expect(wide, `${open}: the page does not scroll sideways`).toBeLessThanOrEqual(0);
        }
        expect(found).toEqual([]);
      });
    });
  }
}

test("an example that nobody touched changes with the book, and comes back", async ({ app, page }) => {
  await app.open();
  await app.book.selectOption("Kling AI, 2025");
  await expect(app.code("unknown-rate")).toHaveCount(0);
  await expect(app.total).toHaveText(/^\$[1-9]/);
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(app.book).toHaveValue("kling-2026");
  await expect(app.total).toHaveText(/^\$[1-9]/);
});
