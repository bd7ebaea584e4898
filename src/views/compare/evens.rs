//! Break-even points: how much more or less work would make another pack the better one, and where one of two packs is
//! the cheaper. All points are the engine's, exact; none is read off a chart.

use super::side::Ways;
use super::{Asked, AskedLine};
use crate::format;
use crate::parts::dynamic;
use crate::slices::Slices;
use leptos::prelude::*;
use packwise_engine::compare::{Interval, Reach, Rival, Staircase, Stairs, Step, Switch, Switches, break_evens};
use packwise_engine::money::Cost;
use packwise_engine::units::Units;

/// Budget of one solve, in counts tried.
const BUDGET: u64 = 30_000;
/// Steps that two staircases are laid side by side for.
const STEPS: usize = 60;

/// What it takes for one pack.
#[derive(Clone, PartialEq)]
struct Row {
    name: String,
    /// To be as cheap as any way.
    best: Switch,
    /// To be cheaper than the pack that is cheapest on its own; none for that pack itself.
    alone: Option<Switch>,
}

/// The section.
#[component]
pub(super) fn Evens(asked: Memo<Option<Asked>>, ways: RwSignal<Option<Ways>>) -> impl IntoView {
    // the line that is made more or less of
    let line = RwSignal::new(0_usize);
    let found = RwSignal::new(None::<(Asked, usize, Option<String>, Vec<Row>)>);
    let slices = Slices::default();
    Effect::new(move |first: Option<()>| {
        let chosen = line.get();
        // what lines make more or less of is not what the months need
        let Some(asked) = asked.get().filter(|asked| asked.as_lines) else { return };
        // the pack that alone is the cheapest is known once every way is
        let cheapest = ways.with(|ways| {
            let (_, ways) = ways.as_ref().filter(|(of, _)| *of == asked)?;
            let alone = ways.iter().skip(1).enumerate().filter_map(|(pack, way)| Some((way.cost?, pack)));
            Some(alone.min().map(|(_, pack)| pack))
        });
        let Some(cheapest) = cheapest else { return };
        let Some(of) = asked.lines.get(chosen).or(asked.lines.first()).map(|line| line.of) else { return };
        let mut rows: Vec<Row> = Vec::new();
        let mut best = None;
        let mut switches = Switches::new(&asked.request, &of, BUDGET);
        slices.run(if first.is_none() { 0 } else { 40 }, move || {
            let Some(offer) = asked.request.packs.get(rows.len()) else {
                let name = cheapest.and_then(|pack| asked.packs.get(pack).cloned());
                found.set(Some((asked.clone(), chosen, name, std::mem::take(&mut rows))));
                return true;
            };
            let mut left = 1;
            if best.is_none() {
                best = switches.find(&offer.id, &Rival::Mix, &mut left);
                return false;
            }
            let rival = cheapest.filter(|pack| *pack != rows.len()).map(|pack| asked.request.packs[pack].id.clone());
            let alone = match rival {
                None => None,
                Some(rival) => match switches.find(&offer.id, &Rival::Pack(rival), &mut left) {
                    None => return false,
                    found => found,
                },
            };
            if let Some(best) = best.take() {
                rows.push(Row { name: asked.packs.get(rows.len()).cloned().unwrap_or_default(), best, alone });
            }
            false
        });
    });
    let as_lines = Memo::new(move |_| asked.with(|asked| asked.as_ref().is_none_or(|asked| asked.as_lines)));
    let stale = move || {
        if !as_lines.get() {
            return false;
        }
        let chosen = line.get();
        found.with(|found| {
            asked.with(
                |asked| !matches!((found, asked), (Some((of, at, _, _)), Some(asked)) if of == asked && *at == chosen),
            )
        })
    };
    let table = dynamic(move || {
        if !as_lines.get() {
            let words = "The months are not all as the lines of work say, so more or fewer results a month would not mean the same in each. Plan the same every month to see these points.";
            return Some(view! { <p class="work__empty">{words}</p> }.into_any());
        }
        found.with(|found| match found {
            Some((asked, chosen, cheapest, rows)) => {
                let line = asked.lines.get(*chosen).or(asked.lines.first());
                line.map(|line| table(asked, line, cheapest.as_deref(), rows).into_any())
            }
            None => Some(view! { <p class="work__empty">"Looking for the nearest break-even points…"</p> }.into_any()),
        })
    });
    let picker = dynamic(move || {
        asked.with(|asked| {
            let asked = asked.as_ref()?;
            (asked.as_lines && asked.lines.len() > 1).then(|| {
                let chosen = line.get();
                let options: Vec<AnyView> = asked
                    .lines
                    .iter()
                    .enumerate()
                    .map(|(index, line)| {
                        let of = if line.noun == "job" { "job" } else { "line" };
                        let words = format!("{of} {}, {}", line.of.line + 1, line.name);
                        view! { <option value=index.to_string() selected=index == chosen>{words}</option> }.into_any()
                    })
                    .collect();
                view! {
                    <label class="pick">"more or less of"
                        <select class="select" on:change:target=move |event| line.set(event.target().value().parse().unwrap_or(0))>{options}</select>
                    </label>
                }
            })
        })
    });
    let label = move || asked.with(|asked| asked.as_ref().map(|asked| asked.name.clone()).unwrap_or_default());
    view! {
        <section class="section" class:section--stale=stale aria-busy=move || stale().to_string() aria-label=move || format!("Break-even points, {}", label())>
            <div class="section__head"><h2>"When another pack becomes the better one"</h2>{picker}</div>
            <div class="card scroll" tabindex="0" role="region" aria-label=move || format!("Break-even points of {}", label())>{table}</div>
            <Pair asked=asked ways=ways/>
        </section>
    }
}

