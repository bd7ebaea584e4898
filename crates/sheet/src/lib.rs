//! One sheet of an XLSX file as CSV, so that it goes the way of every other file of work.
//!
//! A number is written by its shortest decimal text (300 as `300`), a day as `2026-11-21`, a formula by the result that is
//! stored with it. A row of the sheet is a line of the text, so that a line's number is the row's: a line break in a
//! cell becomes a blank. What the file may cost is bounded before it is read ([`within`]), and what cannot be read is said
//! in words.
//!
//! A module of its own, loaded when such a file is opened.

mod within;

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx};
use serde_json::json;
use std::fmt::Write as _;
use std::io::Cursor;
use wasm_bindgen::prelude::*;

/// The most rows that are read, the head among them.
pub const MAX_ROWS: u32 = 200_001;
/// The most columns.
pub const MAX_COLUMNS: u32 = 256;
/// The most bytes of the CSV.
pub const MAX_TEXT: usize = 128 << 20;

type Book<'f> = Xlsx<Cursor<&'f [u8]>>;

/// The names of the sheets, in their order.
///
/// # Errors
/// In words: why the file cannot be read.
pub fn names(file: &[u8]) -> Result<Vec<String>, String> {
    Ok(opened(file)?.sheet_names())
}

/// One sheet, counted from 0, as CSV with commas.
///
/// # Errors
/// In words: why the file or the sheet cannot be read.
pub fn csv(file: &[u8], sheet: usize) -> Result<String, String> {
    let mut book = opened(file)?;
    let name = book.sheet_names().get(sheet).cloned().ok_or("the file has no such sheet")?;
    let broken = |error: calamine::XlsxError| format!("the sheet {name} cannot be read: {error}");
    let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut text = String::new();
    // the row and column that the text has come to
    let (mut row, mut column) = (0, 0);
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let value = said(cell.get_value());
        if value.is_empty() {
            continue;
        }
        let (at, across) = cell.get_position();
        if at >= MAX_ROWS {
            return Err(format!("row {} is filled: at most 200,000 lines of a sheet are read; save it as CSV", at + 1));
        }
        if across >= MAX_COLUMNS {
            return Err(format!("row {} has a cell in column {}: at most {MAX_COLUMNS} are read", at + 1, across + 1));
        }
        if at < row || (at == row && across < column) {
            return Err("its cells are out of order".to_owned());
        }
        while row < at {
            text.push('\n');
            (row, column) = (row + 1, 0);
        }
        while column < across {
            text.push(',');
            column += 1;
        }
        if value.contains([',', '"', '\n', '\r']) {
            let plain = value.replace("\r\n", " ").replace(['\n', '\r'], " ").replace('"', "\"\"");
            text.push('"');
            text.push_str(&plain);
            text.push('"');
        } else {
            text.push_str(&value);
        }
        if text.len() > MAX_TEXT {
            return Err("the sheet is too large: more than 128 MB as text".to_owned());
        }
    }
    text.push('\n');
    Ok(text)
}

fn opened(file: &[u8]) -> Result<Book<'_>, String> {
    within::check(file)?;
    Xlsx::new(Cursor::new(file)).map_err(|error| format!("this is no XLSX file that can be read: {error}"))
}

/// What a cell says, as text.
fn said(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // the shortest decimal that reads back as the same double; never with an exponent
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is) => if *is { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) => moment_said(*moment),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A day, with its time where it has one; a length of time as hours, minutes and seconds.
fn moment_said(moment: ExcelDateTime) -> String {
    let days = moment.as_f64();
    let (year, month, day, hours, minutes, seconds, _) = moment.to_ymd_hms_milli();
    let mut text = String::new();
    // writing to a String cannot fail
    if moment.is_duration() {
        let hours = u32::from(hours) + 24 * whole(days);
        let _ = write!(text, "{hours}:{minutes:02}:{seconds:02}");
    } else if days.fract() == 0.0 {
        let _ = write!(text, "{year:04}-{month:02}-{day:02}");
    } else {
        let _ = write!(text, "{year:04}-{month:02}-{day:02} {hours:02}:{minutes:02}:{seconds:02}");
    }
    text
}

/// Whole days of a length of time; none below zero.
fn whole(days: f64) -> u32 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within bounds")]
    let whole = days.trunc().clamp(0.0, 1e6) as u32;
    whole
}

/// The sheets' names for JavaScript, as JSON: `[...]`.
///
/// # Errors
/// An `Error` whose message says why the file cannot be read.
#[wasm_bindgen(js_name = sheetNames)]
pub fn sheet_names(file: &[u8]) -> Result<String, JsError> {
    names(file).map(|names| json!(names).to_string()).map_err(|words| JsError::new(&words))
}

/// One sheet as the bytes of a CSV file.
///
/// # Errors
/// An `Error` whose message says why it cannot be read.
#[wasm_bindgen(js_name = sheetCsv)]
pub fn sheet_csv(file: &[u8], sheet: u32) -> Result<Vec<u8>, JsError> {
    let sheet = usize::try_from(sheet).unwrap_or(usize::MAX);
    csv(file, sheet).map(String::into_bytes).map_err(|words| JsError::new(&words))
}
