//! JSON values as few bytes that pack well: what a long link holds, before it is deflated.
//!
//! Exact: any value comes back as it was. A list of objects is a table, its keys said once; a cell that is as the one
//! above it is one byte. Reading takes any bytes: it is bounded in values and depth, and of bytes that end too early it
//! gives what stood before the end.
//!
//! ```text
//! value  = OBJ (KEY text value)* END | LIST value* END | TABLE (KEY text)+ (ROW cell*)* END
//!        | NULL | TRUE | FALSE | NUM text | TEXT text
//! cell   = value | SAME | ABSENT          cells left out at the end of a row are SAME
//! text   = UTF-8, in which a byte that is one of these signs is ESC and the byte + 64
//! ```
//! The signs are those of version 1 and never change.
//!
//! This file imports nothing from the crate.

use serde_json::{Map, Number, Value};

const OBJ: u8 = 1;
const END: u8 = 2;
const LIST: u8 = 3;
const TABLE: u8 = 4;
const NULL: u8 = 5;
const TRUE: u8 = 6;
const FALSE: u8 = 7;
const NUM: u8 = 8;
const TEXT: u8 = 14;
const KEY: u8 = 15;
const ROW: u8 = 16;
const SAME: u8 = 17;
const ABSENT: u8 = 18;
const ESC: u8 = 19;

/// The most values that are read: several times what the largest Document has.
const MOST_VALUES: usize = 200_000;
/// The deepest that lists and objects may stand in one another.
const DEEPEST: usize = 32;
/// The longest text, in bytes, that a cell takes over from the one above, and the longest key of a table: what one byte
/// can stand for is bounded.
const MOST_SAME: usize = 64;

fn is_sign(byte: u8) -> bool {
    matches!(byte, OBJ..=NUM | TEXT..=ESC)
}

/// Writes a value.
pub(super) fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(NULL),
        Value::Bool(flag) => out.push(if *flag { TRUE } else { FALSE }),
        Value::Number(number) => write_text(NUM, &number.to_string(), out),
        Value::String(text) => write_text(TEXT, text, out),
        Value::Array(entries) => match columns(entries) {
            Some(keys) => table(entries, &keys, out),
            None => {
                out.push(LIST);
                entries.iter().for_each(|entry| write(entry, out));
                out.push(END);
            }
        },
        Value::Object(map) => {
            let fields: Vec<(&str, &Value)> = map.iter().map(|(key, value)| (key.as_str(), value)).collect();
            write_fields(&fields, out);
        }
    }
}

/// Writes an object whose keys have an order: the first survive the longest when a link is cut.
pub(super) fn write_fields(fields: &[(&str, &Value)], out: &mut Vec<u8>) {
    out.push(OBJ);
    for (key, value) in fields {
        write_text(KEY, key, out);
        write(value, out);
    }
    out.push(END);
}

/// Writes the key of the field that follows.
pub(super) fn key(key: &str, out: &mut Vec<u8>) {
    write_text(KEY, key, out);
}

/// Ends an object.
pub(super) fn end(out: &mut Vec<u8>) {
    out.push(END);
}

/// Opens an object; fields and [`end`] follow.
pub(super) fn begin(out: &mut Vec<u8>) {
    out.push(OBJ);
}

fn write_text(sign: u8, text: &str, out: &mut Vec<u8>) {
    out.push(sign);
    for byte in text.bytes() {
        if is_sign(byte) {
            out.extend([ESC, byte + 64]);
        } else {
            out.push(byte);
        }
    }
}

