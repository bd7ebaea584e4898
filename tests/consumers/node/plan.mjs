// What a month of clips costs, and which packs to buy for it.
import { evaluate, PackwiseError } from "packwise";

try {
  const report = evaluate({
    book: "kling-2025",
    months: 3,
    lines: [
      { rate: "v2.0-master-10s", count: 300 },
      { rate: "v1.6-pro-5s", count: 200 },
    ],
  });
  const [total] = report.totals;
  console.log(`${total.currency} ${total.cost}`);
  for (const { period, pack, count } of report.pools[0].plan.purchases) console.log(`month ${period}: ${count} x ${pack}`);
} catch (error) {
  if (!(error instanceof PackwiseError)) throw error;
  for (const { path, words } of error.issues) console.error(`${path}: ${words}`);
  process.exitCode = 1;
}
