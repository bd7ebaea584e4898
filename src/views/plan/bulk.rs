//! A file of work: chosen, dropped or pasted, its columns said, priced by a Web Worker beside the page, and taken into the
//! plan as lines. Nothing of it leaves the browser.
//!
//! The worker and its WebAssembly are loaded when a file is opened, and ended with the panel or to cancel. What they are
//! told and answer stands in crates/bulk/web/worker.js; the figures are the engine's.

use super::presets::Open;
use crate::document::Draft;
use crate::format;
use crate::parts::{Twin, dynamic, focus_on, holds_files, save_file};
use js_sys::{Object, Reflect, Uint8Array};
use leptos::ev::DragEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use packwise_engine::document::MAX_LINES;
use serde_json::{Value, json};
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, MessageEvent, Worker, WorkerOptions, WorkerType};

/// The most bytes of a file: the engine's limit.
const MAX_BYTES: f64 = 134_217_728.0;
/// Kinds of work that are listed.
const SHOWN: usize = 50;
/// What may stand between two cells, and its name.
const MARKS: [(&str, &str); 4] = [(",", "a comma"), ("\t", "a tab"), (";", "a semicolon"), ("|", "a bar")];
/// The columns that can be said, as the mapping names them; whether there may be none.
const COLUMNS: [(&str, &str, bool); 4] =
    [("rate", "Rate", false), ("seconds", "Seconds", true), ("count", "Count", true), ("takes", "Takes", true)];

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq)]
enum Stage {
    /// Nothing is open.
    #[default]
    Empty,
    /// The worker reads, or loads.
    Busy,
    /// Columns can be said.
    Ready,
    /// Thousandths of the file that are priced.
    Pricing(u32),
    /// What the file comes to.
    Done(Arc<Value>),
}

/// A worker, and what its messages call. Dropping it ends it, in the middle of whatever it does.
struct Beside {
    worker: Worker,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// The panel's state.
#[derive(Clone, Copy)]
struct Desk {
    stage: RwSignal<Stage>,
    /// What the file is called.
    name: RwSignal<String>,
    /// The engine's guess: columns and preview.
    guess: RwSignal<Option<Arc<Value>>>,
    /// What the columns are said to be.
    mapping: RwSignal<Value>,
    /// What went wrong, in words.
    wrong: RwSignal<Vec<String>>,
    beside: StoredValue<Option<Beside>, LocalStorage>,
    /// The bytes, for a worker that is begun anew after a cancel.
    bytes: StoredValue<Option<Uint8Array>, LocalStorage>,
    /// What is waited for: answers to anything else are old.
    waiting: StoredValue<(f64, &'static str)>,
    /// Columns that were said before the file had to be read again, and whether it is then to be priced.
    kept: StoredValue<Option<(Value, bool)>>,
    /// What is to be saved once what is being written is.
    next: StoredValue<Option<&'static str>>,
}

impl Desk {
    fn new() -> Self {
        Self {
            stage: RwSignal::new(Stage::Empty),
            name: RwSignal::new(String::new()),
            guess: RwSignal::new(None),
            mapping: RwSignal::new(Value::Null),
            wrong: RwSignal::new(Vec::new()),
            beside: StoredValue::new_local(None),
            bytes: StoredValue::new_local(None),
            waiting: StoredValue::new((0.0, "")),
            kept: StoredValue::new(None),
            next: StoredValue::new(None),
        }
    }

