//! Whether files changed, by their contents.
//!
//! Two trees have the same digest exactly when they hold the same files with the same contents under the same names;
//! dates and permissions do not count.
//!
//! Imports nothing from the crate.

use anyhow::Context as _;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// The digest of some bytes, in hexadecimal.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The digest of every file under `root` that `keep` lets through. A folder that is not kept is not entered.
pub(crate) fn of_tree(root: &Path, keep: impl Fn(&DirEntry) -> bool) -> anyhow::Result<String> {
    let mut hasher = Sha256::new();
    let entries =
        WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|entry| entry.depth() == 0 || keep(entry));
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", root.display()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let contents = fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?;
        let name = entry.path().strip_prefix(root)?.as_os_str().as_encoded_bytes();
        // Lengths go in too, so that moving a byte from a name to a file is a change.
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name);
        hasher.update((contents.len() as u64).to_le_bytes());
        hasher.update(&contents);
    }
    Ok(hex(&hasher.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(files: &[(&str, &str)]) -> String {
        let shell = xshell::Shell::new().unwrap();
        let folder = shell.create_temp_dir().unwrap();
        for (name, contents) in files {
            shell.write_file(folder.path().join(name), contents).unwrap();
        }
        of_tree(folder.path(), |entry| entry.file_name() != "target").unwrap()
    }

    #[test]
    fn names_and_contents_count() {
        let one = digest(&[("a", "1"), ("b/c", "2")]);
        assert_eq!(one, digest(&[("b/c", "2"), ("a", "1")]), "the order of writing does not count");
        assert_ne!(one, digest(&[("a", "1"), ("b/c", "3")]), "contents count");
        assert_ne!(one, digest(&[("a", "1"), ("b/d", "2")]), "names count");
        assert_ne!(digest(&[("a", "bc")]), digest(&[("ab", "c")]), "so does where a name ends");
    }

    #[test]
    fn what_is_not_kept_does_not_count() {
        assert_eq!(digest(&[("a", "1")]), digest(&[("a", "1"), ("target/x", "2")]));
    }
}
