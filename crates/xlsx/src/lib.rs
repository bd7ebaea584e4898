//! A quote as a spreadsheet (XLSX) with live formulas.
//!
//! In goes the quote's report as its JSON face says it; nothing here prices. Inputs (quantity, price, discount, tax) are
//! numbers, what follows from them is formulas by the quote's own rounding rule, each with the report's figure as its
//! result. Before a formula is written it is worked out in the double precision that spreadsheets have; where that would
//! not give the report's figure, the figure itself is written and the last sheet says so. Text is always text, whatever it
//! begins with. The same report gives the same bytes.
//!
//! A module of its own, so that nobody downloads it who saves no spreadsheet.

mod figure;
mod look;
mod offer;
mod sheets;
mod texts;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use serde_json::Value;
use std::fmt;
use wasm_bindgen::prelude::*;

/// Why no spreadsheet was written.
#[derive(Debug)]
pub enum Error {
    /// The text is no report of a quote, in words.
    NoReport(String),
    /// The writer of spreadsheets refused, which is a mistake of this crate.
    Writer(XlsxError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoReport(words) => write!(f, "this is no report of a quote: {words}"),
            Self::Writer(error) => write!(f, "the spreadsheet could not be written: {error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<XlsxError> for Error {
    fn from(error: XlsxError) -> Self {
        Self::Writer(error)
    }
}

/// The bytes of a spreadsheet from the JSON face of a quote.
///
/// # Errors
/// [`Error::NoReport`]: the text is not that.
pub fn write(report: &str) -> Result<Vec<u8>, Error> {
    let report: Value = serde_json::from_str(report).map_err(|error| Error::NoReport(error.to_string()))?;
    if !report["lines"].is_array() || !report["currency"].is_string() {
        return Err(Error::NoReport("it has no lines or no currency".to_owned()));
    }
    let mut book = Workbook::new();
    book.set_properties(&properties(&report));
    let look = look::Look::new(&report);
    // what could not be said where it belongs, for the last sheet
    let mut notes = Vec::new();
    let lines = offer::write(book.add_worksheet(), &report, &look, &mut notes)?;
    sheets::deduction(&mut book, &report, &look)?;
    sheets::purchases(&mut book, &report, &look, lines)?;
    sheets::draw_down(&mut book, &report, &look)?;
    sheets::terms(&mut book, &report, &look, &notes)?;
    Ok(book.save_to_buffer()?)
}

/// No clock is read: the file is of the day that the quote was issued.
fn properties(report: &Value) -> DocProperties {
    let day = ["issued", "asOf"].iter().find_map(|key| report[*key].as_str());
    let made = day.and_then(|day| ExcelDateTime::parse_from_str(day).ok());
    let properties =
        DocProperties::new().set_title(format!("Quote {}", texts::head(texts::of(&report["number"]), 200)));
    match made.or_else(|| ExcelDateTime::parse_from_str("2000-01-01").ok()) {
        Some(made) => properties.set_creation_datetime(&made),
        None => properties,
    }
}

/// [`write`] for JavaScript.
///
/// # Errors
/// An `Error` whose message says what is wrong.
#[wasm_bindgen(js_name = writeXlsx)]
pub fn write_xlsx(report: &str) -> Result<Vec<u8>, JsError> {
    write(report).map_err(|error| JsError::new(&error.to_string()))
}
