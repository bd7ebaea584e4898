//! The optional proxy that fetches balances: its address comes from the host's `packwise.json`, its token from whoever
//! sits at the page. The token is held in memory and sent to that address only; nothing of it is kept or shown.
//!
//! Everything that can go wrong is said in words, and the next try can succeed: nothing here ends the rest of the view.

mod offers;

use super::BalancePanel;
use crate::format;
use crate::parts::{Notices, dynamic, focus_on};
use crate::settings;
use gloo_net::http::Request;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use offers::{Shop, offers};
use packwise_engine::balance::{MAX_BYTES, Moment};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::read::brief;
use serde_json::Value;
use web_sys::{AbortController, Url};

/// The longest that an answer may take, in milliseconds: the proxy may itself wait for its turn at the vendor.
const LONGEST: u32 = 30_000;

/// One account that the proxy offers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Account {
    name: String,
    provider: String,
    /// What can be asked of it.
    parts: Vec<String>,
}

/// Figures that the proxy gave.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Figures {
    account: String,
    at: Moment,
    /// How old they were when they came, in seconds.
    age: u64,
    /// Why newer ones could not be had.
    stale: Option<String>,
}

/// What is known of the proxy. The page makes it once, so that it outlives the view, and the token with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proxy {
    looked: StoredValue<bool>,
    /// Its address, without a `/` at its end; none: the host names none.
    address: RwSignal<Option<String>>,
    /// What is wrong with the host's settings.
    issues: RwSignal<Vec<Issue>>,
    token: RwSignal<String>,
    /// The accounts, once it is connected.
    accounts: RwSignal<Option<Vec<Account>>>,
    chosen: RwSignal<String>,
    /// What is being asked for; empty: nothing.
    asking: RwSignal<&'static str>,
    failed: RwSignal<Option<String>>,
    /// What came of the last question, where that is not seen by itself.
    told: RwSignal<String>,
    shop: Shop,
    figures: RwSignal<Option<Figures>>,
    /// Answers to older questions are not listened to.
    turn: StoredValue<u32>,
}

impl Default for Proxy {
    fn default() -> Self {
        Self {
            looked: StoredValue::new(false),
            address: RwSignal::new(None),
            issues: RwSignal::new(Vec::new()),
            token: RwSignal::new(String::new()),
            accounts: RwSignal::new(None),
            chosen: RwSignal::new(String::new()),
            asking: RwSignal::new(""),
            failed: RwSignal::new(None),
            told: RwSignal::new(String::new()),
            shop: Shop::default(),
            figures: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }
}

impl Proxy {
    /// Reads the proxy's address from the host's settings, once. A host without any is no fault.
    pub(super) fn look(self) {
        if self.looked.get_value() {
            return;
        }
        self.looked.set_value(true);
        leptos::task::spawn_local(async move {
            let Some(text) = settings::text().await else { return };
            match address(&text, &window().location().href().unwrap_or_default()) {
                Ok(address) => self.address.set(address),
                Err(words) => {
                    self.issues.set(vec![Issue::warning("packwise.json", Code::UNKNOWN_VALUE, words)]);
                }
            }
        });
    }

    /// Begins a question; the answer counts while its turn lasts.
    fn begin(self, what: &'static str) -> u32 {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.asking.set(what);
        self.told.set(String::new());
        turn
    }

    /// Whether an answer is to the question that was asked last, which is over then.
    fn ended(self, turn: u32) -> bool {
        let counts = self.turn.get_value() == turn;
        if counts {
            self.asking.set("");
        }
        counts
    }

    /// Says what came of a question.
    fn tell(self, came: Result<String, String>) {
        match came {
            Ok(words) => {
                self.failed.set(None);
                self.told.set(words);
            }
            Err(words) => self.failed.set(Some(words)),
        }
    }

    /// The path of a part of the chosen account.
    fn path(self, part: &str) -> String {
        let name = String::from(js_sys::encode_uri_component(&self.chosen.get_untracked()));
        format!("api/v1/accounts/{name}/{part}")
    }

    /// Looks at another account.
    fn choose(self, account: String) {
        self.shop.close();
        self.chosen.set(account);
    }

