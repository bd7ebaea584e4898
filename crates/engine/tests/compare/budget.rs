//! The budget the other way round, against the twin: what it pays for costs no more, one set more does, and a total pays
//! for what it is the total of.

use crate::case::Case;
use crate::dice::Dice;
use crate::generate::{self, Size};
use crate::judge::{Judge, Said};
use crate::{BUDGET, tries};
use packwise_engine::compare::{Ask, Inverse, Next, Paid, pays_for};
use packwise_engine::issue::Code;
use packwise_engine::money::Cost;
use packwise_engine::plan::Request;
use serde_json::{Value, json};

/// What the twin says of so many sets of the case's demand.
struct Sets {
    judge: Judge,
    set: Vec<i64>,
    asked: usize,
}

impl Sets {
    fn new(case: &Case) -> Self {
        Self { judge: Judge::new(case, None), set: case.demand.clone(), asked: 0 }
    }

    fn total(&mut self, sets: u64) -> Said {
        let sets = i64::try_from(sets).unwrap();
        // what is this large the twin is never asked
        let demand: Option<Vec<i64>> = self.set.iter().map(|units| units.checked_mul(sets)).collect();
        let Some(demand) = demand.filter(|demand| demand.iter().all(|&units| units < 1 << 40)) else {
            return Said::NotAsked;
        };
        let said = self.judge.cost(demand);
        self.asked += usize::from(said != Said::NotAsked);
        said
    }

    /// Whether so many sets are within `money`; `None`: the twin was not asked.
    fn within(&mut self, sets: u64, money: Cost) -> Option<bool> {
        match self.total(sets) {
            Said::Cost(cost) => Some(i128::from(cost) <= money.billionths()),
            Said::No => Some(false),
            Said::NotAsked => None,
        }
    }
}

/// A request whose demand is a small set of something, and which needs some; and in which not everything is free.
fn small(dice: &mut Dice, size: Size) -> Option<Case> {
    let mut case = generate::case(dice, size);
    let by = dice.pick(&[1, 2, 5]);
    case.demand.iter_mut().for_each(|units| *units /= by);
    let free = case.on_demand == Some(0) || case.packs.iter().any(|pack| pack.price == 0 && pack.limit.is_none());
    (case.total() > 0 && !free).then_some(case)
}

/// A budget near what some sets cost, or near the price of some packs.
fn money(case: &Case, sets: &mut Sets, dice: &mut Dice) -> Cost {
    let price = case.packs.iter().map(|pack| pack.price).max().unwrap_or(5_000_000) * 1_000;
    let near = match sets.total(u64::from(dice.count(0, 12))) {
        Said::Cost(cost) => cost,
        Said::No | Said::NotAsked => dice.between(0, 12) * price,
    };
    Cost::from_billionths(i128::from((near + dice.pick(&[0, 0, 1, -1, price / 2])).max(0)))
}

fn check(sets: &mut Sets, paid: &Paid) -> Result<(), String> {
    let fail = |words: &str| Err(words.to_owned());
    let x = paid.budget;
    if paid.sets > paid.at_most || paid.proved != (paid.sets == paid.at_most) || paid.cost > x {
        return fail("its own figures do not agree");
    }
    if paid.cost.plus(paid.left) != Some(x) {
        return fail("what is left is not the rest");
    }
    if sets.within(paid.sets, x) == Some(false) {
        return fail("what it pays for costs more");
    }
    if sets.within(paid.at_most + 1, x) == Some(true) {
        return fail("it pays for more");
    }
    let said = sets.total(paid.sets);
    if paid.cost_proved && said != Said::NotAsked && !said.is(Some(paid.cost)) {
        return fail("it costs something else");
    }
    match (paid.next, sets.total(paid.sets + 1)) {
        (Next::At { cost, more, sets: brought, at_most, proved }, said) => {
            if x.plus(more) != Some(cost) || more <= Cost::ZERO || brought <= paid.sets || at_most < brought {
                return fail("the next step's own figures do not agree");
            }
            if proved && said != Said::NotAsked && !said.is(Some(cost)) {
                return fail("the next step costs something else");
            }
            if matches!(said, Said::Cost(least) if i128::from(least) > cost.billionths()) || said == Said::No {
                return fail("the next step does not buy more");
            }
            if sets.within(brought, cost) == Some(false) || sets.within(at_most + 1, cost) == Some(true) {
                return fail("the next step brings another number");
            }
        }
        (Next::Never, said @ Said::Cost(_)) => return Err(format!("more can be had: {said:?}")),
        (Next::Uncounted, Said::Cost(_) | Said::No) => return fail("what the twin counts can be counted"),
        _ => {}
    }
    Ok(())
}

