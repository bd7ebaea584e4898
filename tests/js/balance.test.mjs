// Balances read, played forward and measured through the built package: what crosses, the seeds' example, broken input.
import assert from "node:assert/strict";
import { test } from "node:test";
import { burnDown, plan, rateOfUse, readBalance } from "../../target/npm/packwise/node.js";
import { checkError, checkIssues } from "./built.mjs";

const pack = {
  resource_pack_name: "Video Generation - 10,000 entries",
  resource_pack_id: "509f3fd3d4ab4a3f9eec5db27aa44f27",
  resource_pack_type: "decreasing_total",
  total_quantity: 200.0,
  remaining_quantity: 118.0,
  purchase_time: 1726124664368,
  effective_time: 1726124664368,
  invalid_time: 1727366400000,
  status: "expired",
};
const answer = (...packs) => ({ code: 0, message: "SUCCEED", data: { code: 0, msg: "success", resource_pack_subscribe_infos: packs } });
const held = (id, remaining, effective, expires) => ({ id, pool: "video", remaining, status: "online", effective, expires });

test("the documented example is the same as text, as text with comments and as a value", () => {
  const text = JSON.stringify(answer(pack), null, 1);
  const read = readBalance(text);
  assert.deepEqual(read, readBalance(answer(pack)));
  assert.equal(read.provider, "kling");
  assert.equal(read.reserved, null);
  assert.deepEqual(read.packs, [
    {
      id: pack.resource_pack_id, name: pack.resource_pack_name, pool: "video", tier: 10000, type: "decreasing_total", total: 200,
      remaining: 118, status: "expired", purchased: "2024-09-12T07:04:24.368Z", effective: "2024-09-12T07:04:24.368Z",
      expires: "2024-09-26T16:00:00.000Z",
    },
  ]);
  checkIssues(read.issues, "the guess by the name");
  assert.equal(read.packs[0].expires, new Date(pack.invalid_time).toISOString());
  const commented = readBalance(text.replaceAll(",\n", ", // and so on\n"));
  assert.deepEqual(commented.packs, read.packs);
  assert.equal(commented.issues.length, read.issues.length + 1);
  const burn = burnDown({ balance: answer(pack), demand: [100], asOf: "2026-11-20" });
  assert.deepEqual(burn.lost, { least: 118, most: 118 });
});

test("other answers: no list, errors, U-Gen", () => {
  assert.deepEqual(readBalance({ code: 0, message: "SUCCEED", data: { code: 0, msg: "success" } }).packs, []);
  const refused = readBalance({ code: 1002, message: "api key not found" });
  assert.deepEqual([refused.packs, refused.issues[0].code, refused.issues[0].level], [[], "vendor-error", "error"]);
  const account = readBalance({ credit_balance: 1200.5, credit_reserved: 86, available_credits: 1114.5 });
  assert.deepEqual([account.provider, account.reserved, account.packs.length, account.packs[0].remaining], ["u-gen", 86, 1, 1114.5]);
  assert.deepEqual([account.packs[0].expires, account.issues], [null, []]);
  const page = readBalance({ items: [{ type: "consume", amount: -80, balance_before: 920, balance_after: 840 }] });
  assert.deepEqual(page.transactions, [{ type: "consume", amount: "-80", before: 920, after: 840 }]);
});

test("what was read can be handed on, corrected or not", () => {
  const balance = readBalance(answer({ ...pack, status: "online", invalid_time: Date.UTC(2026, 5, 1), remaining_quantity: 500 }));
  const request = { balance, demand: [310, 280], asOf: "2026-01-01" };
  const burn = burnDown(request);
  // 10 a day; half a day may not be told yet: the last of 495 or 500 units goes on the 50th day
  assert.deepEqual(burn.runsDry, { earliest: "2026-02-19", latest: "2026-02-20" });
  assert.deepEqual(burn.packs[0].runsOut, { earliest: "2026-02-19", latest: "2026-02-19" });
  assert.equal(burn.buy, null);
  const corrected = { ...balance, packs: balance.packs.map((one) => ({ ...one, pool: "image" })) };
  assert.equal(burnDown({ ...request, balance: corrected }).pool, "image");
  const packs = [{ id: "P", units: 100, price: "10", lifePeriods: 1 }];
  const { buy } = burnDown({ ...request, packs });
  const alone = plan({ demand: [310, 280], packs, balance: [{ units: 500, periodsLeft: 5 }] });
  assert.equal(buy.by, "2026-02-19");
  assert.deepEqual(buy.plan.purchases, alone.purchases);
  assert.equal(buy.plan.cost, alone.cost);
  assert.deepEqual(burnDown({ ...request, packs }, { headroom: false, alternatives: false, trace: false }).buy.plan.trace, []);
});

