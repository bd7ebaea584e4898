//! Staircases, step by step, and the break-evens between two of them, against the twin.

use crate::case::Case;
use crate::dice::Dice;
use crate::generate::{self, Size};
use crate::judge::{self, Judge, Said};
use crate::{BUDGET, tries};
use packwise_engine::compare::{Interval, Staircase, Stairs, Step, break_evens, staircase};
use packwise_engine::plan::Request;
use packwise_engine::units::Units;
use serde_json::json;

/// A request of one volume, and the most that is to be looked at.
fn level(dice: &mut Dice, size: Size) -> (Case, Units) {
    let mut case = generate::case(dice, size);
    let volume = case.demand.iter().copied().max().unwrap();
    case.demand.fill(volume);
    case.on_demand = None;
    let most = volume + judge::grain(&case) * dice.between(0, 12) + dice.between(0, 1);
    (case, Units::from_thousandths(most).unwrap())
}

fn check(case: &Case, pack: Option<&str>, around: usize, most: Units, dice: &mut Dice) -> Result<usize, String> {
    let stairs = staircase(&case.request(), pack, around, most, BUDGET).ok_or("no staircase")?;
    let mut judge = Judge::new(case, pack);
    check_by(&stairs, around, most, case.demand[0], &mut |volume| judge.level(volume), dice)
}

/// Against what `level` says of each volume, of which `here` is the present one.
fn check_by(
    stairs: &Staircase,
    around: usize,
    most: Units,
    here: i64,
    level: &mut dyn FnMut(i64) -> Said,
    dice: &mut Dice,
) -> Result<usize, String> {
    let fail = |words: &str| Err(format!("{words}: {stairs:?}"));
    let mut asked = 0;
    let mut says = |volume: i64, step: &Step| {
        let said = level(volume);
        asked += usize::from(said != Said::NotAsked);
        said.is(Some(step.cost))
    };
    for step in &stairs.steps {
        let from = step.from.thousandths();
        let to = step.to.map_or(most.thousandths().max(here), |to| to.thousandths());
        if !step.proved || from > to {
            return fail("not proved, or empty");
        }
        for volume in [from, to, dice.between(from, to)] {
            if !says(volume, step) {
                return fail(&format!("not the cost at {volume}"));
            }
        }
    }
    for pair in stairs.steps.windows(2) {
        let follows = pair[0].to.is_some_and(|to| to.thousandths() + 1 == pair[1].from.thousandths());
        if !follows || pair[0].cost >= pair[1].cost {
            return fail("a gap, or no rise");
        }
    }
    let (Some(first), Some(last)) = (stairs.steps.first(), stairs.steps.last()) else {
        return fail("no steps");
    };
    if stairs.whole != (first.from == Units::ZERO) {
        return fail("whole or not");
    }
    // the outer edges are edges too
    if !stairs.whole {
        let before = level(first.from.thousandths() - 1);
        if before != Said::NotAsked && before.is(Some(first.cost)) {
            return fail("the first step begins before");
        }
    }
    let inside = first.from.thousandths() <= here && last.to.is_none_or(|to| here <= to.thousandths());
    let beyond = last.to.map(|to| level(to.thousandths() + 1));
    match beyond {
        None if stairs.ends => return fail("open, and ends"),
        Some(Said::No) if !stairs.ends && !matches!(level(here), Said::Cost(_)) => return fail("does not end"),
        Some(Said::Cost(_)) if stairs.ends => return fail("does not end there"),
        Some(said) if said.is(Some(last.cost)) && said != Said::NotAsked => return fail("the last step goes further"),
        _ => {}
    }
    match level(here) {
        Said::Cost(_) if !inside => return fail("here is not on it"),
        Said::No if inside => return fail("here is on it, and nothing serves it"),
        Said::No if !stairs.ends => return fail("nothing serves here, and it does not end"),
        _ => {}
    }
    let at = stairs.steps.iter().filter(|step| step.from.thousandths() <= here).count();
    let above = stairs.steps.len() - at;
    if above > around || (inside && at > around + 1) {
        return fail("too many steps");
    }
    // fewer than asked for only where there are no more
    if (above < around && last.to.is_some() && !stairs.ends) || (at <= around && !stairs.whole && inside) {
        return fail("too few steps");
    }
    Ok(asked)
}

