//! Builds what the page loads when somebody asks for it, each a WebAssembly module of its own in a Web Worker: the module
//! that prices files (crates/bulk) with the reader of spreadsheets beside it (crates/sheet), and the writer of spreadsheets
//! (crates/xlsx).
//!
//! Imports `fingerprint`, `module` and `project`.

use crate::project::Project;
use crate::{fingerprint, module};
use anyhow::{Context as _, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// One worker: its folder, the crate that its script is of, and the modules that the script imports (crate, stem).
struct Apart {
    folder: &'static str,
    script: &'static str,
    modules: &'static [(&'static str, &'static str)],
}

const ALL: [Apart; 2] = [
    Apart {
        folder: "bulk",
        script: "crates/bulk/web/worker.js",
        modules: &[("packwise-bulk", "bulk"), ("packwise-sheet", "sheet")],
    },
    Apart { folder: "xlsx", script: "crates/xlsx/web/worker.js", modules: &[("packwise-xlsx", "xlsx")] },
];

/// Builds `<stem>.js` and `<stem>_bg.wasm` into `target/<stem>`, compiled for speed.
pub(crate) fn build(project: &Project, krate: &str, stem: &str) -> anyhow::Result<PathBuf> {
    let folder = project.path("target").join(stem);
    module::build(project, krate, "speed", &folder, stem, &["--no-typescript"])?;
    Ok(folder)
}

/// Puts them into a page under names that their contents give, and tells index.html.
pub(crate) fn lay_into(project: &Project, stage: &Path) -> anyhow::Result<()> {
    for apart in &ALL {
        let from = project.path("target/apart").join(apart.folder);
        if from.exists() {
            fs::remove_dir_all(&from)?;
        }
        fs::create_dir_all(&from)?;
        for (krate, stem) in apart.modules {
            let built = build(project, krate, stem)?;
            for file in [format!("{stem}.js"), format!("{stem}_bg.wasm")] {
                fs::copy(built.join(&file), from.join(&file)).with_context(|| format!("cannot copy {file}"))?;
            }
        }
        fs::copy(project.path(apart.script), from.join("worker.js"))?;

        let digest = fingerprint::of_tree(&from, |_| true)?;
        let name = format!("{}-{}", apart.folder, &digest[..16]);
        let to = stage.join(&name);
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(&from)? {
            let entry = entry?;
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
        // what index.html says of where the worker is, before the folder has its digest
        let place = format!("{}/worker.js", apart.folder);
        let index = stage.join("index.html");
        let html = fs::read_to_string(&index)?;
        ensure!(html.contains(&place), "index.html does not say where {place} is");
        fs::write(&index, html.replace(&place, &format!("{name}/worker.js")))?;
    }
    Ok(())
}
