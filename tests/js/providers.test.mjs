// Compare providers from JavaScript: figures by hand, the shape of the answer, and what is not accepted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compareProviders, PackwiseError } from "../../target/npm/packwise/node.js";
import { billionths, checkError } from "./built.mjs";

const asked = { unit: "clip", seconds: 5, resolution: "1080p", sound: false, volume: 100, day: "2026-11-20" };
const KEYS =
  "seller family model setting book row packs list listSecond billed total each next tenfold units buys breakage leftover afterMonths proved tenfoldProved atLeast retired evidence source checked seen disputes differs note issue";

test("the same clip at every provider", () => {
  const { rows, leftOut, cheapest, cheapestTenfold } = compareProviders(asked);
  const row = (id) => rows.find((row) => row.row === id);
  // 0.112 x 5 x 100; 0.33 x 100; 400 units fit Trial L
  assert.equal(row("fal-3.0-pro").total, "56.00");
  assert.equal(rows[cheapest].row, "piapi-2.6-pro-5s");
  assert.equal(rows[cheapest].total, "33.00");
  assert.equal(rows[cheapestTenfold].tenfold, "330.00");
  assert.deepEqual(row("3.0-1080p").buys, [["Trial L", 1]]);
  assert.equal(row("3.0-1080p").breakage, 600);
  assert.deepEqual([row("u-gen-kling3-pro").total, row("u-gen-kling3-pro").issue.code], [null, "unknown-price"]);
  for (const row of rows) assert.deepEqual(Object.keys(row).join(" "), KEYS);
  const totals = rows.filter((row) => row.total !== null).map((row) => billionths(row.total));
  assert.ok(totals.every((total, at) => at === 0 || totals[at - 1] <= total));
  assert.ok(leftOut.some(({ words }) => words === "768p only"));
});

test("what is not accepted is named", () => {
  for (const [wrong, code, path] of [
    [{ ...asked, seconds: 0 }, "too-small", "seconds"],
    [{ ...asked, day: "today" }, "not-a-date", "day"],
    [{ ...asked, colour: "red" }, "unknown-key", "colour"],
    [{ ...asked, volume: NaN }, undefined, "volume"],
    [null, "wrong-type", ""],
  ]) {
    assert.throws(() => compareProviders(wrong), (error) => {
      checkError(error, JSON.stringify(wrong));
      assert.ok(error instanceof PackwiseError);
      if (code) assert.equal(error.code, code);
      assert.equal(error.path, path);
      return true;
    });
  }
});
