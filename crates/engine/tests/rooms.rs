//! The import directions of the engine, checked as text because one crate cannot make the compiler check them; and that
//! every file says what it is.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from the ground up. A room imports only rooms listed before it (and itself).
const ROOMS: [&str; 23] = [
    "decimal", "typed", "units", "money", "date", "issue", "places", "csv", "read", "trace", "book", "workload",
    "deduct", "bulk", "plan", "balance", "burn", "compare", "job", "quote", "document", "link", "schema",
];

fn source(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(of)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found
}

/// The room that a file belongs to.
fn room(file: &Path) -> String {
    let inside = file.strip_prefix(source("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn rooms_import_only_downwards() {
    let mut wrong = Vec::new();
    for file in files(&source("src")) {
        let room = room(&file);
        if room == "lib" {
            continue;
        }
        let floor = ROOMS.iter().position(|known| *known == room).unwrap_or_else(|| panic!("{room} is not in ROOMS"));
        let text = fs::read_to_string(&file).unwrap();
        assert!(
            !text.contains("use crate::{"),
            "{}: one `use crate::room` a line, so that this test can read it",
            file.display()
        );
        for above in &ROOMS[floor + 1..] {
            for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                if line.contains(&format!("crate::{above}")) {
                    wrong.push(format!("{}: {room} must not import {above}: {}", file.display(), line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Crate walls: what the engine is made of knows no browser, clock or network.
#[test]
fn the_engine_depends_on_nothing_of_the_browser() {
    let manifest = fs::read_to_string(source("Cargo.toml")).unwrap();
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    for banned in ["wasm-bindgen", "js-sys", "web-sys", "leptos", "tokio", "reqwest", "rand", "chrono", "getrandom"] {
        assert!(!dependencies.contains(banned), "the engine must not depend on {banned}");
    }
}

#[test]
fn every_file_opens_by_saying_what_it_is() {
    for folder in ["src", "tests", "../../src", "../js/src", "../cli/src", "../cli/tests", "../../xtask/src"] {
        for file in files(&source(folder)) {
            let text = fs::read_to_string(&file).unwrap();
            assert!(text.starts_with("//!"), "{} does not open with a module doc", file.display());
        }
    }
}
