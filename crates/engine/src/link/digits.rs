//! The characters of a long link: bytes as base64url, with checks, so that a changed, cut or mangled link is noticed and
//! what stands before the damage can still be trusted.
//!
//! Every 63 characters are followed by one that checks them (a weighted sum whose weights are odd, so that any one changed
//! character changes it), and the last four bytes are the CRC-32 of all before, which finds what the small checks miss.
//! This layout is that of version 1 and never changes: links of it open for ever.
//!
//! This file imports nothing from the crate.

/// The digits, in the order of their values.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Characters that one check follows.
const RUN: usize = 63;

/// What stood in the characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Undone {
    /// The bytes; of a damaged text those that stand before the damage.
    pub(super) bytes: Vec<u8>,
    /// Whether all of it is as it was written.
    pub(super) whole: bool,
}

/// Bytes as characters. `version` is checked along with them.
pub(super) fn write(version: u8, bytes: &[u8]) -> String {
    let mut bytes = bytes.to_vec();
    let sum = crc32(version, &bytes);
    bytes.extend_from_slice(&sum.to_be_bytes());
    let mut values = Vec::with_capacity(bytes.len() * 4 / 3 + 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        for at in 0..=three.len() {
            values.push(u8::try_from(bits >> (18 - 6 * at) & 63).unwrap_or(0));
        }
    }
    let mut out = String::with_capacity(values.len() + values.len() / RUN + 1);
    for run in values.chunks(RUN) {
        for &value in run.iter().chain([&check(run)]) {
            out.push(char::from(DIGITS.get(usize::from(value)).copied().unwrap_or(b'A')));
        }
    }
    out
}

/// Characters as bytes. Blanks and line ends that a mail put between them, and signs that a sentence put after them, are
/// no part of them.
pub(super) fn read(version: u8, text: &str) -> Undone {
    let text: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let end = text.iter().rposition(|&byte| value(byte).is_some()).map_or(0, |last| last + 1);
    let text = text.get(..end).unwrap_or(&[]);
    let mut values = Vec::with_capacity(text.len());
    let mut sound = true;
    for run in text.chunks(RUN + 1) {
        let run: Option<Vec<u8>> = run.iter().map(|&byte| value(byte)).collect();
        let kept = run.as_deref().and_then(<[u8]>::split_last).filter(|(last, run)| **last == check(run));
        let Some((_, run)) = kept else {
            sound = false;
            break;
        };
        values.extend_from_slice(run);
    }
    let mut bytes = Vec::with_capacity(values.len() * 3 / 4);
    for four in values.chunks(4) {
        let bits = four.iter().fold(0_u32, |bits, &value| bits << 6 | u32::from(value)) << (6 * (4 - four.len()));
        let [_, three @ ..] = bits.to_be_bytes();
        bytes.extend_from_slice(three.get(..four.len().saturating_sub(1)).unwrap_or(&[]));
    }
    let whole = sound.then(|| bytes.split_last_chunk::<4>()).flatten();
    match whole.filter(|(bytes, sum)| crc32(version, bytes).to_be_bytes() == **sum) {
        Some((bytes, _)) => Undone { bytes: bytes.to_vec(), whole: true },
        None => Undone { bytes, whole: false },
    }
}

fn value(digit: u8) -> Option<u8> {
    DIGITS.iter().position(|&known| known == digit).and_then(|value| u8::try_from(value).ok())
}

/// The check of a run: one changed character changes it, and so do two that stand side by side and change places, unless
/// they are 32 apart.
fn check(run: &[u8]) -> u8 {
    let mut weight = 1_u8;
    let mut sum = 0_u8;
    for &value in run {
        sum = sum.wrapping_add(value.wrapping_mul(weight));
        weight = weight.wrapping_add(2);
    }
    sum & 63
}

/// CRC-32 (IEEE 802.3) of the version and the bytes. Any one changed character of a link is a burst of at most twelve
/// bits, which it always finds.
fn crc32(version: u8, bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for &byte in [version].iter().chain(bytes) {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_known_one() {
        // the check value of CRC-32 for "123456789"
        assert_eq!(crc32(b'1', b"23456789"), 0xCBF4_3926);
    }

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 1, 2, 3, 40, 44, 45, 46, 47, 48, 200] {
            let bytes: Vec<u8> = (0..=255).cycle().take(length).collect();
            let text = write(b'1', &bytes);
            assert_eq!(read(b'1', &text), Undone { bytes: bytes.clone(), whole: true }, "{length}");
            assert_eq!(read(b'1', &format!("{text}).")).bytes, bytes);
            assert!(!read(b'2', &text).whole);
        }
    }

    #[test]
    fn what_stands_before_a_damage_is_kept() {
        let bytes: Vec<u8> = (0..200).collect();
        let mut text = write(b'1', &bytes);
        text.replace_range(150..151, if &text[150..151] == "A" { "B" } else { "A" });
        let undone = read(b'1', &text);
        assert!(!undone.whole);
        assert_eq!(undone.bytes, bytes[..undone.bytes.len()]);
        assert_eq!(undone.bytes.len(), 94); // two whole runs
    }
}
