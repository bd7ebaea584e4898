//! Scenarios: work that is kept in this browser under a name, and work in files.
//!
//! Everything here is first done on the page and then told to the browser's store ([`store`]). Where the store refuses,
//! the scenario stays on the page and says that it is not kept; nothing that is on the screen is ever lost to it.

mod dialog;
mod differences;
mod store;
mod then_now;

pub(crate) use dialog::ScenariosDialog;
pub(crate) use then_now::{ThenAndNow, difference};

use crate::document::Draft;
use crate::format;
use crate::parts::save_file;
use leptos::prelude::*;
use packwise_engine::document::{Conflict, Document, evaluate_with, merge_with};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::link::file::{self, ENDING, Filed};
use packwise_engine::money::Cost;
use packwise_engine::plan::Options;
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Work that is kept under a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scenario {
    /// Its key in the store; never reused.
    id: String,
    /// The work.
    filed: Filed,
    /// Whether the browser keeps it.
    kept: bool,
}

/// Something kept that can no longer be read: it stays where it is until somebody removes it.
#[derive(Clone, Debug, PartialEq)]
struct Broken {
    id: String,
    text: Arc<str>,
}

/// What came of merging.
#[derive(Clone, Debug, PartialEq)]
struct MergeOutcome {
    name: String,
    conflicts: Vec<Conflict>,
    /// Base, mine and theirs.
    sides: [Document; 3],
    /// The conflicts of which theirs is taken.
    taken: Vec<usize>,
}

/// The scenarios of a page. `Copy`, as the draft.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenarios {
    draft: Draft,
    /// Whether the dialog is open.
    pub(crate) open: RwSignal<bool>,
    list: RwSignal<Vec<Scenario>>,
    broken: RwSignal<Vec<Broken>>,
    /// What was just done.
    said: RwSignal<String>,
    /// What could not be done.
    issues: RwSignal<Vec<Issue>>,
    /// What the last removal or replacement took away.
    before: RwSignal<Option<Scenario>>,
    /// The scenario that is compared with the work on the screen.
    compared: RwSignal<Option<String>>,
    merged: RwSignal<Option<MergeOutcome>>,
    /// Whether the store could be read.
    readable: RwSignal<bool>,
}

impl Scenarios {
    /// Makes them and gives them to all below.
    pub(crate) fn provide(draft: Draft) -> Self {
        let scenarios = Self {
            draft,
            open: RwSignal::new(false),
            list: RwSignal::new(Vec::new()),
            broken: RwSignal::new(Vec::new()),
            said: RwSignal::new(String::new()),
            issues: RwSignal::new(Vec::new()),
            before: RwSignal::new(None),
            compared: RwSignal::new(None),
            merged: RwSignal::new(None),
            readable: RwSignal::new(true),
        };
        provide_context(scenarios);
        scenarios
    }

    /// The scenarios given by [`Scenarios::provide`].
    pub(crate) fn expect() -> Self {
        expect_context()
    }

    /// Opens the dialog, with what the store has by now: another page may have changed it.
    pub(crate) fn show(self) {
        self.said.set(String::new());
        self.issues.set(Vec::new());
        self.before.set(None);
        self.merged.set(None);
        self.open.set(true);
        let before: Vec<String> = self.list.with_untracked(|list| list.iter().map(|one| one.id.clone()).collect());
        leptos::task::spawn_local(async move {
            let Ok(kept) = store::all().await else {
                self.readable.set(false);
                return;
            };
            self.readable.set(true);
            // what could not be kept stays, first, and so does what was saved while the store was read
            let here = self.list.get_untracked().into_iter();
            let mut list: Vec<Scenario> = here.filter(|one| !one.kept || !before.contains(&one.id)).collect();
            let mut broken = Vec::new();
            for (id, text) in kept {
                match file::read(&text) {
                    Ok(_) if list.iter().any(|one| one.id == id) => {}
                    Ok(filed) => list.push(Scenario { id, filed, kept: true }),
                    Err(_) => broken.push(Broken { id, text: Arc::from(text) }),
                }
            }
            self.list.set(list);
            self.broken.set(broken);
        });
    }

    fn get(self, id: &str) -> Option<Scenario> {
        self.list.with_untracked(|list| list.iter().find(|one| one.id == id).cloned())
    }

