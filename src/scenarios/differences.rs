//! What differs between two Documents, in words.

use super::Scenarios;
use crate::format;
use leptos::prelude::*;
use packwise_engine::document::{Conflict, Difference};
use serde_json::Value;

/// The most differences that are listed.
const MOST: usize = 200;

/// A table of differences.
pub(super) fn table(found: &[Difference], titles: [&'static str; 2]) -> AnyView {
    if found.is_empty() {
        return view! { <p class="soft">"They say the same."</p> }.into_any();
    }
    let more = found.len().saturating_sub(MOST);
    let more = (more > 0).then(|| view! { <p class="soft">{format::quantity(more)}" more differences"</p> });
    let rows = found.iter().take(MOST).map(|one| {
        let place = |path: &Option<String>| path.as_deref().map(place).unwrap_or_default();
        let (from, to) = (place(&one.from), place(&one.to));
        let moved = one.before == one.after && one.from.is_some() && one.to.is_some();
        let name = if from.is_empty() || moved { to.clone() } else { from.clone() };
        let cells = if moved {
            [from, to]
        } else {
            [(&one.from, &one.before), (&one.to, &one.after)].map(|(at, value)| match at {
                Some(_) => said(value),
                None => "not there".to_owned(),
            })
        };
        let name = if moved { format!("{name}, moved") } else { name };
        row(name, cells.to_vec(), &titles)
    });
    view! { {rows_of(rows.collect(), "Differences", &["What", titles[0], titles[1]])}{more} }.into_any()
}

/// A table of conflicts, with the choice between the two sides of each.
pub(super) fn conflicts(scenarios: Scenarios, found: &[Conflict]) -> AnyView {
    let rows = found.iter().take(MOST).enumerate().map(|(at, one)| {
        let name = place(&one.path);
        let side = |value: &Value, theirs: bool| {
            let taken = move || scenarios.merged.with(|merged| merged.as_ref().is_some_and(|one| one.taken.contains(&at)));
            let label = format!("{}: {name}", if theirs { "Theirs" } else { "Yours" });
            view! {
                <td data-label=if theirs { "Theirs" } else { "Yours" }>
                    <label class="pick"><input type="radio" name=format!("conflict-{at}") aria-label=format!("{label}, {}", said(value))
                        prop:checked=move || taken() == theirs on:change=move |_| scenarios.choose(at, theirs)/>{said(value)}</label>
                </td>
            }
            .into_any()
        };
        let (mine, theirs) = (side(&one.mine, false), side(&one.theirs, true));
        view! { <tr><th scope="row">{name.clone()}</th><td data-label="Before">{said(&one.base)}</td>{mine}{theirs}</tr> }.into_any()
    });
    rows_of(rows.collect(), "Conflicts", &["What", "Before", "Yours", "Theirs"])
}

fn row(name: String, cells: Vec<String>, titles: &[&'static str]) -> AnyView {
    let cells: Vec<_> =
        cells.into_iter().zip(titles).map(|(cell, title)| view! { <td data-label=*title>{cell}</td> }).collect();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}

fn rows_of(rows: Vec<AnyView>, label: &'static str, heads: &[&'static str]) -> AnyView {
    let heads: Vec<_> = heads.iter().map(|head| view! { <th scope="col">{*head}</th> }).collect();
    view! {
        <div class="scroll card" tabindex="0" role="region" aria-label=label>
            <table class="side differences"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}

/// A path in words: `lines[2].count` is “Line 3, count”.
fn place(path: &str) -> String {
    let mut words = Vec::new();
    for part in path.split('.') {
        let (name, index) = part.split_once('[').unwrap_or((part, ""));
        let name = match name {
            "lines" => "line",
            "owned" => "owned pack",
            "jobs" => "job",
            "rates" => "rate",
            "without" => "pack left out",
            "asOf" => "counted from",
            "monthsLeft" => "months left",
            "percents" | "units" if !index.is_empty() => "month",
            "demand" => "how the months differ",
            "order" => "minimum order",
            "concurrency" => "running at once",
            "book" => "price book",
            other => other,
        };
        let number = index.trim_end_matches(']').parse::<usize>().ok().map(|index| format!(" {}", index + 1));
        words.push(format!("{}{}", name.replace('_', " "), number.unwrap_or_default()));
    }
    let text = words.join(", ");
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A value in words.
fn said(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => format::quantity(number),
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(entries) => entries.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let text = |key: &str| fields.get(key).map(said).unwrap_or_default();
            if fields.contains_key("rate") && fields.contains_key("count") {
                return format!("{} × {}", text("rate"), text("count"));
            }
            let told = fields.iter().filter(|(_, value)| !value.is_null() && **value != Value::String(String::new()));
            told.map(|(key, value)| format!("{} {}", key.replace('_', " "), said(value))).collect::<Vec<_>>().join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_said_in_words() {
        for (path, words) in [
            ("lines[2].count", "Line 3, count"),
            ("months", "Months"),
            ("demand.percents[0]", "How the months differ, month 1"),
            ("quote.valid_until", "Quote, valid until"),
        ] {
            assert_eq!(place(path), words);
        }
    }
}
