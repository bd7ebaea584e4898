//! The packs that are there already: a row for each, folded away while there is none.

use super::over_time::{choice, first_day, group, month_name, months_planned, select, tool, words};
use crate::document::{Draft, OwnedRow};
use crate::parts::{NumberBox, dynamic, focus_on};
use leptos::prelude::*;
use packwise_engine::document::MAX_OWNED;
use packwise_engine::issue::{Issue, Level};

/// The rows, and the button that adds one.
#[component]
pub(super) fn OwnedPacks() -> impl IntoView {
    let draft = Draft::expect();
    let rows = Memo::new(move |_| draft.owned.with(|owned| owned.iter().map(|row| row.id).collect::<Vec<u32>>()));
    let list = dynamic(move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            let rows: Vec<AnyView> = draft.owned.with_untracked(|owned| {
                owned.iter().enumerate().map(|(place, row)| pack(draft, place, *row)).collect()
            });
            view! {
                <ul class="owned" role="list">{rows}</ul>
                <p class="soft over__hint">"Months are counted from the first one it can be used in: 1 is that month only. What nobody knows of it stays empty; then it is not counted on for running at once."</p>
            }
        })
    });
    let add = Callback::new(move |()| {
        let id = draft.add_owned();
        focus_on(format!("owned-{id}-units"));
    });
    let count = Memo::new(move |_| rows.with(Vec::len));
    let add = dynamic(move || {
        let words = if count.get() == 0 { "+ Add a pack you own" } else { "+ Add another" };
        (count.get() < MAX_OWNED).then(|| tool(Some("add-owned"), words, add))
    });
    let name = view! { <span class="over__label">"Packs you already own"</span> }.into_any();
    view! {
        {group("over__row", Some("Packs you already own"), vec![name, add.into_any()])}
        {list}
    }
}

fn pack(draft: Draft, place: usize, row: OwnedRow) -> AnyView {
    let number = place + 1;
    let id = format!("owned-{}", row.id);
    let issues = Memo::new(move |_| {
        let path = format!("owned[{place}]");
        draft.report.with(|report| report.issues_at(&path).cloned().collect::<Vec<Issue>>())
    });
    let issue = move |field: &'static str| {
        Memo::new(move |_| {
            let ends = format!(".{field}");
            let wrong = |issue: &&Issue| issue.level == Level::Error && issue.path.ends_with(&ends);
            issues.with(|issues| issues.iter().find(wrong).cloned())
        })
    };
    let setting = |field: &'static str,
                   label: &'static str,
                   value: RwSignal<String>,
                   unit: &'static str,
                   empty: &'static str| {
        let short = field.to_lowercase();
        view! {
            <div class="setting owned__box">
                <label for=format!("{id}-{short}")>{label}</label>
                <NumberBox value=value label=format!("{label}, owned pack {number}") id=format!("{id}-{short}") issue=issue(field) unit=unit placeholder=empty/>
            </div>
        }
        .into_any()
    };
    let pools = Callback::new(move |()| {
        let pool = row.pool.get();
        let pools = draft.with_book(|book| {
            let of = |(at, of): (usize, &packwise_engine::book::Pool)| {
                (of.id.clone(), of.name.clone(), of.id == pool || (pool.is_empty() && at == 0))
            };
            book.pools.iter().enumerate().map(of).collect::<Vec<_>>()
        });
        let mut pools = pools.unwrap_or_default();
        if !pools.iter().any(|(.., chosen)| *chosen) {
            pools.push((pool.clone(), format!("{} (unknown)", packwise_engine::read::brief(&pool)), true));
        }
        pools.into_iter().map(|(id, name, chosen)| choice(id, name, chosen)).collect::<Vec<AnyView>>()
    });
    let (day, months) = (first_day(draft), months_planned(draft));
    let starts = Callback::new(move |()| {
        let present = row.from.get();
        let day = day.get();
        let mut options: Vec<(String, String)> = (0..months.get())
            .map(|at| (at.to_string(), if at == 0 { "now".to_owned() } else { month_name(day, at) }))
            .collect();
        if !options.iter().any(|(value, _)| *value == present) {
            let later = present.parse::<usize>().map(|at| month_name(day, at));
            let words = later.unwrap_or_else(|_| format!("“{}”", packwise_engine::read::brief(&present)));
            options.push((present.clone(), words));
        }
        options
            .into_iter()
            .map(|(value, words)| choice(value.clone(), words, value == present))
            .collect::<Vec<AnyView>>()
    });
    let left = {
        let setting = setting("monthsLeft", "Months left", row.left, "", "");
        let never = row.never;
        view! {
            <div class="owned__life" class:owned__life--never=never>
                {setting}
                <label class="owned__never"><input type="checkbox" prop:checked=never aria-label=format!("Never expires, owned pack {number}")
                    on:change:target=move |event| never.set(event.target().checked())/>"never expires"</label>
            </div>
        }
    };
    let remove = move |_| {
        let next = draft
            .owned
            .with_untracked(|owned| owned.get(place + 1).or(owned.get(place.wrapping_sub(1))).map(|row| row.id));
        draft.remove_owned(row.id);
        focus_on(next.map_or_else(|| "add-owned".to_owned(), |next| format!("owned-{next}-units")));
    };
    let from_issue = issue("from");
    let notes = dynamic(move || {
        issues.with(|issues| {
            let shown = issues.iter().filter(|issue| issue.level != Level::Error || issue.path.ends_with(".from"));
            shown
                .map(|issue| {
                    let class = match issue.level {
                        Level::Error => "line-issue line-issue--error",
                        Level::Warning => "line-issue line-issue--warning",
                        Level::Note => "line-issue",
                    };
                    words(class, Some(issue.code.as_str()), issue.words.clone())
                })
                .collect::<Vec<AnyView>>()
        })
    });
    let notes_id = format!("{id}-notes");
    let chooser = |field: &str, label: &'static str, invalid, choices, chosen: RwSignal<String>| {
        let id = format!("{id}-{field}");
        let name = Some(format!("{label}, owned pack {number}"));
        let choose = Callback::new(move |value: String| chosen.set(value));
        let select = select(id.clone(), name, invalid, Some(notes_id.clone()), choices, choose);
        view! { <div class="setting"><label for=id>{label}</label>{select}</div> }.into_any()
    };
    let from_wrong = Signal::derive(move || from_issue.with(Option::is_some));
    let pool_wrong =
        Signal::derive(move || issues.with(|issues| issues.iter().any(|issue| issue.level == Level::Warning)));
    view! {
        <li class="owned__pack">
            {setting("units", "Units", row.units, "", "")}
            {chooser("pool", "Of", pool_wrong, pools, row.pool)}
            {left}
            {chooser("from", "Usable from", from_wrong, starts, row.from)}
            {setting("concurrency", "At once", row.at_once, "", "not known")}
            <button type="button" class="icon owned__remove" aria-label=format!("Remove owned pack {number}") title=format!("Remove owned pack {number}") on:click=remove>
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8 M12 4l-8 8"/></svg>
            </button>
            <div class="owned__notes" id=notes_id.clone()>{notes}</div>
        </li>
    }
    .into_any()
}
