//! A text as lines of cells (RFC 4180: quotes, doubled quotes, line breaks in quotes), and what a cell holds.
//!
//! A line without quotes is taken as it stands; one with quotes is read by `csv-core`, three times as slowly.
//!
//! Blanks around a cell do not count. A line longer than the buffers makes them grow, within what a text may have.

use super::{MAX_BYTES, MAX_COLUMNS};
use crate::issue::{Code, Issue};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// A text without its mark of byte order, if it is one.
pub(super) fn plain(text: &[u8]) -> Result<&[u8], Issue> {
    if text.len() > MAX_BYTES {
        return Err(Issue::error("", Code::TOO_LARGE, format!("at most {} MiB are read", MAX_BYTES >> 20)));
    }
    if text.starts_with(&[0xff, 0xfe]) || text.starts_with(&[0xfe, 0xff]) {
        return Err(Issue::error("", Code::WRONG_TYPE, "this text is UTF-16: save it as CSV UTF-8"));
    }
    if text.starts_with(b"PK\x03\x04") || text.iter().take(4_096).any(|byte| *byte == 0) {
        return Err(Issue::error(
            "",
            Code::WRONG_TYPE,
            "this is no text: save it as CSV, or copy its cells and paste them",
        ));
    }
    let text = text.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(text);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(Issue::error("", Code::EMPTY, "there is no line of work in it"));
    }
    Ok(text)
}

/// Goes through a text line by line.
#[derive(Debug)]
pub(super) struct Cells<'t> {
    text: &'t [u8],
    at: usize,
    reader: Reader,
    delimiter: u8,
    /// Cells of a line with quotes, side by side, and where each ends.
    out: Vec<u8>,
    ends: Vec<usize>,
    /// Of a line without quotes where each cell begins and ends in the text: nothing of it is copied.
    spans: Vec<(usize, usize)>,
    quoted: bool,
    count: usize,
    /// Lines of the text that ended so far.
    ended: u64,
    line: u64,
}

impl<'t> Cells<'t> {
    /// `skip`: the first line that is not blank is a head.
    pub(super) fn new(text: &'t [u8], delimiter: u8, skip: bool) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        let mut cells = Self {
            text,
            at: 0,
            reader,
            delimiter,
            out: vec![0; 1_024],
            ends: vec![0; MAX_COLUMNS],
            spans: Vec::with_capacity(MAX_COLUMNS),
            quoted: false,
            count: 0,
            ended: 0,
            line: 0,
        };
        while skip && cells.next() && cells.is_blank() {}
        cells
    }

    /// Goes to the next line. False: there is none.
    pub(super) fn next(&mut self) -> bool {
        let (mut written, mut ended) = (0, 0);
        // the reader skips line ends without saying so, and a line's number is that of its first cell
        while let Some(end) = self.text.get(self.at).filter(|byte| matches!(byte, b'\r' | b'\n')) {
            self.ended += u64::from(*end == b'\n');
            self.at += 1;
        }
        self.line = self.ended + 1;
        if self.plain_line() {
            return true;
        }
        self.quoted = true;
        loop {
            let input = self.text.get(self.at..).unwrap_or_default();
            let (out, ends) = (self.out.get_mut(written..), self.ends.get_mut(ended..));
            let (Some(out), Some(ends)) = (out, ends) else { return false };
            let (result, read, wrote, cells) = self.reader.read_record(input, out, ends);
            let lines = input.get(..read).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
            self.ended += u64::try_from(lines).unwrap_or(0);
            self.at += read;
            written += wrote;
            ended += cells;
            match result {
                // an empty input tells the reader that the text ends; the next turn gives the last line
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.out.resize(self.out.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    self.count = ended;
                    return true;
                }
                ReadRecordResult::End => {
                    self.count = 0;
                    return false;
                }
            }
        }
    }

    /// Goes over a line without quotes, which nearly all are, and is done with it. False: there is a quote in it, or the text
    /// has ended; then nothing was read.
    fn plain_line(&mut self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return false;
        }
        self.spans.clear();
        let (mut first, mut length) = (0, rest.len());
        for (at, &byte) in rest.iter().enumerate() {
            if byte == self.delimiter {
                self.spans.push((self.at + first, self.at + at));
                first = at + 1;
            } else if byte == b'\n' || byte == b'\r' {
                length = at;
                break;
            } else if byte == b'"' {
                return false;
            }
        }
        self.spans.push((self.at + first, self.at + length));
        self.count = self.spans.len();
        self.quoted = false;
        // the end of the line is skipped, and counted, with the blank lines behind it
        self.at += length;
        true
    }

    /// The line's number in the text, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// How many cells the line has.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Whether nothing stands in the line.
    pub(super) fn is_blank(&self) -> bool {
        (0..self.count).all(|at| self.get(at).is_empty())
    }

    /// A cell of the line, without blanks around it; empty where there is none.
    pub(super) fn get(&self, at: usize) -> &[u8] {
        self.raw(at).trim_ascii()
    }

    /// A cell as it stands there.
    pub(super) fn raw(&self, at: usize) -> &[u8] {
        if at >= self.count {
            return b"";
        }
        if !self.quoted {
            let (first, end) = self.spans.get(at).copied().unwrap_or_default();
            return self.text.get(first..end).unwrap_or_default();
        }
        let end = self.ends.get(at).copied().unwrap_or(0);
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before).copied()).unwrap_or(0);
        self.out.get(start..end).unwrap_or_default()
    }
}

