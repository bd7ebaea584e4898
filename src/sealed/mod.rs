//! Negotiated prices on their way from one person to another: never in a link, unless sealed in it with a passphrase.
//!
//! Says which negotiated prices are in use and that links leave them out; makes a link that holds them, sealed; and opens
//! one. What is opened is a book of one's own, as if its file had been dropped here.

mod cipher;

use crate::document::{Draft, Pending};
use crate::format;
use crate::parts::{Sheet, dynamic, focus_on};
use cipher::Failure;
use leptos::prelude::*;
use packwise_engine::book::{JOINT, Laid, Overlay};
use packwise_engine::link::sealed::Content;
use packwise_engine::link::{Sealed, View};
use wasm_bindgen_futures::JsFuture;

/// What the sheet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    Share,
    Open,
}

/// What the sheet holds. `Copy`, as the draft.
#[derive(Clone, Copy, Debug)]
struct Desk {
    draft: Draft,
    task: RwSignal<Option<Task>>,
    passphrase: RwSignal<String>,
    /// What went wrong, or came of it.
    said: RwSignal<(bool, String)>,
    busy: RwSignal<bool>,
    /// The link that was made, where the browser did not take it.
    link: RwSignal<Option<String>>,
}

impl Desk {
    fn begin(self, task: Task) {
        self.clear();
        self.task.set(Some(task));
        focus_on("sealed-passphrase".to_owned());
    }

    fn clear(self) {
        self.passphrase.set(String::new());
        self.said.set((false, String::new()));
        self.link.set(None);
    }

    /// Closes the sheet; a passphrase is not kept longer than it is needed.
    fn close(self) {
        self.clear();
        self.task.set(None);
    }

    fn wrong(self, words: impl Into<String>) {
        self.said.set((true, words.into()));
    }

    fn go(self, task: Task) {
        if self.busy.get_untracked() {
            return;
        }
        let passphrase = self.passphrase.get_untracked();
        if task == Task::Share
            && let Err(words) = cipher::strength(&passphrase)
        {
            self.wrong(words);
            return;
        }
        self.busy.set(true);
        self.said.set((false, "Making the key…".to_owned()));
        leptos::task::spawn_local(async move {
            match task {
                Task::Share => self.share(&passphrase).await,
                Task::Open => self.unseal(&passphrase).await,
            }
            self.busy.set(false);
        });
    }

    /// A link that holds the negotiated prices in use.
    async fn share(self, passphrase: &str) {
        let draft = self.draft;
        let Some((bound, content)) = self.to_share() else {
            self.wrong("This is larger than a link holds.");
            return;
        };
        let sealed = match cipher::seal(&content, passphrase, &bound).await {
            Ok(sealed) => Sealed::new(&bound, &sealed),
            Err(failure) => {
                self.wrong(words_of(failure));
                return;
            }
        };
        let base = window().location().href().unwrap_or_default();
        let base = base.split('#').next().unwrap_or_default().to_owned();
        let link = format!("{base}#{}", sealed.fragment(draft.view.get_untracked()));
        let done = JsFuture::from(window().navigator().clipboard().write_text(&link)).await.is_ok();
        let count = format::quantity(link.chars().count());
        let words = if done {
            format!("The link is copied ({count} characters). Send the passphrase another way than the link.")
        } else {
            format!("Copy the link from here ({count} characters). Send the passphrase another way.")
        };
        self.link.set(Some(link));
        self.said.set((false, words));
    }

    /// The document part of the link, and what is to be sealed beside it.
    fn to_share(self) -> Option<(String, Vec<u8>)> {
        let draft = self.draft;
        let edition = draft.books.with_untracked(|books| books.get(&draft.book.get_untracked()).cloned())?;
        let overlay = serde_json::from_str(edition.text.as_deref()?).ok()?;
        let total = draft.report.with_untracked(|report| report.totals.first().and_then(|total| total.cost));
        Some((draft.long_link_of(View::Plan)?, Content { overlay, total }.bytes()?))
    }

