//! The editor: groups of fields, the discounts of the plan's lines, and bundles of one's own.

use super::field::{Kind, Of, always, field, pick};
use super::{edit, quoted};
use crate::document::Draft;
use crate::parts::{dynamic, focus_on};
use crate::views::plan::over_time::{group, tool, words};
use leptos::prelude::*;
use packwise_engine::quote::{self, Applies, Bundle, LineDiscount, MAX_ENTRIES, Quote, Rule};
use std::sync::Arc;

/// A field that is always there: kind, path, name, hint, and where its text is.
type Row = (Kind, &'static str, &'static str, &'static str, fn(&mut Quote) -> &mut String);

const SELLER: [Row; 4] = [
    (Kind::Text, "seller.name", "Seller", "", |quote| &mut quote.seller.name),
    (Kind::Text, "seller.contact", "Contact", "name, mail, phone", |quote| &mut quote.seller.contact),
    (Kind::Text, "seller.taxId", "Tax number", "", |quote| &mut quote.seller.tax_id),
    (Kind::Area, "seller.address", "Address", "", |quote| &mut quote.seller.address),
];
const BUYER: [Row; 4] = [
    (Kind::Text, "buyer.name", "Buyer", "", |quote| &mut quote.buyer.name),
    (Kind::Text, "buyer.contact", "Contact", "name, mail, phone", |quote| &mut quote.buyer.contact),
    (Kind::Text, "buyer.taxId", "Tax number", "", |quote| &mut quote.buyer.tax_id),
    (Kind::Area, "buyer.address", "Address", "", |quote| &mut quote.buyer.address),
];
const PAPER: [Row; 8] = [
    (Kind::Text, "number", "Number", "made of the prefix", |quote| &mut quote.number),
    (Kind::Text, "prefix", "Prefix", "", |quote| &mut quote.prefix),
    (Kind::Number, "version", "Version", "", |quote| &mut quote.version),
    (Kind::Text, "amends", "Amends", "another’s number", |quote| &mut quote.amends),
    (Kind::Day, "issued", "Issued", "", |quote| &mut quote.issued),
    (Kind::Day, "validUntil", "Valid until, that day included", "", |quote| &mut quote.valid_until),
    (Kind::Text, "timeZone", "Time zone of that day", "UTC", |quote| &mut quote.time_zone),
    (Kind::Text, "language", "Language of your texts", "en", |quote| &mut quote.language),
];
const MONEY: [Row; 3] = [
    (Kind::Text, "currency", "Currency", "the book’s", |quote| &mut quote.currency),
    (Kind::Number, "rate", "Exchange rate", "for one of the book’s", |quote| &mut quote.rate),
    (Kind::Day, "rateDate", "Day of the rate", "", |quote| &mut quote.rate_date),
];
const WHOLE: [Row; 2] = [
    (Kind::Discount, "discount", "Discount on the whole", "5% or an amount", |quote| &mut quote.discount),
    (Kind::Text, "reason", "Reason", "", |quote| &mut quote.reason),
];
const TAX: [Row; 2] = [
    (Kind::Text, "taxName", "Tax", "VAT", |quote| &mut quote.tax_name),
    (Kind::Number, "taxPercent", "Tax in %", "none: excl. tax", |quote| &mut quote.tax_percent),
];
const WORDS: [Row; 2] = [
    (Kind::Area, "note", "A word to the buyer", "", |quote| &mut quote.note),
    (Kind::Area, "terms", "Terms", "", |quote| &mut quote.terms),
];

/// A field of a bundle: kind, its name in paths, its label, a hint, and where its text is.
type BundleRow = (Kind, &'static str, &'static str, &'static str, fn(&mut Bundle) -> &mut String);
const BUNDLE: [BundleRow; 9] = [
    (Kind::Text, "name", "Name", "", |bundle| &mut bundle.name),
    (Kind::Number, "units", "Units in one", "", |bundle| &mut bundle.units),
    (Kind::Number, "price", "Price of one", "", |bundle| &mut bundle.price),
    (Kind::Number, "quantity", "How many", "", |bundle| &mut bundle.quantity),
    (Kind::Number, "months", "Life in months", "no expiry", |bundle| &mut bundle.months),
    (Kind::Number, "concurrency", "At once", "not said", |bundle| &mut bundle.concurrency),
    (Kind::Text, "pool", "Pool", "for the rules", |bundle| &mut bundle.pool),
    (Kind::Discount, "discount", "Discount", "10% or an amount", |bundle| &mut bundle.discount),
    (Kind::Text, "reason", "Reason", "", |bundle| &mut bundle.reason),
];

fn rows(draft: Draft, rows: &[Row]) -> Vec<AnyView> {
    rows.iter().map(|(kind, path, name, hint, of)| field(draft, *kind, path, name, hint, always(*of))).collect()
}

/// What a choice says at present. Tracks the quote.
fn said(draft: Draft, read: fn(&Quote) -> &'static str) -> Signal<String> {
    Signal::derive(move || draft.quote.with(|quote| quote.as_deref().map(read).unwrap_or_default().to_owned()))
}

fn section(name: &'static str, inside: Vec<AnyView>) -> AnyView {
    view! {
        <section class="card quote__card" aria-label=name>
            <h2>{name}</h2>
            <div class="quote__fields">{inside}</div>
        </section>
    }
    .into_any()
}

fn check(draft: Draft, id: &'static str, name: &'static str, of: fn(&mut Quote) -> &mut bool) -> AnyView {
    let on = Memo::new(move |_| draft.quote.get().map(|mut quote| *of(&mut quote)).unwrap_or_default());
    view! {
        <label class="setting setting--check">
            <input type="checkbox" id=id prop:checked=on on:change:target=move |event| {
                let on = event.target().checked();
                edit(draft, |quote| *of(quote) = on);
            }/>
            <span>{name}</span>
        </label>
    }
    .into_any()
}

/// The editor of the quote.
#[component]
pub(super) fn Editor() -> impl IntoView {
    let draft = Draft::expect();
    let pair = |(value, words): (&str, &str)| (value.to_owned(), words.to_owned());
    let mut money = rows(draft, &MONEY);
    let rounding = [("line", "Each line to the cent"), ("total", "Only the total")].map(pair).to_vec();
    let round =
        Callback::new(move |text: String| edit(draft, |quote| quote.rounding = Rule::read(&text).unwrap_or_default()));
    money.push(pick(
        "quote-rounding",
        "Rounding, half up",
        said(draft, |quote| quote.rounding.as_str()),
        rounding,
        round,
    ));
    let mut whole = rows(draft, &WHOLE);
    let applies = [Applies::All, Applies::Packs, Applies::Bundles];
    let applies = applies.map(|applies| pair((applies.as_str(), applies.words()))).to_vec();
    let apply = Callback::new(move |text: String| {
        edit(draft, |quote| quote.applies_to = Applies::read(&text).unwrap_or_default())
    });
    whole
        .insert(1, pick("quote-applies", "Taken from", said(draft, |quote| quote.applies_to.as_str()), applies, apply));
    whole.extend(rows(draft, &TAX));
    let mut texts = rows(draft, &WORDS);
    texts.push(check(draft, "quote-acceptance", "A block to sign for acceptance", |quote| &mut quote.acceptance));
    let mut seller = rows(draft, &SELLER);
    seller.extend(rows(draft, &BUYER));
    vec![
        section("Seller and buyer", seller),
        section("Number and days", rows(draft, &PAPER)),
        view! { <Lines/> }.into_any(),
        section("Discount and tax", whole),
        section("Currency and rounding", money),
        section("Words", texts),
    ]
}

/// The lines: those of the plan with their discounts, and bundles.
#[component]
fn Lines() -> impl IntoView {
    let draft = Draft::expect();
    let packs = Memo::new(move |_| {
        let report = quoted(draft)?;
        let of_plan = report.lines.into_iter().filter(|line| line.kind == quote::Kind::Pack);
        Some(of_plan.map(|line| (line.id, line.name)).collect::<Vec<(String, String)>>())
    });
    let plan = dynamic(move || {
        let lines = packs.get().unwrap_or_default();
        let mut all = Vec::new();
        for (id, name) in lines {
            all.push(group("quote__line", None, discount_of(draft, &id, &name)));
        }
        if all.is_empty() {
            let none = "The plan brings no lines here: there is no work yet, or it has no total.";
            all.push(words("soft", None, none.to_owned()));
        }
        all
    });
    let count = Memo::new(move |_| draft.quote.with(|quote| quote.as_ref().map_or(0, |quote| quote.bundles.len())));
    let bundles = dynamic(move || (0..count.get()).map(|index| bundle(draft, index)).collect::<Vec<AnyView>>());
    let add = Callback::new(move |()| {
        let index = count.get_untracked();
        if index >= MAX_ENTRIES {
            return draft.tell(format!("A quote has at most {MAX_ENTRIES} bundles"), false);
        }
        edit(draft, |quote| quote.bundles.push(Bundle { quantity: "1".to_owned(), ..Bundle::default() }));
        focus_on(format!("quote-bundles-{index}-name"));
    });
    view! {
        <section class="card quote__card" aria-label="Lines">
            <h2>"Lines"</h2>
            {check(draft, "quote-plan", "Offer the packs of the plan", |quote| &mut quote.plan)}
            {plan}
            {bundles}
            {tool(Some("quote-add-bundle"), "Add a bundle of your own", add)}
        </section>
    }
}

/// The discount of one line of the plan: made when something is typed there.
fn discount_of(draft: Draft, id: &str, name: &str) -> Vec<AnyView> {
    let at = |text: fn(&mut LineDiscount) -> &mut String| -> Of {
        let id = id.to_owned();
        Arc::new(move |quote: &mut Quote| {
            let place = quote.discounts.iter().position(|discount| discount.line == id);
            let place = place.unwrap_or_else(|| {
                quote.discounts.push(LineDiscount { line: id.clone(), ..LineDiscount::default() });
                quote.discounts.len() - 1
            });
            quote.discounts.get_mut(place).map(text)
        })
    };
    let slug = id.replace('/', "-");
    vec![
        words("quote__name", None, name.to_owned()),
        field(
            draft,
            Kind::Discount,
            &format!("lines.{slug}.discount"),
            "Discount",
            "10% or an amount",
            at(|d| &mut d.discount),
        ),
        field(draft, Kind::Text, &format!("lines.{slug}.reason"), "Reason", "", at(|d| &mut d.reason)),
    ]
}

/// The fields of one bundle.
fn bundle(draft: Draft, index: usize) -> AnyView {
    let mut fields = Vec::new();
    for (kind, key, name, hint, of) in BUNDLE {
        let of: Of = Arc::new(move |quote: &mut Quote| quote.bundles.get_mut(index).map(of));
        fields.push(field(draft, kind, &format!("bundles[{index}].{key}"), name, hint, of));
    }
    let remove = Callback::new(move |()| {
        edit(draft, |quote| {
            if index < quote.bundles.len() {
                quote.bundles.remove(index);
            }
        });
        draft.tell("Removed a bundle", true);
        focus_on("quote-add-bundle".to_owned());
    });
    let title = format!("Bundle {}", index + 1);
    view! {
        <fieldset class="quote__bundle">
            <legend>{title.clone()}</legend>
            <div class="quote__fields">{fields}</div>
            {tool(None, format!("Remove {}", title.to_lowercase()), remove)}
        </fieldset>
    }
    .into_any()
}
