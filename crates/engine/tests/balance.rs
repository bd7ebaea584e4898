//! Balances as vendors really answer, and how long they last: every figure worked out by hand.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_engine::balance::{self, Balance, Held, Moment, MonthsOf, Provider, months_of};
use packwise_engine::burn::{self, BurnDown, Request};
use packwise_engine::date;
use packwise_engine::issue::{Code, Level};
use packwise_engine::plan::Options;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The documentation's own example, with its comments.
const EXAMPLE: &str = r#"{
  "code": 0, // Error codes; specific definitions see Error codes
  "message": "string", // Error information
  "request_id": "string", // see https://example.com/errors
  "data": {
    "code": 0, // Error codes
    "msg": "string", // Error information
    "resource_pack_subscribe_infos": [ // Resource package list
      {
        "resource_pack_name": "Video Generation - 10,000 entries", // Resource package name
        "resource_pack_id": "509f3fd3d4ab4a3f9eec5db27aa44f27", // Resource package ID
        "resource_pack_type": "decreasing_total", // Resource package type
        "total_quantity": 200.0, // Total quantity
        "remaining_quantity": 118.0, // Remaining quantity
        "purchase_time": 1726124664368, // Purchase time, Unix timestamp in ms
        "effective_time": 1726124664368, // Effective time, Unix timestamp in ms
        "invalid_time": 1727366400000, // Expiration time, Unix timestamp in ms
        "status": "expired" // Resource package status
      }
    ]
  }
}"#;

fn read(value: &Value) -> Balance {
    balance::read(value).unwrap()
}

fn kling(packs: Value) -> Value {
    json!({"code": 0, "message": "SUCCEED", "data": {"code": 0, "msg": "success", "resource_pack_subscribe_infos": packs}})
}

fn one(change: &[(&str, Value)]) -> Balance {
    let mut pack = json!({
        "resource_pack_name": "Video Generation - 10,000 entries", "resource_pack_id": "a",
        "resource_pack_type": "decreasing_total", "total_quantity": 10000.0, "remaining_quantity": 118.5,
        "purchase_time": 1_726_124_664_368_i64, "effective_time": 1_726_124_664_368_i64,
        "invalid_time": 1_727_366_400_000_i64, "status": "online"
    });
    for (key, value) in change {
        match value {
            Value::Null => drop(pack.as_object_mut().unwrap().remove(*key)),
            value => pack[*key] = value.clone(),
        }
    }
    read(&kling(json!([pack])))
}

fn codes(balance: &Balance, level: Level) -> Vec<(&str, Code)> {
    let of = balance.issues.iter().filter(|issue| issue.level == level);
    of.map(|issue| (issue.path.rsplit('.').next().unwrap(), issue.code)).collect()
}

#[test]
fn a_key_that_stands_twice_is_named_with_or_without_comments() {
    for comment in ["", "// as the documentation has it\n"] {
        let text = format!(
            r#"{comment}{{"code": 0, "data": {{"resource_pack_subscribe_infos": [{{"resource_pack_name": "P",
            "remaining_quantity": 500, "remaining_quantity": 5}}]}}}}"#
        );
        let balance = balance::read_text(&text).unwrap();
        let twice = balance.issues.iter().find(|issue| issue.code == Code::DUPLICATE_KEY).expect(&text);
        assert_eq!(twice.path, "data.resource_pack_subscribe_infos[0].remaining_quantity");
        assert_eq!(serde_json::to_value(balance.packs[0].remaining).unwrap(), json!(5));
    }
}

#[test]
fn the_documented_example_is_read_with_its_comments() {
    let balance = balance::read_text(EXAMPLE).unwrap();
    let told = serde_json::to_value(&balance).unwrap();
    assert_eq!(
        told["packs"],
        json!([{
            "id": "509f3fd3d4ab4a3f9eec5db27aa44f27", "name": "Video Generation - 10,000 entries", "pool": "video",
            "tier": 10000, "type": "decreasing_total", "total": 200, "remaining": 118, "status": "expired",
            "purchased": "2024-09-12T07:04:24.368Z", "effective": "2024-09-12T07:04:24.368Z",
            "expires": "2024-09-26T16:00:00.000Z"
        }])
    );
    assert_eq!((told["provider"].as_str(), &told["reserved"]), (Some("kling"), &Value::Null));
    assert!(balance.issues.iter().all(|issue| issue.level == Level::Note), "{:?}", balance.issues);
    assert!(balance.issues.iter().any(|issue| issue.code == Code::ASSUMPTION && issue.path.ends_with("pack_name")));
}

#[test]
fn an_account_without_packs_answers_without_a_list() {
    let balance = read(&json!({"code": 0, "message": "SUCCEED", "data": {"code": 0, "msg": "success"}}));
    assert_eq!((balance.provider, balance.packs.len()), (Provider::Kling, 0));
    assert_eq!(codes(&balance, Level::Note).len(), 1);
    assert!(codes(&balance, Level::Error).is_empty());
}

#[test]
fn errors_are_told_with_what_they_mean() {
    for (code, words) in [
        (1001, "no authentication header"),
        (1002, "unknown key"),
        (1004, "sign a new one"),
        (1101, "arrears"),
        (1102, "used up or expired"),
        (1302, "wait"),
        (1303, "concurrency"),
        (1304, "address"),
        (5001, "maintenance"),
        (4711, "nobody here knows"),
    ] {
        let balance = read(&json!({"code": code, "message": "said so", "request_id": "x"}));
        let issue = balance.issues.first().unwrap();
        assert_eq!((issue.code, issue.level, issue.path.as_str()), (Code::VENDOR_ERROR, Level::Error, "code"));
        assert!(issue.words.contains(words) && issue.words.contains("said so"), "{}", issue.words);
        assert_eq!(balance.issues.len(), 1, "an error is not taken for an account without packs");
    }
    // as JavaScript hands it over
    assert_eq!(read(&json!({"code": 1102.0, "message": "x"})).issues[0].code, Code::VENDOR_ERROR);
    assert!(codes(&read(&json!({"code": 0.0, "data": {"code": 0.0}})), Level::Error).is_empty());
    let inner = read(&json!({"code": 0, "message": "ok", "data": {"code": 1303, "msg": "parallel task over"}}));
    assert_eq!(codes(&inner, Level::Error), [("code", Code::VENDOR_ERROR)]);
    let credits = read(
        &json!({"error": {"code": "INSUFFICIENT_CREDITS", "message": "no", "details": {"required": 86, "available": 12}}}),
    );
    assert_eq!(credits.provider, Provider::UGen);
    assert!(credits.issues[0].words.contains("86 needed, 12 available"), "{}", credits.issues[0].words);
    let fields = read(
        &json!({"detail": [{"type": "int_parsing", "loc": ["query", "page"], "msg": "not a number", "input": "x"}]}),
    );
    assert!(fields.issues[0].words.contains("not a number"));
}

