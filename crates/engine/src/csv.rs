//! Cells of CSV files that no spreadsheet takes for formulas: the one rule for all files that are written here.
//!
//! A text in which a formula could begin gets an apostrophe there: at its start, and wherever a `;`, a tab or the end of a
//! line may begin a new cell (spreadsheets of many countries divide at `;`). Blanks, control characters and quotes before
//! the sign do not hide it, nor do full-width signs. Numbers stay numbers.
//!
//! This room imports nothing from the crate.

use std::fmt::Write as _;

/// What begins a formula in one spreadsheet or another.
const SIGNS: &[char] = &['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠'];

/// Appends a text cell, always quoted: what was typed by people, which is never a number.
pub fn text(out: &mut String, text: &str) {
    out.push('"');
    let mut begins = true;
    for (at, mark) in text.char_indices() {
        let ends = matches!(mark, ';' | '\t' | '\r' | '\n');
        if begins && (formula(text.get(at..).unwrap_or_default()) || (ends && at == 0)) {
            out.push('\'');
        }
        begins = ends;
        match mark {
            // a quote is written twice
            '"' => out.push_str("\"\""),
            // the end of a text to some readers
            '\0' => out.push(' '),
            _ => out.push(mark),
        }
    }
    out.push('"');
}

/// Appends a cell that may be a number: plain decimals stay as they are, and a text is quoted where it needs it.
pub fn cell(out: &mut String, cell: &str) {
    let special = |mark: char| matches!(mark, ',' | ';' | '"' | '\0'..='\u{1f}');
    let bare = !cell.contains(special) && !cell.starts_with(' ') && !cell.ends_with(' ');
    if is_number(cell) || (bare && !formula(cell)) {
        let _ = out.write_str(cell);
    } else {
        text(out, cell);
    }
}

/// Whether a text that begins a cell could be taken for a formula.
fn formula(text: &str) -> bool {
    text.trim_start_matches(|mark: char| mark.is_whitespace() || mark.is_control() || mark == '"' || mark == '\u{feff}')
        .starts_with(SIGNS)
}

/// A plain decimal, with or without a sign.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula() {
        let cases = [
            ("B1", "B1"),
            ("-3.5", "-3.5"),
            ("+49", "\"'+49\""),
            ("+49 30", "\"'+49 30\""),
            ("=1+1", "\"'=1+1\""),
            (" =1", "\"' =1\""),
            ("\u{3000}=1", "\"'\u{3000}=1\""),
            ("a;=1+1", "\"a;'=1+1\""),
            ("a\n\t@b", "\"a\n'\t'@b\""),
            ("\"=1", "\"'\"\"=1\""),
            ("＝1", "\"'＝1\""),
            ("a, b", "\"a, b\""),
            ("1.2.3", "1.2.3"),
            ("-1.2.3", "\"'-1.2.3\""),
            ("", ""),
        ];
        for (given, wanted) in cases {
            let mut out = String::new();
            cell(&mut out, given);
            assert_eq!(out, wanted, "{given:?}");
        }
    }
}