/// The keys of a list that is better a table: two objects or more, one key or more.
fn columns(entries: &[Value]) -> Option<Vec<&str>> {
    let mut keys: Vec<&str> = Vec::new();
    for entry in entries {
        for key in entry.as_object()?.keys() {
            if key.len() > MOST_SAME {
                return None;
            }
            if !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
    }
    (entries.len() > 1 && !keys.is_empty()).then_some(keys)
}

fn table(rows: &[Value], keys: &[&str], out: &mut Vec<u8>) {
    out.push(TABLE);
    keys.iter().for_each(|key| write_text(KEY, key, out));
    let mut above: Option<&Value> = None;
    for row in rows {
        out.push(ROW);
        let mut same = 0;
        for key in keys {
            let cell = row.get(key);
            if above.is_some_and(|above| above.get(key) == cell) && cell.is_none_or(is_small) {
                same += 1;
                continue;
            }
            out.extend(std::iter::repeat_n(SAME, same));
            same = 0;
            match cell {
                Some(cell) => write(cell, out),
                None => out.push(ABSENT),
            }
        }
        above = Some(row);
    }
    out.push(END);
}

/// Whether a cell may be taken over by the one below.
fn is_small(cell: &Value) -> bool {
    match cell {
        Value::String(text) => text.len() <= MOST_SAME,
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::Array(_) | Value::Object(_) => false,
    }
}

/// What bytes say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unpacked {
    /// The value; of bytes that end too early, or go wrong, what stood before that.
    pub(super) value: Value,
    /// Whether it is all there, and nothing after it.
    pub(super) whole: bool,
}

