//! How long it lasts and what to buy by when: in sentences, as facts, and as a picture of units in hand over days.

use super::chart::{self, Stretch};
use super::packs::{name, pools_of_book};
use super::words::{self, Counted};
use super::{BalancePanel, Forecast, Looked, Present, written};
use crate::document::Draft;
use crate::format;
use crate::parts::{Plot, Twin, dynamic};
use crate::views::plan::answer::pack_name;
use leptos::prelude::*;
use packwise_engine::burn::{Buy, InHand, PackFate};
use packwise_engine::date::{Date, months_later};
use packwise_engine::document::{Entry, MAX_OWNED, OwnedPack};
use packwise_engine::link::View;
use packwise_engine::plan::{self, Status};
use packwise_engine::units::Units;
use std::sync::Arc;

/// Purchases that are told one by one; more are counted.
const TOLD: usize = 3;
/// The same of packs that are left out of the plan.
const LEFT_OUT: usize = 20;

/// What came of using a balance in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Used {
    /// What was put there.
    words: String,
    /// What was left out, and why.
    left_out: Vec<String>,
    /// What the Document owned then: words about it hold as long as it does.
    owned: Vec<OwnedPack>,
}

/// The card.
#[component]
pub(super) fn Answer(panel: BalancePanel, looked: Looked) -> impl IntoView {
    let draft = Draft::expect();
    let there = Memo::new(move |_| looked.present.with(Option::is_some));
    let body = dynamic(move || {
        there.get().then(|| {
            let said = dynamic(move || match looked.forecast.get() {
                Some(Ok(forecast)) => sentences(draft, &forecast),
                Some(Err(why)) => nothing(draft, &why),
                None => nothing(draft, "No pack is of a known pool: choose it in the table below"),
            });
            view! { <Choices panel=panel looked=looked/><div class="balance__said" aria-live="polite">{said}</div><UseIt panel=panel looked=looked/> }
        })
    });
    let empty = dynamic(move || {
        (!there.get()).then(|| {
            view! {
                <p class="answer__none">"No balance yet"</p>
                <p class="soft">"Once the provider’s answer is read, this says how long the packs last, what will be lost, and what to buy by when. It works without a server."</p>
            }
        })
    });
    view! {
        <aside class="card answer balance__answer" aria-label="How long it lasts">
            <h2>"How long it lasts"</h2>
            {empty}
            {body}
        </aside>
    }
}

/// What is looked at: the pool, and how fast it is used.
#[component]
fn Choices(panel: BalancePanel, looked: Looked) -> impl IntoView {
    let draft = Draft::expect();
    let several = Memo::new(move |_| looked.pools.with(|pools| pools.len() > 1));
    let pool = dynamic(move || {
        several.get().then(|| {
            let options = dynamic(move || {
                let chosen = looked.pool.get();
                let pools = looked.pools.get();
                pools
                    .into_iter()
                    .map(|id| {
                        let words = super::forecast::name_of(draft, &id);
                        view! { <option selected=id == chosen value=id>{words}</option> }.into_any()
                    })
                    .collect::<Vec<AnyView>>()
            });
            view! {
                <label class="pick">"Units of"
                    <select class="select" id="balance-pool" on:change:target=move |event| panel.pool.set(event.target().value())>{options}</select>
                </label>
            }
        })
    });
    let choice = move |measured: bool, words: &'static str| {
        let pressed = Signal::derive(move || (panel.measured.get() == measured).to_string());
        view! { <button type="button" class="choice" aria-pressed=pressed on:click=move |_| panel.measured.set(measured)>{words}</button> }
            .into_any()
    };
    let choices = vec![choice(false, "Your work"), choice(true, "Measured use")];
    let about = dynamic(move || {
        if panel.measured.get() {
            return match looked.rate.get() {
                Ok(rate) => measured(draft, looked, &rate),
                Err(why) => {
                    view! { <p class="soft balance__use">{why}" Until then your work is looked at."</p> }.into_any()
                }
            };
        }
        let href = Signal::derive(move || format!("#{}", draft.resting_fragment_of(View::Plan)));
        let words = looked.forecast.with(|forecast| {
            let forecast = forecast.as_ref()?.as_ref().ok()?;
            let (least, most) = forecast.monthly?;
            let units = &forecast.units;
            Some(match least == most {
                true => format!("{} {units} a month, as your work in the Plan needs them. ", format::quantity(most)),
                false => format!(
                    "{} to {} {units} a month, as your work in the Plan needs them. ",
                    format::quantity(least),
                    format::quantity(most)
                ),
            })
        });
        view! { <p class="soft balance__use">{words}<a href=href>"Change the work"</a></p> }.into_any()
    });
    view! {
        <div class="balance__choices">
            {pool}
            <div class="choices" role="group" aria-label="Used as">{choices}</div>
        </div>
        {about}
    }
}

