//! Measures, and judges nothing: what the first view loads, the engine's time natively and in WASM, and what the page does
//! on every key.
//!
//! A bench is a program that prints `bench <name> <microseconds>` for each thing it measured; its other lines pass
//! through. `crates/engine/examples/bench.rs` is the native one, `tests/bench/wasm.mjs` calls the npm package, and the
//! two use the same names. `tests/bench/planner.mjs` measures the planner with another solver beside it, and
//! `tests/bench/trace.mjs` types into the page, and `crates/proxy/examples/load.rs` asks the balance proxy; their lines have
//! several figures and pass through.
//!
//! `tests/bench/bulk.mjs` prices a file beside hand-written JavaScript.
//!
//! Imports `apart`, `embed`, `first_view`, `package`, `page`, `project`, `say`, `serve` and `tools`.

use crate::project::Project;
use crate::tools::Need;
use crate::{apart, embed, first_view, package, page, say, serve, tools};
use anyhow::Context as _;
use std::collections::{BTreeMap, BTreeSet};
use xshell::{Cmd, cmd};

/// Microseconds by what was measured.
type Times = BTreeMap<String, f64>;

/// `cargo xtask bench`.
pub(crate) fn command(project: &Project) -> anyhow::Result<()> {
    page::ensure(project)?;
    first_view::report(&project.dist())?;
    embed::sizes(&project.dist())?;

    let sh = &project.shell;
    let native = if project.path("crates/engine/examples/bench.rs").is_file() {
        run("the engine, natively", cmd!(sh, "cargo run --release --quiet --package packwise-engine --example bench"))?
    } else {
        say::note("no crates/engine/examples/bench.rs, so no native time");
        Times::new()
    };
    tools::ensure(project, &tools::FOR_THE_PACKAGE)?;
    package::sizes(&package::build(project)?)?;
    let wasm = if project.path("tests/bench/wasm.mjs").is_file() {
        run("the engine, in WASM", cmd!(sh, "node tests/bench/wasm.mjs"))?
    } else {
        say::note("no tests/bench/wasm.mjs, so no time in WASM");
        Times::new()
    };
    print(&native, &wasm);
    if project.path("tests/bench/planner.mjs").is_file() {
        println!();
        drop(run("the planner, and HiGHS beside it (up to an hour)", cmd!(sh, "node tests/bench/planner.mjs"))?);
    } else {
        say::note("no tests/bench/planner.mjs, so no time of the planner beside another solver");
    }
    apart::build(project, "packwise-bulk", "bulk")?;
    println!();
    drop(run("files of work, and JavaScript beside it", cmd!(sh, "node tests/bench/bulk.mjs"))?);
    if project.has_package(serve::PROXY) {
        tools::ensure(project, &[Need::Redis])?;
        let program = serve::build_proxy(project)?;
        println!();
        let load = cmd!(sh, "cargo run --quiet --profile proxy --package packwise-proxy --example load -- {program}");
        drop(run("the balance proxy under load (a minute)", load)?);
    }
    if project.path("tests/bench/trace.mjs").is_file() {
        tools::ensure(project, &tools::FOR_ALL_TESTS)?;
        println!("\nMain-thread work: median, 95th percentile, most");
        drop(run("the page, key by key (some minutes)", cmd!(sh, "node tests/bench/trace.mjs"))?);
    } else {
        say::note("no tests/bench/trace.mjs, so no time of the page");
    }
    Ok(())
}

fn run(what: &str, bench: Cmd<'_>) -> anyhow::Result<Times> {
    let output = say::step(what, || bench.quiet().read().with_context(|| format!("measuring {what} failed")))?;
    let mut times = Times::new();
    for line in output.lines() {
        match measured(line) {
            Some((name, time)) => drop(times.insert(name, time)),
            None => println!("  {line}"),
        }
    }
    Ok(times)
}

/// Reads `bench <name> <microseconds>`.
fn measured(line: &str) -> Option<(String, f64)> {
    let (name, time) = line.strip_prefix("bench ")?.rsplit_once(' ')?;
    Some((name.trim().to_owned(), time.parse().ok()?))
}

fn print(native: &Times, wasm: &Times) {
    let names: BTreeSet<_> = native.keys().chain(wasm.keys()).collect();
    if names.is_empty() {
        return;
    }
    println!("\nEngine time                       native, ms    WASM, ms");
    for name in names {
        let cell = |times: &Times| times.get(name).map_or("-".to_owned(), |time| format!("{:.3}", time / 1000.0));
        println!("  {name:<30} {:>11} {:>11}", cell(native), cell(wasm));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_is_a_line() {
        assert_eq!(measured("bench 100-line document 412.5"), Some(("100-line document".to_owned(), 412.5)));
        assert_eq!(measured("warming up"), None);
        assert_eq!(measured("bench nothing"), None);
    }
}