    /// Asks for the accounts.
    fn connect(self, panel: BalancePanel) {
        let turn = self.begin("Connecting…");
        leptos::task::spawn_local(async move {
            let answer = self.put("api/v1/accounts", None).await;
            if !self.ended(turn) {
                return;
            }
            match answer.and_then(|value| accounts(&value)) {
                Ok(accounts) => {
                    self.failed.set(None);
                    let first = accounts.first().map(|account| account.name.clone()).unwrap_or_default();
                    let one = accounts.len() == 1;
                    let kept = self.chosen.with_untracked(|chosen| accounts.iter().any(|of| of.name == *chosen));
                    if !kept {
                        self.choose(first);
                    }
                    self.accounts.set(Some(accounts));
                    if one {
                        self.fetch(panel);
                    }
                    focus_on("proxy-fetch".to_owned());
                }
                Err(words) => self.failed.set(Some(words)),
            }
        });
    }

    /// Asks for the chosen account's balance.
    fn fetch(self, panel: BalancePanel) {
        let turn = self.begin("Fetching…");
        let account = self.chosen.get_untracked();
        let path = self.path("balance");
        leptos::task::spawn_local(async move {
            let answer = self.put(&path, None).await;
            if !self.ended(turn) {
                return;
            }
            let taken = answer.and_then(|value| figures(&value, "balance", account, format::now()).ok_or_else(odd));
            let taken = taken.and_then(|(figures, text)| {
                let words = |issues: Vec<Issue>| issues.first().map(|issue| issue.words.clone()).unwrap_or_default();
                panel.fetched(&text, &figures.account, figures.at).map_err(words)?;
                Ok(figures)
            });
            match taken {
                Ok(figures) => {
                    self.failed.set(None);
                    self.figures.set(Some(figures));
                }
                Err(words) => self.failed.set(Some(words)),
            }
        });
    }

    /// Forgets the token and what it opened. Balances that came stay.
    fn disconnect(self) {
        self.begin("");
        self.token.set(String::new());
        self.accounts.set(None);
        self.shop.close();
        self.figures.set(None);
        self.failed.set(None);
        focus_on("proxy-token".to_owned());
    }

    /// One answer of the proxy as JSON, or why there is none. `order`: the pack that a checkout is for, and its body.
    async fn put(self, path: &str, order: Option<(&str, String)>) -> Result<Value, String> {
        let Some(address) = self.address.get_untracked() else { return Err(odd()) };
        let token = self.token.get_untracked();
        let stop = AbortController::new().ok();
        let url = format!("{address}/{path}");
        let mut request = if order.is_some() { Request::post(&url) } else { Request::get(&url) };
        request = request.cache(web_sys::RequestCache::NoStore);
        request = request.redirect(web_sys::RequestRedirect::Error);
        if !token.trim().is_empty() {
            request = request.header("Authorization", &format!("Bearer {}", token.trim()));
        }
        let request = request.abort_signal(stop.as_ref().map(AbortController::signal).as_ref());
        // dropping it cancels it
        let _timer = Timeout::new(LONGEST, move || {
            if let Some(stop) = stop {
                stop.abort();
            }
        });
        let unreachable = || {
            format!(
                "The proxy at {address} could not be reached. Is it running, and does it allow pages of {}?",
                window().location().origin().unwrap_or_default()
            )
        };
        let request = match order {
            None => request.build(),
            Some((pack, body)) => {
                // a header of its own, which no form of another page could send
                let request = request.header("Content-Type", "application/json");
                request.header("X-Packwise-Confirm", pack).body(body)
            }
        };
        let answer = request.map_err(|_| odd())?.send().await.map_err(|_| unreachable())?;
        let (status, wait) = (answer.status(), answer.headers().get("Retry-After"));
        let text = answer.text().await.map_err(|_| "The proxy’s answer was cut off.".to_owned())?;
        let value = serde_json::from_str::<Value>(&text).ok().filter(|_| text.len() <= MAX_BYTES);
        if status == 200 {
            return value
                .ok_or_else(|| format!("What answers at {address} is not a proxy of this kind: it is no JSON."));
        }
        Err(failure(status, wait, value.as_ref()))
    }
}

fn odd() -> String {
    "The proxy’s answer is none that is known here.".to_owned()
}

/// The proxy's address in a host's settings, without a `/` at its end; none where it names none. A relative one is
/// beside the page.
fn address(settings: &str, page: &str) -> Result<Option<String>, String> {
    let Ok(Value::Object(settings)) = serde_json::from_str::<Value>(settings) else {
        return Err("This host’s packwise.json is no JSON object; nothing in it is used.".to_owned());
    };
    let text = match settings.get("proxy") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.trim(),
        Some(_) => return Err("In this host’s packwise.json, proxy is no text; it is ignored.".to_owned()),
    };
    let refused = |why: &str| {
        Err(format!("In this host’s packwise.json, the proxy’s address “{}” {why}; it is ignored.", brief(text)))
    };
    let (Ok(url), Ok(page)) = (Url::new_with_base(text, page), Url::new(page)) else {
        return refused("is none");
    };
    let own = ["localhost", "127.0.0.1", "[::1]"].contains(&url.hostname().as_str());
    if url.protocol() != "https:" && url.protocol() != "http:" {
        return refused("is not of the web");
    }
    if url.protocol() == "http:" && !own && url.host() != page.host() {
        return refused("is not https, so a token would travel in the open");
    }
    if !url.username().is_empty() || !url.password().is_empty() || !url.search().is_empty() {
        return refused("holds more than a place");
    }
    let path = url.pathname();
    Ok(Some(format!("{}{}", url.origin(), path.trim_end_matches('/'))))
}