/// `150`, `150 to 170`, `at least 150`.
fn used(used: packwise_engine::burn::Used) -> String {
    match used.most {
        Some(most) => words::between(packwise_engine::burn::Between { least: used.least, most }, &written()),
        None => format!("at least {}", format::quantity(used.least)),
    }
}

/// What was measured, between when.
fn measured(draft: Draft, looked: Looked, rate: &packwise_engine::burn::Rate) -> AnyView {
    let units = draft.with_book(|book| book.pool(&looked.pool.get()).map(|pool| pool.units.clone())).flatten();
    let units = units.unwrap_or_else(|| "units".to_owned());
    let a_day = rate.a_day.map(|a_day| format!(" {} {units} a day.", used(a_day)));
    let goes_on = rate.going_on().map(|a_day| format!(" The forecast goes on with {} a day.", format::quantity(a_day)));
    let words = format!(
        "{} {units} used between {} and {}:{}{}",
        used(rate.used),
        format::moment(rate.from),
        format::moment(rate.until),
        a_day.unwrap_or_default(),
        goes_on.unwrap_or_default(),
    );
    let remarks: Vec<AnyView> =
        looked.remarks.get().into_iter().take(5).map(|words| view! { <li>{words}</li> }.into_any()).collect();
    let remarks = (!remarks.is_empty()).then(|| {
        view! { <details class="twin"><summary>"What the measure does not know"</summary><ul class="balance__list">{remarks}</ul></details> }
    });
    view! { <p class="soft balance__use">{words}</p>{remarks} }.into_any()
}

fn nothing(draft: Draft, why: &str) -> AnyView {
    let href = Signal::derive(move || format!("#{}", draft.resting_fragment_of(View::Plan)));
    view! {
        <p class="answer__none">"No forecast"</p>
        <p class="soft">{why.to_owned()}". "<a href=href>"Go to the work"</a></p>
    }
    .into_any()
}

/// The answer in sentences, then the facts.
fn sentences(draft: Draft, forecast: &Forecast) -> AnyView {
    let written = written();
    let burn = &forecast.burn;
    let day = |date: Date| format::day(date);
    let (head, dry) = match burn.runs_dry {
        Some(when) => ("You run dry", words::when(when, &written)),
        None => ("It lasts", format!("until {} at least", day(burn.until))),
    };
    let buy = match &burn.buy {
        Some(buy) => purchases(draft, forecast, buy),
        None => view! { <p class="soft">"What to buy is not known: "{forecast.no_offers.clone()}"."</p> }.into_any(),
    };
    let now = burn
        .in_hand
        .first()
        .map(|point: &InHand| packwise_engine::burn::Between { least: point.least, most: point.most });
    let units = &forecast.units;
    let in_hand = now.map(|now| format!("{} {units}", words::between(now, &written)));
    let lost = if burn.lost.most == Units::ZERO {
        "nothing".to_owned()
    } else {
        format!("{} {units}", words::between(burn.lost, &written))
    };
    let fact = |name: String, figure: String| view! { <div><dt>{name}</dt><dd>{figure}</dd></div> }.into_any();
    let mut facts = Vec::new();
    facts.extend(in_hand.map(|figure| fact(format!("In hand on {}", day(burn.as_of)), figure)));
    facts.push(fact(format!("Lost by {}", day(burn.until)), lost));
    let complete = (!burn.complete).then(|| {
        view! { <p class="pool__proof--doubt">"Not every pack could be counted: the table, or the list of problems, says which and why."</p> }
    });
    let late = forecast.late.then(|| {
        view! { <p class="soft balance__lag">"Days and figures are between two: what is left is told up to twelve hours late, and packs begin and end in the middle of a day."</p> }
    });
    view! {
        <p class="answer__none balance__dry"><span>{head}</span>" "{dry}</p>
        {buy}
        {complete}
        <dl class="facts">{facts}</dl>
        {late}
    }
    .into_any()
}

