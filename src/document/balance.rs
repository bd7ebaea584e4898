//! Balances of an account that were pasted, dropped or fetched: several over time, kept in this browser only, as they
//! came. They are no part of the Document, so no link carries them; what the plan is to count on becomes owned packs.
//!
//! Each is kept under a key of its own, the moment it is of. What was kept is read again when it is first asked for.

use super::owned::TypedOwned;
use super::storage::store;
use super::{Draft, OwnedRow};
use leptos::prelude::*;
use packwise_engine::balance::{self, Balance, Held, Moment, Provider};
use packwise_engine::date::Date;
use packwise_engine::document::OwnedPack;
use packwise_engine::issue::{Code, Issue, Level};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the keys of the browser's store begin with; the moment in milliseconds follows.
const PREFIX: &str = "packwise.balance.v1.";
/// The key of the pools that were chosen for packs.
const POOLS: &str = "packwise.balance-pools.v1";
/// The most balances that are kept.
pub const MOST: usize = 200;
/// The same text again within so many milliseconds is the same balance: a button was pressed twice.
const AGAIN: i64 = 60_000;

/// A balance as it came, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// When it was pasted, or fetched by the proxy. Unique.
    pub at: Moment,
    /// The proxy's name of the account; `None`: it was pasted or dropped.
    pub account: Option<String>,
    /// What came.
    pub text: Arc<str>,
    /// What was read of it.
    pub balance: Arc<Balance>,
    /// Whether the browser keeps it; else it lasts as long as the page.
    pub kept: bool,
}

impl Snapshot {
    fn read(at: Moment, account: Option<String>, text: Arc<str>, kept: bool) -> Result<Self, Vec<Issue>> {
        let balance = Arc::new(read(&text)?);
        Ok(Self { at, account, text, balance, kept })
    }

    /// Whether two may be of one account: Kling's packs tell themselves apart by their ids, U-Gen's one does not.
    #[must_use]
    pub fn may_be_of(&self, other: &Self) -> bool {
        let same = self.balance.provider == other.balance.provider;
        same && (self.balance.provider == Provider::Kling || self.account == other.account)
    }
}

/// Reads a text; a vendor's error is none of an account's balances.
fn read(text: &str) -> Result<Balance, Vec<Issue>> {
    let balance = balance::read_text(text)?;
    let failed = |issue: &Issue| issue.level == Level::Error && issue.code == Code::VENDOR_ERROR;
    if balance.issues.iter().any(failed) { Err(balance.issues) } else { Ok(balance) }
}

/// Balances that were taken away, as they are put back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Removed {
    /// Those that were shown.
    read: Vec<Snapshot>,
    /// Those that could no longer be read: key and text, as they were kept.
    unread: Vec<(String, String)>,
}

impl Removed {
    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        self.read.len() + self.unread.len()
    }
}

/// The balances of a page.
#[derive(Clone, Copy, Debug)]
pub struct Balances {
    /// The newest first.
    pub list: RwSignal<Vec<Snapshot>>,
    /// The moment of the one that is looked at; `None`: the newest.
    pub chosen: RwSignal<Option<Moment>>,
    /// Pools that were chosen for packs, by what tells a pack ([`Balances::key`]).
    pub pools: RwSignal<BTreeMap<String, String>>,
    /// How many of those kept can no longer be read.
    pub unread: RwSignal<usize>,
    loaded: StoredValue<bool>,
}

impl Default for Balances {
    fn default() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(None),
            pools: RwSignal::new(BTreeMap::new()),
            unread: RwSignal::new(0),
            loaded: StoredValue::new(false),
        }
    }
}

impl Balances {
    /// Reads what the browser kept, once.
    pub fn load(self) {
        if self.loaded.get_value() {
            return;
        }
        self.loaded.set_value(true);
        let Some(store) = store() else { return };
        if let Some(Value::Object(map)) = store.get_item(POOLS).ok().flatten().and_then(|text| of_json(&text)) {
            self.pools.update(|pools| {
                for (pack, pool) in map {
                    if let Value::String(pool) = pool {
                        pools.insert(pack, pool);
                    }
                }
            });
        }
        let mut list = Vec::new();
        for key in keys() {
            let text = store.get_item(&key).ok().flatten().unwrap_or_default();
            match of_json(&text).and_then(|value| kept(&key, &value)) {
                Some(snapshot) => insert(&mut list, snapshot),
                None => self.unread.update(|unread| *unread += 1),
            }
        }
        self.list.set(list);
    }

