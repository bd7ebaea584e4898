//! From a table to a [`Config`]: what each field may be.
//!
//! Every field is looked at, however many before it were wrong. No message repeats what was entered.
//!
//! Imports `secret`, and the rooms beside it.

use super::table::{Fields, Problems};
use super::{
    AccountConfig, Caller, Config, Credential, Limits, Net, Problem, Proof, Provider, Scope, Sharing, Timing, Trusted,
};
use crate::secret::{Secret, TokenDigest};
use reqwest::Url;
use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use toml::Table;
use tracing::level_filters::LevelFilter;

/// Where the proxy listens unless told otherwise: this machine only.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8787);

/// The least time between two requests to a vendor: "QPS <= 1".
const LEAST_INTERVAL: Duration = Duration::from_secs(1);

pub(super) fn config(table: Table, mut problems: Problems) -> Result<Config, Vec<Problem>> {
    let mut fields = Fields::new("", table);
    let p = &mut problems;

    let listen = fields.text("listen", p).and_then(|text| {
        let read = text.parse().ok();
        if read.is_none() {
            p.add("listen", "must be an address and a port, e.g. 127.0.0.1:8787");
        }
        read
    });
    let static_dir = fields.text("static", p).map(PathBuf::from);
    if static_dir.as_ref().is_some_and(|folder| !folder.join("index.html").is_file()) {
        p.add("static", "there is no index.html in that folder");
    }
    let origins = fields.list("origins", p).unwrap_or_default();
    for (at, origin) in origins.iter().enumerate() {
        if !is_origin(origin) {
            p.add(
                format!("origins[{at}]"),
                "must be a scheme, a host and perhaps a port, e.g. https://docs.example.com",
            );
        }
    }
    let log = fields.text("log", p).and_then(|text| {
        let read = match text.as_str() {
            "error" => Some(LevelFilter::ERROR),
            "warn" => Some(LevelFilter::WARN),
            "info" => Some(LevelFilter::INFO),
            "debug" => Some(LevelFilter::DEBUG),
            _ => None,
        };
        if read.is_none() {
            p.add("log", "must be error, warn, info or debug");
        }
        read
    });
    let trusted = trusted(&mut fields, p);
    let timing = timing(&mut fields, p);
    let limits = limits(&mut fields, p);
    let sharing = sharing(&mut fields, p);
    let mut accounts = BTreeMap::new();
    for (name, table) in fields.tables("accounts", p) {
        if let Some(account) = account(&name, table, &timing, p) {
            accounts.insert(name, account);
        } else {
            // known by name, so that callers' scopes are judged as if it were right
            accounts.entry(name).or_insert_with(placeholder);
        }
    }
    let callers: Vec<Caller> = fields
        .tables("callers", p)
        .into_iter()
        .filter_map(|(name, table)| caller(name, table, &accounts, trusted.is_some(), p))
        .collect();
    fields.finish(p);
    twins(&accounts, &callers, p);

    if accounts.is_empty() {
        p.add("accounts", "there is none: PACKWISE_ACCOUNT_<NAME>_PROVIDER and its keys name one");
    }
    if callers.is_empty() && p.0.iter().all(|problem| !problem.path.starts_with("callers.")) {
        p.add("callers", "there is none, so nobody could ask: PACKWISE_CALLER_<NAME>_TOKEN and _ACCOUNTS name one");
    }
    if problems.0.is_empty() {
        Ok(Config {
            listen: listen.unwrap_or(LISTEN),
            static_dir,
            origins,
            trusted,
            timing,
            limits,
            sharing,
            accounts,
            callers,
            log: log.unwrap_or(LevelFilter::INFO),
        })
    } else {
        Err(problems.0)
    }
}

/// Names what stands twice. Two accounts with one key would ask one vendor account at twice its rate; of two callers with
/// one proof, one would see what the other may. Digests are compared, and none is told.
fn twins(accounts: &BTreeMap<String, AccountConfig>, callers: &[Caller], p: &mut Problems) {
    let mut keys: Vec<(&str, TokenDigest)> = Vec::new();
    for (name, account) in accounts {
        // of a pair, the access key says whose account it is
        let (field, key) = match &account.credential {
            Credential::Keys { access, .. } => ("access_key", access),
            Credential::ApiKey(key) => ("api_key", key),
        };
        let digest = TokenDigest::of(key.expose());
        match keys.iter().find(|(_, known)| known.is(&digest)) {
            // what was wrong already has none
            _ if key.expose().is_empty() => {}
            None => keys.push((name, digest)),
            Some((other, _)) => {
                let words = format!("is that of accounts.{other} too: one vendor account is one account here");
                p.add(format!("accounts.{name}.{field}"), words);
            }
        }
    }
    for (at, caller) in callers.iter().enumerate() {
        let same = |other: &&Caller| match (&caller.proof, &other.proof) {
            (Proof::Token(one), Proof::Token(other)) => one.is(other),
            (Proof::User(one), Proof::User(other)) => one == other,
            (Proof::Token(_), Proof::User(_)) | (Proof::User(_), Proof::Token(_)) => false,
        };
        if let Some(other) = callers.iter().take(at).find(same) {
            let field = if matches!(caller.proof, Proof::Token(_)) { "token" } else { "user" };
            let words = format!("is that of callers.{} too: each caller has one of its own", other.name);
            p.add(format!("callers.{}.{field}", caller.name), words);
        }
    }
}