#[test]
fn quirks_are_read_and_unknown_stays_unknown() {
    let misspelt = one(&[("resource_pack_type", json!("decreasing_toal"))]);
    assert_eq!(misspelt.packs[0].kind.as_deref(), Some("decreasing_total"));
    assert!(codes(&misspelt, Level::Warning).is_empty());
    let period = one(&[("resource_pack_type", json!("constant_period"))]);
    assert_eq!(period.packs[0].kind.as_deref(), Some("constant_period"));
    let new = one(&[("resource_pack_type", json!("rolling")), ("status", json!("paused"))]);
    assert_eq!(new.packs[0].kind.as_deref(), Some("rolling"));
    assert_eq!(new.packs[0].status.as_deref(), Some("paused"));
    let unknown = Code::UNKNOWN_VALUE;
    assert_eq!(codes(&new, Level::Warning), [("resource_pack_type", unknown), ("status", unknown)]);

    let float = one(&[("remaining_quantity", json!(13_032.299_999_99)), ("total_quantity", json!(20000))]);
    assert_eq!(float.packs[0].remaining.unwrap().to_string(), "13032.3");
    assert!(codes(&float, Level::Note).contains(&("remaining_quantity", Code::TOO_MANY_DECIMALS)));
    for (value, code) in
        [(json!(-1), Code::NEGATIVE), (json!("many"), Code::NOT_A_NUMBER), (json!([]), Code::WRONG_TYPE)]
    {
        let broken = one(&[("remaining_quantity", value)]);
        assert_eq!(broken.packs[0].remaining, None);
        assert_eq!(codes(&broken, Level::Error), [("remaining_quantity", code)]);
    }
    let absent = one(&[("remaining_quantity", Value::Null), ("invalid_time", Value::Null)]);
    assert_eq!((absent.packs[0].remaining, absent.packs[0].expires), (None, None));
    let missing = Code::MISSING;
    assert_eq!(codes(&absent, Level::Warning), [("remaining_quantity", missing), ("invalid_time", missing)]);
    let odd = one(&[("remaining_quantity", json!(10001)), ("invalid_time", json!(1_726_124_664_367_i64))]);
    let contradiction = Code::CONTRADICTION;
    assert_eq!(codes(&odd, Level::Warning), [("remaining_quantity", contradiction), ("invalid_time", contradiction)]);
    assert_eq!(codes(&one(&[("status", json!("runOut"))]), Level::Warning), [("remaining_quantity", contradiction)]);
    let nameless = one(&[("resource_pack_name", json!("Something new"))]);
    assert_eq!((nameless.packs[0].pool.as_deref(), nameless.packs[0].tier), (None, None));
    assert_eq!(codes(&nameless, Level::Warning), [("resource_pack_name", Code::UNKNOWN_POOL)]);
    for time in [json!(1e30), json!(-5), json!("yesterday"), json!(1.5)] {
        assert_eq!(one(&[("effective_time", time)]).packs[0].effective, None);
    }
    let html = one(&[("resource_pack_name", json!("<img src=x onerror=alert(1)> video"))]);
    assert_eq!(html.packs[0].name.as_deref(), Some("<img src=x onerror=alert(1)> video"), "kept as it is");
}

#[test]
fn a_u_gen_account_is_one_pack() {
    let balance = read(&json!({"credit_balance": 1200.5, "credit_reserved": 86, "available_credits": 1114.5}));
    let told = serde_json::to_value(&balance).unwrap();
    assert_eq!((&told["provider"], &told["reserved"]), (&json!("u-gen"), &json!(86)));
    assert_eq!(told["packs"][0]["remaining"], json!(1114.5));
    assert_eq!(told["packs"][0]["pool"], json!("credits"));
    assert_eq!(told["packs"][0]["expires"], Value::Null);
    assert!(balance.issues.is_empty());
    let wrong = read(&json!({"credit_balance": 1200, "credit_reserved": 86, "available_credits": 1200}));
    assert_eq!(wrong.packs[0].remaining.unwrap().to_string(), "1114");
    assert_eq!(codes(&wrong, Level::Warning), [("available_credits", Code::CONTRADICTION)]);
    let only = read(&json!({"available_credits": 12}));
    assert_eq!(only.packs[0].remaining.unwrap().to_string(), "12");
    let none = read(&json!({"credit_balance": 1200}));
    assert_eq!(none.packs[0].remaining, None, "without what is reserved it is not known");
    let over = read(&json!({"credit_balance": 5, "credit_reserved": 6}));
    assert_eq!(over.packs[0].remaining, None);
    assert!(codes(&over, Level::Warning).contains(&("credit_reserved", Code::CONTRADICTION)));
}

#[test]
fn what_is_wrapped_or_only_a_part_is_not_taken_for_nothing() {
    let wrapped = read(&json!({"data": {"credit_balance": 1000, "credit_reserved": 0, "available_credits": 1000}}));
    assert_eq!(
        (wrapped.provider, wrapped.packs[0].remaining.unwrap().to_string()),
        (Provider::UGen, "1000".to_owned())
    );
    assert_eq!(balance::read(&json!({"data": {"colour": 1}})).unwrap_err()[0].code, Code::UNKNOWN_VALUE);
    assert!(balance::read_text("\u{feff}{\"available_credits\": 12}").is_ok());
    let row = json!({"type": "reserve", "amount": -86, "balance_before": 200, "balance_after": 114});
    let old = read(&json!({"items": [row], "total": 50, "page": 2, "page_size": 20, "total_pages": 3}));
    assert_eq!(old.packs[0].remaining, None);
    assert!(codes(&old, Level::Warning).contains(&("page", Code::ASSUMPTION)));
}

#[test]
fn a_forecast_of_what_is_not_known_says_so() {
    let asked = |balance: Value| json!({"balance": balance, "demand": [100], "asOf": "2026-11-20", "pool": "video"});
    for refused in [json!({"error": {"code": "UNAUTHORIZED"}}), json!({"code": 1002, "data": null})] {
        assert_eq!(
            Request::read(&asked(refused)).unwrap_err()[0].code,
            Code::VENDOR_ERROR,
            "an error is not an empty account"
        );
    }
    let other = forecast(&asked(json!({"credit_balance": 1000, "credit_reserved": 0})));
    assert!(other.packs.is_empty() && other.issues.iter().any(|issue| issue.code == Code::UNKNOWN_POOL));
    let unknown = json!({"packs": [{"pool": "video", "remaining": null, "status": "online", "effective": "2025-12-01", "expires": "2027-03-01"}]});
    let unknown = forecast(&asked(unknown));
    // with what is left unknown nobody can say by when it is dry at the latest
    assert_eq!(told(unknown.runs_dry), json!({"earliest": "2026-11-20", "latest": null}));
    assert!(!unknown.complete);
}

