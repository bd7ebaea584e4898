// What JavaScript can hand over and the planner does not take: every field with every kind of wrong value. Each is an
// error with path and code, none is a trap, and none is taken for something else.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { addBook, book, deduct, evaluate, plan } from "../../target/npm/packwise/node.js";
import { checkAnswer, checkError } from "./built.mjs";

const pack = { id: "a", units: 10, price: "1.00", lifePeriods: 1 };
const valid = () => ({
  demand: [25, 30],
  concurrency: 5,
  packs: [
    { ...pack, concurrency: 5, minimumOrder: { kind: "term", periods: 2 }, limit: 99 },
    { ...pack, id: "b", units: 12, concurrency: null, minimumOrder: { kind: "packs", count: 2 } },
  ],
  balance: [{ units: 4, from: 0, periodsLeft: 2, concurrency: null }],
  onDemandPrice: "0.5",
  listUnitPrice: "0.5",
});
const works = () => assert.equal(plan(valid()).status, "optimal");
after(works);

/** The valid request with another value at a path of keys. */
function changed(keys, value) {
  const request = valid();
  let at = request;
  for (const key of keys.slice(0, -1)) at = at[key];
  at[keys.at(-1)] = value;
  return request;
}
const written = (keys) => keys.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("").slice(1);
function shown(value) {
  if (typeof value === "string") return value.length > 40 ? `${value.slice(0, 20)}... (${value.length})` : `"${value}"`;
  try {
    return Object.is(value, -0) ? "-0" : Object.prototype.toString.call(value) + String(value);
  } catch {
    return typeof value;
  }
}

/** `code`: the error at `path`. null: the value is read; what follows from it may still be too large to be counted. */
function expect(request, path, code, what) {
  let answer;
  try {
    answer = plan(request, { headroom: false, alternatives: false, budget: 5_000 });
  } catch (error) {
    checkError(error, what);
    if (code === null) assert.equal(error.code, "overflow", `${what}: ${error}`);
    else assert.ok(error.issues.some((issue) => issue.path === path && issue.code === code), `${what}: ${error}`);
    return;
  }
  assert.equal(code, null, `${what}: read, but ${code} was expected`);
  checkAnswer(answer, request.demand.length, what);
}

