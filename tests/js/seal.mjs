// Sealing as the page does it, written a second time from its description: PBKDF2-SHA-256 of 600,000 iterations makes
// the key, AES-256-GCM seals, the document part of the link is bound as additional data. Salt (16 bytes), nonce (12),
// then what was encrypted, its tag last.
const ITERATIONS = 600_000;

async function key(passphrase, salt) {
  const text = new TextEncoder().encode(passphrase.normalize("NFC"));
  const base = await crypto.subtle.importKey("raw", text, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function seal(plain, passphrase, bound, salt, nonce) {
  const how = { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(bound) };
  const sealed = await crypto.subtle.encrypt(how, await key(passphrase, salt), plain);
  return Buffer.concat([salt, nonce, Buffer.from(sealed)]);
}

export async function open(sealed, passphrase, bound) {
  const [salt, nonce, rest] = [sealed.subarray(0, 16), sealed.subarray(16, 28), sealed.subarray(28)];
  const how = { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(bound) };
  return Buffer.from(await crypto.subtle.decrypt(how, await key(passphrase, salt), rest));
}
