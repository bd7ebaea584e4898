//! Deflate (RFC 1951) with the words of version 1 in front: bytes get small because most of what a Document says is there
//! already. The words never change: links that were written with them open for ever.
//!
//! This file imports nothing from the crate.

use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress, create_comp_flags_from_zip_params};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// The words that stand in front, those of version 1.
const WORDS: &[u8] = include_bytes!("words-v1.bin");
/// The most bytes that a link says: a bound against a small link that unfolds without end.
const MOST: usize = 1 << 20;

/// Deflates bytes; `None` where they are more than a link holds.
pub(super) fn write(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() > MOST {
        return None;
    }
    // no zlib head (it would say what is known), the most thorough search
    let flags = create_comp_flags_from_zip_params(10, 0, 0);
    let mut compressor = CompressorOxide::new(flags);
    // the words go through first and what they make is thrown away: what follows can point back at them
    let mut out = vec![0; 2 * (WORDS.len() + bytes.len()) + 1_024];
    let (_, read, _) = compress(&mut compressor, WORDS, &mut out, TDEFLFlush::Sync);
    if read != WORDS.len() {
        return None;
    }
    let (_, read, written) = compress(&mut compressor, bytes, &mut out, TDEFLFlush::Finish);
    out.truncate(written);
    (read == bytes.len()).then_some(out)
}

/// What bytes inflate to, and whether to their end; of bytes that are cut, or wrong, what comes before that.
pub(super) fn read(bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut out = WORDS.to_vec();
    let mut inflater = Box::<DecompressorOxide>::default();
    let (mut from, mut end) = (0, out.len());
    loop {
        // room is made as it is needed: what a link unfolds to is not known before
        let room = (out.len() * 2).min(WORDS.len() + MOST + 1);
        out.resize(room, 0);
        let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let rest = bytes.get(from..).unwrap_or(&[]);
        let (status, read, written) = decompress(&mut inflater, rest, &mut out, end, flags);
        from += read;
        end += written;
        let more = status == TINFLStatus::HasMoreOutput && room <= WORDS.len() + MOST;
        if !more {
            let whole = status == TINFLStatus::Done && from == bytes.len() && end <= WORDS.len() + MOST;
            out.truncate(end.min(WORDS.len() + MOST));
            return (out.split_off(WORDS.len()), whole);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back() {
        let long: Vec<u8> = (0..MOST).map(|at| u8::try_from(at * at % 251).unwrap()).collect();
        for bytes in [&b""[..], b"a", b"\x0frate\x0e3.0-1080p", &long, &vec![7; MOST]] {
            let deflated = write(bytes).unwrap();
            assert_eq!(read(&deflated), (bytes.to_vec(), true));
        }
        assert_eq!(write(&vec![7; MOST + 1]), None);
    }

    #[test]
    fn what_unfolds_without_end_is_cut() {
        let bytes = miniz_oxide::deflate::compress_to_vec(&vec![7; 50 << 20], 9);
        let (out, whole) = read(&bytes);
        assert_eq!((out.len(), whole), (MOST, false));
    }

    #[test]
    fn cut_and_wrong_bytes_give_what_came_before() {
        let text: Vec<u8> = (0..2_000_u32).flat_map(|at| at.to_string().into_bytes()).collect();
        let deflated = write(&text).unwrap();
        for end in 0..deflated.len() {
            let (out, whole) = read(&deflated[..end]);
            assert!(!whole);
            assert_eq!(out, text[..out.len()]);
        }
    }
}
