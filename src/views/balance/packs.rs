//! The packs of a balance as a table: what each holds, of which pool it is, what the plan counts on, what becomes of it.

use super::words::{self, Counted};
use super::{BalancePanel, Looked, Present, written};
use crate::document::{Balances, Draft};
use crate::format;
use crate::parts::{Column, Line, Piece, Table, dynamic, focus_on};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use packwise_engine::balance::{Held, Moment, Provider};
use packwise_engine::read::brief;
use packwise_engine::units::Units;
use std::sync::Arc;

/// What the act of a pool's choice is called, and what its id begins with.
const POOL: &str = "pool-";

/// The ids of the chosen price book's pools, each with its name.
pub(super) fn pools_of_book(draft: Draft) -> Vec<(String, String)> {
    let pools = draft.with_book(|book| {
        book.pools.iter().map(|pool| (pool.id.clone(), pool.name.clone())).collect::<Vec<(String, String)>>()
    });
    pools.unwrap_or_default()
}

/// What a pack is called.
pub(super) fn name(held: &Held, place: usize) -> String {
    held.name.as_deref().or(held.id.as_deref()).map_or_else(|| format!("Pack {}", place + 1), brief)
}

/// The table.
#[component]
pub(super) fn Packs(panel: BalancePanel, looked: Looked) -> impl IntoView {
    let draft = Draft::expect();
    let choose = Callback::new(move |(_, chosen): (String, String)| {
        let Some((id, pool)) = chosen.split_once('=') else { return };
        let place = id.strip_prefix(POOL).and_then(|place| place.parse::<usize>().ok());
        let held = place.and_then(|place| {
            looked.present.with_untracked(|present| present.as_ref()?.snapshot.balance.packs.get(place).cloned())
        });
        if let Some(held) = held {
            panel.balances.choose_pool(&held, pool);
            // the table is made anew; rows further down take a moment
            let id = id.to_owned();
            match place {
                Some(0..16) => focus_on(id),
                _ => drop(Timeout::new(400, move || focus_on(id)).forget()),
            }
        }
    });
    let table = dynamic(move || {
        let pools = pools_of_book(draft);
        let forecast = looked.forecast.get().and_then(Result::ok);
        looked.present.get().map(|present| {
            let count = present.balance.packs.len();
            if count == 0 {
                return view! { <p class="card work__empty">"There is no pack in this balance."</p> }.into_any();
            }
            let line = Arc::new(move |place: usize| row(&present, &pools, forecast.as_ref(), place));
            let shown: Signal<Vec<usize>> = Signal::derive(move || (0..count).collect());
            view! { <Table label="The packs of the balance" columns=columns() line=line shown=shown act=choose/> }
                .into_any()
        })
    });
    view! {
        <section class="section balance__packs" aria-label="The packs">
            <div class="section__head"><h2>"Pack by pack"</h2>
                <span class="soft">"A plan counts on a pack only in months that lie wholly inside its validity."</span></div>
            {table}
        </section>
    }
}

fn columns() -> Vec<Column> {
    let column = |name: &str, class: &'static str| Column::new("", name, class);
    vec![
        column("Pack", "what"),
        column("Pool", "pool"),
        column("Size, by its name", "units"),
        column("Left, of what it held", "units"),
        column("Status", "words"),
        column("Effective", "words"),
        column("Expires", "words"),
        column("Counts in a plan", "counts"),
        column("What becomes of it", "counts"),
    ]
}

/// A word or two, and what is said below them.
fn cell(figure: String, more: String) -> Vec<Piece> {
    vec![Piece::Words("grid__figure", figure), Piece::Words("grid__more", more)]
}

