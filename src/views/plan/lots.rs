//! The lots of a plan: packs of one id bought together, each owned pack, and what terms buy later, with what becomes of
//! each month by month. What a picture of them needs: lanes, and how many months it is wide.
//!
//! Pure: no locale, no page. Imports the engine's plan only.

use packwise_engine::money::Cost;
use packwise_engine::places;
use packwise_engine::plan::{Purchase, Report, Request};
use packwise_engine::units::Units;

/// Months beyond the plan that a picture shows at the most.
const BEYOND: u32 = 12;

/// How a lot came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Owned before: its place in the request's balance.
    Owned(usize),
    /// Bought by the plan.
    Bought,
    /// Bought by a term after the months planned; serves nothing here.
    Later,
}

/// One month of a lot. opening = used + expired + closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) opening: Units,
    pub(super) used: Units,
    pub(super) expired: Units,
    pub(super) closing: Units,
}

/// Packs that share their fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lot {
    pub(super) kind: Kind,
    /// Id of the pack; of an owned one as the ledger has it.
    pub(super) pack: String,
    pub(super) count: u64,
    /// What it costs; `None`: it is owned.
    pub(super) price: Option<Cost>,
    /// First month in which it can be used.
    pub(super) from: u32,
    /// First month without it; `None`: it never expires.
    pub(super) until: Option<u32>,
    pub(super) units: Units,
    /// What becomes of it in each month planned, from `from` on.
    pub(super) months: Vec<Month>,
}

impl Lot {
    /// Units drawn in the months planned.
    pub(super) fn used(&self) -> Units {
        sum(self.months.iter().map(|month| month.used))
    }

    /// Units that expire in the months planned.
    pub(super) fn expired(&self) -> Units {
        sum(self.months.iter().map(|month| month.expired))
    }

    /// Units still usable after them.
    pub(super) fn left(&self) -> Units {
        match (self.kind, self.months.last()) {
            (Kind::Later, _) => Units::ZERO,
            (_, Some(last)) => last.closing,
            // usable only later
            (_, None) => self.units,
        }
    }
}

fn sum(units: impl Iterator<Item = Units>) -> Units {
    // parts of a lot are never more than the lot, which was counted
    units.fold(Units::ZERO, |sum, units| sum.plus(units).unwrap_or(sum))
}

/// Every lot: the owned ones, those bought, and of those bought later what begins before month `end`.
pub(super) fn lots(request: &Request, plan: &Report, end: u32) -> Vec<Lot> {
    let months = |id: &str, from: u32, owned: bool| -> Vec<Month> {
        let periods = plan.ledger.iter().filter(|period| period.period >= from);
        let packs = periods.filter_map(|period| {
            period.packs.iter().find(|pack| pack.id == id && pack.owned == owned && (owned || pack.period == from))
        });
        packs
            .map(|pack| Month { opening: pack.opening, used: pack.used, expired: pack.expired, closing: pack.closing })
            .collect()
    };
    let mut lots: Vec<Lot> = Vec::new();
    for (index, owned) in request.balance.iter().enumerate() {
        let pack = format!("balance[{index}]");
        lots.push(Lot {
            kind: Kind::Owned(index),
            count: 1,
            price: None,
            from: owned.from,
            until: owned.periods_left.map(|left| owned.from.saturating_add(left)),
            units: owned.units,
            months: months(&pack, owned.from, true),
            pack,
        });
    }
    let later = plan.commitments.iter().filter(|row| row.period < end).map(|row| (row, Kind::Later));
    for (row, kind) in plan.purchases.iter().map(|row| (row, Kind::Bought)).chain(later) {
        let offer = request.packs.iter().find(|offer| offer.id == row.pack);
        lots.push(Lot {
            kind,
            pack: row.pack.clone(),
            count: row.count,
            price: Some(row.price),
            from: row.period,
            until: offer.and_then(|offer| offer.life_periods).map(|life| row.period.saturating_add(life)),
            units: offer.and_then(|offer| offer.units.times(row.count)).unwrap_or_default(),
            months: if kind == Kind::Bought { months(&row.pack, row.period, false) } else { Vec::new() },
        });
    }
    lots
}

/// How many months a picture of them is wide: those planned, and beyond them as far as packs live and terms reach.
pub(super) fn shown_months(request: &Request, plan: &Report) -> u32 {
    let months = u32::try_from(request.demand.len()).unwrap_or(u32::MAX);
    let most = months.saturating_add(BEYOND);
    let owned = request.balance.iter().map(|owned| match owned.periods_left {
        Some(left) => owned.from.saturating_add(left),
        None => months.max(owned.from).saturating_add(1),
    });
    let bought = plan.purchases.iter().map(|row| {
        let life = request.packs.iter().find(|offer| offer.id == row.pack).and_then(|offer| offer.life_periods);
        life.map_or(months.saturating_add(1), |life| row.period.saturating_add(life))
    });
    let later = plan.commitments.iter().map(|row| row.period.saturating_add(1));
    owned.chain(bought).chain(later).max().unwrap_or(months).clamp(months, most)
}

/// Lots that lie side by side: of one pack, none over another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lane {
    /// Places among the lots, in the order of time.
    pub(super) lots: Vec<usize>,
}

