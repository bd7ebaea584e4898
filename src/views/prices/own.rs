//! Books of one's own: dropped, chosen, pasted or written; every problem named with its line; used at once when clean.
//! They stay in this browser. A book with problems leaves everything as it was.
//!
//! What is in the editor belongs to the page, not to the view, so another view takes nothing of it away. Text that was
//! typed and not used is never lost to other text: it is set aside, and can be brought back.

use super::focus;
use super::negotiate::{Form, NegotiateForm};
use crate::document::Draft;
use crate::document::own_books::{Broken, too_large};
use crate::format;
use crate::parts::{dynamic, files_of, guard_drops, of_file, save_file, takes_files};
use gloo_timers::callback::Timeout;
use leptos::html;
use leptos::prelude::*;
use packwise_engine::book::{Edition, JOINT, MAX_BYTES, Overlay, Place, locate, places};
use packwise_engine::document::Document;
use packwise_engine::issue::{Code, Issue};
use serde_json::Value;
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;
use web_sys::FileList;

/// The most problems that are listed at once.
const MOST: usize = 100;

/// How long typing rests before it is checked, in milliseconds.
const REST: u32 = 300;

/// The most texts that are set aside; beyond them the oldest goes.
const MOST_ASIDE: usize = 20;

/// Something wrong, and where in the text.
type Problem = (Issue, Option<Place>);

/// What came of the last deed.
#[derive(Clone, Debug, Default, PartialEq)]
enum Outcome {
    #[default]
    Nothing,
    Said(String),
    /// Something could not be done.
    Failed(String),
    /// A book was removed.
    Removed(Box<Removed>),
}

/// A book that was removed.
#[derive(Clone, Debug, PartialEq)]
struct Removed {
    id: String,
    title: String,
    text: Arc<str>,
    /// The work before and after it, where it was the chosen one.
    work: Option<(Document, Document)>,
}

/// What the panel holds. The page makes it once, so that it outlives the view.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Panel {
    pub(super) draft: Draft,
    /// The form for negotiated prices, while it is open.
    pub(super) form: RwSignal<Option<Form>>,
    /// What is in the editor; none: it is closed.
    text: RwSignal<Option<String>>,
    /// Whether somebody typed in it since it was opened on a text.
    typed: RwSignal<bool>,
    /// What was typed, not used, and had to make room; the newest last.
    aside: RwSignal<Vec<String>>,
    /// What is wrong with the text in the editor; none: not checked.
    problems: RwSignal<Option<Vec<Problem>>>,
    /// What is wrong with a file that is not in the editor.
    refused: RwSignal<Vec<Problem>>,
    outcome: RwSignal<Outcome>,
    /// Id of the book that is about to be removed.
    asking: RwSignal<Option<String>>,
    /// Whether a file is held over the view.
    over: RwSignal<bool>,
    /// The check that waits until typing rests.
    pending: StoredValue<Option<Timeout>, LocalStorage>,
    area: NodeRef<html::Textarea>,
}

impl Panel {
    /// Makes the panel of a page and gives it to all below.
    pub(crate) fn provide() {
        provide_context(Self {
            draft: Draft::expect(),
            form: RwSignal::new(None),
            text: RwSignal::new(None),
            typed: RwSignal::new(false),
            aside: RwSignal::new(Vec::new()),
            problems: RwSignal::new(None),
            refused: RwSignal::new(Vec::new()),
            outcome: RwSignal::new(Outcome::Nothing),
            asking: RwSignal::new(None),
            over: RwSignal::new(false),
            pending: StoredValue::new_local(None),
            area: NodeRef::new(),
        });
    }

    /// The panel given by [`Panel::provide`].
    fn expect() -> Self {
        expect_context()
    }