fn table(asked: &Asked, line: &AskedLine, cheapest: Option<&str>, rows: &[Row]) -> impl IntoView + use<> {
    let than =
        cheapest.map_or_else(|| "Cheaper than the best alone".to_owned(), |name| format!("Cheaper than only {name}"));
    let rows: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            let alone = match &row.alone {
                Some(switch) => reaches(asked, line, switch),
                None => view! { <span class="soft">"is the cheapest on its own"</span> }.into_any(),
            };
            view! {
                <tr><th scope="row">"Only "{row.name.clone()}</th>
                    <td data-label="As cheap as any way to buy">{reaches(asked, line, &row.best)}</td>
                    <td data-label=than.clone()>{alone}</td></tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <table class="table table--words table--cards">
            <thead><tr><th scope="col">"Pack"</th><th scope="col">"As cheap as any way to buy"</th><th scope="col">{than}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// Both directions of a switch in words.
fn reaches(asked: &Asked, line: &AskedLine, switch: &Switch) -> AnyView {
    if let Some(holds) = &switch.holds {
        let ends = |reach: &Reach, word: &str| match reach {
            Reach::At { clips, .. } => format!("to {} {word}", line.count(clips.saturating_sub(1))),
            Reach::NotWithin { clips } => format!("to {} {word} at the least", line.count(*clips)),
            Reach::Never => format!("whatever {word}"),
            Reach::Unknown => format!("how far with {word} is not settled"),
        };
        let (more, fewer) = (ends(&holds.more, "more"), ends(&holds.fewer, "fewer"));
        return view! { <b>"already"</b><small>{more}</small><small>{fewer}</small> }.into_any();
    }
    let one = |reach: &Reach, word: &str| match reach {
        // where nothing is left to make, every way costs nothing: that is no advice
        Reach::At { volume, .. } if *volume == Units::ZERO => {
            view! { <span class="soft">"with fewer only where nothing is left to make"</span> }.into_any()
        }
        Reach::At { clips, volume, cost, last, .. } => {
            let count = line.of.count;
            let all = |clips: u64| if word == "more" { count.checked_add(clips) } else { count.checked_sub(clips) };
            // it is a stretch of work, not all work from there on
            let last = last.filter(|last| last > clips);
            let clips = *clips;
            let (many, to) = match last.and_then(|last| Some((last, all(last)?))) {
                Some((last, of)) => (
                    format!("{} to {}", format::quantity(clips), line.count(last)),
                    all(clips)
                        .map(|first| format!(" ({} to {} in all)", format::quantity(first), format::quantity(of))),
                ),
                None => (line.count(clips), all(clips).map(|first| format!(" ({} in all)", format::quantity(first)))),
            };
            let cost = cost.map(|cost| format!(", {}", format::money(cost, &asked.currency))).unwrap_or_default();
            let small = format!("{} {} a month{cost}", format::quantity(*volume), asked.units);
            view! { <span>"with "<b>{many}" "{word.to_owned()}</b>{to}<small>{small}</small></span> }.into_any()
        }
        Reach::NotWithin { clips } => {
            view! { <span class="soft">"not with up to "{line.count(*clips)}" "{word.to_owned()}</span> }.into_any()
        }
        Reach::Never => {
            view! { <span class="soft">"never with "{if word == "more" { "more" } else { "fewer" }}</span> }.into_any()
        }
        Reach::Unknown => view! { <span class="soft">"not settled with "{word.to_owned()}</span> }.into_any(),
    };
    view! { {one(&switch.more, "more")}<br/>{one(&switch.fewer, "fewer")} }.into_any()
}

/// Two packs held against each other over all volumes around the present one.
#[component]
fn Pair(asked: Memo<Option<Asked>>, ways: RwSignal<Option<Ways>>) -> impl IntoView {
    // what was chosen, by id: packs come and go with the book
    let chosen = RwSignal::new((String::new(), String::new()));
    // at first the two that are the cheapest on their own
    let pair = Memo::new(move |_| {
        let (first, second) = chosen.get();
        let asked = asked.get()?;
        let at = |id: &str| asked.request.packs.iter().position(|offer| offer.id == id);
        let best = ways.with(|ways| {
            let (_, ways) = ways.as_ref()?;
            let mut alone: Vec<_> = ways.iter().filter_map(|way| Some((way.cost?, at(way.pack.as_ref()?)?))).collect();
            let mut take = || {
                let best = (0..alone.len()).min_by_key(|&at| alone[at])?;
                Some(alone.swap_remove(best).1)
            };
            Some((take(), take()))
        });
        let (best, next) = best.unwrap_or_default();
        let best = best.unwrap_or(0);
        Some((at(&first).unwrap_or(best), at(&second).or(next).unwrap_or(usize::from(best == 0))))
    });
    type Found = (Asked, (usize, usize), Looked);
    let found = RwSignal::new(None::<Found>);
    let slices = Slices::default();
    Effect::new(move |first: Option<()>| {
        let (Some((a, b)), Some(asked)) = (pair.get(), asked.get()) else { return };
        let ids = (
            asked.request.packs.get(a).map(|offer| offer.id.clone()),
            asked.request.packs.get(b).map(|offer| offer.id.clone()),
        );
        let (Some(first_id), Some(second_id)) = ids else {
            found.set(None);
            return;
        };
        let monthly = asked.request.demand.first().copied().unwrap_or_default();
        let largest = [a, b]
            .iter()
            .filter_map(|at| asked.request.packs.get(*at))
            .map(|offer| offer.units)
            .max()
            .unwrap_or_default();
        // three of the larger pack at least, so that small work too sees where the packs change places
        let most = monthly.times(2).unwrap_or(Units::MAX).max(largest.times(3).unwrap_or(Units::MAX));
        let climb = |id: &str| Stairs::new(&asked.request, Some(id), STEPS, most, BUDGET);
        let (mut one, mut two) = (climb(&first_id), climb(&second_id));
        slices.run(if first.is_none() { 30 } else { 250 }, move || {
            let (Some(one), Some(two)) = (&mut one, &mut two) else {
                found.set(None);
                return true;
            };
            if one.advance(1) || two.advance(1) {
                return false;
            }
            let (one, two) = (one.staircase(), two.staircase());
            let looked = Looked {
                here: cost_at(&one, monthly).zip(cost_at(&two, monthly)),
                whole: one.whole && two.whole,
                ends: one.ends || two.ends,
                intervals: break_evens(&one, &two),
            };
            found.set(Some((asked.clone(), (a, b), looked)));
            true
        });
    });
    let all = RwSignal::new(false);
    let several = Memo::new(move |_| {
        asked.with(|asked| asked.as_ref().is_some_and(|asked| asked.packs.len() > 1 && !asked.varies))
    });
    let picker = move |second: bool| {
        dynamic(move || {
            let (a, b) = pair.get().unwrap_or_default();
            let present = if second { b } else { a };
            asked.with(|asked| {
                let packs = asked.iter().flat_map(|asked| asked.request.packs.iter().zip(&asked.packs));
                let options: Vec<AnyView> = packs
                    .enumerate()
                    .map(|(index, (offer, name))| {
                        let (id, name) = (offer.id.clone(), name.clone());
                        view! { <option value=id selected=index == present>{name}</option> }.into_any()
                    })
                    .collect();
                let label = if second { "Second pack" } else { "First pack" };
                view! {
                    <select class="select" aria-label=label on:change:target=move |event| {
                        let to = event.target().value();
                        chosen.update(|pair| if second { pair.1 = to } else { pair.0 = to });
                    }>{options}</select>
                }
            })
        })
    };
    let rows = move || {
        dynamic(move || {
            found.with(|found| found.as_ref().map(|(asked, pair, looked)| intervals_table(asked, *pair, looked, all)))
        })
    };
    dynamic(move || {
        several.get().then(|| {
            view! {
                <div class="section__head"><h2>"One pack against another, by volume"</h2>
                    <span class="pick">{picker(false)}"or"{picker(true)}</span></div>
                <div class="card scroll" tabindex="0" role="region" aria-label="One pack against another">{rows()}</div>
            }
        })
    })
}

/// Two staircases laid side by side.
#[derive(Clone, PartialEq)]
struct Looked {
    intervals: Vec<Interval>,
    /// What both cost at the present volume.
    here: Option<(Cost, Cost)>,
    /// Whether it begins at no work at all.
    whole: bool,
    /// Whether it ends because one of them serves no more.
    ends: bool,
}

fn cost_at(stairs: &Staircase, volume: Units) -> Option<Cost> {
    let on = |step: &&Step| step.from <= volume && step.to.is_none_or(|to| volume <= to);
    stairs.steps.iter().find(on).filter(|step| step.proved).map(|step| step.cost)
}

/// Rows to each side of where one is, until all are asked for.
const NEAR: usize = 5;

fn intervals_table(asked: &Asked, pair: (usize, usize), looked: &Looked, all: RwSignal<bool>) -> AnyView {
    let intervals = &looked.intervals;
    let names =
        [asked.packs.get(pair.0).cloned().unwrap_or_default(), asked.packs.get(pair.1).cloned().unwrap_or_default()];
    let here = asked.request.demand.first().copied().unwrap_or_default();
    let line = asked.lines.first();
    let what = line.map_or_else(|| "Results".to_owned(), |line| format!("As {}s of {} alone", line.noun, line.name));
    let at = intervals.iter().rposition(|interval| interval.from <= here).unwrap_or(0);
    let shown =
        if all.get() { 0..intervals.len() } else { at.saturating_sub(NEAR)..(at + NEAR + 1).min(intervals.len()) };
    let hidden = intervals.len() - shown.len();
    let rows: Vec<AnyView> = intervals
        .iter()
        .enumerate()
        .filter(|(index, interval)| shown.contains(index) && interval.to != Some(Units::ZERO))
        .map(|(index, interval)| {
            let to = interval.to.map(|to| format!(" to {}", format::quantity(to)));
            // an end of what was looked at is no break-even point
            let first = index == 0 && !looked.whole;
            let last = index + 1 == intervals.len();
            let on = match (first, last) {
                (false, true) if looked.ends => Some("beyond it one of them serves no more"),
                (_, true) | (true, _) => Some("as far as was looked"),
                (false, false) => None,
            };
            let on = on.map(|words| view! { <small>{words}</small> });
            let mine = interval.from <= here && interval.to.is_none_or(|to| here <= to);
            let you = mine.then(|| view! { <small>"you are here"</small> });
            let winner = match interval.cheaper {
                Some(index) => names.get(index).cloned().unwrap_or_default(),
                None if !interval.proved => "not settled".to_owned(),
                None => "the same".to_owned(),
            };
            let clips = line.map(|line| {
                let each = line.of.units_kept.thousandths();
                let from = (interval.from.thousandths() + each - 1) / each;
                let to = interval.to.map(|to| to.thousandths() / each);
                match to {
                    Some(to) if to < from => "–".to_owned(),
                    Some(to) => format!("{} to {}", format::quantity(from), format::quantity(to)),
                    None => format!("from {}", format::quantity(from)),
                }
            });
            // within a row both may climb; at the present volume it is the present totals that people look for
            let costs = looked.here.filter(|_| mine).unwrap_or(interval.costs);
            let cost = |cost: Cost| format::money(cost, &asked.currency);
            view! {
                <tr class:best=mine>
                    <th scope="row">{format::begins(interval.from)}{to}{on}{you}</th><td data-label=what.clone()>{clips}</td>
                    <td data-label=format!("Only {}", names[0])>{cost(costs.0)}</td>
                    <td data-label=format!("Only {}", names[1])>{cost(costs.1)}</td>
                    <td data-label="Cheaper"><b>{winner}</b></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    if rows.is_empty() {
        return view! { <p class="work__empty">"There is no volume near yours that both of them can serve."</p> }
            .into_any();
    }
    view! {
        <table class="table table--cards">
            <caption class="visually-hidden">"Which of two packs is the cheaper, by volume"</caption>
            <thead><tr>
                <th scope="col">{asked.units.clone()}" a month"</th><th scope="col">{what}</th>
                <th scope="col">"Only "{names[0].clone()}", there"</th><th scope="col">"Only "{names[1].clone()}", there"</th>
                <th scope="col">"Cheaper"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {(hidden > 0).then(|| view! {
            <p class="evens__more"><button type="button" class="linklike" on:click=move |_| all.set(true)>"Show all "{intervals.len()}" stretches"</button></p>
        })}
    }
    .into_any()
}
