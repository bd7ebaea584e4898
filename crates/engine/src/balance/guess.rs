//! What a pack's name seems to say: a guess, by rule.
//!
//! Kling's balance names its packs for people ("Video Generation - 10,000 entries") and has no field for pool or size.

use crate::units::Units;

/// Words of names, in lower case, and the pool that they stand for; the first that is found counts. Try-on comes before
/// image, because a try-on makes images; video before image, because of "image to video".
const POOLS: [(&str, &str); 14] = [
    ("try-on", "try-on"),
    ("try on", "try-on"),
    ("tryon", "try-on"),
    ("试穿", "try-on"),
    ("试衣", "try-on"),
    ("换装", "try-on"),
    ("video", "video"),
    ("视频", "video"),
    ("lip", "video"),
    ("image", "image"),
    ("picture", "image"),
    ("图片", "image"),
    ("图像", "image"),
    ("图", "image"),
];

/// The pool that a name speaks of.
pub(super) fn pool(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    POOLS.iter().find(|(word, _)| name.contains(word)).map(|&(_, pool)| pool)
}

/// The size that a name says: its last number of at least 10, with or without group separators, e.g. `10,000`; `万` is
/// ten thousand, `k` a thousand. Versions ("2.1") and lives ("30 days") are none.
pub(super) fn tier(name: &str) -> Option<Units> {
    let letters: Vec<char> = name.chars().collect();
    let (mut found, mut at) = (None, 0);
    while at < letters.len() {
        if !letters[at].is_ascii_digit() || (at > 0 && (letters[at - 1].is_alphanumeric() || letters[at - 1] == '.')) {
            at += 1;
            continue;
        }
        let start = at;
        let grouped = |at: usize| {
            letters[at] == ',' && letters.len() >= at + 4 && letters[at + 1..at + 4].iter().all(char::is_ascii_digit)
        };
        while at < letters.len() && (letters[at].is_ascii_digit() || grouped(at)) {
            at += 1;
        }
        let digits: String = letters[start..at].iter().filter(|letter| letter.is_ascii_digit()).collect();
        let rest: String = letters[at..].iter().collect::<String>().trim_start().to_ascii_lowercase();
        let version = rest.starts_with('.') && rest[1..].starts_with(|letter: char| letter.is_ascii_digit());
        let life = ["day", "month", "year", "天", "个月", "年", "日"].iter().any(|word| rest.starts_with(word));
        // the k stands at the number and alone: that of "Kling" is none
        let thousand = matches!(letters.get(at), Some('k' | 'K'))
            && letters.get(at + 1).is_none_or(|letter| !letter.is_alphanumeric());
        let by = if rest.starts_with('万') {
            10_000
        } else if thousand {
            1_000
        } else {
            1
        };
        if let (false, false, Ok(units)) = (version, life, Units::read(&digits))
            && let Some(units) = units.times(by)
            && units >= Units::ONE.times(10)?
        {
            found = Some(units);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_pool_and_size() {
        for (name, of, size) in [
            ("Video Generation - 10,000 entries", Some("video"), Some("10000")),
            ("Image Generation - 500000 entries", Some("image"), Some("500000")),
            ("Virtual Try-On - 2,000 images", Some("try-on"), Some("2000")),
            ("Image to video 5k units", Some("video"), Some("5000")),
            ("5K", None, Some("5000")),
            ("10,000 Kling credits", None, Some("10000")),
            ("10,000Kling credits", None, Some("10000")),
            ("200 keyframes", None, Some("200")),
            ("视频生成 - 1万条", Some("video"), Some("10000")),
            ("V2.1 video, 180 days, 45,000 units", Some("video"), Some("45000")),
            ("Trial pack 30 days", None, None),
            ("Kling 3.0", None, None),
            ("1,00 of something", None, Some("1")),
            ("", None, None),
            ("99999999999999999999 video", Some("video"), None),
        ] {
            assert_eq!(pool(name), of, "{name}");
            let size = size.filter(|size| size.len() > 1);
            assert_eq!(tier(name).map(|units| units.to_string()), size.map(str::to_owned), "{name}");
        }
    }
}