    /// Reads a text, keeps it and looks at it. `at`: when the figures were fetched, where that is not now.
    ///
    /// # Errors
    /// What is wrong with it; everything is then as it was.
    pub fn add(self, text: &str, account: Option<String>, at: Moment) -> Result<(), Vec<Issue>> {
        let text: Arc<str> = Arc::from(text);
        let mut snapshot = Snapshot::read(at, account, text, false)?;
        let again = self.list.with_untracked(|list| {
            let same = |other: &&Snapshot| {
                let near = (other.at.millis() - at.millis()).abs() < AGAIN;
                near && other.text == snapshot.text && other.account == snapshot.account
            };
            list.iter().find(same).map(|other| other.at)
        });
        if again.is_some() {
            self.chosen.set(again);
            return Ok(());
        }
        if self.list.with_untracked(Vec::len) >= MOST {
            let words = format!("{MOST} balances are kept; remove some before another one is added");
            return Err(vec![Issue::error("", Code::TOO_MANY, words)]);
        }
        // a moment tells a balance, so each has its own
        while self.list.with_untracked(|list| list.iter().any(|other| other.at == snapshot.at)) {
            let Some(next) = Moment::from_millis(snapshot.at.millis() + 1) else { break };
            snapshot.at = next;
        }
        self.put(snapshot);
        Ok(())
    }

    /// Puts one among the others, keeps it and looks at it.
    fn put(self, mut snapshot: Snapshot) {
        snapshot.kept = keep(&snapshot);
        self.show(snapshot);
    }

    fn show(self, snapshot: Snapshot) {
        self.chosen.set(Some(snapshot.at));
        self.list.update(|list| insert(list, snapshot));
    }

    /// Says that one was had at another time than it was pasted at, and looks at it. Gives when it is of now: a moment
    /// tells a balance, so it may be a little later than was asked for. `None`: there is no such balance, or the browser
    /// does not keep it under another time, and nothing changed.
    pub fn redate(self, from: Moment, to: Moment) -> Option<Moment> {
        let mut snapshot = self.list.with_untracked(|list| list.iter().find(|other| other.at == from).cloned())?;
        let taken = |at: Moment| self.list.with_untracked(|list| list.iter().any(|other| other.at == at && at != from));
        snapshot.at = to;
        while taken(snapshot.at) {
            snapshot.at = Moment::from_millis(snapshot.at.millis() + 1)?;
        }
        let at = snapshot.at;
        if at == from {
            self.chosen.set(Some(at));
            return Some(at);
        }
        let was_kept = snapshot.kept;
        snapshot.kept = rekeep(&snapshot, from);
        // what the browser kept is not given up for another time
        if was_kept && !snapshot.kept {
            return None;
        }
        self.list.update(|list| list.retain(|other| other.at != from));
        self.show(snapshot);
        Some(at)
    }

    /// Takes one away and gives it back; none: all of them, those too that can no longer be read.
    pub fn remove(self, at: Option<Moment>) -> Removed {
        let goes = |snapshot: &Snapshot| at.is_none_or(|at| snapshot.at == at);
        let mut removed = Removed { read: self.list.get_untracked(), unread: Vec::new() };
        removed.read.retain(goes);
        if let Some(store) = store() {
            let gone = match at {
                Some(at) => vec![key_of(at)],
                None => keys(),
            };
            for key in gone {
                if !removed.read.iter().any(|snapshot| key_of(snapshot.at) == key)
                    && let Ok(Some(text)) = store.get_item(&key)
                {
                    removed.unread.push((key.clone(), text));
                }
                // a store that refuses to forget is no reason to show it
                let _ = store.remove_item(&key);
            }
        }
        if at.is_none() {
            self.unread.set(0);
        }
        self.list.update(|list| list.retain(|snapshot| !goes(snapshot)));
        if at.is_none() || self.chosen.get_untracked() == at {
            self.chosen.set(None);
        }
        removed
    }

    /// Puts back what was removed.
    pub fn bring_back(self, removed: Removed) {
        // these are nowhere else, so they have the room first
        for (key, text) in removed.unread {
            if store().is_some_and(|store| store.set_item(&key, &text).is_ok()) {
                self.unread.update(|unread| *unread += 1);
            }
        }
        removed.read.into_iter().for_each(|snapshot| self.put(snapshot));
    }

