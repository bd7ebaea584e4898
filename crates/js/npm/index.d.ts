// The types of the package, for Node and for browsers alike. Tests compile what really comes back against them.

/**
 * A quantity of units that is handed in: a JSON number, read by its shortest decimal form, or a decimal text without
 * exponent, sign or blanks. At most three decimals, at most 9,007,199,254,740.991, never below zero.
 */
export type QuantityIn = number | string;

/**
 * A quantity of units in an answer, exact to the thousandth: a number wherever a number reads back as the same
 * thousandths (always so below 8,796,093,022,208 units), else a decimal text.
 */
export type Quantity = number | string;

/** A price: a decimal text of at most six decimals in the price list's currency, e.g. `"0.14"`. Never a number. */
export type Price = string;

/** An exact sum of money: a decimal text of two to nine decimals, without further trailing zeros, e.g. `"3290.00"`. */
export type Cost = string;

/** An amount that was divided, and so rounded half even to six decimals: to be shown, never to be summed. */
export type Rounded = string;

/** What is wrong with an input, or what a reader of an answer must know. */
export interface Issue {
  /** Where, e.g. `packs[0].price`; empty for the whole. */
  path: string;
  /** A stable code, e.g. `too-many-decimals`. */
  code: string;
  level: "error" | "warning" | "note";
  /** In English, for a person. Words may change; codes do not. */
  words: string;
}

/**
 * What every function throws that does not accept its input, or cannot answer. Two codes are not about the input:
 * `not-ready` (`init` was not awaited) and `fault` (a mistake of the package; it goes on working).
 */
export class PackwiseError extends Error {
  constructor(issues: [Issue, ...Issue[]]);
  readonly name: "PackwiseError";
  /** The first issue's code. */
  readonly code: string;
  /** The first issue's path. */
  readonly path: string;
  /** Everything that was found, never empty. */
  readonly issues: Issue[];
}

/** Where `init` gets the engine from. */
export type EngineSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/**
 * Starts the engine. Needed once in a browser, before anything else is called; does nothing in Node, where importing the
 * package starts it.
 *
 * @param source where the engine's `packwise_bg.wasm` is, or the file itself; left out: beside this module
 */
export function init(source?: EngineSource | Promise<EngineSource>): Promise<void>;

// ---------------------------------------------------------------------------------------------- the planner

/** What a plan is asked for: one pool of units over consecutive equal periods. Unknown keys are rejected. */
export interface PlanRequest {
  /** Units needed in each period; 1 to 60 of them. */
  demand: readonly QuantityIn[];
  /** Tasks that must run at once in every period with demand, at least 1; null or left out: not asked for. */
  concurrency?: number | string | null | undefined;
  /** What is on offer; at most 12, in any order. */
  packs: readonly PackOffer[];
  /** Packs that are already owned; at most 1,000. */
  balance?: readonly OwnedPack[] | null | undefined;
  /** Price of one unit that is bought in the period in which it is used; null or left out: that cannot be had. */
  onDemandPrice?: Price | null | undefined;
  /** List price of one unit, to compare with only. */
  listUnitPrice?: Price | null | undefined;
}

/** A pack on offer. */
export interface PackOffer {
  /** Unique in the request, not empty. */
  id: string;
  /** Units in it; more than zero. */
  units: QuantityIn;
  /** Price of one. */
  price: Price;
  /** Periods in which it can be used, from the one it is bought for; null: it never expires. */
  lifePeriods: number | string | null;
  /** Tasks that it lets run at once; null or left out: not known, and then it never gives a concurrency asked for. */
  concurrency?: number | string | null | undefined;
  /** The least that can be ordered; null or left out: no minimum. */
  minimumOrder?: MinimumOrder | null | undefined;
  /** The most that can be bought in all periods together; null or left out: no limit. */
  limit?: number | string | null | undefined;
}

/** A least order: of so many periods on end, or of so many packs in all. */
export type MinimumOrder =
  | { kind: "term"; periods: number | string }
  | { kind: "packs"; count: number | string };

/** A pack that is already owned. */
export interface OwnedPack {
  /** Units left in it. */
  units: QuantityIn;
  /** First period in which it can be used; left out: 0. */
  from?: number | string | null | undefined;
  /** Periods in which it can be used, counted from `from`; null: it never expires. */
  periodsLeft: number | string | null;
  /** Tasks that it lets run at once; null or left out: not known. */
  concurrency?: number | string | null | undefined;
}

/** Which parts of a report are made; what is left out is made. Unknown keys are rejected. */
export interface Parts {
  /** Whether to find the headroom; if not, both its sides are null. Takes several searches. */
  headroom?: boolean | null | undefined;
  /** Whether to price other ways to buy; if not, the list is empty. Takes a search for each pack. */
  alternatives?: boolean | null | undefined;
  /** Whether to write down the working of every figure; if not, the list is empty. */
  trace?: boolean | null | undefined;
  /** Nodes that the search, and each further one, may take; 1 to 1,000,000,000. Left out: 200,000. */
  budget?: number | string | null | undefined;
  /** The day on which the answer is looked at, YYYY-MM-DD: a quote that was valid until a day before it is expired. */
  today?: string | null | undefined;
}