#[test]
fn transactions_chain_in_either_order() {
    let row = |kind: &str, amount: i32, before: i32| json!({"type": kind, "amount": amount, "balance_before": before, "balance_after": before + amount});
    let mut items =
        vec![row("purchase", 1000, 0), row("reserve", -86, 1000), row("release", 6, 914), row("consume", -80, 920)];
    let page =
        |items: &[Value]| read(&json!({"items": items, "total": 4, "page": 1, "page_size": 20, "total_pages": 1}));
    let balance = page(&items);
    assert_eq!(balance.packs[0].remaining.unwrap().to_string(), "840");
    assert_eq!(balance.transactions.len(), 4);
    assert!(codes(&balance, Level::Warning).is_empty(), "{:?}", balance.issues);
    items.reverse();
    assert_eq!(page(&items).packs[0].remaining.unwrap().to_string(), "840");
    assert!(codes(&page(&items), Level::Warning).is_empty());
    items.remove(1);
    let broken = page(&items);
    assert_eq!(codes(&broken, Level::Warning), [("balance_before", Code::CONTRADICTION)]);
    assert_eq!(
        broken.issues.iter().find(|issue| issue.level == Level::Warning).unwrap().path,
        "items[0].balance_before"
    );
    items[0]["balance_after"] = json!(1);
    assert!(codes(&page(&items), Level::Warning).contains(&("balance_after", Code::CONTRADICTION)));
}

#[test]
fn what_is_no_balance_is_refused_with_words() {
    for (text, code) in [
        ("", Code::EMPTY),
        ("   ", Code::EMPTY),
        ("<html><body>Log in</body></html>", Code::NOT_JSON),
        ("{", Code::NOT_JSON),
        ("[1]", Code::WRONG_TYPE),
        ("null", Code::WRONG_TYPE),
        ("{\"a\": 1}", Code::UNKNOWN_VALUE),
    ] {
        assert_eq!(balance::read_text(text).unwrap_err()[0].code, code, "{text}");
    }
    let long = format!("{{\"code\": 0, \"message\": \"{}\"}}", "x".repeat(balance::MAX_BYTES));
    assert_eq!(balance::read_text(&long).unwrap_err()[0].code, Code::TOO_LARGE);
    let many = read(&kling(Value::Array(vec![json!({}); balance::MAX_ROWS + 1])));
    assert_eq!(many.packs.len(), balance::MAX_ROWS);
    assert!(many.issues.iter().any(|issue| issue.code == Code::TOO_MANY));
    // a // in a text is no comment
    let address = r#"{"code": 0, "message": "https://x", "data": {}} // ok"#;
    assert!(balance::read_text(address).is_ok());
}

#[test]
fn a_pack_counts_only_in_whole_months() {
    let as_of = date::read("2026-01-10").unwrap();
    let held = |effective: &str, expires: Option<&str>| {
        let mut pack = one(&[]).packs.remove(0);
        pack.effective = Moment::read(effective);
        pack.expires = expires.and_then(Moment::read);
        pack
    };
    for (effective, expires, provider, months) in [
        ("2025-12-01", Some("2026-03-10"), Provider::Kling, MonthsOf::Some(0, Some(2))),
        ("2025-12-01", Some("2026-03-09T23:59:59.999Z"), Provider::Kling, MonthsOf::Some(0, Some(1))),
        ("2026-01-10", Some("2026-02-10"), Provider::Kling, MonthsOf::Some(0, Some(1))),
        ("2026-01-10T00:00:00.001Z", Some("2026-03-10"), Provider::Kling, MonthsOf::Some(1, Some(1))),
        ("2026-04-01", Some("2026-12-31"), Provider::Kling, MonthsOf::Some(3, Some(8))),
        ("2025-12-01", Some("2026-02-09"), Provider::Kling, MonthsOf::Never),
        ("2025-12-01", Some("2025-12-31"), Provider::Kling, MonthsOf::Never),
        ("2025-12-01", None, Provider::Kling, MonthsOf::Unknown),
        ("2025-12-01", None, Provider::UGen, MonthsOf::Some(0, None)),
    ] {
        assert_eq!(months_of(&held(effective, expires), provider, as_of), months, "{effective} {expires:?}");
    }
    let ended = one(&[("status", json!("expired")), ("invalid_time", json!(4_000_000_000_000_i64))]);
    assert_eq!(months_of(&ended.packs[0], Provider::Kling, as_of), MonthsOf::Never);
}

fn pack(id: &str, remaining: &str, effective: &str, expires: &str) -> Value {
    json!({"id": id, "pool": "video", "remaining": remaining, "status": "online", "effective": effective, "expires": expires})
}

fn forecast(request: &Value) -> BurnDown {
    let options = Options { headroom: false, alternatives: false, trace: false, ..Options::default() };
    burn::burn_down(&Request::read(request).unwrap(), options).unwrap()
}

