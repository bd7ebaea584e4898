//! Prints instances of the published generator as requests, one JSON a line, for the solvers and benches outside Rust:
//! `cargo run --package packwise-engine --example instances -- <first> <how many> <usual|hard>`; 0, 1,000 and hard unless
//! said.
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
    let (first, many) = (number(0), number(1_000));
    let instance = match said.next().as_deref() {
        None | Some("hard") => Some(large::instance as fn(u64) -> case::Case),
        Some("usual") => Some(large::usual as fn(u64) -> case::Case),
        Some(_) => None,
    };
    let (Some(first), Some(many), Some(instance)) = (first, many, instance) else {
        eprintln!("usage: instances [<first> [<how many> [usual|hard]]]");
        return ExitCode::FAILURE;
    };
    for number in first..first.saturating_add(many) {
        println!("{}", instance(number));
    }
    ExitCode::SUCCESS
}
