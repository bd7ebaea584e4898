// Both solvers' answers to one request, and what is wrong with them; and, as a worker thread, to one request after
// another. Costs are billionths.
import { parentPort } from "node:worker_threads";
import * as packwise from "../../../target/npm/packwise/node.js";
import { money, whole } from "./numbers.mjs";
import { price, read } from "./problem.mjs";
import { load, solve } from "./solve.mjs";

/** Nodes of the engine for each request: what is tested is what it proves, not for how long it tries. */
const BUDGET = 40_000;

/** The engine's answer alone: `{status, cost, lowerBound, counts}`. Without a plan only the status: `infeasible`, or the code
 * of the error (`undecided`). */
export function engine(request) {
  let answer;
  try {
    answer = packwise.plan(request, { headroom: false, alternatives: false, trace: false, budget: BUDGET });
  } catch (error) {
    return { status: error.code };
  }
  if (answer.status === "infeasible") return { status: answer.status };
  const counts = request.packs.map((pack) => {
    const bought = answer.purchases.filter((row) => row.pack === pack.id);
    return request.demand.map((_, t) => BigInt(bought.find((row) => row.period === t)?.count ?? 0));
  });
  return { status: answer.status, cost: whole(answer.cost, 9), lowerBound: whole(answer.lowerBound, 9), counts };
}

/** What cannot be true of the two answers together; empty where all is well. */
export function contradictions(request, ours, theirs) {
  const wrong = [];
  const hold = (fact, words) => void (fact || wrong.push(words));
  if (theirs.broken !== null) return wrong;
  const cents = (cost) => (cost + 5_000_000n) / 10_000_000n;
  const same = (a, b) => cents(a) === cents(b) || (a > b ? a - b : b - a) < 5_000_000n;
  if (ours.cost !== undefined) {
    const replayed = price(read(request), ours.counts);
    hold(replayed.cost === ours.cost, `our plan costs ${replayed.broken ?? money(replayed.cost)}, not ${money(ours.cost)}`);
    hold(theirs.status !== "infeasible", "HiGHS proves that there is no plan, and ours is one");
    hold(ours.lowerBound <= ours.cost, "our bound is above our plan");
    hold(ours.status !== "optimal" || ours.lowerBound === ours.cost, "ours is optimal, and its bound does not say so");
  }
  if (theirs.cost !== null) {
    hold(ours.status !== "infeasible", `infeasible, and HiGHS has a plan of ${money(theirs.cost)}`);
    if (ours.cost !== undefined) {
      const words = `${money(theirs.cost)} by HiGHS, ours ${ours.status}: ${money(ours.lowerBound)} to ${money(ours.cost)}`;
      hold(ours.lowerBound <= theirs.cost, `a plan of HiGHS is below our bound: ${words}`);
      if (theirs.status === "optimal") {
        hold(ours.cost >= theirs.cost || same(ours.cost, theirs.cost), `HiGHS proves more than the least cost: ${words}`);
        hold(ours.status !== "optimal" || same(ours.cost, theirs.cost), `both prove, and not the same: ${words}`);
      }
    }
  }
  return wrong;
}

if (parentPort) {
  const highs = await load();
  // `alone`: HiGHS only. Our answer is told first, for HiGHS may never come back.
  parentPort.on("message", ({ number, request, seconds, alone }) => {
    const ours = alone ? null : engine(request);
    parentPort.postMessage({ number, ours });
    const theirs = solve(highs, request, seconds);
    parentPort.postMessage({ number, ours, theirs, wrong: alone ? [] : contradictions(request, ours, theirs) });
  });
}
