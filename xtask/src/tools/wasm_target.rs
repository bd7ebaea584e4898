//! rustc's standard library for `wasm32-unknown-unknown`.
//!
//! Imports `project` and `say`.

use crate::project::Project;
use crate::say;
use anyhow::Context as _;
use std::path::Path;
use xshell::cmd;

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the target if the compiler does not have it.
pub(super) fn ensure(project: &Project) -> anyhow::Result<()> {
    let sh = &project.shell;
    let sysroot = cmd!(sh, "rustc --print sysroot").quiet().read()?;
    if Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    say::step(&format!("adding the compiler's {TARGET} target"), || {
        cmd!(sh, "rustup target add {TARGET}")
            .run()
            .with_context(|| format!("cannot add the target: run `rustup target add {TARGET}`"))
    })
}
