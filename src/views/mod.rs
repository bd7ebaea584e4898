//! The views, one folder each. A view shows the Report and edits the Document; it never prices.
//!
//! Plan is in the page's first load; the others are fetched when they are asked for ([`later`]).

pub mod balance;
pub mod compare;
pub mod job;
pub(crate) mod later;
pub mod plan;
pub mod prices;
pub mod quote;
