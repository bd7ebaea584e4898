//! Prints instances of the published generator as requests, one JSON a line, for the solvers and benches outside Rust:
//! `cargo run --package packwise-engine --example instances -- <first> <how many>`; 0 and 1,000 unless said.
//!
//! The generator is `tests/plan_twin/large.rs`; this program adds nothing to it.

#![allow(clippy::print_stdout, reason = "a native program whose output is its point")]
#![allow(clippy::unwrap_used, dead_code, reason = "the generator's modules are those of a test, which may assume")]

#[path = "../tests/plan_twin/case.rs"]
mod case;
#[path = "../tests/plan_twin/dice.rs"]
mod dice;
#[path = "../tests/plan_twin/large.rs"]
mod large;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut said = std::env::args().skip(1);
    let mut number = |usual: u64| said.next().map_or(Some(usual), |text| text.parse().ok());
    let (Some(first), Some(many), None) = (number(0), number(1_000), said.next()) else {
        eprintln!("usage: instances [<first> [<how many>]]");
        return ExitCode::FAILURE;
    };
    for number in first..first.saturating_add(many) {
        println!("{}", large::instance(number));
    }
    ExitCode::SUCCESS
}
