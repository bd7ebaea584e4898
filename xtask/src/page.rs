//! Builds the release page: `dist/`.
//!
//! `dist/` is either whole or absent: the page is finished under `target/xtask/` and moved there as the last step.
//! It is not built again while neither its sources nor its files have changed. Every address in it is relative, and
//! the name of its script and its wasm is a digest of their bytes.
//!
//! Trunk makes the styles, the copies and index.html. The script and the wasm it makes are replaced by those that `split`
//! cuts from the same compiled page, because Trunk knows nothing of parts. Hence `data-wasm-opt="0"` in index.html, and
//! no integrity attributes (Trunk.toml): Trunk would take the digest before the file is final.
//!
//! Imports `apart`, `embed`, `fallback`, `fingerprint`, `guide`, `offline`, `project`, `say`, `split` and `tools`.

use crate::project::{self, Project};
use crate::split::{self, Cut};
use crate::{apart, embed, fallback, fingerprint, guide, offline, say, tools};
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
        trunk(project, &["build", "--release", "--features", "split", "--dist"])
            .arg(&stage)
            .run()
            .context("the page does not build; what cargo or Trunk say above is why")
    })?;
    let compiled = project.target().join("wasm32-unknown-unknown/release/packwise-page.wasm");
    let cut = split::cut(project, &compiled, scratch)?;
    put_in(&stage, &cut)?;
    apart::lay_into(project, &stage)?;
    embed::lay_into(project, &stage)?;
    fallback::put_in(project, &stage)?;
    offline::write(&stage)?;

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

/// What begins and ends the script that Trunk writes into index.html.
const INLINE: [&str; 2] = ["<script type=\"module\">", "</script>"];

/// What the page does in a frame: before all else, so that it holds where WebAssembly is blocked too.
const FRAMED: &str = include_str!("../../src/framed.js");
/// What has the browser keep the page.
const OFFLINE: &str = include_str!("../../src/offline.js");

/// Puts the cut files where Trunk's uncut ones were.
///
/// The script that Trunk writes into index.html becomes a file of its own, so that a host may forbid scripts in a page
/// (`script-src 'self' 'wasm-unsafe-eval'`).
fn put_in(dist: &Path, cut: &Cut) -> anyhow::Result<()> {
    let uncut = glue_name(dist)?;
    fs::remove_file(dist.join(format!("{uncut}.js")))?;
    fs::remove_file(dist.join(format!("{uncut}{WASM_END}")))?;
    for file in &cut.files {
        let name = file.file_name().context("a file without a name")?;
        fs::rename(file, dist.join(name)).with_context(|| format!("cannot move {}", file.display()))?;
    }

    let index = dist.join("index.html");
    let html = fs::read_to_string(&index)?;
    ensure!(html.contains(&uncut), "dist/index.html does not load {uncut}.js");
    let html = html.replace(&uncut, &cut.name);
    let (before, rest) = html.split_once(INLINE[0]).context("Trunk wrote no script into index.html")?;
    let (script, after) = rest.split_once(INLINE[1]).context("Trunk's script in index.html has no end")?;
    let lines = [FRAMED, OFFLINE].into_iter().flat_map(str::lines).map(str::trim);
    let before_it = lines.filter(|line| !line.starts_with("//")).collect::<Vec<&str>>().join("\n");
    let script = format!("{before_it}\n{}\n", script.trim());
    let start = format!("start-{}.js", &fingerprint::of_bytes(script.as_bytes())[..16]);
    let page = format!(
        "{before}<link rel=\"modulepreload\" href=\"./{name}-parts.js\" crossorigin=\"anonymous\">\n<script type=\"module\" src=\"./{start}\"></script>{after}",
        name = cut.name
    );
    ensure!(!page.contains("<script type=\"module\">"), "index.html still holds a script");
    fs::write(dist.join(start), script)?;
    fs::write(&index, page)?;
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
const ROOT_FILES: [&str; 6] = ["Cargo.lock", "Cargo.toml", "Trunk.toml", "build.rs", "index.html", "package-lock.json"];

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

/// The digest of `dist/` as it is, so that a page which something else built or touched is built again. A guide beside the
/// page is no part of it.
fn output(project: &Project) -> anyhow::Result<String> {
    let dist = project.dist();
    fingerprint::of_tree(&dist, |entry| !entry.path().strip_prefix(&dist).is_ok_and(guide::is_of_guide))
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