fn trusted(fields: &mut Fields, p: &mut Problems) -> Option<Trusted> {
    let mut table = fields.table("trusted", p)?;
    let header = table.text("header", p);
    let from = table.list("from", p);
    match &header {
        None => p.add("trusted.header", "must name the header that says who the user is"),
        Some(name) if !is_word(name) || name.eq_ignore_ascii_case("authorization") => {
            p.add("trusted.header", "is not the name of a header that could name a user");
        }
        Some(_) => {}
    }
    let mut nets = Vec::new();
    for (at, text) in from.iter().flatten().enumerate() {
        match Net::parse(text) {
            Some(net) => nets.push(net),
            None => p.add(format!("trusted.from[{at}]"), "must be an address or a range, e.g. 10.0.0.0/8"),
        }
    }
    if from.is_none_or(|from| from.is_empty()) {
        p.add("trusted.from", "must list the addresses of the reverse proxy, or anybody could say who they are");
    }
    table.finish(p);
    Some(Trusted { header: header?.to_ascii_lowercase(), from: nets })
}

fn timing(fields: &mut Fields, p: &mut Problems) -> Timing {
    let mut timing = Timing::default();
    let Some(mut table) = fields.table("timing", p) else { return timing };
    table.time("cache", &mut timing.cache, p);
    table.time("keep", &mut timing.keep, p);
    table.time("interval", &mut timing.interval, p);
    table.time("upstream", &mut timing.upstream, p);
    table.time("patience", &mut timing.patience, p);
    table.time("request", &mut timing.request, p);
    table.time("backoff_first", &mut timing.backoff_first, p);
    table.time("backoff_most", &mut timing.backoff_most, p);
    table.time("breaker", &mut timing.breaker, p);
    table.time("drain", &mut timing.drain, p);
    table.time("write", &mut timing.write, p);
    table.time("connection", &mut timing.connection, p);
    for (name, time) in [
        ("upstream", timing.upstream),
        ("request", timing.request),
        ("interval", timing.interval),
        ("write", timing.write),
        ("connection", timing.connection),
    ] {
        if time.is_zero() {
            p.add(format!("timing.{name}_ms"), "must be above zero");
        }
    }
    table.finish(p);
    timing
}

fn limits(fields: &mut Fields, p: &mut Problems) -> Limits {
    let mut limits = Limits::default();
    let Some(mut table) = fields.table("limits", p) else { return limits };
    let mut size = |key: &str, least: u64, most: u64, into: &mut usize, p: &mut Problems| {
        if let Some(read) = table.whole(key, least, most, p) {
            *into = usize::try_from(read).unwrap_or(usize::MAX);
        }
    };
    size("connections", 1, 100_000, &mut limits.connections, p);
    size("body_bytes", 256, 1 << 20, &mut limits.body, p);
    size("upstream_bytes", 1024, 1 << 26, &mut limits.upstream, p);
    size("queue", 1, 1000, &mut limits.queue, p);
    size("kept", 1, 10_000, &mut limits.kept, p);
    let mut count = |key: &str, least: u64, into: &mut u32, p: &mut Problems| {
        if let Some(read) = table.whole(key, least, 1_000_000, p) {
            *into = u32::try_from(read).unwrap_or(u32::MAX);
        }
    };
    count("breaker_after", 1, &mut limits.breaker_after, p);
    count("per_caller", 0, &mut limits.per_caller, p);
    count("posts", 1, &mut limits.posts, p);
    count("refusals", 1, &mut limits.refusals, p);
    table.finish(p);
    limits
}

