//! Lines of work: what is to be made each month.
//!
//! This room imports `units` only.

/// One line: so many results a month at one rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkLine {
    /// Id of the rate in the book.
    pub rate: String,
    /// Length of each clip in seconds, where the rate is billed by length; a fixed-length clip may repeat its own.
    pub seconds: Option<u32>,
    /// Kept results a month.
    pub count: u64,
    /// Generations for each kept result; at least 1. A failed task deducts nothing and is not a take.
    pub takes: u64,
}
