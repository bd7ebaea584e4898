// A purchase planning request (PLANNING.md) as whole numbers, and what a plan for it costs, exactly. Written from the
// contract alone: nothing of the engine is used.
import { whole } from "./numbers.mjs";

/** The request in BigInts: thousandths of units, micros of money. Periods are plain numbers; `end` is the first period
 * in which a pack is gone, at most the horizon. */
export function read(request) {
  const periods = request.demand.length;
  const end = (from, life) => (life == null ? periods : Math.min(periods, from + life));
  return {
    periods,
    demand: request.demand.map((units) => whole(units, 3)),
    concurrency: request.concurrency ?? null,
    onDemand: request.onDemandPrice == null ? null : whole(request.onDemandPrice, 6),
    packs: request.packs.map((pack) => ({
      id: pack.id,
      units: whole(pack.units, 3),
      price: whole(pack.price, 6),
      life: pack.lifePeriods ?? null,
      end: (from) => end(from, pack.lifePeriods),
      // whether one of them alive answers rule 4
      serves: pack.concurrency != null && pack.concurrency >= (request.concurrency ?? Infinity),
      term: pack.minimumOrder?.kind === "term" ? pack.minimumOrder.periods : 1,
      least: pack.minimumOrder?.kind === "packs" ? pack.minimumOrder.count : 0,
      limit: pack.limit ?? null,
    })),
    owned: (request.balance ?? []).map((own) => ({
      units: whole(own.units, 3),
      from: own.from ?? 0,
      // uncut: an owned pack may begin after the horizon
      last: own.periodsLeft == null ? Infinity : (own.from ?? 0) + own.periodsLeft - 1,
      serves: own.concurrency != null && own.concurrency >= (request.concurrency ?? Infinity),
    })),
  };
}

/** What `counts` (a list of counts by period for each pack, BigInts) costs in billionths: `{cost}`, or `{broken}` with
 * the rule that it breaks. On demand is bought for exactly what drawing by earliest expiry leaves uncovered. */
export function price(problem, counts) {
  const { periods, packs, owned } = problem;
  let micros = 0n;
  for (const [index, pack] of packs.entries()) {
    const bought = counts[index];
    const all = bought.reduce((a, b) => a + b, 0n);
    if (pack.limit !== null && all > BigInt(pack.limit)) return { broken: `rule 3: limit of ${pack.id}` };
    if (all > 0n && all < BigInt(pack.least)) return { broken: `rule 3: minimum of ${pack.id}` };
    const starts = bought.map((count, t) => (count > (bought[t - 1] ?? 0n) ? count - (bought[t - 1] ?? 0n) : 0n));
    for (let t = 0; t < periods; t++) {
      const running = starts.slice(Math.max(0, t + 1 - pack.term), t + 1).reduce((a, b) => a + b, 0n);
      if (running > bought[t]) return { broken: `rule 3: term of ${pack.id} in period ${t}` };
      micros += pack.price * (bought[t] + BigInt(Math.max(0, t + pack.term - periods)) * starts[t]);
    }
  }
  const batches = owned.map((own) => ({ from: own.from, last: own.last, units: own.units, serves: own.serves }));
  packs.forEach((pack, index) =>
    counts[index].forEach((count, from) => {
      const last = pack.life === null ? Infinity : from + pack.life - 1;
      if (count > 0n) batches.push({ from, last, units: pack.units * count, serves: pack.serves });
    }),
  );
  batches.sort((a, b) => (a.last === b.last ? 0 : a.last < b.last ? -1 : 1));
  let late = 0n;
  for (let t = 0; t < periods; t++) {
    let open = problem.demand[t];
    const alive = batches.filter((batch) => batch.from <= t && t <= batch.last);
    if (problem.concurrency !== null && open > 0n && !alive.some((batch) => batch.serves)) {
      return { broken: `rule 4: period ${t}` };
    }
    for (const batch of alive) {
      const drawn = open < batch.units ? open : batch.units;
      batch.units -= drawn;
      open -= drawn;
    }
    if (open > 0n && problem.onDemand === null) return { broken: `rule 1: ${open} thousandths in period ${t}` };
    late += open;
  }
  // micros x 1,000 and micros a unit x thousandths are billionths alike
  return { cost: micros * 1000n + late * (problem.onDemand ?? 0n) };
}
