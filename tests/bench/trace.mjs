// Main-thread work per input, out of the browser's own trace: what one key costs from its task to the frame that shows
// the answer, and the longest task of the further solves that come after typing rests.
// `cargo xtask bench` runs it after `cargo xtask build`; alone: `node tests/bench/trace.mjs` with any of
//   --dist <folder>   another build than dist/, to compare
//   --only <text>     the scenes that have this in their names
//   --throttled       not at the machine's own speed as well
//   --split           where the time went: script, style and layout, paint, other
//   --top             the functions of it, by name if the page was built with names
//   --save <file>     the last trace, for the browser's own viewer
// It measures and judges nothing; docs/speed.md says what the figures mean.
//
// Prints `bench trace <name> <median> <p95> <max> ms`: what the main thread itself worked, so that other programs on the
// machine count little.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values: flags } = parseArgs({
  options: {
    dist: { type: "string", default: fileURLToPath(new URL("../../dist", import.meta.url)) },
    only: { type: "string", default: "" },
    split: { type: "boolean", default: false },
    top: { type: "boolean", default: false },
    throttled: { type: "boolean", default: false },
    save: { type: "string", default: "" },
  },
});

/** How much slower than this machine the page is made to run. */
const THROTTLE = 4;
/** So many boxes, each emptied by its first key; with three keys in each, 102 inputs. */
const BOXES = 34;
/** Between two keys of one number, in ms: fast typing, which never rests. */
const BETWEEN_KEYS = 110;
/** After a number, in ms: longer than the rest that the further solves wait for, and than the solves. */
const AFTER_NUMBER = 600;
/** Rates of the book that the search of the Prices view runs through. */
const RATES = 1_000;

// ---------------------------------------------------------------------------------------------------- what is measured

/** Fifty lines of work out of the given ones, each with a count of its own. */
const lines = (work) => Array.from({ length: 50 }, (_, at) => `${work[at % work.length]}*${20 + at}`).join(",");
const OF_2026 = ["3.0-1080p:5s", "3.0-720p-audio:10s", "2.6-1080p:5s", "o1-1080p:8s", "3.0-4k:5s"];
const OF_2025 = ["v2.0-master-10s", "v1.6-pro-5s", "v1.6-std-10s", "v1.5-std-5s", "lip-sync-5s"];

const COUNTS = /^Count per month, line/;
const plan = (name, fragment, box, more) => ({ name, page: `index.html#${fragment}`, box, ...more });
const SCENES = [
  // a box and a number on an empty page: what the browser and this tooling cost, whatever the page
  { name: "nothing but a box", page: "empty.html", box: COUNTS, unthrottled: true },
  plan("counts, 50 lines, kling-2026, 6 months", `plan?book=kling-2026&lines=${lines(OF_2026)}&months=6`, COUNTS, { unthrottled: true }),
  plan("counts, 50 lines, kling-2025, 3 months", `plan?book=kling-2025&lines=${lines(OF_2025)}&months=3`, COUNTS),
  plan("takes, 50 lines, kling-2026, 6 months", `plan?book=kling-2026&lines=${lines(OF_2026)}&months=6`, /^Takes, line/, { digits: "123" }),
  plan("months, 50 lines, kling-2026", `plan?book=kling-2026&lines=${lines(OF_2026)}&months=6`, /^Months to plan/, { digits: "1246" }),
  { name: `prices, search, ${RATES} rates`, page: "index.html#prices?book=bench-rates", box: "search" },
];

// ------------------------------------------------------------------------------------------------------ the page's host

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
const EMPTY = `<!doctype html><meta charset="utf-8"><title>Empty</title><p>${Array.from(
  { length: 50 },
  (_, at) => `<input aria-label="Count per month, line ${at + 1}">`,
).join("")}</p><output></output>
<script>addEventListener("input", (e) => { document.querySelector("output").textContent = e.target.value; });</script>`;

