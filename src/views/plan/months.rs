//! Month by month: the day on which the plan starts, its dates for a calendar, each lot of packs as a bar over its life,
//! and the units in hand. Each picture has a table that says the same.

use super::answer::{life_in_days, pack_name};
use super::calendar::{self, Dates};
use super::lots::{Kind, Lot, lots, shown_months};
use super::timeline::{MOST_LANES, Written, hand, timeline};
use crate::document::Draft;
use crate::format;
use crate::ics;
use crate::parts::{Plot, Twin, dynamic, focus_on, save_file};
use leptos::prelude::*;
use packwise_engine::date::{self, Date};
use packwise_engine::document::{PoolReport, Report};
use packwise_engine::places;
use packwise_engine::plan::{self, Answer, Request};
use packwise_engine::units::Units;
use std::sync::Arc;

/// Timeline and units in hand of every pool.
#[component]
pub(super) fn Months() -> impl IntoView {
    let draft = Draft::expect();
    // at once where there is nothing to show any more, else when typing rests: it is the costliest part to draw
    let planned = Memo::new(move |_| draft.report.with(|report| plans(report).next().is_some()));
    let body = move || {
        dynamic(move || {
            draft.rested.track();
            draft.report.with_untracked(|report| {
                let several = report.pools.len() > 1;
                plans(report)
                    .map(|(pool, request, plan)| pool_view(draft, pool, request, plan, several))
                    .collect::<Vec<AnyView>>()
            })
        })
    };
    dynamic(move || {
        planned.get().then(|| {
            view! { <section class="section section--months" aria-label="Month by month"><Starts/>{body()}</section> }
        })
    })
}

fn plans(report: &Report) -> impl Iterator<Item = (&PoolReport, &Request, &plan::Report)> {
    report
        .pools
        .iter()
        .filter_map(|pool| Some((pool, pool.request.as_ref()?, pool.plan.as_ref().and_then(Answer::plan)?)))
}

/// What a month of the plan is called in a picture or a table: `Nov 2026`, or `Month 1` where the day is not known.
fn month_name(day: Option<Date>, month: u32) -> String {
    match day.and_then(|day| date::months_later(day, month)) {
        Some(day) => format::month(day),
        None => format!("Month {}", u64::from(month) + 1),
    }
}

/// The day from which months are counted, and the dates that follow from it as a file for a calendar.
#[component]
fn Starts() -> impl IntoView {
    let draft = Draft::expect();
    let needed = RwSignal::new(false);
    let starts = Signal::derive(move || draft.as_of.get().map(|day| day.to_string()).unwrap_or_default());
    let save = move |_| {
        let saved = draft.report.with_untracked(|report| calendar_file(draft, report));
        match saved {
            None => {
                needed.set(true);
                focus_on("starts-on".to_owned());
            }
            Some((name, text, count)) => {
                let dates = if count == 1 { "1 date".to_owned() } else { format!("{count} dates") };
                let words = match save_file(&name, "text/calendar;charset=utf-8", &text) {
                    true => format!("Saved {dates} for your calendar"),
                    false => "This browser does not save files".to_owned(),
                };
                draft.tell(words, false);
            }
        }
    };
    let invalid = Signal::derive(move || (needed.get() && draft.as_of.get().is_none()).then_some("true"));
    let words = dynamic(move || match draft.as_of.get() {
        None if needed.get() => "A start date is needed: dates in a calendar are counted from it.",
        None => "Months have names, and purchases dates, once it is known on which day the first month begins.",
        Some(_) => "",
    });
    view! {
        <div class="starts">
            <label class="starts__day"><span>"Starts on"</span>
                <input type="date" class="select" id="starts-on" prop:value=starts aria-invalid=invalid aria-describedby="starts-words"
                    on:change:target=move |event| draft.as_of.set(date::read(&event.target().value()))/>
            </label>
            <button type="button" class="button" on:click=save>"Calendar (.ics)"</button>
            <span class="soft starts__words" id="starts-words" role="status">{words}</span>
        </div>
    }
}

