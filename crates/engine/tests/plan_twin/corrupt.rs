//! The checker checked: a right report stays right, and each way to make one wrong, or the request that it answers
//! stricter, is found.

use crate::case::{Case, Order};
use crate::generate::{self, Size};
use crate::{Dice, answer, check, plan_only};
use packwise_engine::money::Cost;
use packwise_engine::plan::{Answer, LedgerPack, LedgerPeriod, Report};
use packwise_engine::units::Units;
use std::collections::BTreeMap;

/// Makes a report wrong, or its request one that it does not answer; `None` where there is nothing to change.
type Corruption = fn(&mut Case, &mut Report) -> Option<()>;

fn more(units: &mut Units) -> Option<()> {
    *units = Units::from_thousandths(units.thousandths() + 1)?;
    Some(())
}

fn less(units: &mut Units) -> Option<()> {
    *units = Units::from_thousandths(units.thousandths() - 1)?;
    Some(())
}

fn dearer(cost: &mut Cost) -> Option<()> {
    *cost = Cost::from_billionths(cost.billionths() + 1);
    Some(())
}

/// The last period of the ledger in which anything is in hand.
fn busy(report: &mut Report) -> Option<&mut LedgerPeriod> {
    report.ledger.iter_mut().rfind(|told| !told.packs.is_empty())
}

/// The last row of the ledger from which something was drawn.
fn drawn(report: &mut Report) -> Option<&mut LedgerPack> {
    report.ledger.iter_mut().rev().flat_map(|told| &mut told.packs).find(|row| row.used > Units::ZERO)
}

/// The pack of the first purchase, and how many are bought over all periods.
fn first_bought<'a>(case: &'a mut Case, report: &Report) -> Option<(&'a mut crate::case::Pack, u64)> {
    let id = &report.purchases.first()?.pack;
    let all = report.purchases.iter().filter(|row| row.pack == *id).map(|row| row.count).sum();
    case.packs.iter_mut().find(|pack| pack.id == *id).map(|pack| (pack, all))
}

/// Purchases, commitments and sums.
const OF_ROWS: [(&str, Corruption); 14] = [
    ("the cost is a billionth more", |_, report| dearer(&mut report.cost)),
    ("the bound is a billionth more", |_, report| dearer(&mut report.lower_bound)),
    ("a purchase costs more", |_, report| report.purchases.first_mut().and_then(|row| dearer(&mut row.price))),
    ("one more is bought", |_, report| report.purchases.last_mut().map(|row| row.count += 1)),
    ("a purchase is forgotten", |_, report| report.purchases.pop().map(drop)),
    ("a purchase is told twice", |_, report| {
        let last = report.purchases.last()?.clone();
        report.purchases.push(last);
        Some(())
    }),
    ("a pack is bought that is not offered", |_, report| {
        report.purchases.last_mut().map(|row| row.pack = "zz".to_owned())
    }),
    ("a purchase is a period later", |_, report| report.purchases.last_mut().map(|row| row.period += 1)),
    ("an empty purchase", |_, report| {
        let last = report.purchases.last_mut()?;
        (last.count, last.price) = (0, Cost::from_billionths(0));
        Some(())
    }),
    ("a commitment is forgotten", |_, report| report.commitments.pop().map(drop)),
    ("one more is committed to", |_, report| report.commitments.last_mut().map(|row| row.count += 1)),
    ("more is bought on demand", |_, report| report.on_demand.last_mut().and_then(more)),
    ("more is breakage", |_, report| more(&mut report.breakage)),
    ("more is leftover", |_, report| more(&mut report.leftover)),
];

