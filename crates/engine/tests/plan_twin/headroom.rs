//! Headroom by its definition: the demand is scaled by whole fractions and the twin solves every one of them anew.
//!
//! More demand is never cheaper, so `grow` is right exactly where that much more costs the same and a thousandth more
//! than that costs more; and `cut` where that much less costs less and a thousandth less of a cut does not. Less is a
//! billionth at least: part of one, which units on demand that are cut by part of a thousandth can save, cannot be told.
//! With one period, where a factor is a number of thousandths, small answers are also found by trying one thousandth
//! after another.

use crate::case::Case;
use crate::generate::{self, Size};
use crate::{Options, answer, each_made, tries, twin};
use packwise_engine::plan::{Answer, Headroom, Report};
use std::cell::Cell;

/// Longest row of thousandths that is tried one by one.
const LONGEST_WALK: i64 = 60;
/// Most ways to buy of a scaled request.
const MOST_WAYS: usize = 20_000;

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The request with `more` thousandths of demand in all, every period scaled alike, and what its costs are multiplied
/// by; `None` where the twin should not be asked.
fn scaled(case: &Case, more: i64) -> Option<(Case, i64)> {
    let total = case.total();
    let (scaled, by) = if case.periods() == 1 {
        (Case { demand: vec![total + more], ..case.clone() }, 1)
    } else {
        let divisor = case.demand.iter().copied().fold(0, gcd);
        let reduced = Case { demand: case.demand.iter().map(|units| units / divisor).collect(), ..case.clone() };
        (reduced.stretched(total + more, total / divisor), total / divisor)
    };
    (twin::ways(&scaled) <= MOST_WAYS).then_some((scaled, by))
}

/// Whether every sum of a scaled request stays within the twin's numbers.
fn fits(case: &Case) -> bool {
    let largest = case.packs.iter().map(|pack| pack.price).chain(case.on_demand).max().unwrap_or(0);
    case.total() > 0 && i128::from(case.total()) * i128::from(largest.max(1)) * 1_000 * 100 < i128::from(i64::MAX)
}

/// What the twin says of a scaled request.
enum Cost {
    /// Billionths x the scale, and the scale.
    Of(i64, i64),
    None,
    /// Too many ways to buy.
    NotAsked,
}

fn cost(case: &Case, more: i64) -> Cost {
    match scaled(case, more) {
        None => Cost::NotAsked,
        Some((scaled, by)) => twin::answer(&scaled).map_or(Cost::None, |found| Cost::Of(found.cost, by)),
    }
}

struct Counted {
    grow: Cell<u64>,
    cut: Cell<u64>,
    walked: Cell<u64>,
    not_asked: Cell<u64>,
}

fn add_one(to: &Cell<u64>) {
    to.set(to.get() + 1);
}

fn by_definition(case: &Case, counted: &Counted) -> Result<(), String> {
    let Answer::Plan(report) = answer(case, Options { alternatives: false, ..Options::default() })? else {
        return Ok(());
    };
    if case.total() == 0 {
        return if report.headroom == Headroom::default() { Ok(()) } else { Err(format!("{:?}", report.headroom)) };
    }
    grow(case, &report, counted)?;
    cut(case, &report, counted)
}

