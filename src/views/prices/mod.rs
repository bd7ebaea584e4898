//! The Prices view: every rate and pack of a book, with where each is from. What is shown of it stands in the link.

mod cells;
mod changes;
mod csv;
mod negotiate;
mod own;
mod packs;
mod rates;
mod sheet;

use crate::document::Draft;
use crate::format;
use crate::parts::{Column, MakeLine, Notices, Table, dynamic, is_narrow, save_file};
use crate::views::plan::settings::BookLine;
use changes::{Against, Changes};
use leptos::prelude::*;
pub(crate) use own::Panel;
use own::{DropArea, OwnBooks};
use packwise_engine::book::{Book, Edition};
use packwise_engine::deduct;
use packwise_engine::issue::{Code, Issue};
use packwise_engine::link::View;
use sheet::{Entry, FACETS, NO_QUALITY, Wanted};
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;

/// The chosen edition, if there is one of that id.
type Chosen = Memo<Option<Arc<Edition>>>;

/// What is said after a press: words, and whether they lead on to the Plan.
type Said = RwSignal<(String, bool)>;

/// The Prices view.
#[component]
pub fn Prices() -> impl IntoView {
    let draft = Draft::expect();
    let edition: Chosen = Memo::new(move |_| {
        let id = draft.book.get();
        draft.books.with(|books| books.get(&id).cloned())
    });
    let against = Memo::new(move |_| !draft.shown("against").is_empty());
    view! {
        <DropArea>
            <h1>"Prices and rates"</h1>
            <button type="button" class="linklike prices__jump" on:click=move |_| own::go_there()>"Your own prices"</button>
            <BookLine/>
            <Notices issues=draft.link_issues/>
            {dynamic(move || against.get().then(|| view! { <Changes edition=edition/> }))}
            <PriceTable edition=edition/>
            <Pools edition=edition/>
            <OwnBooks/>
        </DropArea>
    }
}

