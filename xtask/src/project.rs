//! Where the repository is, what is in it, and the shell that works there.
//!
//! Every path of this program starts at [`Project::root`], and every command runs in it: it does not matter where
//! `cargo xtask` was typed.
//!
//! Imports `say` only.

use anyhow::Context as _;
use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// The repository at hand.
pub(crate) struct Project {
    /// Runs commands in the root. [`crate::tools::ensure`] puts the tools on its `PATH`.
    pub(crate) shell: Shell,
    root: PathBuf,
    target: PathBuf,
    packages: Vec<String>,
}

impl Project {
    /// The repository this program was built from.
    pub(crate) fn find() -> anyhow::Result<Self> {
        // `cargo run` says where the manifest is now; the one seen at build time is for a binary started by itself.
        let manifest_dir =
            std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        let root = Path::new(&manifest_dir)
            .parent()
            .context("xtask/ has no parent folder: is it still in the repository?")?
            .to_path_buf();
        let shell = Shell::new()?;
        shell.change_dir(&root);

        let json = cmd!(shell, "cargo metadata --no-deps --format-version 1")
            .quiet()
            .read()
            .context("cargo cannot read the workspace; `cargo metadata --no-deps` says why")?;
        let metadata: Value = serde_json::from_str(&json)?;
        let target = metadata["target_directory"].as_str().context("cargo metadata names no target directory")?;
        let packages = metadata["packages"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|package| package["name"].as_str().map(str::to_owned))
            .collect();
        Ok(Self { target: PathBuf::from(target), packages, shell, root })
    }

    /// A path given from the root.
    pub(crate) fn path(&self, from_root: impl AsRef<Path>) -> PathBuf {
        self.root.join(from_root)
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// The release page.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// This program's own folder, for stamps and half-finished pages.
    pub(crate) fn scratch(&self) -> anyhow::Result<PathBuf> {
        let folder = self.path("target/xtask");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(folder)
    }

    /// Whether the workspace has a package of this name.
    pub(crate) fn has_package(&self, name: &str) -> bool {
        self.packages.iter().any(|package| package == name)
    }
}

/// Waits until no other `cargo xtask` holds the lock in `folder`, and holds it until the file is dropped.
pub(crate) fn lock(folder: &Path) -> anyhow::Result<File> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let path = folder.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
    if file.try_lock().is_err() {
        crate::say::note("waiting for another `cargo xtask` to finish");
        file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    }
    Ok(file)
}
