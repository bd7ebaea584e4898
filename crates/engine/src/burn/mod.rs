//! The burn-down: from what an account has and how fast it is used, when it runs out, what expires unused, and what to
//! buy by when.
//!
//! Days are played through one after the other, earliest expiry drawn first. Not known is how much of the half day before
//! was used and not told yet (Kling's figures are up to twelve hours late; U-Gen's are not said to be), and of every pack
//! whether it can be drawn on the days in the middle of which it begins and ends. So every date and figure is an interval
//! that contains every combination of these ([`days`]).
//!
//! A month's demand is spread over its days so that the days add up to the month exactly. What to buy comes from the
//! planner, which counts on a pack only in months wholly inside its validity.
//!
//! This room imports `plan`, `balance` and the rooms below them.

mod days;
mod rate;
mod request;

pub use rate::{Rate, Snapshot, rate_of_use};
pub use request::{Demand, Request};

use crate::balance::{Moment, Provider};
use crate::date::{Date, months_later};
use crate::issue::{Code, Issue};
use crate::plan::{self, Answer, Options};
use crate::units::Units;
use days::{Forecast, Hand};
use serde::Serialize;

/// Between which two figures something lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Between {
    /// At least so many units.
    pub least: Units,
    /// At most so many.
    pub most: Units,
}

/// Between which two days something happens; `None`: not within the months looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct When {
    /// On this day at the earliest.
    pub earliest: Option<Date>,
    /// On this day at the latest.
    pub latest: Option<Date>,
}

/// What becomes of one pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PackFate {
    /// The vendor's id.
    pub id: Option<String>,
    /// The vendor's name.
    pub name: Option<String>,
    /// What is in it now.
    pub remaining: Between,
    /// From when it can be used; null: at once.
    pub effective: Option<Moment>,
    /// When it ends; null: never.
    pub expires: Option<Moment>,
    /// When it is used up; null: it expires before, or is not used up within the months looked at.
    pub runs_out: Option<When>,
    /// Units that expire in it unused, within the months looked at or before them. What was used up is not lost.
    pub lost: Between,
}

/// Units in hand at the beginning of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct InHand {
    /// The day.
    pub date: Date,
    /// At least so many units.
    pub least: Units,
    /// At most so many.
    pub most: Units,
}

/// What to buy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Buy {
    /// The day by which the first purchase must be made; null where nothing is to be bought.
    pub by: Option<Date>,
    /// The plan with the balance as its start.
    pub plan: Answer,
}

/// The forecast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BurnDown {
    /// The first day.
    pub as_of: Date,
    /// The day after the last.
    pub until: Date,
    /// The pool.
    pub pool: Option<String>,
    /// Whether every pack of the pool could be counted; false: at least one was left out, and an issue says why.
    pub complete: bool,
    /// The first day on which not all of the demand is covered; null: none within the months looked at.
    pub runs_dry: Option<When>,
    /// Units that expire unused in all.
    pub lost: Between,
    /// What becomes of each pack, in the balance's order.
    pub packs: Vec<PackFate>,
    /// Units in hand, on every day on which something changes but the steady use, and on the day before it: between two of
    /// them the use is steady, so a straight line is right.
    pub in_hand: Vec<InHand>,
    /// What to buy by when; null where no packs on offer were given.
    pub buy: Option<Buy>,
    /// What its reader must know.
    pub issues: Vec<Issue>,
}

