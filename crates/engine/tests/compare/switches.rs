//! At each break-even in clips the two totals cross, and at none nearer.

use crate::case::Case;
use crate::dice::Dice;
use crate::generate::{self, Size};
use crate::judge::{self, Judge, Said};
use crate::{BUDGET, tries};
use packwise_engine::compare::{LineOf, Reach, Rival, Switch, Switches, switch};
use packwise_engine::units::Units;
use std::collections::BTreeMap;

/// Nearer places that are all looked at; of more, this many are.
const WALKED: i64 = 40;

struct Asked {
    case: Case,
    pack: String,
    rival: Rival,
    /// Thousandths.
    each: i64,
    count: i64,
}

fn asked(dice: &mut Dice, size: Size) -> Asked {
    loop {
        let case = generate::case(dice, size);
        let grain = judge::grain(&case);
        let Some(pack) = judge::any_pack(&case, dice) else { continue };
        let others: Vec<String> = case.packs.iter().map(|pack| pack.id.clone()).filter(|id| *id != pack).collect();
        let rival = if others.is_empty() || dice.chance(50) {
            Rival::Mix
        } else {
            Rival::Pack(others[dice.index(others.len())].clone())
        };
        let each = (grain * dice.between(1, 4) / dice.pick(&[1, 1, 2, 3])).max(1);
        let highest = case.demand.iter().copied().max().unwrap();
        let count = dice.between(0, highest / each + 1).min(60);
        return Asked { case, pack, rival, each, count };
    }
}

impl Asked {
    fn line(&self) -> LineOf {
        let units_kept = Units::from_thousandths(self.each).unwrap();
        LineOf { line: 0, units_kept, count: u64::try_from(self.count).unwrap() }
    }

    fn switch(&self, budget: u64) -> Switch {
        switch(&self.case.request(), &self.line(), &self.pack, &self.rival, budget)
    }

    /// Whether the pack wins with so many clips more, by the twin; `None`: too many ways to ask.
    fn wins(&self, judges: &mut [Judge; 2], clips: i64) -> Option<bool> {
        let [mine, other] = judges.each_mut().map(|judge| judge.moved(clips * self.each));
        match (mine, other, &self.rival) {
            (Said::NotAsked, _, _) | (_, Said::NotAsked, _) => None,
            (Said::No, _, _) => Some(false),
            (Said::Cost(_), Said::No, _) => Some(true),
            (Said::Cost(mine), Said::Cost(other), Rival::Mix) => Some(mine <= other),
            (Said::Cost(mine), Said::Cost(other), Rival::Pack(_)) => Some(mine < other),
        }
    }

    fn judges(&self) -> [Judge; 2] {
        let rival = match &self.rival {
            Rival::Mix => None,
            Rival::Pack(pack) => Some(pack.as_str()),
        };
        [Judge::new(&self.case, Some(&self.pack)), Judge::new(&self.case, rival)]
    }