/// Name, text and number of dates of the calendar file; none without a day to count from.
fn calendar_file(draft: Draft, report: &Report) -> Option<(String, String, usize)> {
    let day = draft.document.with_untracked(|document| document.as_of)?;
    let book = report.book.as_ref()?;
    let mut found = Vec::new();
    for (pool, request, plan) in plans(report) {
        let dates = Dates {
            day,
            pool: &pool.name,
            units: &pool.units_name,
            pack: &pack_name(draft),
            days: &|pack| life_in_days(draft, &pool.pool, pack),
            money: &|cost| format::money(cost, &book.currency),
            number: &|text| format::quantity(text),
            date: &format::day,
        };
        found.extend(calendar::events(request, plan, &dates));
    }
    let order = places::sorted(found.len(), &mut |a, b| found[a].day.cmp(&found[b].day));
    let events: Vec<ics::Event> = order.into_iter().filter_map(|place| found.get(place).cloned()).collect();
    let text = ics::write(&format!("Packs to buy: {}", book.title), day, &events);
    Some((format!("packwise-{}-{day}.ics", book.id), text, events.len()))
}

fn pool_view(draft: Draft, pool: &PoolReport, request: &Request, plan: &plan::Report, several: bool) -> AnyView {
    let day = draft.document.with_untracked(|document| document.as_of);
    let of = |what: &str| if several { format!("{what}, {}", pool.name) } else { what.to_owned() };
    let (packs, units) = (of("Packs over time"), of("Units in hand by month"));
    let months = u32::try_from(plan.ledger.len()).unwrap_or(u32::MAX);
    let shown = shown_months(request, plan);
    let all: Arc<Vec<Lot>> = Arc::new(lots(request, plan, shown));
    let names = Arc::new(pack_name(draft));
    let lanes = super::lots::lanes(&all).len();
    let teller = Arc::new(Teller { lots: all.clone(), day, units: pool.units_name.clone(), names, places: Vec::new() });
    let name = {
        let teller = teller.clone();
        move |lot: &Lot| short(&teller.lane(lot))
    };
    let month = move |month: u32| month_name(day, month);
    let rest = rest_words(&all, months, shown);
    // the places are known only with the drawing, which says through them
    let (mut drawing, places) = timeline(
        &all,
        months,
        shown,
        &name,
        Written {
            id: format!("packs-{}", pool.pool),
            label: packs.clone(),
            month: &month,
            say: Arc::new(|_| String::new()),
            rest,
        },
    );
    let telling = Teller { places, ..Teller::clone(&teller) };
    drawing.say = Arc::new(move |part| telling.part(part));
    let hidden = lanes.saturating_sub(MOST_LANES);
    let legend = legend(&all, shown > months);
    let table = teller.clone();
    let later = plan.commitments.clone();
    let rows = Arc::new(move || table.rows(&later));
    let heads =
        ["Packs", "From", "Last month", "Units", "Used", "Expire", "Left after the plan", "Drawn month by month"];

    let ledger: Arc<Vec<Vec<String>>> = Arc::new(ledger_rows(plan, day));
    let said = ledger.clone();
    let units_name = pool.units_name.clone();
    let say = Arc::new(move |at: usize| said.get(at).map(|row| hand_words(row, &units_name)).unwrap_or_default());
    let hand = hand(
        &plan.ledger,
        &plan.on_demand,
        &|tick| format::quantity(tick),
        Written {
            id: format!("hand-{}", pool.pool),
            label: units.clone(),
            month: &month,
            say,
            rest:
                "Each month: what there is, and beside it what becomes of it. Point at a month, or use the arrow keys."
                    .to_owned(),
        },
    );
    let hand_heads = ["Month", "In hand", "Bought", "Used", "Expire", "Left", "Needed", "On demand"];
    let owned = |heads: &[&str]| heads.iter().map(|head| (*head).to_owned()).collect::<Vec<String>>();
    view! {
        <div class="section__head"><h2>{packs.clone()}</h2><span class="soft">"each bar is packs bought together, over their life; its height falls as they are drawn"</span></div>
        <div class="card chart">
            <Plot drawing=drawing/>
            {legend}
            {(hidden > 0).then(|| view! { <p class="soft">{format!("and {hidden} more rows, in the table")}</p> })}
            <Twin label=format!("{packs}, as a table") heads=owned(&heads) rows=rows/>
        </div>
        <div class="section__head"><h2>{units.clone()}</h2></div>
        <div class="card chart">
            <Plot drawing=hand/>
            <p class="bar__words">{keys(&[
                ("key key--opening", "in hand"), ("key key--bought", "bought"), ("key key--used", "used"),
                ("key key--stripes", "expire"), ("key key--left", "left"), ("key key--needed", "needed"),
            ])}</p>
            <Twin label=format!("{units}, as a table") heads=owned(&hand_heads) rows=Arc::new(move || ledger.to_vec()) eager=true/>
        </div>
    }
    .into_any()
}

