//! Small random requests in which every feature of `PLANNING.md` turns up often, and meets the others.

use crate::case::{Case, Order, Own, Pack};
use crate::dice::Dice;
use crate::twin;
use std::collections::BTreeMap;

/// How large the requests are.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// Least and most periods.
    pub(crate) periods: (u32, u32),
    pub(crate) packs: usize,
    /// Most packs of one size that a period's demand is worth.
    pub(crate) depth: i64,
    /// Most ways to buy that the twin shall have to try.
    pub(crate) ways: usize,
}

/// A request that the twin can answer.
pub(crate) fn case(dice: &mut Dice, size: Size) -> Case {
    loop {
        let case = any_case(dice, size);
        if twin::ways(&case) <= size.ways {
            return case;
        }
    }
}

/// A request, however many ways to buy it has.
pub(crate) fn any_case(dice: &mut Dice, size: Size) -> Case {
    let periods = dice.count(size.periods.0, size.periods.1);
    let concurrent = dice.chance(45);
    let (term, packs, limit) = (dice.chance(45), dice.chance(45), dice.chance(50));
    let (free, fractional, alike) = (dice.chance(45), dice.chance(40), dice.chance(60));
    let never = dice.chance(45);
    let grain = if fractional { dice.pick(&[1, 125, 500]) } else { dice.pick(&[1_000, 1_000_000]) };
    // a price of so many micros for a grain, so that packs of equal unit price and equal sums are common
    let unit_price = dice.pick(&[1_000_000, 250_000, 3]);

    // no pack at all is rare; one alone is half as common as any other number
    let number = if dice.chance(3) { 0 } else { dice.between(1, 2 * i64::try_from(size.packs).unwrap() - 1) / 2 + 1 };
    let number = usize::try_from(number).unwrap();
    let mut offers: Vec<Pack> = (0..number)
        .map(|place| {
            let holds = dice.between(1, 8);
            let price = if alike { holds * unit_price } else { dice.between(1, 24) * unit_price };
            Pack {
                // ids whose byte order is not the order of the list
                id: ["M", "a", "B", "Z", "b", "A"][(place * 5 + number) % 6].to_owned(),
                units: holds * grain,
                price: if free && dice.chance(45) { 0 } else { price },
                life: if never && dice.chance(60) { None } else { Some(dice.count(1, 3)) },
                concurrency: dice.pick(&[None, Some(0), Some(1), Some(5), Some(10), Some(20)]),
                order: match dice.between(0, 99) {
                    0..45 if term => Order::Term(dice.count(1, periods + 2)),
                    45..90 if packs => Order::Packs(u64::from(dice.count(1, 4))),
                    _ => Order::Any,
                },
                limit: (limit && dice.chance(60)).then(|| u64::from(dice.count(0, 5))),
            }
        })
        .collect();
    // what an instance was to have, one pack has
    if !offers.is_empty() {
        if term {
            let place = dice.index(number);
            offers[place].order = Order::Term(dice.count(2, periods + 2));
        }
        if packs && !(term && number == 1) {
            let fits: Vec<usize> = (0..number).filter(|&at| !matches!(offers[at].order, Order::Term(_))).collect();
            if !fits.is_empty() {
                let place = dice.pick(&fits);
                offers[place].order = Order::Packs(u64::from(dice.count(2, 4)));
            }
        }
    }

    let deepest = offers.iter().map(|pack| pack.units).max().unwrap_or(grain);
    let most = (deepest / grain * size.depth).max(2) / 2;
    let period = |dice: &mut Dice| match dice.between(0, 99) {
        0..15 => 0,
        // a thousandth above a whole number of grains
        15..28 if grain > 1 => dice.between(1, most) * grain + 1,
        _ => dice.between(1, most) * grain,
    };
    let demand = (0..periods).map(|_| period(dice)).collect();
    let own = |dice: &mut Dice| Own {
        units: dice.between(0, 10) * grain / dice.pick(&[1, 2]),
        from: if dice.chance(55) { 0 } else { dice.count(0, periods + 1) },
        left: if dice.chance(35) { None } else { Some(dice.count(1, 3)) },
        concurrency: dice.pick(&[None, Some(1), Some(5), Some(20)]),
    };
    let balance = if dice.chance(65) { (0..dice.count(1, 3)).map(|_| own(dice)).collect() } else { Vec::new() };
    let on_demand = dice.chance(40).then(|| match dice.between(0, 9) {
        0 => 0,
        // dearer, alike and cheaper than the packs; `unit_price` is for a grain, this is for a unit
        1..=4 => (unit_price * 1_000 / grain).max(1),
        _ => (dice.between(1, 8) * unit_price * 500 / grain).max(1),
    });
    Case { demand, concurrency: concurrent.then(|| dice.pick(&[1, 5, 10])), packs: offers, balance, on_demand }
}

