//! Starting to buy a pack at U-Gen.
//!
//! Off unless the operator turns it on for an account. It buys nothing by itself: it answers with the vendor's checkout
//! address and nothing else, and paying happens there. So that no other page can start one on somebody's behalf, a
//! request needs all of: a JSON body whose `confirm` repeats the pack, the header `X-Packwise-Confirm` that repeats it
//! once more (no form can send it, and a page of another origin must be on the list to send it), and an origin that is
//! ours or on the list. A caller whom a reverse proxy names must send an origin.
//!
//! Imports `upstream` through `App`.

use super::App;
use super::answer::{failed, json, refuse};
use super::parts::{not_offered, posted, signed, visit};
use crate::config::Provider;
use crate::upstream::ask::{Ask, Checkout};
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{Extensions, HeaderMap, Response, StatusCode};
use std::sync::Arc;

pub(super) async fn checkout(
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
    let by = visit.by.clone();
    let config = visit.account.config();
    if config.provider != Provider::UGen {
        return signed(not_offered(), &by);
    }
    if !config.checkout {
        let words = "Whoever runs the proxy has not turned checkout on for this account.";
        return signed(refuse(StatusCode::FORBIDDEN, "checkout-off", words), &by);
    }
    if !is_own_page(&headers, &app.config.origins, visit.by_header) {
        let words = "A checkout can only be started by a page that may use this proxy.";
        return signed(refuse(StatusCode::FORBIDDEN, "foreign-origin", words), &by);
    }
    let body = match posted(&app, &visit, &headers, body) {
        Ok(body) => body,
        Err(response) => return signed(response, &by),
    };
    let order = match Checkout::read(&body) {
        Ok(order) => order,
        Err(words) => return signed(refuse(StatusCode::BAD_REQUEST, "bad-request", &words), &by),
    };
    let confirmed = headers.get("x-packwise-confirm").and_then(|value| value.to_str().ok());
    if confirmed != Some(order.pack_id.as_str()) {
        let words = "The header X-Packwise-Confirm must repeat the pack.";
        return signed(refuse(StatusCode::BAD_REQUEST, "unconfirmed", words), &by);
    }
    tracing::info!(account = visit.account.name.as_str(), by, "a checkout is started");
    let response = match visit.account.order(Ask::Checkout(order), Some(visit.caller)).await {
        Ok(address) => json(StatusCode::OK, address),
        Err(failure) => failed(&failure),
    };
    signed(response, &by)
}

/// Whether a request comes from a page of ours, or from no page at all.
fn is_own_page(headers: &HeaderMap, origins: &[String], needs_origin: bool) -> bool {
    if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site") && !headers.contains_key(ORIGIN) {
        return false;
    }
    let Some(origin) = headers.get(ORIGIN) else { return !needs_origin };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let own = host.is_some_and(|host| origin.split_once("://").is_some_and(|(_, of)| of.eq_ignore_ascii_case(host)));
    own || origins.iter().any(|known| known == origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    fn is_own(pairs: &[(&'static str, &'static str)], needs_origin: bool) -> bool {
        let headers =
            pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect();
        is_own_page(&headers, &["https://docs.example.com".to_owned()], needs_origin)
    }

    #[test]
    fn foreign_pages_start_nothing() {
        assert!(is_own(&[], false));
        assert!(!is_own(&[], true));
        assert!(!is_own(&[("sec-fetch-site", "cross-site")], false));
        assert!(is_own(&[("origin", "https://docs.example.com"), ("host", "proxy.example.com")], true));
        assert!(is_own(&[("origin", "https://proxy.example.com"), ("host", "proxy.example.com")], true));
        assert!(!is_own(&[("origin", "https://evil.example"), ("host", "proxy.example.com")], false));
        assert!(!is_own(&[("origin", "null"), ("host", "proxy.example.com")], false));
    }
}
