//! A table of rows that are data: sorted by its heads, fast with thousands of rows, a list of cards on a small screen.
//!
//! A row is made into elements once, when it is first shown, and kept; filtering and sorting only change which of them
//! stand in the table. A list begins with as many as a frame has time for, grows to its first [`WINDOW`] in the frames
//! after, and to its end when asked. So a key press lays out few rows, whatever the length of the book. All text is set as text: nothing that a book says can become markup.
//!
//! The elements carry their roles, because a small screen lays them out as cards, which would take the roles away.

use super::dynamic;
use crate::format;
use gloo_timers::callback::Timeout;
use js_sys::Array;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use std::collections::BTreeMap;
use std::sync::Arc;
use web_sys::{Document, Element};

/// How many rows are shown before somebody asks for all.
pub const WINDOW: usize = 100;

/// How many rows are laid out within one frame: measured, so that a key press stays in it.
const AT_ONCE: usize = 16;

/// The milliseconds between such groups of rows.
const PAUSE: u32 = 40;

/// The same for a list that was asked for whole: whoever waits for the rest of it is not typing.
const AT_ONCE_OF_ALL: usize = 60;
const PAUSE_OF_ALL: u32 = 16;

/// A part of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words, and the class that says how they look.
    Words(&'static str, String),
    /// A link to another place: address and words. An address that is not of the web is shown as words.
    Link(String, String),
    /// Something to press.
    Button {
        /// What it does; told to the caller.
        act: &'static str,
        /// What it does it to; told to the caller.
        value: String,
        /// What stands on it.
        words: String,
        /// Its accessible name.
        label: String,
    },
    /// One of several to choose.
    Choice {
        /// What it does; told to the caller, with the id and the chosen value as `id=value`.
        act: &'static str,
        /// Its id on the page.
        id: String,
        /// Its accessible name.
        label: String,
        /// Each value with its words.
        options: Vec<(String, String)>,
        /// The value that is chosen.
        chosen: String,
    },
}

/// A column and its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The key to sort by; empty where one cannot.
    pub key: String,
    /// What stands in the head.
    pub name: String,
    /// Class of the column's cells and of its width: `what`, `number`, `words` or `source`.
    pub class: &'static str,
}

impl Column {
    /// A column.
    pub fn new(key: impl Into<String>, name: impl Into<String>, class: &'static str) -> Self {
        Self { key: key.into(), name: name.into(), class }
    }
}

/// A row: as many cells as there are columns. The first one names the row.
pub type Line = Vec<Vec<Piece>>;

/// Makes the row at a place.
pub type MakeLine = Arc<dyn Fn(usize) -> Line + Send + Sync>;

/// What a press on a button of a row asks for: its `act` and `value`.
pub type Act = Callback<(String, String)>;

