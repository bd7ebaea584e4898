// The types of `<packwise-calculator>`. crates/embed/README.md says what each attribute means.

/** What stands in a `packwise-change` event. */
export interface PackwiseChange {
  /** Everything that follows from the Document: what the npm package's `evaluate(document)` answers, as the same JSON. */
  report: unknown;
  /** Everything that the attributes say and the visitor typed; `asOf` is the day from which months are counted. */
  document: unknown;
  /** The view that is shown. */
  view: "plan" | "compare" | "job" | "prices";
  /** The Document as a link's fragment, with its `#`. */
  fragment: string;
}

export declare class PackwiseCalculator extends HTMLElement {
  static readonly observedAttributes: string[];
  /** Whose prices: the edition that holds today. `book` counts where both are given. */
  provider: string;
  /** The id of a price book; without it and `provider`, kling-2026. */
  book: string;
  view: "plan" | "compare" | "job" | "prices" | "";
  /** Work: `rate[:seconds]*count[xTakes]`, with commas between. */
  lines: string;
  /** Months to plan; null where the attribute is absent or no number. */
  get months(): number | null;
  set months(months: number | string | null);
  /** How the minimum order is read: `none`, `book`, `term:3`, `packs:3`. */
  order: string;
  /** How many tasks must run at once; null where the attribute is absent or no number. */
  get concurrency(): number | null;
  set concurrency(concurrency: number | string | null);
  /** Day from which months are counted, e.g. `2027-01-31`; else the day it is. */
  start: string;
  /** `none` lifts the book's limits per buyer. */
  limits: "none" | "book" | "";
  /** Packs to leave out, with commas between. */
  without: string;
  growth: string;
  season: string;
  shape: string;
  units: string;
  owned: string;
  jobs: string;
  rates: string;
  /** Of the view prices: which table. */
  table: "rates" | "packs" | "";
  /** Of the view prices: the one model that is shown. */
  model: string;
  /** How numbers and months are written, e.g. `de`; else by the nearest `lang`, else by the browser. */
  locale: string;
  /** A CSS colour in place of the green. */
  accent: string;
  theme: "light" | "dark" | "auto" | "";
  /** Address of the full page; else the folder above this script's. */
  app: string;
  /** Address of the folder of price books, with a slash at its end; else `../books/v1/` from this script. */
  books: string;
  /** Starts at once, and not when it is scrolled near. */
  eager: boolean;
  /** Without boxes to type in. */
  readonly: boolean;
  /** The last whole report; null before there is one. */
  readonly report: unknown;
  readonly document: unknown;
  readonly fragment: string;
}

/** Defines the element, once for a page; does nothing where there is no page, and warns where another copy did before. */
export declare function define(name?: string): void;

declare global {
  interface HTMLElementTagNameMap {
    "packwise-calculator": PackwiseCalculator;
  }
  interface HTMLElementEventMap {
    "packwise-change": CustomEvent<PackwiseChange>;
  }
}
