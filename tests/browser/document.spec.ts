// The Document: long links, damaged ones, then and now, files, scenarios that are kept, compared and merged; and a store
// that is broken loses nothing.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type Packwise, test, TWO_LINES } from "./page";

const golden = (name: string): { link: string; document: { lines: unknown[] } } =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../golden/links/${name}.v1.json`, import.meta.url)), "utf8"));

const then = (app: Packwise) => app.page.getByRole("region", { name: "Then and now", exact: true });
const undo = (app: Packwise) => app.page.locator(".toast__undo");

async function scenarios(app: Packwise) {
  await app.page.getByRole("button", { name: "Scenarios", exact: true }).click();
  await expect(app.dialog).toBeVisible();
  return app.dialog;
}

async function save(app: Packwise, name: string) {
  const dialog = await scenarios(app);
  await dialog.getByLabel("Save the work on the screen as").fill(name);
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog.getByText(`Saved “${name}”`)).toBeVisible();
}

test("a long link opens, and becomes a short one where that says everything", async ({ app }) => {
  await app.open(golden("thirty-lines").link);
  await app.expectLines(30);
  await expect(then(app)).toHaveCount(0);
  await expect.poll(() => app.fragment()).toMatch(/^plan\?book=kling-2026&lines=/);
});

test("a link of an older edition shows then and now; moving to now can be undone", async ({ app }) => {
  await app.open(golden("design-example-2025").link);
  await expect(then(app)).toContainText("2025");
  const rows = then(app).getByRole("row");
  await expect(rows).toHaveCount(4);
  await expect(rows.last()).toContainText("$4,200.00");
  // the address goes on saying it until somebody chooses
  await expect.poll(() => app.fragment()).toMatch(/^d=1/);
  await app.reopen();
  await expect(then(app)).toBeVisible();
  await then(app).getByRole("button", { name: /^Move to/ }).click();
  await expect(then(app)).toHaveCount(0);
  await expect(app.book.locator("option:checked")).toHaveText("Kling AI, 2026");
  await undo(app).click();
  await expect(app.book.locator("option:checked")).toHaveText("Kling AI, 2025");
  await app.expectTotal("$4,200.00");
});

test("the prices of then can be kept", async ({ app }) => {
  await app.open(golden("design-example-2025").link);
  await then(app).getByRole("button", { name: "Keep the prices of then" }).click();
  await expect(then(app)).toHaveCount(0);
  await app.expectTotal("$4,200.00");
  await expect.poll(() => app.fragment()).toMatch(/^plan\?book=kling-2025/);
});

test("a damaged link is named, what stands before the damage is kept, and the work before comes back", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.expectTotal("$4,200.00");
  const { link } = golden("thirty-lines");
  const cut = link.slice(0, Math.floor(link.length * 0.7));
  await app.follow(cut);
  await expect(app.code("link-damaged")).toContainText("before the damage were kept");
  const lines = app.work.getByRole("textbox", { name: /^Count per month, line/ });
  expect(await lines.count()).toBeGreaterThan(5);
  expect(await lines.count()).toBeLessThan(30);
  await undo(app).click();
  await app.expectLines(2);
  // opened anew, the work that the browser kept is one step back as well
  await app.open(cut);
  await expect(app.code("link-damaged")).toBeVisible();
  await undo(app).click();
  await app.expectLines(2);
  await app.expectTotal("$4,200.00");
});

test("a link of an unknown version leaves the work as it is", async ({ app }) => {
  await app.open(TWO_LINES);
  await app.follow("d=2abcdef");
  await expect(app.code("link-version")).toBeVisible();
  await app.expectLines(2);
});

test("a link that keeps its prices can be copied", async ({ app, context, page }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await app.open(TWO_LINES);
  await scenarios(app);
  await app.dialog.getByRole("button", { name: "Copy a link that keeps its prices" }).click();
  await expect(app.dialog.getByText(/Copied a link of \d+ characters/)).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/#d=1[A-Za-z0-9_-]+$/);
  await app.open(link.split("#")[1]);
  await app.expectTotal("$4,200.00");
  await expect(then(app)).toContainText("Nov 20, 2026");
});

test("work goes into a file and comes back, chosen or dropped", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await scenarios(app);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    app.dialog.getByRole("button", { name: "Save to a file" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.packwise\.json$/);
  const text = readFileSync(await download.path(), "utf8");
  expect(JSON.parse(text)).toMatchObject({ packwise: 1, document: { book: "kling-2025", months: 3 } });
  await app.open("plan?book=kling-2026&lines=3.0-1080p:5s*1");
  await scenarios(app);
  await app.dialog.locator("#file-open").setInputFiles({ name: "a.packwise.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await expect(app.dialog).toHaveCount(0);
  await app.expectLines(2);
  await undo(app).click();
  await app.expectLines(1);
  // dropped, in a view that has a use for other files
  await page.getByRole("link", { name: "Prices", exact: true }).click();
  const files = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "a.packwise.json", { type: "application/json" }));
    return data;
  }, text);
  await page.dispatchEvent("main", "dragover", { dataTransfer: files });
  await page.dispatchEvent("main", "drop", { dataTransfer: files });
  await expect(page.getByText("Opened a.packwise.json in place of your work")).toBeVisible();
  await page.getByRole("link", { name: "Plan", exact: true }).click();
  await app.expectLines(2);
});

test("a file that is none of ours changes nothing and says why", async ({ app }) => {
  await app.open(TWO_LINES);
  for (const [name, text, words] of [
    ["photo.json", "\u0000\u0001", "is not JSON"],
    ["book.json", '{"id": "kling-2025"}', "no file of Packwise"],
    ["new.packwise.json", '{"packwise": 1, "document": {"book": "kling-2025", "lines": [{"rate": 5}]}}', "document.lines[0]"],
  ]) {
    await scenarios(app);
    await app.dialog.locator("#file-open").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
    await expect(app.dialog.getByText(words).first()).toBeVisible();
    await app.page.keyboard.press("Escape");
    await app.expectLines(2);
  }
});

test("scenarios are kept, named, copied, compared, merged, removed and brought back", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await save(app, "Launch");
  await app.dialog.getByRole("button", { name: "Duplicate “Launch”" }).click();
  await expect(app.dialog.getByText("Copied as “Launch, copy”")).toBeVisible();
  await page.reload();
  await expect(app.main).toBeVisible();
  await scenarios(app);
  await expect(app.dialog.locator(".scenario")).toHaveCount(2);

  // the copy is changed in one line, the original on the screen in another
  await app.dialog.getByRole("button", { name: "Open “Launch, copy”" }).click();
  await app.line(1).count.fill("310");
  await scenarios(app);
  await app.dialog.getByRole("button", { name: "Replace by the work on the screen “Launch, copy”" }).click();
  await app.dialog.getByRole("button", { name: "Open “Launch”", exact: true }).click();
  await app.line(2).count.fill("210");
  await scenarios(app);
  await app.dialog.getByRole("button", { name: "Compare “Launch, copy”" }).click();
  const differences = app.dialog.getByRole("region", { name: "Differences" });
  await expect(differences.getByRole("row")).toHaveText([/What/, /Line 1, count\s*300\s*310/, /Line 2, count\s*210\s*200/]);
  await app.dialog.getByRole("button", { name: "Merge into your work “Launch, copy”" }).click();
  await expect(app.dialog.getByText("All that “Launch, copy” changed since it was copied is in your work now.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(app.line(1).count).toHaveValue("310");
  await expect(app.line(2).count).toHaveValue("210");
  await undo(app).click();
  await expect(app.line(1).count).toHaveValue("300");

  // both changed the same: told, and mine stays
  await app.line(1).count.fill("305");
  await scenarios(app);
  await app.dialog.getByRole("button", { name: "Merge into your work “Launch, copy”" }).click();
  const conflicts = app.dialog.getByRole("region", { name: "Conflicts" });
  await expect(conflicts.getByRole("row")).toHaveText([/Before/, /Line 1, count\s*300\s*305\s*310/]);

  // names, removal and the way back
  await app.dialog.getByRole("textbox", { name: "Name of “Launch, copy”" }).fill("Autumn");
  await page.keyboard.press("Tab");
  await expect(app.dialog.getByRole("button", { name: "Open “Autumn”" })).toBeVisible();
  await app.dialog.getByRole("button", { name: "Delete “Autumn”" }).click();
  await expect(app.dialog.locator(".scenario")).toHaveCount(1);
  await app.dialog.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(app.dialog.locator(".scenario")).toHaveCount(2);
  await page.reload();
  await scenarios(app);
  await expect(app.dialog.getByRole("textbox", { name: "Name of “Autumn”" })).toBeVisible();
});

test("with the keyboard alone", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await page.locator("body").press("s");
  await expect(app.dialog).toBeVisible();
  await app.dialog.getByLabel("Save the work on the screen as").focus();
  await page.keyboard.type("Keys");
  await page.keyboard.press("Enter");
  await expect(app.dialog.getByText("Saved “Keys”")).toBeVisible();
  await app.dialog.getByRole("button", { name: "Delete “Keys”" }).focus();
  await page.keyboard.press("Enter");
  await expect(app.dialog.getByRole("button", { name: "Undo", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(app.dialog.getByRole("button", { name: "Open “Keys”" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(app.dialog).toHaveCount(0);
  await app.expectTotal("$4,200.00");
});

const BROKEN: [string, () => void][] = [
  ["missing", () => Object.defineProperty(window, "indexedDB", { value: undefined })],
  [
    "refusing",
    () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("no", "SecurityError");
      };
    },
  ],
  [
    "full",
    () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    },
  ],
  [
    "silent",
    () => {
      IDBFactory.prototype.open = () => new EventTarget() as unknown as IDBOpenDBRequest;
    },
  ],
];
for (const [name, break_] of BROKEN) {
  test(`a store that is ${name} loses nothing of what is on the screen, and is named`, async ({ app, page }) => {
    await page.addInitScript(break_);
    await app.open(TWO_LINES);
    await save(app, "Lost?");
    await expect(app.dialog.getByRole("alert")).toBeVisible();
    await expect(app.dialog.locator(".scenario")).toHaveCount(1);
    await app.dialog.getByRole("button", { name: "Open “Lost?”" }).click();
    await app.expectLines(2);
    await app.expectTotal("$4,200.00");
    await scenarios(app);
    await expect(app.dialog.getByText("not kept", { exact: true })).toBeVisible();
  });
}

test("what is kept and cannot be read any more is named and can be taken out", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await save(app, "Good");
  await page.keyboard.press("Escape");
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        indexedDB.open("packwise").onsuccess = (event) => {
          const database = (event.target as IDBOpenDBRequest).result;
          const work = database.transaction("scenarios.v1", "readwrite");
          work.objectStore("scenarios.v1").put("{broken", "0");
          work.oncomplete = () => {
            database.close();
            done();
          };
        };
      }),
  );
  await scenarios(app);
  const broken = app.dialog.locator(".scenario").filter({ hasText: "can no longer be read" });
  await expect(broken).toBeVisible();
  await expect(app.dialog.getByRole("button", { name: "Open “Good”" })).toBeVisible();
  await broken.getByRole("button", { name: "Delete" }).click();
  await expect(broken).toHaveCount(0);
});

test("names are text, whatever they say", async ({ app }) => {
  await app.open(TWO_LINES);
  const name = "<img src=x onerror=alert(1)> \u202e=1+1 " + "n".repeat(150);
  await save(app, name);
  await expect(app.dialog.locator(".scenario img")).toHaveCount(0);
  await expect(app.dialog.locator(".scenario input")).toHaveValue(name);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      test("axe finds nothing, and nothing is wider than the screen", async ({ app, page }) => {
        const check = async () => {
          const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" "))}`)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        };
        await app.open(golden("design-example-2025").link);
        await expect(then(app)).toBeVisible();
        await check();
        await save(app, "Launch");
        await app.dialog.getByRole("button", { name: "Duplicate “Launch”" }).click();
        await app.dialog.getByRole("button", { name: "Compare “Launch, copy”" }).click();
        await check();
      });
    });
  }
}