fn keys(list: &[(&'static str, &'static str)]) -> Vec<AnyView> {
    let key =
        |&(class, words): &(&'static str, &'static str)| view! { <span><i class=class></i>{words}</span> }.into_any();
    list.iter().map(key).collect()
}

/// Only what the picture has.
fn legend(all: &[Lot], beyond: bool) -> AnyView {
    let mut list = vec![("key key--used", "used")];
    if all.iter().any(|lot| lot.expired() > Units::ZERO) {
        list.push(("key key--stripes", "expires unused"));
    }
    if all.iter().any(|lot| lot.left() > Units::ZERO) {
        list.push(("key key--left", "left after the plan"));
    }
    if all.iter().any(|lot| lot.kind == Kind::Later) {
        list.push(("key key--later", "bought by a term after the plan"));
    }
    let beyond = beyond.then(|| view! { <span>"the shaded months come after those planned"</span> });
    view! { <p class="bar__words">{keys(&list)}{beyond}</p> }.into_any()
}

fn rest_words(all: &[Lot], months: u32, shown: u32) -> String {
    let of = |kind: fn(&Kind) -> bool| all.iter().filter(|lot| kind(&lot.kind)).count();
    let bought = of(|kind| *kind == Kind::Bought);
    let owned = of(|kind| matches!(kind, Kind::Owned(_)));
    let later = of(|kind| *kind == Kind::Later);
    let mut parts = vec![if bought == 1 { "1 purchase".to_owned() } else { format!("{bought} purchases") }];
    if owned > 0 {
        parts.push(format!("{owned} owned"));
    }
    if later > 0 && shown > months {
        parts.push(format!("{later} by terms after the plan"));
    }
    format!("{}. Point at a bar, or use the arrow keys.", parts.join(", "))
}

/// A name that fits beside a picture.
fn short(name: &str) -> String {
    let most = 13;
    if name.chars().count() <= most { name.to_owned() } else { name.chars().take(most - 1).chain(['…']).collect() }
}

/// Says lots.
#[derive(Clone)]
struct Teller {
    lots: Arc<Vec<Lot>>,
    day: Option<Date>,
    units: String,
    /// A pack by its id.
    names: Arc<dyn Fn(&str) -> String + Send + Sync>,
    /// The lot of each part of the picture.
    places: Vec<usize>,
}

impl Teller {
    fn lane(&self, lot: &Lot) -> String {
        match lot.kind {
            Kind::Owned(_) => "you own".to_owned(),
            Kind::Bought | Kind::Later => (self.names)(&lot.pack),
        }
    }

    fn name(&self, lot: &Lot) -> String {
        match lot.kind {
            Kind::Owned(index) => format!("Owned pack {}", index + 1),
            Kind::Bought | Kind::Later => format!("{} × {}", format::quantity(lot.count), (self.names)(&lot.pack)),
        }
    }

    /// The last month of a life.
    fn last(&self, lot: &Lot) -> String {
        lot.until.map_or_else(|| "never expires".to_owned(), |until| month_name(self.day, until.saturating_sub(1)))
    }

