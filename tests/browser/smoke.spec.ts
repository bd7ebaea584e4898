// The page comes up: from a sub-path, with nothing on the console, asking no other host for anything.
import { expect, test } from "@playwright/test";

test("the page comes up by itself", async ({ page, baseURL }) => {
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== new URL(baseURL!).origin) elsewhere.push(request.url());
  });

  await page.goto("./");
  await expect(page.locator("main")).toBeVisible();
  await page.waitForLoadState("networkidle");

  expect(complaints).toEqual([]);
  expect(elsewhere).toEqual([]);
});
