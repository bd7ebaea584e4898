//! Text in columns, for people.
//!
//! This file imports nothing from the crate.

/// Rows of cells under a head. Columns whose head begins with `>` stand at the right, as figures do.
#[derive(Debug)]
pub(crate) struct Table {
    head: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: &'static [&'static str]) -> Self {
        Self { head, rows: Vec::new() }
    }

    /// Adds a row; what is null is a dash.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into_iter().map(clean).collect());
    }

    /// The whole as text; nothing where there are no rows.
    pub(crate) fn text(&self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let names: Vec<&str> = self.head.iter().map(|name| name.trim_start_matches('>')).collect();
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
            cells.chain(names.get(column).map(|name| name.chars().count())).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..names.len()).map(width).collect();
        let mut text = self.line(names.iter().copied(), &widths);
        for row in &self.rows {
            text.push_str(&self.line(row.iter().map(String::as_str), &widths));
        }
        text
    }

    fn line<'a>(&self, cells: impl Iterator<Item = &'a str>, widths: &[usize]) -> String {
        let mut line = String::new();
        for ((cell, width), name) in cells.zip(widths).zip(self.head) {
            let gap = " ".repeat(width.saturating_sub(cell.chars().count()));
            let right = name.starts_with('>');
            let (before, after) = if right { (gap.as_str(), "") } else { ("", gap.as_str()) };
            line.push_str(before);
            line.push_str(cell);
            line.push_str(after);
            line.push_str("  ");
        }
        let end = line.trim_end().len();
        line.truncate(end);
        line.push('\n');
        line
    }
}

/// A whole text for people: of what could move the cursor of a terminal, only the ends of lines are left.
pub(crate) fn clean_lines(text: &str) -> String {
    text.chars().filter(|char| *char == '\n' || !char.is_control()).collect()
}

/// A cell on one line: what could move the cursor of a terminal is left out.
pub(crate) fn clean(cell: String) -> String {
    if cell.chars().any(char::is_control) { cell.chars().filter(|char| !char.is_control()).collect() } else { cell }
}

/// What is known, or a dash.
pub(crate) fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_at_the_right() {
        let mut table = Table::new(&["pack", ">count", "note"]);
        table.row(["B1".to_owned(), "1".to_owned(), "ab\u{1b}[2J".to_owned()]);
        table.row(["package-1".to_owned(), "1200".to_owned(), String::new()]);
        assert_eq!(table.text(), "pack       count  note\nB1             1  ab[2J\npackage-1   1200\n");
        assert_eq!(Table::new(&["pack"]).text(), "");
    }
}