/// The table.
#[component]
pub fn Table(
    /// Its accessible name.
    #[prop(into)]
    label: String,
    /// Its columns.
    columns: Vec<Column>,
    /// Makes the row at a place; asked once for each.
    line: MakeLine,
    /// The places to show, in order.
    #[prop(into)]
    shown: Signal<Vec<usize>>,
    /// The key it is sorted by, after a `-` where it falls; empty: the order of the book.
    #[prop(optional, into)]
    sort: Signal<String>,
    /// Told the next `sort`.
    #[prop(optional, into)]
    on_sort: Option<Callback<String>>,
    /// The place that a link points at.
    #[prop(optional, into)]
    marked: Signal<Option<usize>>,
    /// Told what was pressed.
    #[prop(optional, into)]
    act: Option<Act>,
) -> impl IntoView {
    let body = NodeRef::<html::Tbody>::new();
    // the list that was asked for whole; another one begins with its window again
    let whole = RwSignal::new(None::<Vec<usize>>);
    let most = Memo::new(move |_| {
        let all = shown.with(|shown| whole.with(|whole| whole.as_ref() == Some(shown)));
        if all { usize::MAX } else { WINDOW }
    });
    let heads: Vec<_> = columns.iter().map(|column| head(column.clone(), sort, on_sort)).collect();
    let cols: Vec<_> = columns.iter().map(|column| view! { <col class=format!("col--{}", column.class)/> }).collect();

    let rows = Rows {
        body,
        shown,
        most,
        marked,
        columns: StoredValue::new(columns),
        line: StoredValue::new(line),
        made: StoredValue::new_local(BTreeMap::new()),
        placed: StoredValue::new((Vec::new(), 0)),
        timer: StoredValue::new_local(None),
        pointed: StoredValue::new_local(None),
    };
    let scrolled = StoredValue::new(None);
    Effect::new(move |_| {
        let target = rows.show();
        let marked = marked.get();
        if let Some(target) = target.filter(|_| scrolled.get_value() != marked) {
            scrolled.set_value(marked);
            request_animation_frame(move || {
                let how = web_sys::ScrollIntoViewOptions::new();
                how.set_block(web_sys::ScrollLogicalPosition::Nearest);
                target.scroll_into_view_with_scroll_into_view_options(&how);
            });
        }
    });

    let pressed = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest("[data-act]").ok().flatten());
        if let (Some(button), Some(act)) = (button, act) {
            let field = |name: &str| button.get_attribute(name).unwrap_or_default();
            act.run((field("data-act"), field("data-value")));
        }
    };
    let changed = move |event: leptos::ev::Event| {
        let select = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
        if let (Some(select), Some(act)) = (select, act) {
            let name = select.get_attribute("data-choice").unwrap_or_default();
            act.run((name, format!("{}={}", select.id(), select.value())));
        }
    };
    let more = dynamic(move || {
        let count = shown.with(Vec::len);
        (count > most.get()).then(|| {
            view! {
                <p class="grid__rest">
                    <span class="soft">"The first "{WINDOW}" are shown. "</span>
                    <button type="button" class="button" on:click=move |_| whole.set(Some(shown.get_untracked()))>
                        "Show all "{format::quantity(count)}
                    </button>
                </p>
            }
        })
    });
    let name = label.clone();
    view! {
        <div class="grid__scroll card" role="region" tabindex="0" aria-label=name>
            <table class="grid" role="table" aria-label=label>
                <colgroup>{cols}</colgroup>
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup" node_ref=body on:click=pressed on:change=changed></tbody>
            </table>
        </div>
        {more}
    }
}

/// The rows of a table, and what is there of them.
#[derive(Clone, Copy)]
struct Rows {
    body: NodeRef<html::Tbody>,
    shown: Signal<Vec<usize>>,
    most: Memo<usize>,
    marked: Signal<Option<usize>>,
    columns: StoredValue<Vec<Column>>,
    line: StoredValue<MakeLine>,
    /// Every row that was ever shown, by its place.
    made: StoredValue<BTreeMap<usize, Element>, LocalStorage>,
    /// The list that stands in the table, and how many of it are there so far.
    placed: StoredValue<(Vec<usize>, usize)>,
    timer: StoredValue<Option<Timeout>, LocalStorage>,
    /// The row that is marked.
    pointed: StoredValue<Option<Element>, LocalStorage>,
}

impl Rows {
    /// Puts the first rows of a new list into the table at once, the others some at a time; marks the row that a link
    /// points at, and gives it.
    fn show(self) -> Option<Element> {
        let (body, marked, most) = (self.body.get()?, self.marked.get(), self.most.get());
        self.shown.with(|shown| {
            // a row that a link points at is shown, wherever in the list it is
            let reach = shown.iter().position(|place| Some(*place) == marked).map_or(0, |at| at + 1);
            let (same, count) = self.placed.with_value(|(list, count)| (list == shown, *count));
            let first = AT_ONCE.max(reach).min(shown.len());
            if !same || count < first {
                body.replace_children_with_node(&self.nodes(shown, 0, first));
                self.placed.set_value((shown.clone(), first));
            }
            self.grow(most.max(reach));
        });
        // an element takes any attribute of a plain name
        if let Some(row) = self.pointed.get_value() {
            let _ = row.remove_attribute("aria-current");
        }
        let target = marked.and_then(|place| self.made.with_value(|made| made.get(&place).cloned()));
        if let Some(row) = &target {
            let _ = row.set_attribute("aria-current", "true");
        }
        self.pointed.set_value(target.clone());
        target
    }

