//! The Compare view: for the work as it stands, every pack beside the best purchase, what would make another pack the
//! better one, what other volumes cost, and the same work at the prices of another edition.
//!
//! Nothing is priced here. Each part solves in slices once typing has rested, and keeps what it showed, dimmed, until the
//! new figures are there. Its other half is the same clip at every provider.

mod editions;
mod evens;
mod providers;
mod providers_rows;
mod side;
pub(crate) mod volume;

use crate::document::Draft;
use crate::format;
use crate::parts::{Notices, dynamic};
use crate::views::plan::settings::BookLine;
use editions::Editions;
use evens::Evens;
use leptos::prelude::*;
use packwise_engine::compare::LineOf;
use packwise_engine::link::View;
use packwise_engine::plan::Request;
use packwise_engine::units::Units;
use providers::Providers;
use side::SideBySide;
use volume::Volume;

/// What a pool is asked for, with the names to tell it by. Two that are equal have the same answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// Id of the pool.
    pub(crate) pool: String,
    /// Its name.
    pub(crate) name: String,
    /// What units are called.
    pub(crate) units: String,
    /// ISO 4217.
    pub(crate) currency: String,
    /// Months planned.
    pub(crate) months: u32,
    /// Units over all months.
    pub(crate) total: Units,
    /// Whether each month needs what the lines draw, no more and no less.
    pub(crate) as_lines: bool,
    /// Whether the months differ in what they need.
    pub(crate) varies: bool,
    /// What the planner was asked.
    pub(crate) request: Request,
    /// Names of the request's packs, in its order.
    pub(crate) packs: Vec<String>,
    /// The lines of the pool that make anything.
    pub(crate) lines: Vec<AskedLine>,
}

/// A line of work as a measure of volume.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AskedLine {
    /// What the engine is told.
    pub(crate) of: LineOf,
    /// The rate in words.
    pub(crate) name: String,
    /// Generations for each kept result.
    pub(crate) takes: u64,
    /// `clip`, `image` or `call`.
    pub(crate) noun: &'static str,
}

impl AskedLine {
    /// `1 clip`, `12 clips`, `1,200 images`.
    pub(crate) fn count(&self, count: u64) -> String {
        let plural = if count == 1 { "" } else { "s" };
        format!("{} {}{plural}", format::quantity(count), self.noun)
    }
}

/// What the present work asks of a pool; none while it cannot be planned.
pub(crate) fn asked(draft: Draft, pool: &str) -> Option<Asked> {
    let names = crate::views::plan::answer::pack_name(draft);
    draft.report.with(|report| {
        let of = report.pools.iter().find(|of| of.pool == pool)?;
        let request = of.request.clone().filter(|_| of.plan.is_some() && of.total > Units::ZERO)?;
        let lines = report.lines.iter().filter(|line| line.pool == pool).filter_map(|line| {
            let units_kept = line.units_each.times(line.takes).filter(|kept| *kept > Units::ZERO)?;
            let count = u64::try_from(line.units.thousandths() / units_kept.thousandths()).ok()?;
            let of = LineOf { line: line.line, units_kept, count };
            Some(AskedLine { of, name: line.short_name.clone(), takes: line.takes, noun: line.noun })
        });
        let jobs = report.jobs.iter().filter(|job| job.pool == pool).filter_map(|job| {
            let units_kept = job.total.filter(|total| *total > Units::ZERO)?;
            let of = LineOf { line: job.job, units_kept, count: job.count? };
            let name = draft.jobs.with_untracked(|jobs| jobs.get(job.job).map(crate::views::job::job_name));
            Some(AskedLine { of, name: name.unwrap_or_default(), takes: 1, noun: "job" })
        });
        Some(Asked {
            pool: of.pool.clone(),
            name: of.name.clone(),
            units: of.units_name.clone(),
            currency: report.book.as_ref().map(|book| book.currency.clone()).unwrap_or_default(),
            months: report.months?,
            total: of.total,
            as_lines: of.is_as_lines(),
            varies: of.varies(),
            packs: request.packs.iter().map(|offer| names(&offer.id)).collect(),
            lines: lines.chain(jobs).collect(),
            request,
        })
    })
}

/// The Compare view.
#[component]
pub fn Compare() -> impl IntoView {
    let draft = Draft::expect();
    let providers = Memo::new(move |_| draft.shown("show") == "providers");
    let heading = dynamic(move || {
        if providers.get() { "Who sells the same clip, and for how much?" } else { "Which pack for this work?" }
    });
    let inside = dynamic(move || {
        if providers.get() {
            view! { <Providers/> }.into_any()
        } else {
            view! { <BookLine/><Work/><Packs/><Editions/> }.into_any()
        }
    });
    view! {
        <main class="compare" id="main">
            <h1>{heading}</h1>
            <Parts providers=providers/>
            <Notices issues=draft.link_issues/>
            {inside}
        </main>
    }
}