/// The forecast for a request.
///
/// # Errors
/// That its sums cannot be counted exactly, or its days are beyond the calendar.
pub fn burn_down(request: &Request, options: Options) -> Result<BurnDown, Vec<Issue>> {
    let beyond = || vec![Issue::error("asOf", Code::NOT_A_DATE, "the months from this day on leave the calendar")];
    let overflow =
        || vec![Issue::error("", Code::OVERFLOW, "these quantities add up to more than can be counted exactly")];
    let months = request.demand.months();
    let until = u32::try_from(months).ok().and_then(|months| months_later(request.as_of, months)).ok_or_else(beyond)?;
    let daily = request.demand.daily(request.as_of).ok_or_else(beyond)?;
    let mut issues = request.notes.clone();
    let mut complete = true;
    let mut held: Vec<(usize, Hand)> = Vec::new();
    let mut total = Units::ZERO;
    for (index, pack) in request.balance.packs.iter().enumerate() {
        // a pack whose pool nobody knows is taken for one of it only where there is no other
        if pack.pool != request.pool && (pack.pool.is_some() || request.balance.packs.len() > 1) {
            continue;
        }
        let unknown = |words: &str| Issue::warning(format!("balance.packs[{index}]"), Code::PACK_LEFT_OUT, words);
        let Some(remaining) = pack.remaining else {
            complete = false;
            issues.push(unknown("what is left in it is not known: it is left out"));
            continue;
        };
        if pack.expires.is_none() && request.balance.provider == Provider::Kling {
            complete = false;
            issues.push(unknown("when it expires is not known: it is left out"));
            continue;
        }
        total = total.plus(remaining).ok_or_else(overflow)?;
        held.push((index, Hand::new(pack, remaining, request.as_of)));
    }
    if complete && held.is_empty() && !request.balance.packs.is_empty() {
        let pool = request.pool.as_deref().map(crate::read::brief).unwrap_or_default();
        let words = format!("none of these packs is of the pool `{pool}`");
        issues.push(Issue::warning("pool", Code::UNKNOWN_POOL, words));
    }
    let hands: Vec<Hand> = held.iter().map(|&(_, hand)| hand).collect();
    let lag = request.balance.provider == Provider::Kling;
    let played = days::forecast(&hands, &daily, lag);
    let when = |[earliest, latest]: [Option<usize>; 2]| {
        let day = |days: Option<usize>| days.and_then(|days| later(request.as_of, days));
        (earliest.is_some() || latest.is_some()).then(|| When { earliest: day(earliest), latest: day(latest) })
    };
    let fate = |(&(index, _), fate): (&(usize, Hand), &days::Fate)| {
        let pack = &request.balance.packs[index];
        PackFate {
            id: pack.id.clone(),
            name: pack.name.clone(),
            remaining: fate.remaining,
            effective: pack.effective.filter(|&effective| effective > Moment::start_of(request.as_of)),
            expires: pack.expires,
            runs_out: when(fate.empty),
            lost: fate.lost,
        }
    };
    let packs: Vec<PackFate> = held.iter().zip(&played.fates).map(fate).collect();
    // what was left out may last longer
    let runs_dry = when([played.dry[0], played.dry[1].filter(|_| complete)]);
    let lost = played.lost;
    debug_assert!(lost.most <= total);
    let buy = buy(request, runs_dry, options, &mut issues)?;
    let in_hand = curve(request.as_of, daily.len(), &played);
    let pool = request.pool.clone();
    Ok(BurnDown { as_of: request.as_of, until, pool, complete, runs_dry, lost, packs, in_hand, buy, issues })
}

fn between(one: Units, other: Units) -> Between {
    Between { least: one.min(other), most: one.max(other) }
}

fn later(date: Date, days: usize) -> Option<Date> {
    let span = jiff::Span::new().try_days(i64::try_from(days).ok()?).ok()?;
    date.checked_add(span).ok()
}

/// What is in hand on the days on which something begins, ends or runs out, on the days before them, and on the first of
/// every month from `as_of`.
fn curve(as_of: Date, days: usize, played: &Forecast) -> Vec<InHand> {
    let mut at: Vec<usize> =
        (0..=60).filter_map(|month| months_later(as_of, month)).map(|date| span(as_of, date)).collect();
    at.extend(played.turns.iter().flat_map(|&day| [day.saturating_sub(1), day]));
    at.push(days);
    crate::places::sort(&mut at, &mut |a, b| a.cmp(&b));
    at.dedup();
    let point = |&day: &usize| {
        let Between { least, most } = *played.in_hand.get(day)?;
        Some(InHand { date: later(as_of, day)?, least, most })
    };
    at.iter().filter_map(point).collect()
}

/// Days from one to the other, none where it lies before.
fn span(from: Date, to: Date) -> usize {
    usize::try_from(crate::balance::days_between(from, to)).unwrap_or(0)
}

/// What to buy, with the balance as the plan's start.
fn buy(
    request: &Request,
    runs_dry: Option<When>,
    options: Options,
    issues: &mut Vec<Issue>,
) -> Result<Option<Buy>, Vec<Issue>> {
    let Some(offers) = &request.packs else { return Ok(None) };
    let pool = request.pool.clone().unwrap_or_default();
    let concurrency = |held: &crate::balance::Held| {
        let same = offers.iter().find(|offer| held.tier.or(held.total) == Some(offer.units));
        same.and_then(|offer| offer.concurrency)
    };
    let mut balance = request.balance.clone();
    if let [only] = &mut balance.packs[..] {
        only.pool.get_or_insert_with(|| pool.clone());
    }
    let owned = balance.owned(&pool, request.as_of, &concurrency, issues);
    let asked = plan::Request {
        demand: request
            .demand
            .monthly(request.as_of)
            .ok_or_else(|| vec![Issue::error("demand", Code::OVERFLOW, "this demand cannot be counted exactly")])?,
        concurrency: request.concurrency,
        packs: offers.clone(),
        balance: owned,
        on_demand_price: request.on_demand_price,
        list_unit_price: None,
    };
    let plan = plan::plan(&asked, options)?;
    let first = plan.plan().and_then(|report| report.purchases.first().map(|purchase| purchase.period));
    let begin = first.and_then(|period| months_later(request.as_of, period));
    let dry = runs_dry.and_then(|when| when.earliest);
    // the plan thinks in months: units are needed on the day on which the others run dry, a quota from the month's first
    let by = match (begin, dry) {
        (Some(_), Some(dry)) if request.concurrency.is_none() => Some(dry),
        (Some(begin), Some(dry)) => Some(begin.min(dry)),
        (begin, _) => begin,
    };
    Ok(Some(Buy { by, plan }))
}
