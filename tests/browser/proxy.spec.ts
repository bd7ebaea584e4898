// The page with the real balance proxy and a vendor that this file plays: over real HTTP, with real tokens. What the page
// shows of every other answer is in balance.spec.ts.
import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page";

/** `cargo xtask test` says where it is; alone, the one that `cargo build -p packwise-proxy` left. */
const PROGRAM = process.env.PACKWISE_PROXY ?? "target/debug/packwise-proxy";
const TOKEN = "a-caller-of-the-browser-tests-0123456789";
const ACCESS = "planted-access-key";
const SECRET = "planted-secret-key-0123456789abcdef";
const KEY = "planted-api-key-0123456789";

/** The vendor: answers whoever signs as its documentation says, and can be told to fail. */
class Vendor {
  fails = false;
  left = 600;
  asked = 0;
  private server!: Server;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      this.asked += 1;
      response.setHeader("content-type", "application/json");
      const say = (status: number, body: object) => {
        response.statusCode = status;
        response.end(JSON.stringify(body));
      };
      if (!signed(request)) return say(401, { code: 1000, message: "Authentication failed" });
      if (this.fails) return say(500, { code: 5000, message: "Server internal error" });
      say(200, {
        code: 0,
        message: "SUCCEED",
        request_id: "1",
        data: {
          code: 0,
          msg: "success",
          resource_pack_subscribe_infos: [
            {
              resource_pack_name: "Video Generation - 5,000 units",
              resource_pack_id: "a",
              resource_pack_type: "decreasing_total",
              total_quantity: 5000.0,
              remaining_quantity: this.left,
              purchase_time: Date.parse("2026-10-01"),
              effective_time: Date.parse("2026-10-01"),
              invalid_time: Date.parse("2027-03-30"),
              status: "online",
            },
          ],
        },
      });
    });
    await new Promise<void>((ready) => this.server.listen(0, "127.0.0.1", ready));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** U-Gen's documented answers, for whoever has the account's key; the packs are public. */
class UGen {
  asked: string[] = [];
  orders: string[] = [];
  private server!: Server;

  async start(): Promise<string> {
    const answers: Record<string, object> = {
      "/credits/balance": { credit_balance: 1200, credit_reserved: 86, available_credits: 1114 },
      "/credits/transactions": {
        items: [
          { id: "t2", type: "reserve", amount: -86, balance_before: 1200, balance_after: 1114, job_id: "j1", created_at: "2026-11-20T10:00:00Z" },
          { id: "t1", type: "purchase", amount: 1000, balance_before: 200, balance_after: 1200, created_at: "2026-11-19T10:00:00Z" },
        ],
        total: 2,
        page: 1,
        page_size: 100,
        total_pages: 1,
      },
      "/credits/pricing": [
        { model_id: "kling3_std", variant: "i2v", billing_unit: "per_second", kie_cost_usd: 0.05, price_usd: 0.08, credits: 8 },
        { model_id: "kling3_pro", variant: "i2v", billing_unit: "per_second", kie_cost_usd: 0.07, price_usd: 0.11, credits: 11 },
      ],
      "/billing/packs": [
        { id: "starter", name: "Starter", credits: 200, price_usd: 10, savings_pct: 0 },
        { id: "creator", name: "Creator", credits: 1000, price_usd: 45, savings_pct: 10 },
        { id: "custom", name: "Custom" },
      ],
      "/billing/checkout": { checkout_url: "https://checkout.stripe.com/c/pay/cs_1#fid", session_id: "cs_1" },
    };
    this.server = createServer(async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      const path = new URL(request.url!, "http://vendor").pathname;
      this.asked.push(path);
      if (path === "/billing/checkout") this.orders.push(body);
      const known = path === "/billing/packs" || request.headers["x-api-key"] === KEY;
      response.statusCode = known && answers[path] ? 200 : 401;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(known ? answers[path] : { error: { code: "UNAUTHORIZED" } }));
    });
    await new Promise<void>((ready) => this.server.listen(0, "127.0.0.1", ready));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Whether the bearer is a JWT that the account's secret signed (HS256) and that holds now. */
