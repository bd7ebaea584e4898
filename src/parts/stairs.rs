//! The staircase: what the work costs against how much of it there is, with *you are here*.
//!
//! Every step is exact, as the engine found it; the drawing only shows them. Hover reads a step out, so do the arrow
//! keys, and a table says the same.

use super::dynamic;
use super::plot::{percent, px};
use crate::format;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use packwise_engine::compare::{Staircase, Step};
use packwise_engine::decimal::{Rounding, divide};
use packwise_engine::money::{Cost, Price};
use packwise_engine::units::Units;
use std::fmt::Write as _;

/// Height of the drawing, in px.
const HEIGHT: i128 = 220;

/// A staircase and what it is read with.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// Whose it is, e.g. `Video generation`.
    pub name: String,
    /// What units are called.
    pub units: String,
    /// ISO 4217.
    pub currency: String,
    /// Months that a total is of.
    pub months: u32,
    /// Whether volumes are of all months together, which differ; else of each month.
    pub in_all: bool,
    /// List price of one unit.
    pub list: Option<Price>,
    /// The best purchase at every volume.
    pub best: Staircase,
    /// One pack alone, by its name, to hold against it.
    pub against: Option<(String, Staircase)>,
    /// What one kept result of the line draws that volumes are told in, and what it is called, e.g. `clips of V1.6`.
    pub line: Option<(Units, String)>,
}

impl Curves {
    fn first(&self) -> i128 {
        self.best.steps.first().map_or(0, |step| thousandths(step.from))
    }

    /// Where the drawing ends: the last volume that is known, a little beyond where one is, at the least.
    fn last(&self) -> i128 {
        let known = self.best.steps.iter().map(|step| thousandths(step.to.unwrap_or(step.from))).max().unwrap_or(0);
        known.max(thousandths(self.best.here)).max(self.first() + 1)
    }

    fn along(&self, volume: i128) -> i128 {
        let (first, last) = (self.first(), self.last());
        (volume.clamp(first, last) - first) * 10_000 / (last - first)
    }

    /// Least and most of what the drawing shows to pay.
    fn costs(&self) -> (i128, i128) {
        let curves = || self.best.steps.iter().chain(self.against.iter().flat_map(|(_, other)| &other.steps));
        let drawn = || curves().filter(|step| self.draws(step)).map(|step| step.cost.billionths());
        let most = drawn().max();
        let least = if self.best.whole { 0 } else { drawn().min().unwrap_or(0) };
        let most = most.unwrap_or(0).max(least + 1);
        // room above and, where it does not begin at nothing, below
        let room = (most - least) / 16;
        (if self.best.whole { 0 } else { (least - room).max(0) }, most + room.max(1))
    }

    /// Whether any of a step is in the drawing.
    fn draws(&self, step: &Step) -> bool {
        thousandths(step.from) <= self.last() && step.to.is_none_or(|to| thousandths(to) >= self.first())
    }

    fn up(&self, cost: Cost) -> i128 {
        let (least, most) = self.costs();
        let height = HEIGHT * 10;
        height - (cost.billionths().clamp(least, most) - least) * height / (most - least)
    }

    /// The step that a volume is on.
    fn step_at(&self, volume: i128) -> usize {
        let after = self.best.steps.iter().position(|step| thousandths(step.from) > volume);
        after.unwrap_or(self.best.steps.len()).saturating_sub(1)
    }

    fn here(&self) -> usize {
        self.step_at(thousandths(self.best.here))
    }

    /// `20,001 to 25,000 credits a month`
    fn range(&self, step: &Step) -> String {
        match step.to {
            Some(to) if to == step.from => format!("{} {}{}", format::quantity(to), self.units, self.over()),
            Some(to) => {
                format!("{} to {} {}{}", format::begins(step.from), format::quantity(to), self.units, self.over())
            }
            None => {
                format!("{} {}{} and more, as far as was looked", format::begins(step.from), self.units, self.over())
            }
        }
    }

    /// Of what time a volume is.
    fn over(&self) -> String {
        if self.in_all { format!(" in {} months", self.months) } else { " a month".to_owned() }
    }

    /// How many times a volume is needed.
    fn times(&self) -> u32 {
        if self.in_all { 1 } else { self.months }
    }

    fn clips(&self, volume: Units, rounding: Rounding) -> Option<i128> {
        let (each, _) = self.line.as_ref()?;
        divide(thousandths(volume), thousandths(*each), rounding)
    }