    /// Begins a worker.
    fn begin(self) -> Option<()> {
        let place = document().query_selector("meta[name=packwise-bulk]").ok().flatten()?.get_attribute("content")?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&place, &options).ok()?;
        let heard = Closure::new(move |event: MessageEvent| self.hear(&event.data()));
        // a file that is not there, or a policy that refuses it
        let failed = Closure::new(move |_: JsValue| {
            self.fail("The part that prices files could not be loaded. Is the page complete on its host?")
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        self.beside.set_value(Some(Beside { worker, _heard: heard, _failed: failed }));
        Some(())
    }

    fn fail(self, words: &str) {
        self.beside.set_value(None);
        self.waiting.update_value(|waiting| waiting.1 = "");
        self.next.set_value(None);
        self.wrong.set(vec![words.to_owned()]);
        self.stage.set(if self.guess.with_untracked(Option::is_some) { Stage::Ready } else { Stage::Empty });
    }

    /// Asks the worker to `act`.
    fn ask(self, act: &'static str, fields: &[(&str, JsValue)]) {
        let id = self.waiting.try_update_value(|waiting| {
            *waiting = (waiting.0 + 1.0, act);
            waiting.0
        });
        let message = Object::new();
        let set = |key: &str, value: &JsValue| drop(Reflect::set(&message, &key.into(), value));
        set("id", &id.unwrap_or_default().into());
        set("do", &act.into());
        fields.iter().for_each(|(key, value)| set(key, value));
        let told = self.beside.with_value(|beside| beside.as_ref().map(|beside| beside.worker.post_message(&message)));
        if !matches!(told, Some(Ok(()))) {
            self.fail("This browser does not let the page work beside itself.");
        }
    }

    /// Opens a text.
    fn open(self, draft: Draft, name: String, bytes: Uint8Array) {
        self.wrong.set(Vec::new());
        self.guess.set(None);
        self.kept.set_value(None);
        self.name.set(name);
        self.bytes.set_value(Some(bytes));
        self.load(draft);
    }

    /// Gives the text to a new worker.
    fn load(self, draft: Draft) {
        self.stage.set(Stage::Busy);
        if self.begin().is_none() {
            return self.fail("The part that prices files is not on this host.");
        }
        let book = draft.with_book_untracked(|book| json!(book).to_string()).unwrap_or_default();
        let Some(bytes) = self.bytes.get_value() else { return };
        // of a spreadsheet, the sheet that was chosen
        let sheet = self.guess.with_untracked(|guess| guess.as_ref().and_then(|guess| guess["sheet"].as_f64()));
        let sheet = JsValue::from_f64(sheet.unwrap_or_default());
        self.ask("open", &[("book", book.into()), ("text", bytes.buffer().into()), ("sheet", sheet)]);
    }

    /// Takes what the worker says.
    fn hear(self, data: &JsValue) {
        let field = |of: &JsValue, key: &str| Reflect::get(of, &key.into()).unwrap_or(JsValue::UNDEFINED);
        let (id, act) = self.waiting.get_value();
        if field(data, "id").as_f64() != Some(id) {
            return;
        }
        let progress = field(data, "progress");
        if !progress.is_undefined() {
            let part = |key| field(&progress, key).as_f64().unwrap_or_default();
            let (read, all) = (part("read"), part("all").max(1.0));
            // a share for show
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1,000")]
            return self.stage.set(Stage::Pricing((read / all * 1_000.0).clamp(0.0, 1_000.0) as u32));
        }
        let answer = field(data, "answer").as_string().and_then(|text| serde_json::from_str::<Value>(&text).ok());
        let Some(answer) = answer else {
            return self.fail("The part that prices files ended in the middle of its work.");
        };
        self.waiting.update_value(|waiting| waiting.1 = "");
        // a summary has issues of its own; an answer that is nothing else is a refusal
        if answer.as_object().is_some_and(|object| object.len() == 1) && answer["issues"].is_array() {
            self.wrong.set(words_of(&answer["issues"]));
            return self.stage.set(if self.guess.with_untracked(Option::is_some) {
                Stage::Ready
            } else {
                Stage::Empty
            });
        }
        match act {
            "open" | "look" | "sheet" => {
                let (mut answer, mut priced) = (answer, false);
                if let Some((mapping, price)) = self.kept.try_update_value(Option::take).flatten() {
                    answer["mapping"] = mapping;
                    priced = price;
                }
                self.wrong.set(words_of(&answer["issues"]));
                self.mapping.set(answer["mapping"].clone());
                self.guess.set(Some(Arc::new(answer)));
                self.stage.set(Stage::Ready);
                if priced {
                    self.ask_for_prices();
                } else {
                    focus_on("file-price".to_owned());
                }
            }
            "price" => self.stage.set(Stage::Done(Arc::new(answer))),
            _ => {
                let name = self.name.get_untracked();
                let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
                let csv = answer["csv"].as_str().unwrap_or_default();
                // a mark of byte order, without which spreadsheets guess the letters
                save_file(&format!("{stem}-{act}.csv"), "text/csv;charset=utf-8", &format!("\u{feff}{csv}"));
                if let Some(next) = self.next.try_update_value(Option::take).flatten() {
                    self.write(next);
                }
            }
        }
    }

    /// Prices the file; with a new worker, if the one before ended.
    fn price(self, draft: Draft) {
        if self.beside.with_value(Option::is_none) {
            self.kept.set_value(Some((self.mapping.get_untracked(), true)));
            return self.load(draft);
        }
        self.ask_for_prices();
    }

    fn ask_for_prices(self) {
        self.wrong.set(Vec::new());
        self.stage.set(Stage::Pricing(0));
        let mapping = js_sys::JSON::parse(&self.mapping.get_untracked().to_string()).unwrap_or(JsValue::NULL);
        self.ask("price", &[("mapping", mapping)]);
    }

    fn write(self, face: &'static str) {
        if !self.waiting.with_value(|waiting| waiting.1.is_empty()) {
            return self.next.set_value(Some(face));
        }
        let mapping = js_sys::JSON::parse(&self.mapping.get_untracked().to_string()).unwrap_or(JsValue::NULL);
        self.ask("write", &[("mapping", mapping), ("face", face.into())]);
        self.waiting.update_value(|waiting| waiting.1 = face);
    }

    /// Ends what runs; the file stays open, and its columns as they were said.
    fn cancel(self, draft: Draft) {
        self.beside.set_value(None);
        self.kept.set_value(Some((self.mapping.get_untracked(), false)));
        self.load(draft);
    }

    fn take_file(self, draft: Draft, file: Option<File>) {
        let Some(file) = file else { return };
        if file.size() > MAX_BYTES {
            return self.fail("This file is too large: at most 128 MB are read.");
        }
        self.stage.set(Stage::Busy);
        leptos::task::spawn_local(async move {
            match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => self.open(draft, file.name(), Uint8Array::new(&buffer)),
                Err(_) => self.fail("This file cannot be read by the browser."),
            }
        });
    }
}

/// The words of issues, each after what it is of.
fn words_of(issues: &Value) -> Vec<String> {
    issues.as_array().into_iter().flatten().filter_map(|issue| Some(issue["words"].as_str()?.to_owned())).collect()
}

/// A figure of an answer as text.
fn figure(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn count(value: &Value) -> String {
    format::quantity(figure(value))
}

/// The panel.
#[component]
pub(crate) fn FileOfWork() -> impl IntoView {
    let draft = Draft::expect();
    let Open(open) = expect_context();
    let close = Callback::new(move |()| {
        open.set(None);
        focus_on("file-button".to_owned());
    });
    let desk = Desk::new();
    let pasted = RwSignal::new(String::new());
    let file = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let chosen = move |_| {
        if let Some(input) = file.get_untracked() {
            desk.take_file(draft, input.files().and_then(|files| files.get(0)));
            input.set_value("");
        }
    };
    let read = move || {
        let text = pasted.get_untracked();
        desk.open(draft, "pasted".to_owned(), Uint8Array::from(text.as_bytes()));
    };
    let held = move |event: DragEvent| {
        if holds_files(&event) {
            event.prevent_default();
            over.set(true);
        }
    };
    let dropped = move |event: DragEvent| {
        over.set(false);
        if holds_files(&event) {
            event.prevent_default();
            desk.take_file(draft, event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)));
        }
    };
    // other prices, other rates: the file is read again
    let book = Memo::new(move |_| draft.book.get());
    Effect::new(move |before: Option<String>| {
        let book = book.get();
        if before.is_some_and(|before| before != book) && desk.bytes.with_value(Option::is_some) {
            desk.load(draft);
        }
        book
    });
    let wrong = dynamic(move || {
        let rows: Vec<AnyView> =
            desk.wrong.get().into_iter().map(|words| view! { <li>{words}</li> }.into_any()).collect();
        (!rows.is_empty()).then(|| view! { <ul class="panel__working file__wrong" role="list" aria-label="What is to be known">{rows}</ul> })
    });
    let name = dynamic(move || {
        desk.guess.with(Option::is_some).then(|| view! { <p class="file__name"><b>{desk.name.get()}</b></p> })
    });
    view! {
        <section class="card panel" class:panel--over=over aria-label="From a file" on:dragover=held on:dragleave=move |_| over.set(false) on:drop=dropped>
            <p class="soft">"A table with a rate on each line, as CSV or TSV of up to a million lines, or an .xlsx of 200,000. Drop it here, choose it, or paste cells of a spreadsheet. It is priced in this browser and sent nowhere."</p>
            <div class="own__editor">
                <label for="file-text">"Cells of a spreadsheet"</label>
                <textarea class="own__text" id="file-text" rows="3" spellcheck="false" autocomplete="off" wrap="off"
                    placeholder="3.0-1080p    5    400" prop:value=pasted on:input:target=move |event| pasted.set(event.target().value())></textarea>
            </div>
            <div class="own__ways">
                <button type="button" class="button" on:click=move |_| read()>"Read these cells"</button>
                <label class="button own__file">"Choose a file"
                    <input class="visually-hidden" type="file" accept=".csv,.tsv,.txt,.xlsx,text/csv,text/tab-separated-values" node_ref=file on:change=chosen/>
                </label>
                <button type="button" class="button" on:click=move |_| close.run(())>"Close"</button>
            </div>
            <div role="status">{name}{wrong}</div>
            <Columns desk=desk/>
            <Outcome desk=desk draft=draft close=close/>
        </section>
    }
}

/// Which column is what, the first lines, and the button.
#[component]
fn Columns(desk: Desk) -> impl IntoView {
    let draft = Draft::expect();
    // what is being priced is priced with the columns that are shown
    let waits = Signal::derive(move || matches!(desk.stage.get(), Stage::Busy | Stage::Pricing(_)));
    dynamic(move || {
        let guess = desk.guess.get()?;
        let columns: Vec<String> = guess["columns"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|name| name.as_str().unwrap_or_default().to_owned())
            .collect();
        let set = move |key: &'static str, value: Value| {
            desk.mapping.update(|mapping| mapping[key] = value);
            // what was priced was priced with other columns
            if matches!(desk.stage.get_untracked(), Stage::Done(_)) {
                desk.stage.set(Stage::Ready);
            }
        };
        let choices: Vec<AnyView> = COLUMNS
            .into_iter()
            .map(|(key, label, may_lack)| {
                let chosen = guess["mapping"][key].as_u64();
                let mut options: Vec<AnyView> = Vec::new();
                if may_lack {
                    let words = if key == "seconds" { "not told" } else { "1 for each line" };
                    options.push(view! { <option value="" selected=chosen.is_none()>{words}</option> }.into_any());
                }
                for (at, name) in (0_u64..).zip(&columns) {
                    options.push(view! { <option value=at.to_string() selected=chosen == Some(at)>{name.clone()}</option> }.into_any());
                }
                let id = format!("file-{key}");
                view! {
                    <div class="setting"><label for=id.clone()>{label}</label>
                        <select class="select" disabled=waits id=id on:change:target=move |event| set(key, event.target().value().parse::<u64>().map_or(Value::Null, Value::from))>{options}</select>
                    </div>
                }
                .into_any()
            })
            .collect();
        let marks: Vec<AnyView> = MARKS
            .into_iter()
            .map(|(mark, name)| {
                let selected = guess["mapping"]["delimiter"].as_str() == Some(mark);
                view! { <option value=mark selected=selected>{name}</option> }.into_any()
            })
            .collect();
        let look = move |mark: String| {
            if desk.beside.with_value(Option::is_none) {
                return desk.load(draft);
            }
            desk.stage.set(Stage::Busy);
            desk.ask("look", &[("delimiter", mark.into())]);
        };
        let turn = move |sheet: String| {
            if desk.beside.with_value(Option::is_none) {
                return desk.load(draft);
            }
            desk.stage.set(Stage::Busy);
            desk.ask("sheet", &[("sheet", JsValue::from_f64(sheet.parse().unwrap_or_default()))]);
        };
        let sheets: Option<Vec<AnyView>> = guess["sheets"].as_array().map(|names| {
            let option = |(at, name): (u64, &Value)| {
                let selected = guess["sheet"].as_u64() == Some(at);
                view! { <option value=at.to_string() selected=selected>{figure(name)}</option> }.into_any()
            };
            (0_u64..).zip(names).map(option).collect()
        });
        // a spreadsheet has sheets where a text has marks between its cells
        let between = match sheets {
            Some(sheets) => ("file-sheet", "Sheet", sheets, Callback::new(turn)),
            None => ("file-mark", "Between two cells", marks, Callback::new(look)),
        };
        let (between_id, between_label, between, choose) = between;
        let empty = columns.is_empty();
        let head = guess["mapping"]["head"].as_bool().unwrap_or(false);
        let rows: Vec<Vec<String>> = guess["preview"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|row| {
                row.as_array().into_iter().flatten().map(|cell| cell.as_str().unwrap_or_default().to_owned()).collect()
            })
            .collect();
        let heads: Vec<AnyView> =
            columns.into_iter().map(|name| view! { <th scope="col">{name}</th> }.into_any()).collect();
        let row = |cells: Vec<String>| {
            let cells: Vec<AnyView> = cells.into_iter().map(|cell| view! { <td>{cell}</td> }.into_any()).collect();
            view! { <tr>{cells}</tr> }.into_any()
        };
        let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
        let nothing = Signal::derive(move || waits.get() || empty);
        Some(view! {
            <div class="panel__boxes">
                <div class="setting"><label for=between_id>{between_label}</label>
                    <select class="select" disabled=waits id=between_id on:change:target=move |event| choose.run(event.target().value())>{between}</select>
                </div>
                {choices}
            </div>
            <label class="pick"><input type="checkbox" disabled=waits prop:checked=head on:change:target=move |event| set("head", event.target().checked().into())/>"The first line names the columns"</label>
            <div class="file__preview" role="region" tabindex="0" aria-label="The first lines of the file">
                <table class="table"><caption class="visually-hidden">"The first lines"</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
            </div>
            <div class="panel__do"><button type="button" class="button button--primary" id="file-price" disabled=nothing on:click=move |_| desk.price(draft)>"Price it"</button></div>
        })
    })
}

