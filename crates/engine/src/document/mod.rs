//! The Document (everything the user said) and the Report (everything that follows).
//!
//! A Document is a plain value; link, saved file and quote are the same Document. Numbers in it are held as they were
//! entered ([`Entry`]), so that nothing is lost when one of them is not a number; [`evaluate`] reads them and names what
//! is wrong at its field. `evaluate` is pure: the day is an input.
//!
//! This room imports every room but `link`.

mod align;
pub mod asked;
mod diff;
mod evaluate;
mod jobs;
mod merge;
mod months;
mod owned;
mod quoted;
mod report;
mod retarget;
mod said;

pub use diff::{Difference, diff};
pub use evaluate::{MAX_COUNT, MAX_LINES, MAX_TAKES, evaluate, evaluate_with};
pub use jobs::{JobLine, MAX_JOBS, MAX_RATES, TypedRate};
pub use merge::{Conflict, Merged, merge, merge_with};
pub use months::{Demand, MAX_MONTHS, SEASON};
pub use owned::{MAX_OWNED, OwnedPack};
pub use report::{BookRef, JobReport, LineReport, PoolReport, Report, Total};
pub use retarget::{Moved, Retargeted, retarget};
pub use said::{Document, Entry, Line, Order};
