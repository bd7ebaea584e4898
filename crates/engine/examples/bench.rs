//! Engine time, native: `cargo run --release -p packwise-engine --example bench`; `cargo xtask bench` runs it.
//!
//! Prints `bench <name> <microseconds>`, each the median of several runs. `tests/bench/wasm.mjs` does the same work
//! through the npm package, under the same names.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a native program whose output is its point")]

use packwise_engine::book::Books;
use packwise_engine::document::{Document, evaluate_with};
use packwise_engine::link;
use packwise_engine::plan::Options;
use std::time::Instant;

/// The documents that are measured: name, and the short link that makes them.
const CASES: &str = include_str!("../../../tests/bench/cases.txt");

fn main() {
    let books = Books::shipped();
    let quick = Options { headroom: false, alternatives: false, trace: false, ..Options::default() };
    for line in CASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some((name, fragment)) = line.split_once('|') else {
            continue;
        };
        let document: Document = link::read(fragment.trim(), "kling-2026").document;
        for (part, options) in [("", quick), (", whole report", Options::default())] {
            let mut times: Vec<u128> = (0..15)
                .map(|_| {
                    let start = Instant::now();
                    let report = evaluate_with(&document, &books, options);
                    assert!(report.complete, "{name} has no answer");
                    start.elapsed().as_nanos()
                })
                .collect();
            times.sort_unstable();
            println!("bench {}{part} {}.{:03}", name.trim(), times[7] / 1_000, times[7] % 1_000);
        }
    }
}
