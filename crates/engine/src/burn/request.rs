//! What a burn-down is asked about: `{balance, demand, asOf, pool?, packs?, concurrency?, onDemandPrice?}`.
//!
//! `balance` is a vendor's answer or what [`crate::balance`] read of one; `demand` is units a month, `[6700, 6700, 0]`, or a
//! measured use, `{units, days, months?}`. `packs` are a plan request's: with them the answer says what to buy.

use super::span;
use crate::balance::{self, Balance, Held, Moment, Provider};
use crate::date::{Date, months_later};
use crate::issue::{Code, Issue, Level};
use crate::money::Price;
use crate::plan::{self, MAX_PERIODS, Offer};
use crate::read::{At, Fields, MOST_ISSUES, Problems};
use crate::units::Units;
use serde_json::{Map, Value};

/// Months looked at where a use was measured, unless said.
const MONTHS: usize = 12;

/// Units that are needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// So many in each month from `asOf` on, spread evenly over its days.
    Monthly(Vec<Units>),
    /// So many in so many days, for so many months.
    Measured {
        /// Units used.
        units: Units,
        /// In so many days.
        days: u64,
        /// Months looked at.
        months: usize,
    },
}

impl Demand {
    /// Months looked at.
    #[must_use]
    pub fn months(&self) -> usize {
        match self {
            Self::Monthly(demand) => demand.len(),
            Self::Measured { months, .. } => *months,
        }
    }

    /// Units of each day; each month adds up exactly. `None` beyond the calendar.
    pub(super) fn daily(&self, as_of: Date) -> Option<Vec<Units>> {
        let mut daily = Vec::new();
        let end = months_later(as_of, u32::try_from(self.months()).ok()?)?;
        match self {
            Self::Monthly(demand) => {
                for (month, units) in (0..).zip(demand) {
                    let days = span(months_later(as_of, month)?, months_later(as_of, month + 1)?);
                    spread(&mut daily, units.thousandths(), days, days)?;
                }
            }
            Self::Measured { units, days, .. } => {
                spread(&mut daily, units.thousandths(), usize::try_from(*days).ok()?, span(as_of, end))?;
            }
        }
        Some(daily)
    }

    /// Units of each month. `None` beyond the calendar, or where they cannot be counted.
    pub(super) fn monthly(&self, as_of: Date) -> Option<Vec<Units>> {
        if let Self::Monthly(demand) = self {
            return Some(demand.clone());
        }
        let daily = self.daily(as_of)?;
        let starts = (0..=u32::try_from(self.months()).ok()?).map(|month| months_later(as_of, month));
        let starts: Vec<usize> = starts.map(|date| date.map(|date| span(as_of, date))).collect::<Option<_>>()?;
        let month =
            |pair: &[usize]| daily.get(pair[0]..pair[1])?.iter().try_fold(Units::ZERO, |sum, &units| sum.plus(units));
        starts.windows(2).map(month).collect()
    }
}