test("the rate of use", () => {
  const at = (when, left) => ({ at: when, balance: { packs: [held("a", left, "2025-12-01", "2026-06-01")] } });
  const { rates, issues } = rateOfUse([at("2026-01-01", 100), at("2026-01-11", 20)]);
  assert.deepEqual(issues, []);
  assert.deepEqual(rates, [
    { pool: "video", from: "2026-01-01T00:00:00.000Z", until: "2026-01-11T00:00:00.000Z", used: { least: 80, most: 80 }, days: 10, aDay: { least: 7.619, most: 8.421 } },
  ]);
  const [{ used: { most: units }, days }] = rates;
  const burn = burnDown({ balance: { packs: [held("a", 20, "2025-12-01", "2026-06-01")] }, demand: { units, days, months: 1 }, asOf: "2026-01-11" });
  // 8 a day: 20 last two days and a half, 16 two
  assert.deepEqual(burn.runsDry, { earliest: "2026-01-13", latest: "2026-01-13" });
});

test("an error is not an account without packs, an unknown pool is no known one, a pack counts once", () => {
  const refused = readBalance({ code: 1002, message: "api key not found" });
  const packs = [{ id: "P", units: 100, price: "10", lifePeriods: 1 }];
  const ask = (balance, more) => burnDown({ balance, demand: [310], asOf: "2026-01-01", packs, ...more });
  assert.throws(() => ask(refused), (error) => (checkError(error, "refused"), assert.equal(error.code, "vendor-error"), true));
  const a = held("a", 1000, "2025-12-01", "2027-01-01");
  const unknown = ask({ packs: [{ ...a, pool: null }, { ...a, pool: null, id: "b" }] });
  assert.deepEqual([unknown.complete, unknown.buy.certain, unknown.runsDry], [false, false, { earliest: "2026-01-01", latest: null }]);
  const twice = ask({ packs: [a, a] });
  assert.deepEqual([twice.packs.length, twice.packs[0].index, twice.issues[0].code], [1, 0, "duplicate-id"]);
  // 10 a day: 100 that end at noon of the sixth day, 95 to 100 now, drawn on five days or six
  const noon = ask({ packs: [held("a", 100, "2025-12-01", "2026-01-06T12:00:00.000Z")] });
  assert.deepEqual(noon.lost, { least: 35, most: 50 });
  const at = (when, ...rows) => ({ at: when, balance: { packs: rows } });
  const b = (left) => ({ ...held("b", left, "2025-12-01", "2027-01-01"), total: 100 });
  const left = (units) => ({ ...a, remaining: units });
  const { rates } = rateOfUse([at("2026-01-01", left(100)), at("2026-01-02", left(90), b(100)), at("2026-01-11", left(0), b(50))]);
  assert.deepEqual(rates[0].used, { least: 150, most: 150 });
});

test("what cannot be read is an error with code, path and issues; nothing else is thrown", () => {
  const fails = (work, code) =>
    assert.throws(work, (error) => (checkError(error, code), assert.equal(error.code, code), true));
  for (const [given, code] of [["", "empty"], ["{", "not-json"], ["<p>", "not-json"], ["[]", "wrong-type"], [undefined, "not-json"],
    [null, "wrong-type"], [5, "wrong-type"], [{ a: 1 }, "unknown-value"], ["x".repeat(4_000_001), "too-large"]]) {
    fails(() => readBalance(given), code);
  }
  const request = () => ({ balance: { packs: [held("a", 20, "2025-12-01", "2026-06-01")] }, demand: [1], asOf: "2026-01-11" });
  assert.equal(burnDown(request()).complete, true);
  fails(() => burnDown({ ...request(), asOf: "soon" }), "not-a-date");
  fails(() => burnDown({ ...request(), demand: [NaN] }), "not-a-number");
  fails(() => burnDown({ ...request(), colour: 1 }), "unknown-key");
  fails(() => burnDown(null), "wrong-type");
  fails(() => rateOfUse([]), "too-small");
  fails(() => rateOfUse("x"), "wrong-type");
  // every field of a provider's row set to everything
  const strange = [null, -1, 1e308, -0, 1e-9, "", "1", "x".repeat(3_000), [], {}, true, "2026-01-01", Number.MAX_SAFE_INTEGER];
  for (const key of Object.keys(pack)) {
    for (const value of strange) {
      const read = readBalance(answer({ ...pack, [key]: value }));
      assert.equal(read.packs.length, 1, key);
      const burn = burnDown({ balance: read, demand: [100, 0, 5], asOf: "2026-11-20" });
      assert.ok(Array.isArray(burn.packs), key);
    }
  }
});
