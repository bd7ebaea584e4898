//! What stands under the table of work: a line more, situations to start from, helpers, undo and redo.

use super::helpers::{Minutes, Scale};
use crate::document::Draft;
use crate::keys::travel;
use crate::parts::{dynamic, focus_on};
use crate::views::later::{Later, Part, State, failed, make};
use leptos::prelude::*;

/// A situation to start from.
pub(super) struct Preset {
    /// The book it is made for.
    book: &'static str,
    name: &'static str,
    /// Lines and months, as in a link.
    link: &'static str,
    /// What it assumes.
    words: &'static str,
}

const fn preset(book: &'static str, name: &'static str, link: &'static str, words: &'static str) -> Preset {
    Preset { book, name, link, words }
}

const NEW: &str = "kling-2026";
const OLD: &str = "kling-2025";

/// Every situation. How much of each a month needs is an assumption, and its words say so.
pub(super) const PRESETS: [Preset; 20] = [
    preset(
        NEW,
        "100 short ads",
        "lines=3.0-1080p-audio:10s*100x3&months=3",
        "100 ads a month of 10 s with sound, three takes each",
    ),
    preset(
        NEW,
        "Daily social clips",
        "lines=2.5-turbo-1080p:5s*120x2,2.6-1080p-audio:10s*30&months=6",
        "Four silent clips a day in two takes, one of 10 s with sound",
    ),
    preset(
        NEW,
        "Storyboard, 40 shots",
        "lines=3.0-720p:5s*40x4,3.0-1080p-audio:10s*40x2,lip-sync:10s*12&months=1",
        "Each shot four times as a draft, twice with sound; 12 of them lip-synced",
    ),
    preset(
        NEW,
        "Product spins",
        "lines=2.5-turbo-1080p:5s*300x2&months=6",
        "300 products a month, a 5 s loop of each, two takes",
    ),
    preset(
        NEW,
        "Explainer with a presenter",
        "lines=avatar-1080p:60s*8x2,3.0-720p:5s*80x2&months=3",
        "Eight speaking avatars of a minute, ten cutaways to each, two takes",
    ),
    preset(
        NEW,
        "Music video",
        "lines=3.0-1080p:10s*60x4,lip-sync:10s*12x2&months=1",
        "60 shots of 10 s in four takes; 12 close-ups sung, twice",
    ),
    preset(
        NEW,
        "Real-estate walk-throughs",
        "lines=3.0-1080p:10s*200x2&months=6",
        "25 homes a month, eight rooms each, 10 s a room, two takes",
    ),
    preset(
        NEW,
        "Game trailer in 4K",
        "lines=3.0-720p:8s*30x5,3.0-4k-audio:8s*30x2&months=2",
        "30 shots of 8 s: five drafts of each, then two takes in 4K with sound",
    ),
    preset(
        NEW,
        "Localisation, ten languages",
        "lines=lip-sync:30s*200,tts*400&months=6",
        "20 spots of 30 s a month, lips and two voices for each language",
    ),
    preset(
        NEW,
        "Stock b-roll",
        "lines=3.0-1080p:10s*500x2,2.6-1080p:10s*500x2&months=6",
        "1,000 clips of 10 s a month by two models, two takes each",
    ),
    preset(
        OLD,
        "300 Master and 200 Pro clips",
        "lines=v2.0-master-10s*300,v1.6-pro-5s*200&months=3",
        "The best model for what is kept, professional mode for the rest",
    ),
    preset(
        OLD,
        "100 short ads",
        "lines=v2.0-master-10s*100x3&months=3",
        "100 ads a month of 10 s by the best model, three takes each",
    ),
    preset(
        OLD,
        "Daily social clips",
        "lines=v1.6-std-5s*1200x2,lip-sync-5s*600&months=3",
        "40 clips a day in two takes, half of them speaking",
    ),
    preset(
        OLD,
        "Storyboard, 40 shots",
        "lines=v1.6-std-5s*40x4,v2.0-master-10s*40x2,lip-sync-10s*12&months=1",
        "Each shot four times as a draft, twice by the best model; 12 lip-synced",
    ),
    preset(OLD, "Product stills", "lines=image-v2-t2i*20000x2&months=3", "20,000 pictures a month, two tries each"),
    preset(
        OLD,
        "Product spins",
        "lines=v1.6-pro-5s*300x2&months=3",
        "300 products a month, a 5 s loop of each, two takes",
    ),
    preset(
        OLD,
        "Music video",
        "lines=v2.0-master-10s*60x4,lip-sync-10s*12x2&months=1",
        "60 shots of 10 s in four takes; 12 close-ups sung, twice",
    ),
    preset(
        OLD,
        "Real-estate walk-throughs",
        "lines=v1.6-pro-10s*200x2&months=3",
        "25 homes a month, eight rooms each, 10 s a room, two takes",
    ),
    preset(
        OLD,
        "Localisation, ten languages",
        "lines=lip-sync-10s*600&months=3",
        "20 spots of 30 s a month, each in three pieces and ten languages",
    ),
    preset(OLD, "Stock b-roll", "lines=v1.6-std-10s*1000x2&months=3", "1,000 clips of 10 s a month, two takes each"),
];

