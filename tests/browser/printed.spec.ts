// The quote as a PDF, read back by pdftotext: every line once, the total, page numbers, and nothing cut off.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeLink } from "../../target/npm/packwise/node.js";
import { expect, test } from "./page";

/** Sixty bundles, the n-th at n + 0.25 dollars: 60 x 61 / 2 + 15 = 1,845.00. */
const COUNT = 60;
const bundles = Array.from({ length: COUNT }, (_, at) => ({ name: `Bundle number ${at + 1} of many`, units: 100, price: `${at + 1}.25`, quantity: 1 }));
const quote = { seller: { name: "Studio Ltd" }, buyer: { name: "Buyer Inc" }, issued: "2026-11-20", validUntil: "2026-12-04", bundles, terms: "Thirty days net." };
const LINK = encodeLink({ book: "kling-2025", months: 1, lines: [], quote } as never);

function read(pdf: Buffer, ...flags: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "packwise-pdf-"));
  try {
    writeFileSync(join(folder, "quote.pdf"), pdf);
    return execFileSync("pdftotext", [...flags, join(folder, "quote.pdf"), "-"], { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const format of ["A4", "Letter"]) {
  test(`a quote of sixty lines on ${format}: every line once, the total, and no word beyond the margins`, async ({ app, page }) => {
    await app.open(LINK.replace(/^#/, ""));
    await page.getByRole("link", { name: "Quote", exact: true }).click();
    await expect(page.locator("#quote-sums dd").last()).toHaveText("$1,845.00");
    const pdf = await page.pdf({ format, preferCSSPageSize: false });
    const text = read(pdf, "-layout");
    const pages = text.split("\f").filter((part) => part.trim() !== "");
    expect(pages.length).toBeGreaterThan(1);
    pages.forEach((part, at) => expect(part, `page ${at + 1}`).toContain(`Page ${at + 1} of ${pages.length}`));
    for (let at = 1; at <= COUNT; at += 1) {
      const found = text.match(new RegExp(`Bundle number ${at} of many`, "g")) ?? [];
      expect(found.length, `line ${at}`).toBe(1);
      expect(text, `line ${at}`).toMatch(new RegExp(`\\$${at}\\.25(?!\\d)`));
    }
    expect(text).toContain("$1,845.00");
    for (const said of ["Studio Ltd", "Buyer Inc", "Thirty days net."]) expect(text).toContain(said);
    // every word lies on its page: 16 mm at the sides, less a hair
    const boxes = read(pdf, "-bbox");
    const [width] = [...boxes.matchAll(/<page width="([\d.]+)"/g)].map(([, width]) => Number(width));
    const words = [...boxes.matchAll(/<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)"/g)];
    expect(words.length).toBeGreaterThan(COUNT * 5);
    for (const [, from, to] of words) {
      expect(Number(from)).toBeGreaterThan(40);
      expect(Number(to)).toBeLessThan(width! - 40);
    }
  });
}
