//! Vendors that play what a test asks for: real HTTP on this machine, signatures verified.
//!
//! It speaks HTTP by hand, because half of what it plays is broken HTTP. Every arrival is noted with its time before
//! anything else happens to it.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};

/// What a vendor does with a request.
#[derive(Clone, Debug)]
pub enum Play {
    /// The documented answer.
    Good,
    /// This status, these further header lines, this body (JSON by its type).
    Say(u16, &'static str, String),
    /// The documented answer, so much later.
    Slow(Duration),
    /// The head and half of the body, and then the connection ends.
    CutOff,
    /// The connection ends without a byte.
    Hang,
    /// A body that comes one byte at a time and never ends.
    Trickle,
    /// So many bytes of JSON.
    Long(usize),
    /// The same without saying how long it is.
    Endless,
    /// Bytes that are not UTF-8.
    Bytes,
    /// The credential that came, in the answer.
    Echo,
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub at: Instant,
    pub line: String,
    pub head: String,
    pub body: String,
    pub signed: bool,
}

#[derive(Default)]
struct Script {
    next: VecDeque<Play>,
    otherwise: Option<Play>,
    seen: Vec<Seen>,
}

/// A vendor.
#[derive(Clone)]
pub struct Fake {
    pub base: String,
    script: Arc<Mutex<Script>>,
    access: String,
    secret: String,
    api_key: String,
}

/// Kling's documented example, of an account that has packs.
pub const KLING: &str = r#"{"code":0,"message":"SUCCEED","request_id":"r-1","data":{"code":0,"msg":"success",
"resource_pack_subscribe_infos":[{"resource_pack_name":"Video Generation - 10,000 entries",
"resource_pack_id":"509f3fd3d4ab4a3f9eec5db27aa44f27","resource_pack_type":"decreasing_total","total_quantity":200.0,
"remaining_quantity":118.0,"purchase_time":1726124664368,"effective_time":1726124664368,"invalid_time":1727366400000,
"status":"expired"}]}}"#;

