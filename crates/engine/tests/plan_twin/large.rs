//! The published generator of larger requests, for timing: price lists as sellers print them, demand as months go.
//!
//! 1 to 36 periods and 1 to 6 packs of mixed lives, with terms (of one length or of several in a list), least numbers of
//! packs, limits, balances, concurrency and units on demand; sizes and prices are round in some lists and not in others,
//! and some lists give no discount, so that many packs are as good as each other. The instance of a number never changes,
//! so figures of two machines, or of two solvers, are about the same requests. `examples/instances.rs` prints them.

use crate::case::{Case, Order, Own, Pack};
use crate::dice::Dice;

/// What the seeds are counted from.
const SEED: u64 = 20_261_120;

/// Instance `number`.
pub(crate) fn instance(number: u64) -> Case {
    let dice = &mut Dice::new(SEED + number);
    let periods = dice.count(1, 36);
    let packs = price_list(dice, periods);
    let typical = packs[dice.index(packs.len())].units;
    let demand = demand(dice, periods, typical);
    let largest = demand.iter().copied().max().unwrap_or(0).max(1_000);
    let own = |dice: &mut Dice| Own {
        units: dice.between(1, largest / 500) * 500,
        from: if dice.chance(70) { 0 } else { dice.count(1, 6) },
        left: if dice.chance(30) { None } else { Some(dice.count(1, 12)) },
        concurrency: dice.pick(&[None, Some(5), Some(10), Some(20)]),
    };
    let balance = if dice.chance(40) { (0..dice.count(1, 4)).map(|_| own(dice)).collect() } else { Vec::new() };
    // from what the dearest pack takes for a unit
    let list = packs.iter().map(|pack| pack.price * 1_000 / pack.units).max().unwrap_or(1);
    let on_demand = dice.chance(40).then(|| (list * dice.between(80, 150) / 100).max(1));
    let most = packs.iter().filter_map(|pack| pack.concurrency).max();
    let asked = dice.pick(&[5, 10, 15, 20]);
    let concurrency = most.filter(|_| dice.chance(60)).map(|most| asked.min(most));
    Case { demand, concurrency, packs, balance, on_demand }
}

/// The same with fewer periods in most and a few packs a period at the most: nearer to what people ask, though mixed-integer
/// solvers still take their time over them.
#[allow(dead_code, reason = "for the programs that share this file")]
pub(crate) fn usual(number: u64) -> Case {
    let whole = instance(number);
    let dice = &mut Dice::new(SEED * 7 + number);
    let periods = dice.pick(&[1, 2, 3, 3, 4, 6, 6, 8, 12, 12, 18, 24, 36]).min(whole.demand.len());
    let percent = dice.pick(&[3, 5, 10, 20, 30]);
    let less = |units: i64| if units == 0 { 0 } else { (units * percent / 100 / 500 * 500).max(500) };
    let mut case = whole.cut(periods);
    case.demand.iter_mut().for_each(|units| *units = less(*units));
    case.balance.iter_mut().for_each(|own| own.units = less(own.units));
    case
}

/// Packs of growing size, in most lists cheaper for a unit the larger they are.
fn price_list(dice: &mut Dice, periods: u32) -> Vec<Pack> {
    let number = dice.index(6) + 1;
    let mut units = dice.pick(&[100, 500, 660, 1_000, 3_000, 10_000]) * 1_000;
    // micros for a unit
    let list = dice.pick(&[3_500, 9_800, 14_000, 35_000, 140_000, 1_000_000]);
    let (no_discount, odd_sizes, ending) = (dice.chance(20), dice.chance(25), dice.between(0, 99));
    let mut discount = 0;
    let (one_life, terms, leasts, limits, quotas) =
        (dice.chance(35), dice.chance(45), dice.chance(25), dice.chance(35), dice.chance(65));
    let lives = [Some(1), Some(1), Some(1), Some(2), Some(3), Some(3), Some(6), Some(6), Some(12), None];
    let any_life = |dice: &mut Dice| {
        if dice.chance(80) { dice.pick(&lives) } else { Some(dice.count(1, 12)) }
    };
    let life = any_life(dice);
    let any_term = |dice: &mut Dice| dice.pick(&[2, 3, 3, 6, 12]).min(periods + 2);
    let one_term = dice.chance(50).then(|| any_term(dice));
    (0..number)
        .map(|place| {
            // 1,137 units, or 33.5
            let holds = if odd_sizes { (units * dice.between(850, 1_150) / 500_000).max(1) * 500 } else { units };
            let pack = Pack {
                id: format!("P{}", place + 1),
                units: holds,
                price: priced(holds * list / 1_000 * (100 - discount) / 100, ending),
                life: if one_life { life } else { any_life(dice) },
                concurrency: quotas.then(|| [5, 10, 20][place.min(2)]).filter(|_| dice.chance(90)),
                order: match dice.between(0, 99) {
                    0..70 if terms => Order::Term(one_term.unwrap_or_else(|| any_term(dice))),
                    50..90 if leasts => Order::Packs(u64::from(dice.count(2, 5))),
                    _ => Order::Any,
                },
                limit: match dice.between(0, 99) {
                    // a trial pack
                    0..50 if limits && place == 0 => Some(1),
                    50..75 if limits => Some(u64::from(dice.count(2, 20))),
                    _ => None,
                },
            };
            let (more, over) = dice.pick(&[(3, 2), (2, 1), (5, 2), (3, 1), (5, 1)]);
            units = units * more / over;
            if !no_discount {
                // now and then a larger pack is no better, or a little worse
                discount = (discount + dice.between(-2, 12)).clamp(0, 45);
            }
            pack
        })
        .collect()
}

/// A price as a list of this `ending` prints it: in whole cents, just below a whole amount, or to the micro.
fn priced(micros: i64, ending: i64) -> i64 {
    match ending {
        0..65 => (micros / 10_000).max(1) * 10_000,
        65..85 => (micros / 1_000_000).max(1) * 1_000_000 - 10_000,
        _ => micros.max(1),
    }
}

/// Steady, growing, seasonal or restless months of a third to twelve typical packs, some of them empty.
fn demand(dice: &mut Dice, periods: u32, typical: i64) -> Vec<i64> {
    let level = typical / 1_000 * dice.between(33, 1_200) / 100;
    let (growth, season, noise) = match dice.between(0, 3) {
        0 => (0, 0, 0),
        1 => (dice.between(1, 10), 0, dice.between(0, 10)),
        2 => (dice.between(0, 3), dice.between(10, 70), dice.between(0, 15)),
        _ => (0, 0, dice.between(20, 90)),
    };
    let empty = if dice.chance(25) { dice.between(5, 40) } else { 0 };
    let mut base = level;
    (0..i64::from(periods))
        .map(|month| {
            // a triangle over the year, in hundredths: -100 in January, 100 in July
            let shape = 100 - (month % 12 - 6).abs() * 100 / 3;
            let percent = 100 + season * shape / 100 + dice.between(-noise, noise);
            let units = base * percent / 100;
            base += base * growth / 100;
            if dice.chance(empty) { 0 } else { units.max(1) * 1_000 + if dice.chance(10) { 500 } else { 0 } }
        })
        .collect()
}
