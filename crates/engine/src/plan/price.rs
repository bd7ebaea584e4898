//! What counts cost: purchases, what terms buy beyond the horizon, on demand. Used for the plan and its alternatives.

use super::report::Purchase;
use super::request::Request;
use crate::book::MinimumOrder;
use crate::money::Cost;
use crate::places;
use crate::units::Units;

/// The parts of a cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bill {
    pub(super) purchases: Vec<Purchase>,
    pub(super) commitments: Vec<Purchase>,
    pub(super) purchased: Cost,
    pub(super) committed: Cost,
    pub(super) on_demand: Cost,
    pub(super) total: Cost,
}

/// Bills `counts[period][offer]` and the units bought on demand; `None` where a sum cannot be counted exactly, or units
/// are bought on demand without a price.
pub(super) fn bill(request: &Request, counts: &[Vec<u64>], on_demand: &[Units]) -> Option<Bill> {
    let mut bill = Bill::default();
    let mut by_id: Vec<usize> = (0..request.packs.len()).collect();
    places::sort(&mut by_id, &mut |a, b| request.packs[a].id.as_bytes().cmp(request.packs[b].id.as_bytes()));
    let add = |list: &mut Vec<Purchase>, sum: &mut Cost, period: usize, offer: usize, count: u64| {
        let pack = &request.packs[offer];
        let price = pack.price.times(count)?;
        *sum = sum.plus(price)?;
        list.push(Purchase { period: u32::try_from(period).ok()?, pack: pack.id.clone(), count, price });
        Some(())
    };
    for (period, counts) in counts.iter().enumerate() {
        for &offer in by_id.iter().filter(|&&offer| counts[offer] > 0) {
            add(&mut bill.purchases, &mut bill.purchased, period, offer, counts[offer])?;
        }
    }
    for (period, owed) in beyond(request, counts).into_iter().enumerate() {
        for &offer in by_id.iter().filter(|&&offer| owed[offer] > 0) {
            add(&mut bill.commitments, &mut bill.committed, counts.len() + period, offer, owed[offer])?;
        }
    }
    for units in on_demand.iter().filter(|&&units| units > Units::ZERO) {
        bill.on_demand = bill.on_demand.plus(request.on_demand_price?.per_unit(*units)?)?;
    }
    bill.total = bill.purchased.plus(bill.committed)?.plus(bill.on_demand)?;
    Some(bill)
}

/// What terms buy in each period after the horizon: a start in period t of a term of m buys in t .. t+m-1.
fn beyond(request: &Request, counts: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let horizon = counts.len();
    let mut owed: Vec<Vec<u64>> = Vec::new();
    for (offer, pack) in request.packs.iter().enumerate() {
        let Some(MinimumOrder::Term { periods }) = pack.minimum_order else {
            continue;
        };
        let Ok(term) = usize::try_from(periods) else { continue };
        let mut before = 0;
        for (t, counts) in counts.iter().enumerate() {
            let start = counts[offer].saturating_sub(before);
            before = counts[offer];
            if start == 0 {
                continue;
            }
            for after in 0..(t + term).saturating_sub(horizon) {
                if owed.len() <= after {
                    owed.resize(after + 1, vec![0; request.packs.len()]);
                }
                owed[after][offer] += start;
            }
        }
    }
    owed
}
