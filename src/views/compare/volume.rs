//! Total against volume: works the steps out around where the work is, in slices.

use super::{Asked, asked};
use crate::document::Draft;
use crate::parts::{Curves, StairsChart};
use crate::slices::Slices;
use leptos::prelude::*;
use packwise_engine::compare::Stairs;
use packwise_engine::units::Units;

/// Steps to each side of where one is.
const AROUND: usize = 12;
/// Budget of one solve, in counts tried.
const BUDGET: u64 = 30_000;

/// The staircase of a pool of the work, wherever it is shown.
#[component]
pub(crate) fn PoolVolume(pool: String) -> impl IntoView {
    let draft = Draft::expect();
    // below the answer, and drawn when typing rests: no key waits for it
    let asked = Memo::new(move |_| {
        draft.rested.track();
        draft.books.track();
        untrack(|| asked(draft, &pool))
    });
    view! { <Volume asked=asked/> }
}

/// Heading, the pack to hold against the best, the chart.
#[component]
pub(super) fn Volume(asked: Memo<Option<Asked>>) -> impl IntoView {
    let draft = Draft::expect();
    let stairs = RwSignal::new(None::<Curves>);
    // the pack alone that is drawn beside the best; the link keeps it
    let against = Memo::new(move |_| {
        let wanted = draft.shown("pack");
        asked.with(|asked| {
            let packs = &asked.as_ref()?.request.packs;
            packs.iter().position(|pack| pack.id == wanted)
        })
    });
    let stale = RwSignal::new(false);
    let none = RwSignal::new(String::new());
    let slices = Slices::default();
    Effect::new(move |first: Option<()>| {
        let against = against.get();
        let Some(asked) = asked.get() else { return };
        // a class, not a new drawing: that waits until there is something else to draw
        if stairs.with_untracked(Option::is_some) {
            stale.set(true);
        }
        let wait = if first.is_none() { 0 } else { 180 };
        // months that differ have no volume a month: then it is of all of them
        let in_all = asked.request.demand.windows(2).any(|pair| pair[0] != pair[1]);
        let here = if in_all { asked.total } else { asked.request.demand.first().copied().unwrap_or_default() };
        // far enough that the largest pack alone is used up, however small the work
        let largest = asked.request.packs.iter().map(|offer| offer.units).max().unwrap_or_default();
        let most = here.times(4).unwrap_or(Units::MAX).max(largest.times(2).unwrap_or(Units::MAX));
        let new = if in_all { Stairs::of_all_periods } else { Stairs::new };
        let mut best = new(&asked.request, None, AROUND, most, BUDGET);
        let mut other = against
            .map(|pack| asked.request.packs[pack].id.clone())
            .and_then(|id| new(&asked.request, Some(&id), 4 * AROUND, most, BUDGET));
        none.set(String::new());
        slices.run(wait, move || {
            let Some(best) = &mut best else {
                stairs.set(None);
                none.set(
                    "There are no steps to show: the total rises with every unit, as units can be bought on demand."
                        .to_owned(),
                );
                stale.set(false);
                return true;
            };
            if best.advance(1) || other.as_mut().is_some_and(|other| other.advance(1)) {
                return false;
            }
            let name = against.and_then(|pack| asked.packs.get(pack).cloned()).unwrap_or_default();
            let line = asked.lines.first().filter(|_| asked.as_lines);
            let line = line.map(|line| (line.of.units_kept, format!("{}s of {}", line.noun, line.name)));
            stairs.set(Some(Curves {
                name: asked.name.clone(),
                units: asked.units.clone(),
                currency: asked.currency.clone(),
                months: asked.months,
                in_all,
                list: asked.request.list_unit_price,
                best: best.staircase(),
                against: other.as_ref().map(|other| (name, other.staircase())),
                line,
            }));
            stale.set(false);
            true
        });
    });
    let label = move || asked.with(|asked| asked.as_ref().map(|asked| asked.name.clone()).unwrap_or_default());
    view! {
        <section class="section" aria-label=move || format!("Total against volume, {}", label())>
            <div class="section__head">
                <h2>"Total against volume"</h2>
                <AgainstPicker asked=asked/>
            </div>
            <StairsChart stairs=stairs stale=stale none=none/>
        </section>
    }
}

/// Which pack alone is held against the best.
#[component]
fn AgainstPicker(asked: Memo<Option<Asked>>) -> impl IntoView {
    let draft = Draft::expect();
    let options = crate::parts::dynamic(move || {
        let wanted = draft.shown("pack");
        asked.with(|asked| {
            let asked = asked.as_ref()?;
            let rows: Vec<AnyView> = asked
                .request
                .packs
                .iter()
                .zip(&asked.packs)
                .map(|(offer, name)| {
                    view! { <option value=offer.id.clone() selected=offer.id == wanted>"only "{name.clone()}</option> }
                        .into_any()
                })
                .collect();
            Some(rows)
        })
    });
    view! {
        <label class="pick">"beside"
            <select class="select" on:change:target=move |event| draft.show("pack", &event.target().value())>
                <option value="">"nothing"</option>{options}
            </select>
        </label>
    }
}
