//! How the work differs from month to month: which way, its boxes, and a small picture of the months that come of it.
//!
//! Nothing but a choice is shown while the months are the same. A column pasted into any month fills from there on.

use super::owned::OwnedPacks;
use crate::document::Draft;
use crate::document::months::{Kind, cells};
use crate::format;
use crate::parts::{Explained, Why, dynamic, focus_on};
use leptos::prelude::*;
use packwise_engine::date::{self, Date};
use packwise_engine::document::{MAX_MONTHS, PoolReport, SEASON};
use packwise_engine::issue::{Issue, Level};
use packwise_engine::units::Units;

/// Height of the picture of the months, in px.
const HEIGHT: i128 = 44;

/// Ready seasons: how a year may go, January first, in per cent of the work.
const SEASONS: [(&str, [u32; SEASON]); 4] = [
    ("Holiday peak", [80, 80, 90, 90, 90, 90, 90, 100, 110, 130, 170, 180]),
    ("Summer dip", [110, 110, 110, 110, 110, 90, 60, 60, 100, 110, 110, 120]),
    ("School year", [100, 110, 110, 110, 100, 60, 30, 60, 140, 130, 120, 80]),
    ("Even", [100; SEASON]),
];

/// How the months differ, and what is owned already.
#[component]
pub(super) fn OverTime() -> impl IntoView {
    view! {
        <section class="card over" aria-label="Over time">
            <MonthByMonth/>
            <OwnedPacks/>
        </section>
    }
}

/// What a month is called: `Nov 2026`, or `Month 1` where the day is not known.
pub(super) fn month_name(day: Option<Date>, month: usize) -> String {
    let later = u32::try_from(month).ok().and_then(|month| date::months_later(day?, month));
    later.map_or_else(|| format!("Month {}", month + 1), format::month)
}

/// The day from which months are counted.
pub(super) fn first_day(draft: Draft) -> Memo<Option<Date>> {
    Memo::new(move |_| draft.document.with(|document| document.as_of))
}

/// Months planned, as far as boxes can be shown for them.
pub(super) fn months_planned(draft: Draft) -> Memo<usize> {
    Memo::new(move |_| {
        let months = draft.report.with(|report| report.months).and_then(|months| usize::try_from(months).ok());
        months.unwrap_or(1).clamp(1, MAX_MONTHS)
    })
}

/// One choice of a select.
pub(in crate::views) fn choice(value: impl Into<String>, words: impl Into<String>, chosen: bool) -> AnyView {
    let (value, words): (String, String) = (value.into(), words.into());
    view! { <option value=value selected=chosen>{words}</option> }.into_any()
}

/// A select whose choices change; `label` is its name where no label stands beside it, `issues` the id of what is wrong.
pub(in crate::views) fn select(
    id: String,
    label: Option<String>,
    invalid: Signal<bool>,
    issues: Option<String>,
    choices: Callback<(), Vec<AnyView>>,
    choose: Callback<String>,
) -> AnyView {
    let invalid = Signal::derive(move || (if invalid.get() { "true" } else { "false" }).to_owned());
    view! {
        <select class="select" id=id aria-label=label aria-invalid=invalid aria-describedby=issues
            on:change:target=move |event| choose.run(event.target().value())>{dynamic(move || choices.run(()))}</select>
    }
    .into_any()
}

/// A button of these inputs.
pub(in crate::views) fn tool(id: Option<&'static str>, words: impl Into<String>, act: Callback<()>) -> AnyView {
    let words: String = words.into();
    view! { <button type="button" class="tool" id=id on:click=move |_| act.run(())>{words}</button> }.into_any()
}

/// Words below them.
pub(in crate::views) fn words(class: &'static str, code: Option<&'static str>, words: String) -> AnyView {
    view! { <p class=class data-code=code>{words}</p> }.into_any()
}

/// What stands together: its class, its role and its name, where it has them.
pub(in crate::views) fn group(class: &'static str, label: Option<&'static str>, inside: Vec<AnyView>) -> AnyView {
    view! { <div class=class role=label.map(|_| "group") aria-label=label>{inside}</div> }.into_any()
}