/// Adds `many` days, of which every `days` add up to `total` thousandths, as evenly as whole thousandths allow.
fn spread(daily: &mut Vec<Units>, total: i64, days: usize, many: usize) -> Option<()> {
    let (total, days) = (i128::from(total), i128::try_from(days).ok()?.max(1));
    let mut before = 0;
    for day in 1..=i128::try_from(many).ok()? {
        let so_far = total.checked_mul(day)?.div_euclid(days);
        daily.push(i64::try_from(so_far - before).ok().and_then(Units::from_thousandths)?);
        before = so_far;
    }
    Some(())
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What the account has.
    pub balance: Balance,
    /// The pool that is looked at; `None`: the packs' pool is not known, and there is only one.
    pub pool: Option<String>,
    /// Units that are needed.
    pub demand: Demand,
    /// The first day.
    pub as_of: Date,
    /// Packs on offer.
    pub packs: Option<Vec<Offer>>,
    /// Tasks to run at once.
    pub concurrency: Option<u32>,
    /// Price of one unit without a pack.
    pub on_demand_price: Option<Price>,
    /// The errors of the balance, which the answer's reader must know: with one of them nothing is complete.
    pub notes: Vec<Issue>,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(value: &Value) -> Result<Self, Vec<Issue>> {
        let problems = Problems::new();
        let read = Self::read_at(&At::root(value, &problems));
        problems.into_result(read)
    }

    /// The errors of a balance as [`Request::notes`]: whoever makes a request by hand fills them with these.
    #[must_use]
    pub fn notes_of(balance: &Balance) -> Vec<Issue> {
        let errors = balance.issues.iter().filter(|issue| issue.level == Level::Error);
        let of_balance = |issue: &Issue| Issue { path: crate::read::join("balance", &issue.path), ..issue.clone() };
        errors.map(of_balance).collect()
    }

    fn read_at(at: &At<'_>) -> Option<Self> {
        let f = at.fields(&["balance", "demand", "asOf", "pool", "packs", "concurrency", "onDemandPrice"])?;
        let as_of = f.need("asOf").and_then(|at| at.date());
        let demand = f.need("demand").and_then(|at| demand(&at));
        let balance = f.need("balance").and_then(|at| held(&at));
        let pool = match f.get("pool") {
            None => Some(None),
            Some(at) => at.text().map(|pool| Some(pool.to_owned())),
        };
        // the planner reads what is the planner's
        let mut asked = Map::new();
        let has_packs = f.get("packs").is_some();
        for key in ["packs", "concurrency", "onDemandPrice"] {
            if let Some(at) = f.get(key) {
                asked.insert(key.to_owned(), at.value().clone());
            }
        }
        asked.insert("demand".to_owned(), Value::from(vec![0]));
        if !has_packs {
            asked.insert("packs".to_owned(), Value::Array(Vec::new()));
        }
        let asked = match plan::Request::read(&Value::Object(asked)) {
            Ok(asked) => Some(asked),
            Err(issues) => {
                for issue in issues {
                    at.problem(issue.path, issue.code, issue.words);
                }
                None
            }
        };
        let (balance, asked) = (balance?, asked?);
        let pool = match pool? {
            Some(pool) => Some(pool),
            None => only_pool(&balance, at)?,
        };
        let notes = Self::notes_of(&balance);
        Some(Self {
            balance,
            pool,
            demand: demand?,
            as_of: as_of?,
            packs: has_packs.then_some(asked.packs),
            concurrency: asked.concurrency,
            on_demand_price: asked.on_demand_price,
            notes,
        })
    }
}

/// The pool of the packs, where they have but one.
fn only_pool(balance: &Balance, at: &At<'_>) -> Option<Option<String>> {
    let mut pools: Vec<Option<&str>> = balance.packs.iter().map(|pack| pack.pool.as_deref()).collect();
    pools.dedup();
    match pools[..] {
        [] => Some(None),
        [pool] => Some(pool.map(str::to_owned)),
        _ => {
            at.problem("pool", Code::MISSING, "the packs are of several pools: say which one is looked at");
            None
        }
    }
}

fn demand(at: &At<'_>) -> Option<Demand> {
    if at.value().is_object() {
        let f = at.fields(&["units", "days", "months"])?;
        let units = f.need("units").and_then(|at| at.units());
        let days = f.need("days").and_then(|at| at.whole(1, 36_500));
        let most = u64::try_from(MAX_PERIODS).unwrap_or(u64::MAX);
        let months = match f.get("months") {
            None => Some(MONTHS),
            Some(at) => at.whole(1, most).and_then(|months| usize::try_from(months).ok()),
        };
        return Some(Demand::Measured { units: units?, days: days?, months: months? });
    }
    let entries = at.list()?;
    match entries.len() {
        0 => return at.wrong(Code::EMPTY, "demand has at least one month"),
        months if months > MAX_PERIODS => {
            return at.wrong(Code::TOO_MANY, format!("demand has at most {MAX_PERIODS} months"));
        }
        _ => {}
    }
    let read: Vec<Option<Units>> = entries.iter().map(At::units).collect();
    read.into_iter().collect::<Option<_>>().map(Demand::Monthly)
}

