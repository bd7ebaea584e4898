// The golden sealed link, opened by other code than the page's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { open, seal } from "./seal.mjs";

const golden = JSON.parse(readFileSync(new URL("../golden/sealed/negotiated.v1.json", import.meta.url), "utf8"));
const hex = (text) => Buffer.from(text, "hex");

test("the golden sealed link opens with its passphrase, and with nothing else", async () => {
  const sealed = hex(golden.sealed);
  assert.equal((await open(sealed, golden.passphrase, golden.bound)).toString("hex"), golden.plain);
  await assert.rejects(open(sealed, `${golden.passphrase} `, golden.bound));
  // bound to its document part: beside another one it does not open
  await assert.rejects(open(sealed, golden.passphrase, golden.bound.replace(/.$/, "_")));
  const again = await seal(hex(golden.plain), golden.passphrase, golden.bound, hex(golden.salt), hex(golden.nonce));
  assert.equal(again.toString("hex"), golden.sealed);
});
