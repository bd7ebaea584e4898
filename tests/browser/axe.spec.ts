// axe finds nothing serious or critical: in each state, both colours, on a desk and on a phone.
import AxeBuilder from "@axe-core/playwright";
import { ERRORS, JOBS, type Packwise, expect, test, TWENTY_LINES, TWO_LINES } from "./page";

const STATES: [string, (app: Packwise) => Promise<void>][] = [
  ["fresh", (app) => app.open()],
  [
    "errors showing",
    async (app) => {
      await app.open(ERRORS);
      await app.expectNoTotal();
    },
  ],
  [
    "the dialog open",
    async (app) => {
      await app.open(TWO_LINES);
      await app.line(1).units.click();
      await expect(app.dialog).toBeVisible();
    },
  ],
  [
    "jobs",
    async (app) => {
      await app.open(JOBS);
      await expect(app.total).toHaveCount(1);
    },
  ],
  [
    "twenty lines",
    async (app) => {
      await app.open(TWENTY_LINES);
      await app.expectLines(20);
      await expect(app.total).toHaveCount(1);
    },
  ],
];

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      for (const [state, reach] of STATES) {
        test(state, async ({ app, page }) => {
          await reach(app);
          // the whole answer is there, and what follows a moment later
          await expect(app.answer.getByRole("definition").filter({ hasText: "…" })).toHaveCount(0);
          const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
          const found = violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
          expect(found).toEqual([]);
        });
      }
    });
  }
}

test("each control is large enough to hit, or far enough from the next", async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 900 });
  await app.open();
  await expect(app.total).toHaveCount(1);
  const { violations, passes } = await new AxeBuilder({ page }).withRules(["target-size"]).analyze();
  expect(violations.flatMap(({ nodes }) => nodes.map(({ html }) => html))).toEqual([]);
  expect(passes.flatMap(({ nodes }) => nodes).length).toBeGreaterThan(20);
});

test("the colours of the page's own button are those of the system", async ({ app, page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await app.open();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(ground).not.toBe(dark);
  const light = await ground();
  const colours = page.getByRole("button", { name: "Colours:" });
  await colours.click();
  await expect.poll(ground).toBe(dark);
  await page.emulateMedia({ colorScheme: "dark" });
  await colours.click();
  await expect.poll(ground).toBe(light);
});