/// A balance: what was read of one (it has `packs`), or a vendor's own answer.
pub(super) fn held(at: &At<'_>) -> Option<Balance> {
    if at.value().get("packs").is_none() {
        return match balance::read(at.value()) {
            // an error is not an account without packs
            Ok(balance) => match balance.issues.iter().find(|issue| issue.code == Code::VENDOR_ERROR) {
                Some(issue) => at.wrong(issue.code, issue.words.clone()),
                None => Some(balance),
            },
            Err(issues) => {
                for issue in issues {
                    at.problem(at.path(), issue.code, issue.words);
                }
                None
            }
        };
    }
    let f = at.fields(&["provider", "packs", "reserved", "transactions", "issues"])?;
    let provider = match f.get("provider").map(|at| at.value().as_str().map(str::to_owned)) {
        None => Some(Provider::Kling),
        Some(Some(name)) if name == "kling" => Some(Provider::Kling),
        Some(Some(name)) if name == "u-gen" => Some(Provider::UGen),
        Some(_) => f.get("provider")?.wrong(Code::UNKNOWN_VALUE, "the providers are kling and u-gen"),
    };
    let reserved = f.get("reserved").and_then(|at| at.units());
    let list = f.need("packs")?;
    let rows = list.list()?;
    if rows.len() > balance::MAX_ROWS {
        return list.wrong(Code::TOO_MANY, format!("at most {} packs are read", balance::MAX_ROWS));
    }
    let packs: Vec<Option<Held>> = rows.iter().map(pack).collect();
    let packs = packs.into_iter().collect::<Option<Vec<Held>>>()?;
    let issues = f.get("issues").map(|at| errors(at.value())).unwrap_or_default();
    Some(Balance { provider: provider?, packs, reserved, transactions: Vec::new(), issues })
}

/// The errors among the issues of a balance that was read before: without them an error would be taken for an account
/// without packs.
fn errors(issues: &Value) -> Vec<Issue> {
    let entries = issues.as_array().map(Vec::as_slice).unwrap_or_default();
    let error = |entry: &Value| {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let code = Code::ALL.iter().find(|code| Some(code.as_str()) == text("code"));
        let words: String = text("words").unwrap_or("the balance has an error").chars().take(2_000).collect();
        let path: String = text("path").unwrap_or_default().chars().take(2_000).collect();
        let of_level = text("level") == Some("error");
        of_level.then(|| Issue::error(path, code.copied().unwrap_or(Code::VENDOR_ERROR), words))
    };
    entries.iter().filter_map(error).take(MOST_ISSUES).collect()
}

fn pack(at: &At<'_>) -> Option<Held> {
    let known =
        ["id", "name", "pool", "tier", "type", "total", "remaining", "status", "purchased", "effective", "expires"];
    let f = at.fields(&known)?;
    let words = |key: &str| text(&f, key);
    Some(Held {
        id: words("id")?,
        name: words("name")?,
        pool: words("pool")?,
        tier: quantity(&f, "tier")?,
        kind: words("type")?,
        total: quantity(&f, "total")?,
        remaining: quantity(&f, "remaining")?,
        status: words("status")?,
        purchased: moment(&f, "purchased")?,
        effective: moment(&f, "effective")?,
        expires: moment(&f, "expires")?,
    })
}

// outer `None`: wrong, and said; inner: not told

fn text(f: &Fields<'_>, key: &str) -> Option<Option<String>> {
    f.get(key).map_or(Some(None), |at| at.text().map(|text| Some(text.to_owned())))
}

fn quantity(f: &Fields<'_>, key: &str) -> Option<Option<Units>> {
    f.get(key).map_or(Some(None), |at| at.units().map(Some))
}

pub(super) fn moment(f: &Fields<'_>, key: &str) -> Option<Option<Moment>> {
    let Some(at) = f.get(key) else { return Some(None) };
    let read = at.value().as_str().and_then(Moment::read);
    match read {
        Some(moment) => Some(Some(moment)),
        None => at.wrong(Code::NOT_A_DATE, "a moment as 2026-09-12T07:04:24.368Z, or a day, was expected here"),
    }
}