/// Why the proxy did not answer as asked.
fn failure(status: u16, wait: Option<String>, body: Option<&Value>) -> String {
    let words = body.and_then(|body| body.get("error")?.get("words")?.as_str()).map(brief_words);
    let wait = wait.filter(|wait| wait.bytes().all(|byte| byte.is_ascii_digit()) && !wait.is_empty());
    let wait = wait.map_or_else(String::new, |wait| format!(" Try again in {wait} s."));
    let own = match status {
        401 => "The proxy does not know this token.",
        403 => "The proxy does not let this token do that.",
        404 => "The proxy has no such account for this token.",
        429 => "The proxy was asked too often.",
        500.. => "The proxy could not get the figures.",
        _ => "The proxy refused the question.",
    };
    let more = words.map_or_else(|| format!(" (It answered {status}.)"), |words| format!(" It says: {words}"));
    format!("{own}{more}{wait}")
}

/// Words of another program, at a length that can be shown.
fn brief_words(words: &str) -> String {
    if words.chars().count() <= 300 { words.to_owned() } else { words.chars().take(299).chain(['…']).collect() }
}

fn accounts(value: &Value) -> Result<Vec<Account>, String> {
    let list = value.get("accounts").and_then(Value::as_array).ok_or_else(odd)?;
    let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    let account = |entry: &Value| {
        let parts = entry.get("parts").and_then(Value::as_array).into_iter().flatten();
        let parts = parts.filter_map(Value::as_str).map(str::to_owned).collect();
        Some(Account { name: text(entry, "name")?, provider: text(entry, "provider").unwrap_or_default(), parts })
    };
    let accounts: Vec<Account> = list.iter().take(1_000).filter_map(account).collect();
    if accounts.is_empty() {
        return Err("The proxy knows this token, and has no account for it.".to_owned());
    }
    Ok(accounts)
}

/// Figures and the vendor's JSON of a part as text.
fn figures(value: &Value, part: &str, account: String, now: Option<Moment>) -> Option<(Figures, String)> {
    let age = value.get("ageSeconds").and_then(Value::as_u64).unwrap_or(0);
    let told = value.get("fetchedAt").and_then(Value::as_str).and_then(Moment::read);
    let before = || Moment::from_millis(now?.millis() - i64::try_from(age.checked_mul(1_000)?).ok()?);
    let at = told.or_else(before)?;
    let problem = || value.get("problem")?.get("words")?.as_str().map(brief_words);
    let stale = value.get("stale").and_then(Value::as_bool) == Some(true);
    let stale = stale.then(|| problem().unwrap_or_else(|| "The provider did not answer.".to_owned()));
    let text = value.get(part)?.to_string();
    Some((Figures { account, at, age, stale }, text))
}

