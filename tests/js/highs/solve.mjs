// One request answered by HiGHS: the program of model.mjs solved to a gap of zero, its whole numbers rounded, and the plan
// that they say priced anew in exact numbers. A plan that breaks a rule once rounded is no plan; it is then solved again
// with tighter tolerances.
import loadHighs from "highs";
import { model } from "./model.mjs";
import { price } from "./problem.mjs";

/** HiGHS, ready to be asked. */
export const load = () => loadHighs();

const OPTIONS = { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0 };
const TIGHTER = { mip_feasibility_tolerance: 1e-9, primal_feasibility_tolerance: 1e-9 };

/** `{status, cost, milliseconds, broken}`. `status`: `optimal`, `infeasible`, `limit` (of time; `cost` may be that of a plan
 * all the same) or what else HiGHS says. `cost`: billionths, null without a plan. `milliseconds`: of the solver alone, once.
 * `broken`: what a plan of HiGHS breaks once rounded, even after the second attempt. */
export function solve(highs, request, seconds, options = {}) {
  const asked = model(request, highs.infinity);
  const first = attempt(highs, asked, { ...OPTIONS, ...options, time_limit: seconds });
  if (first.broken === null) return first;
  const second = attempt(highs, asked, { ...OPTIONS, ...TIGHTER, ...options, time_limit: seconds });
  return { ...second, milliseconds: first.milliseconds };
}

function attempt(highs, { data, problem, counts }, options) {
  const solver = highs.createModel(data);
  try {
    solver.options.set(options);
    const start = performance.now();
    const { modelStatus } = solver.run();
    const milliseconds = performance.now() - start;
    const known = highs.constants.modelStatus;
    const status =
      { [known.optimal]: "optimal", [known.empty]: "optimal", [known.infeasible]: "infeasible", [known.timeLimit]: "limit" }[
        modelStatus
      ] ?? `status ${modelStatus}`;
    const has = solver.info.get("primal_solution_status") === highs.constants.solutionStatus.feasible || status === "optimal";
    const { cost = null, broken = null } = has ? price(problem, counts(solver.getSolution().colValue)) : {};
    return { status, cost, broken, milliseconds };
  } finally {
    solver.dispose();
  }
}