impl Preset {
    /// The whole link of it.
    fn fragment(&self) -> String {
        format!("plan?book={}&{}", self.book, self.link)
    }
}

/// The link of the first situation made for a book; none where there is none.
pub(super) fn first_of(book: &str) -> Option<String> {
    PRESETS.iter().find(|preset| preset.book == book).map(Preset::fragment)
}

/// The panels under the tools; one is open at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Panel {
    Examples,
    Scale,
    Minutes,
    File,
}

/// Which panel is open. Given by the view, as the empty table opens one, too.
#[derive(Clone, Copy)]
pub(super) struct Open(pub(super) RwSignal<Option<Panel>>);

impl Panel {
    /// Its name, and the id of its button.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Examples => ("Start from an example", "examples-button"),
            Self::Scale => ("Scale all counts", "scale-button"),
            Self::Minutes => ("From finished minutes", "minutes-button"),
            Self::File => ("From a file", "file-button"),
        }
    }
}

/// Buttons that add a line, start from a situation, help with counts, and go back and forth.
#[component]
pub(super) fn Tools() -> impl IntoView {
    let draft = Draft::expect();
    let Open(open) = expect_context();
    let lines = Memo::new(move |_| !draft.rows.with(Vec::is_empty));
    let openers = dynamic(move || {
        let with_lines = lines.get();
        let buttons: Vec<_> = [Panel::Examples, Panel::File, Panel::Scale, Panel::Minutes]
            .into_iter()
            .filter(|panel| with_lines || matches!(panel, Panel::Examples | Panel::File))
            .map(|panel| {
                let (name, id) = panel.names();
                let expanded = Signal::derive(move || (if open.get() == Some(panel) { "true" } else { "false" }).to_owned());
                view! {
                    <button type="button" class="tool" id=id aria-expanded=expanded aria-controls="tools-panel"
                        on:click=move |_| open.update(|open| *open = (*open != Some(panel)).then_some(panel))>{name}</button>
                }
            })
            .collect();
        buttons
    });
    let close = Callback::new(move |()| {
        if let Some(panel) = open.get_untracked() {
            open.set(None);
            focus_on(panel.names().1.to_owned());
        }
    });
    let panel = dynamic(move || match open.get() {
        None => ().into_any(),
        Some(Panel::Examples) => view! { <Examples close=close/> }.into_any(),
        Some(Panel::File) => view! { <FilePanel/> }.into_any(),
        Some(_) if !lines.get() => ().into_any(),
        Some(Panel::Scale) => view! { <Scale close=close/> }.into_any(),
        Some(Panel::Minutes) => view! { <Minutes close=close/> }.into_any(),
    });
    let travels: Vec<_> = [("Undo", "M6 4L2 8l4 4 M2 8h8a4 4 0 0 1 0 8", false), ("Redo", "M10 4l4 4-4 4 M14 8H6a4 4 0 0 0 0 8", true)]
        .into_iter()
        .map(|(name, path, forth)| {
            let can = if forth { draft.undo.can_redo } else { draft.undo.can_undo };
            // stays in the order of focus when there is nothing left, so that the focus is not lost
            let disabled = Signal::derive(move || (if can.get() { "false" } else { "true" }).to_owned());
            view! {
                <button type="button" class="icon" aria-label=name title=name aria-disabled=disabled on:click=move |_| travel(draft, forth)>
                    <svg viewBox="0 0 16 18" aria-hidden="true"><path d=path/></svg>
                </button>
            }
        })
        .collect();
    view! {
        <div class="tools">
            <button type="button" class="tool tool--add" id="add-work" on:click=move |_| draft.add_row()>"+ Add work"</button>
            {openers}
            <span class="tools__travel">{travels}</span>
        </div>
        <div id="tools-panel" on:keydown=move |event| if event.key() == "Escape" { close.run(()) }>{panel}</div>
    }
}

