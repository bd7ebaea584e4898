//! Which prices, for how long, under which conditions.

use super::helpers::AtOnce;
use super::presets;
use crate::document::Draft;
use crate::format;
use crate::parts::{Notices, NumberBox, dynamic, focus_on};
use leptos::prelude::*;
use packwise_engine::book::{Book, Evidence, MinimumOrder};
use packwise_engine::document::Order;
use packwise_engine::issue::{Issue, Level};

/// The line under the heading: the price book, how sure it is, how old.
#[component]
pub(crate) fn BookLine() -> impl IntoView {
    let draft = Draft::expect();
    let options = dynamic(move || {
        let chosen = draft.book.get();
        draft.books.with(|books| {
            let unknown = books.get(&chosen).is_none().then(|| {
                let shown = packwise_engine::read::brief(&chosen);
                view! { <option value=chosen.clone() selected=true>{shown}" (unknown)"</option> }
            });
            let known: Vec<_> = books
                .editions()
                .iter()
                .rev()
                // a book of offers alone is nothing to work with; one that a link asks for stays in the list
                .filter(|edition| edition.book.is_of_work() || edition.book.id == chosen)
                .map(|edition| {
                    let book = &edition.book;
                    let (id, title) = (book.id.clone(), format!("{}, {}", book.provider.name, book.edition));
                    let title = if edition.local { format!("{title} (local)") } else { title };
                    view! { <option selected=book.id == chosen value=id>{title}</option> }
                })
                .collect();
            (unknown, known)
        })
    });
    let about = move || {
        let pools =
            draft.report.with(|report| report.pools.iter().map(|pool| pool.pool.clone()).collect::<Vec<String>>());
        draft.with_book(|book| {
            let checked = book
                .checked
                .map_or_else(|| "date checked not known".to_owned(), |day| format!("checked {}", format::day(day)));
            (worst_evidence(book, &pools), checked)
        })
    };
    let local =
        Memo::new(move |_| draft.books.with(|books| books.get(&draft.book.get()).is_some_and(|book| book.local)));
    let host_words = move || {
        draft.host.with(|host| (!host.added.is_empty()).then(|| format!("New on this host: {}", host.added.join(", "))))
    };
    let host_issues = Signal::derive(move || draft.host.with(|host| host.issues.clone()));
    let unknown = Memo::new(move |_| draft.with_book(|_| ()).is_none());
    let described = Signal::derive(move || unknown.get().then(|| "book-issue".to_owned()));
    let invalid = Signal::derive(move || (if unknown.get() { "true" } else { "false" }).to_owned());
    let book_issues =
        Memo::new(move |_| draft.report.with(|report| report.issues_at("book").cloned().collect::<Vec<Issue>>()));
    view! {
        <div class="book">
            <label class="book__label" for="book">"Prices of"</label>
            <select class="select" id="book" aria-invalid=invalid aria-describedby=described on:change:target=move |event| {
                let id = event.target().value();
                // nobody made the first example their own: another book comes with an example of its own
                match presets::first_of(&id).filter(|_| draft.undo.example.get_untracked()) {
                    Some(example) => draft.start_with(&example),
                    None => draft.switch_book(&id),
                }
            }>{options}</select>
            {dynamic(move || about().map(|(evidence, checked)| view! {
                <span class=format!("chip chip--{}", evidence.as_str())>{pack_evidence(evidence)}</span>
                <span class="soft">{checked}</span>
            }))}
            {dynamic(move || local.get().then(|| view! {
                <span class="chip chip--local" title="A link to it opens in this browser only">"local, never sent anywhere"</span>
            }))}
            {dynamic(move || host_words().map(|words| view! { <span class="soft" role="status">{words}</span> }))}
        </div>
        <div id="book-issue"><Notices issues=book_issues/></div>
        <Notices issues=host_issues/>
    }
}

/// The least sure of the packs of the pools in use; of all packs where none is.
fn worst_evidence(book: &Book, pools: &[String]) -> Evidence {
    let used = |pool: &String| pools.is_empty() || pools.contains(pool);
    let packs = || book.packs.iter().filter(|pack| used(&pack.pool)).map(|pack| pack.evidence);
    let rates = book.rates.iter().filter(|rate| used(&rate.pool)).map(|rate| rate.evidence);
    // that prices are one's own is worth more to know than how sure the others are
    let negotiated = packs().chain(rates).any(|evidence| evidence == Evidence::Negotiated);
    if negotiated { Evidence::Negotiated } else { packs().max().unwrap_or(Evidence::Derived) }
}

