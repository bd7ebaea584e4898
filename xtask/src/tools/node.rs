//! Node, and the npm packages that package-lock.json pins.
//!
//! `node_modules/` is brought up to date whenever the lock file is not the one it was installed from.
//!
//! Imports `fingerprint`, `project` and `say`.

use crate::fingerprint;
use crate::project::Project;
use crate::say;
use anyhow::{Context as _, bail};
use std::fs;
use xshell::cmd;

/// The oldest Node that the pinned packages run on.
const OLDEST: u32 = 20;

/// Makes sure that Node is new enough and the packages are those of the lock file.
pub(super) fn ensure(project: &Project) -> anyhow::Result<()> {
    check_node(project)?;

    let lock = fs::read(project.path("package-lock.json")).context("cannot read package-lock.json")?;
    let wanted = fingerprint::of_bytes(&lock);
    let stamp = project.path("node_modules/.packwise-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let sh = &project.shell;
    say::step("installing the npm packages of package-lock.json", || {
        cmd!(sh, "npm ci --no-fund --no-audit")
            // The tests use the machine's own Chromium.
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .run()
            .context("cannot install the npm packages: run `npm ci` in the repository's root")
    })?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

fn check_node(project: &Project) -> anyhow::Result<()> {
    let sh = &project.shell;
    let version = cmd!(sh, "node --version").quiet().ignore_stderr().read().with_context(|| {
        format!("Node is not installed: install Node {OLDEST} or later together with npm, then run this again")
    })?;
    match major(&version) {
        Some(major) if major >= OLDEST => Ok(()),
        _ => {
            bail!("Node {version} is too old: install Node {OLDEST} or later, then run this again")
        }
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.0.0\n"), Some(9));
        assert_eq!(major("nonsense"), None);
    }
}
