//! The same work at the prices of two editions, line by line: "your work in 2025 and today".

use crate::document::Draft;
use crate::format;
use crate::parts::dynamic;
use crate::scenarios::difference;
use crate::slices::Slices;
use leptos::prelude::*;
use packwise_engine::book::Books;
use packwise_engine::document::{Document, Report, Retargeted, evaluate_with, retarget};
use packwise_engine::issue::{Code, Level};
use packwise_engine::money::Cost;
use packwise_engine::plan::Options;

/// Both sides, evaluated.
#[derive(Clone, PartialEq)]
struct Found {
    /// The present work, which the rest is of.
    document: Document,
    here: Report,
    there: Report,
    moved: Retargeted,
}

/// The section; there only while another edition of the provider is at hand.
#[component]
pub(super) fn Editions() -> impl IntoView {
    let draft = Draft::expect();
    // the provider's other editions: (id, title, edition)
    let others = Memo::new(move |_| {
        let provider = draft.with_book(|book| book.provider.id.clone());
        let chosen = draft.book.get();
        draft.books.with(|books: &Books| {
            let of =
                |book: &&packwise_engine::book::Book| Some(&book.provider.id) == provider.as_ref() && book.id != chosen;
            let rows = books.editions().iter().map(|edition| &edition.book).filter(of);
            rows.map(|book| (book.id.clone(), format!("{}, {}", book.provider.name, book.edition))).collect::<Vec<_>>()
        })
    });
    let other = Memo::new(move |_| {
        let wanted = draft.shown("edition");
        others.with(|others| others.iter().find(|(id, _)| *id == wanted).or(others.last()).map(|(id, _)| id.clone()))
    });
    let replace = RwSignal::new(false);
    let found = RwSignal::new(None::<Found>);
    let slices = Slices::default();
    Effect::new(move |first: Option<()>| {
        let document = draft.document.get();
        let replace = replace.get();
        let Some(other) = other.get() else { return };
        let books = draft.books.get();
        let mut here = None;
        slices.run(if first.is_none() { 60 } else { 220 }, move || {
            let quick =
                Options { headroom: false, alternatives: false, trace: false, budget: 60_000, ..Options::default() };
            let Some(report) = here.take() else {
                here = Some(evaluate_with(&document, &books, quick));
                return false;
            };
            let (Some(from), Some(to)) = (books.get(&document.book), books.get(&other)) else { return true };
            let moved = retarget(&document, &from.book, &to.book, replace);
            let there = evaluate_with(&moved.document, &books, quick);
            found.set(Some(Found { document: document.clone(), here: report, there, moved }));
            true
        });
    });
    let stale = move || {
        found.with(|found| {
            draft.document.with(|document| found.as_ref().is_some_and(|found| found.document != *document))
        })
    };
    let picker = move || {
        dynamic(move || {
            let chosen = other.get();
            let options: Vec<AnyView> = others
                .get()
                .into_iter()
                .map(|(id, title)| {
                    view! { <option selected=Some(&id) == chosen.as_ref() value=id>{title}</option> }.into_any()
                })
                .collect();
            view! {
                <label class="pick">"beside"
                    <select class="select" on:change:target=move |event| draft.show("edition", &event.target().value())>{options}</select>
                </label>
            }
        })
    };
    let body = move || dynamic(move || found.with(|found| found.as_ref().map(table)));
    dynamic(move || {
        (others.with(|others| !others.is_empty()) && draft.rows.with(|rows| !rows.is_empty())).then(|| {
            view! {
                <section class="section compare__editions" class:section--stale=stale aria-label="The same work in another edition">
                    <div class="section__head"><h2>"The same work in another edition"</h2>
                        <span class="pick">
                            <label class="pick"><input type="checkbox" prop:checked=replace on:change:target=move |event| replace.set(event.target().checked())/>"with today's equivalent of what is retired"</label>
                            {picker()}
                        </span>
                    </div>
                    <div class="card scroll" tabindex="0" role="region" aria-label="The same work in two editions">{body()}</div>
                </section>
            }
        })
    })
}