/// The features of a request, for counting.
pub(crate) fn features(case: &Case) -> Vec<&'static str> {
    let packs = |has: &dyn Fn(&Pack) -> bool| case.packs.iter().any(has);
    let fraction = |units: i64| units % 1_000 != 0;
    let alike = case.packs.iter().enumerate().any(|(place, a)| {
        let same = |b: &Pack| {
            a.price > 0 && i128::from(a.price) * i128::from(b.units) == i128::from(b.price) * i128::from(a.units)
        };
        case.packs[..place].iter().any(same)
    });
    [
        ("concurrency", case.concurrency.is_some()),
        ("term", packs(&|pack| matches!(pack.order, Order::Term(periods) if periods > 1))),
        ("minimum of packs", packs(&|pack| matches!(pack.order, Order::Packs(count) if count > 1))),
        ("limit", packs(&|pack| pack.limit.is_some())),
        ("balance", !case.balance.is_empty()),
        ("balance from a later period", case.balance.iter().any(|own| own.from > 0)),
        ("balance that expires", case.balance.iter().any(|own| own.left.is_some())),
        ("balance without expiry", case.balance.iter().any(|own| own.left.is_none())),
        ("on demand", case.on_demand.is_some()),
        ("no expiry", packs(&|pack| pack.life.is_none())),
        ("zero price", packs(&|pack| pack.price == 0) || case.on_demand == Some(0)),
        ("fractional units", packs(&|pack| fraction(pack.units)) || case.demand.iter().any(|&units| fraction(units))),
        ("equal unit prices", alike),
        ("life 1", packs(&|pack| pack.life == Some(1))),
        ("life 2", packs(&|pack| pack.life == Some(2))),
        ("life 3", packs(&|pack| pack.life == Some(3))),
    ]
    .into_iter()
    .filter_map(|(name, has)| has.then_some(name))
    .collect()
}

/// How often each feature was met.
#[derive(Default)]
pub(crate) struct Shares {
    met: BTreeMap<&'static str, usize>,
    all: usize,
}

impl Shares {
    pub(crate) fn count(&mut self, case: &Case) {
        self.all += 1;
        for feature in features(case) {
            *self.met.entry(feature).or_default() += 1;
        }
    }

    /// Counts in what another counted.
    pub(crate) fn add(&mut self, other: &Self) {
        self.all += other.all;
        for (feature, met) in &other.met {
            *self.met.entry(feature).or_default() += met;
        }
    }

    /// How many instances were counted.
    pub(crate) fn all(&self) -> usize {
        self.all
    }

    pub(crate) fn print(&self, what: &str) {
        for (feature, met) in &self.met {
            println!("{what}: {feature}: {:.1} %", 100.0 * *met as f64 / self.all as f64);
        }
    }

    /// Fails where a feature is in less than a fifth of the instances.
    pub(crate) fn assert_a_fifth_each(&self, what: &str) {
        for (feature, met) in &self.met {
            assert!(met * 5 >= self.all, "{what}: only {met} of {} have {feature}", self.all);
        }
        assert_eq!(self.met.len(), 16, "{what}: a feature never turned up");
    }
}
