// The page inside a frame: it tells the page around it how high it is, as soon as that has asked, and again at every change.
// Nothing else is ever told, nobody but the parent is told, and only under the origin that asked. `cargo xtask build` puts
// this before the script that starts the page, so that it holds where WebAssembly is blocked too. The other half is
// public/embed/frame.js.
if (parent !== self) {
  const root = document.documentElement;
  let asker, told;
  const tell = () => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (asker && height !== told) parent.postMessage({ type: "packwise-height", height: (told = height) }, asker);
  };
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || data?.type !== "packwise-hello") return;
    // a page from a disk has no origin that could be named
    asker = origin === "null" ? "*" : origin;
    told = 0;
    tell();
  });
  new ResizeObserver(tell).observe(root);
}
