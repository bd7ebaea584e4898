//! How long the search takes on larger requests, and how often it proves its answer. Run in release:
//! `cargo test --release -p packwise-engine --test plan_twin stress -- --ignored --nocapture`.

use crate::case::Case;
use crate::generate::features;
use crate::{check, large, plan_only};
use packwise_engine::plan::{Answer, Status, plan};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const INSTANCES: u64 = 2_000;
const WORST: usize = 10;

/// How often the answer was proved, by what a request has.
#[derive(Default)]
struct Proofs(BTreeMap<String, (u32, u32)>);

impl Proofs {
    fn count(&mut self, case: &Case, proved: bool) {
        let (periods, packs) = (case.demand.len().div_ceil(6) * 6, case.packs.len());
        let mut kinds = vec![format!("{:2} to {periods:2} periods", periods - 5), format!("{packs} packs")];
        kinds.extend(features(case).into_iter().map(str::to_owned));
        for kind in kinds {
            let (of, all) = self.0.entry(kind).or_default();
            *of += u32::from(proved);
            *all += 1;
        }
    }

    fn print(&self) {
        for (kind, (of, all)) in &self.0 {
            println!("{:5.1} % of {all:4} proved: {kind}", 100.0 * f64::from(*of) / f64::from(*all));
        }
    }
}

struct Run {
    number: u64,
    took: Duration,
    nodes: u64,
}

#[test]
#[ignore = "it measures; run it in release and by itself"]
#[allow(clippy::disallowed_methods, reason = "a stopwatch, on a machine that has a clock")]
fn stress() {
    let mut runs = Vec::new();
    let (mut optimal, mut bounded, mut infeasible, mut undecided) = (0, 0, 0, 0);
    let (mut proofs, mut gaps, mut tied) = (Proofs::default(), Vec::new(), 0);
    let mut smallest: Option<Case> = None;
    for number in 0..INSTANCES {
        let case = large::instance(number);
        let request = case.request();
        let start = Instant::now();
        let answer = plan(&request, plan_only());
        let took = start.elapsed();
        let mut nodes = 0;
        match answer {
            Ok(Answer::Plan(report)) => {
                let wrong = check::check(&case, &report);
                assert!(wrong.is_empty(), "instance {number}: {wrong:?}\n{case}");
                nodes = report.nodes;
                proofs.count(&case, report.status == Status::Optimal);
                if report.status == Status::Optimal {
                    optimal += 1;
                } else {
                    bounded += 1;
                    let size = |case: &Case| case.demand.len() * case.packs.len();
                    if smallest.as_ref().is_none_or(|least| size(&case) < size(least)) {
                        smallest = Some(case.clone());
                    }
                    tied += u32::from(report.cost == report.lower_bound);
                    let [cost, bound] = [report.cost, report.lower_bound].map(|cost| cost.billionths());
                    gaps.push(u64::try_from((cost - bound) * 10_000 / cost.max(1)).unwrap());
                }
            }
            Ok(Answer::Infeasible(_)) => infeasible += 1,
            Err(issues) => {
                undecided += 1;
                println!("instance {number}: {issues:?}\n{case}");
            }
        }
        runs.push(Run { number, took, nodes });
    }
    println!(
        "{INSTANCES} instances: {optimal} optimal, {bounded} bounded, {infeasible} infeasible, {undecided} undecided"
    );
    println!("of those bounded, {tied} have the least cost for sure, and only their ties are open");
    proofs.print();
    if let Some(case) = smallest {
        println!("the smallest without a proof: {case}");
    }
    let at = |sorted: &[u64], share: f64| sorted[((sorted.len() - 1) as f64 * share) as usize];
    let mut nanos: Vec<u64> = runs.iter().map(|run| u64::try_from(run.took.as_nanos()).unwrap()).collect();
    let mut nodes: Vec<u64> = runs.iter().map(|run| run.nodes).filter(|&nodes| nodes > 0).collect();
    let mut all = [("nanoseconds", &mut nanos), ("nodes", &mut nodes), ("gap in 1/100 %", &mut gaps)];
    for (what, figures) in all.iter_mut().filter(|(_, figures)| !figures.is_empty()) {
        figures.sort_unstable();
        let [median, p90, p99, most] = [0.5, 0.9, 0.99, 1.0].map(|share| at(figures, share));
        println!("{what}: median {median}, 90 % {p90}, 99 % {p99}, most {most}");
    }
    runs.sort_by_key(|run| std::cmp::Reverse(run.took));
    let mut worst = String::new();
    for run in &runs[..WORST] {
        println!("instance {}: {:?}, {} nodes", run.number, run.took, run.nodes);
        writeln!(worst, "{}", large::instance(run.number)).unwrap();
    }
    let path = std::env::temp_dir().join("worst.json");
    std::fs::write(&path, worst).unwrap();
    println!("the requests that took longest, one JSON a line: {}", path.display());
}