impl Fake {
    /// Starts one, for these credentials.
    pub async fn start(access: &str, secret: &str, api_key: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let fake = Self {
            base,
            script: Arc::default(),
            access: access.to_owned(),
            secret: secret.to_owned(),
            api_key: api_key.to_owned(),
        };
        let theirs = fake.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let fake = theirs.clone();
                tokio::spawn(async move { drop(fake.serve(stream).await) });
            }
        });
        fake
    }

    /// What to do next, once each, in this order.
    pub fn then(&self, plays: impl IntoIterator<Item = Play>) {
        self.script.lock().unwrap().next.extend(plays);
    }

    /// What to do with every further request.
    pub fn always(&self, play: Play) {
        let mut script = self.script.lock().unwrap();
        script.next.clear();
        script.otherwise = Some(play);
    }

    /// All that came so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.script.lock().unwrap().seen.clone()
    }

    /// The least time between two arrivals.
    pub fn least_gap(&self) -> Duration {
        let mut times: Vec<_> = self.seen().into_iter().map(|seen| seen.at).collect();
        times.sort();
        times.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(Duration::MAX)
    }

    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        let end = loop {
            let read = stream.read(&mut buffer).await?;
            if read == 0 {
                return Ok(());
            }
            bytes.extend_from_slice(&buffer[..read]);
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let at = Instant::now();
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length: usize = header(&head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        while bytes.len() < end + length {
            let read = stream.read(&mut buffer).await?;
            if read == 0 {
                return Ok(());
            }
            bytes.extend_from_slice(&buffer[..read]);
        }
        let body = String::from_utf8_lossy(&bytes[end..]).into_owned();
        let line = head.lines().next().unwrap_or_default().to_owned();
        let signed = self.is_signed(&line, &head);
        let play = {
            let mut script = self.script.lock().unwrap();
            script.seen.push(Seen { at, line: line.clone(), head: head.clone(), body, signed });
            script.next.pop_front().or_else(|| script.otherwise.clone()).unwrap_or(Play::Good)
        };
        let (status, good) = self.good(&line, signed);
        match play {
            Play::Good => say(&mut stream, status, "", &good).await,
            Play::Say(status, lines, body) => say(&mut stream, status, lines, &body).await,
            Play::Slow(wait) => {
                sleep(wait).await;
                say(&mut stream, status, "", &good).await
            }
            Play::CutOff => {
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                    good.len()
                );
                stream.write_all(head.as_bytes()).await?;
                stream.write_all(&good.as_bytes()[..good.len() / 2]).await
            }
            Play::Hang => Ok(()),
            Play::Trickle => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[").await?;
                loop {
                    stream.write_all(b" ").await?;
                    sleep(Duration::from_millis(20)).await;
                }
            }
            Play::Long(length) => say(&mut stream, 200, "", &format!("[{}]", " ".repeat(length))).await,
            Play::Endless => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[").await?;
                let chunk = [b' '; 65536];
                loop {
                    stream.write_all(&chunk).await?;
                }
            }
            Play::Bytes => {
                stream
                    .write_all(
                        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n\"\xff\xfe\"",
                    )
                    .await
            }
            Play::Echo => {
                let key = header(&head, "authorization").or_else(|| header(&head, "x-api-key")).unwrap_or_default();
                let key = key.trim_start_matches("Bearer ");
                let body = if line.contains("/account/costs") {
                    format!(
                        r#"{{"code":0,"data":{{"code":0,"resource_pack_subscribe_infos":[{{"resource_pack_name":"{key}"}}]}}}}"#
                    )
                } else {
                    format!(r#"[{{"model_id":"{key}"}}]"#)
                };
                say(&mut stream, 200, "", &body).await
            }
        }
    }

    /// Whether the request proves the account, as the documentation wants it.
    fn is_signed(&self, line: &str, head: &str) -> bool {
        if line.contains("/account/costs") {
            let Some(token) =
                header(head, "authorization").and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned))
            else {
                return false;
            };
            let mut validation = Validation::new(Algorithm::HS256);
            validation.leeway = 0;
            validation.validate_nbf = true;
            validation.set_issuer(&[&self.access]);
            validation.set_required_spec_claims(&["iss", "exp", "nbf"]);
            let key = DecodingKey::from_secret(self.secret.as_bytes());
            let Ok(read) = jsonwebtoken::decode::<serde_json::Value>(&token, &key, &validation) else { return false };
            let claim = |name: &str| read.claims[name].as_u64().unwrap();
            claim("exp") - claim("nbf") == 1805 && read.header.typ.as_deref() == Some("JWT")
        } else if line.contains("billing/packs") {
            header(head, "x-api-key").is_none() && header(head, "authorization").is_none()
        } else {
            header(head, "x-api-key").as_deref() == Some(&self.api_key)
        }
    }

    /// The documented answer.
    fn good(&self, line: &str, signed: bool) -> (u16, String) {
        let path = line.split(' ').nth(1).unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        if !signed && !path.ends_with("billing/packs") {
            return (401, r#"{"code":1002,"message":"Authorization is invalid","request_id":"r-2"}"#.to_owned());
        }
        let body = match path.rsplit_once('/').map_or(path, |(_, last)| last) {
            "costs" => KLING,
            "balance" => r#"{"credit_balance":1200,"credit_reserved":86,"available_credits":1114,"user_id":"u"}"#,
            "transactions" => {
                r#"{"items":[{"id":"t1","type":"reserve","amount":-86,"balance_before":1286,"balance_after":1200,
                "job_id":"j1","created_at":"2026-11-20T10:00:00Z","note":"internal"}],"total":1,"page":1,"page_size":20,"total_pages":1}"#
            }
            "pricing" => {
                r#"[{"model_id":"kling3_std","variant":"i2v","billing_unit":"per_second","kie_cost_usd":0.05,"price_usd":0.08,
                "credits":8,"api_token":"x"}]"#
            }
            "packs" => {
                r#"[{"id":"starter","name":"Starter","credits":200,"price_usd":10,"savings_pct":0},
                {"id":"creator","name":"Creator","credits":1000,"price_usd":45,"savings_pct":10}]"#
            }
            "estimate" => r#"{"breakdown":{"video":24,"keyframes":32,"post_processing":10},"total":66}"#,
            "checkout" => r#"{"checkout_url":"https://checkout.stripe.com/c/pay/cs_1","session_id":"cs_1"}"#,
            "payment-methods" => r#"[{"id":"pm_1","type":"card","brand":"visa","last4":"4242","name":"A. Person"}]"#,
            "auto-topup" => r#"{"enabled":true,"threshold":100,"pack_id":"starter"}"#,
            "credit-alert" => r#"{"enabled":false,"threshold":50,"email":"a@example.com"}"#,
            _ => return (404, r#"{"error":{"code":"NOT_FOUND","message":"nothing here"}}"#.to_owned()),
        };
        (200, body.to_owned())
    }
}

/// A header's value.
pub fn header(head: &str, name: &str) -> Option<String> {
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

async fn say(stream: &mut TcpStream, status: u16, lines: &str, body: &str) -> std::io::Result<()> {
    let kind =
        if lines.to_ascii_lowercase().contains("content-type") { "" } else { "Content-Type: application/json\r\n" };
    let head = format!("HTTP/1.1 {status} X\r\n{kind}{lines}Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await
}