const SIZES: [(u64, u64, Size); 2] = [
    (20_000_000, 1_200, Size { periods: (1, 1), packs: 3, depth: 4, ways: 300 }),
    (21_000_000, 600, Size { periods: (2, 3), packs: 2, depth: 2, ways: 300 }),
];

#[test]
fn a_budget_pays_for_what_the_twin_says() {
    let (mut asked, mut steps, mut never, mut solves, mut most_solves) = (0, 0, 0, 0, 0);
    for (seed, times, size) in SIZES {
        for number in 0..tries(times) {
            let dice = &mut Dice::new(seed + number);
            let Some(case) = small(dice, size) else { continue };
            let sets = &mut Sets::new(&case);
            let x = money(&case, sets, dice);
            let paid = pays_for(&case.request(), x, BUDGET).unwrap();
            if !paid.proved || !paid.cost_proved || matches!(paid.next, Next::Unknown) {
                panic!("number {number}: not settled, with a budget that suffices: {paid:?}\n{case}");
            }
            if let Err(words) = check(sets, &paid) {
                panic!("number {number}: {words}: {paid:?}\n{case}");
            }
            asked += sets.asked;
            steps += usize::from(matches!(paid.next, Next::At { .. }));
            never += usize::from(matches!(paid.next, Next::Never));
            solves += paid.solves;
            most_solves = most_solves.max(paid.solves);
        }
    }
    println!(
        "the twin was asked {asked} times; {steps} next steps, {never} with none; {solves} solves, {most_solves} at most"
    );
    assert!(asked > 3_000 && steps > 500 && never > 50, "{asked} asked, {steps} steps, {never} never");
    // two searches by halving, each over at most 2^53 sets, and what each of them costs
    assert!(most_solves <= 2 * 54 + 3, "{most_solves} solves");
}

/// `sets(total(n)) >= n`, for every n that the twin prices.
#[test]
fn a_total_pays_for_what_it_is_the_total_of() {
    let mut asked = 0;
    for (seed, times, size) in SIZES {
        for number in 0..tries(times / 6) {
            let dice = &mut Dice::new(seed + 500_000 + number);
            let Some(case) = small(dice, size) else { continue };
            let (sets, request) = (&mut Sets::new(&case), case.request());
            for n in 0..8 {
                let Said::Cost(total) = sets.total(n) else { break };
                let paid = pays_for(&request, Cost::from_billionths(i128::from(total)), BUDGET).unwrap();
                assert!(paid.sets >= n && paid.proved, "number {number}: {n} sets: {paid:?}\n{case}");
                asked += 1;
            }
        }
    }
    println!("{asked} totals");
    assert!(asked > 800, "{asked} totals only");
}

/// What a small budget of the search leaves open is told, and what it settles is true.
#[test]
fn a_small_search_leaves_an_interval_and_says_nothing_false() {
    let (mut settled, mut open) = (0, 0);
    for number in 0..tries(800) {
        let dice = &mut Dice::new(22_000_000 + number);
        let Some(case) = small(dice, Size { periods: (1, 3), packs: 3, depth: 4, ways: 300 }) else { continue };
        let sets = &mut Sets::new(&case);
        let x = money(&case, sets, dice);
        let paid = pays_for(&case.request(), x, dice.pick(&[1, 5, 20, 100])).unwrap();
        if let Err(words) = check(sets, &paid) {
            panic!("number {number}: {words}: {paid:?}\n{case}");
        }
        if paid.proved { settled += 1 } else { open += 1 }
    }
    println!("{settled} settled, {open} open");
    assert!(settled > 100 && open > 5, "{settled} settled, {open} open");
}

#[test]
fn in_slices_it_is_the_same() {
    for number in 0..tries(60) {
        let dice = &mut Dice::new(23_000_000 + number);
        let Some(case) = small(dice, SIZES[1].2) else { continue };
        let x = money(&case, &mut Sets::new(&case), dice);
        let request = case.request();
        let mut inverse = Inverse::new(&request, x, BUDGET).unwrap();
        let mut slices = 0;
        while inverse.advance(1) {
            slices += 1;
            assert!(slices < 200, "{case}");
        }
        assert_eq!(inverse.paid(), Some(pays_for(&request, x, BUDGET).unwrap()), "{case}");
    }
}

