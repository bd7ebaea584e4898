// The page in frames of another origin's page, which the helper (public/embed/frame.js) gives their height.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test as base, type Page } from "@playwright/test";

const WORK = "#plan?book=kling-2025&lines=v1.6-pro-5s*10&order=none";
/** The policy that the guide gives to a page with frames. */
const POLICY = (host: string) => `default-src 'self'; script-src 'self' ${host}; style-src 'self'; frame-src ${host}`;

interface Outside {
  /** Serves a page, as an origin that is not the page's own, and opens it. */
  open(body: string, policy?: string): Promise<void>;
  /** What the browser complained about. */
  wrong: string[];
}

const test = base.extend<{ outside: Outside }>({
  outside: async ({ page, baseURL }, use) => {
    let body = "";
    let policy = "";
    const server = createServer((_, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8").setHeader("content-security-policy", policy);
      response.end(`<!doctype html><title>outside</title><main>${body}</main><script src="${baseURL}embed/frame.js" defer></script>`);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const wrong: string[] = [];
    page.on("console", (message) => message.type() === "error" && !message.text().includes("favicon.ico") && wrong.push(message.text()));
    page.on("pageerror", (error) => wrong.push(String(error)));
    await use({
      wrong,
      async open(said, under = POLICY(new URL(baseURL ?? "").origin)) {
        [body, policy] = [said, under];
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      },
    });
    server.close();
  },
});

const frame = (baseURL: string | undefined, more = "", work = WORK) =>
  `<iframe data-packwise ${more} src="${baseURL}${work}" title="Packwise" width="900" height="150" sandbox="allow-scripts allow-same-origin"></iframe>`;

/** The height that a frame's attribute gives it, and the height of what is in it. */
async function heights(page: Page, index = 0) {
  const element = page.locator("iframe").nth(index);
  const given = Number(await element.getAttribute("height"));
  const handle = await element.elementHandle();
  const inside = await (await handle?.contentFrame())?.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height));
  return { given, inside };
}

const fits = (page: Page, index = 0) =>
  expect
    .poll(async () => {
      const { given, inside } = await heights(page, index);
      return given === inside && given > 150;
    })
    .toBe(true);

test("each of several frames is as high as what is in it, and follows it, under a strict policy", async ({ page, baseURL, outside }) => {
  await outside.open(frame(baseURL) + frame(baseURL, `loading="lazy"`, "#prices?book=kling-2025&q=lip"));
  const first = page.frameLocator("iframe").first();
  await expect(first.getByText("$1,400.00").first()).toBeVisible();
  await fits(page);
  await page.locator("iframe").nth(1).scrollIntoViewIfNeeded();
  await fits(page, 1);
  const [before, other] = [await heights(page), await heights(page, 1)];
  expect(before.given).not.toBe(other.given);

  for (let line = 0; line < 4; line += 1) await first.getByRole("button", { name: "Add work" }).click();
  await fits(page);
  const grown = await heights(page);
  expect(grown.given).toBeGreaterThan(before.given);
  await first.getByRole("button", { name: /^Remove line 5/ }).click();
  await fits(page);
  expect((await heights(page)).given).toBeLessThan(grown.given);
  expect((await heights(page, 1)).given).toBe(other.given);
  expect(outside.wrong).toEqual([]);
});

test("the fragment is all the configuration there is: another one shows other work in the same frame", async ({ page, baseURL, outside }) => {
  await outside.open(frame(baseURL));
  const inside = page.frameLocator("iframe");
  await expect(inside.getByText("$1,400.00").first()).toBeVisible();
  await page.evaluate((address) => void (document.querySelector("iframe")!.src = address), `${baseURL}#plan?book=kling-2025&lines=v2.0-master-10s*300&months=3`);
  await expect(inside.getByText("$4,200.00").first()).toBeVisible();
  await fits(page);
});

test("a frame that comes later is greeted too, and none is higher than it may be", async ({ page, baseURL, outside }) => {
  await outside.open("<p>nothing yet</p>");
  await page.evaluate((html) => document.querySelector("main")!.insertAdjacentHTML("beforeend", html), frame(baseURL, `data-max-height="500"`));
  await expect(page.frameLocator("iframe").getByText("$1,400.00").first()).toBeVisible();
  await expect.poll(async () => (await heights(page)).given).toBe(500);
  expect((await heights(page)).inside).toBeGreaterThan(500);
  expect(await page.frameLocator("iframe").locator("html").evaluate((root) => getComputedStyle(root).overflowY)).not.toBe("hidden");
});

