// The package in browsers and bundlers: `init` fetches the engine, from beside this file unless it is told from where.
import { started } from "./api.js";
import start from "./packwise.js";

/** Starts the engine; once it has started, nothing more happens. After a failure it may be called again. */
export async function init(source) {
  await start(source === undefined ? undefined : { module_or_path: source });
  started();
}

export {
  PackwiseError, PlanFurther, PlanSearch, addBook, book, books, budget, burnDown, compareProviders, decodeLink,
  deduct, encodeLink, evaluate, exportQuote, guardQuote, job, memoryBytes, plan, rateOfUse, readBalance,
  readPricing,
} from "./api.js";
