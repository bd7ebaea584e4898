//! Why there is no plan: which rule cannot be kept, and the first period in which it cannot.
//!
//! The horizon is cut after each period in turn; the first cut that has no plan names the period. Leaving out the
//! concurrency, then the minimum orders, from that cut tells which rule it is.

use super::problem::Scale;
use super::request::Request;
use super::search::Goal;
use super::solve::solve;
use crate::issue::{Code, Issue};
use crate::units::Units;

/// The reasons; never empty.
pub(super) fn reasons(request: &Request, budget: u64) -> Vec<Issue> {
    // what is not shown to be impossible may be possible
    let possible = |request: &Request| {
        let solved = solve(request, Scale::NONE, Goal::Within(i128::MAX / 16), budget);
        solved.is_none_or(|solved| solved.counts.is_some() || !solved.proved)
    };
    let cut = |periods: usize| Request { demand: request.demand[..periods].to_vec(), ..request.clone() };
    let Some(first) = (1..=request.demand.len()).find(|&periods| !possible(&cut(periods))) else {
        return vec![undecided()];
    };
    let period = first - 1;
    let mut looser = cut(first);
    looser.concurrency = None;
    if request.concurrency.is_some() && possible(&looser) {
        let asked = request.concurrency.unwrap_or(0);
        let words = format!("no pack that can be had gives {asked} at once (rule 4, period {period})");
        return vec![Issue::error(format!("demand[{period}]"), Code::CONCURRENCY, words)];
    }
    for offer in &mut looser.packs {
        offer.minimum_order = None;
    }
    let (rule, words) = if request.packs.iter().any(|offer| offer.minimum_order.is_some()) && possible(&looser) {
        ("rule 3", "minimum orders and limits cannot both be kept while the demand is covered")
    } else if request.packs.iter().any(|offer| offer.limit.is_some()) {
        ("rule 1", "the packs that can be had within their limits do not cover the demand")
    } else {
        ("rule 1", "there is nothing to buy that covers the demand")
    };
    vec![Issue::error(format!("demand[{period}]"), Code::INFEASIBLE, format!("{words} ({rule}, period {period})"))]
}

/// The budget ended with no plan found and none ruled out.
pub(super) fn undecided() -> Issue {
    let words = "the search's budget ended before a plan was found, or shown not to exist";
    Issue::error("", Code::UNDECIDED, words)
}

/// The first period with demand in which `counts` leave the request's concurrency unmet.
pub(super) fn concurrency_gap(request: &Request, counts: &[Vec<u64>]) -> Option<usize> {
    let asked = request.concurrency?;
    let gives = |concurrency: Option<u32>| concurrency.is_some_and(|given| given >= asked);
    let reaches = |from: usize, life: Option<u32>, t: usize| {
        from <= t && life.is_none_or(|life| usize::try_from(life).is_ok_and(|life| t - from < life))
    };
    (0..request.demand.len()).find(|&t| {
        let owned = request.balance.iter().any(|owned| {
            gives(owned.concurrency)
                && usize::try_from(owned.from).is_ok_and(|from| reaches(from, owned.periods_left, t))
        });
        let bought = || {
            counts.iter().enumerate().any(|(from, counts)| {
                request.packs.iter().zip(counts).any(|(offer, &count)| {
                    count > 0 && gives(offer.concurrency) && reaches(from, offer.life_periods, t)
                })
            })
        };
        request.demand[t] > Units::ZERO && !owned && !bought()
    })
}
