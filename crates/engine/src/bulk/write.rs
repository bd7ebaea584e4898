//! What a file came to, line by line, as CSV that no spreadsheet takes for a formula.

use super::cells::Cells;
use super::{Bulk, Wrong};
use crate::csv;
use crate::money::Cost;
use std::fmt::Write as _;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Every line as it came, and behind it what it draws.
    Priced,
    /// The lines that could not be priced, each with its number and why.
    Issues,
}

impl Bulk<'_, '_> {
    /// Writes the priced lines, or those that were not, as CSV (commas, CRLF, UTF-8). Numbers are plain decimals; a cell of
    /// the file that a spreadsheet would take for a formula gets an apostrophe before it.
    #[must_use]
    pub fn write(&mut self, face: Face) -> String {
        let text = self.text;
        let mut out = String::new();
        let mut columns = 0;
        // as wide as the widest line, so that what is added stands in columns of its own
        let mut cells = Cells::new(text, self.mapping.delimiter(), false);
        let mut lines = 0;
        while lines <= super::MAX_LINES && cells.next() {
            if !cells.is_blank() {
                lines += 1;
                columns = columns.max(cells.count());
            }
        }
        let mut cells = Cells::new(text, self.mapping.delimiter(), false);
        while self.mapping.head && cells.next() && cells.is_blank() {}
        if face == Face::Issues {
            out.push_str("line");
            out.push(',');
        }
        for at in 0..columns {
            let said =
                if self.mapping.head { String::from_utf8_lossy(cells.get(at)).into_owned() } else { String::new() };
            csv::cell(&mut out, if said.is_empty() { format!("column {}", at + 1) } else { said }.as_str());
            out.push(',');
        }
        out.push_str(match face {
            Face::Priced => "pool,units each,units,list price,issue\r\n",
            Face::Issues => "field,code,issue\r\n",
        });
        // the lines once more; what was counted stays as it is
        let counted = (self.counted.clone(), self.kinds);
        std::mem::swap(&mut self.cells, &mut cells);
        let mut lines = 0;
        while lines < super::MAX_LINES && self.cells.next() {
            if self.cells.is_blank() {
                continue;
            }
            lines += 1;
            let found = self.line();
            if face == Face::Issues && found.is_ok() {
                continue;
            }
            if face == Face::Issues {
                let _ = write!(out, "{},", self.cells.line());
            }
            for at in 0..columns {
                cell(&mut out, self.cells.raw(at));
                out.push(',');
            }
            match (face, found) {
                (Face::Priced, Ok(priced)) => {
                    let rate = self.book.rates.get(priced.rate);
                    csv::cell(&mut out, rate.map_or("", |rate| rate.pool.as_str()));
                    let cost: Option<Cost> =
                        rate.and_then(|rate| self.list_price(rate)).and_then(|price| price.per_unit(priced.units));
                    let _ = write!(out, ",{},{},", priced.each, priced.units);
                    if let Some(cost) = cost {
                        let _ = write!(out, "{cost}");
                    }
                    out.push(',');
                }
                (Face::Priced, Err(wrong)) => {
                    out.push_str(",,,,");
                    self.why(&mut out, wrong);
                }
                (Face::Issues, Err(wrong)) => {
                    let _ = write!(out, "{},{},", wrong.0.name(), wrong.1);
                    self.why(&mut out, wrong);
                }
                (Face::Issues, Ok(_)) => {}
            }
            out.push_str("\r\n");
        }
        std::mem::swap(&mut self.cells, &mut cells);
        (self.counted, self.kinds) = counted;
        out
    }

    fn why(&self, out: &mut String, wrong: Wrong) {
        csv::cell(out, &self.say(wrong).words);
    }
}

/// A cell of the file.
fn cell(out: &mut String, bytes: &[u8]) {
    csv::cell(out, &String::from_utf8_lossy(bytes));
}