    /// Puts another text into the editor, or closes it. What was typed there is set aside.
    fn put(self, text: Option<String>) {
        let before = self
            .text
            .get_untracked()
            .filter(|before| self.typed.get_untracked() && !before.trim().is_empty() && text.as_ref() != Some(before));
        if let Some(before) = before {
            self.aside.update(|aside| {
                aside.push(before);
                if aside.len() > MOST_ASIDE {
                    aside.remove(0);
                }
            });
        }
        // a check that is still to come would be of the text before
        self.pending.set_value(None);
        self.typed.set(false);
        self.text.set(text);
    }

    /// Opens the editor on a text.
    pub(super) fn edit(self, text: String) {
        self.forget_failure();
        self.problems.set(self.checked(&text));
        self.put(Some(text));
        request_animation_frame(|| focus("own-text"));
    }

    /// Puts the newest of what was set aside back into the editor; what is typed there now goes behind the others, so that
    /// asking again comes to each of them.
    fn bring_back(self) {
        let Some(text) = self.aside.try_update(Vec::pop).flatten() else { return };
        let typed = self.typed.get_untracked();
        if let Some(present) = self.text.get_untracked().filter(|present| typed && !present.trim().is_empty()) {
            self.aside.update(|aside| aside.insert(0, present));
            self.typed.set(false);
        }
        self.outcome.set(Outcome::Nothing);
        self.edit(text);
        self.typed.set(true);
    }

    /// Takes note of what is typed; it is checked when typing rests.
    fn type_in(self, text: String) {
        self.forget_failure();
        self.typed.set(true);
        self.text.set(Some(text));
        // replacing the timer drops, and so cancels, the one before
        self.pending.set_value(Some(Timeout::new(REST, move || {
            let problems = self.text.with_untracked(|text| self.checked(text.as_deref()?));
            self.problems.set(problems);
        })));
    }

    /// Closes the editor.
    fn close(self) {
        self.put(None);
        self.problems.set(None);
        self.refused.set(Vec::new());
        self.outcome.set(Outcome::Nothing);
    }

    /// Words about a failure are of the text or file that failed.
    fn forget_failure(self) {
        self.refused.set(Vec::new());
        if self.outcome.with_untracked(|outcome| matches!(outcome, Outcome::Failed(_))) {
            self.outcome.set(Outcome::Nothing);
        }
    }

    /// What is wrong with a text; of an empty one there is nothing to say yet.
    fn checked(self, text: &str) -> Option<Vec<Problem>> {
        (!text.trim().is_empty()).then(|| located(text, self.draft.check_own(text)))
    }

