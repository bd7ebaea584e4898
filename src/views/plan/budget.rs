//! What a budget pays for: the plan the other way round. So much money a month, or for all months, or only units in hand;
//! of the whole mix of the work, or of one of its lines. Solved in slices once typing has rested.
//!
//! Nothing is priced here: the engine says how much is paid for, this says it in words.

use super::over_time::{choice, select};
use crate::document::Draft;
use crate::format;
use crate::parts::{NumberBox, dynamic};
use crate::slices::Slices;
use leptos::prelude::*;
use packwise_engine::compare::{Inverse, Next, Paid};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::money::{Cost, Price};
use packwise_engine::plan::{Owned, Request};
use packwise_engine::units::Units;

/// Budget of one solve, in counts tried.
const BUDGET: u64 = 30_000;
/// How many kinds of results are told one by one.
const TOLD: usize = 5;

/// What was typed into the card. It outlives the view, so that another view takes nothing of it away.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spending {
    /// Money, or units where only those in hand are meant; as typed.
    amount: RwSignal<String>,
    /// `month`, `all` or `hand`.
    way: RwSignal<String>,
    /// Which of the mixes; see [`mixes`].
    mix: RwSignal<String>,
}

/// The keys of the view that hold them.
const KEYS: [&str; 3] = ["budget", "per", "mix"];

impl Spending {
    /// Makes it for a page and gives it to all below.
    pub(crate) fn provide() {
        let text = || RwSignal::new(String::new());
        provide_context(Self { amount: text(), way: text(), mix: text() });
    }

    fn signals(self) -> [RwSignal<String>; 3] {
        [self.amount, self.way, self.mix]
    }

    /// Follows the address, and has the address follow it.
    fn follow(self, draft: Draft) {
        for (at, (key, signal)) in KEYS.into_iter().zip(self.signals()).enumerate() {
            let text = move |typed: &str| if at == 0 { format::canonical(typed) } else { typed.to_owned() };
            Effect::new(move |_| {
                let said = draft.shown(key);
                if !said.is_empty() && signal.with_untracked(|typed| text(typed) != said) {
                    signal.set(if at == 0 { format::typed(&said) } else { said });
                }
            });
            Effect::new(move |_| {
                // on a link that is being opened the address comes first
                let said = signal.with(|typed| text(typed));
                draft.show(key, &said);
            });
        }
    }
}

/// A kind of result of the work.
#[derive(Clone, Debug, PartialEq)]
struct Kind {
    name: String,
    noun: &'static str,
    units: Units,
    count: u64,
}

/// What can be asked for: one set of a mix.
#[derive(Clone, Debug, PartialEq)]
struct Mix {
    /// Its value in the list, and in a link.
    value: String,
    words: String,
    /// Kinds of results, and how many of each one set has.
    kinds: Vec<Kind>,
    /// Units of a set.
    units: Units,
    units_name: String,
    currency: String,
    months: u32,
    /// Whether the months of the work differ, which here they do not.
    varies: bool,
    /// What the planner was asked for the work.
    request: Request,
}

