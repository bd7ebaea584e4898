//! Packs side by side: the best purchase and each pack alone, a column each.

use super::Asked;
use crate::document::Draft;
use crate::format;
use crate::parts::dynamic;
use crate::slices::Slices;
use crate::views::plan::answer::life;
use crate::views::plan::others::{bought, reason};
use leptos::prelude::*;
use packwise_engine::book::{MinimumOrder, Pack};
use packwise_engine::compare::{Way, way};
use packwise_engine::money::Cost;
use packwise_engine::units::Units;
use std::sync::Arc;

/// Budget of one solve, in counts tried: as much as the answer itself has.
const BUDGET: u64 = 200_000;
/// Kinds of results that have a row of their own.
const KINDS: usize = 12;

/// Every way to buy, and what they are the ways of.
pub(super) type Ways = (Asked, Arc<Vec<Way>>);

/// The table.
#[component]
pub(super) fn SideBySide(
    asked: Memo<Option<Asked>>,
    /// Where every way to buy is put once it is found.
    found: RwSignal<Option<Ways>>,
) -> impl IntoView {
    let draft = Draft::expect();
    let slices = Slices::default();
    Effect::new(move |first: Option<()>| {
        let Some(asked) = asked.get() else { return };
        let wait = if first.is_none() { 0 } else { 150 };
        let mut ways: Vec<Way> = Vec::new();
        slices.run(wait, move || {
            // the mix first, then a pack a step
            let next =
                ways.len().checked_sub(1).map(|pack| asked.request.packs.get(pack).map(|offer| offer.id.clone()));
            match next {
                None => ways.extend(way(&asked.request, None, None, BUDGET)),
                Some(Some(pack)) => {
                    let mix = ways.first().and_then(|mix| mix.cost);
                    ways.extend(way(&asked.request, Some(&pack), mix, BUDGET));
                }
                Some(None) => {
                    found.set(Some((asked.clone(), Arc::new(std::mem::take(&mut ways)))));
                    return true;
                }
            }
            false
        });
    });
    let stale = move || found.with(|found| asked.with(|asked| found.as_ref().map(|(of, _)| of) != asked.as_ref()));
    let table = dynamic(move || {
        found.with(|found| match found {
            Some((asked, ways)) => table(draft, asked, ways).into_any(),
            None => view! { <p class="work__empty">"Buying it with each pack alone…"</p> }.into_any(),
        })
    });
    let label = move || asked.with(|asked| asked.as_ref().map(|asked| asked.name.clone()).unwrap_or_default());
    view! {
        <section class="section" class:section--stale=stale aria-busy=move || stale().to_string() aria-label=move || format!("Packs side by side, {}", label())>
            <div class="section__head"><h2>"Packs side by side"</h2><span class="soft">"the best purchase, then each pack on its own for all of the work"</span></div>
            <div class="card scroll" tabindex="0" role="region" aria-label=move || format!("Packs of {}", label())>{table}</div>
        </section>
    }
}

/// One figure of every way, as a row.
fn row(name: impl IntoAny, class: &'static str, cells: impl Iterator<Item = AnyView>) -> AnyView {
    let cells: Vec<AnyView> = cells
        .enumerate()
        .map(|(index, cell)| {
            let class = if index == 0 { format!("{class} side__best") } else { class.to_owned() };
            view! { <td class=class>{cell}</td> }.into_any()
        })
        .collect();
    view! { <tr><th scope="row">{name.into_any()}</th>{cells}</tr> }.into_any()
}

fn none() -> AnyView {
    view! { <span class="side__no">"–"</span> }.into_any()
}

