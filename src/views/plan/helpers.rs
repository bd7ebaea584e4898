//! Helpers that work a number out and put it where it belongs: scaled counts, finished minutes, how many at once.
//!
//! Each shows its arithmetic before anything changes, rounds up to whole ones and says so, and is one step to undo. The
//! arithmetic is the engine's, and exact.

use crate::document::{Draft, Row};
use crate::format;
use crate::parts::{NumberBox, dynamic};
use leptos::prelude::*;
use packwise_engine::book::Billing;
use packwise_engine::typed::{self, Ratio};

/// Lines of a preview shown; more are counted.
const SHOWN: usize = 6;

/// One box of a helper.
struct Field {
    id: &'static str,
    label: &'static str,
    unit: &'static str,
    value: RwSignal<String>,
}

fn field(id: &'static str, label: &'static str, unit: &'static str, value: impl Into<String>) -> Field {
    Field { id, label, unit, value: RwSignal::new(value.into()) }
}

/// What a helper has worked out.
#[derive(Clone, PartialEq, Eq)]
struct Working {
    /// The arithmetic, in lines.
    words: Vec<String>,
    /// What the button says; none where there is nothing to apply.
    apply: Option<String>,
}

/// A panel of boxes, the working, and the button that applies it.
fn panel(
    name: &'static str,
    words: &'static str,
    before: AnyView,
    fields: Vec<Field>,
    working: Signal<Working>,
    apply: Callback<()>,
    close: Callback<()>,
) -> AnyView {
    let boxes: Vec<_> = fields
        .into_iter()
        .map(|Field { id, label, unit, value }| {
            view! {
                <div class="setting"><label for=id>{label}</label>
                    <NumberBox value=value label=label id=id issue=Signal::derive(|| None) unit=unit words=false/>
                </div>
            }
            .into_any()
        })
        .collect();
    let shown = dynamic(move || {
        let rows: Vec<_> = working.get().words.into_iter().map(|words| view! { <li>{words}</li> }).collect();
        view! { <ul class="panel__working" role="list">{rows}</ul> }
    });
    let button = dynamic(move || {
        working.get().apply.map(|name| view! {
            <button type="button" class="button button--primary" on:click=move |_| { apply.run(()); close.run(()); }>{name}</button>
        })
    });
    view! {
        <section class="card panel" aria-label=name>
            <p class="soft">{words}</p>
            <div class="panel__boxes">{before}{boxes}</div>
            <div aria-live="polite">{shown}</div>
            <div class="panel__do">{button}<button type="button" class="button" on:click=move |_| close.run(())>"Cancel"</button></div>
        </section>
    }
    .into_any()
}

/// A whole number as it would be typed.
fn as_typed(number: i128) -> String {
    format::typed(&number.to_string())
}

/// All counts by a factor.
#[component]
pub(super) fn Scale(close: Callback<()>) -> impl IntoView {
    let draft = Draft::expect();
    let factor = field("scale-factor", "Factor", "", "1.5");
    let typed_factor = factor.value;
    factor.value.set(format::typed("1.5"));
    // each line with its count, and what becomes of it
    let scaled = move || -> Vec<(Row, Option<(String, i128)>)> {
        let factor = typed_factor.with(|typed| format::value(typed));
        let of = |row: Row| {
            let count = row.count.get();
            let value = format::value(&count)?;
            Some((format::quantity(format::canonical(&count)), typed::scaled(value, factor?)?))
        };
        draft.rows.get().into_iter().map(|row| (row, of(row))).collect()
    };
    let working = Signal::derive(move || {
        if typed_factor.with(|typed| format::value(typed)).is_none_or(|factor| !factor.is_positive()) {
            let words = vec!["A factor is a number above zero, e.g. 1.5, 2/3 or 150%.".to_owned()];
            return Working { words, apply: None };
        }
        let lines = scaled();
        let known = lines.iter().filter(|(_, to)| to.is_some()).count();
        let mut words: Vec<String> = lines
            .iter()
            .enumerate()
            .take(SHOWN)
            .map(|(place, (_, to))| match to {
                Some((from, to)) => format!("Line {}: {from} → {}", place + 1, format::quantity(to)),
                None => format!("Line {}: stays as it is, its count cannot be scaled", place + 1),
            })
            .collect();
        if lines.len() > SHOWN {
            words.push(format!("and {} more lines", lines.len() - SHOWN));
        }
        words.push("Rounded up to whole ones.".to_owned());
        let apply =
            (known > 0).then(|| if known == 1 { "Scale 1 count".to_owned() } else { format!("Scale {known} counts") });
        Working { words, apply }
    });
    let apply = Callback::new(move |()| {
        for (row, to) in untrack(scaled) {
            if let Some((_, to)) = to {
                row.count.set(as_typed(to));
            }
        }
        draft.tell(format!("Scaled all counts by {}", typed_factor.get_untracked()), true);
    });
    let words = "Multiplies the count of every line; lengths and takes stay.";
    panel("Scale all counts", words, ().into_any(), vec![factor], working, apply, close)
}

