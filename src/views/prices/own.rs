//! Books of one's own: dropped, chosen, pasted or written; every problem named with its line; used at once when clean.
//! They stay in this browser. A book with problems leaves everything as it was.

use super::focus;
use crate::document::Draft;
use crate::document::own_books::{Broken, too_large};
use crate::format;
use crate::parts::{dynamic, save_file};
use gloo_timers::callback::Timeout;
use leptos::ev::DragEvent;
use leptos::html;
use leptos::prelude::*;
use packwise_engine::book::{Edition, MAX_BYTES, Place, places};
use packwise_engine::issue::{Code, Issue};
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList};

/// The most problems that are listed at once.
const MOST: usize = 100;

/// How long typing rests before it is checked, in milliseconds.
const REST: u32 = 300;

/// Something wrong, and where in the text.
type Problem = (Issue, Option<Place>);

/// What came of the last deed.
#[derive(Clone, Debug, Default, PartialEq)]
enum Outcome {
    #[default]
    Nothing,
    Said(String),
    /// A book was removed: its name, its file, whether it was the chosen one.
    Removed(String, Arc<str>, bool),
}

/// What the panel holds.
#[derive(Clone, Copy)]
struct Panel {
    draft: Draft,
    /// What is in the editor; none: it is closed.
    text: RwSignal<Option<String>>,
    /// What is wrong with it; none: not checked.
    problems: RwSignal<Option<Vec<Problem>>>,
    outcome: RwSignal<Outcome>,
    /// Id of the book that is about to be removed.
    asking: RwSignal<Option<String>>,
    area: NodeRef<html::Textarea>,
}

impl Panel {
    /// Opens the editor on a text.
    fn edit(self, text: String) {
        self.problems.set(Some(self.check(&text)));
        self.text.set(Some(text));
        request_animation_frame(|| focus("own-text"));
    }

    fn check(self, text: &str) -> Vec<Problem> {
        located(text, self.draft.check_own(text))
    }

    /// Uses a text as a book; with problems, shows it in the editor. `from`: what it is called.
    fn take(self, text: String, from: &str) {
        match self.draft.use_own(&text) {
            Ok(lent) => {
                let book = &lent.edition.book;
                let words = match (lent.edition.local, lent.replaced) {
                    (false, _) => {
                        format!("{from} is, byte for byte, the published {}; it is now the chosen book.", book.title)
                    }
                    (true, true) => {
                        format!("{} took the place of the book of the same id, and is now the chosen book.", book.title)
                    }
                    (true, false) => format!("{} is now the chosen book.", book.title),
                };
                self.text.set(None);
                self.problems.set(None);
                self.outcome.set(Outcome::Said(words));
            }
            Err(issues) => {
                let words = format!("{from} cannot be used: {}. Nothing else changed.", problems_of(issues.len()));
                self.outcome.set(Outcome::Said(words));
                // a text that is too large to be read is too large to be edited
                if text.len() <= MAX_BYTES {
                    self.problems.set(Some(located(&text, issues)));
                    self.text.set(Some(text));
                } else {
                    self.problems.set(Some(vec![(too_large(), None)]));
                }
            }
        }
    }

    fn take_files(self, files: Option<FileList>) {
        let files: Vec<File> =
            files.iter().flat_map(|files| (0..files.length()).filter_map(|at| files.get(at))).collect();
        leptos::task::spawn_local(async move {
            for file in files {
                let name = file.name();
                if file.size() > f64::from(4 << 20) {
                    self.problems.set(Some(vec![(too_large(), None)]));
                    self.outcome.set(Outcome::Said(format!("{name} cannot be used: 1 problem. Nothing else changed.")));
                    continue;
                }
                let bytes =
                    JsFuture::from(file.array_buffer()).await.map(|buffer| js_sys::Uint8Array::new(&buffer).to_vec());
                match bytes.map(String::from_utf8) {
                    Ok(Ok(text)) => self.take(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text), &name),
                    Ok(Err(_)) => {
                        let issue =
                            Issue::error("", Code::NOT_JSON, "this is not JSON: its bytes are not text in UTF-8");
                        self.problems.set(Some(vec![(issue, None)]));
                        self.outcome
                            .set(Outcome::Said(format!("{name} cannot be used: 1 problem. Nothing else changed.")));
                    }
                    Err(_) => self.outcome.set(Outcome::Said(format!("{name} cannot be read by this browser."))),
                }
            }
        });
    }

    fn remove(self, id: &str) {
        let chosen = self.draft.book.get_untracked() == id;
        self.asking.set(None);
        if let Some(edition) = self.draft.remove_own(id) {
            let text = edition.text.clone().unwrap_or_default();
            self.outcome.set(Outcome::Removed(edition.book.title.clone(), text, chosen));
            request_animation_frame(|| focus("own-undo"));
        }
    }
}

