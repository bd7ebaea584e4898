//! The Balance view: what an account still has, how long it lasts, what will be lost, and what to buy by when.
//!
//! The provider's answer is pasted, dropped or fetched by the optional proxy; the engine reads it and plays it through
//! day by day. Nothing here is part of the Document until somebody uses it in the plan, so no link carries a balance.

mod answer;
mod chart;
mod forecast;
mod packs;
mod paste;
mod proxy;
mod words;

use crate::document::{Balances, Draft, Removed, Snapshot};
use crate::format;
use crate::parts::{Notices, dynamic, guard_drops, takes_files};
use crate::views::plan::settings::BookLine;
use answer::{Answer, Picture};
use forecast::{Forecast, Use};
use leptos::prelude::*;
use packs::Packs;
use packwise_engine::balance::{Balance, Moment};
use packwise_engine::burn::{self, Rate};
use packwise_engine::date::Date;
use packwise_engine::issue::Issue;
use paste::Paste;
use proxy::Proxy;
use words::Written;

/// What the view holds beside the balances. The page makes it once, so that it outlives the view.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BalancePanel {
    balances: Balances,
    /// What is in the box.
    text: RwSignal<String>,
    /// What is wrong with what was read last; then the balances are as they were.
    failed: RwSignal<Vec<Issue>>,
    /// What came of the last deed, and whether that was a failure.
    said: RwSignal<(String, bool)>,
    /// What was removed last, and can be put back.
    removed: RwSignal<Removed>,
    /// The pool that is looked at; empty: the first that there is something to say of.
    pool: RwSignal<String>,
    /// Whether the measured use counts in place of the work.
    measured: RwSignal<bool>,
    /// What came of using it in the plan.
    used: RwSignal<Option<answer::Used>>,
    /// Whether a file is held over the view.
    over: RwSignal<bool>,
    proxy: Proxy,
}

impl BalancePanel {
    /// Makes the panel of a page and gives it to all below.
    pub(crate) fn provide() {
        provide_context(Self {
            balances: Balances::default(),
            text: RwSignal::new(String::new()),
            failed: RwSignal::new(Vec::new()),
            said: RwSignal::new((String::new(), false)),
            removed: RwSignal::new(Removed::default()),
            pool: RwSignal::new(String::new()),
            measured: RwSignal::new(false),
            used: RwSignal::new(None),
            over: RwSignal::new(false),
            proxy: Proxy::default(),
        });
    }

    /// Takes what the proxy fetched.
    ///
    /// # Errors
    /// What is wrong with it.
    fn fetched(self, text: &str, account: &str, at: Moment) -> Result<(), Vec<Issue>> {
        self.balances.add(text, Some(account.to_owned()), at)?;
        self.failed.set(Vec::new());
        self.said.set((String::new(), false));
        self.removed.set(Removed::default());
        Ok(())
    }
}

/// The balance that is looked at, with the pools that were chosen.
#[derive(Clone, Debug, PartialEq)]
struct Present {
    snapshot: Snapshot,
    balance: Balance,
    /// The day that it is of: the forecast's first.
    day: Date,
}

/// What follows from it.
#[derive(Clone, Copy, Debug)]
struct Looked {
    present: Memo<Option<Present>>,
    /// The pools that can be looked at: those of the packs, and those of the work.
    pools: Memo<Vec<String>>,
    /// The one that is.
    pool: Memo<String>,
    /// The use that was measured of it; or why none was.
    rate: Memo<Result<Rate, String>>,
    /// What is to be known of that measure.
    remarks: Memo<Vec<String>>,
    /// The forecast; or why there is none.
    forecast: Memo<Option<Result<Forecast, String>>>,
}