    /// Says what came of a text, or of each of some files: what is wrong with one stays said whatever became of the others.
    fn tell(self, outcomes: Vec<Result<String, String>>) {
        let (good, bad) = (outcomes.iter().any(Result::is_ok), outcomes.iter().any(Result::is_err));
        let mut words: Vec<String> =
            outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(|words| words)).collect();
        if bad && !good {
            words.push("Nothing else changed.".to_owned());
        }
        let words = words.join(" ");
        self.outcome.set(if bad { Outcome::Failed(words) } else { Outcome::Said(words) });
        if bad {
            request_animation_frame(|| show("own-said"));
        }
    }

    /// Takes note that a file cannot be used, nor edited here, and says so.
    fn refuse(self, from: &str, issues: Vec<Issue>) -> String {
        let words = unusable(from, issues.len());
        self.refused.update(|refused| refused.extend(issues.into_iter().map(|issue| (issue, None))));
        words
    }

    /// Uses the editor's text as a book.
    fn take(self, text: String) {
        self.forget_failure();
        let outcome = self.try_text(text, None, &mut false);
        self.tell(vec![outcome]);
    }

    /// Uses a text as a book and says so; with problems, shows it in the editor. `file`: its name; none: it is the editor's.
    /// `edited`: whether another file that cannot be used is in the editor for that already.
    ///
    /// # Errors
    /// That it cannot be used.
    fn try_text(self, text: String, file: Option<&str>, edited: &mut bool) -> Result<String, String> {
        let from = file.unwrap_or("The text");
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
                // what is typed beside a file that is used stays where it is
                if file.is_none() || !(self.typed.get_untracked() || *edited) {
                    self.typed.set(false);
                    self.put(None);
                    self.problems.set(None);
                }
                Ok(words)
            }
            // a text that is too large to be read is too large to be edited
            Err(_) if text.len() > MAX_BYTES => Err(self.refuse(from, vec![too_large()])),
            // the editor holds one text: of the others the problems are listed
            Err(mut issues) if *edited => {
                issues.iter_mut().for_each(|issue| issue.path = of_file(from, &issue.path));
                Err(self.refuse(from, issues))
            }
            Err(issues) => {
                let words = unusable(from, issues.len());
                self.problems.set(Some(located(&text, issues)));
                if file.is_some() {
                    self.put(Some(text));
                    *edited = true;
                }
                Err(words)
            }
        }
    }

    /// Uses a form's overlay. False where something is wrong with it, which is then said.
    pub(super) fn take_overlay(self, text: String) -> bool {
        self.forget_failure();
        match self.draft.use_own(&text) {
            Ok(lent) => {
                let words = format!("{} is now the chosen book.", lent.edition.book.title);
                self.outcome.set(Outcome::Said(words));
                request_animation_frame(|| show("own-said"));
                true
            }
            Err(issues) => {
                let words = self.refuse("The form", issues);
                self.tell(vec![Err(words)]);
                false
            }
        }
    }

    /// Opens the form on the published edition in use, with what lies over it if somebody has laid something.
    fn negotiate(self) {
        let draft = self.draft;
        let found = draft.books.with_untracked(|books| {
            let edition = books.get(&draft.book.get_untracked()).cloned()?;
            match &edition.laid {
                Some(laid) => {
                    let overlay = edition.text.as_deref().and_then(|text| Overlay::read(text).ok());
                    Some((books.get(&laid.of).cloned()?, overlay))
                }
                None => Some((edition, None)).filter(|(edition, _)| !edition.local),
            }
        });
        if let Some((edition, overlay)) = found {
            self.open_form(edition, overlay);
        }
    }

    /// Opens what one has for editing: negotiated prices in the form, a whole book as text.
    fn edit_own(self, text: &str) {
        let overlay = Some(text).filter(|text| Overlay::is_meant(text)).and_then(|text| Overlay::read(text).ok());
        let of = overlay.as_ref().map(|overlay| overlay.of.clone()).unwrap_or_default();
        let edition = self.draft.books.with_untracked(|books| books.get(&of).cloned());
        match (overlay, edition) {
            (Some(overlay), Some(edition)) => self.open_form(edition, Some(overlay)),
            _ => self.edit(text.to_owned()),
        }
    }

    fn take_files(self, files: Option<FileList>) {
        let files = files_of(files);
        if files.is_empty() {
            return;
        }
        // of which file a problem is, where there are several
        let several = files.len() > 1;
        let whole = move |name: &str, issue: Issue| Issue {
            path: if several { of_file(name, &issue.path) } else { issue.path },
            ..issue
        };
        self.forget_failure();
        leptos::task::spawn_local(async move {
            let (mut outcomes, mut edited) = (Vec::new(), false);
            for file in files {
                let name = file.name();
                if file.size() > f64::from(4 << 20) {
                    outcomes.push(Err(self.refuse(&name, vec![whole(&name, too_large())])));
                    continue;
                }
                let bytes =
                    JsFuture::from(file.array_buffer()).await.map(|buffer| js_sys::Uint8Array::new(&buffer).to_vec());
                outcomes.push(match bytes.map(String::from_utf8) {
                    Ok(Ok(text)) => {
                        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                        self.try_text(text, Some(&name), &mut edited)
                    }
                    Ok(Err(_)) => {
                        let words = "this is not JSON: its bytes are not text in UTF-8";
                        Err(self.refuse(&name, vec![whole(&name, Issue::error("", Code::NOT_JSON, words))]))
                    }
                    Err(_) => Err(format!("{name} cannot be read by this browser.")),
                });
            }
            self.tell(outcomes);
        });
    }

    /// Opens the editor on a copy of the present book, under an id of its own.
    fn copy(self) {
        let draft = self.draft;
        let edition = draft.books.with_untracked(|books| books.get(&draft.book.get_untracked()).cloned());
        leptos::task::spawn_local(async move {
            let Some(edition) = edition else { return };
            let outcome = match draft.text_of(&edition).await {
                Some(text) => {
                    let (text, renamed) = copy_of(draft, &edition, text);
                    self.edit(text);
                    let words = if renamed {
                        "The copy is in the editor, under an id of its own. Change it, then use it."
                    } else {
                        "The copy is in the editor. Its id could not be changed here: give it an id and an edition of its own, then use it."
                    };
                    Outcome::Said(words.to_owned())
                }
                None => Outcome::Failed("The file of the present book is not to be had.".to_owned()),
            };
            self.outcome.set(outcome);
        });
    }

    fn remove(self, id: &str) {
        let draft = self.draft;
        let chosen = draft.book.get_untracked() == id;
        let before = draft.document.get_untracked();
        self.asking.set(None);
        if let Some(edition) = draft.remove_own(id) {
            self.outcome.set(Outcome::Removed(Box::new(Removed {
                id: id.to_owned(),
                title: edition.book.title.clone(),
                text: edition.text.clone().unwrap_or_default(),
                work: chosen.then(|| (before, draft.document.get_untracked())),
            })));
            request_animation_frame(|| focus("own-undo"));
        }
    }

    /// Puts a removed book back, and chooses it again where it was the chosen one.
    fn put_back(self, removed: &Removed) {
        let draft = self.draft;
        let back = match &removed.work {
            // nothing was changed since: the lines are again as they were
            Some((before, after)) if *after == draft.document.get_untracked() => {
                draft.add_own(&removed.text).map(|_| draft.open(before))
            }
            Some(_) => draft.use_own(&removed.text).map(|_| ()),
            None => draft.add_own(&removed.text).map(|_| ()),
        };
        self.outcome.set(match back {
            Ok(()) => Outcome::Said("It is back.".to_owned()),
            Err(issues) => {
                let why = issues.first().map(|issue| issue.words.to_string()).unwrap_or_default();
                self.edit(removed.text.to_string());
                Outcome::Failed(format!("{} cannot be put back: {why}. It is in the editor.", removed.title))
            }
        });
    }
}

