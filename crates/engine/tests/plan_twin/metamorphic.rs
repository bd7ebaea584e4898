//! What must not change when a request does, and which way an answer may move: larger requests than the twin can answer.
//!
//! Where a change can only help, the cost after it is no more than before. Of two answers that are not both proved, the
//! bound of the one after is no more than the cost before; so nothing needs to be left out for want of a proof.

use crate::case::{Case, Order, Own, Pack};
use crate::generate::{self, Size};
use crate::{Dice, each_made, plan_only, tries};
use packwise_engine::issue::Code;
use packwise_engine::plan::{Answer, Options, Report, Status, plan};
use serde_json::Value;
use std::cell::Cell;

/// Requests of up to a year and six packs.
const SIZE: Size = Size { periods: (1, 12), packs: 6, depth: 4, ways: 0 };
/// A request that takes longer is compared by its bound.
const BUDGET: u64 = 4_000;

enum Outcome {
    Plan(Box<Report>),
    Infeasible,
    Undecided,
}

fn outcome(case: &Case, options: Options) -> Result<Outcome, String> {
    match plan(&case.request(), Options { budget: BUDGET, further: BUDGET, ..options }) {
        Ok(Answer::Plan(report)) => Ok(Outcome::Plan(report)),
        Ok(Answer::Infeasible(_)) => Ok(Outcome::Infeasible),
        Err(issues) if issues.iter().all(|issue| issue.code == Code::UNDECIDED) => Ok(Outcome::Undecided),
        Err(issues) => Err(format!("the engine refuses {case}: {issues:?}")),
    }
}

/// How many pairs had a plan on both sides, and how many of those were proved on both.
#[derive(Default)]
struct Pairs {
    planned: Cell<u64>,
    proved: Cell<u64>,
}

impl Pairs {
    fn count(&self, one: &Report, other: &Report) {
        self.planned.set(self.planned.get() + 1);
        if one.status == Status::Optimal && other.status == Status::Optimal {
            self.proved.set(self.proved.get() + 1);
        }
    }
}

fn each(what: &str, seed: u64, usual: u64, test: impl Fn(&Case, &Pairs) -> Result<(), String>) {
    let pairs = Pairs::default();
    let tries = tries(usual);
    each_made(what, seed, tries, |dice| generate::any_case(dice, SIZE), |_| true, |case| test(case, &pairs));
    println!("{what}: of {tries}: {} with two plans, {} proved", pairs.planned.get(), pairs.proved.get());
    assert!(pairs.proved.get() * 3 > tries, "{what}: too few were compared");
}

/// Dice of a request's own, so that its change is the same each time.
fn dice(case: &Case) -> Dice {
    Dice::new(case.to_string().bytes().fold(0, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into())))
}

/// Whatever serves `tight` serves `loose` for no more.
fn no_dearer(tight: &Case, loose: &Case, pairs: &Pairs) -> Result<(), String> {
    match (outcome(tight, plan_only())?, outcome(loose, plan_only())?) {
        (Outcome::Plan(before), Outcome::Plan(after)) => {
            pairs.count(&before, &after);
            if after.lower_bound <= before.cost {
                return Ok(());
            }
            Err(format!("{} before, at least {} after: {loose}", before.cost, after.lower_bound))
        }
        (Outcome::Plan(before), Outcome::Infeasible) => {
            Err(format!("{} before, infeasible after: {loose}", before.cost))
        }
        (Outcome::Plan(_), Outcome::Undecided) | (Outcome::Infeasible | Outcome::Undecided, _) => Ok(()),
    }
}

#[test]
fn another_pack_never_makes_it_dearer() {
    each("another pack", 10_000_000, 1_000, |case, pairs| {
        let mut dice = dice(case);
        let mut other = generate::any_case(&mut dice, SIZE).packs;
        let Some(mut pack) = other.pop() else { return Ok(()) };
        pack.id = "c".to_owned();
        let mut loose = case.clone();
        loose.packs.insert(dice.index(case.packs.len() + 1), pack);
        no_dearer(case, &loose, pairs)
    });
}

#[test]
fn more_demand_is_never_cheaper() {
    each("more demand", 11_000_000, 1_000, |case, pairs| {
        let mut dice = dice(case);
        let mut more = case.clone();
        let period = dice.index(case.demand.len());
        more.demand[period] += dice.pick(&[1, 500, 1_000, 1_000_000]);
        no_dearer(&more, case, pairs)
    });
}

#[test]
fn owning_one_more_pack_never_makes_it_dearer() {
    each("one more owned", 12_000_000, 1_000, |case, pairs| {
        let mut dice = dice(case);
        let largest = case.demand.iter().copied().max().unwrap_or(0).max(1);
        let own = Own {
            units: dice.between(0, 2 * largest),
            from: dice.count(0, case.periods()),
            left: if dice.chance(40) { None } else { Some(dice.count(1, 6)) },
            concurrency: dice.pick(&[None, Some(1), Some(5), Some(20)]),
        };
        let mut richer = case.clone();
        richer.balance.insert(dice.index(case.balance.len() + 1), own);
        no_dearer(case, &richer, pairs)
    });
}

