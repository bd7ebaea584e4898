//! Month by month: each lot of packs as a bar over its life, and the ledger as a table.

use super::answer::pack_name;
use super::sentence::month_name;
use crate::document::Draft;
use crate::format;
use crate::parts::dynamic;
use leptos::prelude::*;
use packwise_engine::date;
use packwise_engine::document::{PoolReport, Report};
use packwise_engine::plan::{self, Answer};
use packwise_engine::units::Units;

/// Lots shown as bars; more are in the table.
const SHOWN: usize = 24;

/// Timeline and ledger of every pool.
#[component]
pub(super) fn Months() -> impl IntoView {
    let draft = Draft::expect();
    // at once where there is nothing to show any more, else when typing rests: it is the costliest part to draw
    let planned = Memo::new(move |_| {
        draft
            .report
            .with(|report| report.pools.iter().any(|pool| pool.plan.as_ref().is_some_and(|plan| plan.plan().is_some())))
    });
    dynamic(move || {
        draft.rested.track();
        planned.track();
        draft.report.with_untracked(|report| {
            let pools: Vec<_> = report
                .pools
                .iter()
                .filter_map(|pool| {
                    Some(pool_view(draft, report, pool, pool.plan.as_ref().and_then(Answer::plan)?).into_any())
                })
                .collect();
            (!pools.is_empty())
                .then(|| view! { <section class="section" aria-label="Month by month">{pools}</section> })
        })
    })
}

/// Packs of one id bought for one month.
struct Lot {
    name: String,
    count: u64,
    from: u32,
    /// First month without it; `None`: beyond the plan.
    until: Option<u32>,
    units: Units,
    used: Units,
    expired: Units,
}

fn lots(draft: Draft, pool: &PoolReport, plan: &plan::Report) -> Vec<Lot> {
    let name = pack_name(draft);
    let months = u32::try_from(plan.ledger.len()).unwrap_or(u32::MAX);
    plan.purchases
        .iter()
        .map(|row| {
            let offer =
                pool.request.as_ref().and_then(|request| request.packs.iter().find(|offer| offer.id == row.pack));
            let mut lot = Lot {
                name: name(&row.pack),
                count: row.count,
                from: row.period,
                until: offer
                    .and_then(|offer| offer.life_periods)
                    .map(|life| row.period.saturating_add(life))
                    .filter(|&end| end <= months),
                units: offer.and_then(|offer| offer.units.times(row.count)).unwrap_or_default(),
                used: Units::ZERO,
                expired: Units::ZERO,
            };
            for period in &plan.ledger {
                let of = |pack: &&plan::LedgerPack| !pack.owned && pack.id == row.pack && pack.period == row.period;
                if let Some(pack) = period.packs.iter().find(of) {
                    lot.used = lot.used.plus(pack.used).unwrap_or(lot.used);
                    lot.expired = lot.expired.plus(pack.expired).unwrap_or(lot.expired);
                }
            }
            lot
        })
        .collect()
}

fn pool_view(draft: Draft, report: &Report, pool: &PoolReport, plan: &plan::Report) -> impl IntoView + use<> {
    let months = report.months.unwrap_or(1);
    let day = draft.document.with_untracked(|document| document.as_of);
    let heading =
        if report.pools.len() > 1 { format!("Packs of {} over time", pool.name) } else { "Packs over time".to_owned() };
    let all = lots(draft, pool, plan);
    let hidden = all.len().saturating_sub(SHOWN);
    let chart = timeline(&all, months, day);
    view! {
        <div class="section__head"><h2>{heading}</h2><span class="soft">"each bar is packs bought together, over their life: used, expires, left after the plan"</span></div>
        <div class="card chart">
            {chart}
            {(hidden > 0).then(|| view! { <p class="soft">"and "{hidden}" more lots, in the table"</p> })}
        </div>
        <details class="twin">
            <summary>"The same as a table"</summary>
            <div class="scroll" tabindex="0" role="region" aria-label=format!("Ledger of {}", pool.name)>{ledger(plan, pool, day)}</div>
        </details>
    }
}

