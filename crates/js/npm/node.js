// The package in Node: the engine starts when this is imported, from the file that lies beside it.
import { readFileSync } from "node:fs";
import { started } from "./api.js";
import { initSync } from "./packwise.js";

initSync({ module: readFileSync(new URL("./packwise_bg.wasm", import.meta.url)) });
started();

/** Nothing to do: the engine has started. */
export async function init() {}

export {
  PackwiseError, PlanFurther, PlanSearch, addBook, book, books, budget, burnDown, compareProviders, decodeLink,
  deduct, encodeLink, evaluate, exportQuote, guardQuote, job, memoryBytes, plan, rateOfUse, readBalance,
  readPricing,
} from "./api.js";