/** What a search may take, where one call makes many. Unknown keys are rejected. */
export interface Search {
  /** Nodes of each search; 1 to 1,000,000,000. */
  nodes?: number | string | null | undefined;
}

/** The answer to a request: a plan, proved or the best found, or why there is none. */
export type PlanReport = PurchasePlan | Infeasible;

/** A purchase plan. */
export interface PurchasePlan {
  /**
   * `optimal`: proved, no plan is cheaper, and of those as cheap this is the one by the tie rules. `bounded`: the budget
   * ended first; this is the best found, and no plan costs less than `lowerBound`.
   */
  status: "optimal" | "bounded";
  /** Purchases, commitments and on demand. */
  cost: Cost;
  /** No plan costs less; the cost itself where that is proved. */
  lowerBound: Cost;
  /** Work of the search in nodes, the same on every machine. */
  nodes: number;
  /** What is bought in the periods of the request, by period and then by id. */
  purchases: Purchase[];
  /** What terms buy after the last period: paid in full, covers nothing here. */
  commitments: Purchase[];
  /** Units bought on demand in each period. */
  onDemand: Quantity[];
  /** Units in hand, period by period and pack by pack. */
  ledger: LedgerPeriod[];
  /** Units that expire unused. */
  breakage: Quantity;
  /** Units still usable after the last period. */
  leftover: Quantity;
  /** cost ÷ units needed; null where none are needed. */
  unitCost: Rounded | null;
  /** Units needed × `listUnitPrice`; null without one. */
  listCost: Cost | null;
  /** Room around the demand; both sides null where it was not asked for. */
  headroom: Headroom;
  /** Other ways to buy; empty where they were not asked for. */
  alternatives: Alternative[];
  /** The working of the figures above; empty where it was not asked for. */
  trace: Trace[];
}

/** No plan covers the demand within the rules. */
export interface Infeasible {
  status: "infeasible";
  /** The rule that cannot be kept, and the first period in which it cannot (`demand[2]`). */
  issues: Issue[];
}

/** So many of one pack, bought for one period. */
export interface Purchase {
  /** The period, from 0. */
  period: number;
  /** The pack's id. */
  pack: string;
  count: number;
  /** count × the pack's price. */
  price: Cost;
}

/** One period of the ledger: closing = opening + bought - used - expired, in units. */
export interface LedgerPeriod {
  period: number;
  /** In hand before anything is bought. */
  opening: Quantity;
  bought: Quantity;
  /** Drawn from packs; what is bought on demand comes on top. */
  used: Quantity;
  /** Gone unused at the end of the period. */
  expired: Quantity;
  closing: Quantity;
  /** The packs behind these sums, in the order in which they are drawn. */
  packs: LedgerPack[];
}

/** What becomes of the packs of one id that were bought together, or of one owned pack, in units. */
export interface LedgerPack {
  /** The pack's id; of an owned one its place in the request, `balance[0]`. */
  id: string;
  /** The period for which it was bought, or from which an owned one can be used. */
  period: number;
  owned: boolean;
  /** In it before the draw: one just bought opens full. */
  opening: Quantity;
  used: Quantity;
  expired: Quantity;
  closing: Quantity;
}

/** Room around the demand, all periods growing or shrinking alike. */
export interface Headroom {
  /** Units that can be added at the same cost; null if there is no end to them, or it cannot be told. */
  grow: Quantity | null;
  /** The least reduction that lowers the cost; null if there is none, or it cannot be told. */
  cut: { units: Quantity; saves: Cost } | null;
}

/** Another way to buy. Where it cannot serve, its figures are null and `issues` says why. */
export interface Alternative {
  /** The best plan with one pack only, or one of the two rules of thumb. */
  kind: "single" | "largest-first" | "best-unit-price";
  /** The one pack of `single` and of `best-unit-price`; else null. */
  pack: string | null;
  purchases: Purchase[];
  commitments: Purchase[];
  /** Units bought on demand, in all periods together. */
  onDemand: Quantity;
  cost: Cost | null;
  /** Its cost less the plan's. */
  extraCost: Cost | null;
  /** Units that expire unused. */
  breakage: Quantity | null;
  issues: Issue[];
}

/** How a figure came about. */
export interface Trace {
  /** Path of the figure in the report, e.g. `purchases[0].price`. */
  figure: string;
  formula: string;
  /** What went in, and where each is from: a row of a book, the request, another figure. */
  inputs: { name: string; value: string; from: string }[];
  value: string;
}

/**
 * The cheapest purchases that cover a demand, with the proof. `infeasible` is an answer; a request that is not valid is
 * a PackwiseError.
 *
 * ```js
 * const report = plan({ demand: [25000], packs: [{ id: "B3", units: 20000, price: "2240.00", lifePeriods: 1 }] });
 * if (report.status !== "infeasible") console.log(report.cost);
 * ```
 *
 * @param parts what of the report is made; left out: all of it
 */
export function plan(request: PlanRequest, parts?: Parts | null): PlanReport;

/**
 * The headroom and the alternatives of a plan that was made without them, one search at a time, so that a page can do
 * other things in between:
 *
 * ```js
 * const report = plan(request, { headroom: false, alternatives: false });
 * const later = new PlanFurther(request, report.cost);
 * while (later.step()) await new Promise((next) => setTimeout(next));
 * const { headroom, alternatives } = later.found();
 * later.free();
 * ```
 */
