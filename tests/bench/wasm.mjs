// Engine time in WASM under Node: the work of crates/engine/examples/bench.rs, through the built npm package.
// Prints `bench <name> <microseconds>`, each the median of several runs. `cargo xtask bench` runs it.
import { readFileSync } from "node:fs";
import init, * as packwise from "../../target/npm/packwise/packwise.js";

const here = (path) => new URL(path, import.meta.url);
await init({ module_or_path: readFileSync(here("../../target/npm/packwise/packwise_bg.wasm")) });

for (const line of readFileSync(here("cases.txt"), "utf8").split("\n")) {
  if (!line || line.startsWith("#")) continue;
  const [name, fragment] = line.split("|").map((part) => part.trim());
  for (const [part, further] of [["", false], [", whole report", true]]) {
    const times = [];
    for (let run = 0; run < 15; run++) {
      const start = process.hrtime.bigint();
      const complete = packwise.measure(fragment, further);
      times.push(Number(process.hrtime.bigint() - start) / 1000);
      if (!complete) throw new Error(`${name} has no answer`);
    }
    times.sort((a, b) => a - b);
    console.log(`bench ${name}${part} ${times[7].toFixed(3)}`);
  }
}