    /// The one that is looked at. Tracks it.
    #[must_use]
    pub fn present(self) -> Option<Snapshot> {
        let chosen = self.chosen.get();
        self.list.with(|list| list.iter().find(|snapshot| Some(snapshot.at) == chosen).or(list.first()).cloned())
    }

    /// What tells a pack in every balance of its account.
    #[must_use]
    pub fn key(held: &Held) -> String {
        held.id.clone().or(held.name.clone()).unwrap_or_default()
    }

    /// Says of which pool a pack is; as its name has it: forgets what was said.
    pub fn choose_pool(self, held: &Held, pool: &str) {
        let key = Self::key(held);
        self.pools.update(|pools| {
            if held.pool.as_deref() == Some(pool) {
                pools.remove(&key);
            } else {
                pools.insert(key, pool.to_owned());
            }
        });
        if let Some(store) = store() {
            // a store that refuses makes the choice last as long as the page
            let _ = self.pools.with_untracked(|pools| store.set_item(POOLS, &json!(pools).to_string()));
        }
    }

    /// A balance with the pools that were chosen. Tracks them.
    #[must_use]
    pub fn with_pools(self, balance: &Balance) -> Balance {
        let mut balance = balance.clone();
        self.pools.with(|pools| {
            for held in &mut balance.packs {
                if let Some(pool) = pools.get(&Self::key(held)) {
                    held.pool = Some(pool.clone());
                }
            }
        });
        balance
    }
}

fn of_json(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

fn key_of(at: Moment) -> String {
    format!("{PREFIX}{}", at.millis())
}

/// The keys of everything that is kept.
fn keys() -> Vec<String> {
    let Some(store) = store() else { return Vec::new() };
    let key = |at| store.key(at).ok().flatten().filter(|key| key.starts_with(PREFIX));
    (0..store.length().unwrap_or(0)).filter_map(key).collect()
}

fn kept(key: &str, value: &Value) -> Option<Snapshot> {
    let at = Moment::from_millis(key.strip_prefix(PREFIX)?.parse().ok()?)?;
    let account = value.get("account").and_then(Value::as_str).map(str::to_owned);
    let text = Arc::from(value.get("text")?.as_str()?);
    Snapshot::read(at, account, text, true).ok()
}

fn keep(snapshot: &Snapshot) -> bool {
    let value = json!({ "account": snapshot.account, "text": &*snapshot.text }).to_string();
    store().is_some_and(|store| store.set_item(&key_of(snapshot.at), &value).is_ok())
}

/// Keeps one under its moment in place of another moment; where it is not kept, the old one stays.
fn rekeep(snapshot: &Snapshot, from: Moment) -> bool {
    let kept = keep(snapshot);
    if let Some(store) = store().filter(|_| kept) {
        // a store that refuses to forget is no reason not to show it
        let _ = store.remove_item(&key_of(from));
    }
    kept
}

/// Puts one where it belongs: the newest comes first.
fn insert(list: &mut Vec<Snapshot>, snapshot: Snapshot) {
    let at = list.iter().position(|other| other.at < snapshot.at).unwrap_or(list.len());
    list.insert(at, snapshot);
}

impl Draft {
    /// Has the plan start on a day with these packs; what was owned of `pools` before makes room. One step to take back.
    /// Gives how many owned packs there were of those pools.
    pub fn start_with_owned(self, packs: &[OwnedPack], pools: &[String], day: Date) -> usize {
        let first = self.with_book_untracked(|book| book.pools.first().map(|pool| pool.id.clone())).flatten();
        let mut rows = self.owned.get_untracked();
        let before = rows.len();
        rows.retain(|row| {
            let pool = row.pool.get_untracked();
            // an empty one is the book's first
            let pool = if pool.is_empty() { first.clone().unwrap_or_default() } else { pool };
            !pools.contains(&pool)
        });
        let replaced = before - rows.len();
        let fresh: Vec<OwnedRow> =
            packs.iter().map(|pack| self.owned_row(&TypedOwned::of(self.next_id(), pack))).collect();
        rows.extend(fresh);
        self.as_of.set(Some(day));
        self.owned.set(rows);
        replaced
    }
}
