//! From a quote and what the plan sells to its report: read what was entered, price each line, add up.

use super::report::{Exchange, Kind, QuoteBook, QuoteLine, QuoteReport};
use super::said::{Applies, Bundle, Quote, Rule};
use super::sold::Sold;
use super::status::Status;
use crate::date::{self, Date};
use crate::decimal::{self, DecimalError, Rounding};
use crate::issue::{Code, Issue, Level};
use crate::money::{self, Cost, Price};
use crate::read::brief;
use crate::units::Units;
use sha2::{Digest, Sha256};

/// The most of one line.
const MAX_QUANTITY: u64 = 1_000_000_000;
/// 100 % in the thousandths that percentages are counted in.
pub(super) const WHOLE: i128 = 100_000;

/// Everything that follows from a quote. `day` is the day on which it is looked at. Pure.
#[must_use]
pub fn evaluate(said: &Quote, sold: &Sold, day: Option<Date>) -> QuoteReport {
    let mut reader = Reader { issues: Vec::new() };
    let digest = digest(said, sold);
    let version = reader.whole(&said.version, "quote.version", 1, 9_999);
    let issued = reader.day(&said.issued, "quote.issued");
    let valid_until = reader.day(&said.valid_until, "quote.validUntil");
    let (currency, exchange, convertible) = reader.currency(said, sold);
    let decimals = money::decimals(&currency);
    let step = match said.rounding {
        Rule::Line => coin(decimals),
        Rule::Total => 1,
    };
    let mut lines = Vec::new();
    if said.plan {
        if sold.work && !sold.complete {
            let words = "the plan has no total, so neither has the quote; see what is wrong there";
            reader.wrong("quote.plan", Code::UNKNOWN_PRICE, words);
        }
        for line in &sold.lines {
            lines.push(reader.pack(line, said, exchange.as_ref(), convertible, step));
        }
    }
    for (index, discount) in said.discounts.iter().enumerate() {
        if said.discounts.iter().take(index).any(|other| other.line == discount.line) {
            let words = format!("{} has a discount already; this one is not given too", brief(&discount.line));
            reader.say(Level::Warning, &format!("quote.discounts[{index}].line"), Code::DUPLICATE_KEY, words);
        } else if !lines.iter().any(|line| line.id == discount.line) && !discount.discount.is_empty() {
            let words = format!("{} is not bought, so its discount changes nothing", brief(&discount.line));
            reader.say(Level::Note, &format!("quote.discounts[{index}].line"), Code::NO_EFFECT, words);
        }
    }
    for (index, bundle) in said.bundles.iter().enumerate() {
        lines.push(reader.bundle(bundle, index, step));
    }
    if lines.is_empty() && (sold.complete || !said.plan || !sold.work) {
        reader.wrong("quote.plan", Code::EMPTY, "nothing is offered yet: work to plan, or a bundle of your own");
    }

    let sum = |part: &dyn Fn(&QuoteLine) -> Option<Cost>, among: &dyn Fn(&QuoteLine) -> bool| {
        lines.iter().filter(|line| among(line)).try_fold(Cost::ZERO, |sum, line| sum.plus(part(line)?))
    };
    let whole = !reader.has_errors();
    let subtotal = sum(&|line| line.net, &|_| true).filter(|_| whole);
    let gross = sum(&|line| line.gross, &|_| true).filter(|_| whole);
    let discount_base = sum(&|line| line.net, &|line| match said.applies_to {
        Applies::All => true,
        Applies::Packs => line.kind == Kind::Pack,
        Applies::Bundles => line.kind == Kind::Bundle,
    })
    .filter(|_| whole);
    let given = reader.discount(&said.discount, "quote.discount", discount_base, step);
    if given.amount == Some(Cost::ZERO) && !said.discount.is_empty() && discount_base == Some(Cost::ZERO) {
        let words = format!("the discount is taken from {}, and there are none", said.applies_to.words());
        reader.say(Level::Note, "quote.appliesTo", Code::NO_EFFECT, words);
    }
    let tax_percent = match said.tax_percent.as_str() {
        "" => None,
        text => reader.percent(text, "quote.taxPercent"),
    };
    let net = subtotal.zip(given.amount).and_then(|(subtotal, discount)| subtotal.minus(discount));
    let tax = net.zip(tax_percent).and_then(|(net, percent)| part(net, percent, step));
    let before = net.and_then(|net| net.plus(tax.unwrap_or(Cost::ZERO)));
    let before = before.filter(|_| tax.is_some() == tax_percent.is_some() && !reader.has_errors());
    let total = before.and_then(|sum| rounded(sum, coin(decimals)));
    let rounding = total.zip(before).and_then(|(total, before)| total.minus(before));
    // a sum that cannot be counted is said, as nothing else was wrong
    if total.is_none() && !reader.has_errors() {
        reader.wrong("quote", Code::OVERFLOW, "the amounts are more than can be counted exactly");
    }
    reader.dates(said, sold, &lines, issued, valid_until);
    if said.seller.name.trim().is_empty() {
        reader.say(Level::Note, "quote.seller.name", Code::EMPTY, "who sells is not said yet".to_owned());
    }
    if said.buyer.name.trim().is_empty() {
        reader.say(Level::Note, "quote.buyer.name", Code::EMPTY, "who buys is not said yet".to_owned());
    }
    let complete = total.is_some();
    let moves = said.status.moves().iter().copied().filter(|to| *to != Status::Sent || complete).collect();
    let past = valid_until.zip(day).is_some_and(|(until, day)| day > until);
    let open = matches!(said.status, Status::Draft | Status::Sent | Status::Expired);
    QuoteReport {
        number: number(said, &digest, issued),
        digest,
        version,
        amends: said.amends.clone(),
        status: said.status,
        moves,
        expired: said.status == Status::Expired || (open && past),
        seller: said.seller.clone(),
        buyer: said.buyer.clone(),
        issued,
        valid_until,
        time_zone: said.time_zone.clone(),
        currency,
        decimals,
        exchange,
        as_of: sold.as_of,
        months: sold.months,
        subtotal: subtotal.filter(|_| complete),
        discount_percent: given.percent.map(percent_text),
        discount: given.amount.filter(|_| complete),
        discount_on: said.applies_to.words(),
        discount_base: discount_base.filter(|_| complete),
        reason: said.reason.clone(),
        net: net.filter(|_| complete),
        tax_name: said.tax_name.clone(),
        tax_percent: tax_percent.map(percent_text),
        tax: tax.filter(|_| complete),
        rounding,
        total,
        gross: gross.filter(|_| complete),
        rounding_words: rule_words(said.rounding, decimals),
        rounding_rule: said.rounding.as_str(),
        order: sold.order.clone(),
        assumptions: if said.plan { sold.assumptions.clone() } else { Vec::new() },
        book_notes: if said.plan { sold.book_notes.clone() } else { Vec::new() },
        rates: if said.plan { sold.rates.clone() } else { Vec::new() },
        terms: said.terms.clone(),
        note: said.note.clone(),
        acceptance: said.acceptance,
        language: said.language.clone(),
        book: QuoteBook {
            id: sold.book.clone(),
            digest: sold.digest.clone(),
            title: sold.title.clone(),
            provider: sold.provider.clone(),
        },
        complete,
        issues: reader.issues,
        lines,
    }
}