fn table(found: &Found) -> AnyView {
    let Found { document, here, there, moved } = found;
    let title = |report: &Report| report.book.as_ref().map(|book| book.title.clone()).unwrap_or_default();
    let currency = |report: &Report| report.book.as_ref().map(|book| book.currency.clone()).unwrap_or_default();
    let (money, other_money) = (currency(here), currency(there));
    let alike = money == other_money;
    let nothing = || view! { <span class="side__no">"–"</span> }.into_any();
    let mut rows: Vec<AnyView> = Vec::new();
    let mut kinds = Vec::new();
    for index in 0..document.lines.len() {
        let of = |report: &Report| report.lines.iter().find(|line| line.line == index).cloned();
        let (old, new) = (of(here), of(there));
        let Some(name) = old.as_ref().or(new.as_ref()).map(|line| (line.short_name.clone(), line.noun)) else {
            continue;
        };
        // at list price: what a result costs whatever is bought, so that editions compare at a like unit
        let list = |report: &Report, line: &Option<packwise_engine::document::LineReport>| {
            let line = line.as_ref()?;
            let price = report.pools.iter().find(|pool| pool.pool == line.pool)?.list_unit_price?;
            price.per_unit(line.units_each.times(line.takes)?)
        };
        let (was, is) = (list(here, &old), list(there, &new));
        // kinds of results, not lines: the same one again says nothing new
        let kind = (name.clone(), old.as_ref().map(|line| (line.units_each, line.takes)), is);
        if kinds.contains(&kind) {
            continue;
        }
        kinds.push(kind);
        let side = |report: &Report,
                    line: &Option<packwise_engine::document::LineReport>,
                    cost: Option<Cost>,
                    money: &str| match line {
            None => view! { <span class="side__no">"not in this edition"</span> }.into_any(),
            Some(line) => {
                let cost = cost.map(|cost| format::money_each(cost, money));
                let units = line.units_each.times(line.takes).map(format::quantity).unwrap_or_default();
                let retired = report
                    .issues
                    .iter()
                    .any(|issue| issue.code == Code::RETIRED && issue.path == format!("lines[{}].rate", line.line));
                let retired = retired.then(|| view! { <small class="side__retired">"reported retired"</small> });
                view! {
                    {cost.unwrap_or_else(|| "price not known".to_owned())}<small>{units}" units"</small>{retired}
                }
                .into_any()
            }
        };
        let takes = old.as_ref().or(new.as_ref()).filter(|line| line.takes > 1);
        let takes = takes.map(|line| format!(", {} takes", line.takes));
        let renamed = new.as_ref().zip(old.as_ref()).filter(|(new, old)| new.name != old.name).map(|(new, _)| {
            view! { <small>"there: "{new.short_name.clone()}</small> }
        });
        let change = match (was, is) {
            (Some(was), Some(is)) if alike => difference(was, is, &money),
            _ => nothing(),
        };
        rows.push(
            view! {
                <tr><th scope="row">"Each "{name.1}" of "{name.0}{takes}{renamed}</th>
                    <td data-label=title(here)>{side(here, &old, was, &money)}</td>
                    <td data-label=title(there)>{side(there, &new, is, &other_money)}</td>
                    <td data-label="Change">{change}</td></tr>
            }
            .into_any(),
        );
    }
    let total = |report: &Report| report.totals.first().and_then(|total| total.cost).filter(|_| report.complete);
    let (was, is) = (total(here), total(there));
    let shown = |report: &Report, cost: Option<Cost>, money: &str| match cost {
        Some(cost) => {
            let after =
                report.totals.first().and_then(|total| total.after_horizon).filter(|after| after.billionths() > 0);
            let after =
                after.map(|after| view! { <small>{format::money(after, money)}" of it after the months"</small> });
            view! { <b>{format::money(cost, money)}</b>{after} }.into_any()
        }
        None => {
            let mut why: Vec<String> = Vec::new();
            for issue in report.issues.iter().filter(|issue| issue.level == Level::Error) {
                if !why.contains(&issue.words) {
                    why.push(issue.words.clone());
                }
            }
            view! { <span class="side__no">"no total"<small>{why.join("; ")}</small></span> }.into_any()
        }
    };
    let change = match (was, is) {
        (Some(was), Some(is)) if alike => difference(was, is, &money),
        _ => nothing(),
    };
    let months = match here.months {
        Some(1) => "one month".to_owned(),
        Some(months) => format!("{months} months"),
        None => "the months".to_owned(),
    };
    rows.push(
        view! {
            <tr class="best"><th scope="row">"All of it for "{months}", cheapest purchase"</th>
                <td data-label=title(here)>{shown(here, was, &money)}</td>
                <td data-label=title(there)>{shown(there, is, &other_money)}</td>
                <td data-label="Change">{change}</td></tr>
        }
        .into_any(),
    );
    let mut notes: Vec<String> = Vec::new();
    for issue in &moved.issues {
        if !notes.contains(&issue.words) {
            notes.push(issue.words.clone());
        }
    }
    let notes: Vec<AnyView> = notes.into_iter().map(|words| view! { <li>{words}</li> }.into_any()).collect();
    view! {
        <table class="table table--editions table--cards">
            <caption class="visually-hidden">"The same work in two editions, line by line"</caption>
            <thead><tr><th scope="col">"At list price"</th><th scope="col">{title(here)}</th><th scope="col">{title(there)}</th><th scope="col">"Change"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        <ul class="moved">{notes}</ul>
    }
    .into_any()
}
