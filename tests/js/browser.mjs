// A browser on a page of its own host: what the tests of the package in a browser share.
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { folder } from "./built.mjs";

const TYPES = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
// nothing but the host's own scripts and WebAssembly
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/**
 * Serves an empty page at `/` and the built package beside it, under `/` and `/packwise/`, until the test ends.
 * @returns the page's address, and a browser
 */
export async function hosted(context) {
  const server = createServer((request, response) => {
    const name = request.url.split("?")[0].replace(/^\/(packwise\/)?/, "");
    const head = { "content-type": TYPES[name.split(".").at(-1)] ?? "text/html", "content-security-policy": POLICY };
    if (name === "") return response.writeHead(200, head).end("<!doctype html><title>page</title>");
    if (!existsSync(join(folder, name))) return response.writeHead(404).end();
    response.writeHead(200, head).end(readFileSync(join(folder, name)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  const browser = await chromium.launch({
    executablePath: process.env.PACKWISE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
  context.after(() => browser.close());
  return { address: `http://127.0.0.1:${server.address().port}/`, browser };
}
