// The spreadsheet of a quote from JavaScript, and that all faces of a quote, read back, have one total.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { evaluate, exportQuote } from "../../target/npm/packwise/node.js";
import { exportXlsx, initXlsx } from "../../target/npm/packwise/xlsx-node.js";
import { billionths, checkError, golden } from "./built.mjs";
import { cells, sumAt } from "./spreadsheet/file.mjs";

const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** The rows of CSV files as Python's csv module reads them, in one run of it. */
function python(files) {
  const program = `
import csv, io, json, sys
print(json.dumps([list(csv.reader(io.StringIO(text.lstrip("\\ufeff"), newline=""), strict=True)) for text in json.load(sys.stdin)]))`;
  const said = execFileSync("python3", ["-c", program], { input: JSON.stringify(files), maxBuffer: 1 << 28 });
  return JSON.parse(said.toString("utf8"));
}

/** A figure of a spreadsheet as text of the engine's form. */
const money = (number) => {
  const [whole, fraction = ""] = number.split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
};

/** An amount as people read it: with the decimals of its currency, as `Intl` has them. */
function shown(amount, currency) {
  const { maximumFractionDigits: digits } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  const [whole, fraction] = amount.split(".");
  return digits === 0 && fraction === "00" ? whole : `${whole}.${fraction.padEnd(digits, "0")}`;
}

test("one total, whatever the quote is written as", async () => {
  const all = golden("quote");
  const csv = python(all.map(([, { document }]) => text(exportQuote(document, "csv"))));
  const focus = python(all.map(([, { document }]) => text(exportQuote(document, "focus"))));
  let complete = 0;
  for (const [at, [file, { document }]] of all.entries()) {
    const { total, net, lines, currency } = JSON.parse(text(exportQuote(document, "json")));
    assert.equal(total, evaluate(document).quote.total, file);
    const sheet = cells(await exportXlsx(document)).get("Quote");
    const due = sumAt(sheet, "Total");
    const inCsv = csv[at].findLast((row) => row.length === 15 && row[0].startsWith("Total"));
    if (total === null) {
      assert.deepEqual([due.text, inCsv[14]], ["incomplete", "incomplete"], file);
      continue;
    }
    complete += 1;
    const [, inMarkdown] = [...text(exportQuote(document, "md")).matchAll(/\*\*(-?[\d.]+) [A-Z]{3}\*\*/g)].at(-1) ?? [];
    const [, inUbl] = text(exportQuote(document, "ubl")).match(/<cbc:PayableAmount currencyID="[A-Z]{3}">([\d.]+)</) ?? [];
    const [heads, ...rows] = focus[at];
    const billed = rows.reduce((sum, row) => sum + billionths(money(row[heads.indexOf("BilledCost")]), file), 0n);
    const read = shown(total, currency);
    assert.deepEqual([inCsv[14], inMarkdown, inUbl, money(due.number)], [read, read, read, total], `${file}: ${currency}`);
    assert.equal(billed, billionths(total, file), file);
    assert.match(due.formula, /^IF\(COUNT\(O\d+(,O\d+)?\)=[12],ROUND\(O\d+(\+O\d+)?,\d\),"incomplete"\)$/, file);
    assert.equal(money(sumAt(sheet, "Net").number), net, file);
    // every line, in the order of the report: its net is live and the report's
    const nets = [...sheet].filter(([place, { formula }]) => place.startsWith("O") && formula?.includes("*(1-"));
    assert.deepEqual(nets.map(([, { number }]) => money(number)), lines.map((line) => line.net), file);
  }
  assert.ok(complete >= 15);
});

test("CSV as Python reads it: the same cells, and none is a formula", () => {
  const [, { document }] = golden("quote")[0];
  const typed = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a\nb", 'say "x"', "a,b;c", "\u202e1", "x".repeat(10_000)];
  const said = (name) => ({ ...document, quote: { ...document.quote, seller: { name }, terms: name, bundles: [{ name, units: 1, price: "1", quantity: 1 }] } });
  const read = python(typed.map((name) => text(exportQuote(said(name), "csv"))));
  for (const [at, name] of typed.entries()) {
    // a tab may begin a new cell, so what follows it is marked as well
    const shown = name === "\t=1" ? "'\t'=1" : /^[ ]*[=+\-@\t]/.test(name) ? `'${name}` : name;
    const row = (label) => read[at].find(([first]) => first === label)?.[1];
    assert.deepEqual([row("Seller"), row("bundle/0"), row("Terms")], [shown, shown, shown]);
    for (const cell of read[at].flat()) assert.doesNotMatch(cell, /^\s*([=+@\t]|-[^\d])/);
  }
});

test("a spreadsheet is the same bytes each time, text stays text, and a watermark is at its head", async () => {
  const [, { document, rules }] = golden("quote").find(([file]) => file.startsWith("guard-twelve"));
  const once = await exportXlsx(document, rules);
  assert.ok(once instanceof Uint8Array && once.length > 5_000);
  assert.deepEqual(await exportXlsx(document, rules), once);
  assert.equal(cells(once).get("Quote").get("A1").text, "NOT APPROVED");
  const evil = "=HYPERLINK(\"x\")<b>";
  const quote = { ...document.quote, buyer: { name: evil }, terms: evil };
  const book = cells(await exportXlsx({ ...document, quote }));
  assert.ok([...book.get("Quote").values()].some(({ text, formula }) => text === evil && !formula));
  assert.ok([...book.get("Terms").values()].some(({ text, formula }) => text === evil && !formula));
});

test("what is wrong is a PackwiseError with its path", async () => {
  const [, { document }] = golden("quote")[0];
  await initXlsx();
  const refused = async (work, path, code) => {
    const error = await Promise.resolve().then(work).then(() => undefined, (thrown) => thrown);
    checkError(error, path);
    assert.deepEqual([error.path, error.code], [path, code]);
    return error;
  };
  const { message } = await refused(() => exportQuote(document, "xlsx"), "format", "loaded-apart");
  assert.match(message, /packwise\/xlsx/);
  await refused(() => exportXlsx({ ...document, quote: null }), "quote", "missing");
  await refused(() => exportXlsx({ ...document, quote: { colour: 1 } }), "quote.colour", "unknown-key");
});
