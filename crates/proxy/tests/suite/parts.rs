//! What is answered when all is well: shapes, numbers digit for digit, and what reaches the vendor.

use crate::fake::header;
use crate::harness::{ANNA, Proxy, SHORT, fakes, plant_signatures, read, toml};
use packwise_engine::book::Books;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_kling_balance_is_the_vendors_own_json() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    let answer = proxy.get("/api/v1/accounts/kling-main/balance").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    assert_eq!(json["provider"], "kling");
    assert_eq!(json["account"], "kling-main");
    assert_eq!(json["stale"], false);
    assert_eq!(json["coordination"], "single");
    assert!(json["fetchedAt"].as_str().unwrap().ends_with('Z'));
    assert_eq!(json["ageSeconds"], 0);
    assert!(answer.body.contains(r#""remaining_quantity":118.0"#), "digit for digit: {}", answer.body);
    assert_eq!(
        json["balance"],
        json!({"code": 0, "data": {"code": 0, "resource_pack_subscribe_infos": [{
            "resource_pack_name": "Video Generation - 10,000 entries",
            "resource_pack_id": "509f3fd3d4ab4a3f9eec5db27aa44f27",
            "resource_pack_type": "decreasing_total",
            "total_quantity": 200.0,
            "remaining_quantity": 118.0,
            "purchase_time": 1_726_124_664_368_u64,
            "effective_time": 1_726_124_664_368_u64,
            "invalid_time": 1_727_366_400_000_u64,
            "status": "expired"
        }]}})
    );
    plant_signatures(&kling);
}

#[tokio::test]
async fn nothing_that_a_browser_sent_reaches_the_vendor() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    let request = proxy
        .request(Method::GET, "/api/v1/accounts/kling-main/balance")
        .bearer_auth(ANNA)
        .header("cookie", "session=browser-cookie")
        .header("user-agent", "browser-agent")
        .header("referer", "https://docs.example.com/browser-page")
        .header("x-forwarded-for", "8.8.8.8")
        .header("accept-language", "xx-browser")
        .header("origin", "https://docs.example.com");
    assert_eq!(proxy.send(request).await.status, 200);
    let with_query = proxy.get("/api/v1/accounts/kling-main/balance?start_time=1&resource_pack_name=x").await;
    assert_eq!(with_query.status, 400);
    let seen = kling.seen();
    assert_eq!(seen.len(), 1);
    let head = seen[0].head.to_ascii_lowercase();
    for word in ["browser", "cookie", "8.8.8.8", "referer", "origin", "docs.example.com", "planted-000"] {
        assert!(!head.contains(word), "`{word}` reached the vendor:\n{head}");
    }
    assert!(seen[0].line.starts_with("GET /account/costs?start_time="), "{}", seen[0].line);
    assert!(seen[0].line.contains("&end_time="), "{}", seen[0].line);
    let mut names: Vec<_> =
        head.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "authorization", "content-type", "host", "user-agent"]);
    plant_signatures(&kling);
}

#[tokio::test]
async fn every_part_of_u_gen() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    let part = |path: &'static str| {
        let proxy = &proxy;
        async move {
            let answer = proxy.get(&format!("/api/v1/accounts/studio/{path}")).await;
            assert_eq!(answer.status, 200, "{path}: {answer:?}");
            answer.json()
        }
    };
    let balance = part("balance").await;
    assert_eq!(balance["provider"], "u-gen");
    assert_eq!(balance["balance"], json!({"credit_balance": 1200, "credit_reserved": 86, "available_credits": 1114}));
    let page = part("transactions?page=1&page_size=10&job_id=j1").await["transactions"].clone();
    assert_eq!(
        page,
        json!({"items": [{"id": "t1", "type": "reserve", "amount": -86, "balance_before": 1286, "balance_after": 1200,
            "job_id": "j1", "created_at": "2026-11-20T10:00:00Z"}], "total": 1, "page": 1, "page_size": 20, "total_pages": 1})
    );
    let pricing = part("pricing?model_id=kling3_std").await["pricing"].clone();
    assert_eq!(pricing[0]["credits"], 8);
    assert_eq!(pricing[0].get("api_token"), None);
    assert_eq!(part("packs").await["packs"][1]["savings_pct"], 10);
    assert_eq!(
        part("payment-methods").await["paymentMethods"],
        json!([{"id": "pm_1", "type": "card", "brand": "visa", "last4": "4242"}])
    );
    assert_eq!(part("auto-topup").await["autoTopup"]["threshold"], 100);
    assert_eq!(part("credit-alert").await["creditAlert"], json!({"enabled": false, "threshold": 50}));

    let lines: Vec<String> = ugen.seen().iter().map(|seen| seen.line.clone()).collect();
    assert!(lines[1].starts_with("GET /credits/transactions?page=1&page_size=10&job_id=j1 "), "{lines:?}");
    assert!(lines[2].starts_with("GET /credits/pricing?model_id=kling3_std "), "{lines:?}");
    assert!(ugen.seen().iter().all(|seen| seen.signed), "{lines:?}");
    for path in ["transactions", "pricing", "packs", "payment-methods"] {
        let answer = proxy.get(&format!("/api/v1/accounts/kling-main/{path}")).await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "not-offered"), "{path}");
    }
    for path in
        ["transactions?page=0", "transactions?pages=1", "pricing?model_id=a%26b", "packs?as=table", "balance?x=1"]
    {
        assert_eq!(proxy.get(&format!("/api/v1/accounts/studio/{path}")).await.status, 400, "{path}");
    }
}