#[test]
fn each_step_costs_what_the_twin_says() {
    let mut asked = 0;
    for (seed, tries, size) in [
        (9_000_000, tries(1_500), Size { periods: (1, 1), packs: 3, depth: 4, ways: 300 }),
        (10_000_000, tries(500), Size { periods: (2, 3), packs: 2, depth: 3, ways: 300 }),
    ] {
        for number in 0..tries {
            let dice = &mut Dice::new(seed + number);
            let (case, most) = level(dice, size);
            let pack = if dice.chance(60) { None } else { judge::any_pack(&case, dice) };
            let around = dice.pick(&[0, 1, 2, 3, 20]);
            match check(&case, pack.as_deref(), around, most, dice) {
                Ok(count) => asked += count,
                Err(words) => panic!("number {number}: {pack:?}, {around} around, to {most}: {words}\n{case}"),
            }
        }
    }
    println!("the twin was asked {asked} times");
    assert!(asked > 5_000, "the twin was asked {asked} times only");
}

/// Months that differ: a volume is of all of them, in the shape of the demand.
#[test]
fn each_step_of_all_periods_costs_what_the_twin_says() {
    let (mut asked, mut unequal) = (0, 0);
    for number in 0..tries(1_000) {
        let dice = &mut Dice::new(12_000_000 + number);
        let size = Size { periods: (1, 3), packs: 2, depth: 3, ways: 300 };
        let mut case = generate::case(dice, size);
        case.on_demand = None;
        let demand = case.demand.clone();
        let here: i64 = demand.iter().sum();
        let most = Units::from_thousandths(here + judge::grain(&case) * dice.between(0, 12)).unwrap();
        let pack = if dice.chance(60) { None } else { judge::any_pack(&case, dice) };
        let around = dice.pick(&[0, 1, 2, 20]);
        let Some(mut stairs) = Stairs::of_all_periods(&case.request(), pack.as_deref(), around, most, BUDGET) else {
            assert_eq!(here, 0, "{case}");
            continue;
        };
        while stairs.advance(1) {}
        let mut judge = Judge::new(&case, pack.as_deref());
        let mut level =
            |volume: i64| judge.cost(demand.iter().map(|units| (volume * units + here - 1) / here).collect());
        match check_by(&stairs.staircase(), around, most, here, &mut level, dice) {
            Ok(count) => asked += count,
            Err(words) => panic!("number {number}: {pack:?}, {around} around, to {most}: {words}\n{case}"),
        }
        unequal += usize::from(demand.windows(2).any(|pair| pair[0] != pair[1]));
    }
    println!("the twin was asked {asked} times, {unequal} of unequal periods");
    assert!(asked > 2_000 && unequal > 300, "the twin was asked {asked} times only, {unequal} unequal");
}