    /// Opens the negotiated prices of the link that was followed.
    async fn unseal(self, passphrase: &str) {
        let draft = self.draft;
        let Some(Pending { sealed, .. }) = draft.sealed.get_untracked() else {
            self.close();
            return;
        };
        let opened = match sealed.bytes() {
            Ok(bytes) => cipher::open(&bytes, passphrase, &sealed.bound).await,
            Err(issue) => {
                self.wrong(issue.words);
                return;
            }
        };
        let read = opened.map(|plain| Content::read(&plain));
        match read {
            Err(failure) => {
                self.wrong(words_of(failure));
                focus_on("sealed-passphrase".to_owned());
            }
            Ok(Err(issues)) => self.wrong(issues.first().map(|issue| issue.words.clone()).unwrap_or_default()),
            Ok(Ok((content, text))) => match self.take(&text) {
                Ok(name) => {
                    let total =
                        draft.report.with_untracked(|report| report.totals.first().and_then(|total| total.cost));
                    let differs = content.total.is_some() && content.total != total;
                    let more = if differs { "; its maker saw another total, of another day or edition" } else { "" };
                    draft.sealed.set(None);
                    self.close();
                    draft.tell(format!("Opened the negotiated prices “{name}”{more}"), false);
                }
                Err(words) => self.wrong(words),
            },
        }
    }

    /// Puts the overlay on the shelf beside those of one's own, and chooses it for the work of its edition. Gives its name.
    fn take(self, text: &str) -> Result<String, String> {
        let draft = self.draft;
        let mut overlay = Overlay::read(text).map_err(|issues| first(&issues))?;
        let same = |overlay: &Overlay| {
            draft.books.with_untracked(|books| {
                books.get(&overlay.book()).map(|edition| {
                    edition.text.as_deref().and_then(|text| Overlay::read(text).ok()).as_ref() == Some(overlay)
                })
            })
        };
        // another one of this id is somebody's work too
        let (own, mut count) = (overlay.id.clone(), 2);
        while same(&overlay) == Some(false) {
            overlay.id = format!("{}-{count}", own.chars().take(28).collect::<String>());
            count += 1;
        }
        if same(&overlay).is_none() {
            draft.add_own(&overlay.text()).map_err(|issues| first(&issues))?;
        }
        if draft.book.get_untracked() == overlay.of {
            draft.book.set(overlay.book());
        }
        Ok(overlay.name)
    }
}

fn first(issues: &[packwise_engine::issue::Issue]) -> String {
    issues.first().map(ToString::to_string).unwrap_or_default()
}

fn words_of(failure: Failure) -> String {
    match failure {
        Failure::Unable => {
            "This browser has no cryptography for this page: it must be served over https. Nothing was changed."
        }
        Failure::Wrong => {
            "This passphrase does not open it. Mind capital letters and blanks; or the link was put together from two."
        }
    }
    .to_owned()
}

/// What is said of negotiated prices, above every view, and the sheet that shares and opens them.
#[component]
pub(crate) fn Negotiated() -> impl IntoView {
    let draft = Draft::expect();
    let desk = Desk {
        draft,
        task: RwSignal::new(None),
        passphrase: RwSignal::new(String::new()),
        said: RwSignal::new((false, String::new())),
        busy: RwSignal::new(false),
        link: RwSignal::new(None),
    };
    // a link that holds some asks for the passphrase when it is opened
    Effect::new(move |_| {
        if draft.sealed.with(Option::is_some) {
            desk.begin(Task::Open);
        }
    });
    let laid = Memo::new(move |_| {
        let id = draft.book.get();
        if !id.contains(JOINT) {
            return None;
        }
        draft.books.with(|books| books.get(&id).and_then(|edition| edition.laid.clone()))
    });
    let bar = dynamic(move || {
        let sealed = draft.sealed.with(Option::is_some);
        match (laid.get(), sealed) {
            (_, true) => Some(bar_of_sealed(desk)),
            (Some(laid), false) => Some(bar_of_own(desk, laid)),
            (None, false) => None,
        }
    });
    let close = Callback::new(move |()| {
        if desk.task.get_untracked().is_some() {
            desk.close();
        }
    });
    let open = Memo::new(move |_| desk.task.with(Option::is_some));
    let body = dynamic(move || desk.task.get().map(|task| body(desk, task)));
    view! {
        {bar}
        <Sheet open=open close=close title="sealed-title"><div class="sheet__body">{body}</div></Sheet>
    }
}

