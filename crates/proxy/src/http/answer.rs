//! The shapes of answers: a figure with its age, an error in words, health.
//!
//! Imports `account`, `clock`, `failure` and `shared` through `App`, and `parts`.

use super::{App, Peer, parts};
use crate::account::Served;
use crate::clock;
use crate::failure::Failure;
use crate::upstream::node::quote;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HOST, RETRY_AFTER};
use axum::http::{Extensions, HeaderMap, HeaderValue, Response, StatusCode};
use std::fmt::Write as _;
use std::sync::Arc;

/// A JSON answer.
pub(super) fn json(status: StatusCode, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A refusal of our own: the vendor was not asked.
pub(super) fn refuse(status: StatusCode, code: &'static str, words: &str) -> Response<Body> {
    let mut body = format!("{{\"error\":{{\"code\":\"{code}\",\"words\":");
    quote(words, &mut body);
    body.push_str("}}");
    let mut response = json(status, body);
    response.extensions_mut().insert(Code(code));
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// The stable code of an error, for the log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code(pub(super) &'static str);

/// `{"code":…,"words":…,"vendorCode":…,"vendorStatus":…,"retryAfterSeconds":…}`
fn problem(failure: &Failure, into: &mut String) {
    let number = |number: Option<i64>| number.map_or("null".to_owned(), |number| number.to_string());
    let _ = write!(into, "{{\"code\":\"{}\",\"words\":", failure.kind.code());
    quote(&failure.words(), into);
    let wait = failure.wait.and_then(|wait| i64::try_from(clock::seconds_up(wait)).ok());
    let _ = write!(
        into,
        ",\"vendorCode\":{},\"vendorStatus\":{},\"retryAfterSeconds\":{}}}",
        number(failure.vendor_code),
        number(failure.vendor_status.map(i64::from)),
        number(wait)
    );
}

/// A failure of the vendor, or on the way to it.
pub(super) fn failed(failure: &Failure) -> Response<Body> {
    let mut body = "{\"error\":".to_owned();
    problem(failure, &mut body);
    body.push('}');
    let status = StatusCode::from_u16(failure.kind.status()).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = json(status, body);
    response.extensions_mut().insert(Code(failure.kind.code()));
    if let Some(wait) = failure.wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(clock::seconds_up(wait).max(1)));
    }
    response
}

/// A figure: whose, when it was fetched, how old it is, and the vendor's JSON under `name`.
pub(super) fn served(app: &App, account: &str, provider: &str, name: &str, served: &Served) -> Response<Body> {
    let kept = &served.kept;
    let mut body = String::with_capacity(kept.body.len() + 256);
    // account names have letters, digits and signs only, so they need no quoting
    let _ = write!(
        body,
        "{{\"provider\":\"{provider}\",\"account\":\"{account}\",\"fetchedAt\":\"{}\",\"ageSeconds\":{},\"stale\":{},\
         \"coordination\":\"{}\",\"problem\":",
        clock::iso(kept.fetched_ms),
        clock::millis(kept.age()) / 1000,
        served.stale,
        app.coordination().code(),
    );
    match &served.problem {
        None => body.push_str("null"),
        Some(failure) => problem(failure, &mut body),
    }
    let _ = write!(body, ",\"{name}\":{}}}", kept.body);
    json(StatusCode::OK, body)
}

/// Everything that is nowhere.
pub(super) async fn not_here() -> Response<Body> {
    refuse(StatusCode::NOT_FOUND, "not-found", "There is nothing at this address.")
}

/// Whether the process lives.
pub(super) async fn healthz(State(app): State<Arc<App>>) -> Response<Body> {
    json(StatusCode::OK, format!("{{\"status\":\"ok\",\"coordination\":\"{}\"}}", app.coordination().code()))
}

/// Whether it wants requests.
pub(super) async fn readyz(State(app): State<Arc<App>>) -> Response<Body> {
    let coordination = app.coordination().code();
    if app.is_draining() {
        return json(
            StatusCode::SERVICE_UNAVAILABLE,
            format!("{{\"ready\":false,\"coordination\":\"{coordination}\"}}"),
        );
    }
    json(StatusCode::OK, format!("{{\"ready\":true,\"coordination\":\"{coordination}\"}}"))
}

/// Whether a request was meant for this machine by name: a reverse proxy beside us comes from here too, and mostly passes
/// on the name that it was asked by.
fn is_local_host(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    // the port begins at the last colon, unless that is a part of an address in brackets
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost")
        || name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The counters. They name accounts, so they are for callers and for this machine itself.
pub(super) async fn metrics(State(app): State<Arc<App>>, extensions: Extensions, headers: HeaderMap) -> Response<Body> {
    let peer = extensions.get::<Peer>().map(|peer| peer.0);
    // a reverse proxy on this machine forwards others' requests, and says so
    let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
    let is_local = peer.is_some_and(|peer| peer.is_loopback()) && !forwarded && is_local_host(&headers);
    if !is_local && let Err(refused) = parts::know(&app, &headers, &extensions) {
        return refused;
    }
    let mut response = Response::new(Body::from(app.metrics.text(&app.accounts, app.coordination())));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
