// The Balance view: a provider's answer pasted, dropped or fetched; its packs; how long they last by hand-counted days;
// used in the plan and taken back; a rate of use between two; nothing of it in the address.
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { type Packwise, expect, test } from "./page";

/** 300 five-second clips of 3.0 at 1080p a month, 4 units each: 1,200 units, 40 a day in the 30 days from Nov 20. */
const WORK = "balance?book=kling-2026&lines=3.0-1080p:5s*300&months=3";

/** The documentation's own example, with its comments. */
const EXAMPLE = `{
  "code": 0, // Error codes; specific definitions see Error codes
  "message": "string", // Error information
  "request_id": "string", // see https://example.com/errors
  "data": {
    "code": 0, // Error codes
    "msg": "string", // Error information
    "resource_pack_subscribe_infos": [ // Resource package list
      {
        "resource_pack_name": "Video Generation - 10,000 entries", // Resource package name
        "resource_pack_id": "509f3fd3d4ab4a3f9eec5db27aa44f27", // Resource package ID
        "resource_pack_type": "decreasing_total", // Resource package type
        "total_quantity": 200.0, // Total quantity
        "remaining_quantity": 118.0, // Remaining quantity
        "purchase_time": 1726124664368, // Purchase time, Unix timestamp in ms
        "effective_time": 1726124664368, // Effective time, Unix timestamp in ms
        "invalid_time": 1727366400000, // Expiration time, Unix timestamp in ms
        "status": "expired" // Resource package status
      }
    ]
  }
}`;

interface Pack {
  name?: string;
  id?: string;
  total?: number;
  left?: number;
  from?: string;
  until?: string;
  status?: string;
}

const pack = ({ name = "Video Generation - 5,000 units", id = "a", total = 5000, left = 600, from = "2026-10-01", until = "2027-03-30", status = "online" }: Pack = {}) => ({
  resource_pack_name: name,
  resource_pack_id: id,
  resource_pack_type: "decreasing_total",
  total_quantity: total,
  remaining_quantity: left,
  purchase_time: Date.parse(from),
  effective_time: Date.parse(from),
  invalid_time: Date.parse(until),
  status,
});

const answer = (...packs: Pack[]) => ({
  code: 0,
  message: "SUCCEED",
  data: { code: 0, msg: "success", resource_pack_subscribe_infos: packs.map(pack) },
});

const kling = (...packs: Pack[]) => JSON.stringify(answer(...packs));

class Desk {
  readonly box: Locator;
  readonly said: Locator;
  readonly problems: Locator;
  readonly card: Locator;
  readonly forecast: Locator;
  readonly rows: Locator;
  readonly keptOnes: Locator;
  readonly proxy: Locator;

  constructor(readonly page: Page) {
    const paste = page.getByRole("region", { name: "The balance" });
    this.box = paste.getByRole("textbox", { name: /^Paste the provider/ });
    this.said = paste.locator("#balance-said");
    this.problems = paste.getByRole("list", { name: "Problems" }).getByRole("listitem");
    this.card = page.getByRole("complementary", { name: "How long it lasts" });
    this.forecast = this.card.locator(".balance__said");
    this.rows = page.getByRole("region", { name: "The packs of the balance" }).locator("tbody").getByRole("row");
    this.keptOnes = page.getByRole("group", { name: "Kept in this browser" }).getByRole("listitem");
    this.proxy = page.getByRole("region", { name: "From the proxy" });
  }

  async open(fragment = WORK) {
    await this.page.goto(`./#${fragment}`);
    await expect(this.box).toBeVisible();
  }

  async read(text: string) {
    await this.box.fill(text);
    await this.page.getByRole("button", { name: "Read it" }).click();
  }

  row(name: string | RegExp): Locator {
    return this.rows.filter({ hasText: name });
  }

  pool(pack: number): Locator {
    return this.rows.getByRole("combobox", { name: new RegExp(`, pack ${pack}$`) });
  }

  use(): Promise<void> {
    return this.page.getByRole("button", { name: "Use in the plan" }).click();
  }
}

const it = test.extend<{ desk: Desk }>({ desk: async ({ page }, use) => use(new Desk(page)) });

/** What the page said of answers that a test made fail on purpose. */
function expected(watched: { complaints: string[] }, what: RegExp) {
  expect(watched.complaints.filter((complaint) => !what.test(complaint))).toEqual([]);
  watched.complaints.length = 0;
}

