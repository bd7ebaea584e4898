//! Other ways to buy: each single pack at its best, and the two rules of thumb that people use.
//!
//! The rules go period by period and look at that period's shortfall only: what is needed after what is still alive and
//! what running terms deliver. They buy packs, never on demand. Terms and limits bind them as they bind everybody: a
//! term's later packs are bought when it obliges, a least order is filled up in the last period.

use super::ledger::play;
use super::price::bill;
use super::problem::Scale;
use super::report::{Alternative, AlternativeKind};
use super::request::{Offer, Request};
use super::search::Goal;
use super::solve::solve;
use crate::book::MinimumOrder;
use crate::issue::{Code, Issue};
use crate::money::Cost;
use crate::places;
use crate::units::Units;

/// The alternative at `index` to a plan of `cost`: the single packs in the order of the request, then the rules of thumb.
/// `None`: there are no more.
pub(super) fn alternative(request: &Request, index: usize, cost: Cost, budget: u64) -> Option<Alternative> {
    if let Some(offer) = request.packs.get(index) {
        return Some(single(request, offer, cost, budget));
    }
    // without packs there is nothing for a rule to choose from
    let rules = if request.packs.is_empty() { &[][..] } else { &RULES[..] };
    rules.get(index - request.packs.len()).map(|&kind| by_rule(request, kind, cost))
}

const RULES: [AlternativeKind; 2] = [AlternativeKind::LargestFirst, AlternativeKind::BestUnitPrice];

fn none(kind: AlternativeKind, pack: Option<&Offer>, issues: Vec<Issue>) -> Alternative {
    Alternative {
        kind,
        pack: pack.map(|offer| offer.id.clone()),
        purchases: Vec::new(),
        commitments: Vec::new(),
        on_demand: Units::ZERO,
        cost: None,
        extra_cost: None,
        breakage: None,
        issues,
    }
}

fn single(request: &Request, offer: &Offer, cost: Cost, budget: u64) -> Alternative {
    let kind = AlternativeKind::Single;
    let alone = Request { packs: vec![offer.clone()], ..request.clone() };
    let solved = solve(&alone, Scale::NONE, Goal::Least, budget);
    let Some(counts) = solved.as_ref().and_then(|solved| solved.counts.as_ref()) else {
        let proved = solved.is_some_and(|solved| solved.proved);
        let why =
            if proved { super::infeasible::reasons(&alone, budget) } else { vec![super::infeasible::undecided()] };
        return none(kind, Some(offer), why);
    };
    finish(&alone, kind, Some(offer), counts, cost)
}

fn finish(
    request: &Request,
    kind: AlternativeKind,
    pack: Option<&Offer>,
    counts: &[Vec<u64>],
    cost: Cost,
) -> Alternative {
    let told = play(request, counts).and_then(|played| {
        let bill = bill(request, counts, &played.on_demand)?;
        let on_demand = played.on_demand.iter().try_fold(Units::ZERO, |sum, units| sum.plus(*units))?;
        Some((bill, on_demand, played.breakage))
    });
    let Some((bill, on_demand, breakage)) = told else {
        let words = "its sums are more than can be counted exactly";
        return none(kind, pack, vec![Issue::error("", Code::OVERFLOW, words)]);
    };
    Alternative {
        kind,
        pack: pack.map(|offer| offer.id.clone()),
        purchases: bill.purchases,
        commitments: bill.commitments,
        on_demand,
        cost: Some(bill.total),
        extra_cost: bill.total.minus(cost),
        breakage: Some(breakage),
        issues: Vec::new(),
    }
}

fn by_rule(request: &Request, kind: AlternativeKind, cost: Cost) -> Alternative {
    match follow(request, kind) {
        Ok(counts) => {
            let pack = match kind {
                AlternativeKind::BestUnitPrice => best_unit_price(request),
                AlternativeKind::Single | AlternativeKind::LargestFirst => None,
            };
            finish(request, kind, pack.map(|offer| &request.packs[offer]), &counts, cost)
        }
        Err(issue) => none(kind, None, vec![issue]),
    }
}

/// The pack of the least price per unit; of equals the smallest, then the first by id.
fn best_unit_price(request: &Request) -> Option<usize> {
    (0..request.packs.len()).min_by(|&a, &b| {
        let (first, second) = (&request.packs[a], &request.packs[b]);
        let worth =
            |offer: &Offer, other: &Offer| i128::from(offer.price.micros()) * i128::from(other.units.thousandths());
        worth(first, second)
            .cmp(&worth(second, first))
            .then(first.units.cmp(&second.units))
            .then_with(|| first.id.as_bytes().cmp(second.id.as_bytes()))
    })
}