function signed(request: IncomingMessage): boolean {
  const [head, claims, signature] = (request.headers.authorization ?? "").replace(/^Bearer /, "").split(".");
  if (!head || !claims || !signature) return false;
  const due = createHmac("sha256", SECRET).update(`${head}.${claims}`).digest();
  const came = Buffer.from(signature, "base64url");
  const said = JSON.parse(Buffer.from(claims, "base64url").toString()) as { iss: string; exp: number; nbf: number };
  const now = Date.now() / 1000;
  return came.length === due.length && timingSafeEqual(came, due) && said.iss === ACCESS && said.nbf <= now && said.exp > now;
}

/** The proxy as a process, with the page's own origin allowed. */
class Proxy {
  log = "";
  private child?: ChildProcess;

  constructor(
    private readonly vendor: string,
    private readonly origin: string,
    private readonly more: Record<string, string> = {},
  ) {}

  async start(port = 0): Promise<string> {
    const child = spawn(PROGRAM, [], {
      env: {
        PATH: process.env.PATH,
        PACKWISE_LISTEN: `127.0.0.1:${port}`,
        PACKWISE_ORIGINS: this.origin,
        PACKWISE_ACCOUNT_MAIN_PROVIDER: "kling",
        PACKWISE_ACCOUNT_MAIN_ACCESS_KEY: ACCESS,
        PACKWISE_ACCOUNT_MAIN_SECRET_KEY: SECRET,
        PACKWISE_ACCOUNT_MAIN_BASE: this.vendor,
        PACKWISE_CALLER_TESTS_TOKEN: TOKEN,
        PACKWISE_CALLER_TESTS_ACCOUNTS: "*",
        // the least there is: what is cached longer hides what the vendor does next
        PACKWISE_CACHE_SECONDS: "1",
        ...this.more,
      },
    });
    this.child = child;
    return new Promise((ready, failed) => {
      child.on("error", failed);
      child.on("exit", (code) => failed(new Error(`the proxy ended with ${code}: ${this.log}`)));
      const hear = (words: Buffer) => {
        this.log += words.toString();
        const at = /"address":"([^"]+)"/.exec(this.log);
        if (at) ready(`http://${at[1]}/`);
      };
      child.stderr!.on("data", hear);
      child.stdout!.on("data", hear);
    });
  }

  async stop() {
    const child = this.child;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((ended) => child.once("exit", ended));
    child.removeAllListeners("error");
    child.kill("SIGTERM");
    await ended;
  }
}

class Desk {
  readonly region: Locator;
  readonly said: Locator;
  readonly fetch: Locator;

  constructor(page: Page) {
    this.region = page.getByRole("region", { name: "From the proxy" });
    this.said = this.region.getByRole("status");
    this.fetch = this.region.getByRole("button", { name: "Fetch the balance" });
  }

  async connect(token: string) {
    await this.region.getByLabel("Token for the proxy").fill(token);
    await this.region.getByRole("button", { name: "Connect" }).click();
  }
}

