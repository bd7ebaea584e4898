// Files of work: 200,000 lines priced by the WebAssembly module, parsing included, and by hand-written JavaScript with
// decimal.js for the numbers, in one run, in turns. Both sums must agree to the thousandth.
// `cargo xtask bench` builds the module first (target/bulk).
import { readFileSync } from "node:fs";
import Decimal from "decimal.js";
import init, { price } from "../../target/bulk/bulk.js";

const LINES = 200_000;
const ROUNDS = 9;
const book = readFileSync(new URL("../../public/books/v1/kling-2026.json", import.meta.url), "utf8");
await init({ module_or_path: readFileSync(new URL("../../target/bulk/bulk_bg.wasm", import.meta.url)) });

// what shop systems export: an id, the rate, its length, how many, takes; one line in fifty has quotes
let seed = 12345;
const random = (most) => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return Math.floor(((seed >>> 8) / 0x1000000) * most);
};
const rates = JSON.parse(book).rates.filter((rate) => rate.units !== null && rate.billing.per === "second");
const rows = ["order,rate,seconds,count,takes"];
for (let at = 0; at < LINES; at += 1) {
  const { id, billing } = rates[random(rates.length)];
  const [min, max, step] = [billing.min ?? 5, billing.max ?? 10, billing.step ?? 1];
  const seconds = min + step * random(Math.floor((max - min) / step) + 1);
  const order = at % 50 === 0 ? `"A-${at}, late"` : `A-${at}`;
  rows.push(`${order},${id},${seconds},${1 + random(400)},${1 + random(3)}`);
}
const text = new TextEncoder().encode(rows.join("\r\n"));
const mapping = JSON.stringify({ delimiter: ",", head: true, rate: 1, seconds: 2, count: 3, takes: 4 });

/** The same in JavaScript: a parser that knows quotes, a Map of rates, decimal.js for every quantity. */
function twin() {
  const units = new Map(JSON.parse(book).rates.map((rate) => [rate.id, rate]));
  const sums = new Map();
  const lines = new TextDecoder().decode(text);
  let [at, first] = [0, true];
  const cells = [];
  while (at < lines.length) {
    cells.length = 0;
    for (;;) {
      if (lines[at] === '"') {
        let cell = "";
        for (at += 1; ; at += 1) {
          const end = lines.indexOf('"', at);
          cell += lines.slice(at, end);
          at = end + 1;
          if (lines[at] !== '"') break;
          cell += '"';
        }
        cells.push(cell);
      } else {
        let end = at;
        while (end < lines.length && lines[end] !== "," && lines[end] !== "\r" && lines[end] !== "\n") end += 1;
        cells.push(lines.slice(at, end));
        at = end;
      }
      if (lines[at] !== ",") break;
      at += 1;
    }
    while (lines[at] === "\r" || lines[at] === "\n") at += 1;
    if (first) {
      first = false;
      continue;
    }
    const rate = units.get(cells[1]);
    const drawn = new Decimal(rate.units).times(cells[2]).times(cells[3]).times(cells[4]);
    sums.set(rate.pool, (sums.get(rate.pool) ?? new Decimal(0)).plus(drawn));
  }
  return sums;
}

const middle = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
const timed = (work) => {
  const start = performance.now();
  const answer = work();
  return [performance.now() - start, answer];
};
const times = { ours: [], theirs: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  const [ours, summary] = timed(() => JSON.parse(price(book, text, mapping, () => {})));
  const [theirs, sums] = timed(twin);
  if (summary.issues?.some((issue) => issue.level === "error") || summary.priced !== LINES) throw new Error(JSON.stringify(summary).slice(0, 500));
  for (const { pool, units } of summary.pools) {
    if (!sums.get(pool).equals(units)) throw new Error(`${pool}: ${units} here, ${sums.get(pool)} there`);
  }
  if (round === 0) continue;
  times.ours.push(ours);
  times.theirs.push(theirs);
}
const [ours, theirs] = [middle(times.ours), middle(times.theirs)];
const rate = (time) => `${(LINES / time / 1000).toFixed(2)} million lines/s`;
console.log(`${LINES} lines, ${(text.length / 1e6).toFixed(1)} MB, kling-2026, median of ${ROUNDS - 1} rounds in turns`);
console.log(`WebAssembly, parsing included  ${ours.toFixed(1)} ms  ${rate(ours)}`);
console.log(`JavaScript with decimal.js     ${theirs.toFixed(1)} ms  ${rate(theirs)}`);
console.log(`ratio                          ${(theirs / ours).toFixed(1)}`);