/** The 2026 book with its rates again and again under other ids, as a host's own book. */
function manyRates() {
  const book = JSON.parse(readFileSync(join(flags.dist, "books/v1/kling-2026.json"), "utf8"));
  const own = book.rates.filter((rate) => rate.retired === null && !rate.disputes.length);
  const rates = Array.from({ length: RATES }, (_, at) => {
    const rate = own[at % own.length];
    return { ...rate, id: `r${at}-${rate.id}`, model: `${rate.model} v${Math.floor(at / own.length)}` };
  });
  return JSON.stringify({ ...book, id: "bench-rates", edition: "bench", title: "A thousand rates", rates });
}

async function serve() {
  const made = new Map([["/empty.html", EMPTY]]);
  const book = manyRates();
  const index = JSON.parse(readFileSync(join(flags.dist, "books/v1/index.json"), "utf8"));
  const sha256 = createHash("sha256").update(book).digest("hex");
  index.books.push({ ...index.books[0], id: "bench-rates", file: "bench-rates.json", edition: "bench", sha256 });
  made.set("/books/v1/index.json", JSON.stringify(index)).set("/books/v1/bench-rates.json", book);
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://host").pathname);
    try {
      const body = made.get(path) ?? readFileSync(join(flags.dist, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

// ----------------------------------------------------------------------------------------------------------- the typing

const CATEGORIES = ["toplevel", "devtools.timeline", "blink.user_timing", "v8.execute", "disabled-by-default-v8.gc"];
const SAMPLES = ["disabled-by-default-v8.cpu_profiler"];

/** The boxes of a scene: forty of the count boxes, or one box forty times. */
async function boxes(page, scene) {
  const all = scene.box === "search" ? page.getByRole("searchbox") : page.getByRole("textbox", { name: scene.box });
  const count = await all.count();
  return Array.from({ length: count && BOXES }, (_, at) => all.nth((at * 7) % count));
}

/** Types into the boxes of a scene under the tracer; `null` if it has none. */
async function record(browser, address, scene, throttle) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  const page = await context.newPage();
  await page.goto(address + scene.page);
  if (scene.page.startsWith("index")) await page.getByRole("main").waitFor();
  await page.waitForTimeout(1_500);
  const places = await boxes(page, scene);
  if (!places.length) {
    await context.close();
    return null;
  }
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: throttle });
  const digits = scene.digits ?? "0123456789";
  const keysOf = (at) => {
    if (scene.box === "search") return ["3.0", "4k ", "aud"][at % 3];
    const digit = (place) => digits[(at * 3 + place * 7 + (at % 2)) % digits.length];
    // takes and months stay small
    return scene.digits ? digit(0) : `${digit(0) === "0" ? "5" : digit(0)}${digit(1)}${digit(2)}`;
  };
  // warm: the code of the page is compiled and its formatters are made
  for (const at of [0, 1, 2]) {
    await places[at].click();
    await page.keyboard.press("End");
    await page.keyboard.type("1", { delay: BETWEEN_KEYS });
    await page.keyboard.press("Backspace");
    await page.waitForTimeout(AFTER_NUMBER);
  }
  await browser.startTracing(page, { categories: flags.top ? [...CATEGORIES, ...SAMPLES] : CATEGORIES });
  for (const [at, place] of places.entries()) {
    await place.evaluate((box) => { box.scrollIntoView({ block: "center" }); box.focus(); box.select(); });
    await page.waitForTimeout(60);
    for (const key of keysOf(at)) {
      await page.keyboard.press(key);
      await page.waitForTimeout(BETWEEN_KEYS);
    }
    await page.waitForTimeout(AFTER_NUMBER);
  }
  const trace = JSON.parse((await browser.stopTracing()).toString()).traceEvents;
  await context.close();
  if (flags.save) writeFileSync(flags.save, JSON.stringify(trace));
  return trace;
}

// ---------------------------------------------------------------------------------------------------- reading the trace

const TASKS = new Set(["RunTask", "ThreadControllerImpl::RunTask"]);
const STYLE = new Set(["UpdateLayoutTree", "Layout", "RecalculateStyles", "InvalidateLayout", "ParseHTML"]);
const PAINT = new Set(["PrePaint", "Paint", "Layerize", "Commit", "UpdateLayer", "CompositeLayers", "UpdateLayerTree"]);
const SCRIPT = new Set([
  "EventDispatch", "FunctionCall", "RunMicrotasks", "TimerFire", "FireAnimationFrame", "EvaluateScript", "v8.callFunction",
  "V8.GC_MC_BACKGROUND_MARKING", "MinorGC", "MajorGC", "V8.GCScavenger", "V8.GCIncrementalMarking",
]);

/** The events of the main thread that the keys went to, by start; tasks apart. */
function mainThread(trace) {
  const input = trace.find((event) => event.name === "EventDispatch" && event.args?.data?.type === "input");
  if (!input) throw new Error("no key arrived: the trace has no input event");
  const own = trace.filter((event) => event.pid === input.pid && event.tid === input.tid && event.ph === "X" && event.dur !== undefined);
  own.sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  // tasks stand inside one another where two layers each say so; the outermost counts
  const tasks = [];
  for (const event of own) {
    const last = tasks.at(-1);
    if (TASKS.has(event.name) && !(last && event.ts < last.ts + last.dur)) tasks.push(event);
  }
  return { own, tasks, pid: input.pid, tid: input.tid };
}

/** What the thread itself worked, without what it waited for the processor; a shared machine shares that. */
const worked = (event) => event.tdur ?? event.dur;
const end = (event) => event.ts + event.dur;

/** Splits what lies inside `task` by kind, in microseconds. Each event counts less what is inside it. */
function split(own, tasks) {
  const sum = { script: 0, style: 0, paint: 0, other: 0 };
  for (const task of tasks) {
    const open = [];
    const close = (until) => {
      while (open.length && end(open.at(-1).event) <= until) {
        const { kind, self } = open.pop();
        sum[kind] += self;
      }
    };
    for (const event of own) {
      if (event.ts < task.ts) continue;
      if (event.ts >= end(task)) break;
      close(event.ts);
      const above = open.at(-1);
      if (above) above.self -= worked(event);
      const kind = STYLE.has(event.name) ? "style" : PAINT.has(event.name) ? "paint" : SCRIPT.has(event.name) ? "script" : above?.kind ?? "other";
      open.push({ event, kind, self: worked(event) });
    }
    close(Infinity);
  }
  return sum;
}

/**
 * For each key: the tasks from the one that took the key to the one that makes the next frame, and the tasks after
 * that until the next key.
 */
function inputs({ own, tasks }) {
  const events = own.filter((event) => event.name === "EventDispatch" && event.args?.data?.type === "input");
  // layerize is the last that the main thread does for a frame before it hands it over
  const frames = own.filter((event) => event.name === "Layerize");
  // the tooling speaks to the page only to go to the next box; what follows is its doing
  const spoken = own.filter((event) => event.args?.chrome_mojo_event_info?.mojo_interface_tag?.includes("DevTools"));
  const keys = own.filter((event) => event.name === "EventDispatch" && event.args?.data?.type === "keydown");
  return events.map((event) => {
    const key = keys.findLast((key) => key.ts <= event.ts) ?? event;
    const frame = frames.find((frame) => frame.ts >= end(event));
    const until = frame ? end(frame) : end(event);
    const next = keys.find((other) => other.ts > event.ts)?.ts ?? Infinity;
    const first = tasks.findIndex((task) => end(task) > key.ts);
    const last = tasks.findLastIndex((task) => task.ts < until);
    const now = tasks.slice(first, last + 1);
    const left = Math.min(next, spoken.find((event) => event.ts > until)?.ts ?? Infinity);
    const later = tasks.slice(last + 1).filter((task) => end(task) <= left);
    return {
      total: now.reduce((sum, task) => sum + worked(task), 0),
      longest: Math.max(0, ...later.map(worked)),
      later: later.reduce((sum, task) => sum + worked(task), 0),
      rested: next - event.ts > AFTER_NUMBER * 800,
      tasks: now,
    };
  });
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;

function say(name, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const ms = (time) => (time / 1000).toFixed(2);
  console.log(`bench trace ${name} ${ms(at(sorted, 0.5))} ${ms(at(sorted, 0.95))} ${ms(sorted.at(-1) ?? 0)} ms`);
}

/** The functions that the samples of the inputs fell into, by self time. */
function top(trace, { pid }, measured) {
  const nodes = new Map();
  const self = new Map();
  let time = 0;
  const chunks = trace.filter((event) => event.name === "ProfileChunk" && event.pid === pid).sort((a, b) => a.ts - b.ts);
  const start = trace.find((event) => event.name === "Profile" && event.pid === pid)?.args.data.startTime ?? 0;
  time = start;
  const spans = measured.flatMap(({ tasks }) => tasks.map((task) => [task.ts, end(task)]));
  let span = 0;
  let all = 0;
  for (const { args: { data } } of chunks) {
    for (const node of data.cpuProfile?.nodes ?? []) nodes.set(node.id, node);
    const deltas = data.timeDeltas ?? [];
    for (const [index, id] of (data.cpuProfile?.samples ?? []).entries()) {
      const delta = deltas[index] ?? 0;
      time += delta;
      while (span < spans.length && spans[span][1] < time) span++;
      if (span >= spans.length || time < spans[span][0]) continue;
      all += delta;
      const frame = nodes.get(id)?.callFrame;
      const name = `${frame?.functionName || "?"}`;
      self.set(name, (self.get(name) ?? 0) + delta);
      // and everything on the stack, once
      const seen = new Set();
      for (let node = nodes.get(id); node; node = nodes.get(node.parent)) {
        const name = `+ ${node.callFrame.functionName}`;
        if (!seen.has(name)) self.set(name, (self.get(name) ?? 0) + delta);
        seen.add(name);
      }
    }
  }
  const rows = [...self].sort((a, b) => b[1] - a[1]);
  const show = (rows) => rows.slice(0, 45).forEach(([name, time]) => console.log(`  ${((time * 100) / all).toFixed(1).padStart(6)} %  ${name.slice(0, 150)}`));
  console.log(`  of ${(all / measured.length / 1000).toFixed(2)} ms per input, itself:`);
  show(rows.filter(([name]) => !name.startsWith("+ ")));
  console.log("  with what it calls:");
  show(rows.filter(([name]) => name.startsWith("+ ")));
}

// -------------------------------------------------------------------------------------------------------------- running

const host = await serve();
const browser = await chromium.launch({
  executablePath: process.env.PACKWISE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
try {
  for (const scene of SCENES.filter((scene) => scene.name.includes(flags.only))) {
    for (const throttle of flags.top || flags.throttled || !scene.unthrottled ? [THROTTLE] : [THROTTLE, 1]) {
      const trace = await record(browser, host.address, scene, throttle);
      if (!trace) {
        console.log(`trace: not measured, the view has no box to type into: ${scene.name}`);
        break;
      }
      const main = mainThread(trace);
      const measured = inputs(main);
      const name = `${throttle}x ${scene.name}`;
      say(name, measured.map((input) => input.total));
      if (flags.split) {
        const parts = measured.map((input) => split(main.own, input.tasks));
        for (const part of ["script", "style", "paint", "other"]) say(`${name}: ${part}`, parts.map((split) => split[part]));
      }
      const rested = measured.filter((input) => input.rested);
      say(`${name}: longest task after rest`, rested.map((input) => input.longest));
      if (flags.split) say(`${name}: all tasks after the frame`, rested.map((input) => input.later));
      if (flags.top) top(trace, main, measured);
    }
  }
} finally {
  await browser.close();
  host.close();
}
