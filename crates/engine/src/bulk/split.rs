//! Rows and fields of CSV and TSV text (RFC 4180): quotes, doubled quotes, line ends inside them, CRLF, a byte order mark.
//!
//! A row is split without copying; only a field with doubled quotes is put together anew.
//!
//! This file imports nothing from the crate.

use std::borrow::Cow;

/// The most fields of one row that are kept.
const MOST_FIELDS: usize = 256;

/// One row.
#[derive(Clone, Debug, Default)]
pub struct Fields<'a> {
    /// The line of the text that it begins on, from one.
    pub line: usize,
    fields: Vec<Cow<'a, str>>,
}

impl Fields<'_> {
    /// A field without the blanks around it; empty where the row is shorter.
    #[must_use]
    pub fn get(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", |field| field.trim_ascii())
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether nothing stands in the row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        (0..self.fields.len()).all(|column| self.get(column).is_empty())
    }
}

/// The rows of a text.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    separator: u8,
}

impl<'a> Rows<'a> {
    /// The rows of a text whose fields stand between `separator`s.
    #[must_use]
    pub fn new(text: &'a str, separator: u8) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at, line: 1, separator }
    }

    /// How far it was read, in bytes.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Reads the next row into `row`. False at the end.
    pub fn read(&mut self, row: &mut Fields<'a>) -> bool {
        row.fields.clear();
        row.line = self.line;
        let bytes = self.text.as_bytes();
        if self.at >= bytes.len() {
            return false;
        }
        loop {
            let field = if bytes.get(self.at) == Some(&b'"') { self.quoted() } else { self.plain() };
            if row.fields.len() < MOST_FIELDS {
                row.fields.push(field);
            }
            match bytes.get(self.at) {
                Some(&byte) if byte == self.separator => self.at += 1,
                Some(_) => {
                    // a line end
                    self.at += if bytes.get(self.at..self.at + 2) == Some(b"\r\n") { 2 } else { 1 };
                    self.line += 1;
                    return true;
                }
                None => return true,
            }
        }
    }

    fn ends(&self, byte: u8) -> bool {
        byte == self.separator || byte == b'\n' || byte == b'\r'
    }

    /// Up to the next separator or line end.
    fn plain(&mut self) -> Cow<'a, str> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        let length = rest.iter().position(|&byte| self.ends(byte)).unwrap_or(rest.len());
        let field = self.text.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        Cow::Borrowed(field)
    }

    /// Up to the closing quote; what stands between that and the next separator belongs to it as well. A quote that is
    /// never closed takes the rest of its line only: a stray one does not swallow the file.
    fn quoted(&mut self) -> Cow<'a, str> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut end = start;
        let mut lines = 0;
        let mut doubled = false;
        loop {
            match bytes.get(end) {
                None => return self.plain(),
                Some(b'"') if bytes.get(end + 1) == Some(&b'"') => {
                    doubled = true;
                    end += 2;
                }
                Some(b'"') => break,
                Some(b'\n') => {
                    lines += 1;
                    end += 1;
                }
                Some(_) => end += 1,
            }
        }
        self.at = end + 1;
        self.line += lines;
        let inside = self.text.get(start..end).unwrap_or_default();
        let after = self.plain();
        match (doubled, after.is_empty()) {
            (false, true) => Cow::Borrowed(inside),
            _ => Cow::Owned(inside.replace("\"\"", "\"") + &after),
        }
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Fields<'a>;

    fn next(&mut self) -> Option<Fields<'a>> {
        let mut row = Fields::default();
        self.read(&mut row).then_some(row)
    }
}

/// What separates the fields of a text: of tab, semicolon, comma and bar the one that its first rows have most evenly.
#[must_use]
pub fn separator(text: &str) -> u8 {
    let mut best = (0, b',');
    for separator in [b'\t', b';', b',', b'|'] {
        let counts: Vec<usize> =
            Rows::new(text, separator).take(20).filter(|row| !row.is_empty()).map(|row| row.len()).collect();
        let first = counts.first().copied().unwrap_or(0);
        let even = counts.iter().filter(|&&count| count == first).count();
        let worth = if first > 1 { even * 100 / counts.len().max(1) * 10 + first.min(9) } else { 0 };
        if worth > best.0 {
            best = (worth, separator);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, separator: u8) -> Vec<(usize, Vec<String>)> {
        Rows::new(text, separator)
            .map(|row| (row.line, (0..row.len()).map(|at| row.get(at).to_owned()).collect()))
            .collect()
    }

    #[test]
    fn fields_are_split_as_the_standard_says() {
        let row = |line, fields: &[&str]| (line, fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>());
        assert_eq!(rows("a,b\r\n1, 2 \n", b','), [row(1, &["a", "b"]), row(2, &["1", "2"])]);
        assert_eq!(
            rows("\u{feff}a,\"b \"\"x\"\", y\"\n\"1\n2\",3\n4", b','),
            [row(1, &["a", "b \"x\", y"]), row(2, &["1\n2", "3"]), row(4, &["4"])]
        );
        assert_eq!(rows("a,\"b\n1,2\n", b','), [row(1, &["a", "\"b"]), row(2, &["1", "2"])]);
        assert_eq!(rows(",,\n\n,", b','), [row(1, &["", "", ""]), row(2, &[""]), row(3, &["", ""])]);
        assert_eq!(rows("", b','), []);
    }

    #[test]
    fn the_separator_is_found() {
        for (text, wanted) in [
            ("a\tb\n1\t2", b'\t'),
            ("a;b\n1,5;2", b';'),
            ("a,b\n1,2", b','),
            ("a|b\n1|2", b'|'),
            ("a\nb", b','),
            ("", b','),
        ] {
            assert_eq!(separator(text), wanted, "{text}");
        }
    }
}
