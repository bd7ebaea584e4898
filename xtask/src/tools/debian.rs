//! Programs of Debian's that tests hold this project's files against: what a PDF says (`pdftotext`), what another reader of
//! CSV reads (Python), and what an office program recalculates (LibreOffice, for `test --full` alone: it is large).
//!
//! Their versions are those of Debian's own release.
//!
//! Imports `project` and `say`.

use crate::project::Project;
use crate::say;
use anyhow::{Context as _, bail};
use std::path::Path;
use xshell::cmd;

/// One of them.
pub(super) struct Program {
    /// Its name on the `PATH`.
    pub(super) program: &'static str,
    /// What it answers to, and ends well.
    pub(super) version: &'static str,
    /// The Debian package that it is in.
    pub(super) package: &'static str,
    /// What it is for, in words.
    pub(super) what: &'static str,
}

impl Program {
    /// Installs it if there is none and this is Debian and root.
    pub(super) fn ensure(&self, project: &Project) -> anyhow::Result<()> {
        let sh = &project.shell;
        let Self { program, version, package, what } = self;
        if cmd!(sh, "{program} {version}").quiet().ignore_stdout().ignore_stderr().run().is_ok() {
            return Ok(());
        }
        let by_hand = format!("run `apt-get update && apt-get install -y --no-install-recommends {package}` as root");
        if !Path::new("/etc/debian_version").is_file() || cmd!(sh, "id -u").quiet().read()? != "0" {
            bail!("{what} need {program}: install it ({by_hand} on Debian)");
        }
        say::step(&format!("installing {package} from Debian, for {what}"), || {
            cmd!(sh, "apt-get update").quiet().run().context(by_hand.clone())?;
            cmd!(sh, "apt-get install -y --no-install-recommends {package}")
                .env("DEBIAN_FRONTEND", "noninteractive")
                .quiet()
                .run()
                .context(by_hand.clone())
        })
    }
}