/// The ledger.
const OF_LEDGER: [(&str, Corruption); 16] = [
    ("a period is forgotten", |_, report| report.ledger.pop().map(drop)),
    ("a period has another number", |_, report| report.ledger.last_mut().map(|told| told.period += 1)),
    ("a period opens with more", |_, report| report.ledger.last_mut().and_then(|told| more(&mut told.opening))),
    ("a period buys more", |_, report| report.ledger.last_mut().and_then(|told| more(&mut told.bought))),
    ("a period uses more", |_, report| report.ledger.last_mut().and_then(|told| more(&mut told.used))),
    ("a period lets more expire", |_, report| report.ledger.last_mut().and_then(|told| more(&mut told.expired))),
    ("a period closes with more", |_, report| report.ledger.last_mut().and_then(|told| more(&mut told.closing))),
    ("a pack is forgotten", |_, report| busy(report)?.packs.pop().map(drop)),
    ("a pack is told twice", |_, report| {
        let told = busy(report)?;
        let last = told.packs.last()?.clone();
        told.packs.push(last);
        Some(())
    }),
    ("a pack opens with more", |_, report| busy(report)?.packs.last_mut().and_then(|row| more(&mut row.opening))),
    ("a pack lets more expire", |_, report| busy(report)?.packs.last_mut().and_then(|row| more(&mut row.expired))),
    ("a pack was bought in another period", |_, report| busy(report)?.packs.last_mut().map(|row| row.period += 1)),
    ("less is drawn than was there", |_, report| {
        let row = drawn(report)?;
        less(&mut row.used)?;
        more(&mut row.closing)?;
        Some(())
    }),
    ("a bought pack is told as owned", |_, report| busy(report)?.packs.last_mut().map(|row| row.owned = !row.owned)),
    ("packs are not in the order of drawing", |_, report| {
        let told = report.ledger.iter_mut().rfind(|told| told.packs.len() > 1)?;
        told.packs.swap(0, 1);
        Some(())
    }),
    // every sum of the period still holds
    ("a later pack is drawn first", |_, report| {
        let both = |told: &&mut LedgerPeriod| {
            let alive = |row: &LedgerPack| row.period <= told.period && row.expired == Units::ZERO;
            told.packs
                .windows(2)
                .any(|rows| rows.iter().all(alive) && rows[0].used > Units::ZERO && rows[1].closing > Units::ZERO)
        };
        let told = report.ledger.iter_mut().rfind(both)?;
        let last = told.packs.iter().rposition(|row| row.used > Units::ZERO)?;
        let [one, other] = told.packs.get_mut(last..last + 2)? else { return None };
        less(&mut one.used)?;
        more(&mut one.closing)?;
        more(&mut other.used)?;
        less(&mut other.closing)
    }),
];

/// The request is another one, which the plan does not answer.
const OF_REQUEST: [(&str, Corruption); 9] = [
    ("rule 1: more is needed", |case, _| case.demand.last_mut().map(|units| *units += 1)),
    ("rule 3: less is allowed", |case, report| {
        first_bought(case, report).map(|(pack, all)| pack.limit = Some(all - 1))
    }),
    ("rule 3: more must be bought", |case, report| {
        first_bought(case, report).map(|(pack, all)| pack.order = Order::Packs(all + 1))
    }),
    ("rule 3: a term of years", |case, report| {
        let term = case.periods() + 40;
        first_bought(case, report).map(|(pack, _)| pack.order = Order::Term(term))
    }),
    ("rule 4: a concurrency that no pack gives", |case, _| {
        case.concurrency = Some(1_000);
        case.demand.iter().any(|&units| units > 0).then_some(())
    }),
    ("rule 4: nobody knows what the packs give", |case, _| {
        case.concurrency?;
        case.packs.iter_mut().for_each(|pack| pack.concurrency = None);
        case.balance.iter_mut().for_each(|own| own.concurrency = None);
        case.demand.iter().any(|&units| units > 0).then_some(())
    }),
    ("a pack is dearer", |case, report| first_bought(case, report).map(|(pack, _)| pack.price += 1)),
    ("a pack holds more", |case, report| first_bought(case, report).map(|(pack, _)| pack.units += 1)),
    ("more is owned", |case, _| {
        // what begins after the horizon is not in the ledger's sums of the periods before
        let periods = case.periods();
        case.balance.iter_mut().find(|own| own.from < periods).map(|own| own.units += 1)
    }),
];

#[test]
fn the_checker_finds_what_is_wrong() {
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    let size = Size { periods: (1, 6), packs: 4, depth: 3, ways: 0 };
    for seed in 0..400 {
        let case = generate::any_case(&mut Dice::new(16_000_000 + seed), size);
        let Ok(Answer::Plan(report)) = answer(&case, plan_only()) else { continue };
        assert_eq!(check::check(&case, &report), Vec::<String>::new(), "{case}");
        for (what, corrupt) in OF_ROWS.iter().chain(&OF_LEDGER).chain(&OF_REQUEST) {
            let (mut case, mut wrong) = (case.clone(), (*report).clone());
            if corrupt(&mut case, &mut wrong).is_some() {
                assert!(!check::check(&case, &wrong).is_empty(), "not found: {what}: {case}");
                *found.entry(what).or_default() += 1;
            }
        }
    }
    for (what, _) in OF_ROWS.iter().chain(&OF_LEDGER).chain(&OF_REQUEST) {
        let times = found.get(what).copied().unwrap_or_default();
        assert!(times >= 10, "{what}: tried {times} times only");
    }
}
