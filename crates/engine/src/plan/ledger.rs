//! The ledger: what becomes of every unit, period by period and pack by pack.
//!
//! It is made from the counts alone, by PLANNING.md's rule 2, and so is a second opinion on the search: both must agree
//! on what is bought on demand, or there is no answer.
//!
//! Identities that always hold: closing = opening + bought - used - expired; the next opening is this closing; the
//! opening of period 0 is all that is owned (units that become usable later too); the last closing is the leftover; the
//! expired units add up to the breakage; used + on demand = demand.

use super::request::Request;
use crate::places;
use crate::units::Units;
use serde::Serialize;
use std::cmp::Ordering;

/// One period of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerPeriod {
    /// The period.
    pub period: u32,
    /// In hand before anything is bought.
    pub opening: Units,
    /// Bought.
    pub bought: Units,
    /// Drawn from packs.
    pub used: Units,
    /// Gone unused at the end of the period.
    pub expired: Units,
    /// In hand at the end.
    pub closing: Units,
    /// The packs behind these sums, in the order in which they are drawn.
    pub packs: Vec<LedgerPack>,
}

/// What becomes of the packs of one id that were bought together, or of one owned pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerPack {
    /// The pack's id; of an owned one its place in the request, `balance[0]`.
    pub id: String,
    /// The period for which it was bought, or from which an owned one can be used.
    pub period: u32,
    /// Whether it was owned before.
    pub owned: bool,
    /// In it before the draw: a pack just bought opens full.
    pub opening: Units,
    /// Drawn.
    pub used: Units,
    /// Gone unused at the end of the period.
    pub expired: Units,
    /// Left.
    pub closing: Units,
}

/// What came of playing counts through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Played {
    pub(super) ledger: Vec<LedgerPeriod>,
    pub(super) on_demand: Vec<Units>,
    pub(super) breakage: Units,
    pub(super) leftover: Units,
}

/// Units that are in hand.
struct Held {
    id: String,
    period: u32,
    /// Place among the owned packs; bought ones come after all of them.
    owned: Option<usize>,
    /// First period in which it is gone; `None`: never.
    end: Option<u32>,
    units: Units,
}

/// PLANNING.md, rule 2: earliest expiry first (no expiry last), then owned before bought in the order listed, then
/// earlier bought, then by id.
fn drawn_first(a: &Held, b: &Held) -> Ordering {
    let never_last = |held: &Held| (held.end.is_none(), held.end);
    let owned_first = |held: &Held| (held.owned.is_none(), held.owned);
    never_last(a)
        .cmp(&never_last(b))
        .then_with(|| owned_first(a).cmp(&owned_first(b)))
        .then_with(|| a.period.cmp(&b.period))
        .then_with(|| a.id.as_bytes().cmp(b.id.as_bytes()))
}

/// Plays `counts[period][offer]` through. `None` where a sum cannot be counted exactly.
pub(super) fn play(request: &Request, counts: &[Vec<u64>]) -> Option<Played> {
    let mut held: Vec<Held> = request
        .balance
        .iter()
        .enumerate()
        .map(|(index, owned)| Held {
            id: format!("balance[{index}]"),
            period: owned.from,
            owned: Some(index),
            end: owned.periods_left.map(|left| owned.from.saturating_add(left)),
            units: owned.units,
        })
        .collect();
    let mut played = Played { ledger: Vec::new(), on_demand: Vec::new(), breakage: Units::ZERO, leftover: Units::ZERO };
    for (index, demand) in request.demand.iter().enumerate() {
        let period = u32::try_from(index).ok()?;
        let opening = held.iter().try_fold(Units::ZERO, |sum, held| sum.plus(held.units))?;
        let mut bought = Units::ZERO;
        for (offer, &count) in request.packs.iter().zip(&counts[index]) {
            if count > 0 {
                let units = offer.units.times(count)?;
                bought = bought.plus(units)?;
                held.push(Held {
                    id: offer.id.clone(),
                    period,
                    owned: None,
                    end: offer.life_periods.map(|life| period.saturating_add(life)),
                    units,
                });
            }
        }
        let mut order: Vec<usize> = (0..held.len()).collect();
        places::sort(&mut order, &mut |a, b| drawn_first(&held[a], &held[b]));
        let mut open = *demand;
        let (mut used_all, mut expired_all) = (Units::ZERO, Units::ZERO);
        let mut packs = Vec::new();
        for place in order {
            let held = &mut held[place];
            let usable = held.owned.is_none() || held.period <= period;
            let used = if usable { open.min(held.units) } else { Units::ZERO };
            let rest = held.units.minus(used)?;
            let expires = held.end.is_some_and(|end| end <= period + 1);
            let (expired, closing) = if expires { (rest, Units::ZERO) } else { (Units::ZERO, rest) };
            open = open.minus(used)?;
            used_all = used_all.plus(used)?;
            expired_all = expired_all.plus(expired)?;
            packs.push(LedgerPack {
                id: held.id.clone(),
                period: held.period,
                owned: held.owned.is_some(),
                opening: held.units,
                used,
                expired,
                closing,
            });
            held.units = closing;
        }
        held.retain(|held| held.end.is_none_or(|end| end > period + 1));
        let closing = opening.plus(bought)?.minus(used_all)?.minus(expired_all)?;
        played.ledger.push(LedgerPeriod {
            period,
            opening,
            bought,
            used: used_all,
            expired: expired_all,
            closing,
            packs,
        });
        played.on_demand.push(open);
        played.breakage = played.breakage.plus(expired_all)?;
        played.leftover = closing;
    }
    Some(played)
}
