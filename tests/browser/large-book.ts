// A price book as large as the Prices view has to bear, made by rule: the same bytes for the same number of rates.
// For the tests of that view, and for whoever measures it.

const MODELS = 40;
const KINDS = ["Text to video", "Image to video", "Video extension", "Lip-sync", "Motion control"];
const QUALITIES = ["720p", "1080p", "4K", null];
const SOUNDS = ["No sound", "Native audio", null];
const EVIDENCE = ["official", "corroborated", "third-party", "derived"];

/** The rate at a place; every 50th has no known price, every 9th is retired, every 11th disputed. */
function rate(at: number) {
  const known = at % 50 !== 49;
  const source = at % 4 === 0 ? null : `source-${at % 4}`;
  return {
    id: `rate-${at}`,
    pool: at % 10 === 9 ? "image" : "video",
    model: `Model ${(at % MODELS) + 1}`,
    feature: KINDS[at % KINDS.length],
    quality: QUALITIES[at % QUALITIES.length],
    sound: SOUNDS[at % SOUNDS.length],
    units: known ? ((at * 37) % 200) / 10 + 0.1 : null,
    billing: at % 3 === 0 ? { per: "clip", seconds: 5 } : { per: "second", min: 3, max: 15, step: 1 },
    evidence: EVIDENCE[at % EVIDENCE.length],
    source,
    checked: null,
    retired: at % 9 === 8 ? { since: "2026-09-15", equivalent: "rate-0", evidence: "corroborated", source: "source-1" } : null,
    disputes:
      at % 11 === 10
        ? [{ units: 3, price: null, evidence: "third-party", source: "source-2", note: `Another page says so of rate ${at}.` }]
        : [],
    note: at % 7 === 0 ? `A remark on rate ${at}, of the length that remarks have.` : null,
  };
}

function pack(pool: string, at: number) {
  const units = 5000 * at;
  const cents = units * (14 - at);
  return {
    id: `P${at}`,
    pool,
    name: `Pack ${at}`,
    units,
    listPrice: (units * 0.14).toFixed(2),
    price: (cents / 100).toFixed(2),
    life: { months: at },
    concurrency: 5 * at,
    minimumOrder: null,
    limit: null,
    evidence: "official",
    source: "source-1",
    checked: null,
    disputes: [],
    note: null,
  };
}

/** A book of so many rates, with six packs of video units. Its id is `large-<rates>`. */
export function largeBook(rates = 1000): string {
  const pool = (id: string, name: string, packsKnown: boolean) => ({
    id,
    name,
    unit: "credit",
    units: "credits",
    listUnitPrice: "0.14",
    packsKnown,
    evidence: "official",
    source: "source-1",
    checked: null,
    note: null,
  });
  const book = {
    format: 1,
    id: `large-${rates}`,
    provider: { id: "large", name: "Large" },
    edition: String(rates),
    title: `A book of ${rates} rates`,
    currency: "USD",
    effective: { from: null, until: null },
    checked: null,
    notes: [],
    sources: [1, 2, 3].map((at) => ({ id: `source-${at}`, title: `Source ${at}`, url: `https://example.com/${at}`, checked: "2026-10-08" })),
    pools: [pool("video", "Video", true), pool("image", "Images", false)],
    packs: [1, 2, 3, 4, 5, 6].map((at) => pack("video", at)),
    rates: Array.from({ length: rates }, (_, at) => rate(at)),
  };
  // a sum of tenths is no tenth in floats
  return JSON.stringify(book, (key, value) => (key === "units" && typeof value === "number" ? Math.round(value * 10) / 10 : value), 1);
}
