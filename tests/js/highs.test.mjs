// The engine's plans against HiGHS (npm `highs`), a general solver that knows nothing of ours: the same requests, made into
// integer programs from PLANNING.md alone (highs/model.mjs), its plans rounded and priced in exact numbers.
//
// HiGHS takes seconds and more over what the engine answers at once, so most requests are those of the published
// generator whose periods x packs are at most 36, of which it proves nearly all; of the others it gets a few. With
// PACKWISE_FULL=1 it gets more of both, and longer for each.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { contradictions, engine } from "./highs/both.mjs";
import { instances, size } from "./highs/instances.mjs";
import { money, whole } from "./highs/numbers.mjs";
import { answers } from "./highs/pool.mjs";
import { price, read } from "./highs/problem.mjs";
import { load, solve } from "./highs/solve.mjs";

const FULL = Boolean(process.env.PACKWISE_FULL);
/** How many requests that HiGHS can prove, and how many of any size; the seconds that it gets for each. */
const [PROVABLE, ANY, SECONDS] = FULL ? [3_000, 500, 5] : [1_000, 50, 1];

test("HiGHS finds the costs of the worked cases", async () => {
  const highs = await load();
  const folder = new URL("../golden/plan/", import.meta.url);
  const cases = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")));
  assert.ok(cases.length >= 12);
  for (const { why, request, expect } of cases) {
    const { status, cost } = solve(highs, request, 60);
    assert.equal(status, expect.status, why);
    assert.equal(cost === null ? undefined : money(cost), expect.cost, why);
  }
});

test("plans that break a rule are not priced, and wrong answers contradict", async () => {
  const request = {
    demand: [4, 4, 4],
    concurrency: 5,
    packs: [
      { id: "a", units: 5, price: "5", lifePeriods: 1, concurrency: 5, minimumOrder: { kind: "term", periods: 2 }, limit: 4 },
      { id: "b", units: 5, price: "1", lifePeriods: 1, minimumOrder: { kind: "packs", count: 2 } },
    ],
    balance: [{ units: 1, from: 1, periodsLeft: 1, concurrency: null }],
  };
  const problem = read(request);
  const broken = (a, b) => price(problem, [a.map(BigInt), b.map(BigInt)]).broken ?? "nothing";
  assert.equal(price(problem, [[1n, 1n, 1n], [0n, 0n, 0n]]).cost, whole("15", 9));
  // the second start runs one period over the horizon
  assert.equal(price(problem, [[1n, 1n, 2n], [0n, 0n, 0n]]).cost, whole("25", 9));
  assert.match(broken([1, 1, 3], [0, 0, 0]), /limit of a/);
  assert.match(broken([2, 1, 1], [0, 0, 0]), /term of a/);
  assert.match(broken([1, 1, 1], [1, 0, 0]), /minimum of b/);
  assert.match(broken([1, 1, 0], [0, 0, 2]), /rule 4: period 2/);
  const late = { ...request, concurrency: null, onDemandPrice: "0.5" };
  assert.equal(price(read(late), [[0n, 0n, 0n], [0n, 0n, 2n]]).cost, whole("5.5", 9));
  assert.match(price(read({ ...late, onDemandPrice: null }), [[0n, 0n, 0n], [0n, 0n, 2n]]).broken, /rule 1: 4000 .* period 0/);

  const highs = await load();
  const [ours, theirs] = [engine(request), solve(highs, request, 60)];
  assert.deepEqual(contradictions(request, ours, theirs), []);
  const cent = whole("0.01", 9);
  const dearer = { ...theirs, cost: theirs.cost + cent };
  for (const [what, a, b] of [
    ["our cost is not our plan's", { ...ours, cost: ours.cost - cent, lowerBound: ours.cost - cent }, theirs],
    ["HiGHS is cheaper by a cent", ours, { ...theirs, cost: theirs.cost - cent }],
    ["HiGHS proves a cent more", ours, dearer],
    ["HiGHS proves a cent more than a bounded one", { ...ours, status: "bounded" }, dearer],
    ["HiGHS proves that there is none", ours, { ...theirs, status: "infeasible", cost: null }],
    ["ours says that there is none", { status: "infeasible" }, theirs],
    ["our bound is above", { ...ours, status: "bounded", lowerBound: ours.cost + 1n }, theirs],
  ]) {
    assert.notEqual(contradictions(request, a, b).length, 0, what);
  }
});

test("on the generator's requests the two agree to the cent wherever both prove", { timeout: FULL ? 7_200_000 : 1_800_000 }, async (t) => {
  const chosen = [];
  let [provable, any] = [0, 0];
  for (let first = 0; provable < PROVABLE || any < ANY; first += 1_000) {
    for (const instance of instances(first, 1_000)) {
      const kind = size(instance) <= 36 ? provable++ < PROVABLE : any++ < ANY;
      if (kind) chosen.push({ ...instance, seconds: SECONDS });
    }
  }
  const start = performance.now();
  const all = await answers(chosen);
  const seconds = Math.round((performance.now() - start) / 1000);
  assert.equal(all.length, chosen.length);

  const ended = ({ ours, theirs }) => [ours.status, theirs.broken === null ? theirs.status : "broken"];
  const count = (fits) => all.filter((answer) => fits(...ended(answer))).length;
  const both = count((ours, theirs) => ours === "optimal" && theirs === "optimal");
  const none = count((ours, theirs) => ours === "infeasible" && theirs === "infeasible");
  const [engineProved, highsProved] = [0, 1].map((side) =>
    all.filter((answer) => ["optimal", "infeasible"].includes(ended(answer)[side])).length,
  );
  const brokenPlans = count((_, theirs) => theirs === "broken");
  const silent = count((_, theirs) => theirs === "silent");
  const told = [
    `${all.length} requests, ${SECONDS} s each for HiGHS, ${seconds} s in all: ${both} proved optimal by both and compared to`,
    `the cent, ${none} proved infeasible by both; proved by the engine ${engineProved}, by HiGHS ${highsProved};`,
    `${brokenPlans} plans of HiGHS that break a rule once rounded, ${silent} requests from which it did not come back`,
  ];
  t.diagnostic(told.join(" "));
  console.log(told.join(" "));
  const wrong = all.filter((answer) => answer.wrong.length > 0).sort((a, b) => a.number - b.number);
  assert.deepEqual(wrong.map(({ number, wrong }) => `instance ${number}: ${wrong.join("; ")}`), []);
  assert.ok(silent * 200 <= all.length, "HiGHS does not come back too often to be compared with");
  assert.ok(brokenPlans * 200 <= all.length, "HiGHS breaks rules too often to be compared with");
});
