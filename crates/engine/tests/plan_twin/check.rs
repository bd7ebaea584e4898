//! A checker of reports: replays the ledger against `PLANNING.md` and knows nothing of how the plan was found.
//!
//! It asks of a report only what its own rows say. What it does not ask is whether the plan is the cheapest; see `twin`.

use crate::case::{Case, Order, Pack};
use packwise_engine::plan::{LedgerPack, LedgerPeriod, Purchase, Report, Status};
use packwise_engine::units::Units;
use std::collections::BTreeMap;

/// What is wrong with a report; empty where every rule and every identity holds.
pub(crate) fn check(case: &Case, report: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    rows(case, "purchases", &report.purchases, &mut wrong);
    rows(case, "commitments", &report.commitments, &mut wrong);
    if wrong.is_empty() {
        rule_3(case, report, &mut wrong);
        ledger(case, report, &mut wrong);
        rule_4(case, report, &mut wrong);
        sums(case, report, &mut wrong);
    }
    wrong
}

/// Notes a fact that should hold.
macro_rules! hold {
    ($wrong:expr, $fact:expr, $($words:tt)+) => {
        if !$fact {
            $wrong.push(format!($($words)+));
        }
    };
}

fn pack<'a>(case: &'a Case, id: &str) -> Option<&'a Pack> {
    case.packs.iter().find(|pack| pack.id == id)
}

/// Thousandths, wide enough for every sum.
fn wide(units: Units) -> i128 {
    units.thousandths().into()
}

fn rows(case: &Case, name: &str, rows: &[Purchase], wrong: &mut Vec<String>) {
    let keys: Vec<(u32, &[u8])> = rows.iter().map(|row| (row.period, row.pack.as_bytes())).collect();
    hold!(wrong, keys.is_sorted_by(|a, b| a < b), "{name} are not in order of period and id, each once: {keys:?}");
    for row in rows {
        let Some(pack) = pack(case, &row.pack) else {
            wrong.push(format!("{name} hold a pack that is not offered: {row:?}"));
            continue;
        };
        let price = i128::from(pack.price) * 1_000 * i128::from(row.count);
        hold!(wrong, row.count > 0, "{name} hold an empty row: {row:?}");
        hold!(wrong, row.price.billionths() == price, "{name}: price is not count x price: {row:?}");
        hold!(
            wrong,
            (row.period < case.periods()) == (name == "purchases"),
            "{name} hold a row on the wrong side of the horizon: {row:?}"
        );
    }
}

/// Packs of one tier bought in each period.
fn counts(case: &Case, report: &Report, pack: &Pack) -> Vec<u64> {
    let count = |period| report.purchases.iter().find(|row| row.period == period && row.pack == pack.id);
    (0..case.periods()).map(|period| count(period).map_or(0, |row| row.count)).collect()
}

fn rule_3(case: &Case, report: &Report, wrong: &mut Vec<String>) {
    let mut beyond = BTreeMap::new();
    for pack in &case.packs {
        let counts = counts(case, report, pack);
        let all: u128 = counts.iter().map(|&count| u128::from(count)).sum();
        let id = &pack.id;
        hold!(wrong, pack.limit.is_none_or(|limit| all <= limit.into()), "rule 3: {all} {id} are above its limit");
        match pack.order {
            Order::Any => {}
            Order::Packs(least) => {
                hold!(wrong, all == 0 || all >= least.into(), "rule 3: {all} {id} are below its minimum");
            }
            Order::Term(term) => {
                // Fewer starts never break a term, so the least starts are the rises themselves.
                let before = |t: usize| if t == 0 { 0 } else { counts[t - 1] };
                let starts: Vec<u64> = (0..counts.len()).map(|t| counts[t].saturating_sub(before(t))).collect();
                for (t, &count) in counts.iter().enumerate() {
                    let from = (t + 1).saturating_sub(usize::try_from(term).unwrap());
                    let running: u64 = starts[from..=t].iter().sum();
                    hold!(wrong, running <= count, "rule 3: a term of {id} is cut short in period {t}: {counts:?}");
                }
                for (start, &started) in (0..).zip(&starts) {
                    for paid in case.periods()..(start + term).max(case.periods()) {
                        if started > 0 {
                            *beyond.entry((paid, id.clone())).or_insert(0) += started;
                        }
                    }
                }
            }
        }
    }
    let told: BTreeMap<_, _> =
        report.commitments.iter().map(|row| ((row.period, row.pack.clone()), row.count)).collect();
    hold!(wrong, told == beyond, "commitments: {told:?} told, {beyond:?} owed");
}

