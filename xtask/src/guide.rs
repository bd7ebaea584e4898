//! Builds the guide: `docs/` into `target/guide`, with mdBook.
//!
//! It is no part of `cargo xtask test`: the pages' links and references are looked at there without it.
//!
//! Imports `project`, `say` and `tools`.

use crate::project::Project;
use crate::say;
use crate::tools::{self, Need};
use anyhow::Context as _;
use std::path::PathBuf;
use xshell::cmd;

/// `cargo xtask docs`.
pub(crate) fn command(project: &Project) -> anyhow::Result<()> {
    let folder = build(project)?;
    say::note(&format!(
        "the guide is in {}: open its index.html, or copy the folder beside the page",
        folder.display()
    ));
    Ok(())
}

fn build(project: &Project) -> anyhow::Result<PathBuf> {
    tools::ensure(project, &[Need::MdBook])?;
    let sh = &project.shell;
    let (docs, folder) = (project.path("docs"), project.path("target/guide"));
    say::step("building the guide (mdBook)", || {
        cmd!(sh, "mdbook build {docs} --dest-dir {folder}").quiet().run().context("the guide does not build")
    })?;
    Ok(folder)
}
