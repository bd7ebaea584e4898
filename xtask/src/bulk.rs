//! Builds the module that prices files of work (crates/bulk): a WebAssembly module of its own beside the page, loaded by a
//! Web Worker when somebody opens a file.
//!
//! Imports `fingerprint`, `module` and `project`.

use crate::project::Project;
use crate::{fingerprint, module};
use anyhow::{Context as _, ensure};
use std::fs;
use std::path::{Path, PathBuf};

const CRATE: &str = "packwise-bulk";

/// What index.html says of where the worker is, before the folder has its digest.
const PLACE: &str = "bulk/worker.js";

/// Builds `bulk.js`, `bulk_bg.wasm` and `worker.js` into `target/bulk`, compiled for speed.
pub(crate) fn build(project: &Project) -> anyhow::Result<PathBuf> {
    let folder = project.path("target/bulk");
    module::build(project, CRATE, "speed", &folder, "bulk", &["--no-typescript"])?;
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