fn ask(more: Value) -> Value {
    let mut ask = json!({"demand": [10, 10], "packs": [{"id": "a", "units": 25, "price": "5.00", "lifePeriods": 1}]});
    ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ask
}

#[test]
fn a_months_budget_is_spent_over_all_months() {
    let of = |more: Value| {
        let ask = Ask::read(&ask(more)).unwrap();
        pays_for(&ask.request, ask.money, BUDGET).unwrap()
    };
    // $5.00 a month, two months: a pack of 25 in each, which is two sets of 10
    for asked in
        [json!({"budget": "5.00", "per": "period"}), json!({"budget": "10"}), json!({"budget": "10", "per": "horizon"})]
    {
        let paid = of(asked);
        assert_eq!((paid.sets, paid.proved, paid.cost.to_string()), (2, true, "10.00".to_owned()));
        // the third set needs a second pack in both months
        let Next::At { cost, more, sets, at_most, proved } = paid.next else { panic!("{paid:?}") };
        assert_eq!(
            (cost.to_string(), more.to_string(), sets, at_most, proved),
            ("20.00".into(), "10.00".into(), 5, 5, true)
        );
    }
    let nothing = of(json!({"budget": "0"}));
    assert_eq!((nothing.sets, nothing.cost), (0, Cost::ZERO));
}

#[test]
fn credits_in_hand_are_a_balance_without_packs() {
    let ask = json!({"demand": [86], "packs": [], "balance": [{"units": 430, "periodsLeft": null}], "budget": "0"});
    let ask = Ask::read(&ask).unwrap();
    let paid = pays_for(&ask.request, ask.money, BUDGET).unwrap();
    assert_eq!((paid.sets, paid.at_most, paid.next), (5, 5, Next::Never));
}

/// A pack that costs nothing, and the greatest quantity that can be counted.
#[test]
fn what_is_free_ends_where_counting_ends() {
    let request = Request::read(&json!({"demand": [1], "packs": [], "onDemandPrice": "0"})).unwrap();
    let paid = pays_for(&request, Cost::ZERO, BUDGET).unwrap();
    assert_eq!((paid.sets, paid.next, paid.cost), (9_007_199_254_740, Next::Uncounted, Cost::ZERO));
    let all = Cost::from_billionths(i128::MAX);
    for price in ["0.000001", "9223372036854.775807"] {
        let request = Request::read(&json!({"demand": ["0.001"], "packs": [], "onDemandPrice": price})).unwrap();
        let paid = pays_for(&request, all, BUDGET).unwrap();
        assert!(paid.sets > 0 && paid.solves < 60, "{paid:?}");
    }
}

#[test]
fn bad_budgets_are_named() {
    let issues = |value: Value| {
        let issues = Ask::read(&value).unwrap_err();
        issues.into_iter().map(|issue| (issue.path, issue.code)).collect::<Vec<_>>()
    };
    let one = |path: &str, code: Code| vec![(path.to_owned(), code)];
    assert_eq!(issues(json!(7)), one("", Code::WRONG_TYPE));
    assert_eq!(issues(ask(json!({}))), one("budget", Code::MISSING));
    assert_eq!(issues(ask(json!({"budget": 5000}))), one("budget", Code::WRONG_TYPE));
    assert_eq!(issues(ask(json!({"budget": "-1"}))), one("budget", Code::NEGATIVE));
    assert_eq!(issues(ask(json!({"budget": "5,000"}))), one("budget", Code::NOT_A_NUMBER));
    assert_eq!(issues(ask(json!({"budget": "1", "per": "year"}))), one("per", Code::UNKNOWN_VALUE));
    assert_eq!(issues(ask(json!({"budget": "1", "buget": "1"}))), one("buget", Code::UNKNOWN_KEY));
    // all at once
    let both = issues(ask(json!({"budget": "NaN", "demand": [-1]})));
    assert_eq!(both, [("demand[0]".to_owned(), Code::NEGATIVE), ("budget".to_owned(), Code::NOT_A_NUMBER)]);
    let none = Ask::read(&ask(json!({"budget": "1", "demand": [0, 0]}))).unwrap();
    let wrong = pays_for(&none.request, none.money, BUDGET).unwrap_err();
    assert_eq!((wrong[0].path.as_str(), wrong[0].code), ("demand", Code::TOO_SMALL));
    let below = pays_for(&Ask::read(&ask(json!({"budget": "1"}))).unwrap().request, Cost::from_billionths(-1), BUDGET);
    assert_eq!(below.unwrap_err()[0].code, Code::NEGATIVE);
}