fn rule_words(rule: Rule, decimals: u32) -> String {
    let coin = match decimals {
        0 => "whole unit of the currency",
        2 => "cent",
        3 => "thousandth",
        _ => "ten-thousandth",
    };
    match rule {
        Rule::Line => format!("each line, the discount on the whole and the tax to the {coin}, half up"),
        Rule::Total => format!("the total to the {coin}, half up; all above it is exact to the billionth"),
    }
}

/// SHA-256 of what is offered, in hexadecimal. Number, status and approvals are no part of it, so that sending a quote
/// does not change it.
fn digest(said: &Quote, sold: &Sold) -> String {
    let offered = Quote {
        number: String::new(),
        status: Status::Draft,
        approvals: Vec::new(),
        role: String::new(),
        ..said.clone()
    };
    // both are plain values, which serde_json always writes
    let text = serde_json::to_string(&(&offered, sold)).unwrap_or_default();
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn number(said: &Quote, digest: &str, issued: Option<Date>) -> String {
    let typed = said.number.trim();
    if !typed.is_empty() {
        return typed.to_owned();
    }
    let mut parts = Vec::new();
    if !said.prefix.trim().is_empty() {
        parts.push(said.prefix.trim().to_owned());
    }
    if let Some(day) = issued {
        parts.push(day.to_string().replace('-', ""));
    }
    parts.push(digest.get(..6).unwrap_or_default().to_owned());
    parts.join("-")
}

/// Billionths in the smallest coin.
fn coin(decimals: u32) -> i128 {
    10_i128.pow(9_u32.saturating_sub(decimals))
}

/// To whole steps, half up.
fn rounded(cost: Cost, step: i128) -> Option<Cost> {
    decimal::divide(cost.billionths(), step, Rounding::HalfUp)?.checked_mul(step).map(Cost::from_billionths)
}

/// So many thousandths of a per cent of an amount, to whole steps, half up.
fn part(of: Cost, percent: i128, step: i128) -> Option<Cost> {
    let over = of.billionths().checked_mul(percent)?;
    decimal::divide(over, WHOLE.checked_mul(step)?, Rounding::HalfUp)?.checked_mul(step).map(Cost::from_billionths)
}

/// Thousandths of a per cent as plain text, e.g. `7.5`.
fn percent_text(thousandths: i128) -> String {
    plain(thousandths, 3)
}

/// A whole number of `10^-scale` as a plain decimal.
fn plain(number: i128, scale: u32) -> String {
    struct Text(i128, u32);
    impl std::fmt::Display for Text {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            decimal::write(f, self.0, self.1, 0)
        }
    }
    Text(number, scale).to_string()
}

