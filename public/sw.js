// Keeps Packwise usable without a network, and never shows an old build for longer than it must. The page registers it once
// it has come to rest (src/offline.js); it serves nothing but the page's own files, and sends nothing.
//
// - A file whose name holds a digest never changes: the copy kept is as good as the host's.
// - Everything else (index.html, price books and their index, packwise.json) is asked of the network first, every time; the
//   copy answers where there is no network, or none within WAIT.
// - files.json lists what the build is made of. After each visit with a network, what is new there is fetched, so that
//   the views not yet looked at work offline too, and what neither this build nor the one before has is forgotten. (A page
//   that was opened before a new build still finds its own files.)

const CACHE = "packwise";
const FILES = "files.json";
/** Milliseconds after which a kept copy answers for a network that does not. */
const WAIT = 4_000;

const root = new URL("./", self.location).href;
const hashed = (url) => /-[0-9a-f]{14,16}([-_.][\w.-]*)?\.(js|wasm|css)$|\/[a-z]+-[0-9a-f]{14,16}\//.test(url);

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim().then(fill)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(root) || url.pathname.endsWith("/" + FILES)) return;
  event.respondWith(hashed(url.pathname) ? kept(request) : asked(request, event));
});

/** A file that never changes. */
async function kept(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) ?? keep(cache, request, await fetch(request));
}

/** A file that may have changed: the network's, or else the copy. */
async function asked(request, event) {
  const cache = await caches.open(CACHE);
  const page = request.mode === "navigate";
  // the page is one file, whatever stands behind its address
  const key = page ? root : request;
  const copy = () => cache.match(key, { ignoreVary: true, ignoreSearch: page });
  const answer = fetch(request).then((response) => {
    if (page) event.waitUntil(fill());
    return keep(cache, key, response);
  });
  const late = new Promise((resolve) => setTimeout(resolve, WAIT)).then(copy);
  // without a copy there is nothing to give up waiting for
  const first = Promise.race([answer, late.then((copy) => copy ?? answer)]);
  event.waitUntil(answer.catch(() => {}));
  return first.catch(async (error) => {
    const found = await copy();
    if (found) return found;
    throw error;
  });
}

/** Keeps an answer that is one, and gives it on. A store that is full costs nothing but the copy. */
function keep(cache, key, response) {
  if (response.ok && !response.redirected) cache.put(key, response.clone()).catch(() => {});
  return response;
}

let filling;

/** Fetches what this build has and is not kept yet, and forgets what is of no build any more. One at a time. */
function fill() {
  filling ??= fillNow().catch(() => {}).finally(() => (filling = undefined));
  return filling;
}

async function fillNow() {
  const cache = await caches.open(CACHE);
  const answer = await fetch(root + FILES, { cache: "no-cache" });
  if (!answer.ok) return;
  const text = await answer.text();
  const list = (text) => JSON.parse(text).files.filter((name) => typeof name === "string").map((name) => new URL(name, root).href);
  const now = list(text);
  const [last, before] = await Promise.all([FILES, FILES + "?before"].map((name) => cache.match(root + name)));
  const lastText = await last?.text();
  if (lastText !== text) {
    if (lastText !== undefined) await cache.put(root + FILES + "?before", new Response(lastText));
    await cache.put(root + FILES, new Response(text));
  }
  const older = lastText === text ? await before?.text() : lastText;
  const known = new Set([...now, ...(older === undefined ? [] : list(older))]);
  for (const { url } of await cache.keys()) if (hashed(url) && !known.has(url)) await cache.delete(url);
  for (const url of now) {
    if (await cache.match(url, { ignoreVary: true })) continue;
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) await cache.put(url, response);
  }
}
