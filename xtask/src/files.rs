//! Folders: copied, emptied.
//!
//! Imports nothing from the crate.

use anyhow::Context as _;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// Copies what is in a folder into another, over what is there.
pub(crate) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    // what npm installs is not copied: it is large, and has links
    let entries = WalkDir::new(from).into_iter().filter_entry(|entry| entry.file_name() != "node_modules");
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("cannot write {}", target.display()))?;
        }
    }
    Ok(())
}

/// Makes a folder that has nothing in it but what is to stay.
pub(crate) fn empty(folder: &Path, stays: &[&str]) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if stays.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let path = entry.path();
        let gone = if entry.file_type()?.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        gone.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_copied_and_emptied() {
        let shell = xshell::Shell::new().unwrap();
        let folder = shell.create_temp_dir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        for name in ["a.txt", "b/c.txt", "node_modules/d.js"] {
            shell.write_file(from.join(name), name).unwrap();
        }
        shell.write_file(to.join("a.txt"), "old").unwrap();
        shell.write_file(to.join("kept/e.txt"), "e").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("a.txt")).unwrap(), "a.txt");
        assert!(to.join("b/c.txt").is_file() && !to.join("node_modules").exists());
        empty(&to, &["kept"]).unwrap();
        let left: Vec<_> = fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["kept"]);
        assert!(to.join("kept/e.txt").is_file());
    }
}