/// Reads bytes. Never fails: see [`Unpacked::whole`].
pub(super) fn read(bytes: &[u8]) -> Unpacked {
    let mut reader = Reader { bytes, at: 0, values: MOST_VALUES };
    let (value, whole) = reader.value(0);
    Unpacked { value: value.unwrap_or_default(), whole: whole && reader.at == bytes.len() }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    values: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, sign: u8) -> bool {
        let found = self.peek() == Some(sign);
        if found {
            self.at += 1;
        }
        found
    }

    /// A value, or what there is of it, and whether it is whole. No value: nothing of it can be used.
    fn value(&mut self, depth: usize) -> (Option<Value>, bool) {
        let Some(values) = self.values.checked_sub(1).filter(|_| depth < DEEPEST) else { return (None, false) };
        self.values = values;
        let Some(sign) = self.peek() else { return (None, false) };
        self.at += 1;
        let scalar = match sign {
            OBJ => return self.object(depth),
            LIST => return self.list(depth),
            TABLE => return self.table(depth),
            NULL => Some(Value::Null),
            TRUE => Some(Value::Bool(true)),
            FALSE => Some(Value::Bool(false)),
            NUM => self.text().and_then(|text| serde_json::from_str::<Number>(&text).ok()).map(Value::Number),
            TEXT => self.text().map(Value::String),
            _ => None,
        };
        let whole = scalar.is_some();
        (scalar, whole)
    }

    /// The text up to the next sign; `None` where the bytes end first, for then it may be cut.
    fn text(&mut self) -> Option<String> {
        let mut text = Vec::new();
        loop {
            match self.peek()? {
                ESC => {
                    let byte = self.bytes.get(self.at + 1)?.checked_sub(64).filter(|byte| is_sign(*byte))?;
                    text.push(byte);
                    self.at += 2;
                }
                sign if is_sign(sign) => return String::from_utf8(text).ok(),
                byte => {
                    text.push(byte);
                    self.at += 1;
                }
            }
        }
    }

    fn object(&mut self, depth: usize) -> (Option<Value>, bool) {
        let mut map = Map::new();
        let whole = loop {
            if self.take(END) {
                break true;
            }
            if !self.take(KEY) {
                break false;
            }
            let Some(key) = self.text() else { break false };
            let (value, whole) = self.value(depth + 1);
            if let Some(value) = value {
                map.insert(key, value);
            }
            if !whole {
                break false;
            }
        };
        (Some(Value::Object(map)), whole)
    }

    fn list(&mut self, depth: usize) -> (Option<Value>, bool) {
        let mut entries = Vec::new();
        let whole = loop {
            if self.take(END) {
                break true;
            }
            let (value, whole) = self.value(depth + 1);
            // half an entry of a list is none
            entries.extend(value.filter(|_| whole));
            if !whole {
                break false;
            }
        };
        (Some(Value::Array(entries)), whole)
    }

    fn table(&mut self, depth: usize) -> (Option<Value>, bool) {
        let mut keys = Vec::new();
        let mut rows: Vec<Value> = Vec::new();
        while self.take(KEY) {
            match self.text() {
                Some(key) if key.len() <= MOST_SAME => keys.push(key),
                Some(_) | None => return (None, false),
            }
        }
        let whole = loop {
            if self.take(END) {
                break true;
            }
            let row = if self.take(ROW) { self.row(&keys, rows.last(), depth) } else { None };
            match row {
                Some(row) => rows.push(Value::Object(row)),
                None => break false,
            }
        };
        (Some(Value::Array(rows)), whole)
    }

    /// One row, all of it or nothing.
    fn row(&mut self, keys: &[String], above: Option<&Value>, depth: usize) -> Option<Map<String, Value>> {
        self.values = self.values.checked_sub(1)?;
        let mut row = Map::new();
        for key in keys {
            let ended = matches!(self.peek()?, ROW | END);
            if ended || self.take(SAME) {
                self.values = self.values.checked_sub(1)?;
                if let Some(cell) = above.and_then(|above| above.get(key)) {
                    row.insert(key.clone(), Some(cell).filter(|cell| is_small(cell))?.clone());
                }
            } else if !self.take(ABSENT) {
                let (value, whole) = self.value(depth + 2);
                row.insert(key.clone(), value.filter(|_| whole)?);
            }
        }
        // what follows a row tells that its last cell is whole
        self.peek().filter(|next| matches!(*next, ROW | END)).map(|_| row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn packed(value: &Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(value, &mut bytes);
        bytes
    }

    #[test]
    fn values_come_back_as_they_were() {
        for value in [
            json!(null),
            json!([1, -2, 0.5, "1", "", true, false, null]),
            json!({"a": {"": [], "b\u{1}\u{13}\n\tü漢": {}}, "c": "\u{2}\u{e}"}),
            json!([{"a": 1, "b": "x"}, {"a": 1, "b": "x"}, {"b": "y"}, {}, {"a": [1], "b": null}, {"a": [1]}]),
            json!([{}, {}]),
            json!([{"a": "x".repeat(65)}, {"a": "x".repeat(65)}, {"a": {"b": 1}}, {"a": {"b": 1}}]),
        ] {
            assert_eq!(read(&packed(&value)), Unpacked { value: value.clone(), whole: true }, "{value}");
        }
    }

    #[test]
    fn what_stands_before_the_end_is_kept() {
        let value =
            json!({"book": "kling-2026", "lines": [{"c": 1, "r": "x"}, {"c": 2, "r": "y"}, {"c": 3, "r": "z"}]});
        let bytes = packed(&value);
        let mut most = 0;
        for end in 0..bytes.len() {
            let cut = read(&bytes[..end]);
            assert!(!cut.whole);
            let rows = cut.value.get("lines").and_then(Value::as_array).map_or(0, Vec::len);
            assert!(rows >= most);
            most = rows;
            for row in 0..rows {
                assert_eq!(cut.value["lines"][row], value["lines"][row]);
            }
        }
        assert_eq!(most, 3);
    }

    #[test]
    fn no_bytes_are_too_much() {
        assert!(!read(&vec![LIST; 100_000]).whole);
        assert!(!read(&[OBJ, KEY].repeat(50_000)).whole);
        let mut bomb = vec![TABLE];
        for key in 0..100_u8 {
            write_text(KEY, &key.to_string(), &mut bomb);
        }
        bomb.extend(vec![ROW; 900_000]);
        bomb.push(END);
        assert!(!read(&bomb).whole);
        for byte in 0..=255_u8 {
            let _ = read(&[byte]);
            let _ = read(&[OBJ, byte]);
            let _ = read(&[TABLE, KEY, b'a', ROW, byte]);
        }
    }
}
