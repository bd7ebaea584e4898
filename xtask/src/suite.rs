//! The tests of every push, and the checks around them.
//!
//! Every part runs even if one before it failed, unless it needs what failed. The summary names every part: passed,
//! failed, not run, or absent because the repository has nothing of the kind. All but passed fails the whole.
//!
//! Imports `embed`, `examples`, `first_view`, `package`, `page`, `project`, `say` and `tools`.

use crate::project::Project;
use crate::say::{self, Stopwatch};
use crate::{embed, examples, first_view, package, page, tools};
use anyhow::{Context as _, bail};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use walkdir::WalkDir;
use xshell::cmd;

/// The command line's package; its program is `packwise`.
const CLI: &str = "packwise-cli";

/// How a part ended.
enum Outcome {
    Passed(String),
    Failed(anyhow::Error),
    /// What it needs failed.
    NotRun(&'static str),
    /// There is nothing of the kind in the repository, which has to have it: a folder that was deleted tests nothing.
    Absent(&'static str),
}

/// The parts so far.
struct Suite {
    parts: Vec<(&'static str, Outcome)>,
    watch: Stopwatch,
}

impl Suite {
    fn start() -> Self {
        Self { parts: Vec::new(), watch: Stopwatch::start() }
    }

    /// Runs a part, and says whether it passed.
    fn part(&mut self, name: &'static str, run: impl FnOnce() -> anyhow::Result<()>) -> bool {
        println!("\n=== {name}");
        let watch = Stopwatch::start();
        let outcome = match run() {
            Ok(()) => Outcome::Passed(watch.words()),
            Err(error) => {
                println!("✗ {error:#}");
                Outcome::Failed(error)
            }
        };
        let passed = matches!(outcome, Outcome::Passed(_));
        self.parts.push((name, outcome));
        passed
    }

    fn not_run(&mut self, name: &'static str, because: &'static str) {
        self.parts.push((name, Outcome::NotRun(because)));
    }

    fn absent(&mut self, name: &'static str, because: &'static str) {
        self.parts.push((name, Outcome::Absent(because)));
    }

    /// Prints the summary; an error if any part did not pass.
    fn finish(self) -> anyhow::Result<()> {
        println!("\nSummary after {}", self.watch.words());
        let mut not_passed = 0;
        for (name, outcome) in &self.parts {
            match outcome {
                Outcome::Passed(time) => println!("  passed   {name} ({time})"),
                Outcome::Failed(error) => println!("  FAILED   {name}: {error:#}"),
                Outcome::NotRun(why) => println!("  NOT RUN  {name}: {why}"),
                Outcome::Absent(why) => println!("  absent   {name}: {why}"),
            }
            not_passed += usize::from(!matches!(outcome, Outcome::Passed(_)));
        }
        if not_passed > 0 {
            bail!("{not_passed} of {} parts did not pass", self.parts.len());
        }
        println!("All passed.");
        Ok(())
    }
}

/// `cargo xtask test`.
pub(crate) fn test(project: &Project, full: bool) -> anyhow::Result<()> {
    let mut suite = Suite::start();
    tools::ensure(project, &tools::FOR_ALL_TESTS)?;
    if full {
        tools::ensure(project, &tools::FOR_FULL_TESTS)?;
    }
    run_tests(project, &mut suite, full);
    suite.finish()
}

/// `cargo xtask check`.
pub(crate) fn check(project: &Project) -> anyhow::Result<()> {
    let mut suite = Suite::start();
    tools::ensure(project, &tools::FOR_ALL_TESTS)?;
    let sh = &project.shell;
    suite.part("formatting", || cmd!(sh, "cargo fmt --all --check").run().context("`cargo fmt --all` puts it right"));
    suite.part("lints", || {
        cmd!(sh, "cargo clippy --workspace --all-targets -- -D warnings")
            .run()
            .context("clippy found something; it is above")
    });
    // What runs in the browser is compiled for it, so `cfg(target_arch = "wasm32")` is looked at too.
    let in_browser: Vec<_> = ["packwise", package::CRATE, "packwise-sheet", "packwise-xlsx", embed::CRATE]
        .into_iter()
        .filter(|name| project.has_package(name))
        .flat_map(|name| ["--package", name])
        .collect();
    if in_browser.is_empty() {
        suite.absent("lints for the browser", "no crate for it yet");
    } else {
        suite.part("lints for the browser", || {
            cmd!(sh, "cargo clippy {in_browser...} --lib --bins --target wasm32-unknown-unknown -- -D warnings")
                .run()
                .context("clippy found something; it is above")
        });
    }
    if run_tests(project, &mut suite, false) {
        suite.part("sizes", || {
            first_view::report(&project.dist())?;
            embed::sizes(&project.dist())
        });
    } else {
        suite.not_run("sizes", "the page did not build");
    }
    suite.finish()
}

/// `cargo xtask bless`.
pub(crate) fn bless(project: &Project) -> anyhow::Result<()> {
    let sh = &project.shell;
    let tests = say::step("running the tests, which rewrite what they compare with", || {
        cmd!(sh, "cargo test --workspace --no-fail-fast")
            .env("PACKWISE_BLESS", "1")
            .run()
            .context("some tests fail on other grounds than their golden files")
    });
    println!("\nWhat is not committed, the rewritten files among it; read it before you commit it:");
    cmd!(sh, "git --no-pager diff --stat").quiet().run()?;
    cmd!(sh, "git status --short").quiet().run()?;
    tests
}

/// Runs the parts that are tests, and says whether the page is there.
fn run_tests(project: &Project, suite: &mut Suite, full: bool) -> bool {
    let sh = &project.shell;
    if full {
        sh.set_var("PACKWISE_FULL", "1");
    }
    suite.part("Rust tests", || rust_tests(project, full));

    let packaged = if project.has_package(package::CRATE) {
        suite.part("npm package", || package::build(project).map(drop))
    } else {
        suite.absent("npm package", "no crates/js");
        true
    };
    let scripts = javascript_tests(project);
    if scripts.is_empty() {
        suite.absent("JavaScript tests", "no tests/js/**/*.test.mjs");
    } else if packaged {
        suite.part("JavaScript tests", || {
            // The cases that go through every door go through this one too.
            cmd!(sh, "cargo build --quiet --package {CLI}").run().context("the command line does not build")?;
            cmd!(sh, "node --test {scripts...}")
                .quiet()
                .env("PACKWISE_CLI", project.target().join("debug/packwise"))
                .run()
                .context("a JavaScript test failed; it is above")
        });
    } else {
        suite.not_run("JavaScript tests", "the npm package did not build");
    }

    let page_is_there = suite.part("page", || page::ensure(project));
    if page_is_there {
        suite.part("example sites", || examples::build(project, full));
    } else {
        suite.not_run("example sites", "the page did not build");
    }
    if !project.path("tests/browser").is_dir() {
        suite.absent("browser tests", "no tests/browser");
    } else if page_is_there {
        suite.part("browser tests", || browser_tests(project));
    } else {
        suite.not_run("browser tests", "the page did not build");
    }
    page_is_there
}

fn rust_tests(project: &Project, full: bool) -> anyhow::Result<()> {
    let sh = &project.shell;
    let tests = if full {
        cmd!(sh, "cargo test --workspace --no-fail-fast --release -- --include-ignored")
            // Release is for speed here: the optimisation across crates takes minutes and gains tests nothing.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
    } else {
        cmd!(sh, "cargo test --workspace --no-fail-fast")
    };
    tests.run().context("a Rust test failed; it is above")
}

/// The test files by name, because Node's versions disagree on what `--test <folder>` means.
fn javascript_tests(project: &Project) -> Vec<PathBuf> {
    let folder = project.path("tests/js");
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.to_str().is_some_and(|path| path.ends_with(".test.mjs")))
        .collect()
}

/// Playwright, with `dist/` under /a/b/ on a port that is free now (playwright.config.ts starts the server).
fn browser_tests(project: &Project) -> anyhow::Result<()> {
    let sh = &project.shell;
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let program = project.path("node_modules/@playwright/test/cli.js");
    // one test has the page talk to the real proxy; the Rust tests have built it already
    cmd!(sh, "cargo build --quiet --package packwise-proxy")
        .quiet()
        .run()
        .context("the balance proxy does not build")?;
    cmd!(sh, "node {program} test")
        .quiet()
        .env("PACKWISE_TEST_PORT", port.to_string())
        // This very program serves the page, so that no build of another one stands in the way.
        .env("PACKWISE_XTASK", std::env::current_exe()?)
        .env("PACKWISE_PROXY", project.target().join("debug/packwise-proxy"))
        .run()
        .context("a browser test failed; it is above, and its traces are in test-results/")
}
