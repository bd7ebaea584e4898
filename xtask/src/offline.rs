//! `dist/files.json`: what the page is made of, for the service worker that keeps it (public/sw.js).
//!
//! Listed is what the worker may keep for ever, by the digest in its name, the page itself, and what it asks for at its start.
//! Price books are not: the worker keeps those that were asked for.
//!
//! Imports nothing from the crate.

use anyhow::Context as _;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// Writes the list into a finished page.
pub(crate) fn write(dist: &Path) -> anyhow::Result<()> {
    let mut files = vec!["./".to_owned()];
    for entry in WalkDir::new(dist).sort_by_file_name() {
        let entry = entry?;
        let name = entry.path().strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
        if entry.file_type().is_file() && is_kept(&name) {
            files.push(name);
        }
    }
    let text = serde_json::to_string(&serde_json::json!({ "files": files }))?;
    let path = dist.join("files.json");
    fs::write(&path, text + "\n").with_context(|| format!("cannot write {}", path.display()))
}

/// What the page asks its host for whenever it starts.
const AT_START: [&str; 4] = ["icon.svg", "manifest.webmanifest", "packwise.json", "books/v1/index.json"];

/// Scripts, styles and wasm of the page and its parts, and what it asks for at its start. What other pages embed is theirs to
/// keep.
fn is_kept(name: &str) -> bool {
    let part = [".js", ".wasm", ".css"].iter().any(|end| name.ends_with(end));
    let apart = ["sw.js", "embed/", "guide/", "books/"].iter().any(|begin| name.starts_with(begin));
    (part && !apart) || AT_START.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::is_kept;

    #[test]
    fn what_is_kept_is_the_page_alone() {
        let kept = [
            "packwise-745e429c1c4af635_bg.wasm",
            "main-e01b75d5a87f52c.css",
            "bulk-d8685981926de863/worker.js",
            "icon.svg",
        ];
        assert!(kept.iter().all(|name| is_kept(name)));
        let not = ["sw.js", "index.html", "books/v1/kling-2026.json", "embed/packwise.js", "guide/book.js"];
        assert!(not.iter().all(|name| !is_kept(name)));
    }
}
