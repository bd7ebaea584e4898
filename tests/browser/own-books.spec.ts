// Books of one's own: dropped, chosen, pasted or written; every problem named with its line; used at once when clean;
// kept in this browser and given back unchanged.
import AxeBuilder from "@axe-core/playwright";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page";

const PRICES = "prices?book=kling-2026&lines=3.0-1080p:5s*100";
const SHIPPED = readFileSync(new URL("../../dist/books/v1/kling-2025.json", import.meta.url), "utf8");

/** A small good book: the shipped one of 2025 under an id of its own, changed. */
function book(change: (book: any) => void = () => {}, edition = "deal"): string {
  const json = JSON.parse(SHIPPED);
  json.edition = edition;
  json.id = `kling-${edition}`;
  json.title = "Our negotiated prices";
  change(json);
  return JSON.stringify(json, null, 2);
}

class Own {
  readonly panel: Locator;
  readonly text: Locator;
  readonly use: Locator;
  readonly said: Locator;
  readonly problems: Locator;
  readonly books: Locator;
  readonly chosen: Locator;

  constructor(readonly page: Page) {
    this.panel = page.getByRole("region", { name: "Your own prices" });
    this.text = this.panel.getByRole("textbox", { name: "Price book, JSON" });
    this.use = this.panel.getByRole("button", { name: "Use these prices" });
    this.said = this.panel.getByRole("status").first();
    this.problems = this.panel.getByRole("list", { name: "Problems" }).getByRole("listitem");
    this.books = this.panel.getByRole("list", { name: "Your books" }).getByRole("listitem");
    this.chosen = page.getByRole("combobox", { name: "Prices of" });
  }

  async open(fragment = PRICES) {
    await this.page.goto(`./#${fragment}`);
    await expect(this.panel).toBeVisible();
  }

  button(name: string): Locator {
    return this.panel.getByRole("button", { name, exact: true });
  }

  async write(text: string) {
    if (!(await this.text.isVisible())) await this.button("Paste or write one").click();
    await this.text.fill(text);
  }

  async choose(name: string, text: string | Buffer) {
    const buffer = typeof text === "string" ? Buffer.from(text) : text;
    await this.panel.getByLabel("Choose a file").setInputFiles({ name, mimeType: "application/json", buffer });
  }

  async drop(name: string, text: string, on = this.panel) {
    const data = await this.page.evaluateHandle(
      ([name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name, { type: "application/json" }));
        return data;
      },
      [name, text],
    );
    await on.dispatchEvent("dragover", { dataTransfer: data });
    await on.dispatchEvent("drop", { dataTransfer: data });
  }

  async expectChosen(title: string) {
    await expect(this.chosen.getByRole("option", { selected: true })).toHaveText(title);
  }
}

const owned = test.extend<{ own: Own }>({ own: async ({ page }, use) => use(new Own(page)) });

owned("a file that is chosen is used at once, marked, and priced with", async ({ own, app, page }) => {
  await own.open("prices?book=kling-2025&lines=v2.0-master-10s*300,v1.6-pro-5s*200&months=3");
  await own.choose("deal.json", book((json) => (json.packs[0].price = json.packs[0].listPrice = "1000.00")));
  await expect(own.said).toContainText("Our negotiated prices is now the chosen book");
  await own.expectChosen("Kling AI, deal (local)");
  await expect(page.getByText("local, never sent anywhere")).toHaveCount(2);
  await page.getByRole("link", { name: "Plan", exact: true }).click();
  await app.expectTotal("$3,000.00");
  await expect(app.main.getByText("local, never sent anywhere")).toBeVisible();
});

owned("a file that is dropped is used at once", async ({ own }) => {
  await own.open();
  await own.drop("deal.json", book());
  await own.expectChosen("Kling AI, deal (local)");
});

owned("a file that is dropped anywhere in the view is used; beside it, it does not take the page away", async ({ own, page }) => {
  await own.open();
  await own.drop("deal.json", book(), page.getByRole("heading", { level: 1 }));
  await own.expectChosen("Kling AI, deal (local)");
  const prevented = await page.evaluate(() =>
    ["dragover", "drop"].map((name) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["{}"], "x.json"));
      return !document.body.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
    }),
  );
  expect(prevented).toEqual([true, true]);
  // words that are dragged are the browser's business
  const words = await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/plain", "kling");
    return document.querySelector("#prices-search")!.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  });
  expect(words).toBe(true);
});

