// `<packwise-calculator>`: the element, its attributes and properties, when it starts and what it asks for.
//
// Importing this file defines nothing and touches no page, so that it can be imported where there is none; `define()` does.
// All elements of a page share one engine. It is fetched when the first of them comes near, with the price books that are
// asked for. Whatever goes wrong is said inside the element; the page around it goes on.

const NAME = "packwise-calculator";
const VIEWS = ["plan", "compare", "job", "prices"];
/** Attributes that say what is priced; a new value of one of them takes the place of what was typed. */
const ASKED = [
  "provider", "book", "lines", "months", "order", "concurrency", "start", "limits", "without", "growth", "season", "shape",
  "units", "owned", "jobs", "rates",
];
/** Those of them that are the keys of a link. */
const KEYS = ASKED.filter((name) => name !== "provider" && name !== "book");
/** Attributes that say how it is shown. */
const SHOWN = ["view", "table", "model", "locale", "accent", "theme", "app", "books"];
const SWITCHES = ["eager", "readonly"];
const OWN = [...ASKED, ...SHOWN, ...SWITCHES];
const NUMBERS = ["months", "concurrency"];
/** What any element may have. Names with a mark in them (`data-x`, `aria-x`, `@x`, `x:y`) are somebody else's too. */
const ANYONES =
  /[^a-z]|^on|^(id|class|style|slot|part|exportparts|hidden|lang|dir|title|tabindex|role|is|inert|nonce|translate|draggable|accesskey|autofocus|popover|spellcheck|itemid|itemprop|itemref|itemscope|itemtype|contenteditable|enterkeyhint|inputmode|autocapitalize|anchor|xmlns)$/;
/** The edition that is meant where neither `book` nor `provider` is given. */
const BOOK = "kling-2026";
/** Milliseconds of rest before the whole answer is worked out, and before it is said aloud. */
const REST = 150;
const SPOKEN = 700;

/** Something that keeps an element from running, in words for whoever reads the page. */
class Problem extends Error {}

let engine;
/** Texts of the books that were lent, by address: an engine that is started anew gets them again. */
const lent = new Map();
const indexes = new Map();

/** The engine, fetched and started once for the page; after a failure it may be asked for again. */
function started() {
  engine ??= start().catch((error) => {
    engine = undefined;
    throw error;
  });
  return engine;
}

async function start() {
  // its names are given when it is built
  const [script, wasm] = ["./engine.js", "./engine_bg.wasm"].map((name) => new URL(name, import.meta.url));
  let module;
  try {
    module = await import(script.href);
  } catch {
    throw new Problem(`Its script could not be loaded (${script.pathname}).`);
  }
  const response = await fetched(wasm, "Its engine");
  try {
    await module.default({ module_or_path: response });
  } catch (error) {
    const policy = /unsafe-eval|content security policy|csp/i.test(String(error));
    throw new Problem(
      policy
        ? "This page's Content-Security-Policy does not allow WebAssembly; script-src needs 'wasm-unsafe-eval'."
        : `Its engine could not be started (${wasm.pathname}).`,
    );
  }
  return module;
}

async function fetched(address, what) {
  let response;
  try {
    response = await fetch(address);
  } catch {
    throw new Problem(`${what} could not be loaded (${address.pathname}).`);
  }
  if (!response.ok) throw new Problem(`${what} could not be loaded (${address.pathname}: ${response.status}).`);
  return response;
}

/** Fetches once what is asked for by an address; after a failure it may be asked for again. */
function once(map, address, make) {
  if (!map.has(address)) {
    map.set(address, make().catch((error) => {
      map.delete(address);
      throw error;
    }));
  }
  return map.get(address);
}

/** The index of a folder of price books. */
function indexed(folder) {
  const address = new URL("index.json", folder);
  return once(indexes, address.href, async () => {
    const index = await (await fetched(address, "The index of the price books")).json().catch(() => null);
    if (!Array.isArray(index?.books)) throw new Problem(`The index of the price books cannot be read (${address.pathname}).`);
    return index.books;
  });
}

/** A price book, lent to the engine; the book as its file has it. */
async function borrowed(module, folder, { file, sha256 }) {
  const address = new URL(file, folder);
  const { book } = await once(lent, address.href, async () => {
    const text = await (await fetched(address, "The price book")).text();
    const [issue] = JSON.parse(module.lend(text, sha256));
    if (issue) throw new Problem(`The price book cannot be used: ${issue.words}.`);
    return { text, sha256, book: JSON.parse(text) };
  });
  return book;
}

/** Asks the engine. A failure inside it may have left it in any state: it is started anew, with the books it had. */
async function engaged(module, work) {
  try {
    return work();
  } catch (error) {
    module.__wbg_reset_state();
    for (const book of await Promise.all(lent.values())) module.lend(book.text, book.sha256);
    throw new Problem("The engine failed on this, which is a mistake of Packwise.", { cause: error });
  }
}

