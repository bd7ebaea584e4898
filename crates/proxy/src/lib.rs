//! The balance proxy: holds the vendors' secrets, answers only callers it knows, and asks a vendor at most once a second.
//!
//! A vendor's balance call needs a secret that must never be in a browser, lags by hours and allows one request a second.
//! So this small server asks, keeps the answer, and tells it to the page with its age. `docs/proxy.md` says how to run it
//! and what it answers.
//!
//! Rooms, from the ground up; each imports only rooms above it (but `account` and `shared`, which know each other):
//!
//! | room | what it holds |
//! |---|---|
//! | [`secret`] | credentials that show themselves to nobody; tokens as digests |
//! | [`clock`], `lock` | what time it is; how a lock is taken |
//! | [`config`] | what the operator decides |
//! | [`failure`] | why figures could not be had, in words |
//! | [`upstream`] | questions, and the vendors' checked answers |
//! | [`shared`] | what replicas share through Redis |
//! | [`line`] | whose turn it is at one account |
//! | [`account`] | when a vendor is asked, and what is answered meanwhile |
//! | [`book`] | packs as a price book |
//! | [`callers`] | who asks, and how often |
//! | [`metrics`], [`log`] | what is counted and told |
//! | [`http`] | the routes |
//! | [`seats`], [`server`] | connections, and the stop |
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod account;
pub mod book;
pub mod callers;
pub mod clock;
pub mod config;
pub mod failure;
pub mod http;
pub mod line;
mod lock;
pub mod log;
pub mod metrics;
pub mod seats;
pub mod secret;
pub mod server;
pub mod shared;
pub mod upstream;