/// What a row of the ledger must be, besides its units.
struct Alive {
    owned: Option<usize>,
    /// First period in which it is gone.
    end: Option<u32>,
    /// Units before anything was drawn.
    full: i128,
}

fn alive(case: &Case, report: &Report, row: &LedgerPack) -> Option<Alive> {
    if row.owned {
        let place: usize = row.id.strip_prefix("balance[")?.strip_suffix(']')?.parse().ok()?;
        let own = case.balance.get(place).filter(|own| own.from == row.period)?;
        return Some(Alive {
            owned: Some(place),
            end: own.left.map(|left| own.from.saturating_add(left)),
            full: own.units.into(),
        });
    }
    let pack = pack(case, &row.id)?;
    let bought = report.purchases.iter().find(|bought| bought.period == row.period && bought.pack == row.id)?;
    Some(Alive {
        owned: None,
        end: pack.life.map(|life| row.period.saturating_add(life)),
        full: i128::from(pack.units) * i128::from(bought.count),
    })
}

fn ledger(case: &Case, report: &Report, wrong: &mut Vec<String>) {
    hold!(wrong, report.ledger.len() == case.demand.len(), "the ledger has {} periods", report.ledger.len());
    hold!(wrong, report.on_demand.len() == case.demand.len(), "on demand has {} periods", report.on_demand.len());
    // what each pack has left before the period
    let mut left: BTreeMap<(String, u32), i128> = (0..)
        .zip(&case.balance)
        .map(|(place, own)| ((format!("balance[{place}]"), own.from), own.units.into()))
        .collect();
    for ((period, &demand), (told, on_demand)) in
        (0..).zip(&case.demand).zip(report.ledger.iter().zip(&report.on_demand))
    {
        hold!(wrong, told.period == period, "period {period} of the ledger says {}", told.period);
        let opening: i128 = left.values().sum();
        for row in report.purchases.iter().filter(|row| row.period == period) {
            let units = pack(case, &row.pack).map_or(0, |pack| i128::from(pack.units) * i128::from(row.count));
            left.insert((row.pack.clone(), period), units);
        }
        let bought = left.values().sum::<i128>() - opening;
        hold!(wrong, wide(told.opening) == opening, "period {period}: opening {} is not {opening}", told.opening);
        hold!(wrong, wide(told.bought) == bought, "period {period}: bought {} is not {bought}", told.bought);
        rule_2(case, report, told, demand, wrong);
        let mut listed = BTreeMap::new();
        for row in &told.packs {
            let key = (row.id.clone(), row.period);
            let units = [row.opening, row.used, row.expired, row.closing].map(wide);
            let [open, used, expired, closing] = units;
            hold!(wrong, closing == open - used - expired, "period {period}: {row:?} does not add up");
            hold!(wrong, left.get(&key) == Some(&open), "period {period}: {row:?} opens with {:?}", left.get(&key));
            hold!(wrong, listed.insert(key, closing).is_none(), "period {period}: {row:?} stands twice");
            let Some(alive) = alive(case, report, row) else {
                wrong.push(format!("period {period}: {row:?} was neither owned nor bought"));
                continue;
            };
            hold!(wrong, open <= alive.full, "period {period}: {row:?} holds more than was in it");
            hold!(wrong, alive.end.is_none_or(|end| period < end), "period {period}: {row:?} is expired already");
            let ends = alive.end == Some(period + 1);
            hold!(wrong, expired == if ends { open - used } else { 0 }, "period {period}: {row:?} expires wrongly");
        }
        hold!(wrong, listed.len() == left.len(), "period {period}: {left:?} are in hand, {listed:?} are listed");
        let sum = |part: fn(&LedgerPack) -> Units| told.packs.iter().map(|row| wide(part(row))).sum::<i128>();
        let (used, expired) = (sum(|row| row.used), sum(|row| row.expired));
        hold!(wrong, wide(told.used) == used, "period {period}: used {} is not {used}", told.used);
        hold!(wrong, wide(told.expired) == expired, "period {period}: expired {} is not {expired}", told.expired);
        let closing = opening + bought - used - expired;
        hold!(wrong, wide(told.closing) == closing, "period {period}: closing {} is not {closing}", told.closing);
        hold!(wrong, used + wide(*on_demand) == demand.into(), "rule 1: period {period} is not covered");
        left = listed;
        left.retain(|(id, bought_in), _| {
            let row = told.packs.iter().find(|row| row.id == *id && row.period == *bought_in);
            let end = row.and_then(|row| alive(case, report, row)).and_then(|alive| alive.end);
            end.is_none_or(|end| period + 1 < end)
        });
    }
    let expired: i128 = report.ledger.iter().map(|told| wide(told.expired)).sum();
    hold!(wrong, wide(report.breakage) == expired, "breakage {} is not {expired}", report.breakage);
    let leftover: i128 = left.values().sum();
    hold!(wrong, wide(report.leftover) == leftover, "leftover {} is not {leftover}", report.leftover);
    let bought_late = report.on_demand.iter().any(|&units| units > Units::ZERO);
    hold!(wrong, !bought_late || case.on_demand.is_some(), "units were bought on demand, which is not possible");
}

