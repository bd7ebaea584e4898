// Spreadsheets in Node.
import { readFile } from "node:fs/promises";
import "./node.js";
import { begin, written } from "./xlsx.js";

const beside = () => readFile(new URL("./xlsx_module_bg.wasm", import.meta.url));

export async function initXlsx(source) {
  await begin(source ?? (await beside()));
}

export const exportXlsx = (document, rules) => written(document, rules, beside);
