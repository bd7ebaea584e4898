//! Builds the sites of `examples/` as their READMEs say: each gets a copy of `dist/` where its generator takes files as they
//! are, is built by its own generator, and ends in `target/examples/<name>/`, where the browser tests open it.
//!
//! Imports `files`, `fingerprint`, `guide`, `project`, `say` and `tools`.

use crate::project::Project;
use crate::tools::{self, Need};
use crate::{files, fingerprint, guide, say};
use anyhow::Context as _;
use std::fs;
use std::path::Path;
use xshell::cmd;

/// A site: its folder in `examples/`, where in it Packwise goes, and whether it takes too long for every push.
struct Site {
    name: &'static str,
    packwise: &'static str,
    is_long: bool,
}

const SITES: [Site; 5] = [
    Site { name: "html", packwise: "packwise", is_long: false },
    Site { name: "mdbook", packwise: "src/packwise", is_long: false },
    Site { name: "mkdocs", packwise: "docs/packwise", is_long: false },
    Site { name: "hugo", packwise: "static/packwise", is_long: false },
    Site { name: "docusaurus", packwise: "static/packwise", is_long: true },
];

/// Says for which lock file npm's packages are there.
const INSTALLED: &str = ".packwise-lock";

/// Builds all of them, or those that every push builds; `dist/` has to be there.
pub(crate) fn build(project: &Project, full: bool) -> anyhow::Result<()> {
    tools::ensure(project, &[Need::MdBook])?;
    let python = tools::python_programs(project)?;
    for site in SITES.iter().filter(|site| full || !site.is_long) {
        say::step(&format!("building examples/{}", site.name), || one(project, site, &python))
            .with_context(|| format!("examples/{} does not build", site.name))?;
    }
    // the guide is a site with calculators too
    guide::beside_the_page(project, &project.path("target/examples/guide"))
}

fn one(project: &Project, site: &Site, python: &Path) -> anyhow::Result<()> {
    let sh = &project.shell;
    let built = project.path("target/examples");
    let (work, out) = (built.join("work").join(site.name), built.join(site.name));
    // what npm installed stays: it is the long part
    files::empty(&work, &["node_modules", INSTALLED])?;
    files::empty(&out, &[])?;
    files::copy(&project.path("examples").join(site.name), &work)?;
    files::copy(&project.dist(), &work.join(site.packwise))?;
    let _folder = sh.push_dir(&work);
    match site.name {
        "html" => files::copy(&work, &out)?,
        "mdbook" => cmd!(sh, "mdbook build --dest-dir {out}").quiet().ignore_stderr().run()?,
        "mkdocs" => {
            let mkdocs = python.join("mkdocs");
            cmd!(sh, "{mkdocs} build --quiet --strict --site-dir {out}").quiet().run()?;
        }
        "hugo" => {
            let hugo = python.join("hugo");
            cmd!(sh, "{hugo} --quiet --destination {out}").quiet().ignore_stdout().run()?;
        }
        _ => {
            let (wanted, stamp) =
                (fingerprint::of_bytes(&fs::read(work.join("package-lock.json"))?), work.join(INSTALLED));
            if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
                cmd!(sh, "npm ci --no-fund --no-audit --loglevel=error").quiet().run()?;
                fs::write(&stamp, wanted)?;
            }
            cmd!(sh, "npm run build -- --out-dir {out}").quiet().env("CI", "true").ignore_stdout().run()?;
        }
    }
    Ok(())
}
