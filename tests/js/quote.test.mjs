// Quotes from JavaScript: the golden quotes, every face of them, and the rules on discounts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, exportQuote, guardQuote } from "../../target/npm/packwise/node.js";
import { billionths, checkError, golden } from "./built.mjs";

const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const DERIVED = { nets: "net", unitPrices: "unitPrice", quantities: "quantity" };
const LEVELS = { errors: "error", warnings: "warning" };

const figure = (quote, key) => {
  if (key in DERIVED) return quote.lines.map((line) => line[DERIVED[key]]);
  if (key in LEVELS) {
    return quote.issues.filter(({ level }) => level === LEVELS[key]).map(({ path, code }) => `${path} ${code}`);
  }
  return quote[key];
};

/** The rows of a CSV file, numbers as numbers would be read: unquoted. */
function rows(csv) {
  const cells = [...csv.replace(/^\ufeff/, "").matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const all = [[]];
  for (const [, quoted, plain, end] of cells) {
    all.at(-1).push(quoted === undefined ? plain : { text: quoted.replaceAll('""', '"') });
    if (end !== ",") all.push([]);
  }
  return all;
}

test("the golden quotes are the same from JavaScript", () => {
  const all = golden("quote");
  assert.ok(all.length >= 20);
  for (const [file, { document, rules, today, expect }] of all) {
    const { quote } = evaluate(document, { today });
    const status = text(exportQuote(document, "md", null, { today })).match(/Status[^\n]*/)?.[0] ?? "";
    assert.equal(status.includes("expired"), quote.expired, file);
    for (const [key, expected] of Object.entries(expect)) {
      if (key !== "guard") {
        assert.deepEqual(figure(quote, key), expected, `${file}: ${key}`);
        continue;
      }
      const guard = guardQuote(document, rules);
      const findings = guard.findings.map(({ line, code, role }) => `${line} ${code} ${role ?? "-"}`);
      for (const [key, wanted] of Object.entries(expected)) {
        assert.deepEqual(key === "findings" ? findings : guard[key], wanted, `${file}: guard ${key}`);
      }
      assert.equal(guard.watermark, guard.cleared ? null : "NOT APPROVED", file);
      assert.equal(text(exportQuote(document, "md", rules)).includes("NOT APPROVED"), !guard.cleared, file);
    }
  }
});

test("every face of a quote says the same total, or that there is none", () => {
  for (const [file, { document }] of golden("quote")) {
    const { quote } = evaluate(document);
    const json = JSON.parse(text(exportQuote(document, "json")));
    assert.deepEqual(json, quote, file);
    const csv = rows(text(exportQuote(document, "csv")));
    const [last] = csv.filter((row) => row.length === 15 && row[0].text?.startsWith("Total"));
    const focus = rows(text(exportQuote(document, "focus")));
    const markdown = text(exportQuote(document, "md"));
    const ubl = text(exportQuote(document, "ubl"));
    if (quote.total === null) {
      assert.equal(last[14].text, "incomplete", file);
      assert.ok(markdown.includes("incomplete") && !ubl.includes("PayableAmount"), file);
      continue;
    }
    // JSON has at least two decimals in every currency; the others have those of the currency: 210444 yen, not 210444.00
    const total = quote.decimals === 0 ? quote.total.replace(/\.00$/, "") : quote.total;
    assert.equal(last[14], total, file);
    assert.ok(markdown.includes(`**${total} ${quote.currency}**`), file);
    assert.ok(ubl.includes(`<cbc:PayableAmount currencyID="${quote.currency}">${total}</cbc:PayableAmount>`), file);
    for (const column of ["BilledCost", "EffectiveCost"]) {
      const at = focus[0].indexOf(column);
      const billed = focus.slice(1).filter((row) => row.length > 1).map((row) => {
        assert.ok(quote.decimals > 0 || !/\.0+$/.test(row[at]), `${file}: ${column} ${row[at]}`);
        return billionths(row[at].includes(".") ? row[at] : `${row[at]}.00`, file);
      });
      assert.equal(billed.reduce((a, b) => a + b, 0n), billionths(quote.total, file), `${file}: ${column}`);
    }
  }
});

test("no cell that was typed begins like a formula, and no mark leaves its element", () => {
  const [, { document }] = golden("quote")[0];
  for (const typed of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "</cbc:Name><x/>", "\u202e1", "x".repeat(10_000)]) {
    const party = { name: typed, address: typed, contact: typed, taxId: typed };
    const quote = { ...document.quote, seller: party, buyer: party, terms: typed, note: typed, number: typed, timeZone: typed,
      taxName: typed, reason: typed, bundles: [{ name: typed, units: 1, price: "1", quantity: 1, reason: typed }] };
    const said = { ...document, quote };
    assert.deepEqual(evaluate(said).quote.seller, party, "nothing typed is lost");
    for (const format of ["csv", "focus"]) {
      for (const cell of rows(text(exportQuote(said, format))).flat()) {
        if (cell.text !== undefined) assert.doesNotMatch(cell.text, /^[ ]*[=+\-@\t\r]/, `${format}: ${typed}`);
        else assert.match(cell, /^(-?\d*(\.\d+)?|[A-Za-z]+|\d{4}-\d\d-\d\dT00:00:00Z)$/, `${format}: ${typed}`);
      }
    }
    assert.ok(!text(exportQuote(said, "ubl")).includes("<x/>"));
  }
});

test("what cannot be exported is an error with its path", () => {
  const [, { document }] = golden("quote")[0];
  const fails = (work, path) => {
    let error;
    assert.throws(work, (thrown) => ((error = thrown), true));
    checkError(error, path);
    assert.equal(error.path, path);
  };
  fails(() => exportQuote(document, "pdf"), "format");
  fails(() => exportQuote({ ...document, quote: null }, "csv"), "quote");
  fails(() => exportQuote({ ...document, book: "none" }, "csv"), "book");
  fails(() => exportQuote({ ...document, quote: { colour: 1 } }, "csv"), "quote.colour");
  fails(() => guardQuote(document), "rules");
  fails(() => guardQuote(document, { currency: "USD", roles: [{ id: "a", name: "A", maxPercent: 200 }] }), "rules.roles[0].maxPercent");
});