impl Looked {
    fn new(draft: Draft, panel: BalancePanel) -> Self {
        let balances = panel.balances;
        let present = Memo::new(move |_| {
            let snapshot = balances.present()?;
            let balance = balances.with_pools(&snapshot.balance);
            let day = format::day_of(snapshot.at)?;
            Some(Present { snapshot, balance, day })
        });
        let pools = Memo::new(move |_| {
            let mut pools: Vec<String> = Vec::new();
            let mut add = |pool: &str| {
                if !pools.iter().any(|known| known == pool) {
                    pools.push(pool.to_owned());
                }
            };
            present.with(|present| {
                let packs = present.iter().flat_map(|present| &present.balance.packs);
                packs.filter_map(|held| held.pool.as_deref()).for_each(&mut add);
            });
            draft.report.with(|report| report.pools.iter().for_each(|pool| add(&pool.pool)));
            pools
        });
        let pool = Memo::new(move |_| {
            let chosen = panel.pool.get();
            pools.with(|pools| {
                let found = pools.iter().find(|pool| **pool == chosen).or(pools.first());
                found.cloned().unwrap_or_default()
            })
        });
        let measured = Memo::new(move |_| {
            let snapshots = balances.list.with(|list| {
                let of = present.with(|present| present.as_ref().map(|present| present.snapshot.clone()));
                let alike = |other: &&Snapshot| of.as_ref().is_some_and(|of| of.may_be_of(other));
                list.iter().filter(alike).cloned().collect::<Vec<Snapshot>>()
            });
            let snapshots: Vec<burn::Snapshot> = snapshots
                .iter()
                .map(|of| burn::Snapshot { at: of.at, balance: balances.with_pools(&of.balance) })
                .collect();
            burn::rate_of_use(&snapshots).ok()
        });
        let rate = Memo::new(move |_| {
            let pool = pool.get();
            measured.with(|measured| {
                let Some((rates, _)) = measured else {
                    return Err("A use is measured between two balances of different times: paste another one later.".to_owned());
                };
                match rates.iter().find(|rate| rate.pool.as_deref() == Some(pool.as_str())) {
                    Some(rate) if rate.a_day.is_some() => Ok(rate.clone()),
                    Some(_) => Err("The two balances are less than twelve hours apart; so late is what is left told, and so no use can be measured.".to_owned()),
                    None => Err("No pack of this pool is in these balances.".to_owned()),
                }
            })
        });
        let remarks = Memo::new(move |_| {
            measured.with(|measured| {
                let issues = measured.iter().flat_map(|(_, issues)| issues);
                issues.map(|issue| issue.words.clone()).collect::<Vec<String>>()
            })
        });
        let forecast = Memo::new(move |_| {
            let pool = pool.get();
            let rate = rate.get().ok().filter(|_| panel.measured.get());
            let of = rate.as_ref().map_or(Use::Work, Use::Measured);
            present.with(|present| {
                let present = present.as_ref()?;
                (!pool.is_empty()).then(|| forecast::forecast(draft, &present.balance, present.day, &pool, of))
            })
        });
        Self { present, pools, pool, rate, remarks, forecast }
    }
}

/// How the page writes days and numbers.
fn written() -> Written<'static> {
    Written { day: &format::day, days: &format::days, number: &|units| format::quantity(units) }
}

/// The Balance view.
#[component]
pub fn BalanceView() -> impl IntoView {
    guard_drops();
    let draft = Draft::expect();
    let panel: BalancePanel = expect_context();
    panel.balances.load();
    panel.over.set(false);
    // what was said of the last visit is old news
    panel.used.set(None);
    panel.said.update(|said| {
        if !said.1 {
            said.0.clear();
        }
    });
    panel.removed.set(Removed::default());
    let looked = Looked::new(draft, panel);
    let (held, dropped) = takes_files(panel.over, move |files| paste::take_files(panel, files));
    let there = Memo::new(move |_| looked.present.with(Option::is_some));
    view! {
        <main class="balance" id="main" class:balance--over=panel.over
            on:dragover=held on:dragleave=move |_| panel.over.set(false) on:drop=dropped>
            <h1>"What is left, and what to buy next?"</h1>
            <BookLine/>
            <Notices issues=draft.link_issues/>
            <div class="balance__top">
                <Paste panel=panel looked=looked/>
                <Answer panel=panel looked=looked/>
            </div>
            {dynamic(move || there.get().then(|| view! { <Picture looked=looked/><Packs panel=panel looked=looked/> }))}
        </main>
    }
}
