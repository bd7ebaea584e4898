// The built npm package called from JavaScript: the golden cases again, the parts of a report, price books and Documents.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as packwise from "../../target/npm/packwise/node.js";
import { checkAnswer, checkError, golden } from "./built.mjs";

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const named = (alternatives, figure) =>
  Object.fromEntries(
    alternatives.map((other) => [other.kind === "single" ? `single ${other.pack}` : other.kind, other[figure]]),
  );
const fails = (work, code, path) =>
  assert.throws(work, (error) => {
    checkError(error, code);
    assert.deepEqual([error.code, error.path], [code, path]);
    assert.ok(error instanceof packwise.PackwiseError);
    return true;
  });

test("the golden plans are the same from JavaScript, and their reports are whole", () => {
  const all = golden("plan");
  assert.ok(all.length >= 12);
  for (const [file, { request, expect }] of all) {
    const report = packwise.plan(request);
    checkAnswer(report, request.demand.length, file);
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
  const all = golden("deduct");
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

test("a report has the parts that are asked for, and the plan is the same without the others", () => {
  for (const [file, { request }] of golden("plan")) {
    const whole = packwise.plan(request);
    const none = { headroom: { grow: null, cut: null }, alternatives: [], trace: [] };
    for (const [part, empty] of Object.entries(none)) {
      assert.deepEqual(packwise.plan(request, { [part]: false }), { ...whole, [part]: empty }, `${file}: ${part}`);
    }
    const bare = packwise.plan(request, { headroom: false, alternatives: false, trace: false });
    assert.deepEqual(bare, { ...whole, ...none }, file);
    for (const parts of [null, {}, { headroom: true, budget: null, trace: undefined }, { budget: 200_000 }]) {
      assert.deepEqual(packwise.plan(request, parts), whole, file);
    }
  }
});

test("headroom and alternatives can be found later, step by step", () => {
  for (const [file, { request }] of golden("plan")) {
    const { cost, headroom, alternatives } = packwise.plan(request);
    const later = new packwise.PlanFurther(request, cost);
    let steps = 1;
    while (later.step()) steps += 1;
    assert.ok(steps < 1_000, file);
    assert.equal(later.step(), false, file);
    assert.deepEqual(later.found(), { headroom, alternatives }, file);
    later.free();
  }
});

test("the search alone finds what the report says", () => {
  for (const [file, { request, expect }] of golden("plan")) {
    const search = new packwise.PlanSearch(request);
    assert.equal(search.cost, undefined, file);
    assert.deepEqual([search.run(), search.run(), search.cost], ["optimal", "optimal", expect.cost], file);
    assert.equal(search.nodes, packwise.plan(request).nodes, file);
    search.free();
  }
  const none = new packwise.PlanSearch({ demand: [1], packs: [] });
  assert.deepEqual([none.run(), none.cost, none.nodes], ["infeasible", undefined, undefined]);
});

test("under the least budget an answer is whole, says what it is, and is the same each time", () => {
  const packs = [7, 11, 13, 17, 19, 23].map((units, index) => {
    const life = 1 + (index % 4);
    return { id: `p${index}`, units, price: `${units * 3 - index}.${index}7`, lifePeriods: life, limit: 40 };
  });
  const request = { demand: Array.from({ length: 36 }, (_, t) => 5 + ((t * 37) % 31)), packs };
  const parts = { headroom: false, alternatives: false, trace: false, budget: 1 };
  const first = packwise.plan(request, parts);
  checkAnswer(first, 36, "a budget of 1");
  assert.deepEqual(packwise.plan(request, parts), first);
});

test("parts that nobody knows are issues", () => {
  const request = { demand: [1], packs: [] };
  for (const [parts, code, path] of [
    [{ headrom: true }, "unknown-key", "parts.headrom"],
    [{ trace: 1 }, "wrong-type", "parts.trace"],
    [{ budget: 0 }, "too-small", "parts.budget"],
    [{ budget: 1.5 }, "not-whole", "parts.budget"],
    [{ budget: 1e10 }, "too-large", "parts.budget"],
    [{ budget: NaN }, "not-a-number", "parts.budget"],
    [[], "wrong-type", "parts"],
    ["all", "wrong-type", "parts"],
    [new Map(), "not-json", "parts"],
  ]) {
    fails(() => packwise.plan(request, parts), code, path);
    fails(() => packwise.evaluate({ book: "kling-2025", lines: [] }, parts), code, path);
  }
  fails(() => new packwise.PlanFurther(request, 5), "wrong-type", "cost");
  fails(() => new packwise.PlanFurther(request, "five"), "not-a-number", "cost");
  fails(() => new packwise.PlanFurther(request, "-1"), "negative", "cost");
  fails(() => new packwise.PlanFurther(request, "9".repeat(29)), "too-large", "cost");
  fails(() => new packwise.PlanFurther(request, "5", "x"), "not-a-number", "budget");
  fails(() => new packwise.PlanFurther({ ...request, a: 1 }, "5"), "unknown-key", "a");
  fails(() => new packwise.PlanSearch({ ...request, a: 1 }), "unknown-key", "a");
});

test("evaluate answers the newcomer's question", () => {
  const document = {
    book: "kling-2025",
    months: 3,
    lines: [
      { rate: "v2.0-master-10s", count: 300 },
      { rate: "v1.6-pro-5s", count: "200" },
    ],
  };
  const report = packwise.evaluate(document);
  assert.equal(report.complete, true);
  assert.equal(report.totals[0].cost, "4200.00");
  assert.equal(report.pools[0].monthly, 6700);
  checkAnswer(report.pools[0].plan, 3, "evaluate");
  const bare = packwise.evaluate(document, { headroom: false, alternatives: false, trace: false });
  assert.deepEqual(bare.totals, report.totals);
  assert.deepEqual([bare.trace, bare.pools[0].plan.alternatives], [[], []]);
  fails(() => packwise.evaluate({ ...document, months: NaN }), "not-a-number", "months");
  fails(() => packwise.evaluate({ ...document, colour: "red" }), "unknown-key", "colour");
});

test("evaluate takes months that differ and packs that are owned", () => {
  // 6,000 credits a whole month; one B1 has 10,000, for a month
  const lines = [{ rate: "v2.0-master-10s", count: 300 }];
  const document = { book: "kling-2025", asOf: "2026-11-20", months: 3, order: "none", lines };
  const demanded = (demand) => {
    const report = packwise.evaluate({ ...document, demand });
    checkAnswer(report.pools[0].plan, 3, demand.kind);
    return [report.pools[0].demand, report.totals[0].cost];
  };
  assert.deepEqual(demanded({ kind: "same" }), [[6000, 6000, 6000], "4200.00"]);
  assert.deepEqual(demanded({ kind: "growth", percent: 60 }), [[6000, 9600, 15360], "5040.00"]);
  const season = { kind: "season", percents: [20, 80, 90, 90, 90, 90, 90, 100, 110, 130, 170, "180"] };
  assert.deepEqual(demanded(season)[0], [10200, 10800, 1200]);
  assert.deepEqual(demanded({ kind: "months", percents: [100, 120, 90] })[0], [6000, 7200, 5400]);
  assert.deepEqual(demanded({ kind: "units", pool: "video", units: [25000, 1, "8000.5"] })[0], [25000, 1, 8000.5]);

  const owned = [{ units: 6000, pool: "video", monthsLeft: 1 }, { units: 6000, from: 2, monthsLeft: null }];
  assert.equal(packwise.evaluate({ ...document, owned }).totals[0].cost, "1400.00");
  // what is not known is not guessed: no total, and a place
  const missing = packwise.evaluate({ ...document, demand: { kind: "months", percents: [100, 120] } });
  assert.deepEqual([missing.complete, missing.totals[0]?.cost ?? null], [false, null]);
  assert.deepEqual(missing.issues.map(({ path, code }) => [path, code]), [["demand.percents[2]", "empty"]]);
  fails(() => packwise.evaluate({ ...document, demand: { kind: "sometimes" } }), "unknown-value", "demand.kind");
  fails(() => packwise.evaluate({ ...document, demand: { kind: "growth", percent: 5, percents: [] } }), "unknown-key", "demand.percents");
  fails(() => packwise.evaluate({ ...document, owned: [{ units: 5 }] }), "missing", "owned[0].monthsLeft");
  fails(() => packwise.evaluate({ ...document, owned: {} }), "wrong-type", "owned");
});

test("price books are listed, read and lent", () => {
  const shipped = packwise.books();
  assert.ok(shipped.some((entry) => entry.id === "kling-2025"));
  for (const { id, title, digest } of shipped) {
    assert.match(digest, /^[0-9a-f]{64}$/);
    assert.deepEqual([packwise.book(id).id, packwise.book(id).title], [id, title]);
  }
  fails(() => packwise.book("no-such-book"), "unknown-book", "");
  fails(() => packwise.book(5), "wrong-type", "");
  fails(() => packwise.deduct({ book: "no-such-book", lines: [] }), "unknown-book", "book");

  const own = { ...packwise.book("kling-2025"), id: "kling-own", edition: "own" };
  assert.equal(packwise.addBook(JSON.stringify(own)).id, "kling-own");
  assert.deepEqual(packwise.book("kling-own"), own);
  assert.equal(packwise.books().length, shipped.length + 1);
  const line = { rate: "v1.6-pro-5s", count: 2, takes: 1 };
  assert.deepEqual(
    packwise.deduct({ book: "kling-own", lines: [line] }).pools,
    packwise.deduct({ book: "kling-2025", lines: [line] }).pools,
  );
  // other contents of the same id take its place; those of a shipped one do not
  packwise.addBook(JSON.stringify({ ...own, title: "Negotiated" }));
  assert.equal(packwise.book("kling-own").title, "Negotiated");
  fails(() => packwise.addBook(JSON.stringify({ ...own, id: "kling-2025", edition: "2025" })), "duplicate-id", "id");
  fails(() => packwise.addBook(own), "wrong-type", "");
  fails(() => packwise.addBook("{"), "not-json", "");
  assert.throws(() => packwise.addBook("{}"), (error) => (checkError(error, "{}"), error.issues.length > 5));
  assert.equal(packwise.books().length, shipped.length + 1);
});

test("what cannot be met is an answer, not an error", () => {
  const answer = packwise.plan({ demand: [1, 5], packs: [], balance: [{ units: 3, periodsLeft: null }] });
  checkAnswer(answer, 2, "infeasible");
  assert.equal(answer.status, "infeasible");
  assert.equal(answer.issues[0].path, "demand[1]");
});