fn sharing(fields: &mut Fields, p: &mut Problems) -> Option<Sharing> {
    let mut table = fields.table("redis", p)?;
    let url = table.text("url", p);
    let prefix = table.text("prefix", p).unwrap_or_else(|| "packwise".to_owned());
    let replicas = table.whole("replicas", 1, 100, p).and_then(|count| u32::try_from(count).ok());
    let replica = table.whole("replica", 0, 99, p).and_then(|count| u32::try_from(count).ok());
    if !is_word(&prefix) {
        p.add("redis.prefix", "may have letters, digits, `-` and `_` only");
    }
    match &url {
        // PACKWISE_REPLICAS may be set on a machine where REDIS_URL is not; then there is nothing to share
        None if replicas.is_none_or(|replicas| replicas > 1) => {
            p.add("redis.url", "must say where Redis is (REDIS_URL), for replicas to share one rate");
        }
        None => {}
        Some(url) if url.starts_with("rediss:") => {
            p.add("redis.url", "TLS to Redis is not built in: use redis://, or a tunnel");
        }
        Some(url) if redis::Client::open(url.as_str()).is_err() => {
            p.add("redis.url", "is not an address such as redis://127.0.0.1:6379/0");
        }
        Some(_) => {}
    }
    match (replica, replicas) {
        (Some(replica), Some(replicas)) if replica >= replicas => {
            p.add("redis.replica", "counts from 0, so it must be below `replicas`");
        }
        (Some(_), None) => p.add("redis.replicas", "must be said where `replica` is"),
        _ => {}
    }
    table.finish(p);
    Some(Sharing { url: Secret::new(url?), prefix, replicas, replica })
}

fn account(name: &str, mut table: Fields, timing: &Timing, p: &mut Problems) -> Option<AccountConfig> {
    if !is_word(name) {
        p.add(table.at(""), "an account's name may have letters, digits, `-` and `_` only");
    }
    let provider = match table.text("provider", p).as_deref() {
        Some("kling") => Some(Provider::Kling),
        Some("u-gen") => Some(Provider::UGen),
        _ => {
            p.add(table.at("provider"), "must be kling or u-gen");
            None
        }
    };
    let access = secret("access_key", &mut table, p);
    let key = secret("secret_key", &mut table, p);
    let api = secret("api_key", &mut table, p);
    let credential = match (provider, access, key, api) {
        (_, Given::No, Given::No, Given::Yes(api)) => Some(Credential::ApiKey(api)),
        (Some(Provider::Kling), Given::Yes(access), Given::Yes(secret), Given::No) => {
            Some(Credential::Keys { access, secret })
        }
        (_, Given::Bad, _, _) | (_, _, Given::Bad, _) | (_, _, _, Given::Bad) => None,
        (Some(Provider::UGen), _, _, _) => {
            p.add(table.at("api_key"), "must be given, and no access_key or secret_key: U-Gen has one key");
            None
        }
        _ => {
            p.add(table.at("secret_key"), "give either access_key and secret_key, or api_key alone");
            None
        }
    };
    let base = base(provider, &mut table, timing, p);
    let hosts = table
        .list("checkout_hosts", p)
        .unwrap_or_else(|| ["checkout.stripe.com", "www.paypal.com"].map(str::to_owned).to_vec());
    let account = AccountConfig {
        provider: provider.unwrap_or(Provider::Kling),
        base: base.unwrap_or_else(default_base),
        credential: credential.clone().unwrap_or_else(|| Credential::ApiKey(Secret::new(String::new()))),
        checkout: table.flag("checkout", p).unwrap_or(false),
        checkout_hosts: hosts,
        public_packs: table.flag("public_packs", p).unwrap_or(false),
        days_back: days("days_back", 400, &mut table, p),
        days_ahead: days("days_ahead", 0, &mut table, p),
    };
    if provider == Some(Provider::Kling) && (account.checkout || account.public_packs) {
        p.add(table.at("checkout"), "Kling has neither checkout nor public packs in its API");
    }
    table.finish(p);
    (provider.is_some() && credential.is_some()).then_some(account)
}

fn days(key: &str, otherwise: u32, table: &mut Fields, p: &mut Problems) -> u32 {
    table.whole(key, 0, 3660, p).and_then(|days| u32::try_from(days).ok()).unwrap_or(otherwise)
}

fn default_base() -> Url {
    #[expect(clippy::unwrap_used, reason = "a constant that the tests read")]
    Url::parse("https://api-singapore.klingai.com/").unwrap()
}

fn placeholder() -> AccountConfig {
    AccountConfig {
        provider: Provider::Kling,
        base: default_base(),
        credential: Credential::ApiKey(Secret::new(String::new())),
        checkout: false,
        checkout_hosts: Vec::new(),
        public_packs: false,
        days_back: 0,
        days_ahead: 0,
    }
}

