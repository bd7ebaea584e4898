//! The parts of an account that can be read: balance, transactions, pricing, packs and the rest.
//!
//! Imports `account`, `book`, `callers`, `config`, `failure`, `seats` and `upstream` through `App`.

use super::App;
use super::answer::{failed, json, refuse, served};
use super::around::{By, Peer};
use crate::account::Account;
use crate::book;
use crate::callers::Unknown;
use crate::config::Provider;
use crate::seats::Sitter;
use crate::upstream::ask::{Ask, Estimate, none_left};
use crate::upstream::node::{Node, object};
use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Extensions, HeaderMap, Response, StatusCode};
use std::collections::BTreeMap;
use std::sync::Arc;

type Asked = Result<Query<BTreeMap<String, String>>, QueryRejection>;

/// Who asks, and about which account.
pub(super) struct Visit {
    pub(super) account: Arc<Account>,
    pub(super) caller: usize,
    pub(super) by: String,
    /// Whether the trusted header said who it is, and not a token.
    pub(super) by_header: bool,
}

/// Knows the caller.
pub(super) fn know(app: &App, headers: &HeaderMap, extensions: &Extensions) -> Result<(usize, bool), Response<Body>> {
    let peer = extensions.get::<Peer>().map(|peer| peer.0);
    let (at, by_header) = app.callers.know(headers, peer).map_err(|unknown| match unknown {
        Unknown::Refused => {
            refuse(StatusCode::UNAUTHORIZED, "unknown-caller", "This needs a token that is known here.")
        }
        Unknown::TooMany => refuse(StatusCode::TOO_MANY_REQUESTS, "too-many-refusals", "Too many unknown tokens."),
    })?;
    if let Some(sitter) = extensions.get::<Sitter>() {
        sitter.greet();
    }
    if app.callers.may_ask(at) {
        Ok((at, by_header))
    } else {
        Err(refuse(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "This caller asks too often."))
    }
}

