//! The Quote view: what is offered to a customer. The editor on the left, the paper on the right as it will be printed; how
//! far the quote has come, what the seller's own rules say of it, and the files that it can be saved as.
//!
//! Nothing is priced here: the paper shows the Report's quote. What a person says of it is the Document's.

mod editor;
mod field;
mod guard;
mod paper;
mod spreadsheet;

use crate::document::{Draft, storage};
use crate::format;
use crate::parts::{Notices, dynamic, focus_on, save_file};
use crate::views::plan::over_time::{group, tool, words};
use crate::views::plan::settings::BookLine;
use editor::Editor;
use guard::GuardCard;
use leptos::prelude::*;
use packwise_engine::issue::{Issue, Level};
use packwise_engine::quote::{Guard, Quote, QuoteReport, Rules, Status, faces};
use paper::Paper;

/// What is known in this view and is no part of the Document: a seller's rules never leave the machine. It outlives the
/// view.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QuotePanel {
    /// The rules, if there are any.
    rules: RwSignal<Option<Rules>>,
    /// Where they are from.
    from: RwSignal<String>,
    /// What is wrong with them.
    issues: RwSignal<Vec<Issue>>,
    /// Whether the host was asked for rules.
    asked: StoredValue<bool>,
}

impl QuotePanel {
    /// Makes it for a page and gives it to all below.
    pub(crate) fn provide() {
        provide_context(Self {
            rules: RwSignal::new(None),
            from: RwSignal::new(String::new()),
            issues: RwSignal::new(Vec::new()),
            asked: StoredValue::new(false),
        });
    }

    fn expect() -> Self {
        expect_context()
    }

    /// What the rules say of the present quote; `None` without rules or without a quote. Tracks both.
    fn judged(self, draft: Draft) -> Option<Guard> {
        let said = draft.quote.get()?;
        let report = quoted(draft)?;
        self.rules.with(|rules| rules.as_ref().map(|rules| packwise_engine::quote::guard(&said, &report, rules)))
    }
}

/// What follows from the present quote. Tracks the report.
fn quoted(draft: Draft) -> Option<QuoteReport> {
    draft.report.with(|report| report.quote.as_deref().cloned())
}

/// Changes the quote, if there is one.
fn edit(draft: Draft, change: impl FnOnce(&mut Quote)) {
    draft.quote.update(|quote| {
        if let Some(quote) = quote {
            change(quote);
        }
    });
}

/// The Quote view.
#[component]
pub(crate) fn QuoteView() -> impl IntoView {
    let draft = Draft::expect();
    guard::ask_host(QuotePanel::expect());
    let some = Memo::new(move |_| draft.quote.with(Option::is_some));
    let body = dynamic(move || if some.get() { view! { <Body/> }.into_any() } else { view! { <Begin/> }.into_any() });
    view! {
        <main class="quote" id="main">
            <div class="quote__head">
                <h1>"What do I tell the customer?"</h1>
                <BookLine/>
                <Notices issues=draft.link_issues/>
            </div>
            {body}
        </main>
    }
}

#[component]
fn Begin() -> impl IntoView {
    let draft = Draft::expect();
    let begin = move |_| {
        let today = format::today();
        let mut until = today;
        for _ in 0..14 {
            until = until.and_then(|day| day.tomorrow().ok());
        }
        let day = |day: Option<packwise_engine::date::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        draft.quote.set(Some(Box::new(Quote { issued: day(today), valid_until: day(until), ..Quote::default() })));
        focus_on("quote-seller-name".to_owned());
    };
    let unread = RwSignal::new(storage::unread_quote());
    let aside = dynamic(move || {
        let text = unread.get()?;
        let save = move |_| {
            if !save_file("packwise-quote.json", "application/json", &text) {
                draft.tell("The browser does not save files here", false);
            }
        };
        let forget = move |_| {
            storage::forget_unread_quote();
            unread.set(None);
        };
        Some(view! {
            <div class="card quote__begin" role="status">
                <p>"A quote that was kept in this browser cannot be read any more. It is set aside, as it was."</p>
                <p class="own__ways">
                    <button type="button" class="button" id="quote-unread-save" on:click=save>"Save it as a file"</button>
                    <button type="button" class="button" on:click=forget>"Forget it"</button>
                </p>
            </div>
        })
    });
    view! {
        {aside}
        <div class="card quote__begin">
            <p>"A quote offers the packs of the plan, bundles of your own, or both: with discounts, tax and terms, and a total that is exact to the cent. It stays in this browser."</p>
            <p><button type="button" class="button button--primary" id="quote-begin" on:click=begin>"Begin a quote"</button></p>
        </div>
    }
}

