// What the package exports, the same in Node and in a browser: the engine's functions, once it has started.
// `node.js` and `web.js` start it, each in its own way.
import * as engine from "./packwise.js";

let memory;

/** Says that the engine has started; `exports` are those of its WebAssembly instance. */
export function started(exports) {
  memory = exports.memory;
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

function needed() {
  if (memory) return;
  const words = "the engine has not started: `await init()` first";
  throw new PackwiseError([{ path: "", code: "not-ready", level: "error", words }]);
}

/** Calls into the engine; its errors come out as PackwiseErrors. */
function call(name, ...given) {
  needed();
  return dressed(() => engine[name](...given));
}

function dressed(work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && Array.isArray(error.issues)) Object.setPrototypeOf(error, PackwiseError.prototype);
    throw error;
  }
}

export const plan = (request, parts) => call("plan", request, parts);
export const evaluate = (document, parts) => call("evaluate", document, parts);
export const deduct = (work) => call("deduct", work);
export const books = () => call("books");
export const book = (id) => call("book", id);
export const addBook = (json) => call("addBook", json);

/** Bytes of memory that the engine holds. */
export function memoryBytes() {
  needed();
  return memory.buffer.byteLength;
}

// A class of the engine is made by a function here, so that its constructor too can say that the engine has not started.
const made = (Class) =>
  new Proxy(Class, {
    construct(Class, given, target) {
      needed();
      return dressed(() => Reflect.construct(Class, given, target));
    },
  });

export const PlanFurther = made(engine.PlanFurther);
export const PlanSearch = made(engine.PlanSearch);
