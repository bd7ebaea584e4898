//! Jobs: several clips with their keyframes, voice, music and captions, made at one go and priced from those parts.
//!
//! [`estimate`] prices a [`Job`] from a book's job prices, part by part, exactly; the total is the sum of the parts and
//! nothing else. A model's rate that nobody knows leaves its parts unknown and the total with them; whoever has the rate
//! gives it ([`ModelRate`]), by hand or out of the vendor's own list ([`read_pricing`]).
//!
//! What a retry multiplies is nowhere said. [`Bases`] is the assumption: each part for itself, or the whole job.
//!
//! This room imports `book`, `deduct` and the rooms below them.

mod estimate;
mod pricing;
mod said;
mod within;

pub use estimate::{Component, Estimate, Part, estimate};
pub use pricing::{MAX_PRICING_BYTES, MAX_PRICING_ROWS, Pricing, read_pricing};
pub use said::{Bases, BillingUnit, Job, MAX_REJECTIONS, ModelRate, Request};
pub(crate) use said::{FIELDS, bases, flag, text};
pub use within::{Within, jobs_within};
