//! The answer to a Document and the prices behind it as HTML: what a page shows while its scripts load, and where they are
//! blocked. It has no styles and no scripts, and no empty line, so it can stand in Markdown.
//!
//! This file imports `table` for what is unknown.

use crate::table::or_dash;
use packwise_engine::book::{Billing, Book, Life, Rate};
use packwise_engine::document::{Demand, Document, Report};
use packwise_engine::issue::Level;
use packwise_engine::link::{Opened, View};
use packwise_engine::money::Cost;
use packwise_engine::plan::Answer;

/// Where the HTML is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In Packwise's own page, whose sheets know its classes.
    Page,
    /// Inside somebody else's page, which has headings and sheets of its own: neither classes nor headings.
    Elsewhere,
}

/// A part of a page: the answer, then for its book and each of `others` a table of packs and one of rates.
pub(crate) fn of<'a>(
    document: &Document,
    report: &Report,
    book: &'a Book,
    others: impl Iterator<Item = &'a Book>,
) -> String {
    let mut html = Html { text: String::new(), place: Place::Page };
    html.put("<section class=\"static__answer\"><h1>What to buy</h1>");
    html.answer(document, report, book);
    html.put("</section>");
    for book in std::iter::once(book).chain(others) {
        html.put(&format!("<details><summary>Packs and rates: {}</summary>", text(&book.title)));
        html.packs(book);
        html.rates(book, |_| true);
        html.put("</details>");
    }
    html.text
}

/// What stands inside the tag of the element, or beside a frame, until they run and where they cannot: the answer, or of the
/// view of prices the packs and rates, of one model where `model` names one. `link` is the address that opens the same work.
pub(crate) fn inside(opened: &Opened, report: &Report, book: &Book, link: Option<&str>) -> String {
    let mut html = Html { text: String::new(), place: Place::Elsewhere };
    if opened.view == View::Prices {
        let model = opened.shown.iter().find(|(key, _)| key == "model").map(|(_, model)| model.as_str());
        html.packs(book);
        html.rates(book, |rate| model.is_none_or(|model| rate.model == model));
    } else {
        html.answer(&opened.document, report, book);
        let rows: Vec<String> = report
            .issues
            .iter()
            .filter(|issue| issue.level != Level::Note)
            .map(|issue| format!("<li>{}</li>", text(&issue.words)))
            .collect();
        if !rows.is_empty() {
            html.put(&format!("<ul>\n{}\n</ul>", rows.join("\n")));
        }
    }
    let digest = report.book.as_ref().map_or("", |book| book.digest.as_str());
    html.put(&format!("<p>Price book: {} ({}), SHA-256 {}.</p>", text(&book.title), text(&book.id), text(digest)));
    if let Some(link) = link {
        html.put(&format!("<p><a href=\"{}\">Open this in Packwise</a></p>", text(link)));
    }
    html.text
}

struct Html {
    text: String,
    place: Place,
}

impl Html {
    /// A piece, on a line of its own. A tag whose end is on another line stands alone on its line, as MDX wants it.
    fn put(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.text.push('\n');
    }

    /// A table; columns whose head begins with `>` are figures.
    fn table<const N: usize>(&mut self, caption: &str, head: [&str; N], rows: impl Iterator<Item = [String; N]>) {
        self.put("<table>");
        self.put(&format!("<caption>{}</caption>", text(caption)));
        let has_sheet = self.place == Place::Page;
        let class_of = |name: &str| if has_sheet && name.starts_with('>') { " class=\"num\"" } else { "" };
        let classes = head.map(class_of);
        let names = head.iter().zip(&classes);
        let names: Vec<String> = names
            .map(|(name, class)| format!("<th scope=\"col\"{class}>{}</th>", name.trim_start_matches('>')))
            .collect();
        self.put(&format!("<thead><tr>{}</tr></thead>", names.join("")));
        self.put("<tbody>");
        for row in rows {
            let cells = row.iter().zip(&classes).map(|(cell, class)| format!("<td{class}>{cell}</td>"));
            self.put(&format!("<tr>{}</tr>", cells.collect::<Vec<String>>().join("")));
        }
        self.put("</tbody>");
        self.put("</table>");
    }