/// A discount that was read.
struct Given {
    percent: Option<i128>,
    /// What it takes off; `None` where that cannot be said.
    amount: Option<Cost>,
}

struct Reader {
    issues: Vec<Issue>,
}

impl Reader {
    fn say(&mut self, level: Level, path: &str, code: Code, words: String) {
        self.issues.push(Issue { path: path.to_owned(), code, level, words });
    }

    fn wrong(&mut self, path: &str, code: Code, words: &str) {
        self.say(Level::Error, path, code, words.to_owned());
    }

    fn has_errors(&self) -> bool {
        self.issues.iter().any(|issue| issue.level == Level::Error)
    }

    /// A decimal as a whole number of `10^-scale` within bounds, or an issue at its field.
    fn decimal(&mut self, text: &str, path: &str, scale: u32, least: i128, most: i128) -> Option<i128> {
        let (code, words) = match decimal::read(text, scale) {
            Ok(number) if number < 0 => (Code::NEGATIVE, "nothing below zero can stand here".to_owned()),
            Ok(number) if number < least => {
                (Code::TOO_SMALL, format!("at least {} can stand here", plain(least, scale)))
            }
            Ok(number) if number > most => (Code::TOO_LARGE, format!("at most {} can stand here", plain(most, scale))),
            Ok(number) => return Some(number),
            Err(DecimalError::Empty) => (Code::EMPTY, "a number is needed here".to_owned()),
            Err(DecimalError::TooManyDecimals) if scale == 0 => {
                (Code::NOT_WHOLE, format!("{} is not a whole number", brief(text)))
            }
            Err(DecimalError::TooManyDecimals) => {
                (Code::TOO_MANY_DECIMALS, format!("at most {scale} decimals are counted here"))
            }
            Err(DecimalError::TooLarge) => (Code::TOO_LARGE, format!("at most {} can stand here", plain(most, scale))),
            Err(DecimalError::NotANumber) => (Code::NOT_A_NUMBER, format!("“{}” is not a number", brief(text))),
        };
        self.say(Level::Error, path, code, words);
        None
    }

