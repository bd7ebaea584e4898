//! A proxy on a free port, a client that knows callers, and the search for planted secrets.
//!
//! Everything that the proxy says (each answer's head and body, each log line) goes through [`record`], which looks for
//! every planted secret and every signature that a vendor has seen. So each test of the suite is a test of that.

use crate::fake::{Fake, header};
use packwise_proxy::config::{Config, Problem, Sources, load};
use packwise_proxy::http::App;
use packwise_proxy::{log, server};
use reqwest::{Method, RequestBuilder};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

pub const ACCESS: &str = "AK-planted-access-key-0001";
pub const SECRET: &str = "SK-planted-secret-key-0002";
pub const API_KEY: &str = "ugen-planted-api-key-0003";
pub const ANNA: &str = "token-of-anna-planted-00000000000000004";
pub const BERT: &str = "token-of-bert-planted-00000000000000005";

pub const REDIS_PASSWORD: &str = "redis-planted-password-0006";

static FOUND: AtomicBool = AtomicBool::new(false);
static RECORDED: AtomicUsize = AtomicUsize::new(0);
static SIGNATURES: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LOG: Mutex<String> = Mutex::new(String::new());

/// Whether a text holds a planted secret.
pub fn holds_secret(text: &str) -> bool {
    [ACCESS, SECRET, API_KEY, "ugen-planted-api-key-0007", ANNA, BERT, REDIS_PASSWORD]
        .iter()
        .any(|secret| text.contains(secret))
        || SIGNATURES.lock().unwrap().iter().any(|signature| text.contains(signature))
}

/// Looks through what the proxy said.
pub fn record(text: &str) {
    RECORDED.fetch_add(1, Ordering::Relaxed);
    if holds_secret(text) {
        FOUND.store(true, Ordering::Relaxed);
        eprintln!("a secret was told: {text}");
    }
}

/// Nothing that was said so far held a secret.
pub fn nothing_told() {
    assert!(!FOUND.load(Ordering::Relaxed), "a planted secret was told; it is above");
}

/// The log so far.
pub fn logged() -> String {
    LOG.lock().unwrap().clone()
}

#[derive(Clone, Copy)]
struct LogWriter;

impl io::Write for LogWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        record(&text);
        LOG.lock().unwrap().push_str(&text);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A configuration's text: both vendors, two callers, short times. `more` may add tables.
pub fn toml(kling: &Fake, ugen: &Fake, timing: &str, more: &str) -> String {
    format!(
        r#"
listen = "127.0.0.1:0"
origins = ["https://docs.example.com"]
log = "debug"
[timing]
{timing}
[limits]
posts = 1000
[accounts.kling-main]
provider = "kling"
base = "{}"
access_key = "{ACCESS}"
secret_key = "{SECRET}"
[accounts.studio]
provider = "u-gen"
base = "{}"
api_key = "{API_KEY}"
checkout = true
[accounts.closed]
provider = "u-gen"
base = "{}"
api_key = "ugen-planted-api-key-0007"
[callers.anna]
token = "{ANNA}"
accounts = "*"
[callers.bert]
token = "{BERT}"
accounts = ["studio"]
{more}
"#,
        kling.base, ugen.base, ugen.base
    )
}

/// Short times: an interval of 60 ms, figures fresh for 150 ms.
pub const SHORT: &str = "interval_ms = 60\ncache_ms = 150\nupstream_ms = 700\npatience_ms = 300\nrequest_ms = 3000
backoff_first_ms = 100\nbackoff_most_ms = 400\nbreaker_ms = 900";

/// Reads a configuration from TOML text and variables.
pub fn read(toml: &str, env: &[(&str, &str)]) -> Result<Config, Vec<Problem>> {
    load(Sources {
        toml: Some(Zeroizing::new(toml.to_owned())),
        env: env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        problems: Vec::new(),
    })
}

/// A proxy that runs.
pub struct Proxy {
    pub base: String,
    pub app: Arc<App>,
    client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<io::Result<()>>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
    /// The code of an error or of a stale figure's problem.
    pub fn code(&self) -> String {
        let json = self.json();
        let code = json["error"]["code"].as_str().or(json["problem"]["code"].as_str());
        code.unwrap_or_default().to_owned()
    }
    pub fn header(&self, name: &str) -> Option<String> {
        header(&format!("\n{}", self.head), name)
    }
}

impl Proxy {
    pub async fn start(config: Config) -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            tracing::subscriber::set_global_default(log::subscriber(config.log, || LogWriter)).unwrap();
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        record(&format!("{config:?}"));
        let app = App::new(config).unwrap();
        record(&format!("{app:?}"));
        if let Some(shared) = app.shared() {
            shared.beat_once().await;
        }
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(server::serve(listener, Arc::clone(&app), async { drop(stopped.await) }));
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { base, app, client, stop: Some(stop), served: Some(served) }
    }

    /// With both vendors and short times.
    pub async fn short(kling: &Fake, ugen: &Fake) -> Self {
        Self::start(read(&toml(kling, ugen, SHORT, ""), &[]).unwrap()).await
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let mut head = String::new();
        for (name, value) in response.headers() {
            head.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
        }
        let body = response.text().await.unwrap();
        record(&head);
        record(&body);
        Answer { status, head, body }
    }

    /// Asks as Anna, who may see all.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).bearer_auth(ANNA)).await
    }

    /// Posts JSON as Anna.
    pub async fn post(&self, path: &str, body: &str) -> Answer {
        let request = self.request(Method::POST, path).bearer_auth(ANNA).header("content-type", "application/json");
        self.send(request.body(body.to_owned())).await
    }

    /// Asks for Kling's balance until it comes, and says how long that took.
    pub async fn balance_when_it_comes(&self) -> Answer {
        for _ in 0..200 {
            let answer = self.get("/api/v1/accounts/kling-main/balance").await;
            if answer.status == 200 && answer.json()["stale"] == false {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        panic!("no balance came");
    }

    /// Stops it as a signal would, and waits until it is over.
    pub async fn stop(mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.served.take().unwrap().await.unwrap().unwrap();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(served) = &self.served {
            served.abort();
        }
        if !std::thread::panicking() {
            nothing_told();
        }
    }
}

/// Two vendors.
pub async fn fakes() -> (Fake, Fake) {
    (Fake::start(ACCESS, SECRET, API_KEY).await, Fake::start(ACCESS, SECRET, API_KEY).await)
}

/// Remembers the signatures that a vendor has seen, as secrets.
pub fn plant_signatures(fake: &Fake) {
    for seen in fake.seen() {
        if let Some(value) = header(&seen.head, "authorization") {
            SIGNATURES.lock().unwrap().push(value.trim_start_matches("Bearer ").to_owned());
        }
    }
}
