//! The browser of the browser tests: Debian's Chromium, or the one that `PACKWISE_CHROMIUM` names.
//!
//! Its version is Debian's affair, because a browser is to be current; what the tests drive it with is pinned.
//!
//! Imports `project` and `say`.

use crate::project::Project;
use crate::say;
use anyhow::{Context as _, bail};
use std::path::Path;
use xshell::cmd;

/// Names another browser; playwright.config.ts reads it too.
const OVERRIDE: &str = "PACKWISE_CHROMIUM";

/// Where Debian puts it.
const DEBIAN: &str = "/usr/bin/chromium";

/// Installs Chromium if there is none and this is Debian and root.
pub(super) fn ensure(project: &Project) -> anyhow::Result<()> {
    let sh = &project.shell;
    if let Ok(named) = sh.var(OVERRIDE) {
        if Path::new(&named).is_file() {
            return Ok(());
        }
        bail!("{OVERRIDE} names {named}, which is not there: correct it or unset it");
    }
    if Path::new(DEBIAN).is_file() {
        return Ok(());
    }
    if !Path::new("/etc/debian_version").is_file() {
        bail!("the browser tests need Chromium: install it, and run this again with {OVERRIDE}=<its path>");
    }
    let by_hand = "run `apt-get update && apt-get install -y chromium` as root";
    if cmd!(sh, "id -u").quiet().read()? != "0" {
        bail!("the browser tests need Chromium: {by_hand}");
    }
    say::step("installing Chromium from Debian", || {
        cmd!(sh, "apt-get update").run().context(by_hand)?;
        cmd!(sh, "apt-get install -y chromium").env("DEBIAN_FRONTEND", "noninteractive").run().context(by_hand)
    })
}
