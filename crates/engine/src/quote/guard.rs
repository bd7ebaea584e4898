//! The discount guard: a seller's own rules held against a quote. Who may give how much, the least price of a unit, the
//! least margin, and when a reason is needed. The rules stay on the machine; nothing here is shown to the buyer.

use super::report::{Kind, QuoteLine, QuoteReport};
use super::said::{Approval, Quote};
use crate::decimal::{self, Rounding};
use crate::issue::{Code, Issue};
use crate::money::{self, Cost, Price};
use crate::read::{At, Problems, brief};
use serde::Serialize;
use serde_json::Value;

/// 100 % in the thousandths that percentages are counted in.
const WHOLE: i128 = 100_000;
const MAX_ROWS: usize = 100;

/// Somebody who may give discounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// Short id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The most that may be given, in thousandths of a per cent.
    pub max_percent: i128,
    /// Whether prices below the floor or the margin may be given.
    pub below_floor: bool,
}

/// A figure for one unit of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// The pool; empty: every pool.
    pub pool: String,
    /// For one unit, in the quote's currency named by the rules.
    pub per_unit: Price,
}

/// A seller's rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rules {
    /// Currency of floors and costs.
    pub currency: String,
    /// Who may give how much.
    pub roles: Vec<Role>,
    /// The least net price of a unit.
    pub floors: Vec<Figure>,
    /// What a unit costs the seller.
    pub costs: Vec<Figure>,
    /// The least margin, in thousandths of a per cent of the net price; `None`: no rule.
    pub min_margin: Option<i128>,
    /// The discount from which on a reason is needed, in thousandths of a per cent; `None`: never.
    pub reason_from: Option<i128>,
}

/// One thing that the rules say of the quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Id of the line; empty: the whole.
    pub line: String,
    /// `needs-approval`, `needs-reason` or another code.
    pub code: Code,
    /// Id of the role that can approve it; null: nobody can, or nobody need.
    pub role: Option<String>,
    /// Whether it is settled by an approval.
    pub approved: bool,
    /// What, and why.
    pub words: String,
}

/// What the rules say of a quote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Guard {
    /// What is not within what the seller may give alone.
    pub findings: Vec<Finding>,
    /// Whether all of it is settled.
    pub cleared: bool,
    /// What stands across the paper until then; null once it is.
    pub watermark: Option<&'static str>,
    /// Margin of the whole in thousandths of a per cent; null where a cost is not known.
    pub margin: Option<i128>,
}

impl Rules {
    /// Reads rules: `{currency, roles: [{id, name, maxPercent, belowFloor?}], floors: [{pool?, perUnit}], costs: [{pool?,
    /// perUnit}], minMarginPercent?, reasonFromPercent?}`.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn read(value: &Value) -> Result<Self, Vec<Issue>> {
        let problems = Problems::new();
        let rules = rules(&At::root(value, &problems));
        problems.into_result(rules)
    }
}

fn rules(at: &At<'_>) -> Option<Rules> {
    let f = at.fields(&["currency", "roles", "floors", "costs", "minMarginPercent", "reasonFromPercent"])?;
    let optional = |key: &str| match f.get(key) {
        None => Some(None),
        Some(at) => percent(&at).map(Some),
    };
    let currency = f.need("currency").and_then(|at| at.text().map(str::to_owned));
    let roles = match f.get("roles") {
        None => Some(Vec::new()),
        Some(at) => rows(&at, role),
    };
    let figures = |key: &str| match f.get(key) {
        None => Some(Vec::new()),
        Some(at) => rows(&at, figure),
    };
    let (floors, costs) = (figures("floors"), figures("costs"));
    let (min_margin, reason_from) = (optional("minMarginPercent"), optional("reasonFromPercent"));
    Some(Rules {
        currency: currency?,
        roles: roles?,
        floors: floors?,
        costs: costs?,
        min_margin: min_margin?,
        reason_from: reason_from?,
    })
}

fn rows<T>(at: &At<'_>, read: fn(&At<'_>) -> Option<T>) -> Option<Vec<T>> {
    let entries = at.list()?;
    if entries.len() > MAX_ROWS {
        return at.wrong(Code::TOO_MANY, format!("at most {MAX_ROWS} are read"));
    }
    let read: Vec<Option<T>> = entries.iter().map(read).collect();
    read.into_iter().collect()
}

fn role(at: &At<'_>) -> Option<Role> {
    let f = at.fields(&["id", "name", "maxPercent", "belowFloor"])?;
    let id = f.need("id").and_then(|at| at.id());
    let name = f.need("name").and_then(|at| at.text());
    let max_percent = f.need("maxPercent").and_then(|at| percent(&at));
    let below_floor = match f.get("belowFloor") {
        None => Some(false),
        Some(at) => at.flag(),
    };
    Some(Role { id: id?, name: name?.to_owned(), max_percent: max_percent?, below_floor: below_floor? })
}