/// Rates or packs: what narrows them, the table, and what can be done with it.
#[component]
fn PriceTable(edition: Chosen) -> impl IntoView {
    let draft = Draft::expect();
    let packs = Memo::new(move |_| draft.shown("table") == "packs");
    let entries = Memo::new(move |_| {
        let packs = packs.get();
        let read = |edition: &Arc<Edition>| {
            if packs { packs::entries(&edition.book) } else { rates::entries(&edition.book) }
        };
        edition.with(|edition| edition.as_ref().map(read).unwrap_or_default())
    });
    let sort = Memo::new(move |_| draft.shown("sort"));
    let keys = move || {
        sort.with(|sort| {
            let (key, falling) = sheet::direction(sort);
            edition.with(|edition| {
                let book = &edition.as_ref()?.book;
                let keys = if packs.get() { packs::keys(book, key) } else { rates::keys(book, key) };
                Some((keys?, falling))
            })
        })
    };
    let strange_sort = Memo::new(move |_| {
        let sort = sort.get();
        let strange = !sort.is_empty() && edition.with(Option::is_some) && keys().is_none();
        strange
            .then(|| packwise_engine::read::brief(sheet::direction(&sort).0))
            .into_iter()
            .map(sort_issue)
            .collect::<Vec<_>>()
    });
    let order = Memo::new(move |_| match keys() {
        Some((keys, falling)) => sheet::order(&keys, falling),
        None => (0..entries.with(Vec::len)).collect(),
    });
    let wanted = Memo::new(move |_| wanted(draft, packs.get()));
    let visible = Memo::new(move |_| {
        entries.with(|entries| {
            wanted.with(|wanted| {
                let fits = |at: &usize| entries.get(*at).is_some_and(|entry| wanted.fits(entry));
                order.get().into_iter().filter(fits).collect::<Vec<usize>>()
            })
        })
    });
    let row = Memo::new(move |_| draft.shown("row"));
    let marked = Memo::new(move |_| {
        let row = row.get();
        let found = |entries: &Vec<Entry>| entries.iter().position(|entry| entry.id == row);
        if row.is_empty() { None } else { entries.with(found) }
    });
    let said: Said = RwSignal::new((String::new(), false));
    Effect::new(move |_| {
        // words about a row are of what was shown then
        draft.book.track();
        wanted.track();
        said.set((String::new(), false));
    });
    let at = RwSignal::new(String::new());
    let table = dynamic(move || {
        edition.get().map(|edition| {
            let (label, columns, line) = if packs.get() {
                let line: MakeLine = Arc::new(move |at| packs::line(&edition.book, at));
                ("Packs", packs::columns(), line)
            } else {
                let chosen = at.with(|at| chosen_packs(&edition.book, at));
                let columns = rates::columns(&chosen);
                let line: MakeLine = Arc::new(move |at| rates::line(&edition.book, at, &chosen));
                ("Rates", columns, line)
            };
            let on_sort = Callback::new(move |sort: String| draft.show("sort", &sort));
            let act = Callback::new(move |(what, id): (String, String)| act(draft, said, &what, &id));
            view! { <Table label=label columns=columns line=line shown=visible sort=sort on_sort=on_sort marked=marked act=act/> }
        })
    });
    let missing = Memo::new(move |_| row_issues(row, marked, visible, edition));
    let count = dynamic(move || {
        let (some, all) = (visible.with(Vec::len), entries.with(Vec::len));
        let what = if packs.get() { "packs" } else { "rates" };
        format!("{} of {} {what}", format::quantity(some), format::quantity(all))
    });
    let narrowed = Memo::new(move |_| wanted.with(|wanted| *wanted != Wanted::default()));
    let clear = move |_| {
        draft
            .shown
            .update(|shown| shown.retain(|(key, _)| key != "q" && !FACETS.iter().any(|(facet, ..)| facet == key)));
        focus("prices-search");
    };
    let none = dynamic(move || {
        (narrowed.get() && visible.with(Vec::is_empty)).then(|| {
            let what = if packs.get() { "No pack matches." } else { "No rate matches." };
            view! {
                <p class="prices__none card">{what}" "<button type="button" class="linklike" on:click=clear>"Clear the filters"</button></p>
            }
        })
    });
    let save = move |_| {
        let file = edition.with_untracked(|edition| {
            let book = &edition.as_ref()?.book;
            let (what, table) = visible.with_untracked(|visible| {
                if packs.get_untracked() {
                    ("packs", packs::table(book, visible))
                } else {
                    ("rates", rates::table(book, visible))
                }
            });
            Some((format!("{}-{what}.csv", book.id), csv::write(&table)))
        });
        let Some((name, text)) = file else { return };
        let words = if save_file(&name, "text/csv;charset=utf-8", &text) {
            format!("Saved as {name}.")
        } else {
            "This browser does not save files from here.".to_owned()
        };
        said.set((words, false));
    };
    view! {
        <section class="prices__tables" aria-label="Price tables">
            <div class="prices__bar">
                <TableChoice packs=packs/>
                <input class="search" id="prices-search" type="search" aria-label="Search these prices" placeholder="Search model, kind, id, note…"
                    autocomplete="off" spellcheck="false" prop:value=move || draft.shown("q")
                    on:input:target=move |event| draft.show("q", &event.target().value())/>
                <Facets entries=entries edition=edition/>
                {dynamic(move || (!packs.get()).then(|| view! { <PriceAt edition=edition at=at/> }))}
            </div>
            <div class="prices__count">
                <span role="status">{count}</span>
                {dynamic(move || narrowed.get().then(|| view! {
                    <button type="button" class="linklike" on:click=clear>"Clear filters"</button>
                }))}
                <Against/>
                <button type="button" class="button prices__save" on:click=save>"Save as CSV"</button>
            </div>
            <Notices issues=strange_sort/>
            <Notices issues=missing/>
            <p class="prices__said" role="status">{dynamic(move || {
                let (words, onward) = said.get();
                let plan = onward.then(|| view! { " "<a href=move || format!("#{}", draft.resting_fragment_of(View::Plan))>"Open the plan"</a> });
                view! { {words}{plan} }
            })}</p>
            {none}
            {table}
            {dynamic(move || (!packs.get()).then(|| view! {
                <p class="soft prices__foot">
                    "A price at a pack is the pack’s price ÷ its units × the units of the rate, rounded to four decimals for show; the price at list is exact."
                </p>
            }))}
        </section>
    }
}