const twoDigits = (number) => String(number).padStart(2, "0");

/** The day it is where the reader is. */
function today() {
  const now = new Date();
  return `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`;
}

/** The edition of a provider that holds today: of those whose interval has the day, the one that began last. */
function edition(books, provider) {
  const day = today();
  const holds = books.filter(({ provider: of, effective: { from, until } = {} }) => of === provider && (from ?? "") <= day && (!until || day < until));
  return holds.reduce((best, book) => (best && (best.effective.from ?? "") > (book.effective.from ?? "") ? best : book), undefined);
}

// where there is no page there are no elements either, and importing this must not fail there
const Base = globalThis.HTMLElement ?? class {};

export class PackwiseCalculator extends Base {
  static observedAttributes = [...OWN, "lang"];

  #observer = null;
  #begun = false;
  #queued = false;
  /** Whether the boxes are to be made anew, because the work may be another. */
  #afresh = true;
  /** Counts what was asked, so that an answer that comes too late is dropped. */
  #turn = 0;
  #timers = [];
  #typed = new Map();
  #view = null;
  #report = null;
  #document = null;
  #fragment = "";

  constructor() {
    super();
    // No delegatesFocus: a click on the text of the answer would put the caret into a box, and nobody could select it.
    const root = this.attachShadow({ mode: "open" });
    // the text content, until there is an answer and wherever there is none
    root.append(this.ownerDocument.createElement("slot"));
  }

  /** The last whole Report, the Document that it follows from, and its address in the full page. */
  get report() {
    return this.#report;
  }
  get document() {
    return this.#document;
  }
  get fragment() {
    return this.#fragment;
  }

  connectedCallback() {
    for (const name of OWN) {
      // what was set before the element was defined lies over the property
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    if (this.#begun || this.eager || !globalThis.IntersectionObserver) return this.#begin();
    this.#observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#begin(), { rootMargin: "200px" });
    this.#observer.observe(this);
  }

  disconnectedCallback() {
    this.#observer?.disconnect();
    this.#observer = null;
    this.#turn += 1;
    this.#rest();
  }

  adoptedCallback() {
    // a sheet belongs to the document that it was made in
    this.#view?.dress();
  }

  attributeChangedCallback(name, old, now) {
    if (old === now) return;
    if (ASKED.includes(name)) this.#typed.clear();
    if (this.#begun && this.isConnected) this.#refresh(true);
    else if (name === "eager" && this.isConnected && now !== null) this.#begin();
  }

  #begin() {
    this.#observer?.disconnect();
    this.#observer = null;
    this.#begun = true;
    this.#refresh(true);
  }

  #rest() {
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
  }

  #later(wait, work) {
    this.#timers.push(setTimeout(work, wait));
  }