// not JSON at all, whatever the field
const cyclic = {};
cyclic.self = [cyclic];
const revoked = Proxy.revocable([], {});
revoked.revoke();
const throws = () => {
  throw new Error("no");
};
const NOT_JSON = [
  [NaN, "not-a-number"],
  [Infinity, "not-a-number"],
  [-Infinity, "not-a-number"],
  [1n, "not-json"],
  [2n ** 80n, "not-json"],
  [() => 1, "not-json"],
  [class {}, "not-json"],
  [Symbol("1"), "not-json"],
  [new Date(0), "not-json"],
  [new Map([["a", 1]]), "not-json"],
  [new Set([1]), "not-json"],
  [new Number(1), "not-json"],
  [new String("1"), "not-json"],
  [new Boolean(true), "not-json"],
  [new Uint8Array(1), "not-json"],
  [Promise.resolve(1), "not-json"],
  [/1/, "not-json"],
  [new (class Own {})(), "not-json"],
  [revoked.proxy, "not-json"],
  [new Proxy({}, { ownKeys: throws }), "not-json"],
  [new Proxy({}, { getPrototypeOf: throws }), "not-json"],
  ["9".repeat(5_000_000), "too-large"],
];
const NEVER = [
  ...NOT_JSON,
  [true, "wrong-type"],
  [{}, "wrong-type"],
  [[], "wrong-type"],
  [[1], "wrong-type"],
];
const NO_NUMBER = ["abc", "1e3", " 1", "1 ", "1_000", "1,000", "1.2.3", "+1", "--1", "-", ".", "0x10", "NaN", "Infinity", "٣", "１", "1\0", "½", "\ufffd"];
const DECIMAL = [
  ...NEVER,
  ...NO_NUMBER.map((text) => [text, "not-a-number"]),
  ["", "empty"],
  ["-1", "negative"],
  ["9".repeat(60), "too-large"],
  ["1", null],
  ["007", null],
  [".5", null],
  ["5.", null],
  ["1.50000", null],
];
const NUMBERS = [
  [1e3, null],
  [-1, "negative"],
  [-5e-324, "too-many-decimals"],
  [1e21, "too-large"],
  [1e30, "too-large"],
  [Number.MAX_VALUE, "too-large"],
];
const UNITS = [
  ...DECIMAL,
  ...NUMBERS,
  [118.5, null],
  [0.001, null],
  ["0.001", null],
  [9007199254740.991, null],
  ["9007199254740.991", null],
  [9007199254740.992, "too-large"],
  ["9007199254740.992", "too-large"],
  [Number.MAX_SAFE_INTEGER, "too-large"],
  [-0.001, "negative"],
  [0.0001, "too-many-decimals"],
  ["0.0001", "too-many-decimals"],
  [0.1 + 0.2, "too-many-decimals"],
  [1.1000000000000001, null],
  [1.1000000000000003, "too-many-decimals"],
  [1e-7, "too-many-decimals"],
  [Number.MIN_VALUE, "too-many-decimals"],
];
const PRICE = [
  ...DECIMAL,
  [1, "wrong-type"],
  [0.14, "wrong-type"],
  ["0", null],
  ["-0", null],
  ["0.000001", null],
  ["0.0000001", "too-many-decimals"],
  ["9223372036854.775807", null],
  ["9223372036854.775808", "too-large"],
  ["$1", "not-a-number"],
];
const whole = (least, most) => [
  ...DECIMAL.filter(([value]) => ![".5", "1.50000"].includes(value)),
  ...NUMBERS.filter(([value]) => ![-5e-324, 1e3].includes(value)),
  [0, least > 0 ? "too-small" : null],
  [-0, least > 0 ? "too-small" : null],
  [least, null],
  [String(most), null],
  [most, null],
  [most + 1, "too-large"],
  [String(most + 1), "too-large"],
  [1.5, "not-whole"],
  ["1.5", "not-whole"],
  ["1.000", null],
  [-5e-324, "not-whole"],
  [2 ** 53, "too-large"],
];
const LARGE = 1_000_000_000;
const needed = [null, "wrong-type"];
const optional = [null, null];

for (const [keys, values, whenNull, whenUndefined] of [
  [["demand", 0], [...UNITS, [0, null], [-0, null], ["-0", null]], needed, "not-json"],
  [["packs", 1, "units"], [...UNITS, [0, "too-small"], [-0, "too-small"], ["0.000", "too-small"]], needed, "missing"],
  [["packs", 1, "price"], PRICE, needed, "missing"],
  [["packs", 1, "lifePeriods"], whole(1, LARGE), optional, "missing"],
  [["packs", 1, "concurrency"], whole(0, LARGE), optional, null],
  [["packs", 1, "limit"], whole(0, LARGE), optional, null],
  [["packs", 0, "minimumOrder", "periods"], whole(1, 1_200), needed, "missing"],
  [["packs", 1, "minimumOrder", "count"], whole(1, LARGE), needed, "missing"],
  [["balance", 0, "units"], [...UNITS, [0, null]], needed, "missing"],
  [["balance", 0, "from"], whole(0, LARGE), optional, null],
  [["balance", 0, "periodsLeft"], whole(1, LARGE), optional, "missing"],
  [["balance", 0, "concurrency"], whole(0, LARGE), optional, null],
  [["concurrency"], whole(1, LARGE), optional, null],
  [["onDemandPrice"], PRICE, optional, null],
  [["listUnitPrice"], PRICE, optional, null],
]) {
  test(`${written(["", ...keys]).slice(1)}: each value is read by the rule, or an error there`, () => {
    const path = written(["", ...keys]).slice(1);
    for (const [value, code] of [...values, whenNull, [undefined, whenUndefined]]) {
      expect(changed(keys, value), path, code, `${path} = ${shown(value)}`);
    }
    const request = changed(keys, 1);
    const holder = keys.slice(0, -1).reduce((at, key) => at[key], request);
    Object.defineProperty(holder, keys.at(-1), { get: throws, enumerable: true });
    expect(request, path, "not-json", `${path} throws`);
    works();
  });
}