fn told(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn what_has_expired_is_lost() {
    let request = json!({"balance": serde_json::from_str::<Value>(&EXAMPLE.lines().map(|line| line.split(" //").next().unwrap()).collect::<String>()).unwrap(),
        "demand": [100], "asOf": "2026-11-20"});
    let burn = forecast(&request);
    assert_eq!(told(burn.lost), json!({"least": 118, "most": 118}));
    assert_eq!(told(burn.packs[0].lost), json!({"least": 118, "most": 118}));
    // nothing is left, so the first day is dry
    assert_eq!(told(burn.runs_dry), json!({"earliest": "2026-11-20", "latest": "2026-11-20"}));
    assert_eq!(burn.pool.as_deref(), Some("video"));
}

#[test]
fn days_are_drawn_by_hand() {
    // 310 units in January are 10 a day; 100 last for ten days, 95 (half a day not told yet) for nine and a half
    let request = json!({"balance": {"packs": [pack("a", "100", "2025-12-01", "2026-03-01")]}, "demand": [310], "asOf": "2026-01-01"});
    let burn = forecast(&request);
    assert_eq!(told(burn.runs_dry), json!({"earliest": "2026-01-10", "latest": "2026-01-11"}));
    assert_eq!(told(burn.packs[0].runs_out), json!({"earliest": "2026-01-10", "latest": "2026-01-10"}));
    assert_eq!(told(burn.packs[0].remaining), json!({"least": 95, "most": 100}));
    assert_eq!(told(burn.lost), json!({"least": 0, "most": 0}));
    assert_eq!(told(burn.in_hand[0]), json!({"date": "2026-01-01", "least": 95, "most": 100}));
    assert_eq!(told(burn.until), json!("2026-02-01"));
    assert!(burn.complete && burn.buy.is_none());

    // the pack that ends first is drawn first, whatever the order; five days of ten, the rest of it is lost
    let request = json!({"balance": {"packs": [pack("b", "1000", "2025-12-01", "2026-06-01"), pack("a", "100", "2025-12-01", "2026-01-06")]},
        "demand": [310], "asOf": "2026-01-01"});
    let burn = forecast(&request);
    assert_eq!(told(burn.packs[1].lost), json!({"least": 45, "most": 50}));
    assert_eq!(told(burn.packs[0].lost), json!({"least": 0, "most": 0}));
    assert_eq!(burn.packs[1].runs_out, None);
    assert_eq!(burn.runs_dry, None);
    let drop = burn.in_hand.iter().find(|point| point.date == date::read("2026-01-06").unwrap()).unwrap();
    assert_eq!(told(drop), json!({"date": "2026-01-06", "least": 1000, "most": 1000}));
    // the day before is told too, so that no straight line hides the drop
    let before = burn.in_hand.iter().find(|point| point.date == date::read("2026-01-05").unwrap()).unwrap();
    assert_eq!(told(before), json!({"date": "2026-01-05", "least": 1055, "most": 1060}));

    // at noon of the 6th: usable on that day at the most
    let request = json!({"balance": {"packs": [pack("a", "100", "2025-12-01", "2026-01-06T12:00:00Z")]}, "demand": [310], "asOf": "2026-01-01"});
    let burn = forecast(&request);
    // drawn on that day, with half a day not told yet: 100 - 5 - 60; neither: 100 - 50
    assert_eq!(told(burn.lost), json!({"least": 35, "most": 50}));
    assert_eq!(told(burn.packs[0].lost), json!({"least": 35, "most": 50}));
    assert_eq!(told(burn.runs_dry), json!({"earliest": "2026-01-06", "latest": "2026-01-07"}));

    // two that end at noon, 100 each: of the first 35 to 50 are lost as above. Of the second the most where the first
    // is drawn on the 6th and it itself not on the 11th (7th to 10th: 100 - 40), the least where it is the other way round
    // (6th to 11th: 100 - 60). In all the most without both days (200 - 50 - 50), the least with both (200 - 5 - 110)
    let request = json!({"balance": {"packs": [pack("a", "100", "2025-12-01", "2026-01-06T12:00:00Z"), pack("b", "100", "2025-12-01", "2026-01-11T12:00:00Z")]}, "demand": [310], "asOf": "2026-01-01"});
    let burn = forecast(&request);
    assert_eq!(told(burn.packs[0].lost), json!({"least": 35, "most": 50}));
    assert_eq!(told(burn.packs[1].lost), json!({"least": 40, "most": 60}));
    assert_eq!(told(burn.lost), json!({"least": 85, "most": 100}));

    // one that begins at noon of the 4th and ends first: used up on the 4th, or on the 5th
    let request = json!({"balance": {"packs": [pack("a", "1000", "2025-12-01", "2027-01-01"), pack("b", "10", "2026-01-04T12:00:00Z", "2026-01-20")]}, "demand": [310], "asOf": "2026-01-01"});
    let burn = forecast(&request);
    assert_eq!(told(burn.packs[1].runs_out), json!({"earliest": "2026-01-04", "latest": "2026-01-05"}));

    // what was used up is not lost: of the 3 left the figure is late
    let used_up = json!({"id": "a", "pool": "video", "remaining": 3, "status": "runOut", "effective": "2025-12-01", "expires": "2026-06-01"});
    let burn = forecast(&json!({"balance": {"packs": [used_up]}, "demand": [310], "asOf": "2026-01-01"}));
    assert_eq!(told(burn.lost), json!({"least": 0, "most": 0}));
    assert_eq!(told(burn.packs[0].lost), json!({"least": 0, "most": 0}));
    assert_eq!(told(burn.packs[0].remaining), json!({"least": 0, "most": 3}));

    // U-Gen's figures are not said to be late
    let account = json!({"credit_balance": 100, "credit_reserved": 0, "available_credits": 100});
    let burn = forecast(&json!({"balance": account, "demand": [310], "asOf": "2026-01-01"}));
    assert_eq!(told(burn.packs[0].remaining), json!({"least": 100, "most": 100}));
    assert_eq!(told(burn.runs_dry), json!({"earliest": "2026-01-11", "latest": "2026-01-11"}));

    // a queued pack begins at noon of the 4th: three days at least are dry between
    let request = json!({"balance": {"packs": [pack("q", "500", "2026-01-04T12:00:00Z", "2026-06-01")]}, "demand": [310], "asOf": "2026-01-01"});
    let burn = forecast(&request);
    assert_eq!(told(burn.runs_dry), json!({"earliest": "2026-01-01", "latest": "2026-01-01"}));
    assert_eq!(told(burn.packs[0].effective), json!("2026-01-04T12:00:00.000Z"));
    // 28 days at the most, from the 4th to the 31st; 27 at the least: 500 - 280 and 500 - 270
    assert_eq!(told(burn.in_hand.last().unwrap()), json!({"date": "2026-02-01", "least": 220, "most": 230}));
}

#[test]
fn a_month_adds_up_whatever_its_days() {
    // 100 in 31 days is no whole number of thousandths a day
    let request = json!({"balance": {"packs": [pack("a", "1000", "2025-12-01", "2027-03-01")]}, "demand": [100, "0.001", 0], "asOf": "2026-01-31"});
    let burn = forecast(&request);
    let last = burn.in_hand.last().unwrap();
    assert_eq!((last.most.to_string(), last.date.to_string()), ("899.999".to_owned(), "2026-04-30".to_owned()));
    let measured = json!({"balance": {"packs": [pack("a", "1000", "2025-12-01", "2027-03-01")]}, "demand": {"units": 100, "days": 3, "months": 1}, "asOf": "2026-02-01"});
    // 28 days of 33.333...: 933.333 thousandths-exact
    assert_eq!(forecast(&measured).in_hand.last().unwrap().most.to_string(), "66.667");
}

#[test]
fn what_to_buy_starts_from_the_balance() {
    let offers = json!([{"id": "P", "units": 100, "price": "10", "lifePeriods": 1, "concurrency": null}]);
    let request = json!({"balance": {"packs": [pack("a", "100", "2025-12-01", "2026-03-01")]}, "demand": [310, 280], "asOf": "2026-01-01", "packs": offers});
    let buy = forecast(&request).buy.unwrap();
    let plan = buy.plan.plan().unwrap();
    // three packs and ten owned units in January, ninety owned units and two packs in February
    assert_eq!(plan.cost.to_string(), "50.00");
    assert_eq!(told(buy.by), json!("2026-01-10"), "by the day on which the owned units run dry at the earliest");
    let quota = json!({"balance": {"packs": [pack("a", "100", "2025-12-01", "2026-03-01")]}, "demand": [310, 280], "asOf": "2026-01-01",
        "packs": [{"id": "P", "units": 100, "price": "10", "lifePeriods": 1, "concurrency": 5}], "concurrency": 5});
    assert_eq!(told(forecast(&quota).buy.unwrap().by), json!("2026-01-01"), "a quota is needed from the first day");
    let enough = json!({"balance": {"packs": [pack("a", "1000", "2025-12-01", "2026-03-01")]}, "demand": [310, 280], "asOf": "2026-01-01", "packs": offers});
    let buy = forecast(&enough).buy.unwrap();
    assert_eq!((buy.by, buy.plan.plan().unwrap().cost.to_string()), (None, "0.00".to_owned()));
}

#[test]
fn packs_of_which_something_is_unknown_are_left_out_and_said() {
    let request = json!({"balance": {"packs": [
        {"id": "x", "pool": "video", "remaining": null, "status": "online", "effective": "2025-12-01", "expires": "2026-03-01"},
        {"id": "y", "pool": "video", "remaining": 50, "status": "online", "effective": "2025-12-01", "expires": null},
        pack("a", "100", "2025-12-01", "2026-03-01")]}, "demand": [310], "asOf": "2026-01-01"});
    let burn = forecast(&request);
    assert!(!burn.complete);
    assert_eq!(burn.packs.len(), 1);
    assert_eq!(burn.issues.iter().filter(|issue| issue.code == Code::PACK_LEFT_OUT).count(), 2);
}

#[test]
fn bad_requests_are_named() {
    let balance = json!({"packs": [pack("a", "100", "2025-12-01", "2026-03-01")]});
    let two = json!({"packs": [pack("a", "100", "2025-12-01", "2026-03-01"),
        {"id": "b", "pool": "image", "remaining": 1, "status": "online", "effective": "2025-12-01", "expires": "2026-03-01"}]});
    for (request, path, code) in [
        (json!([]), "", Code::WRONG_TYPE),
        (json!({"demand": [1], "asOf": "2026-01-01"}), "balance", Code::MISSING),
        (json!({"balance": balance, "demand": [], "asOf": "2026-01-01"}), "demand", Code::EMPTY),
        (json!({"balance": balance, "demand": vec![1; 61], "asOf": "2026-01-01"}), "demand", Code::TOO_MANY),
        (json!({"balance": balance, "demand": [-1], "asOf": "2026-01-01"}), "demand[0]", Code::NEGATIVE),
        (
            json!({"balance": balance, "demand": {"units": 1, "days": 0}, "asOf": "2026-01-01"}),
            "demand.days",
            Code::TOO_SMALL,
        ),
        (json!({"balance": balance, "demand": [1], "asOf": "2026-13-01"}), "asOf", Code::NOT_A_DATE),
        (json!({"balance": balance, "demand": [1], "asOf": "2026-01-01", "colour": 1}), "colour", Code::UNKNOWN_KEY),
        (json!({"balance": two, "demand": [1], "asOf": "2026-01-01"}), "pool", Code::MISSING),
        (
            json!({"balance": {"packs": [{"remaining": 0.0001}]}, "demand": [1], "asOf": "2026-01-01"}),
            "balance.packs[0].remaining",
            Code::TOO_MANY_DECIMALS,
        ),
        (
            json!({"balance": {"packs": [{"expires": "soon"}]}, "demand": [1], "asOf": "2026-01-01"}),
            "balance.packs[0].expires",
            Code::NOT_A_DATE,
        ),
        (
            json!({"balance": {"packs": [], "provider": "x"}, "demand": [1], "asOf": "2026-01-01"}),
            "balance.provider",
            Code::UNKNOWN_VALUE,
        ),
        (
            json!({"balance": balance, "demand": [1], "asOf": "2026-01-01", "packs": [{"id": "P"}]}),
            "packs[0].units",
            Code::MISSING,
        ),
    ] {
        let issues = Request::read(&request).unwrap_err();
        assert!(issues.iter().any(|issue| issue.path == path && issue.code == code), "{request}: {issues:?}");
    }
    let far = json!({"balance": balance, "demand": [1], "asOf": "9999-12-31"});
    assert!(burn::burn_down(&Request::read(&far).unwrap(), Options::default()).is_err());
}

#[test]
fn a_row_that_cannot_be_read_keeps_its_place() {
    let row = |before: u32, after: u32| json!({"type": "consume", "amount": i64::from(after) - i64::from(before), "balance_before": before, "balance_after": after});
    // the newest cannot be read: what is left is not what the one before it left
    let read = balance::read(&json!({"items": ["x", row(900, 800), row(1000, 900)]})).unwrap();
    assert_eq!(read.packs[0].remaining, None, "{:?}", read.packs);
    assert_eq!(read.transactions.len(), 3);
    // a break of the chain is told of the row that it is in: newest first, and the third begins with 950
    let read = balance::read(&json!({"items": [row(900, 800), row(950, 900), row(1000, 940), 5, row(1, 1)]})).unwrap();
    let paths: Vec<&str> = read.issues.iter().map(|issue| issue.path.as_str()).collect();
    assert!(paths.contains(&"items[1].balance_before") && paths.contains(&"items[3]"), "{paths:?}");
    let read = balance::read(&json!({"items": [5, row(900, 800), row(950, 900), row(1000, 940)]})).unwrap();
    let paths: Vec<&str> = read.issues.iter().map(|issue| issue.path.as_str()).collect();
    assert!(paths.contains(&"items[2].balance_before"), "{paths:?}");

    let pack = |id: &str| json!({"resource_pack_id": id});
    let read =
        balance::read(&json!({"data": {"resource_pack_subscribe_infos": ["x", pack("a"), pack("b"), pack("a")]}}));
    let read = read.unwrap();
    let twice = read.issues.iter().find(|issue| issue.code == Code::DUPLICATE_ID).unwrap();
    assert_eq!(twice.path, "data.resource_pack_subscribe_infos[3].resource_pack_id");
}

#[test]
fn of_more_transactions_than_are_read_the_last_is_not_the_newest() {
    let most = u64::try_from(balance::MAX_ROWS).unwrap();
    let rows: Vec<Value> = (0..=most).map(|at| json!({"balance_before": at, "balance_after": at + 1})).collect();
    let read = balance::read(&json!({ "items": rows })).unwrap();
    assert_eq!(read.packs[0].remaining, None);
}

#[test]
fn a_pack_that_begins_beyond_every_plan_is_said_to() {
    let held = Held {
        pool: Some("video".to_owned()),
        remaining: packwise_engine::units::Units::read("500").ok(),
        effective: Moment::read("2036-01-01"),
        expires: Moment::read("2037-01-01"),
        ..Held::default()
    };
    let balance = Balance {
        provider: Provider::Kling,
        packs: vec![held],
        reserved: None,
        transactions: Vec::new(),
        issues: Vec::new(),
    };
    let mut issues = Vec::new();
    let owned = balance.owned("video", date::read("2026-11-20").unwrap(), &|_| None, &mut issues);
    assert!(owned.is_empty());
    assert_eq!(issues.len(), 1, "{issues:?}");
    assert_eq!((issues[0].code, issues[0].path.as_str()), (Code::PACK_LEFT_OUT, "packs[0]"));
    assert!(issues[0].words.contains("beyond the 60 months"), "{}", issues[0].words);
}

#[test]
fn the_rate_of_use_is_measured_between_balances() {
    let snapshot = |at: &str, remaining: [u32; 2]| json!({"at": at, "balance": {"packs": [pack("a", &remaining[0].to_string(), "2025-12-01", "2026-06-01"), pack("b", &remaining[1].to_string(), "2025-12-01", "2026-06-01")]}});
    let rates = |snapshots: Value| {
        let problems = packwise_engine::read::Problems::new();
        let read = burn::Snapshot::read_all(&packwise_engine::read::At::root(&snapshots, &problems));
        burn::rate_of_use(&problems.into_result(read).unwrap())
    };
    let (found, issues) =
        rates(json!([snapshot("2026-01-11", [20, 500]), snapshot("2026-01-01", [100, 620])])).unwrap();
    // 80 and 120 in ten days; the lag makes the time 9.5 to 10.5 days
    assert_eq!(
        told(&found[0]),
        json!({"pool": "video", "from": "2026-01-01T00:00:00.000Z", "until": "2026-01-11T00:00:00.000Z",
        "used": {"least": 200, "most": 200}, "days": 10, "aDay": {"least": 19.047, "most": 21.052}})
    );
    assert!(issues.is_empty());
    let (found, issues) = rates(json!([snapshot("2026-01-01", [100, 620]), snapshot("2026-06-02", [0, 0])])).unwrap();
    assert_eq!((told(found[0].used), issues.len()), (json!({"least": 0, "most": 720}), 2), "both expired in between");
    let (found, issues) =
        rates(json!([snapshot("2026-01-01", [100, 620]), snapshot("2026-01-02", [120, 600])])).unwrap();
    assert_eq!(
        (told(found[0].used), issues.len()),
        (json!({"least": 20, "most": null}), 1),
        "one holds more than before"
    );
    assert!(rates(json!([snapshot("2026-01-01", [1, 1])])).is_err());
    assert!(rates(json!([])).is_err());
}

#[test]
fn a_measured_use_goes_on_over_the_time_it_was_measured_in_and_not_over_rounded_days() {
    let of = |hours: i64, provider: &str, left: [&str; 2]| {
        let from = Moment::read("2026-01-01").unwrap();
        let until = Moment::from_millis(from.millis() + hours * 3_600_000).unwrap();
        let at = |at: Moment, left: &str| json!({"at": at, "balance": {"provider": provider, "packs": [pack("a", left, "2025-12-01", "2026-06-01")]}});
        let both = json!([at(from, left[0]), at(until, left[1])]);
        let problems = packwise_engine::read::Problems::new();
        let read = burn::Snapshot::read_all(&packwise_engine::read::At::root(&both, &problems));
        let (rates, _) = burn::rate_of_use(&problems.into_result(read).unwrap()).unwrap();
        rates[0].going_on().map(|units| units.to_string())
    };
    // 100 in 36 hours, which are two days when rounded; 100 in 13 hours, which are one
    assert_eq!(of(36, "u-gen", ["600", "500"]).as_deref(), Some("66.667"));
    assert_eq!(of(13, "kling", ["600", "500"]).as_deref(), Some("184.616"));
    assert_eq!(of(240, "kling", ["1000", "600"]).as_deref(), Some("40"));
    // filled up in between: what was used for sure
    assert_eq!(of(24, "kling", ["100", "120"]).as_deref(), Some("0"));
    assert_eq!(of(1, "u-gen", ["9007199254740.991", "0"]), None, "a day of it is beyond what can be counted");
}

#[test]
fn the_errors_of_a_balance_make_a_forecast_doubtful_however_the_request_was_made() {
    let row = |id: &str| json!({"resource_pack_name": "Video Generation - 5,000 units", "resource_pack_id": id, "total_quantity": 5000, "remaining_quantity": 600, "status": "online", "effective_time": 1_767_225_600_000_i64, "invalid_time": 1_798_761_600_000_i64});
    let answer = json!({"code": 0, "data": {"resource_pack_subscribe_infos": [row("a"), "x"]}});
    let read = Request::read(&json!({"balance": answer, "demand": [1200], "asOf": "2026-02-01"})).unwrap();
    let balance = packwise_engine::balance::read(&answer).unwrap();
    let made = Request { notes: Request::notes_of(&balance), ..read.clone() };
    assert_eq!(made, read);
    assert_eq!(made.notes[0].path, "balance.data.resource_pack_subscribe_infos[1]");
    let burn = burn::burn_down(&made, Options::default()).unwrap();
    assert!(!burn.complete);
    assert_eq!(burn.runs_dry.unwrap().latest, None, "{:?}", burn.runs_dry);
}

/// The use of the only pool, and the codes of the issues.
fn used(snapshots: &Value) -> (Value, Vec<Code>) {
    let problems = packwise_engine::read::Problems::new();
    let read = burn::Snapshot::read_all(&packwise_engine::read::At::root(snapshots, &problems));
    let (rates, issues) = burn::rate_of_use(&problems.into_result(read).unwrap()).unwrap();
    assert_eq!(rates.len(), 1, "{rates:?}");
    (told(rates[0].used), issues.iter().map(|issue| issue.code).collect())
}

#[test]
fn the_use_is_followed_through_every_balance() {
    let left = |id: &str, remaining: u32| pack(id, &remaining.to_string(), "2025-12-01", "2027-01-01");
    let of = |mut pack: Value, key: &str, value: Value| {
        pack[key] = value;
        pack
    };
    let at = |day: &str, packs: Value| json!({"at": day, "balance": {"packs": packs}});
    let out = Code::PACK_LEFT_OUT;
    // A goes from 100 over 90 to 0; B, of 100, is bought later and half of it used: 100 + 50
    let a_and_b = |b: &dyn Fn(u32) -> Value| {
        json!([
            at("2026-01-01", json!([left("a", 100)])),
            at("2026-01-02", json!([left("a", 90), b(100)])),
            at("2026-01-11", json!([left("a", 0), b(50)]))
        ])
    };
    let held = |remaining| of(left("b", remaining), "total", json!(100));
    assert_eq!(used(&a_and_b(&held)), (json!({"least": 150, "most": 150}), vec![]));
    // what it held when it appeared is not known: of it 50 at least, and nobody knows how much more
    assert_eq!(used(&a_and_b(&|remaining| left("b", remaining))), (json!({"least": 150, "most": null}), vec![out]));
    // it was there before the first balance, which did not list it: what of the first 20 was used since is not known
    let before = |remaining: u32| of(of(left("b", remaining), "total", json!(120)), "purchased", json!("2025-12-31"));
    assert_eq!(used(&a_and_b(&before)), (json!({"least": 150, "most": 170}), vec![out]));

    // A is 40 down, then expires with 20 left of 60: none to 40 of these; B 10
    let a = |remaining| of(left("a", remaining), "expires", json!("2026-01-08"));
    let b = |remaining| of(left("b", remaining), "total", json!(100));
    let expired = of(a(20), "status", json!("expired"));
    let (found, codes) = used(&json!([
        at("2026-01-01", json!([a(100)])),
        at("2026-01-05", json!([a(60), b(100)])),
        at("2026-01-11", json!([expired, b(90)]))
    ]));
    assert_eq!((found, codes), (json!({"least": 50, "most": 90}), vec![out]));
    // it goes away: 40, and none to 60
    let (found, codes) = used(&json!([
        at("2026-01-01", json!([a(100), b(100)])),
        at("2026-01-05", json!([a(60), b(100)])),
        at("2026-01-11", json!([b(90)]))
    ]));
    assert_eq!((found, codes), (json!({"least": 50, "most": 110}), vec![out]));
    // what had ended before is lost, whether or not it is still listed
    let (found, codes) = used(&json!([at("2026-01-09", json!([a(60), b(100)])), at("2026-01-11", json!([b(90)]))]));
    assert_eq!((found, codes), (json!({"least": 10, "most": 10}), vec![]));
    // a pack that is not in a balance between is still one pack
    let (found, _) = used(&json!([
        at("2026-01-01", json!([left("a", 100)])),
        at("2026-01-02", json!([])),
        at("2026-01-03", json!([left("a", 70)]))
    ]));
    assert_eq!(found, json!({"least": 30, "most": 30}));
    // used up: all of it, though the late figure says 3
    let up = of(left("a", 3), "status", json!("runOut"));
    let (found, _) = used(&json!([at("2026-01-01", json!([left("a", 100)])), at("2026-01-03", json!([up]))]));
    assert_eq!(found, json!({"least": 100, "most": 100}));
    // listed twice counts once; without an id nobody knows
    let twice = |remaining| json!([left("a", remaining), left("a", remaining)]);
    let (found, codes) = used(&json!([at("2026-01-01", twice(100)), at("2026-01-03", twice(70))]));
    assert_eq!((found, codes), (json!({"least": 30, "most": 30}), vec![Code::DUPLICATE_ID]));
    let nameless = |remaining| json!([left("a", remaining), of(left("b", remaining), "id", Value::Null)]);
    let (found, codes) = used(&json!([at("2026-01-01", nameless(100)), at("2026-01-03", nameless(70))]));
    assert_eq!((found, codes), (json!({"least": 30, "most": null}), vec![out]));
    // U-Gen's figures are not late, and an account that was filled up tells nothing
    let account =
        |day: &str, credits: u32| json!({"at": day, "balance": {"credit_balance": credits, "credit_reserved": 0}});
    let (found, codes) = used(&json!([account("2026-01-01", 100), account("2026-01-11", 1050)]));
    assert_eq!((found, codes), (json!({"least": 0, "most": null}), vec![out]));
}

#[test]
fn a_balance_that_is_an_error_is_not_one_without_packs() {
    let refused = told(read(&json!({"code": 1002, "message": "api key not found"})));
    let offers = json!([{"id": "P", "units": 100, "price": "10", "lifePeriods": 1}]);
    let request = json!({"balance": refused, "demand": [310], "asOf": "2026-01-01", "packs": offers});
    let issues = burn::burn_down(&Request::read(&request).unwrap(), Options::default()).unwrap_err();
    assert_eq!((issues[0].code, issues[0].path.as_str()), (Code::VENDOR_ERROR, "balance.code"));
    // handed over as it came
    let raw = json!({"balance": {"code": 1002, "message": "x"}, "demand": [310], "asOf": "2026-01-01"});
    assert_eq!(Request::read(&raw).unwrap_err()[0].code, Code::VENDOR_ERROR);
    // a list that cannot be read: nothing is known of the packs
    for broken in
        [json!({"code": 0, "data": {"resource_pack_subscribe_infos": 5}}), told(read(&json!({"code": 0, "data": []})))]
    {
        let burn = forecast(&json!({"balance": broken, "demand": [310], "asOf": "2026-01-01", "packs": offers}));
        assert!(!burn.complete && burn.issues.iter().any(|issue| issue.level == Level::Error));
        assert_eq!(told(burn.runs_dry), json!({"earliest": "2026-01-01", "latest": null}));
        assert!(!burn.buy.unwrap().certain);
    }
    // in a measure it is left out
    let at = |day: &str, balance: &Value| json!({"at": day, "balance": balance});
    let packs = |left: &str| json!({"packs": [pack("a", left, "2025-12-01", "2027-01-01")]});
    let (found, codes) =
        used(&json!([at("2026-01-01", &packs("100")), at("2026-01-02", &refused), at("2026-01-03", &packs("70"))]));
    assert_eq!((found, codes), (json!({"least": 30, "most": 30}), vec![Code::VENDOR_ERROR]));
    let problems = packwise_engine::read::Problems::new();
    let few = json!([at("2026-01-01", &refused), at("2026-01-03", &packs("70"))]);
    let read = burn::Snapshot::read_all(&packwise_engine::read::At::root(&few, &problems)).unwrap();
    let issues = burn::rate_of_use(&read).unwrap_err();
    assert_eq!(issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), [Code::TOO_SMALL, Code::VENDOR_ERROR]);
}