it("the documentation's example with its comments: expired with 118 left, 118 lost", async ({ desk, page, app }) => {
  await desk.open();
  await desk.read(EXAMPLE);
  await expect(desk.said).toHaveText("Read: 1 pack, as of now.");
  await expect(desk.rows).toHaveCount(1);
  for (const words of ["Video Generation - 10,000 entries", "10,000", "118", "of 200", "expired", "118 lost", "Sep 26, 2024", "16:00 UTC", "not counted: it has ended", "guessed from the name"]) {
    await expect(desk.rows.first()).toContainText(words);
  }
  await expect(desk.pool(1).locator("option:checked")).toHaveText("Video generation");
  // nothing else is left, so today is dry
  await expect(desk.forecast).toContainText("You run dry on Nov 20, 2026");
  await expect(desk.forecast).toContainText("118 units");
  await expect(page.getByText("No pack of this balance counts in a plan")).toBeVisible();
  await expect(desk.problems).toHaveCount(0);
  await expect(desk.box).toHaveValue(EXAMPLE);
  // and the address says nothing of it
  await app.expectFragment(WORK);
  expect(await page.evaluate(() => JSON.stringify(history.state) + location.href)).not.toContain("118");
});

it("what is pasted with the keyboard is read at once", async ({ desk, page }) => {
  await desk.open();
  await desk.box.focus();
  await page.evaluate((text) => {
    const area = document.querySelector<HTMLTextAreaElement>("#balance-text")!;
    const data = new DataTransfer();
    data.setData("text/plain", text);
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
    area.value = text;
  }, kling({}));
  await expect(desk.rows).toHaveCount(1);
});

for (const [what, text, code, words] of [
  ["broken JSON", '{"code": 0,', "not-json", "line 1"],
  ["a web page", "<html><body>Log in</body></html>", "not-json", "web page"],
  ["nothing", "", "empty", "paste the provider"],
  ["an error of the provider", '{"code": 1002, "message": "api key not found"}', "vendor-error", "unknown key"],
  ["U-Gen's own error", '{"error": {"code": "INSUFFICIENT_CREDITS", "message": "no", "details": {"required": 86, "available": 12}}}', "vendor-error", "86 needed, 12 available"],
  ["JSON of something else", '{"a": 1}', "unknown-value", "no balance that is known"],
]) {
  it(`${what} is named, stays in the box, and changes nothing`, async ({ desk }) => {
    await desk.open();
    await desk.read(kling({}));
    await expect(desk.rows).toHaveCount(1);
    await desk.read(text);
    await expect(desk.said).toHaveText("This is no balance that can be used. Nothing else changed.");
    await expect(desk.problems).toHaveCount(1);
    await expect(desk.problems).toHaveAttribute("data-code", code);
    await expect(desk.problems).toContainText(words);
    await expect(desk.box).toHaveValue(text);
    await expect(desk.box).toHaveAttribute("aria-invalid", "true");
    await expect(desk.rows).toHaveCount(1);
    await expect(desk.keptOnes).toHaveCount(1);
    await desk.page.getByRole("link", { name: "Plan", exact: true }).click();
    await desk.page.getByRole("link", { name: "Balance", exact: true }).click();
    await expect(desk.box).toHaveValue(text);
  });
}

it("an account without packs: the list is absent, and everything is to buy", async ({ desk }) => {
  await desk.open();
  await desk.read('{"code":0,"message":"SUCCEED","data":{"code":0,"msg":"success"}}');
  await expect(desk.said).toHaveText("Read: 0 packs, as of now.");
  await expect(desk.page.getByText("There is no pack in this balance.")).toBeVisible();
  await desk.page.getByText("1 remark on how it was read").click();
  await expect(desk.page.getByRole("list", { name: "Remarks" })).toContainText("data.resource_pack_subscribe_infos");
  await expect(desk.forecast).toContainText("You run dry on Nov 20, 2026");
  await expect(desk.forecast).toContainText("Package 1");
});

