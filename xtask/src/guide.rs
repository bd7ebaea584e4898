//! Builds the guide: `docs/` into `target/guide`, with mdBook; or into a page's own folder, where its calculators run.
//!
//! Imports `files`, `project`, `say` and `tools`.

use crate::project::Project;
use crate::tools::{self, Need};
use crate::{files, say};
use anyhow::Context as _;
use std::fs;
use std::path::{Path, PathBuf};
use xshell::cmd;

/// What the guide is called beside the page. Its pages find the page's files by `../`.
const BESIDE: &str = "guide";

/// `cargo xtask docs`.
pub(crate) fn command(project: &Project) -> anyhow::Result<()> {
    let folder = build(project)?;
    say::note(&format!(
        "the guide is in {}: open its index.html. Its calculators run where it is beside the page: `cargo xtask build --guide`",
        folder.display()
    ));
    Ok(())
}

/// `cargo xtask build`, after the page is built: `dist/guide/` is there when it was asked for, and only then.
pub(crate) fn in_dist(project: &Project, wanted: bool) -> anyhow::Result<()> {
    let folder = project.dist().join(BESIDE);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot replace {}", folder.display()))?;
    }
    if wanted { files::copy(&build(project)?, &folder) } else { Ok(()) }
}

/// Whether a path, from `dist/`, is of the guide and not of the page.
pub(crate) fn is_of_guide(path: &Path) -> bool {
    path.starts_with(BESIDE)
}

/// A copy of the page with the guide beside it, in a folder of its own.
pub(crate) fn beside_the_page(project: &Project, site: &Path) -> anyhow::Result<()> {
    if site.exists() {
        fs::remove_dir_all(site)?;
    }
    let page = site.join("packwise");
    files::copy(&project.dist(), &page)?;
    files::copy(&build(project)?, &page.join(BESIDE))
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
