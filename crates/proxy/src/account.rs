//! One account: when its vendor is asked, and what is answered meanwhile.
//!
//! What always holds, whatever comes in:
//!
//! - **One flight at a time**, and the next starts no sooner than [`Timing::interval`] after the end of the one before.
//!   From the end, so that the vendor's own clock agrees however long the way was. The first starts no sooner than that
//!   after the process did, so that a process that is restarted again and again keeps to it as well.
//! - **One question, one flight**: who asks what is asked already waits for the same answer. A flight belongs to no
//!   caller: it goes on when they leave.
//! - **No caller fills the line**: a balance goes first, and of a caller's other questions one waits at a time ([`Line`]).
//! - **A figure is served with its age.** Fresh for [`Timing::cache`], in the last tenth of which the next is fetched ahead;
//!   after that only while a newer one cannot be had, and marked stale.
//! - **After a failure** nothing is asked until its wait is over: growing and jittered where another try may help, as long
//!   as the vendor asks for (`Retry-After`), and as long as a figure would be fresh where it cannot. After several in a row
//!   the breaker opens for longer, and one flight alone tries it then.
//!
//! Imports `clock`, `config`, `failure`, `line`, `lock`, `shared` and `upstream`.

use crate::clock;
use crate::config::{AccountConfig, Limits, Timing};
use crate::failure::{Class, Failure, Kind};
use crate::line::{By, Line, Place};
use crate::lock::lock;
use crate::shared::{Alone, Shared, Turn};
use crate::upstream::Upstream;
use crate::upstream::ask::Ask;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// A figure that was fetched.
#[derive(Debug, Clone)]
pub struct Kept {
    /// When, in milliseconds since 1970.
    pub fetched_ms: u64,
    /// When, on this process's own clock.
    pub at: Instant,
    /// The answer, as JSON.
    pub body: Arc<str>,
}

impl Kept {
    /// A figure fetched at a time that is past, perhaps by another replica.
    #[must_use]
    pub fn new(fetched_ms: u64, body: &str) -> Self {
        let age = Duration::from_millis(clock::now_ms().saturating_sub(fetched_ms));
        let now = Instant::now();
        Self { fetched_ms, at: now.checked_sub(age).unwrap_or(now), body: body.into() }
    }

    /// How old it is.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.at.elapsed()
    }
}

/// What a caller gets.
#[derive(Debug, Clone)]
pub struct Served {
    /// The figure.
    pub kept: Kept,
    /// Whether it is older than a fresh one may be.
    pub stale: bool,
    /// Why there is no newer one.
    pub problem: Option<Failure>,
}

/// What is counted of an account.
#[derive(Debug, Default)]
pub struct Counts {
    /// Answers from fresh figures.
    pub hits: AtomicU64,
    /// Answers that waited for a flight.
    pub waits: AtomicU64,
    /// Answers from stale figures.
    pub stale: AtomicU64,
    /// Answers that were failures.
    pub failures: AtomicU64,
    /// Flights by how they ended.
    pub flights: Mutex<BTreeMap<&'static str, u64>>,
    /// Milliseconds that flights took in all.
    pub flight_ms: AtomicU64,
}

/// One account.
#[derive(Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// What is counted.
    pub counts: Counts,
    upstream: Upstream,
    timing: Timing,
    limits: Limits,
    shared: Option<Arc<Shared>>,
    /// Whose turn it is.
    line: Arc<Line>,
    pace: Mutex<Pace>,
    cells: Mutex<BTreeMap<String, Arc<Cell>>>,
}

/// When the vendor may be asked again.
#[derive(Debug)]
struct Pace {
    not_before: Instant,
    failures: u32,
    held: Option<Held>,
}

/// Why it may not be asked yet.
#[derive(Debug, Clone)]
struct Held {
    until: Instant,
    failure: Failure,
}

impl Held {
    /// The failure, while it holds.
    fn now(held: Option<&Self>) -> Option<Failure> {
        let held = held?;
        let wait = held.until.checked_duration_since(Instant::now()).filter(|wait| !wait.is_zero())?;
        Some(Failure { wait: Some(wait), ..held.failure.clone() })
    }
}

/// One question's answer, and its flight.
#[derive(Debug)]
struct Cell {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    kept: Option<Kept>,
    /// How the last flight failed.
    last: Option<Failure>,
    /// A failure of this question alone.
    held: Option<Held>,
    /// Drops when the flight ends; true while its turn may be far off.
    flight: Option<watch::Receiver<bool>>,
    used: Instant,
}

