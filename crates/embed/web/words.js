// How numbers, months and purchases are written. Numbers come as exact decimal text and are written by Intl, which reads
// text exactly; the few sums that only a reader needs (a saving, a share) are of whole numbers, never of floats.
// What is bought is said as the full page says it (src/views/plan/sentence.rs); a browser test compares the two.

/** Billionths of a decimal text or of a quantity. */
export function exact(decimal) {
  const [, sign, whole, fraction = ""] = /^(-?)(\d*)\.?(\d*)$/.exec(String(decimal ?? 0)) ?? [0, "", "0"];
  const number = BigInt(whole + fraction.padEnd(9, "0").slice(0, 9));
  return sign ? -number : number;
}

/** The other way. */
export function decimal(number) {
  const digits = String(number < 0n ? -number : number).padStart(10, "0");
  return `${number < 0n ? "-" : ""}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

/** A quotient of whole numbers, half to even. */
function divide(number, by) {
  const [whole, rest] = [number / by, (number % by) * 2n];
  return rest > by || (rest === by && whole % 2n === 1n) ? whole + 1n : whole;
}

/** A writer of numbers and days for a locale. Throws where that is no locale. */
export function language(locale) {
  const made = new Map();
  const number = (text, options) => {
    const key = JSON.stringify(options);
    if (!made.has(key)) made.set(key, new Intl.NumberFormat(locale, options));
    return made.get(key).format(text);
  };
  const part = Object.fromEntries(new Intl.NumberFormat(locale).formatToParts(1234567.5).map(({ type, value }) => [type, value]));
  const money = (text, currency, most = 9) =>
    number(text, { style: "currency", currency, minimumFractionDigits: 2, maximumFractionDigits: most });
  const day = (date, options) => new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(date);
  return {
    marks: `${part.decimal ?? "."}${part.group ?? ","}`,
    money,
    /** The price of one of something, rounded for show. */
    each: (text, currency) => money(text, currency, text.startsWith("0.00") ? 6 : 4),
    /** A share of an amount, rounded to a cent for show. */
    share: (text, parts, currency) => money(decimal(divide(exact(text), BigInt(parts))), currency, 2),
    quantity: (amount) => number(String(amount), { maximumFractionDigits: 3 }),
    percent: (some, all) => {
      const [over, under] = [exact(some), exact(all)];
      return under === 0n ? "" : number(decimal(divide(over * 1000n, under) * 1000000n), { style: "percent", maximumFractionDigits: 1 });
    },
    /** So many months after a day: `March 2027`, or `March`. */
    month: (from, later, year = true) => {
      const [y, m] = from.split("-").map(Number);
      return day(Date.UTC(y, m - 1 + later, 1), { month: "long", ...(year && { year: "numeric" }) });
    },
    day: (date) => day(Date.parse(date), { day: "numeric", month: "short", year: "numeric" }),
  };
}

const listed = (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`);
const inSentence = (span) => span.replace(/^Month/, "month");