export class PlanFurther {
  /**
   * @param cost the report's
   * @param search what each search may take; left out: 200,000 nodes
   */
  constructor(request: PlanRequest, cost: Cost, search?: Search | null);
  /** Does one more search, or less. False when all is found. */
  step(): boolean;
  /** What there is so far: all of it once `step()` was false. */
  found(): { headroom: Headroom; alternatives: Alternative[] };
  /** Gives its memory back; the engine does so by itself some time after the last use. */
  free(): void;
}

/** The search alone, for benches: the request is read once, and what is timed has no conversion and no report in it. */
export class PlanSearch {
  constructor(request: PlanRequest);
  /** Searches, anew at each call; `undecided`: the budget ended before any plan was found. */
  run(): "optimal" | "bounded" | "infeasible" | "undecided";
  /** Cost of the plan that the last `run()` found; undefined before it and where there is none. */
  readonly cost: Cost | undefined;
  /** The report's `nodes`; undefined where there is no plan. Searches once more, so do not time it. */
  readonly nodes: number | undefined;
  /** Gives its memory back. */
  free(): void;
}

// ----------------------------------------------------------------------------- the account's balance

/** A moment in ISO 8601, UTC: `2024-09-12T07:04:24.368Z`. */
export type Moment = string;

/** A day: `2026-11-20`. */
export type Day = string;

/** What a provider's balance answer says. Null is not told or not readable, never zero; `issues` says where. */
export interface Balance {
  provider: "kling" | "u-gen";
  /** The packs; a U-Gen account is one pack without expiry, whose `remaining` is what is available. */
  packs: HeldPack[];
  /** Units reserved for work that goes on; null where the provider does not tell. */
  reserved: Quantity | null;
  /** A page of U-Gen transactions, as listed; absent otherwise. */
  transactions?: { type: string | null; amount: string | null; before: Quantity | null; after: Quantity | null }[];
  issues: Issue[];
}

/** A pack of an account. */
export interface HeldPack {
  id: string | null;
  name: string | null;
  /** The pool of its units and the size that its name says: guesses by the name, marked in `issues`. */
  pool: string | null;
  tier: Quantity | null;
  /** `decreasing_total`, `constant_period`, or what else the provider says. */
  type: string | null;
  total: Quantity | null;
  /** Units left. Kling's figure lags up to twelve hours. */
  remaining: Quantity | null;
  /** `toBeOnline`, `online`, `expired`, `runOut`, or what else the provider says. */
  status: string | null;
  purchased: Moment | null;
  effective: Moment | null;
  /** When what is left is lost; for U-Gen null is never. */
  expires: Moment | null;
}

/**
 * Reads a provider's balance answer: Kling's `/account/costs`, U-Gen's `/credits/balance` or `/credits/transactions`, given
 * as its text or its JSON value. An answer that is an error is read too: its issue says what it means.
 */
export function readBalance(json: string | object): Balance;

/** What a burn-down is asked about. Unknown keys are rejected. */
export interface BurnDownRequest {
  /** What `readBalance` gave (or its packs with their ids, names and the rest corrected), or the provider's own answer. */
  balance: { provider?: "kling" | "u-gen"; packs: readonly Partial<HeldPack>[] } | object;
  /** Units needed in each month from `asOf` on; or a measured use, `units` in `days`, for `months` (left out: 12). */
  demand: readonly QuantityIn[] | { units: QuantityIn; days: number | string; months?: number | string | null };
  asOf: Day;
  /** The pool that is looked at; needed where the packs are of several. */
  pool?: string | null | undefined;
  /** Packs on offer: with them the answer says what to buy by when. */
  packs?: readonly PackOffer[] | null | undefined;
  concurrency?: number | string | null | undefined;
  onDemandPrice?: Price | null | undefined;
}

/** Between which two figures something lies. */
export interface Between {
  least: Quantity;
  most: Quantity;
}

/** Between which two days something happens; null: not within the months looked at. */
export interface When {
  earliest: Day | null;
  latest: Day | null;
}

/**
 * When a balance runs out and what expires unused. Kling's figures lag up to twelve hours, and a pack begins and ends in the
 * middle of a day: so dates and figures are intervals, which contain every combination of what is not known.
 */
export interface BurnDown {
  asOf: Day;
  /** The day after the last that is looked at. */
  until: Day;
  pool: string | null;
  /**
   * Whether every pack of the pool could be counted; if not, an issue says which was left out, or may be of the pool. Then
   * `runsDry` has no latest day, unless what was left out is over, and `lost` is of the packs that were counted.
   */
  complete: boolean;
  /** The first day on which not all of the demand is covered; null: none within the months looked at. */
  runsDry: When | null;
  /** Units that expire unused. What was used up (`runOut`) is not lost, whatever the late figure says. */
  lost: Between;
  packs: {
    /** Its place in the balance. */
    index: number;
    id: string | null;
    name: string | null;
    remaining: Between;
    /** From when it can be used; null: at once. */
    effective: Moment | null;
    expires: Moment | null;
    /** When it is used up; null: it expires before, or is not used up within the months looked at. */
    runsOut: When | null;
    lost: Between;
  }[];
  /** Units in hand at the beginning of days; between two of them the use is steady. */
  inHand: (Between & { date: Day })[];
  /**
   * What to buy, and by when; null where no packs on offer were given. `certain` is false where a pack was left out that may
   * cover some of the demand: then less may have to be bought.
   */
  buy: { by: Day | null; certain: boolean; plan: PlanReport } | null;
  issues: Issue[];
}

