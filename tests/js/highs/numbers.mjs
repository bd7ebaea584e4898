// Decimal texts and JSON numbers as whole BigInts, and back. Nothing here rounds.

/** `value`, a number or a decimal text, times 10^`decimals`; an error where that is not whole. */
export function whole(value, decimals) {
  const [, minus, before, after = ""] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(String(value)) ?? fail(value);
  const kept = after.replace(/0+$/, "");
  if (kept.length > decimals) fail(value);
  const size = BigInt(before + kept.padEnd(decimals, "0"));
  return minus ? -size : size;
}

/** Billionths of money as the contract writes them: at least two decimals, no further trailing zeros. */
export function money(billionths) {
  const text = billionths.toString().padStart(10, "0");
  const [before, after] = [text.slice(0, -9), text.slice(-9).replace(/0+$/, "")];
  return `${before}.${after.padEnd(2, "0")}`;
}

function fail(value) {
  throw new Error(`not an exact number: ${value}`);
}
