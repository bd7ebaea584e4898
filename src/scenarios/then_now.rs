//! What a link, a file or a scenario meant when it was made, beside what it is now, and the choice between the two.

use crate::document::{AT_ONCE, Draft};
use crate::format;
use crate::parts::dynamic;
use leptos::prelude::*;
use packwise_engine::document::Document;
use packwise_engine::link::{Basis, Side, SideLine, ThenNow, then_now};
use packwise_engine::money::Cost;
use packwise_engine::plan::Options;

/// The panel; there only while there is something to choose.
#[component]
pub(crate) fn ThenAndNow() -> impl IntoView {
    let draft = Draft::expect();
    // whoever goes on working has chosen to keep what was opened
    Effect::new(move |_| {
        let present = draft.document.get();
        if draft
            .pinned
            .with_untracked(|pinned| pinned.as_ref().is_some_and(|pinned| !draft.is_pinned(pinned, &present)))
        {
            draft.pinned.set(None);
        }
    });
    let both = Memo::new(move |_| {
        let pinned = draft.pinned.get()?;
        let quick =
            Options { headroom: false, alternatives: false, trace: false, budget: AT_ONCE, ..Options::default() };
        let made = Some(&pinned.made);
        draft.books.with(|books| Some(then_now(&pinned.document, made, books, format::today()?, quick)))
    });
    dynamic(move || both.get().filter(|both| both.changed).map(|both| panel(draft, both)))
}

fn panel(draft: Draft, both: ThenNow) -> AnyView {
    let of_book = both.then.basis == Basis::Book;
    let day = both.then.day.map(|day| format!(" on {}", format::day(day))).unwrap_or_default();
    let then = both.then.title.clone().unwrap_or_else(|| both.then.book.clone());
    let now = both.now.title.clone().unwrap_or_else(|| both.now.book.clone());
    let words = if of_book {
        format!("What you opened was made{day} at the prices of “{then}”. Today those of “{now}” hold.")
    } else {
        format!(
            "What you opened was made{day} with the price book {}, which is not here as it was then. What it said is shown \
             beside “{now}”.",
            both.then.book
        )
    };
    let keep = if of_book { "Keep the prices of then" } else { "Leave it as it is" };
    let document = both.document.clone();
    let target = now.clone();
    let go = move |_| {
        let document: &Document = &document;
        draft.open(document);
        draft.pinned.set(None);
        draft.tell(format!("Your work is now in {target}"), true);
        crate::app::focus_main();
    };
    let stay = move |_| {
        draft.pinned.set(None);
        crate::app::focus_main();
    };
    let issues = RwSignal::new(both.issues.clone());
    view! {
        <section class="then-now" aria-labelledby="then-now-title">
            <h2 id="then-now-title">"Then and now"</h2>
            <p>{words}</p>
            {table(&both)}
            <crate::parts::Notices issues=issues/>
            <p class="then-now__choice">
                <button type="button" class="button" on:click=stay>{keep}</button>
                <button type="button" class="button button--primary" on:click=go>"Move to the prices of now"</button>
            </p>
        </section>
    }
    .into_any()
}

fn table(both: &ThenNow) -> AnyView {
    let ThenNow { then, now, document, .. } = both;
    let mut rows: Vec<AnyView> = Vec::new();
    for (at, (old, new)) in then.lines.iter().zip(&now.lines).enumerate() {
        let count = document.lines.get(at).map(|line| line.count.as_str().to_owned()).unwrap_or_default();
        let name = old.name.as_ref().or(new.name.as_ref()).unwrap_or(&old.rate).clone();
        let renamed = new.name.as_ref().filter(|new| old.name.as_ref().is_some_and(|old| old != *new)).cloned();
        let renamed = renamed.map(|name| view! { <small>"now: "{name}</small> });
        let change = match (old.price_kept, new.price_kept) {
            (Some(old), Some(new)) if then.currency == now.currency => difference(
                Cost::from_billionths(old.micros().saturating_mul(1_000)),
                Cost::from_billionths(new.micros().saturating_mul(1_000)),
                &now.currency,
            ),
            _ => units_differ(old, new),
        };
        rows.push(
            view! {
                <tr><th scope="row">{format!("{} × {name}", format::typed(&count))}{renamed}</th>
                    <td data-label="Then">{line(old, then)}</td><td data-label="Now">{line(new, now)}</td>
                    <td data-label="Change">{change}</td></tr>
            }
            .into_any(),
        );
    }
    let total = |side: &Side| match side.total {
        Some(total) => view! { <b>{format::money(total, &side.currency)}</b> }.into_any(),
        None => view! { <span class="side__no">"no total"</span> }.into_any(),
    };
    let change = match (then.total, now.total) {
        (Some(old), Some(new)) if then.currency == now.currency => difference(old, new, &now.currency),
        _ => nothing(),
    };
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Then and now, line by line">
            <table class="side">
                <thead><tr><td></td><th scope="col">"Then"<small>{then.book.clone()}</small></th>
                    <th scope="col">"Now"<small>{now.book.clone()}</small></th><th scope="col">"Change"</th></tr></thead>
                <tbody>{rows}
                    <tr class="side__total"><th scope="row">"In all"</th><td data-label="Then">{total(then)}</td>
                        <td data-label="Now">{total(now)}</td><td data-label="Change">{change}</td></tr>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn nothing() -> AnyView {
    view! { <span class="side__no">"–"</span> }.into_any()
}

/// One line at one time: what a result costs by the plan, and its units.
fn line(line: &SideLine, side: &Side) -> AnyView {
    let units = line.units_each.map(|each| format!("{} units each", format::quantity(each)));
    match (line.price_kept, units) {
        (Some(price), units) => view! { {format::money_each(price, &side.currency)}<small>{units}</small> }.into_any(),
        (None, Some(units)) => view! { <span>{units}</span> }.into_any(),
        (None, None) => view! { <span class="side__no">"not known"</span> }.into_any(),
    }
}

fn units_differ(old: &SideLine, new: &SideLine) -> AnyView {
    match (old.units_each, new.units_each) {
        (Some(old), Some(new)) if old == new => "the same units".into_any(),
        (Some(old), Some(new)) => {
            let more = new > old;
            let by = if more { new.minus(old) } else { old.minus(new) }.map(format::quantity).unwrap_or_default();
            let sign = if more { "+ " } else { "− " };
            format!("{sign}{by} units").into_any()
        }
        _ => nothing(),
    }
}

/// The difference in words: `+ $1.00 (12 %)`.
pub(crate) fn difference(old: Cost, new: Cost, currency: &str) -> AnyView {
    let by = new.minus(old).unwrap_or_default();
    let share = format::percent(by.billionths().abs(), old.billionths()).map(|share| format!(" ({share})"));
    let amount = Cost::from_billionths(by.billionths().abs());
    match by.billionths().signum() {
        0 => "the same".into_any(),
        1 => view! { <span class="delta--up">"+ "{format::money_each(amount, currency)}{share}</span> }.into_any(),
        _ => view! { <span class="delta--down">"− "{format::money_each(amount, currency)}{share}</span> }.into_any(),
    }
}