/// The panel.
#[component]
pub(super) fn OwnBooks() -> impl IntoView {
    let panel = Panel {
        draft: Draft::expect(),
        text: RwSignal::new(None),
        problems: RwSignal::new(None),
        outcome: RwSignal::new(Outcome::Nothing),
        asking: RwSignal::new(None),
        area: NodeRef::new(),
    };
    let draft = panel.draft;
    let over = RwSignal::new(false);
    let held = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        panel.take_files(event.data_transfer().and_then(|data| data.files()));
    };
    let file = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        if let Some(input) = file.get_untracked() {
            panel.take_files(input.files());
            // the same file can be chosen again once it is mended
            input.set_value("");
        }
    };
    let present = Memo::new(move |_| draft.with_book(|book| format!("{}, {}", book.provider.name, book.edition)));
    let copy = move |_| {
        let edition = draft.books.with_untracked(|books| books.get(&draft.book.get_untracked()).cloned());
        leptos::task::spawn_local(async move {
            let Some(edition) = edition else { return };
            let words = match draft.text_of(&edition).await {
                Some(text) => {
                    panel.edit(copy_of(draft, &edition, text));
                    "The copy is in the editor, under an id of its own. Change it, then use it."
                }
                None => "The file of the present book is not to be had.",
            };
            panel.outcome.set(Outcome::Said(words.to_owned()));
        });
    };
    view! {
        <section class="section own" class:own--over=over aria-label="Your own prices"
            on:dragover=held on:dragleave=move |_| over.set(false) on:drop=dropped>
            <h2>"Your own prices"</h2>
            <div class="card own__card">
                <p class="own__about">
                    "Negotiated prices, or another provider’s: a price book as JSON ("<a href="books/v1/price-book.schema.json">"its schema"</a>").
                    Drop a file here, choose one, or start from the present book. It stays in this browser and is never sent anywhere."
                </p>
                <Shelf panel=panel/>
                <div class="own__ways">
                    <label class="button own__file">"Choose a file"
                        <input class="visually-hidden" type="file" accept=".json,application/json" multiple node_ref=file on:change=chosen/>
                    </label>
                    {dynamic(move || present.get().map(|name| view! {
                        <button type="button" class="button" on:click=copy>"Start from "{name}</button>
                    }))}
                    <button type="button" class="button" on:click=move |_| panel.edit(String::new())>"Paste or write one"</button>
                </div>
                <p class="own__said" role="status">{dynamic(move || said(panel))}</p>
                <Editor panel=panel/>
                {dynamic(move || panel.problems.get().filter(|problems| !problems.is_empty()).map(|problems| listed(panel, problems)))}
            </div>
        </section>
    }
}

fn said(panel: Panel) -> AnyView {
    match panel.outcome.get() {
        Outcome::Nothing => ().into_any(),
        Outcome::Said(words) => words.into_any(),
        Outcome::Removed(name, text, chosen) => {
            let undo = move |_| {
                let before = panel.draft.book.get_untracked();
                // it was used before, so it can be used again
                if panel.draft.use_own(&text).is_ok() && !chosen {
                    panel.draft.book.set(before);
                }
                panel.outcome.set(Outcome::Said("It is back.".to_owned()));
            };
            view! {
                {name}" is removed. "<button type="button" class="linklike" id="own-undo" on:click=undo>"Undo"</button>
            }
            .into_any()
        }
    }
}

/// The books of one's own, and what can be done with each.
#[component]
fn Shelf(panel: Panel) -> impl IntoView {
    let draft = panel.draft;
    dynamic(move || {
        let chosen = draft.book.get();
        let local = |edition: &&Arc<Edition>| edition.local;
        let rows: Vec<_> = draft
            .books
            .with(|books| books.editions().iter().filter(local).cloned().collect::<Vec<_>>())
            .into_iter()
            .map(|edition| {
                let book = &edition.book;
                let unkept = draft.own.with(|own| own.unkept.contains(&book.id));
                kept_row(
                    panel,
                    &book.id,
                    &book.title,
                    edition.text.clone().unwrap_or_default(),
                    (book.id == chosen).then_some(true),
                    unkept,
                )
            })
            .collect();
        let broken: Vec<_> = draft
            .own
            .with(|own| own.broken.clone())
            .into_iter()
            .map(|Broken { id, text, issues }| {
                let title = format!("{id}: kept, and no longer usable ({})", problems_of(issues.len()));
                kept_row(panel, &id, &title, text, None, false)
            })
            .collect();
        (!rows.is_empty() || !broken.is_empty())
            .then(|| view! { <ul class="own__books" role="list" aria-label="Your books">{rows}{broken}</ul> })
    })
}