/// An age in words.
fn age(seconds: u64) -> String {
    let of = |number: u64, one: &str| {
        if number == 1 { format!("1 {one}") } else { format!("{} {one}s", format::quantity(number)) }
    };
    match seconds {
        0..=119 => of(seconds, "second"),
        120..=7_199 => of(seconds / 60, "minute"),
        7_200..=172_799 => of(seconds / 3_600, "hour"),
        _ => of(seconds / 86_400, "day"),
    }
}

/// The way to the proxy: nothing where the host names none.
#[component]
pub(super) fn ProxyCard(panel: BalancePanel) -> impl IntoView {
    let proxy = panel.proxy;
    proxy.look();
    let there = Memo::new(move |_| proxy.address.with(Option::is_some));
    let connected = Memo::new(move |_| proxy.accounts.with(Option::is_some));
    let body = dynamic(move || {
        there.get().then(|| {
            let inside = dynamic(move || if connected.get() { open(panel) } else { closed(panel) });
            let said = dynamic(move || {
                let asking = proxy.asking.get();
                let failed = proxy.failed.get().filter(|_| asking.is_empty());
                let class = if failed.is_some() { "own__said own__said--error" } else { "own__said" };
                let words = failed.unwrap_or_else(|| if asking.is_empty() { proxy.told.get() } else { asking.to_owned() });
                (!words.is_empty()).then(|| view! { <p class=class>{words}</p> })
            });
            view! {
                <section class="proxy" aria-label="From the proxy">
                    <p class="proxy__at"><b>"Fetch it"</b>" through the proxy of this host, "<code>{proxy.address.get_untracked()}</code></p>
                    {inside}
                    <div role="status">{said}</div>
                </section>
            }
        })
    });
    view! { <Notices issues=proxy.issues/>{body} }
}

fn closed(panel: BalancePanel) -> AnyView {
    let proxy = panel.proxy;
    let connect = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        proxy.connect(panel);
    };
    view! {
        <form class="own__ways" on:submit=connect>
            <label class="proxy__label" for="proxy-token">"Token for the proxy"</label>
            <input class="search proxy__token" id="proxy-token" type="password" autocomplete="off" spellcheck="false" aria-describedby="proxy-hint"
                prop:value=proxy.token on:input:target=move |event| proxy.token.set(event.target().value())/>
            <button type="submit" class="button">"Connect"</button>
        </form>
        <p class="soft own__about" id="proxy-hint">"Whoever runs the proxy gives you a token; it is not the provider’s key. It is held until the page is left, and sent to the proxy only."</p>
    }
    .into_any()
}

fn open(panel: BalancePanel) -> AnyView {
    let proxy = panel.proxy;
    let options = dynamic(move || {
        let chosen = proxy.chosen.get();
        let accounts = proxy.accounts.get().unwrap_or_default();
        accounts
            .into_iter()
            .map(|Account { name, provider, .. }| {
                let words = if provider.is_empty() { name.clone() } else { format!("{name} ({provider})") };
                view! { <option selected=name == chosen value=name>{words}</option> }.into_any()
            })
            .collect::<Vec<AnyView>>()
    });
    let about = dynamic(move || {
        proxy.figures.get().map(|figures| {
            let words = format!(
                "Connected. The figures of {} were fetched {}, {} before they came here.",
                figures.account,
                format::moment(figures.at),
                age(figures.age)
            );
            let stale = figures.stale.map(|why| {
                let issues =
                    vec![Issue::warning("", Code::VENDOR_ERROR, format!("Newer figures could not be had: {why}"))];
                view! { <Notices issues=Signal::derive(move || issues.clone())/> }
            });
            view! { <p class="soft">{words}</p>{stale} }
        })
    });
    view! {
        <div class="own__ways">
            <label class="proxy__label" for="proxy-account">"Account"</label>
            <select class="select" id="proxy-account" on:change:target=move |event| proxy.choose(event.target().value())>{options}</select>
            <button type="button" class="button" id="proxy-fetch" on:click=move |_| proxy.fetch(panel)>"Fetch the balance"</button>
            <button type="button" class="linklike" on:click=move |_| proxy.disconnect()>"Disconnect"</button>
        </div>
        {about}
        {offers(panel)}
    }
    .into_any()
}