    fn part(&self, part: usize) -> String {
        let lot = self.places.get(part).and_then(|&place| self.lots.get(place));
        lot.map(|lot| self.lot(lot)).unwrap_or_default()
    }

    fn lot(&self, lot: &Lot) -> String {
        let from = month_name(self.day, lot.from);
        let what = format!("{}, {from}", self.name(lot));
        let units = format!("{} {}", format::quantity(lot.units), self.units);
        if lot.kind == Kind::Later {
            return format!("{what}: {units}, bought by a term after the months planned");
        }
        let life = match lot.until {
            None => ", never expire".to_owned(),
            Some(until) if until <= lot.from + 1 => String::new(),
            Some(_) => format!(" until {}", self.last(lot)),
        };
        let mut parts = vec![format!("{} used", format::quantity(lot.used()))];
        if lot.expired() > Units::ZERO {
            parts.push(format!("{} expire unused", format::quantity(lot.expired())));
        }
        if lot.left() > Units::ZERO {
            parts.push(format!("{} left after the plan", format::quantity(lot.left())));
        }
        format!("{what}{life}: {units}; {}", parts.join(", "))
    }

    /// The rows of the table: every lot, then what terms buy later, months alike told together.
    fn rows(&self, later: &[plan::Purchase]) -> Vec<Vec<String>> {
        let none = || "–".to_owned();
        let lots = self.lots.iter().filter(|lot| lot.kind != Kind::Later).map(|lot| {
            let most = 12;
            let mut drawn: Vec<String> =
                lot.months.iter().take(most).map(|month| format::quantity(month.used)).collect();
            if lot.months.len() > most {
                drawn.push("…".to_owned());
            }
            vec![
                self.name(lot),
                month_name(self.day, lot.from),
                self.last(lot),
                format::quantity(lot.units),
                format::quantity(lot.used()),
                format::quantity(lot.expired()),
                format::quantity(lot.left()),
                drawn.join(" · "),
            ]
        });
        let mut rows: Vec<Vec<String>> = lots.collect();
        rows.extend(super::lots::runs(later).into_iter().map(|(from, until, packs)| {
            let packs =
                packs.iter().map(|row| format!("{} × {}", format::quantity(row.count), (self.names)(&row.pack)));
            let each = if until - from > 1 { " each month" } else { "" };
            vec![
                format!("{}{each}, by term", packs.collect::<Vec<String>>().join(" + ")),
                month_name(self.day, from),
                month_name(self.day, until.saturating_sub(1)),
                none(),
                none(),
                none(),
                none(),
                "bought after the months planned".to_owned(),
            ]
        }));
        rows
    }
}

/// Month, in hand, bought, used, expire, left, needed, on demand.
fn ledger_rows(plan: &plan::Report, day: Option<Date>) -> Vec<Vec<String>> {
    let on_demand = plan.on_demand.iter().copied().map(Some).chain(std::iter::repeat(None));
    let row = |(period, open): (&plan::LedgerPeriod, Option<Units>)| {
        let open = open.unwrap_or_default();
        let needed = period.used.plus(open).unwrap_or_default();
        let figures = [period.opening, period.bought, period.used, period.expired, period.closing, needed, open]
            .map(format::quantity);
        std::iter::once(month_name(day, period.period)).chain(figures).collect()
    };
    plan.ledger.iter().zip(on_demand).map(row).collect()
}

/// A row of the ledger as a sentence.
fn hand_words(row: &[String], units: &str) -> String {
    let cell = |at: usize| row.get(at).map(String::as_str).unwrap_or_default();
    let mut words = format!(
        "{}: {} {units} in hand, {} bought; {} used, {} expire, {} left. {} needed",
        cell(0),
        cell(1),
        cell(2),
        cell(3),
        cell(4),
        cell(5),
        cell(6)
    );
    if cell(7) != format::quantity(0) {
        words.push_str(&format!(", {} of them on demand", cell(7)));
    }
    words
}