for (const [what, keys, value, path, code] of [
  ["an unknown key", ["colour"], "red", "colour", "unknown-key"],
  ["an unknown key of a pack", ["packs", 0, "colour"], "red", "packs[0].colour", "unknown-key"],
  ["an unknown key of an owned pack", ["balance", 0, "colour"], 1, "balance[0].colour", "unknown-key"],
  ["an unknown key of a least order", ["packs", 0, "minimumOrder", "colour"], 1, "packs[0].minimumOrder.colour", "unknown-key"],
  ["a key in other letters", ["onDemandprice"], "1", "onDemandprice", "unknown-key"],
  ["a long unknown key", ["k".repeat(500)], 1, `${"k".repeat(63)}…`, "unknown-key"],
  ["an empty key", [""], 1, "", "unknown-key"],
  ["a toJSON", ["toJSON"], () => ({}), "toJSON", "not-json"],
  ["no demand", ["demand"], [], "demand", "empty"],
  ["61 periods", ["demand"], Array(61).fill(1), "demand", "too-many"],
  ["a list with 4,294,967,295 holes", ["demand"], new Array(4_294_967_295), "demand", "too-many"],
  ["a list with a hole", ["demand"], [1, , 3], "demand[1]", "not-json"], // eslint-disable-line no-sparse-arrays
  ["a text for a list", ["demand"], "1", "demand", "wrong-type"],
  ["an object for a list", ["demand"], { 0: 1, length: 1 }, "demand", "wrong-type"],
  ["null for a list", ["demand"], null, "demand", "wrong-type"],
  ["nothing for a list", ["demand"], undefined, "demand", "missing"],
  ["a demand that cannot be added up", ["demand"], Array(60).fill(9007199254740.991), "demand", "overflow"],
  ["13 packs", ["packs"], Array.from({ length: 13 }, (_, i) => ({ ...pack, id: `p${i}` })), "packs", "too-many"],
  ["an object for packs", ["packs"], {}, "packs", "wrong-type"],
  ["no list of packs", ["packs"], undefined, "packs", "missing"],
  ["null for packs", ["packs"], null, "packs", "wrong-type"],
  ["null for a pack", ["packs"], [null], "packs[0]", "wrong-type"],
  ["a list for a pack", ["packs"], [[pack]], "packs[0]", "wrong-type"],
  ["the same id twice", ["packs"], [pack, { ...pack, units: 5 }], "packs[1].id", "duplicate-id"],
  ["an empty id", ["packs", 0, "id"], "", "packs[0].id", "empty"],
  ["a number for an id", ["packs", 0, "id"], 7, "packs[0].id", "wrong-type"],
  ["no id", ["packs", 0, "id"], undefined, "packs[0].id", "missing"],
  ["an endless id", ["packs", 0, "id"], "i".repeat(2_001), "packs[0].id", "too-large"],
  ["half a character", ["packs", 0, "id"], "\ud800", "packs[0].id", "not-json"],
  ["an unknown least order", ["packs", 0, "minimumOrder"], { kind: "year" }, "packs[0].minimumOrder.kind", "unknown-value"],
  ["a least order without a kind", ["packs", 0, "minimumOrder"], { periods: 3 }, "packs[0].minimumOrder.kind", "missing"],
  ["a term without periods", ["packs", 0, "minimumOrder"], { kind: "term" }, "packs[0].minimumOrder.periods", "missing"],
  ["a term of packs", ["packs", 0, "minimumOrder"], { kind: "term", count: 3 }, "packs[0].minimumOrder.count", "unknown-key"],
  ["a text for a least order", ["packs", 0, "minimumOrder"], "term", "packs[0].minimumOrder", "wrong-type"],
  ["a text for the balance", ["balance"], "none", "balance", "wrong-type"],
  ["1,001 owned packs", ["balance"], Array.from({ length: 1_001 }, () => ({ units: 1, periodsLeft: 1 })), "balance", "too-many"],
  ["owned packs that cannot be added up", ["balance"], Array.from({ length: 1_000 }, () => ({ units: 9e12, periodsLeft: null })), "demand", "overflow"],
  ["an object in itself", ["packs", 0, "minimumOrder"], cyclic, "packs[0].minimumOrder.self[0]", "cyclic-reference"],
  ["100,001 entries", ["balance"], Array(100_001).fill(1), "balance", "too-many"],
  ["300,000 keys", ["packs", 0], Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`k${i}`, 1])), "packs[0]", "too-many"],
]) {
  test(`${what} is an error with path, code and issues`, () => {
    expect(changed(keys, value), path, code, what);
    works();
  });
}