/// A row of the shelf. `chosen`: none where the book cannot be chosen, because it is broken.
fn kept_row(panel: Panel, id: &str, title: &str, text: Arc<str>, chosen: Option<bool>, unkept: bool) -> AnyView {
    let draft = panel.draft;
    let broken = draft.own.with(|own| own.broken.iter().any(|broken| broken.id == id));
    let id = StoredValue::new(id.to_owned());
    let text = StoredValue::new(text);
    let label = |what: &str| format!("{what} {}", id.get_value());
    let choose = (!broken && chosen.is_none()).then(|| view! {
        <button type="button" class="button" aria-label=label("Choose") on:click=move |_| draft.book.set(id.get_value())>"Choose"</button>
    });
    let ask = move |_| {
        panel.asking.set(Some(id.get_value()));
        request_animation_frame(|| focus("own-remove"));
    };
    let sure = move |_| {
        if broken {
            panel.asking.set(None);
            draft.forget_broken(&id.get_value());
        } else {
            panel.remove(&id.get_value());
        }
    };
    let save = move |_| {
        let name = format!("{}.json", id.get_value());
        let words = if save_file(&name, "application/json", &text.get_value()) {
            format!("Saved as {name}.")
        } else {
            "This browser does not save files from here.".to_owned()
        };
        panel.outcome.set(Outcome::Said(words));
    };
    let remove_label = label("Remove");
    let tools = dynamic(move || {
        if panel.asking.with(|asking| asking.as_ref() == Some(&id.get_value())) {
            view! {
                <span>"Remove it from this browser?"</span>
                <button type="button" class="button own__danger" id="own-remove" on:click=sure>"Yes, remove"</button>
                <button type="button" class="button" on:click=move |_| panel.asking.set(None)>"Keep it"</button>
            }
            .into_any()
        } else {
            view! { <button type="button" class="button" aria-label=remove_label.clone() on:click=ask>"Remove"</button> }.into_any()
        }
    });
    view! {
        <li class="own__book">
            <span class="own__name"><b>{title.to_owned()}</b>" "<span class="grid__id">{id.get_value()}</span>
                <span class="own__chips">
                    <span class="chip chip--local">"local, never sent anywhere"</span>
                    {(chosen == Some(true)).then(|| view! { <span class="chip">"chosen"</span> })}
                    {unkept.then(|| view! { <span class="chip chip--warn">"this browser does not keep it: save the file before you leave"</span> })}
                </span>
            </span>
            <span class="own__tools">
                {choose}
                <button type="button" class="button" aria-label=label("Edit") on:click=move |_| panel.edit(text.get_value().to_string())>"Edit"</button>
                <button type="button" class="button" aria-label=label("Download") on:click=save>"Download"</button>
                {tools}
            </span>
        </li>
    }
    .into_any()
}

/// The editor.
#[component]
fn Editor(panel: Panel) -> impl IntoView {
    let open = Memo::new(move |_| panel.text.with(Option::is_some));
    let clean = Memo::new(move |_| panel.problems.with(|problems| problems.as_ref().is_some_and(Vec::is_empty)));
    let pending = StoredValue::new_local(None::<Timeout>);
    let typed = move |text: String| {
        panel.text.set(Some(text));
        // replacing the timer drops, and so cancels, the one before
        pending.set_value(Some(Timeout::new(REST, move || {
            let problems = panel.text.with_untracked(|text| text.as_deref().map(|text| panel.check(text)));
            panel.problems.set(problems);
        })));
    };
    let go = move |_| {
        if let Some(text) = panel.text.get_untracked() {
            panel.take(text, "The text");
        }
    };
    let close = move |_| {
        panel.text.set(None);
        panel.problems.set(None);
    };
    let invalid = Signal::derive(move || {
        if panel.problems.with(|problems| problems.as_ref().is_some_and(|problems| !problems.is_empty())) {
            "true"
        } else {
            "false"
        }
    });
    dynamic(move || {
        open.get().then(|| view! {
            <div class="own__editor">
                <label class="soft" for="own-text">"Price book, JSON"</label>
                <textarea class="own__text" id="own-text" rows="18" wrap="off" spellcheck="false" autocomplete="off" node_ref=panel.area
                    aria-invalid=invalid aria-describedby="own-state" prop:value=move || panel.text.get().unwrap_or_default()
                    on:input:target=move |event| typed(event.target().value())></textarea>
                <div class="own__ways">
                    <button type="button" class="button button--primary" on:click=go>"Use these prices"</button>
                    <button type="button" class="button" on:click=close>"Close the editor"</button>
                    <span class="soft" id="own-state" role="status">{dynamic(move || match panel.problems.with(|problems| problems.as_ref().map(Vec::len)) {
                        Some(0) => "No problem found.".to_owned(),
                        Some(count) => format!("{} found.", problems_of(count)),
                        None => String::new(),
                    })}</span>
                    {dynamic(move || clean.get().then(|| view! { <span class="own__good" aria-hidden="true">"✓"</span> }))}
                </div>
            </div>
        })
    })
}

