//! What people type where a number is asked for: `1,200`, `1 200`, `1.2k`, `40*25`, `12*(30+5)`, `150%`, `１２００`.
//!
//! Arithmetic is exact: fractions stay fractions until the end, and a result that is not a decimal of at most three
//! decimals is no result. A text that could be read in two ways is read in none: group marks must stand between groups
//! of three, and only the marks of the reader's own locale (which are an input) or blanks are marks. What is not
//! understood stays as it was typed, for [`crate::document::evaluate`] to name.
//!
//! This room imports [`crate::decimal`] only.

use crate::decimal::{self, Rounding};
use std::fmt;

/// The longest text that is worked out, in bytes.
pub const MAX_BYTES: usize = 200;
/// How deep brackets and signs may stand inside one another.
pub const MAX_DEPTH: u32 = 16;

/// The marks of a locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Between whole and fraction, e.g. `.`
    pub decimal: char,
    /// Between groups of three, e.g. `,`
    pub group: char,
}

/// An exact fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    over: i128,
    /// Always positive.
    under: i128,
}

impl Ratio {
    /// `over / under`; `None` where `under` is zero or the fraction leaves the range of exact numbers.
    #[must_use]
    pub fn new(over: i128, under: i128) -> Option<Self> {
        let common = i128::try_from(common(over.unsigned_abs(), under.unsigned_abs())).ok().filter(|&c| c > 0)?;
        let (over, under) = (over.checked_div(common)?, under.checked_div(common)?);
        match under {
            0 => None,
            under if under < 0 => Some(Self { over: over.checked_neg()?, under: under.checked_neg()? }),
            under => Some(Self { over, under }),
        }
    }

    /// A whole number.
    #[must_use]
    pub fn whole(number: i128) -> Self {
        Self { over: number, under: 1 }
    }

    /// The sum, or `None` outside the range of exact numbers.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = self.over.checked_mul(other.under)?;
        let right = other.over.checked_mul(self.under)?;
        Self::new(left.checked_add(right)?, self.under.checked_mul(other.under)?)
    }

    /// The difference, or `None` outside the range of exact numbers.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { over: other.over.checked_neg()?, under: other.under })
    }

    /// The product, or `None` outside the range of exact numbers.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        // reduced crosswise first, so that it overflows only where the result does
        let (a, b) = (Self::new(self.over, other.under)?, Self::new(other.over, self.under)?);
        Self::new(a.over.checked_mul(b.over)?, a.under.checked_mul(b.under)?)
    }

    /// The quotient, or `None` of a division by zero or outside the range of exact numbers.
    #[must_use]
    pub fn divided_by(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.under, other.over)?)
    }

    /// Whether it is above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.over > 0
    }

    /// Whether it is larger than `other`; `None` outside the range of exact numbers.
    #[must_use]
    pub fn exceeds(self, other: Self) -> Option<bool> {
        self.minus(other).map(Self::is_positive)
    }

    /// The least whole number that is not below it.
    #[must_use]
    pub fn up(self) -> Option<i128> {
        decimal::divide(self.over, self.under, Rounding::Up)
    }

    /// Its plain decimal text; `None` where that would need more than three decimals.
    #[must_use]
    pub fn text(self) -> Option<String> {
        let thousandths = self.over.checked_mul(1_000)?;
        (thousandths % self.under == 0).then(|| Thousandths(thousandths / self.under).to_string())
    }
}

struct Thousandths(i128);

impl fmt::Display for Thousandths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal::write(f, self.0, 3, 0)
    }
}