    fn whole(&mut self, text: &str, path: &str, least: u64, most: u64) -> Option<u64> {
        let number = self.decimal(text, path, 0, i128::from(least), i128::from(most))?;
        u64::try_from(number).ok()
    }

    fn price(&mut self, text: &str, path: &str) -> Option<Price> {
        let micros = self.decimal(text, path, 6, 0, i128::from(i64::MAX))?;
        i64::try_from(micros).ok().and_then(Price::from_micros)
    }

    /// Thousandths of a per cent, 0 to 100 %.
    fn percent(&mut self, text: &str, path: &str) -> Option<i128> {
        self.decimal(text.trim_end_matches('%').trim_end(), path, 3, 0, WHOLE)
    }

    fn day(&mut self, text: &str, path: &str) -> Option<Date> {
        if text.is_empty() {
            return None;
        }
        let day = date::read(text);
        if day.is_none() {
            self.wrong(path, Code::NOT_A_DATE, "a day as YYYY-MM-DD was expected here");
        }
        day
    }

    /// The quote's currency, how prices come into it, and whether they do.
    fn currency(&mut self, said: &Quote, sold: &Sold) -> (String, Option<Exchange>, bool) {
        let typed = said.currency.trim();
        let currency = if typed.is_empty() { sold.currency.clone() } else { typed.to_owned() };
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.wrong("quote.currency", Code::UNKNOWN_VALUE, "a currency is three capital letters, e.g. EUR");
            return (currency, None, false);
        }
        let day = self.day(&said.rate_date, "quote.rateDate");
        if currency == sold.currency || sold.currency.is_empty() {
            if !said.rate.is_empty() {
                let words = "the quote is in the book's own currency, so this rate changes nothing";
                self.say(Level::Note, "quote.rate", Code::NO_EFFECT, words.to_owned());
            }
            return (currency, None, true);
        }
        if said.rate.is_empty() {
            let words =
                format!("the book's prices are in {}: what is one {} in {currency}?", sold.currency, sold.currency);
            let needed = said.plan && !sold.lines.is_empty();
            self.say(if needed { Level::Error } else { Level::Note }, "quote.rate", Code::EMPTY, words);
            return (currency, None, false);
        }
        let Some(rate) = self.price(&said.rate, "quote.rate") else { return (currency, None, false) };
        if rate.micros() <= 0 {
            self.wrong("quote.rate", Code::TOO_SMALL, "a rate is above zero");
            return (currency, None, false);
        }
        if said.rate_date.is_empty() {
            let words = "of which day is this rate? A quote should say so";
            self.say(Level::Warning, "quote.rateDate", Code::EMPTY, words.to_owned());
        }
        let exchange = Exchange { from: sold.currency.clone(), to: currency.clone(), rate, day };
        (currency, Some(exchange), true)
    }

    /// A discount of `10%` or of an amount, on so much.
    fn discount(&mut self, text: &str, path: &str, of: Option<Cost>, step: i128) -> Given {
        let text = text.trim();
        if text.is_empty() {
            return Given { percent: None, amount: Some(Cost::ZERO) };
        }
        if text.ends_with('%') {
            let percent = self.percent(text, path);
            return Given { percent, amount: of.zip(percent).and_then(|(of, percent)| part(of, percent, step)) };
        }
        let amount = self.price(text, path).and_then(|amount| amount.times(1));
        // an amount is taken as it is typed; where lines are rounded it must be whole coins
        let amount = amount.and_then(|amount| rounded(amount, step));
        if let (Some(amount), Some(of)) = (amount, of)
            && amount > of
        {
            self.wrong(path, Code::TOO_LARGE, "the discount is more than what it is taken from");
            return Given { percent: None, amount: None };
        }
        Given { percent: None, amount }
    }

    fn pack(
        &mut self,
        line: &super::sold::SoldLine,
        said: &Quote,
        exchange: Option<&Exchange>,
        convertible: bool,
        step: i128,
    ) -> QuoteLine {
        let id = format!("{}/{}", line.pool, line.pack);
        let place = said.discounts.iter().position(|discount| discount.line == id);
        let given = place.and_then(|place| said.discounts.get(place));
        let convert = |price: Price| match exchange {
            _ if !convertible => None,
            None => Some(price),
            Some(exchange) => {
                let over = i128::from(price.micros()).checked_mul(i128::from(exchange.rate.micros()))?;
                let micros = decimal::divide(over, 1_000_000, Rounding::HalfUp)?;
                i64::try_from(micros).ok().and_then(Price::from_micros)
            }
        };
        let unit_price = convert(line.price);
        let quantity = line.buys.iter().try_fold(0_u64, |sum, buy| sum.checked_add(buy.count));
        let mut priced = QuoteLine {
            id,
            kind: Kind::Pack,
            name: line.name.clone(),
            pool: line.pool.clone(),
            units_name: line.units_name.clone(),
            units: Some(line.units),
            quantity,
            buys: line.buys.clone(),
            drawn: line.drawn.clone(),
            life: line.life.clone(),
            concurrency: line.concurrency,
            list_price: line.list_price.and_then(convert),
            book_price: Some(line.price),
            unit_price,
            gross: None,
            discount_percent: None,
            discount: None,
            reason: given.map(|given| given.reason.clone()).unwrap_or_default(),
            net: None,
        };
        let text = given.map_or("", |given| given.discount.as_str());
        let path = format!("quote.discounts[{}].discount", place.unwrap_or(0));
        self.amounts(&mut priced, text, &path, step);
        priced
    }

    fn bundle(&mut self, bundle: &Bundle, index: usize, step: i128) -> QuoteLine {
        let path = |field: &str| format!("quote.bundles[{index}].{field}");
        let units = match Units::read(&bundle.units) {
            Ok(units) => Some(units),
            Err(_) => {
                let most = i128::from(Units::MAX.thousandths());
                let read = self.decimal(&bundle.units, &path("units"), 3, 0, most);
                read.and_then(|units| i64::try_from(units).ok()).and_then(Units::from_thousandths)
            }
        };
        let unit_price = if bundle.price.is_empty() {
            let words = "this bundle has no price yet, so there is no total";
            self.wrong(&path("price"), Code::UNKNOWN_PRICE, words);
            None
        } else {
            self.price(&bundle.price, &path("price"))
        };
        let quantity = self.whole(&bundle.quantity, &path("quantity"), 0, MAX_QUANTITY);
        let months = match bundle.months.as_str() {
            "" => None,
            text => self.whole(text, &path("months"), 1, 1_200),
        };
        let concurrency = match bundle.concurrency.as_str() {
            "" => None,
            text => self.whole(text, &path("concurrency"), 1, 100_000),
        };
        if bundle.name.trim().is_empty() {
            self.say(Level::Note, &path("name"), Code::EMPTY, "this bundle has no name yet".to_owned());
        }
        let mut priced = QuoteLine {
            id: format!("bundle/{index}"),
            kind: Kind::Bundle,
            name: if bundle.name.trim().is_empty() { "Custom bundle".to_owned() } else { bundle.name.clone() },
            pool: bundle.pool.clone(),
            units_name: "units".to_owned(),
            units,
            quantity,
            buys: Vec::new(),
            drawn: Vec::new(),
            life: match months {
                None if bundle.months.is_empty() => "does not expire".to_owned(),
                None => String::new(),
                Some(1) => "1 month".to_owned(),
                Some(months) => format!("{months} months"),
            },
            concurrency: concurrency.and_then(|count| u32::try_from(count).ok()),
            list_price: None,
            book_price: None,
            unit_price,
            gross: None,
            discount_percent: None,
            discount: None,
            reason: bundle.reason.clone(),
            net: None,
        };
        self.amounts(&mut priced, &bundle.discount, &path("discount"), step);
        priced
    }

    /// quantity x price, less the discount, rounded.
    fn amounts(&mut self, line: &mut QuoteLine, discount: &str, path: &str, step: i128) {
        line.gross = line.unit_price.zip(line.quantity).and_then(|(price, quantity)| price.times(quantity));
        let given = self.discount(discount, path, line.gross, 1);
        line.discount_percent = given.percent.map(percent_text);
        let exact = line.gross.zip(given.amount).and_then(|(gross, off)| gross.minus(off));
        // the net amount is what is rounded: quantity x price x (1 - discount), once
        line.net = match (line.gross, given.percent) {
            (Some(gross), Some(percent)) => WHOLE.checked_sub(percent).and_then(|left| part(gross, left, step)),
            _ => exact.and_then(|net| rounded(net, step)),
        };
        line.discount = line.gross.zip(line.net).and_then(|(gross, net)| gross.minus(net));
    }

    /// What the days say of one another, of the packs and of the book.
    fn dates(
        &mut self,
        said: &Quote,
        sold: &Sold,
        lines: &[QuoteLine],
        issued: Option<Date>,
        valid_until: Option<Date>,
    ) {
        if let (Some(issued), Some(from)) = (issued, sold.from)
            && issued < from
            && said.plan
        {
            let words = format!("these prices were first seen on {from}, after this quote is issued");
            self.say(Level::Warning, "quote.issued", Code::OUTLIVES, words);
        }
        let Some(until) = valid_until else {
            let words = "until when is it valid? A quote should say so";
            self.say(Level::Note, "quote.validUntil", Code::EMPTY, words.to_owned());
            return;
        };
        if issued.is_some_and(|issued| until < issued) {
            let words = "this day is before the day of issue".to_owned();
            self.say(Level::Warning, "quote.validUntil", Code::CONTRADICTION, words);
        }
        if let Some(end) = sold.until
            && until >= end
            && said.plan
        {
            let words =
                format!("the quote is valid until {until}, and the book's prices hold until {end} (not included)");
            self.say(Level::Warning, "quote.validUntil", Code::OUTLIVES, words);
        }
        let Some(start) = sold.as_of.or(issued) else { return };
        let mut shortest: Option<(Date, String)> = None;
        let mut ends = |months: u32, name: &str| {
            let Some(end) = date::months_later(start, months) else { return };
            if until >= end && shortest.as_ref().is_none_or(|(known, _)| end < *known) {
                shortest = Some((end, name.to_owned()));
            }
        };
        if said.plan {
            for line in &sold.lines {
                let first = line.buys.iter().map(|buy| buy.month).min();
                if let (Some(life), Some(first)) = (line.life_months, first) {
                    ends(life.saturating_add(first.saturating_sub(1)), &line.name);
                }
            }
        }
        for (bundle, line) in said.bundles.iter().zip(lines.iter().filter(|line| line.kind == Kind::Bundle)) {
            if let Ok(months) = bundle.months.parse::<u32>() {
                ends(months.min(1_200), &line.name);
            }
        }
        if let Some((end, name)) = shortest {
            let words = format!(
                "the quote is valid until {until}, longer than what it sells: {name} of the first purchase lasts until {end} (not included)"
            );
            self.say(Level::Warning, "quote.validUntil", Code::OUTLIVES, words);
        }
    }
}