it("issues come with their path, and what is not known stays unknown", async ({ desk }) => {
  await desk.open();
  const broken = answer({ id: "a" }, { id: "b", status: "paused" });
  const packs = broken.data.resource_pack_subscribe_infos as any[];
  packs[0].remaining_quantity = "many";
  delete packs[1].invalid_time;
  await desk.read(JSON.stringify(broken));
  const paths = desk.page.locator(".notice__path");
  await expect(paths.filter({ hasText: "data.resource_pack_subscribe_infos[0].remaining_quantity" })).toHaveCount(1);
  await expect(paths.filter({ hasText: "data.resource_pack_subscribe_infos[1].invalid_time" })).toHaveCount(1);
  await expect(paths.filter({ hasText: "data.resource_pack_subscribe_infos[1].status" })).toHaveCount(1);
  await expect(desk.rows.nth(0)).toContainText("not told");
  await expect(desk.rows.nth(0)).toContainText("not counted: what is left in it is not known");
  await expect(desk.rows.nth(1)).toContainText("“paused”, not known here");
  await expect(desk.rows.nth(1)).toContainText("not counted: how long it lasts is not known");
  await expect(desk.forecast).toContainText("Not every pack could be counted");
});

it("what cannot be read of an answer may be a pack: nothing is said without a doubt", async ({ desk }) => {
  await desk.open();
  await desk.read('{"code":0,"data":{"resource_pack_subscribe_infos":{}}}');
  await expect(desk.problems).toHaveCount(1);
  await expect(desk.forecast).toContainText("You run dry on Nov 20, 2026 at the earliest");
  await expect(desk.forecast).toContainText("unless the packs that could not be counted cover it");
  await expect(desk.forecast).toContainText("Not every pack could be counted");
  const broken = answer({});
  (broken.data.resource_pack_subscribe_infos as unknown[]).push("x");
  await desk.read(JSON.stringify(broken));
  await expect(desk.rows).toHaveCount(1);
  await expect(desk.forecast).toContainText("You run dry on Dec 4, 2026 at the earliest");
  await expect(desk.forecast).toContainText("Not every pack could be counted");
  await desk.read(kling({}));
  await expect(desk.forecast).not.toContainText("Not every pack could be counted");
});

it("dates by hand: 600 units at 40 a day run dry after fifteen days, or fourteen and a half", async ({ desk }) => {
  // 1,200 units in the month from Nov 20 to Dec 20, 30 days: 40 a day; 600, or 580 by the twelve hours' lag
  await desk.open();
  await desk.read(kling({}));
  // 580 = 14 days and 20 units: Dec 4 is short; 600 = 15 days: Dec 5 is
  await expect(desk.forecast).toContainText("You run dry between Dec 4 and Dec 5, 2026");
  await expect(desk.forecast).toContainText("580 to 600 units");
  await expect(desk.forecast).toContainText("told up to twelve hours late");
  await expect(desk.rows.first()).toContainText("used up on Dec 4, 2026");
  await expect(desk.rows.first()).toContainText("4 months from Nov 20, 2026");
  await expect(desk.forecast.getByRole("listitem").first()).toHaveText("Buy 1 × Package 1 by Dec 4, 2026");
  await expect(desk.forecast).toContainText("$700.00 for 3 months; no cheaper purchase covers it, proved.");
});

it("what ends is lost, what is queued begins, and the table says the same as the picture", async ({ desk, page }) => {
  await desk.open();
  // 40 a day: by Dec 1 eleven days, 440 of 1,000, or 460 by the lag; the queued one starts on Dec 10
  await desk.read(
    kling(
      { id: "a", name: "Video Generation - 1,000 units", total: 1000, left: 1000, until: "2026-12-01" },
      { id: "q", name: "Video Generation - 5,000 units", left: 5000, from: "2026-12-10", until: "2027-06-08", status: "toBeOnline" },
    ),
  );
  await expect(desk.row("1,000 units")).toContainText("ends Dec 1, 2026: 540 to 560 lost");
  await expect(desk.row("5,000 units")).toContainText("starts later");
  await expect(desk.row("5,000 units")).toContainText("5 months from Dec 20, 2026");
  await expect(desk.row("1,000 units")).toContainText("no whole month from Nov 20, 2026 lies inside its validity");
  await expect(desk.forecast).toContainText("You run dry on Dec 1, 2026");
  await expect(desk.forecast).toContainText("540 to 560 units");
  const burn = page.getByRole("region", { name: "Units in hand, day by day" });
  const picture = burn.getByRole("slider", { name: "Units in hand, Video generation" });
  await picture.focus();
  await page.keyboard.press("Home");
  await expect(picture).toHaveAttribute("aria-valuetext", /^Nov 20, 2026: 980 to 1,000 units in hand\./);
  await page.keyboard.press("ArrowRight");
  await expect(picture).toHaveAttribute("aria-valuetext", /Video Generation - 1,000 units ends: 540 to 560 lost\./);
  await page.keyboard.press("ArrowRight");
  await expect(picture).toHaveAttribute("aria-valuetext", /^Dec 10, 2026: 5,000 units in hand\. Video Generation - 5,000 units begins\./);
  await page.keyboard.press("End");
  await expect(picture).toHaveAttribute("aria-valuetext", /^Jan 20, 2027/);
  await burn.getByText("The same as a table").click();
  await expect(burn.getByRole("row").filter({ hasText: "Dec 1, 2026" })).toContainText("it runs dry on Dec 1, 2026");
});

