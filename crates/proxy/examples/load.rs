//! Measures the proxy under load: `cargo run --profile proxy -p packwise-proxy --example load -- <proxy binary> [seconds]`.
//!
//! A vendor that answers after 20 ms, the proxy as a program of its own with one thread, and 200 connections that ask as
//! fast as they are answered. Then the same with two replicas and Redis, which is killed in the middle. Judges nothing
//! but what must never happen: an answer other than 200, or a vendor that saw two requests within an interval.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, unreachable_pub, reason = "a bench")]

#[allow(dead_code, reason = "shared with the tests, which use more of it")]
#[path = "../tests/suite/fake.rs"]
mod fake;

use fake::{Fake, Play};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until};

const TOKEN: &str = "bench-token-0000000000000000000000000000";
const CONNECTIONS: usize = 200;
/// What the vendors allow.
const INTERVAL: Duration = Duration::from_secs(1);

/// A program that ends with its value.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn listens(port: u16) {
    for _ in 0..500 {
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("nothing listens on port {port}");
}

async fn proxy(binary: &PathBuf, fake: &Fake, redis: Option<u16>) -> (Program, u16) {
    let port = free_port();
    let mut command = Command::new(binary);
    command
        .env("TOKIO_WORKER_THREADS", "1")
        .env("PACKWISE_LISTEN", format!("127.0.0.1:{port}"))
        .env("PACKWISE_ACCOUNT_MAIN_PROVIDER", "kling")
        .env("PACKWISE_ACCOUNT_MAIN_BASE", &fake.base)
        .env("PACKWISE_ACCOUNT_MAIN_ACCESS_KEY", "bench-access")
        .env("PACKWISE_ACCOUNT_MAIN_SECRET_KEY", "bench-secret")
        .env("PACKWISE_CALLER_BENCH_TOKEN", TOKEN)
        .env("PACKWISE_CALLER_BENCH_ACCOUNTS", "*")
        // short, so that the vendor is asked again and again within the run
        .env("PACKWISE_CACHE_SECONDS", "2")
        .stderr(Stdio::null());
    if let Some(redis) = redis {
        command.env("REDIS_URL", format!("redis://127.0.0.1:{redis}/0")).env("PACKWISE_REPLICAS", "2");
    }
    let program = Program(command.spawn().expect("the proxy does not start"));
    listens(port).await;
    (program, port)
}

/// Processor time that a process has used, in seconds.
fn cpu(program: &Program) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", program.0.id())).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: u32 = fields[11].parse::<u32>().unwrap() + fields[12].parse::<u32>().unwrap();
    f64::from(ticks) / 100.0
}

#[derive(Default)]
struct Seen {
    micros: Vec<u32>,
    other: u64,
    stale: u64,
    alone: u64,
}

/// Asks until `end`: at once after each answer, or at every `period`, and then counts from when it was due.
async fn connection(port: u16, end: Instant, period: Option<Duration>) -> Seen {
    let request = format!(
        "GET /api/v1/accounts/main/balance HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
    );
    let mut seen = Seen::default();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut buffer = vec![0; 16384];
    let mut due = Instant::now();
    while Instant::now() < end {
        let start = if let Some(period) = period {
            sleep_until(due).await;
            let start = due;
            due += period;
            start
        } else {
            Instant::now()
        };
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut length = 0;
        let whole = loop {
            let read = stream.read(&mut buffer[length..]).await.unwrap();
            assert!(read > 0, "the proxy hung up");
            length += read;
            let text = std::str::from_utf8(&buffer[..length]).unwrap();
            let Some(head) = text.find("\r\n\r\n") else { continue };
            let body: usize = fake::header(&text[..head], "content-length").unwrap().parse().unwrap();
            if length >= head + 4 + body {
                break text;
            }
        };
        let micros = u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX);
        seen.micros.push(micros);
        seen.other += u64::from(!whole.starts_with("HTTP/1.1 200"));
        seen.stale += u64::from(whole.contains("\"stale\":true"));
        seen.alone += u64::from(whole.contains("\"coordination\":\"alone\""));
    }
    seen
}

async fn load(name: &str, ports: &[u16], programs: &[&Program], fake: &Fake, time: Duration, rate: Option<u32>) {
    // the first figure is fetched before anything is measured
    for port in ports {
        drop(connection(*port, Instant::now() + Duration::from_millis(50), None).await);
    }
    let before: Vec<f64> = programs.iter().map(|program| cpu(program)).collect();
    let start = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|at| {
            let port = ports[at % ports.len()];
            let period = rate.map(|rate| Duration::from_secs_f64(CONNECTIONS as f64 / f64::from(rate)));
            tokio::spawn(async move {
                // spread over a period, so that they do not come in one heap
                sleep(period.unwrap_or_default().mul_f64(at as f64 / CONNECTIONS as f64)).await;
                connection(port, start + time, period).await
            })
        })
        .collect();
    let mut all = Seen::default();
    for task in tasks {
        let seen = task.await.unwrap();
        all.micros.extend(seen.micros);
        all.other += seen.other;
        all.stale += seen.stale;
        all.alone += seen.alone;
    }
    let took = start.elapsed().as_secs_f64();
    let used: f64 = programs.iter().zip(before).map(|(program, before)| cpu(program) - before).sum();
    all.micros.sort_unstable();
    let count = all.micros.len();
    let at = |part: f64| f64::from(all.micros[((count as f64 * part) as usize).min(count - 1)]) / 1000.0;
    println!("proxy, {name}: {CONNECTIONS} connections, {took:.1} s");
    println!(
        "  {count} answers, {:.0} a second, {:.0} a second of the proxy's processor time",
        count as f64 / took,
        count as f64 / used
    );
    println!(
        "  50 % in {:.2} ms, 99 % in {:.2} ms, 99.9 % in {:.2} ms, all in {:.2} ms",
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0)
    );
    println!("  {} other than 200, {} stale, {} alone", all.other, all.stale, all.alone);
    println!("  the vendor saw {} requests, no two within {:.3} s", fake.seen().len(), fake.least_gap().as_secs_f64());
    assert_eq!(all.other, 0, "answers other than 200");
    assert!(fake.least_gap() >= INTERVAL, "the vendor saw two requests within a second");
}

async fn vendor() -> Fake {
    let fake = Fake::start("bench-access", "bench-secret", "bench-api-key").await;
    fake.always(Play::Slow(Duration::from_millis(20)));
    fake
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let binary = PathBuf::from(arguments.next().expect("the proxy's program is the first argument"));
    let seconds = arguments.next().map_or(30, |text| text.parse().expect("seconds"));
    let time = Duration::from_secs(seconds);

    let fake = vendor().await;
    let (one, port) = proxy(&binary, &fake, None).await;
    load("one process with one thread", &[port], &[&one], &fake, time, None).await;
    load("the same at 5,000 a second", &[port], &[&one], &fake, time, Some(5_000)).await;
    drop(one);

    let redis_port = free_port();
    let redis = Command::new("redis-server")
        .args(["--port", &redis_port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(redis) = redis else {
        println!("redis-server is not installed, so replicas were NOT measured");
        return;
    };
    let redis = Program(redis);
    listens(redis_port).await;
    let fake = vendor().await;
    let (one, first) = proxy(&binary, &fake, Some(redis_port)).await;
    let (two, second) = proxy(&binary, &fake, Some(redis_port)).await;
    let killer = tokio::spawn(async move {
        sleep(time / 2).await;
        drop(redis);
    });
    load("two replicas, Redis killed in the middle", &[first, second], &[&one, &two], &fake, time, None).await;
    killer.await.unwrap();
}
