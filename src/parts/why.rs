//! Every figure explains itself: a button around it opens its working.

use super::{Sheet, dynamic};
use crate::format;
use leptos::prelude::*;
use packwise_engine::book::{Book, Evidence};
use packwise_engine::date::Date;
use packwise_engine::trace::Trace;

/// Where a figure is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// What the source is.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// When it was checked.
    pub checked: Option<Date>,
    /// How sure the figure is.
    pub evidence: Evidence,
    /// A remark on the row.
    pub note: Option<String>,
}

impl SourceLine {
    /// The source of a row of `book`.
    #[must_use]
    pub fn of(
        book: &Book,
        source: Option<&str>,
        checked: Option<Date>,
        evidence: Evidence,
        note: Option<&str>,
    ) -> Self {
        let source = book.source(source);
        Self {
            title: source.map_or_else(|| "No source is known".to_owned(), |source| source.title.clone()),
            url: source.and_then(|source| source.url.clone()),
            checked: checked.or(source.and_then(|source| source.checked)),
            evidence,
            note: note.map(str::to_owned),
        }
    }
}

/// The working of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// What the figure is.
    pub title: String,
    /// How it came about, the figure itself first.
    pub traces: Vec<Trace>,
    /// Where its inputs are from.
    pub sources: Vec<SourceLine>,
}

/// What the dialog shows at the moment.
#[derive(Clone, Copy)]
struct Shown(RwSignal<Option<Explained>>);

/// A figure that opens its working.
#[component]
pub fn Why(
    /// Makes the working when it is asked for.
    explain: Callback<(), Option<Explained>>,
    /// The figure.
    children: Children,
) -> impl IntoView {
    let shown = use_context::<Shown>();
    let open = move |_| {
        if let Some(Shown(shown)) = shown {
            shown.set(explain.run(()));
        }
    };
    view! {
        <button type="button" class="why" title="How this came about" on:click=open>
            {children()}<span class="visually-hidden">", how this came about"</span>
        </button>
    }
}

/// The dialog; one a page. Gives [`Why`] its place.
#[component]
pub fn WhyDialog(children: Children) -> impl IntoView {
    let shown = RwSignal::new(None::<Explained>);
    provide_context(Shown(shown));
    let open = Signal::derive(move || shown.with(Option::is_some));
    let close = Callback::new(move |()| shown.set(None));
    let content = dynamic(move || {
        shown.get().map(|Explained { title, traces, sources }| {
            let traces: Vec<AnyView> =
                alike(traces).into_iter().map(|(trace, times)| trace_view(trace, times).into_any()).collect();
            let sources = sources.into_iter().map(source_view).collect_view();
            view! { <h2 class="sheet__title" id="why-title">{title}</h2>{traces}{sources} }
        })
    });
    view! {
        {children()}
        <Sheet open=open close=close title="why-title">
            // first, so that the sheet opens at its top with the focus on it
            <button type="button" class="icon sheet__close" aria-label="Close" title="Close" on:click=move |_| close.run(())>
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8 M12 4l-8 8"/></svg>
            </button>
            <div class="sheet__body">
                {content}
                <button type="button" class="button" on:click=move |_| close.run(())>"Done"</button>
            </div>
        </Sheet>
    }
}

/// Equal workings once, with how many there are: a plan that buys the same each month has one a month.
fn alike(traces: Vec<Trace>) -> Vec<(Trace, usize)> {
    let mut found: Vec<(Trace, usize)> = Vec::new();
    for trace in traces {
        let same = |other: &Trace| {
            other.formula == trace.formula && other.value == trace.value && other.inputs == trace.inputs
        };
        match found.iter_mut().find(|(other, _)| same(other)) {
            Some((_, times)) => *times += 1,
            None => found.push((trace, 1)),
        }
    }
    found
}

fn trace_view(trace: Trace, times: usize) -> impl IntoView {
    let times = (times > 1).then(|| view! { <span class="chip">{times}" times"</span> });
    let inputs = trace
        .inputs
        .into_iter()
        .map(|input| view! { <tr><th scope="row">{input.name}</th><td>{shorten(input.value)}</td><td>{input.from}</td></tr> })
        .collect_view();
    view! {
        <section class="trace">
            <p class="trace__formula">{trace.formula}" = "<b>{trace.value}</b>" "{times}</p>
            <table class="trace__inputs">
                <thead><tr><th scope="col">"Input"</th><th scope="col">"Value"</th><th scope="col">"From"</th></tr></thead>
                <tbody>{inputs}</tbody>
            </table>
        </section>
    }
}

/// A sum of very many addends is cut for show; the report has them all.
fn shorten(text: String) -> String {
    if text.chars().count() <= 160 { text } else { text.chars().take(159).chain(['…']).collect() }
}

fn source_view(source: SourceLine) -> impl IntoView {
    let title = match source.url {
        Some(url) => view! { <a href=url target="_blank" rel="noopener noreferrer">{source.title}</a> }.into_any(),
        None => view! { <span>{source.title}</span> }.into_any(),
    };
    let checked =
        source.checked.map_or_else(|| "date not known".to_owned(), |day| format!("checked {}", format::day(day)));
    view! {
        <section class="source">
            <p>{title}</p>
            <p class="soft"><span class=format!("chip chip--{}", source.evidence.as_str())>{source.evidence.as_str()}</span>" "{checked}</p>
            {source.note.map(|note| view! { <p class="soft">{note}</p> })}
        </section>
    }
}