/// What to buy by when.
fn purchases(draft: Draft, forecast: &Forecast, buy: &Buy) -> AnyView {
    let names = pack_name(draft);
    let plan = match &buy.plan {
        plan::Answer::Plan(plan) => plan,
        plan::Answer::Infeasible(none) => {
            let why: Vec<&str> = none.issues.iter().map(|issue| issue.words.as_str()).collect();
            return view! { <p class="pool__proof--doubt">"Nothing that can be bought covers it: "{why.join("; ")}"."</p> }
                .into_any();
        }
    };
    if plan.purchases.is_empty() {
        return view! { <p class="buy balance__buy"><b>"Nothing to buy"</b>" for the "{forecast.months}" months looked at."</p> }
            .into_any();
    }
    // the purchases of each period together, in order
    let mut periods: Vec<(u32, Vec<String>)> = Vec::new();
    for row in &plan.purchases {
        let words = format!("{} × {}", format::quantity(row.count), names(&row.pack));
        match periods.last_mut().filter(|(period, _)| *period == row.period) {
            Some((_, packs)) => packs.push(words),
            None => periods.push((row.period, vec![words])),
        }
    }
    let count = periods.len();
    let mut told: Vec<AnyView> = Vec::new();
    for (at, (period, packs)) in periods.into_iter().take(TOLD).enumerate() {
        let packs = packs.join(" and ");
        let by = if at == 0 { buy.by } else { months_later(forecast.burn.as_of, period) };
        let by = by.map(format::day).unwrap_or_default();
        told.push(if at == 0 {
            view! { <li>"Buy "<b>{packs}</b>" by "<b>{by}</b></li> }.into_any()
        } else {
            view! { <li>"then "{packs}" by "{by}</li> }.into_any()
        });
    }
    let more = count.saturating_sub(TOLD);
    if more > 0 {
        told.push(view! { <li>"and "{more}" more times"</li> }.into_any());
    }
    if !buy.certain {
        told.push(
            view! { <li class="pool__proof--doubt">"unless the packs that could not be counted cover it"</li> }
                .into_any(),
        );
    }
    let currency = &forecast.currency;
    let proof = match plan.status {
        Status::Optimal => "no cheaper purchase covers it, proved".to_owned(),
        Status::Bounded => {
            let less = plan.cost.minus(plan.lower_bound).unwrap_or_default();
            format!("not proved: another could be up to {} cheaper", format::money(less, currency))
        }
    };
    let rules = if forecast.rules.is_empty() { String::new() } else { format!(", {}", forecast.rules.join(", ")) };
    let months = if forecast.months == 1 { "one month".to_owned() } else { format!("{} months", forecast.months) };
    let total = format!("{} for {months}{rules}; {proof}.", format::money(plan.cost, currency));
    view! { <div class="buy"><ul class="balance__buys" role="list">{told}</ul><p class="soft">{total}</p></div> }
        .into_any()
}

