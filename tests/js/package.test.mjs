// The built npm package called from JavaScript: the golden cases again, and what Rust-to-Rust tests never see
// (numbers that JavaScript would coerce, unknown keys, the shape of errors).
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import init, * as packwise from "../../target/npm/packwise/packwise.js";

const here = (path) => new URL(path, import.meta.url);
const cases = (kind) =>
  readdirSync(here(`../golden/${kind}`))
    .filter((file) => file.endsWith(".json"))
    .map((file) => [file, JSON.parse(readFileSync(here(`../golden/${kind}/${file}`), "utf8"))]);

before(() => init({ module_or_path: readFileSync(here("../../target/npm/packwise/packwise_bg.wasm")) }));

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const named = (alternatives, figure) =>
  Object.fromEntries(
    alternatives.map((other) => [other.kind === "single" ? `single ${other.pack}` : other.kind, other[figure]]),
  );

test("the golden plans are the same from JavaScript", () => {
  const all = cases("plan");
  assert.ok(all.length >= 12);
  for (const [file, { request, expect }] of all) {
    const report = packwise.plan(request);
    const got = (key) => {
      if (key === "onDemandTotal") return sum(report.onDemand);
      if (key === "expired") return report.ledger.map((period) => period.expired);
      if (key === "alternatives") return named(report.alternatives, "cost");
      if (key === "alternativesBreakage") return named(report.alternatives, "breakage");
      return report[key];
    };
    for (const key of Object.keys(expect)) assert.deepEqual(got(key), expect[key], `${file}: ${key}`);
  }
});

test("the golden deductions are the same from JavaScript", () => {
  const all = cases("deduct");
  assert.ok(all.length >= 28);
  for (const [file, { book, lines, expect }] of all) {
    const got = packwise.deduct({ book, lines });
    for (const list of ["lines", "pools"]) {
      assert.equal(got[list].length, expect[list].length, file);
      expect[list].forEach((row, index) => {
        for (const key of Object.keys(row)) assert.deepEqual(got[list][index][key], row[key], `${file}: ${list}: ${key}`);
      });
    }
  }
});

test("evaluate answers the newcomer's question", () => {
  const report = packwise.evaluate({
    book: "kling-2025",
    months: 3,
    lines: [
      { rate: "v2.0-master-10s", count: 300 },
      { rate: "v1.6-pro-5s", count: "200" },
    ],
  });
  assert.equal(report.complete, true);
  assert.equal(report.totals[0].cost, "4200.00");
  assert.equal(report.pools[0].monthly, 6700);
});

const pack = { id: "a", units: 10, price: "1.00", lifePeriods: 1 };
for (const [what, request, path, code] of [
  ["an unknown key", { demand: [1], packs: [], colour: "red" }, "colour", "unknown-key"],
  ["a price as a number", { demand: [1], packs: [{ ...pack, price: 1.5 }] }, "packs[0].price", "wrong-type"],
  ["a negative demand", { demand: [-1], packs: [] }, "demand[0]", "negative"],
  ["too many decimals", { demand: [0.0001], packs: [] }, "demand[0]", "too-many-decimals"],
  ["a huge demand", { demand: [1e30], packs: [] }, "demand[0]", "too-large"],
  ["no demand", { demand: [], packs: [] }, "demand", "empty"],
  ["61 periods", { demand: Array(61).fill(1), packs: [] }, "demand", "too-many"],
  ["the same id twice", { demand: [1], packs: [pack, pack] }, "packs[1].id", "duplicate-id"],
  ["no life", { demand: [1], packs: [{ id: "a", units: 1, price: "1" }] }, "packs[0].lifePeriods", "missing"],
  ["a text for a list", { demand: "1", packs: [] }, "demand", "wrong-type"],
]) {
  test(`${what} is an Error with path, code and issues`, () => {
    assert.throws(
      () => packwise.plan(request),
      (error) => {
        assert.ok(error instanceof Error);
        assert.equal(error.path, path);
        assert.equal(error.code, code);
        assert.equal(error.issues[0].code, code);
        return true;
      },
    );
  });
}

test("what cannot be met is an answer, not an error", () => {
  const answer = packwise.plan({ demand: [1, 5], packs: [], balance: [{ units: 3, periodsLeft: null }] });
  assert.equal(answer.status, "infeasible");
  assert.equal(answer.issues[0].path, "demand[1]");
});