/**
 * Plays the days from `asOf` on: packs that end first are drawn first. A balance whose issues hold a `vendor-error` is not one
 * without packs: that is thrown. A pack that is listed twice counts once.
 *
 * @param parts what of the plan in `buy` is made, as for `plan`
 */
export function burnDown(request: BurnDownRequest, parts?: Parts | null): BurnDown;

/** A use as far as it is known; `most` null: nobody can say, because something was bought or left out. */
export interface Used {
  least: Quantity;
  most: Quantity | null;
}

/** The real use of a pool between the first and the last of some balances of the same account. */
export interface UseRate {
  pool: string | null;
  from: Moment;
  until: Moment;
  used: Used;
  /** Whole days of that time, rounded: for words. `{ units: aDay.most ?? aDay.least, days: 1 }` is a demand of `burnDown`. */
  days: number;
  /** Units a day, between what twelve hours' lag of Kling's figures at either end makes of it; null where the time is too short. */
  aDay: Used | null;
}

/** The use of every pool, and what could not be told for sure. */
export interface UseRates {
  rates: UseRate[];
  issues: Issue[];
}

/**
 * How fast every pool was used between the earliest and the latest of some balances: every pack is followed through all of
 * them, one that appears from what it held. Balances that are errors are left out, each with an issue.
 */
export function rateOfUse(snapshots: readonly { at: Moment | Day; balance: object }[]): UseRates;
// --------------------------------------------------------------------------------- the budget the other way round

/** A plan request whose demand is what one set of a mix of work needs in each period, and a budget. */
export interface BudgetRequest extends PlanRequest {
  /** Money in the price list's currency. `"0"` with a balance and no packs: what is in hand, nothing bought. */
  budget: Price;
  /**
   * `horizon` (the default): so much for all periods together. `period`: so much for each of them, to be spent over all
   * of them as is best.
   */
  per?: "horizon" | "period" | null | undefined;
}

/**
 * What a budget pays for. Where a search was not proved (`proved: false`) the answer is an interval: `sets` are certain to
 * be within the budget, more than `atMost` are certain not to be.
 */
export interface BudgetReport {
  /** The budget over all periods. */
  budget: Cost;
  /** So many sets in each period cost no more. */
  sets: number;
  /** More than this many cost more, or cannot be had, or counted. With `proved` the same as `sets`. */
  atMost: number;
  /** Whether `sets` is proved to be the greatest number. */
  proved: boolean;
  /** The best cost found for `sets`, over all periods. */
  cost: Cost;
  /** Whether no purchase for `sets` costs less. */
  costProved: boolean;
  /** The budget less `cost`. */
  left: Cost;
  next: BudgetStep;
  /** How many searches it took. */
  solves: number;
}

/**
 * What would buy more. `at`: a budget of `cost`, and where `proved` no smaller one, brings it to `sets`. `never`: nothing
 * serves more, at any price. `uncounted`: more units than can be counted. `unknown`: not settled by the searches.
 */
export type BudgetStep =
  | { kind: "at"; cost: Cost; more: Cost; sets: number; atMost: number; proved: boolean }
  | { kind: "never" }
  | { kind: "uncounted" }
  | { kind: "unknown" };

/**
 * The planner the other way round: the most sets of a mix of work, the same number in each period, whose least cost is
 * within a budget, exactly; and what the next step costs and brings.
 *
 * ```js
 * const packs = [{ id: "studio", units: 5000, price: "175.00", lifePeriods: null }];
 * const { sets, next } = budget({ demand: [86], packs, budget: "500.00" }); // jobs of 86 credits
 * ```
 *
 * @param search what each of some dozens of searches may take; left out: 20,000 nodes
 */
export function budget(ask: BudgetRequest, search?: Search | null): BudgetReport;

// ----------------------------------------------------------------------------- work, price books, Documents

/** One line of work. */
export interface WorkLine {
  /** Id of the rate in the book, e.g. `v1.6-pro-5s`. */
  rate: string;
  /** Length of each clip, whole seconds; only where the rate is billed by length. */
  seconds?: number | string | null | undefined;
  /** Kept results; 0 to 1,000,000,000. */
  count: number | string;
  /** Generations for each kept result; 1 to 10,000. */
  takes: number | string;
}

/** What work draws. */
export interface Deduction {
  /** Each line that could be priced. */
  lines: { rate: string; pool: string; unitsEach: Quantity; units: Quantity; listCost: Cost | null }[];
  /** Each pool that is drawn on; `complete`: all its lines could be priced. */
  pools: { pool: string; units: Quantity; listCost: Cost | null; complete: boolean }[];
  issues: Issue[];
  trace: Trace[];
}

/** The units that work draws, line by line and pool by pool. */
export function deduct(work: { book: string; lines: readonly WorkLine[] }): Deduction;