#[test]
fn what_may_belong_to_the_pool_is_named_and_nothing_is_claimed_without_it() {
    let of = |id: &str, pool: Value, remaining: u32| json!({"id": id, "pool": pool, "remaining": remaining, "status": "online", "effective": "2025-12-01", "expires": "2027-06-01"});
    let offers = json!([{"id": "P", "units": 100, "price": "10", "lifePeriods": 3}]);
    let ask = |packs: Value, pool: Value| {
        forecast(
            &json!({"balance": {"packs": packs}, "demand": [310], "asOf": "2026-01-01", "packs": offers, "pool": pool}),
        )
    };
    // two of no known pool may be of two pools: neither the forecast nor the plan counts on them, and both say so
    let burn = ask(json!([of("a", Value::Null, 1000), of("b", Value::Null, 1000)]), Value::Null);
    assert!(!burn.complete);
    assert_eq!(told(burn.runs_dry), json!({"earliest": "2026-01-01", "latest": null}));
    let named = burn
        .issues
        .iter()
        .filter(|issue| issue.code == Code::PACK_LEFT_OUT && issue.path.starts_with("balance.packs["));
    assert_eq!(named.count(), 2);
    assert!(!burn.buy.unwrap().certain);
    // one alone, and no pool asked for, is what is looked at: by both
    let burn = ask(json!([of("a", Value::Null, 1000)]), Value::Null);
    assert!(burn.complete && burn.runs_dry.is_none());
    let buy = burn.buy.unwrap();
    assert!(buy.certain && buy.plan.plan().unwrap().purchases.is_empty());
    // beside a known one: named
    let burn = ask(json!([of("a", Value::Null, 1000), of("b", json!("video"), 10)]), json!("video"));
    assert!(!burn.complete && !burn.buy.unwrap().certain);
    assert_eq!((burn.packs.len(), burn.packs[0].index), (1, 1));
    assert_eq!(told(burn.runs_dry), json!({"earliest": "2026-01-01", "latest": null}));
    assert!(burn.issues.iter().any(|issue| issue.path == "balance.packs[0]" && issue.code == Code::PACK_LEFT_OUT));
    // an empty one changes nothing; an ended one no longer covers anything, but what it lost is not counted
    let burn = ask(json!([of("a", Value::Null, 0), of("b", json!("video"), 10)]), json!("video"));
    assert!(burn.complete && burn.buy.unwrap().certain);
    let mut ended = of("a", Value::Null, 5);
    ended["status"] = json!("expired");
    let burn = ask(json!([ended, of("b", json!("video"), 10)]), json!("video"));
    assert!(!burn.complete && burn.buy.unwrap().certain);
    assert_eq!(told(burn.runs_dry.unwrap().latest), json!("2026-01-02"));
}

