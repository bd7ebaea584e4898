//! Price books: listed, shown, checked, compared.
//!
//! This file imports `args`, `input`, `output`, `shown` and `table`.

use crate::args::BookCommand;
use crate::output::{self, Failure, Form, Outcome, answer, level_of};
use crate::table::{Table, or_dash};
use crate::{input, shown};
use packwise_engine::book::{Book, Books, Change, Figures, Of, Side, Table as List, diff, places};
use packwise_engine::document::asked::{Entry, book_of, file_of};
use packwise_engine::issue::Issue;
use serde::Serialize;
use std::path::{Path, PathBuf};

pub(crate) fn run(command: &BookCommand, lent: &[PathBuf], form: Form) -> Result<Outcome, Failure> {
    match command {
        BookCommand::List => list(&input::shelf(lent)?, form),
        BookCommand::Show { book } => show(book, lent, form),
        BookCommand::Check { files } => check(files, form),
        BookCommand::Diff { old, new } => differ(old, new, lent, form),
    }
}

fn list(books: &Books, form: Form) -> Result<Outcome, Failure> {
    let entries: Vec<Entry<'_>> = books.editions().iter().map(|edition| Entry::of(edition)).collect();
    answer(&entries, form, |entries| {
        let mut table = Table::new(&["id", "title", "SHA-256"]);
        for Entry { id, title, digest } in entries {
            table.row([(*id).to_owned(), (*title).to_owned(), (*digest).to_owned()]);
        }
        table.text()
    })?;
    Ok(Outcome::Answered)
}

/// A book and the text of its file: of an id at hand, or of a file.
fn named(name: &str, lent: &[PathBuf]) -> Result<(Book, String), Failure> {
    let is_file =
        name == "-" || name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|end| end == "json");
    if is_file {
        let text = input::text(Path::new(name))?;
        let book = Book::read(&text).map_err(|issues| of_file(name, issues))?;
        return Ok((book, text));
    }
    let books = input::shelf(lent)?;
    let edition = book_of(&books, name, "")?;
    Ok((edition.book.clone(), file_of(edition).to_owned()))
}

fn of_file(name: &str, issues: Vec<Issue>) -> Vec<Issue> {
    let with_name = |mut issue: Issue| {
        issue.words = format!("{name}: {}", issue.words);
        issue
    };
    issues.into_iter().map(with_name).collect()
}

fn show(name: &str, lent: &[PathBuf], form: Form) -> Result<Outcome, Failure> {
    let (book, text) = named(name, lent)?;
    if form.table {
        output::write(shown::book(&book).as_bytes())?;
    } else {
        // as it is: its digest is that of these bytes
        output::write(text.as_bytes())?;
    }
    Ok(Outcome::Answered)
}

/// What is wrong with one file.
#[derive(Serialize)]
struct Checked {
    file: String,
    /// The book's id, where it can be read.
    id: Option<String>,
    issues: Vec<Placed>,
}

/// An issue and where it stands; both are null where the whole file is meant.
#[derive(Serialize)]
struct Placed {
    #[serde(flatten)]
    issue: Issue,
    line: Option<u32>,
    column: Option<u32>,
}

fn check(files: &[PathBuf], form: Form) -> Result<Outcome, Failure> {
    let mut all = Vec::new();
    for file in files {
        let text = input::text(file)?;
        let (id, issues) = match Book::read(&text) {
            Ok(book) => (Some(book.id), Vec::new()),
            Err(issues) => (None, issues),
        };
        let at = places(&text, &issues);
        let placed = issues.into_iter().zip(at).map(|(issue, place)| Placed {
            issue,
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
        });
        all.push(Checked { file: file.display().to_string(), id, issues: placed.collect() });
    }
    answer(&all, form, |all| {
        let mut text = String::new();
        for Checked { file, id, issues } in all {
            if let Some(id) = id {
                text.push_str(&format!("{file}: good ({id})\n"));
            }
            for Placed { issue, line, column } in issues {
                let at = |number: &Option<u32>| number.map(|number| format!("{number}:")).unwrap_or_default();
                let path = if issue.path.is_empty() { String::new() } else { format!("{}: ", issue.path) };
                let Issue { code, level, words, .. } = issue;
                let level = level_of(*level);
                text.push_str(&format!("{file}:{}{} {level}: {path}{words} [{code}]\n", at(line), at(column)));
            }
        }
        text
    })?;
    Ok(Outcome::wrong_if(all.iter().any(|checked| !checked.issues.is_empty())))
}