/// What takes a file that is dropped anywhere in it: the whole view.
#[component]
pub(super) fn DropArea(children: Children) -> impl IntoView {
    guard_drops();
    let panel = Panel::expect();
    panel.over.set(false);
    let (held, dropped) = takes_files(panel.over, move |files| panel.take_files(files));
    view! {
        <main class="prices" id="main" class:prices--over=panel.over
            on:dragover=held on:dragleave=move |_| panel.over.set(false) on:drop=dropped>{children()}</main>
    }
}

/// The panel.
#[component]
pub(super) fn OwnBooks() -> impl IntoView {
    let panel = Panel::expect();
    let draft = panel.draft;
    panel.asking.set(None);
    // good news of the last visit is old news
    if panel.outcome.with_untracked(|outcome| matches!(outcome, Outcome::Said(_))) {
        panel.outcome.set(Outcome::Nothing);
    }
    let file = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        if let Some(input) = file.get_untracked() {
            panel.take_files(input.files());
            // the same file can be chosen again once it is mended
            input.set_value("");
        }
    };
    // a copy of negotiated prices is no book
    let present = Memo::new(move |_| {
        let named = |book: &packwise_engine::book::Book| format!("{}, {}", book.provider.name, book.edition);
        draft.with_book(named).filter(|_| !draft.book.with(|id| id.contains(JOINT)))
    });
    // of a whole book of one's own the prices are one's own already
    let negotiable = Memo::new(move |_| {
        let id = draft.book.get();
        draft.books.with(|books| {
            let edition = books.get(&id)?;
            let base = match &edition.laid {
                Some(laid) => books.get(&laid.of)?,
                None => edition,
            };
            let named = || format!("{}, {}", base.book.provider.name, base.book.edition);
            (!base.local && !base.book.packs.is_empty()).then(named)
        })
    });
    let failed = Memo::new(move |_| panel.outcome.with(|outcome| matches!(outcome, Outcome::Failed(_))));
    let dismiss = move |_| {
        panel.forget_failure();
        focus("own-choose");
    };
    let beside = dynamic(move || {
        let dismiss =
            failed.get().then(|| view! { <button type="button" class="linklike" on:click=dismiss>"Dismiss"</button> });
        let back = panel.aside.with(|aside| !aside.is_empty()).then(|| {
            view! { <button type="button" class="linklike" on:click=move |_| panel.bring_back()>"Bring back what was typed"</button> }
        });
        (dismiss, back)
    });
    let list = dynamic(move || {
        let refused = panel.refused.get();
        let problems: Vec<Problem> = refused.into_iter().chain(panel.problems.get().unwrap_or_default()).collect();
        (!problems.is_empty()).then(|| listed(panel, problems))
    });
    view! {
        <section class="section own" id="own" aria-label="Your own prices">
            <h2 id="own-heading" tabindex="-1">"Your own prices"</h2>
            <div class="card own__card">
                <p class="own__about">
                    "What you have negotiated, laid over a published edition ("<a href="schema/overlay.schema.json">"schema"</a>"), or a price book of another provider, as JSON ("<a href="books/v1/price-book.schema.json">"schema"</a>").
                    Fill in the form, drop a file anywhere in this view, or choose one. It stays in this browser and is never sent anywhere."
                </p>
                <Shelf panel=panel/>
                <div class="own__ways">
                    <label class="button own__file">"Choose a file"
                        <input class="visually-hidden" id="own-choose" type="file" accept=".json,application/json" multiple node_ref=file on:change=chosen/>
                    </label>
                    {dynamic(move || negotiable.get().map(|name| view! {
                        <button type="button" class="button" id="own-negotiate" on:click=move |_| panel.negotiate()>"Negotiated prices for "{name}</button>
                    }))}
                    {dynamic(move || present.get().map(|name| view! {
                        <button type="button" class="button" on:click=move |_| panel.copy()>"Start from "{name}</button>
                    }))}
                    <button type="button" class="button" on:click=move |_| panel.edit(String::new())>"Paste or write one"</button>
                </div>
                <div class="own__ways own__outcome" id="own-said">
                    <p class="own__said" class:own__said--error=failed role="status">{dynamic(move || said(panel))}</p>
                    {beside}
                </div>
                <NegotiateForm panel=panel/>
                <Editor panel=panel/>
                {list}
            </div>
        </section>
    }
}

