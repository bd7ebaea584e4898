// Gives each <iframe data-packwise src="…/packwise/#…"> of this page the height of what is in it, up to data-max-height (4000).
// It is a classic script, so it may come from another origin as it is. It takes whole numbers of pixels from the frame's own
// window at the origin of its address, and nothing from anybody else. The other half is in the page itself.
{
  const FRAMES = "iframe[data-packwise]";
  const hello = (frame) => frame.contentWindow?.postMessage({ type: "packwise-hello" }, "*");
  addEventListener("message", ({ source, origin, data }) => {
    if (data?.type !== "packwise-height" || !Number.isSafeInteger(data.height) || data.height < 1) return;
    const frame = [...document.querySelectorAll(FRAMES)].find((one) => one.contentWindow === source);
    if (!frame?.src || new URL(frame.src).origin !== origin) return;
    const most = Number(frame.dataset.maxHeight);
    frame.height = Math.min(data.height, most > 0 ? most : 4000);
  });
  // a load does not bubble, so it is caught on its way down; frames that come later are greeted too
  document.addEventListener("load", ({ target }) => target.matches?.(FRAMES) && hello(target), true);
  document.querySelectorAll(FRAMES).forEach(hello);
}
