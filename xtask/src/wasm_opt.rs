//! Makes wasm files smaller with `wasm-opt`, from the npm package binaryen.
//!
//! What a file imports and exports, and where its functions stand in a table that others see, it leaves as it is, so that
//! parts that were cut from one another still fit.
//!
//! The features are those that rustc and wasm-bindgen emit, named one by one: with `--all-features` wasm-opt writes
//! encodings that today's browsers reject.
//!
//! Imports `project` and `say`.

use crate::project::Project;
use crate::say;
use anyhow::Context as _;
use std::fs;
use std::path::PathBuf;
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

/// What rustc did not inline is not inlined here either: code that stays in functions of its own compresses better.
const INLINING: [&str; 2] = ["--one-caller-inline-max-function-size=0", "--flexible-inline-max-function-size=0"];

/// Optimises files in place, and says what that saved.
pub(crate) fn shrink(project: &Project, files: &[PathBuf]) -> anyhow::Result<()> {
    let sh = &project.shell;
    let program = project.path("node_modules/binaryen/bin/wasm-opt");
    let (mut before, mut after) = (0, 0);
    say::step("making the wasm small (wasm-opt)", || {
        for wasm in files {
            before += fs::metadata(wasm)?.len();
            let smaller = wasm.with_extension("wasm-opt");
            cmd!(sh, "node {program} {LEVEL} {INLINING...} {FEATURES...} --strip-producers {wasm} --output {smaller}")
                .quiet()
                .run()
                .with_context(|| format!("wasm-opt failed on {}", wasm.display()))?;
            fs::rename(&smaller, wasm)?;
            after += fs::metadata(wasm)?.len();
        }
        Ok(())
    })?;
    say::note(&format!("{} kB before, {} kB after", before / 1000, after / 1000));
    Ok(())
}
