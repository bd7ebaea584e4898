//! The vendor sees at most one request in an interval, whatever comes in.

use crate::fake::Play;
use crate::harness::{BERT, Proxy, SHORT, fakes, read, toml};
use reqwest::Method;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A small generator of numbers, so that a failing run can be run again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// Callers of all kinds for two seconds, with faults in between.
async fn storm(seed: u64) {
    let (kling, ugen) = fakes().await;
    let timing = SHORT.replace("cache_ms = 150", "cache_ms = 40").replace("breaker_ms = 900", "breaker_ms = 200");
    let proxy = Arc::new(Proxy::start(read(&toml(&kling, &ugen, &timing, ""), &[]).unwrap()).await);
    let mut dice = Dice(seed);
    let end = Instant::now() + Duration::from_secs(2);
    let mut tasks = Vec::new();
    while Instant::now() < end {
        let path = match dice.below(8) {
            0 => "/api/v1/accounts/studio/transactions?page=2".to_owned(),
            1 => format!("/api/v1/accounts/studio/transactions?page={}", dice.below(5) + 1),
            2 => "/api/v1/accounts/studio/pricing".to_owned(),
            3 => "/api/v1/accounts/studio/packs?as=book".to_owned(),
            4 => "/api/v1/accounts/studio/payment-methods".to_owned(),
            5 => "/api/v1/accounts/kling-main/balance".to_owned(),
            _ => "/api/v1/accounts/studio/balance".to_owned(),
        };
        if dice.below(12) == 0 {
            let play = match dice.below(5) {
                0 => Play::Hang,
                1 => Play::Slow(Duration::from_millis(dice.below(300))),
                2 => Play::Say(500, "", "{}".to_owned()),
                3 => Play::CutOff,
                _ => Play::Say(429, "", r#"{"code":1303}"#.to_owned()),
            };
            if dice.below(2) == 0 { ugen.then([play]) } else { kling.then([play]) }
        }
        for _ in 0..=dice.below(6) {
            let (proxy, path, leave) = (Arc::clone(&proxy), path.clone(), dice.below(4) == 0);
            tasks.push(tokio::spawn(async move {
                let asked = proxy.get(&path);
                if leave {
                    // a caller who leaves early must not free the way for another request
                    drop(tokio::time::timeout(Duration::from_millis(15), asked).await);
                } else {
                    let answer = asked.await;
                    assert!(answer.status == 200 || answer.status >= 502, "{answer:?}");
                }
            }));
        }
        sleep(Duration::from_millis(dice.below(12))).await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    for fake in [&kling, &ugen] {
        let (count, gap) = (fake.seen().len(), fake.least_gap());
        assert!(count > 3, "seed {seed}: only {count} requests");
        assert!(gap >= Duration::from_millis(60), "seed {seed}: two requests within {gap:?}");
        assert!(fake.seen().iter().all(|seen| seen.signed), "seed {seed}: an unsigned request");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_two_requests_within_an_interval() {
    for seed in 1..=3 {
        storm(seed).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_a_second_in_earnest() {
    let (kling, ugen) = fakes().await;
    let timing = "cache_ms = 0\nkeep_ms = 0\nupstream_ms = 2000";
    let proxy = Arc::new(Proxy::start(read(&toml(&kling, &ugen, timing, ""), &[]).unwrap()).await);
    let end = Instant::now() + Duration::from_millis(4500);
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let proxy = Arc::clone(&proxy);
            tokio::spawn(async move {
                while Instant::now() < end {
                    let answer = proxy.get("/api/v1/accounts/kling-main/balance").await;
                    assert_eq!((answer.status, answer.json()["stale"].as_bool()), (200, Some(false)), "{answer:?}");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert!((3..=6).contains(&kling.seen().len()), "{} requests", kling.seen().len());
    assert!(kling.least_gap() >= Duration::from_secs(1), "{:?}", kling.least_gap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_ask_at_once_share_one_flight() {
    let (kling, ugen) = fakes().await;
    let timing = SHORT.replace("cache_ms = 150", "cache_ms = 60000");
    let proxy = Arc::new(Proxy::start(read(&toml(&kling, &ugen, &timing, ""), &[]).unwrap()).await);
    kling.then([Play::Slow(Duration::from_millis(100))]);
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let proxy = Arc::clone(&proxy);
            tokio::spawn(async move { proxy.get("/api/v1/accounts/kling-main/balance").await.status })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), 200);
    }
    assert_eq!(kling.seen().len(), 1);
}

#[tokio::test]
async fn a_full_queue_says_so() {
    let (kling, ugen) = fakes().await;
    let proxy = Arc::new(Proxy::short(&kling, &ugen).await);
    ugen.always(Play::Slow(Duration::from_millis(300)));
    let tasks: Vec<_> = (1..=20)
        .map(|page| {
            let proxy = Arc::clone(&proxy);
            let path = format!("/api/v1/accounts/studio/transactions?page={page}");
            tokio::spawn(async move { proxy.get(&path).await })
        })
        .collect();
    let mut busy = 0;
    for task in tasks {
        let answer = task.await.unwrap();
        if answer.code() == "busy" {
            busy += 1;
            assert!(answer.header("retry-after").is_some());
        }
    }
    assert!(busy >= 16, "{busy} of 20 were told that one of a caller's questions waits already");
    assert!(ugen.least_gap() >= Duration::from_millis(60));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_one_caller_starves_nobody() {
    let (kling, ugen) = fakes().await;
    let timing = SHORT.replace("patience_ms = 300", "patience_ms = 2500");
    let proxy = Arc::new(Proxy::start(read(&toml(&kling, &ugen, &timing, ""), &[]).unwrap()).await);
    ugen.always(Play::Slow(Duration::from_millis(20)));
    let end = Instant::now() + Duration::from_secs(4);
    let flood: Vec<_> = (0..30)
        .map(|of| {
            let proxy = Arc::clone(&proxy);
            tokio::spawn(async move {
                for page in 1.. {
                    if Instant::now() > end {
                        break;
                    }
                    proxy.get(&format!("/api/v1/accounts/studio/transactions?page={}", of * 10_000 + page)).await;
                    sleep(Duration::from_millis(5)).await;
                }
            })
        })
        .collect();
    sleep(Duration::from_millis(500)).await;
    let as_bert = |path: &'static str| {
        proxy.send(proxy.request(Method::GET, &format!("/api/v1/accounts/studio/{path}")).bearer_auth(BERT))
    };
    // older than fresh each time; a flight is 80 ms, and one may be in the air
    for _ in 0..8 {
        let balance = as_bert("balance").await;
        assert_eq!((balance.status, balance.json()["stale"].as_bool()), (200, Some(false)), "{balance:?}");
        sleep(Duration::from_millis(200)).await;
    }
    // other questions of another caller wait for one of the flood's, and not for all
    for path in ["pricing", "packs", "payment-methods"] {
        let answer = as_bert(path).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    for task in flood {
        task.await.unwrap();
    }
    assert!(ugen.least_gap() >= Duration::from_millis(60));
    let after = as_bert("balance").await;
    assert_eq!(after.status, 200, "the flood pushed the balance out of what is kept: {after:?}");
}
