//! Properties of deduction, over every rate of the shipped books: additive over lines, never smaller for more work, and
//! never a panic. `PACKWISE_FULL=1` tries ten times as many.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may assume")]

use packwise_engine::book::{Billing, Book, Books, Figure, Rate};
use packwise_engine::deduct::{Deduction, deduct};
use packwise_engine::issue::{Code, Level};
use packwise_engine::workload::WorkLine;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::sync::LazyLock;

static BOOKS: LazyLock<Books> = LazyLock::new(Books::shipped);

/// The same cases on every machine and in every run.
fn config() -> Config {
    let full = std::env::var_os("PACKWISE_FULL").is_some();
    Config {
        cases: if full { 20_000 } else { 2_000 },
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..Config::default()
    }
}

fn books() -> Vec<&'static Book> {
    BOOKS.editions().iter().map(|edition| &edition.book).collect()
}

/// A rate of any shipped book.
fn rate() -> impl Strategy<Value = (&'static Book, &'static Rate)> {
    let all: Vec<_> = books().into_iter().flat_map(|book| book.rates.iter().map(move |rate| (book, rate))).collect();
    assert!(all.len() > 60, "only {} rates are on the shelf", all.len());
    proptest::sample::select(all)
}

/// Whether a clip of so many seconds can be made at a rate, from the book's row alone.
fn can_be_made(rate: &Rate, seconds: Option<u32>) -> bool {
    let within = |length: u32, min: Option<u32>, max: Option<u32>| {
        length > 0 && length >= min.unwrap_or(0) && length <= max.unwrap_or(u32::MAX)
    };
    match (rate.billing, seconds) {
        (Billing::Clip { seconds: fixed }, asked) => asked.is_none_or(|asked| asked == fixed),
        (Billing::Image | Billing::Call, asked) => asked.is_none(),
        (Billing::Second { min, max, step }, Some(length)) => {
            let steps = (0..=length).rev().step_by(usize::try_from(step.max(1)).unwrap());
            within(length, min, max) && steps.into_iter().any(|shorter| shorter == min.unwrap_or(0))
        }
        (Billing::Started { min, max, .. }, Some(length)) => within(length, min, max),
        (Billing::Second { .. } | Billing::Started { .. }, None) => false,
    }
}

/// Thousandths for one generation, counted second by second.
fn thousandths_each(rate: &Rate, seconds: Option<u32>) -> Option<i64> {
    let units = rate.units.known()?.thousandths();
    let times = match rate.billing {
        Billing::Clip { .. } | Billing::Image | Billing::Call => 1,
        Billing::Second { .. } => i64::from(seconds?),
        // a block starts with its first second
        Billing::Started { seconds: block, .. } => {
            i64::try_from((0..seconds?).filter(|second| second % block == 0).count()).unwrap()
        }
    };
    Some(units * times)
}

/// A length that can be made at the rate, where it has one.
fn a_length(rate: &Rate, throw: u32) -> Option<u32> {
    let lengths: Vec<Option<u32>> =
        std::iter::once(None).chain((1..=200).map(Some)).filter(|&length| can_be_made(rate, length)).collect();
    assert!(!lengths.is_empty(), "no length can be made at {}", rate.id);
    lengths[usize::try_from(throw).unwrap() % lengths.len()]
}

fn line(rate: &Rate, seconds: Option<u32>, count: u64, takes: u64) -> WorkLine {
    WorkLine { rate: rate.id.clone(), seconds, count, takes }
}

/// Thousandths of all lines that could be priced.
fn drawn(deduction: &Deduction) -> i64 {
    deduction.lines.iter().map(|line| line.units.thousandths()).sum()
}

/// Codes of the errors, with their paths.
fn errors(deduction: &Deduction) -> Vec<(&str, &str)> {
    let errors = deduction.issues.iter().filter(|issue| issue.level == Level::Error);
    errors.map(|issue| (issue.path.as_str(), issue.code.as_str())).collect()
}

