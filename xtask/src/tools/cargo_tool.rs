//! Tools that cargo compiles: found on the `PATH`, or in the cache, or built into the cache.
//!
//! A tool is used at its exact version or not at all. An installation that was cut short leaves no program behind,
//! because cargo moves it into place as the last thing it does.
//!
//! Imports `project` and `say`.

use crate::project::Project;
use crate::say;
use anyhow::{Context as _, bail};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, iter};
use xshell::cmd;

/// A program that `cargo install` makes.
pub(super) struct CargoTool {
    /// The package to install.
    pub(super) package: &'static str,
    /// The program it brings.
    pub(super) program: &'static str,
    /// Its version.
    pub(super) pin: Pin,
    /// Whether to build it with the lock file that it was published with.
    pub(super) locked: bool,
    /// Whether to build it with its default features.
    pub(super) features: bool,
}

/// How a tool's version is decided.
pub(super) enum Pin {
    /// This one.
    Exactly(&'static str),
    /// The one that Cargo.lock has for this library.
    SameAs(&'static str),
}

impl CargoTool {
    /// Installs the tool if it is nowhere, and puts it on the `PATH` of the project's shell.
    pub(super) fn ensure(&self, project: &Project, cache: &Path) -> anyhow::Result<()> {
        let version = self.version(project)?;
        if self.runs(project, self.program.as_ref(), &version) {
            return Ok(());
        }
        let folder = cache.join(format!("{}-{version}", self.program));
        let programs = folder.join("bin");
        let program = programs.join(self.program);
        if !self.runs(project, &program, &version) {
            self.install(project, &version, &folder)?;
            if !self.runs(project, &program, &version) {
                bail!("{} was installed but does not run as version {version}", program.display());
            }
        }
        put_first_on_path(project, programs)
    }

    fn version(&self, project: &Project) -> anyhow::Result<String> {
        let library = match self.pin {
            Pin::Exactly(version) => return Ok(version.to_owned()),
            Pin::SameAs(library) => library,
        };
        let sh = &project.shell;
        // Ends in `#name@1.2.3`.
        let id = cmd!(sh, "cargo pkgid {library}").quiet().read().with_context(|| {
            format!("Cargo.lock does not say which {library} is used; `cargo generate-lockfile` writes it")
        })?;
        id.rsplit(['@', '#']).next().map(str::to_owned).with_context(|| format!("no version in `{id}`"))
    }

    fn runs(&self, project: &Project, program: &Path, version: &str) -> bool {
        let sh = &project.shell;
        // Prints `name 1.2.3`, or `name v1.2.3`.
        cmd!(sh, "{program} --version")
            .quiet()
            .ignore_stderr()
            .read()
            .is_ok_and(|said| said.split_whitespace().nth(1).map(|said| said.trim_start_matches('v')) == Some(version))
    }

    fn install(&self, project: &Project, version: &str, folder: &Path) -> anyhow::Result<()> {
        let Self { package, program, .. } = self;
        let sh = &project.shell;
        let locked = self.locked.then_some("--locked");
        let features = (!self.features).then_some("--no-default-features");
        say::step(&format!("installing {program} {version}, once"), || {
            cmd!(sh, "cargo install {package} --version {version} {locked...} {features...} --root {folder}")
                // These run for seconds a day: less optimising halves the minutes that compiling them takes.
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .run()
                .with_context(|| {
                    let locked = locked.map(|flag| format!(" {flag}")).unwrap_or_default();
                    format!(
                        "cannot install {program}; put version {version} on the PATH by \
                         `cargo install {package} --version {version}{locked}`"
                    )
                })
        })
    }
}

/// Puts a folder before all others, for every later command of the project's shell.
fn put_first_on_path(project: &Project, folder: PathBuf) -> anyhow::Result<()> {
    let path: OsString = project.shell.var_os("PATH").unwrap_or_default();
    let path = env::join_paths(iter::once(folder).chain(env::split_paths(&path)))?;
    project.shell.set_var("PATH", path);
    Ok(())
}
