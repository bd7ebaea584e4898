//! The views, one folder each. A view shows the Report and edits the Document; it never prices.

pub mod balance;
pub mod compare;
pub mod job;
pub mod plan;
pub mod prices;
pub mod quote;
