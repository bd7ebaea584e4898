// What the browser tests share: the page in the words of those who use it, and a `test` that watches every run of it.
//
// Whatever a test is about, it fails as well when the page complains (console, uncaught error, failed request) or asks
// anything of another place than the one that serves it.
import { expect, test as base, type Locator, type Page } from "@playwright/test";

export { expect };

/** The day it is in every test. Only the calendar stands still; timers run. */
const TODAY = new Date("2026-11-20T12:00:00Z");

/** 300 ten-second V2.0 Master clips and 200 five-second V1.6 professional clips a month, for three months: $4,200.00. */
export const TWO_LINES = "plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-pro-5s*200&months=3";

/** Ten kinds of work, each twice. */
export const TWENTY_LINES = `plan?book=kling-2026&months=6&lines=${[
  "3.0-1080p:5s*400",
  "3.0-720p-audio:10s*120x2",
  "3.0-4k:7s*5",
  "3.0-omni-1080p-audio:5s*40",
  "o1-1080p:10s*12",
  "2.6-1080p-audio-voice:10s*3",
  "2.5-turbo-720p:5s*800",
  "1.6-1080p:5s*20",
  "lip-sync:12s*30",
  "tts*100",
]
  .flatMap((line) => [line, line])
  .join(",")}`;

/** Two kinds of jobs, one with checks and review, their models' rates given. */
export const JOBS =
  "job?book=u-gen-2026&jobs=3xkling3_std:5s;voice;qa;kfretries=1;videoretries=1;gate;anchors=1*20,1xveo3_fast*4&rates=kling3_std/i2v:4/s,veo3_fast/i2v:60/gen";

/** As much wrong at once as a link can say. */
export const ERRORS =
  "plan?book=kling-2025&lines=v2.0-master-10s*1.5x0,nope-10s*-3,try-on-v1*100,v1.6-pro-5s*200,v1.6-std-5s:9s*1e30&months=61&concurrency=abc&colour=red";

/** What money looks like, in any locale that a test uses. */
const MONEY = /[$€£¥]\s?\d|\d\s?[$€£¥]/;

/** A name or figure with nothing more of a number around it. */
const whole = (text: string) => new RegExp(`(?<![\\d.,])${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\d]|[.,]\\d)`);

/** One line of work, counted from one as the page does. */
export class Line {
  readonly item: Locator;
  readonly model: Locator;
  readonly kind: Locator;
  readonly quality: Locator;
  readonly sound: Locator;
  readonly length: Locator;
  readonly seconds: Locator;
  readonly count: Locator;
  readonly takes: Locator;
  readonly duplicate: Locator;
  readonly remove: Locator;
  /** The figures of the line; gone while it has none. */
  readonly unitsEach: Locator;
  readonly units: Locator;

  constructor(work: Locator, line: number) {
    const select = (name: string) => work.getByRole("combobox", { name: `${name}, line ${line}`, exact: true });
    const box = (name: string) => work.getByRole("textbox", { name: `${name}, line ${line}`, exact: true });
    const button = (name: string) => work.getByRole("button", { name: `${name} line ${line}`, exact: true });
    this.model = select("Model");
    this.kind = select("Kind");
    this.quality = select("Quality");
    this.sound = select("Sound");
    this.length = select("Length");
    this.seconds = box("Seconds");
    this.count = box("Count per month");
    this.takes = box("Takes");
    this.duplicate = button("Duplicate");
    this.remove = button("Remove");
    const name = `Count per month, line ${line}`;
    this.item = work.getByRole("listitem").filter({ has: work.page().getByRole("textbox", { name, exact: true }) });
    const figures = this.item.getByRole("button", { name: "how this came about" });
    this.unitsEach = figures.nth(0);
    this.units = figures.nth(1);
  }

  async expectFigures(unitsEach: string, units: string) {
    await expect(this.unitsEach).toHaveText(whole(unitsEach));
    await expect(this.units).toHaveText(whole(units));
  }
}

/** The page. */
export class Packwise {
  readonly main: Locator;
  readonly work: Locator;
  readonly answer: Locator;
  /** The figure of the total, a button that opens its working; there only while there is a total. */
  readonly total: Locator;
  /** The words for those who hear the page. */
  readonly spoken: Locator;
  readonly book: Locator;
  readonly months: Locator;
  readonly atOnce: Locator;
  readonly minimumOrder: Locator;
  readonly trials: Locator;
  readonly addWork: Locator;
  readonly dialog: Locator;

  constructor(readonly page: Page) {
    this.main = page.getByRole("main");
    this.work = page.getByRole("region", { name: "Work" });
    this.answer = page.getByRole("complementary", { name: "The answer" });
    this.total = this.answer.getByRole("button", { name: /^\D{0,2}[\d.,]+\D+how this came about$/ }).filter({ hasText: MONEY });
    this.spoken = this.answer.getByRole("status");
    this.book = page.getByRole("combobox", { name: "Prices of" });
    this.months = page.getByRole("textbox", { name: "Months to plan" });
    this.atOnce = page.getByRole("textbox", { name: "Running at once" });
    this.minimumOrder = page.getByRole("combobox", { name: "Minimum order" });
    this.trials = page.getByRole("checkbox", { name: /once each/ });
    this.addWork = page.getByRole("button", { name: "Add work" });
    this.dialog = page.getByRole("dialog");
  }