fn pack_evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Negotiated => "negotiated prices",
        Evidence::Official => "official prices",
        Evidence::Corroborated => "corroborated prices",
        Evidence::ThirdParty => "some prices third-party",
        Evidence::Derived => "some prices derived",
    }
}

/// Months, concurrency, minimum order, limits.
#[component]
pub(super) fn Settings() -> impl IntoView {
    let draft = Draft::expect();
    let issue = move |path: &'static str| {
        Memo::new(move |_| {
            draft.report.with(|report| {
                report.issues.iter().find(|issue| issue.path == path && issue.level == Level::Error).cloned()
            })
        })
    };
    let order_notes =
        Memo::new(move |_| draft.report.with(|report| report.issues_at("order").cloned().collect::<Vec<Issue>>()));
    let stated = Memo::new(move |_| {
        draft.with_book(|book| book.packs.iter().any(|pack| pack.minimum_order.is_some())).unwrap_or(false)
    });
    let limited = Memo::new(move |_| {
        let names = draft.with_book(|book| {
            book.packs.iter().filter(|pack| pack.limit.is_some()).map(|pack| pack.name.clone()).collect::<Vec<String>>()
        });
        names.filter(|names| !names.is_empty())
    });
    // the term of the book's packs, if they agree on one
    let stated_words = move || {
        let terms = draft.with_book(|book| {
            let terms = book.packs.iter().filter_map(|pack| match pack.minimum_order {
                Some(MinimumOrder::Term { periods }) => Some(periods),
                Some(MinimumOrder::Packs { .. }) | None => None,
            });
            let all: Vec<u32> = terms.collect();
            all.first().copied().filter(|first| all.iter().all(|term| term == first))
        });
        terms.flatten().map_or_else(|| "As stated".to_owned(), |months| format!("As stated: a term of {months} months"))
    };
    let orders = move || {
        let present = draft.order.get();
        let mut offered = vec![
            (Order::Book, stated_words()),
            (Order::None, "Ignored".to_owned()),
            (Order::Packs(3), "At least 3 packs".to_owned()),
        ];
        if !offered.iter().any(|(order, _)| *order == present) {
            let words = match present {
                Order::Term(Some(months)) => format!("A term of {months} months"),
                Order::Term(None) => "A term of the book's length".to_owned(),
                Order::Packs(count) => format!("At least {count} packs"),
                Order::Book | Order::None => String::new(),
            };
            offered.push((present, words));
        }
        offered
            .into_iter()
            .map(|(order, words)| view! { <option value=order.to_string() selected=order == present>{words}</option> })
            .collect_view()
    };
    let helping = RwSignal::new(false);
    let expanded = Signal::derive(move || (if helping.get() { "true" } else { "false" }).to_owned());
    let close = Callback::new(move |()| {
        if helping.get_untracked() {
            helping.set(false);
            focus_on("at-once-button".to_owned());
        }
    });
    view! {
        <section class="card settings" aria-label="Conditions">
            <div class="setting">
                <label for="months">"Months to plan"</label>
                <NumberBox value=draft.months label="Months to plan" id="months" issue=issue("months")/>
            </div>
            <div class="setting">
                <label for="concurrency">"Running at once"</label>
                <NumberBox value=draft.concurrency label="Running at once" id="concurrency" issue=issue("concurrency") placeholder="any"/>
                <button type="button" class="linklike" id="at-once-button" aria-expanded=expanded aria-controls="at-once-panel"
                    on:click=move |_| helping.update(|helping| *helping = !*helping)>"How many do I need?"</button>
            </div>
            {dynamic(move || (stated.get() || draft.order.get() != Order::Book).then(|| view! {
                <div class="setting">
                    <label for="order">"Minimum order"</label>
                    <select class="select" id="order" on:change:target=move |event| {
                        if let Some(order) = Order::read(&event.target().value()) { draft.order.set(order) }
                    }>{orders()}</select>
                    <Notices issues=order_notes/>
                </div>
            }))}
            {dynamic(move || limited.get().map(|names| view! {
                <label class="setting setting--check">
                    <input type="checkbox" prop:checked=draft.limits
                        on:change:target=move |event| draft.limits.set(event.target().checked())/>
                    <span>{names.join(" and ")}" once each"<small class="soft">"an assumption; no source says how often"</small></span>
                </label>
            }))}
            <div id="at-once-panel" on:keydown=move |event| if event.key() == "Escape" { close.run(()) }>
                {dynamic(move || helping.get().then(|| view! { <AtOnce close=close/> }))}
            </div>
        </section>
    }
}