/** The rate of a model: credits for each clip that it makes, or for each second of one. */
export interface JobRate {
  billing_unit: "per_generation" | "per_second";
  /** At most three decimals. */
  credits: QuantityIn;
}

/**
 * A job: the body of the vendor's estimate endpoint, field for field, and three keys of our own (`rate`, `bases`, `book`)
 * beside `aspect_ratio` of the vendor's jobs. What is left out has the endpoint's default.
 */
export interface JobRequest {
  /** Clips in the job, 1 to 10. */
  segment_count: number | string;
  /** Left out: `veo3_fast`. */
  model_id?: string | null | undefined;
  /** Left out: `i2v`. */
  variant?: string | null | undefined;
  /** Length of each clip; left out: 8. */
  duration_seconds?: number | string | null | undefined;
  /** Of the clips; left out: `standard`. The rate is taken to be for it. */
  resolution?: string | null | undefined;
  /** It draws nothing; but not every model makes `1:1`. */
  aspect_ratio?: string | null | undefined;
  /** `1k` (left out), `2k` or `4k`. */
  keyframe_resolution?: string | null | undefined;
  /** Left out: `tiktok_karaoke`, a standard style; `custom` for one of your own. */
  caption_style?: string | null | undefined;
  /** Left out: true. */
  music_enabled?: boolean | null | undefined;
  voice_enabled?: boolean | null | undefined;
  custom_voice?: boolean | null | undefined;
  qai_enabled?: boolean | null | undefined;
  /** 0 to 5. */
  max_kf_retries?: number | string | null | undefined;
  /** 0 to 5. */
  max_video_retries?: number | string | null | undefined;
  human_review_gate?: boolean | null | undefined;
  hitl_anchor_max_rejections?: number | string | null | undefined;
  human_review_videos?: boolean | null | undefined;
  hitl_segments_max_rejections?: number | string | null | undefined;
  /** The model's rate, which no book has; without it the estimate is incomplete. */
  rate?: JobRate | null | undefined;
  /**
   * What a retry or a rejection multiplies, which no source says: `parts` (left out), the keyframes or the clips that are
   * made anew; `job`, the whole job without retries and rejections.
   */
  bases?: "parts" | "job" | null | undefined;
  /** The price book; left out: the newest of this version that prices jobs. */
  book?: string | null | undefined;
}

/** A part of what a job draws. */
export type JobComponent =
  | "video"
  | "keyframes"
  | "voice"
  | "music"
  | "captions"
  | "post_processing"
  | "keyframe_retries"
  | "video_retries"
  | "anchor_rejections"
  | "segment_rejections";

/** What a job draws. */
export interface JobEstimate {
  /** All ten parts, always in one order; `credits` null where they are not known, 0 where the job has none of it. */
  breakdown: { component: JobComponent; credits: Quantity | null }[];
  /** Their sum; null where one of them is not known or something is wrong. */
  total: Quantity | null;
  /** Whether there is a total. */
  complete: boolean;
  /** What is wrong, out of bounds or unknown, at its field; and what a reader must know. */
  issues: Issue[];
  trace: Trace[];
}

/**
 * What a job draws, part by part. What is out of bounds or unknown is an issue of the answer; what has not the shape of a
 * request is a PackwiseError.
 *
 * ```js
 * const { total } = job({ segment_count: 3, voice_enabled: true, rate: { billing_unit: "per_generation", credits: 60 } });
 * ```
 */
export function job(request: JobRequest): JobEstimate;

/** The rates of models out of the vendor's own list. */
export interface Pricing {
  /** The good rows, in their order. */
  rates: { model: string; variant: string; billing_unit: "per_generation" | "per_second"; credits: Quantity }[];
  /** What is wrong with the others, at its path in the list, and what a reader must know of the good ones. */
  issues: Issue[];
}

/** Reads the answer of the vendor's pricing endpoint, as it was pasted: a bare list. At most 4 MiB and 5,000 rows. */
export function readPricing(text: string): Pricing;

/** A price book at hand. */
export interface BookEntry {
  id: string;
  title: string;
  /** SHA-256 of its file, in hexadecimal. */
  digest: string;
}

/** A price book as its file has it; `price-book.schema.json` describes the whole. */
export interface PriceBook {
  id: string;
  title: string;
  currency: string;
  [key: string]: unknown;
}

/** The price books at hand: those of this version, then those that were added. */
export function books(): BookEntry[];

/** A price book at hand. */
export function book(id: string): PriceBook;

/**
 * Lends a price book, the text of its file, to this program; or negotiated prices, which lie over one (`kling-2026+acme`
 * is then the book's id) and are in no link. It takes the place of one of the same id that was added
 * before; one of this version's keeps its place, and then this is a PackwiseError.
 */
export function addBook(json: string): BookEntry;

/** A like unit, and how much of it. */
export interface ProvidersRequest {
  unit: "clip" | "second";
  /** Length of the clip, whole seconds; for a clip only. */
  seconds?: number | string | null | undefined;
  /** Exactly this one, e.g. `1080p`. */
  resolution: string;
  /** Whether it must have sound. */
  sound: boolean;
  /** Kept clips or seconds a month; 0 to 1,000,000,000. */
  volume: number | string;
  /** Generations for each kept result; 1 where it is left out. */
  takes?: number | string | null | undefined;
  /** 1 to 60; 1 where it is left out. */
  months?: number | string | null | undefined;
  /** The day on which one buys: it chooses the editions, and what has been retired. */
  day: string;
  /** ISO 4217; USD where it is left out. Prices in another currency are left out. */
  currency?: string | null | undefined;
}

