//! The table of work: a line for each model and setting, with what it draws.

use super::presets::{Open, Panel};
use crate::document::{Draft, Row};
use crate::format;
use crate::keys::{remove, shift};
use crate::parts::{Explained, FieldIssues, NumberBox, RatePicker, SourceLine, Why, dynamic, focus_on};
use leptos::prelude::*;
use packwise_engine::book::{Billing, Book};
use packwise_engine::issue::{Issue, Level};
use packwise_engine::units::Units;

/// The table of work.
#[component]
pub(super) fn WorkTable() -> impl IntoView {
    let draft = Draft::expect();
    let book = Memo::new(move |_| draft.with_book(Clone::clone));
    let empty = move || draft.rows.with(Vec::is_empty);
    view! {
        <section class="card work" aria-label="Work">
            <div class="work__head" aria-hidden="true">
                <span>"Work"</span><span>"Length"</span><span>"Per month"</span><span>"Takes"</span>
                <span>"Units each"</span><span>"Units"</span><span></span>
            </div>
            <ul class="work__lines" role="list">
                <For each=move || draft.rows.get() key=|row| row.id let:row>
                    <WorkLine row=row book=book/>
                </For>
            </ul>
            {dynamic(move || empty().then(|| view! { <Empty/> }))}
            <WorkTotals/>
        </section>
    }
}

/// What can be done with a line.
#[derive(Clone, Copy)]
enum Tool {
    Up,
    Down,
    Duplicate,
    Remove,
}

/// Each with its picture.
const TOOLS: [(Tool, &str); 4] = [
    (Tool::Up, "M3.5 9.5L8 5l4.5 4.5"),
    (Tool::Duplicate, "M5 5h8v8H5z M3 11V3h8"),
    (Tool::Down, "M3.5 6.5L8 11l4.5-4.5"),
    (Tool::Remove, "M4 4l8 8 M12 4l-8 8"),
];

/// What a table without lines says: how to begin.
#[component]
fn Empty() -> impl IntoView {
    let draft = Draft::expect();
    let Open(open) = expect_context();
    let add = move |_| {
        draft.add_row();
        let first = draft.rows.with_untracked(|rows| rows.first().map(|row| row.id));
        focus_on(first.map_or_else(|| "add-work".to_owned(), |first| format!("line-{first}-count")));
    };
    view! {
        <div class="work__empty">
            <ol>
                <li><b>"Pick a model"</b>" and how long and how good its clips are."</li>
                <li><b>"Say how many you keep"</b>" each month, and how many takes each needs."</li>
                <li><b>"Read what to buy"</b>": the packs, their price and what goes to waste appear at once."</li>
            </ol>
            <p class="work__begin">
                <button type="button" class="button button--primary" on:click=add>"Add a line"</button>
                <button type="button" class="button" on:click=move |_| open.set(Some(Panel::Examples))>"See the examples"</button>
            </p>
        </div>
    }
}