  /** Answers anew, once for all that changed in one go; `afresh`: with new boxes. */
  #refresh(afresh) {
    // until it is shown, however often it is asked again
    this.#afresh ||= afresh;
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (this.isConnected) this.#answer();
    });
  }

  async #answer() {
    const turn = (this.#turn += 1);
    const late = () => turn !== this.#turn;
    this.#rest();
    const notes = this.#notes();
    try {
      const here = import.meta.url;
      const folder = this.#address(this.books, "../books/v1/", notes);
      const [{ View }, module, books] = await Promise.all([import("./view.js"), started(), indexed(folder)]);
      if (late()) return;
      const { id, entry } = this.#chosen(books, notes);
      const book = entry && (await borrowed(module, folder, entry));
      if (late()) return;
      this.#view ??= new View(this);
      const view = this.#view;
      const language = view.language(this.locale || this.closest("[lang]")?.lang || navigator.language, this.locale, notes);
      const ask = (whole) =>
        engaged(module, () => JSON.parse(module.answer(this.#link(), id, this.#entries(), language.marks, today(), whole)));
      const told = await ask(false);
      if (late()) return;
      const shown = {
        book, told, notes, language, view: this.#shownView(), readonly: this.readonly, table: this.table, model: this.model,
        accent: this.accent, app: new URL(this.#address(this.app, "../", notes), here),
        prices: () => JSON.parse(module.prices(id)),
        worth: (text) => module.worth(String(text), language.marks),
        typed: (key, text) => {
          this.#typed.set(key, text.replace(/\p{Cc}/gu, " "));
          this.#refresh(false);
        },
        said: this.#typed,
      };
      view.show(shown, this.#afresh);
      this.#afresh = false;
      this.#later(REST, async () => {
        try {
          const full = await ask(true);
          if (late()) return;
          this.#report = full.report;
          this.#document = full.document;
          this.#fragment = `#${full.address}`;
          view.show({ ...shown, told: full, whole: true }, false);
          this.#later(SPOKEN - REST, () => view.speak());
          const { report, document, view: name } = full;
          const detail = { report, document, view: name, fragment: this.#fragment };
          this.dispatchEvent(new CustomEvent("packwise-change", { bubbles: true, composed: true, detail }));
        } catch (error) {
          this.#failed(error);
        }
      });
    } catch (error) {
      if (!late()) this.#failed(error);
    }
  }

  /** Says inside the element why it does not run, below its text content. */
  #failed(error) {
    if (!(error instanceof Problem)) console.error("<packwise-calculator>:", error);
    const words = error instanceof Problem ? error.message : "Something went wrong in it; the console has more.";
    const root = this.shadowRoot;
    this.#view = null;
    this.#afresh = true;
    const note = this.ownerDocument.createElement("p");
    note.setAttribute("part", "note");
    note.setAttribute("role", "status");
    note.textContent = `This calculator is not live. ${words}`;
    root.replaceChildren(this.ownerDocument.createElement("slot"), note);
  }

  /** What is not understood of the attributes themselves. */
  #notes() {
    const notes = [];
    for (const { name } of this.attributes) {
      if (!OWN.includes(name) && !ANYONES.test(name)) notes.push(`The attribute “${name}” means nothing here.`);
    }
    if (this.hasAttribute("view") && !VIEWS.includes(this.view)) notes.push(`“${this.view}” is not a view of this element; this is the plan.`);
    if (this.theme && !["light", "dark", "auto"].includes(this.theme)) notes.push(`The theme “${this.theme}” is neither light, dark nor auto.`);
    if (this.table && !["rates", "packs"].includes(this.table)) notes.push(`The table “${this.table}” is neither rates nor packs; these are the rates.`);
    if (this.accent && !CSS.supports("color", this.accent)) notes.push(`The accent “${this.accent}” is not a colour.`);
    return notes;
  }

  #shownView() {
    return VIEWS.includes(this.view) ? this.view : "plan";
  }

  /** An address given in an attribute, from the page; else the usual one, from beside this script. */
  #address(given, usual, notes) {
    try {
      if (given) {
        const address = new URL(given, this.ownerDocument.baseURI);
        if (/^https?:$/.test(address.protocol)) return address;
        notes.push(`“${given}” is not an address of the web.`);
      }
    } catch {
      notes.push(`“${given}” is not an address.`);
    }
    return new URL(usual, import.meta.url);
  }

  /** Which book is meant, and where it is in the index. */
  #chosen(books, notes) {
    if (!this.book && this.provider) {
      const entry = edition(books, this.provider);
      if (entry) return { id: entry.id, entry };
      const known = [...new Set(books.map(({ provider }) => provider))].join(", ");
      throw new Problem(`There is no price book of the provider “${this.provider}” here; there are some of ${known}.`);
    }
    const id = this.book || BOOK;
    const entry = books.find((book) => book.id === id);
    if (entry && this.provider && entry.provider !== this.provider) {
      notes.push(`The book ${id} is not one of the provider “${this.provider}”; the book is what counts.`);
    }
    return { id, entry };
  }

  /** What the attributes ask, as a link; the book is told beside it. */
  #link() {
    const view = this.#shownView();
    const keys = view === "prices" ? [...KEYS, "table", "model"] : KEYS;
    const parts = keys.flatMap((key) => {
      const value = this.getAttribute(key)?.trim();
      // people break long lists; a link has no blanks in it
      return value ? [`${key}=${value.replace(/\s*,\s*/g, ",").replaceAll("&", "%26")}`] : [];
    });
    return `${view}?${parts.join("&")}`;
  }

  /** What was typed over it, as the engine reads it. */
  #entries() {
    return Array.from(this.#typed, ([key, text]) => [...key.split(" "), text].join("\x1f")).join("\x1e");
  }
}

for (const name of OWN) {
  const set = (element, value) => (value === null || value === undefined ? element.removeAttribute(name) : element.setAttribute(name, value));
  const text = { get() { return this.getAttribute(name) ?? ""; }, set(value) { set(this, value); } };
  const number = {
    get() {
      const given = this.getAttribute(name);
      return given?.trim() && Number.isFinite(Number(given)) ? Number(given) : null;
    },
    set(value) { set(this, value); },
  };
  const onOff = { get() { return this.hasAttribute(name); }, set(value) { this.toggleAttribute(name, Boolean(value)); } };
  const property = SWITCHES.includes(name) ? onOff : NUMBERS.includes(name) ? number : text;
  Object.defineProperty(PackwiseCalculator.prototype, name, { ...property, enumerable: true, configurable: true });
}

/** Defines the element, once for a page. Where it is defined already, by this script or another version of it, it stays. */
export function define(name = NAME) {
  const registry = globalThis.customElements;
  if (!registry) return;
  const known = registry.get(name);
  if (!known) registry.define(name, PackwiseCalculator);
  else if (known !== PackwiseCalculator) console.warn(`<${name}> is defined already, by another copy of its script; that one stays.`);
}
