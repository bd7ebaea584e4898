//! What happens around every request: an id, a deadline, CORS, headers, one line in the log, one count.
//!
//! A log line names the route as it is declared, never the address as it was sent, and no header.
//!
//! Imports `config` through `App`.

use super::App;
use super::answer::{self, Code};
use crate::clock;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, ORIGIN,
    REFERRER_POLICY, VARY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Method, Response, StatusCode};
use axum::middleware::Next;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::time::Instant;

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Who asked, for the log.
#[derive(Debug, Clone)]
pub(super) struct By(pub(super) String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The routes, as they are declared, for counters and log.
const ROUTES: [&str; 15] = [
    "/api/v1/accounts",
    "/api/v1/accounts/{name}/balance",
    "/api/v1/accounts/{name}/transactions",
    "/api/v1/accounts/{name}/pricing",
    "/api/v1/accounts/{name}/packs",
    "/api/v1/accounts/{name}/payment-methods",
    "/api/v1/accounts/{name}/auto-topup",
    "/api/v1/accounts/{name}/credit-alert",
    "/api/v1/accounts/{name}/estimate",
    "/api/v1/accounts/{name}/checkout",
    "/api/{*rest}",
    "/api",
    "/healthz",
    "/readyz",
    "/metrics",
];

/// A number that no two requests of this process share, and hardly any two of any.
fn new_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = match NEXT.fetch_add(1, Ordering::Relaxed) {
        0 => {
            // the first one decides where to count from
            let from = clock::random_below(1 << 62);
            NEXT.fetch_add(from, Ordering::Relaxed);
            from
        }
        number => number,
    };
    format!("{number:016x}")
}

pub(super) async fn around(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let start = Instant::now();
    let id = new_id();
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let route = route.and_then(|path| ROUTES.into_iter().find(|route| *route == path)).unwrap_or("site");
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let is_api = path == "/api" || path.starts_with("/api/");
    let origin = request.headers().get(ORIGIN).cloned();
    let allowed = origin.filter(|origin| app.config.origins.iter().any(|known| known.as_bytes() == origin.as_bytes()));

    let mut response = if is_api && method == Method::OPTIONS {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response
    } else if route == "site" && !is_plain(&path) {
        answer::not_here().await
    } else {
        // a little longer than a caller waits for a flight, so that the flight's own words come first
        let deadline = app.config.timing.request + std::time::Duration::from_millis(500);
        match tokio::time::timeout(deadline, next.run(request)).await {
            Ok(response) => response,
            Err(_) => answer::refuse(StatusCode::GATEWAY_TIMEOUT, "deadline", "The request took too long."),
        }
    };

    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    if route == "site" && !is_api {
        let kept = has_digest(path.rsplit('/').next().unwrap_or_default()) && status.is_success();
        let keep = if kept { "public, max-age=31536000, immutable" } else { "no-cache" };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    } else {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if is_api {
        headers.insert(VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = allowed {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after, x-request-id"));
            if method == Method::OPTIONS {
                headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
                let named = HeaderValue::from_static("authorization, content-type, x-packwise-confirm");
                headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, named);
                headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
            }
        }
    }

    let took = start.elapsed();
    app.metrics.answered(route, status.as_u16(), took);
    let code = response.extensions().get::<Code>().map(|code| code.0);
    let by = response.extensions().get::<By>().map(|by| by.0.as_str());
    let (method, status) = (known_method(&method), status.as_u16());
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    // what goes well and often is told to who asks for it; a flood of wrong tokens is not to fill the disk
    if code == Some("too-many-refusals") || ((200..400).contains(&status) && method != "POST") {
        tracing::debug!(id, method, route, status, code, by, micros, "answered");
    } else {
        tracing::info!(id, method, route, status, code, by, micros, "answered");
    }
    response
}

/// A method as a word of our own: others can be anything.
fn known_method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// Whether a path is one that a page of a site asks for: nothing that begins with a dot, and no way to write one otherwise.
/// What is encoded is looked at as it will be read, so an encoded slash, backslash or dot is none; nor is an empty part,
/// because `//books` would be sent on to `//books/`, which is another host.
fn is_plain(path: &str) -> bool {
    let encoded =
        |pair: &[u8]| ["%2f", "%5c", "%2e", "%00"].iter().any(|refused| pair.eq_ignore_ascii_case(refused.as_bytes()));
    !path.as_bytes().windows(3).any(encoded)
        && !path.contains('\\')
        && !path.contains("//")
        && path.split('/').all(|part| !part.starts_with('.'))
}

/// Whether a file's name holds a digest of its contents, as in `packwise-1a2b3c4d5e6f7a8b_bg.wasm`: at least 14
/// hexadecimal digits after a dash, because a leading zero may be missing.
fn has_digest(name: &str) -> bool {
    name.split(['-', '_', '.'])
        .skip(1)
        .any(|part| part.len() >= 14 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digests_are_kept_for_ever() {
        assert!(has_digest("packwise-1a2b3c4d5e6f7a8b_bg.wasm"));
        assert!(has_digest("main-2b3c4d5e6f7a8b.css"));
        assert!(!has_digest("kling-2025.json"));
        assert!(!has_digest("index.html"));
    }

    #[test]
    fn only_plain_paths_reach_the_site() {
        for good in ["/", "/index.html", "/books/v1/", "/a%20b.json", "/a.b/c-d_e~f"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in
            ["/.env", "/a/.b", "/%2eenv", "/%2Eenv", "/a%2f.b", "/a%2Fb", "/a%5cb", "/a\\b", "//a", "/a//b", "/a%00"]
        {
            assert!(!is_plain(bad), "{bad}");
        }
    }

    #[test]
    fn ids_differ() {
        let (one, two) = (new_id(), new_id());
        assert_ne!(one, two);
        assert_eq!(one.len(), 16);
    }
}
