// The element's looks: the full page's colours and sizes (style/main.css). Nothing of the page around comes in but its
// light or dark (the inherited `color-scheme`) and what is set by the custom properties and parts named in the README. The
// attribute `accent` is made dark or light enough to be read as text; a custom property is taken as it is.
const TOKENS = {
  ground: ["#f6f6f3", "#101214"], surface: ["#ffffff", "#181b1e"], raise: ["#fafaf7", "#1e2226"], ink: ["#15181d", "#eceef0"],
  soft: ["#565e6b", "#a0a9b3"], line: ["#e2e2dc", "#2b3036"], edge: ["#8b929c", "#6c757f"], accent: ["#0a6b4e", "#56c596"],
  "accent-soft": ["#e4f2ec", "#17322a"], warn: ["#7d4a00", "#e7b566"], "warn-soft": ["#fbf1df", "#33291a"],
  error: ["#a3262a", "#f0918c"], "error-soft": ["#fbe9e8", "#3a2020"], waste: ["#c3c7cd", "#48505a"], left: ["#8fc4ae", "#2f7a5c"],
};
const colours = Object.entries(TOKENS).map(([name, [light, dark]]) => `--${name}: var(--packwise-${name}, light-dark(${light}, ${dark}));`);

export const STYLE = `
:host { display: block; min-width: 0; }
:host([hidden]) { display: none; }
.box {
  all: initial;
  ${colours.join(" ")}
  color-scheme: inherit; container-type: inline-size; display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr);
  background: var(--surface); color: var(--ink); border: 1px solid var(--line); border-radius: var(--packwise-radius, 12px); padding: 18px;
  font: 15px/1.45 var(--packwise-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans SC", sans-serif);
  font-variant-numeric: tabular-nums; text-align: start; cursor: auto; overflow-wrap: normal;
}
.box[data-accent] { --accent: var(--own-accent); --accent-soft: color-mix(in srgb, var(--own-accent) 12%, var(--surface)); }
@supports (color: oklch(from red l c h)) {
  .box[data-accent] { --accent: light-dark(oklch(from var(--own-accent) min(l, 0.5) c h), oklch(from var(--own-accent) max(l, 0.75) c h)); }
}
:host([theme="light"]) .box { color-scheme: light; }
:host([theme="dark"]) .box { color-scheme: dark; }
*, *::before, *::after { box-sizing: border-box; }
p, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
input { font: inherit; color: inherit; letter-spacing: inherit; }
b { font-weight: 620; }
small { display: block; color: var(--soft); font-size: 13px; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.soft { color: var(--soft); }
.warn { color: var(--warn); }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.work { border: 1px solid var(--line); border-radius: 10px; }
.line { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 14px; align-items: center; padding: 9px 12px; border-bottom: 1px solid var(--line); }
.months { border-bottom: 0; }
.months .what { color: var(--soft); }
.what { display: block; }
.count { display: grid; grid-template-columns: auto 112px; gap: 8px; align-items: center; }
.field { display: inline-grid; position: relative; }
input { width: 92px; min-height: 36px; padding: 5px 9px; border: 1px solid var(--edge); border-radius: 8px; background: var(--raise); text-align: end; cursor: text; }
input:focus-visible { outline-offset: 1px; }
input[aria-invalid="true"] { border-color: var(--error); background: var(--error-soft); }
.worth { color: var(--soft); font-size: 12.5px; text-align: end; }
.unit { color: var(--soft); font-size: 13.5px; }
.fixed { font-weight: 620; text-align: end; }
.issue { display: block; grid-column: 1 / -1; font-size: 13px; color: var(--soft); }
.issue:empty { display: none; }
.issue span { display: block; }
.issue .warning { color: var(--warn); }
.issue .error { color: var(--error); }

.answer { display: grid; gap: 10px; grid-template-columns: minmax(0, 1fr); }
.head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 6px 10px; font-size: 13px; font-weight: 600; color: var(--soft); }
.chip { display: inline-block; border-radius: 99px; padding: 1px 10px; font-size: 12.5px; font-weight: 400; background: var(--accent-soft); color: var(--accent); white-space: nowrap; }
.chip.doubt { background: var(--warn-soft); color: var(--warn); }
.total { font-size: 36px; line-height: 1.1; letter-spacing: -0.03em; font-weight: 680; overflow-wrap: anywhere; }
.none { font-size: 26px; letter-spacing: -0.02em; font-weight: 650; }
.pool { display: grid; gap: 9px; grid-template-columns: minmax(0, 1fr); }
.pool + .pool { border-top: 1px solid var(--line); padding-top: 12px; }
.name { display: flex; justify-content: space-between; gap: 12px; }
.buy { padding: 12px 14px; border-radius: 10px; background: var(--accent-soft); }
.buy ul { display: grid; gap: 3px; }
.buy b { font-size: 17px; font-weight: 650; }
.buy p { font-size: 13.5px; margin-top: 5px; color: color-mix(in srgb, var(--ink) 78%, var(--accent-soft)); }
.buy li span { color: color-mix(in srgb, var(--ink) 78%, var(--accent-soft)); }
.bar { display: block; width: 100%; height: 10px; border-radius: 99px; overflow: hidden; }
.bar .used { fill: var(--accent); }
.bar .waste { fill: var(--waste); }
.bar .left { fill: var(--left); }
.keys { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 13.5px; color: var(--soft); margin-top: 5px; }
.key { display: inline-block; width: 9px; height: 9px; border-radius: 3px; margin-inline-end: 5px; }
.key.used { background: var(--accent); }
.key.waste { background: var(--waste); }
.key.left { background: var(--left); }
.facts { display: grid; gap: 6px; font-size: 14.5px; }
.facts > div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 14px; }
.facts dt { flex: 1 1 8em; color: var(--soft); }
.facts dd { margin-inline-start: auto; text-align: end; }

.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { padding: 9px 12px; text-align: end; vertical-align: top; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody th { font-weight: 400; text-align: start; white-space: normal; min-width: 150px; }
thead th { font-size: 12.5px; font-weight: 600; color: var(--soft); }
thead th:first-child { text-align: start; }
tbody tr:last-child > * { border-bottom: 0; }
tr.best > * { background: var(--accent-soft); }
tr.best small { color: color-mix(in srgb, var(--ink) 78%, var(--accent-soft)); }
tr.soft > * { color: var(--soft); }
.id { font-family: ui-monospace, SFMono-Regular, Menlo, monospace; font-size: 12px; }

.notes { display: grid; gap: 8px; }
.notes:empty { display: none; }
.notes .note { padding: 8px 12px; border-radius: 10px; font-size: 13.5px; background: var(--raise); color: var(--soft); overflow-wrap: anywhere; }
.notes .note.warning { background: var(--warn-soft); color: var(--warn); }
.notes .note.error { background: var(--error-soft); color: var(--error); }
.foot { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px; font-size: 13.5px; }
a { color: var(--accent); text-decoration: underline; cursor: pointer; }

@container (max-width: 400px) {
  .line { grid-template-columns: minmax(0, 1fr); }
  .count { justify-content: start; }
  th, td { padding: 8px; }
  tbody th { min-width: 116px; }
  td small { white-space: normal; }
}
`;