/// The name of a select, in a row.
fn label(of: &'static str, words: &'static str) -> AnyView {
    view! { <label for=of>{words}</label> }.into_any()
}

const HINT: &str = "soft over__hint";

fn hint(text: &str) -> AnyView {
    words(HINT, None, text.to_owned())
}

#[component]
fn MonthByMonth() -> impl IntoView {
    let draft = Draft::expect();
    let kind = draft.shape.kind;
    let choices = Callback::new(move |()| {
        let present = kind.get();
        let option = |value: &str, words: &str, of: &[Kind]| choice(value, words, of.contains(&present));
        vec![
            option("same", "Same every month", &[Kind::Same]),
            option("growth", "Grows or shrinks", &[Kind::Growth]),
            option("season", "Seasonal", &[Kind::Season]),
            option("typed", "Typed month by month", &[Kind::Months, Kind::Units]),
        ]
    });
    let choose = Callback::new(move |way: String| choose(draft, &way));
    let never = Signal::derive(|| false);
    let ways = select("month-by-month".to_owned(), None, never, None, choices, choose);
    let body = dynamic(move || match kind.get() {
        Kind::Same => ().into_any(),
        Kind::Growth => growth(draft),
        Kind::Season => season(draft),
        Kind::Months | Kind::Units => typed(draft, kind.get_untracked()),
    });
    let differs = Memo::new(move |_| kind.get() != Kind::Same);
    view! {
        {group("over__row", None, vec![label("month-by-month", "Month by month"), ways])}
        {body}
        {dynamic(move || differs.get().then(|| view! { <MonthIssues/><Preview/> }))}
    }
}

/// Chooses a way; one that was never used begins with what the work is now.
fn choose(draft: Draft, way: &str) {
    let shape = draft.shape;
    let kind = match way {
        "growth" => Kind::Growth,
        "season" => Kind::Season,
        "percent" => Kind::Months,
        // without work there is nothing to take a share of
        "typed" if draft.rows.with_untracked(Vec::is_empty) => Kind::Units,
        "typed" => Kind::Months,
        _ => Kind::Same,
    };
    if kind == Kind::Units {
        choose_pool(draft, "");
        return;
    }
    let empty = shape.boxes(kind).iter().all(|typed| typed.with_untracked(String::is_empty));
    if kind == Kind::Months && empty {
        let months = draft.report.with_untracked(|report| report.months).unwrap_or(1);
        let months = usize::try_from(months).unwrap_or(1).min(MAX_MONTHS);
        shape.fill(kind, &vec!["100".to_owned(); months]);
    }
    shape.kind.set(kind);
}

/// Types units of a pool; without one, of the pool of the work, or the book's first. Begins with what it needs now.
fn choose_pool(draft: Draft, pool: &str) {
    let shape = draft.shape;
    let first = draft.report.with_untracked(|report| report.pools.first().map(|pool| pool.pool.clone()));
    let pool = match (pool, first) {
        ("", first) => first.unwrap_or_default(),
        (pool, _) => pool.to_owned(),
    };
    let empty = shape.boxes(Kind::Units).iter().all(|typed| typed.with_untracked(String::is_empty));
    if empty {
        let needed = draft.report.with_untracked(|report| {
            let of = report.pools.iter().find(|of| of.pool == pool);
            of.map(|of| of.demand.iter().map(|units| format::typed(&units.to_string())).collect::<Vec<String>>())
        });
        shape.fill(Kind::Units, &needed.unwrap_or_default());
    }
    shape.pool.set(pool);
    shape.kind.set(Kind::Units);
}

fn growth(draft: Draft) -> AnyView {
    let typed = draft.shape.boxes(Kind::Growth);
    let mut row = vec!["Each month".into_any()];
    row.extend(months_boxes(draft, Kind::Growth, typed, |_| String::new()));
    row.push("more than the one before".into_any());
    let words = "The work above is what the first month needs; below zero it shrinks.";
    vec![group("over__row over__row--growth", None, row), hint(words)].into_any()
}