fn figure(at: &At<'_>) -> Option<Figure> {
    let f = at.fields(&["pool", "perUnit"])?;
    let pool = match f.get("pool") {
        None => Some(String::new()),
        Some(at) => at.id(),
    };
    let per_unit = f.need("perUnit").and_then(|at| at.price());
    Some(Figure { pool: pool?, per_unit: per_unit? })
}

/// A per cent in thousandths: a number or a text, 0 to 100.
fn percent(at: &At<'_>) -> Option<i128> {
    let text = match at.value() {
        Value::Number(number) => crate::read::plain(number),
        _ => at.text()?.trim_end_matches('%').trim_end().to_owned(),
    };
    match decimal::read(&text, 3) {
        Ok(number) if (0..=WHOLE).contains(&number) => Some(number),
        Ok(_) => at.wrong(Code::TOO_LARGE, "0 to 100 per cent were expected here"),
        Err(_) => at.wrong(Code::NOT_A_NUMBER, "a per cent of at most three decimals was expected here"),
    }
}

fn of_pool<'a>(figures: &'a [Figure], pool: &str) -> Option<&'a Figure> {
    let own = figures.iter().find(|figure| figure.pool == pool && !pool.is_empty());
    own.or_else(|| figures.iter().find(|figure| figure.pool.is_empty()))
}

fn shown(thousandths: i128) -> String {
    struct Text(i128);
    impl std::fmt::Display for Text {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            decimal::write(f, self.0, 3, 0)
        }
    }
    format!("{}%", Text(thousandths))
}

/// What the rules say of a quote. Pure.
#[must_use]
pub fn guard(said: &Quote, report: &QuoteReport, rules: &Rules) -> Guard {
    let mut check = Check { said, report, rules, findings: Vec::new() };
    if !report.complete {
        let words = "no total, so the rules cannot be held against it";
        check.find("", Code::UNKNOWN_PRICE, None, false, words.to_owned());
    }
    let figures = !rules.floors.is_empty() || !rules.costs.is_empty();
    let same_money = rules.currency == report.currency;
    if figures && !same_money {
        let words = format!(
            "floors and costs are in {}, the quote in {}: they cannot be compared",
            rules.currency, report.currency
        );
        check.find("", Code::CONTRADICTION, None, false, words);
    }
    let mut costs = Some(Cost::ZERO);
    for line in &report.lines {
        let net = check.after(line);
        check.discount(line, net);
        // what cannot be counted is held against no rule, and so is not cleared by any
        if net.is_none() && report.complete {
            check.below(line, format!("{}: its price is beyond what the rules can count", line.name));
        }
        let floor = of_pool(&rules.floors, &line.pool).filter(|_| same_money);
        if let (Some(floor), Some(net)) = (floor, net) {
            match of_units(line, floor.per_unit) {
                Some(least) if net >= least => {}
                Some(_) => {
                    let floor = money::in_currency(floor.per_unit, &rules.currency);
                    check.below(line, format!("{}: less than {floor} {} a unit, the floor", line.name, rules.currency));
                }
                None if report.complete => {
                    check.below(line, format!("{}: its floor is more than can be counted", line.name));
                }
                None => {}
            }
        }
        // a bundle has no list price that a discount could be told from: a floor is all that there is for it
        if floor.is_none() && same_money && !rules.floors.is_empty() && line.kind == Kind::Bundle && report.complete {
            let words = if line.pool.is_empty() {
                format!("{}: no pool is said, so no floor can be held against it", line.name)
            } else {
                format!("{}: the rules have no floor for `{}`", line.name, brief(&line.pool))
            };
            check.below(line, words);
        }
        let cost =
            of_pool(&rules.costs, &line.pool).filter(|_| same_money).and_then(|figure| of_units(line, figure.per_unit));
        costs = costs.zip(cost).and_then(|(sum, cost)| sum.plus(cost));
        if let (Some(_), None, Some(_)) = (rules.min_margin.filter(|_| same_money), cost, net) {
            check.below(line, format!("{}: the rules have no cost for it, so its margin cannot be told", line.name));
        }
        if let (Some(least), Some(cost), Some(net)) = (rules.min_margin, cost, net)
            && (net > Cost::ZERO || cost > Cost::ZERO)
            && margin(net, cost).is_none_or(|margin| margin < least)
        {
            let words = match margin(net, cost) {
                Some(margin) => {
                    format!("{}: a margin of {}, below {}", line.name, shown(margin), shown(least))
                }
                None => format!("{}: its margin cannot be told, and {} is the least", line.name, shown(least)),
            };
            check.below(line, words);
        }
    }
    let whole = report.net.zip(costs).and_then(|(net, cost)| margin(net, cost));
    let findings = check.findings;
    let cleared = findings.iter().all(|finding| finding.approved);
    Guard { cleared, watermark: (!cleared).then_some("NOT APPROVED"), margin: whole, findings }
}

/// A price for each unit of a line.
fn of_units(line: &QuoteLine, per_unit: Price) -> Option<Cost> {
    let units = line.units?.times(line.quantity?)?;
    per_unit.per_unit(units)
}

