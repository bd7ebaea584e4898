// The packed package as others get it: what linters of packages say of it, and programs that install the tarball.
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { chromium } from "@playwright/test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { folder, root } from "./built.mjs";

const require = createRequire(import.meta.url);
const run = promisify(execFile);
/** No network, nothing of the machine's own: what is installed is the file. */
const OFFLINE = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"];
let place;
let tarball;

before(async () => {
  place = mkdtempSync(join(tmpdir(), "packwise-packed-"));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", place], { cwd: folder });
  tarball = join(place, JSON.parse(stdout)[0].filename);
});
after(() => rmSync(place, { recursive: true, force: true }));

/** A copy of a program with the tarball installed. */
async function consumer(name) {
  const at = join(place, name);
  cpSync(join(root, "tests/consumers", name), at, { recursive: true });
  await run("npm", ["install", ...OFFLINE, tarball], { cwd: at });
  return at;
}

test("publint finds nothing", async () => {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const packed = new Uint8Array(readFileSync(tarball)).buffer;
  const { messages } = await publint({ level: "suggestion", pack: { tarball: packed } });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest, { color: false })), []);
});

test("the types are right for every way in", async () => {
  const read = readFileSync(tarball);
  const data = new Uint8Array(read.buffer, read.byteOffset, read.byteLength);
  const { types, problems, entrypoints } = await checkPackage(createPackageFromTarballData(data));
  assert.equal(types.kind, "included");
  assert.deepEqual(Object.keys(entrypoints).sort(), [".", "./packwise_bg.wasm", "./package.json", "./web", "./xlsx", "./xlsx_module_bg.wasm"].sort());
  // The package is one of modules only. Two things are so by design: a CommonJS file gets it by import() or, in a Node that
  // can, by require(); and the oldest resolution (`node10`) knows no `exports`, so it finds `.` and not `./web`.
  const meant = (problem) =>
    problem.kind === "CJSResolvesToESM" ||
    problem.entrypoint.endsWith(".wasm") ||
    (problem.resolutionKind === "node10" && problem.entrypoint !== ".");
  assert.deepEqual(problems.filter((problem) => !meant(problem)), []);
});

test("a Node script that installs the tarball plans", async () => {
  const at = await consumer("node");
  assert.ok(!existsSync(join(at, "node_modules/packwise/tests")));
  const said = execFileSync(process.execPath, ["plan.mjs"], { cwd: at, encoding: "utf8" });
  assert.equal(said, "USD 4200.00\nmonth 0: 1 x B1\nmonth 1: 1 x B1\nmonth 2: 1 x B1\n");
});

test("the examples compile strictly, and run", async () => {
  const at = await consumer("types");
  const tsc = join(require.resolve("typescript/package.json"), "../bin/tsc");
  for (const [module, resolution] of [["nodenext", "nodenext"], ["esnext", "bundler"]]) {
    const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--target", "es2022", "--lib", "es2022,dom"];
    const said = await run(process.execPath, [tsc, ...strict, "--outDir", "out", "--module", module, "--moduleResolution", resolution, "examples.ts"], { cwd: at })
      .then(({ stdout }) => stdout, ({ stdout }) => stdout);
    assert.equal(said, "");
  }
  const source = `import("./out/examples.js").then((all) => console.log(JSON.stringify([all.said, all.units, all.total, all.credits, all.dry])))`;
  const said = JSON.parse(execFileSync(process.execPath, ["-e", source], { cwd: at, encoding: "utf8" }));
  assert.deepEqual([said[1], said[2]], [1400, "4200.00"]);
  assert.ok(said[0][0].length > 0 && said[3] > 0 && said[4] >= "2026-11-20", JSON.stringify(said));
});

const vite = join(require.resolve("vite/package.json"), "../bin/vite.js");

/** Opens an address, and gives what the page says in the end. */
async function opened(context, address) {
  const browser = await chromium.launch({
    executablePath: process.env.PACKWISE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
  context.after(() => browser.close());
  const page = await browser.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.goto(address);
  await page.waitForFunction(() => document.getElementById("cost").textContent !== "…", null, { timeout: 20_000 }).catch(() => {});
  return [await page.textContent("#cost"), wrong];
}

test("a page that Vite bundles plans, below a path and under a strict policy", async (context) => {
  const at = await consumer("vite");
  await run(process.execPath, [vite, "build", "--logLevel", "error"], { cwd: at });
  const files = readdirSync(join(at, "dist/assets"));
  assert.equal(files.filter((name) => name.endsWith(".wasm")).length, 1, files.join());
  const types = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self'";
  const server = createServer((request, response) => {
    const file = join(at, "dist", new URL(request.url, "http://x").pathname.replace(/^\/a\/b\//, "") || "index.html");
    if (!request.url.startsWith("/a/b/") || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[file.split(".").at(-1)] ?? "", "content-security-policy": policy });
    response.end(readFileSync(file));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  assert.deepEqual(await opened(context, `http://127.0.0.1:${server.address().port}/a/b/`), ["3290.00 unknown-key", []]);
});

test("so does Vite's own server", async (context) => {
  const at = existsSync(join(place, "vite")) ? join(place, "vite") : await consumer("vite");
  const server = spawn(process.execPath, [vite, "--port", "0", "--host", "127.0.0.1"], { cwd: at, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, NO_COLOR: "1" } });
  context.after(async () => {
    if (server.kill()) await once(server, "exit");
  });
  const address = await new Promise((found, lost) => {
    let said = "";
    server.stdout.on("data", (data) => {
      said += data;
      const [address] = said.match(/http:\/\/127\.0\.0\.1:\d+\//) ?? [];
      if (address) found(address);
    });
    server.on("exit", () => lost(new Error(`Vite stopped: ${said}`)));
  });
  assert.deepEqual(await opened(context, address), ["3290.00 unknown-key", []]);
});