fn season(draft: Draft) -> AnyView {
    let typed = draft.shape.boxes(Kind::Season);
    let name = |at: usize| i8::try_from(at + 1).map(format::calendar_month).unwrap_or_default();
    let cells = months_boxes(draft, Kind::Season, typed, name);
    let ready: Vec<AnyView> = SEASONS
        .iter()
        .map(|(name, percents)| {
            let apply = Callback::new(move |()| {
                let texts: Vec<String> = percents.iter().map(u32::to_string).collect();
                draft.shape.fill(Kind::Season, &texts);
                draft.tell(format!("Season: {}", name.to_lowercase()), true);
            });
            tool(None, *name, apply)
        })
        .collect();
    vec![
        hint("% of the work above, by calendar month. The ready ones are examples to change."),
        group("over__ready", Some("Ready seasons"), ready),
        group("over__months over__months--year", Some("Season, % of the work"), cells),
    ]
    .into_any()
}

fn typed(draft: Draft, kind: Kind) -> AnyView {
    let day = first_day(draft);
    let months = months_planned(draft);
    let measures = Callback::new(move |()| {
        let pool = draft.shape.pool.get();
        let units = draft.shape.kind.get() == Kind::Units;
        let pools = draft.with_book(|book| {
            let pools = book.pools.iter().enumerate().map(|(at, of)| {
                let chosen = units && (of.id == pool || (pool.is_empty() && at == 0));
                (of.id.clone(), format!("{} of {}", of.units, of.name.to_lowercase()), chosen)
            });
            pools.collect::<Vec<_>>()
        });
        let mut pools = pools.unwrap_or_default();
        if units && !pools.iter().any(|(.., chosen)| *chosen) {
            pools.push((pool.clone(), format!("units of {} (unknown)", packwise_engine::read::brief(&pool)), true));
        }
        let mut all = vec![choice("percent", "% of the work", !units)];
        all.extend(pools.into_iter().map(|(id, words, chosen)| choice(format!("pool:{id}"), words, chosen)));
        all
    });
    let measure = Callback::new(move |value: String| match value.strip_prefix("pool:") {
        Some(pool) => choose_pool(draft, pool),
        None => choose(draft, "percent"),
    });
    let unknown = Signal::derive(move || {
        draft.report.with(|report| report.issues.iter().any(|issue| issue.path == "demand.pool"))
    });
    let measures =
        select("month-measure".to_owned(), None, unknown, Some("months-issue".to_owned()), measures, measure);
    let boxes = dynamic(move || {
        let typed = draft.shape.boxes(kind).into_iter().take(months.get()).collect();
        let day = day.get();
        months_boxes(draft, kind, typed, move |at| month_name(day, at))
    });
    let gaps = Memo::new(move |_| {
        let planned = draft.shape.boxes(kind).into_iter().take(months.get());
        let empty: Vec<bool> = planned.map(|typed| typed.with(|typed| typed.trim().is_empty())).collect();
        // there is something to go on from, and somewhere to go
        empty.iter().skip_while(|empty| **empty).any(|empty| *empty)
    });
    let repeat = Callback::new(move |()| {
        let mut last = String::new();
        for typed in draft.shape.boxes(kind).into_iter().take(months.get_untracked()) {
            match typed.get_untracked() {
                text if text.trim().is_empty() => typed.set(last.clone()),
                text => last = text,
            }
        }
        draft.tell("Filled the empty months with the month before", true);
        focus_on("month-0".to_owned());
    });
    let about = if kind == Kind::Units {
        "In place of what the lines above need of these units. A column from a spreadsheet can be pasted into any month."
    } else {
        "Of the work above. A column from a spreadsheet can be pasted into any month."
    };
    let name = if kind == Kind::Units { "Units of each month" } else { "% of the work in each month" };
    let repeat = dynamic(move || gaps.get().then(|| tool(None, "Repeat into empty months", repeat)));
    vec![
        group("over__row", None, vec![label("month-measure", "Typed as"), measures, repeat.into_any()]),
        hint(about),
        group("over__months", Some(name), vec![boxes.into_any()]),
    ]
    .into_any()
}

