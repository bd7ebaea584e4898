//! How many such jobs the credits in hand and each pack pay for; and what costs nothing more.

use super::{JobPanel, credits, prices, report_at};
use crate::document::Draft;
use crate::format;
use crate::parts::{NumberBox, dynamic};
use leptos::prelude::*;
use packwise_engine::book::Pack;
use packwise_engine::issue::{Code, Issue};
use packwise_engine::job::jobs_within;
use packwise_engine::plan::Answer;
use packwise_engine::units::Units;

/// The table.
#[component]
pub(super) fn Within(place: Memo<usize>) -> impl IntoView {
    let draft = Draft::expect();
    let JobPanel { in_hand, .. } = JobPanel::expect();
    let total = Memo::new(move |_| report_at(draft, place.get(), |job| job.total).flatten());
    let read = Memo::new(move |_| {
        let typed = in_hand.with(|typed| format::canonical(typed));
        (!typed.is_empty()).then(|| Units::read(&typed).ok())
    });
    let issue = Signal::derive(move || {
        let words = "a number of at most three decimals, not below zero";
        (read.get() == Some(None)).then(|| Issue::error("in-hand", Code::NOT_A_NUMBER, words))
    });
    let packs = Memo::new(move |_| {
        let packs = prices(draft, |prices, book| {
            (book.currency.clone(), book.packs_of(&prices.pool).cloned().collect::<Vec<Pack>>())
        });
        packs.unwrap_or_default()
    });
    let body = dynamic(move || {
        let Some(total) = total.get() else {
            return view! { <p class="work__empty">"Once the job's credits are all known, this says how many such jobs they pay for."</p> }.into_any();
        };
        let mut rows: Vec<AnyView> = Vec::new();
        if let Some(Some(units)) = read.get() {
            rows.push(row(draft, "Credits in hand".to_owned(), units, total, None));
        }
        let (currency, packs) = packs.get();
        for pack in packs {
            let (Some(units), Some(price)) = (pack.units.known(), pack.price.known()) else { continue };
            let cost = price.times(1).map(|cost| (format::money(price, &currency), cost, currency.clone()));
            rows.push(row(draft, pack.name, units, total, cost));
        }
        view! {
            <table class="table table--cards within">
                <caption class="visually-hidden">"How many such jobs packs and a balance pay for"</caption>
                <thead><tr>
                    <th scope="col">"With"</th><th scope="col">"Credits"</th><th scope="col">"Jobs"</th>
                    <th scope="col">"Price a job"</th><th scope="col">"Left"</th><th scope="col">"One more lacks"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    });
    view! {
        <section class="section" aria-label="How many such jobs">
            <div class="section__head"><h2>"How many such jobs"</h2><span class="soft">"each reserves all of its credits when it is created; one that lacks any is refused (402)"</span></div>
            <div class="card within__card">
                <p class="within__hand">
                    <label for="in-hand">"Credits in hand"</label>
                    <span class="within__box"><NumberBox value=in_hand label="Credits in hand" id="in-hand" issue=issue placeholder="none said"/></span>
                </p>
                <div class="scroll" tabindex="0" role="region" aria-label="Jobs that packs pay for">{body}</div>
                <Headroom/>
            </div>
        </section>
    }
}

fn row(
    draft: Draft,
    name: String,
    units: Units,
    total: Units,
    price: Option<(String, packwise_engine::money::Cost, String)>,
) -> AnyView {
    let within = jobs_within(units, total);
    let cell = |name: &'static str, text: String| view! { <td data-label=name>{text}</td> }.into_any();
    let each = price.as_ref().and_then(|(_, cost, currency)| {
        let jobs = Units::ONE.times(within?.jobs).filter(|jobs| *jobs > Units::ZERO)?;
        cost.per(jobs).map(|each| format::money_each(each, currency))
    });
    let none = || "–".to_owned();
    let price = price.map(|(price, ..)| view! { <small>{price}</small> });
    let (jobs, left, short) = match within {
        Some(within) => (format::quantity(within.jobs), format::quantity(within.left), credits(draft, within.short)),
        None => ("any number".to_owned(), none(), none()),
    };
    view! {
        <tr>
            <th scope="row">{name}{price}</th>
            {cell("Credits", format::quantity(units))}
            {cell("Jobs", jobs)}
            {cell("Price a job", each.unwrap_or_else(none))}
            {cell("Left", left)}
            {cell("One more lacks", short)}
        </tr>
    }
    .into_any()
}

/// `4,800 and 5,000 credits cost the same.` Comes a moment after the plan.
#[component]
fn Headroom() -> impl IntoView {
    let draft = Draft::expect();
    let words = Memo::new(move |_| {
        draft.full.with(|full| {
            let (_, report) = full.as_ref()?;
            let job = report.jobs.first()?;
            let pool = report.pools.iter().find(|pool| pool.pool == job.pool)?;
            let grow = pool.plan.as_ref().and_then(Answer::plan)?.headroom.grow?;
            let most = pool.total.plus(grow)?;
            if grow == Units::ZERO {
                return Some(format!(
                    "{} use up what is bought for them: the next job costs more.",
                    credits(draft, pool.total)
                ));
            }
            let months = report.months.filter(|months| *months > 1).map(|months| format!(" over {months} months"));
            Some(format!(
                "{} and {} cost the same{}: what is between is free.",
                format::quantity(pool.total),
                credits(draft, most),
                months.unwrap_or_default()
            ))
        })
    });
    let stale = Memo::new(move |_| !draft.is_full());
    view! { <p class="within__free" class:facts--stale=stale>{move || words.get()}</p> }
}
