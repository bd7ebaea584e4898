// The planner's problem as a mixed-integer linear program, for HiGHS. Made from a request alone (PLANNING.md), and stated
// so as to be easy for a general solver, because the comparison is to be a fair one:
//
// - x[p,t], whole: packs of tier p bought in period t. No optimal plan buys more in one period than hold all the demand
//   of their life (and one, and the minimum of packs), so that is their upper bound.
// - s[p,t] ≥ x[p,t] - x[p,t-1], whole: terms started, for tiers with a term above 1. x[p,t] ≥ the starts of the last m periods.
//   The least starts are the rises, so they are whole; said so, they are found sooner.
// - use[e,t], stock[e,t] ≥ 0: units drawn in t from, and left after t in, the class of all units that are gone in period
//   e. Units that expire together are as good as each other, so a class for each end is enough, whichever packs they are
//   from; all that outlive the horizon are one class. Owned units enter their class when they begin.
// - late[t] ≥ 0: units bought on demand.
// - y[p], 0 or 1: whether a tier with a minimum of packs is bought at all.
//
// Units are divided by what they have in common, and prices too: so the matrix has no larger numbers than it must, and
// without units on demand every cost is a whole number, which lets HiGHS round its bound up. With these and the rows that
// sum up what is covered by a period, HiGHS proved 46 of the first 60 instances in 2 s each; without, 39. The same rows for
// every stretch of periods brought no more.
import { read } from "./problem.mjs";

const gcd = (a, b) => (b === 0n ? a : gcd(b, a % b));
const max = (a, b) => (a > b ? a : b);

/** `{data, problem, counts}`: the model as highs' `createModel` takes it, the request in whole numbers, and a function from
 * a solution's column values to counts by pack and period, rounded. `infinity` is HiGHS's. */
