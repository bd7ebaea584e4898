//! The tools: which, in which version, why that one, and how each is had.
//!
//! A tool is looked for on the `PATH` first, then in this project's cache; what is missing is installed, pinned, by the
//! package manager it comes from. What cannot be installed is an error that names the command to run.
//!
//! Imports `fingerprint`, `project` and `say`.

mod cargo_tool;
mod chromium;
mod debian;
mod node;
mod python;
mod redis;
mod wasm_target;

use crate::project::{self, Project};
use anyhow::Context as _;
use cargo_tool::{CargoTool, Pin};
use debian::Program;
use std::env;
use std::path::PathBuf;

/// Builds `dist/` from index.html.
const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    program: "trunk",
    // 0.22 wants a newer rustc than this workspace does. Its own lock file is what its authors tested.
    pin: Pin::Exactly("0.21.14"),
    locked: true,
    features: true,
};

/// Writes the JavaScript around the WASM.
const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    // It refuses to work on the output of any other version. Its own lock file does not build on this rustc.
    pin: Pin::SameAs("wasm-bindgen"),
    locked: false,
    features: true,
};

/// Builds the guide.
const MDBOOK: CargoTool = CargoTool {
    package: "mdbook",
    program: "mdbook",
    pin: Pin::Exactly("0.5.4"),
    locked: true,
    // Without its server, and without what watches files and searches: two minutes to compile in place of six.
    features: false,
};

/// Says what stands in a PDF.
const POPPLER: Program =
    Program { program: "pdftotext", version: "-v", package: "poppler-utils", what: "the tests of the printed quote" };

/// Reads CSV with its own module.
const PYTHON: Program =
    Program { program: "python3", version: "--version", package: "python3", what: "the tests of CSV files" };

/// Recalculates spreadsheets.
const OFFICE: Program = Program {
    program: "soffice",
    version: "--version",
    package: "libreoffice-calc-nogui",
    what: "the full tests of spreadsheets (some 400 MB)",
};

/// Something a command cannot do without.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Need {
    /// rustc's standard library for the browser.
    WasmTarget,
    /// The page's build tool.
    Trunk,
    /// The maker of the JavaScript glue, at the version of Cargo.lock.
    WasmBindgen,
    /// Node, and the npm packages that package-lock.json pins: wasm-opt, Playwright, axe.
    NodePackages,
    /// The browser of the browser tests.
    Chromium,
    /// What the proxy's replicas share through.
    Redis,
    /// The reader of PDF files.
    Poppler,
    /// Another reader of CSV files.
    Python,
    /// The office program of the full tests.
    Office,
    /// The builder of the guide.
    MdBook,
}

/// What building the page takes.
pub(crate) const FOR_THE_PAGE: [Need; 4] = [Need::WasmTarget, Need::Trunk, Need::WasmBindgen, Need::NodePackages];

/// What the npm package takes.
pub(crate) const FOR_THE_PACKAGE: [Need; 3] = [Need::WasmTarget, Need::WasmBindgen, Need::NodePackages];

/// What every test takes.
pub(crate) const FOR_ALL_TESTS: [Need; 8] = [
    Need::WasmTarget,
    Need::Trunk,
    Need::WasmBindgen,
    Need::NodePackages,
    Need::Chromium,
    Need::Redis,
    Need::Poppler,
    Need::Python,
];

/// What the full tests take besides.
pub(crate) const FOR_FULL_TESTS: [Need; 1] = [Need::Office];

/// Makes sure that the tools are there, and puts them on the `PATH` of the project's shell.
pub(crate) fn ensure(project: &Project, needs: &[Need]) -> anyhow::Result<()> {
    let cache = cache()?;
    let _lock = project::lock(&cache)?;
    for need in needs {
        match need {
            Need::WasmTarget => wasm_target::ensure(project)?,
            Need::Trunk => TRUNK.ensure(project, &cache)?,
            Need::WasmBindgen => WASM_BINDGEN.ensure(project, &cache)?,
            Need::NodePackages => node::ensure(project)?,
            Need::Chromium => chromium::ensure(project)?,
            Need::Redis => redis::ensure(project)?,
            Need::Poppler => POPPLER.ensure(project)?,
            Need::Python => PYTHON.ensure(project)?,
            Need::Office => OFFICE.ensure(project)?,
            Need::MdBook => MDBOOK.ensure(project, &cache)?,
        }
    }
    Ok(())
}

/// Makes sure that the Python packages of the examples are there, and says in which folder their programs are.
pub(crate) fn python_programs(project: &Project) -> anyhow::Result<PathBuf> {
    let _lock = project::lock(&cache()?)?;
    python::ensure(project)
}

/// The folder that holds what was installed: `${XDG_CACHE_HOME:-~/.cache}/packwise`.
fn cache() -> anyhow::Result<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME") {
        Some(folder) if !folder.is_empty() => PathBuf::from(folder),
        _ => env::home_dir()
            .context("no home folder to keep the tools in; set XDG_CACHE_HOME to a folder that can be written to")?
            .join(".cache"),
    };
    Ok(base.join("packwise"))
}
