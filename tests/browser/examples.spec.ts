// The sites of examples/ and the guide, as their generators built them (`cargo xtask examples`), under the policy that the guide
// gives to whoever builds the calculator in (docs/embed.md): the element, the frame, the link, and what is seen without scripts.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test as base, type Locator, type Page } from "@playwright/test";

const root = fileURLToPath(new URL("../..", import.meta.url));
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};
const TOTAL = "$4,200.00";

/** The policy of the guide, on one line. */
const POLICY = (() => {
  const guide = readFileSync(join(root, "docs/embed.md"), "utf8").split("## Content-Security-Policy")[1] ?? "";
  const policy = guide.split("```text\n")[1]?.split("```")[0] ?? "";
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
  return policy.replace(/\s+/g, " ").trim();
})();
const WITHOUT_WASM = POLICY.replace(" 'wasm-unsafe-eval'", "");
const WITHOUT_SCRIPTS = POLICY.replace(/script-src [^;]*/, "script-src 'none'");

interface Hosted {
  /** Serves a built site under a policy, every file of it, and opens a page. */
  open(site: string, path: string, policy: string): Promise<void>;
}

const test = base.extend<{ hosted: Hosted }>({
  hosted: async ({ page }, use) => {
    let folder = "";
    let policy = "";
    const server = createServer((request, response) => {
      const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname));
      const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
      response.setHeader("content-security-policy", policy);
      if (!existsSync(file) || extname(file) === "") return void response.writeHead(404).end("not found");
      response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream").end(readFileSync(file));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    await use({
      async open(site, path, under) {
        folder = join(root, "target/examples", site);
        expect(existsSync(folder), `no target/examples/${site}: run \`cargo xtask examples\``).toBe(true);
        policy = under;
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
      },
    });
    server.closeAllConnections();
    server.close();
  },
});

/** Whether the copy of Packwise in a site has the element. */
const hasElement = (copy: string) => existsSync(join(root, "target/examples", copy, "embed/packwise.js"));

/** What is seen inside the tag while its script does not run: the engine's own table. */
async function expectFallback(page: Page) {
  const element = page.locator("packwise-calculator").first();
  await expect(element.getByText(TOTAL)).toBeVisible();
  await expect(element.getByRole("table", { name: /what to buy/ }).getByRole("cell", { name: "B1" })).toHaveCount(3);
  // the table is one: nothing of the tag was taken for Markdown
  await expect(element.getByRole("row")).toHaveCount(4);
  expect(await element.textContent()).not.toMatch(/[<>]|&#/);
}

/** That a tag shows its own answer, and no longer what stands inside it. */
const expectLive = (tag: Locator) => expect.poll(() => tag.evaluate((one) => one.shadowRoot?.querySelector("slot") === null)).toBe(true);

/** What is seen inside the tag once its script has run; where there is none, the fallback stays. */
async function expectElement(page: Page, site: string) {
  if (!hasElement(`${site}/packwise`)) return expectFallback(page);
  const element = page.locator("packwise-calculator").first();
  await element.scrollIntoViewIfNeeded();
  await expectLive(element);
  await expect(element.locator("[part~=total]")).toHaveText(TOTAL);
}

const SITES = ["html", "mdbook", "mkdocs", "hugo", ...(process.env.PACKWISE_FULL ? ["docusaurus"] : [])];

for (const site of SITES) {
  test(`${site}: element, frame and link work under the policy`, async ({ page, hosted }) => {
    const refused: string[] = [];
    page.on("console", (message) => message.type() === "error" && /packwise/.test(message.location().url) && refused.push(message.text()));
    await hosted.open(site, "/", POLICY);
    await expectElement(page, site);
    const frame = page.locator("iframe[data-packwise]");
    await frame.scrollIntoViewIfNeeded();
    await expect(page.frameLocator("iframe[data-packwise]").getByText(TOTAL).first()).toBeVisible();
    await expect
      .poll(async () => Number(await frame.getAttribute("height")) === (await (await (await frame.elementHandle())?.contentFrame())?.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height))))
      .toBe(true);
    const link = page.getByRole("link", { name: "What 300 clips a month cost" });
    await link.click();
    await expect(page).toHaveTitle(/Packwise/);
    await expect(page.getByText(TOTAL).first()).toBeVisible();
    expect(refused.filter((text) => hasElement(`${site}/packwise`) || !text.includes("404"))).toEqual([]);
  });

  test(`${site}: where scripts are blocked the fallback is read`, async ({ page, hosted }) => {
    await hosted.open(site, "/", WITHOUT_SCRIPTS);
    await expectFallback(page);
    await expect(page.getByRole("link", { name: "What 300 clips a month cost" })).toBeVisible();
    await page.locator("iframe[data-packwise]").scrollIntoViewIfNeeded();
    await expect(page.frameLocator("iframe[data-packwise]").locator(".static__total")).toBeVisible();
  });

  test(`${site}: where WebAssembly is blocked the fallback is read`, async ({ page, hosted }) => {
    await hosted.open(site, "/", WITHOUT_WASM);
    await page.waitForLoadState("networkidle");
    await expect(page.locator("packwise-calculator").first().getByText(TOTAL).locator("visible=true").first()).toBeVisible();
  });
}

for (const [path, calculators] of [["embed", 2], ["quote", 1], ["pay", 1], ["planner", 1]] as const) {
  test(`the guide's ${path} has calculators that run, and what is read where they do not`, async ({ page, hosted }) => {
    await hosted.open("guide", `/packwise/guide/${path}.html`, POLICY);
    const tags = page.locator("packwise-calculator");
    await expect(tags).toHaveCount(calculators);
    for (const tag of await tags.all()) {
      await tag.scrollIntoViewIfNeeded();
      if (hasElement("guide/packwise")) await expectLive(tag);
      await expect(tag.getByText(/\$[\d,]+\.\d\d/).locator("visible=true").first()).toBeVisible();
    }
    await hosted.open("guide", `/packwise/guide/${path}.html`, WITHOUT_SCRIPTS);
    for (const tag of await tags.all()) await expect(tag.getByRole("table").first()).toBeVisible();
  });
}