fn table(draft: Draft, asked: &Asked, ways: &[Way]) -> impl IntoView + use<> {
    let money = asked.currency.clone();
    let name_of = |id: &str| {
        let at = asked.request.packs.iter().position(|offer| offer.id == id);
        at.and_then(|at| asked.packs.get(at).cloned()).unwrap_or_else(|| id.to_owned())
    };
    let edition = draft.books.with_untracked(|books| books.get(&draft.book.get_untracked()).cloned());
    let pack_of = |way: &Way| -> Option<Pack> {
        let id = way.pack.as_ref()?;
        edition.as_ref()?.book.packs_of(&asked.pool).find(|pack| pack.id == *id).cloned()
    };
    let shown = |cost: Cost| format::money(cost, &money);
    let cheapest_alone = ways.iter().skip(1).filter_map(|way| way.cost).min();

    let heads: Vec<AnyView> = ways
        .iter()
        .enumerate()
        .map(|(index, way)| match &way.pack {
            None => {
                let small = if way.proved { "the answer, proved" } else { "the answer, best found" };
                view! { <th scope="col" class="side__best">"Best mix"<small>{small}</small></th> }.into_any()
            }
            Some(id) => {
                let offer = asked.request.packs.get(index - 1);
                let holds = offer.map(|offer| {
                    let units = format!("{} {}", format::quantity(offer.units), asked.units);
                    view! { <small>{units}</small><small>{format::money(offer.price, &money)}</small> }
                });
                view! { <th scope="col">"Only "{name_of(id)}{holds}</th> }.into_any()
            }
        })
        .collect();

    let mut rows: Vec<AnyView> = Vec::new();
    rows.push(row(
        "Total",
        "side__total",
        ways.iter().map(|way| match (way.cost, &way.answer) {
            (Some(cost), _) => {
                view! { {shown(cost)}{(!way.proved).then(|| view! { <small>"best found"</small> })} }.into_any()
            }
            (None, Err(issues)) => {
                let mut why: Vec<String> = Vec::new();
                for words in issues.iter().map(reason) {
                    if !why.contains(&words) {
                        why.push(words);
                    }
                }
                view! { <span class="side__no">"cannot serve"<small>{why.join("; ")}</small></span> }.into_any()
            }
            (None, Ok(_)) => none(),
        }),
    ));
    rows.push(row(
        "Against the best",
        "",
        ways.iter().map(|way| match (&way.pack, way.extra) {
            // what cannot serve is no cheapest, and what is not proved is the cheapest that was found
            (None, _) if way.cost.is_none() => none(),
            (None, _) => view! { <b>{if way.proved { "cheapest" } else { "best found" }}</b> }.into_any(),
            (Some(_), Some(extra)) if extra.billionths() == 0 => "the same".into_any(),
            (Some(_), Some(extra)) => {
                let best = (way.cost == cheapest_alone).then(|| view! { <small>"the best alone"</small> });
                view! { "+ "{shown(extra)}{best} }.into_any()
            }
            (Some(_), None) => none(),
        }),
    ));
    rows.push(row(
        "Buys",
        "",
        ways.iter().map(|way| match &way.answer {
            Ok(plan) => {
                let after = (!plan.commitments.is_empty())
                    .then(|| view! { <small>"and later "{bought(&plan.commitments, &name_of)}</small> });
                view! { {bought(&plan.purchases, &name_of)}{after} }.into_any()
            }
            Err(_) => none(),
        }),
    ));
    rows.push(row(
        "Per unit used",
        "",
        ways.iter().map(|way| match way.unit_cost {
            Some(each) => format::money_each(each, &money).into_any(),
            None => none(),
        }),
    ));
    let mut kinds: Vec<&super::AskedLine> = Vec::new();
    for line in &asked.lines {
        let same = |known: &&super::AskedLine| known.name == line.name && known.of.units_kept == line.of.units_kept;
        if !kinds.iter().any(same) {
            kinds.push(line);
        }
    }
    let more = kinds.len().saturating_sub(KINDS);
    for line in kinds.into_iter().take(KINDS) {
        let takes = (line.takes > 1).then(|| format!(", {} takes", line.takes));
        let name = view! { "Each "{line.noun}<small>{line.name.clone()}{takes}</small> };
        rows.push(row(
            name,
            "",
            ways.iter().map(|way| {
                let share = way.cost.and_then(|cost| cost.share(line.of.units_kept, asked.total));
                share.map_or_else(none, |share| format::money_each(share, &money).into_any())
            }),
        ));
    }
    if more > 0 {
        let words = format!("and {more} more kinds");
        rows.push(view! { <tr><th scope="row" colspan=(ways.len() + 1).to_string()>{words}</th></tr> }.into_any());
    }
    rows.push(row(
        "Expires unused",
        "",
        ways.iter().map(|way| match &way.answer {
            Ok(_) => {
                let all = asked.total.plus(way.breakage).and_then(|all| all.plus(way.leftover)).unwrap_or_default();
                let share = format::percent(i128::from(way.breakage.thousandths()), i128::from(all.thousandths()));
                view! { {format::quantity(way.breakage)}<small>{share}</small> }.into_any()
            }
            Err(_) => none(),
        }),
    ));
    if ways.iter().any(|way| way.leftover > Units::ZERO) {
        rows.push(row(
            "Left after the months",
            "",
            ways.iter().map(|way| match &way.answer {
                Ok(_) => format::quantity(way.leftover).into_any(),
                Err(_) => none(),
            }),
        ));
    }
    rows.push(row(
        "Runs at once",
        "",
        ways.iter().map(|way| match (way.concurrency, &way.answer) {
            (Some(count), _) => format!("{count}").into_any(),
            (None, Ok(_)) => "not known".into_any(),
            (None, Err(_)) => {
                let stated = pack_of(way).and_then(|pack| pack.concurrency.known());
                stated.map_or_else(none, |count| view! { <span class="side__no">{count}</span> }.into_any())
            }
        }),
    ));
    rows.push(row(
        "Life",
        "",
        ways.iter().map(|way| match pack_of(way) {
            Some(pack) => life(&pack).into_any(),
            None => "of each pack".into_any(),
        }),
    ));
    rows.push(row(
        "Minimum order",
        "",
        ways.iter().map(|way| {
            let of = way.pack.as_ref().and_then(|id| asked.request.packs.iter().find(|offer| offer.id == *id));
            match of.map(|offer| offer.minimum_order) {
                None => "of each pack".into_any(),
                Some(None) => "none".into_any(),
                Some(Some(MinimumOrder::Term { periods: 1 })) => "one month".into_any(),
                Some(Some(MinimumOrder::Term { periods })) => format!("a term of {periods} months").into_any(),
                Some(Some(MinimumOrder::Packs { count })) => format!("{} packs", format::quantity(count)).into_any(),
            }
        }),
    ));
    rows.push(row(
        "Paid after the months",
        "",
        ways.iter().map(|way| match &way.answer {
            Ok(_) if way.after_horizon.billionths() == 0 => "nothing".into_any(),
            Ok(_) => shown(way.after_horizon).into_any(),
            Err(_) => none(),
        }),
    ));
    view! {
        <table class="side">
            <caption class="visually-hidden">"The best purchase and each pack on its own"</caption>
            <thead><tr><th scope="col"><span class="visually-hidden">"Figure"</span></th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
