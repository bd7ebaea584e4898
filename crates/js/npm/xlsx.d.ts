// The types of `packwise/xlsx`: the quote of a Document as a spreadsheet with live formulas.
import type { DiscountRules, Document, EngineSource } from "./index.js";

/**
 * The quote of a Document as an XLSX file. Quantities, prices, discounts and tax are inputs; amounts are formulas that follow
 * the quote's own rounding rule. With `rules`, one that they do not clear says so across its head.
 *
 * The module that writes it is fetched with the first call. In a browser `init()` of `packwise` comes first.
 *
 * @throws a PackwiseError (the promise is refused) where the Document has no quote
 */
export function exportXlsx(document: Document, rules?: DiscountRules | null): Promise<Uint8Array>;

/** Fetches the module ahead of the first call: `xlsx_module_bg.wasm`, from beside this module or from `source`. */
export function initXlsx(source?: EngineSource | Promise<EngineSource>): Promise<void>;