it("a pool is guessed, said to be, and can be changed; the choice is remembered", async ({ desk, page }) => {
  await desk.open();
  await desk.read(kling({}, { id: "b", name: "Special offer", left: 100 }));
  await expect(desk.rows.nth(0)).toContainText("guessed from the name");
  await expect(desk.rows.nth(1)).toContainText("its name does not say it");
  await expect(desk.rows.nth(1)).toContainText("not counted: its pool is not known: choose it");
  await expect(desk.forecast).toContainText("580 to 600 units");
  await desk.pool(2).selectOption("Video generation");
  await expect(desk.rows.nth(1)).toContainText("chosen by you");
  await expect(desk.pool(2)).toBeFocused();
  await expect(desk.forecast).toContainText("680 to 700 units");
  await desk.pool(1).selectOption("Image generation");
  await expect(desk.pool(1)).toBeFocused();
  await expect(desk.rows.nth(0)).toContainText("chosen by you");
  await page.reload();
  await expect(desk.rows.nth(0)).toContainText("chosen by you");
  await expect(desk.rows.nth(1)).toContainText("chosen by you");
  await expect(desk.box).toHaveValue("");
});

it("used in the plan as owned packs from the balance's day, said what was left out, and taken back", async ({ desk, app, page }) => {
  await desk.open(`${WORK}&start=2026-12-24&owned=50:video/2`);
  await desk.read(kling({ left: 5000 }, { id: "old", name: "Video Generation - 1,000 units", left: 20, status: "expired" }));
  await desk.use();
  const used = page.locator(".balance__used");
  await expect(used).toContainText("The plan starts Nov 20, 2026 with 1 pack of this balance, in place of 1 pack entered before.");
  await expect(used).toContainText("Video Generation - 1,000 units: it has ended");
  await app.expectFragment("balance?book=kling-2026&lines=3.0-1080p:5s*300&months=3&owned=5000:video/4c20");
  // taken back, nothing is said of it any more
  await page.keyboard.press("Control+z");
  await expect(used).toBeEmpty();
  await page.keyboard.press("Control+Shift+z");
  await expect(used).toContainText("The plan starts Nov 20, 2026");
  await used.getByRole("link", { name: "See what to buy" }).click();
  await app.expectTotal("$0.00");
  await expect(page.getByRole("textbox", { name: "Units, owned pack 1" })).toHaveValue("5,000");
  await expect(page.getByRole("textbox", { name: "Months left, owned pack 1" })).toHaveValue("4");
  await expect(page.getByRole("textbox", { name: "At once, owned pack 1" })).toHaveValue("20");
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await app.expectFragment("plan?book=kling-2026&lines=3.0-1080p:5s*300&start=2026-12-24&months=3&owned=50:video/2");
});