/** One way to have it made. */
export interface ProviderRow {
  seller: string;
  family: string;
  model: string;
  setting: string;
  /** Ids of the book and of its row. */
  book: string;
  row: string;
  /** Whether it is bought in packs; else it is paid as it is used. */
  packs: boolean;
  list: Rounded | null;
  listSecond: Rounded | null;
  /** What the source's own figure, and so that of a dispute, is for. */
  billed: "second" | "clip" | "started block";
  /** What all of it costs; null where no total can be given. */
  total: Cost | null;
  each: Rounded | null;
  /** What one more unit a month adds. */
  next: Cost | null;
  /** The total at ten times the volume. */
  tenfold: Cost | null;
  units: string;
  /** Packs that are bought, by name. */
  buys: [pack: string, count: number][];
  breakage: Quantity;
  leftover: Quantity;
  afterMonths: Cost;
  proved: boolean;
  tenfoldProved: boolean;
  /** Whether the source says `from`: the total may be higher. */
  atLeast: boolean;
  retired: { since: string | null; equivalent: string | null; evidence: string; source: string | null } | null;
  evidence: "negotiated" | "official" | "corroborated" | "third-party" | "derived";
  source: ProviderSource | null;
  checked: string | null;
  /** `2026-10` or `2026`, where no day is known. */
  seen: string | null;
  disputes: [
    { units: Quantity | null; price: Price | null; evidence: string; source: string | null; note: string | null },
    ProviderSource | null,
  ][];
  /** What is unlike in it, in words. */
  differs: string[];
  note: string | null;
  /** Why there is no total. */
  issue: Issue | null;
}

/** A document that a price is from. */
export interface ProviderSource {
  id: string;
  title: string;
  url: string | null;
  checked: string | null;
}

/** What every provider asks. */
export interface ProvidersReport {
  /** By total; those without one last. */
  rows: ProviderRow[];
  leftOut: { seller: string; family: string; model: string; reason: string; words: string }[];
  /** Place of the cheapest row that can be had on the day, and at ten times the volume. */
  cheapest: number | null;
  cheapestTenfold: number | null;
}

/**
 * The same clip or second at every provider.
 *
 * @param search what each search may take; left out: 20,000 nodes
 */
export function compareProviders(request: ProvidersRequest, search?: Search | null): ProvidersReport;

/** Everything that a person said. Numbers may be numbers or text; what is none is an issue of the report. */
export interface Document {
  version?: 1;
  /** Id of the price book. */
  book: string;
  /** The day on which the work is priced, `YYYY-MM-DD`. */
  asOf?: string | null | undefined;
  /** Months to plan; left out: 1. */
  months?: number | string | null | undefined;
  lines: readonly {
    rate: string;
    seconds?: number | string | null | undefined;
    /** Kept results a month. */
    count: number | string;
    takes?: number | string | null | undefined;
  }[];
  /** `book` (as it states), `none`, `term`, `term:m` or `packs:n`. */
  order?: string | null | undefined;
  concurrency?: number | string | null | undefined;
  /** Whether the book's limits per buyer hold; left out: true. */
  limits?: boolean | null | undefined;
  /** Ids of packs that are not to be bought. */
  without?: readonly string[] | null | undefined;
  /** How the months differ; left out: not at all. */
  demand?: DocumentDemand | null | undefined;
  /** Packs that are there already; at most 60. */
  owned?: readonly DocumentOwned[] | null | undefined;
  /** Jobs, each with how many of it a month; at most 100. */
  jobs?: readonly DocumentJob[] | null | undefined;
  /** Rates of models that the book does not know; at most 500. */
  rates?: readonly DocumentRate[] | null | undefined;
  /** What is offered to a customer. */
  quote?: DocumentQuote | null | undefined;
  [key: string]: unknown;
}

/** Somebody on a quote. */
export interface QuoteParty {
  name?: string;
  address?: string;
  contact?: string;
  taxId?: string;
}

/** Where a quote stands. Expired is a label, not a lock: what was accepted late can still be marked so. */
export type QuoteStatus = "draft" | "sent" | "accepted" | "rejected" | "expired" | "void";

