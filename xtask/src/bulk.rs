//! Builds the module that prices files of work (crates/bulk): a WebAssembly module of its own beside the page, loaded by a
//! Web Worker when somebody opens a file.
//!
//! Imports `fingerprint`, `project`, `say` and `wasm_opt`.

use crate::project::Project;
use crate::{fingerprint, say, wasm_opt};
use anyhow::{Context as _, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use xshell::cmd;

const CRATE: &str = "packwise-bulk";

/// What index.html says of where the worker is, before the folder has its digest.
const PLACE: &str = "bulk/worker.js";

/// Builds `bulk.js`, `bulk_bg.wasm` and `worker.js` into `target/bulk`, compiled for speed.
pub(crate) fn build(project: &Project) -> anyhow::Result<PathBuf> {
    let sh = &project.shell;
    say::step("compiling crates/bulk for the browser", || {
        cmd!(sh, "cargo build --profile speed --package {CRATE} --target wasm32-unknown-unknown --lib")
            .run()
            .with_context(|| format!("{CRATE} does not build; what cargo says above is why"))
    })?;
    let file = format!("{}.wasm", CRATE.replace('-', "_"));
    let compiled = project.target().join("wasm32-unknown-unknown/speed").join(file);
    let folder = project.path("target/bulk");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    cmd!(sh, "wasm-bindgen --target web --no-typescript --out-dir {folder} --out-name bulk {compiled}")
        .quiet()
        .run()
        .with_context(|| format!("wasm-bindgen failed on {}", compiled.display()))?;
    wasm_opt::shrink(project, &[folder.join("bulk_bg.wasm")])?;
    fs::copy(project.path("crates/bulk/web/worker.js"), folder.join("worker.js"))?;
    Ok(folder)
}

/// Puts it into a page under a name that its contents give, and tells index.html.
pub(crate) fn lay_into(project: &Project, stage: &Path) -> anyhow::Result<()> {
    let from = build(project)?;
    let digest = fingerprint::of_tree(&from, |_| true)?;
    let name = format!("bulk-{}", &digest[..16]);
    let to = stage.join(&name);
    fs::create_dir_all(&to)?;
    for file in ["bulk.js", "bulk_bg.wasm", "worker.js"] {
        fs::copy(from.join(file), to.join(file)).with_context(|| format!("cannot write {file}"))?;
    }
    let index = stage.join("index.html");
    let html = fs::read_to_string(&index)?;
    ensure!(html.contains(PLACE), "index.html does not say where {PLACE} is");
    fs::write(&index, html.replace(PLACE, &format!("{name}/worker.js")))?;
    Ok(())
}