    fn answer(&mut self, document: &Document, report: &Report, book: &Book) {
        let differs = document.demand != Demand::Same;
        let months = match report.months {
            Some(months) if differs && months > 1 => format!("Over {months} months that differ"),
            None => "Each month".to_owned(),
            Some(1) => "For one month".to_owned(),
            Some(months) => format!("Each month for {months} months"),
        };
        self.put(&format!("<p>{months}, at the prices of {}:</p>", text(&book.title)));
        self.put("<ul>");
        for row in &report.lines {
            let line = document.lines.get(row.line);
            let count = grouped(line.map_or("", |line| line.count.as_str()));
            let seconds = line.map(|line| line.seconds.as_str()).filter(|seconds| !seconds.is_empty());
            let seconds = seconds.map_or_else(String::new, |seconds| format!(", {} s", text(seconds)));
            let takes = if row.takes > 1 { format!(", {} takes each", row.takes) } else { String::new() };
            let plural = if count == "1" { "" } else { "s" };
            self.put(&format!("<li>{count} {}{plural}: {}{seconds}{takes}</li>", row.noun, text(&row.name)));
        }
        for row in &report.jobs {
            let count = or_dash(row.count);
            let plural = if count == "1" { "" } else { "s" };
            let credits = row.total.map_or_else(|| "not known".to_owned(), |total| grouped(&total.to_string()));
            self.put(&format!("<li>{} job{plural}, credits of each: {credits}</li>", grouped(&count)));
        }
        for pool in report.pools.iter().filter(|_| differs) {
            let demand: Vec<String> = pool.demand.iter().map(|units| grouped(&units.to_string())).collect();
            let (units, name) = (text(&pool.units_name), text(&pool.name));
            self.put(&format!("<li>{units} of {name}, month by month: {}</li>", demand.join("; ")));
        }
        self.put("</ul>");
        for total in &report.totals {
            let sum = |cost: Cost| money(&total.currency, &cost.to_string());
            let cost = total.cost.map_or_else(|| "no total".to_owned(), sum);
            self.put(&match self.place {
                Place::Page => format!("<p class=\"static__total\">{cost}</p>"),
                Place::Elsewhere => format!("<p><strong>{cost}</strong></p>"),
            });
            let later = total.after_horizon.filter(|cost| *cost != Cost::ZERO).map(sum);
            let later = later.map(|cost| format!("{cost} of it after the months planned"));
            let facts = [total.list_cost.map(|cost| format!("{} at list price", sum(cost))), later];
            let facts: Vec<String> = facts.into_iter().flatten().collect();
            if !facts.is_empty() {
                self.put(&format!("<p>{}</p>", facts.join("; ")));
            }
        }
        for pool in &report.pools {
            let Some(Answer::Plan(plan)) = &pool.plan else { continue };
            let buys = plan.purchases.iter().chain(&plan.commitments).map(|row| {
                let pack = book.packs_of(&pool.pool).find(|pack| pack.id == row.pack);
                let name = text(pack.map_or(&row.pack, |pack| &pack.name));
                let price = money(&book.currency, &row.price.to_string());
                [(row.period + 1).to_string(), name, row.count.to_string(), price]
            });
            let caption = format!("{}: what to buy, and when", pool.name);
            self.table(&caption, [">Month", "Pack", ">Count", ">Price"], buys);
            let unused = grouped(&plan.breakage.to_string());
            let left = grouped(&plan.leftover.to_string());
            let units = text(&pool.units_name);
            self.put(&format!("<p>{unused} {units} expire unused; {left} are left after the months planned.</p>"));
        }
    }

    fn packs(&mut self, book: &Book) {
        let rows = book.packs.iter().map(|pack| {
            let life = match pack.life {
                Life::Months(1) => "1 month".to_owned(),
                Life::Months(months) => format!("{months} months"),
                Life::Days(days) => format!("{days} days"),
                Life::Never => "for ever".to_owned(),
                Life::Unknown => "-".to_owned(),
            };
            let price = pack.price.known();
            [
                text(&pack.pool),
                text(&pack.name),
                grouped(&or_dash(pack.units.known())),
                price.map_or_else(|| "-".to_owned(), |price| money(&book.currency, &cents(&price.to_string()))),
                life,
                pack.evidence.as_str().to_owned(),
            ]
        });
        self.table("Packs", ["Pool", "Pack", ">Units", ">Price", "Usable", "Evidence"], rows);
    }

    fn rates(&mut self, book: &Book, shown: impl Fn(&Rate) -> bool) {
        let rows = book.rates.iter().filter(|rate| shown(rate)).map(|rate| {
            let per = match rate.billing {
                Billing::Clip { seconds } => format!("clip of {seconds} s"),
                Billing::Second { .. } => "second".to_owned(),
                Billing::Image => "image".to_owned(),
                Billing::Call => "call".to_owned(),
                Billing::Started { seconds, .. } => format!("started {seconds} s"),
            };
            let what: Vec<&str> = [Some(rate.feature.as_str()), rate.quality.as_deref(), rate.sound.as_deref()]
                .into_iter()
                .flatten()
                .collect();
            let retired = if rate.retired.is_some() { ", reported retired" } else { "" };
            [
                text(&rate.model),
                text(&what.join(", ")),
                or_dash(rate.units.known()),
                per,
                format!("{}{retired}", rate.evidence.as_str()),
            ]
        });
        self.table("Rates", ["Model", "What", ">Units", "Per", "Evidence"], rows);
    }
}

/// Words as HTML has them, and no mark for a generator that reads Markdown between the tags.
fn text(words: &str) -> String {
    let mut html = String::new();
    for character in words.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '*' | '_' | '`' | '{' | '}' | '[' | ']' | '\\' | '~' | '$' => {
                html.push_str(&format!("&#{};", u32::from(character)));
            }
            // no empty line: it would end a block of HTML in Markdown
            _ if character.is_control() => html.push(' '),
            _ => html.push(character),
        }
    }
    html
}

/// A sum of money: dollars by their sign, all else by its code.
fn money(currency: &str, cost: &str) -> String {
    if currency == "USD" { format!("${}", grouped(cost)) } else { format!("{} {}", grouped(cost), text(currency)) }
}

/// At least two decimals.
fn cents(price: &str) -> String {
    match price.split_once('.') {
        None => format!("{price}.00"),
        Some((_, decimals)) if decimals.len() < 2 => format!("{price}0"),
        Some(_) => price.to_owned(),
    }
}

/// A decimal number with its thousands set apart; anything else as it is.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return text(number);
    }
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(&text(rest));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_words_are_written_as_a_page_has_them() {
        assert_eq!(grouped("1234567.5"), "1,234,567.5");
        assert_eq!(grouped("100"), "100");
        assert_eq!(grouped("<b>"), "&lt;b&gt;");
        assert_eq!(money("USD", "3290.00"), "$3,290.00");
        assert_eq!(money("CNY", "1000.00"), "1,000.00 CNY");
        assert_eq!((cents("5"), cents("5.1"), cents("9.80")), ("5.00".into(), "5.10".into(), "9.80".into()));
    }
}