/// Every pool of the work.
#[component]
fn Packs() -> impl IntoView {
    let draft = Draft::expect();
    let pools = Memo::new(move |_| {
        draft.report.with(|report| {
            let idle = |pool: &&packwise_engine::document::PoolReport| pool.total > Units::ZERO;
            report.pools.iter().filter(idle).map(|pool| pool.pool.clone()).collect::<Vec<String>>()
        })
    });
    dynamic(move || {
        let pools = pools.get();
        if pools.is_empty() {
            return view! { <Nothing/> }.into_any();
        }
        let several = pools.len() > 1;
        pools
            .into_iter()
            .map(|pool| view! { <Pool pool=pool several=several/> }.into_any())
            .collect::<Vec<_>>()
            .into_any()
    })
}

/// Packs for the work, or providers of the same clip.
#[component]
fn Parts(providers: Memo<bool>) -> impl IntoView {
    let draft = Draft::expect();
    let buttons: Vec<_> = [("Packs for this work", "", false), ("Providers", "providers", true)]
        .into_iter()
        .map(|(name, part, is)| {
            let pressed = Signal::derive(move || if providers.get() == is { "true" } else { "false" });
            view! { <button type="button" class="choice" aria-pressed=pressed on:click=move |_| draft.show("show", part)>{name}</button> }
        })
        .collect();
    view! { <div class="choices compare__parts" role="group" aria-label="Compare">{buttons}</div> }
}

/// The work in a line, and the way back to it.
#[component]
fn Work() -> impl IntoView {
    let draft = Draft::expect();
    let words = dynamic(move || {
        draft.report.with(|report| {
            let pools: Vec<String> = report
                .pools
                .iter()
                .map(|pool| {
                    let of = if report.pools.len() > 1 {
                        format!(" of {}", pool.name.to_lowercase())
                    } else {
                        String::new()
                    };
                    match pool.span().filter(|_| !pool.is_as_lines()) {
                        Some((least, most)) if least != most => {
                            let (least, most) = (format::quantity(least), format::quantity(most));
                            format!("{least} to {most} {}{of} a month", pool.units_name)
                        }
                        Some((_, same)) => format!("{} {}{of} a month", format::quantity(same), pool.units_name),
                        None => format!("{} {}{of} a month", format::quantity(pool.monthly), pool.units_name),
                    }
                })
                .collect();
            let lines = draft.rows.with(Vec::len);
            let lines = if lines == 1 { "1 line of work".to_owned() } else { format!("{lines} lines of work") };
            let months = match report.months {
                Some(1) => "one month".to_owned(),
                Some(months) => format!("{months} months"),
                None => "no number of months".to_owned(),
            };
            let pools = if pools.is_empty() { String::new() } else { format!(", {}", pools.join(", ")) };
            format!("{lines}{pools}, for {months}")
        })
    });
    let href = Signal::derive(move || format!("#{}", draft.resting_fragment_of(View::Plan)));
    view! { <p class="compare__work"><span>{words}</span><a href=href>"Change the work"</a></p> }
}

#[component]
fn Nothing() -> impl IntoView {
    let draft = Draft::expect();
    let errors = move || draft.report.with(packwise_engine::document::Report::has_errors);
    view! {
        <section class="card work__empty">
            <p>{dynamic(move || if errors() {
                "There is nothing to compare until every line of the work can be priced; the Plan names what stands in the way."
            } else {
                "There is no work to compare packs for. Say in the Plan what you make each month; every pack then stands here with what it would cost."
            })}</p>
        </section>
    }
}

/// One pool: its packs, its break-even points, its staircase.
#[component]
fn Pool(pool: String, several: bool) -> impl IntoView {
    let draft = Draft::expect();
    let id = pool.clone();
    let asked = Memo::new(move |_| asked(draft, &id));
    let name = move || asked.with(|asked| asked.as_ref().map(|asked| asked.name.clone()));
    let missing = dynamic(move || {
        asked.with(Option::is_none).then(|| {
            let why = draft.report.with(|report| {
                let of = report.pools.iter().find(|of| of.pool == pool).map(|of| of.name.clone()).unwrap_or_default();
                let errors = report.issues.iter().filter(|issue| issue.level == packwise_engine::issue::Level::Error);
                let why: Vec<String> = errors.map(|issue| issue.words.clone()).collect();
                if why.is_empty() { of } else { format!("{of}: {}", why.join("; ")) }
            });
            view! { <p class="soft">"No packs to compare for "{why}"."</p> }
        })
    });
    let ways = RwSignal::new(None);
    let there = Memo::new(move |_| asked.with(Option::is_some));
    let parts = dynamic(move || {
        there.get().then(|| {
            view! { <SideBySide asked=asked found=ways/><Evens asked=asked ways=ways/><Volume asked=asked/> }
        })
    });
    view! {
        <section class="compare__pool" aria-label=move || name().unwrap_or_default()>
            {dynamic(move || name().filter(|_| several).map(|name| view! { <h2>{name}</h2> }))}
            {missing}
            {parts}
        </section>
    }
}