/** A quote, as a Document has it. Numbers and days may be anything; what cannot be read is an issue of the report. */
export interface DocumentQuote {
  seller?: QuoteParty;
  buyer?: QuoteParty;
  /** Left out: made of `prefix`, the day of issue and the digest. */
  number?: string;
  prefix?: string;
  version?: number | string;
  /** Number of the quote that this one amends. */
  amends?: string;
  status?: QuoteStatus;
  issued?: string;
  /** The last day on which it is valid. */
  validUntil?: string;
  timeZone?: string;
  /** ISO 4217; left out: the book's. */
  currency?: string;
  /** What one unit of the book's currency is in the quote's; six decimals at most. */
  rate?: number | string;
  rateDate?: string;
  /** Whether the packs of the plan are lines; left out: true. */
  plan?: boolean;
  /** Bundles that no price book lists; prices are in the quote's currency. At most 100. */
  bundles?: readonly {
    name?: string;
    pool?: string;
    units?: number | string;
    /** Left out: not known, and there is no total. */
    price?: number | string;
    quantity?: number | string;
    /** Left out: it does not expire. */
    months?: number | string;
    concurrency?: number | string;
    /** `10%`, or an amount. */
    discount?: number | string;
    reason?: string;
  }[];
  /** Discounts on lines of the plan, by their ids (`video/B1`). */
  discounts?: readonly { line: string; discount?: number | string; reason?: string }[];
  /** On the whole: `5%`, or an amount. */
  discount?: number | string;
  appliesTo?: "all" | "packs" | "bundles";
  reason?: string;
  taxName?: string;
  /** Left out: all amounts are without tax. */
  taxPercent?: number | string;
  /** Where amounts are rounded to the smallest coin, half up; left out: each line. */
  rounding?: "line" | "total";
  terms?: string;
  note?: string;
  acceptance?: boolean;
  language?: string;
  /** Id of a role in the rules. */
  role?: string;
  approvals?: readonly { role: string; by: string; day: string; digest: string }[];
}

/** What follows from a quote. Amounts are in its currency; every sum is null while one line has no price. */
export interface QuoteReport {
  number: string;
  /** SHA-256 of what is offered; number, status and approvals are no part of it. */
  digest: string;
  version: number | null;
  status: QuoteStatus;
  /** Where it may go. */
  moves: QuoteStatus[];
  /** Whether its last day is past; nothing is locked by it. */
  expired: boolean;
  issued: string | null;
  validUntil: string | null;
  currency: string;
  /** Decimals of the smallest coin. */
  decimals: number;
  exchange: { from: string; to: string; rate: Price; day: string | null } | null;
  lines: {
    id: string;
    kind: "pack" | "bundle";
    name: string;
    units: Quantity | null;
    quantity: number | null;
    listPrice: Price | null;
    unitPrice: Price | null;
    gross: Cost | null;
    discount: Cost | null;
    net: Cost | null;
    [key: string]: unknown;
  }[];
  subtotal: Cost | null;
  discount: Cost | null;
  net: Cost | null;
  tax: Cost | null;
  /** What rounding the total added. */
  rounding: Cost | null;
  /** subtotal - discount + tax + rounding. */
  total: Cost | null;
  complete: boolean;
  /** Paths begin with `quote`. */
  issues: Issue[];
  [key: string]: unknown;
}

/** A seller's rules on discounts. Prices are decimal texts, per cents numbers or texts. */
export interface DiscountRules {
  /** Currency of floors and costs. */
  currency: string;
  roles?: readonly { id: string; name: string; maxPercent: number | string; belowFloor?: boolean }[];
  /** The least net price of a unit; without a pool, of every pool. */
  floors?: readonly { pool?: string; perUnit: Price }[];
  /** What a unit costs the seller. */
  costs?: readonly { pool?: string; perUnit: Price }[];
  minMarginPercent?: number | string | null;
  /** The discount from which on a reason is needed. */
  reasonFromPercent?: number | string | null;
}

/** What the rules say of a quote. */
export interface QuoteGuard {
  findings: { line: string; code: string; role: string | null; approved: boolean; words: string }[];
  cleared: boolean;
  watermark: string | null;
  /** Margin of the whole in thousandths of a per cent; null where a cost is not known. */
  margin: number | null;
}

/**
 * The quote of a Document as a file, in UTF-8; with `rules`, one that they do not clear bears a watermark; with
 * `about.today`, one that was valid until a day before says that it is expired. Spreadsheets (XLSX) are written by
 * `exportXlsx` of `packwise/xlsx`, which fetches a module of its own.
 */
export function exportQuote(
  document: Document,
  format: "json" | "csv" | "md" | "ubl" | "focus",
  rules?: DiscountRules | null,
  about?: AboutQuote | null,
): Uint8Array;

/** What may be said beside a quote. Unknown keys are rejected. */
export interface AboutQuote {
  /** The day on which it is looked at, YYYY-MM-DD. Left out: nobody says, and no quote is expired but by its status. */
  today?: string | null | undefined;
}

/** What a seller's rules say of the quote of a Document. */
export function guardQuote(document: Document, rules: DiscountRules): QuoteGuard;

/** A kind of job, as a Document has it. Its model's rate is among the Document's `rates`. */
export interface DocumentJob extends Omit<JobRequest, "rate" | "book"> {
  /** Such jobs a month. */
  count: number | string;
}

/** The rate of one variant of a model, as a Document has it. */
export interface DocumentRate {
  model: string;
  variant: string;
  /** `per_generation` or `per_second`. */
  billing_unit: string;
  credits: number | string;
}

/**
 * How the months of a Document differ. Of per cent and of units three decimals at most; units that a share of the work
 * makes are rounded up to a thousandth.
 */
export type DocumentDemand =
  | { kind: "same" }
  /** Each month is the one before and so much per cent more; from -100 on. */
  | { kind: "growth"; percent: number | string }
  /** Per cent of the work in each calendar month: twelve, January first. `asOf` says which of them is the first. */
  | { kind: "season"; percents: readonly (number | string)[] }
  /** Per cent of the work in each month of the plan. */
  | { kind: "months"; percents: readonly (number | string)[] }
  /** Units of one pool in each month of the plan, in place of what the lines need; `pool` left out: the book's first. */
  | { kind: "units"; pool?: string | null | undefined; units: readonly (number | string)[] };

