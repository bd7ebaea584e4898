//! What a file may cost, before anything of it is believed: how many parts it has and what they unpack to. What a part
//! says of its own size is not trusted: it is unpacked into nothing and counted.
//!
//! This file imports nothing from the crate.

use std::io::{Cursor, Read as _};
use zip::ZipArchive;
use zip::result::ZipError;

/// The most parts of a file.
const MAX_PARTS: usize = 5_000;
/// The most bytes that they may unpack to, together.
const MAX_UNPACKED: u64 = 256 << 20;

/// Whether a file can be read at all, or why not, in words.
pub(crate) fn check(file: &[u8]) -> Result<(), String> {
    if file.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err("this file has a password, or is of the old kind (.xls): save it as .xlsx without one, or as CSV"
            .to_owned());
    }
    let broken = |error: ZipError| format!("this is no XLSX file, or a broken one: {error}");
    let mut parts = ZipArchive::new(Cursor::new(file)).map_err(broken)?;
    if parts.len() > MAX_PARTS {
        return Err(format!("the file has {} parts: at most {MAX_PARTS} are read", parts.len()));
    }
    let mut left = MAX_UNPACKED;
    let mut buffer = vec![0; 1 << 16];
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).map_err(broken)?;
        loop {
            let read = part.read(&mut buffer).map_err(|error| format!("the file is broken: {error}"))?;
            if read == 0 {
                break;
            }
            left = left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
            if left == 0 {
                return Err("the file unpacks to more than 256 MB, so it is not read".to_owned());
            }
        }
    }
    Ok(())
}
