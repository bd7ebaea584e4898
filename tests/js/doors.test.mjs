// One set of cases (tests/doors) through every door of JavaScript and the command line: the same JSON, byte for byte.
// crates/cli/tests/doors.rs takes the same cases through the engine itself.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import * as packwise from "../../target/npm/packwise/node.js";
import { hosted } from "./browser.mjs";
import { golden, root } from "./built.mjs";

const NAMES = { evaluate: "evaluate", plan: "plan", deduct: "deduct", job: "job", budget: "budget", balance: "readBalance" };

/** The cases: door, what is asked as it is written, the second argument, a name. */
function cases() {
  const own = JSON.parse(readFileSync(join(root, "tests/doors/cases.json"), "utf8")).map(({ door, why, given, text, parts, nodes }) => ({
    door,
    why,
    text: text ?? JSON.stringify(given),
    second: nodes === undefined ? parts : { nodes },
  }));
  const of = (door, why, given) => ({ door, why, text: JSON.stringify(given), second: undefined });
  return [
    ...own,
    ...["plan", "job"].flatMap((door) => golden(door).map(([file, { request }]) => of(door, file, request))),
    ...golden("deduct").map(([file, { book, lines }]) => of("deduct", file, { book, lines })),
    ...golden("compare").flatMap(([file, { request, budgets = [] }]) =>
      budgets.map(({ budget, per = null }) => of("budget", file, { ...request, budget, per })),
    ),
  ];
}

/** What a door says: its answer as text, or its error. Runs in the page too, so it names nothing outside itself. */
function ask(api, name, text, second) {
  try {
    const given = name === "readBalance" ? text : JSON.parse(text);
    return JSON.stringify(api[name](given, second));
  } catch ({ code, path, issues }) {
    return JSON.stringify({ error: { code, path, issues } });
  }
}

const all = cases();
const inNode = all.map(({ door, text, second }) => ask(packwise, NAMES[door], text, second));

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
  assert.ok(all.length > 130, String(all.length));
  for (const door of Object.keys(NAMES)) {
    const said = all.flatMap((one, index) => (one.door === door ? [inNode[index]] : []));
    assert.ok(said.some((text) => text.startsWith('{"error"')), `${door}: none is refused`);
    assert.ok(said.some((text) => !text.startsWith('{"error"')), `${door}: none is answered`);
  }
});

test("the command line says what Node says, byte for byte", () => {
  all.forEach(({ door, why, text, second = {} }, index) => {
    const flags = ["headroom", "alternatives", "trace"].filter((part) => second[part] === false).map((part) => `--no-${part}`);
    const nodes = second.nodes ?? second.budget;
    if (nodes !== undefined) flags.push("--nodes", String(nodes));
    const { stdout, stderr, status } = spawnSync(program, [door, ...flags], { input: text, encoding: "utf8" });
    const said = stdout === "" ? JSON.stringify({ error: JSON.parse(stderr) }) : stdout.slice(0, -1);
    assert.equal(said, inNode[index], `${door}: ${why}`);
    if (stdout === "") assert.equal(status, 1, why);
    else assert.equal(stdout.at(-1), "\n", why);
  });
});

test("a browser says what Node says, byte for byte", async (context) => {
  const { address, browser } = await hosted(context);
  const page = await browser.newPage();
  await page.goto(address);
  const asked = all.map(({ door, text, second }) => [NAMES[door], text, second]);
  const said = await page.evaluate(
    `(async () => {
      const api = await import("/web.js");
      await api.init();
      const ask = ${ask};
      return ${JSON.stringify(asked)}.map(([name, text, second]) => ask(api, name, text, second ?? undefined));
    })()`,
  );
  said.forEach((text, index) => assert.equal(text, inNode[index], all[index].why));
});