/// What the link looks for. What the packs do not have narrows them in no way.
fn wanted(draft: Draft, packs: bool) -> Wanted {
    let words = draft.shown("q").to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut facets = Vec::new();
    for (key, ..) in FACETS {
        let value = draft.shown(key);
        let asked = !packs || !RATES_ONLY.contains(&key);
        if asked && !value.is_empty() {
            facets.push((key, value));
        }
    }
    Wanted { words, facets }
}

/// Facets that packs do not have.
const RATES_ONLY: [&str; 3] = ["model", "feature", "quality"];

/// That a link sorts by what is no column.
fn sort_issue(key: String) -> Issue {
    let words =
        format!("The link sorts by “{key}”, which this table has no column for; it stands in the order of the book.");
    Issue::warning("fragment.sort", Code::UNKNOWN_FRAGMENT_KEY, words)
}

/// What is wrong with the row that a link points at.
fn row_issues(
    row: Memo<String>,
    marked: Memo<Option<usize>>,
    visible: Memo<Vec<usize>>,
    edition: Chosen,
) -> Vec<Issue> {
    let row = row.get();
    let (false, Some(edition)) = (row.is_empty(), edition.get()) else { return Vec::new() };
    let words = match marked.get() {
        Some(at) if visible.with(|visible| visible.contains(&at)) => return Vec::new(),
        Some(_) => format!("The row “{row}” that the link points at is hidden by the filters."),
        None => {
            let row = packwise_engine::read::brief(&row);
            format!("The link points at a row “{row}”; {} has none of that id in this table.", edition.book.title)
        }
    };
    vec![Issue::warning("fragment.row", Code::UNKNOWN_RATE, words)]
}

fn act(draft: Draft, said: Said, what: &str, id: &str) {
    match what {
        "use" => {
            let name = draft.with_book_untracked(|book| book.rate(id).map(deduct::name)).flatten();
            draft.add_rate(id);
            said.set((format!("{} is now the last line of your work.", name.unwrap_or_default()), true));
        }
        "row" => {
            draft.show("row", id);
            let location = window().location().href().unwrap_or_default();
            let link = format!("{}#{}", location.split('#').next().unwrap_or_default(), draft.fragment());
            let id = id.to_owned();
            leptos::task::spawn_local(async move {
                // only a page from a safe address has a clipboard
                let secure = window().is_secure_context();
                let copied = secure && JsFuture::from(window().navigator().clipboard().write_text(&link)).await.is_ok();
                let words = if copied {
                    "The link to this row is copied"
                } else {
                    "The link to this row is in the address bar"
                };
                said.set((format!("{words}: {id}."), false));
            });
        }
        _ => {}
    }
}

/// Rates or packs.
#[component]
fn TableChoice(packs: Memo<bool>) -> impl IntoView {
    let draft = Draft::expect();
    let choose = move |table: &'static str| {
        // a row and an order of one table mean nothing in the other
        draft.shown.update(|shown| shown.retain(|(key, _)| key != "row" && key != "sort"));
        draft.show("table", table);
    };
    let buttons: Vec<_> = [("Rates", "", false), ("Packs", "packs", true)]
        .into_iter()
        .map(|(name, table, is)| {
            let pressed = Signal::derive(move || if packs.get() == is { "true" } else { "false" });
            view! { <button type="button" class="choice" aria-pressed=pressed on:click=move |_| choose(table)>{name}</button> }
        })
        .collect();
    view! { <div class="choices" role="group" aria-label="Table">{buttons}</div> }
}