/// Notes how a flight ended when it is dropped, so that one that panics ends as well.
struct Landing<'a> {
    account: &'a Account,
    cell: &'a Cell,
    outcome: Result<Kept, Failure>,
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        let mut state = lock(&self.cell.state);
        state.flight = None;
        match &self.outcome {
            Ok(kept) => {
                state.kept = Some(kept.clone());
                state.last = None;
                state.held = None;
            }
            Err(failure) => {
                if failure.kind.class() == Class::Question {
                    let until = Instant::now() + failure.wait.unwrap_or(self.account.timing.cache);
                    state.held = Some(Held { until, failure: failure.clone() });
                }
                state.last = Some(failure.clone());
            }
        }
    }
}

/// How the breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaker {
    /// As usual.
    Closed,
    /// Nothing is asked.
    Open,
    /// The next flight decides.
    HalfOpen,
}

impl Account {
    /// An account that has asked nothing yet.
    #[must_use]
    pub fn new(name: String, upstream: Upstream, timing: Timing, limits: Limits, shared: Option<Arc<Shared>>) -> Self {
        let not_before = Instant::now() + timing.interval;
        Self {
            name,
            counts: Counts::default(),
            upstream,
            timing,
            limits,
            shared,
            line: Arc::default(),
            pace: Mutex::new(Pace { not_before, failures: 0, held: None }),
            cells: Mutex::new(BTreeMap::new()),
        }
    }

    /// What the operator said about it.
    #[must_use]
    pub fn config(&self) -> &AccountConfig {
        self.upstream.config()
    }

    /// Whether its vendor has such a question.
    #[must_use]
    pub fn offers(&self, ask: &Ask) -> bool {
        self.upstream.offers(ask)
    }

