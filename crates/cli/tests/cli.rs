//! The command line as it is used: files and pipes, exit codes, text for people, price books, completions, bad input.

#![allow(clippy::unwrap_used, reason = "a test may assume")]

use serde_json::{Value, json};
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn packwise(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_packwise"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str]) -> Output {
    packwise(arguments).output().unwrap()
}

fn given(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = packwise(arguments).stdin(Stdio::piped()).spawn().unwrap();
    // one that stops reading (wrong usage) is no fault of this test
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// The error that a call told, and its exit code.
fn error(output: &Output) -> (Value, i32) {
    assert_eq!(out(output), "", "an error writes no answer");
    (serde_json::from_slice(&output.stderr).unwrap(), code(output))
}

fn file(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

const REQUEST: &str = r#"{"demand": [25000], "packs": [
    {"id": "B1", "units": 10000, "price": "1400.00", "lifePeriods": 1},
    {"id": "B2", "units": 15000, "price": "1890.00", "lifePeriods": 1},
    {"id": "B3", "units": 20000, "price": "2240.00", "lifePeriods": 1}]}"#;

#[test]
fn a_file_a_dash_and_nothing_are_read_alike() {
    let path = file("request.json", REQUEST);
    let by_name = run(&["plan", path.to_str().unwrap()]);
    assert_eq!(code(&by_name), 0);
    let report: Value = serde_json::from_str(&out(&by_name)).unwrap();
    assert_eq!(report["cost"], "3290.00");
    assert_eq!(out(&given(&["plan", "-"], REQUEST.as_bytes())), out(&by_name));
    assert_eq!(out(&given(&["plan"], REQUEST.as_bytes())), out(&by_name));
    let marked = [b"\xef\xbb\xbf", REQUEST.as_bytes()].concat();
    assert_eq!(out(&given(&["plan"], &marked)), out(&by_name), "a mark of byte order is no part of it");
    let pretty = out(&given(&["plan", "--pretty"], REQUEST.as_bytes()));
    assert!(pretty.starts_with("{\n  \"status\": \"optimal\",\n"), "{pretty}");
    assert_eq!(serde_json::from_str::<Value>(&pretty).unwrap(), report);
}

#[test]
fn text_for_people_moves_no_cursor() {
    let hostile = "\u{1b}[2J\u{9b}1A\r\nerror: made up";
    let answer = json!({"code": 1002, "message": hostile}).to_string();
    let document = json!({"book": hostile, "lines": [{"rate": hostile, "count": 1}]}).to_string();
    let plan = json!({ hostile: 1, "demand": [1], "packs": [] }).to_string();
    for (ask, input) in [("balance", &answer), ("evaluate", &document), ("plan", &plan)] {
        let output = given(&[ask, "--table"], input.as_bytes());
        let text = out(&output) + &String::from_utf8(output.stderr.clone()).unwrap();
        assert!(!text.trim().is_empty(), "{ask}");
        assert!(!text.chars().any(|char| char.is_control() && char != '\n'), "{ask}: {text:?}");
        assert!(!text.contains("\nerror: made up"), "{ask}: {text:?}");
    }
}

