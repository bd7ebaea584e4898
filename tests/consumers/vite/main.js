// A page that a bundler makes: the engine starts once, then everything is a plain call.
import { init, plan, PackwiseError } from "packwise";

await init();
const { cost } = plan({
  demand: [25000],
  packs: [
    { id: "B1", units: 10000, price: "1400.00", lifePeriods: 1 },
    { id: "B2", units: 15000, price: "1890.00", lifePeriods: 1 },
  ],
});
let refused;
try {
  plan({ demand: [1], packs: [], colour: "red" });
} catch (error) {
  refused = error instanceof PackwiseError && error.code;
}
document.getElementById("cost").textContent = `${cost} ${refused}`;
