// The browser tests: `dist/` as a host would serve it, under a sub-path, in the machine's own Chromium.
// `cargo xtask test` builds the page and runs them; after `cargo xtask build`, `npx playwright test` runs them alone.
import { defineConfig } from "@playwright/test";

const port = Number(process.env.PACKWISE_TEST_PORT ?? 8973);
const baseURL = `http://127.0.0.1:${port}/a/b/`;

export default defineConfig({
  testDir: "tests/browser",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  // Generous, because machines are shared: nothing here is a measure of speed.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 2,
  reporter: [["list"]],
  use: {
    baseURL,
    locale: "en-US",
    timezoneId: "UTC",
    // It would answer in place of what a test lays in a request's way; offline.spec.ts allows it.
    serviceWorkers: "block",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.PACKWISE_CHROMIUM ?? "/usr/bin/chromium",
      // No sandbox, because CI is root; nothing in the background, because a test counts the requests.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
      ],
    },
  },
  webServer: {
    command: `${process.env.PACKWISE_XTASK ?? "cargo xtask"} serve-static --port ${port} --under /a/b/`,
    url: baseURL,
    reuseExistingServer: false,
    timeout: 120_000,
  },
});
