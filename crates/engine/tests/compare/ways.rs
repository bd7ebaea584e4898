//! The ways side by side, against the twin and the reports they hold.

use crate::dice::Dice;
use crate::generate::{self, Size};
use crate::judge::{Judge, Said};
use crate::{BUDGET, tries};
use packwise_engine::compare::ways;
use packwise_engine::plan::Request;

#[test]
fn each_way_costs_what_the_twin_says() {
    let size = Size { periods: (1, 3), packs: 3, depth: 3, ways: 1_000 };
    for number in 0..tries(500) {
        let case = generate::case(&mut Dice::new(14_000_000 + number), size);
        let request = case.request();
        let all = ways(&request, BUDGET).unwrap();
        assert_eq!(all.len(), case.packs.len() + 1, "{case}");
        let packs = std::iter::once(None).chain(case.packs.iter().map(|pack| Some(pack.id.as_str())));
        for (way, pack) in all.iter().zip(packs) {
            assert_eq!(way.pack.as_deref(), pack, "{case}");
            assert!(way.proved, "{pack:?}: {case}");
            let said = Judge::new(&case, pack).cost(case.demand.clone());
            assert!(said.is(way.cost), "{pack:?}: {said:?}, not {:?}: {case}", way.cost);
            match (&way.answer, way.cost, all[0].cost) {
                (Ok(report), Some(cost), Some(mix)) => {
                    assert_eq!(way.extra, cost.minus(mix), "{case}");
                    assert_eq!((way.breakage, way.leftover), (report.breakage, report.leftover), "{case}");
                    let after: i128 = report.commitments.iter().map(|row| row.price.billionths()).sum();
                    assert_eq!(way.after_horizon.billionths(), after, "{case}");
                    // what was asked for is certain; and no more than the best of anything
                    if let (Some(asked), true) = (case.concurrency, case.total() > 0) {
                        assert!(way.concurrency.is_some_and(|given| given >= asked), "{pack:?}: {case}");
                    }
                    let offered = case.packs.iter().map(|pack| pack.concurrency);
                    let most = offered.chain(case.balance.iter().map(|own| own.concurrency)).flatten().max();
                    assert!(way.concurrency <= most, "{pack:?}: {case}");
                }
                (Err(issues), None, _) => {
                    assert!(
                        !issues.is_empty() && !matches!(said, Said::Cost(_)) && way.extra.is_none(),
                        "{pack:?}: {case}"
                    );
                }
                _ => panic!("{pack:?}: {way:?}: {case}"),
            }
        }
    }
}

/// By hand: a narrow pack that lives one month and a wide one that lives two; on demand in the third gives none.
#[test]
fn concurrency_is_that_of_the_worst_month() {
    let ask = |third: &str, balance: &str| {
        let text = format!(
            r#"{{"demand": [10, 1, {third}], "balance": [{balance}], "onDemandPrice": "0.50", "packs": [
                {{"id": "wide", "units": 11, "price": "1.00", "lifePeriods": 2, "concurrency": 20}}]}}"#
        );
        let request = Request::read(&serde_json::from_str(&text).unwrap()).unwrap();
        ways(&request, BUDGET).unwrap()[0].concurrency
    };
    // one wide pack for months 0 and 1; the one unit of month 2 is cheaper on demand
    assert_eq!(ask("1", ""), None);
    assert_eq!(ask("0", ""), Some(20));
    let owned =
        |concurrency: &str| format!(r#"{{"units": 1, "from": 2, "periodsLeft": 1, "concurrency": {concurrency}}}"#);
    assert_eq!(ask("1", &owned("3")), Some(3));
    assert_eq!(ask("1", &owned("null")), None);
    assert_eq!(ask("1", &owned("50")), Some(20));
}
