//! What the proxy offers of an account beside its balance: the transactions, the rates of models, the packs, and the way
//! to the provider's payment page. Only what the account's list names is shown.
//!
//! Nothing here buys anything: the address of the provider's page is a link that somebody has to follow. It is asked for
//! only once a box is ticked that says for which pack, and changing the pack takes the tick away.

use super::{Figures, Proxy, figures, odd};
use crate::document::Draft;
use crate::format;
use crate::parts::{dynamic, focus_on};
use crate::views::balance::BalancePanel;
use crate::views::job::{JobPanel, take_rates};
use crate::views::plan::over_time::choice;
use leptos::prelude::*;
use packwise_engine::book::Book;
use packwise_engine::issue::Issue;
use serde_json::{Value, json};
use web_sys::Url;

/// A part of an account, the words of its button, and the path that it is asked at.
const WAYS: [(&str, &str, &str); 4] = [
    ("transactions", "Fetch the transactions", "transactions?page_size=100"),
    ("pricing", "Fetch the prices", "pricing"),
    ("packs", "Packs as a price book", "packs?as=book"),
    ("checkout", "Choose a pack to buy", "packs?as=book"),
];

/// Ids on the page.
const PACK: &str = "proxy-pack";
const PAGE: &str = "proxy-page";

/// A pack on sale, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    id: String,
    /// Its name.
    name: String,
    /// What is in it and what it costs, where that is told.
    about: String,
}

/// The packs that can be bought, and what was chosen of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shop {
    offers: RwSignal<Vec<Offer>>,
    chosen: RwSignal<String>,
    paypal: RwSignal<bool>,
    /// Whether it is confirmed.
    meant: RwSignal<bool>,
    /// The provider's page for it: words and address.
    page: RwSignal<Option<(String, String)>>,
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            offers: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(String::new()),
            paypal: RwSignal::new(false),
            meant: RwSignal::new(false),
            page: RwSignal::new(None),
        }
    }
}

impl Shop {
    /// Forgets everything: another account's packs are others.
    pub(super) fn close(self) {
        self.offers.set(Vec::new());
        self.again();
    }

    /// Takes back what was confirmed, and the page that came of it.
    fn again(self) {
        self.meant.set(false);
        self.page.set(None);
    }

    fn offer(self) -> Option<Offer> {
        self.chosen.with(|chosen| self.offers.with(|offers| offers.iter().find(|offer| offer.id == *chosen).cloned()))
    }

    /// Shows the packs of the provider's list.
    fn open(self, book: &Book) -> Result<String, String> {
        let offers: Vec<Offer> = book.packs.iter().map(|pack| offer(book, pack)).collect();
        let first = offers.first().ok_or("The provider lists no pack.")?;
        self.chosen.set(first.id.clone());
        self.again();
        self.offers.set(offers);
        focus_on(PACK.to_owned());
        Ok("The packs are there. Nothing is bought yet.".to_owned())
    }

    /// Asks for the provider's page, for what was confirmed.
    fn ask(self, proxy: Proxy) {
        let Some(offer) = untrack(|| self.offer()).filter(|_| self.meant.get_untracked()) else { return };
        let turn = proxy.begin("Asking for the payment page…");
        self.page.set(None);
        let body = json!({
            "pack_id": offer.id,
            "payment_type": if self.paypal.get_untracked() { "paypal" } else { "card" },
            "confirm": offer.id,
        });
        let path = proxy.path("checkout");
        leptos::task::spawn_local(async move {
            let answer = proxy.put(&path, Some((&offer.id, body.to_string()))).await;
            if !proxy.ended(turn) {
                return;
            }
            // each page is for one purchase; another one is confirmed anew
            self.meant.set(false);
            let page = answer.and_then(|value| {
                let text = value.get("checkoutUrl").and_then(Value::as_str).ok_or_else(odd)?;
                Url::new(text).ok().filter(|url| url.protocol() == "https:").ok_or_else(odd)
            });
            proxy.tell(page.map(|page| {
                let words = format!("Pay for “{}” at {}", offer.name, page.host());
                self.page.set(Some((words, page.href())));
                focus_on(PAGE.to_owned());
                "The payment page is ready. Nothing is bought yet.".to_owned()
            }));
        });
    }
}

/// A pack in words; what the list does not say is said to be unknown.
fn offer(book: &Book, pack: &packwise_engine::book::Pack) -> Offer {
    let units = pack
        .units
        .known()
        .map_or("credits not told".to_owned(), |units| format!("{} credits", format::quantity(units)));
    let price = pack.price.known().map_or("price not told".to_owned(), |price| format::money(price, &book.currency));
    Offer { id: pack.id.clone(), name: pack.name.clone(), about: format!("{units}, {price}") }
}

fn first_words(issues: &[Issue]) -> String {
    issues.first().map(|issue| issue.words.clone()).unwrap_or_default()
}

/// When figures were fetched, and why there are no newer ones.
fn fetched(figures: &Figures) -> String {
    let stale = figures.stale.as_ref().map(|why| format!(" Newer ones could not be had: {why}"));
    format!(" They were fetched {}.{}", format::moment(figures.at), stale.unwrap_or_default())
}

/// `3 packs`, `1 pack`.
fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {one}s", format::quantity(count)) }
}

