//! What a browser loads to show the page for the first time, and how large that is.
//!
//! Read from the files: everything in `dist/` that index.html names, and what those scripts and styles name in turn.
//! Requests that the running page makes of its own accord are not in it; the largest of those, the parts that are fetched
//! later, are listed after it: each with all that it takes, whatever of it is there already.
//!
//! Imports `split` for the name of the script that fetches parts.

use crate::split;
use anyhow::Context as _;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What the first view is to stay under, as brotli, all files together.
const AIM: usize = 130_000;

/// One loaded file.
#[derive(Debug)]
struct Loaded {
    name: String,
    raw: usize,
    brotli: usize,
}

/// Prints the size of every file that the first view loads, and the sum beside the aim.
pub(crate) fn report(dist: &Path) -> anyhow::Result<()> {
    let files = measure(dist)?;
    println!("\nWhat the first view loads       raw, B   brotli, B");
    for file in &files {
        println!("  {:<26} {:>10} {:>11}", short(&file.name), file.raw, file.brotli);
    }
    let raw: usize = files.iter().map(|file| file.raw).sum();
    let brotli: usize = files.iter().map(|file| file.brotli).sum();
    println!("  {:<26} {raw:>10} {brotli:>11}", "in all");
    let verdict = if brotli <= AIM { "within" } else { "OVER" };
    println!("  {verdict} the aim of {AIM} B ({} %)", brotli * 100 / AIM);

    println!("\nWhat is fetched later           raw, B   brotli, B");
    for part in split::parts(dist)? {
        let (mut raw, mut brotli) = (0, 0);
        for file in &part.files {
            let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            raw += bytes.len();
            brotli += brotli_size(&bytes)?;
        }
        let name = format!("{} ({} files)", part.name, part.files.len());
        println!("  {name:<26} {raw:>10} {brotli:>11}");
    }
    Ok(())
}

fn measure(dist: &Path) -> anyhow::Result<Vec<Loaded>> {
    let mut files = Vec::new();
    for path in loaded(dist)? {
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        files.push(Loaded {
            name: path.strip_prefix(dist)?.display().to_string(),
            raw: bytes.len(),
            brotli: brotli_size(&bytes)?,
        });
    }
    Ok(files)
}

/// index.html and every file reached from it.
fn loaded(dist: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut open = vec![dist.join("index.html")];
    while let Some(path) = open.pop() {
        if found.contains(&path) {
            continue;
        }
        // what the parts' script names, it fetches later
        let can_name_others = !split::is_loader(&path)
            && path.extension().is_some_and(|end| end == "html" || end == "js" || end == "css");
        if can_name_others {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let folder = path.parent().unwrap_or(dist);
            open.extend(named(&text).into_iter().map(|name| folder.join(name)).filter(|file| file.is_file()));
        }
        found.insert(path);
    }
    Ok(found)
}

/// Everything in quotes or in `url(…)` that could be the relative address of a file.
fn named(text: &str) -> BTreeSet<&str> {
    text.split(['"', '\'', '`', '(', ')', '\n'])
        .map(|part| part.split(['?', '#']).next().unwrap_or_default())
        .map(|part| part.trim_start_matches("./"))
        .filter(|part| part.contains('.') && !part.starts_with('/') && !part.contains([' ', '<', ';', '{', '\0']))
        .collect()
}

/// How large some bytes are as brotli, which is what travels.
pub(crate) fn brotli_size(bytes: &[u8]) -> anyhow::Result<usize> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
    Ok(compressed.len())
}

/// A name without the digest in it, so that reports can be compared.
pub(crate) fn short(name: &str) -> String {
    let is_digest = |part: &str| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    match name.rsplit_once('-') {
        Some((base, rest)) => match rest.find(['_', '.']) {
            Some(end) if is_digest(&rest[..end]) => format!("{base}{}", &rest[end..]),
            _ => name.to_owned(),
        },
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_followed_from_the_page() {
        let shell = xshell::Shell::new().unwrap();
        let folder = shell.create_temp_dir().unwrap();
        for (name, text) in [
            (
                "index.html",
                r#"<link href="./main-0123456789ab.css"><script>import i from './app.js'; i('./app_bg.wasm')</script>"#,
            ),
            ("main-0123456789ab.css", "@font-face { src: url(./font.woff2?v=1) }"),
            ("app-parts.js", r#"fetch(new URL("./split_x.wasm", import.meta.url))"#),
            ("split_x.wasm", "later"),
            (
                "app.js",
                r#"import "./app-parts.js"; import { x } from "./snippets/x/inline0.js"; fetch("/elsewhere.json")"#,
            ),
            ("snippets/x/inline0.js", "export const x = 1;"),
            ("app_bg.wasm", "wasm"),
            ("font.woff2", "font"),
            ("other.json", "{}"),
        ] {
            shell.write_file(folder.path().join(name), text).unwrap();
        }
        let names: Vec<_> = measure(folder.path()).unwrap().into_iter().map(|file| file.name).collect();
        assert_eq!(
            names,
            [
                "app-parts.js",
                "app.js",
                "app_bg.wasm",
                "font.woff2",
                "index.html",
                "main-0123456789ab.css",
                "snippets/x/inline0.js"
            ]
        );
    }

    #[test]
    fn digests_are_left_out_of_names() {
        assert_eq!(short("packwise-1a2b3c4d5e6f7a8b_bg.wasm"), "packwise_bg.wasm");
        assert_eq!(short("kling-2025.json"), "kling-2025.json");
    }
}
