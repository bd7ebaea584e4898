// What the package exports, the same in Node and in a browser: the engine's functions, once it has started.
// `node.js` and `web.js` start it, each in its own way.
import * as engine from "./packwise.js";

let ready = false;
/** Calls that are inside one another: a getter of a request may plan by itself. */
let depth = 0;
/** Whether a call ended in the middle of the engine, which may have left it in any state. */
let broken = false;
/** The texts of the books that were added, by id: an engine that is started anew gets them again. */
const added = new Map();

/** Says that the engine has started. */
export function started() {
  ready = true;
}

/** Something that the package does not accept, or cannot answer: `code`, `path`, and all `issues`. */
export class PackwiseError extends Error {
  constructor(issues) {
    const [{ path, code, words }] = issues;
    super(path ? `${path}: ${code}: ${words}` : `${code}: ${words}`);
    Object.assign(this, { code, path, issues });
  }
}
Object.defineProperty(PackwiseError.prototype, "name", { value: "PackwiseError", writable: true, configurable: true });

const failure = (code, words) => new PackwiseError([{ path: "", code, level: "error", words }]);

/** Does some work in the engine; its errors come out as PackwiseErrors. After a failure inside it, it starts anew. */
function engaged(work) {
  if (!ready) throw failure("not-ready", "the engine has not started: `await init()` first");
  // not under a call that goes on in the old one
  if (broken && depth === 0) startAnew();
  const before = broken;
  depth += 1;
  try {
    return work();
  } catch (error) {
    // broken, unless the rest of this, for which there may be no stack left, finds otherwise
    broken = true;
    const trap = error instanceof WebAssembly.RuntimeError;
    // the stack of the caller was used up (Firefox: InternalError) while the engine was at work
    if (!trap && !(error instanceof RangeError) && error?.name !== "InternalError") broken = before;
    throw trap ? Object.assign(failure("fault", FAULT), { cause: error }) : dressed(error);
  } finally {
    depth -= 1;
  }
}

const FAULT = "the engine failed on this, which is a mistake of the package";

function dressed(error) {
  const own = error instanceof Error && Array.isArray(error.issues);
  return own ? Object.setPrototypeOf(error, PackwiseError.prototype) : error;
}

/** May fail itself, where there is no stack for it; then it is tried again before the next call. */
function startAnew() {
  engine.__wbg_reset_state();
  for (const text of added.values()) engine.addBook(text);
  broken = false;
}

const call = (name, ...given) => engaged(() => engine[name](...given));

export const plan = (request, parts) => call("plan", request, parts);
export const budget = (ask, search) => call("budget", ask, search);
export const evaluate = (document, parts) => call("evaluate", document, parts);
export const encodeLink = (document, about) => call("encodeLink", document, about);
export const decodeLink = (fragment, about) => call("decodeLink", fragment, about);
export const deduct = (work) => call("deduct", work);
export const readBalance = (json) => call("readBalance", json);
export const burnDown = (request, parts) => call("burnDown", request, parts);
export const rateOfUse = (snapshots) => call("rateOfUse", snapshots);
export const job = (request) => call("job", request);
export const readPricing = (text) => call("readPricing", text);
export const compareProviders = (request, search) => call("compareProviders", request, search);
export function exportQuote(document, format, rules, about) {
  // it is as large as all the rest, and not everybody's: a module of its own, that has to be waited for
  if (format === "xlsx") {
    const words = 'a spreadsheet is written by a module of its own: import { exportXlsx } from "packwise/xlsx", and await it';
    throw new PackwiseError([{ path: "format", code: "loaded-apart", level: "error", words }]);
  }
  return call("exportQuote", document, format, rules, about);
}
export const guardQuote = (document, rules) => call("guardQuote", document, rules);
export const books = () => call("books");
export const book = (id) => call("book", id);
export function addBook(json) {
  const entry = call("addBook", json);
  added.set(entry.id, json);
  return entry;
}

/** Bytes of memory that the engine holds. */
export const memoryBytes = () => engaged(() => engine.initSync().memory.buffer.byteLength);

export class PlanFurther extends engine.PlanFurther {
  constructor(request, cost, search) {
    engaged(() => super(request, cost, search));
  }
  step() {
    return engaged(() => super.step());
  }
  found() {
    return engaged(() => super.found());
  }
}

export class PlanSearch extends engine.PlanSearch {
  constructor(request) {
    engaged(() => super(request));
  }
  run() {
    return engaged(() => super.run());
  }
}
