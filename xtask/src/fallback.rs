//! What the page shows until its engine runs, and where it cannot: the answer to its first example and the price tables,
//! written into index.html by the same engine (`packwise html`).
//!
//! Imports `project` and `say`.

use crate::project::Project;
use crate::say;
use anyhow::Context as _;
use std::fs;
use std::path::Path;
use xshell::cmd;

/// What a fresh page opens on. It is `FIRST` of src/document/link.rs; a test compares the two.
const FIRST: &str = "plan?book=kling-2026&lines=3.0-1080p:5s*400,3.0-720p-audio:10s*120x2&months=6";

/// Where in index.html it goes.
const PLACE: [&str; 2] = ["<!-- fallback:", "-->"];

/// Writes it into a built page.
pub(crate) fn put_in(project: &Project, dist: &Path) -> anyhow::Result<()> {
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index)?;
    let (before, rest) = html.split_once(PLACE[0]).context("index.html has no place for the answer without scripts")?;
    let (_, after) = rest.split_once(PLACE[1]).context("the comment in index.html has no end")?;
    let sh = &project.shell;
    let answer = say::step("writing the answer that needs no script", || {
        cmd!(sh, "cargo run --quiet --package packwise-cli -- html --all-books --link {FIRST}")
            .quiet()
            .read()
            .context("the command line does not give the answer for index.html")
    })?;
    Ok(fs::write(&index, format!("{before}{answer}\n{after}"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_the_pages() {
        let link = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/document/link.rs")).unwrap();
        assert!(link.contains(&format!("FIRST: &str = \"{FIRST}\"")), "src/document/link.rs has another first example");
    }
}