/// The greatest common divisor.
fn common(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// What was typed as plain decimal text; as typed, without blanks around it, where it is not understood.
///
/// ```
/// use packwise_engine::typed::{Marks, canonical};
/// let english = Marks { decimal: '.', group: ',' };
/// assert_eq!(canonical(" 1,200 ", english), "1200");
/// assert_eq!(canonical("12*(30+5)", english), "420");
/// assert_eq!(canonical("1.234,5", english), "1.234,5"); // no number in English
/// assert_eq!(canonical("1.234,5", Marks { decimal: ',', group: '.' }), "1234.5");
/// ```
#[must_use]
pub fn canonical(typed: &str, marks: Marks) -> String {
    let typed = typed.trim();
    number(typed, marks).or_else(|| value(typed, marks)?.text()).unwrap_or_else(|| typed.to_owned())
}

/// One number without arithmetic, as plain decimal text, however many digits it has.
fn number(typed: &str, marks: Marks) -> Option<String> {
    let text: String = typed.chars().map(fold).collect();
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    Some(format!("{sign}{}", numeral(rest, folded(marks))?))
}

/// What was typed, worked out; `None` where it is not understood, too long, too deep, divides by zero, or leaves the
/// range of exact numbers.
#[must_use]
pub fn value(typed: &str, marks: Marks) -> Option<Ratio> {
    if typed.len() > MAX_BYTES {
        return None;
    }
    let text: Vec<char> = typed.chars().map(fold).collect();
    let mut reader = Reader { text: &text, at: 0, marks: folded(marks) };
    let value = reader.sum(0)?;
    (reader.peek().is_none()).then_some(value)
}

/// One spelling for what looks the same: full-width characters, blanks, minus and times signs, apostrophes.
fn fold(c: char) -> char {
    match c {
        // the full-width forms repeat ASCII at a fixed distance
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        '−' | '–' => '-',
        '×' | '∗' => '*',
        '÷' | '∕' | '⁄' => '/',
        '’' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

fn folded(marks: Marks) -> Marks {
    Marks { decimal: fold(marks.decimal), group: fold(marks.group) }
}

/// A numeral as plain decimal text; `None` where its marks do not stand where a number has them.
fn numeral(text: &str, marks: Marks) -> Option<String> {
    let (whole, fraction) = match text.split_once(marks.decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    // people type a blank between groups in every locale
    let mark = if whole.contains(' ') { ' ' } else { marks.group };
    let mut groups = whole.split(mark);
    let first = groups.next()?;
    let mut joined = first.to_owned();
    for group in groups {
        // nobody groups a number that begins with 0: more likely the mark was meant for a decimal point
        if !(1..=3).contains(&first.len()) || group.len() != 3 || first.starts_with('0') {
            return None;
        }
        joined.push_str(group);
    }
    let some = !joined.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    if !some || !digits(&joined) || !fraction.is_none_or(digits) {
        return None;
    }
    Some(match fraction {
        Some(fraction) => format!("{joined}.{fraction}"),
        None => joined,
    })
}

/// Reads a text from left to right.
struct Reader<'a> {
    text: &'a [char],
    at: usize,
    marks: Marks,
}

impl Reader<'_> {
    /// The next character that is no blank.
    fn peek(&mut self) -> Option<char> {
        while self.text.get(self.at) == Some(&' ') {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += 1;
        }
        found
    }

    fn sum(&mut self, depth: u32) -> Option<Ratio> {
        let mut sum = self.product(depth)?;
        loop {
            if self.take('+') {
                sum = sum.plus(self.product(depth)?)?;
            } else if self.take('-') {
                sum = sum.minus(self.product(depth)?)?;
            } else {
                return Some(sum);
            }
        }
    }

    fn product(&mut self, depth: u32) -> Option<Ratio> {
        let mut product = self.factor(depth)?;
        loop {
            if self.take('*') {
                product = product.times(self.factor(depth)?)?;
            } else if self.take('/') {
                product = product.divided_by(self.factor(depth)?)?;
            } else {
                return Some(product);
            }
        }
    }

    fn factor(&mut self, depth: u32) -> Option<Ratio> {
        if depth > MAX_DEPTH {
            return None;
        }
        if self.take('-') {
            return Ratio::whole(0).minus(self.factor(depth + 1)?);
        }
        let value = if self.take('(') {
            let inner = self.sum(depth + 1)?;
            self.take(')').then_some(inner)?
        } else {
            self.numeral()?
        };
        let times = match self.text.get(self.at) {
            Some('k' | 'K') => Ratio::whole(1_000),
            Some('m' | 'M') => Ratio::whole(1_000_000),
            Some('%') => Ratio::new(1, 100)?,
            _ => return Some(value),
        };
        self.at += 1;
        value.times(times)
    }

    fn numeral(&mut self) -> Option<Ratio> {
        self.peek();
        let digit = |place: usize| self.text.get(place).is_some_and(char::is_ascii_digit);
        let mut end = self.at;
        while let Some(&c) = self.text.get(end) {
            let blank_inside = c == ' ' && end > self.at && digit(end - 1) && digit(end + 1);
            if !c.is_ascii_digit() && c != self.marks.decimal && c != self.marks.group && !blank_inside {
                break;
            }
            // a mark of the locale may itself be a blank, which ends a number as well as it groups one
            if c == ' ' && !blank_inside {
                break;
            }
            end += 1;
        }
        let text: String = self.text.get(self.at..end)?.iter().collect();
        let plain = numeral(&text, self.marks)?;
        self.at = end;
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let over = decimal::read(&format!("{whole}{fraction}"), 0).ok()?;
        Ratio::new(over, 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?)
    }
}

/// Kept clips that so many finished minutes are made of: `minutes x 60 / (seconds x share)`, up to whole clips. `share`
/// is the part of a clip that is left after the cut. `None` unless all are above zero, `share` is at most one, and the
/// result can be counted.
#[must_use]
pub fn clips(minutes: Ratio, seconds: Ratio, share: Ratio) -> Option<i128> {
    let positive = minutes.is_positive() && seconds.is_positive() && share.is_positive();
    if !positive || share.exceeds(Ratio::whole(1))? {
        return None;
    }
    minutes.times(Ratio::whole(60))?.divided_by(seconds.times(share)?)?.up()
}

/// Tasks that must run at once: `clips a day x minutes each x peak / (hours x 60)`, up to whole tasks. `peak` is how many
/// times the even load the busiest hour has. `None` unless all are above zero and the result can be counted.
#[must_use]
pub fn at_once(clips: Ratio, minutes: Ratio, peak: Ratio, hours: Ratio) -> Option<i128> {
    let positive = clips.is_positive() && minutes.is_positive() && peak.is_positive() && hours.is_positive();
    if !positive {
        return None;
    }
    clips.times(minutes)?.times(peak)?.divided_by(hours.times(Ratio::whole(60))?)?.up()
}

/// A count times a factor, up to whole results. `None` unless the factor is above zero and the count not below it.
#[must_use]
pub fn scaled(count: Ratio, factor: Ratio) -> Option<i128> {
    if !factor.is_positive() || Ratio::whole(0).exceeds(count)? {
        return None;
    }
    count.times(factor)?.up()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: Marks = Marks { decimal: '.', group: ',' };
    const GERMAN: Marks = Marks { decimal: ',', group: '.' };
    const FRENCH: Marks = Marks { decimal: ',', group: '\u{202f}' };
    const SWISS: Marks = Marks { decimal: '.', group: '’' };

    #[test]
    fn what_people_type_is_what_they_mean() {
        for (marks, typed, expected) in [
            (ENGLISH, "1200", "1200"),
            (ENGLISH, "1,200", "1200"),
            (ENGLISH, " 1,234,567.5 ", "1234567.5"),
            (ENGLISH, "1 200", "1200"),
            (ENGLISH, "1\u{a0}200", "1200"),
            (ENGLISH, "1.2k", "1200"),
            (ENGLISH, "1.2K", "1200"),
            (ENGLISH, "3m", "3000000"),
            (ENGLISH, "40*25", "1000"),
            (ENGLISH, "40 × 25", "1000"),
            (ENGLISH, "12*(30+5)", "420"),
            (ENGLISH, "100/4", "25"),
            (ENGLISH, "100÷4", "25"),
            (ENGLISH, "1/3*3", "1"),
            (ENGLISH, "2/3*(1/2+1)", "1"),
            (ENGLISH, "30*50%", "15"),
            (ENGLISH, "150%", "1.5"),
            (ENGLISH, "1,200*2", "2400"),
            (ENGLISH, "1 200 * 2", "2400"),
            (ENGLISH, "5+5", "10"),
            (ENGLISH, "5 - 7", "-2"),
            (ENGLISH, "-5", "-5"),
            (ENGLISH, "-(2+3)", "-5"),
            (ENGLISH, "１２００", "1200"),
            (ENGLISH, "４０＊（２０＋５）", "1000"),
            (ENGLISH, "1/8", "0.125"),
            (ENGLISH, "007", "007"),
            (ENGLISH, ".5", ".5"),
            (ENGLISH, "0.0001*10000", "1"),
            (GERMAN, "1.200", "1200"),
            (GERMAN, "1.234,5", "1234.5"),
            (GERMAN, "1,2k", "1200"),
            (GERMAN, "1.200*2", "2400"),
            (GERMAN, "1 200", "1200"),
            (FRENCH, "1 200", "1200"),
            (FRENCH, "1\u{202f}200,5", "1200.5"),
            (FRENCH, "1 200 * 2", "2400"),
            (SWISS, "1'200", "1200"),
            (SWISS, "1’200", "1200"),
        ] {
            assert_eq!(canonical(typed, marks), expected, "{typed:?}");
        }
        assert_eq!(canonical(&"9".repeat(60), ENGLISH), "9".repeat(60));
    }

    #[test]
    fn what_is_in_doubt_stays_as_it_was_typed() {
        for (marks, typed) in [
            (ENGLISH, "1.234,5"),
            (ENGLISH, "12,34"),
            (ENGLISH, "0,500"),
            (ENGLISH, "0 500"),
            (ENGLISH, "00,500"),
            (ENGLISH, "-0,500"),
            (ENGLISH, "0,500*2"),
            (ENGLISH, "012,500.5"),
            (GERMAN, "0.500"),
            (GERMAN, "0 500"),
            (FRENCH, "0\u{202f}500"),
            (FRENCH, "0 500"),
            (SWISS, "0’500"),
            (ENGLISH, "1,2k"),
            (ENGLISH, "12 34"),
            (ENGLISH, "1,200 300"),
            (ENGLISH, "1e30"),
            (ENGLISH, "0x10"),
            (ENGLISH, "NaN"),
            (ENGLISH, "5s"),
            (ENGLISH, "1kk"),
            (ENGLISH, "k"),
            (ENGLISH, "+5"),
            (ENGLISH, "5+"),
            (ENGLISH, "(5"),
            (ENGLISH, "5)"),
            (ENGLISH, "()"),
            (ENGLISH, "2(3)"),
            (ENGLISH, "1/0"),
            (ENGLISH, "1/(2-2)"),
            (ENGLISH, "100/3"),
            (ENGLISH, "1/16"),
            (ENGLISH, "5&months=9#x*2,3%"),
            (ENGLISH, "٣"),
            (ENGLISH, ""),
            (ENGLISH, "-"),
            (ENGLISH, "."),
            (GERMAN, "1.2k"),
            (FRENCH, "12 34"),
        ] {
            assert_eq!(canonical(typed, marks), typed, "{typed:?}");
        }
    }

    #[test]
    fn length_and_depth_are_bounded() {
        let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(value(&nested(16), ENGLISH), Some(Ratio::whole(1)));
        assert_eq!(value(&nested(17), ENGLISH), None);
        assert_eq!(value(&"-".repeat(150), ENGLISH), None);
        assert_eq!(value(&"1+".repeat(200), ENGLISH), None);
        assert_eq!(value(&format!("{}*{}", "9".repeat(30), "9".repeat(30)), ENGLISH), None);
    }

    #[test]
    fn finished_minutes_become_clips() {
        let ratio = |text: &str| value(text, ENGLISH).unwrap();
        // 20 min are 1,200 s; of each 5 s clip 4 s stay
        assert_eq!(clips(ratio("20"), ratio("5"), ratio("80%")), Some(300));
        assert_eq!(clips(ratio("1"), ratio("7"), ratio("100%")), Some(9));
        assert_eq!(clips(ratio("0.5"), ratio("10"), ratio("1/3")), Some(9));
        for (minutes, seconds, share) in [("0", "5", "1"), ("1", "0", "1"), ("1", "5", "0"), ("1", "5", "101%")] {
            assert_eq!(clips(ratio(minutes), ratio(seconds), ratio(share)), None);
        }
    }

    #[test]
    fn a_day_of_clips_becomes_tasks_at_once() {
        let ratio = |text: &str| value(text, ENGLISH).unwrap();
        // 400 clips of 3 min are 1,200 min in 480: 2.5 at once, twice that at the peak
        assert_eq!(at_once(ratio("400"), ratio("3"), ratio("1"), ratio("8")), Some(3));
        assert_eq!(at_once(ratio("400"), ratio("3"), ratio("2"), ratio("8")), Some(5));
        assert_eq!(at_once(ratio("1"), ratio("1"), ratio("1"), ratio("24")), Some(1));
        assert_eq!(at_once(ratio("1"), ratio("1"), ratio("1"), ratio("0")), None);
    }

    #[test]
    fn counts_are_scaled_up_to_whole_ones() {
        let ratio = |text: &str| value(text, ENGLISH).unwrap();
        assert_eq!(scaled(ratio("300"), ratio("1.5")), Some(450));
        assert_eq!(scaled(ratio("200"), ratio("2/3")), Some(134));
        assert_eq!(scaled(ratio("300"), ratio("2/3")), Some(200));
        assert_eq!(scaled(ratio("0"), ratio("2")), Some(0));
        assert_eq!(scaled(ratio("5"), ratio("0")), None);
        assert_eq!(scaled(ratio("5"), ratio("-1")), None);
    }
}
