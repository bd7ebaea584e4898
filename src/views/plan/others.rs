//! Other ways to buy the same, with what each costs more.

use super::answer::pack_name;
use crate::document::Draft;
use crate::format;
use crate::parts::dynamic;
use leptos::prelude::*;
use packwise_engine::document::{PoolReport, Report};
use packwise_engine::issue::{Code, Issue};
use packwise_engine::places;
use packwise_engine::plan::{self, Alternative, AlternativeKind, Answer, Purchase};
use packwise_engine::units::Units;
use std::collections::BTreeMap;

/// A table for each pool.
#[component]
pub(super) fn OtherWays() -> impl IntoView {
    let draft = Draft::expect();
    // the last whole report stays in place while the next is being solved, marked as such: nothing jumps
    let stale = Memo::new(move |_| !draft.is_full());
    let complete = Memo::new(move |_| {
        draft.report.with(|report| report.complete && report.pools.iter().any(|pool| pool.total.thousandths() > 0))
    });
    dynamic(move || {
        let complete = complete.get();
        let tables = draft.full.with(|full| {
            let (_, report) = full.as_ref().filter(|_| complete)?;
            let tables: Vec<_> = report
                .pools
                .iter()
                .filter_map(|pool| {
                    Some(table(draft, report, pool, pool.plan.as_ref().and_then(Answer::plan)?).into_any())
                })
                .collect();
            (!tables.is_empty()).then_some(tables)
        });
        tables.map(|tables| view! { <section class="section" class:section--stale=stale>{tables}</section> })
    })
}

fn table(draft: Draft, report: &Report, pool: &PoolReport, plan: &plan::Report) -> impl IntoView + use<> {
    let name = pack_name(draft);
    let currency = report.totals.first().map(|total| total.currency.clone()).unwrap_or_default();
    let heading = if report.pools.len() > 1 {
        format!("Other ways to buy {}", pool.name)
    } else {
        "Other ways to buy it".to_owned()
    };
    let by_cost = |other: &Alternative| (other.cost.is_none(), other.cost);
    let others = places::sorted(plan.alternatives.len(), &mut |a, b| {
        by_cost(&plan.alternatives[a]).cmp(&by_cost(&plan.alternatives[b]))
    });
    let per_unit =
        |cost: packwise_engine::money::Cost| cost.per(pool.total).map(|each| format::money_each(each, &currency));
    // the same purchase by another rule is the same way to buy
    let mut answers = vec!["the answer".to_owned()];
    let mut rows: Vec<(&Alternative, Vec<String>)> = Vec::new();
    for place in others {
        let other = &plan.alternatives[place];
        let kind = kind_words(other, &name);
        if other.cost.is_some() && other.purchases == plan.purchases && other.commitments == plan.commitments {
            answers.push(kind);
            continue;
        }
        let same = |known: &Alternative| {
            known.cost.is_some() && known.purchases == other.purchases && known.commitments == other.commitments
        };
        match rows.iter_mut().find(|(known, _)| same(known)) {
            Some((_, kinds)) => kinds.push(kind),
            None => rows.push((other, vec![kind])),
        }
    }
    let on_demand = plan.on_demand.iter().try_fold(Units::ZERO, |sum, units| sum.plus(*units)).unwrap_or_default();
    let best = view! {
        <tr class="best">
            <th scope="row"><b>{all_bought(&plan.purchases, &plan.commitments, on_demand, &pool.units_name, &name)}</b><small>{answers.join("; ")}</small></th>
            <td>{format::money(plan.cost, &currency)}</td><td>{per_unit(plan.cost)}</td><td>{format::quantity(plan.breakage)}</td><td><b>"cheapest"</b></td>
        </tr>
    };
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(other, kinds)| {
            let kind = kinds.join("; ");
            match (other.cost, other.extra_cost) {
                (Some(cost), Some(extra)) => {
                    let extra = if extra.billionths() == 0 { "the same".to_owned() } else { format!("+ {}", format::money(extra, &currency)) };
                    view! {
                        <tr>
                            <th scope="row">{all_bought(&other.purchases, &other.commitments, other.on_demand, &pool.units_name, &name)}<small>{kind}</small></th>
                            <td>{format::money(cost, &currency)}</td><td>{per_unit(cost)}</td>
                            <td>{other.breakage.map(format::quantity)}</td><td>{extra}</td>
                        </tr>
                    }
                    .into_any()
                }
                _ => {
                    let why: Vec<String> = other.issues.iter().map(reason).collect();
                    view! {
                        <tr class="soft"><th scope="row">{kind}<small>{why.join("; ")}</small></th><td>"–"</td><td>"–"</td><td>"–"</td><td>"cannot serve"</td></tr>
                    }
                    .into_any()
                }
            }
        })
        .collect();
    view! {
        <div class="section__head"><h2>{heading.clone()}</h2></div>
        <div class="card scroll" tabindex="0" role="region" aria-label=heading>
            <table class="table">
                <thead><tr><th scope="col">"Purchase"</th><th scope="col">"Total"</th><th scope="col">"Per unit used"</th><th scope="col">"Expires"</th><th scope="col">"Against the answer"</th></tr></thead>
                <tbody>{best}{rows}</tbody>
            </table>
        </div>
    }
}

/// Why an alternative cannot serve, in the words of the page.
pub(crate) fn reason(issue: &Issue) -> String {
    if issue.code == Code::CONCURRENCY {
        "does not let enough run at once".to_owned()
    } else if issue.code == Code::INFEASIBLE {
        "its limits or minimum orders do not let it cover the work".to_owned()
    } else {
        issue.words.clone()
    }
}

fn kind_words(other: &Alternative, name: &dyn Fn(&str) -> String) -> String {
    match (other.kind, &other.pack) {
        (AlternativeKind::Single, Some(pack)) => format!("only {}", name(pack)),
        (AlternativeKind::Single, None) => "one pack only".to_owned(),
        (AlternativeKind::LargestFirst, _) => "largest first, then top up".to_owned(),
        (AlternativeKind::BestUnitPrice, _) => "best price per unit".to_owned(),
    }
}

/// All that a plan pays for, in one phrase: packs, what is bought on demand, what terms buy after the months planned.
fn all_bought(
    purchases: &[Purchase],
    commitments: &[Purchase],
    on_demand: Units,
    units: &str,
    name: &dyn Fn(&str) -> String,
) -> String {
    let mut parts = Vec::new();
    if !purchases.is_empty() || on_demand == Units::ZERO {
        parts.push(bought(purchases, name));
    }
    if on_demand > Units::ZERO {
        parts.push(format!("{} {units} on demand", format::quantity(on_demand)));
    }
    let mut words = parts.join(" + ");
    if !commitments.is_empty() {
        words.push_str(&format!(", and {} by term after the plan", bought(commitments, name)));
    }
    words
}

/// All purchases of a plan in one phrase.
pub(crate) fn bought(purchases: &[Purchase], name: &dyn Fn(&str) -> String) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for row in purchases {
        *counts.entry(&row.pack).or_default() += row.count;
    }
    if counts.is_empty() {
        return "nothing".to_owned();
    }
    counts
        .into_iter()
        .map(|(pack, count)| format!("{} × {}", format::quantity(count), name(pack)))
        .collect::<Vec<_>>()
        .join(" + ")
}
