// What an element shows: boxes for the counts and months, the answer or a table, what to know of it, and the way to the full
// page. Boxes stay while the answers change, so a key touches no caret; the answer's parts are made anew each time.
import { bought, decimal, exact, language, life, per, sentence } from "./words.js";
import { STYLE } from "./style.js";

const SVG = "http://www.w3.org/2000/svg";
/** Kinds of results, and steps of a plan, that are said at once. */
const KINDS = 5;
const STEPS = 5;
/** One sheet for each document, shared by all of its elements. */
const sheets = new WeakMap();
let ids = 0;

export class View {
  #element;
  #root;
  #boxes = new Map();
  #spoken = "";

  constructor(element) {
    this.#element = element;
    const { h } = this;
    this.work = h("div", { class: "work", part: "work" });
    this.answer = h("div", { class: "answer", part: "answer" });
    this.table = h("div", { class: "scroll", part: "table", tabindex: 0, role: "region" });
    this.notes = h("div", { class: "notes", part: "notes" });
    this.link = h("a", { part: "link", target: "_top" }, "Open in Packwise");
    this.source = h("span", { class: "soft" });
    this.status = h("p", { class: "unseen", role: "status", "aria-live": "polite" });
    this.box = h(
      "div",
      { class: "box", part: "calculator", role: "group" },
      this.work, this.answer, this.table, this.notes,
      h("p", { class: "foot", part: "foot" }, this.source, this.link),
      this.status,
    );
    element.shadowRoot.replaceChildren(this.box);
    this.dress();
  }

  /** Puts on the sheet of the document that the element is in. */
  dress() {
    const { shadowRoot, ownerDocument } = this.#element;
    let sheet = sheets.get(ownerDocument);
    if (!sheet) {
      // a document without a window shows nothing, and has no sheets
      const Sheet = ownerDocument.defaultView?.CSSStyleSheet;
      if (!Sheet) return;
      sheet = new Sheet();
      sheet.replaceSync(STYLE);
      sheets.set(ownerDocument, sheet);
    }
    shadowRoot.adoptedStyleSheets = [sheet];
  }

  language(wanted, given, notes) {
    try {
      return language(wanted || undefined);
    } catch {
      if (given) notes.push(`The locale “${given}” is none.`);
      return language("en");
    }
  }

  h = (tag, props = {}, ...children) => {
    const node = this.#element.ownerDocument.createElement(tag);
    for (const [name, value] of Object.entries(props)) if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
    node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
    return node;
  };