it("two balances measure the rate of use; they are kept, chosen, removed and brought back", async ({ desk, page, context }) => {
  await context.clock.setFixedTime(new Date("2026-11-10T12:00:00Z"));
  await desk.open();
  await desk.read(kling({ left: 1000 }));
  await expect(desk.forecast).toBeVisible();
  await page.getByRole("button", { name: "Measured use" }).click();
  await expect(desk.card).toContainText("A use is measured between two balances");
  await context.clock.setFixedTime(new Date("2026-11-20T12:00:00Z"));
  await page.reload();
  await expect(desk.keptOnes).toHaveCount(1);
  await desk.read(kling({ left: 600 }));
  await expect(desk.keptOnes).toHaveCount(2);
  await page.getByRole("button", { name: "Measured use" }).click();
  // 400 in ten days; the lag makes it 9.5 to 10.5 days: 38.095 to 42.105 a day
  await expect(desk.card).toContainText("400 units used between Nov 10, 2026, 12:00");
  await expect(desk.card).toContainText("38.095 to 42.105 units a day.");
  await expect(desk.forecast).toContainText("You run dry between Dec 4 and Dec 5, 2026");
  await desk.keptOnes.nth(1).getByRole("radio").check();
  // 1,000 at 40 a day from Nov 10 on: 980 or 1,000, so day 24 or 25
  await expect(desk.forecast).toContainText("You run dry between Dec 4 and Dec 5, 2026");
  await expect(desk.forecast).toContainText("980 to 1,000 units");
  await desk.keptOnes.nth(1).getByRole("button").click();
  await expect(desk.keptOnes).toHaveCount(1);
  await expect(desk.card).toContainText("A use is measured between two balances");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(desk.keptOnes).toHaveCount(2);
  await page.getByRole("button", { name: "Remove all" }).click();
  await expect(desk.keptOnes).toHaveCount(0);
  await expect(desk.card).toContainText("No balance yet");
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("packwise.balance.")))).toEqual([]);
});

it("a measured use goes on over its very time, not over rounded days", async ({ desk, page, context }) => {
  await context.clock.setFixedTime(new Date("2026-11-19T00:00:00Z"));
  await desk.open();
  await desk.read(kling({ left: 700 }));
  await context.clock.setFixedTime(new Date("2026-11-20T12:00:00Z"));
  await page.reload();
  await desk.read(kling({ left: 600 }));
  await page.getByRole("button", { name: "Measured use" }).click();
  // 100 in 36 hours are 66.667 in 24, not 50: 580 and 600 are short on the ninth day
  await expect(desk.card).toContainText("The forecast goes on with 66.667 a day.");
  await expect(desk.forecast).toContainText("You run dry on Nov 28, 2026");
});

it("another time loses nothing in a store that is full, and neither does removing what cannot be read", async ({ desk, page }) => {
  // a store with room for one balance, whatever else happens to it
  await page.addInitScript(() => {
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      const other = Object.keys(this).some((kept) => kept.startsWith("packwise.balance.v1.") && kept !== key);
      if (key.startsWith("packwise.balance.v1.") && other) throw new DOMException("full", "QuotaExceededError");
      set.call(this, key, value);
    };
  });
  await desk.open();
  await desk.read(kling({}));
  await page.getByLabel("The chosen one was had on").fill("2026-11-10T12:00");
  await expect(page.getByText("no room to keep it under another time")).toBeVisible();
  await expect(desk.keptOnes).toHaveText([/^Nov 20, 2026, 12:00/]);
  await page.reload();
  await expect(desk.keptOnes).toHaveText([/^Nov 20, 2026, 12:00/]);
  await page.evaluate(() => localStorage.removeItem(Object.keys(localStorage).find((key) => key.startsWith("packwise.balance.v1."))!));
  await page.evaluate(() => localStorage.setItem("packwise.balance.v1.1000", "of an older page"));
  await page.reload();
  await desk.read(kling({}));
  await page.getByRole("button", { name: "Remove all" }).click();
  await expect(desk.said).toHaveText("2 balances are removed from this browser.");
  expect(await page.evaluate(() => localStorage.getItem("packwise.balance.v1.1000"))).toBeNull();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByText("1 balance that was kept here can no longer be read.")).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem("packwise.balance.v1.1000"))).toBe("of an older page");
});

it("a balance that is pasted late is said to be of its own day, and measures the use from there", async ({ desk, page }) => {
  await desk.open();
  await desk.read(kling({ left: 600 }));
  await desk.read(kling({ left: 1000 }));
  await expect(desk.keptOnes).toHaveCount(2);
  const when = page.getByLabel("The chosen one was had on");
  await expect(when).toHaveValue("2026-11-20T12:00");
  await when.fill("2026-11-21T12:00");
  await expect(page.getByText("that is still to come")).toBeVisible();
  await when.fill("2026-11-10T12:00");
  await expect(desk.said).toHaveText(/This balance is now one of Nov 10, 2026, 12:00/);
  await expect(when).toHaveValue("2026-11-10T12:00");
  // it is still the one that is looked at, and comes after the newer one
  await expect(desk.keptOnes.nth(1).getByRole("radio")).toBeChecked();
  await page.getByRole("button", { name: "Measured use" }).click();
  await expect(desk.card).toContainText("38.095 to 42.105 units a day.");
  await page.reload();
  await expect(desk.keptOnes).toContainText(["Nov 20, 2026, 12:00", "Nov 10, 2026, 12:00"]);
});

