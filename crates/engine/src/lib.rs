//! The Packwise engine: what work draws, which packs to buy, what goes to waste, and why.
//!
//! It is pure. It knows no clock (the date is an input), no locale, no network, no randomness and no float: prices are
//! whole micros ([`money::Price`]), costs whole billionths ([`money::Cost`]), quantities whole thousandths
//! ([`units::Units`]). Bad input comes back as [`issue::Issue`]s (where, a stable code, words); nothing here panics on it.
//!
//! Rooms, from the ground up; each imports only rooms above it in this list, which `tests/rooms.rs` checks:
//!
//! | room | what it holds |
//! |---|---|
//! | [`decimal`] | exact decimal text, in and out; the one place that divides |
//! | [`money`], [`units`], [`date`] | the numbers |
//! | [`typed`] | what people type where a number is asked for; arithmetic in number boxes |
//! | [`places`], [`csv`] | one sort for all lists; cells that no spreadsheet takes for formulas |
//! | [`issue`], [`read`] | what is wrong and where; reading JSON so that every problem is found |
//! | [`trace`] | how a figure came about |
//! | [`book`] | price books: pools, packs, rates, sources; the shipped ones |
//! | [`workload`], [`deduct`] | lines of work and the units they draw |
//! | [`bulk`] | files of work, hundreds of thousands of lines at once |
//! | [`plan`] | the cheapest purchases, proved (`PLANNING.md` is its contract) |
//! | [`balance`] | what an account still has, read from the vendors' answers |
//! | [`burn`] | when it runs out, what expires unused, what to buy by when |
//! | [`compare`] | packs side by side, where one becomes cheaper than another, cost against volume |
//! | [`job`] | jobs of several clips, priced from their parts; the vendor's list of model rates |
//! | [`quote`] | offers to a customer: lines, discounts, tax and totals to the cent; who must approve; their other faces |
//! | [`document`] | everything the user said; [`document::evaluate`] makes the Report |
//! | [`link`] | the short fragment that people type, the long one that says everything, files; then and now |
//! | `schema` | JSON Schemas, for the tests that publish them |
//!
//! ```
//! use packwise_engine::{book::Books, document::{evaluate, Document, Line}};
//!
//! let books = Books::shipped();
//! let mut document = Document::new("kling-2025");
//! document.lines.push(Line::new("v2.0-master-10s", "300"));
//! document.lines.push(Line::new("v1.6-pro-5s", "200"));
//! let report = evaluate(&document, &books);
//! assert_eq!(report.pools[0].monthly.to_string(), "6700");
//! assert_eq!(report.totals[0].cost.as_ref().unwrap().to_string(), "4200.00"); // one B1 for its term of 3 months
//! ```
#![deny(missing_docs, clippy::float_arithmetic, clippy::as_conversions)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod balance;
pub mod book;
pub mod bulk;
pub mod burn;
pub mod compare;
pub mod csv;
pub mod date;
pub mod decimal;
pub mod deduct;
pub mod document;
pub mod issue;
pub mod job;
pub mod link;
pub mod money;
pub mod places;
pub mod plan;
pub mod quote;
pub mod read;
#[cfg(feature = "schema")]
mod schema;
pub mod trace;
pub mod typed;
pub mod units;
pub mod workload;