#[tokio::test]
async fn packs_as_a_price_book() {
    let (kling, ugen) = fakes().await;
    let more = format!(
        "[accounts.open]\nprovider = \"u-gen\"\nbase = \"{}\"\napi_key = \"another-planted-0000\"\npublic_packs = true",
        ugen.base
    );
    let proxy = Proxy::start(read(&toml(&kling, &ugen, SHORT, &more), &[]).unwrap()).await;
    let answer = proxy.get("/api/v1/accounts/studio/packs?as=book").await;
    assert_eq!(answer.status, 200);
    let mut books = Books::empty();
    let edition = books.add(&answer.body).unwrap();
    assert_eq!(edition.book.packs.len(), 2);
    let of_anybody = |path: &'static str| proxy.send(proxy.request(Method::GET, path));
    // as often as they like, because they try no token
    for _ in 0..12 {
        let answer = of_anybody("/api/v1/accounts/open/packs").await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    assert_eq!(of_anybody("/api/v1/accounts/open/balance").await.status, 401);
    assert_eq!(of_anybody("/api/v1/accounts/studio/packs").await.status, 401);
}

#[tokio::test]
async fn an_estimate_is_checked_and_put() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    let path = "/api/v1/accounts/studio/estimate";
    let answer = proxy.post(path, r#"{"segment_count":3,"model_id":"kling3_std","music_enabled":false}"#).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["estimate"]["total"], 66);
    let seen = ugen.seen();
    assert_eq!(seen[0].line, "POST /credits/estimate HTTP/1.1");
    assert_eq!(seen[0].body, r#"{"segment_count":3,"model_id":"kling3_std","music_enabled":false}"#);
    for bad in ["", "{}", "[1]", r#"{"segment_count":3,"webhook":"https://evil.example"}"#, r#"{"segment_count":-1}"#] {
        assert_eq!(proxy.post(path, bad).await.status, 400, "{bad}");
    }
    let form = proxy.request(Method::POST, path).bearer_auth(ANNA).header("content-type", "text/plain");
    assert_eq!(proxy.send(form.body(r#"{"segment_count":3}"#)).await.status, 415);
    assert_eq!(ugen.seen().len(), 1);
}

#[tokio::test]
async fn a_checkout_only_when_it_is_on_and_meant() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    let order = |account: &str, confirm: Option<&'static str>, body: &'static str| {
        let request = proxy.request(Method::POST, &format!("/api/v1/accounts/{account}/checkout")).bearer_auth(ANNA);
        let request = request.header("content-type", "application/json").body(body);
        match confirm {
            Some(pack) => request.header("x-packwise-confirm", pack),
            None => request,
        }
    };
    let good = r#"{"pack_id":"creator","payment_type":"paypal","confirm":"creator"}"#;
    let codes = [
        ("closed", Some("creator"), good, "checkout-off"),
        ("kling-main", Some("creator"), good, "not-offered"),
        ("studio", None, good, "unconfirmed"),
        ("studio", Some("starter"), good, "unconfirmed"),
        ("studio", Some("creator"), r#"{"pack_id":"creator"}"#, "bad-request"),
        (
            "studio",
            Some("creator"),
            r#"{"pack_id":"creator","confirm":"creator","success_url":"https://evil.example"}"#,
            "bad-request",
        ),
    ];
    for (account, confirm, body, code) in codes {
        assert_eq!(proxy.send(order(account, confirm, body)).await.code(), code, "{account} {confirm:?} {body}");
    }
    let foreign = order("studio", Some("creator"), good).header("origin", "https://evil.example");
    assert_eq!(proxy.send(foreign).await.code(), "foreign-origin");
    assert!(ugen.seen().is_empty(), "the vendor was asked");

    let answer = proxy.send(order("studio", Some("creator"), good)).await;
    assert_eq!(answer.json(), json!({"checkoutUrl": "https://checkout.stripe.com/c/pay/cs_1"}));
    assert_eq!(ugen.seen()[0].body, r#"{"pack_id":"creator","payment_type":"paypal"}"#);
    assert_eq!(header(&ugen.seen()[0].head, "content-type").as_deref(), Some("application/json"));
    // each is one of its own
    assert_eq!(proxy.send(order("studio", Some("creator"), good)).await.status, 200);
    assert_eq!(ugen.seen().len(), 2);

    let elsewhere = r#"{"checkout_url":"https://evil.example/pay"}"#.to_owned();
    ugen.then([crate::fake::Play::Say(200, "", elsewhere)]);
    let answer = proxy.send(order("studio", Some("creator"), good)).await;
    assert_eq!(answer.code(), "unexpected-shape");
    assert!(!answer.body.contains("evil"), "{answer:?}");
}
