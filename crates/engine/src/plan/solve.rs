//! From a request to the counts of its least plan.

use super::number::Whole;
use super::problem::{Scale, problem, sums};
use super::request::Request;
use super::search::{Found, Goal, search};

/// The least plan, in the request's own order of packs.
#[derive(Clone, Debug)]
pub(super) struct Solved {
    /// Counts by period and offer; `None`: no plan, or none found within the budget.
    pub(super) counts: Option<Vec<Vec<u64>>>,
    /// Cost of the plan and bound on every plan, in billionths x `scale`.
    pub(super) cost: Option<i128>,
    pub(super) lower: i128,
    pub(super) proved: bool,
    pub(super) nodes: u64,
}

/// Solves a request; `None` where its sums cannot be counted exactly.
pub(super) fn solve(request: &Request, scale: Scale, goal: Goal, budget: u64) -> Option<Solved> {
    if sums(request, scale)? >= <i128 as Whole>::HUGE / 2 {
        return None;
    }
    let (mut problem, coin) = problem::<i128>(request, scale).reduced()?;
    let goal = match goal {
        Goal::Least => Goal::Least,
        Goal::Within(cost) => Goal::Within(cost.div_euclid(coin)),
    };
    let most = problem.most().filter(|&most| most < <i128 as Whole>::HUGE / 2)?;
    problem.arrange();
    // nearly every request fits the numbers that machines count fast in
    let Found { counts, cost, lower, proved, nodes } = if most < <i64 as Whole>::HUGE.wide() / 2 {
        search(&problem.narrow(), goal, budget).wide()
    } else {
        search(&problem, goal, budget)
    };
    let (cost, lower) = (cost.map(|cost| cost * coin), lower * coin);
    let counts = counts.map(|counts| {
        let by_offer = |counts: Vec<i128>| {
            let mut row = vec![0; request.packs.len()];
            for (item, count) in problem.items.iter().zip(counts) {
                row[item.offer] = u64::try_from(count).unwrap_or(0);
            }
            row
        };
        counts.into_iter().map(by_offer).collect()
    });
    Some(Solved { counts, cost, lower, proved, nodes })
}
