//! Who asks, and how often.
//!
//! A caller is known by a bearer token or by the trusted header, and by nothing else: there is no anonymous caller. All
//! digests are compared, each in constant time. The trusted header counts only from the configured addresses.
//!
//! Imports `config`, `lock` and `secret`.

use crate::config::{Caller, Limits, Proof, Trusted};
use crate::lock::lock;
use crate::secret::TokenDigest;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;
use tokio::time::Instant;

/// The addresses whose refusals are remembered at a time.
const REMEMBERED: usize = 10_000;

/// Everybody who may ask.
#[derive(Debug)]
pub struct Callers {
    known: Vec<Known>,
    trusted: Option<Trusted>,
    limits: Limits,
    refused: Mutex<BTreeMap<IpAddr, Bucket>>,
}

#[derive(Debug)]
struct Known {
    caller: Caller,
    requests: Mutex<Bucket>,
    posts: Mutex<Bucket>,
}

/// So many a second, and as many at once.
#[derive(Debug)]
struct Bucket {
    left: u64,
    at: Instant,
}

impl Bucket {
    fn full(rate: u32) -> Self {
        Self { left: u64::from(rate) * 1000, at: Instant::now() }
    }

    /// Takes one, if there is one. Counted in thousandths, so that a part of a second fills a part.
    fn take(&mut self, rate: u32) -> bool {
        let now = Instant::now();
        let filled = crate::clock::millis(now.duration_since(self.at)).saturating_mul(u64::from(rate));
        if filled > 0 {
            self.left = self.left.saturating_add(filled).min(u64::from(rate) * 1000);
            self.at = now;
        }
        match self.left.checked_sub(1000) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}

/// Why nobody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// No proof, or a wrong one.
    Refused,
    /// Too many wrong ones from this address.
    TooMany,
}

impl Callers {
    /// The configured ones.
    #[must_use]
    pub fn new(callers: Vec<Caller>, trusted: Option<Trusted>, limits: Limits) -> Self {
        let known = callers.into_iter().map(|caller| Known {
            caller,
            requests: Mutex::new(Bucket::full(limits.per_caller)),
            posts: Mutex::new(Bucket::full(limits.posts)),
        });
        Self { known: known.collect(), trusted, limits, refused: Mutex::default() }
    }

    /// Who sent these headers, and whether the trusted header said so.
    ///
    /// # Errors
    /// Nobody that is known.
    pub fn know(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Result<(usize, bool), Unknown> {
        self.find(headers, peer).ok_or_else(|| self.refuse(peer))
    }

    /// Whether these headers try to prove anything, rightly or wrongly.
    #[must_use]
    pub fn tries(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> bool {
        headers.contains_key(AUTHORIZATION) || self.find(headers, peer).is_some()
    }

    fn find(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<(usize, bool)> {
        self.by_token(headers).map(|at| (at, false)).or_else(|| self.by_header(headers, peer).map(|at| (at, true)))
    }

    /// The caller at a place that [`Callers::know`] gave.
    #[must_use]
    pub fn at(&self, at: usize) -> Option<&Caller> {
        self.known.get(at).map(|known| &known.caller)
    }

    /// Whether a caller has a request left in this second.
    #[must_use]
    pub fn may_ask(&self, at: usize) -> bool {
        let rate = self.limits.per_caller;
        rate == 0 || self.known.get(at).is_some_and(|known| lock(&known.requests).take(rate))
    }

    /// Whether a caller has a POST left in this second.
    #[must_use]
    pub fn may_post(&self, at: usize) -> bool {
        self.known.get(at).is_some_and(|known| lock(&known.posts).take(self.limits.posts))
    }

    fn by_token(&self, headers: &HeaderMap) -> Option<usize> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let (value, None) = (values.next()?, values.next()) else { return None };
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let digest = TokenDigest::of(token.trim());
        let mut found = None;
        // to the end, whether found or not
        for (at, known) in self.known.iter().enumerate() {
            if let Proof::Token(of) = &known.caller.proof
                && of.is(&digest)
            {
                found = Some(at);
            }
        }
        found
    }

    fn by_header(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<usize> {
        let trusted = self.trusted.as_ref()?;
        let peer = peer?;
        if !trusted.from.iter().any(|net| net.has(peer)) {
            return None;
        }
        let mut values = headers.get_all(&trusted.header).iter();
        let (value, None) = (values.next()?, values.next()) else { return None };
        let user = value.to_str().ok().filter(|user| !user.trim().is_empty())?;
        let named = |name: &str| {
            self.known.iter().position(|known| matches!(&known.caller.proof, Proof::User(user) if user == name))
        };
        // a user called `*` is one that nobody configured
        (user != "*").then(|| named(user)).flatten().or_else(|| named("*"))
    }

    fn refuse(&self, peer: Option<IpAddr>) -> Unknown {
        let Some(peer) = peer else { return Unknown::Refused };
        let mut refused = lock(&self.refused);
        if refused.len() >= REMEMBERED && !refused.contains_key(&peer) {
            refused.clear();
        }
        let rate = self.limits.refusals;
        let bucket = refused.entry(peer).or_insert_with(|| Bucket::full(rate));
        if bucket.take(rate) { Unknown::Refused } else { Unknown::TooMany }
    }
}
