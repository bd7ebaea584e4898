//! Dates for a calendar, as a file that every calendar reads: iCalendar, RFC 5545.
//!
//! What always holds: lines end in CRLF and have at most 75 octets, folded between characters; text is escaped; the same
//! days make the same file, byte for byte: no clock, no randomness. A day's UID follows from what it says, so reading a
//! file twice makes no day twice.
//!
//! Imports nothing from the crate.

use packwise_engine::date::Date;
use std::fmt::Write as _;

/// The longest line, in octets, without its CRLF (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// One day with something to do or to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub day: Date,
    /// What it is, in a line.
    pub summary: String,
    /// More about it; may have several lines, may be empty.
    pub description: String,
}

/// The file: a calendar of this name with these days, in their order. `stamp` is the day on which they were worked out.
#[must_use]
pub fn write(name: &str, stamp: Date, events: &[Event]) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//Packwise//Packwise//EN");
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, &format!("NAME:{}", escape(name)));
    line(&mut out, &format!("X-WR-CALNAME:{}", escape(name)));
    for (at, event) in events.iter().enumerate() {
        // two days that say the same are two days all the same
        let before = events[..at].iter().filter(|other| *other == event).count();
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", uid(event, before)));
        line(&mut out, &format!("DTSTAMP:{}T000000Z", basic(stamp)));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{}", basic(event.day)));
        line(&mut out, &format!("SUMMARY:{}", escape(&event.summary)));
        if !event.description.is_empty() {
            line(&mut out, &format!("DESCRIPTION:{}", escape(&event.description)));
        }
        // a day to know of takes no time from anybody's day
        line(&mut out, "TRANSP:TRANSPARENT");
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// `20261120`
fn basic(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// FNV-1a, 128 bits, of all that the day says.
fn uid(event: &Event, before: usize) -> String {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let said = format!("{}\n{}\n{}\n{before}", basic(event.day), event.summary, event.description);
    for byte in said.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
    }
    format!("{hash:032x}@packwise")
}

/// Text as RFC 5545, 3.3.11, has it. Control characters other than line ends have no place in it and are left out.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            _ if c.is_control() => {}
            _ => out.push(c),
        }
    }
    out
}

/// A line, folded: what follows the first part begins with a space, which counts.
fn line(out: &mut String, text: &str) {
    let mut length = 0;
    for c in text.chars() {
        if length + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            length = 1;
        }
        // writing to a String cannot fail
        let _ = out.write_char(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Reads a file back: its days, and every property of each.
    pub(crate) fn read(text: &str) -> Vec<Vec<(String, String)>> {
        assert!(text.ends_with("\r\n"));
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "every line ends in CRLF");
        assert!(text.split("\r\n").all(|line| line.len() <= LONGEST), "no line is too long");
        let unfolded = text.replace("\r\n ", "");
        let mut lines = unfolded.split("\r\n").filter(|line| !line.is_empty());
        assert_eq!(lines.next(), Some("BEGIN:VCALENDAR"));
        let mut events: Vec<Vec<(String, String)>> = Vec::new();
        let mut inside = false;
        for line in lines {
            match line {
                "BEGIN:VEVENT" => {
                    assert!(!inside);
                    inside = true;
                    events.push(Vec::new());
                }
                "END:VEVENT" => inside = false,
                "END:VCALENDAR" => return events,
                _ if inside => {
                    let (name, value) = line.split_once(':').unwrap();
                    events.last_mut().unwrap().push((name.to_owned(), unescape(value)));
                }
                _ => {}
            }
        }
        panic!("the calendar does not end");
    }

    fn unescape(text: &str) -> String {
        let mut out = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next().unwrap() {
                    'n' | 'N' => out.push('\n'),
                    c @ ('\\' | ';' | ',') => out.push(c),
                    c => panic!("\\{c} means nothing"),
                },
                ';' | ',' => panic!("{c} stands unescaped in {text}"),
                _ => out.push(c),
            }
        }
        out
    }

    pub(crate) fn of<'a>(event: &'a [(String, String)], name: &str) -> &'a str {
        event.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }

    fn event(day: (i16, i8, i8), summary: &str, description: &str) -> Event {
        let day = Date::new(day.0, day.1, day.2).unwrap();
        Event { day, summary: summary.to_owned(), description: description.to_owned() }
    }

    #[test]
    fn what_is_written_reads_back() {
        let day = Date::new(2026, 11, 20).unwrap();
        let long = "Kling 视频资源包, 万; \\ ".repeat(20);
        let events = [
            event((2026, 11, 20), "Buy 1 × B1, 1 × B2; now", "a\nb\\n, c;"),
            event((2027, 2, 28), &long, ""),
            event((2027, 2, 28), "x\r\u{7}y", &long),
        ];
        let text = write("Packs, of work", day, &events);
        let back = read(&text);
        assert_eq!(back.len(), 3);
        for (event, back) in events.iter().zip(&back) {
            let clean = |text: &str| text.chars().filter(|&c| c == '\n' || !c.is_control()).collect::<String>();
            assert_eq!(of(back, "SUMMARY"), clean(&event.summary));
            assert_eq!(of(back, "DESCRIPTION"), clean(&event.description));
            assert_eq!(of(back, "DTSTART;VALUE=DATE"), basic(event.day));
            assert_eq!(of(back, "DTSTAMP"), "20261120T000000Z");
        }
        assert_eq!(write("Packs, of work", day, &events), text, "the same days make the same file");
    }

    #[test]
    fn a_day_keeps_its_uid_and_shares_it_with_no_other() {
        let day = Date::new(2026, 11, 20).unwrap();
        let (a, b) = (event((2026, 11, 20), "a", ""), event((2026, 11, 21), "a", ""));
        let uids = |events: &[Event]| -> Vec<String> {
            read(&write("", day, events)).iter().map(|event| of(event, "UID").to_owned()).collect()
        };
        let both = uids(&[a.clone(), b.clone()]);
        assert_ne!(both[0], both[1]);
        let turned = uids(&[b, a.clone()]);
        assert_eq!([&turned[1], &turned[0]], [&both[0], &both[1]], "wherever it stands");
        let twice = uids(&[a.clone(), a]);
        assert_ne!(twice[0], twice[1]);
        assert_eq!(twice[0], both[0]);
    }

    #[test]
    fn lines_are_folded_between_characters() {
        let mut out = String::new();
        line(&mut out, &"é".repeat(60));
        let lines: Vec<&str> = out.split("\r\n").collect();
        assert_eq!(lines[0].len(), 74);
        assert_eq!(lines[1], format!(" {}", "é".repeat(23)));
        let mut exact = String::new();
        line(&mut exact, &"x".repeat(75));
        assert_eq!(exact, format!("{}\r\n", "x".repeat(75)));
    }
}