/// Knows the caller, and the account as one of theirs.
pub(super) fn visit(
    app: &App,
    name: &str,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Result<Visit, Response<Body>> {
    let (caller, by_header) = know(app, headers, extensions)?;
    let known = app.callers.at(caller).filter(|caller| caller.scope.has(name));
    match (known, app.accounts.get(name)) {
        (Some(known), Some(account)) => {
            Ok(Visit { account: Arc::clone(account), caller, by: known.name.clone(), by_header })
        }
        // whether it exists is not told to who may not see it
        _ => Err(refuse(StatusCode::NOT_FOUND, "unknown-account", "There is no such account for this caller.")),
    }
}

/// Writes the caller's name into the log's line.
pub(super) fn signed(mut response: Response<Body>, by: &str) -> Response<Body> {
    response.extensions_mut().insert(By(by.to_owned()));
    response
}

pub(super) fn not_offered() -> Response<Body> {
    refuse(StatusCode::NOT_FOUND, "not-offered", "This account's vendor has no such interface.")
}

/// Answers one question about an account.
async fn answer(app: &App, visit: &Visit, ask: &Ask) -> Response<Body> {
    let account = &visit.account;
    let response = if account.offers(ask) {
        match account.get(ask, Some(visit.caller)).await {
            Ok(figure) => served(app, &account.name, account.config().provider.id(), ask.name(), &figure),
            Err(failure) => failed(&failure),
        }
    } else {
        not_offered()
    };
    signed(response, &visit.by)
}

fn bad(words: &str) -> Response<Body> {
    refuse(StatusCode::BAD_REQUEST, "bad-request", words)
}

/// A question without parameters.
async fn plain(
    app: &App,
    name: &str,
    headers: &HeaderMap,
    extensions: &Extensions,
    query: Asked,
    ask: Ask,
) -> Response<Body> {
    let visit = match visit(app, name, headers, extensions) {
        Ok(visit) => visit,
        Err(response) => return response,
    };
    match query.map_err(|_| "the address cannot be read".to_owned()).and_then(|Query(query)| none_left(&query)) {
        Ok(()) => answer(app, &visit, &ask).await,
        Err(words) => bad(&words),
    }
}

/// A question made of the address's parameters.
async fn queried(
    app: &App,
    name: &str,
    headers: &HeaderMap,
    extensions: &Extensions,
    query: Asked,
    read: impl FnOnce(BTreeMap<String, String>) -> Result<Ask, String>,
) -> Response<Body> {
    let visit = match visit(app, name, headers, extensions) {
        Ok(visit) => visit,
        Err(response) => return response,
    };
    match query.map_err(|_| "the address cannot be read".to_owned()).and_then(|Query(query)| read(query)) {
        Ok(ask) => answer(app, &visit, &ask).await,
        Err(words) => bad(&words),
    }
}

/// The accounts that a caller may see.
pub(super) async fn accounts(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response<Body> {
    let (caller, _) = match know(&app, &headers, &extensions) {
        Ok(known) => known,
        Err(response) => return response,
    };
    let Some(caller) = app.callers.at(caller) else { return bad("no caller") };
    let parts_of = |provider| match provider {
        Provider::Kling => &["balance"][..],
        Provider::UGen => &[
            "balance",
            "transactions",
            "pricing",
            "packs",
            "estimate",
            "payment-methods",
            "auto-topup",
            "credit-alert",
        ],
    };
    let listed = app.accounts.values().filter(|account| caller.scope.has(&account.name)).map(|account| {
        let config = account.config();
        let mut parts: Vec<_> = parts_of(config.provider).iter().map(|part| Node::Text((*part).to_owned())).collect();
        if config.checkout {
            parts.push(Node::Text("checkout".to_owned()));
        }
        object([
            ("name", Node::Text(account.name.clone())),
            ("provider", Node::Text(config.provider.id().to_owned())),
            ("parts", Node::List(parts)),
            ("checkout", Node::Flag(config.checkout)),
        ])
    });
    let coordination = Node::Text(app.coordination().code().to_owned());
    let body = object([("accounts", Node::List(listed.collect())), ("coordination", coordination)]);
    signed(json(StatusCode::OK, body.to_json()), &caller.name)
}

macro_rules! plain {
    ($($(#[$doc:meta])* $function:ident = $ask:expr;)*) => {
        $($(#[$doc])*
        pub(super) async fn $function(
            State(app): State<Arc<App>>,
            Path(name): Path<String>,
            headers: HeaderMap,
            extensions: Extensions,
            query: Asked,
        ) -> Response<Body> {
            plain(&app, &name, &headers, &extensions, query, $ask).await
        })*
    };
}

plain! {
    /// What is left.
    balance = Ask::Balance;
    /// The stored ways to pay, read-only.
    payment_methods = Ask::PaymentMethods;
    /// Whether packs are bought by themselves, read-only.
    auto_topup = Ask::AutoTopup;
    /// Whether low credits are told by mail, read-only.
    credit_alert = Ask::CreditAlert;
}

/// A page of what was booked.
pub(super) async fn transactions(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    extensions: Extensions,
    query: Asked,
) -> Response<Body> {
    queried(&app, &name, &headers, &extensions, query, Ask::transactions).await
}

/// What models draw: the rates, in credits.
pub(super) async fn pricing(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    extensions: Extensions,
    query: Asked,
) -> Response<Body> {
    queried(&app, &name, &headers, &extensions, query, Ask::pricing).await
}

/// The packs on sale; with `?as=book`, as a price book.
pub(super) async fn packs(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    extensions: Extensions,
    query: Asked,
) -> Response<Body> {
    let open = app.accounts.get(&name).filter(|account| account.config().public_packs);
    let peer = extensions.get::<Peer>().map(|peer| peer.0);
    let anybody = |account: &Arc<Account>| (Arc::clone(account), None, "anybody".to_owned());
    let (account, caller, by) = match open {
        // who proves nothing has tried no wrong token
        Some(account) if !app.callers.tries(&headers, peer) => anybody(account),
        open => match (visit(&app, &name, &headers, &extensions), open) {
            (Ok(visit), _) => (visit.account, Some(visit.caller), visit.by),
            (Err(response), Some(account)) if response.status() != StatusCode::TOO_MANY_REQUESTS => anybody(account),
            (Err(response), _) => return response,
        },
    };
    let as_book = match query {
        Ok(Query(mut query)) => match (query.remove("as").as_deref(), none_left(&query)) {
            (None, Ok(())) => false,
            (Some("book"), Ok(())) => true,
            _ => return bad("the only parameter is as=book"),
        },
        Err(_) => return bad("the address cannot be read"),
    };
    if !account.offers(&Ask::Packs) {
        return signed(not_offered(), &by);
    }
    let response = match account.get(&Ask::Packs, caller).await {
        Err(failure) => failed(&failure),
        Ok(figure) if as_book => match book::of_packs(&figure.kept.body, figure.kept.fetched_ms) {
            Ok(book) => json(StatusCode::OK, book),
            Err(failure) => failed(&failure),
        },
        Ok(figure) => served(&app, &account.name, account.config().provider.id(), "packs", &figure),
    };
    signed(response, &by)
}

/// What a job would cost.
pub(super) async fn estimate(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    extensions: Extensions,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let visit = match visit(&app, &name, &headers, &extensions) {
        Ok(visit) => visit,
        Err(response) => return response,
    };
    let body = match posted(&app, &visit, &headers, body) {
        Ok(body) => body,
        Err(response) => return signed(response, &visit.by),
    };
    match Estimate::read(&body) {
        Ok(estimate) => answer(&app, &visit, &Ask::Estimate(Box::new(estimate))).await,
        Err(words) => signed(bad(&words), &visit.by),
    }
}

/// The body of a POST, if there may be one and it is JSON.
pub(super) fn posted(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Bytes, Response<Body>> {
    if !app.callers.may_post(visit.caller) {
        return Err(refuse(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "This caller posts too often."));
    }
    // a type that no form can send, so a page of another origin has to ask first
    let mime = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !mime.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", "The body must be application/json."));
    }
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => refuse(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large."),
        _ => bad("the body cannot be read"),
    })
}
