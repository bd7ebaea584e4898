//! Several processes that share one rate through Redis, and go on when it is gone.
//!
//! These start Debian's `redis-server` on a free port. Where it is not installed they say so and pass: `cargo xtask test`
//! installs it.

use crate::fake::Fake;
use crate::harness::{Answer, Proxy, REDIS_PASSWORD, fakes, read, toml};
use packwise_proxy::shared::{Alone, Shared, Turn};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const BALANCE: &str = "/api/v1/accounts/kling-main/balance";

/// A Redis of one test.
struct Redis {
    child: Option<Child>,
    port: u16,
}

impl Redis {
    fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut redis = Self { child: None, port };
        redis.again().then_some(redis)
    }

    /// Starts it on its port, empty; false if it is not installed.
    fn again(&mut self) -> bool {
        let started = Command::new("redis-server")
            .args([
                "--port",
                &self.port.to_string(),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--requirepass",
                REDIS_PASSWORD,
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(child) = started else {
            eprintln!("redis-server is not installed, so what replicas share was NOT tested");
            return false;
        };
        self.child = Some(child);
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("redis-server does not listen");
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

const INTERVAL: Duration = Duration::from_millis(300);
const TIMING: &str = "interval_ms = 300\ncache_ms = 200\nupstream_ms = 700\npatience_ms = 300\nrequest_ms = 4000
backoff_first_ms = 100\nbackoff_most_ms = 400\nbreaker_ms = 900";

async fn replica(kling: &Fake, ugen: &Fake, redis: &Redis, more: &str) -> Arc<Proxy> {
    Arc::new(Proxy::start(read(&with_redis(kling, ugen, redis, more), &[]).unwrap()).await)
}

fn with_redis(kling: &Fake, ugen: &Fake, redis: &Redis, more: &str) -> String {
    let more =
        format!("[redis]\nurl = \"redis://:{REDIS_PASSWORD}@127.0.0.1:{}/0\"\nprefix = \"t\"\n{more}", redis.port);
    toml(kling, ugen, TIMING, &more)
}

/// No two requests within an interval. Replicas that cannot hear each other go by the clock alone, so a tenth is granted to
/// the machine: what it takes from the moment a request is made until the vendor has seen it.
fn assert_alone_gap(fake: &Fake) {
    let gap = fake.least_gap();
    assert!(gap >= INTERVAL.mul_f64(0.9), "two requests within {gap:?}");
}

/// Has all replicas asked for a while; how many answers were 200.
async fn ask_all(replicas: &[Arc<Proxy>], time: Duration) -> Vec<Answer> {
    let end = Instant::now() + time;
    let tasks: Vec<_> = (0..replicas.len() * 4)
        .map(|at| {
            let proxy = Arc::clone(&replicas[at % replicas.len()]);
            tokio::spawn(async move {
                let mut answers = Vec::new();
                while Instant::now() < end {
                    answers.push(proxy.get(BALANCE).await);
                    sleep(Duration::from_millis(7)).await;
                }
                answers
            })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.extend(task.await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_share_figures_and_rate() {
    let Some(redis) = Redis::start() else { return };
    let (kling, ugen) = fakes().await;
    let mut replicas = Vec::new();
    for _ in 0..3 {
        replicas.push(replica(&kling, &ugen, &redis, "replicas = 3").await);
    }
    let answers = ask_all(&replicas, Duration::from_secs(4)).await;
    assert!(
        answers.iter().all(|answer| answer.status == 200),
        "{:?}",
        answers.iter().find(|answer| answer.status != 200)
    );
    assert!(answers.iter().all(|answer| answer.json()["coordination"] == "shared"));
    let (count, gap) = (kling.seen().len(), kling.least_gap());
    assert!(count >= 5, "only {count} requests in 5 s");
    assert!(gap >= INTERVAL, "two requests within {gap:?}");
    assert_eq!(replicas[0].get("/readyz").await.json()["coordination"], "shared");
    // what one has fetched another serves
    let asked: u64 = {
        let mut asked = 0;
        for proxy in &replicas {
            let metrics = proxy.get("/metrics").await.body;
            asked += metrics
                .lines()
                .filter(|line| line.starts_with("packwise_vendor_requests_total{account=\"kling-main\""))
                .map(|line| line.rsplit_once(' ').unwrap().1.parse::<u64>().unwrap())
                .sum::<u64>();
        }
        asked
    };
    assert_eq!(usize::try_from(asked).unwrap(), kling.seen().len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_killed_in_the_middle_and_back_again() {
    let Some(mut redis) = Redis::start() else { return };
    let (kling, ugen) = fakes().await;
    let replicas =
        [replica(&kling, &ugen, &redis, "replicas = 2").await, replica(&kling, &ugen, &redis, "replicas = 2").await];
    let asking = {
        let replicas = replicas.clone();
        tokio::spawn(async move { ask_all(&replicas, Duration::from_secs(12)).await })
    };
    sleep(Duration::from_secs(3)).await;
    let before = kling.seen().len();
    redis.kill();
    sleep(Duration::from_secs(4)).await;
    let alone = kling.seen().len();
    assert_eq!(replicas[0].get("/readyz").await.json()["coordination"], "alone");
    redis.again();
    let answers = asking.await.unwrap();
    let after = kling.seen().len();
    assert!(before >= 3 && alone >= before + 4 && after >= alone + 2, "{before}, {alone}, {after} requests");
    // 4 s in turns of 375 ms, and one to spare
    assert!(alone - before <= 12, "{} requests alone", alone - before);
    assert_alone_gap(&kling);
    let failed: Vec<_> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!(failed.is_empty(), "{} of {} failed, e.g. {:?}", failed.len(), answers.len(), failed.first());
    assert!(answers.iter().any(|answer| answer.json()["coordination"] == "alone"));
    assert_eq!(replicas[1].get("/readyz").await.json()["coordination"], "shared");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_that_comes_and_goes() {
    let Some(mut redis) = Redis::start() else { return };
    let (kling, ugen) = fakes().await;
    let mut replicas = Vec::new();
    for _ in 0..3 {
        replicas.push(replica(&kling, &ugen, &redis, "replicas = 3").await);
    }
    let asking = {
        let replicas = replicas.clone();
        tokio::spawn(async move { ask_all(&replicas, Duration::from_secs(18)).await })
    };
    for away in [50, 800, 1700, 300, 1300, 30, 2000] {
        sleep(Duration::from_millis(1400)).await;
        redis.kill();
        sleep(Duration::from_millis(away)).await;
        redis.again();
    }
    let answers = asking.await.unwrap();
    assert_alone_gap(&kling);
    let failed: Vec<_> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!(failed.len() < answers.len() / 50, "{} of {} failed: {:?}", failed.len(), answers.len(), failed.first());
    assert!(kling.seen().len() >= 6, "only {} requests", kling.seen().len());
}

#[tokio::test]
async fn who_finds_redis_stays_quiet_for_a_cycle() {
    let Some(redis) = Redis::start() else { return };
    let (kling, ugen) = fakes().await;
    let config = read(&with_redis(&kling, &ugen, &redis, "replicas = 2"), &[]).unwrap();
    let shared = Shared::new(config.sharing.unwrap(), config.timing, config.limits).unwrap();
    let start = Instant::now();
    loop {
        match shared.turn("a", "balance", 1 << 50).await {
            Turn::Go(_) => break,
            Turn::Wait(wait) => sleep(wait.min(Duration::from_millis(20))).await,
            other => panic!("{other:?}"),
        }
    }
    let cycle = INTERVAL.mul_f64(1.25 * 2.0);
    assert!(start.elapsed() >= cycle, "quiet for {:?} only", start.elapsed());
    assert!(matches!(shared.turn("a", "balance", 1 << 50).await, Turn::Wait(_)), "two flights at a time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_alone_looks_once_more_before_it_asks() {
    let Some(mut redis) = Redis::start() else { return };
    let (kling, ugen) = fakes().await;
    let config = read(&with_redis(&kling, &ugen, &redis, "replicas = 2\nreplica = 1"), &[]).unwrap();
    let shared = Arc::new(Shared::new(config.sharing.unwrap(), config.timing, config.limits).unwrap());
    redis.kill();
    assert!(matches!(shared.turn("a", "balance", 1 << 50).await, Turn::Gone));
    let give_up = Instant::now() + Duration::from_secs(4);
    assert_eq!(shared.alone(give_up, || {}).await, Alone::Go, "its turn does not come");
    let waiting = {
        let shared = Arc::clone(&shared);
        // its next turn is most of a cycle away
        tokio::spawn(async move { shared.alone(give_up, || {}).await })
    };
    redis.again();
    assert_eq!(waiting.await.unwrap(), Alone::Back);
}

#[tokio::test]
async fn without_a_number_of_replicas_nobody_goes_on_alone() {
    let Some(mut redis) = Redis::start() else { return };
    let (kling, ugen) = fakes().await;
    let proxy = replica(&kling, &ugen, &redis, "").await;
    let first = proxy.get(BALANCE).await;
    assert_eq!((first.status, kling.seen().len()), (200, 1), "{first:?}");
    redis.kill();
    sleep(Duration::from_millis(300)).await;
    let stale = proxy.get(BALANCE).await;
    assert_eq!((stale.status, stale.code().as_str()), (200, "uncoordinated"), "{stale:?}");
    assert_eq!(stale.json()["stale"], true);
    assert_eq!(kling.seen().len(), 1, "it asked alone");
    assert_eq!(proxy.get("/healthz").await.json()["coordination"], "blocked");
}

#[tokio::test]
async fn a_failure_of_one_holds_the_others() {
    let Some(redis) = Redis::start() else { return };
    let (kling, ugen) = fakes().await;
    let one = replica(&kling, &ugen, &redis, "replicas = 2").await;
    let two = replica(&kling, &ugen, &redis, "replicas = 2").await;
    kling.always(crate::fake::Play::Say(429, "Retry-After: 3\r\n", r#"{"code":1302}"#.to_owned()));
    assert_eq!(one.get(BALANCE).await.code(), "rate-limited");
    let told = two.get(BALANCE).await;
    assert_eq!(told.code(), "rate-limited");
    assert!(told.json()["error"]["retryAfterSeconds"].as_u64().unwrap() >= 2, "{told:?}");
    assert_eq!(kling.seen().len(), 1, "the other one asked as well");
}
