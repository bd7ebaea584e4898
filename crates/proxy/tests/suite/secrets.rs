//! No secret is told: everything the suite hears is searched ([`crate::harness::record`]); here the search itself is tried,
//! and the worst that a vendor and a caller can do.

use crate::fake::Play;
use crate::harness::{
    ACCESS, ANNA, API_KEY, Proxy, SECRET, fakes, holds_secret, logged, nothing_told, plant_signatures, record,
};
use reqwest::Method;
use std::time::Duration;

#[test]
fn the_search_finds_what_is_planted() {
    for secret in [ACCESS, SECRET, API_KEY, ANNA] {
        assert!(holds_secret(&format!("a log line with {secret} in it")));
    }
    assert!(!holds_secret("a log line"));
}

#[tokio::test]
async fn mirrors_and_stray_tokens_end_in_nothing() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    // vendors that repeat the credential in their answers and in their errors
    kling.then([Play::Echo]);
    ugen.then([Play::Echo]);
    let mirrored = proxy.get("/api/v1/accounts/kling-main/balance").await;
    assert_eq!(mirrored.code(), "credential-echoed");
    assert_eq!(proxy.get("/api/v1/accounts/studio/pricing").await.code(), "credential-echoed");
    plant_signatures(&kling);
    let errors = format!(r#"{{"code":1002,"message":"{SECRET} {ACCESS}","error":{{"message":"{API_KEY}"}}}}"#);
    kling.then([Play::Say(401, "", errors.clone())]);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let told = proxy.get("/api/v1/accounts/kling-main/balance").await;
    assert_eq!(told.code(), "refused");
    // callers who put a token where it does not belong
    let stray = [
        proxy.request(Method::GET, &format!("/api/v1/accounts/{ANNA}/balance")).bearer_auth(ANNA),
        proxy.request(Method::GET, &format!("/api/v1/accounts/studio/balance?token={ANNA}")).bearer_auth(ANNA),
        proxy.request(Method::GET, &format!("/{ANNA}")),
        proxy.request(Method::GET, "/api/v1/accounts").header("authorization", format!("Basic {ANNA}")),
        proxy.request(Method::from_bytes(b"TOKENOFANNA").unwrap(), "/api/v1/accounts").bearer_auth(ANNA),
    ];
    for request in stray {
        assert!(proxy.send(request).await.status >= 400);
    }
    record(&proxy.get("/metrics").await.body);
    record(&format!("{:?}", proxy.app));
    let log = logged();
    assert!(log.contains("\"route\":\"/api/v1/accounts/{name}/balance\""), "the log has no line of a request:\n{log}");
    assert!(log.contains("the vendor was asked in vain"), "the log has no line of a vendor's failure");
    assert!(!holds_secret(&log));
    nothing_told();
}

#[test]
fn a_panic_tells_where_and_not_what() {
    let hook = std::panic::take_hook();
    packwise_proxy::log::quiet_panics();
    let caught = std::panic::catch_unwind(|| panic!("{SECRET}"));
    std::panic::set_hook(hook);
    assert!(caught.is_err());
    nothing_told();
}