#[component]
fn WorkLine(row: Row, book: Memo<Option<Book>>) -> impl IntoView {
    let draft = Draft::expect();
    let index =
        Memo::new(move |_| draft.rows.with(|rows| rows.iter().position(|other| other.id == row.id)).unwrap_or(0));
    let name = Signal::derive(move || format!("line {}", index.get() + 1));
    let label = move |words: &'static str| Signal::derive(move || format!("{words} {}", name.get()));
    // One reader of the report a line, which passes on only what changed here. As memos, every box of every line would
    // be asked on every key whether it has changed, and most of the time of a key would go into asking.
    let figures = RwSignal::new(None::<(Units, Units)>);
    let issues = RwSignal::new(Vec::<Issue>::new());
    Effect::new(move |_| {
        let index = index.get();
        let path = format!("lines[{index}]");
        draft.report.with(|report| {
            let line = report.lines.iter().find(|line| line.line == index);
            // not the line's share of the plan's price: that moves with every other line
            let found = line.map(|line| (line.units_each, line.units));
            if figures.with_untracked(|present| *present != found) {
                figures.set(found);
            }
            if !issues.with_untracked(|present| report.issues_at(&path).eq(present.iter())) {
                issues.set(report.issues_at(&path).cloned().collect());
            }
        });
    });
    let field = move |field: &'static str| {
        Memo::new(move |_| {
            issues.with(|issues| {
                issues
                    .iter()
                    .find(|issue| issue.level == Level::Error && issue.path.ends_with(&format!(".{field}")))
                    .cloned()
            })
        })
    };
    let billing = Memo::new(move |_| book.with(|book| Some(book.as_ref()?.rate(&row.rate.get())?.billing)));
    let id = format!("line-{}", row.id);

    let length_id = format!("{id}-seconds");
    let length = dynamic(move || {
        let typed = row.seconds.with(|typed| !typed.is_empty());
        match billing.get() {
            Some(Billing::Clip { seconds }) if !typed => {
                view! { <span class="work__fixed">{seconds}" s"</span> }.into_any()
            }
            Some(Billing::Image) if !typed => view! { <span class="work__fixed">"an image"</span> }.into_any(),
            Some(Billing::Call) if !typed => view! { <span class="work__fixed">"a call"</span> }.into_any(),
            _ => view! {
                <NumberBox value=row.seconds label=label("Seconds,")
                    id=length_id.clone() issue=field("seconds") unit="s" words=false/>
            }
            .into_any(),
        }
    });
    let figure = move |title: &'static str, figure: &'static str, value: fn((Units, Units)) -> Units| {
        dynamic(move || match figures.get() {
            Some(figures) => {
                let explain = Callback::new(move |()| explain_line(draft, index.get_untracked(), title, figure));
                view! { <Why explain=explain>{format::quantity(value(figures))}</Why> }.into_any()
            }
            None => view! { <span class="soft" aria-label="no figure">"–"</span> }.into_any(),
        })
    };
    let equivalent = Memo::new(move |_| {
        book.with(|book| {
            let book = book.as_ref()?;
            let id = book.rate(&row.rate.get())?.retired.as_ref()?.equivalent.clone()?;
            let rate = book.rate(&id)?;
            Some((id, packwise_engine::deduct::name(rate)))
        })
    });
    let replace = dynamic(move || {
        equivalent.get().map(|(id, name)| {
            view! {
                <button type="button" class="linklike" on:click=move |_| replace_rate(row, book, &id)>"Use "{name}" instead"</button>
            }
        })
    });
    let last = Memo::new(move |_| draft.rows.with(Vec::len).saturating_sub(1));
    let tools: Vec<_> = TOOLS
        .iter()
        .map(|&(tool, path)| {
            let spoken = Signal::derive(move || match tool {
                Tool::Up => format!("Move {} up", name.get()),
                Tool::Down => format!("Move {} down", name.get()),
                Tool::Duplicate => format!("Duplicate {}", name.get()),
                Tool::Remove => format!("Remove {}", name.get()),
            });
            // at its end a line keeps its button, so that the focus is not lost
            let disabled = Signal::derive(move || {
                let at_end = match tool {
                    Tool::Up => index.get() == 0,
                    Tool::Down => index.get() == last.get(),
                    Tool::Duplicate | Tool::Remove => false,
                };
                at_end.then_some("true")
            });
            let act = move |_| match tool {
                Tool::Up => shift(draft, row.id, true),
                Tool::Down => shift(draft, row.id, false),
                Tool::Duplicate => draft.duplicate(row.id),
                Tool::Remove => remove(draft, row.id),
            };
            view! {
                <button type="button" class="icon" aria-label=spoken title=spoken aria-disabled=disabled on:click=act>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d=path/></svg>
                </button>
            }
        })
        .collect();
    view! {
        <li class="line" data-line=row.id.to_string() class:line--bad=move || issues.with(|issues| issues.iter().any(|issue| issue.level == Level::Error))>
            <div class="line__what"><RatePicker rate=row.rate seconds=row.seconds book=book name=name issue=field("rate") issue_id=format!("{id}-rate-issue")/></div>
            <div class="line__length" data-label="Length">{length}</div>
            <div class="line__count" data-label="Per month">
                <NumberBox value=row.count label=label("Count per month,")
                    id=format!("{id}-count") issue=field("count") words=false/>
            </div>
            <div class="line__takes" data-label="Takes">
                <NumberBox value=row.takes label=label("Takes,")
                    id=format!("{id}-takes") issue=field("takes") words=false/>
            </div>
            <div class="line__each" data-label="Units each">
                {figure("Units for one generation", "unitsEach", |(each, _)| each)}
            </div>
            <div class="line__units" data-label="Units">
                {figure("Units a month", "units", |(_, all)| all)}
            </div>
            <div class="line__tools">{tools}</div>
            <div class="line__issues"><FieldIssues issues=issues id=id.clone()/>{replace}</div>
        </li>
    }
}

