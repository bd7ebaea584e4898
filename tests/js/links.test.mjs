// Links through the built package: the golden links of every version, damage, then and now.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addBook, book, decodeLink, encodeLink, evaluate, PackwiseError } from "../../target/npm/packwise/node.js";
import { golden } from "./built.mjs";

const today = "2026-11-21";
const codes = (decoded) => decoded.issues.map((issue) => issue.code);

test("the links of every version open for ever", () => {
  const all = golden("links");
  assert.ok(all.length >= 10);
  for (const [file, { link, view, document, made }] of all) {
    for (const fragment of [link, `#${link}`, `${link}).`]) {
      const decoded = decodeLink(fragment, { today });
      assert.deepEqual(decoded.document, document, file);
      assert.equal(decoded.view, view, file);
      assert.equal(decoded.then.day, made.day, file);
      const said = codes(decoded).filter((code) => code.startsWith("link-") || code === "contradiction");
      assert.deepEqual(said, [], file);
      assert.equal(decoded.then.total, made.total, file);
      assert.deepEqual(decoded.then.lines.map((line) => line.unitsEach), made.each.length ? made.each : document.lines.map(() => null), file);
    }
    // what was decoded is encoded again as the same
    assert.equal(decodeLink(encodeLink(document, { today }), { today }).document.book, document.book, file);
  }
});

test("a link holds a Document and what it cost", () => {
  const document = { book: "kling-2025", lines: [{ rate: "v2.0-master-10s", count: 300 }], months: 3, asOf: "2025-08-01" };
  const link = encodeLink(document, { today: "2025-08-01" });
  assert.match(link, /^d=1[A-Za-z0-9_-]+$/);
  const { then, now, changed, moved } = decodeLink(link, { today });
  const report = evaluate(document);
  assert.deepEqual([then.basis, then.book, then.day, then.total], ["book", "kling-2025", "2025-08-01", report.totals[0].cost]);
  assert.equal(then.digest, report.book.digest);
  assert.deepEqual([now.book, now.day, changed, moved.length], ["kling-2026", today, true, 1]);
  assert.equal(now.total, evaluate(now.document).totals[0].cost);
  // short links too
  const short = decodeLink("#plan?book=kling-2025&lines=v2.0-master-10s*300&months=3", { today });
  assert.deepEqual([short.then.total, short.then.day, short.changed], [then.total, null, true]);
  // without a day, the one of this machine's clock
  assert.match(decodeLink(link).now.day, /^\d{4}-\d\d-\d\d$/);
});

test("every changed character and every cut is found, and what stands before is kept", () => {
  const lines = Array.from({ length: 30 }, (_, at) => ({ rate: "3.0-1080p", seconds: 5 + (at % 5), count: 100 + at * 37, takes: 1 + (at % 3) }));
  const link = encodeLink({ book: "kling-2026", lines, months: 6 }, { today });
  assert.ok(link.length < 2000);
  const whole = decodeLink(link, { today }).document.lines;
  for (let at = 3; at < link.length; at += 7) {
    for (const damaged of [link.slice(0, at), link.slice(0, at) + (link[at] === "A" ? "B" : "A") + link.slice(at + 1), link.slice(0, at) + link.slice(at + 1)]) {
      const decoded = decodeLink(damaged, { today });
      assert.ok(codes(decoded).includes("link-damaged"), `${at}`);
      assert.deepEqual(decoded.document.lines, whole.slice(0, decoded.document.lines.length));
    }
  }
  assert.ok(codes(decodeLink("d=9abc")).includes("link-version"));
});

test("a book that changed under its id: then is what the link says", () => {
  const own = (price) => {
    const file = { ...book("kling-2026"), id: "kling-2026-own", edition: "2026-own" };
    file.packs = file.packs.map((pack) => ({ ...pack, price: pack.price === null ? null : price }));
    return JSON.stringify(file);
  };
  addBook(own("1.00"));
  const link = encodeLink({ book: "kling-2026-own", lines: [{ rate: "3.0-1080p", seconds: 5, count: 400 }] }, { today });
  const before = decodeLink(link, { today });
  assert.deepEqual([before.then.basis, before.changed], ["book", false]);
  addBook(own("2.00"));
  const after = decodeLink(link, { today });
  assert.deepEqual([after.then.basis, after.then.total, after.changed], ["link", before.then.total, true]);
  assert.notEqual(after.now.total, after.then.total);
  assert.equal(after.then.lines[0].units, after.now.lines[0].units);
});

test("what is no Document, no text and no day is an error", () => {
  for (const [work, code] of [
    [() => encodeLink({}), "missing"],
    [() => encodeLink({ book: "kling-2026", lines: [], colour: "red" }), "unknown-key"],
    [() => encodeLink({ book: "kling-2026", lines: [] }, { today: "tomorrow" }), "not-a-date"],
    [() => decodeLink(5), "wrong-type"],
    [() => decodeLink("d=1", { day: today }), "unknown-key"],
  ]) {
    assert.throws(work, (error) => error instanceof PackwiseError && error.code === code, code);
  }
});

test("a link tells nothing of negotiated prices, and says that there were some", () => {
  const overlay = (price) => JSON.stringify({ overlay: 1, id: "acme", name: "Acme", of: "kling-2025", currency: "USD", packs: [{ id: "B1", pool: "video", price }] });
  const document = { book: "kling-2025+acme", lines: [{ rate: "v2.0-master-10s", count: 300 }], months: 3, asOf: "2025-08-01" };
  const links = ["1000", "1234.56"].map((price) => {
    assert.equal(addBook(overlay(price)).id, "kling-2025+acme");
    assert.equal(evaluate(document).totals[0].cost, price === "1000" ? "3000.00" : "3703.68");
    return encodeLink(document, { today });
  });
  assert.equal(links[0], links[1]);
  const decoded = decodeLink(links[0], { today });
  assert.equal(decoded.document.book, "kling-2025");
  assert.equal(decoded.then.total, "4200.00");
  assert.ok(codes(decoded).includes("negotiated"));
});
