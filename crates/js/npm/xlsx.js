// The quote of a Document as a spreadsheet. It is written by a WebAssembly module of its own, which is fetched with the first
// call; importing this costs nothing more.
import { PackwiseError, exportQuote } from "./api.js";
import start, { writeXlsx } from "./xlsx_module.js";

let begun;

/** Starts the module; in Node from beside this file. After a failure it may be tried again. */
export function begin(source) {
  begun ??= start({ module_or_path: source }).catch((error) => {
    begun = undefined;
    throw error;
  });
  return begun;
}

export async function written(document, rules, source) {
  // what is wrong with the Document is said before anything is fetched
  const report = new TextDecoder().decode(exportQuote(document, "json", rules));
  await begin(await source());
  try {
    return writeXlsx(report);
  } catch (error) {
    const words = `the spreadsheet could not be written, which is a mistake of the package: ${error.message}`;
    throw Object.assign(new PackwiseError([{ path: "", code: "fault", level: "error", words }]), { cause: error });
  }
}