    /// All that is worth saying of a step.
    fn said(&self, index: usize) -> String {
        let Some(step) = self.best.steps.get(index) else { return String::new() };
        let mut words = format!("{}: {}", self.range(step), format::money(step.cost, &self.currency));
        if !step.proved {
            words.push_str(" at most");
        }
        let yours = self.best.steps.get(self.here()).map_or(Cost::ZERO, |here| here.cost);
        let difference = step.cost.minus(yours).unwrap_or_default();
        if index == self.here() {
            words.push_str(", where you are");
            // whole units are what people can make more of
            let more = step.to.and_then(|to| to.minus(self.best.here)).map_or(0, |more| more.thousandths() / 1_000);
            if more > 0 {
                let _ = write!(words, "; {} more cost nothing", format::quantity(more));
            }
        } else if difference.billionths() > 0 {
            let _ = write!(words, ", {} more than yours", format::money(difference, &self.currency));
        } else if difference.billionths() < 0 {
            let less = Cost::from_billionths(-difference.billionths());
            let _ = write!(words, ", {} less than yours", format::money(less, &self.currency));
        }
        words
    }

    /// The corners of a curve, as a path in a box of 10,000 by ten times [`HEIGHT`].
    fn path(&self, curve: &Staircase) -> String {
        let mut path = String::new();
        for step in curve.steps.iter().filter(|step| self.draws(step)) {
            let (x, y) = (self.along(thousandths(step.from)), self.up(step.cost));
            // writing to a String cannot fail
            let _ = if path.is_empty() { write!(path, "M{x} {y}") } else { write!(path, "H{x}V{y}") };
            let _ = write!(path, "H{}", self.along(step.to.map_or(self.last(), thousandths)));
        }
        path
    }
}

fn thousandths(units: Units) -> i128 {
    i128::from(units.thousandths())
}

/// Round values, at most six of them, from `least` to `most`.
pub(crate) fn ticks(least: i128, most: i128) -> Vec<i128> {
    let mut step = 1;
    let mut by = [2, 5, 10].into_iter().cycle();
    let mut power = 1;
    while (most - least) / step > 5 {
        let next = by.next().unwrap_or(10);
        step = power * next;
        if next == 10 {
            power = step;
        }
    }
    let first = (least + step - 1) / step;
    (first..).map(|index| index * step).take_while(|tick| *tick <= most).take(7).collect()
}

