// Without a network: what was visited once works, also the views that were not looked at; a new build is taken at once; what
// is asked first of the network is.
import { expect, test, TWO_LINES } from "./page";
import type { Page } from "@playwright/test";

test.use({ serviceWorkers: "allow" });

/** Waits until the worker keeps every file of the build. */
async function kept(page: Page) {
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          if (!navigator.serviceWorker.controller) return "no worker";
          const { files } = await (await fetch("./files.json")).json();
          const cache = await caches.open("packwise");
          const missing: string[] = [];
          for (const name of files) if (!(await cache.match(new URL(name, location.href).href, { ignoreVary: true, ignoreSearch: true }))) missing.push(name);
          return missing.length ? `${missing.length} missing` : "all";
        }),
      { timeout: 60_000 },
    )
    .toBe("all");
}

test("a page that was visited works without a network, and so do its other views", async ({ app, page, context, watched }) => {
  await app.open(TWO_LINES);
  await kept(page);
  await context.setOffline(true);
  await page.reload();
  await app.expectTotal("$4,200.00");
  for (const name of ["Compare", "Prices", "Quote", "Balance", "Job"]) {
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.locator("main h1")).toBeVisible();
  }
  await context.setOffline(false);
  // without a network, what asks it fails
  watched.complaints.splice(0, Infinity, ...watched.complaints.filter((words) => !/ERR_(INTERNET_DISCONNECTED|FAILED)/.test(words)));
});

test("nothing but the page's own files is kept, and the worker sends nothing", async ({ app, page, context }) => {
  const asked: string[] = [];
  context.on("request", (request) => asked.push(request.url()));
  await app.open(TWO_LINES);
  await kept(page);
  const base = new URL("./", page.url().split("#")[0]).href;
  expect(asked.filter((url) => !url.startsWith(base) && !url.startsWith("data:") && !url.startsWith("blob:"))).toEqual([]);
  const keys = await page.evaluate(async () => (await (await caches.open("packwise")).keys()).map(({ url }) => url));
  expect(keys.filter((url) => !url.startsWith(base))).toEqual([]);
  expect(keys.some((url) => url.includes("#"))).toBe(false);
});

test("a file that may change is asked of the network first; files of no build are forgotten", async ({ app, page }) => {
  await app.open(TWO_LINES);
  await kept(page);
  await page.evaluate(async () => {
    const cache = await caches.open("packwise");
    await cache.put(new URL("packwise.json", location.href).href, new Response('{"old": true}'));
    await cache.put(new URL("split_gone-0123456789abcdef.wasm", location.href).href, new Response("gone"));
  });
  expect(await page.evaluate(async () => (await (await fetch("./packwise.json")).json()).old)).toBeUndefined();
  await page.reload();
  await expect
    .poll(() => page.evaluate(async () => Boolean(await caches.match(new URL("split_gone-0123456789abcdef.wasm", location.href).href))))
    .toBe(false);
});