export function model(request, infinity) {
  const problem = read(request);
  const { periods, packs, owned, demand } = problem;
  const scale = [...demand, ...packs.map((pack) => pack.units), ...owned.map((own) => own.units)].reduce(gcd, 0n) || 1n;
  const units = (thousandths) => Number(thousandths / scale);
  const coin = packs.map((pack) => pack.price).reduce(gcd, 0n) || 1n;

  const columns = { cost: [], lower: [], upper: [], whole: [] };
  const rows = { lower: [], upper: [], entries: [] };
  const column = (cost, upper = infinity, whole = 0) => {
    columns.cost.push(cost);
    columns.lower.push(0);
    columns.upper.push(upper);
    columns.whole.push(whole);
    return columns.cost.length - 1;
  };
  /** lower ≤ sum of coefficient x column ≤ upper */
  const row = (lower, entries, upper) => {
    rows.lower.push(lower);
    rows.upper.push(upper);
    rows.entries.push(entries);
  };

  const all = range(periods);
  const classes = new Map();
  /** What enters the class of units that are gone in `end`, by period: `[coefficient, column]`s, and owned units. */
  const entering = (end) => {
    if (!classes.has(end)) classes.set(end, { bought: all.map(() => []), begins: all.map(() => 0) });
    return classes.get(end);
  };
  const bought = packs.map((pack) => {
    const needed = (t) => demand.slice(t, pack.end(t)).reduce((a, b) => a + b, 0n);
    const most = (t) => Number(max(max((needed(t) + pack.units - 1n) / pack.units, 1n), BigInt(pack.least)));
    // a term may keep buying what a later period does not need, so there the bound is that of the period of most need
    const bound = all.map(most);
    const widest = Math.max(...bound);
    const limit = pack.limit ?? Infinity;
    const cost = Number(pack.price / coin);
    const x = all.map((t) => column(cost, Math.min(limit, pack.term > 1 ? widest : bound[t]), 1));
    for (const t of all) entering(pack.end(t)).bought[t].push([units(pack.units), x[t]]);
    if (pack.term > 1) {
      const s = all.map((t) => column(cost * Math.max(0, t + pack.term - periods), Math.min(limit, widest), 1));
      for (const t of all) {
        row(0, [[1, s[t]], [-1, x[t]], ...(t > 0 ? [[1, x[t - 1]]] : [])], infinity);
        const running = all.slice(Math.max(0, t + 1 - pack.term), t + 1);
        row(0, [[1, x[t]], ...running.map((start) => [-1, s[start]])], infinity);
      }
    }
    const sum = x.map((index) => [1, index]);
    if (pack.least > 1) {
      const y = column(0, 1, 1);
      row(0, [...sum, [-pack.least, y]], infinity);
      row(-infinity, [...sum, [-Math.min(limit, widest * periods), y]], 0);
    }
    if (pack.limit !== null) row(-infinity, sum, pack.limit);
    return x;
  });
  for (const own of owned.filter((own) => own.from < periods)) {
    entering(Math.min(periods, own.last + 1)).begins[own.from] += units(own.units);
  }

  // the price of what the units were divided by
  const late = all.map((t) =>
    problem.onDemand === null || demand[t] === 0n
      ? null
      : column((Number(problem.onDemand) / Number(coin) / 1000) * Number(scale), units(demand[t])),
  );
  const drawn = all.map(() => []);
  for (const [end, { bought, begins }] of classes) {
    let before = null;
    for (let t = 0; t < end; t++) {
      if (before === null && bought[t].length === 0 && begins[t] === 0) continue;
      const stock = column(0);
      const entries = [...bought[t], [-1, stock]];
      if (before !== null) entries.push([1, before]);
      if (demand[t] > 0n) {
        const use = column(0, units(demand[t]));
        entries.push([-1, use]);
        drawn[t].push([1, use]);
      }
      // what was there + what enters = what is drawn + what is left
      row(-begins[t], entries, -begins[t]);
      before = stock;
    }
  }
  for (const t of all) {
    if (demand[t] === 0n) continue;
    row(units(demand[t]), late[t] === null ? drawn[t] : [...drawn[t], [1, late[t]]], units(demand[t]));
    if (problem.concurrency === null) continue;
    if (owned.some((own) => own.serves && own.from <= t && t <= own.last)) continue;
    const serving = packs.flatMap((pack, index) =>
      pack.serves ? all.filter((from) => from <= t && t < pack.end(from)).map((from) => [1, bought[index][from]]) : [],
    );
    row(1, serving, infinity);
  }

  // Not needed, but a help: all that can be bought by t covers all that is needed by t.
  for (const t of all) {
    const own = owned.filter((own) => own.from <= t).reduce((sum, own) => sum + own.units, 0n);
    const open = demand.slice(0, t + 1).reduce((a, b) => a + b, 0n) - own;
    if (open <= 0n) continue;
    const until = range(t + 1);
    const packed = packs.flatMap((pack, index) => until.map((from) => [units(pack.units), bought[index][from]]));
    row(units(open), [...packed, ...until.filter((t) => late[t] !== null).map((t) => [1, late[t]])], infinity);
  }

  const numCols = columns.cost.length;
  const starts = [0];
  const [indices, values] = [[], []];
  for (const entries of rows.entries) {
    for (const [value, index] of entries) {
      values.push(value);
      indices.push(index);
    }
    starts.push(indices.length);
  }
  const data = {
    numCols,
    numRows: rows.lower.length,
    colCost: columns.cost,
    colLower: columns.lower,
    colUpper: columns.upper,
    integrality: columns.whole,
    rowLower: rows.lower,
    rowUpper: rows.upper,
    matrix: { format: "csr", numRows: rows.lower.length, numCols, starts, indices, values },
  };
  const counts = (values) => bought.map((x) => x.map((index) => BigInt(Math.round(values[index]))));
  return { data, problem, counts };
}

function range(length) {
  return Array.from({ length }, (_, index) => index);
}