    /// Flights that fly or wait.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.line.len()
    }

    /// How the breaker stands.
    #[must_use]
    pub fn breaker(&self) -> Breaker {
        let pace = lock(&self.pace);
        match Held::now(pace.held.as_ref()) {
            _ if pace.failures < self.limits.breaker_after => Breaker::Closed,
            Some(_) => Breaker::Open,
            None => Breaker::HalfOpen,
        }
    }

    /// How old the balance at hand is.
    #[must_use]
    pub fn balance_age(&self) -> Option<Duration> {
        let cell = lock(&self.cells).get(&Ask::Balance.key()).cloned()?;
        let state = lock(&cell.state);
        state.kept.as_ref().map(Kept::age)
    }

    /// Answers a question: from what is at hand if that is fresh, from the vendor if it may be asked, else stale.
    ///
    /// # Errors
    /// There is nothing at hand, and the vendor could not be asked or failed.
    pub async fn get(self: &Arc<Self>, ask: &Ask, by: By) -> Result<Served, Failure> {
        let cell = self.cell(ask);
        let kept = self.kept(&cell);
        if let Some(kept) = kept.clone().filter(|kept| self.is_fresh(kept)) {
            self.counts.hits.fetch_add(1, Ordering::Relaxed);
            // ahead of time, so that nobody waits for it; what comes of it is not this caller's affair
            if kept.age() >= self.timing.cache - self.timing.cache / 10 {
                drop(self.join(&cell, ask, by));
            }
            return Ok(Served { kept, stale: false, problem: None });
        }
        let joined = self.join(&cell, ask, by);
        let failure = match joined {
            Err(failure) => Some(failure),
            Ok(mut flight) => {
                let patience = if kept.is_some() { self.timing.patience } else { self.timing.request };
                let has_stale = kept.is_some();
                // it ends by being dropped; who has a stale figure does not wait for a turn that may be far off
                let ended = timeout(patience, flight.wait_for(|far| *far && has_stale)).await;
                let ended = matches!(ended, Ok(Err(_)));
                let state = lock(&cell.state);
                match (&state.kept, &state.last) {
                    // what came while one waited is fresh, however short that is
                    (Some(kept), None) if ended || self.is_fresh(kept) => {
                        self.counts.waits.fetch_add(1, Ordering::Relaxed);
                        return Ok(Served { kept: kept.clone(), stale: false, problem: None });
                    }
                    (_, last) if ended => Some(last.clone().unwrap_or_else(|| Failure::new(Kind::Internal))),
                    _ => None,
                }
            }
        };
        match (self.kept(&cell), failure) {
            (Some(kept), problem) => {
                self.counts.stale.fetch_add(1, Ordering::Relaxed);
                Ok(Served { kept, stale: true, problem })
            }
            (None, failure) => {
                self.counts.failures.fetch_add(1, Ordering::Relaxed);
                Err(failure.unwrap_or_else(|| Failure::new(Kind::TimedOut)))
            }
        }
    }

    /// Puts a question whose answer nobody else may have: it is asked anew each time and not kept.
    ///
    /// # Errors
    /// The vendor could not be asked, or failed.
    pub async fn order(self: &Arc<Self>, ask: Ask, by: By) -> Result<String, Failure> {
        if let Some(failure) = self.held() {
            return Err(failure);
        }
        let mut place = self.place(&ask, by)?;
        let account = Arc::clone(self);
        // a task of its own, so that a caller who leaves does not leave a request uncounted
        let task = tokio::spawn(async move {
            place.turn().await;
            account.fly(&ask, None).await
        });
        match task.await {
            Ok(outcome) => outcome.map(|kept| kept.body.as_ref().to_owned()),
            Err(_) => Err(Failure::new(Kind::Internal)),
        }
    }

    fn is_fresh(&self, kept: &Kept) -> bool {
        kept.age() < self.timing.cache
    }

    fn kept(&self, cell: &Cell) -> Option<Kept> {
        let mut state = lock(&cell.state);
        state.used = Instant::now();
        state.kept.clone().filter(|kept| kept.age() < self.timing.keep)
    }

    fn held(&self) -> Option<Failure> {
        Held::now(lock(&self.pace).held.as_ref())
    }

    fn place(&self, ask: &Ask, by: By) -> Result<Place, Failure> {
        self.line.enter(by, *ask == Ask::Balance, self.limits.queue).ok_or_else(|| {
            let wait = self.timing.interval.saturating_mul(u32::try_from(self.line.len()).unwrap_or(u32::MAX));
            Failure { wait: Some(wait), ..Failure::new(Kind::Busy) }
        })
    }

    fn cell(&self, ask: &Ask) -> Arc<Cell> {
        let key = ask.key();
        let mut cells = lock(&self.cells);
        if let Some(cell) = cells.get(&key) {
            return Arc::clone(cell);
        }
        if cells.len() >= self.limits.kept {
            // first one that holds nothing, then the one that nobody has asked for the longest time; not one that flies,
            // and never the balance: it is what all this is for
            let balance = Ask::Balance.key();
            let idle = cells
                .iter()
                .filter(|(key, _)| **key != balance)
                .filter_map(|(key, cell)| {
                    let state = lock(&cell.state);
                    state.flight.is_none().then(|| (state.kept.is_some(), state.used, key.clone()))
                })
                .min();
            if let Some((_, _, key)) = idle {
                cells.remove(&key);
            }
        }
        let state = State { kept: None, last: None, held: None, flight: None, used: Instant::now() };
        let cell = Arc::new(Cell { state: Mutex::new(state) });
        cells.insert(key, Arc::clone(&cell));
        cell
    }

    /// The question's flight: the one that is under way, or a new one.
    fn join(self: &Arc<Self>, cell: &Arc<Cell>, ask: &Ask, by: By) -> Result<watch::Receiver<bool>, Failure> {
        if let Some(failure) = self.held() {
            return Err(failure);
        }
        let mut state = lock(&cell.state);
        if let Some(failure) = Held::now(state.held.as_ref()) {
            return Err(failure);
        }
        if let Some(flight) = &state.flight
            && flight.has_changed().is_ok()
        {
            return Ok(flight.clone());
        }
        let mut place = self.place(ask, by)?;
        let (end, flight) = watch::channel(false);
        state.flight = Some(flight.clone());
        drop(state);
        let (account, cell, ask) = (Arc::clone(self), Arc::clone(cell), ask.clone());
        tokio::spawn(async move {
            // who waits is woken when this is dropped, after the outcome is noted
            let mut landing = Landing { account: &account, cell: &cell, outcome: Err(Failure::new(Kind::Internal)) };
            place.turn().await;
            landing.outcome = account.fly(&ask, Some(&end)).await;
            drop(landing);
            drop((end, place));
        });
        Ok(flight)
    }

    /// Waits for the pace, asks, and notes what follows. Its question has the turn.
    /// Where the answer is nobody else's, there is no `flight` to tell of, and it is not shared.
    async fn fly(&self, ask: &Ask, flight: Option<&watch::Sender<bool>>) -> Result<Kept, Failure> {
        let share = flight.is_some();
        let give_up = Instant::now() + self.timing.request;
        loop {
            if let Some(failure) = self.held() {
                return Err(failure);
            }
            if Instant::now() >= give_up {
                return Err(Failure { wait: Some(self.timing.interval), ..Failure::new(Kind::Busy) });
            }
            let not_before = lock(&self.pace).not_before;
            sleep_until(not_before).await;
            let Some(shared) = &self.shared else {
                return self.ask(ask).await.0;
            };
            let oldest_ms =
                if share { clock::now_ms().saturating_sub(clock::millis(self.timing.cache)) } else { u64::MAX };
            let far = || {
                if let Some(flight) = flight {
                    flight.send_replace(true);
                }
            };
            match shared.turn(&self.name, &ask.key(), oldest_ms.saturating_add(1)).await {
                Turn::Go(token) => {
                    let (outcome, rest) = self.ask(ask).await;
                    let keep = share.then_some(self.timing.keep);
                    shared.finish(&self.name, &ask.key(), &token, &outcome, rest, keep).await;
                    return outcome;
                }
                Turn::Value(kept) => return Ok(kept),
                Turn::Held { failure, wait } => {
                    lock(&self.pace).held = Some(Held { until: Instant::now() + wait, failure: failure.clone() });
                    return Err(Failure { wait: Some(wait), ..failure });
                }
                Turn::Wait(wait) => sleep(wait).await,
                Turn::Gone => match shared.alone(give_up, far).await {
                    Alone::Go => return self.ask(ask).await.0,
                    Alone::Back => {}
                    Alone::Never => {
                        return Err(Failure { wait: Some(self.timing.cache), ..Failure::new(Kind::Uncoordinated) });
                    }
                },
            }
        }
    }

    /// Asks, now, and notes what follows; also how long the vendor is to be left alone.
    async fn ask(&self, ask: &Ask) -> (Result<Kept, Failure>, Duration) {
        let start = Instant::now();
        let outcome = self.upstream.put(ask).await;
        let end = Instant::now();
        let took = end.duration_since(start);
        let (outcome, rest) = self.note(outcome, end);
        let ended = outcome.as_ref().err().map_or("ok", |failure| failure.kind.code());
        *lock(&self.counts.flights).entry(ended).or_insert(0) += 1;
        self.counts.flight_ms.fetch_add(clock::millis(took), Ordering::Relaxed);
        let account = self.name.as_str();
        let (part, took_ms, rest_ms) = (ask.name(), clock::millis(took), clock::millis(rest));
        match &outcome {
            Ok(_) => tracing::info!(account, part, took_ms, "the vendor answered"),
            Err(failure) => tracing::warn!(
                account,
                part,
                took_ms,
                rest_ms,
                failure = ended,
                vendor_code = failure.vendor_code,
                vendor_status = failure.vendor_status,
                "the vendor was asked in vain"
            ),
        }
        (outcome, rest)
    }

    fn note(&self, outcome: Result<String, Failure>, end: Instant) -> (Result<Kept, Failure>, Duration) {
        let mut pace = lock(&self.pace);
        let mut rest = self.timing.interval;
        pace.not_before = end + rest;
        let failure = match outcome {
            Ok(body) => {
                pace.failures = 0;
                pace.held = None;
                let kept = Kept { fetched_ms: clock::now_ms(), at: end, body: body.into() };
                return (Ok(kept), rest);
            }
            Err(failure) => failure,
        };
        let asked = failure.asked_wait.unwrap_or_default();
        match failure.kind.class() {
            Class::BackOff => {
                pace.failures = pace.failures.saturating_add(1);
                let open = pace.failures >= self.limits.breaker_after;
                let wait = if open { self.timing.breaker } else { Duration::ZERO };
                rest = rest.max(self.backoff(pace.failures)).max(wait).max(asked);
            }
            Class::Hold => rest = rest.max(self.timing.cache).max(asked),
            // of this question alone: the account goes on at its pace
            Class::Question | Class::Ours => rest = rest.max(asked),
        }
        let wait = if failure.kind.class() == Class::Question { rest.max(self.timing.cache) } else { rest };
        let failure = Failure { wait: Some(wait), ..failure };
        if matches!(failure.kind.class(), Class::BackOff | Class::Hold) || !asked.is_zero() {
            pace.held = Some(Held { until: end + rest, failure: failure.clone() });
        }
        (Err(failure), rest)
    }

    /// Doubles with each failure up to the most, and is then shortened by up to a half, so that many do not come back at once.
    fn backoff(&self, failures: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1).min(20));
        let whole = self.timing.backoff_first.saturating_mul(doubled).min(self.timing.backoff_most);
        let half = clock::millis(whole) / 2;
        Duration::from_millis(half.saturating_add(clock::random_below(half.saturating_add(1))))
    }
}
