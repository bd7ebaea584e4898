//! A table of plain text as a CSV file: RFC 4180, with a byte order mark so that spreadsheets read it as UTF-8, and safe to
//! open in one ([`packwise_engine::csv`]).

use packwise_engine::book::{Book, Dispute, Evidence};
use packwise_engine::csv;
use packwise_engine::date::Date;

/// The file of a table.
pub(super) fn write(rows: &[Vec<String>]) -> String {
    let mut out = String::from("\u{feff}");
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            csv::cell(&mut out, cell);
        }
        out.push_str("\r\n");
    }
    out
}

/// The cells that say where a row is from: evidence, source, address, checked, other figures.
pub(super) fn source(
    book: &Book,
    evidence: Evidence,
    id: Option<&str>,
    checked: Option<Date>,
    disputes: &[Dispute],
) -> [String; 5] {
    let source = book.source(id);
    let title = |id: Option<&str>| book.source(id).map(|source| source.title.clone()).unwrap_or_default();
    let others: Vec<String> = disputes
        .iter()
        .map(|dispute| {
            let units = dispute.units.map(|units| format!("{units} units"));
            let price = dispute.price.map(|price| format!("{price} {}", book.currency));
            let figure = units.or(price).unwrap_or_default();
            format!("{figure} ({}: {})", dispute.evidence.as_str(), title(dispute.source.as_deref()))
        })
        .collect();
    [
        evidence.as_str().to_owned(),
        title(id),
        source.and_then(|source| source.url.clone()).unwrap_or_default(),
        checked.or(source.and_then(|source| source.checked)).map(|day| day.to_string()).unwrap_or_default(),
        others.join("; "),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_text_becomes_a_formula() {
        let row = ["plain", "a \"b\", c", "=1+1", "-0.5", "-x", "@SUM(A1)", "+49", "two\nlines"];
        let rows = [row.into_iter().map(str::to_owned).collect::<Vec<String>>()];
        let expected =
            "\u{feff}plain,\"a \"\"b\"\", c\",\"'=1+1\",-0.5,\"'-x\",\"'@SUM(A1)\",\"'+49\",\"two\nlines\"\r\n";
        assert_eq!(write(&rows), expected);
    }

    #[test]
    fn nothing_after_another_separator_becomes_a_formula() {
        for (cell, expected) in [
            ("a;=1+1", "\"a;'=1+1\""),
            (";=1+1", "\"';'=1+1\""),
            ("a; =1;@b;;-c", "\"a;' =1;'@b;;'-c\""),
            ("a\t+1", "\"a\t'+1\""),
            ("a\n=1", "\"a\n'=1\""),
            ("a;\"=1\"", "\"a;'\"\"=1\"\"\""),
            (" =1", "\"' =1\""),
            ("＝1", "\"'＝1\""),
            ("a=b-c+d", "a=b-c+d"),
            ("0.4 (third-party: x); 3 (y)", "\"0.4 (third-party: x); 3 (y)\""),
        ] {
            let mut out = String::new();
            csv::cell(&mut out, cell);
            assert_eq!(out, expected);
        }
    }
}
