// The page under the Content-Security-Policy that the guide gives (docs/host.md), and in a frame of another page.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const file = (name: string) => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), "utf8");

/** The policy of the guide. It allows no inline script, so there must be none. */
function policy() {
  const guide = file("docs/host.md").split("## Content-Security-Policy")[1]?.split("```text\n")[1]?.split("```")[0] ?? "";
  expect(guide).toContain("script-src 'self' 'wasm-unsafe-eval';");
  const inline = [...file("dist/index.html").matchAll(/<script[^>]*>([^]*?)<\/script>/g)].filter(([, text = ""]) => text.trim() !== "");
  expect(inline).toEqual([]);
  return guide.replace(/\s+/g, " ").trim();
}

test("it works under the policy of the guide, in every view and both colours", async ({ page }) => {
  const wrong: string[] = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.route(/\/a\/b\/$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy() } });
  });
  await page.goto("");
  await expect(page.getByText("$3,500.00").first()).toBeVisible();
  for (const view of ["Compare", "Job", "Balance", "Quote", "Prices", "Plan"]) {
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: view }).click();
    await expect(page).toHaveTitle(new RegExp(`^${view}`));
    await expect(page.locator("#main")).toBeVisible();
  }
  await page.locator("#theme").click();
  expect(wrong).toEqual([]);
});

test("it works in a frame of another origin, with a sandbox of scripts and its own origin", async ({ page, baseURL }) => {
  const frame = `<iframe src="${baseURL}#plan?book=kling-2025&lines=v1.6-pro-5s*10&order=none" title="Packwise" width="800" height="600"
    sandbox="allow-scripts allow-same-origin"></iframe>`;
  // a server of its own: a browser keeps a page that came from no address away from this machine's
  const outside = createServer((_, response) => response.setHeader("content-type", "text/html").end(`<!doctype html><title>outside</title>${frame}`));
  await new Promise<void>((listening) => outside.listen(0, "127.0.0.1", listening));
  const address = outside.address();
  await page.goto(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`);
  await expect(page.frameLocator("iframe").getByText("$1,400.00").first()).toBeVisible();
  outside.close();
});