#[test]
fn a_pack_counts_once_and_not_before_it_is_known_to_begin() {
    let one = pack("a", "100", "2025-12-01", "2026-06-01");
    let ask = |packs: Value| {
        let offers = json!([{"id": "P", "units": 100, "price": "10", "lifePeriods": 1}]);
        forecast(&json!({"balance": {"packs": packs}, "demand": [310], "asOf": "2026-01-01", "packs": offers}))
    };
    let burn = ask(json!([one, one]));
    assert_eq!(told(burn.runs_dry), json!({"earliest": "2026-01-10", "latest": "2026-01-11"}));
    assert_eq!((burn.complete, burn.packs.len()), (true, 1));
    assert_eq!(burn.buy.unwrap().plan.plan().unwrap().cost.to_string(), "30.00", "310 less 100 are three packs");
    assert!(burn.issues.iter().any(|issue| issue.path == "balance.packs[1]" && issue.code == Code::DUPLICATE_ID));
    // with another figure nobody knows which holds
    let burn = ask(json!([one, pack("a", "200", "2025-12-01", "2026-06-01")]));
    assert!(!burn.complete && burn.packs.len() == 1);

    let mut queued = one.clone();
    queued["status"] = json!("toBeOnline");
    queued["effective"] = Value::Null;
    let burn = ask(json!([queued]));
    assert!(!burn.complete && burn.packs.is_empty() && !burn.buy.unwrap().certain);
    assert_eq!(told(burn.runs_dry), json!({"earliest": "2026-01-01", "latest": null}));
}

