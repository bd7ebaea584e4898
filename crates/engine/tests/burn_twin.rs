//! The burn-down against a twin that plays every combination of what is not known: how much of the half day before was not
//! told yet, and of every pack whether it is drawn on the days in the middle of which it begins and ends. Every interval
//! must contain what comes of each; where no pack begins in the middle of a day, what is lost is reached on both sides.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::balance::Moment;
use packwise_engine::burn::{self, BurnDown, Request};
use packwise_engine::plan::Options;
use proptest::prelude::*;
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;
/// 2026-02-01; the month has 28 days.
const START: i64 = 1_769_904_000_000;
const DAYS: i64 = 28;

#[derive(Clone, Copy, Debug)]
struct Pack {
    units: i64,
    begins: i64,
    ends: i64,
}

fn forecast(packs: &[Pack], a_day: i64, provider: &str) -> BurnDown {
    let moment = |at: i64| Moment::from_millis(START + at).unwrap().to_string();
    let rows: Vec<Value> = packs
        .iter()
        .enumerate()
        .map(|(id, pack)| {
            json!({"id": id.to_string(), "pool": "video", "remaining": pack.units, "status": "online",
                "effective": moment(pack.begins), "expires": moment(pack.ends)})
        })
        .collect();
    let request = json!({"balance": {"provider": provider, "packs": rows}, "demand": [a_day * DAYS], "asOf": "2026-02-01", "pool": "video"});
    let options = Options { headroom: false, alternatives: false, trace: false, ..Options::default() };
    burn::burn_down(&Request::read(&request).unwrap(), options).unwrap()
}

/// One way in which it can have happened, in thousandths.
#[derive(Debug)]
struct Way {
    remaining: Vec<i64>,
    empty: Vec<Option<i64>>,
    lost: Vec<i64>,
    dry: Option<i64>,
    in_hand: Vec<i64>,
}

/// `early[i]`, `last[i]`: whether the pack is drawn on the day in the middle of which it begins, and ends.
fn way(packs: &[Pack], a_day: i64, untold: i64, early: &[bool], last: &[bool]) -> Way {
    let day_of = |at: i64, up: bool| (at.div_euclid(DAY) + i64::from(up && at.rem_euclid(DAY) > 0)).max(0);
    let mut order: Vec<usize> = (0..packs.len()).collect();
    order.sort_by_key(|&at| (packs[at].ends, packs[at].begins.max(0), at));
    let mut left: Vec<i64> = packs.iter().map(|pack| pack.units * 1_000).collect();
    let usable = |at: usize, day: i64| {
        day_of(packs[at].begins, !early[at]) <= day && (packs[at].ends > 0 && day < day_of(packs[at].ends, last[at]))
    };
    let mut empty = vec![None; packs.len()];
    let mut need = untold;
    for &at in order.iter().filter(|&&at| packs[at].begins <= 0 && packs[at].ends > 0) {
        let drawn = need.min(left[at]);
        if drawn > 0 && drawn == left[at] {
            empty[at] = Some(0);
        }
        left[at] -= drawn;
        need -= drawn;
    }
    let remaining = left.clone();
    let (mut dry, mut in_hand) = (None, Vec::new());
    for day in 0..=DAYS {
        in_hand.push((0..packs.len()).filter(|&at| usable(at, day)).map(|at| left[at]).sum());
        if day == DAYS {
            break;
        }
        let mut need = a_day * 1_000;
        for &at in &order {
            if usable(at, day) && need > 0 && left[at] > 0 {
                let drawn = need.min(left[at]);
                left[at] -= drawn;
                need -= drawn;
                if left[at] == 0 {
                    empty[at] = Some(day);
                }
            }
        }
        if need > 0 && dry.is_none() {
            dry = Some(day);
        }
    }
    let lost = (0..packs.len()).map(|at| if packs[at].ends <= DAYS * DAY { left[at] } else { 0 }).collect();
    Way { remaining, empty, lost, dry, in_hand }
}