/// The mixes of the present work: of each pool the whole of it, then each of its kinds alone. None while there is no plan.
fn mixes(draft: Draft) -> Vec<Mix> {
    draft.report.with(|report| {
        let mut found: Vec<Mix> = Vec::new();
        for pool in report.pools.iter().filter(|pool| pool.total > Units::ZERO && pool.plan.is_some()) {
            let (Some(request), Some(months)) = (&pool.request, report.months) else { continue };
            let lines = report.lines.iter().filter(|line| line.pool == pool.pool).filter_map(|line| {
                let units = line.units_each.times(line.takes)?;
                let count = line.units.thousandths().checked_div(units.thousandths())?;
                let takes = if line.takes > 1 { format!(", {} takes", line.takes) } else { String::new() };
                let name = format!("{}{takes}", line.short_name);
                Some(Kind { name, noun: line.noun, units, count: u64::try_from(count).ok()? })
            });
            let jobs = report.jobs.iter().filter(|job| job.pool == pool.pool).filter_map(|job| {
                let name = format!("job {}", job.job + 1);
                Some(Kind { name, noun: "job", units: job.total?, count: job.count? })
            });
            let kinds: Vec<Kind> =
                lines.chain(jobs).filter(|kind| kind.count > 0 && kind.units > Units::ZERO).collect();
            let common = kinds.iter().fold(0, |common, kind| divisor(common, kind.count));
            let mut add = |value: String, words: String, kinds: Vec<Kind>| {
                let units = kinds.iter().try_fold(Units::ZERO, |sum, kind| sum.plus(kind.units.times(kind.count)?));
                let Some(units) = units.filter(|units| *units > Units::ZERO) else { return };
                let currency = report.book.as_ref().map(|book| book.currency.clone()).unwrap_or_default();
                let (units_name, varies) = (pool.units_name.clone(), pool.varies());
                let request = request.clone();
                found.push(Mix { value, words, kinds, units, units_name, currency, months, varies, request });
            };
            let one = |kind: &Kind, count: u64| Kind { count, ..kind.clone() };
            if kinds.len() > 1 {
                let set = kinds.iter().map(|kind| one(kind, kind.count / common.max(1))).collect();
                add(pool.pool.clone(), format!("this mix of {}", pool.name), set);
            }
            for (at, kind) in kinds.iter().enumerate() {
                let alone = if kinds.len() > 1 { "only " } else { "" };
                let words = match kind.noun {
                    "job" => format!("{alone}{}", kind.name),
                    noun => format!("{alone}{noun}s: {}", kind.name),
                };
                add(format!("{}.{}", pool.pool, at + 1), words, vec![one(kind, 1)]);
            }
        }
        found
    })
}

fn divisor(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// What is asked of the engine.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    mix: Mix,
    /// The whole budget; none: only units in hand.
    money: Option<Cost>,
    /// As it was typed: money, or units in hand.
    said: String,
    per_month: bool,
    request: Request,
}

/// Reads what was typed. None where nothing was.
fn asked(mix: &Mix, amount: &str, way: &str) -> Result<Option<Asked>, Issue> {
    let typed = format::canonical(amount);
    let wrong = |code: Code, words: &str| Issue::error("budget", code, words);
    if typed.is_empty() {
        return Ok(None);
    }
    let months = usize::try_from(mix.months).unwrap_or(1);
    let mut request = Request { demand: vec![mix.units; months], ..mix.request.clone() };
    if way == "hand" {
        let units = Units::read(&typed)
            .map_err(|_| wrong(Code::NOT_A_NUMBER, "a number of at most three decimals, not below zero"))?;
        request.packs = Vec::new();
        request.on_demand_price = None;
        // what is in hand gives what it gives
        request.concurrency = None;
        request.balance = vec![Owned { units, from: 0, periods_left: None, concurrency: None }];
        let said = format!("{} {}", format::quantity(units), mix.units_name);
        return Ok(Some(Asked { mix: mix.clone(), money: None, said, per_month: false, request }));
    }
    let price = Price::read(&typed)
        .map_err(|_| wrong(Code::NOT_A_NUMBER, "an amount of money of at most six decimals, not below zero"))?;
    let per_month = way != "all" && mix.months > 1;
    let money = price.times(if per_month { u64::from(mix.months) } else { 1 });
    let money = money.ok_or_else(|| wrong(Code::TOO_LARGE, "more than can be counted exactly"))?;
    let said = format::money(price, &mix.currency);
    Ok(Some(Asked { mix: mix.clone(), money: Some(money), said, per_month, request }))
}

impl Asked {
    /// So many sets a month, as results: `1,120 clips`.
    fn results(&self, sets: u64) -> String {
        let each = self.mix.kinds.iter().fold(0, |sum: u64, kind| sum.saturating_add(kind.count));
        let count = sets.saturating_mul(each);
        let first = self.mix.kinds.first().map_or("result", |kind| kind.noun);
        let noun = if self.mix.kinds.iter().all(|kind| kind.noun == first) { first } else { "result" };
        format!("{} {noun}{}", format::quantity(count), if count == 1 { "" } else { "s" })
    }

