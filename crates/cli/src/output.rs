//! What is written, and how a call ends.
//!
//! A reader that has gone (a broken pipe) is not an error: whoever closed it has what it wanted.

use crate::table::{clean, clean_lines};
use packwise_engine::issue::{Code, Issue, Level};
use serde::Serialize;
use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

/// How the answer is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// As text for people.
    pub(crate) table: bool,
    /// As JSON, indented.
    pub(crate) pretty: bool,
}

/// How a call that gave an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing in it is an error.
    Answered,
    /// It says that something is wrong, or that there is no plan.
    Wrong,
}

impl Outcome {
    /// Of an answer's issues.
    pub(crate) fn of(issues: &[Issue]) -> Self {
        Self::wrong_if(issues.iter().any(|issue| issue.level == Level::Error))
    }

    pub(crate) fn wrong_if(wrong: bool) -> Self {
        if wrong { Self::Wrong } else { Self::Answered }
    }

    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Answered => 0,
            Self::Wrong => 1,
        })
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was asked is not valid.
    Asked(Vec<Issue>),
    /// A file cannot be read, or the answer not be written; in words.
    File(String),
}

impl From<Vec<Issue>> for Failure {
    fn from(issues: Vec<Issue>) -> Self {
        Self::Asked(issues)
    }
}

/// An error as the npm package's errors have it.
#[derive(Serialize)]
struct Told<'a> {
    code: &'a str,
    path: &'a str,
    issues: &'a [TellIssue<'a>],
}

/// An issue; its code may be one of the command line's own.
#[derive(Serialize)]
struct TellIssue<'a> {
    path: &'a str,
    code: &'a str,
    level: &'a str,
    words: &'a str,
}

impl Failure {
    /// Says what is wrong on standard error, and gives the exit code.
    pub(crate) fn tell(&self, form: Form) -> ExitCode {
        let (issues, code): (Vec<TellIssue<'_>>, u8) = match self {
            Self::Asked(issues) => {
                let told = issues.iter().map(|Issue { path, code, level, words }| TellIssue {
                    path,
                    code: code.as_str(),
                    level: level_of(*level),
                    words,
                });
                (told.collect(), 1)
            }
            Self::File(words) => (vec![TellIssue { path: "", code: "cannot-read", level: "error", words }], 3),
        };
        let mut text = String::new();
        if form.table {
            for TellIssue { path, code, level, words } in &issues {
                let at = if path.is_empty() { String::new() } else { format!("{path}: ") };
                text.push_str(&clean(format!("{level}: {at}{words} [{code}]")));
                text.push('\n');
            }
        } else {
            let (code, path) = issues.first().map_or(("", ""), |first| (first.code, first.path));
            let told = Told { code, path, issues: &issues };
            text = as_json(&told, form.pretty);
            text.push('\n');
        }
        // where standard error cannot be written either, the exit code is all that is left
        let _ = io::stderr().lock().write_all(text.as_bytes());
        ExitCode::from(code)
    }
}

pub(crate) fn level_of(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

/// Writes an answer: as one line of JSON, indented, or as what `table` makes of it.
pub(crate) fn answer<T: Serialize>(answer: &T, form: Form, table: impl FnOnce(&T) -> String) -> Result<(), Failure> {
    let mut text = if form.table { clean_lines(&table(answer)) } else { as_json(answer, form.pretty) };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    write(text.as_bytes())
}

/// JSON as `JSON.stringify` writes it: a whole number has no decimals, nothing stands between the tokens.
fn as_json(value: &impl Serialize, pretty: bool) -> String {
    let written = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    // an answer is always JSON: it has no maps with keys that are not texts
    written.unwrap_or_default()
}

/// Writes bytes to standard output.
pub(crate) fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::File(format!("cannot write: {error}"))),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// An issue of a text that is no JSON.
pub(crate) fn not_json(error: &serde_json::Error) -> Vec<Issue> {
    vec![Issue::error("", Code::NOT_JSON, format!("this is not JSON: {error}"))]
}
