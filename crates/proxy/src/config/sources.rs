//! Where the configuration comes from: one TOML file and the environment, put together into one table.
//!
//! A variable stands for a field: `PACKWISE_LISTEN` for `listen`, `PACKWISE_ACCOUNT_MAIN_SECRET_KEY` for
//! `accounts.main.secret_key`; it goes before the file's. A variable that begins as ours and is none is a problem, because
//! it may be a misspelt secret, or a wall that was meant and is not there.
//!
//! Imports `secret` through `check`, and nothing else from the crate.

use super::table::Problems;
use super::{Config, Problem, check};
use std::fs;
use std::path::Path;
use toml::{Table, Value};
use zeroize::Zeroizing;

/// Variables of one field each, and the field.
const PLAIN: [(&str, &[&str]); 11] = [
    ("PACKWISE_LISTEN", &["listen"]),
    ("PACKWISE_STATIC", &["static"]),
    ("PACKWISE_ORIGINS", &["origins"]),
    ("PACKWISE_LOG", &["log"]),
    ("PACKWISE_CACHE_SECONDS", &["timing", "cache_seconds"]),
    ("PACKWISE_TRUSTED_HEADER", &["trusted", "header"]),
    ("PACKWISE_TRUSTED_FROM", &["trusted", "from"]),
    ("PACKWISE_REPLICAS", &["redis", "replicas"]),
    ("PACKWISE_REPLICA", &["redis", "replica"]),
    ("PACKWISE_REDIS_PREFIX", &["redis", "prefix"]),
    ("REDIS_URL", &["redis", "url"]),
];

/// Variables of accounts and callers: what they begin with, the table, and the endings that are known, longer ones first.
const NAMED: [(&str, &str, &[&str]); 2] = [
    (
        "PACKWISE_ACCOUNT_",
        "accounts",
        &[
            "access_key_file",
            "secret_key_file",
            "api_key_file",
            "access_key",
            "secret_key",
            "api_key",
            "checkout_hosts",
            "checkout",
            "public_packs",
            "provider",
            "days_back",
            "days_ahead",
            "base",
        ],
    ),
    ("PACKWISE_CALLER_", "callers", &["token_sha256", "token_file", "accounts", "token", "user"]),
];

/// The environment, and the file that it names.
#[derive(Default)]
pub struct Sources {
    /// The TOML text.
    pub toml: Option<Zeroizing<String>>,
    /// Variables and their values.
    pub env: Vec<(String, String)>,
    /// What went wrong before anything could be read.
    pub problems: Vec<Problem>,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sources(..)")
    }
}

impl Sources {
    /// This process's environment, and the file that `PACKWISE_PROXY_CONFIG` or the caller names.
    #[must_use]
    pub fn of_process(file: Option<&Path>) -> Self {
        let mut sources = Self::default();
        for (name, value) in std::env::vars_os() {
            let Some(name) = name.to_str().filter(|name| is_ours(name)).map(str::to_owned) else { continue };
            match value.into_string() {
                Ok(value) => sources.env.push((name, value)),
                Err(_) => sources.problems.push(Problem { path: name, words: "is not UTF-8".to_owned() }),
            }
        }
        let named = sources.env.iter().find(|(name, _)| name == FILE).map(|(_, value)| value.clone());
        let file = file.map(Path::to_path_buf).or_else(|| named.map(Into::into));
        if let Some(file) = file {
            match fs::read_to_string(&file) {
                Ok(text) => sources.toml = Some(Zeroizing::new(text)),
                Err(error) => sources.problems.push(Problem {
                    path: String::new(),
                    words: format!("the configuration file cannot be read: {}", error.kind()),
                }),
            }
        }
        sources
    }
}

/// Names the file.
const FILE: &str = "PACKWISE_PROXY_CONFIG";

/// What other programs of Packwise are told: its tests, its builds, and where they find this one.
const OTHERS: [&str; 7] = [
    "PACKWISE_BLESS",
    "PACKWISE_CHROMIUM",
    "PACKWISE_CLI",
    "PACKWISE_FULL",
    "PACKWISE_PROXY",
    "PACKWISE_TEST_PORT",
    "PACKWISE_XTASK",
];

fn is_ours(name: &str) -> bool {
    (name.starts_with("PACKWISE_") && !OTHERS.contains(&name)) || name == "REDIS_URL"
}

/// Reads a configuration.
///
/// # Errors
/// Every problem there is.
pub fn load(sources: Sources) -> Result<Config, Vec<Problem>> {
    let mut problems = Problems(sources.problems);
    let mut table = match sources.toml.as_deref().map(|text| text.parse::<Table>()) {
        None => Table::new(),
        Some(Ok(table)) => table,
        Some(Err(error)) => {
            // the error's own words show the line, which may hold a secret
            let text = sources.toml.as_deref().map_or("", String::as_str);
            let start = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count().saturating_add(1);
            problems.add("", format!("the configuration file is not TOML: see its line {line}"));
            Table::new()
        }
    };
    for (name, value) in sources.env {
        place(&mut table, &name, value, &mut problems);
    }
    check::config(table, problems)
}

fn place(table: &mut Table, name: &str, value: String, problems: &mut Problems) {
    if name == FILE {
        return;
    }
    if let Some((_, path)) = PLAIN.iter().find(|(plain, _)| *plain == name) {
        return put(table, path, value, problems, name);
    }
    for (begin, field, endings) in NAMED {
        let Some(rest) = name.strip_prefix(begin) else { continue };
        let rest = rest.to_ascii_lowercase();
        let found = endings.iter().find_map(|ending| {
            let of = rest.strip_suffix(ending)?.strip_suffix('_')?;
            (!of.is_empty()).then(|| (of.replace('_', "-"), *ending))
        });
        return match found {
            Some((of, ending)) => put(table, &[field, &of, ending], value, problems, name),
            None => problems.add(name, "is not a variable of this configuration: its ending names no field"),
        };
    }
    if is_ours(name) {
        problems.add(name, "is not a variable of this configuration");
    }
}

/// Puts a text where a path leads, over what the file says there.
fn put(table: &mut Table, path: &[&str], value: String, problems: &mut Problems, name: &str) {
    match path {
        [] => {}
        [key] => drop(table.insert((*key).to_owned(), Value::String(value))),
        [key, rest @ ..] => {
            let inner = table.entry((*key).to_owned()).or_insert_with(|| Value::Table(Table::new()));
            match inner {
                Value::Table(inner) => put(inner, rest, value, problems, name),
                _ => problems.add(name, format!("the file's `{key}` is not a table")),
            }
        }
    }
}