  /** Shows an answer; `afresh`: with new boxes, because the work may be another. */
  show(state, afresh) {
    this.s = state;
    const { told, book, view, language: by, accent, app, notes } = state;
    const { report } = told;
    const pools = new Map((book?.pools ?? []).map((pool) => [pool.id, pool]));
    const packs = (pool) => (book?.packs ?? []).filter((pack) => pack.pool === pool);
    // a Document leaves out what is as usual
    this.said = { lines: [], jobs: [], months: 1, ...told.document };
    Object.assign(this, { report, pools, packs, currency: report.totals[0]?.currency ?? book?.currency ?? "USD", by });
    this.box.style.setProperty("--own-accent", accent && CSS.supports("color", accent) ? accent : "");
    this.box.toggleAttribute("data-accent", Boolean(accent) && CSS.supports("color", accent));
    this.box.setAttribute("aria-label", { plan: "What to buy", compare: "Ways to buy", job: "What the jobs cost", prices: "Prices" }[view]);

    const prices = view === "prices";
    this.work.hidden = prices || this.said.lines.length + this.said.jobs.length === 0;
    this.answer.hidden = prices;
    this.table.hidden = !prices && view !== "compare";
    if (!prices) {
      if (afresh) this.#makeWork();
      this.#fillWork();
      this.answer.replaceChildren(...this.#answer(view));
    }
    if (view === "compare") this.#fill(this.#ways(), "Ways to buy");
    if (prices) this.#fill(this.#prices(notes), "Prices");

    const said = notes.concat(told.issues.map(({ words }) => words)).map((words) => ["warning", words]);
    const rank = { error: 0, warning: 1, note: 2 };
    const own = prices ? report.issues.filter(({ path }) => path === "book") : report.issues.filter(({ path }) => !/^(lines|jobs)\[|^months$/.test(path));
    for (const { level, words } of [...own].sort((a, b) => rank[a.level] - rank[b.level])) said.push([level, words]);
    const each = new Map(said.map(([level, words]) => [words, level]));
    this.notes.replaceChildren(...[...each].map(([words, level]) => this.h("p", { class: `note ${level}`, part: "note" }, words)));

    this.link.href = `${app.href.split("#")[0]}#${told.address}`;
    const { title, checked } = report.book ?? {};
    this.source.textContent = title ? `${title}${checked ? `, checked ${by.day(checked)}` : ""}` : "";
  }

  /** Says the answer to those who hear it, once things have come to rest. */
  speak() {
    const words = this.answer.hidden ? "" : this.#spoken;
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  money = (amount) => this.by.money(amount, this.currency);
  pack = (pool) => (id) => this.packs(pool).find((pack) => pack.id === id)?.name ?? id;
  names = (pool) => ({ from: this.s.told.document.asOf, units: pool.unitsName, pack: this.pack(pool.pool), language: this.by });

  /** The pools that have a plan. */
  plans = () => this.report.pools.filter((pool) => pool.plan && pool.plan.status !== "infeasible");

  total = () => (this.report.complete && this.report.pools.some((pool) => exact(pool.total) > 0n) ? (this.report.totals[0]?.cost ?? null) : null);

  // ---- the work ----

  #makeWork() {
    const { h } = this;
    const { lines, jobs, months: planned } = this.said;
    this.#boxes.clear();
    const rows = [];
    const row = (kind, at, count, unit) => {
      const name = h("b", { part: "name" });
      const detail = h("small");
      const box = this.#box(`${kind} ${at}`, count, "");
      const issues = h("span", { class: "issue", id: box.issue });
      box.update = (title, more, found, noun) => {
        name.textContent = title;
        detail.textContent = more;
        box.unit.textContent = noun || unit;
        box.label(`${noun || unit}, ${kind} ${at + 1}: ${title}`);
        box.mark(found, issues);
      };
      rows.push(h("li", { class: "line", part: "line" }, h("span", { class: "what" }, name, detail), box.node, issues));
    };
    lines.forEach((line, at) => row("line", at, line.count, "a month"));
    jobs.forEach((job, at) => row("job", at, job.count, "jobs a month"));
    const months = this.#box("months ", planned, "");
    const issues = h("span", { class: "issue", id: months.issue });
    months.label("Months to plan");
    months.update = (found) => months.mark(found, issues);
    this.work.replaceChildren(
      h("ul", { role: "list", "aria-label": "The work" }, rows),
      h("div", { class: "line months", part: "months" }, h("span", { class: "what", "aria-hidden": "true" }, "Months to plan"), months.node, issues),
    );
  }

  /** A box for a number. It keeps what is typed as it is typed; at rest a long number is shown in groups. */
  #box(key, given, unit) {
    const { h } = this;
    // a plain number comes as one, anything else as it was written
    const value = String(given ?? "");
    const issue = `issue-${(ids += 1)}`;
    const worthId = `worth-${ids}`;
    const unitNode = h("span", { class: "unit", "aria-hidden": "true" }, unit);
    if (this.s.readonly) {
      const shown = h("span", { class: "fixed" });
      const node = h("span", { class: "count" }, shown, unitNode);
      const box = { node, unit: unitNode, issue, label: () => {}, mark: (found, words) => (words.textContent = found.map(({ words }) => words).join(" ")) };
      shown.textContent = /^\d+$/.test(value) ? this.by.quantity(value) : value;
      this.#boxes.set(key, box);
      return box;
    }
    const input = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", part: "box", size: 7 });
    const worth = h("span", { class: "worth", id: worthId });
    const node = h("span", { class: "count" }, h("span", { class: "field" }, input, worth), unitNode);
    let typed = this.s.said.get(key) ?? value;
    const rest = () => (/^\d{4,}$/.test(typed) && input.getAttribute("aria-invalid") !== "true" ? this.by.quantity(typed) : typed);
    const worked = () => {
      const plain = this.s.worth(typed);
      const shows = /^-?[\d.,\s’'  ]*$/.test(typed.trim());
      worth.textContent = !shows && /^[\d.]+$/.test(plain) ? `= ${this.by.quantity(plain)}` : "";
    };
    input.value = rest();
    worked();
    input.addEventListener("focus", () => {
      if (input.value === typed) return;
      input.value = typed;
      input.select();
    });
    input.addEventListener("blur", () => (input.value = rest()));
    input.addEventListener("input", () => {
      typed = input.value;
      worked();
      this.s.typed(key, typed);
    });
    const box = {
      node, unit: unitNode, issue,
      label: (words) => input.setAttribute("aria-label", words),
      mark: (found, words) => {
        words.replaceChildren(...found.map((one) => h("span", { class: one.level }, one.words)));
        const bad = found.some(({ level, path }) => level === "error" && /count|months$/.test(path));
        input.setAttribute("aria-invalid", bad);
        const described = [found.length && issue, worth.textContent && worthId].filter(Boolean).join(" ");
        if (described) input.setAttribute("aria-describedby", described);
        else input.removeAttribute("aria-describedby");
      },
    };
    this.#boxes.set(key, box);
    return box;
  }

  #fillWork() {
    const { report, by } = this;
    const { lines, jobs } = this.said;
    const at = (path) => report.issues.filter((issue) => issue.path === path || issue.path.startsWith(`${path}.`));
    lines.forEach((line, index) => {
      const priced = report.lines.find((one) => one.line === index);
      const rate = this.s.book?.rates.find(({ id }) => id === line.rate);
      const units = priced && this.pools.get(priced.pool)?.units;
      const more = [
        line.seconds && `${line.seconds} s`,
        priced && `${by.quantity(priced.unitsEach)} ${units} each`,
        Number(line.takes) !== 1 && `${line.takes} takes for each kept`,
      ];
      const noun = priced && { clip: "clips a month", image: "images a month", call: "calls a month" }[priced.noun];
      const plain = rate ? [rate.model, rate.quality, rate.sound].filter(Boolean).join(", ") : line.rate;
      this.#boxes.get(`line ${index}`)?.update(priced?.shortName ?? plain, more.filter(Boolean).join(" · "), at(`lines[${index}]`), noun);
    });
    jobs.forEach((job, index) => {
      const priced = report.jobs?.find((one) => one.job === index);
      const clips = Number(job.segment_count) === 1 ? "1 clip" : `${job.segment_count} clips`;
      const more = priced?.total != null ? `${by.quantity(priced.total)} ${this.pools.get(priced.pool)?.units ?? ""} each` : "";
      this.#boxes.get(`job ${index}`)?.update(`${clips} of ${job.model_id}`, more, at(`jobs[${index}]`));
    });
    this.#boxes.get("months ")?.update(at("months"));
  }

  // ---- the answer ----

  #answer(view) {
    const { h, report, by } = this;
    const total = this.total();
    if (total === null) {
      const errors = report.issues.some(({ level }) => level === "error");
      const words = errors ? "No total yet" : "Nothing to price yet";
      this.#spoken = errors ? "No total." : "No work to price.";
      const more = errors ? "What is marked stands in the way of a total; the rest keeps its figures." : "It has no work; the attribute lines says which.";
      return [h("p", { class: "none", part: "total" }, words), h("p", { class: "soft" }, more), view === "job" && this.#jobs()].filter(Boolean);
    }
    const months = report.months ?? 1;
    const { afterHorizon, listCost } = report.totals[0];
    const proved = this.plans().every((pool) => pool.plan.status === "optimal");
    const average = months > 1 ? `, ${by.share(total, months, this.currency)} a month on average` : "";
    const nodes = [
      h("p", { class: "head" }, "What to buy", h("span", { class: proved ? "chip" : "chip doubt", part: "chip" }, proved ? "cheapest, proved" : "best found, not proved")),
      h("p", { class: "total", part: "total" }, this.money(total)),
      h("p", { class: "soft" }, `for ${months === 1 ? "one month" : `${months} months`}${average}`),
      afterHorizon && exact(afterHorizon) > 0n && h("p", { class: "warn" }, "of which ", h("b", {}, this.money(afterHorizon)), " is paid after the months planned"),
    ];
    const spoken = [`${this.money(total)}.`];
    for (const pool of this.plans()) {
      const { clauses, remarks } = sentence(pool.plan, months, this.names(pool));
      spoken.push(...clauses.slice(0, STEPS).map(({ when, what }) => `${when}: ${what}.`), ...remarks.map((words) => `${words}.`));
      const step = ({ when, what }) => h("li", {}, h("span", {}, `${when}: `), h("b", {}, what));
      const rest = clauses.slice(STEPS);
      nodes.push(
        h("div", { class: "pool" },
          this.plans().length > 1 && h("p", { class: "name" }, h("b", {}, pool.name), h("span", {}, this.money(pool.plan.cost))),
          h("div", { class: "buy", part: "sentence" },
            h("ul", { role: "list" }, clauses.slice(0, STEPS).map(step)),
            rest.length > 0 && h("p", {}, `and ${rest.length} more ${rest.length === 1 ? "step" : "steps"}, on the full page`),
            remarks.map((words) => h("p", {}, words)),
            h("p", {}, this.#conditions(pool)),
          ),
          this.#bar(pool),
          view !== "compare" && this.#headroom(pool),
        ),
      );
    }
    this.#spoken = spoken.join(" ");
    if (view === "compare") return nodes.filter(Boolean);
    const facts = [];
    if (listCost !== null) {
      const saved = exact(listCost) - exact(total);
      const share = by.percent(decimal(saved < 0n ? -saved : saved), listCost);
      facts.push(["Units at list price", this.money(listCost)]);
      facts.push([saved >= 0n ? "You save against it" : "Above it, as packs and terms are sold whole", `${this.money(decimal(saved < 0n ? -saved : saved))}${share && ` (${share})`}`]);
    }
    const kinds = new Map();
    for (const line of report.lines) {
      if (line.priceKept === null) continue;
      const takes = line.takes > 1 ? `, ${line.takes} takes` : "";
      const name = `Each ${line.noun} of ${line.shortName}${takes}`;
      const price = by.each(line.priceKept, this.currency);
      kinds.set(`${name} ${price}`, [name, price]);
    }
    for (const job of report.jobs ?? []) if (job.priceEach !== null) kinds.set(`job ${job.job}`, [`Each of job ${job.job + 1}`, by.each(job.priceEach, this.currency)]);
    const all = [...kinds.values()];
    facts.push(...all.slice(0, KINDS));
    if (all.length > KINDS) facts.push([`and ${all.length - KINDS} more kinds`, ""]);
    nodes.push(this.#facts(facts), this.#thumb(), view === "job" && this.#jobs());
    return nodes.filter(Boolean);
  }

  #facts(rows) {
    const { h } = this;
    return h("dl", { class: "facts", part: "facts" }, rows.map(([name, figure]) => h("div", {}, h("dt", {}, name), h("dd", {}, figure))));
  }

  #conditions(pool) {
    const ids = new Set(pool.plan.purchases.map(({ pack }) => pack));
    const packs = this.packs(pool.pool).filter(({ id }) => ids.has(id));
    const words = new Set(packs.map((pack) => life(pack.life)));
    const needed = `${this.by.quantity(pool.total)} ${pool.unitsName} needed`;
    const each = pool.plan.unitCost ? `, ${this.by.each(pool.plan.unitCost, this.currency)} each` : "";
    return [`${needed}${each}`, ...words].join(" · ");
  }

  /** Used, expiring and left, as a bar and in words. */
  #bar({ plan, unitsName }) {
    const { h, by } = this;
    const used = plan.ledger.reduce((sum, period) => sum + exact(period.used), 0n);
    const [lost, left] = [exact(plan.breakage), exact(plan.leftover)];
    const all = used + lost + left;
    if (all === 0n) return null;
    const share = (part) => by.percent(decimal(part), decimal(all));
    const width = (part) => `${Number((part * 1000n) / all) / 10}%`;
    const svg = this.#element.ownerDocument.createElementNS(SVG, "svg");
    svg.setAttribute("class", "bar");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `${share(used)} used, ${share(lost)} expire, ${share(left)} left`);
    for (const [name, part] of [["left", all], ["waste", used + lost], ["used", used]]) {
      const rect = this.#element.ownerDocument.createElementNS(SVG, "rect");
      for (const [key, value] of Object.entries({ class: name, width: width(part), height: "100%" })) rect.setAttribute(key, value);
      svg.append(rect);
    }
    const key = (name, words) => h("span", {}, h("i", { class: `key ${name}` }), words);
    return h("div", { part: "bar" }, svg, h("p", { class: "keys" },
      key("used", `${share(used)} used`),
      key("waste", `${by.quantity(decimal(lost))} ${unitsName} expire (${share(lost)})`),
      left > 0n && key("left", `${share(left)} left`)));
  }

  #headroom(pool) {
    if (!this.s.whole) return this.#facts([["Free headroom", "…"], ["Cheaper step", "…"]]);
    const { by } = this;
    const { headroom: { grow, cut }, cost } = pool.plan;
    const zero = (amount) => exact(amount) === 0n;
    const amount = (units) => `${by.quantity(units)} ${pool.unitsName}`;
    const free = grow === null ? "not found" : zero(grow) ? "none" : this.#inClips(pool, grow, false) ?? amount(grow);
    const less =
      cut === null
        ? zero(cost) ? "none" : "not found"
        : exact(cut.units) >= exact(pool.total)
          ? "none but to make nothing"
          : this.#saves(pool, cut);
    return this.#facts([["Free headroom", free], ["Cheaper step", less]]);
  }

  #saves(pool, { units, saves }) {
    const clips = this.#inClips(pool, units, true);
    const money = `${this.money(saves)}${this.report.months === 1 ? "" : " in all"}`;
    if (!clips) return `${this.by.quantity(units)} ${pool.unitsName} fewer save ${money}`;
    return `${clips} ${/^1 /.test(clips) ? "saves" : "save"} ${money}`;
  }

  /** Units over all months in results a month of the pool's first line, where the months do not differ. */
  #inClips(pool, units, fewer) {
    const line = this.report.lines.find((one) => one.pool === pool.pool);
    if (!line || pool.demand.some((month) => exact(month) !== exact(pool.monthly))) return null;
    const months = BigInt(this.report.months ?? 1);
    const each = exact(line.unitsEach) * BigInt(line.takes) * months;
    if (each === 0n) return null;
    const count = (exact(units) + (fewer ? each - 1n : 0n)) / each;
    if (count === 0n || (fewer && count > (exact(line.units) * months) / each)) return null;
    const noun = `${line.noun}${count === 1n ? "" : "s"} of ${line.shortName.split(",")[0]}`;
    return `${this.by.quantity(count)} ${fewer ? "fewer" : "more"} ${noun}${months > 1n ? " a month" : ""}`;
  }

  /** What the usual rules of thumb would pay more. */
  #thumb() {
    const rule = (kind) => {
      if (!this.s.whole) return "…";
      const extras = this.plans().map(({ plan }) => plan.alternatives.find((other) => other.kind === kind)?.extraCost ?? null);
      // the rule names one pack, and that can be had a few times only
      const limited = this.plans().some(({ pool }) => this.packs(pool).some(({ limit }) => limit !== null));
      if (extras.includes(null)) return limited ? "cannot serve: its pack is limited" : "cannot serve";
      const sum = extras.reduce((all, extra) => all + exact(extra), 0n);
      return sum === 0n ? "the same" : `+ ${this.money(decimal(sum))}`;
    };
    return this.#facts([["“Largest first, then top up” pays", rule("largest-first")], ["“Best price per unit” pays", rule("best-unit-price")]]);
  }

  #jobs() {
    const { h, by } = this;
    return h("div", { class: "pool" }, (this.report.jobs ?? []).map((job) => {
      const units = this.pools.get(job.pool)?.units ?? "";
      const words = (component) => component.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
      const credits = (amount) => (amount === null ? "no price" : `${by.quantity(amount)} ${units}`);
      return h("div", {}, h("p", { class: "name" }, h("b", {}, `Job ${job.job + 1}`), h("span", {}, credits(job.total))),
        this.#facts(job.breakdown.filter(({ credits: amount }) => amount === null || exact(amount) > 0n).map((part) => [words(part.component), credits(part.credits)])));
    }));
  }

  // ---- tables ----

  /** Heads, rows and a caption into the table that scrolls in itself. */
  #fill({ heads, rows, caption }, label) {
    const { h } = this;
    const cell = (value, at, tag = "td") => h(at === 0 ? "th" : tag, at === 0 ? { scope: "row" } : {}, value);
    const table = h("table", {}, h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, rows.map(({ cells, kind }) => h("tr", { class: kind }, cells.map((value, at) => cell(value, at))))));
    this.table.setAttribute("aria-label", label);
    this.table.replaceChildren(table);
  }

  /** The best purchase, and beside it every other way: each pack alone, and the rules of thumb. */
  #ways() {
    const { h, by } = this;
    const rows = [];
    const several = this.plans().length > 1;
    for (const pool of this.total() === null ? [] : this.plans()) {
      const { plan } = pool;
      const names = this.names(pool);
      const what = ({ purchases, commitments }) =>
        `${bought(purchases, names)}${commitments?.length ? `, and ${bought(commitments, names)} by term after the plan` : ""}`;
      const kind = (other) =>
        other.kind === "single" ? `only ${other.pack ? names.pack(other.pack) : "one pack"}` : { "largest-first": "largest first, then top up", "best-unit-price": "best price per unit" }[other.kind];
      const each = (cost) => (exact(pool.total) > 0n ? by.each(decimal((exact(cost) * 1000000000n) / exact(pool.total)), this.currency) : "–");
      const groups = new Map([[what(plan), { way: plan, kinds: [] }]]);
      const none = [];
      for (const other of plan.alternatives) {
        if (other.cost === null) {
          none.push({ kind: "soft", cells: [[kind(other), h("small", {}, other.issues.map(({ words }) => words).join("; "))], "–", "–", "–", "cannot serve"] });
          continue;
        }
        const group = groups.get(what(other)) ?? { way: other, kinds: [] };
        group.kinds.push(kind(other));
        groups.set(what(other), group);
      }
      for (const [words, { way, kinds }] of groups) {
        const best = way === plan;
        const extra = best ? h("b", {}, "cheapest") : exact(way.extraCost) === 0n ? "the same" : `+ ${this.money(way.extraCost)}`;
        const first = [several && h("small", {}, pool.name), best ? h("b", {}, words) : words, kinds.length > 0 && h("small", {}, kinds.join("; "))];
        rows.push({ kind: best ? "best" : null, cells: [first, this.money(way.cost), each(way.cost), way.breakage === null ? "–" : by.quantity(way.breakage), extra] });
      }
      if (!this.s.whole) rows.push({ kind: "soft", cells: ["Buying it in other ways…", "", "", "", ""] });
      rows.push(...none);
    }
    return { heads: ["Purchase", "Total", "Per unit used", "Expires", "Against the best"], rows, caption: "The best purchase, and every other way to buy" };
  }

  #prices(notes) {
    const { book, table, model } = this.s;
    if (!book) return { heads: ["Prices"], rows: [], caption: "Prices" };
    return table === "packs" ? this.#packTable(book) : this.#rateTable(book, model, notes);
  }

  #packTable(book) {
    const { h, by } = this;
    const known = (figure, words) => (figure === null || figure === "unknown" || figure === undefined ? "not known" : words(figure));
    const rows = book.packs.map((pack) => {
      const pool = this.pools.get(pack.pool);
      const term = pack.minimumOrder === null ? "none" : pack.minimumOrder.kind === "term" ? `${pack.minimumOrder.periods} months` : `${pack.minimumOrder.count} packs`;
      const each = known(pack.price, (price) => known(pack.units, (units) => by.each(decimal((exact(price) * 1000000000n) / exact(units)), book.currency)));
      return { cells: [[h("b", {}, pack.name), h("small", {}, pool?.name ?? pack.pool)], known(pack.units, by.quantity), known(pack.price, (price) => by.money(price, book.currency)), each, life(pack.life), term, pack.evidence] };
    });
    return { heads: ["Pack", "Units", "Price", "Per unit", "Life", "Minimum", "Evidence"], rows, caption: `Packs of ${book.title}` };
  }

  #rateTable(book, model, notes) {
    const { h, by } = this;
    const wanted = model.trim().toLowerCase();
    const models = [...new Set(book.rates.map((rate) => rate.model))];
    const exactly = models.some((name) => name.toLowerCase() === wanted);
    let rates = book.rates.filter((rate) => !wanted || rate.model.toLowerCase() === wanted);
    if (wanted && !exactly) notes.push(`There is no model “${model}” in this book; these are all. The models are ${models.join(", ")}.`);
    if (rates.length === 0) rates = book.rates;
    const priced = new Map(this.s.prices().map((row) => [row.id, row]));
    // only packs that one of these rates can be paid with
    const packs = book.packs.flatMap((pack, at) => (rates.some((rate) => rate.pool === pack.pool) ? [[pack, at]] : []));
    const price = (amount) => (amount == null ? "–" : by.each(amount, book.currency));
    const rows = rates.map((rate) => {
      const { list, packs: at } = priced.get(rate.id) ?? { list: null, packs: [] };
      const details = [rate.feature !== rate.model && rate.feature, rate.quality, rate.sound].filter(Boolean).join(", ");
      const marks = [rate.retired && "retired", rate.disputes.length > 0 && "disputed"].filter(Boolean);
      const units = rate.units === null ? "not known" : `${by.quantity(rate.units)} ${this.pools.get(rate.pool)?.units ?? ""}`;
      return { cells: [
        [h("b", {}, rate.model), h("small", {}, details), h("small", { class: "id" }, rate.id), marks.map((mark) => h("span", { class: "chip doubt" }, mark))],
        [units, h("small", {}, per(rate.billing))],
        list === null ? "not known" : by.money(list, book.currency),
        ...packs.map(([, place]) => price(at[place])),
        rate.evidence,
      ] };
    });
    return { heads: ["Rate", "Units", "List", ...packs.map(([pack]) => pack.name), "Evidence"], rows, caption: `Rates of ${book.title}` };
  }
}