it("a text that is no balance is not kept anywhere", async ({ desk, page }) => {
  await desk.open();
  await desk.read("curl -H 'Authorization: Bearer planted-secret'");
  await expect(desk.problems).toHaveCount(1);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + location.href)).not.toContain("planted-secret");
});

it("U-Gen: one pack that never expires; its pool is another provider's", async ({ desk, page }) => {
  await desk.open();
  await desk.read('{"credit_balance": 1200.5, "credit_reserved": 86, "available_credits": 1114.5}');
  await expect(desk.rows).toHaveCount(1);
  await expect(desk.rows.first()).toContainText("1,114.5");
  await expect(desk.rows.first()).toContainText("never");
  await expect(desk.rows.first()).toContainText("the account’s only one");
  await expect(desk.rows.first()).toContainText("not counted: the price book has no such pool");
  await expect(desk.card).toContainText("Your work draws nothing from it");
  // a page of transactions whose chain breaks
  const row = (type: string, amount: number, before: number) => ({ type, amount, balance_before: before, balance_after: before + amount });
  await desk.read(JSON.stringify({ items: [row("consume", -80, 920), row("reserve", -86, 1000)], total: 2, page: 1, page_size: 20, total_pages: 1 }));
  await expect(desk.rows.first()).toContainText("840");
  await expect(desk.problems).toContainText("items[0].balance_before");
  await expect(desk.keptOnes).toHaveCount(2);
  await expect(page.getByText("U-Gen, 1 pack, pasted")).toHaveCount(2);
});

it("a file is chosen or dropped; a broken one is named and leaves the box alone", async ({ desk, page }) => {
  await desk.open();
  await desk.box.fill("half typed");
  await page.getByLabel("Choose a file").setInputFiles({ name: "costs.json", mimeType: "application/json", buffer: Buffer.from(EXAMPLE) });
  await expect(desk.said).toHaveText("Read from costs.json: 1 pack, as of now.");
  await expect(desk.box).toHaveValue("half typed");
  const drop = async (...files: string[]) => {
    const data = await page.evaluateHandle((files) => {
      const data = new DataTransfer();
      for (let at = 0; at < files.length; at += 2) data.items.add(new File([files[at + 1]!], files[at]!, { type: "application/json" }));
      return data;
    }, files);
    const on = page.getByRole("heading", { level: 1 });
    await on.dispatchEvent("dragover", { dataTransfer: data });
    await on.dispatchEvent("drop", { dataTransfer: data });
  };
  await drop("bad.json", "{");
  await expect(desk.said).toHaveText("bad.json is no balance that can be used. Nothing else changed.");
  await drop("good.json", kling({}, { id: "b" }));
  await expect(desk.said).toHaveText("Read from good.json: 2 packs, as of now.");
  await expect(desk.rows).toHaveCount(2);
  // of several what is wrong with one stays said
  await drop("bad.json", "{", "fine.json", kling({}, { id: "b" }, { id: "c" }), "odd.json", "[]");
  await expect(desk.said).toHaveText("bad.json is no balance that can be used. Read from fine.json: 3 packs, as of now. odd.json is no balance that can be used.");
  await expect(desk.rows).toHaveCount(3);
  await expect(desk.problems).toHaveText([/bad\.json/, /odd\.json/]);
});

it("names that are markup are text", async ({ desk, page }) => {
  await desk.open();
  await desk.read(kling({ name: "<img src=x onerror='document.title=1'> video" }));
  await expect(desk.rows.first()).toContainText("<img src=x");
  await expect(page.locator("img[src=x]")).toHaveCount(0);
});

it("what to paste is explained with the calls, and never asks for a key", async ({ desk, page }) => {
  await desk.open();
  await expect(page.getByLabel("The call to Kling")).toContainText("/account/costs?start_time=");
  await expect(page.getByLabel("The call to U-Gen")).toContainText("/api/v1/credits/balance");
  await expect(page.getByText("This page never asks for the provider’s key or token")).toBeVisible();
  await page.getByRole("button", { name: "Put the documentation’s example into the box" }).click();
  await page.keyboard.press("Enter");
  await expect(desk.rows.first()).toContainText("118 lost");
});

