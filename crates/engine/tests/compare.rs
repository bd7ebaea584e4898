//! Comparisons against hand-made golden cases (`tests/golden/compare`), and against the planner's brute-force twin: at each
//! break-even the two totals cross, and nowhere nearer.
//!
//! What is expected is never computed by the engine: by hand in the golden cases, else by trying every way to buy
//! (`plan_twin/twin.rs`). `PACKWISE_FULL=1` tries ten times as many requests.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may assume")]
#![allow(clippy::print_stdout, reason = "shares and figures are for whoever runs it with --nocapture")]

#[path = "compare/budget.rs"]
mod budget;
#[path = "plan_twin/case.rs"]
#[allow(dead_code, reason = "the planner's tests use the rest of it")]
mod case;
#[path = "plan_twin/dice.rs"]
#[allow(dead_code, reason = "the planner's tests use the rest of it")]
mod dice;
#[path = "plan_twin/generate.rs"]
#[allow(dead_code, reason = "the planner's tests use the rest of it")]
mod generate;
#[path = "compare/golden.rs"]
mod golden;
#[path = "compare/judge.rs"]
mod judge;
#[path = "compare/stairs.rs"]
mod stairs;
#[path = "compare/switches.rs"]
mod switches;
#[path = "plan_twin/twin.rs"]
#[allow(dead_code, reason = "the planner's tests use the rest of it")]
mod twin;
#[path = "compare/ways.rs"]
mod ways;

/// How many requests to try: a tenth of a full run unless that is asked for.
fn tries(usual: u64) -> u64 {
    if std::env::var_os("PACKWISE_FULL").is_some() { usual * 10 } else { usual }
}

/// The budget of each solve; enough for every request here.
const BUDGET: u64 = 200_000;