/// A whole number of nothing but digits, at most eighteen.
pub(super) fn digits(cell: &[u8]) -> Option<u64> {
    if cell.is_empty() || cell.len() > 18 {
        return None;
    }
    let mut number: u64 = 0;
    for byte in cell {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    Some(number)
}

/// A whole number as spreadsheets write it: `1,200`, `1 200`, `1'200`, `5.0`, with `timed` also `5s`.
///
/// What could be read two ways is not: `1.200` and `1,2` are no whole numbers.
///
/// # Errors
/// The code of what is wrong.
pub(super) fn number(cell: &[u8], timed: bool) -> Result<u64, Code> {
    let text = std::str::from_utf8(cell).map_err(|_| Code::NOT_A_NUMBER)?;
    if text.is_empty() {
        return Err(Code::EMPTY);
    }
    let text = if timed { text.strip_suffix(['s', 'S']).unwrap_or(text).trim_end() } else { text };
    if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
        let number = rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !rest.is_empty();
        return Err(if number { Code::NEGATIVE } else { Code::NOT_A_NUMBER });
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let groups: Vec<&str> = whole.split([',', ' ', '\u{a0}', '\u{202f}', '\'', '\u{2019}']).collect();
    let grouped = match groups.as_slice() {
        [] => false,
        [only] => is_digits(only),
        [first, rest @ ..] => {
            is_digits(first) && first.len() <= 3 && rest.iter().all(|group| is_digits(group) && group.len() == 3)
        }
    };
    if !grouped || !is_digits(part) {
        return Err(Code::NOT_A_NUMBER);
    }
    // 1.200 may be a German twelve hundred
    if part.bytes().any(|byte| byte != b'0') || part.len() == 3 {
        return Err(Code::NOT_WHOLE);
    }
    let number = groups.concat();
    let number = number.trim_start_matches('0');
    if number.is_empty() {
        return Ok(0);
    }
    digits(number.as_bytes()).ok_or(Code::TOO_LARGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_spreadsheets_write_them() {
        for (text, value) in [
            ("1,200", 1_200),
            ("1 200", 1_200),
            ("1'200", 1_200),
            ("5.0", 5),
            ("5.", 0),
            ("+7", 7),
            ("000000000000000000012", 12),
            ("12,345,678", 12_345_678),
        ] {
            if text == "5." {
                assert_eq!(number(text.as_bytes(), false), Err(Code::NOT_A_NUMBER));
            } else {
                assert_eq!(number(text.as_bytes(), false), Ok(value), "{text}");
            }
        }
        assert_eq!(number(b"5s", true), Ok(5));
        assert_eq!(number(b"5s", false), Err(Code::NOT_A_NUMBER));
        for (text, code) in [
            ("", Code::EMPTY),
            ("1.5", Code::NOT_WHOLE),
            ("1.200", Code::NOT_WHOLE),
            ("1,2", Code::NOT_A_NUMBER),
            ("-3", Code::NEGATIVE),
            ("-", Code::NOT_A_NUMBER),
            ("x", Code::NOT_A_NUMBER),
            ("1e3", Code::NOT_A_NUMBER),
            ("9999999999999999999", Code::TOO_LARGE),
        ] {
            assert_eq!(number(text.as_bytes(), false), Err(code), "{text}");
        }
        assert_eq!(number(&[0xff], false), Err(Code::NOT_A_NUMBER));
    }

    #[test]
    fn cells_of_rfc_4180_and_lines_longer_than_the_buffers() {
        let long = "x".repeat(5_000);
        let text = format!("a,\"b \"\"c\"\" \n d\",e\r\n\r\n{long},2\n{}\nlast", "1,".repeat(400));
        let mut cells = Cells::new(text.as_bytes(), b',', false);
        assert!(cells.next());
        assert_eq!(
            (cells.get(0), cells.get(1), cells.get(2), cells.get(3)),
            (&b"a"[..], &b"b \"c\" \n d"[..], &b"e"[..], &b""[..])
        );
        assert_eq!(cells.line(), 1);
        assert!(cells.next());
        assert_eq!(cells.get(0).len(), 5_000);
        assert!(cells.next());
        assert_eq!(cells.count(), 401);
        assert!(cells.next());
        assert_eq!(cells.get(0), b"last");
        assert!(!cells.next());
        assert!(!cells.next());
    }
}