it.describe("proxy", () => {
  const served = (left: number, more: object = {}) => ({
    provider: "kling",
    account: "main",
    fetchedAt: "2026-11-20T11:59:25.000Z",
    ageSeconds: 35,
    stale: false,
    problem: null,
    balance: answer({ left }),
    ...more,
  });

  it("without one nothing is asked and nothing is missing", async ({ desk }) => {
    await desk.open();
    await expect(desk.proxy).toHaveCount(0);
  });

  it("connects, fetches, fails, recovers, disconnects; the token is held in memory only", async ({ desk, page, watched, app }) => {
    let mode: "ok" | "unknown" | "down" | "stale" | "html" | "gone" = "unknown";
    const tokens: (string | undefined)[] = [];
    await page.route("**/packwise.json", (route) => route.fulfill({ json: { proxy: "./balances/", brand: { name: "x" } } }));
    await page.route("**/balances/api/v1/accounts", (route) => {
      tokens.push(route.request().headers().authorization);
      if (mode === "unknown") {
        return route.fulfill({ status: 401, json: { error: { code: "unknown-caller", words: "This needs a token that is known here." } } });
      }
      return route.fulfill({ json: { accounts: [{ name: "main", provider: "kling" }, { name: "other", provider: "kling" }], coordination: "single" } });
    });
    await page.route("**/balances/api/v1/accounts/*/balance", (route) => {
      switch (mode) {
        case "down":
          return route.fulfill({ status: 502, headers: { "Retry-After": "7" }, json: { error: { code: "vendor-down", words: "Kling is under maintenance (5001)." } } });
        case "html":
          return route.fulfill({ body: "<html></html>", contentType: "text/html" });
        case "gone":
          return route.abort("connectionrefused");
        case "stale":
          return route.fulfill({ json: served(500, { stale: true, ageSeconds: 660, fetchedAt: "2026-11-20T11:49:00.000Z", problem: { code: "timed-out", words: "The vendor did not answer in time." } }) });
        default:
          return route.fulfill({ json: served(600) });
      }
    });
    await desk.open();
    await expect(desk.proxy).toContainText("/a/b/balances");
    const said = desk.proxy.getByRole("status");
    const token = desk.proxy.getByLabel("Token for the proxy");
    await token.fill("wrong");
    await page.keyboard.press("Enter");
    await expect(said).toContainText("The proxy does not know this token. It says: This needs a token that is known here.");
    expected(watched, /401/);
    mode = "ok";
    await token.fill("s3cret-token");
    await desk.proxy.getByRole("button", { name: "Connect" }).click();
    await expect(desk.proxy.getByLabel("Account")).toHaveValue("main");
    expect(tokens).toEqual(["Bearer wrong", "Bearer s3cret-token"]);
    const fetch = desk.proxy.getByRole("button", { name: "Fetch the balance" });
    await fetch.click();
    await expect(desk.proxy).toContainText("Connected. The figures of main were fetched Nov 20, 2026, 11:59");
    await expect(desk.proxy).toContainText("35 seconds before they came here");
    await expect(desk.forecast).toContainText("You run dry between Dec 4 and Dec 5, 2026");
    await expect(desk.keptOnes).toContainText(["Kling, 1 pack, account main"]);
    for (const [next, words, complaint] of [
      ["down", "The proxy could not get the figures. It says: Kling is under maintenance (5001). Try again in 7 s.", /502/],
      ["html", "is not a proxy of this kind: it is no JSON.", /./],
      ["gone", "could not be reached. Is it running", /ERR_CONNECTION_REFUSED/],
    ] as const) {
      mode = next;
      await fetch.click();
      await expect(said).toContainText(words);
      // what came before is still there
      await expect(desk.rows).toHaveCount(1);
      expected(watched, complaint);
    }
    mode = "stale";
    await fetch.click();
    await expect(desk.proxy).toContainText("Newer figures could not be had: The vendor did not answer in time.");
    await expect(desk.proxy).toContainText("11 minutes before they came here");
    await expect(said).toBeEmpty();
    mode = "ok";
    await fetch.click();
    await expect(desk.proxy).not.toContainText("Newer figures could not be had");
    const everywhere = () => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + location.href + document.cookie);
    expect(await everywhere()).not.toContain("s3cret-token");
    // another view and back: still connected
    await page.getByRole("link", { name: "Plan", exact: true }).click();
    await expect(app.total).toHaveCount(1);
    await page.getByRole("link", { name: "Balance", exact: true }).click();
    await expect(fetch).toBeVisible();
    await desk.proxy.getByRole("button", { name: "Disconnect" }).click();
    await expect(token).toHaveValue("");
    await expect(desk.rows).toHaveCount(1);
    await page.reload();
    await expect(token).toHaveValue("");
  });

  for (const [what, settings, words] of [
    ["no JSON", "{", "no JSON object"],
    ["another type", '{"proxy": 5}', "proxy is no text"],
    ["another scheme", '{"proxy": "javascript:alert(1)"}', "is not of the web"],
    ["an open connection elsewhere", '{"proxy": "http://proxy.example/"}', "is not https"],
    ["a password in it", '{"proxy": "https://u:p@proxy.example/"}', "holds more than a place"],
  ]) {
    it(`settings with ${what} are named and ignored`, async ({ desk, page }) => {
      await page.route("**/packwise.json", (route) => route.fulfill({ body: settings, contentType: "application/json" }));
      await desk.open();
      await expect(page.getByText(words)).toBeVisible();
      await expect(desk.proxy).toHaveCount(0);
      await desk.read(EXAMPLE);
      await expect(desk.rows).toHaveCount(1);
    });
  }
});

