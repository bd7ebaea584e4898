// Books that the host has beside the built-in ones: a good one is offered, a broken one is named and the page goes on.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { type Packwise, expect, test, TWO_LINES } from "./page";

const folder = new URL("../../dist/books/v1/", import.meta.url);
const shippedIndex = JSON.parse(readFileSync(new URL("index.json", folder), "utf8"));
const shippedBook = () => JSON.parse(readFileSync(new URL("kling-2025.json", folder), "utf8"));

interface HostBook {
  id: string;
  text: string;
  /** What the index says of it, where that is not the truth. */
  sha256?: string;
}

/** A book as the shipped one of 2025, under another id, changed. */
function book(id: string, edition: string, change: (book: any) => void = () => {}): HostBook {
  const json = { ...shippedBook(), id, edition, title: `Book ${edition}` };
  change(json);
  return { id, text: JSON.stringify(json) };
}

/** Opens the two lines on a host that has these books as well. */
async function openWith(app: Packwise, page: Page, ...books: HostBook[]) {
  const entries = books.map(({ id, text, sha256 }) => ({
    ...shippedIndex.books[0],
    id,
    file: `${id}.json`,
    sha256: sha256 ?? createHash("sha256").update(text).digest("hex"),
  }));
  const index = { ...shippedIndex, books: [...shippedIndex.books, ...entries] };
  await page.route("**/books/v1/index.json", (route) => route.fulfill({ json: index }));
  for (const { id, text } of books) {
    await page.route(`**/books/v1/${id}.json`, (route) =>
      route.fulfill({ body: text, contentType: "application/json" }),
    );
  }
  await app.open(TWO_LINES);
}

async function expectGoesOn(app: Packwise) {
  await app.expectTotal("$4,200.00");
  await app.line(1).count.fill("1250");
  await app.line(1).expectFigures("20", "25,000");
  await expect(app.total).toHaveCount(1);
}

test("a good book is offered and can be chosen", async ({ app, page }) => {
  await openWith(app, page, book("kling-2027", "2027", (json) => (json.packs[0].price = json.packs[0].listPrice = "1000.00")));
  await expect(app.main).toContainText("Book 2027");
  await app.expectTotal("$4,200.00");
  await app.book.selectOption("Kling AI, 2027");
  await app.expectTotal("$3,000.00");
  await app.expectFragment(TWO_LINES.replace("kling-2025", "kling-2027"));
});

test("a link to a book that only the host has is answered once the book is there", async ({ app, page }) => {
  await openWith(app, page, book("kling-2027", "2027"));
  await app.open("plan?book=kling-2027&lines=v2.0-master-10s*1250&order=none");
  await app.expectTotal("$3,290.00");
  await expect(app.code("unknown-book")).toHaveCount(0);
  // what comes a moment later has come after the book, too
  await expect(app.answer.getByRole("definition").filter({ hasText: "+ $350.00" })).toBeVisible();
  await expect(page.getByRole("table").filter({ hasText: "Against the answer" })).toBeVisible();
});

for (const [what, broken] of [
  ["a price missing", book("hole-2027", "2027", (json) => delete json.packs[0].price)],
  ["no rates", book("hole-2027", "2027", (json) => delete json.rates)],
  ["a rate of a pool that is not there", book("hole-2027", "2027", (json) => (json.rates[0].pool = "sound"))],
  ["a price below zero", book("hole-2027", "2027", (json) => (json.packs[1].price = "-5"))],
  ["a price as a float", book("hole-2027", "2027", (json) => (json.packs[1].price = 1890.1))],
  ["its end cut off", { id: "hole-2027", text: JSON.stringify(shippedBook()).slice(0, 5000) }],
  ["a page of HTML in its place", { id: "hole-2027", text: "<!doctype html><title>Not found</title>" }],
  ["other bytes than the index names", { ...book("hole-2027", "2027"), sha256: "0".repeat(64) }],
] as [string, HostBook][]) {
  test(`a book with ${what} is named, and the page goes on`, async ({ app, page }) => {
    await openWith(app, page, broken);
    await expect(app.main.getByText("hole-2027.json")).toBeVisible();
    await expect(app.book.getByRole("option", { name: "2027" })).toHaveCount(0);
    await expectGoesOn(app);
  });
}

test("a book with a hole is named under a stable code", async ({ app, page }) => {
  await openWith(app, page, book("hole-2027", "2027", (json) => delete json.packs[0].price));
  const named = app.main.getByText("hole-2027.json");
  await expect(named).toContainText("packs[0].price");
  await expect(app.code("missing")).toContainText("hole-2027.json");
});

test("a broken book does not stand in the way of a good one", async ({ app, page }) => {
  await openWith(
    app,
    page,
    book("hole-2027", "2027", (json) => delete json.packs[0].price),
    book("kling-2028", "2028"),
  );
  await expect(app.main.getByText("hole-2027.json")).toBeVisible();
  await expect(app.book.getByRole("option", { name: "Kling AI, 2028" })).toBeAttached();
  await expectGoesOn(app);
});

test("a host whose index is no index is no fault", async ({ app, page }) => {
  await page.route("**/books/v1/index.json", (route) => route.fulfill({ body: "[1, 2", contentType: "application/json" }));
  await app.open(TWO_LINES);
  await expectGoesOn(app);
});
