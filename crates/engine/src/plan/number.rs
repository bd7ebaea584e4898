//! The whole numbers that the search counts in: `i64` where every sum fits, else `i128`.
//!
//! Which of the two is chosen before the search, from a bound on every sum it can make; so no step checks again.

use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

/// A whole number of the search.
pub(super) trait Whole:
    Copy + Ord + Default + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + AddAssign + SubAssign
{
    const ONE: Self;
    /// From a number that is known to fit.
    fn of(number: i128) -> Self;
    fn wide(self) -> i128;
    /// Division of a number >= 0 by one > 0, towards zero.
    fn over(self, by: Self) -> Self;

    fn zero() -> Self {
        Self::default()
    }
    /// Division of a number >= 0 by one > 0, away from zero.
    fn over_up(self, by: Self) -> Self {
        if self <= Self::zero() { Self::zero() } else { (self - Self::ONE).over(by) + Self::ONE }
    }
    /// The part above zero.
    fn positive(self) -> Self {
        self.max(Self::zero())
    }
}

impl Whole for i64 {
    const ONE: Self = 1;
    fn of(number: i128) -> Self {
        // the caller has bounded it; a number that does not fit would be a fault of that bound, and saturating keeps
        // the search's comparisons right in direction
        Self::try_from(number).unwrap_or(if number < 0 { Self::MIN / 4 } else { Self::MAX / 4 })
    }
    fn wide(self) -> i128 {
        i128::from(self)
    }
    fn over(self, by: Self) -> Self {
        self / by
    }
}

impl Whole for i128 {
    const ONE: Self = 1;
    fn of(number: i128) -> Self {
        number
    }
    fn wide(self) -> i128 {
        self
    }
    fn over(self, by: Self) -> Self {
        self / by
    }
}

/// Greatest common divisor of numbers >= 0.
pub(super) fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
