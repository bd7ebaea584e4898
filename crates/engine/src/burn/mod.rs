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

pub use rate::{Rate, Snapshot, Used, rate_of_use};
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
    /// Its place in the request's balance.
    pub index: usize,
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
    /// Whether the plan counts on all that may still be used; false: a pack was left out that may cover some of the demand,
    /// so less may have to be bought.
    pub certain: bool,
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
    /// Whether every pack of the pool could be counted; false: at least one was left out, or may be of the pool, and an issue
    /// says why. Then `runs_dry` has no latest day, unless what was left out is over, and `lost` is of those counted alone.
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
    // an error is not an account without packs
    if let Some(failed) = request.balance.issues.iter().position(|issue| issue.code == Code::VENDOR_ERROR) {
        let failed = &request.balance.issues[failed];
        let path = crate::read::join("balance", &failed.path);
        return Err(vec![Issue::error(path, Code::VENDOR_ERROR, failed.words.clone())]);
    }
    let mut issues = request.notes.clone();
    let Counted { held, complete, open } = count(request, &mut issues);
    let total = held.iter().try_fold(Units::ZERO, |sum, (_, hand)| sum.plus(hand.units())).ok_or_else(overflow)?;
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
            index,
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
    let runs_dry = when([played.dry[0], played.dry[1].filter(|_| !open)]);
    let lost = played.lost;
    debug_assert!(lost.most <= total);
    let counts = |index: usize| held.iter().any(|&(other, _)| other == index);
    let buy = buy(request, &counts, runs_dry, !open, options, &mut issues)?;
    let in_hand = curve(request.as_of, daily.len(), &played);
    let pool = request.pool.clone();
    Ok(BurnDown { as_of: request.as_of, until, pool, complete, runs_dry, lost, packs, in_hand, buy, issues })
}

/// The packs that are played, and whether those are all.
struct Counted {
    /// Each with its place in the balance.
    held: Vec<(usize, Hand)>,
    /// Whether nothing of the pool was left out.
    complete: bool,
    /// Whether something was left out that may still cover a demand.
    open: bool,
}

/// The packs of the pool that can be counted; what is left out is said. The plan counts on no others.
fn count(request: &Request, issues: &mut Vec<Issue>) -> Counted {
    let packs = &request.balance.packs;
    let start = Moment::start_of(request.as_of);
    // what is wrong with the balance may hide a pack
    let failed = !request.notes.is_empty();
    let mut counted = Counted { held: Vec::new(), complete: !failed, open: failed };
    for (index, pack) in packs.iter().enumerate() {
        // a pack whose pool nobody knows is taken for one of it only where there is no other, and no pool was asked for
        let known = pack.pool.is_some() || (request.pool.is_none() && packs.len() == 1);
        let empty = pack.remaining == Some(Units::ZERO) || pack.status.as_deref() == Some("runOut");
        if pack.pool.is_some() && pack.pool != request.pool || !known && empty {
            continue;
        }
        let path = || format!("balance.packs[{index}]");
        if request.balance.again(index) {
            let same = packs.iter().position(|other| other.id == pack.id).is_some_and(|first| packs[first] == *pack);
            let words = match same {
                true => "the same pack is listed twice: it counts once",
                false => "the same pack is listed twice, with other figures: the first of them counts",
            };
            issues.push(Issue::warning(path(), Code::DUPLICATE_ID, words));
            counted.complete &= same;
            counted.open |= !same;
            continue;
        }
        let queued = pack.status.as_deref() == Some("toBeOnline") && pack.effective.is_none();
        let kling = request.balance.provider == Provider::Kling;
        let words = match pack.remaining {
            _ if !known => "its pool is not known, and it may be of this one: it is left out",
            None => "what is left in it is not known: it is left out",
            Some(_) if pack.expires.is_none() && kling => "when it expires is not known: it is left out",
            Some(_) if queued => "it begins later, and when is not known: it is left out",
            Some(remaining) => {
                counted.held.push((index, Hand::new(pack, remaining, request.as_of)));
                continue;
            }
        };
        issues.push(Issue::warning(path(), Code::PACK_LEFT_OUT, words));
        let over = pack.status.as_deref() == Some("expired") || pack.expires.is_some_and(|expires| expires <= start);
        counted.complete = false;
        counted.open |= !over && !empty;
    }
    if counted.complete && counted.held.is_empty() && !packs.is_empty() {
        let pool = request.pool.as_deref().map(crate::read::brief).unwrap_or_default();
        let words = format!("none of these packs is of the pool `{pool}`");
        issues.push(Issue::warning("pool", Code::UNKNOWN_POOL, words));
    }
    counted
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
    counts: &dyn Fn(usize) -> bool,
    runs_dry: Option<When>,
    certain: bool,
    options: Options,
    issues: &mut Vec<Issue>,
) -> Result<Option<Buy>, Vec<Issue>> {
    let Some(offers) = &request.packs else { return Ok(None) };
    let concurrency = |held: &crate::balance::Held| {
        let same = offers.iter().find(|offer| held.tier.or(held.total) == Some(offer.units));
        same.and_then(|offer| offer.concurrency)
    };
    let owned = request.balance.owned_of(counts, request.as_of, &concurrency, issues);
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
    if !certain {
        let words = "the plan does not count on what was left out: if that covers some of the demand, less is needed";
        issues.push(Issue::warning("balance", Code::PACK_LEFT_OUT, words));
    }
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
    Ok(Some(Buy { by, certain, plan }))
}
