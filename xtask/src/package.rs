//! Builds the npm package `packwise` from crates/js, into `target/npm/packwise`.
//!
//! The package is what wasm-bindgen makes for `--target web`, with the wasm made small, a package.json written here, and
//! the files of `crates/js/npm/` laid over it: the two ways in (`node.js` and `web.js`), and the types of both.
//!
//! Imports `first_view`, `module`, `project`, `say` and `tools`.

use crate::project::Project;
use crate::{first_view, module, say, tools};
use anyhow::{Context as _, bail};
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The crate behind the package.
pub(crate) const CRATE: &str = "packwise-js";

/// The package, and the stem of its files.
const NAME: &str = "packwise";

/// `cargo xtask package`.
pub(crate) fn command(project: &Project) -> anyhow::Result<()> {
    if !project.has_package(CRATE) {
        bail!("the workspace has no crate `{CRATE}` (crates/js), so there is no npm package to build");
    }
    tools::ensure(project, &tools::FOR_THE_PACKAGE)?;
    let folder = build(project)?;
    say::note(&format!("the package is in {}", folder.display()));
    sizes(&folder)
}

/// What a browser loads of the package is to stay under, as brotli.
const AIM: usize = 90_000;

/// Prints how large the files are that a browser loads, beside the aim.
pub(crate) fn sizes(folder: &Path) -> anyhow::Result<()> {
    println!("\nWhat a browser loads of the package       raw, B   brotli, B");
    let mut all = 0;
    for name in ["packwise_bg.wasm", "packwise.js", "api.js", "web.js"] {
        let bytes = fs::read(folder.join(name)).with_context(|| format!("cannot read {name} of the package"))?;
        let brotli = first_view::brotli_size(&bytes)?;
        println!("  {name:<36} {:>10} {brotli:>11}", bytes.len());
        all += brotli;
    }
    let apart = fs::read(folder.join("xlsx_module_bg.wasm"))?;
    println!(
        "  {:<36} {:>10} {:>11} (apart, when asked for)",
        "xlsx_module_bg.wasm",
        apart.len(),
        first_view::brotli_size(&apart)?
    );
    let verdict = if all <= AIM { "within" } else { "OVER" };
    println!("  {all} B in all: {verdict} the aim of {AIM} B");
    Ok(())
}

/// Builds the package with tools that are there, and says where it is.
pub(crate) fn build(project: &Project) -> anyhow::Result<PathBuf> {
    let folder = project.path("target/npm").join(NAME);
    // The engine can be started anew: npm/api.js does so after a failure inside it.
    module::build(project, CRATE, "npm", &folder, NAME, &["--experimental-reset-state-function"])?;
    // What writes spreadsheets is a module of its own, fetched by those who ask for one.
    let apart = project.path("target/npm/xlsx");
    module::build(project, "packwise-xlsx", "speed", &apart, "xlsx_module", &["--no-typescript"])?;
    for file in ["xlsx_module.js", "xlsx_module_bg.wasm"] {
        fs::copy(apart.join(file), folder.join(file)).with_context(|| format!("cannot copy {file}"))?;
    }
    // The version is the workspace's, which this program shares.
    let manifest = MANIFEST.replace("VERSION", env!("CARGO_PKG_VERSION"));
    fs::write(folder.join("package.json"), manifest)?;
    lay_over(&project.path("crates/js/npm"), &folder)?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(project.path(licence), folder.join(licence)).with_context(|| format!("cannot copy {licence}"))?;
    }
    Ok(folder)
}

/// The package's package.json but for its version. Written as text because the order of conditions under `exports`
/// counts: a reader takes the first that it knows. Importing `node.js` starts the engine, and a bundler must not think
/// that this can be left out.
const MANIFEST: &str = r#"{
  "name": "packwise",
  "version": "VERSION",
  "description": "Exact pricing and purchase planning for credit-based generative-video APIs, in WebAssembly.",
  "license": "MIT OR Apache-2.0",
  "type": "module",
  "engines": { "node": ">=20" },
  "main": "./node.js",
  "types": "./index.d.ts",
  "exports": {
    ".": { "types": "./index.d.ts", "browser": "./web.js", "node": "./node.js", "default": "./web.js" },
    "./web": { "types": "./index.d.ts", "default": "./web.js" },
    "./xlsx": { "types": "./xlsx.d.ts", "browser": "./xlsx-web.js", "node": "./xlsx-node.js", "default": "./xlsx-web.js" },
    "./packwise_bg.wasm": "./packwise_bg.wasm",
    "./xlsx_module_bg.wasm": "./xlsx_module_bg.wasm",
    "./package.json": "./package.json"
  },
  "sideEffects": ["./node.js", "./xlsx-node.js"]
}
"#;

/// Copies what is in `from`, if it is there, over what is in `to`.
fn lay_over(from: &Path, to: &Path) -> anyhow::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    for entry in WalkDir::new(from) {
        let entry = entry?;
        let target = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("cannot copy {}", entry.path().display()))?;
        }
    }
    Ok(())
}