test("connects to the real proxy, fails with the vendor, recovers, survives the proxy's end; no secret is seen anywhere", async ({ page, watched, baseURL }) => {
  const vendor = new Vendor();
  const proxy = new Proxy(await vendor.start(), new URL(baseURL!).origin);
  try {
    const address = await proxy.start();
    const answers: string[] = [];
    page.on("response", async (response) => {
      if (response.url().startsWith(address)) answers.push(JSON.stringify(response.headers()) + (await response.text().catch(() => "")));
    });
    // the one request to elsewhere that this page may make, and nothing else
    const elsewhere = () => {
      expect(watched.elsewhere.filter((url) => !url.startsWith(`${address}api/v1/accounts`))).toEqual([]);
      watched.elsewhere.length = 0;
    };
    const complained = (what: RegExp) => {
      expect(watched.complaints.filter((complaint) => !what.test(complaint))).toEqual([]);
      watched.complaints.length = 0;
    };
    await page.route("**/packwise.json", (route) => route.fulfill({ json: { proxy: address } }));
    await page.goto("./#balance?book=kling-2026&lines=3.0-1080p:5s*300&months=3");
    const desk = new Desk(page);
    await desk.connect("no-caller-of-this-proxy-0123456789abcdef");
    await expect(desk.said).toContainText("The proxy does not know this token.");
    complained(/401/);
    expect(vendor.asked).toBe(0);

    await desk.connect(TOKEN);
    await expect(desk.region.getByLabel("Account")).toHaveValue("main");
    await desk.fetch.click();
    const rows = page.getByRole("region", { name: "The packs of the balance" }).locator("tbody").getByRole("row");
    await expect(rows).toHaveCount(1);
    await expect(rows.first()).toContainText("600");
    await expect(page.getByRole("complementary", { name: "How long it lasts" })).toContainText("You run dry");
    expect(vendor.asked).toBe(1);

    // the vendor fails: the figures stay, with words
    vendor.fails = true;
    await expect(async () => {
      await desk.fetch.click();
      await expect(desk.region).toContainText("Newer figures could not be had", { timeout: 2_000 });
    }).toPass();
    await expect(rows.first()).toContainText("600");
    watched.complaints.length = 0;

    // and recovers: the proxy waits before it asks again, so the page may have to ask more than once
    vendor.fails = false;
    vendor.left = 480.5;
    await expect(async () => {
      await desk.fetch.click();
      await expect(rows.first()).toContainText("480.5", { timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await expect(desk.region).not.toContainText("Newer figures could not be had");

    // the proxy is gone, and comes back at the same address
    await proxy.stop();
    await desk.fetch.click();
    await expect(desk.said).toContainText("could not be reached");
    await expect(rows.first()).toContainText("480.5");
    complained(/ERR_CONNECTION_REFUSED|CORS/);
    await proxy.start(Number(new URL(address).port));
    vendor.left = 470;
    await desk.fetch.click();
    await expect(rows.first()).toContainText("470");
    await expect(desk.said).toBeEmpty();

    elsewhere();
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + location.href + document.cookie + document.body.innerHTML);
    for (const secret of [ACCESS, SECRET]) {
      for (const text of [...answers, kept, proxy.log]) expect(text).not.toContain(secret);
    }
    for (const text of [...answers, kept, proxy.log]) expect(text).not.toContain(TOKEN);
    expect(answers.length).toBeGreaterThan(4);
  } finally {
    await proxy.stop();
    vendor.stop();
  }
});

test("offers what a U-Gen account has: transactions, prices, packs as a book, and a checkout that is meant", async ({ page, watched, baseURL }) => {
  const vendor = new UGen();
  const base = await vendor.start();
  const account = (name: string, key: string) => ({
    [`PACKWISE_ACCOUNT_${name}_PROVIDER`]: "u-gen",
    [`PACKWISE_ACCOUNT_${name}_API_KEY`]: key,
    [`PACKWISE_ACCOUNT_${name}_BASE`]: base,
  });
  const more = { ...account("STUDIO", KEY), ...account("WINDOW", "planted-other-key-0123456789"), PACKWISE_ACCOUNT_STUDIO_CHECKOUT: "true" };
  const proxy = new Proxy(base, new URL(baseURL!).origin, { ...more, PACKWISE_CACHE_SECONDS: "60" });
  try {
    const address = await proxy.start();
    await page.route("**/packwise.json", (route) => route.fulfill({ json: { proxy: address } }));
    await page.goto("./#balance?book=u-gen-2026&jobs=3xkling3_std:5s;voice*20&months=3");
    const desk = new Desk(page);
    await desk.connect(TOKEN);
    const choose = desk.region.getByLabel("Account");
    await expect(choose).toHaveValue("main");
    const button = (name: string) => desk.region.getByRole("button", { name, exact: true });
    // only what an account's list names
    for (const name of ["Fetch the transactions", "Fetch the prices", "Packs as a price book", "Choose a pack to buy"]) await expect(button(name)).toHaveCount(0);
    await choose.selectOption("window");
    await expect(button("Fetch the prices")).toBeVisible();
    await expect(button("Choose a pack to buy")).toHaveCount(0);
    await choose.selectOption("studio");
    await expect(button("Choose a pack to buy")).toBeVisible();

    await button("Fetch the transactions").click();
    await expect(desk.said).toContainText("2 transactions read, the newest there are. They were fetched");
    const kept = page.getByRole("group", { name: "Kept in this browser" });
    await expect(kept).toContainText("account studio");
    await desk.fetch.click();
    await expect(page.getByRole("region", { name: "The packs of the balance" }).locator("tbody")).toContainText("1,114");

    await button("Fetch the prices").click();
    await expect(desk.said).toContainText("2 rates of models taken; the Job view has them.");
    await button("Packs as a price book").click();
    await expect(desk.said).toContainText("is among the price books of this browser now, with 3 packs");

    // the way to the provider's page: said, meant, and never gone by itself
    await button("Choose a pack to buy").click();
    const pack = desk.region.getByLabel("Pack", { exact: true });
    await expect(pack).toBeFocused();
    await expect(pack.locator("option")).toHaveText(["Starter: 200 credits, $10.00", "Creator: 1,000 credits, $45.00", "Custom: credits not told, price not told"]);
    const go = button("Get the payment page");
    await expect(go).toBeDisabled();
    await desk.region.getByLabel("Yes, I want to buy “Starter”").check();
    await expect(go).toBeEnabled();
    // another pack is not what was meant
    await pack.selectOption("creator");
    await expect(go).toBeDisabled();
    await desk.region.getByLabel("Yes, I want to buy “Creator”: 1,000 credits, $45.00").check();
    await desk.region.getByLabel("Pay by").selectOption("paypal");
    await expect(go).toBeDisabled();
    await desk.region.getByLabel("Yes, I want to buy “Creator”").check();
    expect(vendor.orders).toEqual([]);
    await go.click();
    const link = desk.region.getByRole("link", { name: "Pay for “Creator” at checkout.stripe.com" });
    await expect(link).toBeFocused();
    await expect(link).toHaveAttribute("href", "https://checkout.stripe.com/c/pay/cs_1#fid");
    await expect(link).toHaveAttribute("target", "_blank");
    await expect(link).toHaveAttribute("rel", "noopener noreferrer");
    await expect(desk.said).toContainText("Nothing is bought yet.");
    expect(vendor.orders.map((order) => JSON.parse(order))).toEqual([{ pack_id: "creator", payment_type: "paypal" }]);
    // one page, one purchase
    await expect(go).toBeDisabled();
    // and nobody followed it
    expect(page.context().pages()).toHaveLength(1);
    expect(watched.elsewhere.filter((url) => !url.startsWith(`${address}api/v1/accounts`))).toEqual([]);
    watched.elsewhere.length = 0;

    // another account's packs are others
    await choose.selectOption("window");
    await expect(pack).toHaveCount(0);
    await expect(link).toHaveCount(0);

    // what came is where it belongs
    await page.evaluate(() => (location.hash = location.hash.replace("#balance", "#job")));
    const rates = page.getByRole("region", { name: "Rates of models" });
    await expect(rates.getByLabel("Credits of kling3_std, i2v", { exact: true })).toHaveValue("8");
    await expect(rates.getByLabel("Credits of kling3_pro, i2v", { exact: true })).toHaveValue("11");
    await page.evaluate(() => (location.hash = location.hash.replace("#job", "#prices")));
    await expect(page.getByText(/U-Gen: packs on sale, fetched/).first()).toBeVisible();
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + location.href);
    for (const secret of [KEY, TOKEN]) expect(stored + proxy.log).not.toContain(secret);
  } finally {
    await proxy.stop();
    vendor.stop();
  }
});