fn row(present: &Present, pools: &[(String, String)], forecast: Option<&super::Forecast>, place: usize) -> Line {
    let (Some(held), Some(told)) = (present.balance.packs.get(place), present.snapshot.balance.packs.get(place)) else {
        return Vec::new();
    };
    let written = written();
    let provider = present.balance.provider;
    let units = |units: Option<Units>| units.map_or_else(|| "not told".to_owned(), format::quantity);
    let moment = |moment: Option<Moment>, none: &str| match moment {
        Some(moment) => cell(format::day(moment.date()), format::clock(moment)),
        None => cell(none.to_owned(), String::new()),
    };
    let named = name(held, place);
    let mut what = vec![Piece::Words("grid__name", named.clone())];
    what.extend(
        held.id.as_deref().filter(|id| held.name.as_deref() != Some(*id)).map(|id| Piece::Words("grid__id", brief(id))),
    );
    let total =
        held.total.map_or_else(|| "held: not told".to_owned(), |total| format!("of {}", format::quantity(total)));
    let never = if provider == Provider::UGen { "never" } else { "not told" };
    let ids: Vec<String> = pools.iter().map(|(id, _)| id.clone()).collect();
    let counted = words::counted(held, provider, present.day, &ids, &written);
    let counts = words::counted_words(&counted, present.day, &written);
    let counts = match counted {
        Counted::Months(..) => Piece::Words("grid__figure", counts),
        Counted::Not(_) => Piece::Words("grid__plain", counts),
    };
    vec![
        what,
        pool(told, held, pools, &named, place),
        cell(held.tier.map_or_else(|| "not said".to_owned(), format::quantity), words::kind(held)),
        cell(units(held.remaining), total),
        vec![Piece::Words("grid__plain", words::status(held))],
        moment(held.effective, if provider == Provider::UGen { "at once" } else { "not told" }),
        moment(held.expires, never),
        vec![counts],
        vec![becomes(present, held, forecast, place)],
    ]
}

/// The pool of a pack as a choice, and how it is known.
fn pool(told: &Held, held: &Held, pools: &[(String, String)], named: &str, place: usize) -> Vec<Piece> {
    let mut options = pools.to_vec();
    for other in [&told.pool, &held.pool].into_iter().flatten() {
        if !options.iter().any(|(id, _)| id == other) {
            options.push((other.clone(), format!("{} (not in the price book)", brief(other))));
        }
    }
    let chosen = held.pool.clone().unwrap_or_default();
    if chosen.is_empty() {
        options.insert(0, (String::new(), "Choose the pool".to_owned()));
    }
    let how = match (&told.pool, &held.pool) {
        (_, None) => ("grid__unknown", "its name does not say it"),
        (told, held) if told != held => ("grid__more", "chosen by you"),
        _ if Balances::key(held) == "account" => ("grid__more", "the account’s only one"),
        _ => ("grid__more", "guessed from the name"),
    };
    let label = format!("Pool of {named}, pack {}", place + 1);
    vec![
        Piece::Choice { act: "pool", id: format!("{POOL}{place}"), label, options, chosen },
        Piece::Words(how.0, how.1.to_owned()),
    ]
}

/// What becomes of a pack.
fn becomes(present: &Present, held: &Held, forecast: Option<&super::Forecast>, place: usize) -> Piece {
    let plain = |words: String| Piece::Words("grid__plain", words);
    if words::is_used_up(held) {
        return plain(words::USED_UP.to_owned());
    }
    // what is lost is lost, whatever is looked at
    if words::is_over(held, present.day) {
        return match held.remaining.filter(|units| *units > Units::ZERO) {
            Some(units) => Piece::Words("grid__lost", format!("{} lost", format::quantity(units))),
            None => plain("nothing left to lose".to_owned()),
        };
    }
    let Some(forecast) = forecast else { return plain("–".to_owned()) };
    if let Some((_, why)) = forecast.left_out.iter().find(|(out, _)| *out == place) {
        return plain(why.clone());
    }
    let Some((_, fate)) = forecast.fates.iter().find(|(of, _)| *of == place) else {
        return plain("of another pool than the one looked at".to_owned());
    };
    let words = words::fate(fate, held, present.day, forecast.burn.until, &written());
    let class = if fate.lost.most > Units::ZERO { "grid__lost" } else { "grid__plain" };
    Piece::Words(class, words)
}
