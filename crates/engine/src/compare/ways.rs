//! Every way to buy, side by side: the mix, then each pack alone.

use super::alone;
use crate::issue::{Code, Issue};
use crate::money::{Cost, Rounded};
use crate::plan::{Answer, Options, Report, Request, Status, plan};
use crate::read::brief;
use crate::units::Units;
use serde::{Serialize, Serializer};

/// One way to buy, side by side with the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Way {
    /// The pack that alone is bought; `None`: the mix, the planner's answer.
    pub pack: Option<String>,
    /// The whole plan (without headroom, alternatives and working), or why it cannot serve.
    #[serde(serialize_with = "either")]
    pub answer: Result<Box<Report>, Vec<Issue>>,
    /// What it costs in all; `None` where it cannot serve.
    pub cost: Option<Cost>,
    /// That less the cost of the mix.
    pub extra: Option<Cost>,
    /// Cost / total demand, rounded.
    pub unit_cost: Option<Rounded>,
    /// Units that expire unused; says nothing where it cannot serve.
    pub breakage: Units,
    /// Units still usable after the last period; says nothing where it cannot serve.
    pub leftover: Units,
    /// What terms cost after the last period; says nothing where it cannot serve.
    pub after_horizon: Cost,
    /// Tasks that are certain to run at once in every period with demand: the least, over these periods, of the largest
    /// that a pack alive in it is known to give. `None` where no pack is alive, or no book says.
    pub concurrency: Option<u32>,
    /// Whether the cost is proved to be the least, or that there is no plan.
    pub proved: bool,
}

fn either<S: Serializer>(answer: &Result<Box<Report>, Vec<Issue>>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Not<'a> {
        issues: &'a [Issue],
    }
    match answer {
        Ok(report) => report.serialize(serializer),
        Err(issues) => Not { issues }.serialize(serializer),
    }
}

/// The mix first, then each pack alone, in the request's order. `budget` is that of each solve, in counts tried.
///
/// # Errors
/// What is wrong with the request.
pub fn ways(request: &Request, budget: u64) -> Result<Vec<Way>, Vec<Issue>> {
    request.check()?;
    let mut all = vec![solved(request, None, None, budget)];
    let mix = all.first().and_then(|way| way.cost);
    for offer in &request.packs {
        if let Some(alone) = alone(request, &offer.id) {
            all.push(solved(&alone, Some(&offer.id), mix, budget));
        }
    }
    Ok(all)
}

/// One of them: `pack` alone, or the mix. `mix` is what the mix costs, where that is known already.
///
/// # Errors
/// What is wrong with the request; a pack that it does not have.
pub fn way(request: &Request, pack: Option<&str>, mix: Option<Cost>, budget: u64) -> Result<Way, Vec<Issue>> {
    request.check()?;
    match pack {
        None => Ok(solved(request, None, mix, budget)),
        Some(id) => alone(request, id).map(|alone| solved(&alone, pack, mix, budget)).ok_or_else(|| {
            vec![Issue::error("packs", Code::UNKNOWN_PACK, format!("there is no pack `{}` in the request", brief(id)))]
        }),
    }
}

fn solved(request: &Request, pack: Option<&str>, mix: Option<Cost>, budget: u64) -> Way {
    let options = Options { budget, further: 0, headroom: false, alternatives: false, trace: false, today: None };
    let (answer, proved) = match plan(request, options) {
        Ok(Answer::Plan(report)) => {
            let proved = report.status == Status::Optimal;
            (Ok(report), proved)
        }
        Ok(Answer::Infeasible(why)) => (Err(why.issues), true),
        Err(issues) => (Err(issues), false),
    };
    let mut way = Way {
        pack: pack.map(str::to_owned),
        answer,
        cost: None,
        extra: None,
        unit_cost: None,
        breakage: Units::ZERO,
        leftover: Units::ZERO,
        after_horizon: Cost::ZERO,
        concurrency: None,
        proved,
    };
    if let Ok(report) = &way.answer {
        way.cost = Some(report.cost);
        way.extra = report.cost.minus(if pack.is_none() { report.cost } else { mix.unwrap_or(report.cost) });
        if pack.is_some() && mix.is_none() {
            way.extra = None;
        }
        way.unit_cost = report.unit_cost;
        way.breakage = report.breakage;
        way.leftover = report.leftover;
        // a part of the cost, so it can be counted as that was
        let prices = report.commitments.iter().map(|row| row.price);
        way.after_horizon = prices.fold(Cost::ZERO, |sum, price| sum.plus(price).unwrap_or(sum));
        way.concurrency = concurrency(request, report);
    }
    way
}

/// How many tasks a plan is certain to let run at once in every period with demand: the least, over these periods, of the
/// largest concurrency of a pack alive in it. `None` where no pack is alive, or no book says.
#[must_use]
pub fn concurrency(request: &Request, report: &Report) -> Option<u32> {
    let alive = |from: u32, life: Option<u32>, t: u32| from <= t && life.is_none_or(|life| t - from < life);
    let largest = |t: u32| {
        let owned = request.balance.iter().filter(|owned| alive(owned.from, owned.periods_left, t));
        let bought = report.purchases.iter().filter_map(|row| {
            let offer = request.packs.iter().find(|offer| offer.id == row.pack)?;
            if alive(row.period, offer.life_periods, t) { offer.concurrency } else { None }
        });
        owned.filter_map(|owned| owned.concurrency).chain(bought).max()
    };
    let mut least = None;
    for (t, units) in (0..).zip(&request.demand) {
        if *units > Units::ZERO {
            let now = largest(t)?;
            least = Some(least.map_or(now, |least: u32| least.min(now)));
        }
    }
    least
}
