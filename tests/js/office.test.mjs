// Spreadsheets and CSV files in an office program: LibreOffice opens, recalculates and writes them, and says the engine's
// figures. It is large, so it is part of `cargo xtask test --full` (PACKWISE_FULL=1), which installs it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { evaluate, exportQuote } from "../../target/npm/packwise/node.js";
import { exportXlsx } from "../../target/npm/packwise/xlsx-node.js";
import { golden } from "./built.mjs";
import { cells, packed, parts, sumAt } from "./spreadsheet/file.mjs";

const skip = process.env.PACKWISE_FULL ? false : "only in `cargo xtask test --full`";
const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
let place;
before(() => (place = mkdtempSync(join(tmpdir(), "packwise-office-"))));
after(() => rmSync(place, { recursive: true, force: true }));

/** Opens files in LibreOffice and has it write them anew; gives what it wrote. */
function converted(files, to, ...filter) {
  const [from, out] = ["in", "out"].map((name) => mkdtempSync(join(place, name)));
  for (const [name, bytes] of files) writeFileSync(join(from, name), bytes);
  const paths = files.map(([name]) => join(from, name));
  const home = `-env:UserInstallation=file://${join(place, "home")}`;
  mkdirSync(join(place, "home"), { recursive: true });
  execFileSync("soffice", ["--headless", home, ...filter, "--convert-to", to, "--outdir", out, ...paths], { stdio: "pipe", timeout: 600_000 });
  return files.map(([name]) => readFileSync(join(out, name.replace(/\.[a-z]+$/, `.${to.split(":")[0]}`))));
}

/** A spreadsheet whose formulas have no results, so that whoever opens it has to work them out; inputs changed. */
function unworked(bytes, changes = {}) {
  const all = parts(bytes);
  for (const [name, body] of all) {
    if (!name.startsWith("xl/worksheets/sheet")) continue;
    let xml = body.toString("utf8").replace(/<c r="([A-Z]+\d+)"([^>]*?)>(<f>.*?<\/f>)<v>.*?<\/v><\/c>/gs, (_, at, more, formula) => `<c r="${at}"${more.replace(' t="str"', "")}>${formula}</c>`);
    if (name.endsWith("sheet1.xml")) {
      for (const [at, value] of Object.entries(changes)) {
        const changed = xml.replace(new RegExp(`(<c r="${at}"[^>]*>)<v>[^<]*</v>`), `$1<v>${value}</v>`);
        assert.notEqual(changed, xml, `${at} is an input`);
        xml = changed;
      }
    }
    all.set(name, Buffer.from(xml));
  }
  return packed(all);
}

test("LibreOffice recalculates every golden quote to the engine's total", { skip }, async () => {
  const all = golden("quote");
  const files = await Promise.all(all.map(async ([file, { document }]) => [file.replace(".json", ".xlsx"), unworked(await exportXlsx(document))]));
  for (const [at, bytes] of converted(files, "xlsx").entries()) {
    const [file, { document }] = all[at];
    const { quote } = evaluate(document);
    const due = sumAt(cells(bytes).get("Quote"), "Total");
    if (quote.total === null) assert.equal(due.text, "incomplete", file);
    else assert.equal(Number(due.number).toFixed(quote.decimals), Number(quote.total).toFixed(quote.decimals), file);
  }
});

test("LibreOffice follows a changed quantity to the total that the engine then has", { skip }, async () => {
  const [, { document }] = golden("quote").find(([file]) => file.startsWith("whole-discount-and-tax-by-line"));
  const bundles = (quantity) => [{ name: "own", units: 100, price: "921.713011", quantity, discount: "7.525%" }];
  const files = [];
  const wanted = [];
  for (const rounding of ["line", "total"]) {
    for (const quantity of [1, 13, 935, 4_321]) {
      const said = (count) => ({ ...document, quote: { ...document.quote, rounding, bundles: bundles(count) } });
      const bytes = await exportXlsx(said(7));
      const [line] = [...cells(bytes).get("Quote")].find(([, cell]) => cell.text === "bundle/0");
      files.push([`${rounding}-${quantity}.xlsx`, unworked(bytes, { [line.replace("A", "H")]: quantity })]);
      wanted.push(evaluate(said(quantity)).quote.total);
    }
  }
  for (const [at, bytes] of converted(files, "xlsx").entries()) {
    assert.equal(Number(sumAt(cells(bytes).get("Quote"), "Total").number).toFixed(2), Number(wanted[at]).toFixed(2), files[at][0]);
  }
});

test("LibreOffice opens the CSV with the same cells, and takes no text for a formula", { skip }, () => {
  const [, { document }] = golden("quote")[0];
  const evil = "=1+1";
  const said = { ...document, quote: { ...document.quote, seller: { name: evil }, bundles: [{ name: evil, units: 1, price: "1", quantity: 1 }] } };
  const csv = text(exportQuote(said, "csv"));
  // comma, double quotes, UTF-8, from line 1; texts as they stand
  const [bytes] = converted([["quote.csv", csv]], "xlsx", "--infilter=CSV:44,34,76,1");
  const [sheet] = [...cells(bytes).values()];
  const rows = csv.replace(/^\ufeff/, "").split("\r\n");
  rows.forEach((row, at) => {
    const wanted = [...row.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/g)].slice(0, row === "" ? 0 : undefined);
    wanted.forEach(([, quoted, plain], column) => {
      const cell = sheet.get(`${String.fromCharCode(65 + column)}${at + 1}`);
      assert.ok(!cell?.formula, `${row}: a formula`);
      // a day becomes a day: so many after 30 December 1899
      const day = /^\d{4}-\d\d-\d\d$/.test(quoted) && cell.number && new Date(Date.UTC(1899, 11, 30 + Number(cell.number))).toISOString().slice(0, 10);
      // a share becomes a share, shown as it was
      if (/^[\d.]+%$/.test(quoted)) assert.equal((Number(cell.number) * 100).toFixed(3), Number(quoted.slice(0, -1)).toFixed(3), row);
      else if (quoted) assert.equal(day || (cell?.text ?? cell?.number), quoted.replaceAll('""', '"'), row);
      else if (plain) assert.equal(Number(cell.number), Number(plain), row);
    });
  });
  assert.ok([...sheet.values()].some((cell) => cell.text === `'${evil}`));
});