/// The lanes in which the lots lie: the owned first, then pack by pack in the order in which they are first bought.
pub(super) fn lanes(lots: &[Lot]) -> Vec<Lane> {
    struct Open {
        /// Place of the first lot of the same pack.
        first: usize,
        lots: Vec<usize>,
        /// The month from which it is free.
        free: u32,
    }
    let owned = |lot: &Lot| matches!(lot.kind, Kind::Owned(_));
    let mut open: Vec<Open> = Vec::new();
    for (place, lot) in lots.iter().enumerate() {
        let same = |other: &Lot| other.pack == lot.pack && owned(other) == owned(lot);
        let first = lots.iter().position(same).unwrap_or(place);
        let free = lot.until.unwrap_or(u32::MAX);
        match open.iter_mut().find(|lane| lane.first == first && lane.free <= lot.from) {
            Some(lane) => {
                lane.lots.push(place);
                lane.free = free;
            }
            None => open.push(Open { first, lots: vec![place], free }),
        }
    }
    let order = places::sorted(open.len(), &mut |a, b| open[a].first.cmp(&open[b].first));
    order.into_iter().filter_map(|at| open.get(at)).map(|lane| Lane { lots: lane.lots.clone() }).collect()
}

/// Consecutive rows that say the same of consecutive months: `(first month, first month after, rows of one month)`.
pub(super) fn runs(rows: &[Purchase]) -> Vec<(u32, u32, Vec<&Purchase>)> {
    let mut runs: Vec<(u32, u32, Vec<&Purchase>)> = Vec::new();
    let mut rest = rows;
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|row| row.period == first.period).count();
        let (month, after) = rest.split_at(count);
        rest = after;
        let month: Vec<&Purchase> = month.iter().collect();
        let key = |row: &&Purchase| (row.pack.clone(), row.count);
        match runs.last_mut() {
            Some((_, until, same)) if *until == first.period && same.iter().map(key).eq(month.iter().map(key)) => {
                *until += 1;
            }
            _ => runs.push((first.period, first.period.saturating_add(1), month)),
        }
    }
    runs
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use packwise_engine::plan::{Options, plan};

    /// The plan for a request in JSON.
    pub(crate) fn planned(request: &str) -> (Request, Report) {
        let request = Request::read(&serde_json::from_str(request).unwrap()).unwrap();
        let options = Options { headroom: false, alternatives: false, ..Options::default() };
        let report = plan(&request, options).unwrap().plan().unwrap().clone();
        (request, report)
    }

    pub(crate) const UNEQUAL: &str = r#"{ "demand": [4, 4, 4, 0, 12.5], "packs": [
        { "id": "two", "units": 10, "price": "10.00", "lifePeriods": 2 } ],
        "balance": [ { "units": 3, "periodsLeft": 1 }, { "units": 2, "from": 4, "periodsLeft": null } ] }"#;

    pub(crate) const TERM: &str = r#"{ "demand": [10000, 0], "packs": [
        { "id": "B1", "units": 10000, "price": "1400.00", "lifePeriods": 1, "minimumOrder": { "kind": "term", "periods": 4 } } ] }"#;

    #[test]
    fn lots_add_up_to_the_ledger() {
        for text in [UNEQUAL, TERM] {
            let (request, report) = planned(text);
            let lots = lots(&request, &report, shown_months(&request, &report));
            let all = |of: fn(&Lot) -> Units| sum(lots.iter().map(of));
            assert_eq!(all(Lot::expired), report.breakage);
            assert_eq!(all(Lot::left), report.leftover);
            let used = sum(report.ledger.iter().map(|period| period.used));
            assert_eq!(all(Lot::used), used);
            for lot in &lots {
                let mut before = lot.units;
                for month in &lot.months {
                    assert_eq!(month.opening, before);
                    before = month.closing;
                }
            }
        }
    }

    #[test]
    fn what_is_owned_and_what_terms_buy_later_are_lots_too() {
        let (request, report) = planned(UNEQUAL);
        let found = lots(&request, &report, 9);
        assert_eq!(found[0].kind, Kind::Owned(0));
        assert_eq!((found[0].from, found[0].until, found[0].months.len()), (0, Some(1), 1));
        assert_eq!((found[1].from, found[1].until, found[1].months.len()), (4, None, 1), "not before it can be used");
        let (request, report) = planned(TERM);
        let shown = shown_months(&request, &report);
        assert_eq!(shown, 4);
        let later: Vec<u32> =
            lots(&request, &report, shown).iter().filter(|lot| lot.kind == Kind::Later).map(|lot| lot.from).collect();
        assert_eq!(later, [2, 3]);
    }

    #[test]
    fn lots_of_one_lane_do_not_overlap_and_none_is_lost() {
        let (request, report) = planned(UNEQUAL);
        let found = lots(&request, &report, 60);
        let lanes = lanes(&found);
        let mut seen = Vec::new();
        for lane in &lanes {
            let mut free = 0;
            for &place in &lane.lots {
                assert!(found[place].from >= free);
                free = found[place].until.unwrap_or(u32::MAX);
                assert_eq!(found[place].pack, found[lane.lots[0]].pack);
                seen.push(place);
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..found.len()).collect::<Vec<_>>());
        // monthly packs share one lane
        let (request, report) = planned(TERM);
        assert_eq!(super::lanes(&lots(&request, &report, 4)).len(), 1);
    }

    #[test]
    fn runs_end_where_the_months_do_or_where_they_differ() {
        let row = |period, pack: &str, count| Purchase { period, pack: pack.to_owned(), count, price: Cost::ZERO };
        let rows = [row(0, "a", 1), row(0, "b", 1), row(1, "a", 1), row(1, "b", 1), row(2, "a", 1), row(4, "a", 1)];
        let found: Vec<(u32, u32, usize)> =
            runs(&rows).into_iter().map(|(from, to, rows)| (from, to, rows.len())).collect();
        assert_eq!(found, [(0, 2, 2), (2, 3, 1), (4, 5, 1)]);
    }
}
