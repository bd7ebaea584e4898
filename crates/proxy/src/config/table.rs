//! A TOML table that is emptied field by field, so that what is left over is known to be misspelt.
//!
//! A field's text is moved out, not copied: what holds a secret is overwritten when the secret is dropped.
//!
//! Imports nothing from the crate but [`Problem`].

use super::Problem;
use std::time::Duration;
use toml::{Table, Value};

/// All that is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Problems(pub(super) Vec<Problem>);

impl Problems {
    pub(super) fn add(&mut self, path: impl Into<String>, words: impl Into<String>) {
        self.0.push(Problem { path: path.into(), words: words.into() });
    }
}

/// A table and where it is.
#[derive(Debug)]
pub(super) struct Fields {
    path: String,
    table: Table,
}

impl Fields {
    pub(super) fn new(path: impl Into<String>, table: Table) -> Self {
        Self { path: path.into(), table }
    }

    /// The path of a field.
    pub(super) fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(super) fn text(&mut self, key: &str, problems: &mut Problems) -> Option<String> {
        match self.table.remove(key)? {
            Value::String(text) if text.is_empty() => {
                problems.add(self.at(key), "is empty");
                None
            }
            Value::String(text) => Some(text),
            _ => {
                problems.add(self.at(key), "must be text in quotes");
                None
            }
        }
    }

    pub(super) fn flag(&mut self, key: &str, problems: &mut Problems) -> Option<bool> {
        let read = match self.table.remove(key)? {
            Value::Boolean(flag) => Some(flag),
            // the environment has text only
            Value::String(text) => match text.as_str() {
                "true" | "on" | "1" | "yes" => Some(true),
                "false" | "off" | "0" | "no" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if read.is_none() {
            problems.add(self.at(key), "must be true or false");
        }
        read
    }

    pub(super) fn whole(&mut self, key: &str, least: u64, most: u64, problems: &mut Problems) -> Option<u64> {
        let read = match self.table.remove(key)? {
            Value::Integer(number) => u64::try_from(number).ok(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let read = read.filter(|number| (least..=most).contains(number));
        if read.is_none() {
            problems.add(self.at(key), format!("must be a whole number from {least} to {most}"));
        }
        read
    }

    /// A duration in milliseconds under `<key>_ms`, or in seconds under `<key>_seconds`.
    pub(super) fn time(&mut self, key: &str, into: &mut Duration, problems: &mut Problems) {
        let day = 24 * 3600;
        if let Some(seconds) = self.whole(&format!("{key}_seconds"), 0, 30 * day, problems) {
            *into = Duration::from_secs(seconds);
        }
        if let Some(ms) = self.whole(&format!("{key}_ms"), 0, 30 * day * 1000, problems) {
            *into = Duration::from_millis(ms);
        }
    }

    /// Texts in a list, or in one text with commas between them.
    pub(super) fn list(&mut self, key: &str, problems: &mut Problems) -> Option<Vec<String>> {
        let texts = match self.table.remove(key)? {
            Value::String(text) => {
                Some(text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect())
            }
            Value::Array(values) => values
                .into_iter()
                .map(|value| match value {
                    Value::String(text) => Some(text),
                    _ => None,
                })
                .collect(),
            _ => None,
        };
        if texts.is_none() {
            problems.add(self.at(key), "must be a list of texts");
        }
        texts
    }

    /// The table under a key.
    pub(super) fn table(&mut self, key: &str, problems: &mut Problems) -> Option<Self> {
        let path = self.at(key);
        match self.table.remove(key)? {
            Value::Table(table) => Some(Self::new(path, table)),
            _ => {
                problems.add(path, "must be a table");
                None
            }
        }
    }

    /// The tables under a key, by name.
    pub(super) fn tables(&mut self, key: &str, problems: &mut Problems) -> Vec<(String, Self)> {
        let Some(mut outer) = self.table(key, problems) else { return Vec::new() };
        let names: Vec<String> = outer.table.keys().cloned().collect();
        let tables = names.into_iter().filter_map(|name| {
            let table = outer.table(&name, problems)?;
            Some((name, table))
        });
        tables.collect()
    }

    /// Names what nobody has read.
    pub(super) fn finish(self, problems: &mut Problems) {
        for key in self.table.keys() {
            problems.add(self.at(key), "is not a field of this configuration");
        }
    }
}
