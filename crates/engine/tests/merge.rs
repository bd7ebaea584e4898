//! What differs between Documents, and how two become one: examples, and properties over arbitrary edits.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::document::{Demand, Difference, Document, Entry, Line, Order, OwnedPack, diff, merge, merge_with};
use packwise_engine::link;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

fn document(text: &str) -> Document {
    link::read(text, "kling-2026").document
}

fn said(found: &[Difference]) -> Vec<String> {
    let at = |side: &Option<String>| side.clone().unwrap_or_else(|| "-".to_owned());
    found.iter().map(|one| format!("{} > {}: {} > {}", at(&one.from), at(&one.to), one.before, one.after)).collect()
}

#[test]
fn what_differs_is_told_field_by_field() {
    let before = document("plan?lines=a*1,b*2,c*3,d*4&months=3");
    assert_eq!(diff(&before, &before), []);
    let after = document("plan?lines=a*1,b*20x2,d*4,e*5&months=6&growth=5");
    assert_eq!(
        said(&diff(&before, &after)),
        [
            "lines[1].count > lines[1].count: 2 > 20",
            "lines[1].takes > lines[1].takes: 1 > 2",
            r#"lines[2] > -: {"count":3,"rate":"c","seconds":"","takes":1} > null"#,
            r#"- > lines[3]: null > {"count":5,"rate":"e","seconds":"","takes":1}"#,
            "months > months: 3 > 6",
            r#"- > demand: null > {"kind":"growth","percent":5}"#,
        ]
    );
    // another rate in the same place is a changed line, another order a moved one
    assert_eq!(
        said(&diff(&document("plan?lines=a*1,b*2"), &document("plan?lines=a*1,c*2"))),
        [r#"lines[1].rate > lines[1].rate: "b" > "c""#]
    );
    let moved = diff(&document("plan?lines=a*1,b*2,c*3"), &document("plan?lines=b*2,c*3,a*1"));
    assert_eq!(
        (moved.len(), moved[0].from.as_deref(), moved[0].to.as_deref()),
        (1, Some("lines[0]"), Some("lines[2]"))
    );
    // a month is its place
    let months = diff(&document("plan?shape=1,2,3"), &document("plan?shape=1,9,3"));
    assert_eq!(said(&months), ["demand.percents[1] > demand.percents[1]: 2 > 9"]);
}

#[test]
fn of_each_conflict_either_side_can_be_taken() {
    let base = document("plan?lines=a*1,b*2,c*3,d*4&months=3");
    let mine = document("plan?lines=a*10,b*2,c*30,d*4&months=6");
    let theirs = document("plan?lines=a*11,b*2x4,d*4&months=9");
    let kept = merge(&base, &mine, &theirs).unwrap();
    let paths: Vec<&str> = kept.conflicts.iter().map(|conflict| conflict.path.as_str()).collect();
    assert_eq!(paths.len(), 3, "{paths:?}");
    assert_eq!(kept.document, document("plan?lines=a*10,b*2x4,c*30,d*4&months=6"));
    for (taken, wanted) in [
        (vec![0], "plan?lines=a*11,b*2x4,c*30,d*4&months=6"),
        (vec![1], "plan?lines=a*10,b*2x4,d*4&months=6"),
        (vec![2], "plan?lines=a*10,b*2x4,c*30,d*4&months=9"),
        (vec![0, 1, 2], "plan?lines=a*11,b*2x4,d*4&months=9"),
    ] {
        let merged = merge_with(&base, &mine, &theirs, &taken).unwrap();
        assert_eq!(merged.document, document(wanted), "{taken:?}");
        assert_eq!(merged.conflicts.len(), 3, "which conflicts there are does not depend on what is taken");
    }
}

#[test]
fn edits_apart_are_both_taken() {
    let base = document("plan?lines=a*1,b*2,c*3&months=3");
    let mine = document("plan?lines=x*9,a*1,b*20,c*3&months=3&concurrency=5");
    let theirs = document("plan?lines=a*1,b*2x4,y*7&months=6&without=p");
    let merged = merge(&base, &mine, &theirs).unwrap();
    assert_eq!(merged.conflicts, []);
    let wanted = document("plan?lines=x*9,a*1,b*20x4,y*7&months=6&concurrency=5&without=p");
    assert_eq!(merged.document, wanted);
}

#[test]
fn what_both_changed_is_a_conflict_and_mine_stays() {
    let base = document("plan?lines=a*1,b*2,c*3&months=3&growth=1");
    let mine = document("plan?lines=a*10,c*3&months=4&growth=2");
    let theirs = document("plan?lines=a*11,b*22,c*3&months=5&shape=1,2");
    let merged = merge(&base, &mine, &theirs).unwrap();
    let paths: Vec<&str> = merged.conflicts.iter().map(|conflict| conflict.path.as_str()).collect();
    assert_eq!(paths, ["demand", "lines[0].count", "lines[1]", "months"]);
    // what one removed and the other changed is kept
    assert_eq!(merged.document, document("plan?lines=a*10,b*22,c*3&months=4&growth=2"));
    // both the same is none
    let same = merge(&base, &mine, &mine).unwrap();
    assert_eq!((same.conflicts.len(), &same.document), (0, &mine));
}

#[test]
fn what_becomes_too_large_is_an_error() {
    let lines = |from: usize| (from..from + 600).map(|at| format!("r{at}*1")).collect::<Vec<_>>().join(",");
    let base = document("plan?months=3");
    let merged =
        merge(&base, &document(&format!("plan?lines={}", lines(0))), &document(&format!("plan?lines={}", lines(600))));
    assert_eq!(merged.unwrap_err()[0].path, "lines");
}

/// A base with lines of different rates.
fn base(count: usize) -> Document {
    let mut base = Document::new("kling-2026");
    base.lines = (0..count).map(|at| Line::new(format!("rate-{at}"), (at * 10 + 1).to_string())).collect();
    base.owned = (0..3).map(|at| OwnedPack::new("5", format!("pool-{at}"))).collect();
    base
}

/// One edit of the part `slot` of a Document; edits of different slots do not touch each other.
fn edit(document: &mut Document, slot: usize, how: u8) {
    let rate = format!("rate-{slot}");
    let place = document.lines.iter().position(|line| line.rate == rate);
    match (slot, place) {
        (90, _) => document.months = Entry::new((u32::from(how) + 2).to_string()),
        (91, _) => document.order = Order::Packs(u32::from(how) + 1),
        (92, _) => document.demand = Demand::Growth { percent: Entry::new(how.to_string()) },
        (93, _) => document.without = vec![format!("pack-{how}")],
        (94, _) => document.owned[1].units = Entry::new((u32::from(how) + 6).to_string()),
        (_, None) => {}
        (_, Some(at)) => match how % 4 {
            0 => drop(document.lines.remove(at)),
            1 => document.lines[at].count = Entry::new(format!("{}", 1_000 + usize::from(how))),
            2 => document.lines[at].takes = Entry::new("7"),
            _ => document.lines[at].seconds = Entry::new("5"),
        },
    }
}

proptest! {
    #![proptest_config(Config { cases: 300, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..Config::default() })]

    #[test]
    fn merging_edits_apart_is_associative_and_takes_all(
        edits in proptest::collection::btree_map(prop_oneof![0_usize..12, 90_usize..95], (any::<u8>(), 0_usize..3), 0..12),
    ) {
        let base = base(12);
        let mut sides = [base.clone(), base.clone(), base.clone()];
        let mut all = base.clone();
        // a line removed beside one that is changed elsewhere is no edit apart: an empty place says nothing of what was there
        for (slot, (how, side)) in &edits {
            edit(&mut sides[*side], *slot, *how);
            edit(&mut all, *slot, *how);
        }
        let [a, b, c] = &sides;
        let two = |one: &Document, other: &Document| merge(&base, one, other).unwrap();
        let (ab, bc) = (two(a, b), two(b, c));
        let (left, right) = (two(&ab.document, c), two(a, &bc.document));
        for merged in [&ab, &bc, &left, &right] {
            prop_assert_eq!(&merged.conflicts, &[]);
        }
        prop_assert_eq!(&left.document, &all);
        prop_assert_eq!(&right.document, &all);
        prop_assert_eq!(two(b, a).document, ab.document);
        // no difference where there is none, and some where there is
        prop_assert_eq!(diff(&all, &all).len(), 0);
        prop_assert_eq!(diff(&base, &all).is_empty(), base == all);
    }
}

#[test]
fn what_both_put_into_a_list_is_there_once() {
    let base = document("plan?lines=a*1");
    let mine = document("plan?lines=a*1,b*2,c*3");
    let theirs = document("plan?lines=a*1,b*2");
    for (one, other) in [(&mine, &theirs), (&theirs, &mine)] {
        let merged = merge(&base, one, other).unwrap();
        assert_eq!(merged.conflicts, []);
        assert_eq!(merged.document, mine);
    }
    // two alike in one of them are two
    let twice = document("plan?lines=a*1,b*2,b*2");
    assert_eq!(merge(&base, &twice, &theirs).unwrap().document, twice);
}
