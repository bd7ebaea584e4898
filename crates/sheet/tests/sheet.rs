//! Sheets written by another library, read as CSV; and files that are broken, hostile or too large.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use packwise_sheet::{MAX_COLUMNS, MAX_ROWS, csv, names};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Write as _};

fn table() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Read me").unwrap().write(0, 0, "=1+1").unwrap();
    let sheet = book.add_worksheet().set_name("Ads, \"all\"").unwrap();
    for (column, head) in (0_u16..).zip(["Ad", "Rate", "Count", "Day", "Length"]) {
        sheet.write(0, column, head).unwrap();
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let length = Format::new().set_num_format("[h]:mm:ss");
    sheet.write(1, 0, "a,\n\"b\"").unwrap().write(1, 1, "v1.6-pro-5s").unwrap().write(1, 2, 300).unwrap();
    sheet.write_with_format(1, 3, ExcelDateTime::parse_from_str("2026-11-21").unwrap(), &day).unwrap();
    sheet.write_with_format(1, 4, 1.5, &length).unwrap();
    // an empty row, a number that is no plain decimal, a formula with its result, a truth
    sheet.write(3, 2, 0.1 + 0.2).unwrap();
    sheet.write_formula(4, 2, Formula::new("=300+4").set_result("304")).unwrap().write(4, 3, true).unwrap();
    sheet.write(5, 2, 2.5).unwrap().write(5, 3, 1e21).unwrap().write(5, 0, "\u{202e}rtl").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_sheet_becomes_lines() {
    let file = table();
    assert_eq!(names(&file).unwrap(), ["Read me", "Ads, \"all\""]);
    assert_eq!(csv(&file, 0).unwrap(), "=1+1\n");
    let lines = "Ad,Rate,Count,Day,Length\n\"a, \"\"b\"\"\",v1.6-pro-5s,300,2026-11-21,36:00:00\n\n,,0.30000000000000004\n\
                 ,,304,TRUE\n\u{202e}rtl,,2.5,1000000000000000000000\n";
    assert_eq!(csv(&file, 1).unwrap(), lines);
    assert_eq!(csv(&file, 2).unwrap_err(), "the file has no such sheet");
}

#[test]
fn what_is_cut_short_or_turned_over_is_said_and_never_a_panic() {
    let file = table();
    assert!(names(b"").is_err() && names(b"PK\x03\x04xxxx").is_err());
    assert!(names(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]).unwrap_err().contains("password"));
    for cut in (0..file.len()).step_by(97) {
        assert!(names(&file[..cut]).is_err(), "{cut}");
    }
    for at in (0..file.len()).step_by(13) {
        let mut other = file.clone();
        other[at] ^= 0x55;
        // whatever it answers, it answers
        let _ = csv(&other, 1);
    }
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = zipped(&[("xl/worksheets/sheet1.xml", &vec![b' '; 300 << 20])]);
    assert!(bomb.len() < 2 << 20, "{}", bomb.len());
    assert!(names(&bomb).unwrap_err().contains("256 MB"));
    let many: Vec<(String, Vec<u8>)> = (0..5_001).map(|at| (format!("{at}"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert!(names(&zipped(&many)).unwrap_err().contains("5001 parts"));
}

#[test]
fn a_sheet_larger_than_is_read_is_said() {
    let with = |row: u32, column: u16| {
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, "rate").unwrap().write(row, column, 1).unwrap();
        book.save_to_buffer().unwrap()
    };
    assert_eq!(csv(&with(MAX_ROWS - 1, 0), 0).unwrap().lines().count(), 200_001);
    assert!(csv(&with(MAX_ROWS, 0), 0).unwrap_err().contains("200,000"));
    assert!(csv(&with(1_048_575, 16_383), 0).is_err());
    assert!(csv(&with(1, u16::try_from(MAX_COLUMNS).unwrap() - 1), 0).is_ok());
    assert!(csv(&with(1, u16::try_from(MAX_COLUMNS).unwrap()), 0).unwrap_err().contains("column 257"));
}