fn grow(case: &Case, report: &Report, counted: &Counted) -> Result<(), String> {
    let same = i64::try_from(report.cost.billionths()).unwrap();
    // a free pack without a limit, or free units, can be had for any demand; nothing else grows for ever
    let free = case.on_demand == Some(0) || case.packs.iter().any(|pack| pack.price == 0 && pack.limit.is_none());
    let Some(grow) = report.headroom.grow.map(|units| units.thousandths()) else {
        return if free { Ok(()) } else { Err("grow is null, and nothing is free without a limit".to_owned()) };
    };
    if free {
        return Err(format!("grow is {grow} thousandths, and something is free without a limit"));
    }
    let holds = |more: i64| match cost(case, more) {
        Cost::Of(cost, by) => Some(cost == same * by),
        Cost::None => Some(false),
        Cost::NotAsked => None,
    };
    let (Some(now), Some(next)) = (holds(grow), holds(grow + 1)) else {
        add_one(&counted.not_asked);
        return Ok(());
    };
    if !now || next {
        return Err(format!("grow {grow}: the same cost with it: {now}; with a thousandth more: {next}"));
    }
    add_one(&counted.grow);
    if case.periods() == 1 && grow <= LONGEST_WALK {
        let walked = (0..).find(|&more| holds(more + 1) != Some(true));
        if walked != Some(grow) {
            return Err(format!("grow {grow}, but walking ends at {walked:?}"));
        }
        add_one(&counted.walked);
    }
    Ok(())
}

fn cut(case: &Case, report: &Report, counted: &Counted) -> Result<(), String> {
    let same = i64::try_from(report.cost.billionths()).unwrap();
    // what is saved by so much less, in billionths; part of one is not counted
    let saved = |less: i64| match cost(case, -less) {
        Cost::Of(cost, by) => Ok((same * by - cost) / by),
        Cost::None => Err(format!("no plan for {less} thousandths less")),
        Cost::NotAsked => Err(format!("too many ways for {less} thousandths less")),
    };
    let cheaper = |less: i64| match cost(case, -less) {
        // by a billionth at least: a smaller saving cannot be told
        Cost::Of(cost, by) => same * by - cost >= by,
        Cost::None | Cost::NotAsked => false,
    };
    let Some(cut) = report.headroom.cut else {
        return if cheaper(case.total()) {
            Err("cut is null, and no demand at all is cheaper".to_owned())
        } else {
            Ok(())
        };
    };
    let units = cut.units.thousandths();
    let saves = i64::try_from(cut.saves.billionths()).unwrap();
    if units < 1 || units > case.total() || !cheaper(units) || cheaper(units - 1) || saved(units)? != saves {
        let with = [units, units - 1].map(saved);
        return Err(format!("{cut:?}: so much less saves {:?}, a thousandth less of it {:?}", with[0], with[1]));
    }
    add_one(&counted.cut);
    if case.periods() == 1 && units <= LONGEST_WALK {
        let walked = (1..).find(|&less| cheaper(less));
        if walked != Some(units) {
            return Err(format!("cut {units}, but walking ends at {walked:?}"));
        }
        add_one(&counted.walked);
    }
    Ok(())
}

fn each(what: &str, seed: u64, tries: u64, size: Size) {
    let counted = Counted { grow: Cell::new(0), cut: Cell::new(0), walked: Cell::new(0), not_asked: Cell::new(0) };
    let make = |dice: &mut crate::Dice| {
        loop {
            let case = generate::case(dice, size);
            if fits(&case) || case.total() == 0 {
                return case;
            }
        }
    };
    let fit = |case: &Case| twin::ways(case) <= size.ways && (fits(case) || case.total() == 0);
    each_made(what, seed, tries, make, fit, |case| by_definition(case, &counted));
    let [grow, cut, walked, not_asked] =
        [&counted.grow, &counted.cut, &counted.walked, &counted.not_asked].map(Cell::get);
    println!(
        "{what}: of {tries}: {grow} grow, {cut} cut, {walked} walked, {not_asked} with too many ways to ask the twin"
    );
    assert!(grow * 4 > tries && cut * 4 > tries, "{what}: too few were tried");
}

#[test]
fn one_period_headroom_is_the_largest_and_the_least() {
    let size = Size { periods: (1, 1), packs: 3, depth: 5, ways: 600 };
    each("headroom of one period", 3_000_000, tries(2_000), size);
}

#[test]
fn headroom_of_several_periods_scales_them_alike() {
    let size = Size { periods: (2, 3), packs: 2, depth: 3, ways: 500 };
    each("headroom of several periods", 4_000_000, tries(400), size);
}