/// What differs between two books.
#[derive(Serialize)]
struct Differ<'a> {
    old: &'a str,
    new: &'a str,
    changes: Vec<Row>,
}

/// A change, and what its row is called on either side: the id, of a pack after its pool.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    old_id: Option<String>,
    new_id: Option<String>,
    #[serde(flatten)]
    change: Change,
}

fn differ(old: &str, new: &str, lent: &[PathBuf], form: Form) -> Result<Outcome, Failure> {
    let (old, new) = (named(old, lent)?.0, named(new, lent)?.0);
    let row = |change: Change| Row {
        old_id: change.old.and_then(|at| id_of(&old, change.table, at)),
        new_id: change.new.and_then(|at| id_of(&new, change.table, at)),
        change,
    };
    let changes = diff(&old, &new).into_iter().map(row).collect();
    answer(&Differ { old: &old.id, new: &new.id, changes }, form, |differ| {
        if differ.changes.is_empty() {
            return "Nothing differs.\n".to_owned();
        }
        let mut table = Table::new(&["list", "old", "new", "what", ">old figure", ">new figure", "of", "fields"]);
        for Row { old_id, new_id, change } in &differ.changes {
            let list = match change.table {
                List::Pools => "pools",
                List::Packs => "packs",
                List::Rates => "rates",
            };
            let what: Vec<&str> = change.kinds.iter().map(|kind| kind.as_str()).collect();
            let mut cells = [list.to_owned(), or_dash(old_id.as_ref()), or_dash(new_id.as_ref()), what.join(", ")];
            let mut fields = change.fields.join(", ");
            let none = [(String::new(), String::new(), String::new())];
            let figures: Vec<_> = change.figures.iter().map(figures).collect();
            // further lengths of the same row stand under it
            for (before, after, of) in if figures.is_empty() { &none[..] } else { &figures } {
                let [list, old, new, what] = std::mem::take(&mut cells);
                table.row([
                    list,
                    old,
                    new,
                    what,
                    before.clone(),
                    after.clone(),
                    of.clone(),
                    std::mem::take(&mut fields),
                ]);
            }
        }
        table.text()
    })?;
    Ok(Outcome::Answered)
}

fn id_of(book: &Book, table: List, at: usize) -> Option<String> {
    match table {
        List::Pools => book.pools.get(at).map(|pool| pool.id.clone()),
        List::Packs => book.packs.get(at).map(|pack| format!("{}: {}", pack.pool, pack.id)),
        List::Rates => book.rates.get(at).map(|rate| rate.id.clone()),
    }
}

/// The old figure, the new one, and what they are for.
fn figures(figures: &Figures) -> (String, String, String) {
    let side = |side: Option<Side>| {
        let money = side.and_then(|side| side.money).map(|money| money.to_string());
        or_dash(money.or_else(|| side.and_then(|side| side.units).map(|units| format!("{units} units"))))
    };
    let of = match figures.of {
        Of::Unit => "unit",
        Of::Pack => "pack",
        Of::Clip => "clip",
        Of::Second => "second",
        Of::Block => "block",
        Of::Image => "image",
        Of::Call => "call",
    };
    let of = figures.seconds.map_or_else(|| of.to_owned(), |seconds| format!("{of} of {seconds} s"));
    (side(figures.old), side(figures.new), of)
}