#[test]
fn exit_codes_say_how_it_ended() {
    assert_eq!(code(&given(&["plan"], REQUEST.as_bytes())), 0);
    let none = given(&["plan"], br#"{"demand": [1], "packs": []}"#);
    assert_eq!((code(&none), out(&none).starts_with(r#"{"status":"infeasible""#)), (1, true));
    let wrong = given(&["evaluate"], br#"{"book": "kling-2025", "lines": [{"rate": "none", "count": 1}]}"#);
    assert_eq!((code(&wrong), out(&wrong).is_empty()), (1, false), "the answer is there, and says what is wrong");
    for usage in [&["plam"][..], &["plan", "--colour"], &["plan", "--nodes", "0"], &["plan", "a", "b"], &["book"]] {
        assert_eq!(code(&run(usage)), 2, "{usage:?}");
    }
    assert_eq!(code(&run(&[])), 0, "nothing asked: the help");
    assert_eq!(code(&run(&["--help"])), 0);

    let (told, ended) = error(&run(&["plan", "/no/such/file.json"]));
    assert_eq!((told["code"].as_str(), ended), (Some("cannot-read"), 3));
    let (told, ended) = error(&given(&["plan"], b"\xff\xfe{}"));
    assert_eq!((told["code"].as_str(), ended), (Some("cannot-read"), 3), "not UTF-8");
    assert_eq!(code(&run(&["plan", env!("CARGO_TARGET_TMPDIR")])), 3, "a folder");
}

#[test]
fn bad_json_is_an_issue_with_a_place() {
    for bad in ["", "{", "{\"demand\": [1,]}", "nonsense", "{} {}", "[1e999]", "\"\\ud800\""] {
        let (told, ended) = error(&given(&["plan"], bad.as_bytes()));
        assert_eq!((told["code"].as_str(), ended), (Some("not-json"), 1), "{bad}");
        assert_eq!(told["issues"][0]["code"], "not-json");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(error(&given(&["plan"], deep.as_bytes())).0["code"], "not-json");
    let deep = format!("{{\"demand\": {}{}, \"packs\": []}}", "[".repeat(60), "]".repeat(60));
    assert_eq!(error(&given(&["plan"], deep.as_bytes())).0["code"], "too-large");
    let words = given(&["plan", "--table"], b"{\"demand\": [-1], \"packs\": 5}");
    let words = String::from_utf8(words.stderr).unwrap();
    assert!(words.starts_with("error: ") && words.contains("demand[0]: ") && words.contains("[wrong-type]"), "{words}");
}

#[test]
fn five_megabytes_are_read_or_refused() {
    // blanks are nothing
    let padded = format!("{}{REQUEST}", " ".repeat(5_000_000));
    assert_eq!(code(&given(&["plan"], padded.as_bytes())), 0);
    // a million months are not read, and nothing breaks
    let long = format!("{{\"demand\": [{}1], \"packs\": []}}", "1234,".repeat(1_000_000));
    let (told, ended) = error(&given(&["plan"], long.as_bytes()));
    assert_eq!((told["code"].as_str(), told["path"].as_str(), ended), (Some("too-many"), Some("demand"), 1));
    let text = format!("{{\"demand\": [1], \"packs\": [{{\"id\": \"{}\"}}]}}", "x".repeat(5_000_000));
    let (told, ended) = error(&given(&["plan"], text.as_bytes()));
    assert_eq!((told["code"].as_str(), told["path"].as_str(), ended), (Some("too-large"), Some("packs[0].id"), 1));
    let told = given(&["balance"], format!("{{\"a\": \"{}\"}}", "x".repeat(5_000_000)).as_bytes());
    assert_eq!(error(&told).0["code"], "too-large");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = packwise(&["book", "show", "kling-2025"]).spawn().unwrap();
    let mut first = [0_u8; 1];
    let mut pipe = child.stdout.take().unwrap();
    pipe.read_exact(&mut first).unwrap();
    drop(pipe);
    let ended = child.wait_with_output().unwrap();
    assert_eq!((code(&ended), String::from_utf8(ended.stderr).unwrap()), (0, String::new()));
    if Path::new("/dev/full").exists() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = packwise(&["book", "list"]).stdout(full).output().unwrap();
        assert_eq!(code(&ended), 3, "a disk that is full is one");
    }
}

#[test]
fn text_for_people_has_the_figures() {
    let plan = out(&given(&["plan", "--table"], REQUEST.as_bytes()));
    for part in ["optimal: proved", "3290.00", "B1", "1400.00", "only B3", "4480.00", "best price a unit"] {
        assert!(plan.contains(part), "{part} in\n{plan}");
    }
    let document = r#"{"book": "kling-2025", "months": 3, "lines": [{"rate": "v2.0-master-10s", "count": 300}]}"#;
    let report = out(&given(&["evaluate", "--table"], document.as_bytes()));
    for part in ["USD 4200.00", "V2.0 Master", "6000", "Video generation"] {
        assert!(report.contains(part), "{part} in\n{report}");
    }
    let job = given(&["job", "--table"], br#"{"segment_count": 3, "voice_enabled": true}"#);
    assert_eq!(code(&job), 1, "a rate that nobody knows gives no total");
    assert!(
        out(&job).contains("total                     -\n") && out(&job).contains("[unknown-price]"),
        "{}",
        out(&job)
    );
    let balance = out(&given(&["balance", "--table"], br#"{"credit_balance": 5, "credit_reserved": 2}"#));
    assert!(balance.contains("u-gen") && balance.contains("Credits of the account"), "{balance}");
    let ask = r#"{"demand": [86], "budget": "500.00", "packs": [{"id": "s", "units": 5000, "price": "175.00", "lifePeriods": null}]}"#;
    assert!(out(&given(&["budget", "--table"], ask.as_bytes())).contains("sets a period    116"));
    let work = r#"{"book": "kling-2025", "lines": [{"rate": "v1.6-pro-5s", "count": 200, "takes": 1}]}"#;
    assert!(out(&given(&["deduct", "--table"], work.as_bytes())).contains("v1.6-pro-5s  video         3.5    700"));
}

const QUOTED: &str = r#"{"book": "kling-2025", "months": 1, "order": "none", "asOf": "2026-11-21",
    "lines": [{"rate": "v2.0-master-10s", "count": 335}],
    "quote": {"seller": {"name": "Studio\nLtd"}, "buyer": {"name": "Buyer Inc"}, "issued": "2026-11-21", "role": "rep",
              "discounts": [{"line": "video/B1", "discount": "12%"}]}}"#;
const RULES: &str = r#"{"currency": "USD", "reasonFromPercent": "5", "roles": [
    {"id": "rep", "name": "Sales", "maxPercent": "10"}, {"id": "head", "name": "Head of sales", "maxPercent": "25"}]}"#;

#[test]
fn a_quote_is_written_as_any_kind_of_file() {
    let starts = [
        ("json", "{\n  \"number\""),
        ("csv", "\u{feff}"),
        ("md", "# Quote "),
        ("ubl", "<?xml"),
        ("focus", "BilledCost,"),
    ];
    for (kind, start) in starts {
        let written = given(&["quote", "--as", kind], QUOTED.as_bytes());
        assert_eq!(code(&written), 0, "{kind}");
        assert!(out(&written).starts_with(start), "{kind}: {}", out(&written));
    }
    let plain = out(&given(&["quote"], QUOTED.as_bytes()));
    assert_eq!(plain, out(&given(&["quote", "--as", "json"], QUOTED.as_bytes())));
    assert_eq!(serde_json::from_str::<Value>(&plain).unwrap()["total"], "1232.00");
    let words = out(&given(&["quote", "--table"], QUOTED.as_bytes()));
    for part in ["seller           StudioLtd", "1232.00 USD", "video/B1", "168.00"] {
        assert!(words.contains(part), "{part} in\n{words}");
    }
    for usage in [&["quote", "--as", "pdf"][..], &["quote", "--as", "md", "--table"], &["quote", "--guard"]] {
        assert_eq!(code(&given(usage, QUOTED.as_bytes())), 2, "{usage:?}");
    }
    let unknown = QUOTED.replace("v2.0-master-10s", "none");
    let written = given(&["quote", "--as", "md"], unknown.as_bytes());
    assert_eq!((code(&written), out(&written).contains("incomplete")), (1, true), "no total, and the file says so");
    let none = given(&["quote"], br#"{"book": "kling-2025", "lines": []}"#);
    assert_eq!(error(&none).0["path"], "quote");
}

#[test]
fn a_sellers_rules_are_held_against_a_quote() {
    let rules = file("rules.json", RULES);
    let rules = rules.to_str().unwrap();
    let guard = given(&["quote", "--rules", rules, "--guard"], QUOTED.as_bytes());
    assert_eq!(code(&guard), 1, "not cleared");
    let said: Value = serde_json::from_str(&out(&guard)).unwrap();
    assert_eq!((&said["cleared"], &said["watermark"]), (&json!(false), &json!("NOT APPROVED")));
    let marked = given(&["quote", "--as", "md", "--rules", rules], QUOTED.as_bytes());
    assert_eq!((code(&marked), out(&marked).contains("**NOT APPROVED**")), (1, true));
    let words = out(&given(&["quote", "--table", "--rules", rules], QUOTED.as_bytes()));
    assert!(words.starts_with("NOT APPROVED\n") && words.contains("needs-approval  head"), "{words}");
    let within = QUOTED.replace("12%", "4%");
    let cleared = given(&["quote", "--rules", rules, "--guard", "--table"], within.as_bytes());
    assert_eq!((out(&cleared).as_str(), code(&cleared)), ("rules            cleared\n", 0));
    let bad = file("bad-rules.json", r#"{"currency": "USD", "roles": [{"id": "a", "name": "A", "maxPercent": 200}]}"#);
    let told = given(&["quote", "--rules", bad.to_str().unwrap()], QUOTED.as_bytes());
    assert_eq!(error(&told).0["path"], "rules.roles[0].maxPercent");
    let (told, ended) = error(&given(&["quote", "--rules", "/no/such/rules.json"], QUOTED.as_bytes()));
    assert_eq!((told["code"].as_str(), ended), (Some("cannot-read"), 3));
}

#[test]
fn books_are_listed_and_shown() {
    let list: Value = serde_json::from_str(&out(&run(&["book", "list"]))).unwrap();
    let ids: Vec<&str> = list.as_array().unwrap().iter().filter_map(|book| book["id"].as_str()).collect();
    assert!(ids.contains(&"kling-2025") && ids.contains(&"u-gen-2026"), "{ids:?}");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/books/v1/kling-2025.json");
    assert_eq!(run(&["book", "show", "kling-2025"]).stdout, fs::read(&shipped).unwrap(), "byte for byte");
    assert!(out(&run(&["book", "show", "kling-2025", "--table"])).contains("v2.0-master-10s"));
    let (told, ended) = error(&run(&["book", "show", "none"]));
    assert_eq!((told["code"].as_str(), ended), (Some("unknown-book"), 1));

    let own = fs::read_to_string(&shipped).unwrap().replacen("\"kling-2025\"", "\"kling-own\"", 1);
    let own = own.replacen("\"edition\": \"2025\"", "\"edition\": \"own\"", 1);
    let path = file("own.json", &own);
    let path = path.to_str().unwrap();
    assert!(out(&run(&["--book-file", path, "book", "list"])).contains("kling-own"));
    let work = r#"{"book": "kling-own", "lines": [{"rate": "v1.6-pro-5s", "count": 2, "takes": 1}]}"#;
    assert_eq!(code(&given(&["deduct", "--book-file", path], work.as_bytes())), 0);
    assert_eq!(error(&given(&["deduct"], work.as_bytes())).0["path"], "book");
}

#[test]
fn books_are_checked_with_their_lines() {
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/books/v1/kling-2026.json");
    let good = good.to_str().unwrap();
    assert_eq!(code(&run(&["book", "check", good])), 0);
    let bad = file("bad.json", "{\n  \"format\": 1,\n  \"format\": 1,\n  \"colour\": 5\n}\n");
    let bad = bad.to_str().unwrap();
    let checked = run(&["book", "check", good, bad]);
    assert_eq!(code(&checked), 1);
    let all: Value = serde_json::from_str(&out(&checked)).unwrap();
    assert_eq!((all[0]["id"].as_str(), &all[0]["issues"]), (Some("kling-2026"), &json!([])));
    let at = |path: &str, code: &str| {
        let issues = all[1]["issues"].as_array().unwrap();
        let issue = issues.iter().find(|issue| issue["path"] == path && issue["code"] == code).unwrap();
        (issue["line"].as_u64(), issue["column"].as_u64())
    };
    assert_eq!(at("format", "duplicate-key"), (Some(3), Some(3)));
    assert_eq!(at("colour", "unknown-key"), (Some(4), Some(3)));
    let words = out(&run(&["book", "check", "--table", bad]));
    assert!(words.contains("bad.json:4:3: error: colour: nobody reads `colour`"), "{words}");
    let broken = file("broken.json", "{\n  \"format\": \n}");
    let words = out(&run(&["book", "check", "--table", broken.to_str().unwrap()]));
    assert!(words.contains("broken.json:3:1: error: ") && words.contains("[not-json]"), "{words}");
}

#[test]
fn editions_are_compared() {
    let differ: Value = serde_json::from_str(&out(&run(&["book", "diff", "kling-2025", "kling-2026"]))).unwrap();
    assert_eq!((differ["old"].as_str(), differ["new"].as_str()), (Some("kling-2025"), Some("kling-2026")));
    let changes = differ["changes"].as_array().unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/diff/kling-2025--kling-2026.json");
    let golden: Value = serde_json::from_str(&fs::read_to_string(golden).unwrap()).unwrap();
    assert_eq!(changes.len(), golden.as_array().unwrap().len());
    for (change, row) in changes.iter().zip(golden.as_array().unwrap()) {
        assert_eq!(
            (&change["table"], &change["kinds"], &change["fields"], &change["oldId"], &change["newId"]),
            (&row["table"], &row["kinds"], &row["fields"], &row["old"], &row["new"])
        );
    }
    let same = run(&["book", "diff", "kling-2025", "kling-2025", "--table"]);
    assert_eq!((out(&same).as_str(), code(&same)), ("Nothing differs.\n", 0));
    assert!(out(&run(&["book", "diff", "kling-2025", "kling-2026", "--table"])).contains("video: package-1"));
}

#[test]
fn completions_are_written_for_each_shell() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = run(&["--completions", shell]);
        assert_eq!(code(&script), 0, "{shell}");
        assert!(out(&script).contains("evaluate"), "{shell}");
    }
    assert_eq!(code(&run(&["--completions", "tcsh"])), 2);
}

/// The reference of the guide has the help of every command as it is.
#[test]
fn the_guide_has_the_help() {
    const COMMANDS: [&[&str]; 15] = [
        &[],
        &["plan"],
        &["evaluate"],
        &["deduct"],
        &["job"],
        &["budget"],
        &["balance"],
        &["quote"],
        &["link"],
        &["html"],
        &["fallback"],
        &["book", "list"],
        &["book", "show"],
        &["book", "check"],
        &["book", "diff"],
    ];
    let (begin, end) = ("<!-- help -->\n", "<!-- /help -->");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let guide = fs::read_to_string(&path).unwrap();
    let mut help = String::new();
    for command in COMMANDS {
        let said = out(&run(&[command, &["--help"]].concat()));
        let name = [&["packwise"], command].concat().join(" ");
        let said: Vec<&str> = said.trim_end().lines().map(str::trim_end).collect();
        help.push_str(&format!("### {name}\n\n```text\n{}\n```\n\n", said.join("\n")));
    }
    let (before, rest) = guide.split_once(begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    let written = format!("{before}{begin}{}\n{end}{after}", help.trim_end());
    if std::env::var_os("PACKWISE_BLESS").is_some() {
        fs::write(&path, written).unwrap();
    } else {
        assert!(guide == written, "docs/cli.md is not what --help says; PACKWISE_BLESS=1 cargo test -p packwise-cli");
    }
}

/// The price book that the guide shows is a good one.
#[test]
fn the_guides_book_is_good() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/price-books.md");
    let guide = fs::read_to_string(path).unwrap();
    let book = guide.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let checked = given(&["book", "check", "--table", "-"], book.as_bytes());
    assert_eq!(out(&checked), "-: good (acme-2027)\n");
}

/// The files that the guide shows do what it says of them.
#[test]
fn the_guides_files_work() {
    let shown = |page: &str| -> Vec<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page);
        let text = fs::read_to_string(path).unwrap();
        let blocks = text.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
        blocks.collect()
    };
    let [work, rules] = shown("quote.md").try_into().unwrap();
    let rules = file("guide-rules.json", &rules);
    let quote = given(&["quote", "--table", "--rules", rules.to_str().unwrap()], work.as_bytes());
    assert_eq!(code(&quote), 1);
    assert!(out(&quote).contains("1232.00 USD") && out(&quote).contains("head"), "{}", out(&quote));
    let [answer, ask] = shown("pay.md").try_into().unwrap();
    let balance = given(&["balance", "--table"], answer.as_bytes());
    assert_eq!((code(&balance), out(&balance).contains("u-gen")), (0, true), "{}", out(&balance));
    let budget = given(&["budget", "--table"], ask.as_bytes());
    assert_eq!((code(&budget), out(&budget).contains("sets a period")), (0, true), "{}", out(&budget));
}

#[test]
fn a_document_has_a_link_and_a_page() {
    let document =
        r#"{"book": "kling-2025", "months": 3, "lines": [{"rate": "v2.0-master-10s", "count": "300", "takes": "1"}]}"#;
    let link = given(&["link"], document.as_bytes());
    assert_eq!(out(&link), "plan?book=kling-2025&lines=v2.0-master-10s*300&months=3\n");
    let long = out(&given(&["link"], QUOTED.as_bytes()));
    assert!(long.starts_with("d="), "a short link has no quote: {long}");
    assert_eq!(code(&run(&["fallback", long.trim()])), 0);
    let page = out(&given(&["html"], document.as_bytes()));
    assert!(page.contains("$4,200.00") && page.contains("<caption>Rates</caption>"), "{page}");
    assert_eq!(out(&run(&["html", "--link", out(&link).trim()])), page);
    assert_eq!(error(&run(&["html", "--link", "plan?book=kling-2025&colour=red"])).0["code"], "unknown-fragment-key");
    let odd = r#"{"book": "kling-2025", "lines": [{"rate": "<script>", "count": "<b>"}]}"#;
    assert!(!out(&given(&["html"], odd.as_bytes())).contains("<script>"));
}

#[test]
fn a_fallback_stands_in_any_page() {
    const LINK: &str = "plan?book=kling-2025&lines=v2.0-master-10s*300&months=3";
    let plain = run(&["fallback", LINK]);
    assert_eq!(code(&plain), 0);
    let html = out(&plain);
    for part in
        ["300 clips", "<strong>$4,200.00</strong>", "what to buy, and when</caption>", "<td>B1</td>", "kling-2025"]
    {
        assert!(html.contains(part), "{part} in\n{html}");
    }
    assert!(!html.contains("class=") && !html.contains("<h1") && !html.contains("\n\n"), "{html}");
    let linked = out(&run(&["fallback", LINK, "--page", "https://example.com/packwise/"]));
    let address = "<a href=\"https://example.com/packwise/#plan?book=kling-2025&amp;lines=v2.0-master-10s&#42;300&amp;months=3\">";
    assert!(linked.starts_with(&html) && linked.contains(address), "{linked}");

    let prices = out(&run(&["fallback", "prices?book=kling-2025&model=V2.0%20Master"]));
    assert!(prices.contains("$1,400.00") && prices.contains("<td>V2.0 Master</td>"), "{prices}");
    assert!(!prices.contains("<td>V1.6</td>") && !prices.contains("what to buy"), "{prices}");

    let grows = out(&run(&["fallback", "plan?book=kling-2025&lines=v2.0-master-10s*300&months=2&growth=50"]));
    assert!(
        grows.starts_with("<p>Over 2 months that differ") && grows.contains("month by month: 6,000; 9,000<"),
        "{grows}"
    );
    assert_eq!(error(&run(&["fallback", "prices?book=kling-2025&model=V9"])).0["path"], "model");
    let unknown = run(&["fallback", "plan?book=kling-2026&lines=4.0-720p:5s*10"]);
    assert_eq!((code(&unknown), out(&unknown).contains("no total")), (1, true), "{}", out(&unknown));
    assert_eq!(error(&run(&["fallback", "plan?book=none"])).0["code"], "unknown-book");
    assert_eq!(error(&run(&["fallback", "plan?book=kling-2025&colour=red"])).0["code"], "unknown-fragment-key");
    assert_eq!(code(&run(&["fallback"])), 2);
}
