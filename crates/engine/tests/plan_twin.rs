//! The planner against people who do not believe it: a brute-force twin, an independent checker of reports, and what
//! must not change when a request does.
//!
//! Everything here is written from `PLANNING.md`. `PACKWISE_FULL=1` tries ten times as many requests. A failure prints
//! the smallest request found that shows it, as JSON. Usually the twin answers 105,000 requests.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may assume")]
#![allow(clippy::print_stdout, reason = "shares and figures are for whoever runs it with --nocapture")]

#[path = "plan_twin/alternatives.rs"]
mod alternatives;
#[path = "plan_twin/case.rs"]
mod case;
#[path = "plan_twin/check.rs"]
mod check;
#[path = "plan_twin/corrupt.rs"]
mod corrupt;
#[path = "plan_twin/dice.rs"]
mod dice;
#[path = "plan_twin/extremes.rs"]
mod extremes;
#[path = "plan_twin/generate.rs"]
mod generate;
#[path = "plan_twin/headroom.rs"]
mod headroom;
#[path = "plan_twin/large.rs"]
mod large;
#[path = "plan_twin/metamorphic.rs"]
mod metamorphic;
#[path = "plan_twin/shrink.rs"]
mod shrink;
#[path = "plan_twin/stress.rs"]
mod stress;
#[path = "plan_twin/twin.rs"]
mod twin;

use case::Case;
use dice::Dice;
use generate::{Shares, Size};
use packwise_engine::issue::Code;
use packwise_engine::plan::{Answer, Infeasible, Options, Report, Status, plan};
use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// The plan alone, without the further solves.
fn plan_only() -> Options {
    Options { headroom: false, alternatives: false, ..Options::default() }
}

/// How many requests to try: a tenth of a full run unless that is asked for.
fn tries(usual: u64) -> u64 {
    if std::env::var_os("PACKWISE_FULL").is_some() { usual * 10 } else { usual }
}

/// The engine's answer; a panic of its counts as a fault like any other.
fn answer(case: &Case, options: Options) -> Result<Answer, String> {
    let request = case.request();
    catch_unwind(AssertUnwindSafe(|| plan(&request, options)))
        .map_err(|_| "the engine panics".to_owned())?
        .map_err(|issues| format!("the engine refuses the request: {issues:?}"))
}

/// The most failures that one thread makes small and tells.
const MOST_TOLD: usize = 3;

/// Tries small requests with every feature, in threads, and fails with the smallest like those that fail `test`.
fn each_case(what: &str, seed: u64, tries: u64, size: Size, test: impl Fn(&Case) -> Result<(), String> + Sync) {
    let threads = thread::available_parallelism().map_or(1, |count| u64::try_from(count.get()).unwrap());
    let part = |of: u64| {
        let make = |dice: &mut Dice| generate::case(dice, size);
        let numbers = tries * of / threads..tries * (of + 1) / threads;
        each_number(seed, numbers, make, |case| twin::ways(case) <= size.ways * 4, &test)
    };
    let tried = thread::scope(|scope| {
        let parts: Vec<_> = (0..threads).map(|of| scope.spawn(move || part(of))).collect();
        parts.into_iter().map(|part| part.join().unwrap()).fold(Tried::default(), Tried::and)
    });
    let shares = tried.assert_none_failed(what);
    shares.print(what);
    shares.assert_a_fifth_each(what);
}

/// Tries requests as `make` makes them, and fails with the smallest like those that fail `test` and are still `fit` for it.
fn each_made(
    what: &str,
    seed: u64,
    tries: u64,
    make: impl Fn(&mut Dice) -> Case,
    fit: impl Fn(&Case) -> bool,
    test: impl Fn(&Case) -> Result<(), String>,
) -> Shares {
    each_number(seed, 0..tries, make, fit, test).assert_none_failed(what)
}

/// What came of some tries.
#[derive(Default)]
struct Tried {
    shares: Shares,
    failed: u64,
    told: Vec<String>,
}

impl Tried {
    fn and(mut self, other: Self) -> Self {
        self.shares.add(&other.shares);
        self.failed += other.failed;
        self.told.extend(other.told);
        self
    }

