//! Compiles a crate for the browser, with wasm-bindgen's script beside it and the wasm made small. For what is a module of its
//! own: the npm package and the module that prices files. The page goes through Trunk and `split`.
//!
//! Imports `project`, `say` and `wasm_opt`.

use crate::project::Project;
use crate::{say, wasm_opt};
use anyhow::Context as _;
use std::fs;
use std::path::{Path, PathBuf};
use xshell::cmd;

/// Makes `<name>.js` and `<name>_bg.wasm` of a crate, in a folder that has nothing else then. `profile` is cargo's, `flags` are
/// wasm-bindgen's.
pub(crate) fn build(
    project: &Project,
    krate: &str,
    profile: &str,
    folder: &Path,
    name: &str,
    flags: &[&str],
) -> anyhow::Result<()> {
    let sh = &project.shell;
    say::step(&format!("compiling {krate} for the browser"), || {
        // Only a cdylib: where cargo makes an rlib as well, it links without LTO, and the module is some 5 % larger.
        cmd!(
            sh,
            "cargo rustc --profile {profile} --package {krate} --target wasm32-unknown-unknown --lib --crate-type cdylib"
        )
        .run()
        .with_context(|| format!("{krate} does not build; what cargo says above is why"))
    })?;
    let file = format!("{}.wasm", krate.replace('-', "_"));
    let compiled: PathBuf = project.target().join("wasm32-unknown-unknown").join(profile).join(file);
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    cmd!(sh, "wasm-bindgen --target web {flags...} --out-dir {folder} --out-name {name} {compiled}")
        .quiet()
        .run()
        .with_context(|| format!("wasm-bindgen failed on {}", compiled.display()))?;
    wasm_opt::shrink(project, &[folder.join(format!("{name}_bg.wasm"))])
}
