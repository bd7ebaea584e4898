//! Makes a failing request smaller for as long as it keeps failing, so that a person can work it by hand.

use crate::case::{Case, Order};

/// The smallest request found that still `fails`.
pub(crate) fn shrink(case: &Case, fails: impl Fn(&Case) -> bool) -> Case {
    let mut case = case.clone();
    while let Some(smaller) = smaller(&case).into_iter().find(|smaller| fails(smaller)) {
        case = smaller;
    }
    case
}

/// Requests that are one step simpler.
fn smaller(case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Case)| {
        let mut changed = case.clone();
        change(&mut changed);
        if changed != *case {
            all.push(changed);
        }
    };
    for place in 0..case.packs.len() {
        with(&|case| {
            case.packs.remove(place);
        });
    }
    if case.demand.len() > 1 {
        for place in 0..case.demand.len() {
            with(&|case| {
                case.demand.remove(place);
            });
        }
    }
    for place in 0..case.balance.len() {
        with(&|case| {
            case.balance.remove(place);
        });
        with(&|case| case.balance[place].from = 0);
        with(&|case| case.balance[place].concurrency = None);
        with(&|case| case.balance[place].left = None);
        with(&|case| case.balance[place].units /= 2);
    }
    with(&|case| case.concurrency = None);
    with(&|case| case.on_demand = None);
    for place in 0..case.packs.len() {
        with(&|case| case.packs[place].limit = None);
        with(&|case| case.packs[place].order = Order::Any);
        with(&|case| case.packs[place].concurrency = None);
        with(&|case| case.packs[place].life = Some(1));
        with(&|case| {
            if let Order::Term(periods) = &mut case.packs[place].order {
                *periods = (*periods - 1).max(1);
            }
        });
        with(&|case| {
            if let Order::Packs(count) = &mut case.packs[place].order {
                *count = (*count - 1).max(1);
            }
        });
    }
    for place in 0..case.demand.len() {
        with(&|case| case.demand[place] = 0);
        with(&|case| case.demand[place] /= 2);
    }
    // coarse numbers last: a change of scale only reads better
    let quantities = |case: &Case| {
        let owned = case.balance.iter().map(|own| own.units);
        case.demand.iter().copied().chain(case.packs.iter().map(|pack| pack.units)).chain(owned).collect::<Vec<_>>()
    };
    for by in [1_000, 125, 10, 5, 2] {
        if quantities(case).iter().all(|units| units % by == 0) && quantities(case).iter().any(|&units| units > 8_000) {
            with(&|case| {
                case.demand.iter_mut().for_each(|units| *units /= by);
                case.packs.iter_mut().for_each(|pack| pack.units /= by);
                case.balance.iter_mut().for_each(|own| own.units /= by);
            });
        }
    }
    for place in 0..case.packs.len() {
        with(&|case| case.packs[place].price /= 2);
    }
    all
}
