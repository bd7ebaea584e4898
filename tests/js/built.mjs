// The built package, for the tests: where it is, a program of its own that has it installed, and what every answer has.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const folder = join(root, "target/npm/packwise");

/** The golden cases of one kind, as [file, case]. */
export function golden(kind) {
  const at = join(root, "tests/golden", kind);
  const files = readdirSync(at).filter((file) => file.endsWith(".json")).sort();
  return files.map((file) => [file, JSON.parse(readFileSync(join(at, file), "utf8"))]);
}

/** An empty folder in which `packwise` is installed; it goes when the test is over. */
export function program(test) {
  const at = mkdtempSync(join(tmpdir(), "packwise-"));
  test.after(() => rmSync(at, { recursive: true, force: true }));
  mkdirSync(join(at, "node_modules"));
  symlinkSync(folder, join(at, "node_modules/packwise"), "junction");
  return at;
}

const COST = /^-?(0|[1-9]\d*)\.(\d\d|\d{2,8}[1-9])$/;
const LEVELS = ["error", "warning", "note"];

/** An exact quantity of an answer, in thousandths. */
export function thousandths(quantity, what) {
  const text = String(quantity);
  assert.match(text, /^(0|[1-9]\d*)(\.\d{0,2}[1-9])?$/, what);
  const [whole, fraction = ""] = text.split(".");
  return BigInt(whole) * 1000n + BigInt(fraction.padEnd(3, "0"));
}

/** A cost of an answer, in billionths. */
export function billionths(cost, what) {
  assert.equal(typeof cost, "string", what);
  assert.match(cost, COST, what);
  const [whole, fraction] = cost.replace("-", "").split(".");
  const magnitude = BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
  return cost.startsWith("-") ? -magnitude : magnitude;
}

const keys = (value, wanted, what) => assert.deepEqual(Object.keys(value), wanted.split(" "), what);
const count = (value, what) => assert.ok(Number.isSafeInteger(value) && value >= 0, what);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0n);

export function checkIssues(issues, what) {
  assert.ok(Array.isArray(issues) && issues.length > 0, what);
  for (const issue of issues) {
    keys(issue, "path code level words", what);
    assert.equal(typeof issue.path, "string", what);
    assert.match(issue.code, /^[a-z]+(-[a-z]+)*$/, what);
    assert.ok(LEVELS.includes(issue.level), what);
    assert.ok(issue.words.length > 0, what);
  }
}

/** An error of the package: never a trap, always with what is wrong and where. */
export function checkError(error, what) {
  assert.ok(error instanceof Error, what);
  assert.equal(error.name, "PackwiseError", `${what}: ${error.stack}`);
  checkIssues(error.issues, what);
  assert.notEqual(error.code, "fault", `${what}: ${error.cause?.stack}`);
  assert.equal(error.path, error.issues[0].path, what);
  assert.equal(error.code, error.issues[0].code, what);
  assert.ok(error.message.includes(error.issues[0].words), what);
}

/** Every field of a purchase: [period, pack, count, price]. Returns the sum in billionths. */
function checkPurchases(list, within, what) {
  assert.ok(Array.isArray(list), what);
  for (const row of list) {
    keys(row, "period pack count price", what);
    count(row.period, what);
    assert.ok(within(row.period), what);
    assert.equal(typeof row.pack, "string", what);
    assert.ok(Number.isSafeInteger(row.count) && row.count > 0, what);
  }
  return sum(list.map((row) => billionths(row.price, what)));
}

/** The whole shape of an answer, every key of it, and that its figures add up. */
export function checkAnswer(answer, periods, what) {
  if (answer.status === "infeasible") {
    keys(answer, "status issues", what);
    checkIssues(answer.issues, what);
    return;
  }
  keys(
    answer,
    "status cost lowerBound nodes purchases commitments onDemand ledger breakage leftover unitCost listCost headroom alternatives trace",
    what,
  );
  assert.ok(["optimal", "bounded"].includes(answer.status), what);
  const cost = billionths(answer.cost, what);
  const lower = billionths(answer.lowerBound, what);
  assert.ok(answer.status === "optimal" ? lower === cost : lower <= cost, what);
  count(answer.nodes, what);
  const inside = (period) => period < periods;
  const bought = checkPurchases(answer.purchases, inside, what);
  const committed = checkPurchases(answer.commitments, (period) => !inside(period), what);
  assert.ok(bought + committed <= cost, what);
  assert.equal(answer.onDemand.length, periods, what);
  const onDemand = sum(answer.onDemand.map((units) => thousandths(units, what)));
  if (onDemand === 0n) assert.equal(bought + committed, cost, what);

  assert.equal(answer.ledger.length, periods, what);
  let [expired, before] = [0n, undefined];
  answer.ledger.forEach((row, period) => {
    keys(row, "period opening bought used expired closing packs", what);
    assert.equal(row.period, period, what);
    const of = (key, rows = [row]) => sum(rows.map((row) => thousandths(row[key], what)));
    assert.equal(of("closing"), of("opening") + of("bought") - of("used") - of("expired"), what);
    if (before !== undefined) assert.equal(of("opening"), before, what);
    for (const key of ["used", "expired", "closing"]) assert.equal(of(key, row.packs), of(key), what);
    for (const pack of row.packs) {
      keys(pack, "id period owned opening used expired closing", what);
      assert.equal(typeof pack.id, "string", what);
      assert.equal(typeof pack.owned, "boolean", what);
      count(pack.period, what);
      assert.equal(of("opening", [pack]), of("used", [pack]) + of("expired", [pack]) + of("closing", [pack]), what);
    }
    expired += of("expired");
    before = of("closing");
  });
  assert.equal(thousandths(answer.breakage, what), expired, what);
  assert.equal(thousandths(answer.leftover, what), before, what);
  if (answer.unitCost !== null) assert.match(answer.unitCost, /^\d+\.\d{2,6}$/, what);
  if (answer.listCost !== null) billionths(answer.listCost, what);

  keys(answer.headroom, "grow cut", what);
  const { grow, cut } = answer.headroom;
  if (grow !== null) thousandths(grow, what);
  if (cut !== null) {
    keys(cut, "units saves", what);
    thousandths(cut.units, what);
    assert.ok(billionths(cut.saves, what) >= 0n, what);
  }
  for (const other of answer.alternatives) {
    keys(other, "kind pack purchases commitments onDemand cost extraCost breakage issues", what);
    assert.ok(["single", "largest-first", "best-unit-price"].includes(other.kind), what);
    checkPurchases(other.purchases, inside, what);
    checkPurchases(other.commitments, (period) => !inside(period), what);
    if (other.cost === null) {
      assert.deepEqual([other.extraCost, other.breakage], [null, null], what);
      checkIssues(other.issues, what);
    } else {
      const extra = billionths(other.extraCost, what);
      assert.equal(billionths(other.cost, what) - cost, extra, what);
      if (answer.status === "optimal") assert.ok(extra >= 0n, what);
      thousandths(other.breakage, what);
    }
  }
  for (const trace of answer.trace) {
    keys(trace, "figure formula inputs value", what);
    for (const input of trace.inputs) keys(input, "name value from", what);
  }
}
