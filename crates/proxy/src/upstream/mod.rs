//! One account's vendor: a question goes out, a checked answer or a [`Failure`] comes back.
//!
//! What always holds: one try, no redirect followed, no cookie kept, one deadline for all of it, no more read than is
//! accepted, nothing of the vendor's words passed on in a failure, and no answer that repeats a credential. When to ask
//! is not decided here.
//!
//! Imports `clock`, `config`, `failure` and `secret`.

pub mod ask;
mod kling;
pub mod node;
mod ugen;

use crate::clock;
use crate::config::{AccountConfig, Credential, Limits, Provider, Timing, is_this_machine};
use crate::failure::{Failure, Kind};
use crate::secret::Secret;
use ask::Ask;
use node::Node;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Method, redirect};
use std::time::Duration;

/// The longest wait that a vendor can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// The way to one account's vendor.
#[derive(Debug)]
pub struct Upstream {
    client: Client,
    config: AccountConfig,
    signer: kling::Signer,
    deadline: Duration,
    most: usize,
}

impl Upstream {
    /// Prepares the way; connects to nothing yet.
    ///
    /// # Errors
    /// The TLS library does not start.
    pub fn new(config: AccountConfig, timing: &Timing, limits: &Limits) -> Result<Self, reqwest::Error> {
        let mut client = Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(timing.upstream)
            .timeout(timing.upstream)
            // one request a second at most: a connection that is kept could be half closed, and be tried twice
            .pool_max_idle_per_host(0)
            .user_agent(concat!("packwise-proxy/", env!("CARGO_PKG_VERSION")));
        if is_this_machine(&config.base) {
            client = client.no_proxy();
        }
        Ok(Self {
            client: client.build()?,
            config,
            signer: kling::Signer::default(),
            deadline: timing.upstream,
            most: limits.upstream,
        })
    }

    /// What the operator said about this account.
    #[must_use]
    pub fn config(&self) -> &AccountConfig {
        &self.config
    }

    /// Whether the vendor has such a question.
    #[must_use]
    pub fn offers(&self, ask: &Ask) -> bool {
        match self.config.provider {
            Provider::Kling => *ask == Ask::Balance,
            Provider::UGen => true,
        }
    }

    /// Puts a question, once; answers with JSON text.
    ///
    /// # Errors
    /// Everything that can go wrong on the way.
    pub async fn put(&self, ask: &Ask) -> Result<String, Failure> {
        let (headers, secrets) = self.credentials(ask)?;
        let exchange = self.exchange(ask, headers);
        let exchanged = match tokio::time::timeout(self.deadline, exchange).await {
            Ok(exchanged) => exchanged,
            Err(_) => Err(Failure::new(Kind::TimedOut)),
        };
        let (status, wait, node) = exchanged?;
        let read = match self.config.provider {
            Provider::Kling => kling::balance(status, &node),
            Provider::UGen => {
                if let Some((required, available)) = ugen::shortage(&node) {
                    tracing::info!(required, available, "the vendor says that credits do not suffice");
                }
                ugen::answer(ask, status, node, &self.config.checkout_hosts)
            }
        };
        let text = match read {
            Ok(node) => node.to_json(),
            Err(failure) => {
                if matches!(failure.vendor_code, Some(1002..=1004)) {
                    self.signer.forget();
                }
                return Err(Failure { asked_wait: wait, ..failure });
            }
        };
        if secrets.iter().any(|secret| secret.is_in(&text)) {
            return Err(Failure::new(Kind::Echo).with_status(status));
        }
        Ok(text)
    }

    /// The headers that prove the account, and all that must not come back.
    fn credentials(&self, ask: &Ask) -> Result<(HeaderMap, Vec<Secret>), Failure> {
        let mut headers = HeaderMap::new();
        let mut add = |name: HeaderName, text: String| -> Result<(), Failure> {
            let mut value = HeaderValue::try_from(text).map_err(|_| Failure::new(Kind::Internal))?;
            value.set_sensitive(true);
            headers.insert(name, value);
            Ok(())
        };
        let mut secrets = Vec::new();
        match (&self.config.credential, self.config.provider) {
            (Credential::Keys { access, secret }, _) => {
                let token = self.signer.token(access, secret, clock::now_ms() / 1000)?;
                add(AUTHORIZATION, format!("Bearer {}", token.expose()))?;
                secrets.extend([access.clone(), secret.clone(), token]);
            }
            (Credential::ApiKey(key), Provider::Kling) => {
                add(AUTHORIZATION, format!("Bearer {}", key.expose()))?;
                secrets.push(key.clone());
            }
            (Credential::ApiKey(key), Provider::UGen) => {
                // the packs are public: a key that is not needed is not sent
                if *ask != Ask::Packs {
                    add(HeaderName::from_static("x-api-key"), key.expose().to_owned())?;
                }
                secrets.push(key.clone());
            }
        }
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok((headers, secrets))
    }

    async fn exchange(&self, ask: &Ask, headers: HeaderMap) -> Result<(u16, Option<Duration>, Node), Failure> {
        let (method, path, query) = match self.config.provider {
            Provider::Kling => (Method::GET, "account/costs", kling::window(&self.config).to_vec()),
            Provider::UGen => {
                let (method, path) = ugen::route(ask);
                (method, path, ugen::query(ask))
            }
        };
        let mut url = self.config.base.join(path).map_err(|_| Failure::new(Kind::Internal))?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(&query);
        }
        let mut request = self.client.request(method, url).headers(headers);
        if let Some(body) = ugen::body(ask) {
            request = request.body(body);
        }
        let mut response = request.send().await.map_err(|error| failed(&error))?;
        let status = response.status().as_u16();
        let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(asked_wait);
        let kling = self.config.provider == Provider::Kling;
        let unread = |kind| Failure { asked_wait: wait, ..ugen::unread(status, kind) };
        if (300..400).contains(&status) {
            return Err(unread(Kind::Redirected));
        }
        let is_json =
            response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(is_json_type);
        if !is_json {
            return Err(unread(Kind::NotJson));
        }
        let said = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        if said > self.most {
            return Err(Failure::new(Kind::TooLarge).with_status(status));
        }
        let mut body = Vec::with_capacity(said);
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
            if body.len().saturating_add(chunk.len()) > self.most {
                return Err(Failure::new(Kind::TooLarge).with_status(status));
            }
            body.extend_from_slice(&chunk);
        }
        let text = std::str::from_utf8(&body).map_err(|_| unread(Kind::NotJson))?;
        let node = Node::read(text).map_err(|failure| {
            if failure.kind == Kind::NotJson { unread(Kind::NotJson) } else { failure.with_status(status) }
        })?;
        // a status that fails with an envelope that does not: what the status says holds
        if !kling || matches!(node, Node::Object(_)) { Ok((status, wait, node)) } else { Err(unread(Kind::Shape)) }
    }
}

/// `application/json` or `application/…+json`, with or without parameters.
fn is_json_type(value: &str) -> bool {
    let mime = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    mime == "application/json" || (mime.starts_with("application/") && mime.ends_with("+json"))
}

/// Seconds, or a date.
fn asked_wait(text: &str) -> Option<Duration> {
    let wait = text.trim().parse().ok().map(Duration::from_secs).or_else(|| clock::until_http_date(text))?;
    Some(wait.min(LONGEST_WAIT))
}

/// The library's own words name addresses; ours do not.
fn failed(error: &reqwest::Error) -> Failure {
    Failure::new(if error.is_timeout() { Kind::TimedOut } else { Kind::CutOff })
}
