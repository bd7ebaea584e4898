//! What stands inside each `<packwise-calculator>` of the guide and of the examples is what `packwise fallback` says of its
//! attributes. `PACKWISE_BLESS=1` writes it.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How the tag begins and ends, in HTML and as a shortcode of Hugo.
const TAGS: [(&str, &str, &str); 2] =
    [("\n<packwise-calculator ", ">\n", "</packwise-calculator>"), ("\n{{< packwise ", " >}}\n", "{{< /packwise >}}")];

/// Attributes that are keys of a link, by the same names.
const KEYS: [&str; 16] = [
    "book",
    "lines",
    "months",
    "order",
    "concurrency",
    "start",
    "limits",
    "without",
    "growth",
    "season",
    "shape",
    "units",
    "owned",
    "jobs",
    "rates",
    "model",
];
/// Attributes that say how the element looks, and not what it says.
const SHOWN: [&str; 8] = ["provider", "locale", "accent", "theme", "eager", "table", "app", "books"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The pages of the guide and of the examples.
fn pages() -> Vec<PathBuf> {
    let mut open = vec![root().join("docs"), root().join("examples")];
    let mut pages = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
            if path.is_dir() {
                open.push(path);
            } else if ["html", "md", "mdx"].contains(&end) {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

/// The link that says what the attributes of a tag say.
fn link(attributes: &str) -> String {
    let mut view = "plan".to_owned();
    let mut parts = Vec::new();
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap();
        match name.trim() {
            "view" => view = value.to_owned(),
            name if KEYS.contains(&name) => parts.push(format!("{name}={}", value.replace(' ', "%20"))),
            name => assert!(SHOWN.contains(&name), "no fallback is known for the attribute `{name}`"),
        }
        rest = after;
    }
    format!("{view}?{}", parts.join("&"))
}

fn fallback(link: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_packwise")).args(["fallback", link]).output().unwrap();
    assert!(output.status.success(), "{link}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The page as it should be, and how many tags it has. Tags in a block of code show how they are written, and stay.
fn filled(page: &str) -> (String, usize) {
    let (mut out, mut rest, mut tags) = (String::new(), page, 0);
    loop {
        let found = TAGS.iter().filter_map(|tag| rest.find(tag.0).map(|at| (at, tag))).min_by_key(|(at, _)| *at);
        let Some((at, (begin, open, close))) = found else { break };
        let (before, tag) = rest.split_at(at);
        let (attributes, after) = tag[begin.len()..].split_once(open).unwrap();
        let (inside, after) = after.split_once(close).unwrap();
        out.push_str(before);
        let in_code = out.matches("\n```").count() % 2 == 1;
        let inside = if in_code { inside.to_owned() } else { fallback(&link(attributes)) };
        tags += usize::from(!in_code);
        out.push_str(&format!("{begin}{attributes}{open}{inside}{close}"));
        rest = after;
    }
    (out + rest, tags)
}

#[test]
fn fallbacks_are_what_the_engine_says() {
    let mut tags = 0;
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let (right, found) = filled(&page);
        tags += found;
        if std::env::var_os("PACKWISE_BLESS").is_some() {
            if right != page {
                fs::write(&path, right).unwrap();
            }
        } else {
            assert!(right == page, "{}: PACKWISE_BLESS=1 cargo test -p packwise-cli --test fallbacks", path.display());
        }
    }
    assert!(tags >= 5, "{tags} tags");
}