fn replace_rate(row: Row, book: Memo<Option<Book>>, id: &str) {
    let billing = book.with_untracked(|book| Some(book.as_ref()?.rate(id)?.billing));
    let clip = book.with_untracked(|book| match book.as_ref()?.rate(&row.rate.get_untracked())?.billing {
        Billing::Clip { seconds } => Some(seconds.to_string()),
        Billing::Second { .. } | Billing::Started { .. } | Billing::Image | Billing::Call => None,
    });
    row.rate.set(id.to_owned());
    match billing {
        Some(Billing::Second { .. } | Billing::Started { .. }) => {
            // a fixed clip keeps its length; a typed one stays typed
            if let Some(seconds) = clip {
                row.seconds.set(seconds);
            }
        }
        Some(Billing::Clip { .. } | Billing::Image | Billing::Call) | None => row.seconds.set(String::new()),
    }
}

fn explain_line(draft: Draft, index: usize, title: &str, figure: &str) -> Option<Explained> {
    let report = draft.explained();
    let line = report.lines.iter().find(|line| line.line == index)?;
    let wanted = [format!("lines[{index}].{figure}"), format!("lines[{index}].unitsEach")];
    let mut traces = Vec::new();
    for path in wanted {
        let found = report.trace.iter().find(|trace| trace.figure == path).cloned();
        if let Some(trace) = found.filter(|trace| !traces.contains(trace)) {
            traces.push(trace);
        }
    }
    let sources = draft.books.with_untracked(|books| {
        let book = &books.get(&draft.book.get_untracked())?.book;
        let rate = book.rate(&line.rate)?;
        let mut sources =
            vec![SourceLine::of(book, rate.source.as_deref(), rate.checked, rate.evidence, rate.note.as_deref())];
        for dispute in &rate.disputes {
            sources.push(SourceLine::of(
                book,
                dispute.source.as_deref(),
                None,
                dispute.evidence,
                dispute.note.as_deref(),
            ));
        }
        if let Some(retired) = &rate.retired {
            let note = Some("reports the retirement");
            sources.push(SourceLine::of(book, retired.source.as_deref(), None, retired.evidence, note));
        }
        Some(sources)
    });
    Some(Explained { title: format!("{title}: {}", line.name), traces, sources: sources.unwrap_or_default() })
}

#[component]
fn WorkTotals() -> impl IntoView {
    let draft = Draft::expect();
    let rows = dynamic(move || {
        draft.report.with(|report| {
            report
                .pools
                .iter()
                .map(|pool| {
                    let title = format!("{}: units a month", pool.name);
                    let figure = format!("pools.{}.units", pool.pool);
                    let explain = Callback::new(move |()| {
                        let report = draft.explained();
                        let trace = report.trace.into_iter().find(|trace| trace.figure == figure);
                        let traces = trace.into_iter().collect();
                        Some(Explained { title: title.clone(), traces, sources: Vec::new() })
                    });
                    let partly = if pool.complete { "" } else { " so far" };
                    let sum = format!("{} {} a month{partly}", format::quantity(pool.monthly), pool.units_name);
                    // what the lines draw is not what every month needs
                    let planned = pool.span().filter(|_| !pool.is_as_lines()).map(|(least, most)| {
                        let range = if least == most {
                            format::quantity(most)
                        } else {
                            format!("{} to {}", format::quantity(least), format::quantity(most))
                        };
                        view! { <small class="soft">"planned: "{range}" "{pool.units_name.clone()}" a month"</small> }
                    });
                    // units that are typed for a pool that no line draws on are nothing of the lines
                    let sum = (pool.monthly > Units::ZERO || planned.is_none())
                        .then(|| view! { <Why explain=explain>{sum}</Why> });
                    let name = pool.name.clone();
                    view! { <li><span class="soft">{name}</span><span class="work__sum">{sum}{planned}</span></li> }
                })
                .collect_view()
        })
    });
    view! { <ul class="work__totals" role="list">{rows}</ul> }
}
