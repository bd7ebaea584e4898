//! A field of the quote: a labelled box bound to one text of it. What is typed stays as it is typed; what is wrong with it
//! stands below it.

use super::{edit, quoted};
use crate::document::Draft;
use crate::format;
use crate::parts::dynamic;
use crate::views::plan::over_time::{choice, select};
use leptos::prelude::*;
use packwise_engine::issue::{Issue, Level};
use packwise_engine::quote::{self, MAX_TEXT, Quote};
use std::sync::Arc;

/// What a box is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One line.
    Text,
    /// Several lines.
    Area,
    /// A number, kept in the engine's plain decimal text.
    Number,
    /// A number that may end in a per cent sign.
    Discount,
    /// A day.
    Day,
}

/// One text of the quote, if it is still there.
pub(super) type Of = Arc<dyn Fn(&mut Quote) -> Option<&mut String> + Send + Sync>;

/// A text that is always there.
pub(super) fn always(of: fn(&mut Quote) -> &mut String) -> Of {
    Arc::new(move |quote| Some(of(quote)))
}

/// Typed text as the Document has it.
fn canonical(kind: Kind, typed: &str) -> String {
    match kind {
        Kind::Text | Kind::Area | Kind::Day => typed.to_owned(),
        Kind::Number => format::canonical(typed),
        Kind::Discount => match typed.trim().strip_suffix(['%', '％']) {
            Some(number) => format!("{}%", format::canonical(number)),
            None => format::canonical(typed),
        },
    }
}

/// The Document's text as people of the locale write it.
fn shown(kind: Kind, said: &str) -> String {
    match kind {
        Kind::Text | Kind::Area | Kind::Day => said.to_owned(),
        Kind::Number => format::typed(said),
        Kind::Discount => match said.strip_suffix('%') {
            Some(number) => format!("{}%", format::typed(number)),
            None => format::typed(said),
        },
    }
}

/// The error or the warning at a path.
fn issue_at(draft: Draft, path: &str) -> Option<Issue> {
    // a line of the plan: the engine names its discount by the place among all that were given
    let placed = path.strip_prefix("quote.lines.").and_then(|rest| rest.split_once('.')).map(|(slug, field)| {
        let of_line = |discount: &quote::LineDiscount| discount.line.replace('/', "-") == slug;
        let place = draft.quote.with(|quote| quote.as_ref()?.discounts.iter().position(of_line));
        place.map(|place| format!("quote.discounts[{place}].{field}")).unwrap_or_default()
    });
    let path = placed.as_deref().unwrap_or(path);
    quoted(draft)?.issue_at(path).filter(|issue| issue.level != Level::Note).cloned()
}

/// What is said below a box that takes no more.
fn full(text: &str) -> Option<String> {
    // as the browser counts for `maxlength`; never fewer than the engine's characters
    (text.encode_utf16().count() >= MAX_TEXT).then(|| {
        format!(
            "This box is full: it holds {} characters, and what came after them is not here.",
            format::quantity(MAX_TEXT)
        )
    })
}

/// A labelled box. `path` is where the engine names what is wrong with it, e.g. `seller.name`.
pub(super) fn field(draft: Draft, kind: Kind, path: &str, name: &str, hint: &'static str, of: Of) -> AnyView {
    let id = format!("quote-{}", path.replace(['.', '['], "-").replace(']', ""));
    let issue_id = format!("{id}-issue");
    let path = format!("quote.{path}");
    let issue = Memo::new(move |_| issue_at(draft, &path));
    let reader = of.clone();
    let said = Memo::new(move |_| {
        draft.quote.with(|quote| {
            let mut quote = quote.clone()?;
            reader(&mut quote).map(|text| text.clone())
        })
    });
    let typed = RwSignal::new(shown(kind, &said.get_untracked().unwrap_or_default()));
    // undo, or another quote: the box follows, unless it already says the same
    Effect::new(move |_| {
        let said = said.get().unwrap_or_default();
        if typed.with_untracked(|typed| canonical(kind, typed) != said) {
            typed.set(shown(kind, &said));
        }
    });
    let write = Callback::new(move |text: String| {
        let plain = canonical(kind, &text);
        typed.set(text);
        edit(draft, |quote| {
            if let Some(place) = of(quote) {
                *place = plain;
            }
        });
    });
    let invalid = Signal::derive(move || {
        let wrong = issue.with(|issue| issue.as_ref().is_some_and(|issue| issue.level == Level::Error));
        (if wrong { "true" } else { "false" }).to_owned()
    });
    let described = {
        let issue_id = issue_id.clone();
        Signal::derive(move || issue.with(Option::is_some).then(|| issue_id.clone()))
    };
    let code = Signal::derive(move || issue.with(|issue| issue.as_ref().map(|issue| issue.code.as_str())));
    let class = match kind {
        Kind::Number | Kind::Discount => "quote__box quote__box--number",
        Kind::Text | Kind::Area | Kind::Day => "quote__box",
    };
    let name: String = name.to_owned();
    let input = if kind == Kind::Area {
        view! {
            <textarea class=class rows="3" maxlength=MAX_TEXT id=id.clone() aria-invalid=invalid aria-describedby=described prop:value=typed
                on:input:target=move |event| write.run(event.target().value())></textarea>
        }
        .into_any()
    } else {
        let (input, mode) = match kind {
            Kind::Day => ("date", None),
            Kind::Number | Kind::Discount => ("text", Some("decimal")),
            Kind::Text | Kind::Area => ("text", None),
        };
        view! {
            <input class=class type=input maxlength=MAX_TEXT inputmode=mode autocomplete="off" id=id.clone() placeholder=hint aria-invalid=invalid
                aria-describedby=described prop:value=typed on:input:target=move |event| write.run(event.target().value())/>
        }
        .into_any()
    };
    view! {
        <div class="setting">
            <label for=id>{name}</label>{input}
            <span class="field-issue" id=issue_id data-code=code>{dynamic(move || issue.get().map(|issue| issue.words).or_else(|| typed.with(|typed| full(typed))))}</span>
        </div>
    }
    .into_any()
}

/// A labelled choice of a few.
pub(super) fn pick(
    id: &'static str,
    name: &'static str,
    present: Signal<String>,
    offered: Vec<(String, String)>,
    choose: Callback<String>,
) -> AnyView {
    let choices = Callback::new(move |()| {
        let present = present.get();
        let all = offered.iter().map(|(value, words)| choice(value.clone(), words.clone(), *value == present));
        all.collect::<Vec<AnyView>>()
    });
    let select = select(id.to_owned(), None, Signal::derive(|| false), None, choices, choose);
    view! { <div class="setting"><label for=id>{name}</label>{select}</div> }.into_any()
}
