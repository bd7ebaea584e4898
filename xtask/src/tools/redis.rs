//! Redis for the tests of the proxy's replicas: Debian's `redis-server`, started by the tests on ports of their own.
//!
//! It is the one tool that is not insisted on: where it cannot be installed, this says so, and those tests say so again
//! and pass.
//!
//! Imports `project` and `say`.

use crate::project::Project;
use crate::say;
use anyhow::Context as _;
use std::path::Path;
use xshell::cmd;

/// Installs Redis if there is none and this is Debian and root. A service that Debian would start is not needed.
pub(super) fn ensure(project: &Project) -> anyhow::Result<()> {
    let sh = &project.shell;
    if cmd!(sh, "redis-server --version").quiet().ignore_stdout().ignore_stderr().run().is_ok() {
        return Ok(());
    }
    let by_hand = "run `apt-get update && apt-get install -y redis-server` as root";
    let is_debian = Path::new("/etc/debian_version").is_file();
    if !is_debian || cmd!(sh, "id -u").quiet().read()? != "0" {
        say::note(&format!("no redis-server, so what the proxy's replicas share is NOT tested: {by_hand}"));
        return Ok(());
    }
    say::step("installing Redis from Debian", || {
        cmd!(sh, "apt-get update").run().context(by_hand)?;
        cmd!(sh, "apt-get install -y --no-install-recommends redis-server")
            .env("DEBIAN_FRONTEND", "noninteractive")
            // tells Debian to start no service
            .env("RUNLEVEL", "1")
            .run()
            .context(by_hand)
    })
}
