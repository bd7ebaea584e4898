//! The routes: what may be asked over HTTP, by whom, and what is said.
//!
//! [`app`] makes the router without a socket, so that tests call it as a function. What always holds of `/api`: no answer
//! without a known caller (but packs, where the operator opened them), an account outside a caller's scope is as unknown
//! as one that does not exist, no answer may be stored, and only configured origins may read one from a page.
//!
//! Imports every room but `server`.

#![allow(clippy::result_large_err, reason = "a refusal is a response, made once a request")]

mod answer;
mod around;
mod checkout;
mod parts;

pub use around::Peer;

use crate::account::Account;
use crate::callers::Callers;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::shared::{Coordination, Shared};
use crate::upstream::Upstream;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tower_http::services::ServeDir;

/// Everything that answers share.
#[derive(Debug)]
pub struct App {
    pub(crate) accounts: BTreeMap<String, Arc<Account>>,
    pub(crate) callers: Callers,
    pub(crate) metrics: Metrics,
    pub(crate) shared: Option<Arc<Shared>>,
    pub(crate) config: Config,
    draining: AtomicBool,
}

impl App {
    /// Makes the accounts of a configuration.
    ///
    /// # Errors
    /// In words: what does not start.
    pub fn new(config: Config) -> Result<Arc<Self>, String> {
        let shared = match &config.sharing {
            None => None,
            Some(settings) => {
                let shared = Shared::new(settings.clone(), config.timing.clone(), config.limits.clone());
                Some(Arc::new(shared.map_err(|_| "the address of Redis is none".to_owned())?))
            }
        };
        let mut accounts = BTreeMap::new();
        for (name, account) in &config.accounts {
            let (timing, limits) = (config.timing.clone(), config.limits.clone());
            let upstream = Upstream::new(account.clone(), &timing, &limits)
                .map_err(|_| "the TLS library does not start".to_owned())?;
            let account = Account::new(name.clone(), upstream, timing, limits, shared.clone());
            accounts.insert(name.clone(), Arc::new(account));
        }
        let callers = Callers::new(config.callers.clone(), config.trusted.clone(), config.limits.clone());
        let (metrics, draining) = (Metrics::default(), AtomicBool::new(false));
        Ok(Arc::new(Self { accounts, callers, metrics, shared, config, draining }))
    }

    /// How replicas are coordinated now.
    #[must_use]
    pub fn coordination(&self) -> Coordination {
        self.shared.as_ref().map_or(Coordination::Single, |shared| shared.coordination())
    }

    /// Whether a stop has begun.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Begins a stop: nothing new is wanted.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Requests to vendors that fly or wait.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.accounts.values().map(|account| account.in_flight()).sum()
    }

    /// What replicas share, to be looked after.
    #[must_use]
    pub fn shared(&self) -> Option<Arc<Shared>> {
        self.shared.clone()
    }
}

/// The router.
pub fn app(app: Arc<App>) -> Router {
    let of_account = Router::new()
        .route("/balance", get(parts::balance))
        .route("/transactions", get(parts::transactions))
        .route("/pricing", get(parts::pricing))
        .route("/packs", get(parts::packs))
        .route("/payment-methods", get(parts::payment_methods))
        .route("/auto-topup", get(parts::auto_topup))
        .route("/credit-alert", get(parts::credit_alert))
        .route("/estimate", post(parts::estimate))
        .route("/checkout", post(checkout::checkout));
    let router = Router::new()
        .route("/api/v1/accounts", get(parts::accounts))
        .nest("/api/v1/accounts/{name}", of_account)
        .route("/api/{*rest}", any(answer::not_here))
        .route("/api", any(answer::not_here))
        .route("/healthz", get(answer::healthz))
        .route("/readyz", get(answer::readyz))
        .route("/metrics", get(answer::metrics))
        .layer(DefaultBodyLimit::max(app.config.limits.body));
    let router = match &app.config.static_dir {
        Some(folder) => router.fallback_service(ServeDir::new(folder)),
        None => router.fallback(answer::not_here),
    };
    router.layer(axum::middleware::from_fn_with_state(Arc::clone(&app), around::around)).with_state(app)
}