/// Has the plan start with the packs of this balance.
#[component]
fn UseIt(panel: BalancePanel, looked: Looked) -> impl IntoView {
    let draft = Draft::expect();
    let ready = Memo::new(move |_| {
        looked.present.with(|present| {
            present.as_ref().map(|present| for_plan(draft, present)).is_some_and(|(packs, ..)| !packs.is_empty())
        })
    });
    let press = move |_| {
        let Some(present) = looked.present.get_untracked() else { return };
        let (packs, pools, left_out) = untrack(|| for_plan(draft, &present));
        if packs.is_empty() {
            let owned = draft.document.with_untracked(|document| document.owned.clone());
            let words = "No pack of this balance can be counted on.".to_owned();
            panel.used.set(Some(Used { words, left_out, owned }));
            return;
        }
        let count = packs.len();
        let replaced = draft.start_with_owned(&packs, &pools, present.day);
        let noun =
            |count: usize| if count == 1 { "1 pack".to_owned() } else { format!("{} packs", format::quantity(count)) };
        let instead =
            if replaced > 0 { format!(", in place of {} entered before", noun(replaced)) } else { String::new() };
        let words =
            format!("The plan starts {} with {} of this balance{instead}.", format::day(present.day), noun(count));
        draft.tell(format!("{} of the balance are in the plan", noun(count)), true);
        let owned = draft.document.with_untracked(|document| document.owned.clone());
        panel.used.set(Some(Used { words, left_out, owned }));
    };
    let done = dynamic(move || {
        let used = panel.used.get().filter(|used| draft.document.with(|document| document.owned == used.owned));
        used.map(|Used { words, left_out, .. }| {
            let href = Signal::derive(move || format!("#{}", draft.resting_fragment_of(View::Plan)));
            let more = left_out.len().saturating_sub(LEFT_OUT);
            let more = (more > 0).then(|| format!("and {} more: the table has them all", format::quantity(more)));
            let told = left_out.into_iter().take(LEFT_OUT).chain(more);
            let rows: Vec<AnyView> = told.map(|words| view! { <li>{words}</li> }.into_any()).collect();
            let left_out =
                (!rows.is_empty()).then(|| view! { <p>"Left out:"</p><ul class="balance__list">{rows}</ul> });
            view! { <p>{words}" "<a href=href>"See what to buy"</a></p>{left_out} }
        })
    });
    // another balance, or other pools: what was said is no longer of it
    Effect::new(move |before: Option<()>| {
        looked.present.track();
        if before.is_some() {
            panel.used.set(None);
        }
    });
    view! {
        <div class="balance__use-it">
            <button type="button" class="button button--primary" id="balance-use" on:click=press>"Use in the plan"</button>
            <span class="soft">{dynamic(move || if ready.get() { "Puts what is left into the plan as owned packs, and so into its link; can be undone." } else { "No pack of this balance counts in a plan; the table says why." })}</span>
        </div>
        <div class="balance__used" role="status">{done}</div>
    }
}