  /** Opens the page as if for the first time on a link, or on no link. */
  async open(fragment = "") {
    if (this.page.url() !== "about:blank") await this.page.goto("about:blank");
    await this.page.goto(fragment ? `./#${fragment}` : "./");
    await expect(this.main).toBeVisible();
  }

  /** Opens what the address says now as someone else would who was sent it: nothing is remembered. */
  async reopen() {
    // the address waits until typing rests; a key that is no text has it written at once
    await this.page.keyboard.press("Shift");
    const fragment = await this.page.evaluate(() => location.hash.slice(1));
    await this.page.evaluate(() => localStorage.clear());
    await this.open(fragment);
  }

  /** Goes to another link without leaving the page. */
  async follow(fragment: string) {
    await this.page.evaluate((hash) => {
      location.hash = hash;
    }, fragment);
  }

  line(line: number): Line {
    return new Line(this.work, line);
  }

  /** Starts over from an example, as the cards under the table offer them. */
  async startFrom(name: string) {
    const examples = this.page.getByRole("region", { name: "Examples" });
    if (!(await examples.isVisible())) await this.page.getByRole("button", { name: "Start from an example" }).click();
    await examples.getByRole("button", { name, exact: true }).click();
  }

  /** The address's fragment, without its `#`. */
  async fragment(): Promise<string> {
    return new URL(this.page.url()).hash.slice(1);
  }

  async expectFragment(fragment: string) {
    await expect.poll(() => this.fragment()).toBe(fragment);
  }

  async expectLines(count: number) {
    await expect(this.work.getByRole("textbox", { name: /^Count per month, line/ })).toHaveCount(count);
  }

  async expectTotal(total: string) {
    await expect(this.total).toHaveCount(1);
    await expect(this.total).toHaveText(whole(total));
  }

  /** What to buy, e.g. `Each month: 1 × B1`, a row for each step. */
  async expectBuys(...rows: string[]) {
    const steps = this.answer.getByRole("listitem").filter({ hasText: /^(This month|Each month|Months? \d)/ });
    await expect(steps).toHaveText(rows);
  }

  /** No total, and nothing that could be taken for one. */
  async expectNoTotal(words = "No total yet") {
    await expect(this.answer.getByText(words, { exact: true })).toBeVisible();
    await expect(this.total).toHaveCount(0);
    // all text, shown or not: also the line kept in view on small screens and what a screen reader is told
    await expect(this.answer).not.toContainText(MONEY);
    await expect(this.main).not.toContainText(MONEY);
  }

  /** The words at a field, by what the field itself says describes it. */
  private async describes(field: Locator): Promise<Locator> {
    await expect(field).toHaveAttribute("aria-describedby", /\S/);
    const ids = (await field.getAttribute("aria-describedby"))!.trim().split(/\s+/);
    return this.page.locator(ids.map((id) => `[id="${id}"]`).join(", "));
  }

  /** A field is marked bad, and what describes it says why, under a stable code. */
  async expectIssue(field: Locator, code: string) {
    await expect(field).toHaveAttribute("aria-invalid", "true");
    const words = (await this.describes(field)).filter({ hasText: /\S/ });
    await expect(words).toBeVisible();
    const coded = words.and(this.code(code)).or(words.locator(this.code(code)));
    await expect(coded, `the words at the field carry data-code="${code}"`).toHaveCount(1);
  }

  async expectNoIssue(field: Locator) {
    await expect(field).not.toHaveAttribute("aria-invalid", "true");
    await expect(field).not.toHaveAttribute("aria-describedby", /\S/);
  }

  /** Whatever is shown under a stable code. */
  code(code: string): Locator {
    return this.page.locator(`[data-code="${code}"]`);
  }
}

/** What the page must not do; read by the test's end. */
interface Watched {
  complaints: string[];
  elsewhere: string[];
}

export const test = base.extend<{ app: Packwise; watched: Watched }>({
  watched: [
    async ({ context, baseURL }, use) => {
      const watched: Watched = { complaints: [], elsewhere: [] };
      context.on("console", (message) => {
        // the service worker is left out of most tests (playwright.config.ts), which the test runner says on the page's console
        if (message.text() === "Service Worker registration blocked by Playwright") return;
        if (["error", "warning"].includes(message.type())) watched.complaints.push(message.text());
      });
      context.on("weberror", (error) => watched.complaints.push(String(error.error())));
      context.on("requestfailed", (request) => {
        // a page that is left in the middle drops what it was asking for
        const why = request.failure()?.errorText;
        if (why !== "net::ERR_ABORTED") watched.complaints.push(`${why} ${request.url()}`);
      });
      context.on("response", (response) => {
        if (response.status() >= 400) watched.complaints.push(`${response.status()} ${response.url()}`);
      });
      context.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(baseURL!) && !/^(data|blob|about):/.test(url)) watched.elsewhere.push(url);
      });
      context.on("page", (page) => page.on("websocket", (socket) => watched.elsewhere.push(socket.url())));
      await context.clock.setFixedTime(TODAY);
      await use(watched);
      expect(watched.complaints, "complaints of the page").toEqual([]);
      expect(watched.elsewhere, "requests to elsewhere").toEqual([]);
    },
    { auto: true },
  ],
  app: async ({ page }, use) => {
    await use(new Packwise(page));
  },
});
