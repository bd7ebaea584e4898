//! The proxy over real HTTP, against vendors that play what is documented and what is not.
//!
//! Times are short: what is a second in earnest is 60 ms here. No test needs a network.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may assume")]
#![allow(unreachable_pub, reason = "one program: `pub` here is for its other modules")]

mod config;
mod doors;
mod fake;
mod faults;
mod harness;
mod pace;
mod parts;
mod replicas;
mod secrets;