/// The boxes of months, each named by its month.
fn months_boxes(
    draft: Draft,
    kind: Kind,
    typed: Vec<RwSignal<String>>,
    name: impl Fn(usize) -> String,
) -> Vec<AnyView> {
    // the places of what is wrong, for all boxes at once
    let bad = Memo::new(move |_| {
        draft.report.with(|report| {
            let wrong = report.issues_at("demand").filter(|issue| issue.level != Level::Note);
            wrong.filter_map(|issue| place(&issue.path)).collect::<Vec<usize>>()
        })
    });
    let measure = match kind {
        Kind::Growth => "% more each month",
        Kind::Units => "units",
        Kind::Same | Kind::Season | Kind::Months => "% of the work",
    };
    typed
        .into_iter()
        .enumerate()
        .map(|(at, typed)| {
            let name = name(at);
            let label = if name.is_empty() { measure.to_owned() } else { format!("{name}, {measure}") };
            let wrong = Memo::new(move |_| bad.with(|bad| bad.contains(&at)));
            let invalid = Signal::derive(move || (if wrong.get() { "true" } else { "false" }).to_owned());
            let described = Signal::derive(move || wrong.get().then_some("months-issue"));
            // a sum is worked out where it is pointed at, and so is `1.2k`
            let plain = Signal::derive(move || {
                typed.with(|typed| format::worked_out(typed.trim_end_matches('%'))).map(|worth| format!("= {worth}"))
            });
            let unit = (kind != Kind::Units).then(|| view! { <span class="number__unit" aria-hidden="true">"%"</span> });
            view! {
                <span class="month">
                    {(!name.is_empty()).then(|| view! { <span class="month__name" aria-hidden="true">{name}</span> })}
                    <span class="number" class:number--bad=wrong>
                        <input class="number__box" type="text" inputmode="decimal" autocomplete="off" spellcheck="false"
                            id=format!("month-{at}") title=plain aria-label=label aria-invalid=invalid aria-describedby=described
                            prop:value=typed
                            on:input:target=move |event| typed.set(event.target().value())
                            on:paste=move |event| paste(draft, kind, at, &event)/>
                        {unit}
                    </span>
                </span>
            }
            .into_any()
        })
        .collect()
}

/// The place of a month in a path such as `demand.percents[3]`; that of growth is the first.
fn place(path: &str) -> Option<usize> {
    if path == "demand.percent" {
        return Some(0);
    }
    path.strip_prefix("demand.")?.split_once('[')?.1.strip_suffix(']')?.parse().ok()
}

/// Fills boxes from one on with what is pasted, where that is more than one number.
fn paste(draft: Draft, kind: Kind, at: usize, event: &web_sys::ClipboardEvent) {
    let Some(data) = event.clipboard_data() else { return };
    let number = |text: &str| format::value(text).is_some();
    let boxes = draft.shape.boxes(kind);
    let Some(cells) = data.get_data("text").ok().and_then(|text| cells(&text, &number)).filter(|_| boxes.len() > 1)
    else {
        return;
    };
    event.prevent_default();
    let pasted = cells.len().min(boxes.len() - at);
    for (typed, text) in boxes.iter().skip(at).zip(&cells) {
        typed.set(text.clone());
    }
    let last = at + pasted;
    let months = draft.report.with_untracked(|report| report.months).and_then(|months| usize::try_from(months).ok());
    let longer = kind != Kind::Season && months.is_none_or(|months| months < last);
    if longer {
        draft.months.set(last.to_string());
    }
    let left_out = cells.len() - pasted;
    let mut words = format!("Pasted {pasted} months");
    if left_out > 0 {
        words.push_str(&format!("; {left_out} more do not fit"));
    }
    if longer {
        words.push_str(&format!("; {last} months are planned now"));
    }
    draft.tell(words, true);
    focus_on(format!("month-{}", last.saturating_sub(1)));
}