it("by keyboard alone: paste, read, choose a pool, use it, undo it", async ({ desk, page, app }) => {
  await desk.open();
  const tabTo = async (target: Locator, most = 60) => {
    for (let pressed = 0; pressed <= most; pressed++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error("not reached with Tab");
  };
  await tabTo(desk.box);
  await page.keyboard.insertText(kling({ name: "Offer" }));
  await tabTo(page.getByRole("button", { name: "Read it" }));
  await page.keyboard.press("Enter");
  await expect(desk.rows).toHaveCount(1);
  await tabTo(desk.pool(1));
  await page.keyboard.press("v");
  await expect(desk.pool(1).locator("option:checked")).toHaveText("Video generation");
  await expect(desk.pool(1)).toBeFocused();
  const use = page.getByRole("button", { name: "Use in the plan" });
  for (let pressed = 0; pressed < 40 && !(await use.evaluate((element) => element === document.activeElement)); pressed++) {
    await page.keyboard.press("Shift+Tab");
  }
  await page.keyboard.press("Space");
  await expect.poll(() => app.fragment()).toContain("owned=600:video/4");
  await page.keyboard.press("Control+z");
  await expect.poll(() => app.fragment()).not.toContain("owned=");
});

const MANY = kling(
  ...Array.from({ length: 24 }, (_, at) => ({
    id: `pack-${at}-${"0123456789abcdef".repeat(2)}`,
    name: at % 3 === 0 ? `Video Generation - ${(at + 1) * 1000} entries, a very long name that goes on` : at % 3 === 1 ? "Image Generation - 500,000 entries" : "Something",
    left: at * 1234.5,
    total: 45_000,
    until: at % 4 === 0 ? "2026-11-01" : at % 4 === 1 ? "2026-12-05" : "2027-05-01",
    from: at % 5 === 4 ? "2026-12-10" : "2026-08-01",
    status: at % 4 === 0 ? "expired" : "online",
  })),
);

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    it.describe(`${colorScheme}, ${width} px`, () => {
      it.use({ colorScheme, viewport: { width, height: 900 } });

      it("axe finds nothing serious, and nothing reaches over the edge", async ({ desk, page }) => {
        await page.route("**/packwise.json", (route) => route.fulfill({ json: { proxy: "./balances/" } }));
        const check = async (state: string) => {
          const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          expect(serious.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${state}: ${id}: ${target.join(" ")}: ${failureSummary}`))).toEqual([]);
          expect(await page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth), state).toBeLessThanOrEqual(0);
        };
        await desk.open();
        await expect(desk.proxy).toBeVisible();
        await expect(page.getByLabel("The call to Kling")).toBeVisible();
        await check("fresh");
        await desk.read(MANY);
        await expect(desk.rows).toHaveCount(24);
        await desk.use();
        await page.getByText("The same as a table").click();
        await check("many packs");
        await desk.read("<html>");
        await expect(desk.problems).toHaveCount(1);
        await page.getByRole("button", { name: "Measured use" }).click();
        await check("an error");
      });
    });
  }
}