#[test]
fn intervals_are_where_the_twin_sees_them() {
    let size = Size { periods: (1, 2), packs: 3, depth: 4, ways: 300 };
    let mut changes = 0;
    for number in 0..tries(1_000) {
        let dice = &mut Dice::new(11_000_000 + number);
        let (case, most) = level(dice, size);
        let Some(first) = judge::any_pack(&case, dice) else { continue };
        let second = if dice.chance(50) { None } else { judge::any_pack(&case, dice) };
        let mut stairs = |pack: Option<&str>| {
            let around = dice.pick(&[1, 3, 20]);
            staircase(&case.request(), pack, around, most, BUDGET).unwrap()
        };
        let (a, b) = (stairs(Some(&first)), stairs(second.as_deref()));
        let intervals = break_evens(&a, &b);
        let mut judges = [Judge::new(&case, Some(&first)), Judge::new(&case, second.as_deref())];
        let tell = |words: &str| panic!("number {number}: {first} and {second:?}: {words}: {intervals:?}\n{case}");
        for interval in &intervals {
            let Interval { from, to, cheaper, costs, proved } = *interval;
            if !proved {
                tell("not settled, with a budget that suffices");
            }
            let (from, to) = (from.thousandths(), to.unwrap_or(most).thousandths());
            let [of_a, of_b] = judges.each_mut().map(|judge| judge.level(from));
            if !of_a.is(Some(costs.0)) || !of_b.is(Some(costs.1)) {
                tell("other costs at its beginning");
            }
            for volume in [from, to, dice.between(from, to.max(from)), dice.between(from, to.max(from))] {
                if let [Said::Cost(a), Said::Cost(b)] = judges.each_mut().map(|judge| judge.level(volume)) {
                    let said = if a < b { Some(0) } else { (a > b).then_some(1) };
                    if said != cheaper {
                        tell(&format!("{a} against {b} at {volume}"));
                    }
                }
            }
        }
        for pair in intervals.windows(2) {
            let follows = pair[0].to.is_some_and(|to| to.thousandths() + 1 == pair[1].from.thousandths());
            if !follows || (pair[0].cheaper, pair[0].proved) == (pair[1].cheaper, pair[1].proved) {
                tell("a gap, or no change");
            }
            changes += 1;
        }
        let begin = a.steps[0].from.max(b.steps[0].from);
        let ends = |stairs: &Staircase| stairs.steps[stairs.steps.len() - 1].to;
        let end = match (ends(&a), ends(&b)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        if end.is_none_or(|end| begin <= end) {
            let (Some(first), Some(last)) = (intervals.first(), intervals.last()) else {
                tell("none");
                continue;
            };
            if first.from != begin || last.to != end {
                tell("not all that both cover");
            }
        }
    }
    println!("{changes} changes");
    assert!(changes > 200, "only {changes} changes");
}

/// A total that is not proved says nothing of who is cheaper.
#[test]
fn intervals_that_are_not_settled_name_nobody() {
    let offer = |id: &str, units: u64, price: &str| json!({"id": id, "units": units, "price": price, "lifePeriods": 6, "minimumOrder": {"kind": "term", "periods": 12}});
    let request = Request::read(&json!({
        "demand": vec![4321; 60],
        "packs": [offer("P", 1_000, "140.00"), offer("Q", 8_000, "1110.00")],
    }))
    .unwrap();
    let most = Units::from_thousandths(10_000_000).unwrap();
    let stairs = |pack: &str| staircase(&request, Some(pack), 2, most, 30_000).unwrap();
    let (a, b) = (stairs("P"), stairs("Q"));
    let unproved = |stairs: &Staircase| stairs.steps.iter().any(|step| !step.proved);
    assert!(unproved(&a) || unproved(&b), "the budget suffices: {a:?} {b:?}");
    let intervals = break_evens(&a, &b);
    assert!(intervals.iter().any(|interval| !interval.proved), "{intervals:?}");
    for interval in &intervals {
        assert!(interval.proved || interval.cheaper.is_none(), "{interval:?}");
    }
}

/// What a small budget still settles is what the twin says.
#[test]
fn a_small_budget_settles_less_and_nothing_false() {
    let size = Size { periods: (1, 3), packs: 3, depth: 4, ways: 300 };
    let (mut settled, mut unsettled) = (0, 0);
    for number in 0..tries(600) {
        let dice = &mut Dice::new(13_000_000 + number);
        let (case, most) = level(dice, size);
        let Some(first) = judge::any_pack(&case, dice) else { continue };
        let second = if dice.chance(50) { None } else { judge::any_pack(&case, dice) };
        let budget = dice.pick(&[1, 5, 20, 100]);
        let stairs = |pack: Option<&str>| staircase(&case.request(), pack, 5, most, budget).unwrap();
        let intervals = break_evens(&stairs(Some(&first)), &stairs(second.as_deref()));
        let mut judges = [Judge::new(&case, Some(&first)), Judge::new(&case, second.as_deref())];
        for interval in intervals {
            if !interval.proved {
                assert_eq!(interval.cheaper, None, "{interval:?}\n{case}");
                unsettled += 1;
                continue;
            }
            settled += 1;
            let (from, to) = (interval.from.thousandths(), interval.to.unwrap_or(most).thousandths());
            for volume in [from, to, dice.between(from, to.max(from))] {
                if let [Said::Cost(a), Said::Cost(b)] = judges.each_mut().map(|judge| judge.level(volume)) {
                    let said = if a < b { Some(0) } else { (a > b).then_some(1) };
                    assert_eq!(said, interval.cheaper, "{a} against {b} at {volume}: {interval:?}\n{case}");
                }
            }
        }
    }
    println!("{settled} settled, {unsettled} not");
    assert!(settled > 20 && unsettled > 20, "{settled} settled, {unsettled} not");
}

/// In pieces it is what it is in one go, and what is said on the way is true.
#[test]
fn pieces_make_the_same_staircase() {
    let size = Size { periods: (1, 3), packs: 3, depth: 4, ways: 2_000 };
    for number in 0..tries(300) {
        let dice = &mut Dice::new(12_000_000 + number);
        let (case, most) = level(dice, size);
        let around = dice.pick(&[1, 3, 20]);
        let mut stairs = Stairs::new(&case.request(), None, around, most, BUDGET).unwrap();
        let whole = staircase(&case.request(), None, around, most, BUDGET).unwrap();
        let mut pieces = 0;
        while stairs.advance(1) {
            pieces += 1;
            assert!(pieces < 20_000, "no end: {case}");
            let now = stairs.staircase();
            for step in now.steps.iter().filter(|step| step.proved) {
                let outside = step.from > whole.steps[whole.steps.len() - 1].from || step.from < whole.steps[0].from;
                assert!(outside || whole.steps.contains(step), "{step:?} is not in {whole:?}\n{case}");
            }
        }
        assert_eq!(stairs.staircase(), whole, "{case}");
    }
}

#[test]
fn a_small_budget_proves_less_and_nothing_false() {
    let size = Size { periods: (1, 3), packs: 3, depth: 4, ways: 2_000 };
    let mut unproved = 0;
    for number in 0..tries(300) {
        let dice = &mut Dice::new(13_000_000 + number);
        let (case, most) = level(dice, size);
        let small = staircase(&case.request(), None, 5, most, dice.pick(&[1, 5, 20])).unwrap();
        let whole = staircase(&case.request(), None, 5, most, BUDGET).unwrap();
        for step in &small.steps {
            if !step.proved {
                unproved += 1;
                continue;
            }
            let held = whole.steps.iter().any(|whole| whole == step);
            assert!(held || step.from < whole.steps[0].from, "{step:?} is not in {whole:?}\n{case}");
        }
    }
    assert!(unproved > 20, "only {unproved} not proved");
}

#[test]
fn what_is_no_staircase_is_none() {
    let size = Size { periods: (2, 2), packs: 2, depth: 3, ways: 300 };
    let (case, most) = level(&mut Dice::new(3), size);
    let mut request = case.request();
    assert!(staircase(&request, None, 1, most, BUDGET).is_some());
    assert!(staircase(&request, Some("nobody"), 1, most, BUDGET).is_none());
    request.demand = vec![Units::ONE, Units::ZERO];
    assert!(staircase(&request, None, 1, most, BUDGET).is_none());
    let all = |request: &Request| Stairs::of_all_periods(request, None, 1, most, BUDGET).map(|_| ());
    assert_eq!(all(&request), Some(()));
    request.demand = vec![Units::ZERO; 2];
    assert_eq!(all(&request), None);
    request.demand.clear();
    assert_eq!(all(&request), None);
    assert!(staircase(&request, None, 1, most, BUDGET).is_none());
}

/// By hand: what is free in any number is one step without an end, and is found without walking it pack by pack.
#[test]
fn what_is_free_has_one_step() {
    let text = r#"{"demand": [500, 500], "packs": [{"id": "free", "units": 1, "price": "0.00", "lifePeriods": 1},
        {"id": "dear", "units": 100, "price": "5.00", "lifePeriods": 1}]}"#;
    let request = packwise_engine::plan::Request::read(&serde_json::from_str(text).unwrap()).unwrap();
    let mut stairs = Stairs::new(&request, None, 20, Units::read("1000000000").unwrap(), BUDGET).unwrap();
    let mut pieces = 0;
    while stairs.advance(1) {
        pieces += 1;
        assert!(pieces < 200, "it walks");
    }
    let found = stairs.staircase();
    let steps: Vec<String> =
        found.steps.iter().map(|step| format!("{} {:?} {}", step.from, step.to, step.cost)).collect();
    assert_eq!(steps, ["0 None 0.00"]);
    assert!(found.whole && !found.ends && found.steps[0].proved);
}
