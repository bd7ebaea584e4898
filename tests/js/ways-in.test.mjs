// The ways into the built package: by its name in a Node program, and as a plain page in a browser.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { hosted } from "./browser.mjs";
import { folder, program } from "./built.mjs";

const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const REQUEST = {
  demand: [25000],
  packs: [
    { id: "B1", units: 10000, price: "1400.00", lifePeriods: 1 },
    { id: "B2", units: 15000, price: "1890.00", lifePeriods: 1 },
    { id: "B3", units: 20000, price: "2240.00", lifePeriods: 1 },
  ],
};

function run(at, name, source) {
  writeFileSync(join(at, name), source);
  return execFileSync(process.execPath, [name], { cwd: at, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

test("in Node it is imported by its name, and plans without init", (context) => {
  const at = program(context);
  const line = `console.log(plan(${JSON.stringify(REQUEST)}).cost)`;
  assert.equal(run(at, "plain.mjs", `import { plan } from "packwise";\n${line}`), "3290.00");
  assert.equal(run(at, "init.mjs", `import { plan, init } from "packwise";\nawait init(); await init("anything");\n${line}`), "3290.00");
  assert.equal(run(at, "later.cjs", `import("packwise").then(({ plan }) => ${line})`), "3290.00");
  // for a bundler's own tests: the browser's way in, given the file
  const web = `import { readFileSync } from "node:fs";\nimport { init, plan } from "packwise/web";
    await init(readFileSync(new URL(import.meta.resolve("packwise/packwise_bg.wasm"))));\n${line}`;
  assert.equal(run(at, "web.mjs", web), "3290.00");
});

test("where modules can be required, so can it", { skip: !process.features.require_module }, (context) => {
  const at = program(context);
  const source = `const { plan } = require("packwise");\nconsole.log(plan(${JSON.stringify(REQUEST)}).cost)`;
  assert.equal(run(at, "required.cjs", source), "3290.00");
});

test("both ways in export the same names, and every file that is named is there", async () => {
  const [node, web] = await Promise.all(["node.js", "web.js"].map((file) => import(join(folder, file))));
  assert.deepEqual(Object.keys(web), Object.keys(node));
  const declared = readFileSync(join(folder, "index.d.ts"), "utf8").matchAll(/^export (?:function|class|const) (\w+)/gm);
  assert.deepEqual([...declared].map(([, name]) => name).sort(), Object.keys(node).sort());
  const named = [manifest.main, manifest.types];
  for (const entry of Object.values(manifest.exports)) named.push(...(typeof entry === "string" ? [entry] : Object.values(entry)));
  for (const file of named) assert.ok(readFileSync(join(folder, file)).length > 0, file);
});

test("before init a call says so", async (context) => {
  const source = `import { plan, PlanSearch, memoryBytes } from "packwise/web";
    for (const call of [() => plan({}), () => new PlanSearch({}), memoryBytes])
      try { call() } catch (error) { console.log(error.name, error.code) }`;
  const said = run(program(context), "early.mjs", source);
  assert.equal(said, Array(3).fill("PackwiseError not-ready").join("\n"));
});

test("in a browser it plans on a plain page, after init", async (context) => {
  const { address, browser } = await hosted(context);
  const sources = {
    "beside the module": "undefined",
    "an address": `"/packwise/packwise_bg.wasm?again"`,
    "a URL": `new URL("/packwise/packwise_bg.wasm", location.href)`,
    "a response": `fetch("/packwise/packwise_bg.wasm")`,
    bytes: `await (await fetch("/packwise/packwise_bg.wasm")).arrayBuffer()`,
    "a compiled module": `await WebAssembly.compileStreaming(fetch("/packwise/packwise_bg.wasm"))`,
  };
  for (const [what, source] of Object.entries(sources)) {
    const page = await browser.newPage();
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    await page.goto(address);
    const got = await page.evaluate(
      `(async () => {
        const { init, plan, PackwiseError } = await import("/packwise/web.js");
        const early = (() => { try { plan({}) } catch (error) { return error.code } })();
        const missing = await init("/packwise/no-such-file.wasm").then(() => "started", () => "failed");
        await Promise.all([init(${source}), init()]);
        await init();
        const error = (() => { try { plan({ demand: [NaN], packs: [] }) } catch (error) { return error } })();
        return [early, missing, plan(${JSON.stringify(REQUEST)}).cost, error instanceof PackwiseError, error.path, error.code];
      })()`,
    );
    assert.deepEqual(got, ["not-ready", "failed", "3290.00", true, "demand[0]", "not-a-number"], what);
    assert.deepEqual(wrong, [], what);
    await page.close();
  }
});
