//! Dice with a seed: the same throws on every machine and in every run.
//!
//! SplitMix64 (Steele, Lea, Flood 2014): one word of state, every seed is a good seed.

/// A die.
pub(crate) struct Dice(u64);

impl Dice {
    /// A die that always throws the same for one seed.
    pub(crate) fn new(seed: u64) -> Self {
        // stirred first: the throws of one seed would else be those of the next, one later
        Self(stirred(seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        stirred(self.0)
    }

    /// A whole number from `least` to `most`, both in.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most - least).unwrap() + 1;
        least + i64::try_from(self.next() % span).unwrap()
    }

    /// A count from `least` to `most`, both in.
    pub(crate) fn count(&mut self, least: u32, most: u32) -> u32 {
        u32::try_from(self.between(least.into(), most.into())).unwrap()
    }

    /// True in `percent` of 100 throws.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of these.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())]
    }

    /// An index below `length`.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.between(0, i64::try_from(length).unwrap() - 1)).unwrap()
    }
}

fn stirred(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
