//! What the operator decides: accounts and their secrets, callers, addresses, times and limits.
//!
//! A [`Config`] is whole and sensible, or it is not made at all: reading collects every problem, and each names the field
//! and never its value, because a secret may have been put in the wrong place. Fields come from a TOML file and from the
//! environment, which goes before the file; `docs/proxy.md` has the table of both.
//!
//! Imports `secret` only.

mod check;
mod net;
mod sources;
mod table;

pub(crate) use check::is_this_machine;
pub use net::Net;
pub use sources::{Sources, load};

use crate::secret::{Secret, TokenDigest};
use reqwest::Url;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Everything the operator decides.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The folder to serve as a site, e.g. `dist`.
    pub static_dir: Option<PathBuf>,
    /// The web origins whose pages may call, exactly as browsers send them. The proxy's own is not needed.
    pub origins: Vec<String>,
    /// The reverse proxy that says who the user is, if there is one.
    pub trusted: Option<Trusted>,
    /// How long things may take and last.
    pub timing: Timing,
    /// How much is accepted.
    pub limits: Limits,
    /// What several of these processes share.
    pub sharing: Option<Sharing>,
    /// Accounts by name.
    pub accounts: BTreeMap<String, AccountConfig>,
    /// Who may ask.
    pub callers: Vec<Caller>,
    /// What is logged.
    pub log: tracing::level_filters::LevelFilter,
}

/// A header that names the user, and from whom it is believed.
#[derive(Debug, Clone)]
pub struct Trusted {
    /// The header's name in lower case, e.g. `x-remote-user`.
    pub header: String,
    /// The addresses of the reverse proxy. From any other the header means nothing.
    pub from: Vec<Net>,
}

/// Durations.
#[derive(Debug, Clone)]
pub struct Timing {
    /// How long a figure counts as fresh.
    pub cache: Duration,
    /// How long a figure is kept at all, to be served stale.
    pub keep: Duration,
    /// The least time between two requests to one account's vendor, from the end of one to the start of the next.
    pub interval: Duration,
    /// How long one request to the vendor may take in all.
    pub upstream: Duration,
    /// How long a caller waits for a flight while a stale figure is at hand.
    pub patience: Duration,
    /// How long a caller is served in all.
    pub request: Duration,
    /// The first wait after a failure; it doubles with each further one.
    pub backoff_first: Duration,
    /// The longest wait.
    pub backoff_most: Duration,
    /// How long the breaker stays open.
    pub breaker: Duration,
    /// How long a stop waits for what is in flight.
    pub drain: Duration,
    /// How long a caller may take to read what is buffered for them.
    pub write: Duration,
    /// How long a connection may last; what it is asked last is still answered.
    pub connection: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            cache: Duration::from_secs(60),
            keep: Duration::from_secs(24 * 3600),
            interval: Duration::from_secs(1),
            upstream: Duration::from_secs(10),
            patience: Duration::from_secs(2),
            request: Duration::from_secs(20),
            backoff_first: Duration::from_secs(1),
            backoff_most: Duration::from_secs(60),
            breaker: Duration::from_secs(60),
            drain: Duration::from_secs(15),
            write: Duration::from_secs(20),
            connection: Duration::from_secs(300),
        }
    }
}

/// Amounts.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at a time; further ones wait to be accepted.
    pub connections: usize,
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of a vendor's answer.
    pub upstream: usize,
    /// Questions of one account that may wait for their turn, beside its balance; one of each caller.
    pub queue: usize,
    /// Answers kept for one account (pages of transactions, estimates).
    pub kept: usize,
    /// Failures in a row that open the breaker.
    pub breaker_after: u32,
    /// Requests a second of one caller; 0 is no limit.
    pub per_caller: u32,
    /// POSTs a second of one caller.
    pub posts: u32,
    /// Refused sign-ins a second of one address.
    pub refusals: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            body: 16 * 1024,
            upstream: 1024 * 1024,
            queue: 8,
            kept: 64,
            breaker_after: 5,
            per_caller: 0,
            posts: 2,
            refusals: 5,
        }
    }
}

/// How replicas share through Redis.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// `redis://…`; may hold a password.
    pub url: Secret,
    /// What the keys begin with.
    pub prefix: String,
    /// How many replicas there are. Without it none goes on alone when Redis is gone.
    pub replicas: Option<u32>,
    /// Which of them this is, from 0; without it the place is leased through Redis.
    pub replica: Option<u32>,
}

/// Whose API an account is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// Kling AI.
    Kling,
    /// U-Gen.
    UGen,
}

impl Provider {
    /// The name in configuration and answers.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Kling => "kling",
            Self::UGen => "u-gen",
        }
    }
}

/// What proves an account to its vendor.
#[derive(Debug, Clone)]
pub enum Credential {
    /// Kling's AccessKey and SecretKey, from which tokens are signed.
    Keys {
        /// Says who signs.
        access: Secret,
        /// Signs.
        secret: Secret,
    },
    /// One key: a bearer for Kling, `X-API-Key` for U-Gen.
    ApiKey(Secret),
}

/// One account at a vendor.
#[derive(Debug, Clone)]
pub struct AccountConfig {
    /// Whose API.
    pub provider: Provider,
    /// The address that the vendor's paths are put behind. HTTPS, or this machine.
    pub base: Url,
    /// Its secrets.
    pub credential: Credential,
    /// Whether callers may start a checkout.
    pub checkout: bool,
    /// Hosts that a checkout's address may have.
    pub checkout_hosts: Vec<String>,
    /// Whether the vendor's packs, which are public, are answered without a token.
    pub public_packs: bool,
    /// Kling: the query goes so many days back …
    pub days_back: u32,
    /// … and so many ahead.
    pub days_ahead: u32,
}

/// Somebody who may ask.
#[derive(Debug, Clone)]
pub struct Caller {
    /// A name for the log.
    pub name: String,
    /// How they prove it.
    pub proof: Proof,
    /// What they may see.
    pub scope: Scope,
}

/// How a caller is known.
#[derive(Debug, Clone)]
pub enum Proof {
    /// By a bearer token of this digest.
    Token(TokenDigest),
    /// By the trusted header's value; `*` is every user whom the reverse proxy lets through.
    User(String),
}

/// Which accounts a caller may see.
#[derive(Debug, Clone)]
pub enum Scope {
    /// All of them.
    All,
    /// These.
    Only(Vec<String>),
}

impl Scope {
    /// Whether an account is in it.
    #[must_use]
    pub fn has(&self, account: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.iter().any(|name| name == account),
        }
    }
}

/// One thing wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field, e.g. `accounts.main.secret_key`; empty for the whole.
    pub path: String,
    /// What is wrong. Never holds what was entered.
    pub words: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { f.write_str(&self.words) } else { write!(f, "{}: {}", self.path, self.words) }
    }
}