    /// Whether `wanted` first comes true where `reach` says, going by `sign`.
    fn check(
        &self,
        judges: &mut [Judge; 2],
        dice: &mut Dice,
        reach: Reach,
        wanted: bool,
        sign: i64,
    ) -> Result<&'static str, String> {
        // how far it must not be so
        let (kind, not_to) = match reach {
            Reach::At { clips, volume, cost, rival, last } => {
                let clips = i64::try_from(clips).unwrap();
                if sign < 0 && clips > self.count {
                    return Err(format!("{clips} fewer of {}", self.count));
                }
                let at = sign * clips;
                if self.wins(judges, at).is_some_and(|wins| wins != wanted) {
                    return Err(format!("{reach:?}: it is not so there"));
                }
                let more = at * self.each;
                if !judges[0].moved(more).is(cost) || !judges[1].moved(more).is(rival) {
                    return Err(format!("{reach:?}: {:?}, {:?}", judges[0].moved(more), judges[1].moved(more)));
                }
                let highest =
                    self.case.demand.iter().filter(|&&units| units > 0).map(|units| (units + more).max(0)).max();
                if highest.unwrap_or(0) != volume.thousandths() {
                    return Err(format!("{reach:?}: the volume is {highest:?}"));
                }
                self.goes_on(judges, dice, (clips, last), wanted, sign)?;
                ("at", clips - 1)
            }
            Reach::NotWithin { clips } => ("not within", i64::try_from(clips).unwrap()),
            // down to no work of the line, or up to wherever the twin can be asked
            Reach::Never => ("never", if sign < 0 { self.count } else { WALKED * 4 }),
            Reach::Unknown => return Err("unknown, with a budget that suffices".to_owned()),
        };
        let mut seen = 0;
        for step in 0..=WALKED {
            let nearer = match not_to <= WALKED {
                true if step > not_to => break,
                true => step,
                // the last ones, then any
                false if step < 4 => not_to - step,
                false => dice.between(0, not_to),
            };
            if let Some(wins) = self.wins(judges, sign * nearer) {
                seen += 1;
                if wins == wanted {
                    return Err(format!("{reach:?}: it is so at {nearer} already"));
                }
            }
        }
        Ok(if seen == 0 && not_to > 0 { "not asked" } else { kind })
    }

    /// How many clips more are looked at.
    fn looked(&self) -> i64 {
        let highest = self.case.demand.iter().copied().max().unwrap();
        let sizes: i64 = self.case.packs.iter().map(|pack| pack.units).sum();
        ((highest * 9).max(sizes) + self.each - 1) / self.each
    }

    /// Whether it is `wanted` from so many clips on to the last, and no longer with one more.
    fn goes_on(
        &self,
        judges: &mut [Judge; 2],
        dice: &mut Dice,
        (first, last): (i64, Option<u64>),
        wanted: bool,
        sign: i64,
    ) -> Result<(), String> {
        let end = match last {
            Some(last) => i64::try_from(last).unwrap(),
            // as far as was looked: up to as many as ten times the work is, downward until nothing is left
            None => {
                if sign < 0 {
                    self.count
                } else {
                    self.looked().min(first + WALKED)
                }
            }
        };
        if end < first || (sign < 0 && end > self.count) {
            return Err(format!("from {first} to {last:?}"));
        }
        for step in 0..=WALKED {
            let at = match end - first <= WALKED {
                true if first + step > end => break,
                true => first + step,
                false if step < 4 => end - step,
                false => dice.between(first, end),
            };
            if self.wins(judges, sign * at).is_some_and(|wins| wins != wanted) {
                return Err(format!("from {first} to {last:?}: it is not so at {at}"));
            }
        }
        if last.is_some() && (sign > 0 || end < self.count) && self.wins(judges, sign * (end + 1)) == Some(wanted) {
            return Err(format!("from {first} to {last:?}: it is so at one more"));
        }
        Ok(())
    }

    fn judge(&self, dice: &mut Dice, counted: &mut BTreeMap<String, u64>) -> Result<(), String> {
        let found = self.switch(BUDGET);
        let mut judges = self.judges();
        let wins = self.wins(&mut judges, 0);
        if wins.is_some_and(|wins| wins != found.holds.is_some()) {
            return Err(format!("it wins here: {wins:?}, but {found:?}"));
        }
        let (what, wanted, reaches) = match found.holds {
            None => ("switch", true, [(found.more, 1), (found.fewer, -1)]),
            Some(holds) => {
                self.check(&mut judges, dice, found.more, true, 1)?;
                self.check(&mut judges, dice, found.fewer, true, -1)?;
                ("hold", false, [(holds.more, 1), (holds.fewer, -1)])
            }
        };
        for (reach, sign) in reaches {
            let kind = self.check(&mut judges, dice, reach, wanted, sign)?;
            let side = if sign > 0 { "more" } else { "fewer" };
            *counted.entry(format!("{what}, {side}: {kind}")).or_default() += 1;
        }
        Ok(())
    }
}

fn each(what: &str, seed: u64, tries: u64, size: Size) -> BTreeMap<String, u64> {
    let mut counted = BTreeMap::new();
    let mut wrong = Vec::new();
    for number in 0..tries {
        let dice = &mut Dice::new(seed + number);
        let asked = asked(dice, size);
        if let Err(words) = asked.judge(dice, &mut counted) {
            let Asked { case, pack, rival, each, count } = &asked;
            wrong.push(format!("number {number}: {pack} against {rival:?}, {count} x {each}: {words}\n{case}"));
        }
    }
    println!("{what}: {counted:#?}");
    assert!(wrong.is_empty(), "{what}: {} of {tries} fail:\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n\n"));
    counted
}

