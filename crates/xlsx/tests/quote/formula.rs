//! A reader of the formulas that the spreadsheet uses: IF, COUNT, ROWS, SUM, SUMIF, ROUND, + - * =, cells and ranges.
//!
//! It shares no code with the writer; numbers are doubles, as in a spreadsheet, and what it does not know ends the test.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// A cell as it was written, or as it was changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Number(f64),
    Text(String),
    Formula(String),
    Empty,
}

pub(crate) type Place = (String, u32, u32);

/// All cells of a workbook.
#[derive(Default)]
pub(crate) struct Book {
    pub(crate) cells: BTreeMap<Place, Cell>,
    known: RefCell<BTreeMap<Place, Cell>>,
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    One(Cell),
    Many(Vec<Cell>),
}

impl Book {
    pub(crate) fn set(&mut self, place: Place, cell: Cell) {
        self.known.borrow_mut().clear();
        self.cells.insert(place, cell);
    }

    /// What a cell comes to.
    pub(crate) fn value(&self, place: &Place) -> Cell {
        if let Some(known) = self.known.borrow().get(place) {
            return known.clone();
        }
        let value = match self.cells.get(place).cloned().unwrap_or(Cell::Empty) {
            Cell::Formula(formula) => {
                let mut reader = Reader { book: self, sheet: &place.0, text: formula.as_bytes(), at: 0 };
                let value = reader.compare();
                assert_eq!(reader.at, formula.len(), "not all of {formula} was read");
                one(value)
            }
            plain => plain,
        };
        self.known.borrow_mut().insert(place.clone(), value.clone());
        value
    }
}

fn one(value: Value) -> Cell {
    match value {
        Value::One(cell) => cell,
        Value::Many(_) => panic!("a range where a figure belongs"),
    }
}

fn all(values: &[Value]) -> Vec<Cell> {
    values
        .iter()
        .flat_map(|value| match value {
            Value::One(cell) => vec![cell.clone()],
            Value::Many(cells) => cells.clone(),
        })
        .collect()
}

fn number(value: Value) -> f64 {
    match one(value) {
        Cell::Number(number) => number,
        Cell::Empty => 0.0,
        other => panic!("{other:?} where a number belongs"),
    }
}

struct Reader<'a> {
    book: &'a Book,
    sheet: &'a str,
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, is: impl Fn(u8) -> bool) -> String {
        let from = self.at;
        while self.at < self.text.len() && is(self.peek()) {
            self.at += 1;
        }
        String::from_utf8_lossy(&self.text[from..self.at]).into_owned()
    }

    fn compare(&mut self) -> Value {
        let left = self.sum();
        if self.take(b'=') {
            let right = self.sum();
            return Value::One(Cell::Number(f64::from(u8::from(number(left) == number(right)))));
        }
        left
    }

    fn sum(&mut self) -> Value {
        let mut left = self.product();
        loop {
            let sign = match self.peek() {
                b'+' => 1.0,
                b'-' => -1.0,
                _ => return left,
            };
            self.at += 1;
            let right = number(self.product());
            left = Value::One(Cell::Number(number(left) + sign * right));
        }
    }

    fn product(&mut self) -> Value {
        let mut left = self.term();
        while self.take(b'*') {
            let right = number(self.term());
            left = Value::One(Cell::Number(number(left) * right));
        }
        left
    }

    fn term(&mut self) -> Value {
        if self.take(b'(') {
            let inner = self.compare();
            assert!(self.take(b')'));
            return inner;
        }
        if self.take(b'"') {
            let text = self.word(|byte| byte != b'"');
            assert!(self.take(b'"'));
            return Value::One(Cell::Text(text));
        }
        if self.peek().is_ascii_digit() {
            let digits = self.word(|byte| byte.is_ascii_digit() || byte == b'.');
            return Value::One(Cell::Number(digits.parse().unwrap()));
        }
        let mut name = self.word(|byte| byte.is_ascii_alphanumeric());
        if self.take(b'(') {
            return self.call(&name);
        }
        let mut sheet = self.sheet.to_owned();
        if self.take(b'!') {
            sheet = name;
            name = self.word(|byte| byte.is_ascii_alphanumeric());
        }
        let (row, column) = place(&name);
        if !self.take(b':') {
            return Value::One(self.book.value(&(sheet, row, column)));
        }
        let (last, same) = place(&self.word(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(column, same, "a range of one column");
        Value::Many((row..=last).map(|row| self.book.value(&(sheet.clone(), row, column))).collect())
    }

    /// Only the way that is taken is worked out, as in a spreadsheet.
    fn either(&mut self) -> Value {
        let holds = number(self.compare()) != 0.0;
        assert!(self.take(b','));
        let mut taken = None;
        for way in [true, false] {
            if way == holds {
                taken = Some(self.compare());
            } else {
                self.skip();
            }
            assert!(self.take(if way { b',' } else { b')' }));
        }
        taken.unwrap()
    }

    /// Goes over an argument.
    fn skip(&mut self) {
        let mut depth = 0;
        while depth > 0 || !matches!(self.peek(), b',' | b')') {
            match self.peek() {
                b'(' => depth += 1,
                b')' => depth -= 1,
                0 => panic!("a formula that does not end"),
                _ => {}
            }
            self.at += 1;
        }
    }

    fn call(&mut self, name: &str) -> Value {
        if name == "IF" {
            return self.either();
        }
        let mut given = Vec::new();
        while !self.take(b')') {
            given.push(self.compare());
            self.take(b',');
        }
        let is_number = |cell: &Cell| matches!(cell, Cell::Number(_));
        let numbers = |cells: &[Cell]| -> f64 {
            cells.iter().map(|cell| if let Cell::Number(number) = cell { *number } else { 0.0 }).sum()
        };
        let comes_to = match name {
            "COUNT" => all(&given).iter().filter(|cell| is_number(cell)).count() as f64,
            "ROWS" => all(&given).len() as f64,
            "SUM" => numbers(&all(&given)),
            "SUMIF" => {
                let [Value::Many(kinds), Value::One(kind), Value::Many(cells)] = &given[..] else { panic!("SUMIF") };
                let among = kinds.iter().zip(cells).filter(|(is, _)| *is == kind).map(|(_, cell)| cell.clone());
                numbers(&among.collect::<Vec<_>>())
            }
            "ROUND" => {
                let (value, digits) = (number(given[0].clone()), number(given[1].clone()));
                // fifteen digits first, as spreadsheets do; then half away from zero
                let shown: f64 = format!("{value:.14e}").parse().unwrap();
                let scale = 10_f64.powf(digits);
                let scaled: f64 = format!("{:.14e}", shown * scale).parse().unwrap();
                scaled.abs().round().copysign(scaled) / scale
            }
            other => panic!("{other} is not known"),
        };
        Value::One(Cell::Number(comes_to))
    }
}

/// `P5` as (row, column) from 0.
fn place(name: &str) -> (u32, u32) {
    let letter = name.bytes().next().unwrap();
    (name[1..].parse::<u32>().unwrap() - 1, u32::from(letter - b'A'))
}