    /// `Each month` work is the same; of one month nothing need be said.
    fn a_month(&self) -> &'static str {
        if self.mix.months > 1 { " a month" } else { "" }
    }

    /// The answer in sentences: the first is the answer itself.
    fn words(&self, paid: &Paid) -> Vec<String> {
        let money = |cost: Cost| format::money(cost, &self.mix.currency);
        let months = self.mix.months;
        let budget = match (self.money, self.per_month) {
            (None, _) => format!("{} in hand", self.said),
            (Some(_), true) => format!("{} a month", self.said),
            (Some(_), false) if months > 1 => format!("{} for {months} months", self.said),
            (Some(_), false) => self.said.clone(),
        };
        let over = if months > 1 { format!(" over {months} months") } else { String::new() };
        let upper =
            if paid.proved { String::new() } else { format!(" at least, {} at most", self.results(paid.at_most)) };
        let pays = if self.money.is_some() { "pays" } else { "pay" };
        let mut said = vec![if paid.at_most == 0 {
            format!("{budget} {pays} for none of it")
        } else {
            format!("{budget} {pays} for {}{}{upper}", self.results(paid.sets), self.a_month())
        }];
        if self.mix.kinds.len() > 1 && paid.sets > 0 {
            let mut parts: Vec<String> = Vec::new();
            for kind in self.mix.kinds.iter().take(TOLD) {
                let count = format::quantity(kind.count.saturating_mul(paid.sets));
                parts.push(format!("{count} of {}", kind.name));
            }
            let more = self.mix.kinds.len().saturating_sub(TOLD);
            if more > 0 {
                parts.push(format!("and {more} more kinds"));
            }
            said.push(format!("{}.", parts.join("; ")));
        }
        if self.money.is_some() && paid.sets > 0 {
            let free = if paid.cost == Cost::ZERO { ", all out of what you own" } else { "" };
            said.push(format!(
                "That costs {}{over}{free}; {} of the budget is left.",
                money(paid.cost),
                money(paid.left)
            ));
        }
        said.push(match paid.next {
            Next::At { cost: _, more, sets, at_most, proved } => {
                let brings = sets.saturating_sub(paid.sets);
                let least = if sets == at_most { "" } else { "at least " };
                let not = if proved { "" } else { " (the best step found; a smaller one is not ruled out)" };
                format!(
                    "{} more{over} brings {least}{} more: {}{}{not}.",
                    money(more),
                    self.results(brings),
                    self.results(sets),
                    self.a_month()
                )
            }
            Next::Never if self.money.is_none() => "Nothing is bought here, so no more than that.".to_owned(),
            Next::Never => "No budget brings more: the packs cannot serve it.".to_owned(),
            Next::Uncounted => "More than that cannot be counted.".to_owned(),
            Next::Unknown => "What the next step would cost was not settled in the time for it.".to_owned(),
        });
        said
    }
}

/// What the card says.
#[derive(Clone, Debug, Default, PartialEq)]
struct Said {
    words: Vec<String>,
    proved: bool,
}

/// The card.
#[component]
pub(super) fn BudgetCard() -> impl IntoView {
    let draft = Draft::expect();
    let spending: Spending = expect_context();
    spending.follow(draft);
    // below the answer: no key waits for it
    let offered = Memo::new(move |_| {
        draft.rested.track();
        draft.books.track();
        untrack(|| mixes(draft))
    });
    let there = Memo::new(move |_| offered.with(|offered| !offered.is_empty()));
    dynamic(move || there.get().then(|| view! { <Card offered=offered/> }))
}