/// The panel for files, as soon as its code is here.
#[component]
fn FilePanel() -> impl IntoView {
    let later = Later::expect();
    later.ask(Part::File);
    dynamic(move || match later.state(Part::File) {
        State::Here => make(Part::File),
        State::Failed => failed("“From a file”", move || later.ask(Part::File)),
        State::Away | State::Coming => view! { <p class="soft" role="status">"Fetching this panel…"</p> }.into_any(),
    })
}

/// The situations of the book, as cards.
#[component]
fn Examples(close: Callback<()>) -> impl IntoView {
    let draft = Draft::expect();
    let cards = dynamic(move || {
        let book = draft.book.get();
        let cards: Vec<_> = PRESETS
            .iter()
            .enumerate()
            .filter(|(_, preset)| preset.book == book)
            .map(|(place, preset)| {
                let (name, words) = (format!("example-{place}"), format!("example-{place}-words"));
                let start = move |_| {
                    draft.start_with(&preset.fragment());
                    close.run(());
                };
                view! {
                    <li><button type="button" class="example" aria-labelledby=name.clone() aria-describedby=words.clone() on:click=start>
                        <b id=name.clone()>{preset.name}</b><span id=words.clone()>{preset.words}</span>
                    </button></li>
                }
            })
            .collect();
        if cards.is_empty() {
            view! { <p class="soft">"There are no examples for this price book."</p> }.into_any()
        } else {
            view! { <ul class="examples" role="list">{cards}</ul> }.into_any()
        }
    });
    view! {
        <section class="card panel" aria-label="Examples">
            <p class="soft">"An example replaces your work; Undo brings it back."</p>
            {cards}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::{NEW, OLD, PRESETS};
    use crate::document::FIRST;
    use packwise_engine::book::Books;
    use packwise_engine::document::evaluate;
    use packwise_engine::link;

    /// What a newcomer starts from has an answer, and is no warning's business.
    #[test]
    fn every_preset_and_the_first_page_have_a_total() {
        let books = Books::shipped();
        let presets = PRESETS.iter().map(|preset| (preset.name, preset.fragment()));
        for (name, fragment) in presets.chain([("the first page", FIRST.to_owned())]) {
            let opened = link::read(&fragment, "");
            assert_eq!(opened.issues, [], "{name}");
            let report = evaluate(&opened.document, &books);
            assert!(report.complete, "{name}: {:?}", report.issues);
            assert!(report.issues.iter().all(|issue| !issue.path.starts_with("lines[")), "{name}: {:?}", report.issues);
        }
    }

    #[test]
    fn each_book_has_eight_situations_or_more_and_none_twice() {
        for book in [NEW, OLD] {
            let mut names: Vec<&str> = PRESETS.iter().filter(|of| of.book == book).map(|of| of.name).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert!(all >= 8 && names.len() == all, "{book}: {names:?}");
        }
    }
}