    /// Adds some rows a little later, and so on until there are `most`. A new list cancels it.
    fn grow(self, most: usize) {
        let (length, count) = self.placed.with_value(|(list, count)| (list.len(), *count));
        let timer = (count < most.min(length)).then(|| {
            let all = most > WINDOW;
            Timeout::new(if all { PAUSE_OF_ALL } else { PAUSE }, move || {
                let Some(body) = self.body.get_untracked() else { return };
                let more = if all { AT_ONCE_OF_ALL } else { AT_ONCE };
                let next = (count + more).min(most).min(length);
                let nodes = self.placed.with_value(|(list, _)| self.nodes(list, count, next));
                for node in nodes.iter() {
                    // a row can stand in any table body
                    let _ = body.append_child(node.unchecked_ref());
                }
                self.placed.update_value(|(_, count)| *count = next);
                self.grow(most);
            })
        });
        // replacing the timer drops, and so cancels, the one before
        self.timer.set_value(timer);
    }

    /// The rows of a list from one place in it to before another.
    fn nodes(self, list: &[usize], from: usize, to: usize) -> Array {
        let mut nodes = Array::new();
        let Some(document) = window().document() else { return nodes };
        let line = self.line.get_value();
        let narrow = is_narrow();
        self.made.update_value(|made| {
            self.columns.with_value(|columns| {
                for &place in list.iter().take(to).skip(from) {
                    if !made.contains_key(&place) {
                        made.extend(row(&document, columns, &line(place), narrow).map(|row| (place, row)));
                    }
                    nodes.extend(made.get(&place));
                }
            });
        });
        nodes
    }
}

/// The head of a column: a button where one can sort by it. The first press sorts upwards, the next downwards, the third
/// gives the order of the book back.
fn head(column: Column, sort: Signal<String>, on_sort: Option<Callback<String>>) -> impl IntoView {
    let class = format!("grid__head grid__cell--{}", column.class);
    let Some(on_sort) = on_sort.filter(|_| !column.key.is_empty()) else {
        return view! { <th role="columnheader" scope="col" class=class>{column.name}</th> }.into_any();
    };
    let key = column.key;
    let direction = Memo::new(move |_| {
        sort.with(|sort| {
            match sort.strip_prefix('-') {
                Some(falling) if falling == key => Some((false, String::new())),
                None if *sort == key => Some((true, format!("-{key}"))),
                _ => None,
            }
            .ok_or_else(|| key.clone())
        })
    });
    let aria = Signal::derive(move || {
        direction.with(|direction| match direction {
            Ok((true, _)) => Some("ascending"),
            Ok((false, _)) => Some("descending"),
            Err(_) => None,
        })
    });
    let next = move |_| {
        on_sort.run(direction.with_untracked(|direction| match direction {
            Ok((_, next)) | Err(next) => next.clone(),
        }));
    };
    let mark = dynamic(move || match aria.get() {
        Some("ascending") => "▲",
        Some(_) => "▼",
        None => "",
    });
    view! {
        <th role="columnheader" scope="col" class=class aria-sort=aria>
            <button type="button" class="grid__sort" on:click=next>{column.name}<span class="grid__mark" aria-hidden="true">{mark}</span></button>
        </th>
    }
    .into_any()
}

