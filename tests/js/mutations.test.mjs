// Requests broken at random, from a fixed seed: whatever comes in, an answer is whole and adds up, an error says what is
// wrong and where, nothing traps, and the engine goes on working.
import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryBytes, plan } from "../../target/npm/packwise/node.js";
import { checkAnswer, checkError, golden } from "./built.mjs";

const COUNT = 20_000;
const BARE = { headroom: false, alternatives: false, trace: false, budget: 2_000 };

/** Numbers of mulberry32: the same on every machine. */
function dice(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end) => Math.floor(next() * end);
  return { below, of: (list) => list[below(list.length)] };
}

const VALUES = [
  () => undefined, () => null, () => NaN, () => -Infinity, () => -0, () => 0, () => 1, () => 3, () => -1, () => 0.5,
  () => 0.001, () => 0.0001, () => 0.1 + 0.2, () => 1e9, () => 1e9 + 1, () => 1e12, () => 9007199254740.991, () => 1e21,
  () => 2 ** 53, () => 5e-324, () => true, () => "", () => "1", () => "0.07", () => "1e3", () => " 1", () => "-1",
  () => "9".repeat(40), () => "0.1234567", () => "term", () => "packs", () => "B1", () => "\ud800", () => "__proto__",
  () => [], () => [1, , 2], () => [[]], () => ({}), () => ({ kind: "term", periods: 2 }), () => ({ kind: "packs", count: 3 }),
  () => 7n, () => () => 1, () => new Date(0), () => new Map(), () => Symbol("s"),
  () => ({ id: "x", units: 7, price: "3", lifePeriods: 2 }), () => ({ units: 5, periodsLeft: 1 }),
];

/** Every list and object in a value. */
function holders(value, found = []) {
  if (typeof value !== "object" || value === null || found.includes(value)) return found;
  found.push(value);
  for (const key of Object.keys(value)) holders(value[key], found);
  return found;
}

function mutate(request, { below, of }) {
  const all = holders(request);
  const at = of(all);
  const keys = Object.keys(at);
  const key = of(keys);
  switch (below(9)) {
    case 0:
      if (key !== undefined) delete at[key];
      break;
    case 1:
      at[of(["concurrency", "limit", "from", "colour", "units", "minimumOrder", "listUnitPrice", "onDemandPrice", "0"])] = of(VALUES)();
      break;
    case 2:
      if (Array.isArray(at)) at.push(at.length && below(2) ? structuredCloneOr(at[below(at.length)]) : of(VALUES)());
      break;
    case 3:
      if (Array.isArray(at)) at.splice(below(at.length + 1), 1 + below(3));
      break;
    case 4:
      if (Array.isArray(at) && at.length) for (let n = below(70); n > 0; n--) at.push(at[below(at.length)]);
      break;
    case 5:
      if (typeof at[key] === "number") at[key] = of([at[key] * 10, at[key] / 3, -at[key], at[key] + 0.125, String(at[key]), Math.ceil(at[key] / 7)]);
      break;
    case 6:
      at[key ?? "x"] = of(all);
      break;
    default:
      if (key !== undefined) at[key] = of(VALUES)();
  }
}

function structuredCloneOr(value) {
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
}

function told(request) {
  const seen = [];
  return JSON.stringify(request, (key, value) => {
    if (typeof value === "object" && value !== null) {
      if (seen.includes(value)) return "(again)";
      seen.push(value);
    }
    return ["bigint", "symbol", "function", "undefined"].includes(typeof value) || Number.isNaN(value) ? `(${typeof value})` : value;
  })?.slice(0, 1_500);
}

test(`${COUNT} broken requests: whole answers, named errors, no trap`, (context) => {
  const sources = golden("plan").map(([, { request }]) => request);
  // one with every feature, so that each can be broken together with the others
  sources.push({
    demand: [4, 0, 9.5, 12], concurrency: 10,
    packs: [
      { id: "a", units: 5, price: "3.10", lifePeriods: 1, concurrency: 5, minimumOrder: { kind: "term", periods: 2 } },
      { id: "b", units: 8, price: "5.05", lifePeriods: 2, concurrency: 20, minimumOrder: { kind: "packs", count: 2 }, limit: 5 },
      { id: "c", units: 13, price: "9", lifePeriods: null, limit: 3 },
    ],
    balance: [{ units: 2.5, from: 1, periodsLeft: 2, concurrency: 10 }, { units: 1, periodsLeft: null }],
    onDemandPrice: "0.9", listUnitPrice: "1",
  });
  const roll = dice(20_260_801);
  const ended = new Map();
  for (let index = 0; index < COUNT; index++) {
    const request = structuredClone(roll.of(sources));
    for (let n = 1 + roll.below(3); n > 0; n--) mutate(request, roll);
    const what = `request ${index}: ${told(request)}`;
    const parts = index % 50 === 0 ? { budget: 500 } : BARE;
    let how;
    try {
      const answer = plan(request, parts);
      checkAnswer(answer, request.demand.length, what);
      how = answer.status;
    } catch (error) {
      checkError(error, error instanceof assert.AssertionError ? `${error.message}\n${what}` : what);
      how = error.code;
    }
    ended.set(how, (ended.get(how) ?? 0) + 1);
  }
  for (const how of ["optimal", "infeasible", "unknown-key", "wrong-type", "missing", "not-json", "not-a-number", "overflow", "duplicate-id"]) {
    assert.ok(ended.get(how) > 0, `${how}: ${ended.get(how)}`);
  }
  assert.ok(ended.get("optimal") > COUNT / 8);
  context.diagnostic(`${[...ended].sort((a, b) => b[1] - a[1]).map(([how, count]) => `${how} ${count}`).join(", ")}; ${memoryBytes()} bytes`);
  const again = golden("plan")[0][1];
  assert.equal(plan(again.request).cost, again.expect.cost);
});