/** A pack that is there already, as a Document has it. */
export interface DocumentOwned {
  /** Units left in it. */
  units: number | string;
  /** The pool that its units are of; left out: the book's first. */
  pool?: string | null | undefined;
  /** The month from which it can be used; left out: 0, the first. */
  from?: number | string | null | undefined;
  /** Months in which it can be used, counted from `from`; null: it never expires. */
  monthsLeft: number | string | null;
  /** Tasks that it lets run at once; left out: not known. */
  concurrency?: number | string | null | undefined;
}

/** Everything that follows from a Document. Its main figures; there are more. */
export interface Report {
  book: { id: string; digest: string; title: string; currency: string; [key: string]: unknown } | null;
  months: number | null;
  lines: { line: number; rate: string; pool: string; unitsEach: Quantity; units: Quantity; [key: string]: unknown }[];
  /** Each job; left out where the Document has none. */
  jobs?: {
    job: number;
    pool: string;
    count: number | null;
    breakdown: JobEstimate["breakdown"];
    /** Credits of one job; null where a part is not known. */
    total: Quantity | null;
    /** Credits a month. */
    units: Quantity | null;
    /** What the seller's rate card says that one job is worth; not what its credits cost. */
    faceValue: Cost | null;
    /** What one job costs by the plan. */
    priceEach: Rounded | null;
    complete: boolean;
    issues: Issue[];
    [key: string]: unknown;
  }[];
  pools: {
    pool: string;
    /** Units of a whole month, as the lines say; what a month needs where the months do not differ. */
    monthly: Quantity;
    /** Units of each month; empty while that is not known. */
    demand: Quantity[];
    /** Units over all months. */
    total: Quantity;
    /** Whether those are all its lines. */
    complete: boolean;
    /** The plan, or why there is none; null where something is unknown or wrong. */
    plan: PlanReport | null;
    [key: string]: unknown;
  }[];
  /** The total of each currency; its figures are null while anything is unknown or wrong. */
  totals: { currency: string; cost: Cost | null; afterHorizon: Cost | null; listCost: Cost | null }[];
  /** Whether every line has a price and every pool a plan. */
  complete: boolean;
  issues: Issue[];
  trace: Trace[];
  /** The quote; left out where the Document has none. */
  quote?: QuoteReport;
  [key: string]: unknown;
}

/** Everything that follows from a Document. `parts` as for `plan`. */
export function evaluate(document: Document, parts?: Parts | null): Report;

/** What is said beside a link. */
export interface AboutLink {
  /** The day that counts as now, `YYYY-MM-DD`; left out: the one of this machine's clock. */
  today?: string | null | undefined;
}

/** A Document at one time: when its link was made, or now. */
export interface LinkSide {
  /** `book`: priced by the book itself. `link`: what the link says, because its book is not at hand or is another one by now. */
  basis: "book" | "link";
  /** Id of the book. */
  book: string;
  /** Its title; null where it is not at hand. */
  title: string | null;
  /** SHA-256 of its file in hexadecimal; of what a link says its first 16 digits; null where nothing says it. */
  digest: string | null;
  /** The day; null where a link does not say. */
  day: string | null;
  /** ISO 4217; empty where not known. */
  currency: string;
  /** What all of it costs; null where that is not known. */
  total: Cost | null;
  /** Each line of the Document. */
  lines: {
    rate: string;
    /** The rate in few words; null where the book does not have it. */
    name: string | null;
    /** Units of one generation; null where not known. */
    unitsEach: Quantity | null;
    /** Units a month; null where not known. */
    units: Quantity | null;
    /** What one kept result costs by the plan; null where not known. */
    priceKept: Rounded | null;
  }[];
}

/** What a link says. */
export interface DecodedLink {
  /** The Document, as `evaluate` and `encodeLink` take it; of a damaged link what stands before the damage. */
  document: Document;
  /** The view that it asks for. */
  view: "plan" | "compare" | "job" | "balance" | "quote" | "prices";
  /** What of that view is shown. */
  shown: Record<string, string>;
  /** When it was made. */
  then: LinkSide;
  /** The same work in the edition of now, and the Document that says so. */
  now: LinkSide & { document: Document };
  /** Whether the price book of then and the one of now differ. */
  changed: boolean;
  /** What became of each line where the book is another one now. */
  moved: { line: number; from: string; to: string | null; how: "same-id" | "same-words" | "equivalent" | null }[];
  /** What could not be read (`link-damaged`, `link-version`, ...), and what must be known of then and now. */
  issues: Issue[];
}

/**
 * The long link of a Document, without its `#`: `d=1...`. It holds the whole Document, the digest of its price book, the
 * day, and the total and the units of each line as they are now.
 */
export function encodeLink(document: Document, about?: AboutLink | null): string;

/** What a link says, long or short, with or without its `#`. A damaged link is read as far as it goes, and named. */
export function decodeLink(fragment: string, about?: AboutLink | null): DecodedLink;

/** Bytes of memory that the engine holds. */
export function memoryBytes(): number;
