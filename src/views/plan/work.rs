//! The table of work: a line for each model and setting, with what it draws.

use crate::document::{Draft, Row};
use crate::format;
use crate::parts::{Explained, FieldIssues, NumberBox, RatePicker, SourceLine, Why, dynamic};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
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
            {dynamic(move || empty().then(|| view! {
                <p class="work__empty">
                    "No work yet. Add a line, or start from one of the examples below: pick a model, say how many you keep each
                    month and how many takes each needs; the packs to buy appear at once."
                </p>
            }))}
            <WorkTotals/>
        </section>
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
    view! {
        <li class="line" class:line--bad=move || issues.with(|issues| issues.iter().any(|issue| issue.level == Level::Error))>
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
            <div class="line__tools">
                <button type="button" class="icon" aria-label=label("Duplicate") title="Duplicate"
                    on:click=move |_| draft.duplicate(row.id)>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5 5h8v8H5z M3 11V3h8"/></svg>
                </button>
                <button type="button" class="icon" aria-label=label("Remove") title="Remove"
                    on:click=move |_| remove(draft, row.id)>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8 M12 4l-8 8"/></svg>
                </button>
            </div>
            <div class="line__issues"><FieldIssues issues=issues id=id.clone()/>{replace}</div>
        </li>
    }
}

/// Removes a line and hands the focus to the next one, or to the button that adds one.
fn remove(draft: Draft, id: u32) {
    let next = draft.rows.with_untracked(|rows| {
        let at = rows.iter().position(|row| row.id == id)?;
        rows.get(at + 1).or(at.checked_sub(1).and_then(|before| rows.get(before))).map(|row| row.id)
    });
    draft.remove(id);
    let target = next.map_or_else(|| "add-work".to_owned(), |next| format!("line-{next}-count"));
    request_animation_frame(move || {
        let element = document().get_element_by_id(&target);
        if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            // an element that cannot take the focus leaves it where it was
            let _ = element.focus();
        }
    });
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
                    let name = pool.name.clone();
                    view! { <li><span class="soft">{name}</span><Why explain=explain>{sum}</Why></li> }
                })
                .collect_view()
        })
    });
    view! { <ul class="work__totals" role="list">{rows}</ul> }
}

/// Situations to start from, by book: (name, short link).
const PRESETS: [(&str, &str); 6] = [
    ("kling-2026", "100 short ads|plan?book=kling-2026&lines=3.0-1080p-audio:10s*100x3&months=3"),
    (
        "kling-2026",
        "Daily social clips|plan?book=kling-2026&lines=2.5-turbo-1080p:5s*120x2,2.6-1080p-audio:10s*30&months=6",
    ),
    (
        "kling-2026",
        "Storyboard, 40 shots|plan?book=kling-2026&lines=3.0-720p:5s*40x4,3.0-1080p-audio:10s*40x2,lip-sync:10s*12&months=1",
    ),
    (
        "kling-2025",
        "300 Master and 200 Pro clips|plan?book=kling-2025&lines=v2.0-master-10s*300,v1.6-pro-5s*200&months=3",
    ),
    ("kling-2025", "Daily social clips|plan?book=kling-2025&lines=v1.6-std-5s*1200x2,lip-sync-5s*600&months=3"),
    ("kling-2025", "Product stills|plan?book=kling-2025&lines=image-v2-t2i*20000x2&months=3"),
];

/// Buttons that add a line or start from a situation.
#[component]
pub(super) fn Presets() -> impl IntoView {
    let draft = Draft::expect();
    let presets = dynamic(move || {
        let book = draft.book.get();
        PRESETS
            .iter()
            .filter(|(of, _)| *of == book)
            .filter_map(|(_, preset)| preset.split_once('|'))
            .map(|(name, link)| view! { <button type="button" class="preset" on:click=move |_| draft.start_with(link)>{name}</button> })
            .collect_view()
    });
    view! {
        <div class="presets">
            <button type="button" class="preset preset--add" id="add-work" on:click=move |_| draft.add_row()>"+ Add work"</button>
            {presets}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::PRESETS;
    use crate::document::FIRST;
    use packwise_engine::book::Books;
    use packwise_engine::document::evaluate;
    use packwise_engine::link;

    /// What a newcomer starts from has an answer, and is no warning's business.
    #[test]
    fn every_preset_and_the_first_page_have_a_total() {
        let books = Books::shipped();
        let presets = PRESETS.iter().filter_map(|(_, preset)| preset.split_once('|'));
        for (name, fragment) in presets.chain([("the first page", FIRST)]) {
            let opened = link::read(fragment, "");
            assert_eq!(opened.issues, [], "{name}");
            let report = evaluate(&opened.document, &books);
            assert!(report.complete, "{name}: {:?}", report.issues);
            assert!(report.issues.iter().all(|issue| !issue.path.starts_with("lines[")), "{name}: {:?}", report.issues);
        }
    }
}
