// Has the browser keep the page for when there is no network (public/sw.js), once the page has come to rest. Not in a frame,
// whose page decides what it keeps; not where data is to be saved; not from a disk. `cargo xtask build` puts this before the
// script that starts the page.
if (parent === self && isSecureContext && location.protocol.startsWith("http") && !navigator.connection?.saveData) {
  const register = () => navigator.serviceWorker?.register("./sw.js").catch(() => {});
  addEventListener("load", () => setTimeout(register, 3000));
}