/// (net - cost) / net in thousandths of a per cent, rounded down; `None` where nothing is asked or it cannot be counted.
fn margin(net: Cost, cost: Cost) -> Option<i128> {
    let left = net.minus(cost)?.billionths().checked_mul(WHOLE)?;
    decimal::divide(left, net.billionths(), Rounding::Down)
}

struct Check<'a> {
    said: &'a Quote,
    report: &'a QuoteReport,
    rules: &'a Rules,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn find(&mut self, line: &str, code: Code, role: Option<String>, approved: bool, words: String) {
        self.findings.push(Finding { line: line.to_owned(), code, role, approved, words });
    }

    /// What is paid for a line after its share of the discount on the whole, to the billionth.
    fn after(&self, line: &QuoteLine) -> Option<Cost> {
        let (net, base, off) = (line.net?, self.report.discount_base?, self.report.discount?);
        let concerned = match self.said.applies_to {
            super::Applies::All => true,
            super::Applies::Packs => line.kind == super::Kind::Pack,
            super::Applies::Bundles => line.kind == super::Kind::Bundle,
        };
        if !concerned || off == Cost::ZERO || base == Cost::ZERO {
            return Some(net);
        }
        let left = base.minus(off)?.billionths();
        let over = net.billionths().checked_mul(left)?;
        decimal::divide(over, base.billionths(), Rounding::HalfUp).map(Cost::from_billionths)
    }

    fn discount(&mut self, line: &QuoteLine, net: Option<Cost>) {
        let (Some(gross), Some(net)) = (line.gross, net) else { return };
        if gross <= net {
            return;
        }
        // rounded to a thousandth of a per cent: rounding to the cent must not push 10 % over a limit of 10 %
        let percent = gross
            .minus(net)
            .and_then(|off| off.billionths().checked_mul(WHOLE))
            .and_then(|over| decimal::divide(over, gross.billionths(), Rounding::HalfUp));
        let percent = self.stated(line).or(percent).unwrap_or(WHOLE);
        let reason = line.reason.trim().is_empty() && self.report.reason.trim().is_empty();
        if reason && self.rules.reason_from.is_some_and(|from| percent >= from) {
            let words = format!("{}: a discount of {} needs a reason", line.name, shown(percent));
            self.find(&line.id, Code::NEEDS_REASON, None, false, words);
        }
        if self.rules.roles.is_empty() {
            return;
        }
        let own = self.rules.roles.iter().find(|role| role.id == self.said.role);
        if own.is_some_and(|role| role.max_percent >= percent) {
            return;
        }
        let most = own.map_or(0, |role| role.max_percent);
        let who = own.map_or("nobody named", |role| role.name.as_str());
        let needed = least(self.rules, &|role| role.max_percent >= percent);
        let words = match needed {
            Some(role) => format!(
                "{}: {} off; {who} may give {}, so {} must approve",
                line.name,
                shown(percent),
                shown(most),
                role.name
            ),
            None => format!("{}: {} off is more than anybody may give", line.name, shown(percent)),
        };
        let needed = needed.map(|role| role.id.clone());
        let approved = self.approved(&|role| role.max_percent >= percent);
        self.find(&line.id, Code::NEEDS_APPROVAL, needed, approved, words);
    }

    /// The discount that was entered for a line, where no other touches it.
    fn stated(&self, line: &QuoteLine) -> Option<i128> {
        let text = match (&line.discount_percent, self.report.discount_percent.as_ref()) {
            (Some(own), None) if self.report.discount == Some(Cost::ZERO) => own,
            (None, Some(whole)) if line.discount == Some(Cost::ZERO) => whole,
            _ => return None,
        };
        decimal::read(text, 3).ok()
    }

    /// Below a floor or a margin.
    fn below(&mut self, line: &QuoteLine, words: String) {
        let may = |role: &Role| role.below_floor;
        if self.rules.roles.iter().any(|role| role.id == self.said.role && may(role)) {
            return;
        }
        let needed = least(self.rules, &may);
        let words = match needed {
            Some(role) => format!("{words}; {} must approve", role.name),
            None => format!("{words}; nobody may give it"),
        };
        let needed = needed.map(|role| role.id.clone());
        let approved = self.approved(&may);
        self.find(&line.id, Code::NEEDS_APPROVAL, needed, approved, words);
    }

    /// Whether somebody who may has approved just this content.
    fn approved(&self, may: &dyn Fn(&Role) -> bool) -> bool {
        let counts = |approval: &&Approval| approval.digest == self.report.digest && !approval.by.trim().is_empty();
        self.said
            .approvals
            .iter()
            .filter(counts)
            .any(|approval| self.rules.roles.iter().any(|role| role.id == approval.role && may(role)))
    }
}

/// Of those who may, the one who may give the least.
fn least<'a>(rules: &'a Rules, may: &dyn Fn(&Role) -> bool) -> Option<&'a Role> {
    let mut found: Option<&Role> = None;
    for role in rules.roles.iter().filter(|role| may(role)) {
        if found.is_none_or(|known| role.max_percent < known.max_percent) {
            found = Some(role);
        }
    }
    found
}
