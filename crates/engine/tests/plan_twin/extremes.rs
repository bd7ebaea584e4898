//! The largest, the smallest and the emptiest requests. Each total has a closed form; where a sum is more than can be
//! counted exactly, that is said, and no total is.

use crate::{Dice, tries};
use packwise_engine::issue::Code;
use packwise_engine::money::Price;
use packwise_engine::plan::{Answer, Options, Request, plan};
use serde_json::{Value, json};

/// The largest quantity.
const MOST: &str = "9007199254740.991";

/// The whole answer: its status, or the code of its first issue, and its cost.
fn told(request: &Value) -> (String, Option<String>) {
    let request = Request::read(request).unwrap_or_else(|issues| panic!("{issues:?}: {request}"));
    match plan(&request, Options::default()) {
        Ok(answer) => {
            let report = serde_json::to_value(&answer).unwrap();
            let text = |value: &Value| value.as_str().map(str::to_owned);
            if let Answer::Plan(report) = &answer {
                assert_eq!(report.ledger.len(), request.demand.len());
            }
            (text(&report["status"]).unwrap(), text(&report["cost"]))
        }
        Err(issues) => (issues[0].code.to_string(), None),
    }
}

fn costs(what: &str, cost: &str, request: Value) {
    assert_eq!(told(&request), ("optimal".to_owned(), Some(cost.to_owned())), "{what}: {request}");
}

/// As [`costs`], but the search may run out of its budget first; the least cost is then between its bound and its plan.
fn brackets(what: &str, cost: &str, request: Value) {
    let read = Request::read(&request).unwrap();
    let answer = plan(&read, Options { headroom: false, alternatives: false, ..Options::default() }).unwrap();
    let report = answer.plan().unwrap();
    let cost = Price::read(cost).unwrap().times(1).unwrap();
    assert!(report.lower_bound <= cost && cost <= report.cost, "{what}: {cost} is not within {report:?}");
}

fn fails(what: &str, code: &str, request: Value) {
    assert_eq!(told(&request), (code.to_owned(), None), "{what}: {request}");
}

/// Twelve packs, the pack of each place made by `pack`.
fn twelve(pack: impl Fn(u32) -> Value) -> Vec<Value> {
    ('a'..='l')
        .zip(0..)
        .map(|(id, place)| {
            let mut pack = pack(place);
            pack["id"] = json!(id.to_string());
            pack
        })
        .collect()
}

#[test]
fn the_largest_quantities_are_counted_exactly() {
    let pack = |units: &str, price: &str| json!([{"id": "a", "units": units, "price": price, "lifePeriods": 1}]);
    costs("one pack of everything", "1.00", json!({"demand": [MOST], "packs": pack(MOST, "1")}));
    costs(
        "2^53 - 1 packs of the smallest size, a micro each",
        "9007199254.740991",
        json!({"demand": [MOST], "packs": pack("0.001", "0.000001")}),
    );
    costs(
        "thousandths at billionths each",
        "9007199.254740991",
        json!({"demand": [MOST], "packs": [], "onDemandPrice": "0.000001"}),
    );
}

#[test]
fn what_cannot_be_counted_exactly_has_no_total() {
    let overflow = Code::OVERFLOW.as_str();
    let pack = |units: &str, price: &str| json!([{"id": "a", "units": units, "price": price, "lifePeriods": 1}]);
    // two packs hold 10^13 units, and nothing above 2^53 - 1 thousandths is counted
    fails("units in hand", overflow, json!({"demand": [MOST], "packs": pack("5000000000000", "1")}));
    let owned = json!({"units": MOST, "periodsLeft": null});
    fails("units owned", overflow, json!({"demand": [5], "packs": [], "balance": [owned, owned]}));
    // 9 x 10^15 packs at 9 x 10^12 come to 8 x 10^37 billionths, and the search adds more to that
    fails("money", overflow, json!({"demand": [MOST], "packs": pack("0.001", "9000000000000")}));
    let least = json!([{"id": "a", "units": 1_000_000, "price": "0.000001", "lifePeriods": 1,
        "minimumOrder": {"kind": "packs", "count": 1_000_000_000}}]);
    fails("a least order of 10^15 units", overflow, json!({"demand": [10], "packs": least}));
}

#[test]
fn absurd_minimum_orders_are_paid_in_full_or_left_alone() {
    let term = json!({"kind": "term", "periods": 1_200});
    costs(
        "four starts of 1,200 periods are cheaper than ten packs at 3,000",
        "4800.00",
        json!({"demand": [10], "packs": [
            {"id": "a", "units": 3, "price": "1", "lifePeriods": 1, "minimumOrder": term},
            {"id": "b", "units": 1, "price": "3000", "lifePeriods": 1},
        ]}),
    );
    let least = json!({"kind": "packs", "count": 1_000_000_000});
    costs(
        "ten packs at 3 are cheaper than 10^9 at 1",
        "30.00",
        json!({"demand": [10], "packs": [
            {"id": "a", "units": 1_000_000, "price": "1", "lifePeriods": 1, "minimumOrder": least},
            {"id": "b", "units": 1, "price": "3", "lifePeriods": 1},
        ]}),
    );
    costs(
        "60 units on demand are cheaper than 10^9 of any of twelve packs",
        "60.00",
        json!({
            "demand": vec![1; 60],
            "packs": twelve(|place| json!({"units": 1_000_000, "price": (999 + place).to_string(), "lifePeriods": 2,
                "minimumOrder": least})),
            "onDemandPrice": "1",
        }),
    );
}