#[test]
fn at_each_break_even_of_one_month_the_totals_cross() {
    let size = Size { periods: (1, 1), packs: 3, depth: 4, ways: 200 };
    let counted = each("one period", 5_000_000, tries(2_000), size);
    for kind in ["switch, more: at", "switch, fewer: at", "hold, more: at", "hold, fewer: at", "switch, more: never"] {
        assert!(counted.get(kind).is_some_and(|count| count * 50 > tries(2_000)), "too few: {kind}");
    }
}

#[test]
fn at_each_break_even_of_several_months_the_totals_cross() {
    let size = Size { periods: (2, 3), packs: 2, depth: 3, ways: 300 };
    each("several periods", 6_000_000, tries(700), size);
}

/// Found in pieces of one solve, it is what is found in one go.
#[test]
fn pieces_make_the_same_switches() {
    let size = Size { periods: (1, 3), packs: 3, depth: 4, ways: 2_000 };
    for number in 0..tries(400) {
        let asked = asked(&mut Dice::new(7_000_000 + number), size);
        let mut switches = Switches::new(&asked.case.request(), &asked.line(), BUDGET);
        let mut pieces = 0;
        let found = loop {
            pieces += 1;
            assert!(pieces < 20_000, "no end: {} against {:?}: {}", asked.pack, asked.rival, asked.case);
            if let Some(found) = switches.find(&asked.pack, &asked.rival, &mut 1) {
                break found;
            }
        };
        assert_eq!(found, asked.switch(BUDGET), "{} against {:?}: {}", asked.pack, asked.rival, asked.case);
    }
}

/// A budget too small gives unknowns, never another answer.
#[test]
fn a_small_budget_tells_no_lies() {
    let size = Size { periods: (1, 3), packs: 3, depth: 4, ways: 2_000 };
    let (mut unknown, mut known) = (0, 0);
    for number in 0..tries(400) {
        let dice = &mut Dice::new(8_000_000 + number);
        let asked = asked(dice, size);
        let (small, whole) = (asked.switch(dice.pick(&[1, 5, 20])), asked.switch(BUDGET));
        for (small, whole) in [(small.more, whole.more), (small.fewer, whole.fewer)] {
            match small {
                Reach::Unknown => unknown += 1,
                _ => {
                    known += 1;
                    // how far it goes on may not be settled
                    let whole = match (small, whole) {
                        (Reach::At { last: None, .. }, Reach::At { clips, volume, cost, rival, .. }) => {
                            Reach::At { clips, volume, cost, rival, last: None }
                        }
                        _ => whole,
                    };
                    assert_eq!(small, whole, "{} against {:?}: {}", asked.pack, asked.rival, asked.case);
                }
            }
        }
    }
    println!("{unknown} unknown, {known} known");
    assert!(unknown > 20 && known > 20, "{unknown} unknown, {known} known");
}

#[test]
fn what_cannot_be_asked_is_unknown() {
    let size = Size { periods: (1, 1), packs: 2, depth: 2, ways: 50 };
    let asked = asked(&mut Dice::new(1), size);
    let request = asked.case.request();
    let nobody = Switch { more: Reach::Unknown, fewer: Reach::Unknown, holds: None };
    assert_eq!(switch(&request, &asked.line(), "nobody", &Rival::Mix, BUDGET), nobody);
    assert_eq!(switch(&request, &asked.line(), "nobody", &Rival::Pack("nobody".into()), BUDGET), nobody);
    assert_eq!(switch(&request, &asked.line(), &asked.pack, &Rival::Pack("nobody".into()), BUDGET), nobody);
    let mut invalid = request.clone();
    invalid.demand.clear();
    assert_eq!(switch(&invalid, &asked.line(), &asked.pack, &Rival::Mix, BUDGET), nobody);
    // sums beyond counting
    let mut large = request;
    large.demand = vec![Units::MAX];
    let line = LineOf { line: 0, units_kept: Units::MAX, count: u64::MAX };
    let found = switch(&large, &line, &asked.pack, &Rival::Mix, BUDGET);
    assert!(!matches!(found.more, Reach::At { clips: 1.., .. }), "{found:?}");
}