/// What is wrong with the months, and what is worth knowing of them.
#[component]
fn MonthIssues() -> impl IntoView {
    let draft = Draft::expect();
    let day = first_day(draft);
    let issues =
        Memo::new(move |_| draft.report.with(|report| report.issues_at("demand").cloned().collect::<Vec<Issue>>()));
    let named = move |issue: &Issue| {
        let month = place(&issue.path).filter(|_| issue.path != "demand.percent").map(|at| {
            if draft.shape.kind.get() == Kind::Season {
                i8::try_from(at + 1).map(format::calendar_month).unwrap_or_default()
            } else {
                month_name(day.get(), at)
            }
        });
        month.map_or_else(|| issue.words.clone(), |month| format!("{month}: {}", issue.words))
    };
    let first =
        Memo::new(move |_| issues.with(|issues| issues.iter().find(|issue| issue.level == Level::Error).cloned()));
    let code = Signal::derive(move || first.with(|first| first.as_ref().map(|issue| issue.code.as_str())));
    let said = dynamic(move || {
        let errors = issues.with(|issues| issues.iter().filter(|issue| issue.level == Level::Error).count());
        let more = if errors > 1 { format!(" (and {} more)", errors - 1) } else { String::new() };
        first.with(|first| first.as_ref().map(|first| format!("{}{more}", named(first))))
    });
    let notes = dynamic(move || {
        let notes: Vec<AnyView> = issues.with(|issues| {
            let notes = issues.iter().filter(|issue| issue.level != Level::Error);
            notes.map(|issue| words(HINT, Some(issue.code.as_str()), named(issue))).collect()
        });
        notes
    });
    view! { <span class="field-issue" id="months-issue" data-code=code>{said}</span>{notes} }
}

/// The months that come of it, as bars and in words, for each pool whose months differ.
#[component]
fn Preview() -> impl IntoView {
    let draft = Draft::expect();
    let day = first_day(draft);
    dynamic(move || {
        let day = day.get();
        let typed = draft.shape.kind.get() == Kind::Units;
        draft.report.with(|report| {
            let several = report.pools.len() > 1;
            let shown = report.pools.iter().filter(|pool| pool.varies() || (typed && !pool.is_as_lines()));
            shown.map(|pool| bars(draft, pool, day, several)).collect::<Vec<AnyView>>()
        })
    })
}

fn bars(draft: Draft, pool: &PoolReport, day: Option<Date>, several: bool) -> AnyView {
    let Some((least, most)) = pool.span() else { return ().into_any() };
    let count = pool.demand.len();
    let percent = |part: usize| format!("{}.{:02}%", part * 10_000 / count / 100, part * 10_000 / count % 100);
    let bars: Vec<AnyView> = pool
        .demand
        .iter()
        .enumerate()
        .map(|(at, units)| {
            let part = i128::from(units.thousandths()) * HEIGHT / i128::from(most.thousandths().max(1));
            // a month of something is seen
            let high = if *units > Units::ZERO { part.max(1) } else { 0 };
            let title = format!("{}: {}", month_name(day, at), format::quantity(*units));
            view! {
                <svg x=percent(at) width=percent(1) height=HEIGHT.to_string()>
                    <title>{title}</title>
                    <rect class="months__bar" x="8%" width="84%" y=(HEIGHT - high).to_string() height=high.to_string() rx="2"/>
                </svg>
            }
            .into_any()
        })
        .collect();
    let range = match (pool.varies(), count) {
        (false, _) => format!("{} {} every month", format::quantity(most), pool.units_name),
        (true, _) => format!("{} to {} {} a month", format::quantity(least), format::quantity(most), pool.units_name),
    };
    let name = if several { format!("{}: ", pool.name) } else { String::new() };
    let ends = [0, count.saturating_sub(1)].map(|at| month_name(day, at));
    let figure = format!("pools.{}.demand", pool.pool);
    let title = format!("{}: units of all months", pool.name);
    let explain = Callback::new(move |()| {
        let report = draft.explained();
        let traces = report.trace.into_iter().filter(|trace| trace.figure == figure).collect();
        Some(Explained { title: title.clone(), traces, sources: Vec::new() })
    });
    let all = format!("{} in all", format::quantity(pool.total));
    view! {
        <figure class="months">
            <svg class="months__bars" width="100%" height=HEIGHT.to_string() role="img" aria-label=format!("{name}{range}")>{bars}</svg>
            <div class="months__ends" aria-hidden="true"><span>{ends[0].clone()}</span><span>{ends[1].clone()}</span></div>
            <figcaption class="soft">{name}{range}", "<Why explain=explain>{all}</Why></figcaption>
        </figure>
    }
    .into_any()
}
