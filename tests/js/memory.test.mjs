// What 10,000 plans leave behind: the engine's memory stays small, and does not grow with what was asked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryBytes, plan } from "../../target/npm/packwise/node.js";
import { golden } from "./built.mjs";

const MOST = 16 * 2 ** 20;

test("10,000 plans leave the engine under 16 MB", (context) => {
  const cases = golden("plan").map(([, { request }]) => request);
  const large = {
    demand: Array.from({ length: 36 }, (_, period) => 2000 + 777 * ((period * 7) % 13)),
    concurrency: 5,
    packs: [
      { id: "B1", units: 10000, price: "1400.00", lifePeriods: 1, concurrency: 5, minimumOrder: { kind: "term", periods: 3 } },
      { id: "B2", units: 15000, price: "1890.00", lifePeriods: 1, concurrency: 5, minimumOrder: { kind: "term", periods: 3 } },
      { id: "L", units: 5000, price: "700.00", lifePeriods: 6, concurrency: 20 },
    ],
    onDemandPrice: "0.2",
  };
  const bare = { headroom: false, alternatives: false, trace: false };
  const begin = memoryBytes();
  let after = begin;
  for (let run = 0; run < 10_000; run++) {
    if (run === 5_000) after = memoryBytes();
    if (run % 100 === 0) plan(large, run % 1_000 === 0 ? { budget: 20_000 } : { ...bare, budget: 20_000 });
    else plan(cases[run % cases.length], run % 20 === 0 ? null : bare);
    if (run % 50 === 7) assert.throws(() => plan({ demand: ["9".repeat(50_000)], packs: [] }));
  }
  const end = memoryBytes();
  context.diagnostic(`${begin} bytes at first, ${after} after 5,000 plans, ${end} after 10,000`);
  assert.ok(end < MOST, `${end} bytes`);
  assert.equal(end, after, "it grows with every plan");
});
