//! How many jobs so many credits pay for.
//!
//! This file imports `decimal` and `units`.

use crate::decimal::{self, Rounding};
use crate::units::Units;
use serde::Serialize;

/// What so many available credits pay for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Within {
    /// Whole jobs, one after another or at once: each reserves its whole estimate when it is created.
    pub jobs: u64,
    /// What is left after them.
    pub left: Units,
    /// What is lacking for one more; without it that one is refused (402).
    pub short: Units,
}

/// How many whole jobs of `total` credits each `available` credits pay for; `None` for a job that draws nothing.
#[must_use]
pub fn jobs_within(available: Units, total: Units) -> Option<Within> {
    let (have, each) = (i128::from(available.thousandths()), i128::from(total.thousandths()));
    let jobs = u64::try_from(decimal::divide(have, each, Rounding::Down)?).ok()?;
    let left = available.minus(total.times(jobs)?)?;
    Some(Within { jobs, left, short: total.minus(left)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Units {
        Units::read(text).unwrap()
    }

    #[test]
    fn whole_jobs_only() {
        let of = |have: &str, each: &str| jobs_within(units(have), units(each));
        let within = |jobs, left: &str, short: &str| Some(Within { jobs, left: units(left), short: units(short) });
        assert_eq!(of("200", "86"), within(2, "28", "58"));
        assert_eq!(of("86", "86"), within(1, "0", "86"));
        assert_eq!(of("85.999", "86"), within(0, "85.999", "0.001"));
        assert_eq!(of("0", "86"), within(0, "0", "86"));
        assert_eq!(of("10", "2.5"), within(4, "0", "2.5"));
        assert_eq!(of("10", "0"), None);
    }
}
