// The package's types: what is documented compiles strictly, what is wrong does not, and what really comes back fits the
// types with no key too many or too few.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { budget, burnDown, deduct, evaluate, job, plan, rateOfUse, readBalance, readPricing } from "../../target/npm/packwise/node.js";
import { folder, golden, program } from "./built.mjs";

const tsc = join(createRequire(import.meta.url).resolve("typescript/package.json"), "../bin/tsc");

/** What the compiler says about a program in which the package is installed, for both kinds of readers of a package. */
function compile(at, file, source) {
  writeFileSync(join(at, "package.json"), '{ "type": "module" }');
  writeFileSync(join(at, file), source);
  return [["nodenext", "nodenext"], ["esnext", "bundler"]].map(([module, resolution]) => {
    const options = ["--strict", "--noEmit", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--target", "es2022"];
    const readers = ["--lib", "es2022,dom", "--module", module, "--moduleResolution", resolution];
    const { stdout, stderr } = spawnSync(process.execPath, [tsc, ...options, ...readers, file], { cwd: at, encoding: "utf8" });
    return `${stdout}${stderr}`;
  });
}

test("what a caller writes compiles", (context) => {
  const said = compile(program(context), "caller.ts", `
    import { addBook, book, books, budget, burnDown, compareProviders, deduct, evaluate, init, job, memoryBytes, PackwiseError, plan, PlanFurther, PlanSearch, rateOfUse, readBalance, readPricing } from "packwise";
    import type { Issue, PackOffer, PlanReport, PlanRequest, Purchase } from "packwise";

    await init();
    await init(new URL("packwise_bg.wasm", import.meta.url));
    await init(fetch("packwise_bg.wasm"));
    await init(new Uint8Array(8));

    const packs = [{ id: "B1", units: 10000, price: "1400.00", lifePeriods: 1, concurrency: 5, limit: 4,
      minimumOrder: { kind: "term", periods: 3 } }] as const satisfies readonly PackOffer[];
    const request: PlanRequest = { demand: [12000, "12000", 8000.5], concurrency: 5, packs,
      balance: [{ units: 118.5, from: 0, periodsLeft: 2, concurrency: 5 }], onDemandPrice: "0.14", listUnitPrice: null };
    const report: PlanReport = plan(request);
    if (report.status === "infeasible") {
      const [why]: Issue[] = report.issues;
      console.log(why?.words.toUpperCase());
    } else {
      const first: Purchase | undefined = report.purchases[0];
      const cost: string = report.cost;
      const proved: boolean = report.status === "optimal";
      const saves: string | undefined = report.headroom.cut?.saves;
      for (const other of report.alternatives) if (other.cost !== null) console.log(other.kind, other.cost.length);
      for (const { packs } of report.ledger) for (const { owned, used } of packs) console.log(owned, String(used));
      console.log(first?.pack, cost, proved, saves, report.onDemand.map(Number));
      const later = new PlanFurther(request, report.cost, { nodes: 1000 });
      while (later.step()) await Promise.resolve();
      console.log(later.found().headroom.grow);
      later.free();
    }
    plan(request, { headroom: false, alternatives: false, trace: true, budget: 50_000 });
    const search = new PlanSearch(request);
    if (search.run() === "optimal") console.log(search.cost?.length, search.nodes);
    try {
      plan({ demand: [], packs: [] });
    } catch (error) {
      if (error instanceof PackwiseError) console.log(error.code, error.path, error.issues.map(({ level }) => level === "error"));
    }
    const answer = evaluate({ book: "kling-2025", lines: [{ rate: "v1.6-pro-5s", count: 200 }] });
    console.log(answer.totals[0]?.cost?.length, answer.pools[0]?.plan?.status, answer.pools[0]?.demand.map(Number));
    evaluate({ book: "kling-2025", asOf: "2026-11-20", months: 3, lines: [], demand: { kind: "units", units: [1, "2.5", 0] },
      owned: [{ units: 5, monthsLeft: null }, { units: "118.5", pool: "video", from: 1, monthsLeft: 2, concurrency: 5 }] });
    console.log(deduct({ book: books()[0]!.id, lines: [{ rate: "v1.6-pro-5s", count: 1, takes: 1 }] }).pools[0]?.units);
    const account = readBalance('{"credit_balance": 5, "credit_reserved": 0}');
    const burn = burnDown({ balance: account, demand: { units: 8, days: 3 }, asOf: "2026-01-01", packs });
    console.log(burn.runsDry?.earliest?.length, burn.buy?.by, burn.lost.most, burn.packs.map(({ lost }) => lost.least));
    console.log(rateOfUse([{ at: "2026-01-01", balance: account }]).rates[0]?.aDay?.most);
    console.log(budget({ ...request, budget: "500.00" }, { nodes: 5_000 }).next.kind);
    console.log(compareProviders({ unit: "clip", seconds: 5, resolution: "1080p", sound: false, volume: 400, day: "2026-11-20" }, { nodes: "500" }).cheapest);
    const [rate] = readPricing("[]").rates;
    console.log(job({ segment_count: 3, voice_enabled: true, ...(rate && { rate: { billing_unit: rate.billing_unit, credits: rate.credits } }) }).total);
    evaluate({ book: "u-gen-2026", lines: [], jobs: [{ segment_count: 3, count: "10" }],
      rates: [{ model: "veo3_fast", variant: "i2v", billing_unit: "per_generation", credits: 60 }] }).jobs?.[0]?.faceValue?.length;
    console.log(addBook(JSON.stringify(book("kling-2025"))).digest, memoryBytes().toFixed());
  `);
  assert.deepEqual(said, ["", ""]);
});

test("what is wrong does not compile", (context) => {
  const lines = [
    "plan({ demand: [1] });",
    "plan({ demand: 1, packs: [] });",
    "plan({ demand: [null], packs: [] });",
    "plan({ demand: [1n], packs: [] });",
    "plan({ demand: [1], packs: [], colour: 1 });",
    'plan({ demand: [1], packs: [{ id: "a", units: 1, price: 1, lifePeriods: 1 }] });',
    'plan({ demand: [1], packs: [{ id: "a", units: 1, price: "1" }] });',
    'plan({ demand: [1], packs: [{ id: "a", units: 1, price: "1", lifePeriods: 1, minimumOrder: { kind: "term", count: 1 } }] });',
    "plan({ demand: [1], packs: [], onDemandPrice: 1 });",
    "plan({ demand: [1], packs: [], balance: [{ units: 1 }] });",
    "plan({ demand: [1], packs: [] }, { headrom: true });",
    "plan({ demand: [1], packs: [] }).cost;",
    'plan({ demand: [1], packs: [] }).status === "best";',
    "new PlanFurther({ demand: [1], packs: [] });",
    'budget({ demand: [1], packs: [], budget: "1" }, 500);',
    'budget({ demand: [1], packs: [], budget: "1" }, { node: 500 });',
    'compareProviders({ unit: "clip", resolution: "720p", sound: false, volume: 1, day: "2026-01-01" }, 500);',
    'new PlanFurther({ demand: [1], packs: [] }, "1.00", 500);',
    'deduct({ book: "b", lines: [{ rate: "r", count: 1 }] });',
    "addBook({});",
    "job({});",
    "job({ segment_count: 1, segments: 2 });",
    'job({ segment_count: 1, rate: { billing_unit: "per_hour", credits: 1 } });',
    "readPricing([]);",
    'evaluate({ book: "b", lines: [], jobs: [{ segment_count: 1 }] });',
    'evaluate({ book: "b", lines: [], demand: { kind: "growth" } });',
    'evaluate({ book: "b", lines: [], demand: { kind: "sometimes" } });',
    'evaluate({ book: "b", lines: [], owned: [{ units: 5 }] });',
  ];
  const [said, again] = compile(program(context), "wrong.ts", `import { addBook, budget, compareProviders, deduct, evaluate, init, job, plan, PlanFurther, readPricing } from "packwise";\n${lines.join("\n")}\n`);
  for (const output of [said, again]) {
    const found = new Set([...output.matchAll(/^wrong\.ts\((\d+),/gm)].map(([, line]) => Number(line) - 2));
    assert.deepEqual([...found].sort((a, b) => a - b), lines.map((_, index) => index), output);
  }
});

test("what comes back fits the types, key for key", (context) => {
  const requests = golden("plan").map(([, { request }]) => request);
  requests.push({ demand: [1, 5], packs: [], balance: [{ units: 3, periodsLeft: null }] });
  requests.push({ demand: [2500], packs: [{ id: "a", units: 1000, price: "10", lifePeriods: 1 }], balance: [{ units: 1, periodsLeft: 1 }] });
  requests.push({ demand: ["8796093022208.001"], packs: [], onDemandPrice: "0" });
  const document = { book: "kling-2025", months: 3, lines: [{ rate: "v2.0-master-10s", count: 300 }, { rate: "none", count: 1 }] };
  const work = { book: "kling-2025", lines: [{ rate: "v1.6-pro-5s", count: 2, takes: 1 }, { rate: "none", count: 1, takes: 1 }] };
  const account = readBalance({ credit_balance: 10, credit_reserved: 2.5 });
  const values = [
    ...requests.flatMap((request) => [["PlanRequest", request], ["PlanReport", plan(request)]]),
    ["PlanReport", plan(requests[0], { headroom: false, alternatives: false, trace: false })],
    ["Report", evaluate(document)],
    ["Report", evaluate({ ...document, demand: { kind: "growth", percent: 5 }, owned: [{ units: 5, monthsLeft: null }] })],
    ["Deduction", deduct(work)],
    ["Balance", account],
    ["Balance", readBalance({ items: [{ type: "bonus", amount: 5, balance_before: 0, balance_after: 5 }] })],
    ["BurnDown", burnDown({ balance: account, demand: [8, 1], asOf: "2026-01-01", packs: requests[0].packs })],
    ["UseRates", rateOfUse([{ at: "2026-01-01", balance: account }, { at: "2026-01-09", balance: account }])],
    ...golden("compare").flatMap(([, { request, budgets = [] }]) =>
      budgets.flatMap(({ budget: money, per = null }) => {
        const ask = { ...request, budget: money, per };
        return [["BudgetRequest", ask], ["BudgetReport", budget(ask)]];
      }),
    ),
    ["BudgetReport", budget({ demand: [1], packs: [], onDemandPrice: "0", budget: "0" })],
    ...golden("job").flatMap(([, { request }]) => [["JobRequest", request], ["JobEstimate", job(request)]]),
    ["Pricing", readPricing('[{"model_id": "a", "variant": "b", "billing_unit": "per_second", "credits": 1}, 5]')],
    ["Report", evaluate({ book: "u-gen-2026", lines: [], jobs: [{ segment_count: 3, count: 10 }] })],
  ];
  const named = [...new Set(values.map(([type]) => type))].join(", ");
  const written = values.map(([type, value], index) => `export const v${index}: ${type} = ${JSON.stringify(value)};`).join("\n");
  // a literal may have no key that its type does not have, and must have all that are not optional
  assert.deepEqual(compile(program(context), "answers.ts", `import type { ${named} } from "packwise";\n${written}\n`), ["", ""]);
});

test("everything that is exported says what it is", () => {
  const types = readFileSync(join(folder, "index.d.ts"), "utf8");
  for (const [whole, before, name] of types.matchAll(/(\*\/\n)?export (?:function|class|interface|type) (\w+)/g)) {
    assert.ok(before, `${name} has no comment: ${whole}`);
  }
});
