// One set of cases (tests/doors) through every door of JavaScript and the command line: the same JSON, byte for byte.
// crates/cli/tests/doors.rs takes the same cases through the engine itself.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import * as packwise from "../../target/npm/packwise/node.js";
import { hosted } from "./browser.mjs";
import { golden, root } from "./built.mjs";

const NAMES = {
  evaluate: "evaluate", plan: "plan", deduct: "deduct", job: "job", budget: "budget", balance: "readBalance", quote: "exportQuote",
};
/** The kinds of file that a quote is written as. */
const KINDS = ["json", "csv", "md", "ubl", "focus"];

/** The cases: door, what is asked as it is written, the further arguments, a name. */
function cases() {
  const own = JSON.parse(readFileSync(join(root, "tests/doors/cases.json"), "utf8")).map(({ door, why, given, text, parts, nodes, kind, rules }) => ({
    door,
    why,
    text: text ?? JSON.stringify(given),
    more: door === "quote" ? [kind, rules] : nodes === undefined ? [parts] : [{ nodes }],
  }));
  const of = (door, why, given, ...more) => ({ door, why, text: JSON.stringify(given), more });
  return [
    ...own,
    ...["plan", "job"].flatMap((door) => golden(door).map(([file, { request }]) => of(door, file, request))),
    ...golden("deduct").map(([file, { book, lines }]) => of("deduct", file, { book, lines })),
    ...golden("compare").flatMap(([file, { request, budgets = [] }]) =>
      budgets.map(({ budget, per = null }) => of("budget", file, { ...request, budget, per })),
    ),
    ...golden("quote").flatMap(([file, { document, rules }]) => KINDS.map((kind) => of("quote", `${file} as ${kind}`, document, kind, rules))),
  ];
}

/** What a door says: its answer as text, or its error. Runs in the page too, so it names nothing outside itself. */
function ask(api, name, text, more) {
  try {
    const given = name === "readBalance" ? text : JSON.parse(text);
    const answer = api[name](given, ...more.map((one) => one ?? undefined));
    // a file as it is, anything else as one line of JSON
    if (answer instanceof Uint8Array) return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(answer);
    return `${JSON.stringify(answer)}\n`;
  } catch ({ code, path, issues }) {
    return JSON.stringify({ error: { code, path, issues } });
  }
}

const all = cases();
const inNode = all.map(({ door, text, more }) => ask(packwise, NAMES[door], text, more));

/** The command line: the one that is named, or the newest that was built. */
let program = process.env.PACKWISE_CLI;
before(() => {
  if (program) return;
  const built = ["debug", "release"].map((profile) => join(root, "target", profile, "packwise")).filter(existsSync);
  if (built.length === 0) execFileSync("cargo", ["build", "--quiet", "--package", "packwise-cli"], { cwd: root });
  [program] = built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  program ??= join(root, "target/debug/packwise");
});

test("there are cases of every door, answered and refused", () => {
  assert.ok(all.length > 230, String(all.length));
  for (const door of Object.keys(NAMES)) {
    const said = all.flatMap((one, index) => (one.door === door ? [inNode[index]] : []));
    assert.ok(said.some((text) => text.startsWith('{"error"')), `${door}: none is refused`);
    assert.ok(said.some((text) => !text.startsWith('{"error"')), `${door}: none is answered`);
  }
});

test("the command line says what Node says, byte for byte", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "packwise-doors-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const rulesFile = join(folder, "rules.json");
  const flagsOfQuote = (kind, rules) => {
    if (rules) writeFileSync(rulesFile, JSON.stringify(rules));
    return ["--as", kind, ...(rules ? ["--rules", rulesFile] : [])];
  };
  const flagsOfSearch = (second = {}) => {
    const flags = ["headroom", "alternatives", "trace"].filter((part) => second[part] === false).map((part) => `--no-${part}`);
    const nodes = second.nodes ?? second.budget;
    if (nodes !== undefined) flags.push("--nodes", String(nodes));
    return flags;
  };
  all.forEach(({ door, why, text, more }, index) => {
    const flags = door === "quote" ? flagsOfQuote(...more) : flagsOfSearch(...more);
    const { stdout, stderr, status } = spawnSync(program, [door, ...flags], { input: text });
    // bytes, because a decoder may take a mark of byte order away
    const said = stdout.length === 0 ? JSON.stringify({ error: JSON.parse(stderr) }) : stdout.toString("utf8");
    assert.equal(said, inNode[index], `${door}: ${why}`);
    if (stdout.length === 0) assert.equal(status, 1, why);
  });
});

test("a browser says what Node says, byte for byte", async (context) => {
  const { address, browser } = await hosted(context);
  const page = await browser.newPage();
  await page.goto(address);
  const asked = all.map(({ door, text, more }) => [NAMES[door], text, more]);
  const said = await page.evaluate(
    `(async () => {
      const api = await import("/web.js");
      await api.init();
      const ask = ${ask};
      return ${JSON.stringify(asked)}.map(([name, text, more]) => ask(api, name, text, more));
    })()`,
  );
  said.forEach((text, index) => assert.equal(text, inNode[index], all[index].why));
});
