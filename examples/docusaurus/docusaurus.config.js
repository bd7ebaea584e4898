// @ts-check

/** @type {import("@docusaurus/types").Config} */
export default {
  title: "Packwise in Docusaurus",
  url: "https://example.com",
  baseUrl: "/",
  onBrokenLinks: "throw",
  // on every page: the element, and the height of frames
  scripts: [
    { src: "/packwise/embed/packwise.js", type: "module" },
    { src: "/packwise/embed/frame.js", defer: true },
  ],
  plugins: [["@docusaurus/plugin-content-docs", { routeBasePath: "/" }]],
  themes: ["@docusaurus/theme-classic"],
};