test("messages of others and wrong heights change nothing", async ({ page, baseURL, outside }) => {
  const hostile = `<iframe id="hostile" title="hostile" srcdoc="hostile"></iframe>`;
  await outside.open(frame(baseURL) + hostile, "");
  await fits(page);
  const { given } = await heights(page);
  // from the page itself, from another frame, and from the right window with wrong figures
  await page.evaluate(() => postMessage({ type: "packwise-height", height: 7 }, "*"));
  const child = page.frames().find((one) => one.name() === "" && one.url() === "about:srcdoc");
  await child?.evaluate(() => parent.postMessage({ type: "packwise-height", height: 8 }, "*"));
  const own = page.frames().find((one) => one.url().startsWith(baseURL ?? ""));
  await own?.evaluate(() => {
    for (const height of [0, -5, 1e99, NaN, 10.5, "300", null, {}, [400]]) parent.postMessage({ type: "packwise-height", height }, "*");
    for (const data of [null, 5, "packwise-height", [], { type: "packwise-size", height: 9 }]) parent.postMessage(data, "*");
  });
  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  expect((await heights(page)).given).toBe(given);
  // the frame's window at another origin than its address
  await page.evaluate(() => document.querySelector("iframe")!.contentWindow!.location.replace("about:blank"));
  const moved = page.frames().find((one) => one.parentFrame() && one.url() === "about:blank");
  await moved?.evaluate(() => parent.postMessage({ type: "packwise-height", height: 11 }, "*"));
  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  expect((await heights(page)).given).toBe(given);
});

test("the page tells nobody but the parent that asked, and nothing but its height", async ({ page, baseURL, outside }) => {
  await outside.open("<p>listens</p>", "");
  // a page that does not ask is told nothing; one that does hears heights at its own origin, and a stranger's question is not heard
  const said = await page.evaluate(async (address) => {
    const heard: unknown[] = [];
    addEventListener("message", ({ data }) => heard.push(data));
    const frame = Object.assign(document.createElement("iframe"), { src: address, width: "900", title: "Packwise" });
    document.body.append(frame);
    await new Promise((loaded) => frame.addEventListener("load", loaded));
    await new Promise((done) => setTimeout(done, 500));
    const before = heard.length;
    // what another window asks, through the page's own handle on it
    const stranger = Object.assign(document.createElement("iframe"), { srcdoc: "<script>parent.frames[0].postMessage({type:'packwise-hello'},'*')</script>" });
    document.body.append(stranger);
    await new Promise((loaded) => stranger.addEventListener("load", loaded));
    await new Promise((done) => setTimeout(done, 300));
    const after = heard.length;
    frame.contentWindow!.postMessage({ type: "packwise-hello", height: 1 }, "*");
    await new Promise((done) => setTimeout(done, 1000));
    return { before, after, heard };
  }, `${baseURL}${WORK}`);
  expect([said.before, said.after]).toEqual([0, 0]);
  expect(said.heard.length).toBeGreaterThan(0);
  for (const data of said.heard) expect(data).toEqual({ type: "packwise-height", height: expect.any(Number) });

  // not in a frame: whoever opened it and asks is told nothing
  const opened = await page.evaluate(async (address) => {
    const heard: unknown[] = [];
    addEventListener("message", ({ data }) => heard.push(data));
    const other = open(address);
    await new Promise((done) => setTimeout(done, 2000));
    other?.postMessage({ type: "packwise-hello" }, "*");
    await new Promise((done) => setTimeout(done, 500));
    other?.close();
    return heard;
  }, `${baseURL}${WORK}`);
  expect(opened).toEqual([]);
});

test("without its own origin the frame shows the answer that needs no script, and stays as high as it was written", async ({ page, baseURL, outside }) => {
  await outside.open(frame(baseURL).replace("allow-scripts allow-same-origin", "allow-scripts"));
  await expect(page.frameLocator("iframe").locator(".static__total")).toBeVisible();
  await page.waitForLoadState("load");
  expect((await heights(page)).given).toBe(150);
});