owned("what is typed is never lost: not to another view, a file, another book, or by closing", async ({ own, page }) => {
  await own.open();
  const typed = '{"format": 1, "id": "typed"';
  const back = own.button("Bring back what was typed");
  await own.write(typed);
  await expect(own.problems.first()).toBeVisible();
  await page.getByRole("link", { name: "Plan", exact: true }).click();
  await expect(own.panel).toHaveCount(0);
  await page.getByRole("link", { name: "Prices", exact: true }).click();
  await expect(own.text).toHaveValue(typed);
  await expect(own.problems.first()).toBeVisible();
  await expect(back).toHaveCount(0);

  const deeds: [string, () => Promise<void>][] = [
    ["a broken file", () => own.drop("bad.json", "{}")],
    ["a broken file that is chosen", () => own.choose("bad.json", "[]")],
    ["an empty editor", () => own.button("Paste or write one").click()],
    ["the present book", () => own.button("Start from Kling AI, 2026").click()],
    ["closing", () => own.button("Close the editor").click()],
  ];
  for (const [what, deed] of deeds) {
    await deed();
    await expect(back, what).toBeVisible();
    await back.click();
    await expect(own.text, what).toHaveValue(typed);
    await expect(back, what).toHaveCount(0);
  }
  // of two texts each can be had again
  await own.button("Paste or write one").click();
  await own.write("other words");
  await back.click();
  await expect(own.text).toHaveValue(typed);
  await back.click();
  await expect(own.text).toHaveValue("other words");
  // a file that is used leaves what is typed beside it as it is
  await own.choose("deal.json", book());
  await own.expectChosen("Kling AI, deal (local)");
  await expect(own.text).toHaveValue("other words");
});

owned("words about a failure look like one, and go with what failed", async ({ own }) => {
  await own.open();
  await own.choose("bad.json", "{}");
  await expect(own.said).toHaveClass(/own__said--error/);
  await own.button("Close the editor").click();
  await expect(own.said).toHaveText("");
  await expect(own.problems).toHaveCount(0);
  await own.choose("bad.json", "{}");
  await own.text.fill("");
  await expect(own.said).toHaveText("");
  await expect(own.problems).toHaveCount(0);
  await own.button("Close the editor").click();
  await own.choose("big.json", `[${" ".repeat(5_000_000)}]`);
  await expect(own.said).toContainText("big.json cannot be used");
  await own.button("Dismiss").click();
  await expect(own.said).toHaveText("");
  await expect(own.problems).toHaveCount(0);
});

owned("of several files what is wrong with one stays said, and one broken text is in the editor", async ({ own }) => {
  await own.open();
  const file = (name: string, text: string | Buffer) => ({ name, mimeType: "application/json", buffer: Buffer.from(text as string) });
  await own.panel.getByLabel("Choose a file").setInputFiles([
    file("bad.json", "{}"),
    file("deal.json", book()),
    file("worse.json", "[]"),
    file("latin.json", Buffer.from([0x7b, 0xff, 0x7d])),
  ]);
  await own.expectChosen("Kling AI, deal (local)");
  await expect(own.said).toHaveText(/^bad\.json cannot be used: \d+ problems\. Our negotiated prices is now the chosen book\. worse\.json cannot be used: 1 problem\. latin\.json cannot be used: 1 problem\.$/);
  await expect(own.said).toHaveClass(/own__said--error/);
  await expect(own.text).toHaveValue("{}");
  for (const name of ["worse.json", "latin.json"]) await expect(own.problems.filter({ hasText: name })).toHaveCount(1);
  expect(await own.problems.count()).toBeGreaterThan(3);
});

owned("a copy of a book that is written without spaces has an id of its own", async ({ own }) => {
  await own.open();
  await own.choose("deal.json", JSON.stringify(JSON.parse(book())));
  await own.expectChosen("Kling AI, deal (local)");
  await own.button("Start from Kling AI, deal").click();
  await expect(own.text).toHaveValue(/"id":"kling-deal-own"/);
  await expect(own.text).toHaveValue(/"edition":"deal-own"/);
  await expect(own.panel).toContainText("No problem found");
});

owned("the work goes along with a book of the same provider; undoing a removal brings book and work back", async ({ own, page }) => {
  await own.open("prices?book=kling-2026&lines=3.0-1080p:5s*100");
  await own.choose("deal.json", book());
  await own.expectChosen("Kling AI, deal (local)");
  await page.goto("./#prices?book=kling-deal&lines=v1.6-pro-5s*300,v2.0-master-10s*7");
  await own.expectChosen("Kling AI, deal (local)");
  const work = () => new URL(page.url()).hash;
  await own.button("Remove kling-deal").click();
  await own.button("Yes, remove").click();
  await own.expectChosen("Kling AI, 2026");
  expect(work()).not.toContain("v1.6-pro-5s");
  await own.button("Undo").click();
  await own.expectChosen("Kling AI, deal (local)");
  expect(work()).toContain("lines=v1.6-pro-5s*300,v2.0-master-10s*7");
  await expect(own.books).toHaveCount(1);

  await own.button("Remove kling-deal").click();
  await own.button("Yes, remove").click();
  await own.expectChosen("Kling AI, 2026");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+z");
  await own.expectChosen("Kling AI, deal (local)");
  expect(work()).toContain("lines=v1.6-pro-5s*300,v2.0-master-10s*7");
  await expect(own.books).toHaveCount(1);
  await expect(own.said).toContainText("It is back");
});