#[component]
fn Card(offered: Memo<Vec<Mix>>) -> impl IntoView {
    let Spending { amount, way, mix } = expect_context();
    let chosen = Memo::new(move |_| {
        let wanted = mix.get();
        offered.with(|offered| offered.iter().find(|mix| mix.value == wanted).or(offered.first()).cloned())
    });
    let read = Memo::new(move |_| {
        let (amount, way) = (amount.get(), way.get());
        chosen.with(|mix| mix.as_ref().map_or(Ok(None), |mix| asked(mix, &amount, &way)))
    });
    let issue = Signal::derive(move || read.with(|read| read.as_ref().err().cloned()));
    let said = RwSignal::new(None::<Said>);
    let stale = RwSignal::new(false);
    let slices = Slices::default();
    Effect::new(move |first: Option<()>| {
        let Ok(Some(asked)) = read.get() else {
            // what ran before has nothing to say to this
            slices.run(0, || true);
            said.set(None);
            stale.set(false);
            return;
        };
        stale.set(true);
        let mut inverse = Inverse::new(&asked.request, asked.money.unwrap_or_default(), BUDGET).ok();
        slices.run(if first.is_none() { 0 } else { 180 }, move || {
            if inverse.as_mut().is_some_and(|inverse| inverse.advance(1)) {
                return false;
            }
            let paid = inverse.as_ref().and_then(Inverse::paid);
            said.set(paid.map(|paid| Said { words: asked.words(&paid), proved: paid.proved }));
            stale.set(false);
            true
        });
    });
    let hand = Memo::new(move |_| way.with(|way| way == "hand"));
    let label = Signal::derive(move || if hand.get() { "Units in hand" } else { "Budget" }.to_owned());
    let ways = Callback::new(move |()| {
        let present = way.get();
        let months = chosen.with(|mix| mix.as_ref().map_or(1, |mix| mix.months));
        let whole = if months > 1 { format!("for all {months} months") } else { "for the month".to_owned() };
        let own = chosen.with(|mix| mix.as_ref().map(|mix| mix.units_name.clone()).unwrap_or_default());
        let mut choices = vec![choice("", "a month", present.is_empty())];
        if months > 1 || present == "all" {
            choices.push(choice("all", whole, present == "all"));
        }
        choices.push(choice("hand", format!("{own} in hand, nothing bought"), present == "hand"));
        choices
    });
    let mixes = Callback::new(move |()| {
        let present = chosen.with(|mix| mix.as_ref().map(|mix| mix.value.clone()).unwrap_or_default());
        offered.with(|offered| {
            offered.iter().map(|mix| choice(mix.value.clone(), mix.words.clone(), mix.value == present)).collect()
        })
    });
    let never = Signal::derive(|| false);
    let way_select = select(
        "budget-per".to_owned(),
        Some("What the budget is".to_owned()),
        never,
        None,
        ways,
        Callback::new(move |value| way.set(value)),
    );
    let mix_select = select(
        "budget-mix".to_owned(),
        Some("What it pays for".to_owned()),
        never,
        None,
        mixes,
        Callback::new(move |value| mix.set(value)),
    );
    let unit = dynamic(move || {
        (!hand.get()).then(|| chosen.with(|mix| mix.as_ref().map(|mix| mix.currency.clone()).unwrap_or_default()))
    });
    let answer = dynamic(move || {
        let Some(Said { words, proved }) = said.get() else {
            let hint = "Type what can be spent, and read how much of this work that pays for: exactly, and what the next step would cost.";
            return view! { <p class="soft">{hint}</p> }.into_any();
        };
        let mut words = words.into_iter();
        let first = words.next().unwrap_or_default();
        let rest: Vec<AnyView> = words.map(|words| view! { <p class="soft">{words}</p> }.into_any()).collect();
        let chip = if proved {
            ("chip chip--official", "the most, proved")
        } else {
            ("chip chip--third-party", "not settled to one number")
        };
        view! { <p class="budget__answer"><b>{first}</b>" "<span class=chip.0>{chip.1}</span></p>{rest} }.into_any()
    });
    let note = dynamic(move || {
        chosen.with(|mix| {
            let mix = mix.as_ref()?;
            let mut notes: Vec<&str> = Vec::new();
            if mix.months > 1 {
                notes.push(if mix.varies {
                    "Counted as the same number in every month, though the months of this work differ."
                } else {
                    "The same number in every month."
                });
            }
            if !hand.get() && !mix.request.balance.is_empty() {
                notes.push("Packs you own are used too.");
            }
            (!notes.is_empty()).then(|| view! { <p class="soft budget__note">{notes.join(" ")}</p> })
        })
    });
    view! {
        <section class="section" aria-label="What a budget pays for">
            <div class="section__head"><h2>"What a budget pays for"</h2><span class="soft">"the plan the other way round"</span></div>
            <div class="card budget" class:section--stale=stale aria-busy=move || stale.get().to_string()>
                <div class="budget__ask">
                    <span class="budget__box"><NumberBox value=amount label=label id="budget" issue=issue placeholder="5000"/></span>
                    <span class="soft">{unit}</span>
                    {way_select}
                    <span class="soft">"of"</span>
                    {mix_select}
                </div>
                <div class="budget__said" role="status">{answer}{note}</div>
            </div>
        </section>
    }
}