/// The counts that a rule of thumb buys, or why it cannot serve.
fn follow(request: &Request, kind: AlternativeKind) -> Result<Vec<Vec<u64>>, Issue> {
    let mut by_size: Vec<usize> = (0..request.packs.len()).collect();
    places::sort(&mut by_size, &mut |a, b| {
        let (first, second) = (&request.packs[a], &request.packs[b]);
        second.units.cmp(&first.units).then_with(|| first.id.as_bytes().cmp(second.id.as_bytes()))
    });
    let mut counts: Vec<Vec<u64>> = Vec::new();
    for period in 0..request.demand.len() {
        let mut now = obliged(request, &counts, period);
        counts.push(now.clone());
        let overflow = || issue(period, Code::OVERFLOW, "its sums are more than can be counted exactly");
        let mut open = shortfall(request, &counts).ok_or_else(overflow)?;
        let left = |offer: usize, now: &[u64]| {
            let bought: u64 = counts[..period].iter().map(|counts| counts[offer]).sum::<u64>() + now[offer];
            request.packs[offer].limit.map_or(u64::MAX, |limit| limit.saturating_sub(bought))
        };
        match kind {
            AlternativeKind::BestUnitPrice => {
                if let Some(offer) = best_unit_price(request) {
                    let wanted = whole(open, request.packs[offer].units, true);
                    let count = wanted.min(left(offer, &now));
                    now[offer] += count;
                    open = less(open, request.packs[offer].units, count);
                }
            }
            AlternativeKind::LargestFirst | AlternativeKind::Single => {
                for &offer in &by_size {
                    let count = whole(open, request.packs[offer].units, false).min(left(offer, &now));
                    now[offer] += count;
                    open = less(open, request.packs[offer].units, count);
                }
                // one of the smallest that can still be had
                let smallest = by_size.iter().copied().filter(|&offer| left(offer, &now) > 0).min_by(|&a, &b| {
                    let (first, second) = (&request.packs[a], &request.packs[b]);
                    first.units.cmp(&second.units).then_with(|| first.id.as_bytes().cmp(second.id.as_bytes()))
                });
                if open > Units::ZERO
                    && let Some(offer) = smallest
                {
                    now[offer] += 1;
                    open = less(open, request.packs[offer].units, 1);
                }
            }
        }
        if open > Units::ZERO {
            return Err(issue(period, Code::INFEASIBLE, "a limit keeps it from covering this period"));
        }
        counts[period] = now;
    }
    fill_up(request, &mut counts);
    keeps_rules(request, &counts)?;
    Ok(counts)
}

fn issue(period: usize, code: Code, words: &str) -> Issue {
    Issue::error(format!("demand[{period}]"), code, words)
}

fn whole(open: Units, size: Units, up: bool) -> u64 {
    let (open, size) = (open.thousandths(), size.thousandths().max(1));
    let count = if up { (open + size - 1) / size } else { open / size };
    u64::try_from(count).unwrap_or(0)
}

fn less(open: Units, size: Units, count: u64) -> Units {
    size.times(count).and_then(|bought| open.minus(bought)).unwrap_or(Units::ZERO)
}

/// What running terms oblige one to buy in `period`, given the periods before.
fn obliged(request: &Request, counts: &[Vec<u64>], period: usize) -> Vec<u64> {
    let owed = |offer: usize| {
        let Some(MinimumOrder::Term { periods }) = request.packs[offer].minimum_order else {
            return 0;
        };
        let first = period.saturating_sub(usize::try_from(periods).unwrap_or(0).saturating_sub(1));
        (first..period).map(|t| counts[t][offer].saturating_sub(if t == 0 { 0 } else { counts[t - 1][offer] })).sum()
    };
    (0..request.packs.len()).map(owed).collect()
}

/// What the last of the periods in `counts` lacks.
fn shortfall(request: &Request, counts: &[Vec<u64>]) -> Option<Units> {
    let so_far = Request { demand: request.demand[..counts.len()].to_vec(), ..request.clone() };
    play(&so_far, counts).and_then(|played| played.on_demand.last().copied())
}

/// Fills least orders up in the last period.
fn fill_up(request: &Request, counts: &mut [Vec<u64>]) {
    for (offer, pack) in request.packs.iter().enumerate() {
        let Some(MinimumOrder::Packs { count: least }) = pack.minimum_order else {
            continue;
        };
        let bought: u64 = counts.iter().map(|counts| counts[offer]).sum();
        if let Some(last) = counts.last_mut().filter(|_| bought > 0) {
            last[offer] += least.saturating_sub(bought);
        }
    }
}

/// The rules that covering alone does not keep: limits under terms and least orders, and the concurrency.
fn keeps_rules(request: &Request, counts: &[Vec<u64>]) -> Result<(), Issue> {
    let mut over: Vec<&str> = Vec::new();
    for (offer, pack) in request.packs.iter().enumerate() {
        let bought: u64 = counts.iter().map(|counts| counts[offer]).sum();
        if pack.limit.is_some_and(|limit| bought > limit) {
            over.push(&pack.id);
        }
    }
    // the first by id, so that the order of the request changes no words
    if let Some(id) = over.into_iter().min() {
        let words = format!("its minimum order of {id} goes beyond the limit of it");
        return Err(Issue::error("", Code::INFEASIBLE, words));
    }
    match super::infeasible::concurrency_gap(request, counts) {
        Some(period) => Err(issue(period, Code::CONCURRENCY, "none of its packs gives the concurrency asked for")),
        None => Ok(()),
    }
}