/// How far it is, and what the file comes to.
#[component]
fn Outcome(desk: Desk, draft: Draft, close: Callback<()>) -> impl IntoView {
    dynamic(move || match desk.stage.get() {
        Stage::Empty | Stage::Ready => ().into_any(),
        Stage::Busy => view! { <p class="soft" role="status">"Reading…"</p> }.into_any(),
        Stage::Pricing(part) => view! {
            <div class="own__ways">
                <progress class="file__progress" max="1000" value=part.to_string() aria-label="Lines priced"></progress>
                <button type="button" class="button" on:click=move |_| desk.cancel(draft)>"Cancel"</button>
            </div>
        }
        .into_any(),
        Stage::Done(summary) => done(desk, draft, close, &summary),
    })
}

fn done(desk: Desk, draft: Draft, close: Callback<()>, summary: &Arc<Value>) -> AnyView {
    let currency = draft.with_book_untracked(|book| book.currency.clone()).unwrap_or_default();
    let (lines, priced) = (summary["lines"].as_u64().unwrap_or(0), summary["priced"].as_u64().unwrap_or(0));
    let bad = lines.saturating_sub(priced);
    let mut lead = format!("{} of {} lines are priced", format::quantity(priced), format::quantity(lines));
    lead.push_str(if bad == 0 { "." } else { "; the others add nothing to these sums:" });
    let each = |of: &Value| {
        let price =
            of["listCost"].as_str().map_or_else(|| "price not known".to_owned(), |cost| format::money(cost, &currency));
        let pool = of["pool"].as_str().unwrap_or_default();
        let name = draft.with_book_untracked(|book| book.pool(pool).map(|pool| pool.name.clone())).flatten();
        view! { <li><b>{count(&of["units"])}" units"</b>{format!(" of {}, {price} at list", name.unwrap_or_else(|| pool.to_owned()))}</li> }.into_any()
    };
    let pools: Vec<AnyView> = summary["pools"].as_array().into_iter().flatten().map(each).collect();
    let kinds: Vec<Value> = summary["kinds"].as_array().cloned().unwrap_or_default();
    let many = kinds.len();
    let work: Vec<[String; 4]> = kinds
        .iter()
        .map(|kind| {
            let text = |key: &str| if kind[key].is_null() { String::new() } else { format::typed(&figure(&kind[key])) };
            [figure(&kind["rate"]), text("seconds"), text("count"), text("takes")]
        })
        .collect();
    let heads = ["Rate", "Seconds", "Takes", "Lines", "Count", "Units each", "Units"].map(str::to_owned).to_vec();
    let rows: Arc<dyn Fn() -> Vec<Vec<String>> + Send + Sync> = Arc::new(move || {
        let row = |kind: &Value| {
            let cell = |key: &str| if kind[key].is_null() { String::new() } else { count(&kind[key]) };
            vec![
                figure(&kind["rate"]),
                cell("seconds"),
                cell("takes"),
                cell("lines"),
                cell("count"),
                cell("unitsEach"),
                cell("units"),
            ]
        };
        kinds.iter().take(SHOWN).map(row).collect()
    });
    let remarks: Vec<AnyView> =
        words_of(&summary["issues"]).into_iter().map(|words| view! { <li>{words}</li> }.into_any()).collect();
    let remarks = (!remarks.is_empty()).then(|| view! { <ul class="panel__working soft" role="list" aria-label="What is to be known of these rates">{remarks}</ul> });
    let named: Vec<AnyView> = summary["lineIssues"]
        .as_array()
        .into_iter()
        .flatten()
        .take(8)
        .map(|issue| view! { <li><b>"Line "{count(&issue["line"])}</b>": "{figure(&issue["words"])}</li> }.into_any())
        .collect();
    let more = usize::try_from(bad).unwrap_or(usize::MAX).saturating_sub(named.len());
    let more = (more > 0).then(|| view! { <li class="soft">"and "{format::quantity(more)}" more"</li> });
    let named = (bad > 0).then(|| view! { <ul class="panel__working file__wrong" role="list" aria-label="Lines that are not priced">{named}{more}</ul> });
    let apply = move |_| {
        draft.start_with_lines(&work);
        close.run(());
    };
    let apply = (many > 0 && many <= MAX_LINES).then(|| {
        let words = if many == 1 {
            "Use as each month’s work: 1 line".to_owned()
        } else {
            format!("Use as each month’s work: {} lines", format::quantity(many))
        };
        view! { <button type="button" class="button button--primary" on:click=apply>{words}</button> }
    });
    let wrong = (bad > 0).then(|| view! { <button type="button" class="button" on:click=move |_| desk.write("issues")>"Save what is wrong"</button> });
    view! {
        <div class="file__done" role="status">
            <p><b>{lead}</b></p>
            {named}
            <ul class="panel__working" role="list" aria-label="What it comes to">{pools}</ul>
            {remarks}
        </div>
        <Twin label="By kind of work" heads=heads rows=rows summary="By kind of work"/>
        <div class="own__ways">
            {apply}
            <button type="button" class="button" on:click=move |_| desk.write("priced")>"Save the priced lines"</button>
            {wrong}
        </div>
    }
    .into_any()
}
