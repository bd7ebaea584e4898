// Known questions and their answers: what to buy, what it costs, what is paid after the months planned.
import { expect, test, TWO_LINES } from "./page";

const MASTER = "plan?book=kling-2025&lines=v2.0-master-10s*1250";

test("25,000 credits of Kling 2025 with no minimum order are one B1 and one B2", async ({ app }) => {
  await app.open(`${MASTER}&order=none`);
  await app.expectTotal("$3,290.00");
  await app.expectBuys("This month: 1 × B1 and 1 × B2");
  await expect(app.answer).not.toContainText("after the months planned");
  await app.line(1).expectFigures("20", "25,000");
});

test("the same under the book's own term is paid for three months", async ({ app }) => {
  await app.open(MASTER);
  await app.expectTotal("$9,870.00");
  await app.expectBuys("This month: 1 × B1 and 1 × B2");
  await expect(app.answer).toContainText("$6,580.00 is paid after the months planned");
});

test("300 Master and 200 professional clips a month for three months are a B1 each month", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.expectTotal("$4,200.00");
  await app.expectBuys("Each month: 1 × B1");
  await expect(app.answer).not.toContainText("after the months planned");
  await app.line(1).expectFigures("20", "6,000");
  await app.line(2).expectFigures("3.5", "700");
  await expect(app.work.getByRole("button", { name: "6,700 credits a month" })).toBeVisible();
});

for (const [name, lines] of [
  ["in 3.0 clips", "3.0-1080p:5s*6250"],
  ["in 2.0 Master clips", "2.0-master-1080p:10s*1250"],
  ["over two lines", "3.0-1080p:10s*2500,2.5-turbo-1080p:10s*500x2"],
]) {
  test(`25,000 units of Kling 2026 without trial packs, ${name}`, async ({ app }) => {
    await app.open(`plan?book=kling-2026&lines=${lines}&without=trial-s,trial-l`);
    await app.expectTotal("$3,500.00");
    await expect(app.work.getByRole("button", { name: "25,000 units a month" })).toBeVisible();
    await expect(app.answer).not.toContainText("Trial");
  });
}

test("a fresh page opens on the current edition with work and a total", async ({ app }) => {
  await app.open();
  await expect(app.book.getByRole("option", { selected: true })).toHaveText("Kling AI, 2026");
  await expect(app.line(1).model).toBeVisible();
  await expect(app.total).toHaveText(/^\$[1-9][\d,]*\.\d\d/);
  expect(await app.fragment()).toMatch(/^plan\?book=kling-2026&lines=/);
});

test("the answer says what goes to waste, what is free and what others would pay", async ({ app }) => {
  await app.open(`${MASTER}&order=none`);
  await expect(app.answer).toContainText("0 credits expire");
  const facts = app.answer.getByRole("definition");
  // 25,000 credits at $0.14, the saving against that, and 20 of the 25,000 credits' price
  await expect(facts.filter({ hasText: "$3,500.00" })).toBeVisible();
  await expect(facts.filter({ hasText: "$210.00 (6%)" })).toBeVisible();
  await expect(facts.filter({ hasText: "$2.632" })).toBeVisible();
  // the rules of thumb come a moment later
  await expect(facts.filter({ hasText: "+ $350.00" })).toBeVisible();
  await expect(facts.filter({ hasText: "+ $1,190.00" })).toBeVisible();
  await app.line(1).count.fill("1000");
  await app.expectTotal("$2,240.00");
  await app.line(1).count.fill("900");
  // 18,000 of a B3's 20,000
  await expect(app.answer).toContainText("2,000 credits expire");
});

test("other ways to buy the same are listed with what each costs more", async ({ app, page }) => {
  await app.open(`${MASTER}&order=none`);
  const others = page.getByRole("table").filter({ hasText: "Against the answer" });
  const row = (name: string) => others.getByRole("row").filter({ hasText: name });
  await expect(row("the answer").getByRole("cell")).toHaveText(["$3,290.00", "$0.1316", "0", "cheapest"]);
  await expect(row("largest first, then top up").getByRole("cell")).toHaveText(["$3,640.00", "$0.1456", "5,000", "+ $350.00"]);
  await expect(row("best price per unit").getByRole("cell")).toHaveText(["$4,480.00", "$0.1792", "15,000", "+ $1,190.00"]);
  await expect(row("only B1").getByRole("cell")).toHaveText(["$4,200.00", "$0.168", "5,000", "+ $910.00"]);
});

test("the months are there as a picture and as a table", async ({ app, page }) => {
  await app.open(TWO_LINES);
  const months = page.getByRole("region", { name: "Month by month" });
  const bars = months.getByRole("slider", { name: "Packs over time" });
  await expect(bars).toHaveAttribute("aria-valuemax", "3");
  await bars.focus();
  await page.keyboard.press("Home");
  await expect(bars).toHaveAttribute("aria-valuetext", /^1 × B1, Nov 2026: 10,000 credits; 6,700 used, 3,300 expire/);
  await months.getByText("The same as a table").last().click();
  const rows = months.getByRole("table", { name: /^Units in hand/ }).getByRole("row");
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(1).getByRole("cell")).toHaveText(["0", "10,000", "6,700", "3,300", "0", "6,700", "0"]);
  await expect(rows.nth(1).getByRole("rowheader")).toHaveText("Nov 2026");
});