/// Fetches a part and puts it where it belongs. What came of it, in words.
fn take(
    panel: BalancePanel,
    draft: Draft,
    job: JobPanel,
    part: &str,
    value: &Value,
    account: String,
) -> Result<String, String> {
    let shop = panel.proxy.shop;
    if part == "packs" || part == "checkout" {
        let text = value.to_string();
        let book = Book::read(&text)
            .map_err(|issues| format!("The packs are no price book that can be used: {}", first_words(&issues)))?;
        if part == "checkout" {
            return shop.open(&book);
        }
        let lent = draft.add_own(&text).map_err(|issues| first_words(&issues))?;
        return Ok(format!(
            "“{}” is among the price books of this browser now, with {}. It has no rates, so it prices no work; the Prices view shows it.",
            lent.edition.book.title,
            counted(book.packs.len(), "pack")
        ));
    }
    let (figures, text) = figures(value, part, account, format::now()).ok_or_else(odd)?;
    let told = fetched(&figures);
    if part == "pricing" {
        let (taken, issues) = take_rates(draft, job, &text);
        let wrong = match issues.len() {
            0 => String::new(),
            _ => format!(" Not all of it is clear: {}", first_words(&issues)),
        };
        return Ok(format!("{} of models taken; the Job view has them.{wrong}{told}", counted(taken, "rate")));
    }
    panel.fetched(&text, &figures.account, figures.at).map_err(|issues| first_words(&issues))?;
    let count = panel.balances.present().map_or(0, |present| present.balance.transactions.len());
    Ok(format!("{} read, the newest there are.{told}", counted(count, "transaction")))
}

/// The buttons, and the choice of a pack.
pub(super) fn offers(panel: BalancePanel) -> AnyView {
    let (draft, job) = (Draft::expect(), JobPanel::expect());
    let proxy = panel.proxy;
    let run = move |part: &'static str, path: &'static str| {
        let turn = proxy.begin("Fetching…");
        let account = proxy.chosen.get_untracked();
        let path = proxy.path(path);
        leptos::task::spawn_local(async move {
            let answer = proxy.put(&path, None).await;
            if proxy.ended(turn) {
                proxy.tell(answer.and_then(|value| take(panel, draft, job, part, &value, account)));
            }
        });
    };
    let parts = Memo::new(move |_| {
        let chosen = proxy.chosen.get();
        proxy.accounts.with(|accounts| {
            let account = accounts.iter().flatten().find(|account| account.name == chosen);
            account.map(|account| account.parts.clone()).unwrap_or_default()
        })
    });
    let ways = dynamic(move || {
        let parts = parts.get();
        let offered = WAYS.into_iter().filter(|(part, ..)| parts.iter().any(|has| has == part));
        let buttons: Vec<AnyView> = offered
            .map(|(part, words, path)| {
                view! { <button type="button" class="button" on:click=move |_| run(part, path)>{words}</button> }
                    .into_any()
            })
            .collect();
        (!buttons.is_empty()).then(|| view! { <div class="own__ways">{buttons}</div> })
    });
    let open = Memo::new(move |_| proxy.shop.offers.with(|offers| !offers.is_empty()));
    let shop = dynamic(move || open.get().then(|| buy(proxy)));
    view! { {ways}{shop} }.into_any()
}

fn buy(proxy: Proxy) -> AnyView {
    let shop = proxy.shop;
    let choices = dynamic(move || {
        let chosen = shop.chosen.get();
        let offers = shop.offers.get().into_iter();
        let words = |offer: &Offer| format!("{}: {}", offer.name, offer.about);
        offers.map(|offer| choice(offer.id.clone(), words(&offer), offer.id == chosen)).collect::<Vec<AnyView>>()
    });
    let choose = move |id: String| {
        shop.again();
        shop.chosen.set(id);
    };
    let by = move |how: String| {
        shop.again();
        shop.paypal.set(how == "paypal");
    };
    let yes =
        dynamic(move || shop.offer().map(|Offer { name, about, .. }| format!("Yes, I want to buy “{name}”: {about}")));
    let unmeant = Signal::derive(move || !shop.meant.get());
    let page = dynamic(move || {
        shop.page.get().map(|(words, address)| {
            view! {
                <p class="proxy__page"><a id=PAGE href=address target="_blank" rel="noopener noreferrer">{words}</a>
                    <span class="soft">" opens in a new tab. What is paid there is between you and the provider; fetch the balance again afterwards."</span></p>
            }
        })
    });
    view! {
        <fieldset class="balance__kept proxy__buy">
            <legend>"Buy a pack"</legend>
            <div class="own__ways">
                <label class="proxy__label" for=PACK>"Pack"</label>
                <select class="select" id=PACK on:change:target=move |event| choose(event.target().value())>{choices}</select>
                <label class="proxy__label" for="proxy-by">"Pay by"</label>
                <select class="select" id="proxy-by" on:change:target=move |event| by(event.target().value())>
                    {choice("card", "card", !shop.paypal.get_untracked())}{choice("paypal", "PayPal", shop.paypal.get_untracked())}
                </select>
                <button type="button" class="linklike" on:click=move |_| { shop.close(); focus_on("proxy-fetch".to_owned()) }>"Do not buy"</button>
            </div>
            <p class="soft">"The proxy asks the provider for a payment page for this one pack and shows its address here. Nothing is bought until you pay on that page; the price that counts is the one that stands there."</p>
            <label class="setting setting--check"><input type="checkbox" id="proxy-meant" prop:checked=shop.meant
                on:change:target=move |event| shop.meant.set(event.target().checked())/><span>{yes}</span></label>
            <button type="button" class="button button--primary" id="proxy-buy" disabled=unmeant on:click=move |_| shop.ask(proxy)>"Get the payment page"</button>
            {page}
        </fieldset>
    }
    .into_any()
}
