//! The paper: the quote as it is printed. It formats the Report's quote and nothing else.

use super::{QuotePanel, quoted};
use crate::document::Draft;
use crate::format;
use crate::parts::dynamic;
use crate::settings::{Brand, Settings};
use leptos::prelude::*;
use packwise_engine::quote::{Party, QuoteLine, QuoteReport, faces};
use std::fmt::Display;

/// An amount as the locale writes it; plain where the currency is none.
fn money(amount: impl Display, currency: &str) -> String {
    if currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        format::money(amount, currency)
    } else {
        amount.to_string()
    }
}

fn amount<T: Display>(amount: Option<T>, currency: &str) -> String {
    amount.map_or_else(|| "not known".to_owned(), |amount| money(amount, currency))
}

fn row(name: String, value: String) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}

fn party(name: &'static str, party: &Party) -> AnyView {
    let lines = [&party.name, &party.address, &party.contact, &party.tax_id];
    let lines: Vec<AnyView> = lines
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| view! { <p>{line.clone()}</p> }.into_any())
        .collect();
    view! { <div class="paper__party"><h3>{name}</h3>{lines}</div> }.into_any()
}

/// A line of the table, all its cells.
fn line(line: &QuoteLine, currency: &str) -> AnyView {
    let units = line.units.map(|units| format!("{} {}", format::quantity(units), line.units_name));
    let at_once = line.concurrency.map(|count| format!("{count} at once"));
    let facts = [units.unwrap_or_default(), line.life.clone(), at_once.unwrap_or_default(), faces::when(line)];
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let discount = match (&line.discount_percent, line.discount) {
        (Some(percent), _) => format!("{} %", format::quantity(percent)),
        (None, Some(amount)) if amount.billionths() != 0 => money(amount, currency),
        _ => "–".to_owned(),
    };
    let list = line.list_price.filter(|list| Some(*list) != line.unit_price);
    let list = list.map(|list| {
        let net = line.unit_price.map_or(list.micros(), |price| price.micros());
        let less = i128::from(list.micros()) - i128::from(net);
        let off = format::percent(less, list.micros().into()).filter(|_| less > 0);
        format!("list {}{}", money(list, currency), off.map(|off| format!(", less {off}")).unwrap_or_default())
    });
    let reason = (!line.reason.trim().is_empty()).then(|| line.reason.clone());
    view! {
        <tr>
            <th scope="row"><span>{line.name.clone()}</span><small>{facts.join(", ")}</small></th>
            <td data-label="Quantity">{amount_of(line.quantity)}</td>
            <td data-label="Price">{amount(line.unit_price, currency)}<small>{list}</small></td>
            <td data-label="Discount">{discount}<small>{reason}</small></td>
            <td data-label="Net">{amount(line.net, currency)}</td>
        </tr>
    }
    .into_any()
}

fn amount_of(quantity: Option<u64>) -> String {
    quantity.map_or_else(|| "not known".to_owned(), format::quantity)
}

/// Whose copy of the page this is, at the head of the paper.
fn brand(brand: &Brand) -> Option<AnyView> {
    let logo = (!brand.logo.is_empty()).then(|| view! { <img src=brand.logo.clone() alt=""/> }.into_any());
    let name = (!brand.name.is_empty()).then(|| view! { <span>{brand.name.clone()}</span> }.into_any());
    (logo.is_some() || name.is_some()).then(|| view! { <p class="paper__brand">{logo}{name}</p> }.into_any())
}