/// The problems, each with a way to its line.
fn listed(panel: Panel, problems: Vec<Problem>) -> impl IntoView {
    let rest = problems.len().saturating_sub(MOST);
    let rows: Vec<_> = problems
        .into_iter()
        .take(MOST)
        .map(|(issue, place)| {
            let path = if issue.path.is_empty() { "the whole file".to_owned() } else { issue.path };
            let line = place.map(|place| {
                let words = format!("line {}", format::quantity(place.line));
                view! { <button type="button" class="linklike" on:click=move |_| go_to(panel, place)>{words}</button> }
            });
            view! {
                <li class="problem" data-code=issue.code.as_str()>
                    <span class="problem__line">{line}</span>
                    <code class="problem__path">{path}</code>
                    <span>{issue.words}" "<code class="soft">{issue.code.as_str()}</code></span>
                </li>
            }
        })
        .collect();
    let more = (rest > 0).then(|| view! { <p class="soft">"And "{format::quantity(rest)}" more."</p> });
    view! { <ul class="problems" role="list" aria-label="Problems">{rows}</ul>{more} }
}

/// Puts the caret of the editor on a place, and its line in view.
fn go_to(panel: Panel, place: Place) {
    let Some(area) = panel.area.get_untracked() else { return };
    let (line, column) = (usize::try_from(place.line).unwrap_or(1), usize::try_from(place.column).unwrap_or(1));
    let found = panel.text.with_untracked(|text| {
        let text = text.as_deref()?;
        let units = |text: &str| text.encode_utf16().count();
        // a text box counts UTF-16 units, and one for each end of a line
        let before: usize = text.lines().take(line.saturating_sub(1)).map(|line| units(line) + 1).sum();
        let at: String = text.lines().nth(line.saturating_sub(1))?.chars().take(column.saturating_sub(1)).collect();
        Some((before + units(&at), text.lines().count().max(1)))
    });
    let Some((at, lines)) = found else { return };
    let at = u32::try_from(at).unwrap_or(0);
    // an element that cannot take the focus leaves it where it was
    let _ = area.focus();
    let _ = area.set_selection_range(at, at);
    let height = usize::try_from(area.scroll_height()).unwrap_or(0) / lines;
    area.set_scroll_top(i32::try_from(height * line.saturating_sub(4)).unwrap_or(0));
}

fn located(text: &str, issues: Vec<Issue>) -> Vec<Problem> {
    let mut found = places(text, &issues);
    found.resize(issues.len(), None);
    issues.into_iter().zip(found).collect()
}

fn problems_of(count: usize) -> String {
    if count == 1 { "1 problem".to_owned() } else { format!("{} problems", format::quantity(count)) }
}

/// The file of an edition under an id of its own that is not taken yet.
fn copy_of(draft: Draft, edition: &Edition, text: String) -> String {
    let book = &edition.book;
    let taken =
        |suffix: &String| draft.books.with_untracked(|books| books.get(&format!("{}{suffix}", book.id)).is_some());
    let mut suffixes = (1..).map(|number| if number == 1 { "-own".to_owned() } else { format!("-own{number}") });
    let suffix = suffixes.find(|suffix| !taken(suffix)).unwrap_or_default();
    let mut text = text;
    for (key, value) in [("id", &book.id), ("edition", &book.edition)] {
        // the book's own keys come before those of its rows
        text = text.replacen(&format!("\"{key}\": \"{value}\""), &format!("\"{key}\": \"{value}{suffix}\""), 1);
    }
    text
}
