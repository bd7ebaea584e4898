//! Arithmetic in number boxes against a twin: plain fractions, reduced by another hand; and that no text makes it panic.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::typed::{Marks, Ratio, canonical, value};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

const ENGLISH: Marks = Marks { decimal: '.', group: ',' };

/// The same cases on every machine and in every run.
fn config() -> Config {
    Config { cases: 2_000, rng_seed: RngSeed::Fixed(17), failure_persistence: None, ..Config::default() }
}

/// An expression and its value as `over / under`; `None` where it divides by zero.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(u16),
    Node(char, Box<Tree>, Box<Tree>),
}

fn tree() -> impl Strategy<Value = Tree> {
    any::<u16>().prop_map(Tree::Leaf).prop_recursive(3, 8, 2, |inner| {
        (prop::sample::select(vec!['+', '-', '*', '/']), inner.clone(), inner)
            .prop_map(|(sign, left, right)| Tree::Node(sign, Box::new(left), Box::new(right)))
    })
}

fn text(tree: &Tree) -> String {
    match tree {
        Tree::Leaf(number) => number.to_string(),
        Tree::Node(sign, left, right) => format!("({} {sign} {})", text(left), text(right)),
    }
}

/// Never reduced: eight leaves of sixteen bits stay within 128 bits, or the sample is thrown away.
fn twin(tree: &Tree) -> Option<Option<(i128, i128)>> {
    Some(match tree {
        Tree::Leaf(number) => Some((i128::from(*number), 1)),
        Tree::Node(sign, left, right) => match (twin(left)?, twin(right)?) {
            (Some((a, b)), Some((c, d))) => match sign {
                '+' => Some((a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?, b.checked_mul(d)?)),
                '-' => Some((a.checked_mul(d)?.checked_sub(c.checked_mul(b)?)?, b.checked_mul(d)?)),
                '*' => Some((a.checked_mul(c)?, b.checked_mul(d)?)),
                _ if c == 0 => None,
                _ => Some((a.checked_mul(d)?, b.checked_mul(c)?)),
            },
            _ => None,
        },
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn arithmetic_is_exact(tree in tree()) {
        if let Some(expected) = twin(&tree) {
            let expected = expected.map(|(over, under)| Ratio::new(over, under).unwrap());
            prop_assert_eq!(value(&text(&tree), ENGLISH), expected, "{}", text(&tree));
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[0-9kKmM%+*/().,  −×÷１２-]{0,80}", any in ".{0,40}") {
        for marks in [ENGLISH, Marks { decimal: ',', group: '.' }, Marks { decimal: ',', group: '\u{202f}' }] {
            for text in [&text, &any] {
                let once = canonical(text, marks);
                // what was understood is plain text, which is understood alike in the engine's own marks
                if once != text.trim() {
                    prop_assert_eq!(canonical(&once, ENGLISH), once);
                }
            }
        }
    }

    #[test]
    fn a_number_grouped_by_any_mark_is_that_number(number in 0_u64..10_000_000_000_000, mark in prop::sample::select(vec![',', ' ', '\u{a0}'])) {
        let digits = number.to_string();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 {
                grouped.push(mark);
            }
            grouped.push(digit);
        }
        prop_assert_eq!(canonical(&grouped, ENGLISH), digits);
    }
}
