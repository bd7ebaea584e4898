//! What a vendor can do wrong, and what a caller is told then.

use crate::fake::Play;
use crate::harness::{Proxy, fakes, plant_signatures};
use std::time::Duration;

const BALANCE: &str = "/api/v1/accounts/kling-main/balance";

/// Plays a fault to a fresh proxy; the status, code and `retryAfterSeconds` that a caller is told, and what is told
/// after the vendor has recovered.
async fn told(play: Play) -> (u16, String, Option<u64>) {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    kling.then([play]);
    let answer = proxy.get(BALANCE).await;
    let json = answer.json();
    assert!(json["error"]["words"].as_str().is_some_and(|words| words.len() > 20), "{answer:?}");
    let retry = json["error"]["retryAfterSeconds"].as_u64();
    if let Some(retry) = retry {
        assert_eq!(answer.header("retry-after"), Some(retry.max(1).to_string()));
    }
    assert!(!answer.body.contains("vendor's own words"), "{answer:?}");
    proxy.balance_when_it_comes().await;
    plant_signatures(&kling);
    assert!(kling.seen().iter().all(|seen| seen.signed), "an unsigned request");
    assert!(kling.least_gap() >= Duration::from_millis(60), "{:?}", kling.least_gap());
    (answer.status, answer.code(), retry)
}