#[test]
fn nothing_and_nothing_to_buy() {
    costs("no demand and no pack", "0.00", json!({"demand": [0, 0, 0], "packs": [], "concurrency": 5}));
    costs(
        "60 periods of nothing with twelve packs",
        "0.00",
        json!({"demand": vec![0; 60], "concurrency": 5, "packs": twelve(|place| json!({"units": 1 + place,
            "price": "1", "lifePeriods": null, "minimumOrder": {"kind": "term", "periods": 1_200}}))}),
    );
    costs(
        "all of it owned",
        "0.00",
        json!({"demand": [5, 5], "packs": [], "balance": [{"units": 10, "periodsLeft": null}]}),
    );
    costs(
        "all of it free, and a balance that begins long after",
        "0.00",
        json!({"demand": [5, 5], "packs": [], "onDemandPrice": "0",
            "balance": [{"units": MOST, "from": 1_000_000_000, "periodsLeft": 1_000_000_000}]}),
    );
    fails("no pack", "infeasible", json!({"demand": [10], "packs": []}));
    let pack = |limit: u64, least: u64| {
        json!([{"id": "a", "units": 3, "price": "1", "lifePeriods": 1, "limit": limit,
            "minimumOrder": {"kind": "packs", "count": least}}])
    };
    fails("a limit of none", "infeasible", json!({"demand": [10], "packs": pack(0, 1)}));
    fails("at least five and at most four", "infeasible", json!({"demand": [10], "packs": pack(4, 5)}));
}

#[test]
fn sixty_periods_of_twelve_packs_are_answered() {
    // no pack expires and all ask the same for a unit: nothing is wasted
    brackets(
        "60,000 units at 1",
        "60000.00",
        json!({
            "demand": vec![1_000; 60],
            "packs": twelve(|place| json!({"units": 1 + place, "price": (1 + place).to_string(), "lifePeriods": null})),
        }),
    );
    brackets(
        "60 periods of 10^9 units: one dear pack each for the concurrency, (10^12 - 1) / 3 cheap ones for the rest",
        "40000000.00002",
        json!({
            "demand": vec![1_000_000_000; 60],
            "concurrency": 1,
            "packs": [
                {"id": "a", "units": 0.001, "price": "0.000001", "lifePeriods": 1, "concurrency": 1,
                    "minimumOrder": {"kind": "term", "periods": 7}},
                {"id": "b", "units": 0.003, "price": "0.000002", "lifePeriods": 3},
            ],
        }),
    );
    // a pack must be alive in each of 60 periods: ten of life 6, the cheapest at 1 each
    costs(
        "concurrency alone",
        "10.00",
        json!({
            "demand": vec![1; 60],
            "concurrency": 5,
            "packs": twelve(|place| json!({"units": 1_000, "price": (1 + place).to_string(), "lifePeriods": 6,
                "concurrency": 5})),
        }),
    );
}

/// Figures at the edges of what is allowed, in any mixture: an answer or an error, whichever, but never a panic.
#[test]
fn extreme_figures_in_any_mixture_are_answered_or_refused() {
    let units = ["0.001", "1", "7", "12.5", "1000", "123456.789", "1000000000", "1000000000000", "300000000000.001"];
    let prices = ["0", "0.000001", "0.5", "3.333333", "12345.678901", "999999999", "1000000000000"];
    let large = 1_000_000_000;
    let any = |dice: &mut Dice, of: &[Value]| of[dice.index(of.len())].clone();
    let mut answered = 0;
    for number in 0..tries(1_500) {
        let dice = &mut Dice::new(8_000_000 + number);
        let periods = dice.pick(&[1, 2, 3, 5, 12, 36, 60]);
        let demand: Vec<&str> = (0..periods).map(|_| if dice.chance(30) { "0" } else { dice.pick(&units) }).collect();
        let pack = |dice: &mut Dice, place: u32| {
            let order = match dice.between(0, 9) {
                0..3 => json!({"kind": "term", "periods": dice.pick(&[1, 2, 3, 12, 1_200])}),
                3..5 => json!({"kind": "packs", "count": dice.pick(&[1, 2, 100, large])}),
                _ => json!(null),
            };
            json!({
                "id": format!("p{place}"), "units": dice.pick(&units), "price": dice.pick(&prices),
                "lifePeriods": any(dice, &[json!(1), json!(2), json!(12), json!(large), json!(null)]),
                "concurrency": any(dice, &[json!(null), json!(1), json!(5), json!(large)]), "minimumOrder": order,
                "limit": any(dice, &[json!(null), json!(null), json!(0), json!(1), json!(3), json!(large)]),
            })
        };
        let packs: Vec<_> = (0..dice.pick(&[0, 1, 2, 3, 6, 12])).map(|place| pack(dice, place)).collect();
        let balance: Vec<_> = (0..dice.pick(&[0, 1, 3]))
            .map(|_| json!({"units": dice.pick(&units), "from": dice.pick(&[0, 1, 100]), "periodsLeft": dice.pick(&[1, 3])}))
            .collect();
        let asked = json!({
            "demand": demand, "packs": packs, "balance": balance,
            "concurrency": any(dice, &[json!(null), json!(null), json!(1), json!(5)]),
            "onDemandPrice": if dice.chance(50) { json!(dice.pick(&prices)) } else { json!(null) },
        });
        let options = Options { budget: 3_000, further: 500, ..Options::default() };
        let answer = std::panic::catch_unwind(|| Request::read(&asked).and_then(|request| plan(&request, options)));
        answered += u64::from(answer.unwrap_or_else(|_| panic!("a panic on {asked}")).is_ok());
    }
    assert!(answered * 4 > tries(1_500), "most of them have an answer");
}