#[component]
fn Body() -> impl IntoView {
    view! {
        <div class="quote__edit"><StatusCard/><Editor/><GuardCard/></div>
        <div class="quote__side"><Files/><Paper/></div>
    }
}

/// How far the quote has come, where it may go, and what is to be known of it.
#[component]
fn StatusCard() -> impl IntoView {
    let draft = Draft::expect();
    let state = Memo::new(move |_| {
        quoted(draft).map(|quote| (quote.status, quote.expired, quote.moves, quote.complete, quote.number))
    });
    let head = dynamic(move || {
        let (status, expired, moves, complete, number) = state.get()?;
        let mut inside = Vec::new();
        let mut label = status.as_str().to_owned();
        if expired && status != Status::Expired {
            label.push_str(", past its last day");
        }
        inside.push(view! { <span class="chip" id="quote-status">{label}</span> }.into_any());
        for to in moves {
            let number = number.clone();
            let go = Callback::new(move |()| {
                edit(draft, |quote| {
                    quote.status = to;
                    // what was sent keeps its number, whatever is changed after
                    if to == Status::Sent {
                        quote.number.clone_from(&number);
                    }
                });
                draft.tell(format!("The quote is now {}", to.as_str()), true);
                focus_on("quote-status-row".to_owned());
            });
            inside.push(tool(None, format!("Mark as {}", to.as_str()), go));
        }
        if status != Status::Draft {
            inside.push(tool(None, "New version", Callback::new(move |()| amend(draft, &number))));
        }
        if !complete {
            let missing = "Incomplete: there is no total yet, so it cannot be sent.";
            inside.push(words("quote__missing", Some("incomplete"), missing.to_owned()));
        }
        Some(group("quote__moves", None, inside))
    });
    let notices = Signal::derive(move || {
        let wrong = |issue: &Issue| issue.level != Level::Note || issue.code.as_str() == "no-effect";
        quoted(draft).map(|quote| quote.issues.into_iter().filter(wrong).collect::<Vec<Issue>>()).unwrap_or_default()
    });
    let discard = Callback::new(move |()| {
        draft.quote.set(None);
        draft.tell("Discarded the quote", true);
        focus_on("quote-begin".to_owned());
    });
    view! {
        <section class="card quote__card" aria-label="Status">
            <div id="quote-status-row" tabindex="-1" aria-live="polite">{head}</div>
            <Notices issues=notices/>
            {tool(Some("quote-discard"), "Discard this quote", discard)}
        </section>
    }
}

/// A new version: a draft that amends this quote.
fn amend(draft: Draft, number: &str) {
    edit(draft, |quote| {
        let version = quote.version.parse::<u32>().ok().and_then(|version| version.checked_add(1));
        quote.version = version.map_or_else(|| quote.version.clone(), |version| version.to_string());
        number.clone_into(&mut quote.amends);
        quote.number.clear();
        quote.approvals.clear();
        quote.status = Status::Draft;
    });
    draft.tell("Began a new version", true);
    focus_on("quote-status-row".to_owned());
}

/// The files that the quote can be saved as, and the printer.
#[component]
fn Files() -> impl IntoView {
    let draft = Draft::expect();
    let panel = QuotePanel::expect();
    let desk: spreadsheet::Desk = StoredValue::new_local(None);
    // a spreadsheet is made from the JSON face, by a part that is loaded for it
    let save = move |format: &str, end: &str, kind: &str| {
        let Some(report) = untrack(|| quoted(draft)) else { return };
        let watermark = untrack(|| panel.judged(draft)).and_then(|guard| guard.watermark);
        let sheet = format == "xlsx";
        let format = if sheet { "json" } else { format };
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '.' { c } else { '_' };
        let number: String = report.number.chars().take(60).map(plain).collect();
        let Some(text) = faces::write(&report, format, watermark) else { return };
        if sheet {
            spreadsheet::save(draft, desk, format!("quote-{number}.xlsx"), &text);
        } else {
            save_file(&format!("quote-{number}.{end}"), kind, &text);
        }
    };
    let names = ["JSON", "CSV", "Markdown", "UBL 2.3", "FOCUS 1.2"];
    let mut buttons = vec![tool(Some("quote-print"), "Print or PDF", Callback::new(|()| drop(window().print())))];
    let sheet = Callback::new(move |()| save("xlsx", "", ""));
    buttons.push(tool(None, "Spreadsheet (.xlsx)", sheet));
    for ((format, end, kind), name) in faces::FORMATS.into_iter().zip(names) {
        buttons.push(tool(None, name, Callback::new(move |()| save(format, end, kind))));
    }
    group("quote__files", Some("Save the quote as"), buttons)
}