fn envelope(status: u16, code: u32) -> Play {
    let body = format!(r#"{{"code":{code},"message":"the vendor's own words","request_id":"r"}}"#);
    Play::Say(status, "", body)
}

macro_rules! faults {
    ($($name:ident: $play:expr => $status:literal $code:literal;)*) => {
        $(#[tokio::test]
        async fn $name() {
            let (status, code, _) = told($play).await;
            assert_eq!((status, code.as_str()), ($status, $code));
        })*
    };
}

faults! {
    slow: Play::Slow(Duration::from_secs(2)) => 504 "timed-out";
    trickling: Play::Trickle => 504 "timed-out";
    cut_off: Play::CutOff => 502 "cut-off";
    hung_up: Play::Hang => 502 "cut-off";
    broken: envelope(500, 5000) => 502 "vendor-down";
    under_maintenance: envelope(503, 5001) => 502 "vendor-down";
    overloaded: envelope(504, 5002) => 504 "timed-out";
    too_many_requests: envelope(429, 1302) => 503 "rate-limited";
    over_concurrency: envelope(429, 1303) => 503 "rate-limited";
    packs_used_up: envelope(429, 1102) => 502 "refused";
    not_on_the_list: envelope(429, 1304) => 502 "refused";
    clock_ahead: envelope(401, 1003) => 502 "refused";
    clock_behind: envelope(401, 1004) => 502 "refused";
    wrong_keys: envelope(401, 1002) => 502 "refused";
    no_access: envelope(403, 1103) => 502 "refused";
    success_that_is_none: envelope(200, 1102) => 502 "refused";
    bad_parameters: envelope(400, 1201) => 422 "bad-question";
    unknown_number: envelope(200, 777) => 502 "unexpected-shape";
    inner_code: Play::Say(200, "", r#"{"code":0,"data":{"code":1101,"msg":"the vendor's own words"}}"#.to_owned()) => 502 "refused";
    a_gateway_page: Play::Say(200, "Content-Type: text/html\r\n", "<h1>the vendor's own words</h1>".to_owned()) => 502 "not-json";
    a_broken_gateway: Play::Say(502, "Content-Type: text/html\r\n", "<h1>Bad gateway</h1>".to_owned()) => 502 "vendor-down";
    a_page_that_says_json: Play::Say(200, "", "<h1>the vendor's own words</h1>".to_owned()) => 502 "not-json";
    half_a_json: Play::Say(200, "", r#"{"code":0,"data":{"#.to_owned()) => 502 "not-json";
    not_utf8: Play::Bytes => 502 "not-json";
    ten_megabytes: Play::Long(10 << 20) => 502 "too-large";
    without_an_end: Play::Endless => 502 "too-large";
    a_list: Play::Say(200, "", "[]".to_owned()) => 502 "unexpected-shape";
    no_data: Play::Say(200, "", r#"{"code":0,"message":"SUCCEED"}"#.to_owned()) => 502 "unexpected-shape";
    wrong_types: Play::Say(200, "", r#"{"code":0,"data":{"resource_pack_subscribe_infos":[{"remaining_quantity":{"a":1}}]}}"#.to_owned()) => 502 "unexpected-shape";
    a_list_that_is_none: Play::Say(200, "", r#"{"code":0,"data":{"resource_pack_subscribe_infos":{}}}"#.to_owned()) => 502 "unexpected-shape";
    elsewhere: Play::Say(302, "Location: http://127.0.0.1:9/steal\r\n", "{}".to_owned()) => 502 "redirected";
    elsewhere_for_ever: Play::Say(308, "Location: https://evil.example/\r\n", "{}".to_owned()) => 502 "redirected";
    a_mirror: Play::Echo => 502 "credential-echoed";
}

#[tokio::test]
async fn a_vendor_that_is_not_there() {
    let (kling, ugen) = fakes().await;
    let gone = format!("{}/", "http://127.0.0.1:9");
    let file = crate::harness::toml(&kling, &ugen, crate::harness::SHORT, "").replace(&kling.base, &gone);
    let proxy = Proxy::start(crate::harness::read(&file, &[]).unwrap()).await;
    let answer = proxy.get(BALANCE).await;
    assert_eq!((answer.status, answer.code().as_str()), (502, "cut-off"));
}

#[tokio::test]
async fn the_wait_that_is_asked_for_is_kept() {
    let (status, code, retry) =
        told(Play::Say(429, "Retry-After: 2\r\n", r#"{"code":1302,"message":"slow"}"#.to_owned())).await;
    assert_eq!((status, code.as_str()), (503, "rate-limited"));
    assert_eq!(retry, Some(2));
}

#[tokio::test]
async fn an_absent_list_is_no_fault() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    kling.then([Play::Say(200, "", r#"{"code":0,"message":"SUCCEED","data":{"code":0,"msg":"success"}}"#.to_owned())]);
    let answer = proxy.get(BALANCE).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["balance"], serde_json::json!({"code": 0, "data": {"code": 0}}));
}

#[tokio::test]
async fn a_stale_figure_is_served_with_its_age_and_the_reason() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    let first = proxy.balance_when_it_comes().await.json();
    kling.always(envelope(500, 5000));
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let stale = proxy.get(BALANCE).await;
    let json = stale.json();
    assert_eq!(stale.status, 200, "{stale:?}");
    assert_eq!((json["stale"].as_bool(), stale.code().as_str()), (Some(true), "vendor-down"));
    assert_eq!(json["fetchedAt"], first["fetchedAt"]);
    assert_eq!(json["balance"], first["balance"]);
    assert!(json["ageSeconds"].as_u64().unwrap() >= 1);
    kling.always(Play::Good);
    let fresh = proxy.balance_when_it_comes().await.json();
    assert_ne!(fresh["fetchedAt"], first["fetchedAt"]);
    assert!(fresh["problem"].is_null());
}

#[tokio::test]
async fn a_slow_vendor_does_not_keep_callers_who_can_have_a_stale_figure() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    proxy.balance_when_it_comes().await;
    kling.then([Play::Slow(Duration::from_millis(600))]);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let start = std::time::Duration::ZERO;
    let clock = tokio::time::Instant::now();
    let answer = proxy.get(BALANCE).await;
    assert!(clock.elapsed() > start && clock.elapsed() < Duration::from_millis(550), "{:?}", clock.elapsed());
    assert_eq!(answer.json()["stale"], true);
    assert!(answer.json()["problem"].is_null(), "a refresh under way is no problem");
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(proxy.get(BALANCE).await.json()["stale"], false, "the flight went on by itself");
}

#[tokio::test]
async fn useless_errors_are_not_tried_again_and_the_breaker_opens_on_the_others() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    kling.always(envelope(401, 1002));
    let clock = tokio::time::Instant::now();
    while clock.elapsed() < Duration::from_millis(140) {
        assert_eq!(proxy.get(BALANCE).await.code(), "refused");
    }
    assert_eq!(kling.seen().len(), 1, "a refusal was tried again at once");

    ugen.always(Play::Say(503, "", "{}".to_owned()));
    let studio = "/api/v1/accounts/studio/balance";
    let clock = tokio::time::Instant::now();
    while clock.elapsed() < Duration::from_millis(1500) {
        assert!(matches!(proxy.get(studio).await.code().as_str(), "vendor-down"));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // waits of 50-100, 100-200, 200-400, 200-400 ms, then the breaker for 900 ms
    assert!((4..=6).contains(&ugen.seen().len()), "{} tries", ugen.seen().len());
    let metrics = proxy.get("/metrics").await.body;
    assert!(metrics.contains("packwise_breaker{account=\"studio\"} 2"), "{metrics}");
    ugen.always(Play::Good);
    tokio::time::sleep(Duration::from_millis(950)).await;
    assert_eq!(proxy.get(studio).await.status, 200, "the breaker's probe closes it");
    let metrics = proxy.get("/metrics").await.body;
    assert!(metrics.contains("packwise_breaker{account=\"studio\"} 0"), "{metrics}");
}