/// One condition of a request less.
fn loosened(case: &Case, dice: &mut Dice) -> Option<Case> {
    let mut looser: Vec<Case> = Vec::new();
    let mut with = |change: &dyn Fn(&mut Case)| {
        let mut loose = case.clone();
        change(&mut loose);
        if loose != *case {
            looser.push(loose);
        }
    };
    with(&|case| case.concurrency = None);
    for place in 0..case.packs.len() {
        with(&|case| case.packs[place].limit = None);
        with(&|case| case.packs[place].order = Order::Any);
        with(&|case| case.packs[place].life = None);
        with(&|case| case.packs[place].concurrency = Some(20));
        with(&|case| case.packs[place].price /= 2);
        with(&|case| {
            if let Order::Packs(least) = &mut case.packs[place].order {
                *least = (*least - 1).max(1);
            }
        });
    }
    with(&|case| case.on_demand = Some(case.on_demand.map_or(1_000_000, |price| price / 2)));
    if looser.is_empty() { None } else { Some(looser.swap_remove(dice.index(looser.len()))) }
}

#[test]
fn a_condition_less_never_makes_it_dearer() {
    each("a condition less", 13_000_000, 1_000, |case, pairs| match loosened(case, &mut dice(case)) {
        Some(loose) => no_dearer(case, &loose, pairs),
        None => Ok(()),
    });
}

#[test]
fn scaling_all_units_changes_units_only() {
    each("scaling", 14_000_000, 1_000, |case, pairs| {
        let by = dice(case).pick(&[2, 3, 7, 1_000]);
        let mut small = case.clone();
        // so that it can be divided without a rest
        small.on_demand = case.on_demand.map(|price| price * by);
        let mut large = case.clone();
        large.demand.iter_mut().for_each(|units| *units *= by);
        large.packs.iter_mut().for_each(|pack| pack.units *= by);
        large.balance.iter_mut().for_each(|own| own.units *= by);
        match (outcome(&small, plan_only())?, outcome(&large, plan_only())?) {
            (Outcome::Plan(small), Outcome::Plan(large)) => {
                pairs.count(&small, &large);
                if small.status != Status::Optimal || large.status != Status::Optimal {
                    return Ok(());
                }
                let units = |report: &Report, by: i64| {
                    let mut all = vec![report.breakage.thousandths() * by, report.leftover.thousandths() * by];
                    all.extend(report.on_demand.iter().map(|units| units.thousandths() * by));
                    all
                };
                let told = |report: &Report, by: i64| {
                    (report.cost, report.purchases.clone(), report.commitments.clone(), units(report, by))
                };
                let (small, large) = (told(&small, by), told(&large, 1));
                if small == large { Ok(()) } else { Err(format!("by {by}: {small:?} becomes {large:?}")) }
            }
            (Outcome::Undecided, _) | (_, Outcome::Undecided) | (Outcome::Infeasible, Outcome::Infeasible) => Ok(()),
            (Outcome::Plan(_), Outcome::Infeasible) | (Outcome::Infeasible, Outcome::Plan(_)) => {
                Err(format!("scaling by {by} decides whether there is a plan"))
            }
        }
    });
}

/// The report as it is told, its alternatives in an order of their own. Of several packs whose minimum is above their
/// limit, words name the first in the request.
fn whole(report: &Report) -> Value {
    let mut told = serde_json::to_value(report).unwrap();
    if let Some(alternatives) = told["alternatives"].as_array_mut() {
        alternatives.sort_by_key(|other| (other["kind"].to_string(), other["pack"].to_string()));
        for issue in alternatives.iter_mut().filter_map(|other| other["issues"].as_array_mut()).flatten() {
            issue["words"].take();
        }
    }
    told
}

#[test]
fn the_order_of_the_packs_changes_nothing() {
    // even where nothing is proved: the search does not see the request's order
    let everything = |case: &Case| {
        let further = case.periods() <= 4 && case.packs.len() <= 4;
        outcome(case, Options { headroom: further, alternatives: further, ..Options::default() })
    };
    each("another order", 15_000_000, 1_000, |case, pairs| {
        let mut dice = dice(case);
        let mut packs: Vec<Pack> = Vec::new();
        for pack in &case.packs {
            packs.insert(dice.index(packs.len() + 1), pack.clone());
        }
        let shuffled = Case { packs, ..case.clone() };
        match (everything(case)?, everything(&shuffled)?) {
            (Outcome::Plan(one), Outcome::Plan(other)) => {
                pairs.count(&one, &other);
                let (one, other) = (whole(&one), whole(&other));
                if one == other { Ok(()) } else { Err(format!("{one}\nbecomes\n{other}\nfor {shuffled}")) }
            }
            (Outcome::Infeasible, Outcome::Infeasible) | (Outcome::Undecided, Outcome::Undecided) => Ok(()),
            (Outcome::Plan(_) | Outcome::Infeasible | Outcome::Undecided, _) => {
                Err(format!("the order of the packs decides whether there is a plan: {shuffled}"))
            }
        }
    });
}