/// Bars without a view box, so that text keeps its size on every screen.
fn timeline(all: &[Lot], months: u32, day: Option<date::Date>) -> impl IntoView + use<> {
    let permille = |part: u64, whole: u64| {
        let value = u128::from(part) * 10_000 / u128::from(whole.max(1));
        format!("{}.{:02}%", value / 100, value % 100)
    };
    let month = |index: u32| permille(u64::from(index), u64::from(months));
    // every name where they fit, else every third, sixth or twelfth
    let every = match months {
        0..=6 => 1,
        7..=18 => 3,
        19..=36 => 6,
        _ => 12,
    };
    let labels: Vec<_> = (0..months)
        .map(|index| {
            let tick = view! { <line class="chart__tick" x1=month(index) x2=month(index) y1="0" y2="100%"/> };
            // every second name again where the screen is narrow
            let class = if index % (2 * every) == 0 { "chart__label" } else { "chart__label chart__label--wide" };
            let name = (index % every == 0)
                .then(|| view! { <text class=class x=month(index) dx="4" y="14">{month_name(day, index)}</text> });
            view! { {tick}{name} }
        })
        .collect();
    let top = 26;
    let step = 34;
    let bars: Vec<_> = all
        .iter()
        .take(SHOWN)
        .enumerate()
        .map(|(row, lot)| {
            let y = top + row * step;
            let from = u64::from(lot.from);
            let length = u64::from(lot.until.unwrap_or(months).max(lot.from + 1)) - from;
            let units = u64::try_from(lot.units.thousandths()).unwrap_or(0).max(1);
            let part = |units_of: Units| u64::try_from(units_of.thousandths()).unwrap_or(0);
            // widths in thousandths of a month, so that parts of a bar add up
            let wide = |share: u64| permille(u64::try_from(u128::from(length) * u128::from(share) * 1_000 / u128::from(units)).unwrap_or(0), u64::from(months) * 1_000);
            let told = format!(
                "{} × {}, bought for month {}: {} used, {} expire",
                lot.count, lot.name, lot.from + 1, format::quantity(lot.used), format::quantity(lot.expired)
            );
            // a name that begins near the right edge ends with its bar instead
            let (name_at, anchor) = if u64::from(lot.from) * 3 > u64::from(months) * 2 { ("100%", "end") } else { ("2", "start") };
            let clipped = part(lot.used).saturating_add(part(lot.expired)).min(units);
            view! {
                <svg x=month(lot.from) y=y width=wide(units) height="28" class="lot" role="img" aria-label=told.clone()>
                    <title>{told.clone()}</title>
                    <rect class="lot__left" width="100%" height="12" y="14" rx="3"/>
                    <rect class="lot__waste" width=permille(clipped, units) height="12" y="14" rx="3"/>
                    <rect class="lot__used" width=permille(part(lot.used).min(units), units) height="12" y="14" rx="3"/>
                    <text class="lot__name" x=name_at y="10" text-anchor=anchor>{lot.count}" × "{lot.name.clone()}</text>
                </svg>
            }
        })
        .collect();
    let height = top + all.len().min(SHOWN) * step + 4;
    view! { <svg class="timeline" width="100%" height=height role="group" aria-label="Packs over time">{labels}{bars}</svg> }
}

fn ledger(plan: &plan::Report, pool: &PoolReport, day: Option<date::Date>) -> impl IntoView + use<> {
    let rows: Vec<_> = plan
        .ledger
        .iter()
        .map(|period| {
            view! {
                <tr>
                    <th scope="row">{month_name(day, period.period)}</th>
                    <td>{format::quantity(period.opening)}</td><td>{format::quantity(period.bought)}</td>
                    <td>{format::quantity(period.used)}</td><td>{format::quantity(period.expired)}</td>
                    <td>{format::quantity(period.closing)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="table">
            <caption class="visually-hidden">{pool.name.clone()}", "{pool.units_name.clone()}" by month"</caption>
            <thead><tr>
                <th scope="col">"Month"</th><th scope="col">"In hand"</th><th scope="col">"Bought"</th>
                <th scope="col">"Used"</th><th scope="col">"Expire"</th><th scope="col">"Left"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
