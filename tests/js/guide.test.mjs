// The guide (docs/): its reference is what the types say, every page is listed, every link of its pages leads somewhere.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { reference } from "./guide/reference.mjs";
import { root } from "./built.mjs";

const docs = join(root, "docs");
const read = (file) => readFileSync(file, "utf8");

test("the reference is what the types say", () => {
  const made = reference(read(join(root, "crates/js/npm/index.d.ts")));
  const file = join(docs, "api.md");
  if (process.env.PACKWISE_BLESS) writeFileSync(file, made);
  assert.ok(read(file) === made, "docs/api.md is not what index.d.ts says: PACKWISE_BLESS=1 node --test tests/js/guide.test.mjs");
  for (const name of ["plan()", "evaluate()", "PackwiseError", "BudgetReport"]) assert.ok(made.includes(`### ${name}\n`), name);
});

test("every page is listed, once", () => {
  const listed = [...read(join(docs, "SUMMARY.md")).matchAll(/\]\((.+?)\)/g)].map(([, file]) => file);
  const pages = readdirSync(docs).filter((file) => file.endsWith(".md") && file !== "SUMMARY.md");
  assert.deepEqual(listed.sort(), pages.sort());
});

/** A page without its code, and the names of its headings as links have them. */
function page(file) {
  const text = read(file).replace(/^```[^]*?^```/gm, "").replace(/<!--[^]*?-->/g, "");
  const names = new Set();
  for (const [, heading] of text.matchAll(/^#+ (.+)$/gm)) {
    const plain = heading.replace(/\[(.+?)\]\(.+?\)/g, "$1").replace(/[`*]/g, "").toLowerCase();
    names.add(plain.replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"));
  }
  return { text, names };
}

test("every relative link leads somewhere", () => {
  const files = [...readdirSync(docs).filter((file) => file.endsWith(".md")).map((file) => join(docs, file)), join(root, "README.md")];
  const wrong = [];
  let links = 0;
  for (const file of files) {
    const { text } = page(file);
    for (const [, target] of text.replace(/`[^`]*`/g, "").matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links += 1;
      const [path, name] = target.split("#");
      const to = path === "" ? file : join(dirname(file), path);
      if (!existsSync(to)) wrong.push(`${relative(root, file)}: ${target}: no such file`);
      else if (name && !page(to).names.has(name)) wrong.push(`${relative(root, file)}: ${target}: no such heading`);
    }
    for (const [, included] of read(file).matchAll(/\{\{#include (.+?)\}\}/g)) {
      if (!existsSync(join(dirname(file), included))) wrong.push(`${relative(root, file)}: {{#include ${included}}}: no such file`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(links > 25, `${links} links only`);
});