/// Finished minutes to clips of a line.
#[component]
pub(super) fn Minutes(close: Callback<()>) -> impl IntoView {
    let draft = Draft::expect();
    let first = draft.rows.with_untracked(|rows| rows.first().map(|row| row.id));
    let line = RwSignal::new(first);
    let fields = vec![
        field("finished-minutes", "Finished minutes a month", "min", "20"),
        field("finished-seconds", "Length of each clip", "s", ""),
        field("finished-share", "Share of a clip that is kept", "", "80%"),
    ];
    let [minutes, seconds, share] = [fields[0].value, fields[1].value, fields[2].value];
    let chosen = move || draft.rows.get().into_iter().find(|row| Some(row.id) == line.get());
    // the length that the line has, as it is chosen
    Effect::new(move |_| {
        let Some(row) = chosen() else { return };
        let fixed = draft.with_book(|book| match book.rate(&row.rate.get())?.billing {
            Billing::Clip { seconds } => Some(seconds.to_string()),
            Billing::Second { .. } | Billing::Started { .. } | Billing::Image | Billing::Call => None,
        });
        seconds.set(fixed.flatten().unwrap_or_else(|| row.seconds.get()));
    });
    let count = move || {
        let value = |signal: RwSignal<String>| signal.with(|typed| format::value(typed));
        typed::clips(value(minutes)?, value(seconds)?, value(share)?)
    };
    let working = Signal::derive(move || {
        let place = chosen().and_then(|row| draft.place(row.id)).map(|place| place + 1);
        match count() {
            Some(count) => Working {
                words: vec![format!(
                    "{} min × 60 ÷ ({} s × {}) = {} clips, rounded up to whole ones",
                    minutes.get(),
                    seconds.get(),
                    share.get(),
                    format::quantity(count)
                )],
                apply: place.map(|place| format!("Set line {place} to {}", format::quantity(count))),
            },
            None => Working {
                words: vec!["Minutes and seconds are numbers above zero; the share is at most 100%.".to_owned()],
                apply: None,
            },
        }
    });
    let apply = Callback::new(move |()| {
        if let Some((row, count)) = untrack(|| Some((chosen()?, count()?))) {
            row.count.set(as_typed(count));
            let place = draft.place(row.id).unwrap_or(0) + 1;
            draft.tell(format!("Line {place}: {} a month", format::quantity(count)), true);
        }
    });
    let choices = dynamic(move || {
        let rows = draft.rows.get();
        let chosen = line.get();
        draft.report.with(|report| {
            let options: Vec<_> = rows
                .into_iter()
                .enumerate()
                .map(|(place, row)| {
                    let known = report.lines.iter().find(|line| line.line == place);
                    let name = known.map_or_else(|| row.rate.get(), |line| line.short_name.clone());
                    view! { <option value=row.id.to_string() selected=Some(row.id) == chosen>{format!("{}: {name}", place + 1)}</option> }
                })
                .collect();
            options
        })
    });
    let before = view! {
        <div class="setting"><label for="finished-line">"For line"</label>
            <select class="select" id="finished-line" on:change:target=move |event| line.set(event.target().value().parse().ok())>{choices}</select>
        </div>
    };
    let words = "How many clips a finished length needs: not all of each clip survives the cut.";
    panel("From finished minutes", words, before.into_any(), fields, working, apply, close)
}

/// Clips a day to tasks at once.
#[component]
pub(super) fn AtOnce(close: Callback<()>) -> impl IntoView {
    let draft = Draft::expect();
    // as a sum that shows where it is from, to be changed
    let a_month: Option<Ratio> = draft.rows.get_untracked().into_iter().try_fold(Ratio::whole(0), |sum, row| {
        let [count, takes] = [row.count, row.takes].map(|typed| typed.with_untracked(|typed| format::value(typed)));
        sum.plus(count?.times(takes?)?)
    });
    let a_day =
        a_month.and_then(Ratio::text).filter(|text| text != "0").map(|text| format!("{}/22", format::typed(&text)));
    let fields = vec![
        field("day-clips", "Generations a day", "", a_day.unwrap_or_else(|| "100".to_owned())),
        field("day-minutes", "Each takes", "min", "3"),
        field("day-hours", "Working day", "h", "8"),
        field("day-peak", "Busiest hour against an even one", "×", "2"),
    ];
    let [clips, minutes, hours, peak] = [fields[0].value, fields[1].value, fields[2].value, fields[3].value];
    let count = move || {
        let value = |signal: RwSignal<String>| signal.with(|typed| format::value(typed));
        typed::at_once(value(clips)?, value(minutes)?, value(peak)?, value(hours)?)
    };
    let working = Signal::derive(move || match count() {
        Some(count) => Working {
            words: vec![format!(
                "{} × {} min × {} ÷ ({} h × 60) = {} at once, rounded up to whole ones",
                clips.get(),
                minutes.get(),
                peak.get(),
                hours.get(),
                format::quantity(count)
            )],
            apply: Some(format!("Ask for {} at once", format::quantity(count))),
        },
        None => Working { words: vec!["All four are numbers above zero.".to_owned()], apply: None },
    });
    let apply = Callback::new(move |()| {
        if let Some(count) = untrack(count) {
            draft.concurrency.set(as_typed(count));
            draft.tell(format!("Running at once: {}", format::quantity(count)), true);
        }
    });
    let words = "Your month over 22 working days, to begin with; how long one takes is yours to say.";
    panel("How many at once", words, ().into_any(), fields, working, apply, close)
}
