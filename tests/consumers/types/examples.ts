// Examples of the package, compiled by `tsc --strict`.
import { budget, burnDown, compareProviders, deduct, evaluate, job, plan, readBalance } from "packwise";
import type { PlanReport, PlanRequest, Quantity } from "packwise";
import { exportXlsx } from "packwise/xlsx";

// the cheapest purchases for a demand
const request: PlanRequest = {
  demand: [12000, 12000, "8000.5"],
  packs: [{ id: "B1", units: 10000, price: "1400.00", lifePeriods: 1, minimumOrder: { kind: "term", periods: 3 } }],
  onDemandPrice: "0.14",
};
const report: PlanReport = plan(request, { trace: false });
export const said = report.status === "infeasible" ? report.issues.map(({ words }) => words) : [report.cost];

// what work draws, and what all of it costs
const lines = [{ rate: "v1.6-pro-5s", count: 200, takes: 2 }];
export const units: Quantity | undefined = deduct({ book: "kling-2025", lines }).pools[0]?.units;
export const total: string | null | undefined = evaluate({ book: "kling-2025", months: 3, lines }).totals[0]?.cost;

// what a sum pays for, with searches of few nodes
const paid = budget({ ...request, budget: "5000.00", per: "period" }, { nodes: 5_000 });
export const more = paid.next.kind === "at" ? paid.next.more : null;

// a job, an account, every provider
export const credits: Quantity | null = job({ segment_count: 3, rate: { billing_unit: "per_generation", credits: 60 } }).total;
const balance = readBalance('{"credit_balance": 500, "credit_reserved": 0}');
export const dry = burnDown({ balance, demand: { units: 80, days: 7 }, asOf: "2026-11-20" }).runsDry?.earliest;
export const cheapest = compareProviders({ unit: "clip", seconds: 5, resolution: "1080p", sound: false, volume: 400, day: "2026-11-20" });

// a quote as a spreadsheet, by a module that is fetched for it
export const sheet = (): Promise<Uint8Array> => exportXlsx({ book: "kling-2025", lines, quote: { bundles: [] } });
