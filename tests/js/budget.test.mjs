// The budget the other way round, from the built package: the golden cases, the two inequalities against `plan`, and what
// is not accepted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { budget, compareProviders, plan, PlanFurther } from "../../target/npm/packwise/node.js";
import { billionths, checkError, golden } from "./built.mjs";

const bare = { headroom: false, alternatives: false, trace: false };

/** What so many sets cost at the least; null where nothing serves them. */
function total(request, sets) {
  const answer = plan({ ...request, demand: request.demand.map((units) => units * sets) }, bare);
  if (answer.status === "infeasible") return null;
  assert.equal(answer.status, "optimal");
  return billionths(answer.cost, "total");
}

test("the golden budgets are the same from JavaScript, and what they say holds of the plans", () => {
  let asked = 0;
  for (const [file, { request, budgets = [] }] of golden("compare")) {
    for (const { budget: money, per, expect } of budgets) {
      asked += 1;
      const paid = budget({ ...request, budget: money, per });
      for (const key of Object.keys(expect)) assert.deepEqual(paid[key], expect[key], `${file}: ${key}`);
      const x = billionths(paid.budget, file);
      assert.equal(billionths(paid.cost, file) + billionths(paid.left, file), x, file);
      assert.equal(total(request, paid.sets), billionths(paid.cost, file), file);
      const beyond = total(request, paid.sets + 1);
      assert.ok(beyond === null || beyond > x, file);
      if (paid.next.kind === "at") {
        assert.equal(beyond, billionths(paid.next.cost, file), file);
        assert.equal(x + billionths(paid.next.more, file), beyond, file);
        const again = budget({ ...request, budget: paid.next.cost });
        assert.deepEqual([again.sets, again.atMost, again.left], [paid.next.sets, paid.next.atMost, "0.00"], file);
      }
    }
  }
  assert.ok(asked >= 7, `${asked} budgets only`);
});

test("a total pays for what it is the total of", () => {
  const [, { request }] = golden("plan").find(([file]) => file === "kling-2026-25000.json");
  const set = { ...request, demand: [3.5, 3.5] };
  for (const sets of [0, 1, 28, 29, 1428, 1429, 5000]) {
    const cost = plan({ ...set, demand: set.demand.map((units) => units * sets) }, bare).cost;
    assert.ok(budget({ ...set, budget: cost }).sets >= sets, `${sets}`);
  }
});

test("a small search leaves an interval, and says so", () => {
  const offer = (id, units, price) => ({ id, units, price, lifePeriods: 6, minimumOrder: { kind: "term", periods: 12 } });
  const request = { demand: Array(36).fill(1), packs: [offer("P", 1000, "140.00"), offer("Q", 8000, "1110.00")], budget: "20000.00" };
  const paid = budget(request, 5);
  assert.ok(paid.sets <= paid.atMost && paid.proved === (paid.sets === paid.atMost), JSON.stringify(paid));
  assert.ok(!paid.proved || !paid.costProved || paid.next.kind !== "at" || !paid.next.proved, JSON.stringify(paid));
});

test("what is not accepted is named", () => {
  const good = { demand: [10], packs: [{ id: "a", units: 25, price: "5.00", lifePeriods: 1 }], budget: "5.00" };
  assert.equal(budget(good).sets, 2);
  const wrong = [
    [{ budget: undefined }, "budget", "missing"],
    [{ budget: 5 }, "budget", "wrong-type"],
    [{ budget: "-5" }, "budget", "negative"],
    [{ budget: "5e3" }, "budget", "not-a-number"],
    [{ budget: "0.0000001" }, "budget", "too-many-decimals"],
    [{ per: "week" }, "per", "unknown-value"],
    [{ demand: [0] }, "demand", "too-small"],
    [{ demand: [NaN] }, "demand[0]", "not-a-number"],
    [{ demand: [] }, "demand", "empty"],
    [{ money: "1" }, "money", "unknown-key"],
  ];
  for (const [change, path, code] of wrong) {
    assert.throws(() => budget({ ...good, ...change }), (error) => {
      checkError(error, path);
      return error.issues.some((issue) => issue.path === path && issue.code === code) || assert.fail(`${path}: ${error}`);
    });
  }
  for (const value of [undefined, null, 7, "x", [], () => 1]) assert.throws(() => budget(value), { name: "PackwiseError" });
  assert.throws(() => budget(good, 0), { path: "budget", code: "too-small" });
  // the same as an object; what is misspelt is not taken for the default
  for (const search of [{ nodes: 500 }, { nodes: "500" }, {}, { nodes: null }, null, 500]) assert.equal(budget(good, search).sets, 2);
  assert.throws(() => budget(good, { nodes: 0 }), { path: "budget.nodes", code: "too-small" });
  assert.throws(() => budget(good, { node: 500 }), { path: "budget.node", code: "unknown-key" });
  assert.throws(() => compareProviders({}, { node: 5 }), { name: "PackwiseError" });
  assert.throws(() => new PlanFurther({ demand: [1], packs: [] }, "1.00", { node: 5 }), { path: "budget.node", code: "unknown-key" });
});
