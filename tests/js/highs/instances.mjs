// The published generator's instances, as requests.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Instances `first` to `first + many - 1` of a family, "usual" or "hard". The generator is compiled if it must be. */
export function instances(first, many, family = "hard") {
  const example = ["run", "--quiet", "--package", "packwise-engine", "--example", "instances"];
  const program = [...example, "--", `${first}`, `${many}`, family];
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const lines = execFileSync("cargo", program, { cwd: root, encoding: "utf8", maxBuffer: 1 << 30 });
  return lines.trim().split("\n").map((line, index) => ({ number: first + index, request: JSON.parse(line) }));
}

/** Periods x packs: how much there is to decide. */
export const size = ({ request }) => request.demand.length * request.packs.length;