proptest! {
    #![proptest_config(config())]

    /// units = each x count x takes, and an unknown price is no price.
    #[test]
    fn a_line_draws_what_its_row_says(
        (book, rate) in rate(), throw: u32, count in 0_u64..100_000, takes in 1_u64..100,
    ) {
        let seconds = a_length(rate, throw);
        let got = deduct(book, &[line(rate, seconds, count, takes)], None);
        match (rate.units, thousandths_each(rate, seconds)) {
            (Figure::Known(_), Some(each)) => {
                prop_assert_eq!(errors(&got), []);
                prop_assert_eq!(got.lines[0].units_each.thousandths(), each);
                prop_assert_eq!(i128::from(drawn(&got)), i128::from(each) * i128::from(count * takes));
            }
            (_, _) => {
                prop_assert_eq!(errors(&got), [("lines[0].rate", Code::UNKNOWN_PRICE.as_str())]);
                prop_assert!(got.lines.is_empty() && got.pools.iter().all(|pool| !pool.complete));
            }
        }
    }

    #[test]
    fn a_line_split_in_two_draws_the_same(
        (book, rate) in rate(), throw: u32, one in 0_u64..1_000_000, other in 0_u64..1_000_000, takes in 1_u64..50,
    ) {
        let seconds = a_length(rate, throw);
        let whole = deduct(book, &[line(rate, seconds, one + other, takes)], None);
        let split = deduct(book, &[line(rate, seconds, one, takes), line(rate, seconds, other, takes)], None);
        prop_assert_eq!(drawn(&whole), drawn(&split));
        prop_assert_eq!(whole.pools, split.pools);
    }

    #[test]
    fn takes_are_generations_like_any_other(
        (book, rate) in rate(), throw: u32, count in 0_u64..100_000, takes in 1_u64..100,
    ) {
        let seconds = a_length(rate, throw);
        let many = deduct(book, &[line(rate, seconds, count, takes)], None);
        let plain = deduct(book, &[line(rate, seconds, count * takes, 1)], None);
        prop_assert_eq!(many.pools, plain.pools);
    }

    #[test]
    fn more_work_never_draws_less(
        (book, rate) in rate(), throws: (u32, u32), count in 0_u64..100_000, takes in 1_u64..100,
        more_count in 0_u64..1_000, more_takes in 0_u64..10,
    ) {
        let lengths = [a_length(rate, throws.0), a_length(rate, throws.1)];
        let (shorter, longer) = (lengths[0].min(lengths[1]), lengths[0].max(lengths[1]));
        let less = drawn(&deduct(book, &[line(rate, shorter, count, takes)], None));
        for more in [
            line(rate, shorter, count + more_count, takes),
            line(rate, shorter, count, takes + more_takes),
            line(rate, longer, count, takes),
        ] {
            prop_assert!(drawn(&deduct(book, std::slice::from_ref(&more), None)) >= less, "{more:?}");
        }
    }

    /// A pool is the sum of its lines, whatever stands beside them.
    #[test]
    fn a_pool_is_the_sum_of_its_lines(
        which in 0..books().len(),
        throws in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u32>(), 0_u64..10_000, 0_u64..20), 0..12),
    ) {
        let book = books()[which];
        let lines: Vec<WorkLine> = throws
            .iter()
            .map(|(index, throw, count, takes)| {
                let rate = index.get(&book.rates);
                line(rate, a_length(rate, *throw), *count, *takes)
            })
            .collect();
        let got = deduct(book, &lines, None);
        for pool in &got.pools {
            let own = got.lines.iter().filter(|line| line.pool == pool.pool);
            prop_assert_eq!(pool.units.thousandths(), own.map(|line| line.units.thousandths()).sum::<i64>());
            let price = book.pool(&pool.pool).unwrap().list_unit_price.known();
            let list = price.map(|price| i128::from(price.micros()) * i128::from(pool.units.thousandths()));
            prop_assert_eq!(pool.list_cost.map(|cost| cost.billionths()), list);
            let failed = lines.iter().enumerate().any(|(index, line)| {
                let ours = book.rate(&line.rate).unwrap().pool == pool.pool;
                ours && got.lines.iter().all(|priced| priced.index != index)
            });
            prop_assert_eq!(pool.complete, !failed);
        }
        let pooled: i64 = got.pools.iter().map(|pool| pool.units.thousandths()).sum();
        prop_assert_eq!(pooled, drawn(&got));
        prop_assert_eq!(got.lines.len() + errors(&got).len(), lines.len());
        // what a line draws does not depend on the others
        let alone: i64 = lines.iter().map(|line| drawn(&deduct(book, std::slice::from_ref(line), None))).sum();
        prop_assert_eq!(alone, drawn(&got));
    }

    #[test]
    fn a_length_that_cannot_be_made_is_named(
        (book, rate) in rate(),
        seconds in prop_oneof![4 => proptest::option::of(0_u32..100), 1 => (0_u32..3_000).prop_map(Some)],
    ) {
        let got = deduct(book, &[line(rate, seconds, 1, 1)], None);
        if rate.units.known().is_none() {
            prop_assert_eq!(errors(&got), [("lines[0].rate", Code::UNKNOWN_PRICE.as_str())]);
        } else if can_be_made(rate, seconds) {
            prop_assert_eq!(errors(&got), []);
            prop_assert_eq!(Some(drawn(&got)), thousandths_each(rate, seconds));
        } else {
            let code = match (rate.billing, seconds) {
                (Billing::Image | Billing::Call, _) => Code::SECONDS_NOT_TAKEN,
                (_, None) => Code::SECONDS_MISSING,
                (_, Some(_)) => Code::SECONDS_OUT_OF_RANGE,
            };
            prop_assert_eq!(errors(&got), [("lines[0].seconds", code.as_str())]);
            prop_assert!(got.lines.is_empty());
        }
    }

    #[test]
    fn an_unknown_rate_is_named_and_the_rest_is_kept((book, rate) in rate(), throw: u32, id: String) {
        prop_assume!(book.rate(&id).is_none());
        let unknown = WorkLine { rate: id, seconds: Some(5), count: 3, takes: 1 };
        let known = line(rate, a_length(rate, throw), 3, 1);
        let got = deduct(book, &[unknown, known.clone()], None);
        prop_assert!(errors(&got).contains(&("lines[0].rate", Code::UNKNOWN_RATE.as_str())));
        prop_assert_eq!(drawn(&got), drawn(&deduct(book, &[known], None)));
    }

    /// Any numbers at all: a figure that is right, or an issue, and never a panic.
    #[test]
    fn huge_numbers_are_issues(
        (book, rate) in rate(), throw: u32, seconds: Option<u32>, count: u64, takes: u64, made: bool, small: bool,
    ) {
        let seconds = if made { a_length(rate, throw) } else { seconds };
        let takes = if small { takes % 4 } else { takes };
        let work = line(rate, seconds, count, takes);
        let got = deduct(book, &[work.clone(), work.clone()], None);
        match got.lines.first() {
            Some(priced) => {
                let each = i128::from(priced.units_each.thousandths());
                let exact = each.checked_mul(count.into()).and_then(|units| units.checked_mul(takes.into()));
                prop_assert_eq!(Some(i128::from(priced.units.thousandths())), exact);
            }
            None => prop_assert_eq!(errors(&got).len(), 2, "{:?}", work),
        }
        // two lines that fit may not fit together
        if let [one, other] = &got.lines[..] {
            let sum = one.units.plus(other.units);
            prop_assert_eq!(got.pools.first().map(|pool| pool.units), sum);
            prop_assert_eq!(errors(&got).is_empty(), sum.is_some());
        }
    }
}