/// A select for each facet that has a choice.
#[component]
fn Facets(entries: Memo<Vec<Entry>>, edition: Chosen) -> impl IntoView {
    let draft = Draft::expect();
    FACETS
        .into_iter()
        .map(|(key, label, all)| {
            let picked = Memo::new(move |_| draft.shown(key));
            let values = Memo::new(move |_| entries.with(|entries| sheet::values(entries, key)));
            dynamic(move || {
                let (picked, values) = (picked.get(), values.get());
                if values.is_empty() || (values.len() == 1 && picked.is_empty()) {
                    return None;
                }
                let strange = !picked.is_empty() && !values.contains(&picked);
                let strange = strange.then(|| {
                    let shown = packwise_engine::read::brief(&picked);
                    view! { <option value=picked.clone() selected=true>{shown}" (not in this book)"</option> }
                });
                let options: Vec<_> = values
                    .into_iter()
                    .map(|value| {
                        let words = edition.with(|edition| facet_words(edition.as_ref().map(|edition| &edition.book), key, &value));
                        view! { <option selected=value == picked value=value>{words}</option> }
                    })
                    .collect();
                Some(view! {
                    <select class="select" class:select--on=!picked.is_empty() aria-label=label on:change:target=move |event| draft.show(key, &event.target().value())>
                        <option value="" selected=picked.is_empty()>{all}</option>
                        {strange}{options}
                    </select>
                })
            })
        })
        .collect_view()
}

fn facet_words(book: Option<&Book>, key: &str, value: &str) -> String {
    let pool = || Some(book?.pool(value)?.name.clone());
    match (key, value) {
        ("pool", _) => pool().unwrap_or_else(|| value.to_owned()),
        ("quality", NO_QUALITY) => "No choice of quality".to_owned(),
        ("status", "unknown") => "Price not known".to_owned(),
        ("status", _) => {
            let mut words = value.to_owned();
            words.get_mut(..1).map(str::make_ascii_uppercase);
            words
        }
        _ => value.to_owned(),
    }
}

/// Which packs the rates are priced at.
#[component]
fn PriceAt(edition: Chosen, at: RwSignal<String>) -> impl IntoView {
    let options = dynamic(move || {
        let at = at.get();
        let packs = edition
            .with(|edition| edition.as_ref().map(|edition| rates::pack_columns(&edition.book)))
            .unwrap_or_default();
        let at = if at.is_empty() { if shows_every(&packs) { "*".to_owned() } else { "-".to_owned() } } else { at };
        let fixed = [("*".to_owned(), "At every pack".to_owned()), ("-".to_owned(), "At list only".to_owned())];
        let packs = packs.into_iter().map(|(id, name)| (id, format!("At {name}")));
        fixed
            .into_iter()
            .chain(packs)
            .map(|(id, words)| view! { <option selected=id == at value=id>{words}</option> })
            .collect_view()
    });
    view! { <select class="select" aria-label="Price at" on:change:target=move |event| at.set(event.target().value())>{options}</select> }
}

/// Whether every pack has a column unasked: there is room for them.
fn shows_every(packs: &[(String, String)]) -> bool {
    packs.len() <= rates::MANY && !is_narrow()
}

/// The packs that have a column: id and name. Ids of books have no `*`; `-` alone is taken for none.
fn chosen_packs(book: &Book, at: &str) -> Vec<(String, String)> {
    let packs = rates::pack_columns(book);
    match at {
        "*" => packs,
        "-" => Vec::new(),
        "" => {
            if shows_every(&packs) {
                packs
            } else {
                Vec::new()
            }
        }
        id => packs.into_iter().filter(|(pack, _)| pack == id).collect(),
    }
}

/// The pools: what a unit is and costs before any discount.
#[component]
fn Pools(edition: Chosen) -> impl IntoView {
    let table = dynamic(move || {
        edition.get().map(|edition| {
            let shown: Vec<usize> = (0..edition.book.pools.len()).collect();
            let columns: Vec<Column> = packs::pool_columns();
            let line: MakeLine = Arc::new(move |at| packs::pool_line(&edition.book, at));
            view! { <Table label="Pools" columns=columns line=line shown=Signal::stored(shown)/> }
        })
    });
    view! {
        <section class="section" aria-label="Pools of units">
            <h2>"Pools: units that can pay for one another, and the list price of one"</h2>
            {table}
        </section>
    }
}

/// Hands the focus to an element, if it is there.
pub(super) fn focus(id: &str) {
    use leptos::wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // an element that cannot take the focus leaves it where it was
        let _ = element.focus();
    }
}