/** What to buy over the months: `[{when, what}]`, then `after` and `owned` in words, or none. */
export function sentence(plan, months, names) {
  const { from: day, units, pack, language: by } = names;
  const one = (month) => (day ? by.month(day, month) : `Month ${month + 1}`);
  const span = (from, until) => {
    const last = Math.max(until - 1, from);
    if (last === from) return one(from);
    if (!day) return `Months ${from + 1} to ${last + 1}`;
    const sameYear = Math.floor((Number(day.slice(5, 7)) - 1 + from) / 12) === Math.floor((Number(day.slice(5, 7)) - 1 + last) / 12);
    return `${by.month(day, from, !sameYear)} to ${by.month(day, last)}`;
  };
  const packs = (rows) => rows.map((row) => `${by.quantity(row.count)} × ${pack(row.pack)}`);
  const alike = (a, b) => a.length === b.length && a.every((row, at) => row.pack === b[at].pack && row.count === b[at].count);

  const runs = [];
  for (let month = 0; month < months; month++) {
    const rows = plan.purchases.filter((row) => row.period === month);
    const open = exact(plan.onDemand[month]);
    const last = runs.at(-1);
    if (last && alike(last.rows, rows) && last.most > 0n === open > 0n) {
      last.until = month + 1;
      if (open < last.least) last.least = open;
      if (open > last.most) last.most = open;
    } else runs.push({ from: month, until: month + 1, rows, least: open, most: open });
  }
  const amount = (number) => `${by.quantity(decimal(number))} ${units}`;
  const bought = (run) => {
    const parts = packs(run.rows);
    if (run.most > 0n) parts.push(run.least === run.most ? `${amount(run.most)} on demand` : `${by.quantity(decimal(run.least))} to ${amount(run.most)} on demand`);
    return parts;
  };
  /** Whether the first of these runs returns at equal intervals: every how many months, how often, how many runs that tells. */
  const returns = (found) => {
    const single = (run) => run.until - run.from === 1 && run.most === 0n;
    const idle = (run) => run && run.rows.length === 0 && run.most === 0n;
    const [first, pause] = found;
    if (!single(first) || first.rows.length === 0 || !idle(pause)) return null;
    const every = pause.until - first.from;
    let count = 1;
    for (let next; (next = found[2 * count]); count++) {
      const before = found[2 * count - 1];
      const same = alike(next.rows, first.rows) && single(next) && idle(before) && before.until === next.from;
      if (!same || next.from - found[2 * (count - 1)].from !== every) break;
    }
    const rest = found[2 * count - 1];
    return count < 3 ? null : { every, count, told: idle(rest) && rest.until - rest.from < every ? 2 * count : 2 * count - 1 };
  };
  const clauses = [];
  for (let at = 0; at < runs.length;) {
    const { from, until } = runs[at];
    const again = returns(runs.slice(at));
    if (again) {
      const last = runs[at + 2 * (again.count - 1)];
      clauses.push({ when: `Every ${again.every} months, ${inSentence(span(from, last.until))}`, what: bought(runs[at]).join(" and ") });
      at += again.told;
      continue;
    }
    const toEnd = until === months;
    const when =
      from === 0 && toEnd
        ? months === 1 ? "This month" : "Each month"
        : toEnd && until - from > 1
          ? day ? `From ${one(from)}` : `From month ${from + 1}`
          : span(from, until);
    const parts = bought(runs[at]);
    const each = until - from > 1 && !(from === 0 && toEnd) ? " each month" : "";
    clauses.push({ when, what: parts.length ? `${listed(parts)}${each}` : "nothing to buy" });
    at += 1;
  }

  const later = [];
  for (const row of plan.commitments) {
    const month = plan.commitments.filter((other) => other.period === row.period);
    const last = later.at(-1);
    if (last && last.until > row.period) continue;
    if (last && last.until === row.period && alike(last.rows, month)) last.until += 1;
    else later.push({ from: row.period, until: row.period + 1, rows: month });
  }
  const told = later.slice(0, 3).map((run) => `${inSentence(span(run.from, run.until))}: ${listed(packs(run.rows))}${run.until - run.from > 1 ? " each month" : ""}`);
  if (later.length > 3) told.push(`and so on until ${inSentence(one(later.at(-1).until - 1))}`);
  const owned = plan.ledger.flatMap((period) => period.packs.filter((pack) => pack.owned));
  const sum = (field) => owned.reduce((all, pack) => all + exact(pack[field]), 0n);
  const [used, expired] = [sum("used"), sum("expired")];
  const remarks = [];
  if (owned.length) {
    const lost = expired > 0n ? `; ${by.quantity(decimal(expired))} expire unused` : "";
    remarks.push(`Of packs you own: ${used > 0n ? `${amount(used)} used` : "nothing used"}${lost}`);
  }
  if (told.length) remarks.push(`After the months planned, terms also buy: ${told.join("; ")}`);
  return { clauses, remarks };
}

/** All purchases in one phrase. */
export function bought(purchases, names) {
  const counts = new Map();
  for (const { pack, count } of purchases) counts.set(pack, (counts.get(pack) ?? 0) + count);
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([pack, count]) => `${names.language.quantity(count)} × ${names.pack(pack)}`);
  return parts.join(" + ") || "nothing";
}

/** A pack's life in words. */
export function life(life) {
  if (life === "never") return "never expires";
  const { months, days } = life ?? {};
  if (months) return months === 1 ? "lives 1 month" : `lives ${months} months`;
  if (days) return days === 30 ? "lives 30 days" : `lives ${days} days`;
  return "life not known";
}

/** What the units of a rate are for. */
export function per({ per: what, seconds, min, max, step }) {
  const range = min && max ? `, ${min}–${max} s` : min ? `, from ${min} s` : max ? `, up to ${max} s` : "";
  if (what === "clip") return `per ${seconds} s clip`;
  if (what === "second") return `per second${range}${step > 1 ? `, in steps of ${step} s` : ""}`;
  if (what === "started") return `per started ${seconds} s${range}`;
  return `per ${what}`;
}