/// All of them.
fn ways(packs: &[Pack], a_day: i64, lag: bool) -> Vec<Way> {
    let mut ways = Vec::new();
    let half = a_day * 1_000 / 2;
    let untold: &[i64] = if lag { &[0, 1, 2] } else { &[0] };
    for bits in 0..1_u32 << (2 * packs.len()) {
        let early: Vec<bool> = (0..packs.len()).map(|at| bits >> (2 * at) & 1 == 1).collect();
        let last: Vec<bool> = (0..packs.len()).map(|at| bits >> (2 * at + 1) & 1 == 1).collect();
        let whole = |at: i64| at.rem_euclid(DAY) == 0;
        let same = (0..packs.len())
            .any(|at| early[at] && whole(packs[at].begins.max(0)) || last[at] && whole(packs[at].ends.max(0)));
        // of two that end on one day, one that ends later can be drawn where the other can
        let day = |at: i64| at.div_euclid(DAY);
        let odd = (0..packs.len()).any(|a| {
            (0..packs.len()).any(|b| {
                last[a]
                    && !last[b]
                    && day(packs[a].ends) == day(packs[b].ends)
                    && packs[a].ends <= packs[b].ends
                    && !whole(packs[b].ends)
            })
        });
        if !same && !odd {
            ways.extend(untold.iter().map(|part| way(packs, a_day, half * part / 2, &early, &last)));
        }
    }
    ways
}

fn check(packs: &[Pack], a_day: i64, lag: bool) -> Result<(), TestCaseError> {
    let burn = forecast(packs, a_day, if lag { "kling" } else { "u-gen" });
    let ways = ways(packs, a_day, lag);
    let day = |date: packwise_engine::date::Date| (Moment::start_of(date).millis() - START) / DAY;
    let never = i64::MAX;
    let bounds = |when: Option<burn::When>| {
        let when = when.map(|when| (when.earliest.map_or(never, day), when.latest.map_or(never, day)));
        when.unwrap_or((never, never))
    };
    let within = |told: burn::Between, is: i64| told.least.thousandths() <= is && is <= told.most.thousandths();
    for way in &ways {
        prop_assert!(within(burn.lost, way.lost.iter().sum()), "lost {:?}: {way:?}", burn.lost);
        let (earliest, latest) = bounds(burn.runs_dry);
        let dry = way.dry.unwrap_or(never);
        prop_assert!(earliest <= dry && dry <= latest, "dry {:?}: {way:?}", burn.runs_dry);
        for (at, fate) in burn.packs.iter().enumerate() {
            prop_assert!(within(fate.lost, way.lost[at]), "{at} lost {:?}: {way:?}", fate.lost);
            prop_assert!(within(fate.remaining, way.remaining[at]), "{at} {:?}: {way:?}", fate.remaining);
            let (earliest, latest) = bounds(fate.runs_out);
            let empty = way.empty[at].unwrap_or(never);
            prop_assert!(earliest <= empty && empty <= latest, "{at} out {:?}: {way:?}", fate.runs_out);
        }
        for point in &burn.in_hand {
            let is = way.in_hand[usize::try_from(day(point.date)).unwrap()];
            prop_assert!(within(burn::Between { least: point.least, most: point.most }, is), "{point:?}: {way:?}");
        }
    }
    if packs.iter().all(|pack| pack.begins <= 0 || pack.begins % DAY == 0) {
        let reached = |told: burn::Between, of: &dyn Fn(&Way) -> i64| {
            let all = || ways.iter().map(of);
            (told.least.thousandths(), told.most.thousandths()) == (all().min().unwrap(), all().max().unwrap())
        };
        prop_assert!(reached(burn.lost, &|way| way.lost.iter().sum()), "lost {:?} is too wide", burn.lost);
    }
    Ok(())
}

fn any_pack() -> impl Strategy<Value = Pack> {
    (0_i64..160, -6_i64..24, 1_i64..30, 0_usize..5, 0_usize..5).prop_map(|(units, first, life, one, other)| {
        let clock = [0, 0, DAY / 4, DAY / 2, DAY * 3 / 4];
        Pack { units, begins: first * DAY + clock[one], ends: (first + life) * DAY + clock[other] }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn intervals_contain_every_combination(packs in prop::collection::vec(any_pack(), 0..4), a_day in 0_i64..8, lag in any::<bool>()) {
        check(&packs, 2 * a_day, lag)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn intervals_contain_every_combination_of_many_packs(packs in prop::collection::vec(any_pack(), 4..6), a_day in 1_i64..8) {
        check(&packs, 2 * a_day, true)?;
    }
}