/// Packs are listed in the order of drawing, nothing is drawn before its time, and nothing is drawn or bought on demand
/// while an earlier pack still has units.
fn rule_2(case: &Case, report: &Report, told: &LedgerPeriod, demand: i64, wrong: &mut Vec<String>) {
    let period = told.period;
    let turn = |row: &LedgerPack| {
        let alive = alive(case, report, row);
        let end = alive.as_ref().and_then(|alive| alive.end).map_or(u64::MAX, u64::from);
        let owned = alive.and_then(|alive| alive.owned).unwrap_or(usize::MAX);
        (end, owned, row.period, row.id.as_bytes().to_vec())
    };
    let turns: Vec<_> = told.packs.iter().map(turn).collect();
    hold!(wrong, turns.is_sorted(), "rule 2: period {period} does not list its packs in the order of drawing");
    let mut open = i128::from(demand);
    for row in &told.packs {
        let due = if row.period <= period { open.min(wide(row.opening)) } else { 0 };
        hold!(wrong, wide(row.used) == due, "rule 2: period {period}: {row:?} should be drawn by {due}");
        open -= wide(row.used);
    }
}

fn rule_4(case: &Case, report: &Report, wrong: &mut Vec<String>) {
    let Some(asked) = case.concurrency else { return };
    let within =
        |period: u32, from: u32, life: Option<u32>| from <= period && life.is_none_or(|life| period - from < life);
    let gives = |concurrency: Option<u32>| concurrency.is_some_and(|given| given >= asked);
    for (period, &demand) in (0..).zip(&case.demand) {
        let owned = case.balance.iter().any(|own| gives(own.concurrency) && within(period, own.from, own.left));
        let bought = report.purchases.iter().any(|row| {
            pack(case, &row.pack).is_some_and(|pack| gives(pack.concurrency) && within(period, row.period, pack.life))
        });
        hold!(wrong, demand == 0 || owned || bought, "rule 4: no pack alive in period {period} gives {asked}");
    }
}

fn sums(case: &Case, report: &Report, wrong: &mut Vec<String>) {
    let paid: i128 = report.purchases.iter().chain(&report.commitments).map(|row| row.price.billionths()).sum();
    let late: i128 = report.on_demand.iter().map(|&units| wide(units)).sum();
    let cost = paid + late * i128::from(case.on_demand.unwrap_or(0));
    hold!(wrong, report.cost.billionths() == cost, "cost {} is not {cost} billionths", report.cost);
    match report.status {
        Status::Optimal => {
            hold!(wrong, report.lower_bound == report.cost, "optimal, yet the bound is {}", report.lower_bound)
        }
        Status::Bounded => hold!(wrong, report.lower_bound <= report.cost, "the bound {} is above", report.lower_bound),
    }
    let demand: i128 = case.demand.iter().map(|&demand| i128::from(demand)).sum();
    let unit_cost = (demand > 0).then(|| half_even(cost, demand));
    let told = report.unit_cost.map(|cost| cost.micros());
    hold!(wrong, told == unit_cost, "unitCost {told:?} is not {unit_cost:?} micros");
}

/// billionths of money / thousandths of units = micros a unit, rounded half even.
fn half_even(numerator: i128, denominator: i128) -> i128 {
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    let up = 2 * rest > denominator || (2 * rest == denominator && whole % 2 == 1);
    whole + i128::from(up)
}