#[test]
fn strange_times_numbers_and_codes_are_named() {
    let seconds = one(&[("invalid_time", json!(1_727_366_400))]);
    assert_eq!(codes(&seconds, Level::Warning)[0], ("invalid_time", Code::ASSUMPTION));
    assert!(seconds.issues.iter().any(|issue| issue.words.contains("seconds")));
    // a number beyond all counting is wrong where it stands, and the rest is read
    let text =
        kling(json!([{"resource_pack_name": "Video 1e400", "remaining_quantity": 1, "total_quantity": 7}])).to_string();
    let balance = balance::read_text(&text.replace(":1,", ":1e400,")).unwrap();
    assert_eq!((balance.packs[0].remaining, told(balance.packs[0].total)), (None, json!(7)));
    assert_eq!(balance.packs[0].name.as_deref(), Some("Video 1e400"));
    assert_eq!(codes(&balance, Level::Error)[0].0, "remaining_quantity");
    // a code as a text is a code
    let refused = read(&json!({"code": "1002", "message": "x"}));
    assert_eq!((refused.issues.len(), refused.issues[0].code), (1, Code::VENDOR_ERROR));
    assert!(codes(&read(&json!({"code": "0", "data": {"code": "0"}})), Level::Error).is_empty());
    let odd = read(&json!({"code": "?", "data": {}}));
    assert_eq!(
        (odd.issues.len(), odd.issues[0].code),
        (1, Code::WRONG_TYPE),
        "nothing is said of an account without any"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_is_made_or_lost_between(
        packs in prop::collection::vec((0u32..3_000_000, -40i64..100, 1i64..200, 0i64..86_400_000), 0..6),
        demand in prop::collection::vec(0u32..2_000_000, 1..5),
        start in 0i64..700,
    ) {
        const DAY: i64 = 86_400_000;
        let from = 1_767_225_600_000 + start * DAY;
        let moment = |millis: i64| Moment::from_millis(millis).unwrap().to_string();
        let decimal = |thousandths: u32| format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
        let rows: Vec<Value> = packs.iter().enumerate().map(|(index, &(units, first, life, clock))| {
            pack(&index.to_string(), &decimal(units), &moment(from + first * DAY + clock), &moment(from + (first + life) * DAY + clock))
        }).collect();
        let demand: Vec<String> = demand.into_iter().map(decimal).collect();
        let as_of = Moment::from_millis(from).unwrap().date().to_string();
        let burn = forecast(&json!({"balance": {"packs": rows}, "demand": demand, "asOf": as_of, "pool": "video"}));
        prop_assert!(burn.lost.least <= burn.lost.most);
        if let Some(dry) = burn.runs_dry {
            let earliest = dry.earliest.unwrap();
            prop_assert!(dry.latest.is_none_or(|latest| earliest <= latest));
        }
        let sum = |units: &mut dyn Iterator<Item = i64>| units.sum::<i64>();
        let all = sum(&mut packs.iter().map(|pack| i64::from(pack.0)));
        for pack in &burn.packs {
            prop_assert!(pack.lost.most <= pack.remaining.most && pack.remaining.least <= pack.remaining.most);
            if let Some(out) = pack.runs_out {
                prop_assert!(out.latest.is_none_or(|latest| out.earliest.unwrap() <= latest), "{:?}", out);
            }
            if pack.runs_out.is_some_and(|when| when.earliest.is_some() && when.latest.is_some()) {
                prop_assert_eq!(pack.lost.most.thousandths(), 0);
            }
        }
        for point in &burn.in_hand {
            prop_assert!(point.least <= point.most && point.most.thousandths() <= all);
        }
        prop_assert!(burn.in_hand.windows(2).all(|pair| pair[0].date < pair[1].date));
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,200}") {
        let _ = balance::read_text(&text);
        let _ = balance::read(&kling(json!([{"resource_pack_name": text.as_str(), "remaining_quantity": text.as_str(), "invalid_time": text.as_str()}])));
    }
}
