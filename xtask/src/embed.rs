//! Builds `<packwise-calculator>` (crates/embed) into `dist/embed/`: the element's scripts, and the engine they load.
//!
//! `packwise.js` and `element.js` keep their names, because other pages name them. Everything they load has a digest of
//! all of it in its name, so that no page ever runs parts of two versions. Comments do not travel.
//!
//! Imports `fingerprint`, `first_view`, `module` and `project`.

use crate::project::Project;
use crate::{fingerprint, first_view, module};
use anyhow::{Context as _, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// The crate behind the element.
pub(crate) const CRATE: &str = "packwise-embed";

/// What other pages name.
const NAMED: [&str; 2] = ["packwise.js", "element.js"];

/// What these load, as they name it.
const LOADED: [&str; 5] = ["view.js", "words.js", "style.js", "engine.js", "engine_bg.wasm"];

/// What is there for tools, and no page loads.
const BESIDE: [&str; 3] = ["packwise.d.ts", "element.d.ts", "custom-elements.json"];

/// What an element loads before its first answer is to stay under, as brotli, a price book included.
const AIM: usize = 110_000;

/// Builds the element into `target/embed`, compiled for size.
pub(crate) fn build(project: &Project) -> anyhow::Result<PathBuf> {
    let made = project.path("target/embed-engine");
    // The engine can be started anew: element.js does so after a failure inside it.
    let flags = ["--no-typescript", "--experimental-reset-state-function"];
    module::build(project, CRATE, "release", &made, "engine", &flags)?;
    let folder = project.path("target/embed");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let web = project.path("crates/embed/web");
    let from = |name: &str| if name.starts_with("engine") { made.join(name) } else { web.join(name) };
    let read = |name: &str| fs::read(from(name)).with_context(|| format!("cannot read {}", from(name).display()));

    let mut all = Vec::new();
    for name in NAMED.iter().chain(&LOADED) {
        all.extend(read(name)?);
    }
    let digest = &fingerprint::of_bytes(&all)[..16];
    for name in NAMED.iter().chain(&LOADED) {
        let bytes = match name.ends_with(".js") {
            true => script(&String::from_utf8(read(name)?)?, digest).into_bytes(),
            false => read(name)?,
        };
        let name = if LOADED.contains(name) { digested(name, digest) } else { (*name).to_owned() };
        fs::write(folder.join(name), bytes)?;
    }
    for name in BESIDE {
        fs::write(folder.join(name), read(name)?)?;
    }
    Ok(folder)
}

/// Puts it into a page, beside the price books.
pub(crate) fn lay_into(project: &Project, stage: &Path) -> anyhow::Result<()> {
    let from = build(project)?;
    ensure!(stage.join("books/v1/index.json").is_file(), "the page has no price books for the element");
    let to = stage.join("embed");
    fs::create_dir_all(&to)?;
    for entry in fs::read_dir(&from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// `view.js` as `view-<digest>.js`, `engine_bg.wasm` as `engine-<digest>_bg.wasm`.
fn digested(name: &str, digest: &str) -> String {
    let stem = name.find(['_', '.']).unwrap_or(name.len());
    format!("{}-{digest}{}", &name[..stem], &name[stem..])
}

/// A script as it travels: without lines that are only comments, and with the names that its parts have then.
fn script(text: &str, digest: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for line in text.lines().map(str::trim_start) {
        inside |= line.starts_with("/**");
        if !inside && !line.starts_with("//") && !line.is_empty() {
            kept.push_str(line);
            kept.push('\n');
        }
        inside &= !line.contains("*/");
    }
    for name in LOADED {
        for mark in ["./", ""] {
            let quoted = |name: &str| format!("{}{mark}{name}{}", '"', '"');
            kept = kept.replace(&quoted(name), &quoted(&digested(name, digest)));
            let single = |name: &str| format!("'{mark}{name}'");
            kept = kept.replace(&single(name), &single(&digested(name, digest)));
        }
    }
    kept
}

/// Prints what an element loads before its first answer, beside the aim.
pub(crate) fn sizes(dist: &Path) -> anyhow::Result<()> {
    println!("\nWhat an element loads            raw, B   brotli, B");
    let folder = dist.join("embed");
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(&folder).context("the page has no element: `cargo xtask build` makes it")? {
        files.push(entry?.path());
    }
    files.retain(|file| file.extension().is_some_and(|end| end == "js" || end == "wasm"));
    files.sort();
    let books = dist.join("books/v1");
    files.extend([books.join("index.json"), books.join("kling-2026.json")]);
    let (mut raw, mut brotli) = (0, 0);
    for file in &files {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let small = first_view::brotli_size(&bytes)?;
        println!(
            "  {:<26} {:>10} {small:>11}",
            first_view::short(&file.file_name().unwrap_or_default().to_string_lossy()),
            bytes.len()
        );
        raw += bytes.len();
        brotli += small;
    }
    println!("  {:<26} {raw:>10} {brotli:>11}", "in all");
    let verdict = if brotli <= AIM { "within" } else { "OVER" };
    println!("  {verdict} the aim of {AIM} B ({} %)", brotli * 100 / AIM);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_loaded_has_a_digest_in_its_name() {
        assert_eq!(digested("engine_bg.wasm", "12ab"), "engine-12ab_bg.wasm");
        let text = "// a comment\nimport { View } from \"./view.js\";\n  const u = new URL('engine_bg.wasm', import.meta.url);\n/** more\n * of it\n */\nconst s = `\n* { margin: 0 }\n`;\n";
        assert_eq!(
            script(text, "12ab"),
            "import { View } from \"./view-12ab.js\";\nconst u = new URL('engine-12ab_bg.wasm', import.meta.url);\nconst s = `\n* { margin: 0 }\n`;\n"
        );
    }
}
