//! Quotes: what is offered to a customer, and for how much.
//!
//! A [`Quote`] is what a person says, kept as entered; [`Sold`] is what the plan sells; [`evaluate`] makes of both a
//! [`QuoteReport`], whose total is always the sum of what stands above it. What is unknown is never zero: one line without
//! a price, or one field that cannot be read, and there is no total. [`guard`] holds the discounts against a seller's
//! rules. [`faces`] writes the report in other formats; a face formats and never prices.
//!
//! This room imports the number rooms, `issue`, `read` and `places`.

mod evaluate;
pub mod faces;
mod guard;
mod report;
mod said;
mod sold;
mod status;

pub use evaluate::evaluate;
pub use guard::{Figure, Finding, Guard, Role, Rules, guard};
pub use report::{Exchange, Kind, QuoteBook, QuoteLine, QuoteReport};
pub(crate) use said::read;
pub use said::{Applies, Approval, Bundle, LineDiscount, MAX_ENTRIES, MAX_TEXT, Party, Quote, Rule};
pub use sold::{Buy, Drawn, Sold, SoldLine, SoldRate};
pub use status::Status;
