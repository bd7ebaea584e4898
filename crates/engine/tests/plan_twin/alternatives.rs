//! The alternatives against the twin (each pack alone) and against the two rules of thumb worked by hand.

use crate::case::{Case, Order, Pack};
use crate::generate::{self, Size};
use crate::{Dice, Options, answer, each_case, each_made, tries, twin};
use packwise_engine::plan::{Alternative, AlternativeKind, Answer, Report};
use std::collections::BTreeMap;

fn report(case: &Case) -> Result<Option<Box<Report>>, String> {
    Ok(match answer(case, Options { headroom: false, ..Options::default() })? {
        Answer::Plan(report) => Some(report),
        Answer::Infeasible(_) => None,
    })
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, engine: &T, expected: &T) -> Result<(), String> {
    if engine == expected { Ok(()) } else { Err(format!("{what}: {expected:?} expected, the engine says {engine:?}")) }
}

fn counts(rows: &[packwise_engine::plan::Purchase]) -> BTreeMap<(u32, String), u64> {
    rows.iter().map(|row| ((row.period, row.pack.clone()), row.count)).collect()
}

/// One alternative for each pack in the request's order, then the two rules; each extra cost is over the plan's.
fn each_alone(case: &Case) -> Result<(), String> {
    let Some(report) = report(case)? else { return Ok(()) };
    let mut kinds = vec![AlternativeKind::Single; case.packs.len()];
    if !kinds.is_empty() {
        kinds.extend([AlternativeKind::LargestFirst, AlternativeKind::BestUnitPrice]);
    }
    same("kinds", &report.alternatives.iter().map(|other| other.kind).collect::<Vec<_>>(), &kinds)?;
    for other in &report.alternatives {
        let extra = other.cost.and_then(|cost| cost.minus(report.cost));
        same("extra cost", &other.extra_cost, &extra)?;
        if extra.is_some_and(|extra| extra.billionths() < 0) {
            return Err(format!("{other:?} is cheaper than the plan"));
        }
        same("issues where it cannot serve only", &other.issues.is_empty(), &other.cost.is_some())?;
    }
    for (pack, other) in case.packs.iter().zip(&report.alternatives) {
        same("pack", &other.pack, &Some(pack.id.clone()))?;
        let alone = twin::answer(&Case { packs: vec![pack.clone()], ..case.clone() });
        let what = |part: &str| format!("{part} of {} alone", pack.id);
        let cost = alone.as_ref().map(|found| i128::from(found.cost));
        same(&what("cost"), &other.cost.map(|cost| cost.billionths()), &cost)?;
        if let Some(found) = alone {
            same(&what("purchases"), &counts(&other.purchases), &found.purchases)?;
            same(&what("commitments"), &counts(&other.commitments), &found.commitments)?;
            same(&what("on demand"), &other.on_demand.thousandths(), &found.on_demand.iter().sum())?;
        }
    }
    Ok(())
}

#[test]
fn each_pack_alone_agrees_with_the_twin_in_one_period() {
    let size = Size { periods: (1, 1), packs: 4, depth: 6, ways: 1_500 };
    each_case("each pack alone, one period", 5_000_000, tries(2_000), size, each_alone);
}

#[test]
fn each_pack_alone_agrees_with_the_twin_in_several_periods() {
    let size = Size { periods: (2, 4), packs: 3, depth: 3, ways: 5_000 };
    each_case("each pack alone, several periods", 6_000_000, tries(1_000), size, each_alone);
}

/// What a period lacks, in thousandths, that nothing alive covers.
type Shortfall = i64;

/// As many of each pack as fit wholly, by falling size, then one of the smallest.
fn largest_first(packs: &[Pack], shortfall: Shortfall) -> BTreeMap<String, u64> {
    let mut bought = BTreeMap::new();
    let mut open = shortfall;
    let mut falling: Vec<&Pack> = packs.iter().collect();
    falling.sort_by_key(|pack| -pack.units);
    for pack in &falling {
        while open >= pack.units {
            *bought.entry(pack.id.clone()).or_insert(0) += 1;
            open -= pack.units;
        }
    }
    if let (true, Some(smallest)) = (open > 0, falling.last()) {
        *bought.entry(smallest.id.clone()).or_insert(0) += 1;
    }
    bought
}

/// The pack of least price per unit; of equals the smallest.
fn best_unit_price(packs: &[Pack]) -> &Pack {
    let mut best = &packs[0];
    for pack in &packs[1..] {
        // price / units against price / units
        let (this, that) = (pack.price * best.units, best.price * pack.units);
        if this < that || (this == that && pack.units < best.units) {
            best = pack;
        }
    }
    best
}

/// Packs without any condition, each of another size, for one period at a time.
fn plain(dice: &mut Dice) -> Case {
    let mut case = generate::any_case(dice, Size { periods: (1, 4), packs: 5, depth: 6, ways: 0 });
    case.concurrency = None;
    if case.periods() > 1 {
        case.balance.clear();
    }
    let mut sizes = Vec::new();
    case.packs.retain(|pack| {
        sizes.push(pack.units);
        sizes.iter().filter(|&&units| units == pack.units).count() == 1
    });
    for pack in &mut case.packs {
        (pack.life, pack.order, pack.limit) = (Some(1), Order::Any, None);
    }
    case
}

fn by_hand(case: &Case) -> Result<(), String> {
    let Some(report) = report(case)? else { return Ok(()) };
    if case.packs.is_empty() {
        return same("alternatives", &report.alternatives, &Vec::new());
    }
    let owned: i64 = case.balance.iter().filter(|own| own.from == 0).map(|own| own.units).sum();
    let best = best_unit_price(&case.packs);
    let [largest, unit] = &report.alternatives[case.packs.len()..] else {
        return Err("two rules of thumb".to_owned());
    };
    let follows = |what: &str, other: &Alternative, rule: &dyn Fn(Shortfall) -> BTreeMap<String, u64>| {
        let mut expected = BTreeMap::new();
        let mut cost = 0;
        for (period, demand) in (0..).zip(&case.demand) {
            for (id, count) in rule((demand - owned).max(0)) {
                let pack = case.packs.iter().find(|pack| pack.id == id).unwrap();
                cost += i128::from(pack.price) * 1_000 * i128::from(count);
                expected.insert((period, id), count);
            }
        }
        same(&format!("{what}: purchases"), &counts(&other.purchases), &expected)?;
        same(&format!("{what}: cost"), &other.cost.map(|cost| cost.billionths()), &Some(cost))?;
        same(&format!("{what}: on demand"), &other.on_demand.thousandths(), &0)
    };
    follows("largest first", largest, &|shortfall| largest_first(&case.packs, shortfall))?;
    same("the pack of the best unit price", &unit.pack, &Some(best.id.clone()))?;
    follows("best unit price", unit, &|shortfall| {
        let count = u64::try_from((shortfall + best.units - 1) / best.units).unwrap();
        if count > 0 { BTreeMap::from([(best.id.clone(), count)]) } else { BTreeMap::new() }
    })
}

#[test]
fn the_rules_of_thumb_are_followed_to_the_letter() {
    let fit = |case: &Case| {
        let unlike = |(place, a): (usize, &Pack)| case.packs[..place].iter().all(|b| a.units != b.units);
        case.packs.iter().enumerate().all(unlike)
            && (case.periods() == 1 || case.balance.is_empty())
            && case.packs.iter().all(|pack| pack.life == Some(1) && pack.order == Order::Any && pack.limit.is_none())
    };
    each_made("rules of thumb", 7_000_000, tries(3_000), plain, fit, by_hand);
}