test("a request that is none is an error of the whole", () => {
  for (const [value, code] of [
    ...NOT_JSON,
    [undefined, "not-json"],
    [null, "wrong-type"],
    [1, "wrong-type"],
    ["{}", "wrong-type"],
    [[], "wrong-type"],
    [{}, "missing"],
  ]) {
    for (const call of [plan, evaluate, deduct]) {
      assert.throws(() => call(value), (error) => (checkError(error, shown(value)), error.code === code), `${call.name} ${shown(value)}`);
    }
  }
  assert.throws(() => book(undefined), (error) => (checkError(error, "book"), true));
  assert.throws(() => addBook(undefined), (error) => (checkError(error, "addBook"), true));
  works();
});

test("nothing but an object's own keys is read", () => {
  const expected = plan({ demand: [25], packs: [pack] });
  Object.prototype.onDemandPrice = "0.00001"; // eslint-disable-line no-extend-native
  Object.prototype.colour = "red"; // eslint-disable-line no-extend-native
  try {
    assert.deepEqual(plan({ demand: [25], packs: [pack] }).cost, expected.cost);
  } finally {
    delete Object.prototype.onDemandPrice;
    delete Object.prototype.colour;
  }
  const polluted = JSON.parse('{"demand": [25], "packs": [], "__proto__": {"onDemandPrice": "1"}}');
  assert.throws(() => plan(polluted), (error) => (checkError(error, "__proto__"), error.path === "__proto__" && error.code === "unknown-key"));
  assert.equal({}.onDemandPrice, undefined);
  // an object without any prototype, a frozen one, a proxy of one and getters that answer are read
  const bare = Object.assign(Object.create(null), { demand: [25], packs: [Object.freeze(pack)] });
  assert.deepEqual(plan(bare), expected);
  assert.deepEqual(plan(new Proxy({ demand: [25], packs: [pack] }, {})), expected);
  // even where a getter plans by itself
  assert.deepEqual(plan({ get demand() { return [plan({ demand: [25], packs: [pack] }).ledger[0].used]; }, packs: [pack] }), expected);
});

test("every problem is found, not only the first", () => {
  assert.throws(
    () => plan({ demand: [-1, "x"], packs: [{ id: "", units: 0.0001, price: 1 }], colour: 1 }),
    (error) => {
      checkError(error, "all");
      const found = error.issues.map((issue) => `${issue.path} ${issue.code}`);
      for (const one of ["demand[0] negative", "demand[1] not-a-number", "packs[0].id empty", "packs[0].units too-many-decimals", "packs[0].price wrong-type", "packs[0].lifePeriods missing", "colour unknown-key"]) {
        assert.ok(found.includes(one), `${one} in ${found}`);
      }
      return true;
    },
  );
  assert.throws(
    () => plan({ demand: [NaN, 1n], packs: [() => 1] }),
    (error) => (checkError(error, "all"), error.issues.length === 3),
  );
});

test("where a caller's stack ends inside the engine, that call fails and the engine goes on", () => {
  const own = { ...book("kling-2025"), id: "kling-stack", edition: "stack" };
  addBook(JSON.stringify(own));
  const expected = plan(valid(), { headroom: false });
  let [ended, right] = [0, 0];
  for (let round = 0; round < 3; round++) {
    let left = 1_500;
    const deeper = () => {
      try {
        deeper();
      } catch {
        // the stack is full; on the way back there is a little more of it in every step
      }
      if (left-- <= 0) return;
      try {
        const { cost } = plan(valid(), { headroom: false });
        right += cost === expected.cost ? 1 : -1e9;
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
        ended += 1;
      }
    };
    deeper();
  }
  assert.ok(ended > 50 && right > 50, `${ended} ended, ${right} right`);
  assert.deepEqual(plan(valid(), { headroom: false }), expected);
  assert.deepEqual(book("kling-stack"), own);
});
