//! The whole numbers that the search counts in.
//!
//! `problem::fits` bounds every sum that a search can make before it begins, so no step of it checks again. The search is
//! generic over the number: 128 bits hold every request that passes, and a narrower one can be measured against it.

use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

/// A whole number of the search.
pub(super) trait Whole:
    Copy + Ord + Default + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + AddAssign + SubAssign
{
    const ONE: Self;
    /// Above every sum that a search makes, and far enough from overflow to be added to one.
    const HUGE: Self;
    /// From a number that is known to fit.
    fn of(number: i128) -> Self;
    fn wide(self) -> i128;
    /// From a number of things in memory.
    fn count(things: usize) -> Self;
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

impl Whole for i128 {
    const ONE: Self = 1;
    const HUGE: Self = Self::MAX / 8;
    fn of(number: i128) -> Self {
        number
    }
    fn wide(self) -> i128 {
        self
    }
    fn count(things: usize) -> Self {
        Self::try_from(things).unwrap_or(Self::MAX)
    }
    fn over(self, by: Self) -> Self {
        self / by
    }
}

impl Whole for i64 {
    const ONE: Self = 1;
    const HUGE: Self = Self::MAX / 8;
    fn of(number: i128) -> Self {
        Self::try_from(number).unwrap_or(Self::HUGE)
    }
    fn wide(self) -> i128 {
        i128::from(self)
    }
    fn count(things: usize) -> Self {
        Self::try_from(things).unwrap_or(Self::MAX)
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