/// Whether the screen is so small that rows are laid out as cards.
#[must_use]
pub fn is_narrow() -> bool {
    window().match_media("(max-width: 720px)").ok().flatten().is_some_and(|narrow| narrow.matches())
}

/// The elements of a row; none if the browser refuses to make them.
fn row(document: &Document, columns: &[Column], line: &[Vec<Piece>], narrow: bool) -> Option<Element> {
    let row = document.create_element("tr").ok()?;
    row.set_attribute("role", "row").ok()?;
    for (at, (column, pieces)) in columns.iter().zip(line).enumerate() {
        let (name, role) = if at == 0 { ("th", "rowheader") } else { ("td", "cell") };
        let cell = document.create_element(name).ok()?;
        cell.set_attribute("role", role).ok()?;
        if at == 0 {
            cell.set_attribute("scope", "row").ok()?;
        } else {
            cell.set_attribute("data-label", &column.name).ok()?;
        }
        cell.set_class_name(&format!("grid__cell grid__cell--{}", column.class));
        let fold = (narrow && column.class == "source").then(|| pieces.iter().position(opens)).flatten();
        let Some(fold) = fold else {
            fill(document, &cell, pieces)?;
            row.append_child(&cell).ok()?;
            continue;
        };
        let (details, summary) = (document.create_element("details").ok()?, document.create_element("summary").ok()?);
        let (head, rest) = pieces.split_at(fold);
        fill(document, &summary, head)?;
        details.append_child(&summary).ok()?;
        fill(document, &details, rest)?;
        details.set_class_name("grid__fold");
        cell.append_child(&details).ok()?;
        row.append_child(&cell).ok()?;
    }
    Some(row)
}

/// Whether a small screen folds a source away from this piece on: how sure it is and since when stay in view.
fn opens(piece: &Piece) -> bool {
    matches!(piece, Piece::Link(..) | Piece::Words("grid__link", _))
}

fn fill(document: &Document, parent: &Element, pieces: &[Piece]) -> Option<()> {
    for piece in pieces {
        let piece = element(document, piece)?;
        parent.append_child(&piece).ok()?;
    }
    Some(())
}

fn element(document: &Document, piece: &Piece) -> Option<Element> {
    let (name, class, words) = match piece {
        Piece::Words(class, words) => ("span", *class, words),
        Piece::Link(url, words) if is_web(url) => ("a", "grid__link", words),
        Piece::Link(_, words) => ("span", "grid__link", words),
        Piece::Button { words, .. } => ("button", "grid__button", words),
        Piece::Choice { act, id, label, options, chosen } => {
            let select = document.create_element("select").ok()?;
            let named = [("class", "select"), ("id", id), ("aria-label", label), ("data-choice", act)];
            for (name, value) in named {
                select.set_attribute(name, value).ok()?;
            }
            for (value, words) in options {
                let option = document.create_element("option").ok()?;
                option.set_attribute("value", value).ok()?;
                if value == chosen {
                    option.set_attribute("selected", "").ok()?;
                }
                option.set_text_content(Some(words));
                select.append_child(&option).ok()?;
            }
            return Some(select);
        }
    };
    let element = document.create_element(name).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    element.set_text_content(Some(words));
    match piece {
        Piece::Link(url, _) if is_web(url) => {
            element.set_attribute("href", url).ok()?;
            element.set_attribute("target", "_blank").ok()?;
            element.set_attribute("rel", "noopener noreferrer").ok()?;
        }
        Piece::Button { act, value, label, .. } => {
            element.set_attribute("type", "button").ok()?;
            element.set_attribute("data-act", act).ok()?;
            element.set_attribute("data-value", value).ok()?;
            element.set_attribute("aria-label", label).ok()?;
        }
        Piece::Words(..) | Piece::Link(..) | Piece::Choice { .. } => {}
    }
    Some(element)
}

/// Whether an address is one of the web: nothing else that a book says is followed.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