    /// The present work as a scenario of this name.
    fn present(self, name: String) -> Filed {
        let document = self.draft.document.get_untracked();
        Filed { document, made: untrack(|| self.draft.made()), name, base: None }
    }

    /// A name that is not taken.
    fn free_name(self, wanted: &str) -> String {
        let wanted = if wanted.trim().is_empty() { "Scenario" } else { wanted.trim() };
        let taken = |name: &str| self.list.with_untracked(|list| list.iter().any(|one| one.filed.name == name));
        let mut name = wanted.chars().take(200).collect::<String>();
        let base = name.clone();
        let mut count = 2;
        while taken(&name) {
            name = format!("{base} {count}");
            count += 1;
        }
        name
    }

    /// Puts a scenario into the list, in the place of one of its id, and tells the store. What was done is said once the
    /// store has it: whoever reads that may close the page.
    fn put(self, mut scenario: Scenario, said: String) {
        scenario.kept = true;
        let (id, text) = (scenario.id.clone(), file::write(&scenario.filed));
        self.list.update(|list| match list.iter_mut().find(|one| one.id == scenario.id) {
            Some(place) => *place = scenario,
            None => list.push(scenario),
        });
        leptos::task::spawn_local(async move {
            let kept = store::put(&id, Some(&text)).await.is_ok();
            self.said.set(said);
            if !kept {
                self.list.update(|list| {
                    list.iter_mut().filter(|one| one.id == id).for_each(|one| one.kept = false);
                });
            }
        });
    }

    fn add(self, filed: Filed, said: &str) {
        let id = format!("{:013.0}-{:08.0}", js_sys::Date::now(), js_sys::Math::random() * 1e8);
        let said = format!("{said} “{}”", filed.name);
        self.before.set(None);
        self.put(Scenario { id, filed, kept: true }, said);
    }

    /// Keeps the present work under a name.
    fn save(self, name: &str) {
        self.add(self.present(self.free_name(name)), "Saved");
    }

    /// Keeps the present work in the place of a scenario's.
    fn replace(self, id: &str) {
        let Some(old) = self.get(id) else { return };
        let filed = Filed { base: old.filed.base.clone(), ..self.present(old.filed.name.clone()) };
        let said = format!("“{}” is now the work on the screen", old.filed.name);
        self.put(Scenario { filed, ..old.clone() }, said);
        self.before.set(Some(old));
    }

    /// Opens a scenario in place of the work on the screen.
    fn take(self, id: &str) {
        let Some(one) = self.get(id) else { return };
        self.open.set(false);
        let words = format!("Opened “{}” in place of your work", one.filed.name);
        self.draft.open_kept(&one.filed.document, &one.filed.made, words);
    }

    /// Keeps a copy, which knows what it was copied from.
    fn duplicate(self, id: &str) {
        let Some(one) = self.get(id) else { return };
        let name = self.free_name(&format!("{}, copy", one.filed.name));
        self.add(Filed { name, base: Some(one.filed.document.clone()), ..one.filed }, "Copied as");
    }

    fn rename(self, id: &str, name: &str) {
        let Some(old) = self.get(id).filter(|one| one.filed.name != name.trim() && !name.trim().is_empty()) else {
            return;
        };
        let name = self.free_name(name);
        let said = format!("“{}” is now “{name}”", old.filed.name);
        self.put(Scenario { filed: Filed { name, ..old.filed.clone() }, ..old.clone() }, said);
        self.before.set(Some(old));
    }

    fn remove(self, id: &str) {
        let Some(old) = self.get(id) else { return };
        self.list.update(|list| list.retain(|one| one.id != id));
        self.said.set(format!("Deleted “{}”", old.filed.name));
        if self.compared.get_untracked().as_deref() == Some(id) {
            self.compared.set(None);
        }
        self.before.set(Some(old));
        self.forget(id.to_owned());
    }

    /// Has the store forget a key.
    fn forget(self, id: String) {
        self.broken.update(|broken| broken.retain(|one| one.id != id));
        leptos::task::spawn_local(async move {
            if store::put(&id, None).await.is_err() {
                self.said.update(|said| said.push_str("; the browser refused: it may be there again next time"));
            }
        });
    }