fn said(panel: Panel) -> AnyView {
    match panel.outcome.get() {
        Outcome::Nothing => ().into_any(),
        Outcome::Said(words) | Outcome::Failed(words) => words.into_any(),
        // another way back was taken
        Outcome::Removed(removed)
            if panel.draft.books.with(|books| books.get(&removed.id).is_some_and(|book| book.local)) =>
        {
            "It is back.".into_any()
        }
        Outcome::Removed(removed) => {
            let title = removed.title.clone();
            let undo = move |_| panel.put_back(&removed);
            view! {
                {title}" is removed. "<button type="button" class="linklike" id="own-undo" on:click=undo>"Undo"</button>
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
        <button type="button" class="button" aria-label=label("Choose") on:click=move |_| draft.switch_book(&id.get_value())>"Choose"</button>
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
            Outcome::Said(format!("Saved as {name}."))
        } else {
            Outcome::Failed("This browser does not save files from here.".to_owned())
        };
        panel.outcome.set(words);
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
                <button type="button" class="button" aria-label=label("Edit") on:click=move |_| panel.edit_own(&text.get_value())>"Edit"</button>
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
    let go = move |_| {
        if let Some(text) = panel.text.get_untracked() {
            panel.take(text);
        }
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
                    on:input:target=move |event| panel.type_in(event.target().value())></textarea>
                <div class="own__ways">
                    <button type="button" class="button button--primary" on:click=go>"Use these prices"</button>
                    <button type="button" class="button" on:click=move |_| panel.close()>"Close the editor"</button>
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

fn unusable(from: &str, count: usize) -> String {
    format!("{from} cannot be used: {}.", problems_of(count))
}

fn problems_of(count: usize) -> String {
    if count == 1 { "1 problem".to_owned() } else { format!("{} problems", format::quantity(count)) }
}

/// Goes to the panel, which stands below all tables.
pub(super) fn go_there() {
    focus("own-heading");
}

/// Brings an element into view, if it is there.
fn show(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let how = web_sys::ScrollIntoViewOptions::new();
        how.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&how);
    }
}

/// The file of an edition under an id of its own that is not taken yet; and whether it could be given one.
fn copy_of(draft: Draft, edition: &Edition, text: String) -> (String, bool) {
    let book = &edition.book;
    let taken =
        |suffix: &String| draft.books.with_untracked(|books| books.get(&format!("{}{suffix}", book.id)).is_some());
    let mut suffixes = (1..).map(|number| if number == 1 { "-own".to_owned() } else { format!("-own{number}") });
    let suffix = suffixes.find(|suffix| !taken(suffix)).unwrap_or_default();
    let copy = with_text(&text, "id", &format!("{}{suffix}", book.id))
        .and_then(|text| with_text(&text, "edition", &format!("{}{suffix}", book.edition)));
    match copy {
        Some(copy) => (copy, true),
        None => (text, false),
    }
}

/// A JSON text with another text as the value at a path, all else as it was; none where no text stands there.
fn with_text(json: &str, path: &str, value: &str) -> Option<String> {
    let place = locate(json, path)?;
    let (line, column) = (usize::try_from(place.line).ok()?, usize::try_from(place.column).ok()?);
    let before: usize = json.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let (within, _) = json.get(before..)?.char_indices().nth(column.checked_sub(1)?)?;
    let start = before + within;
    let rest = json.get(start..)?.strip_prefix('"')?;
    let mut escaped = false;
    let end = rest.find(|char| {
        let ends = char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
        ends
    })?;
    let (head, tail) = (json.get(..start)?, rest.get(end + 1..)?);
    Some(format!("{head}{}{tail}", Value::from(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_replaced_wherever_it_stands_and_nothing_else() {
        for (json, expected) in [
            (r#"{"rates":[{"id":"a"}],"id":"a"}"#, r#"{"rates":[{"id":"a"}],"id":"b"}"#),
            ("{\r\n\t\"id\" :\r\n \"a\" }", "{\r\n\t\"id\" :\r\n \"b\" }"),
            (r#"{"title":"é \"id\": \"a\"","id":"a\\\"","x":1}"#, r#"{"title":"é \"id\": \"a\"","id":"b","x":1}"#),
        ] {
            assert_eq!(with_text(json, "id", "b").as_deref(), Some(expected));
        }
        for json in ["", "[]", "{}", r#"{"id":5}"#, r#"{"rates":[{"id":"a"}]}"#] {
            assert_eq!(with_text(json, "id", "b"), None, "{json}");
        }
        // an odd value is still one text
        assert_eq!(with_text(r#"{"id":"a"}"#, "id", "\"").as_deref(), Some(r#"{"id":"\""}"#));
    }
}