/// The packs as a plan owns them, the pools that the balance tells of, and what is left out with why. Tracks the books.
fn for_plan(draft: Draft, present: &Present) -> (Vec<OwnedPack>, Vec<String>, Vec<String>) {
    let book: Vec<String> = pools_of_book(draft).into_iter().map(|(id, _)| id).collect();
    let written = written();
    let (mut packs, mut pools, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for (place, held) in present.balance.packs.iter().enumerate() {
        let pool = held.pool.clone().unwrap_or_default();
        if !pool.is_empty() && book.contains(&pool) && !pools.contains(&pool) {
            pools.push(pool.clone());
        }
        if present.balance.again(place) {
            left_out.push(format!("{}: the same pack is listed twice", name(held, place)));
            continue;
        }
        let counted = words::counted(held, present.balance.provider, present.day, &book, &written);
        let (units, from, left) = match counted {
            Counted::Months(units, from, left) => (units, from, left),
            Counted::Not(why) => {
                left_out.push(format!("{}: {why}", name(held, place)));
                continue;
            }
        };
        if packs.len() >= MAX_OWNED {
            left_out.push(format!("{}: a plan counts at most {MAX_OWNED} owned packs", name(held, place)));
            continue;
        }
        let pack = OwnedPack::new(units.to_string(), pool.clone());
        let pack = match left {
            Some(months) => pack.months_left(months.to_string()),
            None => pack.never_expires(),
        };
        // what a pack of its size gives, where the price book says
        let at_once = draft.with_book(|book| {
            let size = held.tier.or(held.total);
            let same = book.packs_of(&pool).find(|pack| size.is_some() && pack.units.known() == size);
            same.and_then(|pack| pack.concurrency.known())
        });
        let at_once = at_once.flatten().map(|count| count.to_string()).unwrap_or_default();
        packs.push(OwnedPack { from: Entry::new(from.to_string()), concurrency: Entry::new(at_once), ..pack });
    }
    (packs, pools, left_out)
}

/// Units in hand over days, with a table that says the same.
#[component]
pub(super) fn Picture(looked: Looked) -> impl IntoView {
    dynamic(move || {
        let forecast = looked.forecast.get().and_then(Result::ok)?;
        let present = looked.present.get()?;
        Some(pictured(&forecast, &present))
    })
}

fn pictured(forecast: &Forecast, present: &Present) -> AnyView {
    let written = written();
    let burn = &forecast.burn;
    let fates: Vec<(String, PackFate)> = forecast
        .fates
        .iter()
        .filter_map(|(place, fate)| Some((name(present.balance.packs.get(*place)?, *place), fate.clone())))
        .collect();
    let events = chart::events(burn, &fates, &written);
    let stretches = chart::stretches(burn, &events);
    let said: Vec<String> = stretches.iter().map(|stretch| say(stretch, &forecast.units)).collect();
    let label = format!("Units in hand, {}", forecast.name);
    let drawing = chart::drawing(
        burn,
        &stretches,
        &events,
        ("burn", label.clone()),
        &format::day_of_year,
        &|tick| format::quantity(tick),
        said,
    );
    let heads = ["From", "At least", "At most", "What happens"].map(str::to_owned).to_vec();
    let rows = Arc::new(move || {
        let row = |stretch: &Stretch| {
            let what = if stretch.events.is_empty() { "–".to_owned() } else { stretch.events.join("; ") };
            let InHand { date, least, most } = stretch.point;
            vec![format::day(date), format::quantity(least), format::quantity(most), what]
        };
        stretches.iter().map(row).collect::<Vec<Vec<String>>>()
    });
    let has = |class: &str| events.iter().any(|event| event.class == class);
    let key = |class: &'static str, words: &'static str| view! { <span><i class=class></i>{words}</span> }.into_any();
    let mut keys = vec![key("key key--burn", "in hand, between the least and the most")];
    if has("burn__ends") {
        keys.push(key("key key--ends", "units expire"));
    }
    if has("burn__begins") {
        keys.push(key("key key--begins", "a queued pack begins"));
    }
    if burn.runs_dry.is_some() {
        keys.push(key("key key--dry", "runs dry"));
    }
    view! {
        <section class="section section--burn" aria-label="Units in hand, day by day">
            <div class="section__head"><h2>"Units in hand, day by day, if nothing is bought"</h2></div>
            <div class="card chart burn">
                <Plot drawing=drawing/>
                <p class="bar__words">{keys}</p>
                <Twin label=label heads=heads rows=rows/>
            </div>
        </section>
    }
    .into_any()
}

/// `Feb 19 to Mar 1, 2027: 100 to 118 video units in hand. …`
fn say(stretch: &Stretch, units: &str) -> String {
    let InHand { date, least, most } = stretch.point;
    let now = packwise_engine::burn::Between { least, most };
    let mut words = format!("{}: {} {units} in hand.", format::day(date), words::between(now, &written()));
    for event in &stretch.events {
        words.push(' ');
        words.push_str(event);
        words.push('.');
    }
    words
}