/// The vendor's address: ends in a slash, so that paths are put behind it.
fn base(provider: Option<Provider>, table: &mut Fields, timing: &Timing, p: &mut Problems) -> Option<Url> {
    let path = table.at("base");
    let text = table.text("base", p).unwrap_or_else(|| {
        match provider {
            Some(Provider::UGen) => "https://api.u-gen.ai/api/v1/",
            Some(Provider::Kling) | None => "https://api-singapore.klingai.com/",
        }
        .to_owned()
    });
    let text = if text.ends_with('/') { text } else { format!("{text}/") };
    let Ok(url) = Url::parse(&text) else {
        p.add(path, "is not an address such as https://api.example.com/");
        return None;
    };
    let here = is_this_machine(&url);
    if url.scheme() != "https" && !(url.scheme() == "http" && here) {
        p.add(&path, "must begin with https://: secrets go there");
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        p.add(&path, "must be a host and a path only");
    }
    if timing.interval < LEAST_INTERVAL && !here {
        p.add("timing.interval_ms", format!("must be at least 1000, which is what the vendor of `{path}` allows"));
    }
    Some(url)
}

/// Whether an address leads to this very machine.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

/// A credential of the file.
enum Given {
    No,
    Bad,
    Yes(Secret),
}

/// Reads `<key>`, or the file that `<key>_file` names.
fn secret(key: &str, table: &mut Fields, p: &mut Problems) -> Given {
    let named = format!("{key}_file");
    let path = table.at(key);
    let before = p.0.len();
    let text = table.text(key, p);
    let file = table.text(&named, p);
    let text = match (text, file) {
        (Some(_), Some(_)) => {
            p.add(&path, format!("is given twice: here and as {named}"));
            return Given::Bad;
        }
        (Some(text), None) => text,
        (None, Some(file)) => match fs::read_to_string(file) {
            Ok(mut text) => {
                text.truncate(text.trim_end().len());
                text
            }
            Err(error) => {
                p.add(table.at(&named), format!("cannot be read: {}", error.kind()));
                return Given::Bad;
            }
        },
        (None, None) => return if p.0.len() > before { Given::Bad } else { Given::No },
    };
    let secret = Secret::new(text);
    let text = secret.expose();
    if text.len() < Secret::SHORTEST || text.len() > 1024 {
        p.add(path, format!("must have {} to 1024 characters", Secret::SHORTEST));
        return Given::Bad;
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\')) {
        p.add(path, "may have ASCII letters, digits and signs only, and no blank, quote or backslash");
        return Given::Bad;
    }
    Given::Yes(secret)
}

fn caller(
    name: String,
    mut table: Fields,
    accounts: &BTreeMap<String, AccountConfig>,
    has_trusted: bool,
    p: &mut Problems,
) -> Option<Caller> {
    if !is_word(&name) {
        p.add(table.at(""), "a caller's name may have letters, digits, `-` and `_` only");
    }
    let token = secret("token", &mut table, p);
    let digest = table.text("token_sha256", p);
    let user = table.text("user", p);
    let proof = match (token, digest, user) {
        (Given::Yes(token), None, None) => {
            if token.expose().len() < TokenDigest::SHORTEST {
                let words = format!(
                    "must have at least {} characters; `packwise-proxy token` makes one",
                    TokenDigest::SHORTEST
                );
                p.add(table.at("token"), words);
            }
            Some(Proof::Token(TokenDigest::of(token.expose())))
        }
        (Given::No, Some(digest), None) => {
            let read = TokenDigest::from_hex(&digest);
            if read.is_none() {
                p.add(table.at("token_sha256"), "must be 64 hexadecimal digits; `packwise-proxy token` prints them");
            }
            read.map(Proof::Token)
        }
        (Given::No, None, Some(user)) => {
            if !has_trusted {
                p.add(table.at("user"), "needs [trusted], which says who names users");
            }
            Some(Proof::User(user))
        }
        (Given::Bad, _, _) => None,
        _ => {
            p.add(table.at("token"), "give one of token, token_file, token_sha256 and user");
            None
        }
    };
    let scope = match table.list("accounts", p) {
        None => {
            p.add(table.at("accounts"), "must list the accounts this caller may see, or \"*\"");
            None
        }
        Some(names) if names.iter().any(|name| name == "*") => Some(Scope::All),
        Some(names) => {
            for (at, name) in names.iter().enumerate() {
                if !accounts.contains_key(name) {
                    p.add(format!("{}[{at}]", table.at("accounts")), "there is no such account");
                }
            }
            Some(Scope::Only(names))
        }
    };
    table.finish(p);
    Some(Caller { name, proof: proof?, scope: scope? })
}

/// Letters, digits, `-` and `_`, at most 64: what can be part of a path, a label and a key.
fn is_word(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether a text is an origin as browsers send it: nothing after the port, and no wildcard.
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text && !text.contains('*')
    })
}