fn bar_of_own(desk: Desk, laid: Laid) -> AnyView {
    view! {
        <aside class="laid" aria-label="Negotiated prices">
            <p><b>"Negotiated prices: "{laid.name}</b>" over "{laid.of}". They stay in this browser: links and files leave them out, and every figure that follows from them."</p>
            <button type="button" class="button" id="sealed-share" on:click=move |_| desk.begin(Task::Share)>"Share in a sealed link"</button>
        </aside>
    }
    .into_any()
}

fn bar_of_sealed(desk: Desk) -> AnyView {
    view! {
        <aside class="laid" aria-label="Negotiated prices">
            <p><b>"This link holds negotiated prices, sealed with a passphrase."</b>" Until they are opened, everything here is at published prices."</p>
            <button type="button" class="button" id="sealed-open" on:click=move |_| desk.begin(Task::Open)>"Open them"</button>
        </aside>
    }
    .into_any()
}

fn body(desk: Desk, task: Task) -> AnyView {
    let (title, about, go) = match task {
        Task::Share => (
            "Share negotiated prices",
            "The link holds your work, and your negotiated prices sealed with this passphrase. Whoever has the link without the passphrase sees the work at published prices.",
            "Copy the sealed link",
        ),
        Task::Open => (
            "Negotiated prices in this link",
            "They are sealed with a passphrase, which whoever made the link can tell you. Opened, they are kept in this browser (Prices, “Your own prices”), where you can remove them.",
            "Open",
        ),
    };
    let strength = Memo::new(move |_| {
        let typed = desk.passphrase.get();
        if task == Task::Open || typed.is_empty() {
            return String::new();
        }
        match cipher::strength(&typed) {
            Ok(words) => words.to_owned(),
            Err(words) => words,
        }
    });
    let suggest = (task == Task::Share).then(|| {
        let suggest = move |_| {
            if let Some(suggested) = cipher::suggest() {
                desk.passphrase.set(suggested);
            } else {
                desk.wrong(words_of(Failure::Unable));
            }
        };
        view! { <button type="button" class="button" id="sealed-suggest" on:click=suggest>"Suggest one"</button> }
            .into_any()
    });
    // what is made up must be read to be passed on; what is typed in may be looked at by others
    let kind = if task == Task::Share { "text" } else { "password" };
    let failed = Memo::new(move |_| desk.said.with(|said| said.0));
    let invalid = Signal::derive(move || if failed.get() { "true" } else { "false" });
    let made = dynamic(move || {
        desk.link.get().map(|link| {
            view! {
                <label class="soft" for="sealed-link">"The sealed link"</label>
                <textarea class="own__text" id="sealed-link" rows="4" readonly=true>{link}</textarea>
            }
        })
    });
    view! {
        <h2 class="sheet__title" id="sealed-title">{title}</h2>
        <p class="soft">{about}</p>
        <form class="sealed" on:submit=move |event| { event.prevent_default(); desk.go(task); }>
            <label for="sealed-passphrase">"Passphrase"</label>
            <div class="sealed__row">
                <input class="number number--words" type=kind id="sealed-passphrase" autocomplete="off" spellcheck="false" autocapitalize="none"
                    aria-describedby="sealed-strength sealed-said" aria-invalid=invalid prop:value=desk.passphrase
                    on:input:target=move |event| { desk.said.set((false, String::new())); desk.passphrase.set(event.target().value()); }/>
                {suggest}
            </div>
            <p class="soft" id="sealed-strength">{strength}</p>
            <p class="sealed__said" class:sealed__said--wrong=failed id="sealed-said" role="status">{dynamic(move || desk.said.get().1)}</p>
            <div class="sealed__row">
                <button type="submit" class="button button--primary" id="sealed-go" disabled=desk.busy>{go}</button>
                <button type="button" class="button" on:click=move |_| desk.close()>
                    {dynamic(move || match (task, desk.link.with(Option::is_some)) {
                        (Task::Open, _) => "Leave them sealed",
                        (Task::Share, true) => "Done",
                        (Task::Share, false) => "Cancel",
                    })}
                </button>
            </div>
        </form>
        {made}
    }
    .into_any()
}