    fn assert_none_failed(self, what: &str) -> Shares {
        let (tries, failed) = (self.shares.all(), self.failed);
        assert!(failed == 0, "{what}: {failed} of {tries} fail; the first are\n{}", self.told.join("\n\n"));
        self.shares
    }
}

fn each_number(
    seed: u64,
    numbers: Range<u64>,
    make: impl Fn(&mut Dice) -> Case,
    fit: impl Fn(&Case) -> bool,
    test: impl Fn(&Case) -> Result<(), String>,
) -> Tried {
    let mut tried = Tried::default();
    for number in numbers {
        let case = make(&mut Dice::new(seed + number));
        tried.shares.count(&case);
        if let Err(first) = test(&case) {
            tried.failed += 1;
            if tried.told.len() < MOST_TOLD {
                let small = shrink::shrink(&case, |case| fit(case) && test(case).is_err());
                let words = test(&small).err().unwrap_or_default();
                tried.told.push(format!("number {number}: {first}\nfirst: {case}\nsmallest: {small}\n{words}"));
            }
        }
    }
    tried
}

fn agrees_with_twin(case: &Case) -> Result<(), String> {
    let found = twin::answer(case);
    match (answer(case, plan_only())?, found) {
        (Answer::Plan(report), Some(found)) => same(case, &report, &found),
        (Answer::Infeasible(why), None) => reason(case, &why),
        (Answer::Plan(report), None) => Err(format!("a plan of {} where none is feasible", report.cost)),
        (Answer::Infeasible(why), Some(found)) => Err(format!("{:?}, but {found:?} is a plan", why.issues)),
    }
}

fn same(case: &Case, report: &Report, found: &twin::Found) -> Result<(), String> {
    let mut wrong = check::check(case, report);
    let rows = |rows: &[packwise_engine::plan::Purchase]| -> BTreeMap<_, _> {
        rows.iter().map(|row| ((row.period, row.pack.clone()), row.count)).collect()
    };
    let mut equal = |what: &str, engine: String, twin: String| {
        if engine != twin {
            wrong.push(format!("{what}: the engine says {engine}, the twin {twin}"));
        }
    };
    equal("status", format!("{:?}", report.status), format!("{:?}", Status::Optimal));
    equal("cost", report.cost.billionths().to_string(), found.cost.to_string());
    equal("purchases", format!("{:?}", rows(&report.purchases)), format!("{:?}", found.purchases));
    equal("commitments", format!("{:?}", rows(&report.commitments)), format!("{:?}", found.commitments));
    let on_demand: Vec<i64> = report.on_demand.iter().map(|units| units.thousandths()).collect();
    equal("on demand", format!("{on_demand:?}"), format!("{:?}", found.on_demand));
    equal("breakage", report.breakage.thousandths().to_string(), found.breakage.to_string());
    equal("leftover", report.leftover.thousandths().to_string(), found.leftover.to_string());
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// The first period that cannot be met is the last of the shortest horizon without a plan; and it is rule 4 that cannot
/// be kept where that horizon has a plan once no concurrency is asked.
fn reason(case: &Case, why: &Infeasible) -> Result<(), String> {
    let first = (1..=case.demand.len()).find(|&periods| !twin::feasible(&case.cut(periods))).unwrap();
    let without = Case { concurrency: None, ..case.cut(first) };
    let code =
        if case.concurrency.is_some() && twin::feasible(&without) { Code::CONCURRENCY } else { Code::INFEASIBLE };
    let path = format!("demand[{}]", first - 1);
    match &why.issues[..] {
        [issue, ..] if issue.path == path && issue.code == code => Ok(()),
        issues => Err(format!("{code} at {path} is the reason, not {issues:?}")),
    }
}

#[test]
fn one_period_agrees_with_the_twin() {
    let size = Size { periods: (1, 1), packs: 4, depth: 6, ways: 1_500 };
    each_case("one period", 1_000_000, tries(60_000), size, agrees_with_twin);
}

#[test]
fn several_periods_agree_with_the_twin() {
    let size = Size { periods: (2, 4), packs: 3, depth: 3, ways: 5_000 };
    each_case("several periods", 2_000_000, tries(45_000), size, agrees_with_twin);
}