/// The staircase as a drawing, a read-out and a table.
#[component]
pub fn StairsChart(
    /// What to draw; none while the first is being made.
    #[prop(into)]
    stairs: Signal<Option<Curves>>,
    /// Whether it is of work that has changed since.
    #[prop(into)]
    stale: Signal<bool>,
    /// Why there is none; empty where there is one, or will be.
    #[prop(into)]
    none: Signal<String>,
) -> impl IntoView {
    // the table is long, and most never open it
    let opened = RwSignal::new(false);
    // the step that is read out; none: where the work is
    let at = RwSignal::new(None::<usize>);
    let index = move || {
        stairs.with(|stairs| {
            stairs
                .as_ref()
                .map(|stairs| at.get().unwrap_or(stairs.here()).min(stairs.best.steps.len().saturating_sub(1)))
        })
    };
    let said = move || {
        let index = index()?;
        stairs.with(|stairs| stairs.as_ref().map(|stairs| stairs.said(index)))
    };
    let point = move |x: i32, target: Option<web_sys::EventTarget>| {
        let Some(target) = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
        let area = target.get_bounding_client_rect();
        let share = ((f64::from(x) - area.left()) / area.width().max(1.0)).clamp(0.0, 1.0);
        // a place on the screen, no quantity: floats are what it is told in
        #[allow(clippy::cast_possible_truncation, reason = "0 to 10,000")]
        let share = i128::from((share * 10_000.0) as i64);
        let found = stairs.with_untracked(|stairs| {
            let stairs = stairs.as_ref()?;
            Some(stairs.step_at(stairs.first() + (stairs.last() - stairs.first()) * share / 10_000))
        });
        at.set(found);
    };
    let key = move |event: web_sys::KeyboardEvent| {
        let Some((present, count, here)) = stairs.with_untracked(|stairs| {
            let stairs = stairs.as_ref()?;
            Some((at.get_untracked().unwrap_or(stairs.here()), stairs.best.steps.len(), stairs.here()))
        }) else {
            return;
        };
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => (present + 1).min(count.saturating_sub(1)),
            "ArrowLeft" | "ArrowDown" => present.saturating_sub(1),
            "PageUp" => (present + 5).min(count.saturating_sub(1)),
            "PageDown" => present.saturating_sub(5),
            "Home" => 0,
            "End" => count.saturating_sub(1),
            "Escape" => here,
            _ => return,
        };
        event.prevent_default();
        at.set((to != here).then_some(to));
    };
    let drawing = dynamic(move || stairs.with(|stairs| stairs.as_ref().map(drawing)));
    let mark = dynamic(move || {
        let index = index()?;
        stairs.with(|stairs| {
            let stairs = stairs.as_ref()?;
            let step = stairs.best.steps.get(index)?;
            let y = px(stairs.up(step.cost));
            let x = |volume: i128| percent(stairs.along(volume));
            let to = step.to.map_or(stairs.last(), thousandths);
            Some(view! { <line class="stairs__at" x1=x(thousandths(step.from)) x2=x(to) y1=y.clone() y2=y/> })
        })
    });
    let table = dynamic(move || opened.get().then(|| stairs.with(|stairs| stairs.as_ref().map(table))).flatten());
    let legend = dynamic(move || stairs.with(|stairs| stairs.as_ref().map(legend)));
    let about = move |pick: fn(&Curves) -> i128| {
        Signal::derive(move || stairs.with(|stairs| stairs.as_ref().map_or(0, pick)).to_string())
    };
    let now = Signal::derive(move || index().unwrap_or(0).to_string());
    let label = Signal::derive(move || {
        let name = stairs.with(|stairs| stairs.as_ref().map(|stairs| stairs.name.clone())).unwrap_or_default();
        format!("Total against volume, {name}")
    });
    view! {
        <div class="card chart stairs" class:section--stale=stale aria-busy=move || stale.get().to_string()>
            <p class="stairs__said">{dynamic(move || said().unwrap_or_else(|| none.with(|none| if none.is_empty() { "Working out the steps…".to_owned() } else { none.clone() })))}</p>
            <div class="stairs__plot" tabindex="0" role="slider" aria-label=label
                aria-valuemin="0" aria-valuemax=about(|stairs| i128::try_from(stairs.best.steps.len().saturating_sub(1)).unwrap_or(0))
                aria-valuenow=now aria-valuetext=Signal::derive(move || said().unwrap_or_default())
                on:keydown=key
                on:pointermove=move |event| point(event.client_x(), event.current_target())
                on:pointerdown=move |event| point(event.client_x(), event.current_target())
                on:pointerleave=move |_| at.set(None)>
                <svg width="100%" height="260" aria-hidden="true">{drawing}{mark}</svg>
            </div>
            {legend}
            <details class="twin" on:toggle=move |_| opened.set(true)>
                <summary>"The same as a table"</summary>
                <div class="scroll" tabindex="0" role="region" aria-label=label>{table}</div>
            </details>
        </div>
    }
}

fn drawing(stairs: &Curves) -> AnyView {
    let (least, most) = stairs.costs();
    let ground: Vec<AnyView> = ticks(least, most)
        .into_iter()
        .map(|tick| {
            let cost = Cost::from_billionths(tick);
            let y = px(stairs.up(cost));
            view! {
                <line class="chart__tick" x1="0" x2="100%" y1=y.clone() y2=y.clone()/>
                <text class="chart__label" x="-10" y=y text-anchor="end" dy="4">{format::money_short(cost, &stairs.currency)}</text>
            }
            .into_any()
        })
        .collect();
    let volumes: Vec<AnyView> = ticks(stairs.first().div_euclid(1_000), stairs.last() / 1_000)
        .into_iter()
        .enumerate()
        .map(|(index, tick)| {
            let along = stairs.along(tick * 1_000);
            let anchor = if along < 400 {
                "start"
            } else if along > 9_600 {
                "end"
            } else {
                "middle"
            };
            let class = if index % 2 == 0 { "chart__label" } else { "chart__label chart__label--wide" };
            view! { <text class=class x=percent(along) y="238" text-anchor=anchor>{format::quantity(tick)}</text> }
                .into_any()
        })
        .collect();
    let box_ = format!("0 0 10000 {}", HEIGHT * 10);
    let height = HEIGHT.to_string();
    let list = stairs.list.and_then(|price| {
        let cost = |volume: i128| {
            let units = i64::try_from(volume).ok().and_then(Units::from_thousandths)?;
            Some(Cost::from_billionths(price.per_unit(units)?.billionths().checked_mul(i128::from(stairs.times()))?))
        };
        let (from, to) = (cost(stairs.first())?, cost(stairs.last())?);
        // a line that leaves the drawing is drawn to where it leaves it
        let rise = to.billionths() - from.billionths();
        let end = if to.billionths() > most && rise > 0 {
            stairs.first() + (stairs.last() - stairs.first()).checked_mul(most - from.billionths())? / rise
        } else {
            stairs.last()
        };
        let (x, y) = (stairs.along(end), stairs.up(cost(end)?));
        (from.billionths() < most && from.billionths() >= least)
            .then(|| view! { <path class="stairs__list" d=format!("M0 {}L{x} {y}", stairs.up(from))/> })
    });
    let against =
        stairs.against.as_ref().map(|(_, other)| view! { <path class="stairs__against" d=stairs.path(other)/> });
    let here = stairs.best.steps.get(stairs.here()).map(|step| {
        let along = stairs.along(thousandths(stairs.best.here));
        let x = percent(along);
        let y = px(stairs.up(step.cost));
        let anchor = if along < 1_500 {
            "start"
        } else if along > 8_500 {
            "end"
        } else {
            "middle"
        };
        view! {
            <line class="stairs__drop" x1=x.clone() x2=x.clone() y1=y.clone() y2="222"/>
            <circle class="stairs__here" cx=x.clone() cy=y r="6"/>
            <text class="stairs__you" x=x y="256" text-anchor=anchor>"you: "{format::quantity(stairs.best.here)}</text>
        }
    });
    view! {
        {ground}{volumes}
        <svg width="100%" height=height viewBox=box_ preserveAspectRatio="none" class="stairs__curves">
            {list}{against}<path class="stairs__best" d=stairs.path(&stairs.best)/>
        </svg>
        {here}
    }
    .into_any()
}