fn sheet(report: &QuoteReport, watermark: Option<&'static str>, whose: &Brand) -> AnyView {
    let currency = report.currency.as_str();
    let facts: Vec<AnyView> =
        faces::head(report).into_iter().map(|(name, value)| row(name.to_owned(), value)).collect();
    let lines: Vec<AnyView> = report.lines.iter().map(|one| line(one, currency)).collect();
    let sums: Vec<AnyView> = faces::sums(report)
        .into_iter()
        .map(|(name, sum)| row(name, sum.map_or_else(|| "incomplete".to_owned(), |sum| money(sum, currency))))
        .collect();
    let rates: Vec<AnyView> = report
        .rates
        .iter()
        .map(|rate| {
            let takes = if rate.takes > 1 { format!(", {} generations each", rate.takes) } else { String::new() };
            let units = format!("{} {}", format::quantity(rate.units_each), rate.units_name);
            row(rate.name.clone(), format!("{units}{takes}"))
        })
        .collect();
    let rates = (!rates.is_empty())
        .then(|| view! { <h3>"Deduction for each generation"</h3><dl class="paper__facts">{rates}</dl> }.into_any());
    let note = |row: &(&'static str, String)| row.0 == faces::NOTE;
    let (notes, foot): (Vec<_>, Vec<_>) = faces::foot(report).into_iter().partition(note);
    let foot: Vec<AnyView> = foot.into_iter().map(|(name, value)| row(name.to_owned(), value)).collect();
    // a buyer asks for them or does not; what is open is printed
    let count = notes.len();
    let notes: Vec<AnyView> = notes.into_iter().map(|(_, note)| view! { <li>{note}</li> }.into_any()).collect();
    let notes = (count > 0).then(|| {
        let words = format!("Notes of the price book ({})", format::quantity(count));
        view! { <details class="paper__notes"><summary>{words}</summary><ul>{notes}</ul></details> }.into_any()
    });
    let text = |name: &'static str, text: &str| {
        (!text.trim().is_empty()).then(|| {
            let title = (!name.is_empty()).then(|| view! { <h3>{name}</h3> }.into_any());
            view! { {title}<p class="paper__text">{text.to_owned()}</p> }.into_any()
        })
    };
    let sign = report.acceptance.then(|| {
        let parts = ["Accepted by (name)", "Day", "Signature"].map(|part| view! { <div>{part}</div> }.into_any());
        view! { <div class="paper__sign"><h3>"Acceptance"</h3><div class="paper__boxes">{Vec::from(parts)}</div></div> }
            .into_any()
    });
    let mark = faces::stamp(report, watermark).map(|mark| view! { <p class="paper__mark">{mark}</p> }.into_any());
    view! {
        {mark}
        {brand(whose)}
        <header class="paper__head">
            <h2>"Quote"</h2>
            <dl class="paper__facts">{facts}</dl>
        </header>
        <div class="paper__parties">{party("Seller", &report.seller)}{party("Buyer", &report.buyer)}</div>
        {text("", &report.note)}
        <table class="paper__lines">
            <thead><tr><th scope="col">"Item"</th><th scope="col">"Quantity"</th><th scope="col">"Price"</th><th scope="col">"Discount"</th><th scope="col">"Net"</th></tr></thead>
            <tbody>{lines}</tbody>
        </table>
        <dl class="paper__sums" id="quote-sums">{sums}</dl>
        {rates}
        {text("Terms", &report.terms)}
        {sign}
        <h3>"How it was made"</h3>
        <dl class="paper__facts paper__foot">{foot}</dl>
        {notes}
    }
    .into_any()
}

/// The paper.
#[component]
pub(super) fn Paper() -> impl IntoView {
    let draft = Draft::expect();
    let panel = QuotePanel::expect();
    let watermark = Memo::new(move |_| panel.judged(draft).and_then(|guard| guard.watermark));
    let whose = Settings::expect().brand;
    let inside = dynamic(move || quoted(draft).map(|report| sheet(&report, watermark.get(), &whose.get())));
    // across it, drawn by the style: the words themselves stand at the paper's head
    let across = Signal::derive(move || quoted(draft).and_then(|report| faces::stamp(&report, watermark.get())));
    let language = Signal::derive(move || draft.quote.get().map(|quote| quote.language).unwrap_or_default());
    view! {
        <article class="paper" id="paper" aria-label="The quote as printed" lang=language data-watermark=across>{inside}</article>
    }
}
