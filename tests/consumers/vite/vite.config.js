// `base` so that the page works below any path; `exclude` so that Vite's server leaves the package's own address of its
// WebAssembly as it is (the bundle needs no such line).
export default { base: "./", optimizeDeps: { exclude: ["packwise"] } };
