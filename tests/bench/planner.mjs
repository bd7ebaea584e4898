// The planner in WASM under Node, and HiGHS (npm `highs`, also WASM under Node) beside it on the same requests of the
// published generator (crates/engine/tests/plan_twin/large.rs; its usual and its hard family), in one run. `cargo xtask bench` runs it:
//
//   node tests/bench/planner.mjs [instances, 1000] [seconds for HiGHS, 5]
//
// What is timed: of the engine the search alone (`PlanSearch`: the request is read before), the median of five runs; of
// HiGHS the solver alone (its model is built and handed over before), once, two at a time in threads of their own,
// because its limit times the requests that it does not prove is what this run takes. HiGHS counts as having taken the
// limit where it came to no proof by then, so its figures are least ones. Proved is optimal or infeasible.
import { instances } from "../js/highs/instances.mjs";
import { answers } from "../js/highs/pool.mjs";
import * as packwise from "../../target/npm/packwise/node.js";

const [MANY = 1_000, SECONDS = 5] = process.argv.slice(2).map(Number);
const RUNS = 5;
/** The median of fewer runs where they take longer than this together, in milliseconds. */
const LONG = 300;
/** No part that could take long goes on for more than this, in milliseconds; it says how far it came. */
const MOST = 180_000;
const PLANS = 10_000;

let plans = 0;

/** Milliseconds that `work` takes, the median of some runs. */
function timed(work) {
  const times = [];
  let sum = 0;
  while (times.length < RUNS && (times.length === 0 || sum < LONG)) {
    const start = process.hrtime.bigint();
    work();
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    sum += times.at(-1);
    plans++;
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** `{milliseconds, proved}` of the search for a request. */
function searched(request) {
  const search = new packwise.PlanSearch(request);
  let status;
  const milliseconds = timed(() => (status = search.run()));
  search.free();
  return { milliseconds, proved: status === "optimal" || status === "infeasible", status };
}

/** The value below which `share` of the figures are. */
function at(figures, share) {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)];
}

const SHARES = [0.5, 0.9, 0.99, 1];
const said = (figure) => (figure < 1 ? figure.toFixed(4) : figure < 100 ? figure.toFixed(2) : figure.toFixed(0)).padStart(11);
const row = (name, cells) => console.log(name.padEnd(34) + cells.join(""));
const head = (name) => row(name, ["median", "90 %", "99 %", "worst"].map((cell) => cell.padStart(11)));
const percent = (some, all) => `${((100 * some) / all).toFixed(2)} % (${some} of ${all})`;
const times = (name, figures) => row(name, SHARES.map((share) => said(at(figures, share))));
const proved = (answers) => percent(answers.filter((answer) => answer.proved).length, answers.length);

/** Requests of 36 months for every pool of the shipped books with packs of a known life: several volumes and shapes of
 * demand; with the book's minimum orders and without; with the pool's concurrency asked and not. */
function shipped() {
  const shapes = {
    steady: () => 1,
    growing: (month) => 1.03 ** month,
    seasonal: (month) => 1 + 0.4 * Math.sin((month * Math.PI) / 6),
    restless: (month) => [0.4, 1.7, 0, 1, 1.3, 0.2, 2.1][(month * 5) % 7],
  };
  const all = [];
  for (const { id } of packwise.books()) {
    const book = packwise.book(id);
    for (const pool of book.pools) {
      const listed = book.packs.filter((pack) => pack.pool === pool.id && pack.price !== null && pack.life !== "unknown");
      if (listed.length === 0) continue;
      const smallest = Math.min(...listed.map((pack) => pack.units));
      const largest = Math.max(...listed.map((pack) => pack.units));
      const quota = Math.max(...listed.map((pack) => pack.concurrency ?? 0));
      for (const level of [0.3 * smallest, 1.7 * smallest, 0.7 * largest, largest + 1, 3.33 * largest, 17 * largest])
        for (const [shape, factor] of Object.entries(shapes))
          for (const minimums of [true, false])
            for (const concurrency of quota > 0 ? [null, quota] : [null]) {
              const packs = listed.map((pack) => ({
                id: pack.id,
                units: pack.units,
                price: pack.price,
                lifePeriods: pack.life === "never" ? null : (pack.life.months ?? Math.floor(pack.life.days / 30)),
                concurrency: pack.concurrency,
                minimumOrder: minimums ? pack.minimumOrder : null,
                limit: pack.limit,
              }));
              const demand = Array.from({ length: 36 }, (_, month) => Math.round(level * factor(month)));
              const name = `${id} ${pool.id}, ${Math.round(level)} a month, ${shape}${minimums ? "" : ", no minimum order"}`;
              all.push({ name: `${name}, concurrency ${concurrency ?? "not asked"}`, request: { demand, concurrency, packs } });
            }
    }
  }
  return all;
}

const requests = instances(0, MANY, "usual");
for (const { request } of requests.slice(0, 50)) searched(request);

const hard = instances(0, MANY).map(({ request }) => searched(request));
head(`Search, ms, ${MANY} hard instances`);
times("  packwise", hard.map((answer) => answer.milliseconds));
console.log(`  proved by packwise ${proved(hard)}`);

const ours = requests.map(({ request }) => searched(request));
head(`Search, ms, ${MANY} usual instances`);
times("  packwise", ours.map((answer) => answer.milliseconds));
const jobs = requests.map((instance) => ({ ...instance, seconds: SECONDS, alone: true }));
const theirs = (await answers(jobs)).map(({ theirs: { status, milliseconds } }) => {
  const ended = status === "optimal" || status === "infeasible";
  return { milliseconds: ended ? milliseconds : Math.max(milliseconds, SECONDS * 1000), proved: ended };
});
times(`  HiGHS, at most ${SECONDS} s each`, theirs.map((answer) => answer.milliseconds));
const ratio = (share) => at(theirs.map((a) => a.milliseconds), share) / at(ours.map((a) => a.milliseconds), share);
row("  HiGHS / packwise", SHARES.map((share) => `${ratio(share).toFixed(0)}x`.padStart(11)));
console.log(`  proved by packwise ${proved(ours)}, by HiGHS ${proved(theirs)}`);

const books = shipped().map(({ name, request }) => ({ name, ...searched(request) }));
head(`Shipped books, 36 months, ms, ${books.length}`);
times("  search", books.map((answer) => answer.milliseconds));
const worst = books.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
console.log(`  proved ${proved(books)}; worst: ${worst.name}`);

/** Times `work` on the instances until it has taken too long in all. */
function some(name, work) {
  const [figures, start] = [[], performance.now()];
  for (const { request } of requests) {
    if (performance.now() - start > MOST) break;
    const begun = performance.now();
    try {
      work(request);
    } catch (error) {
      // the budget ended before any plan was found: an answer, and it took its time
      if (error.code !== "undecided") throw error;
    }
    figures.push(performance.now() - begun);
    plans++;
  }
  times(`  ${name}, ${figures.length}`, figures);
}
head("Report with its JSON, ms");
some("plan and ledger", (request) => packwise.plan(request, { headroom: false, alternatives: false }));
some("the whole", (request) => packwise.plan(request));

const start = performance.now();
for (let turn = 0; plans < PLANS && performance.now() - start < MOST; turn++) {
  try {
    packwise.plan(requests[turn % MANY].request, { headroom: false, alternatives: false });
  } catch (error) {
    if (error.code !== "undecided") throw error;
  }
  plans++;
}
console.log(`Memory of the WASM after ${plans} plans: ${packwise.memoryBytes()} bytes`);