    /// Brings back what the last removal or replacement took away.
    fn undo(self) {
        let Some(before) = self.before.get_untracked() else { return };
        self.before.set(None);
        let said = format!("“{}” is as it was", before.filed.name);
        self.put(before, said);
    }

    /// Takes what a scenario changed, since it was copied, over into the work on the screen.
    fn merge(self, id: &str) {
        let Some((one, base)) = self.get(id).and_then(|one| Some((one.clone(), one.filed.base?))) else { return };
        let sides = [base, self.draft.document.get_untracked(), one.filed.document];
        match merge_with(&sides[0], &sides[1], &sides[2], &[]) {
            Ok(merged) => {
                self.issues.set(Vec::new());
                self.draft.open(&merged.document);
                self.draft.tell(format!("Merged “{}” into your work", one.filed.name), true);
                self.said.set(format!("Merged “{}” into the work on the screen", one.filed.name));
                self.merged.set(Some(MergeOutcome {
                    name: one.filed.name,
                    conflicts: merged.conflicts,
                    sides,
                    taken: Vec::new(),
                }));
            }
            Err(issues) => self.issues.set(issues),
        }
    }

    /// Takes theirs of a conflict of the last merge, or mine again, into the work on the screen.
    fn choose(self, conflict: usize, theirs: bool) {
        let Some(mut outcome) = self.merged.get_untracked() else { return };
        outcome.taken.retain(|taken| *taken != conflict);
        if theirs {
            outcome.taken.push(conflict);
        }
        let [base, mine, other] = &outcome.sides;
        match merge_with(base, mine, other, &outcome.taken) {
            Ok(merged) => {
                self.draft.open(&merged.document);
                self.merged.set(Some(outcome));
            }
            Err(issues) => self.issues.set(issues),
        }
    }

    /// What a Document costs in all, and its currency; none where that is not known.
    fn total(self, document: &Document) -> Option<(Cost, String)> {
        let quick = Options {
            headroom: false,
            alternatives: false,
            trace: false,
            budget: crate::document::AT_ONCE,
            ..Options::default()
        };
        let report = self.draft.books.with(|books| evaluate_with(document, books, quick));
        report.totals.first().and_then(|total| Some((total.cost?, total.currency.clone())))
    }

    /// Hands a scenario, or the present work, out as a file. False where the browser does not.
    fn download(self, id: Option<&str>) {
        let filed = match id {
            Some(id) => self.get(id).map(|one| one.filed),
            None => Some(self.present(String::new())),
        };
        let Some(filed) = filed else { return };
        let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { ' ' };
        let name: String = filed.name.chars().map(plain).take(60).collect();
        let name = name.split_whitespace().collect::<Vec<_>>().join("-");
        let day = format::today().map(|day| day.to_string()).unwrap_or_default();
        let name = if name.is_empty() { format!("work-{day}") } else { name };
        let done = save_file(&format!("{name}{ENDING}"), "application/json", &file::write(&filed.published()));
        self.said.set(if done {
            format!("{name}{ENDING} is saved")
        } else {
            "The browser does not save files here".to_owned()
        });
    }

    /// Opens the first of some files in place of the work on the screen; one that cannot be read changes nothing.
    pub(crate) fn take_file(self, file: File) {
        leptos::task::spawn_local(async move {
            let name = file.name();
            let most = u32::try_from(file::MAX_BYTES).map_or(f64::MAX, f64::from);
            let read = if file.size() > most {
                let words = format!("at most {} bytes are read", format::quantity(file::MAX_BYTES));
                Err(vec![Issue::error("", Code::TOO_LARGE, words)])
            } else {
                let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
                file::read(&text.unwrap_or_default())
            };
            match read {
                Ok(filed) => {
                    self.open.set(false);
                    let words = format!("Opened {name} in place of your work");
                    self.draft.open_kept(&filed.document, &filed.made, words);
                }
                Err(issues) => {
                    self.said.set(String::new());
                    let issues = issues.into_iter().take(20).map(|issue| {
                        let at = if issue.path.is_empty() { String::new() } else { format!("{}: ", issue.path) };
                        Issue { words: format!("{name}: {at}{}. Your work is as it was.", issue.words), ..issue }
                    });
                    self.issues.set(issues.collect());
                    self.open.set(true);
                }
            }
        });
    }
}
