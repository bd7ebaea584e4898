//! Makes a wasm file smaller with `wasm-opt`, from the npm package binaryen.
//!
//! The features are those that rustc and wasm-bindgen emit, named one by one: with `--all-features` wasm-opt writes
//! encodings that today's browsers reject.
//!
//! Imports `project` and `say`.

use crate::project::Project;
use crate::say;
use anyhow::Context as _;
use std::fs;
use std::path::Path;
use xshell::cmd;

const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// As brotli, which is what travels, the levels for size and for speed come out within 0.3 % of one another (measured on
/// the page), so speed has it.
const LEVEL: &str = "-O3";

/// Optimises a file in place, and says what that saved.
pub(crate) fn shrink(project: &Project, wasm: &Path) -> anyhow::Result<()> {
    let sh = &project.shell;
    let before = fs::metadata(wasm)?.len();
    let smaller = wasm.with_extension("wasm-opt");
    let program = project.path("node_modules/binaryen/bin/wasm-opt");
    say::step("making the wasm small (wasm-opt)", || {
        cmd!(sh, "node {program} {LEVEL} {FEATURES...} --strip-producers {wasm} --output {smaller}")
            .quiet()
            .run()
            .with_context(|| format!("wasm-opt failed on {}", wasm.display()))
    })?;
    fs::rename(&smaller, wasm)?;
    let after = fs::metadata(wasm)?.len();
    say::note(&format!("{} kB before, {} kB after", before / 1000, after / 1000));
    Ok(())
}
