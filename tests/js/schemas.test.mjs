// The published JSON Schemas, held by a validator of other people's against what the built package reads and writes.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { evaluate, exportQuote } from "../../target/npm/packwise/node.js";

const at = (path) => new URL(`../../${path}`, import.meta.url);
const json = (path) => JSON.parse(readFileSync(at(path), "utf8"));
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, formats: { uint: true, uint32: true, uint64: true, int64: true, double: true } });
const validators = Object.fromEntries(
  ["document", "report", "quote", "overlay"].map((name) => [name, ajv.compile(json(`public/schema/${name}.schema.json`))]),
);

function fits(name, value, what) {
  assert.ok(validators[name](value), `${what}: ${JSON.stringify(validators[name].errors, null, 1)}`);
}

const documents = ["links", "quote"].flatMap((folder) =>
  readdirSync(at(`tests/golden/${folder}`))
    .map((file) => [`${folder}/${file}`, json(`tests/golden/${folder}/${file}`).document])
    .filter(([, document]) => document),
);

/** Numbers that are the same in every run. */
function dice(seed) {
  return (most) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * most);
  };
}

/** All objects of a value. */
function objects(value, found = []) {
  if (value && typeof value === "object") {
    if (!Array.isArray(value)) found.push(value);
    Object.values(value).forEach((inner) => objects(inner, found));
  }
  return found;
}

test("golden documents, their reports and their quotes fit", () => {
  let quotes = 0;
  for (const [name, document] of documents) {
    fits("document", document, name);
    const report = evaluate(document);
    fits("report", report, name);
    if (report.quote) {
      quotes += 1;
      fits("quote", JSON.parse(new TextDecoder().decode(exportQuote(document, "json"))), name);
    }
  }
  assert.ok(documents.length > 10 && quotes > 3, `${documents.length} documents, ${quotes} quotes`);
});

test("made documents: typed rubbish fits, unknown keys are refused by schema and reader alike", () => {
  const roll = dice(7);
  const rubbish = ["", "abc", "1e9", "-3", "0.5", "９", "1,000", "12*3", 0, 7.25, 1e6];
  for (let round = 0; round < 300; round += 1) {
    const [name, golden] = documents[roll(documents.length)];
    const document = structuredClone(golden);
    for (const line of document.lines ?? []) {
      for (const key of ["count", "takes", "seconds"]) if (roll(2)) line[key] = rubbish[roll(rubbish.length)];
    }
    document.months = rubbish[roll(rubbish.length)];
    fits("document", document, name);
    fits("report", evaluate(document), name);
    const places = objects(document);
    places[roll(places.length)][`x${roll(1000)}`] = 1;
    assert.equal(validators.document(document), false, JSON.stringify(document));
    assert.throws(() => evaluate(document), (error) => error.issues.some((issue) => issue.code === "unknown-key"));
  }
});

test("the golden overlay fits; a price that is a number does not", () => {
  const { overlay } = json("tests/golden/sealed/negotiated.v1.json");
  fits("overlay", overlay, "sealed");
  for (const change of [
    (overlay) => (overlay.packs[0].price = 600),
    (overlay) => (overlay.packs[0].prize = "600"),
    (overlay) => (overlay.packs[1].discountPercent = 101),
    (overlay) => (overlay.overlay = 2),
    (overlay) => delete overlay.of,
  ]) {
    const changed = structuredClone(overlay);
    change(changed);
    assert.equal(validators.overlay(changed), false, JSON.stringify(changed));
  }
});