fn legend(stairs: &Curves) -> AnyView {
    let against = stairs
        .against
        .as_ref()
        .map(|(name, _)| view! { <span><i class="key key--against"></i>"only "{name.clone()}</span> });
    let list = stairs.list.map(|_| view! { <span><i class="key key--list"></i>"units at list price"</span> });
    let shape = stairs
        .in_all
        .then(|| view! { <span>"volumes are of all months together, which share them as they do now"</span> });
    let some = (!stairs.best.whole)
        .then(|| view! { <span>"the steps around your volume; the axes do not begin at zero"</span> });
    view! {
        <p class="bar__words stairs__legend">
            <span><i class="key key--used"></i>"the best purchase"</span>{against}{list}{shape}{some}
        </p>
    }
    .into_any()
}

fn table(stairs: &Curves) -> AnyView {
    let here = stairs.here();
    let clip = stairs.line.as_ref().map(|(_, name)| view! { <th scope="col">"As "{name.clone()}</th> });
    let rows: Vec<AnyView> = stairs
        .best
        .steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let to = step.to.map_or_else(|| "as far as was looked".to_owned(), format::quantity);
            let mine = (index == here).then(|| view! { <small>"you are here"</small> });
            let clips = stairs.line.as_ref().map(|_| {
                let from = stairs.clips(step.from, Rounding::Up);
                let to = step.to.and_then(|to| stairs.clips(to, Rounding::Down));
                let words = match (from, to) {
                    (Some(from), Some(to)) if from > to => "–".to_owned(),
                    (Some(from), Some(to)) => format!("{} to {}", format::quantity(from), format::quantity(to)),
                    (Some(from), None) => format!("from {}", format::quantity(from)),
                    (None, _) => "–".to_owned(),
                };
                view! { <td>{words}</td> }
            });
            let per = step.to.and_then(|to| step.cost.per(to.times(u64::from(stairs.times()))?));
            let per = per.map_or_else(|| "–".to_owned(), |per| format::money_each(per, &stairs.currency));
            view! {
                <tr class:best=index == here>
                    <th scope="row">{format::begins(step.from)}{mine}</th><td>{to}</td>{clips}
                    <td>{format::money(step.cost, &stairs.currency)}{(!step.proved).then_some(" at most")}</td><td>{per}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let total = if stairs.months == 1 { "Total".to_owned() } else { format!("Total of {} months", stairs.months) };
    view! {
        <table class="table">
            <caption class="visually-hidden">{stairs.name.clone()}", total by volume"</caption>
            <thead><tr>
                <th scope="col">"From, "{stairs.units.clone()}{stairs.over()}</th><th scope="col">"To"</th>{clip}
                <th scope="col">{total}</th><th scope="col">"Per unit at the end"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks(0, 50), [0, 10, 20, 30, 40, 50]);
        assert_eq!(ticks(0, 7), [0, 2, 4, 6]);
        assert_eq!(ticks(18_321, 30_000), [20_000, 22_000, 24_000, 26_000, 28_000, 30_000]);
        assert_eq!(ticks(18_321, 38_000), [20_000, 25_000, 30_000, 35_000]);
        assert_eq!(ticks(0, 1), [0, 1]);
        for most in [3, 17, 99, 12_345, 999_999_999] {
            assert!((2..=6).contains(&ticks(0, most).len()), "{most}");
        }
    }
}