owned("a book of one's own in the way of one of the host's is named; removed, the host's is there", async ({ own, page }) => {
  const folder = new URL("../../dist/books/v1/", import.meta.url);
  const index = JSON.parse(readFileSync(new URL("index.json", folder), "utf8"));
  const hosts = book((json) => (json.title = "The host's prices"), "2027");
  const sha256 = createHash("sha256").update(hosts).digest("hex");
  index.books.push({ ...index.books[0], id: "kling-2027", file: "kling-2027.json", sha256 });
  await page.route("**/books/v1/index.json", (route) => route.fulfill({ json: index }));
  await page.route("**/books/v1/kling-2027.json", (route) => route.fulfill({ body: hosts, contentType: "application/json" }));
  await page.addInitScript(
    (text) => {
      if (!sessionStorage.seen) localStorage.setItem("packwise.book.v1.kling-2027", text);
      sessionStorage.seen = "1";
    },
    book(() => {}, "2027"),
  );
  await own.open();
  const clash = page.getByRole("main").locator('[data-code="duplicate-id"]').filter({ hasText: "kling-2027" });
  await expect(clash).toContainText("your own is used");
  await own.button("Remove kling-2027").click();
  await own.button("Yes, remove").click();
  await expect(clash).toHaveCount(0);
  await expect(own.chosen.getByRole("option", { name: "Kling AI, 2027", exact: true })).toBeAttached();
});

owned("kept in this browser, given back byte for byte, and removed; removing can be undone", async ({ own, page }) => {
  await own.open();
  const text = book().replace("{", "{ \t") + "\r\n\r\n";
  await own.choose("deal.json", text);
  await own.expectChosen("Kling AI, deal (local)");
  await page.reload();
  await own.expectChosen("Kling AI, deal (local)");
  const download = page.waitForEvent("download");
  await own.button("Download kling-deal").click();
  expect(readFileSync(await (await download).path(), "utf8")).toBe(text);

  await own.button("Remove kling-deal").click();
  await expect(own.button("Yes, remove")).toBeFocused();
  await own.button("Keep it").click();
  await expect(own.books).toHaveCount(1);
  await own.button("Remove kling-deal").click();
  await own.button("Yes, remove").click();
  await expect(own.books).toHaveCount(0);
  await own.expectChosen("Kling AI, 2026");
  await expect(own.button("Undo")).toBeFocused();
  await own.button("Undo").click();
  await expect(own.books).toHaveCount(1);
  await own.expectChosen("Kling AI, deal (local)");
  await own.button("Remove kling-deal").click();
  await own.button("Yes, remove").click();
  await page.reload();
  await expect(own.panel).toBeVisible();
  await expect(own.books).toHaveCount(0);
});

