//! Builds the release page: `dist/`.
//!
//! `dist/` is either whole or absent: the page is finished under `target/xtask/` and moved there as the last step.
//! It is not built again while neither its sources nor its files have changed. Every address in it is relative, and
//! the name of its script and its wasm is a digest of their bytes.
//!
//! wasm-opt runs here and not in Trunk, which would try to download one. Hence `data-wasm-opt="0"` in index.html, and
//! no integrity attributes (Trunk.toml): Trunk would take the digest before the file is final.
//!
//! Imports `fallback`, `fingerprint`, `project`, `say`, `tools` and `wasm_opt`.

use crate::project::{self, Project};
use crate::{fallback, fingerprint, say, tools, wasm_opt};
use anyhow::{Context as _, bail, ensure};
use std::fs;
use std::path::Path;
use walkdir::DirEntry;
use xshell::cmd;

/// What ends the name of the one wasm file that Trunk makes.
const WASM_END: &str = "_bg.wasm";

/// Builds the page unless `dist/` already is what the sources say.
pub(crate) fn ensure(project: &Project) -> anyhow::Result<()> {
    if !project.path("index.html").is_file() {
        bail!("there is no index.html in the repository's root, so there is no page to build");
    }
    let scratch = project.scratch()?;
    let _lock = project::lock(&scratch)?;
    let stamp = scratch.join("page.stamp");

    let sources = sources(project)?;
    if is_fresh(project, &stamp, &sources)? {
        say::note("dist/ is up to date");
        return Ok(());
    }
    tools::ensure(project, &tools::FOR_THE_PAGE)?;
    build(project, &scratch)?;
    let stamped = stamp_text(&sources, &output(project)?);
    fs::write(&stamp, stamped).with_context(|| format!("cannot write {}", stamp.display()))
}

fn build(project: &Project, scratch: &Path) -> anyhow::Result<()> {
    let stage = scratch.join("dist");
    if stage.exists() {
        fs::remove_dir_all(&stage)?;
    }
    say::step("building the release page (Trunk)", || {
        trunk(project, &["build", "--release", "--dist"])
            .arg(&stage)
            .run()
            .context("the page does not build; what cargo or Trunk say above is why")
    })?;
    let script = glue_name(&stage)?;
    wasm_opt::shrink(project, &stage.join(format!("{script}{WASM_END}")))?;
    name_by_content(&stage, &script)?;
    fallback::put_in(project, &stage)?;

    let dist = project.dist();
    if dist.exists() {
        fs::remove_dir_all(&dist).with_context(|| format!("cannot replace {}", dist.display()))?;
    }
    fs::rename(&stage, &dist).with_context(|| format!("cannot write {}", dist.display()))
}

/// A Trunk command that does not ask for newer versions of itself, shows no backtrace of its own when cargo finds a
/// mistake of ours, and does not stumble over `NO_COLOR=1`, which it cannot read.
pub(crate) fn trunk<'a>(project: &'a Project, arguments: &[&str]) -> xshell::Cmd<'a> {
    let sh = &project.shell;
    let color = if sh.var_os("NO_COLOR").is_some() { "never" } else { "auto" };
    cmd!(sh, "trunk {arguments...}")
        .env_remove("NO_COLOR")
        .env("TRUNK_COLOR", color)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env("RUST_BACKTRACE", "0")
}

/// The name that Trunk gave to both `<name>.js` and `<name>_bg.wasm`.
fn glue_name(dist: &Path) -> anyhow::Result<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("Trunk made no {}", dist.display()))? {
        if let Some(name) = entry?.file_name().to_str().and_then(|name| name.strip_suffix(WASM_END)) {
            names.push(name.to_owned());
        }
    }
    match <[String; 1]>::try_from(names) {
        Ok([name]) => Ok(name),
        Err(names) => bail!("expected Trunk to make one wasm file, found {}: {names:?}", names.len()),
    }
}

/// Renames script and wasm after what is in them.
///
/// Trunk names them after the wasm as cargo left it, so another wasm-bindgen or wasm-opt would give other contents
/// under the same name, and a browser that was told to keep the old ones would mix the two.
fn name_by_content(dist: &Path, name: &str) -> anyhow::Result<()> {
    let (script, wasm) = (dist.join(format!("{name}.js")), dist.join(format!("{name}{WASM_END}")));
    let mut bytes = fs::read(&script).with_context(|| format!("cannot read {}", script.display()))?;
    bytes.extend(fs::read(&wasm)?);
    let digest = fingerprint::of_bytes(&bytes);
    let (base, _) = name
        .rsplit_once('-')
        .context("Trunk gave no digest to the script's name; Trunk.toml must say `filehash = true`")?;
    let new_name = format!("{base}-{}", &digest[..16]);

    let index = dist.join("index.html");
    let html = fs::read_to_string(&index)?;
    ensure!(html.contains(name), "dist/index.html does not load {name}.js");
    fs::write(&index, html.replace(name, &new_name))?;
    fs::rename(script, dist.join(format!("{new_name}.js")))?;
    fs::rename(wasm, dist.join(format!("{new_name}{WASM_END}")))?;
    Ok(())
}

/// The digest of everything that the page could follow from, the compiler included.
fn sources(project: &Project) -> anyhow::Result<String> {
    let sh = &project.shell;
    let compiler = cmd!(sh, "rustc -vV").quiet().read()?;
    let flags = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"].map(|name| sh.var(name).unwrap_or_default());
    let files = fingerprint::of_tree(&project.path(""), is_source)?;
    Ok(fingerprint::of_bytes(format!("{compiler}\n{flags:?}\n{files}").as_bytes()))
}

/// The files in the root that the page follows from. Others there are tools' settings, logs and the like.
const ROOT_FILES: [&str; 5] = ["Cargo.lock", "Cargo.toml", "Trunk.toml", "index.html", "package-lock.json"];

/// Folders that never reach the page, at any depth: what tools make, and what stands beside the sources.
const OTHER_FOLDERS: [&str; 9] =
    ["target", "dist", "node_modules", "test-results", "playwright-report", "docs", "tests", "benches", "examples"];

/// Whether a file or folder may reach the page. A new folder counts until it is named above, so none is forgotten.
fn is_source(entry: &DirEntry) -> bool {
    let Some(name) = entry.file_name().to_str() else {
        return true;
    };
    if entry.file_type().is_dir() {
        let is_hidden = name.starts_with('.') && name != ".cargo";
        !is_hidden && !OTHER_FOLDERS.contains(&name)
    } else if entry.depth() == 1 {
        ROOT_FILES.contains(&name)
    } else {
        !name.ends_with(".md")
    }
}

/// The digest of `dist/` as it is, so that a page which something else built or touched is built again.
fn output(project: &Project) -> anyhow::Result<String> {
    fingerprint::of_tree(&project.dist(), |_| true)
}

fn is_fresh(project: &Project, stamp: &Path, sources: &str) -> anyhow::Result<bool> {
    if !project.dist().join("index.html").is_file() {
        return Ok(false);
    }
    let stamped = fs::read_to_string(stamp).unwrap_or_default();
    Ok(stamped == stamp_text(sources, &output(project)?))
}

fn stamp_text(sources: &str, output: &str) -> String {
    format!("sources {sources}\noutput {output}\n")
}
