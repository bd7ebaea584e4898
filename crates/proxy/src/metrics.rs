//! Counters, written as Prometheus reads them.
//!
//! Labels are names of our own: routes as they are declared, account names, codes. Nothing that was sent is a label.
//!
//! Imports `account`, `clock`, `lock` and `shared`.

use crate::account::{Account, Breaker};
use crate::clock;
use crate::lock::lock;
use crate::shared::Coordination;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What is counted of requests.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    micros: AtomicU64,
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, route: &'static str, status: u16, took: Duration) {
        *lock(&self.requests).entry((route, status)).or_insert(0) += 1;
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// Everything that is counted, as text.
    #[must_use]
    pub fn text(&self, accounts: &BTreeMap<String, Arc<Account>>, coordination: Coordination) -> String {
        let mut text = String::new();
        let line = |text: &mut String, name: &str, labels: &str, number: String| {
            // writing to a String does not fail
            let _ = writeln!(text, "packwise_{name}{labels} {number}");
        };
        let head = |text: &mut String, name: &str, kind: &str, help: &str| {
            let _ = writeln!(text, "# HELP packwise_{name} {help}\n# TYPE packwise_{name} {kind}");
        };
        head(&mut text, "requests_total", "counter", "Answers by route and status.");
        for ((route, status), count) in lock(&self.requests).iter() {
            line(&mut text, "requests_total", &format!("{{route=\"{route}\",status=\"{status}\"}}"), count.to_string());
        }
        head(&mut text, "request_microseconds_total", "counter", "Time that answering took in all.");
        line(&mut text, "request_microseconds_total", "", self.micros.load(Ordering::Relaxed).to_string());

        head(&mut text, "answers_total", "counter", "Answers about an account by where the figure came from.");
        for (name, account) in accounts {
            let counts = &account.counts;
            let froms = [
                ("cache", &counts.hits),
                ("flight", &counts.waits),
                ("stale", &counts.stale),
                ("failure", &counts.failures),
            ];
            for (from, count) in froms {
                let labels = format!("{{account=\"{name}\",from=\"{from}\"}}");
                line(&mut text, "answers_total", &labels, count.load(Ordering::Relaxed).to_string());
            }
        }
        head(&mut text, "vendor_requests_total", "counter", "Requests to a vendor by how they ended.");
        for (name, account) in accounts {
            let flights = lock(&account.counts.flights);
            for (ended, count) in flights.iter() {
                let labels = format!("{{account=\"{name}\",ended=\"{ended}\"}}");
                line(&mut text, "vendor_requests_total", &labels, count.to_string());
            }
        }
        head(&mut text, "vendor_milliseconds_total", "counter", "Time that a vendor's answers took in all.");
        for (name, account) in accounts {
            let took = account.counts.flight_ms.load(Ordering::Relaxed);
            line(&mut text, "vendor_milliseconds_total", &format!("{{account=\"{name}\"}}"), took.to_string());
        }
        head(&mut text, "breaker", "gauge", "0 closed, 1 half open, 2 open.");
        for (name, account) in accounts {
            let state = match account.breaker() {
                Breaker::Closed => "0",
                Breaker::HalfOpen => "1",
                Breaker::Open => "2",
            };
            line(&mut text, "breaker", &format!("{{account=\"{name}\"}}"), state.to_owned());
        }
        head(&mut text, "balance_age_seconds", "gauge", "How old the balance at hand is.");
        for (name, account) in accounts {
            if let Some(age) = account.balance_age() {
                let age = clock::millis(age) / 1000;
                line(&mut text, "balance_age_seconds", &format!("{{account=\"{name}\"}}"), age.to_string());
            }
        }
        head(&mut text, "coordination", "gauge", "1 for how replicas are coordinated now.");
        line(&mut text, "coordination", &format!("{{state=\"{}\"}}", coordination.code()), "1".to_owned());
        text
    }
}