owned("written: problems as one types, each with its line; then used", async ({ own, page }) => {
  await own.open();
  const bad = book((json) => {
    json.packs[1].price = -5;
    json.rates[3].pool = "sound";
  });
  await own.write(bad);
  await expect(own.panel).toContainText(/\d problems? found/);
  await expect(own.text).toHaveAttribute("aria-invalid", "true");
  const price = own.problems.filter({ hasText: "packs[1].price" });
  const line = bad.split("\n").findIndex((line) => line.includes('"price": -5')) + 1;
  await price.getByRole("button", { name: `line ${line}`, exact: true }).click();
  await expect(own.text).toBeFocused();
  const caret = await own.text.evaluate((area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split("\n").length);
  expect(caret).toBe(line);
  await own.use.click();
  await expect(own.said).toContainText("cannot be used");
  await own.expectChosen("Kling AI, 2026");
  await own.write(book());
  await expect(own.panel).toContainText("No problem found");
  await own.use.click();
  await own.expectChosen("Kling AI, deal (local)");
  await expect(page.getByRole("table", { name: "Rates" })).toBeVisible();
});

owned("starting from the present book: a copy under an id of its own", async ({ own }) => {
  await own.open();
  await own.button("Start from Kling AI, 2026").click();
  await expect(own.text).toHaveValue(/"id": "kling-2026-own"/);
  await expect(own.panel).toContainText("No problem found");
  await own.use.click();
  await own.expectChosen("Kling AI, 2026-own (local)");
  await own.button("Start from Kling AI, 2026-own").click();
  await expect(own.text).toHaveValue(/"id": "kling-2026-own-own"/);
  await own.button("Close the editor").click();
  await own.button("Edit kling-2026-own").click();
  const text = await own.text.inputValue();
  await own.write(text.replace('"title": "Kling', '"title": "Ours, once Kling'));
  await own.use.click();
  await expect(own.said).toContainText("took the place of the book of the same id");
  await expect(own.books).toHaveCount(1);
});

const BAD: [string, string | Buffer, string, string][] = [
  ["a wrong type", book((json) => (json.rates = {})), "wrong-type", "rates"],
  ["an id twice", book((json) => (json.rates[1].id = json.rates[0].id)), "duplicate-id", "rates[1]"],
  [
    "equivalents that go round",
    book((json) => {
      for (const [at, other] of [[0, 1], [1, 0]])
        json.rates[at].retired = { since: null, equivalent: json.rates[other].id, evidence: "derived", source: null };
    }),
    "cyclic-reference",
    "rates[0]",
  ],
  ["a price as a float", book((json) => (json.packs[0].price = 1400.5)), "wrong-type", "packs[0].price"],
  ["a life below zero", book((json) => (json.packs[0].life = { months: -1 })), "", "packs[0].life"],
  ["the id of a shipped edition", book((json) => (json.title = "Shadow"), "2025"), "duplicate-id", "id"],
  ["a page of HTML in its place", "<!doctype html><title>Not found</title>", "not-json", "the whole file"],
  ["its end cut off", book().slice(0, 3000), "not-json", "the whole file"],
  ["nothing in it", "", "not-json", "the whole file"],
  ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00, 0x7b]), "not-json", "the whole file"],
  ["5 MB", `[${" ".repeat(5_000_000)}]`, "too-large", "the whole file"],
];
for (const [what, text, code, path] of BAD) {
  owned(`a book with ${what} is named, and the running book untouched`, async ({ own, page }) => {
    await own.open();
    await own.choose("bad.json", text);
    await expect(own.said).toContainText("bad.json cannot be used");
    const problem = code ? own.problems.and(page.locator(`[data-code="${code}"]`)) : own.problems;
    const named = page.locator(".problem__path").filter({ hasText: new RegExp(`^${path.replace(/[[\].]/g, "\\$&")}($|[.[])`) });
    await expect(problem.filter({ has: named }).first()).toBeVisible();
    await own.expectChosen("Kling AI, 2026");
    await expect(own.books).toHaveCount(0);
    await expect(page.getByText("87 of 87 rates")).toBeVisible();
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("packwise.book")))).toEqual([]);
  });
}

owned("HTML in names is text, and no address but one of the web is followed", async ({ own, page }) => {
  await own.open();
  const html = "<img src=x onerror=\"document.title='broken in'\"><b>bold</b>";
  await own.choose(
    "deal.json",
    book((json) => {
      json.title = json.provider.name = json.rates[0].model = json.packs[0].name = json.pools[0].name = json.sources[0].title = html;
      json.rates[0].note = html;
    }),
  );
  await expect(own.books).toContainText("<b>bold</b>");
  await expect(page.getByRole("table", { name: "Rates" }).getByText(html).first()).toBeVisible();
  await page.getByRole("button", { name: "Packs", exact: true }).click();
  await expect(page.getByRole("table", { name: "Packs" }).getByText(html).first()).toBeVisible();
  await expect(page.locator("main img, main b b")).toHaveCount(0);
  expect(await page.title()).not.toBe("broken in");
  await own.choose("script.json", book((json) => (json.sources[0].url = "javascript:alert(1)")));
  await expect(page.locator('a[href^="javascript:"]')).toHaveCount(0);
});

owned("a store that refuses: said, and the book is used all the same", async ({ own, page }) => {
  await page.addInitScript(() => {
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (key.startsWith("packwise.book")) throw new DOMException("full", "QuotaExceededError");
      set.call(this, key, value);
    };
  });
  await own.open();
  await own.choose("deal.json", book());
  await own.expectChosen("Kling AI, deal (local)");
  await expect(own.books).toContainText("this browser does not keep it");
});

owned("a kept file that is no book any more: named, and there to be mended", async ({ own, page }) => {
  await page.addInitScript(() => localStorage.setItem("packwise.book.v1.old", '{"format": 1, "id": 5}'));
  await own.open();
  await expect(own.books).toContainText("no longer usable");
  await own.button("Edit old").click();
  await expect(own.text).toHaveValue('{"format": 1, "id": 5}');
  await expect(own.problems.first()).toBeVisible();
  await own.button("Remove old").click();
  await own.button("Yes, remove").click();
  await expect(own.books).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    owned(`${colorScheme}, ${width} px: nothing for axe to find with a book, an editor and problems`, async ({ own, page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await own.open();
      await own.choose("deal.json", book());
      await expect(own.books).toHaveCount(1);
      await own.write(book((json) => (json.packs[1].price = -5)));
      await expect(own.problems.first()).toBeVisible();
      await own.button("Remove kling-deal").click();
      const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
      const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
      expect(found).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    });
  }
}
